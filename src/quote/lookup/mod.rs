//! Finds exact keys in a text.
//!
//! A key is folded text, so this is a search for equal bytes. If 200 quotes cite one book, 200 searches would read
//! it 200 times. [`many`] reads it once: each key is represented by its rarest word, its *anchor*. For `of the
//! periodic comets` that is `periodic` or `comets`; wherever the text has the anchor, the rest of the key is compared.
//! A key that comes up later is searched for alone, until the searches have cost as much as an [`index`] of the
//! text's word starts. From then on it is looked up there.
//!
//! All ways find the same places as a plain search; property tests in both files compare them.

pub(crate) mod index;
pub(crate) mod many;
