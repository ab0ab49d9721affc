//! What is known of a source: its folder, its file, its text, and the document that quotes are matched against.

mod document;
mod drift;

pub(crate) use document::{
    Basis, Cause, DocumentText, Fault, Nothing, Proven, Unpinned, Unread, basis, both,
    changed_text, proven, read_pinned, text,
};
pub(crate) use drift::drift;
pub use drift::extracted_of;

use crate::diagnostic::{Finding, SourceText};
use crate::quote::{FoldedDocument, WordLists};
use crate::seal::Passage;
use crate::source::Source;
use crate::text::or_nearest;
use camino::{Utf8Path, Utf8PathBuf};
use sha2::{Digest, Sha256};

/// A source's folder and what could be made of it.
pub(crate) struct LoadedSource {
    /// The folder's name.
    pub(crate) id: String,
    pub(crate) file: Utf8PathBuf,
    pub(crate) source: Option<Source>,
    pub(crate) place: TextPlace,
    /// Where the text is that was made of it elsewhere, if its `source.json` names one.
    pub(crate) rendition: Option<TextPlace>,
    pub(crate) proofs: Option<LoadedProofs>,
    /// Of those of its files that have findings of their own.
    pub(crate) texts: Vec<(Utf8PathBuf, SourceText)>,
    pub(crate) findings: Vec<Finding>,
    /// Documents in its folder that nothing reads, where the run is on the whole archive.
    pub(crate) strays: Vec<Utf8PathBuf>,
    /// Whether the run is about it, and not only about others.
    pub(crate) asked: bool,
}

impl LoadedSource {
    /// The language that its `source.json` states, or else that of its seal. `und` states none.
    pub(crate) fn stated_language(&self) -> Option<&str> {
        let source = self.source.as_ref()?;
        let sealed = source.seal.as_ref().map(|seal| seal.language.as_str());
        source.language.as_deref().or(sealed).filter(|stated| !stated.eq_ignore_ascii_case("und"))
    }

    /// The word lists that its quotes are read with: a sealed text is read as it was sealed, whether it is here or not.
    pub(crate) fn word_lists(&self, document: &FoldedDocument) -> Option<&'static WordLists> {
        match self.source.as_ref().and_then(|source| source.seal.as_ref()) {
            Some(seal) => WordLists::for_language(Some(&seal.language)),
            None => document.word_lists(self.stated_language()),
        }
    }

    /// The language that its `source.json` itself states, `und` too.
    pub(crate) fn own_language(&self) -> Option<&str> {
        self.source.as_ref()?.language.as_deref()
    }
}

/// Where the text of a source is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TextPlace {
    /// In this file.
    File(Utf8PathBuf),
    /// Not here.
    Missing,
    /// Its path is refused.
    Refused,
}

/// The proofs that hold, by their number in the file.
pub(crate) struct LoadedProofs {
    pub(crate) file: Utf8PathBuf,
    pub(crate) passages: Vec<(usize, Passage)>,
}

/// That there is no source `id`, and which one may be meant: or that it is the id of a claim.
pub(crate) fn no_source<'c>(
    id: &str,
    sources: &[LoadedSource],
    claims: impl IntoIterator<Item = &'c Utf8Path>,
) -> String {
    if claims.into_iter().any(|file| file.file_stem() == Some(id)) {
        return format!(
            "`{id}` is a claim, not a source: `quoteproof list sources` lists the sources"
        );
    }
    let hint = or_nearest(id, sources.iter().map(|s| s.id.as_str()));
    format!("there is no source `{id}`{hint}")
}

/// Digits of its SHA-256 that the name of an old text has: `text.1a2b3c4d5e6f.txt`.
pub const OLD_TEXT_DIGITS: usize = 12;

/// The SHA-256 of `bytes`, as `sha256sum` prints it.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(bytes))
}

/// The SHA-256 of a file that comes in parts.
pub(crate) fn sha256_of<'p>(parts: impl Iterator<Item = &'p [u8]>) -> String {
    let mut hash = Sha256::new();
    parts.for_each(|part| hash.update(part));
    data_encoding::HEXLOWER.encode(&hash.finalize())
}
