//! Quotations of csquotes, and babel's German marks: `\enquote{so}`, `\textcquote{key}{so}`, ``"`so"'``.

use super::{Does, Tex, does};
use crate::reader::ReadError;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization as _;

/// Where babel's marks are plain characters again.
const SHORTHAND_OFF: &str = "\\shorthandoff";

/// What may end babel's German marks in the text.
const OTHER_LANGUAGE: [&str; 4] =
    ["\\selectlanguage", "\\foreignlanguage", "{otherlanguage", SHORTHAND_OFF];

/// babel's names for German.
const GERMAN: [&str; 6] =
    ["german", "ngerman", "austrian", "naustrian", "swissgerman", "nswissgerman"];

/// Whether a command is one of csquotes that prints its last argument as a quotation.
pub(super) fn is_quotation(name: &str) -> bool {
    // `\quote` by itself begins LaTeX's environment of this name.
    let inner = ["foreign", "hyphen"].iter().find_map(|start| name.strip_prefix(start));
    inner == Some("quote")
        || matches!(
            inner.unwrap_or(name),
            "enquote" | "textquote" | "textcquote" | "blockquote" | "blockcquote"
        )
}

/// Whether an argument has nothing but words: no command, group, formula or comment, and no empty line.
fn is_plain(text: &str) -> bool {
    !text.contains(['\\', '{', '}', '$', '%']) && !text.lines().any(|line| line.trim().is_empty())
}

/// Whether an argument is one command whose mark is left out: `{\cite[4]{berg}}`.
fn is_citation(text: &str) -> bool {
    let text = text.trim();
    let inner = text.strip_prefix('{').and_then(|inner| inner.strip_suffix('}')).unwrap_or(text);
    let Some(command) = inner.trim().strip_prefix('\\') else { return false };
    let letters = command.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (name, arguments) = command.split_at(letters);
    matches!(does(name), Some(Does::Cited))
        && arguments.starts_with(['[', '{', '*'])
        && arguments.ends_with('}')
        && arguments.matches('{').count() == 1
}

/// Whether German is the only language of a source: then babel makes `"` a command in all of it.
pub(super) fn has_german_marks(preamble: &str, body: &str) -> bool {
    let is_code = |line: &&str| !line.trim_start().starts_with('%');
    let lines = || preamble.lines().filter(is_code);
    let changes = |line: &str| OTHER_LANGUAGE.iter().any(|change| line.contains(change));
    if body.lines().filter(is_code).any(changes) || lines().any(|l| l.contains(SHORTHAND_OFF)) {
        return false;
    }
    let is_german = |options: &str| {
        let all = || options.split(',').map(str::trim);
        let main = all().find_map(|option| option.strip_prefix("main=").map(str::trim));
        let last = || all().rfind(|option| !option.is_empty() && !option.contains('='));
        main.or_else(last).is_some_and(|language| GERMAN.contains(&language))
    };
    let options = |line: &'_ str| {
        let inner = line.split_once('[').and_then(|(_, rest)| rest.split_once(']'));
        inner.map(|(options, _)| options.to_owned())
    };
    lines().any(|line| {
        let of_class = || lines().find(|line| line.contains("\\documentclass")).and_then(options);
        let loads = |package: &str| line.contains("\\usepackage") && line.contains(package);
        (loads("{babel}") && options(line).or_else(of_class).is_some_and(|all| is_german(&all)))
            || loads("{german}")
            || loads("{ngerman}")
    })
}

impl Tex<'_> {
    /// Reads a quotation of csquotes. Long ones (`\blockquote`) are printed without marks.
    pub(super) fn quotation(&mut self, name: &str, start: usize) -> Result<(), ReadError> {
        if self.rest().starts_with('*') {
            self.at += 1;
        }
        if name.starts_with("foreign") || name.starts_with("hyphen") {
            self.argument();
        }
        let has_key = name.ends_with("cquote");
        // Only `\textquote[cite][punct]{…}` and its like have options: of `\foreignquote{…}{…}` they would be text.
        let has_options = has_key || name.ends_with("textquote") || name.ends_with("blockquote");
        let mut cite = None;
        if has_key {
            self.options();
            self.argument();
        } else if has_options {
            cite = self.option();
        }
        let inside = if has_options { self.option() } else { None };
        self.options();
        let is_block = name.contains("block");
        self.mark("“", start, is_block);
        if let Some(argument) = self.argument() {
            self.within(argument)?;
        }
        if let Some(inside) = inside {
            self.within(inside)?;
        }
        self.mark("”", self.at, is_block);
        if has_key {
            let out = self.flows.out();
            out.leave_out(out.text.len());
        }
        if let Some(cite) = cite {
            self.citation(cite)?;
        }
        if has_options && let Some(behind) = self.option() {
            self.within(behind)?;
        }
        Ok(())
    }

    /// What is in brackets here.
    fn option(&mut self) -> Option<Range<usize>> {
        let end = self.rest().starts_with('[').then(|| self.closing('[', ']')).flatten()?;
        let inner = self.at + 1..self.at + end;
        self.at += end + 1;
        Some(inner)
    }

    /// Leaves out what csquotes prints in parentheses behind a quotation. What is not words may be anything: it is a gap.
    fn citation(&mut self, cite: Range<usize>) -> Result<(), ReadError> {
        let said = self.text.get(cite.clone()).unwrap_or("");
        if !is_plain(said) && !is_citation(said) {
            let place = self.pin.clone().unwrap_or(cite);
            self.flows.out().gap(place, true);
            return Ok(());
        }
        let from = self.flows.out().text.len();
        if is_plain(said) && !said.trim().is_empty() {
            self.write("(", cite.start..cite.start);
            self.within(cite.clone())?;
            self.write(")", cite.end..cite.end);
        }
        self.flows.out().leave_out(from);
        Ok(())
    }

    fn mark(&mut self, mark: &str, start: usize, is_optional: bool) {
        let place = self.pin.clone().unwrap_or(start..self.at);
        if is_optional {
            self.flows.out().push_optional(mark, place);
        } else {
            self.flows.out().push_other(mark, place);
        }
    }

    /// Reads what a `"` makes of the character behind it.
    pub(super) fn german_mark(&mut self) {
        let start = self.at;
        let next = self.rest().chars().nth(1);
        let shown: String = match next {
            Some(letter @ ('a' | 'o' | 'u' | 'e' | 'i' | 'A' | 'O' | 'U' | 'E' | 'I')) => {
                [letter, '\u{308}'].into_iter().nfc().collect()
            }
            Some('s' | 'z') => "ß".to_owned(),
            Some('`') => "„".to_owned(),
            Some('\'') => "“".to_owned(),
            Some('<') => "«".to_owned(),
            Some('>') => "»".to_owned(),
            Some('=' | '~') => "-".to_owned(),
            Some('/') => "/".to_owned(),
            Some('-' | '|' | '"') => String::new(),
            // `Dru"cker`: the letter itself, which was once hyphenated in another way.
            Some('c' | 'f' | 'l' | 'm' | 'n' | 'p' | 'r' | 't') => {
                self.at += 1;
                return;
            }
            _ => {
                self.at += 1;
                self.write("\"", start..start + 1);
                return;
            }
        };
        self.at += 1 + next.map_or(0, char::len_utf8);
        if !shown.is_empty() {
            self.write(&shown, start..self.at);
        }
    }
}
