//! The timeline: what was said, year by year.

use super::Result;
use super::groups::{by_year, year_links, year_of};
use super::portions::{numbered, pager};
use crate::site::SiteFile;
use crate::site::chart::{self, Timeline};
use crate::site::model::{QuoteEntry, SiteModel};
use crate::site::render::Renderer;
use crate::site::view::{Link, OuterMarks, QuoteView, together};
use serde::Serialize;

/// Quotes on one page, before those of the same words are put together.
const MAX_ENTRIES: usize = 80;

/// The words of a year, or those of it on one page.
#[derive(Serialize)]
struct YearView {
    year: i64,
    entries: Vec<EntryView>,
}

#[derive(Serialize)]
struct EntryView {
    words: String,
    marks: OuterMarks,
    quote: QuoteView,
}

fn years(model: &SiteModel<'_>, quotes: &[&QuoteEntry<'_>]) -> Vec<YearView> {
    let entry = |quote: QuoteView| {
        let words = quote.beginning();
        EntryView { marks: OuterMarks::around(&[&words]), words, quote }
    };
    by_year(quotes)
        .filter_map(|(year, quotes)| {
            let views = quotes.iter().filter_map(|quote| model.quote_view(quote));
            Some(YearView {
                year: year?,
                entries: together(views).into_iter().map(entry).collect(),
            })
        })
        .collect()
}

#[derive(Serialize)]
struct TimelineView {
    chart: Option<Timeline>,
    /// On the first page: where each year begins.
    contents: Vec<Link>,
    years: Vec<YearView>,
    undated: usize,
    number: usize,
    pages: usize,
    pager: Vec<Link>,
}

pub(super) fn timeline(model: &SiteModel<'_>, renderer: &Renderer) -> Result<Vec<SiteFile>> {
    let dated: Vec<&QuoteEntry<'_>> =
        model.by_date().into_iter().filter(|quote| year_of(quote).is_some()).collect();
    let mut chunks: Vec<&[&QuoteEntry<'_>]> = dated.chunks(MAX_ENTRIES).collect();
    if chunks.is_empty() {
        chunks.push(&[]);
    }
    let contents = year_links("timeline", &chunks);
    let page = |(number, chunk): (usize, &&[&QuoteEntry<'_>])| {
        let first = number == 0;
        let view = TimelineView {
            chart: if first { chart::timeline(model) } else { None },
            contents: contents.iter().filter(|_| first).cloned().collect(),
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
