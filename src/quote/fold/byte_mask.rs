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

/// For each 64 bytes of a text where the first of them is, and a bit for each that is `byte`.
pub(crate) fn alike(text: &[u8], byte: u8) -> impl Iterator<Item = (usize, u64)> {
    let (blocks, rest) = text.as_chunks::<BLOCK>();
    let mut last = [!byte; BLOCK];
    for (to, from) in last.iter_mut().zip(rest) {
        *to = *from;
    }
    let starts = (0..).step_by(BLOCK);
    let last_start = blocks.len() * BLOCK;
    let blocks = starts.zip(blocks).map(move |(start, block)| (start, bits(&same(block, byte))));
    blocks.chain(std::iter::once_with(move || (last_start, bits(&same(&last, byte)))))
}

fn same(block: &[u8; BLOCK], byte: u8) -> [u8; BLOCK] {
    let mut same = [0; BLOCK];
    for (same, other) in same.iter_mut().zip(block) {
        *same = u8::from(*other == byte);
    }
    same
}

#[cfg(test)]
mod tests {
    use super::alike;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bits_are_the_places_of_a_plain_search(text in "[ab ]{0,200}") {
            let mut places = Vec::new();
            for (start, bits) in alike(text.as_bytes(), b' ') {
                places.extend((0..64).filter(|bit| bits >> bit & 1 == 1).map(|bit| start + bit));
            }
            let plainly: Vec<usize> = text.match_indices(' ').map(|(at, _)| at).collect();
            prop_assert_eq!(places, plainly);
        }
    }
}
