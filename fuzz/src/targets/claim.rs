//! A claim of any kind, checked, mended and told in every form: forms for programs can be read, nothing in any form
//! steers a terminal or a runner, and a fix changes its one string for the better.
//!
//! Fields: the mode's, the media type's first letter and the language (`qpen`), the claim or its quote, prefix,
//! suffix, document. In mode `q` the claim is made of quote, prefix and suffix; else it is the second field.

use super::world::{ROOT, claim, record, repository};
use super::{BETWEEN_ITEMS, bound, fields, stated, within};
use quoteproof::diagnostic::{Applicability, Diagnostic, Fix, Severity};
use quoteproof::fix::{apply, mend};
use quoteproof::report::human::{self, HumanOptions};
use quoteproof::report::{FORMATS, Report, patch};
use quoteproof::repository::{Overlay, World};
use quoteproof::text::Span;
use quoteproof::{Options, check, json};

/// Runs the target.
///
/// # Panics
/// Where a law is broken.
pub fn run(data: &[u8]) {
    let [form, second, prefix, suffix, document] = fields(data);
    let mut letters = form.chars();
    let built = letters.next() == Some('q');
    let media_type = match letters.next() {
        Some('h') => "text/html",
        Some('m') => "text/markdown",
        _ => "text/plain",
    };
    let language = stated(letters.as_str());
    let claim = if built {
        let parts: Vec<&str> = second.split(BETWEEN_ITEMS).collect();
        claim(&parts, stated(&prefix), stated(&suffix))
    } else {
        second
    };
    let world = repository(&record(&document, media_type, language), &document, &claim);
    let options = Options { root: ROOT.into(), ..Options::default() };
    let report = within("checking", bound(data.len()), || check(&world, &options));
    check_places(&report);
    within("telling", bound(data.len()) * 4, || tell(&report));
    for diagnostic in &report.diagnostics {
        if let Some(fix) = &diagnostic.fix {
            check_fix(&world, &options, &report, diagnostic, fix);
        }
    }
    check_mended(&world, &options, &report);
}

/// Every finding speaks of a place that its file has.
fn check_places(report: &Report) {
    let related = report.diagnostics.iter().flat_map(|d| d.related.iter().map(|r| &r.location));
    for location in report.diagnostics.iter().map(|d| &d.location).chain(related) {
        let Some(text) = report.files.get(&location.file) else { continue };
        let span = location.span;
        assert!(span.start <= span.end, "{span:?} of {}", location.file);
        assert!(text.slice(span.range()).is_some(), "{span:?} is no part of {}", location.file);
        let position = location.place.position();
        assert!(position.is_some_and(|(line, column)| line >= 1 && column >= 1), "{location:?}");
    }
}

/// Tells the report in every form.
pub(super) fn tell(report: &Report) {
    for form in FORMATS {
        let said = (form.render)(report);
        check_shown(form.name, &said);
        match form.name {
            "json" | "sarif" | "gitlab" => {
                let read: Result<serde_json::Value, _> = serde_json::from_str(&said);
                assert!(read.is_ok(), "{} cannot be read: {read:?}\n{said}", form.name);
            }
            "junit" => {
                let read = roxmltree::Document::parse(&said);
                assert!(read.is_ok(), "junit cannot be read: {read:?}\n{said}");
            }
            _ => {}
        }
    }
    for (unicode, width) in [(true, 80), (false, 40)] {
        let command = "quoteproof validate";
        let options =
            HumanOptions { color: false, unicode, width, verbose: true, quiet: false, command };
        check_shown("human", &planted(human::render(report, &options)));
        check_shown("human, plain", &human::render_plain(report, &options));
    }
}

/// The planted fault: one control character of many is shown as it is.
fn planted(said: String) -> String {
    if super::super::planted() { said.replace("\u{27e8}U+202E\u{27e9}", "\u{202e}") } else { said }
}

/// Nothing in it steers a terminal or a runner, or is hidden from a reader.
pub(super) fn check_shown(form: &str, said: &str) {
    let hidden = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
    };
    if let Some(at) = said.find(hidden) {
        panic!("{form} shows {:?}", said[at..].chars().next());
    }
    assert!(!said.contains("##["), "{form} has a runner's command:\n{said}");
    let ours =
        ["::group::quoteproof: ", "::endgroup::", "::error file=", "::warning file=", "::notice "];
    for line in said.lines().filter(|line| line.trim_start().starts_with("::")) {
        let own = form == "github" && ours.iter().any(|own| line.starts_with(own));
        assert!(own, "{form} has a runner's command: {line}");
    }
}

/// A fix that is offered changes one string, and what it mends passes.
fn check_fix(
    world: &Overlay<'_>,
    options: &Options,
    report: &Report,
    found: &Diagnostic,
    fix: &Fix,
) {
    let file = &found.location.file;
    let old = report.files.get(file).expect("the file of a fix").text();
    let new = apply(old, &fix.edits).expect("a fix that can be applied");
    let spans: Vec<Span> = fix.edits.iter().map(|edit| edit.span).collect();
    check_rest(old, &new, &spans);
    for edit in &fix.edits {
        let read: Result<serde_json::Value, _> = serde_json::from_str(&edit.text);
        assert!(read.is_ok(), "a fix writes no JSON: {}", edit.text);
    }
    if !found.code.name().starts_with("quote/") {
        return;
    }
    let mut trial = world.clone();
    trial.put(options.root.join(file), new.as_bytes());
    let after = check(&trial, options);
    let place = found.location.pointer.as_deref().unwrap_or_default();
    let quote = after.quotes.iter().find(|quote| place.starts_with(&quote.pointer()));
    let passed = quote.is_some_and(|quote| quote.passed);
    assert!(
        passed,
        "the fix of {} does not pass: {new}\n{:?}",
        found.code.name(),
        after.diagnostics
    );
}

/// `new` is `old` but for what stands in `spans`, and both can be read.
fn check_rest(old: &str, new: &str, spans: &[Span]) {
    let (first, last) = (spans.iter().map(|s| s.start).min(), spans.iter().map(|s| s.end).max());
    let (Some(first), Some(last)) = (first, last) else { panic!("a fix that changes nothing") };
    assert_eq!(old.get(..first), new.get(..first), "a fix changes what stands before it");
    let after = old.get(last..).expect("bytes of the file");
    assert!(new.ends_with(after), "a fix changes what stands behind it");
    if json::parse(old).0.is_some() {
        let (tree, findings) = json::parse(new);
        let was = json::parse(old).1.len();
        assert!(tree.is_some() && findings.len() <= was, "a fix breaks the file: {new}");
    }
}

/// What the fixes together make of the repository fails in nothing that did not fail before, and once is enough.
fn check_mended(world: &Overlay<'_>, options: &Options, report: &Report) {
    for allowed in [Applicability::Safe, Applicability::Unsafe] {
        let mended = mend(world, options, report, allowed);
        let mut after = world.clone();
        for file in &mended {
            let read =
                world.read(&options.root.join(&file.file)).expect("the file that was mended");
            assert_eq!(read, file.old.as_bytes(), "it mends another text");
            check_shown(
                "the patch",
                &patch::render(
                    &file.file,
                    &file.old,
                    &file.new,
                    patch::PatchOptions { color: false, visible: true },
                ),
            );
            after.put(options.root.join(&file.file), file.new.as_bytes());
        }
        if mended.is_empty() {
            continue;
        }
        let now = check(&after, options);
        for (pointer, what) in mended.iter().flat_map(|file| &file.done) {
            let fails = |d: &Diagnostic| {
                d.severity == Severity::Error && d.location.pointer.as_ref() == Some(pointer)
            };
            assert!(!now.diagnostics.iter().any(fails), "{pointer} still fails after: {what}");
        }
        let again = mend(&after, options, &now, allowed);
        assert!(again.is_empty(), "mended again: {again:?}");
    }
}
