//! How the words of a passage and of a quote differ, and what kinds of difference that is.

use super::confusable::first_lookalike;
use crate::quote::document::Document;
use crate::quote::fold::MarkKind;
use crate::quote::fold::char_class::{
    is_comparator, is_currency, is_dash, is_digit, is_line_break, is_percent, is_sign,
    is_subscript, is_superscript, joins_words,
};
use crate::quote::found::DiffPart;
use crate::quote::kind::Kind;
use crate::quote::place::boundary::{Piece, cut_at};
use crate::quote::words::WordLists;
use crate::text::Span;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::collections::BTreeSet;
use unicode_segmentation::UnicodeSegmentation;

/// One word or mark, folded, with the text that it stands for.
#[derive(Debug, Clone)]
struct Token {
    folded: String,
    /// Its bytes, without what follows.
    span: Span,
    /// Its bytes with the white space that follows.
    full: Span,
}

impl Token {
    fn is_word(&self) -> bool {
        self.folded.chars().any(|c| c.is_alphanumeric() || carries_number(c))
    }

    fn is_number(&self, words: Option<&WordLists>) -> bool {
        self.folded.chars().any(|c| c.is_numeric() || carries_number(c))
            || words.is_some_and(|w| w.is_number(&self.folded))
    }

    fn is_negation(&self, words: Option<&WordLists>) -> bool {
        words.is_some_and(|w| w.is_negation(&self.folded))
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

/// A word diff with its kinds.
#[derive(Debug, Clone, Default)]
pub(crate) struct WordDiff {
    pub(crate) parts: Vec<DiffPart>,
    pub(crate) kinds: BTreeSet<Kind>,
    /// Bytes of the quote's text: what changed, or the two words that something is missing between.
    pub(crate) changed: Vec<Span>,
    /// The document's letter and the quote's that looks the same.
    pub(crate) lookalike: Option<(char, char)>,
}

/// Compares a passage of `document` with `quote`, word by word.
pub(crate) fn word_diff(
    document: &Document,
    passage: Span,
    quote: &Document,
    words: Option<&WordLists>,
) -> WordDiff {
    let mut theirs = tokens(document, passage);
    let ours = tokens(quote, Span::new(0, quote.text().len()));
    read_hyphens(document, &mut theirs, &ours);
    let folded = |t: &[Token]| t.iter().map(|t| t.folded.clone()).collect::<Vec<_>>();
    let ops = capture_diff_slices(Algorithm::Myers, &folded(&theirs), &folded(&ours));
    let mut diff = WordDiff::default();
    let mut classes = Classes { words, theirs: Vec::new(), ours: Vec::new(), diff: &mut diff };
    for op in &ops {
        classes.take(op, &theirs, &ours);
    }
    classes.moved();
    diff.parts = parts(&ops, document, &theirs, quote, &ours);
    diff.changed = changed(&ops, &ours);
    if diff.kinds.is_empty() {
        // What the folded words do not show: feet for inches, an end inside a word, a mark at the end.
        let measure = quote.folded.marks.iter().any(|m| matches!(m.kind, MarkKind::Measure(..)));
        let cut = cut_kinds(document, passage, words);
        if measure {
            diff.kinds.insert(Kind::Number);
        } else if cut.is_empty() {
            diff.kinds.insert(Kind::Punctuation);
        }
        diff.kinds.extend(cut);
    }
    diff
}

/// The kinds of a quote that is the passage's very words, but begins or ends inside a figure or a word
/// of the document (`15` of `€15`, `president` of `ex-president`).
fn cut_kinds(document: &Document, passage: Span, words: Option<&WordLists>) -> BTreeSet<Kind> {
    let text = document.text();
    let mut kinds = BTreeSet::new();
    let (head, tail) = (text.get(..passage.start), text.get(passage.end..));
    let inside = document.slice(passage);
    let first = inside.chars().next().unwrap_or(' ');
    let last = inside.chars().next_back().unwrap_or(' ');
    let kind = |piece: Piece, figure: bool| match piece {
        Piece::Negation => Kind::Negation,
        Piece::Number => Kind::Number,
        Piece::Word if figure => Kind::Number,
        Piece::Word => Kind::WordChanged,
    };
    if let Some(piece) = cut_at(document, passage.start, true, words) {
        let glued = head.and_then(|h| h.rsplit(char::is_whitespace).next()).unwrap_or("");
        let word = inside.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        let opposites = words.is_some_and(|w| w.are_opposites(&format!("{glued}{word}"), word));
        kinds.extend(opposites.then_some(Kind::Negation));
        kinds.insert(kind(piece, first.is_numeric()));
    }
    if let Some(piece) = cut_at(document, passage.end, false, words) {
        let next = tail.and_then(|t| t.chars().next()).unwrap_or(' ');
        kinds.insert(kind(piece, last.is_numeric() || is_superscript(next)));
    }
    kinds
}

/// F5: a word that a line end broke is read with its hyphen where the quote has it so.
fn read_hyphens(document: &Document, theirs: &mut [Token], ours: &[Token]) {
    for token in theirs {
        let raw = document.slice(token.span);
        if raw.contains(is_line_break) {
            let whole: String = raw.chars().filter(|c| !c.is_whitespace()).collect();
            if ours.iter().any(|o| o.folded == whole) {
                token.folded = whole;
            }
        }
    }
}

/// Collects changes, so that words which only moved are told from words that changed.
struct Classes<'a> {
    words: Option<&'a WordLists>,
    theirs: Vec<Token>,
    ours: Vec<Token>,
    diff: &'a mut WordDiff,
}

impl Classes<'_> {
    fn take(&mut self, op: &DiffOp, theirs: &[Token], ours: &[Token]) {
        if matches!(op, DiffOp::Equal { .. }) {
            return;
        }
        let old = theirs.get(op.old_range()).unwrap_or(&[]);
        let new = ours.get(op.new_range()).unwrap_or(&[]);
        let (mut old, mut new): (Vec<&Token>, Vec<&Token>) =
            (old.iter().collect(), new.iter().collect());
        // Pair what stands for what: first the same word in another form, then by order.
        old.retain(|a| {
            let Some(at) = new.iter().position(|b| self.same_but(a, b)) else { return true };
            new.remove(at);
            false
        });
        self.theirs.extend(old.into_iter().cloned());
        self.ours.extend(new.into_iter().cloned());
        self.theirs.push(barrier());
        self.ours.push(barrier());
    }

    /// Case, a look-alike letter, an opposite: the kinds that say what became of one word.
    fn same_but(&mut self, a: &Token, b: &Token) -> bool {
        if a.folded.to_lowercase() == b.folded.to_lowercase() {
            self.diff.kinds.insert(Kind::Case);
        } else if let Some(pair) = first_lookalike(&a.folded, &b.folded) {
            self.diff.kinds.insert(Kind::Confusable);
            self.diff.lookalike = self.diff.lookalike.or(Some(pair));
        } else if self.words.is_some_and(|w| w.are_opposites(&a.folded, &b.folded)) {
            self.diff.kinds.extend([Kind::Negation, Kind::WordChanged]);
        } else {
            return false;
        }
        true
    }

    /// Words that are missing here and added there have moved; the others are classed stretch by stretch.
    fn moved(&mut self) {
        let mut theirs = std::mem::take(&mut self.theirs);
        let mut ours = std::mem::take(&mut self.ours);
        let mut any = false;
        for a in theirs.iter_mut().filter(|t| t.is_word()) {
            let Some(b) = ours.iter_mut().find(|b| b.folded == a.folded) else { continue };
            any = true;
            if a.is_number(self.words) {
                self.diff.kinds.insert(Kind::Number);
            }
            if a.is_negation(self.words) {
                self.diff.kinds.insert(Kind::Negation);
            }
            a.folded.clear();
            b.folded.clear();
        }
        if any {
            self.diff.kinds.insert(Kind::Reordered);
        }
        let stretches = |tokens: &[Token]| -> Vec<Vec<Token>> {
            tokens
                .split(|t| t.folded == BARRIER)
                .map(|s| s.iter().filter(|t| !t.folded.is_empty()).cloned().collect())
                .collect()
        };
        for (old, new) in stretches(&theirs).iter().zip(&stretches(&ours)) {
            self.stretch(old, new);
        }
    }

    fn stretch(&mut self, old: &[Token], new: &[Token]) {
        let words = |t: &[Token]| t.iter().filter(|t| t.is_word()).cloned().collect::<Vec<_>>();
        if old.iter().chain(new).any(|t| !t.is_word()) {
            self.diff.kinds.insert(Kind::Punctuation);
        }
        let (old, new) = (words(old), words(new));
        let paired = old.len().min(new.len());
        for (a, b) in old.iter().zip(&new) {
            self.one(&[a, b], Kind::WordChanged);
        }
        for a in old.iter().skip(paired) {
            self.one(&[a], Kind::WordMissing);
        }
        for b in new.iter().skip(paired) {
            self.one(&[b], Kind::WordAdded);
        }
    }

    /// A number or a negation is always called that.
    fn one(&mut self, tokens: &[&Token], otherwise: Kind) {
        let number = tokens.iter().any(|t| t.is_number(self.words));
        let negation = tokens.iter().any(|t| t.is_negation(self.words));
        if number {
            self.diff.kinds.insert(Kind::Number);
        }
        if negation {
            self.diff.kinds.insert(Kind::Negation);
        }
        let all_said = tokens.iter().all(|t| t.is_number(self.words) || t.is_negation(self.words));
        if !(number || negation) || (tokens.len() == 1 && !all_said) {
            self.diff.kinds.insert(otherwise);
        }
    }
}

const BARRIER: &str = "\n";

fn barrier() -> Token {
    Token { folded: BARRIER.to_owned(), span: Span::default(), full: Span::default() }
}

fn tokens(document: &Document, within: Span) -> Vec<Token> {
    let line: Vec<(char, Span)> = document.line_within(within).collect();
    let text: String = line.iter().map(|(c, _)| c).collect();
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    let mut glued = false;
    for piece in text.split_word_bounds() {
        let count = piece.chars().count();
        let spans = line.get(at..at + count).unwrap_or(&[]);
        at += count;
        let (Some(first), Some(last)) = (spans.first(), spans.last()) else { continue };
        if piece.chars().all(char::is_whitespace) {
            glued = false;
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
        let joins = glued
            && tight
            && tokens.last().is_some_and(|t| belongs_together(&t.folded, piece, next));
        match tokens.last_mut().filter(|_| joins) {
            Some(token) => {
                token.folded.push_str(piece);
                token.span.end = span.end;
            }
            None => tokens.push(Token { folded: piece.to_owned(), span, full: span }),
        }
        glued = true;
    }
    let ends: Vec<usize> =
        tokens.iter().skip(1).map(|t| t.span.start).chain([within.end]).collect();
    for (token, end) in tokens.iter_mut().zip(ends) {
        token.full = Span::new(token.span.start, end.max(token.span.end));
    }
    tokens
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

fn parts(
    ops: &[DiffOp],
    document: &Document,
    theirs: &[Token],
    quote: &Document,
    ours: &[Token],
) -> Vec<DiffPart> {
    let text = |document: &Document, tokens: &[Token]| {
        let from = tokens.first().map_or(0, |t| t.full.start);
        let to = tokens.last().map_or(from, |t| t.full.end);
        document.slice(Span::new(from, to)).to_owned()
    };
    let mut out = Vec::new();
    for op in ops {
        let old = theirs.get(op.old_range()).unwrap_or(&[]);
        let new = ours.get(op.new_range()).unwrap_or(&[]);
        if matches!(op, DiffOp::Equal { .. }) {
            out.push(DiffPart::Equal(text(document, old)));
            continue;
        }
        if !old.is_empty() {
            out.push(DiffPart::Delete(text(document, old)));
        }
        if !new.is_empty() {
            out.push(DiffPart::Insert(text(quote, new)));
        }
    }
    out
}

fn changed(ops: &[DiffOp], ours: &[Token]) -> Vec<Span> {
    ops.iter()
        .filter(|op| !matches!(op, DiffOp::Equal { .. }))
        .filter_map(|op| {
            let new = op.new_range();
            let (from, to) = if new.is_empty() {
                // Something is missing: the words on both sides of the gap.
                (new.start.saturating_sub(1), new.start)
            } else {
                (new.start, new.end - 1)
            };
            let last = ours.len().checked_sub(1)?;
            Some(Span::new(ours.get(from.min(last))?.span.start, ours.get(to.min(last))?.span.end))
        })
        .collect()
}
