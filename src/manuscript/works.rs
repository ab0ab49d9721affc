//! Citations without a year: `(Miller 34)`, `(*Rivers* 12)`, `(34)` after words of somebody who is named, the titles of works in
//! running text, and courts' decisions.
//!
//! What has the form of such a citation may be none: `(Table 3)`. So they are loose: only where a document, or a work of a
//! bibliography, has the name do they count.
//!
//! ```text
//! “so” (Miller 34)                                          Miller, page 34
//! Miller claims that “so” (34)                              the same
//! “so” *Miller v. Harbour Board*, 410 U.S. 113, 120 (1973)  a decision
//! “so” Id. at 121                                           what was cited before
//! ```

mod decision;

use super::SourceKey;
use super::author_year::{PAGES, PREFIXES, is_against, is_same, page_of, second_hand};
use super::prose::{CLOSES, CitedBefore, InTextCitation, Prose};
use super::speaker::is_saying;
use super::titles;
use crate::text::{self, Span, is_year};
use decision::{decision, reported};

/// The longest text in parentheses that is read as such a citation, in bytes.
const CITATION_BYTES: usize = 160;

/// The most words of a title.
const TITLE_WORDS: usize = 20;

/// The most words between the end of a quotation and the page that is cited for it: `“so,” Anna Miller writes (34)`.
const BETWEEN_WORDS: usize = 4;

/// Marks that end a quotation.
const CLOSING: [char; 8] = ['”', '“', '"', '»', '«', '’', '\'', CLOSES];

/// Decisions that are known by the volumes that report them, at most: those that were cited last.
const MAX_REPORTERS: usize = 64;

/// How far around a citation is looked for what it belongs to, in bytes.
const NEAR: usize = 400;

/// Adds the decisions that a paragraph names, before its years are read.
pub(super) fn add_decisions(paragraph: &mut Prose, seen: &mut CitedBefore) {
    let mut found = Vec::new();
    for mark in [" v. ", " v ", " vs. "] {
        let at = paragraph.text.match_indices(mark).map(|(at, _)| at);
        found.extend(at.filter_map(|at| decision(&paragraph.text, at, mark.len())));
    }
    for (citation, reporter) in &found {
        if let (Some(reporter), Some(key)) = (reporter, citation.keys.first()) {
            seen.reporters.retain(|(known, _)| known != reporter);
            seen.reporters.push((reporter.clone(), key.clone()));
        }
    }
    let excess = seen.reporters.len().saturating_sub(MAX_REPORTERS);
    seen.reporters.drain(..excess);
    let mut found: Vec<InTextCitation> = found.into_iter().map(|(citation, _)| citation).collect();
    found.extend(reported(&paragraph.text, seen));
    add(paragraph, found);
}

/// Adds the other citations without a year.
pub(super) fn add_works(paragraph: &mut Prose) {
    let mut found: Vec<InTextCitation> = parentheses(&paragraph.text).collect();
    found.extend(again(&paragraph.text));
    found.extend(addresses(&paragraph.text));
    found.extend(dashed(&paragraph.text));
    found.extend(dated(&paragraph.text));
    let text = &paragraph.text;
    found.extend(paragraph.emphasis.iter().filter_map(|span| title_at(text, *span)));
    add(paragraph, found);
    // A work that the words of a quoted block name is not the block's source.
    if !paragraph.block {
        let mut titles = large_words(&paragraph.text);
        titles.extend(quoted_titles(&paragraph.text));
        add(paragraph, titles);
    }
}

/// Adds citations to those of a paragraph, which ascend; none where another one is.
pub(super) fn add(paragraph: &mut Prose, mut found: Vec<InTextCitation>) {
    found.sort_by_key(|c| c.span);
    let mut end = 0;
    let known = &paragraph.citations;
    found.retain(|new| {
        let before = known.partition_point(|c| c.span.start < new.span.end);
        let last = before.checked_sub(1).and_then(|at| known.get(at));
        let free = new.span.start >= end && last.is_none_or(|c| c.span.end <= new.span.start);
        if free {
            end = new.span.end;
        }
        free
    });
    paragraph.citations.append(&mut found);
    paragraph.citations.sort_by_key(|c| c.span);
}

/// The end of a text.
fn tail(text: &str) -> &str {
    text::tail(text, NEAR)
}

/// The beginning of a text.
fn front(text: &str) -> &str {
    text::head(text, NEAR)
}

/// What is in parentheses and may be a citation.
fn parentheses(text: &str) -> impl Iterator<Item = InTextCitation> {
    text.match_indices('(').filter_map(|(open, mark)| {
        let from = open + mark.len();
        let rest = text.get(from..)?;
        let length = rest.find([')', '(']).filter(|length| *length <= CITATION_BYTES)?;
        let (inside, after) = rest.split_at(length);
        let after = after.strip_prefix(')')?;
        let span = Span::new(open, from + length + 1);
        let mut cited = InTextCitation { span, loose: true, ..InTextCitation::default() };
        let (mut bare, mut some) = (false, false);
        let follows = follows_quotation(text.get(..open)?);
        for part in second_hand(inside.trim()).split(';').filter(|part| !is_against(part)) {
            let Some((key, page)) = part_of(part, follows) else { continue };
            bare |= key.is_none() && !some;
            some = true;
            // Large words may be a name or a title: `(The Tidal Gate 40)`.
            if let Some(SourceKey::Work { author: Some(name), title: None }) = &key
                && name.contains(' ')
            {
                cited.keys.push(SourceKey::Work { author: None, title: Some(name.clone()) });
            }
            cited.keys.extend(key);
            cited.page = cited.page.or(page);
        }
        if !some || bare && (!follows || counts(text, open, inside, after)) {
            return None;
        }
        Some(cited)
    })
}

/// Whether a quotation ends here, or a few words before that say who speaks.
fn follows_quotation(before: &str) -> bool {
    let before = tail(before).trim_end();
    if before.ends_with(CLOSING) {
        return true;
    }
    let Some(close) = before.rfind(CLOSING) else { return false };
    let between = before.get(close..).unwrap_or("").trim_start_matches(CLOSING);
    let words: Vec<&str> = between.split_whitespace().collect();
    words.len() <= BETWEEN_WORDS
        && words.iter().any(|word| is_saying(word))
        && !between.contains(['.', ';', '(', ')'])
}

/// Whether a number in parentheses numbers the parts of a sentence: `(1) “one”, (2) “two”`.
fn counts(text: &str, at: usize, number: &str, after: &str) -> bool {
    let Ok(number) = number.trim().parse::<u32>() else { return false };
    let next = format!("({})", number.saturating_add(1));
    let last = format!("({})", number.saturating_sub(1));
    front(after).contains(&next)
        || text.get(..at).is_some_and(|before| tail(before).contains(&last))
}

/// One work of a citation in parentheses, and its page; no work where only the page is said. `follows` says that the citation is
/// right after a quotation.
fn part_of(part: &str, follows: bool) -> Option<(Option<SourceKey>, Option<String>)> {
    let part = part.trim();
    let part =
        PREFIXES.iter().find_map(|word| part.strip_prefix(word)).map_or(part, str::trim_start);
    let (head, pages) = split_pages(part);
    let page = pages.and_then(page_in);
    let head = head.trim_end_matches([',', ' ', '\u{a0}', ':']);
    if head.is_empty() {
        return Some((None, Some(page?)));
    }
    let key = work(head)?;
    // A name alone is a citation only where words of somebody are right before it.
    let bare = matches!(&key, SourceKey::Work { title: None, .. }) && pages.is_none();
    (!bare || follows).then_some((Some(key), page))
}

/// The work that a reference without a year begins with: `Smith, Rivers, 14`, `Smith, op. cit., p. 14`.
pub(super) fn work_in(text: &str) -> Option<SourceKey> {
    let (head, pages) = split_pages(text.trim_end_matches(['.', ' ']));
    pages?;
    let key = work(head.trim_end_matches([',', ' ', '\u{a0}', ':']))?;
    matches!(key, SourceKey::Work { author: Some(_), .. }).then_some(key)
}

/// Words before the number of a part of a work that is no page.
const PARTS: [&str; 22] = [
    "ch.", "chap.", "chapter", "sec.", "section", "par.", "pars.", "para.", "act", "scene", "line",
    "lines", "l.", "ll.", "vol.", "bk.", "book", "canto", "st.", "Kap.", "Bd.", "n.",
];

/// What a citation says before its pages, and the pages with the word before them.
fn split_pages(part: &str) -> (&str, Option<&str>) {
    let mut cut = part.len();
    let mut space = true;
    for (at, c) in part.char_indices() {
        if space && !c.is_whitespace() && is_pages(part.get(at..).unwrap_or("")) {
            cut = at;
            break;
        }
        space = c.is_whitespace();
    }
    let (head, pages) = part.split_at(cut);
    (head.trim_end(), (!pages.is_empty()).then_some(pages))
}

/// Whether a text is nothing but pages, or other parts of a work: `34`, `pp. 34–36, 40`, `ch. 3`, `2: 34`, `1.3.45`, `xii`.
fn is_pages(text: &str) -> bool {
    let mut numbers = false;
    for word in text.split([' ', '\u{a0}', ',', '–', '-', ':', '.', '/', '&']) {
        if word.is_empty() {
            continue;
        }
        let figures = word.trim_end_matches("ff").trim_end_matches('f');
        let number = !figures.is_empty() && figures.chars().all(|c| c.is_ascii_digit());
        let roman = word.chars().all(|c| matches!(c, 'i' | 'v' | 'x' | 'l'));
        let named = |words: &[&str]| words.iter().any(|w| w.trim_end_matches('.') == word);
        numbers |= number || roman;
        if !(number || roman || named(&PARTS) || named(&PAGES)) {
            return false;
        }
    }
    // A year is no page.
    numbers && !is_year(text)
}

/// The pages of such a text. Volumes, chapters, acts and lines are none.
fn page_in(text: &str) -> Option<String> {
    let parts = PARTS.iter().any(|word| text.starts_with(word));
    let volume = text.contains([':', '.']) && !PAGES.iter().any(|word| text.starts_with(word));
    if parts || volume { None } else { page_of(text) }
}

/// The work that the words before a page name: `Miller`, `Miller and Wu, *Rivers*`, `“The Seven Rivers”`.
fn work(head: &str) -> Option<SourceKey> {
    const SAME: [&str; 5] = ["a. a. O.", "a.a.O.", "op. cit.", "loc. cit.", "ibid."];
    let short = SAME.iter().find_map(|same| head.strip_suffix(same));
    let head = short.unwrap_or(head).trim_end_matches([',', ' ']);
    let bare = head.trim_matches(|c: char| CLOSING.contains(&c) || matches!(c, '„' | '‘' | ','));
    if head.starts_with(|c: char| CLOSING.contains(&c) || matches!(c, '„' | '‘')) {
        return title(bare).map(|title| SourceKey::Work { author: None, title: Some(title) });
    }
    let (first, rest) = head.split_once(',').unwrap_or((head, ""));
    let Some(author) = names(first) else {
        return title(bare).map(|title| SourceKey::Work { author: None, title: Some(title) });
    };
    // `Smith, Jones, and Wu`: more authors, and no title.
    let more = rest.split(',').map(|name| name.trim().trim_start_matches("and ").trim());
    let is_names = more.clone().all(|name| name.is_empty() || names(name).is_some());
    let rest = rest.trim().trim_matches(|c: char| CLOSING.contains(&c) || matches!(c, '„' | '‘'));
    let quoted = head.contains(CLOSING);
    let joined = is_names && rest.contains("and ") && !quoted;
    let again = is_same(rest) || rest.to_lowercase().starts_with("supra");
    let title = if rest.is_empty() || joined || again { None } else { Some(title(rest)?) };
    Some(SourceKey::Work { author: Some(author), title })
}

/// A title by its form: it begins with a capital or a figure, and has not too many words.
fn title(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches(['.', ',']);
    let count = text.split_whitespace().count();
    let begins = text.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    (begins && letters > 3 && count <= TITLE_WORDS).then(|| text.to_owned())
}

/// The names of authors: `Miller`, `Anna Miller`, `Miller and Wu`, `van der Berg et al.`; what stands for the first of them.
fn names(text: &str) -> Option<String> {
    let first = [" and ", " & ", " und ", " et ", " y "]
        .iter()
        .filter_map(|word| text.find(word))
        .min()
        .and_then(|at| text.get(..at))
        .unwrap_or(text)
        .trim();
    let particle = |word: &str| matches!(word, "van" | "von" | "de" | "der" | "la" | "del" | "di");
    let is_name = |word: &str| {
        word.starts_with(char::is_uppercase) && word.chars().any(char::is_lowercase)
            || word.len() == 2 && word.ends_with('.')
    };
    let words: Vec<&str> = first.split_whitespace().collect();
    let few = (1..=4).contains(&words.len());
    let all = words.iter().all(|word| particle(word) || is_name(word));
    let last = words.last().filter(|word| is_name(word))?;
    let last = ["’s", "'s"].iter().find_map(|s| last.strip_suffix(s)).unwrap_or(last);
    (few && all && !last.ends_with('.')).then(|| match words.as_slice() {
        [_] => last.to_owned(),
        _ => first.to_owned(),
    })
}

/// Whose a quotation is, after a dash at the end of a paragraph: `“so” – Smith, 2020`, `“so” — John Smith, *Rivers*`.
fn dashed(text: &str) -> Option<InTextCitation> {
    let text = text.trim_end();
    let mut marks = text.rmatch_indices(['”', '"', '»', '“', '’', CLOSES]).take(TITLE_MARKS);
    let (said, name) = marks.find_map(|(close, mark)| {
        let said = text.get(close + mark.len()..)?.trim_start();
        let name = said.trim_start_matches(['—', '–', '―', '-']).trim_start();
        (name.len() < said.len()).then_some((said, name))
    })?;
    let is_one = name.starts_with(char::is_uppercase)
        && name.len() <= CITATION_BYTES
        && !name.contains(". ");
    let first = super::notes::first_named(name).map(Box::new);
    is_one.then(|| InTextCitation {
        span: Span::new(text.len() - said.len(), text.len()),
        keys: vec![SourceKey::Note { text: name.to_owned(), first }],
        loose: true,
        ..InTextCitation::default()
    })
}

/// How many quotation marks may follow the dash, those of a title: `“so” — John Smith, “Rivers”`.
const TITLE_MARKS: usize = 3;

/// An address is no longer, in bytes.
const ADDRESS: usize = 2_000;

/// Addresses that are written out: `(https://example.org/a)`, `Source: https://example.org/a`.
fn addresses(text: &str) -> impl Iterator<Item = InTextCitation> {
    const BEFORE: [&str; 6] = ["Source: ", "Quelle: ", "Fuente: ", "Fonte: ", "Bron: ", "via "];
    text.match_indices("http").filter_map(move |(at, _)| {
        let rest = text.get(at..)?;
        let stops = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '”' | ')' | ']');
        let rest = text::head(rest, ADDRESS);
        let length = rest.find(stops).unwrap_or(rest.len());
        let address = rest.get(..length)?.trim_end_matches(['.', ',', ';', ':', '!', '?']);
        if !(address.starts_with("https://") || address.starts_with("http://")) {
            return None;
        }
        let before = text.get(..at)?;
        let said = BEFORE.iter().find(|word| before.ends_with(**word)).map_or(0, |word| word.len());
        let span = Span::new(at - said, at + address.len());
        let keys = vec![SourceKey::Name(address.to_owned())];
        Some(InTextCitation { span, keys, ..InTextCitation::default() })
    })
}

/// A name and a year without brackets: `Smith 2020 says`.
fn dated(text: &str) -> impl Iterator<Item = InTextCitation> {
    text.match_indices(['1', '2']).filter_map(move |(at, _)| {
        text.get(at..at + 4).filter(|year| is_year(year))?;
        let before = text.get(..at)?.strip_suffix([' ', '\u{a0}'])?;
        let rest = text.get(at + 4..)?;
        let letter = rest.starts_with(|c: char| c.is_ascii_lowercase())
            && !rest.chars().nth(1).is_some_and(char::is_alphanumeric);
        let end = at + 4 + usize::from(letter);
        let after_year = end;
        let goes_on = text.get(end..)?.starts_with(|c: char| c.is_alphanumeric());
        let word = before.rsplit(|c: char| c.is_whitespace()).next()?;
        let alone = super::speaker::name(word).filter(|_| word.ends_with(char::is_alphabetic));
        let alone =
            alone.filter(|_| word != "In").map(|name| (before.len() - word.len(), end, name));
        let (start, end, author) = alone.or_else(|| in_year(text, before, end))?;
        let keys = vec![SourceKey::AuthorYear {
            author: author.to_owned(),
            year: text.get(at..after_year)?.to_owned(),
        }];
        let span = Span::new(start, end);
        (!goes_on).then(|| InTextCitation {
            span,
            keys,
            narrative: true,
            loose: true,
            ..InTextCitation::default()
        })
    })
}

/// The author of `Miller, in 2020, wrote` and of `In 2020 Anna Miller wrote`: where the citation begins and ends, and the name.
/// `before` ends with the word before the year, which ends at `end`.
fn in_year<'t>(text: &'t str, before: &'t str, end: usize) -> Option<(usize, usize, &'t str)> {
    let head = before.strip_suffix("in").or_else(|| before.strip_suffix("In"));
    // `within 2020`
    let head = head.filter(|head| !head.ends_with(char::is_alphanumeric))?;
    let bare = head.trim_end();
    let word = bare.rsplit(char::is_whitespace).next().unwrap_or("");
    let said = word.strip_suffix(',').and_then(super::speaker::name);
    if let Some(author) = said.filter(|_| before.ends_with("in")) {
        return Some((bare.len() - word.len(), end, author));
    }
    let after = text.get(end..)?;
    let rest = after.trim_start_matches([',', ' ', '\u{a0}']);
    let mut names = rest.split_whitespace().take(BETWEEN_WORDS);
    let mut last = None;
    let verb = names.find(|word| {
        let name = super::speaker::name(word);
        last = name.or(last);
        name.is_none()
    });
    let author = last.filter(|_| verb.is_some_and(is_saying))?;
    let to = end + after.len() - rest.len() + rest.find(author)? + author.len();
    Some((head.len(), to, author))
}

/// Emphasised words that may be the title of a work.
fn title_at(text: &str, span: Span) -> Option<InTextCitation> {
    let words = text.get(span.range())?;
    let title = title(words)?;
    let keys = vec![SourceKey::Work { author: None, title: Some(title) }];
    Some(InTextCitation { span, keys, narrative: true, loose: true, ..InTextCitation::default() })
}

/// Large words in running text that may be the title of a work: `In The Salt Road, Miller writes`.
fn large_words(text: &str) -> Vec<InTextCitation> {
    let mut found = Vec::new();
    let mut run: Option<Span> = None;
    let mut large = 0;
    let words = text.split_inclusive(char::is_whitespace).scan(0, |at, word| {
        let from = *at;
        *at += word.len();
        Some((from, word.trim_end()))
    });
    for (from, word) in words.chain(std::iter::once((text.len(), ""))) {
        let bare = word.trim_end_matches([',', ';', ':', '.', ')', '?', '!']);
        let is_large = bare.starts_with(char::is_uppercase) && bare.chars().all(is_of_word);
        let goes_on = is_large || run.is_some() && titles::is_small(bare);
        if goes_on {
            let start = run.map_or(from, |run| run.start);
            let end = if is_large { from + bare.len() } else { run.map_or(start, |run| run.end) };
            large += usize::from(is_large);
            run = Some(Span::new(start, end));
        }
        // A possessor is none of it: `Miller’s The Salt Road`.
        let ends =
            !goes_on || bare.len() < word.len() || bare.ends_with("’s") || bare.ends_with("'s");
        if ends && let Some(span) = run.take() {
            let title = without_lead(text, span);
            // `As Smith`: one large word is a name.
            if large > 1 + usize::from(title != span) {
                found.extend(title_at(text, title));
            }
            large = 0;
        }
    }
    found
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '’' | '\'' | '-')
}

/// Large words without the words that begin their sentence: `In The Salt Road`, `According to the Minutes of the Council`.
fn without_lead(text: &str, span: Span) -> Span {
    const LEADS: [&str; 12] = [
        "In",
        "As",
        "From",
        "For",
        "According",
        "To",
        "Wie",
        "Laut",
        "Nach",
        "Dans",
        "En",
        "Selon",
    ];
    let words = text.get(span.range()).unwrap_or("");
    let rest = words.split_once(' ').filter(|(first, _)| LEADS.contains(first)).map(|(_, r)| r);
    // Small words come before the title, too.
    let rest = rest.map(|rest| rest.trim_start_matches(|c: char| !c.is_uppercase()));
    rest.map_or(span, |rest| Span::new(span.end - rest.len(), span.end))
}

/// A title in quotation marks, by its capitals: `“Mules and Men” says that …`.
fn quoted_titles(text: &str) -> impl Iterator<Item = InTextCitation> {
    text.match_indices(['“', '„', '"', '«', '‘']).filter_map(|(at, mark)| {
        let from = at + mark.len();
        let rest = text::head(text.get(from..)?, CITATION_BYTES);
        let is_edge = |c: char| c.is_whitespace() || matches!(c, ',' | '.');
        let inside = rest.get(..rest.find(CLOSING)?)?.trim_end_matches(is_edge);
        let words = inside.trim_start();
        let end = from + inside.len();
        let title = Span::new(end - words.len(), end);
        titles::has_capitals(words).then(|| title_at(text, title))?
    })
}

/// `Id. at 461`, `Ibid., p. 4` as a sentence of its own after a quotation.
fn again(text: &str) -> impl Iterator<Item = InTextCitation> {
    ["Id.", "Ibid.", "See id.", "Ebd.", "Ebenda"].into_iter().flat_map(move |word| {
        text.match_indices(word).filter_map(move |(at, _)| {
            let before = text.get(..at)?.trim_end();
            let ended = before.ends_with(CLOSING) || before.ends_with(['.', ')']);
            let rest = text.get(at + word.len()..)?;
            let length = rest.find(['.', ';', '“', '(']).unwrap_or(rest.len());
            let said = rest.get(..length)?.trim_start_matches([',', ' ']);
            let pages = said.strip_prefix("at ").unwrap_or(said);
            let only = pages.is_empty() || is_pages(pages);
            let end = at + word.len() + if only && !pages.is_empty() { length } else { 0 };
            let page = if said.starts_with("at ") { None } else { page_of(pages) };
            (ended && only).then(|| InTextCitation {
                span: Span::new(at, end),
                page,
                again: true,
                ..InTextCitation::default()
            })
        })
    })
}
