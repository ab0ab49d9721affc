//! Characters in a quote that nobody sees.

use super::pattern::Within;
use crate::quote::fold::char_class::{is_bidi_control, is_invisible};

/// A run of invisible characters and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hidden {
    /// The first of them; where some can make the text read as another, the first of these.
    pub character: char,
    /// How many there are.
    pub count: usize,
    /// Where they are in the quote.
    pub place: Within,
    /// Whether one can make the text read as another (embeddings, overrides, isolates).
    pub bidi_control: bool,
}

/// The runs of invisible characters of a quote's parts that are no part of how its words are written: a joiner
/// between letters of a script that joins, or between emoji, is.
#[must_use]
pub fn hidden_characters(parts: &[&str]) -> Vec<Hidden> {
    let mut found = Vec::new();
    let unseen = |text: &str| !text.is_ascii() && text.contains(is_invisible);
    for (part, text) in parts.iter().enumerate().filter(|(_, text)| unseen(text)) {
        let mut last = None;
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let next = chars.peek().map(|&(_, c)| c);
            if is_invisible(c) && c != '\u{640}' && !belongs(last, c, next) {
                let range = at..at + c.len_utf8();
                add(&mut found, c, Within { part, range });
            }
            last = Some(c);
        }
    }
    found
}

/// To the run that ends where `place` begins, or as a new one.
fn add(found: &mut Vec<Hidden>, character: char, place: Within) {
    let bidi_control = is_bidi_control(character);
    let adjoins = |run: &&mut Hidden| {
        run.place.part == place.part && run.place.range.end == place.range.start
    };
    match found.last_mut().filter(adjoins) {
        Some(run) => {
            if bidi_control && !run.bidi_control {
                (run.character, run.bidi_control) = (character, true);
            }
            run.count += 1;
            run.place.range.end = place.range.end;
        }
        None => found.push(Hidden { character, count: 1, place, bidi_control }),
    }
}

/// Joiners inside words of scripts that need them, in emoji, and emoji's variation selectors.
fn belongs(last: Option<char>, c: char, next: Option<char>) -> bool {
    let joining = |c: char| matches!(c, '\u{600}'..='\u{DFF}' | '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{18AF}');
    let pictorial = |c: char| matches!(c, '\u{2190}'..='\u{2BFF}' | '\u{FE00}'..='\u{FE0F}' | '\u{1F000}'..='\u{1FAFF}' | '#' | '*' | '0'..='9');
    match c {
        '\u{200C}' | '\u{200D}' => {
            last.is_some_and(joining)
                || (last.is_some_and(pictorial) && next.is_some_and(pictorial))
        }
        '\u{FE00}'..='\u{FE0F}' => last
            .is_some_and(|l| pictorial(l) || crate::quote::fold::char_class::writes_no_spaces(l)),
        _ => false,
    }
}
