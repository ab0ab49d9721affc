//! The members of a zip archive, within limits that are counted while a member is inflated.
//!
//! What an archive says of its own sizes is never believed. Members are only looked up by their names; nothing is
//! written anywhere, so a name like `../../x` is a name like any other.

use super::ReadError;
use super::xml::declared_encoding;
use std::borrow::Cow;
use std::io::{Cursor, Read as _};
use zip::ZipArchive;
use zip::result::ZipError;

/// Members of an archive.
const MAX_ENTRIES: usize = 10_000;

/// All members that are read of an archive together, inflated, in bytes.
const MAX_INFLATED: u64 = 256 << 20;

/// One member, inflated, in bytes.
const MAX_MEMBER: u64 = 64 << 20;

/// How many times its packed size a member may have, once it is larger than [`RATIO_FROM`].
const MAX_RATIO: u64 = 200;

/// Members up to here may be packed as well as they can be, in bytes.
const RATIO_FROM: u64 = 1 << 20;

/// An archive that is open.
pub(super) struct Zip<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    /// What may still be inflated, in bytes.
    left: u64,
    /// What the file should be: "a DOCX".
    what: &'static str,
}

impl<'b> Zip<'b> {
    /// Opens an archive that should be `what`.
    ///
    /// # Errors
    /// No archive, a broken one, one with too many members or with two of the same name.
    pub(super) fn open(bytes: &'b [u8], what: &'static str) -> Result<Self, ReadError> {
        let too_many =
            || ReadError::Limit(format!("the archive has more than {MAX_ENTRIES} members"));
        if stated_members(bytes).is_some_and(|members| members > MAX_ENTRIES) {
            return Err(too_many());
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| {
            let is_zip = bytes.starts_with(b"PK");
            let why = if is_zip { error.to_string() } else { "it is not a ZIP archive".to_owned() };
            ReadError::Damaged(what, why)
        })?;
        if archive.len() > MAX_ENTRIES {
            return Err(too_many());
        }
        if archive.has_duplicate_names() {
            let why = "two members of the archive have the same name".to_owned();
            return Err(ReadError::Damaged(what, why));
        }
        Ok(Self { archive, left: MAX_INFLATED, what })
    }

    /// Whether there is a member of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    /// A member by its name, if there is one.
    ///
    /// # Errors
    /// One that is broken, locked, or larger than a limit.
    pub(super) fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        let (left, what) = (self.left, self.what);
        let damaged = |why: String| ReadError::Damaged(what, format!("{name}: {why}"));
        let member = match self.archive.by_name(name) {
            Ok(member) => member,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => {
                return Err(ReadError::Locked);
            }
            Err(error) => return Err(damaged(error.to_string())),
        };
        let ratio = member.compressed_size().saturating_mul(MAX_RATIO).max(RATIO_FROM);
        let most = left.min(ratio).min(MAX_MEMBER);
        let mut bytes = Vec::new();
        member
            .take(most + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| damaged(error.to_string()))?;
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if length > most {
            let limit = if most == ratio {
                format!("{name} is more than {MAX_RATIO} times its packed size")
            } else if most == MAX_MEMBER {
                format!("{name} is longer than {} MiB", MAX_MEMBER >> 20)
            } else {
                format!("its members are longer than {} MiB together", MAX_INFLATED >> 20)
            };
            return Err(ReadError::Limit(limit));
        }
        self.left -= length;
        Ok(Some(bytes))
    }

    /// A member's text by its name, if there is one: UTF-8, or what its byte order mark or its XML declaration says.
    ///
    /// # Errors
    /// As [`Zip::bytes`]; also for bytes that the encoding does not have.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, ReadError> {
        let Some(bytes) = self.bytes(name)? else { return Ok(None) };
        let declared = declared_encoding(&bytes);
        let label = declared.as_deref().filter(|label| !label.eq_ignore_ascii_case("utf-8"));
        let (text, _) = super::decode(&bytes, label)
            .map_err(|error| ReadError::Damaged(self.what, format!("{name}: {error}")))?;
        Ok(Some(match text {
            Cow::Borrowed(text) if text.len() == bytes.len() => {
                String::from_utf8(bytes).unwrap_or_default()
            }
            text => text.into_owned(),
        }))
    }

    /// As [`Zip::text`] for a member that must be there.
    ///
    /// # Errors
    /// As [`Zip::text`]; also where there is none.
    pub(super) fn needed(&mut self, name: &str) -> Result<String, ReadError> {
        let what = self.what;
        self.text(name)?.ok_or_else(|| ReadError::Damaged(what, format!("it has no {name}")))
    }
}

/// The members that the end of an archive says it has: asked before a table of them is made.
fn stated_members(bytes: &[u8]) -> Option<usize> {
    /// The longest comment behind the record that ends an archive, and the record itself.
    const TAIL: usize = (1 << 16) + 22;
    let tail = bytes.get(bytes.len().saturating_sub(TAIL)..)?;
    let at = memchr::memmem::rfind(tail, b"PK\x05\x06")?;
    let count = tail.get(at + 10..at + 12)?;
    let stated = usize::from(u16::from_le_bytes([*count.first()?, *count.get(1)?]));
    if stated < usize::from(u16::MAX) {
        return Some(stated);
    }
    // As many or more: the record for long archives has the number, and no honest document has so many.
    Some(usize::MAX)
}

/// The path that `target` names, seen from the member `from`: `word/document.xml` and `../media/a.png` make
/// `media/a.png`. A path that leads out of the archive names no member of it.
pub(super) fn resolve(from: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
pub(super) mod tests {
    use super::{Zip, resolve};
    use crate::reader::ReadError;
    use std::io::{Cursor, Write as _};
    use zip::write::SimpleFileOptions;
    use zip::{CompressionMethod, ZipWriter};

    /// An archive of these members.
    pub(in crate::reader) fn packed(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for (name, content) in members {
            writer.start_file(*name, options).expect("a member");
            writer.write_all(content).expect("its content");
        }
        writer.finish().expect("an archive").into_inner()
    }

    #[test]
    fn paths_are_seen_from_the_member_that_names_them() {
        for (from, target, wanted) in [
            ("word/document.xml", "footnotes.xml", "word/footnotes.xml"),
            ("word/document.xml", "/word/a.xml", "word/a.xml"),
            ("OEBPS/content.opf", "text/../a%20b.xhtml", "OEBPS/a%20b.xhtml"),
            ("content.opf", "./a.xhtml", "a.xhtml"),
            ("a/b.opf", "../../../c", "c"),
        ] {
            assert_eq!(resolve(from, target), wanted, "{from} {target}");
        }
    }

    #[test]
    fn members_have_limits() {
        let bomb = packed(&[("a", &vec![b' '; 8 << 20])]);
        let mut zip = Zip::open(&bomb, "a test").expect("an archive");
        assert!(matches!(zip.bytes("a"), Err(ReadError::Limit(_))));
        let small = packed(&[("a", &vec![b' '; 1 << 20]), ("../../b", b"x")]);
        let mut zip = Zip::open(&small, "a test").expect("an archive");
        assert_eq!(zip.bytes("a").expect("small").map(|bytes| bytes.len()), Some(1 << 20));
        assert_eq!(
            zip.bytes("../../b").expect("a name like any other").as_deref(),
            Some(&b"x"[..])
        );
        assert_eq!(zip.bytes("c").expect("none"), None);
        let names: Vec<String> = (0..10_001).map(|number| number.to_string()).collect();
        let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
        assert!(matches!(Zip::open(&packed(&many), "a test"), Err(ReadError::Limit(_))));
    }

    #[test]
    fn two_members_of_one_name_are_refused() {
        let mut twice = packed(&[("one.xml", b"a"), ("two.xml", b"b")]);
        while let Some(at) = memchr::memmem::find(&twice, b"two.xml") {
            twice[at..at + 7].copy_from_slice(b"one.xml");
        }
        assert!(matches!(Zip::open(&twice, "a test"), Err(ReadError::Damaged(..))));
    }

    #[test]
    fn what_is_cut_off_is_damaged() {
        let whole = packed(&[("a", b"some text")]);
        let cut = whole.get(..whole.len() / 2).expect("half");
        assert!(matches!(Zip::open(cut, "a test"), Err(ReadError::Damaged(..))));
    }
}
