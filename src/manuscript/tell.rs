//! Reports the findings on the made archive at the places in the manuscripts.

use super::check::{CitedDocument, Made, Written};
use super::{Rule, Titled, fix};
use crate::diagnostic::{At, Code, Diagnostic, Files, Location, Severity, SourceText};
use crate::quote::{Kind, is_in_another_language, language_of_text, on_one_line};
use crate::report::checked::{Checked, CheckedQuotation, UncheckedQuotation, Why};
use crate::report::{QuoteResult, Report, Summary, Verdict};
use crate::text::{LineIndex, Place, Places, Span};
use camino::{Utf8Path, Utf8PathBuf};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Why a quotation is not checked whose citation says that it is translated.
const TRANSLATED: &str =
    "its citation says that it is translated, and the document's words differ: compare it by hand";

/// Why a quotation is not checked that is in another language than its document.
const FOREIGN: &str =
    "it is in another language than the document, and may be translated: compare it by hand";

/// Why what has the form of a title is not checked.
const TITLE: &str = "it looks like the title of a work, and the document does not have these words";

/// Why a quotation is not checked that only its sentence ties to a document.
const UNCLEAR: &str = "the document that its sentence cites has nothing like these words; if they come from it, put the citation right after them";

/// Why a quotation is not checked that its sentence does not give to its source.
const DENIED: &str = "its sentence does not say that these are the words of the document that it cites, and they differ: compare it by hand";

/// Why a quotation in single marks is not checked.
const UNSURE_MARKS: &str = "the document has nothing like these words, and their single marks may be those of a gloss or a term, \
                            or apostrophes; if they come from it, use double marks";

/// The evidence of each made claim, by the claim's file.
pub(super) type MadeClaims<'w> = HashMap<Utf8PathBuf, Vec<Made<'w>>>;

/// The evidence that quotations were checked by, and how much their words are like the nearest ones.
type Kept<'r> = HashMap<(&'r Utf8Path, usize), f64>;

/// The documents by their files in the made archive.
pub(super) type Corpus<'d> = HashMap<Utf8PathBuf, &'d CitedDocument>;

/// Fills in `checked` from the report of the made archive.
pub(super) fn tell(
    report: &Report,
    made: &MadeClaims<'_>,
    documents: &Corpus<'_>,
    manuscripts: &[Written],
    checked: &mut Checked,
) {
    let mut texts = texts(report, documents, manuscripts);
    let teller = Teller::new(report, made, documents, &texts);
    // A quotation that cites several works is found if it is in one of them.
    let best = best(&report.quotes, made);
    let mut kept = Kept::new();
    for quote in best.values() {
        match teller.outcome(quote) {
            Some(Outcome::Checked(quotation)) => {
                let alike = quote.nearest.as_ref().map_or(1.0, |near| near.similarity);
                kept.insert((&*quote.file, quote.evidence), alike);
                checked.quotations.push(*quotation);
            }
            Some(Outcome::Unchecked(quotation)) => checked.unchecked.push(quotation),
            Some(Outcome::Uncited(quotation)) => checked.uncited.push(quotation),
            None => {}
        }
    }
    let mut told = Report { diagnostics: teller.diagnostics(&kept), ..Report::default() };
    // As the manuscripts were named and include each other.
    let numbers: HashMap<&Utf8Path, usize> =
        manuscripts.iter().map(|w| w.file.as_path()).zip(0..).collect();
    told.diagnostics.sort_by_key(|d| numbers.get(d.location.file.as_path()).copied());
    let errors = errors_by_file(&told.diagnostics);
    for quotation in &mut checked.quotations {
        let starts = errors.get(quotation.file.as_path()).map_or(&[][..], Vec::as_slice);
        let Span { start, end } = quotation.span;
        let next = starts.get(starts.partition_point(|at| *at < start));
        let fails = next.is_some_and(|at| *at < end.max(start + 1));
        quotation.result.passed = quotation.result.verdict.passes() && !fails;
    }
    told.summary = summary(manuscripts, documents, &told, checked);
    let named = |id: &String| {
        let document = teller.by_id.get(id.as_str());
        document.map_or_else(|| id.clone(), |document| document.file.to_string())
    };
    told.unknown_languages = report.unknown_languages.iter().map(named).collect();
    for written in manuscripts.iter().filter(|w| w.paragraphs.is_some()) {
        let here = told.diagnostics.iter().flat_map(|d| {
            std::iter::once(&d.location).chain(d.related.iter().map(|r| &r.location))
        });
        let here = here.filter(|l| l.file == written.file);
        let places = Places::new(here.map(|l| (l.span, l.place.clone())).collect());
        let text = SourceText::plain(written.text.clone()).with_places(places);
        texts.insert(written.file.clone(), text);
    }
    told.files = texts;
    checked.report = told;
}

/// Where errors begin in each file, in order.
fn errors_by_file(diagnostics: &[Diagnostic]) -> HashMap<&Utf8Path, Vec<usize>> {
    let mut errors: HashMap<&Utf8Path, Vec<usize>> = HashMap::new();
    for diagnostic in diagnostics.iter().filter(|d| d.severity == Severity::Error) {
        let Location { file, span, .. } = &diagnostic.location;
        errors.entry(file).or_default().push(span.start);
    }
    for starts in errors.values_mut() {
        starts.sort_unstable();
    }
    errors
}

/// The texts that findings name: the manuscripts, and the documents by the names that people gave them.
fn texts(report: &Report, documents: &Corpus<'_>, manuscripts: &[Written]) -> Files {
    let mut texts = report.files.clone();
    for written in manuscripts {
        texts.insert(written.file.clone(), SourceText::plain(written.text.clone()));
    }
    for (file, document) in documents {
        if let Some(text) = report.files.get(file) {
            texts.insert(document.file.clone(), text.clone());
        }
    }
    texts
}

/// Words less like the document's than this are not known to be of it, where only their sentence says so.
const NEAR: f64 = 0.7;

/// Whether nothing in the document is near to words that a citation may or may not be of.
fn is_far(quote: &QuoteResult) -> bool {
    match quote.verdict {
        Verdict::Absent | Verdict::Misattributed => true,
        // The same words in another order are alike, whatever their number of changes.
        _ if quote.kinds.contains(&Kind::Reordered) => false,
        verdict => {
            !verdict.passes() && quote.nearest.as_ref().is_some_and(|near| near.similarity < NEAR)
        }
    }
}

/// What became of a quotation.
enum Outcome {
    Checked(Box<CheckedQuotation>),
    Unchecked(UncheckedQuotation),
    Uncited(UncheckedQuotation),
}

struct Teller<'r, 'w> {
    report: &'r Report,
    made: &'r MadeClaims<'w>,
    documents: &'r Corpus<'r>,
    texts: &'r Files,
    /// The documents by their ids.
    by_id: HashMap<&'r str, &'r CitedDocument>,
    /// The first finding on each piece of evidence, by claim and number.
    first: HashMap<(&'r Utf8Path, usize), &'r Diagnostic>,
    /// Why the text of a document cannot be read, by the file of its source.
    unread: HashMap<&'r Utf8Path, &'r Diagnostic>,
    /// The languages of documents that were asked for, by their ids.
    languages: RefCell<HashMap<Arc<str>, Option<String>>>,
    /// Where the lines of manuscripts without lines of their own begin.
    lines: RefCell<HashMap<Utf8PathBuf, Arc<LineIndex>>>,
}

impl<'r, 'w> Teller<'r, 'w> {
    fn new(
        report: &'r Report,
        made: &'r MadeClaims<'w>,
        documents: &'r Corpus<'r>,
        texts: &'r Files,
    ) -> Self {
        let by_id = documents.values().map(|d| (d.id.as_str(), *d)).collect();
        let (mut first, mut unread) = (HashMap::new(), HashMap::new());
        for diagnostic in &report.diagnostics {
            let Location { file, pointer, .. } = &diagnostic.location;
            if let Some(number) = pointer.as_deref().and_then(evidence_of) {
                first.entry((file.as_path(), number)).or_insert(diagnostic);
            }
            let is_unread = diagnostic.code == Code::SourceUnreadableText;
            if is_unread && diagnostic.severity == Severity::Error {
                unread.entry(file.as_path()).or_insert(diagnostic);
            }
        }
        let (languages, lines) = (RefCell::default(), RefCell::default());
        Self { report, made, documents, texts, by_id, first, unread, languages, lines }
    }

    fn document(&self, quote: &QuoteResult) -> Option<&'r CitedDocument> {
        self.by_id.get(&*quote.source).copied()
    }

    fn made(&self, file: &Utf8Path, evidence: usize) -> Option<&Made<'w>> {
        self.made.get(file)?.get(evidence)
    }

    fn outcome(&self, quote: &QuoteResult) -> Option<Outcome> {
        let one = self.made(&quote.file, quote.evidence)?;
        let span = one.quotation.origin.span(Span::new(0, one.quotation.text.len()));
        let (at, place) = self.located(one.written, span);
        let position = match &at.place {
            Place::Line { start, .. } => (start.line, start.column),
            _ => (1, 1),
        };
        let at = place.in_file(one.written.file.as_str());
        let (file, text) = (one.written.file.clone(), one.quotation.text.clone());
        let not_checked = |key, why, reason| UncheckedQuotation {
            file: file.clone(),
            span,
            place: place.clone(),
            position,
            at: at.clone(),
            text: text.clone(),
            key,
            why,
            reason,
        };
        // What only may cite, and a document that has nothing like the words: nothing says that they are of it.
        if one.tie.loose && one.guess && is_far(quote) {
            let uncited = not_checked(String::new(), Why::Uncited, String::new());
            return Some(Outcome::Uncited(uncited));
        }
        if let Some((why, reason)) = self.unchecked(one, quote) {
            let cited = self.document(quote);
            let key = cited.map_or_else(|| quote.source.to_string(), |d| d.file.to_string());
            return Some(Outcome::Unchecked(not_checked(key, why, reason)));
        }
        let document = self.document(quote);
        Some(Outcome::Checked(Box::new(CheckedQuotation {
            file,
            span,
            position,
            at,
            text,
            rule: one.tie.rule.name(),
            page: one.page.clone(),
            document: document.map_or_else(|| quote.source.as_ref().into(), |d| d.file.clone()),
            result: quote.clone(),
        })))
    }

    /// A stretch of a manuscript by its lines, and where people find it.
    fn located(&self, written: &Written, span: Span) -> (Location, Place) {
        let location = self.texts.locate(&written.file, &At::Span(span));
        let place = match written.paragraphs {
            Some(_) => written.place(&self.lines_of(written), span),
            None => location.place.clone(),
        };
        (location, place)
    }

    fn lines_of(&self, written: &Written) -> Arc<LineIndex> {
        let mut known = self.lines.borrow_mut();
        let lines = known.entry(written.file.clone());
        Arc::clone(lines.or_insert_with(|| Arc::new(LineIndex::new(&written.text))))
    }

    /// Why nothing is said of a quotation: its document has no text, or it may be of another.
    fn unchecked(&self, one: &Made<'_>, quote: &QuoteResult) -> Option<(Why, String)> {
        if quote.verdict == Verdict::Unreadable {
            let file = Utf8Path::new("corpus").join(&*quote.source).join("source.json");
            let of_quote = || self.first.get(&(&*quote.file, quote.evidence));
            let why = self.unread.get(file.as_path()).or_else(of_quote);
            return Some((Why::Unreadable, why.map_or_else(String::new, |d| d.message.clone())));
        }
        if quote.verdict.passes() {
            return None;
        }
        let elsewhere = matches!(quote.verdict, Verdict::Absent | Verdict::Misattributed);
        if one.tie.denied {
            return Some((Why::UnclearSource, DENIED.to_owned()));
        }
        if one.tie.translated {
            return Some((Why::Translated, TRANSLATED.to_owned()));
        }
        let by_sentence = matches!(one.tie.rule, Rule::NarrativeBefore | Rule::OnlyInSentence);
        // Words that are near the document's are its words, whoever speaks.
        if let Some(name) = one.speaker.as_ref().filter(|_| by_sentence && elsewhere) {
            let near = quote.nearest.as_ref().map_or(String::new(), |near| {
                format!(
                    "; the nearest words of `{}` are “{}”",
                    quote.source,
                    on_one_line(&near.text)
                )
            });
            let reason = format!(
                "its sentence gives these words to {name}, not to `{}`{near}",
                quote.source
            );
            return Some((Why::UnclearSource, reason));
        }
        if one.quotation.unsure && quote.verdict == Verdict::Absent {
            return Some((Why::UnclearSource, UNSURE_MARKS.to_owned()));
        }
        let title = one.quotation.title.filter(|_| one.tie.rule != Rule::SameConstruct);
        if title == Some(Titled::Capitals) || title.is_some() && elsewhere {
            return Some((Why::Title, TITLE.to_owned()));
        }
        if let Some(reason) = one.missing.as_ref().filter(|_| quote.verdict == Verdict::Absent) {
            return Some((Why::NoDocument, reason.clone()));
        }
        // The sentence's citation may be of its other words: only what is near the document is known to be of it.
        if one.guess && is_far(quote) {
            let is_after = one.tie.rule == Rule::CitationAfter;
            let reason = match self.there(quote).filter(|_| !is_after) {
                Some(there) => format!(
                    "the document that its sentence cites does not have these words, but {there} has them; cite whose they are right after them"
                ),
                None => (if is_after { DENIED } else { UNCLEAR }).to_owned(),
            };
            return Some((Why::UnclearSource, reason));
        }
        let foreign = quote.verdict == Verdict::Absent && self.is_foreign(one, quote);
        foreign.then(|| (Why::Translated, FOREIGN.to_owned()))
    }

    /// The file of the document that has the words of a quotation which is not in the one that it cites.
    fn there(&self, quote: &QuoteResult) -> Option<&'r Utf8Path> {
        let finding = self.first.get(&(&*quote.file, quote.evidence))?;
        let there = finding.related.first().filter(|_| finding.code == Code::QuoteMisattributed)?;
        self.documents.get(&there.location.file).map(|document| document.file.as_path())
    }

    /// Whether a quotation is in another language than its document.
    fn is_foreign(&self, one: &Made<'_>, quote: &QuoteResult) -> bool {
        let mut languages = self.languages.borrow_mut();
        let language = languages.entry(Arc::clone(&quote.source)).or_insert_with(|| {
            let document = self.document(quote)?;
            let stated = document.language.clone();
            stated.or_else(|| {
                let read = crate::reader::read(&document.bytes, &document.media_type, None).ok()?;
                language_of_text(&read.text).map(str::to_owned)
            })
        });
        let language = language.as_deref();
        language.is_some_and(|language| is_in_another_language(&one.quotation.text, language))
    }

    /// The findings on quotations that were checked.
    fn diagnostics(&self, kept: &Kept<'_>) -> Vec<Diagnostic> {
        let mut trials = fix::Trials::default();
        let mut told: Vec<Diagnostic> = Vec::new();
        for diagnostic in &self.report.diagnostics {
            let file = diagnostic.location.file.as_path();
            let number = diagnostic.location.pointer.as_deref().and_then(evidence_of);
            let Some(number) = number else { continue };
            let Some(alike) = kept.get(&(file, number)) else { continue };
            let Some(one) = self.made(file, number) else { continue };
            if !is_of_claims(diagnostic.code) {
                told.push(self.told_of(diagnostic, one, *alike, &mut trials));
            }
        }
        told.sort_by(|a, b| {
            let name = |d: &Diagnostic| (d.location.span, d.code.name());
            a.location.file.cmp(&b.location.file).then_with(|| name(a).cmp(&name(b)))
        });
        told
    }

    fn told_of(
        &self,
        diagnostic: &Diagnostic,
        one: &Made<'_>,
        alike: f64,
        trials: &mut fix::Trials,
    ) -> Diagnostic {
        let words = one.quotation;
        let whole = Span::new(0, words.text.len());
        let within = |span: Span| {
            let json = self.report.files.get(&diagnostic.location.file)?;
            decoded(json.text(), span)
        };
        let pointer = diagnostic.location.pointer.as_deref().unwrap_or("");
        let part =
            if pointer.ends_with("/quote") { within(diagnostic.location.span) } else { None };
        let span = words.origin.span(part.unwrap_or(whole));
        let mut told = diagnostic.clone();
        let (location, place) = self.located(one.written, span);
        told.location = Location { place, ..location };
        for related in &mut told.related {
            if let Some(document) = self.documents.get(&related.location.file) {
                related.location.file = document.file.clone();
            } else if related.location.file == diagnostic.location.file {
                related.location = told.location.clone();
            }
        }
        // `find` searches an archive.
        if told.code == Code::QuoteAbsent {
            told.help = told.help.map(|help| help.replace(IN_ARCHIVE, "quote its own words"));
        }
        // A manuscript has pages, and no locators.
        if told.code == Code::ClaimLocatorMismatch {
            told.help = told.help.map(|help| help.replace("the locator", "the page"));
        }
        if told.code == Code::QuoteMisattributed
            && let Some(there) = told.related.first()
        {
            told.help = Some(format!("cite the document that has them: {}", there.location.file));
        }
        // Of a locator the manuscript has no member that could be written: its words are no place for a page.
        let fix = told.fix.take().filter(|_| pointer.contains("/quote"));
        let Some(fix) = fix else { return told };
        let new = fix.edits.first().and_then(|e| serde_json::from_str::<String>(&e.text).ok());
        if let Some(new) = new {
            let help = told.help.take().unwrap_or_else(|| "write".to_owned());
            told.help = Some(format!("{help}: “{new}”"));
            // What is hardly alike is not mended by putting other words in its place.
            let long = words.text.split_whitespace().count() >= LONG;
            if long && alike < ALIKE {
                return told;
            }
            let edits = trials.edits(one.written, words, &new);
            told.fix = edits.map(|edits| crate::diagnostic::Fix { edits, ..fix });
        }
        told
    }
}

/// A quotation of so many words has to be so much like the document's words that a fix mends it.
const LONG: usize = 12;
/// See [`LONG`].
const ALIKE: f64 = 0.8;

/// For each quotation the evidence that became the most of it.
fn best<'r>(quotes: &'r [QuoteResult], made: &MadeClaims<'_>) -> BTreeMap<usize, &'r QuoteResult> {
    let mut best: BTreeMap<usize, &QuoteResult> = BTreeMap::new();
    for quote in quotes {
        let Some(one) = made.get(&*quote.file).and_then(|all| all.get(quote.evidence)) else {
            continue;
        };
        let known = best.entry(one.number).or_insert(quote);
        let rank = |quote: &QuoteResult| (quote.passed, quote.verdict != Verdict::Absent);
        if rank(quote) > rank(known) {
            *known = quote;
        }
    }
    best
}

/// The number in `/evidence/3/quote`.
fn evidence_of(pointer: &str) -> Option<usize> {
    pointer.strip_prefix("/evidence/")?.split('/').next()?.parse().ok()
}

/// What the help says where there is an archive.
const IN_ARCHIVE: &str =
    "search all documents for some of the words: `quoteproof find \"some words\"`";

/// Codes whose help is to write a member of a claim, which a manuscript has not.
const fn is_of_claims(code: Code) -> bool {
    matches!(code, Code::QuoteAmbiguous | Code::QuoteUnreadable | Code::ClaimRepeatedQuote)
}

/// The bytes of the decoded string that a span of its JSON stands for. `None` where it is not inside one string.
fn decoded(json: &str, span: Span) -> Option<Span> {
    let line = json.get(..span.start)?;
    // The string's own opening mark: the last one that no backslash is before.
    let open = line.rmatch_indices('"').find(|(at, _)| {
        let slashes =
            line.get(..*at).unwrap_or("").bytes().rev().take_while(|b| *b == b'\\').count();
        slashes % 2 == 0
    });
    if json.get(span.start..)?.starts_with('"')
        && json.get(..span.end)?.ends_with('"')
        && span.len() > 1
        && line.trim_end().ends_with(':')
    {
        return None;
    }
    let from = open?.0 + 1;
    let length = |to: usize| -> Option<usize> {
        let piece = json.get(from..to)?;
        serde_json::from_str::<String>(&format!("\"{piece}\"")).ok().map(|s| s.len())
    };
    Some(Span::new(length(span.start)?, length(span.end)?))
}

fn summary(
    manuscripts: &[Written],
    documents: &Corpus<'_>,
    told: &Report,
    checked: &Checked,
) -> Summary {
    let count = |severity| told.diagnostics.iter().filter(|d| d.severity == severity).count();
    let quotes = &checked.quotations;
    let mut summary = Summary {
        manuscripts: manuscripts.len(),
        sources: documents.len(),
        quotes: quotes.len(),
        passed: quotes.iter().filter(|q| q.result.passed).count(),
        failed: quotes.iter().filter(|q| !q.result.passed).count(),
        unchecked: checked.unchecked.len(),
        uncited: checked.uncited.len(),
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        ..Summary::default()
    };
    for quote in quotes {
        summary.count(quote.result.verdict, quote.result.passed);
    }
    summary
}
