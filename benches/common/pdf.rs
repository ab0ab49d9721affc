//! PDF files of plain text: one column of Helvetica, packed as most programs pack it.

use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::io::Write as _;

/// Letters of a line.
const LINE: usize = 88;

/// Lines of a page.
const PAGE: usize = 56;

/// A text as a PDF of as many pages as it needs, and how many those are. Lines are broken between words.
pub(crate) fn pdf(text: &str) -> (Vec<u8>, usize) {
    let lines = lines(text);
    let pages: Vec<&[String]> = lines.chunks(PAGE).collect();
    let mut file = File::default();
    // The catalogue, the pages, the font; then two objects a page.
    file.object(b"<< /Type /Catalog /Pages 2 0 R >>");
    let kids: Vec<String> = (0..pages.len()).map(|page| format!("{} 0 R", 4 + 2 * page)).collect();
    let all = format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), pages.len());
    file.object(all.as_bytes());
    file.object(
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    );
    for (number, page) in pages.iter().enumerate() {
        let head = format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R >>",
            5 + 2 * number
        );
        file.object(head.as_bytes());
        file.object(&stream("", &content(page)));
    }
    (file.end(), pages.len())
}

/// A PDF of these objects, numbered from 1; the first is its catalogue.
pub(crate) fn objects(all: &[Vec<u8>]) -> Vec<u8> {
    let mut file = File::default();
    for object in all {
        file.object(object);
    }
    file.end()
}

/// A packed stream with these members in its dictionary.
pub(crate) fn stream(members: &str, bytes: &[u8]) -> Vec<u8> {
    let packed = packed(bytes);
    let head = format!("<< {members} /Length {} /Filter /FlateDecode >>\nstream\n", packed.len());
    [head.as_bytes(), &packed, b"\nendstream"].concat()
}

fn lines(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split("\n\n") {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty() && line.len() + word.len() >= LINE {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

/// The drawing of a page, in the bytes of `WinAnsi`.
fn content(lines: &[String]) -> Vec<u8> {
    let mut out = b"BT /F1 10 Tf 13 TL 60 780 Td\n".to_vec();
    for line in lines {
        out.push(b'(');
        for c in line.chars() {
            match c {
                '(' | ')' | '\\' => out.extend([b'\\', c as u8]),
                '’' => out.push(0x92),
                '—' => out.push(0x97),
                c => out.push(u8::try_from(c).unwrap_or(b'?')),
            }
        }
        out.extend(b") Tj T*\n");
    }
    out.extend(b"ET\n");
    out
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

/// A file as it grows: where its objects begin.
struct File {
    bytes: Vec<u8>,
    starts: Vec<usize>,
}

impl Default for File {
    fn default() -> Self {
        Self { bytes: b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n".to_vec(), starts: Vec::new() }
    }
}

impl File {
    fn object(&mut self, body: &[u8]) {
        self.starts.push(self.bytes.len());
        self.bytes.extend(format!("{} 0 obj\n", self.starts.len()).as_bytes());
        self.bytes.extend(body);
        self.bytes.extend(b"\nendobj\n");
    }

    fn end(mut self) -> Vec<u8> {
        let (at, count) = (self.bytes.len(), self.starts.len() + 1);
        let mut table = format!("xref\n0 {count}\n0000000000 65535 f \n");
        self.starts.iter().for_each(|start| table += &format!("{start:010} 00000 n \n"));
        table += &format!("trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{at}\n%%EOF\n");
        self.bytes.extend(table.as_bytes());
        self.bytes
    }
}
