//! Files that lie where nothing reads them, although somebody meant them to be read.

use super::is_or_was;
use crate::corpus::sha256_hex;
use crate::diagnostic::{At, Code, Finding};
use crate::reader::Format;
use crate::repository::{Entry, EntryKind, World, is_json, shown};
use crate::source::Source;
use crate::text::shell_word;
use camino::{Utf8Path, Utf8PathBuf};

/// Extensions of what people write when they mean JSON.
const NEARLY_JSON: [&str; 5] = ["yaml", "yml", "json5", "jsonc", "jsonl"];

/// Extensions of tables, which may have quotations in a column.
const TABLES: [&str; 2] = ["csv", "tsv"];

/// Extensions of tables in formats that nothing reads.
const SPREADSHEETS: [&str; 4] = ["xlsx", "xls", "ods", "numbers"];

/// Extensions of notes: who writes them among claims or beside a text means them for readers.
const NOTES: [&str; 5] = ["md", "markdown", "txt", "org", "rst"];

/// Stems of files that explain a folder, in small letters.
const EXPLAINING: [&str; 4] = ["readme", "license", "licence", "copying"];

/// Other files that a finding names.
const NAMED: usize = 4;

/// What a stray file was meant as, which decides what to do with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Meant {
    /// A claim, in another format.
    Claim,
    /// A claim, under a name that ends with `.json.txt`.
    RenamedClaim,
    /// A document, among the claims.
    Document,
    /// A table, among the claims or in the corpus.
    Table,
    /// A table there in a format that nothing reads.
    Spreadsheet,
    /// A document right in the corpus.
    Source,
    /// A document beside a source's text.
    Beside,
}

/// A file that nothing reads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stray {
    meant: Meant,
    /// As reports name it.
    file: Utf8PathBuf,
}

/// A file among the claims that was likely meant to be checked.
pub(super) fn claim(entry: &Entry, root: &Utf8Path) -> Option<Stray> {
    let name = meant_name(entry)?;
    let (stem, extension) = name.rsplit_once('.')?;
    // What some systems make of a name that they do not know.
    let meant = if extension == "txt" && is_json(Utf8Path::new(stem)) {
        Meant::RenamedClaim
    } else if NEARLY_JSON.contains(&extension) {
        Meant::Claim
    } else if is_json(&entry.path) || NOTES.contains(&extension) {
        return None;
    } else {
        document_or_table(&name, Meant::Document)?
    };
    Some(Stray { meant, file: shown(&entry.path, root) })
}

/// A document right in the corpus, beside the folders of the sources.
pub(super) fn document(entry: &Entry, root: &Utf8Path) -> Option<Stray> {
    let meant = document_or_table(&meant_name(entry)?, Meant::Source)?;
    Some(Stray { meant, file: shown(&entry.path, root) })
}

/// The documents and tables in a source's folder that are not the source's text, nor a copy or an older version of it, as
/// reports name them.
pub(super) fn beside(
    world: &dyn World,
    folder: &Utf8Path,
    source: &Source,
    root: &Utf8Path,
) -> Vec<Utf8PathBuf> {
    let rendition = source.text.rendition.as_ref().map(|made| &made.path);
    let own: Vec<Utf8PathBuf> =
        [&source.text.path].into_iter().chain(rendition).map(|path| folder.join(path)).collect();
    let is_own = |file: &Utf8Path| own.iter().any(|own| is_or_was(file, own));
    // The file that a link of the text's name leads to, too, has the text's own bytes.
    let made = source.text.rendition.as_ref().map(|made| &made.sha256);
    let pinned = [Some(&source.text.sha256), made];
    let is_copy = |file: &Utf8Path| {
        world.read(file).is_ok_and(|bytes| pinned.contains(&Some(&sha256_hex(&bytes))))
    };
    let stray = |entry: Entry| {
        let name = meant_name(&entry)?;
        let extension = name.rsplit_once('.')?.1;
        let is_note = NOTES.contains(&extension) && extension != "txt";
        if is_json(&entry.path) || is_note || is_own(&entry.path) {
            return None;
        }
        document_or_table(&name, Meant::Beside)?;
        (!is_copy(&entry.path)).then(|| shown(&entry.path, root))
    };
    world.list(folder).into_iter().filter_map(stray).collect()
}

/// The name, in small letters, of a file that is there to be read: not hidden, and no explanation of its folder.
fn meant_name(entry: &Entry) -> Option<String> {
    let name = entry.path.file_name()?.to_lowercase();
    let explains = |stem: &&str| name.split(['.', '-', '_']).next() == Some(*stem);
    let is_aside = name.starts_with(['.', '~']) || EXPLAINING.iter().any(explains);
    (entry.kind == EntryKind::File && !is_aside).then_some(name)
}

/// `document` for a document that can be read, and a table or a spreadsheet for one.
fn document_or_table(name: &str, document: Meant) -> Option<Meant> {
    let name = Utf8Path::new(name);
    let is_among = |known: &[&str]| name.extension().is_some_and(|one| known.contains(&one));
    if is_among(&TABLES) {
        return Some(Meant::Table);
    }
    if is_among(&SPREADSHEETS) {
        return Some(Meant::Spreadsheet);
    }
    Format::of_name(name).map(|_| document)
}

/// A finding for all that were meant as the same, which names the first, and some of the others: of the stray files of the
/// archive, and of those beside the texts of its sources.
pub(super) fn findings<'s>(
    strays: &[Stray],
    beside: impl Iterator<Item = &'s Utf8PathBuf>,
) -> Vec<Finding> {
    let beside = beside.filter_map(|file| {
        let meant = document_or_table(&file.as_str().to_lowercase(), Meant::Beside)?;
        Some(Stray { meant, file: file.clone() })
    });
    let mut strays: Vec<Stray> = strays.iter().cloned().chain(beside).collect();
    strays.sort();
    strays.chunk_by(|one, other| one.meant == other.meant).filter_map(finding).collect()
}

/// What was meant, and what to do with the file.
fn meant_and_help(meant: Meant, file: &Utf8Path) -> (&'static str, String) {
    let table = shell_word(file.with_extension("csv").as_str());
    let file = shell_word(file.as_str());
    match meant {
        Meant::RenamedClaim => (
            "a claim is a JSON file",
            "remove the last part of its name, so that it ends with `.json`".to_owned(),
        ),
        Meant::Claim => (
            "a claim is a JSON file",
            "write it as JSON, in a file that ends with `.json`: `quoteproof new claim ID` begins one".to_owned(),
        ),
        Meant::Document => (
            "a claim is a JSON file",
            format!(
                "a document is quoted as a source: `quoteproof source add {file}` makes one of it; then remove it from here"
            ),
        ),
        Meant::Table => (
            "a table is not a claim or a source",
            format!(
                "`quoteproof check {file}` checks the quotations in it, `quoteproof verify {file} --documents DIR` those of \
                 a data set; then keep it elsewhere"
            ),
        ),
        Meant::Spreadsheet => (
            "a spreadsheet is not a claim or a source",
            format!(
                "save it as CSV: `quoteproof check {table}` then checks the quotations in it; keep both elsewhere"
            ),
        ),
        Meant::Source => (
            "a source is a folder",
            format!("make it a source, `quoteproof source add {file}`, and remove it from here"),
        ),
        Meant::Beside => (
            "a source has one text",
            format!("make it a source of its own, `quoteproof source add {file}`, and remove it from here"),
        ),
    }
}

fn finding(strays: &[Stray]) -> Option<Finding> {
    let (first, others) = strays.split_first()?;
    let file = &first.file;
    let (what, help) = meant_and_help(first.meant, file);
    let names: Vec<&str> = others.iter().take(NAMED).map(|stray| stray.file.as_str()).collect();
    let more = match others.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let not_read = match names.as_slice() {
        [] => "this file is not read".to_owned(),
        names => format!("this file is not read, nor are {}{more}", names.join(", ")),
    };
    let not_read = if others.len() == 1 { not_read.replace("nor are", "nor is") } else { not_read };
    let message = format!("{what}: {not_read}");
    Some(Finding::new(Code::ConfigStrayFile, file.clone(), At::File, message).help(help))
}

#[cfg(test)]
mod tests {
    use super::{Meant, document_or_table, meant_and_help};

    #[test]
    fn help_names_commands_that_can_be_typed() {
        for (name, command) in [
            ("claims/a.csv", "`quoteproof check claims/a.csv`"),
            ("claims/a table.csv", "`quoteproof verify 'claims/a table.csv' --documents DIR`"),
            ("claims/a.xlsx", "save it as CSV: `quoteproof check claims/a.csv`"),
            ("claims/a table.ods", "save it as CSV: `quoteproof check 'claims/a table.csv'`"),
            ("corpus/a file.txt", "`quoteproof source add 'corpus/a file.txt'`"),
        ] {
            let meant = document_or_table(name, Meant::Source).expect("it is meant");
            let (_, help) = meant_and_help(meant, name.into());
            assert!(help.contains(command), "{name}: {help}");
            assert!(!name.ends_with('s') || !help.contains("verify"), "{name}: {help}");
        }
    }
}
