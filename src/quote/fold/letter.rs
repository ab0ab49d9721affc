//! Letters, with their accents and whatever else makes one character of several, and what is raised or lowered.

use super::char_class::{
    canonical, is_combining, is_dash, is_digit, is_invisible, is_presentation, is_raised_letter,
    is_spaced_sign, is_subscript, is_superscript, plain_of, radical,
};
use super::{Folder, MarkKind};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use unicode_segmentation::UnicodeSegmentation;

/// What letters after a figure make an ordinal of it, and after a Roman numeral.
const ORDINAL_ENDINGS: [&str; 13] =
    ["st", "nd", "rd", "th", "er", "ers", "re", "res", "e", "es", "eme", "de", "nde"];
const ROMAN_ENDINGS: [&str; 6] = ["e", "es", "er", "re", "eme", "o"];

/// A word of so many letters or more may have a raised letter after it that is the mark of a note.
const NOTED_LETTERS: usize = 3;

/// A letter that is not raised.
fn is_plain_letter(c: char) -> bool {
    c.is_alphabetic() && !is_raised_letter(c)
}

/// Letters of the longest of these.
const LONGEST_ENDING: usize = 4;

impl Folder<'_> {
    /// What is raised: `^` and the plain characters, so that `10⁻⁴` is `10^-4`. A figure on the line right behind it is none of
    /// its number: `言った。¹⁸1765年` has the mark of a note.
    pub(super) fn raised(&mut self, c: char) {
        let plain = plain_of(c);
        let first = !self.last.is_some_and(|l| is_superscript(l) || is_raised_letter(l));
        if is_dash(plain) {
            if first {
                self.push("^", 0);
            }
            self.mark(MarkKind::Dash, false, c.len_utf8());
            self.at += c.len_utf8();
        } else {
            let mut spelled = String::from(if first { "^" } else { "" });
            spelled.push(plain);
            if is_digit(plain) && self.after(c.len_utf8()).is_some_and(|next| next.is_ascii_digit())
            {
                spelled.push(' ');
            }
            self.push(&spelled, c.len_utf8());
        }
        self.last = Some(c);
        self.glue = false;
    }

    /// `2ⁿᵈ`, `XIXᵉ`, `Mᵐᵉ`: the ending that letters raised here are of an ordinal or a title, as it is written where nobody raises
    /// it, and its bytes. Not `2ⁿ`, a power.
    pub(super) fn raised_ending(&self) -> Option<(String, usize)> {
        let last = self.last?;
        let endings: &[&str] = match last {
            last if is_digit(last) => &ORDINAL_ENDINGS,
            'I' | 'V' | 'X' | 'L' | 'C' => &ROMAN_ENDINGS,
            'M' => &["me", "mes", "lle", "lles", "gr", "r", "rs", "e"],
            'D' => &["r", "rs"],
            'N' | 'n' => &["o", "os"],
            _ => return None,
        };
        let raised = || self.shown(0).take_while(|(_, c)| is_raised_letter(*c));
        let ending: String = raised().take(LONGEST_ENDING).map(|(_, c)| plain_of(c)).collect();
        let whole = raised().nth(LONGEST_ENDING).is_none();
        let bytes = raised().last().map_or(0, |(at, c)| at + c.len_utf8());
        (whole && endings.contains(&ending.as_str())).then_some((ending, bytes))
    }

    /// `the ownersᵃ met`: whether a raised letter is the mark of a note, of one letter or two after a word of three or more.
    pub(super) fn is_letter_of_note(&self, c: char) -> bool {
        let before = self.text.get(..self.at).unwrap_or("").chars().rev();
        let mut before = before.filter(|c| !is_invisible(*c)).peekable();
        let second = before.next_if(|c| is_raised_letter(*c)).is_some();
        let word = before.take(NOTED_LETTERS).filter(|c| is_plain_letter(*c)).count();
        // Within a long run of raised letters, what follows is not read for each of them.
        if word < NOTED_LETTERS {
            return false;
        }
        let behind = self.shown(0).map(|(_, c)| c);
        let mut behind = behind.skip_while(|other| *other == c).peekable();
        let third = behind.next_if(|c| is_raised_letter(*c)).is_some() && second;
        !third && !behind.next().is_some_and(char::is_alphabetic)
    }

    pub(super) fn letter(&mut self, c: char, folded: char) {
        self.glue = is_spaced_sign(folded);
        let next = self.after(c.len_utf8());
        if matches!(c, '\u{B7}' | '\u{387}' | '\u{2E31}')
            && self.last.is_some_and(is_digit)
            && next.is_some_and(is_digit)
            && !self.is_power_of_ten(c.len_utf8())
        {
            self.push(".", c.len_utf8());
            self.last = Some('.');
            return;
        }
        // `5º`, `nº 5`.
        let counted = |l: char| is_digit(l) || matches!(l, 'n' | 'N');
        if c == '\u{BA}' && self.last.is_some_and(counted) {
            self.push("°", c.len_utf8());
            self.last = Some('°');
            return;
        }
        if is_subscript(c) && self.is_plain_subscript() {
            self.push(plain_of(c).encode_utf8(&mut [0; 4]), c.len_utf8());
            self.last = Some(c);
            return;
        }
        if folded == c && composes_with_nothing(c) && next.is_none_or(composes_with_nothing) {
            let same = self.rest().get(..c.len_utf8()).unwrap_or("");
            self.push(same, c.len_utf8());
            self.last = Some(c);
            return;
        }
        self.cluster();
    }

    /// Whether `10` and a power follow `bytes` of the rest.
    fn is_power_of_ten(&self, bytes: usize) -> bool {
        let mut behind = self.shown(bytes).map(|(_, c)| c);
        behind.next() == Some('1')
            && behind.next() == Some('0')
            && behind.next().is_some_and(|c| canonical(c) == '^' || is_superscript(c))
    }

    /// Whether the lowered character here belongs to a letter or a bracket, with no figure beside it: `CO₂`.
    fn is_plain_subscript(&self) -> bool {
        let before = self
            .last
            .is_some_and(|l| l.is_alphabetic() || matches!(l, ')' | ']') || is_subscript(l));
        let behind = self.shown(0).find(|(_, c)| !is_subscript(*c));
        before && !behind.is_some_and(|(_, c)| c.is_numeric())
    }

    /// Canonical composition (NFC), one grapheme cluster at a time.
    fn cluster(&mut self) {
        let Some(cluster) = self.rest().graphemes(true).next() else { return };
        let mut bytes = cluster.len();
        // Marks that belong to the letter follow invisible characters as well.
        while let Some((at, c)) = self.visible(self.at + bytes)
            && at > self.at + bytes
            && (is_combining(c) || matches!(c, '\u{1160}'..='\u{11FF}' | '\u{FF9E}' | '\u{FF9F}'))
        {
            bytes = at + c.len_utf8() - self.at;
        }
        let cluster = self.rest().get(..bytes).unwrap_or(cluster);
        let mut mapped = String::with_capacity(bytes);
        for (i, c) in cluster.chars().filter(|&c| !is_invisible(c)).enumerate() {
            if i == 0 && c == 'ı' && cluster.chars().count() > 1 {
                mapped.push('i');
            } else if let Some(character) = radical(c) {
                mapped.push_str(character);
            } else if is_presentation(c) {
                mapped.extend(std::iter::once(c).nfkd().filter(|c| *c != ' '));
            } else {
                mapped.push(canonical(c));
            }
        }
        let folded = if is_nfc_quick(mapped.chars()) == IsNormalized::Yes {
            mapped
        } else {
            mapped.nfc().collect()
        };
        let folded = reordered(folded);
        self.last = folded.chars().next_back().or(self.last);
        self.push(&folded, bytes);
    }
}

/// Thai and Lao: a tone follows the ring of a sara am, however it was typed.
fn reordered(folded: String) -> String {
    let tone = |c: char| matches!(c, '\u{E48}'..='\u{E4B}' | '\u{EC8}'..='\u{ECB}');
    let ring = |c: char| matches!(c, '\u{E4D}' | '\u{ECD}');
    if !folded.contains(ring) {
        return folded;
    }
    let mut chars: Vec<char> = folded.chars().collect();
    for at in 1..chars.len() {
        if let Some([a, b]) = chars.get_mut(at - 1..=at)
            && tone(*a)
            && ring(*b)
        {
            std::mem::swap(a, b);
        }
    }
    chars.into_iter().collect()
}

/// Characters that canonical composition leaves alone whatever is beside them in this same class.
pub(crate) const fn composes_with_nothing(c: char) -> bool {
    c.is_ascii()
        || (matches!(c, '\u{A1}'..='\u{24F}')
            && !matches!(c, '\u{AD}' | '\u{B5}' | 'ĳ' | 'Ĳ' | 'ſ' | 'ı' | '\u{1C4}'..='\u{1CC}' | '\u{1F1}'..='\u{1F3}'))
        || matches!(
            c,
            '\u{388}'..='\u{3CE}'
                | '\u{400}'..='\u{481}'
                | '\u{48A}'..='\u{52F}'
                | '\u{5D0}'..='\u{5EA}'
                | '\u{2010}'..='\u{2027}'
                | '\u{20A0}'..='\u{20BF}'
                | '\u{3001}'..='\u{3029}'
                | '\u{3041}'..='\u{3096}'
                | '\u{30A1}'..='\u{30FA}'
                | '\u{4E00}'..='\u{9FFF}'
                | '\u{AC00}'..='\u{D7A3}'
        )
}
