//! A fast path that proves that a file fits its schema, without a tree or a validator: most files do.
//!
//! A [`Shape`] is read off the schema that the validator is compiled from, and compared with a file's text in
//! one pass. It only ever says that a file surely fits; whatever it is not sure of (an error, a key that
//! occurs twice, a keyword it does not know, a number with a fraction) goes to the parser and the validator,
//! and every error is theirs. Compiling a validator takes longer than the whole check of a small repository.

use super::formats::{self, Check};
use crate::claim::SLUG;
use crate::json::Scanner;
use crate::seal::{BASE64, BASE64_OR_NOTHING};
use crate::source::HEX_64;
use crate::text::is_slug;
use serde_json::Value;
use std::hash::{DefaultHasher, Hash, Hasher};

/// What a schema asks of a value, where it asks nothing else.
#[derive(Default)]
pub(super) struct Shape {
    /// The [`Type`]s that a value may have; any where there is none.
    types: u8,
    /// At most 64: a bit for each tells whether it was seen.
    members: Vec<(String, Shape)>,
    /// Of the members, those that must be there.
    required: u64,
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

/// The types that are read here, a bit each.
#[derive(Clone, Copy)]
enum Type {
    String = 1,
    Array = 2,
    Object = 4,
    Number = 8,
    /// `true`, `false` and `null` are left to the parser.
    Other = 16,
}

impl Type {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "string" => Self::String,
            "array" => Self::Array,
            "object" => Self::Object,
            "integer" | "number" => Self::Number,
            "boolean" | "null" => Self::Other,
            _ => return None,
        })
    }
}

/// A hash of a value that was read, the same for values that JSON Schema holds to be the same. It is 0 where
/// nobody asked for it.
type Print = u64;

impl Shape {
    /// The shape that `schema` asks for; none where it has a keyword or a pattern that is not known here.
    pub(super) fn of(schema: &Value) -> Option<Self> {
        let mut shape = Self::default();
        let schema = schema.as_object()?;
        for (keyword, value) in schema {
            match keyword.as_str() {
                // Members that are not known are not sure to fit, whatever the schema says of them.
                "$schema"
                | "title"
                | "description"
                | "default"
                | "additionalProperties"
                | "required" => {}
                "type" => {
                    for name in names(value)? {
                        shape.types |= Type::named(&name)? as u8;
                    }
                }
                "properties" => {
                    let members = value.as_object()?.iter();
                    let members = members.map(|(name, of)| Some((name.clone(), Self::of(of)?)));
                    shape.members = members.collect::<Option<_>>()?;
                }
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
        for name in schema.get("required").map_or(Some(Vec::new()), names)? {
            shape.required |= shape.member(&name)?.1;
        }
        Some(shape)
    }

    /// Whether the file `text` surely is JSON, and as the schema asks.
    pub(super) fn allows(&self, text: &str) -> bool {
        let mut scanner = Scanner::new(text);
        self.read(&mut scanner, false).is_some() && scanner.is_at_end()
    }

    /// Reads a value that surely fits. It calls itself once a level of the schema.
    fn read(&self, scanner: &mut Scanner<'_>, print: bool) -> Option<Print> {
        let of_type = |one: Type| self.types == 0 || self.types & one as u8 != 0;
        match scanner.peek()? {
            b'"' if of_type(Type::String) => {
                let text = scanner.string()?;
                self.has_string(&text).then(|| if print { printed(&*text) } else { 0 })
            }
            b'[' if of_type(Type::Array) => self.read_items(scanner, print),
            b'{' if of_type(Type::Object) => self.read_members(scanner, print),
            b'0'..=b'9' => self.read_number(scanner, print),
            _ => None,
        }
    }

    fn read_number(&self, scanner: &mut Scanner<'_>, print: bool) -> Option<Print> {
        let of_type = self.types == 0 || self.types & Type::Number as u8 != 0;
        let number = scanner.whole_number().filter(|_| of_type && self.choices.is_none())?;
        let fits = number >= self.minimum.unwrap_or(0);
        fits.then(|| if print { printed(number) } else { 0 })
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

    fn read_items(&self, scanner: &mut Scanner<'_>, print: bool) -> Option<Print> {
        let shape = self.items.as_deref()?;
        let (mut count, mut prints) = (0, Vec::new());
        let mut open = scanner.take(b'[') && !scanner.take(b']');
        while open {
            // Proofs have more numbers than all else: they need not go the long way.
            let item = if scanner.peek()?.is_ascii_digit() {
                shape.read_number(scanner, print || self.unique)?
            } else {
                shape.read(scanner, print || self.unique)?
            };
            if print || self.unique {
                prints.push(item);
            }
            count += 1;
            open = !scanner.ends_after(b']')?;
        }
        let whole = if print { printed(&prints) } else { 0 };
        if self.unique {
            prints.sort_unstable();
        }
        let differ = !self.unique || prints.windows(2).all(|w| matches!(w, [a, b] if a != b));
        let (least, most) = self.count;
        let fits = count >= least && most.is_none_or(|m| count <= m) && self.choices.is_none();
        (fits && differ).then_some(whole)
    }

    fn read_members(&self, scanner: &mut Scanner<'_>, print: bool) -> Option<Print> {
        let (mut seen, mut sum) = (0, 0_u64);
        let mut open = scanner.take(b'{') && !scanner.take(b'}');
        while open {
            let name = scanner.string()?;
            let (shape, bit) = self.member(&name)?;
            if seen & bit != 0 || !scanner.take(b':') {
                return None;
            }
            seen |= bit;
            let value = shape.read(scanner, print)?;
            if print {
                // In whatever order they are.
                sum = sum.wrapping_add(printed((bit, value)));
            }
            open = !scanner.ends_after(b'}')?;
        }
        (seen & self.required == self.required && self.choices.is_none()).then_some(sum)
    }

    /// The member `name` and its bit.
    fn member(&self, name: &str) -> Option<(&Self, u64)> {
        let at = self.members.iter().position(|(member, _)| member == name)?;
        Some((&self.members.get(at)?.1, 1_u64.checked_shl(u32::try_from(at).ok()?)?))
    }
}

fn printed(value: impl Hash) -> Print {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The check of a pattern that is known here.
fn pattern(pattern: &str) -> Option<fn(&str) -> bool> {
    Some(match pattern {
        SLUG => is_slug,
        HEX_64 => is_hash,
        BASE64 => |text| !text.is_empty() && is_base64(text),
        BASE64_OR_NOTHING => is_base64,
        _ => return None,
    })
}

/// 64 digits, hexadecimal and in small letters.
pub(super) fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// To the end, without a branch: the compiler takes many bytes at once, and proofs have more of it than of all else.
pub(super) fn is_base64(text: &str) -> bool {
    let digit = |byte: u8| {
        let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
        letter || byte.is_ascii_digit() || byte == b'+' || byte == b'/'
    };
    text.bytes().fold(0, |wrong, byte| wrong | u8::from(!digit(byte))) == 0
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
