//! Manuscripts from the disk and from standard input.

use super::Arguments;
use super::files::InputFiles;
use crate::cli::lock::remove_leftovers;
use crate::cli::write::{refuse_links_below, write};
use crate::cli::{here, normal, say};
use anyhow::{Context, anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};
use quoteproof::fix::Mended;
use quoteproof::manuscript::{FORMS, Form, Hints, Macros, TableColumns, Written};
use quoteproof::repository::EntryKind;
use quoteproof::text::{is_lfs_pointer, strip_bom};
use std::collections::BTreeMap;
use std::io::Read;

/// Quotations of one run: each takes about 2 kB while it is checked.
const MAX_QUOTATIONS: usize = 200_000;

/// The manuscripts that are read.
pub(super) struct Reading<'a> {
    arguments: &'a Arguments,
    hints: Hints,
    from: InputFiles<'a>,
    pub(super) written: Vec<Written>,
    /// By the names that reports give them: where they lie, and their bytes.
    files: BTreeMap<Utf8PathBuf, (Utf8PathBuf, Vec<u8>)>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(arguments: &'a Arguments, from: InputFiles<'a>) -> anyhow::Result<Self> {
        let hints = Hints { columns: columns(&arguments.map)?, ..Hints::default() };
        Ok(Self { arguments, hints, from, written: Vec::new(), files: BTreeMap::new() })
    }

    /// Reads a manuscript, and the files that it includes from below its folder.
    pub(super) fn manuscript(&mut self, file: &Utf8Path) -> anyhow::Result<()> {
        if self.from.kind(&normal(&here()?.join(file))) == Some(EntryKind::Folder) {
            bail!("{file} is a folder: name the files in it, as in {file}/*.md");
        }
        if file.as_str() != "-" {
            form_of(file, self.arguments)?;
        }
        let bytes = if file.as_str() == "-" { standard_input()? } else { self.from.named(file)? };
        let first = self.written.len();
        self.add(file, &folder_of(file), bytes)?;
        self.share_commands(first);
        Ok(())
    }

    /// The commands that one file of a manuscript defines are those of all: of the files from number `first` on.
    fn share_commands(&mut self, first: usize) {
        let files = self.written.get_mut(first..).unwrap_or_default();
        if files.len() < 2 {
            return;
        }
        let mut hints = self.hints.clone();
        for written in files.iter().filter(|w| w.form == Form::Latex) {
            hints.macros.add(Macros::of(&written.text));
        }
        if hints.macros.is_empty() {
            return;
        }
        for written in files.iter_mut().filter(|w| w.form == Form::Latex) {
            let (file, text) = (written.file.clone(), written.text.clone());
            if let Ok(read) = Written::read(file, text, Form::Latex, &hints) {
                *written = read;
            }
        }
    }

    /// Adds a manuscript, and what it includes from below `below`: the folder of the one that the command line names.
    fn add(&mut self, file: &Utf8Path, below: &Utf8Path, bytes: Vec<u8>) -> anyhow::Result<()> {
        let form = form_of(file, self.arguments)?;
        let full = normal(&here()?.join(file));
        if self.files.values().any(|(known, _)| *known == full) {
            return Ok(());
        }
        let written =
            self.read(file, &bytes, form).with_context(|| format!("{file} cannot be checked"))?;
        let quotations = self.written.iter().map(|w| w.manuscript.quotations.len()).sum::<usize>();
        if quotations + written.manuscript.quotations.len() > MAX_QUOTATIONS {
            bail!(
                "{file}: with it there are more than {MAX_QUOTATIONS} quotations; check fewer files at a time, or split it"
            );
        }
        let includes = written.manuscript.includes.clone();
        self.written.push(written);
        self.files.insert(file.to_owned(), (full, bytes));
        for include in includes {
            match self.included(&include, file, below) {
                Ok((inner, bytes)) => self.add(&inner, below, bytes)?,
                Err(why) => say(&format!("note: {file}: `{include}` is not read: {why}")),
            }
        }
        Ok(())
    }

    /// A file that another includes: from the folder of the one that the command line names, as LaTeX has it, or from the
    /// other's own.
    fn included(
        &self,
        include: &str,
        file: &Utf8Path,
        below: &Utf8Path,
    ) -> Result<(Utf8PathBuf, Vec<u8>), String> {
        let own = folder_of(file);
        let latex = form_of(file, self.arguments).is_ok_and(|form| form == Form::Latex);
        let folders = if latex { [below, &*own] } else { [&*own, below] };
        let mut tried = folders.map(|folder| {
            let mut inner: Utf8PathBuf = folder.join(include).components().collect();
            if inner.extension().is_none() {
                inner.set_extension("tex");
            }
            form_of(&inner, self.arguments).map_err(|why| why.to_string())?;
            self.from.below(below, &inner).map(|bytes| (inner, bytes))
        });
        tried.sort_by_key(Result::is_err);
        let [first, _] = tried;
        first
    }

    fn read(&self, file: &Utf8Path, bytes: &[u8], form: Form) -> anyhow::Result<Written> {
        if form.is_container() {
            return container(file, bytes, form);
        }
        if is_lfs_pointer(bytes) {
            return Err(anyhow!("Git LFS has it, and it is not here: `git lfs pull` gets it"));
        }
        let (text, _) = decode(bytes).ok_or_else(|| {
            anyhow!("it is not UTF-8 text; convert it first: iconv -f WINDOWS-1252 -t UTF-8 {file}")
        })?;
        if let Some(coding) = unmarked_wide(bytes) {
            return Err(anyhow!(
                "it is {coding} without a byte order mark; convert it first: iconv -f {coding} -t UTF-8 {file}"
            ));
        }
        Ok(Written::read(file, text, form, &self.hints)?)
    }

    /// Writes a file that was fixed, unless it is not what was checked any more.
    pub(super) fn write(&self, mended: &Mended) -> anyhow::Result<()> {
        let file = &mended.file;
        let known = self.files.get(file).filter(|_| file.as_str() != "-");
        let Some((full, bytes)) = known else { bail!("{file} is not a file that can be written") };
        if self.from.named(file)? != *bytes {
            bail!("{file} was changed while it was checked, and is left alone; run it again");
        }
        refuse_links_below(&here()?, full, file)?;
        let coding = decode(bytes).map_or(Coding::Utf8, |(_, coding)| coding);
        let folder = full.parent().unwrap_or(full);
        remove_leftovers(folder.as_std_path());
        write(folder, full, &coding.encode(&mended.new))
    }

    /// Whether a file begins with a mark that says how it is encoded.
    pub(super) fn is_marked(&self, file: &Utf8Path) -> bool {
        let bytes = self.files.get(file).map(|(_, bytes)| &**bytes);
        bytes.and_then(decode).is_some_and(|(_, coding)| coding != Coding::Utf8)
    }

    /// Reads again what was mended.
    pub(super) fn take_over(&mut self, mended: &[&Mended]) {
        for one in mended {
            let Some(old) = self.written.iter_mut().find(|w| w.file == one.file) else { continue };
            if let Ok(new) = Written::read(&*one.file, one.new.clone(), old.form, &old.hints) {
                *old = new;
            }
        }
    }
}

fn standard_input() -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).context("standard input cannot be read")?;
    Ok(bytes)
}

/// The folder that a file lies in; empty where that is the current one.
pub(super) fn folder_of(file: &Utf8Path) -> Utf8PathBuf {
    file.parent().unwrap_or(Utf8Path::new("")).to_owned()
}

#[cfg(feature = "docx")]
fn container(file: &Utf8Path, bytes: &[u8], form: Form) -> anyhow::Result<Written> {
    Ok(Written::read_container(file, bytes, form)?)
}

#[cfg(not(feature = "docx"))]
fn container(_: &Utf8Path, _: &[u8], _: Form) -> anyhow::Result<Written> {
    bail!("this build of quoteproof was made without the feature `docx`")
}

/// The names of all forms.
fn listed() -> String {
    let names: Vec<&str> = FORMS.iter().filter_map(|(_, names)| names.first().copied()).collect();
    names.join(", ")
}

fn is_other_document(extension: &str) -> bool {
    ["doc", "dot", "rtf", "pages", "wpd", "wps"]
        .iter()
        .any(|name| extension.eq_ignore_ascii_case(name))
}

fn is_spreadsheet(extension: &str) -> bool {
    ["xlsx", "xls", "ods", "numbers"].iter().any(|name| extension.eq_ignore_ascii_case(name))
}

fn form_of(file: &Utf8Path, arguments: &Arguments) -> anyhow::Result<Form> {
    if let Some(name) = &arguments.form {
        return Form::of_extension(name).ok_or_else(|| {
            anyhow!("--as {name}: there is no such format; there are {}", listed())
        });
    }
    Form::of_name(file.as_str()).ok_or_else(|| {
        if file.as_str() == "-" {
            anyhow!("name the format of standard input with --as: {}", listed())
        } else if file.extension().is_some_and(is_spreadsheet) {
            anyhow!("{file}: a spreadsheet is not read; save it as CSV, and check that")
        } else if file.extension().is_some_and(|e| e.eq_ignore_ascii_case("pdf")) {
            anyhow!(
                "{file}: a PDF's quotations are not checked, only documents that are cited may be PDF; check the file that \
                 it was made from (docx, odt, tex …)"
            )
        } else if file.extension().is_some_and(is_other_document) {
            anyhow!("{file}: this format is not read; save it as DOCX or ODT, and check that")
        } else {
            anyhow!("{file}: its extension is not that of a manuscript; if it is one, name its format with --as: {}", listed())
        }
    })
}

/// How a text is written in its file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    Utf8,
    /// With a byte order mark.
    Utf8Marked,
    Utf16Little,
    Utf16Big,
}

impl Coding {
    fn encode(self, text: &str) -> Vec<u8> {
        let wide = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(bytes).collect()
        };
        match self {
            Self::Utf8 => text.as_bytes().to_vec(),
            Self::Utf8Marked => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            Self::Utf16Little => wide(u16::to_le_bytes),
            Self::Utf16Big => wide(u16::to_be_bytes),
        }
    }
}

/// UTF-8, or UTF-16 with a byte order mark as spreadsheet programs write it.
pub(super) fn decode(bytes: &[u8]) -> Option<(String, Coding)> {
    let wide = |little: bool| {
        let from = if little { u16::from_le_bytes } else { u16::from_be_bytes };
        let pairs = bytes.get(2..)?.chunks_exact(2);
        let units: Vec<u16> = pairs.filter_map(|pair| pair.try_into().ok()).map(from).collect();
        String::from_utf16(&units).ok()
    };
    match bytes {
        [0xFF, 0xFE, ..] => Some((wide(true)?, Coding::Utf16Little)),
        [0xFE, 0xFF, ..] => Some((wide(false)?, Coding::Utf16Big)),
        [0xEF, 0xBB, 0xBF, ..] => {
            let text = std::str::from_utf8(bytes).ok()?;
            Some((strip_bom(text).to_owned(), Coding::Utf8Marked))
        }
        _ => Some((std::str::from_utf8(bytes).ok()?.to_owned(), Coding::Utf8)),
    }
}

/// The name of the coding where each of the first letters has a zero byte: UTF-16 without a byte order mark.
fn unmarked_wide(bytes: &[u8]) -> Option<&'static str> {
    let units: Vec<&[u8]> = bytes.chunks_exact(2).take(WIDE_UNITS).collect();
    let zero = |at: usize| {
        units
            .iter()
            .all(|unit| unit.get(at) == Some(&0) && unit.get(1 - at).is_some_and(|b| *b != 0))
    };
    match units.len() {
        WIDE_UNITS if zero(1) => Some("UTF-16LE"),
        WIDE_UNITS if zero(0) => Some("UTF-16BE"),
        _ => None,
    }
}

/// How many letters show the coding of a file.
const WIDE_UNITS: usize = 4;

fn columns(map: &[String]) -> anyhow::Result<TableColumns> {
    let mut columns = TableColumns::default();
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
