//! Evidence that is not of the text itself: a heading, the title, a caption, a reference list.

use super::Asked;
use crate::claim::{Stance, evidence_member};
use crate::diagnostic::{At, Code, Finding};
use crate::model::{ClaimEntry, ClaimRecord};
use crate::reader::Part;

pub(super) fn check(
    asked: &Asked<'_>,
    entry: &ClaimEntry<'_>,
    claim: &ClaimRecord,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, part) in asked.model.parts(entry) {
        // As context a heading may well be quoted.
        let Some(evidence) = claim.evidence.get(*at).filter(|e| e.stance != Stance::Context) else {
            continue;
        };
        let part = match part {
            Part::Title => "the title",
            Part::Heading => "a heading",
            Part::Caption => "a caption",
            Part::References => "the reference list",
        };
        let message = format!("the evidence is {part} of `{}`, not its text", evidence.source);
        let at = At::Value(evidence_member(*at, "quote"));
        findings.push(
            Finding::new(Code::ClaimHeadingAsEvidence, entry.file, at, message).help(
                "quote the passage that says it: headings and captions are shortened and often not the author's; \
                 or give it the stance `context`",
            ),
        );
    }
    findings
}
