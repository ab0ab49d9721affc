//! How much work and memory a file may take. hayro decodes a stream whole, however large it becomes, so the size of what is packed is
//! counted before: where the packed bytes could become too many, they are unpacked piece by piece, and thrown away.

use super::hayro::{self, Stream};
use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZFlush, MZStatus};

/// Pages of one file.
pub(super) const MAX_PAGES: usize = 20_000;
/// Operators and glyphs of one page.
pub(super) const MAX_PAGE_STEPS: u64 = 5_000_000;
/// Operators and glyphs of one file.
pub(super) const MAX_STEPS: u64 = 40_000_000;
/// What one stream may hold once it is unpacked, in bytes.
pub(super) const MAX_STREAM: u64 = 64 << 20;
/// What all streams that are read may hold together, in bytes.
pub(super) const MAX_INFLATED: u64 = 512 << 20;
/// Forms within forms.
pub(super) const MAX_FORMS: usize = 12;
/// Graphics states that are kept at a time.
pub(super) const MAX_STATES: usize = 512;
/// Marks of content within marks of content.
pub(super) const MAX_MARKS: usize = 512;
/// Replacement text and text of ligatures on one page, in bytes.
pub(super) const MAX_REPLACED: usize = 1 << 20;
/// The readable text of one file, in bytes.
pub(super) const MAX_TEXT: usize = 64 << 20;
/// Steps that loading a font counts for.
pub(super) const FONT_STEPS: u64 = 10_000;
/// Steps that drawing a form counts for.
pub(super) const FORM_STEPS: u64 = 20;
/// Boxes and pictures of one page that may hide letters; those behind hide none.
pub(super) const MAX_PAINTS: usize = 10_000;
/// Comparisons of boxes with letters for one page; the letters behind count as seen.
pub(super) const MAX_LOOKS: u64 = 20_000_000;
/// Elements of the structure tree, and how deep they lie in each other.
pub(super) const MAX_ELEMENTS: usize = 2_000_000;
/// How deep elements of a tree (structure, page labels) lie in each other.
pub(super) const MAX_DEPTH: usize = 100;
/// Lines of one page whose order is made from their places.
pub(super) const MAX_ORDERED: usize = 600;
/// Comparisons of lines for the orders of one file; the pages behind keep the order of their content streams.
pub(super) const MAX_COMPARED: u64 = 4_000_000_000;

/// A limit that a file is past, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Past(pub(super) String);

/// What a file has cost so far.
#[derive(Debug, Default)]
pub(super) struct Budget {
    steps: u64,
    page_steps: u64,
    inflated: u64,
    past: Option<Past>,
}

impl Budget {
    /// Counts steps; false once there are too many.
    pub(super) fn step(&mut self, count: u64) -> bool {
        self.steps += count;
        self.page_steps += count;
        if self.page_steps > MAX_PAGE_STEPS {
            self.exceed(format!("{MAX_PAGE_STEPS} operators and glyphs on one page"));
        } else if self.steps > MAX_STEPS {
            self.exceed(format!("{MAX_STEPS} operators and glyphs in one file"));
        }
        self.past.is_none()
    }

    /// Begins a page.
    pub(super) const fn turn_page(&mut self) {
        self.page_steps = 0;
    }

    /// Says which limit the file is past, the first time.
    pub(super) fn exceed(&mut self, what: String) {
        self.past.get_or_insert(Past(what));
    }

    /// The limit that the file is past.
    pub(super) fn past(&self) -> Option<&Past> {
        self.past.as_ref()
    }

    /// Whether a stream may be decoded; counts what it holds.
    pub(super) fn admit(&mut self, stream: &Stream<'_>) -> bool {
        let raw = stream.raw_data();
        let size = unpacked_size(&raw, &packings(&hayro::filters(stream)));
        self.admit_bytes(size)
    }

    fn admit_bytes(&mut self, size: u64) -> bool {
        if size > MAX_STREAM {
            self.exceed(format!("{} MiB in one stream", MAX_STREAM >> 20));
            return false;
        }
        self.inflated += size;
        if self.inflated > MAX_INFLATED {
            self.exceed(format!("{} MiB in all streams", MAX_INFLATED >> 20));
            return false;
        }
        true
    }

    /// A stream's bytes.
    pub(super) fn decode(&mut self, stream: &Stream<'_>) -> Option<Vec<u8>> {
        if !self.admit(stream) {
            return None;
        }
        stream.decoded_data().ok().map(std::borrow::Cow::into_owned)
    }

    /// Looks at the streams of objects, which hayro unpacks by itself when the file is opened.
    pub(super) fn admit_object_streams(&mut self, file: &[u8]) {
        for packed in object_streams(file) {
            if !self.admit_bytes(unpacked_size(packed, &[Packing::Flate])) {
                return;
            }
        }
    }
}

/// How a stream is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    Flate,
    Lzw,
    Runs,
    Ascii85,
    /// Not larger than it looks, or a picture, which is not unpacked.
    Plain,
}

impl Packing {
    /// The most that a byte can become: Deflate (zlib's own figure), LZW with codes of 9 to 12 bits, runs of 128.
    const fn growth(self) -> u64 {
        match self {
            Self::Flate => 1_032,
            Self::Lzw => 2_731,
            Self::Runs => 64,
            Self::Ascii85 => 4,
            Self::Plain => 1,
        }
    }
}

fn packings(names: &[String]) -> Vec<Packing> {
    let packing = |name: &String| match name.as_str() {
        "FlateDecode" | "Fl" => Packing::Flate,
        "LZWDecode" | "LZW" => Packing::Lzw,
        "RunLengthDecode" | "RL" => Packing::Runs,
        "ASCII85Decode" | "A85" => Packing::Ascii85,
        _ => Packing::Plain,
    };
    names.iter().map(packing).collect()
}

/// How many bytes a stream holds; where that can be too many, it is counted, and counting stops past the limit.
fn unpacked_size(raw: &[u8], filters: &[Packing]) -> u64 {
    let length = raw.len() as u64;
    let most = filters.iter().fold(length, |size, &f| size.saturating_mul(f.growth()));
    if most <= MAX_STREAM / 16 {
        // Nearly always: counted as if it were packed as well as usual.
        return most.min(length.saturating_mul(8));
    }
    let mut data: Option<Vec<u8>> = None;
    for (at, &filter) in filters.iter().enumerate() {
        let input = data.as_deref().unwrap_or(raw);
        let last = at + 1 == filters.len();
        let mut out = Sink { kept: (!last).then(Vec::new), length: 0 };
        match filter {
            Packing::Flate => flate(input, &mut out),
            Packing::Lzw if last => lzw(input, &mut out),
            Packing::Ascii85 => ascii85(input, &mut out),
            // Counted by the most that they can become.
            _ => {
                let rest = filters.get(at..).unwrap_or(&[]);
                return rest
                    .iter()
                    .fold(input.len() as u64, |size, &f| size.saturating_mul(f.growth()));
            }
        }
        if last || out.length > MAX_STREAM {
            return out.length;
        }
        data = out.kept;
    }
    data.map_or(length, |d| d.len() as u64)
}

/// Bytes that are counted, and kept where another filter reads them.
struct Sink {
    kept: Option<Vec<u8>>,
    length: u64,
}

impl Sink {
    fn take(&mut self, bytes: &[u8]) -> bool {
        self.length += bytes.len() as u64;
        if self.length > MAX_STREAM {
            return false;
        }
        if let Some(kept) = &mut self.kept {
            kept.extend_from_slice(bytes);
        }
        true
    }
}

fn flate(mut input: &[u8], out: &mut Sink) {
    let mut state = InflateState::new_boxed(DataFormat::Zlib);
    let mut buffer = vec![0_u8; 64 << 10];
    loop {
        let result = inflate(&mut state, input, &mut buffer, MZFlush::None);
        input = input.get(result.bytes_consumed..).unwrap_or(&[]);
        let written = buffer.get(..result.bytes_written).unwrap_or(&[]);
        if !out.take(written) {
            return;
        }
        let stuck = result.bytes_consumed == 0 && result.bytes_written == 0;
        if stuck || !matches!(result.status, Ok(MZStatus::Ok)) {
            return;
        }
    }
}

/// Only the lengths of the strings that LZW's codes stand for.
fn lzw(input: &[u8], out: &mut Sink) {
    const CLEAR: usize = 256;
    const END: usize = 257;
    let mut lengths: Vec<u64> = Vec::new();
    let (mut held, mut bits, mut width) = (0_u32, 0_u32, 9_u32);
    let mut before: Option<u64> = None;
    for &byte in input {
        held = (held << 8) | u32::from(byte);
        bits += 8;
        if bits < width {
            continue;
        }
        bits -= width;
        let code = ((held >> bits) & ((1 << width) - 1)) as usize;
        held &= (1 << bits) - 1;
        match code {
            CLEAR => {
                lengths.clear();
                width = 9;
                before = None;
                continue;
            }
            END => return,
            _ => {}
        }
        let length = match code.checked_sub(258) {
            None => 1,
            Some(at) => lengths.get(at).copied().unwrap_or_else(|| before.unwrap_or(0) + 1),
        };
        out.length += length;
        if out.length > MAX_STREAM {
            return;
        }
        if let Some(before) = before.filter(|_| lengths.len() < 4_096 - 258) {
            lengths.push(before + 1);
        }
        before = Some(length);
        width = match lengths.len() + 259 {
            0..512 => 9,
            512..1_024 => 10,
            1_024..2_048 => 11,
            _ => 12,
        };
    }
}

fn ascii85(input: &[u8], out: &mut Sink) {
    let mut group: Vec<u8> = Vec::with_capacity(5);
    let flush = |group: &mut Vec<u8>, out: &mut Sink| {
        let given = group.len();
        if given < 2 {
            group.clear();
            return true;
        }
        group.resize(5, 84);
        let value = group.iter().fold(0_u32, |v, &d| v.wrapping_mul(85).wrapping_add(u32::from(d)));
        group.clear();
        out.take(value.to_be_bytes().get(..given - 1).unwrap_or(&[]))
    };
    for &byte in input {
        let more = match byte {
            b'z' if group.is_empty() => out.take(&[0; 4]),
            b'!'..=b'u' => {
                group.push(byte - b'!');
                group.len() < 5 || flush(&mut group, out)
            }
            b'~' => break,
            _ => true,
        };
        if !more {
            return;
        }
    }
    flush(&mut group, out);
}

/// The packed bytes of what may be streams of objects or cross-reference streams.
fn object_streams(file: &[u8]) -> impl Iterator<Item = &[u8]> {
    let keyword = memchr::memmem::Finder::new(b"stream").into_owned();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let found = at + keyword.find(file.get(at..)?)?;
            at = found + 6;
            let head = file.get(found.saturating_sub(2_048)..found)?;
            let opens = head.trim_ascii_end().ends_with(b">>");
            let dict = memchr::memmem::rfind(head, b" obj").and_then(|from| head.get(from..));
            let dict = dict.unwrap_or(head);
            let has = |word: &[u8]| memchr::memmem::find(dict, word).is_some();
            if opens && (has(b"ObjStm") || has(b"XRef") || has(b"#")) {
                let body = file.get(at..)?;
                let body = body.strip_prefix(b"\r").unwrap_or(body);
                let body = body.strip_prefix(b"\n").unwrap_or(body);
                let end = memchr::memmem::find(body, b"endstream").unwrap_or(body.len());
                at += end;
                return body.get(..end);
            }
        }
    })
}
