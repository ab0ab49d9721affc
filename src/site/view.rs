//! What templates are given: plain values, already in words.

use super::model::{ClaimPage, DocumentEntry, QuoteEntry, SiteModel, stretch};
use super::name::{web_address, with_fragment};
use super::words::{self, Told};
use crate::claim::{Label, Locator};
use crate::quote::{on_one_line, quote_mark};
use crate::report::{QuoteResult, ReportedEdit};
use crate::text::head;
use serde::Serialize;

/// Code points of an open document that are shown on each side of a quote.
const CONTEXT: usize = 200;

/// Bytes of a quote that are shown in a list.
const BEGINNING: usize = 200;

/// Something with a page.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Link {
    pub(super) href: String,
    pub(super) text: String,
}

/// A claim in a list.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ClaimRow {
    pub(super) id: String,
    pub(super) href: String,
    pub(super) statement: String,
    pub(super) said: String,
    pub(super) label: &'static str,
}

/// A document, as it is named beside its words.
#[derive(Debug, Clone, Serialize)]
pub(super) struct DocumentLink {
    pub(super) href: String,
    pub(super) id: String,
    pub(super) title: String,
    pub(super) by: String,
    pub(super) publisher: Option<String>,
    pub(super) issued: Option<String>,
    pub(super) language: Option<String>,
    /// Whether its text is shown.
    pub(super) open: bool,
}

/// A stretch of a quote: words, or the mark of an edit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Bit {
    pub(super) text: String,
    pub(super) edit: bool,
}

/// The quotation marks that the pages put around words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct OuterMarks {
    opens: &'static str,
    closes: &'static str,
}

impl OuterMarks {
    /// Those around some segments. A narrow space parts them from the words' own marks, as printers do: `“NATO” ”`.
    pub(super) fn around<T: AsRef<str>>(segments: &[T]) -> Self {
        let is_mark = |c: Option<char>| c.is_some_and(|c| quote_mark(c).is_some());
        let first = segments.first().and_then(|text| text.as_ref().chars().next());
        let last = segments.last().and_then(|text| text.as_ref().chars().next_back());
        Self {
            opens: if is_mark(first) { "“\u{202f}" } else { "“" },
            closes: if is_mark(last) { "\u{202f}”" } else { "”" },
        }
    }
}

/// A date, as it was written and in words.
#[derive(Debug, Clone, Serialize)]
pub(super) struct DateView {
    pub(super) edtf: String,
    pub(super) words: String,
    /// Whether it is the date of a document that quotes somebody, since nobody says when the words were said.
    pub(super) of_document: bool,
}

/// A claim that a quote is evidence for or against.
#[derive(Debug, Clone, Serialize)]
pub(super) struct On {
    pub(super) anchor: String,
    pub(super) side: &'static str,
    /// What the quote is to the claim, in words.
    pub(super) stance: &'static str,
    pub(super) claim: ClaimRow,
    pub(super) note: Option<String>,
}

/// The words around a quote in an open text.
#[derive(Debug, Clone, Serialize)]
pub(super) struct AroundQuote {
    pub(super) before: String,
    pub(super) after: String,
}

/// A quote, with all that is told of it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct QuoteView {
    pub(super) anchor: String,
    pub(super) side: &'static str,
    pub(super) segments: Vec<Vec<Bit>>,
    pub(super) marks: OuterMarks,
    pub(super) speaker: Option<Link>,
    pub(super) date: Option<DateView>,
    pub(super) document: Option<DocumentLink>,
    /// The source's id, also where it is no document here.
    pub(super) source: String,
    /// The passage in the document's page.
    pub(super) passage: Option<String>,
    /// The document elsewhere, at the passage.
    pub(super) original: Option<String>,
    pub(super) told: Told,
    pub(super) findings: Vec<String>,
    pub(super) edits: Vec<String>,
    pub(super) note: Option<String>,
    pub(super) waiver: Option<String>,
    pub(super) locator: Option<String>,
    pub(super) context: Option<AroundQuote>,
    /// The claim; where several quote the same words, all of them.
    pub(super) on: Vec<On>,
}

/// Quotes with those put together that follow each other and have the same words: each with all its claims.
pub(super) fn together(quotes: impl Iterator<Item = QuoteView>) -> Vec<QuoteView> {
    let mut all: Vec<QuoteView> = Vec::new();
    for quote in quotes {
        match all.last_mut().filter(|last| last.words() == quote.words() && last.is_like(&quote)) {
            Some(last) => last.on.extend(quote.on),
            None => all.push(quote),
        }
    }
    all
}

impl QuoteView {
    /// All its words, on one line.
    fn line(&self) -> String {
        let bits = self.segments.iter().map(|bits| bits.iter().map(|bit| &*bit.text).collect());
        bits.collect::<Vec<String>>().join(" … ")
    }

    /// The words without the marks at their end.
    fn words(&self) -> String {
        self.line().trim_end_matches(|c: char| c.is_ascii_punctuation()).to_owned()
    }

    /// Its first words, for a list.
    pub(super) fn beginning(&self) -> String {
        let line = self.line();
        let start = head(&line, BEGINNING);
        if start.len() == line.len() {
            return line;
        }
        let whole = start.rsplit_once(' ').map_or(start, |(whole, _)| whole);
        format!("{} …", whole.trim_end())
    }

    fn is_like(&self, other: &Self) -> bool {
        let of = |quote: &Self| {
            let speaker = quote.speaker.as_ref().map(|speaker| speaker.href.clone());
            let date = quote.date.as_ref().map(|date| date.edtf.clone());
            (quote.source.clone(), speaker, date, quote.told.kind, quote.locator.clone())
        };
        of(self) == of(other) && self.findings.is_empty() && other.findings.is_empty()
    }
}

pub(super) fn row(entry: &ClaimPage<'_>) -> ClaimRow {
    ClaimRow {
        id: entry.claim.id.to_string(),
        href: format!("claim/{}.html", entry.name),
        statement: entry.claim.statement.to_string(),
        said: words::said(entry.sides),
        label: side_of(entry.shown_label()),
    }
}

/// The colour and the line of a label.
pub(super) const fn side_of(label: Label) -> &'static str {
    match label {
        Label::Supported => "for",
        Label::Refuted => "against",
        Label::Conflicting => "both",
        Label::NotEnoughEvidence => "context",
    }
}

pub(super) fn document_link(entry: &DocumentEntry<'_>) -> DocumentLink {
    let about = entry.about;
    DocumentLink {
        href: SiteModel::document_page(entry, 0),
        id: entry.source.id.clone(),
        title: title(entry),
        // The name of an untitled document has its authors already.
        by: about.title.as_ref().map(|_| about.author.join(", ")).unwrap_or_default(),
        // Who wrote and published it alone is named once.
        publisher: about
            .publisher
            .clone()
            .filter(|publisher| !matches!(about.author.as_slice(), [only] if only == publisher)),
        issued: about.issued.as_ref().map(|date| words::date(date.as_str())),
        language: about.language.clone().filter(|language| !language.eq_ignore_ascii_case("und")),
        open: entry.text.is_some(),
    }
}

/// What a document is called: its title, or else what its source is called.
pub(super) fn title(entry: &DocumentEntry<'_>) -> String {
    let about = entry.about;
    match (&about.title, about.author.as_slice()) {
        (Some(title), _) => title.clone(),
        (None, []) => format!("Untitled document “{}”", entry.source.id),
        (None, authors) => {
            let id = Some(&entry.source.id).filter(|_| entry.has_namesake);
            let id = id.map_or_else(String::new, |id| format!(" “{id}”"));
            format!("Untitled document{id} by {}", authors.join(", "))
        }
    }
}

impl SiteModel<'_> {
    /// Who said the words of a quote, with their page.
    pub(super) fn speaker(&self, quote: &QuoteEntry<'_>) -> Option<Link> {
        let speaker = self.speakers.get(quote.speaker?)?;
        Some(Link { href: format!("speaker/{}.html", speaker.name), text: speaker.who.clone() })
    }

    /// A quote with all that is told of it.
    pub(super) fn quote_view(&self, quote: &QuoteEntry<'_>) -> Option<QuoteView> {
        let claim = self.claims.get(quote.claim)?;
        let (evidence, result) = (quote.cited.evidence, quote.cited.result);
        let document = quote.document.and_then(|at| self.documents.get(at));
        let pointer = result.pointer();
        let told_of = claim.findings.iter().filter(|finding| {
            finding.location.pointer.as_ref().is_some_and(|at| at.starts_with(&pointer))
        });
        Some(QuoteView {
            anchor: self.anchor(quote),
            side: words::side(evidence.stance),
            segments: bits(evidence.quote.segments(), &result.edits),
            marks: OuterMarks::around(evidence.quote.segments()),
            speaker: self.speaker(quote),
            date: quote.date.map(|date| DateView {
                edtf: date.as_str().to_owned(),
                words: words::date(date.as_str()),
                of_document: evidence.date.is_none() && evidence.speaker.is_some(),
            }),
            document: document.map(document_link),
            source: evidence.source.to_string(),
            passage: document.filter(|_| result.passed).map(|document| {
                format!("{}#{}", SiteModel::document_page(document, quote.part), self.anchor(quote))
            }),
            original: document.and_then(|document| original(document, result)),
            told: words::told(result),
            findings: told_of.map(|finding| self.finding(finding)).collect(),
            edits: result.edits.iter().map(words::edit).collect(),
            note: evidence.note.as_deref().map(str::to_owned),
            waiver: evidence.unverifiable.as_ref().map(|waiver| waiver.reason.clone()),
            locator: evidence.locator.as_deref().map(locator),
            context: document.and_then(|document| context(document, quote)),
            on: vec![On {
                anchor: self.anchor(quote),
                side: words::side(evidence.stance),
                stance: words::stance(evidence.stance),
                claim: row(claim),
                note: evidence.note.as_deref().map(str::to_owned),
            }],
        })
    }
}

/// The document elsewhere, at the passage where a quote is.
fn original(document: &DocumentEntry<'_>, result: &QuoteResult) -> Option<String> {
    let url = web_address(document.about.url.as_deref()?)?;
    let standing = result.matches.iter().filter(|_| result.passed);
    Some(with_fragment(url, standing.map(|found| &*found.text)))
}

/// The words around a quote of an open text, on one line each.
fn context(document: &DocumentEntry<'_>, quote: &QuoteEntry<'_>) -> Option<AroundQuote> {
    let (text, points) = document.open.as_ref()?;
    let place = stretch(document, quote).filter(|_| quote.cited.result.passed)?;
    let (start, end) = (usize::try_from(place.start).ok()?, usize::try_from(place.end).ok()?);
    let (start, end) = (points.byte(text, start), points.byte(text, end));
    let before: String = text.get(..start)?.chars().rev().take(CONTEXT).collect();
    let before: String = before.chars().rev().collect();
    let after: String = text.get(end..)?.chars().take(CONTEXT).collect();
    let line = on_one_line;
    // Words that are cut are left out.
    let before = match before.split_once(char::is_whitespace) {
        Some((_, whole)) if start > before.len() => format!("… {}", line(whole)),
        _ => line(&before),
    };
    let after = match after.rsplit_once(char::is_whitespace) {
        Some((whole, _)) if end + after.len() < text.len() => format!("{} …", line(whole)),
        _ => line(&after),
    };
    Some(AroundQuote { before, after })
}

fn locator(locator: &Locator) -> String {
    let page = locator.page.as_ref().map(|page| format!("page {page}"));
    let section = locator.section.as_ref().map(|section| format!("section {section}"));
    let paragraph = locator.paragraph.map(|paragraph| format!("paragraph {paragraph}"));
    let (part, time) = (locator.part.as_deref(), locator.time.as_deref());
    let parts = [part.map(str::to_owned), page, section, paragraph, time.map(str::to_owned)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The segments of a quote, with the marks of its edits told apart.
fn bits<T: AsRef<str>>(segments: &[T], edits: &[ReportedEdit]) -> Vec<Vec<Bit>> {
    let mut marks = edits.iter().map(|edit| edit.quote.as_str()).filter(|mark| !mark.is_empty());
    let mut next = marks.next();
    let mut all = Vec::new();
    for segment in segments {
        let mut rest = segment.as_ref();
        let mut bits = Vec::new();
        let mut push = |text: &str, edit| {
            if !text.is_empty() {
                bits.push(Bit { text: text.to_owned(), edit });
            }
        };
        while let Some((before, mark, after)) =
            next.and_then(|mark| rest.split_once(mark).map(|(before, after)| (before, mark, after)))
        {
            push(before, false);
            push(mark, true);
            rest = after;
            next = marks.next();
        }
        push(rest, false);
        all.push(bits);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::{OuterMarks, bits};
    use crate::report::{EditKind, ReportedEdit};

    #[test]
    fn marks_are_told_apart_in_their_order() {
        let edit = |quote: &str| ReportedEdit {
            kind: EditKind::Elision,
            quote: quote.to_owned(),
            document: String::new(),
        };
        let shown = |segments: &[&str], edits: &[ReportedEdit]| {
            let segments = bits(segments, edits);
            let one = |bits: Vec<super::Bit>| -> String {
                bits.iter()
                    .map(|b| if b.edit { format!("<{}>", b.text) } else { b.text.clone() })
                    .collect()
            };
            segments.into_iter().map(one).collect::<Vec<_>>().join("/")
        };
        assert_eq!(
            shown(&["a … b [c] … d"], &[edit("…"), edit("[c]"), edit("…")]),
            "a <…> b <[c]> <…> d"
        );
        assert_eq!(shown(&["a … b", "[c]"], &[edit("…"), edit("[c]")]), "a <…> b/<[c]>");
        // An ellipsis that is the document's own comes first and is no edit; nothing is lost.
        assert_eq!(shown(&["a"], &[edit("…")]), "a");
    }

    #[test]
    fn no_mark_stands_right_beside_another() {
        for (segments, opens, closes) in [
            (["not an inch", "eastward"].as_slice(), "“", "”"),
            (&["“NATO” is", "a ‘bloc’"], "“\u{202f}", "\u{202f}”"),
            (&["that “NATO would not move\""], "“", "\u{202f}”"),
            (&["«Нет», said he"], "“\u{202f}", "”"),
            (&["「不」"], "“\u{202f}", "\u{202f}”"),
            (&[], "“", "”"),
        ] {
            assert_eq!(OuterMarks::around(segments), OuterMarks { opens, closes }, "{segments:?}");
        }
    }
}
