//! Which pages there are, and what is on each.

use super::chart::{self, Map, Mark, Timeline};
use super::model::{ClaimEntry, DocumentEntry, MAX_QUOTES, Model, QuoteEntry, SpeakerEntry};
use super::name::web_address;
use super::render::Renderer;
use super::text::{Block, Side};
use super::view::{
    DocumentLink, Link, QuoteView, Row, document_link, row, side_of, title, together,
};
use super::words::Sides;
use super::{File, Settings, SiteError, data, words};
use crate::claim::Label;
use serde::Serialize;
use std::collections::BTreeMap;

/// Rows of a list on one page.
const MAX_ROWS: usize = 120;

/// Bytes of a page's list of documents, about: a bar with all its marks has 8,000.
const MAX_LIST: usize = 60_000;

/// Links of one kind on one page.
const MAX_LINKS: usize = 400;

/// Groups that a list's first page names one by one; of more it names the pages.
const MAX_GROUPS: usize = 100;

type Result<T> = std::result::Result<T, SiteError>;

/// All pages.
pub(super) fn pages(
    model: &Model<'_>,
    settings: &Settings,
    renderer: &Renderer,
) -> Result<Vec<File>> {
    let mut files = vec![index(model, settings, renderer)?];
    files.extend(lists(model, settings, renderer)?);
    let topics = groups_pages("claims", &by_topic(model, settings));
    for claim in &model.claims {
        files.push(claim_page(model, (settings, &topics), renderer, claim)?);
    }
    files.extend(all_documents(model, renderer)?);
    for document in &model.documents {
        files.extend(document_pages(model, renderer, document)?);
    }
    files.extend(all_speakers(model, renderer)?);
    for speaker in &model.speakers {
        files.extend(speaker_pages(model, renderer, speaker)?);
    }
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

/// A topic with its number of claims.
#[derive(Serialize)]
struct TopicLink {
    href: String,
    name: String,
    about: Option<String>,
    claims: usize,
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

const LABELS: [Label; 4] =
    [Label::Supported, Label::Refuted, Label::Conflicting, Label::NotEnoughEvidence];

fn index(model: &Model<'_>, settings: &Settings, renderer: &Renderer) -> Result<File> {
    /// Topics, documents and speakers on the front page.
    const MAX_TOPICS: usize = 80;
    const MAX_DOCUMENTS: usize = 40;
    const MAX_SPEAKERS: usize = 12;
    let topics = by_topic(model, settings);
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

/// Some claims under a heading.
#[derive(Clone, Serialize)]
struct Group {
    anchor: String,
    heading: String,
    about: Option<String>,
    /// What a label's group is about.
    #[serde(skip)]
    label: Option<Label>,
    rows: Vec<Row>,
    /// Whether it goes on from the page before.
    continued: bool,
}

impl Group {
    fn new<'s, 'c>(
        anchor: String,
        heading: String,
        claims: impl Iterator<Item = &'c ClaimEntry<'s>>,
    ) -> Self
    where
        's: 'c,
    {
        let rows = claims.map(row).collect();
        Self { anchor, heading, about: None, label: None, rows, continued: false }
    }
}

fn by_topic(model: &Model<'_>, settings: &Settings) -> Vec<Group> {
    let of = |(topic, claims): &(String, Vec<usize>)| {
        let claims = claims.iter().filter_map(|at| model.claims.get(*at));
        let (anchor, heading) = match topic.as_str() {
            "" => ("no-topic".to_owned(), "Without a topic".to_owned()),
            topic => (format!("topic-{topic}"), settings.config.site.topic_name(topic)),
        };
        let about = settings.config.topics.get(topic).cloned();
        Group { about, ..Group::new(anchor, heading, claims) }
    };
    model.topics.iter().map(of).collect()
}

fn by_label(model: &Model<'_>) -> Vec<Group> {
    let of = |label: Label| {
        let claims = model.claims.iter().filter(|claim| claim.claim.label == label);
        let group = Group::new(label.name().to_owned(), words::label(label).to_owned(), claims);
        Group { about: Some(words::label_means(label).to_owned()), label: Some(label), ..group }
    };
    LABELS.into_iter().map(of).filter(|group| !group.rows.is_empty()).collect()
}

fn by_source(model: &Model<'_>) -> Vec<Group> {
    let of = |document: &DocumentEntry<'_>| {
        let claims = claims_of(model, &document.quotes);
        Group::new(format!("source-{}", document.name), title(document), claims.into_iter())
    };
    model.documents.iter().map(of).filter(|group| !group.rows.is_empty()).collect()
}

fn by_speaker(model: &Model<'_>) -> Vec<Group> {
    let of = |speaker: &SpeakerEntry| {
        let claims = claims_of(model, &speaker.quotes);
        Group::new(format!("speaker-{}", speaker.name), speaker.who.clone(), claims.into_iter())
    };
    model.speakers.iter().map(of).collect()
}

fn by_year(model: &Model<'_>) -> Vec<Group> {
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
pub(super) fn year_of(quote: &QuoteEntry<'_>) -> Option<i64> {
    let date = quote.date?;
    date.earliest().or(date.latest()).map(|(year, _, _)| year)
}

/// The claims of some quotes, each once, in the archive's order.
fn claims_of<'m, 's>(model: &'m Model<'s>, quotes: &[usize]) -> Vec<&'m ClaimEntry<'s>> {
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

/// A list's page, by its number from 0.
fn numbered(name: &str, number: usize) -> String {
    if number == 0 { format!("{name}.html") } else { format!("{name}--{}.html", number + 1) }
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
fn groups_pages(name: &str, groups: &[Group]) -> BTreeMap<String, String> {
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
fn lists(model: &Model<'_>, settings: &Settings, renderer: &Renderer) -> Result<Vec<File>> {
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
        by_year(model),
    ];
    let mut files = Vec::new();
    for ((name, way, about), groups) in about.into_iter().zip(groups) {
        let pages = paged(&groups);
        let count = pages.len();
        let mut contents = contents(name, &groups, &pages);
        for (number, page) in pages.into_iter().enumerate() {
            let ways = [
                ("claims", "topic"),
                ("labels", "what is said"),
                ("sources", "document"),
                ("by-speaker", "speaker"),
                ("years", "year"),
            ];
            let view = List {
                about,
                ways: ways
                    .map(|(way, text)| Way { href: numbered(way, 0), text, here: way == name })
                    .into(),
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

/// What is listed, on as many pages as it needs: `weight` says how much of `most` one thing takes. There is always a first
/// page.
fn portions<T>(all: &[T], most: usize, weight: impl Fn(&T) -> usize) -> Vec<&[T]> {
    let (mut pages, mut rest, mut room) = (Vec::new(), all, most);
    let mut at = 0;
    while let Some(one) = rest.get(at) {
        let weight = weight(one);
        if at > 0 && weight > room {
            let (page, more) = rest.split_at(at);
            pages.push(page);
            (rest, at, room) = (more, 0, most);
        }
        room = room.saturating_sub(weight);
        at += 1;
    }
    pages.push(rest);
    pages
}

/// The page before and the page after.
fn pager(name: &str, number: usize, count: usize) -> Vec<Link> {
    let before = number.checked_sub(1).map(|at| (at, "Page before"));
    let after = Some((number + 1, "Next page")).filter(|(at, _)| *at < count);
    let link = |(at, text): (usize, &str)| Link { href: numbered(name, at), text: text.to_owned() };
    before.into_iter().chain(after).map(link).collect()
}

#[derive(Serialize)]
struct ClaimView {
    row: Row,
    label: &'static str,
    means: &'static str,
    claimant: Option<String>,
    date: Option<String>,
    justification: Option<String>,
    topics: Vec<Link>,
    sides: Vec<SideView>,
    relations: Vec<RelationView>,
    findings: Vec<String>,
    file: String,
    json_ld: String,
}

#[derive(Serialize)]
struct SideView {
    name: &'static str,
    side: &'static str,
    quotes: Vec<QuoteView>,
}

#[derive(Serialize)]
struct RelationView {
    words: &'static str,
    row: Row,
}

fn claim_page(
    model: &Model<'_>,
    (settings, topic_pages): (&Settings, &BTreeMap<String, String>),
    renderer: &Renderer,
    entry: &ClaimEntry<'_>,
) -> Result<File> {
    let claim = entry.claim;
    let views: Vec<QuoteView> =
        model.quotes_of(entry).iter().filter_map(|quote| model.quote_view(quote)).collect();
    let side = |name, side| SideView {
        name,
        side,
        quotes: views.iter().filter(|quote| quote.side == side).cloned().collect(),
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
        relations: relations.collect(),
        findings: others.map(|finding| finding.message.clone()).collect(),
        file: entry.file.to_string(),
        json_ld: data::json_ld(model, settings, entry, renderer.permanent(&path).as_deref()),
    };
    renderer.page("claim.html", path, &claim.statement, view)
}

/// A document in a list.
#[derive(Clone, Serialize)]
struct DocumentRow {
    link: DocumentLink,
    quotes: usize,
    claims: usize,
    bar: Vec<Mark>,
    open: bool,
    sealed: bool,
}

#[derive(Serialize)]
struct AllDocuments<'a> {
    documents: &'a [DocumentRow],
    number: usize,
    pages: usize,
    pager: Vec<Link>,
}

fn all_documents(model: &Model<'_>, renderer: &Renderer) -> Result<Vec<File>> {
    let rows: Vec<DocumentRow> =
        model.documents.iter().map(|document| document_row(model, document)).collect();
    let chunks = portions(&rows, MAX_LIST, |row| 500 + 70 * row.bar.len());
    let page = |(number, documents): (usize, &&[DocumentRow])| {
        let view = AllDocuments {
            documents,
            number: number + 1,
            pages: chunks.len(),
            pager: pager("documents", number, chunks.len()),
        };
        renderer.page("documents.html", numbered("documents", number), "Documents", view)
    };
    chunks.iter().enumerate().map(page).collect()
}

fn document_row(model: &Model<'_>, document: &DocumentEntry<'_>) -> DocumentRow {
    DocumentRow {
        link: document_link(document),
        quotes: document.quotes.len(),
        claims: claims_of(model, &document.quotes).len(),
        bar: chart::bar(model, document),
        open: document.text.is_some(),
        sealed: document.about.seal.is_some(),
    }
}

#[derive(Serialize)]
struct DocumentView {
    row: DocumentRow,
    url: Option<String>,
    /// An address that is none for a browser.
    odd_url: Option<String>,
    license: Option<String>,
    accessed: Option<String>,
    language: Option<String>,
    sha256: String,
    seal: Option<String>,
    derived_from: Option<Link>,
    length: Option<(u64, &'static str)>,
    quoted: Option<String>,
    blocks: Vec<BlockView>,
    quotes: Vec<QuoteView>,
    number: usize,
    pages: usize,
    pager: Vec<Link>,
}

#[derive(Serialize)]
struct BlockView {
    pieces: Vec<PieceView>,
    notes: Vec<NoteView>,
}

#[derive(Serialize)]
struct PieceView {
    text: String,
    side: Option<&'static str>,
    anchors: Vec<String>,
    ends: Vec<usize>,
}

#[derive(Serialize)]
struct NoteView {
    number: usize,
    side: &'static str,
    words: &'static str,
    href: String,
    statement: String,
    speaker: Option<String>,
}

fn document_pages(
    model: &Model<'_>,
    renderer: &Renderer,
    document: &DocumentEntry<'_>,
) -> Result<Vec<File>> {
    let quotes = |at: &[usize]| -> Vec<QuoteView> {
        let quotes = at.iter().filter_map(|at| model.quotes.get(*at));
        together(quotes.filter_map(|quote| model.quote_view(quote)))
    };
    let parts: Vec<(Vec<BlockView>, Vec<QuoteView>)> = match &document.text {
        Some(laid) => {
            // Quotes that do not stand in the text are listed under its last part.
            let elsewhere: Vec<usize> = (document.quotes.iter().copied())
                .filter(|at| model.quotes.get(*at).is_some_and(|q| !q.cited.result.passed))
                .collect();
            let last = laid.parts.len().saturating_sub(1);
            let mut elsewhere = elsewhere.chunks(MAX_QUOTES).map(quotes);
            let mut parts = Vec::new();
            for (at, blocks) in laid.parts.iter().enumerate() {
                let blocks = blocks.iter().map(|block| block_view(model, document, block));
                let rest = if at == last { elsewhere.next() } else { None };
                parts.push((blocks.collect(), rest.unwrap_or_default()));
            }
            parts.extend(elsewhere.map(|rest| (Vec::new(), rest)));
            parts
        }
        None if document.quotes.is_empty() => vec![(Vec::new(), Vec::new())],
        None => document.quotes.chunks(MAX_QUOTES).map(|at| (Vec::new(), quotes(at))).collect(),
    };
    let (count, mut files) = (parts.len(), Vec::new());
    for (number, (blocks, quotes)) in parts.into_iter().enumerate() {
        let view = document_view(model, document, (blocks, quotes), (number, count));
        let path = Model::document_page(document, number);
        files.push(renderer.page("document.html", path, &title(document), view)?);
    }
    Ok(files)
}

fn document_view(
    model: &Model<'_>,
    document: &DocumentEntry<'_>,
    (blocks, quotes): (Vec<BlockView>, Vec<QuoteView>),
    (number, count): (usize, usize),
) -> DocumentView {
    let about = document.about;
    let url = about.url.as_deref();
    let original = about.derived_from.as_ref().and_then(|id| {
        let found = model.documents.iter().find(|other| other.source.id == *id)?;
        Some(Link { href: Model::document_page(found, 0), text: title(found) })
    });
    let pager = [number.checked_sub(1), Some(number + 1).filter(|at| *at < count)];
    let name = |at: usize| if at < number { "Part before" } else { "Next part" };
    DocumentView {
        row: document_row(model, document),
        url: url.and_then(web_address).map(str::to_owned),
        odd_url: url.filter(|url| web_address(url).is_none()).map(str::to_owned),
        license: about.license.as_deref().map(words::license),
        accessed: about.accessed.as_deref().map(words::date),
        language: about.language.clone(),
        sha256: about.text.sha256.clone(),
        seal: about.seal.as_ref().map(|seal| seal.root.clone()),
        derived_from: original,
        length: document.length,
        quoted: data::quoted_share(model, document),
        blocks,
        quotes,
        number: number + 1,
        pages: count,
        pager: pager
            .into_iter()
            .flatten()
            .map(|at| Link { href: Model::document_page(document, at), text: name(at).to_owned() })
            .collect(),
    }
}

fn block_view(model: &Model<'_>, document: &DocumentEntry<'_>, block: &Block<'_>) -> BlockView {
    let quote = |place: &usize| {
        let at = document.quotes.get(*place)?;
        model.quotes.get(*at)
    };
    let pieces = block.iter().map(|piece| PieceView {
        text: piece.text.to_owned(),
        side: match piece.sides.iter().collect::<Vec<_>>().as_slice() {
            [] => None,
            [Side::For] => Some("for"),
            [Side::Against] => Some("against"),
            [Side::Context] => Some("context"),
            _ => Some("both"),
        },
        anchors: piece.begins.iter().filter_map(quote).map(|quote| model.anchor(quote)).collect(),
        ends: piece.ends.iter().map(|place| place + 1).collect(),
    });
    let ended = block.iter().flat_map(|piece| &piece.ends);
    let notes = ended.filter_map(|place| {
        let quote = quote(place)?;
        let claim = row(model.claims.get(quote.claim)?);
        let side = words::side(quote.cited.evidence.stance);
        Some(NoteView {
            number: place + 1,
            side,
            words: match side {
                "for" => "speaks for it",
                "against" => "speaks against it",
                _ => "context for it",
            },
            href: format!("{}#{}", claim.href, model.anchor(quote)),
            statement: claim.statement,
            speaker: quote.cited.evidence.speaker.as_deref().map(str::to_owned),
        })
    });
    BlockView { pieces: pieces.collect(), notes: notes.collect() }
}

/// A speaker in a list.
#[derive(Serialize)]
struct SpeakerRow {
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

fn all_speakers(model: &Model<'_>, renderer: &Renderer) -> Result<Vec<File>> {
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

fn speaker_row(model: &Model<'_>, speaker: &SpeakerEntry) -> SpeakerRow {
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

fn speaker_pages(
    model: &Model<'_>,
    renderer: &Renderer,
    speaker: &SpeakerEntry,
) -> Result<Vec<File>> {
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

/// The words of a year, or those of it on one page.
#[derive(Serialize)]
struct YearView {
    year: i64,
    entries: Vec<QuoteView>,
}

fn years(model: &Model<'_>, quotes: &[&QuoteEntry<'_>]) -> Vec<YearView> {
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

fn timeline(model: &Model<'_>, renderer: &Renderer) -> Result<Vec<File>> {
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

#[derive(Serialize)]
struct ContradictionsView<'a> {
    /// On the first page.
    map: Option<&'a Map>,
    pairs: Vec<&'a PairView>,
    all_pairs: usize,
    /// Claims that one document says and another one denies.
    between: Vec<&'a Row>,
    all_between: usize,
    /// Claims that are said and denied in one document.
    within: Vec<&'a Row>,
    all_within: usize,
    /// Where these begin, on the first page if that is another one.
    leads_to: Vec<Link>,
    number: usize,
    pages: usize,
    pager: Vec<Link>,
}

#[derive(Serialize)]
struct PairView {
    one: Row,
    other: Row,
    /// The numbers of the two on the map, where it has them.
    numbers: (Option<usize>, Option<usize>),
}

/// What stands on the pages of contradictions.
enum Contradiction {
    Pair(Box<PairView>),
    Between(Box<Row>),
    Within(Box<Row>),
}

impl Contradiction {
    fn pair(&self) -> Option<&PairView> {
        if let Self::Pair(pair) = self { Some(pair) } else { None }
    }

    fn between(&self) -> Option<&Row> {
        if let Self::Between(row) = self { Some(row) } else { None }
    }

    fn within(&self) -> Option<&Row> {
        if let Self::Within(row) = self { Some(row) } else { None }
    }

    /// Rows that it takes.
    const fn rows(&self) -> usize {
        if matches!(self, Self::Pair(_)) { 2 } else { 1 }
    }
}

fn contradictions(model: &Model<'_>, renderer: &Renderer) -> Result<Vec<File>> {
    let pairs = chart::contradictions(model);
    let map = chart::map(model, &pairs);
    let number = |row: &Row| map.dots.iter().find(|dot| dot.href == row.href).map(|dot| dot.number);
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

#[derive(Serialize)]
struct DataView {
    annotations: Vec<Link>,
    feed: bool,
    number: usize,
    pages: usize,
    pager: Vec<Link>,
}

fn data_pages(model: &Model<'_>, settings: &Settings, renderer: &Renderer) -> Result<Vec<File>> {
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
