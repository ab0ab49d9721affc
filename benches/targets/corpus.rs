//! Documents and claims, generated from a fixed seed: nothing is downloaded.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// A linear congruential generator (D. Knuth's MMIX constants): the same numbers everywhere.
pub(crate) struct Random(pub(crate) u64);

impl Random {
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

/// Words by rank; rare ones are drawn rarely, about as in a language.
pub(crate) struct Words(Vec<String>);

impl Words {
    pub(crate) fn new() -> Self {
        let mut random = Random(7);
        let word = |_| {
            let syllables = 1 + random.below(2) + random.below(2);
            (0..syllables)
                .map(|_| ONSETS[random.below(20)].to_owned() + RIMES[random.below(12)])
                .collect()
        };
        Self((0..20_000).map(word).collect())
    }

    pub(crate) fn draw(&self, random: &mut Random) -> &str {
        // Zipf's law, by its quantiles: the logarithm of the rank is even.
        let rank = 20_000_f64.powf(random.below(1 << 20) as f64 / f64::from(1 << 20));
        &self.0[(rank as usize - 1).min(self.0.len() - 1)]
    }

    /// A text of at least `bytes`, in sentences and paragraphs.
    pub(crate) fn text(&self, random: &mut Random, bytes: usize) -> String {
        let mut text = String::with_capacity(bytes + 200);
        let mut sentences = 0;
        while text.len() < bytes {
            let count = 6 + random.below(20);
            for at in 0..count {
                let word = self.draw(random);
                let (head, tail) = word.split_at(1);
                let first = if at == 0 { head.to_uppercase() } else { head.to_owned() };
                let mark = match random.below(40) {
                    0 => "’s",
                    1 | 2 => ",",
                    3 => " —",
                    _ => "",
                };
                let mark = if at + 1 == count { "" } else { mark };
                let _ = write!(text, "{}{first}{tail}{mark}", if at == 0 { "" } else { " " });
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
        let mut at = random.below(text.len());
        while !text.is_char_boundary(at) {
            at += 1;
        }
        let Some(start) = text[at..].find(' ').map(|i| at + i + 1) else { continue };
        let mut end = (start + most_bytes).min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let slice = &text[start..end];
        let slice = slice.split(['.', '\n']).next().unwrap_or("");
        let slice = &slice[..slice.rfind(' ').unwrap_or(0)];
        let slice = slice.trim_matches([',', ' ', '—']);
        if slice.split(' ').count() >= 4 && !slice.starts_with(['’']) {
            return slice.to_owned();
        }
    }
}

/// A repository on disk.
pub(crate) struct Repository {
    pub(crate) root: PathBuf,
    pub(crate) quotes: usize,
    pub(crate) bytes: usize,
}

/// What to generate.
pub(crate) struct Plan {
    pub(crate) name: &'static str,
    pub(crate) documents: usize,
    pub(crate) bytes: usize,
    pub(crate) quotes: usize,
    /// Quotes in a hundred that have an edited word.
    pub(crate) edited: usize,
}

impl Plan {
    /// Writes the repository, and `quotes.txt` with a quote a line, unless they are there.
    pub(crate) fn make(&self, folder: &Path) -> Repository {
        let name = format!("{}-{}-{}-{}", self.name, self.documents, self.bytes, self.quotes);
        let root = folder.join(name);
        let all = Repository { root, quotes: self.quotes, bytes: self.documents * self.bytes };
        if !all.root.join("quotes.txt").exists() {
            self.write(&all.root).expect("the generated repository can be written");
        }
        all
    }

    fn write(&self, root: &Path) -> std::io::Result<()> {
        let (words, mut random) = (Words::new(), Random(42));
        let mut list = String::new();
        let mut evidence: Vec<String> = Vec::new();
        let mut claims = 0;
        for number in 0..self.documents {
            let id = format!("document-{number}");
            let text = words.text(&mut random, self.bytes);
            let folder = root.join("corpus").join(&id);
            std::fs::create_dir_all(&folder)?;
            let hash = quoteproof::check::sha256_hex(text.as_bytes());
            let source = format!(
                r#"{{"id":"{id}","title":"Generated","language":"en","text":{{"path":"text.txt","media_type":"text/plain","sha256":"{hash}"}}}}"#
            );
            std::fs::write(folder.join("source.json"), source)?;
            std::fs::write(folder.join("text.txt"), &text)?;
            let share =
                self.quotes * (number + 1) / self.documents - self.quotes * number / self.documents;
            for _ in 0..share {
                let mut quote = quote_of(&mut random, &text, 160);
                if random.below(100) < self.edited {
                    quote = words.edited(&mut random, &quote, 15);
                }
                list.push_str(&quote);
                list.push('\n');
                evidence
                    .push(format!(r#"{{"source":"{id}","quote":"{quote}","stance":"supports"}}"#));
            }
            for two in evidence.chunks(2) {
                let folder = root.join("claims").join(format!("{}", claims / 1_000));
                std::fs::create_dir_all(&folder)?;
                let claim = format!(
                    "{{\"id\":\"claim-{claims}\",\"statement\":\"A claim with generated quotes.\",\"label\":\"supported\",\"evidence\":[{}]}}",
                    two.join(",")
                );
                std::fs::write(folder.join(format!("claim-{claims}.json")), claim)?;
                claims += 1;
            }
            evidence.clear();
        }
        std::fs::create_dir_all(root.join("claims"))?;
        std::fs::write(root.join("quotes.txt"), list)
    }
}
