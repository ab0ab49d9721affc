//! The straight line: discover → load → parse → schema → decode → resolve → match → report.

mod document;
mod load;
mod matching;
mod prove;
mod quote_findings;
mod references;
mod survey;

pub use load::sha256_hex;
pub use prove::{Proved, Sealable, prove, seal};
pub use survey::survey;

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Files, Finding, Location, Severity};
use crate::quote::WordLists;
use crate::report::{QuoteResult, Report, Summary};
use crate::repository::World;
use camino::{Utf8Path, Utf8PathBuf};
use matching::Matched;
use std::collections::{BTreeSet, HashMap};

/// What to check, and how.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The repository's folder.
    pub root: Utf8PathBuf,
    /// Its configuration.
    pub config: Config,
    /// Folders to look for texts in by their hash, before those of the configuration.
    pub texts: Vec<Utf8PathBuf>,
    /// Only claims in these files or folders, and claims that cite a source in them; all if empty.
    pub paths: Vec<Utf8PathBuf>,
    /// Warnings count as errors.
    pub deny_warnings: bool,
}

impl Options {
    /// Whether the run is about all of the repository.
    fn is_whole(&self) -> bool {
        self.paths.is_empty()
    }

    /// Whether a file is among the paths.
    fn names(&self, file: &Utf8Path) -> bool {
        let file = self.root.join(file);
        self.paths.iter().any(|path| file.starts_with(path))
    }
}

/// Checks a repository.
#[must_use]
pub fn check(world: &dyn World, options: &Options) -> Report {
    run(world, options).0
}

/// The straight line; also gives what was loaded.
fn run(world: &dyn World, options: &Options) -> (Report, load::Loaded) {
    let mut files = Files::default();
    let mut loaded = load::load(world, options);
    if !options.is_whole() {
        select(&mut loaded, options);
    }
    let mut findings = loaded.take_findings(&mut files);
    findings.extend(references::check(&loaded, options.is_whole()));
    let matched = matching::run(world, options, &loaded);
    for (file, text) in &matched.texts {
        files.insert(file.clone(), text.clone());
    }
    findings.extend(matched.findings.iter().cloned());
    read_again(world, options, &findings, &mut files);
    (report(options, &loaded, matched, findings, files), loaded)
}

/// Reads the claims' files again that findings name.
fn read_again(world: &dyn World, options: &Options, findings: &[Finding], files: &mut Files) {
    let named = |f: &Finding| {
        let related = f.related.iter().map(|r| r.file.clone());
        related.chain([f.file.clone()]).collect::<Vec<_>>()
    };
    let named: BTreeSet<Utf8PathBuf> = findings.iter().flat_map(named).collect();
    for file in named.into_iter().filter(|f| f.extension() == Some("json")) {
        if files.get(&file).is_none()
            && let Some(text) = load::json_text(world, &options.root.join(&file))
        {
            files.insert(file, text);
        }
    }
}

/// Keeps the claims that the paths name, and those that cite a source that the paths name.
fn select(loaded: &mut load::Loaded, options: &Options) {
    let named: Vec<String> = loaded
        .sources
        .iter()
        .filter(|s| {
            let folder = s.file.parent().unwrap_or(&s.file);
            let folder = options.root.join(folder);
            options.paths.iter().any(|p| p.starts_with(&folder) || folder.starts_with(p))
        })
        .map(|s| s.id.clone())
        .collect();
    loaded.claims.retain(|claim| {
        let cites = claim
            .claim
            .as_ref()
            .is_some_and(|c| c.evidence.iter().any(|e| named.contains(&e.source)));
        options.names(&claim.file) || cites
    });
    let cited: Vec<&str> = loaded
        .claims
        .iter()
        .filter_map(|c| c.claim.as_ref())
        .flat_map(|c| c.evidence.iter().map(|e| e.source.as_str()))
        .collect();
    for source in &mut loaded.sources {
        if !cited.contains(&source.id.as_str()) && !named.contains(&source.id) {
            source.findings.clear();
        }
    }
    loaded.findings.retain(|f| options.names(&f.file));
}

fn report(
    options: &Options,
    loaded: &load::Loaded,
    matched: Matched,
    findings: Vec<Finding>,
    files: Files,
) -> Report {
    let mut diagnostics: Vec<Diagnostic> = findings
        .into_iter()
        .filter_map(|finding| {
            let severity = severity_of(options, &finding);
            (severity != Severity::Off).then(|| files.diagnose(finding, severity))
        })
        .collect();
    let place = |d: &Diagnostic| (d.location.span, d.code.name());
    diagnostics.sort_by(|a, b| {
        let files = a.location.file.cmp(&b.location.file);
        files.then_with(|| place(a).cmp(&place(b))).then_with(|| a.message.cmp(&b.message))
    });
    diagnostics.dedup();
    let mut quotes = matched.quotes;
    let mut on_quotes: HashMap<&Utf8Path, Vec<&str>> = HashMap::new();
    for diagnostic in diagnostics.iter().filter(|d| d.severity == Severity::Error) {
        let Location { file, pointer, .. } = &diagnostic.location;
        if let Some(pointer) =
            pointer.as_deref().filter(|_| diagnostic.code.name().starts_with("quote/"))
        {
            on_quotes.entry(file).or_default().push(pointer);
        }
    }
    for quote in &mut quotes {
        let errors = on_quotes.get(quote.file.as_path()).map_or(&[][..], Vec::as_slice);
        let failed = errors.iter().any(|p| concerns(p, &quote.pointer));
        quote.passed = quote.verdict.passes() && !failed;
    }
    let mut summary = summarize(loaded, &quotes, &diagnostics);
    if !options.is_whole() {
        let cited: BTreeSet<&str> = quotes.iter().map(|q| q.source.as_str()).collect();
        summary.sources = loaded.sources.iter().filter(|s| cited.contains(s.id.as_str())).count();
    }
    let notes = notes(loaded, &quotes);
    Report { summary, quotes, diagnostics, notes, files }
}

/// The cited sources whose language has no word list: their meaning guards are off.
fn notes(loaded: &load::Loaded, quotes: &[QuoteResult]) -> Vec<String> {
    let languages = loaded.sources.iter().filter_map(|s| {
        let language = s.source.as_ref()?.language.as_deref()?;
        Some((&s.id, language))
    });
    languages
        .filter(|(_, language)| WordLists::for_language(Some(language)).is_none())
        .filter(|(id, _)| quotes.iter().any(|q| q.source == **id))
        .map(|(id, language)| {
            format!(
                "`{id}` is in `{language}`, for which there is no word list: findings on negations, \
                 limits and clipped sentences are off for it"
            )
        })
        .collect()
}

/// Whether a pointer names the quote, one of its segments, or its prefix or suffix.
fn concerns(pointer: &str, quote: &str) -> bool {
    let evidence = quote.strip_suffix("/quote").unwrap_or(quote);
    pointer == quote
        || pointer.strip_prefix(quote).is_some_and(|rest| rest.starts_with('/'))
        || pointer.strip_prefix(evidence).is_some_and(|rest| matches!(rest, "/prefix" | "/suffix"))
}

fn severity_of(options: &Options, finding: &Finding) -> Severity {
    match options.config.severity(finding.code, finding.severity) {
        Severity::Warning if options.deny_warnings => Severity::Error,
        severity => severity,
    }
}

fn summarize(loaded: &load::Loaded, quotes: &[QuoteResult], diagnostics: &[Diagnostic]) -> Summary {
    let count = |severity| diagnostics.iter().filter(|d| d.severity == severity).count();
    let checked = || quotes.iter().filter(|q| !q.waived);
    let mut summary = Summary {
        claims: loaded.claims.len(),
        sources: loaded.sources.len(),
        quotes: quotes.len(),
        passed: checked().filter(|q| q.passed).count(),
        failed: checked().filter(|q| !q.passed).count(),
        waived: quotes.iter().filter(|q| q.waived).count(),
        proven: checked().filter(|q| q.passed && q.proven).count(),
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        ..Summary::default()
    };
    for quote in checked() {
        *summary.verdicts.entry(quote.verdict).or_default() += 1;
    }
    summary
}
