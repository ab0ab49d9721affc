//! Files as URIs (RFC 8089), as editors write them.

use camino::{Utf8Path, Utf8PathBuf};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What is in a path as it is.
const PATH: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The file that a URI names, in full; `None` where it names none of this machine.
pub(super) fn to_path(uri: &str) -> Option<Utf8PathBuf> {
    let rest = uri.strip_prefix("file://")?;
    let path = rest.strip_prefix("localhost").unwrap_or(rest);
    let path = path.split(['?', '#']).next()?;
    let decoded = percent_decode_str(path.strip_prefix('/').map(|_| path)?).decode_utf8().ok()?;
    let bytes = decoded.as_bytes();
    // `/c:/folder` on Windows.
    let drive = bytes.get(2) == Some(&b':') && bytes.get(1).is_some_and(u8::is_ascii_alphabetic);
    let path = if drive && cfg!(windows) { decoded.get(1..)? } else { &decoded };
    let path = Utf8PathBuf::from(path);
    (!decoded.contains('\0')).then(|| crate::archive::normal(&path))
}

/// The URI of a file that is named in full.
pub(super) fn of_path(path: &Utf8Path) -> String {
    let path = path.as_str().replace('\\', "/");
    let slash = if path.starts_with('/') { "" } else { "/" };
    format!("file://{slash}{}", utf8_percent_encode(&path, PATH))
}

#[cfg(test)]
mod tests {
    use super::{of_path, to_path};

    #[test]
    fn there_and_back() {
        for path in ["/a/b.json", "/a b/ü/100%/#1?.md", "/漢/😀", "/"] {
            assert_eq!(to_path(&of_path(path.into())).expect("a file"), path);
        }
        assert_eq!(of_path("/a b/ü".into()), "file:///a%20b/%C3%BC");
        assert_eq!(to_path("file:///a/../b/./c").expect("a file"), "/b/c");
        assert_eq!(to_path("file://localhost/a").expect("a file"), "/a");
        for none in
            ["untitled:Untitled-1", "file://host/a", "file:///%ff", "file:///a%00b", "", "file://"]
        {
            assert_eq!(to_path(none), None, "{none}");
        }
    }
}
