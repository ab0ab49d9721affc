//! Seals and proofs of sources whose text is here: made again, and compared with the committed ones.

use crate::check::{Loaded, Options, differs, has_errors, load, max_words, wanted};
use crate::corpus::{Basis, DocumentText, LoadedSource, Nothing, basis, extracted_of, no_source};
use crate::json::Tree;
use crate::model::KeptClaims;
use crate::quote::{FoldedDocument, Issue, Quoted, WordLists, verify};
use crate::reader::Readable;
use crate::report::counted;
use crate::repository::World;
use crate::seal::{Passage, Proofs, Seal, Sealed, render, shown_text};
use crate::source::Extracted;
use camino::Utf8PathBuf;

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

/// The seal of a text in the language that is stated, or else in that which it is written in (`und` where that cannot be
/// told), and what is to be said of what is sealed.
pub(crate) fn seal_of(readable: &Readable, language: Option<&str>) -> (Seal, Option<Extracted>) {
    let document = FoldedDocument::new(readable.text.clone(), readable.breaks.clone());
    let language = language.or_else(|| document.language()).unwrap_or("und");
    (Sealed::of(&document, language).seal(), extracted_of(readable))
}

/// Makes the seal of the source `id`: the new content of its `source.json`.
#[must_use]
pub fn seal(world: &dyn World, options: &Options, id: &str) -> Sealable {
    let loaded = load(world, options, KeptClaims::Records);
    let Some(source) = loaded.sources.iter().find(|s| s.id == id) else {
        return Sealable::Refused(no_source(id, &loaded.sources, loaded.claim_paths()));
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
) -> Result<Box<DocumentText>, String> {
    let id = &source.id;
    if source.source.is_none() {
        return Err(format!("{} has errors: run `quoteproof validate`", source.file));
    }
    match basis(world, &options.root, source) {
        Basis::Text(text) => Ok(text),
        Basis::Nothing(Nothing::Changed(..)) => {
            Err(format!("{id}: the text is not the one that is pinned (`text.sha256`)"))
        }
        Basis::Nothing(Nothing::Unreadable(why)) => Err(format!("{id}: {why}")),
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
    let loaded = load(world, options, KeptClaims::Records);
    let sealed =
        loaded.sources.iter().filter(|s| s.source.as_ref().is_some_and(|s| s.seal.is_some()));
    sealed.map(|source| prove_one(world, options, &loaded, source)).collect()
}

/// As [`prove`], for the source `id` alone; `None` where it is not sealed.
#[must_use]
pub fn prove_source(world: &dyn World, options: &Options, id: &str) -> Option<Sealable> {
    let loaded = load(world, options, KeptClaims::Records);
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
    let shown = FoldedDocument::new(shown.text, shown.breaks);
    let fails = |quoted: &Quoted<'_>| {
        let found = verify(&shown, quoted, options.config.limits(), words);
        found.is_none_or(|found| found.issues.iter().any(Issue::is_blind))
    };
    proven.into_iter().filter(|(_, quoted)| fails(quoted)).map(|(name, _)| name).collect()
}

fn prove_one(
    world: &dyn World,
    options: &Options,
    loaded: &Loaded,
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
            let found = found.filter(|f| !evidence.waived && !has_errors(f));
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
