//! Subtitles: `SubRip` (SRT) and `WebVTT`. Cues are joined by line breaks, so that a sentence goes on from one to the next.
//!
//! Captions that roll up say each line twice, for a line that is spoken now stays while the next one is:
//!
//! ```text
//! 00:01 --> 00:03   so the harbour
//! 00:03 --> 00:05   so the harbour
//!                   never ran dry
//! ```
//!
//! A line is left out where the cue right before it has ended with it.

use super::ReadError;
use super::assembly::Assembly;
use super::draft::Draft;
use super::html::reference;
use super::readable::{ElementKind, Locus, Readable};
use crate::text::Time;
use std::sync::Arc;

/// The name of this reader, and the version of what it makes of a file.
const READER: &str = "subtitles/3";

/// How far apart two cues may be for the second to say again what the first one said, in milliseconds.
const ROLL_UP_MS: u64 = 100;

/// One cue in so many says again what was said, where captions roll up.
const ROLLING_SHARE: usize = 4;

/// A line of the file: its text without the line end, and its first byte.
#[derive(Debug, Clone, Copy)]
struct Line<'s> {
    text: &'s str,
    at: usize,
}

/// A cue: when it is shown, and its lines that have text.
struct Cue<'s> {
    time: Time,
    lines: Vec<Line<'s>>,
    /// The same without tags, for comparing.
    shown: Vec<String>,
}

/// Reads a file of either kind.
pub(super) fn read(source: Arc<String>, bom: usize) -> Result<Readable, ReadError> {
    let lines = lines(&source);
    let mut cues: Vec<Cue<'_>> = Vec::new();
    // A name is over a cue of WebVTT only after an empty line. In SRT cues are numbered.
    let is_numbered = !source.trim_start_matches('\u{FEFF}').starts_with("WEBVTT");
    let mut next: Option<u64> = None;
    let (mut at, mut behind) = (0, 0);
    while let Some(line) = lines.get(at) {
        at += 1;
        // What is no line of times is the number or the name of a cue, a comment, a style sheet, the header.
        let Some(time) = times(line.text) else { continue };
        if is_numbered {
            let above = lines.get(behind..at - 1).and_then(<[Line<'_>]>::last);
            let own = above.and_then(|line| number(line.text)).or(next);
            next = own.map(|own| own.saturating_add(1));
        }
        let rest = lines.get(at..).unwrap_or_default();
        let texts = rest.iter().enumerate();
        let texts =
            texts.take_while(|(n, line)| !line.text.is_empty() && !begins_cue(rest, *n, next));
        let texts: Vec<&Line<'_>> = texts.map(|(_, line)| line).collect();
        at += texts.len();
        behind = at;
        let texts = texts.into_iter().map(|line| (*line, plain(line.text)));
        let (lines, shown) = texts.filter(|(_, shown)| !shown.is_empty()).unzip();
        cues.push(Cue { time, lines, shown });
    }
    if cues.is_empty() {
        return Err(ReadError::Damaged("subtitles", "no line of it has two times".to_owned()));
    }
    let again: Vec<usize> = (0..cues.len()).map(|at| said_again(&cues, at)).collect();
    // "No!" may be said twice. Captions that roll up say nearly everything twice.
    let rolls = again.iter().filter(|lines| **lines > 0).count() * ROLLING_SHARE >= cues.len();
    let mut out = Draft::default();
    out.enter(ElementKind::Cue);
    for (cue, again) in cues.iter().zip(again) {
        let mut speaker = None;
        for line in cue.lines.iter().skip(if rolls { again } else { 0 }) {
            write_line(&mut out, *line, cue.time, &mut speaker);
        }
    }
    // A time is what people find a cue by, not a line.
    let mut all = Assembly::new(READER);
    all.add("", &out.finish(READER, source, bom));
    Ok(all.finish())
}

/// How many lines at the start of a cue are those that the cue right before it ended with.
fn said_again(cues: &[Cue<'_>], at: usize) -> usize {
    let before = at.checked_sub(1).and_then(|at| cues.get(at));
    let (Some(cue), Some(before)) = (cues.get(at), before) else { return 0 };
    if cue.time.start > before.time.end.saturating_add(ROLL_UP_MS) {
        return 0;
    }
    let most = cue.shown.len().min(before.shown.len());
    let same = |count: &usize| before.shown.ends_with(cue.shown.get(..*count).unwrap_or_default());
    (1..=most).rev().find(same).unwrap_or(0)
}

/// The lines, by each of the three line ends.
fn lines(source: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut at = 0;
    while at < source.len() {
        let rest = source.get(at..).unwrap_or("");
        let end = memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
        let break_bytes =
            if rest.get(end..).is_some_and(|rest| rest.starts_with("\r\n")) { 2 } else { 1 };
        lines.push(Line { text: rest.get(..end).unwrap_or(""), at });
        at += end + break_bytes;
    }
    lines
}

/// Whether a cue begins at a line, though no empty line is before it: with its times, or with the number above them that is
/// next. Another number there is said: `In the year`, `1822`.
fn begins_cue(lines: &[Line<'_>], at: usize, next: Option<u64>) -> bool {
    let text = |at: usize| lines.get(at).map_or("", |line| line.text);
    times(text(at)).is_some()
        || (next.is_some() && number(text(at)) == next && times(text(at + 1)).is_some())
}

/// The number that a line is, and nothing else.
fn number(line: &str) -> Option<u64> {
    let digits = Some(line.trim()).filter(|line| line.bytes().all(|b| b.is_ascii_digit()))?;
    digits.parse().ok()
}

/// The times of a cue: `00:01:02,500 --> 00:01:04.000 line:0`.
fn times(line: &str) -> Option<Time> {
    let (start, end) = line.split_once("-->")?;
    let end = end.trim_start().split(char::is_whitespace).next()?;
    Some(Time { start: millis(start.trim())?, end: millis(end)? })
}

/// Milliseconds of `01:02:03,500`, `02:03.5` or `3.25`.
fn millis(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once([',', '.']).unwrap_or((text, "0"));
    let mut seconds: u64 = 0;
    for part in whole.split(':') {
        if part.is_empty() || part.len() > 6 || !part.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        seconds = seconds.checked_mul(60)?.checked_add(part.parse().ok()?)?;
    }
    let digits: String = fraction.chars().take_while(char::is_ascii_digit).take(3).collect();
    if digits.len() < fraction.len().min(3) {
        return None;
    }
    let thousandths: u64 = format!("{digits:0<3}").parse().ok()?;
    seconds.checked_mul(1000)?.checked_add(thousandths)
}

/// A line without its tags, for comparing.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut in_reading = false;
    for piece in pieces(text) {
        match piece {
            Piece::Text(text, _) if !in_reading => out.push_str(text),
            Piece::Text(..) => {}
            Piece::Tag(tag) => in_reading = begins_reading(tag, in_reading),
        }
    }
    out.trim().to_owned()
}

/// Whether the reading beside a character is open behind a tag: it is none of the text.
fn begins_reading(tag: &str, is_open: bool) -> bool {
    let name = tag.split(['.', ' ', '\t']).next().unwrap_or(tag);
    name == "rt" || (is_open && !matches!(name, "/rt" | "/ruby"))
}

/// A piece of a line: text with its first byte, or a tag.
enum Piece<'s> {
    Text(&'s str, usize),
    Tag(&'s str),
}

/// The pieces of a line: `<i>`, `<v Name>`, `<00:01.000>` and `{\an8}` are tags; `a < b` has none.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut start, mut at) = (0, 0);
    while let Some(found) = text.get(at..).and_then(|rest| rest.find(['<', '{'])) {
        let open = at + found;
        let rest = text.get(open..).unwrap_or("");
        let end = match rest.as_bytes() {
            [b'<', next, ..] if next.is_ascii_alphanumeric() || *next == b'/' => rest.find('>'),
            [b'{', b'\\', ..] => rest.find('}'),
            _ => None,
        };
        let Some(end) = end else {
            at = open + 1;
            continue;
        };
        pieces.push(Piece::Text(text.get(start..open).unwrap_or(""), start));
        pieces.push(Piece::Tag(rest.get(1..end).unwrap_or("")));
        start = open + end + 1;
        at = start;
    }
    pieces.push(Piece::Text(text.get(start..).unwrap_or(""), start));
    pieces
}

/// Writes a line of a cue. `speaker` speaks at its start, and is then who speaks at its end.
fn write_line(out: &mut Draft, line: Line<'_>, time: Time, speaker: &mut Option<Arc<str>>) {
    let (mut begun, mut in_reading) = (false, false);
    for piece in pieces(line.text) {
        let (text, at) = match piece {
            Piece::Text(text, at) => (text, at),
            Piece::Tag(tag) => {
                if let Some(name) = voice(tag) {
                    (*speaker, begun) = (Some(Arc::from(name)), false);
                } else if tag == "/v" {
                    (*speaker, begun) = (None, false);
                }
                in_reading = begins_reading(tag, in_reading);
                continue;
            }
        };
        let shown = if begun { text } else { text.trim_start() };
        let at = line.at + at + (text.len() - shown.len());
        if shown.is_empty() || in_reading {
            continue;
        }
        if !begun {
            if !out.text.is_empty() {
                out.push_other("\n", at..at);
            }
            out.locus(Locus { time: Some(time), speaker: speaker.clone(), ..Locus::default() });
            begun = true;
        }
        if shown.contains('&') {
            out.push_aligned(&decoded(shown), shown, at, reference);
        } else {
            out.push_same(shown, at);
        }
    }
}

/// Who speaks by a voice tag: `v Roger`, `v.loud Roger Bingham`.
fn voice(tag: &str) -> Option<&str> {
    let rest = tag.strip_prefix('v').filter(|rest| rest.starts_with([' ', '.', '\t']))?;
    let (_, name) = rest.split_once([' ', '\t'])?;
    Some(name.trim()).filter(|name| !name.is_empty())
}

/// A text with its character references read.
fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, here) = rest.split_at(at);
        out.push_str(before);
        let (length, shown) = reference(here).unwrap_or((1, "&".to_owned()));
        out.push_str(&shown);
        rest = here.get(length..).unwrap_or("");
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use crate::reader::read;

    fn text(source: &str) -> String {
        read(source.as_bytes(), "text/vtt", None).expect("readable").text.trim().to_owned()
    }

    #[test]
    fn cues_are_lines_without_their_tags() {
        let file = "1\r\n00:00:01,000 --> 00:00:02,000\r\n<i>The harbour</i> never\r\n\r\n2\r\n\
                    00:00:02,000 --> 00:00:03,000 X1:1\r\n{\\an8}ran dry &amp; 1 < 2.\r\n";
        assert_eq!(text(file), "The harbour never\nran dry & 1 < 2.");
        let file = "WEBVTT\n\nNOTE not this\n\nSTYLE\n::cue { color: red }\n\nname\n01:02.500 --> 01:03.000\n\
                    <v Anna Berg>The <00:01:02.700><c>harbour</c> silted.</v>\n<v.loud Ben>It did.</v>\n";
        let read = read(file.as_bytes(), "text/vtt", None).expect("readable");
        assert_eq!(read.text.trim(), "The harbour silted.\nIt did.");
        let at = |words: &str| {
            read.locus_at(read.text.find(words).expect("words")).expect("a locus").clone()
        };
        assert_eq!(at("harbour").speaker.as_deref(), Some("Anna Berg"));
        assert_eq!(at("It did").speaker.as_deref(), Some("Ben"));
        assert_eq!(at("harbour").time.map(|time| (time.start, time.end)), Some((62_500, 63_000)));
    }

    #[test]
    fn a_cue_begins_without_an_empty_line() {
        let file = "1\n00:01 --> 00:02\nIn the year\n1822\n2\n00:02 --> 00:03\nit rose.\n00:03 --> 00:04\nIt fell.\n";
        assert_eq!(text(file), "In the year\n1822\nit rose.\nIt fell.");
        let said =
            "00:01.000 --> 00:02.000\nThe year was\n1822\n00:02.000 --> 00:03.000\nand it rose.\n";
        let shown = "The year was\n1822\nand it rose.";
        for head in ["", "WEBVTT\n\n", "WEBVTT\n\n1821\n", "7\n"] {
            assert_eq!(text(&format!("{head}{said}")), shown, "{head}");
        }
        let file = "0009\n00:01 --> 00:02\nIt rose\n0010\n00:02 --> 00:03\nby\n12\n00:03 --> 00:04\nfeet\n12\n00:04 --> 00:05\nin all.\n";
        assert_eq!(text(file), "It rose\nby\n12\nfeet\nin all.");
    }

    #[test]
    fn a_voice_goes_on_in_the_next_line_and_readings_are_no_text() {
        let file = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Anna>It rose\nand <ruby>fell<rt>fall</rt></ruby>.</v>\nSo it did.\n";
        let read = read(file.as_bytes(), "text/vtt", None).expect("readable");
        assert_eq!(read.text.trim(), "It rose\nand fell.\nSo it did.");
        let speaker = |words: &str| {
            let at = read.text.find(words).expect("words");
            read.locus_at(at).and_then(|locus| locus.speaker.clone())
        };
        assert_eq!(speaker("and").as_deref(), Some("Anna"));
        assert_eq!(speaker("So it"), None);
    }

    #[test]
    fn what_rolls_up_is_said_once() {
        let cue = |from: u32, lines: &str| {
            format!("00:0{from}.000 --> 00:0{}.000\n{lines}\n\n", from + 1)
        };
        let rolling = format!(
            "WEBVTT\n\n{}{}{}{}",
            cue(1, " \nso<00:01.200> the harbour"),
            cue(2, "so the harbour\n "),
            cue(3, "so the harbour\nnever ran"),
            cue(4, "never ran\ndry")
        );
        assert_eq!(text(&rolling), "so the harbour\nnever ran\ndry");
        let honest = format!(
            "WEBVTT\n\n{}{}{}{}{}",
            cue(1, "No!"),
            cue(2, "No!"),
            cue(3, "a"),
            cue(4, "b"),
            cue(5, "c")
        );
        assert_eq!(text(&honest), "No!\nNo!\na\nb\nc");
    }

    #[test]
    fn what_has_no_times_is_refused() {
        assert!(read(b"WEBVTT\n\nnothing\n", "text/vtt", None).is_err());
    }
}
