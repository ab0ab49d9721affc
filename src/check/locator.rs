//! Whether a quote is where its claim says: on that page, in that section, at that time. Compared is what the
//! document's format knows; what it does not know is said to be unchecked.

use super::matching::Citation;
use super::quote_findings::Ground;
use crate::claim::{Locator, evidence_member, recording_time};
use crate::diagnostic::{Applicability, At, Code, Finding, FindingFix, Severity};
use crate::quote::{Found, IssueKind, key};
use crate::reader::{ElementKind, Extent, Locus, Readable};
use crate::text::{Page, Span, from_roman};

/// How far a stated time may be from the caption, in milliseconds: nobody stops a recording more exactly.
const SLACK: u64 = 2_000;

/// What a locator was found to be.
#[derive(Debug, Default)]
pub(crate) struct Compared {
    pub(crate) findings: Vec<Finding>,
    /// Whether a member of it names what cannot be compared.
    pub(crate) is_unchecked: bool,
}

/// Of one member of a locator.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Answer {
    /// It is so.
    Right,
    /// The format does not tell.
    Unknown,
    /// It is elsewhere: where, in words; and what the member would say.
    Wrong { there: String, named: Option<String>, is_weak: bool },
    /// The page's number in the file, where the page has this name.
    ByIndex(String),
}

/// What is asked of the places of a quote.
type Ask<'a> = Box<dyn Fn(&[Span]) -> Answer + 'a>;

/// Compares a locator with where the quote is.
pub(crate) fn compare(
    citation: &Citation<'_>,
    locator: &Locator,
    ground: &Ground<'_>,
    found: &Found,
) -> Compared {
    let Some(readable) = ground.readable() else {
        return Compared { is_unchecked: true, ..Compared::default() };
    };
    let Locator { page, section, paragraph, time, part } = locator;
    let places = places(found);
    let mut asked: Vec<(&str, String, Ask<'_>)> = Vec::new();
    if let Some(page) = page.as_deref() {
        asked.push(("page", format!("page {page}"), Box::new(|at| of_page(readable, at, page))));
    }
    if let Some(section) = section.as_deref() {
        let stated = format!("section “{section}”");
        asked.push(("section", stated, Box::new(|at| of_section(readable, at, section))));
    }
    if let Some(number) = *paragraph {
        let in_section = section.is_some();
        let ask = move |at: &[Span]| of_paragraph(readable, at, number, in_section);
        asked.push(("paragraph", format!("paragraph {number}"), Box::new(ask)));
    }
    if let Some(time) = time.as_deref() {
        asked.push(("time", time.to_owned(), Box::new(|at| of_time(readable, at, time))));
    }
    if let Some(part) = part.as_deref() {
        asked.push(("part", format!("“{part}”"), Box::new(|at| of_part(readable, at, part))));
    }
    let is_counted = is_counted(found);
    let mut compared = Compared::default();
    for (member, stated, ask) in asked {
        match best(places.iter().map(|place| ask(place))) {
            Answer::Right => {}
            // It may be one of the places that were not counted.
            Answer::Wrong { .. } | Answer::ByIndex(_) if !is_counted => {
                compared.is_unchecked = true;
            }
            Answer::Unknown => compared.is_unchecked = true,
            other => {
                compared.findings.extend(finding(
                    citation,
                    ground,
                    found,
                    (member, &stated),
                    other,
                ));
            }
        }
    }
    compared
}

/// Whether [`places`] are all that there are.
pub(super) fn is_counted(found: &Found) -> bool {
    found.issues.iter().all(|issue| issue.more == 0)
}

/// Where the quote is: as it was found, and wherever else.
pub(super) fn places(found: &Found) -> Vec<Vec<Span>> {
    let others = found.issues.iter().filter(|issue| issue.kind == IssueKind::Ambiguous);
    let others = others.flat_map(|issue| issue.spans.iter().map(|span| vec![*span]));
    std::iter::once(found.spans.clone()).chain(others).collect()
}

/// The answer of the place that fits best; the first of several that do not.
fn best(answers: impl Iterator<Item = Answer>) -> Answer {
    let rank = |answer: &Answer| match answer {
        Answer::Right => 0,
        Answer::ByIndex(_) => 1,
        Answer::Unknown => 2,
        Answer::Wrong { .. } => 3,
    };
    answers.min_by_key(rank).unwrap_or(Answer::Unknown)
}

fn finding(
    citation: &Citation<'_>,
    ground: &Ground<'_>,
    found: &Found,
    (member, stated): (&str, &str),
    answer: Answer,
) -> Option<Finding> {
    let pointer = evidence_member(citation.index, &format!("locator/{member}"));
    let new = |code, message: String| {
        Finding::new(code, &*citation.claim.file, At::Value(pointer.clone()), message)
    };
    let fix = |applicability, text: String| FindingFix {
        title: format!("write `{text}`"),
        applicability,
        pointer: pointer.clone(),
        text,
        key: false,
    };
    let id = ground.id();
    let mut made = match answer {
        Answer::Right | Answer::Unknown => return None,
        Answer::ByIndex(name) => {
            let message = format!(
                "{stated} is the page's position in the file of `{id}`; the page is labelled {name}"
            );
            let mut made = new(Code::ClaimPageByIndex, message)
                .label("a number that is printed on no page")
                .help(format!("give the number that readers see: {name}"));
            made.fix = Some(fix(Applicability::Safe, name));
            made
        }
        Answer::Wrong { there, named, is_weak } => {
            let message = format!("the quote is in `{id}` {there}, not {}{stated}", before(member));
            let mut made = new(Code::ClaimLocatorMismatch, message)
                .label("it is not there")
                .help("look it up; then correct the locator, or quote what is there");
            if is_weak {
                made.severity = Some(Severity::Warning);
            }
            made.fix = named.map(|name| fix(Applicability::Unsafe, name));
            made
        }
    };
    if let Some(first) = found.spans.first() {
        let (file, at) = ground.place(*first);
        made = made.related(file, at, "the quote is here");
    }
    Some(made)
}

fn before(member: &str) -> &'static str {
    match member {
        "page" => "on ",
        "time" => "at ",
        _ => "in ",
    }
}

/// Whether two names are one, whatever their typography and capitals.
fn same(one: &str, other: &str) -> bool {
    one == other || key(&[one]).to_lowercase() == key(&[other]).to_lowercase()
}

/// A page as it is written in front of its number: `p. 12`, `S. 12`.
fn bare(page: &str) -> &str {
    let page = page.trim();
    let word = page.find(|c: char| !c.is_alphabetic()).unwrap_or(0);
    let rest = page.get(word..).unwrap_or("").trim_start_matches(['.', ' ', '\u{A0}']);
    let is_figure =
        rest.starts_with(|c: char| c.is_ascii_digit()) && rest.len() < page.len() - word;
    if word > 0 && is_figure { rest } else { page }
}

fn of_page(readable: &Readable, spans: &[Span], stated: &str) -> Answer {
    let pages: Vec<Page> = spans.iter().flat_map(|span| readable.pages(*span)).collect();
    let Some(first) = pages.first() else { return Answer::Unknown };
    let implied = Implied::of(readable);
    let names = |page: &Page| -> Vec<String> {
        let own = [&page.label, &page.folio].into_iter().flatten().map(ToString::to_string);
        own.chain(implied.folio(page)).collect()
    };
    let stated = bare(stated);
    let is_in = |page: &Page| names(page).iter().any(|name| is_within(name, stated));
    if pages.iter().any(|page| names(page).iter().any(|name| name.eq_ignore_ascii_case(stated)))
        || pages.iter().all(is_in)
    {
        return Answer::Right;
    }
    let by_index = pages.iter().all(|page| is_within(&page.index.to_string(), stated));
    let known = names(first);
    match known.first() {
        Some(name) if by_index && stated.bytes().all(|b| b.is_ascii_digit()) => {
            Answer::ByIndex(name.clone())
        }
        _ if by_index => Answer::Right,
        None if implied.is_numbered => Answer::Unknown,
        None => Answer::Wrong {
            there: format!("on page {} of the file, whose pages have no numbers", first.index),
            named: None,
            is_weak: true,
        },
        Some(name) => Answer::Wrong {
            there: format!(
                "on {}",
                if name == &first.name() { first.to_string() } else { format!("page {name}") }
            ),
            named: Some(name.clone()),
            is_weak: false,
        },
    }
}

/// Whether a page is one of those stated: `12`, `12-14`, `123–5`, `xii, xiv`.
fn is_within(name: &str, stated: &str) -> bool {
    let number = |text: &str| {
        let text = text.trim();
        text.parse::<u32>()
            .ok()
            .map(|number| (false, number))
            .or_else(|| Some((true, from_roman(text)?)))
    };
    let Some((is_roman, page)) = number(name) else { return false };
    stated.split([',', ';', '&']).any(|range| {
        let (from, to) = range.split_once(['-', '–', '—']).unwrap_or((range, range));
        let (from, to) = (from.trim(), to.trim());
        // `123-5` ends at 125.
        let short =
            from.len().checked_sub(to.len()).filter(|_| to.bytes().all(|b| b.is_ascii_digit()));
        let to = format!("{}{to}", short.and_then(|short| from.get(..short)).unwrap_or(""));
        match (number(from), number(&to)) {
            (Some((a, from)), Some((b, to))) => {
                a == is_roman && b == is_roman && (from..=to).contains(&page)
            }
            _ => false,
        }
    })
}

/// What pages without a printed number would have, by the numbers before and after them: the first page of a chapter
/// often has none.
struct Implied {
    /// Pages of the file with the number that is printed on them.
    printed: Vec<(u32, u32)>,
    /// Whether any page has a name.
    is_numbered: bool,
}

impl Implied {
    fn of(readable: &Readable) -> Self {
        let pages = || readable.loci().iter().filter_map(|locus| locus.page.as_ref());
        let printed = |page: &Page| Some((page.index, page.folio.as_ref()?.parse().ok()?));
        Self {
            printed: pages().filter_map(printed).collect(),
            is_numbered: pages().any(|page| page.label.is_some() || page.folio.is_some()),
        }
    }

    fn folio(&self, page: &Page) -> Option<String> {
        if page.folio.is_some() {
            return None;
        }
        let at = self.printed.partition_point(|(index, _)| *index < page.index);
        let (before, printed_before) = *self.printed.get(at.checked_sub(1)?)?;
        let (after, printed_after) = *self.printed.get(at)?;
        let steady = after - before == printed_after.checked_sub(printed_before)?;
        steady.then(|| (printed_before + (page.index - before)).to_string())
    }
}

fn of_section(readable: &Readable, spans: &[Span], stated: &str) -> Answer {
    let Some(first) = spans.first() else { return Answer::Unknown };
    let text = |span: Span| readable.text.get(span.range()).unwrap_or("").trim();
    let is_heading =
        |kind: ElementKind| matches!(kind, ElementKind::Heading(_) | ElementKind::Title);
    let all = readable.blocks().iter().filter(|block| is_heading(block.kind));
    let mut known = all.map(|block| text(block.span)).peekable();
    let above: Vec<&str> = readable.headings(first.start).into_iter().map(text).collect();
    if above.iter().any(|heading| names_section(heading, stated)) {
        return Answer::Right;
    }
    let Some(last) = above.last().filter(|_| known.peek().is_some()) else {
        return Answer::Unknown;
    };
    // A PDF does not say what its headings are; and a number may be nowhere in the text.
    let is_told = readable.reader().starts_with("pdf/")
        || stated.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if is_told && !known.any(|heading| names_section(heading, stated)) {
        return Answer::Unknown;
    }
    let last = last.split_whitespace().collect::<Vec<_>>().join(" ");
    Answer::Wrong { there: format!("under “{last}”"), named: Some(last), is_weak: false }
}

/// Whether a heading is the one that is meant: by its words, its number, or both.
fn names_section(heading: &str, stated: &str) -> bool {
    let stated = stated.trim().trim_start_matches('§').trim();
    let number = |text: &str| {
        let end = text.find(|c: char| !(c.is_alphanumeric() || c == '.')).unwrap_or(text.len());
        let (number, rest) = text.split_at(end);
        (number.trim_end_matches('.').to_owned(), rest.trim().to_owned())
    };
    let (first, rest) = number(heading.trim_start_matches('§').trim());
    let is_number = first.contains(|c: char| c.is_ascii_digit()) || from_roman(&first).is_some();
    same(heading, stated)
        || (is_number
            && (same(&first, stated.trim_end_matches('.'))
                || (!rest.is_empty() && same(&rest, stated))))
}

fn of_paragraph(readable: &Readable, spans: &[Span], stated: u64, in_section: bool) -> Answer {
    let numbers: Vec<u32> = spans
        .iter()
        .flat_map(|span| readable.loci_of(*span))
        .filter_map(|locus| locus.paragraph)
        .collect();
    let Some(first) = numbers.first() else { return Answer::Unknown };
    let is_it = |number: &u32| u64::from(*number) == stated;
    if numbers.iter().any(is_it) {
        return Answer::Right;
    }
    let in_its_section = || {
        let start = spans.first()?.start;
        let heading = readable.headings(start).last().copied()?;
        let after = readable.locus_at(heading.end)?.paragraph;
        let blocks = readable.blocks().iter().filter(|block| block.span.start < heading.start);
        let before = blocks.filter_map(|b| readable.locus_at(b.span.start)?.paragraph).next_back();
        Some(u64::from(first.checked_sub(after.or(before).unwrap_or(0))?))
    };
    if in_section && in_its_section() == Some(stated) {
        return Answer::Right;
    }
    Answer::Wrong { there: format!("in paragraph {first}"), named: None, is_weak: false }
}

fn of_time(readable: &Readable, spans: &[Span], stated: &str) -> Answer {
    let times =
        spans.iter().flat_map(|span| readable.loci_of(*span)).filter_map(|locus| locus.time);
    let Some(around) = times
        .reduce(|a, b| crate::text::Time { start: a.start.min(b.start), end: a.end.max(b.end) })
    else {
        return Answer::Unknown;
    };
    let Some((start, end)) = recording_time(stated) else { return Answer::Unknown };
    if start <= around.end + SLACK && around.start <= end + SLACK {
        return Answer::Right;
    }
    Answer::Wrong { there: format!("at {around}"), named: Some(around.to_string()), is_weak: false }
}

fn of_part(readable: &Readable, spans: &[Span], stated: &str) -> Answer {
    let part = |locus: &Locus| locus.part.clone();
    let parts: Vec<_> =
        spans.iter().flat_map(|span| readable.loci_of(*span)).filter_map(part).collect();
    let Some(first) = parts.first() else { return Answer::Unknown };
    let members =
        spans.iter().flat_map(|span| readable.extents(*span)).filter_map(|from| match from {
            Extent::Entry { entry, .. } => readable.entries().get(usize::from(entry)),
            _ => None,
        });
    let is_member = |member: &std::sync::Arc<str>| {
        **member == *stated || member.rsplit('/').next() == Some(stated)
    };
    let begins = |part: &str| {
        let rest = part.get(stated.len()..).filter(|_| part.is_char_boundary(stated.len()));
        let start = part.get(..stated.len()).is_some_and(|start| same(start, stated));
        start && rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    if parts.iter().any(|part| same(part, stated) || begins(part))
        || members.into_iter().any(is_member)
    {
        return Answer::Right;
    }
    Answer::Wrong {
        there: format!("in “{first}”"), named: Some(first.to_string()), is_weak: false
    }
}

#[cfg(test)]
mod tests {
    use super::{bare, is_within, names_section};

    #[test]
    fn pages() {
        for (name, stated, wanted) in [
            ("12", "12", true),
            ("12", "p. 12", true),
            ("12", "S. 11–13", true),
            ("124", "123-5", true),
            ("126", "123-5", false),
            ("xii", "x-xiv", true),
            ("12", "x-xiv", false),
            ("14", "3, 14", true),
            ("1", "11", false),
            ("A-3", "A-3", false),
        ] {
            assert_eq!(is_within(name, bare(stated)), wanted, "{name} in {stated}");
        }
        assert_eq!((bare("A-3"), bare("xiv"), bare("B12")), ("A-3", "xiv", "B12"));
    }

    #[test]
    fn sections() {
        for (heading, stated, wanted) in [
            ("3.2 Methods", "3.2", true),
            ("3.2 Methods", "Methods", true),
            ("3.2. Methods", "§ 3.2", true),
            ("3.2 Methods", "3", false),
            ("Methods", "methods", true),
            ("Results", "Methods", false),
            ("I. Of the Sea", "I", true),
        ] {
            assert_eq!(names_section(heading, stated), wanted, "{heading}, {stated}");
        }
    }
}
