//! A manuscript of any form, with a bibliography and a document: each quotation stands in the file where it is said to,
//! what is found has places in it, and no form of the report steers anything.
//!
//! Fields: the form's letter (`p`, `m`, `l`, `c`, `t`), the bibliography, the document, the manuscript.

use super::claim::{check_shown, tell};
use super::{bound, fields, within};
use camino::Utf8PathBuf;
use quoteproof::manuscript::{
    Against, Bibliography, CitedDocument, Form, Hints, Library, Manuscript, Named, Quotation,
    Written, check_manuscripts, read,
};
use quoteproof::report::checked::{Checked, csv, json_v1};
use quoteproof::text::Span;

/// Runs the target.
///
/// # Panics
/// Where a law is broken.
pub fn run(data: &[u8]) {
    let [form, bibliography, document, text] = fields(data);
    let form = match form.chars().next() {
        Some('m') => Form::Markdown,
        Some('l') => Form::Latex,
        Some('c') => Form::Csv,
        Some('t') => Form::Tsv,
        _ => Form::Plain,
    };
    let reading = |text: &str| {
        within("reading", bound(text.len()), || read(text, form, &Hints::default()).ok())
    };
    let _ = reading(&text.repeat(8));
    let Some(found) = reading(&text) else { return };
    for quotation in &found.quotations {
        check_quotation(&text, quotation, form);
    }
    for span in &found.unpaired {
        assert!(text.get(span.range()).is_some(), "{span:?} is no part of the manuscript");
    }
    let works = within("reading", bound(bibliography.len()), || Bibliography::read(&bibliography));
    let mut library = Library::new(vec![Named {
        id: "note".to_owned(),
        names: vec!["note".to_owned()],
        ..Named::default()
    }]);
    works.entries.iter().for_each(|entry| library.add(entry));
    within("checking", bound(data.len()) * 4, || judge(&text, form, &found, &library, &document));
}

/// A quotation stands in the file, and its letters are those of the file.
fn check_quotation(text: &str, quotation: &Quotation, form: Form) {
    let span = quotation.origin.span(Span::new(0, quotation.text.len()));
    let theirs = text.get(span.range());
    let theirs = theirs.unwrap_or_else(|| panic!("{span:?} is no part of the manuscript"));
    for (at, c) in quotation.text.char_indices() {
        let span = planted(quotation.origin.span(Span::new(at, at + c.len_utf8())), quotation);
        let own = text.get(span.range());
        let own = own.unwrap_or_else(|| panic!("{span:?} is no part of the manuscript"));
        // Commands and entities stand for letters, too.
        let other = !c.is_ascii_alphabetic()
            || own.contains(['\\', '&', '{'])
            || form == Form::Latex
            || own.contains(":~:");
        assert!(
            own.starts_with(c) || other,
            "{c:?} at {at} of {:?} leads to {own:?}",
            quotation.text
        );
    }
    let letters = |text: &str| text.bytes().filter(u8::is_ascii_alphabetic).collect::<Vec<_>>();
    let mut rest = letters(theirs).into_iter();
    let all = letters(&quotation.text).into_iter().all(|b| rest.any(|other| other == b));
    let other = theirs.contains(['\\', '&', '%']);
    assert!(all || other, "{:?} is not made of {theirs:?}", quotation.text);
}

/// The planted fault: in a block that is set apart each place is one byte early.
fn planted(span: Span, quotation: &Quotation) -> Span {
    let early = super::super::planted() && quotation.block && span.start > 0;
    if early { Span::new(span.start - 1, span.end) } else { span }
}

fn judge(text: &str, form: Form, found: &Manuscript, library: &Library, document: &str) {
    let written = Written {
        file: Utf8PathBuf::from("article"),
        text: text.to_owned(),
        form,
        hints: Hints::default(),
        paragraphs: None,
        manuscript: found.clone(),
    };
    let document = CitedDocument {
        id: "note".to_owned(),
        file: Utf8PathBuf::from("note.txt"),
        media_type: "text/plain".to_owned(),
        bytes: document.as_bytes().into(),
        language: None,
    };
    let against = Against { documents: &[document], library, keep: None };
    let checked = check_manuscripts(&[written], &against, false);
    check_places(text, &checked);
    tell(&checked.report);
    let json = json_v1::render(&checked);
    check_shown("json", &json);
    let read: Result<serde_json::Value, _> = serde_json::from_str(&json);
    assert!(read.is_ok(), "json cannot be read: {read:?}\n{json}");
    check_shown("csv", &csv::render(&checked).replace('\r', ""));
}

/// All that is told has a place that the manuscript has, and everything is counted once.
fn check_places(text: &str, checked: &Checked) {
    let lines = text.matches(['\n', '\r']).count() + 1;
    let unchecked = checked.unchecked.iter().chain(&checked.uncited).map(|q| q.position);
    for (line, column) in checked.quotations.iter().map(|q| q.position).chain(unchecked) {
        assert!((1..=lines).contains(&line) && column >= 1, "line {line}, column {column}");
    }
    for one in &checked.quotations {
        assert!(text.get(one.span.range()).is_some(), "{:?} is no part of it", one.span);
        assert!(!one.result.passed || one.result.verdict.passes(), "passed, and does not stand");
    }
    for diagnostic in &checked.report.diagnostics {
        let (file, span) = (&diagnostic.location.file, diagnostic.location.span);
        assert_eq!(file, "article", "a finding elsewhere: {diagnostic:?}");
        assert!(text.get(span.range()).is_some(), "{span:?} is no part of the manuscript");
        for edit in diagnostic.fix.iter().flat_map(|fix| &fix.edits) {
            assert!(text.get(edit.span.range()).is_some(), "{edit:?} is no part of the manuscript");
        }
    }
    let summary = &checked.report.summary;
    let told = (summary.quotes, summary.passed + summary.failed);
    assert_eq!(told, (checked.quotations.len(), checked.quotations.len()), "{summary:?}");
}
