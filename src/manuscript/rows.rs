//! Tables in running text whose headings say that they list quotations: what a table of its own is, in an article.
//!
//! ```text
//! | Quote                          | Source        | Page |
//! | Spring tides come twice a month | tide-book     | 3    |
//! ```

use super::author_year::page_of;
use super::marks;
use super::prose::{Prose, quotation};
use super::table::{PAGES, QUOTES, SOURCES};
use super::{Manuscript, Rule, SourceKey, Tie};
use crate::text::Span;

/// Names of columns that mean something else, too, where a table is among other text.
const UNCLEAR: [&str; 2] = ["text", "citation"];

/// A cell of fewer words is a figure or a term.
const WORDS: usize = 3;

/// Which cells of a row are the words, the document and the page.
struct Columns {
    count: usize,
    quote: usize,
    source: usize,
    page: Option<usize>,
}

impl Columns {
    /// The columns of a table by a row that has their names.
    fn of(row: &Prose) -> Option<Self> {
        let names: Vec<String> = row
            .cells
            .iter()
            .map(|cell| row.text.get(cell.range()).unwrap_or("").trim().to_lowercase())
            .collect();
        let named = |known: &[&str]| {
            let is = |name: &String| {
                known.contains(&name.as_str())
                    || name.strip_suffix('s').is_some_and(|one| known.contains(&one))
            };
            names.iter().position(is)
        };
        let quotes: Vec<&str> = QUOTES.into_iter().filter(|n| !UNCLEAR.contains(n)).collect();
        let quote = named(&quotes)?;
        let source = named(&SOURCES).or_else(|| named(&["citation", "cited", "zitiert nach"]))?;
        Some(Self { count: names.len(), quote, source, page: named(&PAGES) })
    }
}

/// Reads the rows of such tables. They are read as nothing else then.
pub(super) fn read(paragraphs: &mut [Prose], into: &mut Manuscript) {
    let mut columns: Option<Columns> = None;
    for row in paragraphs {
        if row.cells.len() < 2 || row.block {
            columns = None;
        } else if let Some(named) = Columns::of(row) {
            columns = Some(named);
        } else if let Some(columns) = columns.as_ref().filter(|c| c.count == row.cells.len())
            && let Some(found) = of_row(row, columns)
        {
            into.quotations.push(found);
            row.aside = true;
        }
    }
}

fn of_row(row: &Prose, columns: &Columns) -> Option<super::Quotation> {
    let cell = |at: usize| row.cells.get(at).copied();
    let text = |span: Span| row.text.get(span.range()).map(str::trim);
    let words = bare(row, cell(columns.quote)?)?;
    let said = text(words)?;
    let source = cell(columns.source)?;
    if said.split_whitespace().count() < WORDS {
        return None;
    }
    let inside = |span: Span| source.start <= span.start && span.end <= source.end;
    let cited = row.citations.iter().find(|c| inside(c.span) && !c.keys.is_empty());
    let page = columns.page.and_then(cell).and_then(text).filter(|page| !page.is_empty());
    let page = page.map(|page| page_of(page).unwrap_or_else(|| page.to_owned()));
    let tie = if let Some(cited) = cited {
        let page = page.or_else(|| cited.page.clone());
        Tie::new(Rule::SameConstruct, cited.keys.clone(), page)
    } else {
        let name = text(source)?.trim_matches(['(', ')', '[', ']']);
        let name = Some(name).filter(|name| name.contains(char::is_alphanumeric))?;
        Tie::new(Rule::SameConstruct, vec![SourceKey::Name(name.to_owned())], page)
    };
    Some(quotation(row, words, Some(tie)))
}

/// The words of a cell without the marks around them. `None` where it also has words that are not quoted.
fn bare(row: &Prose, cell: Span) -> Option<Span> {
    let whole = row.text.get(cell.range())?;
    let start = cell.start + (whole.len() - whole.trim_start().len());
    let trimmed = Span::new(start, start + whole.trim().len());
    let is_all = |span: Span| {
        let other = [(trimmed.start, span.start), (span.end, trimmed.end)];
        let rest = other.map(|(from, to)| row.text.get(from..to.max(from)).unwrap_or(""));
        !rest.iter().any(|text| text.contains(char::is_alphanumeric))
    };
    let marked: Vec<Span> = row.marked.iter().map(|marked| marked.span).collect();
    let marked = marked.into_iter().find(|span| cell.start <= span.start && span.end <= cell.end);
    if let Some(marked) = marked {
        return is_all(marked).then_some(marked);
    }
    let pairs = marks::pair(whole, |_| false).pairs;
    match pairs.as_slice() {
        [] => Some(trimmed),
        [one] if one.single => Some(trimmed),
        [one, ..] => {
            let moved = |span: Span| Span::new(span.start + cell.start, span.end + cell.start);
            is_all(moved(one.outer)).then(|| moved(one.inner))
        }
    }
}
