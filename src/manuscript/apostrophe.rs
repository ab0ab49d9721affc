//! Single quotation marks, and the apostrophes that look like them.
//!
//! ‘ opens and ’ closes, ' does both, and the two that close are apostrophes more often. One inside a word is none (`don’t`), nor is
//! one before a word that has lost its beginning (`’tis`, `the ’90s`). One after an s is a mark where a stop, a citation or a
//! word that joins sentences follows; before another word it makes a genitive, if there is a mark further on:
//!
//! ```text
//! ‘The dogs’ bowls don’t fill’ (Smith, 2020)      one quotation, to `fill`
//! he said ‘no to dogs’ and left                   one quotation, to `dogs`
//! rock ’n’ roll, the dogs’ bowls, 6’ 2”           none
//! ```

use super::marks::ParagraphChars;
use crate::quote::is_frequent_word;

/// Words that mostly follow an apostrophe: they have lost their beginning.
const CLIPPED: [&str; 22] = [
    "tis", "twas", "twere", "twill", "twould", "twixt", "tisn", "twasn", "em", "n", "til", "till",
    "cause", "cos", "coz", "bout", "round", "neath", "tween", "gainst", "im", "ere",
];

/// Words that have lost their end before an apostrophe.
const CUT: [&str; 8] = ["o", "th", "an", "ol", "lil", "wi", "mo", "po"];

/// Whether what is at `at` may open a quotation in single marks.
pub(super) fn opens(line: &ParagraphChars, at: usize) -> bool {
    let (last, next) = (line.before(at), line.char(at + 1));
    match line.char(at) {
        '‘' | '‛' | '‚' => {
            let ends = next.is_whitespace()
                || matches!(next, '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '’' | '”' | '“');
            !(in_word(last) || ends)
        }
        '\'' | '’' | '`' => {
            let free = last.is_whitespace()
                || matches!(last, '(' | '[' | '—' | '–' | '\u{FFFC}' | super::prose::OPENS);
            free && (next.is_alphanumeric() || matches!(next, '“' | '"' | '„' | '(' | '[' | '…'))
        }
        _ => false,
    }
}

/// Whether it need be no mark, though it is where one would open: it is told of as one without a partner only if not.
pub(super) fn may_be_one(line: &ParagraphChars, at: usize) -> bool {
    !matches!(line.char(at), '‘' | '‚') || is_clipped(line, at)
}

/// The number of the mark that closes the one at `from`, and whether it is unsure, since an apostrophe before it may close,
/// too. It reaches over no quotation in double marks that is cited by itself.
pub(super) fn close(
    line: &mut ParagraphChars,
    from: usize,
    is_cited: &impl Fn(usize) -> bool,
) -> Option<(usize, bool)> {
    close_in(line, from, is_cited, 0)
}

/// How deep quotations in the same single marks may be nested.
const MAX_DEPTH: usize = 3;

fn close_in(
    line: &mut ParagraphChars,
    from: usize,
    is_cited: &impl Fn(usize) -> bool,
    depth: usize,
) -> Option<(usize, bool)> {
    let open = line.char(from);
    let clipped = is_clipped(line, from);
    let both_ways = matches!(open, '\'' | '’');
    let mut holds = false;
    let mut genitives = 0;
    let mut genitive = None;
    let mut at = from + 1;
    while !line.is_end(at) {
        line.step()?;
        let c = line.char(at);
        if line.opens(at) {
            if let Some(end) = line.close(at) {
                if is_cited(line.byte(end + 1)) {
                    break;
                }
                holds = true;
                at = end;
            }
        } else if c == '”' {
            // It would end in a quotation that began before.
            break;
        } else if opens(line, at) && (c == open || c == '‘') {
            if !is_clipped(line, at) {
                let inner =
                    if depth < MAX_DEPTH { close_in(line, at, is_cited, depth + 1) } else { None };
                // One that stands by itself is in no other.
                let Some((end, _)) = inner.filter(|(end, _)| !is_cited(line.byte(end + 1))) else {
                    break;
                };
                holds = true;
                at = end;
            }
        } else if closes(open, c) {
            match ending(line, at) {
                Ending::Sure if !(clipped && holds) => return Some((at, genitives > 0)),
                Ending::Likely if !(clipped || both_ways && holds) => {
                    return Some((at, genitives > 0));
                }
                Ending::Genitive => {
                    genitives += 1;
                    genitive = Some(at);
                }
                Ending::Sure | Ending::Likely | Ending::Apostrophe => {}
            }
        }
        at += 1;
    }
    // The only one that may be its end is its end.
    genitive.filter(|_| genitives == 1 && !clipped && !holds).map(|at| (at, false))
}

const fn closes(open: char, c: char) -> bool {
    match open {
        '‘' | '‛' => matches!(c, '’' | '\''),
        // German, and Dutch or Polish.
        '‚' => matches!(c, '‘' | '’'),
        '`' | '\'' => c == '\'',
        '’' => c == '’',
        _ => false,
    }
}

/// What a mark is that may close.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// A stop is before it, or something else than a word after it.
    Sure,
    /// A word is on either side.
    Likely,
    /// It may make a genitive, or stand for a lost letter.
    Genitive,
    Apostrophe,
}

fn ending(line: &ParagraphChars, at: usize) -> Ending {
    let (last, next) = (line.before(at), line.char(at + 1));
    if last.is_whitespace() || in_word(next) {
        return Ending::Apostrophe;
    }
    if !last.is_alphanumeric() || !next.is_whitespace() {
        return Ending::Sure;
    }
    let mut after = at + 1;
    while line.char(after).is_whitespace() && !line.is_end(after) {
        after += 1;
    }
    let word = word_at(line, after);
    if word.is_empty() {
        return Ending::Sure;
    }
    let before = word_before(line, at);
    if CUT.contains(&&*before) {
        return Ending::Genitive;
    }
    let of_many = matches!(last, 's' | 'S' | 'x' | 'z' | 'ß') || last.is_numeric();
    let lost = of_many || before.len() > 3 && before.ends_with("in");
    if lost && !is_frequent_word(&word) { Ending::Genitive } else { Ending::Likely }
}

/// Whether an apostrophe beside this character is in a word; in scripts without apostrophes none is.
fn in_word(c: char) -> bool {
    c.is_alphanumeric() && c < '\u{2E80}'
}

/// `’tis`, `’90s`, `’n’`.
fn is_clipped(line: &ParagraphChars, at: usize) -> bool {
    let word = word_at(line, at + 1);
    CLIPPED.contains(&&*word) || word.starts_with(|c: char| c.is_ascii_digit())
}

/// The word that begins at `at`, in small letters.
fn word_at(line: &ParagraphChars, at: usize) -> String {
    let chars = (at..).map(|at| line.char(at)).take_while(|c| c.is_alphanumeric());
    chars.flat_map(char::to_lowercase).take(MAX_WORD).collect()
}

/// The word that ends before `at`, in small letters.
fn word_before(line: &ParagraphChars, at: usize) -> String {
    let chars = (0..at).rev().map(|at| line.char(at)).take_while(|c| c.is_alphanumeric());
    let mut word: Vec<char> = chars.flat_map(char::to_lowercase).take(MAX_WORD).collect();
    word.reverse();
    word.into_iter().collect()
}

/// Characters of a word that are looked at: no listed one is longer.
const MAX_WORD: usize = 24;
