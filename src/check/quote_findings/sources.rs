//! The words of findings on sources whose document is not here, or is another one.

use crate::corpus::{Cause, Fault, LoadedSource, Nothing, Unread};
use crate::diagnostic::{At, Code, Finding};
use crate::reader::ReadError;
use std::fmt::Write as _;

/// Why the text that was made of a document elsewhere cannot be used, at the source itself.
fn no_rendition(source: &LoadedSource, fault: &Fault) -> Finding {
    let new = |code, member: &str, message: String| {
        let at = At::Value(format!("/text/rendition/{member}"));
        Finding::new(code, source.file.clone(), at, message)
    };
    match fault {
        Fault::Missing | Fault::Refused => new(
            Code::SourceMissingText,
            "path",
            "the rendition is not here: quotes are checked against it".to_owned(),
        )
        .help("add the file, or name a folder that has it with `--texts`"),
        Fault::Changed(found) => new(
            Code::SourceChanged,
            "sha256",
            format!("the rendition is not the one that was pinned: its SHA-256 is {found}"),
        )
        .help("restore the file; or check its quotes, then remove the source and add it again"),
        Fault::Unreadable(why) => {
            new(Code::SourceUnreadableText, "path", format!("the rendition cannot be read: {why}"))
                .help("make it a text in UTF-8")
        }
    }
}

/// The member of `text` that is to be fixed where a text cannot be read. `stated` is whether there is an `encoding`.
const fn member_to_mend(why: &Unread, stated: bool) -> &'static str {
    match why {
        Unread::Reader(ReadError::Encoding(_)) => "encoding",
        Unread::Reader(ReadError::Malformed(..)) if stated => "encoding",
        Unread::Reader(ReadError::MediaType(_)) => "media_type",
        Unread::Reader(_) | Unread::File(_) => "path",
    }
}

/// What to do about a text that is another than the pinned one: `standing` are its quotes that the new one has, and those
/// that it lacks.
fn another_text(
    source: &LoadedSource,
    standing: Option<(Vec<String>, Vec<String>)>,
    conflict: Option<usize>,
) -> String {
    let mut help = match conflict {
        Some(line) => format!(
            "it has Git's conflict markers, from line {line} on: take one side with `git checkout --ours` or \
             `--theirs`, together with its source.json"
        ),
        None => format!(
            "restore the file, or pin the new one: `quoteproof source update {}` reports what happens to its quotes",
            source.id
        ),
    };
    if let Some((stand, gone)) = standing {
        let is = |count: usize| if count == 1 { "is" } else { "are" };
        let there = stand.len();
        let _ = write!(help, ": {there} {} still in the new text, ", is(there));
        let _ = match gone.len() {
            0 => write!(help, "none is gone"),
            n => write!(help, "{n} {} not", is(n)),
        };
        for quote in gone.iter().take(5) {
            let _ = write!(help, "; gone: {quote}");
        }
    }
    help
}

/// Why the document of a source is not here, at the source itself. `conflict` is the line on which Git's conflict markers
/// begin in a changed text.
pub(crate) fn no_document(
    source: &LoadedSource,
    why: &Nothing,
    standing: Option<(Vec<String>, Vec<String>)>,
    conflict: Option<usize>,
) -> Option<Finding> {
    let record = source.source.as_ref()?;
    let at = |pointer: &str| At::Value(format!("/text/{pointer}"));
    let new = |code, at, message: String| Finding::new(code, source.file.clone(), at, message);
    Some(match why {
        Nothing::Refused | Nothing::Rendition(Fault::Refused) => return None,
        Nothing::Rendition(fault) => return Some(no_rendition(source, fault)),
        Nothing::MissingText => new(
            Code::SourceMissingText,
            at("path"),
            format!("there is no `{}` beside it, and the source is not sealed", record.text.path),
        )
        .help("add the file, name a folder that has it with `--texts`, or seal the source where the text is"),
        Nothing::Unreadable(why) => {
            let member = member_to_mend(why, record.text.encoding.is_some());
            new(Code::SourceUnreadableText, at(member), format!("the text cannot be read: {why}"))
                .help("state its `encoding` or `media_type`, or obtain the file again")
        }
        Nothing::Changed(_, Cause::InLfs) => new(
            Code::SourceChanged,
            at("sha256"),
            "the text is not here: Git LFS has it, and `git lfs pull` gets it".to_owned(),
        )
        .help("fetch it with `git lfs pull`; in GitHub's checkout action, `lfs: true`"),
        Nothing::Changed(found, Cause::LineEnds) => new(
            Code::SourceChanged,
            at("sha256"),
            format!("the text is the pinned one but for its line ends: its SHA-256 is {found}"),
        )
        .help(
            "with `corpus/** -text` in .gitattributes Git leaves line ends alone; then delete the file and check it \
             out again with `git checkout`, or stage it with `git add --renormalize` if it is right",
        ),
        Nothing::Changed(found, Cause::Unknown) => {
            let message = format!("the text is not the one that was pinned: its SHA-256 is {found}");
            new(Code::SourceChanged, at("sha256"), message).help(another_text(source, standing, conflict))
        }
    })
}
