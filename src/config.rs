//! `quoteproof.toml`: the nearest one counts, and nothing is merged into it.

mod words;

use crate::diagnostic::{Code, CodeOrKind, Finding, Severity};
use crate::quote::Limits;
use crate::text::{LineIndex, Position, Span, conflict_marker, is_lfs_pointer, is_slug, strip_bom};
use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The name of the configuration file.
pub const FILE_NAME: &str = "quoteproof.toml";

/// The configuration of a repository. An empty file is a configuration: the defaults.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// The folder of the claims, relative to the archive.
    #[schemars(with = "String")]
    pub claims: Utf8PathBuf,
    /// The folder of the sources, relative to the archive.
    #[schemars(with = "String")]
    pub corpus: Utf8PathBuf,
    /// Folders in which the texts of sealed sources are found by their hash, relative
    /// to the archive. A folder that does not exist is skipped.
    #[schemars(with = "Vec<String>")]
    pub texts: Vec<Utf8PathBuf>,
    /// Words left out at an ellipsis.
    pub elision: Elision,
    /// Words in brackets.
    pub bracket: Bracket,
    /// Sealed sources.
    pub seal: SealConfig,
    /// The topics that claims may have, each with a description in one line. Where none are listed, claims
    /// may have any.
    pub topics: BTreeMap<String, String>,
    /// Other severities for diagnostic codes and for kinds of `quote/altered` (`quote/altered/case`):
    /// `error`, `warning` or `off`. A quote that fails may be a warning, but is never off.
    pub severity: BTreeMap<String, Severity>,
    /// What the pages of `quoteproof site` say about the archive.
    pub site: Site,
}

/// What the pages of `quoteproof site` say about the archive. Each is text; nothing in it is read as markup.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Site {
    /// The archive's title, at the top of each page.
    pub title: String,
    /// The question that the archive is about.
    pub question: String,
    /// How its claims and documents are chosen.
    pub method: String,
    /// Who reviews the labels, and how. Only with it do pages present themselves as reviews to search engines.
    pub review: String,
    /// Where the pages will be published, an absolute URL: `https://example.org/archive/`. Without it they name no permanent
    /// address.
    pub address: String,
    /// Names of topics where the identifier in plain words is not the name: `us-policy = "US policy"`.
    pub topics: BTreeMap<String, String>,
}

/// Words left out at an ellipsis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Elision {
    /// How many words of the document one ellipsis may replace, at most.
    pub max_words: usize,
}

/// Words in brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Bracket {
    /// How many words of the document one bracket may replace, at most.
    pub max_words: usize,
}

/// Sealed sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[serde(rename = "Seal")]
pub struct SealConfig {
    /// The most words of the document that one proof may disclose.
    pub max_words: usize,
    /// The most of the document that all its proofs together may disclose, as a share from 0 to 1. More is
    /// `seal/discloses-much`.
    pub max_share: Share,
}

/// A share from 0 to 1, to a millionth.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "f64", into = "f64")]
#[schemars(with = "f64", extend("minimum" = 0, "maximum" = 1))]
pub struct Share(u32);

impl Share {
    const WHOLE: u32 = 1_000_000;

    /// Whether `part` of `whole` is more than this share.
    #[must_use]
    pub fn is_exceeded(self, part: u64, whole: u64) -> bool {
        u128::from(part) * u128::from(Self::WHOLE) > u128::from(whole) * u128::from(self.0)
    }
}

/// A number that is not a share.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{0} is not a share: write a number from 0 (nothing) to 1 (the whole), 0.30 for 30 %")]
pub struct ShareError(pub f64);

impl TryFrom<f64> for Share {
    type Error = ShareError;

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to a million")]
    fn try_from(share: f64) -> Result<Self, ShareError> {
        if (0.0..=1.0).contains(&share) {
            Ok(Self((share * f64::from(Self::WHOLE)).round() as u32))
        } else {
            Err(ShareError(share))
        }
    }
}

impl From<Share> for f64 {
    fn from(share: Share) -> Self {
        Self::from(share.0) / Self::from(Share::WHOLE)
    }
}

impl std::fmt::Display for Share {
    /// In per cent: `30 %`, `12.5 %`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} %", f64::from(self.0) / f64::from(Self::WHOLE / 100))
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            claims: "claims".into(),
            corpus: "corpus".into(),
            texts: Vec::new(),
            elision: Elision::default(),
            bracket: Bracket::default(),
            seal: SealConfig::default(),
            topics: BTreeMap::new(),
            severity: BTreeMap::new(),
            site: Site::default(),
        }
    }
}

impl Site {
    /// The name of a topic: the one given here, else its identifier as a heading, so that `slips-of-the-tongue` is “Slips of
    /// the tongue”.
    #[must_use]
    pub fn topic_name(&self, topic: &str) -> String {
        let plain = || {
            let mut chars = topic.chars();
            let first = chars.next().into_iter().flat_map(char::to_uppercase);
            first.chain(chars.map(|c| if c == '-' { ' ' } else { c })).collect()
        };
        self.topics.get(topic).cloned().unwrap_or_else(plain)
    }

    /// A topic that has a name here and is none of those that claims may have.
    fn unlisted_topic(&self, listed: &BTreeMap<String, String>) -> Option<&String> {
        let is_listed = |topic: &str| listed.is_empty() || listed.contains_key(topic);
        self.topics.keys().find(|topic| !is_listed(topic))
    }

    /// Why the address cannot be one.
    fn refusal(&self) -> Option<String> {
        let address = &self.address;
        let host = ["https://", "http://"].iter().find_map(|scheme| address.strip_prefix(scheme));
        let is_sign = |c: char| {
            c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '?' | '#')
        };
        let is_address = |host: &str| !host.is_empty() && !host.contains(is_sign);
        if address.is_empty() || host.is_some_and(is_address) {
            return None;
        }
        let shown = address.escape_debug();
        Some(format!(
            "the address `{shown}` of `site` is not a URL: write a whole one, such as https://example.org/archive/"
        ))
    }
}

impl Default for Elision {
    fn default() -> Self {
        Self { max_words: Limits::default().elision_max_words }
    }
}

impl Default for Bracket {
    fn default() -> Self {
        Self { max_words: Limits::default().bracket_max_words }
    }
}

impl Default for SealConfig {
    fn default() -> Self {
        Self { max_words: 60, max_share: Share(300_000) }
    }
}

/// Why a configuration cannot be used, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ConfigError {
    /// What is wrong.
    pub message: String,
    /// Where in the file.
    pub position: Position,
}

/// The largest configuration that is read, in bytes: ten thousand topics fit, and the parser takes fifty times the file.
const MAX_CONFIG: usize = 4 << 20;

impl Config {
    /// Reads a configuration from a file's bytes, a byte order mark or none before it.
    ///
    /// # Errors
    ///
    /// What is not UTF-8, or as [`Config::parse`], with its place.
    pub fn read(bytes: &[u8]) -> Result<Self, ConfigError> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::parse(strip_bom(text)),
            Err(error) => {
                let at = error.valid_up_to();
                let head = String::from_utf8_lossy(bytes.get(..at).unwrap_or(&[]));
                Err(ConfigError {
                    message: format!("the file is not UTF-8: byte {} cannot be decoded", at + 1),
                    position: LineIndex::new(&head).position(&head, at),
                })
            }
        }
    }

    /// Reads a configuration.
    ///
    /// # Errors
    ///
    /// What is not TOML, not known, or not allowed, with its place; a text of more than 4 MiB.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        if text.len() > MAX_CONFIG {
            let message = format!("the file is larger than {} MiB", MAX_CONFIG >> 20);
            return Err(ConfigError {
                message,
                position: Position { line: 1, column: 1, byte: 0 },
            });
        }
        let at = |byte: usize| LineIndex::new(text).position(text, byte);
        if let Some((message, byte)) = words::fault(text) {
            return Err(ConfigError { message, position: at(byte) });
        }
        let config: Self = toml::from_str(text).map_err(|error| match conflict_marker(text) {
            Some(marker) => ConfigError {
                message: "Git could not merge this file: keep what is right of both sides, and remove the lines with \
                          its conflict markers"
                    .to_owned(),
                position: at(marker.start),
            },
            None if is_lfs_pointer(text.as_bytes()) => ConfigError {
                message: "this file is not here: Git LFS has it, and `git lfs pull` gets it".to_owned(),
                position: at(0),
            },
            None => ConfigError {
                message: plain(error.message().trim(), text),
                position: at(error.span().map_or(0, |s| s.start)),
            },
        })?;
        for (name, severity) in &config.severity {
            if let Some(message) = refusal(name, *severity) {
                let quoted = [format!("\"{name}\""), format!("'{name}'")];
                let byte = quoted.iter().find_map(|q| text.find(q)).map_or(0, |at| at + 1);
                return Err(ConfigError { message, position: at(byte) });
            }
        }
        if let Some((message, span)) = config.outside(text) {
            return Err(ConfigError { message, position: at(span.start) });
        }
        if let Some(message) = config.site.refusal() {
            let byte = text.find("address").unwrap_or(0);
            return Err(ConfigError { message, position: at(byte) });
        }
        if let Some(topic) = config.site.unlisted_topic(&config.topics) {
            let message =
                format!("`site.topics` names the topic `{topic}`, which is not in `topics`");
            let byte = text.find("site.topics").unwrap_or(0);
            return Err(ConfigError { message, position: at(byte) });
        }
        for (topic, span) in topic_places(text) {
            if !is_slug(&topic) {
                let message = format!(
                    "the topic `{topic}` is not kebab-case: small letters a to z and digits, with single \
                     hyphens between them"
                );
                return Err(ConfigError { message, position: at(span.start) });
            }
        }
        Ok(config)
    }

    /// The first folder that is not one of the repository's by its words, and where it is in the text.
    fn outside(&self, text: &str) -> Option<(String, Span)> {
        let single = [("claims", &self.claims), ("corpus", &self.corpus)].into_iter();
        let all = single.chain(self.texts.iter().map(|folder| ("texts", folder)));
        let (key, folder) = all.into_iter().find(|(_, folder)| !stays_inside(folder))?;
        let why = if folder.as_str().contains('\\') {
            "has a backslash: separate the parts of a path by `/`"
        } else if key == "texts" {
            "leads out of the archive: name a folder elsewhere with --texts, or QUOTEPROOF_TEXTS"
        } else {
            "leads out of the archive: name a folder in it"
        };
        let shown = folder.as_str().escape_debug();
        Some((
            format!("the folder `{shown}` of `{key}` {why}"),
            folder_place(text, key, folder.as_str()),
        ))
    }

    /// The limits of marked edits.
    #[must_use]
    pub const fn limits(&self) -> Limits {
        Limits {
            elision_max_words: self.elision.max_words,
            bracket_max_words: self.bracket.max_words,
        }
    }

    /// The severity of a finding: the configuration's, else the finding's own, else its code's. An
    /// `altered` quote has the gravest of its kinds, and a kind without a setting that of the code.
    #[must_use]
    pub fn severity(&self, finding: &Finding) -> Severity {
        let configured = |name: &str| self.severity.get(name).copied();
        let code = finding.code;
        // Words that nobody can see: no setting makes them seen.
        if code == Code::QuoteUnseenElision && finding.severity == Some(Severity::Error) {
            return Severity::Error;
        }
        let of_code =
            configured(code.name()).or(finding.severity).unwrap_or_else(|| code.default_severity());
        if code != Code::QuoteAltered {
            return of_code;
        }
        let kinds = finding.kinds.iter().map(|k| configured(k.full_name()).unwrap_or(of_code));
        kinds.min().unwrap_or(of_code)
    }
}

/// What is said of a configuration that cannot be decoded.
fn plain(message: &str, text: &str) -> String {
    // What is TOML is wrong in its values, of which the types themselves say it.
    if text.parse::<toml::Table>().is_ok() { message.to_owned() } else { words::syntax(message) }
}

/// Where in the text of a configuration each topic's name is, in bytes. Empty where it cannot be read.
#[must_use]
pub fn topic_places(text: &str) -> BTreeMap<String, Span> {
    #[derive(Deserialize)]
    struct Topics {
        #[serde(default)]
        topics: BTreeMap<toml::Spanned<String>, toml::Value>,
    }
    let topics = toml::from_str(text).map_or_else(|_| BTreeMap::new(), |t: Topics| t.topics);
    let place = |name: toml::Spanned<String>| {
        let span = name.span();
        (name.into_inner(), Span::new(span.start, span.end))
    };
    topics.into_keys().map(place).collect()
}

/// Where in the text of a configuration a folder's name is, in bytes.
fn folder_place(text: &str, key: &str, folder: &str) -> Span {
    #[derive(Deserialize, Default)]
    #[serde(default)]
    struct Folders {
        claims: Option<toml::Spanned<String>>,
        corpus: Option<toml::Spanned<String>>,
        texts: Vec<toml::Spanned<String>>,
    }
    let folders: Folders = toml::from_str(text).unwrap_or_default();
    let single = [("claims", folders.claims), ("corpus", folders.corpus)].into_iter();
    let single = single.filter_map(|(key, folder)| Some((key, folder?)));
    let mut all = single.chain(folders.texts.into_iter().map(|folder| ("texts", folder)));
    let found = all.find(|(of, name)| *of == key && name.get_ref() == folder);
    found.map_or(Span::default(), |(_, name)| Span::new(name.span().start, name.span().end))
}

/// Whether `path` is relative and never leaves the folder it starts from, by its words alone. Where a backslash
/// separates the parts of a path depends on the system, so there may be none.
#[must_use]
pub fn stays_inside(path: &Utf8Path) -> bool {
    let inside =
        |part: Utf8Component<'_>| matches!(part, Utf8Component::Normal(_) | Utf8Component::CurDir);
    let stays = !path.as_str().contains('\\') && path.components().all(inside);
    stays || cfg!(quoteproof_unguarded)
}

fn refusal(name: &str, severity: Severity) -> Option<String> {
    match name.parse::<CodeOrKind>() {
        Err(unknown) => {
            let hint = CodeOrKind::meant(name)
                .map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
            Some(format!("{unknown}{hint}"))
        }
        Ok(code) if severity > code.mildest() => Some(match code.mildest() {
            Severity::Warning => format!(
                "`{name}` cannot be turned off: a quote that fails is never hidden; it may be a `warning`"
            ),
            _ => format!("`{name}` is always an error: what it reports must never pass unseen"),
        }),
        Ok(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Config, topic_places};

    #[test]
    fn topics_have_places() {
        let text =
            "claims = \"c\"\n[topics]\n# one\nfirst = \"The first.\"\n\"second-one\" = \"x\"\n";
        Config::parse(text).expect("a configuration");
        let places = topic_places(text);
        let names: Vec<&str> = places.values().filter_map(|s| text.get(s.range())).collect();
        assert_eq!(names, ["first", "\"second-one\""]);
        assert_eq!(topic_places("x = ").len(), 0);
    }

    #[test]
    fn topics_have_names() {
        let text = "[topics]\nus-policy = \"x\"\nopen-door = \"y\"\n[site.topics]\nus-policy = \"US policy\"\n";
        let site = Config::parse(text).expect("a configuration").site;
        assert_eq!(site.topic_name("us-policy"), "US policy");
        assert_eq!(site.topic_name("open-door"), "Open door");
    }

    #[test]
    fn refuses_what_would_hide_a_failure() {
        for (text, message) in [
            ("[severity]\n\"quote/altered\" = \"off\"", "never hidden"),
            ("[severity]\n\"quote/altered/case\" = \"off\"", "never hidden"),
            ("[severity]\n\"seal/forged-proof\" = \"warning\"", "always an error"),
            ("[severity]\n\"quote/altred\" = \"error\"", "did you mean `quote/altered`"),
            (
                "[severity]\n\"quote/altered/nubmer\" = \"error\"",
                "did you mean `quote/altered/number`",
            ),
            ("[elison]\nmax-words = 3", "did you mean `elision`"),
            ("claims = 3", "must be a text"),
            ("[topics]\nOpen_Door = \"x\"", "not kebab-case"),
            ("[topics]\nopen-door = 3", "`open-door` of `topics` is 3"),
            ("x = ", ""),
            ("claims = \"../x\"", "`../x` of `claims` leads out of the archive"),
            ("claims = \"a/../../x\"", "leads out of the archive"),
            ("corpus = \"/etc\"", "`/etc` of `corpus` leads out of the archive"),
            ("texts = [\"library\", \"/proc\"]", "with --texts"),
            ("texts = ['a\\..\\b']", "has a backslash"),
            ("[seal]\nmax-share = 1.5", "1.5 is not a share"),
            ("[seal]\nmax-share = -1", "-1 is not a share"),
            ("[seal]\nmax-share = nan", "NaN is not a share"),
            ("[site]\naddress = \"javascript:x\"", "write a whole one"),
            ("[site]\naddress = \"https://\"", "write a whole one"),
            ("[site]\nheading = \"x\"", "`site` has no setting `heading`"),
            ("[topics]\na = \"x\"\n[site.topics]\nb = \"B\"", "which is not in `topics`"),
        ] {
            let error = Config::parse(text).expect_err(text);
            assert!(error.message.contains(message), "{error:?}");
        }
        for text in ["\"quote/absent\" = \"warning\"", "\"quote/altered/case\" = \"warning\""] {
            assert!(Config::parse(&format!("[severity]\n{text}")).is_ok(), "{text}");
        }
        let text = "[severity]\n\"quote/short-quote\" = \"off\"\n[elision]\nmax-words = 7";
        assert_eq!(Config::parse(text).expect("a configuration").elision.max_words, 7);
        for (text, most) in [("0", "0 %"), ("0.125", "12.5 %"), ("1", "100 %")] {
            let config = Config::parse(&format!("[seal]\nmax-share = {text}")).expect("a share");
            assert_eq!(config.seal.max_share.to_string(), most);
        }
        assert!(Config::default().seal.max_share.is_exceeded(31, 100));
        assert!(!Config::default().seal.max_share.is_exceeded(30, 100));
    }
}
