//! CSL-JSON, as Zotero and other reference managers export it: the members of an item that a source takes over.

use super::source::SourceMetadata;
use crate::edtf::Edtf;
use crate::json::parse;
use crate::text::{LineIndex, strip_bom};
use serde_json::Value;
use unicode_script::{Script, UnicodeScript as _};

/// Members that say what kind of a record it is, and nothing of the document.
const OF_THE_RECORD: [&str; 8] = [
    "id",
    "type",
    "citation-key",
    "citekey",
    "citation-number",
    "citation-label",
    "categories",
    "schema",
];

/// Members that a source has a place for.
const TAKEN: [&str; 9] = [
    "title",
    "author",
    "publisher",
    "container-title",
    "URL",
    "DOI",
    "language",
    "accessed",
    "issued",
];

/// What was taken over of an item, and what a person should know of the rest.
#[derive(Debug)]
pub(super) struct Taken {
    pub(super) metadata: SourceMetadata,
    pub(super) notes: Vec<String>,
}

/// Why no metadata can be taken from a CSL-JSON file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CslError {
    /// Another format that reference managers export; its name.
    #[error("it is {0}, not JSON: export it as CSL JSON (in Zotero: Export Item, format CSL JSON)")]
    OtherFormat(&'static str),
    /// Not JSON: where it ceases to be, and why.
    #[error("{0}; it must be CSL JSON (in Zotero: Export Item, format CSL JSON)")]
    NotJson(String),
    /// JSON without an item.
    #[error("it has no item")]
    Empty,
    /// Several items, and none is named: how many, and the names of the first.
    #[error("it has {0} items; name one with --csl-id: {1}")]
    Several(usize, String),
    /// No item has the name that was given: that name, and the names of the first items.
    #[error("it has no item `{0}`; it has {1}")]
    NoSuchItem(String, String),
}

/// The metadata of one item of a CSL-JSON file: the one that is named, or the only one.
///
/// # Errors
///
/// No CSL-JSON, no such item, or several and none is named.
pub(super) fn metadata(text: &str, id: Option<&str>) -> Result<Taken, CslError> {
    let value: Value =
        serde_json::from_str(strip_bom(text)).map_err(|error| not_json(text, &error))?;
    let items = match &value {
        Value::Array(items) => items.as_slice(),
        Value::Object(object) => match object.get("items") {
            Some(Value::Array(items)) => items.as_slice(),
            _ => std::slice::from_ref(&value),
        },
        _ => &[],
    };
    let item = choose(items, id)?;
    let publisher = words(item, "publisher");
    let container = words(item, "container-title");
    let url = words(item, "URL");
    let mut metadata = SourceMetadata {
        title: words(item, "title"),
        author: names(item),
        publisher: publisher.clone().or_else(|| container.clone()),
        url: url.clone().or_else(|| doi(item)),
        language: words(item, "language"),
        accessed: day(&item["accessed"]),
        ..SourceMetadata::default()
    };
    metadata.issued = date(&item["issued"]);
    let mut left = Vec::new();
    let other = |name: &String| {
        let name = name.as_str();
        !TAKEN.contains(&name) && !OF_THE_RECORD.contains(&name) && !name.starts_with('_')
    };
    left.extend(item.as_object().into_iter().flat_map(|o| o.keys()).filter(|n| other(n)).cloned());
    if publisher.is_some() && container.is_some() {
        left.push("container-title".to_owned());
    }
    if url.is_some() && item["DOI"].is_string() {
        left.push("DOI".to_owned());
    }
    let mut notes = Vec::new();
    for name in ["issued", "accessed"] {
        let taken = if name == "issued" { &metadata.issued } else { &metadata.accessed };
        if taken.is_none() && !item[name].is_null() {
            let wanted = if name == "issued" { "a date" } else { "a full day" };
            notes.push(format!(
                "`{name}` of the CSL-JSON is left out: {} is not {wanted}",
                item[name]
            ));
        }
    }
    if !left.is_empty() {
        notes.push(format!("a source has no place for these of the CSL-JSON: {}", left.join(", ")));
    }
    Ok(Taken { metadata, notes })
}

/// That a file is not JSON, and how to get one where it is something else that reference managers export.
fn not_json(text: &str, error: &serde_json::Error) -> CslError {
    let start = strip_bom(text).trim_start();
    let other = [("@", "BibTeX"), ("TY  -", "RIS"), ("%0 ", "EndNote"), ("<", "XML")];
    match other.iter().find(|(mark, _)| start.starts_with(mark)) {
        Some((_, name)) => CslError::OtherFormat(name),
        None => CslError::NotJson(match parse(text).1.into_iter().next() {
            Some(problem) => {
                let place = LineIndex::new(text).position(text, problem.span.start);
                format!("line {}, column {}: {}", place.line, place.column, problem.message)
            }
            None => error.to_string(),
        }),
    }
}

fn choose<'i>(items: &'i [Value], id: Option<&str>) -> Result<&'i Value, CslError> {
    let names = |item: &Value| -> Vec<String> {
        ["id", "citation-key"].iter().filter_map(|key| scalar(&item[*key])).collect()
    };
    let listed = || {
        let all: Vec<String> = items.iter().filter_map(|i| names(i).into_iter().next()).collect();
        let shown = all.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
        if all.len() > 5 { format!("{shown} and {} more", all.len() - 5) } else { shown }
    };
    match (id, items) {
        (_, []) => Err(CslError::Empty),
        (None, [only]) => Ok(only),
        (None, _) => Err(CslError::Several(items.len(), listed())),
        (Some(id), _) => items
            .iter()
            .find(|item| names(item).iter().any(|n| n == id))
            .ok_or_else(|| CslError::NoSuchItem(id.to_owned(), listed())),
    }
}

/// A string or a number, as text.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A text without the markup that CSL allows in it (`<i>`, `<sup>` …).
fn words(item: &Value, key: &str) -> Option<String> {
    let text = plain(item[key].as_str()?);
    (!text.is_empty()).then_some(text)
}

/// Names of the elements that CSL's texts may have.
const MARKUP: [&str; 6] = ["i", "b", "sub", "sup", "sc", "span"];

/// The text without markup, entities resolved, on one line.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        let end = tag.find('>').filter(|end| is_markup(tag.get(1..*end).unwrap_or("")));
        if end.is_none() {
            out.push('<');
        }
        rest = tag.get(end.unwrap_or(0) + 1..).unwrap_or("");
    }
    out.push_str(rest);
    for (entity, character) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ] {
        out = out.replace(entity, character);
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether this is between `<` and `>` of markup.
fn is_markup(inner: &str) -> bool {
    let inner = inner.strip_prefix('/').unwrap_or(inner);
    MARKUP.contains(&inner.split_whitespace().next().unwrap_or("").to_ascii_lowercase().as_str())
}

/// The authors, each as one would write the name: `Ludwig van Beethoven`, `毛泽东`.
fn names(item: &Value) -> Vec<String> {
    let Some(authors) = item["author"].as_array() else { return Vec::new() };
    let name = |author: &Value| {
        if let Some(literal) = words(author, "literal").or_else(|| author.as_str().map(plain)) {
            return (!literal.is_empty()).then_some(literal);
        }
        if let (Some(family), Some(given)) = (words(author, "family"), words(author, "given"))
            && is_family_first(&family)
            && is_family_first(&given)
        {
            return Some(format!("{family}{given}"));
        }
        let parts = ["given", "dropping-particle", "non-dropping-particle", "family", "suffix"];
        let parts: Vec<String> = parts.iter().filter_map(|p| words(author, p)).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    };
    authors.iter().filter_map(name).collect()
}

/// Whether a part of a name is in a script that writes the family's name first, and no space.
fn is_family_first(name: &str) -> bool {
    name.chars().all(|c| matches!(c.script(), Script::Han | Script::Hangul | Script::Hiragana))
}

/// A DOI as the URL that leads to the document.
fn doi(item: &Value) -> Option<String> {
    let text = words(item, "DOI")?;
    let lower = text.to_ascii_lowercase();
    let start = lower.find("10.")?;
    let mut url = String::from("https://doi.org/");
    for c in text.get(start..)?.chars() {
        match c {
            '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`' | ' ' | '%' => {
                url.push_str(&format!("%{:02X}", u32::from(c)));
            }
            c => url.push(c),
        }
    }
    Some(url)
}

/// Year, month, day, as far as they are there.
fn parts(value: &Value) -> Vec<i64> {
    let number = |v: &Value| v.as_i64().or_else(|| v.as_str()?.trim().parse().ok());
    value.as_array().into_iter().flatten().map_while(number).take(3).collect()
}

/// Months by which CSL means seasons: 13 to 16, and 21 to 24 as in EDTF.
const fn season_of(month: i64) -> Option<i64> {
    match month {
        13..=16 => Some(month + 8),
        21..=24 => Some(month),
        _ => None,
    }
}

/// A year as EDTF writes it. CSL counts the years before Christ without a year 0.
fn year(year: i64) -> Option<String> {
    let astronomical = if year < 0 { year.checked_add(1)? } else { year };
    Some(match astronomical {
        0..=9999 => format!("{astronomical:04}"),
        -9999..0 => format!("-{:04}", -astronomical),
        _ => format!("Y{astronomical}"),
    })
}

fn point(parts: &[i64]) -> Option<String> {
    let first = year(*parts.first()?)?;
    let text = match *parts {
        [_] | [_, 0, ..] => first,
        [_, month, ..] if season_of(month).is_some() => format!("{first}-{}", season_of(month)?),
        [_, month] | [_, month, 0] => format!("{first}-{month:02}"),
        [_, month, day] => format!("{first}-{month:02}-{day:02}"),
        _ => return None,
    };
    text.parse::<Edtf>().is_ok().then_some(text)
}

/// The season of a date that has only a year besides: its number, or its English name.
fn season(value: &Value) -> Option<i64> {
    let text = scalar(value)?.to_lowercase();
    let names = ["spring", "summer", "autumn", "winter"];
    let by_name =
        names.iter().position(|name| text.contains(name)).or_else(|| (text == "fall").then_some(2));
    let number = text.parse().ok().or(by_name.and_then(|at| i64::try_from(at + 1).ok()));
    number.filter(|number| (1..=4).contains(number)).map(|number| number + 20)
}

/// A CSL date in EDTF: `date-parts`, one or two, the second of zeros where the range is open; `circa` is `~`. Without
/// parts, what is written as EDTF.
fn date(value: &Value) -> Option<String> {
    let circa = match &value["circa"] {
        Value::Bool(circa) => *circa,
        Value::Null => false,
        other => scalar(other).is_some_and(|c| !c.is_empty() && c != "0" && c != "false"),
    };
    let mark = if circa { "~" } else { "" };
    let listed: Vec<Vec<i64>> =
        value["date-parts"].as_array().into_iter().flatten().map(parts).take(2).collect();
    let season = season(&value["season"]);
    let side = |parts: &Vec<i64>| {
        let open = !parts.is_empty() && parts.iter().all(|part| *part == 0);
        if open {
            return Some("..".to_owned());
        }
        let point = match (season, parts.as_slice()) {
            (Some(season), [year]) => point(&[*year, season]),
            (_, parts) => point(parts),
        };
        point.map(|point| format!("{point}{mark}"))
    };
    let sides: Vec<String> = listed.iter().filter_map(side).collect();
    if !sides.is_empty() {
        let text = sides.join("/");
        return text.parse::<Edtf>().is_ok().then_some(text);
    }
    let written = ["edtf", "raw", "literal"].iter().find_map(|key| value[*key].as_str());
    let written = written.or_else(|| value.as_str())?.trim();
    let text = format!("{written}{mark}");
    text.parse::<Edtf>().is_ok().then_some(text)
}

/// A full date; a less exact one is none.
fn day(value: &Value) -> Option<String> {
    let text = date(value)?;
    crate::edtf::full_date(&text).is_ok().then_some(text)
}

#[cfg(test)]
mod tests {
    use super::{date, metadata};
    use serde_json::json;

    #[test]
    fn takes_over_what_an_item_says() {
        let text = json!([
            {"id": "other", "title": "Another"},
            {
                "id": "http://zotero.org/users/1/items/ABC", "citation-key": "keeper1911",
                "type": "article-journal", "title": "Ice on the <i>gauge</i>\n of 1911",
                "container-title": "Harbour Notes", "language": "en-GB",
                "URL": "https://example.org/notes", "abstract": "not taken",
                "author": [
                    {"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"},
                    {"literal": "The Harbour Board"}, {"given": ""}
                ],
                "issued": {"date-parts": [["1911", 3]], "circa": true},
                "accessed": {"date-parts": [[2024, 5, 1]]}
            }
        ])
        .to_string();
        let taken = metadata(&text, Some("keeper1911")).expect("the item");
        assert_eq!(taken.notes, ["a source has no place for these of the CSL-JSON: abstract"]);
        let found = taken.metadata;
        assert_eq!(found.title.as_deref(), Some("Ice on the gauge of 1911"));
        assert_eq!(found.author, ["Ludwig van Beethoven", "The Harbour Board"]);
        assert_eq!(found.publisher.as_deref(), Some("Harbour Notes"));
        assert_eq!(found.issued.as_deref(), Some("1911-03~"));
        assert_eq!(found.accessed.as_deref(), Some("2024-05-01"));
        assert_eq!(found.license, None);
        assert!(metadata(&text, None).expect_err("two").to_string().contains("2 items"));
        assert!(metadata(&text, Some("x")).expect_err("none").to_string().contains("no item `x`"));
    }

    #[test]
    fn dates_are_edtf_or_nothing() {
        for (value, wanted) in [
            (json!({"date-parts": [[1990, 2, 9]]}), Some("1990-02-09")),
            (json!({"date-parts": [[1990], [1991, 4]]}), Some("1990/1991-04")),
            // 44 BC is the year -43 where there is a year 0.
            (json!({"date-parts": [[-44]]}), Some("-0043")),
            (json!({"date-parts": [[-1]]}), Some("0000")),
            (json!({"date-parts": [[-44, 3, 15]]}), Some("-0043-03-15")),
            (json!({"date-parts": [[12000]]}), Some("Y12000")),
            (json!({"date-parts": [[1990, 2], [0, 0, 0]]}), Some("1990-02/..")),
            (json!({"date-parts": [[0], [1990]]}), Some("../1990")),
            (json!({"date-parts": [["1990", "2", "0"]]}), Some("1990-02")),
            (json!({"date-parts": [[1990]], "season": 1}), Some("1990-21")),
            (json!({"date-parts": [[1990]], "season": "Autumn"}), Some("1990-23")),
            (json!({"date-parts": [[1990, 14]]}), Some("1990-22")),
            (json!({"date-parts": [[1990, 13, 1]]}), Some("1990-21")),
            (json!({"date-parts": [[1990, 2, 31]]}), None),
            (json!({"edtf": "1990-02~"}), Some("1990-02~")),
            (json!("1990/1991"), Some("1990/1991")),
            (json!({"date-parts": [[]]}), None),
            (json!({"raw": "1990-02"}), Some("1990-02")),
            (json!({"literal": "spring of 1990"}), None),
            (json!({"date-parts": [[1990]], "circa": 0}), Some("1990")),
            (json!(null), None),
        ] {
            assert_eq!(date(&value).as_deref(), wanted, "{value}");
        }
    }

    fn only(item: &serde_json::Value) -> super::Taken {
        metadata(&item.to_string(), None).expect("an item")
    }

    #[test]
    fn names_titles_and_addresses_are_as_people_write_them() {
        let item = json!({
            "id": 1, "title": "H<sub>2</sub>O &amp; <span class=\"nocase\">iPS</span> for x < y",
            "author": [
                {"family": "毛", "given": "泽东"}, {"family": "김", "given": "대중"},
                {"family": "King", "given": "Martin Luther", "suffix": "Jr."}, "The Board"
            ],
            "DOI": "https://doi.org/10.1002/(SICI)1097<1::AID>3.0.CO;2-#",
            "publisher": "P", "container-title": "C", "volume": "3",
            "issued": {"literal": "spring of 1990"}, "accessed": {"date-parts": [[2024, 5]]}
        });
        let taken = only(&item);
        assert_eq!(taken.metadata.title.as_deref(), Some("H2O & iPS for x < y"));
        let authors = ["毛泽东", "김대중", "Martin Luther King Jr.", "The Board"];
        assert_eq!(taken.metadata.author, authors);
        let url = "https://doi.org/10.1002/(SICI)1097%3C1::AID%3E3.0.CO;2-#";
        assert_eq!(taken.metadata.url.as_deref(), Some(url));
        assert_eq!(taken.notes.len(), 3, "{:?}", taken.notes);
        assert!(taken.notes[0].contains("spring of 1990"), "{:?}", taken.notes);
        assert!(taken.notes[2].ends_with("volume, container-title"), "{:?}", taken.notes);
        let both = only(&json!({"URL": "https://example.org/", "DOI": "10.1/x"}));
        assert_eq!(both.metadata.url.as_deref(), Some("https://example.org/"));
        let why = metadata("@book{a, title = {T}}", None).expect_err("BibTeX").to_string();
        assert!(why.contains("export it as CSL JSON"), "{why}");
    }
}
