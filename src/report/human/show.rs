//! One claim for people: its statement, the evidence for and against it, and whether the quotes pass.

use super::row::{LineRequest, row};
use super::{
    BOLD, CYAN, HumanOptions, MIN_WIDTH, colored, paragraph, picture, plain_width, sentences,
};
use crate::claim::{Label, RelationKind, Stance};
use crate::report::json_v1;
use crate::report::show_v1::{
    CitedSource, Direction, Evidence, Output, Relation, ShownPlace, concerning,
};
use crate::report::visible::visible;
use crate::report::{EditKind, Survey};
use camino::Utf8Path;
use std::fmt::Write as _;

/// Longer lines of prose are hard to read, however wide the terminal.
const MAX_WIDTH: usize = 100;

const DIM: &str = "2";

/// The claim, its evidence by stance, its relations, and the findings as `validate` shows them.
#[must_use]
pub fn render(document: &Output, survey: &Survey, options: &HumanOptions) -> String {
    assemble(document, survey, options, false)
}

/// The same without pictures or colours, for screen readers.
#[must_use]
pub fn render_plain(document: &Output, survey: &Survey, options: &HumanOptions) -> String {
    assemble(document, survey, &HumanOptions { color: false, ..*options }, true)
}

fn assemble(document: &Output, survey: &Survey, options: &HumanOptions, plain: bool) -> String {
    let whole = HumanOptions { width: options.width.max(MIN_WIDTH), ..*options };
    let options = &HumanOptions { width: whole.width.min(MAX_WIDTH), ..whole };
    let mut out = String::new();
    claim(&mut out, document, options);
    let stances = [
        (Some(Stance::Supports), "supports"),
        (Some(Stance::Refutes), "refutes"),
        (Some(Stance::Context), "context"),
        (None, "no stance"),
    ];
    for (stance, name) in stances {
        let group: Vec<&Evidence> =
            document.evidence.iter().filter(|e| e.stance == stance).collect();
        if group.is_empty() {
            continue;
        }
        heading(&mut out, name, options);
        for one in group {
            evidence(&mut out, one, options);
        }
    }
    relations(&mut out, document, options);
    let findings = concerning(survey, Utf8Path::new(&document.claim.file));
    if !findings.is_empty() {
        heading(&mut out, "findings", options);
        for finding in findings {
            if plain {
                sentences(&mut out, &survey.report, finding, &whole);
            } else {
                picture(&mut out, &survey.report, finding, &whole);
            }
            out.push('\n');
        }
    }
    let end = out.trim_end().len();
    out.truncate(end);
    out.push('\n');
    out
}

fn heading(out: &mut String, name: &str, options: &HumanOptions) {
    let _ = writeln!(out, "{}\n", colored(name, BOLD, options));
}

/// A named line, wrapped; nothing where there is nothing to say.
fn line(out: &mut String, name: &str, text: Option<&str>, options: &HumanOptions) {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return };
    let label = colored(&format!("{name:<12}"), CYAN, options);
    paragraph(out, &label, &visible(text, options.unicode), options.width);
}

fn claim(out: &mut String, document: &Output, options: &HumanOptions) {
    let claim = &document.claim;
    paragraph(
        out,
        "",
        &colored(&visible(&claim.id, options.unicode), BOLD, options),
        options.width,
    );
    let missing = "(the statement cannot be read)";
    let statement = visible(claim.statement.as_deref().unwrap_or(missing), options.unicode);
    paragraph(out, "  ", &statement, options.width);
    out.push('\n');
    line(out, "  label", Some(&label(document)), options);
    line(out, "  why", claim.justification.as_deref(), options);
    line(out, "  claimant", claim.claimant.as_deref(), options);
    line(out, "  date", claim.date.as_deref(), options);
    line(out, "  topics", Some(&claim.topics.join(", ")), options);
    line(out, "  file", Some(&claim.file), options);
    out.push('\n');
}

/// The label, and how many quotes there are for and against.
fn label(document: &Output) -> String {
    let Some(label) = document.claim.label else { return "(cannot be read)".to_owned() };
    let count = |stance| document.evidence.iter().filter(|e| e.stance == Some(stance)).count();
    let failed = |e: &&Evidence| e.result.as_ref().is_some_and(|r| !r.passed && !r.waived);
    let mut text = format!(
        "{}: {}, {}",
        label.name(),
        quotes(count(Stance::Supports), "supports it", "support it"),
        quotes(count(Stance::Refutes), "refutes it", "refute it"),
    );
    match document.evidence.iter().filter(failed).count() {
        0 => {}
        1 => text.push_str("; 1 quote fails"),
        failed => {
            let _ = write!(text, "; {failed} quotes fail");
        }
    }
    // As `edit` and the rule on labels have it: a quote that fails is to be corrected, and does not turn the label.
    let (supports, refutes) = (count(Stance::Supports) > 0, count(Stance::Refutes) > 0);
    let by_stances = Label::fitting(supports, refutes);
    if by_stances != label {
        let _ = write!(
            text,
            ". Going by the stances of its quotes, the claim is {}",
            by_stances.name()
        );
    } else if let Some(fitting) = document.claim.fitting_label.filter(|fitting| *fitting != label) {
        let _ = write!(text, ". Without the quotes that fail it would be {}", fitting.name());
    }
    text
}

fn quotes(number: usize, one: &str, many: &str) -> String {
    match number {
        0 => format!("no quote {one}"),
        1 => format!("1 quote {one}"),
        _ => format!("{number} quotes {many}"),
    }
}

/// A quote with where it comes from and what became of it.
fn evidence(out: &mut String, evidence: &Evidence, options: &HumanOptions) {
    let gap = if options.unicode { " […] " } else { " [...] " };
    let words = quoted(&evidence.quote.join(gap), options);
    let mark = mark(evidence, options);
    let words = visible(&words, options.unicode);
    paragraph(out, &format!("  {mark} "), &words, options.width);
    let indent = " ".repeat(plain_width(&mark) + 3);
    let say = |out: &mut String, name: &str, text: Option<&str>| {
        let name = format!("{indent}{name:<9} ");
        let Some(text) = text.filter(|text| !text.is_empty()) else { return };
        let text = visible(text, options.unicode);
        paragraph(out, &colored(&name, CYAN, options), &text, options.width);
    };
    let said: Vec<&str> =
        evidence.speaker.iter().chain(&evidence.date).map(String::as_str).collect();
    say(out, "said", Some(&said.join(", ")));
    say(out, "url", evidence.source.as_ref().and_then(|s| s.url.as_deref()));
    say(out, "source", evidence.source.as_ref().map(|s| source(s, options)).as_deref());
    say(out, "locator", Some(&locator(evidence)));
    say(out, "verdict", Some(&verdict(evidence)));
    say(out, "place", Some(&places(&evidence.places, options)));
    if let Some(context) = &evidence.context {
        let columns = options.width.saturating_sub(indent.len() + 10);
        for (name, text, at) in
            [("before", &context.before, context.before.len()), ("after", &context.after, 0)]
        {
            let wanted = LineRequest {
                mark: (at > 0).then_some(at..at),
                columns,
                unicode: options.unicode,
                ..LineRequest::default()
            };
            let text = row(text, &wanted).text;
            if !text.is_empty() {
                let name = colored(&format!("{indent}{name:<9} "), CYAN, options);
                let _ = writeln!(out, "{name}{}", colored(&text, DIM, options));
            }
        }
    }
    for edit in evidence.result.iter().flat_map(|r| r.edits.iter().flatten()) {
        say(out, "edit", Some(&edit_words(edit, options)));
    }
    say(out, "note", evidence.note.as_deref());
    say(out, "waived", evidence.waiver.as_deref());
    out.push('\n');
}

/// Whether the quote passed, failed, or was not checked.
fn mark(evidence: &Evidence, options: &HumanOptions) -> String {
    let (unicode, ascii, color) = match &evidence.result {
        Some(result) if result.waived => ("○", "[--]", "33"),
        Some(result) if result.passed => ("✓", "[ok]", "32"),
        Some(_) => ("✗", "[NO]", "31"),
        None => ("?", "[??]", "33"),
    };
    colored(if options.unicode { unicode } else { ascii }, color, options)
}

/// `id: “Title”, author, publisher, date`: what is known of it.
fn source(source: &CitedSource, options: &HumanOptions) -> String {
    let title = source.title.as_ref().map(|title| quoted(title, options));
    let author = (!source.author.is_empty()).then(|| source.author.join(" and "));
    let known: Vec<String> = [title, author, source.publisher.clone(), source.issued.clone()]
        .into_iter()
        .flatten()
        .collect();
    if known.is_empty() {
        return source.id.clone();
    }
    format!("{}: {}", source.id, known.join(", "))
}

fn locator(evidence: &Evidence) -> String {
    let Some(locator) = &evidence.locator else { return String::new() };
    let page = locator.page.as_ref().map(|page| format!("page {page}"));
    let section = locator.section.as_ref().map(|section| format!("section {section}"));
    let paragraph = locator.paragraph.map(|paragraph| format!("paragraph {paragraph}"));
    let time = locator.time.clone();
    let part = locator.part.clone();
    [part, page, section, paragraph, time].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn verdict(evidence: &Evidence) -> String {
    let Some(result) = &evidence.result else {
        return "not checked: the claim's file has errors".to_owned();
    };
    if result.waived {
        return "not checked: waived".to_owned();
    }
    let mut text = result.verdict.name().to_owned();
    if !result.kinds.is_empty() {
        let kinds: Vec<&str> = result.kinds.iter().map(|kind| kind.name()).collect();
        let _ = write!(text, " ({})", kinds.join(", "));
    }
    if result.proven {
        text.push_str(", by proof: the text is not here");
    } else if result.verdict.passes() && !result.passed {
        text.push_str(", but there is an error on it");
    }
    text
}

/// Each place once: the segments of a quote may be in one proven passage.
fn places(places: &[ShownPlace], options: &HumanOptions) -> String {
    let mut shown: Vec<String> = places
        .iter()
        .map(|place| {
            let at = &place.name;
            match place.tokens {
                Some((start, end)) if options.verbose => {
                    format!("{at} (tokens {start} to {})", end.saturating_sub(1))
                }
                _ => at.clone(),
            }
        })
        .collect();
    shown.dedup();
    shown.join(", ")
}

fn edit_words(edit: &json_v1::Edit, options: &HumanOptions) -> String {
    let json_v1::Edit { kind, quote, document } = edit;
    let document = (!document.is_empty()).then(|| quoted(document, options));
    match (kind, document) {
        (EditKind::Elision, None) => format!("{quote} leaves nothing out"),
        (EditKind::Elision, Some(words)) => format!("{quote} leaves out {words}"),
        (EditKind::Substitution, Some(words)) => format!("{quote} replaces {words}"),
        (EditKind::Case, Some(words)) => format!("{quote} for {words}"),
        (EditKind::Sic, _) => format!("{quote}: it is so in the document"),
        (_, _) => format!("{quote} is the editor's"),
    }
}

/// Words in quotation marks that the terminal can show.
fn quoted(words: &str, options: &HumanOptions) -> String {
    if options.unicode { format!("“{words}”") } else { format!("\"{words}\"") }
}

fn relations(out: &mut String, document: &Output, options: &HumanOptions) {
    if document.relations.is_empty() {
        return;
    }
    heading(out, "relations", options);
    // Where two claims contradict or duplicate each other, one entry says so.
    let symmetric =
        |r: &Relation| matches!(r.kind, RelationKind::Contradicts | RelationKind::Duplicates);
    let mirrors = |a: &Relation, b: &Relation| {
        symmetric(a) && a.kind == b.kind && a.claim == b.claim && a.direction != b.direction
    };
    for relation in &document.relations {
        let mutual = document.relations.iter().any(|other| mirrors(relation, other));
        let words = match (relation.kind, relation.direction) {
            (_, Direction::From) if mutual => continue,
            (RelationKind::Contradicts, Direction::To) if mutual => "contradicts, both ways:",
            (RelationKind::Duplicates, Direction::To) if mutual => "duplicates, both ways:",
            (RelationKind::Contradicts, Direction::To) => "contradicts",
            (RelationKind::Contradicts, Direction::From) => "is contradicted by",
            (RelationKind::Supports, Direction::To) => "supports",
            (RelationKind::Supports, Direction::From) => "is supported by",
            (RelationKind::Refines, Direction::To) => "refines",
            (RelationKind::Refines, Direction::From) => "is refined by",
            (RelationKind::Duplicates, Direction::To) => "duplicates",
            (RelationKind::Duplicates, Direction::From) => "is duplicated by",
        };
        let text = visible(&format!("{words} {}", relation.claim), options.unicode);
        paragraph(out, "  ", &text, options.width);
        let missing = "(there is no such claim, or it cannot be read)";
        let statement = relation.statement.as_deref().unwrap_or(missing);
        paragraph(out, "    ", &visible(statement, options.unicode), options.width);
    }
    out.push('\n');
}
