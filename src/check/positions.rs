//! Where a span of a cited text is, as reports say it.

use super::Options;
use super::quote_findings::Ground;
use crate::corpus::{Basis, DocumentText, LoadedSource};
use crate::diagnostic::{At, Finding, SourceText};
use crate::report::{DocumentPlace, Nearest};
use crate::text::{LineIndex, Places, Span};
use camino::Utf8PathBuf;
use std::sync::OnceLock;

/// Code points, line and column of spans of a text; nothing where only proofs are here.
pub(crate) struct Positions<'b> {
    text: Option<&'b DocumentText>,
    /// Of the text, where it is not the file itself.
    characters: OnceLock<LineIndex>,
    /// Whether reports show the places that findings name, and not the lines around them.
    only_places: bool,
}

impl<'b> Positions<'b> {
    pub(crate) fn new(basis: &'b Basis) -> Self {
        let text = if let Basis::Text(text) = basis { Some(&**text) } else { None };
        Self { text, characters: OnceLock::new(), only_places: false }
    }

    /// The positions in a text of `source`, of which reports may be published.
    pub(crate) fn shown(options: &Options, source: &LoadedSource, basis: &'b Basis) -> Self {
        let is_sealed = source.source.as_ref().is_some_and(|s| s.seal.is_some());
        Self { only_places: options.sealed_passages && is_sealed, ..Self::new(basis) }
    }

    pub(super) fn lines(&self) -> Option<(&'b DocumentText, &LineIndex)> {
        let text = self.text?;
        Some((text, text.lines()))
    }

    /// A passage of a source as a quote's nearest one: alike in full, without a diff.
    pub(crate) fn passage(&self, source: &str, ground: &Ground<'_>, span: Span) -> Nearest {
        Nearest {
            source: source.to_owned(),
            place: self.at(span).unwrap_or(DocumentPlace::Unknown),
            similarity: 1.0,
            text: ground.document().slice(span).to_owned(),
            diff: Vec::new(),
        }
    }

    /// What is to be shown of the text, if any of `findings` names it.
    pub(crate) fn kept<'f>(
        &self,
        findings: impl Iterator<Item = &'f Finding>,
    ) -> Option<(Utf8PathBuf, SourceText)> {
        let text = self.text?;
        let places = findings.flat_map(|f| {
            let related = f.related.iter().map(|r| (&r.file, &r.at));
            std::iter::once((&f.file, &f.at)).chain(related)
        });
        let named = places.filter_map(|(file, at)| match at {
            At::Span(span) if *file == text.file => Some(*span),
            _ => None,
        });
        let named: Vec<Span> = named.collect();
        named.first()?;
        let (_, lines) = self.lines()?;
        let (source, places) = (&text.readable.source, named.iter().copied());
        let kept = if self.only_places {
            SourceText::only(source, lines, places)
        } else {
            SourceText::around(source, lines, places)
        };
        let kept = if text.readable.has_lines() {
            kept
        } else {
            let place = |span: Span| Some((span, text.readable.place(span)?));
            kept.with_places(Places::new(named.into_iter().filter_map(place).collect()))
        };
        Some((text.file.clone(), kept))
    }

    pub(super) fn at(&self, span: Span) -> Option<DocumentPlace> {
        let (text, lines) = self.lines()?;
        let source = text.readable.source_byte(span.start);
        let (position, mut start) = lines.place(&text.readable.source, source);
        if !text.readable.is_source() {
            let readable = text.document.text();
            let characters = self.characters.get_or_init(|| LineIndex::new(readable));
            start = characters.characters_before(readable, span.start);
        }
        let end = start + text.document.slice(span).chars().count();
        let (line, column) = (position.line, position.column);
        Some(
            text.readable
                .place(span)
                .map_or(DocumentPlace::Text { start, end, line, column }, |place| {
                    DocumentPlace::Extracted { start, end, place: Box::new(place) }
                }),
        )
    }
}
