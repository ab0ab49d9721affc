//! What of a sealed source is to be proven, and whether its proofs are up to date.

use super::Options;
use super::matching::Citation;
use crate::corpus::{DocumentText, LoadedSource, extracted_of};
use crate::diagnostic::{At, Code, Finding};
use crate::quote::{EditKind, FoldedDocument, Found, gap_ends};
use crate::seal::{Seal, Sealed};
use crate::text::Span;
use std::collections::BTreeSet;
use std::ops::Range;

/// The words of one quote that must be proven, as token ranges: the whole with the words left out, or else what is
/// between ellipses, with the ends of what they leave out. An error where that is longer than a proof may be.
pub(crate) fn wanted(
    text: &FoldedDocument,
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
pub(crate) fn differs(
    source: &LoadedSource,
    seal: &Seal,
    text: &DocumentText,
    sealed: &Sealed<'_>,
) -> Option<String> {
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
        return Some("the seal is not that of the pinned text".to_owned());
    }
    if extracted != made.as_ref() {
        return Some("`text.extracted` does not say which reader made the sealed text".to_owned());
    }
    None
}

pub(crate) fn max_words(options: &Options) -> u64 {
    u64::try_from(options.config.seal.max_words).unwrap_or(u64::MAX)
}

/// What of a source's seal and proofs is not up to date with its text and its quotes.
pub(super) fn stale_proofs(
    options: &Options,
    source: &LoadedSource,
    text: &DocumentText,
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
        let count = |number: usize, what: &str| (number > 0).then(|| format!("{number} {what}"));
        let what = [count(missing, "missing"), count(unneeded, "no longer needed")];
        let what = what.into_iter().flatten().collect::<Vec<_>>().join(", ");
        let message = format!("the proofs of `{}` are not up to date: {what}", source.id);
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
