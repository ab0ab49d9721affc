//! The documents that a manuscript's citations may mean, by all their names.

use super::{BibEntry, Key};

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
        let known = self.documents.iter_mut().find(|d| {
            d.names.iter().any(|name| !name.is_empty() && plain.contains(&self::plain(name)))
        });
        if let Some(known) = known {
            known.names.extend(names);
            known.authors.extend(entry.authors.iter().cloned());
            known.year = entry.year.clone().or(known.year.take());
        }
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

/// A name without case, spaces and punctuation; a DOI without its resolver.
fn plain(name: &str) -> String {
    let lower = name.to_lowercase();
    let doi = ["https://doi.org/", "http://dx.doi.org/", "doi:"];
    let bare = doi.iter().find_map(|start| lower.strip_prefix(start)).unwrap_or(&lower);
    bare.chars().filter(|c| c.is_alphanumeric()).collect()
}
