//! The same as data, for programs: claims, annotations, the report, a feed, and what search engines read.

use super::model::{ClaimPage, DocumentEntry, QuoteEntry, SiteModel};
use super::name::{escaped, web_address};
use super::page::year_of;
use super::view::{self, title};
use super::{Settings, SiteFile, words};
use crate::claim::{Label, RelationKind, Stance};
use crate::diagnostic::CodeOrKind;
use crate::edtf::Edtf;
use crate::exchange::{AnnotationNames, annotations_of};
use crate::report::{self, Cited, Seen, Verdict, json, json_v1, stats_v1};
use crate::text::legible;
use camino::Utf8Path;
use rayon::prelude::*;
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::{BTreeSet, HashMap};

/// All claims of a site with their quotes.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "quoteproof claims.json, version 1")]
pub struct Claims {
    /// Version of this format.
    #[schemars(extend("const" = 1))]
    pub version: u32,
    /// What made this.
    pub tool: json_v1::Tool,
    /// The claims, by their files.
    pub claims: Vec<Claim>,
}

/// A claim.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Claim {
    /// Its id.
    pub id: String,
    /// Its page, from the folder of the site.
    pub page: String,
    /// The claim in the archive's words.
    pub statement: String,
    /// Its label.
    pub label: Label,
    /// How many documents say so and how many deny it, in words.
    pub said: String,
    /// Why the label follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub justification: Option<String>,
    /// Its subjects.
    pub topics: Vec<String>,
    /// Its quotes.
    pub evidence: Vec<Evidence>,
    /// Other claims that it is related to, or that are related to it.
    pub relations: Vec<Relation>,
}

/// A quote.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Evidence {
    /// What it says of the claim.
    pub stance: Stance,
    /// The words, a string a segment.
    pub quote: Vec<String>,
    /// The id of the document.
    pub source: String,
    /// Who said them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speaker: Option<String>,
    /// When they were said, in EDTF.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// What became of the quote.
    pub verdict: Verdict,
    /// Whether it passes.
    pub passed: bool,
    /// Whether that was checked against a proof, without the text.
    pub proven: bool,
    /// Whether nobody can check it, as the archive says.
    pub waived: bool,
    /// The passage, from the folder of the site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passage: Option<String>,
}

/// A relation.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Relation {
    /// Its kind.
    #[serde(rename = "type")]
    pub kind: RelationKind,
    /// Whether the other claim says so, and not this one.
    pub from_other: bool,
    /// The other claim's id.
    pub claim: String,
}

/// The JSON Schema of `data/claims.json`.
#[must_use]
pub fn schema() -> Schema {
    schemars::schema_for!(Claims)
}

/// The files of data.
pub(super) fn files(model: &SiteModel<'_>, settings: &Settings) -> Vec<SiteFile> {
    let file = |path: String, content: String| SiteFile { path, content: content.into_bytes() };
    let mut files = vec![
        file("data/claims.json".to_owned(), json(&claims(model))),
        file("data/report.json".to_owned(), json_v1::render(&model.survey.report)),
        file("claims.js".to_owned(), index(model, settings)),
        file("check-data.js".to_owned(), check_data(model, settings)),
    ];
    let annotated = model.documents.par_iter().map(|document| {
        let path = format!("annotations/{}.jsonld", document.name);
        let content = json(&annotations(model, settings, document, &path));
        file(path, content)
    });
    files.par_extend(annotated);
    if let Some(date) = &settings.date {
        files.push(file("feed.xml".to_owned(), feed(model, settings, date)));
    }
    if let Some(module) = &settings.module {
        let text = data_encoding::BASE64.encode(module);
        files.push(file(
            "check-module.js".to_owned(),
            format!("window.quoteproofModule = \"{text}\";\n"),
        ));
    }
    files
}

/// The quotes that are in a document. What they are called leads to the pages.
fn annotations(
    model: &SiteModel<'_>,
    settings: &Settings,
    document: &DocumentEntry<'_>,
    path: &str,
) -> Value {
    let address = settings.config.site.address.trim_end_matches('/');
    let (file, up) = match address {
        "" => (String::new(), "..".to_owned()),
        address => (format!("{address}/{path}"), address.to_owned()),
    };
    let quotes = || document.quotes.iter().filter_map(|at| model.quotes.get(*at));
    let pages: HashMap<(&Utf8Path, usize), String> = quotes()
        .filter_map(|quote| {
            let (result, page) = (quote.cited.result, model.claims.get(quote.claim)?);
            let name = format!("{up}/{}#{}", view::row(page).href, model.anchor(quote));
            Some(((&*result.file, result.evidence), name))
        })
        .collect();
    let names = AnnotationNames {
        file: &file,
        annotation: &|cited| {
            let known = (&*cited.result.file, cited.result.evidence);
            pages.get(&known).cloned().unwrap_or_default()
        },
        document: &|_| format!("{up}/{}", SiteModel::document_page(document, 0)),
    };
    let cited: Vec<Cited<'_>> = quotes().map(|quote| quote.cited).collect();
    annotations_of(model.survey, settings.config.corpus.as_str(), &cited, &names)
}

fn claims(model: &SiteModel<'_>) -> Claims {
    Claims {
        version: 1,
        tool: json_v1::Tool::this(),
        claims: model.claims.iter().map(|entry| claim(model, entry)).collect(),
    }
}

fn claim(model: &SiteModel<'_>, entry: &ClaimPage<'_>) -> Claim {
    let relations = entry.relations.iter().filter_map(|(kind, other, back)| {
        let claim = model.claims.get(*other)?.claim.id.to_string();
        Some(Relation { kind: *kind, from_other: *back, claim })
    });
    Claim {
        id: entry.claim.id.to_string(),
        page: view::row(entry).href,
        statement: entry.claim.statement.to_string(),
        label: entry.claim.label,
        said: words::said(entry.sides),
        justification: entry.claim.justification.as_deref().map(str::to_owned),
        topics: entry.claim.topics.iter().map(ToString::to_string).collect(),
        evidence: model.quotes_of(entry).iter().map(|quote| evidence(model, quote)).collect(),
        relations: relations.collect(),
    }
}

fn evidence(model: &SiteModel<'_>, quote: &QuoteEntry<'_>) -> Evidence {
    let (evidence, result) = (quote.cited.evidence, quote.cited.result);
    let document = quote.document.and_then(|at| model.documents.get(at));
    let speaker = quote.speaker.and_then(|at| model.speakers.get(at));
    Evidence {
        stance: evidence.stance,
        quote: evidence.quote.segments().iter().map(ToString::to_string).collect(),
        source: evidence.source.to_string(),
        speaker: speaker.map(|speaker| speaker.who.clone()),
        date: quote.date.map(ToString::to_string),
        verdict: result.verdict,
        passed: result.passed,
        proven: result.proven,
        waived: result.waived,
        passage: document.filter(|_| result.passed).map(|document| {
            format!("{}#{}", SiteModel::document_page(document, quote.part), model.anchor(quote))
        }),
    }
}

/// A script that is nothing but a value, without spaces: pages that are opened from a disk can load no data in another way.
fn script(name: &str, value: &Value) -> String {
    // What could steer whoever looks at the file is written as escapes.
    format!("window.{name}={};\n", report::escaped(&value.to_string()))
}

/// What the list of claims is searched by.
fn index(model: &SiteModel<'_>, settings: &Settings) -> String {
    let one = |entry: &ClaimPage<'_>| {
        let quotes = model.quotes_of(entry);
        let sources: BTreeSet<usize> = quotes.iter().filter_map(|quote| quote.document).collect();
        let speakers: BTreeSet<usize> = quotes.iter().filter_map(|quote| quote.speaker).collect();
        let years: BTreeSet<i64> = quotes.iter().filter_map(year_of).collect();
        let row = view::row(entry);
        json!([
            row.href,
            legible(&row.statement),
            row.said,
            row.label,
            entry.claim.topics,
            sources,
            speakers,
            years
        ])
    };
    let claims: Vec<Value> = model.claims.iter().map(one).collect();
    let documents: Vec<String> = model.documents.iter().map(title).collect();
    let documents: Vec<_> = documents.iter().map(|title| legible(title)).collect();
    let speakers: Vec<_> = model.speakers.iter().map(|speaker| legible(&speaker.who)).collect();
    let labels: HashMap<&str, &str> =
        [Label::Supported, Label::Refuted, Label::Conflicting, Label::NotEnoughEvidence]
            .map(|label| (view::side_of(label), words::label(label)))
            .into();
    let labels: Map<String, Value> =
        labels.into_iter().map(|(side, words)| (side.to_owned(), words.into())).collect();
    let topics = model
        .topics
        .iter()
        .map(|(topic, _)| (topic.clone(), legible(&settings.config.site.topic_name(topic)).into()));
    let topics: Map<String, Value> = topics.collect();
    script(
        "quoteproofClaims",
        &json!({"claims": claims, "documents": documents, "speakers": speakers, "labels": labels, "topics": topics}),
    )
}

/// Texts of open documents that are given to the reader's own check, in bytes all together; of the others their pages tell.
const MAX_TEXTS: usize = 8 << 20;

/// What the reader's own check needs to know of the documents.
fn check_data(model: &SiteModel<'_>, settings: &Settings) -> String {
    let mut room = MAX_TEXTS;
    let one = |document: &DocumentEntry<'_>| {
        let about = document.about;
        let bytes = settings.documents.get(&document.source.id).filter(|_| document.text.is_some());
        let bytes = bytes.filter(|bytes| bytes.len() <= room);
        room -= bytes.map_or(0, Vec::len);
        let proofs = match &document.source.document {
            Seen::Proven { file, .. } => model.survey.report.files.get(file),
            _ => None,
        };
        let proofs = proofs.and_then(|file| serde_json::from_str::<Value>(file.text()).ok());
        let quotes = document.quotes.iter().filter_map(|at| model.quotes.get(*at));
        json!({
            "id": document.source.id,
            "title": legible(&title(document)),
            "page": SiteModel::document_page(document, 0),
            "language": about.language,
            "text": about.text,
            "seal": about.seal,
            "proofs": proofs,
            "base64": bytes.map(|bytes| data_encoding::BASE64.encode(bytes)),
            "quotes": quotes.map(|quote| check_quote(model, quote)).collect::<Vec<_>>(),
        })
    };
    let documents: Vec<Value> = model.documents.iter().map(one).collect();
    let limits = settings.config.limits();
    script(
        "quoteproofArchive",
        &json!({
            "version": 1,
            "tool": env!("CARGO_PKG_VERSION"),
            "limits": {"elision_max_words": limits.elision_max_words, "bracket_max_words": limits.bracket_max_words},
            "verdicts": verdict_words(),
            "words": finding_words(),
            "documents": documents,
        }),
    )
}

/// The words for each verdict, as all pages have them.
fn verdict_words() -> Map<String, Value> {
    Verdict::ALL
        .map(|verdict| (verdict.name().to_owned(), json!(words::verdict(verdict))))
        .into_iter()
        .collect()
}

/// The one line of each finding on quotes, and of each kind of difference, as `quoteproof explain` has it.
fn finding_words() -> Map<String, Value> {
    let quotes = CodeOrKind::all().filter(|named| named.name().starts_with("quote/"));
    quotes.map(|named| (named.name().to_owned(), named.summary().into())).collect()
}

fn check_quote(model: &SiteModel<'_>, quote: &QuoteEntry<'_>) -> Value {
    let (evidence, result) = (quote.cited.evidence, quote.cited.result);
    let claim = model.claims.get(quote.claim).map(view::row);
    json!({
        "quote": evidence.quote,
        "prefix": evidence.prefix,
        "suffix": evidence.suffix,
        "stance": words::side(evidence.stance),
        "verdict": result.verdict.name(),
        "passed": result.passed,
        "waived": result.waived,
        "statement": claim.as_ref().map(|row| legible(&row.statement).into_owned()),
        "href": claim.map(|row| format!("{}#{}", row.href, model.anchor(quote))),
    })
}

/// How much of a document is quoted, in words.
pub(super) fn quoted_share(model: &SiteModel<'_>, document: &DocumentEntry<'_>) -> Option<String> {
    let cited = document.quotes.iter().filter_map(|at| model.quotes.get(*at)).map(|q| q.cited);
    let cited: Vec<Cited<'_>> = cited.collect();
    let share = stats_v1::coverage(&document.source.document, cited.iter())?.share * 100.0;
    Some(if share > 0.0 && share < 1.0 {
        "less than 1 %".to_owned()
    } else {
        format!("{share:.0} %")
    })
}

/// A claim as search engines and libraries read it.
pub(super) fn json_ld(
    model: &SiteModel<'_>,
    settings: &Settings,
    entry: &ClaimPage<'_>,
    address: Option<&str>,
) -> String {
    let quotes = model.quotes_of(entry).iter().filter(|quote| quote.cited.result.passed);
    let quotations: Vec<Value> = quotes.map(|quote| quotation(model, quote)).collect();
    let claim = there([
        ("@type", "Claim".into()),
        ("name", (&*entry.claim.statement).into()),
        ("identifier", (&*entry.claim.id).into()),
        ("url", address.into()),
        ("citation", quotations.into()),
        (
            "keywords",
            entry.claim.topics.iter().map(|topic| (**topic).into()).collect::<Vec<Value>>().into(),
        ),
    ]);
    let site = &settings.config.site;
    let whole = if site.review.is_empty() {
        claim
    } else {
        there([
            ("@type", "ClaimReview".into()),
            ("claimReviewed", (&*entry.claim.statement).into()),
            ("url", address.into()),
            ("datePublished", settings.date.clone().into()),
            (
                "author",
                there([
                    ("@type", "Organization".into()),
                    ("name", Some(&site.title).filter(|title| !title.is_empty()).cloned().into()),
                    ("description", site.review.clone().into()),
                ]),
            ),
            ("reviewRating", json!({"@type": "Rating", "alternateName": words::said(entry.sides)})),
            ("itemReviewed", claim),
        ])
    };
    let mut whole = whole;
    if let Some(object) = whole.as_object_mut() {
        object.insert("@context".to_owned(), "https://schema.org".into());
    }
    // Nothing in it can end the element that it is in, nor change the order in which its letters are shown.
    crate::report::escaped(&whole.to_string()).replace('<', "\\u003c")
}

/// All claims as search engines read reviews of them. `None` where nobody is named who reviews.
pub(super) fn reviews(model: &SiteModel<'_>, settings: &Settings) -> Option<String> {
    let site = &settings.config.site;
    let base = site.address.trim_end_matches('/');
    let one = |entry: &ClaimPage<'_>| {
        let address = (!base.is_empty()).then(|| format!("{base}/{}", view::row(entry).href));
        json_ld(model, settings, entry, address.as_deref())
    };
    let all = || model.claims.iter().map(one).collect::<Vec<_>>().join(",\n");
    (!site.review.is_empty()).then(|| format!("[\n{}\n]\n", all()))
}

fn quotation(model: &SiteModel<'_>, quote: &QuoteEntry<'_>) -> Value {
    let document = quote.document.and_then(|at| model.documents.get(at));
    let speaker = quote.speaker.and_then(|at| model.speakers.get(at));
    let work = document.map(|document| {
        let about = document.about;
        let authors: Vec<Value> =
            about.author.iter().map(|name| json!({"@type": "Person", "name": name})).collect();
        there([
            ("@type", "CreativeWork".into()),
            ("name", about.title.clone().into()),
            ("author", if authors.is_empty() { Value::Null } else { authors.into() }),
            (
                "publisher",
                about
                    .publisher
                    .as_ref()
                    .map(|name| json!({"@type": "Organization", "name": name}))
                    .into(),
            ),
            ("datePublished", about.issued.as_ref().and_then(plain_date).into()),
            ("inLanguage", about.language.clone().into()),
            ("url", about.url.as_deref().and_then(web_address).into()),
        ])
    });
    let segments = quote.cited.evidence.quote.segments();
    there([
        ("@type", "Quotation".into()),
        ("text", segments.join(" … ").into()),
        // Whether it is a person or a body nobody says.
        ("creator", speaker.map(|speaker| speaker.who.clone()).into()),
        ("dateCreated", quote.cited.evidence.date.as_deref().and_then(plain_date).into()),
        ("isPartOf", work.into()),
    ])
}

/// A year, a month or a day as ISO 8601 has it; what is uncertain, open or a range has no form there that all readers know.
fn plain_date(date: &Edtf) -> Option<&str> {
    let text = date.as_str();
    let mut parts = text.split('-');
    let mut is_number = |digits: usize| {
        let part = parts.next();
        part.map(|part| part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()))
    };
    let plain = is_number(4) == Some(true)
        && is_number(2).unwrap_or(true)
        && is_number(2).unwrap_or(true)
        && parts.next().is_none();
    // Months above 12 are EDTF's seasons.
    let is_season = text.get(5..7).is_some_and(|month| month > "12");
    (plain && !is_season).then_some(text)
}

/// What is there, without what is null.
fn there<const N: usize>(members: [(&str, Value); N]) -> Value {
    let members = members.into_iter().filter(|(_, value)| !value.is_null());
    members.map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>().into()
}

/// The claims as an Atom feed. All have the day on which the site was made: an archive says no other.
fn feed(model: &SiteModel<'_>, settings: &Settings, date: &str) -> String {
    let site = &settings.config.site;
    let base = site.address.trim_end_matches('/');
    let base =
        if base.is_empty() { "tag:quoteproof,2026:site".to_owned() } else { base.to_owned() };
    let title = if site.title.is_empty() { "Claims and their sources" } else { &site.title };
    let moment = format!("{date}T00:00:00Z");
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<title>{}</title>\n\
         <id>{}/</id>\n<updated>{moment}</updated>\n<author><name>{}</name></author>\n",
        xml(title),
        xml(&base),
        xml(title),
    );
    if !site.address.is_empty() {
        out.push_str(&format!(
            "<link rel=\"self\" href=\"{0}/feed.xml\"/>\n<link href=\"{0}/\"/>\n",
            xml(&base)
        ));
    }
    for entry in &model.claims {
        let row = view::row(entry);
        let link = if site.address.is_empty() {
            format!("<link href=\"{}\"/>", xml(&row.href))
        } else {
            format!("<link href=\"{}/{}\"/>", xml(&base), xml(&row.href))
        };
        out.push_str(&format!(
            "<entry>\n<title>{}</title>\n<id>{}/{}</id>\n{link}\n<updated>{moment}</updated>\n<summary>{}</summary>\n</entry>\n",
            xml(&row.statement), xml(&base), xml(&row.href), xml(&row.said),
        ));
    }
    out.push_str("</feed>\n");
    out
}

fn xml(text: &str) -> String {
    escaped(&legible(text)).into_owned()
}
