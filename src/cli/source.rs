//! `quoteproof source`: documents come into the corpus, and change.

use super::add_folder::{add_all, is_folder};
use super::list::{ListForm, OneArguments, one_source, sources};
use super::lock::writing;
use super::named::{list_sources, source_folder, source_ids};
use super::signals::together;
use super::source_edit::{EditArguments, RemoveArguments, edit, take_out};
use super::stated::Stated;
use super::write::{keep, write, write_new};
use super::{Global, options, options_of_all_claims, print, prove, read_named, say, terminal};
use anyhow::{Context, anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};
use quoteproof::Options;
use quoteproof::author::{
    NewRendition, WantedSource, guessed, ignoring, schema_path, slug, source,
};
use quoteproof::corpus::{OLD_TEXT_DIGITS, sha256_hex};
use quoteproof::prove::{prove_source, seal};
use quoteproof::reader::Format;
use quoteproof::report::update::human::render;
use quoteproof::repository::{Disk, World};
use quoteproof::source::Source;
use quoteproof::text::{shell_path, shell_word};
use quoteproof::update::{NewText, Update, update as compare};
use std::process::ExitCode;

#[derive(clap::Subcommand)]
#[command(defer = true)]
pub(super) enum SourceAction {
    /// Add a document to the corpus
    ///
    /// Copies the file to corpus/<id>/, and writes a source.json that pins it by its hash. State only what
    /// the document says, and leave out what you do not know. With --sealed, the text is kept out of the
    /// repository, and the source is sealed. Of a folder, every document that can be read is added.
    Add(Box<AddArguments>),
    /// List all sources
    #[command(after_help = "\
Example:
  quoteproof source list --format json")]
    List(ListForm),
    /// Show what is known about a source, and which claims quote it
    #[command(after_help = "\
Example:
  quoteproof source show minutes")]
    Show(OneArguments),
    /// Change what is recorded about a document: title, author, URL …
    ///
    /// Only these members of source.json change; the rest stays the same, byte for byte. The authors that you
    /// name replace all that the source has. Several sources can get the same author, language or licence at
    /// once.
    #[command(after_help = "\
Examples:
  quoteproof source edit minutes --title \"Minutes of the board\" --language en
  quoteproof source edit minutes letter diary --language en
  quoteproof source edit minutes --unset url")]
    Edit(Box<EditArguments>),
    /// Remove a source that no claim cites
    ///
    /// Removes its folder: source.json, the text, proofs. If a claim or another source names it, nothing is removed and
    /// the exit status is 1.
    #[command(after_help = "\
Example:
  quoteproof source remove minutes")]
    Remove(RemoveArguments),
    /// Put a new version of a document in place of the old one
    ///
    /// Reports for every quote whether it is at the same place, elsewhere, or gone; then pins the new version.
    /// Without a file, pins the file beside source.json, as it is read now. A sealed source is sealed again,
    /// and its quotes are proven. Exit status 1 if a quote is gone.
    Update(UpdateArguments),
}

#[derive(clap::Args)]
pub(super) struct AddArguments {
    /// The document: text, Markdown, HTML, PDF, DOCX, EPUB … (docs/documents.md lists all); several
    /// documents, or a folder of them
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<Utf8PathBuf>,
    /// The source's id, in kebab-case [default: from the file's name]
    #[arg(long)]
    id: Option<String>,
    #[command(flatten)]
    stated: Stated,
    /// A CSL-JSON file, as Zotero exports it, for what the options leave open
    #[arg(long, value_name = "FILE")]
    csl: Option<Utf8PathBuf>,
    /// Which item of that file, if it has several
    #[arg(long, value_name = "ID", requires = "csl")]
    csl_id: Option<String>,
    /// Its media type, if the file's bytes and name do not show it
    #[arg(long, value_name = "TYPE")]
    media_type: Option<String>,
    /// Its character encoding, if it is not UTF-8
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// A text made from the document elsewhere (by OCR, by hand), if the document cannot be read: quotes are
    /// checked against it
    #[arg(long, value_name = "FILE")]
    rendition: Option<Utf8PathBuf>,
    /// Who or what made that text
    #[arg(long, value_name = "NAME", requires = "rendition")]
    rendition_by: Option<String>,
    /// Keep the text out of the repository, and seal the source; a file in a
    /// folder of --texts stays where it is
    #[arg(long)]
    pub(super) sealed: bool,
}

#[derive(clap::Args)]
pub(super) struct UpdateArguments {
    /// The source's id
    #[arg(add = super::complete::sources())]
    id: String,
    /// The new version [default: the file that is beside source.json now]
    file: Option<Utf8PathBuf>,
    /// The day on which you obtained it
    #[arg(long, value_name = "DAY")]
    accessed: Option<String>,
    /// Its character encoding, if it is not UTF-8
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// Only report what would happen to the quotes
    #[arg(long)]
    dry_run: bool,
}

impl AddArguments {
    /// The first option that can be said of one document only.
    pub(super) fn of_one_document(&self) -> Option<&'static str> {
        let given = [
            ("--id", self.id.is_some()),
            ("--csl", self.csl.is_some()),
            ("--media-type", self.media_type.is_some()),
            ("--encoding", self.encoding.is_some()),
            ("--rendition", self.rendition.is_some()),
        ];
        let own = given.into_iter().find(|(_, is_given)| *is_given).map(|(name, _)| name);
        own.or_else(|| self.stated.of_one_document())
    }
}

impl SourceAction {
    /// The files that are named to be read.
    pub(super) fn named_inputs(&self) -> Vec<Utf8PathBuf> {
        match self {
            Self::Add(arguments) => {
                let others = arguments.csl.iter().chain(&arguments.rendition);
                arguments.files.iter().chain(others).cloned().collect()
            }
            Self::Update(arguments) => arguments.file.iter().cloned().collect(),
            Self::List(_) | Self::Show(_) | Self::Edit(_) | Self::Remove(_) => Vec::new(),
        }
    }

    /// Whether files of the repository are written.
    pub(super) fn writes(&self) -> bool {
        match self {
            Self::Update(arguments) => !arguments.dry_run,
            Self::List(_) | Self::Show(_) => false,
            Self::Add(_) | Self::Edit(_) | Self::Remove(_) => true,
        }
    }
}

pub(super) fn run(global: &Global, what: &SourceAction) -> anyhow::Result<ExitCode> {
    match what {
        SourceAction::List(form) => return sources(global, form),
        SourceAction::Show(arguments) => return one_source(global, arguments),
        _ => {}
    }
    let needs_claims = matches!(what, SourceAction::Remove(_) | SourceAction::Update(_));
    let (disk, options) =
        if needs_claims { options_of_all_claims(global) } else { options(global, &[]) }?;
    let _writing = what.writes().then(|| writing(&options.root, &options.config));
    match what {
        SourceAction::Edit(arguments) => edit(&disk, &options, arguments),
        SourceAction::Remove(arguments) => take_out(&disk, &options, arguments),
        SourceAction::List(_) | SourceAction::Show(_) => Ok(ExitCode::SUCCESS),
        SourceAction::Add(arguments) => add(&disk, &options, arguments),
        SourceAction::Update(arguments) => update(global, &disk, &options, arguments),
    }
}

fn add(disk: &Disk, options: &Options, arguments: &AddArguments) -> anyhow::Result<ExitCode> {
    let from = match arguments.files.as_slice() {
        [file] if !is_folder(file) => file,
        _ => return add_all(disk, options, arguments),
    };
    if ["https://", "http://"].iter().any(|scheme| from.as_str().starts_with(scheme)) {
        bail!(
            "nothing is fetched: save the page, and add its file: `quoteproof source add FILE --url {}`",
            shell_word(from.as_str())
        );
    }
    let bytes = read_named(disk, from)?;
    let id = match &arguments.id {
        Some(id) => id.clone(),
        None => slug(from.file_stem().unwrap_or("")),
    };
    if id.is_empty() {
        bail!("no id can be made of the name of {from}: give one with --id");
    }
    let incoming = IncomingFile { from, bytes: &bytes, sealed: arguments.sealed };
    add_one(disk, options, arguments, incoming, &id)?;
    say(&format!("next: quoteproof new claim ID --source {id} --quote \"some words\""));
    Ok(ExitCode::SUCCESS)
}

/// A file on its way into the archive.
#[derive(Clone, Copy)]
pub(super) struct IncomingFile<'f> {
    /// Where it is now.
    pub(super) from: &'f Utf8Path,
    pub(super) bytes: &'f [u8],
    /// Whether Git may not have it.
    pub(super) sealed: bool,
}

/// What becomes of the file that is there already.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Existing {
    /// It stays: another one in its place is an error.
    Kept,
    Replaced,
}

/// Adds one document.
pub(super) fn add_one(
    disk: &Disk,
    options: &Options,
    arguments: &AddArguments,
    incoming: IncomingFile<'_>,
    id: &str,
) -> anyhow::Result<()> {
    let (root, IncomingFile { from, bytes, sealed }) = (&options.root, incoming);
    let (kind, extension) = format(bytes, from, arguments)?;
    let folder = options.config.corpus.join(id);
    let file = folder.join("source.json");
    if root.join(&file).exists() {
        let from = shell_path(from.as_str());
        bail!(
            "there is already a source `{id}`; `quoteproof source edit {id}` changes what is said of it, \
             `quoteproof source update {id} {from}` gives it a new text, `quoteproof source add {from} --id ID` adds another \
             source"
        );
    }
    if let Some(origin) = arguments.stated.metadata().derived_from {
        source_folder(disk, options, &origin, list_sources)
            .map_err(|why| anyhow!("--derived-from: {why}"))?;
    }
    let extension = match (extension, from.extension()) {
        ("bin", Some(own)) => own,
        (known, _) => known,
    };
    let name = inside(from, &root.join(&folder)).unwrap_or_else(|| format!("text.{extension}"));
    let csl = arguments.csl.as_deref().map(|file| text_of(disk, file)).transpose()?;
    let rendition = rendition(disk, arguments)?;
    let wanted = WantedSource {
        id,
        path: &name,
        file: &file,
        media_type: &kind,
        encoding: arguments.encoding.as_deref(),
        stated: arguments.stated.metadata(),
        csl: csl.as_deref().map(|text| (text, arguments.csl_id.as_deref())),
        rendition: rendition.as_ref(),
        sealed,
        schema: root
            .join("schema/source.schema.json")
            .exists()
            .then(|| schema_path(&file, "source").into_string()),
    };
    let new = source(bytes, &wanted).map_err(|why| anyhow!("{from}: {why}"))?;
    let text = folder.join(&name);
    let _together = together();
    copy_in(disk, options, incoming, &text, Existing::Kept)?;
    if let (Some(made), Some(from)) = (&rendition, &arguments.rendition) {
        let incoming = IncomingFile { from, bytes: &made.bytes, sealed };
        copy_in(disk, options, incoming, &folder.join(&made.path), Existing::Kept)?;
    }
    if !write_new(root, &root.join(&file), new.content.as_bytes())? {
        bail!("{file} already exists");
    }
    let seal = if sealed { ", sealed" } else { "" };
    print(&format!("{file}: written{seal}\n"))?;
    for note in &new.notes {
        say(&format!("note: {note}"));
    }
    Ok(())
}

/// The text that was made of a document elsewhere.
fn rendition(disk: &Disk, arguments: &AddArguments) -> anyhow::Result<Option<NewRendition>> {
    let Some(file) = &arguments.rendition else { return Ok(None) };
    let Some(by) = &arguments.rendition_by else {
        bail!(
            "name with --rendition-by who or what made {file}: a person, or a program with its version"
        );
    };
    let extension = Format::of_name(file).map_or("txt", Format::extension);
    Ok(Some(NewRendition {
        path: format!("rendition.{extension}"),
        bytes: read_named(disk, file)?,
        by: by.clone(),
    }))
}

/// What a document is: the media type that is stated, or that of its bytes, or that of its name; and the extension that
/// its copy gets.
fn format(
    bytes: &[u8],
    name: &Utf8Path,
    arguments: &AddArguments,
) -> anyhow::Result<(String, &'static str)> {
    if let Some(stated) = &arguments.media_type {
        let extension =
            Format::of_name(name).or(Format::of(stated).ok()).map_or("txt", Format::extension);
        return Ok((stated.clone(), extension));
    }
    let by_bytes = match Format::of_bytes(bytes, name) {
        // What is not read needs no reader.
        Err(_) if arguments.rendition.is_some() => {
            return Ok((unread_type(name).to_owned(), "bin"));
        }
        other => other.map_err(|why| anyhow!("{name}: {why}"))?,
    };
    let by_name = Format::of_name(name);
    let Some(format) = by_bytes.or(by_name) else {
        bail!(
            "neither the bytes nor the name of {name} shows its format: give --media-type, such as text/plain"
        );
    };
    if let Some(other) = by_name.filter(|other| other.media_type() != format.media_type()) {
        say(&format!(
            "note: going by its bytes {name} is {}, going by its name {}",
            format.name, other.name
        ));
    }
    Ok((format.media_type().to_owned(), format.extension()))
}

/// The media type of a file that is not read, by its name.
fn unread_type(name: &Utf8Path) -> &'static str {
    match name.extension().unwrap_or("").to_ascii_lowercase().as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "tif" | "tiff" => "image/tiff",
        "djvu" | "djv" => "image/vnd.djvu",
        "doc" => "application/msword",
        _ => "application/octet-stream",
    }
}

/// Copies a document's file to where its source expects it. A sealed one is kept from Git first, and stays where it is if
/// a folder of texts has it.
fn copy_in(
    disk: &Disk,
    options: &Options,
    IncomingFile { from, bytes, sealed }: IncomingFile<'_>,
    to: &Utf8Path,
    existing: Existing,
) -> anyhow::Result<()> {
    let root = &options.root;
    if !sealed && let Some(other) = sealed_as(disk, options, bytes) {
        bail!(
            "{from} is the text of `{other}`, which is sealed: here everybody could read it; quote `{other}`, or give \
             --sealed, too"
        );
    }
    if sealed {
        ignore(disk, options, to)?;
        let configured = options.config.texts.iter().map(|folder| root.join(folder));
        let mut folders = options.texts.iter().cloned().chain(configured);
        if folders.any(|folder| inside(from, &folder).is_some()) {
            say(&format!("note: {from} stays where it is: it is found by its hash"));
            return Ok(());
        }
    }
    let path = root.join(to);
    let same = inside(from, &path).as_deref() == Some("");
    if !same {
        if existing == Existing::Replaced {
            write(root, &path, bytes)?;
        } else if !write_new(root, &path, bytes)? && read_named(disk, &path)? != bytes {
            bail!("{to} already exists: add that file, or move it away");
        }
        print(&format!("{to}: copied\n"))?;
        if sealed && inside(from, root).is_some() {
            say(&format!("note: {from} is in the repository, too: keep it out of Git"));
        }
    }
    Ok(())
}

/// The sealed source that has these bytes for its text.
fn sealed_as(disk: &Disk, options: &Options, bytes: &[u8]) -> Option<String> {
    let hash = sha256_hex(bytes);
    let has = |id: &String| {
        let record = options.root.join(&options.config.corpus).join(id).join("source.json");
        let source: Option<Source> =
            disk.read(&record).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        source.is_some_and(|source| {
            let made = source.text.rendition.iter().map(|made| &made.sha256);
            source.seal.is_some() && made.chain([&source.text.sha256]).any(|known| *known == hash)
        })
    };
    source_ids(disk, options).into_iter().find(has)
}

/// Adds the line that keeps a text out of Git, to the `.gitignore` of its source: sources that are added at the same
/// time, here or in two branches, do not touch the same file.
pub(super) fn ignore(disk: &Disk, options: &Options, text: &Utf8Path) -> anyhow::Result<()> {
    let root = &options.root;
    let content = |file: &Utf8Path| {
        let file = root.join(file);
        if file.exists() { text_of(disk, &file) } else { Ok(String::new()) }
    };
    if ignoring(&content(Utf8Path::new(".gitignore"))?, text).is_none() {
        return Ok(());
    }
    let source: Utf8PathBuf = {
        let depth = options.config.corpus.components().count() + 1;
        text.components().take(depth).collect()
    };
    let inside = text.strip_prefix(&source).unwrap_or(text);
    let file = source.join(".gitignore");
    let before = content(&file)?;
    let Some(after) = ignoring(&before, inside) else { return Ok(()) };
    let path = root.join(&file);
    if !write_new(root, &path, after.as_bytes())? {
        write(root, &path, after.as_bytes())?;
    }
    print(&format!("{file}: keeps {inside} out of Git\n"))
}

/// Keeps the old text of a sealed source, which nothing else may have: Git has none.
fn keep_old(disk: &Disk, options: &Options, text: &Utf8Path, new: &[u8]) -> anyhow::Result<()> {
    let path = options.root.join(text);
    let old = read_named(disk, &path)?;
    if old == new {
        return Ok(());
    }
    let digest = sha256_hex(&old);
    let digest = digest.get(..OLD_TEXT_DIGITS).unwrap_or(&digest);
    let stem = text.file_stem().unwrap_or("text");
    let name = match text.extension() {
        Some(extension) => format!("{stem}.{digest}.{extension}"),
        None => format!("{stem}.{digest}"),
    };
    let kept = text.with_file_name(name);
    ignore(disk, options, &kept)?;
    if !options.root.join(&kept).exists() {
        keep(&options.root, &path, &options.root.join(&kept))?;
    }
    print(&format!("{kept}: the old text is kept here\n"))
}

fn update(
    global: &Global,
    disk: &Disk,
    options: &Options,
    arguments: &UpdateArguments,
) -> anyhow::Result<ExitCode> {
    let id = &arguments.id;
    let file = match &arguments.file {
        Some(file) => file.clone(),
        None => own_file(disk, options, id)?,
    };
    let bytes = read_named(disk, &file)?;
    let new = NewText {
        id,
        name: &file,
        bytes: &bytes,
        encoding: arguments.encoding.as_deref(),
        accessed: arguments.accessed.as_deref(),
    };
    let found = compare(disk, options, &new).map_err(|why| anyhow!(why))?;
    print(&render(&found.quotes, &terminal::look(global, false)))?;
    if let Some(guess) = &found.guess {
        say(&format!("note: {}", guessed(guess)));
    }
    let bad = found.quotes.iter().any(|q| q.fate.is_bad());
    let mut failed = bad;
    if !arguments.dry_run {
        let is_here = arguments.file.is_none();
        failed |= !pin(disk, options, &new, &found, is_here)?;
    }
    if bad {
        say("next: correct the claims whose quotes fail, then quoteproof validate");
    }
    Ok(ExitCode::from(u8::from(failed)))
}

/// The file of a source as it is beside its `source.json`.
fn own_file(disk: &Disk, options: &Options, id: &str) -> anyhow::Result<Utf8PathBuf> {
    let folder = source_folder(disk, options, id, |claim| {
        format!("`quoteproof edit {claim} --statement \"…\"` changes it")
    })?;
    let record = text_of(disk, &folder.join("source.json"))?;
    let record: Result<Source, _> = serde_json::from_str(&record);
    let file = record.ok().map(|source| folder.join(source.text.path)).filter(|f| f.exists());
    file.with_context(|| {
        format!("there is no text beside the source.json of `{id}`: name the new version")
    })
}

/// Writes the new version and its pin; whether all of it could be done. `is_here` where the new version is the file that the
/// archive has.
fn pin(
    disk: &Disk,
    options: &Options,
    new: &NewText<'_>,
    found: &Update,
    is_here: bool,
) -> anyhow::Result<bool> {
    let (root, id, bytes) = (&options.root, new.id, new.bytes);
    let shown = |path: &Utf8Path| path.strip_prefix(root).unwrap_or(path).to_owned();
    let Some(content) = &found.content else {
        say(&format!("{id}: this version is already pinned"));
        // Another version of the reader may read it in other words.
        return if found.sealed && is_here { reseal(disk, options, id) } else { Ok(true) };
    };
    let _together = together();
    if found.beside && found.sealed {
        keep_old(disk, options, &shown(&found.text), bytes)?;
    }
    let incoming = IncomingFile { from: new.name, bytes, sealed: found.sealed };
    copy_in(disk, options, incoming, &shown(&found.text), Existing::Replaced)?;
    if found.beside && found.sealed {
        // An old version beside source.json would hide the new one in a folder of texts.
        write(root, &found.text, bytes)?;
    }
    write(root, &found.file, content.as_bytes())?;
    print(&format!("{}: the new version is pinned\n", shown(&found.file)))?;
    if let Some(day) = &found.accessed {
        say(&format!("note: `accessed` is still {day}; give --accessed DAY"));
    }
    if found.sealed { reseal(disk, options, id) } else { Ok(true) }
}

/// Seals a source again, and proves its quotes; whether all of it could be done.
fn reseal(disk: &Disk, options: &Options, id: &str) -> anyhow::Result<bool> {
    let root = &options.root;
    let mut done = prove::finish(root, vec![seal(disk, options, id)], false)? == ExitCode::SUCCESS;
    if let Some(proved) = prove_source(disk, options, id) {
        done &= prove::finish(root, vec![proved], false)? == ExitCode::SUCCESS;
    }
    Ok(done)
}

fn text_of(disk: &Disk, file: &Utf8Path) -> anyhow::Result<String> {
    String::from_utf8(read_named(disk, file)?).with_context(|| format!("{file} is not UTF-8"))
}

/// The way from a folder to a file that is in it already.
fn inside(file: &Utf8Path, folder: &Utf8Path) -> Option<String> {
    let (file, folder) = (file.canonicalize().ok()?, folder.canonicalize().ok()?);
    Some(file.strip_prefix(folder).ok()?.to_str()?.replace('\\', "/"))
}
