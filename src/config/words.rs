//! What is wrong with a configuration, in plain words: which key, and what it may be.

use crate::text::or_nearest;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What a key may be.
#[derive(Clone, Copy)]
enum Shape {
    Text,
    Texts,
    Whole,
    Share,
    Severity,
    /// Keys that are known.
    Table(&'static [(&'static str, Self)]),
    /// Keys of any name.
    Each(&'static Self),
}

use Shape::{Each, Severity, Share, Table, Text, Texts, Whole};

/// The keys of a configuration.
const KEYS: Shape = Table(&[
    ("claims", Text),
    ("corpus", Text),
    ("texts", Texts),
    ("elision", Table(&[("max-words", Whole)])),
    ("bracket", Table(&[("max-words", Whole)])),
    ("seal", Table(&[("max-words", Whole), ("max-share", Share)])),
    ("topics", Each(&Text)),
    ("severity", Each(&Severity)),
    (
        "site",
        Table(&[
            ("title", Text),
            ("question", Text),
            ("method", Text),
            ("review", Text),
            ("address", Text),
            ("topics", Each(&Text)),
        ]),
    ),
]);

/// How much of a value is shown, in characters.
const SHOWN: usize = 40;

/// The first key that is not known, or has a value that it may not have; and the byte where that is.
pub(super) fn fault(text: &str) -> Option<(String, usize)> {
    let root = DeTable::parse(text).ok()?;
    let mut faults = Vec::new();
    look(text, (root.get_ref(), &KEYS), "", &mut faults);
    faults.into_iter().min_by_key(|(_, at)| *at)
}

fn look(
    text: &str,
    (table, shape): (&DeTable<'_>, &Shape),
    name: &str,
    faults: &mut Vec<(String, usize)>,
) {
    for (key, value) in table {
        let said = key.get_ref().as_ref();
        let inner = match shape {
            Table(known) => known.iter().find(|(key, _)| *key == said).map(|(_, shape)| shape),
            Each(shape) => Some(*shape),
            _ => None,
        };
        let Some(inner) = inner else {
            faults.push((unknown(said, name, shape), key.span().start));
            continue;
        };
        let whole = if name.is_empty() { said.to_owned() } else { format!("{name}.{said}") };
        match (value.get_ref(), inner) {
            (DeValue::Table(table), Table(_) | Each(_)) => {
                look(text, (table, inner), &whole, faults);
            }
            (value_in, _) if fits(value_in, inner) => {}
            _ => {
                let is = shown(text, value);
                let message = match name {
                    "" => format!("`{said}` is {is}; it must be {}", wanted(inner)),
                    _ => format!("`{said}` of `{name}` is {is}; it must be {}", wanted(inner)),
                };
                faults.push((message, value.span().start));
            }
        }
    }
}

fn unknown(key: &str, table: &str, shape: &Shape) -> String {
    let Table(known) = shape else { return String::new() };
    let names = || known.iter().map(|(name, _)| *name);
    let near = or_nearest(key, names());
    let rest = if near.is_empty() {
        let all: Vec<String> = names().map(|name| format!("`{name}`")).collect();
        format!("; there are {}", all.join(", "))
    } else {
        near
    };
    let shown = key.escape_debug();
    match table {
        "" => format!("there is no setting `{shown}`{rest}"),
        _ => format!("`{table}` has no setting `{shown}`{rest}"),
    }
}

fn fits(value: &DeValue<'_>, shape: &Shape) -> bool {
    let is_text = |item: &Spanned<DeValue<'_>>| item.get_ref().is_str();
    match (value, shape) {
        // Which numbers are shares is said where they are decoded.
        (DeValue::String(_), Text) | (DeValue::Integer(_) | DeValue::Float(_), Share) => true,
        (DeValue::String(severity), Severity) => {
            matches!(severity.as_ref(), "error" | "warning" | "off")
        }
        (DeValue::Array(items), Texts) => items.iter().all(is_text),
        (DeValue::Integer(number), Whole) => {
            usize::from_str_radix(number.as_str(), number.radix()).is_ok()
        }
        _ => false,
    }
}

/// What a key must be.
const fn wanted(shape: &Shape) -> &'static str {
    match shape {
        Text => "a text in quotation marks, such as \"claims\"",
        Texts => "a list of texts, such as [\"library\"]",
        Whole => "a whole number from 0, such as 30",
        Share => "a number from 0 to 1, such as 0.30",
        Severity => "\"error\", \"warning\" or \"off\"",
        Table(_) | Each(_) => "a table: its keys follow below a line with its name in brackets",
    }
}

/// What a value is, as far as it fits into a line.
fn shown(text: &str, value: &Spanned<DeValue<'_>>) -> String {
    if let DeValue::Table(_) = value.get_ref() {
        return "a table".to_owned();
    }
    let written = text.get(value.span()).unwrap_or("");
    let line: String = written.chars().take(SHOWN).flat_map(char::escape_debug).collect();
    let line = line.replace("\\\"", "\"").replace("\\'", "'");
    let more = if written.chars().nth(SHOWN).is_some() { " …" } else { "" };
    format!("{line}{more}")
}

/// What a parser of TOML says, for people who do not know TOML.
pub(super) fn syntax(message: &str) -> String {
    const SAID: [(&str, &str); 19] = [
        ("string values must be quoted", "a text must be in quotation marks, such as \"claims\""),
        ("duplicate key", "this key is here twice: keep one of the two"),
        ("key with no value", "this key has no value: write KEY = VALUE"),
        ("missing value", "this key has no value: write KEY = VALUE"),
        ("invalid value", "this is not a value: a text has quotation marks, a list has brackets"),
        ("unclosed table", "the name of this table is not closed: write `[NAME]`"),
        ("unclosed array table", "the name of this table is not closed: write `[NAME]`"),
        ("unclosed array", "this list is not closed: `]` is missing"),
        ("unclosed inline table", "this table is not closed: `}` is missing"),
        ("missing comma", "a comma is missing here"),
        ("extra comma", "there is a comma too many here"),
        ("extra ", "there is a second `=` here: a line has one key and one value"),
        ("missing assignment", "`=` is missing here: write KEY = VALUE"),
        ("invalid unquoted key", "this cannot be a key: put it in quotation marks"),
        ("unquoted keys", "there is no key before `=`: write KEY = VALUE"),
        ("invalid key-value pair", "this is not a setting: write KEY = VALUE"),
        ("unexpected key or value", "this is not a setting: write each on a line of its own"),
        ("missing opening quote", "a quotation mark is missing before this text"),
        (
            "invalid ",
            "this text cannot be read: its closing quotation mark is missing, or a `\\` in it stands before something else \
             than TOML allows; a path has `/`",
        ),
    ];
    let said = SAID.iter().find(|(begin, _)| message.starts_with(begin));
    said.map_or_else(|| format!("this is not TOML: {message}"), |(_, words)| (*words).to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Each, KEYS, Shape, Table, fault, syntax};
    use crate::config::Config;

    /// The keys here are those that a configuration is decoded into.
    #[test]
    fn all_keys_are_known() {
        fn compare(value: &toml::Table, shape: &Shape) {
            let Table(known) = shape else { panic!("{value:?} is a table") };
            let mut names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
            names.sort_unstable();
            let mut keys: Vec<&str> = value.keys().map(String::as_str).collect();
            keys.sort_unstable();
            assert_eq!(names, keys);
            for (name, shape) in *known {
                if let (Some(toml::Value::Table(inner)), Table(_)) = (value.get(*name), shape) {
                    compare(inner, shape);
                }
                if let Each(_) = shape {
                    assert!(value.get(*name).is_some_and(toml::Value::is_table));
                }
            }
        }
        let config = toml::Table::try_from(Config::default()).expect("a table");
        compare(&config, &KEYS);
    }

    #[test]
    fn faults_are_said_in_plain_words() {
        for (text, message, at) in [
            ("[elison]\n", "there is no setting `elison`; did you mean `elision`?", 1),
            (
                "x = 1\n",
                "there is no setting `x`; there are `claims`, `corpus`, `texts`, `elision`, \
              `bracket`, `seal`, `topics`, `severity`, `site`",
                0,
            ),
            (
                "[elision]\nmax-wrds = 1",
                "`elision` has no setting `max-wrds`; did you mean `max-words`?",
                10,
            ),
            (
                "elision.max-words = -1",
                "`max-words` of `elision` is -1; it must be a whole number from 0, such as 30",
                20,
            ),
            (
                "texts = \"a\"",
                "`texts` is \"a\"; it must be a list of texts, such as [\"library\"]",
                8,
            ),
            (
                "[claims]\n",
                "`claims` is a table; it must be a text in quotation marks, such as \"claims\"",
                0,
            ),
            (
                "site = 1",
                "`site` is 1; it must be a table: its keys follow below a line with its name in brackets",
                7,
            ),
            (
                "[severity]\n\"quote/absent\" = \"ignore\"",
                "`quote/absent` of `severity` is \"ignore\"; it must be \"error\", \"warning\" or \"off\"",
                28,
            ),
        ] {
            assert_eq!(fault(text), Some((message.to_owned(), at)), "{text}");
        }
        assert_eq!(fault("seal.max-share = 1\n[site.topics]\na = \"b\""), None);
        assert_eq!(fault("broken"), None);
        for text in [
            "a = b",
            "a",
            "a = [1 2]",
            "[a",
            "a = \"b",
            "= 1",
            "a b = 1",
            "a = 1 b = 2",
            "a = 1\na = 2",
        ] {
            let error = toml::from_str::<toml::Table>(text).expect_err("not TOML");
            let said = syntax(error.message());
            assert!(!said.starts_with("this is not TOML"), "{text}: {}: {said}", error.message());
        }
    }
}
