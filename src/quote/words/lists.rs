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

mod scan;

pub use scan::Listed;

use super::affix::{Affix, Affixes};
use super::begun::Begun;
use super::boundary::words_of;
use super::file::{FILES, entries, list_named, short_list_named, units};
use super::key::{key, mixes_scripts};
use super::list::{COUNTING, DENYING, List, ListSet, SPELLED, ShortList};
use super::sieve::Sieve;
use super::table::{WordTable, Words};
use super::tag::listed_language;
use crate::quote::fold::char_class::{is_cjk, writes_no_spaces};
use crate::text::from_roman;
use std::collections::HashMap;
use std::sync::OnceLock;
use unicode_security::confusable_detection::skeleton;

/// The words of one language that carry a quote's meaning.
#[derive(Debug, Default)]
pub struct WordLists {
    /// The primary language in BCP 47.
    language: Box<str>,
    /// The lists of every word and phrase, by key.
    entries: WordTable<Box<str>, ListSet>,
    /// The same by what the words look like.
    lookalikes: OnceLock<HashMap<Box<str>, ListSet>>,
    affixes: Affixes,
    /// Phrases whose first word is known by its affixes, and the rest of each.
    affix_phrases: Vec<(Affix, Box<str>)>,
    /// Phrases whose last word is known by its affixes, by the words before it.
    tail_phrases: WordTable<Box<str>, Vec<Affix>>,
    /// What is glued to the front of another word, or set off from it by an apostrophe.
    glued: Vec<Box<str>>,
    /// Whether a point makes an ordinal of a figure.
    ordinals: bool,
    /// What makes a word its own opposite.
    opposites: Vec<Box<str>>,
    /// The two halves of each pair, and its list.
    pairs: Vec<(Box<str>, Box<str>, List)>,
    /// The forms of each modal verb.
    modal_forms: Vec<Vec<Box<str>>>,
    /// Words after which a verb names what did not happen.
    unreal_forms: Vec<Box<str>>,
    /// The words of phrases and pairs that are part of a number: `per` of `per cent`, `to` of `from … to`.
    number_parts: Words<Box<str>>,
    /// The phrases that begin with a word.
    phrases: WordTable<Box<str>, Begun>,
    /// What entries and the first words of phrases are like.
    sieve: Sieve,
    /// Characters of the longest entry in a script that writes no spaces.
    longest: usize,
    /// The characters that entries begin with, those of ASCII apart.
    firsts: Words<char>,
    /// The words of short lists, as keys.
    short: Vec<(ShortList, Box<str>)>,
    /// Parts of numbers in scripts that write no spaces, each with its list.
    unspaced_numbers: Vec<(Box<str>, List)>,
}

/// Languages that leave the last vowel of small words out before another, and how a phrase ends there.
const ELIDING: [&str; 3] = ["fr", "ca", "it"];

const ELISIONS: [(&str, &str); 4] =
    [(" que", " qu'*"), (" de", " d'*"), (" di", " d'*"), (" che", " ch'*")];

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

/// Months and weekdays.
const DATES: ListSet = ListSet::of(&[List::Months, List::Weekdays]);

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
            let Some(list) = list_named(name) else {
                let short = short_list_named(name).into_iter();
                read.short.extend(
                    short.flat_map(|list| words.iter().map(move |w| (list, key(w).into()))),
                );
                continue;
            };
            for word in words {
                read.add(list, &word);
            }
        }
        // `not true` denies as `not` does, whatever list the file has first.
        let denying = read.words(List::Refuting).filter(|key| read.begins_with_denial(key));
        for key in denying.map(Box::<str>::from).collect::<Vec<_>>() {
            read.insert(List::Denials, &key);
        }
        for word in units().names_of(language) {
            read.add(List::Units, word);
        }
        read
    }

    fn add(&mut self, list: List, word: &str) {
        if list == List::ModalForms {
            self.modal_forms.push(word.split(" = ").map(|form| key(form).into()).collect());
            return;
        }
        if list == List::UnrealForms {
            self.unreal_forms.push(word.into());
            return;
        }
        let pair = if word.is_ascii() { None } else { word.split_once(" … ") };
        if let Some((first, second)) = pair {
            self.pairs.push((first.into(), second.into(), list));
            if list == List::Ranges {
                self.number_parts.insert(key(second).into());
            }
            return;
        }
        if word.contains(' ') {
            self.add_variants(list, word);
        }
        let key = key(word);
        self.insert(list, &key);
        // The longest entry at a place is the one that counts: what `not true` begins with is in it.
        if list == List::Voices {
            self.insert(List::Attributions, &key);
        }
    }

    /// `not true`, 没有根据: whether a phrase begins with a word that denies.
    fn begins_with_denial(&self, key: &str) -> bool {
        let denies = |head: &str| self.entry(head).meets(DENYING);
        if key.starts_with(writes_no_spaces) {
            return key.char_indices().skip(1).any(|(at, _)| key.get(..at).is_some_and(denies));
        }
        key.match_indices(' ').any(|(at, _)| key.get(..at).is_some_and(denies))
    }

    /// Adds a word or phrase by its key.
    fn insert(&mut self, list: List, key: &str) {
        if (COUNTING.has(list) && key.contains(' ')) || matches!(list, List::Ratios | List::Rates) {
            // `v. h`: with its stop, and without.
            let head = |part: &'_ str| part.split('.').next().unwrap_or("").to_owned();
            let parts = key.split(' ').flat_map(|part| [part.to_owned(), head(part)]);
            self.number_parts.extend(parts.map(String::into_boxed_str));
        }
        if list == List::Abbreviations && key == "#" {
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
        // A plain word, as most are, is no phrase and has no affix.
        if !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric()) {
            self.enter(list, key);
            return;
        }
        let starred = key.contains('*');
        let affix = |entry| if starred { Affix::new(entry, ListSet::of(&[list])) } else { None };
        let (first, rest) = key.split_once(' ').unwrap_or((key, ""));
        if let Some(affix) = affix(first) {
            match rest {
                "" => self.affixes.push(affix),
                rest => self.affix_phrases.push((affix, rest.into())),
            }
            return;
        }
        if let Some((first, begun)) = Begun::of(key).filter(|(_, begun)| begun.longest > 1) {
            self.sieve.add(first);
            match self.phrases.get_mut(first) {
                Some(known) => *known = known.with(begun),
                None => drop(self.phrases.insert(first.into(), begun)),
            }
        }
        let tail = key.rsplit_once(' ').filter(|_| starred);
        if let Some((head, affix)) = tail.and_then(|(head, last)| Some((head, affix(last)?))) {
            self.tail_phrases.entry(head.into()).or_default().push(affix);
            return;
        }
        if key.chars().all(writes_no_spaces) {
            self.longest = self.longest.max(key.chars().count());
            if COUNTING.has(list) && !key.is_empty() {
                self.unspaced_numbers.push((key.into(), list));
            }
        }
        self.firsts.extend(key.chars().next().filter(|c| !c.is_ascii()));
        self.enter(list, key);
    }

    /// Enters a word or phrase as it is.
    fn enter(&mut self, list: List, key: &str) {
        self.sieve.add(key);
        let lists = self.entries.entry(key.into()).or_default();
        *lists = lists.with(ListSet::of(&[list]));
    }

    /// Adds a phrase as it is also written: without its comma, its last word contracted or elided.
    fn add_variants(&mut self, list: List, phrase: &str) {
        let contracts = |of: &str| !COUNTING.has(list) && &*self.language == of;
        let contracted: Vec<_> = CONTRACTED.iter().filter(|(of, _, _)| contracts(of)).collect();
        for (_, plain, contracted) in contracted {
            let stem = phrase.strip_suffix(plain);
            for ending in *contracted {
                let Some(stem) = stem.filter(|stem| stem.ends_with(' ')) else { break };
                self.add(list, &format!("{stem}{ending}"));
            }
        }
        // `glaubt, dass`: some write the comma, some leave it out.
        if phrase.contains(',') && phrase.contains(", ") {
            self.add(list, &phrase.replace(", ", " "));
        }
        // `tant qu'il`: before a vowel.
        let elides = ELIDING.contains(&&*self.language);
        for (whole, elided) in ELISIONS.iter().filter(|_| elides) {
            if let Some(head) = phrase.strip_suffix(whole) {
                self.add(list, &format!("{head}{elided}"));
            }
        }
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

    /// Whether a text in small letters speaks of what did not happen: `would have left`.
    pub(crate) fn is_unreal(&self, text: &str) -> bool {
        self.unreal_forms.iter().any(|form| text.contains(&**form))
    }

    /// The first form of the modal verb of which a word is another form, in small letters.
    pub(crate) fn modal_of<'w>(&'w self, word: &'w str) -> &'w str {
        let key = key(word);
        let mut verbs = self.modal_forms.iter();
        let verb = verbs.find(|forms| forms.iter().any(|form| **form == *key));
        verb.and_then(|forms| forms.first()).map_or(word, |form| form)
    }

    /// Whether a word or phrase is in a list.
    #[must_use]
    pub fn has(&self, list: List, words: &str) -> bool {
        self.lists_of(words).has(list)
    }

    /// Whether a short list has a word.
    pub(crate) fn has_short(&self, list: ShortList, word: &str) -> bool {
        let mut listed = self.short.iter().filter(|(of, _)| *of == list).peekable();
        listed.peek().is_some() && {
            let key = key(word);
            listed.any(|(_, word)| **word == *key)
        }
    }

    /// Whether a word is one that is written as one with the next: `l'` in `l'Europe`, و in وقال.
    #[must_use]
    pub fn is_elided(&self, word: &str) -> bool {
        let key = key(word);
        let mut elided = self.affixes.of(&key).filter(|affix| affix.lists.has(List::Elided));
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
        if key.contains(' ') {
            return ListSet::NONE;
        }
        let mut found = ListSet::NONE;
        for affix in self.affixes.of(key).filter(|affix| affix.fits(key)) {
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
        // 있지만: *although*, not *only*.
        let limiters = ListSet::of(&[List::Limiters]);
        let but = found.has(List::But) || key.ends_with("지만");
        let found = if but { found.without(limiters) } else { found };
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

    /// Whether two words are a phrase of a list. A phrase is known by its first word, and most words begin none.
    pub(crate) fn has_phrase(&self, list: List, first: &str, second: &str) -> bool {
        // Letters of other scripts may look like its own.
        let odd = || {
            first.is_ascii() != second.is_ascii() || [first, second].into_iter().any(mixes_scripts)
        };
        (self.begun_by(&key(first)).longest > 1 || odd())
            && self.has(list, &format!("{first} {second}"))
    }

    /// Whether a phrase of three words or more may begin with a word.
    pub(crate) fn begins_three(&self, word: &str) -> bool {
        self.begun_by(&key(word)).longest > 2
    }

    /// The phrases that begin with the first word of a key, or with what is left of it without what is glued to it.
    fn begun(&self, key: &str) -> Begun {
        let bare = self.without_glued(key);
        bare.iter().fold(self.begun_by(key), |begun, bare| begun.with(self.begun_by(bare)))
    }

    /// The phrases that begin with the first word of a key.
    fn begun_by(&self, key: &str) -> Begun {
        // Nearly always it is one word.
        let first = if key.bytes().all(|b| b.is_ascii_alphanumeric()) {
            Some(key)
        } else {
            words_of(key).next().map(|(_, first)| first)
        };
        let first = first.filter(|first| self.sieve.may_have(first));
        first.and_then(|first| self.phrases.get(first)).copied().unwrap_or_default()
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
        // Scripts without vowels have shorter words: بی‌خطر.
        let least = if matches!(short.chars().next(), Some('\u{590}'..='\u{6FF}')) { 3 } else { 4 };
        long.strip_suffix(&**short).is_some_and(|prefix| {
            short.chars().count() >= least && self.opposites.iter().any(|p| **p == *prefix)
        })
    }

    /// Whether a text is a negating prefix of a script that writes no spaces: 不 before 安全.
    #[must_use]
    pub fn is_glued_prefix(&self, text: &str) -> bool {
        let text = key(text);
        text.starts_with(writes_no_spaces) && self.opposites.iter().any(|prefix| **prefix == text)
    }

    /// Whether a word of one of two texts is in the other with a negating prefix, in a script that writes no spaces:
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

    /// Whether a word, or a part of one with hyphens, is a number written out.
    #[must_use]
    pub fn is_number(&self, word: &str) -> bool {
        key(word).split('-').any(|part| self.by_key(part).meets(SPELLED))
    }

    /// Whether two words without a hyphen may belong to one number: the first counts what the second names or joins numbers, the
    /// two are per cent, or both may count.
    pub(crate) fn may_count_together(&self, first: &str, second: &str) -> bool {
        const LEADING: ListSet = SPELLED.with(ListSet::of(&[List::Units, List::And]));
        let (key, next) = (key(first), key(second));
        let (lists, of_next) = (self.by_key(&key), self.by_key(&next));
        // `per cent` is two words; `half a | million`: so is what joins its words.
        of_next.has(List::Percent)
            || lists.meets(LEADING)
            || units().symbols.contains(first)
            || self.has_phrase(List::Percent, first, second)
            || (self.is_part(&key, lists) && self.counts(second, &next, of_next))
    }

    /// Whether a word may be part of a number expression beside figures: a number word, a scale, a percent word, a unit, or
    /// a word of one of their phrases.
    pub(crate) fn may_count(&self, word: &str) -> bool {
        let key = key(word);
        self.counts(word, &key, self.by_key(&key))
    }

    fn counts(&self, word: &str, key: &str, lists: ListSet) -> bool {
        units().symbols.contains(word) || self.is_part(key, lists)
    }

    /// Whether a key, which these lists have, may be part of a number.
    fn is_part(&self, key: &str, lists: ListSet) -> bool {
        self.number_parts.contains(key) || lists.meets(COUNTING.with(DATES))
    }

    /// Whether a word is one of a phrase that is part of a number, or is after one.
    pub(crate) fn is_number_part(&self, word: &str) -> bool {
        self.number_parts.contains(&*key(word))
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
        self.has_short(ShortList::Articles, word)
    }

    /// Whether a word is a month or a weekday.
    pub(crate) fn is_date(&self, word: &str) -> bool {
        self.lists_of(word).meets(DATES)
    }

    /// The same, of some of these lists, where it cannot be another word: *may* and *march* have no capital.
    pub(crate) fn is_date_of(&self, lists: &[List], word: &str) -> bool {
        let capitals = self.is_language("en") || self.is_language("de");
        self.lists_of(word).meets(ListSet::of(lists))
            && (!capitals || word.starts_with(char::is_uppercase))
    }

    /// Whether words are a unit of measurement: a symbol, in just this case (`mg`, `kWh`, not `KM`), or a name.
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

#[cfg(test)]
mod tests;
