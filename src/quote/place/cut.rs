//! Where a text may be cut, so that each side reads alone as it reads beside the other.
//!
//! Of a sealed document only some tokens are shown. What passes on them must pass on the whole, so a token begins only
//! where a quote may begin *and* another may end, and never inside what the folded text sees as one piece:
//!
//! ```text
//! Of |the |non-significant, |62% (≥ 10 000) |rose |by |$5 million |in |May.
//! ```
//!
//! A place is a cut where the folded text has a space before it and no number goes over it; in scripts without spaces,
//! between two of their characters that belong to no listed word. Where in doubt there is none: a token that is too long
//! shows a little more than it need, one that is too short could deceive.

use super::boundary::{is_cut_in_spaceless, is_number_cut, is_plain_end, is_plain_start};
use super::view::View;
use crate::quote::document::FoldedDocument;
use crate::quote::fold::char_class::{
    is_combining, is_invisible, is_line_break, is_line_end_hyphen, is_subscript, is_superscript,
    writes_no_spaces,
};
use crate::quote::words::WordLists;
use crate::quote::words::boundary::word_starts;
use std::ops::Range;
use unicode_segmentation::GraphemeCursor;

/// A piece of a document that is shown as a whole or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its bytes of the text. None at a place that no quote may span: between two tokens of text.
    pub range: Range<usize>,
    /// How many words begin in it; of a place that no quote may span, how many are left out there.
    pub words: u32,
}

/// Cuts a document into tokens that follow each other and cover its whole text. Each has a word, but for the first, and
/// those that are alone between two places that no quote may span.
///
/// ```
/// use quoteproof::quote::{FoldedDocument, WordLists, tokens};
///
/// let text = "“Of the non-significant, 62% (≥ 10 000) won $5 million.";
/// let document = FoldedDocument::new(text.to_owned(), Vec::new());
/// let tokens = tokens(&document, WordLists::for_language(Some("en")));
/// let tokens: Vec<_> = tokens.into_iter().filter_map(|token| text.get(token.range)).collect();
/// assert_eq!(tokens, ["“Of ", "the ", "non-significant, ", "62% (≥ 10 000) ", "won ", "$5 million."]);
/// ```
#[must_use]
pub fn tokens(document: &FoldedDocument, words: Option<&WordLists>) -> Vec<Token> {
    let text = document.text();
    let mut starts = word_starts(text).peekable();
    let mut out = Vec::new();
    let mut push = |range: Range<usize>| {
        let mut words = 0_u32;
        while starts.next_if(|start| *start < range.end).is_some() {
            words = words.saturating_add(1);
        }
        if !range.is_empty() {
            out.push(Token { range: range.clone(), words });
        }
        range.end
    };
    let mut start = 0;
    let mut cuts = cuts(document, words).into_iter().peekable();
    let mut broken = Vec::new();
    for at in document.all_breaks() {
        while let Some(cut) = cuts.next_if(|cut| *cut <= at.at) {
            start = push(start..cut);
        }
        start = push(start..at.at);
        broken.push((at.at, at.hidden_words));
    }
    for cut in cuts {
        start = push(start..cut);
    }
    push(start..text.len());
    with_breaks(out, broken)
}

/// `tokens` with one that has no text at each break.
fn with_breaks(tokens: Vec<Token>, breaks: Vec<(usize, usize)>) -> Vec<Token> {
    if breaks.is_empty() {
        return tokens;
    }
    let mut out = Vec::with_capacity(tokens.len() + breaks.len());
    let mut breaks = breaks.into_iter().peekable();
    let mut up_to = |at: usize, out: &mut Vec<Token>| {
        while let Some((at, hidden)) = breaks.next_if(|b| b.0 <= at) {
            let words = u32::try_from(hidden).unwrap_or(u32::MAX);
            out.push(Token { range: at..at, words });
        }
    };
    for token in tokens {
        up_to(token.range.start, &mut out);
        out.push(token);
    }
    up_to(usize::MAX, &mut out);
    out
}

/// The places at which the text may be cut, in their order.
fn cuts(document: &FoldedDocument, words: Option<&WordLists>) -> Vec<usize> {
    let text = document.text();
    let mut cuts = Vec::new();
    let mut breaks = document.all_breaks().iter().map(|b| b.at).peekable();
    let (mut last, mut has_word) = (' ', false);
    for (at, c) in text.char_indices() {
        while breaks.next_if(|b| *b <= at).is_some() {
            (last, has_word) = (' ', false);
        }
        if has_word && !c.is_whitespace() && is_cut(document, (last, c), at, words) {
            cuts.push(at);
            has_word = false;
        }
        has_word |= c.is_alphanumeric();
        last = c;
    }
    cuts
}

/// Whether the text may be cut before byte `at`, between two characters.
fn is_cut(
    document: &FoldedDocument,
    (last, c): (char, char),
    at: usize,
    words: Option<&WordLists>,
) -> bool {
    let text = document.text();
    if !last.is_whitespace() {
        return writes_no_spaces(c)
            && !is_combining(c)
            && (writes_no_spaces(last) || matches!(last, '、' | '。' | '，' | '！' | '？' | '；'))
            && starts_cluster(text, at)
            && is_cut_in_spaceless(&View::around(document, at), words);
    }
    if follows_line_end_dash(text, at) {
        return false;
    }
    let before = text.get(..at).unwrap_or("").trim_end_matches([' ', '\n']);
    let after_mark = before.ends_with([',', '.']);
    if is_plain_start(text, at, words) && (after_mark || is_plain_end(text, before.len(), words)) {
        return true;
    }
    if is_combining(c) || is_invisible(c) || !reaches_word(text.get(at..).unwrap_or("")) {
        return false;
    }
    let view = View::around(document, at);
    // What is lowered or raised belongs to what is before it, whatever space is between.
    // The folded text may say it in plain figures, so the character itself is asked, too.
    let hangs = is_subscript(c)
        || is_superscript(c)
        || view.first().is_some_and(|c| c == '^' || is_subscript(c));
    !view.broken && view.last() == Some(' ') && !hangs && !is_number_cut(&view, words)
}

/// `post-war -⏎x`: whether a small letter is here after a dash at a line's end. Once such a dash was read as the hyphen
/// of a broken word; a seal still has no cut there, so that it stays what it was.
fn follows_line_end_dash(text: &str, at: usize) -> bool {
    let (head, rest) = text.split_at_checked(at).unwrap_or((text, ""));
    let line = head.trim_end_matches(|c: char| c.is_whitespace() || is_invisible(c));
    let space = head.get(line.len()..).unwrap_or("");
    let hyphen = line.chars().next_back().filter(|c| is_line_end_hyphen(*c));
    let before = hyphen.and_then(|c| line.get(..line.len() - c.len_utf8())).unwrap_or("");
    rest.starts_with(char::is_lowercase)
        && space.contains(is_line_break)
        && before.trim_end().ends_with(char::is_alphabetic)
}

/// Whether a letter or a figure comes before the next white space.
fn reaches_word(rest: &str) -> bool {
    rest.chars().take_while(|c| !c.is_whitespace()).any(char::is_alphanumeric)
}

/// Whether a character as people see it begins at byte `at`.
fn starts_cluster(text: &str, at: usize) -> bool {
    GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap_or(false)
}
