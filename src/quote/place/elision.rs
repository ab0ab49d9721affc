//! Issues with the words that one ellipsis leaves out.
//!
//! ```text
//! The hospital will, in theory, not reopen by May.      The hospital will … reopen by May.
//!                  ╰──── gap ─────╯
//! ```
//!
//! A negation in the gap turns the sense, a limiter (*in theory*) makes the statement stronger than it is, and a number
//! of a clause of which words are kept is missed. Words of a sentence of which nothing is kept say nothing of the quote.

mod modal;
mod speaker;

use super::boundary::clipped_number;
use super::notes::notes;
use super::passage::{
    Aside, WordHit, closes_clause, counts_before, cut_phrases, hits_within, is_bare, is_date,
    noun_follows, widened, words_in,
};
use crate::quote::document::FoldedDocument;
use crate::quote::fold::char_class::{
    canonical, is_comparator, is_dash, is_digit, is_hangul, writes_no_spaces,
};
use crate::quote::words::boundary::words_of;
use crate::quote::words::language::is_frequent;
use crate::quote::words::numbers::{is_figure_of_name, is_identifier};
use crate::quote::words::{DENYING, List, ListSet, ShortList, WordLists, is_apostrophe, sentence};
use crate::text::Span;

/// How far a listed phrase or the half of a pair may reach into the kept words, in bytes.
const REACH: usize = 96;

/// What makes a statement narrower, weaker or another's.
const LIMITING: ListSet =
    ListSet::of(&[List::Limiters, List::Hedges, List::Conditions, List::Attributions]);

/// What gives a statement to somebody.
const SAYING: ListSet = ListSet::of(&[List::Attributions]);

/// The words that one ellipsis leaves out.
pub(super) struct LeftOutWords<'d> {
    document: &'d FoldedDocument,
    words: &'d WordLists,
    /// From the kept words before it to those after it.
    around: Span,
    /// The same with those kept words.
    kept: Span,
    /// The listed words in it.
    hits: Vec<WordHit>,
    /// All its words.
    left_out: Vec<(Span, &'d str)>,
    /// The words around it.
    before: Vec<(Span, &'d str)>,
    after: Vec<(Span, &'d str)>,
    /// The rest of a phrase that affirms as a whole, and whose beginning is kept.
    cut_affirmation: Option<Span>,
    /// Where sentences begin in it.
    breaks: Vec<usize>,
}

impl<'d> LeftOutWords<'d> {
    /// Looks at the words in `span`, which are between kept words that end and begin at `around`; with them they are `kept`.
    pub(super) fn new(
        document: &'d FoldedDocument,
        words: &'d WordLists,
        span: Span,
        (around, kept): (Span, Span),
    ) -> Self {
        let window = widened(document, around, REACH);
        let breaks =
            sentence::breaks(document.text(), around.start, around.end, Some(words)).collect();
        let before = words_in(document, Span::new(window.start, span.start));
        let after = words_in(document, Span::new(span.end, window.end));
        let (mut hits, cut_affirmation) = hits_within(document, span, window, words);
        hits.extend(cut_phrases(document, span, window, words));
        Self {
            document,
            words,
            around,
            kept,
            hits,
            cut_affirmation,
            left_out: left_out(document, words, span),
            before,
            after,
            breaks,
        }
    }

    /// Whether no sentence begins in `from + 1..=to`.
    fn together(&self, from: usize, to: usize) -> bool {
        !self.breaks.iter().any(|at| *at > from && *at <= to)
    }

    /// Whether a sentence has both the listed words and kept ones.
    fn is_of_kept_sentence(&self, span: Span) -> bool {
        self.together(self.around.start, span.start) || self.together(span.end, self.around.end)
    }

    /// A negation or denial: where, and whether it touches a kept word.
    pub(super) fn negation(&self) -> Option<(Span, bool)> {
        let denies = |hit: &&WordHit| hit.lists.meets(DENYING) || hit.lists.has(List::Affirmations);
        // `You cannot | but | admire her`: what is left of the phrase denies.
        if let Some(rest) = self.cut_affirmation {
            return Some((rest, true));
        }
        let mut mild = None;
        for hit in self.hits.iter().filter(denies) {
            if !self.is_of_kept_sentence(hit.span) {
                continue;
            }
            if hit.lists.meets(DENYING) && self.touches(*hit) {
                return Some((hit.span, true));
            }
            mild = mild.or(Some((hit.span, false)));
        }
        mild = mild.or_else(|| self.lacking().map(|span| (span, false)));
        let parted = |span| WordHit { span, lists: ListSet::NONE };
        mild.or_else(|| self.parted_denial().map(|span| (span, self.touches(parted(span)))))
    }

    /// `parasız | kaldı`: a Turkish word that says by its ending what something is without, right before the kept words.
    fn lacking(&self) -> Option<Span> {
        if !self.words.is_language("tr") {
            return None;
        }
        let (last, word) = self.left_out.last()?;
        let lacks = self.words.denies_by_ending(word)
            && !self.words.has(List::FalseFriends, word)
            && is_bare(self.document, last.end, self.around.end);
        lacks.then_some(*last)
    }

    /// `the third | son`: which of several the kept noun right after it names.
    fn ordinal(&self) -> Option<Span> {
        let small = |word: &str| is_frequent(self.words.language(), &word.to_lowercase());
        let led = |span: Span| {
            let mut before =
                self.left_out.iter().chain(&self.before).map(|(span, word)| (span, *word));
            let nearest = before
                .by_ref()
                .filter(|(word, _)| word.end <= span.start)
                .max_by_key(|(word, _)| word.end);
            nearest.is_some_and(|(word, text)| {
                small(text) && is_bare(self.document, word.end, span.start)
            })
        };
        // `the first | to cross the sea`.
        let acts = || {
            let next = self.after.first().map(|(_, word)| *word);
            next.is_some_and(|word| self.words.has_short(ShortList::InfinitiveMarks, word))
        };
        let ranks = |hit: &&WordHit| {
            hit.lists.has(List::Ordinals)
                && is_bare(self.document, hit.span.end, self.around.end)
                && (noun_follows(self.document, hit.span.end, self.words) || acts())
                && led(hit.span)
        };
        self.hits.iter().find(ranks).map(|hit| hit.span)
    }

    /// `Das Amt | lehnte es ab, | den Weg zu bauen`: half of a denial in two words, of a sentence of which words are kept.
    fn parted_denial(&self) -> Option<Span> {
        let mut pairs = self.words.pairs(List::Denials).peekable();
        pairs.peek()?;
        let sentence = |(span, _): &&(Span, &str)| self.together(span.end, self.around.end);
        let all = || self.left_out.iter().chain(&self.after);
        let same = |word: &str| {
            let word = word.to_owned();
            all().filter(sentence).filter(move |(_, w)| w.to_lowercase() == word)
        };
        pairs.find_map(|(first, second)| {
            if let Some(particle) = self.parted_end(first, second) {
                return Some(particle);
            }
            let (first, _) = same(first).next()?;
            let left_out = self.left_out.iter().any(|(span, _)| span == first);
            let closes = |(second, _): &(Span, &str)| {
                second.start > first.start && closes_clause(self.document, second.end, self.words)
            };
            (left_out && same(second).any(closes)).then_some(*first)
        })
    }

    /// `Das Amt lehnte es | ab`: the second half of such a denial, whose first is kept in the same clause.
    fn parted_end(&self, first: &str, second: &str) -> Option<Span> {
        let (from, _) = self.before.iter().rev().find(|(_, word)| word.to_lowercase() == first)?;
        let parts = |c: char| matches!(canonical(c), ',' | ';' | ':' | '.' | '!' | '?' | '(' | ')');
        let closes = |(span, word): &&(Span, &str)| {
            word.to_lowercase() == second
                && closes_clause(self.document, span.end, self.words)
                && !self.document.slice(Span::new(from.end, span.start)).contains(parts)
        };
        self.left_out.iter().find(closes).map(|(span, _)| *span)
    }

    /// Whether a denial is right beside a kept word that it may govern.
    fn touches(&self, hit: WordHit) -> bool {
        let (start, end, span) = (self.around.start, self.around.end, hit.span);
        // `schlief nicht | und ging`: what joins the clauses is not denied.
        let joined = || self.next_joins();
        let after = self.together(span.end, end) && is_bare(self.document, span.end, end);
        let after = after && !(self.denies_verb() && joined());
        let before = self.together(start, span.start) && is_bare(self.document, start, span.start);
        after || (before && (self.denies_object(hit) || !self.governs_nothing_kept(hit)))
    }

    /// `okumayı | reddetti | ve çıktı`: a verb that denies, alone in the gap, after what it governs.
    fn denies_object(&self, hit: WordHit) -> bool {
        const VERB_LAST: [&str; 5] = ["tr", "fa", "hi", "ko", "ja"];
        let first = self.left_out.first().is_some_and(|(word, _)| word.start >= hit.span.start);
        first && hit.lists.has(List::Denials) && VERB_LAST.contains(&self.words.language())
    }

    /// Whether more than a denial is left out, or it is one word with its verb: `nespal`, `uyumadı`.
    fn denies_verb(&self) -> bool {
        const ONE_WORD: [&str; 5] = ["cs", "tr", "fa", "ja", "ko"];
        self.left_out.len() > 1 || ONE_WORD.contains(&self.words.language())
    }

    /// Whether the first kept word after the gap joins two clauses, or is glued to one that does: وعاد, וחזר, 并且.
    fn next_joins(&self) -> bool {
        let Some((next, word)) = self.after.first() else { return false };
        let lists = if word.starts_with(writes_no_spaces) {
            let window = widened(self.document, Span::new(next.end, next.end), REACH);
            let text = self.document.slice(Span::new(next.start, window.end));
            let first = self.words.listed(text).next().filter(|listed| listed.range.start == 0);
            first.map_or(ListSet::NONE, |listed| listed.lists)
        } else {
            self.words.lists_of(word)
        };
        let glued = match self.words.language() {
            "ar" => word.starts_with('و'),
            "he" => word.starts_with('ו'),
            _ => false,
        };
        lists.has(List::And) || lists.has(List::But) || (glued && word.chars().nth(2).is_some())
    }

    /// `He left | without a coat and | went home`: what is denied is left out as well. Not after a verb whose
    /// denial goes on after the conjunction: `She did | not sing and | dance`.
    /// What follows an aside is denied: `is | not, however, | safe`.
    fn governs_nothing_kept(&self, hit: WordHit) -> bool {
        const VERBS: ListSet = ListSet::of(&[List::Verbs, List::Modals]);
        if Aside::of(self.document.slice(Span::new(hit.span.end, self.around.end))).is_some() {
            return false;
        }
        let lists = |word: Option<&(Span, &str)>| {
            word.map_or(ListSet::NONE, |(_, word)| self.words.lists_of(word))
        };
        let last = lists(self.left_out.last());
        let verb = lists(self.before.last()).meets(VERBS);
        let next = lists(self.after.first());
        let glued = self.next_joins();
        let joins = |list: List| last.has(list) || next.has(list) || (list == List::And && glued);
        // `ohne Hut und`: what is missing is none of the verb's.
        let without = hit.lists.has(List::Reservations);
        // `The council | never met. Then | it slept`: the verb is left out, too.
        let behind = || self.left_out.last().is_some_and(|(last, _)| last.start >= hit.span.end);
        let ends =
            (without || (!verb && behind())) && !self.together(hit.span.end, self.around.end);
        let joined = joins(List::But) || (joins(List::And) && (without || !verb));
        self.denies_verb() && (ends || joined)
    }

    /// A number, a date or a comparator between kept words of one clause.
    pub(super) fn number(&self) -> Option<Span> {
        let clause = self.document.slice(self.around);
        if ends_clause(clause) || !self.together(self.around.start, self.around.end) {
            return None;
        }
        let of_name = |span: Span| {
            if self.is_of_identifier(span) {
                return true;
            }
            let friend = |hit: &&WordHit| hit.lists.has(List::FalseFriends);
            let mut friends = self.hits.iter().filter(friend);
            friends.any(|f| f.span.start <= span.start && span.end <= f.span.end)
                || self.is_labelled(span)
        };
        let figures = self.left_out.iter().filter(|(_, w)| w.chars().any(char::is_numeric));
        let figure = figures.map(|(span, _)| *span).find(|span| !of_name(*span));
        let counts = |hit: &&WordHit| self.counts(hit) && !of_name(hit.span);
        let spelled = || self.hits.iter().find(counts).map(|hit| hit.span);
        let sign = || {
            // `<smith> We sold it`, `~/notes`: only before a figure.
            let compares = |at: usize, c: char| {
                let rest = self.document.text().get(self.around.start + at + c.len_utf8()..);
                let next = rest.and_then(|rest| rest.trim_start().chars().next());
                is_comparator(c)
                    && !next.is_some_and(|c| c.is_alphabetic() || matches!(c, '/' | '>'))
            };
            let mut signs = clause.char_indices().filter(|(at, c)| compares(*at, *c));
            let at = signs.next().map(|(at, c)| (self.around.start + at, c))?;
            Some(Span::new(at.0, at.0 + at.1.len_utf8()))
        };
        let found = figure.or_else(spelled).or_else(sign).or_else(|| self.comparator());
        found.or_else(|| self.range()).or_else(|| self.ordinal())
    }

    /// `5 | mg` in the middle of a quote: a number that one side of the gap is cut off from, with its unit or the other end of
    /// its range.
    pub(super) fn clipped_number(&self) -> Option<Span> {
        let ends = [self.around.start, self.around.end];
        ends.into_iter().find_map(|at| clipped_number(self.document, at, Some(self.words)))
    }

    /// `ext4`, `lxcbr0`, `ssh(1)`: whether a figure is part of what a thing is called, after its letters.
    fn is_of_identifier(&self, span: Span) -> bool {
        let text = self.document.text();
        let called = || {
            let before = text.get(..span.start).and_then(|head| head.strip_suffix('('));
            let section = text.get(span.end..).is_some_and(|rest| rest.starts_with(')'));
            let named = |head: &str| {
                let name = head.rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
                name.ends_with(|c: char| c.is_ascii_lowercase()) || is_identifier(name)
            };
            section && before.is_some_and(named)
        };
        is_identifier(self.document.slice(span)) || called()
    }

    /// Whether listed words are a number or a date.
    fn counts(&self, hit: &WordHit) -> bool {
        const COUNTING: ListSet = ListSet::of(&[List::Numbers, List::Scales]);
        if is_date(self.document, hit, self.words) {
            return true;
        }
        let at = self.left_out.iter().position(|(span, _)| span.start >= hit.span.start);
        let near = |by: isize| {
            let at = at?.checked_add_signed(by)?;
            self.left_out.get(at).map(|(_, word)| *word)
        };
        let lists = |by: isize| near(by).map_or(ListSet::NONE, |word| self.words.lists_of(word));
        // `only one` counts, `one of them` does not.
        if hit.lists.has(List::Indefinite) {
            return lists(-1).has(List::Limiters);
        }
        if hit.lists.meets(COUNTING) {
            // A single letter is a scale only after a figure; a syllable is a word.
            let word = self.document.slice(hit.span);
            let syllable = |c: char| writes_no_spaces(c) || is_hangul(c);
            return word.chars().nth(1).is_some() || word.starts_with(syllable);
        }
        // `half of the firms`, `double the price`; not `the double doors`.
        let named = self.before.last().filter(|_| at == Some(0)).map(|(_, word)| *word);
        let before = named.or_else(|| near(-1)).unwrap_or("");
        let article = is_frequent(self.words.language(), before);
        let next = near(1).or_else(|| self.after.first().map(|(_, word)| *word));
        let of = next.is_some_and(|word| is_frequent(self.words.language(), word));
        hit.lists.has(List::Multiples) && (!article || of)
    }

    /// `No. | 5`: what is before the figure makes a name of it.
    fn is_labelled(&self, figure: Span) -> bool {
        let head = self.document.text().get(..figure.start).unwrap_or("");
        let name = head.rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let whole = Span::new(name.max(figure.start.saturating_sub(REACH)), figure.end);
        let named = |span| self.document.text().get(span).is_some_and(is_figure_of_name);
        if named(figure.start..figure.end) || named(whole.start..whole.end) {
            return true;
        }
        // `Figure 4-1`: of a figure of several parts the label is before the first.
        let run = self.document.slice(Span::new(whole.start, figure.end));
        let parts = |c: char| c.is_ascii_digit() || is_dash(c) || c == '.';
        let start = if run.chars().all(parts) { whole.start } else { figure.start };
        let mut before = self.before.iter().chain(&self.left_out).rev();
        let Some((label, word)) = before.find(|(span, _)| span.end <= start) else {
            return false;
        };
        // `a Boeing 747`.
        let previous = before.next().map_or("", |(_, word)| *word);
        let article = || self.words.is_article(previous);
        let capital = word.starts_with(char::is_uppercase) && !self.words.is_date(word);
        let between = self.document.slice(Span::new(label.end, start)).trim();
        let listed = |word: &str| self.words.has(List::NumberLabels, word);
        // `Listing 4-1`; not `For Example 12 men`.
        let labels = || {
            self.words.has_short(ShortList::CapitalLabels, word)
                && !previous.eq_ignore_ascii_case("for")
        };
        match between {
            // `No 10`: with a capital even without the point.
            "" if names_standard(word) => true,
            "" if listed(word) => true,
            "" => capital && (listed(&format!("{word}.")) || article() || labels()),
            "." => listed(&format!("{word}.")) || listed(word),
            "§" | "§§" | "#" => true,
            _ => false,
        }
    }

    /// `at least | 40`, `30 people | or more`: what compares a number is in the gap, the number beside it.
    fn comparator(&self) -> Option<Span> {
        let all = || self.left_out.iter().chain(&self.after);
        let compares = |hit: &&WordHit| {
            let next = all().find(|(span, _)| span.start >= hit.span.end);
            let number =
                |word: &str| word.chars().any(char::is_numeric) || self.words.is_number(word);
            hit.lists.has(List::Comparators) && next.is_some_and(|(_, word)| number(word))
        };
        let behind = |hit: &&WordHit| {
            hit.lists.has(List::ComparatorsBehind)
                && is_bare(self.document, self.around.start, hit.span.start)
                && counts_before(self.document, hit.span.start, self.words)
        };
        let found = self.hits.iter().find(compares).or_else(|| self.hits.iter().find(behind));
        found.map(|hit| hit.span)
    }

    /// `from Oslo to | Bergen`: the first end of a range.
    fn range(&self) -> Option<Span> {
        let text = spelled(&self.left_out);
        let ends = self.words.pairs(List::Ranges).any(|(first, second)| {
            let opens = format!(" {first} ");
            let closes = format!(" {second} ");
            text.starts_with(&opens) && text.ends_with(&closes) && text.len() > opens.len() + 1
        });
        let (first, last) = (self.left_out.first()?, self.left_out.last()?);
        ends.then(|| Span::new(first.0.start, last.0.end))
    }

    /// What narrows or weakens the statement, or gives it to somebody else. `denied` and `number` are what was
    /// found of a negation and of a number.
    pub(super) fn limiter(&self, denied: Option<Span>, number: Option<Span>) -> Option<Span> {
        let narrated = self.is_narration();
        let limits = |hit: &&WordHit| {
            // `at least 40`: told as a number.
            let compares = hit.lists.has(List::Comparators) && number.is_some();
            let apart = denied.is_none_or(|d| hit.span.end <= d.start || d.end <= hit.span.start);
            let lists = if narrated { hit.lists.without(SAYING) } else { hit.lists };
            // `si grande | que la ville l'admire`: no condition.
            let degree = || {
                let next = self.after.first().map_or("", |(_, word)| *word);
                self.words.has(List::That, next)
                    && self.words.has_short(ShortList::LeadsTo, self.document.slice(hit.span))
            };
            lists.meets(LIMITING)
                && !compares
                && !degree()
                && apart
                && !hit.lists.meets(DENYING)
                && self.is_of_kept_sentence(hit.span)
        };
        // `more than | a rumour`: where no number follows.
        let exceeds = |hit: &&WordHit| {
            let phrase = self.document.slice(hit.span).split_once(char::is_whitespace);
            let more = phrase.is_some_and(|(more, _)| self.words.has(List::Comparatives, more));
            let bare = || is_bare(self.document, hit.span.end, self.around.end);
            more && hit.lists.has(List::Comparators) && number.is_none() && bare()
        };
        let limits = |hit: &&WordHit| limits(hit) || exceeds(hit);
        let listed = self.hits.iter().find(limits).map(|hit| hit.span);
        let half = || self.half().or_else(|| self.opening_half()).filter(|_| denied.is_none());
        let modal = || self.modal().filter(|_| denied.is_none() && number.is_none());
        listed
            .or_else(half)
            .or_else(|| self.attribution())
            .or_else(|| self.told())
            .or_else(|| if narrated { None } else { self.another_said() })
            .or_else(modal)
            .or_else(|| self.modifier())
    }

    /// `the vice | king`: what makes another person or thing of the kept noun right after it.
    fn modifier(&self) -> Option<Span> {
        let modifies = |hit: &&WordHit| {
            hit.lists.has(List::Modifiers)
                && is_bare(self.document, hit.span.end, self.around.end)
                && self.is_of_kept_sentence(hit.span)
                && noun_follows(self.document, hit.span.end, self.words)
        };
        self.hits.iter().find(modifies).map(|hit| hit.span)
    }

    /// `It is | too | early to speak`, `It was | less | a victory than a truce`: the first half of a pair after a verb, whose
    /// second half is kept.
    fn opening_half(&self) -> Option<Span> {
        let (last, word) = self.left_out.last()?;
        let word = word.to_lowercase();
        if !self.words.has(List::Comparatives, &word)
            || self.words.has_short(ShortList::LeadsTo, &word)
            || !is_bare(self.document, last.end, self.around.end)
        {
            return None;
        }
        // `She too wanted to leave`: *also*.
        let before = self.left_out.iter().rev().nth(1).or_else(|| self.before.last());
        if !before.is_some_and(|(_, word)| self.words.has(List::Verbs, word)) {
            return None;
        }
        let parts =
            |c: char| matches!(canonical(c), ',' | ';' | ':' | '(' | ')' | '.' | '!' | '?' | '。');
        let rest = Span::new(self.around.end, self.after.last()?.0.end);
        let clause = self.document.slice(rest).split(parts).next()?;
        let kept = spelled_out(words_of(clause).map(|(_, word)| word));
        let mut pairs = self.words.pairs(List::Pairs).filter(|(first, _)| *first == word);
        pairs.any(|(_, second)| kept.contains(&format!(" {second} "))).then_some(*last)
    }

    /// `More people died | than | recovered`: the second half of a pair whose first half is kept.
    fn half(&self) -> Option<Span> {
        let document = self.document;
        let first = self.left_out.first()?;
        if !self.together(self.around.start, first.0.start) {
            return None;
        }
        let text = document.text();
        let from = self.before.first().map_or(self.around.start, |(span, _)| span.start);
        let breaks = sentence::breaks(text, from, first.0.start, Some(self.words));
        let from = breaks.last().unwrap_or(from);
        let parts = |c: char| matches!(canonical(c), ',' | ';' | ':' | '(' | ')');
        let clause = document.slice(Span::new(from, first.0.start));
        let from = clause.rfind(parts).map_or(from, |at| from + at);
        let kept = self.before.iter().filter(|(span, _)| span.start >= from);
        let mut kept = spelled(kept);
        // `n'aime | qu'elle`.
        if kept.contains(" n'") || kept.contains(" n’") {
            kept.push_str("ne ");
        }
        let closing = |span: Span, word: &str| {
            let rest = text.get(span.end..).unwrap_or("");
            let elided = rest.starts_with(is_apostrophe) || word.contains(is_apostrophe);
            let short = word.split(is_apostrophe).next().unwrap_or("");
            let closes_with = |second: &str| {
                second == word || (elided && second.strip_suffix(['e', 'i']) == Some(short))
            };
            self.words
                .pairs(List::Pairs)
                .any(|(opens, closes)| closes_with(closes) && kept.contains(&format!(" {opens} ")))
        };
        let reached = |span: Span| {
            !document.slice(Span::new(first.0.start, span.start)).contains(parts)
                && self.together(first.0.start, span.start)
        };
        let mut left_out = self.left_out.iter().take_while(|(span, _)| reached(*span));
        left_out.find(|(span, word)| closing(*span, &word.to_lowercase())).map(|(span, _)| *span)
    }
}

/// `ISO 8859`: whether a figure after a word is part of a name, in any language.
fn names_standard(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_uppercase())
        && WordLists::of_any_language().has_short(ShortList::Standards, word)
}

/// The words of `span`, without the marks of notes.
fn left_out<'d>(
    document: &'d FoldedDocument,
    words: &WordLists,
    span: Span,
) -> Vec<(Span, &'d str)> {
    let marks = notes(document, span, Some(words));
    let mut found = words_in(document, span);
    found.retain(|(word, _)| !marks.iter().any(|m| m.start <= word.start && word.end <= m.end));
    found
}

/// Words in small letters, a space on each side of each.
fn spelled<'w>(words: impl IntoIterator<Item = &'w (Span, &'w str)>) -> String {
    spelled_out(words.into_iter().map(|(_, word)| *word))
}

fn spelled_out<'w>(words: impl Iterator<Item = &'w str>) -> String {
    let mut text = String::from(" ");
    for word in words {
        text.push_str(&word.to_lowercase());
        text.push(' ');
    }
    text
}

/// Whether a clause ends in a text: at `; : ! ?`, but for those inside a number.
fn ends_clause(text: &str) -> bool {
    let stops = |c: char| matches!(c, ';' | ':' | '!' | '?' | '。' | '；' | '：' | '！' | '？');
    text.char_indices().filter(|(_, c)| stops(*c)).any(|(at, c)| {
        let before = text.get(..at).and_then(|head| head.chars().next_back());
        let after = text.get(at + c.len_utf8()..).and_then(|tail| tail.chars().next());
        !(before.is_some_and(is_digit) && after.is_some_and(is_digit))
    })
}
