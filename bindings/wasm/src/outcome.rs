//! What became of one quote, in words for readers.

use crate::archive::{Archive, Source};
use crate::view::{Element, element};
use quoteproof::Verdict;
use quoteproof::document::{MarkedEdit, NearestPassage, Outcome, QuotePlace};
use quoteproof::quote::{DiffPart, EditKind};
use std::fmt::Write as _;

/// What is said of words that stand in what proofs show.
const PROVEN: &str =
    "It was checked against a proof, in this page: the document itself may not be published.";

/// Whose words are shown, and how.
pub(crate) struct Shown<'a> {
    pub(crate) archive: &'a Archive,
    pub(crate) source: &'a Source,
    /// Whether the outcome is of the text that the document's page shows: then links lead to the place.
    pub(crate) on_page: bool,
    /// Whether the text is here, and places are more than where they stand in what is proven.
    pub(crate) has_text: bool,
}

/// `stands`, `fails` or `open`: for its colour and its sign.
pub(crate) fn kind(outcome: &Outcome) -> &'static str {
    match outcome.verdict {
        _ if outcome.passed => "stands",
        Verdict::Unproven => "open",
        _ => "fails",
    }
}

/// In two or three words, with a sign that is read without colour.
pub(crate) fn short(archive: &Archive, outcome: &Outcome) -> Element {
    let sign = match kind(outcome) {
        "stands" => "✓",
        "open" => "○",
        _ => "✗",
    };
    let sign = element("span").with("class", "sign").with("aria-hidden", "true").text(sign);
    let words = if outcome.verdict.passes() && !outcome.passed {
        "not as quoted"
    } else {
        archive.verdict(outcome.verdict).0
    };
    let told = element("span").with("class", format!("told {}", kind(outcome)));
    told.child(sign).text(" ").child(element("strong").text(words))
}

impl Shown<'_> {
    /// All there is to say.
    pub(crate) fn of(&self, outcome: &Outcome) -> Vec<Element> {
        let mut all = vec![element("p").text(self.archive.verdict(outcome.verdict).1)];
        if outcome.passed && !self.has_text {
            all.push(element("p").text(PROVEN));
        }
        for place in &outcome.places {
            let words = element("p").foreign(self.source.language()).text(&place.text);
            all.push(element("blockquote").child(words));
            all.extend(self.whereabouts(place));
        }
        let edits = outcome.edits.iter().map(edit);
        let kinds = outcome.kinds.iter().map(|kind| self.archive.word(kind.full_name()).to_owned());
        let issues = outcome.issues.iter().map(|issue| self.archive.word(issue.code).to_owned());
        let said = edits.chain(kinds).chain(issues).map(|said| element("li").text(&said));
        let said: Vec<Element> = said.collect();
        if !said.is_empty() {
            all.push(element("ul").with("class", "edits").children(said));
        }
        if let Some(near) = &outcome.nearest {
            all.push(self.sides(near));
            all.extend(self.whereabouts(&near.place));
        }
        all
    }

    fn whereabouts(&self, place: &QuotePlace) -> Option<Element> {
        let at = match place.at.position() {
            _ if !self.has_text => String::new(),
            Some((line, _)) => format!("line {line}"),
            None => place.at.to_string(),
        };
        let foot = element("p").with("class", "small").text(&at);
        if !self.on_page {
            return (!at.is_empty()).then_some(foot);
        }
        let page = &self.source.page;
        let to = if self.has_text {
            format!("{page}#:~:text={}", fragment(&place.text))
        } else {
            page.clone()
        };
        let link = element("a").with("href", to).text("on the document’s page");
        Some(if at.is_empty() { foot } else { foot.text(" · ") }.child(link))
    }

    /// Both sides in full; what differs is marked in each.
    fn sides(&self, near: &NearestPassage) -> Element {
        element("dl")
            .with("class", "differs")
            .child(element("dt").text("The document"))
            .child(self.side(near, "del"))
            .child(element("dt").text("The quotation"))
            .child(self.side(near, "ins"))
    }

    fn side(&self, near: &NearestPassage, mark: &'static str) -> Element {
        let line = element("dd").foreign(self.source.language());
        near.diff.iter().fold(line, |line, part| match (part, mark) {
            (DiffPart::Equal(text), _) => line.text(text),
            (DiffPart::Delete(text), "del") | (DiffPart::Insert(text), "ins") => {
                let words = text.trim_end();
                line.child(element(mark).text(words)).text(text.get(words.len()..).unwrap_or(""))
            }
            _ => line,
        })
    }
}

/// A marked edit, explained.
fn edit(edit: &MarkedEdit) -> String {
    let MarkedEdit { kind, quote, document, .. } = edit;
    let document = document.trim();
    match kind {
        EditKind::Elision if document.is_empty() => format!("{quote} leaves words out"),
        EditKind::Elision => format!("{quote} leaves out: “{document}”"),
        EditKind::Sic => format!("{quote}: the document has it so"),
        _ if document.is_empty() => format!("{quote} is added, and not in the document"),
        EditKind::Case => format!("{quote}: the document has “{document}”"),
        _ => format!("{quote} replaces “{document}”"),
    }
}

/// Words of a text fragment's ends; shorter passages stand in it whole.
const ENDS: usize = 4;

/// The words by which browsers find a passage on a page.
fn fragment(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let escaped = |words: &[&str]| {
        let mut out = String::new();
        for byte in words.join(" ").bytes() {
            if byte.is_ascii_alphanumeric() {
                out.push(char::from(byte));
            } else {
                // Writing to a string cannot fail.
                let _ = write!(out, "%{byte:02X}");
            }
        }
        out
    };
    match (words.get(..ENDS), words.len().checked_sub(ENDS).and_then(|at| words.get(at..))) {
        (Some(head), Some(tail)) if words.len() > 2 * ENDS => {
            format!("{},{}", escaped(head), escaped(tail))
        }
        _ => escaped(&words),
    }
}
