//! New sources: a document's file, its metadata and its pin.

use super::{Refused, csl, in_a_line, objections, rendered};
use crate::corpus::{extracted_of, sha256_hex};
use crate::edtf::Edtf;
use crate::prove::seal_of;
use crate::reader::{self, Format, Readable};
use crate::schema::JsonFile;
use crate::source::{Rendition, Source, Text};
use crate::text::{slug_of, stated_language};
use camino::{Utf8Path, Utf8PathBuf};
use unicode_normalization::UnicodeNormalization as _;

/// What is known of a document; what is not is `None`, and left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceMetadata {
    /// The document's title.
    pub title: Option<String>,
    /// Its authors, one name an item.
    pub author: Vec<String>,
    /// Its publisher.
    pub publisher: Option<String>,
    /// When it was issued, in EDTF.
    pub issued: Option<String>,
    /// The day on which it was obtained.
    pub accessed: Option<String>,
    /// Where it was obtained.
    pub url: Option<String>,
    /// Its language, a BCP 47 tag.
    pub language: Option<String>,
    /// Its licence, an SPDX expression.
    pub license: Option<String>,
    /// The source that it republishes.
    pub derived_from: Option<String>,
}

impl From<reader::Metadata> for SourceMetadata {
    fn from(own: reader::Metadata) -> Self {
        let reader::Metadata { title, author, language, issued, publisher, url, .. } = own;
        // A file may say anything: the 31st of February.
        let issued = issued.filter(|date| date.parse::<Edtf>().is_ok());
        // Or that its language is “English”.
        let language = language.as_deref().and_then(|tag| stated_language(tag).ok().flatten());
        let language = language.map(|tag| tag.replace('_', "-"));
        Self { title, author, publisher, issued, url, language, ..Self::default() }
    }
}

impl SourceMetadata {
    /// Which of the members that a file of a format may state it does state, and which it does not.
    fn said(&self, format: &str) -> String {
        let members = [
            ("title", self.title.is_some()),
            ("author", !self.author.is_empty()),
            ("language", self.language.is_some()),
            ("issued", self.issued.is_some()),
            ("publisher", self.publisher.is_some()),
            ("url", self.url.is_some()),
        ];
        let listed = |wanted: bool| {
            // No format must say where a file is from.
            let told = |name: &str| wanted || name != "url";
            let of = members.iter().filter(|(name, said)| *said == wanted && told(name));
            let names = of.map(|(name, _)| *name);
            names.collect::<Vec<_>>().join(", ")
        };
        match (listed(true), listed(false)) {
            (said, not) if not.is_empty() => format!("from the {format} file itself: {said}"),
            (said, not) if said.is_empty() => format!("the {format} file does not say its {not}"),
            (said, not) => format!("from the {format} file itself: {said}; it does not say: {not}"),
        }
    }

    /// With `other` where this says nothing.
    fn or(self, other: Self) -> Self {
        Self {
            title: self.title.or(other.title),
            author: if self.author.is_empty() { other.author } else { self.author },
            publisher: self.publisher.or(other.publisher),
            issued: self.issued.or(other.issued),
            accessed: self.accessed.or(other.accessed),
            url: self.url.or(other.url),
            language: self.language.or(other.language),
            license: self.license.or(other.license),
            derived_from: self.derived_from.or(other.derived_from),
        }
    }

    /// Drops the member of this name; whether there was one.
    fn forget(&mut self, name: &str) -> bool {
        let member = match name {
            "author" => return !std::mem::take(&mut self.author).is_empty(),
            "title" => &mut self.title,
            "publisher" => &mut self.publisher,
            "issued" => &mut self.issued,
            "accessed" => &mut self.accessed,
            "url" => &mut self.url,
            "language" => &mut self.language,
            _ => return false,
        };
        member.take().is_some()
    }
}

/// A source to be made.
#[derive(Debug, Clone)]
pub struct WantedSource<'w> {
    /// Its id.
    pub id: &'w str,
    /// The path of the text in the source's folder.
    pub path: &'w str,
    /// Where its `source.json` will be, relative to the repository.
    pub file: &'w Utf8Path,
    /// The document's media type.
    pub media_type: &'w str,
    /// The encoding that the user states.
    pub encoding: Option<&'w str>,
    /// What the user says of the document.
    pub stated: SourceMetadata,
    /// A CSL-JSON file, and which of its items.
    pub csl: Option<(&'w str, Option<&'w str>)>,
    /// A text that was made of it elsewhere, and is read in its place.
    pub rendition: Option<&'w NewRendition>,
    /// Whether to seal it.
    pub sealed: bool,
    /// What `$schema` names, if anything.
    pub schema: Option<String>,
}

/// A text that was made of a document elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRendition {
    /// Its path in the source's folder.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Who or what made it.
    pub by: String,
}

/// A source, ready to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSource {
    /// The content of its `source.json`.
    pub content: String,
    /// What a person should look at.
    pub notes: Vec<String>,
}

/// Describes and pins a document.
///
/// # Errors
///
/// A document or a CSL-JSON file that cannot be read, or a member that the schema refuses.
pub fn source(bytes: &[u8], wanted: &WantedSource<'_>) -> Result<NewSource, Refused> {
    let mut notes = Vec::new();
    let (readable, guess) = match wanted.rendition {
        None => reader::read_guessing(bytes, wanted.media_type, wanted.encoding)?,
        Some(made) => {
            if reader::read(bytes, wanted.media_type, wanted.encoding).is_ok() {
                notes.push("the document can be read itself; quotes are checked against the rendition all the same".to_owned());
            }
            let read = reader::read(&made.bytes, reader::media_type_of(&made.path), None);
            (read.map_err(Refused::Rendition)?, None)
        }
    };
    notes.extend(guess.iter().map(|guess| guessed(guess)));
    let encoding = wanted.encoding.map(str::to_owned).or(guess);
    if readable.text.trim().is_empty() {
        return Err(Refused::NoText);
    }
    notes.extend(
        readable
            .unread()
            .map(|missing| format!("{missing}: quotes of what cannot be read are not checked")),
    );
    let csl = match wanted.csl {
        Some((text, id)) => {
            let taken = csl::metadata(text, id).map_err(Refused::Csl)?;
            notes.extend(taken.notes);
            taken.metadata
        }
        None => SourceMetadata::default(),
    };
    let format = Format::of(wanted.media_type).ok();
    let own = format.and_then(|format| reader::metadata(bytes, format));
    let made = own.as_ref().and_then(|own| own.made.clone());
    let own = own.map(SourceMetadata::from);
    if let (Some(own), Some(format)) = (&own, format) {
        notes.push(own.said(format.name));
    }
    let mut known = csl.clone().or(own.unwrap_or_default());
    if let Some(made) = made.filter(|_| wanted.stated.issued.is_none() && known.issued.is_none()) {
        notes.push(format!(
            "the file was made on {made}, which need not be when the document was issued: if it was, `quoteproof \
             source edit {} --issued {made}`",
            wanted.id
        ));
    }
    loop {
        let record = record(bytes, wanted, &readable, encoding.clone(), known.clone())?;
        let content = rendered(&record);
        let wrong = objections(JsonFile::Source, wanted.file, &content);
        let Some(first) = wrong.first() else { return Ok(NewSource { content, notes }) };
        // What a reference manager has in another form is left out; what the user said is refused.
        let name = pointer_name(&first.at);
        let given = wanted.stated.clone();
        if given.clone().forget(&name) || !known.forget(&name) {
            return Err(Refused::Schema(in_a_line(&wrong)));
        }
        let origin = if csl.clone().forget(&name) { "CSL-JSON" } else { "file" };
        notes.push(format!("`{name}` of the {origin} is left out: {}", first.message));
    }
}

/// What to say of an encoding that nothing states.
#[must_use]
pub fn guessed(encoding: &str) -> String {
    format!(
        "the document is not UTF-8, its encoding is taken to be {encoding}: look at its letters with \
         accents, and state another with --encoding if they are wrong"
    )
}

/// The member that a finding is about.
fn pointer_name(at: &crate::diagnostic::At) -> String {
    use crate::diagnostic::At;
    let pointer = match at {
        At::Value(pointer) | At::Key(pointer) | At::Within(pointer, _) => pointer.as_str(),
        At::File | At::Span(_) => "",
    };
    pointer.split('/').nth(1).unwrap_or("").to_owned()
}

fn record(
    bytes: &[u8],
    wanted: &WantedSource<'_>,
    readable: &Readable,
    encoding: Option<String>,
    known: SourceMetadata,
) -> Result<Source, Refused> {
    let known = wanted.stated.clone().or(known);
    let issued = known.issued.map(|date| date.parse::<Edtf>()).transpose();
    let sealed = wanted.sealed.then(|| seal_of(readable, known.language.as_deref()));
    let seal = sealed.map(|(seal, _)| seal);
    Ok(Source {
        schema: wanted.schema.clone(),
        id: wanted.id.to_owned(),
        title: known.title,
        author: known.author,
        publisher: known.publisher,
        issued: issued.map_err(Refused::Issued)?,
        accessed: known.accessed,
        url: known.url,
        language: known.language,
        license: known.license,
        text: Text {
            path: wanted.path.to_owned(),
            media_type: wanted.media_type.to_owned(),
            encoding,
            sha256: sha256_hex(bytes),
            extracted: extracted_of(readable).filter(|_| wanted.rendition.is_none()),
            rendition: wanted.rendition.map(|made| Rendition {
                path: made.path.clone(),
                sha256: sha256_hex(&made.bytes),
                by: made.by.clone(),
            }),
        },
        derived_from: known.derived_from,
        seal,
    })
}

/// A name in kebab-case out of another one, accents dropped; empty where nothing is left.
#[must_use]
pub fn slug(name: &str) -> String {
    let plain = name.nfd().filter(|c| !('\u{300}'..='\u{36F}').contains(c)).collect::<String>();
    slug_of(&plain.to_lowercase())
}

/// A `.gitignore` with a line that keeps `path` (relative to it) out, and nothing else; `None` where it has that line.
#[must_use]
pub fn ignoring(content: &str, path: &Utf8Path) -> Option<String> {
    let mut line = String::from("/");
    for c in Utf8PathBuf::from(path).as_str().replace('\\', "/").chars() {
        // In a pattern these stand for others, and blanks at its end for nothing.
        if matches!(c, '*' | '?' | '[' | ']' | ' ') {
            line.push('\\');
        }
        line.push(c);
    }
    if content.lines().any(|l| l == line) {
        return None;
    }
    let end = if content.is_empty() || content.ends_with('\n') { "" } else { "\n" };
    Some(format!("{content}{end}{line}\n"))
}

#[cfg(test)]
mod tests {
    use super::{ignoring, slug};
    use camino::Utf8Path;

    #[test]
    fn names_become_ids() {
        for (name, id) in [
            ("Minutes of the Board, 1911", "minutes-of-the-board-1911"),
            ("Événements_à-Noël", "evenements-a-noel"),
            ("--x--", "x"),
            ("会议", ""),
        ] {
            assert_eq!(slug(name), id, "{name}");
        }
    }

    #[test]
    fn a_line_is_added_once() {
        let path = Utf8Path::new("corpus/a/text.txt");
        let once = ignoring("target", path).expect("a line");
        assert_eq!(once, "target\n/corpus/a/text.txt\n");
        assert_eq!(ignoring(&once, path), None);
        assert_eq!(ignoring("", path).as_deref(), Some("/corpus/a/text.txt\n"));
        let odd = ignoring("", Utf8Path::new("a [1]*.txt "));
        assert_eq!(odd.as_deref(), Some("/a\\ \\[1\\]\\*.txt\\ \n"));
    }
}
