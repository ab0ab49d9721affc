//! Where code points of a text are in its bytes.

/// Every so many code points of a text its byte is kept.
const STEP: usize = 1_024;

/// The way from code points of a text to its bytes, short for each of many.
#[derive(Debug, Clone, Default)]
pub(crate) struct Points {
    /// The byte of every [`STEP`]th code point.
    steps: Vec<usize>,
    length: usize,
}

impl Points {
    /// Looks through a text once.
    pub(crate) fn of(text: &str) -> Self {
        let steps = text.char_indices().step_by(STEP).map(|(byte, _)| byte).collect();
        Self { steps, length: text.len() }
    }

    /// The byte of a code point of the text, of the end for one beyond it.
    pub(crate) fn byte(&self, text: &str, point: usize) -> usize {
        let Some(from) = self.steps.get(point / STEP) else { return self.length };
        let mut after = text.get(*from..).unwrap_or_default().char_indices().skip(point % STEP);
        after.next().map_or(self.length, |(byte, _)| from + byte)
    }
}

#[cfg(test)]
mod tests {
    use super::{Points, STEP};

    #[test]
    fn every_code_point_has_its_byte() {
        let text = "aö語🌊".repeat(STEP);
        let points = Points::of(&text);
        for (point, (byte, _)) in text.char_indices().enumerate().step_by(97) {
            assert_eq!(points.byte(&text, point), byte);
        }
        assert_eq!(points.byte(&text, 4 * STEP), text.len());
        assert_eq!(points.byte(&text, usize::MAX), text.len());
        assert_eq!(Points::of("").byte("", 0), 0);
    }
}
