//! Whether a raised character after a word is the mark of a note or a power: `stone³`, not `5 m²`.

use super::view::View;
use crate::quote::fold::char_class::{is_comma, is_hangul, writes_no_spaces};
use crate::quote::words::WordLists;
use crate::quote::words::language::is_frequent;

/// Names of functions: what is raised after them is a power.
const FUNCTIONS: [&str; 13] =
    ["sin", "cos", "tan", "cot", "sec", "log", "exp", "lim", "sinh", "cosh", "tanh", "det", "arg"];

/// Names and words of two letters that are no symbols.
pub(super) const SHORT_WORDS: [&str; 11] =
    ["US", "UK", "EU", "UN", "TV", "PM", "MP", "AI", "GP", "NY", "al"];

/// Whether what is raised right after the place is the mark of a note, and no power: not after a figure, a unit, a
/// symbol of one or two letters or the name of a function.
pub(crate) fn is_note_mark(view: &View, words: Option<&WordLists>) -> bool {
    let Some(letters) = raised_mark(view) else { return false };
    let Some(last) = view.last() else { return false };
    if !last.is_alphanumeric() {
        return !matches!(last, ')' | ']' | '|') || letters || encloses_words(view);
    }
    let back: Vec<char> = view.before().take_while(|c| c.is_alphabetic()).collect();
    let word: String = back.iter().rev().collect();
    let count = back.len();
    let behind = view.before().nth(count).unwrap_or(' ');
    let after_figure = behind.is_numeric()
        || (behind == ' ' && view.before().nth(count + 1).is_some_and(char::is_numeric));
    let unit = after_figure && words.is_none_or(|w| w.is_unit(&word));
    let function = FUNCTIONS.contains(&&*word);
    let roman =
        !letters || !word.chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'L' | 'C' | 'D' | 'M'));
    // `is⁴`, 桥¹: short, and no symbol.
    let asian = writes_no_spaces(last) || is_hangul(last);
    let frequent = || {
        let known = |w: &WordLists| is_frequent(w.language(), &word.to_lowercase());
        words.is_some_and(|w| known(w) || w.starts_sentence(&word))
    };
    // `stone’s³`.
    let suffix = behind == '\'' && view.before().nth(count + 1).is_some_and(char::is_alphabetic);
    let short = || frequent() || SHORT_WORDS.contains(&&*word);
    let is_word = if asian {
        !after_figure
    } else {
        count > 2 || (count == 2 && short()) || (count > 0 && suffix)
    };
    is_word && !unit && !function && roman
}

/// Whether what is raised after the place may be the mark of a note by its form, and then whether it has letters or signs:
/// `1,2`, `a`, `††`.
fn raised_mark(view: &View) -> Option<bool> {
    if view.first() != Some('^') {
        return None;
    }
    let raised: Vec<char> = view
        .after()
        .skip(1)
        .take_while(|c| {
            // What follows the mark in a script without spaces is no part of it: 大桥¹很长.
            (c.is_alphanumeric() && !writes_no_spaces(*c) && !is_hangul(*c))
                || matches!(c, ',' | '*' | '†' | '‡' | '§' | '¶' | '-')
        })
        .collect();
    // `stone—³all`, `です。³Debian`: after a punctuation mark, the figures end where letters begin.
    let count = raised.iter().take_while(|c| c.is_ascii_digit() || **c == ',').count();
    let mark = view.last().is_some_and(|c| !c.is_alphanumeric() || writes_no_spaces(c));
    // `dated by ¹⁴C`: an isotope.
    let element = raised.get(count..).is_some_and(|rest| {
        matches!(rest.len(), 1..=2) && rest.first().is_some_and(char::is_ascii_uppercase)
    });
    let inside = view.before().nth(1).is_some_and(|c| c.is_alphanumeric() || is_comma(c));
    if view.last() == Some(' ') && element && inside {
        return None;
    }
    let raised = if mark && count > 0 { raised.into_iter().take(count).collect() } else { raised };
    let figures = raised.iter().all(|c| c.is_ascii_digit() || matches!(c, ',' | '-'));
    // `a`, `††`, `a,b`.
    let letters = raised.split(|c| *c == ',').all(|mark| {
        let signs = |c: &char| c.is_lowercase() || matches!(c, '*' | '†' | '‡' | '§' | '¶');
        matches!(mark.len(), 1..=2) && mark.iter().all(signs)
    });
    let is_mark = !raised.is_empty() && raised.first() != Some(&'-') && (figures || letters);
    is_mark.then_some(letters)
}

/// Whether the bracket that closes right before a place holds words, and no formula: `(so they say)³`, not `(x + y)²`.
fn encloses_words(view: &View) -> bool {
    let inside: Vec<char> = view.before().skip(1).take_while(|c| !matches!(c, '(' | ')')).collect();
    let inside: String = inside.into_iter().rev().collect();
    let prose = |c: char| c.is_alphabetic() || matches!(c, ' ' | ',' | '\'' | '.' | '"');
    let words = inside.split(' ').filter(|word| word.chars().nth(1).is_some()).count();
    view.last() == Some(')')
        && view.before().nth(inside.chars().count() + 1) == Some('(')
        && words > 1
        && inside.chars().all(prose)
}
