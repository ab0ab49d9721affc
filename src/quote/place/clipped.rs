//! Reports a quote that the words right before or after it, in the same sentence, deny, limit or condition.
//!
//! ```text
//! Had the valve held, | nobody would have died.      the condition of what is quoted
//! The council said | unless the wall is raised.      what narrows it
//! Did the mayor say | he would resign | at last?     the question that it is a part of
//! ```

mod end;

use super::behind::told_behind;
use super::fronted;
use super::passage::{
    Aside, COMMA_LANGUAGES, COMPARING, WordHit, has_words, hits, hits_before, is_bare,
    is_bare_behind, is_open, may_be_verb, noun_follows, of_friend, spaced, widened, words_between,
    words_in,
};
use crate::quote::document::FoldedDocument;
use crate::quote::fold::char_class::{
    canonical, is_comma, is_comparator, is_dash, quote_mark, writes_no_spaces,
};
use crate::quote::words::boundary::words_of;
use crate::quote::words::language::is_frequent;
use crate::quote::words::{DENYING, List, ListSet, ShortList, WordLists, sentence};
use crate::text::{BlockKind, Span, blank_lines, first_paragraph, is_year};
use end::End;
use std::cell::LazyCell;

/// How far from a quote's end its next words are looked for, in bytes.
const REACH: usize = 160;

/// So far nearly always the words reach that are looked at for the first half of a pair, in bytes, and so many are they.
const NEAR: usize = 32;
const IN_HALF: usize = 3;

/// How many words of a clause may be between a condition and the quote.
const IN_CLAUSE: usize = 4;

/// The most words between a denial and the *that* of what nobody has proved: `It has not been shown that |`.
const IN_FRAME: usize = 3;

/// The most words of an aside between a denial and what it denies: `not, as the maker claims, |`.
const IN_ASIDE: usize = 6;

/// The most words of whom somebody wants to do something: `the | old miller | to sell`.
const WANTED_WORDS: usize = 4;

/// The most words of an aside that does not say whose word something is: `not, in any case, |`.
const IN_REMARK: usize = 4;

/// Words that deny by themselves what is said before them. No mark parts them from a word that they belong to, as it parts *not*.
const ANSWERS: [(&str, &str); 5] =
    [("en", "no"), ("fr", "non"), ("es", "no"), ("it", "no"), ("pt", "não")];

/// The most words of an infinitive between a hedge and the quote: `is said to have been |`.
const IN_VERB: usize = 2;

/// How many words a bracket at a quote's start may have taken the place of.
const SUBJECT_WORDS: usize = 6;
/// Languages in which the words that narrow a phrase follow it: `kış hariç`, 겨울을 제외하고.
const POSTPOSING: [&str; 7] = ["tr", "hi", "ko", "hu", "fi", "zh", "ja"];

/// Those of them that deny at the end of the clause: `güvenli | olduğu doğru değil`, 安全だ|とは言えない.
const VERB_LAST: [&str; 5] = ["tr", "hi", "ko", "ja", "zh"];

/// Those in which a denial may end its clause.
const DENIAL_LAST: [&str; 6] = ["de", "nl", "sv", "nb", "no", "da"];

/// So many words of such a phrase are looked over, and so many where a comma sets it off.
const IN_PHRASE: usize = 3;
const IN_SET_OFF: usize = 5;

/// What narrows the words beside it.
const LIMITING: ListSet = ListSet::of(&[List::Limiters, List::Conditions]);

/// What weakens the words that follow it.
const WEAKENING: ListSet = ListSet::of(&[List::Limiters, List::Hedges, List::Conditions]);

/// Words that deny, limit or condition what is quoted, and the half of a pair.
pub(super) fn clipped(
    document: &FoldedDocument,
    quote: Span,
    cut: CutEnds,
    words: &WordLists,
) -> Option<Span> {
    let start = Start { document, at: quote.start, words };
    let end = End { document, quote, words };
    let question = || end.question().filter(|_| !cut.asked);
    start.clipped().or_else(|| if cut.supplied { start.subject() } else { None }).or_else(|| {
        let told = || told_behind(document, quote, words);
        if end.ends_sentence() { None } else { end.clipped().or_else(told).or_else(question) }
    })
}

/// What is known of a quote's ends besides their places.
#[derive(Debug, Clone, Copy)]
pub(super) struct CutEnds {
    /// Whether the quote ends in a mark that its end does not count, and that asks: the Greek `;`.
    pub(super) asked: bool,
    /// Whether a bracket at its start supplies words.
    pub(super) supplied: bool,
}

/// A quote's start.
struct Start<'d> {
    document: &'d FoldedDocument,
    at: usize,
    words: &'d WordLists,
}

impl Start<'_> {
    fn clipped(&self) -> Option<Span> {
        if self.begins_sentence() {
            return None;
        }
        let window = widened(self.document, Span::new(self.at, self.at), REACH);
        let (first, year) = self.first_word(window.end);
        let number = self.counts(&first);
        if number && let Some(sign) = self.comparator() {
            return Some(sign);
        }
        let mut found = None;
        for hit in hits_before(self.document, window, self.at, self.words) {
            for hit in self.before(hit) {
                // `до | 2014`: until that year.
                let until = year && hit.lists.has(List::YearWords);
                if !until && self.cuts(&hit, number) {
                    found = Some(hit.span);
                }
            }
        }
        found
            .or_else(|| self.half(window))
            .or_else(|| self.wanted())
            .or_else(|| fronted::inverted(self.document, self.at, &first, self.words))
            .or_else(|| fronted::parted(self.document, self.at, self.words))
    }

    fn counts(&self, word: &str) -> bool {
        word.chars().any(char::is_numeric) || self.words.is_number(word)
    }

    /// `более чем на | 4 %`, `более чем | на 4 %`: whether a comparator in words, and at most one small word, are before a
    /// number.
    fn compares(&self, hit: &WordHit, number: bool) -> bool {
        let Self { document, at, words } = *self;
        if !hit.lists.has(List::Comparators) {
            return false;
        }
        if number && is_bare_behind(document, hit.span, at, words) {
            return true;
        }
        if !document.slice(hit.span).contains(char::is_whitespace) {
            return false;
        }
        let reach = widened(document, Span::new(at, at), NEAR);
        let small = |word: &str| is_frequent(words.language(), &word.to_lowercase());
        let between = words_in(document, Span::new(hit.span.end, at));
        let bare = is_open(document.slice(Span::new(hit.span.end, at)));
        let next = words_in(document, Span::new(at, reach.end));
        bare && match (between.as_slice(), next.as_slice()) {
            ([(_, word)], _) => number && small(word),
            ([], [(_, first), (_, second), ..]) => small(first) && self.counts(second),
            _ => false,
        }
    }

    /// `Too few | people slept to tell`: the first half of a pair right before the quote, the second in it.
    fn half(&self, window: Span) -> Option<Span> {
        let near = widened(self.document, Span::new(self.at, self.at), NEAR);
        let mut before = words_in(self.document, Span::new(near.start, self.at));
        // The first of them may be cut.
        if before.len() <= IN_HALF {
            before = words_in(self.document, Span::new(window.start, self.at));
        }
        let (last, _) = before.last()?;
        if !is_bare(self.document, last.end, self.at) {
            return None;
        }
        let near = before.get(before.len().saturating_sub(IN_HALF)..)?;
        let text = spaced(near.iter().map(|(_, word)| *word));
        if let Some(span) = self.second_half(near, &text) {
            return Some(span);
        }
        let pairs = self.words.pairs(List::Pairs).filter(|(first, _)| has_words(&text, first));
        let mut pairs = pairs.peekable();
        pairs.peek()?;
        let clause = self.document.slice(Span::new(self.at, window.end));
        let clause = clause
            .split(|c| matches!(canonical(c), ',' | ';' | ':' | '.' | '!' | '?' | '。'))
            .next()?;
        let clause = spaced(words_of(clause).map(|(_, word)| word));
        let mut pairs = pairs.filter(|(_, second)| has_words(&clause, second)).peekable();
        pairs.peek()?;
        // `in the blood. More | people died than recovered`: the first half is in the sentence.
        let reach = Span::new(near.first()?.0.start, self.at);
        let text = self.document.text();
        let breaks = sentence::breaks(text, reach.start, self.at, Some(self.words));
        let from = breaks.last().unwrap_or(reach.start);
        let own = near.iter().filter(|(span, _)| span.start >= from);
        let own = spaced(own.map(|(_, word)| *word));
        pairs.any(|(first, _)| has_words(&own, first)).then_some(Span::new(from, self.at))
    }

    /// `It is too early to | speak`: both halves of a pair right before the quote, which the second governs.
    fn second_half(&self, near: &[(Span, &str)], text: &str) -> Option<Span> {
        let (last, closing) = near.last().filter(|_| near.len() == IN_HALF)?;
        let closes = closing.to_lowercase();
        let opens = |first: &str| {
            self.words.has(List::Comparatives, first)
                && text.contains(&format!(" {first} "))
                && *first != closes
                && !self.words.has_short(ShortList::LeadsTo, first)
        };
        let mut pairs = self.words.pairs(List::Pairs).filter(|(_, second)| *second == closes);
        let span = Span::new(near.first()?.0.start, last.end);
        let open = is_open(self.document.slice(span)) && !self.document.crosses_break(span);
        (pairs.any(|(first, _)| opens(first)) && open).then_some(span)
    }

    /// `They want | the town to sell the mill`: what somebody wants another to do, right after the verb.
    fn wanted(&self) -> Option<Span> {
        self.words.pairs(List::Modals).next()?;
        let head = self.document.text().get(..self.at)?.trim_end();
        let word_start = head.trim_end_matches(char::is_alphabetic).len();
        let (word, verb) = (head.get(word_start..)?, Span::new(word_start, head.len()));
        if self.document.crosses_break(Span::new(head.len(), self.at)) {
            return None;
        }
        let mut pairs =
            self.words.pairs(List::Modals).filter(|(first, _)| *first == word).peekable();
        pairs.peek()?;
        let near = widened(self.document, Span::new(self.at, self.at), NEAR);
        let behind = words_in(self.document, Span::new(self.at, near.end.max(self.at)));
        let near = behind.iter().skip(1).take(WANTED_WORDS);
        let leads = |second: &str| {
            let mut pairs = near.clone().zip(behind.iter().skip(2));
            let to = pairs.find(|((_, to), _)| *to == second);
            let to = to.filter(|(_, (_, verb))| may_be_verb(verb, self.words)).map(|(to, _)| to);
            to.is_some_and(|(to, _)| is_open(self.document.slice(Span::new(verb.end, to.start))))
        };
        pairs.any(|(_, second)| leads(second)).then_some(verb)
    }

    /// `Not one man of the old crew died` quoted as `[They] died`: the bracket fills the place of words before it, so what denies or
    /// limits those is looked for, too.
    fn subject(&self) -> Option<Span> {
        let text = self.document.text();
        let from = text.ceil_char_boundary(self.at.saturating_sub(REACH));
        let before = words_in(self.document, Span::new(from, self.at));
        let mut next = self.at;
        for (word, shown) in before.iter().rev().take(SUBJECT_WORDS) {
            let lists = self.words.lists_of(shown);
            let joins = lists.has(List::And) || lists.has(List::But);
            let parted = self.document.crosses_break(Span::new(word.end, next));
            if joins || parted || !is_bare(self.document, word.end, next) {
                return None;
            }
            let start = Self { at: word.start, ..*self };
            if let Some(span) = start.clipped() {
                return Some(span);
            }
            // `Few men fled`: the subject is denied itself.
            if lists.meets(DENYING) || lists.has(List::Limiters) {
                return Some(*word);
            }
            next = word.start;
        }
        None
    }

    /// Most quotes begin where a sentence does.
    fn begins_sentence(&self) -> bool {
        let head = self.document.text().get(..self.at).unwrap_or("");
        let open = |c: char| quote_mark(c).is_some() || matches!(c, ' ' | '(' | '[');
        let head = head.trim_end_matches(open);
        head.is_empty()
            || (ends_paragraph(head) && gap_inside(self.document, head.len(), self.at).is_none())
            || sentence::begins_plainly(self.document.text(), self.at, Some(self.words))
    }

    /// The quote's first word, and whether it is a year.
    fn first_word(&self, to: usize) -> (String, bool) {
        let text = self.document.text().get(self.at..to).unwrap_or("");
        let word = words_of(text).next().map_or("", |(_, word)| word);
        (word.to_owned(), is_year(word))
    }

    /// The listed words as far as they are before the quote.
    fn before(&self, hit: WordHit) -> Vec<WordHit> {
        if hit.span.end <= self.at {
            vec![hit]
        } else if hit.lists.has(List::FalseFriends) && !hit.lists.has(List::Affirmations) {
            of_friend(self.document, hit.span, Span::new(hit.span.start, self.at), self.words)
        } else {
            let inside = Span::new(hit.span.start, self.at);
            let mut parts: Vec<WordHit> = hits(self.document, inside, self.words).collect();
            // `stopped | paying`, `is said | to have left`: what is left of a denial denies, what is left of a hedge weakens.
            let of = |list: ListSet| {
                hit.lists.meets(list) && !parts.iter().any(|part| part.lists.meets(list))
            };
            let end = inside.start + self.document.slice(inside).trim_end().len();
            let span = Span::new(inside.start, end);
            if hit.lists.has(List::Denials) && of(DENYING) {
                parts.push(WordHit { span, lists: hit.lists.without(LIMITING) });
            } else if of(ListSet::of(&[List::Hedges])) {
                parts.push(WordHit { span, lists: ListSet::of(&[List::Hedges]) });
            }
            // `plus d'|un million`: of a comparator only its number is quoted.
            let kept = self.document.slice(Span::new(self.at, hit.span.end));
            if hit.lists.has(List::Comparators) && self.words.is_number(kept) {
                parts.push(WordHit { span: inside, lists: COMPARING });
            }
            parts
        }
    }

    /// Where the frame of what is quoted ends: `It is not true | that | he paid`.
    fn frame_end(&self, from: usize) -> usize {
        let words = words_in(self.document, Span::new(from, self.at));
        let Some((that, _)) = words.last().filter(|(_, word)| self.words.has(List::That, word))
        else {
            return self.at;
        };
        let head = self.document.slice(Span::new(from, that.start));
        let parts = |c: char| c.is_whitespace() || is_comma(c);
        if is_bare(self.document, that.end, self.at) {
            from + head.trim_end_matches(parts).len()
        } else {
            self.at
        }
    }

    /// `It is not true that |`, `It seems that |`: whether a denial or a hedge is right before what leads to the quote.
    fn frames(&self, hit: &WordHit) -> bool {
        let frame = Span::new(hit.span.end, self.frame_end(hit.span.end));
        if frame.end == self.at || !is_open(self.document.slice(frame)) {
            return false;
        }
        let count = words_between(self.document, frame);
        let near = count <= 1 && !self.says(frame) || count <= IN_FRAME && self.proves(frame);
        (hit.lists.meets(DENYING) && near) || (hit.lists.meets(WEAKENING) && count == 0)
    }

    /// `Er bestreitet, | dass er Geld nahm`: whether the quote begins with what leads from a denial to what it denies. The comma
    /// before it is spelling.
    fn begins_frame(&self, between: &str) -> bool {
        let rest = self.document.text().get(self.at..).unwrap_or("");
        let that = fronted::leads_in(rest, self.words);
        let sets_comma = COMMA_LANGUAGES.iter().any(|language| self.words.is_language(language));
        that && sets_comma && ends_in_comma(between) && is_open_or_comma(between)
    }

    /// `It is false to say that |`, `It is not the case, as some have said, that |`: what is said not to be so, with a few words or an
    /// aside between.
    fn refutes(&self, hit: &WordHit) -> bool {
        let rest = self.document.text().get(self.at..).unwrap_or("");
        let that = words_of(rest).next().is_some_and(|(_, word)| self.words.has(List::That, word));
        let end = if that { self.at } else { self.frame_end(hit.span.end) };
        if end < hit.span.end || (end == self.at && !that) {
            return false;
        }
        let parts = |c: char| c.is_whitespace() || is_comma(c);
        let frame = self.document.slice(Span::new(hit.span.end, end)).trim_end_matches(parts);
        let comma = frame.char_indices().find(|(_, c)| is_comma(*c));
        let at = comma.map_or(frame.len(), |(at, _)| at);
        let (head, aside) = frame.split_at_checked(at).unwrap_or((frame, ""));
        let head = Span::new(hit.span.end, hit.span.end + head.len());
        is_open(self.document.slice(head))
            && words_between(self.document, head) <= IN_FRAME
            && !self.says(head)
            && (aside.is_empty() || self.is_aside(aside))
    }

    /// `The water is not, as the maker claims, | safe`, `not, however, | safe`, `not (in the end) | safe`: an aside between a denial
    /// and what it denies. `No, he said, |` is an answer.
    fn denies_over_aside(&self, hit: &WordHit, between: &str) -> bool {
        let is_near = |aside: Aside<'_>| {
            let remarks = !aside.by_commas || !self.ends_in_denial();
            self.is_aside(aside.inner) || (remarks && aside.words() <= IN_REMARK)
        };
        Aside::of(between).is_some_and(is_near)
            && !self.begins_clause(hit)
            && !self.ends_clause(hit)
    }

    /// Whether a denial may end its clause in the language: `Er kommt nicht, wie immer, | sie aber`.
    fn ends_in_denial(&self) -> bool {
        VERB_LAST.iter().chain(&DENIAL_LAST).any(|language| self.words.is_language(language))
    }

    /// `If not, of course, |`, `like it or not, my friend, |`, `said no, of course, |`, `was rejected, however, | and`: whether the
    /// clause of a denial ends with it.
    fn ends_clause(&self, hit: &WordHit) -> bool {
        let from = self.document.text().floor_char_boundary(hit.span.start.saturating_sub(NEAR));
        let before = words_in(self.document, Span::new(from, hit.span.start));
        let lists = before.last().map(|(_, word)| self.words.lists_of(word));
        let alone = lists.is_some_and(|lists| lists.has(List::Or) || lists.has(List::Conditions))
            || ANSWERS.contains(&(self.words.language(), self.document.slice(hit.span)));
        let rest = self.document.text().get(self.at..).unwrap_or("");
        let next = words_of(rest).next().map(|(_, word)| self.words.lists_of(word));
        alone || next.is_some_and(|lists| lists.has(List::And) || lists.has(List::But))
    }

    /// `, as some have said`: whether what is between commas says whose word something is.
    fn is_aside(&self, aside: &str) -> bool {
        let words: Vec<&str> = words_of(aside).map(|(_, word)| word).collect();
        let says = |word: &&str| self.words.has(List::Sayings, word);
        words.len() <= IN_ASIDE && words.iter().any(says)
    }

    /// `They never said that |`: what is denied is that it was said.
    fn says(&self, frame: Span) -> bool {
        let words = words_in(self.document, frame);
        words.iter().any(|(_, word)| self.words.has(List::Verbs, word))
    }

    /// `No evidence shows that |`: what is denied is that it is so.
    fn proves(&self, frame: Span) -> bool {
        let words = words_in(self.document, frame);
        words.iter().any(|(_, word)| self.words.has_short(ShortList::Proving, word))
    }

    fn cuts(&self, hit: &WordHit, number: bool) -> bool {
        let Self { document, at, words } = *self;
        let between = Span::new(hit.span.end, at);
        if document.crosses_break(between) {
            return false;
        }
        let text = document.slice(between);
        // Most listed words neither deny nor narrow anything: their distance from the quote is not needed.
        let count = LazyCell::new(|| words_between(document, between));
        // Thai ends sentences by a space, and writes a denial to what it denies.
        let parted = words.is_language("th") && text.contains(char::is_whitespace);
        let near =
            (hit.lists.meets(DENYING) && !closed(text) && !parted && *count <= 1 && is_open(text))
                || (hit.lists.meets(DENYING) && self.begins_frame(text) && *count <= 1)
                || ((hit.lists.meets(DENYING) || hit.lists.meets(WEAKENING)) && self.frames(hit))
                || (hit.lists.meets(WEAKENING) && *count == 0 && self.leads_on(hit, text))
                || (hit.lists.has(List::Hedges)
                    && (1..=IN_VERB).contains(&*count)
                    && self.helps(between))
                || (hit.lists.has(List::Limiters) && *count <= 1 && is_open(text))
                || (hit.lists.has(List::Conditions) && self.conditions(hit, text, || *count))
                || (hit.lists.has(List::Inversions) && self.inverts(hit, text))
                || (hit.lists.has(List::Reservations) && self.reserves(hit, text, || *count))
                || (hit.lists.has(List::Modifiers)
                    && is_bare(document, between.start, between.end)
                    && noun_follows(document, between.start, words))
                || (hit.lists.meets(DENYING) && self.denies_over_aside(hit, text))
                || (hit.lists.has(List::Refuting) && self.refutes(hit))
                || self.compares(hit, number);
        near && !self.joins(between) && !ends_between(document, hit.span.end, at, words)
    }

    /// `is said to have | left`: whether there is nothing but *have* or *be* between, after which a participle reads as the past.
    fn helps(&self, between: Span) -> bool {
        let words: Vec<&str> = self.document.slice(between).split_whitespace().collect();
        self.words.has_short(ShortList::Perfects, &words.join(" "))
    }

    /// `Allegedly, | he sold it`; not `fixed on paper, | he said`: after a comma, only a word that begins its clause counts; nor `claim
    /// to | the mill`: before an article, *to* marks no infinitive.
    fn leads_on(&self, hit: &WordHit, between: &str) -> bool {
        let last = words_of(self.document.slice(hit.span)).last().map_or("", |(_, word)| word);
        let next = || words_of(self.document.text().get(self.at..).unwrap_or("")).next();
        let is_noun = self.words.has_short(ShortList::InfinitiveMarks, last)
            && next().is_some_and(|(_, word)| self.words.is_article(word));
        !is_noun && (is_open(between) || (is_open_or_comma(between) && self.begins_clause(hit)))
    }

    /// Whether *and* is between the two, after the last comma: `If he pays and she agrees, | we sell` has one in its condition.
    fn joins(&self, between: Span) -> bool {
        let text = self.document.slice(between);
        let comma = text.char_indices().rev().find(|(_, c)| is_comma(*c));
        let from = between.start + comma.map_or(0, |(at, c)| at + c.len_utf8());
        let words = words_in(self.document, Span::new(from, between.end));
        words.iter().any(|(_, word)| self.words.has(List::And, word))
    }

    /// `If it rains, | the fair is off`; `if the | grant falls through`: a condition reaches to the next comma, but for those of
    /// an aside: `If he, the mayor, pays, | we sell`.
    fn conditions(&self, hit: &WordHit, between: &str, count: impl FnOnce() -> usize) -> bool {
        let whole = || ends_in_comma(between) && self.begins_clause(hit);
        let aside =
            || between.split(is_comma).next().is_some_and(|head| words_of(head).count() <= 1);
        match between.matches(is_comma).count() {
            0 => is_open(between) && count() <= IN_CLAUSE && !self.leads_to(hit, between),
            1 => whole() || (ends_in_comma(between) && count() == 0 && postposes(self.words)),
            3 => whole() && aside(),
            _ => false,
        }
    }

    /// `si grande que | la ville l’admire`: no condition, but what leads to a consequence.
    fn leads_to(&self, hit: &WordHit, between: &str) -> bool {
        let last = words_of(between).last().map(|(_, word)| word);
        let that = last.is_some_and(|word| self.words.has(List::That, word));
        that && self.words.has_short(ShortList::LeadsTo, self.document.slice(hit.span))
    }

    /// `Had the valve held, |`, `Had | the valve held`: a verb before its subject.
    fn inverts(&self, hit: &WordHit, between: &str) -> bool {
        match between.matches(is_comma).count() {
            0 => {
                is_bare(self.document, hit.span.end, self.at)
                    && self.document.slice(hit.span).starts_with(char::is_uppercase)
            }
            1 => ends_in_comma(between) && self.begins_clause(hit),
            _ => false,
        }
    }

    /// `Except for Tom, | everyone left`; where the word follows its phrase, 톰을 제외하고, |.
    fn reserves(&self, hit: &WordHit, between: &str, count: impl FnOnce() -> usize) -> bool {
        between.matches(is_comma).count() == 1
            && ends_in_comma(between)
            && (count() == 0 || self.begins_clause(hit))
    }

    fn begins_clause(&self, hit: &WordHit) -> bool {
        let head = self.document.text().get(..hit.span.start).unwrap_or("");
        let open = |c: char| c.is_whitespace() || quote_mark(c).is_some() || matches!(c, '¿' | '¡');
        let head = head.trim_end_matches(open);
        let last = head.chars().next_back();
        if last.is_none_or(|c| !c.is_alphanumeric()) {
            return true;
        }
        let from = head.ceil_char_boundary(head.len().saturating_sub(REACH));
        let near = head.get(from..).unwrap_or("");
        let word = words_of(near).last().map_or("", |(_, word)| word);
        let lists = self.words.lists_of(word);
        lists.has(List::And)
            || lists.has(List::But)
            || last.is_some_and(writes_no_spaces)
            || sentence::ends_between(
                self.document.text(),
                head.len() - 1,
                hit.span.start,
                Some(self.words),
            )
    }

    /// `<` or the like before the quote, with white space between.
    fn comparator(&self) -> Option<Span> {
        let head = self.document.text().get(..self.at)?.trim_end();
        let sign = head.chars().next_back().filter(|c| is_comparator(*c))?;
        let whole = !self.document.crosses_break(Span::new(head.len(), self.at));
        whole.then(|| Span::new(head.len() - sign.len_utf8(), head.len()))
    }
}

/// What a blank line may have before its line feed.
const fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r')
}

/// Whether a text ends in a blank line.
fn ends_paragraph(text: &str) -> bool {
    blank_lines(text).next_back().is_some_and(|blank| blank.end == text.len())
}

/// Whether a sentence ends between two places. Not at a blank line in the middle of one: `The lake did not⏎⏎freeze that year.`
fn ends_between(document: &FoldedDocument, from: usize, to: usize, words: &WordLists) -> bool {
    let ends = |from, to| sentence::ends_between(document.text(), from, to, Some(words));
    ends(from, to)
        && gap_inside(document, from, to)
            .is_none_or(|gap| ends(from, gap.start.max(from)) || ends(gap.end, to.max(gap.end)))
}

/// The blank lines between two places, or right at them, over which a sentence goes on: a letter or a comma comes before
/// them and a small letter after them, in a paragraph that ends as sentences do; and both are paragraphs.
fn gap_inside(document: &FoldedDocument, from: usize, to: usize) -> Option<Span> {
    let text = document.text();
    let between = text.get(from..to)?;
    let space = |c: char| matches!(c, ' ' | '\t' | '\r' | '\n');
    let blank = from + blank_lines(between).next().map_or(0, |blank| blank.start);
    let start = text.get(..blank)?.trim_end_matches(space).len();
    let end = text.len() - text.get(blank..)?.trim_start_matches(space).len();
    let run = text.get(start..end).filter(|run| run.len() > 1)?;
    let (before, behind) = (text.get(..start)?.chars().next_back()?, text.get(end..)?);
    let paragraph = first_paragraph(behind).trim_end();
    let ends = |c: char| matches!(c, '.' | '!' | '?' | ';' | ':') || quote_mark(c).is_some();
    let goes_on = run.matches('\n').count() > 1
        && (before.is_lowercase() || is_comma(before))
        && behind.starts_with(char::is_lowercase)
        && paragraph.ends_with(ends);
    let mut blocks = document.blocks_in(Span::new(start.saturating_sub(1), end + 1)).iter();
    (goes_on && end <= to.max(start) && blocks.all(|block| block.kind == BlockKind::Text))
        .then(|| Span::new(start, end))
}

/// Whether the words that narrow a phrase follow it in a language.
fn postposes(words: &WordLists) -> bool {
    POSTPOSING.iter().any(|language| words.is_language(language))
}

/// The same, with the marks that set words off.
fn is_open_or_comma(text: &str) -> bool {
    let comma = |c: char| is_comma(c) || canonical(c) == '(' || is_dash(c);
    text.chars().all(|c| comma(c) || is_open(c.encode_utf8(&mut [0; 4])))
}

fn ends_in_comma(text: &str) -> bool {
    let open = |c: char| c.is_whitespace() || quote_mark(c).is_some();
    text.trim_end_matches(open).ends_with(is_comma)
}

/// Whether a quotation ends in a text: words before its end deny nothing after it.
fn closed(text: &str) -> bool {
    text.contains(['”', '»', '」'])
}
