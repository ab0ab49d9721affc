//! What follows a quote in its sentence: `The council said | unless the wall is raised.`

use super::{
    IN_HALF, IN_PHRASE, IN_SET_OFF, LIMITING, NEAR, REACH, VERB_LAST, ends_between, is_blank,
    is_open_or_comma, postposes,
};
use crate::quote::document::FoldedDocument;
use crate::quote::fold::char_class::{canonical, is_comma, is_stop, quote_mark, writes_no_spaces};
use crate::quote::place::passage::{
    COMMA_LANGUAGES, WordHit, closes_clause, counts_before, has_words, hits, hits_before, is_bare,
    is_open, spaced, widened, words_between, words_in,
};
use crate::quote::words::boundary::words_of;
use crate::quote::words::{
    DENYING, List, ListSet, ShortList, WordLists, asks, is_apostrophe, sentence,
};
use crate::text::Span;
use std::cell::LazyCell;

/// A quote's end.
pub(super) struct End<'d> {
    pub(super) document: &'d FoldedDocument,
    pub(super) quote: Span,
    pub(super) words: &'d WordLists,
}

impl End<'_> {
    /// 真的吗？|没有人: whether the quote's last mark ends a sentence without a space after it.
    pub(super) fn ends_sentence(&self) -> bool {
        let words = self.document.slice(self.quote).trim_end_matches(|c| quote_mark(c).is_some());
        // `He left the town. [3]`: the mark of a note.
        let marked = words.strip_suffix(']').and_then(|words| words.rsplit_once('['));
        let marked = marked.filter(|(_, mark)| {
            mark.contains(|c: char| c.is_ascii_digit()) && !mark.contains(char::is_alphabetic)
        });
        words.ends_with(['？', '！', '。'])
            || marked.is_some_and(|(words, _)| words.trim_end().ends_with(['.', '?', '!']))
    }

    pub(super) fn clipped(&self) -> Option<Span> {
        let Self { document, quote, words } = *self;
        let window = widened(document, Span::new(quote.end, quote.end), REACH);
        let rest = document.text().get(quote.end..window.end).unwrap_or("");
        let next = words_of(rest).next().map(|(at, _)| quote.end + at)?;
        // 安全|性不足: what is written to the quote's last word is of that word.
        let ending = rest.chars().next().filter(|c| {
            writes_no_spaces(*c)
                && (words.has(List::NounEndings, c.encode_utf8(&mut [0; 4]))
                    || self.is_denied_behind(*c))
        });
        let from = quote.end + ending.map_or(0, char::len_utf8);
        let next = next.max(from);
        let between = Span::new(quote.end, next);
        let part = document.slice(between);
        if !is_open_or_comma(part)
            || document.crosses_break(between)
            || ends_between(document, quote.end, next, words)
        {
            return None;
        }
        let behind = Span::new(quote.end, window.end);
        let listed = |last: usize| {
            let found = hits_before(document, behind, last + 1, words);
            found.filter(|hit| hit.span.start >= from)
        };
        // `, but excluding the garage`.
        let but = listed(next).next().filter(|hit| hit.lists.has(List::But));
        let first = next;
        let next = but.map_or(next, |but| {
            let rest = document.text().get(but.span.end..window.end).unwrap_or("");
            words_of(rest).next().map_or(next, |(at, _)| but.span.end + at)
        });
        let hit = listed(next).nth(usize::from(but.is_some()));
        // `not only old | but proud`: the word that turns is the other half itself.
        let half =
            || self.half(first).or_else(|| if next == first { None } else { self.half(next) });
        let half = || half().or_else(|| self.behind(next, (!is_open(part), but.is_some())));
        let half = || half().or_else(|| self.particle(next).filter(|_| is_open(part)));
        let half = || half().or_else(|| self.phrase(first));
        let Some(hit) = hit else { return half() };
        let comma = !is_open(part);
        let inverted = hit.lists.has(List::Inversions) && !comma && self.is_unreal();
        let says = hit.lists.meets(LIMITING)
            || (hit.lists.has(List::Hedges) && self.trails(&hit))
            || hit.lists.has(List::Exclusions)
            || (hit.lists.has(List::ComparatorsBehind)
                && !comma
                && counts_before(document, quote.end, words))
            || inverted
            || (hit.lists.meets(DENYING)
                && (!comma || (!self.introduces(part, next) && self.is_tail(&hit))));
        says.then_some(hit.span).or_else(half)
    }

    /// `The play is anything | but dull`: the rest of two words that deny together, and of which the quote's last is the first.
    fn phrase(&self, next: usize) -> Option<Span> {
        let Self { document, quote, words } = *self;
        let reach = widened(document, Span::new(quote.end, quote.end), NEAR);
        let before = words_in(document, Span::new(reach.start, quote.end));
        let behind = words_in(document, Span::new(next, reach.end.max(next)));
        let ((_, first), (span, second)) = before.last().zip(behind.first())?;
        let lists = [List::Negations, List::Denials, List::Exclusions];
        let listed = |first: &str, rest: &str| {
            !words.is_negation(first)
                && lists.iter().any(|list| words.has_phrase(*list, first, rest))
        };
        // `alles andere | als sicher`, `alles | andere als`.
        let longer = || {
            let head = before.len().checked_sub(2).and_then(|at| before.get(at));
            let head = head.filter(|(span, word)| {
                words.begins_three(word) && is_bare(document, span.end, quote.end - first.len())
            });
            let third = behind.get(1).filter(|_| words.begins_three(first));
            head.is_some_and(|(_, head)| listed(head, &format!("{first} {second}")))
                || third.is_some_and(|(_, third)| listed(first, &format!("{second} {third}")))
        };
        let denies = || listed(first, second) || longer();
        (is_bare(document, quote.end, next) && denies()).then_some(*span)
    }

    /// 疑い|はない: whether a particle of Japanese follows, and what denies right after it.
    fn is_denied_behind(&self, particle: char) -> bool {
        let from = self.quote.end + particle.len_utf8();
        let window = widened(self.document, Span::new(from, from), REACH);
        let denies = || {
            let rest = Span::new(from, window.end);
            let mut found = hits_before(self.document, rest, from + 1, self.words);
            found.next().is_some_and(|h| h.span.start == from && h.lists.has(List::Negations))
        };
        matches!(particle, 'は' | 'も' | 'が') && self.words.is_language("ja") && denies()
    }

    /// `|, kış hariç.`: what narrows the quote at the end of the phrase after it, which begins at `next`. Whether a comma
    /// sets the phrase off, and whether it begins with *but*.
    fn behind(&self, next: usize, (comma, but): (bool, bool)) -> Option<Span> {
        const NARROWING: ListSet =
            ListSet::of(&[List::Exclusions, List::Reservations, List::Conditions]);
        const TURNING: ListSet = ListSet::of(&[List::And, List::But, List::Or]);
        let Self { document, words, .. } = *self;
        if !postposes(words) {
            return None;
        }
        let window = widened(document, Span::new(next, next), REACH);
        let rest = document.text().get(next..window.end)?;
        let mut last = ' ';
        let length = rest.find(|c: char| {
            let blank = c == '\n' && last == '\n';
            last = if is_blank(c) { last } else { c };
            blank || is_stop(c) || matches!(canonical(c), '!' | '?')
        });
        let mut phrase = Span::new(next, next + length.unwrap_or(rest.len()));
        // आने | से इनकार कर दिया | और घर चले गए.
        if !comma && words.is_language("hi") {
            let joins = |hit: &WordHit| hit.lists.meets(TURNING) && hit.span.start > next;
            let join = hits(document, phrase, words).find(joins);
            phrase = Span::new(next, join.map_or(phrase.end, |join| join.span.start));
        }
        let last = !comma && VERB_LAST.iter().any(|language| words.is_language(language));
        if words_between(document, phrase) > if comma || last { IN_SET_OFF } else { IN_PHRASE } {
            return None;
        }
        let all: Vec<WordHit> = hits(document, phrase, words).collect();
        let hit = all.last()?;
        let ends = is_bare(document, hit.span.end, phrase.end);
        // 安全だ|とは言えない, होने | से इनकार किया.
        let denial = all.iter().rev().find(|hit| hit.lists.meets(DENYING)).filter(|denial| {
            last && words_between(document, Span::new(denial.span.end, phrase.end)) <= 1
                && !document.slice(phrase).contains(is_comma)
                && !all.iter().any(|hit| hit.lists.meets(TURNING))
        });
        let narrows = hit.lists.meets(NARROWING) || (but && hit.lists.meets(DENYING));
        if ends && narrows { Some(hit.span) } else { denial.map(|denial| denial.span) }
    }

    /// `Er gab den Plan | auf.`: the end of the quote's denying verb, after it in the same clause.
    fn particle(&self, next: usize) -> Option<Span> {
        const TURNING: ListSet = ListSet::of(&[List::And, List::But, List::Or]);
        let Self { document, words, .. } = *self;
        words.pairs(List::Denials).next()?;
        let clause = self.last_clause();
        let opened = words.pairs(List::Denials).filter(|(first, _)| has_words(&clause, first));
        let particles: Vec<&str> = opened.map(|(_, second)| second).collect();
        if particles.is_empty() {
            return None;
        }
        let window = widened(document, Span::new(next, next), REACH);
        let rest = document.slice(Span::new(next, window.end));
        let parts = |c: char| matches!(canonical(c), ',' | ';' | ':' | '.' | '!' | '?' | '(' | ')');
        let clause = Span::new(next, next + rest.find(parts).unwrap_or(rest.len()));
        let behind = words_in(document, clause);
        let mut behind = behind.iter().take_while(|(_, word)| !words.lists_of(word).meets(TURNING));
        let closes = |(span, word): &&(Span, &str)| {
            particles.contains(&&*word.to_lowercase()) && closes_clause(document, span.end, words)
        };
        let parted = document.crosses_break(clause);
        behind.find(closes).map(|(span, _)| *span).filter(|_| !parted)
    }

    /// Whether a hedge belongs to what is before it: `he fled, | allegedly.`, 中止される|かもしれない; not `the plan |
    /// probably means`.
    fn trails(&self, hit: &WordHit) -> bool {
        let rest = self.document.text().get(hit.span.end..).unwrap_or("").trim_start();
        self.document.slice(hit.span).ends_with(writes_no_spaces)
            || rest.chars().next().is_none_or(|c| !c.is_alphanumeric())
    }

    /// `It cost 1.2 billion|, not 12.`: nothing but what is denied follows.
    fn is_tail(&self, hit: &WordHit) -> bool {
        let text = self.document.text();
        let rest = text.get(hit.span.end..).unwrap_or("");
        let stop = |c: char| {
            matches!(canonical(c), '.' | ';' | ':' | '!' | '?' | '。' | '(' | ')')
                || matches!(c, '”' | '»' | '」')
        };
        let mut last = ' ';
        let tail = rest.chars().take(REACH).position(|c| {
            let blank = c == '\n' && last == '\n';
            last = if is_blank(c) { last } else { c };
            blank || stop(c)
        });
        let tail: String = rest.chars().take(tail.unwrap_or(REACH)).collect();
        let words = words_in(self.document, Span::new(hit.span.end, hit.span.end + tail.len()));
        // `ולא`, `ولا`: and not.
        if self.document.slice(hit.span).starts_with(['ו', 'و']) {
            return false;
        }
        words.len() <= 2 && tail.contains(char::is_alphanumeric)
    }

    /// `We would have stopped | had we known`: whether the quote's last clause has a modal verb.
    fn is_unreal(&self) -> bool {
        words_of(&self.last_clause()).any(|(_, word)| self.words.has(List::Modals, word))
    }

    /// What [`Self::last_clause`] is some of, in small letters: to find where sentences end takes far longer. A small sigma is
    /// the one inside words.
    fn near_words(&self) -> String {
        let text = self.document.text();
        let from = text.ceil_char_boundary(self.quote.end.saturating_sub(REACH));
        let near = self.document.slice(Span::new(from, self.quote.end));
        near.chars().flat_map(char::to_lowercase).collect()
    }

    /// The words of the sentence's last clause up to the quote's end, [`spaced`], also those before the quote.
    fn last_clause(&self) -> String {
        let text = self.document.text();
        let from = text.ceil_char_boundary(self.quote.end.saturating_sub(REACH));
        let breaks = sentence::breaks(text, from, self.quote.end, Some(self.words));
        let from = breaks.last().unwrap_or(from);
        let clause = self.document.slice(Span::new(from, self.quote.end));
        let parts = |c| matches!(canonical(c), ',' | ';' | ':' | '(' | ')');
        let clause = clause.rsplit(parts).next().unwrap_or("");
        spaced(words_of(clause).map(|(_, word)| word))
    }

    /// `he answered|, “Nothing of the sort`: whether a word of saying ends the quote and a quotation follows, which begins at `next`. With
    /// a capital it may follow later in the clause: `he told the mayor|, “Nothing`.
    fn introduces(&self, between: &str, next: usize) -> bool {
        let words = self.words;
        let says = |word: &str| {
            words.has(List::Sayings, word) || words.has_short(ShortList::Answering, word)
        };
        let clause = || self.last_clause();
        let capital =
            || self.document.text().get(next..).is_some_and(|t| t.starts_with(char::is_uppercase));
        between.ends_with(|c: char| quote_mark(c).is_some())
            && (words_of(&clause()).last().is_some_and(|(_, word)| says(word))
                || (capital() && words_of(&clause()).any(|(_, word)| says(word))))
    }

    /// `It was less a victory | than a truce`: the second half of a pair whose first half is quoted.
    fn half(&self, next: usize) -> Option<Span> {
        let Self { document, quote, words } = *self;
        let reach = widened(document, Span::new(next, next), REACH);
        let rest = document.slice(Span::new(next, reach.end));
        let word = words_of(rest).next().map(|(_, word)| word)?;
        let closes = word.to_lowercase();
        // `qu'une`: the word and what is written as one with it.
        let elided = closes.find(is_apostrophe).and_then(|at| closes.get(..at));
        let phrase = LazyCell::new(|| spaced(words_of(rest).take(IN_HALF).map(|(_, word)| word)));
        let closing = |second: &str| {
            let shortened = || second.strip_suffix(['e', 'i', 'u']).filter(|_| elided.is_some());
            second == closes
                || shortened().is_some_and(|second| Some(second) == elided)
                || (second.contains(' ')
                    && second.starts_with(closes.as_str())
                    && phrase.starts_with(&format!(" {second} ")))
        };
        let mut pairs = words.pairs(List::Pairs).filter(|(_, second)| closing(second)).peekable();
        pairs.peek()?;
        // Where a comma is a matter of taste, only two words or more surely open a pair: `not only`, not `not`.
        let parted = document.slice(Span::new(quote.end, next)).contains(is_comma);
        let sets_comma = COMMA_LANGUAGES.iter().any(|language| words.is_language(language));
        let may_open = |(first, second): (&str, &str)| {
            !parted || sets_comma || first.contains(' ') || first == second
        };
        let near = self.near_words();
        let near_by = |word: &str| word.contains('ς') || near.contains(word);
        let mut pairs = pairs.filter(|(first, _)| first.split(' ').all(near_by)).peekable();
        pairs.peek()?;
        let clause = self.last_clause();
        let opened = pairs.any(|pair| may_open(pair) && has_words(&clause, pair.0));
        opened.then(|| Span::new(next, next + word.len()))
    }

    /// The question mark of the sentence that the quote is cut out of. Not the sign of a language of programs: `the ? operator`.
    pub(super) fn question(&self) -> Option<Span> {
        let Self { document, quote, words } = *self;
        let window = widened(document, Span::new(quote.end, quote.end), REACH);
        let rest = document.text().get(quote.end..window.end)?;
        let parts = |c: char| {
            let letter = c.is_ascii_alphanumeric() || c == ' ';
            !letter && (asks(c, Some(words)) || matches!(canonical(c), '.' | '!' | '。' | ':'))
        };
        let at = rest.char_indices().find(|(at, c)| {
            let number =
                rest.get(at + c.len_utf8()..).is_some_and(|r| r.starts_with(char::is_alphanumeric));
            parts(*c) && !number
        })?;
        let (head, tail) = rest.split_at_checked(at.0)?;
        if !asks(at.1, Some(words)) || is_sign(head, tail, words) {
            return None;
        }
        let (from, mark) = (quote.end, quote.end + at.0);
        let opens = rest.get(..at.0)?.char_indices().any(|(i, c)| {
            quote_mark(c).is_some()
                && rest
                    .get(i + c.len_utf8()..)
                    .is_some_and(|r| r.starts_with(char::is_alphanumeric))
                && !rest.get(..i).is_some_and(|r| r.ends_with(char::is_alphanumeric))
        });
        let whole = || {
            !document.crosses_break(Span::new(from, mark))
                && !sentence::ends_between(document.text(), from, mark, Some(words))
        };
        (!opens && whole()).then(|| Span::new(mark, mark + at.1.len_utf8()))
    }
}

/// `the ? operator`: whether the question mark at the head of `tail` is a sign of a programming language, which is named so.
fn is_sign(head: &str, tail: &str, words: &WordLists) -> bool {
    let article = || head.split_whitespace().next_back().is_some_and(|word| words.is_article(word));
    let spaced = tail.strip_prefix('?').is_some_and(|rest| rest.starts_with(' '));
    let kind = || words_of(tail).next().map_or("", |(_, word)| word);
    head.ends_with(' ')
        && spaced
        && article()
        && WordLists::of_any_language().has_short(ShortList::SignKinds, kind())
}
