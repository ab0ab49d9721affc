//! Discover, load, parse, schema, decode: from a folder to claims and sources with their findings.

use super::Options;
use super::stray::{self, Stray};
use crate::config::{self, Share};
use crate::corpus::{LoadedProofs, LoadedSource, TextPlace, sha256_hex};
use crate::diagnostic::{At, Code, Files, Finding, SourceText};
use crate::model::{ClaimFile, ClaimRecord, FileFindings, KeptClaims, SourceIds};
use crate::repository::{Entry, EntryKind, World, shown, stays_inside};
use crate::rules::need_statement;
use crate::schema::{self, JsonFile};
use crate::seal::{Passage, Proofs, ProofsFile, in_order};
use crate::source::Source;
use crate::text::{Span, shell_word};
use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

/// The largest file of a claim, a source or proofs that is read, in bytes. A tree of it may take a hundred times as much
/// memory; a thousand quotes of a page each have 3 MiB, and 10,000 passages with their proofs 11 MiB.
pub const MAX_JSON: usize = 16 << 20;

/// What a run starts from.
pub(crate) struct Loaded {
    /// Those that the run is about.
    pub(crate) claims: Vec<ClaimFile>,
    /// In a run on some paths, the others: they are not checked, but references lead to them.
    pub(crate) other_claims: Vec<ClaimFile>,
    pub(crate) sources: Vec<LoadedSource>,
    pub(crate) findings: Vec<Finding>,
    /// Files that lie where nothing reads them.
    pub(crate) strays: Vec<Stray>,
}

impl Loaded {
    /// The files of the claims and sources that the run is about.
    pub(crate) fn asked(&self) -> HashSet<&Utf8Path> {
        let sources = self.sources.iter().filter(|s| s.asked).map(|s| s.file.as_path());
        self.claims.iter().map(|c| &*c.file).chain(sources).collect()
    }

    /// The files of all claims.
    pub(crate) fn claim_paths(&self) -> impl Iterator<Item = &Utf8Path> {
        self.claims.iter().chain(&self.other_claims).map(|claim| &*claim.file)
    }

    /// All findings, and the texts of their files: moved out, or copied where this stays for the next run.
    pub(crate) fn take_findings(&mut self, files: &mut Files, stays: bool) -> Vec<Finding> {
        let mut findings = taken(&mut self.findings, stays);
        for claim in &mut self.claims {
            let found = take_found(claim, files, stays);
            findings.extend(found);
        }
        // Not their findings: the run is not about them. Their places are named all the same.
        for claim in &mut self.other_claims {
            take_found(claim, files, stays);
        }
        for source in &mut self.sources {
            findings.append(&mut taken(&mut source.findings, stays));
            for (file, text) in taken(&mut source.texts, stays) {
                files.insert(file, text);
            }
        }
        findings
    }
}

fn taken<T: Clone + Default>(from: &mut T, stays: bool) -> T {
    if stays { from.clone() } else { std::mem::take(from) }
}

/// The findings of a claim's file; its text goes to the files.
fn take_found(claim: &mut ClaimFile, files: &mut Files, stays: bool) -> Vec<Finding> {
    if claim.found.is_none() {
        return Vec::new();
    }
    let found = taken(&mut claim.found, stays).map(|found| *found);
    let FileFindings { findings, text, .. } = found.unwrap_or_default();
    if let Some(text) = text {
        files.insert(&*claim.file, text);
    }
    findings
}

/// Reads all claims and sources of a repository; of the claims stays what `keep` says.
pub(crate) fn load(world: &dyn World, options: &Options, keep: KeptClaims) -> Loaded {
    let listed = ListedFiles::new(world, options);
    let texts = TextsByHash::new(world, options);
    let names = listed.names();
    let claim = |at: ClaimPath| load_claim(world, &at.path(options), at.file, keep, &names);
    // Sources take longest: while they are loaded, claims fill the gaps.
    let (sources, claims) = rayon::join(
        || {
            let each = listed.folders.par_iter();
            each.map(|dir| load_source(world, dir, options, &texts)).collect()
        },
        || listed.files.into_par_iter().map(claim).collect(),
    );
    let ListedFiles { findings, strays, .. } = listed;
    Loaded { claims, other_claims: Vec::new(), sources, findings, strays }
}

/// The files and folders of a repository that are claims and sources.
pub(super) struct ListedFiles {
    pub(super) files: Vec<ClaimPath>,
    pub(super) folders: Vec<Utf8PathBuf>,
    pub(super) findings: Vec<Finding>,
    pub(super) strays: Vec<Stray>,
}

impl ListedFiles {
    pub(super) fn new(world: &dyn World, options: &Options) -> Self {
        let root = &options.root;
        let (mut findings, mut strays) = (Vec::new(), Vec::new());
        let entries = world.walk(&root.join(&options.config.claims));
        strays.extend(entries.iter().filter_map(|entry| stray::claim(entry, root)));
        let files = claim_files(entries, root, &mut findings);
        let folders = source_folders(world, options, &mut findings, &mut strays);
        Self { files, folders, findings, strays }
    }

    /// The ids of the sources.
    pub(super) fn names(&self) -> SourceIds {
        SourceIds::new(self.folders.iter().filter_map(|folder| folder.file_name()))
    }
}

/// A claim's file as reports name it, and its path where that is another than this in the root.
pub(super) struct ClaimPath {
    pub(super) file: Arc<Utf8Path>,
    other: Option<Utf8PathBuf>,
}

impl ClaimPath {
    pub(super) fn path(&self, options: &Options) -> Utf8PathBuf {
        self.other.clone().unwrap_or_else(|| options.root.join(&self.file))
    }
}

fn claim_files(
    entries: Vec<Entry>,
    root: &Utf8Path,
    findings: &mut Vec<Finding>,
) -> Vec<ClaimPath> {
    let mut files = Vec::new();
    for entry in entries {
        let json = entry.path.extension().is_some_and(|e| e.eq_ignore_ascii_case("json"));
        match entry.kind {
            EntryKind::File if json => {
                let file: Arc<Utf8Path> = shown(&entry.path, root).into();
                let other = (root.join(&file) != entry.path).then_some(entry.path);
                files.push(ClaimPath { file, other });
            }
            EntryKind::Folder if json => {
                findings.push(unreadable(&shown(&entry.path, root), "it is a folder"));
            }
            EntryKind::Broken(reason) => {
                findings.push(unreadable(&shown(&entry.path, root), &reason));
            }
            _ => {}
        }
    }
    files
}

fn source_folders(
    world: &dyn World,
    options: &Options,
    findings: &mut Vec<Finding>,
    strays: &mut Vec<Stray>,
) -> Vec<Utf8PathBuf> {
    let mut folders = Vec::new();
    for entry in world.list(&options.root.join(&options.config.corpus)) {
        match entry.kind {
            EntryKind::Folder => folders.push(entry.path),
            EntryKind::Broken(reason) => {
                findings.push(unreadable(&shown(&entry.path, &options.root), &reason));
            }
            EntryKind::File => strays.extend(stray::document(&entry, &options.root)),
        }
    }
    folders
}

fn unreadable(file: &Utf8Path, reason: &str) -> Finding {
    Finding::new(Code::JsonUnreadable, file, At::File, format!("the file cannot be read: {reason}"))
}

/// A JSON file as far as it goes: its text, and the findings on the way.
struct Parsed {
    text: Arc<str>,
    findings: Vec<Finding>,
}

impl Parsed {
    fn source_text(&self) -> SourceText {
        SourceText::json(self.text.clone())
    }
}

/// The bytes of a JSON file.
pub(super) fn read(
    world: &dyn World,
    path: &Utf8Path,
    file: &Utf8Path,
) -> Result<Vec<u8>, Box<Finding>> {
    let bytes = world.read_up_to(path, MAX_JSON);
    bytes.map_err(|error| Box::new(unreadable(file, &plain_words(&error))))
}

fn parse(
    world: &dyn World,
    path: &Utf8Path,
    file: &Utf8Path,
    kind: JsonFile,
) -> Result<Parsed, Box<Finding>> {
    Ok(parsed(read(world, path, file)?, file, kind))
}

fn parsed(bytes: Vec<u8>, file: &Utf8Path, kind: JsonFile) -> Parsed {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let utf16 = error.as_bytes().starts_with(b"\xff\xfe")
                || error.as_bytes().starts_with(b"\xfe\xff");
            let message = if utf16 {
                "the file is UTF-16, not UTF-8".to_owned()
            } else {
                format!("the file is not UTF-8 from here on: byte {} cannot be decoded", at + 1)
            };
            // The place is given in the text as far as it could be decoded.
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let finding =
                Finding::new(Code::JsonNotUtf8, file, At::Span(Span::new(at, at)), message)
                    .help("save the file as UTF-8");
            return Parsed { text: text.into(), findings: vec![finding] };
        }
    };
    let findings = schema::check(kind, file, &text);
    Parsed { text: text.into(), findings }
}

/// The text of a JSON file that something is to be shown of, read again.
pub(crate) fn json_text(world: &dyn World, path: &Utf8Path) -> Option<SourceText> {
    Some(SourceText::json(String::from_utf8(world.read_up_to(path, MAX_JSON).ok()?).ok()?))
}

fn plain_words(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}

fn load_claim(
    world: &dyn World,
    path: &Utf8Path,
    file: Arc<Utf8Path>,
    keep: KeptClaims,
    names: &SourceIds,
) -> ClaimFile {
    match read(world, path, &file) {
        Ok(bytes) => claim_of(bytes, file, keep, names),
        Err(finding) => unread_claim(file, *finding),
    }
}

/// A claim whose file cannot be read.
pub(super) fn unread_claim(file: Arc<Utf8Path>, finding: Finding) -> ClaimFile {
    let found = FileFindings { findings: vec![finding], text: None, unchecked: 0 };
    ClaimFile { file, claim: None, found: Some(Box::new(found)) }
}

/// A claim from the bytes of its file.
pub(super) fn claim_of(
    bytes: Vec<u8>,
    file: Arc<Utf8Path>,
    keep: KeptClaims,
    names: &SourceIds,
) -> ClaimFile {
    let mut parsed = parsed(bytes, &file, JsonFile::Claim);
    let mut claim = None;
    if parsed.findings.is_empty() {
        match schema::decode_claim(&file, &parsed.text) {
            Ok(decoded) => {
                let whole = keep == KeptClaims::Claims || need_statement(&decoded);
                claim = Some(ClaimRecord::of(&file, decoded, whole, names));
            }
            Err(finding) => parsed.findings.push(*finding),
        }
    }
    // Most files have nothing to show: their texts are read again where a quote has.
    let found = (!parsed.findings.is_empty()).then(|| {
        let unchecked = if claim.is_some() { 0 } else { schema::quotes_in(&parsed.text) };
        let text = Some(parsed.source_text());
        Box::new(FileFindings { findings: parsed.findings, text, unchecked })
    });
    ClaimFile { file, claim, found }
}

pub(super) fn load_source(
    world: &dyn World,
    folder: &Utf8Path,
    options: &Options,
    texts: &TextsByHash<'_>,
) -> LoadedSource {
    let path = folder.join("source.json");
    let file = shown(&path, &options.root);
    let id = folder.file_name().unwrap_or("").to_owned();
    let mut loaded = LoadedSource {
        id,
        file,
        source: None,
        place: TextPlace::Missing,
        rendition: None,
        proofs: None,
        texts: Vec::new(),
        findings: Vec::new(),
        strays: Vec::new(),
        asked: true,
    };
    let mut parsed = match parse(world, &path, &loaded.file, JsonFile::Source) {
        Ok(parsed) => parsed,
        Err(finding) => {
            let finding = if world.exists(&path) {
                *finding
            } else {
                let message =
                    format!("the folder `{}` has no source.json", shown(folder, &options.root));
                Finding::new(Code::JsonUnreadable, loaded.file.clone(), At::File, message)
                    .help(bare_folder(world, folder, &loaded.id, options))
            };
            loaded.findings.push(finding);
            return loaded;
        }
    };
    if parsed.findings.is_empty() {
        match schema::decode_source(&loaded.file, &parsed.text) {
            Ok(source) => loaded.source = Some(source),
            Err(finding) => parsed.findings.push(*finding),
        }
    } else {
        loaded.texts.push((loaded.file.clone(), parsed.source_text()));
    }
    loaded.findings.append(&mut parsed.findings);
    if let Some(source) = loaded.source.clone() {
        place_text(folder, options, texts, &source, &mut loaded);
        // Where the text is missing, another file may be the text under a wrong name: the error on the text says so.
        if options.is_whole() && loaded.place != TextPlace::Missing {
            loaded.strays = stray::beside(world, folder, &source, &options.root);
        }
        if knows_algorithm(&source, &mut loaded) {
            compare_languages(&source, &mut loaded);
            load_proofs(world, folder, options, &source, &mut loaded);
        }
    }
    loaded
}

/// What to do with a folder of the corpus that is no source yet.
fn bare_folder(world: &dyn World, folder: &Utf8Path, id: &str, options: &Options) -> String {
    let files = world.list(folder).into_iter().filter(|entry| entry.kind == EntryKind::File);
    let files: Vec<Utf8PathBuf> = files.map(|entry| shown(&entry.path, &options.root)).collect();
    let file = match files.as_slice() {
        [only] => only.to_string(),
        _ => format!("{}/FILE", shown(folder, &options.root)),
    };
    let file = shell_word(&file);
    format!(
        "make it a source, `quoteproof source add {file} --id {id}`, or remove the folder: every folder of the corpus \
         is one"
    )
}

/// Whether the source's seal, if it has one, is of the construction that is known here.
fn knows_algorithm(source: &Source, loaded: &mut LoadedSource) -> bool {
    let Some(seal) = source.seal.as_ref().filter(|s| s.algorithm != crate::seal::ALGORITHM) else {
        return true;
    };
    let message = crate::seal::ProofError::UnknownAlgorithm(seal.algorithm.clone()).to_string();
    let at = At::Value("/seal/algorithm".to_owned());
    let finding = Finding::new(Code::SealUnknownAlgorithm, loaded.file.clone(), at, message);
    let help =
        format!("run `quoteproof seal {}` where the text is, or a newer quoteproof", source.id);
    loaded.findings.push(finding.help(help));
    false
}

/// Says where a source is sealed in another language than it states: its quotes would be read in two ways.
fn compare_languages(source: &Source, loaded: &mut LoadedSource) {
    let (Some(seal), Some(stated)) = (&source.seal, &source.language) else { return };
    if seal.language.eq_ignore_ascii_case(stated) || stated.eq_ignore_ascii_case("und") {
        return;
    }
    let message =
        format!("the text was sealed as `{}`, and the source is in `{stated}`", seal.language);
    let at = At::Value("/seal/language".to_owned());
    let finding = Finding::new(Code::SealMismatch, loaded.file.clone(), at, message);
    let help =
        format!("run `quoteproof seal {0}`, then `quoteproof prove`, where the text is", source.id);
    loaded.findings.push(finding.help(help));
}

/// Finds the text, and the one that was made of it elsewhere: beside `source.json`, or by their hashes in the folders of
/// texts.
fn place_text(
    folder: &Utf8Path,
    options: &Options,
    texts: &TextsByHash<'_>,
    source: &Source,
    loaded: &mut LoadedSource,
) {
    if options.sealed_unread && source.seal.is_some() {
        // As it is where the text is not: it stays missing.
        loaded.rendition = source.text.rendition.as_ref().map(|_| TextPlace::Missing);
        return;
    }
    let mut place = |path: &str, sha256: &str, pointer: &str| {
        let inside = options.root.join(&options.config.corpus);
        place_one(texts.world, (folder, &inside), Utf8Path::new(path))
            .unwrap_or_else(|why| {
                let message = format!("the path `{path}` {why}");
                let at = At::Value(pointer.to_owned());
                let finding =
                    Finding::new(Code::SourcePathOutside, loaded.file.clone(), at, message);
                loaded.findings.push(finding.help(
                    "give a path inside the source's own folder, with `/` between its parts",
                ));
                Some(TextPlace::Refused)
            })
            .or_else(|| texts.find(sha256).map(TextPlace::File))
            .unwrap_or(TextPlace::Missing)
    };
    let (text, made) = (&source.text, source.text.rendition.as_ref());
    let whole = place(&text.path, &text.sha256, "/text/path");
    let made = made.map(|made| place(&made.path, &made.sha256, "/text/rendition/path"));
    loaded.place = whole;
    loaded.rendition = made;
}

/// Where a path of a source leads; `None` where nothing is, and why it is refused.
fn place_one(
    world: &dyn World,
    (folder, corpus): (&Utf8Path, &Utf8Path),
    path: &Utf8Path,
) -> Result<Option<TextPlace>, &'static str> {
    if !stays_inside(path) {
        return Err(if path.as_str().contains('\\') {
            "has a backslash: its parts are to be separated by `/`"
        } else if path.is_absolute() {
            "is absolute"
        } else {
            "leaves the source's folder"
        });
    }
    let beside = folder.join(path);
    match (world.exists(&beside), world.is_inside(&beside, corpus)) {
        (false, _) => Ok(None),
        (true, true) => Ok(Some(TextPlace::File(beside))),
        (true, false) => Err("is a symbolic link that leads out of the corpus"),
    }
}

fn load_proofs(
    world: &dyn World,
    folder: &Utf8Path,
    options: &Options,
    source: &Source,
    loaded: &mut LoadedSource,
) {
    let path = folder.join("proofs.json");
    if !world.exists(&path) {
        return;
    }
    let file = shown(&path, &options.root);
    let bytes = match read(world, &path, &file) {
        Ok(bytes) => bytes,
        Err(finding) => {
            loaded.findings.push(*finding);
            return;
        }
    };
    if let Some(proofs) = std::str::from_utf8(&bytes).ok().and_then(schema::sure_proofs) {
        check_proofs(&file, proofs, options.config.seal, source, loaded);
        return;
    }
    let parsed = parsed(bytes, &file, JsonFile::Proofs);
    if !parsed.findings.is_empty() {
        loaded.texts.push((file.clone(), parsed.source_text()));
        loaded.findings.extend(parsed.findings);
        return;
    }
    match schema::decode_proofs(&file, &parsed.text) {
        Ok(proofs) => check_proofs(&file, proofs, options.config.seal, source, loaded),
        Err(finding) => loaded.findings.push(*finding),
    }
}

fn check_proofs(
    file: &Utf8Path,
    proofs: ProofsFile,
    config: config::SealConfig,
    source: &Source,
    loaded: &mut LoadedSource,
) {
    let Some(seal) = &source.seal else {
        loaded.findings.push(
            Finding::new(
                Code::SealMissing,
                file,
                At::File,
                format!("there are proofs, but `{}` has no seal to prove them against", source.id),
            )
            .help(format!(
                "run `quoteproof seal {}` where the text is, or remove this file",
                source.id
            )),
        );
        return;
    };
    let proofs: Proofs = match crate::seal::decode(proofs) {
        Ok(proofs) => proofs,
        Err(error) => {
            let at = error.pointer().map_or(At::File, At::Value);
            loaded.findings.push(
                Finding::new(Code::SealMalformedProofs, file, at, error.to_string())
                    .help("run `quoteproof prove` where the text is"),
            );
            return;
        }
    };
    let broken = proofs.check(&loaded.id, seal);
    for (index, error) in &broken {
        let at = index.map_or(At::File, |i| At::Value(format!("/passages/{i}/tokens")));
        loaded.findings.push(
            Finding::new(
                Code::SealForgedProof,
                file,
                at,
                format!("this proof proves nothing: {error}"),
            )
            .help("it is not used; run `quoteproof prove` where the text is"),
        );
    }
    let none_holds = broken.iter().any(|(index, _)| index.is_none());
    let broken: HashSet<usize> = broken.iter().filter_map(|(index, _)| *index).collect();
    let passages: Vec<(usize, Passage)> = proofs
        .passages
        .into_iter()
        .enumerate()
        .filter(|(at, _)| !none_holds && !broken.contains(at))
        .collect();
    let ascends = passages.is_sorted_by(|(_, a), (_, b)| a.start < b.start);
    let (passages, inside) = in_order(passages);
    loaded.findings.extend(untidy(file, ascends, &inside));
    let shown = shown_tokens(&passages);
    let most = config.max_share;
    if most.is_exceeded(shown, seal.tokens) {
        loaded.findings.push(discloses_much(file, &source.id, (shown, seal.tokens), most));
    }
    loaded.proofs = Some(LoadedProofs { file: file.to_owned(), passages });
}

/// Passages in another order than the document's, or one inside another: a merge leaves them so.
fn untidy(file: &Utf8Path, ascends: bool, inside: &[usize]) -> Option<Finding> {
    let message = match inside {
        [] if ascends => return None,
        [] => "the passages are not in the order of the document".to_owned(),
        [_] => "this passage is inside another and is not needed".to_owned(),
        [_, rest @ ..] => {
            format!("this passage is inside another and is not needed; so are {} more", rest.len())
        }
    };
    let first = inside.first().map(|number| format!("/passages/{number}/tokens"));
    let at = At::Value(first.unwrap_or_else(|| "/passages".to_owned()));
    let tidies = "this does no harm; where the text is, `quoteproof prove` tidies the file";
    Some(Finding::new(Code::SealStaleProof, file, at, message).help(tidies))
}

/// How many tokens passages in order show.
fn shown_tokens(passages: &[(usize, Passage)]) -> u64 {
    let mut reached = 0;
    let each = passages.iter().map(|(_, p)| {
        let new = p.end.saturating_sub(p.start.max(reached));
        reached = reached.max(p.end);
        new
    });
    each.sum()
}

fn discloses_much(file: &Utf8Path, id: &str, (shown, all): (u64, u64), most: Share) -> Finding {
    let percent = (u128::from(shown) * 100).div_ceil(u128::from(all.max(1)));
    let message = format!(
        "the proofs show {percent} % of the words of `{id}` ({shown} of {all}); `seal.max-share` is {most}"
    );
    Finding::new(Code::SealDisclosesMuch, file, At::Key("/passages".to_owned()), message)
        .label("may be more than quoting allows")
        .help("drop or shorten quotes that no claim needs, then run `quoteproof prove`; what has been published stays public")
}

/// The folders in which texts are looked for by their hashes.
pub(super) fn text_folders(options: &Options) -> Vec<Utf8PathBuf> {
    let configured = options.config.texts.iter().map(|folder| options.root.join(folder));
    options.texts.iter().cloned().chain(configured).collect()
}

/// The files in the folders of texts by the SHA-256 of their bytes; read at the first question.
pub(super) struct TextsByHash<'w> {
    world: &'w dyn World,
    folders: Vec<Utf8PathBuf>,
    index: OnceLock<HashMap<String, Utf8PathBuf>>,
}

impl<'w> TextsByHash<'w> {
    pub(super) fn new(world: &'w dyn World, options: &Options) -> Self {
        Self { world, folders: text_folders(options), index: OnceLock::new() }
    }

    fn find(&self, sha256: &str) -> Option<Utf8PathBuf> {
        if self.folders.is_empty() {
            return None;
        }
        let index = self.index.get_or_init(|| {
            let files: Vec<Utf8PathBuf> = self
                .folders
                .iter()
                .flat_map(|folder| self.world.walk(folder))
                .filter(|entry| entry.kind == EntryKind::File)
                .map(|entry| entry.path)
                .collect();
            files
                .par_iter()
                .filter_map(|path| Some((sha256_hex(&self.world.read(path).ok()?), path.clone())))
                .collect()
        });
        index.get(sha256).cloned()
    }
}
