//! The entities that a page of XHTML declares in its own document type: `<!ENTITY ship "Terschelling">`.

use super::html::reference;
use super::xml::{NESTED, declared_entities, is_swollen, root};
use std::collections::HashMap;

/// The entities of a page.
#[derive(Debug, Default)]
pub(super) struct Entities {
    values: HashMap<String, String>,
}

/// What a piece of text stands for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Expanded<'t> {
    /// Text as it is written, references of HTML and all.
    Written(&'t str),
    /// A reference, and what is shown in its place; `None` if that has elements in it.
    Reference(&'t str, Option<String>),
}

impl Entities {
    /// Those that a page declares, and where in it the page itself begins. A page whose entities are too long has none.
    pub(super) fn of(page: &str) -> (Self, usize) {
        let mut found = Self::default();
        let Some(doctype) = root(page).map(|root| root.doctype).filter(|d| d.contains('[')) else {
            return (found, 0);
        };
        if !is_swollen(page) {
            for (name, value) in declared_entities(&without_comments(doctype)) {
                // The first declaration of a name is the one that counts.
                found.values.entry(name.to_owned()).or_insert_with(|| value.to_owned());
            }
        }
        let end = page.find(doctype).map_or(0, |at| at + doctype.len() + 1);
        (found, end)
    }

    /// The pieces of a text; `None` if it refers to none of the entities.
    pub(super) fn expand<'t>(&self, raw: &'t str) -> Option<Vec<Expanded<'t>>> {
        if self.values.is_empty() {
            return None;
        }
        let mut pieces = Vec::new();
        let (mut from, mut at) = (0, 0);
        while let Some(mark) = raw.get(at..).and_then(|rest| rest.find('&')) {
            let start = at + mark;
            at = start + 1;
            let name = name_of(raw.get(at..).unwrap_or(""));
            let Some((name, value)) = name.and_then(|name| self.values.get_key_value(name)) else {
                continue;
            };
            at += name.len() + 1;
            if from < start {
                pieces.push(Expanded::Written(raw.get(from..start)?));
            }
            pieces.push(Expanded::Reference(raw.get(start..at)?, self.shown(value, NESTED)));
            from = at;
        }
        if pieces.is_empty() {
            return None;
        }
        pieces.extend(raw.get(from..).filter(|rest| !rest.is_empty()).map(Expanded::Written));
        Some(pieces)
    }

    /// What the value of an entity shows, entities in it expanded to a depth.
    fn shown(&self, value: &str, depth: usize) -> Option<String> {
        if value.contains('<') {
            return None;
        }
        let mut out = String::new();
        let mut rest = value;
        while let Some(at) = rest.find('&') {
            let (before, here) = rest.split_at(at);
            out.push_str(before);
            let name = name_of(here.get(1..)?).unwrap_or("");
            if let Some(inner) = self.values.get(name) {
                out.push_str(&self.shown(inner, depth.checked_sub(1)?)?);
                rest = here.get(name.len() + 2..).unwrap_or("");
            } else if let Some((length, shown)) = reference(here) {
                out.push_str(&shown);
                rest = here.get(length..).unwrap_or("");
            } else {
                out.push('&');
                rest = here.get(1..).unwrap_or("");
            }
        }
        out.push_str(rest);
        Some(out)
    }
}

/// A text as HTML reads it: references of its own and line ends of two characters are one character.
pub(super) fn decoded(raw: &str) -> String {
    let mut out = String::new();
    let mut rest = raw;
    while let Some(at) = rest.find(['&', '\r']) {
        let (before, here) = rest.split_at(at);
        out.push_str(before);
        if let Some(after) = here.strip_prefix('\r') {
            out.push('\n');
            rest = after.strip_prefix('\n').unwrap_or(after);
            continue;
        }
        let (length, shown) = reference(here).unwrap_or((1, "&".to_owned()));
        out.push_str(&shown);
        rest = here.get(length..).unwrap_or("");
    }
    out.push_str(rest);
    out
}

/// The name that a reference begins with, up to its semicolon. Nothing is read beyond a name, however many marks there are.
fn name_of(text: &str) -> Option<&str> {
    let is_of_name = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
    let end = text.find(|c| !is_of_name(c))?;
    let (name, rest) = text.split_at(end);
    rest.starts_with(';').then_some(name)
}

fn without_comments(doctype: &str) -> String {
    let mut out = String::new();
    let mut rest = doctype;
    while let Some((before, comment)) = rest.split_once("<!--") {
        out.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use crate::reader::read;

    fn shown(subset: &str, body: &str) -> String {
        let page = format!(
            "<?xml version='1.0'?><!DOCTYPE html [{subset}]>\n<html xmlns='http://www.w3.org/1999/xhtml'><body><p>{body}</p></body></html>"
        );
        let read = read(page.as_bytes(), "application/xhtml+xml", None).expect("readable");
        read.text.trim().to_owned()
    }

    #[test]
    fn entities_that_a_page_declares_are_read() {
        let ship = "<!ENTITY ship \"the &isle; &amp; b&#xE9;\"><!ENTITY isle 'Terschelling'>";
        assert_eq!(
            shown(ship, "On &ship; &lt; it\r\nblew."),
            "On the Terschelling & bé < it\nblew."
        );
        assert_eq!(shown(ship, "On &amp;ship; it blew."), "On &ship; it blew.");
        assert_eq!(shown(ship, "On &boat; it blew."), "On &boat; it blew.");
        assert_eq!(shown("<!ENTITY a 'one'><!ENTITY a 'two'>", "It is &a;."), "It is one.");
        assert_eq!(
            shown("<!-- <!ENTITY a 'one'> --><!ENTITY a 'two'>", "It is &a;."),
            "It is two."
        );
        assert_eq!(shown("<!ENTITY a '&b;'><!ENTITY b '&a;'>", "It is &a;."), "It is \u{FFFC}.");
        assert_eq!(shown("<!ENTITY a '<b>x</b>'>", "It is &a;."), "It is \u{FFFC}.");
        assert_eq!(shown("", "It is so."), "It is so.");
        assert_eq!(shown(ship, "A & B; &isle; &isle"), "A & B; Terschelling &isle");
    }

    #[test]
    fn many_marks_and_one_semicolon_are_read_once() {
        let marks = "&".repeat(1_000_000);
        assert_eq!(shown("<!ENTITY a 'one'>", &format!("{marks};")).len(), marks.len() + 1);
    }

    #[test]
    fn an_entity_of_many_letters_is_none() {
        let long = format!("<!ENTITY a '{}'>", "word ".repeat(100_000));
        assert_eq!(shown(&long, &"&a;".repeat(200)).len(), 600);
    }
}
