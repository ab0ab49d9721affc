//! Errors of the validator, each as a finding that says what is there, what is wanted, and what to write.

use super::formats;
use crate::claim::SLUG;
use crate::diagnostic::{Applicability, At, Code, Finding, FindingFix, MAX_FINDINGS};
use crate::json::{Tree, join, quoted, shorten};
use crate::source::HEX_64;
use crate::text::{nearest, slug_of};
use camino::Utf8Path;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{JsonType, ValidationError, Validator};
use serde_json::Value;
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// Characters of a value that a message shows.
const MAX_SHOWN: usize = 60;

/// Unknown members of one object that are named.
const MAX_UNKNOWN: usize = 20;

/// Levels of members that an example fills in.
const MAX_EXAMPLE_DEPTH: usize = 4;

/// One error with what is needed to word it.
struct Case<'a> {
    file: &'a Utf8Path,
    schema: &'a Value,
    pointer: &'a str,
    instance: &'a Value,
}

/// The first errors of `tree`, in the order of the file; counts the others.
pub(super) fn findings(
    file: &Utf8Path,
    tree: &Tree,
    schema: &Value,
    validator: &Validator,
    more: &mut usize,
) -> Vec<Finding> {
    let value = tree.to_value();
    let mut all = validator.iter_errors(&value);
    let errors: Vec<ValidationError<'_>> = all.by_ref().take(MAX_FINDINGS).collect();
    *more += all.count();
    let of_wrong_type: BTreeSet<&str> = errors
        .iter()
        .filter(|error| matches!(error.kind(), ValidationErrorKind::Type { .. }))
        .map(|error| error.instance_path().as_str())
        .collect();
    let renamed = renamed(&errors, schema);
    let mut findings = Vec::new();
    for error in &errors {
        let pointer = error.instance_path().as_str();
        // One slip is one error: the member is there, under another name.
        if let ValidationErrorKind::Required { property } = error.kind()
            && property.as_str().is_some_and(|name| renamed.contains(&(pointer, name.to_owned())))
        {
            continue;
        }
        let secondary = matches!(error.kind(), ValidationErrorKind::Enum { .. });
        if secondary && of_wrong_type.contains(pointer) {
            continue;
        }
        let case =
            Case { file, schema: schema_of(error, schema), pointer, instance: error.instance() };
        findings.extend(case.findings(error));
    }
    findings.sort_by_cached_key(|finding| match &finding.at {
        At::Value(pointer) => tree.value_span(pointer),
        At::Key(pointer) => tree.key_span(pointer),
        _ => None,
    });
    findings
}

/// The members that are there under a name that is nearly theirs: the object's pointer, and the right name.
fn renamed<'e>(errors: &'e [ValidationError<'_>], schema: &Value) -> BTreeSet<(&'e str, String)> {
    let mut renamed = BTreeSet::new();
    for error in errors {
        let ValidationErrorKind::AdditionalProperties { unexpected } = error.kind() else {
            continue;
        };
        let pointer = error.instance_path().as_str();
        let schema = schema_of(error, schema);
        let case = Case { file: Utf8Path::new(""), schema, pointer, instance: error.instance() };
        for name in unexpected.iter().take(MAX_UNKNOWN) {
            renamed.extend(case.meant_member(name).map(|near| (pointer, near.to_owned())));
        }
    }
    renamed
}

/// The schema of the object or value that an error is about.
fn schema_of<'s>(error: &ValidationError<'_>, schema: &'s Value) -> &'s Value {
    let parent = error.schema_path().as_str().rsplit_once('/').map_or("", |(parent, _)| parent);
    schema.pointer(parent).unwrap_or(&Value::Null)
}

/// The code of a keyword: `minLength` is `schema/min-length`.
pub(super) fn code_of(keyword: &str) -> Option<Code> {
    let mut name = "schema/".to_owned();
    for c in keyword.chars() {
        if c.is_ascii_uppercase() {
            name.push('-');
        }
        name.push(c.to_ascii_lowercase());
    }
    Code::ALL.iter().copied().find(|code| code.name() == name)
}

impl Case<'_> {
    fn findings(&self, error: &ValidationError<'_>) -> Vec<Finding> {
        let one = |finding| vec![finding];
        match error.kind() {
            ValidationErrorKind::AdditionalProperties { unexpected } => {
                let mut names = unexpected.iter();
                let named = names.by_ref().take(MAX_UNKNOWN);
                let mut found: Vec<Finding> = named.map(|name| self.unknown_member(name)).collect();
                found.extend(self.more_unknown_members(names.len()));
                found
            }
            ValidationErrorKind::Required { property } => one(self.missing_member(property)),
            ValidationErrorKind::Type { kind } => one(self.wrong_type(kind)),
            ValidationErrorKind::Enum { options } => one(self.not_in_enum(options)),
            ValidationErrorKind::Pattern { pattern } => one(self.wrong_form(pattern)),
            ValidationErrorKind::Format { format } => one(self.wrong_format(format)),
            ValidationErrorKind::MinLength { limit } => one(self.too_short(*limit)),
            ValidationErrorKind::MaxLength { limit } => one(self.too_long(*limit)),
            ValidationErrorKind::MinItems { limit } => one(self.too_few(*limit)),
            ValidationErrorKind::MaxItems { limit } => one(self.too_many(*limit)),
            ValidationErrorKind::UniqueItems => one(self.same_twice()),
            ValidationErrorKind::Minimum { limit } => one(self.too_small(limit)),
            // A test keeps other keywords out of the schemas; should one fail, it is shown as it is.
            other => {
                let code = code_of(other.keyword()).unwrap_or(Code::SchemaType);
                one(self.at_value(code, format!("{}: {}", self.name(), error.masked())))
            }
        }
    }

    fn at_value(&self, code: Code, message: impl Into<String>) -> Finding {
        Finding::new(code, self.file, At::Value(self.pointer.to_owned()), message)
    }

    /// What people call the place: `` `stance` ``, ``item 2 of `topics` ``.
    fn name(&self) -> String {
        called(self.pointer)
    }

    /// The string that is there; empty where there is none.
    fn string(&self) -> &str {
        self.instance.as_str().unwrap_or_default()
    }

    fn rewrite(&self, to: &str, applicability: Applicability) -> FindingFix {
        FindingFix {
            title: format!("write `{}`", shorten(to, MAX_SHOWN)),
            applicability,
            pointer: self.pointer.to_owned(),
            text: to.to_owned(),
            key: false,
        }
    }

    fn more_unknown_members(&self, count: usize) -> Option<Finding> {
        let members = if count == 1 { "member" } else { "members" };
        let message = format!("{count} more unknown {members} in {}", self.name());
        (count > 0).then(|| self.at_value(Code::SchemaAdditionalProperties, message))
    }

    fn known_members(&self) -> Vec<&str> {
        let properties = self.schema["properties"].as_object();
        properties.map(|all| all.keys().map(String::as_str).collect()).unwrap_or_default()
    }

    /// The member, of those that are not there, whose name was likely meant.
    fn meant_member(&self, name: &str) -> Option<&str> {
        let known = self.known_members().into_iter();
        nearest(name, known.filter(|known| self.instance.get(known).is_none()))
    }

    fn unknown_member(&self, name: &str) -> Finding {
        let known = self.known_members();
        let list = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let allowed = format!("the members of {} are {list}", self.name());
        let at = join(self.pointer, name);
        let mut finding = Finding::new(
            Code::SchemaAdditionalProperties,
            self.file,
            At::Key(at.clone()),
            format!("unknown member `{}` in {}", shorten(name, MAX_SHOWN), self.name()),
        );
        let Some(near) = self.meant_member(name) else {
            return finding.help(format!("remove it; {allowed}"));
        };
        finding.fix = Some(FindingFix {
            title: format!("rename it to `{near}`"),
            applicability: Applicability::Unsafe,
            pointer: at,
            text: near.to_owned(),
            key: true,
        });
        finding.meant(near, &format!(" {}", capital(&allowed)))
    }

    fn missing_member(&self, property: &Value) -> Finding {
        let name = property.as_str().unwrap_or_default();
        let value = example(name, &self.schema["properties"][name], 0);
        let alone = self.instance.as_object().is_some_and(serde_json::Map::is_empty);
        let comma = if alone { "" } else { "," };
        Finding::new(
            Code::SchemaRequired,
            self.file,
            At::Key(self.pointer.to_owned()),
            format!("{} lacks the member `{name}`", self.name()),
        )
        .help(format!("add, for example right after its `{{`: `{}: {value}{comma}`", quoted(name)))
        .label(format!("`{name}` is missing here"))
    }

    fn wrong_type(&self, wanted: &TypeKind) -> Finding {
        let wanted: Vec<JsonType> = match wanted {
            TypeKind::Single(kind) => vec![*kind],
            TypeKind::Multiple(kinds) => kinds.iter().collect(),
        };
        let names: Vec<&str> = wanted.iter().map(|kind| article(*kind)).collect();
        let message = format!(
            "{} is {}; it must be {}",
            self.name(),
            describe(self.instance),
            names.join(" or ")
        );
        let finding = self.at_value(Code::SchemaType, message);
        match self.type_help(&wanted) {
            Some(help) => finding.help(help),
            None => finding,
        }
    }

    fn type_help(&self, wanted: &[JsonType]) -> Option<String> {
        let wants = |kind| wanted.contains(&kind);
        match self.instance {
            Value::Null => Some("leave the member out, or give it a value".to_owned()),
            Value::Number(number) if wants(JsonType::String) => {
                Some(format!("write it in quotation marks: `\"{number}\"`"))
            }
            Value::Bool(value) if wants(JsonType::String) => {
                Some(format!("write it in quotation marks: `\"{value}\"`"))
            }
            Value::String(text) if wants(JsonType::Integer) && text.parse::<u64>().is_ok() => {
                Some(format!("write it without quotation marks: `{text}`"))
            }
            Value::Array(items) if items.len() == 1 && !wants(JsonType::Array) => {
                Some(format!("write the item alone, without `[` and `]`: {}", shown(&items[0])))
            }
            Value::String(text) if wants(JsonType::Array) => {
                let item = quoted(&shorten(text, MAX_SHOWN));
                Some(format!("put it in `[` and `]`, one item each: `[{item}]`"))
            }
            Value::Object(_) if wants(JsonType::Array) => Some("put it in `[` and `]`".to_owned()),
            Value::String(_) if wants(JsonType::Object) => {
                let example = example("", self.schema, 0);
                Some(format!("write an object, for example `{example}`"))
            }
            _ => None,
        }
    }

    fn not_in_enum(&self, options: &Value) -> Finding {
        let names: Vec<&str> =
            options.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let list = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let message =
            format!("{} is {}; it must be one of {list}", self.name(), shown(self.instance));
        let mut finding = self.at_value(Code::SchemaEnum, message);
        let near = nearest(self.string(), names.iter().copied());
        if let Some(near) = near.or_else(|| meant_value(self.string(), &names)) {
            finding.fix = Some(self.rewrite(near, Applicability::Unsafe));
            return finding.meant(near, "");
        }
        finding
    }

    fn wrong_form(&self, pattern: &str) -> Finding {
        let text = self.string();
        let (form, better) = match pattern {
            SLUG => {
                let form = "not kebab-case: small letters a to z and digits, with single hyphens \
                            between them";
                let named = if self.pointer.ends_with("/source") { id_in(text) } else { text };
                (form.to_owned(), slug(named).map(|slug| (slug, Applicability::Unsafe)))
            }
            HEX_64 => {
                let form = format!(
                    "not 64 hexadecimal digits (0 to 9, a to f): it has {} characters",
                    text.chars().count()
                );
                (form, hexadecimal(text).map(|hash| (hash, Applicability::Safe)))
            }
            _ => (format!("not of the form `{pattern}`"), None),
        };
        let message = format!("{} is {}, which is {form}", self.name(), shown(self.instance));
        let mut finding = self.at_value(Code::SchemaPattern, message);
        if let Some((better, applicability)) = better {
            finding.fix = Some(self.rewrite(&better, applicability));
            return finding.help(format!("write `{better}`"));
        }
        match pattern {
            HEX_64 => finding.help("a file's hash is what `sha256sum FILE` prints"),
            _ => finding,
        }
    }

    fn wrong_format(&self, format: &str) -> Finding {
        let (called, why) = formats::reason(format, self.string());
        let why = why.map(|why| format!(": {why}")).unwrap_or_default();
        let message = format!("{} is {}, not {called}{why}", self.name(), shown(self.instance));
        let mut finding = self.at_value(Code::SchemaFormat, message);
        if let Some(better) = formats::meant(format, self.string()) {
            finding.fix = Some(self.rewrite(&better, Applicability::Unsafe));
            return finding.meant(&better, "");
        }
        match formats::example(format) {
            Some(example) => finding.help(format!("write it like {example}")),
            None => finding,
        }
    }

    fn too_short(&self, limit: u64) -> Finding {
        let count = self.string().chars().count();
        if count == 0 {
            let help = match (limit, self.file.file_stem()) {
                (1, _) => "write it, or leave the member out".to_owned(),
                (_, Some(id)) if self.pointer == "/statement" => {
                    format!(
                        "write it, one neutral sentence: `quoteproof edit {id} --statement \"A sentence.\"`"
                    )
                }
                _ => "write it".to_owned(),
            };
            return self
                .at_value(Code::SchemaMinLength, format!("{} is empty", self.name()))
                .help(help);
        }
        let message = format!(
            "{} has {}; it must have at least {limit}",
            self.name(),
            counted(count, "character")
        );
        self.at_value(Code::SchemaMinLength, message).help("say it in full")
    }

    fn too_long(&self, limit: u64) -> Finding {
        let count = self.string().chars().count();
        let over = (count as u64).saturating_sub(limit);
        let message = format!(
            "{} has {}; it must have at most {limit}",
            self.name(),
            counted(count, "character")
        );
        self.at_value(Code::SchemaMaxLength, message).help(format!("shorten it by {over}"))
    }

    fn too_few(&self, limit: u64) -> Finding {
        let count = self.instance.as_array().map_or(0, Vec::len);
        let message = format!(
            "{} has {}; it must have at least {limit}",
            self.name(),
            counted(count, "item")
        );
        self.at_value(Code::SchemaMinItems, message)
    }

    fn too_many(&self, limit: u64) -> Finding {
        let count = self.instance.as_array().map_or(0, Vec::len);
        let message =
            format!("{} has {}; it may have at most {limit}", self.name(), counted(count, "item"));
        self.at_value(Code::SchemaMaxItems, message).help("keep those that are needed")
    }

    /// At the first item that is there before, with the place of the earlier one.
    fn same_twice(&self) -> Finding {
        let mut seen = std::collections::BTreeMap::new();
        let items = self.instance.as_array().into_iter().flatten().enumerate();
        for (index, item) in items {
            if let Some(first) = seen.insert(item.to_string(), index) {
                let at = join(self.pointer, index);
                let message = format!("{} is the same as item {}", called(&at), first + 1);
                return Finding::new(Code::SchemaUniqueItems, self.file, At::Value(at), message)
                    .help("remove one of the two")
                    .related(self.file, At::Value(join(self.pointer, first)), "the first one");
            }
        }
        self.at_value(Code::SchemaUniqueItems, format!("{} has an item twice", self.name()))
    }

    fn too_small(&self, limit: &Value) -> Finding {
        let message =
            format!("{} is {}; it must be at least {limit}", self.name(), shown(self.instance));
        self.at_value(Code::SchemaMinimum, message)
    }
}

/// Words that people write for the values of labels and stances.
const MEANT: [(&str, &[&str]); 7] = [
    ("supported", &["true", "yes", "correct", "confirmed", "proven", "verified", "right", "fact"]),
    ("refuted", &["false", "no", "wrong", "incorrect", "disproved", "debunked", "denied", "fake"]),
    ("conflicting", &["mixed", "disputed", "contested", "contradictory", "half-true", "partly"]),
    ("not-enough-evidence", &["unknown", "unclear", "unproven", "unverified", "open", "nei"]),
    ("supports", &["for", "pro", "agrees", "confirms", "positive", "yes", "true"]),
    ("refutes", &["against", "contra", "contradicts", "denies", "opposes", "no", "false"]),
    ("context", &["neutral", "background", "mentions", "none", "other"]),
];

/// The one of `names` that people mean by another word.
fn meant_value<'n>(text: &str, names: &[&'n str]) -> Option<&'n str> {
    let text = text.trim().to_lowercase();
    let is_meant = |name: &&&str| {
        MEANT.iter().any(|(value, words)| *value == **name && words.contains(&text.as_str()))
    };
    names.iter().find(is_meant).copied()
}

/// The source's id in what people write for it: its folder, or the name of its file.
fn id_in(text: &str) -> &str {
    if !text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ' ')) {
        return text;
    }
    let inside = text.strip_prefix("corpus/").and_then(|rest| rest.split('/').next());
    let name = inside.unwrap_or(text).rsplit('/').next().unwrap_or(text);
    let extension =
        |end: &str| (1..=5).contains(&end.len()) && end.bytes().all(|b| b.is_ascii_alphanumeric());
    match name.rsplit_once('.') {
        Some((stem, end)) if !stem.is_empty() && extension(end) => stem,
        _ => name,
    }
}

/// What people call the value at a pointer.
fn called(pointer: &str) -> String {
    let unescape = |token: &str| shorten(&token.replace("~1", "/").replace("~0", "~"), MAX_SHOWN);
    let Some((parent, token)) = pointer.rsplit_once('/') else {
        return "the file".to_owned();
    };
    let index: Option<usize> = token.parse().ok();
    match (index, parent.rsplit_once('/')) {
        (Some(index), Some((_, array))) => format!("item {} of `{}`", index + 1, unescape(array)),
        _ => format!("`{}`", unescape(token)),
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn counted(count: usize, what: &str) -> String {
    match count {
        0 => format!("no {what}s"),
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}

const fn article(kind: JsonType) -> &'static str {
    match kind {
        JsonType::Array => "an array",
        JsonType::Boolean => "true or false",
        JsonType::Integer => "a whole number",
        JsonType::Null => "null",
        JsonType::Number => "a number",
        JsonType::Object => "an object",
        JsonType::String => "a string",
    }
}

/// What a value is, with the value where it is short.
fn describe(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => format!("the number {number}"),
        Value::String(_) => format!("the string {}", shown(value)),
        Value::Array(_) => "an array".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// A value as JSON, cut to a length that a message bears.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(&shorten(text, MAX_SHOWN)),
        Value::Array(_) => "`[…]`".to_owned(),
        Value::Object(_) => "`{…}`".to_owned(),
        other => other.to_string(),
    }
}

/// `text` in kebab-case, where anything of it is left.
fn slug(text: &str) -> Option<String> {
    let plain: String = text.chars().take(MAX_SHOWN * 2).nfd().filter(|c| !is_mark(*c)).collect();
    let slug = slug_of(&plain);
    let is_lost = |c: char| c.is_alphanumeric() && !c.is_ascii();
    (!plain.contains(is_lost) && !slug.is_empty() && slug.len() <= MAX_SHOWN).then_some(slug)
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\'' | '’')
}

/// 64 digits with capitals, spaces around them or the algorithm's name before them.
fn hexadecimal(text: &str) -> Option<String> {
    let digits = text.trim().to_ascii_lowercase();
    let digits = digits.strip_prefix("sha256").unwrap_or(&digits);
    let digits = digits.trim_start_matches([':', '-', '=', ' ']);
    let plain = digits.len() == 64 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    plain.then(|| digits.to_owned())
}

/// An example of the member `name`, valid by its schema.
pub(super) fn example(name: &str, schema: &Value, depth: usize) -> Value {
    let own = match name {
        "id" => "a-short-name",
        "statement" => "One sentence in your own words.",
        "source" => "a-source",
        "claim" => "another-claim",
        "quote" => "the exact words of the document",
        "reason" => "Why this quote cannot be proven.",
        "path" => "text.txt",
        "media_type" => "text/plain",
        _ => "",
    };
    if !own.is_empty() {
        return own.into();
    }
    if let Some(first) = schema["enum"].get(0) {
        return first.clone();
    }
    match schema["type"].as_str() {
        Some("object") if depth < MAX_EXAMPLE_DEPTH => schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(|name| (name.to_owned(), example(name, &schema["properties"][name], depth + 1)))
            .collect(),
        Some("array") if depth < MAX_EXAMPLE_DEPTH => {
            vec![example("", &schema["items"], depth + 1)].into()
        }
        Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or_else(|| 1.into()),
        Some("boolean") => true.into(),
        _ if schema["pattern"] == HEX_64 => "0".repeat(64).into(),
        _ if schema["pattern"] == SLUG => "a-short-name".into(),
        _ => "…".into(),
    }
}
