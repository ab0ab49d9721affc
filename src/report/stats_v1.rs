//! What an archive holds, in numbers, as JSON, version 1: members are added, never changed.

use super::json_v1::{self, Summary, Tool};
use super::{Cited, Seen, Survey, SurveyedSource, visible};
use crate::claim::{Claim, Label, Stance};
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

/// An archive in numbers.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "quoteproof stats, version 1")]
pub struct Output {
    /// Version of this format.
    #[schemars(extend("const" = 1))]
    pub version: u32,
    /// What counted.
    pub tool: Tool,
    /// What the check did, as in its report.
    pub summary: Summary,
    /// Claims by label. Files that cannot be read as a claim are not in it.
    pub labels: Labels,
    /// Files that cannot be read as a claim.
    pub unreadable_claims: usize,
    /// Claims by topic, most claims first. A claim counts for each of its topics.
    pub topics: Vec<TopicCount>,
    /// Quotes by stance.
    pub stances: Vec<StanceCount>,
    /// Quotes by the source that they cite, by id; sources that nobody cites too.
    pub sources: Vec<SourceCount>,
    /// Quotes by who said the words, most quotes first.
    pub speakers: Vec<SpeakerCount>,
}

/// Claims by label.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Labels {
    /// The evidence supports the claim.
    pub supported: usize,
    /// The evidence refutes the claim.
    pub refuted: usize,
    /// Some of the evidence supports the claim, and some refutes it.
    pub conflicting: usize,
    /// The evidence does not decide.
    pub not_enough_evidence: usize,
}

/// Claims on one topic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TopicCount {
    /// The topic; left out for claims that have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub topic: Option<String>,
    /// Claims.
    pub claims: usize,
    /// The claims by label.
    pub labels: Labels,
}

/// Quotes, by what they say and by what became of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Tally {
    /// Quotes, waived ones included.
    pub quotes: usize,
    /// Quotes that passed.
    pub passed: usize,
    /// Quotes that did not.
    pub failed: usize,
    /// Quotes waived with a reason: neither passed nor failed.
    pub waived: usize,
    /// Quotes that passed by a proof, without the text.
    pub proven: usize,
    /// Quotes that support their claim.
    pub supports: usize,
    /// Quotes that refute their claim.
    pub refutes: usize,
    /// Quotes that give context.
    pub context: usize,
    /// Quotes by verdict; waived ones are not in it.
    pub verdicts: BTreeMap<String, usize>,
}

/// Quotes of one stance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StanceCount {
    /// What the quotes say of their claims.
    pub stance: Stance,
    /// The quotes.
    #[serde(flatten)]
    pub tally: Tally,
}

/// Quotes of one source.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SourceCount {
    /// The source's id.
    pub source: String,
    /// Claims that quote it.
    pub claims: usize,
    /// The quotes.
    #[serde(flatten)]
    pub tally: Tally,
    /// Which part of the document is quoted; left out where neither its text nor proofs are here.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Coverage")]
    pub coverage: Option<Coverage>,
}

/// Quotes of one person or body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SpeakerCount {
    /// The speaker that the evidence names, else the authors of the source; left out where neither is
    /// known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub speaker: Option<String>,
    /// Ids of the sources that have the words, sorted.
    pub sources: Vec<String>,
    /// The quotes.
    #[serde(flatten)]
    pub tally: Tally,
}

/// What a coverage is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Unicode code points of the document text: the words of quotes that passed.
    Characters,
    /// Tokens of the seal: the passages that are proven.
    Tokens,
}

/// Which part of a document is quoted.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Coverage {
    /// What is counted.
    pub unit: Unit,
    /// Length of the document.
    pub total: u64,
    /// Length of what is quoted, each part counted once.
    pub quoted: u64,
    /// `quoted` ÷ `total`, from 0 to 1, rounded to four decimals.
    pub share: f64,
    /// What is quoted, in order: first, and one past the last. No two touch.
    pub ranges: Vec<(u64, u64)>,
}

/// Counts what a run read and found.
#[must_use]
pub fn count(survey: &Survey) -> Output {
    let cited = survey.cited();
    let claims = || survey.claims.iter().filter_map(|c| c.claim.as_ref());
    Output {
        version: 1,
        tool: Tool::this(),
        summary: (&survey.report.summary).into(),
        labels: Labels::of(claims()),
        unreadable_claims: survey.claims.iter().filter(|c| c.claim.is_none()).count(),
        topics: topics(claims()),
        stances: [Stance::Supports, Stance::Refutes, Stance::Context]
            .map(|stance| StanceCount {
                stance,
                tally: Tally::of(cited.iter().filter(|c| c.evidence.stance == stance)),
            })
            .to_vec(),
        sources: sources(survey, &cited),
        speakers: speakers(survey, &cited),
    }
}

/// The numbers as pretty-printed JSON with a newline at its end.
#[must_use]
pub fn render(document: &Output) -> String {
    visible::json(document)
}

/// The JSON Schema of the numbers, for `schema/stats.schema.json`.
#[must_use]
pub fn schema() -> Schema {
    json_v1::schema_of::<Output>()
}

impl Labels {
    fn of<'c>(claims: impl IntoIterator<Item = &'c Claim>) -> Self {
        let mut labels = Self::default();
        for claim in claims {
            *match claim.label {
                Label::Supported => &mut labels.supported,
                Label::Refuted => &mut labels.refuted,
                Label::Conflicting => &mut labels.conflicting,
                Label::NotEnoughEvidence => &mut labels.not_enough_evidence,
            } += 1;
        }
        labels
    }
}

impl Tally {
    /// Counts these.
    #[must_use]
    pub fn of<'c, 's: 'c>(cited: impl IntoIterator<Item = &'c Cited<'s>>) -> Self {
        let mut tally = Self::default();
        for Cited { evidence, result, .. } in cited {
            tally.quotes += 1;
            *match evidence.stance {
                Stance::Supports => &mut tally.supports,
                Stance::Refutes => &mut tally.refutes,
                Stance::Context => &mut tally.context,
            } += 1;
            *match (result.waived, result.passed) {
                (true, _) => &mut tally.waived,
                (false, true) => &mut tally.passed,
                (false, false) => &mut tally.failed,
            } += 1;
            if !result.waived {
                tally.proven += usize::from(result.passed && result.proven);
                *tally.verdicts.entry(result.verdict.name().to_owned()).or_default() += 1;
            }
        }
        tally
    }
}

fn topics<'c>(claims: impl Iterator<Item = &'c Claim>) -> Vec<TopicCount> {
    let mut by_topic: BTreeMap<Option<&str>, Vec<&Claim>> = BTreeMap::new();
    for claim in claims {
        let none = claim.topics.is_empty().then_some(None);
        for topic in claim.topics.iter().map(|topic| Some(&**topic)).chain(none) {
            by_topic.entry(topic).or_default().push(claim);
        }
    }
    let mut topics: Vec<TopicCount> = by_topic
        .into_iter()
        .map(|(topic, claims)| TopicCount {
            topic: topic.map(str::to_owned),
            claims: claims.len(),
            labels: Labels::of(claims),
        })
        .collect();
    // Those without a topic last; the sort is stable, so that equals stay in the order of their names.
    topics.sort_by_key(|t| (t.topic.is_none(), std::cmp::Reverse(t.claims)));
    topics
}

fn speakers(survey: &Survey, cited: &[Cited<'_>]) -> Vec<SpeakerCount> {
    let mut by_speaker: BTreeMap<Option<String>, Vec<&Cited<'_>>> = BTreeMap::new();
    for one in cited {
        by_speaker.entry(survey.speaker(one)).or_default().push(one);
    }
    let mut speakers: Vec<SpeakerCount> = by_speaker
        .into_iter()
        .map(|(speaker, cited)| {
            let sources: BTreeSet<&str> = cited.iter().map(|c| &*c.evidence.source).collect();
            SpeakerCount {
                speaker,
                sources: sources.into_iter().map(str::to_owned).collect(),
                tally: Tally::of(cited),
            }
        })
        .collect();
    speakers.sort_by_key(|s| (s.speaker.is_none(), std::cmp::Reverse(s.tally.quotes)));
    speakers
}

fn sources(survey: &Survey, cited: &[Cited<'_>]) -> Vec<SourceCount> {
    let mut by_source: HashMap<&str, Vec<&Cited<'_>>> = HashMap::new();
    for one in cited {
        by_source.entry(&one.evidence.source).or_default().push(one);
    }
    let count = |source: &SurveyedSource| {
        let own = by_source.get(source.id.as_str()).map_or(&[][..], Vec::as_slice);
        let claims: BTreeSet<_> = own.iter().map(|c| &c.result.file).collect();
        SourceCount {
            source: source.id.clone(),
            claims: claims.len(),
            tally: Tally::of(own.iter().copied()),
            coverage: coverage(&source.document, own.iter().copied()),
        }
    };
    survey.sources.iter().map(count).collect()
}

/// Which part of a document these quotes quote.
pub(crate) fn coverage<'c, 's: 'c>(
    document: &Seen,
    cited: impl Iterator<Item = &'c Cited<'s>>,
) -> Option<Coverage> {
    let wide = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    match document {
        Seen::Text { text, .. } => {
            let passed = cited.filter(|c| c.result.passed);
            let ranges = passed.flat_map(|c| &c.result.matches).filter_map(|m| {
                let characters = m.place.characters()?;
                Some(wide(characters.start)..wide(characters.end))
            });
            Some(Coverage::of(Unit::Characters, wide(text.chars().count()), ranges.collect()))
        }
        Seen::Proven { tokens, passages, .. } => {
            let ranges = passages.iter().map(|(_, range)| range.clone()).collect();
            Some(Coverage::of(Unit::Tokens, *tokens, ranges))
        }
        Seen::Nothing => None,
    }
}

impl Coverage {
    fn of(unit: Unit, total: u64, mut parts: Vec<Range<u64>>) -> Self {
        parts.sort_by_key(|part| part.start);
        let mut ranges: Vec<(u64, u64)> = Vec::new();
        for Range { start, end } in parts.into_iter().filter(|part| !part.is_empty()) {
            match ranges.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => ranges.push((start, end)),
            }
        }
        let quoted = ranges.iter().map(|(start, end)| end - start).sum();
        Self { unit, total, quoted, share: share(quoted, total), ranges }
    }

    /// How much of each of `count` equal parts of the document is quoted, from 0 to 1.
    #[must_use]
    pub fn parts(&self, count: u64) -> Vec<f64> {
        let edge = |part: u64| {
            let wide = u128::from(self.total) * u128::from(part) / u128::from(count.max(1));
            u64::try_from(wide).unwrap_or(u64::MAX)
        };
        let quoted = |from: u64, to: u64| -> u64 {
            let overlap = |&(start, end): &(u64, u64)| end.min(to).saturating_sub(start.max(from));
            self.ranges.iter().map(overlap).sum()
        };
        let part = |n| share(quoted(edge(n), edge(n + 1)), edge(n + 1) - edge(n));
        (0..count).map(part).collect()
    }
}

/// A part of a whole, rounded to four decimals; 0 of nothing.
#[expect(clippy::cast_precision_loss, reason = "documents are shorter than 2^52 characters")]
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { (part as f64 / whole as f64 * 1e4).round() / 1e4 }
}

#[cfg(test)]
mod tests {
    use super::{Coverage, Unit};

    #[test]
    fn counts_what_is_quoted_twice_once() {
        let coverage = Coverage::of(Unit::Tokens, 100, vec![50..60, 0..5, 5..10, 55..70, 9..9]);
        assert_eq!(coverage.ranges, [(0, 10), (50, 70)]);
        assert_eq!((coverage.quoted, coverage.share), (30, 0.3));
        let parts = coverage.parts(10);
        assert_eq!(parts, [1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0]);
    }

    #[test]
    fn an_empty_or_short_document_is_no_trouble() {
        let coverage = Coverage::of(Unit::Characters, 0, Vec::new());
        assert_eq!((coverage.share, coverage.parts(10)), (0.0, vec![0.0; 10]));
        // More parts than there is to quote: those of no length have nothing quoted.
        let coverage = Coverage::of(Unit::Characters, 3, vec![0..3; 1]);
        assert_eq!(coverage.parts(10).iter().filter(|part| **part > 0.0).count(), 3);
        assert_eq!(coverage.parts(0), Vec::<f64>::new());
    }
}
