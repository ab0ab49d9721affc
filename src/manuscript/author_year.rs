//! Citations in running text: “(Smith, 2020, p. 3)”, “Smith (2020) writes”, “(p. 7)”, “(ibid.)”.

mod signs;

use super::SourceKey;
use super::library::is_month;
use super::prose::{CLOSES, InTextCitation, Prose};
use super::speaker::{is_saying, name, speaker};
use crate::text::{Span, year_at};
use signs::{is_for_more, is_talk, talk};
use std::ops::Range;

/// The longest text in parentheses that is read as a citation, in bytes.
const CITATION_BYTES: usize = 240;

/// Adds the citations of a paragraph that are written out in parentheses.
pub(super) fn add(paragraph: &mut Prose) {
    let mut found = Vec::new();
    paragraph.citations.sort_by_key(|c| c.span);
    for (open, mark) in paragraph.text.match_indices(['(', '（', '[']) {
        let from = open + mark.len();
        let rest = paragraph.text.get(from..).unwrap_or("");
        let square = mark == "[";
        let length =
            if square { rest.find([']', '[']) } else { rest.find([')', '(', '）', '（']) };
        let Some(length) = length.filter(|length| *length <= CITATION_BYTES) else { continue };
        let (inside, after) = rest.split_at(length);
        let closes = |c: &char| matches!((square, c), (true, ']') | (false, ')' | '）'));
        let Some(close) = after.chars().next().filter(closes) else { continue };
        // `[2001] UKHL 12`: in square brackets a year alone cites nothing.
        if square && !inside.trim_start().starts_with(|c: char| c.is_alphabetic()) {
            continue;
        }
        let span = Span::new(open, from + length + close.len_utf8());
        // Citations do not meet each other: only the last that begins before this ends may meet it.
        let before = paragraph.citations.partition_point(|c| c.span.start < span.end);
        let last = before.checked_sub(1).and_then(|at| paragraph.citations.get(at));
        if last.is_none_or(|c| c.span.end <= span.start) {
            // `(“so,” Smith, 2020)`: what is quoted inside is none of the citation.
            let quoted = inside.rfind(['”', '"', '»']).map(|at| (at, inside.get(at..)));
            let cited = quoted.and_then(|(at, rest)| {
                let mark = rest?.chars().next()?.len_utf8();
                let rest = rest?.get(mark..)?;
                with_year(rest).map(|_| (at + mark, rest))
            });
            let (cut, inside) = cited.filter(|_| !square).unwrap_or((0, inside));
            let start = if cut > 0 { from + cut } else { open };
            let span = Span::new(start, span.end);
            // A name goes across no emphasised title: `Smith’s *Rivers* (2020)`.
            let before = paragraph.text.get(..open).unwrap_or("");
            let end = before.trim_end().len();
            let titled = paragraph.emphasis.iter().find(|e| e.end == end && !e.is_empty());
            let before = before.get(..titled.map_or(open, |e| e.start)).unwrap_or("");
            let before = if cut > 0 { "" } else { before };
            found.extend(citation(before, inside, span));
        }
    }
    paragraph.citations.append(&mut found);
}

fn citation(before: &str, inside: &str, span: Span) -> Option<InTextCitation> {
    let inside = inside.trim();
    if is_same(inside) || starts_with_page(inside) {
        let page = page_of(inside.split_once(',').map_or(inside, |(_, page)| page))
            .or_else(|| page_of(inside));
        return Some(InTextCitation {
            span,
            page,
            again: is_same(inside),
            ..InTextCitation::default()
        });
    }
    let (translated, adapted) = (is_translated(inside), is_adapted(inside));
    let mut keys = Vec::new();
    let (mut page, mut for_more) = (None, false);
    for part in second_hand(inside).split([';', '；']) {
        let Some((author, year, rest)) = with_year(part) else {
            // `(my translation; Meier 2015)`, `(Meier 2015, S. 12; Hervorhebung im Original)`
            if is_translated(part) || !keys.is_empty() {
                continue;
            }
            return None;
        };
        // `(Smith, 2020, p. 12; but see Jones, 2019)`
        if is_against(part) {
            if keys.is_empty() {
                return None;
            }
            continue;
        }
        page = page.or_else(|| page_of(rest));
        for_more |= is_for_more(part, rest);
        if author.is_empty() || is_date(author) {
            let date = format!("{author} {year}").trim_start().to_owned();
            let cited = InTextCitation { span, page, translated, ..InTextCitation::default() };
            if let Some((key, start)) = title_before(before, &year, &date) {
                let span = Span::new(start, span.end);
                return Some(InTextCitation { span, keys: vec![key], narrative: true, ..cited });
            }
            let Some((author, start)) = author_before(before) else {
                // `Jones claims that “…” (2019: 9)`: the year alone, after words of hers.
                return named_elsewhere(before, &year, cited);
            };
            keys.push(SourceKey::AuthorYear { author, year });
            let span = Span::new(start, span.end);
            return Some(InTextCitation { span, keys, narrative: true, ..cited });
        }
        match family_or_title(author) {
            Some(_) if is_talk(author) => keys.push(talk(author, year)),
            Some(family) => keys.push(dated(author, family, year)),
            None if keys.is_empty() => return None,
            None => {}
        }
    }
    // `The Salt Road (Fell Press, 2021)`: it may say where a book appeared.
    let loose = inside.split([',', ' ']).any(|word| PUBLISHERS.contains(&word));
    let cited = InTextCitation {
        span,
        keys,
        page,
        translated,
        adapted,
        for_more,
        loose,
        ..InTextCitation::default()
    };
    (!cited.keys.is_empty()).then_some(cited)
}

/// The key of what is before a year: a title or a paper with a date, or authors.
fn dated(before: &str, author: String, year: String) -> SourceKey {
    let (title, day) = match before.rsplit_once(',') {
        Some((title, day)) if is_date(day) => (title, day.trim()),
        _ => (before, ""),
    };
    let several = AND.iter().any(|joint| title.contains(joint));
    let is_name = day.is_empty() || several || !title.trim().contains(' ');
    let date = format!("{day} {year}").trim_start().to_owned();
    let work = SourceKey::AuthorYear { author, year };
    if is_name && !is_titled(title) {
        return work;
    }
    SourceKey::Dated { title: title.trim().to_owned(), date, work: Box::new(work) }
}

/// Whether words are a day without its year: `14 May`, `June 5`, `5th of June`. May alone may be an author.
fn is_date(text: &str) -> bool {
    let words: Vec<&str> = text.split([' ', '\u{a0}', '.']).filter(|w| !w.is_empty()).collect();
    let is_day = |word: &str| {
        let day = word.trim_end_matches(|c: char| !c.is_ascii_digit());
        matches!(day.len(), 1 | 2) && day.bytes().all(|b| b.is_ascii_digit())
    };
    words.len() <= 4
        && words.iter().any(|word| is_month(word))
        && words.iter().any(|word| is_day(word))
        && words.iter().all(|word| is_month(word) || is_day(word) || matches!(*word, "of" | "de"))
}

/// Whether words are those of a title or an office, and of nobody's name: `Minutes of the Road Board`.
fn is_titled(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let capital = |word: Option<&&str>| word.is_some_and(|w| w.starts_with(char::is_uppercase));
    words.len() > 2
        && capital(words.first())
        && capital(words.last())
        && words.iter().any(|word| LINKS.contains(word))
        && words.iter().all(|word| {
            LINKS.contains(word) || joins_names(word) || word.starts_with(char::is_uppercase)
        })
}

/// Small words of titles and offices that no name has.
const LINKS: [&str; 12] =
    ["of", "for", "on", "the", "to", "des", "für", "zur", "zum", "sur", "sobre", "del"];

/// The title right before a date in brackets, `the Minutes of the Road Board (14 May 2024)`, and where it begins.
fn title_before(before: &str, year: &str, date: &str) -> Option<(SourceKey, usize)> {
    let trimmed = before.trim_end();
    let mut start = trimmed.len();
    let mut begins = None;
    for word in trimmed.rsplit(' ').take(NAME_WORDS) {
        let capital = word.starts_with(char::is_uppercase);
        let ends = start != trimmed.len() && word.ends_with(|c: char| !c.is_alphanumeric());
        if ends || !(capital || LINKS.contains(&word) && start != trimmed.len()) {
            break;
        }
        start = start.checked_sub(word.len())?;
        if capital {
            begins = Some(start);
        }
        start = start.saturating_sub(1);
    }
    let begins = begins?;
    let title = trimmed.get(begins..)?;
    // `In the Minutes of the Board (2024)`
    let skip = OPENERS.iter().find_map(|opener| {
        let rest = title.strip_prefix(opener)?.trim_start();
        Some(rest.strip_prefix("the ").unwrap_or(rest))
    });
    let title = skip.unwrap_or(title);
    let author = family_or_title(title)?;
    let work = SourceKey::AuthorYear { author, year: year.to_owned() };
    let key =
        SourceKey::Dated { title: title.to_owned(), date: date.to_owned(), work: Box::new(work) };
    is_titled(title).then_some((key, trimmed.len() - title.len()))
}

/// The family name of the first of some authors, or the last word of a title that has more words than names do.
fn family_or_title(before: &str) -> Option<String> {
    family(before).or_else(|| {
        let title = before.split(',').next().filter(|title| is_titled(title))?;
        family(title.split_whitespace().next_back()?)
    })
}

/// Words with a capital that may begin a sentence before a title.
const OPENERS: [&str; 10] = [
    "In ",
    "As ",
    "By ",
    "For ",
    "From ",
    "Unlike ",
    "According to ",
    "Like ",
    "Contrary to ",
    "Following ",
];

/// The citation of a year alone, whose author is named before the quotation or right after it:
/// `In Smith’s words, “…” (2020, p. 12)`, `“…,” Anna Smith writes (2020)`.
fn named_elsewhere(before: &str, year: &str, cited: InTextCitation) -> Option<InTextCitation> {
    let key =
        |author: &str| SourceKey::AuthorYear { author: author.to_owned(), year: year.to_owned() };
    let near = before.floor_char_boundary(before.len().saturating_sub(NEAR));
    let before = before.get(near..)?;
    if let Some(head) = before_quotation(before) {
        if let Some(author) = speaker(head, "") {
            return Some(InTextCitation { keys: vec![key(&author)], ..cited });
        }
        let sentence = head.rsplit(['.', '!', '?', ';']).next()?;
        let names = sentence.split_whitespace().rev().filter_map(name).take(MAX_NAMES);
        let keys: Vec<SourceKey> = names.map(key).collect();
        return (!keys.is_empty()).then_some(InTextCitation { keys, loose: true, ..cited });
    }
    // An apostrophe ends no quotation: `“…,” in Smith’s words (2020)`.
    let ends = |(at, mark): &(usize, &str)| {
        let rest = before.get(at + mark.len()..).unwrap_or("");
        *mark != "’" || !rest.starts_with(char::is_alphanumeric)
    };
    let Some((close, _)) = before.rmatch_indices(MARKS).find(ends) else {
        return of_possessor(before, year, cited);
    };
    let said = before.get(close..)?.trim_start_matches(MARKS);
    let words: Vec<&str> = said.split_whitespace().collect();
    let says = |word: &&str| is_saying(word) || WORDS.contains(&word.trim_end_matches(','));
    let says = words.len() <= SAYS_WORDS && words.iter().any(says);
    let author = words.iter().rev().find_map(|word| name(word)).filter(|_| says)?;
    // The words that say who speaks are part of it.
    let start = cited.span.start - said.len();
    Some(InTextCitation {
        keys: vec![key(author)],
        span: Span::new(start, cited.span.end),
        ..cited
    })
}

/// The citation of a year after a possessive: `Smith’s verdict is clear (2020): “…”`.
fn of_possessor(before: &str, year: &str, cited: InTextCitation) -> Option<InTextCitation> {
    let sentence = before.rsplit(['.', '!', '?', ';']).next()?;
    let mut words = sentence.split_whitespace().rev().take(SAYS_WORDS + 1);
    let word = words.find(|word| word.ends_with("’s") || word.ends_with("'s"))?;
    let author = name(word)?.to_owned();
    let start = cited.span.start - (before.len() - before.rfind(word)?);
    let keys = vec![SourceKey::AuthorYear { author, year: year.to_owned() }];
    let span = Span::new(start, cited.span.end);
    Some(InTextCitation { keys, span, narrative: true, loose: true, ..cited })
}

/// Words of publishers' names.
const PUBLISHERS: [&str; 8] =
    ["Press", "Verlag", "Books", "Publishers", "Publishing", "Éditions", "Editorial", "Editore"];

/// What somebody's words are called.
const WORDS: [&str; 6] = ["words", "phrase", "phrasing", "Worten", "paroles", "palabras"];

/// How far back the author of a year alone is looked for, in bytes.
const NEAR: usize = 1_000;

/// The most names of a sentence that are asked whether they are the author's.
const MAX_NAMES: usize = 4;

/// The most words that say who speaks, between a quotation and its citation.
const SAYS_WORDS: usize = 5;

/// Marks that end a quotation.
const MARKS: [char; 8] = ['“', '”', '„', '"', '«', '»', '’', CLOSES];

/// Whether a citation says that the words were changed: `adapted from Smith 2020`.
fn is_adapted(citation: &str) -> bool {
    const SIGNS: [&str; 14] = [
        "adapted from",
        "adapted after",
        "based on",
        "modified from",
        "modified after",
        "paraphrased",
        "paraphrasing",
        "inspired by",
        "nach dem vorbild",
        "in anlehnung an",
        "sinngemäß",
        "d’après",
        "d'après",
        "adaptado de",
    ];
    let lower = citation.trim_start().to_lowercase();
    SIGNS.iter().any(|sign| lower.starts_with(sign))
}

/// What is before the quotation that ends a text.
fn before_quotation(text: &str) -> Option<&str> {
    let inner = text.trim_end().strip_suffix(MARKS)?;
    inner.get(..inner.rfind(MARKS)?)
}

/// Words before the work in which words of another were read.
const SECOND_HAND: [&str; 16] = [
    "quoted in",
    "quoted by",
    "quoted from",
    "quoted after",
    "cited in",
    "cited by",
    "qtd. in",
    "qtd in",
    "cit. in",
    "zit. nach",
    "zitiert nach",
    "zit. n.",
    "zitiert in",
    "cité par",
    "cité dans",
    "citado en",
];

/// The part of a citation that says where the words were read: `Miller 1950, quoted in Smith 2020`.
pub(super) fn second_hand(citation: &str) -> &str {
    let lower = citation.to_lowercase();
    if lower.len() != citation.len() {
        return citation;
    }
    let last = SECOND_HAND.iter().filter_map(|words| Some(lower.rfind(words)? + words.len())).max();
    last.and_then(|at| citation.get(at..)).map_or(citation, str::trim_start)
}

/// Whether the words between two citations say that the second is where the words were read.
pub(super) fn is_second_hand(between: &str) -> bool {
    let bare = between.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ';'));
    let bare = bare.strip_prefix("as ").unwrap_or(bare);
    SECOND_HAND.contains(&bare)
}

/// Whether a citation says that the words are translated: the document has others.
pub(super) fn is_translated(citation: &str) -> bool {
    const SIGNS: [&str; 20] = [
        "my translation",
        "our translation",
        "own translation",
        "author’s translation",
        "author's translation",
        "translation mine",
        "translation my own",
        "translated by",
        "trans. mine",
        "transl. mine",
        "tr. mine",
        "meine übersetzung",
        "eigene übersetzung",
        "übers.",
        "übersetzung d",
        "übersetzt v",
        "ma traduction",
        "notre traduction",
        "traduction de l",
        "traducción",
    ];
    let lower = citation.to_lowercase();
    SIGNS.iter().any(|sign| lower.contains(sign))
}

/// Whether a citation is of somebody who says something else: `contra Smith 2020`.
pub(super) fn is_against(citation: &str) -> bool {
    const SIGNS: [&str; 11] = [
        "see also ",
        "contra ",
        "pace ",
        "but see ",
        "but cf",
        "compare ",
        "unlike ",
        "against ",
        "contrast ",
        "entgegen ",
        "anders ",
    ];
    let lower = citation.trim_start().to_lowercase();
    SIGNS.iter().any(|sign| lower.starts_with(sign))
}

/// “ibid.”, “ibid., p. 7”.
pub(super) fn is_same(inside: &str) -> bool {
    const SAME: [&str; 15] = [
        "ibid",
        "ibidem",
        "ebd",
        "ebda",
        "ebenda",
        "op. cit",
        "loc. cit",
        "a. a. o",
        "a.a.o",
        "idem",
        "id.",
        "ivi",
        "ibíd",
        "там же",
        "tamże",
    ];
    let lower = inside.to_lowercase();
    SAME.iter().any(|word| {
        lower.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    })
}

fn starts_with_page(text: &str) -> bool {
    PAGES.iter().any(|word| {
        text.strip_prefix(word)
            .is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit()))
    })
}

pub(super) const PAGES: [&str; 8] = ["pp.", "p.", "S.", "page", "pages", "Seite", "pág.", "с."];

/// The pages of a locator: “, p. 12”, “: 12”, “pp. 5–7, 9”, “S. 12 f.”; a range has an en dash.
pub(super) fn page_of(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches([',', ':', '.', ' ', '\u{a0}', '、', '，']);
    let named = PAGES.iter().find_map(|word| text.strip_prefix(word));
    let mut rest = named.unwrap_or(text).trim_start();
    let mut pages = String::new();
    while let Some((page, after)) = pages_at(rest, named.is_some()) {
        if !pages.is_empty() {
            pages.push_str(", ");
        }
        pages.push_str(&page);
        let next = [",", ";", "&", "and ", "und "].iter().find_map(|s| after.strip_prefix(s));
        let Some(next) = next else { break };
        rest = next.trim_start();
    }
    (!pages.is_empty()).then_some(pages)
}

/// A page or a range at the start of a text, and what follows it.
fn pages_at(text: &str, roman: bool) -> Option<(String, &str)> {
    let (first, rest) = number_at(text, roman)?;
    let after = rest.trim_start();
    let dashed = after.strip_prefix("--").or_else(|| after.strip_prefix(['-', '–', '—']));
    if let Some((last, rest)) = dashed.and_then(|d| number_at(d.trim_start(), roman)) {
        return Some((format!("{first}–{last}"), rest.trim_start()));
    }
    for (follows, sign) in [("ff", "ff"), ("f", "f")] {
        let Some(rest) = after.strip_prefix(follows) else { continue };
        if !rest.starts_with(char::is_alphanumeric) {
            return Some((format!("{first}{sign}"), rest.trim_start_matches(['.', ' '])));
        }
    }
    (!rest.starts_with(char::is_alphanumeric)).then(|| (first.to_owned(), after))
}

/// The number of a page, in Arabic figures, or in small Roman ones where a word says that it is a page.
fn number_at(text: &str, roman: bool) -> Option<(&str, &str)> {
    let arabic = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let figures = |c: char| matches!(c, 'i' | 'v' | 'x' | 'l' | 'c');
    let length = match arabic {
        0 if roman => text.find(|c| !figures(c)).unwrap_or(text.len()),
        length => length,
    };
    (length > 0).then(|| text.split_at(length))
}

/// A part of a citation cut at its year: the authors, the year, and what follows.
fn with_year(part: &str) -> Option<(&str, String, &str)> {
    let bytes = part.as_bytes();
    let Range { start: at, end: behind } = year_at(part)?;
    let letter = bytes.get(behind).is_some_and(u8::is_ascii_lowercase)
        && !bytes.get(behind + 1).is_some_and(u8::is_ascii_alphanumeric);
    let end = behind + usize::from(letter);
    let author = part.get(..at)?.trim().trim_end_matches([',', ' ', '，', '、']);
    // `(London: Penguin, 2020)` is where a book appeared.
    if author.contains(':') {
        return None;
    }
    let author = PREFIXES
        .iter()
        .fold(author, |author, word| author.strip_prefix(word).map_or(author, str::trim_start));
    Some((author, part.get(at..end)?.to_owned(), part.get(end..)?))
}

pub(super) const PREFIXES: [&str; 22] = [
    "see also ",
    "see ",
    "cf. ",
    "e.g. ",
    "e.g., ",
    "for example ",
    "adapted from ",
    "based on ",
    "modified from ",
    "after ",
    "from ",
    "paraphrasing ",
    "as in ",
    "vgl. ",
    "siehe ",
    "so ",
    "nach ",
    "voir ",
    "d’après ",
    "véase ",
    "cfr. ",
    "zie ",
];

const AND: [&str; 7] = [" and ", " & ", " und ", " et al", " y ", " et ", ", "];

/// The first author's family name.
fn family(authors: &str) -> Option<String> {
    let first = AND.iter().filter_map(|word| authors.find(word)).min();
    let first = authors.get(..first.unwrap_or(authors.len()))?.trim();
    let name = first.split_whitespace().next_back()?;
    let name = name.trim_matches(|c: char| !c.is_alphanumeric());
    let name = ["’s", "'s"].iter().find_map(|s| name.strip_suffix(s)).unwrap_or(name);
    let few = first.split_whitespace().count() <= 5;
    // In scripts without capitals a name has none.
    let named = name.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase());
    (few && named).then(|| name.to_owned())
}

/// The most words of the names before a year.
const NAME_WORDS: usize = 12;

/// The author right before “(2020)”: the name, and where the names begin.
fn author_before(before: &str) -> Option<(String, usize)> {
    let trimmed = before.trim_end();
    let mut start = trimmed.len();
    // Whether a comma before the words so far parts names: in `Smith, Jones and Wu (2020)`, `Smith, A. (2020)`, but not in
    // `Unlike The Salt Road, Smith (2020)`.
    let mut listed = false;
    let mut initials = true;
    for word in trimmed.rsplit([' ', '\n', '\u{a0}']).take(NAME_WORDS) {
        let from = start.checked_sub(word.len())?;
        let name = word.starts_with(char::is_uppercase) && !word.ends_with(STOPS);
        let joins = joins_names(word) || matches!(word, "al." | "van" | "von" | "de" | "der");
        let initial = is_initial(word);
        let last = start == trimmed.len();
        let comma = word.ends_with(',') && !initial && (last || !(listed || initials));
        if !(name || joins || initial && !last) || comma {
            break;
        }
        listed |= joins_names(word) || word == "al.";
        initials &= initial;
        start = from;
        if start == 0 {
            break;
        }
        start -= 1;
    }
    let mut names = trimmed.get(start..)?.trim_start();
    // `…, and Smith (2020)`: what joins the sentence's parts is no part of the name.
    while let Some((_, rest)) = names.split_once(' ').filter(|(first, _)| joins_names(first)) {
        names = rest.trim_start();
    }
    Some((family(names)?, trimmed.len() - names.len()))
}

/// `A.`, `A.,`, `J.-P.`
fn is_initial(word: &str) -> bool {
    let bare = word.trim_end_matches(',');
    bare.ends_with('.')
        && bare.split(['.', '-']).all(|part| part.chars().count() <= 1)
        && bare.starts_with(char::is_uppercase)
}

/// What is after a word that is no name's: a stop, or the end of a quotation.
const STOPS: [char; 9] = ['.', ':', ';', '?', '!', '”', '"', '»', '“'];

fn joins_names(word: &str) -> bool {
    matches!(word, "and" | "&" | "und" | "et" | "y")
}

#[cfg(test)]
mod tests;
