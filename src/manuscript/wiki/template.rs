//! The templates of wikitext that cite or quote: `{{sfn|Smith|2020|p=3}}`, `{{quote|…}}`, `{{cite book|…}}`.

use super::Reader;
use crate::manuscript::SourceKey;
use crate::manuscript::author_year::page_of;
use crate::text::{Span, is_year};

/// The names of arguments that give a page.
const PAGE_ARGUMENTS: [&str; 9] =
    ["p", "pp", "page", "pages", "loc", "seite", "seiten", "página", "pagina"];

/// An argument of a template.
pub(super) struct Argument<'f> {
    /// Its name, in small letters; empty where it has none.
    pub(super) name: String,
    pub(super) value: &'f str,
    pub(super) span: Span,
}

impl<'f> Reader<'f> {
    /// The name of a template, and its arguments.
    pub(super) fn arguments(&self, inner: Span) -> (String, Vec<Argument<'f>>) {
        let text = self.file.get(inner.range()).unwrap_or("");
        let mut cuts = vec![];
        let mut depth = 0_usize;
        for (at, c) in text.char_indices() {
            match c {
                '{' | '[' => depth += 1,
                '}' | ']' => depth = depth.saturating_sub(1),
                '|' if depth == 0 => cuts.push(at),
                _ => {}
            }
        }
        cuts.push(text.len());
        let name = text.get(..cuts.first().copied().unwrap_or(0)).unwrap_or("");
        let name = name.trim().replace('_', " ").to_lowercase();
        let arguments = cuts.windows(2).filter_map(|cut| {
            let (from, to) = (cut.first()? + 1, *cut.last()?);
            let whole = text.get(from..to)?;
            let named = whole.split_once('=').filter(|(name, _)| {
                name.trim().chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' '))
            });
            let (name, value) = named.unwrap_or(("", whole));
            let value_at = to - value.len() + (value.len() - value.trim_start().len());
            let value = value.trim();
            let span = Span::new(inner.start + value_at, inner.start + value_at + value.len());
            Some(Argument { name: name.trim().to_lowercase(), value, span })
        });
        (name, arguments.collect())
    }

    /// `{{sfn|Smith|Jones|2020|p=3}}`
    pub(super) fn short(&mut self, name: &str, arguments: &[Argument<'_>], span: Span) {
        let plain: Vec<&str> =
            arguments.iter().filter(|a| is_place(&a.name)).map(|a| a.value).collect();
        let year =
            plain.iter().find(|v| is_year(v.trim_end_matches(|c: char| c.is_ascii_lowercase())));
        let (Some(author), Some(year)) = (plain.first(), year) else { return self.object(span) };
        let (author, year) = ((*author).to_owned(), (*year).to_owned());
        let keys = vec![SourceKey::AuthorYear { author, year }];
        let page = first_of(arguments, &PAGE_ARGUMENTS).and_then(page_of);
        match name {
            "harvtxt" | "harvcoltxt" => self.open.cite(keys, page, true, span),
            "harv" | "harvp" | "harvard" => self.open.cite(keys, page, false, span),
            _ => self.open.note(Some((keys, page)), span),
        }
    }

    /// `{{quote|words|whose|where}}`
    pub(super) fn block(&mut self, arguments: &[Argument<'_>], depth: usize) {
        let named = |names: &[&str]| {
            arguments.iter().find(|a| names.contains(&&*a.name) && !a.value.is_empty())
        };
        let place = |number: usize| {
            arguments
                .iter()
                .filter(|a| a.name.is_empty())
                .nth(number)
                .filter(|a| !a.value.is_empty())
        };
        let words = named(&["text", "quote", "1", "zitat", "citation", "cita"]).or(place(0));
        self.end();
        self.blocks += 1;
        if let Some(words) = words {
            self.scan(words.span.start, words.span.end, depth + 1);
        }
        self.end();
        self.blocks -= 1;
        let whose = named(&["author", "sign", "2", "autor", "auteur", "autore"]).or(place(1));
        let source =
            named(&["source", "title", "3", "quelle", "titre", "fuente", "ref"]).or(place(2));
        for said in [whose, source].into_iter().flatten() {
            if !self.open.is_empty() {
                self.open.stands_for(", ", Span::new(said.span.start, said.span.start));
            }
            self.scan(said.span.start, said.span.end, depth + 1);
        }
        self.open.attribution = true;
        self.end();
    }

    /// `{{cite book|last=Smith|title=Rivers|year=2020|page=3}}`, as a reference in words.
    pub(super) fn work(&mut self, arguments: &[Argument<'_>], span: Span, depth: usize) {
        let said = |names: &[&str]| first_of(arguments, names).unwrap_or("").replace("''", "");
        let author = said(&[
            "last",
            "last1",
            "surname",
            "author",
            "author1",
            "authors",
            "autor",
            "nom",
            "nom1",
            "apellidos",
            "cognome",
            "achternaam",
        ]);
        let family = author.split([',', ';']).next().unwrap_or("").trim();
        let family = family.rsplit(' ').next().unwrap_or(family);
        let date =
            said(&["year", "date", "jahr", "datum", "année", "fecha", "año", "anno", "jaar"]);
        let year = crate::text::year_at(&date).and_then(|at| date.get(at)).unwrap_or("");
        let title = said(&["title", "titel", "titre", "título", "titolo"]);
        let page = said(&PAGE_ARGUMENTS);
        let address = said(&["url"]);
        let keys = if !family.is_empty() && !year.is_empty() {
            vec![SourceKey::AuthorYear { author: family.to_owned(), year: year.to_owned() }]
        } else if !address.is_empty() {
            vec![SourceKey::Name(address)]
        } else {
            let named = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
            vec![SourceKey::Work { author: named(family), title: named(&title) }]
        };
        let page = page_of(&page);
        if keys == [SourceKey::Work { author: None, title: None }] {
            return;
        }
        // The words that the reference itself quotes.
        if let Some(words) =
            arguments.iter().find(|a| matches!(&*a.name, "quote" | "zitat" | "cita"))
        {
            let start = self.open.opens(Span::new(span.start, words.span.start));
            self.scan(words.span.start, words.span.end, depth + 1);
            let citation = Some((keys.clone(), page.clone()));
            self.open.closes(start, citation, Span::new(words.span.end, span.end));
        }
        self.open.cite(keys, page, false, span);
    }
}

/// The first of the arguments of these names that says something.
fn first_of<'a>(arguments: &'a [Argument<'_>], names: &[&str]) -> Option<&'a str> {
    let named = |name: &&str| arguments.iter().find(|a| a.name == **name && !a.value.is_empty());
    names.iter().find_map(named).map(|argument| argument.value)
}

/// Whether an argument has no name, but its place.
pub(super) fn is_place(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_digit())
}

/// The sign that a template prints.
pub(super) fn sign(name: &str) -> Option<&'static str> {
    Some(match name {
        "nbsp" | "space" | "spaces" => " ",
        "ndash" | "–" | "snd" | "spnd" => "–",
        "mdash" | "—" | "spaced emdash" => "—",
        "..." | "ellipsis" | "elide" => "…",
        "'" => "'",
        "!" => "|",
        "=" => "=",
        _ => return None,
    })
}

/// Whether a template is a remark on the text, of which a reader sees nothing but a mark.
pub(super) fn is_remark(name: &str) -> bool {
    const REMARKS: [&str; 22] = [
        "citation needed",
        "cn",
        "fact",
        "page needed",
        "pn",
        "who",
        "when",
        "by whom",
        "whom",
        "according to whom",
        "clarify",
        "dubious",
        "verify source",
        "better source needed",
        "failed verification",
        "reflist",
        "references",
        "refbegin",
        "refend",
        "anchor",
        "snf",
        "quote needed",
    ];
    REMARKS.contains(&name)
}
