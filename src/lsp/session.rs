//! One archive while an editor works on it: its files as they are on the disk, with the open texts over them.

use super::articles::{Articles, form_of};
use super::buffer::{Buffer, LARGE};
use super::client::Client;
use super::seen::{ArchiveLinks, SeenFiles};
use super::told::{Teller, range};
use super::uri;
use crate::archive::{Archive, ArchiveError};
use crate::baseline::{self, Baseline, MarkedBaseline};
use crate::check::{Options, Since};
use crate::config;
use crate::desk::Desk;
use crate::diagnostic::{Code, SourceText};
use crate::report::visible;
use crate::repository::{Overlay, World, is_json};
use crate::text::{Position, Span, strip_bom};
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The open texts, by their files.
pub(super) type Buffers = BTreeMap<Utf8PathBuf, Buffer>;

/// An archive and what is known of it.
pub(super) struct Session {
    pub(super) archive: Archive,
    pub(super) options: Options,
    /// What was read for it, to be asked.
    pub(super) desk: Desk,
    /// The articles that are open; nothing where they are not wanted.
    pub(super) articles: Option<Articles>,
    /// Why its configuration cannot be used, and where that is.
    wrong: Option<Wrong>,
    /// The same of its baseline.
    wrong_baseline: Option<Wrong>,
    /// Whether something has changed since it was checked.
    stale: bool,
    /// What may have changed since it was read.
    changed: ChangedFiles,
    /// What the disk said when it was read.
    seen: Option<SeenFiles>,
    /// The links that the disk had then.
    pub(super) links: ArchiveLinks,
    /// What the baseline has of the report; nothing where there is none that can be used.
    baseline: MarkedBaseline,
    /// Whether the baseline may be another.
    has_new_baseline: bool,
    /// Whether it was checked since the editor was told.
    pub(super) untold: bool,
    /// What is told of each file to an editor that asks, but for what is in `stale_told`.
    told: BTreeMap<Utf8PathBuf, Vec<Value>>,
    /// The files, as reports name them, of which something else may be said by now.
    stale_told: Since,
    /// What is told of articles, and of what is wrong with the archive.
    beside: BTreeMap<Utf8PathBuf, Vec<Value>>,
}

/// Files that may have changed since an archive was read.
struct ChangedFiles {
    /// Those that the editor has told of.
    told: BTreeSet<Utf8PathBuf>,
    /// Whether there may be others, of which nobody tells.
    untold: bool,
}

impl Session {
    pub(super) fn new(archive: Archive, articles: bool) -> Self {
        Self {
            archive,
            options: Options::default(),
            desk: Desk::default(),
            articles: articles.then(Articles::default),
            wrong: None,
            wrong_baseline: None,
            stale: true,
            changed: ChangedFiles { told: BTreeSet::new(), untold: true },
            seen: None,
            links: ArchiveLinks::default(),
            baseline: MarkedBaseline::default(),
            has_new_baseline: true,
            untold: true,
            told: BTreeMap::new(),
            stale_told: Since::Anything,
            beside: BTreeMap::new(),
        }
    }

    pub(super) fn root(&self) -> &Utf8Path {
        &self.archive.root
    }

    /// Whether the process may not read it: it confined itself before the folder was opened.
    pub(super) fn is_out_of_reach(&self) -> bool {
        let file = self.root().join(config::FILE_NAME);
        let read = self.archive.disk.read_up_to(&file, LARGE);
        read.is_err_and(|error| error.kind() == std::io::ErrorKind::PermissionDenied)
    }

    /// Whether it was checked once.
    pub(super) fn is_known(&self) -> bool {
        self.desk.is_known()
    }

    /// The archive's files with the open texts over them.
    pub(super) fn world(&self, buffers: &Buffers) -> Overlay<'_> {
        let mut world = Overlay::new(&self.archive.disk);
        for (file, buffer) in buffers.range(self.root().to_owned()..) {
            if !file.starts_with(self.root()) {
                break;
            }
            // A document that was not changed is the file, whatever its encoding and its line ends are.
            let is_ours = matches!(file.extension(), Some("json" | "toml"));
            // What is wrong with its encoding is to be said while it is open, too: saved, it has the same one.
            let is_its_file = if is_ours { buffer.is_decoded } else { !buffer.is_changed() };
            if !is_its_file && !buffer.is_large() {
                let bytes = Arc::<[u8]>::from(buffer.text().clone());
                let others = self.links.names(file).filter(|name| !buffers.contains_key(name));
                for name in others.chain([file.clone()]).filter(|name| self.may_read(name)) {
                    world.put(name, bytes.clone());
                }
            }
        }
        world
    }

    /// Whether a file is where the archive reads it, or is still to be made: an editor also opens what a link out of it leads to.
    fn may_read(&self, file: &Utf8Path) -> bool {
        let corpus = self.root().join(&self.options.config.corpus);
        let is_text = file.starts_with(&corpus) && !is_json(file);
        let folder = if is_text { &corpus } else { self.root() };
        !self.archive.disk.exists(file) || self.archive.disk.is_inside(file, folder)
    }

    /// That an open text has changed.
    pub(super) fn touch(&mut self, file: &Utf8Path) {
        let is_article = self.is_article(file);
        let names: Vec<Utf8PathBuf> = self.links.names(file).collect();
        self.stale |= !names.is_empty();
        self.changed.told.extend(names);
        match &mut self.articles {
            Some(articles) if is_article => articles.stale = true,
            _ => {
                self.stale = true;
                self.changed.told.insert(file.to_owned());
            }
        }
    }

    /// Whether a file is an article, and none of the archive's own.
    pub(super) fn is_article(&self, file: &Utf8Path) -> bool {
        let config = &self.options.config;
        let inside = |folder: &Utf8Path| file.starts_with(self.root().join(folder));
        let is_own = inside(&config.claims) || inside(&config.corpus);
        !is_own && file.starts_with(self.root()) && form_of(file).is_some()
    }

    /// Whether a file lies where claims and sources are read, or a link there leads to it, or where that cannot be told.
    pub(super) fn reads(&self, file: &Utf8Path) -> bool {
        let config = &self.options.config;
        let own = [&config.claims, &config.corpus].map(|folder| self.root().join(folder));
        let mut names = self.links.names(file).chain([file.to_owned()]);
        self.wrong.is_some() || names.any(|name| own.iter().any(|own| name.starts_with(own)))
    }

    /// Whether there is something that the editor does not know yet.
    pub(super) fn is_behind(&self) -> bool {
        self.is_stale() || self.untold
    }

    /// Whether texts of its sources may be elsewhere than in the archive, where nobody watches them.
    pub(super) fn has_other_texts(&self) -> bool {
        !self.options.texts.is_empty() || !self.options.config.texts.is_empty()
    }

    fn is_stale(&self) -> bool {
        self.stale || self.articles.as_ref().is_some_and(|articles| articles.stale)
    }

    /// That files may have changed of which nobody tells.
    pub(super) fn look(&mut self) {
        self.stale = true;
        self.changed.untold = true;
        // Bibliographies are read again, wherever they are.
        self.articles.iter_mut().for_each(|articles| articles.stale = true);
    }

    /// Checks the archive, if something has changed. `false` where that was stopped.
    pub(super) fn refresh(&mut self, buffers: &Buffers, stop: &(dyn Fn() -> bool + Sync)) -> bool {
        if !self.is_stale() {
            return true;
        }
        if stop() || (self.stale && !self.check(buffers, stop)) {
            return false;
        }
        self.untold = true;
        let Some(mut articles) = self.articles.take_if(|articles| articles.stale) else {
            return true;
        };
        let world = self.world(buffers);
        let is_ours = |file: &Utf8Path| self.is_article(file);
        let archive = (self.root(), &self.desk);
        let is_done = articles.refresh(archive, &world, (buffers, &is_ours), stop);
        self.articles = Some(articles);
        is_done
    }

    /// Checks the archive. `false` where that was stopped.
    fn check(&mut self, buffers: &Buffers, stop: &(dyn Fn() -> bool + Sync)) -> bool {
        // Taken out, so that they can be written to while the world is read from.
        let mut desk = std::mem::take(&mut self.desk);
        let mut seen = self.seen.take();
        let world = self.world(buffers);
        let read = self.archive.options_in(&world);
        let wrong = read.as_ref().err().map(|error| Wrong::of(&world, self.root(), error));
        // While the configuration is wrong, the last one that was right holds: what else is typed is checked.
        let before = || desk.is_known().then(|| self.options.clone());
        let Some(mut options) = read.ok().or_else(before) else {
            drop(world);
            (self.desk, self.seen, self.wrong) = (desk, seen, wrong);
            self.stale = false;
            return true;
        };
        options.brief = true;
        let since = self.since(&options, &desk, &mut seen);
        let is_done = desk.check(&world, &options, &since, stop).is_some();
        let file = options.root.join(baseline::FILE_NAME);
        let has_new_baseline = self.has_new_baseline || since.has(&file);
        let baseline = (is_done && has_new_baseline).then(|| read_baseline(&world, file));
        drop(world);
        (self.wrong, self.has_new_baseline) = (wrong, has_new_baseline);
        if let Some(baseline) = baseline {
            (self.baseline, self.wrong_baseline) = baseline;
        }
        if self.changed.untold {
            self.links = ArchiveLinks::of(&self.archive.disk, &options);
        }
        if is_other(&since, &options) || options != self.options {
            self.articles.iter_mut().for_each(Articles::look);
        }
        self.options = options;
        self.changed.told.clear();
        self.changed.untold = false;
        if is_done {
            self.mark(&mut desk);
        }
        (self.desk, self.seen) = (desk, seen);
        self.stale = !is_done;
        is_done
    }

    /// What may be other than it was when the archive was read.
    fn since(&self, options: &Options, desk: &Desk, seen: &mut Option<SeenFiles>) -> Since {
        let mut files = self.changed.told.clone();
        if self.changed.untold {
            let now = SeenFiles::of(&self.archive.disk, options, desk);
            let before = seen.take().filter(|_| desk.is_known());
            let others = before.map(|before| now.since(&before));
            *seen = Some(now);
            let Some(others) = others else { return Since::Anything };
            files.extend(others);
        }
        Since::Files(files)
    }

    /// Marks what the baseline has, in what the last check has renewed.
    fn mark(&mut self, desk: &mut Desk) {
        let is_new = std::mem::take(&mut self.has_new_baseline);
        let renewed = if is_new { Since::Anything } else { desk.renewed().clone() };
        let files = match &renewed {
            Since::Anything => None,
            Since::Files(files) => Some(files),
        };
        self.baseline.mark(desk.report_mut(), files);
        self.stale_told.join(renewed);
    }

    /// The bytes of a file on the disk, where an editor's text of it is not large.
    pub(super) fn saved(&self, file: &Utf8Path) -> Option<Vec<u8>> {
        self.archive.disk.read_up_to(file, LARGE).ok()
    }

    /// Brings what is told up to date, for an editor that asks.
    pub(super) fn tell(&mut self, client: &Client) {
        let stale = std::mem::replace(&mut self.stale_told, Since::Files(BTreeSet::new()));
        let teller = self.teller(client);
        match &stale {
            Since::Anything => self.told = teller.by_file(self.desk.report().standing()),
            Since::Files(names) => {
                let told: Vec<_> = names.iter().map(|name| self.told_of(name, client)).collect();
                for (name, told) in names.iter().zip(told) {
                    self.told.insert(self.archive.root.join(name), told);
                }
                self.told.retain(|_, told| !told.is_empty());
            }
        }
        self.beside = self.told_beside(client);
    }

    /// The files of which something else may be told than an editor knows that is told unasked; from now on it knows them.
    pub(super) fn take_stale(&mut self, client: &Client) -> Since {
        self.untold = false;
        let stale = std::mem::replace(&mut self.stale_told, Since::Files(BTreeSet::new()));
        let root = &self.archive.root;
        let mut stale = match stale {
            Since::Anything => Since::Anything,
            Since::Files(names) => Since::Files(names.iter().map(|name| root.join(name)).collect()),
        };
        let beside = self.told_beside(client);
        let others = self.beside.keys().chain(beside.keys()).cloned();
        stale.join(Since::Files(others.collect()));
        self.beside = beside;
        stale
    }

    fn teller<'s>(&'s self, client: &'s Client) -> Teller<'s> {
        Teller { root: &self.archive.root, files: &self.desk.report().files, client }
    }

    /// What is told of a file of the archive, by its name in reports.
    fn told_of(&self, name: &Utf8Path, client: &Client) -> Vec<Value> {
        let teller = self.teller(client);
        self.desk.report().standing_in(name).map(|found| teller.diagnostic(found)).collect()
    }

    /// What is told of articles, and of what is wrong with the archive.
    fn told_beside(&self, client: &Client) -> BTreeMap<Utf8PathBuf, Vec<Value>> {
        let mut beside = BTreeMap::new();
        if let Some(Articles { checked, .. }) = &self.articles {
            let teller = Teller { files: &checked.report.files, ..self.teller(client) };
            beside.extend(teller.by_file(checked.report.standing()));
        }
        for wrong in [&self.wrong, &self.wrong_baseline].into_iter().flatten() {
            beside.entry(wrong.file.clone()).or_insert_with(Vec::new).push(wrong.told(client));
        }
        beside
    }

    /// The files of which something is found.
    pub(super) fn found_in(&self) -> BTreeSet<Utf8PathBuf> {
        let mut files: Vec<&Utf8PathBuf> =
            self.desk.report().standing().map(|found| &found.location.file).collect();
        files.dedup();
        let files = files.into_iter().map(|name| self.archive.root.join(name));
        files.chain(self.beside.keys().cloned()).collect()
    }

    /// What is found of a file now.
    pub(super) fn now(&self, file: &Utf8Path, client: &Client) -> Vec<Value> {
        let mut told = self.told_of(file.strip_prefix(self.root()).unwrap_or(file), client);
        told.extend(self.beside.get(file).into_iter().flatten().cloned());
        told
    }

    /// The files of which something is told to an editor that asks.
    pub(super) fn files(&self) -> impl Iterator<Item = &Utf8PathBuf> {
        self.told.keys().chain(self.beside.keys())
    }

    /// What is told of a file to an editor that asks.
    pub(super) fn items<'s>(&'s self, file: &Utf8Path) -> impl Iterator<Item = &'s Value> {
        [&self.told, &self.beside].into_iter().filter_map(|told| told.get(file)).flatten()
    }
}

/// What an archive's baseline has, and what is wrong with it.
fn read_baseline(world: &dyn World, file: Utf8PathBuf) -> (MarkedBaseline, Option<Wrong>) {
    let Ok(bytes) = world.read(&file) else { return (MarkedBaseline::default(), None) };
    match Baseline::read(&bytes) {
        Ok(baseline) => (MarkedBaseline::of(&baseline), None),
        Err(error) => {
            let wrong = Wrong::new(world, file, error.position, error.to_string(), None);
            (MarkedBaseline::default(), Some(wrong))
        }
    }
}

/// Whether something else than claims may be another: a document, perhaps.
fn is_other(since: &Since, options: &Options) -> bool {
    let claims = options.root.join(&options.config.claims);
    match since {
        Since::Anything => true,
        Since::Files(files) => files.iter().any(|file| !file.starts_with(&claims)),
    }
}

/// What is wrong with a file without which nothing can be checked.
struct Wrong {
    file: Utf8PathBuf,
    text: SourceText,
    at: Position,
    message: String,
    code: Option<Code>,
}

impl Wrong {
    fn new(
        world: &dyn World,
        file: Utf8PathBuf,
        at: Position,
        message: String,
        code: Option<Code>,
    ) -> Self {
        let bytes = world.read(&file).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        // Places are told without a byte order mark.
        let byte = at.byte + text.len() - strip_bom(&text).len();
        Self { file, text: SourceText::plain(text), at: Position { byte, ..at }, message, code }
    }

    /// A configuration that cannot be read or is wrong.
    fn of(world: &dyn World, root: &Utf8Path, error: &ArchiveError) -> Self {
        let code = Some(Code::ConfigInvalid);
        match error {
            ArchiveError::ConfigInvalid(file, wrong) => {
                Self::new(world, file.clone(), wrong.position, wrong.to_string(), code)
            }
            error => {
                let start = Position { line: 1, column: 1, byte: 0 };
                Self::new(world, root.join(config::FILE_NAME), start, error.to_string(), code)
            }
        }
    }

    fn told(&self, client: &Client) -> Value {
        let span = Span::new(self.at.byte, self.at.byte);
        let mut told = json!({
            "range": range(&self.text, span, client.encoding),
            "severity": 1,
            "source": "quoteproof",
            "message": visible(&self.message, true),
        });
        if let Some(code) = self.code {
            told["code"] = code.name().into();
        }
        told
    }
}

/// The URI of a file, as an open text has it.
pub(super) fn uri_of(uris: &BTreeMap<Utf8PathBuf, String>, file: &Utf8Path) -> String {
    uris.get(file).cloned().unwrap_or_else(|| uri::of_path(file))
}
