//! RTF: groups in braces, control words, and bytes in the code page of their font.
//!
//! `{\b 10\'b0 east\par}` is a paragraph in bold: `\'b0` is a byte of the code page, `\u8211?` a character with what older
//! programs show instead of it, which is passed over. What a group begins with may say that it is not text
//! (`{\fonttbl…}`), and `{\*\…}` that it may be left out by whoever does not know it.

use super::ReadError;
use super::assembly::Assembly;
use super::flows::{Flow, Flows};
use super::raised;
use super::readable::{ElementKind, Readable};
use super::symbol::PictureFont;
use encoding_rs::Encoding;
use std::collections::HashMap;
use std::sync::Arc;

/// What messages call it.
const WHAT: &str = "an RTF file";

/// The name of this reader, and the version of what it makes of a file.
pub(super) const READER: &str = "rtf/3";

/// Groups that may be nested.
const MAX_GROUPS: usize = 1_000;

/// Reads a file.
pub(super) fn read(bytes: &[u8]) -> Result<Readable, ReadError> {
    if !bytes.starts_with(b"{\\rtf") {
        return Err(ReadError::Damaged(WHAT, "it does not begin with {\\rtf".to_owned()));
    }
    let mut rtf = Rtf::new(bytes);
    rtf.run()?;
    let source = Arc::new(String::from_utf8_lossy(bytes).into_owned());
    let mut out = Assembly::new(READER);
    for flow in rtf.flows.into_drafts() {
        out.add("", &flow.finish(READER, source.clone(), 0));
    }
    Ok(out.finish())
}

/// What a group may change, and gets back at its end.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "independent properties of one group")]
struct State {
    /// Whether nothing of it is text.
    skipped: bool,
    /// What its text is kept for, if it is none of the document's.
    table: Table,
    hidden: bool,
    deleted: bool,
    /// Whether text is over the line, or under it.
    raised: Option<bool>,
    /// How many characters stand for each `\u` in older programs.
    fallback: usize,
    encoding: &'static Encoding,
    /// The font of pictures that its text is in: Symbol, Wingdings.
    pictures: Option<i32>,
    /// The flow to go back to at the group's end, if the group began another one.
    back: Option<Flow>,
    /// Whether its groups are the same text in two ways.
    two_ways: bool,
}

/// A table that a group belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Table {
    None,
    Fonts,
    Styles,
}

/// What paragraphs are by their own properties.
#[derive(Debug, Clone, Copy, Default)]
struct Paragraph {
    style: Option<i32>,
    outline: Option<i32>,
    in_table: bool,
}

struct Rtf<'b> {
    bytes: &'b [u8],
    at: usize,
    states: Vec<State>,
    flows: Flows,
    /// For each flow that is open, whether a block is.
    open: Vec<Option<ElementKind>>,
    paragraph: Paragraph,
    /// Bytes that are not decoded yet, and where they begin.
    pending: Vec<u8>,
    pending_at: usize,
    /// What is still to be passed over of what stands for a character.
    fallback_left: usize,
    high_surrogate: Option<u32>,
    /// Whether the group's first control word may be left out.
    starred: bool,
    /// Where raised or lowered text began.
    shift: Option<(usize, bool)>,
    encodings: HashMap<i32, &'static Encoding>,
    /// The names of fonts that have pictures in the places of letters.
    pictures: HashMap<i32, String>,
    font: i32,
    styles: HashMap<i32, String>,
    /// The style that the table of styles names now.
    style: i32,
    usual: &'static Encoding,
}

/// The encoding of a Windows code page.
fn code_page(number: i32) -> Option<&'static Encoding> {
    let label = match number {
        437 | 850 | 1252 => "windows-1252",
        708 | 720 | 864 | 1256 => "windows-1256",
        852 | 1250 => "windows-1250",
        866 => "ibm866",
        874 => "windows-874",
        932 => "shift_jis",
        936 => "gbk",
        949 => "euc-kr",
        950 => "big5",
        1251 => "windows-1251",
        1253 => "windows-1253",
        1254 => "windows-1254",
        1255 | 862 => "windows-1255",
        1257 => "windows-1257",
        1258 => "windows-1258",
        10000 => "macintosh",
        10007 => "x-mac-cyrillic",
        65001 => "utf-8",
        _ => return None,
    };
    Encoding::for_label(label.as_bytes())
}

/// The encoding of a font's character set.
fn charset(number: i32) -> Option<&'static Encoding> {
    let page = match number {
        0 => 1252,
        77 => 10000,
        128 => 932,
        129 | 130 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178..=180 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    };
    code_page(page)
}

impl<'b> Rtf<'b> {
    fn new(bytes: &'b [u8]) -> Self {
        let state = State { skipped: false, ..OUTSIDE };
        Self {
            bytes,
            at: 0,
            states: vec![state],
            flows: Flows::default(),
            open: vec![None],
            paragraph: Paragraph::default(),
            pending: Vec::new(),
            pending_at: 0,
            fallback_left: 0,
            high_surrogate: None,
            starred: false,
            shift: None,
            encodings: HashMap::new(),
            pictures: HashMap::new(),
            font: 0,
            styles: HashMap::new(),
            style: 0,
            usual: encoding_rs::WINDOWS_1252,
        }
    }

    fn run(&mut self) -> Result<(), ReadError> {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'{' => {
                    self.flush();
                    if self.states.len() > MAX_GROUPS {
                        let limit = format!("its groups are more than {MAX_GROUPS} deep");
                        return Err(ReadError::Limit(limit));
                    }
                    let mut state = *self.state();
                    (state.back, state.two_ways) = (None, false);
                    state.skipped |= self.state().two_ways;
                    self.states.push(state);
                    self.starred = false;
                    self.fallback_left = 0;
                    self.at += 1;
                }
                b'}' => {
                    self.flush();
                    self.end_group();
                    self.at += 1;
                }
                b'\\' => self.control(),
                b'\r' | b'\n' => self.at += 1,
                byte => {
                    self.byte(byte, self.at);
                    self.at += 1;
                }
            }
        }
        self.flush();
        while self.states.len() > 1 {
            self.end_group();
        }
        self.end_paragraph();
        Ok(())
    }

    fn state(&self) -> &State {
        self.states.last().unwrap_or(&OUTSIDE)
    }

    fn change(&mut self, change: impl FnOnce(&mut State)) {
        if let Some(state) = self.states.last_mut() {
            change(state);
        }
    }

    fn end_group(&mut self) {
        if self.states.len() < 2 {
            return;
        }
        if let Some(back) = self.state().back {
            self.end_paragraph();
            self.open.pop();
            self.flows.leave(back, self.at);
        }
        self.states.pop();
        self.fallback_left = 0;
    }

    /// A byte of text.
    fn byte(&mut self, byte: u8, at: usize) {
        if self.fallback_left > 0 {
            self.fallback_left -= 1;
            return;
        }
        if self.pending.is_empty() {
            self.pending_at = at;
        }
        self.pending.push(byte);
    }

    /// Writes what was not decoded yet.
    fn flush(&mut self) {
        let bytes = std::mem::take(&mut self.pending);
        if bytes.is_empty() {
            return;
        }
        let state = *self.state();
        let text = if state.pictures.is_some() {
            bytes.iter().map(|byte| char::from(*byte)).collect()
        } else {
            state.encoding.decode_without_bom_handling(&bytes).0
        };
        match state.table {
            // A font's family in figures (`{\*\panose …}`), the keys of a style: not its name.
            Table::Styles | Table::Fonts if state.skipped => {}
            Table::Styles => {
                let name = text.trim_end_matches(';').trim();
                self.styles.entry(self.style).or_default().push_str(name);
            }
            Table::Fonts => {
                if let Some(name) = self.pictures.get_mut(&self.font) {
                    name.push_str(text.trim_end_matches(';').trim());
                }
            }
            Table::None => self.write(&text, self.pending_at, self.at),
        }
    }

    fn write(&mut self, text: &str, start: usize, end: usize) {
        let state = *self.state();
        if state.skipped || state.hidden || state.deleted || state.table != Table::None {
            return;
        }
        self.begin_paragraph(start);
        self.shift_to(state.raised);
        let shown = state.pictures.and_then(|font| self.pictures.get(&font)).map(|font| {
            let face = PictureFont::of(font);
            let shown = |c: char| if c == ' ' { c } else { face.shown(c) };
            text.chars().map(shown).collect::<String>()
        });
        let text = shown.as_deref().unwrap_or(text);
        let out = self.flows.out();
        if out.begins_line() && text.trim().is_empty() {
            return;
        }
        if self.bytes.get(start..start + text.len()) == Some(text.as_bytes()) {
            out.push_same(text, start);
        } else {
            out.push_other(text, start..end.max(start));
        }
    }

    /// A character that a control word stands for.
    fn sign(&mut self, sign: &str, start: usize) {
        self.flush();
        self.write(sign, start, self.at);
    }

    fn begin_paragraph(&mut self, at: usize) {
        if self.open.last() != Some(&None) {
            return;
        }
        let kind = self.kind();
        if let Some(open) = self.open.last_mut() {
            *open = Some(kind);
        }
        if kind == ElementKind::Cell {
            self.flows.out().enter(ElementKind::Cell);
        }
        self.flows.begin(kind, at);
    }

    /// What the paragraph is that begins now.
    fn kind(&self) -> ElementKind {
        if self.paragraph.in_table {
            return ElementKind::Cell;
        }
        let name = self.paragraph.style.and_then(|style| self.styles.get(&style));
        let name = name.map(|name| name.to_lowercase()).unwrap_or_default();
        let level = name.strip_prefix("heading ").and_then(|level| level.parse::<i32>().ok());
        let level =
            level.or(self.paragraph.outline.filter(|level| *level < 9).map(|level| level + 1));
        if let Some(level) = level {
            return ElementKind::Heading(u8::try_from(level.clamp(1, 6)).unwrap_or(6));
        }
        match name.as_str() {
            "title" | "subtitle" => ElementKind::Title,
            "caption" => ElementKind::Caption,
            "quote" | "quotations" | "intense quote" | "block text" => ElementKind::Quoted,
            "bibliography" => ElementKind::Reference,
            _ => ElementKind::Body,
        }
    }

    fn end_paragraph(&mut self) {
        self.settle();
        let Some(Some(kind)) = self.open.last().copied() else { return };
        if let Some(open) = self.open.last_mut() {
            *open = None;
        }
        self.flows.end(self.at);
        if kind == ElementKind::Cell {
            self.flows.out().leave();
        }
    }

    fn end_cell(&mut self) {
        self.flush();
        if !self.state().skipped {
            self.end_paragraph();
            self.flows.out().end_passage(self.at);
        }
    }

    fn shift_to(&mut self, raised: Option<bool>) {
        if self.shift.map(|(_, raised)| raised) != raised {
            self.settle();
            self.shift = raised.map(|raised| (self.flows.out().text.len(), raised));
        }
    }

    fn settle(&mut self) {
        match self.shift.take() {
            Some((from, true)) => raised::raise(self.flows.out(), from, false),
            Some((from, false)) => raised::lower(self.flows.out(), from),
            None => {}
        }
    }

    /// Reads what is after a backslash.
    fn control(&mut self) {
        let start = self.at;
        let Some(&first) = self.bytes.get(start + 1) else {
            self.at += 1;
            return;
        };
        if first.is_ascii_alphabetic() {
            let (word, number) = self.control_word();
            if self.fallback_left > 0 {
                self.fallback_left -= 1;
                return;
            }
            let starred = std::mem::take(&mut self.starred);
            // Whatever a word changes, it does not change what is before it.
            self.flush();
            self.word(word, number, start, starred);
            return;
        }
        self.at += 2;
        match first {
            b'\'' => {
                let hex = self
                    .bytes
                    .get(self.at..self.at + 2)
                    .and_then(|hex| std::str::from_utf8(hex).ok());
                if let Some(byte) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
                    self.at += 2;
                    self.byte(byte, start);
                }
            }
            b'*' => self.starred = true,
            b'~' => self.sign("\u{A0}", start),
            b'_' => self.sign("\u{2011}", start),
            b'-' => self.sign("\u{AD}", start),
            b'\r' | b'\n' => self.paragraph_end(),
            b'{' | b'}' | b'\\' => self.byte(first, start + 1),
            _ => {}
        }
    }

    /// The control word here, and its number; the space that ends it is of it.
    fn control_word(&mut self) -> (&'b str, Option<i32>) {
        let rest = self.bytes.get(self.at + 1..).unwrap_or_default();
        let letters =
            rest.iter().take(NAME_LETTERS).take_while(|b| b.is_ascii_alphabetic()).count();
        let word =
            rest.get(..letters).and_then(|word| std::str::from_utf8(word).ok()).unwrap_or("");
        let after = rest.get(letters..).unwrap_or_default();
        let sign = usize::from(after.first() == Some(&b'-'));
        let digits =
            after.iter().skip(sign).take(NUMBER_DIGITS).take_while(|b| b.is_ascii_digit()).count();
        let length = if digits > 0 { sign + digits } else { 0 };
        let number = after.get(..length).and_then(|n| std::str::from_utf8(n).ok()?.parse().ok());
        let space = usize::from(after.get(length) == Some(&b' '));
        self.at += 1 + letters + length + space;
        (word, number)
    }

    fn paragraph_end(&mut self) {
        self.flush();
        let state = *self.state();
        if state.skipped || state.deleted || state.hidden || state.table != Table::None {
            return;
        }
        self.end_paragraph();
    }

    fn word(&mut self, word: &str, number: Option<i32>, start: usize, starred: bool) {
        let on = number != Some(0);
        if self.destination(word, number, start, starred) || self.symbol(word, start) {
            return;
        }
        match word {
            "v" => self.change(|state| state.hidden = on),
            "deleted" => self.change(|state| state.deleted = on),
            "super" => self.change(|state| state.raised = on.then_some(true)),
            "sub" => self.change(|state| state.raised = on.then_some(false)),
            "up" => self.change(|state| state.raised = number.filter(|n| *n > 0).map(|_| true)),
            "dn" => self.change(|state| state.raised = number.filter(|n| *n > 0).map(|_| false)),
            "nosupersub" => self.change(|state| state.raised = None),
            "plain" => {
                let usual = self.usual;
                self.change(|state| {
                    (state.hidden, state.raised, state.encoding) = (false, None, usual);
                    state.pictures = None;
                });
            }
            "pard" => self.paragraph = Paragraph::default(),
            "s" if self.state().table == Table::Styles => self.style = number.unwrap_or(0),
            "s" => self.paragraph.style = number,
            "outlinelevel" => self.paragraph.outline = number,
            "intbl" => self.paragraph.in_table = true,
            "par" | "sect" | "row" | "nestrow" => self.paragraph_end(),
            "cell" | "nestcell" => self.end_cell(),
            "uc" => self.change(|state| {
                state.fallback = usize::try_from(number.unwrap_or(1)).unwrap_or(1).min(8);
            }),
            "u" => self.unicode(number.unwrap_or(0), start),
            "ansicpg" => {
                self.usual = number.and_then(code_page).unwrap_or(self.usual);
                let usual = self.usual;
                self.change(|state| state.encoding = usual);
            }
            "mac" => {
                self.usual = encoding_rs::MACINTOSH;
                self.change(|state| state.encoding = encoding_rs::MACINTOSH);
            }
            "f" if self.state().table == Table::Fonts => self.font = number.unwrap_or(0),
            "f" => {
                let encoding =
                    self.encodings.get(&number.unwrap_or(0)).copied().unwrap_or(self.usual);
                let pictures = number.filter(|font| self.pictures.contains_key(font));
                self.change(|state| (state.encoding, state.pictures) = (encoding, pictures));
            }
            "fcharset" if number == Some(2) => {
                self.pictures.insert(self.font, String::new());
            }
            "fcharset" | "cpg" => {
                let encoding = if word == "cpg" { code_page } else { charset };
                if let Some(encoding) = number.and_then(encoding) {
                    self.encodings.insert(self.font, encoding);
                }
            }
            "bin" => self.at += usize::try_from(number.unwrap_or(0)).unwrap_or(0),
            _ => {}
        }
    }

    /// A word that says what its group is; whether it is one.
    fn destination(
        &mut self,
        word: &str,
        number: Option<i32>,
        start: usize,
        starred: bool,
    ) -> bool {
        match word {
            "fonttbl" => self.change(|state| state.table = Table::Fonts),
            "stylesheet" => self.change(|state| state.table = Table::Styles),
            "footnote" => self.beside(Flow::Notes, start),
            "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl" | "footerr"
            | "footerf" => {
                self.beside(Flow::Furniture, start);
            }
            "shptxt" | "dptxbxtext" => self.beside(Flow::Asides, start),
            "upr" => self.change(|state| state.two_ways = true),
            "ud" => {
                // The second way, in Unicode: it is the one that is read.
                let outside = self.states.len().checked_sub(3).and_then(|at| self.states.get(at));
                let skipped = outside.is_some_and(|state| state.skipped);
                self.change(|state| state.skipped = skipped);
            }
            "pict" => {
                if !self.state().skipped && !self.state().hidden {
                    self.begin_paragraph(start);
                    self.flows.out().gap(start..self.at, false);
                }
                self.change(|state| state.skipped = true);
            }
            "moMath" => {
                if !self.state().skipped {
                    self.begin_paragraph(start);
                    self.flows.out().gap(start..self.at, true);
                }
                self.change(|state| state.skipped = true);
            }
            "colortbl" | "info" | "fldinst" | "themedata" | "colorschememapping" | "datastore"
            | "listtable" | "listoverridetable" | "rsidtbl" | "generator" | "xmlnstbl"
            | "annotation" | "atnid" | "atnauthor" | "atntime" | "atndate" | "bkmkstart"
            | "bkmkend" | "pntext" | "listtext" | "nonshppict" | "ftnsep" | "ftnsepc" | "ftncn"
            | "aftnsep" | "aftnsepc" | "aftncn" | "mmathPr" | "revtbl" | "filetbl" | "sp"
            | "shprslt" | "objdata" | "objclass" | "template" | "pnseclvl" | "xe" | "tc"
            | "latentstyles" | "docvar" | "userprops" | "mmathPict" => {
                self.change(|state| state.skipped = true);
            }
            // The style of a character or a section: none of a paragraph.
            "cs" | "ds" | "ts" if self.state().table == Table::Styles => {
                self.style = -1 - number.unwrap_or(0);
            }
            _ if starred => match word {
                "shppict" | "shpinst" | "do" | "hyphen" | "mmath" | "cs" | "ds" | "ts" => {
                    return false;
                }
                _ => self.change(|state| state.skipped = true),
            },
            _ => return false,
        }
        true
    }

    /// From here to the group's end, text is in another flow.
    fn beside(&mut self, flow: Flow, start: usize) {
        if self.state().skipped || self.state().deleted {
            self.change(|state| state.skipped = true);
            return;
        }
        self.settle();
        let back = self.flows.enter(flow, start);
        self.open.push(None);
        self.change(|state| {
            state.back = Some(back);
            (state.raised, state.hidden) = (None, false);
        });
    }

    /// A word that stands for a character; whether it is one.
    fn symbol(&mut self, word: &str, start: usize) -> bool {
        let sign = match word {
            "tab" | "emspace" | "enspace" | "qmspace" => " ",
            "line" | "lbr" => "\n",
            "emdash" => "—",
            "endash" => "–",
            "lquote" => "‘",
            "rquote" => "’",
            "ldblquote" => "“",
            "rdblquote" => "”",
            "bullet" => "•",
            "zwj" => "\u{200D}",
            "zwnj" => "\u{200C}",
            "chftn" => {
                if !self.state().skipped {
                    self.settle();
                    let out = self.flows.out();
                    out.leave_out(out.text.len());
                }
                return true;
            }
            _ => return false,
        };
        self.write(sign, start, self.at);
        true
    }

    /// A UTF-16 code unit, as a number that may be negative.
    fn unicode(&mut self, number: i32, start: usize) {
        self.fallback_left = self.state().fallback;
        let unit = if number < 0 { number + 0x1_0000 } else { number };
        let unit = u32::try_from(unit).unwrap_or(0xFFFD);
        let c = match (unit, self.high_surrogate.take()) {
            (0xD800..=0xDBFF, _) => {
                self.high_surrogate = Some(unit);
                return;
            }
            (0xDC00..=0xDFFF, Some(high)) => {
                char::from_u32(0x1_0000 + ((high - 0xD800) << 10) + (unit - 0xDC00))
            }
            (unit, _) => char::from_u32(unit),
        };
        let c = c.unwrap_or('\u{FFFD}');
        self.write(c.encode_utf8(&mut [0; 4]), start, self.at);
    }
}

/// Letters of a control word, and digits of its number, at most: by the specification.
const NAME_LETTERS: usize = 32;
const NUMBER_DIGITS: usize = 10;

/// What holds outside of all groups.
const OUTSIDE: State = State {
    skipped: true,
    table: Table::None,
    hidden: false,
    deleted: false,
    raised: None,
    fallback: 1,
    encoding: encoding_rs::WINDOWS_1252,
    pictures: None,
    back: None,
    two_ways: false,
};

#[cfg(test)]
mod tests;
