//! Who says what is kept, where an ellipsis leaves that out: `, the maker claims,`.

use super::LeftOutWords;
use crate::quote::fold::char_class::{is_comma, is_dash, quote_mark};
use crate::quote::place::passage::{WordHit, is_bare};
use crate::quote::words::language::is_frequent;
use crate::quote::words::{List, ListSet, sentence};
use crate::text::Span;

/// The most words of a clause that says whose word it is.
const SAYING_WORDS: usize = 5;

/// A shorter word at the beginning of an attribution is hardly its verb, in letters.
const VERB_CHARS: usize = 4;

impl LeftOutWords<'_> {
    /// `“We sold it,” | he claimed. | “All know it.”`: whether what is left out is between a mark that closes a quotation and one
    /// that opens the next, or between dashes where those set it off: `«Мы продали её, | — сказал он, — | и рады»`, `—La vendí
    /// | —dijo—, | y ya`. Who speaks is said outside the words that are quoted.
    pub(super) fn is_narration(&self) -> bool {
        let Some((first, last)) = self.left_out.first().zip(self.left_out.last()) else {
            return false;
        };
        let marked = |from: usize, to: usize| {
            self.document.slice(Span::new(from, to)).contains(|c| quote_mark(c).is_some())
        };
        let dashed =
            |from: usize, to: usize| self.document.slice(Span::new(from, to)).contains(is_dash);
        (marked(self.around.start, first.0.start) && marked(last.0.end, self.around.end))
            || (dashed(self.around.start, first.0.start)
                && dashed(last.0.end, self.around.end)
                && self.is_dialogue())
    }

    /// Whether the words before the gap are of a line of dialogue that begins with a dash, or in Russian and Ukrainian of a
    /// quotation that is still open.
    fn is_dialogue(&self) -> bool {
        let head = self.document.text().get(..self.around.start).unwrap_or("");
        let line = head.rsplit('\n').next().unwrap_or("").trim_start();
        let in_angles = head
            .rfind('«')
            .is_some_and(|open| !head.get(open..).is_some_and(|rest| rest.contains('»')));
        // `“` opens, and closes what `„` has opened.
        let mut curly = head.rmatches(['„', '“', '”']);
        let in_curly = match (curly.next(), curly.next()) {
            (Some("„"), _) => true,
            (Some("“"), before) => before != Some("„"),
            _ => false,
        };
        let open = in_angles || in_curly;
        let marked = ["ru", "uk"].iter().any(|language| self.words.is_language(language));
        line.starts_with(['\u{2014}', '\u{2013}', '\u{2015}']) || (marked && open)
    }

    /// `, the maker claims,`: set off from what is kept, with a verb that attributions of the lists begin or end with, and that
    /// is no plain word for saying.
    pub(super) fn attribution(&self) -> Option<Span> {
        let (first, last) = (self.left_out.first()?, self.left_out.last()?);
        let before = self.document.slice(Span::new(self.around.start, first.0.start)).trim();
        let after = self.document.slice(Span::new(last.0.end, self.around.end)).trim();
        let whole = self.together(self.around.start, self.around.end);
        // The kept words may have the comma.
        let before = if before.is_empty() {
            let head = self.document.text().get(..self.around.start).unwrap_or("");
            head.get(head.trim_end_matches(is_comma).len()..).unwrap_or("")
        } else {
            before
        };
        let comma = |text: &str| {
            let mut chars = text.chars();
            chars.next().is_some_and(is_comma) && chars.next().is_none()
        };
        if !comma(before) || !comma(after) || self.left_out.len() > SAYING_WORDS || !whole {
            return None;
        }
        let plain = |verb: &str| self.words.has(List::Verbs, verb);
        let speaks = |word: &str| {
            let verb = word.to_lowercase();
            let of_entry = |entry: &str| {
                let ends = entry.rsplit_once(' ').is_some_and(|(_, end)| end == verb);
                ends || entry.split_once(' ').is_some_and(|(start, _)| start == verb)
            };
            !plain(&verb)
                && !plain(&format!("{verb}s"))
                && !is_frequent(self.words.language(), &verb)
                && (self.words.has(List::Sayings, &verb)
                    || self.words.words(List::Attributions).any(of_entry))
        };
        // The verb comes last, or as in French and German first: `, disent les critiques,`.
        let long = |word: &str| word.chars().nth(VERB_CHARS - 1).is_some();
        // `, the senator told the hall,`: a noun comes before it, an article after it.
        let small = |word: &str| is_frequent(self.words.language(), &word.to_lowercase());
        let inside = || {
            let told = self.left_out.windows(3).any(|three| {
                let [(_, before), (_, verb), (_, behind)] = three else { return false };
                self.words.has(List::Sayings, verb) && !small(before) && small(behind)
            });
            told && !self.words.has(List::Questions, first.1)
        };
        (speaks(last.1) || (long(first.1) && speaks(first.1)) || inside())
            .then(|| Span::new(first.0.start, last.0.end))
    }

    /// `The firm said it | had paid. The tax office said the firm | owes two million`: who says the words after the gap is left out,
    /// while another is kept who says those before it.
    pub(super) fn another_said(&self) -> Option<Span> {
        let says = |(_, word): &&(Span, &str)| self.words.has(List::Sayings, word);
        let of_last = |hit: &&WordHit| {
            hit.lists.has(List::Sayings) && self.together(hit.span.end, self.around.end)
        };
        let verb = self.hits.iter().rev().find(of_last)?.span;
        let text = self.document.text();
        let first = self.before.first()?.0.start;
        let begins = sentence::breaks(text, first, self.around.start, Some(self.words)).last();
        let begins = begins.unwrap_or(first);
        let own = || self.before.iter().filter(|(span, _)| span.start >= begins);
        own().filter(|(span, _)| span.start >= self.kept.start).find(says)?;
        let from = self.clause_of(verb)?;
        let others = || self.left_out.iter().filter(|(span, _)| span.start >= from);
        let same = |word: &str| own().any(|(_, known)| known.to_lowercase() == word);
        let names = |(_, word): &&(Span, &str)| {
            let lists = self.words.lists_of(word);
            let lower = word.to_lowercase();
            !lists.has(List::Sayings)
                && !lists.has(List::That)
                && !is_frequent(self.words.language(), &lower)
                && !same(&lower)
        };
        let name = others().find(names)?;
        let end = others().rfind(says)?.0.end.max(name.0.end);
        Some(Span::new(from, end))
    }

    /// Where the clause of a left-out verb begins that governs kept words: after the sentence's end before it, or after what
    /// joins it with the kept clause.
    fn clause_of(&self, verb: Span) -> Option<usize> {
        const JOINING: ListSet = ListSet::of(&[List::And, List::But]);
        let begun = self.breaks.iter().rev().find(|at| **at <= verb.start).copied();
        begun.or_else(|| {
            let before = self.left_out.iter().rev().filter(|(span, _)| span.end <= verb.start);
            let joins = |word: &str| self.words.lists_of(word).meets(JOINING);
            let (join, _) = before.clone().find(|(_, word)| joins(word))?;
            before
                .clone()
                .take_while(|(span, _)| span.start >= join.end)
                .last()
                .map(|(span, _)| span.start)
        })
    }

    /// `Scientists | say they | have found`: who says it is kept, that he says it is left out.
    pub(super) fn told(&self) -> Option<Span> {
        let (first, last) = (self.left_out.first()?, self.left_out.last()?);
        let whole = self.together(self.around.start, self.around.end)
            && is_bare(self.document, self.around.start, first.0.start)
            && is_bare(self.document, last.0.end, self.around.end);
        if !whole || !(2..=SAYING_WORDS).contains(&self.left_out.len()) {
            return None;
        }
        let leads = self.words.has(List::That, last.1)
            || is_frequent(self.words.language(), &last.1.to_lowercase());
        // `ihr Glauben an die`: German nouns have capitals.
        let noun =
            |word: &str| self.words.is_language("de") && word.starts_with(char::is_uppercase);
        let says = |(_, word): &(Span, &str)| self.words.has(List::Sayings, word) && !noun(word);
        // `говорят, что`: the comma of a clause.
        let told = self.document.slice(Span::new(first.0.start, last.0.end));
        let that = self.left_out.iter().any(|(_, word)| self.words.has(List::That, word));
        let bare = that || !told.contains(is_comma);
        let (_, head) = self.left_out.split_last()?;
        (leads && bare && head.iter().any(says)).then(|| Span::new(first.0.start, last.0.end))
    }
}
