//! What a changed document does to the quotes of it, as plain data, and its lines for people.

#[cfg(feature = "cli")]
use super::human::HumanOptions;
#[cfg(feature = "cli")]
use super::human::diff::{self, Look, Side};
#[cfg(feature = "cli")]
use super::visible::visible;
use crate::diagnostic::{Code, DiffPart};
use camino::Utf8PathBuf;
#[cfg(feature = "cli")]
use std::fmt::Write as _;

/// A place in a version of the document's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in Unicode scalar values.
    pub column: usize,
}

/// What became of a quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// It stands, at the same line and column.
    Stays,
    /// It stands elsewhere.
    Moved,
    /// It stands; whether it moved cannot be told, the old text is not here.
    Stands,
    /// Its words stand, but it would not pass: `codes` say why.
    Fails,
    /// Its words stand nowhere in the new text.
    Gone,
    /// Its claim waives the check.
    Waived,
}

impl Fate {
    /// The word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stays => "stays",
            Self::Moved => "moved",
            Self::Stands => "stands",
            Self::Fails => "fails",
            Self::Gone => "gone",
            Self::Waived => "waived",
        }
    }

    /// Whether the claim has to be mended.
    #[must_use]
    pub const fn is_bad(self) -> bool {
        matches!(self, Self::Fails | Self::Gone)
    }
}

/// A quote of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// The claim's file, relative to the root.
    pub file: Utf8PathBuf,
    /// JSON pointer of the quote.
    pub pointer: String,
    /// What became of it.
    pub fate: Fate,
    /// Whether it stood in the old text; `None` where that is not here.
    pub stood: Option<bool>,
    /// Where it stood in the old text.
    pub old: Option<Place>,
    /// Where it stands in the new one; of a gone one, the nearest passage.
    pub new: Option<Place>,
    /// What `quoteproof validate` would report at error level.
    pub codes: Vec<Code>,
    /// The word diff from the new text to a gone quote, if a passage is near.
    pub diff: Vec<DiffPart>,
}

/// A line for each quote, with a word diff for those that are gone, and a closing line.
#[cfg(feature = "cli")]
#[must_use]
pub fn render(quotes: &[Quote], options: &HumanOptions) -> String {
    let mut out = String::new();
    for quote in quotes {
        one(&mut out, quote, options);
    }
    let fates = [Fate::Stays, Fate::Moved, Fate::Stands, Fate::Fails, Fate::Gone, Fate::Waived];
    let counted = fates.iter().filter_map(|fate| {
        let count = quotes.iter().filter(|q| q.fate == *fate).count();
        (count > 0).then(|| format!("{count} {}", fate.name()))
    });
    let counts = counted.collect::<Vec<_>>().join(", ");
    let _ = match quotes.len() {
        0 => writeln!(out, "no claim quotes it"),
        1 => writeln!(out, "1 quote: {counts}"),
        n => writeln!(out, "{n} quotes: {counts}"),
    };
    if quotes.iter().any(|q| q.stood.is_none() && q.fate != Fate::Waived) {
        out.push_str("the old text is not here: which quotes moved cannot be told\n");
    }
    out
}

#[cfg(feature = "cli")]
fn one(out: &mut String, quote: &Quote, options: &HumanOptions) {
    let at = |place: Place| format!("{}:{}", place.line, place.column);
    let place = match (quote.fate, quote.old, quote.new) {
        (Fate::Moved, Some(old), Some(new)) => format!("{} -> {}", at(old), at(new)),
        (Fate::Gone, Some(old), Some(new)) => format!("was at {}, nearest at {}", at(old), at(new)),
        (Fate::Gone, Some(old), None) => format!("was at {}, nothing is near", at(old)),
        (Fate::Gone, None, Some(new)) => format!("nearest at {}", at(new)),
        (Fate::Gone, None, None) => "nothing is near".to_owned(),
        (_, _, Some(new)) => at(new),
        _ => String::new(),
    };
    let name = visible(&format!("{}#{}", quote.file, quote.pointer), options.unicode);
    let _ = write!(out, "{:<6}  {name}  {place}", quote.fate.name());
    if !quote.codes.is_empty() {
        let codes: Vec<&str> = quote.codes.iter().map(|c| c.name()).collect();
        let _ = write!(out, ": {}", codes.join(", "));
    }
    if quote.fate.is_bad() && quote.stood == Some(false) {
        out.push_str(" (did not stand in the old text either)");
    }
    let trimmed = out.trim_end().len();
    out.truncate(trimmed);
    out.push('\n');
    if quote.diff.is_empty() {
        return;
    }
    let look = Look {
        color: options.color,
        unicode: options.unicode,
        columns: options.width.saturating_sub(18).max(10),
        whole: options.verbose,
    };
    for (mut label, side) in [("new text:", Side::Document), ("quote:   ", Side::Quote)] {
        for line in diff::side(&quote.diff, side, look) {
            let _ = writeln!(out, "        {label} {line}");
            label = "         ";
        }
    }
}
