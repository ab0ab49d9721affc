//! The first files of an archive. Each stands in `template/`; the schemas are generated.

use crate::schema;
use camino::Utf8PathBuf;

/// A file to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Relative to the archive's folder.
    pub path: Utf8PathBuf,
    /// Its content.
    pub content: String,
}

/// Files of every archive.
const COMMON: [(&str, &str); 5] = [
    ("quoteproof.toml", include_str!("template/quoteproof.toml")),
    (".gitattributes", include_str!("template/gitattributes")),
    (".gitignore", include_str!("template/gitignore")),
    (".pre-commit-config.yaml", include_str!("template/pre-commit-config.yaml")),
    (".github/workflows/quoteproof.yml", include_str!("template/workflow.yml")),
];

/// A claim and its source that pass, to be looked at and removed.
const EXAMPLE: [(&str, &str); 3] = [
    ("claims/harbour-never-dry.json", include_str!("template/example/claim.json")),
    ("corpus/tide-gauge/source.json", include_str!("template/example/source.json")),
    ("corpus/tide-gauge/text.txt", include_str!("template/example/text.txt")),
];

/// So that Git keeps the folders.
const BARE: [(&str, &str); 2] = [("claims/.gitkeep", ""), ("corpus/.gitkeep", "")];

/// The schemas that editors check the files of an archive with.
const SCHEMAS: [&str; 4] = ["claim", "source", "proofs", "config"];

/// The files of a new archive, with an example or (`bare`) without.
#[must_use]
pub fn files(bare: bool) -> Vec<NewFile> {
    let first: &[(&str, &str)] = if bare { &BARE } else { &EXAMPLE };
    let written = COMMON.iter().chain(first);
    let mut files: Vec<NewFile> = written
        .map(|(path, content)| NewFile { path: (*path).into(), content: (*content).to_owned() })
        .collect();
    for (name, content) in schema::generated() {
        if SCHEMAS.contains(&name) {
            files.push(NewFile { path: format!("schema/{name}.schema.json").into(), content });
        }
    }
    files
}
