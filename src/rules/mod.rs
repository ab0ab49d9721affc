//! Cross-checks: what one file cannot say of itself, and what a schema cannot say of one file.
//!
//! A rule is a function from the model to findings, in a file named after its code. Rules see parsed
//! claims and sources as plain data; they read no files.

mod circles;
mod claim_anachronism;
mod claim_dependent_evidence;
mod claim_duplicate_id;
mod claim_heading_as_evidence;
mod claim_id_mismatch;
mod claim_improbable_date;
mod claim_label_mismatch;
mod claim_no_evidence;
mod claim_number_not_quoted;
mod claim_one_sided_contradiction;
mod claim_opposed_stance;
mod claim_relation_cycle;
mod claim_repeated_quote;
mod claim_self_relation;
mod claim_speaker_not_named;
mod claim_unknown_claim;
mod claim_unknown_source;
mod claim_unlisted_topic;
mod config_unused_topic;
mod numbers;
mod source_derivation_cycle;
mod source_id_mismatch;
mod source_language_doubtful;
mod source_no_language;
mod source_unknown_source;
mod source_unused_source;
mod trace;

pub(crate) use source_no_language::once;

use crate::claim::Claim;
use crate::diagnostic::Finding;
use crate::model::Model;
use crate::text::nearest;
use rayon::prelude::*;

/// One cross-check.
type Rule = fn(&Model<'_>) -> Vec<Finding>;

/// Every rule. Findings are sorted later: the order means nothing.
const RULES: &[Rule] = &[
    claim_anachronism::check,
    claim_dependent_evidence::check,
    claim_duplicate_id::check,
    claim_heading_as_evidence::check,
    claim_id_mismatch::check,
    claim_improbable_date::check,
    claim_label_mismatch::check,
    claim_no_evidence::check,
    claim_number_not_quoted::check,
    claim_one_sided_contradiction::check,
    claim_opposed_stance::check,
    claim_relation_cycle::check,
    claim_repeated_quote::check,
    claim_self_relation::check,
    claim_speaker_not_named::check,
    claim_unknown_claim::check,
    claim_unknown_source::check,
    claim_unlisted_topic::check,
    config_unused_topic::check,
    source_derivation_cycle::check,
    source_id_mismatch::check,
    source_language_doubtful::check,
    source_no_language::check,
    source_unknown_source::check,
    source_unused_source::check,
];

/// How many further places of a circle a finding names.
const RELATED: usize = 3;

/// What all rules find.
pub(crate) fn check(model: &Model<'_>) -> Vec<Finding> {
    RULES.par_iter().flat_map_iter(|rule| rule(model)).collect()
}

/// Whether a rule that knows what became of the quotes has to see the claim's statement.
pub(crate) fn need_statement(claim: &Claim) -> bool {
    claim_number_not_quoted::may_find(claim)
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
