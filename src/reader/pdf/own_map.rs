//! The characters that an embedded TrueType font itself gives its glyphs, in its table `cmap`.
//!
//! Some programs say the text of a whole cluster with one of its glyphs: a letter with its vowels, with whichever of them is
//! drawn first, and with that glyph wherever else it is drawn. In Hebrew, Arabic and Thai each glyph has a character of its own,
//! which the font still knows.

use super::glyph::Letters;
use std::collections::{BTreeSet, HashMap};
use std::ops::RangeInclusive;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The scripts in which letters and vowels are drawn in the order in which they are written, or in the opposite one; and the
/// joined forms of their letters.
const SCRIPTS: [RangeInclusive<u32>; 6] =
    [0x590..=0x6FF, 0x750..=0x77F, 0x870..=0x8FF, 0xE00..=0xEFF, 0xFB1D..=0xFDFF, 0xFE70..=0xFEFC];

/// From the glyphs of a font to its characters.
#[derive(Debug, Default)]
pub(super) struct OwnMap {
    letters: HashMap<u32, Letters>,
    /// The vowels and other marks that have glyphs of their own.
    marks: BTreeSet<char>,
}

impl OwnMap {
    /// The characters of a font, by its bytes; none where it does not say them.
    pub(super) fn of(font: &[u8]) -> Option<Self> {
        let table = subtable(table(font, *b"cmap")?)?;
        let twice = usize::try_from(u16_at(table, 6)?).ok()?;
        let mut map = Self::default();
        // Both the characters asked for and the segments of the table ascend.
        let mut segment = 0;
        for code in SCRIPTS.into_iter().flatten() {
            while segment < twice && u16_at(table, 14 + segment).is_some_and(|end| end < code) {
                segment += 2;
            }
            let found = char::from_u32(code).zip(glyph_of(table, twice, segment, code));
            let Some((c, glyph)) = found.filter(|(_, glyph)| *glyph > 0) else { continue };
            map.letters.entry(glyph).or_insert_with(|| plain(c));
            if is_combining_mark(c) {
                map.marks.insert(c);
            }
        }
        (!map.letters.is_empty()).then_some(map)
    }

    pub(super) fn letters(&self, glyph: u32) -> Option<Letters> {
        self.letters.get(&glyph).cloned()
    }

    /// What is said of a glyph that the font has no character for, without the marks that are drawn beside it; several marks
    /// in one glyph are what they are.
    pub(super) fn without_marks(&self, said: &str) -> String {
        let letters: String = said.chars().filter(|c| !self.marks.contains(c)).collect();
        if letters.is_empty() { said.to_owned() } else { letters }
    }
}

/// The letters that a character stands for: joined forms and ligatures stand for others.
fn plain(c: char) -> Letters {
    if c < '\u{FB1D}' {
        return Letters::One(c);
    }
    let letters: String = std::iter::once(c).nfkc().collect();
    Letters::new(letters.trim_start())
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u32> {
    let pair = bytes.get(at..at.checked_add(2)?)?;
    Some(u32::from(u16::from_be_bytes(pair.try_into().ok()?)))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    usize::try_from(u32::from_be_bytes(four.try_into().ok()?)).ok()
}

fn table(font: &[u8], tag: [u8; 4]) -> Option<&[u8]> {
    let count = usize::try_from(u16_at(font, 4)?).ok()?;
    let mut records = (0..count).map(|at| 12 + 16 * at);
    let at = records.find(|&at| font.get(at..at + 4) == Some(tag.as_slice()))?;
    font.get(u32_at(font, at + 8)?..)
}

/// The table of Unicode characters in format 4, which all programs write.
fn subtable(cmap: &[u8]) -> Option<&[u8]> {
    let count = usize::try_from(u16_at(cmap, 2)?).ok()?;
    (0..count).find_map(|at| {
        let record = 4 + 8 * at;
        let is_unicode =
            matches!((u16_at(cmap, record)?, u16_at(cmap, record + 2)?), (0, _) | (3, 1));
        let table = cmap.get(u32_at(cmap, record + 4)?..)?;
        (is_unicode && u16_at(table, 0) == Some(4)).then_some(table)
    })
}

/// The glyph of a character in a segment of a table of format 4, which has twice as many bytes for each list as segments.
fn glyph_of(table: &[u8], twice: usize, segment: usize, code: u32) -> Option<u32> {
    if segment >= twice {
        return None;
    }
    let [starts, deltas, offsets] = [16 + twice, 16 + 2 * twice, 16 + 3 * twice];
    let start = u16_at(table, starts + segment).filter(|start| *start <= code)?;
    let (delta, offset) = (u16_at(table, deltas + segment)?, u16_at(table, offsets + segment)?);
    if offset == 0 {
        return Some((code + delta) & 0xFFFF);
    }
    let behind = usize::try_from(offset + 2 * (code - start)).ok()?;
    let glyph = u16_at(table, offsets + segment + behind)?;
    Some(if glyph == 0 { 0 } else { (glyph + delta) & 0xFFFF })
}

#[cfg(test)]
mod tests {
    use super::OwnMap;

    /// A font with a table of characters and nothing else: dagesh is glyph 2, bet and gimel are glyphs 8 and 7.
    fn font() -> Vec<u8> {
        let segments: [(u16, u16, u16, u16); 3] = [
            (0x5BC, 0x5BC, 2_u16.wrapping_sub(0x5BC), 0),
            (0x5D1, 0x5D2, 0, 4),
            (0xFFFF, 0xFFFF, 1, 0),
        ];
        let mut table: Vec<u16> = vec![4, 0, 0, 6, 0, 0, 0];
        table.extend(segments.map(|(_, end, ..)| end));
        table.push(0);
        table.extend(segments.map(|(start, ..)| start));
        table.extend(segments.map(|(_, _, delta, _)| delta));
        table.extend(segments.map(|(.., offset)| offset));
        table.extend([8, 7]);
        let mut font: Vec<u16> = vec![0, 1, 1, 0, 0, 0];
        font.extend([u16::from_be_bytes(*b"cm"), u16::from_be_bytes(*b"ap"), 0, 0, 0, 28, 0, 0]);
        font.extend([0, 1, 3, 1, 0, 12]);
        font.extend(table);
        font.into_iter().flat_map(u16::to_be_bytes).collect()
    }

    #[test]
    fn a_font_says_what_its_glyphs_are() {
        let map = OwnMap::of(&font()).expect("a map");
        let letters = [2, 8, 7].map(|glyph| map.letters(glyph).and_then(|l| l.first()));
        assert_eq!(letters, [Some('\u{5BC}'), Some('ב'), Some('ג')]);
        assert_eq!(map.letters(1), None);
        assert_eq!(map.without_marks("בּ"), "ב");
        assert!(OwnMap::of(&font()[..30]).is_none() && OwnMap::of(b"").is_none());
    }
}
