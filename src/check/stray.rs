//! Files that lie where nothing reads them, although somebody meant them to be read.

use crate::diagnostic::{At, Code, Finding};
use crate::reader::Format;
use crate::repository::{Entry, EntryKind, is_json, shown};
use camino::Utf8Path;

/// Extensions of what people write when they mean JSON.
const NEARLY_JSON: [&str; 5] = ["yaml", "yml", "json5", "jsonc", "jsonl"];

/// A file among the claims that was likely meant as one.
pub(super) fn claim(entry: &Entry, root: &Utf8Path) -> Option<Finding> {
    let name = entry.path.file_name().filter(|name| !name.starts_with('.'))?.to_lowercase();
    let (stem, extension) = name.rsplit_once('.')?;
    let other = NEARLY_JSON.contains(&extension);
    // What some systems make of a name that they do not know.
    let renamed = extension == "txt" && is_json(Utf8Path::new(stem));
    if entry.kind != EntryKind::File || !(other || renamed) {
        return None;
    }
    let help = if renamed {
        "remove the last part of its name, so that it ends with `.json`"
    } else {
        "write it as JSON, in a file that ends with `.json`: `quoteproof new claim ID` begins one"
    };
    Some(finding(entry, root, "a claim is a JSON file: this one is not read").help(help))
}

/// A document right in the corpus, beside the folders of the sources.
pub(super) fn document(entry: &Entry, root: &Utf8Path) -> Option<Finding> {
    let name = entry.path.file_name()?;
    if name.starts_with('.') || name.to_lowercase().starts_with("readme") {
        return None;
    }
    Format::of_name(Utf8Path::new(name))?;
    let file = shown(&entry.path, root);
    let help = format!("make it a source, `quoteproof source add {file}`, and remove it from here");
    Some(finding(entry, root, "a source is a folder: this file is not read").help(help))
}

fn finding(entry: &Entry, root: &Utf8Path, message: &str) -> Finding {
    Finding::new(Code::ConfigStrayFile, shown(&entry.path, root), At::File, message)
}
