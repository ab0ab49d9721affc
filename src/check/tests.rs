//! What every format says of places that are not lines: two made-up containers, one of pages and one of parts, from their
//! bytes to the reports. Kept as `snapshots/containers.txt`; `QUOTEPROOF_UPDATE=1 cargo test` writes it again.

use super::{Options, check};
use crate::claim::Stance;
use crate::corpus::sha256_hex;
use crate::diagnostic::{At, Code, Finding, Severity};
use crate::find::{Query, find};
#[cfg(feature = "cli")]
use crate::report::human;
use crate::report::{FORMATS, Report, sarif, search, show_v1};
use crate::repository::{Nowhere, Overlay};
use crate::survey::survey;
use camino::Utf8PathBuf;
use std::fmt::Write as _;
use std::path::Path;

const PAGES: &str = "MADE-UP PAGES\n\
    6 iv The tide rose by two metres in the first hour.\n\
    7 - The harbour wall did not hold, and the lower town was flooded.\n\
    7 - Nobody had closed the gates.\n";
const PARTS: &str = "MADE-UP PARTS\n\
    Chapter 2|9|The keeper counted forty-one ships before dusk.\n\
    |112|Only three of them came back to the bay.\n";

/// An archive with both containers: of each a claim that is right, and one whose words are others.
fn archive(world: &mut Overlay<'_>) {
    for (id, path, text) in [("pages", "text.pages", PAGES), ("parts", "text.parts", PARTS)] {
        // Bytes that are no text in any encoding.
        let (magic, rest) = text.split_at(14);
        let bytes: Vec<u8> = magic.bytes().chain(rest.bytes().map(|b| b | 0x80)).collect();
        let source = format!(
            "{{\"id\": \"{id}\", \"text\": {{\"path\": \"{path}\", \"media_type\": \
             \"application/x-made-up-{id}\", \"sha256\": \"{}\"}}, \"language\": \"en\"}}\n",
            sha256_hex(&bytes)
        );
        world.put(format!("r/corpus/{id}/source.json"), source.into_bytes());
        world.put(format!("r/corpus/{id}/{path}"), bytes);
    }
    for (id, source, quote) in [
        ("a-wall", "pages", "The harbour wall did not hold"),
        ("a-wall-held", "pages", "The harbour wall did hold, and the lower town was flooded"),
        ("the-tide", "pages", "The tide rose by two metres … The harbour wall did not hold"),
        ("ships", "parts", "counted forty-one ships"),
        ("ships-back", "parts", "Only four of them came back to the bay"),
    ] {
        let claim = format!(
            "{{\"id\": \"{id}\", \"statement\": \"It was so.\", \"label\": \"supported\", \"evidence\": \
             [{{\"source\": \"{source}\", \"stance\": \"supports\", \"quote\": \"{quote}\"}}]}}\n"
        );
        world.put(format!("r/claims/{id}.json"), claim.into_bytes());
    }
}

/// The same findings as the report's, each at the place in the document: no rule says that yet.
fn at_their_documents(report: &mut Report) {
    let related = report.diagnostics.iter().flat_map(|d| &d.related);
    let places: Vec<_> = related.map(|r| (r.location.file.clone(), r.location.span)).collect();
    report.diagnostics = places
        .into_iter()
        .map(|(file, span)| {
            let at = At::Span(span);
            let finding = Finding::new(Code::QuoteAltered, file, at, "the words are others");
            report.files.diagnose(finding, Severity::Error)
        })
        .collect();
}

/// Of SARIF what has to do with places: the rest is kept elsewhere.
fn sarif_locations(report: &Report) -> String {
    let sarif: serde_json::Value = serde_json::from_str(&sarif::render(report)).expect("JSON");
    let results = sarif["runs"][0]["results"].as_array().cloned().unwrap_or_default();
    let places = |result: &serde_json::Value| {
        let both = [&result["locations"], &result["relatedLocations"]];
        format!("{:#}\n{:#}\n", both[0], both[1])
    };
    results.iter().map(places).collect()
}

#[cfg(feature = "cli")]
const OPTIONS: human::HumanOptions<'static> = human::HumanOptions {
    color: false,
    unicode: true,
    width: 100,
    verbose: true,
    quiet: false,
    command: "quoteproof validate",
};

fn forms(out: &mut String, title: &str, report: &Report) {
    for format in FORMATS {
        let shown = match format.name {
            "sarif" => sarif_locations(report),
            _ => (format.render)(report),
        };
        let _ = writeln!(out, "==== {title}: {}\n{shown}", format.name);
    }
    #[cfg(feature = "cli")]
    {
        let _ = writeln!(out, "==== {title}: human\n{}", human::render(report, &OPTIONS));
        let _ = writeln!(out, "==== {title}: plain\n{}", human::render_plain(report, &OPTIONS));
    }
}

#[test]
fn every_form_names_pages_and_paragraphs() {
    let mut world = Overlay::new(&Nowhere);
    archive(&mut world);
    let options = Options { root: Utf8PathBuf::from("r"), ..Options::default() };
    let mut out = String::new();
    let mut report = check(&world, &options);
    forms(&mut out, "related places", &report);
    at_their_documents(&mut report);
    forms(&mut out, "own places", &report);
    for words in ["harbour wall did not hold", "three of them", "four of them"] {
        let words = words.to_owned();
        let query =
            Query { words, sources: Vec::new(), most: 9, stance: Stance::Supports, exact: false };
        let found = find(&world, &options, &query).expect("a search");
        let _ = writeln!(out, "==== find: json\n{}", search::json_v1::render(&found));
        #[cfg(feature = "cli")]
        {
            let _ = writeln!(out, "==== find: human\n{}", search::human::render(&found, &OPTIONS));
        }
    }
    let survey = survey(&world, &options);
    for claim in ["claims/the-tide.json", "claims/ships.json"] {
        let shown = show_v1::show(&survey, claim.into());
        let _ = writeln!(out, "==== show: json\n{}", show_v1::render(&shown));
        #[cfg(feature = "cli")]
        {
            let _ = writeln!(
                out,
                "==== show: human\n{}",
                human::show::render(&shown, &survey, &OPTIONS)
            );
        }
    }
    if cfg!(feature = "cli") {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/check/snapshots/containers.txt");
        if std::env::var_os("QUOTEPROOF_UPDATE").is_some() {
            assert!(std::fs::write(&path, &out).is_ok(), "cannot write {}", path.display());
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        assert_eq!(out, kept, "{out}");
    }
}
