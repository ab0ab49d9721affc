//! Seals and proofs of sources whose text is here: made anew, and compared with what is committed.

use super::Options;
use super::document::{Basis, Text, basis};
use super::drift::extracted_of;
use super::load::{self, LoadedSource};
use super::matching::Citation;
use super::rules::Keep;
use crate::diagnostic::{At, Code, Finding};
use crate::json::Tree;
use crate::quote::{Document, EditKind, Found, Issue, Quoted, WordLists, gap_ends, verify};
use crate::reader::Readable;
use crate::report::counted;
use crate::repository::World;
use crate::seal::{Passage, Proofs, Seal, Sealed, render, shown_text};
use crate::source::Extracted;
use crate::text::Span;
use camino::Utf8PathBuf;
use std::collections::BTreeSet;
use std::ops::Range;

/// The words of one quote that must be proven, as token ranges: the whole with the words left out, or else what stands
/// between ellipses, with the ends of what they leave out. An error where that is longer than a proof may be.
fn wanted(
    text: &Document,
    sealed: &Sealed<'_>,
    found: &Found,
    max_words: u64,
) -> Result<Vec<Range<u64>>, u64> {
    let whole = sealed.tokens_covering(found.context.range());
    if sealed.words(&whole) <= max_words {
        return Ok(vec![whole]);
    }
    let mut ranges = Vec::new();
    let mut start = found.context.start;
    let mut gaps: Vec<Span> = found
        .edits
        .iter()
        .filter(|(kind, _, gap)| *kind == EditKind::Elision && !gap.is_empty())
        .map(|(_, _, gap)| *gap)
        .collect();
    gaps.sort_unstable();
    for gap in gaps {
        let (head, tail) = gap_ends(text, gap);
        // Where the ends meet, the whole is shown.
        if head < tail {
            ranges.push(sealed.tokens_covering(start..head));
            start = tail;
        }
    }
    ranges.push(sealed.tokens_covering(start..found.context.end));
    match ranges.iter().map(|range| sealed.words(range)).find(|words| *words > max_words) {
        Some(words) => Err(words),
        None => Ok(ranges),
    }
}

/// What is proven and shown of a text is its own, and the seal's: none where it is sealed otherwise, and why.
fn differs(source: &LoadedSource, seal: &Seal, text: &Text, sealed: &Sealed<'_>) -> Option<String> {
    let record = source.source.as_ref()?;
    let extracted = record.text.extracted.as_ref();
    let by = text.readable.reader();
    if let Some(named) = extracted.filter(|extracted| extracted.by != by) {
        return Some(format!(
            "the seal is of what the reader `{}` made of the file, and this version reads it with `{by}`",
            named.by
        ));
    }
    let made = extracted_of(&text.readable).filter(|_| record.text.rendition.is_none());
    if extracted.is_some() && made.as_ref() != extracted {
        return Some("`text.extracted` is not what the reader makes of the pinned file".to_owned());
    }
    if sealed.seal() != *seal {
        return Some("the seal is not that of the text which is pinned".to_owned());
    }
    if extracted != made.as_ref() {
        return Some("`text.extracted` does not say which reader made the sealed text".to_owned());
    }
    None
}

/// The seal of a text in the language that is stated, or else in that which it is written in (`und` where that cannot be
/// told), and what is to be said of what is sealed.
pub(crate) fn seal_of(readable: &Readable, language: Option<&str>) -> (Seal, Option<Extracted>) {
    let document = Document::new(readable.text.clone(), readable.breaks.clone());
    let language = language.or_else(|| document.language()).unwrap_or("und");
    (Sealed::of(&document, language).seal(), extracted_of(readable))
}

fn max_words(options: &Options) -> u64 {
    u64::try_from(options.config.seal.max_words).unwrap_or(u64::MAX)
}

/// What of a source's seal and proofs is not up to date with its text and its quotes.
pub(super) fn stale_proofs(
    options: &Options,
    source: &LoadedSource,
    text: &Text,
    quotes: &[(Citation<'_>, Found)],
) -> Vec<Finding> {
    let Some(seal) = source.source.as_ref().and_then(|s| s.seal.as_ref()) else {
        return Vec::new();
    };
    if seal.algorithm != crate::seal::ALGORITHM {
        // A finding of its own, at the algorithm.
        return Vec::new();
    }
    let sealed = Sealed::of(&text.document, &seal.language);
    if let Some(message) = differs(source, seal, text, &sealed) {
        let at = At::Value("/seal/root".to_owned());
        let finding = Finding::new(Code::SealMismatch, source.file.clone(), at, message);
        return vec![
            finding.help(format!("run `quoteproof seal {0}`, then `quoteproof prove`", source.id)),
        ];
    }
    let mut ranges = Vec::new();
    let mut findings = Vec::new();
    for (quote, found) in quotes {
        match wanted(&text.document, &sealed, found, max_words(options)) {
            Ok(wanted) => ranges.extend(wanted),
            Err(words) => findings.push(too_long(options, quote, words)),
        }
    }
    let planned: BTreeSet<(u64, u64)> =
        sealed.plan(&ranges, max_words(options)).into_iter().map(|r| (r.start, r.end)).collect();
    let file = source.file.with_file_name("proofs.json");
    let there: BTreeSet<(u64, u64)> = source
        .proofs
        .iter()
        .flat_map(|p| p.passages.iter().map(|(_, p)| (p.start, p.end)))
        .collect();
    let missing = planned.difference(&there).count();
    let unneeded = there.difference(&planned).count();
    if missing + unneeded > 0 {
        let (at_file, at) = if source.proofs.is_some() {
            let first = there.difference(&planned).next();
            let index = source.proofs.iter().flat_map(|p| &p.passages);
            let index =
                index.filter(|(_, p)| Some(&(p.start, p.end)) == first).map(|(i, _)| *i).next();
            (file, index.map_or(At::File, |i| At::Value(format!("/passages/{i}/tokens"))))
        } else {
            (source.file.clone(), At::Key("/seal".to_owned()))
        };
        let message = format!(
            "the proofs of `{}` are not up to date: {missing} to add, {unneeded} not needed any more",
            source.id
        );
        findings.push(
            Finding::new(Code::SealStaleProof, at_file, at, message)
                .help("run `quoteproof prove`, and commit what it writes"),
        );
    }
    findings
}

fn too_long(options: &Options, citation: &Citation<'_>, words: u64) -> Finding {
    let limit = options.config.seal.max_words;
    let message = format!(
        "the quote has {words} words of `{}` in a row; a proof discloses at most {limit}",
        citation.evidence.source
    );
    let at = At::Value(citation.pointer());
    Finding::new(Code::SealStaleProof, &*citation.claim.file, at, message)
        .help("quote fewer words, or leave some out with `…`")
}

/// A file to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proved {
    /// Where.
    pub path: Utf8PathBuf,
    /// Its new content.
    pub content: String,
    /// What is in it, in a few words.
    pub what: String,
    /// Whether all quotes of the source are proven by it.
    pub complete: bool,
}

/// The outcome of sealing or proving one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sealable {
    /// A file has to be written.
    Write(Proved),
    /// The file is up to date: what is in it, and whether all quotes of the source are proven by it.
    Current(String, bool),
    /// It cannot be done, and why.
    Refused(String),
}

/// Makes the seal of the source `id`: the new content of its `source.json`.
#[must_use]
pub fn seal(world: &dyn World, options: &Options, id: &str) -> Sealable {
    let loaded = load::load(world, options, Keep::Records);
    let Some(source) = loaded.sources.iter().find(|s| s.id == id) else {
        return Sealable::Refused(load::no_source(id, &loaded.sources));
    };
    let text = match text_of(world, options, source) {
        Ok(text) => text,
        Err(why) => return Sealable::Refused(why),
    };
    let kept = || source.source.as_ref()?.seal.as_ref().map(|seal| seal.language.as_str());
    let language = source.own_language().or_else(|| text.document.language()).or_else(kept);
    let (new, extracted) = seal_of(&text.readable, language);
    let made_elsewhere =
        source.source.as_ref().is_some_and(|record| record.text.rendition.is_some());
    let extracted = extracted.filter(|_| !made_elsewhere);
    let record = source.source.as_ref();
    let same_seal = record.and_then(|s| s.seal.as_ref()) == Some(&new);
    if same_seal && record.and_then(|s| s.text.extracted.as_ref()) == extracted.as_ref() {
        return Sealable::Current(
            format!("{id}: the seal is up to date ({} tokens)", new.tokens),
            true,
        );
    }
    let path = options.root.join(&source.file);
    let Some(content) = world.read(&path).ok().and_then(|b| String::from_utf8(b).ok()) else {
        return Sealable::Refused(format!("{} cannot be read", source.file));
    };
    match with_seal(&content, &new, extracted.as_ref()) {
        Some(content) => Sealable::Write(Proved {
            path,
            content,
            what: format!(
                "{id}: sealed, {} tokens; keep its text out of Git, and run `quoteproof prove`",
                new.tokens
            ),
            complete: true,
        }),
        None => Sealable::Refused(format!("{} has no members to put a seal beside", source.file)),
    }
}

fn text_of(
    world: &dyn World,
    options: &Options,
    source: &LoadedSource,
) -> Result<Box<Text>, String> {
    let id = &source.id;
    if source.source.is_none() {
        return Err(format!("{} has errors: run `quoteproof validate`", source.file));
    }
    match basis(world, &options.root, source) {
        Basis::Text(text) => Ok(text),
        Basis::Nothing(super::document::Nothing::Changed(..)) => {
            Err(format!("{id}: the text is not the one that is pinned (`text.sha256`)"))
        }
        Basis::Nothing(super::document::Nothing::Unreadable(why)) => Err(format!("{id}: {why}")),
        Basis::Nothing(_) | Basis::Proven(_) => Err(format!(
            "{id}: the text is not here: put it beside source.json, or name a folder with --texts"
        )),
    }
}

/// `content` with the seal set, and with what is known of the sealed text. Nothing else changes.
fn with_seal(content: &str, seal: &Seal, extracted: Option<&Extracted>) -> Option<String> {
    let shown = |text: &str| serde_json::Value::from(text).to_string();
    let object = |indent: &str, members: &[(&str, String)]| {
        let each = members.iter().map(|(name, value)| format!("\n{indent}  \"{name}\": {value}"));
        format!("{{{}\n{indent}}}", each.collect::<Vec<_>>().join(","))
    };
    let mut out = content.to_owned();
    if let Some(extracted) = extracted {
        let members = [("sha256", shown(&extracted.sha256)), ("by", shown(&extracted.by))];
        out = with_member(&out, ("/text", "extracted"), "    ", &object("    ", &members))?;
    }
    let members = [
        ("algorithm", shown(&seal.algorithm)),
        ("language", shown(&seal.language)),
        ("root", shown(&seal.root)),
        ("tokens", seal.tokens.to_string()),
    ];
    with_member(&out, ("", "seal"), "  ", &object("  ", &members))
}

/// `content` with one member of an object set: replaced where it is there, else after the last one, on a line of its own
/// that begins with `indent`.
fn with_member(
    content: &str,
    (object, name): (&str, &str),
    indent: &str,
    value: &str,
) -> Option<String> {
    let tree: Tree = crate::json::parse(content).0?;
    let mut out = content.to_owned();
    if let Some(span) = tree.value_span(&format!("{object}/{name}")) {
        out.replace_range(span.range(), value);
        return Some(out);
    }
    let span = tree.value_span(object)?;
    let inner = content.get(span.start..span.end.checked_sub(1)?)?;
    let last = span.start + inner.trim_end().len();
    let comma = if inner.trim_end().ends_with('{') { "" } else { "," };
    out.insert_str(last, &format!("{comma}\n{indent}\"{name}\": {value}"));
    Some(out)
}

/// Brings the proofs of all sealed sources up to date whose text is here.
#[must_use]
pub fn prove(world: &dyn World, options: &Options) -> Vec<Sealable> {
    let loaded = load::load(world, options, Keep::Records);
    let sealed =
        loaded.sources.iter().filter(|s| s.source.as_ref().is_some_and(|s| s.seal.is_some()));
    sealed.map(|source| prove_one(world, options, &loaded, source)).collect()
}

/// As [`prove`], for the source `id` alone; `None` where it is not sealed.
#[must_use]
pub fn prove_source(world: &dyn World, options: &Options, id: &str) -> Option<Sealable> {
    let loaded = load::load(world, options, Keep::Records);
    let sealed = |s: &&LoadedSource| s.source.as_ref().is_some_and(|s| s.seal.is_some());
    let source = loaded.sources.iter().filter(sealed).find(|s| s.id == id)?;
    Some(prove_one(world, options, &loaded, source))
}

/// The names of those quotes that are called proven and do not pass for those who have nothing but the proofs.
fn misread(
    passages: &[Passage],
    proven: Vec<(String, Quoted<'_>)>,
    options: &Options,
    words: Option<&WordLists>,
) -> Vec<String> {
    let shown = shown_text(passages);
    let shown = Document::new(shown.text, shown.breaks);
    let fails = |quoted: &Quoted<'_>| {
        let found = verify(&shown, quoted, options.config.limits(), words);
        found.is_none_or(|found| found.issues.iter().any(Issue::is_blind))
    };
    proven.into_iter().filter(|(_, quoted)| fails(quoted)).map(|(name, _)| name).collect()
}

fn prove_one(
    world: &dyn World,
    options: &Options,
    loaded: &load::Loaded,
    source: &LoadedSource,
) -> Sealable {
    let text = match text_of(world, options, source) {
        Ok(text) => text,
        Err(why) => return Sealable::Refused(why),
    };
    let id = &source.id;
    let seal = source.source.as_ref().and_then(|s| s.seal.clone());
    let Some(seal) = seal else { return Sealable::Refused(format!("{id}: it has no seal")) };
    let sealed = Sealed::of(&text.document, &seal.language);
    if let Some(why) = differs(source, &seal, &text, &sealed) {
        return Sealable::Refused(format!("{id}: {why}: run `quoteproof seal {id}`"));
    }
    let words = source.word_lists(&text.document);
    let mut ranges = Vec::new();
    let (mut proven, mut unproven) = (Vec::new(), Vec::new());
    let claims = loaded.claims.iter().filter_map(|c| Some((c, c.claim.as_ref()?)));
    for (file, claim) in claims {
        for (at, evidence) in claim.evidence.iter().enumerate().filter(|(_, e)| *e.source == **id) {
            let quoted = evidence.quoted();
            let found = verify(&text.document, &quoted, options.config.limits(), words);
            // What nobody may quote is not proven either: without the text its guards could not speak.
            let found = found.filter(|f| !evidence.waived && !super::quote_findings::has_errors(f));
            let name = format!("{}#/evidence/{at}/quote", file.id());
            match found.map(|f| wanted(&text.document, &sealed, &f, max_words(options))) {
                Some(Ok(wanted)) => {
                    ranges.extend(wanted);
                    proven.push((name, quoted));
                }
                _ => unproven.push(name),
            }
        }
    }
    let planned = sealed.plan(&ranges, max_words(options));
    let passages = planned.into_iter().filter_map(|r| sealed.passage(r)).collect::<Vec<_>>();
    unproven.extend(misread(&passages, proven, options, words));
    let count = passages.len();
    let proofs = Proofs {
        schema: Some("../../schema/proofs.schema.json".to_owned()),
        source: id.clone(),
        root: sealed.seal().root,
        passages,
    };
    let path = options.root.join(source.file.with_file_name("proofs.json"));
    let content = render(&proofs);
    let complete = unproven.is_empty();
    let mut what = format!("{id}: {} proven", counted(count, "passage"));
    if !unproven.is_empty() {
        what.push_str(&format!("; not proven: {}", unproven.join(", ")));
    }
    if world.read(&path).ok().as_deref() == Some(content.as_bytes()) {
        Sealable::Current(format!("{what}, up to date"), complete)
    } else {
        Sealable::Write(Proved { path, content, what, complete })
    }
}
