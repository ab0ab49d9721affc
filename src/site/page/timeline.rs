//! The timeline: what was said, year by year.

use super::Result;
use super::groups::year_of;
use super::portions::{MAX_ROWS, numbered, pager};
use crate::site::SiteFile;
use crate::site::chart::{self, Timeline};
use crate::site::model::{QuoteEntry, SiteModel};
use crate::site::render::Renderer;
use crate::site::view::{Link, QuoteView};
use serde::Serialize;

/// The words of a year, or those of it on one page.
#[derive(Serialize)]
struct YearView {
    year: i64,
    entries: Vec<QuoteView>,
}

fn years(model: &SiteModel<'_>, quotes: &[&QuoteEntry<'_>]) -> Vec<YearView> {
    let years = quotes.chunk_by(|one, other| year_of(one) == year_of(other));
    let view = |quotes: &[&QuoteEntry<'_>]| {
        let year = quotes.first().and_then(|quote| year_of(quote))?;
        let entries = quotes.iter().filter_map(|quote| model.quote_view(quote)).collect();
        Some(YearView { year, entries })
    };
    years.filter_map(view).collect()
}

#[derive(Serialize)]
struct TimelineView {
    chart: Option<Timeline>,
    years: Vec<YearView>,
    undated: usize,
    number: usize,
    pages: usize,
    pager: Vec<Link>,
}

pub(super) fn timeline(model: &SiteModel<'_>, renderer: &Renderer) -> Result<Vec<SiteFile>> {
    let mut dated: Vec<&QuoteEntry<'_>> =
        model.quotes.iter().filter(|quote| year_of(quote).is_some()).collect();
    dated.sort_by_key(|quote| quote.date.and_then(|date| date.earliest().or(date.latest())));
    let mut chunks: Vec<&[&QuoteEntry<'_>]> = dated.chunks(MAX_ROWS).collect();
    if chunks.is_empty() {
        chunks.push(&[]);
    }
    let page = |(number, chunk): (usize, &&[&QuoteEntry<'_>])| {
        let view = TimelineView {
            chart: if number == 0 { chart::timeline(model) } else { None },
            years: years(model, chunk),
            undated: model.quotes.len() - dated.len(),
            number: number + 1,
            pages: chunks.len(),
            pager: pager("timeline", number, chunks.len()),
        };
        renderer.page("timeline.html", numbered("timeline", number), "Timeline", view)
    };
    chunks.iter().enumerate().map(page).collect()
}
