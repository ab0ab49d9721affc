//! The page of a claim.

use super::Result;
use crate::site::model::{ClaimPage, SiteModel};
use crate::site::render::Renderer;
use crate::site::view::{ClaimRow, Link, QuoteView, row};
use crate::site::{Settings, SiteFile, data, words};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
struct ClaimView {
    row: ClaimRow,
    label: &'static str,
    means: &'static str,
    claimant: Option<String>,
    date: Option<String>,
    justification: Option<String>,
    topics: Vec<Link>,
    sides: Vec<SideView>,
    /// Whether a quote of it passes.
    stands: bool,
    relations: Vec<RelationView>,
    findings: Vec<String>,
    file: String,
    json_ld: String,
}

#[derive(Serialize)]
struct SideView {
    name: &'static str,
    side: &'static str,
    /// How many of its quotes pass.
    standing: usize,
    quotes: Vec<QuoteView>,
}

#[derive(Serialize)]
struct RelationView {
    words: &'static str,
    row: ClaimRow,
}

pub(super) fn claim_page(
    model: &SiteModel<'_>,
    (settings, topic_pages): (&Settings, &BTreeMap<String, String>),
    renderer: &Renderer,
    entry: &ClaimPage<'_>,
) -> Result<SiteFile> {
    let claim = entry.claim;
    let views: Vec<QuoteView> =
        model.quotes_of(entry).iter().filter_map(|quote| model.quote_view(quote)).collect();
    let side = |name, side| {
        let quotes: Vec<QuoteView> =
            views.iter().filter(|quote| quote.side == side).cloned().collect();
        let standing = quotes.iter().filter(|quote| quote.told.kind == "stands").count();
        SideView { name, side, standing, quotes }
    };
    let relations = entry.relations.iter().filter_map(|(kind, other, back)| {
        let row = row(model.claims.get(*other)?);
        Some(RelationView { words: words::relation(*kind, *back), row })
    });
    let on_quotes = |at: &str| at.starts_with("/evidence/");
    let others =
        entry.findings.iter().filter(|f| !f.location.pointer.as_deref().is_some_and(on_quotes));
    let path = format!("claim/{}.html", entry.name);
    let view = ClaimView {
        row: row(entry),
        label: words::label(claim.label),
        means: words::label_means(claim.label),
        claimant: claim.claimant.as_deref().map(str::to_owned),
        date: claim.date.as_deref().map(|date| words::date(date.as_str())),
        justification: claim.justification.as_deref().map(str::to_owned),
        topics: claim
            .topics
            .iter()
            .map(|topic| Link {
                href: topic_pages.get(&format!("topic-{topic}")).cloned().unwrap_or_default(),
                text: settings.config.site.topic_name(topic),
            })
            .collect(),
        sides: vec![
            side("Said so", "for"),
            side("Denied", "against"),
            side("Also said", "context"),
        ],
        stands: views.iter().any(|quote| quote.told.kind == "stands"),
        relations: relations.collect(),
        findings: others.map(|finding| model.finding(finding)).collect(),
        file: entry.file.to_string(),
        json_ld: data::json_ld(model, settings, entry, renderer.permanent(&path).as_deref()),
    };
    renderer.page("claim.html", path, &claim.statement, view)
}
