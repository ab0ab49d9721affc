//! Bibliographies: BibTeX and BibLaTeX, read leniently, and CSL-JSON.
//!
//! One bad entry costs that entry and no other: an unknown `@string` stands for its own name, and after a brace too few
//! reading goes on at the next line that begins with `@`.

/// A work that a bibliography lists.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BibEntry {
    /// The citation key.
    pub key: String,
    /// The authors' family names, or the editors'.
    pub authors: Vec<String>,
    /// The year.
    pub year: Option<String>,
    /// The title, without braces.
    pub title: Option<String>,
    /// The DOI.
    pub doi: Option<String>,
    /// The address.
    pub url: Option<String>,
    /// The files, as the bibliography writes them.
    pub files: Vec<String>,
    /// The id of the document that one of its files is, where that is known.
    pub document: Option<String>,
    /// What hinders that one of its files is a document, though it is there: `is the manuscript itself`.
    pub unread: Option<String>,
}

/// A bibliography.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bibliography {
    /// Its entries, in its order.
    pub entries: Vec<BibEntry>,
    /// Entries whose brace is never closed: their lines, from 1, and their keys.
    pub open: Vec<(usize, String)>,
}

impl Bibliography {
    /// Reads a bibliography: CSL-JSON where it begins like JSON, else BibTeX.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let text = text.trim_start_matches('\u{FEFF}');
        if text.trim_start().starts_with(['[', '{']) {
            return csl(text).unwrap_or_default();
        }
        let mut read = Self::default();
        let mut strings: Vec<(String, String)> = Vec::new();
        let mut at = 0;
        // The line of an entry, counted from that of the one before.
        let (mut line, mut counted) = (1, 0);
        while let Some(start) = text.get(at..).and_then(|t| t.find('@')).map(|s| at + s) {
            let rest = text.get(start + 1..).unwrap_or("");
            let length = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
            let kind = rest.get(..length).unwrap_or("").to_ascii_lowercase();
            let after = start + 1 + length;
            let body = text.get(after..).unwrap_or("");
            let open = body.trim_start();
            at = after.max(start + 1);
            if kind.is_empty() || !open.starts_with(['{', '(']) {
                continue;
            }
            let from = after + (body.len() - open.len()) + 1;
            let (end, closed) = entry_end(text, from, open.starts_with('('));
            if !closed && kind != "comment" {
                line += text.get(counted..start).unwrap_or("").matches('\n').count();
                counted = start;
                let key = text.get(from..end).unwrap_or("").split([',', '=', '\n']).next();
                read.open.push((line, key.unwrap_or("").trim().to_owned()));
            }
            let inside = text.get(from..end).unwrap_or("");
            match &*kind {
                "comment" | "preamble" => {}
                "string" => strings.extend(fields(inside, &strings)),
                _ => read.entries.extend(entry(inside, &strings)),
            }
            at = end;
        }
        read
    }
}

/// Where an entry ends, and whether its brace is closed: else it ends before the next entry. `round` says that it began with a
/// parenthesis.
fn entry_end(text: &str, from: usize, round: bool) -> (usize, bool) {
    let mut depth = 1_usize;
    let mut line = false;
    for (i, c) in text.get(from..).unwrap_or("").char_indices() {
        match c {
            '{' => depth += 1,
            ')' if round && depth == 1 => return (from + i, true),
            '}' => {
                depth -= 1;
                if depth == 0 {
                    return (from + i, true);
                }
            }
            '@' if line => return (from + i, false),
            _ => {}
        }
        line = c == '\n';
    }
    (text.len(), false)
}

fn entry(inside: &str, strings: &[(String, String)]) -> Option<BibEntry> {
    let (key, rest) = inside.split_once(',')?;
    let mut entry = BibEntry { key: key.trim().to_owned(), ..BibEntry::default() };
    for (name, value) in fields(rest, strings) {
        match &*name {
            "author" => entry.authors = families(&value),
            "editor" if entry.authors.is_empty() => entry.authors = families(&value),
            "year" | "date" => {
                entry.year = value.get(..4).map(str::to_owned).or(entry.year);
            }
            "title" => entry.title = Some(value.replace(['{', '}'], "")),
            "doi" => entry.doi = Some(value),
            "url" => entry.url = Some(value.replace(['{', '}', '\\'], "")),
            "file" | "pdf" => entry.files.extend(files(&value)),
            _ => {}
        }
    }
    (!entry.key.is_empty()).then_some(entry)
}

/// `name = value` pairs: values in braces, in quotation marks, or bare, joined by `#`.
fn fields(text: &str, strings: &[(String, String)]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((name, after)) = rest.split_once('=') {
        let name = name.rsplit([',', '\n', ' ', '\t']).find(|n| !n.is_empty()).unwrap_or("");
        let mut value = String::new();
        let mut tail = after;
        loop {
            let (piece, next) = piece(tail.trim_start(), strings);
            value.push_str(&piece);
            tail = next;
            match tail.trim_start().strip_prefix('#') {
                Some(more) => tail = more,
                None => break,
            }
        }
        found.push((name.to_ascii_lowercase(), value));
        rest = tail;
    }
    found
}

/// The first piece of a value, and what follows it.
fn piece<'t>(text: &'t str, strings: &[(String, String)]) -> (String, &'t str) {
    let (close, start) = match text.chars().next() {
        Some('{') => ('}', 1),
        Some('"') => ('"', 1),
        _ => {
            let end = text.find([',', '#', '\n', '}']).unwrap_or(text.len());
            let (bare, rest) = text.split_at(end);
            let bare = bare.trim();
            let known = strings.iter().find(|(name, _)| name.eq_ignore_ascii_case(bare));
            return (known.map_or_else(|| bare.to_owned(), |(_, value)| value.clone()), rest);
        }
    };
    let mut depth = 0_usize;
    let mut escaped = false;
    for (i, c) in text.char_indices().skip(start) {
        if std::mem::take(&mut escaped) {
            continue;
        }
        match c {
            '\\' => escaped = true,
            c if c == close && depth == 0 => {
                let inside = text.get(start..i).unwrap_or("");
                return (
                    inside.split_whitespace().collect::<Vec<_>>().join(" "),
                    text.get(i + 1..).unwrap_or(""),
                );
            }
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    (text.get(start..).unwrap_or("").to_owned(), "")
}

/// The family names of `Smith, Anna and Jones, Ben`.
fn families(authors: &str) -> Vec<String> {
    let name = |one: &str| {
        let one = one.trim().replace(['{', '}'], "");
        let family = match one.split_once(',') {
            Some((family, _)) => family.trim().to_owned(),
            None => one.split_whitespace().next_back().unwrap_or("").to_owned(),
        };
        (!family.is_empty()).then_some(family)
    };
    authors.split(" and ").filter_map(name).collect()
}

/// The paths of a `file` field: bare, or as `Zotero` and `JabRef` write them (`title:path:type;…`, with `\:` for a colon).
fn files(value: &str) -> Vec<String> {
    let mut found = Vec::new();
    for one in split_escaped(value, ';') {
        let parts = split_escaped(&one, ':');
        let bare = |text: &str| text.replace("\\:", ":").replace("\\;", ";").replace("\\\\", "\\");
        let path = match parts.as_slice() {
            // `C:\papers\x.pdf`, unescaped.
            [drive, rest] if drive.len() == 1 && rest.starts_with(['\\', '/']) => {
                format!("{drive}:{rest}")
            }
            [_, path, _kind] => bare(path),
            [path, _kind] if !path.is_empty() => bare(path),
            _ => bare(&one),
        };
        if !path.trim().is_empty() {
            found.push(path.trim().to_owned());
        }
    }
    found
}

fn split_escaped(text: &str, at: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let Some(last) = parts.last_mut() else { break };
        if c == '\\' {
            last.push(c);
            last.extend(chars.next());
        } else if c == at {
            parts.push(String::new());
        } else {
            last.push(c);
        }
    }
    parts
}

fn csl(text: &str) -> Option<Bibliography> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    let items = value.as_array().or_else(|| value.get("items")?.as_array())?;
    let entries = items.iter().filter_map(BibEntry::of_csl).collect();
    Some(Bibliography { entries, ..Bibliography::default() })
}

impl BibEntry {
    /// A work as CSL-JSON describes it.
    pub(super) fn of_csl(item: &serde_json::Value) -> Option<Self> {
        let text = |name: &str| item.get(name).and_then(|v| v.as_str()).map(str::to_owned);
        let id = item.get("id")?;
        let key = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
        let authors = item.get("author").and_then(|a| a.as_array()).into_iter().flatten();
        let family = |author: &serde_json::Value| {
            let name = author.get("family").or_else(|| author.get("literal"))?;
            name.as_str().map(str::to_owned)
        };
        let year = item
            .pointer("/issued/date-parts/0/0")
            .map(|y| y.as_str().map_or_else(|| y.to_string(), str::to_owned));
        Some(Self {
            key,
            authors: authors.filter_map(family).collect(),
            year,
            title: text("title"),
            doi: text("DOI"),
            url: text("URL"),
            ..Self::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Bibliography;

    #[test]
    fn one_bad_entry_costs_itself_alone() {
        let text = r#"
@string{j = "Journal of Tides"}
@article{smith2020, author={Smith, Anna and Ben Jones}, title={{How} to}, date={2020-05}, file={Full Text PDF:/home/u/Zotero/storage/ABCD/Smith - 2020.pdf:application/pdf;Snapshot:/home/u/how.html:text/html}}
@book{jabref, title={X}, year = 1999, file={:papers/x\:1.pdf:PDF}}
@misc{broken, title={no end,
@misc{windows, title="Y", journal = unknown # " of Z", file={C\:\\Users\\a\\y.pdf}}
"#;
        let read = Bibliography::read(text);
        let said: Vec<String> = read
            .entries
            .iter()
            .map(|e| {
                format!(
                    "{} {} {} {}",
                    e.key,
                    e.authors.join("+"),
                    e.year.as_deref().unwrap_or("-"),
                    e.files.join("|")
                )
            })
            .collect();
        assert_eq!(
            said,
            [
                "smith2020 Smith+Jones 2020 /home/u/Zotero/storage/ABCD/Smith - 2020.pdf|/home/u/how.html",
                "jabref  1999 papers/x:1.pdf",
                "broken  - ",
                "windows  - C:\\Users\\a\\y.pdf",
            ]
        );
    }
}
