//! What a run keeps of a claim when its file has been read.

use crate::claim::{Claim, Evidence, Label, Locator, Quote, Relation, Stance};
use crate::diagnostic::{Finding, SourceText};
use crate::edtf::Edtf;
use crate::quote::{Quoted, key};
use camino::Utf8Path;
use sha2::{Digest as _, Sha256};
use std::collections::HashSet;
use std::sync::Arc;

// There may be a million claims, and rules compare them with one another: what is rare takes a pointer here, and of
// what is long only the quotes stay.

/// A claim's file and what could be made of it.
pub(crate) struct ClaimFile {
    pub(crate) file: Arc<Utf8Path>,
    pub(crate) claim: Option<ClaimRecord>,
    /// What is found of the file itself.
    pub(crate) found: Option<Box<FileFindings>>,
}

/// Findings on a file itself, and its text if it could be read.
#[derive(Clone, Default)]
pub(crate) struct FileFindings {
    pub(crate) findings: Vec<Finding>,
    pub(crate) text: Option<SourceText>,
    /// How many quotes the claim has that are not checked, since it cannot be read.
    pub(crate) unchecked: usize,
}

impl ClaimFile {
    /// The claim's id; the file's name where the claim could not be read.
    pub(crate) fn id(&self) -> &str {
        let other = self.claim.as_ref().and_then(ClaimRecord::other_id);
        other.unwrap_or_else(|| stem(&self.file))
    }
}

/// Whether rules that compare claims with one another see the same of two states of a claim, its statement and the words of
/// its quotes apart.
pub(crate) fn looks_alike(one: &ClaimFile, other: &ClaimFile) -> bool {
    let alike = |one: &ClaimRecord, other: &ClaimRecord| {
        let cites = |claim: &'_ ClaimRecord| -> Vec<(Arc<str>, Stance)> {
            claim.evidence.iter().map(|e| (e.source.clone(), e.stance)).collect()
        };
        one.topics() == other.topics()
            && one.relations() == other.relations()
            && cites(one) == cites(other)
    };
    let both = match (&one.claim, &other.claim) {
        (Some(one), Some(other)) => alike(one, other),
        (None, None) => true,
        _ => false,
    };
    both && one.id() == other.id()
}

/// The name of a claim's file without its extension, as `file_stem` gives it: that reads the whole path, and ids are
/// compared again and again.
fn stem(file: &Utf8Path) -> &str {
    let path = file.as_str();
    let behind = |sign: u8| path.bytes().rposition(|byte| byte == sign).map_or(0, |at| at + 1);
    let (start, end) = (behind(b'/'), behind(b'.'));
    let stem = path.get(start..end.saturating_sub(1)).filter(|stem| !stem.is_empty());
    stem.or_else(|| path.get(start..)).unwrap_or_default()
}

/// A claim as far as anything looks at it after it was read.
pub(crate) struct ClaimRecord {
    pub(crate) label: Label,
    pub(crate) evidence: Box<[QuotationRecord]>,
    /// Of the statement's words.
    pub(crate) statement: Digest,
    rare: Option<Box<Rare>>,
}

/// What of the claims stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeptClaims {
    /// What a run looks at.
    Records,
    /// All.
    Claims,
}

/// Half of a SHA-256: what has the same one is the same.
pub(crate) type Digest = [u8; 16];

/// What few claims have.
struct Rare {
    other_id: Option<Arc<str>>,
    date: Option<Box<Edtf>>,
    topics: Box<[Box<str>]>,
    relations: Box<[Relation]>,
    whole: Option<Claim>,
}

impl ClaimRecord {
    /// What is kept of the claim in a file: all of it where `whole` says so.
    pub(crate) fn of(file: &Utf8Path, claim: Claim, whole: bool, names: &SourceIds) -> Self {
        let evidence = claim.evidence.iter().map(|e| QuotationRecord::of(e, names)).collect();
        let statement = digest(&claim.statement);
        let label = claim.label;
        let rare = Rare {
            other_id: (stem(file) != &*claim.id).then(|| claim.id.clone()),
            date: claim.date.clone(),
            topics: claim.topics.clone(),
            relations: claim.relations.clone(),
            whole: whole.then_some(claim),
        };
        let rare = (!rare.is_empty()).then(|| Box::new(rare));
        Self { label, evidence, statement, rare }
    }

    /// The claim's id, where it is not its file's name.
    pub(crate) fn other_id(&self) -> Option<&str> {
        self.rare.as_ref()?.other_id.as_deref()
    }

    /// When the claim was made.
    pub(crate) fn date(&self) -> Option<&Edtf> {
        self.rare.as_ref()?.date.as_deref()
    }

    /// The claim's subjects.
    pub(crate) fn topics(&self) -> &[Box<str>] {
        self.rare.as_ref().map(|rare| &*rare.topics).unwrap_or_default()
    }

    /// How it is related to other claims.
    pub(crate) fn relations(&self) -> &[Relation] {
        self.rare.as_ref().map(|rare| &*rare.relations).unwrap_or_default()
    }

    /// The claim itself, where all of it was kept.
    pub(crate) fn whole(&self) -> Option<&Claim> {
        self.rare.as_ref()?.whole.as_ref()
    }

    /// The claim itself, where all of it was kept.
    pub(crate) fn into_whole(self) -> Option<Claim> {
        self.rare?.whole
    }
}

impl Rare {
    fn is_empty(&self) -> bool {
        let Self { other_id, date, topics, relations, whole } = self;
        let none = other_id.is_none() && date.is_none() && whole.is_none();
        none && topics.is_empty() && relations.is_empty()
    }
}

/// Statements in the same words have one digest, whatever their typography and case.
fn digest(statement: &str) -> Digest {
    let hash = Sha256::digest(key(&[statement]).to_lowercase());
    let mut digest = Digest::default();
    digest.iter_mut().zip(&hash).for_each(|(to, from)| *to = *from);
    digest
}

/// A quotation as far as anything looks at it after its claim was read.
#[derive(PartialEq, Eq)]
pub(crate) struct QuotationRecord {
    /// The id of the source that is quoted.
    pub(crate) source: Arc<str>,
    pub(crate) quote: Quote,
    pub(crate) stance: Stance,
    /// Whether the proof is waived.
    pub(crate) waived: bool,
    beside: Option<Box<Beside>>,
}

/// What is beside few quotes.
#[derive(PartialEq, Eq)]
struct Beside {
    prefix: Option<Box<str>>,
    suffix: Option<Box<str>>,
    speaker: Option<Box<str>>,
    date: Option<Box<Edtf>>,
    locator: Option<Box<Locator>>,
}

impl QuotationRecord {
    pub(crate) fn of(evidence: &Evidence, names: &SourceIds) -> Self {
        let Evidence { prefix, suffix, speaker, date, locator, .. } = evidence;
        let around = prefix.is_some() || suffix.is_some();
        let none = !around && speaker.is_none() && date.is_none() && locator.is_none();
        let beside = || Beside {
            prefix: prefix.clone(),
            suffix: suffix.clone(),
            speaker: speaker.clone(),
            date: date.clone(),
            locator: locator.clone(),
        };
        Self {
            source: names.shared(&evidence.source),
            quote: evidence.quote.clone(),
            stance: evidence.stance,
            waived: evidence.unverifiable.is_some(),
            beside: (!none).then(|| Box::new(beside())),
        }
    }

    /// The words right before the quote.
    pub(crate) fn prefix(&self) -> Option<&str> {
        self.beside.as_ref()?.prefix.as_deref()
    }

    /// The words right after the quote.
    pub(crate) fn suffix(&self) -> Option<&str> {
        self.beside.as_ref()?.suffix.as_deref()
    }

    /// Who said the words.
    pub(crate) fn speaker(&self) -> Option<&str> {
        self.beside.as_ref()?.speaker.as_deref()
    }

    /// When the words were said.
    pub(crate) fn date(&self) -> Option<&Edtf> {
        self.beside.as_ref()?.date.as_deref()
    }

    /// Where in the document the claim says that the words are.
    pub(crate) fn locator(&self) -> Option<&Locator> {
        self.beside.as_ref()?.locator.as_deref()
    }

    /// What is looked for in a document.
    pub(crate) fn quoted(&self) -> Quoted<'_> {
        Quoted {
            parts: self.quote.segments().iter().map(|part| &**part).collect(),
            prefix: self.prefix(),
            suffix: self.suffix(),
        }
    }
}

/// The ids of the sources, which all quotations share.
#[derive(Default)]
pub(crate) struct SourceIds(HashSet<Arc<str>>);

impl SourceIds {
    pub(crate) fn new<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        Self(names.map(Arc::from).collect())
    }

    fn shared(&self, name: &Arc<str>) -> Arc<str> {
        self.0.get(name).unwrap_or(name).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::{ClaimRecord, QuotationRecord, SourceIds, digest, stem};
    use crate::claim::Claim;
    use camino::Utf8Path;
    use proptest::prelude::*;
    use std::sync::Arc;

    const CLAIM: &str = r#"{
  "id": "a-claim",
  "statement": "The measure did not help.",
  "date": "2022~",
  "label": "refuted",
  "topics": ["a-topic"],
  "evidence": [
    {"source": "a-source", "quote": "one", "prefix": "zero", "suffix": "two", "stance": "context",
     "speaker": "B. Person", "date": "1990-02", "unverifiable": {"reason": "The archive is closed."}},
    {"source": "a-source", "quote": ["one", "two"], "stance": "supports"}
  ],
  "relations": [{"type": "contradicts", "claim": "another"}]
}"#;

    #[test]
    fn what_is_looked_at_later_is_kept() {
        let claim: Claim = serde_json::from_str(CLAIM).expect("a claim");
        let names = SourceIds::new(["a-source"].into_iter());
        let files = ["claims/a-claim.json", "claims/another.json"];
        for (file, whole) in files.into_iter().zip([false, true]) {
            let record = ClaimRecord::of(Utf8Path::new(file), claim.clone(), whole, &names);
            let other_id = (file == "claims/another.json").then_some("a-claim");
            assert_eq!((record.other_id(), record.label), (other_id, claim.label));
            assert_eq!((record.date(), record.topics()), (claim.date.as_deref(), &*claim.topics));
            assert_eq!(record.relations(), &*claim.relations);
            for (kept, evidence) in record.evidence.iter().zip(&claim.evidence) {
                assert_eq!((&kept.quote, kept.stance), (&evidence.quote, evidence.stance));
                assert_eq!(kept.prefix(), evidence.prefix.as_deref());
                assert_eq!(kept.suffix(), evidence.suffix.as_deref());
                assert_eq!(kept.speaker(), evidence.speaker.as_deref());
                assert_eq!(kept.date(), evidence.date.as_deref());
                assert_eq!(kept.waived, evidence.unverifiable.is_some());
            }
            assert_eq!(record.evidence.len(), claim.evidence.len());
            assert_eq!(record.whole(), whole.then_some(&claim));
            assert_eq!(record.into_whole(), whole.then(|| claim.clone()));
        }
    }

    #[test]
    fn ids_are_shared_and_those_of_no_source_stay() {
        let claim: Claim = serde_json::from_str(CLAIM).expect("a claim");
        let names = SourceIds::new(["a-source"].into_iter());
        let [one, two] = [0, 1].map(|at| QuotationRecord::of(&claim.evidence[at], &names).source);
        assert!(Arc::ptr_eq(&one, &two));
        let unknown = QuotationRecord::of(&claim.evidence[0], &SourceIds::default()).source;
        assert_eq!(unknown, one);
    }

    proptest! {
        #[test]
        fn stems_are_those_of_files(file in "(claims/)?([a.]{1,3}/)?[a-c]{0,2}[.]?[a-c]{1,2}[.](json|JSON)") {
            prop_assert_eq!(stem(Utf8Path::new(&file)), Utf8Path::new(&file).file_stem().unwrap_or_default());
        }
    }

    #[test]
    fn the_same_words_have_one_digest() {
        assert_eq!(digest("“It’s done.”"), digest("\"it's done\""));
        assert_ne!(digest("It is done."), digest("It is not done."));
    }
}
