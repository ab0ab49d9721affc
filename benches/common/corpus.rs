//! Repositories, generated from a fixed seed: nothing is downloaded.

use super::words::{Random, Words, quote_of};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use std::path::{Path, PathBuf};

/// Quotes of one claim, where so many are of one document.
pub(crate) const EVIDENCE: usize = 4;

/// A repository on disk.
pub(crate) struct Repository {
    pub(crate) root: PathBuf,
    pub(crate) documents: usize,
    pub(crate) quotes: usize,
    pub(crate) bytes: usize,
}

/// What to generate.
#[derive(Clone, Copy)]
pub(crate) struct Plan {
    pub(crate) name: &'static str,
    pub(crate) documents: usize,
    pub(crate) bytes: usize,
    pub(crate) quotes: usize,
    /// Quotes in a hundred that have edited words.
    pub(crate) edited: usize,
    /// One claim in so many has a label that its schema does not know; 0 for none.
    pub(crate) broken: usize,
    /// Quotes of a claim.
    pub(crate) evidence: usize,
}

/// What stands of one document in other files than its own.
struct Written {
    quotes: Vec<String>,
    claims: usize,
}

impl Plan {
    /// Writes the repository, and `quotes.txt` with a quote a line, unless they are there.
    pub(crate) fn make(&self, folder: &Path) -> Repository {
        let Self { name, documents, bytes, quotes, edited, broken, evidence } = self;
        let root = folder
            .join(format!("{name}-{documents}-{bytes}-{quotes}-{edited}-{broken}-{evidence}"));
        let all = Repository {
            root,
            documents: self.documents,
            quotes: self.quotes,
            bytes: self.documents * self.bytes,
        };
        if !all.root.join("quotes.txt").exists() {
            eprintln!("generating {}", all.root.display());
            let _ = std::fs::remove_dir_all(&all.root);
            self.write(&all.root).expect("the generated repository can be written");
        }
        all
    }

    pub(crate) fn write(&self, root: &Path) -> std::io::Result<()> {
        let words = Words::new();
        std::fs::create_dir_all(root.join("claims"))?;
        let written = (0..self.documents)
            .into_par_iter()
            .map(|number| self.document(root, &words, number))
            .collect::<std::io::Result<Vec<_>>>()?;
        let quotes = written.iter().flat_map(|w| w.quotes.iter().map(String::as_str));
        let list = quotes.flat_map(|q| [q, "\n"]).collect::<String>();
        let claims: usize = written.iter().map(|w| w.claims).sum();
        eprintln!("generated {} documents and {claims} claims", self.documents);
        std::fs::write(root.join("quotes.txt"), list)
    }

    fn document(&self, root: &Path, words: &Words, number: usize) -> std::io::Result<Written> {
        let mut random = Random::new(42, number);
        let text = words.text(&mut random, self.bytes);
        let id = format!("document-{number}");
        source(root, &id, &text)?;
        let share =
            self.quotes * (number + 1) / self.documents - self.quotes * number / self.documents;
        let mut quotes = Vec::with_capacity(share);
        for _ in 0..share {
            let mut quote = quote_of(&mut random, &text, 160);
            if random.below(100) < self.edited {
                quote = words.edited(&mut random, &quote, 15);
            }
            quotes.push(quote);
        }
        // A hundred documents a folder: no folder is large, and none holds one file.
        let folder = root.join("claims").join(format!("{}", number / 100));
        std::fs::create_dir_all(&folder)?;
        let mut claims = 0;
        for group in quotes.chunks(self.evidence) {
            let statement = words.text(&mut random, 60);
            let broken = self.broken > 0 && random.below(self.broken) == 0;
            let label = if broken { "suported" } else { "supported" };
            claim(
                &folder,
                &format!("claim-{number}-{claims}"),
                statement.trim(),
                label,
                &id,
                group,
            )?;
            claims += 1;
        }
        Ok(Written { quotes, claims })
    }
}

/// Writes a document and what is known of it.
pub(crate) fn source(root: &Path, id: &str, text: &str) -> std::io::Result<()> {
    source_of(root, id, ("text.txt", "text/plain"), text.as_bytes())
}

/// The same for a file of any name and type.
pub(crate) fn source_of(
    root: &Path,
    id: &str,
    (name, media_type): (&str, &str),
    file: &[u8],
) -> std::io::Result<()> {
    let folder = root.join("corpus").join(id);
    std::fs::create_dir_all(&folder)?;
    let hash = quoteproof::corpus::sha256_hex(file);
    let source = format!(
        r#"{{"id":"{id}","title":"Generated","language":"en","text":{{"path":"{name}","media_type":"{media_type}","sha256":"{hash}"}}}}"#
    );
    std::fs::write(folder.join("source.json"), source)?;
    std::fs::write(folder.join(name), file)
}

/// Writes a claim whose quotes are all of one source.
pub(crate) fn claim(
    folder: &Path,
    id: &str,
    statement: &str,
    label: &str,
    source: &str,
    quotes: &[String],
) -> std::io::Result<()> {
    let evidence: Vec<String> = quotes
        .iter()
        .map(|quote| format!(r#"{{"source":"{source}","quote":"{quote}","stance":"supports"}}"#))
        .collect();
    let claim = format!(
        "{{\"id\":\"{id}\",\"statement\":\"{}\",\"label\":\"{label}\",\"evidence\":[{}]}}\n",
        statement.replace('\n', " "),
        evidence.join(",")
    );
    std::fs::write(folder.join(format!("{id}.json")), claim)
}

/// The documents' texts, by name.
pub(crate) fn texts(root: &Path) -> Vec<PathBuf> {
    inside(&root.join("corpus")).into_iter().map(|folder| folder.join("text.txt")).collect()
}

/// The claims, by name.
pub(crate) fn claims(root: &Path) -> Vec<PathBuf> {
    inside(&root.join("claims")).iter().flat_map(|folder| inside(folder)).collect()
}

/// All files that a run must read: claims, sources, texts.
pub(crate) fn all_files(root: &Path) -> Vec<PathBuf> {
    let mut files = claims(root);
    for folder in inside(&root.join("corpus")) {
        files.push(folder.join("source.json"));
        files.push(folder.join("text.txt"));
    }
    files
}

fn inside(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a generated folder");
    let mut paths: Vec<PathBuf> = entries.map(|e| e.expect("an entry").path()).collect();
    paths.sort();
    paths
}

/// Whether whole words of `text` are `quote`: changed ones may stand inside of longer words.
fn stands(text: &str, quote: &str) -> bool {
    let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    memchr::memmem::find_iter(text.as_bytes(), quote).any(|at| {
        let before = text[..at].chars().next_back();
        !inside(before) && !inside(text[at + quote.len()..].chars().next())
    })
}

/// How many quotes of the claims stand in their documents letter by letter, by a plain search: what
/// every tool must find at least.
pub(crate) fn standing(root: &Path) -> usize {
    let folders = inside(&root.join("claims"));
    folders.into_par_iter().map(|folder| standing_in(root, &folder)).sum()
}

fn standing_in(root: &Path, folder: &Path) -> usize {
    let (mut found, mut cited, mut text) = (0, String::new(), String::new());
    for file in inside(folder) {
        let claim: serde_json::Value =
            serde_json::from_slice(&std::fs::read(file).expect("a claim")).expect("JSON");
        for evidence in claim["evidence"].as_array().expect("evidence") {
            let member = |name: &str| evidence[name].as_str().expect("a string");
            if cited != member("source") {
                cited = member("source").to_owned();
                let path = root.join("corpus").join(&cited).join("text.txt");
                text = std::fs::read_to_string(path).expect("a text");
            }
            found += usize::from(stands(&text, member("quote")));
        }
    }
    found
}
