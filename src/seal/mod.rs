//! Sealed sources: a commitment to a document that may not be published, and proofs that passages
//! stand in it. Pure: text in, plain data out; knows nothing of claims, files or terminals.
//!
//! The construction is written down, byte for byte, in `docs/sealed-sources.md`.

mod class;
mod file;
mod proof;
mod tokens;
mod tree;

pub use file::{
    BASE64, BASE64_OR_NOTHING, FileError, Merged, PassageEntry, Proofs, ProofsFile, decode,
    in_order, merge, parse, render,
};
pub use proof::{Passage, ProofError, Seal, Sealed, verify};
pub use tokens::tokenize;
pub use tree::{ALGORITHM, Hash, Salt};

#[cfg(test)]
mod tests;
