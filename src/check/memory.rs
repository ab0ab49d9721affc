//! The results of earlier runs on one archive, kept for later runs: work that a change does not affect is not repeated.
//!
//! Nothing here decides. What is kept hangs on a file's bytes, and is forgotten when they are others: [`super::load`]
//! says so. A memory that keeps nothing makes every run the first one.

use super::Options;
use super::Since;
use super::load::Loaded;
use super::matching::{Citation, Matched, OneSource, QuoteOutcome, Unlisted};
use super::sheets::Sheets;
use crate::corpus::{Basis, LoadedSource, TextPlace, basis};
use crate::diagnostic::{Finding, SourceText};
use crate::model::{Capitals, ClaimFile, QuotationRecord, unrepeated};
use crate::quote::WordSet;
use crate::reader::Part;
use crate::report::{Nearest, QuoteResult, Report, Verdict};
use crate::repository::World;
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Texts that stay folded, in bytes: with one that goes beyond that the others go, and are read again when they are needed.
/// Whoever writes works on few documents, and a folded text takes about three times its own room.
const MAX_FOLDED: usize = 256 << 20;

/// Asks whether nobody waits for the run any more.
pub type Stop<'s> = &'s (dyn Fn() -> bool + Sync);

/// What is known of one archive.
#[derive(Default)]
pub(crate) struct Memory {
    keeps: bool,
    pub(super) options: Options,
    pub(crate) loaded: Option<Loaded>,
    /// What the last run that was not stopped said.
    pub(crate) report: Report,
    /// Two files have one name in reports: they cannot be told apart here.
    pub(super) has_twins: bool,
    /// The claims that cite a source, by its id.
    citing: HashMap<Arc<str>, BTreeSet<Arc<Utf8Path>>>,
    /// The SHA-256 of the claims' files.
    pub(super) claims: HashMap<Arc<Utf8Path>, String>,
    pub(super) stamps: HashMap<String, Stamp>,
    folded: Mutex<Folded>,
    /// The words of the documents: where a failing quote surely is not, the text is not asked.
    words: Mutex<HashMap<String, Arc<WordSet>>>,
    quotes: HashMap<String, KeptSource>,
    /// The sources that have changed since the failing quotes were looked for in them.
    fresh: BTreeSet<String>,
    /// What the last run said.
    pub(super) sheets: Sheets,
}

/// The documents that are ready to be matched against.
#[derive(Default)]
struct Folded {
    bases: HashMap<String, Arc<Basis>>,
    bytes: usize,
}

/// All that a source's document is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stamp {
    /// Where its text is, and where the one that was made of it.
    pub(super) places: [Option<TextPlace>; 2],
    /// The SHA-256 of its files, where they can be read.
    pub(super) files: [Option<String>; 4],
}

/// One quote by its claim's file and the number of its evidence.
pub(super) type QuoteKey = (Arc<Utf8Path>, usize);

/// What became of the quotes of one source.
#[derive(Default)]
struct KeptSource {
    quotes: HashMap<QuoteKey, Kept>,
    capitals: Option<Arc<Capitals>>,
    /// What hangs on all of them; nothing where one has changed.
    whole: Option<Whole>,
}

/// What became of all quotes of a source together.
struct Whole {
    unlisted: Unlisted,
    locators_unchecked: usize,
    findings: Vec<Finding>,
    text: Option<(Utf8PathBuf, SourceText)>,
    language: Option<&'static str>,
    /// The quotes of which there is more to say than that they are found.
    listed: Vec<QuoteKey>,
}

/// What became of one quote, before it was looked for in other documents.
pub(super) enum Kept {
    /// It is found, and there is nothing else to say.
    Plain {
        verdict: Verdict,
        proven: bool,
        locator_unchecked: bool,
    },
    More(Box<More>),
}

pub(super) struct More {
    result: QuoteResult,
    findings: Vec<Finding>,
    is_sought: bool,
    part: Option<Part>,
    locator_unchecked: bool,
    elsewhere: KnownElsewhere,
}

/// What is known of the other documents that a failing quote may be in.
#[derive(Clone, Default)]
pub(super) enum KnownElsewhere {
    /// Nobody has looked.
    #[default]
    Unknown,
    /// In no other document.
    Nowhere,
    /// In this one.
    In(Arc<ElsewhereHit>),
}

impl KnownElsewhere {
    pub(super) const fn is_known(&self) -> bool {
        !matches!(self, Self::Unknown)
    }

    pub(super) fn hit(self) -> Option<Arc<ElsewhereHit>> {
        match self {
            Self::In(hit) => Some(hit),
            Self::Unknown | Self::Nowhere => None,
        }
    }
}

/// A failing quote that is in another document than the cited one.
pub(super) struct ElsewhereHit {
    /// The id of the source that has it.
    pub(super) source: String,
    pub(super) nearest: Nearest,
    pub(super) finding: Finding,
    /// What is shown of that document.
    pub(super) text: Option<(Utf8PathBuf, SourceText)>,
}

impl Kept {
    pub(super) fn of(outcome: &QuoteOutcome<'_>, brief: bool) -> Self {
        let QuoteOutcome { result, findings, is_sought, part, locator_unchecked, .. } = outcome;
        if brief && outcome.is_plain() {
            let (verdict, proven) = (result.verdict, result.proven);
            return Self::Plain { verdict, proven, locator_unchecked: *locator_unchecked };
        }
        Self::More(Box::new(More {
            result: result.clone(),
            findings: findings.clone(),
            is_sought: *is_sought,
            part: *part,
            locator_unchecked: *locator_unchecked,
            elsewhere: KnownElsewhere::Unknown,
        }))
    }

    fn outcome<'l>(&self, citation: Citation<'l>) -> QuoteOutcome<'l> {
        match self {
            Self::Plain { verdict, proven, locator_unchecked } => {
                let mut outcome = QuoteOutcome::new(citation, *verdict);
                outcome.result.proven = *proven;
                outcome.locator_unchecked = *locator_unchecked;
                outcome
            }
            Self::More(more) => QuoteOutcome {
                citation,
                result: more.result.clone(),
                findings: more.findings.clone(),
                is_sought: more.is_sought,
                part: more.part,
                locator_unchecked: more.locator_unchecked,
            },
        }
    }
}

impl Memory {
    /// One that keeps what runs read and find.
    pub(crate) fn keeping() -> Self {
        Self { keeps: true, ..Self::default() }
    }

    pub(super) const fn keeps(&self) -> bool {
        self.keeps
    }

    /// Whether what the last run said of a file can be said again: of a whole archive, where files have names of their own.
    pub(super) const fn says_again(&self, is_whole: bool) -> bool {
        self.keeps && is_whole && !self.has_twins
    }

    /// The files of which the last run may say something else than the one before.
    pub(crate) const fn renewed(&self) -> &Since {
        self.sheets.renewed()
    }

    /// A source's document, made ready if it is not.
    pub(crate) fn basis(
        &self,
        world: &dyn World,
        options: &Options,
        source: &LoadedSource,
    ) -> Arc<Basis> {
        if let Some(kept) = self.folded().bases.get(&source.id) {
            return kept.clone();
        }
        let made = Arc::new(basis(world, &options.root, source));
        let bytes = bytes_of(&made);
        let mut folded = self.folded();
        if self.keeps {
            if folded.bytes.saturating_add(bytes) > MAX_FOLDED {
                *folded = Folded::default();
            }
            // Another thread may have read it in the meantime.
            let before = folded.bases.insert(source.id.clone(), made.clone());
            folded.bytes -= before.map_or(0, |before| bytes_of(&before));
            folded.bytes += bytes;
        }
        made
    }

    fn folded(&self) -> MutexGuard<'_, Folded> {
        locked(&self.folded)
    }

    /// The words of a source's document; nothing where it has none, or nothing is kept.
    pub(super) fn words(
        &self,
        world: &dyn World,
        options: &Options,
        source: &LoadedSource,
    ) -> Option<Arc<WordSet>> {
        if !self.keeps {
            return None;
        }
        if let Some(known) = locked(&self.words).get(&source.id) {
            return Some(known.clone());
        }
        let words = Arc::new(WordSet::of(self.basis(world, options, source).document()?));
        locked(&self.words).insert(source.id.clone(), words.clone());
        Some(words)
    }

    /// Forgets a source's document and what it says of quotes: it is another, or it is gone.
    pub(super) fn forget_source(&mut self, id: &str) {
        let folded = self.folded.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some(basis) = folded.bases.remove(id) {
            folded.bytes = folded.bytes.saturating_sub(bytes_of(&basis));
        }
        self.words.get_mut().unwrap_or_else(PoisonError::into_inner).remove(id);
        self.sheets.note_source();
        self.quotes.remove(id);
        self.fresh.insert(id.to_owned());
        for kept in self.quotes.values_mut().flat_map(|source| source.quotes.values_mut()) {
            if let Kept::More(more) = kept
                && matches!(&more.elsewhere, KnownElsewhere::In(hit) if hit.source == id)
            {
                more.elsewhere = KnownElsewhere::Unknown;
            }
        }
    }

    /// Keeps the hash of a claim's file; nothing where there is none.
    pub(super) fn note_claim(&mut self, file: Arc<Utf8Path>, hash: Option<String>) {
        match hash {
            Some(hash) => self.claims.insert(file, hash),
            None => self.claims.remove(&file),
        };
    }

    /// Forgets of a claim what has changed, or all where it is gone.
    pub(super) fn forget_claim(&mut self, old: Option<&ClaimFile>, new: Option<&ClaimFile>) {
        let (before, after) = (evidence(old), evidence(new));
        let same_id = old.map(ClaimFile::id) == new.map(ClaimFile::id);
        let Some(file) = old.or(new).map(|claim| &claim.file) else { return };
        for index in 0..before.len().max(after.len()) {
            let (before, after) = (before.get(index), after.get(index));
            if same_id && before == after {
                continue;
            }
            for quotation in [before, after].into_iter().flatten() {
                if let Some(source) = self.quotes.get_mut(&*quotation.source) {
                    source.quotes.remove(&(file.clone(), index));
                    source.whole = None;
                }
            }
        }
        self.note_citing(old, new);
        self.sheets.note_claim(old, new);
    }

    /// Keeps which claims cite a source.
    fn note_citing(&mut self, old: Option<&ClaimFile>, new: Option<&ClaimFile>) {
        for (source, file) in cited(old) {
            if let Some(files) = self.citing.get_mut(source)
                && files.remove(file)
                && files.is_empty()
            {
                self.citing.remove(source);
            }
        }
        for (source, file) in cited(new) {
            self.citing.entry(source.clone()).or_default().insert(file.clone());
        }
    }

    /// The files of the claims that cite sources which are not settled, for each of these.
    pub(super) fn citing_open(&self) -> impl Iterator<Item = &BTreeSet<Arc<Utf8Path>>> {
        let open = self.citing.iter().filter(|(source, _)| !self.is_settled(source));
        open.map(|(_, files)| files)
    }

    /// The ids that claims cite.
    pub(super) fn cited(&self) -> HashSet<&str> {
        self.citing.keys().map(|id| &**id).collect()
    }

    /// What became of a quote in the runs before.
    pub(super) fn outcome<'l>(&self, citation: Citation<'l>) -> Option<QuoteOutcome<'l>> {
        let kept = self.kept(&citation)?;
        Some(kept.outcome(citation))
    }

    fn kept(&self, citation: &Citation<'_>) -> Option<&Kept> {
        let source = self.quotes.get(&*citation.evidence.source)?;
        source.quotes.get(&(citation.claim.file.clone(), citation.index))
    }

    /// Whether nothing has changed in what all quotes of a source hang on.
    pub(super) fn is_settled(&self, source: &str) -> bool {
        self.quotes.get(source).is_some_and(|kept| kept.whole.is_some())
    }

    /// Adds what became of the quotes of a settled source; nothing if it is not settled.
    pub(super) fn settled<'l>(
        &self,
        id: &'l str,
        citation: impl Fn(&QuoteKey) -> Option<Citation<'l>>,
        matched: &mut Matched<'l>,
        outcomes: &mut Vec<QuoteOutcome<'l>>,
    ) {
        let Some(source) = self.quotes.get(id) else { return };
        let Some(whole) = &source.whole else { return };
        let outcome = |key: &QuoteKey| Some(source.quotes.get(key)?.outcome(citation(key)?));
        outcomes.extend(whole.listed.iter().filter_map(outcome));
        for (verdict, count) in &whole.unlisted {
            *matched.unlisted.entry(*verdict).or_default() += count;
        }
        matched.locators_unchecked += whole.locators_unchecked;
        matched.findings.extend(whole.findings.iter().cloned());
        matched.texts.extend(whole.text.clone());
        matched.capitals.extend(source.capitals.clone().map(|capitals| (id, capitals)));
        matched.languages.extend(whole.language.map(|language| (id, language)));
    }

    /// Whom a source's document names, where that was asked before.
    pub(super) fn capitals(&self, source: &str) -> Option<Arc<Capitals>> {
        self.quotes.get(source)?.capitals.clone()
    }

    /// Keeps what became of a source's quotes.
    pub(super) fn note(&mut self, one: &mut OneSource<'_>) {
        if !self.keeps {
            return;
        }
        let source = self.quotes.entry(one.id.to_owned()).or_default();
        source.quotes.extend(one.new.drain(..));
        source.capitals.clone_from(&one.capitals);
        source.whole = one.is_done.then(|| Whole {
            unlisted: one.unlisted.clone(),
            locators_unchecked: one.locators_unchecked,
            findings: one.findings.clone(),
            text: one.text.clone(),
            language: one.language,
            listed: one.outcomes.iter().map(|o| o.citation.key()).collect(),
        });
    }

    /// What is known of where else a failing quote is.
    pub(super) fn elsewhere(&self, citation: &Citation<'_>) -> KnownElsewhere {
        match self.kept(citation) {
            Some(Kept::More(more)) => more.elsewhere.clone(),
            Some(Kept::Plain { .. }) | None => KnownElsewhere::Unknown,
        }
    }

    /// Keeps where else failing quotes are, of all that there are.
    pub(super) fn note_elsewhere<'c>(
        &mut self,
        all: impl Iterator<Item = (Citation<'c>, Option<Arc<ElsewhereHit>>)>,
    ) {
        if !self.keeps {
            return;
        }
        for (citation, hit) in all {
            let source = self.quotes.get_mut(&*citation.evidence.source);
            if let Some(Kept::More(more)) = source.and_then(|s| s.quotes.get_mut(&citation.key())) {
                more.elsewhere = hit.map_or(KnownElsewhere::Nowhere, KnownElsewhere::In);
            }
        }
        self.fresh.clear();
    }

    /// Whether failing quotes were not looked for in a source as it is now.
    pub(super) fn is_fresh(&self, source: &str) -> bool {
        !self.keeps || self.fresh.contains(source)
    }
}

fn evidence(file: Option<&ClaimFile>) -> &[QuotationRecord] {
    let record = file.and_then(|file| file.claim.as_ref());
    record.map(|record| &*record.evidence).unwrap_or_default()
}

/// The sources that a claim cites, with its file; some of them more than once.
fn cited(file: Option<&ClaimFile>) -> impl Iterator<Item = (&Arc<str>, &Arc<Utf8Path>)> {
    let each = evidence(file).iter().map(|quotation| &quotation.source);
    file.into_iter().flat_map(move |claim| unrepeated(each.clone()).map(|id| (id, &claim.file)))
}

/// The length of a document's text.
fn bytes_of(basis: &Basis) -> usize {
    basis.document().map_or(0, |document| document.text().len())
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
