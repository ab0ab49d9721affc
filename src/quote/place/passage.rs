//! Some of a document as its words are looked up in the lists, which compare words whatever their typography.

use crate::quote::document::FoldedDocument;
use crate::quote::fold::char_class::{
    canonical, is_comma, is_dash, is_invisible, quote_mark, writes_no_spaces,
};
use crate::quote::words::boundary::words_of;
use crate::quote::words::language::is_frequent;
use crate::quote::words::{
    DENYING, List, ListSet, Listed, ShortList, WordLists, numbers, sentence,
};
use crate::text::{Span, around, head};
use std::ops::Range;

/// Languages that set a comma before every clause, and so before the second half of a pair.
pub(super) const COMMA_LANGUAGES: [&str; 7] = ["de", "ru", "uk", "pl", "cs", "hu", "fi"];

/// A listed word or phrase, and where it is in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WordHit {
    pub(super) span: Span,
    pub(super) lists: ListSet,
}

/// The listed words and phrases of some of a document, in their order.
pub(super) fn hits<'d>(
    document: &'d FoldedDocument,
    span: Span,
    words: &'d WordLists,
) -> impl Iterator<Item = WordHit> + 'd {
    hits_before(document, span, span.end, words)
}

/// Of these, those that begin before byte `end` of the document's text.
pub(super) fn hits_before<'d>(
    document: &'d FoldedDocument,
    span: Span,
    end: usize,
    words: &'d WordLists,
) -> impl Iterator<Item = WordHit> + 'd {
    let text = document.slice(span);
    let hit = move |l: Listed| {
        let behind = document.text().get(span.start + l.range.end..).unwrap_or("");
        let lists = l.lists.without(lost_in_name(text, &l, behind, words));
        WordHit { span: Span::new(span.start + l.range.start, span.start + l.range.end), lists }
    };
    let end = end.saturating_sub(span.start);
    words.listed_before(text, end).map(hit).filter(|hit| !hit.lists.is_empty())
}

/// The listed words that are in `span` whole. What a longer phrase makes of them counts where it is in `span`,
/// too; `not` alone of `not only` is a negation. And the rest of a phrase in `span` that affirms only as a whole.
pub(super) fn hits_within(
    document: &FoldedDocument,
    span: Span,
    window: Span,
    words: &WordLists,
) -> (Vec<WordHit>, Option<Span>) {
    let mut found = Vec::new();
    let mut rest = None;
    for hit in hits_before(document, window, span.end, words) {
        if hit.span.start < span.start {
            if hit.lists.has(List::Affirmations) && hit.span.end > span.start {
                rest = rest.or(Some(Span::new(span.start, hit.span.end.min(span.end))));
            }
            continue;
        }
        if hit.span.end <= span.end {
            found.push(hit);
        } else if hit.lists.has(List::FalseFriends) && !hit.lists.has(List::Affirmations) {
            found.extend(of_friend(document, hit.span, Span::new(hit.span.start, span.end), words));
        } else {
            let inside = Span::new(hit.span.start, span.end);
            let parts: Vec<WordHit> = hits(document, inside, words).collect();
            // `ruled | out that`: without its beginning the phrase denies nothing.
            if hit.lists.meets(DENYING) && !parts.iter().any(|part| part.lists.meets(DENYING)) {
                found.push(WordHit { span: trimmed(document, inside), ..hit });
            }
            // `plus d'|un ami`: of a comparator only its number is kept.
            let kept = document.slice(Span::new(span.end, hit.span.end));
            if hit.lists.has(List::Comparators) && words.is_number(kept) {
                found.push(WordHit { span: trimmed(document, inside), lists: COMPARING });
            }
            found.extend(parts);
        }
    }
    (found, rest)
}

/// What denies in the part of a false friend that a mark or a quote's end cuts off: of `no small part` the `no`. Not of a
/// number, `No. 5`.
pub(super) fn of_friend(
    document: &FoldedDocument,
    friend: Span,
    part: Span,
    words: &WordLists,
) -> Vec<WordHit> {
    // Elsewhere the negation of a false friend is another word: Catalan *cap*, a head.
    if !words.is_language("en") || document.slice(friend).contains(char::is_numeric) {
        return Vec::new();
    }
    hits(document, part, words).filter(|hit| hit.lists.has(List::Negations)).collect()
}

/// What compares a number.
pub(super) const COMPARING: ListSet = ListSet::of(&[List::Comparators]);

/// What a phrase is of that a mark cuts in two, so that nothing of it is left.
const CUT: ListSet = ListSet::of(&[
    List::Negations,
    List::Denials,
    List::Exclusions,
    List::Limiters,
    List::Hedges,
    List::Attributions,
    List::Conditions,
]);

/// What of a phrase may say as much as the whole.
const KEPT: ListSet = CUT.with(ListSet::of(&[
    List::Quantifiers,
    List::Comparatives,
    List::Numbers,
    List::Conditions,
    List::Modals,
]));

/// The listed phrases that `span` cuts in two, so that they are lost with it: what is left of `far | from` denies nothing, that of
/// `unable | to` does. Each with what of it is in `span`.
pub(super) fn cut_phrases(
    document: &FoldedDocument,
    span: Span,
    window: Span,
    words: &WordLists,
) -> Vec<WordHit> {
    // What is kept of a denial must deny, `anything | but` does not.
    let says = |hit: &WordHit, from: usize, to: usize| {
        let kept = if hit.lists.meets(DENYING) { DENYING } else { KEPT };
        hits(document, Span::new(from, to.max(from)), words).any(|part| part.lists.meets(kept))
    };
    let cut = |hit: &WordHit| {
        let (start, end) = (hit.span.start, hit.span.end);
        let crosses = start < span.start && end > span.start || start < span.end && end > span.end;
        // `… of the patients` shows that something is missing before it.
        let shown = Span::new(span.end.max(start), end.max(span.end.max(start)));
        crosses
            && hit.lists.meets(CUT)
            && words_of(document.slice(shown)).count() < 2
            && !says(hit, start, span.start)
            && !says(hit, span.end.max(start), end)
    };
    let inside = |hit: WordHit| {
        let (start, end) = (hit.span.start.max(span.start), hit.span.end.min(span.end));
        WordHit { span: trimmed(document, Span::new(start, end)), ..hit }
    };
    hits(document, window, words).filter(cut).map(inside).collect()
}

/// Between a number and what compares it there is at most its unit and one word more, in words; in a script without spaces
/// so many characters.
const COUNTED: (usize, usize) = (3, 6);

/// Whether a number comes right before byte `at`, with no more than what it counts between: `30 people | or more`.
pub(super) fn counts_before(document: &FoldedDocument, at: usize, words: &WordLists) -> bool {
    let near = widened(document, Span::new(at, at), COUNTING_BYTES);
    let before = words_in(document, Span::new(near.start, at));
    let spaced = |(_, word): &(Span, &str)| !word.starts_with(writes_no_spaces);
    let most = if before.last().is_some_and(spaced) { COUNTED.0 } else { COUNTED.1 };
    let counts =
        |(_, word): &&(Span, &str)| word.chars().any(char::is_numeric) || words.is_number(word);
    let number = before.iter().rev().take(most).find(counts);
    let parts = |c: char| matches!(canonical(c), ',' | ';' | ':' | '.' | '!' | '?' | '。' | '、');
    number.is_some_and(|(number, _)| {
        let between = document.slice(Span::new(number.end, at));
        !between.contains(parts) && !document.crosses_break(Span::new(number.end, at))
    })
}

/// How far back a number is looked for, in bytes.
const COUNTING_BYTES: usize = 64;

/// The words of some of a document.
pub(super) fn words_in(document: &FoldedDocument, span: Span) -> Vec<(Span, &str)> {
    let place = |at: usize, word: &str| Span::new(span.start + at, span.start + at + word.len());
    words_of(document.slice(span)).map(|(at, word)| (place(at, word), word)).collect()
}

/// `span` without the white space at its end.
fn trimmed(document: &FoldedDocument, span: Span) -> Span {
    Span::new(span.start, span.start + document.slice(span).trim_end().len())
}

/// The lists of words found in `text` that they do not belong to at that place, as a name or as part of one. `behind` is what
/// follows them.
pub(super) fn lost_in_name(text: &str, l: &Listed, behind: &str, words: &WordLists) -> ListSet {
    const COUNTING: ListSet = ListSet::of(&[List::Numbers, List::Scales]);
    let Range { start, end } = l.range;
    let mut lost = ListSet::NONE;
    if l.lists.meets(DENYING) && denies_in_name(text, l, behind, words) {
        lost = ListSet::ALL;
    }
    if l.lists.meets(VOICED) && is_plain_adverb(text.get(start..end).unwrap_or(""), behind, words) {
        lost = lost.with(VOICED);
    }
    // `ihr Glauben`: German nouns have capitals.
    if l.lists.meets(VERBAL) && words.is_language("de") && is_name(text, start, end, words) {
        lost = lost.with(VERBAL);
    }
    // Portuguese `destina-se`: *itself*, not *if*.
    let head = text.get(..start).unwrap_or("");
    if l.lists.has(List::Conditions) && words.is_language("pt") && head.ends_with(is_dash) {
        lost = lost.with(ListSet::of(&[List::Conditions]));
    }
    // `Seven Oaks`; nouns of number have capitals in German: `ein Dutzend`.
    let counts = l.lists.meets(COUNTING);
    let named = || {
        l.lists.has(List::Numbers) && !l.lists.has(List::Scales) && is_name(text, start, end, words)
    };
    let word = || text.get(start..end).unwrap_or("");
    if counts
        && (named() || numbers::is_han_of_name(word(), text.get(..start).unwrap_or(""), behind))
    {
        lost = lost.with(COUNTING);
    }
    lost
}

/// Verbs, or phrases that begin with one.
const VERBAL: ListSet = ListSet::of(&[List::Hedges, List::Modals, List::Sayings]);

/// What gives words to somebody.
const VOICED: ListSet = ListSet::of(&[List::Attributions, List::Voices]);

/// `bellte laut`: whether the German word that may give what is said to somebody does not, since neither an article nor a noun or
/// name with a capital follows, and no adjective before one: `laut ersten Berichten`.
fn is_plain_adverb(word: &str, behind: &str, words: &WordLists) -> bool {
    if !words.is_language("de") || word.to_lowercase() != "laut" {
        return false;
    }
    let rest = head(behind, NEXT_BYTES);
    let next = rest.trim_start();
    let mut next = words_of(if next.len() < rest.len() { next } else { "" });
    let is_large = |word: &str| word.starts_with(char::is_uppercase);
    let named = next.next().is_some_and(|(at, word)| {
        let bends = ["en", "er", "em"].iter().any(|ending| word.ends_with(ending));
        let mut noun = || next.next().is_some_and(|(_, word)| is_large(word));
        let article = || words.has_short(ShortList::ObliqueArticles, word);
        at == 0 && (article() || is_large(word) || (bends && noun()))
    });
    !named
}

/// Whether words that deny are a name (`Herr Kein`), or the head of a compound (`no-smoking`), which denies something of its
/// own. In German nouns have capitals, and only words that are none are names for one.
fn denies_in_name(text: &str, l: &Listed, behind: &str, words: &WordLists) -> bool {
    const SPOKEN: [&str; 4] = ["nein", "nichts", "niemand", "nirgends"];
    let word = text.get(l.range.clone()).unwrap_or("");
    let noun = words.is_language("de")
        && (!l.lists.has(List::Negations) || SPOKEN.contains(&word.to_lowercase().as_str()));
    let heads = || {
        let mut behind = behind.chars();
        words.is_language("en")
            && ["no", "not", "never"].contains(&word.to_lowercase().as_str())
            && behind.next().is_some_and(is_dash)
            && behind.next().is_some_and(char::is_lowercase)
            && !behind.as_str().starts_with("ne ")
    };
    (!noun && is_name(text, l.range.start, l.range.end, words)) || heads()
}

/// Whether listed words are a name: with a capital inside a sentence of small letters.
fn is_name(text: &str, start: usize, end: usize, words: &WordLists) -> bool {
    let word = text.get(start..end).unwrap_or("");
    let mut letters = word.chars();
    let capital = letters.next().is_some_and(char::is_uppercase);
    if !capital || !letters.any(char::is_lowercase) {
        return false;
    }
    let head = text.get(..start).unwrap_or("");
    // What a quotation begins with has a capital as well: `he said “Never …`.
    let open = |c: char| c.is_whitespace() || is_invisible(c) || c == '_';
    let before = head.trim_end_matches(open);
    let last = before.chars().next_back();
    // `M. Neuf`, `Dr. No`.
    let title = last == Some('.')
        && !sentence::ends_between(text, before.len().saturating_sub(1), start, Some(words));
    let inside =
        title || last.is_some_and(|c| c.is_alphanumeric() || matches!(c, ',' | '-' | '\''));
    // A heading may have capitals throughout.
    let others = words_of(text).filter(|(at, _)| *at < start || *at >= end);
    let long = others.map(|(_, w)| w).filter(|w| w.chars().nth(3).is_some());
    let (mut small, mut large) = (0_usize, 0_usize);
    for word in long {
        if word.starts_with(char::is_lowercase) {
            small += 1;
        } else {
            large += 1;
        }
    }
    let line = head.rsplit('\n').next().unwrap_or("");
    let usual = if words.is_language("de") { small > 0 } else { small > large };
    inside && !line.trim_matches(open).is_empty() && usual
}

/// `span` with up to `reach` bytes on each side, from one white space to another.
pub(super) fn widened(document: &FoldedDocument, span: Span, reach: usize) -> Span {
    let text = document.text();
    let Span { start: from, end: to } = around(text, span, reach);
    let head = text.get(from..span.start).unwrap_or("");
    let cut = if from == 0 { None } else { head.find(char::is_whitespace) };
    let tail = text.get(span.end..to).unwrap_or("");
    let end = if to == text.len() { None } else { tail.rfind(char::is_whitespace) };
    Span::new(cut.map_or(from, |at| from + at), end.map_or(to, |at| span.end + at))
}

/// Whether there is nothing that parts words in `span`: white space, characters that nobody sees, marks of emphasis.
pub(super) fn is_bare(document: &FoldedDocument, from: usize, to: usize) -> bool {
    let text = document.text().get(from..to).unwrap_or("");
    text.chars().all(|c| c.is_whitespace() || is_invisible(c) || matches!(c, '_' | '*'))
}

/// The same, and the stop of an abbreviation that `word` may be: `approx. | 300`.
pub(super) fn is_bare_behind(
    document: &FoldedDocument,
    word: Span,
    to: usize,
    words: &WordLists,
) -> bool {
    let from = word.end.min(to);
    let between = document.slice(Span::new(from, to));
    let shown = document.slice(word);
    let short = shown.chars().nth(1).is_none() || words.is_abbreviation(shown);
    let stop = between.starts_with('.') && short;
    is_bare(document, from + usize::from(stop), to)
}

/// `They “must” | pay`: the same, and marks of a quotation or brackets, around a word.
pub(super) fn is_bare_but_for_marks(document: &FoldedDocument, from: usize, to: usize) -> bool {
    let text = document.text().get(from..to).unwrap_or("");
    let bare = |c: char| c.is_whitespace() || is_invisible(c) || matches!(c, '_' | '*');
    text.chars().all(|c| bare(c) || quote_mark(c).is_some() || matches!(canonical(c), '(' | ')'))
}

/// `lehnte den Antrag ab.`: whether nothing of its clause follows the particle that ends at `end`: a mark, another clause,
/// or an infinitive. `auf dem Balkon` has a preposition.
pub(super) fn closes_clause(document: &FoldedDocument, end: usize, words: &WordLists) -> bool {
    const INFINITIVE: [&str; 3] = ["zu", "te", "om"];
    const JOINING: ListSet = ListSet::of(&[List::And, List::Or, List::But, List::That]);
    let rest = document.text().get(end..).unwrap_or("");
    let next =
        head(rest, NEXT_BYTES).trim_start_matches(|c: char| c.is_whitespace() || is_invisible(c));
    if next.starts_with(|c: char| !c.is_alphanumeric()) || next.is_empty() {
        return true;
    }
    words_of(next)
        .next()
        .is_some_and(|(_, word)| INFINITIVE.contains(&word) || words.lists_of(word).meets(JOINING))
}

/// The next word is looked for so far, in bytes.
const NEXT_BYTES: usize = 48;

/// `former | king`: whether a noun follows at once what comes before byte `at`, as far as that can be told: no word that is
/// frequent everywhere, nor a verb of the lists.
pub(super) fn noun_follows(document: &FoldedDocument, at: usize, words: &WordLists) -> bool {
    const VERBS: ListSet = ListSet::of(&[List::Verbs, List::Modals, List::Sayings]);
    let rest = document.text().get(at..).unwrap_or("");
    let Some((from, word)) = words_of(head(rest, NEXT_BYTES)).next() else { return false };
    let unspaced = word.starts_with(writes_no_spaces);
    let parted = is_bare(document, at, at + from);
    parted
        && (unspaced || from > 0)
        && !is_frequent(words.language(), &word.to_lowercase())
        && !words.lists_of(word).meets(VERBS)
}

/// `to | sell`, not `to | the children`: whether the word after a *to* may be a verb.
pub(super) fn may_be_verb(word: &str, words: &WordLists) -> bool {
    const LEADING: [&str; 12] = [
        "his", "her", "their", "its", "my", "our", "your", "this", "these", "those", "each", "all",
    ];
    !words.is_article(word) && !LEADING.contains(&word)
}

/// Whether a month or a weekday is meant: where they have capitals, `may` and `march` are none.
pub(super) fn is_date(document: &FoldedDocument, hit: &WordHit, words: &WordLists) -> bool {
    const DATES: ListSet = ListSet::of(&[List::Months, List::Weekdays]);
    let capitals = words.is_language("en") || words.is_language("de");
    hit.lists.meets(DATES)
        && (!capitals || document.slice(hit.span).starts_with(char::is_uppercase))
}

/// How many words are in `span`; a word of a script without spaces has two characters.
pub(super) fn words_between(document: &FoldedDocument, span: Span) -> usize {
    let text = document.slice(span);
    let unspaced = text.chars().filter(|c| writes_no_spaces(*c)).count();
    let words = words_in(document, span);
    let spaced = words.iter().filter(|(_, word)| !word.starts_with(writes_no_spaces)).count();
    spaced + unspaced.div_ceil(2)
}

/// Whether nothing but words, white space, marks of quotations and the stops of abbreviations are there.
pub(super) fn is_open(text: &str) -> bool {
    let open = |c: char| {
        c.is_whitespace()
            || c.is_alphanumeric()
            || matches!(c, '.' | '_' | '*')
            || quote_mark(c).is_some()
            || crate::quote::fold::char_class::is_invisible(c)
            || crate::quote::fold::char_class::is_combining(c)
    };
    text.chars().all(open)
}

/// What is between the marks that set some text off: `, however,`, `(in the end)`, `– as we saw –`.
pub(super) struct Aside<'t> {
    /// The words, without the marks.
    pub(super) inner: &'t str,
    /// Whether the marks are commas, which part other things as well.
    pub(super) by_commas: bool,
}

impl<'t> Aside<'t> {
    /// The aside that a text is, from its first character to its last.
    pub(super) fn of(text: &'t str) -> Option<Self> {
        let text = text.trim();
        let inner = text.strip_prefix(|c| canonical(c) == '(');
        let inner = inner.and_then(|rest| rest.strip_suffix(|c| canonical(c) == ')'));
        let dashed = || text.strip_prefix(is_dash)?.strip_suffix(is_dash);
        let marked = inner.or_else(dashed).map(|inner| Self { inner, by_commas: false });
        let set_off = || {
            let text = text.trim_end_matches(|c| quote_mark(c).is_some());
            let inner = text.strip_prefix(is_comma)?.strip_suffix(is_comma)?;
            Some(Self { inner, by_commas: true })
        };
        marked.or_else(set_off).filter(|aside| is_open(aside.inner))
    }

    pub(super) fn words(&self) -> usize {
        words_of(self.inner).count()
    }
}

/// Words in small letters, with a space before and behind each.
pub(super) fn spaced<'w>(words: impl Iterator<Item = &'w str>) -> String {
    words.fold(String::from(" "), |text, word| text + &word.to_lowercase() + " ")
}

/// Whether some words are in such a text.
pub(super) fn has_words(spaced: &str, words: &str) -> bool {
    spaced.contains(words) && spaced.contains(&format!(" {words} "))
}
