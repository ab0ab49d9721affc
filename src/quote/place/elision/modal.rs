//! How surely something is done, where an ellipsis leaves that out: `They may | build the dam`, `The unions want | the town | to sell`.

use super::{LeftOutWords, REACH};
use crate::quote::fold::char_class::canonical;
use crate::quote::place::passage::{
    Aside, WordHit, is_bare, is_bare_but_for_marks, is_open, may_be_verb,
};
use crate::quote::words::boundary::words_of;
use crate::quote::words::{List, ListSet, ShortList, is_apostrophe};
use crate::text::{Span, head};

/// The most words from a verb of wanting to the *to* of what is wanted.
const WANTED_WORDS: usize = 7;

/// The most words of an aside between a modal and its verb.
const IN_ASIDE: usize = 6;

/// The fewest letters of a participle like `getan`, but for the last.
const PARTICIPLE: usize = 4;

/// Languages whose modals follow their verbs.
const VERB_BEFORE_MODAL: [&str; 5] = ["tr", "hi", "ja", "ko", "hu"];

impl LeftOutWords<'_> {
    /// `They may | build the dam`: what says how surely something is done, of a verb that is kept.
    pub(super) fn modal(&self) -> Option<Span> {
        let of_kept_verb = |hit: &&WordHit| {
            hit.lists.has(List::Modals)
                && !self.words.is_negation(self.document.slice(hit.span))
                && self.is_of_kept_sentence(hit.span)
                && (self.governs(hit.span.end) || self.follows_verb(hit.span.start))
                && !self.makes_passive(hit.span)
        };
        let found = self.hits.iter().find(of_kept_verb).map(|hit| hit.span);
        found.or_else(|| self.contracted()).or_else(|| self.wanted())
    }

    /// `Der Damm | wird | im Mai gebaut`: whether a verb that is a modal where an infinitive ends its clause has a participle there. Not
    /// `wird | gebaut werden`: that will be. Of several parts (`gebaut und verkauft`) all have one; one that ends in a noun goes on
    /// in the next (`der Stadt und den Hafen verkaufen`).
    fn makes_passive(&self, modal: Span) -> bool {
        const JOINING: ListSet = ListSet::of(&[List::And, List::But, List::Or]);
        let words = self.words;
        if !words.has_short(ShortList::Passives, self.document.slice(modal)) {
            return false;
        }
        let parts = |c: char| matches!(canonical(c), ',' | ';' | ':' | '.' | '!' | '?' | '(' | ')');
        let rest = self.document.text().get(self.around.end..).unwrap_or("");
        let near = head(rest, REACH);
        let Some((clause, after)) = near.find(parts).and_then(|at| near.split_at_checked(at))
        else {
            return false;
        };
        let kept: Vec<&str> = words_of(clause).map(|(_, word)| word).collect();
        let joins = |word: &&str| words.lists_of(word).meets(JOINING);
        let mut pieces = kept.split(joins).filter_map(|piece| piece.last().copied()).peekable();
        let mut all = pieces.peek().is_some();
        while let Some(last) = pieces.next() {
            let noun = last.starts_with(char::is_uppercase);
            all &= if noun { pieces.peek().is_some() } else { self.is_participle(last) };
        }
        all && !self.goes_on_to_infinitive(after)
    }

    /// `Der Rat | wird | gezielt, wie er sagte, den Hafen verkaufen`: whether a sentence has an infinitive without *zu* at the end of a
    /// later clause. `rest` begins with the mark that ends the first.
    fn goes_on_to_infinitive(&self, rest: &str) -> bool {
        const JOINING: ListSet = ListSet::of(&[List::And, List::But, List::Or]);
        let words = self.words;
        let sentence = rest.split(|c| matches!(canonical(c), ';' | ':' | '.' | '!' | '?')).next();
        let parts = |c: char| matches!(canonical(c), ',' | '(' | ')');
        let mut clauses = sentence.unwrap_or("").split(parts).skip(1);
        clauses.any(|clause| {
            let found: Vec<&str> = words_of(clause).map(|(_, word)| word).collect();
            let [.., before, last] = *found else { return false };
            let first = found.first().copied().unwrap_or("");
            last.starts_with(char::is_lowercase)
                && last.ends_with('n')
                && before != "zu"
                && !words.lists_of(first).meets(JOINING)
                && !self.is_participle(last)
        })
    }

    /// `gebaut`, `aufgegeben`, `verkauft`, `anerkannt`: whether a word is surely a participle of German, and no infinitive.
    fn is_participle(&self, word: &str) -> bool {
        let words = self.words;
        let bare = |word: &str| {
            let long = word.chars().nth(PARTICIPLE).is_some();
            let formed = word.starts_with("ge") && !word.starts_with("gegen");
            let begun = || {
                let rests =
                    word.char_indices().skip(1).filter_map(|(at, _)| word.split_at_checked(at));
                let mut rests = rests.filter(|(_, rest)| rest.chars().nth(2).is_some());
                rests.any(|(head, _)| words.has_short(ShortList::Inseparable, head))
            };
            let bent = word.ends_with('n') && formed && !word.ends_with("ieren");
            let weak = word.ends_with('t') && (formed || begun() || word.ends_with("iert"));
            long && (bent || weak) && !words.has_short(ShortList::NoParticiples, word)
        };
        let mut parts = word.char_indices().skip(1).filter_map(|(at, _)| word.split_at_checked(at));
        let known = words.has_short(ShortList::NoParticiples, word);
        word.starts_with(char::is_lowercase)
            && !known
            && (bare(word)
                || parts
                    .any(|(head, rest)| words.has_short(ShortList::Separable, head) && bare(rest)))
    }

    /// `They | 'll | raise the toll`: the same, glued to the kept word before it.
    fn contracted(&self) -> Option<Span> {
        let rest = self.document.text().get(self.around.start..self.around.end)?;
        let mut letters = rest.chars();
        let mark = letters.next().filter(|c| is_apostrophe(*c))?;
        let will = letters
            .as_str()
            .strip_prefix("ll")
            .filter(|rest| rest.starts_with(char::is_whitespace))?;
        let end = self.around.end - will.len();
        let span = Span::new(self.around.start + mark.len_utf8(), end);
        (self.words.is_language("en") && self.governs(end)).then_some(span)
    }

    /// Whether what ends at `from` governs the kept words after it: no word is between them, or helping verbs (`should have been |
    /// raised`), and before the last of them at most one other (`would have agreed to | pay`, `might wisely have | paid`).
    fn governs(&self, from: usize) -> bool {
        const TURNING: ListSet = ListSet::of(&[List::And, List::But, List::Or, List::That]);
        let end = self.around.end;
        if is_bare_but_for_marks(self.document, from, end) {
            return true;
        }
        // `The court may, in its discretion, | grant bail`.
        let aside = Aside::of(self.document.slice(Span::new(from, end)));
        if aside.is_some_and(|aside| aside.words() <= IN_ASIDE) && self.together(from, end) {
            return true;
        }
        let helps = |span: Span| {
            let mut hits = self.hits.iter().filter(|hit| hit.lists.has(List::Auxiliaries));
            hits.any(|hit| hit.span.start <= span.start && span.end <= hit.span.end)
        };
        let between = || self.left_out.iter().filter(|(span, _)| span.start >= from);
        let mut others = between().filter(|(span, _)| !helps(*span));
        let other = others.next().map_or(ListSet::NONE, |(_, word)| self.words.lists_of(word));
        is_open(self.document.slice(Span::new(from, end)))
            && self.together(from, end)
            && self.left_out.last().is_some_and(|(last, _)| helps(*last))
            && others.next().is_none()
            && !other.meets(TURNING)
    }

    /// 上げる|べきだった, `emelnie | kellett`: whether what begins at `to` follows its verb, in a language that has it so.
    fn follows_verb(&self, to: usize) -> bool {
        VERB_BEFORE_MODAL.iter().any(|language| self.words.is_language(language))
            && self.together(self.around.start, to)
            && is_bare_but_for_marks(self.document, self.around.start, to)
    }

    /// `The unions | want the government | to sell the port`: that somebody wants another to do it, or who that is.
    fn wanted(&self) -> Option<Span> {
        let mut pairs = self.words.pairs(List::Modals).peekable();
        pairs.peek()?;
        let (last, closing) = self.left_out.last()?;
        let whole = |from: Span| {
            is_open(self.document.slice(Span::new(from.start, self.around.end)))
                && self.together(from.start, self.around.end)
        };
        let after = |at: usize| self.after.get(at).map_or("", |(_, word)| *word);
        let next = after(0);
        pairs.find_map(|(first, second)| {
            let ends = *closing == second && is_bare(self.document, last.end, self.around.end);
            if *closing == first {
                return self.wants_kept(second).then_some(*last);
            }
            let verb = after(usize::from(!ends));
            if (!ends && next != second) || !may_be_verb(verb, self.words) {
                return None;
            }
            let far = self.left_out.len().saturating_sub(WANTED_WORDS);
            let near = self.left_out.get(far..).unwrap_or_default();
            let (verb, _) = near.iter().find(|(_, word)| *word == first)?;
            whole(*verb).then_some(*verb)
        })
    }

    /// `The unions | want | the government to sell`: whether the kept words after the verb have its *to*.
    fn wants_kept(&self, second: &str) -> bool {
        let mut pairs = self.after.iter().zip(self.after.iter().skip(1)).skip(1).take(WANTED_WORDS);
        let to = pairs.find(|((_, to), (_, verb))| *to == second && may_be_verb(verb, self.words));
        to.is_some_and(|((to, _), _)| {
            is_open(self.document.slice(Span::new(self.around.end, to.start)))
        })
    }
}
