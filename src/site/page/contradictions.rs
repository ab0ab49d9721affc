//! The pages of contradictions: claims against claims, documents against documents, both sides in one document.

use super::Result;
use super::portions::{MAX_ROWS, numbered, pager, portions};
use crate::site::SiteFile;
use crate::site::chart::{self, Map};
use crate::site::model::SiteModel;
use crate::site::render::Renderer;
use crate::site::view::{ClaimRow, Link, row};
use crate::site::words::Sides;
use serde::Serialize;

#[derive(Serialize)]
struct ContradictionsView<'a> {
    /// On the first page.
    map: Option<&'a Map>,
    pairs: Vec<&'a PairView>,
    all_pairs: usize,
    /// Claims that one document says and another one denies.
    between: Vec<&'a ClaimRow>,
    all_between: usize,
    /// Claims that are said and denied in one document.
    within: Vec<&'a ClaimRow>,
    all_within: usize,
    /// Where these begin, on the first page if that is another one.
    leads_to: Vec<Link>,
    number: usize,
    pages: usize,
    pager: Vec<Link>,
}

#[derive(Serialize)]
struct PairView {
    one: ClaimRow,
    other: ClaimRow,
    /// The numbers of the two on the map, where it has them.
    numbers: (Option<usize>, Option<usize>),
}

/// What stands on the pages of contradictions.
enum Contradiction {
    Pair(Box<PairView>),
    Between(Box<ClaimRow>),
    Within(Box<ClaimRow>),
}

impl Contradiction {
    fn pair(&self) -> Option<&PairView> {
        if let Self::Pair(pair) = self { Some(pair) } else { None }
    }

    fn between(&self) -> Option<&ClaimRow> {
        if let Self::Between(row) = self { Some(row) } else { None }
    }

    fn within(&self) -> Option<&ClaimRow> {
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
    let number =
        |row: &ClaimRow| map.dots.iter().find(|dot| dot.href == row.href).map(|dot| dot.number);
    let views = pairs.iter().filter_map(|(one, other)| {
        let (one, other) = (row(model.claims.get(*one)?), row(model.claims.get(*other)?));
        let view = PairView { numbers: (number(&one), number(&other)), one, other };
        Some(Contradiction::Pair(Box::new(view)))
    });
    let rows = |wanted: fn(Sides) -> bool| {
        model
            .claims
            .iter()
            .filter(move |claim| wanted(claim.sides))
            .map(|claim| Box::new(row(claim)))
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
        let at = chunks.iter().position(|chunk| chunk.iter().any(is_it)).filter(|at| *at > 0)?;
        Some(Link { href: format!("{}#{anchor}", numbered(name, at)), text: text.to_owned() })
    };
    let begin = [
        begins("between", "Documents against documents", |one| one.between().is_some()),
        begins("within", "Both sides in one document", |one| one.within().is_some()),
    ];
    let page = |(number, chunk): (usize, &&[Contradiction])| {
        let leads_to = begin.iter().flatten().filter(|_| number == 0).cloned();
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
