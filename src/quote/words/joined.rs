//! The words of a text as they are looked up in the lists, cut as they are asked for.

use super::boundary::word_bounds;
use super::key::is_apostrophe;
use crate::quote::fold::char_class::{is_combining, is_invisible, writes_no_spaces};

/// The words of a text with their places. Those that an apostrophe joins are one, whatever sign stands for it, and so
/// are those that only invisible characters part.
pub(super) struct JoinedWords<'t, B> {
    text: &'t str,
    bounds: B,
    words: Vec<(usize, &'t str)>,
    /// Where a word ends that the next one may belong to.
    open: Option<usize>,
}

/// The words of `text`.
pub(super) fn joined_words(text: &str) -> JoinedWords<'_, impl Iterator<Item = (usize, &str)>> {
    JoinedWords { text, bounds: word_bounds(text), words: Vec::new(), open: None }
}

impl<'t, B: Iterator<Item = (usize, &'t str)>> JoinedWords<'t, B> {
    /// The word of a number.
    pub(super) fn get(&mut self, number: usize) -> Option<(usize, &'t str)> {
        // The last one may go on.
        while self.words.len() < number + 2 {
            let Some((at, piece)) = self.bounds.next() else { break };
            self.take(at, piece);
        }
        self.words.get(number).copied()
    }

    fn take(&mut self, at: usize, piece: &'t str) {
        if piece == " " {
            self.open = None;
            return;
        }
        if !piece.contains(char::is_alphanumeric) {
            let unseen = piece.chars().all(|c| is_invisible(c) || is_combining(c));
            let joins = unseen || piece.chars().all(is_apostrophe);
            let open = self.open.filter(|end| joins && *end == at);
            self.open = open.map(|end| end + piece.len());
            return;
        }
        let more = self.open == Some(at)
            && !piece.starts_with(char::is_numeric)
            && !piece.starts_with(writes_no_spaces);
        match self.words.last_mut() {
            Some((start, word)) if more => {
                *word = self.text.get(*start..at + piece.len()).unwrap_or(word);
            }
            _ => self.words.push((at, piece)),
        }
        self.open = Some(at + piece.len());
    }
}
