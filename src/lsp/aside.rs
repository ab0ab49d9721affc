//! Open texts that nothing checks, although somebody means them to be checked: articles and claims in no archive, and claims
//! that do not lie among the others. The editor shows what to do, once in each.

use super::articles::form_of;
use super::buffer::Buffer;
use super::client::Client;
use super::loose::Loose;
use super::session::Session;
use super::view::{evidence, evidences};
use crate::manuscript::{Hints, Quotation, SourceKey, Written};
use crate::report::visible;
use crate::repository::is_json;
use crate::text::{Span, shell_path};
use camino::Utf8Path;
use serde_json::{Value, json};

/// A note, as the protocol numbers it (`DiagnosticSeverity`).
const INFORMATION: u8 = 3;

/// What is said of a text.
struct Note {
    span: Span,
    message: String,
    help: String,
}

/// What is to be known of an open text that nothing checks; `session` is the archive that it is in, if it is in any.
pub(super) fn aside(
    session: Option<&Session>,
    (file, buffer): (&Utf8Path, &Buffer),
    client: &Client,
) -> Option<Value> {
    if buffer.is_large() {
        return None;
    }
    let Note { span, message, help } = if is_json(file) {
        claim(session, file, buffer.text())?
    } else if session.is_none() && client.articles {
        article(file, buffer.text())?
    } else {
        return None;
    };
    Some(json!({
        "range": buffer.lines().range(buffer.text(), span, client.encoding),
        "severity": INFORMATION,
        "source": "quoteproof",
        "message": format!("{}\nhelp: {}", visible(&message, true), visible(&help, true)),
    }))
}

/// A claim that lies where none is read.
fn claim(session: Option<&Session>, file: &Utf8Path, text: &str) -> Option<Note> {
    let (message, help) = if let Some(session) = session {
        if session.reads(file) {
            return None;
        }
        let claims = &session.options.config.claims;
        let message = format!("this claim is not checked: it does not lie in `{claims}/`");
        (
            message,
            format!("move the file there, or name its folder in {}", crate::config::FILE_NAME),
        )
    } else {
        let message = "this claim is not checked: its file is in no archive".to_owned();
        (
            message,
            "`quoteproof init` makes a folder an archive, whose claims lie in `claims/`".to_owned(),
        )
    };
    let loose = Loose::new(text);
    let first = evidences(&loose).into_iter().find(|number| evidence(&loose, *number).is_some())?;
    let named = [loose.get("/id"), loose.get(&crate::claim::evidence_member(first, "source"))];
    let span = named.into_iter().flatten().next()?.span;
    Some(Note { span, message, help })
}

/// An article that cites something, in no archive.
fn article(file: &Utf8Path, text: &str) -> Option<Note> {
    let name = file.file_name()?;
    let read = Written::read(name, text.to_owned(), form_of(file)?, &Hints::default()).ok()?;
    let first = read.manuscript.quotations.iter().find(|quotation| cites(quotation))?;
    let message = "quotations are not checked here: the file is in no archive".to_owned();
    let help = format!(
        "`quoteproof init` makes its folder an archive; `quoteproof check {} --against DIR` checks it as it is",
        shell_path(name)
    );
    let span = first.origin.span(Span::new(0, first.text.len()));
    Some(Note { span, message, help })
}

/// Whether a quotation is surely of something that has a name: a link alone may be anything.
fn cites(quotation: &Quotation) -> bool {
    let is_name = |key: &SourceKey| !matches!(key, SourceKey::Name(name) if name.contains("://"));
    let tie = quotation.tie.as_ref().filter(|tie| !tie.loose && !tie.guess);
    tie.is_some_and(|tie| tie.keys.iter().any(is_name))
}
