//! Where a long text may have a passage near to a pattern: one bit-parallel pass over it, in which passages may start
//! anywhere. It reads four parts of the text in step.

use super::bit_rows::Masks;
use super::myers::{Columns, Edge, STRIP};
use std::ops::Range;

/// Parts that are read in step. With four of them a column costs half of what it costs alone; with more, no less.
const LANES: usize = 4;

/// The bytes of `text`, within `pieces`, where some passage within `limit` may end; ascending and apart, as the pieces
/// are. All ends of pieces are between characters.
pub(crate) fn reached(
    masks: &Masks,
    text: &str,
    pieces: &[Range<usize>],
    limit: usize,
) -> Vec<Range<usize>> {
    let mut parts = parts(text, pieces, masks.length() + limit).into_iter();
    let mut lanes = [Lane { at: 0, from: 0, end: 0 }; LANES];
    let mut columns = Columns::<LANES>::new(masks, 0);
    let mut found = Vec::new();
    let mut strip = [[0; LANES]; STRIP];
    loop {
        for (number, lane) in lanes.iter_mut().enumerate().filter(|(_, lane)| lane.at >= lane.end) {
            if let Some(part) = parts.next() {
                *lane = part;
                columns.restart(number);
            }
        }
        let mut counts = [0; LANES];
        let mut read = lanes;
        for (number, (lane, count)) in read.iter_mut().zip(&mut counts).enumerate() {
            (*lane, *count) = fill(masks, text, *lane, &mut strip, number);
        }
        if counts == [0; LANES] {
            break;
        }
        if let Some(row) = columns.take(&strip, Edge::LEVEL, limit) {
            for (number, (was, is)) in lanes.iter().zip(&read).enumerate() {
                let ends = was.at.max(was.from)..is.at;
                if !ends.is_empty() && row.reaches(number, limit) {
                    found.push(ends);
                }
            }
        }
        lanes = read;
    }
    found.sort_unstable_by_key(|range| range.start);
    found.dedup_by(|next, last| {
        let joins = next.start <= last.end;
        if joins {
            last.end = last.end.max(next.end);
        }
        joins
    });
    found
}

/// The bytes of a lane that are not read yet.
#[derive(Clone, Copy)]
struct Lane {
    at: usize,
    /// Where passages may end that are wanted: those before are on the way.
    from: usize,
    end: usize,
}

/// Parts of `pieces`, each with so many characters before it as a passage may have: a large piece is parted, so that
/// all lanes read it.
fn parts(text: &str, pieces: &[Range<usize>], reach: usize) -> Vec<Lane> {
    let of_piece = |piece: &Range<usize>| {
        let count = (piece.len() / (2 * reach).max(1)).clamp(1, LANES);
        let size = piece.len().div_ceil(count);
        let (mut from, end) = (piece.start, piece.end);
        std::iter::from_fn(move || {
            let start = from;
            from = text.ceil_char_boundary((from + size).min(end));
            (start < from).then(|| Lane { at: before(text, start, reach), from: start, end: from })
        })
    };
    pieces.iter().flat_map(of_piece).collect()
}

/// The byte so many characters before the byte `at`.
pub(crate) fn before(text: &str, at: usize, characters: usize) -> usize {
    let Some(back) = characters.checked_sub(1) else { return at };
    let head = text.get(..at).unwrap_or("");
    head.char_indices().nth_back(back).map_or(0, |(start, _)| start)
}

/// Puts the next characters of a lane into its column of `strip`, and none where the lane is at its end.
fn fill(
    masks: &Masks,
    text: &str,
    lane: Lane,
    strip: &mut [[u16; LANES]; STRIP],
    number: usize,
) -> (Lane, usize) {
    let rest = text.get(lane.at..lane.end).unwrap_or("");
    if let Some(plain) = rest.as_bytes().first_chunk::<STRIP>().filter(|bytes| bytes.is_ascii()) {
        for (column, &byte) in strip.iter_mut().zip(plain) {
            if let Some(slot) = column.get_mut(number) {
                *slot = masks.class_of_ascii(byte);
            }
        }
        return (Lane { at: lane.at + STRIP, ..lane }, STRIP);
    }
    let mut chars = rest.chars();
    let mut count = 0;
    for column in strip.iter_mut() {
        let class = chars.next().map(|c| masks.class(c));
        count += usize::from(class.is_some());
        if let Some(slot) = column.get_mut(number) {
            *slot = class.unwrap_or(0);
        }
    }
    (Lane { at: lane.end.max(lane.at) - chars.as_str().len(), ..lane }, count)
}

#[cfg(test)]
mod tests {
    use super::{Range, reached};
    use crate::quote::near::bit_rows::Masks;
    use proptest::prelude::*;

    /// The least distance of a passage that ends after each character, by the textbook.
    fn plainly(pattern: &[char], text: &str) -> Vec<(usize, usize)> {
        let mut column: Vec<usize> = (0..=pattern.len()).collect();
        let each = text.char_indices().map(|(at, c)| {
            let mut diagonal = 0;
            for row in 1..=pattern.len() {
                let equal = diagonal + usize::from(pattern[row - 1] != c);
                diagonal = column[row];
                column[row] = equal.min(column[row] + 1).min(column[row - 1] + 1);
            }
            (at, column[pattern.len()])
        });
        each.collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn leaves_no_place_out(
            pattern in "[a-dé]{1,200}",
            text in "[a-dé]{0,900}",
            cut in any::<(prop::sample::Index, prop::sample::Index)>(),
            share in 2_usize..9,
        ) {
            let pattern: Vec<char> = pattern.chars().collect();
            let limit = pattern.len() / share;
            let masks = Masks::new(pattern.iter().copied(), |c| c);
            let places: Vec<usize> =
                text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let (a, b) = (*cut.0.get(&places), *cut.1.get(&places));
            let one = a.min(b)..a.max(b);
            let many: Vec<Range<usize>> =
                places.chunks(50).map(|few| few[0]..few[few.len() * 2 / 3]).collect();
            for pieces in [std::slice::from_ref(&one), &many] {
                leaves_none_out(&masks, &pattern, &text, pieces, limit)?;
            }
        }
    }

    fn leaves_none_out(
        masks: &Masks,
        pattern: &[char],
        text: &str,
        pieces: &[Range<usize>],
        limit: usize,
    ) -> Result<(), TestCaseError> {
        let found = reached(masks, text, pieces, limit);
        prop_assert!(found.windows(2).all(|w| w[0].end < w[1].start));
        let distances = plainly(pattern, text);
        let near: Vec<usize> = distances
            .iter()
            .filter(|(_, distance)| *distance <= limit)
            .map(|(at, _)| *at)
            .collect();
        for at in near.iter().filter(|at| pieces.iter().any(|piece| piece.contains(at))) {
            prop_assert!(found.iter().any(|range| range.contains(at)), "at {}", at);
        }
        for range in found {
            // Nothing beside the pieces, and nothing far from every such place.
            prop_assert!(pieces.iter().any(|p| p.start <= range.start && range.start < p.end));
            let close = |&at: &usize| at + 200 > range.start && at < range.end + 200;
            prop_assert!(near.iter().any(close));
        }
        Ok(())
    }
}
