//! Sealed sources: a commitment to a document that may not be published, and proofs that passages
//! are in it. Pure: text in, plain data out; knows nothing of claims, files or terminals.
//!
//! Where a text is cut into tokens is the matcher's business ([`crate::quote::tokens`]): a token begins only where a
//! quote may. Whoever verifies a passage cuts nothing: the lengths of its tokens are in the proof.
//!
//! The construction is written down, byte for byte, in `docs/sealed-sources.md`.

mod document;
mod file;
mod proof;
mod shown;
mod tree;

pub use file::{
    BASE64, BASE64_OR_NOTHING, FileError, Merged, PassageEntry, Proofs, ProofsFile, decode,
    in_order, merge, parse, render,
};
pub use proof::{Passage, ProofError, Seal, Sealed, verify};
pub use shown::{ShownStretch, ShownText, shown_text};
pub use tree::{ALGORITHM, Hash, Salt};

#[cfg(test)]
mod tests;
