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
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(body, true);
    let guess = detector.guess(None, chardetng::Utf8Detection::Deny);
    ReadError::Unstated(at, guess.name().to_owned())
}
