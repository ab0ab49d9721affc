//! Raised and lowered text in a line: `10<sup>6</sup>` is `10⁶` and `10<sup>4.5</sup>` is `10^4.5`, so that no power
//! becomes a number; `2<sup>nd</sup>` is `2nd`; of the mark of a note that can be nothing else, nothing is left.

use super::draft::Draft;
use crate::text::is_year;
use std::ops::Range;

/// Longer raised text is text, in bytes.
const MAX_RAISED: usize = 64;

/// How far back the word before raised text is looked at, in bytes.
const BACK: usize = 64;

/// What becomes of raised text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Nothing,
    Plain,
    Raised,
}

/// Writes the text from byte `from` on as raised. In a formula it is a power, whatever it looks like.
pub(super) fn raise(out: &mut Draft, from: usize, formula: bool) {
    let Some(content) = short_tail(out, from) else { return };
    let content = content.trim().to_owned();
    let shown = if formula { Shown::Raised } else { shown(before(out, from), &content) };
    match shown {
        _ if content.is_empty() => {}
        Shown::Plain => {}
        Shown::Nothing => out.leave_out(from),
        Shown::Raised => write(out, from, superscript, "^"),
    }
}

/// Writes the text from byte `from` on as lowered: in other characters only where figures are on both sides.
pub(super) fn lower(out: &mut Draft, from: usize) {
    let Some(content) = short_tail(out, from) else { return };
    let figure = |c: char| c.is_ascii_digit();
    if out.text.get(..from).is_some_and(|b| b.ends_with(figure)) && content.starts_with(figure) {
        write(out, from, subscript, "_");
    }
}

fn short_tail(out: &Draft, from: usize) -> Option<&str> {
    out.tail(from).filter(|tail| !tail.is_empty() && tail.len() <= MAX_RAISED)
}

fn before(out: &Draft, from: usize) -> &str {
    let near = out.text.floor_char_boundary(from.saturating_sub(BACK));
    out.text.get(near..from).unwrap_or("")
}

/// Writes each character as `other` has it, or, where one has none, all of them behind `sign`.
fn write(out: &mut Draft, from: usize, other: fn(char) -> Option<char>, sign: &str) {
    let mut tail: Vec<(char, Range<usize>)> = out.take(from);
    let blank = |(c, _): &(char, Range<usize>)| c.is_whitespace();
    let kept = tail.iter().rposition(|piece| !blank(piece)).map_or(0, |at| at + 1);
    tail.truncate(kept);
    let tail = tail.into_iter().skip_while(blank);
    let tail: Vec<(char, Range<usize>)> = tail.collect();
    let all = tail.iter().all(|(c, _)| other(*c).is_some());
    if let Some((_, place)) = tail.first().filter(|_| !all) {
        out.push_other(sign, place.start..place.start);
    }
    for (c, place) in tail {
        let shown = if all { other(c).unwrap_or(c) } else { c };
        out.push_other(shown.encode_utf8(&mut [0; 4]), place);
    }
}

/// What becomes of `content`, raised right behind `before`.
fn shown(before: &str, content: &str) -> Shown {
    let last = before.chars().next_back();
    let letters = before.chars().rev().take_while(|c| c.is_alphabetic()).count();
    let behind = before.chars().rev().nth(letters);
    let word: String = {
        let from = before.char_indices().rev().nth(letters.saturating_sub(1));
        from.filter(|_| letters > 0).map_or("", |(at, _)| before.get(at..).unwrap_or("")).to_owned()
    };
    let after_word = letters >= 3 && !behind.is_some_and(char::is_numeric);
    let after_mark = last.is_some_and(|c| {
        matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '"' | '”' | '’' | '»' | '“')
    });
    let is_square = content.len() > 2 && content.starts_with('[') && content.ends_with(']');
    let is_round = content.len() > 1 && after_word && content.ends_with(')');
    let figures = |mark: &str| mark.chars().all(|c| c.is_ascii_digit());
    let is_enclosed = is_round
        && (content.starts_with('(') && content.len() > 2
            || content.strip_suffix(')').is_some_and(figures));
    if is_square || (is_enclosed && !content.contains(char::is_whitespace)) {
        return Shown::Nothing;
    }
    // What parts two marks has no meaning of its own.
    if content.chars().all(|c| matches!(c, ',' | ';' | '–' | '-')) {
        return Shown::Plain;
    }
    let is_sign = |c: char| matches!(c, '*' | '†' | '‡' | '§' | '¶');
    let after_year = last.is_some_and(|c| c.is_ascii_digit()) && ends_in_year(before);
    if (after_word || after_mark || after_year)
        && (content.chars().all(is_sign) || is_list(content))
    {
        return Shown::Nothing;
    }
    if is_ordinal(&word, last, content) || content.contains(char::is_whitespace) {
        return Shown::Plain;
    }
    Shown::Raised
}

/// `1, 2`, `a,b`, `3–5`: marks of several notes.
fn is_list(content: &str) -> bool {
    let is_mark = |mark: &str| {
        let mark = mark.trim();
        let letters = mark.len() <= 2 && mark.chars().all(|c| c.is_ascii_lowercase());
        !mark.is_empty() && (letters || mark.chars().all(|c| c.is_ascii_digit()))
    };
    content.contains([',', '–', ';']) && content.split([',', '–', ';']).all(is_mark)
}

/// Whether a text ends in a year: a row of figures raised behind one is no power of it.
fn ends_in_year(text: &str) -> bool {
    let head = text.trim_end_matches(|c: char| c.is_ascii_digit());
    text.get(head.len()..).is_some_and(is_year) && !head.ends_with(['.', ',', '-', '\u{2212}'])
}

/// Whether raised letters only end a word: `2nd`, `XIXe`, `no`, `Mme`.
#[rustfmt::skip]
fn is_ordinal(word: &str, last: Option<char>, content: &str) -> bool {
    let content = content.trim_end_matches('.').to_lowercase();
    let after_figure = last.is_some_and(char::is_numeric);
    let roman = !word.is_empty() && word.chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'L' | 'C' | 'D' | 'M'));
    let ordinal = matches!(
        content.as_str(),
        "st" | "nd" | "rd" | "th" | "er" | "ers" | "re" | "res" | "ère" | "ères" | "e" | "es" | "ème" | "èmes" | "eme"
        | "de" | "nde" | "d" | "o" | "a" | "os" | "as" | "ste" | "te" | "da" | "ro" | "ra" | "to" | "ta" | "ma" | "mo"
        | "º" | "ª" | "ième" | "ièmes"
    );
    if (after_figure || roman) && ordinal {
        return true;
    }
    match word {
        "n" | "N" | "f" | "F" => matches!(content.as_str(), "o" | "os" | "r"),
        "M" => matches!(content.as_str(), "me" | "mes" | "lle" | "lles" | "gr" | "r" | "rs" | "rs." | "c" | "e"),
        "D" => matches!(content.as_str(), "r" | "rs" | "esse" | "resse" | "ª" | "a"),
        "S" => matches!(content.as_str(), "t" | "te" | "ts" | "tes" | "r" | "ra"),
        "C" => matches!(content.as_str(), "ie" | "ia"),
        "V" => content == "ve",
        "P" => matches!(content.as_str(), "r" | "t" | "rof"),
        "J" => matches!(content.as_str(), "r" | "n"),
        _ => matches!(content.as_str(), "tm" | "sm" | "®" | "™"),
    }
}

/// A raised digit, sign or letter as its own character.
pub(super) const fn superscript(c: char) -> Option<char> {
    Some(match c {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        '9' => '⁹',
        '+' => '⁺',
        '-' | '\u{2010}' | '\u{2212}' | '–' => '⁻',
        '=' => '⁼',
        '(' => '⁽',
        ')' => '⁾',
        'n' => 'ⁿ',
        'i' => 'ⁱ',
        '⁰' | '¹' | '²' | '³' | '⁴' | '⁵' | '⁶' | '⁷' | '⁸' | '⁹' | '⁺' | '⁻' | 'ⁿ' => {
            c
        }
        _ => return None,
    })
}

pub(super) const fn subscript(c: char) -> Option<char> {
    Some(match c {
        '0' => '₀',
        '1' => '₁',
        '2' => '₂',
        '3' => '₃',
        '4' => '₄',
        '5' => '₅',
        '6' => '₆',
        '7' => '₇',
        '8' => '₈',
        '9' => '₉',
        '+' => '₊',
        '-' | '\u{2212}' => '₋',
        _ => return None,
    })
}
