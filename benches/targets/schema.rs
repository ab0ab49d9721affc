//! P7: claims compared with their schema, beside check-jsonschema and ajv.

use crate::common::corpus::{EVIDENCE, Plan, claims};
use crate::common::measure::{Cost, Done, Job};
use crate::table::{Row, Same};
use crate::{Bench, rivals, validate};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Claims that check-jsonschema is given: all of them would take minutes, and a longer command line
/// than there can be.
const PART: usize = 1_000;

/// Formats are left out by the rivals: they do not know EDTF.
const AJV: &str =
    "validate --spec=draft2020 --strict=false --validate-formats=false -d claims/*/*.json -s";

impl Bench {
    pub(crate) fn schema(&mut self) {
        if !self.wants("P7") {
            return;
        }
        let plan = Plan {
            name: "claims",
            documents: 2_000 / self.scale,
            bytes: 10_000,
            quotes: 400_000 / self.scale,
            edited: 0,
            broken: 200,
            evidence: EVIDENCE,
        };
        let made = plan.make(&self.folder);
        let files = claims(&made.root);
        let (path, refused) = own_path(&files);
        let whole = validate(&made.root, "2").run().expect("quoteproof runs");
        let told = whole.said.lines().filter(|line| line.contains("schema/")).count();
        let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/claim.schema.json");
        let schema = schema.to_string_lossy();
        let (slow, slow_refused) = check_jsonschema(&made.root, &schema, &files).unzip();
        let ajv = ajv(&made.root, &schema);
        let ajv_refused = ajv.as_ref().map(|d| d.complained.matches(" invalid").count());
        let in_part = files.iter().take(PART).filter(|file| !fits(file)).count();
        let count = files.len();
        let ours = [
            (
                format!("{count} claims read, parsed and compared with their schema, one thread"),
                path,
            ),
            (format!("{count} claims and their quotes, whole process"), whole.cost.clock),
        ];
        for (work, ours) in ours {
            let row = |rival: String, theirs: Option<f64>, wanted, same| Row {
                target: "P7",
                work: work.clone(),
                measure: "clock",
                ours: ours * 1e3,
                rival,
                theirs: theirs.map(|seconds| seconds * 1e3),
                wanted: Some(wanted),
                same,
            };
            let same = |theirs: Option<usize>, ours| {
                theirs.map_or(Same::default(), |theirs| {
                    let both = theirs == ours && refused == told;
                    Same::new(both, format!("{ours} refused, {theirs} by the rival"))
                })
            };
            let name = format!("check-jsonschema on {PART}, in proportion, and its start once");
            self.rows.push(row(name, slow, 100.0, same(slow_refused, in_part)));
            let seconds = ajv.as_ref().map(|done| done.cost.clock);
            self.rows.push(row(
                "ajv validate".to_owned(),
                seconds,
                2.0,
                same(ajv_refused, refused),
            ));
        }
    }
}

/// Seconds of what a run does with each claim file before it looks at its quotes, the least of three, and
/// how many do not fit.
fn own_path(files: &[PathBuf]) -> (f64, usize) {
    let (mut least, mut refused) = (f64::MAX, 0);
    for _ in 0..3 {
        let start = Instant::now();
        refused = files.iter().filter(|file| !fits(file)).count();
        least = least.min(start.elapsed().as_secs_f64());
    }
    (least, refused)
}

fn fits(file: &Path) -> bool {
    let text = std::fs::read_to_string(file).expect("a claim");
    let name = camino::Utf8Path::new("claim.json");
    quoteproof::schema::check(quoteproof::schema::JsonFile::Claim, name, &text).is_empty()
}

/// Seconds for all files, from a part and from one, and how many of the part do not fit.
fn check_jsonschema(root: &Path, schema: &str, files: &[PathBuf]) -> Option<(f64, usize)> {
    let program = rivals::find("check-jsonschema");
    let inside = |file: &PathBuf| Some(file.strip_prefix(root).ok()?.to_str()?.to_owned());
    let part: Vec<String> = files.iter().take(PART).map(inside).collect::<Option<_>>()?;
    let run = |files: &[String]| -> Option<Done> {
        let mut arguments = vec!["--schemafile", schema, "--disable-formats", "*"];
        arguments.extend(files.iter().map(String::as_str));
        let done = Job { program: &program, arguments, folder: root }.run()?;
        (done.said.contains("ok") || done.said.contains("errors")).then_some(done)
    };
    let (one, many) = (run(part.get(..1)?)?, run(&part)?);
    let [Cost { clock: start, .. }, Cost { clock, .. }] = [one.cost, many.cost];
    let each = (clock - start) / (part.len() - 1) as f64;
    Some((start + each * (files.len() - 1) as f64, many.said.matches("::$").count()))
}

fn ajv(root: &Path, schema: &str) -> Option<Done> {
    let program = rivals::find("ajv");
    let mut arguments: Vec<&str> = AJV.split(' ').collect();
    arguments.push(schema);
    let done = Job { program: &program, arguments, folder: root }.run()?;
    done.said.contains(" valid").then_some(done)
}
