//! XML for the readers of XML formats: parsed within limits, with shortcuts to look at it.

use super::ReadError;
use super::draft::Draft;
use super::html::reference;
use roxmltree::{Document, Node, NodeType, ParsingOptions};
use std::collections::BTreeMap;

/// Elements that may be nested. The readers walk down the tree, so it must not be deep.
const MAX_DEPTH: usize = 512;

/// Elements, texts and comments of one XML file. Each takes about 70 bytes of memory.
const MAX_NODES: u32 = 4_000_000;

/// What the entities of one XML file may add to it, in bytes.
const MAX_ENTITIES: usize = 64 << 20;

/// How deep entities may be nested: roxmltree refuses more.
pub(super) const NESTED: usize = 11;

/// Bytes of an entity's name.
const NAME: usize = 256;

/// Parses `text`; `what` names the format in a message: "a DOCX".
///
/// A document type may be declared. Of its entities roxmltree expands only those that are written out in it, to a depth
/// and a length of its own; nothing outside of the file is ever asked for.
pub(super) fn parse<'t>(text: &'t str, what: &'static str) -> Result<Document<'t>, ReadError> {
    if is_swollen(text) {
        return Err(ReadError::Limit(format!(
            "the entities of an XML file of it are more than {} MiB long",
            MAX_ENTITIES >> 20
        )));
    }
    let options =
        ParsingOptions { allow_dtd: true, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| match error {
        roxmltree::Error::NodesLimitReached => {
            ReadError::Limit(format!("an XML file of it has more than {MAX_NODES} nodes"))
        }
        error => ReadError::Damaged(what, error.to_string()),
    })?;
    if is_deep(document.root_element()) {
        return Err(ReadError::Limit(format!(
            "an XML file of it has elements more than {MAX_DEPTH} deep"
        )));
    }
    Ok(document)
}

/// Whether the entities that a file declares add more than [`MAX_ENTITIES`] to it.
///
/// What looks like a declaration counts as one, also in a comment: whatever the parser takes for one is among these. Of a name
/// that has several, the longest counts.
pub(super) fn is_swollen(text: &str) -> bool {
    let Some(values) = entities(text) else { return true };
    if values.is_empty() {
        return false;
    }
    let added = |text: &str, lengths: &BTreeMap<&str, usize>| {
        let lengths = references(text).filter_map(|name| lengths.get(name));
        lengths.fold(0_usize, |sum, length| sum.saturating_add(*length))
    };
    let mut lengths: BTreeMap<&str, usize> = BTreeMap::new();
    for _ in 0..NESTED {
        let mut now: BTreeMap<&str, usize> = BTreeMap::new();
        for (name, value) in &values {
            let length = value.len().saturating_add(added(value, &lengths));
            let longest = now.entry(name).or_default();
            *longest = length.max(*longest);
        }
        lengths = now;
    }
    added(text, &lengths) > MAX_ENTITIES
}

/// The entities that a text declares, with their values, in its order.
pub(super) fn declared_entities(text: &str) -> Vec<(&str, &str)> {
    entities(text).unwrap_or_default()
}

/// The same; `None` if the name of one is longer than [`NAME`].
fn entities(text: &str) -> Option<Vec<(&str, &str)>> {
    let mut values: Vec<(&str, &str)> = Vec::new();
    for (at, mark) in text.match_indices("<!ENTITY") {
        let declared = text.get(at + mark.len()..).unwrap_or("").trim_start();
        let end = declared.bytes().take(NAME + 1).position(|byte| byte.is_ascii_whitespace());
        let Some(end) = end else {
            if declared.len() <= NAME {
                break;
            }
            return None;
        };
        let (name, value) = declared.split_at(end);
        let value = value.trim_start();
        let Some(quote @ ('"' | '\'')) = value.chars().next() else { continue };
        // The next declaration has such a mark, too: all values together are no longer than twice the file.
        let Some((value, _)) = value.get(1..).unwrap_or("").split_once(quote) else { continue };
        values.push((name, value));
    }
    Some(values)
}

/// The names of the entities that a text refers to.
fn references(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('&').filter_map(|(at, _)| {
        let name = text.get(at + 1..).unwrap_or("");
        let end = name.bytes().take(NAME + 1).position(|byte| byte == b';')?;
        name.get(..end)
    })
}

/// Whether elements are nested deeper than [`MAX_DEPTH`]; walks without recursion.
fn is_deep(root: Node<'_, '_>) -> bool {
    let (mut node, mut depth) = (root, 1_usize);
    loop {
        if let Some(child) = node.first_child() {
            (node, depth) = (child, depth + 1);
            if depth > MAX_DEPTH + 1 {
                return true;
            }
            continue;
        }
        loop {
            if node == root {
                return false;
            }
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            let Some(parent) = node.parent() else { return false };
            (node, depth) = (parent, depth - 1);
        }
    }
}

/// An element's name without its prefix; empty for what is no element.
pub(super) fn name<'t>(node: Node<'_, 't>) -> &'t str {
    if node.is_element() { node.tag_name().name() } else { "" }
}

#[cfg(feature = "docx")]
/// Whether an element is of Office's formulas, whose runs have the names of others.
pub(super) fn is_math(node: Node<'_, '_>) -> bool {
    node.tag_name().namespace().is_some_and(|space| space.ends_with("/math"))
}

/// An attribute by its name without a prefix.
pub(super) fn attribute<'d>(node: Node<'d, '_>, name: &str) -> Option<&'d str> {
    node.attributes().find(|attribute| attribute.name() == name).map(|found| found.value())
}

/// The first child element of a name.
pub(super) fn child<'d, 't>(node: Node<'d, 't>, wanted: &str) -> Option<Node<'d, 't>> {
    node.children().find(|child| name(*child) == wanted)
}

/// The first descendant element of a name.
pub(super) fn descendant<'d, 't>(node: Node<'d, 't>, wanted: &str) -> Option<Node<'d, 't>> {
    node.descendants().find(|found| name(*found) == wanted)
}

/// All text of an element, white space collapsed; `None` where there is none.
pub(super) fn text_of(node: Node<'_, '_>) -> Option<String> {
    let all: String =
        node.descendants().filter(Node::is_text).filter_map(|text| text.text()).collect();
    let words: Vec<&str> = all.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// Adds the text node `node` of the XML `source`. White space at the start of a line is none.
pub(super) fn push_text(node: Node<'_, '_>, source: &str, out: &mut Draft) {
    if node.node_type() != NodeType::Text {
        return;
    }
    let mut decoded = node.text().unwrap_or("");
    let range = node.range();
    let mut raw = source.get(range.clone()).unwrap_or("");
    let mut at = range.start;
    if let Some(inside) = raw.strip_prefix("<![CDATA[") {
        at += raw.len() - inside.len();
        raw = inside.strip_suffix("]]>").unwrap_or(inside);
    }
    if out.begins_line() {
        decoded = decoded.trim_start_matches(is_space);
        let rest = raw.trim_start_matches(is_space);
        at += raw.len() - rest.len();
        raw = rest;
    }
    if raw == decoded {
        out.push_same(decoded, at);
    } else {
        out.push_aligned(decoded, raw, at, reference);
    }
}

fn is_space(c: char) -> bool {
    c.is_ascii_whitespace()
}

/// The name of the root element and its namespace as they can be told from the start of a file, and what is in its
/// document type: for telling formats apart, not for reading.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Root<'t> {
    /// Without a prefix.
    pub(super) name: &'t str,
    /// The start tag, attributes and all.
    pub(super) tag: &'t str,
    /// `<!DOCTYPE …`, or empty.
    pub(super) doctype: &'t str,
}

/// The root element of what may be XML; `None` if `text` does not begin like it.
pub(super) fn root(text: &str) -> Option<Root<'_>> {
    let mut rest = text.trim_start();
    let mut doctype = "";
    loop {
        if let Some(after) = rest.strip_prefix("<?") {
            rest = after.split_once("?>")?.1.trim_start();
        } else if let Some(after) = rest.strip_prefix("<!--") {
            rest = after.split_once("-->")?.1.trim_start();
        } else if rest.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype")) {
            let mut depth = 0_usize;
            let end = rest.find(|c| {
                match c {
                    '[' => depth += 1,
                    ']' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                c == '>' && depth == 0
            })?;
            doctype = rest.get(..end)?;
            rest = rest.get(end + 1..)?.trim_start();
        } else {
            break;
        }
    }
    let inside = rest.strip_prefix('<')?;
    let tag = inside.split('>').next().unwrap_or("");
    let end = tag.find(|c: char| c.is_ascii_whitespace() || c == '/').unwrap_or(tag.len());
    let full = tag.get(..end)?;
    let name = full.rsplit(':').next().unwrap_or(full);
    name.starts_with(|c: char| c.is_alphabetic()).then_some(Root { name, tag, doctype })
}

/// Bytes at a file's start in which its XML declaration is.
const DECLARATION_BYTES: usize = 200;

/// The encoding that an XML declaration states.
pub(super) fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let start = bytes.get(..bytes.len().min(DECLARATION_BYTES)).unwrap_or_default();
    let head = std::str::from_utf8(start).unwrap_or_else(|error| {
        std::str::from_utf8(start.get(..error.valid_up_to()).unwrap_or_default()).unwrap_or("")
    });
    let (declaration, _) = head.strip_prefix("<?xml")?.split_once("?>")?;
    let (_, after) = declaration.split_once("encoding")?;
    let value = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value.get(1..)?.split(quote).next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::{Root, declared_encoding, parse, root};
    use crate::reader::ReadError;

    #[test]
    fn the_root_is_found_behind_what_stands_before_it() {
        for (text, name) in [
            ("<?xml version='1.0'?>\n<!-- a -->\n<TEI xmlns='x'>", "TEI"),
            (
                "<!DOCTYPE article PUBLIC \"-//NLM//DTD\" \"a\" [<!ENTITY a '>'>]><article>",
                "article",
            ),
            ("<office:document-content a='b'/>", "document-content"),
            ("  <html>", "html"),
        ] {
            assert_eq!(root(text).map(|root| root.name), Some(name), "{text}");
        }
        for text in ["", "text", "< a", "<!-- open", "<1>", "a < b"] {
            assert_eq!(root(text), None, "{text}");
        }
        let known = Root { name: "a", tag: "a b=\"c\"", doctype: "" };
        assert_eq!(root("<a b=\"c\">"), Some(known));
    }

    #[test]
    fn entities_are_no_bombs() {
        let file = |entities: &str, words: &str| format!("<!DOCTYPE a [{entities}]><a>{words}</a>");
        let long = "word ".repeat(10_000);
        let one = format!("<!ENTITY a \"{long}\">");
        // The outer one comes before the inner ones, and the name of one is as long as a word can be.
        let inner = "&b;".repeat(100);
        let nested = format!("<!ENTITY c '{inner}'><!ENTITY b \"{}\">{one}", "&a;".repeat(20));
        let named = format!("<!ENTITY {} \"{long}\">", "n".repeat(300));
        let hidden = |before: &str| format!("{before}{one}");
        let short = hidden("<!-- <!ENTITY a \"x\"> -->");
        let open = hidden("<!-- <!ENTITY b ' --><?b <!ENTITY b \" ?><!ENTITY c SYSTEM '<!--'>");
        let decoy = format!("<!-- <!ENTITY c \"{long}\"> -->{nested}");
        let accents = format!("<!ENTITY {} \"{long}\">", "é".repeat(200));
        let told = format!("{}<![CDATA[<!ENTITY z \"z\">]]>", "&a;".repeat(2_000));
        for (entities, words) in [
            (one.as_str(), "&a;".repeat(2_000)),
            (short.as_str(), "&a;".repeat(2_000)),
            (open.as_str(), "&a;".repeat(2_000)),
            (one.as_str(), told),
            (decoy.as_str(), "&c;".to_owned()),
            (accents.as_str(), format!("&{};", "é".repeat(200)).repeat(2_000)),
            (nested.as_str(), "&c;".to_owned()),
            (named.as_str(), String::new()),
        ] {
            let parsed = file(entities, &words);
            assert!(matches!(parse(&parsed, "a file"), Err(ReadError::Limit(_))));
        }
        for (entities, words) in [
            (one.as_str(), "&a;".repeat(20)),
            ("<!ENTITY % p SYSTEM 'x'><!ENTITY e SYSTEM \"x\">", String::new()),
            ("<!ENTITY tide 'the tide'>", "&tide; &amp; &#65;".to_owned()),
            ("<!-- <!ENTITY b ' --><!ENTITY tide 'the tide'>", "&tide;".repeat(2_000)),
        ] {
            assert!(parse(&file(entities, &words), "a file").is_ok(), "{entities:.60}");
        }
    }

    #[test]
    fn what_is_deep_is_refused_and_nothing_overflows() {
        let nested = |depth: usize| format!("{}x{}", "<a>".repeat(depth), "</a>".repeat(depth));
        assert!(parse(&nested(512), "an XML file").is_ok());
        assert!(matches!(parse(&nested(513), "an XML file"), Err(ReadError::Limit(_))));
        assert!(matches!(parse(&nested(200_000), "an XML file"), Err(ReadError::Limit(_))));
    }

    #[test]
    fn entities_that_multiply_are_refused() {
        let mut bomb = String::from("<!DOCTYPE a [<!ENTITY a0 'ha'>");
        for level in 1..10 {
            let inner = format!("&a{};", level - 1).repeat(10);
            bomb.push_str(&format!("<!ENTITY a{level} '{inner}'>"));
        }
        bomb.push_str("]><a>&a9;</a>");
        assert!(matches!(parse(&bomb, "an XML file"), Err(ReadError::Limit(_))));
    }

    #[test]
    fn the_declaration_says_the_encoding() {
        let declared = |text: &str| declared_encoding(text.as_bytes());
        assert_eq!(
            declared("<?xml version=\"1.0\" encoding='ISO-8859-1'?>").as_deref(),
            Some("ISO-8859-1")
        );
        assert_eq!(declared("<?xml version=\"1.0\"?><a encoding='x'/>"), None);
    }
}
