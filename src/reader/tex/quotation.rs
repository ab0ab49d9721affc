//! Quotations of csquotes, and babel's German marks: `\enquote{so}`, `\textcquote{key}{so}`, ``"`so"'``.

use super::Tex;
use crate::reader::ReadError;
use unicode_normalization::UnicodeNormalization as _;

/// babel's names for German.
const GERMAN: [&str; 6] =
    ["german", "ngerman", "austrian", "naustrian", "swissgerman", "nswissgerman"];

/// Whether a command is one of csquotes that prints its last argument as a quotation.
pub(super) fn is_quotation(name: &str) -> bool {
    let name =
        ["foreign", "hyphen"].iter().find_map(|start| name.strip_prefix(start)).unwrap_or(name);
    matches!(name, "enquote" | "quote" | "textquote" | "textcquote" | "blockquote" | "blockcquote")
}

/// Whether German is the language of a source, by its preamble: then babel makes `"` a command.
pub(super) fn has_german_marks(preamble: &str) -> bool {
    let lines = || preamble.lines().filter(|line| !line.trim_start().starts_with('%'));
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
        self.options();
        let cites = name.ends_with("cquote");
        if cites {
            self.argument();
            self.options();
        }
        let is_block = name.contains("block");
        self.mark("“", start, is_block);
        if let Some(argument) = self.argument() {
            self.within(argument)?;
        }
        self.mark("”", self.at, is_block);
        if cites {
            let out = self.flows.out();
            out.leave_out(out.text.len());
        }
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
