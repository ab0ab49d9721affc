//! The tree: nodes in one vector, in the order of the file.

use crate::text::Span;
use nojson::JsonValueKind;
use std::fmt::Write as _;
use std::ops::Range;

/// A node's place in its tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(usize);

/// What a value is, strings decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueKind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as the file writes it.
    Number(String),
    /// A string, decoded.
    String(String),
    /// An array's items.
    Array(Vec<NodeId>),
    /// An object.
    Object {
        /// Its members, in the order of the file.
        members: Vec<NodeId>,
        /// The same members by name, those of one name in the order of the file.
        by_name: Vec<NodeId>,
    },
}

/// The key of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberKey {
    /// Decoded.
    pub name: String,
    /// Its bytes, quotation marks included.
    pub span: Span,
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub kind: ValueKind,
    /// Its bytes, quotation marks and brackets included.
    pub span: Span,
    /// Its key, where it is a member of an object.
    pub key: Option<MemberKey>,
    /// The array or object that it is in.
    pub parent: Option<NodeId>,
}

/// A parsed JSON file. Where a key occurs twice in one object, pointers mean the last.
#[derive(Debug, Clone)]
pub struct Tree {
    nodes: Vec<Node>,
}

impl Tree {
    /// Bytes of the value at a JSON pointer (RFC 6901), quotes included for a string.
    #[must_use]
    pub fn value_span(&self, pointer: &str) -> Option<Span> {
        self.get(pointer).map(|node| node.span)
    }

    /// Bytes of the key of the member at a JSON pointer, quotes included. An array or object
    /// without a key (the root, an array's item) has its opening bracket in the key's stead.
    #[must_use]
    pub fn key_span(&self, pointer: &str) -> Option<Span> {
        let node = self.get(pointer)?;
        match (&node.key, &node.kind) {
            (Some(key), _) => Some(key.span),
            (None, ValueKind::Array(_) | ValueKind::Object { .. }) => {
                Some(Span::new(node.span.start, node.span.start + 1))
            }
            (None, _) => None,
        }
    }

    /// Bytes, in the file, of the decoded bytes `range` of the string at a JSON pointer. A range
    /// that begins or ends inside a character takes the whole of it.
    #[must_use]
    pub fn string_span(&self, text: &str, pointer: &str, range: Range<usize>) -> Option<Span> {
        let node = self.get(pointer)?;
        let ValueKind::String(decoded) = &node.kind else { return None };
        string_span(text, node.span, decoded, range)
    }

    /// The root, `""`.
    #[must_use]
    pub fn root(&self) -> Option<&Node> {
        self.nodes.first()
    }

    /// A node of this tree.
    #[must_use]
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.0)
    }

    /// The node at a JSON pointer.
    #[must_use]
    pub fn get(&self, pointer: &str) -> Option<&Node> {
        let mut node = self.root()?;
        if pointer.is_empty() {
            return Some(node);
        }
        for token in pointer.strip_prefix('/')?.split('/') {
            node = self.child(node, token)?;
        }
        Some(node)
    }

    /// The decoded string at a JSON pointer.
    #[must_use]
    pub fn string(&self, pointer: &str) -> Option<&str> {
        match &self.get(pointer)?.kind {
            ValueKind::String(text) => Some(text),
            _ => None,
        }
    }

    /// The items of an array or the members of an object, in the order of the file.
    pub fn children<'t>(&'t self, node: &'t Node) -> impl Iterator<Item = &'t Node> {
        let ids: &[NodeId] = match &node.kind {
            ValueKind::Array(items) => items,
            ValueKind::Object { members, .. } => members,
            _ => &[],
        };
        ids.iter().filter_map(|id| self.node(*id))
    }

    /// The JSON pointer of a node.
    #[must_use]
    pub fn pointer(&self, id: NodeId) -> String {
        let mut tokens = Vec::new();
        let mut at = Some(id);
        while let Some(id) = at {
            let Some(node) = self.node(id) else { break };
            if let Some(parent) = node.parent.and_then(|parent| self.node(parent)) {
                tokens.push(match (&node.key, &parent.kind) {
                    (Some(key), _) => super::escape_token(&key.name).into_owned(),
                    (None, ValueKind::Array(items)) => {
                        items.partition_point(|i| *i < id).to_string()
                    }
                    (None, _) => String::new(),
                });
            }
            at = node.parent;
        }
        tokens.iter().rev().fold(String::new(), |mut pointer, token| {
            pointer.push('/');
            pointer.push_str(token);
            pointer
        })
    }

    /// The tree as `serde_json` holds it.
    #[must_use]
    pub fn to_value(&self) -> serde_json::Value {
        self.root().map_or(serde_json::Value::Null, |root| self.value_of(root))
    }

    /// Calls itself once a level, of which there are at most [`super::MAX_DEPTH`].
    fn value_of(&self, node: &Node) -> serde_json::Value {
        match &node.kind {
            ValueKind::Null => serde_json::Value::Null,
            ValueKind::Bool(value) => (*value).into(),
            ValueKind::Number(raw) => number(raw),
            ValueKind::String(text) => text.as_str().into(),
            ValueKind::Array(_) => self.children(node).map(|item| self.value_of(item)).collect(),
            ValueKind::Object { .. } => self
                .children(node)
                .filter_map(|member| Some((member.key.as_ref()?.name.clone(), member)))
                .map(|(name, member)| (name, self.value_of(member)))
                .collect(),
        }
    }

    /// Keys that occur again in their object, each with the first of its name.
    pub(super) fn duplicates(&self) -> Vec<(&MemberKey, &MemberKey)> {
        let mut found = Vec::new();
        for node in &self.nodes {
            let ValueKind::Object { by_name, .. } = &node.kind else { continue };
            let mut first: Option<&MemberKey> = None;
            for key in by_name.iter().filter_map(|id| self.node(*id)?.key.as_ref()) {
                match first {
                    Some(first) if first.name == key.name => found.push((first, key)),
                    _ => first = Some(key),
                }
            }
        }
        found
    }

    fn child<'t>(&'t self, node: &'t Node, token: &str) -> Option<&'t Node> {
        match &node.kind {
            ValueKind::Array(items) => self.node(*items.get(array_index(token)?)?),
            ValueKind::Object { by_name, .. } => {
                let name = token.replace("~1", "/").replace("~0", "~");
                let after = by_name.partition_point(|id| self.name(*id) <= name.as_str());
                let last = *by_name.get(after.checked_sub(1)?)?;
                (self.name(last) == name).then(|| self.node(last))?
            }
            _ => None,
        }
    }

    fn name(&self, id: NodeId) -> &str {
        self.node(id).and_then(|node| node.key.as_ref()).map_or("", |key| key.name.as_str())
    }

    fn add(&mut self, node: Node) -> NodeId {
        let id = NodeId(self.nodes.len());
        let parent = node.parent;
        self.nodes.push(node);
        if let Some(parent) = parent.and_then(|parent| self.nodes.get_mut(parent.0)) {
            match &mut parent.kind {
                ValueKind::Array(items) => items.push(id),
                ValueKind::Object { members, .. } => members.push(id),
                _ => {}
            }
        }
        id
    }

    /// Fills `by_name` of the object `id`, whose members are complete.
    fn finish(&mut self, id: NodeId) {
        let Some(ValueKind::Object { members, .. }) = self.node(id).map(|node| &node.kind) else {
            return;
        };
        let mut sorted = members.clone();
        sorted.sort_by(|a, b| self.name(*a).cmp(self.name(*b)));
        if let Some(ValueKind::Object { by_name, .. }) =
            self.nodes.get_mut(id.0).map(|node| &mut node.kind)
        {
            *by_name = sorted;
        }
    }
}

/// Bytes, in the file, of the decoded bytes `range` of the string that is at `span` of `text`, and is `decoded`.
pub(crate) fn string_span(
    text: &str,
    span: Span,
    decoded: &str,
    range: Range<usize>,
) -> Option<Span> {
    if range.start > range.end || range.end > decoded.len() {
        return None;
    }
    let first = span.start + 1;
    let raw = text.get(first..span.end.checked_sub(1)?)?;
    if raw.len() == decoded.len() {
        let start = decoded.floor_char_boundary(range.start);
        let end = if range.is_empty() { start } else { decoded.ceil_char_boundary(range.end) };
        return Some(Span::new(first + start, first + end));
    }
    let span = raw_range(raw, range);
    Some(Span::new(first + span.start, first + span.end))
}

/// The pointer of the member or item `token` of the value at `pointer`.
#[must_use]
pub fn join(pointer: &str, token: impl std::fmt::Display) -> String {
    let mut joined = format!("{pointer}/");
    let token = token.to_string();
    // Writing to a string does not fail.
    let _ = joined.write_str(&super::escape_token(&token));
    joined
}

/// A number that no 64-bit float holds.
#[derive(Debug)]
pub(super) struct OutOfRange(pub(super) Span);

/// Makes the tree of a parsed text whose first byte is byte `offset` of the file.
pub(super) fn build(raw: &nojson::RawJson<'_>, offset: usize) -> Result<Tree, OutOfRange> {
    let mut tree = Tree { nodes: Vec::new() };
    let mut open: Vec<(NodeId, usize, bool)> = Vec::new();
    let mut key: Option<MemberKey> = None;
    let mut index = 0;
    while let Some(value) = raw.get_value_by_index(index) {
        index += 1;
        let span = Span::new(value.position(), value.position() + value.as_raw_str().len());
        while let Some((id, _, _)) = open.pop_if(|(_, end, _)| *end <= span.start) {
            tree.finish(id);
        }
        let span = Span::new(span.start + offset, span.end + offset);
        let parent = open.last();
        if key.is_none() && parent.is_some_and(|(_, _, object)| *object) {
            key = Some(MemberKey { name: decoded(value), span });
            continue;
        }
        let kind = kind(value).ok_or(OutOfRange(span))?;
        let container = matches!(kind, ValueKind::Array(_) | ValueKind::Object { .. });
        let object = matches!(kind, ValueKind::Object { .. });
        let parent = parent.map(|(id, _, _)| *id);
        let id = tree.add(Node { kind, span, key: key.take(), parent });
        if container {
            open.push((id, span.end - offset, object));
        }
    }
    while let Some((id, _, _)) = open.pop() {
        tree.finish(id);
    }
    Ok(tree)
}

fn kind(value: nojson::RawJsonValue<'_, '_>) -> Option<ValueKind> {
    let raw = value.as_raw_str();
    Some(match value.kind() {
        JsonValueKind::Null => ValueKind::Null,
        JsonValueKind::Boolean => ValueKind::Bool(raw == "true"),
        JsonValueKind::Integer | JsonValueKind::Float => {
            raw.parse::<f64>().ok().filter(|number| number.is_finite())?;
            ValueKind::Number(raw.to_owned())
        }
        JsonValueKind::String => ValueKind::String(decoded(value)),
        JsonValueKind::Array => ValueKind::Array(Vec::new()),
        JsonValueKind::Object => ValueKind::Object { members: Vec::new(), by_name: Vec::new() },
    })
}

/// The parser has checked the string, so it can be decoded.
fn decoded(value: nojson::RawJsonValue<'_, '_>) -> String {
    value.to_unquoted_string_str().map(std::borrow::Cow::into_owned).unwrap_or_default()
}

fn number(raw: &str) -> serde_json::Value {
    if let Ok(number) = raw.parse::<u64>() {
        return number.into();
    }
    // `-0` stays what it is: a float.
    if let Ok(number) = raw.parse::<i64>()
        && number != 0
    {
        return number.into();
    }
    raw.parse::<f64>().map_or(serde_json::Value::Null, Into::into)
}

/// An array index by RFC 6901: no sign, no leading zero.
fn array_index(token: &str) -> Option<usize> {
    let plain = token == "0" || !token.starts_with(['0', '+']);
    token.parse().ok().filter(|_| plain)
}

/// Bytes of the escaped `raw` that the decoded bytes `range` come from.
pub(crate) fn raw_range(raw: &str, range: Range<usize>) -> Range<usize> {
    let mut start = None;
    let (mut at, mut decoded) = (0, 0);
    while at < raw.len() {
        let (length, width) = piece(raw, at);
        if start.is_none() && range.start < decoded + width {
            if range.is_empty() {
                return at..at;
            }
            start = Some(at);
        }
        at += length;
        decoded += width;
        if let Some(start) = start
            && range.end <= decoded
        {
            return start..at;
        }
    }
    start.unwrap_or(raw.len())..raw.len()
}

/// Raw length and decoded length of the character or escape at byte `at`.
fn piece(raw: &str, at: usize) -> (usize, usize) {
    let mut chars = raw.get(at..).unwrap_or_default().chars();
    match (chars.next(), chars.next()) {
        (Some('\\'), Some('u')) => match code_unit(raw, at) {
            0..=0x7f => (6, 1),
            0x80..=0x7ff => (6, 2),
            0xd800..=0xdbff => (12, 4),
            _ => (6, 3),
        },
        (Some('\\'), _) => (2, 1),
        (Some(c), _) => (c.len_utf8(), c.len_utf8()),
        (None, _) => (1, 1),
    }
}

fn code_unit(raw: &str, at: usize) -> u16 {
    raw.get(at + 2..at + 6).and_then(|hex| u16::from_str_radix(hex, 16).ok()).unwrap_or_default()
}
