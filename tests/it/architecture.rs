//! The tables of ARCHITECTURE.md are true of `src/`: which room may use which, where the outside world
//! and the larger crates may be touched, and what the limits are. Test code is not looked at.

use crate::tool::root;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The rows of the table after the marker `<!-- name -->`, cell by cell, without the heading.
fn table(name: &str) -> Vec<Vec<String>> {
    let page = std::fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let (_, rest) = page.split_once(&format!("<!-- {name} -->")).expect("the table's marker");
    let lines = rest.lines().skip_while(|l| !l.starts_with('|')).take_while(|l| l.starts_with('|'));
    let cells =
        |line: &str| line.trim_matches('|').split('|').map(|c| c.trim().to_owned()).collect();
    let rows: Vec<Vec<String>> = lines.skip(2).map(cells).collect();
    assert!(!rows.is_empty(), "the table {name} is empty");
    rows
}

/// What stands in backticks.
fn code(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// All files of `src/` but those of tests, by their path, without their test modules and comments.
fn sources() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![root().join("src")];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.strip_prefix(root()).expect("below the root").to_string_lossy();
            let name = name.replace('\\', "/");
            if path.is_dir() && !name.ends_with("/tests") {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") && !name.ends_with("/tests.rs") {
                let text = std::fs::read_to_string(&path).expect("a source file");
                found.insert(name, without_tests(&text));
            }
        }
    }
    found
}

fn without_tests(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or("");
    let code = |line: &str| line.split("//").next().unwrap_or("").to_owned() + "\n";
    text.lines().map(code).collect()
}

/// The room of a file: the name right below `src/`.
fn room(file: &str) -> &str {
    let name = file.strip_prefix("src/").unwrap_or(file);
    name.split('/').next().unwrap_or(name).trim_end_matches(".rs")
}

/// The rooms that a file's code names: `crate::room::…`, `crate::{room, …}`, in `cli` and `main` `quoteproof::room`.
fn named(file: &str, text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for start in ["crate::", "quoteproof::"] {
        for rest in text.split(start).skip(1) {
            match rest.strip_prefix('{') {
                None => found.extend(word(rest)),
                Some(list) => {
                    let mut depth = 0;
                    for item in list.split_inclusive([',', '{', '}']) {
                        if depth == 0 {
                            found.extend(word(item.trim_start()));
                        }
                        match item.chars().last() {
                            Some('{') => depth += 1,
                            Some('}') if depth == 0 => break,
                            Some('}') => depth -= 1,
                            _ => {}
                        }
                    }
                }
            }
        }
    }
    if file == "src/main.rs" {
        found.insert("cli".to_owned());
    }
    found.remove(room(file));
    found
}

fn word(text: &str) -> Option<String> {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    (end > 0).then(|| text[..end].to_owned())
}

/// Each room with what it may use: only rooms that stand above it, so that there is no circle.
fn rooms() -> Vec<(String, BTreeSet<String>)> {
    let mut above = BTreeSet::new();
    let mut rooms = Vec::new();
    for row in table("rooms") {
        let name = code(&row[0]).pop().expect("a room's name");
        let may_use: BTreeSet<String> = code(&row[1]).into_iter().collect();
        for used in &may_use {
            assert!(above.contains(used), "{name} may use {used}, which does not stand above it");
        }
        above.insert(name.clone());
        rooms.push((name, may_use));
    }
    rooms
}

#[test]
fn every_room_uses_only_what_it_may() {
    let rooms = rooms();
    let mut used: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut wrong = Vec::new();
    let all = sources();
    for (file, text) in all.iter().filter(|(file, _)| *file != "src/lib.rs") {
        let name = room(file);
        let Some((name, may_use)) = rooms.iter().find(|(known, _)| known == name) else {
            wrong.push(format!("{file}: `{name}` is no room of ARCHITECTURE.md"));
            continue;
        };
        // What the library exports at its top is `check`'s.
        let named: BTreeSet<String> = named(file, text)
            .into_iter()
            .map(|n| if n == "Options" { "check".to_owned() } else { n })
            .collect();
        for other in named.difference(may_use) {
            wrong.push(format!("{file}: `{name}` may not use `{other}`"));
        }
        let climbs = text.contains("super::super::") || (is_door(file) && text.contains("super::"));
        if climbs {
            wrong.push(format!(
                "{file}: name other rooms by `crate::`, so that this test sees them"
            ));
        }
        used.entry(name).or_default().extend(named);
    }
    for (name, may_use) in &rooms {
        let used = used.get(name.as_str());
        for idle in may_use.iter().filter(|n| !used.is_some_and(|u| u.contains(*n))) {
            wrong.push(format!("ARCHITECTURE.md: `{name}` does not use `{idle}` any more"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// `src/lib.rs` gives each room to the feature that the table names, and the features' rooms come in the
/// order of the rooms: so no room can use one of a later feature. That it builds is `.ci/run`'s to show.
#[test]
fn each_feature_has_the_rooms_that_it_says() {
    let door = std::fs::read_to_string(root().join("src/lib.rs")).expect("src/lib.rs");
    let mut feature = "none".to_owned();
    let mut wrong = Vec::new();
    let mut features: BTreeMap<String, String> = BTreeMap::new();
    for line in door.lines() {
        if let Some(name) = line.strip_prefix("#[cfg(feature = \"") {
            feature = name.trim_end_matches("\")]").to_owned();
        } else {
            if let Some(room) = line.strip_prefix("pub mod ").or(line.strip_prefix("mod ")) {
                features.insert(room.trim_end_matches(';').to_owned(), feature);
            }
            feature = "none".to_owned();
        }
    }
    let mut listed = Vec::new();
    for row in table("features") {
        let feature = code(&row[0]).pop().unwrap_or_else(|| row[0].clone());
        for room in code(&row[1]) {
            let is = features.get(&room).map_or("cli", String::as_str);
            if is != feature {
                wrong.push(format!("ARCHITECTURE.md has `{room}` at {feature}, it is of {is}"));
            }
            listed.push(room);
        }
    }
    let order: Vec<String> = rooms().into_iter().map(|(name, _)| name).collect();
    assert_eq!(listed, order, "the features list the rooms in the order of the table of rooms");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_wing_of_quote_uses_only_what_it_may() {
    let mut wings: Vec<(String, BTreeSet<String>)> = Vec::new();
    for row in table("wings") {
        let name = code(&row[0]).pop().expect("a wing's name");
        let may_use: BTreeSet<String> = code(&row[1]).into_iter().collect();
        for used in &may_use {
            let stands_above = wings.iter().any(|(above, _)| above == used);
            assert!(stands_above, "{name} may use {used}, which does not stand above it");
        }
        wings.push((name, may_use));
    }
    let mut wrong = Vec::new();
    let mut used: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (file, text) in sources() {
        let Some(inside) = file.strip_prefix("src/quote/").filter(|f| *f != "mod.rs") else {
            continue;
        };
        let (first, rest) = inside.split_once('/').unwrap_or((inside, ""));
        let Some((wing, may_use)) = wings.iter().find(|(n, _)| n == first.trim_end_matches(".rs"))
        else {
            wrong.push(format!("{file}: no wing of ARCHITECTURE.md"));
            continue;
        };
        if rest.is_empty() && text.contains("super::") {
            wrong.push(format!(
                "{file}: name wings by `crate::quote::`, so that this test sees them"
            ));
        }
        for path in text.split("crate::quote::").skip(1) {
            match word(path) {
                Some(other) if other == *wing => {}
                Some(other) if may_use.contains(&other) => {
                    used.entry(wing).or_default().insert(other);
                }
                other => wrong.push(format!("{file}: `{wing}` may not use {other:?}")),
            }
        }
    }
    for (wing, may_use) in &wings {
        let used = used.get(wing.as_str());
        for idle in may_use.iter().filter(|n| !used.is_some_and(|u| u.contains(*n))) {
            wrong.push(format!("ARCHITECTURE.md: `{wing}` does not use `{idle}` any more"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A wing's `mod.rs` is left out: it declares its files, and what it says itself they may use.
#[test]
fn no_files_of_quote_import_each_other_in_a_circle() {
    let sources = sources();
    let mut open: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (file, text) in sources.iter().filter(|(file, _)| !file.ends_with("/mod.rs")) {
        let Some(inside) = file.strip_prefix("src/quote/") else { continue };
        let inside = inside.trim_end_matches(".rs");
        let imports = open.entry(inside.to_owned()).or_default();
        let wing = inside.split_once('/').map(|(wing, _)| wing);
        for start in ["crate::quote::", "super::"] {
            for rest in text.split(start).skip(1) {
                let Some(first) = word(rest) else { continue };
                let next = rest.get(first.len() + 2..).and_then(word).unwrap_or_default();
                let file = match (start, wing) {
                    ("super::", Some(wing)) => format!("{wing}/{first}"),
                    _ if sources.contains_key(&format!("src/quote/{first}.rs")) => first,
                    _ => format!("{first}/{next}"),
                };
                imports.insert(file);
            }
        }
    }
    assert!(open.len() > 20, "the files of `quote` are elsewhere");
    let known: BTreeSet<String> = open.keys().cloned().collect();
    for imports in open.values_mut() {
        imports.retain(|file| known.contains(file));
    }
    // Files without an import among those that are left are taken away, until none is left.
    while let Some(free) = open.iter().find(|(_, imports)| imports.is_empty()) {
        let free = free.0.clone();
        open.remove(&free);
        for imports in open.values_mut() {
            imports.remove(&free);
        }
    }
    assert!(open.is_empty(), "a circle among {open:#?}");
}

/// Names that several files give to the same thing, and may: the arguments of each command, and what one system and
/// another have for the same work.
const ONE_MEANING: &[(&str, &str)] = &[
    ("src/cli/", "Arguments"),
    ("src/repository/door/", "Door"),
    ("src/repository/door/", "Folder"),
    ("src/repository/door/", "Id"),
];

/// Whether a file has the types of a published JSON form. They have the names that its schema gives them: what
/// `Claim` is in a report is another question than what it is in a list.
fn is_json_form(file: &str) -> bool {
    file.ends_with("_v1.rs") || file == "src/site/data.rs"
}

/// The name of the type that a line declares for other files.
fn shared_type(line: &str) -> Option<String> {
    let rest = line.trim_start().strip_prefix("pub")?;
    let rest = match rest.strip_prefix('(') {
        Some(inside) => inside.split_once(')')?.1,
        None => rest,
    };
    let rest = rest.strip_prefix(' ')?;
    ["struct ", "enum ", "trait ", "type ", "union "]
        .iter()
        .find_map(|kind| rest.strip_prefix(kind))
        .and_then(word)
}

#[test]
fn a_name_means_one_type() {
    let mut declared: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (file, text) in sources().into_iter().filter(|(file, _)| !is_json_form(file)) {
        for name in text.lines().filter_map(shared_type) {
            declared.entry(name).or_default().push(file.clone());
        }
    }
    assert!(declared.len() > 500, "types are declared in another way: {}", declared.len());
    for (place, name) in ONE_MEANING {
        let files = declared.get_mut(*name).expect("an exception's type");
        files.retain(|file| !file.starts_with(place));
        assert!(files.is_empty(), "`{name}` is also in {files:?}");
    }
    declared.retain(|_, files| files.len() > 1);
    assert!(declared.is_empty(), "types of one name, for several files: {declared:#?}");
}

#[test]
fn sees_which_types_are_shared() {
    for (line, wanted) in [
        ("pub struct Place {", Some("Place")),
        ("    pub(in crate::repository) type Id = u64;", Some("Id")),
        ("pub(super) enum Kind<'a> {", Some("Kind")),
        ("struct Own;", None),
        ("pub(crate) fn of() {}", None),
    ] {
        assert_eq!(shared_type(line).as_deref(), wanted, "{line}");
    }
}

#[test]
fn rules_see_plain_data_only() {
    let sources = sources();
    let rules = || sources.iter().filter(|(file, _)| file.starts_with("src/rules/"));
    assert!(rules().count() > 2, "the rules are elsewhere");
    for (file, text) in rules() {
        assert!(!text.contains("std::fs") && !text.contains("World"), "{file}: a rule reads files");
    }
    let door = &sources["src/rules/mod.rs"];
    let page = |code: &str| root().join(format!("src/diagnostic/explain/{code}.md")).exists();
    for line in door.lines().filter_map(|l| l.trim().strip_suffix("::check,")) {
        assert!(sources.contains_key(&format!("src/rules/{line}.rs")), "{line}");
        let code = line.replacen('_', "/", 1).replace('_', "-");
        assert!(page(&code), "{line}: a rule is named after its code, and {code} has no page");
    }
}

/// Whether a file is a room's first one: `super` is the crate there.
fn is_door(file: &str) -> bool {
    file.ends_with("/mod.rs") || Path::new(file).parent() == Some(Path::new("src"))
}

#[test]
fn the_outside_world_is_touched_only_where_it_may_be() {
    let mut wrong = Vec::new();
    let sources = sources();
    for row in table("outside") {
        let places = code(&row[1]);
        for pattern in code(&row[0]) {
            for (file, text) in &sources {
                let allowed = places.iter().any(|place| file.starts_with(place.as_str()));
                if !allowed && has(text, &pattern) {
                    wrong.push(format!("{file}: `{pattern}` belongs to {places:?}"));
                }
            }
            for place in &places {
                let there =
                    sources.iter().any(|(f, t)| f.starts_with(place.as_str()) && has(t, &pattern));
                if !there {
                    wrong.push(format!("ARCHITECTURE.md: {place} has no `{pattern}` any more"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Whether `pattern` stands in `text`, not inside a longer name.
fn has(text: &str, pattern: &str) -> bool {
    let named = pattern.starts_with(char::is_alphabetic);
    text.match_indices(pattern).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        !(named && before.is_some_and(|c| c.is_alphanumeric() || c == '_'))
    })
}

/// Constants `MAX_…` that bound what is shown, or describe a language, and no work on input: they need no row.
const NO_LIMITS: &[(&str, &str)] = &[
    ("src/cli/baseline.rs", "MAX_GONE"),
    ("src/cli/choose.rs", "MAX_PLACES"),
    ("src/cli/show.rs", "MAX_SUGGESTED"),
    ("src/cli/source_edit.rs", "MAX_NAMED"),
    ("src/find/keywords.rs", "MAX_ENDING"),
    ("src/json/syntax.rs", "MAX_CLOSERS_SHOWN"),
    ("src/json/syntax.rs", "MAX_OPEN_SHOWN"),
    ("src/reader/unread.rs", "MAX_NAMED"),
    ("src/report/human.rs", "MAX_RELATED"),
    ("src/report/human/diff.rs", "MAX_LETTERS"),
    ("src/report/human/diff.rs", "MAX_LINES"),
    ("src/report/human/diff.rs", "MAX_WORD"),
    ("src/report/human/show.rs", "MAX_WIDTH"),
    ("src/report/human/stats.rs", "MAX_ROWS"),
    ("src/report/show_v1.rs", "MAX_CONTEXT"),
    ("src/report/sides.rs", "MAX_SIDE"),
    ("src/report/visible.rs", "MAX_MARKS"),
    ("src/report/visible.rs", "MAX_NAME"),
    ("src/rules/circles.rs", "MAX_SHOWN"),
    ("src/rules/claim_number_not_quoted.rs", "MAX_FOREIGN_WORDS"),
    ("src/rules/claim_speaker_not_named.rs", "MAX_ENDING"),
    ("src/rules/source_no_language.rs", "MAX_NAMED"),
    ("src/rules/source_unused_source.rs", "MAX_NAMED"),
    ("src/schema/words.rs", "MAX_EXAMPLE_DEPTH"),
    ("src/schema/words.rs", "MAX_SHOWN"),
    ("src/site/name.rs", "MAX_FRAGMENT"),
    ("src/site/name.rs", "MAX_NAME"),
    ("src/site/page.rs", "MAX_DOCUMENTS"),
    ("src/site/page.rs", "MAX_SPEAKERS"),
    ("src/site/page.rs", "MAX_TOPICS"),
];

/// The first number of a text as it is written, without separators: `4 << 20`, `0.45`, `4000000`.
fn amount(text: &str) -> String {
    let text: String = text.chars().filter(|c| !matches!(c, '_' | ',')).collect();
    let number = text.find(|c: char| c.is_ascii_digit()).and_then(|at| text.get(at..));
    let part = |c: &char| c.is_ascii_digit() || matches!(c, '.' | '<' | '*' | ' ');
    let number: String = number.unwrap_or("").chars().take_while(part).collect();
    number.trim_end_matches(['.', '<', '*', ' ']).to_owned()
}

#[test]
fn the_limits_are_those_of_the_code() {
    let sources = sources();
    let mut wrong = Vec::new();
    let mut rows = BTreeSet::new();
    for row in table("limits") {
        let (name, file) = (code(&row[2]), code(&row[3]));
        let ([name], [file]) = (name.as_slice(), file.as_slice()) else { panic!("{row:?}") };
        let text = sources.get(file).unwrap_or_else(|| panic!("{file}: no such file"));
        let given: BTreeSet<String> = text
            .lines()
            .filter_map(|line| line.split_once(&format!("{name}: ")))
            .map(|(_, rest)| rest.split([';', ',', '}']).next().unwrap_or(""))
            .map(|value| amount(value.rsplit('=').next().unwrap_or("")))
            .collect();
        let shown = amount(&row[1]);
        if !given.contains(&shown) {
            wrong.push(format!("{name} in {file} is {given:?}, ARCHITECTURE.md has {shown}"));
        }
        if !rows.insert((file.clone(), name.clone())) {
            wrong.push(format!("{name} in {file} has two rows"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_limit_on_input_has_a_row() {
    let rows = table("limits").into_iter().map(|row| (code(&row[3]), code(&row[2])));
    let mut rows: BTreeSet<(String, String)> =
        rows.map(|(file, name)| (file.concat(), name.concat())).collect();
    let none = NO_LIMITS.iter().map(|(file, name)| ((*file).to_owned(), (*name).to_owned()));
    for limit in none {
        assert!(rows.insert(limit.clone()), "{limit:?} has a row and an exception");
    }
    let mut there = BTreeSet::new();
    for (file, text) in sources() {
        for (_, rest) in text.lines().filter_map(|line| line.split_once("const MAX_")) {
            let name = rest.split(':').next().unwrap_or("");
            there.insert((file.clone(), format!("MAX_{name}")));
        }
    }
    assert!(there.len() > 100, "limits are written in another way: {there:?}");
    let without: Vec<_> = there.difference(&rows).collect();
    assert!(without.is_empty(), "limits without a row in ARCHITECTURE.md: {without:#?}");
    let gone: Vec<_> = NO_LIMITS
        .iter()
        .filter(|(file, name)| !there.contains(&((*file).to_owned(), (*name).to_owned())))
        .collect();
    assert!(gone.is_empty(), "exceptions for limits that are gone: {gone:#?}");
}

#[test]
fn amounts_are_compared_as_they_are_written() {
    for (text, wanted) in [
        (" 4 << 20", "4 << 20"),
        ("4 << 20 bytes", "4 << 20"),
        ("4,000,000 steps", "4000000"),
        (" 64 * 1024", "64 * 1024"),
        ("0.45 of the quote's characters", "0.45"),
        (" Duration::from_secs(10)", "10"),
        ("2", "2"),
    ] {
        assert_eq!(amount(text), wanted, "{text}");
    }
    assert_ne!(amount("4 << 20"), amount("420"));
}

#[test]
fn sees_what_a_file_names() {
    let rooms = |text: &str| named("src/seal/mod.rs", &without_tests(text)).into_iter().collect();
    for (text, wanted) in [
        ("use crate::json::Tree;\nlet x = crate::schema::nearest(y);", vec!["json", "schema"]),
        (
            "use crate::{check::{Options, prove}, text, report::json_v1};",
            vec!["check", "report", "text"],
        ),
        ("// crate::check\nuse crate::seal::Seal;", vec![]),
        ("fn f() {}\n#[cfg(test)]\nmod tests {\n    use crate::check;\n}", vec![]),
    ] {
        let found: Vec<String> = rooms(text);
        assert_eq!(found, wanted, "{text}");
    }
    assert!(has("std::io::stdout().lock()", "stdout()") && !has("my_toml::x", "toml::"));
}

#[test]
fn every_limit_is_reached_by_a_benchmark() {
    let read = |file: &str| {
        std::fs::read_to_string(root().join("benches/limits").join(file)).expect("a file")
    };
    let inputs = read("cases.rs") + &read("interrupt.rs");
    let (mut reached, mut wrong) = (BTreeSet::new(), Vec::new());
    for line in read("limits.txt").lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
        let (input, limits) = line.split_once(": ").expect("an input and its limits");
        if input != "no input" && !inputs.contains(&format!("\"{input}\"")) {
            wrong.push(format!("{input} is no input of the benchmark"));
        }
        let (file, names) = limits.split_once(' ').expect("a file and names");
        for name in names.split(' ') {
            if !reached.insert((file.to_owned(), name.to_owned())) {
                wrong.push(format!("{file} {name} is named twice"));
            }
        }
    }
    let rows = table("limits").into_iter().map(|row| (code(&row[3]), code(&row[2])));
    let rows: BTreeSet<(String, String)> =
        rows.map(|(file, name)| (file.concat(), name.concat())).collect();
    wrong.extend(reached.difference(&rows).map(|limit| format!("{limit:?} is no limit")));
    let without = rows.difference(&reached);
    wrong.extend(without.map(|limit| format!("{limit:?} is not in benches/limits/limits.txt")));
    assert!(wrong.is_empty(), "{wrong:#?}");
}
