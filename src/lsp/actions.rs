//! The actions that an editor offers on a finding: its fix, the source that has the words, a prefix or suffix.

use super::complete::beside;
use super::loose::Loose;
use super::place::Lines;
use super::quoting::{from_selection, with_bracket, with_omissions, with_other_case};
use super::told::Teller;
use super::view::{EditorView, evidence};
use crate::claim::{Evidence, evidence_member};
use crate::diagnostic::{Applicability, Code, Diagnostic};
use crate::fix::mend;
use crate::report::Report;
use crate::text::{Span, nearest};
use camino::Utf8Path;
use serde_json::{Value, json};

/// Characters before a place that its action shows.
const SHOWN_BEFORE: usize = 40;

/// Places among which one can be chosen.
const MAX_PLACES: usize = 5;

/// What the kind of the action is called that mends all of a file that is safe to mend.
pub(super) const FIX_ALL: &str = "source.fixAll.quoteproof";

/// Answers `textDocument/codeAction`.
pub(super) fn actions(view: &EditorView<'_>, params: &Value) -> Value {
    let only = params.pointer("/context/only").and_then(Value::as_array);
    let wants = |kind: &str| {
        only.is_none_or(|only| {
            only.iter().filter_map(Value::as_str).any(|wanted| {
                wanted.is_empty()
                    || kind == wanted
                    || kind.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('.'))
            })
        })
    };
    let mut actions = Vec::new();
    if wants("quickfix") {
        let asked = view.span(params);
        let loose = Loose::new(&view.text);
        // Also where the cursor is elsewhere in the string that is wrong.
        let here = |d: &&Diagnostic| {
            let text = d.location.pointer.as_deref().and_then(|pointer| loose.get(pointer));
            let spans = [Some(d.location.span), text.map(|text| text.span)];
            let meets = |span: Span| span.start <= asked.end && asked.start <= span.end;
            d.location.file == view.name() && spans.into_iter().flatten().any(meets)
        };
        let articles = view.session.articles.as_ref().map(|articles| &articles.checked.report);
        for report in std::iter::once(view.session.desk.report()).chain(articles) {
            for diagnostic in report.standing().filter(&here) {
                actions.extend(quick_fixes(view, report, &loose, diagnostic));
            }
        }
    }
    if wants("refactor.extract") {
        actions.extend(from_selection(view, view.span(params)));
    }
    // It takes a check of the archive for each round: only where somebody asks for it.
    if only.is_some() && wants(FIX_ALL) {
        actions.extend(fix_all(view));
    }
    actions.into()
}

fn quick_fixes(
    view: &EditorView<'_>,
    report: &Report,
    loose: &Loose,
    diagnostic: &Diagnostic,
) -> Vec<Value> {
    let teller = Teller { root: view.session.root(), files: &report.files, client: view.client };
    let told = teller.diagnostic(diagnostic);
    let action = |title: &str, edits: Vec<Value>, preferred: bool| {
        json!({
            "title": title,
            "kind": "quickfix",
            "diagnostics": [told],
            "isPreferred": preferred,
            "edit": {"changes": {view.uri(view.name()): edits}},
        })
    };
    let mut actions = Vec::new();
    if let Some(fix) = &diagnostic.fix {
        let edits = fix.edits.iter().filter(|edit| edit.file == view.name());
        let edits = edits.map(|e| json!({"range": view.range(e.span), "newText": e.text}));
        let safe = fix.applicability == Applicability::Safe;
        let changes_words = !safe && diagnostic.code.name().starts_with("quote/");
        let note = if changes_words { " (changes the words)" } else { "" };
        let title = format!("{}{note}", fix.title);
        actions.push(action(&title, edits.collect(), safe));
    }
    if let Some((id, edit)) = known_id(view, loose, diagnostic) {
        actions.push(action(&format!("write `{id}`"), vec![edit], false));
    }
    let number = diagnostic.location.pointer.as_deref().and_then(number_of);
    let Some(number) = number else { return actions };
    let at = number.to_string();
    if let Some(evidence) = evidence(loose, number) {
        for (title, quote) in marked(view, loose, diagnostic, &evidence) {
            let edit = beside(view, loose, &at, "quote", &quote);
            actions.extend(edit.map(|edit| action(title, vec![edit], false)));
        }
    }
    if diagnostic.code == Code::QuoteMisattributed {
        let places = diagnostic.related.iter();
        let id = places.filter_map(|r| source_of(view, &r.location.file)).find(|id| {
            loose.get(&evidence_member(&at, "source")).is_none_or(|own| own.value != *id)
        });
        let edit = id.and_then(|id| Some((id, beside(view, loose, &at, "source", id)?)));
        if let Some((id, edit)) = edit {
            actions.push(action(&format!("cite `{id}`, which has these words"), vec![edit], false));
        }
    }
    if diagnostic.code == Code::QuoteAmbiguous
        && let Some(evidence) = evidence(loose, number)
    {
        for (prefix, suffix, passage) in
            view.session.desk.told_apart(view.world, &evidence, MAX_PLACES)
        {
            let prefix = prefix.and_then(|text| beside(view, loose, &at, "prefix", &text));
            let suffix = suffix.and_then(|text| beside(view, loose, &at, "suffix", &text));
            let edits: Vec<Value> = prefix.into_iter().chain(suffix).collect();
            let title = format!(
                "choose the place after “{}” ({})",
                crate::json::shorten(&passage.before, SHOWN_BEFORE),
                passage.place
            );
            if !edits.is_empty() {
                actions.push(action(&title, edits, false));
            }
        }
    }
    actions
}

/// For an id that nothing has, the nearest that something has.
fn known_id<'v>(
    view: &'v EditorView<'_>,
    loose: &Loose,
    diagnostic: &Diagnostic,
) -> Option<(&'v str, Value)> {
    let desk = &view.session.desk;
    let named = loose.get(diagnostic.location.pointer.as_deref()?)?;
    let id = match diagnostic.code {
        Code::ClaimUnknownSource => nearest(&named.value, desk.sources().map(|(id, _, _)| id)),
        Code::ClaimUnknownClaim => nearest(&named.value, desk.claims().map(|(_, c)| &*c.id)),
        _ => None,
    }?;
    Some((id, json!({"range": view.range(named.span), "newText": id})))
}

/// The quote of a finding with a mark for what is other in it, or without what is other.
fn marked(
    view: &EditorView<'_>,
    loose: &Loose,
    diagnostic: &Diagnostic,
    evidence: &Evidence,
) -> Vec<(&'static str, String)> {
    match diagnostic.code {
        Code::QuoteAltered => {
            let quote = with_omissions(view, evidence);
            quote.into_iter().map(|quote| ("mark what is left out with “…”", quote)).collect()
        }
        Code::QuoteInitialCase => {
            let at = || {
                let text = loose.get(diagnostic.location.pointer.as_deref()?)?;
                // Escapes before the letter would make it another one; then the quote does not pass, and nothing is offered.
                diagnostic.location.span.start.checked_sub(text.span.start)
            };
            let Some(byte) = at() else { return Vec::new() };
            let bracketed = with_bracket(view, evidence, byte);
            let bracketed = bracketed.map(|quote| ("put the changed letter in brackets", quote));
            let plain = with_other_case(view, evidence, byte);
            let plain = plain.map(|quote| ("write the letter as the document has it", quote));
            bracketed.into_iter().chain(plain).collect()
        }
        _ => Vec::new(),
    }
}

/// The number of the evidence that a pointer leads into.
fn number_of(pointer: &str) -> Option<usize> {
    pointer.strip_prefix("/evidence/")?.split('/').next()?.parse().ok()
}

/// The source whose folder, or whose text, a file is.
fn source_of<'v>(view: &'v EditorView<'_>, file: &Utf8Path) -> Option<&'v str> {
    let root = view.session.root();
    let mut sources = view.session.desk.sources();
    let is_it = |id: &str, record: &Utf8Path| {
        view.session.desk.text_file(id) == Some(&root.join(file))
            || record.parent().is_some_and(|folder| file.starts_with(folder))
    };
    sources.find(|(id, record, _)| is_it(id, record)).map(|(id, _, _)| id)
}

/// All safe fixes of a file, tried together and checked again.
fn fix_all(view: &EditorView<'_>) -> Option<Value> {
    let session = view.session;
    let own = match &session.articles {
        Some(articles) if session.is_article(view.file) => articles.mend(view.name()),
        _ => {
            let safe = Applicability::Safe;
            let mended = mend(view.world, &session.options, session.desk.report(), safe);
            mended.into_iter().find(|mended| mended.file == view.name())
        }
    }?;
    let edit = difference(&own.old, &own.new, view);
    Some(json!({
        "title": "apply all safe fixes",
        "kind": FIX_ALL,
        "edit": {"changes": {view.uri(view.name()): [edit]}},
    }))
}

/// The stretch in which two states of a text differ.
pub(super) fn difference(old: &str, new: &str, view: &EditorView<'_>) -> Value {
    let same = |(a, b): &(char, char)| a == b;
    let head: usize =
        old.chars().zip(new.chars()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let (old_rest, new_rest) = (old.get(head..).unwrap_or(""), new.get(head..).unwrap_or(""));
    let ends = old_rest.chars().rev().zip(new_rest.chars().rev());
    let tail: usize = ends.take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let lines = Lines::new(old);
    let span = Span::new(head, old.len() - tail);
    let words = new.get(head..new.len() - tail).unwrap_or("");
    json!({"range": lines.range(old, span, view.client.encoding), "newText": words})
}
