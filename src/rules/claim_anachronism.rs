//! Words that are dated after the document they are quoted from.

use super::Asked;
use crate::claim::evidence_member;
use crate::diagnostic::{At, Code, Finding};
use crate::edtf::{Before, Edtf};
use crate::model::{ClaimEntry, ClaimRecord};

pub(super) fn check(
    asked: &Asked<'_>,
    entry: &ClaimEntry<'_>,
    claim: &ClaimRecord,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, evidence) in claim.evidence.iter().enumerate() {
        let Some(said) = evidence.date() else { continue };
        let Some(source) = asked.model.source(&evidence.source) else { continue };
        let Some(record) = source.source else { continue };
        // A document was obtained after it was issued: where only that is known, it bounds as well.
        let accessed = record.accessed.as_deref().and_then(|day| day.parse::<Edtf>().ok());
        let (done, date, member) = match (&record.issued, accessed) {
            (Some(issued), _) => ("issued", issued.clone(), "/issued"),
            (None, Some(accessed)) => ("obtained", accessed, "/accessed"),
            (None, None) => continue,
        };
        if date.before(said) != Before::Certainly {
            continue;
        }
        let id = &evidence.source;
        let message =
            format!("the words are dated `{said}`, but `{id}` was {done} before that: `{date}`");
        let at = At::Value(evidence_member(at, "date"));
        findings.push(
            Finding::new(Code::ClaimAnachronism, entry.file, at, message)
                .help("correct the date of one or the other; a document cannot quote what was said later")
                .related(source.file, At::Value(member.to_owned()), format!("{done} then")),
        );
    }
    findings
}
