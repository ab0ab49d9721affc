//! A run's report together with what it is about, as plain data: what views of the archive are made of.

use super::{QuoteResult, Report};
use crate::claim::{Claim, Evidence};
use crate::source::Source;
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::HashMap;
use std::ops::Range;

/// One run: what it found, and the claims and sources that it read.
#[derive(Debug, Clone)]
pub struct Survey {
    /// What was found.
    pub report: Report,
    /// Every claim's file, by path.
    pub claims: Vec<SurveyedClaim>,
    /// Every source, by id.
    pub sources: Vec<SurveyedSource>,
}

/// A claim's file, and the claim where it has no errors of form.
#[derive(Debug, Clone)]
pub struct SurveyedClaim {
    /// As reports name it.
    pub file: Utf8PathBuf,
    /// The claim; `None` where the file cannot be read as one.
    pub claim: Option<Claim>,
}

/// A source, and its document as far as it is here.
#[derive(Debug, Clone)]
pub struct SurveyedSource {
    /// The folder's name.
    pub id: String,
    /// What `source.json` says; `None` where it has errors of form.
    pub source: Option<Source>,
    /// The document.
    pub document: Seen,
}

/// What is here of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// Its text.
    Text {
        /// The file, as reports name it.
        file: Utf8PathBuf,
        /// The text as readers see it; matches count in its code points.
        text: String,
    },
    /// Proven passages.
    Proven {
        /// The proofs, as reports name the file.
        file: Utf8PathBuf,
        /// Tokens of the document.
        tokens: u64,
        /// The number of each passage in the file, and its tokens.
        passages: Vec<(usize, Range<u64>)>,
    },
    /// Nothing.
    Nothing,
}

/// A quote in its claim, with what became of it.
#[derive(Debug, Clone, Copy)]
pub struct Cited<'s> {
    /// The claim.
    pub claim: &'s Claim,
    /// The evidence that has the quote.
    pub evidence: &'s Evidence,
    /// What became of the quote.
    pub result: &'s QuoteResult,
}

impl SurveyedClaim {
    /// The claim's id; of a file that cannot be read, the id from its name.
    #[must_use]
    pub fn id(&self) -> &str {
        let stem = || self.file.file_stem().unwrap_or_default();
        self.claim.as_ref().map_or_else(stem, |claim| &claim.id)
    }
}

impl SurveyedSource {
    /// Its text, where all of it may be shown: it is in the source's own folder, is not sealed, and its licence is not a
    /// private one (`LicenseRef-…`), whose terms nobody knows here. `corpus` is the folder of the sources.
    #[must_use]
    pub fn open_text(&self, corpus: &Utf8Path) -> Option<&str> {
        let (Some(source), Seen::Text { file, text }) = (&self.source, &self.document) else {
            return None;
        };
        let private = source.license.as_ref().is_some_and(|terms| terms.contains("LicenseRef-"));
        let beside = file.starts_with(corpus.join(&self.id));
        (beside && !private && source.seal.is_none()).then_some(text)
    }
}

impl Survey {
    /// Who said the words: the speaker that the evidence names, else the authors of the source.
    #[must_use]
    pub fn speaker(&self, cited: &Cited<'_>) -> Option<String> {
        let author = || {
            let source = self.source(&cited.evidence.source)?.source.as_ref()?;
            (!source.author.is_empty()).then(|| source.author.join(", "))
        };
        cited.evidence.speaker.as_deref().map(str::to_owned).or_else(author)
    }

    /// Every quote with its evidence, by file and position.
    #[must_use]
    pub fn cited(&self) -> Vec<Cited<'_>> {
        let results: HashMap<(&Utf8Path, usize), &QuoteResult> = (self.report.quotes.iter())
            .map(|quote| ((&*quote.file, quote.evidence), quote))
            .collect();
        let mut cited = Vec::new();
        for SurveyedClaim { file, claim } in &self.claims {
            let Some(claim) = claim else { continue };
            for (number, evidence) in claim.evidence.iter().enumerate() {
                if let Some(result) = results.get(&(file.as_path(), number)) {
                    cited.push(Cited { claim, evidence, result });
                }
            }
        }
        cited
    }

    /// The source of that id.
    #[must_use]
    pub fn source(&self, id: &str) -> Option<&SurveyedSource> {
        // By id, as they were listed.
        let at = self.sources.binary_search_by(|source| source.id.as_str().cmp(id)).ok()?;
        self.sources.get(at)
    }
}
