//! The output of a check: the report, and notes.

use super::Arguments;
use super::reading::Reading;
use crate::cli::hints::unknown_languages;
use crate::cli::validate::{PLAIN, human_as};
use crate::cli::write::write_report;
use crate::cli::{Global, here, print, say, terminal};
use anyhow::anyhow;
use camino::Utf8PathBuf;
use quoteproof::corpus::sha256_hex;
use quoteproof::diagnostic::{Code, Diagnostic, Location, Severity};
use quoteproof::manuscript::UNCITED_WORDS;
use quoteproof::report::checked::{Checked, UncheckedQuotation, Why, csv, json_v1};
use quoteproof::report::human::HumanOptions;
use quoteproof::report::{FORMATS, Report, closing_line, concise, visible};
use std::collections::HashMap;

/// The form with a line for each finding.
const CONCISE: &str = "concise";

/// How many quotations that were not checked are listed.
const LISTED_QUOTATIONS: usize = 20;

/// The report, in which `again` is the command that checks the same again.
pub(super) fn show(
    again: &str,
    global: &Global,
    arguments: &Arguments,
    checked: &Checked,
    read: &Reading<'_>,
) -> anyhow::Result<()> {
    let report = &checked.report;
    let for_people = matches!(arguments.format.as_str(), "human" | PLAIN);
    let text = match arguments.format.as_str() {
        "json" => json_v1::render(checked),
        "csv" => table(checked, read),
        name if for_people => {
            let to_file = arguments.outcome.output_file.is_some();
            let mut text = if arguments.outcome.verbose { tied(checked) } else { String::new() };
            let quiet = arguments.outcome.quiet;
            let options = HumanOptions { quiet, command: again, ..terminal::look(global, to_file) };
            let plain = name == PLAIN || terminal::plain();
            text.push_str(&human_as(report, to_file, &options, plain));
            text
        }
        CONCISE => one_line_each(arguments, checked),
        name => {
            let format = FORMATS.iter().find(|f| f.name == name);
            let format = format.ok_or_else(|| anyhow!("there is no format {name}"))?;
            // What fails the run is among what a service shows.
            let denied = is_denied(arguments).then(|| with_unchecked(checked));
            (format.render)(denied.as_ref().unwrap_or(report))
        }
    };
    match &arguments.outcome.output_file {
        Some(file) => write_report(&here()?, file, &text)?,
        None => print(&text)?,
    }
    // What fails the run is shown to those who want errors only, too.
    if !arguments.outcome.quiet || is_denied(arguments) {
        notes(arguments, checked);
    }
    if !for_people || arguments.outcome.output_file.is_some() {
        say(&closing_line(&report.summary));
    }
    Ok(())
}

/// Whether quotations that could not be checked fail the run.
fn is_denied(arguments: &Arguments) -> bool {
    arguments.deny.iter().any(|what| what == "unchecked")
}

/// The digits of a fingerprint.
const FINGERPRINT: usize = 32;

/// A line for each finding, and for each quotation that could not be checked. Who wants errors only has those that fail.
fn one_line_each(arguments: &Arguments, checked: &Checked) -> String {
    let quiet = arguments.outcome.quiet;
    let mut report = checked.report.clone();
    report.diagnostics.retain(|d| !quiet || d.severity == Severity::Error);
    let mut text = if arguments.outcome.verbose { tied(checked) } else { String::new() };
    text.push_str(&concise::render(&report));
    if !quiet || is_denied(arguments) {
        let severity = unchecked_severity(arguments);
        for one in &checked.unchecked {
            let line = format!("{}: {severity}: {}", one.at, unchecked_because(one));
            text.push_str(&visible(&line, true));
            text.push('\n');
        }
    }
    text
}

/// How grave it is that a quotation could not be checked.
fn unchecked_severity(arguments: &Arguments) -> &'static str {
    if is_denied(arguments) { "error" } else { "note" }
}

/// Why a quotation was not checked.
fn unchecked_because(one: &UncheckedQuotation) -> String {
    let named = matches!(one.why, Why::UnclearSource | Why::Translated | Why::Title);
    let why = if named { format!("{}: ", one.why.name()) } else { String::new() };
    format!("not checked: {why}{}", one.reason)
}

/// The report with an error for each quotation that could not be checked.
fn with_unchecked(checked: &Checked) -> Report {
    let mut report = checked.report.clone();
    report.summary.errors += checked.unchecked.len();
    report.diagnostics.extend(checked.unchecked.iter().map(|one| {
        let named = [&one.at, &one.text, &one.reason].map(String::as_str).join("\n");
        Diagnostic {
            code: Code::QuoteUnreadable,
            severity: Severity::Error,
            message: format!("the quotation was not checked: {}", one.reason),
            help: None,
            label: None,
            kinds: Vec::new(),
            location: Location {
                file: one.file.clone(),
                pointer: None,
                span: one.span,
                place: one.place.clone(),
            },
            related: Vec::new(),
            fix: None,
            diff: Vec::new(),
            fingerprint: sha256_hex(named.as_bytes()).chars().take(FINGERPRINT).collect(),
            baselined: false,
        }
    }));
    // As the manuscripts were named, and include each other; in each of them by place.
    let mut order: HashMap<Utf8PathBuf, usize> = HashMap::new();
    for found in &report.diagnostics {
        let next = order.len();
        order.entry(found.location.file.clone()).or_insert(next);
    }
    report
        .diagnostics
        .sort_by_key(|found| (order.get(&found.location.file).copied(), found.location.span));
    report
}

/// The table that is checked, with what became of its rows; of anything else, a row for each quotation.
fn table(checked: &Checked, read: &Reading<'_>) -> String {
    let [one] = read.written.as_slice() else { return csv::render(checked) };
    let Some(table) = &one.manuscript.table else { return csv::render(checked) };
    let text = csv::beside(checked, &one.text, table.separator, &table.rows);
    // Spreadsheet programs tell by the mark how a table is encoded.
    if read.is_marked(&one.file) { format!("\u{FEFF}{text}") } else { text }
}

/// What is tied to what, and by which rule.
fn tied(checked: &Checked) -> String {
    let lines = checked.quotations.iter().map(|q| {
        let sign = if q.result.passed { "✓" } else { "✗" };
        format!("{sign} {}: {} ({})\n", q.at, q.document, q.rule)
    });
    let text: String = lines.collect();
    if text.is_empty() { text } else { text + "\n" }
}

/// What was not checked, and why.
fn notes(arguments: &Arguments, checked: &Checked) {
    let severity = unchecked_severity(arguments);
    // The concise report has a line for each.
    let listed = if arguments.format == CONCISE { 0 } else { LISTED_QUOTATIONS };
    for one in checked.unchecked.iter().take(listed) {
        say(&format!("{severity}: {}: {}", one.at, unchecked_because(one)));
    }
    let more = checked.unchecked.len().saturating_sub(LISTED_QUOTATIONS);
    if more > 0 && listed > 0 {
        say(&format!("{severity}: {more} more were not checked (--format csv lists them)"));
    }
    for note in checked.notes.iter().take(LISTED_QUOTATIONS) {
        say(&format!("note: {}: {}: {}", note.at, note.code, note.message));
    }
    if let Some(unknown) = unknown_languages(&checked.report.unknown_languages) {
        say(&unknown);
    }
    let none = checked.quotations.is_empty() && checked.unchecked.is_empty();
    if none && !checked.uncited.is_empty() {
        say(
            "note: no quotation says which document it is from: cite the document right after it, by its name or its author and \
             year, as in “…” [@smith2020, p. 3], “…” (Smith 2020) or “…” ([Smith](smith2020.txt)); --uncited lists them",
        );
    }
    if arguments.uncited {
        let long = |text: &str| text.split_whitespace().count() >= UNCITED_WORDS;
        for one in checked.uncited.iter().filter(|one| long(&one.text)) {
            say(&format!("note: {}: cites nothing: “{}”", one.at, short(&one.text)));
        }
    }
}

/// The first words.
fn short(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.get(..UNCITED_WORDS) {
        Some(first) if words.len() > UNCITED_WORDS => format!("{} …", first.join(" ")),
        _ => words.join(" "),
    }
}
