//! The document that a finding is about: where its places are shown, and what is known of them.

use crate::corpus::{Basis, DocumentText, LoadedSource, Proven};
use crate::diagnostic::{At, Finding};
use crate::quote::{FoldedDocument, Miss};
use crate::reader::{Part, Readable};
use crate::text::Span;
use camino::Utf8PathBuf;

/// The document that a quote is compared with, and where its places are shown.
pub(crate) struct Ground<'b> {
    id: &'b str,
    title: Option<&'b str>,
    /// Whether its language is stated.
    stated: bool,
    kind: GroundKind<'b>,
}

enum GroundKind<'b> {
    Text(&'b DocumentText),
    Proven(&'b Proven),
}

impl<'b> Ground<'b> {
    pub(crate) fn new(source: &'b LoadedSource, basis: &'b Basis) -> Option<Self> {
        let kind = match basis {
            Basis::Text(text) => GroundKind::Text(text),
            Basis::Proven(proven) => GroundKind::Proven(proven),
            Basis::Nothing(_) => return None,
        };
        let title = source.source.as_ref().and_then(|s| s.title.as_deref());
        let stated = source.stated_language().is_some();
        Some(Self { id: &source.id, title, stated, kind })
    }

    pub(crate) fn document(&self) -> &'b FoldedDocument {
        match self.kind {
            GroundKind::Text(text) => &text.document,
            GroundKind::Proven(proven) => &proven.document,
        }
    }

    pub(crate) fn is_proven(&self) -> bool {
        matches!(self.kind, GroundKind::Proven(_))
    }

    /// Whether one of `spans` goes over lines whose order is a guess.
    pub(crate) fn is_order_guessed(&self, spans: &[Span]) -> bool {
        match self.kind {
            GroundKind::Text(text) => text.is_order_guessed(spans),
            GroundKind::Proven(_) => false,
        }
    }

    /// Whether its language is stated, or told by its words.
    pub(super) fn is_language_known(&self) -> bool {
        self.stated || self.document().language().is_some()
    }

    /// The text with what is known of its places, where it is here.
    pub(crate) fn readable(&self) -> Option<&'b Readable> {
        match self.kind {
            GroundKind::Text(text) => Some(&text.readable),
            GroundKind::Proven(_) => None,
        }
    }

    /// The source's id.
    pub(crate) fn id(&self) -> &'b str {
        self.id
    }

    /// Whether words that are not in the text may be in what could not be read of the document: where no
    /// passage is so near that they are surely made of it.
    pub(crate) fn may_stand_unread(&self, miss: &Miss) -> bool {
        match self.kind {
            GroundKind::Text(text) => {
                let readable = &text.readable;
                !readable.gaps().is_empty()
                    && miss.may_stand_unread(|span| readable.is_unread_beside(span))
            }
            GroundKind::Proven(_) => false,
        }
    }

    /// What could not be read of the document, by its places.
    pub(super) fn unread(&self) -> Option<String> {
        match self.kind {
            GroundKind::Text(text) => text.readable.unread(),
            GroundKind::Proven(_) => None,
        }
    }

    /// The part of the document that a quote is in, if that is not the running text and the document is
    /// here to tell.
    pub(crate) fn part(&self, spans: &[Span]) -> Option<Part> {
        match self.kind {
            GroundKind::Text(text) => text.part(spans, self.title),
            GroundKind::Proven(_) => None,
        }
    }

    /// The number of the passage in the proofs that a span starts in; `None` where the text is here.
    pub(crate) fn passage(&self, span: Span) -> Option<usize> {
        let GroundKind::Proven(proven) = self.kind else { return None };
        proven.passage_at(span.start).map(|passage| passage.index)
    }

    /// Where a span of the document is shown: in its file, or in the proofs.
    pub(crate) fn place(&self, span: Span) -> (Utf8PathBuf, At) {
        match self.kind {
            GroundKind::Text(text) => {
                (text.file.clone(), At::Span(text.readable.source_span(span)))
            }
            GroundKind::Proven(proven) => {
                let at = proven.passage_at(span.start).map_or(At::File, |p| {
                    let start = span.start.saturating_sub(p.span.start) + p.skipped;
                    let end = span.end.min(p.span.end).saturating_sub(p.span.start) + p.skipped;
                    At::Within(format!("/passages/{}/text", p.index), start..end.max(start))
                });
                (proven.file.clone(), at)
            }
        }
    }

    pub(super) fn related(
        &self,
        finding: Finding,
        span: Span,
        message: impl Into<String>,
    ) -> Finding {
        let (file, at) = self.place(span);
        finding.related(file, at, message)
    }
}
