//! The first files of an archive. Each is in `template/`; the schemas are generated.

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
const COMMON: [(&str, &str); 4] = [
    ("quoteproof.toml", include_str!("template/quoteproof.toml")),
    (".gitattributes", include_str!("template/gitattributes")),
    (".gitignore", include_str!("template/gitignore")),
    (".pre-commit-config.yaml", include_str!("template/pre-commit-config.yaml")),
];

/// The workflow, with `INSTALL` where the command stands that installs quoteproof.
const WORKFLOW: &str = include_str!("template/workflow.yml");

/// The workflow that makes the pages, written the same way.
const PAGES: &str = include_str!("template/pages.yml");

/// Where a workflow gets quoteproof from: what it installs must be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Install {
    /// A version in the registry.
    Version(String),
    /// A folder of the checkout.
    Path(String),
    /// A Git repository, and the commit of it that is trusted.
    Git {
        /// Its address.
        url: String,
        /// The commit, in full.
        commit: String,
    },
}

impl std::str::FromStr for Install {
    type Err = String;

    /// `0.1.0`, `tools/quoteproof`, `https://example.org/quoteproof#COMMIT`. Nothing that means something to a shell.
    fn from_str(text: &str) -> Result<Self, String> {
        let plain = |text: &str, more: &str| {
            !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
        };
        if text.contains("://") {
            let (url, commit) = text.split_once('#').unwrap_or((text, ""));
            let full = commit.len() == 40 && commit.bytes().all(|b| b.is_ascii_hexdigit());
            if !full {
                return Err(
                    "name the commit that you trust, all 40 digits of it: URL#COMMIT".to_owned()
                );
            }
            return if plain(url, ":/._~@+-") {
                Ok(Self::Git { url: url.to_owned(), commit: commit.to_owned() })
            } else {
                Err("the address has characters that it may not have here".to_owned())
            };
        }
        if text.starts_with(|c: char| c.is_ascii_digit()) && plain(text, ".+-") {
            return Ok(Self::Version(text.to_owned()));
        }
        let inside = crate::repository::stays_inside(camino::Utf8Path::new(text));
        if plain(text, "/._-") && inside && !text.starts_with('-') {
            return Ok(Self::Path(text.to_owned()));
        }
        Err("it is a version (0.1.0), a folder of the checkout, or URL#COMMIT of a Git repository"
            .to_owned())
    }
}

impl std::fmt::Display for Install {
    /// The command that installs it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Version(version) => {
                write!(f, "cargo install quoteproof --version {version} --locked")
            }
            Self::Path(path) => write!(f, "cargo install --path {path} --locked"),
            Self::Git { url, commit } => {
                write!(f, "cargo install --git {url} --rev {commit} --locked quoteproof")
            }
        }
    }
}

/// A claim and its source that pass, to be looked at and removed.
const EXAMPLE: [(&str, &str); 3] = [
    ("claims/harbour-never-dry.json", include_str!("template/example/claim.json")),
    ("corpus/tide-gauge/source.json", include_str!("template/example/source.json")),
    ("corpus/tide-gauge/text.txt", include_str!("template/example/text.txt")),
];

/// So that Git keeps the folders.
const BARE: [(&str, &str); 2] = [("claims/.gitkeep", ""), ("corpus/.gitkeep", "")];

/// The files of a new archive, with an example or without, and with a workflow where it is known what that installs; with
/// `pages` also with the one that makes web pages.
#[must_use]
pub fn files(example: bool, install: Option<&Install>, pages: bool) -> Vec<NewFile> {
    let first: &[(&str, &str)] = if example { &EXAMPLE } else { &BARE };
    let written = COMMON.iter().chain(first);
    let mut files: Vec<NewFile> = written
        .map(|(path, content)| NewFile { path: (*path).into(), content: (*content).to_owned() })
        .collect();
    let workflows = [("quoteproof", WORKFLOW)].into_iter().chain(pages.then_some(("pages", PAGES)));
    files.extend(install.into_iter().flat_map(|install| {
        workflows.clone().map(|(name, content)| NewFile {
            path: format!(".github/workflows/{name}.yml").into(),
            content: content.replace("INSTALL", &install.to_string()),
        })
    }));
    files.extend(schemas());
    files
}

/// The schemas that an archive has for editors.
#[must_use]
pub fn schemas() -> Vec<NewFile> {
    let generated =
        schema::COPIED.into_iter().filter_map(|name| Some((name, schema::text_of(name)?)));
    let file =
        |(name, content)| NewFile { path: format!("schema/{name}.schema.json").into(), content };
    generated.map(file).collect()
}

#[cfg(test)]
mod tests {
    use super::{Install, files};

    #[test]
    fn what_is_installed_is_named_and_is_no_command() {
        let commit = "0123456789abcdef0123456789abcdef01234567";
        for (given, wanted) in [
            ("0.1.0", "cargo install quoteproof --version 0.1.0 --locked".to_owned()),
            ("tools/quoteproof", "cargo install --path tools/quoteproof --locked".to_owned()),
            (
                &format!("https://example.org/q.git#{commit}"),
                format!(
                    "cargo install --git https://example.org/q.git --rev {commit} --locked quoteproof"
                ),
            ),
        ] {
            let install: Install = given.parse().expect(given);
            assert_eq!(install.to_string(), wanted);
            let all = files(false, Some(&install), true);
            let workflows: Vec<_> =
                all.iter().filter(|file| file.path.starts_with(".github")).collect();
            assert_eq!(workflows.len(), 2);
            for workflow in workflows {
                let content = &workflow.content;
                assert!(content.contains(&wanted) && !content.contains("INSTALL"));
            }
        }
        for given in [
            "",
            "https://example.org/q",
            "https://example.org/q#main",
            "../outside",
            "/abs",
            "a b",
            "$(x)",
            "0.1;x",
            "-x",
            &format!("https://example.org/$(x)#{commit}"),
        ] {
            assert!(given.parse::<Install>().is_err(), "{given}");
        }
        assert!(!files(true, None, false).iter().any(|file| file.path.starts_with(".github")));
    }
}
