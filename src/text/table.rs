//! Where a table's text ends inside a quoted cell.
//!
//! A reader of CSV takes the end of the file for the end of a quoted cell. So [`END`], which no cell has, is read after the
//! table: it is a row of its own, unless the last cell is still open, which then ends with it.

/// What is read after a table, to see whether its last cell is closed.
pub(crate) const END: &[u8] = b"\n\x1f\x1f";

/// What is wrong with a row whose mark is never closed.
pub(crate) const OPEN: &str = "a quotation mark in it is never closed, so it has all that follows in the file; close the mark, \
                               or write \"\" for a mark inside a cell";

/// Whether a row of cells is what [`END`] makes after a table that is closed.
pub(crate) fn is_end<'c>(mut cells: impl Iterator<Item = &'c [u8]>) -> bool {
    END.get(1..) == cells.next() && cells.next().is_none()
}

/// Whether the last cell of a table was never closed.
pub(crate) fn is_open(last: Option<&[u8]>) -> bool {
    last.is_some_and(|cell| cell.ends_with(END))
}
