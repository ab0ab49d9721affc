//! Optional searches: where uncited quotations are, and words of a document without quotation marks.

use super::check::{Against, CitedDocument, Written, check_manuscripts};
use super::{Library, Named, Quotation, Rule, SourceKey, Tie};
use crate::report::checked::{Checked, Note};
use crate::repository::Keep;
use crate::text::{LineIndex, Span};
use camino::Utf8Path;
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// A quotation of fewer words occurs anywhere by chance.
pub const UNCITED_WORDS: usize = 8;

/// So many words in a row are no chance.
const UNMARKED_WORDS: usize = 12;

/// How many runs without marks are told of one manuscript.
const MAX_RUNS: usize = 200;

/// Where the quotations are, word for word, that `checked` counts as uncited.
#[must_use]
pub fn search_uncited(
    manuscripts: &[Written],
    documents: &[CitedDocument],
    checked: &Checked,
    keep: Option<&dyn Keep>,
) -> Vec<Note> {
    let keys: Vec<SourceKey> = documents.iter().map(|d| SourceKey::Name(d.id.clone())).collect();
    let named = documents.iter().map(|d| Named {
        id: d.id.clone(),
        names: vec![d.id.clone()],
        ..Named::default()
    });
    let library = Library::new(named.collect());
    // The check itself says what counts as uncited: a tie that is not sure ties only words like those of its document.
    let uncited: HashSet<(&Utf8Path, Span)> =
        checked.uncited.iter().map(|q| (q.file.as_path(), q.span)).collect();
    let asks = |file: &Utf8Path, q: &Quotation| {
        uncited.contains(&(file, q.origin.span(Span::new(0, q.text.len()))))
            && q.text.split_whitespace().count() >= UNCITED_WORDS
    };
    let asked: Vec<Written> = manuscripts
        .iter()
        .map(|written| {
            let mut asked = written.clone();
            asked.manuscript.entries.clear();
            asked.manuscript.quotations.retain(|q| asks(&written.file, q));
            for quotation in &mut asked.manuscript.quotations {
                quotation.tie = Some(Tie::new(Rule::SameConstruct, keys.clone(), None));
            }
            asked
        })
        .collect();
    let against = Against { documents, library: &library, keep };
    let found = check_manuscripts(&asked, &against, false);
    let stands = found.quotations.into_iter().filter(|q| q.result.verdict.passes());
    stands
        .map(|q| {
            let place = q.result.matches.first().map(|m| m.place.in_file(&q.document));
            let place = place.unwrap_or_else(|| q.document.to_string());
            let message = format!("nothing ties it to a document, but it is in {place}");
            Note { file: q.file, position: q.position, at: q.at, code: "found", message }
        })
        .collect()
}

/// Runs of words that are in a document, and have no quotation marks.
#[must_use]
pub fn unmarked(manuscripts: &[Written], documents: &[CitedDocument]) -> Vec<Note> {
    let mut index: HashMap<u64, usize> = HashMap::new();
    for (number, document) in documents.iter().enumerate() {
        let Ok(read) = crate::reader::read(&document.bytes, &document.media_type, None) else {
            continue;
        };
        let words = words(&read.text);
        for run in words.windows(UNMARKED_WORDS) {
            index.entry(key(run)).or_insert(number);
        }
    }
    manuscripts.iter().flat_map(|written| runs(written, documents, &index)).collect()
}

fn runs(written: &Written, documents: &[CitedDocument], index: &HashMap<u64, usize>) -> Vec<Note> {
    let lines = LineIndex::new(&written.text);
    let mut quoted: Vec<Span> = written
        .manuscript
        .quotations
        .iter()
        .map(|q| q.origin.span(Span::new(0, q.text.len())))
        .collect();
    quoted.sort();
    let is_quoted = |span: Span| {
        let after = quoted.partition_point(|q| q.start <= span.start);
        after.checked_sub(1).and_then(|at| quoted.get(at)).is_some_and(|q| span.start < q.end)
    };
    let words = words(&written.text);
    let free: Vec<bool> = words.iter().map(|(span, _)| !is_quoted(*span)).collect();
    let mut notes = Vec::new();
    let mut at = 0;
    while at + UNMARKED_WORDS <= words.len() && notes.len() < MAX_RUNS {
        let document = |at: usize| {
            let run = words.get(at..at + UNMARKED_WORDS)?;
            let all = free.get(at..at + UNMARKED_WORDS)?.iter().all(|free| *free);
            index.get(&key(run)).copied().filter(|_| all)
        };
        let Some(number) = document(at) else {
            at += 1;
            continue;
        };
        let mut end = at + 1;
        while document(end) == Some(number) {
            end += 1;
        }
        let (first, count) = (at, end - 1 + UNMARKED_WORDS - at);
        let (Some((start, _)), Some(document)) = (words.get(first), documents.get(number)) else {
            break;
        };
        let position = lines.position(&written.text, start.start);
        let message = format!(
            "{count} words in a row are also in {}, but not in quotation marks",
            document.file
        );
        notes.push(Note {
            file: written.file.clone(),
            position: (position.line, position.column),
            at: written.place(&lines, *start).in_file(written.file.as_str()),
            code: "unmarked",
            message,
        });
        at += count;
    }
    notes
}

/// The words of a text in small letters, with their places.
fn words(text: &str) -> Vec<(Span, String)> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain(std::iter::once((text.len(), ' '))) {
        if c.is_alphanumeric() {
            start.get_or_insert(at);
        } else if let Some(start) = start.take() {
            let word = text.get(start..at).unwrap_or("").to_lowercase();
            words.push((Span::new(start, at), word));
        }
    }
    words
}

fn key(run: &[(Span, String)]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for (_, word) in run {
        word.hash(&mut hasher);
    }
    hasher.finish()
}
