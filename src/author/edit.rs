//! Changes to JSON files that keep everything else: order, indentation, line ends, escapes.

use crate::json::{Node, Tree, ValueKind, parse, quoted};
use crate::text::Span;
use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};
use std::io::{Result, Write};

/// `text` with an item at the end of the array at a JSON pointer. `None` where it is no JSON, or there is no array.
#[must_use]
pub fn push_item(text: &str, pointer: &str, item: &impl Serialize) -> Option<String> {
    let tree = parse(text).0?;
    let array = tree.get(pointer).filter(|node| matches!(node.kind, ValueKind::Array(_)))?;
    let layout = Layout::of(text, &tree);
    let (span, new) = match tree.children(array).last() {
        None if layout.is_one_line => (array.span, format!("[{}]", on_one_line(item))),
        None => {
            let outer = indent_at(text, array.span.start);
            let inner = format!("{outer}{}", layout.unit);
            let item = layout.pretty(item, &inner);
            let end = layout.line_end;
            (array.span, format!("[{end}{inner}{item}{end}{outer}]"))
        }
        Some(last) => {
            let at = Span::new(last.span.end, last.span.end);
            (at, format!(",{}", layout.beside(text, last, item)))
        }
    };
    Some(replaced(text, span, &new))
}

/// `text` with the member `name` of the object at a JSON pointer set to a value. A member that is new is after those
/// that `order` names before it. `None` where `text` is no JSON, or there is no object.
#[must_use]
pub fn set_member(
    text: &str,
    pointer: &str,
    name: &str,
    value: &Value,
    order: &[&str],
) -> Option<String> {
    let tree = parse(text).0?;
    let object = tree.get(pointer).filter(|node| matches!(node.kind, ValueKind::Object { .. }))?;
    let layout = Layout::of(text, &tree);
    let named = |node: &&Node| node.key.as_ref().is_some_and(|key| key.name == name);
    let written = |beside: &Node| {
        let indent = indent_at(text, beside.key.as_ref().map_or(0, |key| key.span.start));
        if layout.is_one_line { on_one_line(value) } else { layout.pretty(value, indent) }
    };
    if let Some(old) = tree.children(object).filter(named).last() {
        return Some(replaced(text, old.span, &written(old)));
    }
    let before: &[&str] = match order.iter().position(|known| *known == name) {
        Some(at) => order.get(..at)?,
        None => order,
    };
    let is_before =
        |node: &&Node| node.key.as_ref().is_some_and(|key| before.contains(&key.name.as_str()));
    if let Some(last) = tree.children(object).filter(is_before).last() {
        let gap = layout.gap(text, last.key.as_ref()?.span.start);
        let at = Span::new(last.span.end, last.span.end);
        return Some(replaced(text, at, &format!(",{gap}{}: {}", quoted(name), written(last))));
    }
    if let Some(first) = tree.children(object).next() {
        let start = first.key.as_ref()?.span.start;
        let gap = layout.gap(text, start);
        let new = format!("{}: {},{gap}", quoted(name), written(first));
        return Some(replaced(text, Span::new(start, start), &new));
    }
    let member = format!("{{{}: {}}}", quoted(name), on_one_line(value));
    Some(replaced(text, object.span, &member))
}

/// `text` without the member at a JSON pointer. `None` where there is none.
#[must_use]
pub fn remove_member(text: &str, pointer: &str) -> Option<String> {
    let tree = parse(text).0?;
    let node = tree.get(pointer)?;
    let start = node.key.as_ref()?.span.start;
    let members: Vec<&Node> = tree.children(tree.node(node.parent?)?).collect();
    let at = members.iter().position(|member| member.span == node.span)?;
    let span = match (members.get(at + 1), at.checked_sub(1).and_then(|at| members.get(at))) {
        (Some(next), _) => Span::new(start, next.key.as_ref()?.span.start),
        (None, Some(last)) => Span::new(last.span.end, node.span.end),
        (None, None) => Span::new(start, node.span.end),
    };
    Some(replaced(text, span, ""))
}

/// `text` without the item `number` of the array at a JSON pointer. `None` where there is none.
#[must_use]
pub fn remove_item(text: &str, pointer: &str, number: usize) -> Option<String> {
    let tree = parse(text).0?;
    let array = tree.get(pointer).filter(|node| matches!(node.kind, ValueKind::Array(_)))?;
    let items: Vec<&Node> = tree.children(array).collect();
    let item = items.get(number)?;
    let span = match (items.get(number + 1), number.checked_sub(1).and_then(|at| items.get(at))) {
        (Some(next), _) => Span::new(item.span.start, next.span.start),
        (None, Some(last)) => Span::new(last.span.end, item.span.end),
        (None, None) => return Some(replaced(text, array.span, "[]")),
    };
    Some(replaced(text, span, ""))
}

/// `text` with other strings at JSON pointers. `None` where one of them leads to no string.
#[must_use]
pub fn rewrite(text: &str, strings: &[(String, &str)]) -> Option<String> {
    let tree = parse(text).0?;
    let mut spans = Vec::new();
    for (pointer, new) in strings {
        tree.string(pointer)?;
        spans.push((tree.value_span(pointer)?, quoted(new)));
    }
    spans.sort();
    let mut out = text.to_owned();
    for (span, new) in spans.into_iter().rev() {
        out.replace_range(span.range(), &new);
    }
    Some(out)
}

fn replaced(text: &str, span: Span, new: &str) -> String {
    let mut out = text.to_owned();
    out.replace_range(span.range(), new);
    out
}

/// White space from the start of the line to `at`, where there is nothing else; else that at the line's start.
fn indent_at(text: &str, at: usize) -> &str {
    let line = text.get(..at).unwrap_or("");
    let line = line.get(line.rfind('\n').map_or(0, |end| end + 1)..).unwrap_or("");
    let blank = line.len() - line.trim_start_matches([' ', '\t']).len();
    line.get(..blank).unwrap_or("")
}

/// Whether `at` is the first thing on its line.
fn begins_line(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or("").trim_end_matches([' ', '\t']);
    before.ends_with('\n')
}

/// How a file is written.
struct Layout {
    unit: String,
    line_end: &'static str,
    is_one_line: bool,
}

impl Layout {
    fn of(text: &str, tree: &Tree) -> Self {
        let first = tree.root().and_then(|root| tree.children(root).next());
        let first = first.and_then(|node| Some(node.key.as_ref()?.span.start));
        let indent = first.filter(|at| begins_line(text, *at)).map(|at| indent_at(text, at));
        Self {
            unit: indent.filter(|unit| !unit.is_empty()).unwrap_or("  ").to_owned(),
            line_end: if text.contains("\r\n") { "\r\n" } else { "\n" },
            is_one_line: !text.trim().contains('\n'),
        }
    }

    /// What is between one member or item, which begins at `start`, and the next.
    fn gap(&self, text: &str, start: usize) -> String {
        if begins_line(text, start) {
            format!("{}{}", self.line_end, indent_at(text, start))
        } else {
            " ".to_owned()
        }
    }

    /// An item behind another one, written as that is.
    fn beside(&self, text: &str, last: &Node, item: &impl Serialize) -> String {
        let gap = self.gap(text, last.span.start);
        let short = !text.get(last.span.range()).unwrap_or("").contains('\n');
        let item = if short && !matches!(last.kind, ValueKind::String(_)) {
            on_one_line(item)
        } else {
            self.pretty(item, indent_at(text, last.span.start))
        };
        format!("{gap}{item}")
    }

    fn pretty(&self, value: &impl Serialize, indent: &str) -> String {
        let mut out = Vec::new();
        let format = PrettyFormatter::with_indent(self.unit.as_bytes());
        // Plain data with string keys: there is nothing that cannot be written.
        let _ = value.serialize(&mut Serializer::with_formatter(&mut out, format));
        let text = String::from_utf8(out).unwrap_or_default();
        text.replace('\n', &format!("{}{indent}", self.line_end))
    }
}

/// A value as people write it on one line.
fn on_one_line(value: &impl Serialize) -> String {
    let mut out = Vec::new();
    let _ = value.serialize(&mut Serializer::with_formatter(&mut out, OneLine));
    String::from_utf8(out).unwrap_or_default()
}

/// A blank behind each comma and colon.
struct OneLine;

impl Formatter for OneLine {
    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> Result<()> {
        if first { Ok(()) } else { out.write_all(b", ") }
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> Result<()> {
        if first { Ok(()) } else { out.write_all(b", ") }
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> Result<()> {
        out.write_all(b": ")
    }
}

#[cfg(test)]
mod tests {
    use super::{push_item, remove_item, remove_member, rewrite, set_member};
    use serde_json::json;

    const ORDER: [&str; 4] = ["id", "title", "author", "text"];

    #[test]
    fn an_item_is_written_as_its_neighbours_are() {
        let item = json!({"a": [1, 2]});
        for (before, after) in [
            ("{\"x\": []}", "{\"x\": [{\"a\": [1, 2]}]}"),
            ("{\"x\": [1]}\n", "{\"x\": [1, {\"a\": [1, 2]}]}\n"),
            (
                "{\r\n\t\"x\": []\r\n}",
                "{\r\n\t\"x\": [\r\n\t\t{\r\n\t\t\t\"a\": [\r\n\t\t\t\t1,\r\n\t\t\t\t2\r\n\t\t\t]\r\n\t\t}\r\n\t]\r\n}",
            ),
            (
                "{\n    \"x\": [\n        {\"b\": 1}\n    ]\n}",
                "{\n    \"x\": [\n        {\"b\": 1},\n        {\"a\": [1, 2]}\n    ]\n}",
            ),
            (
                "{\n  \"x\": [\n    {\n      \"b\": 1\n    }\n  ]\n}",
                "{\n  \"x\": [\n    {\n      \"b\": 1\n    },\n    {\n      \"a\": [\n        1,\n        2\n      ]\n    }\n  ]\n}",
            ),
        ] {
            assert_eq!(push_item(before, "/x", &item).as_deref(), Some(after));
        }
        assert_eq!(push_item("{\"x\": 1}", "/x", &item), None);
        assert_eq!(push_item("{\"x\": [", "/x", &item), None);
    }

    #[test]
    fn members_come_change_and_go_in_their_place() {
        let text = "{\n  \"id\": \"a\",\n  \"text\": {}\n}\n";
        let titled = set_member(text, "", "title", &json!("T"), &ORDER).expect("set");
        assert_eq!(titled, "{\n  \"id\": \"a\",\n  \"title\": \"T\",\n  \"text\": {}\n}\n");
        let other = set_member(&titled, "", "title", &json!("U"), &ORDER).expect("set");
        assert_eq!(other, titled.replace("\"T\"", "\"U\""));
        assert_eq!(remove_member(&other, "/title").as_deref(), Some(text));
        assert_eq!(remove_member(text, "/text").as_deref(), Some("{\n  \"id\": \"a\"\n}\n"));
        assert_eq!(remove_member("{\"a\": 1}", "/a").as_deref(), Some("{}"));
        assert_eq!(remove_member(text, "/other"), None);
        assert_eq!(
            set_member("{\"text\": 1}", "", "id", &json!("a"), &ORDER).as_deref(),
            Some("{\"id\": \"a\", \"text\": 1}")
        );
        assert_eq!(
            set_member("{}", "", "id", &json!("a"), &ORDER).as_deref(),
            Some("{\"id\": \"a\"}")
        );
    }

    #[test]
    fn an_item_goes_with_its_line() {
        let text = "{\n  \"x\": [\n    {\"a\": 1},\n    {\"b\": 2},\n    3\n  ]\n}\n";
        for (number, left) in [
            (0, "{\n  \"x\": [\n    {\"b\": 2},\n    3\n  ]\n}\n"),
            (1, "{\n  \"x\": [\n    {\"a\": 1},\n    3\n  ]\n}\n"),
            (2, "{\n  \"x\": [\n    {\"a\": 1},\n    {\"b\": 2}\n  ]\n}\n"),
        ] {
            assert_eq!(remove_item(text, "/x", number).as_deref(), Some(left));
        }
        assert_eq!(remove_item("{\"x\": [\n 1\n]}", "/x", 0).as_deref(), Some("{\"x\": []}"));
        assert_eq!(remove_item(text, "/x", 3), None);
        assert_eq!(remove_item(text, "/x/0", 0), None);
    }

    #[test]
    fn strings_are_rewritten_where_they_stand() {
        let text = "\u{feff}{\"a\" : \"x\", \"b\": [ \"x\", \"y\" ]}";
        let strings = [("/b/0".to_owned(), "n\"ew"), ("/a".to_owned(), "new")];
        assert_eq!(
            rewrite(text, &strings).as_deref(),
            Some("\u{feff}{\"a\" : \"new\", \"b\": [ \"n\\\"ew\", \"y\" ]}")
        );
        assert_eq!(rewrite(text, &[("/b".to_owned(), "x")]), None);
    }
}
