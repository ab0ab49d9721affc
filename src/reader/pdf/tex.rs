//! The letters that the codes of TeX's fonts mean where a PDF does not say so: fonts of pictures (Type 3) that dvips
//! made, whose glyphs have no names. There are two encodings of text fonts, the old one (OT1) and Cork's (T1).

/// Which of TeX's encodings a font has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TexEncoding {
    Old,
    /// The old one of fonts whose glyphs are all of one width: signs where the others have dashes and quotes.
    Typewriter,
    Cork,
    /// None of them: what its glyphs are is not known.
    Signs,
}

impl TexEncoding {
    /// By the codes that a font draws: one without letters and figures, and with more than points and dashes, has signs,
    /// and says nothing of which.
    pub(super) fn of(codes: &[u32], one_width: bool) -> Self {
        let is_letter = |code: u32| matches!(code, 48..=57 | 65..=90 | 97..=122);
        let is_point = |code: u32| matches!(code, 33..=59 | 63 | 123 | 124);
        let has_letters = codes.iter().any(|&code| is_letter(code));
        if has_letters || codes.iter().all(|&code| is_point(code)) {
            Self::guess(codes, one_width)
        } else {
            Self::Signs
        }
    }

    /// Only Cork's has an upper half, and each has its ligatures elsewhere.
    fn guess(codes: &[u32], one_width: bool) -> Self {
        let has = |wanted: &[u32]| codes.iter().any(|code| wanted.contains(code));
        let cork = codes.iter().any(|&code| code >= 128) || has(&[21, 22, 23, 27, 28, 29, 30, 31]);
        if !cork || (has(&[11, 12, 13, 14, 15]) && codes.iter().all(|&code| code < 128)) {
            if one_width { Self::Typewriter } else { Self::Old }
        } else {
            Self::Cork
        }
    }

    /// What a code stands for.
    pub(super) fn letters(self, code: u32) -> Option<&'static str> {
        let code = usize::try_from(code).ok()?;
        match (self, code) {
            (Self::Signs, _) => Some("\u{FFFC}"),
            (Self::Old, 34) => Some("”"),
            (Self::Old, 92) => Some("“"),
            (Self::Old, 94) => Some("ˆ"),
            (Self::Old, 95) => Some("˙"),
            (Self::Old, 123..=127) => ["–", "—", "˝", "˜", "¨"].get(code - 123).copied(),
            (Self::Old, 0..=32) => OLD_LOW.get(code).copied(),
            (_, 39) => Some("’"),
            (_, 96) => Some("‘"),
            (Self::Cork, 0..=32) => CORK_LOW.get(code).copied(),
            (Self::Cork, 127) => Some("-"),
            (Self::Cork, 128..=255) => nth(CORK_HIGH, code - 128),
            (_, 33..=126) => nth(ASCII, code - 33),
            _ => None,
        }
    }
}

/// The character at an index, as a string.
fn nth(table: &'static str, index: usize) -> Option<&'static str> {
    let (start, c) = table.char_indices().nth(index)?;
    table.get(start..start + c.len_utf8())
}

const ASCII: &str = "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";

#[rustfmt::skip]
const OLD_LOW: [&str; 33] = [
    "Γ", "Δ", "Θ", "Λ", "Ξ", "Π", "Σ", "Υ", "Φ", "Ψ", "Ω", "ff", "fi", "fl", "ffi", "ffl", "ı", "ȷ", "`", "´", "ˇ",
    "˘", "¯", "˚", "¸", "ß", "æ", "œ", "ø", "Æ", "Œ", "Ø", "",
];

#[rustfmt::skip]
const CORK_LOW: [&str; 33] = [
    "`", "´", "ˆ", "˜", "¨", "˝", "˚", "ˇ", "˘", "¯", "˙", "¸", "˛", "‚", "‹", "›", "“", "”", "„", "«", "»", "–",
    "—", "", "", "ı", "ȷ", "ff", "fi", "fl", "ffi", "ffl", " ",
];

const CORK_HIGH: &str = "ĂĄĆČĎĚĘĞĹĽŁŃŇŊŐŔŘŚŠŞŤŢŰŮŸŹŽŻĲİđ§ăąćčďěęğĺľłńňŋőŕřśšşťţűůÿźžżĳ¡¿£\
ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖŒØÙÚÛÜÝÞẞàáâãäåæçèéêëìíîïðñòóôõöœøùúûüýþß";

#[cfg(test)]
mod tests {
    use super::TexEncoding;

    #[test]
    fn the_two_encodings_have_their_ligatures_elsewhere() {
        assert_eq!(TexEncoding::guess(&[12, 65, 97], false), TexEncoding::Old);
        assert_eq!(TexEncoding::guess(&[28, 65, 97], false), TexEncoding::Cork);
        assert_eq!(TexEncoding::guess(&[65, 97, 252], false), TexEncoding::Cork);
        assert_eq!(TexEncoding::Old.letters(12), Some("fi"));
        assert_eq!(TexEncoding::Cork.letters(28), Some("fi"));
        assert_eq!(TexEncoding::Old.letters(123), Some("–"));
        assert_eq!(TexEncoding::Cork.letters(252), Some("ü"));
        assert_eq!(TexEncoding::Cork.letters(255), Some("ß"));
        assert_eq!(TexEncoding::Cork.letters(126), Some("~"));
        // The euro, a minus and a thousandth of the companion fonts; a dash alone.
        assert_eq!(TexEncoding::of(&[0x18, 0x3D, 0xBF], false), TexEncoding::Signs);
        assert_eq!(TexEncoding::of(&[0xBF], false).letters(0xBF), Some("\u{FFFC}"));
        assert_eq!(TexEncoding::of(&[124], false), TexEncoding::Old);
        assert_eq!(TexEncoding::of(&[97, 0xBF], false), TexEncoding::Cork);
    }
}
