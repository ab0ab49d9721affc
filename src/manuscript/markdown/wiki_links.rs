//! Links between double brackets, as Obsidian and other programs for notes have them: `[[smith2020]]`, `[[@smith2020|Smith]]`.

use crate::manuscript::SourceKey;
use crate::manuscript::author_year::page_of;
use crate::manuscript::prose::{CLOSES, InTextCitation, Prose};
use crate::text::{Span, head};

/// The longest link, in bytes.
const LINK_BYTES: usize = 300;

/// One link of a text.
struct Link {
    /// With its brackets.
    outer: Span,
    /// What it shows.
    shown: Span,
    key: String,
    page: Option<String>,
    /// Whether it may lead to what is no document: `[[Daily notes]]`.
    loose: bool,
}

/// Reads the links of a paragraph as what they show; each is a citation of what it leads to.
pub(super) fn read(paragraph: &mut Prose) {
    let links: Vec<Link> = links(&paragraph.text);
    if links.is_empty() {
        return;
    }
    let mut cuts = Vec::new();
    for link in &links {
        let before = paragraph.text.get(..link.outer.start).unwrap_or("").trim_end();
        let before = before.trim_end_matches(['(', '.', ',', ';', ' ']);
        paragraph.citations.push(InTextCitation {
            span: link.shown,
            keys: vec![SourceKey::Name(link.key.clone())],
            page: link.page.clone(),
            narrative: !before.ends_with(['”', '"', '»', '“', '’', '\'', CLOSES]),
            loose: link.loose,
            ..InTextCitation::default()
        });
        cuts.push(Span::new(link.outer.start, link.shown.start));
        cuts.push(Span::new(link.shown.end, link.outer.end));
    }
    *paragraph = paragraph.without(&cuts);
}

fn links(text: &str) -> Vec<Link> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = text.get(from..).and_then(|t| t.find("[[")).map(|at| from + at) {
        from = open + "[[".len();
        let rest = text.get(from..).unwrap_or("");
        let Some(length) = head(rest, LINK_BYTES).find("]]") else { continue };
        let inside = rest.get(..length).unwrap_or("");
        let free = text
            .get(..open)
            .is_some_and(|t| !t.ends_with(|c: char| c.is_alphanumeric() || c == '!'));
        // `[[12]](page.html)` is a link with brackets around its words.
        let linked = rest.get(length..).is_some_and(|t| t.starts_with("]]("));
        if !free || linked || inside.contains(['[', ']', '\n']) || inside.trim().is_empty() {
            continue;
        }
        let outer = Span::new(open, from + length + "]]".len());
        found.push(link(inside, from, outer));
        from = outer.end;
    }
    found
}

fn link(inside: &str, at: usize, outer: Span) -> Link {
    let bar = inside.find('|');
    let target = inside.get(..bar.unwrap_or(inside.len())).unwrap_or("");
    let (name, anchor) = target.split_once(['#', '^']).unwrap_or((target, ""));
    let marked = name.trim_start().starts_with('@');
    let name = name.trim().trim_start_matches('@');
    let page = anchor.strip_prefix("page=").and_then(page_of);
    let key = !name.contains(char::is_whitespace)
        && name.starts_with(char::is_alphabetic)
        && name.contains(|c: char| c.is_ascii_digit());
    let start = bar.map_or(0, |bar| bar + 1);
    Link {
        outer,
        shown: Span::new(at + start, at + inside.len()),
        key: name.to_owned(),
        page,
        loose: !(marked || key),
    }
}
