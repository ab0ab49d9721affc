//! Markdown: quotations in running text and in quoted blocks; Pandoc's citations, links and footnotes.

mod roles;
mod wiki_links;

use super::author_year::page_of;
use super::author_year::{is_against, is_translated, second_hand};
use super::prose::{InTextCitation, OBJECT, Prose, quotations};
use super::{Manuscript, Quotation, SourceKey, notes, tie};
use crate::text::{Span, head};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// The longest page of a citation in brackets, in bytes.
const LOCATOR_BYTES: usize = 200;

/// The longest list of citations in brackets on either side of a key, in bytes.
const CITATION_BYTES: usize = 2_000;

/// What begins the key of a footnote's mark, until it is known what the note cites.
const NOTE_KEY: &str = "^";

pub(super) fn read(text: &str) -> Manuscript {
    let mut found = Manuscript::default();
    let mut reader = Reader { file: text, ..Reader::default() };
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    for (event, at) in Parser::new_ext(text, options).into_offset_iter() {
        reader.event(event, at);
    }
    reader.end();
    found.bibliographies = reader.bibliographies;
    found.includes = reader.includes;
    found.includes.extend(shortcodes(text));
    found.quotations = reader.fragments;
    let mut notes = reader.notes;
    let mut paragraphs = reader.paragraphs;
    for paragraph in &mut paragraphs {
        edited(paragraph);
    }
    paragraphs.iter_mut().for_each(wiki_links::read);
    paragraphs.iter_mut().for_each(super::commands::add);
    inline_notes(&mut paragraphs, &mut notes);
    paragraphs.iter_mut().for_each(pandoc);
    notes::resolve(&mut paragraphs, &notes, NOTE_KEY);
    quotations(paragraphs, &mut found);
    found
}

#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is where the reader is, by itself")]
struct Reader<'f> {
    file: &'f str,
    paragraphs: Vec<Prose>,
    open: Prose,
    /// How many quoted blocks are open.
    quoted: usize,
    /// Whether what is read is code, or metadata.
    unread: bool,
    code: bool,
    metadata: bool,
    heading: bool,
    /// The numbers of the next items of the lists that are open; none of lists without numbers.
    lists: Vec<Option<u64>>,
    /// The number of the item that is read.
    number: Option<u64>,
    /// Where the words begin that are struck out.
    struck: Option<usize>,
    /// Where the words of the open `<q>` begin.
    quote: Option<usize>,
    /// The link that is open: where its text begins, and where it leads.
    link: Option<(usize, String)>,
    /// The footnote whose text is read.
    note: Option<String>,
    /// The numbers of the paragraphs of each footnote.
    notes: HashMap<String, Vec<usize>>,
    ignored: bool,
    bibliographies: Vec<String>,
    includes: Vec<String>,
    /// The words that links lead to.
    fragments: Vec<Quotation>,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, at: Range<usize>) {
        let span = Span::from(at.clone());
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.close(tag),
            Event::Text(text) if self.metadata => {
                self.bibliographies.extend(named_bibliographies(&text));
            }
            Event::Text(text) if self.code => self.includes.extend(child(&text)),
            Event::Text(text) if !self.unread => {
                let same = self.file.get(at.clone()) == Some(&*text);
                if same {
                    self.open.verbatim(&text, at.start);
                } else {
                    self.open.stands_for(&text, span);
                }
            }
            Event::SoftBreak | Event::HardBreak => self.open.stands_for("\n", span),
            Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {
                let cited = match &event {
                    Event::Code(code) => roles::cited(&self.open.text, code),
                    _ => None,
                };
                self.open.stands_for(OBJECT.encode_utf8(&mut [0; 4]), span);
                if let Some((start, keys, narrative)) = cited {
                    let span = Span::new(start, self.open.text.len());
                    let cited =
                        InTextCitation { span, keys, narrative, ..InTextCitation::default() };
                    self.open.citations.push(cited);
                }
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                self.ignored |= html.trim() == "<!-- quoteproof: ignore -->";
                self.html(&html, span);
            }
            Event::FootnoteReference(label) => {
                self.open
                    .note(Some((vec![SourceKey::Name(format!("{NOTE_KEY}{label}"))], None)), span);
            }
            Event::Text(_) | Event::Rule | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, span: Span) {
        match tag {
            // `> [!NOTE]` quotes nobody.
            Tag::BlockQuote(kind) => {
                self.end();
                self.quoted += usize::from(kind.is_none());
            }
            Tag::Paragraph if self.quoted > 0 && !self.open.is_empty() => {
                self.open.stands_for("\n\n", Span::new(span.start, span.start));
            }
            Tag::CodeBlock(kind) => {
                self.end();
                (self.unread, self.code) = (true, true);
                if let CodeBlockKind::Fenced(info) = kind {
                    self.includes.extend(included(&info));
                }
            }
            Tag::HtmlBlock => {
                self.end();
                self.paragraphs.extend(super::html::within(self.file, span.start, span.end));
            }
            Tag::MetadataBlock(_) => self.metadata = true,
            Tag::Heading { .. } => {
                self.end();
                self.heading = true;
            }
            Tag::FootnoteDefinition(label) => {
                self.end();
                self.note = Some(label.to_string());
            }
            Tag::Link { dest_url, .. } => {
                self.fragments.extend(super::link::quoted(&dest_url, span));
                self.link = Some((self.open.text.len(), dest_url.to_string()));
            }
            Tag::Emphasis | Tag::Strong => self.open.begins_emphasis(),
            Tag::Strikethrough => self.struck = Some(self.open.text.len()),
            Tag::List(first) => self.lists.push(first),
            Tag::Item if self.quoted == 0 => {
                self.end();
                let next = self.lists.last_mut().and_then(Option::as_mut);
                self.number = next.as_deref().copied();
                if let Some(next) = next {
                    *next += 1;
                }
            }
            Tag::Paragraph | Tag::TableRow | Tag::TableHead if self.quoted == 0 => self.end(),
            _ => {}
        }
    }

    /// The elements of HTML that quote, or strike words out.
    fn html(&mut self, html: &str, span: Span) {
        match html.to_ascii_lowercase().as_str() {
            "<q>" => self.quote = Some(self.open.opens(span)),
            "</q>" => {
                if let Some(start) = self.quote.take() {
                    self.open.closes(start, None, span);
                }
            }
            "<s>" | "<del>" | "<strike>" => self.struck = Some(self.open.text.len()),
            "</s>" | "</del>" | "</strike>" => self.close_strike(),
            _ => {}
        }
    }

    fn close_strike(&mut self) {
        if let Some(from) = self.struck.take() {
            self.open.strikes(from);
        }
    }

    fn close(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::BlockQuote(kind) => {
                self.end();
                self.quoted = self.quoted.saturating_sub(usize::from(kind.is_none()));
            }
            TagEnd::CodeBlock => (self.unread, self.code) = (false, false),
            TagEnd::MetadataBlock(_) => self.metadata = false,
            TagEnd::Heading(_) => {
                self.end();
                self.heading = false;
            }
            TagEnd::FootnoteDefinition => {
                self.end();
                self.note = None;
            }
            TagEnd::Emphasis | TagEnd::Strong => self.open.ends_emphasis(),
            TagEnd::Strikethrough => self.close_strike(),
            TagEnd::Link => {
                if let Some((start, dest)) = self.link.take() {
                    let span = Span::new(start, self.open.text.len());
                    self.open.citations.push(InTextCitation::link(span, dest));
                }
            }
            TagEnd::List(_) => {
                self.end();
                self.lists.pop();
            }
            // The cells of a row are one paragraph.
            TagEnd::TableCell => {
                self.open.ends_cell();
                let at = self.open.origin.span(Span::new(0, self.open.text.len())).end;
                self.open.stands_for("\n", Span::new(at, at));
            }
            TagEnd::Paragraph | TagEnd::Item | TagEnd::TableRow | TagEnd::TableHead
                if self.quoted == 0 =>
            {
                self.end();
            }
            _ => {}
        }
    }

    /// The paragraph ends here.
    fn end(&mut self) {
        self.close_strike();
        self.quote = None;
        let mut paragraph = std::mem::take(&mut self.open);
        if paragraph.is_empty() {
            return;
        }
        paragraph.block = self.quoted > 0;
        paragraph.aside = self.heading || std::mem::take(&mut self.ignored);
        paragraph.note = self.note.is_some();
        paragraph.number = self.number.take();
        if let Some(note) = &self.note {
            self.notes.entry(note.clone()).or_default().push(self.paragraphs.len());
        }
        self.paragraphs.push(paragraph);
    }
}

/// The bibliographies that metadata in YAML names: `bibliography: refs.bib`, or a list of files.
#[must_use]
pub fn named_bibliographies(yaml: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut listed = false;
    for line in yaml.lines() {
        let value = |text: &str| {
            let text = text.trim().trim_matches(['"', '\'', '[', ']']);
            text.split(',')
                .map(|f| f.trim().trim_matches(['"', '\'']).to_owned())
                .filter(|f| !f.is_empty())
                .collect::<Vec<_>>()
        };
        if let Some(files) = line.strip_prefix("bibliography:") {
            let files = value(files);
            listed = files.is_empty();
            found.extend(files);
        } else if let Some(file) = line.trim_start().strip_prefix("- ").filter(|_| listed) {
            found.extend(value(file));
        } else {
            listed = false;
        }
    }
    found
}

/// The files that a chunk of R Markdown or a directive of `MyST` stands for: `{r child="part.Rmd"}`, `{include} part.md`.
fn included(info: &str) -> Vec<String> {
    if let Some(file) = info.strip_prefix("{include}") {
        return vec![file.trim().to_owned()].into_iter().filter(|file| !file.is_empty()).collect();
    }
    if !info.starts_with('{') {
        return Vec::new();
    }
    let Some((_, value)) = info.split_once("child") else { return Vec::new() };
    let Some(value) = value.trim_start().strip_prefix('=') else { return Vec::new() };
    let value = value.trim_start();
    // One name, or a list of them.
    let end = if value.starts_with("c(") { value.find(')') } else { value.find([',', '}']) };
    let value = value.get(..end.unwrap_or(value.len())).unwrap_or("");
    let parts = value.split(['"', '\'']).skip(1).step_by(2);
    parts.filter(|file| !file.is_empty()).map(str::to_owned).collect()
}

/// `#| child: part.qmd`, in a chunk of code.
fn child(code: &str) -> Option<String> {
    let value = code.lines().find_map(|line| line.trim().strip_prefix("#| child:"))?;
    Some(value.trim().trim_matches(['"', '\'']).to_owned()).filter(|file| !file.is_empty())
}

/// Quarto's `{{< include part.qmd >}}`, each on a line of its own.
fn shortcodes(text: &str) -> impl Iterator<Item = String> {
    text.lines().filter_map(|line| {
        let inner = line.trim().strip_prefix("{{<")?.strip_suffix(">}}")?;
        let file = inner.trim().strip_prefix("include ")?.trim().trim_matches('"');
        (!file.is_empty()).then(|| file.to_owned())
    })
}

/// `CriticMarkup`, as it reads when all changes are accepted: `{--no--}{++yes++}{~~old~>new~~}{>>why<<}{==so==}`.
fn edited(paragraph: &mut Prose) {
    const MARKS: [(&str, &str, bool); 4] =
        [("{--", "--}", false), ("{++", "++}", true), ("{>>", "<<}", false), ("{==", "==}", true)];
    let text = &paragraph.text;
    if !text.contains('{') {
        return;
    }
    let mut cuts = Vec::new();
    for (open, close, stays) in MARKS {
        let mut end = 0;
        while let Some(at) = text.get(end..).and_then(|rest| rest.find(open)).map(|at| end + at) {
            let from = at + open.len();
            let Some(length) = text.get(from..).and_then(|rest| rest.find(close)) else { break };
            end = from + length + close.len();
            if stays {
                cuts.extend([Span::new(at, from), Span::new(from + length, end)]);
            } else {
                cuts.push(Span::new(at, end));
            }
        }
    }
    for (at, _) in text.match_indices("{~~") {
        let from = at + "{~~".len();
        let near = text.get(from..text.floor_char_boundary(from + CITATION_BYTES)).unwrap_or("");
        let Some(length) = near.find("~~}") else { continue };
        let Some(old) = near.get(..length).and_then(|inside| inside.find("~>")) else { continue };
        let (new, end) = (from + old + "~>".len(), from + length);
        cuts.extend([Span::new(at, new), Span::new(end, end + "~~}".len())]);
    }
    // `~~` is Markdown's own mark of what is struck out.
    let mut taken = Vec::new();
    for struck in &paragraph.struck {
        let inside = text.get(struck.range()).unwrap_or("");
        let braced = text.get(..struck.start).is_some_and(|t| t.ends_with('{'))
            && text.get(struck.end..).is_some_and(|t| t.starts_with('}'));
        if let Some(at) = inside.find("~>").filter(|_| braced) {
            let new = struck.start + at + "~>".len();
            cuts.extend([Span::new(struck.start - 1, new), Span::new(struck.end, struck.end + 1)]);
            taken.push(*struck);
        }
    }
    if cuts.is_empty() {
        return;
    }
    cuts.sort();
    paragraph.struck.retain(|struck| !taken.contains(struck));
    *paragraph = paragraph.without(&cuts);
}

/// How many notes in the text a paragraph has at most; more are text.
const MAX_NOTES: usize = 1_000;

/// Pandoc's notes in the text, `^[Smith (2020), p. 3.]`: each becomes a mark, and a paragraph of its own at the end.
fn inline_notes(paragraphs: &mut Vec<Prose>, notes: &mut HashMap<String, Vec<usize>>) {
    let mut found = Vec::new();
    let first = paragraphs.len();
    for paragraph in paragraphs.iter_mut() {
        let spans = note_spans(&paragraph.text);
        if spans.is_empty() {
            continue;
        }
        let mut left = Prose { number: paragraph.number, ..paragraph.part(Span::new(0, 0)) };
        let mut done = 0;
        for span in spans {
            left.append(&paragraph.part(Span::new(done, span.start)));
            let label = format!("{NOTE_KEY}{}", first + found.len());
            let key = SourceKey::Name(format!("{NOTE_KEY}{label}"));
            left.note(Some((vec![key], None)), paragraph.origin.span(span));
            notes.entry(label).or_default().push(first + found.len());
            let words = paragraph.part(Span::new(span.start + "^[".len(), span.end - "]".len()));
            found.push(Prose { note: true, block: false, ..words });
            done = span.end;
        }
        left.append(&paragraph.part(Span::new(done, paragraph.text.len())));
        *paragraph = left;
    }
    paragraphs.append(&mut found);
}

/// Where the notes in a text are, with their marks; what brackets enclose nests.
fn note_spans(text: &str) -> Vec<Span> {
    let mut open: Vec<(usize, bool)> = Vec::new();
    let mut found: Vec<Span> = Vec::new();
    let mut last = ' ';
    for (at, c) in text.char_indices() {
        match c {
            '[' if last == '^' => open.push((at - 1, true)),
            '[' => open.push((at, false)),
            ']' => {
                if let Some((start, true)) = open.pop() {
                    while found.last().is_some_and(|inner| inner.start > start) {
                        found.pop();
                    }
                    found.push(Span::new(start, at + 1));
                }
            }
            _ => {}
        }
        last = c;
    }
    found.truncate(MAX_NOTES);
    found
}

/// Pandoc's citations: `[see @key, p. 3; @other]` and `@key [p. 3]`.
fn pandoc(paragraph: &mut Prose) {
    let text = paragraph.text.clone();
    let linked: HashSet<usize> = paragraph.citations.iter().map(|c| c.span.start).collect();
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|t| t.find('@')).map(|at| from + at) {
        from = at + 1;
        let (name, length) = key_at(&text, at + 1);
        let glued = text.get(..at).is_some_and(|t| t.ends_with(|c: char| c.is_alphanumeric()));
        if name.is_empty() || glued {
            continue;
        }
        // What a link shows.
        if linked.contains(&at) {
            continue;
        }
        let near = text.floor_char_boundary(at.saturating_sub(CITATION_BYTES));
        let open = text
            .get(near..at)
            .and_then(|t| t.rfind(['[', ']', '\n']))
            .map(|open| near + open)
            .filter(|o| text.as_bytes().get(*o) == Some(&b'['));
        let far = text.floor_char_boundary(at + CITATION_BYTES);
        let close = text.get(at..far).and_then(|t| t.find([']', '['])).map(|c| at + c);
        let close = close.filter(|c| text.as_bytes().get(*c) == Some(&b']'));
        if let (Some(open), Some(close)) = (open, close) {
            let inside = text.get(open + 1..close).unwrap_or("");
            let translated = is_translated(inside);
            let mut keys = Vec::new();
            let mut page = None;
            for part in inside.split(';').filter(|part| !is_against(part)).map(second_hand) {
                let Some(at) = part.find('@') else { continue };
                let (name, length) = key_at(part, at + 1);
                page = page.or_else(|| page_of(part.get(at + 1 + length..).unwrap_or("")));
                keys.push(SourceKey::Name(name.to_owned()));
            }
            let span = Span::new(open, close + 1);
            // `Smith [-@smith2020, 34] says`: the name is in the sentence.
            let before = text.get(..open).unwrap_or("").trim_end();
            let narrative =
                inside.starts_with("-@") && before.ends_with(|c: char| c.is_alphanumeric());
            if !keys.is_empty() {
                paragraph.citations.push(InTextCitation {
                    span,
                    keys,
                    page,
                    narrative,
                    translated,
                    ..InTextCitation::default()
                });
            }
            from = close + 1;
            continue;
        }
        let end = at + 1 + length;
        let rest = text.get(end..).unwrap_or("");
        let locator = rest
            .strip_prefix(" [")
            .and_then(|r| head(r, LOCATOR_BYTES).find(']').map(|close| &r[..close]));
        let locator = locator.filter(|l| !l.contains('@'));
        let page = locator.and_then(page_of);
        let end = locator.map_or(end, |l| end + l.len() + 3);
        let span = Span::new(at, end);
        // `— @salty_dog`: a key has a year, as a rule, and the name of an account has none.
        let dashed = text.get(..at).is_some_and(|t| t.trim_end().ends_with(tie::DASHES));
        let loose = dashed && !name.contains(|c: char| c.is_ascii_digit());
        let citation = InTextCitation { page, loose, ..InTextCitation::link(span, name) };
        paragraph.citations.push(citation);
        from = end;
    }
}

/// The citation key at a place: letters, figures, and marks between them, or anything in braces; and how long it is written.
fn key_at(text: &str, at: usize) -> (&str, usize) {
    let rest = text.get(at..).unwrap_or("");
    if let Some((key, _)) = rest.strip_prefix('{').and_then(|r| r.split_once('}'))
        && !key.contains(char::is_whitespace)
    {
        return (key, key.len() + 2);
    }
    let part = |c: char| {
        c.is_alphanumeric()
            || matches!(
                c,
                '_' | ':' | '.' | '#' | '$' | '%' | '&' | '-' | '+' | '?' | '<' | '>' | '~' | '/'
            )
    };
    let end = rest.find(|c| !part(c)).unwrap_or(rest.len());
    let key = rest.get(..end).unwrap_or("").trim_end_matches(|c: char| !c.is_alphanumeric());
    (key, key.len())
}
