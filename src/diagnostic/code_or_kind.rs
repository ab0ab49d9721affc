//! What has a page to explain it and a setting in `[severity]`: the codes, and the kinds of `quote/altered`.

use super::{Code, Kind, Severity};
use crate::text::nearest;
use std::fmt;
use std::str::FromStr;

/// Letters of a piece of a name that mean it: fewer are in many names.
const LETTERS: usize = 3;

/// A code, or a kind of `quote/altered`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeOrKind {
    /// A diagnostic code.
    Code(Code),
    /// A kind of difference, as `quote/altered/<kind>`.
    Kind(Kind),
}

impl CodeOrKind {
    /// All of them, in the order of their definition: the kinds right after `quote/altered`.
    pub fn all() -> impl Iterator<Item = Self> {
        Code::ALL.iter().flat_map(|&code| {
            let kinds = if code == Code::QuoteAltered { Kind::ALL } else { &[] };
            std::iter::once(Self::Code(code)).chain(kinds.iter().copied().map(Self::Kind))
        })
    }

    /// The one that is likely meant by a name that none has: one that has it in its own, if it has three letters or more, or
    /// one with a similar name, or with a similar last part.
    #[must_use]
    pub fn meant(name: &str) -> Option<&'static str> {
        let names = || Self::all().map(Self::name);
        let last = |name: &'static str| name.rsplit('/').next().unwrap_or(name);
        let by_last = |meant: &str| names().find(|name| last(name) == meant);
        let is_piece = name.chars().filter(|c| c.is_alphabetic()).nth(LETTERS - 1).is_some();
        by_last(name)
            .or_else(|| names().find(|known| is_piece && known.contains(name)))
            .or_else(|| nearest(name, names()))
            .or_else(|| by_last(nearest(name, names().map(last))?))
    }

    /// `area/name`, or `quote/altered/<kind>`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Code(code) => code.name(),
            Self::Kind(kind) => kind.full_name(),
        }
    }

    /// Its page, Markdown.
    #[must_use]
    pub const fn page(self) -> &'static str {
        match self {
            Self::Code(code) => code.page(),
            Self::Kind(kind) => super::kind::page(kind),
        }
    }

    /// What it reports, in the page's one line.
    #[must_use]
    pub fn summary(self) -> &'static str {
        self.page().lines().skip(1).find(|line| !line.trim().is_empty()).unwrap_or("")
    }

    /// The code of the findings that it speaks of.
    #[must_use]
    pub const fn code(self) -> Code {
        match self {
            Self::Code(code) => code,
            Self::Kind(_) => Code::QuoteAltered,
        }
    }

    /// The severity without configuration.
    #[must_use]
    pub const fn default_severity(self) -> Severity {
        self.code().default_severity()
    }

    /// The gravest severity that a finding of it has without configuration.
    #[must_use]
    pub const fn gravest(self) -> Severity {
        self.code().gravest()
    }

    /// The mildest severity that configuration may give it.
    #[must_use]
    pub fn mildest(self) -> Severity {
        self.code().mildest()
    }
}

impl fmt::Display for CodeOrKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// No code and no kind has that name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no diagnostic code is named `{0}`")]
pub struct UnknownCode(pub String);

impl FromStr for CodeOrKind {
    type Err = UnknownCode;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::all().find(|named| named.name() == name).ok_or_else(|| UnknownCode(name.to_owned()))
    }
}
