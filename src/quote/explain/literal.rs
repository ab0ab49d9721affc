//! A quote whose brackets may be the document's own, and in which something else differs.
//!
//! ```text
//! document   He wrote [in 1902] that the mole was sound.
//! quote      He wrote [in 1903] that the mole was sound
//! ```
//!
//! Read as an editor's mark, the bracket would be compared with nothing, and the quote would seem to leave out the document's.

use super::{Miss, differences};
use crate::quote::document::FoldedDocument;
use crate::quote::quoted::Quoted;
use crate::quote::read::pattern::{JoinKind, Pattern};
use crate::quote::words::WordLists;

/// How the quote differs if its brackets are taken as they are, where a near passage has such brackets, and is nearer to the
/// quote than the passage of `read`, which took them as marks.
pub(super) fn nearer_as_it_is(
    document: &FoldedDocument,
    quoted: &Quoted<'_>,
    marked: &Pattern,
    read: &Miss,
    words: Option<&WordLists>,
) -> Option<Miss> {
    let joins = || marked.joins.iter().flatten();
    let brackets = || joins().filter_map(|join| join.text.chars().next());
    if joins().any(|join| matches!(join.kind, JoinKind::Gap | JoinKind::Line))
        || !brackets().any(|bracket| document.text().contains(bracket))
    {
        return None;
    }
    let miss = differences(document, &Pattern::literal(&quoted.parts), words);
    let near = miss.near.as_ref()?;
    let passage = document.slice(near.span);
    let nearer = read.near.as_ref().is_none_or(|read| near.similarity > read.similarity);
    (nearer && brackets().any(|bracket| passage.contains(bracket))).then_some(miss)
}
