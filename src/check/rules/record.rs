//! What a run keeps of a claim when its file has been read.

use super::need_statement;
use crate::claim::{Claim, Evidence, Label, Quote, Relation, Stance};
use crate::edtf::Edtf;
use crate::quote::{Quoted, key};
use sha2::{Digest as _, Sha256};
use std::collections::HashSet;
use std::sync::Arc;

// There may be a million claims, and rules compare them with one another: what is rare takes a pointer here, and of
// what is long only the quotes stay.

/// A claim as far as anything looks at it after it was read.
pub(crate) struct Record {
    pub(crate) id: Arc<str>,
    pub(crate) label: Label,
    pub(crate) evidence: Box<[Quotation]>,
    /// Of the statement's words.
    pub(crate) statement: Digest,
    rare: Option<Box<Rare>>,
}

/// What of the claims stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    /// What a run looks at.
    Records,
    /// All.
    Claims,
}

/// Half of a SHA-256: what has the same one is the same.
pub(crate) type Digest = [u8; 16];

/// What few claims have.
#[derive(Default)]
struct Rare {
    date: Option<Box<Edtf>>,
    topics: Box<[Box<str>]>,
    relations: Box<[Relation]>,
    whole: Option<Claim>,
}

impl Record {
    /// What is kept of a claim: all of it where that is asked for, or where a rule has to see the statement again.
    pub(crate) fn of(claim: Claim, keep: Keep, names: &Names) -> Self {
        let evidence = claim.evidence.iter().map(|e| Quotation::of(e, names)).collect();
        let statement = digest(&claim.statement);
        let (id, label) = (claim.id.clone(), claim.label);
        let mut rare = Rare::default();
        if keep == Keep::Claims || need_statement(&claim) {
            let Claim { date, topics, relations, .. } = &claim;
            (rare.date, rare.topics, rare.relations) =
                (date.clone(), topics.clone(), relations.clone());
            rare.whole = Some(claim);
        } else {
            let Claim { date, topics, relations, .. } = claim;
            (rare.date, rare.topics, rare.relations) = (date, topics, relations);
        }
        let rare = (!rare.is_empty()).then(|| Box::new(rare));
        Self { id, label, evidence, statement, rare }
    }

    /// When the claim was made.
    pub(crate) fn date(&self) -> Option<&Edtf> {
        self.rare.as_ref()?.date.as_deref()
    }

    /// The claim's subjects.
    pub(crate) fn topics(&self) -> &[Box<str>] {
        self.rare.as_ref().map(|rare| &*rare.topics).unwrap_or_default()
    }

    /// How it stands to other claims.
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
        let Self { date, topics, relations, whole } = self;
        date.is_none() && topics.is_empty() && relations.is_empty() && whole.is_none()
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
pub(crate) struct Quotation {
    /// The id of the source that is quoted.
    pub(crate) source: Arc<str>,
    pub(crate) quote: Quote,
    pub(crate) stance: Stance,
    /// Whether the proof is waived.
    pub(crate) waived: bool,
    beside: Option<Box<Beside>>,
}

/// What stands beside few quotes.
struct Beside {
    prefix: Option<Box<str>>,
    suffix: Option<Box<str>>,
    speaker: Option<Box<str>>,
    date: Option<Box<Edtf>>,
}

impl Quotation {
    pub(crate) fn of(evidence: &Evidence, names: &Names) -> Self {
        let Evidence { prefix, suffix, speaker, date, .. } = evidence;
        let none = prefix.is_none() && suffix.is_none() && speaker.is_none() && date.is_none();
        let beside = || Beside {
            prefix: prefix.clone(),
            suffix: suffix.clone(),
            speaker: speaker.clone(),
            date: date.clone(),
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
pub(crate) struct Names(HashSet<Arc<str>>);

impl Names {
    pub(crate) fn new<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        Self(names.map(Arc::from).collect())
    }

    fn shared(&self, name: &Arc<str>) -> Arc<str> {
        self.0.get(name).unwrap_or(name).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::{Keep, Names, Quotation, Record, digest};
    use crate::claim::Claim;
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
        let names = Names::new(["a-source"].into_iter());
        for keep in [Keep::Records, Keep::Claims] {
            let record = Record::of(claim.clone(), keep, &names);
            assert_eq!((&record.id, record.label), (&claim.id, claim.label));
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
            let whole = keep == Keep::Claims;
            assert_eq!(record.whole(), whole.then_some(&claim));
            assert_eq!(record.into_whole(), whole.then(|| claim.clone()));
        }
    }

    #[test]
    fn ids_are_shared_and_those_of_no_source_stay() {
        let claim: Claim = serde_json::from_str(CLAIM).expect("a claim");
        let names = Names::new(["a-source"].into_iter());
        let [one, two] = [0, 1].map(|at| Quotation::of(&claim.evidence[at], &names).source);
        assert!(Arc::ptr_eq(&one, &two));
        let unknown = Quotation::of(&claim.evidence[0], &Names::default()).source;
        assert_eq!(unknown, one);
    }

    #[test]
    fn the_same_words_have_one_digest() {
        assert_eq!(digest("“It’s done.”"), digest("\"it's done\""));
        assert_ne!(digest("It is done."), digest("It is not done."));
    }
}
