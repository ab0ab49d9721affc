//! The quick yes: most files are as their schema wants them, and no validator is needed to say so.
//!
//! A [`Shape`] is read off the schema that the validator is compiled from. It only ever says that a file
//! surely fits; whatever it is not sure of (an error, a keyword it does not know, a number with a
//! fraction) goes to the validator, and every error is the validator's. Compiling that takes longer
//! than the whole check of a small repository.

use super::formats::{self, Check};
use crate::claim::SLUG;
use crate::json::{Kind, Node, NodeId, Tree};
use crate::seal::{BASE64, BASE64_OR_NOTHING};
use crate::source::HEX_64;
use serde_json::Value;
use std::collections::BTreeMap;

/// The most items of an array that are compared with each other.
const MAX_COMPARED: usize = 32;

/// What a schema asks of a value, where it asks nothing else.
#[derive(Default)]
pub(super) struct Shape {
    /// Any of these; all types where there is none.
    types: Vec<String>,
    members: BTreeMap<String, Shape>,
    required: Vec<String>,
    /// Whether other members than `members` are refused.
    closed: bool,
    items: Option<Box<Shape>>,
    choices: Option<Vec<String>>,
    /// What a string must be like: its pattern and its format.
    checks: Vec<fn(&str) -> bool>,
    format: Option<Check>,
    /// Characters of a string.
    length: (usize, Option<usize>),
    /// Items of an array.
    count: (usize, Option<usize>),
    minimum: Option<u64>,
    unique: bool,
}

impl Shape {
    /// The shape that `schema` asks for; none where it has a keyword or a pattern that is not known here.
    pub(super) fn of(schema: &Value) -> Option<Self> {
        let mut shape = Self::default();
        for (keyword, value) in schema.as_object()? {
            match keyword.as_str() {
                "$schema" | "title" | "description" => {}
                "type" => shape.types = names(value)?,
                "properties" => {
                    let members = value.as_object()?.iter();
                    let members = members.map(|(name, of)| Some((name.clone(), Self::of(of)?)));
                    shape.members = members.collect::<Option<_>>()?;
                }
                "required" => shape.required = names(value)?,
                "additionalProperties" => shape.closed = !value.as_bool()?,
                "items" => shape.items = Some(Box::new(Self::of(value)?)),
                "enum" => shape.choices = Some(names(value)?),
                "pattern" => shape.checks.push(pattern(value.as_str()?)?),
                "format" => shape.format = Some(formats::check(value.as_str()?)?),
                "minLength" => shape.length.0 = size(value)?,
                "maxLength" => shape.length.1 = Some(size(value)?),
                "minItems" => shape.count.0 = size(value)?,
                "maxItems" => shape.count.1 = Some(size(value)?),
                "minimum" => shape.minimum = Some(value.as_u64()?),
                "uniqueItems" => shape.unique = value.as_bool()?,
                _ => return None,
            }
        }
        Some(shape)
    }

    /// Whether `node` surely is as the schema asks. It calls itself once a level of the schema.
    pub(super) fn fits(&self, tree: &Tree, node: &Node) -> bool {
        let of_type = |name| self.types.is_empty() || self.types.iter().any(|t| t == name);
        match &node.kind {
            Kind::Null => of_type("null") && self.choices.is_none(),
            Kind::Bool(_) => of_type("boolean") && self.choices.is_none(),
            Kind::Number(raw) => (of_type("integer") || of_type("number")) && self.has_number(raw),
            Kind::String(text) => of_type("string") && self.has_string(text),
            Kind::Array(items) => of_type("array") && self.has_items(tree, node, items.len()),
            Kind::Object { by_name, .. } => {
                let name = |id: &NodeId| tree.node(*id).and_then(|n| Some(&n.key.as_ref()?.name));
                let twice = by_name.windows(2).any(|w| matches!(w, [a, b] if name(a) == name(b)));
                of_type("object") && !twice && self.has_members(tree, node)
            }
        }
    }

    /// Whole numbers only: those that are none go to the validator.
    fn has_number(&self, raw: &str) -> bool {
        let least = self.minimum.unwrap_or(0);
        self.choices.is_none() && raw.parse::<u64>().is_ok_and(|number| number >= least)
    }

    fn has_string(&self, text: &str) -> bool {
        let (least, most) = self.length;
        // A character has at most four bytes; most texts are long enough at a glance.
        let long_enough = text.len() / 4 >= least || text.chars().count() >= least;
        let short_enough = most.is_none_or(|m| text.len() <= m || text.chars().count() <= m);
        let chosen = self.choices.as_ref().is_none_or(|all| all.iter().any(|c| c == text));
        let formed = self.format.is_none_or(|check| formats::passes(check, text));
        long_enough && short_enough && chosen && formed && self.checks.iter().all(|c| c(text))
    }

    fn has_items(&self, tree: &Tree, node: &Node, count: usize) -> bool {
        let (least, most) = self.count;
        count >= least
            && most.is_none_or(|m| count <= m)
            && self.choices.is_none()
            && (!self.unique || count < 2 || surely_differ(tree, node, count))
            && self.items.as_ref().is_none_or(|of| tree.children(node).all(|i| of.fits(tree, i)))
    }

    fn has_members(&self, tree: &Tree, node: &Node) -> bool {
        let member = |child: &Node| {
            let Some(key) = &child.key else { return false };
            match self.members.get(&key.name) {
                Some(shape) => shape.fits(tree, child),
                None => !self.closed,
            }
        };
        let named = |name: &String| {
            tree.children(node).any(|c| c.key.as_ref().is_some_and(|k| k.name == *name))
        };
        self.choices.is_none() && tree.children(node).all(member) && self.required.iter().all(named)
    }
}

/// Whether no two of a few items are the same. Numbers may be written in more than one way.
fn surely_differ(tree: &Tree, node: &Node, count: usize) -> bool {
    let items: Vec<&Node> = tree.children(node).collect();
    count <= MAX_COMPARED
        && items
            .iter()
            .enumerate()
            .all(|(at, a)| items.iter().skip(at + 1).all(|b| !may_be_same(tree, a, b)))
}

/// It calls itself once a level of nesting, which the parser bounds.
fn may_be_same(tree: &Tree, a: &Node, b: &Node) -> bool {
    match (&a.kind, &b.kind) {
        (Kind::String(a), Kind::String(b)) => a == b,
        (Kind::Array(x), Kind::Array(y)) => {
            x.len() == y.len()
                && tree.children(a).zip(tree.children(b)).all(|(a, b)| may_be_same(tree, a, b))
        }
        (Kind::Object { .. }, Kind::Object { .. }) => {
            let named = |x: &Node, y: &Node| {
                x.key.as_ref().map(|k| &k.name) == y.key.as_ref().map(|k| &k.name)
            };
            tree.children(a)
                .all(|x| tree.children(b).any(|y| named(x, y) && may_be_same(tree, x, y)))
        }
        (a, b) => std::mem::discriminant(a) == std::mem::discriminant(b),
    }
}

/// The check of a pattern that is known here.
fn pattern(pattern: &str) -> Option<fn(&str) -> bool> {
    Some(match pattern {
        SLUG => |text| {
            let small = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
            text.split('-').all(|word| !word.is_empty() && word.bytes().all(small))
        },
        HEX_64 => {
            |text| text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        }
        BASE64 => |text| !text.is_empty() && text.bytes().all(is_base64),
        BASE64_OR_NOTHING => |text| text.bytes().all(is_base64),
        _ => return None,
    })
}

/// By a table: proofs have more of it than of all else.
fn is_base64(byte: u8) -> bool {
    const DIGITS: [bool; 256] = {
        let mut digits = [false; 256];
        let mut byte = 0_u8;
        while byte < 128 {
            digits[byte as usize] = byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
            byte += 1;
        }
        digits
    };
    DIGITS.get(usize::from(byte)).copied().unwrap_or(false)
}

/// A string, or an array of strings.
fn names(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(name) => Some(vec![name.clone()]),
        Value::Array(names) => names.iter().map(|n| n.as_str().map(str::to_owned)).collect(),
        _ => None,
    }
}

fn size(value: &Value) -> Option<usize> {
    value.as_u64().and_then(|n| usize::try_from(n).ok())
}
