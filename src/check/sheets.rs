//! What the last report said of each file, for the next one: a file of which nothing is new is not told again.
//!
//! Nothing here decides. What was said of a file is said again where its findings are the same, and neither its text nor
//! one that they lead to has changed; else it is made as in a first run.

use super::{Options, Since, Told, diagnosed, fingerprint, json_text, severity_of};
use crate::diagnostic::{Diagnostic, Files, Finding};
use crate::model::Model;
use crate::repository::World;
use crate::rules;
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// The last report by its files.
#[derive(Default)]
pub(super) struct Sheets {
    /// Whether there was one.
    is_known: bool,
    /// What the rules of one claim have found, by its file.
    own: HashMap<Arc<Utf8Path>, Vec<Finding>>,
    by_file: BTreeMap<Utf8PathBuf, Sheet>,
    /// The files of claims by their names: the same findings of two are told apart by numbers.
    named: HashMap<String, BTreeSet<Utf8PathBuf>>,
    /// The texts of JSON files that findings name.
    texts: Files,
    changed: Changed,
    renewed: Since,
}

/// What was said of one file.
struct Sheet {
    /// What was found of it by others than the rules of its claim.
    others: Vec<Finding>,
    /// Other files that its findings name.
    related: Vec<Utf8PathBuf>,
    diagnostics: Vec<Diagnostic>,
    /// The pointers of errors on its quotes.
    errors: Vec<String>,
}

/// What has changed since the last report.
#[derive(Default)]
struct Changed {
    /// Claims that are new, other or gone.
    claims: HashSet<Arc<Utf8Path>>,
    /// Whether a source is another.
    sources: bool,
    /// Whether a file that is no claim may be another.
    others: bool,
}

impl Changed {
    fn has(&self, file: &Utf8Path, claims: &Utf8Path) -> bool {
        self.claims.contains(file) || (self.others && !file.starts_with(claims))
    }
}

impl Sheets {
    /// That a claim is new, another or gone.
    pub(super) fn note_claim(&mut self, file: Arc<Utf8Path>) {
        self.texts.remove(&file);
        self.own.remove(&file);
        self.changed.claims.insert(file);
    }

    /// That a source is another, or gone.
    pub(super) fn note_source(&mut self) {
        self.changed.sources = true;
        self.note_others();
    }

    /// That files that are no claims may be others.
    pub(super) const fn note_others(&mut self) {
        self.changed.others = true;
    }

    /// The texts that are known of the files that findings name.
    pub(super) fn texts(&mut self, claims: &Utf8Path) -> Files {
        if self.changed.others {
            self.texts.retain(|file| file.starts_with(claims));
        }
        self.texts.clone()
    }

    /// The files of which the last report may say something else than the one before.
    pub(super) const fn renewed(&self) -> &Since {
        &self.renewed
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

    /// Tells all findings: `others` are those that the rules of one claim have not made; `open` are files of which these
    /// say something else than before.
    pub(super) fn tell(
        &mut self,
        (world, options): (&dyn World, &Options),
        others: Vec<Finding>,
        open: BTreeSet<Utf8PathBuf>,
        files: &mut Files,
    ) -> Told {
        let claims = &options.config.claims;
        let mut by_file: HashMap<Utf8PathBuf, Vec<Finding>> = HashMap::new();
        for finding in others {
            by_file.entry(finding.file.clone()).or_default().push(finding);
        }
        let open = self.open(&by_file, open, claims);
        let mut renewed = BTreeSet::new();
        for file in &open {
            let others = by_file.remove(file).unwrap_or_default();
            self.renew((world, options), file, others, files);
            renewed.extend(self.name(file, claims));
        }
        self.number(&renewed, claims, files);
        let changed = Since::Files(renewed);
        self.renewed = if self.is_known { changed } else { Since::Anything };
        self.is_known = true;
        self.changed = Changed::default();
        let sheets = || self.by_file.iter();
        let with_errors = sheets().filter(|(_, sheet)| !sheet.errors.is_empty());
        Told {
            errors: with_errors.map(|(file, sheet)| (file.clone(), sheet.errors.clone())).collect(),
            diagnostics: sheets().flat_map(|(_, sheet)| sheet.diagnostics.clone()).collect(),
        }
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

    /// Says anew what is found of a file.
    fn renew(
        &mut self,
        (world, options): (&dyn World, &Options),
        file: &Utf8Path,
        others: Vec<Finding>,
        files: &mut Files,
    ) {
        let own = self.own.get(file).into_iter().flatten();
        let findings: Vec<Finding> = own.chain(&others).cloned().collect();
        if findings.is_empty() {
            self.by_file.remove(file);
            return;
        }
        let related = findings.iter().flat_map(|f| &f.related).map(|related| &related.file);
        let related: BTreeSet<&Utf8PathBuf> = related.filter(|other| *other != file).collect();
        let related: Vec<Utf8PathBuf> = related.into_iter().cloned().collect();
        for name in related.iter().map(Utf8PathBuf::as_path).chain([file]) {
            if name.extension() == Some("json")
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
        let Told { diagnostics, mut errors } = diagnosed(graded, files);
        let errors = errors.remove(file).unwrap_or_default();
        let sheet = Sheet { others, related, diagnostics, errors };
        self.by_file.insert(file.to_owned(), sheet);
    }

    /// Keeps the names of the claims' files, and gives the files with the name of this one.
    fn name(&mut self, file: &Utf8Path, claims: &Utf8Path) -> BTreeSet<Utf8PathBuf> {
        let mut all = BTreeSet::from([file.to_owned()]);
        let Some(name) = file.file_stem().filter(|_| file.starts_with(claims)) else { return all };
        let named = self.named.entry(name.to_owned()).or_default();
        if self.by_file.contains_key(file) {
            named.insert(file.to_owned());
        } else {
            named.remove(file);
        }
        all.extend(named.iter().cloned());
        if named.is_empty() {
            self.named.remove(name);
        }
        all
    }

    /// Gives the findings of files their fingerprints. All files with a name are among them, or none.
    fn number(&mut self, renewed: &BTreeSet<Utf8PathBuf>, claims: &Utf8Path, files: &Files) {
        let mut by_name: BTreeMap<&str, Vec<&Utf8PathBuf>> = BTreeMap::new();
        for file in renewed {
            let name = file.file_stem().filter(|_| file.starts_with(claims));
            by_name.entry(name.unwrap_or(file.as_str())).or_default().push(file);
        }
        for named in by_name.into_values() {
            let mut all: Vec<Diagnostic> = Vec::new();
            for file in &named {
                let sheet = self.by_file.get_mut(*file);
                all.extend(sheet.map(|s| std::mem::take(&mut s.diagnostics)).unwrap_or_default());
            }
            fingerprint::give(&mut all, files, claims);
            for diagnostic in all {
                if let Some(sheet) = self.by_file.get_mut(&diagnostic.location.file) {
                    sheet.diagnostics.push(diagnostic);
                }
            }
        }
    }
}
