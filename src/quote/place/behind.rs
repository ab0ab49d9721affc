//! Reports a quote that the rest of its sentence denies, attributes to somebody, or makes depend on a condition. (*Behind*: the
//! words after the quote.)
//!
//! ```text
//! The rumour that the mayor resigned | is false.
//! The mayor took a bribe, | which he denies.
//! The bridge is safe, | according to its owner.
//! The bridge is safe, | or so the owner says.
//! The bridge is safe, | its owner says, but nobody believes it.
//! The tax will rise, if | the bill passes.
//! ```
//!
//! A plain `, the union claims` is not reported: most quotes of newspapers have one after them.

use super::passage::{
    COMMA_LANGUAGES, WordHit, has_words, hits, hits_before, is_bare, spaced, widened,
    words_between, words_in,
};
use crate::quote::document::FoldedDocument;
use crate::quote::fold::char_class::{
    canonical, is_comma, is_dash, is_invisible, is_stop, quote_mark,
};
use crate::quote::words::boundary::words_of;
use crate::quote::words::language::is_frequent;
use crate::quote::words::{DENYING, List, ListSet, ShortList, WordLists};
use crate::text::{Span, blank_lines, head};

/// How far behind a quote the rest of its clause is looked at, in bytes.
const REACH: usize = 128;

/// How far back in a quote the word is looked for that it ends in, in bytes.
const NEAR: usize = 40;

/// The most words of a predicate up to the word that refutes: `is by all accounts false`.
const IN_PREDICATE: usize = 5;

/// The most words of an added clause that refutes, and those after the word that does: `which he denied | to reporters`.
const IN_CLAUSE: usize = 8;
const BEHIND_QUESTION: usize = 3;

/// Between a noun of statements and its *that*: `el rumor de que`.
const TO_THAT: usize = 3;

/// The most words of what somebody thinks, where the name of that person follows: `, der Polizei zufolge`.
const IN_VOICE: usize = 5;

/// Where the sentence goes on and says that what is quoted is not so, whose word it is, or on what it depends.
pub(super) fn told_behind(
    document: &FoldedDocument,
    quote: Span,
    words: &WordLists,
) -> Option<Span> {
    let rest = Rest::of(document, quote, words)?;
    if rest.set_off {
        let found = rest.voiced().or_else(|| rest.disputed()).or_else(|| rest.answered());
        if let Some(span) = found.or_else(|| rest.doubted(rest.clause.start)) {
            return Some(span);
        }
    }
    let turned = || if rest.turns() { rest.disputed() } else { None };
    rest.refuted().or_else(turned).or_else(|| rest.cut_in_two())
}

/// The rest of the clause behind a quote, or the clause behind its comma.
struct Rest<'d> {
    document: &'d FoldedDocument,
    quote: Span,
    words: &'d WordLists,
    clause: Span,
    /// The listed words in it.
    hits: Vec<WordHit>,
    /// Whether a comma, a dash or a bracket comes before it.
    set_off: bool,
}

impl<'d> Rest<'d> {
    /// `None` where the sentence ends with the quote, as most do.
    fn of(document: &'d FoldedDocument, quote: Span, words: &'d WordLists) -> Option<Self> {
        let rest = head(document.text().get(quote.end..)?, REACH);
        let sets_off = |c: char| is_comma(c) || is_dash(c) || canonical(c) == '(';
        let at = rest.find(char::is_alphanumeric)?;
        let between = rest.get(..at)?;
        let plain = |c: char| c.is_whitespace() || sets_off(c) || is_invisible(c);
        let last = document.slice(quote).chars().next_back()?;
        let goes_on = between.chars().all(plain)
            && !matches!(canonical(last), '.' | '!' | '?')
            && blank_lines(between).next().is_none()
            && !document.crosses_break(Span::new(quote.end, quote.end + at));
        if !goes_on {
            return None;
        }
        // Thai has no comma, and sets off by a space.
        let set_off = between.contains(sets_off) || (words.is_language("th") && at > 0);
        Some(Self::clause_at(quote.end + at, rest.get(at..)?, set_off, (document, quote, words)))
    }

    /// The clause that begins at a byte, where `rest` of the text is.
    fn clause_at(
        start: usize,
        rest: &str,
        set_off: bool,
        (document, quote, words): (&'d FoldedDocument, Span, &'d WordLists),
    ) -> Self {
        let ends = |c: char| {
            matches!(canonical(c), ',' | ';' | ':' | '.' | '!' | '?' | '(' | ')')
                || is_stop(c)
                || (quote_mark(c).is_some() && !matches!(c, '\'' | '’'))
        };
        let length = rest.find(ends).unwrap_or(rest.len());
        let clause = Span::new(start, start + length);
        let hits = hits(document, clause, words).collect();
        Self { document, quote, words, clause, hits, set_off }
    }

    /// `, according to its owner`.
    fn voiced(&self) -> Option<Span> {
        let clause = self.clause;
        let mut found = self.hits.iter().filter(|hit| hit.lists.has(List::Voices));
        let near = |hit: &&WordHit| {
            let (from, to) = (Span::new(clause.start, hit.span.start), hit.span.end);
            words_between(self.document, from) <= 1
                || (is_bare(self.document, to, clause.end)
                    && words_between(self.document, from) <= IN_VOICE)
        };
        found.find(near).map(|hit| hit.span)
    }

    /// `, which he denies`; not `, which he does not deny`, nor `, denied a loan`.
    fn disputed(&self) -> Option<Span> {
        let (document, clause) = (self.document, self.clause);
        let hit = self.hits.iter().find(|hit| hit.lists.has(List::Refuting))?;
        let asks = self.first_lists().has(List::Questions) && !self.turns();
        // `, lo que él niega`, `, a charge that he denied`; not `, a contested peace`, nor `, a road that he disputed`.
        let inner = |hit: &WordHit| {
            hit.lists.has(List::That)
                && words_between(document, Span::new(clause.start, hit.span.start)) > 1
        };
        let named =
            words_of(document.slice(clause)).any(|(_, word)| self.words.has(List::Claims, word));
        let leads = asks || named || !self.hits.iter().any(inner);
        // `but the owner denies it`.
        let named_again = || {
            let last = words_of(document.slice(clause)).last();
            last.is_some_and(|(_, word)| self.words.has_short(ShortList::Pronouns, word))
        };
        let most = if asks { BEHIND_QUESTION } else { usize::from(named_again()) };
        let joined = self.hits.iter().any(|hit| hit.lists.has(List::And));
        let few = words_between(document, clause) <= IN_CLAUSE
            && words_between(document, Span::new(hit.span.end, clause.end)) <= most
            && words_between(document, Span::new(clause.start, hit.span.start)) > 0;
        (few && leads && !self.is_denied(hit) && !joined).then_some(hit.span)
    }

    /// `, the rumour says, but nobody believes it`: what turns the statement, after an aside that says whose it is.
    fn answered(&self) -> Option<Span> {
        let Self { document, quote, words, clause, .. } = *self;
        let says = |word: &str| words.has(List::Sayings, word) || words.has(List::Claims, word);
        let mut aside = words_of(document.slice(clause)).map(|(_, word)| word);
        if words_between(document, clause) > IN_VOICE || !aside.any(says) {
            return None;
        }
        let rest = head(document.text().get(clause.end..)?, REACH);
        let at = rest.find(char::is_alphanumeric)?;
        let comma = |c: char| c.is_whitespace() || is_comma(c) || is_dash(c);
        if !rest.get(..at)?.chars().all(comma)
            || document.crosses_break(Span::new(clause.end, clause.end + at))
        {
            return None;
        }
        let turn =
            Self::clause_at(clause.end + at, rest.get(at..)?, true, (document, quote, words));
        if turn.turns() { turn.disputed() } else { None }
    }

    /// `until others denied it`, `although the owner denies it`: whether it begins with what turns what comes before it.
    fn turns(&self) -> bool {
        let first = words_of(self.document.slice(self.clause)).next();
        first.is_some_and(|(_, word)| {
            self.words.has_short(ShortList::Until, word) || self.words.has(List::But, word)
        })
    }

    /// The lists of the clause's first word.
    fn first_lists(&self) -> ListSet {
        let first = words_of(self.document.slice(self.clause)).next();
        first.map_or(ListSet::NONE, |(_, word)| self.words.lists_of(word))
    }

    /// Whether a word that refutes is denied itself.
    fn is_denied(&self, refuting: &WordHit) -> bool {
        let mut before = self.hits.iter().take_while(|hit| hit.span.start < refuting.span.start);
        before.any(|hit| hit.lists.meets(DENYING))
    }

    /// `, or so the owner says`: the two halves of what weakens a statement, from byte `from` on.
    fn doubted(&self, from: usize) -> Option<Span> {
        let clause = Span::new(from, self.clause.end);
        let mut pairs = self.words.pairs(List::Hedges).peekable();
        pairs.peek()?;
        let text = spaced(words_of(self.document.slice(clause)).map(|(_, word)| word));
        let doubts = |(first, second): (&str, &str)| {
            text.get(1..).is_some_and(|text| {
                text.strip_prefix(first).is_some_and(|rest| has_words(rest, second))
            })
        };
        pairs.any(doubts).then_some(clause)
    }

    /// `The rumour that the mayor resigned | is false`, `That the dam is safe | is a myth`: the predicate of a statement that is
    /// quoted.
    fn refuted(&self) -> Option<Span> {
        const JOINING: ListSet = ListSet::of(&[List::And, List::But]);
        if self.set_off && !COMMA_LANGUAGES.iter().any(|language| self.words.is_language(language))
        {
            return None;
        }
        // `He repeated the claim that it is safe | and denied the rest`: of something else.
        if self.first_lists().meets(JOINING) {
            return None;
        }
        let hit = self.hits.iter().find(|hit| hit.lists.has(List::Refuting))?;
        let before = Span::new(self.clause.start, hit.span.start);
        (words_between(self.document, before) <= IN_PREDICATE
            && !self.is_denied(hit)
            && self.is_statement())
        .then_some(hit.span)
    }

    /// Whether the quote is what a noun of statements says, or begins with *that*.
    fn is_statement(&self) -> bool {
        let quoted: Vec<&str> =
            words_of(head(self.document.slice(self.quote), REACH)).map(|(_, word)| word).collect();
        let that = |word: &&str| self.words.has(List::That, word);
        // `השמועה שראש העיר התפטר`: *that* is written to the next word.
        let glued = |word: &str| {
            self.words.is_language("he") && word.starts_with('ש') && word.chars().nth(2).is_some()
        };
        let leads = |word: &&str| that(word) || glued(word) || self.words.has(List::Voices, word);
        let begins = quoted.first().is_some_and(that)
            && quoted.get(1).is_some_and(|w| is_frequent(self.words.language(), &w.to_lowercase()));
        let claims = |at: usize, word: &str| {
            self.words.has(List::Claims, word)
                && quoted.iter().skip(at + 1).take(TO_THAT).any(&leads)
        };
        begins
            || self.ends_in_claim()
            || self.claims_unspaced()
            || quoted.iter().enumerate().any(|(at, word)| claims(at, word))
    }

    /// ข่าวลือที่ว่าเขาลาออก: the same in Thai, which writes no spaces between a noun of statements and its *that*.
    fn claims_unspaced(&self) -> bool {
        if !self.words.is_language("th") {
            return false;
        }
        let mut claim: Option<usize> = None;
        hits(self.document, self.quote, self.words).any(|hit| {
            let between = claim.map(|end| Span::new(end.min(hit.span.start), hit.span.start));
            let joined = between.is_some_and(|between| {
                matches!(self.document.slice(between), "" | "ที่" | " " | " ที่" | "ที่ ")
            });
            if hit.lists.has(List::Claims) {
                claim = Some(hit.span.end);
            }
            joined && hit.lists.has(List::That)
        })
    }

    /// 市長が辞任したという噂|は嘘だ: whether the quote ends in a noun of statements, in a language that has it after what is stated.
    fn ends_in_claim(&self) -> bool {
        const NOUN_LAST: [&str; 4] = ["ja", "zh", "ko", "tr"];
        let end = self.quote.end;
        let near = || {
            let near = widened(self.document, Span::new(end, end), NEAR);
            Span::new(near.start.max(self.quote.start), end)
        };
        NOUN_LAST.iter().any(|language| self.words.is_language(language))
            && hits(self.document, near(), self.words)
                .any(|hit| hit.span.end == end && hit.lists.has(List::Claims))
    }

    /// `The tax will rise, if | the bill passes`: the quote ends in a word that narrows it, or in the middle of a phrase that does,
    /// and what it stands for is cut off.
    fn cut_in_two(&self) -> Option<Span> {
        const NARROWING: ListSet = ListSet::of(&[List::Conditions, List::Exclusions]);
        const LIMITING: ListSet = NARROWING.with(ListSet::of(&[List::Limiters]));
        let (document, end) = (self.document, self.quote.end);
        let near = widened(document, Span::new(end, end), NEAR);
        let span = Span::new(near.start.max(self.quote.start), near.end);
        let cut = |hit: &WordHit| {
            let whole = hit.span.end <= end;
            if hit.span.start == self.quote.start
                || (whole && !is_bare(document, hit.span.end, end))
            {
                return false;
            }
            let comma = self.stands_behind_comma(hit.span.start);
            let word = document.slice(hit.span);
            if whole {
                let small = is_frequent(self.words.language(), &word.to_lowercase());
                return hit.lists.meets(NARROWING) && (comma || small);
            }
            let leads = words_of(word).last().is_some_and(|(_, w)| self.words.has(List::That, w));
            (comma && hit.lists.meets(LIMITING)) || (leads && hit.lists.has(List::Conditions))
        };
        let found = hits_before(document, span, end, self.words).find(cut).map(|hit| hit.span);
        // `– or | so the paper said`.
        let last = words_in(document, Span::new(span.start, end)).last().map(|(span, _)| *span);
        let turns = || {
            let last = last.filter(|last| self.stands_behind_comma(last.start))?;
            self.words.has(List::Or, document.slice(last)).then(|| self.doubted(last.start))?
        };
        found.or_else(turns)
    }

    /// Whether a comma, a dash or a bracket comes right before a byte.
    fn stands_behind_comma(&self, at: usize) -> bool {
        let text = self.document.text().get(..at).unwrap_or("").trim_end();
        text.ends_with(|c: char| is_comma(c) || is_dash(c) || canonical(c) == '(')
    }
}
