//! Issues with the words that an editor's bracket adds, compared with the document's words that it replaces.
//!
//! ```text
//! document   The Deposit must be returned within 21 days.
//! quote      The Deposit [may] be returned within 21 days.      another modality
//! ```
//!
//! Negations and numbers may not change at all; words that say how surely, how many, when or on whose word are
//! compared list by list; and a bracket that adds a statement of its own is reported.

use super::chain::Chain;
use super::join::{Joined, numbers_contradict};
use super::notes::{notes, without};
use super::passage::{
    WordHit, closes_clause, counts_before, cut_phrases, hits_within, is_bare, lost_in_name,
    noun_follows, widened, words_in,
};
use crate::quote::document::FoldedDocument;
use crate::quote::fold::char_class::{
    is_comma, is_comparator, is_currency, is_dash, is_invisible, is_percent, quote_mark,
    writes_no_spaces,
};
use crate::quote::found::{EditKind, Issue, IssueKind};
use crate::quote::words::boundary::words_of;
use crate::quote::words::language::is_frequent;
use crate::quote::words::numbers::is_figure_of_name;
use crate::quote::words::spelled::value;
use crate::quote::words::{DENYING, List, ListSet, WordLists};
use crate::text::{Span, from_roman, is_year};
use std::collections::BTreeSet;

/// How far beside a bracket's place listed phrases may reach, in bytes.
const REACH: usize = 48;

/// How many words of its own a bracket brings before that is told of, those apart that only join others.
const OWN_WORDS: usize = 3;

/// What says on whose word something is so, and how surely.
const ON_WORD: ListSet = ListSet::of(&[List::Hedges, List::Attributions]);

/// Letters of the beginning by which two forms of a verb are the same verb.
const STEM: usize = 4;

/// The same of two words with another ending.
const STEM_OF_WORD: usize = 3;

/// How far behind a bracket the second half of a denial in two words is looked for, in bytes.
const PARTICLE_REACH: usize = 160;

/// One bracket and what it stands for.
struct Bracket<'d> {
    document: &'d FoldedDocument,
    words: &'d WordLists,
    joined: &'d Joined,
    /// Its words.
    content: &'d str,
    /// The listed words among them.
    ours: Vec<(String, ListSet)>,
    /// The document's words that it stands for.
    stood: String,
    /// The listed words among those.
    theirs: Vec<(String, ListSet)>,
    /// Whether the quote begins with it.
    opens: bool,
}

/// What is to be said of a chain's brackets.
pub(super) fn issues(document: &FoldedDocument, chain: &Chain, words: &WordLists) -> Vec<Issue> {
    let mut found = Vec::new();
    for joined in &chain.joined {
        let edits = matches!(joined.kind, EditKind::Insertion | EditKind::Substitution);
        // A remark brings nothing and stands for nothing; an empty bracket stands for what it takes away.
        if !edits || (joined.content.is_empty() && joined.document.is_empty()) {
            continue;
        }
        let outer = Outer::of(document, chain, joined);
        let denied = outer.as_ref().and_then(|outer| {
            outer.negation(words).or_else(|| outer.opposite(&joined.content, words))
        });
        let opens = joined.document.end <= chain.outer_span().start;
        let bracket = Bracket { opens, ..Bracket::new(document, words, joined) };
        let mut say = |kind, grave, span: Span| {
            let place = Some(joined.mark.clone());
            found.push(Issue { kind, grave, place, spans: vec![span], more: 0 });
        };
        if let Some(span) = denied {
            say(IssueKind::BracketNegation, true, span);
        } else if bracket.negates() {
            say(IssueKind::BracketNegation, true, joined.document);
        } else if let Some(span) = outer.as_ref().and_then(|o| o.other_figure(&joined.content)) {
            say(IssueKind::BracketNumber, true, span);
        } else if let Some(grave) = bracket.number() {
            say(IssueKind::BracketNumber, grave, joined.document);
        } else if bracket.changes_meaning() {
            say(IssueKind::BracketMeaning, false, joined.document);
        } else if let Some(span) = outer.and_then(|outer| outer.replaced(&bracket)) {
            say(IssueKind::BracketMeaning, false, span);
        } else if bracket.states() {
            say(IssueKind::BracketInsertion, false, joined.document);
        }
    }
    found
}

/// The words of the document beside a bracket at a quote's end, which by itself stands for none: it is read as if it stood
/// for them where they are of its kind. `on 3 [April]` for `on 3 March`.
struct Outer<'d> {
    document: &'d FoldedDocument,
    /// Where the bracket is.
    at: usize,
    /// The words on its outer side.
    beside: Span,
    /// Those and what is near them.
    window: Span,
}

impl<'d> Outer<'d> {
    fn of(document: &'d FoldedDocument, chain: &Chain, joined: &Joined) -> Option<Self> {
        let (at, quote) = (joined.document, chain.span());
        let outer = at.is_empty() && joined.kind == EditKind::Insertion && joined.whole.is_none();
        if !outer || (at.start != quote.start && at.start != quote.end) {
            return None;
        }
        let window = widened(document, at, REACH);
        let beside = if at.start == quote.start {
            Span::new(window.start, at.start)
        } else {
            Span::new(at.start, window.end)
        };
        Some(Self { document, at: at.start, beside, window })
    }

    /// The listed words that touch the bracket, with no other word and no punctuation between.
    fn touching(&self, words: &WordLists) -> Vec<WordHit> {
        let (hits, _) = hits_within(self.document, self.beside, self.window, words);
        let touches = |hit: &WordHit| {
            let between = Span::new(hit.span.end.min(self.at), hit.span.start.max(self.at));
            is_bare(self.document, between.start, between.end)
                && !self.document.crosses_break(between)
        };
        hits.into_iter().filter(touches).collect()
    }

    /// The negation that the bracket touches.
    fn negation(&self, words: &WordLists) -> Option<Span> {
        let hits = self.touching(words);
        hits.iter().find(|hit| hit.lists.meets(DENYING)).map(|hit| hit.span)
    }

    /// `is [safe]` for `is unsafe`: the word beside the bracket, if the bracket has its opposite.
    fn opposite(&self, content: &str, words: &WordLists) -> Option<Span> {
        let beside = words_in(self.document, self.beside);
        let word = if self.beside.end == self.at { beside.last() } else { beside.first() };
        let (span, word) = word?;
        let between = Span::new(span.end.min(self.at), span.start.max(self.at));
        let near = is_bare(self.document, between.start, between.end);
        let mut ours = words_of(content);
        (near && ours.any(|(_, our)| words.are_opposites(our, word))).then_some(*span)
    }

    /// `in [2023]` for `in 2024`: the figure beside the bracket, if the bracket has another of its kind.
    fn other_figure(&self, content: &str) -> Option<Span> {
        let beside = words_in(self.document, self.beside);
        let word = if self.beside.end == self.at { beside.last() } else { beside.first() };
        let is_figure = |word: &str| word.bytes().all(|b| b.is_ascii_digit());
        let (span, word) = word.filter(|(_, word)| is_figure(word))?;
        let between = Span::new(span.end.min(self.at), span.start.max(self.at));
        let near = is_bare(self.document, between.start, between.end);
        let figures = || words_of(content).map(|(_, our)| our).filter(|our| is_figure(our));
        let other = figures().any(|our| is_year(our) == is_year(word));
        (near && other && !figures().any(|our| our == *word)).then_some(*span)
    }

    /// The other month, weekday, order, quantity or modal verb that the bracket replaces.
    fn replaced(&self, bracket: &Bracket<'_>) -> Option<Span> {
        const KINDS: [List; 6] = [
            List::Months,
            List::Weekdays,
            List::Order,
            List::Quantifiers,
            List::Comparatives,
            List::Modals,
        ];
        const COUNTED: ListSet = ListSet::of(&[List::Numbers, List::Indefinite]);
        let hits = self.touching(bracket.words);
        let counts = bracket.ours.iter().any(|(_, lists)| lists.meets(COUNTED));
        let other = |hit: &&WordHit| {
            // `on [one side]` for `on both sides`.
            if counts && hit.lists.has(List::Quantifiers) {
                return true;
            }
            let theirs = self.document.slice(hit.span).to_lowercase();
            let kinds = KINDS.iter().filter(|list| hit.lists.has(**list));
            let mut ours = kinds.flat_map(|list| bracket.ours.iter().filter(|o| o.1.has(*list)));
            ours.next().is_some_and(|(word, _)| !are_forms(word, &theirs, bracket.words))
        };
        hits.iter().find(other).map(|hit| hit.span)
    }
}

impl<'d> Bracket<'d> {
    fn new(document: &'d FoldedDocument, words: &'d WordLists, joined: &'d Joined) -> Self {
        let listed = |text: &str| -> Vec<(String, ListSet)> {
            let hit = |l: crate::quote::words::Listed| {
                let behind = text.get(l.range.end..).unwrap_or("");
                let lists = l.lists.without(lost_in_name(text, &l, behind, words));
                (text.get(l.range).unwrap_or("").to_lowercase(), lists)
            };
            words.scan(text).into_iter().map(hit).collect()
        };
        let (ours, stood, theirs) = if let Some((ours, theirs)) = &joined.whole {
            (listed(ours), theirs.clone(), listed(theirs))
        } else {
            let window = widened(document, joined.document, REACH);
            let (mut hits, _) = hits_within(document, joined.document, window, words);
            // `is [known] to` for *is said to*.
            let cut = cut_phrases(document, joined.document, window, words).into_iter();
            hits.extend(cut.filter(|hit| hit.lists.meets(ON_WORD) && !hit.lists.meets(DENYING)));
            let hit = |hit: &WordHit| (document.slice(hit.span).to_lowercase(), hit.lists);
            let marks = notes(document, joined.document, Some(words));
            let stood = without(document.slice(joined.document), joined.document.start, &marks);
            (listed(&joined.content), stood, hits.iter().map(hit).collect())
        };
        let content = &*joined.content;
        Self { document, words, joined, content, ours, stood, theirs, opens: false }
    }

    /// Whether a negation is added, removed or replaced.
    fn negates(&self) -> bool {
        let denials = |listed: &[(String, ListSet)]| -> BTreeSet<String> {
            let denies = |lists: &ListSet| lists.meets(DENYING) || lists.has(List::Affirmations);
            let of_verb = |lists: &ListSet| !lists.has(List::Negations);
            let key = |(word, lists): &(String, ListSet)| {
                if of_verb(lists) { word.chars().take(STEM).collect() } else { word.clone() }
            };
            listed.iter().filter(|(_, lists)| denies(lists)).map(key).collect()
        };
        let (ours, theirs) = (denials(&self.ours), denials(&self.theirs));
        ours != theirs || self.has_opposites() || self.turns_word() || self.parts_denial()
    }

    /// `Das Gericht [prüfte] den Antrag ab` for *lehnte … ab*: the first half of a denial in two words is replaced.
    fn parts_denial(&self) -> bool {
        if self.joined.whole.is_some() || self.words.pairs(List::Denials).next().is_none() {
            return false;
        }
        let has = |text: &str, half: &str| words_of(text).any(|(_, w)| w.to_lowercase() == half);
        let pairs = || self.words.pairs(List::Denials);
        let opened = pairs().filter(|(first, _)| has(&self.stood, first));
        let kept = |second: &str| {
            pairs().any(|(first, other)| other == second && has(self.content, first))
        };
        let at = Span::new(self.joined.document.end, self.joined.document.end);
        let window = widened(self.document, at, PARTICLE_REACH);
        let rest = self.document.slice(Span::new(at.end, window.end));
        // `[nahm es an]` for *lehnte es ab*: both halves.
        let last = words_of(&self.stood).last().map(|(_, word)| word.to_lowercase());
        let ours = words_of(self.content).last().map(|(_, word)| word.to_lowercase());
        let whole = |(_, second): (&str, &str)| last.as_deref() == Some(second) && last != ours;
        if pairs().filter(|(first, _)| has(&self.stood, first)).any(whole) {
            return true;
        }
        let ends = |c: char| matches!(c, '.' | '!' | '?' | ';');
        let clause = Span::new(at.end, at.end + rest.find(ends).unwrap_or(rest.len()));
        let behind = words_in(self.document, clause);
        opened.filter(|(_, second)| !kept(second)).any(|(_, second)| {
            behind.iter().any(|(span, word)| {
                word.to_lowercase() == second && closes_clause(self.document, span.end, self.words)
            })
        })
    }

    /// `[acceptable]` for `unacceptable`, `[violent]` for `non-violent`, `[安全]` for 不安全.
    fn has_opposites(&self) -> bool {
        let words = |text: &'_ str| -> Vec<String> {
            let hyphened = text.split(|c: char| !c.is_alphanumeric() && !is_dash(c));
            let plain = words_of(text).map(|(_, word)| word);
            plain.chain(hyphened.filter(|word| word.contains(is_dash))).map(str::to_owned).collect()
        };
        let theirs = words(&self.stood);
        let opposite = |a: &String| theirs.iter().any(|b| self.words.are_opposites(a, b));
        words(self.content).iter().any(opposite)
            || self.words.is_glued_prefix(self.content) && self.joined.document.is_empty()
            || self.words.have_glued_opposites(self.content, &self.stood)
    }

    /// `hope[less]` for `hopeful`, `[harmless]` for `harmful`: a word that denies by its form.
    fn turns_word(&self) -> bool {
        let Some((ours, theirs)) = &self.joined.whole else {
            let denies = |word: &str| self.words.denies_by_ending(word);
            let theirs: Vec<&str> = words_of(&self.stood).map(|(_, word)| word).collect();
            let turned = |ours: &str, theirs: &str| {
                let finnish = self.words.is_language("fi") && begin_alike(ours, theirs);
                denies(ours) != denies(theirs) && (finnish || have_one_stem(ours, theirs))
            };
            let mut ours = words_of(self.content).map(|(_, word)| word);
            return ours.any(|ours| {
                theirs.iter().any(|theirs| turned(ours, theirs)) && !theirs.contains(&ours)
            });
        };
        self.words.denies_by_ending(ours) != self.words.denies_by_ending(theirs)
            || self.words.are_opposites(ours, theirs)
    }

    /// What the bracket stands for without an apposition, and the listed words of that: at a quote's start `[She] | is` names
    /// whom *Cole, elected in 2006,* names.
    fn named(&self) -> (&str, Vec<(String, ListSet)>) {
        let stood = self.stood.trim_end();
        let apposition = stood.split_once(is_comma).filter(|(_, rest)| rest.ends_with(is_comma));
        let Some((name, _)) = apposition.filter(|_| self.opens) else {
            return (&self.stood, self.theirs.clone());
        };
        let lower = name.to_lowercase();
        let of_name = |(word, _): &&(String, ListSet)| lower.contains(word.as_str());
        (name, self.theirs.iter().filter(of_name).cloned().collect())
    }

    /// Whether a number is added, removed or replaced; false where a year only explains.
    fn number(&self) -> Option<bool> {
        let window = widened(self.document, self.joined.document, REACH);
        let before = self.document.slice(Span::new(window.start, self.joined.document.start));
        let ours = Numbers::new(before, self.content, &self.ours, self.words);
        let (stood, listed) = self.named();
        let mut theirs = Numbers::new(before, stood, &listed, self.words);
        if self.names_kind(before, stood, &listed) {
            theirs.spelled.clear();
        }
        let (brought, had) = (!ours.is_empty(), !theirs.is_empty());
        let differ =
            |a: &BTreeSet<String>, b: &BTreeSet<String>| !a.is_empty() && !b.is_empty() && a != b;
        let other = || numbers_contradict(self.content, stood, Some(self.words));
        // `[12 to 340]` for `340 to 12`.
        let turned = ours.figures == theirs.figures && ours.order != theirs.order;
        let replaced = turned
            || self.joined.whole.is_none() && other()
            || differ(&ours.figures, &theirs.figures)
            || differ(&ours.spelled, &theirs.spelled)
            || differ(&ours.ordinals, &theirs.ordinals);
        let signs =
            |text: &str| text.contains(|c| is_percent(c) || is_currency(c) || is_comparator(c));
        if signs(self.content) && !signs(&self.stood) && !brought {
            return Some(true);
        }
        if self.qualifies_otherwise() {
            return Some(true);
        }
        let alone = |a: &Numbers, b: &Numbers| {
            !a.figures.is_empty()
                && a.spelled.is_empty()
                && b.figures.is_empty()
                && !b.spelled.is_empty()
        };
        if alone(&ours, &theirs) || alone(&theirs, &ours) {
            return self.other_value();
        }
        let added = brought && !had;
        match self.roman() {
            Some(other) => return other.then_some(true),
            None if replaced || (had && !brought) => return Some(true),
            None => {}
        }
        if added && ours.spelled.is_empty() && ours.figures.iter().all(|f| is_year(f)) {
            return Some(false);
        }
        if !added {
            return None;
        }
        // `[Two] dozen`.
        let at = self.joined.document.end;
        let next = words_of(self.document.slice(Span::new(at, window.end))).next();
        if next.is_some_and(|(_, word)| self.words.lists_of(word).has(List::Scales)) {
            return Some(true);
        }
        // `[The 300 men]` for `they`: the editor's words say who is meant.
        let referring = |(_, word): (usize, &str)| is_frequent(self.words.language(), word);
        match self.joined.kind {
            EditKind::Substitution if words_of(&self.stood).all(referring) => None,
            EditKind::Substitution => Some(false),
            _ => Some(true),
        }
    }

    /// `the [old] doors` for *the double doors*; not for *the half dose*, which says how much.
    fn names_kind(&self, before: &str, stood: &str, listed: &[(String, ListSet)]) -> bool {
        const COUNTING: ListSet = ListSet::of(&[List::Numbers, List::Scales, List::Quantifiers]);
        let article = before.split_whitespace().next_back();
        let alone = words_of(stood).nth(1).is_none();
        let multiple = |lists: &ListSet| lists.has(List::Multiples) && !lists.meets(COUNTING);
        alone
            && article.is_some_and(|word| self.words.is_article(word))
            && listed.iter().any(|(_, lists)| multiple(lists))
    }

    /// `[42]` for `forty-one`: whether a number in figures is another than one in words; false where nobody here can tell.
    fn other_value(&self) -> Option<bool> {
        let english = self.words.is_language("en");
        let values = [self.content, &self.stood].map(|text| value(text).filter(|_| english));
        match values {
            [Some(ours), Some(theirs)] => (ours != theirs).then_some(true),
            _ => Some(false),
        }
    }

    /// `5 [a.m.]` for `5 p.m.`, `30 people [came]` for `30 people or more`: what a number has behind it.
    fn qualifies_otherwise(&self) -> bool {
        let behind = |listed: &[(String, ListSet)]| -> BTreeSet<String> {
            let words = listed.iter().filter(|(_, lists)| lists.has(List::ComparatorsBehind));
            words.map(|(word, _)| word.clone()).collect()
        };
        behind(&self.ours) != behind(&self.theirs)
            && counts_before(self.document, self.joined.document.start, self.words)
    }

    /// Whether a figure stands for a Roman one, or the other way round, and another number comes out: `Vol. [III]` for
    /// `Vol. II`. A single letter is a figure only where the other is none.
    fn roman(&self) -> Option<bool> {
        let number = |text: &str| text.parse().ok().or_else(|| from_roman(text));
        let (mut ours, mut theirs) = (self.content.trim(), self.stood.trim());
        // `[Edric III]` for `Edric II`.
        if let (Some((our, ours_last)), Some((their, theirs_last))) =
            (ours.rsplit_once(' '), theirs.rsplit_once(' '))
            && our == their
        {
            (ours, theirs) = (ours_last, theirs_last);
        }
        let plain = |text: &str| text.chars().all(|c| c.is_ascii_digit());
        let letter = |text: &str| text.len() == 1 && !plain(text);
        if (plain(ours) && plain(theirs)) || (letter(ours) && letter(theirs)) {
            return None;
        }
        Some(number(ours)? != number(theirs)?)
    }

    /// Whether it changes how surely, how many, when, or on whose word something is said.
    fn changes_meaning(&self) -> bool {
        const CLAIMING: [List; 4] =
            [List::Limiters, List::Hedges, List::Attributions, List::Conditions];
        let of = |listed: &[(String, ListSet)], list: List| -> BTreeSet<String> {
            let words = listed.iter().filter(|(_, lists)| lists.has(list));
            words.map(|(word, _)| self.words.modal_of(word).to_owned()).collect()
        };
        let inserted = self.joined.kind == EditKind::Insertion;
        let weighs = |list: List, one_sided: bool| {
            let (ours, theirs) = (of(&self.ours, list), of(&self.theirs, list));
            let both = !ours.is_empty() && !theirs.is_empty();
            let one = !theirs.is_empty() || (inserted && !ours.is_empty());
            ours != theirs && (both || (one_sided && one))
        };
        CLAIMING.iter().any(|list| of(&self.ours, *list) != of(&self.theirs, *list))
            || self.modifies()
            || self.untold()
            || weighs(List::Quantifiers, true)
            || weighs(List::Comparatives, true)
            || (self.compares() && weighs(List::Comparators, true))
            || weighs(List::Order, false)
            || weighs(List::Months, false)
            || weighs(List::Weekdays, false)
            || self.changes_modality()
    }

    /// `[Less than] | 90`: whether a number follows, which comparators are about.
    fn compares(&self) -> bool {
        let after = Span::new(self.joined.document.end, self.joined.document.end);
        let window = widened(self.document, after, REACH);
        let rest = Span::new(after.end, window.end);
        words_of(self.document.slice(rest)).next().is_some_and(|(_, word)| {
            word.chars().any(char::is_numeric) || self.words.is_number(word)
        })
    }

    /// `the [old] king` for *the vice king*: whether the bracket takes from the noun behind it what makes another person or
    /// thing of it, or gives it that.
    fn modifies(&self) -> bool {
        let last = |text: &str| {
            let last = words_of(text).last();
            last.filter(|(_, word)| self.words.has(List::Modifiers, word))
                .map(|(_, word)| word.to_lowercase())
        };
        let (ours, theirs) = (last(self.content), last(&self.stood));
        ours != theirs && noun_follows(self.document, self.joined.document.end, self.words)
    }

    /// `Scientists [have] found` for *Scientists say they have found*: whether it takes away that somebody says it.
    fn untold(&self) -> bool {
        let says = |(_, word): &(usize, &str)| self.words.has(List::Sayings, word);
        let verb = words_of(&self.stood).take(2).position(|word| says(&word));
        let told = verb.is_some_and(|at| words_of(&self.stood).nth(at + 1).is_some());
        told && !self.opens && !words_of(self.content).any(|word| says(&word))
    }

    fn changes_modality(&self) -> bool {
        let modals = |listed: &[(String, ListSet)]| -> BTreeSet<String> {
            let words = listed.iter().filter(|(_, lists)| lists.has(List::Modals));
            words.map(|(word, _)| self.words.modal_of(word).to_owned()).collect()
        };
        let theirs = modals(&self.theirs);
        let mut ours = modals(&self.ours);
        // Another form of the same verb, of the lists or not.
        for (word, _) in &self.theirs {
            let mut content = words_of(self.content);
            if content.any(|(_, our)| are_forms(&our.to_lowercase(), word, self.words)) {
                ours.retain(|our| !are_forms(our, word, self.words));
                ours.extend(theirs.get(self.words.modal_of(word)).cloned());
            }
        }
        // `[had]` for `would have`: what did not happen.
        let unreal = || self.words.is_unreal(&self.stood.to_lowercase());
        let future =
            self.words.is_language("en") && theirs.iter().all(|word| word == "will") && !unreal();
        let dropped = ours.is_empty() && !theirs.is_empty() && !future;
        dropped || (!ours.is_empty() && !theirs.is_empty() && ours != theirs)
    }

    /// Whether it makes a statement of its own.
    fn states(&self) -> bool {
        let count = |text: &str| {
            let letter = |word: &str| word.len() == 1;
            let own = |word: &str| !letter(word) && !is_frequent(self.words.language(), word);
            let spaced = |(_, word): &(usize, &str)| !word.starts_with(writes_no_spaces);
            let words = words_of(text).filter(spaced).filter(|(_, word)| own(word)).count();
            // A word there counts two characters.
            words + text.chars().filter(|c| writes_no_spaces(*c)).count() / 2
        };
        let had = words_of(&self.stood).count();
        let own = count(self.content).saturating_sub(if self.stood.contains(writes_no_spaces) {
            count(&self.stood)
        } else {
            had
        });
        let verb = self.joined.kind == EditKind::Insertion
            && self.joined.whole.is_none()
            && self.ours.iter().any(|(_, lists)| lists.has(List::Verbs));
        debug_assert!(
            self.joined.document.end <= self.document.text().len(),
            "a place of the text"
        );
        own >= OWN_WORDS || verb
    }
}

/// Whether two words are forms of one modal verb: reported speech changes the tense and not the sense. By the lists, or as
/// one has an ending more: `kell`, `kellett`.
fn are_forms(a: &str, b: &str, words: &WordLists) -> bool {
    let longer = |a: &str, b: &str| b.chars().nth(STEM - 1).is_some() && a.starts_with(b);
    let forms = words.modal_of(a) == words.modal_of(b);
    forms || (!words.is_negation(a) && !words.is_negation(b) && (longer(a, b) || longer(b, a)))
}

/// Whether two words begin with the same letters, of which they have most: `harmless`, `harmful`.
fn have_one_stem(a: &str, b: &str) -> bool {
    let (a, b) = (a.to_lowercase(), b.to_lowercase());
    let same = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let shorter = a.chars().count().min(b.chars().count());
    same >= STEM_OF_WORD && 2 * same >= shorter
}

/// The same in Finnish, whose stems change before an ending: `tunnettu`, `tuntematon`.
fn begin_alike(a: &str, b: &str) -> bool {
    let (a, b) = (a.to_lowercase(), b.to_lowercase());
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count() >= STEM_OF_WORD
}

/// The numbers of a text: figures, and numbers written out. The figure of a name, `No. 5`, is none.
struct Numbers {
    figures: BTreeSet<String>,
    /// The same in their order.
    order: Vec<String>,
    spelled: BTreeSet<String>,
    /// `third`: another one in its place is another number.
    ordinals: BTreeSet<String>,
}

impl Numbers {
    /// Of `text`, which comes after `before`.
    fn new(before: &str, text: &str, listed: &[(String, ListSet)], words: &WordLists) -> Self {
        const COUNTING: ListSet = ListSet::of(&[List::Numbers, List::Scales, List::Multiples]);
        let before: Vec<&str> = before.split_whitespace().collect();
        let pieces: Vec<&str> = before.iter().copied().chain(text.split_whitespace()).collect();
        let labelled = |at: usize| {
            let label = at.checked_sub(1).and_then(|i| pieces.get(i)).copied().unwrap_or("");
            let bare = label.trim_start_matches(['(', '[', '“', '"']);
            let listed = |word: &str| words.has(List::NumberLabels, word);
            let piece = |back: usize| at.checked_sub(back).and_then(|i| pieces.get(i)).copied();
            // `a Boeing 747`.
            let article = piece(2).is_some_and(|word| words.is_article(word));
            (article && bare.starts_with(char::is_uppercase) && !words.is_date(bare))
                || piece(0).is_some_and(|word| is_figure_of_name(bare_figure(word)))
                || listed(bare)
                || listed(&format!("{bare}."))
                || listed(bare.trim_end_matches('.'))
        };
        let figures = pieces.iter().enumerate();
        let figures = figures
            .skip(before.len())
            .filter(|(at, piece)| piece.chars().any(char::is_numeric) && !labelled(*at))
            .map(|(_, piece)| figure(piece))
            .collect();
        let friends = listed.iter().filter(|(_, lists)| lists.has(List::FalseFriends));
        let friends: Vec<&str> = friends.map(|(word, _)| word.as_str()).collect();
        let counts = |(word, lists): &&(String, ListSet)| {
            lists.meets(COUNTING)
                && !lists.has(List::Indefinite)
                && !word.chars().any(char::is_numeric)
                && (word.chars().nth(1).is_some() || !word.is_ascii())
                && !friends.iter().any(|friend| friend.contains(word.as_str()))
        };
        let spelled = listed.iter().filter(counts).map(|(word, _)| word.clone()).collect();
        let ordinals = listed.iter().filter(|(_, lists)| lists.has(List::Ordinals));
        let ordinals = ordinals.map(|(word, _)| word.clone()).collect();
        let mut order: Vec<String> = figures;
        order.retain(|figure| !friends.iter().any(|friend| friend.contains(&**figure)));
        Self { figures: order.iter().cloned().collect(), order, spelled, ordinals }
    }

    fn is_empty(&self) -> bool {
        self.figures.is_empty() && self.spelled.is_empty()
    }
}

/// A figure with its sign, without what is around it; per cent may be spelled out.
fn figure(piece: &str) -> String {
    let sign = |c| if is_dash(c) { '-' } else { c };
    let kept = piece.chars().filter(|c| !is_percent(*c) && !is_invisible(*c));
    let piece: String = kept.map(sign).collect();
    bare_figure(&piece).to_owned()
}

/// A word without the marks around it.
fn bare_figure(piece: &str) -> &str {
    let edge = |c: char| {
        matches!(c, ',' | '.' | ';' | ':' | '(' | ')' | '[' | ']') || quote_mark(c).is_some()
    };
    piece.trim_matches(edge)
}
