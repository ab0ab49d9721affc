//! CSL-JSON, as Zotero and other reference managers export it: what a source takes over of an item.

use super::source::Metadata;
use crate::edtf::Edtf;
use crate::text::strip_bom;
use serde_json::Value;

/// The metadata of one item of a CSL-JSON file: the one that is named, or the only one.
///
/// # Errors
///
/// No CSL-JSON, no such item, or several and none is named, in a sentence.
pub(super) fn metadata(text: &str, id: Option<&str>) -> Result<Metadata, String> {
    let value: Value = serde_json::from_str(strip_bom(text))
        .map_err(|error| format!("it is not JSON: {error}"))?;
    let items = match &value {
        Value::Array(items) => items.as_slice(),
        Value::Object(object) => match object.get("items") {
            Some(Value::Array(items)) => items.as_slice(),
            _ => std::slice::from_ref(&value),
        },
        _ => &[],
    };
    let item = choose(items, id)?;
    let mut found = Metadata {
        title: words(item, "title"),
        author: names(item),
        publisher: words(item, "publisher").or_else(|| words(item, "container-title")),
        url: words(item, "URL"),
        language: words(item, "language"),
        accessed: day(&item["accessed"]),
        ..Metadata::default()
    };
    found.issued = date(&item["issued"]);
    Ok(found)
}

fn choose<'i>(items: &'i [Value], id: Option<&str>) -> Result<&'i Value, String> {
    let names = |item: &Value| -> Vec<String> {
        ["id", "citation-key"].iter().filter_map(|key| scalar(&item[*key])).collect()
    };
    let listed = || {
        let all: Vec<String> = items.iter().filter_map(|i| names(i).into_iter().next()).collect();
        let shown = all.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
        if all.len() > 5 { format!("{shown} and {} more", all.len() - 5) } else { shown }
    };
    match (id, items) {
        (_, []) => Err("it has no item".to_owned()),
        (None, [only]) => Ok(only),
        (None, _) => {
            Err(format!("it has {} items; name one with --csl-id: {}", items.len(), listed()))
        }
        (Some(id), _) => items
            .iter()
            .find(|item| names(item).iter().any(|n| n == id))
            .ok_or_else(|| format!("it has no item `{id}`; it has {}", listed())),
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
    const MARKUP: [&str; 10] = [
        "<i>",
        "</i>",
        "<b>",
        "</b>",
        "<sub>",
        "</sub>",
        "<sup>",
        "</sup>",
        "<span style=\"font-variant:small-caps;\">",
        "</span>",
    ];
    let mut text = item[key].as_str()?.to_owned();
    for mark in MARKUP {
        text = text.replace(mark, "");
    }
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// The authors, each as one would write the name: `Ludwig van Beethoven`.
fn names(item: &Value) -> Vec<String> {
    let Some(authors) = item["author"].as_array() else { return Vec::new() };
    let name = |author: &Value| {
        if let Some(literal) = words(author, "literal") {
            return Some(literal);
        }
        let parts = ["given", "dropping-particle", "non-dropping-particle", "family", "suffix"];
        let parts: Vec<String> = parts.iter().filter_map(|p| words(author, p)).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    };
    authors.iter().filter_map(name).collect()
}

/// Year, month, day, as far as they are there.
fn parts(value: &Value) -> Vec<i64> {
    let number = |v: &Value| v.as_i64().or_else(|| v.as_str()?.trim().parse().ok());
    value.as_array().into_iter().flatten().map_while(number).take(3).collect()
}

fn point(parts: &[i64]) -> Option<String> {
    let text = match *parts {
        [year] => format!("{year:04}"),
        [year, month] => format!("{year:04}-{month:02}"),
        [year, month, day] => format!("{year:04}-{month:02}-{day:02}"),
        _ => return None,
    };
    // Years of other lengths are written in other ways; they are left out.
    (0..=9999).contains(parts.first()?).then_some(text)
}

/// A CSL date in EDTF: `date-parts`, one or two; `circa` is `~`. Without parts, what is written as EDTF.
fn date(value: &Value) -> Option<String> {
    let circa = match &value["circa"] {
        Value::Bool(circa) => *circa,
        Value::Null => false,
        other => scalar(other).is_some_and(|c| !c.is_empty() && c != "0" && c != "false"),
    };
    let mark = if circa { "~" } else { "" };
    let points: Vec<String> = value["date-parts"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|p| point(&parts(p)).map(|p| format!("{p}{mark}")))
        .take(2)
        .collect();
    if !points.is_empty() {
        return Some(points.join("/"));
    }
    let written = ["raw", "literal"].iter().find_map(|key| value[*key].as_str())?;
    written.trim().parse::<Edtf>().is_ok().then(|| format!("{}{mark}", written.trim()))
}

/// A full date; a less exact one is none.
fn day(value: &Value) -> Option<String> {
    let parts = parts(value["date-parts"].get(0)?);
    if parts.len() == 3 { point(&parts) } else { None }
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
        let found = metadata(&text, Some("keeper1911")).expect("the item");
        assert_eq!(found.title.as_deref(), Some("Ice on the gauge of 1911"));
        assert_eq!(found.author, ["Ludwig van Beethoven", "The Harbour Board"]);
        assert_eq!(found.publisher.as_deref(), Some("Harbour Notes"));
        assert_eq!(found.issued.as_deref(), Some("1911-03~"));
        assert_eq!(found.accessed.as_deref(), Some("2024-05-01"));
        assert_eq!(found.license, None);
        assert!(metadata(&text, None).expect_err("two").contains("2 items"));
        assert!(metadata(&text, Some("x")).expect_err("none").contains("no item `x`"));
    }

    #[test]
    fn dates_are_edtf_or_nothing() {
        for (value, wanted) in [
            (json!({"date-parts": [[1990, 2, 9]]}), Some("1990-02-09")),
            (json!({"date-parts": [[1990], [1991, 4]]}), Some("1990/1991-04")),
            (json!({"date-parts": [[-44]]}), None),
            (json!({"date-parts": [[]]}), None),
            (json!({"raw": "1990-02"}), Some("1990-02")),
            (json!({"literal": "spring of 1990"}), None),
            (json!({"date-parts": [[1990]], "circa": 0}), Some("1990")),
            (json!(null), None),
        ] {
            assert_eq!(date(&value).as_deref(), wanted, "{value}");
        }
    }
}
