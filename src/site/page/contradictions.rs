//! The pages of contradictions: claims against claims, documents against documents, both sides in one document.

use super::Result;
use super::portions::{MAX_ROWS, numbered, pager, portions};
use crate::claim::Stance;
use crate::site::SiteFile;
use crate::site::chart::{self, Map};
use crate::site::model::{ClaimPage, SiteModel};
use crate::site::render::Renderer;
use crate::site::view::{ClaimRow, Link, document_link, row};
use crate::site::words::Sides;
use serde::Serialize;
use std::collections::BTreeSet;

/// People, bodies or documents that are named on one side of a claim in a list.
const MAX_NAMES: usize = 3;

/// Whose words are on one side of a claim: people and bodies first, then documents that speak for themselves.
#[derive(Serialize)]
struct NamesView {
    names: Vec<NameView>,
    more: usize,
}

#[derive(Serialize)]
struct NameView {
    name: String,
    is_document: bool,
    /// That of a document's title.
    language: Option<String>,
}

/// Whose words that pass are on one side of a claim: speakers, or else documents.
fn whose(model: &SiteModel<'_>, claim: &ClaimPage<'_>, stance: Stance) -> NamesView {
    let standing = model.quotes_of(claim).iter().filter(|quote| {
        let (evidence, result) = (quote.cited.evidence, quote.cited.result);
        evidence.stance == stance && result.passed && !result.waived
    });
    let mut known = BTreeSet::new();
    let mut names: Vec<NameView> =
        standing
            .filter(|quote| {
                known.insert((quote.speaker, quote.document.filter(|_| quote.speaker.is_none())))
            })
            .filter_map(|quote| match quote.speaker {
                Some(at) => model.speakers.get(at).map(|speaker| NameView {
                    name: speaker.who.clone(),
                    is_document: false,
                    language: None,
                }),
                None => model.documents.get(quote.document?).map(document_link).map(|link| {
                    NameView { name: link.title, is_document: true, language: link.language }
                }),
            })
            .collect();
    names.sort_by_key(|name| name.is_document);
    let more = names.len().saturating_sub(MAX_NAMES);
    names.truncate(MAX_NAMES);
    NamesView { names, more }
}

/// A claim with who is for it and who is against it.
#[derive(Serialize)]
struct DisputedRow {
    row: ClaimRow,
    said: NamesView,
    denied: NamesView,
}

impl DisputedRow {
    fn new(model: &SiteModel<'_>, claim: &ClaimPage<'_>) -> Self {
        let whose = |stance| whose(model, claim, stance);
        Self { row: row(claim), said: whose(Stance::Supports), denied: whose(Stance::Refutes) }
    }
}

#[derive(Serialize)]
struct ContradictionsView<'a> {
    /// On the first page.
    map: Option<&'a Map>,
    pairs: Vec<&'a PairView>,
    all_pairs: usize,
    /// Claims that one document says and another one denies.
    between: Vec<&'a DisputedRow>,
    all_between: usize,
    /// Claims that are said and denied in one document.
    within: Vec<&'a DisputedRow>,
    all_within: usize,
    /// On the first page: where each kind begins, if there are several.
    leads_to: Vec<Link>,
    number: usize,
    pages: usize,
    pager: Vec<Link>,
}

#[derive(Serialize)]
struct PairView {
    one: DisputedRow,
    other: DisputedRow,
    /// The numbers of the two on the map, where it has them.
    numbers: (Option<usize>, Option<usize>),
}

/// What is on the pages of contradictions.
enum Contradiction {
    Pair(Box<PairView>),
    Between(Box<DisputedRow>),
    Within(Box<DisputedRow>),
}

impl Contradiction {
    fn pair(&self) -> Option<&PairView> {
        if let Self::Pair(pair) = self { Some(pair) } else { None }
    }

    fn between(&self) -> Option<&DisputedRow> {
        if let Self::Between(row) = self { Some(row) } else { None }
    }

    fn within(&self) -> Option<&DisputedRow> {
        if let Self::Within(row) = self { Some(row) } else { None }
    }

    /// Rows that it takes.
    const fn rows(&self) -> usize {
        if matches!(self, Self::Pair(_)) { 2 } else { 1 }
    }
}

pub(super) fn contradictions(model: &SiteModel<'_>, renderer: &Renderer) -> Result<Vec<SiteFile>> {
    let pairs = chart::contradictions(model);
    let map = chart::map(model, &pairs);
    let number = |claim: &DisputedRow| {
        map.dots.iter().find(|dot| dot.href == claim.row.href).map(|dot| dot.number)
    };
    let views = pairs.iter().filter_map(|(one, other)| {
        let of = |at: usize| Some(DisputedRow::new(model, model.claims.get(at)?));
        let (one, other) = (of(*one)?, of(*other)?);
        let view = PairView { numbers: (number(&one), number(&other)), one, other };
        Some(Contradiction::Pair(Box::new(view)))
    });
    let rows = |wanted: fn(Sides) -> bool| {
        let claims = model.claims.iter().filter(move |claim| wanted(claim.sides));
        claims.map(move |claim| Box::new(DisputedRow::new(model, claim)))
    };
    let mut all: Vec<Contradiction> = views.collect();
    let all_pairs = all.len();
    all.extend(rows(Sides::between_documents).map(Contradiction::Between));
    let all_between = all.len() - all_pairs;
    all.extend(rows(Sides::within_one).map(Contradiction::Within));
    let all_within = all.len() - all_pairs - all_between;
    let chunks = portions(&all, MAX_ROWS, Contradiction::rows);
    let name = "contradictions";
    let begins = |anchor: &str, text: &str, is_it: fn(&Contradiction) -> bool| {
        let at = chunks.iter().position(|chunk| chunk.iter().any(is_it))?;
        Some(Link { href: format!("{}#{anchor}", numbered(name, at)), text: text.to_owned() })
    };
    let begin = [
        begins("pairs", "Claims against claims", |one| one.pair().is_some()),
        begins("between", "Documents against documents", |one| one.between().is_some()),
        begins("within", "Both sides in one document", |one| one.within().is_some()),
    ];
    let several = begin.iter().flatten().count() > 1;
    let page = |(number, chunk): (usize, &&[Contradiction])| {
        let leads_to = begin.iter().flatten().filter(|_| several && number == 0).cloned();
        let view = ContradictionsView {
            map: Some(&map).filter(|_| number == 0),
            pairs: chunk.iter().filter_map(Contradiction::pair).collect(),
            all_pairs,
            between: chunk.iter().filter_map(Contradiction::between).collect(),
            all_between,
            within: chunk.iter().filter_map(Contradiction::within).collect(),
            all_within,
            leads_to: leads_to.collect(),
            number: number + 1,
            pages: chunks.len(),
            pager: pager(name, number, chunks.len()),
        };
        renderer.page("contradictions.html", numbered(name, number), "Contradictions", view)
    };
    chunks.iter().enumerate().map(page).collect()
}
