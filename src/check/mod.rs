//! The straight line: discover → load → parse → schema → decode → resolve → match → rules →
//! report.

mod fingerprint;
mod load;
mod locator;
mod matching;
mod memory;
mod misattribution;
mod positions;
mod quote_findings;
mod quote_fix;
mod reload;
mod select;
mod sheets;
mod speaker;
mod stale_proofs;
mod stale_schemas;
mod stray;
#[cfg(test)]
mod tests;

pub use load::MAX_JSON;
pub(crate) use load::{Loaded, json_text, load};
pub(crate) use matching::Citation;
pub(crate) use memory::Memory;
pub use memory::Stop;
pub(crate) use positions::Positions;
pub(crate) use quote_findings::{Ground, code_of, has_errors, why_given_up};
pub use reload::Since;
pub(crate) use stale_proofs::{differs, max_words, wanted};

use crate::config::{self, Config};
use crate::corpus::{LoadedSource, OLD_TEXT_DIGITS, TextPlace};
use crate::diagnostic::{Diagnostic, Files, Finding, Severity, SourceText, told_of_each};
use crate::model::{
    ClaimFile, IdOrder, KeptClaims, Learned, Model, SourceEntry, Topics, unrepeated,
};
use crate::quote::WordLists;
use crate::report::{ClaimResult, QuoteResult, Report, Summary};
use crate::repository::{World, is_json, shown};
use crate::rules;
use crate::text::{Span, strip_bom};
use camino::{Utf8Path, Utf8PathBuf};
use matching::{Matched, Unlisted};
use sheets::RunFindings;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// What to check, and how.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "none of them follows from another")]
pub struct Options {
    /// The repository's folder.
    pub root: Utf8PathBuf,
    /// Its configuration.
    pub config: Config,
    /// Where the configuration is, for findings on it; the root's `quoteproof.toml` if not said.
    pub config_file: Option<Utf8PathBuf>,
    /// Folders to look for texts in by their hash, before those of the configuration.
    pub texts: Vec<Utf8PathBuf>,
    /// Only claims in these files or folders, and claims that depend on what is in them: that cite a
    /// source, or name a claim whose file is not there any more. All if empty.
    pub paths: Vec<Utf8PathBuf>,
    /// Files that Git has, relative to the root, where it was asked: no text of a sealed source is to be among them.
    pub tracked: BTreeSet<Utf8PathBuf>,
    /// Warnings count as errors.
    pub deny_warnings: bool,
    /// A quote of a sealed source must be proven also where the text is here: what is committed goes to where it is
    /// not.
    pub need_proofs: bool,
    /// The text of a sealed source is not read, though it may be here: what is made of the run can hold nothing of it but
    /// what is proven.
    pub sealed_unread: bool,
    /// Of the text of a sealed source, the report has the passages that findings name, and not the rest of their lines: it
    /// may be published, as the log of a job is.
    pub sealed_passages: bool,
    /// Claims, and quotes of which there is nothing to say but that they are found, are counted and not listed in the
    /// report: most forms of it do not name them, and there may be a million.
    pub brief: bool,
    /// Findings get no fingerprints: nothing is going to compare them with those of another run. What is hashed for one may
    /// be all proofs of a source.
    pub no_fingerprints: bool,
}

impl Options {
    /// Whether the run is about all of the repository.
    fn is_whole(&self) -> bool {
        self.paths.is_empty()
    }

    /// The paths as reports write them: on some systems they have other separators.
    fn named(&self) -> HashSet<Utf8PathBuf> {
        let inside = self.paths.iter().filter(|path| path.starts_with(&self.root));
        inside.map(|path| shown(path, &self.root)).collect()
    }
}

/// Checks a repository.
#[must_use]
pub fn check(world: &dyn World, options: &Options) -> Report {
    run(world, options, KeptClaims::Records).0
}

/// The straight line; also gives what was loaded.
pub(crate) fn run(world: &dyn World, options: &Options, keep: KeptClaims) -> (Report, Loaded) {
    let mut loaded = load(world, options, keep);
    // Nobody stops it, so there is a report.
    let run = Run { world, options, stop: &|| false };
    let report = line(run, &mut loaded, &mut Memory::default());
    (report.unwrap_or_default(), loaded)
}

/// The same for an archive that may have been checked before: what `since` does not reach is not done again. `None` where
/// nobody waits for it any more; what was done until then is known to the next run.
pub(crate) fn run_again<'m>(
    world: &dyn World,
    options: &Options,
    memory: &'m mut Memory,
    since: &Since,
    stop: Stop<'_>,
) -> Option<&'m Report> {
    reload::reload(world, options, memory, since);
    let mut loaded = memory.loaded.take()?;
    let report = line(Run { world, options, stop }, &mut loaded, memory);
    memory.loaded = Some(loaded);
    memory.report = report?;
    Some(&memory.report)
}

/// A run of the line: what is read, how, and whether nobody waits for its report any more.
#[derive(Clone, Copy)]
struct Run<'r> {
    world: &'r dyn World,
    options: &'r Options,
    stop: Stop<'r>,
}

/// From what is loaded to the report. `None` where the run was stopped.
fn line(run: Run<'_>, loaded: &mut Loaded, memory: &mut Memory) -> Option<Report> {
    let Run { world, options, .. } = run;
    let says_again = memory.says_again(options.is_whole());
    let mut files =
        if says_again { memory.sheets.texts(&options.config.claims) } else { Files::default() };
    // What is found of no claim and no source in particular: files that cannot be read at all.
    let all_files = loaded.findings.is_empty();
    let named = (!options.is_whole()).then(|| select::select(loaded, options));
    let unchecked =
        loaded.claims.iter().filter_map(|claim| Some(claim.found.as_ref()?.unchecked)).sum();
    let mut findings = loaded.take_findings(&mut files, memory.keeps());
    let mut matched = matching::run(run, loaded, named.as_ref(), memory)?;
    for (file, text) in matched.texts.drain(..) {
        files.insert(file, text);
    }
    findings.append(&mut matched.findings);
    if options.is_whole() {
        findings.extend(stale_schemas::check(world, options, &mut files));
        let beside = loaded.sources.iter().flat_map(|source| &source.strays);
        findings.extend(stray::findings(&loaded.strays, beside));
    }
    let topics = topics(world, options, &mut files);
    if (run.stop)() {
        return None;
    }
    let order = if says_again { memory.sheets.order() } else { None };
    let model = model((options, order), loaded, &matched, topics, all_files);
    let results = if options.brief { Vec::new() } else { claims(loaded, &model) };
    let told = if says_again {
        findings.extend(rules::once(memory.sheets.compare(&model), &model));
        // The last place to stop: what comes now belongs together.
        if (run.stop)() {
            return None;
        }
        let other = memory.sheets.ask(&model);
        // What a baseline has of it stays marked.
        let last = std::mem::take(&mut memory.report.diagnostics);
        memory.sheets.tell(run, RunFindings { others: findings, open: other }, last, &mut files)
    } else {
        let asked = (!options.is_whole()).then(|| loaded.asked());
        let mut found = rules::check(&model, asked.as_ref());
        if let Some(asked) = &asked {
            found.retain(|f| asked.contains(f.file.as_path()));
        }
        findings.extend(rules::once(found, &model));
        read_again(world, options, &findings, &mut files);
        tell(options, findings, &files)
    };
    let Told { diagnostics, errors, counts } = told;
    fail_quotes(&mut matched.quotes, &errors);
    let cited = if says_again { memory.cited() } else { cited(loaded) };
    let mut summary = summarize(loaded, &matched.quotes, &matched.unlisted, counts);
    summary.locators_unchecked = matched.locators_unchecked;
    summary.unchecked = unchecked;
    if let Some(named) = named {
        let checked = |id: &str| cited.contains(id) || named.contains(id);
        summary.sources = loaded.sources.iter().filter(|s| checked(&s.id)).count();
    }
    let notes = notes(loaded, &cited);
    let unknown_languages = unknown_languages(loaded, &matched);
    let (claims, quotes) = (results, matched.quotes);
    let report = Report { summary, claims, quotes, diagnostics, notes, files, ..Report::default() };
    Some(Report { unknown_languages, ..report })
}

/// Reads the claims' files again that findings name.
fn read_again(world: &dyn World, options: &Options, findings: &[Finding], files: &mut Files) {
    let named = |f: &Finding| {
        let related = f.related.iter().map(|r| r.file.clone());
        related.chain([f.file.clone()]).collect::<Vec<_>>()
    };
    let named: BTreeSet<Utf8PathBuf> = findings.iter().flat_map(named).collect();
    for file in named.into_iter().filter(|f| is_json(f)) {
        if files.get(&file).is_none()
            && let Some(text) = json_text(world, &options.root.join(&file))
        {
            files.insert(file, text);
        }
    }
}

/// The listed topics and where they are.
fn topics(world: &dyn World, options: &Options, files: &mut Files) -> Option<Topics> {
    let listed = &options.config.topics;
    if listed.is_empty() {
        return None;
    }
    let in_root = || options.root.join(config::FILE_NAME);
    let path = options.config_file.clone().unwrap_or_else(in_root);
    let file = shown(&path, &options.root);
    let text = world.read(&path).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let mut places: BTreeMap<_, _> =
        listed.keys().map(|topic| (topic.clone(), Span::default())).collect();
    if let Some(text) = text {
        let bare = strip_bom(&text);
        let bom = text.len() - bare.len();
        for (topic, span) in config::topic_places(bare) {
            places.insert(topic, Span::new(span.start + bom, span.end + bom));
        }
        files.insert(file.clone(), SourceText::plain(text));
    }
    Some(Topics { file, places })
}

/// What the rules see: all claims and sources, also in a run on some paths.
fn model<'m>(
    (options, order): (&'m Options, Option<IdOrder>),
    loaded: &'m Loaded,
    matched: &'m Matched<'_>,
    topics: Option<Topics>,
    all_files: bool,
) -> Model<'m> {
    let mut claims: Vec<&ClaimFile> = loaded.claims.iter().chain(&loaded.other_claims).collect();
    // Each of the two is sorted.
    if !loaded.other_claims.is_empty() {
        claims.sort_unstable_by_key(|claim| &claim.file);
    }
    let mut quotes = matched.quotes.as_slice();
    let learned = claims.iter().enumerate().filter_map(|(number, claim)| {
        // The quotes are in the order of the claims.
        let own = quotes.iter().take_while(|q| Arc::ptr_eq(&q.file, &claim.file)).count();
        let (own, rest) = quotes.split_at(own);
        quotes = rest;
        let parts = matched.parts.get(&*claim.file).map(Vec::as_slice).unwrap_or_default();
        let some = !own.is_empty() || !parts.is_empty();
        some.then_some(Learned { claim: number, quotes: own, parts })
    });
    let learned = learned.collect();
    let sources = loaded.sources.iter().map(|s| SourceEntry {
        id: &s.id,
        file: &s.file,
        source: s.source.as_ref(),
        capitals: matched.capitals.get(s.id.as_str()).map(|capitals| &**capitals),
        language: s.stated_language(),
        found_language: matched.languages.get(s.id.as_str()).copied(),
        tracked: tracked_text(options, s),
    });
    Model::new((claims, order), learned, sources.collect(), topics, all_files)
}

/// The file of a source's text that Git has, where Git was asked.
fn tracked_text<'m>(options: &'m Options, loaded: &LoadedSource) -> Option<&'m Utf8Path> {
    let source = loaded.source.as_ref().filter(|_| !options.tracked.is_empty())?;
    let folder = loaded.file.parent()?;
    let named = std::iter::once(&source.text.path)
        .chain(source.text.rendition.as_ref().map(|made| &made.path))
        .map(|path| folder.join(path));
    let found = [Some(&loaded.place), loaded.rendition.as_ref()].into_iter().flatten();
    let found = found.filter_map(|place| match place {
        TextPlace::File(file) => Some(shown(file, &options.root)),
        _ => None,
    });
    let texts: Vec<Utf8PathBuf> = named.chain(found).collect();
    let is_text = |file: &&Utf8PathBuf| texts.iter().any(|text| is_or_was(file, text));
    options.tracked.iter().find(is_text).map(Utf8PathBuf::as_path)
}

/// Whether a file is a text, or an old version of it, which has a part of its hash in its name.
fn is_or_was(file: &Utf8Path, text: &Utf8Path) -> bool {
    let version = || {
        let name = file.file_name()?.strip_prefix(text.file_stem()?)?.strip_prefix('.')?;
        match text.extension() {
            Some(extension) => name.strip_suffix(extension)?.strip_suffix('.'),
            None => Some(name),
        }
    };
    let is_hash =
        |part: &str| part.len() == OLD_TEXT_DIGITS && part.bytes().all(|b| b.is_ascii_hexdigit());
    file == text || (file.parent() == text.parent() && version().is_some_and(is_hash))
}

/// The claims that were checked, with the sources they cite.
fn claims(loaded: &Loaded, model: &Model<'_>) -> Vec<ClaimResult> {
    let each = |loaded: &ClaimFile| {
        let claim = loaded.claim.as_ref();
        let evidence = claim.iter().flat_map(|c| &c.evidence);
        let sources: BTreeSet<&Arc<str>> = evidence.map(|e| &e.source).collect();
        ClaimResult {
            id: loaded.id().into(),
            file: loaded.file.clone(),
            label: claim.map(|c| c.label),
            independent_sources: model.independent(sources.iter().map(|id| &***id)),
            sources: sources.into_iter().cloned().collect(),
        }
    };
    loaded.claims.iter().map(each).collect()
}

/// What is reported about the findings.
struct Told {
    /// By file and place.
    diagnostics: Vec<Diagnostic>,
    /// The pointers of the errors on quotes, by file.
    errors: HashMap<Utf8PathBuf, Vec<String>>,
    counts: Counts,
}

/// How many findings there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counts {
    errors: usize,
    warnings: usize,
}

impl Counts {
    fn of(diagnostics: &[Diagnostic]) -> Self {
        let count = |severity| diagnostics.iter().filter(|d| d.severity == severity).count();
        Self { errors: count(Severity::Error), warnings: count(Severity::Warning) }
    }
}

fn tell(options: &Options, findings: Vec<Finding>, files: &Files) -> Told {
    let graded = findings.into_iter().map(|finding| {
        let severity = severity_of(options, &finding);
        (finding, severity)
    });
    let mut told = diagnosed(graded, files);
    if !options.no_fingerprints {
        fingerprint::give(&mut told.diagnostics, files, &options.config.claims);
    }
    told
}

/// Findings with their lines and columns, sorted; still without fingerprints.
fn diagnosed(findings: impl Iterator<Item = (Finding, Severity)>, files: &Files) -> Told {
    let findings: Vec<_> = findings.filter(|(_, severity)| *severity != Severity::Off).collect();
    // Whether a quote fails does not depend on whether its error is told.
    let errors = errors_on_quotes(&findings);
    let findings = told_of_each(findings);
    let mut diagnostics: Vec<Diagnostic> =
        findings.into_iter().map(|(finding, severity)| files.diagnose(finding, severity)).collect();
    let place = |d: &Diagnostic| (d.location.span, d.code.name());
    diagnostics.sort_by(|a, b| {
        let files = a.location.file.cmp(&b.location.file);
        files.then_with(|| place(a).cmp(&place(b))).then_with(|| a.message.cmp(&b.message))
    });
    diagnostics.dedup();
    let counts = Counts::of(&diagnostics);
    Told { diagnostics, errors, counts }
}

/// Fails the quotes that findings of error level are about, whatever their verdict.
fn fail_quotes(quotes: &mut [QuoteResult], errors: &HashMap<Utf8PathBuf, Vec<String>>) {
    for quote in quotes {
        let errors = errors.get(&*quote.file).map_or(&[][..], Vec::as_slice);
        let failed = !errors.is_empty() && {
            let pointer = quote.pointer();
            errors.iter().any(|p| concerns(p, &pointer))
        };
        quote.passed = quote.verdict.passes() && !failed;
    }
}

/// The pointers of the errors on quotes, by file.
fn errors_on_quotes(findings: &[(Finding, Severity)]) -> HashMap<Utf8PathBuf, Vec<String>> {
    let mut on_quotes: HashMap<Utf8PathBuf, Vec<String>> = HashMap::new();
    for (finding, _) in findings.iter().filter(|(_, severity)| *severity == Severity::Error) {
        if finding.code.name().starts_with("quote/")
            && let Some(pointer) = finding.at.pointer()
        {
            on_quotes.entry(finding.file.clone()).or_default().push(pointer.to_owned());
        }
    }
    on_quotes
}

/// The ids that the claims cite which the run is about.
fn cited(loaded: &Loaded) -> HashSet<&str> {
    let claims = loaded.claims.iter().filter_map(|c| c.claim.as_ref());
    unrepeated(claims.flat_map(|claim| &claim.evidence).map(|e| &*e.source)).collect()
}

/// What is to be known of cited sources: that they are checked against a text that was made elsewhere; that there is no
/// word list for their language, and so their meaning guards are off.
fn notes(loaded: &Loaded, cited: &HashSet<&str>) -> Vec<String> {
    let cited = || loaded.sources.iter().filter(|s| cited.contains(s.id.as_str()));
    let made = cited().filter_map(|s| Some((&s.id, s.source.as_ref()?.text.rendition.as_ref()?)));
    let made = made.map(|(id, made)| {
        format!("`{id}` is checked against {}, a text that {} made of it", made.path, made.by)
    });
    let languages = cited().filter_map(|s| Some((&s.id, s.stated_language()?)));
    let unlisted = languages
        .filter(|(_, language)| WordLists::for_language(Some(language)).is_none())
        .map(|(id, language)| {
            format!(
                "`{id}` is in `{language}`, for which there is no word list: findings on negations, \
                 limits and clipped sentences are off for it"
            )
        });
    made.chain(unlisted).collect()
}

/// The sources in which quotes were found and whose language neither anybody states nor their words tell.
fn unknown_languages(loaded: &Loaded, matched: &Matched<'_>) -> Vec<String> {
    let found = matched.quotes.iter().filter(|quote| quote.verdict.passes());
    let found: HashSet<&str> = found.map(|quote| &*quote.source).collect();
    let unknown = loaded.sources.iter().filter(|source| {
        found.contains(source.id.as_str())
            && source.stated_language().is_none()
            && !matched.languages.contains_key(source.id.as_str())
    });
    unknown.map(|source| source.id.clone()).collect()
}

/// Whether a pointer names the quote, one of its segments, or its prefix or suffix.
fn concerns(pointer: &str, quote: &str) -> bool {
    let evidence = quote.strip_suffix("/quote").unwrap_or(quote);
    pointer == quote
        || pointer.strip_prefix(quote).is_some_and(|rest| rest.starts_with('/'))
        || pointer.strip_prefix(evidence).is_some_and(|rest| matches!(rest, "/prefix" | "/suffix"))
}

fn severity_of(options: &Options, finding: &Finding) -> Severity {
    match options.config.severity(finding) {
        Severity::Warning if options.deny_warnings => Severity::Error,
        severity => severity,
    }
}

fn summarize(
    loaded: &Loaded,
    quotes: &[QuoteResult],
    unlisted: &Unlisted,
    Counts { errors, warnings }: Counts,
) -> Summary {
    let checked = || quotes.iter().filter(|q| !q.waived);
    let mut summary = Summary {
        claims: loaded.claims.len(),
        sources: loaded.sources.len(),
        quotes: quotes.len(),
        passed: checked().filter(|q| q.passed).count(),
        failed: checked().filter(|q| !q.passed).count(),
        waived: quotes.iter().filter(|q| q.waived).count(),
        proven: checked().filter(|q| q.passed && q.proven).count(),
        unseen: checked().filter(|q| q.unseen).count(),
        errors,
        warnings,
        ..Summary::default()
    };
    for quote in checked() {
        summary.count(quote.verdict, quote.passed);
    }
    for ((verdict, proven), count) in unlisted {
        summary.quotes += count;
        summary.passed += count;
        summary.proven += if *proven { *count } else { 0 };
        *summary.verdicts.entry(*verdict).or_default() += count;
    }
    summary
}
