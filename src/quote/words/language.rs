//! The language of a text, detected from its script and its most frequent words.
//!
//! ```text
//! The lamp stayed lit, and the keeper said that it was the wind.
//! ^^^                  ^^^ ^^^        ^^^^ ^^^^ ^^ ^^^ ^^^       of the words of English
//! ```
//!
//! Stretches of the text are read, from its beginning, its middle and its end. Their script alone tells some languages
//! (Hangul, Thai, kana); for the others each listed word (`stop-words.txt`) speaks for the languages that have it. The
//! language that most speaks for is found if it is far enough ahead: neighbours share most of their words, so two
//! languages are compared by the words that only one of them has. Where little is known, nothing is said.

use super::key::key;
use super::table::WordTable;
use super::tag::own_name;
use crate::quote::fold::char_class::writes_no_spaces;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// Stretches of a text that are read to tell its language.
const STRETCHES: usize = 3;

/// The length of one of them, in bytes of the folded text.
const STRETCH_BYTES: usize = 1_024;

/// Of fewer words nothing is said. Of a script without spaces two characters are a word.
const MIN_WORDS: usize = 20;

/// So many words, and so many different ones, must speak for a language.
const MIN_HITS: usize = 5;
const MIN_DISTINCT: usize = 4;

/// One word of so many, at least, must speak for it.
const ONE_OF: usize = 10;

/// So many letters of a script that one language alone is written in tell that language.
const MIN_LETTERS: usize = 4;

/// In Japanese at least one character of so many, of those that Chinese writes too and kana, is kana.
const KANA_ONE_OF: usize = 10;

/// Room for the words of all languages.
const MANY: usize = 4_096;

/// The words of all languages.
struct StopWords {
    languages: Vec<&'static str>,
    /// For each word a bit for each language that has it.
    languages_of: WordTable<&'static str, u64>,
}

impl StopWords {
    fn get() -> &'static Self {
        static READ: OnceLock<StopWords> = OnceLock::new();
        READ.get_or_init(|| {
            let mut read = Self { languages: Vec::new(), languages_of: WordTable::default() };
            read.languages_of.reserve(MANY);
            for line in include_str!("stop-words.txt").lines().filter(|l| !l.starts_with('#')) {
                let mut words = line.split(' ').filter(|word| !word.is_empty());
                let Some(language) = words.next() else { continue };
                let bit = 1 << read.languages.len();
                read.languages.push(language);
                for word in words {
                    *read.languages_of.entry(word).or_default() |= bit;
                }
            }
            read
        })
    }

    /// The language that the words of a text speak for.
    fn of_words(&self, words: &[&str]) -> Option<&'static str> {
        // The languages of each word that is listed.
        let found: Vec<(&str, u64)> = words
            .iter()
            .filter_map(|word| self.languages_of.get_key_value(&*key(word)))
            .map(|(word, languages)| (*word, *languages))
            .collect();
        let speak = |with: u64, without: u64| {
            found.iter().filter(|(_, of)| of & with != 0 && of & without == 0).count()
        };
        let mut hits = vec![0_usize; self.languages.len()];
        for (_, mut of) in found.iter().copied() {
            while let Some(hits) = hits.get_mut(of.trailing_zeros() as usize) {
                *hits += 1;
                of &= of - 1;
            }
        }
        // Of several with the same hits the first: none of them will be far enough ahead.
        let (best, most) = hits.iter().enumerate().rev().max_by_key(|(_, hits)| **hits)?;
        let bit = 1 << best;
        let distinct: BTreeSet<&str> =
            found.iter().filter(|(_, of)| of & bit != 0).map(|(word, _)| *word).collect();
        if *most < MIN_HITS || distinct.len() < MIN_DISTINCT || most * ONE_OF < words.len() {
            return None;
        }
        // Half as much again, and two words more, of those that only one of the two has.
        let ahead = |other: usize| {
            let (ours, theirs) = (speak(bit, 1 << other), speak(1 << other, bit));
            2 * ours >= 3 * theirs + 4
        };
        let rivals = hits.iter().enumerate().filter(|(at, hits)| *at != best && **hits > most / 2);
        let is_ahead = rivals.into_iter().all(|(at, _)| ahead(at));
        self.languages.get(best).copied().filter(|_| is_ahead)
    }
}

/// How many characters of a text are of each script that tells a language.
#[derive(Default)]
struct Scripts {
    hangul: usize,
    thai: usize,
    han: usize,
    kana: usize,
    greek: usize,
    hebrew: usize,
    /// Letters of other scripts.
    others: usize,
}

impl Scripts {
    fn of(stretches: &[&str]) -> Self {
        let mut scripts = Self::default();
        for c in stretches.iter().flat_map(|stretch| stretch.chars()) {
            match c {
                'a'..='z' => scripts.others += 1,
                '\0'..='\u{7F}' => {}
                '\u{AC00}'..='\u{D7A3}' => scripts.hangul += 1,
                '\u{E00}'..='\u{E7F}' => scripts.thai += 1,
                '\u{3041}'..='\u{30FF}' => scripts.kana += 1,
                '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' => scripts.han += 1,
                '\u{386}'..='\u{3CE}' => scripts.greek += 1,
                '\u{5D0}'..='\u{5EA}' => scripts.hebrew += 1,
                // Ancient Greek, and Yiddish.
                '\u{1F00}'..='\u{1FFF}' | '\u{5F0}'..='\u{5F2}' => scripts.others += MIN_LETTERS,
                c if c.is_alphabetic() => scripts.others += 1,
                _ => {}
            }
        }
        scripts
    }

    /// The language of the script that more is written in than all other words.
    fn language(&self, words: usize) -> Option<&'static str> {
        let chinese = self.han + self.kana;
        let japanese = self.kana * KANA_ONE_OF >= chinese;
        let all =
            [("ko", self.hangul), ("th", self.thai), (if japanese { "ja" } else { "zh" }, chinese)];
        let total: usize = all.iter().map(|(_, chars)| chars).sum::<usize>() / 2 + words;
        let most = all.into_iter().find(|(_, chars)| *chars > total);
        // Chinese characters alone are not of one language.
        let least = |language: &str| if language == "zh" { 2 * MIN_WORDS } else { MIN_LETTERS };
        let most = most.filter(|(language, chars)| *chars >= least(language));
        most.map(|(language, _)| language).or_else(|| self.of_letters(words))
    }

    /// The language of a script with spaces that it alone is written in, of a text too short to be told by its words.
    fn of_letters(&self, words: usize) -> Option<&'static str> {
        let all =
            self.greek + self.hebrew + self.han + self.kana + self.hangul + self.thai + self.others;
        let most = [("el", self.greek), ("he", self.hebrew)].into_iter();
        let mut most = most.filter(|(_, letters)| *letters >= MIN_LETTERS && 2 * letters > all);
        most.next().filter(|_| words < MIN_WORDS).map(|(language, _)| language)
    }
}

/// Whether a word is one of the most frequent of a language (BCP 47): most of them only join others, or point at them
/// (`of`, `the`, `they`).
pub(crate) fn is_frequent(language: &str, word: &str) -> bool {
    let words = StopWords::get();
    let bit = words.languages.iter().position(|listed| *listed == language).map(|at| 1_u64 << at);
    let of = words.languages_of.get(&*key(word));
    bit.zip(of).is_some_and(|(bit, of)| of & bit != 0)
}

/// Whether a word is one of the most frequent of any language.
#[cfg(feature = "manuscript")]
pub(crate) fn is_frequent_anywhere(word: &str) -> bool {
    StopWords::get().languages_of.contains_key(&*key(word))
}

/// The primary language (BCP 47) of a document's text, as far as it can be told.
#[must_use]
pub fn language_of_text(text: &str) -> Option<&'static str> {
    let stretches: String = stretches(text).join(" ");
    language_of(&stretches.to_lowercase())
}

/// Whether a quotation is in another language than this one, told by frequent words that only one of two has. Of one with
/// too few of them nothing is said.
#[must_use]
pub fn is_in_another_language(quotation: &str, language: &str) -> bool {
    let words = StopWords::get();
    let Some(own) = words.languages.iter().position(|l| *l == language) else { return false };
    let found: BTreeSet<(&str, u64)> = quotation
        .split(|c: char| !c.is_alphanumeric())
        .filter_map(|word| words.languages_of.get_key_value(&*key(&word.to_lowercase())))
        .map(|(word, languages)| (*word, *languages))
        .collect();
    let speak = |with: u64, without: u64| {
        found.iter().filter(|(_, of)| of & with != 0 && of & without == 0).count()
    };
    let own = 1 << own;
    (0..words.languages.len()).map(|at| 1 << at).any(|other| {
        let (theirs, ours) = (speak(other, own), speak(own, other));
        theirs >= MIN_FOREIGN && theirs >= 3 * ours
    })
}

/// The language of a quotation that is surely not in `own`, the language of its document: what a German paper quotes in English.
/// `parts` are the quote, and what is around it, looked up as they are asked for: two words that only `own` has are
/// enough to say that it is in `own`, so that most quotations are done after a few words.
pub(crate) fn foreign_language<'t>(
    parts: impl IntoIterator<Item = &'t str>,
    own: &str,
) -> Option<&'static str> {
    let words = StopWords::get();
    let unspaced = matches!(own, "zh" | "ja" | "ko" | "th");
    let own = words.languages.iter().position(|listed| *listed == own).map(|at| 1_u64 << at);
    if own.is_none() && !unspaced {
        return None;
    }
    let own = own.unwrap_or(0);
    let mut parts = parts.into_iter();
    let quotation = parts.next()?;
    if !unspaced && let Some(language) = written_in(quotation) {
        return Some(language);
    }
    let mut ours = 0;
    let mut found: Vec<(&str, u64)> = Vec::new();
    let parts = std::iter::once(quotation).chain(parts);
    let pieces = parts.flat_map(|part| part.split(|c: char| !c.is_alphanumeric()));
    for word in pieces.filter(|word| !word.is_empty()) {
        if unspaced && word.contains(|c| writes_no_spaces(c) || is_hangul(c)) {
            return None;
        }
        let Some(of) = words.languages_of.get(&*key(word)).copied() else { continue };
        ours += usize::from(own != 0 && of == own);
        if ours == OWN_WORDS {
            return None;
        }
        if !found.iter().any(|(known, _)| *known == word) {
            found.push((word, of));
        }
    }
    let of_it = |bit: u64| found.iter().filter(move |(_, of)| of & bit != 0);
    let hits = |at: usize| of_it(1 << at).filter(|(_, of)| of & own == 0).count();
    let best = (0..words.languages.len()).rev().max_by_key(|at| hits(*at))?;
    // Neighbours share most of their words: `si`, `o` and `se` alone make no Romanian of Catalan.
    let ahead = of_it(1 << best).count() > of_it(own).count() + AHEAD;
    let enough = hits(best) >= FOREIGN_WORDS && hits(best) > 3 * ours && ahead;
    words.languages.get(best).copied().filter(|_| enough)
}

/// The language that the script of a quotation tells, where it has no other letters.
fn written_in(quotation: &str) -> Option<&'static str> {
    let of_script = |c: char| writes_no_spaces(c) || is_hangul(c);
    if quotation.is_ascii() || quotation.contains(|c: char| c.is_alphabetic() && !of_script(c)) {
        return None;
    }
    let scripts = Scripts::of(&[quotation]);
    let chinese = if scripts.kana > 0 { "ja" } else { "zh" };
    let all = [("ko", scripts.hangul), ("th", scripts.thai), (chinese, scripts.han + scripts.kana)];
    all.into_iter().find(|(_, chars)| *chars >= FOREIGN_CHARS).map(|(language, _)| language)
}

/// So many words that only one language has say that a quotation is in it.
const OWN_WORDS: usize = 2;

/// A quotation is in another language if it has at least so many different words that only that one of the two has, and more
/// than three times as many of them as of words that only the document's language has.
const FOREIGN_WORDS: usize = 3;

/// Of all frequent words of the quotation, the other language has more than so many above those of the document's.
const AHEAD: usize = 1;

/// So many characters of a script that tells its language do, where no word is of letters.
const FOREIGN_CHARS: usize = 4;

/// So many different words, at least, must say that a quotation is in another language.
const MIN_FOREIGN: usize = 2;

/// The primary language (BCP 47) that a folded text is written in, as far as it can be told; it need not be one that has
/// word lists.
pub(crate) fn language_of(folded: &str) -> Option<&'static str> {
    let stretches = stretches(folded);
    // What is of ASCII, most of most texts, needs no table.
    let is_letter = |c: char| {
        c.is_ascii_alphabetic()
            || (!c.is_ascii() && c.is_alphabetic() && !writes_no_spaces(c) && !is_hangul(c))
    };
    let marks = |c: char| !c.is_ascii() && unicode_normalization::char::is_combining_mark(c);
    let words: Vec<&str> = stretches
        .iter()
        .flat_map(|stretch| stretch.split(|c: char| !is_letter(c) && !marks(c)))
        .filter(|word| word.contains(is_letter))
        .collect();
    let by_script = Scripts::of(&stretches).language(words.len());
    if by_script.is_some() || words.len() < MIN_WORDS {
        return by_script;
    }
    StopWords::get().of_words(&words)
}

const fn is_hangul(c: char) -> bool {
    matches!(c, '\u{AC00}'..='\u{D7A3}')
}

/// The stretches of a text that are read: all of a short one.
fn stretches(text: &str) -> Vec<&str> {
    if text.len() <= STRETCHES * STRETCH_BYTES {
        return vec![text];
    }
    let between = (text.len() - STRETCH_BYTES) / (STRETCHES - 1);
    let starts = (0..STRETCHES).map(|number| number * between);
    starts
        .map(|at| {
            let (start, end) =
                (text.ceil_char_boundary(at), text.floor_char_boundary(at + STRETCH_BYTES));
            text.get(start..end).unwrap_or("")
        })
        .collect()
}

/// Whether a text in which `found` was found cannot be in the language of a BCP 47 tag. Of a language whose words are
/// not known nothing is said.
#[must_use]
pub fn contradicts_language(stated: &str, found: &str) -> bool {
    let primary = stated.split(['-', '_']).next().unwrap_or("").to_ascii_lowercase();
    let name: Cow<'_, str> = match primary.as_str() {
        // One language by its grammar; only the Cyrillic one has a list of its own.
        "sr" | "bs" | "sh" | "cnr" if found == "hr" => Cow::Borrowed("hr"),
        "hr" | "bs" | "sh" | "cnr" if found == "sr" => Cow::Borrowed("sr"),
        "fil" => Cow::Borrowed("tl"),
        "zsm" => Cow::Borrowed("ms"),
        other => Cow::Owned(own_name(other).to_owned()),
    };
    let by_script = matches!(&*name, "ko" | "th" | "zh" | "ja");
    let known = by_script || StopWords::get().languages.iter().any(|listed| **listed == *name);
    known && *name != *found
}

#[cfg(test)]
mod tests {
    use super::{StopWords, contradicts_language, language_of};
    use crate::quote::fold::{Folded, Side};
    use crate::quote::words::key::key;
    use std::collections::BTreeSet;

    fn found(text: &str) -> Option<&'static str> {
        language_of(&Folded::new(text, Side::Document).key)
    }

    #[test]
    fn every_word_is_its_own_key_and_stands_once() {
        let mut seen = BTreeSet::new();
        for line in include_str!("stop-words.txt").lines().filter(|l| !l.starts_with('#')) {
            let mut words = line.split(' ');
            let language = words.next().unwrap_or_default();
            for word in words {
                assert_eq!(key(word), word, "{language}");
                assert!(seen.insert((language, word)), "{language}: {word} stands twice");
            }
        }
        assert!(StopWords::get().languages.len() < 64);
    }

    #[test]
    fn languages_are_told() {
        for (language, text) in [
            (
                "en",
                "The keeper said that the lamp had been lit by his wife, and that they were not at the mill when the wind came up from the sea.",
            ),
            (
                "de",
                "Der Wärter sagte, dass die Lampe nicht von ihm, sondern von seiner Frau angezündet wurde, und dass sie bei Wind auf dem Turm war.",
            ),
            (
                "da",
                "Fyret var tændt, og vogteren sagde, at han ikke havde været der, da vinden kom op fra havet og skibet blev set af hans kone.",
            ),
            (
                "nb",
                "Fyret var tent, og vokteren sa at han ikke hadde vært der da vinden kom opp fra havet, og at skipet ble sett av hans kone etter det.",
            ),
            (
                "es",
                "El guarda dijo que la lámpara no había sido encendida por él, sino por su mujer, y que los barcos se fueron con el viento del sur.",
            ),
            (
                "pt",
                "O guarda disse que a lâmpada não foi acesa por ele, mas pela sua mulher, e que os barcos foram embora com o vento que vinha do sul.",
            ),
            (
                "ru",
                "Смотритель сказал, что лампу зажёг не он, а его жена, и что они были на башне, когда с моря подул ветер и корабли ушли из порта.",
            ),
            (
                "bg",
                "Пазачът каза, че лампата не е била запалена от него, а от жена му, и че те са били на кулата, когато вятърът е дошъл от морето и със сила.",
            ),
            (
                "tr",
                "Bekçi lambayı kendisinin değil eşinin yaktığını, rüzgâr denizden estiği zaman ikisinin de kulede olduğunu ve gemilerin sonra limandan çıktığını söyledi; bunu gören çok kişi var, ama kimse daha fazlasını bilmiyor.",
            ),
            (
                "az",
                "Gözətçi dedi ki, lampanı o deyil, onun arvadı yandırıb və külək dənizdən əsəndə onlar hər ikisi qüllədə idi; gəmilər isə sonra limandan çıxıb, bunu görən çox adam var, amma daha heç kim bir söz deməyib.",
            ),
            (
                "ja",
                "灯台守は、灯りをともしたのは自分ではなく妻であり、海から風が吹いてきたときには二人とも塔の上にいたと話した。",
            ),
            (
                "zh",
                "守灯人说，点灯的不是他自己，而是他的妻子，海风吹来的时候他们两个人都在塔上，看见船离开了港口，驶向远方的海面上去了。",
            ),
            (
                "ko",
                "등대지기는 불을 켠 사람이 자신이 아니라 아내였으며 바다에서 바람이 불어올 때 두 사람 모두 탑 위에 있었다고 말했다.",
            ),
            // Their script alone tells them.
            ("ja", "灯台守は灯りをともした。"),
            ("ko", "등대지기는 불을 켰다."),
            ("th", "เขาไม่ได้ขายเกาะนั้น"),
            ("he", "הוא לא מכר את האי."),
            ("el", "Δεν πούλησε το νησί."),
            ("th", "ผู้ดูแลประภาคารกล่าวว่าคนที่จุดตะเกียงไม่ใช่เขาแต่เป็นภรรยาของเขาและทั้งสองอยู่บนหอคอย"),
        ] {
            assert_eq!(found(text), Some(language), "{text}");
        }
    }

    #[test]
    fn of_little_nothing_is_said() {
        for text in [
            "",
            "The keeper said that the lamp was not lit.",
            "Der Wärter sagte, dass die Lampe nicht von ihm war.",
            // Han alone, and the old letters of Greek.
            "守灯人点灯。",
            "ἐν ἀρχῇ ἦν ὁ λόγος",
            // As much of the one as of the other.
            "The keeper said that it was not his lamp, and that they had left. Der Wärter sagte, dass es nicht die Lampe war, und sie ist auch nicht von ihm, es war die Frau.",
            // Names and figures.
            "Abel 12, Baker 14, Carver 15, Dover 18, Eaton 19, Foster 22, Grant 24, Harper 27, Irving 28, Jones 31, Keller 34, Lodge 35, Morton 37, Norris 38, Owen 41, Porter 44, Quill 46, Rowe 47, Smith 51, Tate 53, Upton 55, Vance 58",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn what_contradicts() {
        for (stated, found, is) in [
            ("en", "de", true),
            ("en-GB", "en", false),
            ("eng", "en", false),
            ("nn", "nb", false),
            ("no", "da", true),
            ("sr-Latn", "hr", false),
            ("sr", "hr", false),
            ("sr", "ru", true),
            ("zh-Hant", "ja", true),
            ("fil", "tl", false),
            // Nobody has listed its words.
            ("lb", "de", false),
            ("xx", "en", false),
        ] {
            assert_eq!(contradicts_language(stated, found), is, "{stated}, {found}");
        }
    }
}
