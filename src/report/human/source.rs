//! Excerpts as miette reads them: one virtual text, of which it sees one excerpt at a time.

use super::excerpt::{Excerpt, Underline};
use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

/// The excerpts of one finding, one after the other with a byte between.
///
/// miette panics at labels beyond column 65,535, reads a source from its first byte for each label
/// and prints lines as they are: of ours it sees a few short lines only.
#[derive(Debug, Clone, Default)]
pub(super) struct Excerpts(Vec<(usize, Excerpt)>);

impl Excerpts {
    /// The excerpts with their places in the virtual text.
    pub(super) fn new(excerpts: Vec<Excerpt>) -> Self {
        let mut offset = 0;
        let place = |excerpt: Excerpt| {
            let start = offset;
            offset += excerpt.text.len() + 1;
            (start, excerpt)
        };
        Self(excerpts.into_iter().map(place).collect())
    }

    /// Every mark with its place in the virtual text, in its order.
    fn marks(&self) -> Vec<(usize, &Underline)> {
        let mut marks: Vec<(usize, &Underline)> = self
            .0
            .iter()
            .flat_map(|(start, excerpt)| {
                excerpt.marks.iter().map(move |mark| (start + mark.range.start, mark))
            })
            .collect();
        marks.sort_by_key(|(start, _)| *start);
        marks
    }

    /// The marks as miette's labels.
    pub(super) fn labels(&self) -> Vec<LabeledSpan> {
        self.marks()
            .into_iter()
            .map(|(start, mark)| {
                let span = SourceSpan::new(start.into(), mark.range.len());
                if mark.primary {
                    LabeledSpan::new_primary_with_span(mark.label.clone(), span)
                } else {
                    LabeledSpan::new_with_span(mark.label.clone(), span)
                }
            })
            .collect()
    }

    /// For each label, whether it is at the finding's own place.
    pub(super) fn primary(&self) -> Vec<bool> {
        self.marks().into_iter().map(|(_, mark)| mark.primary).collect()
    }
}

impl SourceCode for Excerpts {
    /// The whole excerpt that has `span`; nothing where `span` is not inside one of them.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _before: usize,
        _after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let holds = |(start, excerpt): &&(usize, Excerpt)| {
            span.offset() >= *start && span.offset() + span.len() <= start + excerpt.text.len()
        };
        let (start, excerpt) = self.0.iter().find(holds).ok_or(MietteError::OutOfBounds)?;
        let covered = SourceSpan::new((*start).into(), excerpt.text.len());
        let lines = excerpt.text.lines().count();
        Ok(Box::new(MietteSpanContents::new_named(
            excerpt.name.clone(),
            excerpt.text.as_bytes(),
            covered,
            excerpt.line.saturating_sub(1),
            0,
            lines,
        )))
    }
}
