//! Seals and proofs of sources whose text is here: made anew, and compared with what is committed.

use super::Options;
use super::document::{Basis, Text, basis};
use super::load::{self, LoadedSource};
use super::matching::Citation;
use super::rules::Keep;
use crate::diagnostic::{At, Code, Finding};
use crate::json::Tree;
use crate::quote::{Found, verify};
use crate::report::counted;
use crate::repository::World;
use crate::seal::{Proofs, Sealed, render};
use crate::text::Span;
use camino::Utf8PathBuf;
use std::collections::BTreeSet;
use std::ops::Range;

/// The words of one quote that must be proven, as token ranges; an error where a single segment is
/// longer than a proof may be.
fn wanted(sealed: &Sealed<'_>, found: &Found, max_words: u64) -> Result<Vec<Range<u64>>, u64> {
    let whole = sealed.tokens_covering(found.context.range());
    if sealed.words(&whole) <= max_words {
        return Ok(vec![whole]);
    }
    let last = found.core.len().saturating_sub(1);
    let mut ranges = Vec::new();
    for (at, span) in found.core.iter().enumerate() {
        let start = if at == 0 { found.context.start.min(span.start) } else { span.start };
        let end = if at == last { found.context.end.max(span.end) } else { span.end };
        let range = sealed.tokens_covering(Span::new(start, end).range());
        if sealed.words(&range) > max_words {
            return Err(sealed.words(&range));
        }
        ranges.push(range);
    }
    Ok(ranges)
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
    let sealed = Sealed::new(text.document.text());
    if sealed.seal() != *seal {
        let at = At::Value("/seal/root".to_owned());
        let message = "the seal is not that of the text which is pinned";
        let finding = Finding::new(Code::SealMismatch, source.file.clone(), at, message);
        return vec![
            finding.help(format!("run `quoteproof seal {0}`, then `quoteproof prove`", source.id)),
        ];
    }
    let mut ranges = Vec::new();
    let mut findings = Vec::new();
    for (quote, found) in quotes {
        match wanted(&sealed, found, max_words(options)) {
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
    let new = Sealed::new(text.document.text()).seal();
    if source.source.as_ref().and_then(|s| s.seal.as_ref()) == Some(&new) {
        return Sealable::Current(
            format!("{id}: the seal is up to date ({} tokens)", new.tokens),
            true,
        );
    }
    let path = options.root.join(&source.file);
    let Some(content) = world.read(&path).ok().and_then(|b| String::from_utf8(b).ok()) else {
        return Sealable::Refused(format!("{} cannot be read", source.file));
    };
    match with_seal(&content, &new) {
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

/// `content` with the seal set: replaced where there is one, else after the last member, indented as
/// the others are. Nothing else changes.
fn with_seal(content: &str, seal: &crate::seal::Seal) -> Option<String> {
    let tree: Tree = crate::json::parse(content).0?;
    let value = serde_json::json!({
        "algorithm": seal.algorithm, "root": seal.root, "tokens": seal.tokens
    });
    let object = format!(
        "{{\n    \"algorithm\": {},\n    \"root\": {},\n    \"tokens\": {}\n  }}",
        value["algorithm"], value["root"], value["tokens"]
    );
    let mut out = content.to_owned();
    if let Some(span) = tree.value_span("/seal") {
        out.replace_range(span.range(), &object);
        return Some(out);
    }
    let root = tree.value_span("")?;
    let inner = content.get(root.start..root.end.checked_sub(1)?)?;
    let last = root.start + inner.trim_end().len();
    let comma = if inner.trim_end().ends_with('{') { "" } else { "," };
    out.insert_str(last, &format!("{comma}\n  \"seal\": {object}"));
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
    let sealed = Sealed::new(text.document.text());
    if seal.as_ref() != Some(&sealed.seal()) {
        return Sealable::Refused(format!(
            "{id}: the seal is not that of the text: run `quoteproof seal {id}`"
        ));
    }
    let words = text.document.word_lists(source.stated_language());
    let mut ranges = Vec::new();
    let mut unproven = Vec::new();
    let claims = loaded.claims.iter().filter_map(|c| Some((c, c.claim.as_ref()?)));
    for (file, claim) in claims {
        for (at, evidence) in claim.evidence.iter().enumerate().filter(|(_, e)| *e.source == **id) {
            let quoted = evidence.quoted();
            let found = verify(&text.document, &quoted, options.config.limits(), words);
            // What nobody may quote is not proven either: without the text its guards could not speak.
            let found = found.filter(|f| !evidence.waived && !super::quote_findings::has_errors(f));
            match found.map(|f| wanted(&sealed, &f, max_words(options))) {
                Some(Ok(wanted)) => ranges.extend(wanted),
                _ => unproven.push(format!("{}#/evidence/{at}/quote", file.id())),
            }
        }
    }
    let planned = sealed.plan(&ranges, max_words(options));
    let passages = planned.into_iter().filter_map(|r| sealed.passage(r)).collect::<Vec<_>>();
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
