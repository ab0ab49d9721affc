//! A document of any other format: places lead to the very characters, words that are read can be quoted, time and memory
//! grow with the file, and no form of a report about it steers anything.
//!
//! Fields: the kind's letter (`KINDS`, and `d`, `o`, `e`, `f` for DOCX, ODT, EPUB and PDF put together), the file or its
//! parts.

use super::claim::tell;
use super::packed::{Member, archive, members, pdf};
use super::world::{ROOT, claim, record, repository};
use super::{BETWEEN_FIELDS, bound, within};
use quoteproof::reader::{Block, ElementKind, Extent, Readable, read};
use quoteproof::text::Span;
use quoteproof::{Options, check};
use std::time::Duration;

/// The kinds that are files as they are.
pub const KINDS: [(char, &str); 14] = [
    ('D', DOCX),
    ('O', ODT),
    ('E', EPUB),
    ('F', PDF),
    ('x', "application/vnd.oasis.opendocument.text-flat-xml"),
    ('j', "application/jats+xml"),
    ('t', "application/tei+xml"),
    ('s', "application/x-subrip"),
    ('v', "text/vtt"),
    ('r', "application/rtf"),
    ('l', "application/x-tex"),
    ('m', "message/rfc822"),
    ('M', "multipart/related"),
    ('w', "application/warc"),
];

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const ODT: &str = "application/vnd.oasis.opendocument.text";
const EPUB: &str = "application/epub+zip";
const PDF: &str = "application/pdf";

/// The most memory that a byte of a file may take while it is read, and what any file may take: fonts and tables of
/// characters are loaded for the first.
const MEMORY: (usize, usize) = (4_000, 32 << 20);

/// The time that the steps of a PDF take at most.
const PDF_STEPS: Duration = Duration::from_secs(10);

/// How often a file is repeated for its time and memory to show.
const REPEATED: usize = 8;

/// A quote of so many words is taken from the text.
const QUOTED: std::ops::Range<usize> = 4..9;

/// Runs the target.
///
/// # Panics
/// Where a law is broken.
pub fn run(data: &[u8]) {
    let between = u8::try_from(BETWEEN_FIELDS).unwrap_or_default();
    let Some(at) = data.iter().position(|b| *b == between) else { return };
    let letter = data.first().copied().map_or(' ', char::from);
    let rest = &data[at + 1..];
    let parts = || String::from_utf8_lossy(rest).into_owned();
    let (file, media_type, members) = match letter {
        'd' | 'o' | 'e' => {
            let members = members(letter, &parts());
            let media_type =
                [DOCX, ODT, EPUB][usize::from(letter != 'd') + usize::from(letter == 'e')];
            (archive(&members), media_type, members)
        }
        'f' => (pdf(&parts()), PDF, Vec::new()),
        _ => {
            let Some((_, media_type)) = KINDS.iter().find(|(kind, _)| *kind == letter) else {
                return;
            };
            (rest.to_vec(), *media_type, Vec::new())
        }
    };
    // A PDF may use up its steps, however short it is.
    let steps = if media_type == PDF { PDF_STEPS } else { Duration::ZERO };
    let reading = |file: &[u8]| {
        within("reading", bound(file.len()) * 2 + steps, || read(file, media_type, None))
    };
    let mut readable = None;
    let peak = super::super::peak_bytes(|| readable = reading(&file).ok());
    let most = MEMORY.1 + MEMORY.0 * file.len();
    assert!(peak <= most, "reading {} bytes takes {peak} bytes", file.len());
    let Some(readable) = readable else { return };
    check_shape(&readable);
    if readable.has_lines() {
        check_lines(&readable);
        let many = rest.repeat(REPEATED);
        let _ = reading(&many);
    }
    for block in readable.blocks() {
        check_block(&readable, block, &members);
    }
    within("telling", bound(data.len()) * 8, || told(&readable, &file, media_type));
}

/// Everything lies inside of the text, and in order.
fn check_shape(readable: &Readable) {
    let text = readable.text.as_str();
    let whole = |span: Span| text.get(span.range()).is_some();
    let ordered = readable.breaks.windows(2).all(|w| matches!(w, [a, b] if a.at <= b.at));
    assert!(ordered, "breaks in another order");
    assert!(readable.breaks.iter().all(|b| text.is_char_boundary(b.at)), "a break in a character");
    let mut end = 0;
    for block in readable.blocks() {
        assert!(block.span.start >= end && whole(block.span), "{block:?} after {end}");
        end = block.span.end;
        assert!(block.span.start < block.span.end, "{block:?} is empty");
    }
    let mut last = 0;
    for gap in readable.gaps() {
        assert!(gap.at >= last && text.is_char_boundary(gap.at), "{gap:?} after {last}");
        last = gap.at;
    }
    for at in [0, text.len() / 2, text.len()] {
        let at = text.floor_char_boundary(at);
        let span = Span::new(at, text.len());
        assert!(
            readable.headings(at).into_iter().all(whole),
            "a heading that is no part of the text"
        );
        let _ = (readable.part(span), readable.locus_at(at), readable.is_order_guessed(span));
        assert_eq!(
            readable.place(span).is_none(),
            readable.has_lines(),
            "a place of the other kind"
        );
    }
}

/// Each character leads to characters of the file, in order; letters to themselves, or to markup.
fn check_lines(readable: &Readable) {
    let (source, text) = (readable.source.as_str(), readable.text.as_str());
    for (at, c) in text.char_indices() {
        let span = readable.source_span(Span::new(at, at + c.len_utf8()));
        let Some(theirs) = source.get(span.range()) else {
            panic!("{c:?} at {at} of the text leads to {span:?}: no characters of the file");
        };
        // Everything but plain letters may be written in some other way: commands, entities, escapes.
        let other = !c.is_ascii_alphabetic()
            || theirs.contains(['&', '\\', '{', '<', '$', '^', '='])
            || (theirs.is_empty() && source.contains("<!ENTITY"));
        assert!(
            theirs.starts_with(c) || other,
            "{c:?} at {at} of the text leads to {theirs:?} ({span:?}) of the file"
        );
    }
}

/// A block is made of the member's bytes that it says it is made of.
fn check_block(readable: &Readable, block: &Block, members: &[Member]) {
    let Extent::Entry { entry, bytes } = block.from else { return };
    let name = readable.entries().get(usize::from(entry)).expect("a member's name");
    let Some((_, member)) = members.iter().find(|(known, _)| **known == **name) else {
        assert!(members.is_empty(), "{name} is no member");
        return;
    };
    let bytes = planted(bytes, block);
    let theirs = member.get(bytes.range());
    let theirs = theirs.unwrap_or_else(|| panic!("{bytes:?} is no part of {name}"));
    let mut rest = theirs.bytes().map(|b| b.to_ascii_lowercase());
    let ours = readable.text[block.span.range()].bytes().filter(u8::is_ascii_alphabetic);
    let all = ours.map(|b| b.to_ascii_lowercase()).all(|b| rest.any(|other| other == b));
    let written_otherwise =
        theirs.contains("&#") || theirs.contains("ath") || theirs.contains(":sym");
    assert!(
        all || written_otherwise,
        "{:?} is not made of {theirs:?}",
        &readable.text[block.span.range()]
    );
}

/// The planted fault: the cell of a table begins too late.
fn planted(bytes: Span, block: &Block) -> Span {
    let late = super::super::planted() && block.kind == ElementKind::Cell;
    if late { Span::new(bytes.end, bytes.end) } else { bytes }
}

/// Words of the document and other words are quoted, and the report is told in every form.
fn told(readable: &Readable, file: &[u8], media_type: &str) {
    let Some(words) = chosen(readable) else { return };
    let other = format!("{words} xylograph");
    let record = record(file, media_type, None);
    for (quote, stands) in [(&words, true), (&other, false)] {
        let world = repository(&record, file, &claim(&[quote], None, None));
        let options = Options { root: ROOT.into(), ..Options::default() };
        let report = check(&world, &options);
        tell(&report);
        let quote = report.quotes.first().expect("the claim has a quote");
        let verdict = quote.verdict;
        assert!(!stands || verdict.passes(), "{} of its own words: {words:?}", verdict.name());
        assert!(stands || !verdict.passes(), "{} of other words: {other:?}", verdict.name());
    }
}

/// Some words of one block with spaces between.
fn chosen(readable: &Readable) -> Option<String> {
    let plain = |word: &&str| word.bytes().all(|b| b.is_ascii_alphabetic());
    let texts: Vec<&str> = match readable.blocks() {
        [] => vec![readable.text.as_str()],
        blocks => blocks.iter().filter_map(|b| readable.text.get(b.span.range())).collect(),
    };
    texts.into_iter().find_map(|text| {
        let words: Vec<&str> = text.split_whitespace().collect();
        let run = words.split(|word| !plain(word)).find(|run| run.len() >= QUOTED.start)?;
        Some(run.get(..run.len().min(QUOTED.end))?.join(" "))
    })
}
