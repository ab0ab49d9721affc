//! Markdown (`CommonMark` with tables, footnotes, strike-through and front matter), without its markup.

use super::draft::Draft;
use super::html::{self, Pieces};
use super::open::ElementRole;
use super::{ElementKind, Part};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

pub(super) fn read(source: &str) -> Draft {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let mut writer = Writer::default();
    for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
        writer.take(source, event, range);
    }
    let Writer { mut out, mut open, .. } = writer;
    open.close_to(0, source.len(), &mut out);
    out
}

#[derive(Default)]
struct Writer {
    out: Draft,
    /// How many elements are open whose content nobody reads.
    skipped: usize,
    /// Whether the image that is open has a text for those who do not see it.
    alt: bool,
    /// A block of HTML, and where its lines are: those of a block in a quotation or an item are not together.
    html: String,
    pieces: Pieces,
    /// The elements that are open, those that Markdown makes among them.
    open: html::Open,
    /// For each block of Markdown that is open, how many elements were open before it.
    depths: Vec<usize>,
}

impl Writer {
    fn take(&mut self, source: &str, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(Tag::MetadataBlock(_)) => self.skipped += 1,
            Event::Start(Tag::Image { .. }) => {
                self.alt &= self.skipped > 0;
                self.skipped += 1;
            }
            Event::End(TagEnd::MetadataBlock(_)) => self.skipped = self.skipped.saturating_sub(1),
            Event::End(TagEnd::Image) => {
                self.skipped = self.skipped.saturating_sub(1);
                if self.alt && self.skipped == 0 && !self.open.is_hidden() {
                    self.out.gap(range, false);
                }
            }
            Event::Text(_) | Event::Code(_) if self.skipped > 0 => self.alt = true,
            _ if self.skipped > 0 => {}
            Event::Text(text) => self.text(source, &text, range),
            Event::Code(text) => self.code(source, &text, range),
            Event::InlineHtml(tag) => {
                self.open.feed(&tag, &Pieces(vec![(0, range.start)]), &mut self.out);
                self.clamp();
            }
            Event::Html(line) => {
                // As it is in the file: the line ends of the event may be others.
                let line = source.get(range.clone()).unwrap_or(&line);
                self.pieces.0.push((self.html.len(), range.start));
                self.html.push_str(line);
            }
            Event::SoftBreak | Event::HardBreak if !self.open.is_hidden() => {
                let place = range.start..range.end.min(range.start + line_end(source, range.start));
                self.out.push_other("\n", place);
            }
            Event::Start(tag) => self.start(source, &tag, range.start),
            Event::FootnoteReference(_) if !self.open.is_hidden() => {
                self.out.people_see(source.get(range).unwrap_or(""));
            }
            Event::End(tag) => self.end(tag, range.end),
            _ => {}
        }
    }

    fn text(&mut self, source: &str, text: &str, range: Range<usize>) {
        if self.open.is_hidden() {
            return;
        }
        let raw = source.get(range.clone()).unwrap_or("");
        if raw == text {
            self.out.push_same(text, range.start);
        } else if raw.starts_with('&') {
            self.out.push_other(text, range);
        } else {
            self.out.push_aligned(text, raw, range.start, html::reference);
        }
    }

    fn code(&mut self, source: &str, text: &str, range: Range<usize>) {
        if self.open.is_hidden() {
            return;
        }
        let raw = source.get(range.clone()).unwrap_or("");
        let ticks = raw.len() - raw.trim_start_matches('`').len();
        let inner = raw.get(ticks..raw.len().saturating_sub(ticks)).unwrap_or("");
        match inner.find(text) {
            Some(at) => self.out.push_same(text, range.start + ticks + at),
            None => self.out.push_aligned(text, inner, range.start + ticks, |_| None),
        }
    }

    fn start(&mut self, source: &str, tag: &Tag<'_>, at: usize) {
        let (name, role) = match tag {
            Tag::Heading { level, .. } => {
                ("h6", ElementRole::Part(ElementKind::Heading(*level as u8)))
            }
            Tag::Paragraph => ("p", ElementRole::Block),
            Tag::Item => ("li", ElementRole::Kind(ElementKind::ListItem)),
            Tag::TableCell => ("td", ElementRole::Cell),
            Tag::Table(_) => ("table", ElementRole::Block),
            Tag::List(Some(_)) => ("ol", ElementRole::Block),
            Tag::List(None) => ("ul", ElementRole::Block),
            Tag::BlockQuote(_) => ("blockquote", ElementRole::Kind(ElementKind::Quoted)),
            Tag::CodeBlock(_) => ("pre", ElementRole::Pre),
            Tag::FootnoteDefinition(_) => ("div", ElementRole::Kind(ElementKind::Note)),
            _ => return,
        };
        let depth = self.open.depth();
        if !self.open.is_hidden() && !matches!(tag, Tag::TableCell) {
            self.out.end_block(at);
        }
        self.open.begin(name, role, at, &mut self.out);
        self.depths.push(depth.min(self.open.depth().saturating_sub(1)));
        if matches!(tag, Tag::Item | Tag::Heading { .. }) && !self.open.is_hidden() {
            self.out.people_see(block_mark(source.get(at..).unwrap_or("")));
        }
        if let Tag::Heading { level, .. } = tag
            && !self.open.is_hidden()
        {
            self.out.begin_part(Part::Heading, *level as u8);
        }
    }

    fn end(&mut self, tag: TagEnd, at: usize) {
        match tag {
            TagEnd::HtmlBlock => {
                let block = std::mem::take(&mut self.html);
                let pieces = std::mem::take(&mut self.pieces);
                self.open.feed(&block, &pieces, &mut self.out);
                self.open.end_raw(at, &mut self.out);
                self.clamp();
                if !self.open.is_hidden() {
                    self.out.end_block(at);
                }
            }
            TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::CodeBlock
            | TagEnd::Item
            | TagEnd::List(_)
            | TagEnd::BlockQuote(_)
            | TagEnd::FootnoteDefinition
            | TagEnd::TableCell
            | TagEnd::Table => {
                let depth = self.depths.pop().unwrap_or(0);
                self.open.close_to(depth, at, &mut self.out);
            }
            _ => {}
        }
    }

    /// An end tag in HTML may have closed what Markdown began.
    fn clamp(&mut self) {
        let depth = self.open.depth();
        for open in self.depths.iter_mut().rev().take_while(|open| **open > depth) {
            *open = depth;
        }
    }
}

/// The mark that an item of a list or a heading begins with: `1.`, `-`, `##`.
fn block_mark(source: &str) -> &str {
    let mark = source.split(char::is_whitespace).next().unwrap_or("");
    let number =
        mark.strip_suffix(['.', ')']).is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
    let hashes = mark.bytes().all(|b| b == b'#') && mark.len() <= 6;
    if number || hashes || matches!(mark, "-" | "*" | "+") { mark } else { "" }
}

/// The bytes of the line end at byte `at`, with the spaces or the backslash that make it one.
fn line_end(source: &str, at: usize) -> usize {
    let rest = source.get(at..).unwrap_or("");
    rest.find('\n').map_or(0, |end| end + 1)
}
