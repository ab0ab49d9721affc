//! The full bit-parallel pass: what a nearest passage may cost at most.

/// The least edit distance of `quote` from any part of `text`: G. Myers' algorithm (1999), 64 rows a
/// word, in blocks (H. Hyyrö 2003). Every block of every letter is computed: nothing is cut short.
pub(crate) fn distance(text: &[u8], quote: &[u8]) -> usize {
    let blocks = quote.len().div_ceil(64);
    let mut equal = vec![0_u64; 256 * blocks];
    for (row, &letter) in quote.iter().enumerate() {
        equal[usize::from(letter) * blocks + row / 64] |= 1 << (row % 64);
    }
    let mut columns = vec![(!0_u64, 0_u64); blocks];
    let last = 1_u64 << ((quote.len() + 63) % 64);
    let (mut score, mut best) = (quote.len(), quote.len());
    for &letter in text {
        let equal = &equal[usize::from(letter) * blocks..][..blocks];
        let mut carried = (0, 0);
        let mut rows = (0, 0);
        for (column, &equal) in columns.iter_mut().zip(equal) {
            (rows, carried) = advance(column, equal, carried);
        }
        score += usize::from(rows.0 & last != 0);
        score -= usize::from(rows.1 & last != 0);
        best = best.min(score);
    }
    best
}

type Pair = (u64, u64);

/// One block, one letter further: where its rows rise and fall, and what goes to the next block.
#[inline]
fn advance(column: &mut Pair, equal: u64, carried: Pair) -> (Pair, Pair) {
    let (up, down) = *column;
    let vertical = equal | down;
    let equal = equal | carried.1;
    let horizontal = ((equal & up).wrapping_add(up) ^ up) | equal;
    let rises = down | !(horizontal | up);
    let falls = up & horizontal;
    let (shifted_up, shifted_down) = (rises << 1 | carried.0, falls << 1 | carried.1);
    *column = (shifted_down | !(vertical | shifted_up), shifted_up & vertical);
    ((rises, falls), (rises >> 63, falls >> 63))
}
