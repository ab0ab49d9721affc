//! The check of manuscripts: an archive in memory, in which each tied quotation is the evidence of a claim.
//!
//! So a quotation in an article has the verdicts, the guards and the messages of one in a claim, by the same code. What is
//! found at a place of the made claim is then told at the place of the manuscript that it was made from.
//!
//! ```text
//! article.md:7   “It did reduce the noise” [@noise]      →  claims/m0-0.json  /evidence/3/quote
//! ```

use super::{Library, Manuscript, Meant, Quotation, Rule};
use crate::check::{Options, check, sha256_hex};
use crate::config::Config;
use crate::diagnostic::{At, Code, Diagnostic, Severity, SourceText};
use crate::report::checked::{Checked, CheckedQuotation, UncheckedQuotation};
use crate::report::{QuoteResult, Report, Summary, Verdict};
use crate::repository::{Nowhere, Overlay};
use crate::text::Span;
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::json;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// Why a quotation is not checked that only its sentence ties to a document.
const UNCLEAR: &str = "nothing in the document that its sentence cites is near these words; cite it right after them if they are of it";

/// How many quotations one made claim has at most: fewer than a claim may have.
const CLAIM_QUOTATIONS: usize = 500;

/// A quotation of fewer words is a term or a title, unless its construct names its source.
const QUOTATION_WORDS: usize = 3;

/// One manuscript to check.
#[derive(Debug, Clone)]
pub struct Written {
    /// Its file, as reports name it.
    pub file: Utf8PathBuf,
    /// Its text.
    pub text: String,
    /// What it quotes.
    pub manuscript: Manuscript,
}

/// A document that may be cited.
#[derive(Debug, Clone)]
pub struct CitedDocument {
    /// Its id, in kebab-case.
    pub id: String,
    /// Its file, as reports name it.
    pub file: Utf8PathBuf,
    /// Its media type.
    pub media_type: String,
    /// The bytes of the file.
    pub bytes: Arc<[u8]>,
    /// Its language, a BCP 47 tag, where that is known.
    pub language: Option<String>,
}

/// Where a made piece of evidence comes from.
struct Made<'w> {
    written: &'w Written,
    quotation: &'w Quotation,
    rule: Rule,
    page: Option<String>,
    /// Which quotation of all it is; one that cites several works is made more than once.
    number: usize,
}

/// Checks manuscripts against documents.
#[must_use]
pub fn check_manuscripts(
    manuscripts: &[Written],
    documents: &[CitedDocument],
    library: &Library,
    config: &Config,
    deny_warnings: bool,
) -> Checked {
    let mut checked = Checked::default();
    let mut world = Overlay::new(&Nowhere);
    let root = Utf8PathBuf::from("/manuscripts");
    let mut files: HashMap<Utf8PathBuf, &CitedDocument> = HashMap::new();
    for document in documents {
        let name = document.file.file_name().unwrap_or("text");
        let folder = Utf8Path::new("corpus").join(&document.id);
        let mut source = json!({
            "id": document.id,
            "text": {
                "path": name,
                "media_type": document.media_type,
                "sha256": sha256_hex(&document.bytes),
            },
        });
        if let (Some(language), Some(object)) = (&document.language, source.as_object_mut()) {
            object.insert("language".to_owned(), json!(language));
        }
        world.put(root.join(&folder).join("source.json"), source.to_string().into_bytes());
        world.put(root.join(&folder).join(name), Arc::clone(&document.bytes));
        files.insert(folder.join(name), document);
    }
    let mut made: HashMap<Utf8PathBuf, Vec<Made<'_>>> = HashMap::new();
    let mut number = 0;
    for (at, written) in manuscripts.iter().enumerate() {
        let tied = tied(written, library, &mut number, &mut checked);
        for (part, chunk) in chunks(tied).into_iter().enumerate() {
            let id = format!("m{at}-{part}");
            let evidence: Vec<serde_json::Value> =
                chunk.iter().map(|(made, source)| evidence(made, source)).collect();
            let claim = json!({
                "id": id,
                "statement": "What a manuscript quotes.",
                "label": "not-enough-evidence",
                "evidence": evidence,
            });
            let file = Utf8PathBuf::from(format!("claims/{id}.json"));
            world.put(root.join(&file), claim.to_string().into_bytes());
            made.insert(file, chunk.into_iter().map(|(made, _)| made).collect());
        }
    }
    let options = Options {
        root,
        config: Config { claims: "claims".into(), corpus: "corpus".into(), ..config.clone() },
        deny_warnings,
        ..Options::default()
    };
    let report = check(&world, &options);
    tell(&report, &made, &files, manuscripts, &mut checked);
    checked
}

fn chunks<T>(all: Vec<T>) -> Vec<Vec<T>> {
    let mut chunks: Vec<Vec<T>> = Vec::new();
    for one in all {
        match chunks.last_mut() {
            Some(last) if last.len() < CLAIM_QUOTATIONS => last.push(one),
            _ => chunks.push(vec![one]),
        }
    }
    chunks
}

/// The quotations of a manuscript that can be checked, each with the id of a document.
fn tied<'w>(
    written: &'w Written,
    library: &Library,
    number: &mut usize,
    checked: &mut Checked,
) -> Vec<(Made<'w>, String)> {
    let index = crate::text::LineIndex::new(&written.text);
    let unchecked = |quotation: &Quotation, key: String, reason: String| {
        let span = quotation.origin.span(Span::new(0, quotation.text.len()));
        let position = index.position(&written.text, span.start);
        UncheckedQuotation {
            file: written.file.clone(),
            position: (position.line, position.column),
            text: quotation.text.clone(),
            key,
            reason,
        }
    };
    let mut tied = Vec::new();
    for quotation in &written.manuscript.quotations {
        let words = quotation.text.split_whitespace().count();
        if !quotation.text.contains(char::is_alphanumeric) {
            continue;
        }
        let Some(tie) = &quotation.tie else {
            checked.uncited.push(unchecked(quotation, String::new(), String::new()));
            continue;
        };
        let spaced = quotation.text.is_ascii() || words > 1;
        if words < QUOTATION_WORDS && spaced && tie.rule != Rule::SameConstruct {
            continue;
        }
        let mut found = Vec::new();
        let mut reason = String::new();
        for key in &tie.keys {
            match library.find(key) {
                Meant::One(document) => found.push(document.id.clone()),
                Meant::Several(ids) => {
                    reason = format!("“{key}” may be any of {}", ids.join(", "));
                }
                Meant::None => reason = format!("no document here is “{key}”"),
            }
        }
        let key = tie.keys.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        if found.is_empty() {
            checked.unchecked.push(unchecked(quotation, key, reason));
            continue;
        }
        for source in found {
            let (rule, page) = (tie.rule, tie.page.clone());
            tied.push((Made { written, quotation, rule, page, number: *number }, source));
        }
        *number += 1;
    }
    tied
}

fn evidence(made: &Made<'_>, source: &str) -> serde_json::Value {
    let mut evidence = json!({
        "source": source,
        "quote": made.quotation.text,
        "stance": "context",
    });
    if let Some(object) = evidence.as_object_mut() {
        let mut put = |name: &str, value: &Option<String>| {
            if let Some(value) = value.as_deref().filter(|v| !v.is_empty()) {
                object.insert(name.to_owned(), json!(value));
            }
        };
        put("prefix", &made.quotation.prefix);
        put("suffix", &made.quotation.suffix);
        if let Some(page) = made.page.as_deref().filter(|p| !p.is_empty()) {
            object.insert("locator".to_owned(), json!({ "page": page }));
        }
    }
    evidence
}

/// What the check of the made archive found, at the places of the manuscripts.
fn tell(
    report: &Report,
    made: &HashMap<Utf8PathBuf, Vec<Made<'_>>>,
    documents: &HashMap<Utf8PathBuf, &CitedDocument>,
    manuscripts: &[Written],
    checked: &mut Checked,
) {
    let mut told = Report::default();
    let mut texts = report.files.clone();
    for written in manuscripts {
        texts.insert(written.file.clone(), SourceText::plain(written.text.clone()));
    }
    for (file, document) in documents {
        if let Some(text) = report.files.get(file) {
            texts.insert(document.file.clone(), text.clone());
        }
    }
    // A quotation that cites several works stands if it stands in one of them.
    let best = best(&report.quotes, made);
    let mut kept: HashSet<(&Utf8Path, usize)> = HashSet::new();
    for quote in best.values() {
        let Some(one) = made.get(&*quote.file).and_then(|all| all.get(quote.evidence)) else {
            continue;
        };
        let span = one.quotation.origin.span(Span::new(0, one.quotation.text.len()));
        let at = texts.locate(&one.written.file, &At::Span(span));
        let position = match at.place {
            crate::text::Place::Line { start, .. } => (start.line, start.column),
            _ => (1, 1),
        };
        let document = documents.values().find(|d| d.id == *quote.source);
        let document = document.map_or_else(|| quote.source.as_ref().into(), |d| d.file.clone());
        // The sentence's only citation may be of its other words: only what is near the document is known to be of it.
        let unclear = one.rule == Rule::OnlyInSentence && quote.verdict == Verdict::Absent;
        if unclear || quote.verdict == Verdict::Unreadable {
            let why =
                || report.diagnostics.iter().find(|d| of(d, quote)).map_or("", |d| &d.message);
            let reason = if unclear { UNCLEAR } else { why() };
            checked.unchecked.push(UncheckedQuotation {
                file: one.written.file.clone(),
                position,
                text: one.quotation.text.clone(),
                key: quote.source.to_string(),
                reason: reason.to_owned(),
            });
            continue;
        }
        kept.insert((&*quote.file, quote.evidence));
        checked.quotations.push(CheckedQuotation {
            file: one.written.file.clone(),
            span,
            position,
            text: one.quotation.text.clone(),
            rule: one.rule.name(),
            page: one.page.clone(),
            document,
            result: (*quote).clone(),
        });
    }
    for diagnostic in &report.diagnostics {
        let file = &diagnostic.location.file;
        let Some(all) = made.get(file) else { continue };
        let Some(number) = diagnostic.location.pointer.as_deref().and_then(evidence_of) else {
            continue;
        };
        let Some(one) = all.get(number).filter(|_| kept.contains(&(file.as_path(), number))) else {
            continue;
        };
        if is_of_claims(diagnostic.code) {
            continue;
        }
        told.diagnostics.push(told_of(diagnostic, one, report, &texts, documents));
    }
    told.diagnostics.sort_by(|a, b| {
        let place = |d: &Diagnostic| (d.location.file.clone(), d.location.span, d.code.name());
        place(a).cmp(&place(b))
    });
    for quotation in &mut checked.quotations {
        let fails = |d: &Diagnostic| {
            d.severity == Severity::Error
                && d.location.file == quotation.file
                && d.location.span.start < quotation.span.end.max(quotation.span.start + 1)
                && quotation.span.start <= d.location.span.start
        };
        quotation.result.passed =
            quotation.result.verdict.passes() && !told.diagnostics.iter().any(fails);
    }
    told.summary = summary(manuscripts, documents, &told, checked);
    told.files = texts;
    checked.report = told;
}

/// For each quotation the evidence that became the most of it.
fn best<'r>(
    quotes: &'r [QuoteResult],
    made: &HashMap<Utf8PathBuf, Vec<Made<'_>>>,
) -> BTreeMap<usize, &'r QuoteResult> {
    let mut best: BTreeMap<usize, &QuoteResult> = BTreeMap::new();
    for quote in quotes {
        let Some(one) = made.get(&*quote.file).and_then(|all| all.get(quote.evidence)) else {
            continue;
        };
        let known = best.entry(one.number).or_insert(quote);
        let rank = |quote: &QuoteResult| (quote.passed, quote.verdict != Verdict::Absent);
        if rank(quote) > rank(known) {
            *known = quote;
        }
    }
    best
}

fn of(diagnostic: &Diagnostic, quote: &QuoteResult) -> bool {
    diagnostic.location.file == *quote.file
        && diagnostic.location.pointer.as_deref().and_then(evidence_of) == Some(quote.evidence)
}

/// The number in `/evidence/3/quote`.
fn evidence_of(pointer: &str) -> Option<usize> {
    pointer.strip_prefix("/evidence/")?.split('/').next()?.parse().ok()
}

/// What the help says where there is an archive.
const IN_ARCHIVE: &str =
    "look for some of the words in all documents: `quoteproof find \"some words\"`";

/// Codes whose help is to write a member of a claim, which a manuscript has not.
const fn is_of_claims(code: Code) -> bool {
    matches!(code, Code::QuoteAmbiguous | Code::QuoteUnreadable)
}

fn told_of(
    diagnostic: &Diagnostic,
    one: &Made<'_>,
    report: &Report,
    texts: &crate::diagnostic::Files,
    documents: &HashMap<Utf8PathBuf, &CitedDocument>,
) -> Diagnostic {
    let words = one.quotation;
    let whole = Span::new(0, words.text.len());
    let within = |span: Span| {
        let json = report.files.get(&diagnostic.location.file)?;
        decoded(json.text(), span)
    };
    let pointer = diagnostic.location.pointer.as_deref().unwrap_or("");
    let part = if pointer.ends_with("/quote") { within(diagnostic.location.span) } else { None };
    let span = words.origin.span(part.unwrap_or(whole));
    let mut told = diagnostic.clone();
    told.location = texts.locate(&one.written.file, &At::Span(span));
    for related in &mut told.related {
        if let Some(document) = documents.get(&related.location.file) {
            related.location.file = document.file.clone();
        } else if related.location.file == diagnostic.location.file {
            related.location = told.location.clone();
        }
    }
    // `find` searches an archive.
    if told.code == Code::QuoteAbsent {
        told.help = told.help.map(|help| help.replace(IN_ARCHIVE, "quote its own words"));
    }
    // Nothing is written to manuscripts: the words are said, to be taken over by hand.
    let new = told
        .fix
        .take()
        .and_then(|fix| serde_json::from_str::<String>(&fix.edits.first()?.text).ok());
    if let Some(new) = new {
        let help = told.help.take().unwrap_or_else(|| "write".to_owned());
        told.help = Some(format!("{help}: “{new}”"));
    }
    told
}

/// The bytes of the decoded string that a span of its JSON stands for. `None` where it is not inside one string.
fn decoded(json: &str, span: Span) -> Option<Span> {
    let line = json.get(..span.start)?;
    // The string's own opening mark: the last one that no backslash stands before.
    let open = line.rmatch_indices('"').find(|(at, _)| {
        let slashes =
            line.get(..*at).unwrap_or("").bytes().rev().take_while(|b| *b == b'\\').count();
        slashes % 2 == 0
    });
    if json.get(span.start..)?.starts_with('"')
        && json.get(..span.end)?.ends_with('"')
        && span.len() > 1
        && line.trim_end().ends_with(':')
    {
        return None;
    }
    let from = open?.0 + 1;
    let length = |to: usize| -> Option<usize> {
        let piece = json.get(from..to)?;
        serde_json::from_str::<String>(&format!("\"{piece}\"")).ok().map(|s| s.len())
    };
    Some(Span::new(length(span.start)?, length(span.end)?))
}

fn summary(
    manuscripts: &[Written],
    documents: &HashMap<Utf8PathBuf, &CitedDocument>,
    told: &Report,
    checked: &Checked,
) -> Summary {
    let count = |severity| told.diagnostics.iter().filter(|d| d.severity == severity).count();
    let quotes = &checked.quotations;
    let mut summary = Summary {
        manuscripts: manuscripts.len(),
        sources: documents.len(),
        quotes: quotes.len(),
        passed: quotes.iter().filter(|q| q.result.passed).count(),
        failed: quotes.iter().filter(|q| !q.result.passed).count(),
        unchecked: checked.unchecked.len(),
        uncited: checked.uncited.len(),
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        ..Summary::default()
    };
    for quote in quotes {
        *summary.verdicts.entry(quote.result.verdict).or_default() += 1;
    }
    summary
}
