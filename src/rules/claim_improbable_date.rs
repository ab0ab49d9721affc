//! A date that is valid, but that hardly anybody means: before the year 1, or after 9999.

use super::Asked;
use crate::claim::evidence_member;
use crate::diagnostic::{At, Code, Finding};
use crate::edtf::Edtf;
use crate::model::{ClaimEntry, ClaimRecord, Model};
use camino::Utf8Path;

pub(super) fn check(_: &Asked<'_>, entry: &ClaimEntry<'_>, claim: &ClaimRecord) -> Vec<Finding> {
    let mut findings = Vec::new();
    let own = claim.date().and_then(|d| improbable(entry.file, || "/date".into(), d));
    findings.extend(own);
    for (at, evidence) in claim.evidence.iter().enumerate() {
        let pointer = || evidence_member(at, "date");
        let date = evidence.date();
        findings.extend(date.and_then(|d| improbable(entry.file, pointer, d)));
    }
    findings
}

pub(super) fn check_sources(model: &Model<'_>) -> Vec<Finding> {
    let issued = model.sources().filter_map(|(entry, source)| {
        improbable(entry.file, || "/issued".into(), source.issued.as_ref()?)
    });
    issued.collect()
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
            "correct it; leave the member out if the date is not known; if you mean antiquity, turn this \
             code off in `quoteproof.toml`",
        ),
    )
}
