//! A quote and a document, anything at all: nothing panics or takes long, every place lies inside, and what passes
//! has the document's letters and figures.
//!
//! Fields: the media type's first letter and the language (`hde`), the quote's segments, prefix, suffix, document.

use super::matching::{find, plainly, words};
use super::{BETWEEN_ITEMS, bound, fields, stated, within};
use quoteproof::diagnostic::DiffPart;
use quoteproof::quote::Agreement;
use quoteproof::quote::{
    Break, FoldedDocument, Found, Limits, Quoted, ReadQuote, Sought, explain, hidden_characters,
    key, places,
};
use quoteproof::reader;
use quoteproof::text::Span;
use unicode_normalization::UnicodeNormalization;

/// Runs the target.
///
/// # Panics
/// Where a law is broken.
pub fn run(data: &[u8]) {
    let [form, quote, prefix, suffix, document] = fields(data);
    let mut letters = form.chars();
    let media_type = match letters.next() {
        Some('h') => "text/html",
        Some('m') => "text/markdown",
        _ => "text/plain",
    };
    let language = stated(letters.as_str());
    let quoted = Quoted {
        parts: quote.split(BETWEEN_ITEMS).collect(),
        prefix: stated(&prefix),
        suffix: stated(&suffix),
    };
    let Ok(read) = reader::read(document.as_bytes(), media_type, None) else { return };
    let text = read.text.to_string();
    within("matching", bound(data.len()), || judge(&text, &read.breaks, &quoted, language));
}

fn judge(text: &str, breaks: &[Break], quoted: &Quoted<'_>, language: Option<&str>) {
    for hidden in hidden_characters(&quoted.parts) {
        let part = quoted.parts.get(hidden.place.part).expect("an item of the quote");
        let character = part.get(hidden.place.range).expect("bytes of the item");
        assert!(character.starts_with(hidden.character), "another character stands there");
    }
    let _ = key(&quoted.parts);
    if quoted.is_empty() {
        return;
    }
    let document = FoldedDocument::new(text.to_owned(), breaks.to_vec());
    let found = find(&document, quoted, language);
    let read = [ReadQuote::new(quoted.clone())];
    let other = FoldedDocument::new(text.to_owned(), breaks.to_vec());
    other.look_up(&read);
    assert_eq!(
        find(&other, quoted, language),
        found,
        "looking quotes up together changes a verdict"
    );
    let Some(found) = found else { return check_miss(&document, quoted, language) };
    check_found(&document, quoted, &planted(found));
    let may = Sought::new(&read).may_stand_in(&document);
    assert!(may == [0], "it stands there, and the quick look says that it cannot");
    let Ok((first, all)) = places(&document, quoted, Limits::default(), words(language), 5) else {
        return;
    };
    assert!(first.len() == all.min(5), "{} places of {all}", first.len());
    for found in &first {
        check_found(&document, quoted, found);
    }
}

/// The planted fault: a marked edit ends a byte late.
fn planted(mut found: Found) -> Found {
    if super::super::planted() && found.agreement == Agreement::Edited {
        found.spans.iter_mut().for_each(|span| span.end += 1);
    }
    found
}

/// The document's words at a place.
fn slice(document: &FoldedDocument, span: Span) -> &str {
    let text = document.text().get(span.range());
    text.unwrap_or_else(|| panic!("{span:?} is no part of the document"))
}

fn check_place(document: &FoldedDocument, span: Span) {
    let _ = slice(document, span);
}

fn check_found(document: &FoldedDocument, quoted: &Quoted<'_>, found: &Found) {
    let passages: Vec<&str> = found.spans.iter().map(|span| slice(document, *span)).collect();
    let inside = |whole: Span, part: Span| whole.start <= part.start && part.end <= whole.end;
    let length = Span::new(0, document.text().len());
    let (core, edits) = (found.core.iter(), found.edits.iter().map(|(_, _, span)| span));
    for span in core.chain(edits).chain([&found.context]) {
        assert!(span.start <= span.end && inside(length, *span), "{span:?} lies outside");
        let _ = slice(document, *span);
    }
    for issue in &found.issues {
        issue.spans.iter().for_each(|span| check_place(document, *span));
        if let Some(place) = &issue.place {
            let part = quoted.parts.get(place.part).expect("an item of the quote");
            assert!(part.get(place.range.clone()).is_some(), "{place:?} is no part of the quote");
        }
    }
    let ordered = found.core.windows(2).all(|w| matches!(w, [a, b] if a.end <= b.start));
    assert!(ordered, "segments overlap or stand in another order: {:?}", found.core);
    match found.agreement {
        Agreement::Exact => {
            assert_eq!(passages, quoted.parts, "the exact words differ");
        }
        Agreement::Typographic => check_letters(&passages.concat(), &quoted.parts.concat()),
        Agreement::Edited => assert!(!found.edits.is_empty(), "nothing was edited"),
    }
}

/// What typography may change is neither letter nor figure: all that the quote has, the passage has in that order.
fn check_letters(passage: &str, quote: &str) {
    // Fonts give these radicals for whole characters, and Unicode does not say of which.
    if passage.contains(|c| matches!(c, '\u{2e80}'..='\u{2eff}')) {
        return;
    }
    let (theirs, ours) = (letters(passage), letters(quote));
    let mut rest = theirs.chars();
    let all = ours.chars().all(|c| rest.any(|other| other == c));
    assert!(all, "the quote has {ours:?}, and the document {theirs:?}");
}

/// The letters and figures of a text, without what is only another way to write one.
fn letters(text: &str) -> String {
    let hidden = |c: char| {
        matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
    };
    // Small, the Turkish dotted capital has a dot too many; Romanian has a comma or a cedilla.
    let dot = |c: &char| *c == '\u{307}';
    let comma = |c: char| if c == '\u{327}' { '\u{326}' } else { c };
    let dotted = |c: char| match c {
        'ı' => 'i',
        // The sign of a difference, for the letter.
        '\u{2206}' => 'Δ',
        // Malayalam's letters that end a syllable: once a letter, a virama and a joiner.
        '\u{d7a}' => '\u{d23}',
        '\u{d7b}' => '\u{d28}',
        '\u{d7c}' => '\u{d30}',
        '\u{d7d}' => '\u{d32}',
        '\u{d7e}' => '\u{d33}',
        '\u{d7f}' => '\u{d15}',
        c => c,
    };
    let shown = text.chars().filter(|c| !hidden(*c)).map(dotted);
    let plain = shown.nfkc().filter(|c| c.is_alphanumeric());
    plain.flat_map(char::to_lowercase).nfd().filter(|c| !dot(c)).map(comma).collect()
}

/// A text without raised figures, and without those that are glued to a mark: `in May.1 Nobody`, `“so.”6 It`.
fn without_note_marks(text: &str) -> String {
    let raised = |c: char| matches!(c, '\u{b2}' | '\u{b3}' | '\u{b9}' | '\u{2070}'..='\u{2079}');
    let mut noted = false;
    let shown = |c: &char| {
        let mark = !c.is_alphanumeric() && !c.is_whitespace();
        noted = mark || (noted && (c.is_ascii_digit() || raised(*c)));
        !(raised(*c) || (noted && c.is_ascii_digit()))
    };
    text.chars().filter(shown).collect()
}

fn check_miss(document: &FoldedDocument, quoted: &Quoted<'_>, language: Option<&str>) {
    let miss = explain(document, quoted, words(language));
    miss.pieces.iter().for_each(|span| check_place(document, *span));
    let Some(near) = miss.near else { return };
    // Without the numbers of pages, which nobody quotes.
    let passage = document.whole_words(near.span);
    assert!((0.0..=1.0).contains(&near.similarity), "a similarity of {}", near.similarity);
    for place in near.changed.iter().chain([&near.compared]) {
        let part = quoted.parts.get(place.part).expect("an item of the quote");
        assert!(part.get(place.range.clone()).is_some(), "{place:?} is no part of the quote");
    }
    let theirs = near.diff.iter().filter_map(|part| match part {
        DiffPart::Equal(words) | DiffPart::Delete(words) => Some(words.as_str()),
        DiffPart::Insert(_) => None,
    });
    let shown = theirs.collect::<Vec<_>>().concat();
    // The mark of a note is no word of the sentence.
    let unmarked = |text: &str| letters(&without_note_marks(text));
    // Of pieces that stand apart no differences are shown.
    let same = near.pieces_apart
        || unmarked(&shown) == unmarked(&passage)
        || letters(&shown) == letters(&passage)
        // The number of an item is none of its words.
        || letters(&shown) == letters(passage.trim_start_matches(|c: char| c.is_numeric()));
    assert!(same, "the differences shown are not those of {passage:?}: {:?}", near.diff);
    // What may take the quote's place stands there itself.
    let passage = plainly(slice(document, near.span));
    // `10⁻⁴10⁶`: a raised figure may be of the number, or the mark of a note before it.
    let behind = document.text().get(near.span.end..).unwrap_or("");
    let cut = behind.starts_with(|c: char| c.is_ascii_digit())
        && slice(document, near.span).ends_with(|c: char| c.is_numeric());
    if near.mended.is_some() && !passage.is_empty() && !cut {
        let stands = find(document, &passage, language);
        assert!(stands.is_some(), "the nearest passage is none: {:?}", passage.parts);
    }
}
