//! By what listed words are compared, whatever their case and typography.

use crate::quote::fold::char_class::{is_dash, is_invisible, quote_mark, writes_no_spaces};
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script, UnicodeScript};

/// What may stand for an apostrophe between letters.
pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '\u{2019}' | '\u{2018}' | '\u{2BC}' | '\u{2BB}' | '`' | '\u{B4}' | '\u{FF07}' | '"'
    ) || (quote_mark(c).is_some() && !matches!(c, '«' | '»' | '「' | '」' | '『' | '』'))
}

/// Whether letters of two scripts are in one word: not Han beside kana, which belong together.
pub(super) fn mixes_scripts(key: &str) -> bool {
    // Nearly all words are in one of two scripts, and need no table to say so.
    if key.is_ascii() {
        return false;
    }
    let latin = |c: char| c.is_ascii() || matches!(c, 'À'..='ɏ');
    let cyrillic = |c: char| matches!(c, 'Ѐ'..='ҁ') || (c.is_ascii() && !c.is_ascii_alphabetic());
    !key.chars().all(latin) && !key.chars().all(cyrillic) && mixes_scripts_by_tables(key)
}

pub(super) fn mixes_scripts_by_tables(key: &str) -> bool {
    let common = |script: &Script| !matches!(script, Script::Common | Script::Inherited);
    let mut scripts = key.chars().map(|c| c.script()).filter(common);
    let first = scripts.next();
    scripts.any(|script| Some(script) != first) && !key.chars().any(writes_no_spaces)
}

/// By what words are compared: small letters, compatibility forms made plain, straight apostrophes, one hyphen for
/// all dashes, one space for white space; no invisible characters and no vowel points. Letters that one language
/// writes in two ways (ß, ё, ς, ı, ş, Arabic yeh, kaf and alef with hamza) are one. `_` is the mark of emphasis.
pub(super) fn key(words: &str) -> Cow<'_, str> {
    // Most words of most texts.
    if words.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Cow::Borrowed(words);
    }
    match is_key(words) {
        Some(true) => Cow::Borrowed(words),
        Some(false) if words.is_ascii() => {
            let mut key = words.to_ascii_lowercase();
            if key.contains('\n') {
                key = key.replace('\n', " ");
            }
            Cow::Owned(key)
        }
        Some(false) => Cow::Owned(words.chars().map(small).collect()),
        None => Cow::Owned(key_by_tables(words)),
    }
}

/// The same of any words.
pub(super) fn key_by_tables(words: &str) -> String {
    let mut key = String::with_capacity(words.len());
    // An acute accent by itself is an apostrophe; its compatibility form is a space with an accent on it.
    let own = |c| if c == '\u{B4}' { '\'' } else { c };
    let seen = words.chars().filter(|&c| !is_invisible(c)).map(own);
    let plain = seen.nfkc().flat_map(char::to_lowercase);
    for c in plain.filter(|&c| !is_invisible(c) && c != '_') {
        match c {
            // Swiss, and old spellings.
            'ß' => key.push_str("ss"),
            'ё' => key.push('е'),
            'ς' => key.push('σ'),
            'ı' => key.push('i'),
            // A cedilla for the comma below, in Romanian.
            'ş' => key.push('ș'),
            'ţ' => key.push('ț'),
            // Many leave the hamza out.
            'أ' | 'إ' | 'ٱ' => key.push('ا'),
            '\u{64A}' | '\u{649}' => key.push('\u{6CC}'),
            '\u{643}' => key.push('\u{6A9}'),
            // A dot that a capital İ leaves.
            '\u{307}' if key.ends_with('i') => {}
            c if is_vowel_point(c) => {}
            c if is_apostrophe(c) => key.push('\''),
            c if is_dash(c) || c == '\u{5BE}' => key.push('-'),
            c if c.is_whitespace() => {
                if !key.ends_with(' ') {
                    key.push(' ');
                }
            }
            c => key.push(c),
        }
    }
    old_spelling(key)
}

/// Greek as it was written before 1982, `δὲν`, `χωρὶς`, and Russian before 1918, `безъ`, `нѣтъ`, as they are written now.
fn old_spelling(key: String) -> String {
    if key.contains(|c| matches!(c, '\u{1F00}'..='\u{1FFF}' | 'έ' | 'ή')) {
        let accent = |c| match c {
            '\u{300}' | '\u{342}' => Some('\u{301}'),
            '\u{313}' | '\u{314}' | '\u{345}' => None,
            other => Some(other),
        };
        let key: String = key.nfd().filter_map(accent).nfc().collect();
        return match &*key {
            "δέν" => "δεν".to_owned(),
            "μήν" => "μην".to_owned(),
            _ => key,
        };
    }
    if key.contains('ѣ') || key.split(' ').any(|word| word.ends_with('ъ')) {
        let words = key.split(' ').map(|word| word.strip_suffix('ъ').unwrap_or(word));
        let words: Vec<&str> = words.collect();
        return words.join(" ").replace('ѣ', "е").replace('і', "и");
    }
    key
}

/// Whether words are their own key already, or would be if each character were [`small`]: in letters of English and Russian,
/// Chinese characters and kana, figures and plain marks, with one space or line feed between two of them. Nearly all are; none where
/// more has to be made equal.
fn is_key(words: &str) -> Option<bool> {
    let (mut is, mut last) = (true, ' ');
    for (at, c) in words.char_indices() {
        match c {
            '"' | '_' | '`' | '~' | 'ъ' | 'Ъ' => return None,
            'A'..='Z' | 'А'..='Я' | '’' => is = false,
            // Marks that would be joined with one of these are none of them.
            '!'..='~' | 'а'..='я' | '\u{4E00}'..='\u{9FFF}' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' => {}
            ' ' if last != ' ' || at == 0 => {}
            '\n' if last != ' ' || at == 0 => is = false,
            _ => return None,
        }
        last = if c == '\n' { ' ' } else { c };
    }
    Some(is)
}

/// A letter of English or Russian in small, the apostrophe straight, a line feed as a space.
fn small(c: char) -> char {
    match c {
        '’' => '\'',
        '\n' => ' ',
        'А'..='Я' => c.to_lowercase().next().unwrap_or(c),
        _ => c.to_ascii_lowercase(),
    }
}

/// Vowel points of Hebrew and Arabic, and the stroke that stretches Arabic words.
const fn is_vowel_point(c: char) -> bool {
    matches!(c, '\u{591}'..='\u{5BD}' | '\u{5BF}' | '\u{5C1}' | '\u{5C2}' | '\u{5C7}')
        || matches!(c, '\u{640}' | '\u{64B}'..='\u{652}' | '\u{670}')
}
