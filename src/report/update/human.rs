//! What a changed document does to its quotes, for people.

use super::{Fate, UpdatedQuote};
use crate::report::counted;
use crate::report::human::{HumanOptions, diff};

use crate::report::visible::visible;
use std::fmt::Write as _;

/// A line for each quote, with a word diff for those that are gone, and a closing line.
#[must_use]
pub fn render(quotes: &[UpdatedQuote], options: &HumanOptions) -> String {
    let mut out = String::new();
    for quote in quotes {
        one(&mut out, quote, options);
    }
    let fates = [Fate::Stays, Fate::Moved, Fate::Found, Fate::Fails, Fate::Gone, Fate::Waived];
    let fates = fates.iter().filter_map(|fate| {
        let count = quotes.iter().filter(|q| q.fate == *fate).count();
        (count > 0).then(|| format!("{count} {}", fate.of(count)))
    });
    let counts = fates.collect::<Vec<_>>().join(", ");
    let _ = match quotes.len() {
        0 => writeln!(out, "no claim quotes it"),
        n => writeln!(out, "{}: {counts}", counted(n, "quote")),
    };
    if quotes.iter().any(|q| q.stood.is_none() && q.fate != Fate::Waived) {
        out.push_str("without the old text, quoteproof cannot tell which quotes have moved\n");
    }
    out
}

fn one(out: &mut String, quote: &UpdatedQuote, options: &HumanOptions) {
    let place = match (quote.fate, &quote.old, &quote.new) {
        (Fate::Moved, Some(old), Some(new)) => format!("{old} -> {new}"),
        (Fate::Gone, Some(old), Some(new)) => format!("was at {old}, nearest at {new}"),
        (Fate::Gone, Some(old), None) => format!("was at {old}, nothing is near"),
        (Fate::Gone, None, Some(new)) => format!("nearest at {new}"),
        (Fate::Gone, None, None) => "nothing is near".to_owned(),
        (_, _, Some(new)) => visible(&new.to_string(), options.unicode),
        _ => String::new(),
    };
    let name = visible(&format!("{}#{}", quote.file, quote.pointer), options.unicode);
    let _ = write!(out, "{:<6}  {name}  {place}", quote.fate.name());
    if !quote.codes.is_empty() {
        let codes: Vec<&str> = quote.codes.iter().map(|c| c.name()).collect();
        let _ = write!(out, ": {}", codes.join(", "));
    }
    if quote.fate.is_bad() && quote.stood == Some(false) {
        out.push_str(" (was not in the old text either)");
    }
    let trimmed = out.trim_end().len();
    out.truncate(trimmed);
    out.push('\n');
    if !quote.diff.is_empty() {
        diff::both(out, &quote.diff, ["        new text: ", "        quote:    "], options);
    }
}
