//! `--policy-from`: the configuration and the baseline of a commit judge a change that has not touched them, and what the
//! change has loosened of all that judges is reported.
//!
//! A pull request can correct a quote, or it can waive it, lower the severity of its finding, write it into the baseline,
//! or change the text that it is compared with. All but the first look alike in a green report. So two states are
//! compared, before and now, and each step towards less is named.

use crate::baseline::{Baseline, FILE_NAME as BASELINE, Known};
use crate::config::{Config, FILE_NAME};
use crate::diagnostic::CodeOrKind;
use crate::report::{Loosened, visible};
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// All of an archive that judges its quotes, in one state.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// The configuration.
    pub config: Config,
    /// The baseline, if there is one.
    pub baseline: Option<Baseline>,
    /// The quotes that are waived, each with its claim's file.
    waivers: BTreeMap<Waiver, Utf8PathBuf>,
    /// By source, the file of its record, and what it pins: the text's hash, and the seal.
    pins: BTreeMap<String, (Utf8PathBuf, [Value; 2])>,
}

/// A waived quote: its claim's id, its source, and its words.
type Waiver = [String; 3];

impl Policy {
    /// A state in which there are no claims and no sources yet.
    #[must_use]
    pub const fn new(config: Config, baseline: Option<Baseline>) -> Self {
        Self { config, baseline, waivers: BTreeMap::new(), pins: BTreeMap::new() }
    }

    /// Adds a claim. What cannot be read waives nothing.
    pub fn add_claim(&mut self, file: &Utf8Path, bytes: &[u8]) {
        let claim = json(bytes);
        let id = claim.get("id").and_then(Value::as_str).or(file.file_stem()).unwrap_or_default();
        let evidence = claim.get("evidence").and_then(Value::as_array);
        for item in evidence.into_iter().flatten().filter(|e| e.get("unverifiable").is_some()) {
            let word = |name| item.get(name).map_or(String::new(), words);
            self.waivers.insert([id.to_owned(), word("source"), word("quote")], file.to_owned());
        }
    }

    /// Adds a source. What cannot be read pins nothing.
    pub fn add_source(&mut self, id: &str, file: &Utf8Path, bytes: &[u8]) {
        let source = json(bytes);
        let at = |pointer| source.pointer(pointer).cloned().unwrap_or_default();
        let pins = [at("/text/sha256"), at("/seal/root")];
        self.pins.insert(id.to_owned(), (file.to_owned(), pins));
    }

    /// What `now` lets pass that this state does not, by file. Words of the archive in it are fit to be shown.
    #[must_use]
    pub fn loosened(&self, now: &Self) -> Vec<Loosened> {
        let mut found = severities(&self.config, &now.config);
        found.extend(limits(&self.config, &now.config));
        found.extend(scope(&self.config, &now.config));
        let known = |baseline: &Option<Baseline>| -> BTreeSet<Known> {
            baseline.iter().flat_map(Baseline::findings).cloned().collect()
        };
        let before = known(&self.baseline);
        let same = |a: &Known, b: &Known| a.fingerprint == b.fingerprint && a.code == b.code;
        let added = known(&now.baseline);
        let added = added.iter().filter(|known| !before.iter().any(|old| same(old, known)));
        found.extend(added.map(|known| {
            let what = format!("a finding was added: {} of {}", known.code, known.file);
            one("baseline", BASELINE.into(), &what)
        }));
        let waivers = now.waivers.iter().filter(|(waiver, _)| !self.waivers.contains_key(*waiver));
        found.extend(waivers.map(|([id, source, quote], file)| {
            let what = format!("`{id}` waives a quote of `{source}`: “{}”", short(quote));
            one("waiver", file.clone(), &what)
        }));
        for (id, (file, pins)) in &now.pins {
            let Some((_, before)) = self.pins.get(id) else { continue };
            for (name, (old, new)) in ["text", "seal"].iter().zip(before.iter().zip(pins)) {
                if old != new {
                    found.push(one("pin", file.clone(), &format!("`{id}` pins another {name}")));
                }
            }
        }
        found.sort();
        found
    }
}

fn one(kind: &str, file: Utf8PathBuf, what: &str) -> Loosened {
    Loosened { file, kind: kind.to_owned(), message: visible(what, true) }
}

fn json(bytes: &[u8]) -> Value {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    serde_json::from_slice(bytes).unwrap_or_default()
}

/// A string, or several as one.
fn words(value: &Value) -> String {
    let parts = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    parts.iter().map(|part| part.as_str().unwrap_or_default()).collect::<Vec<_>>().join(" … ")
}

/// The first words of a quote.
fn short(quote: &str) -> String {
    let mut words: Vec<&str> = quote.split_whitespace().take(9).collect();
    if words.len() == 9 {
        words.truncate(8);
        words.push("…");
    }
    words.join(" ")
}

/// The codes and kinds that have a milder severity.
fn severities(before: &Config, now: &Config) -> Vec<Loosened> {
    let set = |config: &Config, name: CodeOrKind| {
        let set = |name: &str| config.severity.get(name).copied();
        set(name.name()).or_else(|| set(name.code().name()))
    };
    let is_set = |name: &CodeOrKind| {
        before.severity.contains_key(name.name()) || now.severity.contains_key(name.name())
    };
    let milder = CodeOrKind::all().filter(is_set).filter_map(|name| {
        // Some codes that are warnings by default have findings that are errors; any milder setting of the code lowers those.
        let old = set(before, name).unwrap_or_else(|| name.gravest());
        let new = set(now, name).unwrap_or_else(|| name.default_severity());
        let varies = set(before, name).is_none() && old != name.default_severity();
        let was = if varies { "`error` or `warning`".into() } else { format!("`{}`", old.name()) };
        let what = format!("`{}` is `{}`, and was {was}", name.name(), new.name());
        (new > old).then(|| one("severity", FILE_NAME.into(), &what))
    });
    milder.collect()
}

fn limits(before: &Config, now: &Config) -> Vec<Loosened> {
    let raised = [
        ("elision.max-words", before.elision.max_words, now.elision.max_words),
        ("bracket.max-words", before.bracket.max_words, now.bracket.max_words),
        ("seal.max-words", before.seal.max_words, now.seal.max_words),
    ];
    let raised = raised.into_iter().filter(|(_, old, new)| new > old);
    let raised = raised.map(|(name, old, new)| (name, old.to_string(), new.to_string()));
    let (old, new) = (before.seal.max_share, now.seal.max_share);
    let share = (new > old).then(|| ("seal.max-share", old.to_string(), new.to_string()));
    raised
        .chain(share)
        .map(|(name, old, new)| {
            one("limit", FILE_NAME.into(), &format!("`{name}` is {new}, and was {old}"))
        })
        .collect()
}

/// What is looked at, and which topics are allowed.
fn scope(before: &Config, now: &Config) -> Vec<Loosened> {
    let folders =
        [("claims", &before.claims, &now.claims), ("corpus", &before.corpus, &now.corpus)];
    let folders = folders.into_iter().filter(|(_, old, new)| old != new);
    let mut found: Vec<Loosened> = folders
        .map(|(name, old, new)| {
            one("scope", FILE_NAME.into(), &format!("`{name}` is the folder {new}, and was {old}"))
        })
        .collect();
    if now.topics.is_empty() && !before.topics.is_empty() {
        found.push(one(
            "topics",
            FILE_NAME.into(),
            "any topic is allowed: none is listed any more",
        ));
    } else if !before.topics.is_empty() {
        let added = now.topics.keys().filter(|topic| !before.topics.contains_key(*topic));
        found.extend(added.map(|topic| {
            one("topics", FILE_NAME.into(), &format!("the topic `{topic}` was added"))
        }));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::Policy;
    use crate::baseline::Baseline;
    use crate::config::Config;

    fn policy(config: &str) -> Policy {
        Policy::new(Config::parse(config).expect("a configuration"), None)
    }

    fn said(before: &Policy, now: &Policy) -> Vec<String> {
        let found = before.loosened(now).into_iter();
        found.map(|l| format!("{}: {}: {}", l.file, l.kind, l.message)).collect()
    }

    #[test]
    fn each_step_towards_less_is_named_and_none_towards_more() {
        let default = policy("");
        for (config, what) in [
            (
                "[severity]\n\"quote/altered\" = \"warning\"",
                "severity: `quote/altered` is `warning`, and was `error`",
            ),
            (
                "[severity]\n\"quote/altered/case\" = \"warning\"",
                "severity: `quote/altered/case` is",
            ),
            (
                "[severity]\n\"quote/short-quote\" = \"off\"",
                "severity: `quote/short-quote` is `off`, and was `warning`",
            ),
            (
                "[severity]\n\"quote/elision-negation\" = \"off\"",
                "`quote/elision-negation` is `off`, and was `error` or `warning`",
            ),
            (
                "[severity]\n\"quote/bracket-number\" = \"warning\"",
                "`quote/bracket-number` is `warning`, and was `error` or `warning`",
            ),
            ("[elision]\nmax-words = 1000", "limit: `elision.max-words` is 1000, and was 100"),
            ("[bracket]\nmax-words = 6", "limit: `bracket.max-words`"),
            ("[seal]\nmax-words = 61", "limit: `seal.max-words`"),
            ("[seal]\nmax-share = 0.5", "limit: `seal.max-share` is 50 %, and was 30 %"),
            ("claims = \"other\"", "scope: `claims` is the folder other, and was claims"),
            ("corpus = \"other\"", "scope: `corpus`"),
        ] {
            let now = policy(config);
            let found = said(&default, &now);
            assert_eq!(found.len(), 1, "{config}: {found:?}");
            assert!(
                found[0].starts_with("quoteproof.toml: ") && found[0].contains(what),
                "{found:?}"
            );
            let back = said(&now, &default);
            assert_eq!(back.len(), usize::from(config.contains("other")), "{config}: {back:?}");
            assert_eq!(said(&now, &now), Vec::<String>::new());
        }
        let strict = policy("[severity]\n\"quote/short-quote\" = \"error\"\n[topics]\na = \"A\"");
        assert_eq!(said(&strict, &default).len(), 2);
        let more =
            policy("[severity]\n\"quote/short-quote\" = \"error\"\n[topics]\na = \"A\"\nb = \"B\"");
        assert_eq!(said(&strict, &more), ["quoteproof.toml: topics: the topic `b` was added"]);
    }

    #[test]
    fn waivers_pins_and_entries_of_the_baseline() {
        let (mut before, mut now) = (policy(""), policy(""));
        let claim = |waived: &str| {
            format!(
                "{{\"id\": \"a\", \"evidence\": [{{\"source\": \"s\", \"quote\": [\"one\", \"two\"]{waived}}}]}}"
            )
        };
        before.add_claim("claims/a.json".into(), claim("").as_bytes());
        now.add_claim(
            "claims/a.json".into(),
            claim(", \"unverifiable\": {\"reason\": \"x\"}").as_bytes(),
        );
        now.add_claim("claims/b.json".into(), b"not JSON");
        let source = |hash: &str, root: &str| {
            format!("{{\"text\": {{\"sha256\": \"{hash}\"}}, \"seal\": {{\"root\": \"{root}\"}}}}")
        };
        before.add_source("s", "corpus/s/source.json".into(), source("1", "2").as_bytes());
        now.add_source("s", "corpus/s/source.json".into(), source("3", "4").as_bytes());
        now.add_source("new", "corpus/new/source.json".into(), source("5", "6").as_bytes());
        let known = |prints: &[&str]| {
            let one = |print: &&str| {
                format!(
                    "{{\"file\": \"claims/a.json\", \"code\": \"quote/altered\", \"message\": \"m\", \"fingerprint\": \"{print}\"}}"
                )
            };
            let all = prints.iter().map(one).collect::<Vec<_>>().join(", ");
            let text = format!("{{\"version\": 1, \"findings\": [{all}]}}");
            Some(Baseline::read(text.as_bytes()).expect("a baseline"))
        };
        before.baseline = known(&["f0"]);
        now.baseline = known(&["f0", "f1"]);
        assert_eq!(
            said(&before, &now),
            [
                "claims/a.json: waiver: `a` waives a quote of `s`: “one … two”",
                "corpus/s/source.json: pin: `s` pins another seal",
                "corpus/s/source.json: pin: `s` pins another text",
                "quoteproof-baseline.json: baseline: a finding was added: quote/altered of claims/a.json",
            ]
        );
        now.baseline = None;
        assert_eq!(said(&now, &before).len(), 3, "two pins and a baseline");
    }
}
