//! The check of manuscripts: an archive in memory, in which each tied quotation is the evidence of a claim.
//!
//! So a quotation in an article has the verdicts, the guards and the messages of one in a claim, by the same code. What is
//! found at a place of the made claim is then told at the place of the manuscript that it was made from.
//!
//! ```text
//! article.md:7   “It did reduce the noise” [@noise]      →  claims/m0-0.json  /evidence/3/quote
//! ```

use super::library::slug;
use super::prose::OBJECT;
use super::tell::{Corpus, MadeClaims, tell};
use super::{
    Form, Hints, Library, Manuscript, ManuscriptError, Meant, Named, Quotation, Rule, SourceKey,
    Tie,
};
use crate::check::{Options, Since, Stop, check};
use crate::config::Config;
use crate::corpus::sha256_hex;
use crate::desk::Desk;
use crate::report::Report;
use crate::report::checked::{Checked, Note, UncheckedQuotation, Why};
use crate::repository::{Keep, Keeping, Nowhere, Overlay};
use crate::text::{LineIndex, Place, Span};
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::json;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

/// How many quotations one made claim has at most: fewer than a claim may have.
const CLAIM_QUOTATIONS: usize = 500;

/// A quotation of fewer words is a term or a title, unless its construct names its source.
const QUOTATION_WORDS: usize = 3;

/// The same in a script without spaces, in characters.
const QUOTATION_CHARACTERS: usize = 5;

/// One manuscript to check.
#[derive(Debug, Clone)]
pub struct Written {
    /// Its file, as reports name it.
    pub file: Utf8PathBuf,
    /// Its text.
    pub text: String,
    /// Its form.
    pub form: Form,
    /// What is known of it besides its text.
    pub hints: Hints,
    /// Of a file without lines, the number of the paragraphs of its text.
    pub paragraphs: Option<usize>,
    /// What it quotes.
    pub manuscript: Manuscript,
}

impl Written {
    /// Reads a manuscript.
    ///
    /// # Errors
    /// As [`super::read`].
    pub fn read(
        file: impl Into<Utf8PathBuf>,
        text: String,
        form: Form,
        hints: &Hints,
    ) -> Result<Self, ManuscriptError> {
        let manuscript = super::read(&text, form, hints)?;
        let hints = hints.clone();
        Ok(Self { file: file.into(), text, form, hints, paragraphs: None, manuscript })
    }

    /// Reads a file of a word processor.
    ///
    /// # Errors
    /// One that is damaged, locked or past a limit.
    #[cfg(feature = "docx")]
    pub fn read_container(
        file: impl Into<Utf8PathBuf>,
        bytes: &[u8],
        form: Form,
    ) -> Result<Self, ManuscriptError> {
        let read = match form {
            Form::Odt => crate::reader::written::odt(bytes)?,
            _ => crate::reader::written::docx(bytes)?,
        };
        let (text, manuscript) = super::office::read(&read);
        let (hints, paragraphs) = (Hints::default(), Some(read.body.len()));
        Ok(Self { file: file.into(), text, form, hints, paragraphs, manuscript })
    }

    /// Where people find a stretch of the text.
    pub(super) fn place(&self, lines: &LineIndex, span: Span) -> Place {
        let (start, end) =
            (lines.position(&self.text, span.start), lines.position(&self.text, span.end));
        let Some(body) = self.paragraphs else { return Place::Line { start, end } };
        // A line is a paragraph; those of the notes follow those of the text.
        let note = start.line.checked_sub(body).filter(|note| *note > 0);
        Place::Member {
            part: note.map(|_| "notes".into()),
            paragraph: u32::try_from(note.unwrap_or(start.line)).ok(),
            time: None,
        }
    }
}

/// A document that may be cited.
#[derive(Debug, Clone)]
pub struct CitedDocument {
    /// Its id, in kebab-case.
    pub id: String,
    /// Its file, as reports name it.
    pub file: Utf8PathBuf,
    /// Its media type.
    pub media_type: String,
    /// The bytes of the file.
    pub bytes: Arc<[u8]>,
    /// Its language, a BCP 47 tag, where that is known.
    pub language: Option<String>,
}

/// Where a made piece of evidence comes from.
pub(super) struct Made<'w> {
    pub(super) written: &'w Written,
    pub(super) quotation: &'w Quotation,
    pub(super) tie: &'w Tie,
    /// Whether the citation may be of another document, or of other words.
    pub(super) guess: bool,
    pub(super) page: Option<String>,
    /// Who says it by the words of the sentence, where that is none of the document's authors.
    pub(super) speaker: Option<String>,
    /// Which quotation of all it is; one that cites several works is made more than once.
    pub(super) number: usize,
    /// Why another work that the citation names is not here.
    pub(super) missing: Option<String>,
}

/// An archive that is made of manuscripts and documents.
struct MadeArchive<'w> {
    /// Its files, by their paths below its root.
    files: Vec<(Utf8PathBuf, Arc<[u8]>)>,
    claims: MadeClaims<'w>,
    documents: Corpus<'w>,
}

/// What manuscripts are checked against.
#[derive(Clone, Copy)]
pub struct Against<'a> {
    /// The documents that they may cite.
    pub documents: &'a [CitedDocument],
    /// How these are cited.
    pub library: &'a Library,
    /// Where texts are kept that took long to read.
    pub keep: Option<&'a dyn Keep>,
}

/// Checks manuscripts against documents.
#[must_use]
pub fn check_manuscripts(
    manuscripts: &[Written],
    against: &Against<'_>,
    deny_warnings: bool,
) -> Checked {
    let checked = checked(manuscripts, against, &mut |world, options| {
        Some(check(world, &Options { deny_warnings, ..options }))
    });
    checked.unwrap_or_default()
}

/// The same for an editor: what `desk` knows of the checks before is not done again. `None` where `stop` said that nobody
/// waits for it any more.
pub fn check_manuscripts_again(
    desk: &mut Desk,
    manuscripts: &[Written],
    against: &Against<'_>,
    stop: Stop<'_>,
) -> Option<Checked> {
    checked(manuscripts, against, &mut |world, options| {
        desk.check(world, &options, &Since::Anything, stop).cloned()
    })
}

/// Makes the archive of manuscripts and documents, has it checked, and tells what was found of the manuscripts.
fn checked(
    manuscripts: &[Written],
    against: &Against<'_>,
    check: &mut dyn FnMut(&Overlay<'_>, Options) -> Option<Report>,
) -> Option<Checked> {
    let mut checked = Checked::default();
    let made = make(manuscripts, against.documents, against.library, &mut checked);
    // The archive that is made here pins what it is made of: only the keeper itself can say whether a text is its own.
    let keeping = against.keep.map(|texts| Keeping { texts, unpinned: true });
    let mut world = Overlay::new(&Nowhere).keeping_in(keeping);
    let root = Utf8PathBuf::from("/manuscripts");
    for (file, bytes) in made.files {
        world.put(root.join(file), bytes);
    }
    let config = Config { claims: "claims".into(), corpus: "corpus".into(), ..Config::default() };
    let report = check(&world, Options { root, config, ..Options::default() })?;
    tell(&report, &made.claims, &made.documents, manuscripts, &mut checked);
    Some(checked)
}

/// The archive that the manuscripts and the documents make: each document a source, each manuscript one claim or several, whose
/// evidence is what is tied. By paths below its root.
#[must_use]
pub fn as_archive(
    manuscripts: &[Written],
    documents: &[CitedDocument],
    library: &Library,
) -> Vec<(Utf8PathBuf, Arc<[u8]>)> {
    make(manuscripts, documents, library, &mut Checked::default()).files
}

fn make<'w>(
    manuscripts: &'w [Written],
    documents: &'w [CitedDocument],
    library: &Library,
    checked: &mut Checked,
) -> MadeArchive<'w> {
    let mut library = library.clone();
    for written in manuscripts {
        for entry in &written.manuscript.entries {
            library.add(entry);
        }
    }
    let (claims, corpus) = (HashMap::new(), HashMap::new());
    let mut archive = MadeArchive { files: Vec::new(), claims, documents: corpus };
    for document in documents {
        archive.source(document);
    }
    let mut number = 0;
    for written in manuscripts {
        let tied = tied(written, &library, &mut number, checked);
        archive.claims(written, tied);
    }
    archive
}

impl<'w> MadeArchive<'w> {
    fn put(&mut self, file: &Utf8Path, value: &serde_json::Value) {
        self.files.push((file.to_owned(), format!("{value:#}\n").into_bytes().into()));
    }

    fn source(&mut self, document: &'w CitedDocument) {
        let name = document.file.file_name().unwrap_or("text");
        let folder = Utf8Path::new("corpus").join(&document.id);
        let mut source = json!({
            "id": document.id,
            "text": {
                "path": name,
                "media_type": document.media_type,
                "sha256": sha256_hex(&document.bytes),
            },
        });
        if let (Some(language), Some(object)) = (&document.language, source.as_object_mut()) {
            object.insert("language".to_owned(), json!(language));
        }
        self.put(&folder.join("source.json"), &source);
        self.files.push((folder.join(name), Arc::clone(&document.bytes)));
        self.documents.insert(folder.join(name), document);
    }

    /// The claims of a manuscript, named after it, so that a finding is known again whatever else is checked with it.
    fn claims(&mut self, written: &'w Written, tied: Vec<(Made<'w>, String)>) {
        let hash = sha256_hex(written.file.as_str().as_bytes());
        let name = slug(written.file.file_stem().unwrap_or(""));
        for (part, chunk) in chunks(tied).into_iter().enumerate() {
            let id = format!("{name}-{}-{part}", hash.get(..8).unwrap_or(""));
            let evidence: Vec<serde_json::Value> =
                chunk.iter().map(|(made, source)| evidence(made, source)).collect();
            let claim = json!({
                "id": id,
                "statement": format!("What {} quotes.", written.file),
                "label": "not-enough-evidence",
                "evidence": evidence,
            });
            let file = Utf8PathBuf::from(format!("claims/{id}.json"));
            self.put(&file, &claim);
            self.claims.insert(file, chunk.into_iter().map(|(made, _)| made).collect());
        }
    }
}

fn chunks<T>(all: Vec<T>) -> Vec<Vec<T>> {
    let mut chunks: Vec<Vec<T>> = Vec::new();
    for one in all {
        match chunks.last_mut() {
            Some(last) if last.len() < CLAIM_QUOTATIONS => last.push(one),
            _ => chunks.push(vec![one]),
        }
    }
    chunks
}

/// Why a quotation is not checked that has words in it which are struck out.
const STRUCK: &str = "some of its words are struck out, and quoteproof cannot tell whether they count: remove them, or compare it by hand";

/// How much is shown of what no line of text can say, in characters.
const SHOWN_SOURCE: usize = 40;

/// Why a quotation is not checked that has something in it which no line of text can say.
fn no_words(written: &Written, quotation: &Quotation) -> String {
    let at = quotation.text.find(OBJECT).unwrap_or(0);
    let span = quotation.origin.span(Span::new(at, at + OBJECT.len_utf8()));
    let source = written.text.get(span.range()).unwrap_or("");
    let source = source.split_whitespace().collect::<Vec<_>>().join(" ");
    let what = if written.paragraphs.is_some() || source.is_empty() {
        "a formula, a measure or a picture".to_owned()
    } else if source.chars().count() > SHOWN_SOURCE {
        format!("`{} …`", source.chars().take(SHOWN_SOURCE).collect::<String>().trim_end())
    } else {
        format!("`{source}`")
    };
    format!("it has {what}, and quoteproof does not know what that prints: compare it by hand")
}

/// Why the words of a quotation are not known, where they are not.
fn unread(written: &Written, quotation: &Quotation) -> Option<(Why, String)> {
    if quotation.struck {
        return Some((Why::Struck, STRUCK.to_owned()));
    }
    let object = quotation.text.contains(OBJECT);
    object.then(|| (Why::Formula, no_words(written, quotation)))
}

/// Whether a library knows a name, asked once for each.
struct Knows<'l> {
    library: &'l Library,
    known: RefCell<HashMap<String, bool>>,
}

impl Knows<'_> {
    fn key(&self, key: &SourceKey) -> bool {
        let mut known = self.known.borrow_mut();
        *known.entry(format!("{key:?}")).or_insert_with(|| self.library.knows(key))
    }
}

/// A manuscript, and where in it people find what is not checked.
struct Places<'w> {
    written: &'w Written,
    lines: LineIndex,
}

impl Places<'_> {
    /// Line and column.
    fn position(&self, span: Span) -> (usize, usize) {
        let position = self.lines.position(&self.written.text, span.start);
        (position.line, position.column)
    }

    fn at(&self, span: Span) -> String {
        self.written.place(&self.lines, span).in_file(self.written.file.as_str())
    }

    fn unchecked(
        &self,
        quotation: &Quotation,
        key: String,
        (why, reason): (Why, String),
    ) -> UncheckedQuotation {
        let span = quotation.origin.span(Span::new(0, quotation.text.len()));
        UncheckedQuotation {
            at: self.at(span),
            file: self.written.file.clone(),
            span,
            place: self.written.place(&self.lines, span),
            position: self.position(span),
            text: quotation.text.clone(),
            key,
            why,
            reason,
        }
    }

    fn unpaired(&self, span: Span) -> Note {
        Note {
            file: self.written.file.clone(),
            position: self.position(span),
            at: self.at(span),
            code: "unpaired-mark",
            message: UNPAIRED.to_owned(),
        }
    }
}

/// What is said of a quotation mark without its partner.
const UNPAIRED: &str = "this quotation mark is not closed in its paragraph: the text after it is not read as a quotation";

/// The quotations of a manuscript that can be checked, each with the id of a document.
fn tied<'w>(
    written: &'w Written,
    library: &Library,
    number: &mut usize,
    checked: &mut Checked,
) -> Vec<(Made<'w>, String)> {
    let places = Places { written, lines: LineIndex::new(&written.text) };
    checked.notes.extend(written.manuscript.unpaired.iter().map(|span| places.unpaired(*span)));
    let mut tied = Vec::new();
    let knows = Knows { library, known: RefCell::default() };
    for quotation in &written.manuscript.quotations {
        if !quotation.text.contains(char::is_alphanumeric) {
            continue;
        }
        let tie = quotation.tie.as_ref().and_then(|tie| tie.known(|key| knows.key(key)));
        let Some(tie) = tie else {
            let why = (Why::Uncited, String::new());
            checked.uncited.push(places.unchecked(quotation, String::new(), why));
            continue;
        };
        if is_term(quotation, tie) {
            continue;
        }
        let (mut found, mut failed) = meant(tie, library);
        // A work that is named by its title and cited is not quoted.
        if tie.rule != Rule::SameConstruct
            && found.iter().any(|(d, _)| d.is_titled(&quotation.text))
        {
            continue;
        }
        if let Some(unread) = unread(written, quotation).filter(|_| !found.is_empty()) {
            found.clear();
            failed = Some(unread);
        }
        if found.is_empty() {
            let key = tie.keys.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
            let none = || (Why::NoDocument, "the citation names no document".to_owned());
            let (why, reason) = failed.unwrap_or_else(none);
            let reason = reason + &overfull(written, quotation).unwrap_or_default();
            checked.unchecked.push(places.unchecked(quotation, key, (why, reason)));
            continue;
        }
        let missing = failed.filter(|(why, _)| *why == Why::NoDocument).map(|(_, reason)| reason);
        for (document, key) in found {
            let missing = missing.clone();
            let speaker = tie.speaker.clone().filter(|name| !document.is_by(name, key));
            // Where several works are cited, the page may be of any of them.
            let page = tie.page.clone().filter(|_| tie.keys.len() == 1);
            let given = tie.giver.as_ref().is_some_and(|name| library.is_author(name, key));
            let given = given || tie.titled && document.is_named_whole_by(key);
            let guess = tie.guess && !given || document.is_guessed_by(key);
            let number = *number;
            tied.push((
                Made { written, quotation, tie, guess, page, speaker, number, missing },
                document.id.clone(),
            ));
        }
        *number += 1;
    }
    tied
}

/// What to look at where a row has more cells than the table has columns: a comma may have cut the quotation in two.
fn overfull(written: &Written, quotation: &Quotation) -> Option<String> {
    let rows = &written.manuscript.table.as_ref()?.rows;
    let at = quotation.origin.span(Span::new(0, 0)).start;
    let row = rows.partition_point(|(span, _)| span.start <= at).checked_sub(1)?;
    let (cells, columns) = (rows.get(row)?.1, rows.first()?.1);
    (cells > columns).then(|| {
        format!(
            "; its row has {cells} cells, and the table {columns} columns: put a cell that has the separator in it in quotation marks"
        )
    })
}

/// Whether it is a term or a title, by its length; in a script without spaces a word is no measure.
fn is_term(quotation: &Quotation, tie: &Tie) -> bool {
    let words = quotation.text.split_whitespace().count();
    let unspaced =
        |c: &char| matches!(c, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{2E80}'..);
    let characters = quotation.text.chars().filter(unspaced).count();
    let short = words < QUOTATION_WORDS && characters < QUOTATION_CHARACTERS;
    short && tie.rule != Rule::SameConstruct
}

/// A document, and the key that names it.
type Found<'l> = (&'l Named, &'l SourceKey);

/// The documents that a citation means, each with the key that names it; and why another of its keys means none.
fn meant<'l>(tie: &'l Tie, library: &'l Library) -> (Vec<Found<'l>>, Option<(Why, String)>) {
    let mut found = Vec::new();
    let mut failed = None;
    // Of several works, those by the author who speaks in the sentence.
    let by = |key: &&SourceKey| tie.giver.as_ref().is_some_and(|name| library.is_author(name, key));
    let own: Vec<&SourceKey> = tie.keys.iter().filter(by).collect();
    let keys = if own.is_empty() { tie.keys.iter().collect() } else { own };
    for key in keys {
        match library.find(key) {
            Meant::One(document) => found.push((document, key)),
            Meant::Several(ids) => {
                let ids = ids.join(", ");
                failed = Some((Why::SeveralDocuments, format!("“{key}” may be any of {ids}")));
            }
            Meant::None => failed = Some((Why::NoDocument, library.missing(key))),
        }
    }
    (found, failed)
}

/// The pages of a citation as a locator has them: `14f` is two pages, and how many `14ff` are is not said.
fn pages(page: &str) -> Option<String> {
    let Some(first) = page.strip_suffix('f') else {
        return Some(page.to_owned()).filter(|page| !page.is_empty());
    };
    let first: u32 = first.parse().ok()?;
    Some(format!("{first}–{}", first.checked_add(1)?))
}

fn evidence(made: &Made<'_>, source: &str) -> serde_json::Value {
    let mut evidence = json!({
        "source": source,
        "quote": made.quotation.text,
        "stance": "context",
    });
    if let Some(object) = evidence.as_object_mut() {
        let mut put = |name: &str, value: &Option<String>| {
            if let Some(value) = value.as_deref().filter(|v| !v.is_empty()) {
                object.insert(name.to_owned(), json!(value));
            }
        };
        put("prefix", &made.quotation.prefix);
        put("suffix", &made.quotation.suffix);
        if let Some(page) = made.page.as_deref().and_then(pages) {
            object.insert("locator".to_owned(), json!({ "page": page }));
        }
    }
    evidence
}
