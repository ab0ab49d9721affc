//! Which source a quotation is cited to: six rules, in their order, and nothing else.
//!
//! Never the nearest citation within so many characters: in `He said “nothing”, while tables add waves (Smith, 2020)` the
//! citation is of the sentence's last part, and only where it is the sentence's only one is the quotation tied to it.

use super::author_year::{is_second_hand, page_of};
use super::marks::Pairs;
use super::prose::{CLOSES, Citation, NOTE, OBJECT, OPENS, Prose};
use super::speaker::{is_saying, name, speaker};
use super::{Key, Rule, Tie};
use crate::quote::{WordLists, is_frequent_word, sentence_breaks};
use crate::text::Span;

/// The tie of a quotation of a running paragraph; `outer` is the quotation with its marks.
pub(super) fn of_quotation(paragraph: &Prose, outer: Span, ends: &[usize]) -> Option<Tie> {
    let text = &paragraph.text;
    let citations = &paragraph.citations;
    let after = right_after(text, citations, outer.end);
    // `While Smith (2020) says “A”, Jones (2019) says “B”`: who follows speaks of what follows.
    let after = after.filter(|c| !(c.narrative && is_of_another(paragraph, outer, c, ends)));
    if let Some(citation) = after.or_else(|| said_by(text, citations, outer.end)) {
        let head = text.get(sentence_around(text, outer, ends).start..outer.start).unwrap_or("");
        let named = if citation.keys.is_empty() { named(citation, citations, head) } else { None };
        return named.or_else(|| tied(citation, citations, Rule::CitationAfter));
    }
    // A link around the quotation, or around its words.
    if let Some(link) = citations.iter().find(|c| covers(text, c.span, outer)) {
        return tied(link, citations, Rule::CitationAfter);
    }
    let sentence = sentence_around(text, outer, ends);
    let inside: Vec<&Citation> = citations
        .iter()
        .filter(|c| sentence.start <= c.span.start && c.span.end <= sentence.end)
        .filter(|c| !(outer.start <= c.span.start && c.span.end <= outer.end))
        .filter(|c| !c.is_unread())
        .collect();
    let before = inside.iter().rposition(|c| c.span.end <= outer.start);
    let from = before.and_then(|at| inside.get(at)).map_or(sentence.start, |c| c.span.end);
    let next = inside.iter().find(|c| c.span.start >= outer.end);
    let to = next.map_or(sentence.end, |c| c.span.start);
    let part = |from, to| text.get(from..to).unwrap_or("");
    let speaker = speaker(part(from, outer.start), part(outer.end, to));
    if let Some(at) = before
        && let Some(citation) = inside.get(at).filter(|c| c.narrative)
    {
        let mut tie = tied(citation, citations, Rule::NarrativeBefore)?;
        // `Smith (2020) and Jones (2019) write`: both do.
        for pair in inside.get(..=at).unwrap_or(&[]).windows(2).rev() {
            let [one, other] = pair else { break };
            let joint = part(one.span.end, other.span.start).trim();
            if !(one.narrative && JOINTS.contains(&joint)) {
                break;
            }
            add_keys(&mut tie, one);
        }
        if !introduces(part(from, outer.start)) {
            // Who is the subject of the words is not said: another source of the sentence may be.
            tie.guess = true;
            for other in inside.iter().filter(|c| c.span.start >= outer.end) {
                add_keys(&mut tie, other);
            }
        }
        return Some(Tie { speaker, ..tie });
    }
    let [only] = inside.as_slice() else { return None };
    Some(Tie { speaker, guess: true, ..tied(only, citations, Rule::OnlyInSentence)? })
}

/// Whether a citation of the sentence introduces a quotation as its author's words, and the one behind it leads to another
/// quotation.
fn is_of_another(paragraph: &Prose, outer: Span, behind: &Citation, ends: &[usize]) -> bool {
    let sentence = sentence_around(&paragraph.text, outer, ends);
    let rest = paragraph.text.get(behind.span.end..sentence.end).unwrap_or("");
    if !rest.contains(['“', '„', '"', '«', '‘', '‚', OPENS]) {
        return false;
    }
    let mut before = paragraph.citations.iter().rev();
    let before = before.find(|c| c.span.end <= outer.start && c.span.start >= sentence.start);
    before.is_some_and(|citation| {
        let between = paragraph.text.get(citation.span.end..outer.start).unwrap_or("");
        citation.narrative && introduces(between.trim_end_matches(is_opening))
    })
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
const JOINTS: [&str; 8] = ["and", "&", "und", "et", "y", ",", "as well as", "sowie"];

/// Adds the works of another citation.
fn add_keys(tie: &mut Tie, other: &Citation) {
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

/// A citation, or what stands for the last one.
fn tied(citation: &Citation, all: &[Citation], rule: Rule) -> Option<Tie> {
    let (page, translated) = (citation.page.clone(), citation.translated);
    if !citation.keys.is_empty() {
        return Some(Tie { translated, ..Tie::new(rule, citation.keys.clone(), page) });
    }
    let last =
        all.iter().rev().find(|c| c.span.end <= citation.span.start && !c.keys.is_empty())?;
    let page = page.or_else(|| last.page.clone());
    Some(Tie { translated, ..Tie::new(Rule::SameAsBefore, last.keys.clone(), page) })
}

/// The tie of a page alone whose sentence names somebody: of the work of theirs that the paragraph cites, and where it cites
/// none, perhaps not of the last one.
fn named(page: &Citation, all: &[Citation], head: &str) -> Option<Tie> {
    let earlier = |c: &&Citation| c.span.end <= page.span.start && !c.keys.is_empty();
    let words: Vec<&str> = head.split_whitespace().collect();
    let is_by = |c: &Citation, name: &str| c.keys.iter().any(|key| is_of(key, name));
    let names = words.iter().enumerate().filter_map(|(at, word)| Some((at, name(word)?)));
    let mut guess = false;
    for (at, name) in names.collect::<Vec<_>>().into_iter().rev() {
        if let Some(of) = all.iter().rev().filter(earlier).find(|c| is_by(c, name)) {
            let page = page.page.clone();
            return Some(Tie::new(Rule::SameAsBefore, of.keys.clone(), page));
        }
        let begins = at == 0 && !words.get(1).is_some_and(|next| is_saying(next));
        guess |= !begins || words.first().is_some_and(|first| first.ends_with(','));
    }
    guess.then(|| tied(page, all, Rule::SameAsBefore)).flatten().map(|tie| Tie { guess, ..tie })
}

/// Whether a key names a work by somebody.
fn is_of(key: &Key, name: &str) -> bool {
    let name = name.to_lowercase();
    match key {
        Key::AuthorYear { author, .. } => author.to_lowercase() == name,
        Key::Name(key) => key.to_lowercase().starts_with(&name),
        Key::Note { text, .. } => {
            text.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|w| w == name)
        }
    }
}

/// The citation that follows byte `end`, with nothing between them but punctuation and white space.
///
/// One that is part of a sentence may be the subject of its next part (`“…”, and Smith (2020) agrees`): behind a stop it
/// follows only where nothing goes on after it, or where it says who speaks.
pub(super) fn right_after<'c>(
    text: &str,
    citations: &'c [Citation],
    end: usize,
) -> Option<&'c Citation> {
    let mut at = citations.partition_point(|c| c.span.start < end);
    let mut citation = citations.get(at)?;
    let between = text.get(end..citation.span.start)?;
    if !between.chars().all(is_between) || !ends_the_quotation(text, end, between, citation) {
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

fn ends_the_quotation(text: &str, end: usize, between: &str, citation: &Citation) -> bool {
    if !citation.narrative {
        return true;
    }
    let marks = |c: char| !c.is_alphanumeric() && !matches!(c, '.' | '!' | '?' | ',' | ';' | ':');
    let inner = text.get(..end).unwrap_or("").trim_end_matches(marks);
    let after = text.get(citation.span.end..).unwrap_or("").trim_start();
    let word = after.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let asks = inner.ends_with(['?', '!']) && is_saying(word);
    // A key in the text may be printed in brackets.
    let key = text.get(citation.span.range()).is_some_and(|shown| shown.contains(OBJECT));
    if between.contains(['.', ';', ':', '!', '?']) || inner.ends_with(['.', '!', '?']) {
        // It is a sentence of its own, or begins the next one.
        let ends = after.is_empty() || after.starts_with(['.', ')', ']']);
        return ends || asks || key && word.is_empty();
    }
    word.is_empty() || is_saying(word) || key && !between.contains(',')
}

/// The citation behind a quotation and a verb of saying: `“…,” writes Smith (2020)`.
fn said_by<'c>(text: &str, citations: &'c [Citation], end: usize) -> Option<&'c Citation> {
    let citation = citations.get(citations.partition_point(|c| c.span.start < end))?;
    let between = text.get(end..citation.span.start)?;
    let mut words = between.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let only = words.next().is_some_and(is_saying) && words.next().is_none();
    (only && citation.narrative && !between.contains(['.', ';'])).then_some(citation)
}

/// What may stand between a quotation and its citation.
fn is_between(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '’' | '\'' | '(')
        || matches!(c, CLOSES | NOTE)
}

/// Where the sentences of a paragraph end: none ends inside a quotation, or inside a citation (`p. 3`).
pub(super) fn sentence_ends(
    paragraph: &Prose,
    marks: &Pairs,
    lists: Option<&WordLists>,
) -> Vec<usize> {
    let text = &paragraph.text;
    let mut whole: Vec<Span> = marks.pairs.iter().map(|p| p.outer).collect();
    whole.extend(paragraph.citations.iter().map(|c| c.span));
    whole.sort();
    let mut next = 0;
    // Spans that begin before a place, of which the one that ends last counts.
    let mut reached = 0;
    let outside = |at: &usize| {
        while let Some(span) = whole.get(next).filter(|span| span.start < *at) {
            reached = reached.max(span.end);
            next += 1;
        }
        *at >= reached
    };
    breaks(text, lists).into_iter().filter(outside).collect()
}

/// A word before a figure is no longer, in characters, where its point ends no sentence: `no. 5`.
const COUNTS: usize = 4;

/// Languages whose abbreviations count in a text that is too short to tell its own.
const LANGUAGES: [&str; 8] = ["en", "de", "fr", "es", "it", "nl", "pt", "ru"];

/// Where sentences begin in a text, by the rules and the abbreviations of the matcher.
fn breaks(text: &str, lists: Option<&WordLists>) -> Vec<usize> {
    let abbreviates = |at: usize| {
        let head = text.get(..at).unwrap_or("").trim_end();
        let Some(head) = head.strip_suffix('.') else { return false };
        let word = head.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        let next = text.get(at..).unwrap_or("");
        let short = (1..=COUNTS).contains(&word.chars().count());
        if short
            && word.chars().all(char::is_alphabetic)
            && next.starts_with(|c: char| c.is_ascii_digit())
        {
            return true;
        }
        let next = next.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("").to_lowercase();
        let any = || {
            LANGUAGES
                .iter()
                .filter_map(|language| WordLists::for_language(Some(language)))
                .any(|lists| lists.is_abbreviation(word))
        };
        lists.is_none()
            && !is_frequent_word(&next)
            && !is_frequent_word(&word.to_lowercase())
            && any()
    };
    let found = sentence_breaks(text, 0, text.len(), lists).into_iter();
    found.filter(|at| !abbreviates(*at)).collect()
}

fn sentence_around(text: &str, outer: Span, ends: &[usize]) -> Span {
    let before = ends.partition_point(|end| *end <= outer.start);
    let start = before.checked_sub(1).and_then(|at| ends.get(at)).copied().unwrap_or(0);
    let after = ends.partition_point(|end| *end < outer.end);
    Span::new(start, ends.get(after).copied().unwrap_or(text.len()))
}

/// Dashes before the name of whom a block quotes.
pub(super) const DASHES: [char; 4] = ['—', '–', '―', '-'];

/// An attribution is no longer, in bytes.
const ATTRIBUTION: usize = 200;

/// Where a quoted block's attribution begins, and the citation that it has.
#[derive(Clone, Copy)]
struct Attribution<'c> {
    start: usize,
    citation: Option<&'c Citation>,
}

/// The attribution at the end of a quoted block. A citation in the middle of its words is none.
fn attribution(block: &Prose) -> Option<Attribution<'_>> {
    by_dash(block).or_else(|| by_end(block))
}

/// `— Smith (2020), Rivers, p. 3`: on a line of its own, or behind the end of a sentence and with a citation.
fn by_dash(block: &Prose) -> Option<Attribution<'_>> {
    let text = block.text.trim_end();
    let from = text.floor_char_boundary(text.len().saturating_sub(ATTRIBUTION));
    let tail = text.get(from..)?;
    for (at, _) in tail.rmatch_indices(DASHES) {
        let start = from + at;
        let head = text.get(..start)?.trim_end_matches(DASHES);
        let dashes = text.get(head.len()..start + 1).unwrap_or("-");
        if dashes == "-" || text.get(start..)?.chars().nth(1).is_some_and(|c| DASHES.contains(&c)) {
            continue;
        }
        let name = text.get(head.len()..)?.trim_start_matches(DASHES).trim_start();
        let named = |c: char| c.is_uppercase() || matches!(c, OBJECT | '(' | '[' | '@');
        if !name.starts_with(named) {
            continue;
        }
        let bare = head.trim_end_matches([' ', '\t', '\u{a0}']);
        let own_line = bare.ends_with('\n') && !bare.trim().is_empty();
        let behind = bare.ends_with(['.', '!', '?', '…', '”', '"', '’', '»', '“']);
        let citation =
            block.citations.iter().find(|c| c.span.start >= head.len() && !c.keys.is_empty());
        if own_line || (behind && citation.is_some()) {
            return Some(Attribution { start: bare.trim_end().len(), citation });
        }
    }
    None
}

/// A citation, or several, behind which nothing stands but a page.
fn by_end(block: &Prose) -> Option<Attribution<'_>> {
    let text = &block.text;
    let mut found: Option<Attribution<'_>> = None;
    let mut end = text.trim_end().len();
    for last in block.citations.iter().rev() {
        if last.span.end > end {
            continue;
        }
        let rest = text.get(last.span.end..end).unwrap_or("");
        let bare = rest.chars().all(|c| {
            c.is_whitespace() || matches!(c, '.' | ',' | ';' | ')' | ']' | '(' | '[' | NOTE)
        });
        let page = found.is_none() && rest.len() <= 24 && page_of(rest).is_some();
        let head = text.get(..last.span.start).unwrap_or("");
        if !(bare || page) || (last.narrative && goes_on(head)) {
            break;
        }
        end = head.trim_end_matches([' ', '\n', '(', '[', '—', '–', '-']).len();
        let citation = found.and_then(|f| f.citation).or(Some(last));
        found = Some(Attribution { start: end, citation });
    }
    found
}

/// Whether a citation behind these words is part of their sentence: `says Smith (2020)`.
fn goes_on(head: &str) -> bool {
    const BEFORE: [&str; 14] = [
        "by", "in", "see", "with", "to", "of", "from", "after", "and", "nach", "bei", "von", "und",
        "siehe",
    ];
    let head = head.trim_end_matches([' ', '\u{a0}']);
    let last = head.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("").to_lowercase();
    BEFORE.contains(&&*last) || is_saying(&last)
}

/// Whether a block is a note to the reader, and quotes nobody: `Note: …`.
pub(super) fn is_callout(text: &str) -> bool {
    const NAMES: [&str; 20] = [
        "note",
        "tip",
        "warning",
        "important",
        "caution",
        "hint",
        "info",
        "attention",
        "danger",
        "example",
        "remark",
        "todo",
        "hinweis",
        "achtung",
        "tipp",
        "wichtig",
        "anmerkung",
        "remarque",
        "nota",
        "attenzione",
    ];
    let text = text.trim_start();
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    rest.trim_start_matches(['*', '_']).starts_with(':') && NAMES.contains(&&*name.to_lowercase())
}

/// The words of a quoted block: without its attribution, and without its own marks.
pub(super) fn block_words(paragraph: &Prose) -> Span {
    let text = &paragraph.text;
    let end = attribution(paragraph).map_or(text.trim_end().len(), |found| found.start);
    let words = text.get(..end).unwrap_or("");
    let start = words.len() - words.trim_start().len();
    let whole = super::marks::pair(words, |_| false);
    match whole.pairs.as_slice() {
        [one] if one.outer.start == start && one.outer.end == words.trim_end().len() => one.inner,
        _ => Span::new(start.min(end), end),
    }
}

/// The tie of a quoted block: its own attribution; a paragraph after it that is one; the sentence that introduces it; a
/// citation in parentheses that begins the next paragraph.
pub(super) fn of_block(
    block: &Prose,
    before: Option<&Prose>,
    after: Option<&Prose>,
    lists: Option<&WordLists>,
) -> Option<Tie> {
    let before = before.filter(|before| !before.block && !before.aside);
    if let Some(citation) = attribution(block).and_then(|found| found.citation) {
        if !citation.keys.is_empty() {
            return tied(citation, &block.citations, Rule::BlockAttribution);
        }
        // `(p. 7)`: of what was cited last.
        let last = before?.citations.iter().rev().find(|c| !c.keys.is_empty() && !c.is_unread())?;
        let page = citation.page.clone();
        return Some(Tie::new(Rule::SameAsBefore, last.keys.clone(), page));
    }
    let after = after.filter(|after| !after.block && !after.aside);
    if let Some(tie) = after.filter(|after| is_attribution(after)).and_then(first_tied) {
        return Some(tie);
    }
    introduction(before, lists)
        .or_else(|| after.filter(|after| begins_cited(after)).and_then(first_tied))
}

fn first_tied(paragraph: &Prose) -> Option<Tie> {
    let first = paragraph.citations.iter().find(|c| !c.keys.is_empty())?;
    tied(first, &paragraph.citations, Rule::BlockAttribution)
}

/// Whether a paragraph only says of whom the block before it is.
fn is_attribution(paragraph: &Prose) -> bool {
    if paragraph.attribution {
        return true;
    }
    let text = paragraph.text.trim();
    let (Some(first), Some(last)) = (paragraph.citations.first(), paragraph.citations.last())
    else {
        return false;
    };
    let dashed = text.starts_with(['—', '–', '―']) || text.starts_with("--");
    if dashed && text.len() <= ATTRIBUTION && !first.keys.is_empty() {
        return true;
    }
    let head = paragraph.text.get(..first.span.start).unwrap_or("");
    let tail = paragraph.text.get(last.span.end..).unwrap_or("");
    let bare = |text: &str| !text.contains(char::is_alphanumeric);
    bare(head) && (bare(tail) || page_of(tail).is_some() && tail.len() <= 24)
}

/// Whether a paragraph begins with a citation in parentheses that ends a sentence.
fn begins_cited(paragraph: &Prose) -> bool {
    let Some(first) = paragraph.citations.first().filter(|c| !c.narrative) else { return false };
    let part = |from: usize, to: usize| paragraph.text.get(from..to).unwrap_or("");
    let head = part(0, first.span.start);
    let tail = part(first.span.end, paragraph.text.len());
    head.chars().all(|c| c.is_whitespace() || matches!(c, '(' | OBJECT))
        && tail.trim_start_matches(')').trim_start().starts_with('.')
}

/// The tie of a block that the last sentence before it introduces: `As Smith (2020) puts it:`.
fn introduction(before: Option<&Prose>, lists: Option<&WordLists>) -> Option<Tie> {
    let before = before?;
    let text = before.text.trim_end_matches(|c: char| c.is_whitespace() || c == NOTE);
    if text.ends_with(['.', '!', '?', '…', '”', '"', ')', '’', '»']) {
        return None;
    }
    let inside = |at: usize| before.citations.iter().any(|c| c.span.start < at && at < c.span.end);
    let ends = breaks(text, lists);
    let start = ends.into_iter().rfind(|at| *at < text.len() && !inside(*at)).unwrap_or(0);
    let mut cited = before
        .citations
        .iter()
        .filter(|c| c.span.start >= start && !c.keys.is_empty() && !c.is_unread());
    let first = cited.next()?;
    let others: Vec<&Citation> = cited.collect();
    let last = others.last().copied().unwrap_or(first);
    let mut tie = tied(last, &before.citations, Rule::NarrativeBefore)?;
    let sentence = text.get(start..).unwrap_or("");
    tie.guess = !others.is_empty() || !sentence.split_whitespace().any(is_introducing);
    if !others.is_empty() {
        add_keys(&mut tie, first);
        for other in others {
            add_keys(&mut tie, other);
        }
    }
    let rest = text.get(last.span.end..).unwrap_or("");
    Some(Tie { speaker: speaker(rest, ""), ..tie })
}

/// Whether a word of the sentence before a block says that the block is somebody's words.
fn is_introducing(word: &str) -> bool {
    const WORDS: [&str; 14] = [
        "words",
        "passage",
        "quote",
        "quotes",
        "quotation",
        "quoting",
        "according",
        "wording",
        "laut",
        "zufolge",
        "zitiert",
        "worten",
        "selon",
        "según",
    ];
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    is_saying(word) || WORDS.contains(&&*bare)
}
