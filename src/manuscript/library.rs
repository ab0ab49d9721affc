//! The documents that a manuscript's citations may mean, by all their names.

use super::{BibEntry, Key};
use crate::source::Source;
use camino::Utf8Path;

/// A title of fewer letters may stand in a file's name by chance.
const TITLE: usize = 12;

/// One document, and what it may be called.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Named {
    /// Its id.
    pub id: String,
    /// Its names: the file's stem, its title, citation keys, its DOI.
    pub names: Vec<String>,
    /// Its authors' family names.
    pub authors: Vec<String>,
    /// Its year.
    pub year: Option<String>,
}

impl Named {
    /// A document in a file, as an archive describes it.
    #[must_use]
    pub fn described(id: &str, file: &Utf8Path, source: &Source) -> Self {
        let mut names = vec![stem(file.as_str()).to_owned(), id.to_owned()];
        names.extend(source.title.clone());
        names.extend(source.url.clone());
        let family = |name: &String| name.split_whitespace().next_back().map(str::to_owned);
        let authors = source.author.iter().filter_map(family).collect();
        let issued = source.issued.as_ref();
        let year = issued.map(|issued| issued.to_string().chars().take(4).collect());
        Self { id: id.to_owned(), names, authors, year }
    }

    /// Whether a name is one of its authors', as far as its bibliography, its names and the key that cites it tell.
    #[must_use]
    pub fn is_by(&self, name: &str, key: &Key) -> bool {
        let wanted = plain(name);
        let cited = match key {
            Key::Name(key) => plain(key),
            Key::AuthorYear { author, .. } => plain(author),
        };
        let holds = |text: &str| plain(text).contains(&wanted);
        wanted.is_empty()
            || cited.contains(&wanted)
            || self.authors.iter().any(|a| holds(a))
            || self.names.iter().any(|n| holds(n))
    }
}

/// All documents.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Library {
    documents: Vec<Named>,
}

/// What a citation means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meant<'l> {
    /// This document.
    One(&'l Named),
    /// More than one document, by their ids.
    Several(Vec<&'l str>),
    /// None that is known.
    None,
}

impl Library {
    /// A library of documents.
    #[must_use]
    pub fn new(documents: Vec<Named>) -> Self {
        Self { documents }
    }

    /// Adds what a bibliography says of its works to the documents that have their names.
    pub fn add(&mut self, entry: &BibEntry) {
        let mut names = vec![entry.key.clone()];
        names.extend(entry.doi.clone());
        names.extend(entry.title.clone());
        names.extend(entry.files.iter().map(|f| stem(f).to_owned()));
        let plain: Vec<String> = names.iter().map(|n| plain(n)).collect();
        let by_name = self.documents.iter().position(|d| {
            d.names.iter().any(|name| !name.is_empty() && plain.contains(&self::plain(name)))
        });
        let known = by_name.or_else(|| self.by_file_name(entry));
        if let Some(known) = known.and_then(|at| self.documents.get_mut(at)) {
            known.names.extend(names);
            known.authors.extend(entry.authors.iter().cloned());
            known.year = entry.year.clone().or(known.year.take());
        }
    }

    /// The one document whose file is named after the work: by its title, or by its author and year
    /// (`Smith - 2020 - How it is.pdf`).
    fn by_file_name(&self, entry: &BibEntry) -> Option<usize> {
        let only = |fits: &dyn Fn(&str) -> bool| {
            let holds = |d: &Named| d.names.iter().any(|name| fits(&plain(name)));
            let mut found = self.documents.iter().enumerate().filter(|(_, d)| holds(d));
            let first = found.next().map(|(at, _)| at);
            first.filter(|_| found.next().is_none())
        };
        let title = entry.title.as_deref().map(plain).filter(|t| t.chars().count() >= TITLE);
        let author = entry.authors.first().map(|a| plain(a)).filter(|a| !a.is_empty());
        let by_title = title.and_then(|title| only(&|name| name.contains(&title)));
        by_title.or_else(|| {
            let (author, year) = (author?, entry.year.as_deref()?);
            only(&|name| name.starts_with(&author) && name.contains(year))
        })
    }

    /// What a key means.
    #[must_use]
    pub fn find(&self, key: &Key) -> Meant<'_> {
        let found: Vec<&Named> = match key {
            Key::Name(name) => {
                let wanted = [plain(name), plain(stem(name))];
                let has = |d: &&Named| d.names.iter().any(|n| wanted.contains(&plain(n)));
                self.documents.iter().filter(has).collect()
            }
            Key::AuthorYear { author, year } => {
                let by = |d: &&Named| {
                    d.year.as_deref() == Some(year_of(year))
                        && d.authors.first().is_some_and(|a| plain(a) == plain(author))
                };
                let told: Vec<&Named> = self.documents.iter().filter(by).collect();
                let named = |d: &&Named| {
                    d.names.iter().map(|n| plain(n)).any(|n| {
                        n.starts_with(&plain(author))
                            && (n.contains(year.as_str()) || n.contains(year_of(year)))
                    })
                };
                if told.is_empty() { self.documents.iter().filter(named).collect() } else { told }
            }
        };
        match found.as_slice() {
            [] => Meant::None,
            [one] => Meant::One(one),
            several => Meant::Several(several.iter().map(|d| &*d.id).collect()),
        }
    }
}

/// A year without its letter: `2020a`.
fn year_of(year: &str) -> &str {
    year.trim_end_matches(|c: char| c.is_alphabetic())
}

/// The last part of a path or an address, without its extension.
#[must_use]
pub fn stem(path: &str) -> &str {
    let path = path.split(['?', '#']).next().unwrap_or(path).trim_end_matches('/');
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && extension.len() <= 5 => stem,
        _ => name,
    }
}

/// A name in kebab-case.
#[must_use]
pub fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.to_lowercase().chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "document".to_owned() } else { slug.to_owned() }
}

/// A name without case, spaces and punctuation; a DOI without its resolver.
fn plain(name: &str) -> String {
    let lower = name.to_lowercase();
    let doi = ["https://doi.org/", "http://dx.doi.org/", "doi:"];
    let bare = doi.iter().find_map(|start| lower.strip_prefix(start)).unwrap_or(&lower);
    bare.chars().filter(|c| c.is_alphanumeric()).collect()
}
