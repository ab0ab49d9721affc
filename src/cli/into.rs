//! `quoteproof import --into`: documents of other programs' files become sources, and quotes become claims.

use super::lock::writing;
use super::named::claim_files;
use super::signals::together;
use super::write::write_new;
use super::{print, say};
use anyhow::{anyhow, bail};
use camino::Utf8Path;
use quoteproof::Options;
use quoteproof::author::{SourceMetadata, WantedSource, claim, schema_path, slug, source};
use quoteproof::claim::{Claim, Evidence, Label, MAX_EVIDENCE, Quote, Stance};
use quoteproof::corpus::sha256_hex;
use quoteproof::exchange::{Imported, ImportedDocument, QuoteRow};
use quoteproof::reader::Format;
use quoteproof::report::counted;
use quoteproof::repository::{Disk, World};
use quoteproof::source::Source;
use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

/// How many documents that are not there are named.
const LISTED: usize = 20;

/// What a document is kept as.
const FILE: &str = "text.txt";

/// Where things are written.
struct Archive<'a> {
    disk: &'a Disk,
    options: &'a Options,
    /// The sources by all names that a quote may have for them.
    names: BTreeMap<String, String>,
    /// The hash of each source's file.
    pinned: BTreeMap<String, String>,
}

/// Writes everything to the archive. `name` is what the files are called.
pub(super) fn write_all(
    disk: &Disk,
    options: &Options,
    format: &str,
    name: &str,
    imported: &Imported,
) -> anyhow::Result<ExitCode> {
    let _writing = writing(&options.root, &options.config);
    let mut archive = Archive { disk, options, names: BTreeMap::new(), pinned: BTreeMap::new() };
    archive.read();
    let mut made = 0;
    {
        let _together = together();
        for document in &imported.documents {
            made += usize::from(archive.add(document)?);
        }
    }
    let (mut evidence, lost, empty) = archive.evidence(&imported.quotes);
    let there = archive.quoted();
    let all = evidence.len();
    evidence.retain(|one| !there.contains(&known_by(one)));
    let known = all - evidence.len();
    let mut claims = 0;
    let parts: Vec<&[Evidence]> = evidence.chunks(MAX_EVIDENCE).collect();
    for (at, part) in parts.iter().enumerate() {
        let from = at * MAX_EVIDENCE + 1;
        archive.claim(format, name, part, from)?;
        claims += 1;
    }
    print(&format!(
        "{} and {} written, with {}\n",
        counted(made, "source"),
        counted(claims, "claim"),
        counted(evidence.len(), "quote")
    ))?;
    if known > 0 {
        say(&format!("note: {} left out: the archive has them already", counted(known, "quote")));
    }
    if empty > 0 {
        say(&format!("note: {empty} not taken: quotes without words"));
    }
    if !lost.is_empty() {
        let rows: usize = lost.values().sum();
        let listed: Vec<String> = lost.keys().take(LISTED).map(|id| format!("`{id}`")).collect();
        let more = if lost.len() > LISTED { ", …" } else { "" };
        say(&format!(
            "{rows} not taken: neither the files nor the archive has {}{more}; add the documents with `quoteproof source add`, \
             under an id, a title or an address that the rows have, and import again",
            listed.join(", ")
        ));
        return Ok(ExitCode::FAILURE);
    }
    say("next: quoteproof validate");
    Ok(ExitCode::SUCCESS)
}

/// By what evidence is known again: its source, its words, what is around them, and what it was called.
type Known = (String, Vec<String>, [Option<String>; 3]);

fn known_by(one: &Evidence) -> Known {
    let words = one.quote.segments().iter().map(ToString::to_string).collect();
    let said = [&one.prefix, &one.suffix, &one.note];
    (one.source.to_string(), words, said.map(|text| text.as_ref().map(ToString::to_string)))
}

impl Archive<'_> {
    /// Notes the sources that there are.
    fn read(&mut self) {
        let folders = self.disk.list(&self.options.root.join(&self.options.config.corpus));
        for folder in folders {
            let text = self.disk.read(&folder.path.join("source.json"));
            let source = text.ok().and_then(|text| serde_json::from_slice::<Source>(&text).ok());
            let Some(source) = source else { continue };
            for name in [Some(&source.id), source.url.as_ref(), source.title.as_ref()] {
                let name = name.cloned().unwrap_or_default();
                self.names.entry(name).or_insert_with(|| source.id.clone());
            }
            self.pinned.insert(source.id, source.text.sha256);
        }
    }

    /// Writes a document as a source, if it is not there. The text under another id is another source.
    fn add(&mut self, document: &ImportedDocument) -> anyhow::Result<bool> {
        let hash = sha256_hex(document.text.as_bytes());
        let known = self.names.get(&document.id).filter(|id| self.pinned.get(*id) == Some(&hash));
        if known.is_some() {
            return Ok(false);
        }
        let Some(id) = self.free_id(&document.id) else {
            bail!("no id can be made of the document's name `{}`", document.id);
        };
        if document.text.trim().is_empty() {
            return Ok(false);
        }
        let root = &self.options.root;
        let folder = self.options.config.corpus.join(&id);
        let file = folder.join("source.json");
        let is_address = document.id.starts_with("https://") || document.id.starts_with("http://");
        let stated = SourceMetadata {
            title: (!is_address).then(|| document.id.clone()),
            url: is_address.then(|| document.id.clone()),
            ..SourceMetadata::default()
        };
        let wanted = WantedSource {
            id: &id,
            path: FILE,
            file: &file,
            media_type: "text/plain",
            encoding: None,
            stated,
            csl: None,
            rendition: None,
            sealed: false,
            schema: self.schema(&file, "source"),
        };
        let new = source(document.text.as_bytes(), &wanted)
            .map_err(|why| anyhow!("{}: {why}", document.id))?;
        for (path, bytes) in
            [(folder.join(FILE), document.text.as_bytes()), (file.clone(), new.content.as_bytes())]
        {
            if !write_new(root, &root.join(&path), bytes)? {
                bail!("{path} already exists");
            }
        }
        self.names.insert(document.id.clone(), id.clone());
        self.pinned.insert(id, hash);
        Ok(true)
    }

    fn schema(&self, file: &Utf8Path, name: &str) -> Option<String> {
        let there = self.options.root.join(format!("schema/{name}.schema.json")).exists();
        there.then(|| schema_path(file, name).into_string())
    }

    fn free_id(&self, name: &str) -> Option<String> {
        let own = Some(slug(name)).filter(|id| !id.is_empty())?;
        let numbered = (2..10_000).map(|number| format!("{own}-{number}"));
        let corpus = self.options.root.join(&self.options.config.corpus);
        std::iter::once(own.clone())
            .chain(numbered)
            .find(|id| !self.pinned.contains_key(id) && !corpus.join(id).exists())
    }

    /// The source that a quote cites: by its id, address or title, or by the name of a file from which an id was made.
    fn cited(&self, name: &str) -> Option<&String> {
        let path = Utf8Path::new(name);
        // As `quoteproof export` names a source without an address.
        let path = path.strip_prefix(&self.options.config.corpus).unwrap_or(path);
        let name = path.as_str();
        let stem = path.file_stem().filter(|_| Format::of_name(path).is_some());
        let by_file = || self.names.get(&slug(stem?));
        self.names.get(name).or_else(|| self.names.get(&slug(name))).or_else(by_file)
    }

    /// The quotes as evidence, each with what it was called; which documents are not there, by how many quotes cite them; and
    /// how many quotes have no words.
    fn evidence(&self, quotes: &[QuoteRow]) -> (Vec<Evidence>, BTreeMap<String, usize>, usize) {
        let (mut all, mut lost, mut empty) = (Vec::new(), BTreeMap::new(), 0);
        for row in quotes {
            let cited = row.document.as_deref().unwrap_or("");
            let Some(id) = self.cited(cited) else {
                *lost.entry(cited.to_owned()).or_default() += 1;
                continue;
            };
            let quote = match row.quote.as_slice() {
                [] => {
                    empty += 1;
                    continue;
                }
                [one] => Quote::Text((&**one).into()),
                parts => Quote::Segments(parts.iter().map(|part| (&**part).into()).collect()),
            };
            all.push(Evidence {
                quote,
                prefix: row.prefix.clone(),
                suffix: row.suffix.clone(),
                note: row.id.as_ref().map(|id| format!("imported: {id}").into()),
                ..Evidence::new(id.as_str(), "", Stance::Context)
            });
        }
        (all, lost, empty)
    }

    /// The evidence of all claims that there are.
    fn quoted(&self) -> BTreeSet<Known> {
        let files = claim_files(self.disk, self.options).into_iter();
        let claims = files.filter_map(|file| {
            let text = self.disk.read(&file).ok()?;
            serde_json::from_slice::<Claim>(&text).ok()
        });
        claims.flat_map(|claim| claim.evidence.iter().map(known_by).collect::<Vec<_>>()).collect()
    }

    fn claim(
        &self,
        format: &str,
        name: &str,
        evidence: &[Evidence],
        from: usize,
    ) -> anyhow::Result<()> {
        let name = slug(name);
        let stem =
            if name.is_empty() { format!("{format}-import") } else { format!("{format}-{name}") };
        let root = &self.options.root;
        let claims = &self.options.config.claims;
        let to = from + evidence.len() - 1;
        let mut tried = BTreeSet::new();
        for number in 1..10_000 {
            let id = if number == 1 { stem.clone() } else { format!("{stem}-{number}") };
            let file = claims.join(format!("{id}.json"));
            let record = Claim {
                schema: self.schema(&file, "claim").map(Into::into),
                id: id.as_str().into(),
                statement: format!(
                    "Quotes {from} to {to} of {name}, as `quoteproof import {format}` took them."
                )
                .into(),
                claimant: None,
                date: None,
                label: Label::fitting(false, false),
                justification: None,
                topics: Box::default(),
                evidence: evidence.to_vec().into(),
                relations: Box::default(),
            };
            let text = claim(&file, &record).map_err(|why| anyhow!(why))?;
            if write_new(root, &root.join(&file), text.as_bytes())? {
                return Ok(());
            }
            tried.insert(id);
        }
        bail!("there are already {} claims named `{stem}`", tried.len())
    }
}
