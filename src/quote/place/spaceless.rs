//! Where listed words are cut in scripts that write no spaces: 不|同意, 書|かない, 住民だ|け.

use super::view::View;
use crate::quote::fold::char_class::writes_no_spaces;
use crate::quote::words::{List, ListSet, WordLists};
use unicode_script::{Script, UnicodeScript};

/// How many characters of a word of a list are looked for on each side of a place, in scripts without spaces.
const LISTED_CHARS: usize = 6;

/// Endings that deny, and what makes something else of them.
const GLUED: ListSet = ListSet::of(&[List::GluedAfter, List::FalseFriends, List::Affirmations]);

/// What is listed in phrases of several words, which a quote may end or begin between: と|述べた.
const PHRASES: ListSet = ListSet::of(&[
    List::Attributions,
    List::Sayings,
    List::Hedges,
    List::Conditions,
    List::Quantifiers,
]);

/// 不|同意, 認め|なかった: between a negation and the word that it belongs to.
pub(super) fn cuts_negation(view: &View, words: Option<&WordLists>) -> bool {
    let Some(words) = words else { return false };
    let (Some(last), Some(first)) = (view.last(), view.first()) else { return false };
    if last.is_whitespace() || first.is_whitespace() || !first.is_alphabetic() || last.is_ascii() {
        return false;
    }
    let before: Vec<char> = view.before().take(LISTED_CHARS).collect();
    let after: Vec<char> = view.after().take(LISTED_CHARS).collect();
    let glued_before = (1..=before.len()).any(|n| {
        let word: String = before.iter().take(n).rev().collect();
        words.has(List::GluedBefore, &word)
    });
    let glued_after = || {
        last.is_alphabetic()
            && (1..=after.len()).any(|n| {
                let word: String = after.iter().take(n).collect();
                words.has(List::GluedAfter, &word)
            })
    };
    glued_before || glued_after() || cuts_stem(&before, &after, words)
}

/// 書|かない, 増や|さない, 読|みません: between the stem of a verb and its kana before a negative ending. `before` has the nearest
/// character first. Shorter endings are other words as often as not: 今日|まず.
fn cuts_stem(before: &[char], after: &[char], words: &WordLists) -> bool {
    const PARTICLES: [char; 9] = ['は', 'が', 'を', 'に', 'も', 'で', 'と', 'の', 'へ'];
    let stem = match before {
        [last, ..] if last.script() == Script::Han => true,
        [last, other, ..] => {
            last.script() == Script::Hiragana
                && other.script() == Script::Han
                && !PARTICLES.contains(last)
        }
        _ => false,
    };
    let Some((kana, rest)) = after.split_first().filter(|_| stem) else { return false };
    let ending = |polite: bool| {
        (2..=rest.len()).any(|n| {
            let word: String = rest.iter().take(n).collect();
            word.starts_with("ませ") == polite && words.has(List::GluedAfter, &word)
        })
    };
    match kana {
        'か' | 'さ' | 'た' | 'な' | 'ば' | 'ま' | 'ら' | 'わ' => ending(false),
        'き' | 'ぎ' | 'し' | 'ち' | 'に' | 'び' | 'み' | 'り' | 'い' => ending(true),
        _ => false,
    }
}

/// 住民だ|け: inside a word of the lists, in scripts that write no spaces.
pub(super) fn inside_listed_word(view: &View, words: Option<&WordLists>) -> bool {
    let Some(words) = words else { return false };
    let (Some(last), Some(first)) = (view.last(), view.first()) else { return false };
    if !writes_no_spaces(last) || !writes_no_spaces(first) {
        return false;
    }
    let before = view.before().take(LISTED_CHARS).take_while(|c| writes_no_spaces(*c)).count();
    let after = view.after().take(LISTED_CHARS).take_while(|c| writes_no_spaces(*c)).count();
    // 行かない|ため: what begins inside a whole denial is not a listed word (いた).
    let denial = (1..=before).rev().find(|back| {
        let ending: String =
            view.chars.get(view.at - back..view.at).unwrap_or(&[]).iter().collect();
        words.has(List::GluedAfter, &ending)
    });
    let denial = denial.unwrap_or(0);
    (1..=before).any(|back| {
        (1..=after).any(|on| {
            let text = |from: usize, to: usize| -> String {
                view.chars.get(from..to).unwrap_or(&[]).iter().collect()
            };
            let (from, to) = (view.at - back, view.at + on);
            let lists = words.lists_of(&text(from, to));
            let head = || text(from, view.at);
            let phrase = || {
                lists.without(PHRASES).is_empty()
                    && parts_phrase(&head(), &text(view.at, to), words)
            };
            // 名前|の: what begins inside a longer word of Chinese characters is no listed word (前の).
            let inside = || {
                let han = |at: usize| view.chars.get(at).is_some_and(|c| c.script() == Script::Han);
                particle(&text(view.at, to)) && han(from) && from > 0 && han(from - 1)
            };
            !lists.is_empty() && !phrase() && (back > denial || lists.meets(GLUED)) && !inside()
        })
    })
}

/// Whether a text is a particle of Japanese, which no quote need have.
fn particle(text: &str) -> bool {
    matches!(text, "の" | "に" | "が" | "は" | "を" | "と" | "で" | "も")
}

/// Whether two words meet here inside a listed phrase: after a particle, before the word for *that*, or where one of the
/// two is listed on its own.
fn parts_phrase(head: &str, tail: &str, words: &WordLists) -> bool {
    const PARTICLES: [&str; 10] = ["は", "が", "を", "に", "と", "の", "で", "も", "へ", "や"];
    PARTICLES.iter().any(|particle| head.ends_with(particle))
        || tail.starts_with("と")
        || tail == "ว่า"
        || !words.lists_of(head).is_empty()
        || !words.lists_of(tail).is_empty()
}
