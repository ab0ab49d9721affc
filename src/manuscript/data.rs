//! Data: JSON, a JSON text a line, YAML. Each object with the words of a quotation is one, of the source that it names.
//!
//! The source is the object's own, or that of an object around it, as in W3C annotations and in the answers of models:
//!
//! ```json
//! {"source": "terms.txt", "quotes": [{"quote": "They come about twice a month"}]}
//! {"cited_text": "They come about twice a month", "document_title": "terms.txt"}
//! ```

use super::Origin;
use super::table::{PAGES, PREFIXES, QUOTES, SOURCES, SUFFIXES};
use super::{Manuscript, ManuscriptError, Quotation, Rule, SourceKey, TableColumns, Tie, yaml};
use crate::json::{self, Node, Tree, ValueKind, raw_range};
use crate::text::{LineIndex, Span};

/// A value that stands for a text, and where it is.
#[derive(Debug, Clone)]
pub(super) struct TextValue {
    pub(super) text: String,
    pub(super) origin: Origin,
}

/// The values of one object that are texts or numbers, by their names.
pub(super) type Members = Vec<(String, TextValue)>;

pub(super) fn json(text: &str, columns: &TableColumns) -> Result<Manuscript, ManuscriptError> {
    let mut found = Manuscript::default();
    values(text, 0, 1, columns, &mut found)?;
    Ok(found)
}

pub(super) fn json_lines(
    text: &str,
    columns: &TableColumns,
) -> Result<Manuscript, ManuscriptError> {
    let mut found = Manuscript::default();
    let mut at = 0;
    for (number, line) in (1_u64..).zip(text.split_inclusive('\n')) {
        if !line.trim().is_empty() {
            values(line, at, number, columns, &mut found)?;
        }
        at += line.len();
    }
    Ok(found)
}

pub(super) fn yaml(text: &str, columns: &TableColumns) -> Result<Manuscript, ManuscriptError> {
    let mut found = Manuscript::default();
    for (members, source) in
        yaml::objects(text, |name| is_role(name, columns.source.as_ref(), &SOURCES))?
    {
        quotation(&members, source.as_ref(), columns, &mut found);
    }
    Ok(found)
}

/// The quotations of one JSON text, which is at byte `at` of the file.
fn values(
    text: &str,
    at: usize,
    line: u64,
    columns: &TableColumns,
    found: &mut Manuscript,
) -> Result<(), ManuscriptError> {
    let (tree, problems) = json::parse(text);
    let Some(tree) = tree else {
        let problem = problems.first();
        let lines = LineIndex::new(text);
        let inner = problem.map_or(1, |p| lines.position(text, p.span.start).line);
        let line = line + u64::try_from(inner).unwrap_or(1) - 1;
        let reason = problem.map_or_else(
            || "it is not JSON".to_owned(),
            |p| format!("it is not JSON: {}", p.message),
        );
        return Err(ManuscriptError::Table { line, reason });
    };
    let Some(root) = tree.root() else { return Ok(()) };
    let mut open: Vec<(&Node, Option<TextValue>)> = vec![(root, None)];
    while let Some((node, mut source)) = open.pop() {
        if matches!(node.kind, ValueKind::Object { .. }) {
            let mut members = members(&tree, node, text, at);
            members.extend(inner_members(&tree, node, text, at, columns));
            let own = pick(&members, columns.source.as_ref(), &SOURCES);
            source = own.cloned().or_else(|| described(&tree, node, text, at, columns)).or(source);
            quotation(&members, source.as_ref(), columns, found);
            for words in listed(&tree, node, text, at, columns) {
                let name = columns.quote.clone().unwrap_or_else(|| "quote".to_owned());
                let mut members = members.clone();
                members.retain(|(known, _)| !is_role(known, columns.quote.as_ref(), &QUOTES));
                members.push((name.to_lowercase(), words));
                quotation(&members, source.as_ref(), columns, found);
            }
        }
        let children: Vec<&Node> = tree.children(node).collect();
        open.extend(children.into_iter().rev().map(|child| (child, source.clone())));
    }
    Ok(())
}

fn members(tree: &Tree, object: &Node, text: &str, at: usize) -> Members {
    let member = |node: &Node| {
        let name = node.key.as_ref()?.name.to_lowercase();
        let value = match &node.kind {
            ValueKind::String(_) => string(node, text, at)?,
            ValueKind::Number(_) => TextValue {
                text: text.get(node.span.range())?.to_owned(),
                origin: Origin::default(),
            },
            _ => return None,
        };
        Some((name, value))
    };
    tree.children(object).filter_map(member).collect()
}

/// The name that an object gives its source in another: `"source": {"id": "smith2020", "title": …}`.
fn described(
    tree: &Tree,
    object: &Node,
    text: &str,
    at: usize,
    columns: &TableColumns,
) -> Option<TextValue> {
    const NAMES: [&str; 6] = ["id", "key", "file", "title", "url", "name"];
    let is_source = |node: &&Node| {
        let name = node.key.as_ref().map(|key| key.name.to_lowercase());
        matches!(node.kind, ValueKind::Object { .. })
            && name.is_some_and(|name| is_role(&name, columns.source.as_ref(), &SOURCES))
    };
    let inner = members(tree, tree.children(object).find(is_source)?, text, at);
    pick(&inner, None, &NAMES).cloned()
}

/// The words of lists: of `"quotes": ["…", "…"]` each is a quotation; those of `"quote": ["…", "…"]` are parts of one, and
/// words are left out between them.
fn listed(
    tree: &Tree,
    object: &Node,
    text: &str,
    at: usize,
    columns: &TableColumns,
) -> Vec<TextValue> {
    let is_list = |node: &&Node| {
        let name = node.key.as_ref().map(|key| key.name.to_lowercase()).unwrap_or_default();
        let one = name.strip_suffix('s').unwrap_or(&name);
        let named = |name: &str| is_role(name, columns.quote.as_ref(), &QUOTES);
        matches!(node.kind, ValueKind::Array(_)) && one != "text" && (named(&name) || named(one))
    };
    let mut found = Vec::new();
    for list in tree.children(object).filter(is_list) {
        let items: Vec<TextValue> =
            tree.children(list).filter_map(|item| string(item, text, at)).collect();
        let name = list.key.as_ref().map(|key| key.name.to_lowercase()).unwrap_or_default();
        if name.ends_with('s') { found.extend(items) } else { found.extend(joined(&items)) }
    }
    found
}

/// A string of the tree.
fn string(node: &Node, text: &str, at: usize) -> Option<TextValue> {
    let ValueKind::String(value) = &node.kind else { return None };
    let inside = Span::new(node.span.start + 1, node.span.end.saturating_sub(1));
    let raw = text.get(inside.range())?;
    Some(TextValue { text: value.clone(), origin: escaped(value, raw, at + inside.start) })
}

/// The parts of a quotation as one, with the mark of words left out between them. It stands for what is between the
/// strings in the file.
fn joined(parts: &[TextValue]) -> Option<TextValue> {
    const LEFT_OUT: &str = " … ";
    let mut all = parts.first()?.clone();
    for part in parts.iter().skip(1) {
        let end = all.text.len();
        let next = all.origin.span(Span::new(0, end)).end;
        all.text.push_str(LEFT_OUT);
        let start = part.origin.span(Span::new(0, part.text.len())).start;
        all.origin.add(Span::new(end, all.text.len()), Span::new(next, start.max(next)));
        all.origin.append(&part.origin, all.text.len());
        all.text.push_str(&part.text);
    }
    Some(all)
}

/// Where the characters of a string that is written with escapes are.
fn escaped(value: &str, raw: &str, at: usize) -> Origin {
    let mut origin = Origin::default();
    if value == raw {
        origin.add(Span::new(0, value.len()), Span::new(at, at + raw.len()));
        return origin;
    }
    // Stretches between backslashes are as they are; each escape stands for itself.
    let (mut done, mut from) = (0, 0);
    while from < raw.len() {
        let rest = raw.get(from..).unwrap_or("");
        let plain = rest.find('\\').unwrap_or(rest.len());
        origin.add(Span::new(done, done + plain), Span::new(at + from, at + from + plain));
        (done, from) = (done + plain, from + plain);
        let Some(c) = value.get(done..).and_then(|v| v.chars().next()) else { break };
        let rest = raw.get(from..).unwrap_or("");
        let width = raw_range(rest, 0..c.len_utf8()).end.max(1);
        origin.add(Span::new(done, done + c.len_utf8()), Span::new(at + from, at + from + width));
        (done, from) = (done + c.len_utf8(), from + width);
    }
    origin
}

fn is_role(name: &str, said: Option<&String>, usual: &[&str]) -> bool {
    said.map_or_else(|| usual.contains(&name), |said| said.eq_ignore_ascii_case(name))
}

/// The members of the objects below one that `--map` names, by their ways: `doc.name`.
fn inner_members(
    tree: &Tree,
    object: &Node,
    text: &str,
    at: usize,
    columns: &TableColumns,
) -> Members {
    let said = [&columns.quote, &columns.source, &columns.page, &columns.prefix, &columns.suffix];
    let mut found = Members::new();
    for way in said.into_iter().flatten().filter(|way| way.contains('.')) {
        let names: Vec<&str> = way.split('.').collect();
        let Some((last, outer)) = names.split_last() else { continue };
        let inner = outer.iter().try_fold(object, |node, name| {
            let is_named = |child: &&Node| {
                child.key.as_ref().is_some_and(|key| key.name.eq_ignore_ascii_case(name))
            };
            tree.children(node).find(is_named)
        });
        let Some(inner) = inner.filter(|node| matches!(node.kind, ValueKind::Object { .. })) else {
            continue;
        };
        let inner = members(tree, inner, text, at);
        let value = inner.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(last));
        found.extend(value.map(|(_, value)| (way.to_lowercase(), value)));
    }
    found
}

fn pick<'m>(members: &'m Members, said: Option<&String>, usual: &[&str]) -> Option<&'m TextValue> {
    let named = |wanted: &str| members.iter().find(|(n, _)| n == wanted).map(|(_, value)| value);
    match said {
        Some(name) => named(&name.to_lowercase()),
        None => usual.iter().find_map(|name| named(name)),
    }
}

/// Adds the quotation of an object, if it has the words of one.
fn quotation(
    members: &Members,
    source: Option<&TextValue>,
    columns: &TableColumns,
    found: &mut Manuscript,
) {
    let own = |said: &Option<String>, usual: &[&str]| pick(members, said.as_ref(), usual);
    // `text` is the name of much else: only beside a source is it a quotation.
    let cites = own(&columns.source, &SOURCES).is_some();
    let usual: Vec<&str> = QUOTES.into_iter().filter(|name| cites || *name != "text").collect();
    let Some(words) = own(&columns.quote, &usual) else { return };
    let text = words.text.trim();
    if text.is_empty() {
        return;
    }
    let start = words.text.len() - words.text.trim_start().len();
    let said = |value: Option<&TextValue>| {
        value.map(|v| v.text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    let page = said(own(&columns.page, &PAGES));
    let tie =
        said(source).map(|name| Tie::new(Rule::SameConstruct, vec![SourceKey::Name(name)], page));
    found.quotations.push(Quotation {
        text: text.to_owned(),
        origin: words.origin.part(Span::new(start, start + text.len())),
        tie,
        prefix: said(own(&columns.prefix, &PREFIXES)),
        suffix: said(own(&columns.suffix, &SUFFIXES)),
        ..Quotation::default()
    });
}
