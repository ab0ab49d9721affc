//! Where elements of HTML end: by their own tag, by that of another, or never.

use super::{MAX_FRACTION, MAX_MARK, Open};
use crate::reader::draft::Draft;
use crate::reader::elements::{BLOCK, CLOSES_P, GAP, METADATA, Math, TABLE_PART, VOID};
use crate::reader::html_element::is_mark;
use crate::reader::open::{
    A, DD, DT, Element, ElementRole, Ended, HEAD, LI, NameNumber, OL, P, READINGS, SELECT, TABLE,
    TD, TH, TR, UL,
};
use crate::reader::raised;
use std::ops::Range;

impl Open {
    /// Closes what the start of an element closes, by HTML's standard.
    pub(super) fn implied_ends(&mut self, name: NameNumber, at: usize, out: &mut Draft) {
        let traits = self.stack.traits(name);
        if self.stack.last().is_some_and(|e| e.name == HEAD) && traits & METADATA == 0 {
            self.close_last(at, out);
        }
        if self.stack.place(SELECT).is_some()
            && traits & (BLOCK | TABLE_PART | GAP) != 0
            && traits & VOID == 0
        {
            self.close_name(SELECT, at, out);
        }
        if traits & CLOSES_P != 0 {
            self.close_name(P, at, out);
        }
        match name {
            LI => self.close_name(LI, at, out),
            DD | DT => {
                self.close_name(DD, at, out);
                self.close_name(DT, at, out);
            }
            TD | TH => {
                self.close_name(TD, at, out);
                self.close_name(TH, at, out);
            }
            TR => self.close_name(TR, at, out),
            A => {
                let _ = self.end_named(A, at, out);
            }
            _ if traits & TABLE_PART != 0 => {
                self.close_name(TR, at, out);
                if let Some(place) = self.stack.place(TABLE) {
                    self.close_to(place + 1, at, out);
                }
            }
            _ => {
                // One reading is not in another.
                let is_reading = |e: &Element| READINGS.contains(&e.name);
                if READINGS.contains(&name) && self.stack.last().is_some_and(is_reading) {
                    self.close_last(at, out);
                }
            }
        }
    }

    fn close_name(&mut self, name: NameNumber, at: usize, out: &mut Draft) {
        if let Some(place) = self.stack.in_scope(name) {
            self.close_to(place, at, out);
        }
    }

    pub(super) fn end(&mut self, word: &str, place: Range<usize>, out: &mut Draft) {
        let name = self.stack.name(word);
        let at = place.end;
        match word {
            // `</br>` is `<br>`, and `</p>` without a `p` an empty one.
            "br" if !self.xml => {
                if self.hidden == 0 {
                    out.push_other("\n", place);
                }
            }
            "p" if !self.xml && self.stack.in_scope(P).is_none() => {
                if self.hidden == 0 {
                    out.end_block(at);
                }
            }
            "html" | "body" if !self.xml => {}
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                // A heading is ended by the end tag of any.
                if self.end_named(name, at, out) == Ended::Nothing
                    && self.stack.last().is_some_and(|e| matches!(e.role, ElementRole::Part(_)))
                {
                    self.close_last(at, out);
                }
            }
            _ => {
                self.end_named(name, at, out);
            }
        }
    }

    fn end_named(&mut self, name: NameNumber, at: usize, out: &mut Draft) -> Ended {
        let ended = self.stack.end(name);
        match ended {
            Ended::From(place) => {
                // What is left open in it ends before its end tag does.
                self.close_to(place, at, out);
            }
            Ended::One(place) => {
                if let Some(element) = self.stack.get_mut(place) {
                    let was = *element;
                    element.ended = true;
                    self.forget(&was);
                }
            }
            Ended::Nothing => {}
        }
        ended
    }

    /// Takes back what the element did to the text after it.
    fn forget(&mut self, element: &Element) {
        self.hidden -= usize::from(element.hidden);
        match element.role {
            ElementRole::Raised(_) => self.raised -= 1,
            ElementRole::Pre => self.pre -= 1,
            ElementRole::Link { within: true, .. } => self.linked -= 1,
            _ => {}
        }
    }

    /// Closes the last open element; false if there is none.
    pub(super) fn close_last(&mut self, at: usize, out: &mut Draft) -> bool {
        let Some(element) = self.stack.pop() else { return false };
        self.named.truncate(self.stack.len());
        self.shadows.pop_if(|(place, _)| *place == self.stack.len());
        if !element.ended {
            self.forget(&element);
        }
        if self.hidden == 0 && !element.hidden && !element.ended {
            self.finish(&element, at, out);
        }
        if matches!(
            element.role,
            ElementRole::Cell
                | ElementRole::Kind(_)
                | ElementRole::Part(_)
                | ElementRole::Block
                | ElementRole::Pre
        ) {
            out.leave();
        }
        if element.foreign {
            self.child_ended(&element, at, out);
        } else if matches!(element.name, OL | UL) {
            self.lists.pop();
        }
        true
    }

    /// Writes what is at an element's end.
    fn finish(&mut self, element: &Element, at: usize, out: &mut Draft) {
        match element.role {
            ElementRole::Block | ElementRole::Kind(_) | ElementRole::Pre | ElementRole::Apart => {
                out.end_block(at);
                if element.role.is_beside() && self.hidden == 0 {
                    out.end_passage(at);
                }
            }
            ElementRole::Part(_) => {
                out.end_part();
                out.end_block(at);
            }
            ElementRole::Cell => out.end_passage(at),
            ElementRole::Quoted => out.push_optional("\u{201D}", at..at),
            ElementRole::Raised(with_note) => {
                let mark = |c: char| !c.is_alphanumeric() || c.is_ascii_digit();
                if with_note
                    && out
                        .tail(element.from)
                        .is_some_and(|t| t.len() <= MAX_MARK && t.chars().all(mark))
                {
                    out.leave_out(element.from);
                } else {
                    raised::raise(out, element.from, false);
                }
            }
            ElementRole::Lowered => raised::lower(out, element.from),
            ElementRole::Link { within, note } => {
                if out
                    .tail(element.from)
                    .is_some_and(|text| text.len() <= MAX_MARK && is_mark(text, within, note))
                {
                    self.note_left_out(out);
                    out.leave_out(element.from);
                }
            }
            ElementRole::Formula => {
                if out.text.len() == element.from {
                    out.gap(at..at, true);
                }
            }
            ElementRole::Math(Math::Fraction) => {
                let simple = |part: &str| {
                    let token = |c: char| c.is_alphanumeric() || matches!(c, '.' | ',');
                    !part.is_empty() && part.chars().all(token)
                };
                let said = out.tail(element.from).is_some_and(|text| {
                    text.len() <= MAX_FRACTION
                        && text.split_once('/').is_some_and(|(a, b)| simple(a) && simple(b))
                });
                if !said {
                    let taken = out.take(element.from);
                    let place = taken.first().map_or(at, |(_, place)| place.start);
                    out.gap(place..at.max(place), true);
                }
            }
            ElementRole::Inline | ElementRole::Math(_) => {}
        }
    }

    /// What the end of a formula's part means for what it is in.
    fn child_ended(&mut self, child: &Element, at: usize, out: &mut Draft) {
        let seen = self.hidden == 0;
        let Some(parent) = self.stack.last_mut() else { return };
        let ElementRole::Math(what) = parent.role else { return };
        parent.children = parent.children.saturating_add(1);
        if !seen {
            return;
        }
        match (what, parent.children) {
            (Math::Raised, 2) | (Math::Both, 3) => raised::raise(out, child.from, true),
            (Math::Lowered | Math::Both, 2) => raised::lower(out, child.from),
            (Math::Fraction, 1) => out.push_other("/", at..at),
            _ => {}
        }
    }
}
