//! Cross-checks: what one file cannot say of itself, and what a schema cannot say of one file.
//!
//! A rule is a function from the model to findings, in a file named after its code. Rules see parsed
//! claims and sources as plain data; they read no files.

mod claim_duplicate_id;
mod claim_id_mismatch;
mod claim_no_evidence;
mod claim_unknown_claim;
mod claim_unknown_source;
mod model;
mod source_id_mismatch;
mod source_unknown_source;

pub(super) use model::{ClaimEntry, Model, SourceEntry};

use crate::diagnostic::Finding;
use crate::schema::nearest;

/// One cross-check.
type Rule = fn(&Model<'_>) -> Vec<Finding>;

/// Every rule. Findings are sorted later: the order means nothing.
const RULES: &[Rule] = &[
    claim_duplicate_id::check,
    claim_id_mismatch::check,
    claim_no_evidence::check,
    claim_unknown_claim::check,
    claim_unknown_source::check,
    source_id_mismatch::check,
    source_unknown_source::check,
];

/// What all rules find.
pub(super) fn check(model: &Model<'_>) -> Vec<Finding> {
    RULES.iter().flat_map(|rule| rule(model)).collect()
}

/// Help for a name that nothing has: the nearest one, or what else to do.
fn did_you_mean<'n>(
    name: &str,
    names: impl IntoIterator<Item = &'n str>,
    otherwise: &str,
) -> String {
    match nearest(name, names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => otherwise.to_owned(),
    }
}
