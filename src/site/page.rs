//! Which pages there are: the front page, and one file here for each kind of page.

mod claim;
mod contradictions;
mod document;
mod groups;
mod portions;
mod speaker;
mod timeline;

use super::model::{DocumentEntry, SiteModel};
use super::render::Renderer;
use super::view::{Link, side_of, title};
use super::{Settings, SiteError, SiteFile, words};
use claim::claim_page;
use contradictions::contradictions;
use document::{DocumentRow, all_documents, document_pages, document_row};
pub(super) use groups::year_of;
use groups::{NO_TOPIC, TopicLink, by_label, by_topic, groups_pages, lists};
use portions::{MAX_LINKS, numbered, pager, portions};
use rayon::prelude::*;
use serde::Serialize;
use speaker::{SpeakerRow, all_speakers, speaker_pages, speaker_row};
use timeline::timeline;

type Result<T> = std::result::Result<T, SiteError>;

/// All pages.
pub(super) fn pages(
    model: &SiteModel<'_>,
    settings: &Settings,
    renderer: &Renderer,
) -> Result<Vec<SiteFile>> {
    let mut files = vec![index(model, settings, renderer)?];
    files.extend(lists(model, settings, renderer)?);
    let topics = groups_pages("claims", &by_topic(model, settings));
    // The pages that grow with an archive are made by all threads.
    let claims = model.claims.par_iter();
    let claims = claims.map(|claim| claim_page(model, (settings, &topics), renderer, claim));
    files.extend(claims.collect::<Result<Vec<_>>>()?);
    files.extend(all_documents(model, renderer)?);
    let documents = model.documents.par_iter();
    let documents = documents.map(|document| document_pages(model, renderer, document));
    files.extend(documents.collect::<Result<Vec<_>>>()?.into_iter().flatten());
    files.extend(all_speakers(model, renderer)?);
    let speakers = model.speakers.par_iter();
    let speakers = speakers.map(|speaker| speaker_pages(model, renderer, speaker));
    files.extend(speakers.collect::<Result<Vec<_>>>()?.into_iter().flatten());
    files.extend(timeline(model, renderer)?);
    files.extend(contradictions(model, renderer)?);
    let none: [(); 0] = [];
    for (template, heading) in
        [("checked.html", "What “checked” means"), ("check.html", "Check it yourself")]
    {
        files.push(renderer.page(template, template.to_owned(), heading, none)?);
    }
    files.extend(data_pages(model, settings, renderer)?);
    Ok(files)
}

#[derive(Serialize)]
struct Index {
    topics: Vec<TopicLink>,
    more_topics: usize,
    documents: Vec<DocumentRow>,
    more_documents: usize,
    labels: Vec<LabelCount>,
    speakers: Vec<SpeakerRow>,
    more_speakers: usize,
    unreadable: usize,
}

#[derive(Serialize)]
struct LabelCount {
    name: &'static str,
    means: &'static str,
    side: &'static str,
    claims: usize,
    href: String,
}

fn index(model: &SiteModel<'_>, settings: &Settings, renderer: &Renderer) -> Result<SiteFile> {
    /// Topics, documents and speakers on the front page.
    const MAX_TOPICS: usize = 80;
    const MAX_DOCUMENTS: usize = 40;
    const MAX_SPEAKERS: usize = 12;
    let mut topics = by_topic(model, settings);
    // Where no claim has a topic, there is nothing to choose from.
    if matches!(topics.as_slice(), [only] if only.anchor == NO_TOPIC) {
        topics.clear();
    }
    let topic_page = groups_pages("claims", &topics);
    let more_topics = topics.len().saturating_sub(MAX_TOPICS);
    let topics = topics.into_iter().take(MAX_TOPICS).map(|group| TopicLink {
        href: topic_page.get(&group.anchor).cloned().unwrap_or_default(),
        name: group.heading,
        about: group.about,
        claims: group.rows.len(),
    });
    let labels = by_label(model);
    let label_page = groups_pages("labels", &labels);
    let labels = labels.into_iter().map(|group| LabelCount {
        name: group.label.map_or("", words::label),
        means: group.label.map_or("", words::label_means),
        side: group.label.map_or("", side_of),
        claims: group.rows.len(),
        href: label_page.get(&group.anchor).cloned().unwrap_or_default(),
    });
    let speakers = &model.speakers;
    let shown = model.documents.iter().take(MAX_DOCUMENTS);
    let view = Index {
        topics: topics.collect(),
        more_topics,
        documents: shown.map(|document| document_row(model, document)).collect(),
        more_documents: model.documents.len().saturating_sub(MAX_DOCUMENTS),
        labels: labels.collect(),
        more_speakers: speakers.len().saturating_sub(MAX_SPEAKERS),
        speakers: speakers.iter().take(MAX_SPEAKERS).map(|one| speaker_row(model, one)).collect(),
        unreadable: model.survey.claims.iter().filter(|claim| claim.claim.is_none()).count(),
    };
    renderer.page("index.html", "index.html".to_owned(), "", view)
}

#[derive(Serialize)]
struct DataView {
    annotations: Vec<Link>,
    feed: bool,
    number: usize,
    pages: usize,
    pager: Vec<Link>,
}

fn data_pages(
    model: &SiteModel<'_>,
    settings: &Settings,
    renderer: &Renderer,
) -> Result<Vec<SiteFile>> {
    let chunks = portions(&model.documents, MAX_LINKS, |_| 1);
    let page = |(number, chunk): (usize, &&[DocumentEntry<'_>])| {
        let annotations = chunk.iter().map(|document| Link {
            href: format!("annotations/{}.jsonld", document.name),
            text: title(document),
        });
        let view = DataView {
            annotations: annotations.collect(),
            feed: settings.date.is_some(),
            number: number + 1,
            pages: chunks.len(),
            pager: pager("data", number, chunks.len()),
        };
        renderer.page("data.html", numbered("data", number), "Data", view)
    };
    chunks.iter().enumerate().map(page).collect()
}
