//! What rules see: the whole repository as plain data.

mod capitals;
mod record;

pub(crate) use capitals::{Capitals, folded, is_capital, script_of};
pub(crate) use record::{
    ClaimFile, ClaimRecord, FileFindings, KeptClaims, QuotationRecord, SourceIds, looks_alike,
};

use crate::reader::Part;
use crate::report::QuoteResult;
use crate::source::Source;
use crate::text::Span;
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// A claim's file. It is here even where it could not be read: it may be what others name.
#[derive(Clone, Copy)]
pub(crate) struct ClaimEntry<'m> {
    pub(crate) file: &'m Utf8Path,
    pub(crate) claim: Option<&'m ClaimRecord>,
    of: &'m ClaimFile,
    number: usize,
}

/// What matching learned of a claim's quotes.
pub(crate) struct Learned<'m> {
    /// The claim's number.
    pub(crate) claim: usize,
    /// What became of them, of those that were checked and of which there is more to say than that they pass.
    pub(crate) quotes: &'m [QuoteResult],
    /// Those, by the number of their evidence, that are in a part of the document which is not its text; as far as
    /// the document is here.
    pub(crate) parts: &'m [(usize, Part)],
}

impl<'m> ClaimEntry<'m> {
    /// The claim's id; the file's name where the claim could not be read.
    pub(crate) fn id(&self) -> &'m str {
        self.of.id()
    }

    /// Its file, as whoever keeps something of it shares it.
    pub(crate) const fn shared_file(&self) -> &'m Arc<Utf8Path> {
        &self.of.file
    }
}

/// A source's folder. It is here even where its `source.json` could not be read.
pub(crate) struct SourceEntry<'m> {
    /// The folder's name: what claims cite.
    pub(crate) id: &'m str,
    pub(crate) file: &'m Utf8Path,
    pub(crate) source: Option<&'m Source>,
    /// Whom its document names, where its text is here and a quote names a speaker.
    pub(crate) capitals: Option<&'m Capitals>,
    /// The language that it states.
    pub(crate) language: Option<&'m str>,
    /// The language that its document is written in, where the document is here and it can be told.
    pub(crate) found_language: Option<&'m str>,
    /// The file of its text that Git has, where Git was asked.
    pub(crate) tracked: Option<&'m Utf8Path>,
}

/// Without those that are the same as the one before: quotes beside one another mostly cite one source, and to look up the
/// source of each takes longest where all claims are asked at each key.
pub(crate) fn unrepeated<T: PartialEq + Copy>(
    all: impl Iterator<Item = T>,
) -> impl Iterator<Item = T> {
    let mut last = None;
    all.filter(move |one| last.replace(*one) != Some(*one))
}

/// The topics that the configuration lists, and where.
pub(crate) struct Topics {
    pub(crate) file: Utf8PathBuf,
    pub(crate) places: BTreeMap<String, Span>,
}

/// The numbers of the claims, by their ids.
pub(crate) type IdOrder = Arc<[usize]>;

/// All claims and sources of a repository, also in a run on some paths: what a rule says of a file
/// never depends on which files were asked for.
pub(crate) struct Model<'m> {
    /// By file.
    claims: Vec<&'m ClaimFile>,
    /// By claim.
    learned: Vec<Learned<'m>>,
    /// By file.
    sources: Vec<SourceEntry<'m>>,
    topics: Option<Topics>,
    complete: bool,
    by_id: IdOrder,
    source_ids: HashMap<&'m str, usize>,
    /// For each source that is, or leads to, an origin: where its chain of `derived_from` ends.
    origins: HashMap<&'m str, &'m str>,
}

impl<'m> Model<'m> {
    /// The claims are sorted by their files, what was learned of their quotes by them. `order` is that of an earlier model whose
    /// claims had the same ids.
    pub(crate) fn new(
        (claims, order): (Vec<&'m ClaimFile>, Option<IdOrder>),
        learned: Vec<Learned<'m>>,
        mut sources: Vec<SourceEntry<'m>>,
        topics: Option<Topics>,
        all_files: bool,
    ) -> Self {
        let complete = all_files && claims.iter().all(|entry| entry.claim.is_some());
        sources.sort_unstable_by_key(|s| s.file);
        let by_id = order.unwrap_or_else(|| {
            // Of several that share an id, the first counts.
            let mut by_id: Vec<usize> = (0..claims.len()).collect();
            by_id.sort_by_cached_key(|at| claims.get(*at).map(|c| c.id()));
            by_id.into()
        });
        let source_ids = sources.iter().enumerate().rev().map(|(at, s)| (s.id, at)).collect();
        let mut model = Self {
            claims,
            learned,
            sources,
            topics,
            complete,
            by_id,
            source_ids,
            origins: HashMap::new(),
        };
        model.find_origins();
        model
    }

    /// The numbers of the claims by their ids, for the next model.
    pub(crate) const fn order(&self) -> &IdOrder {
        &self.by_id
    }

    /// All claim files.
    pub(crate) fn files(&self) -> impl Iterator<Item = ClaimEntry<'m>> {
        (0..self.claims.len()).filter_map(|number| self.entry(number))
    }

    /// How many claim files there are.
    pub(crate) fn len(&self) -> usize {
        self.claims.len()
    }

    /// A claim's file by its number.
    pub(crate) fn entry(&self, number: usize) -> Option<ClaimEntry<'m>> {
        let of = self.claims.get(number)?;
        Some(ClaimEntry { file: &of.file, claim: of.claim.as_ref(), of, number })
    }

    /// The number of a claim's file.
    pub(crate) fn number(&self, file: &Utf8Path) -> Option<usize> {
        self.claims.binary_search_by(|claim| (*claim.file).cmp(file)).ok()
    }

    /// All claims that could be read, with their files.
    pub(crate) fn claims(&self) -> impl Iterator<Item = (ClaimEntry<'m>, &'m ClaimRecord)> {
        self.files().filter_map(|entry| entry.claim.map(|claim| (entry, claim)))
    }

    fn learned(&self, entry: &ClaimEntry<'m>) -> Option<&Learned<'m>> {
        let at = self.learned.binary_search_by_key(&entry.number, |learned| learned.claim).ok()?;
        self.learned.get(at)
    }

    /// What became of the quote of one evidence, where it was checked and there is more to say than that it passes.
    pub(crate) fn result(
        &self,
        entry: &ClaimEntry<'m>,
        evidence: usize,
    ) -> Option<&'m QuoteResult> {
        let quotes = self.learned(entry)?.quotes;
        // Nearly always all of them were: then the number is the place.
        let is_it = |quote: &&QuoteResult| quote.evidence == evidence;
        quotes.get(evidence).filter(is_it).or_else(|| quotes.iter().find(is_it))
    }

    /// The quotes of a claim, by the number of their evidence, that are in a part of the document which is not its
    /// text; as far as the document is here.
    pub(crate) fn parts(&self, entry: &ClaimEntry<'m>) -> &'m [(usize, Part)] {
        self.learned(entry).map(|learned| learned.parts).unwrap_or_default()
    }

    /// The claim with an id.
    pub(crate) fn claim(&self, id: &str) -> Option<ClaimEntry<'m>> {
        let first = self.by_id.partition_point(|at| self.id_of(*at) < Some(id));
        let at = self.by_id.get(first).filter(|at| self.id_of(**at) == Some(id))?;
        self.entry(*at)
    }

    fn id_of(&self, claim: usize) -> Option<&'m str> {
        self.claims.get(claim).map(|claim| claim.id())
    }

    /// Whether no two files have one id.
    pub(crate) fn has_unique_ids(&self) -> bool {
        self.by_id.windows(2).all(|pair| match pair {
            [one, two] => self.id_of(*one) != self.id_of(*two),
            _ => true,
        })
    }

    /// All folders of the corpus.
    pub(crate) fn folders(&self) -> &[SourceEntry<'m>] {
        &self.sources
    }

    /// All sources that could be read, with their folders.
    pub(crate) fn sources(&self) -> impl Iterator<Item = (&SourceEntry<'m>, &'m Source)> {
        self.sources.iter().filter_map(|entry| Some((entry, entry.source?)))
    }

    /// The source with an id.
    pub(crate) fn source(&self, id: &str) -> Option<&SourceEntry<'m>> {
        self.source_ids.get(id).and_then(|at| self.sources.get(*at))
    }

    /// Whether all claims could be read: only then is it known what no claim has.
    pub(crate) fn is_complete(&self) -> bool {
        self.complete
    }

    /// The topics that claims may have; none where any will do.
    pub(crate) fn topics(&self) -> Option<&Topics> {
        self.topics.as_ref()
    }

    /// The source that `id` in the end republishes, or that has the very same text; itself where there is
    /// none. Sources with one origin are not independent of each other.
    pub(crate) fn origin<'i>(&self, id: &'i str) -> &'i str
    where
        'm: 'i,
    {
        self.origins.get(id).copied().unwrap_or(id)
    }

    /// How many of some sources are independent: those with one origin are counted once.
    pub(crate) fn independent<'i>(&self, ids: impl IntoIterator<Item = &'i str>) -> usize
    where
        'm: 'i,
    {
        ids.into_iter().map(|id| self.origin(id)).collect::<BTreeSet<_>>().len()
    }

    fn find_origins(&mut self) {
        // Of the sources that republish none, the first of each text stands for all that have the very same file.
        let mut texts: HashMap<&str, &str> = HashMap::new();
        let firsts = self.sources.iter().filter_map(|s| Some((s, s.source?)));
        for (entry, source) in firsts.filter(|(_, source)| source.derived_from.is_none()) {
            texts.entry(source.text.sha256.as_str()).or_insert(entry.id);
        }
        let next = |here: &'m str, record: Option<&'m Source>| {
            let twin = record.and_then(|r| texts.get(r.text.sha256.as_str()).copied());
            let named = record.and_then(|r| r.derived_from.as_deref());
            named.or(twin.filter(|twin| *twin != here))
        };
        for (start, record) in self.sources.iter().map(|s| (s.id, s.source)) {
            // As nearly all are.
            if next(start, record).is_none() {
                self.origins.insert(start, start);
                continue;
            }
            let mut path = vec![start];
            let mut seen = HashSet::from([start]);
            let mut here = start;
            let origin = loop {
                if let Some(known) = self.origins.get(here) {
                    break *known;
                }
                let record = self.source(here).and_then(|s| s.source);
                let Some(next) = next(here, record) else { break here };
                if !seen.insert(next) {
                    // A circle has no origin; one of its ids stands for all of them.
                    break next;
                }
                path.push(next);
                here = next;
            };
            for id in path {
                self.origins.insert(id, origin);
            }
        }
    }
}
