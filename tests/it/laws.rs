//! The laws of the matching contract (section 1): the verdict and the findings do not change when a document is written in
//! another typography, over every listed word of every language and every form of a number.
//!
//! ```sh
//! QUOTEPROOF_LAWS=1000000 cargo test --release --test it laws -- --nocapture
//! ```

use proptest::prelude::*;
use proptest::sample::select;
use quoteproof::quote::{
    Agreement, FoldedDocument, Limits, List, WordLists, places as places_of, verify,
};
use quoteproof::{Document, DocumentOptions, Quoted};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use unicode_normalization::UnicodeNormalization as _;

/// Applications of a law, where no variable says how many.
const FEW: u64 = 12_000;

#[test]
fn typography_changes_neither_verdict_nor_findings() {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse().ok());
    let count = number("QUOTEPROOF_LAWS").unwrap_or(FEW);
    let seed = number("QUOTEPROOF_LAWS_SEED").unwrap_or(19_970_527);
    let (applied, broken) = apply(count, seed);
    let total: usize = broken.values().map(Vec::len).sum();
    println!("{applied:?}: {total} differences");
    let mut said = String::new();
    for (law, found) in &broken {
        let _ = writeln!(said, "{law}: {} differences", found.len());
        for difference in found.iter().take(12) {
            let _ = writeln!(said, "{difference}");
        }
    }
    assert!(total == 0, "{said}");
}

/// Ways to write one sentence that fold alike: line ends, accents, figures, a word with a hyphen that nobody sees.
fn written() -> impl Strategy<Value = String> {
    let space =
        select(vec![" ", "\n", "\r\n", "\r", "\n\n", "\n\r", "\u{85}", "\u{2028}", "\u{a0}"]);
    let name = select(vec!["caf\u{e9}", "cafe\u{301}"]);
    let figure = select(vec!["7", "\u{ff17}"]);
    let inside = select(vec!["", "\u{ad}", "\u{200b}", "-\n"]);
    (space, name, figure, inside).prop_map(|(space, name, figure, inside)| {
        format!("The ferry left{space}the {name} at the har{inside}bour with {figure} boats.")
    })
}

proptest! {
    /// Of several places the one with the very code points is meant, whichever it is; `exact` is said of no other.
    #[test]
    fn the_very_code_points_are_meant(
        copies in prop::collection::vec(written(), 2..5),
        other in written(),
    ) {
        let text = copies.join(" Then he wrote it down again. ");
        let document = FoldedDocument::new(text.clone(), Vec::new());
        let words = WordLists::for_language(Some("en"));
        for quote in copies.iter().chain([&other]) {
            let quoted = Quoted::text(quote);
            let there = text.contains(quote.as_str());
            // A hyphen at a line's end is forgiven in the document only.
            let Some(found) = verify(&document, &quoted, Limits::default(), words) else {
                prop_assert!(!there && quote.contains("-\n"));
                continue;
            };
            prop_assert_eq!(found.agreement == Agreement::Exact, there, "{:?} in {:?}", quote, text);
            prop_assert_eq!(document.slice(found.spans[0]) == quote.as_str(), there);
            let all = places_of(&document, &quoted, Limits::default(), words, copies.len());
            let (all, count) = all.expect("no limit");
            prop_assert!(count > 0 && count == all.len());
            for place in all {
                let same = document.slice(place.spans[0]) == quote.as_str();
                prop_assert_eq!(place.agreement == Agreement::Exact, same);
            }
        }
    }
}

/// Applies laws so often, chosen by `seed`: how often each, and the differences.
fn apply(
    count: u64,
    seed: u64,
) -> (BTreeMap<&'static str, u64>, BTreeMap<&'static str, Vec<String>>) {
    let languages = languages();
    let mut rng = Random(seed | 1);
    let (mut applied, mut broken) = (BTreeMap::new(), BTreeMap::<_, Vec<String>>::new());
    for _ in 0..count {
        let case = rng.of(&languages).case(&mut rng);
        let (law, changed) = rng.law(&case);
        *applied.entry(law).or_insert(0) += 1;
        if changed.document == case.document && changed.quote == case.quote {
            continue;
        }
        let (before, after) = (case.answer(), changed.answer());
        if before != after {
            broken.entry(law).or_default().push(format!(
                "  {} {:?}\n     for {:?}: {before}\n  {:?}\n     for {:?}: {after}",
                case.language, case.document, case.quote, changed.document, changed.quote
            ));
        }
    }
    (applied, broken)
}

/// A small generator of numbers (xorshift).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 >> 11
    }

    fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % most.max(1) as u64).unwrap_or(0)
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    fn one_in(&mut self, so_many: usize) -> bool {
        self.below(so_many) == 0
    }
}

/// A document of one sentence or two, and a quote.
#[derive(Clone)]
struct Case {
    language: &'static str,
    spaced: bool,
    document: String,
    quote: String,
}

impl Case {
    fn answer(&self) -> String {
        let options = DocumentOptions::default();
        let document =
            Document::new(self.document.as_bytes(), "text/plain", Some(self.language), options);
        let document = document.expect("a text");
        let outcome = document.verify(&[Quoted::text(&self.quote)]).pop().expect("an outcome");
        // Of several places the one with the very code points is meant: another may be judged.
        let several = outcome.issues.iter().any(|issue| issue.code == "quote/ambiguous");
        let told = |code: &str| {
            !several
                || matches!(code, "quote/ambiguous" | "quote/short-quote" | "quote/trivial-quote")
        };
        let issues: Vec<String> = outcome
            .issues
            .iter()
            .filter(|issue| told(issue.code))
            .collect::<Vec<_>>()
            .iter()
            .map(|issue| format!("{}{}", issue.code, if issue.is_error { "!" } else { "" }))
            .collect();
        let verdict = outcome.verdict;
        // What the very code points are is no law.
        let verdict = if verdict.name() == "exact" { "typographic" } else { verdict.name() };
        format!("{verdict} {issues:?}")
    }
}

/// What sentences of a language are made of.
pub(crate) struct Language {
    pub(crate) name: &'static str,
    listed: Vec<String>,
    fillers: &'static [&'static str],
    stop: &'static str,
    pub(crate) space: &'static str,
}

/// Forms of numbers, with a word before and behind.
#[rustfmt::skip]
const NUMBERS: [&str; 40] = [
    "-0.42", "−5", "5 per cent", "$5 million", "10 000", "1,250", "3 ½", "5×10⁶", "3.1 × 10^-4", "12 mg/kg", "5–7", "$10m–$12m",
    "10%–12%", "0.5/day", "± 0.3", "< 0.05", "≥12", "118¾p", "5→7", "1:100", "two hundred and five", "from 5 to 7",
    "between 5 and 7", "12 mg", "-0½", "2019", "No. 5", "62%", "4.5 °C", "€ 15", "USD 40", "p < 0.05", "5 m s⁻¹", "at least 40",
    "more than 12", "18+", "1990 100", "61·4", "'5'", "5 dozen",
];

const LISTS: [List; 32] = [
    List::Negations,
    List::Denials,
    List::Exclusions,
    List::FalseFriends,
    List::Affirmations,
    List::Privatives,
    List::GluedBefore,
    List::GluedAfter,
    List::Limiters,
    List::Hedges,
    List::Attributions,
    List::Conditions,
    List::Inversions,
    List::And,
    List::Or,
    List::But,
    List::Modals,
    List::Quantifiers,
    List::Comparatives,
    List::Order,
    List::Months,
    List::Weekdays,
    List::Numbers,
    List::Scales,
    List::Multiples,
    List::Units,
    List::Percent,
    List::Comparators,
    List::YearWords,
    List::NumberLabels,
    List::Verbs,
    List::Questions,
];

pub(crate) fn languages() -> Vec<Language> {
    let all = WordLists::languages().map(|name| {
        let lists = WordLists::for_language(Some(name)).expect("lists");
        let mut listed: Vec<String> = LISTS
            .iter()
            .flat_map(|list| lists.words(*list))
            .map(|word| word.replace('#', "5"))
            .collect();
        listed.sort();
        listed.dedup();
        let (fillers, stop, space): (&[&str], _, _) = match name {
            "ru" | "uk" => (&["лампа", "башня", "река", "камень", "сады", "лодки"], ".", " "),
            "el" => (&["λάμπα", "πύργος", "ποτάμι", "πέτρα", "κήπος"], ".", " "),
            "ar" | "fa" => (&["مصباح", "برج", "حجر", "سفن", "بستان"], ".", " "),
            "he" => (&["מנורה", "מגדל", "נהר", "אבן", "גנים"], ".", " "),
            "hi" => (&["दीपक", "मीनार", "पत्थर", "बगीचा"], "।", " "),
            "th" => (&["สะพาน", "เมือง", "โคมไฟ"], " ", ""),
            "zh" | "ja" => (&["桥梁", "市长", "灯塔", "工程"], "。", ""),
            "ko" => (&["등대", "시장", "다리", "공원"], ".", " "),
            _ => {
                (&["lamp", "tower", "boats", "river", "stone", "garden", "fifle", "café"], ".", " ")
            }
        };
        Language { name, listed, fillers, stop, space }
    });
    all.collect()
}

impl Language {
    fn case(&self, rng: &mut Random) -> Case {
        let middle = if rng.one_in(3) {
            (*rng.of(&NUMBERS)).to_owned()
        } else {
            rng.of(&self.listed).clone()
        };
        let words = |rng: &mut Random, count: usize| -> Vec<&str> {
            (0..count).map(|_| *rng.of(self.fillers)).collect()
        };
        let (before, after) = (1 + rng.below(4), 2 + rng.below(4));
        let (before, after) = (words(rng, before), words(rng, after));
        let (before, after) = (capital(&before.join(self.space)), after.join(self.space));
        let sign = if rng.one_in(8) { "," } else { "" };
        let next = capital(&words(rng, 4).join(self.space));
        let gap = self.space;
        let document = match rng.below(8) {
            0 => format!("{}{gap}{after}{} {next}{}", capital(&middle), self.stop, self.stop),
            1 => format!("{before}{gap}{middle}{} {next}{}", self.stop, self.stop),
            2 => format!("{next}{} {before}{sign}{gap}{middle}{gap}{after}?", self.stop),
            _ => format!(
                "{before}{sign}{gap}{middle}{sign}{gap}{after}{} {next}{}",
                self.stop, self.stop
            ),
        };
        let quote = match rng.below(8) {
            0 | 1 => after,
            2 => before,
            3 => format!("{before} … {after}"),
            4 => format!("{before}{gap}[{}]{gap}{after}", rng.of(self.fillers)),
            5 => format!("{before}{gap}{after}"),
            6 => format!("{before}{sign}{gap}{middle}"),
            _ => {
                // Any stretch of the document.
                let chars: Vec<char> = document.chars().collect();
                let from = rng.below(chars.len());
                let to = from + 1 + rng.below(chars.len() - from);
                chars[from..to].iter().collect::<String>().trim().to_owned()
            }
        };
        Case { language: self.name, spaced: !self.space.is_empty(), document, quote }
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

impl Random {
    /// A case and one law on it: its name, and the case in another typography.
    fn law(&mut self, case: &Case) -> (&'static str, Case) {
        let mut changed = case.clone();
        let text = &case.document;
        let (name, document) = match self.below(12) {
            0 => ("decomposed", text.nfd().collect()),
            1 => {
                changed.quote = case.quote.nfd().collect();
                ("decomposed quote", text.clone())
            }
            2 => ("zero width", self.sprinkled(text, &['\u{200B}', '\u{2060}', '\u{FEFF}'])),
            3 => ("soft hyphens", self.sprinkled(text, &['\u{AD}'])),
            // Where no spaces are written, a line break is none, and a space is one.
            4 if case.spaced => ("line breaks", self.replaced(text, |c| c == ' ', "\n")),
            4 => ("line breaks", text.clone()),
            5 => ("hyphenated", self.hyphenated(text)),
            6 => ("full width", self.mapped(text, full_width)),
            7 => {
                ("spaces", self.mapped(text, |c| if c == ' ' { "\u{A0}".into() } else { c.into() }))
            }
            8 => (
                "apostrophes",
                self.mapped(text, |c| if c == '\'' { "’".into() } else { c.into() }),
            ),
            9 => (
                "hyphens",
                self.mapped(text, |c| if c == '-' { "\u{2010}".into() } else { c.into() }),
            ),
            10 => ("signs", self.mapped(text, sign)),
            _ => {
                let ligature = text.replace("fi", "\u{FB01}").replace("fl", "\u{FB02}");
                ("ligatures", ligature)
            }
        };
        changed.document = document;
        (name, changed)
    }

    /// With characters that nobody sees, between some others.
    fn sprinkled(&mut self, text: &str, unseen: &[char]) -> String {
        let often = 1 + self.below(6);
        let mut out = String::new();
        for c in text.chars() {
            if self.one_in(often) {
                out.push(*self.of(unseen));
            }
            out.push(c);
        }
        out
    }

    fn replaced(&mut self, text: &str, which: impl Fn(char) -> bool, with: &str) -> String {
        let often = 1 + self.below(3);
        let mut out = String::new();
        for c in text.chars() {
            if which(c) && self.one_in(often) { out.push_str(with) } else { out.push(c) }
        }
        out
    }

    fn mapped(&mut self, text: &str, map: impl Fn(char) -> String) -> String {
        let often = 1 + self.below(3);
        let mut out = String::new();
        for c in text.chars() {
            if self.one_in(often) { out.push_str(&map(c)) } else { out.push(c) }
        }
        out
    }

    /// With words parted at the ends of lines, where letters stand on both sides.
    fn hyphenated(&mut self, text: &str) -> String {
        let chars: Vec<char> = text.chars().collect();
        let small = |c: &char| c.is_lowercase();
        let mut out = String::new();
        for (at, c) in chars.iter().enumerate() {
            let inside = at > 1
                && chars[at - 2..at].iter().all(small)
                && chars.get(at..at + 2).is_some_and(|rest| rest.iter().all(small));
            if inside && self.one_in(4) {
                out.push_str("-\n");
            }
            out.push(*c);
        }
        out
    }
}

fn full_width(c: char) -> String {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '%' | '$' | '<' | '+' => {
            char::from_u32(c as u32 + 0xFEE0).unwrap_or(c).into()
        }
        _ => c.into(),
    }
}

/// Another sign that folds to the same.
fn sign(c: char) -> String {
    match c {
        '%' => "\u{FF05}",
        '−' => "-",
        '–' => "\u{2012}",
        '≥' => "⩾",
        'µ' => "μ",
        ',' => "\u{FF0C}",
        ':' => "\u{FF1A}",
        other => return other.into(),
    }
    .into()
}
