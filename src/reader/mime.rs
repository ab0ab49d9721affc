//! Messages in MIME: their headers, their parts, and the bytes of a part (RFC 2045 to 2049).

use super::ReadError;
use encoding_rs::Encoding;
use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::Arc;

/// Multipart parts that may be nested.
const MAX_DEPTH: usize = 32;

/// Parts of one message.
const MAX_PARTS: usize = 10_000;

/// A part of a message, or all of it.
#[derive(Debug, Default)]
pub(super) struct MimePart<'b> {
    /// The headers, names in lower case, values unfolded.
    headers: Vec<(String, String)>,
    /// What is after the headers, as it was sent.
    pub(super) body: Cow<'b, [u8]>,
    /// The parts, if it has any.
    pub(super) parts: Vec<MimePart<'b>>,
    /// The media type without parameters, in lower case.
    pub(super) media_type: String,
}

/// Reads a message and its parts.
pub(super) fn parse(bytes: &[u8]) -> Result<MimePart<'_>, ReadError> {
    let mut left = MAX_PARTS;
    part(bytes, 0, "text/plain", &mut left)
}

fn part<'b>(
    bytes: &'b [u8],
    depth: usize,
    usual: &str,
    left: &mut usize,
) -> Result<MimePart<'b>, ReadError> {
    if depth > MAX_DEPTH {
        return Err(ReadError::Limit(format!("its parts are more than {MAX_DEPTH} deep")));
    }
    *left = left
        .checked_sub(1)
        .ok_or_else(|| ReadError::Limit(format!("it has more than {MAX_PARTS} parts")))?;
    let (headers, body) = headers(bytes);
    let mut part = MimePart { headers, body: Cow::Borrowed(body), ..MimePart::default() };
    let stated = part.header("content-type").unwrap_or(usual).to_owned();
    part.media_type = stated.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    if part.media_type.starts_with("multipart/")
        && let Some(boundary) = parameter(&stated, "boundary")
    {
        let usual =
            if part.media_type == "multipart/digest" { "message/rfc822" } else { "text/plain" };
        let Some(inner) = split(body, &boundary) else {
            // The boundary is nowhere: programs show such a message as it is.
            "text/plain".clone_into(&mut part.media_type);
            return Ok(part);
        };
        for inner in inner {
            part.parts.push(self::part(inner, depth + 1, usual, left)?);
        }
    } else if part.media_type == "message/rfc822" {
        let inner = if part.is_encoded() {
            self::part(&part.content(), depth + 1, "text/plain", left)?.into_owned()
        } else {
            self::part(body, depth + 1, "text/plain", left)?
        };
        part.parts.push(inner);
    }
    Ok(part)
}

/// The lines of some bytes, without their ends, and where the next one begins.
fn lines(bytes: &[u8]) -> impl Iterator<Item = (&[u8], usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
        let length = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
        at += length;
        let line = rest.get(..length)?;
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        Some((line.strip_suffix(b"\r").unwrap_or(line), at))
    })
}

/// The headers at the start of some bytes, and what is after the empty line that ends them.
fn headers(bytes: &[u8]) -> (Vec<(String, String)>, &[u8]) {
    let mut headers: Vec<(String, String)> = Vec::new();
    let mut body = bytes.len();
    for (number, (line, next)) in lines(bytes).enumerate() {
        if line.is_empty() {
            body = next;
            break;
        }
        let line = match std::str::from_utf8(line) {
            Ok(line) => line.to_owned(),
            Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(line).0.into_owned(),
        };
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = headers.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        } else if number > 0 || !line.starts_with("From ") {
            // No header: the text begins without an empty line before it.
            body = next.saturating_sub(line.len() + 1);
            break;
        }
    }
    (headers, bytes.get(body..).unwrap_or_default())
}

/// The parts between the lines that are a boundary; `None` where no line is.
fn split<'b>(body: &'b [u8], boundary: &str) -> Option<Vec<&'b [u8]>> {
    let mut parts = Vec::new();
    let mut found = false;
    let mut start = None;
    let mut at = 0;
    for (line, next) in lines(body) {
        let rest = line.strip_prefix(b"--").and_then(|rest| rest.strip_prefix(boundary.as_bytes()));
        let rest =
            rest.map(<[u8]>::trim_ascii_end).filter(|rest| rest.is_empty() || *rest == b"--");
        if let Some(rest) = rest {
            found = true;
            if let Some(start) = start {
                let part: &[u8] = body.get(start..at).unwrap_or_default();
                // The line end before a boundary is of the boundary.
                let part = part.strip_suffix(b"\n").unwrap_or(part);
                parts.push(part.strip_suffix(b"\r").unwrap_or(part));
            }
            start = (rest != b"--").then_some(next);
            if start.is_none() {
                break;
            }
        }
        at = next;
    }
    // A message that was cut off has no last boundary.
    parts.extend(start.and_then(|start| body.get(start..)));
    found.then_some(parts)
}

/// A parameter of a header: `charset="utf-8"`; also in the form of RFC 2231, `charset*=us-ascii'en'utf-8`.
pub(super) fn parameter(value: &str, wanted: &str) -> Option<String> {
    let mut rest = value.split_once(';')?.1;
    loop {
        rest = rest.trim_start_matches([';', ' ', '\t']);
        let (name, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let (value, next) = if let Some(quoted) = after.strip_prefix('"') {
            let mut value = String::new();
            let mut chars = quoted.char_indices();
            let mut end = quoted.len();
            while let Some((at, c)) = chars.next() {
                match c {
                    '"' => {
                        end = at + 1;
                        break;
                    }
                    '\\' => value.extend(chars.next().map(|(_, c)| c)),
                    c => value.push(c),
                }
            }
            (value, quoted.get(end..).unwrap_or(""))
        } else {
            let end = after.find(';').unwrap_or(after.len());
            let (value, next) = after.split_at(end);
            (value.trim().to_owned(), next)
        };
        let name = name.trim().to_ascii_lowercase();
        if name == wanted {
            return Some(value);
        }
        if name.strip_suffix('*') == Some(wanted) {
            return Some(value.rsplit('\'').next().unwrap_or(&value).to_owned());
        }
        rest = next;
    }
}

impl MimePart<'_> {
    /// A header by its name in lower case, as it is.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A header's words, encoded ones decoded.
    pub(super) fn words(&self, name: &str) -> Option<String> {
        self.header(name).map(decode_words).filter(|words| !words.is_empty())
    }

    /// A parameter of the media type.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        parameter(self.header("content-type")?, name)
    }

    /// Whether the part is a file that came with the message.
    pub(super) fn is_attached(&self) -> bool {
        let stated = self.header("content-disposition").unwrap_or("").trim_start();
        stated.get(..10).is_some_and(|start| start.eq_ignore_ascii_case("attachment"))
    }

    /// Whether its bytes are not those that it had before it was sent. A message that is called base64 may be none.
    fn is_encoded(&self) -> bool {
        let encoding = self.header("content-transfer-encoding").unwrap_or("").trim();
        let of_base64 = |byte: &u8| {
            byte.is_ascii_alphanumeric() || byte.is_ascii_whitespace() || b"+/=-_".contains(byte)
        };
        encoding.eq_ignore_ascii_case("quoted-printable")
            || (encoding.eq_ignore_ascii_case("base64") && self.body.iter().all(of_base64))
    }

    /// The same with bytes of its own: of what has parts, only these.
    fn into_owned(self) -> MimePart<'static> {
        let body = if self.parts.is_empty() { self.body.into_owned() } else { Vec::new() };
        MimePart {
            headers: self.headers,
            body: Cow::Owned(body),
            parts: self.parts.into_iter().map(MimePart::into_owned).collect(),
            media_type: self.media_type,
        }
    }

    /// The part's bytes as they were before they were sent.
    pub(super) fn content(&self) -> Vec<u8> {
        let encoding =
            self.header("content-transfer-encoding").unwrap_or("").trim().to_ascii_lowercase();
        match encoding.as_str() {
            "base64" => base64(&self.body),
            "quoted-printable" => quoted_printable(&self.body),
            _ => self.body.to_vec(),
        }
    }

    /// The part's text: in the character set that it states, else UTF-8, else that of Western Windows.
    pub(super) fn text(&self) -> String {
        let bytes = self.content();
        decoded(&bytes, self.parameter("charset").as_deref())
    }
}

/// The style sheets of a message, by their addresses.
#[derive(Debug, Default)]
pub(super) struct LinkedSheets<'m> {
    /// Each part, and its text once it has been asked for.
    found: HashMap<String, Sheet<'m>>,
}

/// A style sheet of a message.
#[derive(Debug)]
struct Sheet<'m> {
    part: &'m MimePart<'m>,
    /// The text, once it has been asked for; none if it was too long then.
    text: OnceCell<Option<Arc<str>>>,
}

impl<'m> LinkedSheets<'m> {
    /// Those of a message, without those of messages in it.
    pub(super) fn of(message: &'m MimePart<'m>) -> Self {
        let mut sheets = Self::default();
        let mut parts = vec![message];
        while let Some(part) = parts.pop() {
            if part.media_type == "text/css" {
                let id = part.header("content-id").map(|id| id.trim().trim_matches(['<', '>']));
                let location = part.header("content-location").map(|at| at.trim().to_owned());
                for address in location.into_iter().chain(id.map(|id| format!("cid:{id}"))) {
                    sheets.found.entry(address).or_insert(Sheet { part, text: OnceCell::new() });
                }
            }
            let inner = part.parts.iter().rev();
            parts.extend(inner.filter(|_| part.media_type != "message/rfc822"));
        }
        sheets
    }

    /// The text of the sheet that a page links to, if it has at most `most` bytes, as it was sent and as text. A page has
    /// `cid:` and the sheet's id, or its address.
    pub(super) fn text(&self, address: &str, most: usize) -> Option<Arc<str>> {
        let sheet = self.found.get(address)?;
        // What is too long now is too long for the pages that follow, too: it is not kept.
        let read = || {
            let part = Some(sheet.part).filter(|part| part.body.len() <= most)?;
            Some(part.text()).filter(|css| css.len() <= most).map(Arc::from)
        };
        sheet.text.get_or_init(read).clone()
    }
}

/// Bytes in a character set; without a known one, UTF-8 where they are that.
pub(super) fn decoded(bytes: &[u8], charset: Option<&str>) -> String {
    let is_utf7 = |label: &str| {
        ["utf-7", "unicode-1-1-utf-7"].iter().any(|name| label.eq_ignore_ascii_case(name))
    };
    if charset.is_some_and(is_utf7) {
        return utf7(bytes);
    }
    let ascii = |label: &&str| {
        !label.eq_ignore_ascii_case("us-ascii") && !label.eq_ignore_ascii_case("ascii")
    };
    let stated = charset.filter(ascii).and_then(|label| Encoding::for_label(label.as_bytes()));
    match (stated, std::str::from_utf8(bytes)) {
        (None, Ok(text)) => text.trim_start_matches('\u{FEFF}').to_owned(),
        (stated, _) => stated.unwrap_or(encoding_rs::WINDOWS_1252).decode(bytes).0.into_owned(),
    }
}

/// Text in UTF-7 (RFC 2152): `caf+AOk-`.
fn utf7(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut out = String::with_capacity(text.len());
    let mut rest: &str = &text;
    while let Some((before, here)) = rest.split_once('+') {
        out.push_str(before);
        let of_base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/');
        let (run, behind) = here.split_at(here.find(|c| !of_base64(c)).unwrap_or(here.len()));
        rest = behind.strip_prefix('-').unwrap_or(behind);
        if run.is_empty() {
            out.push('+');
            continue;
        }
        let units: Vec<u16> = base64(run.as_bytes())
            .chunks_exact(2)
            .map(|pair| pair.iter().fold(0, |unit, byte| (unit << 8) | u16::from(*byte)))
            .collect();
        out.push_str(&String::from_utf16_lossy(&units));
    }
    out.push_str(rest);
    out
}

fn base64(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0_u32);
    for &byte in bytes {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => {
                (bits, count) = (0, 0);
                continue;
            }
            _ => continue,
        };
        bits = (bits << 6) | u32::from(six);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.extend(u8::try_from((bits >> count) & 0xFF));
        }
    }
    out
}

fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for (line, next) in lines(bytes) {
        // White space at a line's end was added on the way.
        let line = line.trim_ascii_end();
        let (line, soft) = line.strip_suffix(b"=").map_or((line, false), |line| (line, true));
        let mut at = 0;
        while let Some(&byte) = line.get(at) {
            let hex = line.get(at + 1..at + 3).and_then(|hex| std::str::from_utf8(hex).ok());
            if let Some(decoded) =
                hex.filter(|_| byte == b'=').and_then(|hex| u8::from_str_radix(hex, 16).ok())
            {
                out.push(decoded);
                at += 3;
            } else {
                out.push(byte);
                at += 1;
            }
        }
        if !soft && (next < bytes.len() || bytes.ends_with(b"\n")) {
            out.push(b'\n');
        }
    }
    out
}

/// Encoded words of a header (RFC 2047) decoded: `=?utf-8?Q?caf=C3=A9?=`.
fn decode_words(value: &str) -> String {
    let mut out = String::new();
    let mut rest = value;
    let mut after_word = false;
    while let Some(at) = rest.find("=?") {
        let (before, here) = rest.split_at(at);
        let Some((word, next)) = encoded_word(here) else {
            out.push_str(before);
            out.push_str("=?");
            rest = here.get(2..).unwrap_or("");
            after_word = false;
            continue;
        };
        // White space between two encoded words is none.
        if !(after_word && before.trim().is_empty()) {
            out.push_str(before);
        }
        out.push_str(&word);
        rest = next;
        after_word = true;
    }
    out.push_str(rest);
    out
}

/// The encoded word at the start of a text, and what is after it.
fn encoded_word(text: &str) -> Option<(String, &str)> {
    let inner = text.strip_prefix("=?")?;
    let (charset, inner) = inner.split_once('?')?;
    let (way, inner) = inner.split_once('?')?;
    let (content, next) = inner.split_once("?=")?;
    let bytes = match way {
        "B" | "b" => base64(content.as_bytes()),
        "Q" | "q" => quoted_printable(content.replace('_', "=20").as_bytes()),
        _ => return None,
    };
    let charset = charset.split('*').next().unwrap_or(charset);
    Some((decoded(&bytes, Some(charset)), next))
}

#[cfg(test)]
mod tests {
    use super::{LinkedSheets, base64, decode_words, decoded, parameter, parse, quoted_printable};
    use std::sync::Arc;

    #[test]
    fn encodings_are_undone() {
        assert_eq!(base64(b"Y2Fm\r\nw6k="), "café".as_bytes());
        assert_eq!(
            quoted_printable(b"caf=C3=A9 is=\r\n long=3D  \r\nx"),
            "café is long=\nx".as_bytes()
        );
        assert_eq!(
            decode_words("=?utf-8?Q?caf=C3=A9_?= =?iso-8859-1?B?6Q==?= x =? y"),
            "café é x =? y"
        );
        let header = "text/plain; format=flowed; charset=\"a\\\"b\"; name*=utf-8''x";
        assert_eq!(parameter(header, "charset").as_deref(), Some("a\"b"));
        assert_eq!(parameter(header, "name").as_deref(), Some("x"));
        assert_eq!(parameter(header, "boundary"), None);
        let utf7 = "caf+AOk-, 1 +- 2 +IBQ is+2D3eAA-";
        assert_eq!(decoded(utf7.as_bytes(), Some("UTF-7")), "café, 1 + 2 — is\u{1F600}");
        assert_eq!(decoded(utf7.as_bytes(), None), utf7);
    }

    #[test]
    fn parts_stand_between_boundaries() {
        let message = b"Content-Type: multipart/mixed;\r\n boundary=x\r\n\r\npreamble\r\n--x\r\n\r\none\r\n--x\r\n\
                        Content-Type: text/html\r\n\r\ntwo\r\n--x--\r\nepilogue\r\n";
        let message = parse(message).expect("a message");
        let bodies: Vec<&[u8]> = message.parts.iter().map(|part| &*part.body).collect();
        assert_eq!(bodies, [&b"one"[..], b"two"]);
        assert_eq!(
            message.parts.iter().map(|p| p.media_type.as_str()).collect::<Vec<_>>(),
            ["text/plain", "text/html"]
        );
    }

    #[test]
    fn sheets_are_found_by_their_addresses_and_decoded_once() {
        let message = b"Content-Type: multipart/related; boundary=x\n\n\
            --x\nContent-Type: text/css\nContent-Location: a.css\nContent-Transfer-Encoding: base64\n\ncHt9\n\
            --x\nContent-Type: text/css\nContent-Location: a.css\nContent-ID: <two>\n\nb{}\n\
            --x\nContent-Type: text/css\nContent-ID: <five>\nContent-Transfer-Encoding: base64\n\n ZXt9\n\n\n\n\n\n\n\
            --x\nContent-Type: message/rfc822\n\nContent-Type: text/css\nContent-ID: <three>\n\nc{}\n\
            --x\nContent-Type: text/plain\nContent-ID: <four>\n\nd{}\n--x--\n";
        let message = parse(message).expect("a message");
        let sheets = LinkedSheets::of(&message);
        let first = sheets.text("a.css", 9).expect("a sheet");
        assert_eq!(&*first, "p{}");
        assert!(sheets.text("a.css", 9).is_some_and(|again| Arc::ptr_eq(&first, &again)));
        assert_eq!(sheets.text("cid:two", 2), None, "it is too long");
        assert_eq!(sheets.text("cid:two", 2), None);
        assert_eq!(sheets.text("cid:five", 9), None, "it is not decoded to see how long it is");
        assert_eq!((sheets.text("cid:three", 9), sheets.text("cid:four", 9)), (None, None));
    }
}
