//! Markdown (`CommonMark` with tables, footnotes, strike-through and front matter), without its markup.

use super::draft::Draft;
use super::{Part, html};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

pub(super) fn read(source: &str) -> Draft {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let mut writer = Writer {
        out: Draft::default(),
        skipped: 0,
        html: String::new(),
        html_at: 0,
        inline: html::Open::default(),
    };
    for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
        writer.take(source, event, range);
    }
    writer.out
}

struct Writer {
    out: Draft,
    /// How many elements are open whose content nobody reads.
    skipped: usize,
    html: String,
    html_at: usize,
    /// The inline tags that are open in this block.
    inline: html::Open,
}

impl Writer {
    fn take(&mut self, source: &str, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(Tag::Image { .. } | Tag::MetadataBlock(_)) => self.skipped += 1,
            Event::End(TagEnd::Image | TagEnd::MetadataBlock(_)) => {
                self.skipped = self.skipped.saturating_sub(1);
            }
            _ if self.skipped > 0 => {}
            Event::Text(text) => self.text(source, &text, range),
            Event::Code(text) => self.code(source, &text, range),
            Event::InlineHtml(tag) => self.inline.feed(&tag, range.start, &mut self.out),
            Event::Html(block) => {
                if self.html.is_empty() {
                    self.html_at = range.start;
                }
                self.html.push_str(&block);
            }
            Event::SoftBreak | Event::HardBreak => self.out.push_other("\n", range.start),
            Event::End(tag) => self.end(tag, range.end),
            Event::Start(Tag::Heading { level, .. }) => {
                self.out.begin_part(Part::Heading, level as u8);
            }
            Event::Start(Tag::Item) => self.out.end_block(range.start),
            _ => {}
        }
    }

    fn text(&mut self, source: &str, text: &str, range: Range<usize>) {
        if !self.inline.is_plain() {
            let raw = source.get(range.clone()).unwrap_or("");
            self.inline.text(text, raw, range.start, &mut self.out);
        } else if source.get(range.clone()) == Some(text) {
            self.out.push_same(text, range.start);
        } else {
            self.out.push_other(text, range.start);
        }
    }

    fn code(&mut self, source: &str, text: &str, range: Range<usize>) {
        if !self.inline.is_plain() {
            return self.text(source, text, range);
        }
        let raw = source.get(range.clone()).unwrap_or("");
        // A line end inside of it is read as a space.
        match raw.replace('\n', " ").find(text) {
            Some(at) => self.out.push_same(text, range.start + at),
            None => self.out.push_other(text, range.start),
        }
    }

    fn end(&mut self, tag: TagEnd, at: usize) {
        if let TagEnd::Heading(_) = tag {
            self.out.end_part();
        }
        match tag {
            TagEnd::TableCell => {
                self.inline = html::Open::default();
                self.out.end_passage(at);
            }
            TagEnd::HtmlBlock => {
                let block = std::mem::take(&mut self.html);
                html::read_into(&block, self.html_at, &mut self.out);
                self.out.end_block(at);
            }
            TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::CodeBlock
            | TagEnd::Item
            | TagEnd::BlockQuote(_)
            | TagEnd::FootnoteDefinition
            | TagEnd::Table => {
                self.inline = html::Open::default();
                self.out.end_block(at);
            }
            _ => {}
        }
    }
}
