//! Layers of rules (`@layer`): whatever their selectors are, rules of a later one win, and those of none.

use std::collections::HashMap;

/// Layers that are told apart in each other.
const LEVELS: u32 = 4;

/// Bits of the number of a layer among those beside it.
const BITS: u32 = u64::BITS / LEVELS;

/// Where rules stand among the layers: a later one wins. What is in a layer and in no layer inside of it comes after these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Layer {
    rank: u64,
    level: u32,
}

/// The layers that have been named.
#[derive(Debug, Default)]
pub(super) struct Layers {
    numbers: HashMap<(Layer, String), Layer>,
    /// How many layers each has in it.
    counts: HashMap<Layer, u64>,
}

impl Default for Layer {
    fn default() -> Self {
        Self { rank: u64::MAX, level: 0 }
    }
}

impl Layer {
    /// Where its important rules stand: those of an earlier layer win.
    pub(super) const fn of_important(self) -> Self {
        Self { rank: !self.rank, level: self.level }
    }
}

impl Layers {
    /// The layer of a name, `a.b` or empty, in another one; `None` if there are too many to tell them apart.
    pub(super) fn named(&mut self, name: &str, inside: Layer) -> Option<Layer> {
        let mut layer = inside;
        for part in name.split('.') {
            let key = (layer, part.trim().to_owned());
            if let Some(known) = self.numbers.get(&key).filter(|_| !key.1.is_empty()) {
                layer = *known;
                continue;
            }
            let count = self.counts.entry(layer).or_default();
            let shift = BITS * LEVELS.checked_sub(layer.level + 1)?;
            let all = (1_u64 << BITS) - 1;
            let number = Some(*count).filter(|count| *count < all)?;
            *count += 1;
            layer = Layer { rank: layer.rank - ((all - number) << shift), level: layer.level + 1 };
            self.numbers.insert(key, layer);
        }
        Some(layer)
    }
}

#[cfg(test)]
mod tests {
    use super::{Layer, Layers};

    #[test]
    fn layers_stand_in_the_order_in_which_they_are_named_first() {
        let (mut layers, none) = (Layers::default(), Layer::default());
        let [a, b, inner, unnamed, again] =
            ["a", "b", "a.c", "", "a"].map(|name| layers.named(name, none).expect("a layer"));
        assert!(inner < a && a < b && b < unnamed && unnamed < none);
        assert_eq!((a, layers.named("c", a)), (again, Some(inner)));
        assert!(none.of_important() < b.of_important() && b.of_important() < a.of_important());
        assert!(layers.named("a.b.c.d", none).is_some());
        assert_eq!(layers.named("a.b.c.d.e", none), None);
    }
}
