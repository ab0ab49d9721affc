//! The command that checks the same again, as messages name it: with what says what is checked, and without what says how it
//! is shown.

use super::Global;
use camino::Utf8PathBuf;
use quoteproof::text::shell_word;

/// Files and folders that are named in a command. Nobody types more.
pub(super) const NAMED: usize = 3;

/// A command on its way.
pub(super) struct Again(String);

impl Again {
    pub(super) fn new(command: &str) -> Self {
        Self(format!("quoteproof {command}"))
    }

    /// Names an option once for each of its values.
    pub(super) fn with<T: AsRef<str>>(
        mut self,
        option: &str,
        values: impl IntoIterator<Item = T>,
    ) -> Self {
        for value in values {
            self.0 = format!("{} --{option} {}", self.0, shell_word(value.as_ref()));
        }
        self
    }

    pub(super) fn files(mut self, files: &[Utf8PathBuf]) -> Self {
        for file in files {
            self.0 = format!("{} {}", self.0, shell_word(file.as_str()));
        }
        self
    }

    pub(super) fn done(self) -> String {
        self.0
    }

    /// The options on where the archive is.
    pub(super) fn within(self, global: &Global) -> Self {
        let texts = global.texts.iter().filter(|_| texts_are_typed());
        self.with("root", &global.root).with("config", &global.config).with("texts", texts)
    }
}

/// Whether the folders with texts come from the command, and not from the environment.
pub(super) fn texts_are_typed() -> bool {
    std::env::args().any(|word| word.starts_with("--texts"))
}
