//! Compares a quote's `speaker` with the document, where the document says who speaks: by the labels of a transcript
//! (`HOLM: …`), the voices of subtitles, the speeches of a play, the sender of a letter and whom it quotes.
//!
//! A label may be an office (`THE PRESIDENT:`), and the claim may name the person who held it. So another label proves a
//! mismatch only if the claim's speaker has a label of their own elsewhere in the document.

use super::locator::{is_counted, places};
use super::matching::Citation;
use super::quote_findings::Ground;
use crate::claim::evidence_member;
use crate::diagnostic::{At, Code, Finding};
use crate::model::folded;
use crate::quote::{FoldedDocument, Found};
use crate::reader::Readable;
use crate::text::Span;
use std::collections::BTreeSet;
use unicode_segmentation::UnicodeSegmentation as _;

/// What is wrong with the speaker of a quote that is in the document: another one speaks there.
pub(super) fn compare(citation: &Citation<'_>, ground: &Ground<'_>, found: &Found) -> Vec<Finding> {
    let Some(readable) = ground.readable() else { return Vec::new() };
    let document = ground.document();
    let mut findings = Vec::new();
    // The words may also be at places that were not counted, and be the speaker's there.
    let Some(stated) = citation.evidence.speaker().filter(|_| is_counted(found)) else {
        return findings;
    };
    // Lines without a name may be of any of those whom the letter quotes.
    let is_quoted_by_name = readable.loci().iter().any(|locus| {
        locus.is_quoted && locus.speaker.as_deref().is_some_and(|name| is_same(stated, name))
    });
    let mut there = None;
    for span in places(found).concat() {
        let name = speaker(readable, document, span);
        let is_quoted = readable.locus_at(span.start).is_some_and(|locus| locus.is_quoted);
        match name {
            Some(name) if !is_same(stated, name) => there = there.or(Some((Some(name), span))),
            None if is_quoted && !is_quoted_by_name => there = there.or(Some((None, span))),
            // One of its places fits, or nobody can tell.
            _ => return findings,
        }
    }
    let Some((name, span)) = there else { return findings };
    if speakers(readable, document).iter().any(|other| is_same(stated, other)) {
        findings.push(mismatch(citation, ground, (stated, name), span));
    }
    findings
}

/// Who speaks where `span` begins.
fn speaker<'d>(
    readable: &'d Readable,
    document: &'d FoldedDocument,
    span: Span,
) -> Option<&'d str> {
    let own = readable.locus_at(span.start).and_then(|locus| locus.speaker.as_deref());
    own.or_else(|| Some(document.slice(document.speaker(span.start)?.name)))
}

/// All whom the document lets speak.
fn speakers<'d>(readable: &'d Readable, document: &'d FoldedDocument) -> BTreeSet<&'d str> {
    let own = readable.loci().iter().filter_map(|locus| locus.speaker.as_deref());
    own.chain(document.labels().iter().map(|label| document.slice(label.name))).collect()
}

/// Whether two names may be one person's: the family name of one is among the words of the other. `President Clinton` is
/// `CLINTON`, `Dr. A. Clinton` and `THE PRESIDENT`, but not `PRESIDENT YELTSIN`.
fn is_same(stated: &str, label: &str) -> bool {
    let mut people = stated.split([',', ';', '&', '/']).flat_map(|part| part.split(" and "));
    let label = words(label);
    label.is_empty()
        || people.any(|person| {
            let person = words(person);
            let has = |all: &[String], one: Option<&String>| one.is_some_and(|w| all.contains(w));
            has(&label, person.last()) || has(&person, label.last())
        })
}

/// The words of a name, in small letters and without accents; what is in brackets is none of it.
fn words(name: &str) -> Vec<String> {
    let bare = name.split(['(', '[']).next().unwrap_or(name);
    bare.unicode_words().map(folded).collect()
}

fn mismatch(
    citation: &Citation<'_>,
    ground: &Ground<'_>,
    (stated, name): (&str, Option<&str>),
    span: Span,
) -> Finding {
    let who = name.map_or("who wrote these lines".to_owned(), |name| format!("“{name}”"));
    let name = name.map_or("somebody else".to_owned(), |name| format!("“{name}”"));
    let message =
        format!("in `{}` {name} says this, and the quote's speaker is `{stated}`", ground.id());
    let at = At::Value(evidence_member(citation.index, "speaker"));
    let (file, place) = ground.place(span);
    Finding::new(Code::ClaimSpeakerMismatch, &*citation.claim.file, at, message)
        .label("says other words in this document")
        .help(format!("name {who}, or quote what `{stated}` says"))
        .related(file, place, "the quote is here")
}

#[cfg(test)]
mod tests {
    use super::is_same;

    #[test]
    fn names_that_may_be_one() {
        for (stated, label, same) in [
            ("Anna Holm", "HOLM", true),
            ("Anna Holm", "Dr. Holm", true),
            ("Holm", "Anna Holm", true),
            ("President Clinton", "THE PRESIDENT", true),
            ("President Clinton", "PRESIDENT YELTSIN", false),
            ("the mayor", "MAYOR (through an interpreter)", true),
            ("Müller and Holm", "MULLER", true),
            ("Anna Holm", "MAYOR", false),
            ("Orr, Anna", "ORR", true),
        ] {
            assert_eq!(is_same(stated, label), same, "{stated} / {label}");
        }
    }
}
