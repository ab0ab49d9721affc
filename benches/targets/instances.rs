//! P6: one set of quotes that other checkers of quotations can read too, each in its own form.

use crate::common::corpus::{EVIDENCE, Plan, Repository, claims};
use crate::common::measure::{Done, Job, by_turns};
use crate::table::{Row, Same};
use crate::{Bench, rivals, validate};
use std::collections::BTreeMap;
use std::time::Duration;

impl Bench {
    pub(crate) fn instances(&mut self) {
        if !self.wants("P6") {
            return;
        }
        let plan = Plan {
            name: "instances",
            documents: 5,
            bytes: 60_000,
            quotes: 100,
            edited: 5,
            broken: 0,
            evidence: EVIDENCE,
        };
        let made = plan.make(&self.folder);
        forms(&made).expect("the other forms can be written");
        let programs = ["citations", "linkml-reference-validator"].map(rivals::find);
        let ours = validate(&made.root, "2");
        let citations = Job {
            program: &programs[0],
            arguments: "verify --claims citations --json counts.json".split(' ').collect(),
            folder: &made.root,
        };
        let mut linkml = Job {
            program: &programs[1],
            arguments: "validate text-file linkml.txt --no-full-text --summary --regex"
                .split(' ')
                .collect(),
            folder: &made.root,
        };
        linkml.arguments.push(r"^(\S+) (.*)$");
        linkml.arguments.extend(["--text-group", "2", "--ref-group", "1"]);
        let mut runs =
            by_turns(&[&ours, &citations, &linkml], 10, Duration::from_mins(1)).into_iter();
        let ours = runs.next().flatten().expect("quoteproof runs");
        let rivals = [
            ("citations verify", 50.0, "  found"),
            ("linkml-reference-validator", 100.0, "Valid:"),
        ];
        for (name, wanted, label) in rivals {
            let done = runs.next().flatten();
            let found = done.as_ref().and_then(|done| number_after(done, label));
            let passed = ours.closing().1;
            self.rows.push(Row {
                target: "P6",
                work: format!("{} quotes in 5 documents of 60 KB, whole process", made.quotes),
                measure: "clock",
                ours: ours.cost.clock * 1e3,
                rival: name.to_owned(),
                theirs: found.and(done).map(|d| d.cost.clock * 1e3),
                wanted: Some(wanted),
                same: found.map_or(Same::default(), |found| {
                    Same::new(found == passed, format!("{passed} found, {found} by the rival"))
                }),
            });
        }
    }
}

/// The number that stands after a label in what was printed.
fn number_after(done: &Done, label: &str) -> Option<usize> {
    let line = done.said.lines().find(|line| line.trim_start().starts_with(label.trim()))?;
    line.split_whitespace().find_map(|word| word.replace(',', "").parse().ok())
}

/// Writes the claims as `citations` has them (a file a source, YAML) and as lines with a reference and a
/// quote, which linkml-reference-validator reads with an expression.
fn forms(made: &Repository) -> std::io::Result<()> {
    let mut by_source: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in claims(&made.root) {
        let claim: serde_json::Value = serde_json::from_slice(&std::fs::read(file)?)?;
        for evidence in claim["evidence"].as_array().into_iter().flatten() {
            let member = |name: &str| evidence[name].as_str().unwrap_or_default().to_owned();
            by_source.entry(member("source")).or_default().push(member("quote"));
        }
    }
    let folder = made.root.join("citations");
    std::fs::create_dir_all(&folder)?;
    let mut lines = String::new();
    for (source, quotes) in by_source {
        let text = format!("corpus/{source}/text.txt");
        let hash = quoteproof::corpus::sha256_hex(&std::fs::read(made.root.join(&text))?);
        let mut yaml =
            format!("source:\n  citation: {source}\n  local: {text}\n  sha256: {hash}\nclaims:\n");
        for (number, quote) in quotes.iter().enumerate() {
            // Quotes are words: JSON's form of a string is YAML's.
            yaml.push_str(&format!(
                "  quote-{number}:\n    interpretation:\n      says: A claim.\n      whose: Nobody\n    quotes:\n    - exact: {}\n",
                serde_json::Value::from(quote.as_str())
            ));
            lines.push_str(&format!("file:{text} {quote}\n"));
        }
        std::fs::write(folder.join(format!("{source}.yaml")), yaml)?;
    }
    std::fs::write(made.root.join("linkml.txt"), lines)
}
