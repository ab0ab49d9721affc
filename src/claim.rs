//! A claim and its evidence, as one JSON file holds them.

use crate::edtf::Edtf;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The form of ids and topics, as a pattern of the schemas: `text::is_slug` tells whether a text has it.
pub const SLUG: &str = "^[a-z0-9]+(-[a-z0-9]+)*$";

/// The most quotations of one claim: nobody reviews more.
pub const MAX_EVIDENCE: usize = 1_000;

/// The JSON pointer of a member of a claim's evidence: `/evidence/2/quote` of the third quotation.
#[must_use]
pub fn evidence_member(number: impl std::fmt::Display, member: &str) -> String {
    format!("/evidence/{number}/{member}")
}

// An archive may have a million claims, and all are in memory at once: what is rare takes a pointer here, and what
// reports name again is shared with them.

/// One claim, with the quotations that support or refute it. It is the whole of one file, `claims/**/<id>.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// The schema of this file, a relative path or a URL: editors check and complete with it.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Box<str>>,
    /// The claim's name in kebab-case: the file's name without `.json`, and the only one of its kind in the repository.
    #[schemars(regex(pattern = SLUG))]
    pub id: Arc<str>,
    /// The claim in the contributor's own words: one sentence of 10 to 500 characters.
    #[schemars(length(min = 10, max = 500))]
    pub statement: Box<str>,
    /// Who makes the claim, when it is somebody's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub claimant: Option<Box<str>>,
    /// When the claim was made, in EDTF: `1990-02`, `2022~`, `1990/1991`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Box<Edtf>>,
    /// What the evidence says of the claim.
    pub label: Label,
    /// Why the label follows from the evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub justification: Option<Box<str>>,
    /// Subjects of the claim, in kebab-case, each once.
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    #[schemars(inner(regex(pattern = SLUG)), extend("uniqueItems" = true))]
    pub topics: Box<[Box<str>]>,
    /// The quotations. At least one, unless the label is `not-enough-evidence`; at most 1,000.
    #[schemars(length(max = MAX_EVIDENCE))]
    pub evidence: Box<[Evidence]>,
    /// How the claim relates to other claims.
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    #[schemars(extend("uniqueItems" = true))]
    pub relations: Box<[Relation]>,
}

/// What the evidence says of a claim.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Label {
    /// The evidence supports the claim.
    Supported,
    /// The evidence refutes the claim.
    Refuted,
    /// Some of the evidence supports the claim, and some refutes it.
    Conflicting,
    /// The evidence does not decide.
    NotEnoughEvidence,
}

impl Label {
    /// The label as claims write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Supported => "supported",
            Self::Refuted => "refuted",
            Self::Conflicting => "conflicting",
            Self::NotEnoughEvidence => "not-enough-evidence",
        }
    }

    /// The label that follows from the stances of the evidence.
    #[must_use]
    pub const fn fitting(supports: bool, refutes: bool) -> Self {
        match (supports, refutes) {
            (true, true) => Self::Conflicting,
            (true, false) => Self::Supported,
            (false, true) => Self::Refuted,
            (false, false) => Self::NotEnoughEvidence,
        }
    }
}

/// A quotation from a source, and what it says of the claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The id of the source that is quoted: a folder of `corpus/`.
    #[schemars(regex(pattern = SLUG))]
    pub source: Arc<str>,
    /// The words, exactly as the document has them. An array holds segments in their order, with words left out between them.
    pub quote: Quote,
    /// The words right before the quote: they tell which passage is meant if its words occur more than once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub prefix: Option<Box<str>>,
    /// The words right after the quote: they tell which passage is meant if its words occur more than once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub suffix: Option<Box<str>>,
    /// What the quote says of the claim.
    pub stance: Stance,
    /// Who said the quoted words, if not the document's author.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub speaker: Option<Box<str>>,
    /// When the quoted words were said, in EDTF, if not when the document was issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Box<Edtf>>,
    /// Where in the document the quote is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locator: Option<Box<Locator>>,
    /// Anything a reader should know of this quote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub note: Option<Box<str>>,
    /// Waives the proof of this quote, openly: it is counted and reported, never skipped in silence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unverifiable: Option<Box<Unverifiable>>,
}

impl Evidence {
    /// A quote of a source and its stance, and nothing more.
    #[must_use]
    pub fn new(source: impl Into<Arc<str>>, quote: impl Into<Arc<str>>, stance: Stance) -> Self {
        Self {
            source: source.into(),
            quote: Quote::Text(quote.into()),
            prefix: None,
            suffix: None,
            stance,
            speaker: None,
            date: None,
            locator: None,
            note: None,
            unverifiable: None,
        }
    }
}

/// What a quote says of the claim.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Stance {
    /// The quote supports the claim.
    Supports,
    /// The quote refutes the claim.
    Refutes,
    /// The quote gives context and decides nothing.
    Context,
}

impl Stance {
    /// The stance as claims write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Supports => "supports",
            Self::Refutes => "refutes",
            Self::Context => "context",
        }
    }
}

/// Quoted words.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Quote {
    /// One passage; an ellipsis in it marks words left out.
    Text(Arc<str>),
    /// Segments in their order, with words left out between them.
    Segments(Box<[Arc<str>]>),
}

impl Quote {
    /// The segments, one for a quote that is one string.
    #[must_use]
    pub fn segments(&self) -> &[Arc<str>] {
        match self {
            Self::Text(text) => std::slice::from_ref(text),
            Self::Segments(segments) => segments,
        }
    }
}

impl JsonSchema for Quote {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Quote".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": ["string", "array"],
            "minItems": 1,
            "items": { "type": "string" },
        })
    }
}

/// Where in a document a quote is; each member is checked if the document has such places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Locator {
    /// The page, as the document numbers it: `12`, `xiv`, `A-3`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub page: Option<Box<str>>,
    /// The heading or number of the section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub section: Option<Box<str>>,
    /// The paragraph, counted from 1.
    #[serde(default, deserialize_with = "whole_number", skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub paragraph: Option<u64>,
    /// When it is said in a recording: `00:12:03`, `00:12:03.5`, or from one time to another, `00:12:03/00:12:20`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "recording-time"))]
    pub time: Option<Box<str>>,
    /// The part of the document: the chapter of a book, the page of a web archive, the part of a message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub part: Option<Box<str>>,
}

/// The first and the last millisecond of a time in a recording, `HH:MM:SS[.mmm]`, or of two with `/` between them.
#[must_use]
pub fn recording_time(text: &str) -> Option<(u64, u64)> {
    let one = |text: &str| {
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let fields: Vec<&str> = whole.split(':').collect();
        let [hours, minutes, seconds] = fields.as_slice() else { return None };
        let number = |text: &str, most: usize| {
            let digits =
                !text.is_empty() && text.len() <= most && text.bytes().all(|b| b.is_ascii_digit());
            digits.then(|| text.parse::<u64>().ok()).flatten()
        };
        let sixty = |text: &str| number(text, 2).filter(|n| text.len() == 2 && *n < 60);
        let thousandths = number(&format!("{part:0<3}"), 3).filter(|_| !part.is_empty())?;
        let minutes = number(hours, 4)? * 60 + sixty(minutes)?;
        Some((minutes * 60 + sixty(seconds)?) * 1_000 + thousandths)
    };
    let (start, end) = text.split_once('/').unwrap_or((text, text));
    let (start, end) = (one(start)?, one(end)?);
    (start <= end).then_some((start, end))
}

/// A whole number, which JSON may write as `1.0` too.
fn whole_number<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    struct Whole;

    impl serde::de::Visitor<'_> for Whole {
        type Value = u64;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a whole number below 10^15")
        }

        fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<u64, E> {
            Ok(number)
        }

        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked to be whole and in range"
        )]
        fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<u64, E> {
            if number.fract() == 0.0 && (0.0..1e15).contains(&number) {
                Ok(number as u64)
            } else {
                Err(E::invalid_value(serde::de::Unexpected::Float(number), &self))
            }
        }
    }

    from.deserialize_u64(Whole).map(Some)
}

/// An open waiver: this quote is not proven.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unverifiable {
    /// Why the quote cannot be proven, in at least 10 characters.
    #[schemars(length(min = 10))]
    pub reason: String,
}

/// How a claim relates to another.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Relation {
    /// The kind of relation.
    #[serde(rename = "type")]
    pub kind: RelationKind,
    /// The id of the other claim.
    #[schemars(regex(pattern = SLUG))]
    pub claim: Arc<str>,
}

/// The kind of a relation between claims.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum RelationKind {
    /// Both cannot be true.
    Contradicts,
    /// This claim, if true, speaks for the other.
    Supports,
    /// This claim says the same more exactly.
    Refines,
    /// Both say the same.
    Duplicates,
}

#[cfg(test)]
mod tests {
    use super::{Claim, Label, Quote, RelationKind, Stance, recording_time};
    use std::sync::Arc;

    const FULL: &str = r#"{
  "$schema": "../schema/claim.schema.json",
  "id": "a-claim",
  "statement": "The measure did not help.",
  "claimant": "A. Person",
  "date": "2022~",
  "label": "not-enough-evidence",
  "justification": "Nothing follows.",
  "topics": ["a-topic"],
  "evidence": [
    {
      "source": "a-source",
      "quote": ["one", "two"],
      "prefix": "zero",
      "suffix": "three",
      "stance": "context",
      "speaker": "B. Person",
      "date": "1990-02",
      "locator": {"page": "xiv", "section": "2", "paragraph": 3, "time": "00:12:03", "part": "I"},
      "note": "A note.",
      "unverifiable": {"reason": "The archive is closed."}
    },
    {"source": "a-source", "quote": "one", "stance": "supports"}
  ],
  "relations": [{"type": "contradicts", "claim": "another"}]
}"#;

    #[test]
    fn every_member_survives() {
        let claim: Claim = serde_json::from_str(FULL).expect("a claim");
        assert_eq!(claim.label, Label::NotEnoughEvidence);
        assert_eq!(claim.evidence[0].quote, Quote::Segments(["one".into(), "two".into()].into()));
        assert_eq!(claim.evidence[1].stance, Stance::Supports);
        assert_eq!(claim.evidence[1].quote.segments(), [Arc::from("one")]);
        assert_eq!(claim.relations[0].kind, RelationKind::Contradicts);
        let again = serde_json::to_value(&claim).expect("JSON");
        let before: serde_json::Value = serde_json::from_str(FULL).expect("JSON");
        assert_eq!(again, before);
    }

    #[test]
    fn times_of_recordings() {
        for (text, wanted) in [
            ("00:12:03", Some((723_000, 723_000))),
            ("1:00:00.5/01:00:02", Some((3_600_500, 3_602_000))),
            ("00:12:03/00:12:01", None),
            ("12:03", None),
            ("00:61:00", None),
            ("00:12:03.", None),
            ("00:12:03.1234", None),
            ("+0:12:03", None),
            ("", None),
        ] {
            assert_eq!(recording_time(text), wanted, "{text}");
        }
    }

    #[test]
    fn what_is_not_there_is_not_written() {
        let text = r#"{"id":"a","statement":"0123456789","label":"refuted","evidence":[]}"#;
        let claim: Claim = serde_json::from_str(text).expect("a claim");
        assert_eq!(serde_json::to_string(&claim).expect("JSON"), text);
    }
}
