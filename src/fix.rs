//! Fixes: applied in memory, checked again, and only then handed out to be written.
//!
//! A fix replaces one JSON string, and of that string only the part that differs: everything else in the
//! file keeps its bytes. What a fix leaves failing, or makes fail elsewhere, is not handed out.

use crate::check::{Options, check};
use crate::diagnostic::{Applicability, Diagnostic, Edit, Fix, Severity};
use crate::json;
use crate::report::Report;
use crate::repository::{Overlay, World};
use crate::text::Span;
use camino::{Utf8Path, Utf8PathBuf};
use similar::{ChangeTag, TextDiff};
use std::collections::{BTreeMap, BTreeSet};

/// How often the repository is checked again: each round applies fixes or gives some up.
const MAX_ROUNDS: usize = 20;

/// A file with its fixes applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// The file, relative to the root.
    pub file: Utf8PathBuf,
    /// What was read and checked.
    pub old: String,
    /// What is to be written.
    pub new: String,
    /// For each fix the JSON pointer of what it mends, and what it does.
    pub done: Vec<(String, String)>,
}

/// `text` with `edits` applied, in any order. `None` where two of them overlap, or one is not inside the
/// text.
#[must_use]
pub fn apply(text: &str, edits: &[Edit]) -> Option<String> {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| edit.span);
    let mut out = String::with_capacity(text.len());
    let mut reached = 0;
    for edit in sorted {
        for (span, new) in changed_parts(text, edit)? {
            out.push_str(text.get(reached..span.start)?);
            out.push_str(&new);
            reached = span.end;
        }
    }
    out.push_str(text.get(reached..)?);
    Some(out)
}

/// The words of a JSON string that an edit changes: those between them stay as they are escaped.
fn changed_parts(text: &str, edit: &Edit) -> Option<Vec<(Span, String)>> {
    let raw = text.get(edit.span.range())?;
    let decoded = |json: &str| serde_json::from_str::<String>(json).ok();
    let (Some(old), Some(new)) = (decoded(raw), decoded(&edit.text)) else {
        return Some(vec![(edit.span, edit.text.clone())]);
    };
    let inner = raw.get(1..raw.len().checked_sub(1)?)?;
    let first = edit.span.start + 1;
    let mut parts: Vec<(Span, String)> = Vec::new();
    let (mut open, mut at) = (false, 0);
    for change in TextDiff::from_unicode_words(old.as_str(), new.as_str()).iter_all_changes() {
        let words = change.value();
        let removed = if change.tag() == ChangeTag::Insert { 0 } else { words.len() };
        if change.tag() == ChangeTag::Equal {
            open = false;
        } else {
            let range = json::raw_range(inner, at..at + removed);
            let span = Span::new(first + range.start, first + range.end);
            if !std::mem::replace(&mut open, true) {
                parts.push((Span::new(span.start, span.start), String::new()));
            }
            let (place, text) = parts.last_mut()?;
            place.end = span.end;
            if removed == 0 {
                let quoted = json::quoted(words);
                text.push_str(quoted.get(1..quoted.len() - 1)?);
            }
        }
        at += removed;
    }
    Some(parts)
}

/// A fix that is tried.
struct Chosen<'r> {
    diagnostic: &'r Diagnostic,
    fix: &'r Fix,
}

/// File, JSON pointer and new text of a fix: what it is known by from one round to the next.
type Name = (Utf8PathBuf, String, String);

impl Chosen<'_> {
    fn name(&self) -> Name {
        let text = self.fix.edits.iter().map(|e| e.text.as_str()).collect();
        (self.diagnostic.location.file.clone(), self.pointer().to_owned(), text)
    }

    fn pointer(&self) -> &str {
        self.diagnostic.location.pointer.as_deref().unwrap_or("")
    }
}

/// Applies the fixes of a report in memory, again and again until none is left: those that are safe, or
/// all. Whatever is handed out was parsed and checked again: what it mends passes, and nothing in the
/// whole repository fails that did not fail before.
#[must_use]
pub fn mend(
    world: &dyn World,
    options: &Options,
    report: &Report,
    allowed: Applicability,
) -> Vec<Mended> {
    let files: BTreeSet<&Utf8Path> =
        report.diagnostics.iter().map(|d| d.location.file.as_path()).collect();
    let whole = options.paths.is_empty();
    let options = Options { paths: Vec::new(), ..options.clone() };
    let mut now = Overlay::new(world);
    let mut before = if whole { report.clone() } else { check(&now, &options) };
    let mut refused = BTreeSet::new();
    let mut mended: BTreeMap<Utf8PathBuf, Mended> = BTreeMap::new();
    for _ in 0..MAX_ROUNDS {
        let chosen = choose(&before, &files, allowed, &refused);
        if chosen.is_empty() {
            break;
        }
        let mut trial = now.clone();
        let applied = apply_all(&before, &chosen);
        for (file, (_, new)) in &applied {
            trial.put(options.root.join(file), new.as_bytes());
        }
        let after = check(&trial, &options);
        let worse = worsened(&before, &after, &chosen);
        if worse.is_empty() {
            note(&mut mended, applied, &chosen);
            (now, before) = (trial, after);
        } else {
            refused.extend(worse);
        }
    }
    mended.into_values().collect()
}

/// The fixes that may be tried together: no two of them touch the same bytes.
fn choose<'r>(
    report: &'r Report,
    files: &BTreeSet<&Utf8Path>,
    allowed: Applicability,
    refused: &BTreeSet<Name>,
) -> Vec<Chosen<'r>> {
    let mut taken: BTreeMap<&Utf8Path, Vec<Span>> = BTreeMap::new();
    let mut chosen = Vec::new();
    for diagnostic in &report.diagnostics {
        let Some(fix) = &diagnostic.fix else { continue };
        let file = diagnostic.location.file.as_path();
        let may = fix.applicability == Applicability::Safe || allowed == Applicability::Unsafe;
        let one = Chosen { diagnostic, fix };
        let here = fix.edits.iter().all(|edit| edit.file == file);
        if !may || !here || !files.contains(file) || refused.contains(&one.name()) {
            continue;
        }
        let taken = taken.entry(file).or_default();
        let overlaps = |a: Span| taken.iter().any(|b| a.start < b.end && b.start < a.end);
        if !fix.edits.iter().any(|edit| overlaps(edit.span)) {
            taken.extend(fix.edits.iter().map(|edit| edit.span));
            chosen.push(one);
        }
    }
    chosen
}

/// Each file before and after its fixes.
type Applied = BTreeMap<Utf8PathBuf, (String, String)>;

fn apply_all(report: &Report, chosen: &[Chosen<'_>]) -> Applied {
    let mut edits: BTreeMap<&Utf8Path, Vec<Edit>> = BTreeMap::new();
    for one in chosen {
        let file = one.diagnostic.location.file.as_path();
        edits.entry(file).or_default().extend(one.fix.edits.iter().cloned());
    }
    edits
        .into_iter()
        .filter_map(|(file, edits)| {
            let old = report.files.get(file)?.text();
            Some((file.to_owned(), (old.to_owned(), apply(old, &edits)?)))
        })
        .collect()
}

/// The fixes to give up: what they were to mend still fails or is warned of anew, or something else fails since.
fn worsened(before: &Report, after: &Report, chosen: &[Chosen<'_>]) -> Vec<Name> {
    let (were, are) = (errors(before), errors(after));
    let mut guilty = Vec::new();
    let (warned, warns) = (warnings(before), warnings(after));
    for one in chosen {
        let place = (one.diagnostic.location.file.as_path(), one.pointer());
        let new = |(file, pointer, code): &(&Utf8Path, &str, &str)| {
            (*file, *pointer) == place && !warned.contains(&(*file, *pointer, *code))
        };
        if are.contains(&place) || warns.iter().any(new) {
            guilty.push(one.name());
        }
    }
    if !guilty.is_empty() {
        return guilty;
    }
    // Of a file that could not be decoded before, more is checked now than then.
    let opaque: BTreeSet<&Utf8Path> = before
        .diagnostics
        .iter()
        .filter(|d| d.code.name().starts_with("schema/") || d.code.name().starts_with("json/"))
        .map(|d| d.location.file.as_path())
        .collect();
    let mended: BTreeSet<&Utf8Path> =
        chosen.iter().map(|c| c.diagnostic.location.file.as_path()).collect();
    let new: BTreeSet<&Utf8Path> = are
        .difference(&were)
        .map(|(file, _)| *file)
        .filter(|file| !(opaque.contains(file) && mended.contains(file)))
        .collect();
    let mut guilty: Vec<&Chosen<'_>> = Vec::new();
    if !new.is_empty() {
        // A quote's words matter to that quote alone; an id or a source to other files, too.
        guilty.extend(chosen.iter().filter(|c| !c.pointer().starts_with("/evidence/")));
        guilty.extend(chosen.iter().filter(|c| new.contains(c.diagnostic.location.file.as_path())));
        if guilty.is_empty() {
            guilty.extend(chosen);
        }
    }
    guilty.into_iter().map(Chosen::name).collect()
}

/// Where errors are, by file and JSON pointer.
fn errors(report: &Report) -> BTreeSet<(&Utf8Path, &str)> {
    let errors = report.diagnostics.iter().filter(|d| d.severity == Severity::Error);
    errors
        .map(|d| (d.location.file.as_path(), d.location.pointer.as_deref().unwrap_or("")))
        .collect()
}

/// Warnings by file, JSON pointer and code.
fn warnings(report: &Report) -> BTreeSet<(&Utf8Path, &str, &str)> {
    let warnings = report.diagnostics.iter().filter(|d| d.severity == Severity::Warning);
    warnings
        .map(|d| {
            let pointer = d.location.pointer.as_deref().unwrap_or("");
            (d.location.file.as_path(), pointer, d.code.name())
        })
        .collect()
}

fn note(mended: &mut BTreeMap<Utf8PathBuf, Mended>, applied: Applied, chosen: &[Chosen<'_>]) {
    let mut by_file: BTreeMap<&Utf8Path, Vec<(String, String)>> = BTreeMap::new();
    for one in chosen {
        let done = by_file.entry(&one.diagnostic.location.file).or_default();
        done.push((one.pointer().to_owned(), one.fix.title.clone()));
    }
    for (file, (old, new)) in applied {
        let done = by_file.remove(file.as_path()).unwrap_or_default();
        let entry = mended.entry(file.clone()).or_insert(Mended {
            file,
            old,
            new: String::new(),
            done: Vec::new(),
        });
        entry.new = new;
        entry.done.extend(done);
    }
}

#[cfg(test)]
mod tests {
    use super::apply;
    use crate::diagnostic::Edit;
    use crate::text::Span;

    fn edit(text: &str, old: &str, new: &str) -> Edit {
        let start = text.find(old).expect("the old text");
        let span = Span::new(start, start + old.len());
        Edit { file: "a.json".into(), span, text: new.to_owned() }
    }

    #[track_caller]
    fn becomes(text: &str, old: &str, new: &str, wanted: &str) {
        assert_eq!(apply(text, &[edit(text, old, new)]).expect("applied"), wanted);
    }

    #[test]
    fn changes_nothing_but_the_part_that_differs() {
        becomes(
            "\u{feff}{\r\n\t\"q\" : \"caf\\u00e9 \\/ ONE \\ud83d\\ude00\"}\r\n",
            "\"caf\\u00e9 \\/ ONE \\ud83d\\ude00\"",
            "\"Café / one 😀\"",
            "\u{feff}{\r\n\t\"q\" : \"Café \\/ one \\ud83d\\ude00\"}\r\n",
        );
        becomes("[\"ab\"]", "\"ab\"", "\"aXb\"", "[\"aXb\"]");
        becomes("[\"a b\"]", "\"a b\"", "\"a X b\"", "[\"a X b\"]");
        becomes("[\"aab\"]", "\"aab\"", "\"ab\"", "[\"ab\"]");
        becomes("[\"a\\\\b\"]", "\"a\\\\b\"", "\"a\\\\\\\"b\"", "[\"a\\\\\\\"b\"]");
        becomes("[\"\\u0041b\"]", "\"\\u0041b\"", "\"ab\"", "[\"ab\"]");
        becomes("[\"\"]", "\"\"", "\"new\"", "[\"new\"]");
    }

    #[test]
    fn refuses_edits_that_overlap_or_lie_outside() {
        let text = "[\"one two\", \"three\"]";
        let edits = [edit(text, "\"three\"", "\"3\""), edit(text, "\"one two\"", "\"1 2\"")];
        assert_eq!(apply(text, &edits).expect("applied"), "[\"1 2\", \"3\"]");
        assert_eq!(apply(text, &[edits[1].clone(), edits[1].clone()]), None);
        let outside = Edit { span: Span::new(5, 99), ..edits[0].clone() };
        assert_eq!(apply(text, &[outside]), None);
    }
}
