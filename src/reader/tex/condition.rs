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

/// The conditionals of TeX and e-TeX, and of the package that asks for the engine, without their `if`: each ends with a `\fi`.
const OWN: [&str; 25] = [
    "", "cat", "num", "dim", "odd", "vmode", "hmode", "mmode", "inner", "void", "hbox", "vbox",
    "x", "eof", "true", "false", "case", "defined", "csname", "fontchar", "incsname", "pdf",
    "xetex", "luatex", "pdftex",
];

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
                    let flag = self.name().get(2..).unwrap_or("");
                    // `\if@draft` is read as `\if`, which is TeX's own.
                    if !flag.is_empty() && !self.set(flag, false) {
                        self.flags.insert(flag, Some(false));
                    }
                }
            }
            "begingroup" | "bgroup" => {
                self.groups += 1;
                return false;
            }
            "endgroup" | "egroup" => {
                self.groups = self.groups.saturating_sub(1);
                return false;
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
                if let Some(Some(holds)) = own {
                    self.decide(holds);
                } else if self.begins(name, self.rest()) {
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
        self.set(flag, holds)
    }

    /// Sets a flag; whether the source defines it. In a group, an argument or a branch it is not known when, or whether, TeX
    /// does so: from there on both branches are read.
    fn set(&mut self, flag: &'s str, holds: bool) -> bool {
        let is_certain = self.depth == 0 && self.groups == 0 && self.conditions.is_empty();
        let known = self.flags.get_mut(flag);
        let is_known = known.is_some();
        if let Some(known) = known {
            *known = known.filter(|_| is_certain).map(|_| holds);
        }
        is_known
    }

    /// Reads a command of the preamble. Both branches of a conditional are read there, for both may define commands.
    pub(super) fn define(&mut self) {
        match self.name() {
            "title" => {
                self.options();
                self.title = self.argument();
            }
            "fi" => {
                self.conditions.pop();
            }
            "else" => {}
            name @ ("newif" | "begingroup" | "bgroup" | "endgroup" | "egroup") => {
                self.condition(name);
            }
            name if self.begins(name, self.rest()) => self.conditions.push(Condition::Unknown),
            name => {
                self.switch(name);
            }
        }
    }

    /// Whether a command begins a conditional that ends with a `\fi`. One of a package that is not known does where no
    /// argument follows it: `\ifbool{draft}{one}{two}` has no end.
    fn begins(&self, name: &str, behind: &str) -> bool {
        let Some(flag) = name.strip_prefix("if") else { return false };
        if OWN.contains(&flag) || self.flags.contains_key(flag) {
            return true;
        }
        let has_arguments =
            behind.starts_with('\\') || behind.trim_start().starts_with(['{', '}', '[', '*', '$']);
        name != "iff" && !has_arguments
    }

    /// Begins a conditional that holds or does not.
    fn decide(&mut self, holds: bool) {
        // The other branch is read where there is one.
        if holds || self.pass_over(true) {
            self.conditions.push(Condition::Known);
        }
    }

    /// Passes over a branch to the end of its conditional, or to its `\else` where that is looked for; whether it was an `\else`.
    /// Where no end is found, the first `\fi` is taken for it: a command in the branch looked like a conditional, and was none.
    fn pass_over(&mut self, to_else: bool) -> bool {
        let rest = head(self.rest(), self.searchable);
        let (mut depth, mut at) = (0_usize, 0);
        let mut first = None;
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
                "fi" => {
                    depth -= 1;
                    first = first.or(Some(at));
                }
                // The flag that it makes begins nothing.
                "newif" => at += new_flag(rest.get(at..).unwrap_or("")),
                name if self.begins(name, rest.get(at..).unwrap_or("")) => depth += 1,
                _ => {}
            }
        }
        let Some(first) = first else { return self.go_on(rest.len(), false) };
        self.searchable -= rest.len() - first;
        self.go_on(first, false)
    }

    /// Goes on so many bytes behind.
    fn go_on(&mut self, length: usize, is_else: bool) -> bool {
        self.searchable -= length.min(self.searchable);
        self.at += length;
        is_else
    }
}

/// The bytes of the flag's name that is after `\newif`, with the white space before it.
fn new_flag(behind: &str) -> usize {
    let name = behind.trim_start();
    let Some(letters) = name.strip_prefix('\\') else { return 0 };
    let letters = letters.bytes().take_while(u8::is_ascii_alphabetic).count();
    behind.len() - name.len() + 1 + letters
}
