//! What a quote asks for: segments of words, joined by the edits that it marks.

use crate::quote::fold::char_class::{
    canonical, is_comma, is_currency, is_dash, is_digit, is_invisible, is_stop, quote_mark,
    writes_no_spaces,
};
use crate::quote::fold::{Folded, Side};
use crate::quote::words::boundary::word_starts;
use std::borrow::Cow;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization as _;

/// The most segments and brackets of a quote. What an editor puts together has some; work grows with each.
pub const MAX_MARKS: usize = 100;

/// The longest mark in round brackets, angles or slashes, in bytes.
const ENCLOSED_BYTES: usize = 64;

/// A place in a quote: the part (0, or the item of the array form) and decoded bytes in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Within {
    /// Item of the array form; 0 for a string.
    pub part: usize,
    /// Bytes of the decoded string.
    pub range: Range<usize>,
}

/// How two segments are joined, or what is before the first and after the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum JoinKind {
    /// Words left out: an ellipsis, or the step from one item of the array form to the next.
    Gap,
    /// `[words]`: the editor's, for none or a few of the document's.
    Insert,
    /// `[sic]`.
    Sic,
    /// `[emphasis added]`: nothing.
    Remark,
    /// `[T]he`: the letters in brackets in another case.
    Case,
    /// `expan[ding]`: another ending.
    Ending,
    /// `w[hi]ch`: letters inside a word.
    Middle,
    /// ` / `, ` // `: a line break of the document.
    Line,
}

/// One mark between segments.
#[derive(Debug, Clone)]
pub(crate) struct Join {
    pub(crate) kind: JoinKind,
    /// The whole mark, brackets included; empty for a step in the array form.
    pub(crate) mark: Within,
    /// The words in the brackets.
    pub(crate) content: String,
    /// The mark as it is in the quote.
    pub(crate) text: String,
}

impl Join {
    /// Whether it stands for letters of a word whose others are kept.
    pub(crate) const fn is_in_word(&self) -> bool {
        matches!(self.kind, JoinKind::Case | JoinKind::Ending | JoinKind::Middle)
    }
}

/// Words that must be together in the document.
#[derive(Debug, Clone)]
pub(crate) struct Segment {
    pub(crate) place: Within,
    pub(crate) text: String,
    pub(crate) folded: Folded,
    /// The word's beginning is in brackets before the segment.
    pub(crate) glued_start: bool,
    /// The word's ending is in brackets after the segment.
    pub(crate) glued_end: bool,
    /// What F7 forgives before and after, as it is in the quote.
    pub(crate) edges: (String, String),
    /// Whether its first letter may differ in case as a warning (F9).
    pub(crate) initial: bool,
}

/// A quote, read as segments and marks. `joins` has one list more than there are segments.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    pub(crate) segments: Vec<Segment>,
    pub(crate) joins: Vec<Vec<Join>>,
    /// Whether the quote has more than [`MAX_MARKS`] segments and brackets; what follows them is not read.
    pub(crate) is_cut: bool,
}

impl Pattern {
    /// Reads brackets and ellipses as edits.
    pub(crate) fn edited(parts: &[&str]) -> Self {
        Builder::build(parts, &|_| true)
    }

    /// Reads ellipses as edits, and those brackets for which `is_edit` says so.
    pub(crate) fn edited_where(parts: &[&str], is_edit: &dyn Fn(&str) -> bool) -> Self {
        Builder::build(parts, is_edit)
    }

    /// Takes every character literally. For the array form, the items are still joined by gaps.
    pub(crate) fn literal(parts: &[&str]) -> Self {
        Builder::build(parts, &|_| false)
    }

    /// Whether the quote has nothing between, before or after its words.
    pub(crate) fn is_plain(&self) -> bool {
        self.joins.iter().all(Vec::is_empty)
    }

    /// The segment of a quote that is nothing else, without marks.
    pub(crate) fn only_segment(&self) -> Option<&Segment> {
        let [segment] = self.segments.as_slice() else { return None };
        self.is_plain().then_some(segment)
    }

    /// The segments that no gap parts, as ranges of segment numbers.
    pub(crate) fn groups(&self) -> Vec<Range<usize>> {
        let mut groups = Vec::new();
        let mut start = 0;
        for at in 1..=self.segments.len() {
            let gap = self.joins.get(at).is_some_and(|j| j.iter().any(|j| j.kind == JoinKind::Gap));
            if gap || at == self.segments.len() {
                groups.push(start..at);
                start = at;
            }
        }
        groups
    }

    /// The kept words of some segments as the quote has them, brackets of single letters opened,
    /// inserted words left out.
    pub(crate) fn kept(&self, group: Range<usize>) -> Cow<'_, str> {
        let marks = self.joins.get(group.start..=group.end).unwrap_or(&[]);
        if let Some([only]) = self.segments.get(group.clone())
            && marks.iter().all(Vec::is_empty)
        {
            return Cow::Borrowed(&only.text);
        }
        let mut text = String::new();
        // What is glued in the quote is glued here: `expan[ding]`, but `ends. [T]he`.
        let mut end: Option<(usize, usize)> = None;
        let mut push = |text: &mut String, place: &Within, words: &str| {
            if end.is_some_and(|end| end != (place.part, place.range.start)) {
                space(text);
            }
            text.push_str(words);
            end = Some((place.part, place.range.end));
        };
        for at in group.clone() {
            for join in self.joins.get(at).into_iter().flatten() {
                if join.is_in_word() && (at > group.start || join.kind == JoinKind::Case) {
                    push(&mut text, &join.mark, &join.content);
                } else {
                    space(&mut text);
                }
            }
            if let Some(segment) = self.segments.get(at) {
                push(&mut text, &segment.place, &segment.text);
            }
        }
        let after = self.joins.get(group.end).into_iter().flatten();
        for join in after.take_while(|j| j.kind == JoinKind::Ending) {
            text.push_str(&join.content);
        }
        Cow::Owned(text)
    }

    /// Number of kept words, counted as far as `most`.
    pub(crate) fn words_up_to(&self, most: usize) -> usize {
        if let Some(segment) = self.only_segment() {
            return word_starts(&segment.text).take(most).count();
        }
        let mut found = 0;
        for group in self.groups() {
            found += word_starts(&self.kept(group)).take(most - found).count();
            if found >= most {
                break;
            }
        }
        found
    }
}

struct Builder<'q> {
    parts: &'q [&'q str],
    pattern: Pattern,
    pending: Vec<Join>,
    /// Segments and brackets so far. An ellipsis between two segments is none, a second one there is.
    marks: usize,
}

impl<'q> Builder<'q> {
    fn build(parts: &'q [&'q str], is_edit: &dyn Fn(&str) -> bool) -> Pattern {
        // Most quotes are one segment, and need no more room.
        let room = parts.len().min(MAX_MARKS);
        let mut builder = Builder {
            parts,
            pattern: Pattern {
                segments: Vec::with_capacity(room),
                joins: Vec::with_capacity(room + 1),
                is_cut: false,
            },
            pending: Vec::new(),
            marks: 0,
        };
        for part in 0..parts.len() {
            if builder.pattern.is_cut {
                break;
            }
            if part > 0 {
                builder.step(part);
            }
            builder.part(part, is_edit);
        }
        let pending = std::mem::take(&mut builder.pending);
        builder.pattern.joins.push(pending);
        finish(&mut builder.pattern);
        builder.pattern
    }

    fn step(&mut self, part: usize) {
        self.join(Join {
            kind: JoinKind::Gap,
            mark: Within { part, range: 0..0 },
            content: String::new(),
            text: "…".to_owned(),
        });
    }

    fn join(&mut self, join: Join) {
        let gap = |join: &Join| join.kind == JoinKind::Gap;
        if (!gap(&join) || self.pending.iter().any(gap)) && !self.counts_one_more() {
            return;
        }
        self.pending.push(join);
    }

    /// Whether there may be one more segment or bracket.
    fn counts_one_more(&mut self) -> bool {
        self.marks += 1;
        self.pattern.is_cut |= self.marks > MAX_MARKS;
        !self.pattern.is_cut
    }

    fn part(&mut self, part: usize, is_edit: &dyn Fn(&str) -> bool) {
        let text = self.parts.get(part).copied().unwrap_or("");
        let mut start = 0;
        let mut at = 0;
        while let Some((found, c)) = next_mark(text, at).filter(|_| !self.pattern.is_cut) {
            at = found;
            let mark = mark_at(text, at, c).filter(|m| is_edit(text.get(at..m.0).unwrap_or("")));
            if let Some((end, kind, content)) = mark {
                let gap = kind == JoinKind::Gap;
                let kept =
                    if gap { text.get(start..at).map_or(at, |t| start + kept(t)) } else { at };
                self.segment(part, start..kept);
                for (kind, content) in in_word_apart(kind, content) {
                    self.join(Join {
                        kind,
                        mark: Within { part, range: at..end },
                        content: content.to_owned(),
                        text: text.get(at..end).unwrap_or("").to_owned(),
                    });
                }
                start = end + if gap { stop_behind(text.get(end..).unwrap_or("")) } else { 0 };
                at = start;
            } else {
                at += c.len_utf8();
            }
        }
        self.segment(part, start..text.len());
    }

    fn segment(&mut self, part: usize, range: Range<usize>) {
        let raw = self.parts.get(part).and_then(|t| t.get(range.clone())).unwrap_or("");
        let text = raw.trim();
        if text.is_empty() || !self.counts_one_more() {
            return;
        }
        let start = range.start + (raw.len() - raw.trim_start().len());
        let gap = |joins: &[Join]| joins.iter().any(|j| j.kind == JoinKind::Gap);
        let glued_start = self
            .pending
            .last()
            .is_some_and(|j| matches!(j.kind, JoinKind::Case | JoinKind::Middle));
        let initial = !glued_start
            && (self.pattern.segments.is_empty() || gap(&self.pending))
            && self.pending.last().is_none_or(|j| j.kind == JoinKind::Gap);
        self.pattern.joins.push(std::mem::take(&mut self.pending));
        self.pattern.segments.push(Segment {
            place: Within { part, range: start..start + text.len() },
            text: text.to_owned(),
            folded: Folded::default(),
            glued_start,
            glued_end: false,
            edges: (String::new(), String::new()),
            initial,
        });
    }
}

/// Forgives the edges, folds, and says which segments end inside a word.
fn finish(pattern: &mut Pattern) {
    let last = pattern.segments.len().saturating_sub(1);
    for at in 0..pattern.segments.len() {
        let after = pattern.joins.get(at + 1).and_then(|j| j.first()).map(|j| j.kind);
        let within = pattern.joins.get(at + 1).and_then(|j| j.first()).map(|j| j.mark.clone());
        let Some(segment) = pattern.segments.get_mut(at) else { continue };
        let touches = within.is_some_and(|w| {
            w.part == segment.place.part && w.range.start == segment.place.range.end
        });
        segment.glued_end = matches!(after, Some(JoinKind::Ending | JoinKind::Middle))
            || (after == Some(JoinKind::Case) && touches && ends_in_word(&segment.text));
        let text = std::mem::take(&mut segment.text);
        let head = if at == 0 && !segment.glued_start { leading_edge(&text) } else { 0 };
        let rest = text.get(head..).unwrap_or("");
        let tail = if at == last && !segment.glued_end { trailing_edge(rest) } else { 0 };
        let core = rest.get(..rest.len() - tail).unwrap_or("");
        segment.edges = (
            text.get(..head).unwrap_or("").to_owned(),
            rest.get(core.len()..).unwrap_or("").to_owned(),
        );
        segment.place.range.start += head;
        segment.place.range.end = segment.place.range.start + core.len();
        segment.folded = Folded::new(core, Side::Quote);
        segment.text = if core.len() == text.len() { text } else { core.to_owned() };
    }
    drop_empty(pattern);
}

/// A segment of nothing but edges joins its neighbours' marks. There are [`MAX_MARKS`] at most.
fn drop_empty(pattern: &mut Pattern) {
    let mut at = 0;
    while let Some(segment) = pattern.segments.get(at) {
        let folded = &segment.folded;
        if folded.key.trim().is_empty() && folded.marks.is_empty() {
            pattern.segments.remove(at);
            let after = pattern.joins.remove(at + 1);
            if let Some(joins) = pattern.joins.get_mut(at) {
                joins.extend(after);
            }
        } else {
            at += 1;
        }
    }
}

fn ends_in_word(text: &str) -> bool {
    text.chars().next_back().is_some_and(char::is_alphanumeric)
}

/// The next character from `at` on that may begin a mark.
fn next_mark(text: &str, at: usize) -> Option<(usize, char)> {
    // Of those that are not ASCII some have the first byte of `…`, of `【 〔` or of `［ （`.
    let begins = |byte: &u8| matches!(byte, b'[' | b'(' | b'.' | b'<' | b'/' | 0xE2 | 0xE3 | 0xEF);
    let at = at + text.as_bytes().get(at..)?.iter().position(begins)?;
    Some((at, text.get(at..)?.chars().next()?))
}

/// The mark that begins at `at`: its end, kind and content.
fn mark_at(text: &str, at: usize, c: char) -> Option<(usize, JoinKind, &str)> {
    match c {
        '[' => bracket(text, at, ('[', ']')),
        '\u{FF3B}' => bracket(text, at, ('\u{FF3B}', '\u{FF3D}')),
        '〔' => bracket(text, at, ('〔', '〕')),
        '【' => enclosed(text, at, ('【', '】')),
        '(' => enclosed(text, at, ('(', ')')),
        '\u{FF08}' => enclosed(text, at, ('\u{FF08}', '\u{FF09}')),
        '<' => enclosed(text, at, ('<', '>')),
        '\u{FF1C}' => enclosed(text, at, ('\u{FF1C}', '\u{FF1E}')),
        '/' => line_break(text, at).or_else(|| enclosed(text, at, ('/', '/'))),
        '.' | '\u{FF0E}' | '\u{2026}' | '\u{22EF}' => {
            let bytes = dots(text.get(at..)?)?;
            Some((at + bytes, JoinKind::Gap, ""))
        }
        _ => None,
    }
}

/// What is between two brackets of a kind, and the byte after them.
fn between(text: &str, at: usize, (open, close): (char, char)) -> Option<(&str, usize)> {
    let start = at + open.len_utf8();
    let inner = text.get(start..)?;
    let length = inner.find([open, close])?;
    let content = inner.get(..length)?;
    inner.get(length..)?.starts_with(close).then(|| (content, start + length + close.len_utf8()))
}

/// ` / ` between two lines of verse, ` // ` between two stanzas.
fn line_break(text: &str, at: usize) -> Option<(usize, JoinKind, &str)> {
    let rest = text.get(at..)?;
    let slashes = rest.len() - rest.trim_start_matches('/').len();
    let spaced = text.get(..at)?.ends_with(char::is_whitespace)
        && rest.get(slashes..)?.starts_with(char::is_whitespace);
    (spaced && slashes <= 2).then_some((at + slashes, JoinKind::Line, ""))
}

/// Brackets that are a mark only where an ellipsis, or what stands for one, is in them.
fn enclosed(text: &str, at: usize, pair: (char, char)) -> Option<(usize, JoinKind, &str)> {
    // A slash is nearly always just that.
    if matches!(pair.0, '<' | '/')
        && !text.get(at + 1..)?.trim_start().starts_with(['.', '\u{FF0E}', '\u{2026}'])
    {
        return None;
    }
    // A text may open many brackets, and close none.
    let near = text.floor_char_boundary((at + ENCLOSED_BYTES).min(text.len()));
    let (content, end) = between(text.get(..near)?, at, pair)?;
    if is_ellipsis(content) {
        return Some((end, JoinKind::Gap, ""));
    }
    if !matches!(pair.0, '(' | '\u{FF08}') {
        return None;
    }
    if says(content, &CITATIONS) {
        return Some((end, JoinKind::Gap, ""));
    }
    // `（ママ）`; in other scripts only square brackets are an editor's.
    let kind = if pair.0 != '(' && is_sic(content) { JoinKind::Sic } else { JoinKind::Remark };
    (kind == JoinKind::Sic || is_remark(content)).then_some((end, kind, ""))
}

fn bracket(text: &str, at: usize, pair: (char, char)) -> Option<(usize, JoinKind, &str)> {
    let (content, end) = between(text, at, pair)?;
    if is_ellipsis(content) || says(content, &CITATIONS) {
        return Some((end, JoinKind::Gap, ""));
    }
    if is_sic(content) {
        return Some((end, JoinKind::Sic, ""));
    }
    if is_remark(content) {
        return Some((end, JoinKind::Remark, ""));
    }
    // `late[,] and`: a mark that an editor adds is no part of the word.
    let adds_mark = |c: char| is_stop(c) || matches!(canonical(c), '!' | '?');
    if !content.is_empty() && content.chars().all(adds_mark) {
        return Some((end, JoinKind::Insert, content));
    }
    // In a script without spaces no word shows that a bracket could be inside it.
    let letter = |c: char| c.is_alphanumeric() && !writes_no_spaces(c);
    let whole = content.contains(writes_no_spaces);
    let before = !whole && text.get(..at)?.chars().next_back().is_some_and(letter);
    let after = !whole && text.get(end..)?.chars().next().is_some_and(letter);
    let kind = match (before, after) {
        (true, true) => JoinKind::Middle,
        (false, true) => JoinKind::Case,
        (true, false) => JoinKind::Ending,
        (false, false) => JoinKind::Insert,
    };
    Some((end, kind, content))
}

/// `[But h]e`, `ca[me home]`: whole words, and letters of a word that goes on outside, are two marks in one bracket.
fn in_word_apart(kind: JoinKind, content: &str) -> Vec<(JoinKind, &str)> {
    let bare = content.trim();
    let apart = match kind {
        JoinKind::Case => bare
            .rsplit_once(char::is_whitespace)
            .map(|(words, letters)| [(JoinKind::Insert, words.trim()), (JoinKind::Case, letters)]),
        JoinKind::Ending => bare.split_once(char::is_whitespace).map(|(letters, words)| {
            [(JoinKind::Ending, letters), (JoinKind::Insert, words.trim())]
        }),
        _ => None,
    };
    apart.map_or_else(|| vec![(kind, content)], Vec::from)
}

/// What an editor says in brackets of the quote itself, in the languages of the word lists; it stands for no words.
#[rustfmt::skip]
const REMARKS: [&str; 51] = [
    "emphasis added", "emphasis in original", "emphasis in the original", "emphasis mine", "emphasis supplied",
    "emphasis omitted", "italics added", "italics mine", "italics in original", "cleaned up",
    "internal quotation marks omitted", "internal quotations omitted", "quotation marks omitted", "alterations omitted",
    "alteration in original", "alterations in original",
    "hervorhebung im original", "hervorhebung hinzugefügt", "hervorhebung durch den verfasser",
    "hervorhebung des verfassers", "herv. d. verf.", "kursiv im original",
    "c'est nous qui soulignons", "c’est nous qui soulignons", "souligné par nous", "nous soulignons", "je souligne",
    "la cursiva es mía", "cursiva mía", "cursivas mías", "el subrayado es mío", "énfasis añadido", "énfasis agregado",
    "corsivo mio", "corsivo nostro", "corsivo dell'autore", "grifo meu", "grifo nosso", "grifos meus",
    "cursivering toegevoegd", "mijn cursivering", "курсив мой", "курсив наш", "выделено мной", "выделено нами",
    "着重号为笔者所加", "重点为作者所加", "強調は引用者", "強調引用者", "傍点引用者", "강조는 필자",
];

/// `[sic]`: the document has it so.
const SIC: [&str; 10] = [
    "sic",
    "ママ",
    "原文ママ",
    "原文のまま",
    "原文如此",
    "원문 그대로",
    "원문대로",
    "так!",
    "так в тексте",
    "так у тексті",
];

/// `[citation omitted]`: a citation was left out.
const CITATIONS: [&str; 4] =
    ["citation omitted", "citations omitted", "footnote omitted", "footnotes omitted"];

/// 中略: "left out" in Chinese, Japanese and Korean.
const LEFT_OUT: [&str; 7] = ["略", "中略", "前略", "後略", "后略", "중략", "생략"];

/// Whether what is in brackets is one of some phrases, whatever its case, spaces and normalization.
fn says(content: &str, phrases: &[&str]) -> bool {
    /// The longest of them in bytes, decomposed.
    const LONGEST: usize = 96;
    if content.len() > LONGEST {
        return false;
    }
    let words: Vec<&str> = content.split_whitespace().collect();
    let mut said = words.join(" ");
    if said.is_ascii() {
        said.make_ascii_lowercase();
    } else {
        said = said.nfc().flat_map(char::to_lowercase).collect();
    }
    phrases.contains(&&*said)
}

/// Whether all that is in brackets are remarks, and who made them: `выделено мной. — Прим. ред.`
fn is_remark(content: &str) -> bool {
    const SIGNED: [&str; 9] = [
        "прим. ред",
        "прим. авт",
        "прим. пер",
        "прим. ред.-сост",
        "ред",
        "d. red",
        "d. verf",
        "n. d. r",
        "ndr",
    ];
    let bare = |part: &'_ str| part.trim().trim_end_matches('.').to_owned();
    let mut parts = content.split([';', '—', '–']).map(bare).peekable();
    says(content, &REMARKS)
        || (parts.peek().is_some_and(|first| says(first, &REMARKS))
            && parts.all(|part| says(&part, &REMARKS) || says(&part, &SIGNED)))
}

fn is_sic(content: &str) -> bool {
    says(content, &SIC) || says(content.trim_end().trim_end_matches('!'), &SIC)
}

fn is_ellipsis(content: &str) -> bool {
    let content = content.trim();
    dots(content) == Some(content.len()) || says(content, &LEFT_OUT)
}

/// The bytes of an ellipsis at the start of `text`: three dots or more, spaces between them or not.
fn dots(text: &str) -> Option<usize> {
    let mut count = 0;
    let mut end = 0;
    for (i, c) in text.char_indices() {
        match c {
            '.' | '\u{FF0E}' => count += 1,
            '\u{2026}' | '\u{22EF}' => count += 3,
            _ if c.is_whitespace() && count > 0 => continue,
            _ => break,
        }
        end = i + c.len_utf8();
    }
    if count > 3
        && text.get(..end)?.ends_with(" .")
        && text.get(end..)?.starts_with(|c: char| c.is_ascii_digit())
    {
        end -= 2;
        count -= 1;
    }
    (count >= 3).then_some(end)
}

/// F7: what the document need not have at a quote's ends.
fn is_edge(c: char) -> bool {
    is_stop(c)
        || c == '\u{2026}'
        || is_dash(c)
        || quote_mark(c).is_some()
        || is_invisible(c)
        || c.is_whitespace()
}

/// A space between words.
fn space(text: &mut String) {
    if !text.ends_with(' ') && !text.is_empty() {
        text.push(' ');
    }
}

/// How many bytes of the text before an ellipsis are kept words: a full stop beside the mark may be the quote's own, and so
/// may the stop or comma of what a closing mark ends: `there. […]`, `sold it.” […]`.
fn kept(text: &str) -> usize {
    let closed = text.trim_end();
    let is_mark = |c: char| quote_mark(c).is_some();
    let is_point = |c: char| matches!(c, '.' | '。');
    let bare = closed.trim_end_matches(is_point).trim_end_matches(is_mark);
    let ends = |rest: &str| rest.ends_with(|c| is_point(c) || is_comma(c));
    if bare.len() < closed.trim_end_matches(is_point).len() && (ends(bare) || ends(closed)) {
        return bare.trim_end_matches(|c| is_point(c) || is_comma(c)).len();
    }
    closed.strip_suffix(is_point).map_or(text.len(), str::len)
}

/// The bytes of a full stop after an ellipsis, and of the spaces before it: `[…]. They`.
fn stop_behind(text: &str) -> usize {
    let rest = text.trim_start();
    let behind = rest.strip_prefix(['.', '。']);
    let ends = |behind: &str| behind.chars().next().is_none_or(|c| c.is_whitespace() || is_edge(c));
    match behind.filter(|behind| ends(behind) && !behind.starts_with('.')) {
        Some(behind) => text.len() - behind.len(),
        None => 0,
    }
}

/// The bytes at the start of a quote that are forgiven.
pub(crate) fn leading_edge(text: &str) -> usize {
    let mut head = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|&(_, c)| c);
        let number = next.is_some_and(|n| is_digit(n) || is_currency(n) || n == '.');
        let signs = (is_dash(c) && !matches!(c, '\u{2014}' | '\u{2015}')) || c == '.';
        if !is_edge(c) || (signs && number && !(c == '.' && next == Some('.'))) {
            break;
        }
        head = at + c.len_utf8();
    }
    head
}

/// The bytes at its end that are forgiven.
pub(crate) fn trailing_edge(text: &str) -> usize {
    text.len() - text.trim_end_matches(is_edge).len()
}

#[cfg(test)]
mod tests;
