//! The same quote supports a statement in one place and refutes it in another.

use super::trace::trace;
use crate::claim::{RelationKind, Stance, evidence_member};
use crate::diagnostic::{At, Code, Finding};
use crate::model::{ClaimRecord, Model, unrepeated};
use crate::quote::key;
use camino::Utf8Path;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

/// The sources that support something in one place and refute something in another: there is nothing to find elsewhere,
/// whatever the words are.
pub(crate) fn contested(model: &Model<'_>) -> HashSet<Box<str>> {
    let all = by_source(model).0.into_iter();
    all.filter(|(_, (_, opposed))| *opposed).map(|(source, _)| source.into()).collect()
}

fn by_source<'m>(model: &Model<'m>) -> Stances<&'m str> {
    let mut by_source = Stances::default();
    let cited = model.claims().flat_map(|(_, claim)| &claim.evidence);
    for (source, stance) in unrepeated(cited.map(|e| (&*e.source, e.stance))) {
        by_source.add(source, stance);
    }
    by_source
}

pub(crate) fn check(model: &Model<'_>) -> Vec<Finding> {
    // Folding statements and quotes takes time: only those that others of the same source may oppose.
    let by_source = by_source(model);
    if !by_source.any_oppose() {
        return Vec::new();
    }
    let is_contested =
        |claim: &ClaimRecord| claim.evidence.iter().any(|e| by_source.oppose(&&*e.source));
    let statements = statements(model, is_contested);
    let statement = |number: usize| statements.get(number).copied().unwrap_or(number);
    let mut stances = Stances::default();
    let mut quotes = Vec::new();
    for (number, (entry, claim)) in model.claims().enumerate() {
        let all = claim.evidence.iter().enumerate();
        let with_stance = all.filter(|(_, e)| e.stance != Stance::Context);
        for (at, evidence) in with_stance.filter(|(_, e)| by_source.oppose(&&*e.source)) {
            let of = (statement(number), &*evidence.source, trace(evidence.quote.segments()));
            stances.add(of, evidence.stance);
            quotes.push((entry, at, evidence, of));
        }
    }
    quotes.retain(|(_, _, _, of)| stances.oppose(of));
    let mut findings = Vec::new();
    let mut first = HashMap::new();
    for (entry, at, evidence, (statement, source, _)) in quotes {
        let quoted = (statement, source, key(evidence.quote.segments()));
        let (file, earlier, stance) =
            *first.entry(quoted).or_insert((entry.file, at, evidence.stance));
        if stance != evidence.stance {
            findings.push(finding(entry.file, at, (file, earlier, stance)));
        }
    }
    findings
}

/// That a quote's stance is not the one that the same quote has elsewhere: in a file, as its evidence of a number.
fn finding(here: &Utf8Path, at: usize, elsewhere: (&Utf8Path, usize, Stance)) -> Finding {
    let (file, earlier, stance) = elsewhere;
    let (is, was) = match stance {
        Stance::Refutes => ("supports", "refutes"),
        _ => ("refutes", "supports"),
    };
    let place = if file == here { "above" } else { "in another claim" };
    let message =
        format!("the quote {is} the statement here, but {was} the same statement {place}");
    let at = At::Value(evidence_member(at, "stance"));
    let other = At::Value(evidence_member(earlier, "stance"));
    Finding::new(Code::ClaimOpposedStance, here, at, message)
        .help("decide what the quote says about the statement, or write `context` in both places")
        .related(file, other, format!("{was} there"))
}

/// The stances of quotes that have something in common: the first of them, and whether another one differs.
struct Stances<K>(HashMap<K, (Stance, bool)>);

impl<K> Default for Stances<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Eq + Hash> Stances<K> {
    fn add(&mut self, of: K, stance: Stance) {
        if stance != Stance::Context {
            let (first, opposed) = self.0.entry(of).or_insert((stance, false));
            *opposed |= *first != stance;
        }
    }

    fn any_oppose(&self) -> bool {
        self.0.values().any(|(_, opposed)| *opposed)
    }

    fn oppose(&self, of: &K) -> bool {
        self.0.get(of).is_some_and(|(_, opposed)| *opposed)
    }
}

/// For each claim the number of the first that makes the same statement: in the same words, or as the
/// relation `duplicates` says. As far as claims that are `asked` for need it: in words, others are the
/// same as these or lead to them only if they duplicate one another.
fn statements(model: &Model<'_>, asked: impl Fn(&ClaimRecord) -> bool) -> Vec<usize> {
    let mut by_words = HashMap::new();
    let mut first: Vec<usize> = Vec::new();
    let mut by_id: HashMap<&str, usize> = HashMap::new();
    let twins = model.claims().flat_map(|(_, claim)| claim.relations());
    let twins = twins.filter(|r| r.kind == RelationKind::Duplicates).map(|r| &*r.claim);
    let twins: HashSet<&str> = twins.collect();
    for (at, (entry, claim)) in model.claims().enumerate() {
        let duplicates = claim.relations().iter().any(|r| r.kind == RelationKind::Duplicates);
        let is_twin = twins.contains(entry.id());
        let needed = duplicates || is_twin || asked(claim);
        first.push(if needed { *by_words.entry(claim.statement).or_insert(at) } else { at });
        if is_twin {
            by_id.entry(entry.id()).or_insert(at);
        }
    }
    for (at, (_, claim)) in model.claims().enumerate() {
        for relation in claim.relations().iter().filter(|r| r.kind == RelationKind::Duplicates) {
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
