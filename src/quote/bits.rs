//! Bytes of a text that are alike, 64 at a time, as the bits of a number.

/// Bytes that are looked at together.
pub(crate) const BLOCK: usize = 64;

/// A bit for each of 64 bytes that are 0 or 1, the first one the lowest.
pub(crate) fn bits(bytes: &[u8; BLOCK]) -> u64 {
    // The lowest bits of eight bytes, side by side in the highest byte of the product.
    const SIDE_BY_SIDE: u64 = 0x0102_0408_1020_4080;
    let (eights, _) = bytes.as_chunks::<8>();
    let eight = |(at, eight): (usize, &[u8; 8])| {
        (u64::from_le_bytes(*eight).wrapping_mul(SIDE_BY_SIDE) >> 56) << (8 * at)
    };
    eights.iter().enumerate().map(eight).fold(0, |all, some| all | some)
}

/// Where `byte` stands in a text, first to last.
pub(crate) fn places_of(text: &[u8], byte: u8) -> impl Iterator<Item = usize> {
    let (blocks, rest) = text.as_chunks::<BLOCK>();
    let whole = blocks.len() * BLOCK;
    let each = blocks.iter().enumerate().flat_map(move |(block, bytes)| {
        let mut left = bits(&bytes.map(|b| u8::from(b == byte)));
        std::iter::from_fn(move || {
            let at = (left != 0).then(|| block * BLOCK + left.trailing_zeros() as usize)?;
            left &= left - 1;
            Some(at)
        })
    });
    let last = rest.iter().enumerate().filter(move |(_, b)| **b == byte);
    each.chain(last.map(move |(at, _)| whole + at))
}

#[cfg(test)]
mod tests {
    use super::places_of;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn places_are_those_of_a_plain_search(text in "[ab ]{0,200}") {
            let plainly = text.match_indices(' ').map(|(at, _)| at);
            prop_assert!(places_of(text.as_bytes(), b' ').eq(plainly));
        }
    }
}
