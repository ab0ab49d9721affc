//! Folding: makes equal what a typesetter may change, with a map from every place back to the text.
//!
//! A folded text is a *key* that can be searched as bytes, and a list of *marks* taken out of it:
//! dashes (which a line end may have added), the fourth dot of an ellipsis (which may be absent), and
//! the marks after digits (feet and inches stay apart). Two texts are equal when their keys are and
//! their marks agree.

mod ascii;
pub(crate) mod byte_mask;
pub(crate) mod char_class;
mod letter;
pub(crate) mod offsets;
mod punctuation;
mod shortcuts;

use crate::text::Span;
use ascii::RunEnds;
use char_class::{
    QuoteMark, canonical, is_bracket, is_cjk, is_dash, is_digit, is_guillemet, is_hangul,
    is_invisible, is_line_break, is_line_end_hyphen, is_raised_letter, is_spaced_sign,
    is_superscript, is_wave, quote_mark,
};
pub(crate) use letter::composes_with_nothing;
use offsets::{Offsets, Walk};
use std::cell::Cell;

/// Which of the two texts is folded: only a document has line-end hyphens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// The cited document.
    Document,
    /// The quote.
    Quote,
}

/// What was taken out of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MarkKind {
    /// A hyphen, dash or minus sign.
    Dash,
    /// A full stop beside an ellipsis.
    Stop,
    /// A mark right after a digit, and whether it closes a quotation.
    Measure(QuoteMark, bool),
}

/// One mark, right before the key's byte `at`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Byte of the key.
    pub(crate) at: usize,
    /// What it is.
    pub(crate) kind: MarkKind,
    /// Whether the text may also be read without it.
    pub(crate) optional: bool,
    /// Its bytes in the text.
    pub(crate) span: Span,
}

/// The folded view of a text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Folded {
    /// What is searched.
    pub(crate) key: String,
    /// What was taken out of the key, by position.
    pub(crate) marks: Vec<Mark>,
    map: Offsets,
}

impl Folded {
    /// Folds `text`.
    pub(crate) fn new(text: &str, side: Side) -> Self {
        Self::in_room(text, side, String::new())
    }

    /// The same in memory that is there: `room` is empty.
    pub(crate) fn in_room(text: &str, side: Side, room: String) -> Self {
        let mut folder = Folder::new(text, side, room);
        folder.run();
        folder.out
    }

    /// The same, one character after the other.
    #[cfg(test)]
    fn plainly(text: &str, side: Side) -> Self {
        let mut folder = Folder::new(text, side, String::new());
        while let Some(c) = folder.rest().chars().next() {
            folder.step(c);
        }
        folder.out
    }

    /// Says that line ends parted the words at some bytes of the text, in rising order, which has no hyphens there any more.
    pub(crate) fn part(&mut self, joints: &[usize]) {
        let mark = |at: &usize| Mark {
            at: self.key_at(*at),
            kind: MarkKind::Dash,
            optional: true,
            span: Span::new(*at, *at),
        };
        let marks: Vec<Mark> = joints.iter().map(mark).collect();
        if !marks.is_empty() {
            self.marks.extend(marks);
            self.marks.sort_by_key(|m| (m.at, m.span.start));
        }
    }

    /// Whether a place of the key is inside what is one character in the text: between the letters of a ligature.
    pub(crate) fn parts_character(&self, key: usize) -> bool {
        key < self.key.len() && self.map.parts_character(key)
    }

    /// Where in the text the key's character at `key` begins; the text's end for the key's end.
    pub(crate) fn text_start(&self, key: usize) -> usize {
        if key >= self.key.len() { self.text_end(key) } else { self.map.text_start(key) }
    }

    /// The way of one character after the other to the text: the map is walked along, not searched anew each time, which takes
    /// four times as long.
    pub(crate) fn way_back(&self) -> WayBack<'_> {
        WayBack { folded: self, walk: Walk::default() }
    }

    /// Where in the text the key's character that ends at `key` ends.
    pub(crate) fn text_end(&self, key: usize) -> usize {
        self.map.text_end(key)
    }

    /// The first byte of the key that stands for text at byte `text` or behind it.
    pub(crate) fn key_at(&self, text: usize) -> usize {
        self.map.made_at(text, self.key.len())
    }

    /// The marks that are before a key byte in `from..=to`.
    pub(crate) fn marks_in(&self, from: usize, to: usize) -> &[Mark] {
        let start = self.marks.partition_point(|m| m.at < from);
        let end = self.marks.partition_point(|m| m.at <= to);
        self.marks.get(start..end).unwrap_or(&[])
    }
}

/// Characters of the key on their way to the text, in rising order.
pub(crate) struct WayBack<'f> {
    folded: &'f Folded,
    walk: Walk,
}

impl WayBack<'_> {
    /// [`Folded::text_start`] of `key`, a byte of the key that is no smaller than the one before, and how many bytes from
    /// there on stand for as many of the text, byte for byte.
    pub(crate) fn start(&mut self, key: usize) -> (usize, usize) {
        self.folded.map.walk_alike(&mut self.walk, key)
    }

    /// The bytes of the text that the character at `key`, of so many bytes, stands for.
    pub(crate) fn span(&mut self, key: usize, bytes: usize) -> Span {
        let (start, end) = self.folded.map.walk(&mut self.walk, key, bytes);
        Span::new(start, end)
    }
}

struct Folder<'t> {
    text: &'t str,
    side: Side,
    out: Folded,
    at: usize,
    /// The last character of the text that was folded into the key or the marks, white space apart.
    last: Option<char>,
    /// White space that follows is nothing (start, after a dash, an ellipsis, an opening guillemet).
    glue: bool,
    /// The guillemet that opened the quotation which is not closed yet.
    opened: Option<char>,
    /// Bytes that are known to be invisible characters: however many there are, they are looked past once.
    unseen: Cell<(usize, usize)>,
    plain: RunEnds,
}

impl<'t> Folder<'t> {
    fn new(text: &'t str, side: Side, mut key: String) -> Self {
        key.reserve(text.len());
        let out = Folded { key, ..Folded::default() };
        Self {
            text,
            side,
            out,
            at: 0,
            last: None,
            glue: true,
            opened: None,
            unseen: Cell::new((0, 0)),
            plain: RunEnds::default(),
        }
    }

    fn run(&mut self) {
        while self.at < self.text.len() {
            self.plain_run();
            let Some(c) = self.rest().chars().next() else { break };
            self.step(c);
        }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn step(&mut self, c: char) {
        let folded = canonical(c);
        let hyphen = is_line_end_hyphen(c)
            && (is_dash(c) || self.line_end(c).is_some() || self.copied_line_end(c));
        if is_invisible(c) && !hyphen {
            // F5: a quote may have taken it over with its line end, which parts no word.
            let joined = if self.side == Side::Quote { self.any_line_end(c) } else { None };
            self.glue |= joined.is_some();
            self.at = joined.unwrap_or(self.at + c.len_utf8());
        } else if c.is_whitespace() {
            self.white_space();
        } else if is_wave(c) {
            self.wave(c);
        } else if is_dash(folded) || hyphen {
            self.dash(c);
        } else if folded == '.' || folded == '\u{2026}' {
            self.dots(c);
        } else if let Some(mark) = quote_mark(folded) {
            self.quotation(c, mark);
        } else if is_raised_letter(c)
            && let Some((ending, bytes)) = self.raised_ending()
        {
            self.last = ending.chars().next_back();
            self.glue = false;
            self.push(&ending, bytes);
        } else if is_superscript(c) || (is_raised_letter(c) && self.is_letter_of_note(c)) {
            self.raised(c);
        } else {
            self.letter(c, folded);
        }
    }

    /// Adds `folded` to the key for `bytes` of the text from here, and moves on.
    fn push(&mut self, folded: &str, bytes: usize) {
        let is_char = folded.chars().nth(1).is_none();
        if folded.len() == bytes && (is_char || self.rest().starts_with(folded)) {
            self.push_alike(folded);
        } else if !folded.is_empty() {
            self.out.map.whole(self.out.key.len(), self.at, bytes);
            self.out.key.push_str(folded);
        }
        self.at += bytes;
    }

    /// Adds to the key what has as many bytes in the text here, character for character, without moving on.
    fn push_alike(&mut self, alike: &str) {
        self.out.map.alike(self.out.key.len(), self.at);
        self.out.key.push_str(alike);
    }

    fn mark(&mut self, kind: MarkKind, optional: bool, bytes: usize) {
        let span = Span::new(self.at, self.at + bytes);
        self.out.marks.push(Mark { at: self.out.key.len(), kind, optional, span });
    }

    /// The next character that can be seen, and its byte, from `at` on.
    fn visible(&self, at: usize) -> Option<(usize, char)> {
        let (from, to) = self.unseen.get();
        let start = if (from..to).contains(&at) { to } else { at };
        let rest = self.text.get(start..)?;
        let found = rest.char_indices().find(|&(_, c)| !is_invisible(c));
        let end = found.map_or(self.text.len(), |(i, _)| start + i);
        if end > start {
            self.unseen.set((at, end));
        }
        found.map(|(i, c)| (start + i, c))
    }

    /// The characters behind `bytes` of the rest that can be seen, each with its byte of the rest.
    fn shown(&self, bytes: usize) -> impl Iterator<Item = (usize, char)> {
        let rest = self.rest().get(bytes..).unwrap_or("").char_indices();
        rest.filter(|(_, c)| !is_invisible(*c)).map(move |(at, c)| (bytes + at, c))
    }

    /// The next character that can be seen behind `bytes` of the rest.
    fn after(&self, bytes: usize) -> Option<char> {
        self.visible(self.at + bytes).map(|(_, c)| c)
    }

    /// The end of the white space (and invisible characters) from `at`, and whether a line ends in it.
    fn skip_space(&self, at: usize) -> (usize, bool) {
        let mut line = false;
        let mut end = at;
        while let Some((next, c)) = self.visible(end).filter(|(_, c)| c.is_whitespace()) {
            line |= is_line_break(c);
            end = next + c.len_utf8();
        }
        (end, line)
    }

    fn white_space(&mut self) {
        let (end, line) = self.skip_space(self.at);
        let next = self.visible(end);
        let nothing = self.glue
            || next.is_none()
            || next.is_some_and(|(at, c)| self.swallows_space(at, c))
            || (self.last.zip(next).is_some_and(|(last, (_, c))| is_no_space(last, c, line)));
        if nothing {
            self.at = end;
        } else {
            self.push(" ", end - self.at);
        }
    }

    /// Whether white space before the character `c` at `at` is nothing.
    fn swallows_space(&self, at: usize, c: char) -> bool {
        let folded = canonical(c);
        let after = self.visible(at + c.len_utf8()).map(|(_, c)| c);
        if matches!(folded, ',' | ';' | ':' | '!' | '?') {
            return !after.is_some_and(is_digit);
        }
        if matches!(folded, '%' | '‰' | '°' | 'º' | '\u{2103}' | '\u{2109}') {
            return self.last.is_some_and(is_digit);
        }
        if is_spaced_sign(folded) || is_wave(c) {
            return true;
        }
        if is_dash(folded) {
            return !self.is_sign(at, c, true) && !self.is_option(at);
        }
        if is_guillemet(c) {
            return self.closes(c, true, after);
        }
        self.ellipsis(at).is_some()
    }
}

/// F4: whether white space between two characters is nothing, given whether a line ends in it: a line break between
/// two Chinese or Japanese characters; any, beside their punctuation, and between one and a Latin letter, a digit, a
/// bracket, a quotation mark or another ASCII mark; and between Hangul and a bracket or a quotation mark.
fn is_no_space(last: char, next: char, line: bool) -> bool {
    let (last, next) = (canonical(last), canonical(next));
    let latin = |c: char| c.is_ascii_alphanumeric() || is_digit(c) || matches!(c, 'À'..='ɏ');
    let encloses = |c: char| is_bracket(c) || quote_mark(c).is_some();
    let joins = |c: char| latin(c) || encloses(c) || c.is_ascii_punctuation();
    match (is_cjk(last), is_cjk(next)) {
        (true, true) => line || is_wide_mark(last) || is_wide_mark(next),
        (true, false) => joins(next),
        (false, true) => joins(last),
        (false, false) => {
            (is_hangul(last) && encloses(next)) || (encloses(last) && is_hangul(next))
        }
    }
}

/// Punctuation of Chinese and Japanese.
const fn is_wide_mark(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{3004}' | '\u{3008}'..='\u{303F}')
}

#[cfg(test)]
mod tests {
    use super::{Folded, MarkKind, Side};
    use crate::text::Span;
    use proptest::prelude::*;

    /// Key with its marks written in: `-` and, where it may be absent, `¬`.
    fn show(text: &str, side: Side) -> String {
        let folded = Folded::new(text, side);
        let mut shown = String::new();
        let mut marks = folded.marks.iter().peekable();
        for at in 0..=folded.key.len() {
            while let Some(m) = marks.next_if(|m| m.at == at) {
                match m.kind {
                    MarkKind::Dash => shown.push(if m.optional { '¬' } else { '-' }),
                    MarkKind::Stop => shown.push('_'),
                    MarkKind::Measure(..) => {}
                }
            }
            if folded.key.is_char_boundary(at) {
                shown.extend(folded.key.get(at..).and_then(|k| k.chars().next()));
            }
        }
        shown
    }

    #[test]
    fn folds_what_a_typesetter_may_change() {
        for (text, folded) in [
            ("plain text 42", "plain text 42"),
            ("“it’s” «so»", "\"it\"s\" \"so\""),
            ("« Oui ! » dit-il", "\"Oui!\" dit-il"),
            ("sagte »ja« und ging", "sagte \"ja\" und ging"),
            ("a — b, a–b, a -- b", "a-b, a-b, a-b"),
            ("change -0.42 and −0.61 to –0.23", "change -0.42 and -0.61 to -0.23"),
            ("5 – 3", "5-3"),
            ("well-\nknown and effec-\r\n  tive", "well¬known and effec¬tive"),
            ("door -\nthe red, door \u{AD}-\r\n the", "door-the red, door-the"),
            ("door --\nthe red; door -\nThe", "door-the red; door-The"),
            ("effec\u{AD}tive, effec\u{AD}\ntive", "effective, effec¬tive"),
            ("NATO-\nRussia", "NATO-Russia"),
            ("one ... two . . . three … four", "one…two…three…four"),
            ("said. ... Then. . . . And....", "said_…Then_…And_…"),
            ("a\u{A0}b\u{2009}<\n\nc", "a b<c"),
            ("p < .05, n = 6, 1 × 2 ± 3, 4 °C, 5º", "p<.05, n=6, 1×2±3, 4°C, 5°"),
            ("Cafe\u{301} Zu\u{308}rich ﬁnd ſo µg", "Café Zürich find so μg"),
            ("Caf\u{AD}e\u{200B}\u{301}", "Café"),
            ("ı\u{307}stanbul 61·4 10⁶ 10^6 10⁻⁴ ½", "i\u{307}stanbul 61.4 10^6 10^6 10^-4 ½"),
            ("3·10⁶ CO₂ (SO₄)₂ 5₂ x₁2", "3·10^6 CO2 (SO4)2 5₂ x₁2"),
            ("bĳ ǌega, ⼝, ﺑﻘﻲ ｶﾞｽ", "bij njega,口, بقي ガス"),
            ("ท่ำ ทํ่า", "ทํ่า ทํ่า"),
            ("« (x) » »(x)« und »ja« (« so »)", "\"(x)\" \"(x)\" und \"ja\" (\"so\")"),
            ("a -- b --no-owner ‘“so”’", "a-b --no-owner \"so\""),
            ("来了——又走 ５～７ ～5 他 x 2019 年", "来了-又走5-7~5他x 2019年"),
            ("COVID-\n19 effec\u{FFFE}tive effec¬\ntive ¬5", "COVID-19 effec¬tive effec¬tive ¬5"),
            ("Hawaiʻi don`t don\u{92}t Luís ‧ ・", "Hawai\"i don\"t don\"t Luís · ·"),
            ("１２３円です。\nとても", "123円です。とても"),
            ("zero\u{200B}width\u{202E}", "zerowidth"),
            ("``so'' he said", "\"so\" he said"),
            ("why ? at 10 :30 , so", "why? at 10 :30, so"),
        ] {
            assert_eq!(show(text, Side::Document), folded, "{text:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]
        #[test]
        fn plain_runs_are_what_their_characters_are(
            pieces in prop::collection::vec(
                "[a-cA-C]{1,3}|[a-c, .\n]{0,90}|[0-9]{1,2}|[ ]{1,2}|\n|\r\n|[-.,:;!?%'\"`()$§]|’|‘|“|”|—|…|\u{301}|é|\u{AD}                 |\u{200B}|\u{A0}|ﬁ|ı|日|。|«|»|·|５|\t|x’x|[<>=~]|\u{2}|²|₂|～|--|ｶ|a, b. c| — | – | - |\n\n|[a-c]['\"` .-][a-c]|ñ|×|[.] [.]",
                0..40,
            ),
        ) {
            let text = pieces.concat();
            for side in [Side::Document, Side::Quote] {
                let (fast, plain) = (Folded::new(&text, side), Folded::plainly(&text, side));
                prop_assert_eq!(&fast.key, &plain.key);
                prop_assert_eq!(&fast.marks, &plain.marks);
                for at in (0..=fast.key.len()).filter(|at| fast.key.is_char_boundary(*at)) {
                    prop_assert_eq!(fast.text_start(at), plain.text_start(at));
                    if at < fast.key.len() {
                        let (start, alike) = fast.way_back().start(at);
                        prop_assert_eq!(start, plain.text_start(at));
                        // The last stretch of the map has no end of its own; of each, a few places do.
                        let alike = (at..fast.key.len()).take(alike.min(9)).skip(1);
                        for key in alike.filter(|key| fast.key.is_char_boundary(*key)) {
                            prop_assert_eq!(plain.text_start(key), start + key - at);
                        }
                    }
                    prop_assert_eq!(fast.text_end(at), plain.text_end(at));
                }
                let mut way = fast.way_back();
                for (at, c) in fast.key.char_indices() {
                    let span = Span::new(plain.text_start(at), plain.text_end(at + c.len_utf8()));
                    prop_assert_eq!(way.span(at, c.len_utf8()), span);
                }
                for (at, c) in fast.key.char_indices().filter(|(_, c)| c.is_ascii_alphanumeric()) {
                    // The very character, but for full-width digits and ligatures.
                    let span = fast.text_start(at)..fast.text_end(at + 1);
                    let own = text.get(span.clone()).expect("a slice");
                    prop_assert!(own.len() > 1 || own == c.to_string(), "{own:?} for {c:?}");
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]
        #[test]
        fn what_nobody_sees_changes_no_key(
            pieces in prop::collection::vec(
                "[a-c]{1,4}|[ABMVX]|[0-9]{1,2}|10|[ ]{1,2}|[-.,:;!?%'\"`()$§]|’|‘|“|”|—|…|é|日|«|»|ⁿ|ᵈ|ˢᵗ|ᵃ|ᵉ|[²³⁻]|₂|～|~|--|[.] [.]|⋯|×|·|ʻ|n|º|\n",
                0..24,
            ),
            hidden in prop::sample::select(vec!['\u{2060}', '\u{FEFF}', '\u{200B}']),
            places in prop::collection::vec(any::<prop::sample::Index>(), 1..6),
        ) {
            let text = pieces.concat();
            let mut chars: Vec<char> = text.chars().collect();
            for place in places {
                chars.insert(place.index(chars.len() + 1), hidden);
            }
            let with: String = chars.into_iter().collect();
            let marks = |folded: &Folded| {
                folded.marks.iter().map(|m| (m.at, m.kind, m.optional)).collect::<Vec<_>>()
            };
            for side in [Side::Document, Side::Quote] {
                let (plain, hiding) = (Folded::new(&text, side), Folded::new(&with, side));
                prop_assert_eq!(&hiding.key, &plain.key, "{:?} {:?}", with, side);
                prop_assert_eq!(marks(&hiding), marks(&plain), "{:?} {:?}", with, side);
            }
        }
    }

    #[test]
    fn maps_back_to_the_text() {
        let text = "Cafe\u{301} — “so”  it\u{AD}s";
        let folded = Folded::new(text, Side::Document);
        for (at, c) in folded.key.char_indices() {
            let start = folded.text_start(at);
            let end = folded.text_end(at + c.len_utf8());
            let slice = text.get(start..end).expect("a slice");
            let again = Folded::new(slice, Side::Document).key;
            if c != ' ' {
                assert_eq!(again, c.to_string(), "{slice:?}");
            }
        }
    }
}
