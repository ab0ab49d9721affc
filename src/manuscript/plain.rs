//! Plain text: paragraphs between empty lines, and quotations in their marks.

use super::Manuscript;
use super::prose::{Prose, quotations};

pub(super) fn read(text: &str) -> Manuscript {
    let mut found = Manuscript::default();
    let mut paragraphs = Vec::new();
    let mut open = Prose::default();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim().is_empty() {
            if !open.is_empty() {
                paragraphs.push(std::mem::take(&mut open));
            }
        } else {
            open.verbatim(line, at);
        }
        at += line.len();
    }
    paragraphs.push(open);
    quotations(paragraphs, &mut found);
    found
}
