//! Quotes on a sealed document, without its text and without an archive.

use super::file::Proofs;
use super::proof::{ProofError, Seal, Sealed};
use super::shown::shown_text;
use crate::document::{Document, DocumentOptions};

impl Document {
    /// What `proofs` show of the source `id`, whose `seal` commits to its whole text. A quote passes on it as it does on the
    /// text; what the proofs do not show is [`unproven`](crate::Verdict::Unproven), with the nearest passage that they do.
    ///
    /// ```
    /// use quoteproof::seal::{Proofs, Sealed};
    /// use quoteproof::{Document, DocumentOptions, Quoted, Verdict};
    ///
    /// // Whoever holds the text seals it, and proves a passage of it.
    /// let text = "The trial ended in May. It did not reduce the traffic in the old town.";
    /// let sealed = Sealed::new(text, "en");
    /// let seal = sealed.seal();
    /// let passage = sealed.passage(sealed.tokens_covering(24..70));
    /// let passages = passage.into_iter().collect();
    /// let source = "report".to_owned();
    /// let proofs = Proofs { schema: None, source, root: seal.root.clone(), passages };
    ///
    /// // Everybody else has the seal and the proof.
    /// let options = DocumentOptions::default();
    /// let document = Document::from_proofs("report", &seal, &proofs, options)?;
    /// let proven = Quoted::text("It did not reduce the traffic");
    /// let changed = Quoted::text("It did reduce the traffic");
    /// let hidden = Quoted::text("The trial ended in May.");
    /// let outcomes = document.verify(&[proven, changed, hidden]);
    /// let verdicts: Vec<Verdict> = outcomes.iter().map(|outcome| outcome.verdict).collect();
    /// assert_eq!(verdicts, [Verdict::Exact, Verdict::Unproven, Verdict::Unproven]);
    /// # Ok::<(), quoteproof::seal::ProofError>(())
    /// ```
    ///
    /// # Errors
    /// Proofs of another source or seal, or the first passage that does not hold. [`Proofs::check`] names them all.
    pub fn from_proofs(
        id: &str,
        seal: &Seal,
        proofs: &Proofs,
        options: DocumentOptions,
    ) -> Result<Self, ProofError> {
        if let Some((_, error)) = proofs.check(id, seal).into_iter().next() {
            return Err(error);
        }
        let numbered = proofs.passages.iter().cloned().enumerate().collect();
        let (passages, _) = super::file::in_order(numbered);
        let shown = shown_text(passages.iter().map(|(_, passage)| passage));
        // A text is always UTF-8, and plain text is always read.
        Self::of_shown(&shown.text, shown.breaks, &seal.language, options)
            .map_err(|_| ProofError::Lengths)
    }

    /// The seal of its text, read in `language`: whoever has the document compares it with the one that is published.
    #[must_use]
    pub fn seal(&self, language: &str) -> Seal {
        Sealed::of(self.folded(), language).seal()
    }
}
