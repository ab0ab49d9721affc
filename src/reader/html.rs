//! HTML as a browser shows it: no markup, scripts, comments, head or hidden elements.

use super::Part;
use super::draft::Draft;
use html5gum::Tokenizer;
use html5gum::emitters::default::{DefaultEmitter, StartTag, Token};

pub(super) fn read(source: &str) -> Draft {
    let mut out = Draft::default();
    read_into(source, 0, &mut out);
    out
}

/// Adds the readable text of `html`, which stands at byte `offset` of the file.
pub(super) fn read_into(html: &str, offset: usize, out: &mut Draft) {
    Open::default().feed(html, offset, out);
}

/// Which elements are open: what the text that follows depends on.
#[derive(Debug, Default)]
pub(super) struct Open {
    /// The element whose content nobody reads, and how many of its name are open.
    skip: Option<(String, usize)>,
    /// Inside `<sup>`.
    raised: bool,
    /// Inside a link to a place of the same document.
    linked: bool,
}

impl Open {
    /// Adds the readable text of a piece of HTML, which stands at byte `offset` of the file.
    pub(super) fn feed(&mut self, html: &str, offset: usize, out: &mut Draft) {
        let mut emitter = DefaultEmitter::<usize>::new_with_span();
        emitter.naively_switch_states(true);
        let mut writer = Writer { offset, out, open: self };
        for token in Tokenizer::new_with_emitter(html, emitter) {
            let Ok(token) = token;
            writer.take(html, token);
        }
    }

    /// Whether text is read as it is: neither skipped nor raised.
    pub(super) fn is_plain(&self) -> bool {
        self.skip.is_none() && !self.raised
    }

    /// Adds `decoded` text that stands as `raw` at byte `at` of the file.
    pub(super) fn text(&mut self, decoded: &str, raw: &str, at: usize, out: &mut Draft) {
        if self.skip.is_none() {
            Writer { offset: 0, out, open: self }.text(decoded, raw, at);
        }
    }
}

struct Writer<'o> {
    offset: usize,
    out: &'o mut Draft,
    open: &'o mut Open,
}

impl Writer<'_> {
    fn take(&mut self, html: &str, token: Token<usize>) {
        match token {
            Token::StartTag(tag) => self.start(&tag),
            Token::EndTag(tag) => {
                let name = name_of(&tag.name);
                self.end(&name, self.offset + tag.span.end);
            }
            Token::String(text) if self.open.skip.is_none() => {
                let decoded = String::from_utf8_lossy(&text.value);
                let raw = html.get(text.span.start..text.span.end).unwrap_or("");
                self.text(&decoded, raw, self.offset + text.span.start);
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: &StartTag<usize>) {
        let name = name_of(&tag.name);
        if let Some((skipped, open)) = &mut self.open.skip {
            if ends_implicitly(skipped, &name) {
                self.open.skip = None;
            } else {
                if *skipped == name && !tag.self_closing {
                    *open += 1;
                }
                return;
            }
        }
        let at = self.offset + tag.span.start;
        if is_block(&name) {
            // The end tag of a heading may have been forgotten.
            self.out.end_part();
            self.out.end_block(at);
        }
        if let Some((part, level)) = part(&name) {
            self.out.begin_part(part, level);
        }
        let unread = is_unread(&name) || is_hidden(tag) || self.is_note_mark(&name, tag);
        if !is_void(&name) && unread {
            self.open.skip = Some((name, 1));
            return;
        }
        match name.as_str() {
            "br" => self.out.push_other("\n", at),
            "wbr" => self.out.push_other("\u{200B}", at),
            "sup" => self.open.raised = true,
            "a" => self.open.linked = leads_within(tag),
            "q" => self.out.push_other("\u{201C}", at),
            _ => {}
        }
    }

    /// Whether an element is the mark of a footnote: a raised link to a place of the same document, or
    /// what says of itself that it is one. Not the author's words, and no exponent.
    fn is_note_mark(&self, name: &str, tag: &StartTag<usize>) -> bool {
        let says = |key: &[u8], wanted: &str| {
            let value = tag.attributes.get(key).map(|v| String::from_utf8_lossy(&v.value));
            value.is_some_and(|v| v.split_ascii_whitespace().any(|word| word == wanted))
        };
        match name {
            "a" if self.open.raised && leads_within(tag) => true,
            "sup" if self.open.linked => true,
            _ => says(b"role", "doc-noteref") || says(b"epub:type", "noteref"),
        }
    }

    fn end(&mut self, name: &str, at: usize) {
        if let Some((skipped, open)) = &mut self.open.skip {
            if skipped == name {
                *open -= 1;
            }
            if *open == 0 {
                self.open.skip = None;
            }
            return;
        }
        if part(name).is_some() {
            self.out.end_part();
        }
        match name {
            "td" | "th" => self.out.end_passage(at),
            "sup" => self.open.raised = false,
            "a" => self.open.linked = false,
            "q" => self.out.push_other("\u{201D}", at),
            _ if is_block(name) => self.out.end_block(at),
            _ => {}
        }
    }

    fn text(&mut self, decoded: &str, raw: &str, at: usize) {
        let blank =
            decoded.trim().is_empty() && !decoded.contains(|c: char| !c.is_ascii_whitespace());
        if blank && (self.out.text.is_empty() || self.out.text.ends_with(['\n', '\t'])) {
            return;
        }
        if self.open.raised && decoded.chars().all(|c| raised(c).is_some()) {
            for (i, c) in decoded.char_indices() {
                let shown = raised(c).unwrap_or(c);
                self.out.push_other(shown.encode_utf8(&mut [0; 4]), at + i.min(raw.len()));
            }
        } else if decoded == raw {
            self.out.push_same(raw, at);
        } else {
            self.entities(decoded, raw, at);
        }
    }

    /// Text with character references, or with line ends that the standard makes one.
    fn entities(&mut self, decoded: &str, raw: &str, at: usize) {
        let mut rest = decoded;
        let mut here = 0;
        while let Some(c) = raw.get(here..).and_then(|r| r.chars().next()) {
            let reference = if c == '&' { reference(raw.get(here..).unwrap_or("")) } else { 0 };
            if reference > 1 {
                let shown = decode(raw.get(here..here + reference).unwrap_or(""));
                if let Some(after) = rest.strip_prefix(shown.as_str()) {
                    self.out.push_other(&shown, at + here);
                    rest = after;
                    here += reference;
                    continue;
                }
            }
            if let Some(after) = rest.strip_prefix(c) {
                self.out.push_same(c.encode_utf8(&mut [0; 4]), at + here);
                rest = after;
            } else if c != '\r' {
                break;
            } else if !raw.get(here + 1..).is_some_and(|r| r.starts_with('\n'))
                && let Some(after) = rest.strip_prefix('\n')
            {
                self.out.push_other("\n", at + here);
                rest = after;
            }
            here += c.len_utf8();
        }
        if !rest.is_empty() {
            self.out.push_other(rest, at + here);
        }
    }
}

/// The bytes of a character reference at the start of `text`, as far as it may reach.
fn reference(text: &str) -> usize {
    let name = text
        .bytes()
        .skip(1)
        .take(40)
        .take_while(|b| b.is_ascii_alphanumeric() || *b == b'#')
        .count();
    name + 1 + usize::from(text.as_bytes().get(name + 1) == Some(&b';'))
}

fn decode(reference: &str) -> String {
    let mut shown = String::new();
    for token in Tokenizer::new(reference) {
        let Ok(token) = token;
        if let html5gum::Token::String(text) = token {
            shown.push_str(&String::from_utf8_lossy(&text));
        }
    }
    shown
}

fn name_of(name: &[u8]) -> String {
    String::from_utf8_lossy(name).to_ascii_lowercase()
}

fn is_hidden(tag: &StartTag<usize>) -> bool {
    tag.attributes.iter().any(|(name, value)| match name.as_slice() {
        b"hidden" => true,
        b"style" => {
            let style = String::from_utf8_lossy(&value.value).to_ascii_lowercase().replace(' ', "");
            style.contains("display:none") || style.contains("visibility:hidden")
        }
        _ => false,
    })
}

/// Whether a link leads to a place of the same document.
fn leads_within(tag: &StartTag<usize>) -> bool {
    tag.attributes.get(&b"href"[..]).is_some_and(|href| href.value.first() == Some(&b'#'))
}

fn is_unread(name: &str) -> bool {
    matches!(
        name,
        "head"
            | "script"
            | "style"
            | "template"
            | "title"
            | "iframe"
            | "object"
            | "svg"
            | "math"
            | "noscript"
            | "noframes"
            | "noembed"
            | "textarea"
            | "select"
            | "datalist"
            | "audio"
            | "video"
            | "canvas"
    )
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "source"
            | "track"
            | "wbr"
    )
}

/// The part of the document that an element is, with a heading's level.
fn part(name: &str) -> Option<(Part, u8)> {
    Some(match name {
        "h1" => (Part::Heading, 1),
        "h2" => (Part::Heading, 2),
        "h3" => (Part::Heading, 3),
        "h4" => (Part::Heading, 4),
        "h5" => (Part::Heading, 5),
        "h6" => (Part::Heading, 6),
        "caption" | "figcaption" => (Part::Caption, 0),
        _ => return None,
    })
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "dd"
            | "details"
            | "dialog"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "ul"
    )
}

/// Whether the start of `next` ends an open `element` whose end tag may be left out.
fn ends_implicitly(element: &str, next: &str) -> bool {
    match element {
        "head" => next == "body",
        "p" => is_block(next),
        "li" => next == "li",
        "dt" | "dd" => matches!(next, "dt" | "dd"),
        "td" | "th" => matches!(next, "td" | "th" | "tr"),
        "tr" => next == "tr",
        _ => false,
    }
}

/// A raised digit or sign as its own character: `10<sup>6</sup>` is not 106.
const fn raised(c: char) -> Option<char> {
    Some(match c {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        '9' => '⁹',
        '+' => '⁺',
        '-' | '\u{2212}' => '⁻',
        'n' => 'ⁿ',
        _ => return None,
    })
}
