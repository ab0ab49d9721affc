//! Conditionals of TeX: `\iffalse … \else … \fi`, and those that a source defines (`\newif\ifdraft`).

use super::Tex;
use crate::text::head;

/// What an open conditional is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Condition {
    /// It is known which branch is printed.
    Known,
    /// It is not, so both are read.
    Unknown,
}

/// Names that begin as those of conditionals do, and end with no `\fi`.
const NONE: [&str; 6] = ["ifthenelse", "iff", "ifdef", "ifstrequal", "ifblank", "ifnumcomp"];

fn begins(name: &str) -> bool {
    name.starts_with("if") && !NONE.contains(&name)
}

impl<'s> Tex<'s> {
    /// Reads a command of conditionals; whether the name was one whose meaning is known.
    pub(super) fn condition(&mut self, name: &'s str) -> bool {
        let is_known = self.known_condition(name);
        if is_known {
            // White space behind a command's name only ends it.
            self.spaces();
        }
        is_known
    }

    fn known_condition(&mut self, name: &'s str) -> bool {
        match name {
            "newif" => {
                self.spaces();
                if self.rest().starts_with("\\if") {
                    let flag = self.name();
                    self.flags.insert(flag.get(2..).unwrap_or(""), false);
                }
            }
            "iftrue" => self.decide(true),
            "iffalse" => self.decide(false),
            "else" if self.conditions.last() == Some(&Condition::Known) => {
                // The branch before it was printed.
                if !self.pass_over(false) {
                    self.conditions.pop();
                }
            }
            "fi" => return self.conditions.pop() == Some(Condition::Known),
            name => {
                let own = name.strip_prefix("if").and_then(|flag| self.flags.get(flag).copied());
                if let Some(holds) = own {
                    self.decide(holds);
                } else if begins(name) {
                    self.conditions.push(Condition::Unknown);
                    return false;
                } else {
                    return self.switch(name);
                }
            }
        }
        true
    }

    /// `\drafttrue` and `\draftfalse`; whether the name is one of these.
    fn switch(&mut self, name: &'s str) -> bool {
        let on = name.strip_suffix("true").map(|flag| (flag, true));
        let Some((flag, holds)) = on.or(name.strip_suffix("false").map(|flag| (flag, false)))
        else {
            return false;
        };
        let known = self.flags.get_mut(flag);
        let is_known = known.is_some();
        if let Some(known) = known {
            *known = holds;
        }
        is_known
    }

    /// Begins a conditional that holds or does not.
    fn decide(&mut self, holds: bool) {
        // The other branch is read where there is one.
        if holds || self.pass_over(true) {
            self.conditions.push(Condition::Known);
        }
    }

    /// Passes over a branch to the end of its conditional, or to its `\else` where that is looked for; whether it was an `\else`.
    fn pass_over(&mut self, to_else: bool) -> bool {
        let rest = head(self.rest(), self.searchable);
        let (mut depth, mut at) = (0_usize, 0);
        while let Some(found) = rest.get(at..).and_then(|rest| rest.find(['\\', '%'])) {
            at += found + 1;
            let here = rest.get(at..).unwrap_or("");
            if rest.get(at - 1..at) == Some("%") {
                at += here.find('\n').unwrap_or(here.len());
                continue;
            }
            let letters = here.bytes().take_while(u8::is_ascii_alphabetic).count();
            let name = here.get(..letters).unwrap_or("");
            at += letters.max(here.chars().next().map_or(0, char::len_utf8));
            match name {
                "else" if depth == 0 && to_else => return self.go_on(at, true),
                "fi" if depth == 0 => return self.go_on(at, false),
                "fi" => depth -= 1,
                name if begins(name) => depth += 1,
                _ => {}
            }
        }
        self.go_on(rest.len(), false)
    }

    /// Goes on so many bytes behind.
    fn go_on(&mut self, length: usize, is_else: bool) -> bool {
        self.searchable -= length.min(self.searchable);
        self.at += length;
        is_else
    }
}
