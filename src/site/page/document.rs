//! The list of documents, and the pages of each: its text with the quotes in it, as far as that may be shown.

use super::Result;
use super::groups::claims_of;
use super::portions::{numbered, pager, portions};
use crate::quote::whole_words;
use crate::site::chart::{self, ChartShape};
use crate::site::model::{DocumentEntry, MAX_QUOTES, SiteModel};
use crate::site::name::web_address;
use crate::site::render::Renderer;
use crate::site::text::{ParagraphRuns, QuoteSide};
use crate::site::view::{DocumentLink, Link, QuoteView, document_link, row, title, together};
use crate::site::{SiteFile, data, words};
use serde::Serialize;

/// Bytes of a document's row in the list, without its bar, about.
const ROW_BYTES: usize = 600;

/// Bytes of a page's list of documents, about: a bar has 8,000 at most.
const MAX_LIST: usize = 60_000;

/// A document in a list.
#[derive(Clone, Serialize)]
pub(super) struct DocumentRow {
    link: DocumentLink,
    quotes: usize,
    claims: usize,
    bar: Vec<ChartShape>,
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

pub(super) fn all_documents(model: &SiteModel<'_>, renderer: &Renderer) -> Result<Vec<SiteFile>> {
    let rows: Vec<DocumentRow> =
        model.documents.iter().map(|document| document_row(model, document)).collect();
    let bar = |row: &DocumentRow| row.bar.iter().map(|shape| shape.path.len()).sum::<usize>();
    let chunks = portions(&rows, MAX_LIST, |row| ROW_BYTES + bar(row));
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

pub(super) fn document_row(model: &SiteModel<'_>, document: &DocumentEntry<'_>) -> DocumentRow {
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
    /// Whom the document quotes, where the words are not its own.
    speaker: Option<Link>,
}

pub(super) fn document_pages(
    model: &SiteModel<'_>,
    renderer: &Renderer,
    document: &DocumentEntry<'_>,
) -> Result<Vec<SiteFile>> {
    let quotes = |at: &[usize]| -> Vec<QuoteView> {
        let quotes = at.iter().filter_map(|at| model.quotes.get(*at));
        together(quotes.filter_map(|quote| model.quote_view(quote)))
    };
    let parts: Vec<(Vec<BlockView>, Vec<QuoteView>)> = match &document.text {
        Some(laid) => {
            // Quotes that are not in the text are listed under its last part.
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
        let path = SiteModel::document_page(document, number);
        files.push(renderer.page("document.html", path, &title(document), view)?);
    }
    Ok(files)
}

fn document_view(
    model: &SiteModel<'_>,
    document: &DocumentEntry<'_>,
    (blocks, quotes): (Vec<BlockView>, Vec<QuoteView>),
    (number, count): (usize, usize),
) -> DocumentView {
    let about = document.about;
    let url = about.url.as_deref();
    let original = about.derived_from.as_ref().and_then(|id| {
        let found = model.documents.iter().find(|other| other.source.id == *id)?;
        Some(Link { href: SiteModel::document_page(found, 0), text: title(found) })
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
            .map(|at| Link {
                href: SiteModel::document_page(document, at),
                text: name(at).to_owned(),
            })
            .collect(),
    }
}

fn block_view(
    model: &SiteModel<'_>,
    document: &DocumentEntry<'_>,
    block: &ParagraphRuns<'_>,
) -> BlockView {
    let quote = |place: &usize| {
        let at = document.quotes.get(*place)?;
        model.quotes.get(*at)
    };
    let pieces = block.iter().map(|piece| PieceView {
        text: whole_words(piece.text),
        side: match piece.sides.iter().collect::<Vec<_>>().as_slice() {
            [] => None,
            [QuoteSide::For] => Some("for"),
            [QuoteSide::Against] => Some("against"),
            [QuoteSide::Context] => Some("context"),
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
            words: words::stance(quote.cited.evidence.stance),
            href: format!("{}#{}", claim.href, model.anchor(quote)),
            statement: claim.statement,
            speaker: model.speaker(quote).filter(|_| quote.cited.evidence.speaker.is_some()),
        })
    });
    BlockView { pieces: pieces.collect(), notes: notes.collect() }
}
