//! The last report on each file, kept for the next one: a file without news is not reported again.
//!
//! Nothing here decides. The report on a file is repeated if its findings are the same, and neither its text nor a text that
//! they refer to has changed; otherwise it is made as in a first run.

use super::{Counts, Run, Since, Told, diagnosed, fingerprint, json_text, severity_of};
use crate::diagnostic::{Diagnostic, Files, Finding};
use crate::model::{ClaimFile, IdOrder, Model, looks_alike};
use crate::repository::is_json;
use crate::rules;
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

/// The diagnostics on at most so many files are replaced where they are: for each, all that come after it are moved.
const FEW: usize = 8;

/// The last report by its files.
#[derive(Default)]
pub(super) struct Sheets {
    /// Whether there was one.
    is_known: bool,
    /// What the rules of one claim have found, by its file.
    own: HashMap<Arc<Utf8Path>, Vec<Finding>>,
    /// What the rules have found that compare claims with one another.
    compared: Compared,
    by_file: BTreeMap<Utf8PathBuf, Sheet>,
    /// The files of claims by their names: the same findings of two are told apart by numbers.
    named: HashMap<String, BTreeSet<Utf8PathBuf>>,
    /// The texts of JSON files that findings name.
    texts: Files,
    changed: Changed,
    renewed: Since,
    /// How much is told of all files.
    counts: Counts,
}

/// What a run has found.
pub(super) struct RunFindings {
    /// What is not found by the rules of one claim.
    pub(super) others: Vec<Finding>,
    /// The files of which these rules say something else than before.
    pub(super) open: BTreeSet<Utf8PathBuf>,
}

/// What the rules have found that compare claims with one another.
#[derive(Default)]
struct Compared {
    /// Those that see no words.
    all: Vec<Finding>,
    /// The one that does.
    words: Vec<Finding>,
    /// The sources whose quotes it looks at.
    contested: HashSet<Box<str>>,
    /// The order of the claims by their ids.
    order: Option<IdOrder>,
}

/// What was said of one file.
struct Sheet {
    /// What was found of it by others than the rules of its claim.
    others: Vec<Finding>,
    /// Other files that its findings name.
    related: Vec<Utf8PathBuf>,
    /// The pointers of errors on its quotes.
    errors: Vec<String>,
    counts: Counts,
}

/// What has changed since the last report.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is what it is, by itself")]
struct Changed {
    /// Claims that are new, other or gone.
    claims: HashSet<Arc<Utf8Path>>,
    /// Whether a source is another.
    sources: bool,
    /// Whether a file that is not a claim may be another.
    others: bool,
    /// Whether a claim looks otherwise to those that compare claims, its words apart; or there is another list of claims.
    looks: bool,
    /// Whether a statement has other words.
    statements: bool,
    /// The sources of quotes that have other words.
    quotes: HashSet<Arc<str>>,
}

impl Changed {
    /// Notes what is other in a claim for those that compare claims with one another.
    fn note(&mut self, old: Option<&ClaimFile>, new: Option<&ClaimFile>) {
        let (Some(old), Some(new)) = (old, new) else {
            self.looks = true;
            return;
        };
        self.looks |= !looks_alike(old, new);
        let (Some(old), Some(new)) = (&old.claim, &new.claim) else { return };
        self.statements |= old.statement != new.statement;
        let pairs = old.evidence.iter().zip(&new.evidence);
        let others = pairs.filter(|(old, new)| old.quote != new.quote);
        self.quotes.extend(others.map(|(_, new)| new.source.clone()));
    }

    fn has(&self, file: &Utf8Path, claims: &Utf8Path) -> bool {
        self.claims.contains(file) || (self.others && !file.starts_with(claims))
    }
}

impl Sheets {
    /// Records that a claim is new, changed or gone.
    pub(super) fn note_claim(&mut self, old: Option<&ClaimFile>, new: Option<&ClaimFile>) {
        let Some(file) = old.or(new).map(|claim| &claim.file) else { return };
        self.texts.remove(file);
        self.own.remove(file);
        self.changed.note(old, new);
        if old.map(ClaimFile::id) != new.map(ClaimFile::id) {
            self.compared.order = None;
        }
        self.changed.claims.insert(file.clone());
    }

    /// Records that the claims were listed again.
    pub(super) fn note_list(&mut self) {
        self.changed.looks = true;
        self.compared.order = None;
    }

    /// The order of the claims by their ids, where that is known.
    pub(super) fn order(&self) -> Option<IdOrder> {
        self.compared.order.clone()
    }

    /// Records that a source has changed, or is gone.
    pub(super) fn note_source(&mut self) {
        self.changed.sources = true;
        self.note_others();
    }

    /// Records that files other than claims may have changed.
    pub(super) const fn note_others(&mut self) {
        self.changed.others = true;
    }

    /// The texts that are known of the files that findings name.
    pub(super) fn texts(&mut self, claims: &Utf8Path) -> Files {
        if self.changed.others {
            self.texts.retain(|file| file.starts_with(claims));
        }
        self.texts.settle();
        self.texts.clone()
    }

    /// The files of which the last report may say something else than the one before.
    pub(super) const fn renewed(&self) -> &Since {
        &self.renewed
    }

    /// Asks the rules that compare claims with one another, as far as they may find something else than before. Gives all that
    /// they find.
    pub(super) fn compare(&mut self, model: &Model<'_>) -> Vec<Finding> {
        let Changed { sources, others, looks, statements, quotes, .. } = &self.changed;
        let compared = &mut self.compared;
        if !self.is_known || *sources || *others || *looks {
            compared.all = rules::of_all(model);
            compared.words = rules::of_words(model);
            compared.contested = rules::contested(model);
            compared.order = Some(model.order().clone());
        } else {
            let is_contested = |source: &Arc<str>| compared.contested.contains(&**source);
            if (*statements && !compared.contested.is_empty()) || quotes.iter().any(is_contested) {
                compared.words = rules::of_words(model);
            }
        }
        compared.all.iter().chain(&compared.words).cloned().collect()
    }

    /// Asks the rules of one claim, of the claims that have changed, or all of them where a source has. Gives the files of
    /// which they say something else.
    pub(super) fn ask(&mut self, model: &Model<'_>) -> BTreeSet<Utf8PathBuf> {
        let mut other: BTreeSet<Utf8PathBuf> = BTreeSet::new();
        let all = !self.is_known || self.changed.sources;
        let numbers: Vec<usize> = if all {
            (0..model.len()).collect()
        } else {
            self.changed.claims.iter().filter_map(|file| model.number(file)).collect()
        };
        for (number, found) in numbers.iter().zip(rules::of_claims(model, &numbers)) {
            let Some(entry) = model.entry(*number) else { continue };
            let file = entry.shared_file();
            let is_same = self.own.get(file).map_or(found.is_empty(), |known| *known == found);
            if is_same {
                continue;
            }
            other.insert(file.to_path_buf());
            if found.is_empty() {
                self.own.remove(file);
            } else {
                self.own.insert(file.clone(), found);
            }
        }
        other
    }

    /// Tells all findings; `last` is what the last report told.
    pub(super) fn tell(
        &mut self,
        run: Run<'_>,
        RunFindings { others, open }: RunFindings,
        last: Vec<Diagnostic>,
        files: &mut Files,
    ) -> Told {
        let claims = &run.options.config.claims;
        let mut by_file: HashMap<Utf8PathBuf, Vec<Finding>> = HashMap::new();
        for finding in others {
            by_file.entry(finding.file.clone()).or_default().push(finding);
        }
        let mut renewed: BTreeMap<Utf8PathBuf, Option<Vec<Diagnostic>>> = BTreeMap::new();
        for file in self.open(&by_file, open, claims) {
            let others = by_file.remove(&file).unwrap_or_default();
            let told = self.renew(run, &file, others, files);
            for other in self.name(&file, claims) {
                renewed.entry(other).or_default();
            }
            renewed.insert(file, Some(told));
        }
        self.renewed = if self.is_known {
            Since::Files(renewed.keys().cloned().collect())
        } else {
            Since::Anything
        };
        self.is_known = true;
        self.changed = Changed::default();
        let with_errors = self.by_file.iter().filter(|(_, sheet)| !sheet.errors.is_empty());
        let errors =
            with_errors.map(|(file, sheet)| (file.clone(), sheet.errors.clone())).collect();
        let mut again = Renewed::new();
        for (file, told) in renewed {
            let told =
                told.unwrap_or_else(|| last.get(places(&last, &file)).unwrap_or_default().to_vec());
            again.insert(file, told);
        }
        let again =
            if run.options.no_fingerprints { again } else { numbered(again, claims, files) };
        Told { errors, diagnostics: replaced(last, again), counts: self.counts }
    }

    /// The files of which something else is to be said than before, or the same of another place.
    fn open(
        &self,
        others: &HashMap<Utf8PathBuf, Vec<Finding>>,
        mut open: BTreeSet<Utf8PathBuf>,
        claims: &Utf8Path,
    ) -> BTreeSet<Utf8PathBuf> {
        open.extend(self.changed.claims.iter().map(|file| file.to_path_buf()));
        let is_new = |(file, found): &(&Utf8PathBuf, &Vec<Finding>)| {
            self.by_file.get(*file).is_none_or(|sheet| sheet.others != **found)
        };
        open.extend(others.iter().filter(is_new).map(|(file, _)| file.clone()));
        let is_other = |(file, sheet): &(&Utf8PathBuf, &Sheet)| {
            (!sheet.others.is_empty() && !others.contains_key(*file))
                || (self.changed.others && !file.starts_with(claims))
                || sheet.related.iter().any(|related| self.changed.has(related, claims))
        };
        open.extend(self.by_file.iter().filter(is_other).map(|(file, _)| file.clone()));
        open
    }

    /// Says again what is found of a file.
    fn renew(
        &mut self,
        Run { world, options, .. }: Run<'_>,
        file: &Utf8Path,
        others: Vec<Finding>,
        files: &mut Files,
    ) -> Vec<Diagnostic> {
        if let Some(Sheet { counts, .. }) = self.by_file.remove(file) {
            self.counts.errors -= counts.errors;
            self.counts.warnings -= counts.warnings;
        }
        let own = self.own.get(file).into_iter().flatten();
        let findings: Vec<Finding> = own.chain(&others).cloned().collect();
        if findings.is_empty() {
            return Vec::new();
        }
        let related = findings.iter().flat_map(|f| &f.related).map(|related| &related.file);
        let related: BTreeSet<&Utf8PathBuf> = related.filter(|other| *other != file).collect();
        let related: Vec<Utf8PathBuf> = related.into_iter().cloned().collect();
        for name in related.iter().map(Utf8PathBuf::as_path).chain([file]) {
            if is_json(name)
                && files.get(name).is_none()
                && let Some(text) = json_text(world, &options.root.join(name))
            {
                self.texts.insert(name, text.clone());
                files.insert(name, text);
            }
        }
        let graded = findings.into_iter().map(|finding| {
            let severity = severity_of(options, &finding);
            (finding, severity)
        });
        let Told { diagnostics, mut errors, counts } = diagnosed(graded, files);
        let errors = errors.remove(file).unwrap_or_default();
        self.counts.errors += counts.errors;
        self.counts.warnings += counts.warnings;
        self.by_file.insert(file.to_owned(), Sheet { others, related, errors, counts });
        diagnostics
    }

    /// Keeps the names of the claims' files, and gives the files of the same name that something is said of.
    fn name(&mut self, file: &Utf8Path, claims: &Utf8Path) -> BTreeSet<Utf8PathBuf> {
        let name = file.file_stem().filter(|_| file.starts_with(claims));
        let Some(name) = name else { return BTreeSet::new() };
        let named = self.named.entry(name.to_owned()).or_default();
        if self.by_file.contains_key(file) {
            named.insert(file.to_owned());
        } else {
            named.remove(file);
        }
        let all = named.clone();
        if named.is_empty() {
            self.named.remove(name);
        }
        all
    }
}

/// What is reported about each of some files.
type Renewed = BTreeMap<Utf8PathBuf, Vec<Diagnostic>>;

/// Where the diagnostics on a file are among all of them, which are sorted by file.
fn places(all: &[Diagnostic], file: &Utf8Path) -> Range<usize> {
    let from = all.partition_point(|d| d.location.file < *file);
    let after = all.get(from..).unwrap_or_default();
    from..from + after.iter().take_while(|d| d.location.file == *file).count()
}

/// Gives the findings of files their fingerprints. All files of a name are among them, or none.
fn numbered(mut renewed: Renewed, claims: &Utf8Path, files: &Files) -> Renewed {
    let mut by_name: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
    for (file, told) in &mut renewed {
        let name = file.file_stem().filter(|_| file.starts_with(claims));
        by_name.entry(name.unwrap_or(file.as_str()).to_owned()).or_default().append(told);
    }
    for mut told in by_name.into_values() {
        fingerprint::give(&mut told, files, claims);
        for diagnostic in told {
            if let Some(own) = renewed.get_mut(&diagnostic.location.file) {
                own.push(diagnostic);
            }
        }
    }
    renewed
}

/// All diagnostics, with those on some files in place of what was said of them before.
fn replaced(mut all: Vec<Diagnostic>, renewed: Renewed) -> Vec<Diagnostic> {
    if renewed.len() <= FEW {
        for (file, told) in renewed {
            all.splice(places(&all, &file), told);
        }
    } else {
        all.retain(|d| !renewed.contains_key(&d.location.file));
        all.extend(renewed.into_values().flatten());
        all.sort_by(|one, other| one.location.file.cmp(&other.location.file));
    }
    all
}
