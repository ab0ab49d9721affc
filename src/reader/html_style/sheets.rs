//! The style sheets of a page: those in it, those that it links to, and those that these import.

use super::MAX_LINKED;
use super::selector::behind_string;
use crate::reader::html::Tokens;
use crate::reader::html_element::{attribute, is_shown_template, name_of};
use html5gum::Tokenizer;
use html5gum::emitters::default::{StartTag, Token};

/// A style sheet of a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PageSheet {
    pub(super) sheet: SheetText,
    /// Whether it holds only on some screens.
    pub(super) conditional: bool,
    /// The byte at which the `template` of the shadow root begins that it is of.
    pub(super) shadow: Option<usize>,
}

/// How a page has a style sheet.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum SheetText {
    /// The text of a `style` element.
    Here(String),
    /// The address of a `link`, as it is written.
    There(String),
}

/// The style sheets of a page for reading on a screen, in its order. What stands in a comment, a script, `noscript` or a `template`
/// that is not shown is none.
pub(super) fn sources(page: &str, xml: bool) -> Vec<PageSheet> {
    let lower = page.to_ascii_lowercase();
    let Some(last) = lower.rfind("<style").max(lower.rfind("<link")) else { return Vec::new() };
    let mut found = Vec::new();
    let mut links = 0;
    let mut style: Option<PageSheet> = None;
    let mut idle: Option<(String, usize)> = None;
    let mut shadows: Vec<usize> = Vec::new();
    for token in Tokenizer::new_with_emitter(page, Tokens::new(!xml)) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) if tag.span.start > last => break,
            Token::StartTag(tag) if xml && tag.self_closing && tag.name.as_slice() != b"link" => {}
            Token::StartTag(tag) => match (name_of(&tag.name), &mut idle) {
                (name, Some((inside, depth))) => {
                    *depth += usize::from(name == *inside && name == "template");
                }
                (name, None) => match name.as_str() {
                    _ if is_shown_template(&name, &tag) => shadows.push(tag.span.start),
                    "noscript" | "template" | "script" => idle = Some((name, 1)),
                    "style" => {
                        style = on_screens_by(&tag).map(|conditional| PageSheet {
                            sheet: SheetText::Here(String::new()),
                            conditional,
                            shadow: shadows.last().copied(),
                        });
                    }
                    "link" if links < MAX_LINKED => {
                        let link = linked(&tag, shadows.last().copied());
                        links += usize::from(link.is_some());
                        found.extend(link);
                    }
                    _ => {}
                },
            },
            Token::String(text) => {
                if let Some(PageSheet { sheet: SheetText::Here(css), .. }) = &mut style {
                    css.push_str(&String::from_utf8_lossy(&text.value));
                }
            }
            Token::EndTag(tag) => {
                let name = name_of(&tag.name);
                if name == "style" {
                    found.extend(style.take());
                }
                if name == "template" && idle.is_none() {
                    shadows.pop();
                }
                if let Some((_, depth)) = idle.as_mut().filter(|(inside, _)| *inside == name) {
                    *depth -= 1;
                    idle = idle.filter(|(_, depth)| *depth > 0);
                }
            }
            _ => {}
        }
    }
    found.extend(style);
    found
}

/// Whether the rules of a `style` or a `link` hold only on some screens; `None` if it is not of CSS, or for no screen.
fn on_screens_by(tag: &StartTag<usize>) -> Option<bool> {
    let is_css = |kind: String| kind.is_empty() || kind.trim().eq_ignore_ascii_case("text/css");
    if !attribute(tag, b"type").is_none_or(is_css) {
        return None;
    }
    on_screens(&attribute(tag, b"media").unwrap_or_default())
}

/// The style sheet that a `link` loads.
fn linked(tag: &StartTag<usize>, shadow: Option<usize>) -> Option<PageSheet> {
    let rel = attribute(tag, b"rel")?.to_ascii_lowercase();
    let is = |wanted: &str| rel.split_ascii_whitespace().any(|kind| kind == wanted);
    let loads =
        is("stylesheet") && !is("alternate") && !tag.attributes.contains_key(&b"disabled"[..]);
    let conditional = on_screens_by(tag).filter(|_| loads)?;
    let address = attribute(tag, b"href")?.trim().to_owned();
    let is_none = address.is_empty();
    let sheet = SheetText::There(address);
    (!is_none).then_some(PageSheet { sheet, conditional, shadow })
}

/// Whether what has a list of media holds only on some screens: `None` if on none.
pub(super) fn on_screens(media: &str) -> Option<bool> {
    let media = media.to_ascii_lowercase();
    let all: Vec<&str> = media
        .split(',')
        .map(|medium| medium.trim().trim_start_matches("only ").trim_start())
        .collect();
    // `not screen and (min-width: 640px)` holds on narrow screens.
    let never = |medium: &&str| {
        let words: Vec<&str> = medium.split_ascii_whitespace().collect();
        matches!(words.as_slice(), ["print" | "speech", ..] | ["not", "screen" | "all"])
    };
    if all.iter().all(never) {
        return None;
    }
    Some(!all.iter().any(|medium| matches!(*medium, "" | "all" | "screen")))
}

/// A style sheet that another one imports.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Import {
    /// As it is written.
    pub(super) address: String,
    /// Whether its rules hold only on some screens.
    pub(super) conditional: bool,
}

/// The style sheets for screens that one imports: `@import url(base.css);` before its first rule.
pub(super) fn imports(css: &str) -> Vec<Import> {
    let mut found = Vec::new();
    let mut rest = css;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '\u{FEFF}');
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
            continue;
        }
        if let Some(after) = rest.strip_prefix("<!--").or_else(|| rest.strip_prefix("-->")) {
            rest = after;
            continue;
        }
        let Some((said, after)) = statement(rest) else { return found };
        rest = after;
        let (name, said) =
            said.split_at(said.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(said.len()));
        match name.to_ascii_lowercase().as_str() {
            "import" => found.extend(import(said.trim())),
            "charset" | "layer" => {}
            _ => return found,
        }
    }
}

/// What the at-rule at the start of a style sheet says, if it has no block, and what is after it.
fn statement(css: &str) -> Option<(&str, &str)> {
    let said = css.strip_prefix('@')?;
    let mut rest = said;
    loop {
        let at = rest.find([';', '{', '}', '"', '\'', '('])?;
        let here = rest.get(at..)?;
        let after = here.get(1..)?;
        rest = match here.chars().next()? {
            ';' => return Some((said.get(..said.len() - here.len())?, after)),
            mark @ ('"' | '\'') => behind_string(after, mark),
            '(' if after.trim_start().starts_with(['"', '\'']) => after,
            '(' => after.split_once(')')?.1,
            _ => return None,
        };
    }
}

/// What an `@import` says: its address, then its media.
fn import(said: &str) -> Option<Import> {
    let url = said.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("url("));
    let inner = if url { said.get(4..)?.trim_start() } else { said };
    let (address, after) = match inner.chars().next()? {
        mark @ ('"' | '\'') => inner.get(1..)?.split_once(mark)?,
        _ if url => (inner.get(..inner.find(')')?)?.trim_end(), inner.get(inner.find(')')?..)?),
        _ => return None,
    };
    let media = if url { after.split_once(')')?.1 } else { after };
    let conditional = on_screens(media)?;
    (!address.is_empty()).then(|| Import { address: address.to_owned(), conditional })
}

/// The address of a sheet that is imported by the one at `from`, seen from the page.
pub(super) fn beside(from: &str, address: &str) -> String {
    let has_scheme =
        address.split_once(':').is_some_and(|(scheme, _)| !scheme.contains(['/', '?', '#']));
    let Some((mut folder, _)) = from.rsplit_once('/').filter(|_| !has_scheme) else {
        return address.to_owned();
    };
    if address.starts_with('/') {
        return address.to_owned();
    }
    let mut rest = address;
    loop {
        if let Some(here) = rest.strip_prefix("./") {
            rest = here;
            continue;
        }
        let last = folder.rsplit('/').next().unwrap_or("");
        let Some(above) = rest.strip_prefix("../").filter(|_| !matches!(last, "" | "." | ".."))
        else {
            return format!("{folder}/{rest}");
        };
        let Some((outer, _)) = folder.rsplit_once('/') else { return above.to_owned() };
        (folder, rest) = (outer, above);
    }
}
