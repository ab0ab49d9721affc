//! A date that is valid, but that hardly anybody means: before the year 1, or after 9999.

use crate::diagnostic::{At, Code, Finding};
use crate::edtf::Edtf;
use crate::model::Model;
use camino::Utf8Path;

pub(super) fn check(model: &Model<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (entry, claim) in model.claims() {
        let own = claim.date().and_then(|d| improbable(entry.file, || "/date".into(), d));
        findings.extend(own);
        for (at, evidence) in claim.evidence.iter().enumerate() {
            let pointer = || format!("/evidence/{at}/date");
            let date = evidence.date();
            findings.extend(date.and_then(|d| improbable(entry.file, pointer, d)));
        }
    }
    for (entry, source) in model.sources() {
        let issued = source.issued.as_ref();
        findings.extend(issued.and_then(|d| improbable(entry.file, || "/issued".into(), d)));
    }
    findings
}

fn improbable(file: &Utf8Path, pointer: impl Fn() -> String, date: &Edtf) -> Option<Finding> {
    let year = [date.earliest(), date.latest()]
        .into_iter()
        .flatten()
        .map(|(year, _, _)| year)
        .find(|year| !(1..=9999).contains(year))?;
    // EDTF has a year 0, and it is 1 BC.
    let words = if year > 0 { format!("the year {year}") } else { format!("{} BC", 1 - year) };
    let message = format!("the date `{date}` means {words}");
    Some(
        Finding::new(Code::ClaimImprobableDate, file, At::Value(pointer()), message).help(
            "correct it; leave the member out where the date is not known; where antiquity is meant, turn this \
             code off in `quoteproof.toml`",
        ),
    )
}
