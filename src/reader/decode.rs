//! From a text file's bytes to its characters.

use super::ReadError;
use std::borrow::Cow;

/// The encoding of a file, and the bytes of its byte order mark.
pub(super) fn encoded(
    bytes: &[u8],
    encoding: Option<&str>,
) -> Result<(&'static encoding_rs::Encoding, usize), ReadError> {
    if u32::try_from(bytes.len()).is_err() {
        return Err(ReadError::TooLong);
    }
    let stated = match encoding {
        Some(label) => Some(
            encoding_rs::Encoding::for_label(label.as_bytes())
                .ok_or_else(|| ReadError::Encoding(label.to_owned()))?,
        ),
        None => None,
    };
    let marked = encoding_rs::Encoding::for_bom(bytes);
    Ok(match (marked, stated) {
        (Some((found, bom)), _) => (found, bom),
        (None, stated) => (stated.unwrap_or(encoding_rs::UTF_8), 0),
    })
}

/// The characters, and the bytes of the byte order mark before them.
pub(super) fn decode<'b>(
    bytes: &'b [u8],
    encoding: Option<&str>,
) -> Result<(Cow<'b, str>, usize), ReadError> {
    let (used, bom) = encoded(bytes, encoding)?;
    let body = bytes.get(bom..).unwrap_or(&[]);
    if used == encoding_rs::UTF_8 {
        return match std::str::from_utf8(body) {
            Ok(text) => Ok((Cow::Borrowed(text), bom)),
            Err(error) => Err(not_utf8(body, bom + error.valid_up_to(), encoding.is_some())),
        };
    }
    match used.decode_without_bom_handling_and_without_replacement(body) {
        Some(text) if u32::try_from(text.len()).is_err() => Err(ReadError::TooLong),
        Some(text) => Ok((text, bom)),
        None => Err(ReadError::Malformed(bom, used.name().to_owned())),
    }
}

fn not_utf8(body: &[u8], at: usize, stated: bool) -> ReadError {
    if stated {
        return ReadError::Malformed(at, "UTF-8".to_owned());
    }
    if let Some(declared) = declared(body) {
        return ReadError::Unstated(at, declared.name().to_owned());
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(body, true);
    let guess = detector.guess(None, chardetng::Utf8Detection::Deny);
    ReadError::Unstated(at, guess.name().to_owned())
}

/// The encoding that a page names in a `<meta>` of its first kilobyte, as the HTML Standard looks for it.
fn declared(body: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let start = String::from_utf8_lossy(body.get(..1024).unwrap_or(body)).to_ascii_lowercase();
    let (_, meta) = start.split_once("<meta")?;
    let (_, label) = meta.split_once("charset=")?;
    let label = label.trim_start_matches(['"', '\'', ' ']);
    let end = label.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c)));
    let label = label.get(..end.unwrap_or(label.len()))?;
    // It is none of those that begin with a byte order mark, and it is not UTF-8.
    encoding_rs::Encoding::for_label(label.as_bytes()).filter(|found| *found != encoding_rs::UTF_8)
}

/// The characters of a file in its likeliest encoding, where they are to be shown and not proven.
pub(super) fn guessed(bytes: &[u8]) -> Cow<'_, str> {
    let known = decode(bytes, None);
    let (text, _) = match known {
        Err(ReadError::Unstated(_, guess)) => match decode(bytes, Some(&guess)) {
            Ok(read) => read,
            Err(_) => (String::from_utf8_lossy(bytes), 0),
        },
        Ok(read) => read,
        Err(_) => (String::from_utf8_lossy(bytes), 0),
    };
    text
}

#[cfg(test)]
mod tests {
    use super::{decode, guessed};
    use crate::reader::ReadError;

    #[test]
    fn a_page_says_its_encoding() {
        for meta in
            ["<meta charset=\"iso-8859-2\">", "<META content='text/html; charset=ISO-8859-2'>"]
        {
            let page = [meta.as_bytes(), b"<p>\xb3\xf3d\xbc</p>"].concat();
            let said = decode(&page, None).expect_err("not UTF-8");
            assert!(matches!(said, ReadError::Unstated(_, guess) if guess == "ISO-8859-2"));
            assert!(guessed(&page).ends_with("<p>łódź</p>"));
        }
        for other in ["<meta charset=no-such-thing>", "<meta charset=utf-8>", "<meta"] {
            let page = [other.as_bytes(), b"<p>caf\xe9</p>"].concat();
            assert!(guessed(&page).ends_with("<p>café</p>"), "{other}");
        }
    }
}
