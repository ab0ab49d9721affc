//! The lists of claims: by topic, by what is said about them, by document, by speaker, by year.

use super::Result;
use super::portions::{MAX_LINKS, MAX_ROWS, numbered, pager};
use crate::claim::Label;
use crate::site::model::{ClaimPage, DocumentEntry, QuoteEntry, SiteModel, SpeakerEntry};
use crate::site::render::Renderer;
use crate::site::view::{ClaimRow, Link, row, title};
use crate::site::{Settings, SiteFile, words};
use serde::Serialize;
use std::collections::BTreeMap;

/// Groups that a list's first page names one by one; of more it names the pages.
const MAX_GROUPS: usize = 100;

/// The anchor of the claims without a topic.
pub(super) const NO_TOPIC: &str = "no-topic";

/// A topic with its number of claims.
#[derive(Serialize)]
pub(super) struct TopicLink {
    pub(super) href: String,
    pub(super) name: String,
    pub(super) about: Option<String>,
    pub(super) claims: usize,
}

const LABELS: [Label; 4] =
    [Label::Supported, Label::Refuted, Label::Conflicting, Label::NotEnoughEvidence];

/// Some claims under a heading.
#[derive(Clone, Serialize)]
pub(super) struct Group {
    pub(super) anchor: String,
    pub(super) heading: String,
    pub(super) about: Option<String>,
    /// What a label's group is about.
    #[serde(skip)]
    pub(super) label: Option<Label>,
    pub(super) rows: Vec<ClaimRow>,
    /// Whether it goes on from the page before.
    continued: bool,
}

impl Group {
    fn new<'s, 'c>(
        anchor: String,
        heading: String,
        claims: impl Iterator<Item = &'c ClaimPage<'s>>,
    ) -> Self
    where
        's: 'c,
    {
        let rows = claims.map(row).collect();
        Self { anchor, heading, about: None, label: None, rows, continued: false }
    }
}

pub(super) fn by_topic(model: &SiteModel<'_>, settings: &Settings) -> Vec<Group> {
    let of = |(topic, claims): &(String, Vec<usize>)| {
        let claims = claims.iter().filter_map(|at| model.claims.get(*at));
        let (anchor, heading) = match topic.as_str() {
            "" => (NO_TOPIC.to_owned(), "Without a topic".to_owned()),
            topic => (format!("topic-{topic}"), settings.config.site.topic_name(topic)),
        };
        let about = settings.config.topics.get(topic).cloned();
        Group { about, ..Group::new(anchor, heading, claims) }
    };
    model.topics.iter().map(of).collect()
}

pub(super) fn by_label(model: &SiteModel<'_>) -> Vec<Group> {
    let of = |label: Label| {
        let claims = model.claims.iter().filter(|claim| claim.shown_label() == label);
        let group = Group::new(label.name().to_owned(), words::label(label).to_owned(), claims);
        Group { about: Some(words::label_means(label).to_owned()), label: Some(label), ..group }
    };
    LABELS.into_iter().map(of).filter(|group| !group.rows.is_empty()).collect()
}

fn by_source(model: &SiteModel<'_>) -> Vec<Group> {
    let of = |document: &DocumentEntry<'_>| {
        let claims = claims_of(model, &document.quotes);
        Group::new(format!("source-{}", document.name), title(document), claims.into_iter())
    };
    model.documents.iter().map(of).filter(|group| !group.rows.is_empty()).collect()
}

fn by_speaker(model: &SiteModel<'_>) -> Vec<Group> {
    let of = |speaker: &SpeakerEntry| {
        let claims = claims_of(model, &speaker.quotes);
        Group::new(format!("speaker-{}", speaker.name), speaker.who.clone(), claims.into_iter())
    };
    model.speakers.iter().map(of).collect()
}

fn claims_by_year(model: &SiteModel<'_>) -> Vec<Group> {
    let mut years: BTreeMap<(bool, i64), Vec<usize>> = BTreeMap::new();
    for (at, quote) in model.quotes.iter().enumerate() {
        let year = year_of(quote);
        years.entry((year.is_none(), year.unwrap_or(0))).or_default().push(at);
    }
    let of = |((unknown, year), quotes): ((bool, i64), Vec<usize>)| {
        let (anchor, heading) = match (unknown, year) {
            (true, _) => ("no-year".to_owned(), "Without a date".to_owned()),
            (false, year) => (format!("year-{year}"), year.to_string()),
        };
        Group::new(anchor, heading, claims_of(model, &quotes).into_iter())
    };
    years.into_iter().map(of).collect()
}

/// The first year that a quote's date may mean.
pub(in crate::site) fn year_of(quote: &QuoteEntry<'_>) -> Option<i64> {
    let date = quote.date?;
    date.earliest().or(date.latest()).map(|(year, _, _)| year)
}

/// Quotes that are sorted by date, year by year; those without a date together.
pub(super) fn by_year<'m, 's>(
    quotes: &'m [&'m QuoteEntry<'s>],
) -> impl Iterator<Item = (Option<i64>, &'m [&'m QuoteEntry<'s>])> {
    let years = quotes.chunk_by(|one, other| year_of(one) == year_of(other));
    years.filter_map(|quotes| Some((year_of(quotes.first()?), quotes)))
}

/// The place of a year on a page of quotes by date.
pub(super) fn year_anchor(year: Option<i64>) -> String {
    year.map_or_else(|| "no-year".to_owned(), |year| format!("y{year}"))
}

/// What a year is called in a heading.
pub(super) fn year_heading(year: Option<i64>) -> String {
    year.map_or_else(|| "Without a date".to_owned(), |year| year.to_string())
}

/// Where each year begins on the pages of a list by date; none where all are of one year.
pub(super) fn year_links(name: &str, chunks: &[&[&QuoteEntry<'_>]]) -> Vec<Link> {
    let years = chunks.iter().enumerate().flat_map(|(at, chunk)| {
        by_year(chunk)
            .map(move |(year, _)| (year, format!("{}#{}", numbered(name, at), year_anchor(year))))
    });
    let mut links: Vec<(Option<i64>, Link)> =
        years.map(|(year, href)| (year, Link { href, text: year_heading(year) })).collect();
    links.dedup_by_key(|(year, _)| *year);
    let links: Vec<Link> = links.into_iter().take(MAX_LINKS).map(|(_, link)| link).collect();
    if links.len() > 1 { links } else { Vec::new() }
}

/// The claims of some quotes, each once, in the archive's order.
pub(super) fn claims_of<'m, 's>(
    model: &'m SiteModel<'s>,
    quotes: &[usize],
) -> Vec<&'m ClaimPage<'s>> {
    let numbers = quotes.iter().filter_map(|at| model.quotes.get(*at)).map(|quote| quote.claim);
    let numbers: std::collections::BTreeSet<usize> = numbers.collect();
    numbers.into_iter().filter_map(|at| model.claims.get(at)).collect()
}

#[derive(Serialize)]
struct List {
    about: &'static str,
    /// The ways to group the claims, and whether this is the one.
    ways: Vec<Way>,
    contents: Vec<TopicLink>,
    groups: Vec<Group>,
    number: usize,
    pages: usize,
    pager: Vec<Link>,
    total: usize,
}

#[derive(Serialize)]
struct Way {
    href: String,
    text: &'static str,
    here: bool,
}

/// Groups on pages of at most so many rows.
fn paged(groups: &[Group]) -> Vec<Vec<Group>> {
    let mut pages: Vec<Vec<Group>> = vec![Vec::new()];
    let mut room = MAX_ROWS;
    for group in groups {
        let mut rest = group.rows.as_slice();
        let mut continued = false;
        while !rest.is_empty() {
            if room == 0 {
                pages.push(Vec::new());
                room = MAX_ROWS;
            }
            let (some, more) = rest.split_at(rest.len().min(room));
            room -= some.len();
            rest = more;
            let part = Group { rows: some.to_vec(), continued, ..empty(group) };
            if let Some(page) = pages.last_mut() {
                page.push(part);
            }
            continued = true;
        }
    }
    pages
}

fn empty(group: &Group) -> Group {
    Group {
        anchor: group.anchor.clone(),
        heading: group.heading.clone(),
        about: group.about.clone(),
        label: group.label,
        rows: Vec::new(),
        continued: false,
    }
}

/// Where each group begins.
pub(super) fn groups_pages(name: &str, groups: &[Group]) -> BTreeMap<String, String> {
    let pages = paged(groups).into_iter().enumerate();
    let begin = pages.flat_map(|(number, page)| {
        let first = page.into_iter().filter(|group| !group.continued);
        first.map(move |group| (group.anchor, number)).collect::<Vec<_>>()
    });
    begin
        .map(|(anchor, number)| {
            let href = format!("{}#{anchor}", numbered(name, number));
            (anchor, href)
        })
        .collect()
}

/// The claims in every order that a reader may want.
pub(super) fn lists(
    model: &SiteModel<'_>,
    settings: &Settings,
    renderer: &Renderer,
) -> Result<Vec<SiteFile>> {
    let about = [
        ("claims", "by topic", "A claim is listed under each of its topics."),
        (
            "labels",
            "by what is said about them",
            "What the documents quoted here say about each claim, taken together.",
        ),
        ("sources", "by document", "The claims that quote each document."),
        (
            "by-speaker",
            "by speaker",
            "The claims for which each person’s or body’s words are quoted.",
        ),
        (
            "years",
            "by year",
            "The claims by the years in which the words were said that are quoted for or against them.",
        ),
    ];
    let groups = [
        by_topic(model, settings),
        by_label(model),
        by_source(model),
        by_speaker(model),
        claims_by_year(model),
    ];
    let mut files = Vec::new();
    let is_there: Vec<bool> = groups.iter().map(|groups| !groups.is_empty()).collect();
    for ((name, way, words), groups) in about.into_iter().zip(groups) {
        let pages = paged(&groups);
        let count = pages.len();
        let mut contents = contents(name, &groups, &pages);
        for (number, page) in pages.into_iter().enumerate() {
            // No way leads to where nothing is.
            let ways = about.iter().zip(&is_there);
            let ways = ways.filter(|((way, ..), is_there)| **is_there || *way == name);
            let ways = ways.map(|((way, text, _), _)| Way {
                href: numbered(way, 0),
                text,
                here: *way == name,
            });
            let view = List {
                about: words,
                ways: ways.collect(),
                contents: std::mem::take(&mut contents),
                groups: page,
                number: number + 1,
                pages: count,
                pager: pager(name, number, count),
                total: model.claims.len(),
            };
            let heading = format!("Claims {way}");
            files.push(renderer.page("list.html", numbered(name, number), &heading, view)?);
        }
    }
    Ok(files)
}

/// What the first page of a list leads to: its groups, or where there are many of them its pages.
fn contents(name: &str, groups: &[Group], pages: &[Vec<Group>]) -> Vec<TopicLink> {
    if groups.len() <= MAX_GROUPS {
        let begins = groups_pages(name, groups);
        let link = |group: &Group| TopicLink {
            href: begins.get(&group.anchor).cloned().unwrap_or_default(),
            name: group.heading.clone(),
            about: None,
            claims: group.rows.len(),
        };
        return groups.iter().map(link).collect();
    }
    let link = |(number, page): (usize, &Vec<Group>)| {
        let heading = |group: Option<&Group>| group.map_or("", |group| &group.heading).to_owned();
        let (first, last) = (heading(page.first()), heading(page.last()));
        let name_of = if first == last { first } else { format!("{first} – {last}") };
        let claims = page.iter().map(|group| group.rows.len()).sum();
        TopicLink { href: numbered(name, number), name: name_of, about: None, claims }
    };
    pages.iter().enumerate().map(link).collect()
}
