//! The mark of a list's item that a walk passes over: `1.`, `a)`, a bullet.

use super::{Atom, DASH, Walk};
use crate::quote::fold::char_class::{is_currency, is_digit};
use crate::text::Span;

impl Walk<'_> {
    /// Whether the quote's dash is the sign of a number, `-30`, and the document's the mark of an item, `- 30`.
    pub(super) fn is_sign_of_ours(&self, i: usize, j: usize) -> bool {
        let glued = |atoms: &[Atom], at: usize| {
            let pair = atoms.get(at).zip(atoms.get(at + 1));
            pair.is_some_and(|(dash, next)| dash.end == next.start)
        };
        let number = |c: char| is_digit(c) || is_currency(c);
        self.our(i) == DASH
            && i == 0
            && number(self.our(i + 1))
            && glued(self.ours, i)
            && !glued(self.theirs, j)
    }

    /// After the mark of a list's item in the document, `1.`, `a)` or a bullet, at the start of a line: the quote may leave
    /// it out.
    pub(super) fn item(&self, i: usize, j: usize) -> Option<(usize, usize)> {
        // Folding takes the spaces around a dash away.
        if self.their(j) == DASH && self.our(i) == ' ' {
            let (before, next) = (self.theirs.get(j.checked_sub(1)?)?, self.theirs.get(j + 1)?);
            let atom = self.theirs.get(j)?;
            let space = self.document.slice(Span::new(before.end, atom.start));
            let spaced = next.start > atom.end;
            return (spaced && self.begins_item(j, space)).then_some((self.bullet(i + 1), j + 1));
        }
        // `herons - no swans`: the text leaves the item's mark out, and folding the spaces around the quote's.
        if self.our(i) == DASH && self.their(j) == ' ' {
            let item = self.theirs.get(j + 1)?;
            let bullet = |mark: &str| matches!(mark, "-" | "*" | "+" | "•");
            if self.document.left_out(item.start, item.start).any(bullet) {
                return Some((i + 1, j + 1));
            }
        }
        let spaced = self.their(j) == ' ' && self.their(j + 2) == ' ';
        if self.our(i) == DASH && spaced && is_bullet(self.their(j + 1)) {
            let space = self.theirs.get(j)?;
            let space = self.document.slice(Span::new(space.start, space.end));
            return self.begins_item(j, space).then_some((i + 1, j + 3));
        }
        let space = self.theirs.get(j.checked_sub(1)?).filter(|a| a.c == ' ')?;
        let space = self.document.slice(Span::new(space.start, space.end));
        let figures = (0..4).take_while(|n| is_digit(self.their(j + n))).count();
        let length = match figures {
            1..=3 => figures,
            0 if self.their(j).is_alphabetic() => 1,
            0 if is_bullet(self.their(j)) => 0,
            _ => return None,
        };
        let closed = length == 0 || matches!(self.their(j + length), '.' | ')');
        let marked = closed && self.their(j + length + 1) == ' ';
        let copied = (0..=length).all(|n| self.our(i + n) == self.their(j + n));
        let i = if length == 0 { self.bullet(i) } else { i };
        (marked && !copied && self.begins_item(j - 1, space)).then_some((i, j + length + 2))
    }

    /// After a bullet of the quote and the space after it, if there is one at its atom `i`.
    fn bullet(&self, i: usize) -> usize {
        if !is_bullet(self.our(i)) {
            return i;
        }
        i + 1 + usize::from(self.our(i + 1) == ' ')
    }

    /// Whether an item of a list may begin after the atom `j`, with `space` there: after a blank line, a colon or another
    /// item.
    fn begins_item(&self, j: usize, space: &str) -> bool {
        let breaks = space.matches('\n').count();
        let colon = j.checked_sub(1).is_some_and(|j| self.their(j) == ':');
        let line = || {
            let end = self.theirs.get(j).map_or(0, |a| a.start);
            let head = self.document.text().get(..end).unwrap_or("").trim_end();
            let line = head.rsplit('\n').next().unwrap_or("").trim_start();
            let mark = line.split_whitespace().next().unwrap_or("");
            let body = mark.trim_end_matches(['.', ')']);
            let short = (1..=3).contains(&body.chars().count());
            let figures = body.chars().all(|c| c.is_ascii_digit());
            let letter = body.chars().count() == 1 && body.starts_with(char::is_alphabetic);
            let closed = body.len() + 1 == mark.len();
            (short && closed && (figures || letter))
                || matches!(mark, "•" | "*" | "·" | "‣" | "◦" | "-" | "–" | "—")
        };
        breaks > 1 || (breaks == 1 && (colon || line()))
    }
}

/// What may be before an item of a list without numbers: one of them is as good as another.
pub(super) const fn is_bullet(c: char) -> bool {
    matches!(c, '•' | '*' | '·' | '‣' | '◦' | '+' | DASH)
}
