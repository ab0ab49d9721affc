//! `quoteproof site`: the archive as web pages.

mod out;
mod serve;

use super::git::absent::absent;
use super::opened::name_lacked;
use super::watch::Watching;
use super::{Global, located, module, print, read_named, sandbox, say};
use anyhow::{Context, anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};
use quoteproof::archive::{Archive, normal};
use quoteproof::report::{Seen, Survey, counted, visible};
use quoteproof::repository::{Disk, EntryKind, World};
use quoteproof::site::{Settings, SiteFile, build};
use quoteproof::survey::survey;
use serve::Server;
use std::collections::BTreeMap;
use std::process::ExitCode;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The folder of the pages: a new or empty one, or one that this command has
    /// made before
    out: Utf8PathBuf,
    /// The date to print on the pages, such as 2026-11-29; without it there is no
    /// feed
    /// [default: that of `SOURCE_DATE_EPOCH`]
    #[arg(long, value_name = "DAY")]
    date: Option<String>,
    /// A folder of templates and files that replace the built-in ones of the same
    /// name
    #[arg(long, value_name = "DIR")]
    templates: Option<Utf8PathBuf>,
    /// The checker for browsers, compiled to WebAssembly [default: that of the
    /// release]
    #[arg(long, value_name = "FILE")]
    module: Option<Utf8PathBuf>,
    /// Make the pages again whenever a file of the archive is saved
    #[arg(long)]
    watch: bool,
    /// Show the pages to a browser on this machine, and to no other
    #[arg(
        long,
        value_name = "PORT",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "8000"
    )]
    serve: Option<u16>,
}

impl Arguments {
    /// What the command line names to be read.
    pub(super) fn named_inputs(&self) -> Vec<Utf8PathBuf> {
        self.templates.iter().chain(&self.module).cloned().collect()
    }

    /// A file in the folder of the pages: the folder is reached.
    pub(super) fn outputs(&self) -> Vec<Utf8PathBuf> {
        vec![self.out.join(out::MARKER)]
    }
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let mut archive = located(global, &[])?;
    let date = date(arguments)?;
    if let Some(folder) = &arguments.templates {
        let folder = normal(&archive.here.join(folder));
        let opened = archive.disk.and_folder(&folder);
        archive.disk = opened.with_context(|| format!("{folder} cannot be opened"))?;
    }
    // Made and bound before the process is confined.
    let mut out = out::prepared(&archive.root, &archive.here.join(&arguments.out))?;
    let server = arguments.serve.map(Server::bind).transpose()?;
    let lacked = absent(&archive.root, archive.config_file.as_deref());
    sandbox::start(global, Some(&archive.root))?;
    name_lacked(&archive, &lacked);
    let watching = arguments.watch.then(|| Watching::start(&archive.root)).transpose()?;
    if let Some(server) = &server {
        server.start()?;
    }
    let Some(mut watching) = watching else {
        let files = make(&archive, arguments, date.as_deref(), &mut out)?;
        print(&told(&files, &arguments.out))?;
        let Some(server) = server else { return Ok(ExitCode::SUCCESS) };
        server.show(files);
        say(&format!("pages at {}; Ctrl-C ends", server.address()?));
        loop {
            std::thread::park();
        }
    };
    if let Some(server) = &server {
        say(&format!("pages at {}; Ctrl-C ends", server.address()?));
    }
    loop {
        watching.look(&archive);
        match make(&archive, arguments, date.as_deref(), &mut out) {
            Ok(files) => {
                let told = told(&files, &arguments.out);
                if let Some(server) = &server {
                    server.show(files);
                }
                print(&told)?;
            }
            // Half of a change may be saved: the next one mends it.
            Err(error) => say(&format!("quoteproof: {error:#}")),
        }
        if !watching.wait(&archive) {
            say("quoteproof: the system no longer reports changes");
            return Ok(ExitCode::from(2));
        }
    }
}

/// Makes the pages of the archive as it is now.
fn make(
    archive: &Archive,
    arguments: &Arguments,
    date: Option<&str>,
    out: &mut out::Out,
) -> anyhow::Result<Vec<SiteFile>> {
    let mut options = archive.options()?;
    options.sealed_unread = true;
    out.is_apart_from(&archive.root, &options.config)?;
    let survey = survey(&archive.disk, &options);
    let settings = Settings {
        date: date.map(str::to_owned),
        templates: templates(&archive.disk, arguments.templates.as_deref(), &archive.here)?,
        documents: documents(&archive.disk, &survey, &archive.root, &options.config.corpus),
        module: match &arguments.module {
            Some(file) => Some(checker(file, read_named(&archive.disk, file)?)?),
            None => module::EMBEDDED.map(<[u8]>::to_vec),
        },
        config: options.config,
    };
    let files = build(&survey, &settings)?;
    out.write(&files)?;
    Ok(files)
}

/// A module for browsers, plain or packed with gzip: what it begins with is looked at, since only a browser can run it.
fn checker(file: &Utf8Path, bytes: Vec<u8>) -> anyhow::Result<Vec<u8>> {
    if bytes.starts_with(b"\0asm") || bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes);
    }
    bail!("{file} is not a WebAssembly module: name the file that bindings/wasm/build makes")
}

/// What was made, and where it begins.
fn told(files: &[SiteFile], out: &Utf8Path) -> String {
    let pages =
        files.iter().filter(|file| Utf8Path::new(&file.path).extension() == Some("html")).count();
    let rest = files.len() - pages;
    format!(
        "{} and {} in {}: open {}\n",
        counted(pages, "page"),
        counted(rest, "other file"),
        visible(out.as_str(), true),
        visible(out.join("index.html").as_str(), true)
    )
}

/// The day that the pages name.
fn date(arguments: &Arguments) -> anyhow::Result<Option<String>> {
    if let Some(day) = &arguments.date {
        day.parse::<jiff::civil::Date>()
            .ok()
            .filter(|date| date.to_string() == *day)
            .ok_or_else(|| anyhow!("--date {day}: it is not a day such as 2026-11-29"))?;
        return Ok(Some(day.clone()));
    }
    let Ok(epoch) = std::env::var("SOURCE_DATE_EPOCH") else { return Ok(None) };
    let moment = epoch.parse().ok().and_then(|second| jiff::Timestamp::from_second(second).ok());
    match moment {
        Some(moment) => Ok(Some(moment.strftime("%Y-%m-%d").to_string())),
        None => bail!("SOURCE_DATE_EPOCH is `{epoch}`; it must be seconds since 1970"),
    }
}

/// The templates and files of a folder, by their names.
fn templates(
    disk: &Disk,
    folder: Option<&Utf8Path>,
    here: &Utf8Path,
) -> anyhow::Result<BTreeMap<String, String>> {
    let Some(folder) = folder else { return Ok(BTreeMap::new()) };
    let entries = disk.list(&normal(&here.join(folder)));
    let files = entries.into_iter().filter(|entry| entry.kind == EntryKind::File);
    let read = |path: Utf8PathBuf| -> anyhow::Result<(String, String)> {
        let bytes = disk.read(&path).with_context(|| format!("{path} cannot be read"))?;
        let text = String::from_utf8(bytes).with_context(|| format!("{path} is not UTF-8"))?;
        Ok((path.file_name().unwrap_or_default().to_owned(), text))
    };
    files.map(|entry| read(entry.path)).collect()
}

/// The files of the documents whose whole text may be shown.
fn documents(
    disk: &Disk,
    survey: &Survey,
    root: &Utf8Path,
    corpus: &Utf8Path,
) -> BTreeMap<String, Vec<u8>> {
    let open = survey.sources.iter().filter(|source| source.open_text(corpus).is_some());
    let read = open.filter_map(|source| match &source.document {
        Seen::Text { file, .. } => Some((source.id.clone(), disk.read(&root.join(file)).ok()?)),
        _ => None,
    });
    read.collect()
}
