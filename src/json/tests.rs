//! Laws and tables of the JSON stage.

use super::{Problem, ProblemKind, Tree, ValueKind, join, parse, quoted};
use crate::text::Span;
use proptest::prelude::*;

fn read(text: &str) -> (Option<Tree>, Vec<Problem>) {
    parse(text)
}

fn tree(text: &str) -> Tree {
    read(text).0.unwrap_or_else(|| panic!("not JSON: {text}"))
}

/// Text, what the finding's span covers, and words of its message or help.
const NAMED: &[(&str, &str, &str)] = &[
    ("", "", "the file is empty"),
    (" \n\t", "", "the file is empty"),
    ("\u{feff}", "", "the file is empty"),
    ("[1, 2,]", ",", "trailing comma before `]`"),
    ("{\"a\": 1,\n}", ",", "trailing comma before `}`"),
    ("{\"a\": 1},", ",", "trailing comma after the file's value"),
    ("{\"a\": 1 // one\n}", "// one", "comment"),
    ("/* all\nof it */ {}", "/* all\nof it */", "comment"),
    ("# heading\n{}", "# heading", "comment"),
    ("{'a': 1}", "'a'", "single quotation marks"),
    ("{\"a\": 'it'}", "'it'", "single quotation marks"),
    ("{id: 1}", "id", "the key `id` is not quoted"),
    ("{\"a\": supported}", "supported", "`supported` is not quoted"),
    ("\"a\tb\"", "\t", "U+0009 TAB"),
    ("\"a\0b\"", "\0", "U+0000 NULL"),
    ("\"a\u{1b}[0m\"", "\u{1b}", "U+001B ESCAPE"),
    ("\0", "\0", "U+0000 NULL outside a string"),
    ("{\"a\": \"b\n}", "\n", "a line break (U+000A LINE FEED) inside a string"),
    ("{\"a\": \"b”,\n}", "\n", "the string ends with `”`"),
    ("{“a”: 1}", "“", "U+201C LEFT DOUBLE QUOTATION MARK"),
    ("{\"a\": „b“}", "„", "U+201E"),
    ("{\u{a0}\"a\": 1}", "\u{a0}", "NO-BREAK SPACE outside a string"),
    ("{\"a\": [1, {", "", "the file ends inside an object"),
    ("[1", "", "`]` would close"),
    ("{\"a\"", "", "after a key"),
    ("{\"a\":", "", "before a member's value"),
    ("{\"a\": \"b", "", "the file ends inside a string"),
    ("\"\\", "", "the file ends inside a string"),
    ("\"\\u00", "", "the file ends inside a string"),
    ("[1 2]", "", "missing comma after this item"),
    ("{\"a\": 1 \"b\": 2}", "", "missing comma after this member"),
    ("{\"a\" 1}", "", "missing colon after this key"),
    ("{\"a\" = 1}", "=", "`=` is between"),
    ("{\"a\"}", "}", "this member has no value"),
    ("{\"a\": }", "}", "this member has no value"),
    ("{: 1}", ":", "this member has no key"),
    ("[1; 2]", ";", "`;` is where a comma should be"),
    ("[,1]", ",", "a comma is where a value should be"),
    ("{,}", ",", "a comma is where a key should be"),
    ("[1}", "}", "`}` does not close the array"),
    ("{\"a\": 1]", "]", "`]` does not close the object"),
    ("{}}", "}", "`}` closes nothing"),
    ("\"\\x\"", "\\x", "`\\x` is not a JSON escape"),
    ("\"\\é\"", "\\é", "is not a JSON escape"),
    ("\"\\'\"", "\\'", "an apostrophe needs no backslash"),
    ("\"\\u12G4\"", "\\u12", "four hexadecimal digits"),
    ("\"\\ud800\"", "\\ud800", "half a surrogate pair"),
    ("\"\\udc00\"", "\\udc00", "half a surrogate pair"),
    ("\"\\ud800\\u0041\"", "\\ud800", "half a surrogate pair"),
    ("[01]", "01", "leading zero"),
    ("[-01]", "-01", "leading zero"),
    ("[+1]", "+1", "leave the `+` out"),
    ("[.5]", ".5", "write `0` before"),
    ("[1.]", "1.", "no digit follows the `.`"),
    ("[1e]", "1e", "is not a JSON number"),
    ("[-]", "-", "no digit follows the `-`"),
    ("[-Infinity]", "-Infinity", "no Infinity"),
    ("[NaN]", "NaN", "JSON has no NaN"),
    ("[1990-02-14]", "1990-02-14", "dates too, in quotation marks"),
    ("[1e999]", "1e999", "too large"),
    ("[True]", "True", "write `true`"),
    ("[None]", "None", "`null`"),
    ("{} {}", "{", "a second JSON value"),
    ("1 2", "2", "a second JSON value"),
    ("{\"q\": \"he said \"no\" twice\"}", "\"", "quotation mark ends the string in mid-sentence"),
    ("é", "é", "is not quoted"),
    ("{\u{202e}}", "\u{202e}", "invisible character U+202E outside a string"),
    ("!", "!", "unexpected `!`"),
];

#[test]
fn names_what_is_wrong_and_where() {
    for (text, place, words) in NAMED {
        let (tree, findings) = read(text);
        assert!(tree.is_none(), "{text:?} is taken");
        let [finding] = findings.as_slice() else { panic!("{text:?}: {findings:?}") };
        let said = format!("{} | {}", finding.message, finding.help.clone().unwrap_or_default());
        assert!(said.contains(words), "{text:?}: {said}");
        assert_eq!(&text[finding.span.range()], *place, "{text:?}: {said}");
        assert_eq!(finding.kind, ProblemKind::SyntaxError, "{text:?}");
        assert!(!said.contains("nothing is known"), "{text:?}");
    }
}

#[test]
fn an_open_bracket_is_pointed_back_to() {
    let (_, findings) = read("{\"a\": [1, {\"b\": 2}");
    assert_eq!(findings[0].related.len(), 2);
    assert_eq!(findings[0].related[0].0, Span::new(6, 7));
    assert_eq!(findings[0].related[1].0, Span::new(0, 1));
}

#[test]
fn nesting_has_a_limit_and_no_stack() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let nested = |depth: usize| {
            let inner = if open == "[" { "" } else { "1" };
            format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
        };
        assert!(read(&nested(128)).0.is_some());
        for text in [nested(129), nested(100_000), open.repeat(100_000)] {
            let (tree, findings) = read(&text);
            assert!(tree.is_none());
            assert_eq!(findings[0].kind, ProblemKind::NestingTooDeep);
            assert_eq!(findings[0].span.start, 128 * open.len());
        }
    }
}

#[test]
fn a_key_twice_is_found_at_the_second() {
    let text = r#"{"a": 1, "b": {"c": 1, "\u0063": 2, "c": 3}, "a": 4}"#;
    let (tree, findings) = read(text);
    let tree = tree.expect("the tree stands");
    let places: Vec<_> = findings.iter().map(|f| &text[f.span.range()]).collect();
    assert_eq!(places, ["\"\\u0063\"", "\"c\"", "\"a\""]);
    assert!(findings.iter().all(|f| f.kind == ProblemKind::DuplicateKey && f.related.len() == 1));
    assert_eq!(findings[1].related[0].0, Span::new(15, 18));
    assert_eq!(tree.get("/b/c").map(|n| &n.kind), Some(&ValueKind::Number("3".into())));
    assert_eq!(tree.to_value()["b"]["c"], 3);
}

#[test]
fn pointers_find_values_and_keys() {
    let text = "\u{feff}{\"a/b\": [10, {\"~\": \"x\"}], \"\": null}";
    let tree = tree(text);
    let value = |pointer| tree.value_span(pointer).map(|s| &text[s.range()]);
    let key = |pointer| tree.key_span(pointer).map(|s| &text[s.range()]);
    assert_eq!(value(""), Some(text.trim_start_matches('\u{feff}')));
    assert_eq!(value("/a~1b/0"), Some("10"));
    assert_eq!(value("/a~1b/1/~0"), Some("\"x\""));
    assert_eq!(value("/"), Some("null"));
    assert_eq!(key("/a~1b"), Some("\"a/b\""));
    assert_eq!(key("/"), Some("\"\""));
    assert_eq!(key(""), Some("{"));
    assert_eq!(key("/a~1b/1"), Some("{"));
    for none in ["/x", "a", "/a~1b/01", "/a~1b/+0", "/a~1b/2", "/a~1b/0/0", "/a~1b/-"] {
        assert_eq!(value(none), None, "{none}");
    }
    assert_eq!(key("/a~1b/0"), None);
}

#[test]
fn every_node_has_its_pointer() {
    let tree = tree(r#"{"b": [[], {"x/y": [1, 2]}], "a": "~"}"#);
    let mut pointers = Vec::new();
    let mut ids = vec![];
    if let Some(root) = tree.root() {
        collect(&tree, root, &mut ids);
    }
    for id in ids {
        let pointer = tree.pointer(id);
        assert_eq!(tree.get(&pointer), tree.node(id), "{pointer}");
        pointers.push(pointer);
    }
    assert!(pointers.contains(&"/b/1/x~1y/1".to_owned()));
}

fn collect(tree: &Tree, node: &super::Node, ids: &mut Vec<super::NodeId>) {
    let (ValueKind::Array(children) | ValueKind::Object { members: children, .. }) = &node.kind
    else {
        return;
    };
    for id in children {
        ids.push(*id);
        if let Some(child) = tree.node(*id) {
            collect(tree, child, ids);
        }
    }
}

#[test]
fn decoded_bytes_are_found_in_the_file() {
    let text = r#"  {"q": "a\u00e9\ud83d\ude00\n\\bö\u0041"}"#;
    let tree = tree(text);
    let decoded = tree.string("/q").expect("a string");
    assert_eq!(decoded, "aé😀\n\\böA");
    let at = |part: &str| {
        let start = decoded.find(part).expect("it stands there");
        let span = tree.string_span(text, "/q", start..start + part.len()).expect("a span");
        &text[span.range()]
    };
    assert_eq!(at("a"), "a");
    assert_eq!(at("é"), "\\u00e9");
    assert_eq!(at("😀"), "\\ud83d\\ude00");
    assert_eq!(at("\n\\"), "\\n\\\\");
    assert_eq!(at("öA"), "ö\\u0041");
    assert_eq!(at(decoded), r"a\u00e9\ud83d\ude00\n\\bö\u0041");
    let whole_character = tree.string_span(text, "/q", 2..5).expect("a span");
    assert_eq!(&text[whole_character.range()], "\\u00e9\\ud83d\\ude00");
    let nothing = tree.string_span(text, "/q", 3..3).expect("a span");
    assert!(nothing.is_empty() && text[nothing.start..].starts_with("\\ud83d"));
    assert_eq!(tree.string_span(text, "/q", 0..99), None);
    assert_eq!(tree.string_span(text, "", 0..1), None);
}

#[test]
fn numbers_are_those_of_serde_json() {
    for text in ["0", "-0", "-0.0", "18446744073709551615", "18446744073709551616", "1e5", "1E-400"]
        .into_iter()
        .chain(["-9223372036854775808", "-9223372036854775809", "0.1", "123456789012345678901e2"])
    {
        let theirs: serde_json::Value = serde_json::from_str(text).expect("a number");
        assert_eq!(tree(text).to_value(), theirs, "{text}");
    }
}

#[test]
fn joins_and_quotes() {
    assert_eq!(join("/a", "b/c~"), "/a/b~1c~0");
    assert_eq!(join("", 3), "/3");
    assert_eq!(quoted("a \"b\" é\n\u{1}"), "\"a \\\"b\\\" é\\n\\u0001\"");
}

#[test]
fn a_text_refused_by_the_parser_is_always_named() {
    // Every prefix and every text with one byte more of a claim.
    let claim = r#"{"a": [1.5e3, "x\u00e9\n", true, null, -0], "b": {"c": false}}"#;
    for end in 0..claim.len() {
        let (tree, findings) = read(&claim[..end]);
        assert!(tree.is_none());
        assert_ne!(findings[0].message, "this is not JSON", "{}", &claim[..end]);
    }
}

fn json_like() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("{"),
        Just("}"),
        Just("["),
        Just("]"),
        Just(","),
        Just(":"),
        Just("\""),
        Just("\\"),
        Just("\"a\""),
        Just("\"a\":"),
        Just("\"é\\n\""),
        Just("\\u00e9"),
        Just("\\ud83d"),
        Just("\\ude00"),
        Just("1"),
        Just("0"),
        Just("-"),
        Just("."),
        Just("e"),
        Just("+"),
        Just("true"),
        Just("null"),
        Just("fals"),
        Just(" "),
        Just("\n"),
        Just("\u{feff}"),
        Just("“"),
        Just("'"),
        Just("//"),
        Just("/*"),
        Just("\0"),
        Just("\u{7f}"),
        Just("u12"),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn mutated() -> impl Strategy<Value = String> {
    let base =
        r#"{"id": "a-b", "n": [1, -2.5e+3, true, null], "q": {"é": "\u00e9\ud83d\ude00\""}}"#;
    let edit = (0..base.len(), 0..3_usize, any::<char>());
    proptest::collection::vec(edit, 1..4).prop_map(move |edits| {
        let mut text: Vec<char> = base.chars().collect();
        for (at, kind, c) in edits {
            let at = at.min(text.len().saturating_sub(1));
            match kind {
                0 if text.is_empty() => {}
                0 => drop(text.remove(at)),
                1 => text.insert(at, c),
                _ => text.truncate(at + 1),
            }
        }
        text.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn agrees_with_serde_json(text in prop_oneof![json_like(), mutated(), ".{0,40}"]) {
        let (tree, findings) = read(&text);
        let theirs = serde_json::from_str::<serde_json::Value>(crate::text::strip_bom(&text));
        prop_assert_eq!(tree.is_some(), theirs.is_ok(), "{:?}: {:?}", text, findings);
        if let (Some(tree), Ok(theirs)) = (&tree, theirs) {
            prop_assert_eq!(tree.to_value(), theirs);
        } else {
            prop_assert_eq!(findings.len(), 1);
            prop_assert_ne!(&findings[0].message, "this is not JSON", "{:?}", text);
        }
        for finding in &findings {
            prop_assert!(text.get(finding.span.range()).is_some(), "{:?}", finding);
            for related in &finding.related {
                let span = related.0;
                prop_assert!(text.get(span.range()).is_some(), "{:?}", finding);
            }
        }
    }

    #[test]
    fn spans_lead_from_decoded_to_raw(words in ".{0,20}", escape in any::<bool>()) {
        let inner: String = if escape {
            words.encode_utf16().fold(String::new(), |all, unit| all + &format!("\\u{unit:04x}"))
        } else {
            let quoted = quoted(&words);
            quoted[1..quoted.len() - 1].to_owned()
        };
        let text = format!("[\"{inner}\"]");
        let tree = tree(&text);
        prop_assert_eq!(tree.string("/0"), Some(words.as_str()));
        let bounds: Vec<usize> =
            words.char_indices().map(|(at, _)| at).chain([words.len()]).collect();
        for (i, &start) in bounds.iter().enumerate() {
            for &end in &bounds[i..] {
                let span = tree.string_span(&text, "/0", start..end).expect("inside");
                let raw = &text[span.range()];
                let decoded: String = serde_json::from_str(&format!("\"{raw}\"")).expect("whole");
                prop_assert_eq!(&decoded, &words[start..end]);
            }
        }
    }
}
