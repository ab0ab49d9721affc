//! The report for people: both sides of each finding, the words that differ, and what to do.

pub(super) mod diff;
mod excerpt;
pub mod list;
mod row;
pub mod show;
mod source;
pub mod stats;
mod table;
#[cfg(test)]
mod tests;

use super::closing::{closing_line, counted};
use super::visible::{is_hidden, visible, wrap};
use super::{ClaimResult, DocumentPlace, QuoteResult, Report};
use crate::claim::Label;
use crate::diagnostic::{Applicability, Code, Diagnostic, Edit, Fix, Location, Severity};
use camino::Utf8Path;
use diff::DiffSide;
use excerpt::{ExcerptShape, Spot, excerpts};
use miette::{GraphicalReportHandler, GraphicalTheme};
use source::Excerpts;
use std::fmt::{self, Write as _};
use std::ops::Range;

/// Colours, as `SGR` numbers of a terminal.
pub(super) const BOLD: &str = "1";
const CYAN: &str = "36";
/// A terminal is taken to have at least this many columns.
pub(super) const MIN_WIDTH: usize = 24;
/// Related places that are shown of one finding.
const MAX_RELATED: usize = 4;
/// Bytes of a passage in which changed words are searched for.
const MAX_PASSAGE: usize = 64 * 1024;
/// Pieces of a manuscript that a fix shows.
const FIX_PIECES: usize = 12;
/// Lines of new text that a fix shows whole.
const FIX_LINES: usize = 6;
/// Words around the change, of a text that is not shown whole.
const FIX_WORDS: usize = 3;

/// How the report is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)]
pub struct HumanOptions<'a> {
    /// With ANSI colours; otherwise changed words are in wdiff's marks, `[-…-]` and `{+…+}`.
    pub color: bool,
    /// With box drawing and `…`; otherwise the report's own marks are ASCII.
    pub unicode: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// Also lists the quotes that passed, and shortens no diff.
    pub verbose: bool,
    /// Leaves out warnings.
    pub quiet: bool,
    /// The command that checks the same again, to which `--fix` can be added.
    pub command: &'a str,
}

/// The report with pictures, findings in its order, and the closing line.
#[must_use]
pub fn render(report: &Report, options: &HumanOptions) -> String {
    let options = HumanOptions { width: options.width.max(MIN_WIDTH), ..*options };
    assemble(report, &options, |out, finding| picture(out, report, finding, &options))
}

/// The report in plain sentences without pictures or colours, for screen readers.
#[must_use]
pub fn render_plain(report: &Report, options: &HumanOptions) -> String {
    let options = HumanOptions { width: options.width.max(MIN_WIDTH), color: false, ..*options };
    assemble(report, &options, |out, finding| sentences(out, report, finding, &options))
}

fn assemble(
    report: &Report,
    options: &HumanOptions,
    mut show: impl FnMut(&mut String, &Diagnostic),
) -> String {
    let mut out = String::new();
    for finding in report.standing() {
        if finding.severity == Severity::Error || !options.quiet {
            show(&mut out, finding);
            out.push('\n');
        }
    }
    if options.verbose && !options.quiet {
        passed(&mut out, report, options);
    }
    // On one line here: people search for it. A terminal's width folds it where it is printed.
    out.push_str(&closing_line(&report.summary));
    out.push_str(&mendable(report, options.command));
    out.push('\n');
    out
}

/// How many findings the two kinds of fixes fix, where there are any, and how to fix them.
fn mendable(report: &Report, command: &str) -> String {
    let fixes = || report.standing().filter_map(|finding| finding.fix.as_ref());
    let safe = fixes().filter(|fix| fix.applicability == Applicability::Safe).count();
    match (safe, fixes().count() - safe) {
        (0, 0) => String::new(),
        (safe, 0) => format!("; `{command} --fix` fixes {safe}"),
        (0, words) => format!("; `{command} --diff --unsafe-fixes` shows how to fix {words}"),
        (safe, words) => format!(
            "; `{command} --fix` fixes {safe}, `{command} --diff --unsafe-fixes` shows how to fix {words} more"
        ),
    }
}

/// One finding as miette's picture, with the word diff, help and fix under it.
fn picture(out: &mut String, report: &Report, finding: &Diagnostic, options: &HumanOptions) {
    let places = places(report, finding);
    let shape = ExcerptShape { columns: options.width, unicode: options.unicode };
    let source = Excerpts::new(excerpts(&places, shape));
    let mut theme = match (options.unicode, options.color) {
        (true, true) => GraphicalTheme::unicode(),
        (true, false) => GraphicalTheme::unicode_nocolor(),
        (false, true) => GraphicalTheme::ascii(),
        (false, false) => GraphicalTheme::none(),
    };
    let grave =
        if finding.severity == Severity::Error { theme.styles.error } else { theme.styles.warning };
    let paint = |primary: bool| if primary { grave } else { theme.styles.advice };
    theme.styles.highlights = source.primary().into_iter().map(paint).collect();
    // miette writes "  × " before a message. It would also break words at hyphens.
    let columns = options.width.saturating_sub(4);
    let message = wrap(&visible(&finding.message, options.unicode), columns).join("\n");
    let picture = Picture { finding, message, source };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(options.width)
        .with_links(false)
        .with_wrap_lines(false)
        .without_syntax_highlighting()
        .without_primary_span_start();
    if handler.render_report(out, &picture).is_err() {
        // Not reached: every label is inside its excerpt.
        paragraph(out, "  ", &visible(&finding.message, options.unicode), options.width);
    }
    notes(out, report, finding, &places, options);
}

/// What is said under the places: labels without a picture, the diff, the help and the fix.
fn notes(
    out: &mut String,
    report: &Report,
    finding: &Diagnostic,
    places: &[Spot<'_>],
    options: &HumanOptions,
) {
    for place in places.iter().filter(|place| place.bare() && !place.label.is_empty()) {
        let note = format!("{}: {}", place.location.file, place.label);
        paragraph(out, "  note: ", &visible(&note, options.unicode), options.width);
    }
    let hidden = finding.related.len().saturating_sub(MAX_RELATED);
    if hidden > 0 {
        let plural = if hidden == 1 { "place is" } else { "places are" };
        let note = format!("{hidden} more {plural} not shown");
        paragraph(out, "  note: ", &note, options.width);
    }
    differences(out, finding, options);
    if let Some(help) = &finding.help {
        for (number, line) in help.lines().enumerate() {
            let label = if number == 0 { "  help: " } else { "        " };
            let line = visible(line, options.unicode);
            paragraph(out, &colored(label, CYAN, options), &line, options.width);
        }
    }
    if let Some(fix) = &finding.fix {
        show_fix(out, report, finding.code, fix, options);
    }
}

fn differences(out: &mut String, finding: &Diagnostic, options: &HumanOptions) {
    if finding.diff.is_empty() {
        return;
    }
    let labels = ["  document: ", "  quote:    "].map(|label| colored(label, CYAN, options));
    diff::both(out, &finding.diff, [&labels[0], &labels[1]], options);
    for line in diff::spelled_letters(&finding.diff, &finding.kinds, options.unicode) {
        paragraph(out, &colored("  letters:  ", CYAN, options), &line, options.width);
    }
}

/// What the fix does and the text to paste; of a long text the part that changes.
fn show_fix(out: &mut String, report: &Report, code: Code, fix: &Fix, options: &HumanOptions) {
    let applicability = match fix.applicability {
        Applicability::Safe => "safe",
        Applicability::Unsafe if code.name().starts_with("quote/") => "changes the words",
        Applicability::Unsafe => "if that is meant",
    };
    let title = format!("{} ({applicability})", visible(&fix.title, options.unicode));
    paragraph(out, &colored("  fix:  ", CYAN, options), &title, options.width);
    if report.summary.manuscripts > 0 {
        return show_pieces(out, report, fix, options);
    }
    let columns = options.width.saturating_sub(8).max(10);
    let lines_of = |json: &str| wrap(&pasteable(json, options.unicode), columns);
    for edit in &fix.edits {
        let mut lines = lines_of(&edit.text);
        if lines.len() > FIX_LINES
            && let Some((old, new)) = changed_part(report, edit)
        {
            lines = lines_of(&format!("here: {old}"));
            lines.extend(lines_of(&format!("becomes: {new}")));
        }
        for line in lines.iter().take(2 * FIX_LINES) {
            let _ = writeln!(out, "        {line}");
        }
        if lines.len() > 2 * FIX_LINES {
            let _ = writeln!(out, "        {}", if options.unicode { "…" } else { "..." });
        }
    }
}

/// The pieces of a manuscript that a fix changes, in words: the marks of the word diff above lead the other way, from the
/// document to the quote.
fn show_pieces(out: &mut String, report: &Report, fix: &Fix, options: &HumanOptions) {
    let shown = |text: &str| {
        let text = pasteable(text, options.unicode);
        if options.unicode { format!("“{text}”") } else { format!("\"{text}\"") }
    };
    let piece = |edit: &Edit| {
        let old = report.files.get(&edit.file).and_then(|file| file.slice(edit.span.range()));
        match (old.unwrap_or(""), &*edit.text) {
            ("", new) => format!("add {}", shown(new)),
            (old, "") => format!("delete {}", shown(old)),
            (old, new) => format!("{} becomes {}", shown(old), shown(new)),
        }
    };
    let mut pieces: Vec<String> = fix.edits.iter().take(FIX_PIECES).map(piece).collect();
    let more = fix.edits.len().saturating_sub(FIX_PIECES);
    if more > 0 {
        pieces.push(format!("and {more} more"));
    }
    let columns = options.width.saturating_sub(8).max(10);
    for line in wrap(&pieces.join("; "), columns) {
        let _ = writeln!(out, "        {line}");
    }
}

/// The part of a replaced text that changes, with a few words around: as it is, and as it will be.
fn changed_part<'a>(report: &'a Report, edit: &'a Edit) -> Option<(&'a str, &'a str)> {
    let (old, new) = (report.files.get(&edit.file)?.slice(edit.span.range())?, &*edit.text);
    let same = |one: &str, other: &str| {
        one.chars().zip(other.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum()
    };
    let head: usize = same(old, new);
    let tail = old
        .get(head..)?
        .chars()
        .rev()
        .zip(new.get(head..)?.chars().rev())
        .take_while(|(a, b)| a == b)
        .map(|(c, _)| c.len_utf8())
        .sum::<usize>();
    let space = |(_, c): &(usize, char)| c.is_whitespace();
    let before = old.get(..head)?.char_indices().rev().filter(space).nth(FIX_WORDS);
    let start = before.map_or(0, |(at, c)| at + c.len_utf8());
    let end = |text: &str| {
        let from = text.len() - tail;
        let after = text.get(from..)?.char_indices().filter(space).nth(FIX_WORDS);
        Some(after.map_or(text.len(), |(at, _)| from + at))
    };
    Some((old.get(start..end(old)?)?, new.get(start..end(new)?)?))
}

/// JSON with everything invisible escaped, so that it can be read and pasted.
fn pasteable(json: &str, unicode: bool) -> String {
    let mut out = String::new();
    for c in json.chars() {
        match c {
            '\n' | '\t' | '\r' => out.push(' '),
            c if is_hidden(c) => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
            c => out.push(c),
        }
    }
    visible(&out, unicode)
}

/// The claims with what they rest on, the quotes that passed and where they are.
fn passed(out: &mut String, report: &Report, options: &HumanOptions) {
    for claim in &report.claims {
        let text = visible(&claim_line(claim), options.unicode);
        paragraph(out, "", &text, options.width);
    }
    for quote in report.quotes.iter().filter(|quote| quote.passed) {
        let text = visible(&passed_line(quote), options.unicode);
        paragraph(out, "", &text, options.width);
    }
    if !report.claims.is_empty() {
        out.push('\n');
    }
}

fn claim_line(claim: &ClaimResult) -> String {
    let label = claim.label.map_or("unreadable", Label::name);
    let sources = claim.sources.len();
    let mut line = format!("{label}: {} by {}", claim.file, counted(sources, "source"));
    if sources > 0 {
        let _ = write!(line, ", {} independent", claim.independent_sources);
    }
    line
}

fn passed_line(quote: &QuoteResult) -> String {
    let QuoteResult { file, source, verdict, .. } = quote;
    let pointer = quote.pointer();
    let mut line = format!("{}: {file}#{pointer} in {source}", verdict.name());
    match quote.matches.first().map(|found| &found.place) {
        Some(place @ DocumentPlace::Text { .. }) => line = format!("{line}:{place}"),
        // A note or a caption has no paragraph's number.
        Some(place @ DocumentPlace::Extracted { .. }) => match place.to_string().as_str() {
            "" => {}
            place => line = format!("{line}, {place}"),
        },
        _ => {}
    }
    if quote.proven {
        line.push_str(" (by proof)");
    }
    line
}

/// One finding in plain sentences.
fn sentences(out: &mut String, report: &Report, finding: &Diagnostic, options: &HumanOptions) {
    let message = visible(&finding.message, options.unicode);
    let title = format!("{}[{}]: {message}", finding.severity.name(), finding.code);
    paragraph(out, "", &title, options.width);
    let places = places(report, finding);
    let shape = ExcerptShape { columns: options.width, unicode: options.unicode };
    for place in &places {
        let Location { file, place: at, .. } = place.location;
        let mut text = match at.position() {
            Some((line, column)) => format!("{file}, line {line}, column {column}"),
            None => at.in_file(file.as_str()),
        };
        if !place.label.is_empty() && !place.bare() {
            let _ = write!(text, ": {}", place.label);
        }
        paragraph(out, "  ", &visible(&text, options.unicode), options.width);
        for excerpt in excerpts(std::slice::from_ref(place), shape) {
            for line in excerpt.text.lines() {
                let _ = writeln!(out, "    {line}");
            }
        }
    }
    notes(out, report, finding, &places, options);
}

/// The finding's own place and the related ones that are shown.
fn places<'a>(report: &'a Report, finding: &'a Diagnostic) -> Vec<Spot<'a>> {
    let own = Spot {
        location: &finding.location,
        source: report.files.get(&finding.location.file),
        label: finding.label.as_deref().unwrap_or_default(),
        focus: focus(report, finding, &finding.location, DiffSide::Quote),
        primary: true,
    };
    let related = finding.related.iter().take(MAX_RELATED).map(|related| Spot {
        location: &related.location,
        source: report.files.get(&related.location.file),
        label: &related.message,
        focus: focus(report, finding, &related.location, DiffSide::Document),
        primary: false,
    });
    std::iter::once(own).chain(related).collect()
}

/// Bytes of the file, inside the place, that the finding's diff changes.
fn focus(
    report: &Report,
    finding: &Diagnostic,
    location: &Location,
    side: DiffSide,
) -> Vec<Range<usize>> {
    let span = location.span;
    if finding.diff.is_empty() || span.len() > MAX_PASSAGE {
        return Vec::new();
    }
    let file: &Utf8Path = &location.file;
    let slice = report.files.get(file).and_then(|source| source.slice(span.range()));
    let Some(slice) = slice else { return Vec::new() };
    let inner = slice.strip_prefix('"').and_then(|s| s.strip_suffix('"'));
    let (inner, start) = match (side, inner) {
        (DiffSide::Quote, Some(inner)) => (inner, span.start + 1),
        _ => (slice, span.start),
    };
    let shift = |range: Range<usize>| start + range.start..start + range.end;
    diff::changes(inner, &finding.diff, side).into_iter().map(shift).collect()
}

/// Writes `text` after `label`, wrapped, further lines indented by the label's columns.
pub(super) fn paragraph(out: &mut String, label: &str, text: &str, width: usize) {
    let indent = plain_width(label);
    let mut label = label.to_owned();
    for line in wrap(text, width.saturating_sub(indent).max(10)) {
        let _ = writeln!(out, "{}", format!("{label}{line}").trim_end());
        label = " ".repeat(indent);
    }
}

/// Columns of a label of ours, colour codes aside.
fn plain_width(label: &str) -> usize {
    let mut escaped = false;
    let counts = |c: char| {
        let starts = c == '\u{1b}';
        let counts = !escaped && !starts;
        escaped = starts || (escaped && c != 'm');
        counts
    };
    label.chars().map(counts).filter(|counts| *counts).count()
}

pub(super) fn colored(label: &str, code: &str, options: &HumanOptions) -> String {
    if !options.color {
        return label.to_owned();
    }
    let words = label.trim();
    label.replacen(words, &format!("\u{1b}[{code}m{words}\u{1b}[0m"), 1)
}

/// A finding as miette sees it.
#[derive(Debug)]
struct Picture<'a> {
    finding: &'a Diagnostic,
    message: String,
    source: Excerpts,
}

impl fmt::Display for Picture<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Picture<'_> {}

impl miette::Diagnostic for Picture<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let Diagnostic { severity, code, .. } = self.finding;
        Some(Box::new(format!("{}[{code}]", severity.name())))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.finding.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning | Severity::Off => miette::Severity::Warning,
        })
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = miette::LabeledSpan> + '_>> {
        Some(Box::new(self.source.labels().into_iter()))
    }
}
