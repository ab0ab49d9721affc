//! Decisions of courts, as jurists cite them: `Smith v. Jones, 410 U.S. 113 (1973)`.

use super::CITATION_BYTES;
use crate::manuscript::SourceKey;
use crate::manuscript::prose::{CitedBefore, InTextCitation};
use crate::text::Span;

/// The most words of one side of a decision's name.
const PARTY_WORDS: usize = 8;

/// Words before a decision's name that are none of it.
const SIGNALS: [&str; 22] = [
    "see", "also", "in", "cf.", "under", "but", "as", "accord", "e.g.", "e.g.,", "compare", "the",
    "from", "of", "and", "for", "to", "by", "with", "since", "after", "contra",
];

/// Small words of a party's name.
const PARTY: [&str; 10] = ["of", "the", "and", "&", "de", "ex", "rel.", "in", "re", "for"];

/// Abbreviations that end a party's name.
const FIRMS: [&str; 12] = [
    "Co.", "Inc.", "Ltd.", "Corp.", "Bros.", "Assn.", "Ass’n.", "Dept.", "Bd.", "Auth.", "Cty.",
    "Univ.",
];

/// The decision whose parties are on both sides of a mark, and the volume that reports it.
pub(super) fn decision(
    text: &str,
    at: usize,
    mark: usize,
) -> Option<(InTextCitation, Option<String>)> {
    let (start, first) = party_before(text.get(..at)?)?;
    let after = text.get(at + mark..)?;
    let length = party_after(after)?;
    let name_end = at + mark + length;
    let name = format!("{first} v. {}", text.get(at + mark..name_end)?);
    let tail = reference(text.get(name_end..)?);
    let end = name_end + tail;
    let said = text.get(name_end..end)?;
    let rest = text.get(end..)?.trim_start();
    let narrative = rest.starts_with(|c: char| c.is_alphabetic() || c == ',' || c == ':');
    let firm = said.contains(|c: char| c.is_ascii_digit());
    let citation = InTextCitation {
        span: Span::new(start, end),
        keys: vec![SourceKey::Work { author: None, title: Some(name) }],
        narrative: narrative && !rest.starts_with(", and "),
        loose: !firm,
        ..InTextCitation::default()
    };
    Some((citation, reporter(said)))
}

/// The party before the mark: where it begins, with the signal before it, and its name.
fn party_before(before: &str) -> Option<(usize, String)> {
    let mut start = before.len();
    for word in before.rsplit([' ', '\n', '\u{a0}']).take(PARTY_WORDS) {
        let from = start.checked_sub(word.len())?;
        let large = word.starts_with(|c: char| c.is_uppercase());
        let stops = word.ends_with([':', ';', ')', '”', '"', '.', '“'])
            && !FIRMS.contains(&word)
            && word.len() > 3
            || word.ends_with(',') && !word.starts_with("Inc");
        let begins = word.starts_with(|c: char| !c.is_alphanumeric()) && word != "&";
        if !(large || PARTY.contains(&word)) || stops {
            // `(Miller v. Board)`: the bracket is none of the name.
            let inner = word.trim_start_matches(|c: char| !c.is_alphanumeric());
            if begins && !stops && inner.starts_with(char::is_uppercase) {
                start = from + word.len() - inner.len();
            }
            break;
        }
        start = from;
        if start == 0 {
            break;
        }
        start -= 1;
    }
    let whole = before.get(start..)?;
    let mut name = whole.trim_start();
    let outer = before.len() - name.len();
    while let Some((word, rest)) = name.split_once(' ') {
        if !SIGNALS.contains(&&*word.to_lowercase()) {
            break;
        }
        name = rest.trim_start();
    }
    name.starts_with(char::is_uppercase).then(|| (outer, name.to_owned()))
}

/// The length of the party after the mark.
fn party_after(after: &str) -> Option<usize> {
    let mut end = 0;
    let mut at = 0;
    for word in after.split(' ').take(PARTY_WORDS) {
        let bare = word.trim_end_matches([',', '.', ';', ':', ')', '”', '"', '’']);
        let large = bare.starts_with(char::is_uppercase);
        if !(large || PARTY.contains(&word)) || word.is_empty() {
            break;
        }
        let whole = FIRMS.contains(&word.trim_end_matches([',', ';'])) || bare == word;
        if large {
            end = at + if whole { word.trim_end_matches([',', ';']).len() } else { bare.len() };
        }
        if word.ends_with([',', ';', ':', ')']) || !whole {
            break;
        }
        at += word.len() + 1;
    }
    (end > 0).then_some(end)
}

/// The length of what says where a decision is printed: `, 410 U.S. 113, 120 (1973)`, ` [2001] UKHL 12, [34]`.
fn reference(after: &str) -> usize {
    let begins = after.trim_start_matches([',', ' ']);
    if !begins.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '[' | '(')) {
        return 0;
    }
    let blank = after.len() - begins.len();
    let mut end = blank;
    let mut at = blank;
    let mut open = 0_usize;
    for word in begins.split(' ') {
        let bare = word.trim_end_matches([',', ';']);
        let starts = word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '[' | '('));
        let letters = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '.';
        let short = |word: &str| word.len() <= 6 && word.contains('.') && !word.starts_with('.');
        let prints = bare.starts_with(char::is_uppercase)
            && (bare.chars().all(letters) || short(bare))
            || matches!(bare, "at" | "n." | "&");
        if !(word.is_empty() || open > 0 || starts || prints) || at > CITATION_BYTES {
            break;
        }
        for c in word.chars() {
            match c {
                '(' | '[' => open += 1,
                ')' | ']' => open = open.saturating_sub(1),
                _ => {}
            }
        }
        if !word.is_empty() {
            end = at + word.len();
        }
        if word.ends_with(['.', ';']) && (starts || word.ends_with(").")) && open == 0 {
            break;
        }
        at += word.len() + 1;
    }
    let said = after.get(..end).unwrap_or("");
    said.trim_end_matches(['.', ',', ';', ' ']).len()
}

/// The volume that reports a decision: `410 U.S.`
fn reporter(said: &str) -> Option<String> {
    let words: Vec<&str> = said.split_whitespace().map(|w| w.trim_end_matches(',')).collect();
    words.windows(3).find_map(|three| {
        let [volume, name, page] = three else { return None };
        let number = |word: &str| word.chars().all(|c| c.is_ascii_digit());
        let named = name.starts_with(char::is_uppercase);
        (number(volume) && number(page) && named).then(|| format!("{volume} {name}"))
    })
}

/// `410 U.S. at 120`, `Miller, 410 U.S. at 120`: a decision that was cited before.
pub(super) fn reported<'t>(
    text: &'t str,
    seen: &'t CitedBefore,
) -> impl Iterator<Item = InTextCitation> {
    seen.reporters.iter().flat_map(move |(reporter, key)| {
        let short = format!("{reporter} at ");
        let found: Vec<usize> = text.match_indices(&short).map(|(at, _)| at).collect();
        found.into_iter().filter_map(move |at| {
            let from = at + reporter.len() + " at ".len();
            let rest = text.get(from..)?;
            let pages = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, '–' | '-')));
            let end = from + pages.unwrap_or(rest.len());
            let before = text.get(..at)?;
            let start = before.strip_suffix(", ").and_then(party_before).map_or(at, |(s, _)| s);
            Some(InTextCitation {
                span: Span::new(start, end),
                keys: vec![key.clone()],
                again: true,
                ..InTextCitation::default()
            })
        })
    })
}
