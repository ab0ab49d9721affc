//! A source's document, ready to match against: its text, or its proven passages.

use super::{LoadedSource, TextPlace, sha256_hex, sha256_of};
use crate::diagnostic::SourceText;
use crate::quote::{FoldedDocument, key};
use crate::reader::{File, Part, ReadError, Readable, container_reader, media_type_of, voices};
use crate::repository::{Keeping, World, shown};
use crate::seal::{ShownStretch, ShownText, shown_text};
use crate::source::Source;
use crate::text::{LineIndex, Span, is_lfs_pointer};
use camino::{Utf8Path, Utf8PathBuf};
use std::sync::{Arc, OnceLock};

/// Memory for so many bytes is always asked of the system (glibc's largest threshold), and slow to write to at first.
const FRESH: usize = 32 << 20;

/// Of larger files, in bytes, what does not need each other is done at once.
const LARGE: usize = 4 << 20;

/// What quotes of a source are matched against.
pub(crate) enum Basis {
    /// The text itself, as it was pinned.
    Text(Box<DocumentText>),
    /// Proven passages, since the text is not here.
    Proven(Box<Proven>),
    /// Neither.
    Nothing(Nothing),
}

impl Basis {
    /// The document, if there is one.
    pub(crate) const fn document(&self) -> Option<&FoldedDocument> {
        match self {
            Self::Text(text) => Some(&text.document),
            Self::Proven(proven) => Some(&proven.document),
            Self::Nothing(_) => None,
        }
    }
}

/// Why there is nothing to match against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Nothing {
    /// No text, and no seal.
    MissingText,
    /// The text's path leaves the corpus.
    Refused,
    /// The file is not the pinned one; its own hash, and what is known of how that came about.
    Changed(String, Cause),
    /// It cannot be read or decoded.
    Unreadable(Unread),
    /// The text that was made of it elsewhere cannot be used.
    Rendition(Fault),
}

/// What is between a file and its text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unread {
    /// The disk does not give it; what the system says.
    #[error("{0}")]
    File(String),
    /// Its reader does not read it.
    #[error("{0}")]
    Reader(#[from] ReadError),
}

/// What is wrong with a text that was made of a document elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    Missing,
    Refused,
    /// It has this hash.
    Changed(String),
    Unreadable(String),
}

/// What made a file another than the pinned one, where it can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// What Git LFS keeps in its place until it is fetched.
    InLfs,
    /// Line ends: with others it is the pinned one.
    LineEnds,
    /// Something else.
    Unknown,
}

/// A document whose text is here.
pub(crate) struct DocumentText {
    pub(crate) document: FoldedDocument,
    pub(crate) readable: Readable,
    /// The file, as reports name it.
    pub(crate) file: Utf8PathBuf,
    /// Of the file, counted when the first place is asked for.
    lines: OnceLock<LineIndex>,
}

/// The proven passages of a document, in order, as one text with gaps.
pub(crate) struct Proven {
    pub(crate) document: FoldedDocument,
    /// The proofs file.
    pub(crate) file: Utf8PathBuf,
    /// For each passage in the text: its bytes there, and its number and offset in the proofs file.
    pub(crate) passages: Vec<ProvenPassage>,
}

/// Where a stretch of the proven text comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ProvenPassage {
    pub(crate) span: Span,
    /// Number of the passage in the proofs file.
    pub(crate) index: usize,
    /// Bytes of the passage before the stretch: shared with the passage before.
    pub(crate) skipped: usize,
}

impl Proven {
    /// The passage that `byte` of this text is in.
    pub(crate) fn passage_at(&self, byte: usize) -> Option<&ProvenPassage> {
        self.passages.iter().rfind(|p| p.span.start <= byte).or(self.passages.first())
    }
}

/// Makes a source's document ready.
pub(crate) fn basis(world: &dyn World, root: &Utf8Path, source: &LoadedSource) -> Basis {
    match &source.place {
        TextPlace::File(path) => read_text(world, root, source, path),
        TextPlace::Refused => Basis::Nothing(Nothing::Refused),
        TextPlace::Missing => match proven(source) {
            Some(proven) => Basis::Proven(Box::new(proven)),
            None => Basis::Nothing(Nothing::MissingText),
        },
    }
}

fn read_text(world: &dyn World, root: &Utf8Path, source: &LoadedSource, path: &Utf8Path) -> Basis {
    match pinned_text(world, root, source, path) {
        Ok(text) => Basis::Text(Box::new(text)),
        Err(why) => Basis::Nothing(why),
    }
}

/// What a large file needs, done by several threads: while its bytes are looked through for what is no UTF-8, room is
/// made for its folded text; while it is hashed, it is folded.
fn pinned_text(
    world: &dyn World,
    root: &Utf8Path,
    source: &LoadedSource,
    path: &Utf8Path,
) -> Result<DocumentText, Nothing> {
    let bytes = read_file(world, path)?;
    if let Some(place) = &source.rendition {
        check_pin(&File::new(bytes), source)?;
        let (readable, file) = rendition(world, root, source, place).map_err(Nothing::Rendition)?;
        return Ok(text(readable, file));
    }
    let length = bytes.len();
    let (file, room) = if length >= FRESH && rayon::current_num_threads() > 1 {
        rayon::join(|| File::new(bytes), || room(length))
    } else {
        (File::new(bytes), String::new())
    };
    let is_pinned = || check_pin(&file, source);
    let made = || {
        let readable = readable(world, &file, source)?;
        let document =
            FoldedDocument::in_room(readable.text.clone(), readable.breaks.clone(), room)
                .with_blocks(readable.layout())
                .with_voices(voices(&readable))
                .with_left_out(readable.left_out().to_vec());
        Ok(DocumentText { document, readable, file: shown(path, root), lines: OnceLock::new() })
    };
    if length < LARGE {
        is_pinned()?;
        return made();
    }
    let (is_pinned, made) = rayon::join(is_pinned, made);
    is_pinned.and(made)
}

/// An empty text that can take so many bytes, whose memory has been written to: the first time takes longest.
fn room(bytes: usize) -> String {
    let mut room = vec![1; bytes];
    room.clear();
    String::from_utf8(room).unwrap_or_default()
}

fn read_file(world: &dyn World, path: &Utf8Path) -> Result<Vec<u8>, Nothing> {
    world.read(path).map_err(|error| Nothing::Unreadable(Unread::File(error.to_string())))
}

/// Whether a file is the pinned one.
fn check_pin(file: &File, source: &LoadedSource) -> Result<(), Nothing> {
    let record = source.source.as_ref().ok_or(Nothing::MissingText)?;
    match sha256_hex(file.bytes()) {
        found if found == record.text.sha256 => Ok(()),
        found => Err(Nothing::Changed(found, cause(file.bytes(), &record.text.sha256))),
    }
}

/// Why the bytes of a file may not have the SHA-256 that was pinned.
fn cause(bytes: &[u8], pin: &str) -> Cause {
    if is_lfs_pointer(bytes) {
        return Cause::InLfs;
    }
    // Line by line, with no copy of the text: it may be large, and all of it line ends.
    let last = memchr::memrchr(b'\n', bytes).map_or(0, |at| at + 1);
    let hash_with = |end: &'static [u8]| {
        let mut start = 0;
        let lines = memchr::memchr_iter(b'\n', bytes).flat_map(move |at| {
            let line = bytes.get(start..at).unwrap_or_default();
            start = at + 1;
            [line.strip_suffix(b"\r").unwrap_or(line), end]
        });
        sha256_of(lines.chain([bytes.get(last..).unwrap_or_default()]))
    };
    let ends: [&[u8]; 2] = [b"\n", b"\r\n"];
    if ends.into_iter().any(|end| hash_with(end) == pin) { Cause::LineEnds } else { Cause::Unknown }
}

/// The readable text of a source from the file at `path`, if it is the pinned one, and the file as
/// reports name it.
pub(crate) fn read_pinned(
    world: &dyn World,
    root: &Utf8Path,
    source: &LoadedSource,
    path: &Utf8Path,
) -> Result<(Readable, Utf8PathBuf), Nothing> {
    let file = File::new(read_file(world, path)?);
    check_pin(&file, source)?;
    if let Some(place) = &source.rendition {
        return rendition(world, root, source, place).map_err(Nothing::Rendition);
    }
    Ok((readable(world, &file, source)?, shown(path, root)))
}

/// The text that was made of a document elsewhere, if it is the pinned one.
fn rendition(
    world: &dyn World,
    root: &Utf8Path,
    source: &LoadedSource,
    place: &TextPlace,
) -> Result<(Readable, Utf8PathBuf), Fault> {
    let made = source.source.as_ref().and_then(|s| s.text.rendition.as_ref());
    let (made, path) = match (made, place) {
        (Some(made), TextPlace::File(path)) => (made, path),
        (_, TextPlace::Refused) => return Err(Fault::Refused),
        _ => return Err(Fault::Missing),
    };
    let bytes = world.read(path).map_err(|error| Fault::Unreadable(error.to_string()))?;
    let hash = sha256_hex(&bytes);
    if hash != made.sha256 {
        return Err(Fault::Changed(hash));
    }
    let read = File::new(bytes).read(media_type_of(&made.path), None);
    let readable = read.map_err(|error| Fault::Unreadable(error.to_string()))?;
    Ok((readable, shown(path, root)))
}

/// Does two things for a text of so many bytes: at once where that is worth it.
pub(crate) fn both<A: Send, B: Send>(
    bytes: usize,
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B + Send,
) -> (A, B) {
    if bytes < LARGE { (one(), other()) } else { rayon::join(one, other) }
}

/// A source's document of which nobody has asked yet whether its file is the pinned one.
pub(crate) struct Unpinned {
    basis: Arc<Basis>,
    file: Option<File>,
}

impl Unpinned {
    /// Reads a source's document, if there is one.
    pub(crate) fn read(world: &dyn World, root: &Utf8Path, source: &LoadedSource) -> Option<Self> {
        match &source.place {
            TextPlace::File(path) => {
                let file = File::new(world.read(path).ok()?);
                let (readable, name) = match &source.rendition {
                    Some(place) => rendition(world, root, source, place).ok()?,
                    None => (readable(world, &file, source).ok()?, shown(path, root)),
                };
                let text = text(readable, name);
                Some(Self { basis: Arc::new(Basis::Text(Box::new(text))), file: Some(file) })
            }
            TextPlace::Refused => None,
            TextPlace::Missing => {
                let proven = proven(source)?;
                Some(Self::known(Arc::new(Basis::Proven(Box::new(proven)))))
            }
        }
    }

    /// One of which that is known already.
    pub(crate) const fn known(basis: Arc<Basis>) -> Self {
        Self { basis, file: None }
    }

    /// Only to rule out quotes that it surely does not have.
    pub(crate) fn document(&self) -> Option<&FoldedDocument> {
        self.basis.document()
    }

    /// Asks now.
    pub(crate) fn pinned(self, source: &LoadedSource) -> Arc<Basis> {
        match self.file.map_or(Ok(()), |file| check_pin(&file, source)) {
            Ok(()) => self.basis,
            Err(why) => Arc::new(Basis::Nothing(why)),
        }
    }
}

/// The changed text of a source, to say which quotes still are in it.
pub(crate) fn changed_text(
    world: &dyn World,
    root: &Utf8Path,
    source: &LoadedSource,
) -> Option<DocumentText> {
    let TextPlace::File(path) = &source.place else { return None };
    if source.rendition.is_some() {
        return None;
    }
    let readable = readable(world, &File::new(world.read(path).ok()?), source).ok()?;
    Some(text(readable, shown(path, root)))
}

fn readable(world: &dyn World, file: &File, source: &LoadedSource) -> Result<Readable, Nothing> {
    let record = source.source.as_ref().ok_or(Nothing::MissingText)?;
    let read = || {
        file.read(&record.text.media_type, record.text.encoding.as_deref())
            .map_err(|error| Nothing::Unreadable(error.into()))
    };
    // The text of a sealed source is nowhere but where its owner put it.
    match world.keeping().filter(|_| record.seal.is_none()) {
        Some(keeping) => kept_or(read, keeping, file, record),
        None => read(),
    }
}

/// The text of a container as an earlier run kept it; else as it is read now, which is then kept. What is kept is believed
/// where its hash is the pinned one: what the pin says, nobody else can say.
fn kept_or(
    read: impl FnOnce() -> Result<Readable, Nothing>,
    keeping: Keeping<'_>,
    file: &File,
    record: &Source,
) -> Result<Readable, Nothing> {
    let Some(reader) = container_reader(&record.text.media_type) else { return read() };
    let pin = record.text.extracted.as_ref();
    let believed = |readable: &Readable| match pin {
        Some(pin) => pin.by == reader && sha256_hex(readable.text.as_bytes()) == pin.sha256,
        None => keeping.unpinned,
    };
    if pin.is_none() && !keeping.unpinned {
        return read();
    }
    let name = format!("{}-{}", sha256_hex(file.bytes()), reader.replace('/', "-"));
    let kept = keeping.texts.find(&name).and_then(|kept| Readable::from_kept(&kept, reader));
    if let Some(readable) = kept.filter(believed) {
        return Ok(readable);
    }
    let readable = read()?;
    if let Some(bytes) = readable.to_kept() {
        keeping.texts.keep(&name, &bytes);
    }
    Ok(readable)
}

/// A document whose readable text is known.
pub(crate) fn text(readable: Readable, file: Utf8PathBuf) -> DocumentText {
    let document = FoldedDocument::new(readable.text.clone(), readable.breaks.clone())
        .with_blocks(readable.layout())
        .with_voices(voices(&readable))
        .with_left_out(readable.left_out().to_vec());
    DocumentText { document, readable, file, lines: OnceLock::new() }
}

/// The proven passages as one text.
pub(crate) fn proven(source: &LoadedSource) -> Option<Proven> {
    source.source.as_ref()?.seal.as_ref()?;
    let (file, all) = match &source.proofs {
        Some(proofs) => (proofs.file.clone(), proofs.passages.as_slice()),
        None => (source.file.clone(), &[][..]),
    };
    let ShownText { text, breaks, stretches } = shown_text(all.iter().map(|(_, p)| p));
    let passage = |stretch: ShownStretch| {
        let index = all.get(stretch.passage).map_or(0, |(index, _)| *index);
        ProvenPassage { span: stretch.span, index, skipped: stretch.skipped }
    };
    let passages = stretches.into_iter().map(passage).collect();
    Some(Proven { document: FoldedDocument::new(text, breaks), file, passages })
}

impl DocumentText {
    /// The part that all of `spans` are in, if that is not the running text. Words that also are in the
    /// running text are of that.
    pub(crate) fn part(&self, spans: &[Span], title: Option<&str>) -> Option<Part> {
        let part = |span: Span| {
            let titled = || title.filter(|title| self.is_line(span, title)).map(|_| Part::Title);
            self.readable.part(span).or_else(titled)
        };
        let first = part(*spans.first()?)?;
        let inside = spans.iter().all(|span| part(*span).is_some());
        let [only] = spans else { return inside.then_some(first) };
        // However they are typeset there: a line break is no other text.
        let elsewhere = self.document.same_words(*only).any(|place| part(place).is_none());
        (!elsewhere).then_some(first)
    }

    /// The lines of the file.
    pub(crate) fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.readable.source))
    }

    /// Whether one of `spans` goes over lines whose order is a guess.
    pub(crate) fn is_order_guessed(&self, spans: &[Span]) -> bool {
        spans.iter().any(|span| self.readable.is_order_guessed(*span))
    }

    /// Whether a span is in a line that is `title` and nothing else.
    fn is_line(&self, span: Span, title: &str) -> bool {
        let text = self.document.text();
        let start = text.get(..span.start).and_then(|t| t.rfind('\n')).map_or(0, |at| at + 1);
        let end = text.get(span.end..).and_then(|t| t.find('\n'));
        let end = end.map_or(text.len(), |at| span.end + at);
        // A paragraph of a megabyte is no title: do not fold it.
        let line = text.get(start..end).filter(|line| line.len() <= 4 * title.len() + 16);
        line.is_some_and(|line| key(&[line]) == key(&[title]))
    }

    /// The file's text, for excerpts.
    pub(crate) fn source_text(&self) -> SourceText {
        SourceText::plain(self.readable.source.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::{Cause, cause, sha256_hex};

    #[test]
    fn knows_a_file_by_its_other_line_ends() {
        for lines in
            [&["one", "two", ""][..], &["one", "", "two\rthree\r"], &["one"], &["\r"], &[""]]
        {
            let [unix, windows] = ["\n", "\r\n"].map(|end| lines.join(end));
            let mixed = format!("{unix}\r\n{windows}\n");
            for text in [&unix, &windows, &mixed] {
                let even = text.replace("\r\n", "\n");
                for pinned in [even.clone(), even.replace('\n', "\r\n")] {
                    let pin = sha256_hex(pinned.as_bytes());
                    assert_eq!(cause(text.as_bytes(), &pin), Cause::LineEnds, "{text:?}");
                }
                let pin = sha256_hex(format!("{text}.").as_bytes());
                assert_eq!(cause(text.as_bytes(), &pin), Cause::Unknown, "{text:?}");
            }
        }
    }
}
