//! Cases of the matching contract, as data that other tools can run too.

use crate::claim::Quote;
use crate::document::{Document, DocumentOptions};
use crate::quote::{Kind, Quoted, Verdict};
use std::collections::BTreeSet;

/// One case: a document, a quote, and what a careful editor says of it.
#[derive(Debug, Clone, serde::Deserialize, serde::Serialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Unique in its file.
    pub id: String,
    /// Media type of the document.
    pub media_type: String,
    /// BCP 47 tag; English where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The document's file, as text.
    pub document: String,
    /// The quote: a string, or segments.
    pub quote: Quote,
    /// The words before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// The words after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suffix: Option<String>,
    /// The verdict wanted.
    pub verdict: Verdict,
    /// The kinds of difference wanted, where the verdict is `altered`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<Kind>,
    /// The names of the findings wanted on a quote that matches, without `quote/`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<String>,
    /// Why.
    pub why: String,
}

/// What quoteproof says of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// How the words differ.
    pub kinds: BTreeSet<Kind>,
    /// Names of the findings.
    pub findings: BTreeSet<&'static str>,
}

impl Case {
    /// Judges the case.
    #[must_use]
    pub fn judge(&self) -> Judgement {
        let (kinds, findings) = (BTreeSet::new(), BTreeSet::new());
        let options = DocumentOptions::default();
        let bytes = self.document.as_bytes();
        let language = self.language.as_deref().or(Some("en"));
        let Ok(document) = Document::new(bytes, &self.media_type, language, options) else {
            return Judgement { verdict: Verdict::Unreadable, kinds, findings };
        };
        let quoted = Quoted {
            parts: self.quote.segments().iter().map(|part| &**part).collect(),
            prefix: self.prefix.as_deref(),
            suffix: self.suffix.as_deref(),
        };
        document.verify(&[quoted]).pop().map_or(
            Judgement { verdict: Verdict::Absent, kinds, findings },
            |outcome| Judgement {
                verdict: outcome.verdict,
                kinds: outcome.kinds,
                findings: outcome.issues.iter().map(|issue| name(issue.code)).collect(),
            },
        )
    }

    /// Whether quoteproof says what the case wants.
    #[must_use]
    pub fn passes(&self) -> bool {
        let said = self.judge();
        let kinds: BTreeSet<Kind> = self.kinds.iter().copied().collect();
        let findings: BTreeSet<&str> = self.findings.iter().map(|part| &**part).collect();
        said.verdict == self.verdict
            && (self.kinds.is_empty() || said.kinds == kinds)
            && said.findings == findings
    }
}

/// A code without its area.
fn name(code: &'static str) -> &'static str {
    code.strip_prefix("quote/").unwrap_or(code)
}
