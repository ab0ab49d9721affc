//! The documents that a manuscript's citations may mean, by all their names.

use super::{BibEntry, SourceKey};
use crate::reader::Metadata;
use crate::source::Source;
use crate::text::{nearest, slug_of, year_at};
use camino::Utf8Path;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization as _;

/// How the names of the months begin, in eight languages.
const MONTHS: [&[&str]; 12] = [
    &["jan", "ene", "gen", "янв"],
    &["feb", "fév", "fev", "фев"],
    &["mar", "mär", "maa", "мар"],
    &["apr", "avr", "abr", "апр"],
    &["may", "mai", "mei", "mag", "мая", "май"],
    &["jun", "juin", "giu", "июн"],
    &["jul", "juil", "lug", "июл"],
    &["aug", "aoû", "ago", "авг"],
    &["sep", "set", "сен"],
    &["oct", "okt", "ott", "out", "окт"],
    &["nov", "ноя"],
    &["dec", "dez", "déc", "dic", "дек"],
];

/// A title of fewer letters may be in a file's name by chance.
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
    /// The citation keys under which a bibliography names its file.
    pub keys: Vec<String>,
    /// Who published it: a newsroom cites the paper.
    pub publisher: Option<String>,
    /// When it was issued, as far as that is known: `2024-05-14`.
    pub issued: Option<String>,
    /// Its file, as reports name it.
    pub file: String,
}

impl Named {
    /// A document in a file, as an archive describes it.
    #[must_use]
    pub fn described(id: &str, file: &Utf8Path, source: &Source) -> Self {
        let mut names = vec![stem(file.as_str()).to_owned(), id.to_owned()];
        names.extend(source.title.clone());
        names.extend(source.url.clone());
        let authors = source.author.iter().filter_map(|name| family(name)).collect();
        let issued = source.issued.as_ref().map(ToString::to_string);
        let publisher = source.publisher.clone();
        Self { publisher, ..Self::of(id, file, names, authors, issued) }
    }

    /// A document in a file of its own, with what the file says of itself.
    #[must_use]
    pub fn of_file(id: &str, file: &Utf8Path, said: Option<Metadata>) -> Self {
        let said = said.unwrap_or_default();
        let mut names = vec![stem(file.as_str()).to_owned(), id.to_owned()];
        names.extend(said.title.filter(|title| title.chars().count() > 2));
        names.extend(said.url);
        let authors = said.author.iter().filter_map(|name| family(name)).collect();
        let of = Self::of(id, file, names, authors, said.issued);
        // Most papers are cited by the year in which their file was made.
        let year =
            of.year.clone().or_else(|| said.made.and_then(|made| Some(made.get(..4)?.to_owned())));
        Self { publisher: said.publisher, year, ..of }
    }

    fn of(
        id: &str,
        file: &Utf8Path,
        names: Vec<String>,
        authors: Vec<String>,
        issued: Option<String>,
    ) -> Self {
        let year = issued.as_ref().map(|issued| issued.chars().take(4).collect());
        let (id, file) = (id.to_owned(), file.as_str().replace('\\', "/"));
        Self { id, names, authors, year, issued, file, ..Self::default() }
    }

    /// Whether it is the text that a title and a date name: `Minutes of the Road Board, 14 May 2024`.
    fn is_dated(&self, title: &str, year: &str) -> bool {
        let whole = plain(title);
        let ends = |name: &str| name.chars().count() >= TITLE && whole.ends_with(name);
        self.year.as_deref() == Some(year_of(year))
            && self.names.iter().any(|name| begins(name, title, false) || ends(&plain(name)))
    }

    /// Whether it is of a day that a manuscript writes: `14 May 2024`.
    fn is_of_day(&self, date: &str) -> bool {
        let mut parts = self.issued.iter().flat_map(|issued| issued.split('-')).skip(1);
        let month = parts.next().and_then(|month| month.parse::<usize>().ok());
        let day = parts.next();
        let words = || date.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
        let stems = month.and_then(|month| MONTHS.get(month.checked_sub(1)?));
        let in_month = stems
            .is_some_and(|stems| words().any(|word| stems.iter().any(|s| word.starts_with(s))));
        let number = |word: String| word.trim_end_matches(char::is_alphabetic).parse::<u8>().ok();
        let days: Vec<u8> = words().filter_map(number).collect();
        let on_day = day.and_then(|day| day.parse().ok()).is_some_and(|day| days.contains(&day));
        in_month && (on_day || days.is_empty())
    }

    /// How many of the last parts of a path its file has, too.
    fn parts_of(&self, path: &str) -> usize {
        let own = self.file.rsplit('/');
        own.zip(path.rsplit('/')).take_while(|(one, other)| one == other).count()
    }

    /// The letter that its names have after a year, as `smith2020a` has: it tells works of one author and year apart.
    fn letter(&self, year: &str) -> Option<char> {
        self.names.iter().find_map(|name| {
            let behind = name.match_indices(year).find_map(|(at, _)| {
                let mut behind = name.get(at + year.len()..)?.chars();
                let letter = behind.next().filter(char::is_ascii_alphabetic)?;
                behind.next().is_none_or(|c| !c.is_alphanumeric()).then_some(letter)
            });
            behind.map(|letter| letter.to_ascii_lowercase())
        })
    }

    /// Whether a key says the letter of a year, or a title, and nothing here says that it is this document's.
    #[must_use]
    pub(super) fn is_guessed_by(&self, key: &SourceKey) -> bool {
        match key {
            SourceKey::AuthorYear { year, .. } => {
                letter_of(year).is_some() && self.letter(year_of(year)).is_none()
            }
            SourceKey::Work { author: Some(_), title: Some(title) } => {
                !self.names.iter().any(|name| begins(name, title, true))
            }
            SourceKey::Note { text, first: Some(first) } => {
                self.is_guessed_by(first) && !self.is_named_in(text)
            }
            _ => false,
        }
    }

    /// Whether a text is its title, or the main part of it before a colon.
    #[must_use]
    pub(super) fn is_titled(&self, text: &str) -> bool {
        let wanted = plain(text);
        let main = |name: &str| name.split([':', '?', '!']).next().map(plain);
        !wanted.is_empty()
            && self.names.iter().any(|n| plain(n) == wanted || main(n).as_ref() == Some(&wanted))
    }

    /// Whether a key has nothing but the whole title of it, of two words or more.
    #[must_use]
    pub(super) fn is_named_whole_by(&self, key: &SourceKey) -> bool {
        let SourceKey::Work { author: None, title: Some(title) } = key else { return false };
        let wanted = plain(&without_article(title));
        let mut titles = self.names.iter().filter(|name| name.trim().contains(' '));
        titles.any(|name| plain(&without_article(name)) == wanted)
    }

    /// An author and a year as the file's name tells them: `Smith - 2020 - How it is`.
    fn of_name(&self) -> Option<(String, String)> {
        self.names.iter().find_map(|name| {
            let year = year_at(name)?;
            let before = name.get(..year.start)?;
            let author = before.split(|c: char| !c.is_alphabetic()).find(|w| !w.is_empty())?;
            Some((plain(author), name.get(year)?.to_owned()))
        })
    }

    /// Whether somebody is its first author, as far as its bibliography or its names tell.
    fn is_work_of(&self, author: &str) -> bool {
        if let Some(first) = self.authors.first() {
            return is_name_of(first, author);
        }
        self.names.iter().any(|name| {
            let first = name.split(|c: char| !c.is_alphabetic()).find(|part| !part.is_empty());
            first.is_some_and(|first| is_name_of(first, author))
        })
    }

    /// Whether a text names it by its author and its year or title, or by its whole title.
    fn is_named_in(&self, text: &str) -> bool {
        let words: Vec<String> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .map(plain)
            .collect();
        let has = |wanted: &str| words.iter().any(|word| word == wanted);
        let of_name = self.of_name();
        let authors = self.authors.iter().map(|a| plain(a));
        let authors: Vec<String> = authors.chain(of_name.iter().map(|(a, _)| a.clone())).collect();
        let whole = plain(text);
        // A name of several words is there as a whole.
        let by = authors
            .iter()
            .any(|a| !a.is_empty() && (has(a) || a.len() > 8 && whole.contains(&**a)))
            || self.authors.iter().any(|author| has_words(&words, author));
        let title = self
            .names
            .iter()
            .map(|n| plain(n))
            .any(|n| n.chars().count() >= TITLE && whole.contains(&n));
        // A year tells works of one author apart; only where there is none does the beginning of a title.
        let dated = year_at(text).is_some();
        let begins = !dated
            && self.names.iter().filter(|name| name.contains(' ')).any(|name| {
                let first =
                    name.split(|c: char| !c.is_alphanumeric()).find(|w| w.chars().count() > 3);
                first.is_some_and(|first| has(&plain(first)))
            });
        title
            || by
                && (self.year.as_deref().is_some_and(has)
                    || of_name.is_some_and(|(_, year)| has(&year))
                    || begins)
    }

    /// Whether a name has to do with it: its author, or the beginning of a name.
    fn is_near(&self, name: &str) -> bool {
        let wanted = plain(name);
        let letters: String = wanted.chars().take_while(|c| c.is_alphabetic()).collect();
        let starts = |n: &String| letters.chars().count() > 2 && plain(n).starts_with(&letters);
        self.names.iter().any(starts)
            || self.authors.iter().any(|a| a.len() > 2 && wanted.contains(&plain(a)))
    }

    /// Whether a name is one of its authors', as far as its bibliography, its names and the key that cites it tell.
    #[must_use]
    pub fn is_by(&self, name: &str, key: &SourceKey) -> bool {
        let wanted = plain(name);
        let cited = match key {
            SourceKey::Name(key) => plain(key),
            SourceKey::AuthorYear { author, .. } => plain(author),
            SourceKey::Note { text, .. } => plain(text),
            SourceKey::Work { author, .. } => author.as_deref().map_or_else(String::new, plain),
            SourceKey::Dated { title, .. } => plain(title),
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
    /// The works of bibliographies that no document is.
    without_file: Vec<BibEntry>,
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
        Self { documents, without_file: Vec::new() }
    }

    /// Adds what a bibliography says of its works to the documents that have their names.
    pub fn add(&mut self, entry: &BibEntry) {
        let mut names = vec![entry.key.clone()];
        names.extend(entry.doi.clone());
        names.extend(entry.url.clone());
        names.extend(entry.title.clone());
        names.extend(entry.files.iter().map(|f| stem(f).to_owned()));
        let plain: Vec<String> = names.iter().map(|n| plain(n)).collect();
        let by_name = self.documents.iter().position(|d| {
            d.names.iter().any(|name| !name.is_empty() && plain.contains(&self::plain(name)))
        });
        let stated = entry.document.as_ref();
        let stated = stated.and_then(|id| self.documents.iter().position(|d| d.id == *id));
        let known = stated.or(by_name).or_else(|| self.by_file_name(entry));
        if let Some(known) = known.and_then(|at| self.documents.get_mut(at)) {
            known.names.extend(names);
            known.keys.extend(stated.map(|_| entry.key.clone()));
            known.authors.extend(entry.authors.iter().cloned());
            known.year = entry.year.clone().or(known.year.take());
        } else {
            self.without_file.push(entry.clone());
        }
    }

    /// The work of a bibliography that a key means, where no document is it.
    fn listed(&self, key: &SourceKey) -> Option<&BibEntry> {
        if let SourceKey::Dated { work, .. } = key {
            return self.listed(work);
        }
        if let SourceKey::Note { first: Some(first), .. } = key
            && matches!(**first, SourceKey::Name(_))
        {
            return self.listed(first);
        }
        self.without_file.iter().find(|entry| match key {
            SourceKey::Name(name) => entry.key == *name,
            SourceKey::AuthorYear { author, year } => {
                entry.year.as_deref() == Some(year_of(year))
                    && entry.authors.first().is_some_and(|a| is_name_of(a, author))
            }
            SourceKey::Work { author, title } => {
                let mut authors = entry.authors.iter().take(1);
                author.as_ref().is_none_or(|name| authors.any(|a| is_name_of(a, name)))
                    && title.as_ref().is_none_or(|title| {
                        entry.title.as_ref().is_some_and(|t| begins(t, title, author.is_some()))
                    })
            }
            SourceKey::Note { .. } | SourceKey::Dated { .. } => false,
        })
    }

    /// Whether anything has the name that a key says: a document, or a work of a bibliography.
    #[must_use]
    pub(super) fn knows(&self, key: &SourceKey) -> bool {
        !matches!(self.find(key), Meant::None) || self.listed(key).is_some()
    }

    /// Whether somebody is an author of the work that a key means.
    #[must_use]
    pub(super) fn is_author(&self, name: &str, key: &SourceKey) -> bool {
        let is_one = |authors: &[String]| authors.iter().any(|author| is_name_of(author, name));
        match self.find(key) {
            Meant::One(work) if work.authors.is_empty() => work.is_work_of(name),
            Meant::One(work) => is_one(&work.authors),
            Meant::Several(_) | Meant::None => match key {
                SourceKey::AuthorYear { author, .. } => is_name_of(author, name),
                SourceKey::Dated { work, .. } => self.is_author(name, work),
                _ => self.listed(key).is_some_and(|entry| is_one(&entry.authors)),
            },
        }
    }

    /// Why a key means no document, and what there is instead.
    #[must_use]
    pub(super) fn missing(&self, key: &SourceKey) -> String {
        let name = key.to_string();
        if let Some(entry) = self.listed(key) {
            let file = entry.files.first();
            return match file {
                Some(file) => {
                    let why = entry.unread.as_deref().unwrap_or("is not here");
                    format!(
                        "no document here is “{name}”: the bibliography names its file `{file}`, which {why}"
                    )
                }
                None => {
                    format!("no document here is “{name}”: the bibliography has no file for it")
                }
            };
        }
        if let Some(key) = self.near_key(key) {
            return format!("no document here is “{name}”; did you mean the key `{key}`?");
        }
        let near = self.documents.iter().filter(|d| d.is_near(&name));
        let near: Vec<String> = near.take(SHOWN).map(|d| format!("`{}`", d.id)).collect();
        match key {
            SourceKey::Note { first, .. }
                if !matches!(first.as_deref(), Some(SourceKey::Name(_))) =>
            {
                format!("it is not clear which document its note means: “{}”", shortened(&name))
            }
            _ if near.is_empty() => format!("no document here is “{name}”"),
            _ => format!("no document here is “{name}”; a similar one is {}", near.join(", ")),
        }
    }

    /// The citation key that somebody likely meant who wrote another.
    fn near_key(&self, key: &SourceKey) -> Option<&str> {
        let SourceKey::Name(name) = key else { return None };
        let known = self.documents.iter().flat_map(|d| &d.keys);
        let listed = self.without_file.iter().map(|entry| &entry.key);
        nearest(name, known.chain(listed).map(String::as_str))
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
    pub fn find(&self, key: &SourceKey) -> Meant<'_> {
        let found: Vec<&Named> = match key {
            SourceKey::Name(name) => self.by_name(name),
            SourceKey::AuthorYear { author, year } => self.by_author(author, year),
            SourceKey::Work { author, title } => self.by_work(author.as_deref(), title.as_deref()),
            SourceKey::Dated { title, date, work } => match self.by_date(title, date) {
                found if found.is_empty() => return self.find(work),
                found => found,
            },
            SourceKey::Note { text, first } => {
                let first = first.as_ref().map(|key| self.find(key));
                match first {
                    Some(known @ (Meant::One(_) | Meant::Several(_))) => return known,
                    Some(Meant::None) | None => {
                        self.named_in(text.split(';').next().unwrap_or(text))
                    }
                }
            }
        };
        match found.as_slice() {
            [] => Meant::None,
            [one] => Meant::One(one),
            several => Meant::Several(several.iter().map(|d| &*d.id).collect()),
        }
    }

    fn by_name(&self, name: &str) -> Vec<&Named> {
        // The file that a bibliography names is the work, whatever other files are called.
        let stated = self.documents.iter().filter(|d| d.keys.iter().any(|key| key == name));
        let stated: Vec<&Named> = stated.collect();
        if !stated.is_empty() {
            return stated;
        }
        let wanted = [plain(name), plain(stem(name))];
        let has = |d: &&Named| d.names.iter().any(|n| wanted.contains(&plain(n)));
        let mut found: Vec<&Named> = self.documents.iter().filter(has).collect();
        // A path says in which folder the file is: of several, those whose own path is most like it.
        let path = name.split(['?', '#']).next().unwrap_or(name).replace('\\', "/");
        if found.len() > 1 && path.contains('/') && address(name).is_none() {
            let most = found.iter().map(|d| d.parts_of(&path)).max().unwrap_or(0);
            found.retain(|d| most < 2 || d.parts_of(&path) == most);
        }
        // A table names a work as people do: `Lindqvist 2003`.
        if found.is_empty() && name.contains(' ') { self.named_in(name) } else { found }
    }

    /// The documents of a title and a date; of several, those of the very day.
    fn by_date(&self, title: &str, date: &str) -> Vec<&Named> {
        let year = year_at(date).and_then(|year| date.get(year)).unwrap_or("");
        let mut found: Vec<&Named> = self.documents.iter().collect();
        found.retain(|d| d.is_dated(title, year));
        if found.is_empty() {
            let paper =
                |d: &&Named| d.publisher.as_ref().is_some_and(|paper| is_name_of(paper, title));
            found = self.documents.iter().filter(paper).collect();
            found.retain(|d| d.year.as_deref() == Some(year));
        }
        // Of one title there is one text for each day: one of another day is another text, even where it is the only one here.
        if date.trim() != year {
            let has_day = |d: &Named| d.issued.as_ref().is_some_and(|issued| issued.len() == DAY);
            let is_here = found.iter().any(|d| d.is_of_day(date));
            found.retain(|d| d.is_of_day(date) || !(is_here || has_day(d)));
        }
        found
    }

    fn named_in(&self, text: &str) -> Vec<&Named> {
        self.documents.iter().filter(|d| d.is_named_in(text)).collect()
    }

    /// The documents that have an author, a title, or both. A title may be shortened to its beginning.
    fn by_work(&self, author: Option<&str>, title: Option<&str>) -> Vec<&Named> {
        let by = |d: &&Named| author.is_none_or(|author| d.is_work_of(author));
        let titled = |d: &&Named| {
            title.is_none_or(|title| d.names.iter().any(|n| begins(n, title, author.is_some())))
        };
        let mut found: Vec<&Named> = self.documents.iter().filter(|d| by(d) && titled(d)).collect();
        if found.is_empty() && author.is_some() {
            // Of the one document of an author no title is known that could be another.
            let untitled = |d: &&Named| !d.names.iter().any(|name| name.contains(' '));
            found = self.documents.iter().filter(by).collect();
            found.retain(|d| untitled(d));
            found.truncate(usize::from(found.len() == 1));
        }
        let whole = |d: &&&Named| title.is_some_and(|title| d.is_titled(title));
        match found.iter().filter(whole).copied().collect::<Vec<_>>() {
            exact if !exact.is_empty() => exact,
            _ => found,
        }
    }

    fn by_author(&self, author: &str, year: &str) -> Vec<&Named> {
        let by = |d: &&Named| {
            d.year.as_deref() == Some(year_of(year))
                && d.authors.first().is_some_and(|a| is_name_of(a, author))
        };
        let told: Vec<&Named> = self.documents.iter().filter(by).collect();
        let named = |d: &&Named| {
            let names = d.names.iter().map(|n| plain(n));
            names.into_iter().any(|n| n.starts_with(&plain(author)) && n.contains(year_of(year)))
        };
        let mut found: Vec<&Named> =
            if told.is_empty() { self.documents.iter().filter(named).collect() } else { told };
        if found.is_empty() {
            // `(The Northshire Echo, 14 March 2024)`
            let of = |d: &&Named| {
                d.year.as_deref() == Some(year_of(year))
                    && d.publisher.as_ref().is_some_and(|paper| is_name_of(paper, author))
            };
            found = self.documents.iter().filter(of).collect();
        }
        if let Some(letter) = letter_of(year) {
            let has = |d: &Named| d.letter(year_of(year));
            let same = found.iter().any(|d| has(d) == Some(letter));
            found.retain(|d| has(d) == same.then_some(letter));
        }
        found
    }
}

/// Whether a name of several words, `van Dijk`, is among the words of a text.
fn has_words(words: &[String], name: &str) -> bool {
    let name: Vec<String> = name.split_whitespace().map(plain).collect();
    name.len() > 1 && words.windows(name.len()).any(|window| window == name)
}

/// Whether a name that a manuscript writes, perhaps with a first name or as a part of it, is an author's.
fn is_name_of(author: &str, written: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        name.split(|c: char| c.is_whitespace() || c == '-').rev().map(plain).collect()
    };
    let (author, written) = (words(author), words(written));
    // German and Scandinavian genitives have no apostrophe: `Brandts Worten`.
    let same = |(one, other): (&String, &String)| {
        one == other || other.strip_suffix('s').is_some_and(|bare| bare == one)
    };
    let same = author.iter().zip(&written).all(same);
    same && author.first().is_some_and(|last| !last.is_empty()) && !written.is_empty()
}

/// Whether a title is `short`, or begins with it: with one word of it where its author is known, else with two or a long one.
fn begins(title: &str, short: &str, by_author: bool) -> bool {
    let key =
        |text: &str| plain(&without_article(text).replace(" vs. ", " v. ").replace(" vs ", " v. "));
    let (whole, start) = (key(title), key(short));
    if start.is_empty() || !whole.starts_with(&start) {
        return false;
    }
    let main = title.split([':', '?', '!']).next().map(key);
    let long = short.split_whitespace().count() > 1 || start.chars().count() >= TITLE;
    whole == start || main.as_ref() == Some(&start) || (by_author && start.len() > 3) || long
}

/// A title in small letters, without the article that it begins with.
fn without_article(title: &str) -> String {
    const ARTICLES: [&str; 16] = [
        "a ", "an ", "the ", "der ", "die ", "das ", "le ", "la ", "les ", "l’", "l'", "el ",
        "il ", "o ", "de ", "het ",
    ];
    let lower = title.to_lowercase();
    let bare = ARTICLES.iter().find_map(|article| lower.strip_prefix(article));
    bare.map_or_else(|| lower.clone(), str::to_owned)
}

/// A family name: the last word of a name, or what is before its comma.
fn family(name: &str) -> Option<String> {
    let family = match name.split_once(',') {
        Some((family, _)) => Some(family.trim()),
        None => name.split_whitespace().next_back(),
    };
    family.filter(|family| !family.is_empty()).map(str::to_owned)
}

/// Whether a word is the name of a month, or the beginning of it.
pub(super) fn is_month(word: &str) -> bool {
    let word = word.to_lowercase();
    let begins = |stem: &&str| word.starts_with(*stem);
    word.chars().count() <= MONTH && MONTHS.iter().any(|stems| stems.iter().any(begins))
}

/// The length of a day: `2024-05-14`.
const DAY: usize = 10;

/// The longest name of a month has as many letters: `сентября`, `September`, `septiembre`.
const MONTH: usize = 10;

/// How many documents are told of that have a name near to one that is not here.
const SHOWN: usize = 3;

/// How much of a note is shown, in characters.
const SHOWN_NOTE: usize = 80;

fn shortened(text: &str) -> String {
    if text.chars().count() <= SHOWN_NOTE {
        return text.to_owned();
    }
    format!("{} …", text.chars().take(SHOWN_NOTE).collect::<String>().trim_end())
}

/// A year without its letter: `2020a`.
fn year_of(year: &str) -> &str {
    year.trim_end_matches(|c: char| c.is_alphabetic())
}

/// The letter of a year: `2020a`.
fn letter_of(year: &str) -> Option<char> {
    let letter = year.chars().next_back().filter(|c| c.is_alphabetic())?;
    Some(letter.to_ascii_lowercase())
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
    let slug = slug_of(&name.to_lowercase());
    if slug.is_empty() { "document".to_owned() } else { slug }
}

/// An address without what differs in addresses of one page: the scheme, `www.`, a fragment, the archive that kept a copy, and
/// parameters that only say where a reader came from.
fn address(text: &str) -> Option<Cow<'_, str>> {
    const SCHEMES: [&str; 4] = ["https://www.", "http://www.", "https://", "http://"];
    const KEPT: &str = "web.archive.org/web/";
    let bare = |text: &'_ str| -> Option<usize> {
        SCHEMES.iter().find_map(|start| text.starts_with(start).then_some(start.len()))
    };
    let mut address = text.get(bare(text)?..)?;
    if let Some(kept) = address.strip_prefix(KEPT)
        && let Some(original) = kept.find("http").and_then(|at| kept.get(at..))
        && let Some(from) = bare(original)
    {
        address = original.get(from..)?;
    }
    let address = address.split('#').next().unwrap_or(address);
    let Some((page, query)) = address.split_once('?') else { return Some(address.into()) };
    let told = |parameter: &&str| {
        let name = parameter.split('=').next().unwrap_or("");
        !name.starts_with("utm_")
            && !matches!(name, "fbclid" | "gclid" | "mc_cid" | "mc_eid" | "ref_src")
    };
    let query: Vec<&str> = query.split('&').filter(told).collect();
    Some(format!("{page}?{}", query.join("&")).into())
}

/// A name without case, accents, spaces and punctuation; a DOI without its resolver.
fn plain(name: &str) -> String {
    let lower = name.to_lowercase();
    let doi = ["https://doi.org/", "http://dx.doi.org/", "doi:"];
    let bare = doi.iter().find_map(|start| lower.strip_prefix(start));
    let bare = bare.map(Cow::Borrowed).or_else(|| address(&lower)).unwrap_or(Cow::Borrowed(&lower));
    if bare.is_ascii() {
        return bare.chars().filter(char::is_ascii_alphanumeric).collect();
    }
    bare.nfkd().filter(|c| c.is_alphanumeric()).collect()
}
