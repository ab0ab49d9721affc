//! HTML as a browser shows it: no markup, scripts, comments, head or hidden elements.

mod end;

use super::draft::Draft;
use super::elements::{BLOCK, GAP, Math, RAW, UNREAD, VOID, breaks_out, holds_html, math};
use super::entities::{self, Entities, Expanded};
use super::html_element::{
    attribute, begins_page, declarations, folio_of, hides, hides_by_style, is_decoration,
    is_formula_script, is_hidden_by_attribute, is_shown_template, leads, name_of, named, page,
    part, role, says,
};
use super::html_style::{NamedElement, PageStyles, StyleSheet};
use super::open::{
    Element, ElementRole, HEAD, LI, NameNumber, OL, RT, SELECT, Stack, TEMPLATE, UL,
};
use super::{ElementKind, Locus};
use crate::text::Page;
use html5gum::emitters::default::{DefaultEmitter, StartTag, Token};
use html5gum::{Emitter, ForwardingEmitter, State, Tokenizer};
use std::cell::Cell;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

/// The longest mark of a note that is a link and not raised, in bytes.
const MAX_MARK: usize = 12;

/// The longest reading beside a character that a quote may have taken over, in bytes.
const MAX_READING: usize = 96;

/// Longer parts of a fraction cannot be said in a line, in bytes.
const MAX_FRACTION: usize = 64;

/// How many elements may be open where style sheets are asked about those around an element: browsers nest no deeper. Below that
/// what such a rule hides is read.
const DEEPEST: usize = 512;

/// Reads a page; `xml` if it is XHTML.
pub(super) fn read(source: &str, xml: bool) -> Draft {
    read_by(source, xml, PageStyles::of(source, xml, |_| None))
}

/// The same, with the style sheets that are beside the page. `left` counts down the bytes of such sheets that may still be read;
/// `sheet` has a sheet's text by the address that the page writes, if it is not longer than what is left.
pub(super) fn read_styled(
    source: &str,
    xml: bool,
    left: &mut usize,
    mut sheet: impl FnMut(&str, usize) -> Option<Arc<str>>,
) -> Draft {
    let rules = PageStyles::of(source, xml, |address| {
        if *left == 0 {
            return None;
        }
        let css = sheet(address, *left)?;
        *left = left.checked_sub(css.len())?;
        Some(css)
    });
    read_by(source, xml, rules)
}

fn read_by(source: &str, xml: bool, styles: PageStyles) -> Draft {
    let mut out = Draft::default();
    let (entities, from) = if xml { Entities::of(source) } else { (Entities::default(), 0) };
    let mut open = Open { xml, entities, styles, ..Open::default() };
    open.feed(source.get(from..).unwrap_or(""), &Pieces(vec![(0, from)]), &mut out);
    open.close_to(0, source.len(), &mut out);
    out
}

/// Where the bytes of a piece of HTML are in the file: from each byte here, the byte there.
#[derive(Debug, Default)]
pub(super) struct Pieces(pub(super) Vec<(usize, usize)>);

/// Characters between two tags.
#[derive(Clone, Copy)]
struct Characters<'h> {
    decoded: &'h str,
    /// As they are in the file.
    raw: &'h str,
    /// The byte of the piece of HTML that they begin at.
    at: usize,
    /// Where in the file that piece is.
    pieces: &'h Pieces,
}

impl Pieces {
    fn place(&self, at: usize) -> usize {
        let index = self.0.partition_point(|(here, _)| *here <= at);
        index
            .checked_sub(1)
            .and_then(|i| self.0.get(i))
            .map_or(at, |(here, there)| there + (at - here))
    }

    /// The bytes of the file from one byte of the piece to another, which is not in it.
    fn range(&self, start: usize, end: usize) -> Range<usize> {
        let first = self.place(start);
        first
            ..self
                .place(end.saturating_sub(1).max(start))
                .saturating_add(usize::from(end > start))
                .max(first)
    }
}

/// What is open: what the text that follows depends on.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent properties of one place")]
pub(super) struct Open {
    stack: Stack,
    /// How many of the open elements hide what is in them.
    hidden: usize,
    /// Whether what is hidden is the mark of a note, which people see.
    in_mark: bool,
    /// Whether what is hidden is the number of the page that begins there, which nothing else has said.
    in_page: bool,
    /// Whether what is hidden is the reading beside a character, which people see.
    in_reading: bool,
    /// The lists that are open: the number of the next item, none in one without numbers.
    lists: Vec<Option<u32>>,
    /// How many keep white space.
    pre: usize,
    /// How many are raised.
    raised: usize,
    /// How many are links to places of the document.
    linked: usize,
    xml: bool,
    /// The entities that a page of XHTML declares.
    entities: Entities,
    /// What the page's own style sheets hide.
    styles: PageStyles,
    /// What style sheets may ask about each element of the stack.
    named: Vec<NamedElement>,
    /// The shadow roots that are open: their places in the stack, and where their templates begin.
    shadows: Vec<(usize, usize)>,
}

/// Tells the tokenizer what only the stack of open elements knows.
pub(super) struct Tokens {
    inner: DefaultEmitter<usize>,
    /// Whether names mean what they mean in HTML: not in XHTML, SVG and MathML.
    html: Rc<Cell<bool>>,
}

impl Tokens {
    /// For a page whose names mean the same throughout: what they mean in HTML, or what they mean in XHTML.
    pub(super) fn new(html: bool) -> Self {
        Self { inner: DefaultEmitter::new_with_span(), html: Rc::new(Cell::new(html)) }
    }
}

impl ForwardingEmitter for Tokens {
    type Token = Token<usize>;

    fn inner(&mut self) -> &mut impl Emitter<Token = Self::Token> {
        &mut self.inner
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        self.inner.naively_switch_states(self.html.get());
        self.inner().emit_current_tag()
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&mut self) -> bool {
        !self.html.get()
    }
}

impl Open {
    /// Adds the readable text of a piece of HTML.
    pub(super) fn feed(&mut self, html: &str, pieces: &Pieces, out: &mut Draft) {
        let is_html = Rc::new(Cell::new(!self.in_other_markup()));
        let emitter = Tokens { inner: DefaultEmitter::new_with_span(), html: is_html.clone() };
        for token in Tokenizer::new_with_emitter(html, emitter) {
            let Ok(token) = token;
            match token {
                Token::StartTag(tag) => {
                    self.start(&tag, pieces.range(tag.span.start, tag.span.end), out);
                }
                Token::EndTag(tag) => {
                    let name = name_of(&tag.name);
                    self.end(&name, pieces.range(tag.span.start, tag.span.end), out);
                }
                Token::String(text) => {
                    let raw = html.get(text.span.start..text.span.end).unwrap_or("");
                    let decoded = &String::from_utf8_lossy(&text.value);
                    let at = text.span.start;
                    if !self.expanded(raw, at, pieces, out) {
                        self.text(Characters { decoded, raw, at, pieces }, out);
                    }
                }
                _ => {}
            }
            is_html.set(!self.in_other_markup());
        }
    }

    /// Adds text that refers to entities of the page; false if this does not.
    fn expanded(&mut self, raw: &str, at: usize, pieces: &Pieces, out: &mut Draft) -> bool {
        let Some(expanded) = self.entities.expand(raw) else { return false };
        let mut at = at;
        for piece in expanded {
            let (raw, decoded) = match piece {
                Expanded::Written(raw) => (raw, Some(entities::decoded(raw))),
                Expanded::Reference(raw, shown) => (raw, shown),
            };
            if let Some(decoded) = &decoded {
                self.text(Characters { decoded, raw, at, pieces }, out);
            } else if self.hidden == 0 {
                out.gap(pieces.range(at, at + raw.len()), false);
            }
            at += raw.len();
        }
        true
    }

    fn in_other_markup(&self) -> bool {
        self.xml || self.is_foreign()
    }

    /// Whether what follows is of SVG or MathML.
    fn is_foreign(&self) -> bool {
        self.stack.last().is_some_and(|e| e.foreign && !e.holds_html)
    }

    /// Whether what follows is of a template: what people see of it, of one that is shown.
    fn is_in_template(&self) -> bool {
        self.stack.place(TEMPLATE).is_some()
    }

    fn role(&self, name: &str, tag: &StartTag<usize>, foreign: bool) -> ElementRole {
        match role(name, tag, foreign) {
            // What the page puts in its place stands behind the template.
            ElementRole::Inline if name == "slot" && self.is_in_template() => ElementRole::Apart,
            role => role,
        }
    }

    /// The rules for what follows: those of the page, or of the shadow root that it is in; and where in the stack that begins.
    fn sheet(&self) -> (Option<&StyleSheet>, usize) {
        match self.shadows.last() {
            Some((place, at)) => (self.styles.shadows.get(at), place + 1),
            None => (Some(&self.styles.page), 0),
        }
    }

    /// Whether the style sheets hide an element, or do not display what its `hidden` attribute hides. What its own style says of
    /// its display is stronger.
    fn is_hidden_by_sheet(
        &self,
        element: &NamedElement,
        tag: &StartTag<usize>,
        traits: u16,
    ) -> bool {
        let (sheet, from) = self.sheet();
        let own = || {
            declarations(&attribute(tag, b"style").unwrap_or_default()).any(|(n, _)| n == "display")
        };
        let Some(sheet) = sheet.filter(|_| !is_shown_template(&element.name, tag)) else {
            return is_hidden_by_attribute(tag) && !own();
        };
        let depth = self.stack.len().saturating_sub(from);
        let inside = (from..self.stack.len()).filter(|place| self.stack.is_open(*place));
        let around: Vec<&NamedElement> = if sheet.looks_around() && depth <= DEEPEST {
            inside.filter_map(|place| self.named.get(place)).collect()
        } else {
            Vec::new()
        };
        let hides = sheet.hides(element, &around, traits & BLOCK != 0)
            || (is_hidden_by_attribute(tag) && !sheet.displays(element, &around));
        hides && !own()
    }

    /// Whether nobody sees what follows.
    pub(super) const fn is_hidden(&self) -> bool {
        self.hidden > 0
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.stack.len()
    }

    /// Begins what Markdown makes an element: one that is in lines of its own.
    pub(super) fn begin(&mut self, name: &str, role: ElementRole, at: usize, out: &mut Draft) {
        while self.stack.last().is_some_and(|e| e.foreign) || self.stack.place(SELECT).is_some() {
            self.close_last(at, out);
        }
        let name = self.stack.name(name);
        self.implied_ends(name, at, out);
        self.push(Element::new(name, role), NamedElement::default(), out);
    }

    /// Closes what is left open in a block of HTML and would swallow all the rest.
    pub(super) fn end_raw(&mut self, at: usize, out: &mut Draft) {
        while self.stack.last().is_some_and(|e| !e.foreign && self.stack.traits(e.name) & RAW != 0)
        {
            self.close_last(at, out);
        }
    }

    /// Closes the elements beyond the first `depth` ones.
    pub(super) fn close_to(&mut self, depth: usize, at: usize, out: &mut Draft) {
        while self.stack.len() > depth && self.close_last(at, out) {}
    }

    fn start(&mut self, tag: &StartTag<usize>, place: Range<usize>, out: &mut Draft) {
        let word = name_of(&tag.name);
        let name = self.stack.name(&word);
        let at = place.start;
        if self.is_foreign() && !self.xml && breaks_out(&word) {
            while self.is_foreign() {
                self.close_last(at, out);
            }
        }
        let is_foreign = self.is_foreign();
        let foreign = is_foreign || matches!(word.as_str(), "svg" | "math");
        if !foreign && !self.xml {
            self.implied_ends(name, at, out);
        }
        // In XHTML, too, `script` and `svg` inside of a formula are what they are elsewhere.
        let traits = if is_foreign && word != "svg" { 0 } else { self.stack.traits(name) };
        let is_template = is_shown_template(&word, tag);
        let traits = if is_template { (traits & !UNREAD) | BLOCK } else { traits };
        let seen = self.hidden == 0;
        let element = named(&word, tag);
        let hides_by_style =
            hides_by_style(tag, traits) || self.is_hidden_by_sheet(&element, tag, traits);
        let hides = hides_by_style
            || hides(&word, tag)
            || (traits & UNREAD != 0)
            || self.is_note_mark(&word, tag);
        if seen && self.is_note_mark(&word, tag) {
            self.note_left_out(out);
            self.in_mark = true;
        }
        self.in_reading = seen && name == RT;
        if seen && begins_page(tag) {
            let page = page(tag);
            self.in_page = page.folio.is_none();
            out.locus(Locus { page: Some(page), ..Locus::default() });
        }
        let gap = traits & GAP != 0
            || is_formula_script(&word, tag)
            || (is_foreign && math(&word) == Math::Gap);
        if seen && !hides_by_style && gap && !is_decoration(&word, tag) {
            let formula = is_foreign
                || word == "script"
                || matches!(word.as_str(), "input" | "select" | "textarea");
            out.gap(place.clone(), formula);
        }
        if seen && !hides && traits & BLOCK != 0 {
            // The end tag of a heading may have been forgotten.
            out.end_heading();
            out.end_block(at);
        }
        if traits & VOID != 0 {
            return match word.as_str() {
                "br" if seen && !hides => out.push_other("\n", place),
                "wbr" if seen => out.push_other("\u{200B}", place),
                _ => {}
            };
        }
        let role = self.role(&word, tag, is_foreign);
        let hides = hides || gap || role == ElementRole::Math(Math::Unread);
        if seen && !hides {
            begin_seen(&word, role, place.clone(), out);
        }
        if !foreign {
            self.list(name, tag, seen && !hides, out);
        }
        if is_template {
            self.shadows.push((self.stack.len(), at));
        }
        self.push(Element { hidden: hides, foreign, ..Element::new(name, role) }, element, out);
        if let Some(last) = self.stack.last_mut() {
            last.holds_html = foreign && holds_html(&word);
        }
        if tag.self_closing && (foreign || self.xml) {
            self.close_last(place.end, out);
        }
    }

    /// Opens a list, or notes the mark that people see before an item: a bullet, or its number.
    fn list(&mut self, name: NameNumber, tag: &StartTag<usize>, seen: bool, out: &mut Draft) {
        let number = |key: &[u8]| attribute(tag, key).and_then(|value| value.trim().parse().ok());
        match name {
            UL => self.lists.push(None),
            OL => {
                let start: u32 = number(b"start").unwrap_or(1);
                let counts = attribute(tag, b"type").is_none_or(|kind| kind == "1");
                let counts = counts && !tag.attributes.contains_key(&b"reversed"[..]);
                self.lists.push(counts.then_some(start));
            }
            LI if seen => match self.lists.last_mut() {
                Some(Some(next)) => {
                    let here = number(b"value").unwrap_or(*next);
                    *next = here.saturating_add(1);
                    out.people_see(&format!("{here}."));
                }
                Some(None) => out.people_see("\u{2022}"),
                None => {}
            },
            _ => {}
        }
    }

    fn push(&mut self, element: Element, named: NamedElement, out: &mut Draft) {
        let element = Element { from: out.text.len(), ..element };
        let role = element.role;
        self.hidden += usize::from(element.hidden);
        match role {
            ElementRole::Raised(_) => self.raised += 1,
            ElementRole::Pre => self.pre += 1,
            ElementRole::Link { within: true, .. } => self.linked += 1,
            _ => {}
        }
        match role {
            ElementRole::Cell => out.enter(ElementKind::Cell),
            ElementRole::Kind(kind) | ElementRole::Part(kind) => out.enter(kind),
            ElementRole::Pre => out.enter(ElementKind::Code),
            ElementRole::Block => out.enter_within(),
            _ => {}
        }
        self.stack.push(element);
        self.named.push(named);
    }

    /// Notes in the raised text around that a mark was left out of it.
    fn note_left_out(&mut self, out: &mut Draft) {
        out.leave_out(out.text.len());
        if self.raised > 0 {
            let mut at = self.stack.len();
            while let Some(element) = at.checked_sub(1).and_then(|at| self.stack.get_mut(at)) {
                if let ElementRole::Raised(with_note) = &mut element.role {
                    *with_note = true;
                    break;
                }
                at -= 1;
            }
        }
    }

    /// Whether an element is the mark of a note: a raised link to a place of the same document, or what
    /// says of itself that it is one. Not the author's words, and no exponent.
    fn is_note_mark(&self, name: &str, tag: &StartTag<usize>) -> bool {
        let (within, note) = leads(tag);
        match name {
            "a" if self.raised > 0 && (within || note) => true,
            "sup" if self.linked > 0 => true,
            "sup" if says(tag, b"class", &["reference", "mw-ref"]) => true,
            _ => {
                says(tag, b"role", &["doc-noteref"])
                    || says(tag, b"epub:type", &["noteref"])
                    || says(
                        tag,
                        b"class",
                        &[
                            "noteref",
                            "footnote-ref",
                            "footnote-reference",
                            "footnoteref",
                            "footnote_ref",
                        ],
                    )
            }
        }
    }

    /// Adds text where people see it.
    fn text(&mut self, characters: Characters<'_>, out: &mut Draft) {
        let Characters { decoded, raw, at, pieces } = characters;
        self.in_mark &= self.hidden > 0;
        self.in_page &= self.hidden > 0;
        if self.in_page
            && let Some(folio) = folio_of(decoded)
        {
            self.in_page = false;
            let page = Page { folio: Some(folio.into()), ..Page::default() };
            out.locus(Locus { page: Some(page), ..Locus::default() });
        }
        if self.hidden > 0 {
            if self.in_mark && decoded.len() <= MAX_MARK {
                out.people_see(decoded);
            }
            if self.in_reading && !decoded.trim().is_empty() && decoded.len() <= MAX_READING {
                out.people_see(&format!("({})", decoded.trim()));
            }
            return;
        }
        let blank = decoded.chars().all(|c| c.is_ascii_whitespace());
        if self.stack.last().is_some_and(|e| e.name == HEAD && !e.foreign) {
            if blank || self.xml {
                return;
            }
            self.close_last(pieces.place(at), out);
        }
        if let Some(last) = self.stack.last().filter(|e| e.foreign) {
            if matches!(last.role, ElementRole::Math(Math::Token)) || last.holds_html {
                let invisible = |c: char| matches!(c, '\u{2061}'..='\u{2064}');
                let shown = decoded.trim();
                if !shown.chars().all(invisible) {
                    let before = raw.len() - raw.trim_start().len();
                    let (raw, at) = (raw.trim(), at + before);
                    self.flow(Characters { decoded: shown, raw, at, pieces }, out);
                }
            }
            return;
        }
        self.flow(characters, out);
    }

    /// Adds text. White space after the start of a line is none, outside of `pre`.
    fn flow(&mut self, characters: Characters<'_>, out: &mut Draft) {
        let Characters { mut decoded, mut raw, mut at, pieces } = characters;
        let space = |c: char| c.is_ascii_whitespace();
        while !decoded.is_empty() {
            if self.pre == 0 && out.begins_line() {
                let rest = raw.trim_start_matches(space);
                let skipped = raw.len() - rest.len();
                let ends = raw.get(..skipped).unwrap_or("").matches("\r\n").count();
                decoded = decoded.get(skipped - ends..).unwrap_or("");
                (raw, at) = (rest, at + skipped);
            }
            // One line at a time, and what is not together in the file apart.
            let piece = pieces.next(at);
            let line = line_length(raw);
            let length = line.min(piece.map_or(line, |next| next - at));
            let (now, later) = raw.split_at_checked(length).unwrap_or((raw, ""));
            let place = pieces.place(at);
            if decoded.starts_with(now) {
                out.push_same(now, place);
                decoded = decoded.get(length..).unwrap_or("");
            } else {
                let mut ends = memchr::memchr_iter(b'\n', decoded.as_bytes());
                let end = ends.nth(line_feeds(now)).filter(|_| !later.is_empty());
                let shown = end.map_or(decoded.len(), |end| end + 1);
                let (shown, after) = decoded.split_at_checked(shown).unwrap_or((decoded, ""));
                out.push_aligned(shown, now, place, reference);
                decoded = after;
            }
            if now.is_empty() {
                break;
            }
            (raw, at) = (later, at + length);
        }
    }
}

/// What an element that is seen begins with: another passage, an opening mark, a part of the document.
fn begin_seen(word: &str, role: ElementRole, place: Range<usize>, out: &mut Draft) {
    if role.is_beside() {
        out.end_passage(place.start);
    }
    if role == ElementRole::Quoted {
        out.push_optional("\u{201C}", place);
    }
    if let Some((part, level)) = part(word) {
        out.begin_part(part, level);
    }
}

/// The length of the first line with its end, of whatever kind it is: decoded text has a line feed for each.
fn line_length(raw: &str) -> usize {
    let end = memchr::memchr2(b'\r', b'\n', raw.as_bytes());
    let length = |at| if raw.get(at..).unwrap_or("").starts_with("\r\n") { at + 2 } else { at + 1 };
    end.map_or(raw.len(), length)
}

/// How many line feeds the references in a text stand for: `&#10;`, `&NewLine;`.
fn line_feeds(raw: &str) -> usize {
    let references = raw.match_indices("&#").chain(raw.match_indices("&N"));
    let shown = references.filter_map(|(at, _)| reference(raw.get(at..)?));
    shown.map(|(_, shown)| shown.matches('\n').count()).sum()
}

impl Pieces {
    /// The next byte after `at` that does not follow the one before it in the file.
    fn next(&self, at: usize) -> Option<usize> {
        self.0.get(self.0.partition_point(|(here, _)| *here <= at)).map(|(here, _)| *here)
    }
}

/// The character reference at the start of a text: its bytes and what it stands for.
pub(crate) fn reference(text: &str) -> Option<(usize, String)> {
    let name = text
        .bytes()
        .skip(1)
        .take(40)
        .take_while(|b| b.is_ascii_alphanumeric() || *b == b'#')
        .count();
    let length = name + 1 + usize::from(text.as_bytes().get(name + 1) == Some(&b';'));
    let written = text.get(..length).filter(|_| name > 0)?;
    let mut shown = String::new();
    for token in Tokenizer::new(written) {
        let Ok(token) = token;
        if let html5gum::Token::String(text) = token {
            shown.push_str(&String::from_utf8_lossy(&text));
        }
    }
    // `&notit` is `¬it`: the letters behind a reference are no part of it.
    let letters =
        shown.bytes().rev().zip(written.bytes().rev()).take_while(|(a, b)| a == b).count();
    let kept = shown.len().checked_sub(letters).filter(|kept| *kept > 0)?;
    shown.truncate(kept);
    Some((length - letters, shown))
}
