//! An archive as its pages need it: claims, documents, speakers and quotes, with the names of their pages.

use super::name::PageNames;
use super::text::{Laid, QuoteInText, QuoteSide, lay};
use super::words::{self, Sides};
use crate::claim::{Claim, Label, RelationKind, Stance};
use crate::diagnostic::{Diagnostic, Severity};
use crate::edtf::Edtf;
use crate::report::{Cited, DocumentPlace, Seen, Survey, SurveyedSource};
use crate::source::Source;
use crate::text::Points;
use camino::Utf8Path;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

/// Quotes on one page of a speaker, or of a document whose text is not shown.
pub(super) const MAX_QUOTES: usize = 60;

/// A claim with a page.
pub(super) struct ClaimPage<'s> {
    pub(super) claim: &'s Claim,
    pub(super) file: &'s Utf8Path,
    /// The page's name, without `.html`.
    pub(super) name: String,
    /// Its quotes, in its order.
    pub(super) quotes: Range<usize>,
    /// The documents on each side whose quotes pass.
    pub(super) sides: Sides,
    /// What was found wrong in its file.
    pub(super) findings: Vec<&'s Diagnostic>,
    /// Claims that it names, or that name it: the kind, the other, and whether the other says so.
    pub(super) relations: Vec<(RelationKind, usize, bool)>,
}

impl ClaimPage<'_> {
    /// Whether it contradicts another claim, or is both said and denied.
    pub(super) fn is_disputed(&self) -> bool {
        self.sides.between_documents()
            || self.sides.within_one()
            || self.relations.iter().any(|(kind, ..)| *kind == RelationKind::Contradicts)
    }

    /// The claim's label, as far as quotes that pass bear it out: the pages do not say that a document says what no quote
    /// shows.
    pub(super) const fn shown_label(&self) -> Label {
        let (said, denied) = (self.sides.supports > 0, self.sides.refutes > 0);
        match (self.claim.label, said, denied) {
            (Label::NotEnoughEvidence, ..) | (_, false, false) => Label::NotEnoughEvidence,
            (Label::Conflicting, true, true) => Label::Conflicting,
            (Label::Refuted, _, true) | (_, false, true) => Label::Refuted,
            _ => Label::Supported,
        }
    }
}

/// A quote of a claim.
pub(super) struct QuoteEntry<'s> {
    pub(super) cited: Cited<'s>,
    pub(super) claim: usize,
    /// Its document, where its source can be read.
    pub(super) document: Option<usize>,
    pub(super) speaker: Option<usize>,
    /// When the words were said: as the evidence says, else when the document was issued.
    pub(super) date: Option<&'s Edtf>,
    /// The part of its document's page that it begins in.
    pub(super) part: usize,
}

/// A document with a page.
pub(super) struct DocumentEntry<'s> {
    pub(super) source: &'s SurveyedSource,
    pub(super) about: &'s Source,
    pub(super) name: String,
    /// It has no title, and there is another one by the same authors.
    pub(super) has_namesake: bool,
    /// In their order in it; those that are nowhere last.
    pub(super) quotes: Vec<usize>,
    /// Its text, where all of it may be shown.
    pub(super) open: Option<(&'s str, Points)>,
    /// The same with the quotes in place, named by their place in `quotes`.
    pub(super) text: Option<Laid<'s>>,
    /// How long it is, and in what that is counted.
    pub(super) length: Option<(u64, &'static str)>,
}

/// Somebody whose words are quoted.
pub(super) struct SpeakerEntry {
    pub(super) who: String,
    pub(super) name: String,
    /// By date; those without one last.
    pub(super) quotes: Vec<usize>,
}

/// All of them.
pub(super) struct SiteModel<'s> {
    pub(super) survey: &'s Survey,
    pub(super) claims: Vec<ClaimPage<'s>>,
    pub(super) quotes: Vec<QuoteEntry<'s>>,
    pub(super) documents: Vec<DocumentEntry<'s>>,
    /// Most quotes first.
    pub(super) speakers: Vec<SpeakerEntry>,
    /// The claims of each topic; those without a topic under an empty name, last.
    pub(super) topics: Vec<(String, Vec<usize>)>,
    /// Claims by their ids.
    claim_by_id: HashMap<&'s str, usize>,
}

impl<'s> SiteModel<'s> {
    /// `corpus` is the folder of the sources.
    pub(super) fn new(survey: &'s Survey, corpus: &Utf8Path) -> Self {
        let mut documents = documents(survey);
        let (mut claims, mut quotes) = claims(survey, &documents);
        findings(survey, &mut claims);
        let claim_by_id = by_id(&claims);
        relate(&mut claims, &claim_by_id);
        let mut speakers = speakers(survey, &mut quotes);
        for (number, quote) in quotes.iter().enumerate() {
            if let Some(document) = quote.document.and_then(|at| documents.get_mut(at)) {
                document.quotes.push(number);
            }
        }
        for document in &mut documents {
            set_in_order(document, &quotes);
            document.open = document.source.open_text(corpus).map(|text| (text, Points::of(text)));
            document.text =
                document.open.as_ref().map(|(text, _)| lay(text, &marked(document, &quotes)));
            for (place, at) in document.quotes.iter().enumerate() {
                let part = match &document.text {
                    Some(laid) => laid.part_of.get(&place).copied().unwrap_or(0),
                    None => place / MAX_QUOTES,
                };
                if let Some(quote) = quotes.get_mut(*at) {
                    quote.part = part;
                }
            }
        }
        let ranks = ranks(&documents);
        for speaker in &mut speakers {
            set_by_date(&mut speaker.quotes, &ranks, &quotes);
        }
        let topics = topics(&claims);
        Self { survey, claims, quotes, documents, speakers, topics, claim_by_id }
    }

    /// What was found, for readers: with what claims say and what documents are called in place of their ids.
    pub(super) fn finding(&self, finding: &Diagnostic) -> String {
        words::finding(&finding.message, |id| {
            let claim = self.claim_by_id.get(id).and_then(|at| self.claims.get(*at));
            let statement = claim.map(|entry| entry.claim.statement.to_string());
            statement.or_else(|| self.survey.source(id)?.source.as_ref()?.title.clone())
        })
    }

    /// The quotes of a claim.
    pub(super) fn quotes_of(&self, claim: &ClaimPage<'s>) -> &[QuoteEntry<'s>] {
        self.quotes.get(claim.quotes.clone()).unwrap_or_default()
    }

    /// All quotes by date; those without one last.
    pub(super) fn by_date(&self) -> Vec<&QuoteEntry<'s>> {
        let mut numbers: Vec<usize> = (0..self.quotes.len()).collect();
        set_by_date(&mut numbers, &ranks(&self.documents), &self.quotes);
        numbers.into_iter().filter_map(|at| self.quotes.get(at)).collect()
    }

    /// The page of a document, or of a part of it.
    pub(super) fn document_page(document: &DocumentEntry<'_>, part: usize) -> String {
        match part {
            0 => format!("source/{}.html", document.name),
            part => format!("source/{}--part-{}.html", document.name, part + 1),
        }
    }

    /// The name by which a quote is led to on the pages of its claim and its document.
    pub(super) fn anchor(&self, quote: &QuoteEntry<'_>) -> String {
        let name = self.claims.get(quote.claim).map_or("", |claim| &claim.name);
        format!("q-{name}-{}", quote.cited.result.evidence + 1)
    }
}

/// A document's length, and the part of it in which something is: as numbers of the same kind.
pub(super) fn stretch(document: &DocumentEntry<'_>, quote: &QuoteEntry<'_>) -> Option<Range<u64>> {
    let wide = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let one = |place: &DocumentPlace| match (&document.source.document, place) {
        (Seen::Proven { passages, .. }, DocumentPlace::Passage(number)) => {
            // They ascend, but in a file that is reported as out of order.
            let found = passages.binary_search_by_key(number, |(known, _)| *known).ok();
            let found = found.and_then(|at| passages.get(at));
            let found = found.or_else(|| passages.iter().find(|(known, _)| known == number));
            found.map(|(_, tokens)| tokens.clone())
        }
        (Seen::Text { .. }, place) => {
            place.characters().map(|place| wide(place.start)..wide(place.end))
        }
        _ => None,
    };
    let places = || quote.cited.result.matches.iter().filter_map(|found| one(&found.place));
    let start = places().map(|place| place.start).min()?;
    Some(start..places().map(|place| place.end).max()?)
}

fn documents(survey: &Survey) -> Vec<DocumentEntry<'_>> {
    let mut names = PageNames::default();
    let untitled = |about: &Source| about.title.is_none().then(|| about.author.join("\n"));
    let mut untitled_by: HashMap<String, usize> = HashMap::new();
    for authors in survey.sources.iter().filter_map(|source| untitled(source.source.as_ref()?)) {
        *untitled_by.entry(authors).or_default() += 1;
    }
    let with_page = survey.sources.iter().filter_map(|source| {
        let about = source.source.as_ref()?;
        let length = match &source.document {
            Seen::Text { text, .. } => {
                u64::try_from(text.chars().count()).ok().map(|length| (length, "characters"))
            }
            Seen::Proven { tokens, .. } => Some((*tokens, "words and signs")),
            Seen::Nothing => None,
        };
        let name = names.of(&source.id);
        Some(DocumentEntry {
            source,
            about,
            name,
            has_namesake: untitled(about).is_some_and(|by| untitled_by.get(&by) > Some(&1)),
            quotes: Vec::new(),
            open: None,
            text: None,
            length,
        })
    });
    with_page.collect()
}

fn claims<'s>(
    survey: &'s Survey,
    documents: &[DocumentEntry<'s>],
) -> (Vec<ClaimPage<'s>>, Vec<QuoteEntry<'s>>) {
    let by_id: HashMap<&str, usize> =
        documents.iter().enumerate().map(|(at, d)| (d.source.id.as_str(), at)).collect();
    let mut names = PageNames::default();
    let (mut claims, mut quotes) = (Vec::new(), Vec::new());
    let mut cited = survey.cited().into_iter().peekable();
    for surveyed in &survey.claims {
        let Some(claim) = &surveyed.claim else { continue };
        let first = quotes.len();
        while let Some(cited) = cited.next_if(|cited| std::ptr::eq(cited.claim, claim)) {
            let document = by_id.get(&*cited.evidence.source).copied();
            let issued = || documents.get(document?)?.about.issued.as_ref();
            quotes.push(QuoteEntry {
                cited,
                claim: claims.len(),
                document,
                speaker: None,
                date: cited.evidence.date.as_deref().or_else(issued),
                part: 0,
            });
        }
        let sides = sides(quotes.get(first..).unwrap_or_default());
        claims.push(ClaimPage {
            claim,
            file: &surveyed.file,
            name: names.of(&claim.id),
            quotes: first..quotes.len(),
            sides,
            findings: Vec::new(),
            relations: Vec::new(),
        });
    }
    (claims, quotes)
}

/// The documents on each side, each counted once, whose quotes pass.
fn sides(quotes: &[QuoteEntry<'_>]) -> Sides {
    let on = |stance| -> BTreeSet<&str> {
        let standing = quotes.iter().filter(|q| q.cited.result.passed && !q.cited.result.waived);
        let on_side = standing.filter(|q| q.cited.evidence.stance == stance);
        on_side.map(|q| &*q.cited.evidence.source).collect()
    };
    let (supports, refutes) = (on(Stance::Supports), on(Stance::Refutes));
    Sides {
        supports: supports.len(),
        refutes: refutes.len(),
        both: supports.intersection(&refutes).count(),
        context: on(Stance::Context).len(),
    }
}

fn findings<'s>(survey: &'s Survey, claims: &mut [ClaimPage<'s>]) {
    let mut by_file: HashMap<&Utf8Path, usize> = HashMap::new();
    for (at, claim) in claims.iter().enumerate() {
        by_file.insert(claim.file, at);
    }
    for finding in survey.report.diagnostics.iter().filter(|f| f.severity != Severity::Off) {
        let claim = by_file.get(&*finding.location.file).and_then(|at| claims.get_mut(*at));
        if let Some(claim) = claim {
            claim.findings.push(finding);
        }
    }
}

/// The first claim of each id.
fn by_id<'s>(claims: &[ClaimPage<'s>]) -> HashMap<&'s str, usize> {
    claims.iter().enumerate().rev().map(|(at, entry)| (&*entry.claim.id, at)).collect()
}

/// Both ends of every relation. Where two claims say the same of each other, each has it once.
fn relate(claims: &mut [ClaimPage<'_>], by_id: &HashMap<&str, usize>) {
    let mut all: Vec<(usize, RelationKind, usize)> = Vec::new();
    for (at, entry) in claims.iter().enumerate() {
        let known = entry.claim.relations.iter();
        all.extend(known.filter_map(|r| Some((at, r.kind, *by_id.get(&*r.claim)?))));
    }
    let mut known = BTreeSet::new();
    for (from, kind, to) in all {
        let symmetric = matches!(kind, RelationKind::Contradicts | RelationKind::Duplicates);
        for (one, other, back) in [(from, to, false), (to, from, true)] {
            let Some(entry) = claims.get_mut(one).filter(|_| from != to) else { continue };
            if known.insert((one, kind, other, back && !symmetric)) {
                entry.relations.push((kind, other, back));
            }
        }
    }
    for claim in claims {
        claim.relations.sort_by_key(|(kind, other, back)| (*kind, *back, *other));
    }
}

fn speakers(survey: &Survey, quotes: &mut [QuoteEntry<'_>]) -> Vec<SpeakerEntry> {
    let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, quote) in quotes.iter().enumerate() {
        if let Some(who) = survey.speaker(&quote.cited) {
            by_name.entry(who).or_default().push(at);
        }
    }
    let mut names = PageNames::default();
    let named = by_name.into_iter().map(|(who, quotes)| {
        let name = names.of(&who);
        SpeakerEntry { who, name, quotes }
    });
    let mut speakers: Vec<SpeakerEntry> = named.collect();
    speakers.sort_by_key(|speaker| std::cmp::Reverse(speaker.quotes.len()));
    for (at, speaker) in speakers.iter_mut().enumerate() {
        for number in &speaker.quotes {
            if let Some(quote) = quotes.get_mut(*number) {
                quote.speaker = Some(at);
            }
        }
    }
    speakers
}

/// By date, then as they are in their documents; those without a date last.
fn set_by_date(numbers: &mut [usize], ranks: &HashMap<usize, usize>, quotes: &[QuoteEntry<'_>]) {
    numbers.sort_by_key(|number| {
        let date = quotes.get(*number).and_then(|quote| quote.date);
        let start = date.and_then(|date| date.earliest().or(date.latest()));
        (start.is_none(), start, ranks.get(number).copied().unwrap_or(usize::MAX))
    });
}

/// The place of each quote among all, as they are in their documents.
fn ranks(documents: &[DocumentEntry<'_>]) -> HashMap<usize, usize> {
    let in_order = documents.iter().flat_map(|document| &document.quotes);
    in_order.enumerate().map(|(rank, quote)| (*quote, rank)).collect()
}

fn set_in_order(document: &mut DocumentEntry<'_>, quotes: &[QuoteEntry<'_>]) {
    let mut order = std::mem::take(&mut document.quotes);
    order.sort_by_cached_key(|number| {
        let place = quotes.get(*number).and_then(|quote| stretch(document, quote));
        place.map_or((true, 0, 0), |place| (false, place.start, place.end))
    });
    document.quotes = order;
}

/// The quotes of a document as its text shows them. One that does not pass marks nothing.
fn marked(document: &DocumentEntry<'_>, quotes: &[QuoteEntry<'_>]) -> Vec<QuoteInText> {
    let one = |number: &usize| {
        let Some(quote) = quotes.get(*number) else {
            return QuoteInText { places: Vec::new(), side: QuoteSide::Context };
        };
        let result = quote.cited.result;
        let places = result.matches.iter().filter(|_| result.passed);
        QuoteInText {
            places: places.filter_map(|found| found.place.characters()).collect(),
            side: QuoteSide::of(quote.cited.evidence.stance),
        }
    };
    document.quotes.iter().map(one).collect()
}

impl QuoteSide {
    pub(super) const fn of(stance: Stance) -> Self {
        match stance {
            Stance::Supports => Self::For,
            Stance::Refutes => Self::Against,
            Stance::Context => Self::Context,
        }
    }
}

fn topics(claims: &[ClaimPage<'_>]) -> Vec<(String, Vec<usize>)> {
    let mut by_topic: BTreeMap<(bool, &str), Vec<usize>> = BTreeMap::new();
    for (at, entry) in claims.iter().enumerate() {
        let none = entry.claim.topics.is_empty().then_some("");
        for topic in entry.claim.topics.iter().map(|topic| &**topic).chain(none) {
            by_topic.entry((topic.is_empty(), topic)).or_default().push(at);
        }
    }
    by_topic.into_iter().map(|((_, topic), claims)| (topic.to_owned(), claims)).collect()
}
