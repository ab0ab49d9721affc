//! The list of speakers, and the pages of each.

use super::Result;
use super::groups::{by_year, claims_of, year_anchor, year_heading, year_links, year_of};
use super::portions::{MAX_LINKS, numbered, pager, portions};
use crate::site::SiteFile;
use crate::site::model::{MAX_QUOTES, QuoteEntry, SiteModel, SpeakerEntry};
use crate::site::render::Renderer;
use crate::site::view::{Link, QuoteView, together};
use serde::Serialize;

/// A speaker in a list.
#[derive(Serialize)]
pub(super) struct SpeakerRow {
    href: String,
    who: String,
    quotes: usize,
    claims: usize,
    years: String,
}

#[derive(Serialize)]
struct AllSpeakers {
    speakers: Vec<SpeakerRow>,
    number: usize,
    pages: usize,
    pager: Vec<Link>,
}

pub(super) fn all_speakers(model: &SiteModel<'_>, renderer: &Renderer) -> Result<Vec<SiteFile>> {
    let chunks = portions(&model.speakers, MAX_LINKS, |_| 1);
    let page = |(number, speakers): (usize, &&[SpeakerEntry])| {
        let view = AllSpeakers {
            speakers: speakers.iter().map(|speaker| speaker_row(model, speaker)).collect(),
            number: number + 1,
            pages: chunks.len(),
            pager: pager("speakers", number, chunks.len()),
        };
        renderer.page("speakers.html", numbered("speakers", number), "Speakers", view)
    };
    chunks.iter().enumerate().map(page).collect()
}

pub(super) fn speaker_row(model: &SiteModel<'_>, speaker: &SpeakerEntry) -> SpeakerRow {
    let quotes = speaker.quotes.iter().filter_map(|at| model.quotes.get(*at));
    let years: Vec<i64> = quotes.filter_map(year_of).collect();
    let years = match (years.iter().min(), years.iter().max()) {
        (Some(first), Some(last)) if first < last => format!("{first} to {last}"),
        (Some(only), _) => only.to_string(),
        _ => String::new(),
    };
    SpeakerRow {
        href: format!("speaker/{}.html", speaker.name),
        who: speaker.who.clone(),
        quotes: speaker.quotes.len(),
        claims: claims_of(model, &speaker.quotes).len(),
        years,
    }
}

#[derive(Serialize)]
struct SpeakerView {
    who: String,
    total: usize,
    /// On the first page: where each year begins.
    contents: Vec<Link>,
    years: Vec<YearView>,
    number: usize,
    pages: usize,
    pager: Vec<Link>,
}

/// The words of a year, or those of it on one page.
#[derive(Serialize)]
struct YearView {
    anchor: String,
    heading: String,
    quotes: Vec<QuoteView>,
}

fn year_view(model: &SiteModel<'_>, (year, quotes): (Option<i64>, &[&QuoteEntry<'_>])) -> YearView {
    let views = quotes.iter().filter_map(|quote| model.quote_view(quote));
    YearView { anchor: year_anchor(year), heading: year_heading(year), quotes: together(views) }
}

pub(super) fn speaker_pages(
    model: &SiteModel<'_>,
    renderer: &Renderer,
    speaker: &SpeakerEntry,
) -> Result<Vec<SiteFile>> {
    let name = format!("speaker/{}", speaker.name);
    let quotes: Vec<&QuoteEntry<'_>> =
        speaker.quotes.iter().filter_map(|at| model.quotes.get(*at)).collect();
    let chunks: Vec<&[&QuoteEntry<'_>]> = quotes.chunks(MAX_QUOTES).collect();
    let contents = year_links(&name, &chunks);
    let page = |(number, chunk): (usize, &&[&QuoteEntry<'_>])| {
        let view = SpeakerView {
            who: speaker.who.clone(),
            total: speaker.quotes.len(),
            contents: contents.iter().filter(|_| number == 0).cloned().collect(),
            years: by_year(chunk).map(|year| year_view(model, year)).collect(),
            number: number + 1,
            pages: chunks.len(),
            pager: pager(&name, number, chunks.len()),
        };
        renderer.page("speaker.html", numbered(&name, number), &speaker.who, view)
    };
    chunks.iter().enumerate().map(page).collect()
}
