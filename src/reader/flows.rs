//! A document's flows while they are written: its running text, and the texts beside it.
//!
//! A footnote is written where its mark is, and a text box where it is anchored, in the middle of a sentence. Nobody
//! reads them there. So each flow is a draft of its own: the running text goes on as if nothing had been in between, and
//! the notes, the asides and the furniture follow it, with breaks that no quote may span.

use super::draft::Draft;
use super::readable::{ElementKind, Part};

/// One of the flows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Flow {
    /// The running text.
    #[default]
    Body,
    /// Footnotes and endnotes.
    Notes,
    /// Text boxes, marginals.
    Asides,
    /// What every page repeats.
    Furniture,
}

impl Flow {
    const fn kind(self) -> ElementKind {
        match self {
            Self::Body => ElementKind::Body,
            Self::Notes => ElementKind::Note,
            Self::Asides => ElementKind::Aside,
            Self::Furniture => ElementKind::Furniture,
        }
    }
}

/// All flows, and which of them is written now.
#[derive(Debug, Default)]
pub(super) struct Flows {
    body: Draft,
    notes: Draft,
    asides: Draft,
    furniture: Draft,
    now: Flow,
    /// The blocks that are open, over all flows: whether each is a part, as headings are.
    open: Vec<bool>,
}

impl Flows {
    /// The flow that is written now.
    pub(super) fn out(&mut self) -> &mut Draft {
        match self.now {
            Flow::Body => &mut self.body,
            Flow::Notes => &mut self.notes,
            Flow::Asides => &mut self.asides,
            Flow::Furniture => &mut self.furniture,
        }
    }

    /// Which flow that is.
    pub(super) const fn now(&self) -> Flow {
        self.now
    }

    /// Begins a block in front of byte `at` of the file. A paragraph beside the running text is of the kind of its flow.
    pub(super) fn begin(&mut self, kind: ElementKind, at: usize) {
        let kind = match (self.now, kind) {
            (Flow::Body, kind) | (_, kind @ (ElementKind::Cell | ElementKind::Caption)) => kind,
            (Flow::Notes, ElementKind::Reference) => ElementKind::Reference,
            (flow, _) => flow.kind(),
        };
        let out = self.out();
        out.end_block(at);
        let part = match kind {
            ElementKind::Title => Some((Part::Title, 0)),
            ElementKind::Heading(level) => Some((Part::Heading, level)),
            ElementKind::Caption => Some((Part::Caption, 0)),
            _ => None,
        };
        match kind {
            ElementKind::Body => out.enter_within(),
            kind => out.enter(kind),
        }
        if let Some((part, level)) = part {
            out.begin_part(part, level);
        }
        self.open.push(part.is_some());
    }

    /// Ends the block that [`Flows::begin`] began last.
    pub(super) fn end(&mut self, at: usize) {
        let part = self.open.pop().unwrap_or(false);
        let out = self.out();
        if part {
            out.end_part();
        }
        out.end_block(at);
        out.leave();
    }

    /// Writes a cell of a table: no quote goes on from one to the next.
    pub(super) fn cell(&mut self, at: usize, write: impl FnOnce(&mut Self)) {
        self.out().enter(ElementKind::Cell);
        write(self);
        let out = self.out();
        out.end_passage(at);
        out.leave();
    }

    /// Puts another flow in front, and gives back which one it was.
    pub(super) fn enter(&mut self, flow: Flow, at: usize) -> Flow {
        let before = std::mem::replace(&mut self.now, flow);
        let out = self.out();
        out.end_block(at);
        out.enter(flow.kind());
        before
    }

    /// Ends what [`Flows::enter`] began: one note, one text box.
    pub(super) fn leave(&mut self, before: Flow, at: usize) {
        let out = self.out();
        out.end_block(at);
        out.end_passage(at);
        out.leave();
        self.now = before;
    }

    /// The flows in the order in which they are read.
    pub(super) fn into_drafts(self) -> [Draft; 4] {
        [self.body, self.notes, self.asides, self.furniture]
    }

    /// All of them as one.
    pub(super) fn into_draft(self) -> Draft {
        let Self { mut body, notes, asides, furniture, .. } = self;
        for flow in [notes, asides, furniture] {
            body.append(flow);
        }
        body
    }
}
