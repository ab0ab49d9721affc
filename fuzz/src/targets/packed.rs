//! Containers, put together around the parts that an input has: the fuzzer changes words and markup, and not the
//! checksums and offsets around them.

use super::BETWEEN_ITEMS;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A member of an archive: its name, and its text.
pub type Member = (String, String);

/// What a package of a format has besides the parts of the input, and the names of these.
struct Package {
    around: &'static [(&'static str, &'static str)],
    parts: &'static [&'static str],
}

const DOCX: Package = Package {
    around: &[(
        "_rels/.rels",
        r#"<Relationships><Relationship Id="r" Type="x/officeDocument" Target="word/document.xml"/></Relationships>"#,
    )],
    parts: &[
        "word/document.xml",
        "word/footnotes.xml",
        "word/styles.xml",
        "word/_rels/document.xml.rels",
        "word/header1.xml",
    ],
};

const ODT: Package = Package {
    around: &[("mimetype", "application/vnd.oasis.opendocument.text")],
    parts: &["content.xml", "styles.xml", "META-INF/manifest.xml"],
};

const EPUB: Package = Package {
    around: &[
        ("mimetype", "application/epub+zip"),
        (
            "META-INF/container.xml",
            r#"<container><rootfiles><rootfile full-path="o/p.opf"/></rootfiles></container>"#,
        ),
    ],
    parts: &["o/p.opf", "o/a.xhtml", "o/b.xhtml", "o/nav.xhtml", "META-INF/encryption.xml"],
};

const NONE: Package = Package { around: &[], parts: &[] };

const fn package(kind: char) -> &'static Package {
    match kind.to_ascii_lowercase() {
        'd' => &DOCX,
        'o' => &ODT,
        'e' => &EPUB,
        _ => &NONE,
    }
}

/// The names of the parts that an input of a kind has, in their order.
#[must_use]
pub fn part_names(kind: char) -> &'static [&'static str] {
    package(kind).parts
}

/// The members of the package of a kind, around the parts of an input. An empty part is left out.
#[must_use]
pub fn members(kind: char, parts: &str) -> Vec<Member> {
    let package = package(kind);
    let around = package.around.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let own = package.parts.iter().zip(parts.split(BETWEEN_ITEMS));
    let own = own.filter(|(_, text)| !text.is_empty());
    around.chain(own.map(|(name, text)| ((*name).to_owned(), text.to_owned()))).collect()
}

/// An archive of these members, nothing of it packed.
///
/// # Panics
/// Where the archive cannot be written.
#[must_use]
pub fn archive(members: &[Member]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, text) in members {
        writer.start_file(name.as_str(), options).expect("a member");
        writer.write_all(text.as_bytes()).expect("its text");
    }
    writer.finish().expect("an archive").into_inner()
}

/// A PDF of these objects, numbered from 1; the first is its catalog. What stands behind an item's first `stream` is a
/// stream: its length is put in.
#[must_use]
pub fn pdf(objects: &str) -> Vec<u8> {
    let mut file = String::from("%PDF-1.7\n");
    let mut places = Vec::new();
    for (at, object) in objects.split(BETWEEN_ITEMS).enumerate() {
        places.push(file.len());
        let _ = match object.split_once(">>stream") {
            Some((head, body)) => {
                let length = body.len();
                writeln!(
                    file,
                    "{} 0 obj\n{head}/Length {length}>>stream\n{body}\nendstream\nendobj",
                    at + 1
                )
            }
            None => writeln!(file, "{} 0 obj\n{object}\nendobj", at + 1),
        };
    }
    let table = file.len();
    let _ = write!(file, "xref\n0 {}\n0000000000 65535 f \n", places.len() + 1);
    for place in &places {
        let _ = writeln!(file, "{place:010} 00000 n ");
    }
    let _ = write!(
        file,
        "trailer<</Size {}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n",
        places.len() + 1
    );
    file.into_bytes()
}
