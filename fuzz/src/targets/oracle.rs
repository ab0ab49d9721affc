//! Laws of the matching contract, on words taken from a document: verbatim they pass; other typography of the
//! document changes nothing; one other word or figure fails.
//!
//! Fields: the language, choices, the document, a plain text.

use super::matching::{find, findings, plainly, words};
use super::{Choices, bound, fields, stated, within};
use quoteproof::quote::{Agreement, List};
use quoteproof::quote::{FoldedDocument, Found, IssueKind, Quoted, WordLists};
use std::collections::BTreeSet;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

/// What is done to a document whose lines are wrapped elsewhere.
const LINE_ENDS: &str = "other line ends";

/// Runs the target.
///
/// # Panics
/// Where a law is broken.
pub fn run(data: &[u8]) {
    let [language, choices, document] = fields(data);
    let language = stated(&language);
    within("matching", bound(data.len()) * 8, || check(&document, &choices, language));
}

/// A passage of whole words of a document.
struct Passage<'d> {
    /// The passage.
    text: &'d str,
    /// Its bytes in the document.
    range: Range<usize>,
    /// The bytes of its words in the document, white space between them.
    words: Vec<Range<usize>>,
}

fn check(text: &str, choices: &str, language: Option<&str>) {
    let mut choices = Choices::new(choices);
    let Some(passage) = choose(text, &mut choices, language) else { return };
    let document = FoldedDocument::new(text.to_owned(), Vec::new());
    let quote = plainly(passage.text);
    if quote.is_empty() {
        return;
    }
    let found = stand(&document, &quote, language);
    let Some(found) = found else { panic!("verbatim words do not stand: {:?}", passage.text) };
    assert_eq!(found.agreement, Agreement::Exact, "verbatim words: {:?}", passage.text);
    let other = changed(text, &passage, &mut choices);
    if let Some((other, why)) = &other {
        let found = stand(&document, &plainly(other), language);
        assert!(found.is_none(), "{why}: {other:?} stands: {found:?}");
    }
    for _ in 0..2 {
        let Some((reset, how)) = reset(text, &passage, &mut choices) else { continue };
        let document = FoldedDocument::new(reset, Vec::new());
        let now = stand(&document, &quote, language);
        assert!(now.is_some(), "{how} of the document: {:?} does not stand", passage.text);
        let said = now.as_ref().map(|now| said_anywhere(now, how));
        let before = said_anywhere(&found, how);
        assert!(
            said.as_ref() == Some(&before),
            "{how} of the document: {said:?} of {:?}, not {before:?}",
            passage.text
        );
        if let Some((other, why)) = &other {
            let found = stand(&document, &plainly(other), language);
            assert!(found.is_none(), "{why}, {how} of the document: {other:?} stands: {found:?}");
        }
    }
}

/// Whether and where a quote stands. The planted fault: one figure is as good as another.
fn stand(document: &FoldedDocument, quote: &Quoted<'_>, language: Option<&str>) -> Option<Found> {
    if super::super::planted() {
        let blurred = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "1");
        let document = FoldedDocument::new(blurred(document.text()), Vec::new());
        let parts: Vec<String> = quote.parts.iter().map(|part| blurred(part)).collect();
        let parts = parts.iter().map(String::as_str).collect();
        return find(&document, &Quoted { parts, ..quote.clone() }, language);
    }
    find(document, quote, language)
}

/// What is to be said of a quote in a document that was set otherwise. Of several places the one with its very characters is meant,
/// and other typography may make it another: what is said of that one alone is left out. Who speaks, and what is a heading, is told
/// by lines.
fn said_anywhere(found: &Found, how: &str) -> BTreeSet<(String, bool)> {
    const BY_LINES: [&str; 4] =
        ["TwoSpeakers", "ElisionSpeaker", "CrossesBlocks", "ElisionHeading"];
    let ambiguous = found.issues.iter().any(|issue| issue.kind == IssueKind::Ambiguous);
    let is_kept = |kind: &str| {
        (how != LINE_ENDS || !BY_LINES.contains(&kind)) && (!ambiguous || kind == "Ambiguous")
    };
    findings(found).into_iter().filter(|(kind, _)| is_kept(kind)).collect()
}

/// Letters of the scripts whose words have spaces between them, and whose typography the laws are exact about.
fn is_letter(c: char) -> bool {
    matches!(c, 'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{391}'..='\u{3ff}' | '\u{400}'..='\u{481}')
        && c.is_alphabetic()
}

fn is_word(word: &str) -> bool {
    !word.is_empty() && word.chars().all(is_letter)
}

/// A word without the mark that may end a clause after it.
fn bare(word: &str) -> &str {
    word.strip_suffix(['.', ',', ';', ':', '!', '?']).unwrap_or(word)
}

/// A passage of three words or more that begins and ends between plain words, so that no rule on numbers or words
/// that are cut speaks of its ends.
fn choose<'d>(
    text: &'d str,
    choices: &mut Choices<'_>,
    language: Option<&str>,
) -> Option<Passage<'d>> {
    let start_of = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    let all: Vec<Range<usize>> =
        text.split_whitespace().map(|word| start_of(word)..start_of(word) + word.len()).collect();
    let word = |at: usize| all.get(at).map(|range| &text[range.clone()]);
    let (from, length) = (choices.below(all.len().max(1)), 3 + choices.below(24));
    let to = (from + length).min(all.len());
    let number = |word: &str| {
        let lists = [language, Some("en"), Some("de"), Some("fr"), Some("es"), Some("ru")];
        let counts = |list: &WordLists| list.is_number(word) || list.has(List::Ordinals, word);
        word.contains(char::is_numeric) || lists.iter().filter_map(|tag| words(*tag)).any(counts)
    };
    let edge = |before: Option<&str>, after: Option<&str>| {
        let plain = |word: &str| is_word(word) && !number(word);
        before.is_none_or(|word| plain(bare(word))) && after.is_none_or(|word| plain(bare(word)))
    };
    // `two and | a half million`: a number goes on over small words.
    let counts =
        |mut around: Range<usize>| around.any(|at| word(at).is_some_and(|w| number(bare(w))));
    let before = from.checked_sub(1).and_then(word);
    if to < from + 3
        || !edge(before, word(from))
        || !edge(word(to - 1), word(to))
        || counts(from.saturating_sub(3)..from)
        || counts(to..to + 3)
    {
        return None;
    }
    let words = all.get(from..to)?.to_vec();
    let range = words.first()?.start..words.last()?.end;
    let passage = text.get(range.clone())?;
    let marks = passage.matches(['[', ']', '(', '…']).count() + passage.matches("..").count();
    // What a reader could not read is a gap, and a quote has its most marks.
    let gap = passage.contains('\u{fffc}');
    // A guillemet beside another mark opens or closes by what is before the passage.
    let seen: Vec<char> = passage.chars().filter(|c| !c.is_whitespace()).collect();
    let mark =
        |c: char| matches!(c, '\'' | '"' | '`' | '’' | '‘' | '“' | '”' | '«' | '»' | '‹' | '›');
    let beside = |pair: &[char]| {
        pair.iter().all(|c| mark(*c)) && pair.iter().any(|c| matches!(c, '«' | '»' | '‹' | '›'))
    };
    // Of a long run of marks another place may have more.
    let run = |marks: &[char]| marks.iter().all(|c| mark(*c));
    let unclear = seen.windows(2).any(beside) || seen.windows(3).any(run);
    (!gap && !unclear && marks < 40).then_some(Passage { text: passage, range, words })
}

/// The words of a text as a stranger to all rules would read them.
fn plain_words(text: &str) -> Vec<String> {
    let plain: String = text.nfkc().flat_map(char::to_lowercase).collect();
    let words = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// The passage with one word or figure changed, so that the document has these words nowhere; and what was done.
fn changed(
    text: &str,
    passage: &Passage<'_>,
    choices: &mut Choices<'_>,
) -> Option<(String, &'static str)> {
    let what = choices.below(5);
    let at = 1 + choices.below(passage.words.len() - 2);
    let near = passage.words.get(at - 1..=at + 1)?;
    let [before, word, after] = near else { return None };
    let [first, old, last] = [before, word, after].map(|range| &text[range.clone()]);
    if ![first, last].into_iter().all(is_word) {
        return None;
    }
    let digits = old.bytes().all(|b| b.is_ascii_digit());
    let (new, why) = match what {
        0 if is_word(old) => ("xylograph ".to_owned(), "another word"),
        1 if is_word(old) => (String::new(), "a word left out"),
        2 if is_word(old) => (format!("{old} xylograph "), "a word added"),
        3 if is_word(old) => (format!("not {old} "), "a negation added"),
        4 if digits => {
            let place = choices.below(old.len());
            let by = 1 + u8::try_from(choices.below(9)).ok()?;
            let figure = |(at, b): (usize, u8)| {
                char::from(if at == place { b'0' + (b - b'0' + by) % 10 } else { b })
            };
            (old.bytes().enumerate().map(figure).chain([' ']).collect(), "another figure")
        }
        _ => return None,
    };
    // Marks that an editor may make would say more than the words alone.
    if passage.text.contains(['[', ']', '(', ')', '{', '<', '…', '⋯', '/', '［', '〔', '【', '（'])
        || passage.text.contains("..")
    {
        return None;
    }
    let inside = |at: usize| at - passage.range.start;
    let (head, tail) = (&passage.text[..inside(word.start)], &passage.text[inside(after.start)..]);
    let quote = format!("{head}{new}{tail}");
    let (ours, theirs) = (plain_words(&quote), plain_words(text));
    let stands = theirs.windows(ours.len()).any(|window| window == ours);
    (!stands).then_some((quote, why))
}

/// The document with other typography that changes nothing, and what was done.
fn reset(
    text: &str,
    passage: &Passage<'_>,
    choices: &mut Choices<'_>,
) -> Option<(String, &'static str)> {
    let what = choices.below(6);
    let every = 1 + choices.below(4);
    match what {
        0 => Some((text.nfd().collect(), "NFD")),
        1 => Some((text.nfc().collect(), "NFC")),
        2 => rewrapped(text, every).map(|text| (text, LINE_ENDS)),
        3 => {
            let hidden = ['\u{200b}', '\u{ad}', '\u{2060}', '\u{feff}', '\u{200c}'];
            let hidden = hidden[choices.below(hidden.len())];
            Some((with_hidden(text, every, hidden), "hidden characters"))
        }
        4 => Some((wide(text, every), "full-width letters")),
        5 => Some((hyphenated(text, passage)?, "a word broken at a line's end")),
        _ => None,
    }
}

/// Every so many spaces between two words of the running text become a line end. What is before a colon may be the label of who
/// speaks, and a line alone may be a heading: they stay on one line.
fn rewrapped(text: &str, every: usize) -> Option<String> {
    // A long line is a paragraph, and `>` makes a quotation of lines. A line that begins with a capital may begin a sentence: how
    // long the one before it is tells.
    let lines: Vec<&str> = text.split(['\n', '\r']).map(str::trim).collect();
    let begins = |pair: &[&str]| matches!(pair, [before, line] if !before.is_empty() && line.starts_with(char::is_uppercase));
    if text.contains('>')
        || lines.iter().any(|line| line.len() > 150)
        || lines.windows(2).any(begins)
    {
        return None;
    }
    let small = |b: Option<&u8>| b.is_some_and(u8::is_ascii_lowercase);
    let bytes = text.as_bytes();
    let mut seen = 0;
    let changed = |(at, c): (usize, char)| {
        let running = c == ' '
            && at >= 2
            && small(bytes.get(at - 2))
            && small(bytes.get(at - 1))
            && small(bytes.get(at + 1))
            && small(bytes.get(at + 2))
            && may_wrap(&text[..at], &text[at..]);
        seen += usize::from(running);
        if running && seen % every == 0 { '\n' } else { c }
    };
    Some(text.char_indices().map(changed).collect())
}

/// Whether a line may be wrapped between two parts of a text.
fn may_wrap(before: &str, after: &str) -> bool {
    let ends = ['\n', '\r'];
    let blank = |line: Option<&str>| line.is_none_or(|line| line.trim().is_empty());
    let alone = blank(before.rsplit(ends).nth(1)) && blank(after.split(ends).nth(1));
    !alone && !after.split(ends).next().is_some_and(|rest| rest.contains(':'))
}

/// A hidden character after every so many letters that a letter follows.
fn with_hidden(text: &str, every: usize, hidden: char) -> String {
    let mut out = String::new();
    let mut seen = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        out.push(c);
        if is_letter(c) && chars.peek().is_some_and(|next| is_letter(*next)) {
            seen += 1;
            if seen % every == 0 {
                out.push(hidden);
            }
        }
    }
    out
}

/// Every so many letters and figures of ASCII in their full-width form.
fn wide(text: &str, every: usize) -> String {
    let mut seen = 0;
    let changed = |c: char| {
        if !c.is_ascii_alphanumeric() {
            return c;
        }
        seen += 1;
        let form = char::from_u32(u32::from(c) + 0xfee0).filter(|_| seen % every == 0);
        form.unwrap_or(c)
    };
    text.chars().map(changed).collect()
}

/// A long word of the passage broken at a line's end.
fn hyphenated(text: &str, passage: &Passage<'_>) -> Option<String> {
    let long = |range: &&Range<usize>| {
        let word = &text[(*range).clone()];
        word.len() >= 6 && word.bytes().all(|b| b.is_ascii_lowercase())
    };
    let at = passage.words.iter().find(long)?.start + 3;
    Some(format!("{}-\n{}", text.get(..at)?, text.get(at..)?))
}
