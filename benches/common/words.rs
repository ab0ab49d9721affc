//! Text of made-up words, and quotes of it, from fixed seeds.

use std::fmt::Write as _;

/// A linear congruential generator (D. Knuth's MMIX constants): the same numbers everywhere.
pub(crate) struct Random(u64);

impl Random {
    /// Numbers of their own for each pair of a seed and a number, such as a document's.
    pub(crate) fn new(seed: u64, number: usize) -> Self {
        // The finalizer of SplitMix64: neighbours have nothing in common.
        let mut mixed = seed.wrapping_add((number as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        Self(mixed ^ (mixed >> 31))
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit.max(1)
    }
}

const ONSETS: [&str; 20] = [
    "b", "c", "d", "f", "g", "h", "l", "m", "n", "p", "r", "s", "t", "v", "w", "st", "tr", "pl",
    "ch", "sh",
];

const RIMES: [&str; 12] = ["a", "e", "i", "o", "u", "ai", "ou", "er", "in", "an", "ent", "ight"];

/// So many words are known.
const VOCABULARY: usize = 20_000;

/// Draws of a rank that are told apart.
const DRAWS: usize = 1 << 16;

/// Words by rank; rare ones are drawn rarely, about as in a language.
pub(crate) struct Words {
    words: Vec<String>,
    /// Ranks by Zipf's law, by its quantiles: the logarithm of the rank is even.
    ranks: Vec<u16>,
}

impl Words {
    pub(crate) fn new() -> Self {
        let mut random = Random::new(7, 0);
        let word = |_| {
            let syllables = 1 + random.below(2) + random.below(2);
            (0..syllables)
                .map(|_| ONSETS[random.below(20)].to_owned() + RIMES[random.below(12)])
                .collect()
        };
        let words = (0..VOCABULARY).map(word).collect();
        let rank = |draw: usize| {
            let rank = (VOCABULARY as f64).powf((draw as f64 + 0.5) / DRAWS as f64);
            (rank as usize - 1).min(VOCABULARY - 1) as u16
        };
        Self { words, ranks: (0..DRAWS).map(rank).collect() }
    }

    pub(crate) fn draw(&self, random: &mut Random) -> &str {
        &self.words[usize::from(self.ranks[random.below(DRAWS)])]
    }

    /// A text of at least `bytes`, in sentences and paragraphs.
    pub(crate) fn text(&self, random: &mut Random, bytes: usize) -> String {
        let mut text = String::with_capacity(bytes + 300);
        let mut sentences = 0;
        while text.len() < bytes {
            let count = 6 + random.below(20);
            for at in 0..count {
                let word = self.draw(random);
                if at == 0 {
                    let (head, tail) = word.split_at(1);
                    let _ = write!(text, "{}{tail}", head.to_uppercase());
                } else {
                    text.push(' ');
                    text.push_str(word);
                }
                if at + 1 < count {
                    text.push_str(match random.below(40) {
                        0 => "’s",
                        1 | 2 => ",",
                        3 => " —",
                        _ => "",
                    });
                }
            }
            sentences += 1;
            text.push_str(if sentences % 7 == 0 { ".\n\n" } else { ". " });
        }
        text
    }

    /// `edits` of a hundred words replaced by others.
    pub(crate) fn edited(&self, random: &mut Random, quote: &str, edits: usize) -> String {
        let word = |w: &str| {
            if random.below(100) < edits { self.draw(random).to_owned() } else { w.to_owned() }
        };
        quote.split(' ').map(word).collect::<Vec<_>>().join(" ")
    }
}

/// Words of a text that follow each other, cut where sentences end.
pub(crate) fn quote_of(random: &mut Random, text: &str, most_bytes: usize) -> String {
    loop {
        let at = boundary(text, random.below(text.len()));
        let Some(start) = text[at..].find(' ').map(|i| at + i + 1) else { continue };
        let end = boundary(text, start + most_bytes);
        let slice = &text[start..end];
        let slice = slice.split(['.', '\n']).next().unwrap_or("");
        let slice = &slice[..slice.rfind(' ').unwrap_or(0)];
        let slice = slice.trim_matches([',', ' ', '—']);
        if slice.split(' ').count() >= 4 && !slice.starts_with(['’']) {
            return slice.to_owned();
        }
    }
}

/// The last place up to `at` where a character starts, or the end.
pub(crate) fn boundary(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0)
}
