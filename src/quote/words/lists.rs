//! Word lists by language: data beside the code, one file a language.
//!
//! A file is a table of lists (`negations = ["not", "never", …]`); each list is a [`List`], and `en.toml` says
//! beside each what it is for. All lists of a language are one map from a word or phrase to the set of lists that
//! have it, so that one look-up answers every question. Words are compared by their [`key`]: in small letters, with
//! straight apostrophes, without invisible characters, compatibility forms made plain.
//!
//! Three signs are not letters in an entry:
//!
//! - `*` stands for letters of the same word: `*n't` is `don't` and `can't` (two letters or more at the beginning),
//!   `un*` is `unsafe` and `un` (any number at the end);
//! - `#` stands for a figure: `no. #` is `No. 5`;
//! - ` … ` stands for the words between the two halves of a pair: `from … to`.
//!
//! `*` may also are in the first word of a phrase, or begin its last: `*meden önce`, `stopped *ing`. A comma in an entry
//! may be absent from the text: `glaubt, dass`. What is glued to the front of a word is glued to that of a phrase, too:
//! `d'une personne`.

use super::boundary::{word_bounds, words_of};
use super::table::{Table, Words};
use crate::quote::fold::char_class::{
    is_cjk, is_combining, is_dash, is_invisible, quote_mark, writes_no_spaces,
};
use crate::text::from_roman;
use serde::Deserialize as _;
use serde::de::IntoDeserializer as _;
use serde::de::value::StrDeserializer;
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;
use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script, UnicodeScript};
use unicode_security::confusable_detection::skeleton;

/// What words are listed for. `en.toml` has a comment on each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum List {
    /// `not`, `never`, `without`.
    Negations,
    /// `denied`, `ruled out`, `far from`, `unable to`.
    Denials,
    /// `except`, `excluding`, `other than`.
    Exclusions,
    /// `except for`, `without`: behind its comma stands what holds only with that taken out.
    Reservations,
    /// `fail-safe`, `without fail`, `No. 5`: what looks like a negation and is none.
    FalseFriends,
    /// `not only`, `no doubt`: a denial that affirms, as long as it stands whole.
    Affirmations,
    /// `*less`: a word that denies by its form, as an adjective does.
    Privatives,
    /// `un*`, `non-*`: what makes a word its own opposite.
    Opposites,
    /// 不, 未: a negation that belongs to the letters after it.
    GluedBefore,
    /// ない, ません: a negative ending that belongs to the letters before it.
    GluedAfter,
    /// Hebrew ו, Arabic و: a word glued to the front of another, which stays what it is.
    Proclitics,
    /// `l'`, `qu'`: a short word and its apostrophe, after which a quote may begin.
    Elided,
    /// `'s`, Turkish `'da`: an ending behind an apostrophe, before which a quote may end.
    ApostropheSuffixes,
    /// `only`, `almost`, `at least`.
    Limiters,
    /// `suggests that`, `perhaps`, `allegedly`.
    Hedges,
    /// `critics say`, `according to`.
    Attributions,
    /// `if`, `unless`, `as long as`.
    Conditions,
    /// `Had`, `Were`, `Should`: a condition where it begins the clause.
    Inversions,
    /// `less … than`: one half without the other says something else.
    Pairs,
    /// `and`, `as well as`.
    And,
    /// `or`.
    Or,
    /// `that`: what leads from a frame to what it says (`it is not true that …`).
    That,
    /// 性: what makes a noun of the word that it is written to.
    NounEndings,
    /// `but`, `however`: what turns the sense.
    But,
    /// `must`, `may`: what changes the sense when another takes its place.
    Modals,
    /// `some`, `all`, `most`.
    Quantifiers,
    /// `more`, `less`, `worse`.
    Comparatives,
    /// `before`, `after`, `first`, `last`.
    Order,
    /// `January`.
    Months,
    /// `Monday`.
    Weekdays,
    /// `two`, `seventeen`.
    Numbers,
    /// `one`: a number that most often counts nothing.
    Indefinite,
    /// `million`, `bn`, `dozen`: what multiplies the figure before it.
    Scales,
    /// `half`, `twice`, `double`.
    Multiples,
    /// `twenty`: *and* joins it with a smaller number (`five and twenty`).
    Tens,
    /// `and a half`: what stands behind a number and is part of it.
    Parts,
    /// `a`, `of a`: what stands between a part or a scale and another scale (`half a million`).
    ScaleLinks,
    /// `metres`, `hours`: from `units.toml`.
    Units,
    /// `per cent`.
    Percent,
    /// Turkish `yüzde`: per cent, before its figure.
    PercentBefore,
    /// `more than`, `up to`.
    Comparators,
    /// `or more`, `p.m.`: what says behind a number how much of it is meant.
    ComparatorsBehind,
    /// `from … to`, `between … and`.
    Ranges,
    /// `in`, `since`, `until`: a figure from 1000 to 2100 behind it is a year.
    YearWords,
    /// `No.`, `Fig.`: the figure behind it is a name.
    NumberLabels,
    /// `Dr`, `approx`: the full stop behind it ends no sentence.
    Abbreviations,
    /// `The`, `It`: what begins a sentence even behind an abbreviation.
    Starters,
    /// `is`, `was`, `said`: what makes a bracket a statement.
    Verbs,
    /// `who`, `why`.
    Questions,
}

/// A set of lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ListSet(u64);

impl ListSet {
    /// No list.
    pub const NONE: Self = Self(0);

    /// All lists.
    pub(crate) const ALL: Self = Self(u64::MAX);

    /// The set of these lists.
    #[must_use]
    pub const fn of(lists: &[List]) -> Self {
        let (mut bits, mut rest) = (0, lists);
        while let [list, tail @ ..] = rest {
            bits |= 1 << *list as u64;
            rest = tail;
        }
        Self(bits)
    }

    /// Whether the list is one of them.
    #[must_use]
    pub const fn has(self, list: List) -> bool {
        self.0 & (1 << list as u64) != 0
    }

    /// Whether the two sets have a list in common.
    #[must_use]
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether it has no list.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

/// What denies: negations, denials, and exclusions.
pub(crate) const DENYING: ListSet =
    ListSet::of(&[List::Negations, List::Denials, List::Exclusions]);

/// Numbers written out.
pub(crate) const SPELLED: ListSet = ListSet::of(&[List::Numbers, List::Scales, List::Multiples]);

/// What stands in a number expression.
const COUNTING: ListSet = ListSet::of(&[
    List::Numbers,
    List::Indefinite,
    List::Scales,
    List::Multiples,
    List::Parts,
    List::ScaleLinks,
    List::Percent,
    List::PercentBefore,
    List::And,
    List::Units,
]);

/// Listed words found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Where they stand, in bytes of the text.
    pub range: Range<usize>,
    /// The lists that have them.
    pub lists: ListSet,
}

/// An entry with `*`: how a word begins, and how it ends or what it holds.
#[derive(Debug)]
struct Affix {
    start: Box<str>,
    inside: Box<str>,
    end: Box<str>,
    /// What a word must have, at least.
    letters: Letters,
    lists: ListSet,
}

/// Some letters as a set of bits: a quick look at it saves a search nearly always.
#[derive(Debug, Clone, Copy)]
struct Letters(u64);

impl Letters {
    /// Those of a text, byte by byte; a bit stands for four bytes.
    fn of(text: &str) -> Self {
        Self(text.bytes().fold(0, |bits, byte| bits | 1 << (byte % 64)))
    }

    const fn has(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }
}

impl Affix {
    /// From an entry with one `*`, or with one at each end.
    fn new(entry: &str, lists: ListSet) -> Option<Self> {
        let (start, rest) = entry.split_once('*')?;
        let (inside, end) = rest.split_once('*').unwrap_or(("", rest));
        let letters = Letters::of(&entry.replace('*', ""));
        let (start, inside, end) = (start.into(), inside.into(), end.into());
        Some(Self { start, inside, end, letters, lists })
    }

    fn fits(&self, word: &str) -> bool {
        let Some(rest) = word.strip_prefix(&*self.start) else { return false };
        let Some(rest) = rest.strip_suffix(&*self.end) else { return false };
        let stem = |stem: &str| !self.start.is_empty() || stem.chars().nth(1).is_some();
        if self.inside.is_empty() {
            return stem(rest);
        }
        rest.match_indices(&*self.inside).any(|(at, _)| rest.get(..at).is_some_and(stem))
    }
}

/// The words of one language that carry a quote's meaning.
#[derive(Debug, Default)]
pub struct WordLists {
    /// The primary language in BCP 47.
    language: Box<str>,
    /// The lists of every word and phrase, by key.
    entries: Table<Box<str>, ListSet>,
    /// The same by what the words look like.
    lookalikes: OnceLock<HashMap<Box<str>, ListSet>>,
    affixes: Vec<Affix>,
    /// Phrases whose first word is known by its affixes, and the rest of each.
    affix_phrases: Vec<(Affix, Box<str>)>,
    /// Phrases whose last word is known by its affixes, by the words before it.
    tail_phrases: HashMap<Box<str>, Vec<Affix>>,
    /// What is glued to the front of another word, or set off from it by an apostrophe.
    glued: Vec<Box<str>>,
    /// Whether a point makes an ordinal of a figure.
    ordinals: bool,
    /// What makes a word its own opposite.
    opposites: Vec<Box<str>>,
    /// The two halves of each pair, and its list.
    pairs: Vec<(Box<str>, Box<str>, List)>,
    /// The words of phrases and pairs that are part of a number: `per` of `per cent`, `to` of `from … to`.
    number_parts: Words<Box<str>>,
    /// How many words the longest phrase has that begins with a word.
    phrases: Table<Box<str>, usize>,
    /// What entries and the first words of phrases are like.
    sieve: Sieve,
    /// Characters of the longest entry in a script that writes no spaces.
    longest: usize,
    /// The characters that entries begin with, those of ASCII apart.
    firsts: Words<char>,
    /// What stands in numbers in a script that writes no spaces, and its list.
    unspaced_numbers: Vec<(Box<str>, List)>,
}

/// A set that says at once of most words that they are not in it: a bit for what their first two bytes, their last one and
/// their length make. Most words of a text are in no list, and asking the lists themselves takes five times as long.
#[derive(Debug)]
struct Sieve(Vec<u64>);

impl Default for Sieve {
    fn default() -> Self {
        Self(vec![0; Self::BITS / 64])
    }
}

impl Sieve {
    /// Some 2,000 entries a language: one word of thirty passes by chance.
    const BITS: usize = 1 << 16;

    /// The number in the set, and the bit there.
    fn place(key: &str) -> (usize, u64) {
        let bytes = key.as_bytes();
        let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
        let [length, ..] = bytes.len().to_le_bytes();
        let like = [byte(0), byte(1), byte(bytes.len().saturating_sub(1)), length];
        // The golden ratio of 2³² spreads them (D. Knuth, “The Art of Computer Programming”, 6.4).
        let bit = u32::from_le_bytes(like).wrapping_mul(0x9E37_79B9) >> 16;
        (bit as usize / 64, 1 << (bit % 64))
    }

    fn add(&mut self, key: &str) {
        let (at, bit) = Self::place(key);
        if let Some(bits) = self.0.get_mut(at) {
            *bits |= bit;
        }
    }

    fn may_have(&self, key: &str) -> bool {
        let (at, bit) = Self::place(key);
        self.0.get(at).is_none_or(|bits| bits & bit != 0)
    }
}

/// Languages that leave the last vowel of small words out before another, and how a phrase ends there.
const ELIDING: [&str; 3] = ["fr", "ca", "it"];
const ELISIONS: [(&str, &str); 4] =
    [(" que", " qu'*"), (" de", " d'*"), (" di", " d'*"), (" che", " ch'*")];

/// Every language with lists: its BCP 47 primary language, and its file.
const FILES: [(&str, &str); 30] = [
    ("ar", include_str!("ar.toml")),
    ("ca", include_str!("ca.toml")),
    ("cs", include_str!("cs.toml")),
    ("da", include_str!("da.toml")),
    ("de", include_str!("de.toml")),
    ("el", include_str!("el.toml")),
    ("en", include_str!("en.toml")),
    ("es", include_str!("es.toml")),
    ("fa", include_str!("fa.toml")),
    ("fi", include_str!("fi.toml")),
    ("fr", include_str!("fr.toml")),
    ("he", include_str!("he.toml")),
    ("hi", include_str!("hi.toml")),
    ("hu", include_str!("hu.toml")),
    ("id", include_str!("id.toml")),
    ("it", include_str!("it.toml")),
    ("ja", include_str!("ja.toml")),
    ("ko", include_str!("ko.toml")),
    ("nb", include_str!("nb.toml")),
    ("nl", include_str!("nl.toml")),
    ("pl", include_str!("pl.toml")),
    ("pt", include_str!("pt.toml")),
    ("ro", include_str!("ro.toml")),
    ("ru", include_str!("ru.toml")),
    ("sv", include_str!("sv.toml")),
    ("th", include_str!("th.toml")),
    ("tr", include_str!("tr.toml")),
    ("uk", include_str!("uk.toml")),
    ("vi", include_str!("vi.toml")),
    ("zh", include_str!("zh.toml")),
];

/// What the last word of a phrase becomes before an article: `au lieu de` is `au lieu du`, too.
const CONTRACTED: [(&str, &str, &[&str]); 11] = [
    ("fr", "de", &["du", "des", "d'*"]),
    ("fr", "à", &["au", "aux"]),
    ("it", "di", &["del", "della", "dello", "dei", "degli", "delle", "dell'*", "d'*"]),
    ("it", "a", &["al", "alla", "allo", "ai", "agli", "alle", "all'*"]),
    ("it", "da", &["dal", "dalla", "dallo", "dai", "dagli", "dalle", "dall'*"]),
    ("pt", "de", &["do", "da", "dos", "das"]),
    ("pt", "a", &["ao", "à", "aos", "às"]),
    ("pt", "por", &["pelo", "pela", "pelos", "pelas"]),
    ("es", "de", &["del"]),
    ("es", "a", &["al"]),
    ("ca", "de", &["del", "dels", "d'*"]),
];

/// The longest word that is looked at for its affixes and its looks, in bytes: no listed word is longer.
const WORD_BYTES: usize = 256;

/// Room for the entries of a language.
const MANY: usize = 2_048;

/// How many words may be glued to the front of another (Hebrew `ו` and `ש` in `ושלא`).
const GLUED_WORDS: usize = 2;

impl WordLists {
    /// The lists for a BCP 47 tag: its primary language decides (`pt-BR` is `pt`, `zh-Hant` is `zh`), unless its script is
    /// not the one that the lists are written in (`sr-Latn`, `fa-Latn`). `None` where
    /// no language is stated, and where there is no list.
    #[must_use]
    pub fn for_language(tag: Option<&str>) -> Option<&'static Self> {
        static READ: [OnceLock<WordLists>; FILES.len()] = [const { OnceLock::new() }; FILES.len()];
        let language = listed_language(tag?)?;
        let at = FILES.iter().position(|(listed, _)| *listed == language)?;
        let (_, file) = FILES.get(at)?;
        Some(READ.get(at)?.get_or_init(|| Self::read(language, file)))
    }

    /// The few words of numbers that are known of any language: for texts whose language has no lists, or is told by nobody.
    #[must_use]
    pub(crate) fn of_any_language() -> &'static Self {
        static READ: OnceLock<WordLists> = OnceLock::new();
        READ.get_or_init(|| Self::read("", include_str!("any.toml")))
    }

    /// The languages that have lists, as primary languages of BCP 47, in alphabetical order.
    pub fn languages() -> impl Iterator<Item = &'static str> {
        FILES.iter().map(|(language, _)| *language)
    }

    fn read(language: &str, file: &str) -> Self {
        let mut read = Self { language: language.into(), ..Self::default() };
        read.entries.reserve(MANY);
        let mut lists = entries(file);
        // In the order of the lists, whatever the file's: some look-ups take the first pair.
        lists.sort_by_key(|(name, _)| list_named(name));
        for (name, words) in lists {
            let Some(list) = list_named(name) else { continue };
            for word in words {
                read.add(list, &word);
            }
        }
        for word in units().names_of(language) {
            read.add(List::Units, word);
        }
        read
    }

    fn add(&mut self, list: List, word: &str) {
        let pair = if word.is_ascii() { None } else { word.split_once(" … ") };
        if let Some((first, second)) = pair {
            self.pairs.push((first.into(), second.into(), list));
            if list == List::Ranges {
                self.number_parts.insert(key(second).into());
            }
            return;
        }
        for (language, plain, contracted) in CONTRACTED {
            let stem = word.strip_suffix(plain).filter(|_| self.is_language(language));
            for ending in contracted.iter().filter(|_| !COUNTING.has(list)) {
                let Some(stem) = stem.filter(|stem| stem.ends_with(' ')) else { break };
                self.add(list, &format!("{stem}{ending}"));
            }
        }
        // `glaubt, dass`: some write the comma, some leave it out.
        if word.contains(',') && word.contains(", ") {
            self.add(list, &word.replace(", ", " "));
        }
        // `tant qu'il`: before a vowel.
        let elides = ELIDING.contains(&&*self.language);
        for (whole, elided) in ELISIONS.iter().filter(|_| elides) {
            if let Some(head) = word.strip_suffix(whole) {
                self.add(list, &format!("{head}{elided}"));
            }
        }
        let key = key(word);
        if COUNTING.has(list) && key.contains(' ') {
            // `v. h`: with its stop, and without.
            let parts = key.split(' ').flat_map(|part| [part, part.trim_end_matches('.')]);
            self.number_parts.extend(parts.map(Box::from));
        }
        if list == List::Abbreviations && &*key == "#" {
            self.ordinals = true;
            return;
        }
        if list == List::Opposites {
            self.opposites.push(key.trim_end_matches('*').into());
            return;
        }
        if matches!(list, List::Proclitics | List::Elided) {
            self.glued.push(key.trim_end_matches('*').into());
        }
        let (first, rest) = key.split_once(' ').unwrap_or((&key, ""));
        if let Some(affix) = Affix::new(first, ListSet::of(&[list])) {
            match rest {
                "" => self.affixes.push(affix),
                rest => self.affix_phrases.push((affix, rest.into())),
            }
            return;
        }
        let count = words_of(&key).count() + key.matches('#').count();
        if let Some((_, first)) = words_of(&key).next().filter(|_| count > 1) {
            self.sieve.add(first);
            let most = self.phrases.entry(first.into()).or_default();
            *most = count.max(*most);
        }
        let tail = key.rsplit_once(' ');
        if let Some((head, affix)) = tail.and_then(|(head, last)| {
            Affix::new(last, ListSet::of(&[list])).map(|affix| (head, affix))
        }) {
            self.tail_phrases.entry(head.into()).or_default().push(affix);
            return;
        }
        if key.chars().all(writes_no_spaces) {
            self.longest = self.longest.max(key.chars().count());
            if COUNTING.has(list) && !key.is_empty() {
                self.unspaced_numbers.push((key.as_ref().into(), list));
            }
        }
        self.sieve.add(&key);
        self.firsts.extend(key.chars().next().filter(|c| !c.is_ascii()));
        let lists = self.entries.entry(key.into()).or_default();
        *lists = lists.with(ListSet::of(&[list]));
    }

    /// The lists that have a word or phrase. Whatever its case and typography.
    #[must_use]
    pub fn lists_of(&self, words: &str) -> ListSet {
        self.by_key(&key(words))
    }

    /// The primary language in BCP 47.
    #[must_use]
    pub fn language(&self) -> &str {
        &self.language
    }

    /// Whether these are the lists of a language, by its primary language in BCP 47.
    #[must_use]
    pub fn is_language(&self, language: &str) -> bool {
        &*self.language == language
    }

    /// Whether a word or phrase is in a list.
    #[must_use]
    pub fn has(&self, list: List, words: &str) -> bool {
        self.lists_of(words).has(list)
    }

    /// Whether a word is one that is written as one with the next: `l'` in `l'Europe`, و in وقال.
    #[must_use]
    pub fn is_elided(&self, word: &str) -> bool {
        let key = key(word);
        let mut elided = self.affixes.iter().filter(|affix| affix.lists.has(List::Elided));
        elided.any(|affix| *affix.start == *key)
    }

    fn entry(&self, key: &str) -> ListSet {
        if !self.sieve.may_have(key) {
            return ListSet::NONE;
        }
        self.entries.get(key).copied().unwrap_or_default()
    }

    fn by_key(&self, key: &str) -> ListSet {
        let found = self.entry(key);
        if !found.is_empty() || key.len() > WORD_BYTES {
            return found;
        }
        let found = self.by_form(key, GLUED_WORDS);
        if !found.is_empty() || key.is_ascii() {
            return found;
        }
        if mixes_scripts(key) { self.by_looks(key) } else { ListSet::NONE }
    }

    /// By what is glued to a word, or by its affixes.
    fn by_form(&self, key: &str, glued_words: usize) -> ListSet {
        if self.affixes.is_empty() || key.contains(' ') {
            return ListSet::NONE;
        }
        let (mut found, letters) = (ListSet::NONE, Letters::of(key));
        let fitting = self.affixes.iter().filter(|affix| letters.has(affix.letters));
        for affix in fitting.filter(|affix| affix.fits(key)) {
            found = found.with(affix.lists);
            let glued = affix.lists.has(List::Proclitics) || affix.lists.has(List::Elided);
            if glued && let Some(rest) = key.strip_prefix(&*affix.start) {
                let listed = self.entry(rest);
                found = found.with(listed);
                if listed.is_empty()
                    && let Some(more) = glued_words.checked_sub(1)
                {
                    found = found.with(self.by_form(rest, more));
                }
            }
        }
        // What is glued to the front says nothing of the whole word.
        let found = found.without(ListSet::of(&[List::Proclitics, List::Elided]));
        // An exception to an affix is one to all of them.
        if found.has(List::FalseFriends) { found.without(DENYING) } else { found }
    }

    /// With letters of other scripts that look like its own.
    fn by_looks(&self, key: &str) -> ListSet {
        let looks = |key: &str| skeleton(key).collect::<String>().into_boxed_str();
        let lookalikes = self.lookalikes.get_or_init(|| {
            let mut all: HashMap<Box<str>, ListSet> = HashMap::new();
            for (key, lists) in &self.entries {
                let seen = all.entry(looks(key)).or_default();
                *seen = seen.with(*lists);
            }
            all
        });
        lookalikes.get(&looks(key)).copied().unwrap_or_default()
    }

    /// The pairs of a list ([`List::Pairs`], [`List::Ranges`]): their two halves in small letters, as texts write them.
    pub fn pairs(&self, list: List) -> impl Iterator<Item = (&str, &str)> {
        let of_list = self.pairs.iter().filter(move |(_, _, of)| *of == list);
        of_list.map(|(first, second, _)| (&**first, &**second))
    }

    /// The entries of a list that are whole words or phrases, as keys, in no order.
    pub fn words(&self, list: List) -> impl Iterator<Item = &str> {
        self.entries.iter().filter(move |(_, lists)| lists.has(list)).map(|(key, _)| &**key)
    }

    /// The listed words and phrases of a text, each the longest at its place, in the order of the text. What a
    /// false friend holds denies nothing.
    ///
    /// ```text
    /// "Mr. Bell was unable to attend, without fail."
    ///              ^^^^^^^^^ denials   ^^^^^^^^^^^^ false friends
    /// ```
    ///
    /// In scripts that write no spaces a word may begin at any character. Give whole sentences: a phrase that the
    /// text cuts off is not found.
    #[must_use]
    pub fn scan(&self, text: &str) -> Vec<Listed> {
        self.listed(text).collect()
    }

    /// The same one after the other, for whoever needs only the first of them.
    pub(crate) fn listed<'w>(&'w self, text: &'w str) -> impl Iterator<Item = Listed> + 'w {
        let pieces: Vec<(usize, &str)> = joined_words(text);
        // The false friends so far: one that holds a word begins no later than it.
        let mut friends: Vec<Range<usize>> = Vec::new();
        let at_piece = move |at: usize| {
            let &(start, piece) = pieces.get(at)?;
            let listed = if piece.chars().next().is_some_and(writes_no_spaces) {
                self.unspaced(text, start)
            } else {
                self.spaced(text, &pieces, at)
            };
            Some(listed.map(|(end, lists)| Listed { range: start..end, lists }))
        };
        (0..).map_while(at_piece).flatten().filter_map(move |mut listed| {
            if listed.lists.has(List::FalseFriends) {
                friends.push(listed.range.clone());
            }
            let within =
                |f: &Range<usize>| f.start <= listed.range.start && listed.range.end <= f.end;
            if friends.iter().any(within) {
                let denying = DENYING.with(ListSet::of(&[List::GluedBefore, List::Reservations]));
                listed.lists = listed.lists.without(denying);
            }
            // `at least`, which denies nothing, is a limiter itself in some languages; `few` of `a few` is none.
            if friends.iter().any(|friend| within(friend) && *friend != listed.range) {
                listed.lists = listed.lists.without(ListSet::of(&[List::Limiters]));
            }
            (!listed.lists.is_empty()).then_some(listed)
        })
    }

    /// The longest entry that begins with piece `at`: its end, and its lists.
    fn spaced(&self, text: &str, pieces: &[(usize, &str)], at: usize) -> Option<(usize, ListSet)> {
        let &(start, word) = pieces.get(at)?;
        let first = key(word);
        let bare = self.without_glued(&first);
        let longest = |most: usize, key: &&str| most.max(self.longest_phrase(key));
        let most = bare.iter().fold(self.longest_phrase(&first), longest);
        for count in (2..=most).rev() {
            let Some(&(last, piece)) = pieces.get(at + count - 1) else { continue };
            let (end, phrase) = (last + piece.len(), text.get(start..last + piece.len())?);
            if let Some(lists) = self.phrase(phrase) {
                return Some((end, lists));
            }
        }
        let found = self.affix_phrase(text, pieces, at, &first);
        found.or_else(|| {
            let lists = self.by_key(&first);
            (!lists.is_empty()).then_some((start + word.len(), lists))
        })
    }

    fn phrase(&self, phrase: &str) -> Option<ListSet> {
        let found = |key: &str| Some(self.entry(key)).filter(|lists| !lists.is_empty());
        let phrase = key(phrase);
        let bare = || self.without_glued(&phrase).into_iter().find_map(found);
        let tail = || {
            let (head, last) = phrase.rsplit_once(' ')?;
            let affixes = self.tail_phrases.get(head)?;
            affixes.iter().find(|affix| affix.fits(last)).map(|affix| affix.lists)
        };
        found(&phrase).or_else(bare).or_else(tail).or_else(|| {
            let figure = phrase.find(|c: char| c.is_numeric())?;
            let (head, tail) = phrase.split_at(figure);
            tail.chars().all(|c| c.is_numeric() || matches!(c, '.' | ',')).then_some(())?;
            found(&format!("{head}#"))
        })
    }

    /// What is left of a key without the words that may be glued to its front: `une` of `d'une`.
    fn without_glued<'k>(&self, key: &'k str) -> Vec<&'k str> {
        if !self.glued.iter().any(|glued| key.starts_with(&**glued)) {
            return Vec::new();
        }
        let strip = |key: &'k str| self.glued.iter().filter_map(move |g| key.strip_prefix(&**g));
        let mut bare: Vec<&str> = strip(key).collect();
        for _ in 1..GLUED_WORDS {
            let more: Vec<&str> = bare.iter().flat_map(|key| strip(key)).collect();
            bare.extend(more);
        }
        bare
    }

    /// `gelmeden önce`: a phrase whose first word, piece `at`, is known by its affixes.
    fn affix_phrase(
        &self,
        text: &str,
        pieces: &[(usize, &str)],
        at: usize,
        first: &str,
    ) -> Option<(usize, ListSet)> {
        let &(start, word) = pieces.get(at)?;
        let letters = Letters::of(first);
        let fitting = self.affix_phrases.iter().filter(|(affix, _)| letters.has(affix.letters));
        fitting.filter(|(affix, _)| affix.fits(first)).find_map(|(affix, rest)| {
            let &(last, piece) = pieces.get(at + words_of(rest).count())?;
            let end = last + piece.len();
            let behind = key(text.get(start + word.len()..end)?);
            (behind.trim_start() == &**rest).then_some((end, affix.lists))
        })
    }

    /// The longest entry that begins at a byte of a text without spaces: its end, and its lists.
    fn unspaced(&self, text: &str, start: usize) -> Option<(usize, ListSet)> {
        let rest = text.get(start..)?;
        if !self.may_begin(rest) {
            return None;
        }
        let ends = rest.char_indices().filter(|(_, c)| !is_invisible(*c));
        let ends: Vec<usize> =
            ends.take(self.longest * 2).map(|(at, c)| at + c.len_utf8()).collect();
        if rest.get(..*ends.last()?)?.contains('\n') {
            return self.over_line_end(rest).map(|(end, lists)| (start + end, lists));
        }
        ends.iter().rev().find_map(|&end| {
            let lists = self.entry(&key(rest.get(..end)?));
            (!lists.is_empty()).then_some((start + end, lists))
        })
    }

    /// The longest entry that a text without spaces begins with. A line end inside it parts nothing: 否⏎认.
    fn over_line_end(&self, text: &str) -> Option<(usize, ListSet)> {
        let mut joined = String::new();
        // Where characters end, there and here.
        let mut ends = Vec::new();
        let mut chars = text.char_indices().take(self.longest * 2).peekable();
        while let Some((at, c)) = chars.next() {
            if c.is_whitespace() {
                let mut lines = usize::from(c == '\n');
                while let Some((_, c)) = chars.next_if(|(_, c)| c.is_whitespace()) {
                    lines += usize::from(c == '\n');
                }
                if lines != 1 || !chars.peek().is_some_and(|(_, c)| writes_no_spaces(*c)) {
                    break;
                }
            } else {
                joined.push(c);
                ends.push((joined.len(), at + c.len_utf8()));
            }
        }
        ends.into_iter().rev().find_map(|(length, end)| {
            let lists = self.entry(&key(joined.get(..length)?));
            (!lists.is_empty()).then_some((end, lists))
        })
    }

    /// Whether two words are a phrase of a list. A phrase is known by its first word, and most words begin none.
    pub(crate) fn has_phrase(&self, list: List, first: &str, second: &str) -> bool {
        // Letters of other scripts may look like its own.
        let odd = || {
            first.is_ascii() != second.is_ascii() || [first, second].into_iter().any(mixes_scripts)
        };
        (self.longest_phrase(&key(first)) > 1 || odd())
            && self.has(list, &format!("{first} {second}"))
    }

    /// How many words the longest phrase has that begins with the first word of a key.
    fn longest_phrase(&self, key: &str) -> usize {
        let first = words_of(key).next().map(|(_, first)| first);
        let first = first.filter(|first| self.sieve.may_have(first));
        first.and_then(|first| self.phrases.get(first)).copied().unwrap_or(1)
    }

    /// Whether an entry may begin with a character of a script without spaces. The key of what begins with a Chinese character,
    /// kana or a Thai letter begins with it, too, unless a mark is joined with it.
    fn may_begin(&self, rest: &str) -> bool {
        let mut visible = rest.chars().filter(|c| !is_invisible(*c));
        let Some(first) = visible.next() else { return false };
        let own = matches!(
            first,
            '\u{4E00}'..='\u{9FFF}' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '\u{E01}'..='\u{E2E}'
        );
        let joined = matches!(visible.next(), Some('\u{3099}' | '\u{309A}'));
        !own || joined || self.firsts.contains(&first)
    }

    /// Whether a word or phrase denies, alone or in its ending (`don't`).
    #[must_use]
    pub fn is_negation(&self, words: &str) -> bool {
        self.lists_of(words).meets(DENYING)
    }

    /// Whether one of two words is the other with a negating prefix (`significant`, `non-significant`).
    #[must_use]
    pub fn are_opposites(&self, a: &str, b: &str) -> bool {
        let (a, b) = (key(a), key(b));
        let (short, long) = if a.len() < b.len() { (&a, &b) } else { (&b, &a) };
        long.strip_suffix(&**short).is_some_and(|prefix| {
            short.chars().count() > 3 && self.opposites.iter().any(|p| **p == *prefix)
        })
    }

    /// Whether a word of one of two texts stands in the other with a negating prefix, in a script that writes no spaces:
    /// 安全, 不安全. Of a word the first two characters are compared.
    #[must_use]
    pub fn have_glued_opposites(&self, a: &str, b: &str) -> bool {
        let prefixes = || self.opposites.iter().filter(|p| p.starts_with(writes_no_spaces));
        let denied = |with: &str, without: &str| {
            prefixes().any(|prefix| {
                with.match_indices(&**prefix).any(|(at, _)| {
                    let rest = with.get(at + prefix.len()..).unwrap_or("");
                    let end: usize = rest.chars().take(2).map(char::len_utf8).sum();
                    let word = rest.get(..end).filter(|word| word.chars().all(is_cjk));
                    word.is_some_and(|word| {
                        word.chars().nth(1).is_some()
                            && without.contains(word)
                            && !without.contains(&format!("{prefix}{word}"))
                    })
                })
            })
        };
        denied(a, b) || denied(b, a)
    }

    /// Whether a word denies by its ending (`hopeless`).
    #[must_use]
    pub fn denies_by_ending(&self, word: &str) -> bool {
        self.has(List::Privatives, word)
    }

    /// Whether a word in capitals begins a sentence even right after an abbreviation.
    #[must_use]
    pub fn starts_sentence(&self, word: &str) -> bool {
        self.has(List::Starters, word)
    }

    /// Whether words (one, or a phrase) limit what is said: a limiter or a condition.
    #[must_use]
    pub fn is_limiter(&self, words: &str) -> bool {
        const LIMITING: ListSet = ListSet::of(&[List::Limiters, List::Conditions]);
        self.lists_of(words).meets(LIMITING)
    }

    /// Whether a phrase that begins like a denial is none (`no doubt`).
    #[must_use]
    pub fn is_affirmation(&self, words: &str) -> bool {
        self.has(List::Affirmations, words)
    }

    /// Whether a word, or a part of one with hyphens, is a number written out.
    #[must_use]
    pub fn is_number(&self, word: &str) -> bool {
        key(word).split('-').any(|part| self.by_key(part).meets(SPELLED))
    }

    /// Whether a word without a hyphen may count what the next word names, or join numbers.
    pub(crate) fn may_lead_to_count(&self, word: &str) -> bool {
        const LEADING: ListSet = SPELLED.with(ListSet::of(&[List::Units, List::And]));
        self.lists_of(word).meets(LEADING) || units().symbols.contains(word)
    }

    /// Whether a word may be part of a number expression beside figures: a number word, a scale, a percent word, a unit, or
    /// a word of one of their phrases.
    pub(crate) fn may_count(&self, word: &str) -> bool {
        let key = key(word);
        units().symbols.contains(word)
            || self.number_parts.contains(&*key)
            || self.by_key(&key).meets(COUNTING)
    }

    /// The characters of the longest word of some lists that a line begins with, in a script that writes no spaces.
    pub(crate) fn unspaced_number(&self, line: &[char], lists: ListSet) -> Option<usize> {
        let begins = |word: &str| {
            let length = word.chars().count();
            let head = line.get(..length)?;
            word.chars().eq(head.iter().copied()).then_some(length)
        };
        let listed = self.unspaced_numbers.iter().filter(|(_, list)| lists.has(*list));
        listed.filter_map(|(word, _)| begins(word)).max()
    }

    /// Whether a number written out is most often none (`one of them`, `one day`).
    #[must_use]
    pub fn is_indefinite(&self, word: &str) -> bool {
        self.has(List::Indefinite, word)
    }

    /// Whether words (one, or a phrase) compare a number.
    #[must_use]
    pub fn is_comparator(&self, words: &str) -> bool {
        self.has(List::Comparators, words)
    }

    /// Whether a word is an article of a language that has a capital for names alone: `a Boeing 747`.
    pub(crate) fn is_article(&self, word: &str) -> bool {
        let articles: &[&str] = match &*self.language {
            "en" => &["a", "an", "the"],
            "fr" => &["un", "une", "le", "la"],
            "es" => &["un", "una", "el", "la"],
            "it" => &["un", "una", "il", "la"],
            "pt" => &["um", "uma", "o", "a"],
            "nl" => &["een", "de", "het"],
            _ => &[],
        };
        articles.contains(&&*key(word))
    }

    /// Whether a word is a month or a weekday.
    pub(crate) fn is_date(&self, word: &str) -> bool {
        const DATES: ListSet = ListSet::of(&[List::Months, List::Weekdays]);
        self.lists_of(word).meets(DATES)
    }

    /// Whether words are a unit of measurement: a symbol, as it stands (`mg`, `kWh`, not `KM`), or a name.
    #[must_use]
    pub fn is_unit(&self, words: &str) -> bool {
        units().symbols.contains(words) || self.has(List::Units, words)
    }

    /// Whether a word is an abbreviation whose full stop ends no sentence.
    #[must_use]
    pub fn is_abbreviation(&self, word: &str) -> bool {
        self.has(List::Abbreviations, word) || (self.ordinals && is_ordinal(word))
    }
}

/// A figure that a point may make an ordinal: `3.` in `am 3. Mai`, `XIV.` in `Ludwig XIV. starb`. A longer one is a number
/// or a year.
fn is_ordinal(word: &str) -> bool {
    let figure = |word: &str| word.len() <= 2 && word.bytes().all(|b| b.is_ascii_digit());
    let roman =
        |word: &str| word.bytes().all(|b| b.is_ascii_uppercase()) && from_roman(word).is_some();
    !word.is_empty() && (figure(word) || roman(word))
}

/// Other names of languages that have lists: of macrolanguages and their members, withdrawn ones, and the codes of three
/// letters (ISO 639-2) that BCP 47 has in two.
const OTHER_NAMES: [(&str, &str); 49] = [
    ("no", "nb"),
    ("nn", "nb"),
    ("iw", "he"),
    ("in", "id"),
    ("mo", "ro"),
    ("cmn", "zh"),
    ("pes", "fa"),
    ("prs", "fa"),
    ("arb", "ar"),
    ("eng", "en"),
    ("deu", "de"),
    ("ger", "de"),
    ("fra", "fr"),
    ("fre", "fr"),
    ("spa", "es"),
    ("rus", "ru"),
    ("ita", "it"),
    ("por", "pt"),
    ("nld", "nl"),
    ("dut", "nl"),
    ("pol", "pl"),
    ("swe", "sv"),
    ("nor", "nb"),
    ("nob", "nb"),
    ("nno", "nb"),
    ("dan", "da"),
    ("fin", "fi"),
    ("ces", "cs"),
    ("cze", "cs"),
    ("ukr", "uk"),
    ("ell", "el"),
    ("gre", "el"),
    ("tur", "tr"),
    ("ron", "ro"),
    ("rum", "ro"),
    ("hun", "hu"),
    ("cat", "ca"),
    ("ara", "ar"),
    ("heb", "he"),
    ("fas", "fa"),
    ("per", "fa"),
    ("hin", "hi"),
    ("ind", "id"),
    ("vie", "vi"),
    ("tha", "th"),
    ("zho", "zh"),
    ("chi", "zh"),
    ("jpn", "ja"),
    ("kor", "ko"),
];

/// The listed language that a BCP 47 tag stands for.
pub(crate) fn listed_language(tag: &str) -> Option<&'static str> {
    let mut parts = tag.split(['-', '_']);
    let primary = parts.next()?.to_ascii_lowercase();
    let name = own_name(&primary);
    let (language, _) = FILES.iter().find(|(listed, _)| *listed == name)?;
    // A script is four letters; before it only extended languages of three may stand.
    let script =
        parts.take(4).find(|part| part.len() == 4 && part.bytes().all(|b| b.is_ascii_alphabetic()));
    script.is_none_or(|script| is_written_in(language, script)).then_some(*language)
}

/// The name by which a primary language is listed, if it has another one: `nn` is `nb`, `eng` is `en`.
pub(super) fn own_name(primary: &str) -> &str {
    OTHER_NAMES.iter().find(|(name, _)| *name == primary).map_or(primary, |(_, listed)| listed)
}

/// Whether the lists of a language are in a script, by its four letters (ISO 15924).
fn is_written_in(language: &str, script: &str) -> bool {
    let scripts: &[&str] = match language {
        "ru" | "uk" => &["Cyrl"],
        "el" => &["Grek"],
        "ar" | "fa" => &["Arab"],
        "he" => &["Hebr"],
        "hi" => &["Deva"],
        "th" => &["Thai"],
        "zh" => &["Hans", "Hant", "Hani"],
        "ja" => &["Jpan", "Hrkt"],
        "ko" => &["Kore", "Hang"],
        _ => &["Latn"],
    };
    scripts.iter().any(|name| name.eq_ignore_ascii_case(script))
}

/// Units of measurement, in every language.
#[derive(Debug, Default)]
struct Units {
    symbols: Words<Cow<'static, str>>,
    names: HashMap<&'static str, Vec<Cow<'static, str>>>,
}

impl Units {
    fn names_of(&self, language: &str) -> &[Cow<'static, str>] {
        self.names.get(language).map_or(&[], Vec::as_slice)
    }
}

fn units() -> &'static Units {
    static UNITS: OnceLock<Units> = OnceLock::new();
    UNITS.get_or_init(|| {
        let mut units = Units::default();
        for (name, words) in entries(include_str!("units.toml")) {
            if name == "symbols" {
                units.symbols.extend(words);
            } else {
                units.names.insert(name, words);
            }
        }
        units
    })
}

/// The list of a name as it stands in a file: `false-friends`.
fn list_named(name: &str) -> Option<List> {
    let name: StrDeserializer<'_, serde::de::value::Error> = name.into_deserializer();
    List::deserialize(name).ok()
}

/// The lists of a file, and the words of each. Every run needs them before anything else, so of TOML only that is read what
/// these files have: comments, names of lists, words in double quotes. A test compares it with all of TOML.
fn entries(file: &str) -> Vec<(&str, Vec<Cow<'_, str>>)> {
    let mut found: Vec<(&str, Vec<Cow<'_, str>>)> = Vec::new();
    for line in file.lines().filter(|line| !line.starts_with(['#', '['])) {
        let named =
            line.split_once(" = [").filter(|_| line.starts_with(|c: char| c.is_ascii_alphabetic()));
        let mut rest = match named {
            Some((name, rest)) => {
                found.push((name, Vec::new()));
                rest
            }
            None => line,
        };
        let Some((_, words)) = found.last_mut() else { continue };
        while let Some(at) = memchr::memchr2(b'"', b'#', rest.as_bytes()) {
            let Some(word) = rest.get(at..).and_then(|rest| rest.strip_prefix('"')) else { break };
            let Some(end) = word_end(word) else { break };
            let (word, behind) = word.split_at_checked(end).unwrap_or((word, ""));
            let escaped = word.contains('\\');
            words.push(if escaped { word.replace("\\\"", "\"").into() } else { word.into() });
            rest = behind.get(1..).unwrap_or("");
        }
    }
    found
}

/// The byte of the quotation mark that ends a word.
fn word_end(word: &str) -> Option<usize> {
    let ends = |at: &usize| *at == 0 || word.as_bytes().get(at - 1) != Some(&b'\\');
    memchr::memchr_iter(b'"', word.as_bytes()).find(ends)
}

/// The words of a text with their places. Those that an apostrophe joins are one, whatever sign stands for it, and so
/// are those that only invisible characters part.
fn joined_words(text: &str) -> Vec<(usize, &str)> {
    let mut words: Vec<(usize, &str)> = Vec::new();
    // Where a word ends that the next one may belong to.
    let mut open = None;
    for (at, piece) in word_bounds(text) {
        if piece == " " {
            open = None;
            continue;
        }
        if !piece.contains(char::is_alphanumeric) {
            let unseen = piece.chars().all(|c| is_invisible(c) || is_combining(c));
            let joins = unseen || piece.chars().all(is_apostrophe);
            open = open.filter(|end| joins && *end == at).map(|end| end + piece.len());
            continue;
        }
        let more = open == Some(at)
            && !piece.starts_with(char::is_numeric)
            && !piece.starts_with(writes_no_spaces);
        match words.last_mut() {
            Some((start, word)) if more => {
                *word = text.get(*start..at + piece.len()).unwrap_or(word);
            }
            _ => words.push((at, piece)),
        }
        open = Some(at + piece.len());
    }
    words
}

/// What may stand for an apostrophe between letters.
pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '\u{2019}' | '\u{2018}' | '\u{2BC}' | '\u{2BB}' | '`' | '\u{B4}' | '\u{FF07}' | '"'
    ) || (quote_mark(c).is_some() && !matches!(c, '«' | '»' | '「' | '」' | '『' | '』'))
}

/// Whether letters of two scripts stand in one word: not Han beside kana, which belong together.
fn mixes_scripts(key: &str) -> bool {
    // Nearly all words are in one of two scripts, and need no table to say so.
    let latin = |c: char| c.is_ascii() || matches!(c, 'À'..='ɏ');
    let cyrillic = |c: char| matches!(c, 'Ѐ'..='ҁ') || (c.is_ascii() && !c.is_ascii_alphabetic());
    !key.chars().all(latin) && !key.chars().all(cyrillic) && mixes_scripts_by_tables(key)
}

fn mixes_scripts_by_tables(key: &str) -> bool {
    let common = |script: &Script| !matches!(script, Script::Common | Script::Inherited);
    let mut scripts = key.chars().map(|c| c.script()).filter(common);
    let first = scripts.next();
    scripts.any(|script| Some(script) != first) && !key.chars().any(writes_no_spaces)
}

/// By what words are compared: small letters, compatibility forms made plain, straight apostrophes, one hyphen for
/// all dashes, one space for white space; no invisible characters and no vowel points. Letters that one language
/// writes in two ways (ß, ё, ς, ı, ş, Arabic yeh, kaf and alef with hamza) are one. `_` is the mark of emphasis.
pub(super) fn key(words: &str) -> Cow<'_, str> {
    match is_key(words) {
        Some(true) => Cow::Borrowed(words),
        Some(false) => Cow::Owned(words.chars().map(small).collect()),
        None => Cow::Owned(key_by_tables(words)),
    }
}

/// The same of any words.
fn key_by_tables(words: &str) -> String {
    let mut key = String::with_capacity(words.len());
    let plain = words.chars().filter(|&c| !is_invisible(c)).nfkc().flat_map(char::to_lowercase);
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
    key
}

/// Whether words are their own key already, or would be if each character were [`small`]: in letters of English and Russian,
/// Chinese characters and kana, figures and plain marks, with one space between two of them. Nearly all are; none where more
/// has to be made equal.
fn is_key(words: &str) -> Option<bool> {
    let (mut is, mut last) = (true, ' ');
    for (at, c) in words.char_indices() {
        match c {
            'A'..='Z' | 'А'..='Я' | '’' => is = false,
            '"' | '_' | '`' | '~' => return None,
            // Marks that would be joined with one of these are none of them.
            '!'..='~' | 'а'..='я' | '\u{4E00}'..='\u{9FFF}' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' => {}
            ' ' if last != ' ' || at == 0 => {}
            _ => return None,
        }
        last = c;
    }
    Some(is)
}

/// A letter of English or Russian in small, the apostrophe straight.
fn small(c: char) -> char {
    match c {
        '’' => '\'',
        'А'..='Я' => c.to_lowercase().next().unwrap_or(c),
        _ => c.to_ascii_lowercase(),
    }
}

/// Vowel points of Hebrew and Arabic, and the stroke that stretches Arabic words.
const fn is_vowel_point(c: char) -> bool {
    matches!(c, '\u{591}'..='\u{5BD}' | '\u{5BF}' | '\u{5C1}' | '\u{5C2}' | '\u{5C7}')
        || matches!(c, '\u{640}' | '\u{64B}'..='\u{652}' | '\u{670}')
}

#[cfg(test)]
mod tests {
    use super::{List, ListSet, WordLists, key};
    use proptest::prelude::*;
    use std::borrow::Cow;
    use std::collections::{BTreeMap, HashMap, HashSet};
    use unicode_normalization::UnicodeNormalization as _;

    fn english() -> &'static WordLists {
        WordLists::for_language(Some("en")).expect("a list")
    }

    fn found(text: &str, list: List) -> Vec<&str> {
        let listed = english().scan(text);
        listed
            .iter()
            .filter(|l| l.lists.has(list))
            .filter_map(|l| text.get(l.range.clone()))
            .collect()
    }

    proptest! {
        #[test]
        fn a_key_is_its_own_key(word in "[a-zA-ZÀ-ɏΑ-ωА-яא-תء-ي '’_\u{AD}-]{0,12}") {
            let once = key(&word).into_owned();
            prop_assert_eq!(key(&once), once.as_str());
        }

        #[test]
        fn no_table_says_otherwise(words in "([a-zA-Z]|[а-яА-Я]|[À-ɏЀ-ҏ]|[!-~’—]| |[一-龥ぁ-ゖァ-ー]|\u{3099}){0,8}") {
            prop_assert_eq!(key(&words), super::key_by_tables(&words));
            prop_assert_eq!(super::mixes_scripts(&words), super::mixes_scripts_by_tables(&words));
        }

        #[test]
        fn what_may_not_begin_an_entry_begins_none(text in "([一-龥不无没未非]|[ぁ-ゖァ-ーない]|[ก-๛ไม่]|\u{3099}|\u{200B}|ｶ|a){1,6}") {
            for lists in ["zh", "ja", "th"].into_iter().filter_map(|l| WordLists::for_language(Some(l))) {
                let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
                let begins = ends.into_iter().any(|end| !lists.entry(&key(&text[..end])).is_empty());
                prop_assert!(!begins || lists.may_begin(&text), "{} {:?}", lists.language(), text);
            }
        }

        #[test]
        fn a_text_of_anything_is_scanned(text in "\\PC{0,80}") {
            for listed in english().scan(&text) {
                prop_assert!(text.get(listed.range).is_some_and(|found| !found.is_empty()));
            }
        }
    }

    #[test]
    fn units_are_told_by_their_letters() {
        for (unit, is) in
            [("mg", true), ("kWh", true), ("KWH", false), ("Hours", true), ("men", false)]
        {
            assert_eq!(english().is_unit(unit), is, "{unit}");
        }
        for (tag, negation) in
            [("en-GB", "Don’t"), ("de", "keine"), ("fr", "n’est"), ("es", "nunca"), ("ru", "не")]
        {
            let lists = WordLists::for_language(Some(tag)).expect(tag);
            assert!(lists.is_negation(negation), "{tag}");
        }
    }

    #[test]
    fn a_tag_stands_for_a_listed_language() {
        let listed = [
            ("zh-Hans", Some("zh")),
            ("zh-TW", Some("zh")),
            ("pt-BR", Some("pt")),
            ("nn", Some("nb")),
            ("no", Some("nb")),
            ("EN-us", Some("en")),
            ("de-Latn-AT-1901", Some("de")),
            ("sr-Latn", None),
            ("ru-Latn", None),
            ("tlh", None),
            ("", None),
        ];
        for (tag, language) in listed {
            assert_eq!(super::listed_language(tag), language, "{tag}");
        }
        assert!(WordLists::for_language(None).is_none());
    }

    /// The entries of a list as its file has them.
    fn entries(language: &str, list: List) -> Vec<String> {
        let (_, file) =
            super::FILES.iter().find(|(listed, _)| *listed == language).expect("a file");
        let lists: BTreeMap<List, Vec<String>> = toml::from_str(file).expect("lists");
        lists.get(&list).cloned().unwrap_or_default()
    }

    const DENYING_LISTS: [List; 3] = [List::Negations, List::Denials, List::Exclusions];

    #[test]
    fn lists_are_tidy() {
        let needed = [
            List::Negations,
            List::Denials,
            List::Exclusions,
            List::Limiters,
            List::Hedges,
            List::Attributions,
            List::Conditions,
            List::Modals,
            List::Quantifiers,
            List::Comparatives,
            List::Order,
            List::Numbers,
            List::Scales,
            List::Percent,
            List::Comparators,
            List::NumberLabels,
            List::Verbs,
        ];
        let mut wrong = Vec::new();
        for (language, file) in super::FILES {
            let lists: BTreeMap<List, Vec<String>> = toml::from_str(file).expect(language);
            wrong.extend(
                needed
                    .iter()
                    .filter(|list| !lists.contains_key(list))
                    .map(|list| format!("{language}: no {list:?}")),
            );
            for (list, words) in &lists {
                let mut seen = HashSet::new();
                for word in words {
                    let composed: String = word.nfc().collect();
                    if *word != composed
                        || (language != "tr" && *word != word.to_lowercase())
                        || word.trim() != word
                    {
                        wrong.push(format!(
                            "{language}: {list:?}: {word}: not in small letters and NFC"
                        ));
                    }
                    let behind = word.split_once(' ').map_or("", |(_, behind)| behind);
                    let last = behind.rfind(' ').map_or(0, |at| at + 1);
                    if behind.rfind('*').is_some_and(|at| at != last) {
                        wrong.push(format!("{language}: {list:?}: {word}: `*` inside a phrase"));
                    }
                    // Of pairs, each spelling stands for itself.
                    let pair = word.contains(" … ");
                    let same = if pair { word.clone() } else { key(word).into_owned() };
                    if !seen.insert(same) {
                        wrong.push(format!("{language}: {list:?}: {word}: twice"));
                    }
                }
            }
            let denying: HashSet<String> = DENYING_LISTS
                .iter()
                .flat_map(|list| lists.get(list).into_iter().flatten())
                .map(|word| key(word).into_owned())
                .collect();
            for list in [List::FalseFriends, List::Affirmations] {
                let both = lists
                    .get(&list)
                    .into_iter()
                    .flatten()
                    .filter(|word| denying.contains(&*key(word)));
                wrong.extend(both.map(|word| format!("{language}: {list:?}: {word}: denies, too")));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    /// A word of an entry: what `*` may stand for is put in.
    fn filled(entry: &str, script: &str) -> String {
        let letters = match script {
            "Cyrl" => "ка",
            "Arab" => "کد",
            "Hebr" => "גג",
            "Deva" => "कक",
            "Hang" => "가가",
            _ => "ka",
        };
        entry.replace('*', letters)
    }

    /// What typography does to words, and hides none of them.
    fn disguises(word: &str) -> Vec<String> {
        let mut chars = word.chars();
        let (first, rest) = (chars.next().map(String::from).unwrap_or_default(), chars.as_str());
        let wide = |c: char| match c {
            '!'..='~' => char::from_u32(c as u32 + 0xFEE0).unwrap_or(c),
            c => c,
        };
        vec![
            word.to_owned(),
            word.nfd().collect(),
            word.nfc().collect(),
            format!("{first}\u{AD}{rest}"),
            format!("{first}\u{200B}\u{200D}{rest}"),
            format!("_{word}_"),
            word.chars().map(wide).collect(),
            word.replace('\'', "\u{2019}"),
            word.replace('\'', "`"),
            word.to_uppercase(),
        ]
    }

    #[test]
    fn typography_hides_no_listed_negation() {
        let mut wrong = Vec::new();
        for (language, _) in super::FILES {
            let lists = WordLists::for_language(Some(language)).expect(language);
            let script = ["Cyrl", "Arab", "Hebr", "Deva", "Hang"]
                .into_iter()
                .find(|s| super::is_written_in(language, s));
            for list in DENYING_LISTS {
                // The halves of a pair stand apart.
                let whole = |entry: &String| !entry.contains(" … ");
                for entry in entries(language, list).into_iter().filter(whole) {
                    let word = filled(&entry, script.unwrap_or("Latn"));
                    for disguise in disguises(&word) {
                        // Capitals of German `ß` and of Turkish dotted letters are other letters.
                        let other = key(&disguise) != key(&word) && disguise == word.to_uppercase();
                        let found = lists.scan(&disguise);
                        if !other && !found.iter().any(|listed| listed.lists.meets(super::DENYING))
                        {
                            wrong.push(format!("{language}: {list:?}: {entry} as {disguise:?}"));
                        }
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{} of them:\n{}", wrong.len(), wrong.join("\n"));
    }

    /// `units.toml` as all of TOML reads it.
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Whole {
        symbols: HashSet<String>,
        names: HashMap<String, Vec<String>>,
    }

    #[test]
    fn lists_are_read_as_toml_has_them() {
        for (language, file) in super::FILES {
            let whole: BTreeMap<String, Vec<String>> = toml::from_str(file).expect(language);
            let read: BTreeMap<String, Vec<String>> = super::entries(file)
                .into_iter()
                .map(|(name, words)| {
                    (name.to_owned(), words.into_iter().map(Cow::into_owned).collect())
                })
                .collect();
            assert_eq!(read, whole, "{language}");
            for name in read.keys() {
                assert!(super::list_named(name).is_some(), "{language}: no list is named {name}");
            }
        }
        let whole: Whole = toml::from_str(include_str!("units.toml")).expect("units");
        let read = super::units();
        let symbols =
            read.symbols.iter().map(|word| word.clone().into_owned()).collect::<HashSet<_>>();
        assert_eq!(symbols, whole.symbols);
        assert_eq!(read.names.len(), whole.names.len());
        for (language, names) in whole.names {
            assert_eq!(read.names_of(&language), names, "{language}");
        }
    }

    #[test]
    fn false_friends_deny_nothing() {
        let mut wrong = Vec::new();
        for (language, _) in super::FILES {
            let lists = WordLists::for_language(Some(language)).expect(language);
            let script = ["Cyrl", "Arab", "Hebr", "Deva", "Hang"]
                .into_iter()
                .find(|s| super::is_written_in(language, s));
            for entry in entries(language, List::FalseFriends) {
                let word = filled(&entry, script.unwrap_or("Latn")).replace('#', "5");
                let found = lists.scan(&word);
                if found.iter().any(|listed| listed.lists.meets(super::DENYING)) {
                    wrong.push(format!("{language}: {entry}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn phrases_are_found_with_their_comma_and_without() {
        let mut count = 0;
        for (language, file) in super::FILES {
            let lists = WordLists::for_language(Some(language)).expect(language);
            let all: BTreeMap<List, Vec<String>> = toml::from_str(file).expect(language);
            for (list, entry) in all
                .iter()
                .flat_map(|(list, entries)| entries.iter().map(move |entry| (*list, entry)))
                .filter(|(_, entry)| entry.contains(", "))
            {
                count += 1;
                for text in [entry.clone(), entry.replace(", ", " "), entry.replace(", ", ",  ")] {
                    let found = lists.scan(&text);
                    let whole = |l: &super::Listed| l.range == (0..text.len());
                    let is = found.iter().any(|l| whole(l) && l.lists.has(list));
                    assert!(is, "{language}: {list:?}: {text}");
                }
            }
        }
        assert!(count > 50, "{count}");
    }

    /// What is glued to the front of a word is glued to that of a phrase, too; `*` may stand in its first word.
    #[test]
    fn phrases_are_found_behind_what_is_glued_to_them() {
        for (language, text, denies) in [
            ("fr", "d'une personne", false),
            ("fr", "d’une personne", false),
            ("fr", "qu'aucune personne", true),
            ("ar", "ولا شك", false),
            ("ar", "ولا أحد", true),
            ("he", "ובלי ספק", false),
            ("he", "ובלי מנורה", true),
            ("he", "למלא", false),
            ("he", "שלא", true),
            ("tr", "gelmeden önce", false),
            ("tr", "GELMEDEN  ÖNCE", false),
            ("tr", "gelmeden gitti", true),
            ("en", "They stopped paying", true),
            ("en", "They STOPPED  paying", true),
            ("en", "They stopped at the inn", false),
        ] {
            let lists = WordLists::for_language(Some(language)).expect(language);
            let found = lists.scan(text);
            let is = found.iter().any(|listed| listed.lists.meets(super::DENYING));
            assert_eq!(is, denies, "{language}: {text}: {found:?}");
        }
    }

    #[test]
    fn typography_hides_no_word() {
        for word in [
            "not",
            "NOT",
            "ｎｏｔ",
            "n\u{200D}ot",
            "_not_",
            "nοt",
            "don`t",
            "don\"t",
            "don’t",
            "no\u{AD}t",
        ] {
            assert!(english().is_negation(word), "{word}");
        }
    }

    #[test]
    fn phrases_are_found_and_false_friends_are_none() {
        assert_eq!(found("He was unable  to come", List::Denials), ["unable  to"]);
        assert_eq!(found("It will, without fail, open.", List::Negations), [""; 0]);
        assert_eq!(found("See No. 5 there", List::Negations), [""; 0]);
        assert_eq!(found("There is no 5 there, I don`t see it", List::Negations), ["no", "don`t"]);
        assert_eq!(found("a fail-safe lock", List::Denials), [""; 0]);
    }

    #[test]
    fn sets_of_lists() {
        let set = ListSet::of(&[List::Verbs, List::Negations]);
        assert!(set.has(List::Verbs) && set.has(List::Negations) && !set.has(List::Denials));
    }
}
