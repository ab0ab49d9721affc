//! Text of strangers, made fit to be shown: nothing invisible, nothing that steers a terminal.
//!
//! Control characters, bidi controls and everything else without a picture of its own are spelled
//! out (`⟨U+202E⟩`); tabs are spaces; a combining mark without a letter to be on is spelled out.
//! So are the marks by which a runner knows a command in a log: `::` at a line's start, and anywhere `##[` (GitHub),
//! `##vso[` (Azure), `##teamcity[`. Where a line will start is not known here, so every `::` is broken.

use crate::text::legible;
use std::borrow::Cow;
use std::ops::Range;
use unicode_width::UnicodeWidthChar;

/// More combining marks than this on one letter are spelled out.
const MAX_MARKS: usize = 4;

/// What is shown for one character of a text, with the marks that are on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell<'t> {
    /// First byte in the text.
    pub(crate) start: usize,
    /// One past the last byte.
    pub(crate) end: usize,
    /// What is shown: nearly always the text itself.
    pub(crate) text: Cow<'t, str>,
    /// Its columns on a terminal.
    pub(crate) width: usize,
    /// Whether it is a space between words.
    pub(crate) space: bool,
}

/// Whether `c` has no picture of its own, or steers the terminal.
pub(crate) fn is_hidden(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether `c`, after `before`, completes the mark of a command to a CI runner.
pub(crate) fn commands(before: &str, c: char) -> bool {
    (c == ':' && before.ends_with(':')) || (c == '[' && names_runner(before))
}

/// Whether `before` ends in `##`, or in `##` and the name of a runner: letters of ASCII, as far as `##` is searched for.
pub(crate) fn names_runner(before: &str) -> bool {
    const MAX_NAME: usize = 16;
    let bytes = before.as_bytes();
    let name = bytes.iter().rev().take(MAX_NAME).take_while(|b| b.is_ascii_alphabetic()).count();
    bytes.get(..bytes.len() - name).is_some_and(|before| before.ends_with(b"##"))
}

/// `U+202E`.
pub(crate) fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

pub(crate) fn spelled(c: char, unicode: bool) -> String {
    let code = code_point(c);
    if unicode { format!("⟨{code}⟩") } else { format!("<{code}>") }
}

/// The cells of `text`, whose first byte is number `from`. No cell crosses one of `breaks`.
pub(crate) fn cells<'t>(
    text: &'t str,
    from: usize,
    breaks: &[usize],
    unicode: bool,
) -> Vec<Cell<'t>> {
    let mut cells: Vec<Cell<'t>> = Vec::with_capacity(text.len());
    let mut marks = None;
    for (at, c) in text.char_indices() {
        let (start, end) = (from + at, from + at + c.len_utf8());
        if matches!(c, ' '..='~') && !matches!(c, ':' | '[') {
            let text = slice(text, at..at + 1);
            cells.push(Cell { start, end, text, width: 1, space: c == ' ' });
            marks = Some(0);
            continue;
        }
        let width = c.width().unwrap_or(0);
        let plain = !is_hidden(c) && !commands(text.get(..at).unwrap_or(""), c);
        if plain
            && width == 0
            && let (Some(last), Some(count)) = (cells.last_mut(), marks)
            && count < MAX_MARKS
            && !breaks.contains(&start)
        {
            last.end = end;
            last.text = slice(text, last.start - from..last.end - from);
            marks = Some(count + 1);
            continue;
        }
        let shown = match c {
            '\t' => Cow::Borrowed("    "),
            _ if plain && width > 0 => slice(text, at..end - from),
            _ => Cow::Owned(spelled(c, unicode)),
        };
        marks = (plain && width > 0).then_some(0);
        let width = if marks.is_some() { width } else { shown.chars().count() };
        let space = c == '\t' || (plain && c.is_whitespace());
        cells.push(Cell { start, end, text: shown, width, space });
    }
    cells
}

fn slice(text: &str, range: Range<usize>) -> Cow<'_, str> {
    Cow::Borrowed(text.get(range).unwrap_or_default())
}

/// Whether `text` is shown as it is. It may say no of one that is.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    // To the end, without a branch: the compiler takes many bytes at once.
    bytes.iter().fold(true, |plain, b| plain & matches!(b, b' '..=b'~'))
        && !memchr::memchr2_iter(b':', b'#', bytes).any(|at| bytes.get(at) == bytes.get(at + 1))
}

/// `text` on one line, fit to be shown: what has no picture, or would steer a terminal or a CI runner, is
/// spelled out, `⟨U+202E⟩` or in ASCII `<U+202E>`.
#[must_use]
pub fn visible(text: &str, unicode: bool) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    cells(text, 0, &[], unicode).into_iter().map(|cell| cell.text).collect()
}

/// `value` as pretty-printed JSON with a newline at its end. It is the same data as serde writes; what
/// would steer a terminal or a CI runner is written as escapes.
pub(crate) fn json(value: &impl serde::Serialize) -> String {
    // Plain data with string keys: there is nothing that cannot be written.
    escaped(&serde_json::to_string_pretty(value).unwrap_or_default()).into_owned() + "\n"
}

/// The same data as `json`, with escapes for what would steer a terminal or a CI runner.
#[must_use]
pub fn escaped(json: &str) -> Cow<'_, str> {
    let is_hidden_here = |c| is_hidden(c) && c != '\n';
    if is_plain(json) || (!json.contains("##") && !json.contains(is_hidden_here)) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len());
    for (at, c) in json.char_indices() {
        // Outside of strings JSON has neither hidden characters, but for its line ends, nor `##`.
        let runner = c == '[' && json.get(..at).is_some_and(names_runner);
        if runner || (is_hidden(c) && c != '\n') {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Whether a runner takes a line for a command: `::name::` at its start, `##[name]` anywhere.
pub(super) fn is_command(line: &str) -> bool {
    let begins = line.trim_start().strip_prefix("::").is_some_and(|rest| rest.contains("::"));
    let named = |at: usize| line.get(..at).is_some_and(names_runner);
    begins || line.match_indices('[').any(|(at, _)| named(at))
}

/// A cell of a table for programs, on one line: the same text, except that what would steer a terminal or a CI runner is
/// spelled out.
#[must_use]
pub fn cell(text: &str) -> String {
    // `legible` would make a line feed of the last three.
    let line = text.replace(['\r', '\n', '\u{85}', '\u{2028}', '\u{2029}'], " ");
    let begins = line.trim_start().starts_with("::");
    if begins || is_command(&line) { visible(&line, true) } else { legible(&line).into_owned() }
}

/// A cell with a document's words: as [`cell`], and no spreadsheet program takes it for a formula.
#[must_use]
pub fn cell_of_words(text: &str) -> String {
    let cell = cell(text);
    if cell.starts_with(['=', '+', '-', '@', '\t']) { format!("'{cell}") } else { cell }
}

/// Columns of a text that is fit to be shown.
#[cfg_attr(not(feature = "cli"), allow(dead_code))]
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// The words of a text, at its blanks. A command in backticks is one word where a line has room for it, so that it can be copied.
#[must_use]
pub fn unbroken_words(text: &str, columns: usize) -> Vec<Cow<'_, str>> {
    let words: Vec<&str> = text.split(' ').collect();
    let mut unbroken = Vec::with_capacity(words.len());
    let mut rest = words.as_slice();
    while let [word, others @ ..] = rest {
        let is_command = ["`quoteproof", "`git"].iter().any(|command| word.ends_with(command));
        let end = others.iter().position(|other| other.contains('`')).filter(|_| is_command);
        let whole =
            end.and_then(|end| rest.get(..end + 2)).map(|words| (words.join(" "), words.len()));
        if let Some((command, count)) = whole.filter(|(command, _)| width(command) <= columns) {
            unbroken.push(Cow::Owned(command));
            rest = rest.get(count..).unwrap_or_default();
        } else {
            unbroken.push(Cow::Borrowed(*word));
            rest = others;
        }
    }
    unbroken
}

/// `text`, fit to be shown, in lines of at most `columns`, broken between words where it can be.
#[cfg_attr(not(feature = "cli"), allow(dead_code))]
pub(crate) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut line, mut used) = (String::new(), 0);
    for word in unbroken_words(text, columns) {
        let word_width = width(&word);
        if used > 0 && used + 1 + word_width <= columns {
            line.push(' ');
            line.push_str(&word);
            used += 1 + word_width;
            continue;
        }
        if used > 0 {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        for c in word.chars() {
            let one = c.width().unwrap_or(0);
            if used > 0 && one > 0 && used + one > columns {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push(c);
            used += one;
        }
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::{Cell, cell, cell_of_words, cells, is_plain, json, visible, wrap};
    use proptest::prelude::*;
    use unicode_width::UnicodeWidthChar;

    #[test]
    fn shows_what_steers_terminals() {
        assert_eq!(visible("a\u{1b}[31mb\u{202e}c", true), "a⟨U+001B⟩[31mb⟨U+202E⟩c");
        assert_eq!(visible("a\r\nb\tc\0", false), "a<U+000D><U+000A>b    c<U+0000>");
        assert_eq!(visible("\u{9b}2J\u{85}\u{feff}", true), "⟨U+009B⟩2J⟨U+0085⟩⟨U+FEFF⟩");
    }

    #[test]
    fn breaks_the_commands_of_a_ci_runner() {
        assert_eq!(visible(" ::error::x", true), " :⟨U+003A⟩error:⟨U+003A⟩x");
        assert_eq!(visible(":::: a:b", false), ":<U+003A><U+003A><U+003A> a:b");
        assert_eq!(visible("a ##[add-mask]x", true), "a ##⟨U+005B⟩add-mask]x");
        assert_eq!(visible("##vso[task.x]", true), "##vso⟨U+005B⟩task.x]");
        assert_eq!(visible("##teamcity[x]", true), "##teamcity⟨U+005B⟩x]");
        assert_eq!(visible("##teamcity [1] #[2]", true), "##teamcity [1] #[2]");
    }

    #[test]
    fn cells_keep_what_steers_nothing() {
        for text in ["doc::12", "می\u{200C}خواهم", "a ## [b]", "=1"] {
            assert_eq!(cell(text), text);
        }
        assert_eq!(cell("::error::x"), ":⟨U+003A⟩error:⟨U+003A⟩x");
        assert_eq!(cell("a\r\n::b ##[c]"), "a  :⟨U+003A⟩b ##⟨U+005B⟩c]");
        assert_eq!(cell("\u{1b}[2J\u{202e}"), "⟨U+001B⟩[2J⟨U+202E⟩");
        assert_eq!(cell("a\u{2028}::b\u{85}c"), "a ::b c");
        for (words, shown) in [("=1+1", "'=1+1"), ("-5 °C", "'-5 °C"), ("so = so", "so = so")] {
            assert_eq!(cell_of_words(words), shown);
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_as_it_is_has_only_cells_that_are(text in "[a:#\\[ ~\t\u{7f}é\u{301}]{0,12}") {
            let shown: String = cells(&text, 0, &[], true).into_iter().map(|cell| cell.text).collect();
            prop_assert_eq!(&visible(&text, true), &shown);
            prop_assert!(!is_plain(&text) || shown == text);
        }

        #[test]
        fn what_is_plain_has_a_cell_a_byte(text in "[ -~]{0,40}") {
            prop_assume!(is_plain(&text));
            let wanted = |(at, c): (usize, char)| Cell {
                start: 7 + at,
                end: 8 + at,
                text: c.to_string().into(),
                width: c.width().unwrap_or(0),
                space: c.is_whitespace(),
            };
            let wanted: Vec<Cell> = text.char_indices().map(wanted).collect();
            prop_assert_eq!(cells(&text, 7, &[], true), wanted);
        }
    }

    #[test]
    fn json_is_the_same_data_without_what_steers() {
        let text = "a\n\u{1b}[2J \u{9b}\u{202e}\u{e0041} \\##[error] ü \u{1d11e}";
        let json = json(&[text]);
        assert_eq!(
            json,
            "[\n  \"a\\n\\u001b[2J \\u009b\\u202e\\udb40\\udc41 \\\\##\\u005berror] ü \u{1d11e}\"\n]\n"
        );
        let read: Vec<String> = serde_json::from_str(&json).expect("JSON");
        assert_eq!(read, [text]);
    }

    #[test]
    fn a_mark_stands_on_its_letter_or_is_spelled_out() {
        assert_eq!(visible("e\u{301}t\u{e9}", true), "e\u{301}t\u{e9}");
        assert_eq!(visible("\u{301}e", true), "⟨U+0301⟩e");
        let broken: String = cells("e\u{301}", 0, &[1], true).into_iter().map(|c| c.text).collect();
        assert_eq!(broken, "e⟨U+0301⟩");
        let tower = format!("e{}", "\u{301}".repeat(6));
        assert_eq!(visible(&tower, true), "e\u{301}\u{301}\u{301}\u{301}⟨U+0301⟩⟨U+0301⟩");
    }

    #[test]
    fn wraps_between_words_and_inside_long_ones() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh ij", 5), ["abcde", "fgh", "ij"]);
        assert_eq!(wrap("漢字漢字", 4), ["漢字", "漢字"]);
        assert_eq!(wrap("", 4), [""]);
    }

    #[test]
    fn breaks_no_command_that_a_line_has_room_for() {
        let text = "state it: `quoteproof source edit a --language TAG`, such as `en` or `de`";
        assert_eq!(
            wrap(text, 44),
            ["state it:", "`quoteproof source edit a --language TAG`,", "such as `en` or `de`"]
        );
        let narrow =
            ["state it: `quoteproof source", "edit a --language TAG`, such", "as `en` or `de`"];
        assert_eq!(wrap(text, 30), narrow);
        assert_eq!(wrap("an open `quoteproof one two", 12), ["an open", "`quoteproof", "one two"]);
        assert_eq!(wrap("(`git add a`) b", 13), ["(`git add a`)", "b"]);
    }
}
