//! The members of a container, read one by one, joined into one text.

use super::extracted::ExtractedText;
use super::readable::{Block, ElementKind, Extent, Gap, GapReason, Locus, NO_LOCUS, Readable};
use crate::text::{Break, Page, Span};
use std::sync::Arc;

/// What is put together so far.
#[derive(Debug, Default)]
pub(super) struct Assembly {
    extracted: ExtractedText,
    /// Parts that cannot be read: the byte of the text at which each is missing.
    gaps: Vec<(usize, Arc<str>, GapReason)>,
}

impl Assembly {
    /// Nothing yet, by a reader of this name and version.
    pub(super) fn new(reader: &'static str) -> Self {
        Self { extracted: ExtractedText { reader, ..ExtractedText::default() }, gaps: Vec::new() }
    }

    /// Leaves out a part that cannot be read.
    pub(super) fn leave_out(&mut self, part: Arc<str>, reason: GapReason) {
        self.gaps.push((self.extracted.text.len(), part, reason));
    }

    /// Whether all that there is was left out.
    pub(super) fn is_all_left_out(&self) -> bool {
        self.extracted.text.is_empty() && !self.gaps.is_empty()
    }

    /// Adds what was read of a member; of a file without members its name is empty. No quote goes on from what is added to what is added next.
    pub(super) fn add(&mut self, member: &str, read: &Readable) {
        self.add_part(member, None, read);
    }

    /// The same for a member that is a part by itself: a chapter, a message.
    pub(super) fn add_part(&mut self, member: &str, part: Option<&Arc<str>>, read: &Readable) {
        if read.text.trim().is_empty() {
            return;
        }
        let extracted = &mut self.extracted;
        let entry = (!member.is_empty()).then(|| {
            let known = extracted.entries.iter().position(|known| &**known == member);
            let entry = known.unwrap_or_else(|| {
                extracted.entries.push(member.into());
                extracted.entries.len() - 1
            });
            u16::try_from(entry).unwrap_or(u16::MAX)
        });
        if !extracted.text.is_empty() {
            let end = extracted.text.trim_end().len();
            extracted.text.truncate(end);
            extracted.breaks.retain(|each| each.at < end);
            extracted.text.push_str("\n\n");
            extracted.breaks.push(Break { at: extracted.text.len(), hidden_words: 0 });
        }
        let base = extracted.text.len();
        let first_locus = u32::try_from(extracted.loci.len()).unwrap_or(NO_LOCUS);
        let moved = |span: Span| Span::new(base + span.start, base + span.end);
        extracted.text.push_str(&read.text);
        extracted.breaks.extend(read.breaks.iter().map(|b| Break { at: base + b.at, ..*b }));
        let of_part = |locus: &Locus| Locus {
            part: locus.part.clone().or_else(|| part.cloned()),
            ..locus.clone()
        };
        extracted.loci.extend(read.loci.iter().map(of_part));
        // The locus of what has none in the member itself.
        let unknown = u32::try_from(extracted.loci.len()).unwrap_or(NO_LOCUS);
        extracted.loci.push(of_part(&Locus::default()));
        extracted.blocks.extend(read.blocks.iter().map(|block| {
            let is_reference = matches!(block.kind, ElementKind::Body | ElementKind::ListItem)
                && read.part(block.span) == Some(super::Part::References);
            Block {
                span: moved(block.span),
                kind: if is_reference { ElementKind::Reference } else { block.kind },
                locus: match block.locus {
                    NO_LOCUS => unknown,
                    locus => first_locus.saturating_add(locus),
                },
                from: match (block.from, entry) {
                    (Extent::Bytes(bytes), Some(entry)) => Extent::Entry { entry, bytes },
                    (other, _) => other,
                },
                ..*block
            }
        }));
    }

    /// What was read of the container, its paragraphs numbered.
    pub(super) fn finish(mut self) -> Readable {
        let Self { extracted, gaps } = &mut self;
        number(&mut extracted.blocks, &mut extracted.loci);
        for (at, part, reason) in gaps.drain(..) {
            let locus = u32::try_from(extracted.loci.len()).unwrap_or(NO_LOCUS);
            extracted.loci.push(Locus { part: Some(part), ..Locus::default() });
            extracted.gaps.push(Gap { at: at.min(extracted.text.len()), locus, reason });
        }
        self.extracted.finish()
    }
}

/// Numbers the paragraphs of the running text from 1, in each part anew, and the pages over all of it. A page goes on
/// until the next one begins, over the ends of members.
fn number(blocks: &mut [Block], loci: &mut Vec<Locus>) {
    let known = std::mem::take(loci);
    let known = |locus: u32| {
        let at = usize::try_from(locus).ok();
        at.and_then(|at| known.get(at)).cloned().unwrap_or_default()
    };
    let mut part: Option<Arc<str>> = None;
    let mut paragraphs = 0;
    let mut page: Option<Page> = None;
    for block in blocks {
        let mut locus = known(block.locus);
        let is_new = |begun: &Page| page.as_ref().is_none_or(|page| page.folio != begun.folio);
        if let Some(begun) = locus.page.take().filter(is_new) {
            let index = page.as_ref().map_or(1, |page| page.index + 1);
            page = Some(Page { index, ..begun });
        }
        locus.page.clone_from(&page);
        if locus.part != part {
            part.clone_from(&locus.part);
            paragraphs = 0;
        }
        if matches!(
            block.kind,
            ElementKind::Body
                | ElementKind::Quoted
                | ElementKind::ListItem
                | ElementKind::Reference
                | ElementKind::Code
        ) {
            paragraphs += 1;
            locus.paragraph = Some(paragraphs);
        }
        if loci.last() != Some(&locus) {
            loci.push(locus);
        }
        block.locus = u32::try_from(loci.len() - 1).unwrap_or(NO_LOCUS);
    }
}
