//! Quotations in prose and tables: an article, a thesis, a spreadsheet; without an archive.
//!
//! A scanner for each format reads a file into paragraphs of `prose`, in which citations are known; `marks` finds the
//! quotations of a paragraph, and `tie` says which source each is cited to. Only what is tied is checked, so that a
//! title, a scare quote or a line of dialogue raises no alarm:
//!
//! ```text
//! She called it a “disaster” once.                       uncited: nothing says of which document
//! “Spring tides come twice a month” [@terms, p. 3].      tied to `terms`, page 3: the citation follows
//! ```

mod apostrophe;
mod author_year;
mod bibliography;
mod check;
mod commands;
mod data;
mod denial;
mod fix;
mod html;
mod latex;
mod library;
mod link;
mod markdown;
mod marks;
mod notes;
mod numbers;
#[cfg(feature = "docx")]
mod office;
mod org;
mod plain;
mod prose;
mod rows;
mod rst;
mod search;
mod speaker;
mod table;
mod tell;
mod tie;
mod titles;
mod typst;
mod wiki;
mod works;
mod yaml;

pub use bibliography::{BibEntry, Bibliography};
pub use check::{
    Against, CitedDocument, Written, as_archive, check_manuscripts, check_manuscripts_again,
};
pub use fix::mend_manuscripts;
pub use latex::file_within;
pub use library::{Library, Meant, Named, slug, stem};
pub use markdown::named_bibliographies;
pub use search::{UNCITED_WORDS, search_uncited, unmarked};

pub use crate::reader::tex_macros::Macros;
pub use crate::text::Origin;
use crate::text::Span;

/// How a quotation is tied to its source, in the order in which the rules are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// T1: the construct names it: a row of a table, `\textcquote{key}{…}`.
    SameConstruct,
    /// T2: a citation follows right after it, punctuation apart.
    CitationAfter,
    /// T3: the quoted block ends with a citation, or one follows it.
    BlockAttribution,
    /// T4: a narrative citation is before it in the sentence, and none between.
    NarrativeBefore,
    /// T5: the sentence has one citation.
    OnlyInSentence,
    /// T6: *ibid.* or a page alone: the source that was cited last in the paragraph.
    SameAsBefore,
}

impl Rule {
    /// Its name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SameConstruct => "same-construct",
            Self::CitationAfter => "citation-after",
            Self::BlockAttribution => "block-attribution",
            Self::NarrativeBefore => "narrative-before",
            Self::OnlyInSentence => "only-in-sentence",
            Self::SameAsBefore => "same-as-before",
        }
    }
}

/// How a manuscript names a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceKey {
    /// An id, a citation key, the name of a file or of a document: whatever is in its place.
    Name(String),
    /// An author and a year, as in “(Smith, 2020)”; the year may have a letter.
    AuthorYear {
        /// The first author's family name.
        author: String,
        /// The year, with its letter where it has one.
        year: String,
    },
    /// A title, a paper or an office, and a date: “(Minutes of the Road Board, 14 May 2024)”.
    Dated {
        /// The title, or who published it.
        title: String,
        /// The date, as it is written.
        date: String,
        /// The same as an author and a year.
        work: Box<Self>,
    },
    /// A work without its year: by its author, by its title or the beginning of it, or by both.
    Work {
        /// The first author's name.
        author: Option<String>,
        /// The title.
        title: Option<String>,
    },
    /// The text of a note that cites, as historians write it: “John Smith, Rivers (London: Penguin, 2020), 3.”
    Note {
        /// Its text.
        text: String,
        /// The author and the year that are in it as elsewhere, where there are any.
        first: Option<Box<Self>>,
    },
}

impl std::fmt::Display for SourceKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::AuthorYear { author, year } => write!(f, "{author} {year}"),
            Self::Dated { title, date, .. } => write!(f, "{title}, {date}"),
            Self::Work { author, title } => {
                let joint = if author.is_some() && title.is_some() { ", " } else { "" };
                let said = |part: &Option<String>| part.clone().unwrap_or_default();
                write!(f, "{}{joint}{}", said(author), said(title))
            }
            // A template may cite and print nothing.
            Self::Note { text, first: Some(first) }
                if text.is_empty() || matches!(**first, Self::Name(_)) =>
            {
                first.fmt(f)
            }
            Self::Note { text, .. } => f.write_str(text),
        }
    }
}

/// What ties a quotation to its source.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is what the citation says, by itself")]
pub struct Tie {
    /// Which rule found it.
    pub rule: Rule,
    /// The sources that the citation names: one or more.
    pub keys: Vec<SourceKey>,
    /// The page or the pages, as the manuscript writes them.
    pub page: Option<String>,
    /// The name that the sentence says to be speaking, where it is no part of the citation.
    pub speaker: Option<String>,
    /// The name to which the sentence gives the words, where the citation names several works.
    pub giver: Option<String>,
    /// Whether the citation says that the words are translated.
    pub translated: bool,
    /// Whether the citation may be of other words of the sentence.
    pub guess: bool,
    /// Whether the sentence says of what it names that it says the words: a document of this whole title has them, or none.
    pub titled: bool,
    /// Whether the sentence says that the words are not the source's, or not quite: “rejects the idea that”.
    pub denied: bool,
    /// Whether it ties only where something has the name that it cites.
    pub loose: bool,
    /// What ties the quotation where nothing has that name.
    pub otherwise: Option<Box<Self>>,
}

impl Tie {
    /// A tie that is sure, to the words of the document themselves.
    pub(crate) const fn new(rule: Rule, keys: Vec<SourceKey>, page: Option<String>) -> Self {
        Self {
            rule,
            keys,
            page,
            speaker: None,
            giver: None,
            translated: false,
            guess: false,
            titled: false,
            denied: false,
            loose: false,
            otherwise: None,
        }
    }

    /// The same, and what ties the quotation where nothing has the name that it cites.
    fn or(self, other: Option<Self>) -> Self {
        let otherwise = other.filter(|_| self.loose).map(Box::new);
        Self { otherwise, ..self }
    }

    /// The same with what ties the quotation where nothing has any of the names.
    fn or_at_last(self, other: impl FnOnce() -> Option<Self>) -> Self {
        if !self.loose {
            return self;
        }
        let otherwise = match self.otherwise {
            Some(next) => Some(next.or_at_last(other)),
            None => other(),
        };
        Self { otherwise: otherwise.map(Box::new), ..self }
    }

    /// The tie that counts where `knows` says whether something has a name. `None` where none does.
    pub(crate) fn known(&self, knows: impl Fn(&SourceKey) -> bool) -> Option<&Self> {
        let mut tie = self;
        while tie.loose && !tie.keys.iter().any(&knows) {
            tie = tie.otherwise.as_deref()?;
        }
        Some(tie)
    }
}

/// One quotation of a manuscript.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Quotation {
    /// Its words, without its marks, with the manuscript's own escapes and commands read.
    pub text: String,
    /// From places of the words to places of the file.
    pub origin: Origin,
    /// What it is tied to; `None` where it is uncited.
    pub tie: Option<Tie>,
    /// The words right before and after it, where a table says so.
    pub prefix: Option<String>,
    /// See `prefix`.
    pub suffix: Option<String>,
    /// Whether it is set apart as a block.
    pub block: bool,
    /// Whether its marks may be others: those of a gloss, or of a term, or an apostrophe.
    pub unsure: bool,
    /// Whether words of it are struck out.
    pub struck: bool,
    /// Whether it is the title of a work, by its form or by the words before it.
    pub title: Option<Titled>,
}

/// By what a quotation is taken for a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Titled {
    /// Its words have capitals as titles have them.
    Capitals,
    /// The words before it say so: “in her essay”.
    Said,
}

/// What a manuscript has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Manuscript {
    /// Its quotations, in the order of the file.
    pub quotations: Vec<Quotation>,
    /// The files of bibliographies that it names, as it writes them.
    pub bibliographies: Vec<String>,
    /// The files that belong to it (`\input`), as it writes them.
    pub includes: Vec<String>,
    /// Marks of quotation without a partner.
    pub unpaired: Vec<Span>,
    /// The works that the manuscript itself describes, as reference managers write them into it.
    pub entries: Vec<BibEntry>,
    /// Its rows, where it is a table.
    pub table: Option<Table>,
}

/// How a table is written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// What is between its cells.
    pub separator: char,
    /// Its rows, the headings first: where each is, without the end of its line, and how many cells it has.
    pub rows: Vec<(Span, usize)>,
}

/// The formats of manuscripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Plain text.
    Plain,
    /// Markdown, with Pandoc's citations.
    Markdown,
    /// LaTeX source.
    Latex,
    /// A table of quotes, comma-separated.
    Csv,
    /// A table of quotes, separated by tabs.
    Tsv,
    /// Objects with quotes, as JSON.
    Json,
    /// The same, a JSON text in each line.
    JsonLines,
    /// The same, as YAML.
    Yaml,
    /// HTML.
    Html,
    /// Typst source.
    Typst,
    /// Org.
    Org,
    /// reStructuredText.
    Rst,
    /// Wikitext.
    Wiki,
    /// A file of Word.
    Docx,
    /// `OpenDocument` text.
    Odt,
}

/// All forms with the extensions of their files; the first is the form's name.
pub const FORMS: [(Form, &[&str]); 15] = [
    (Form::Markdown, &["md", "markdown", "qmd", "rmd"]),
    (Form::Latex, &["tex", "latex", "ltx"]),
    (Form::Csv, &["csv"]),
    (Form::Tsv, &["tsv", "tab"]),
    (Form::Plain, &["txt", "text"]),
    (Form::Json, &["json"]),
    (Form::JsonLines, &["jsonl", "ndjson"]),
    (Form::Yaml, &["yaml", "yml"]),
    (Form::Html, &["html", "htm", "xhtml"]),
    (Form::Typst, &["typ"]),
    (Form::Org, &["org"]),
    (Form::Rst, &["rst", "rest"]),
    (Form::Wiki, &["wiki", "wikitext", "mediawiki"]),
    (Form::Docx, &["docx"]),
    (Form::Odt, &["odt"]),
];

impl Form {
    /// Whether its files are no text: they have paragraphs, and are never written.
    #[must_use]
    pub const fn is_container(self) -> bool {
        matches!(self, Self::Docx | Self::Odt)
    }

    /// Whether its files are written to be read: no tables, no data, and no text of which nothing is known.
    #[must_use]
    pub const fn is_prose(self) -> bool {
        matches!(
            self,
            Self::Markdown
                | Self::Latex
                | Self::Html
                | Self::Typst
                | Self::Org
                | Self::Rst
                | Self::Wiki
                | Self::Docx
                | Self::Odt
        )
    }

    /// The form that a file's name tells.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        Self::of_extension(extension)
    }

    /// The form of files with an extension.
    #[must_use]
    pub fn of_extension(extension: &str) -> Option<Self> {
        let extension = extension.to_ascii_lowercase();
        let of = |(form, names): &(Self, &[&str])| names.contains(&&*extension).then_some(*form);
        FORMS.iter().find_map(of)
    }
}

/// Which columns of a table are read, by their names in small letters; the usual names where none is said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TableColumns {
    /// The words.
    pub quote: Option<String>,
    /// The document.
    pub source: Option<String>,
    /// The page.
    pub page: Option<String>,
    /// The words before.
    pub prefix: Option<String>,
    /// The words after.
    pub suffix: Option<String>,
}

/// What is known of a manuscript besides its text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hints {
    /// The columns or members that are read, where it is a table or data.
    pub columns: TableColumns,
    /// The commands that other files of it define, where it is LaTeX.
    pub macros: Macros,
}

/// Why a manuscript cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ManuscriptError {
    /// A table without a column that is needed.
    #[error("the table has no column `{wanted}`: it has {found}; name it with --map {role}=COLUMN")]
    NoColumn {
        /// What the column is for.
        role: &'static str,
        /// The name that was looked for.
        wanted: String,
        /// The columns that there are.
        found: String,
    },
    /// A table that is no table.
    #[error("line {line}: {reason}")]
    Table {
        /// From 1.
        line: u64,
        /// Why.
        reason: String,
    },
    /// A file of a word processor that cannot be read.
    #[error(transparent)]
    Container(#[from] crate::reader::ReadError),
}

/// Reads a manuscript that is a text.
///
/// # Errors
/// Where a table lacks a column, or is malformed.
pub fn read(text: &str, form: Form, hints: &Hints) -> Result<Manuscript, ManuscriptError> {
    let columns = &hints.columns;
    match form {
        Form::Plain if wiki::is_one(text) => Ok(wiki::read(text)),
        Form::Plain => Ok(plain::read(text)),
        Form::Markdown => Ok(markdown::read(text)),
        Form::Latex => Ok(latex::read(text, &hints.macros)),
        Form::Csv => table::read(text, b',', columns),
        Form::Tsv => table::read(text, b'\t', columns),
        Form::Json => data::json(text, columns),
        Form::JsonLines => data::json_lines(text, columns),
        Form::Yaml => data::yaml(text, columns),
        Form::Html => Ok(html::read(text)),
        Form::Typst => Ok(typst::read(text)),
        Form::Org => Ok(org::read(text)),
        Form::Rst => Ok(rst::read(text)),
        Form::Wiki => Ok(wiki::read(text)),
        // What they are read from is no text: see `Written::read_container`.
        Form::Docx | Form::Odt => Ok(Manuscript::default()),
    }
}
