//! `quoteproof check`: quotations in articles, theses and tables, without an archive.

mod documents;
mod files;
mod reading;
mod showing;

use super::Global;
use super::again::{Again, NAMED};
use super::fix::Fixing;
use super::git::absent::{Absent, absent};
use super::outcome::ReportOptions;
use super::select::StagedTree;
use super::validate::PLAIN;
use super::write::{has_folder, holds, refuse_links_below, write_new, write_report};
use super::{cache, here, normal, sandbox, say};
use anyhow::{Context, anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};
use clap::builder::PossibleValuesParser;
use documents::{Documents, ListedWorks, bibliographies};
use files::InputFiles;
use quoteproof::archive::{Archive, Start};
use quoteproof::baseline::Baseline;
use quoteproof::diagnostic::Applicability;
use quoteproof::fix::Mended;
use quoteproof::manuscript::{
    Against, CitedDocument, Form, Library, Written, as_archive, check_manuscripts,
    mend_manuscripts, search_uncited, unmarked,
};
use quoteproof::report::checked::Checked;
use quoteproof::report::{FORMATS, counted};
use quoteproof::repository::{EntryKind, Keep, find_root};
use showing::show;
use std::process::ExitCode;
use std::sync::Arc;

#[derive(clap::Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own on the command line"
)]
pub(super) struct Arguments {
    /// The articles, theses or tables; `-` is standard input, with --as
    #[arg(required_unless_present = "staged", value_name = "FILE")]
    files: Vec<Utf8PathBuf>,
    /// Check what is staged: the articles that the next
    /// commit changes, or all of them if it changes what they cite (besides
    /// FILE)
    #[arg(long, conflicts_with_all = ["fix", "diff", "save", "write_claims"])]
    pub(super) staged: bool,
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
    /// The format of the manuscript, by its usual extension: md, tex,
    /// typ, html, org, rst, wiki, docx, odt, txt, csv, tsv, json, jsonl, yaml
    #[arg(long = "as", value_name = "FORMAT")]
    form: Option<String>,
    /// The columns of a table, or the members of JSON and YAML: quote, source,
    /// page, prefix and suffix
    #[arg(long, value_name = "ROLE=COLUMN", value_delimiter = ',')]
    map: Vec<String>,
    /// The language of the documents, a BCP 47 tag, if they do not state one
    #[arg(long, value_name = "TAG", value_parser = super::language)]
    language: Option<String>,
    /// The report format
    #[arg(long, default_value = "human", value_name = "FORMAT", value_parser = forms())]
    format: String,
    /// List quotations of eight words or more that cite nothing
    #[arg(long)]
    uncited: bool,
    /// Search all documents for such quotations, and report where they are
    #[arg(long)]
    search: bool,
    /// Report twelve or more words in a row that are in a document but not in quotation marks
    #[arg(long)]
    unmarked: bool,
    /// A baseline: known findings, which do not fail
    #[arg(long, value_name = "FILE")]
    baseline: Option<Utf8PathBuf>,
    /// Record the current findings in the file of --baseline
    #[arg(long, requires = "baseline")]
    update_baseline: bool,
    /// Also write the quotations tied to a document as claims into this folder
    #[arg(long, value_name = "DIR")]
    write_claims: Option<Utf8PathBuf>,
    /// Also make an archive of everything in this folder: the quotations as
    /// claims, each document as a source
    #[arg(long, value_name = "DIR", conflicts_with = "write_claims")]
    save: Option<Utf8PathBuf>,
    /// Treat warnings, or quotations that could not be checked, as errors (may be
    /// repeated)
    #[arg(
        long,
        value_name = "WHAT",
        value_delimiter = ',',
        value_parser = ["warnings", "unchecked"]
    )]
    deny: Vec<String>,
    #[command(flatten)]
    outcome: ReportOptions,
    #[command(flatten)]
    fixing: Fixing,
}

fn forms() -> PossibleValuesParser {
    let others = FORMATS.iter().map(|f| f.name).filter(|name| *name != "junit" && *name != "json");
    PossibleValuesParser::new(["human", PLAIN, "json", "csv"].into_iter().chain(others))
}

impl Arguments {
    /// The command that checks these files again. Many files, and standard input, are `FILE` there.
    fn again(&self, global: &Global, files: &[Utf8PathBuf]) -> String {
        let known = files.len() <= NAMED && !files.iter().any(|file| file == "-");
        let any = [Utf8PathBuf::from("FILE")];
        Again::new("check")
            .files(if known { files } else { &any })
            .with("against", &self.against)
            .with("bibliography", &self.bibliography)
            .with("files-in", &self.files_in)
            .with("as", &self.form)
            .with("map", &self.map)
            .with("language", &self.language)
            .with("baseline", &self.baseline)
            .within(global)
            .done()
    }

    /// What is read: the folders of the manuscripts and of the bibliographies, and those that are named.
    pub(super) fn named_inputs(&self) -> Vec<Utf8PathBuf> {
        let folder = |file: &Utf8PathBuf| match file.parent() {
            Some(folder) if !folder.as_str().is_empty() => folder.to_owned(),
            _ => Utf8PathBuf::from("."),
        };
        let files = self.files.iter().filter(|f| f.as_str() != "-").chain(&self.bibliography);
        let files = files.chain(&self.baseline);
        let named = files.map(folder).chain(self.against.clone()).chain(self.files_in.clone());
        named.chain(self.archive()).collect()
    }

    /// The archive whose sources may be cited where no folder of documents is named.
    fn archive(&self) -> Option<Utf8PathBuf> {
        let here = here().ok().filter(|_| self.against.is_empty())?;
        find_root(Utf8Path::exists, &here)
    }

    /// The folder of that archive's documents.
    fn corpus(&self) -> Option<Utf8PathBuf> {
        let root = self.archive()?;
        let options = Archive::locate(&Start::at(&root)).and_then(|archive| archive.options());
        Some(root.join(options.ok()?.config.corpus))
    }

    /// The files that are written.
    pub(super) fn outputs(&self) -> Vec<Utf8PathBuf> {
        let mended = self.files.iter().filter(|_| self.fixing.fix);
        let known = self.baseline.iter().filter(|_| self.update_baseline);
        let made = self.save.iter().chain(&self.write_claims);
        let files = self.outcome.output_file.iter().chain(mended).chain(known);
        files.chain(made).cloned().collect()
    }
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let fixing = arguments.fixing.wanted()?;
    if let Some(file) = &arguments.outcome.output_file {
        has_folder(file)?;
    }
    let Some(tree) = arguments.staged.then(|| StagedTree::open(&here()?)).transpose()? else {
        let lacked = arguments.archive().map(|root| absent(&root, None)).unwrap_or_default();
        sandbox::start(global, None)?;
        let from = InputFiles::default();
        return run_on(global, arguments, fixing, (&arguments.files, from), &lacked);
    };
    let files = files::chosen(&tree, arguments)?;
    let world = tree.world(&files::folders(&files, arguments))?;
    // Git was asked, and is not any more.
    sandbox::start_among(global, std::slice::from_ref(&tree.top))?;
    if files.is_empty() {
        say("nothing staged is an article, or a document that an article may cite");
        return Ok(ExitCode::SUCCESS);
    }
    run_on(global, arguments, fixing, (&files, InputFiles::staged(&tree.top, &world)), &[])
}

fn run_on(
    global: &Global,
    arguments: &Arguments,
    fixing: bool,
    (files, from): (&[Utf8PathBuf], InputFiles<'_>),
    lacked: &[Absent],
) -> anyhow::Result<ExitCode> {
    let mut read = files::manuscripts(arguments, files, from)?;
    let found = found(global, arguments, &read.written, from, lacked)?;
    let deny = |what: &str| arguments.deny.iter().any(|denied| denied == what);
    let mut checked = found.check(&read.written, deny("warnings"));
    let mut written = true;
    if fixing {
        for one in read.written.iter().filter(|one| one.form.is_container()) {
            say(&format!(
                "note: {} is not changed: quoteproof never writes to Word or OpenDocument files; copy the document's \
                 words from the report, and check it again",
                one.file
            ));
        }
        let mended = found.mend(&read.written, &checked, arguments.fixing.allowed());
        let write = |one: &Mended| read.write(one);
        let done = arguments.fixing.finish(global, &mended, &checked.report, &write)?;
        written = done.len() == mended.len();
        if arguments.fixing.fix {
            read.take_over(&done);
            checked = found.check(&read.written, deny("warnings"));
            left(&checked, &read.written);
        }
    }
    if arguments.search {
        let keep = found.keep.as_deref();
        let notes = search_uncited(&read.written, &found.documents, &checked, keep);
        checked.notes.extend(notes);
    }
    if arguments.unmarked {
        checked.notes.extend(unmarked(&read.written, &found.documents));
    }
    settle(arguments, &mut checked, from)?;
    save(arguments, &read.written, &found)?;
    if !arguments.fixing.diff {
        show(&arguments.again(global, files), global, arguments, &checked, &read)?;
    }
    let unchecked = deny("unchecked") && !checked.unchecked.is_empty();
    if checked.report.failed() || !written || unchecked {
        return Ok(ExitCode::from(u8::from(!arguments.outcome.exit_zero)));
    }
    if checked.quotations.is_empty() && !arguments.outcome.allow_empty {
        let (unchecked, uncited) = (checked.unchecked.len(), checked.uncited.len());
        let there = match (unchecked, uncited) {
            (0, 0) => none_in(&read.written),
            (0, n) => format!("{n} cited no source (--uncited lists them)"),
            (n, 0) => format!("{n} could not be"),
            (n, m) => format!("{n} could not be, and {m} cited no source (--uncited lists them)"),
        };
        bail!("no quotation was checked: {there}; if that is right, add --allow-empty");
    }
    Ok(ExitCode::SUCCESS)
}

/// Why nothing was found to check. What a spreadsheet program saves as text has tabs between its cells.
fn none_in(manuscripts: &[Written]) -> String {
    let has_tabs = |text: &str| text.lines().next().is_some_and(|line| line.contains('\t'));
    let table = manuscripts.iter().find(|w| w.form == Form::Plain && has_tabs(&w.text));
    table.map_or_else(
        || "there is none".to_owned(),
        |w| format!("there is none in {} (--as tsv reads it as a table)", w.file),
    )
}

/// Says what `--fix` has left, and what to do. Of files that it never writes to that is said already.
fn left(checked: &Checked, manuscripts: &[Written]) {
    let may_be_fixed = |file: &Utf8Path| {
        manuscripts.iter().any(|one| one.file == file && !one.form.is_container())
    };
    let left = checked.quotations.iter().filter(|quotation| !quotation.result.passed);
    let count = left.filter(|quotation| may_be_fixed(&quotation.file)).count();
    if count > 0 {
        let still = if count == 1 { "still fails" } else { "still fail" };
        say(&format!(
            "note: {} {still}: without a `fix:` line in the report, correct the words or the citation by hand",
            counted(count, "quotation")
        ));
    }
}

/// Writes what was checked as claims, or as an archive; never over a file that is there.
fn save(arguments: &Arguments, manuscripts: &[Written], found: &Found) -> anyhow::Result<()> {
    let Some(folder) = arguments.save.as_ref().or(arguments.write_claims.as_ref()) else {
        return Ok(());
    };
    let here = here()?;
    let root = normal(&here.join(folder));
    refuse_links_below(&here, &root, folder)?;
    std::fs::create_dir_all(&root).with_context(|| format!("{folder} cannot be made"))?;
    let (mut written, mut known) = (0, 0);
    let manuscripts = beside(manuscripts, &root)?;
    for (file, bytes) in as_archive(&manuscripts, &found.documents, &found.library) {
        let claim = file.strip_prefix("claims");
        let path = match (&arguments.save, claim) {
            (Some(_), _) => root.join(&file),
            (None, Ok(name)) => root.join(name),
            (None, Err(_)) => continue,
        };
        if write_new(&root, &path, &bytes)? {
            written += 1;
        } else if holds(&path, &bytes) {
            known += 1;
        } else {
            say(&format!(
                "note: {path} is left alone: it differs from what this run would write; delete it and save again to replace it"
            ));
        }
    }
    let same = if known > 0 { format!(", {known} there already") } else { String::new() };
    say(&format!("{folder}: {} written{same}", counted(written, "file")));
    Ok(())
}

/// The manuscripts by their places beside an archive, so that its claims are called the same from whatever folder they are made.
fn beside(manuscripts: &[Written], root: &Utf8Path) -> anyhow::Result<Vec<Written>> {
    let (here, around) = (here()?, root.parent().unwrap_or(root));
    let named = |one: &Written| {
        let full = normal(&here.join(&one.file));
        let file = full.strip_prefix(around).map_or(one.file.clone(), Utf8Path::to_owned);
        Written { file, ..one.clone() }
    };
    Ok(manuscripts.iter().map(named).collect())
}

/// Marks the findings that the baseline has, or writes it again.
fn settle(
    arguments: &Arguments,
    checked: &mut Checked,
    from: InputFiles<'_>,
) -> anyhow::Result<()> {
    let Some(file) = &arguments.baseline else { return Ok(()) };
    if arguments.update_baseline {
        let new = Baseline::of(&checked.report);
        write_report(&here()?, file, &new.to_json())?;
        say(&format!("{file}: written, with the findings of this run"));
        new.apply(&mut checked.report);
        return Ok(());
    }
    let baseline = Baseline::read(&from.named(file)?)
        .map_err(|error| anyhow!("{file}:{}: {error}", error.position.line))?;
    for gone in baseline.apply(&mut checked.report) {
        say(&format!("note: gone, but still in the baseline: {gone}"));
    }
    Ok(())
}

/// Whether a file is in a folder of the disk, or the path is one.
fn has_files(place: &Utf8Path) -> bool {
    let Ok(entries) = place.read_dir_utf8() else { return place.is_file() };
    entries.flatten().any(|entry| has_files(entry.path()))
}

/// What quotations are checked against.
struct Found {
    documents: Vec<CitedDocument>,
    library: Library,
    /// Where their texts are kept between runs.
    keep: Option<Arc<dyn Keep>>,
}

/// The documents that the command line and the bibliographies name.
fn found(
    global: &Global,
    arguments: &Arguments,
    manuscripts: &[Written],
    from: InputFiles<'_>,
    lacked: &[Absent],
) -> anyhow::Result<Found> {
    for folder in &arguments.files_in {
        if from.kind(&normal(&here()?.join(folder))) != Some(EntryKind::Folder) {
            bail!("--files-in {folder}: there is no such folder");
        }
    }
    let mut documents = Documents::default();
    for place in &arguments.against {
        documents.add_all(place, from)?;
    }
    let mut read = bibliographies(arguments, manuscripts, &mut documents, from)?;
    if let Some(root) = arguments.archive().filter(|_| documents.found.is_empty()) {
        documents.add_archive(&root, from, lacked)?;
    }
    let own = leave_out(manuscripts, &mut documents, &mut read)?;
    if documents.found.is_empty() && !arguments.outcome.allow_empty {
        return Err(no_documents(own, &read));
    }
    let given = arguments.against.first().filter(|_| arguments.staged);
    if let Some(folder) = given.filter(|folder| documents.found.is_empty() && has_files(folder)) {
        bail!(
            "no document below {folder} is staged or in a commit: `git add` them, or let .gitignore name the folder, and \
             they are read from the disk"
        );
    }
    let mut library = Library::new(documents.names());
    for entry in &read.entries {
        library.add(entry);
    }
    let documents = documents.found.into_values().map(|mut document| {
        let stated = arguments.language.clone().filter(|language| !language.is_empty());
        document.language = document.language.or(stated);
        document
    });
    Ok(Found { documents: documents.collect(), library, keep: cache::keep(global) })
}

/// Takes the manuscripts that are checked out of the documents, since what is checked proves nothing about itself. Returns
/// whether there was one.
fn leave_out(
    manuscripts: &[Written],
    documents: &mut Documents,
    read: &mut ListedWorks,
) -> anyhow::Result<bool> {
    let mut own = false;
    for written in manuscripts {
        let Some(gone) = documents.found.remove(&normal(&here()?.join(&written.file))) else {
            continue;
        };
        own = true;
        for entry in read.entries.iter_mut().filter(|e| e.document.as_ref() == Some(&gone.id)) {
            entry.document = None;
            entry.unread = Some("is checked here, and proves nothing about itself".to_owned());
        }
    }
    Ok(own)
}

/// Why there is nothing to check against. `own` is whether a manuscript was named as its own document.
fn no_documents(own: bool, read: &ListedWorks) -> anyhow::Error {
    if own {
        return anyhow!(
            "there is no document to check against: what --against names is the manuscript itself, which proves nothing of \
             its own quotations"
        );
    }
    if let Some((file, path)) = read.not_here.first() {
        let count = counted(read.not_here.len(), "file");
        return anyhow!(
            "there is no document to check against: {file} names {count}, and `{path}` is not below its folder; say \
             with --files-in DIR where they are"
        );
    }
    if let Some(list) = read.files.first() {
        return anyhow!(
            "there is no document to check against: {list} names no file that is one; name the folder of the documents with \
             --against DIR"
        );
    }
    anyhow!(
        "there is no document to check against: name their folder with --against DIR, or a bibliography that says \
         where they are with --bibliography FILE"
    )
}

impl Found {
    fn against(&self) -> Against<'_> {
        Against { documents: &self.documents, library: &self.library, keep: self.keep.as_deref() }
    }

    fn check(&self, manuscripts: &[Written], deny_warnings: bool) -> Checked {
        check_manuscripts(manuscripts, &self.against(), deny_warnings)
    }

    fn mend(
        &self,
        manuscripts: &[Written],
        checked: &Checked,
        allowed: Applicability,
    ) -> Vec<Mended> {
        mend_manuscripts(manuscripts, &self.against(), checked, allowed)
    }
}
