//! The same quote supports a statement in one place and refutes it in another.

use super::Model;
use crate::claim::{RelationKind, Stance};
use crate::diagnostic::{At, Code, Finding};
use crate::quote::key;
use std::collections::HashMap;

pub(super) fn check(model: &Model<'_>) -> Vec<Finding> {
    let statements = statements(model);
    let statement = |number: usize| statements.get(number).copied().unwrap_or(number);
    // Folding quotes takes time: only those that another of the same source may oppose.
    let mut stances: HashMap<_, (Stance, bool)> = HashMap::new();
    for (number, (_, claim)) in model.claims().enumerate() {
        for evidence in claim.evidence.iter().filter(|e| e.stance != Stance::Context) {
            let of = (statement(number), &*evidence.source);
            let (first, opposed) = stances.entry(of).or_insert((evidence.stance, false));
            *opposed |= *first != evidence.stance;
        }
    }
    let mut findings = Vec::new();
    let mut first = HashMap::new();
    for (number, (entry, claim)) in model.claims().enumerate() {
        let statement = statement(number);
        for (at, evidence) in claim.evidence.iter().enumerate() {
            let opposed = stances.get(&(statement, &*evidence.source));
            if evidence.stance == Stance::Context || !opposed.is_some_and(|(_, opposed)| *opposed) {
                continue;
            }
            let quoted = (statement, &*evidence.source, key(evidence.quote.segments()));
            let (file, earlier, stance) =
                *first.entry(quoted).or_insert((entry.file, at, evidence.stance));
            if stance == evidence.stance {
                continue;
            }
            let (here, there) = match stance {
                Stance::Refutes => ("supports", "refutes"),
                _ => ("refutes", "supports"),
            };
            let place = if file == entry.file { "above" } else { "in another claim" };
            let message = format!(
                "the quote {here} the statement here, but {there} the same statement {place}"
            );
            let at = At::Value(format!("/evidence/{at}/stance"));
            let other = At::Value(format!("/evidence/{earlier}/stance"));
            findings.push(
                Finding::new(Code::ClaimOpposedStance, entry.file, at, message)
                    .help("decide what the quote says of the statement, or say `context` in both places")
                    .related(file, other, format!("{there} there")),
            );
        }
    }
    findings
}

/// For each claim the number of the first that makes the same statement: in the same words, or as the
/// relation `duplicates` says.
fn statements(model: &Model<'_>) -> Vec<usize> {
    let mut by_words = HashMap::new();
    let mut first: Vec<usize> = Vec::new();
    let mut by_id: HashMap<&str, usize> = HashMap::new();
    for (at, (_, claim)) in model.claims().enumerate() {
        first.push(*by_words.entry(key(&[&claim.statement]).to_lowercase()).or_insert(at));
        by_id.entry(&claim.id).or_insert(at);
    }
    for (at, (_, claim)) in model.claims().enumerate() {
        for relation in claim.relations.iter().filter(|r| r.kind == RelationKind::Duplicates) {
            let Some(other) = by_id.get(&*relation.claim) else { continue };
            let (one, two) = (root(&first, at), root(&first, *other));
            if let Some(entry) = first.get_mut(one.max(two)) {
                *entry = one.min(two);
            }
        }
    }
    (0..first.len()).map(|at| root(&first, at)).collect()
}

/// Each entry is its own, or leads to an earlier one.
fn root(first: &[usize], mut at: usize) -> usize {
    while let Some(next) = first.get(at).copied().filter(|next| *next != at) {
        at = next;
    }
    at
}
