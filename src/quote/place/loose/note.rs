//! The mark of a note that a walk passes over: `lit[3]`, `field.1 Although`, `ran¹,²`.

use super::{Atom, DASH, Walk};
use crate::quote::fold::char_class::{is_digit, is_hangul, writes_no_spaces};
use crate::quote::place::note_mark::{SHORT_WORDS, is_note_mark};
use crate::quote::place::view::View;
use crate::quote::words::language::is_frequent;
use crate::quote::words::{List, WordLists};
use crate::text::Span;

/// The longest mark of a note that is passed over, in characters.
const MAX_NOTE_CHARS: usize = 24;

impl Walk<'_> {
    /// The end of the mark of a note that the quote copies in brackets, `[1]`, or raised, `^1`, where the text leaves it out.
    pub(super) fn copied_note(&self, i: usize, mark: &[Atom]) -> Option<usize> {
        let bracketed = self.our(i) == '[';
        // `[^1]` is a 1 for whoever reads it.
        let mark = match mark {
            [open, caret, inner @ .., close] if (open.c, caret.c, close.c) == ('[', '^', ']') => {
                inner
            }
            _ => mark,
        };
        let figures = mark.iter().all(|atom| is_digit(atom.c) || atom.c.is_lowercase());
        let end = i + 1 + mark.len();
        let same = mark.iter().enumerate().all(|(n, atom)| self.our(i + 1 + n) == atom.c);
        let closed = !bracketed || self.our(end) == ']';
        let opened = bracketed || self.our(i) == '^';
        (opened && figures && same && closed && !mark.is_empty())
            .then_some(end + usize::from(bracketed))
    }

    /// The end of the quote's `[3]` where the document has a raised 3 from atom `j` to `next`, or of its `told.3`, as viewers
    /// copy it; not after a figure, where it would be one.
    pub(super) fn copied(&self, i: usize, j: usize, next: usize) -> Option<usize> {
        let raised = (j..next).map(|at| self.their(at)).filter(|c| *c != '^');
        let bracketed = self.our(i) == '[';
        let from = i + usize::from(bracketed);
        let mut at = from;
        for c in raised {
            if self.our(at) != c {
                return None;
            }
            at += 1;
        }
        let before = |back: usize| i.checked_sub(back).map_or(' ', |at| self.our(at));
        let behind_figure =
            is_digit(before(1)) || (matches!(before(1), '.' | ',') && is_digit(before(2)));
        let closed = if bracketed {
            self.our(at) == ']'
        } else {
            !behind_figure && is_digit(self.our(i)) && !self.our(at).is_alphanumeric()
        };
        (closed && at > from).then_some(at + usize::from(bracketed))
    }

    /// The end of the mark of a note at the document's atom `j`, and whether it shows that it is one.
    pub(super) fn note(&self, j: usize) -> Option<(usize, bool)> {
        let atom = self.theirs.get(j)?;
        let before = self.their(j.checked_sub(1)?);
        if self.their(j) == '^' {
            let view = View::around(self.document, atom.start);
            let raised = |c: char| {
                (c.is_alphanumeric() && !writes_no_spaces(c) && !is_hangul(c))
                    || matches!(c, ',' | '*' | '†' | '‡' | '§' | '¶' | '^' | DASH)
            };
            // `ran¹,²`: what parts two marks need not be raised.
            let parts =
                |at: usize| matches!(self.their(at), ',' | DASH) && self.their(at + 1) == '^';
            let belongs = |at: usize| {
                let own = |a: &Atom| raised(a.c) && a.end - a.start > 0 && self.is_raised(*a);
                self.theirs.get(at).is_some_and(own) || parts(at)
            };
            let length = (j..j + MAX_NOTE_CHARS).take_while(|at| belongs(*at)).count();
            let length = self.caret_mark(j).unwrap_or(length);
            // Folding parts a mark from the figure behind it; nothing is between them: `。¹⁸1765年`.
            let is_nothing = |a: &Atom| {
                let raw = self.document.slice(Span::new(a.start, a.end));
                a.c == ' ' && !raw.contains(char::is_whitespace)
            };
            let parted = self.theirs.get(j + length).is_some_and(is_nothing);
            let length = length + usize::from(length > 0 && parted);
            return (is_note_mark(&view, self.words) && length > 0).then_some((j + length, true));
        }
        // `[12]`, `[3–5]`, with a space before it or none.
        let open = if self.their(j) == ' ' { j + 1 } else { j };
        if self.their(open) == '[' {
            let inside = |c: char| is_digit(c) || matches!(c, ',' | ' ' | ';' | DASH);
            let length = self
                .theirs
                .iter()
                .skip(open + 1)
                .take(MAX_NOTE_CHARS)
                .take_while(|a| inside(a.c))
                .count();
            let digits = self.theirs.iter().skip(open + 1).take(length).any(|a| is_digit(a.c));
            let closed = self.their(open + 1 + length) == ']';
            let end = open + length + 2;
            // `lit [3] for`: one of the two spaces goes with the mark.
            let space = open == j && before == ' ' && self.their(end) == ' ';
            return (digits && closed).then_some((end + usize::from(space), false));
        }
        if let Some(signs) = self.note_signs(j) {
            return Some((j + signs, true));
        }
        // `field.1 Although`, `field1, and`.
        let figures = self.note_figures(j)?;
        if let Some(word) = self.ended_sentence(j) {
            let (behind, next) = (self.their(j + figures), self.their(j + figures + 1));
            let sentence = behind == '\0' || (behind == ' ' && !next.is_lowercase());
            return (sentence && !self.is_abbreviation(word)).then_some((j + figures, true));
        }
        // `The firm,4 however`.
        let comma = before == ',' && figures <= 3 && self.are_small(j - 1, 3);
        if comma && self.their(j + figures) == ' ' && self.their(j + figures + 1).is_lowercase() {
            return Some((j + figures, false));
        }
        let plain = figures <= 3 && self.are_small(j, 3);
        (plain && matches!(self.their(j + figures), ',' | ';' | ':' | '.'))
            .then_some((j + figures, false))
    }

    /// How many atoms a mark has that is written with a caret, as no raised letters stand for it: `^iv`, `^a`, `^a,b`, `^*`.
    fn caret_mark(&self, j: usize) -> Option<usize> {
        let atom = self.theirs.get(j)?;
        let sign = |c: char| matches!(c, '*' | '†' | '‡' | '§' | '¶');
        let caret = self.document.slice(Span::new(atom.start, atom.end)).starts_with('^');
        let marks = (j + 1..).map(|at| self.their(at));
        let length = marks.take_while(|c| c.is_lowercase() || sign(*c) || *c == ',').count();
        let length = length - usize::from(length > 0 && self.their(j + length) == ',');
        (caret && length > 0 && length < MAX_NOTE_CHARS).then_some(length + 1)
    }

    /// How many atoms a mark of daggers has that is glued to a word or its punctuation, and to nothing after it: `left† in May`. After a
    /// symbol it is an operator's adjoint (`H†`), and after a bracket that opens it says that somebody died (`(† 1912)`).
    fn note_signs(&self, j: usize) -> Option<usize> {
        let before = self.their(j.checked_sub(1)?);
        let signs = (j..j + 3).take_while(|at| matches!(self.their(*at), '†' | '‡')).count();
        let free = !self.their(j + signs).is_alphanumeric();
        let glued = before.is_alphanumeric()
            || matches!(before, '.' | ',' | ';' | ':' | '!' | '?' | '"' | '\'' | ')' | ']' | '%');
        (matches!(signs, 1..=2) && free && glued && !self.ends_symbol(j)).then_some(signs)
    }

    /// Whether a symbol ends right before an atom, of one letter or of two with a capital among them: `H`, `iH`; not `stone's`, `UK`.
    fn ends_symbol(&self, j: usize) -> bool {
        let back = |n: usize| j.checked_sub(n).map_or('\0', |at| self.their(at));
        let letters = (1..=3).take_while(|n| back(*n).is_alphabetic()).count();
        if writes_no_spaces(back(1)) || is_hangul(back(1)) {
            return false;
        }
        match letters {
            1 => !(matches!(back(2), '"' | '\'') && back(3).is_alphanumeric()),
            2 => {
                let word = String::from_iter([back(2), back(1)]);
                word.contains(char::is_uppercase) && !SHORT_WORDS.contains(&word.as_str())
            }
            _ => false,
        }
    }

    /// How many atoms the figures of notes have that begin at an atom: `1`, `2,3`, `2-4`.
    fn note_figures(&self, j: usize) -> Option<usize> {
        let digits = |from: usize| (0..4).take_while(|n| is_digit(self.their(from + n))).count();
        let mut length = digits(j);
        let mut last = length;
        while (1..=3).contains(&last) && length < MAX_NOTE_CHARS {
            let more = digits(j + length + 1);
            if more == 0 || !matches!(self.their(j + length), ',' | DASH) {
                return Some(length);
            }
            (length, last) = (length + 1 + more, more);
        }
        None
    }

    /// Whether so many small letters are right before an atom.
    fn are_small(&self, from: usize, count: usize) -> bool {
        (1..=count).all(|n| from.checked_sub(n).is_some_and(|at| self.their(at).is_lowercase()))
    }

    /// The atom after the last word of the sentence that ends right before an atom: `field.`, `so?`, `“so.”`, `(too).`
    fn ended_sentence(&self, j: usize) -> Option<usize> {
        const CLOSING: usize = 2;
        let closing = |at: usize| {
            let closes = |n: &usize| {
                at.checked_sub(n + 1).is_some_and(|at| matches!(self.their(at), '"' | ')' | ']'))
            };
            (0..CLOSING).take_while(closes).count()
        };
        let behind = closing(j);
        let stop = j.checked_sub(behind + 1)?;
        let mark = self.their(stop);
        let before = closing(stop);
        let word = stop.checked_sub(before)?;
        // `p.11` may be a page.
        let letters = if mark == '.' && behind + before == 0 { 3 } else { 2 };
        let ends = || self.are_small(word, letters) || self.ends_sentences(word);
        (matches!(mark, '.' | '!' | '?') && ends()).then_some(word)
    }

    /// Whether a short word before an atom may end a sentence all the same: a month, one of the language's commonest words, one
    /// in capitals.
    fn ends_sentences(&self, stop: usize) -> bool {
        let word = self.word_before(stop);
        let capitals = word.chars().nth(2).is_some() && word.chars().all(char::is_uppercase);
        let known = |w: &WordLists| {
            w.has(List::Months, &word)
                || (word.chars().nth(1).is_some() && is_frequent(w.language(), &word))
        };
        capitals || self.words.is_some_and(known)
    }

    /// The letters before an atom.
    fn word_before(&self, at: usize) -> String {
        let before = self.theirs.get(..at).unwrap_or(&[]);
        let letters: Vec<char> =
            before.iter().rev().map(|a| a.c).take_while(|c| c.is_alphabetic()).collect();
        letters.into_iter().rev().collect()
    }

    /// Whether the letters before an atom are an abbreviation: `fig.`, `p.`.
    fn is_abbreviation(&self, stop: usize) -> bool {
        let word = self.word_before(stop);
        let label = |w: &WordLists| {
            w.has(List::NumberLabels, &word) || w.has(List::NumberLabels, &format!("{word}."))
        };
        self.words
            .is_none_or(|w| w.is_abbreviation(&word) || (!w.has(List::Months, &word) && label(w)))
    }

    /// Whether an atom stands for a raised character.
    fn is_raised(&self, atom: Atom) -> bool {
        let raw = self.document.slice(Span::new(atom.start, atom.end));
        atom.c == '^' || raw.chars().next().is_some_and(|c| !c.is_ascii()) || raw.starts_with('^')
    }
}
