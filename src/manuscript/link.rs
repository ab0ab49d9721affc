//! Links as citations: what an address names, and the words that its text fragment quotes.

use super::Origin;
use super::prose::{OPENS, Prose};
use super::{Quotation, Rule, SourceKey, Tie};
use crate::text::{Span, year_at};

/// The words at one end of a stretch, at least, so that they can be looked for.
const ENDS_WORDS: usize = 3;

/// `https://example.org/a.html#:~:text=one%20two,three`: the words that a link leads to, each a quotation of its page.
pub(super) fn quoted(address: &str, at: Span) -> Vec<Quotation> {
    let Some((page, fragment)) = address.split_once("#:~:") else { return Vec::new() };
    let parts = fragment.split('&').filter_map(|part| part.strip_prefix("text="));
    let mut found = Vec::new();
    for part in parts {
        let pieces: Vec<&str> = part.split(',').collect();
        let prefix = pieces.first().and_then(|p| p.strip_suffix('-')).map(decoded);
        let suffix = pieces.last().and_then(|p| p.strip_prefix('-')).map(decoded);
        let words = pieces.iter().filter(|p| !p.ends_with('-') && !p.starts_with('-'));
        // Of a long stretch the address has its first words and its last, which by themselves may be too few to be looked for.
        let words: Vec<String> = words.map(|words| decoded(words)).collect();
        let is_stretch = words.len() > 1;
        let count = |words: &String| words.split_whitespace().count();
        let Some(text) = words.into_iter().max_by_key(count) else { continue };
        if is_stretch && count(&text) < ENDS_WORDS {
            continue;
        }
        if text.is_empty() {
            continue;
        }
        let mut origin = Origin::default();
        origin.add(Span::new(0, text.len()), at);
        let tie = Tie::new(Rule::SameConstruct, vec![SourceKey::Name(page.to_owned())], None);
        found.push(Quotation {
            text,
            origin,
            tie: Some(tie),
            prefix,
            suffix,
            ..Quotation::default()
        });
    }
    found
}

/// A text with its `%20` read.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let hex = text.get(at + 1..at + 3).and_then(|two| u8::from_str_radix(two, 16).ok());
        if let Some(hex) = hex.filter(|_| *byte == b'%') {
            out.push(hex);
            at += 3;
        } else {
            out.push(*byte);
            at += 1;
        }
    }
    String::from_utf8_lossy(&out).trim().to_owned()
}

/// The longest text of a link that may name a work, in bytes.
const LINK_TEXT: usize = 120;

/// A link whose text names a work, `[Smith 2020](https://example.org/a)`, means that work where nothing has its address.
pub(super) fn name_works(paragraph: &mut Prose) {
    let text = &paragraph.text;
    for citation in &mut paragraph.citations {
        let shown = text.get(citation.span.range()).unwrap_or("").trim();
        let [SourceKey::Name(name)] = citation.keys.as_slice() else { continue };
        let names_work = shown.len() <= LINK_TEXT
            && shown.starts_with(char::is_uppercase)
            && year_at(shown).is_some()
            && !shown.contains(['“', '”', '"', '„', '«', '»', OPENS]);
        if names_work && name.contains("://") {
            let first = Some(Box::new(SourceKey::Name(name.clone())));
            citation.keys = vec![SourceKey::Note { text: shown.to_owned(), first }];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;
    use crate::text::Span;

    #[test]
    fn text_fragments() {
        for (address, wanted) in [
            ("https://a.org/b.html#:~:text=one%20two", "||one two"),
            ("a.html#x:~:text=no", ""),
            (
                "a.html#:~:text=before-,one%2C two so,three of them,-after",
                "before|after|three of them",
            ),
            ("a.html#:~:text=one,two", ""),
            ("a.html#top", ""),
        ] {
            let found = quoted(address, Span::new(0, 1));
            let said = found.iter().map(|q| {
                let or = |part: &Option<String>| part.clone().unwrap_or_default();
                format!("{}|{}|{}", or(&q.prefix), or(&q.suffix), q.text)
            });
            assert_eq!(said.collect::<Vec<_>>().join(";"), wanted, "{address}");
        }
    }
}
