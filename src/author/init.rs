//! The first files of an archive. Each is in `template/`; the schemas are generated.

use crate::schema;
use camino::{Utf8Path, Utf8PathBuf};

/// A file to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Relative to the archive's folder, or to the top of the checkout.
    pub path: Utf8PathBuf,
    /// Its content.
    pub content: String,
    /// It counts only at the top of a Git checkout: Git's helpers read it nowhere else.
    pub at_top: bool,
}

/// Files of every archive.
const COMMON: [(&str, &str); 5] = [
    ("quoteproof.toml", include_str!("template/quoteproof.toml")),
    (".gitattributes", include_str!("template/gitattributes")),
    (".gitignore", include_str!("template/gitignore")),
    (HOOK, include_str!("template/pre-commit-config.yaml")),
    (VSCODE, include_str!("template/vscode-settings.json")),
];

/// The file of pre-commit, with `ROOT` where `--root FOLDER` is if the archive is a folder of a checkout.
pub const HOOK: &str = ".pre-commit-config.yaml";

/// The settings by which VS Code finds the schemas without the language server, with `FOLDER` where the archive's folder in
/// the checkout stands.
const VSCODE: &str = ".vscode/settings.json";

/// The workflow, with `INSTALL` where the command is that installs quoteproof, and `ROOT` as in the hook.
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

/// Digits of a commit's name (SHA-1).
const COMMIT_DIGITS: usize = 40;

/// Why a text does not say how a job installs quoteproof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InstallError {
    /// The address of a repository without a whole commit.
    #[error("name the commit that you trust, all {COMMIT_DIGITS} digits of it: URL#COMMIT")]
    Commit,
    /// An address that a shell would read in another way.
    #[error("the address has characters that it may not have here")]
    Address,
    /// Not a version, a folder or an address.
    #[error("it is a version (0.1.0), a folder of the checkout, or URL#COMMIT of a Git repository")]
    Unknown,
}

impl std::str::FromStr for Install {
    type Err = InstallError;

    /// `0.1.0`, `tools/quoteproof`, `https://example.org/quoteproof#COMMIT`. Nothing that means something to a shell.
    fn from_str(text: &str) -> Result<Self, InstallError> {
        let plain = |text: &str, more: &str| {
            !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
        };
        if text.contains("://") {
            let (url, commit) = text.split_once('#').unwrap_or((text, ""));
            let full =
                commit.len() == COMMIT_DIGITS && commit.bytes().all(|b| b.is_ascii_hexdigit());
            if !full {
                return Err(InstallError::Commit);
            }
            return if plain(url, ":/._~@+-") {
                Ok(Self::Git { url: url.to_owned(), commit: commit.to_owned() })
            } else {
                Err(InstallError::Address)
            };
        }
        if text.starts_with(|c: char| c.is_ascii_digit()) && plain(text, ".+-") {
            return Ok(Self::Version(text.to_owned()));
        }
        let inside = crate::repository::stays_inside(camino::Utf8Path::new(text));
        if plain(text, "/._-") && inside && !text.starts_with('-') {
            return Ok(Self::Path(text.to_owned()));
        }
        Err(InstallError::Unknown)
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

/// What the files of a new archive are to be like.
#[derive(Debug, Clone, Copy, Default)]
pub struct Layout<'a> {
    /// With an example.
    pub example: bool,
    /// With a workflow, where it is known what that installs.
    pub install: Option<&'a Install>,
    /// With the workflow that makes web pages, too.
    pub pages: bool,
    /// The archive's folder in the Git checkout, where it is not the checkout itself.
    pub folder: Option<&'a Utf8Path>,
}

/// Whether a folder can be named in a hook and in a workflow as it is: it means nothing to a shell, to YAML, or to GitHub.
#[must_use]
pub fn is_plain(folder: &Utf8Path) -> bool {
    let plain = |c: char| c.is_alphanumeric() || "/._-".contains(c);
    folder.as_str().chars().all(plain) && !folder.as_str().starts_with('-')
}

/// The files of a new archive.
#[must_use]
pub fn files(layout: &Layout<'_>) -> Vec<NewFile> {
    let root = layout.folder.map(|folder| format!(" --root {folder}")).unwrap_or_default();
    let inside = layout.folder.map(|folder| format!("{folder}/")).unwrap_or_default();
    let filled = |content: &str| content.replace(" ROOT", &root).replace("FOLDER", &inside);
    let first: &[(&str, &str)] = if layout.example { &EXAMPLE } else { &BARE };
    let written = COMMON.iter().chain(first);
    let mut files: Vec<NewFile> = written
        .map(|(path, content)| NewFile {
            path: (*path).into(),
            content: filled(content),
            at_top: matches!(*path, HOOK | VSCODE),
        })
        .collect();
    let pages = layout.pages.then_some(("pages", PAGES));
    let workflows = [("quoteproof", WORKFLOW)].into_iter().chain(pages);
    files.extend(layout.install.into_iter().flat_map(|install| {
        workflows.clone().map(|(name, content)| NewFile {
            path: format!(".github/workflows/{name}.yml").into(),
            content: filled(content).replace("INSTALL", &install.to_string()),
            at_top: true,
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
    let file = |(name, content)| NewFile {
        path: format!("schema/{name}.schema.json").into(),
        content,
        at_top: false,
    };
    generated.map(file).collect()
}

#[cfg(test)]
mod tests {
    use super::{Install, Layout, VSCODE, files, is_plain};
    use camino::Utf8Path;

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
            let folder = Some(Utf8Path::new("notes/archive"));
            let all = files(&Layout {
                install: Some(&install),
                pages: true,
                folder,
                ..Layout::default()
            });
            let workflows: Vec<_> =
                all.iter().filter(|file| file.path.starts_with(".github")).collect();
            assert_eq!(workflows.len(), 2);
            for workflow in workflows {
                let content = &workflow.content;
                assert!(content.contains(&wanted) && !content.contains("INSTALL"));
                assert!(
                    content.contains("quoteproof validate --format github --root notes/archive\n")
                );
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
        let bare = files(&Layout::default());
        assert!(!bare.iter().any(|file| file.path.starts_with(".github")));
        assert!(!bare.iter().any(|file| file.content.contains("ROOT")));
    }

    #[test]
    fn the_settings_of_vs_code_name_schemas_that_are_there() {
        for (folder, inside) in [(None, "./"), (Some("notes/archive"), "./notes/archive/")] {
            let all = files(&Layout { folder: folder.map(Utf8Path::new), ..Layout::default() });
            let settings = all.iter().find(|file| file.path == VSCODE).expect("written");
            assert!(settings.at_top && !settings.content.contains("FOLDER"));
            let read: serde_json::Value = serde_json::from_str(&settings.content).expect("JSON");
            let schemas = read["json.schemas"].as_array().expect("a list");
            assert_eq!(schemas.len(), 3);
            for schema in schemas {
                let url = schema["url"].as_str().and_then(|url| url.strip_prefix(inside));
                assert!(all.iter().any(|file| Some(file.path.as_str()) == url), "{schema}");
            }
        }
    }

    #[test]
    fn a_folder_that_means_something_to_a_shell_is_not_named() {
        for (folder, plain) in [
            ("notes/archive", true),
            ("évêché", true),
            ("my notes", false),
            ("$(x)", false),
            ("-x", false),
        ] {
            assert_eq!(is_plain(Utf8Path::new(folder)), plain, "{folder}");
        }
    }
}
