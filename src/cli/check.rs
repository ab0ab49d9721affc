//! `quoteproof check`: quotations in articles, theses and tables, without an archive.

use super::validate::human;
use super::write::write_report;
use super::{Global, here, normal, print, say};
use anyhow::{Context, anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};
use clap::builder::PossibleValuesParser;
use quoteproof::config::Config;
use quoteproof::manuscript::{
    Bibliography, CitedDocument, Columns, Form, Library, Named as NamedDocument, Written,
    check_manuscripts, read, stem,
};
use quoteproof::reader::Format;
use quoteproof::report::checked::{Checked, csv, json_v1};
use quoteproof::report::{FORMATS, closing_line};
use quoteproof::repository::{Disk, EntryKind, World};
use quoteproof::text::strip_bom;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::process::ExitCode;

#[derive(clap::Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own on the command line"
)]
pub(super) struct Arguments {
    /// The articles, theses or tables; `-` is standard input, with --as
    #[arg(required = true, value_name = "FILE")]
    files: Vec<Utf8PathBuf>,
    /// A folder of documents that may be cited, or one document (may be repeated)
    #[arg(long, value_name = "DIR")]
    against: Vec<Utf8PathBuf>,
    /// A bibliography, BibTeX or CSL-JSON, whose works may be cited (may be
    /// repeated) [default: those that the manuscript names]
    #[arg(long, value_name = "FILE")]
    bibliography: Vec<Utf8PathBuf>,
    /// A folder in which the files of the bibliography may be (may be repeated)
    #[arg(long, value_name = "DIR")]
    files_in: Vec<Utf8PathBuf>,
    /// The form of the manuscript: its usual extension (md, tex, csv, tsv, txt)
    #[arg(long = "as", value_name = "FORM")]
    form: Option<String>,
    /// The columns of a table: quote, source, page, prefix and suffix
    #[arg(long, value_name = "ROLE=COLUMN", value_delimiter = ',')]
    map: Vec<String>,
    /// The language of the documents, a BCP 47 tag, where they do not say it
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
    /// The form of the report
    #[arg(long, default_value = "human", value_name = "FORMAT", value_parser = forms())]
    format: String,
    /// Write the report to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    output_file: Option<Utf8PathBuf>,
    /// List quotations of eight words or more that cite nothing
    #[arg(long)]
    uncited: bool,
    /// Count warnings, or quotations that could not be checked, as errors
    #[arg(long, value_name = "WHAT", value_parser = ["warnings", "unchecked"])]
    deny: Vec<String>,
    /// Exit with 0 whatever is found
    #[arg(long)]
    exit_zero: bool,
    /// Having checked no quotation is no failure
    #[arg(long)]
    allow_empty: bool,
    /// Show errors only (human)
    #[arg(long, short)]
    quiet: bool,
    /// Also list what passed, by which rule it is tied (human)
    #[arg(long, short, conflicts_with = "quiet")]
    verbose: bool,
}

/// A quotation of fewer words that cites nothing is not worth a line.
const UNCITED_WORDS: usize = 8;

/// How many quotations that were not checked are listed.
const LISTED_QUOTATIONS: usize = 20;

fn forms() -> PossibleValuesParser {
    let others = FORMATS.iter().map(|f| f.name).filter(|name| *name != "junit" && *name != "json");
    PossibleValuesParser::new(["human", "json", "csv"].into_iter().chain(others))
}

impl Arguments {
    /// What is read: the folders of the manuscripts and of the bibliographies, and those that are named.
    pub(super) fn named_inputs(&self) -> Vec<Utf8PathBuf> {
        let folder = |file: &Utf8PathBuf| match file.parent() {
            Some(folder) if !folder.as_str().is_empty() => folder.to_owned(),
            _ => Utf8PathBuf::from("."),
        };
        let files = self.files.iter().filter(|f| f.as_str() != "-").chain(&self.bibliography);
        files.map(folder).chain(self.against.clone()).chain(self.files_in.clone()).collect()
    }

    /// The files that are written.
    pub(super) fn outputs(&self) -> Vec<Utf8PathBuf> {
        self.output_file.iter().cloned().collect()
    }
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let columns = columns(&arguments.map)?;
    let mut manuscripts = Vec::new();
    let mut read_already = BTreeSet::new();
    for file in &arguments.files {
        let bytes = if file.as_str() == "-" { standard_input()? } else { read_file(file)? };
        let mut reading = Reading {
            folder: folder_of(file),
            arguments,
            columns: &columns,
            read_already: &mut read_already,
            into: &mut manuscripts,
        };
        if reading.is_new(file)? {
            reading.manuscript(file, &bytes)?;
        }
    }
    let mut documents = Documents::default();
    for place in &arguments.against {
        documents.add_all(place)?;
    }
    let entries = bibliographies(arguments, &manuscripts, &mut documents)?;
    if documents.found.is_empty() {
        bail!(
            "there is no document to check against: name their folder with --against DIR, or a bibliography that says \
             where they are with --bibliography FILE"
        );
    }
    let mut library = Library::new(documents.names());
    for entry in &entries {
        library.add(entry);
    }
    let found: Vec<CitedDocument> = documents
        .found
        .into_values()
        .map(|mut document| {
            document.language = document.language.or_else(|| arguments.language.clone());
            document
        })
        .collect();
    let deny = |what: &str| arguments.deny.iter().any(|denied| denied == what);
    let config = Config::default();
    let checked = check_manuscripts(&manuscripts, &found, &library, &config, deny("warnings"));
    show(global, arguments, &checked)?;
    let failed = checked.report.failed() || (deny("unchecked") && !checked.unchecked.is_empty());
    if failed {
        return Ok(ExitCode::from(u8::from(!arguments.exit_zero)));
    }
    if checked.quotations.is_empty() && !arguments.allow_empty {
        bail!("no quotation was checked; if that is right, say --allow-empty");
    }
    Ok(ExitCode::SUCCESS)
}

fn standard_input() -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).context("standard input cannot be read")?;
    Ok(bytes)
}

/// The folder that a file lies in; empty where that is the current one.
fn folder_of(file: &Utf8Path) -> Utf8PathBuf {
    file.parent().unwrap_or(Utf8Path::new("")).to_owned()
}

/// What reads a manuscript and all that belongs to it.
struct Reading<'r> {
    /// The folder of the manuscript that the command line names: what it includes is read from below it.
    folder: Utf8PathBuf,
    arguments: &'r Arguments,
    columns: &'r Columns,
    read_already: &'r mut BTreeSet<Utf8PathBuf>,
    into: &'r mut Vec<Written>,
}

impl Reading<'_> {
    /// Whether a file was not read before.
    fn is_new(&mut self, file: &Utf8Path) -> anyhow::Result<bool> {
        Ok(file.as_str() == "-" || self.read_already.insert(normal(&here()?.join(file))))
    }

    /// Reads a manuscript, and the files that it includes.
    fn manuscript(&mut self, file: &Utf8Path, bytes: &[u8]) -> anyhow::Result<()> {
        let form = form_of(file, self.arguments)?;
        let text = decode(bytes).ok_or_else(|| {
            anyhow!(
                "{file} is not UTF-8 text; convert it first: iconv -f WINDOWS-1252 -t UTF-8 {file}"
            )
        })?;
        let found = read(&text, form, self.columns).map_err(|error| anyhow!("{file}: {error}"))?;
        let includes = found.includes.clone();
        self.into.push(Written { file: file.to_owned(), text, manuscript: found });
        for include in includes {
            let mut inner: Utf8PathBuf = folder_of(file).join(&include).components().collect();
            if inner.extension().is_none() {
                inner.set_extension("tex");
            }
            match read_below(&self.folder, &inner) {
                Ok(bytes) if self.is_new(&inner)? => self.manuscript(&inner, &bytes)?,
                Ok(_) => {}
                Err(why) => say(&format!("note: {file}: `{include}` is not read: {why}")),
            }
        }
        Ok(())
    }
}

fn form_of(file: &Utf8Path, arguments: &Arguments) -> anyhow::Result<Form> {
    if let Some(name) = &arguments.form {
        return Form::of_extension(name)
            .ok_or_else(|| anyhow!("--as {name}: there is md, tex, csv, tsv and txt"));
    }
    Form::of_name(file.as_str()).ok_or_else(|| {
        if file.as_str() == "-" {
            anyhow!("say what standard input is: --as md, tex, csv, tsv or txt")
        } else {
            anyhow!("{file}: its name does not tell what it is; say --as md, tex, csv, tsv or txt")
        }
    })
}

/// UTF-8, or UTF-16 with a byte order mark as spreadsheet programs write it.
fn decode(bytes: &[u8]) -> Option<String> {
    let wide = |little: bool| {
        let units: Vec<u16> = bytes
            .get(2..)?
            .chunks_exact(2)
            .filter_map(|pair| pair.try_into().ok())
            .map(|pair| if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) })
            .collect();
        String::from_utf16(&units).ok()
    };
    match bytes {
        [0xFF, 0xFE, ..] => wide(true),
        [0xFE, 0xFF, ..] => wide(false),
        _ => std::str::from_utf8(bytes).ok().map(|text| strip_bom(text).to_owned()),
    }
}

fn columns(map: &[String]) -> anyhow::Result<Columns> {
    let mut columns = Columns::default();
    for one in map {
        let (role, column) =
            one.split_once('=').ok_or_else(|| anyhow!("--map {one}: write ROLE=COLUMN"))?;
        let place = match role {
            "quote" => &mut columns.quote,
            "source" => &mut columns.source,
            "page" => &mut columns.page,
            "prefix" => &mut columns.prefix,
            "suffix" => &mut columns.suffix,
            _ => bail!("--map {role}: the roles are quote, source, page, prefix and suffix"),
        };
        *place = Some(column.to_owned());
    }
    Ok(columns)
}

/// Reads a file that the command line names, through the door that keeps devices and pipes out.
fn read_file(file: &Utf8Path) -> anyhow::Result<Vec<u8>> {
    let path = normal(&here()?.join(file));
    let folder = path.parent().unwrap_or(&path);
    let disk = Disk::new(folder).with_context(|| format!("{file} cannot be read"))?;
    disk.read_named(&path).with_context(|| format!("{file} cannot be read"))
}

/// Reads a file that a stranger's file names, through the door of a folder: neither its name nor a link leads out.
fn read_below(folder: &Utf8Path, file: &Utf8Path) -> Result<Vec<u8>, String> {
    let here = here().map_err(|error| error.to_string())?;
    let (folder, path) = (normal(&here.join(folder)), normal(&here.join(file)));
    if !path.starts_with(&folder) {
        return Err("it does not lie below the folder of the file that names it".to_owned());
    }
    let read = Disk::new(&folder).and_then(|disk| disk.read(&path));
    read.map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => "it is not there".to_owned(),
        _ => error.to_string(),
    })
}

/// The documents that may be cited.
#[derive(Default)]
struct Documents {
    /// By their files' full paths.
    found: BTreeMap<Utf8PathBuf, CitedDocument>,
    ids: BTreeSet<String>,
}

impl Documents {
    /// One document, or all of a folder that can be read.
    fn add_all(&mut self, place: &Utf8Path) -> anyhow::Result<()> {
        let full = normal(&here()?.join(place));
        if full.is_file() {
            return self.add(&full, place, read_file(place)?);
        }
        if !full.is_dir() {
            bail!("--against {place}: there is no such folder or file");
        }
        let disk =
            Disk::new(&full).with_context(|| format!("--against {place} cannot be opened"))?;
        for entry in disk.walk(&full) {
            let shown =
                entry.path.strip_prefix(&full).map_or(entry.path.clone(), |p| place.join(p));
            if let EntryKind::Broken(why) = &entry.kind {
                say(&format!("note: {shown} cannot be read: {why}"));
            }
            if entry.kind != EntryKind::File || Format::of_name(&entry.path).is_none() {
                continue;
            }
            match disk.read(&entry.path) {
                Ok(bytes) => {
                    if let Err(why) = self.add(&entry.path, &shown, bytes) {
                        say(&format!("note: {why:#}"));
                    }
                }
                Err(error) => say(&format!("note: {shown} cannot be read: {error}")),
            }
        }
        Ok(())
    }

    fn add(&mut self, full: &Utf8Path, shown: &Utf8Path, bytes: Vec<u8>) -> anyhow::Result<()> {
        let by_bytes = Format::of_bytes(&bytes, full).map_err(|why| anyhow!("{shown}: {why}"))?;
        let format = by_bytes.or_else(|| Format::of_name(full));
        let format = format.ok_or_else(|| anyhow!("{shown}: there is no reader for it"))?;
        let media_type = format.media_type();
        let name = slug(stem(shown.as_str()));
        let mut id = name.clone();
        let mut number = 2;
        while !self.ids.insert(id.clone()) {
            id = format!("{name}-{number}");
            number += 1;
        }
        let document = CitedDocument {
            id,
            file: shown.to_owned(),
            media_type: media_type.to_owned(),
            bytes: bytes.into(),
            language: None,
        };
        self.found.entry(full.to_owned()).or_insert(document);
        Ok(())
    }

    fn names(&self) -> Vec<NamedDocument> {
        let named = |d: &CitedDocument| NamedDocument {
            id: d.id.clone(),
            names: vec![stem(d.file.as_str()).to_owned(), d.id.clone()],
            ..NamedDocument::default()
        };
        self.found.values().map(named).collect()
    }
}

/// A name in kebab-case.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.to_lowercase().chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "document".to_owned() } else { slug.to_owned() }
}

/// The works of all bibliographies; the files that they name are added where they lie in a folder that may be read.
fn bibliographies(
    arguments: &Arguments,
    manuscripts: &[Written],
    documents: &mut Documents,
) -> anyhow::Result<Vec<quoteproof::manuscript::BibEntry>> {
    let mut files = Vec::new();
    for file in &arguments.bibliography {
        files.push((file.clone(), read_file(file)?));
    }
    if files.is_empty() {
        for Written { file, manuscript, .. } in manuscripts {
            for name in &manuscript.bibliographies {
                let named = folder_of(file).join(name);
                match read_below(&folder_of(file), &named) {
                    Ok(bytes) => files.push((named, bytes)),
                    Err(why) => say(&format!(
                        "note: {file}: the bibliography `{name}` is not read: {why}; name it with --bibliography"
                    )),
                }
            }
        }
    }
    let mut entries = Vec::new();
    for (file, bytes) in files {
        let text = decode(&bytes).ok_or_else(|| anyhow!("{file} is not UTF-8 text"))?;
        let read = Bibliography::read(&text);
        let folder = folder_of(&file);
        for path in read.entries.iter().flat_map(|entry| &entry.files) {
            let Some((folder, found)) = found_below(path, &folder, &arguments.files_in) else {
                continue;
            };
            let full = normal(&here()?.join(&found));
            if Format::of_name(&full).is_none() || documents.found.contains_key(&full) {
                continue;
            }
            let added = read_below(folder, &found)
                .and_then(|b| documents.add(&full, &found, b).map_err(|why| format!("{why:#}")));
            if let Err(why) = added {
                say(&format!("note: {file}: {found} is not read: {why}"));
            }
        }
        entries.extend(read.entries);
    }
    Ok(entries)
}

/// A file of a bibliography, by its path below a folder that may be read, and that folder: as it is, or by the last parts of
/// its path, since it was written on another machine.
fn found_below<'f>(
    path: &str,
    folder: &'f Utf8Path,
    more: &'f [Utf8PathBuf],
) -> Option<(&'f Utf8Path, Utf8PathBuf)> {
    let path = path.replace('\\', "/");
    let parts: Vec<&str> =
        path.split('/').filter(|p| !p.is_empty() && *p != "." && *p != "..").collect();
    let folders = std::iter::once(folder).chain(more.iter().map(Utf8PathBuf::as_path));
    for folder in folders {
        for from in 0..parts.len() {
            let tail: Utf8PathBuf = parts.get(from..)?.iter().collect();
            let candidate = folder.join(tail);
            if candidate.is_file() {
                return Some((folder, candidate));
            }
        }
    }
    None
}

fn show(global: &Global, arguments: &Arguments, checked: &Checked) -> anyhow::Result<()> {
    let report = &checked.report;
    let text = match arguments.format.as_str() {
        "json" => json_v1::render(checked),
        "csv" => csv::render(checked),
        "human" => {
            let to_file = arguments.output_file.is_some();
            let mut text = if arguments.verbose { tied(checked) } else { String::new() };
            text.push_str(&human(global, report, to_file, arguments.quiet, false));
            text
        }
        name => {
            let format = FORMATS.iter().find(|f| f.name == name);
            format.map(|f| (f.render)(report)).ok_or_else(|| anyhow!("there is no form {name}"))?
        }
    };
    match &arguments.output_file {
        Some(file) => write_report(&here()?, file, &text)?,
        None => print(&text)?,
    }
    if !arguments.quiet {
        notes(arguments, checked);
    }
    if arguments.format != "human" || arguments.output_file.is_some() {
        say(&closing_line(&report.summary));
    }
    Ok(())
}

/// What is tied to what, and by which rule.
fn tied(checked: &Checked) -> String {
    let lines = checked.quotations.iter().map(|q| {
        let (line, column) = q.position;
        let sign = if q.result.passed { "✓" } else { "✗" };
        format!("{sign} {}:{line}:{column}: {} ({})\n", q.file, q.document, q.rule)
    });
    let text: String = lines.collect();
    if text.is_empty() { text } else { text + "\n" }
}

/// What was not checked, and why.
fn notes(arguments: &Arguments, checked: &Checked) {
    for one in checked.unchecked.iter().take(LISTED_QUOTATIONS) {
        let (line, column) = one.position;
        say(&format!("note: {}:{line}:{column}: not checked: {}", one.file, one.reason));
    }
    let more = checked.unchecked.len().saturating_sub(LISTED_QUOTATIONS);
    if more > 0 {
        say(&format!("note: {more} more were not checked (--format csv lists them)"));
    }
    if arguments.uncited {
        let long = |text: &str| text.split_whitespace().count() >= UNCITED_WORDS;
        for one in checked.uncited.iter().filter(|one| long(&one.text)) {
            let (line, column) = one.position;
            say(&format!(
                "note: {}:{line}:{column}: cites nothing: “{}”",
                one.file,
                short(&one.text)
            ));
        }
    }
}

/// The first words.
fn short(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.get(..UNCITED_WORDS) {
        Some(first) if words.len() > UNCITED_WORDS => format!("{} …", first.join(" ")),
        _ => words.join(" "),
    }
}
