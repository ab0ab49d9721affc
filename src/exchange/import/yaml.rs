//! YAML as the values that importers read.

use saphyr_parser::{Event, Parser, ScalarStyle};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// The most levels of a value.
const MAX_LEVELS: usize = 64;

/// The most values of a text, those that aliases repeat among them: a few lines of aliases may mean billions.
const MAX_VALUES: usize = 10_000_000;

/// Why a text is not read as YAML.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum YamlError {
    /// It is no YAML: what is wrong, and on which line.
    #[error("{0}")]
    Syntax(String),
    /// An alias names nothing.
    #[error("an alias refers to an anchor that does not exist")]
    NoAnchor,
    /// Its values are in too many others.
    #[error("it has more than {MAX_LEVELS} levels")]
    Levels,
    /// It has too many values.
    #[error("it has more than {MAX_VALUES} values")]
    Values,
}

/// A list or a mapping that is not closed.
enum Open {
    List(Vec<Value>),
    /// With the key whose value comes next.
    Members(Map<String, Value>, Option<String>),
}

/// What was read so far.
#[derive(Default)]
struct Reader {
    open: Vec<(Open, usize)>,
    anchored: HashMap<usize, (Value, usize)>,
    documents: Vec<Value>,
    values: usize,
}

/// The documents of a text.
///
/// # Errors
/// [`YamlError`] where it is no YAML, or more than is read.
pub fn yaml(text: &str) -> Result<Vec<Value>, YamlError> {
    let mut reader = Reader::default();
    for event in Parser::new_from_str(text) {
        let (event, _) = event.map_err(|error| YamlError::Syntax(error.to_string()))?;
        reader.take(event)?;
    }
    Ok(reader.documents)
}

impl Reader {
    fn take(&mut self, event: Event<'_>) -> Result<(), YamlError> {
        match event {
            Event::Scalar(text, style, anchor, _) => self.put(scalar(&text, style), anchor),
            Event::SequenceStart(anchor, _) => self.enter(Open::List(Vec::new()), anchor),
            Event::MappingStart(anchor, _) => self.enter(Open::Members(Map::new(), None), anchor),
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some((Open::List(items), anchor)) => self.put(items.into(), anchor),
                Some((Open::Members(members, _), anchor)) => self.put(members.into(), anchor),
                None => Ok(()),
            },
            Event::Alias(anchor) => {
                let Some((value, count)) = self.anchored.get(&anchor).cloned() else {
                    return Err(YamlError::NoAnchor);
                };
                self.count(count)?;
                self.put(value, 0)
            }
            _ => Ok(()),
        }
    }

    fn enter(&mut self, open: Open, anchor: usize) -> Result<(), YamlError> {
        if self.open.len() >= MAX_LEVELS {
            return Err(YamlError::Levels);
        }
        self.open.push((open, anchor));
        Ok(())
    }

    fn count(&mut self, more: usize) -> Result<(), YamlError> {
        self.values = self.values.saturating_add(more);
        if self.values > MAX_VALUES {
            return Err(YamlError::Values);
        }
        Ok(())
    }

    fn put(&mut self, value: Value, anchor: usize) -> Result<(), YamlError> {
        self.count(1)?;
        if anchor > 0 {
            let size = size(&value);
            self.count(size)?;
            self.anchored.insert(anchor, (value.clone(), size));
        }
        match self.open.last_mut() {
            None => self.documents.push(value),
            Some((Open::List(items), _)) => items.push(value),
            Some((Open::Members(members, key), _)) => {
                if let Some(name) = key.take() {
                    members.insert(name, value);
                } else {
                    let name = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                    *key = Some(name);
                }
            }
        }
        Ok(())
    }
}

/// How many values a value has, itself among them.
fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Object(members) => 1 + members.values().map(size).sum::<usize>(),
        _ => 1,
    }
}

/// A scalar by the core schema; what is quoted is text, whatever it looks like.
fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return text.into();
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => true.into(),
        "false" | "False" | "FALSE" => false.into(),
        // A number stays as it is written: `2020.10` is a label as often.
        _ => text
            .parse::<i64>()
            .ok()
            .filter(|n| n.to_string() == text)
            .map_or_else(|| text.into(), Value::from),
    }
}

#[cfg(test)]
mod tests {
    use super::{YamlError, yaml};
    use serde_json::json;

    #[test]
    fn values_of_every_style() {
        let text = "a: &x\n  - one: 1\n    two: '2'\n  - \"t\\u00e9\"\nb: *x\nc: |\n  two\n  lines\nd: >-\n  one\n  line\ne: {f: [~, true, 2020.10]}\n---\nplain\n  words\n";
        let list = json!([{"one": 1, "two": "2"}, "té"]);
        let first = json!({"a": list, "b": list, "c": "two\nlines\n", "d": "one line", "e": {"f": [null, true, "2020.10"]}});
        assert_eq!(yaml(text), Ok(vec![first, json!("plain words")]));
    }

    #[test]
    fn what_is_refused_says_why() {
        assert!(yaml("a: [").is_err_and(|why| why.to_string().contains("line")));
        assert_eq!(yaml(&"[".repeat(100)), Err(YamlError::Levels));
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..12 {
            let before = format!("*a{}", level - 1);
            bomb.push_str(&format!("a{level}: &a{level} [{}]\n", [&*before; 10].join(", ")));
        }
        assert_eq!(yaml(&bomb), Err(YamlError::Values));
    }
}
