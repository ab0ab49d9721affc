//! A container's text as it is kept between runs: all that its reader gave, as JSON.

use super::extracted::ExtractedText;
use super::formats::{Format, Read};
use super::readable::{Block, Gap, Locus, Readable, StretchOrigin};
use crate::text::Break;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::Arc;

#[derive(Serialize, Deserialize)]
struct Kept<'r> {
    text: Cow<'r, str>,
    breaks: Cow<'r, [Break]>,
    jumps: Cow<'r, [usize]>,
    blocks: Cow<'r, [Block]>,
    loci: Cow<'r, [Locus]>,
    origins: Cow<'r, [StretchOrigin]>,
    entries: Cow<'r, [Arc<str>]>,
    gaps: Cow<'r, [Gap]>,
}

/// The reader of a media type that takes long enough for its texts to be kept: that of a container.
pub(crate) fn container_reader(media_type: &str) -> Option<&'static str> {
    match Format::of(media_type).ok()?.read {
        Read::Bytes(reader, _) => Some(reader),
        _ => None,
    }
}

impl Readable {
    /// All of it, to be kept; nothing where it is no container's.
    pub(crate) fn to_kept(&self) -> Option<Vec<u8>> {
        if self.has_lines || !self.map.is_empty() || !self.left_out.is_empty() {
            return None;
        }
        let kept = Kept {
            text: self.text.as_str().into(),
            breaks: self.breaks.as_slice().into(),
            jumps: self.jumps.as_slice().into(),
            blocks: self.blocks.as_slice().into(),
            loci: self.loci.as_slice().into(),
            origins: self.origins.as_slice().into(),
            entries: self.entries.as_slice().into(),
            gaps: self.gaps.as_slice().into(),
        };
        serde_json::to_vec(&kept).ok()
    }

    /// What was kept of a text that `reader` made.
    pub(crate) fn from_kept(bytes: &[u8], reader: &'static str) -> Option<Self> {
        let kept: Kept<'_> = serde_json::from_slice(bytes).ok()?;
        let extracted = ExtractedText {
            reader,
            text: kept.text.into_owned(),
            breaks: kept.breaks.into_owned(),
            jumps: kept.jumps.into_owned(),
            blocks: kept.blocks.into_owned(),
            loci: kept.loci.into_owned(),
            origins: kept.origins.into_owned(),
            entries: kept.entries.into_owned(),
            gaps: kept.gaps.into_owned(),
        };
        Some(extracted.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::{Readable, container_reader};
    use crate::reader::{Format, read};
    use camino::Utf8Path;

    /// Whatever a reader gives of a document is what is kept of it.
    #[test]
    fn nothing_is_lost() {
        let mut kept = 0;
        for folder in ["tests/documents", "tests/samples"] {
            for entry in std::fs::read_dir(folder).expect("documents") {
                let folder = entry.expect("an entry").path();
                for file in std::fs::read_dir(folder).into_iter().flatten() {
                    let file = file.expect("an entry").path();
                    let name = Utf8Path::from_path(&file).expect("UTF-8");
                    let Some(format) = Format::of_name(name).filter(|_| file.is_file()) else {
                        continue;
                    };
                    let bytes = std::fs::read(&file).expect("a document");
                    let Some(reader) = container_reader(format.media_type()) else { continue };
                    let Ok(readable) = read(&bytes, format.media_type(), None) else { continue };
                    let _ = readable.part(crate::text::Span::new(0, 0));
                    let bytes = readable.to_kept().expect("a container");
                    let again = Readable::from_kept(&bytes, reader).expect("what was kept");
                    assert_eq!(format!("{readable:?}"), format!("{again:?}"), "{name}");
                    kept += 1;
                }
            }
        }
        assert!(kept > 5, "documents of containers");
        assert!(Readable::from_kept(b"{}", "pdf/1").is_none());
    }

    #[test]
    fn texts_that_are_quickly_read_are_not_kept() {
        let readable = read(b"<p>Words.", "text/html", None).expect("readable");
        assert!(readable.to_kept().is_none() && container_reader("text/html").is_none());
    }
}
