//! Drift: whether the reader makes of a pinned file what it made when the file was pinned.

use super::{DocumentText, LoadedSource, sha256_hex};
use crate::diagnostic::{Applicability, At, Code, Finding, FindingFix};
use crate::reader::{PLAIN, Readable};
use crate::source::Extracted;

/// What is to be pinned of a text that a reader made; nothing of a plain text, which is its file.
#[must_use]
pub fn extracted_of(readable: &Readable) -> Option<Extracted> {
    let by = readable.reader();
    (by != PLAIN)
        .then(|| Extracted { sha256: sha256_hex(readable.text.as_bytes()), by: by.to_owned() })
}

/// What is to be said where another text is read of the pinned file than was pinned. Of a sealed source its seal says it.
pub(crate) fn drift(source: &LoadedSource, text: &DocumentText) -> Option<Finding> {
    let record =
        source.source.as_ref().filter(|s| s.seal.is_none() && s.text.rendition.is_none())?;
    let pinned = record.text.extracted.as_ref()?;
    let by = text.readable.reader();
    let hash = sha256_hex(text.readable.text.as_bytes());
    let is_same = hash == pinned.sha256;
    if pinned.by == by {
        return (!is_same).then(|| differs(source, &hash, by));
    }
    let reads = if is_same { "the same text" } else { "a different text" };
    let message = format!(
        "the text was read by `{}` when it was pinned; `{by}` of this version reads {reads}",
        pinned.by
    );
    let pointer = "/text/extracted/by".to_owned();
    let at = At::Value(pointer.clone());
    let mut finding = Finding::new(Code::SourceReaderChanged, source.file.clone(), at, message);
    if is_same {
        finding.help = Some("this does no harm: name the reader that is used now".to_owned());
        finding.fix = Some(FindingFix {
            title: format!("write `{by}`"),
            applicability: Applicability::Safe,
            pointer,
            text: by.to_owned(),
            key: false,
        });
        return Some(finding);
    }
    Some(finding.help(format!(
        "look at the quotes that fail now and did not before; then `quoteproof source update {} FILE`, with the \
         same file, pins what is read now",
        source.id
    )))
}

fn differs(source: &LoadedSource, hash: &str, by: &str) -> Finding {
    let message = format!(
        "the file is the pinned one, but its text is not: `{by}` reads a text whose SHA-256 is {hash}"
    );
    let at = At::Value("/text/extracted/sha256".to_owned());
    Finding::new(Code::SourceExtractionDiffers, source.file.clone(), at, message)
        .label("the hash of a different text")
        .help("one version of a reader always makes the same text of a file: find out who changed this hash, and why")
}
