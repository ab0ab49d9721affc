//! Messages as they come and go: a header with a length, an empty line, JSON (the base protocol of LSP 3.17).
//!
//! Memory is taken as bytes arrive, never because a header says so.

use serde_json::{Value, json};
use std::io::{self, BufRead, Read, Write};

/// The longest message that is read, in bytes: a document of the largest size that an editor opens. What is longer is
/// passed over.
const MAX_MESSAGE: u64 = 128 << 20;

/// The longest line of a header, in bytes.
const MAX_HEADER: u64 = 4 << 10;

/// The most lines of one header.
const MAX_LINES: usize = 32;

/// What the other side sent.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum IncomingMessage {
    /// A question, with the id that its answer must have.
    Request {
        /// Whatever the client chose.
        id: Value,
        /// What is asked.
        method: String,
        /// Of what.
        params: Value,
    },
    /// Something to know.
    Notification {
        /// What is told.
        method: String,
        /// Of what.
        params: Value,
    },
    /// An answer to a question of ours.
    Response {
        /// Our id.
        id: Value,
        /// What was answered; null where that was an error.
        result: Value,
    },
    /// A message that is none; the next one may be.
    Garbage,
}

/// Reads the next message. `None` at the end of the input, and where it cannot be told any more where a message begins.
pub(super) fn read(input: &mut dyn BufRead) -> Option<IncomingMessage> {
    let length = header(input)?;
    if length > MAX_MESSAGE {
        let passed = io::copy(&mut input.take(length), &mut io::sink()).ok()?;
        return (passed == length).then_some(IncomingMessage::Garbage);
    }
    let mut body = Vec::new();
    input.take(length).read_to_end(&mut body).ok()?;
    if body.len() as u64 != length {
        return None;
    }
    let Ok(Value::Object(mut message)) = serde_json::from_slice(&body) else {
        return Some(IncomingMessage::Garbage);
    };
    let mut take = |name: &str| message.remove(name).filter(|value| !value.is_null());
    let params = take("params").unwrap_or_default();
    Some(match (take("id"), take("method")) {
        (Some(id), Some(Value::String(method))) => IncomingMessage::Request { id, method, params },
        (None, Some(Value::String(method))) => IncomingMessage::Notification { method, params },
        (Some(id), None) => {
            IncomingMessage::Response { id, result: take("result").unwrap_or_default() }
        }
        _ => IncomingMessage::Garbage,
    })
}

/// The length that a header says; `None` where it says none.
fn header(input: &mut dyn BufRead) -> Option<u64> {
    let mut length = None;
    for _ in 0..MAX_LINES {
        let mut line = Vec::new();
        input.take(MAX_HEADER).read_until(b'\n', &mut line).ok()?;
        let line = std::str::from_utf8(&line).ok()?.strip_suffix('\n')?.trim_end();
        if line.is_empty() {
            return length;
        }
        let (name, value) = line.split_once(':')?;
        if name.eq_ignore_ascii_case("content-length") {
            length = Some(value.trim().parse().ok()?);
        }
    }
    None
}

/// Writes a message.
pub(super) fn write(output: &mut dyn Write, mut message: Value) -> io::Result<()> {
    if let Some(object) = message.as_object_mut() {
        object.insert("jsonrpc".to_owned(), json!("2.0"));
    }
    let body = message.to_string();
    write!(output, "Content-Length: {}\r\n\r\n{body}", body.len())?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::{IncomingMessage, read, write};
    use proptest::prelude::*;
    use serde_json::json;

    fn all(bytes: &[u8]) -> Vec<IncomingMessage> {
        let mut input = bytes;
        std::iter::from_fn(|| read(&mut input)).collect()
    }

    #[test]
    fn reads_what_was_written_and_goes_on_after_garbage() {
        let mut bytes = Vec::new();
        write(&mut bytes, json!({"id": 1, "method": "a", "params": ["é"]})).expect("written");
        bytes.extend(b"content-length: 3\r\nContent-Type: x; charset=utf-8\r\n\r\n[1]");
        bytes.extend(b"Content-Length: 4\n\nnull");
        write(&mut bytes, json!({"method": "b"})).expect("written");
        write(&mut bytes, json!({"id": "x", "result": 7})).expect("written");
        write(&mut bytes, json!({"id": null, "error": {}})).expect("written");
        let request =
            |params| IncomingMessage::Request { id: json!(1), method: "a".to_owned(), params };
        let wanted = vec![
            request(json!(["é"])),
            IncomingMessage::Garbage,
            IncomingMessage::Garbage,
            IncomingMessage::Notification { method: "b".to_owned(), params: json!(null) },
            IncomingMessage::Response { id: json!("x"), result: json!(7) },
            IncomingMessage::Garbage,
        ];
        assert_eq!(all(&bytes), wanted);
    }

    #[test]
    fn a_length_alone_takes_no_memory() {
        for header in
            ["Content-Length: 18446744073709551615\r\n\r\nx", "Content-Length: 134217728\r\n\r\nx"]
        {
            assert_eq!(all(header.as_bytes()), []);
        }
        for header in
            ["Content-Length: -1\r\n\r\n", "Content-Length: a\r\n\r\n", "\r\n", "GET /\r\n"]
        {
            assert_eq!(all(header.as_bytes()), []);
        }
    }

    proptest! {
        #[test]
        fn never_panics(bytes: Vec<u8>, length in 0_u64..40) {
            all(&bytes);
            all(&[format!("Content-Length: {length}\r\n\r\n").as_bytes(), &bytes].concat());
        }
    }
}
