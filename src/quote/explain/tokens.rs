//! The words and marks of a folded text, as they are compared: hyphened words and number expressions are one piece each.
//!
//! ```text
//! text     the well-known crowd of four thousand, he said
//! tokens   the|well-known|crowd|of|four thousand|,|he|said
//! ```

use crate::quote::document::FoldedDocument;
use crate::quote::fold::char_class::{
    is_comparator, is_currency, is_dash, is_digit, is_percent, is_sign, is_subscript,
    is_superscript, joins_words, writes_no_spaces,
};
use crate::quote::words::boundary::word_bounds;
use crate::quote::words::numbers::{self, or_of_any_language};
use crate::quote::words::page_number::page_numbers;
use crate::quote::words::{DENYING, List, ListSet, Listed, WordLists};
use crate::text::Span;
use std::ops::Range;

/// One word or mark, folded, with the text that it stands for.
#[derive(Debug, Clone, Default)]
pub(crate) struct DiffToken {
    pub(super) folded: String,
    /// Its bytes, without what follows.
    pub(super) span: Span,
    /// Its bytes with the white space that follows.
    pub(super) full: Span,
    /// Whether it is a number, or has a mark that makes one.
    pub(super) is_number: bool,
    /// Whether it denies, or is part of a phrase that does.
    pub(super) denies: bool,
    /// Whether it would deny alone, and is part of a phrase that affirms: `not` of `not simply`.
    pub(super) affirms: bool,
}

impl DiffToken {
    pub(super) fn is_word(&self) -> bool {
        self.folded.chars().any(|c| c.is_alphanumeric() || carries_number(c))
    }
}

impl DiffToken {
    /// With the next piece of the same token.
    fn take(&mut self, next: &Self) {
        self.folded.push_str(&next.folded);
        self.span.end = next.span.end;
        self.is_number |= next.is_number;
        self.denies |= next.denies;
        self.affirms |= next.affirms;
    }
}

const fn carries_number(c: char) -> bool {
    is_comparator(c)
        || is_currency(c)
        || is_percent(c)
        || is_superscript(c)
        || c == '^'
        || matches!(c, '+' | '\u{B1}')
}

/// The tokens within `within`.
pub(super) fn tokens(
    document: &FoldedDocument,
    within: Span,
    words: Option<&WordLists>,
) -> Vec<DiffToken> {
    cut(document, within, words, true)
}

/// The same with each word of a number expression, and each letter of a denial, as a token of its own, of which nothing is
/// said but its words.
pub(super) fn single_words(document: &FoldedDocument, within: Span) -> Vec<DiffToken> {
    cut(document, within, None, false)
}

fn cut(
    document: &FoldedDocument,
    within: Span,
    words: Option<&WordLists>,
    whole: bool,
) -> Vec<DiffToken> {
    let line = without_page_numbers(document, within, words);
    let mut text = String::with_capacity(line.len());
    text.extend(line.iter().map(|(c, _)| c));
    let Senses { numbers, denials, affirmations } =
        if whole { Senses::of(&text, words) } else { Senses::default() };
    let (mut numbers, mut denials) =
        (numbers.into_iter().peekable(), denials.into_iter().peekable());
    let mut tokens: Vec<DiffToken> = Vec::new();
    let (mut at, mut glued) = (0, false);
    for (byte, piece) in word_bounds(&text) {
        let from = at;
        let count = piece.chars().count();
        let spans = line.get(at..at + count).unwrap_or(&[]);
        at += count;
        while numbers.next_if(|n| n.end <= from).is_some() {}
        while denials.next_if(|d| d.end <= byte).is_some() {}
        let number = numbers.peek();
        let listed = denials.peek().is_some_and(|d| d.start < byte);
        let inside = whole
            && (number.is_some_and(|n| n.start < from)
                || (listed && piece.starts_with(writes_no_spaces)));
        let (Some(first), Some(last)) = (spans.first(), spans.last()) else { continue };
        if piece.chars().all(char::is_whitespace) {
            glued = false;
            if let Some(token) = tokens.last_mut().filter(|_| inside) {
                token.folded.push(' ');
            }
            continue;
        }
        let span = Span::new(first.1.start, last.1.end);
        let next = line.get(at).map(|(c, _)| *c);
        // Folding takes the spaces around a dash away: only one that is glued to its words is a hyphen.
        let hyphens = |s: Span| document.slice(s).chars().all(|c| !is_dash(c) || joins_words(c));
        let tight = tokens.last().is_some_and(|t| t.span.end == span.start && hyphens(t.span))
            && (!piece.starts_with(is_dash)
                || line.get(at).is_some_and(|(_, s)| s.start == span.end))
            && hyphens(span);
        // What one character of the text is folded to (`¹` to `^1`) is never two.
        let cut = tokens.last().is_some_and(|t| t.span.end > span.start);
        let joins = cut
            || (glued
                && tight
                && tokens.last().is_some_and(|t| belongs_together(&t.folded, piece, next)));
        let new = DiffToken {
            folded: piece.to_owned(),
            span,
            is_number: number.is_some_and(|n| n.start < at)
                || piece.chars().any(|c| c.is_numeric() || carries_number(c))
                || words.is_some_and(|words| counts(piece, words)),
            denies: denials.peek().is_some_and(|d| d.start < byte + piece.len()),
            affirms: affirmations.iter().any(|a| a.contains(&byte))
                && words.is_some_and(|words| words.is_negation(piece)),
            ..DiffToken::default()
        };
        match tokens.last_mut().filter(|_| joins || inside) {
            Some(token) => token.take(&new),
            None => tokens.push(new),
        }
        glued = true;
    }
    reach_next(&mut tokens, within.end);
    tokens
}

/// The folded characters of a passage, each with its bytes. The number of a page is a space: it may have taken those around it.
fn without_page_numbers(
    document: &FoldedDocument,
    within: Span,
    words: Option<&WordLists>,
) -> Vec<(char, Span)> {
    let numbers = page_numbers(document.text(), within, or_of_any_language(words));
    let numbers: Vec<Span> = numbers.collect();
    let mut line = Vec::with_capacity(within.len());
    line.extend(document.line_within(within));
    if !numbers.is_empty() {
        for (c, at) in &mut line {
            if numbers.iter().any(|number| number.range().contains(&at.start)) {
                *c = ' ';
            }
        }
    }
    line
}

/// Gives each token what is before the next, and the last one what is before `end`.
fn reach_next(tokens: &mut [DiffToken], end: usize) {
    let ends: Vec<usize> = tokens.iter().skip(1).map(|t| t.span.start).chain([end]).collect();
    for (token, end) in tokens.iter_mut().zip(ends) {
        token.full = Span::new(token.span.start, end.max(token.span.end));
    }
}

/// What words of a text say together.
#[derive(Default)]
struct Senses {
    /// Number expressions, in characters.
    numbers: Vec<Range<usize>>,
    /// Words and phrases that deny, in bytes.
    denials: Vec<Range<usize>>,
    /// Phrases that affirm, or deny nothing, in bytes.
    affirmations: Vec<Range<usize>>,
}

impl Senses {
    fn of(text: &str, words: Option<&WordLists>) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let numbers = numbers::expressions(&chars, words);
        let listed = words.map(|w| w.scan(text)).unwrap_or_default();
        // 不安全: what is glued to the front of a word denies it.
        let denies = |lists: ListSet| lists.meets(DENYING) || lists.has(List::GluedBefore);
        // 不同: what a false friend is made of denies where it is left out alone, too.
        let unspaced =
            |l: &Listed| text.get(l.range.clone()).is_some_and(|w| w.starts_with(writes_no_spaces));
        let affirming = listed.iter().filter(|l| {
            l.lists.has(List::Affirmations) || (l.lists.has(List::FalseFriends) && unspaced(l))
        });
        let affirmations = affirming.map(|l| l.range.clone()).collect();
        let denials = listed.into_iter().filter(|l| denies(l.lists)).map(|l| l.range).collect();
        Self { numbers, denials, affirmations }
    }
}

/// Whether a word is a number and most often counts: not `one`.
fn counts(word: &str, words: &WordLists) -> bool {
    (words.is_number(word) && !words.is_indefinite(word))
        || (words.is_language("ko") && numbers::is_hangul_number(word))
}

/// Hyphenated words, and numbers with their sign, currency, comparator or per cent, are one token.
fn belongs_together(before: &str, piece: &str, next: Option<char>) -> bool {
    let last = before.chars().next_back().unwrap_or(' ');
    let first = piece.chars().next().unwrap_or(' ');
    let number_mark = |c: char| is_sign(c) || is_currency(c) || is_comparator(c) || is_dash(c);
    let sign_first = before.chars().all(number_mark);
    (sign_first && (is_digit(first) || (number_mark(first) && next.is_some_and(is_digit))))
        || (is_digit(last) && (is_percent(first) || is_currency(first)))
        || (is_raised_or_lowered(first) && last.is_alphanumeric())
        || (is_raised_or_lowered(last) && first.is_alphanumeric())
        || (is_dash(last) && first.is_alphanumeric())
        || (is_dash(first) && last.is_alphanumeric() && next.is_some_and(char::is_alphanumeric))
}

const fn is_raised_or_lowered(c: char) -> bool {
    is_superscript(c) || is_subscript(c) || c == '^'
}
