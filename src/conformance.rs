//! Cases of the matching contract, as data that other tools can run too.

use crate::claim::Quote;
use crate::diagnostic::Kind;
use crate::quote::{
    Document, IssueKind, Limits, Quoted, WordLists, explain, hidden_characters, verify,
};
use crate::reader;
use crate::report::Verdict;
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
        let unreadable = Judgement {
            verdict: Verdict::Unreadable,
            kinds: BTreeSet::new(),
            findings: BTreeSet::new(),
        };
        let Ok(read) = reader::read(self.document.as_bytes(), &self.media_type, None) else {
            return unreadable;
        };
        let document = Document::new(read.text, read.breaks);
        let quoted = Quoted {
            parts: self.quote.segments().iter().map(|part| &**part).collect(),
            prefix: self.prefix.as_deref(),
            suffix: self.suffix.as_deref(),
        };
        judge(&document, &quoted, self.language.as_deref())
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

fn judge(document: &Document, quoted: &Quoted<'_>, language: Option<&str>) -> Judgement {
    let words = WordLists::for_language(language);
    let mut findings = BTreeSet::new();
    if !hidden_characters(&quoted.parts).is_empty() {
        findings.insert("hidden-character");
    }
    if quoted.is_empty() {
        findings.insert("empty-quote");
        return Judgement { verdict: Verdict::Absent, kinds: BTreeSet::new(), findings };
    }
    if let Some(found) = verify(document, quoted, Limits::default(), words) {
        findings.extend(found.issues.iter().map(|i| name(i.kind)));
        return Judgement { verdict: found.verdict, kinds: BTreeSet::new(), findings };
    }
    let miss = explain(document, quoted, words);
    let verdict = if miss.near.is_some() { Verdict::Altered } else { Verdict::Absent };
    Judgement { verdict, kinds: miss.kinds, findings }
}

/// The name of an issue's code, without its area.
#[must_use]
pub const fn name(kind: IssueKind) -> &'static str {
    match kind {
        IssueKind::InitialCase => "initial-case",
        IssueKind::BracketNegation => "bracket-negation",
        IssueKind::Ambiguous => "ambiguous",
        IssueKind::PrefixMismatch | IssueKind::SuffixMismatch => "context-mismatch",
        IssueKind::Short => "short-quote",
        IssueKind::Trivial => "trivial-quote",
        IssueKind::ElisionNegation => "elision-negation",
        IssueKind::ElisionNumber => "elision-number",
        IssueKind::ClippedSentence => "clipped-sentence",
    }
}
