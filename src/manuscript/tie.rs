//! Which source a quotation is cited to: six rules, in their order, and nothing else.
//!
//! Never the nearest citation within so many characters: in `He said “nothing”, while tables add waves (Smith, 2020)` the
//! citation is of the sentence's last part, and only where it is the sentence's only one is the quotation tied to it.

mod block;
mod given;
mod inner;
mod named_text;
mod note;
mod resumed;
mod sentences;

pub(super) use block::{block_words, is_callout, of_block, of_introduced};
pub(super) use given::gives;
pub(super) use inner::of_inner;
pub(super) use resumed::of_resumed;
pub(super) use sentences::sentence_ends;

use super::author_year::is_second_hand;
use super::denial::{denies, is_called, is_compared, is_rejected, is_spoken_of, is_unsaid};
use super::prose::{CLOSES, InTextCitation, NOTE, OBJECT, OPENS, Prose};
use super::speaker::{giver, goes_on_speaking, is_saying, name, speaker};
use super::{Rule, SourceKey, Tie};
use crate::text::{self, Span};
use given::is_given;
use named_text::{is_text, says_right_after, says_text};
use note::is_named;
use sentences::sentence_around;
use std::borrow::Cow;

/// How many loose citations of a sentence are asked for one quotation.
const MAX_LOOSE: usize = 8;

/// How many citations before a quotation, and behind it, are asked.
const MAX_NEAR: usize = 64;

/// How much of a text around a quotation says of whom it is, in bytes.
const AROUND: usize = 600;

/// The end of a text, as far as it says of whom a quotation is.
fn tail(text: &str) -> &str {
    text::tail(text, AROUND)
}

/// The beginning of a text, likewise.
fn front(text: &str) -> &str {
    text::head(text, AROUND)
}

/// The tie of a quotation of a running paragraph; `outer` is the quotation with its marks.
///
/// What a loose citation ties may be tied by another one, where nothing has the name that it cites.
pub(super) fn of_quotation(paragraph: &Prose, outer: Span, ends: &[usize]) -> Option<Tie> {
    let at = paragraph.citations.partition_point(|c| c.span.start < outer.end);
    let near = at.saturating_sub(MAX_NEAR)..(at + MAX_NEAR).min(paragraph.citations.len());
    let mut citations = Cow::Borrowed(paragraph.citations.get(near).unwrap_or(&[]));
    let mut found: Vec<Tie> = Vec::new();
    for _ in 0..MAX_LOOSE {
        let sentence = Sentence { text: &paragraph.text, citations: &citations, outer, ends };
        let (ties, by) = sentence.ties();
        let is_sure = ties.last().is_some_and(|tie| !tie.loose);
        found.extend(ties);
        let is_loose = |c: &InTextCitation| c.loose && by.is_none_or(|by| c.span == by);
        if is_sure || !citations.iter().any(is_loose) {
            break;
        }
        let left = citations.iter().filter(|c| !is_loose(c)).cloned().collect();
        citations = Cow::Owned(left);
    }
    one_of(found)
}

/// The first of several ties; the others stand for it where nothing has the name that it cites.
fn one_of(ties: Vec<Tie>) -> Option<Tie> {
    let next = |others: Option<Tie>, tie: Tie| Some(tie.or(others));
    ties.into_iter().rev().fold(None, next)
}

/// A quotation in its paragraph, and the citations that may be meant.
#[derive(Clone, Copy)]
struct Sentence<'p> {
    text: &'p str,
    citations: &'p [InTextCitation],
    outer: Span,
    ends: &'p [usize],
}

impl Sentence<'_> {
    /// What ties the quotation, and the citation that does; several where it only says a page.
    fn ties(self) -> (Vec<Tie>, Option<Span>) {
        let (mut found, by) = self.cited();
        for tie in found.iter_mut().filter(|tie| tie.keys.len() > 1) {
            // `Holst says “A”, and Osei says “B” [@holst; @osei]`
            let sentence = sentence_around(self.text, self.outer, self.ends);
            let part = |from, to| self.text.get(from..to).unwrap_or("");
            let head = tail(part(sentence.start, self.outer.start));
            tie.giver = giver(head, front(part(self.outer.end, sentence.end)));
        }
        (found, by)
    }

    /// The same, without asking which of several authors speaks.
    fn cited(self) -> (Vec<Tie>, Option<Span>) {
        let Self { text, citations, outer, ends } = self;
        let after = right_after(text, citations, outer.end);
        // `While Smith (2020) says “A”, Jones (2019) says “B”`: who follows speaks of what follows.
        let after = after.filter(|c| !(c.narrative && self.is_of_another(c)));
        let said = || said_by(text, citations, outer.end).filter(|c| !self.is_of_another(c));
        let after = after.or_else(said);
        let after = after.or_else(|| said_note(text, citations, outer.end));
        if let Some(found) = after.is_none().then(|| self.said_cited()).flatten() {
            return found;
        }
        if let Some(citation) = after.or_else(|| said_page(text, citations, outer.end)) {
            let by = Some(citation.span);
            let found = if citation.keys.is_empty() {
                self.of_page(citation)
            } else {
                ties(citation, citations, Rule::CitationAfter)
            };
            return (self.qualified(found, citation.narrative), by);
        }
        // A link around the quotation, or around its words.
        if let Some(link) = citations.iter().find(|c| covers(text, c.span, outer)) {
            let found = ties(link, citations, Rule::CitationAfter);
            return (self.qualified(found, false), Some(link.span));
        }
        let sentence = sentence_around(text, outer, ends);
        let (found, by) = self.by_sentence(sentence);
        let denied = found.iter().any(|tie| tie.denied || self.denies(sentence));
        (found.into_iter().map(|tie| Tie { denied, ..tie }).collect(), by)
    }

    /// The ties of a citation in brackets after the words that say who speaks: `“…,” she writes (Smith 2020, 34), and …`.
    fn said_cited(self) -> Option<(Vec<Tie>, Option<Span>)> {
        let (citation, between) = next_near(self.text, self.citations, self.outer.end)?;
        if citation.narrative || citation.keys.is_empty() || !says(between) {
            return None;
        }
        let speaker = speaker("", between);
        let rule = if speaker.is_some() { Rule::OnlyInSentence } else { Rule::CitationAfter };
        let found = ties(citation, self.citations, rule).into_iter();
        let found = found.map(|tie| Tie { speaker: speaker.clone(), ..tie }).collect();
        Some((self.qualified(found, false), Some(citation.span)))
    }

    /// The ties of a citation right after the quotation, with what the sentence says of the words. `rejects the idea that “…”
    /// [@key]` may have words of the key; `did not write “…” [@key]` has not.
    fn qualified(self, ties: Vec<Tie>, narrative: bool) -> Vec<Tie> {
        let sentence = sentence_around(self.text, self.outer, self.ends);
        let (before, after) = self.beside(sentence);
        let unsaid = if narrative { denies(before, after) } else { is_unsaid(before, after) };
        let rejected = is_rejected(before);
        // A construct says whose the words are, whatever the sentence makes of them.
        let words = self.text.get(self.outer.range()).unwrap_or("");
        let reworded = || denies(before, after) || is_called(before, words);
        let qualified = |tie: Tie| {
            let doubted = rejected || tie.rule == Rule::CitationAfter && reworded();
            let (denied, guess) = (tie.denied || unsaid, tie.guess || doubted);
            Tie { guess, denied, ..tie }
        };
        ties.into_iter().map(qualified).collect()
    }

    /// The tie by what the sentence cites elsewhere.
    fn by_sentence(self, sentence: Span) -> (Vec<Tie>, Option<Span>) {
        let Self { text, citations, outer, .. } = self;
        let part = |from, to| text.get(from..to).unwrap_or("");
        let all: Vec<&InTextCitation> = citations
            .iter()
            .filter(|c| sentence.start <= c.span.start && c.span.end <= sentence.end)
            .filter(|c| !(outer.start <= c.span.start && c.span.end <= outer.end))
            .filter(|c| !c.is_unread())
            .collect();
        // `Unlike Jones (2019), Smith (2020) says`: with whom somebody is compared does not speak.
        let compared = |c: &&InTextCitation| {
            // A large word before a name may be taken for a part of it: `Unlike Smith (2020)`.
            let first = part(c.span.start, c.span.end).split_whitespace().next().unwrap_or("");
            let after = part(c.span.end, sentence.end);
            is_compared(tail(part(sentence.start, c.span.start)), after)
                || is_compared(first, after)
        };
        let others: Vec<&InTextCitation> = all.iter().copied().filter(|c| !compared(c)).collect();
        let denied = others.is_empty();
        let inside = if denied { all } else { others };
        let before = inside.iter().rposition(|c| c.span.end <= outer.start);
        let from = before.and_then(|at| inside.get(at)).map_or(sentence.start, |c| c.span.end);
        let next = inside.iter().find(|c| c.span.start >= outer.end);
        let to = next.map_or(sentence.end, |c| c.span.start);
        let speaker = speaker(tail(part(from, outer.start)), front(part(outer.end, to)));
        if let Some(at) = before
            && let Some(citation) = inside.get(at).filter(|c| c.narrative)
        {
            let by = Some(citation.span);
            let found =
                ties(citation, citations, Rule::NarrativeBefore).into_iter().map(|mut tie| {
                    add_joint(&mut tie, text, inside.get(..=at).unwrap_or(&[]));
                    let said_before = tail(part(sentence.start, citation.span.start));
                    let spoken_of = is_spoken_of(said_before);
                    tie.guess = citation.loose || spoken_of;
                    let begins = part(0, citation.span.start);
                    let between = part(from, outer.start);
                    let shown = part(citation.span.start, citation.span.end);
                    let goes_on = between.trim() == "," && is_interrupted(begins);
                    let given = is_given(said_before, shown, between);
                    let says = given || says_right_after(between);
                    tie.titled = says && !spoken_of && (is_text(shown) || is_quoted(begins));
                    if !(goes_on || given || introduces(between)) {
                        // Who is the subject of the words is not said: another source of the sentence may be.
                        tie.guess = true;
                        for other in inside.iter().filter(|c| c.span.start >= outer.end && !c.loose)
                        {
                            add_keys(&mut tie, other);
                        }
                    }
                    Tie { speaker: speaker.clone(), denied, ..tie }
                });
            return (found.collect(), by);
        }
        // The title of a work in a sentence does not say that its words are.
        let cited: Vec<&InTextCitation> =
            inside.iter().copied().filter(|c| !(c.loose && c.narrative)).collect();
        let [only] = cited.as_slice() else {
            let note = self.unread_note(sentence).filter(|_| cited.is_empty());
            return note.map_or_else(Default::default, |found| (vec![found.0], Some(found.1)));
        };
        let found = ties(only, citations, Rule::OnlyInSentence);
        let is_by = text.get(only.span.end..outer.start).is_some_and(|between| {
            let head = part(sentence.start, only.span.start);
            is_named(text, sentence.start, only.span.start, between)
                || says_text(tail(head), between)
        });
        let guess = |tie: Tie| {
            let guess = !is_by || tie.guess;
            Tie { speaker: speaker.clone(), guess, denied, ..tie }
        };
        (found.into_iter().map(guess).collect(), Some(only.span))
    }

    /// Whether a citation of the sentence introduces the quotation as its author's words, and the one behind it leads to
    /// another quotation.
    fn is_of_another(self, behind: &InTextCitation) -> bool {
        let Self { text, citations, outer, ends } = self;
        let sentence = sentence_around(text, outer, ends);
        let rest = text.get(behind.span.end..sentence.end).unwrap_or("");
        if !rest.contains(['“', '„', '"', '«', '‘', '‚', OPENS]) {
            return false;
        }
        let mut before = citations.iter().rev();
        let before = before.find(|c| c.span.end <= outer.start && c.span.start >= sentence.start);
        before.is_some_and(|citation| {
            let between = text.get(citation.span.end..outer.start).unwrap_or("");
            citation.narrative && introduces(between.trim_end_matches(is_opening))
        })
    }

    /// Whether the sentence says that the words are not the source's: `rejects the idea that “…”`.
    fn denies(self, sentence: Span) -> bool {
        let (before, after) = self.beside(sentence);
        denies(before, after)
    }

    /// What the sentence has before the quotation and after it.
    fn beside(&self, sentence: Span) -> (&str, &str) {
        let part = |from, to| self.text.get(from..to).unwrap_or("");
        (tail(part(sentence.start, self.outer.start)), front(part(self.outer.end, sentence.end)))
    }

    /// The ties of a page alone: to the work of whom the sentence names, to what was cited last, to whom the paragraph names.
    fn of_page(self, page: &InTextCitation) -> Vec<Tie> {
        let Self { text, citations, outer, ends } = self;
        let start = sentence_around(text, outer, ends).start;
        let head = tail(text.get(start..outer.start).unwrap_or(""));
        if let Some(tie) = named(page, citations, head) {
            return vec![tie];
        }
        let between = text.get(outer.end..page.span.start).unwrap_or("");
        let mut found = by_names(page, head, between);
        found.extend(last_cited(page, citations, head));
        if found.last().is_none_or(|tie| tie.loose) {
            let earlier = by_names(page, tail(text.get(..start).unwrap_or("")), "");
            found.extend(earlier.into_iter().map(|tie| Tie { guess: true, ..tie }));
        }
        found
    }
}

/// The tie of a quotation whose construct names its source, as far as the sentence does not deny that it was said.
pub(super) fn of_construct(
    paragraph: &Prose,
    (outer, ends): (Span, &[usize]),
    (keys, page): (Vec<SourceKey>, Option<String>),
) -> Tie {
    let sentence = Sentence { text: &paragraph.text, citations: &[], outer, ends };
    let tie = Tie::new(Rule::SameConstruct, keys, page);
    sentence.qualified(vec![tie.clone()], false).pop().unwrap_or(tie)
}

/// The tie of a quotation that its sentence gives to the one document that was cited before, here or in the paragraph above, or to
/// its author: `“…,” the review says.`, `For Smith, “…”`
pub(super) fn of_above(
    paragraph: &Prose,
    outer: Span,
    ends: &[usize],
    above: Option<&Prose>,
) -> Option<Tie> {
    let text = &paragraph.text;
    let sentence = sentence_around(text, outer, ends);
    let part = |from, to| text.get(from..to).unwrap_or("");
    let head = tail(part(sentence.start, outer.start));
    let rest = front(part(outer.end, sentence.end));
    let named = giver(head, rest);
    let goes_on = goes_on_speaking(head, rest);
    if !(goes_on || named.is_some()) || denies(head, rest) {
        return None;
    }
    // `Smith (2020) is brief. Smith says “…”`: of several, the one who is named.
    let is_by = |c: &InTextCitation| {
        goes_on || named.as_ref().is_some_and(|name| c.keys.iter().any(|key| is_of(key, name)))
    };
    let is_sure =
        |c: &&InTextCitation| !c.loose && !c.keys.is_empty() && !c.is_unread() && is_by(c);
    let mut cited: Vec<&InTextCitation> = paragraph.citations.iter().filter(is_sure).collect();
    if cited.is_empty() {
        let above = above.filter(|p| !p.block && !p.aside)?;
        cited = above.citations.iter().filter(is_sure).collect();
    }
    let (first, others) = cited.split_first()?;
    let is_one = others.len() < MAX_NEAR && others.iter().all(|other| other.keys == first.keys);
    let before = first.span.start < outer.start || !paragraph.citations.iter().any(|c| is_sure(&c));
    let tie = Tie::new(Rule::SameAsBefore, first.keys.clone(), None);
    (is_one && before).then_some(Tie { guess: true, loose: true, ..tie })
}

/// How many names of a text are asked whether they are those of authors.
const MAX_NAMES: usize = 4;

/// The ties of a page to the works of those whom a text names: who speaks, and then the names that are nearest.
fn by_names(page: &InTextCitation, head: &str, tail: &str) -> Vec<Tie> {
    let words = |text: &str| -> Vec<String> {
        text.split_whitespace().rev().filter_map(name).map(str::to_owned).collect()
    };
    let mut names: Vec<String> = speaker(head, tail).into_iter().collect();
    names.extend(words(tail));
    names.extend(words(head));
    let mut found: Vec<Tie> = Vec::new();
    for name in names {
        let keys = vec![SourceKey::Work { author: Some(name), title: None }];
        if found.len() < MAX_NAMES && found.iter().all(|tie| tie.keys != keys) {
            let tie = Tie::new(Rule::SameAsBefore, keys, page.page.clone());
            found.push(Tie { loose: true, ..tie });
        }
    }
    found
}

/// Adds the works of those who say the same: `Smith (2020), Wu (2018) and Jones (2019) write`.
fn add_joint(tie: &mut Tie, text: &str, citations: &[&InTextCitation]) {
    let mut joined = false;
    for pair in citations.windows(2).rev() {
        let [one, other] = pair else { break };
        let joint = text.get(one.span.end..other.span.start).unwrap_or("").trim();
        let joint = joint.strip_prefix(',').filter(|rest| !rest.is_empty()).unwrap_or(joint);
        joined |= JOINTS.contains(&joint.trim());
        if !(one.narrative && joined && (joint == "," || JOINTS.contains(&joint.trim()))) {
            break;
        }
        add_keys(tie, one);
    }
}

/// Whether what follows a text is in quotation marks: a title, where it has the form of one.
fn is_quoted(before: &str) -> bool {
    before.ends_with(['“', '„', '"', '«', '‘'])
}

/// The mark that opens a quotation, or the space before it.
fn is_opening(c: char) -> bool {
    !c.is_alphanumeric() && c != ':'
}

/// Whether a citation reaches over all words of a quotation.
fn covers(text: &str, citation: Span, outer: Span) -> bool {
    let bare = |from: usize, to: usize| {
        from >= to || !text.get(from..to).is_some_and(|t| t.contains(char::is_alphanumeric))
    };
    !citation.is_empty()
        && citation.start < outer.end
        && outer.start < citation.end
        && bare(outer.start, citation.start)
        && bare(citation.end, outer.end)
}

/// What joins two citations that say the same.
const JOINTS: [&str; 7] = ["and", "&", "und", "et", "y", "as well as", "sowie"];

/// Adds the works of another citation.
fn add_keys(tie: &mut Tie, other: &InTextCitation) {
    for key in &other.keys {
        if !tie.keys.contains(key) {
            tie.keys.push(key.clone());
        }
    }
}

/// Whether the words between a narrative citation and a quotation say that the words are the cited author's.
fn introduces(between: &str) -> bool {
    let between = between.trim_end();
    let last = between.rsplit(char::is_whitespace).next().unwrap_or("").to_lowercase();
    between.is_empty()
        || between.ends_with(':')
        || ["that", "dass", "daß", "que", "che", "dat"].contains(&&*last)
        || between.split_whitespace().any(is_saying)
}

/// The ties of a citation, or of what was cited last.
fn ties(citation: &InTextCitation, all: &[InTextCitation], rule: Rule) -> Vec<Tie> {
    if citation.keys.is_empty() {
        return last_cited(citation, all, "");
    }
    let rule = if citation.again { Rule::SameAsBefore } else { rule };
    let tie = Tie::new(rule, citation.keys.clone(), citation.page.clone());
    let (translated, denied) = (citation.translated, citation.adapted);
    vec![Tie { translated, denied, loose: citation.loose, guess: citation.for_more, ..tie }]
}

/// The ties of a page to what was cited last; loose citations may be none.
fn last_cited(page: &InTextCitation, all: &[InTextCitation], head: &str) -> Vec<Tie> {
    let mut found = Vec::new();
    // Whom the sentence names, and the paragraph does not cite, may be meant.
    let guess = names_another(head);
    let earlier = all.iter().rev().filter(|c| c.span.end <= page.span.start && !c.keys.is_empty());
    for last in earlier.take(MAX_LOOSE) {
        let said = page.page.clone().or_else(|| last.page.clone());
        let tie = Tie::new(Rule::SameAsBefore, last.keys.clone(), said);
        found.push(Tie { translated: page.translated, loose: last.loose, guess, ..tie });
        if !last.loose {
            break;
        }
    }
    found
}

/// The tie of a page alone whose sentence names an author whom the paragraph cites.
fn named(page: &InTextCitation, all: &[InTextCitation], head: &str) -> Option<Tie> {
    let earlier =
        |c: &&InTextCitation| c.span.end <= page.span.start && !c.keys.is_empty() && !c.loose;
    let is_by = |c: &InTextCitation, name: &str| c.keys.iter().any(|key| is_of(key, name));
    let names: Vec<&str> = head.split_whitespace().filter_map(name).collect();
    names.into_iter().rev().find_map(|name| {
        let of = all.iter().rev().filter(earlier).find(|c| is_by(c, name))?;
        Some(Tie::new(Rule::SameAsBefore, of.keys.clone(), page.page.clone()))
    })
}

/// Whether a sentence names somebody before its quotation, who may be another than was cited last.
fn names_another(head: &str) -> bool {
    let words: Vec<&str> = head.split_whitespace().collect();
    words.iter().enumerate().filter(|(_, word)| name(word).is_some()).any(|(at, word)| {
        let begins = at == 0 && !words.get(1).is_some_and(|next| is_saying(next));
        !begins || word.ends_with(',')
    })
}

/// Whether a key names a work by somebody.
fn is_of(key: &SourceKey, name: &str) -> bool {
    let name = name.to_lowercase();
    match key {
        SourceKey::AuthorYear { author, .. } => author.to_lowercase() == name,
        SourceKey::Name(key) => key.to_lowercase().starts_with(&name),
        SourceKey::Note { text, .. } => {
            text.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|w| w == name)
        }
        SourceKey::Work { author, .. } => author.as_ref().is_some_and(|a| a.to_lowercase() == name),
        SourceKey::Dated { work, .. } => is_of(work, &name),
    }
}

/// The citation that follows byte `end`, with nothing between them but punctuation and white space.
///
/// One that is part of a sentence may be the subject of its next part (`“…”, and Smith (2020) agrees`): behind a stop it
/// follows only where nothing goes on after it, or where it says who speaks.
pub(super) fn right_after<'c>(
    text: &str,
    citations: &'c [InTextCitation],
    end: usize,
) -> Option<&'c InTextCitation> {
    let mut at = citations.partition_point(|c| c.span.start < end);
    let mut citation = citations.get(at)?;
    let between = text.get(end..citation.span.start)?;
    if !is_beside(between) || !ends_the_quotation(text, end, between, citation) {
        return None;
    }
    while let Some(next) = citations.get(at + 1) {
        let between = text.get(citation.span.end..next.span.start)?;
        let beside = citation.is_unread() && !next.narrative && between.chars().all(is_between);
        // `[@jones], quoted in [@smith]`: the words are looked for where they were read.
        if !beside && !is_second_hand(between) {
            break;
        }
        (citation, at) = (next, at + 1);
    }
    Some(citation)
}

fn ends_the_quotation(text: &str, end: usize, between: &str, citation: &InTextCitation) -> bool {
    let shown = text.get(citation.span.range()).unwrap_or("");
    // `“so,” [reported](a.html) the paper`
    if !citation.narrative || is_saying(shown) {
        return true;
    }
    let marks = |c: char| !c.is_alphanumeric() && !matches!(c, '.' | '!' | '?' | ',' | ';' | ':');
    let inner = text.get(..end).unwrap_or("").trim_end_matches(marks);
    let after = text.get(citation.span.end..).unwrap_or("").trim_start();
    let word = after.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let asks = inner.ends_with(['?', '!']) && is_saying(word);
    // A key in the text may be printed in brackets.
    let key = shown.contains(OBJECT);
    if between.contains(['.', ';', ':', '!', '?']) || inner.ends_with(['.', '!', '?']) {
        // It is a sentence of its own, or begins the next one.
        let ends = after.is_empty() || after.starts_with(['.', ')', ']']);
        return ends || asks || key && word.is_empty();
    }
    word.is_empty() || is_saying(word) || key && !between.contains(',')
}

/// The next citation behind a quotation, and the words before it, if no more are between than may say who speaks.
fn next_near<'c, 't>(
    text: &'t str,
    citations: &'c [InTextCitation],
    end: usize,
) -> Option<(&'c InTextCitation, &'t str)> {
    let citation = citations.get(citations.partition_point(|c| c.span.start < end))?;
    let between = text.get(end..citation.span.start)?;
    (between.len() <= AROUND).then_some((citation, between))
}

/// The citation behind a quotation and a verb of saying: `“…,” writes Smith (2020)`.
fn said_by<'c>(
    text: &str,
    citations: &'c [InTextCitation],
    end: usize,
) -> Option<&'c InTextCitation> {
    let (citation, between) = next_near(text, citations, end)?;
    let mut words = between.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let only = words.next().is_some_and(is_saying) && words.next().is_none();
    (only && citation.narrative && !between.contains(['.', ';'])).then_some(citation)
}

/// The note behind a quotation and the words that say who speaks: `“…,” says the chairman,[^5]`.
fn said_note<'c>(
    text: &str,
    citations: &'c [InTextCitation],
    end: usize,
) -> Option<&'c InTextCitation> {
    let (citation, between) = next_near(text, citations, end)?;
    let words: Vec<&str> = between.split_whitespace().collect();
    let inner = between.trim_end().trim_end_matches(['.', ',', ';', ':']);
    let says = words.len() <= SAYS_WORDS + 2
        && words.iter().any(|word| is_saying(word))
        && !inner.contains(['.', ';', '(', '“', '"', '„', '«', '‘', OPENS, NOTE]);
    let is_note = text.get(citation.span.range()).is_some_and(|shown| shown.starts_with(NOTE));
    (is_note && says).then_some(citation)
}

/// The page behind a quotation and the words that say who speaks: `“…,” Anna Miller writes (34)`.
fn said_page<'c>(
    text: &str,
    citations: &'c [InTextCitation],
    end: usize,
) -> Option<&'c InTextCitation> {
    let (citation, between) = next_near(text, citations, end)?;
    (citation.keys.is_empty() && !citation.again && says(between)).then_some(citation)
}

/// Whether words after a quotation say who speaks, and nothing else.
fn says(between: &str) -> bool {
    let between = between.trim_end().trim_end_matches('(');
    let words: Vec<&str> = between.split_whitespace().collect();
    words.len() <= SAYS_WORDS
        && words.iter().any(|word| is_saying(word))
        && !between.contains(['.', ';', '(', '“', '"', '„', '«', '‘', OPENS, NOTE])
}

/// The most words that say who speaks, between a quotation and its page.
const SAYS_WORDS: usize = 4;

/// Whether a text ends in a quotation and the words that say who speaks: `“Some,” writes Smith (2020), “and more.”`
fn is_interrupted(head: &str) -> bool {
    let head = tail(head);
    let closing = ['”', '"', '»', '“', CLOSES];
    let Some(close) = head.rfind(closing) else { return false };
    let said = head.get(close..).unwrap_or("").trim_start_matches(closing);
    said.split_whitespace().count() <= SAYS_WORDS && said.split_whitespace().any(is_saying)
}

/// Whether a quotation and its citation have nothing between them but punctuation, or one word in a bracket: `“so” (source: …`.
fn is_beside(between: &str) -> bool {
    const LEADS: [&str; 13] = [
        "source", "from", "see", "via", "in", "quelle", "siehe", "aus", "fuente", "fonte", "bron",
        "voir", "källa",
    ];
    let rest = between.trim_start_matches(is_between);
    let word = rest.trim_end_matches(is_between);
    let bracket = between.get(..between.len() - rest.len()).is_some_and(|t| t.ends_with('('));
    rest.is_empty() || bracket && LEADS.contains(&&*word.to_lowercase())
}

/// What may be between a quotation and its citation.
fn is_between(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '’' | '\'' | '(')
        || matches!(c, CLOSES | NOTE)
}

/// Dashes before the name of whom a block quotes.
pub(super) const DASHES: [char; 4] = ['—', '–', '―', '-'];
