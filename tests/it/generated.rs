//! Quotes at scale: spans are cut from documents, changed as a typesetter or an editor may (they must
//! pass) or as nobody may (they must not). Everything comes from a seed.
//!
//! `QUOTEPROOF_GENERATED` says how many of each are made (10,000 if it is not set). The documents are
//! generated, and besides the texts in the folder that `QUOTEPROOF_TEXTS` names, where there is one.

use quoteproof::quote::{
    FoldedDocument, IssueKind, Limits, List, ListSet, Quoted, WordLists, verify,
};
use std::fmt::Write as _;

/// A small generator of random numbers (xorshift*, Vigna 2016): the same everywhere.
struct Rng(u64);

impl Rng {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n.max(1) as u64).expect("small")
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }
}

const NOUNS: &[&str] = &[
    "committee",
    "minister",
    "river",
    "treaty",
    "harvest",
    "library",
    "officer",
    "winter",
    "bridge",
    "signal",
    "garden",
    "letter",
    "council",
    "effect",
    "fishing",
    "office",
    "café",
    "façade",
    "market",
    "railway",
    "witness",
    "archive",
    "alliance",
    "government",
    "well-being",
    "co-operation",
];
const VERBS: &[&str] = &[
    "approved",
    "measured",
    "rejoined",
    "described",
    "affected",
    "delayed",
    "repaired",
    "answered",
    "expanded",
    "questioned",
    "resigned",
    "re-signed",
    "offered",
    "financed",
    "observed",
];
const ADJECTIVES: &[&str] = &[
    "eastern",
    "efficient",
    "long-term",
    "naïve",
    "public",
    "final",
    "northern",
    "difficult",
    "quiet",
    "official",
    "significant",
    "non-significant",
    "unfinished",
    "new",
];
const PLACES: &[&str] =
    &["Vienna", "Zürich", "the U.S. capital", "Oslo", "Port-au-Prince", "Geneva"];

/// A document of prose with figures, quotations, dashes, negations and abbreviations.
fn prose(rng: &mut Rng, sentences: usize) -> String {
    let mut text = String::new();
    for at in 0..sentences {
        let (a, b, v) = (rng.pick(ADJECTIVES), rng.pick(NOUNS), rng.pick(VERBS));
        let (c, d, p) = (rng.pick(NOUNS), rng.pick(NOUNS), rng.pick(PLACES));
        let (n, m) = (rng.below(900) + 10, rng.below(9));
        let _ = match rng.below(9) {
            0 => write!(text, "The {a} {b} had not {v} the {c} in {p} by {n}."),
            1 => write!(text, "In {n} cases ({m}.{n} %) the {b} {v} a {a} {c}, and the {d} too."),
            2 => write!(text, "“The {b}’s {c} {v} {p},” said Gen. {p}, “and the {d} {v} it.”"),
            3 => write!(
                text,
                "The change was -{m}.{n} points — a {a} {c} — while the {d} {v} ${n} million."
            ),
            4 => write!(text, "Nobody {v} the {a} {b}; the {c} of {p} never {v} the {d}."),
            5 => write!(text, "It rose from {m},{n} to 1{m},{n} in the {a} {c} … and the {b} {v}."),
            6 => write!(
                text,
                "Has the {b} {v} the {c} of {p}? The {d} answered at {m} p.m. and {v}."
            ),
            7 => write!(text, "Those aged ≥{n} {v} the {a} {b} [the {c}] without the {d} of {p}."),
            _ => {
                write!(text, "Later, the {b} and the {c} {v} each {a} {d} in {p} within {n} days.")
            }
        };
        text.push_str(if at % 6 == 5 { "\n\n" } else { " " });
    }
    text
}

/// The documents: generated ones, and the full texts where they are.
fn documents(rng: &mut Rng) -> Vec<String> {
    let mut all: Vec<String> = (0..12).map(|_| prose(rng, 60)).collect();
    match std::env::var("QUOTEPROOF_TEXTS").ok().filter(|f| !f.is_empty()) {
        Some(folder) => {
            let entries = std::fs::read_dir(folder).expect("the folder of QUOTEPROOF_TEXTS");
            let mut paths: Vec<_> = entries.filter_map(Result::ok).map(|e| e.path()).collect();
            paths.sort();
            let texts = paths.iter().filter(|p| p.extension().is_some_and(|e| e == "txt"));
            all.extend(texts.filter_map(|p| std::fs::read_to_string(p).ok()));
        }
        None => println!("skipped: the full texts (QUOTEPROOF_TEXTS is not set)"),
    }
    all
}

/// A run of whole words, white space at both ends taken off.
fn cut<'d>(rng: &mut Rng, document: &'d str, words: usize) -> Option<(&'d str, usize)> {
    let starts: Vec<usize> = document
        .char_indices()
        .filter(|&(at, c)| {
            let before = document[..at].chars().next_back();
            !c.is_whitespace() && before.is_none_or(char::is_whitespace)
        })
        .map(|(at, _)| at)
        .collect();
    let from = rng.below(starts.len().checked_sub(words + 1)?);
    let end = *starts.get(from + words)?;
    let quote = document[starts[from]..end].trim_end();
    let wordy = quote.split_whitespace().filter(|w| w.chars().any(char::is_alphabetic)).count();
    let inside = document[..starts[from]].split_whitespace().next_back().into_iter();
    let inside = inside.zip(quote.split_whitespace().next());
    let behind = quote.split_whitespace().next_back().into_iter();
    let behind = behind.zip(document[end..].split_whitespace().next());
    let figure = inside.chain(behind).any(|(before, after)| is_one_number(before, after));
    (wordy >= 3 && !figure).then_some((quote, starts[from]))
}

/// Whether two words are of one number: `15 %`, `$5 million`, `three hundred`, `10 000`.
fn is_one_number(before: &str, after: &str) -> bool {
    let lists = WordLists::for_language(Some("en")).expect("a list");
    // Words are parted at spaces only: a line may end in one.
    let before = before.split_whitespace().next_back().unwrap_or("");
    let after = after.split_whitespace().next().unwrap_or("");
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let figure = |word: &str| word.contains(|c: char| c.is_numeric());
    let number = |word: &str| lists.is_number(&bare(word));
    let counts = |word: &str| figure(word) || number(word);
    let goes_on = after.starts_with(['%', '°', '€', '×'])
        || number(after)
        || lists.has(List::Percent, &bare(after))
        || ["per", "and"].contains(&bare(after).as_str())
        || after.contains(['/', '²', '³'])
        || (figure(before) && after.starts_with(|c: char| c.is_numeric()));
    (counts(before) && goes_on)
        || (before == "and" && number(after))
        || before.ends_with(['€', '$', '£', '×', '<', '>', '='])
}

/// What is wrong with a quote that must pass.
fn fails(document: &FoldedDocument, parts: &[&str]) -> Option<String> {
    let words = WordLists::for_language(Some("en"));
    let quoted = Quoted { parts: parts.to_vec(), prefix: None, suffix: None };
    match verify(document, &quoted, Limits::default(), words) {
        None => Some("not found".to_owned()),
        Some(found) => found.issues.iter().find(|i| is_error(i)).map(|i| format!("{:?}", i.kind)),
    }
}

fn is_error(issue: &quoteproof::quote::Issue) -> bool {
    issue.grave
        || matches!(
            issue.kind,
            IssueKind::BracketNegation | IssueKind::PrefixMismatch | IssueKind::Trivial
        )
}

/// What a typesetter may change in a quote.
fn typeset_quote(rng: &mut Rng, quote: &str) -> String {
    let mut out = String::new();
    let straight = rng.one_in(2);
    let mut last = ' ';
    for c in quote.chars() {
        match c {
            '“' | '”' if straight => out.push('"'),
            '’' | '‘' if straight => out.push('\''),
            '—' if rng.one_in(2) => out.push('–'),
            ' ' if rng.one_in(8) => out.push_str(rng.pick(&["\u{A0}", "  ", "\n", "\u{2009}"])),
            '…' if straight => out.push_str("..."),
            'é' if straight => out.push_str("e\u{301}"),
            'ü' if straight => out.push_str("u\u{308}"),
            '-' if last.is_alphabetic() && straight => out.push('\u{2011}'),
            '-' if last == ' ' && straight => out.push('\u{2212}'),
            c => out.push(c),
        }
        last = c;
    }
    match rng.below(6) {
        0 => out.push_str(" …"),
        1 if out.ends_with('.') => {
            out.pop();
        }
        2 if out.ends_with(char::is_alphanumeric) => out.push(','),
        3 => out = format!("“{out}”"),
        _ => {}
    }
    out
}

/// What a typesetter may change in the document: wraps with hyphens, ligatures, soft hyphens, NFD.
fn typeset_document(rng: &mut Rng, document: &str) -> String {
    let mut out = String::new();
    let mut column = 0;
    let chars: Vec<char> = document.chars().collect();
    for (at, &c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|i| chars.get(i)).copied().unwrap_or(' ');
        let next = chars.get(at + 1).copied().unwrap_or(' ');
        column += 1;
        if column > 70
            && before != 'f'
            && before.is_lowercase()
            && c.is_lowercase()
            && next.is_lowercase()
            && rng.one_in(3)
        {
            out.push_str("-\n");
            column = 0;
        }
        match c {
            ' ' if column > 66 => {
                out.push('\n');
                column = 0;
            }
            'f' if next == 'i' && rng.one_in(2) => out.push('ﬁ'),
            'i' if before == 'f' && out.ends_with('ﬁ') => {}
            _ if before != 'f' && before.is_lowercase() && c.is_lowercase() && rng.one_in(60) => {
                out.push('\u{AD}');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// What an ellipsis may not leave out.
const DENYING: ListSet = ListSet::of(&[List::Negations, List::Denials, List::Exclusions]);

/// Edits that an editor marks: they must pass.
fn edit(rng: &mut Rng, quote: &str) -> Vec<String> {
    let words: Vec<&str> = quote.split(' ').collect();
    let lists = WordLists::for_language(Some("en")).expect("a list");
    if quote.contains(['[', ']']) {
        return vec![quote.to_owned()];
    }
    let mut one = words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
    match rng.below(4) {
        0 if words.len() >= 9 => {
            let from = 3 + rng.below(words.len() - 8);
            let out = 1 + rng.below(words.len() - from - 4);
            let left_out = words[from..from + out].join(" ");
            // A phrase of denial may be kept in part.
            let around = words[from - 1..=from + out].join(" ");
            let denies = lists.scan(&around).iter().any(|listed| listed.lists.meets(DENYING));
            // What one speaker says may not be joined to what another does.
            let speakers = left_out.contains(['“', '”', '"']);
            let crumbs =
                |w: &[&str]| w.iter().filter(|w| w.chars().any(char::is_alphanumeric)).count() < 3;
            let figure = is_one_number(words[from - 1], words[from])
                || is_one_number(words[from + out - 1], words[from + out]);
            if denies
                || speakers
                || figure
                || crumbs(&words[..from])
                || crumbs(&words[from + out..])
            {
                return vec![quote.to_owned()];
            }
            let mark = rng.pick(&["…", "...", "[…]", "(...)", ". . ."]);
            let (head, tail) = (words[..from].join(" "), words[from + out..].join(" "));
            if rng.one_in(4) {
                return vec![head, tail];
            }
            return vec![format!("{head} {mark} {tail}")];
        }
        1 => {
            let at = rng.below(words.len() - 1);
            if is_one_number(words[at], words[at + 1])
                || !one[at].ends_with(char::is_alphanumeric)
                || !one[at + 1].starts_with(char::is_alphanumeric)
            {
                return vec![quote.to_owned()];
            }
            one[at].push_str(rng.pick(&[" [sic]", " [it is said]", " [in all]"]));
        }
        2 => {
            let first = one[0].chars().next().unwrap_or(' ');
            let second = one[0].chars().nth(1).unwrap_or(' ');
            if first.is_ascii_alphabetic() && second.is_alphabetic() {
                let other: String = if first.is_uppercase() {
                    first.to_lowercase().collect()
                } else {
                    first.to_uppercase().collect()
                };
                one[0] = format!("[{other}]{}", &one[0][1..]);
            }
        }
        _ => {
            let at = rng.below(words.len());
            let word = &words[at];
            if word.len() > 6
                && !lists.is_negation(word)
                && word.chars().all(|c| c.is_ascii_lowercase())
            {
                one[at] = format!("{}[ing]", &word[..word.len() - 2]);
            }
        }
    }
    vec![one.join(" ")]
}

/// Changes that nobody may make. `None` where this quote has nothing to change that way.
#[expect(clippy::too_many_lines, reason = "a list of changes")]
fn change(rng: &mut Rng, quote: &str, other: &str) -> Option<(&'static str, Vec<String>)> {
    // Beside the document's own ellipses and brackets a dropped word is a marked edit.
    if [quote, other]
        .iter()
        .any(|t| t.contains(['…', '[', ']']) || t.contains("...") || t.contains(". ."))
    {
        return None;
    }
    let words: Vec<&str> = quote.split_whitespace().collect();
    let plain = |w: &&str| w.chars().all(char::is_alphabetic) && w.len() > 2;
    let at = 1 + rng.below(words.len().checked_sub(2)?);
    let mut new: Vec<String> = words.iter().map(|w| (*w).to_owned()).collect();
    let digit = |w: &str| w.find(|c: char| c.is_ascii_digit());
    let kind = match rng.below(16) {
        0 => {
            new.remove(at);
            "word dropped"
        }
        1 => {
            new.insert(at, rng.pick(&["indeed", "surely", "not", "never", "seven"]).to_owned());
            "word added"
        }
        2 if words[at] != words[at - 1] => {
            new.swap(at, at - 1);
            "words swapped"
        }
        3 if words.get(at).is_some_and(plain) => {
            new[at] = rng.pick(&["zebra", "quarrel", "omitted", "Thursday"]).to_owned();
            "word replaced"
        }
        4 if words.get(at).is_some_and(plain) => {
            new[at] = if words[at].chars().any(char::is_uppercase) {
                words[at].to_lowercase()
            } else {
                words[at].to_uppercase()
            };
            "re-cased"
        }
        5 => {
            let first = words[0];
            let cut = first.char_indices().nth(1)?.0;
            let inside = first.chars().take(2).all(char::is_alphanumeric);
            new[0] = first[cut..].to_owned();
            if !inside {
                return None;
            }
            "cut inside a word"
        }
        6 | 7 => {
            let at = words.iter().position(|w| digit(w).is_some())?;
            let i = digit(words[at])?;
            let old = words[at].as_bytes()[i];
            let digit = char::from(b'0' + (old - b'0' + 1 + u8::try_from(rng.below(8)).ok()?) % 10);
            new[at] = format!("{}{digit}{}", &words[at][..i], &words[at][i + 1..]);
            "digit changed"
        }
        8 => {
            let at = words.iter().position(|w| {
                w.starts_with(['-', '≥', '$']) && digit(w) == Some(1)
                    || w.starts_with('≥')
                    || w.starts_with('$')
            })?;
            let first = words[at].chars().next()?;
            new[at] = words[at][first.len_utf8()..].to_owned();
            if at == 0 {
                return None;
            }
            "sign dropped"
        }
        9 => {
            let at = words.iter().position(|w| matches!(*w, "not" | "never" | "without"))?;
            new.remove(at);
            if at == 0 || at + 1 == words.len() {
                return None;
            }
            "negation dropped"
        }
        10 => {
            let at = words.iter().position(|w| matches!(*w, "not" | "never"))?;
            if at < 2 || at + 4 > words.len() {
                return None;
            }
            new[at] = "…".to_owned();
            "negation elided"
        }
        11 => {
            let at = words.iter().position(|w| matches!(*w, "not" | "never" | "without"))?;
            if at == 0 || at + 1 >= words.len() {
                return None;
            }
            new[at] = rng.pick(&["[indeed]", "[then]", "[]"]).to_owned();
            "negation bracketed away"
        }
        12 if words.len() >= 12 => {
            let half = words.len() / 2;
            new = words[half..]
                .iter()
                .chain(&["…"])
                .chain(&words[..half])
                .map(|w| (*w).to_owned())
                .collect();
            "segments reversed"
        }
        13 if words.get(at).is_some_and(plain) && words[at].contains(['a', 'e', 'o', 'c', 'p']) => {
            let letter = words[at].find(['a', 'e', 'o', 'c', 'p'])?;
            let twin = match words[at].as_bytes()[letter] {
                b'a' => 'а',
                b'e' => 'е',
                b'o' => 'о',
                b'c' => 'с',
                _ => 'р',
            };
            new[at] = format!("{}{twin}{}", &words[at][..letter], &words[at][letter + 1..]);
            "homoglyph"
        }
        14 => {
            let half = words.len() / 2;
            new.truncate(half);
            new.extend(other.split_whitespace().take(6).map(str::to_owned));
            "spliced"
        }
        15 => return Some(("another document's words", vec![other.to_owned()])),
        _ => return None,
    };
    Some((kind, vec![new.join(" ")]))
}

/// Letters and digits with the signs that matter, to see whether a changed quote stands in the document
/// after all.
fn skeleton(text: &str) -> String {
    let keep = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '≥' | '$' | '%');
    text.chars().filter(keep).collect()
}

fn how_many() -> usize {
    std::env::var("QUOTEPROOF_GENERATED").ok().and_then(|n| n.parse().ok()).unwrap_or(10_000)
}

#[test]
fn faithful_quotes_pass() {
    let mut rng = Rng(0x5EED_0001);
    let texts = documents(&mut rng);
    let set: Vec<(FoldedDocument, FoldedDocument)> = texts
        .iter()
        .map(|t| {
            let other = typeset_document(&mut rng, t);
            (FoldedDocument::new(t.clone(), Vec::new()), FoldedDocument::new(other, Vec::new()))
        })
        .collect();
    let mut wrong = Vec::new();
    let mut made = 0;
    while made < how_many() {
        let at = rng.below(texts.len());
        let length = 4 + rng.below(36);
        let Some((quote, _)) = cut(&mut rng, &texts[at], length) else { continue };
        let parts = if rng.one_in(2) { edit(&mut rng, quote) } else { vec![quote.to_owned()] };
        // F7 forgives the ends of a quote, not those of its inner segments.
        let marked = parts.len() > 1 || parts[0].contains(['[', '…']);
        let parts: Vec<String> =
            if marked { parts } else { vec![typeset_quote(&mut rng, &parts[0])] };
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let document = if rng.one_in(2) { &set[at].0 } else { &set[at].1 };
        if let Some(why) = fails(document, &parts) {
            let near = texts[at].find(quote).map(|i| {
                document
                    .text()
                    .get(i.saturating_sub(20)..)
                    .unwrap_or("")
                    .chars()
                    .take(200)
                    .collect::<String>()
            });
            wrong.push(format!("{why}: {parts:?}\n     from {quote:?}\n  in {near:?}"));
        }
        made += 1;
    }
    println!("faithful: {made} made, {} rejected", wrong.len());
    wrong.truncate(20);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn changed_quotes_do_not_pass() {
    let mut rng = Rng(0x5EED_0002);
    let texts = documents(&mut rng);
    let set: Vec<FoldedDocument> =
        texts.iter().map(|t| FoldedDocument::new(t.clone(), Vec::new())).collect();
    let skeletons: Vec<String> = texts.iter().map(|t| skeleton(t)).collect();
    let mut wrong = Vec::new();
    let mut made = 0;
    while made < how_many() {
        let at = rng.below(texts.len());
        let length = 5 + rng.below(25);
        let Some((quote, _)) = cut(&mut rng, &texts[at], length) else { continue };
        let other = rng.below(texts.len());
        let Some((other, _)) = cut(&mut rng, &texts[other], 12) else { continue };
        let Some((kind, parts)) = change(&mut rng, quote, other) else { continue };
        let marked = parts.iter().any(|p| p.contains(['…', '[']) || p.contains("..."));
        if !marked && parts.iter().all(|p| skeletons[at].contains(&skeleton(p))) {
            continue;
        }
        if kind == "segments reversed"
            && parts[0].split('…').any(|half| skeletons[at].matches(&skeleton(half)).count() > 1)
        {
            continue;
        }
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        if fails(&set[at], &parts).is_none() {
            wrong.push(format!("{kind}: {parts:?}\n     from {quote:?}"));
        }
        made += 1;
    }
    println!("changed: {made} made, {} passed", wrong.len());
    let count = wrong.len();
    wrong.truncate(20);
    assert!(wrong.is_empty(), "{count} passed\n{}", wrong.join("\n"));
}
