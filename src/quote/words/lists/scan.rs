//! Finds the listed words of a text.

use super::WordLists;
use crate::quote::fold::char_class::{is_invisible, writes_no_spaces};
use crate::quote::words::affix::LetterSet;
use crate::quote::words::boundary::words_of;
use crate::quote::words::joined::{JoinedWords, joined_words};
use crate::quote::words::key::key;
use crate::quote::words::list::{DENYING, List, ListSet};
use std::ops::Range;

/// Listed words found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Where they are, in bytes of the text.
    pub range: Range<usize>,
    /// The lists that have them.
    pub lists: ListSet,
}

impl WordLists {
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
        self.listed_before(text, usize::MAX)
    }

    /// Of these, those that begin before byte `end` of the text. The text after that is read only as far as a
    /// phrase may reach.
    pub(crate) fn listed_before<'w>(
        &'w self,
        text: &'w str,
        end: usize,
    ) -> impl Iterator<Item = Listed> + 'w {
        let mut words = joined_words(text);
        // The false friends so far: one that holds a word begins no later than it.
        let mut friends: Vec<Range<usize>> = Vec::new();
        let at_word = move |number: usize| {
            let (start, word) = words.get(number).filter(|(start, _)| *start < end)?;
            let listed = if word.chars().next().is_some_and(writes_no_spaces) {
                self.unspaced(text, start)
            } else {
                self.spaced(text, &mut words, number)
            };
            Some(listed.map(|(end, lists)| Listed { range: start..end, lists }))
        };
        (0..).map_while(at_word).flatten().filter_map(move |mut listed| {
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
                const LOST: ListSet =
                    ListSet::of(&[List::Limiters, List::Attributions, List::Voices]);
                listed.lists = listed.lists.without(LOST);
            }
            // 约 of 预约 compares nothing, nor does 约有 of 公约有.
            let begins_inside =
                |f: &Range<usize>| f.start < listed.range.start && listed.range.start < f.end;
            if text.get(listed.range.clone()).is_some_and(|t| t.starts_with(writes_no_spaces))
                && friends.iter().any(begins_inside)
            {
                listed.lists = listed.lists.without(ListSet::of(&[List::Comparators]));
            }
            // Nor is `tant que` of `en tant que` a condition.
            if friends.iter().any(|f| within(f) && f.start < listed.range.start) {
                listed.lists = listed.lists.without(ListSet::of(&[List::Conditions]));
            }
            (!listed.lists.is_empty()).then_some(listed)
        })
    }

    /// The longest entry that begins with the word of a number: its end, and its lists.
    fn spaced<'t>(
        &self,
        text: &'t str,
        words: &mut JoinedWords<'t, impl Iterator<Item = (usize, &'t str)>>,
        number: usize,
    ) -> Option<(usize, ListSet)> {
        let (start, word) = words.get(number)?;
        let first = key(word);
        let begun = self.begun(&first);
        let most = if begun.goes_on(text, words, number) { begun.longest } else { 0 };
        for count in (2..=most).rev() {
            let Some((last, piece)) = words.get(number + count - 1) else { continue };
            let (end, phrase) = (last + piece.len(), text.get(start..last + piece.len())?);
            if begun.may_have(count, phrase)
                && let Some(lists) = self.phrase(phrase)
            {
                return Some((end, lists));
            }
        }
        let found = self.affix_phrase(text, words, number, &first);
        found.or_else(|| {
            let lists = self.by_key(&first);
            (!lists.is_empty()).then_some((start + word.len(), lists))
        })
    }

    pub(super) fn phrase(&self, phrase: &str) -> Option<ListSet> {
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

    /// `gelmeden önce`: a phrase whose first word, the one of a number, is known by its affixes.
    fn affix_phrase<'t>(
        &self,
        text: &'t str,
        words: &mut JoinedWords<'t, impl Iterator<Item = (usize, &'t str)>>,
        number: usize,
        first: &str,
    ) -> Option<(usize, ListSet)> {
        let (start, word) = words.get(number)?;
        let letters = LetterSet::of(first);
        let fitting = self.affix_phrases.iter().filter(|(affix, _)| letters.has(affix.letters));
        fitting.filter(|(affix, _)| affix.fits(first)).find_map(|(affix, rest)| {
            let (last, piece) = words.get(number + words_of(rest).count())?;
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
        let (end, lists) = self.longest_of(rest, &ends)?;
        Some((start + end, lists))
    }

    /// The longest entry that ends at one of some bytes, in rising order, of the text that begins with it: its end, and its lists.
    ///
    /// The key of a part of the text is the head of the key of all of it, unless the next character is joined with its last one:
    /// most often no head is an entry, and no other key need be made.
    fn longest_of(&self, text: &str, ends: &[usize]) -> Option<(usize, ListSet)> {
        let whole = key(text.get(..*ends.last()?)?);
        let heads = whole.char_indices().rev().map(|(at, c)| at + c.len_utf8());
        heads.filter_map(|head| whole.get(..head)).find_map(|head| {
            let lists = Some(self.entry(head)).filter(|lists| !lists.is_empty())?;
            let key_to = |end: usize| key(text.get(..end).unwrap_or(""));
            let behind = ends.partition_point(|end| key_to(*end).len() <= head.len());
            let end = ends.get(behind.checked_sub(1)?).filter(|end| key_to(**end) == head)?;
            Some((*end, lists))
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
        let (lengths, ends): (Vec<usize>, Vec<usize>) = ends.into_iter().unzip();
        let (length, lists) = self.longest_of(&joined, &lengths)?;
        let at = lengths.iter().position(|other| *other == length)?;
        Some((*ends.get(at)?, lists))
    }

    /// Whether an entry may begin with a character of a script without spaces. The key of what begins with a Chinese character,
    /// kana or a Thai letter begins with it, too, unless a mark is joined with it.
    pub(super) fn may_begin(&self, rest: &str) -> bool {
        let mut visible = rest.chars().filter(|c| !is_invisible(*c));
        let Some(first) = visible.next() else { return false };
        let own = matches!(
            first,
            '\u{4E00}'..='\u{9FFF}' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '\u{E01}'..='\u{E2E}'
        );
        let joined = matches!(visible.next(), Some('\u{3099}' | '\u{309A}'));
        !own || joined || self.firsts.contains(&first)
    }
}

#[cfg(test)]
mod tests {
    use super::{ListSet, WordLists, key};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_longest_entry_is_found_in_one_key(
            language in prop::sample::select(vec!["th", "zh", "ja", "ko"]),
            pieces in prop::collection::vec(
                "ไม่|เคย|ไม่ได้|ถ้า|อาจ|คำ|ก|ุ|\u{E48}|\u{E33}|否认|否|不|没有|如果|除|ない|か|は|ー|않|만|[。、，]|[a-c]|\u{200B}", 1..12),
        ) {
            let lists = WordLists::for_language(Some(language)).expect("lists");
            let text = pieces.concat();
            let ends: Vec<usize> = text.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
            let one_by_one = ends.iter().rev().find_map(|end| {
                let lists = lists.entry(&key(&text[..*end]));
                (lists != ListSet::NONE).then_some((*end, lists))
            });
            prop_assert_eq!(lists.longest_of(&text, &ends), one_by_one, "{}", text);
        }
    }
}
