//! `corpus/<id>/proofs.json`: all proofs of one source.

use super::proof::{Passage, ProofError, Seal, verify_next};
use data_encoding::BASE64_NOPAD;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The form of what is base64 without padding, and is never empty.
pub const BASE64: &str = "^[A-Za-z0-9+/]+$";

/// The form of what is base64 without padding, or empty.
pub const BASE64_OR_NOTHING: &str = "^[A-Za-z0-9+/]*$";

/// All proofs of one source, decoded.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Proofs {
    /// `$schema`, kept as it is.
    pub schema: Option<String>,
    /// The id of the source that the passages are in.
    pub source: String,
    /// The root of the seal that they were made for, as it is in the seal.
    pub root: String,
    /// The passages, as the file has them.
    pub passages: Vec<Passage>,
}

/// The proofs of one source: passages of its document, and what proves that they are there.
/// Written by `quoteproof prove`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "archive", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ProofsFile {
    /// The JSON Schema of this file: a relative path or a URL.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The id of the source: the name of the folder that this file is in.
    pub source: String,
    /// The root of the seal that the proofs were made for.
    #[cfg_attr(feature = "archive", schemars(regex(pattern = r"^[0-9a-f]{64}$")))]
    pub root: String,
    /// The proven passages, sorted by their first token.
    pub passages: Vec<PassageEntry>,
}

/// A run of the document's tokens, with what proves that it is there.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "archive", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PassageEntry {
    /// The first token, from 0, and one past the last.
    pub tokens: [u64; 2],
    /// How many words the document has before the passage.
    pub word: u64,
    /// The passage, in the document's own words.
    pub text: String,
    /// The length of each token in bytes of UTF-8. 0 is a place that no quote may span.
    #[cfg_attr(feature = "archive", schemars(length(min = 1)))]
    pub lengths: Vec<u32>,
    /// How many words begin in each token.
    #[cfg_attr(feature = "archive", schemars(length(min = 1)))]
    pub words: Vec<u32>,
    /// The salts of the tokens, 16 bytes each, joined: base64 without padding.
    #[cfg_attr(feature = "archive", schemars(regex(pattern = BASE64)))]
    pub salts: String,
    /// The sibling hashes, 32 bytes each, from left to right, joined: base64 without padding.
    #[cfg_attr(feature = "archive", schemars(regex(pattern = BASE64_OR_NOTHING)))]
    pub siblings: String,
}

/// Why a proofs file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Hash, thiserror::Error)]
pub enum FileError {
    /// Not JSON, or not of the right form.
    #[error("{message}")]
    Json {
        /// What is wrong, with line and column.
        message: String,
        /// Line, from 1; 0 where it is not known.
        line: usize,
        /// Column in bytes, from 1; 0 where it is not known.
        column: usize,
    },
    /// A string is not base64.
    #[error("`{member}` of passage {} is not base64 without padding: {reason}", index + 1)]
    Base64 {
        /// The passage, from 0.
        index: usize,
        /// `salts` or `siblings`.
        member: &'static str,
        /// What is wrong, and where.
        reason: String,
    },
    /// A string does not decode to whole salts or hashes.
    #[error(
        "`{member}` of passage {} has {found} bytes, which is not a multiple of {unit}", index + 1
    )]
    Length {
        /// The passage, from 0.
        index: usize,
        /// `salts` or `siblings`.
        member: &'static str,
        /// Bytes decoded.
        found: usize,
        /// Bytes of one salt or hash.
        unit: usize,
    },
}

impl FileError {
    /// The JSON pointer of the place, where the file is JSON at all.
    #[must_use]
    pub fn pointer(&self) -> Option<String> {
        match self {
            Self::Json { .. } => None,
            Self::Base64 { index, member, .. } | Self::Length { index, member, .. } => {
                Some(format!("/passages/{index}/{member}"))
            }
        }
    }
}

/// Reads a proofs file. Proves nothing yet: see [`Proofs::check`].
///
/// # Errors
///
/// The first thing that is wrong with the file's form.
pub fn parse(text: &str) -> Result<Proofs, FileError> {
    let file: ProofsFile = serde_json::from_str(text).map_err(|error| FileError::Json {
        message: error.to_string(),
        line: error.line(),
        column: error.column(),
    })?;
    decode(file)
}

/// Decodes a proofs file that was read as JSON already.
///
/// # Errors
///
/// The first thing that is wrong with the passages' form.
pub fn decode(file: ProofsFile) -> Result<Proofs, FileError> {
    let entries = file.passages.into_iter().enumerate();
    let passages: Result<_, _> = entries.map(|(index, entry)| decode_entry(index, entry)).collect();
    let passages = passages?;
    Ok(Proofs { schema: file.schema, source: file.source, root: file.root, passages })
}

fn decode_entry(index: usize, entry: PassageEntry) -> Result<Passage, FileError> {
    let [start, end] = entry.tokens;
    Ok(Passage {
        start,
        end,
        word: entry.word,
        text: entry.text,
        lengths: entry.lengths,
        words: entry.words,
        salts: decode_array(index, "salts", &entry.salts)?,
        siblings: decode_array(index, "siblings", &entry.siblings)?,
    })
}

fn decode_array<const N: usize>(
    index: usize,
    member: &'static str,
    text: &str,
) -> Result<Vec<[u8; N]>, FileError> {
    let bytes = BASE64_NOPAD.decode(text.as_bytes()).map_err(|error| FileError::Base64 {
        index,
        member,
        reason: error.to_string(),
    })?;
    let (arrays, rest) = bytes.as_chunks::<N>();
    if rest.is_empty() {
        Ok(arrays.to_vec())
    } else {
        Err(FileError::Length { index, member, found: bytes.len(), unit: N })
    }
}

impl Proofs {
    /// Checks that the proofs are those of the source `id` with its `seal`, then every passage.
    /// An error without an index concerns the file as a whole; with one, that passage.
    ///
    /// A file of another source or seal proves nothing at all: its passages are not looked at.
    #[must_use]
    pub fn check(&self, id: &str, seal: &Seal) -> Vec<(Option<usize>, ProofError)> {
        if let Err(error) = self.belongs_to(id, seal) {
            return vec![(None, error)];
        }
        let mut known = Vec::new();
        let results = self.passages.iter().map(|p| verify_next(seal, p, &mut known)).enumerate();
        results.filter_map(|(index, result)| Some((Some(index), result.err()?))).collect()
    }

    /// Whether the proofs name the source `id` and the root of its `seal`.
    ///
    /// # Errors
    ///
    /// [`ProofError::OtherSource`] or [`ProofError::OtherRoot`].
    pub fn belongs_to(&self, id: &str, seal: &Seal) -> Result<(), ProofError> {
        if self.source != id {
            let (expected, found) = (id.to_owned(), self.source.clone());
            return Err(ProofError::OtherSource { expected, found });
        }
        if self.root != seal.root {
            let (expected, found) = (seal.root.clone(), self.root.clone());
            return Err(ProofError::OtherRoot { expected, found });
        }
        Ok(())
    }
}

/// Passages in the document's order, without those that are inside another: starts and ends ascend. They come with
/// their numbers in the file; the second list has the numbers of those that are left out. All must be proven, or a
/// forged one could cover what is not.
///
/// Of tokens 0 to 9, 4 to 6, 3 to 12 and 4 to 6 again, 0 to 9 and 3 to 12 are kept: overlapping passages stay apart, since
/// to join them takes the text.
#[must_use]
pub fn in_order(mut passages: Vec<(usize, Passage)>) -> (Vec<(usize, Passage)>, Vec<usize>) {
    passages.sort_by_key(|(number, p)| (p.start, std::cmp::Reverse(p.end), *number));
    let mut reached = 0;
    let mut inside = Vec::new();
    passages.retain(|(number, passage)| {
        let more = passage.end > reached;
        reached = reached.max(passage.end);
        if !more {
            inside.push(*number);
        }
        more
    });
    inside.sort_unstable();
    (passages, inside)
}

/// What two versions of a source's proofs prove together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// All passages of both that hold, in order.
    pub proofs: Proofs,
    /// Passages that lead to no root, in either version.
    pub forged: usize,
}

/// Merges two versions of a source's proofs. No text is needed, and what a base had does not matter: a passage that
/// one side dropped may be one that the other side has come to need, and `quoteproof prove` drops what none needs.
///
/// # Errors
///
/// A version that is of another source or seal: what it proves cannot be told, and must not get lost.
pub fn merge(id: &str, seal: &Seal, ours: &Proofs, theirs: &Proofs) -> Result<Merged, ProofError> {
    let mut held = Vec::new();
    let mut forged = 0;
    for side in [ours, theirs] {
        let broken = side.check(id, seal);
        if let Some((None, error)) = broken.first() {
            return Err(error.clone());
        }
        let broken: BTreeSet<usize> = broken.iter().filter_map(|(number, _)| *number).collect();
        forged += broken.len();
        let numbered = side.passages.iter().enumerate();
        held.extend(numbered.filter(|(at, _)| !broken.contains(at)).map(|(_, p)| p.clone()));
    }
    let (passages, _) = in_order(held.into_iter().enumerate().collect());
    let passages = passages.into_iter().map(|(_, passage)| passage).collect();
    let schema = ours.schema.clone().or_else(|| theirs.schema.clone());
    let proofs = Proofs { schema, source: id.to_owned(), root: seal.root.clone(), passages };
    Ok(Merged { proofs, forged })
}

/// Prints a proofs file: two spaces of indentation, one member a line, a line feed at the end.
/// Characters that do not show (controls, zero-width, bidirectional) are escaped.
#[must_use]
pub fn render(proofs: &Proofs) -> String {
    let mut out = String::from("{\n");
    if let Some(schema) = &proofs.schema {
        member(&mut out, 1, "$schema", &quoted(schema), false);
    }
    member(&mut out, 1, "source", &quoted(&proofs.source), false);
    member(&mut out, 1, "root", &quoted(&proofs.root), false);
    member(&mut out, 1, "passages", &render_passages(&proofs.passages), true);
    out.push_str("}\n");
    out
}

fn render_passages(passages: &[Passage]) -> String {
    if passages.is_empty() {
        return "[]".to_owned();
    }
    let mut out = String::from("[\n");
    for (index, passage) in passages.iter().enumerate() {
        let comma = if index + 1 < passages.len() { "," } else { "" };
        let tokens = format!("[{}, {}]", passage.start, passage.end);
        out.push_str("    {\n");
        member(&mut out, 3, "tokens", &tokens, false);
        member(&mut out, 3, "word", &passage.word.to_string(), false);
        member(&mut out, 3, "text", &quoted(&passage.text), false);
        member(&mut out, 3, "lengths", &numbers(&passage.lengths), false);
        member(&mut out, 3, "words", &numbers(&passage.words), false);
        member(&mut out, 3, "salts", &base64(&passage.salts), false);
        member(&mut out, 3, "siblings", &base64(&passage.siblings), true);
        let _ = writeln!(out, "    }}{comma}");
    }
    out.push_str("  ]");
    out
}

/// One line `"name": value`; writing to a string cannot fail.
fn member(out: &mut String, depth: usize, name: &str, value: &str, last: bool) {
    let comma = if last { "" } else { "," };
    let _ = writeln!(out, "{:1$}\"{name}\": {value}{comma}", "", depth * 2);
}

fn base64<const N: usize>(arrays: &[[u8; N]]) -> String {
    format!("\"{}\"", BASE64_NOPAD.encode(arrays.as_flattened()))
}

fn numbers(numbers: &[u32]) -> String {
    let each: Vec<String> = numbers.iter().map(u32::to_string).collect();
    format!("[{}]", each.join(", "))
}

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if does_not_show(c) => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn does_not_show(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'
                | '\u{E0000}'..='\u{E007F}'
        )
}
