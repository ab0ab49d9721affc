//! The list of speakers, and the pages of each.

use super::Result;
use super::groups::{claims_of, year_of};
use super::portions::{MAX_LINKS, numbered, pager, portions};
use crate::site::SiteFile;
use crate::site::model::{MAX_QUOTES, SiteModel, SpeakerEntry};
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
    quotes: Vec<QuoteView>,
    number: usize,
    pages: usize,
    pager: Vec<Link>,
}

pub(super) fn speaker_pages(
    model: &SiteModel<'_>,
    renderer: &Renderer,
    speaker: &SpeakerEntry,
) -> Result<Vec<SiteFile>> {
    let name = format!("speaker/{}", speaker.name);
    let chunks: Vec<&[usize]> = speaker.quotes.chunks(MAX_QUOTES).collect();
    let page = |(number, chunk): (usize, &&[usize])| {
        let quotes = chunk.iter().filter_map(|at| model.quotes.get(*at));
        let view = SpeakerView {
            who: speaker.who.clone(),
            total: speaker.quotes.len(),
            quotes: together(quotes.filter_map(|quote| model.quote_view(quote))),
            number: number + 1,
            pages: chunks.len(),
            pager: pager(&name, number, chunks.len()),
        };
        renderer.page("speaker.html", numbered(&name, number), &speaker.who, view)
    };
    chunks.iter().enumerate().map(page).collect()
}
