//! What an element of HTML is to a reader of its page, by its name and attributes: whether people see it, whether it is a
//! heading, a cell, a note or its mark.

use super::elements::{BLOCK, math, traits};
use super::html_style::NamedElement;
use super::open::ElementRole;
use super::{ElementKind, Part, raised};
use crate::text::Page;
use html5gum::emitters::default::StartTag;

pub(super) fn name_of(name: &[u8]) -> String {
    String::from_utf8_lossy(name).to_ascii_lowercase()
}

pub(super) fn attribute(tag: &StartTag<usize>, key: &[u8]) -> Option<String> {
    tag.attributes.get(key).map(|value| String::from_utf8_lossy(&value.value).into_owned())
}

/// Whether an attribute that is a list of words has one of `wanted`.
pub(super) fn says(tag: &StartTag<usize>, key: &[u8], wanted: &[&str]) -> bool {
    attribute(tag, key)
        .is_some_and(|value| value.split_ascii_whitespace().any(|word| wanted.contains(&word)))
}

/// The declarations of a `style` attribute, in lower case.
pub(super) fn declarations(style: &str) -> impl Iterator<Item = (String, String)> + '_ {
    style.split(';').filter_map(|declaration| {
        let (name, value) = declaration.split_once(':')?;
        let value = value.trim().to_ascii_lowercase();
        let value = value.split('!').next().unwrap_or("").trim().to_owned();
        Some((name.trim().to_ascii_lowercase(), value))
    })
}

/// Whether the `style` attribute hides an element.
pub(super) fn hides_by_style(tag: &StartTag<usize>, traits: u16) -> bool {
    let mut hides = false;
    for (name, value) in declarations(&attribute(tag, b"style").unwrap_or_default()) {
        match (name.as_str(), value.as_str()) {
            ("display", value) => hides = value == "none",
            ("visibility", "hidden" | "collapse") => hides = true,
            // A piece of a line has no content to be left out.
            ("content-visibility", "hidden") if traits & BLOCK != 0 => hides = true,
            _ => {}
        }
    }
    hides
}

/// Whether the `hidden` attribute hides an element, as long as no style displays it.
pub(super) fn is_hidden_by_attribute(tag: &StartTag<usize>) -> bool {
    attribute(tag, b"hidden").is_some_and(|value| !value.eq_ignore_ascii_case("until-found"))
}

/// What style sheets may ask about an element.
pub(super) fn named(name: &str, tag: &StartTag<usize>) -> NamedElement {
    let classes = attribute(tag, b"class").unwrap_or_default();
    let attributes = tag.attributes.iter().map(|(key, value)| {
        let value = String::from_utf8_lossy(&value.value).into_owned();
        (String::from_utf8_lossy(key).to_ascii_lowercase(), value)
    });
    NamedElement {
        name: name.to_owned(),
        classes: classes.split_ascii_whitespace().map(str::to_owned).collect(),
        id: attribute(tag, b"id"),
        attributes: attributes.collect(),
    }
}

/// Whether nobody sees an element of the text, whatever its style is.
pub(super) fn hides(name: &str, tag: &StartTag<usize>) -> bool {
    (name == "dialog" && !tag.attributes.contains_key(&b"open"[..]))
        || (begins_page(tag) && !tag.self_closing)
        || says(tag, b"class", &["katex-html"])
}

/// Whether a page of the printed book begins here. Project Gutenberg has the class `pagenum` for its number, DAISY an element.
pub(super) fn begins_page(tag: &StartTag<usize>) -> bool {
    says(tag, b"epub:type", &["pagebreak"])
        || says(tag, b"role", &["doc-pagebreak"])
        || says(tag, b"class", &["pagenum", "pageno", "pagenumber"])
        || tag.name.eq_ignore_ascii_case(b"pagenum")
}

/// The number of a page in the words that are printed: `[Pg 13]`, `p. xii`.
pub(super) fn folio_of(words: &str) -> Option<String> {
    let word = words.split_whitespace().next_back()?;
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    (!word.is_empty()).then(|| word.to_owned())
}

/// The page that begins here, by the number that is printed on it: the last word of the element's label, or what its id
/// ends with (`page_12`).
pub(super) fn page(tag: &StartTag<usize>) -> Page {
    let label = ["title", "aria-label"].iter().find_map(|key| attribute(tag, key.as_bytes()));
    let word = label.as_deref().and_then(folio_of);
    let by_id = || {
        let id = attribute(tag, b"id")?;
        let digits = id.bytes().rev().take_while(u8::is_ascii_digit).count();
        id.get(id.len() - digits..).map(str::to_owned)
    };
    let folio = word.or_else(by_id);
    let folio = folio.filter(|folio| !folio.is_empty()).map(Into::into);
    Page { folio, ..Page::default() }
}

/// Whether a formula is in a script.
pub(super) fn is_formula_script(name: &str, tag: &StartTag<usize>) -> bool {
    name == "script"
        && attribute(tag, b"type")
            .is_some_and(|t| t.trim().to_ascii_lowercase().starts_with("math/"))
}

/// Whether a template is shown where it is: the inside of an element of the page's own (a shadow root).
pub(super) fn is_shown_template(name: &str, tag: &StartTag<usize>) -> bool {
    let has = |key: &[u8]| {
        attribute(tag, key).is_some_and(|mode| {
            ["open", "closed"].iter().any(|shown| mode.trim().eq_ignore_ascii_case(shown))
        })
    };
    name == "template" && (has(b"shadowrootmode") || has(b"shadowmode") || has(b"shadowroot"))
}

/// Whether something that is no text only adorns the page, or is not shown.
pub(super) fn is_decoration(name: &str, tag: &StartTag<usize>) -> bool {
    let has = |key: &[u8], value: &str| {
        attribute(tag, key).is_some_and(|v| v.trim().eq_ignore_ascii_case(value))
    };
    let alt = attribute(tag, b"alt");
    match name {
        "img" => match alt {
            Some(alt) => alt.trim().is_empty(),
            None => {
                has(b"aria-hidden", "true")
                    || says(tag, b"role", &["presentation", "none"])
                    || (has(b"width", "1") && has(b"height", "1"))
            }
        },
        "svg" | "canvas" => {
            has(b"aria-hidden", "true") || says(tag, b"role", &["presentation", "none"])
        }
        "input" => ["hidden", "checkbox", "radio", "image"].iter().any(|kind| has(b"type", kind)),
        "audio" => !tag.attributes.contains_key(&b"controls"[..]),
        "iframe" | "embed" | "object" => {
            has(b"width", "0") || has(b"height", "0") || (has(b"width", "1") && has(b"height", "1"))
        }
        _ => false,
    }
}

/// Whether a link leads to a place of the same document, and whether that place is a note by its name.
pub(super) fn leads(tag: &StartTag<usize>) -> (bool, bool) {
    let Some(href) = attribute(tag, b"href") else { return (false, false) };
    let Some((_, fragment)) = href.split_once('#') else { return (false, false) };
    let fragment = fragment.to_ascii_lowercase();
    let name = fragment.trim_start_matches(['_', '-']);
    let names = [
        "fn",
        "ftn",
        "edn",
        "en-",
        "note",
        "cite_note",
        "cite-note",
        "footnote",
        "endnote",
        "sdfootnote",
        "sdendnote",
    ];
    let note = (names.iter().any(|n| name.starts_with(n))
        || name.contains("footnote")
        || name.contains("cite_note"))
        && !name.contains("ref");
    (href.starts_with('#'), note)
}

/// Whether the text of a link that is not raised is the mark of a note: `[12]`, or `12` where it leads to one.
pub(super) fn is_mark(text: &str, within: bool, note: bool) -> bool {
    let text = text.trim();
    let inner = text.strip_prefix('[').and_then(|t| t.strip_suffix(']'));
    let bare = inner.unwrap_or(text).trim();
    let figures = (1..=3).contains(&bare.len()) && bare.bytes().all(|b| b.is_ascii_digit());
    let raised = !bare.is_empty() && bare.chars().all(|c| raised::superscript(c) == Some(c));
    let sign = !bare.is_empty() && bare.chars().all(|c| matches!(c, '*' | '†' | '‡' | '§' | '¶'));
    let letters = (1..=2).contains(&bare.len()) && bare.bytes().all(|b| b.is_ascii_lowercase());
    if inner.is_some() {
        return (within || note) && (figures || letters || sign);
    }
    note && (figures || raised || sign)
}

pub(super) fn role(name: &str, tag: &StartTag<usize>, foreign: bool) -> ElementRole {
    if foreign {
        return ElementRole::Math(math(name));
    }
    let is = |kind: &[&str], role: &[&str]| {
        traits(name) & BLOCK != 0 && (says(tag, b"epub:type", kind) || says(tag, b"role", role))
    };
    if is(&["footnote", "endnote", "rearnote"], &["doc-footnote", "doc-endnote"]) {
        return ElementRole::Kind(ElementKind::Note);
    }
    if is(&["biblioentry"], &["doc-biblioentry"]) {
        return ElementRole::Kind(ElementKind::Reference);
    }
    match name {
        "math" => ElementRole::Formula,
        "sup" => ElementRole::Raised(false),
        "sub" => ElementRole::Lowered,
        "a" => {
            let (within, note) = leads(tag);
            ElementRole::Link { within: within || note, note }
        }
        "q" => ElementRole::Quoted,
        "td" | "th" => ElementRole::Cell,
        "li" | "dd" | "dt" => ElementRole::Kind(ElementKind::ListItem),
        "blockquote" => ElementRole::Kind(ElementKind::Quoted),
        "aside" => ElementRole::Kind(ElementKind::Aside),
        "template" if is_shown_template(name, tag) => ElementRole::Apart,
        "pre" | "listing" => ElementRole::Pre,
        "caption" | "figcaption" => ElementRole::Part(ElementKind::Caption),
        "h1" => ElementRole::Part(ElementKind::Heading(1)),
        "h2" => ElementRole::Part(ElementKind::Heading(2)),
        "h3" => ElementRole::Part(ElementKind::Heading(3)),
        "h4" => ElementRole::Part(ElementKind::Heading(4)),
        "h5" => ElementRole::Part(ElementKind::Heading(5)),
        "h6" => ElementRole::Part(ElementKind::Heading(6)),
        _ if traits(name) & BLOCK != 0 => ElementRole::Block,
        _ => {
            let style = attribute(tag, b"style").unwrap_or_default();
            let aligned = declarations(&style).filter(|(name, _)| name == "vertical-align").last();
            match aligned.as_ref().map(|(_, value)| value.as_str()) {
                Some("super") => ElementRole::Raised(false),
                Some("sub") => ElementRole::Lowered,
                _ => ElementRole::Inline,
            }
        }
    }
}

/// The part of the document that an element is, with a heading's level.
pub(super) fn part(name: &str) -> Option<(Part, u8)> {
    match name.as_bytes() {
        [b'h', level @ b'1'..=b'6'] => Some((Part::Heading, level - b'0')),
        b"caption" | b"figcaption" => Some((Part::Caption, 0)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::reader::read;

    #[test]
    fn the_number_of_a_page_is_no_text() {
        for (mark, folio) in [
            ("<span class='pagenum'>[Pg 13]</span>", Some("13")),
            ("<span class=pagenum><a name=Page_13 id=Page_13>[Pg 13]</a></span>", Some("13")),
            ("<span class='x pageno' title='xii'>{12}</span>", Some("xii")),
            ("<span epub:type='pagebreak' id='p14'>14</span>", Some("14")),
            ("<span role='doc-pagebreak' aria-label=' page 15. '></span>", Some("15")),
            ("<span role='doc-pagebreak'/></span>", None),
        ] {
            let page = format!("<p>The har{mark}bour froze in winter.</p>");
            let read = read(page.as_bytes(), "text/html", None).expect("readable");
            assert_eq!(read.text.trim(), "The harbour froze in winter.", "{mark}");
            let at = read.text.find("froze").expect("the word");
            let page = read.locus_at(at).and_then(|locus| locus.page.clone());
            assert_eq!(page.and_then(|page| page.folio).as_deref(), folio, "{mark}");
        }
        for kept in ["<span class=page>[Pg 13]</span>", "<span class=number>[Pg 13]</span>"] {
            let page = format!("<p>The har{kept}bour froze in winter.</p>");
            let read = read(page.as_bytes(), "text/html", None).expect("readable");
            assert_eq!(read.text.trim(), "The har[Pg 13]bour froze in winter.", "{kept}");
        }
    }
}
