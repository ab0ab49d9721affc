//! The text of a line: where its words part, what its raised figures are, and accents that are drawn over letters.

use super::glyph::{Letters, is_cjk, is_rtl};
use super::line::{GlyphRow, Level, LineGlyph};
use super::matrix::{Mil, percent};
use super::rtl;
use unicode_normalization::UnicodeNormalization;

/// A line's text.
#[derive(Debug, Clone, Default)]
pub(super) struct LineWords {
    pub(super) text: String,
    /// Raised pieces in it, which may be marks of notes.
    pub(super) marks: Vec<RaisedMark>,
    pub(super) read_from: ReadFrom,
}

/// The side from which a line is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum ReadFrom {
    #[default]
    Left,
    Right,
}

/// A raised piece of a line's text.
#[derive(Debug, Clone)]
pub(super) struct RaisedMark {
    /// Where it starts in the text, and how many bytes it has there.
    pub(super) at: usize,
    pub(super) length: usize,
    /// As plain characters.
    pub(super) plain: String,
    /// Figures after a word or its punctuation, which are a note's whatever else is on the page.
    pub(super) is_sure: bool,
}

/// The usual gap that is a space, in hundredths of the size.
const USUAL: Mil = 12;
/// The same behind a stop.
const AFTER_STOP: Mil = 6;
/// A gap that is a space whatever is beside it.
const FAR: Mil = 50;
/// The gap that a blank between two letters of Chinese or Japanese leaves at least.
const ROOM: Mil = 8;

const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

/// The figure that a raised one is.
pub(super) fn plain_figure(c: char) -> Option<char> {
    let at = RAISED.iter().position(|&raised| raised == c)?;
    char::from_digit(u32::try_from(at).ok()?, 10)
}

pub(super) fn raised_figure(c: char) -> Option<char> {
    RAISED.get(usize::try_from(c.to_digit(10)?).ok()?).copied()
}

/// The text of a line.
pub(super) fn words(row: &GlyphRow) -> LineWords {
    let cells = accented(&row.cells);
    let letters =
        cells.iter().flat_map(|c| c.letters.chars()).filter(|c| c.is_alphabetic()).count();
    let right_to_left = cells.iter().flat_map(|c| c.letters.chars()).filter(|&c| is_rtl(c)).count();
    if right_to_left * 2 > letters && right_to_left > 0 {
        let text = rtl::text(&cells);
        return LineWords { marks: raised_in(&text), text, read_from: ReadFrom::Right };
    }
    let mut out = LineWords::default();
    let word = word_gap(&cells);
    let spacing = Spacing { word, one_sided: is_one_sided(&cells) };
    let mut before: Option<&LineGlyph> = None;
    let mut rest = cells.as_slice();
    while let Some(cell) = rest.first() {
        if before.is_some_and(|before| is_apart(before, cell, spacing)) && !out.text.ends_with(' ')
        {
            out.text.push(' ');
        }
        let raised = rest.iter().take_while(|c| is_raised(c)).count();
        let taken = raised.max(1);
        let (piece, behind) = rest.split_at(taken);
        if raised > 0 {
            mark(&mut out, piece);
        } else {
            cell.letters.chars().for_each(|c| push(&mut out.text, c, Level::On));
        }
        before = piece.last();
        rest = behind;
    }
    if out.marks.is_empty() && out.text.contains(NIKHAHIT) {
        out.text = with_am(&out.text);
    }
    out
}

/// The ring of the Thai vowel ำ, which fonts draw by itself, before the tone of its letter.
const NIKHAHIT: char = '\u{E4D}';

/// Puts that vowel together again.
fn with_am(text: &str) -> String {
    let mut out = text.to_owned();
    for tone in ["", "\u{E48}", "\u{E49}", "\u{E4A}", "\u{E4B}"] {
        out = out.replace(&format!("{NIKHAHIT}{tone}\u{E32}"), &format!("{tone}\u{E33}"));
    }
    out
}

fn is_raised(cell: &LineGlyph) -> bool {
    cell.level == Level::Raised
        || matches!(cell.letters, Letters::One(c) if plain_figure(c).is_some())
}

fn push(text: &mut String, c: char, level: Level) {
    match c {
        '0'..='9' if level == Level::Raised => text.push(raised_figure(c).unwrap_or(c)),
        '\u{AD}' | '\u{2010}' => text.push('-'),
        '\0' => {}
        _ => text.push(c),
    }
}

/// The raised figures of a text that is written already, behind its first word.
fn raised_in(text: &str) -> Vec<RaisedMark> {
    let mut marks = Vec::new();
    let mut from = 0;
    while let Some(found) = text.get(from..).and_then(|rest| rest.find(is_figure_raised)) {
        let at = from + found;
        let (before, rest) = text.split_at(at);
        let length = rest.find(|c| !is_figure_raised(c)).unwrap_or(rest.len());
        let plain = rest.chars().map_while(plain_figure).collect();
        let is_sure = ends_word(before);
        if at > 0 {
            marks.push(RaisedMark { at, length, plain, is_sure });
        }
        from = at + length;
    }
    marks
}

fn is_figure_raised(c: char) -> bool {
    plain_figure(c).is_some()
}

/// Whether figures right behind a text are behind a word of it, or behind its punctuation.
fn ends_word(text: &str) -> bool {
    let letters = text.chars().rev().take_while(|c| c.is_alphabetic()).count();
    let stop = ['.', ',', ';', ':', ')', '”', '’', '"', '?', '!', '»', '“', '،', '؛', '؟'];
    letters >= 4 || text.ends_with(stop)
}

/// Writes raised cells, and notes that they may be a mark.
fn mark(out: &mut LineWords, cells: &[LineGlyph]) {
    let letters = cells.iter().flat_map(|c| c.letters.chars());
    let plain: String = letters.map(|c| plain_figure(c).unwrap_or(c)).collect();
    let at = out.text.len();
    let after_word = ends_word(&out.text);
    let figures = |c: char| c.is_ascii_digit() || matches!(c, ',' | '-' | '–' | ' ');
    // Figures in brackets are no power.
    let bare = plain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let figures_alone = bare.unwrap_or(&plain);
    let is_sure = (after_word || bare.is_some())
        && figures_alone.chars().all(figures)
        && figures_alone.starts_with(|c: char| c.is_ascii_digit());
    for (at, c) in plain.chars().enumerate() {
        // The sign of a power.
        let is_minus = at == 0 && matches!(c, '-' | '−' | '–') && plain.len() > c.len_utf8();
        push(&mut out.text, if is_minus { '⁻' } else { c }, Level::Raised);
    }
    let length = out.text.len() - at;
    // In brackets it is a mark at the start of a line, too: of what the line before ends with.
    if at > 0 || bare.is_some() {
        out.marks.push(RaisedMark { at, length, plain, is_sure });
    }
}

/// What tells the spaces of a line.
#[derive(Clone, Copy)]
struct Spacing {
    /// The gap that is one, in hundredths of the size.
    word: Mil,
    /// Its quotation marks are closing ones, at both ends of a quotation.
    one_sided: bool,
}

/// Whether a space is between two cells.
fn is_apart(before: &LineGlyph, cell: &LineGlyph, Spacing { word, one_sided }: Spacing) -> bool {
    let gap = cell.x0 - before.x1;
    let em = cell.size.max(before.size);
    let cjk = |letters: &Letters, last: bool| {
        let c = if last { letters.chars().last() } else { letters.first() };
        c.is_some_and(is_cjk)
    };
    let wide = cjk(&before.letters, true) && cjk(&cell.letters, false);
    // In tight lines little is left of the space after a stop; nothing else is apart from it.
    let stop = matches!(before.letters, Letters::One('.' | ',' | ';' | ':' | '!' | '?'));
    let word = if stop && word == USUAL && cell.letters.first().is_some_and(char::is_alphabetic) {
        AFTER_STOP
    } else {
        word
    };
    if !one_sided && is_space_of_quotes(before, cell) {
        return true;
    }
    if wide {
        // Letters of Chinese and Japanese are apart from each other where their line is drawn out to the edge, and a blank
        // without room between two of them ends a piece of the line.
        return gap > percent(em, FAR.max(word)) || (cell.after_blank && gap > percent(em, ROOM));
    }
    (gap > percent(em, word) && cell.level != Level::Raised)
        || (cell.after_blank && gap > percent(em, -30))
        || gap > percent(em, FAR)
}

/// Whether a space is drawn as a part of quotation marks: those of Chinese and Japanese fonts are as wide as a letter.
fn is_space_of_quotes(before: &LineGlyph, cell: &LineGlyph) -> bool {
    let wide = |cell: &LineGlyph, mark: char| {
        cell.letters == Letters::One(mark) && cell.x1 - cell.x0 >= percent(cell.size, 85)
    };
    let narrow =
        |cell: &LineGlyph| cell.letters.first().is_some_and(|c| c.is_alphanumeric() && !is_cjk(c));
    (wide(before, '”') && narrow(cell)) || (wide(cell, '“') && narrow(before))
}

/// Whether quotations of a line both begin and end with a closing mark, as `"` is set by programs that know no other.
fn is_one_sided(cells: &[LineGlyph]) -> bool {
    let count = |mark: char| cells.iter().filter(|c| c.letters == Letters::One(mark)).count();
    count('“') == 0 && count('”') >= 2
}

/// How wide a gap is a space, in hundredths of the size: more where letters are spaced out.
fn word_gap(cells: &[LineGlyph]) -> Mil {
    let is_word = |cell: &LineGlyph| cell.letters.first().is_some_and(char::is_alphanumeric);
    let pairs = cells.iter().zip(cells.iter().skip(1));
    // The dots of a leader are apart, and say nothing of the letters.
    let pairs = pairs.filter(|(a, b)| is_word(a) || is_word(b));
    let mut gaps: Vec<Mil> =
        pairs.map(|(a, b)| (b.x0 - a.x1) * 1_000 / a.size.max(b.size).max(1)).collect();
    if gaps.len() < 8 {
        return USUAL;
    }
    gaps.sort_unstable();
    let usual = gaps.get(gaps.len() / 2).copied().unwrap_or(0);
    if usual > 50 { (usual * 3 / 2 + 100) / 10 } else { USUAL.max((usual + 100) / 10) }
}

/// The combining character of an accent that stands by itself, or is one already.
const fn combining(c: char) -> Option<char> {
    Some(match c {
        '`' | '\u{2CB}' => '\u{300}',
        '´' | '\u{2CA}' => '\u{301}',
        '^' | 'ˆ' => '\u{302}',
        '~' | '˜' => '\u{303}',
        '¯' | '\u{2C9}' => '\u{304}',
        '˘' => '\u{306}',
        '˙' => '\u{307}',
        '¨' => '\u{308}',
        '˚' => '\u{30A}',
        '˝' => '\u{30B}',
        'ˇ' => '\u{30C}',
        '¸' => '\u{327}',
        '˛' => '\u{328}',
        '\u{300}'..='\u{36F}'
        | '\u{591}'..='\u{5BD}'
        | '\u{5BF}'
        | '\u{5C1}'
        | '\u{5C2}'
        | '\u{5C4}'
        | '\u{5C5}'
        | '\u{64B}'..='\u{65F}'
        | '\u{670}' => c,
        _ => return None,
    })
}

/// Whether letters are a mark that is drawn over or under another letter, and never by itself, or several in one.
pub(super) fn is_combining(letters: &Letters) -> bool {
    let is_one = |c: char| combining(c) == Some(c);
    match letters {
        Letters::Nothing => false,
        Letters::One(c) => is_one(*c),
        Letters::Many(text) => text.chars().all(is_one),
    }
}

/// Whether letters are an accent alone.
pub(super) fn is_accent(letters: &Letters) -> bool {
    matches!(letters, Letters::One(c) if !matches!(c, '`' | '^' | '~') && combining(*c).is_some())
}

/// The cells with accents put on the letters that they are drawn over. An accent may be drawn before its letter or behind it:
/// where it is not clearly over the one before, the next one counts first.
fn accented(cells: &[LineGlyph]) -> Vec<LineGlyph> {
    let mut out: Vec<LineGlyph> = Vec::with_capacity(cells.len());
    let mut waiting: Vec<LineGlyph> = Vec::new();
    let leads = do_vowels_lead(cells);
    for cell in cells {
        let mut cell = cell.clone();
        if is_mark(&cell.letters) {
            let comes_first = leads && cell.letters.first().is_some_and(is_rtl);
            let before = out.last_mut().filter(|_| waiting.is_empty() && !comes_first);
            match before.filter(|base| is_over(&cell, base) && is_within(&cell, base)) {
                Some(base) => put(base, &cell),
                None => waiting.push(cell),
            }
            continue;
        }
        for accent in waiting.drain(..) {
            if is_over(&accent, &cell) {
                put(&mut cell, &accent);
                cell.after_blank |= accent.after_blank;
            } else {
                put_behind(&mut out, accent);
            }
        }
        out.push(cell);
    }
    for accent in waiting {
        put_behind(&mut out, accent);
    }
    out
}

/// Whether letters are drawn over another letter, or may be.
fn is_mark(letters: &Letters) -> bool {
    matches!(letters, Letters::One(c) if combining(*c).is_some()) || is_combining(letters)
}

/// Whether the vowels of a line that runs from right to left are drawn before their letters, as where its glyphs are drawn
/// from the left: what most of those say that lie over one of their neighbours alone.
fn do_vowels_lead(cells: &[LineGlyph]) -> bool {
    let is_vowel =
        |cell: &LineGlyph| cell.letters.first().is_some_and(is_rtl) && is_combining(&cell.letters);
    let lies_over = |vowel: &LineGlyph, letter: Option<&LineGlyph>| {
        let middle = Mil::midpoint(vowel.x0, vowel.x1);
        letter.is_some_and(|letter| letter.x0 <= middle && middle <= letter.x1)
    };
    let (mut leading, mut following) = (0_usize, 0_usize);
    let mut before = None;
    let mut rest = cells;
    while !rest.is_empty() {
        let run = rest.iter().take_while(|cell| is_vowel(cell)).count();
        let (vowels, behind) = rest.split_at(run);
        let next = behind.first();
        for cell in vowels {
            match (lies_over(cell, before), lies_over(cell, next)) {
                (false, true) => leading += 1,
                (true, false) => following += 1,
                _ => {}
            }
        }
        before = next;
        rest = behind.get(1..).unwrap_or(&[]);
    }
    leading > following
}

/// Puts an accent on the last letter; where it is not over that, it stays alone.
fn put_behind(out: &mut Vec<LineGlyph>, accent: LineGlyph) {
    match out.last_mut().filter(|base| is_over(&accent, base)) {
        Some(base) => put(base, &accent),
        None => out.push(accent),
    }
}

/// Whether the middle of an accent is between the edges of a letter. In a line that runs from right to left, the right edge
/// is where the next letter's accents begin.
fn is_within(accent: &LineGlyph, base: &LineGlyph) -> bool {
    let middle = Mil::midpoint(accent.x0, accent.x1);
    let turned = accent.letters.first().is_some_and(is_rtl);
    base.x0 <= middle && middle <= base.x1 - if turned { percent(base.size, 1) } else { 0 }
}

/// Whether most of an accent is over a letter.
fn is_over(accent: &LineGlyph, base: &LineGlyph) -> bool {
    let middle = Mil::midpoint(accent.x0, accent.x1);
    let is_letter = base.letters.chars().last().is_some_and(char::is_alphabetic);
    let slack = if is_combining(&accent.letters) { percent(base.size, 15) } else { 0 };
    is_letter
        && (base.x0 - slack..=base.x1 + slack).contains(&middle)
        && accent.size <= percent(base.size, 120)
}

fn put(base: &mut LineGlyph, accent: &LineGlyph) {
    let plain = base.letters.chars().map(|c| match c {
        'ı' => 'i',
        'ȷ' => 'j',
        _ => c,
    });
    let marks = accent.letters.chars().filter_map(combining);
    let text: String = plain.chain(marks).nfc().collect();
    base.letters = Letters::new(&text);
}

#[cfg(test)]
mod tests {
    use super::{Letters, Level, LineGlyph, accented, with_am};

    #[test]
    fn a_vowel_in_two_pieces_is_one() {
        assert_eq!(with_am("น\u{E4D}\u{E49}าท\u{E4D}าลาย"), "น้ำทำลาย");
    }

    #[test]
    fn a_point_between_two_letters_is_of_the_one_that_all_vowels_are_of() {
        // From the left, each letter behind its vowels; the point of the lamed hangs over the he beside it.
        let mut cells = [
            cell('ם', 0, 6),
            cell('י', 6, 4),
            cell('ִ', 13, 0),
            cell('ה', 10, 6),
            cell('ֹ', 16, 0),
            cell('ל', 16, 5),
            cell('ֱ', 24, 0),
            cell('א', 21, 6),
        ];
        (cells[4].x0, cells[4].x1) = (15_500, 15_500);
        let letters: Vec<String> =
            accented(&cells).iter().map(|cell| cell.letters.chars().collect()).collect();
        assert_eq!(letters, ["ם", "י", "הִ", "לֹ", "אֱ"]);
    }

    fn cell(letter: char, x0: i64, width: i64) -> LineGlyph {
        let (size, y, x1) = (10_000, 0, x0 * 1_000 + width * 1_000);
        let (letters, after_blank, blank, level) = (Letters::One(letter), false, 0, Level::On);
        LineGlyph { letters, x0: x0 * 1_000, x1, y, size, after_blank, blank, level, tag: None }
    }

    #[test]
    fn vowels_are_of_the_letter_that_they_are_under() {
        // From the left of the line: each letter behind its vowels, as programs draw what is read from right to left.
        let cells = [
            cell('י', 0, 4),
            cell('ֵ', 4, 0),
            cell('נ', 4, 4),
            cell('ְ', 11, 0),
            cell('ּ', 10, 0),
            cell('ב', 8, 6),
        ];
        let letters = |cells: &[LineGlyph]| -> Vec<String> {
            accented(cells).iter().map(|cell| cell.letters.chars().collect()).collect()
        };
        assert_eq!(letters(&cells), ["י", "נ\u{5B5}", "ב\u{5B0}\u{5BC}"]);
        let thai = [cell('ท', 0, 6), cell('ั', 6, 0), cell('้', 6, 0), cell('ง', 6, 4)];
        assert_eq!(letters(&thai), ["ท", "ั", "้", "ง"], "these follow their letter as they are");
        let drawn = [cell('´', 1, 3), cell('e', 0, 5), cell('t', 5, 3)];
        assert_eq!(letters(&drawn), ["é", "t"]);
    }
}
