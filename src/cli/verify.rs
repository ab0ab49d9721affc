//! `quoteproof verify`: checks millions of quotes against documents, row by row.
//!
//! Rows are read in portions that fit into memory, and written in their order before the next portion is read. Of the
//! documents only the ids and where each one lies are kept: a portion reads those that it cites, each once.

mod library;
mod output;

use super::again::Again;
use super::progress::Count;
use super::{Global, here, normal, say};
use anyhow::{Context, anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};
use clap::ValueEnum;
use library::{DocumentLibrary, Raw};
use output::{RowWriter, Tally};
use quoteproof::document::{Document, DocumentOptions, Explain, QuotePlace};
use quoteproof::exchange::{QuoteRow, RowError, RowFault, RowForm, Rows};
use quoteproof::quote::Quoted;
use quoteproof::reader::Format;
use quoteproof::stream::{Elsewhere, Record, Row, Stream, StreamError, first_by_id};
use quoteproof::text::shell_path;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::ExitCode;
use std::sync::{Arc, mpsc};
use std::time::Duration;

/// Bytes of rows that are read before they are verified.
const MAX_PORTION: usize = 512 << 20;

/// Bytes of documents that are read before they are verified, by all threads together.
const MAX_TEXTS: u64 = 32 << 20;

/// Quotes of one document that one thread verifies: a document with more is folded by several.
const MAX_QUOTES: usize = 1 << 14;

/// Rows of which the closing line names the command that shows each quote with its passage: a report of more is read by
/// nobody.
const EXPLAINED: usize = 10_000;

/// How long the rows' file may take to open: a named pipe that nobody writes to never opens.
const MAX_WAIT: Duration = Duration::from_secs(10);

/// How many broken rows, and how many documents that are not there, are named. A file that begins with as many broken rows
/// has rows of another kind.
const LISTED: usize = 20;

#[derive(clap::Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own on the command line"
)]
pub(crate) struct Arguments {
    /// The rows: JSON Lines or CSV with `document` (or `source`) and `quote`, and
    /// optionally `id` (else its line), `prefix` and `suffix`; `-` is standard input
    #[arg(value_name = "FILE")]
    file: Utf8PathBuf,
    /// The documents: JSON Lines with `id` and `text`, or a folder of files that
    /// rows name with or without the extension (may be repeated)
    #[arg(long, required = true, value_name = "FILE|DIR")]
    documents: Vec<Utf8PathBuf>,
    /// The format of the rows, if the file's name does not tell: jsonl, csv or tsv
    #[arg(long = "as", value_name = "FORMAT")]
    form: Option<String>,
    /// The output format
    #[arg(long, default_value = "jsonl", value_name = "FORMAT")]
    format: Results,
    /// Print only the rows that fail
    #[arg(long)]
    failed: bool,
    /// How much to say about quotes that fail: kinds and nearest passage, kinds alone, or nothing (then all
    /// are `absent`)
    #[arg(long, default_value = "full", value_name = "HOW MUCH")]
    explain: HowMuch,
    /// Do not search other documents for quotes that fail
    #[arg(long)]
    no_elsewhere: bool,
    /// The language of the documents, a BCP 47 tag, if they do not state one
    #[arg(long, value_name = "TAG", value_parser = super::language)]
    language: Option<String>,
    /// How many rows are held in memory at a time
    #[arg(long, default_value_t = 1_000_000, value_name = "ROWS")]
    portion: usize,
    /// Exit with 0 even if errors are found
    #[arg(long)]
    exit_zero: bool,
    /// Do not fail if no quote was checked
    #[arg(long)]
    allow_empty: bool,
    /// Print only errors on standard error
    #[arg(long, short)]
    quiet: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Results {
    Jsonl,
    Csv,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum HowMuch {
    Full,
    Kinds,
    Off,
}

impl Arguments {
    /// The files and folders that are named to be read.
    pub(crate) fn named_inputs(&self) -> Vec<Utf8PathBuf> {
        let rows = Some(&self.file).filter(|file| file.as_str() != "-");
        rows.into_iter().chain(&self.documents).cloned().collect()
    }

    fn options(&self) -> DocumentOptions {
        let mut options = DocumentOptions::default();
        options.explain = match self.explain {
            HowMuch::Full => Explain::Full,
            HowMuch::Kinds => Explain::Kinds,
            HowMuch::Off => Explain::Off,
        };
        options.threads = true;
        options
    }
}

pub(crate) fn run(_: &Global, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    if arguments.portion == 0 {
        bail!("--portion must be at least 1");
    }
    let form = form(arguments)?;
    let library = DocumentLibrary::open(&arguments.documents)?;
    let rows = Rows::new(reader(&arguments.file)?, form)
        .with_context(|| format!("{} cannot be read", arguments.file))?;
    let mut run = Run {
        arguments,
        library,
        count: Count::new("quotes checked"),
        tally: Tally::default(),
        output: RowWriter::new(arguments.format == Results::Csv),
    };
    run.all(rows)?;
    run.count.finish();
    run.output.finish()?;
    run.close()
}

/// What the rows are, by what is said or by the file's name.
fn form(arguments: &Arguments) -> anyhow::Result<RowForm> {
    let file = &arguments.file;
    let path = normal(&here()?.join(file));
    if file.as_str() != "-" && !path.exists() {
        bail!("{file}: there is no such file");
    }
    if let Some(name) = &arguments.form {
        return RowForm::of_extension(name).ok_or_else(|| {
            anyhow!("--as {name}: there is no such format; there are jsonl, csv and tsv")
        });
    }
    if file.as_str() == "-" {
        return Ok(RowForm::JsonLines);
    }
    if path.is_dir() {
        bail!("{file} is a folder; name a file of rows");
    }
    let extension = file.extension().unwrap_or("");
    let word = shell_path(file.as_str());
    RowForm::of_extension(extension).ok_or_else(|| match extension {
        "json" => anyhow!("{file} is one JSON text; make a line of each row: `jq -c '.[]' {word}`"),
        "parquet" | "arrow" | "feather" => {
            anyhow!("{file}: {extension} is read by the Python package: quoteproof.verify_batch")
        }
        "gz" | "bz2" | "xz" | "zst" => anyhow!(
            "{file} is compressed: unpack it on the way, as in `zcat {word} | quoteproof verify - --documents DIR`"
        ),
        _ if is_document(file) => anyhow!(
            "{file} is a document, not rows of quotes: name a file of rows, and with --documents the folder that the \
             document is in"
        ),
        _ => anyhow!("{file}: the end of its name does not say what format it has; add --as jsonl, csv or tsv"),
    })
}

/// Whether a file's name says that it is a document. Rows may be in a plain text.
fn is_document(file: &Utf8Path) -> bool {
    Format::of_name(file).is_some_and(|format| format.media_type() != "text/plain")
}

/// Bytes that are read at a time.
const READ_BYTES: usize = 1 << 20;

fn reader(file: &Utf8Path) -> anyhow::Result<Box<dyn BufRead>> {
    if file.as_str() == "-" {
        return Ok(Box::new(BufReader::with_capacity(READ_BYTES, std::io::stdin())));
    }
    let path = normal(&here()?.join(file));
    let opened = match path.metadata() {
        Ok(metadata) if metadata.is_file() => File::open(&path).map(Some),
        _ => open_in_time(path),
    };
    let opened = opened.with_context(|| format!("{file} cannot be read"))?;
    let opened = opened.ok_or_else(|| {
        let seconds = MAX_WAIT.as_secs();
        anyhow!("{file} is a pipe that nobody writes to: quoteproof waited {seconds} seconds")
    })?;
    Ok(Box::new(BufReader::with_capacity(READ_BYTES, opened)))
}

/// Opens a pipe or a device. None if that takes too long: the system opens a named pipe only once another program writes to
/// it. The thread that waits ends with the process.
fn open_in_time(path: Utf8PathBuf) -> std::io::Result<Option<File>> {
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || tell.send(File::open(path)));
    match told.recv_timeout(MAX_WAIT) {
        Ok(opened) => opened.map(Some),
        Err(_) => Ok(None),
    }
}

struct Run<'a> {
    arguments: &'a Arguments,
    library: DocumentLibrary,
    count: Count,
    tally: Tally,
    output: RowWriter,
}

/// A document of the library, and which rows of a portion cite it.
type Task = (usize, Vec<usize>);

/// What a document has of the quotes that are searched for, with their places.
type Hits = (Arc<str>, Vec<(usize, QuotePlace)>);

impl Run<'_> {
    fn all(&mut self, mut rows: Rows<Box<dyn BufRead>>) -> anyhow::Result<()> {
        let mut is_first = true;
        loop {
            let portion = self.portion(&mut rows, is_first)?;
            is_first = false;
            if portion.is_empty() {
                return Ok(());
            }
            let results = self.verified(&portion)?;
            for (row, quote) in results.into_iter().zip(portion) {
                let Some(mut row) = row else { continue };
                self.tally.add(&row);
                row.id = quote.id;
                let is_shown = !(self.arguments.failed && row.passed);
                if is_shown && !self.output.row(&row)? {
                    return Ok(());
                }
            }
        }
    }

    /// The next rows. Where none of the first ones can be read, the file has other rows, and the run ends.
    fn portion(
        &mut self,
        rows: &mut Rows<Box<dyn BufRead>>,
        is_first: bool,
    ) -> anyhow::Result<Vec<QuoteRow>> {
        let file = &self.arguments.file;
        let (mut portion, mut size) = (Vec::new(), 0);
        // Broken rows before any that can be read.
        let mut held: Vec<RowError> = Vec::new();
        while portion.len() < self.arguments.portion && size < MAX_PORTION && held.len() < LISTED {
            let next = rows.next_row().with_context(|| format!("{file} cannot be read further"))?;
            match next {
                None => break,
                Some(Ok(mut row)) => {
                    held.drain(..).for_each(|error| self.tally.name_broken(file, &error));
                    // Without a name of its own nobody could tell which row a result is of.
                    row.id = row.id.or_else(|| Some(format!("line {}", rows.line()).into()));
                    size += row.size();
                    portion.push(row);
                }
                Some(Err(error)) if is_first && portion.is_empty() => held.push(error),
                Some(Err(error)) => self.tally.name_broken(file, &error),
            }
        }
        match held.first() {
            None => Ok(portion),
            Some(error) => Err(no_rows(file, error, held.len())),
        }
    }

    /// What becomes of each row, in their order, without its id.
    fn verified(&mut self, portion: &[QuoteRow]) -> anyhow::Result<Vec<Option<Row>>> {
        let mut cited: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut lost = Vec::new();
        for (at, row) in portion.iter().enumerate() {
            match row.document.as_deref().and_then(|name| self.library.find(name)) {
                Some(number) => cited.entry(number).or_default().push(at),
                None => lost.push(at),
            }
        }
        let mut results: Vec<Option<Row>> = Vec::new();
        results.resize_with(portion.len(), || None);
        for (&at, mut row) in lost.iter().zip(without_document(portion, &lost)) {
            match portion.get(at).and_then(|row| row.document.as_deref()) {
                Some(name) if self.library.is_ambiguous(name) => {
                    self.tally.unread(name, "several documents have that name");
                }
                Some(name) if self.library.is_of_no_format(name) => {
                    self.tally.unread(name, NO_FORMAT);
                    row.cannot_be_read();
                }
                name => self.tally.lose(name),
            }
            put(&mut results, at, row);
        }
        let tasks = cited.into_iter().flat_map(|(number, rows)| {
            let parts: Vec<Task> =
                rows.chunks(MAX_QUOTES).map(|part| (number, part.to_vec())).collect();
            parts
        });
        self.each_document(portion, tasks.collect(), &mut results)?;
        if !self.arguments.no_elsewhere {
            self.elsewhere(portion, &mut results)?;
        }
        Ok(results)
    }

    fn each_document(
        &mut self,
        portion: &[QuoteRow],
        tasks: Vec<Task>,
        results: &mut [Option<Row>],
    ) -> anyhow::Result<()> {
        let options = self.arguments.options();
        let language = self.arguments.language.as_deref();
        for batch in self.library.batches(tasks, |task| task.0) {
            let with_raw = |task: Task| self.library.read(task.0).map(|raw| (task, raw));
            let read: Vec<(Task, Raw)> =
                batch.into_iter().map(with_raw).collect::<anyhow::Result<_>>()?;
            let one = |((number, rows), raw): (Task, Raw)| {
                let id = self.library.name(number);
                let made = rows_of(id, &raw, language, &options, (portion, &rows));
                (number, rows, made)
            };
            let done: Vec<_> = read.into_par_iter().map(one).collect();
            for (number, rows, (made, why, is_known)) in done {
                self.count.add(rows.len());
                if let Some(why) = why {
                    self.tally.unread(self.library.name(number), &why);
                }
                if !is_known {
                    self.tally.language_unknown(self.library.name(number));
                }
                for (at, row) in rows.into_iter().zip(made) {
                    put(results, at, row);
                }
            }
        }
        Ok(())
    }

    /// Looks for what its own document does not have in all the others.
    fn elsewhere(
        &mut self,
        portion: &[QuoteRow],
        results: &mut [Option<Row>],
    ) -> anyhow::Result<()> {
        let is_missed = |row: &Option<Row>| row.as_ref().is_some_and(Row::is_missed);
        let missed: Vec<usize> =
            (0..results.len()).filter(|&at| results.get(at).is_some_and(is_missed)).collect();
        let quotes = missed.iter().filter_map(|&at| portion.get(at)).map(|row| {
            let cited = row.document.as_deref().and_then(|name| self.library.find(name));
            (cited.map_or("", |number| self.library.name(number)), quoted(row))
        });
        let sought = Elsewhere::new(quotes);
        if sought.is_empty() {
            return Ok(());
        }
        let options = self.arguments.options();
        let language = self.arguments.language.as_deref();
        let mut found: Vec<Hits> = Vec::new();
        let all = (0..self.library.len()).collect();
        for batch in self.library.batches(all, |number| *number) {
            let read: Vec<(usize, Raw)> = batch
                .into_iter()
                .map(|number| self.library.read(number).map(|raw| (number, raw)))
                .collect::<anyhow::Result<_>>()?;
            let name = |number| self.library.name(number);
            let one = |(number, raw): (usize, Raw)| {
                let document = opened(&raw, language, &options).ok().flatten()?;
                let places = sought.look(name(number), &document);
                (!places.is_empty()).then(|| (Arc::from(name(number)), places))
            };
            found.extend(read.into_par_iter().filter_map(one).collect::<Vec<_>>());
        }
        for (number, (document, place)) in first_by_id(found) {
            let row = missed.get(number).and_then(|&at| results.get_mut(at)?.as_mut());
            if let Some(row) = row {
                row.misattribute(document, place);
            }
        }
        Ok(())
    }

    /// The last words, and the exit status.
    fn close(&self) -> anyhow::Result<ExitCode> {
        let tally = &self.tally;
        for note in tally.notes(&self.arguments.file) {
            say(&note);
        }
        if !self.arguments.quiet {
            say(&format!("{}{}", tally.closing_line(), self.shows_why()));
        }
        if tally.failed() > 0 || tally.has_broken() {
            return Ok(ExitCode::from(u8::from(!self.arguments.exit_zero)));
        }
        if tally.checked() == 0 && !self.arguments.allow_empty {
            bail!("no quote was checked; if that is right, add --allow-empty");
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Run<'_> {
    /// The end of the closing line where quotes fail: the command that shows both sides of each.
    fn shows_why(&self) -> String {
        let Arguments { file, documents, form, language, .. } = self.arguments;
        let are_read = file.as_str() != "-" && documents.iter().all(|folder| folder.is_dir());
        if self.tally.failed() == 0 || self.tally.rows() > EXPLAINED || !are_read {
            return String::new();
        }
        let command = Again::new("check")
            .files(std::slice::from_ref(file))
            .with("as", form)
            .with("against", documents)
            .with("language", language.as_ref().filter(|tag| !tag.is_empty()))
            .done();
        format!("; `{command}` shows why")
    }
}

/// Why a file of a folder is no document.
const NO_FORMAT: &str =
    "it cannot be read: its name has the extension of no format that quoteproof reads";

/// Why no row can be read, of which this is the first.
fn no_rows(file: &Utf8Path, error: &RowError, count: usize) -> anyhow::Error {
    let others = match count {
        1 => String::new(),
        2 => "; nor can the next row be read".to_owned(),
        _ => format!("; nor can the next {} rows be read", count - 1),
    };
    let RowError { line, reason } = error;
    anyhow!("{file}:{line}: {reason}{}{others}", other_ways(error, file))
}

/// What to do with rows that have other members.
fn other_ways(error: &RowError, file: &Utf8Path) -> String {
    if !matches!(error.reason, RowFault::Lacks { .. }) {
        return String::new();
    }
    let file = shell_path(file.as_str());
    format!(
        "; `quoteproof import citations {file}` makes rows of answers with lists of citations, `quoteproof import --help` \
         lists other formats; `quoteproof check` knows more names of members, and --map"
    )
}

fn put(results: &mut [Option<Row>], at: usize, row: Row) {
    if let Some(place) = results.get_mut(at) {
        *place = Some(row);
    }
}

fn quoted(row: &QuoteRow) -> Quoted<'_> {
    Quoted {
        parts: row.quote.iter().map(|part| &**part).collect(),
        prefix: row.prefix.as_deref(),
        suffix: row.suffix.as_deref(),
    }
}

/// The quote of a row, on a document or on none. Its id is given to its result at last.
fn record<'r>(row: &'r QuoteRow, document: Option<&'r str>) -> Record<'r> {
    Record::Quote { id: None, document, quoted: quoted(row) }
}

/// The rows of quotes whose document is not there.
fn without_document(portion: &[QuoteRow], rows: &[usize]) -> Vec<Row> {
    let quotes = rows.iter().filter_map(|&at| portion.get(at));
    let records = quotes.map(|row| record(row, None));
    named(Stream::new(DocumentOptions::default()).feed(records), portion, rows)
}

/// The rows, with the documents' names as their quotes have them.
fn named(made: Result<Vec<Row>, StreamError>, portion: &[QuoteRow], rows: &[usize]) -> Vec<Row> {
    // Nothing is fed that is not sorted.
    let mut made = made.unwrap_or_default();
    let mut last: Option<Arc<str>> = None;
    for (row, at) in made.iter_mut().zip(rows) {
        let own = portion.get(*at).and_then(|row| row.document.as_deref());
        // Most rows call it as the row before does.
        if last.as_deref() != own {
            last = own.map(Arc::from);
        }
        let own = last.clone();
        // The row's own document is called as the row calls it, wherever it is named.
        if row.nearest_document.is_some() && row.nearest_document == row.document {
            row.nearest_document.clone_from(&own);
        }
        row.document = own;
    }
    made
}

/// The document of the library's bytes; `None` where it has no text.
fn opened(
    raw: &Raw,
    language: Option<&str>,
    options: &DocumentOptions,
) -> Result<Option<Document>, String> {
    let file = raw.file()?;
    let Some(bytes) = file.bytes else { return Ok(None) };
    let language = file.language.as_deref().or(language);
    let document = Document::new(&bytes, &file.media_type, language, options.clone());
    document.map(Some).map_err(|error| error.to_string())
}

/// The rows of the quotes that cite one document, why it cannot be read, and whether its language is known.
fn rows_of(
    id: &str,
    raw: &Raw,
    language: Option<&str>,
    options: &DocumentOptions,
    (portion, rows): (&[QuoteRow], &[usize]),
) -> (Vec<Row>, Option<String>, bool) {
    let quotes = rows.iter().filter_map(|&at| portion.get(at));
    let file = match raw.file() {
        Ok(file) => file,
        Err(why) => {
            let mut made = without_document(portion, rows);
            made.iter_mut().for_each(Row::cannot_be_read);
            return (made, Some(why), true);
        }
    };
    let document = Record::Document {
        id,
        bytes: file.bytes.as_deref(),
        media_type: &file.media_type,
        language: file.language.as_deref().or(language),
    };
    let quotes = quotes.map(|row| record(row, Some(id)));
    let mut stream = Stream::new(options.clone());
    let made = stream.feed_last(std::iter::once(document).chain(quotes));
    let is_known = !stream.current().is_some_and(Document::is_language_unknown);
    let no_text = file.bytes.is_none().then(|| "its text is null".to_owned());
    let unread = stream.take_unread().pop().map(|(_, why)| why.to_string());
    (named(made, portion, rows), unread.or(no_text), is_known)
}
