//! The rows of a pattern at which each character is, as words of bits: what bit-parallel edit distance
//! reads.

/// Rows of a block.
pub(crate) const ROWS: usize = 64;

/// Classes that every list of rows has room for: nearly all patterns have fewer, and then a class is found without a look at
/// the list's length.
pub(crate) const FEW: usize = 128;

/// A pattern's rows by character, 64 a block; the last block has what is left over.
pub(crate) struct Masks {
    /// Characters of the pattern.
    length: usize,
    /// What the text's characters are compared as.
    fold: fn(char) -> char,
    /// The class of each ASCII character of the text. Those that the pattern does not have are of class 0.
    ascii: [u16; 128],
    /// The characters with their classes, each at its hash or after it: a power of two, half empty (class 0).
    slots: Vec<(char, u16)>,
    /// For each block the rows of each class; of [`FEW`] at least.
    blocks: Vec<Vec<u64>>,
    /// Whether there are no more classes than that.
    has_few: bool,
}

impl Masks {
    /// Masks of `pattern`. A text's characters are compared as `fold` has them; the pattern's are as they
    /// are. More than 65,535 different characters are not told apart: a pattern has at most some thousand.
    pub(crate) fn new(
        pattern: impl ExactSizeIterator<Item = char>,
        fold: fn(char) -> char,
    ) -> Self {
        let length = pattern.len();
        let mut masks = Self {
            length,
            fold,
            ascii: [0; 128],
            slots: vec![('\0', 0); (length * 2).next_power_of_two()],
            blocks: vec![vec![0; FEW]; length.div_ceil(ROWS)],
            has_few: true,
        };
        let mut last = 0;
        for (row, c) in pattern.enumerate() {
            let class = match masks.looked_up(c) {
                0 => {
                    last += 1;
                    masks.insert(c, last);
                    last
                }
                known => known,
            };
            let class = usize::from(class);
            let Some(rows) = masks.blocks.get_mut(row / ROWS) else { continue };
            rows.resize(rows.len().max(class + 1), 0);
            if let Some(bits) = rows.get_mut(class) {
                *bits |= 1 << (row % ROWS);
            }
        }
        let ascii = |code: usize| u8::try_from(code).map_or('\0', char::from);
        let classes: [u16; 128] = std::array::from_fn(|code| masks.looked_up(fold(ascii(code))));
        masks.ascii = classes;
        masks.has_few = usize::from(last) < FEW;
        masks
    }

    /// Characters of the pattern.
    pub(crate) const fn length(&self) -> usize {
        self.length
    }

    /// Blocks of 64 rows.
    pub(crate) const fn blocks(&self) -> usize {
        self.blocks.len()
    }

    /// Rows of a block: 64, or fewer in the last.
    pub(crate) fn rows(&self, block: usize) -> usize {
        self.length.saturating_sub(block * ROWS).min(ROWS)
    }

    /// Whether each class is below [`FEW`].
    pub(crate) const fn has_few(&self) -> bool {
        self.has_few
    }

    /// The rows of each class in a block; of those that are not in the list there are none.
    pub(crate) fn of_block(&self, block: usize) -> &[u64] {
        self.blocks.get(block).map_or(&[], Vec::as_slice)
    }

    /// The class of a character of a text.
    #[inline]
    pub(crate) fn class(&self, c: char) -> u16 {
        match self.ascii.get(c as usize) {
            Some(class) => *class,
            None => self.looked_up((self.fold)(c)),
        }
    }

    /// The class of an ASCII character; the highest bit is not looked at.
    #[inline]
    pub(crate) const fn class_of_ascii(&self, byte: u8) -> u16 {
        self.ascii[(byte & 0x7F) as usize]
    }

    fn looked_up(&self, c: char) -> u16 {
        let (before, from) = self.slots.split_at(self.hash(c));
        let chain = from.iter().chain(before).take_while(|(_, class)| *class != 0);
        chain.filter(|(other, _)| *other == c).map(|(_, class)| *class).next().unwrap_or(0)
    }

    fn insert(&mut self, c: char, class: u16) {
        let at = self.hash(c);
        let (before, from) = self.slots.split_at_mut(at);
        if let Some(slot) = from.iter_mut().chain(before).find(|(_, class)| *class == 0) {
            *slot = (c, class);
        }
    }

    /// Multiplicative hashing (D. Knuth, TAOCP 3, 6.4): a number below that of the slots.
    fn hash(&self, c: char) -> usize {
        let mixed = u32::from(c).wrapping_mul(0x9E37_79B9) >> 8;
        mixed as usize & (self.slots.len() - 1)
    }
}
