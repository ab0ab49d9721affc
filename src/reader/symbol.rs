//! Characters of fonts that have pictures in the places of letters: Symbol, Wingdings.

use super::draft::GAP;

/// What Adobe's Symbol font shows for each code from 0x20 to 0x7E, as its encoding has it.
const LOWER: &str = " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_\u{203E}αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼";

/// The same from 0xA1 to 0xF5, behind which it has only pieces of brackets; a gap where it has a piece of a bracket, or nothing.
const UPPER: &str = "ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…\u{FFFC}\u{FFFC}↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑\u{FFFC}\u{FFFC}\u{FFFC}\u{FFFC}\u{FFFC}\u{FFFC}\u{FFFC}\u{FFFC}\u{FFFC}\u{FFFC}\u{FFFC}〉∫⌠\u{FFFC}⌡";

/// Whether a character stands for a code of a font of pictures.
pub(super) fn is_private(c: char) -> bool {
    ('\u{F020}'..='\u{F0FF}').contains(&c)
}

/// Characters of a font's name that are looked at.
const NAME_CHARS: usize = 64;

/// What a font has in the places of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PictureFont {
    /// Greek letters and signs, by the encoding of Adobe's Symbol.
    Symbol,
    /// Pictures: Wingdings.
    Pictures,
    Letters,
}

impl PictureFont {
    /// What the font with this name has.
    pub(super) fn of(name: &str) -> Self {
        let name: String = name.chars().take(NAME_CHARS).collect::<String>().to_ascii_lowercase();
        if name.starts_with("symbol") {
            Self::Symbol
        } else if name.contains("dingbats")
            || name.starts_with("wingdings")
            || name.starts_with("webdings")
        {
            Self::Pictures
        } else {
            Self::Letters
        }
    }

    /// What a character of this font shows: a letter or a sign, or a gap where no character is known.
    pub(super) fn shown(self, c: char) -> char {
        let code = if is_private(c) { u32::from(c) - 0xF000 } else { u32::from(c) };
        let at = |from: u32| usize::try_from(code - from).unwrap_or(usize::MAX);
        match self {
            Self::Symbol => match code {
                0x20..=0x7E => LOWER.chars().nth(at(0x20)).unwrap_or(GAP),
                0xA1..=0xFE => UPPER.chars().nth(at(0xA1)).unwrap_or(GAP),
                _ => char::from_u32(code).unwrap_or(GAP),
            },
            Self::Pictures => GAP,
            Self::Letters if is_private(c) => GAP,
            Self::Letters => c,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{LOWER, PictureFont, UPPER};

    #[test]
    fn the_symbol_font_has_its_letters() {
        assert_eq!((LOWER.chars().count(), UPPER.chars().count()), (0x5F, 0x55));
        for (code, wanted) in [
            ('\u{F061}', 'α'),
            ('\u{F0A3}', '≤'),
            ('\u{F0B7}', '•'),
            ('\u{F0E5}', '∑'),
            ('\u{F0F2}', '∫'),
        ] {
            assert_eq!(PictureFont::of("Symbol").shown(code), wanted);
        }
        assert_eq!(PictureFont::of("Wingdings").shown('\u{F0FC}'), '\u{FFFC}');
        assert_eq!(PictureFont::of("Calibri").shown('a'), 'a');
    }
}
