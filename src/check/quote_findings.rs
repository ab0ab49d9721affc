//! The messages of quote findings: a named constructor for each.

use super::matching::Citation;
use super::quote_fix::fix;
use crate::corpus::LoadedSource;
use crate::corpus::{Basis, Cause, Fault, Nothing, Proven, Text, Unread};
use crate::diagnostic::{
    Applicability, At, Code, DiffPart, Finding, FindingFix, Kind, RelatedFinding, Severity,
};
use crate::quote::{
    Document, Found, GaveUp, Hidden, Issue, IssueKind, Judged, Limits, MAX_ALIKE, MAX_CONTEXT,
    MAX_MARKS, MAX_PLACES, Miss, NearPassage, ReadQuote, Within, is_too_long,
};
use crate::reader::{Part, ReadError, Readable};
use crate::report::Verdict;
use crate::text::Span;
use camino::Utf8PathBuf;
use std::fmt::Write as _;

/// The document that a quote is compared with, and where its places are shown.
pub(crate) struct Ground<'b> {
    id: &'b str,
    title: Option<&'b str>,
    kind: GroundKind<'b>,
}

enum GroundKind<'b> {
    Text(&'b Text),
    Proven(&'b Proven),
}

impl<'b> Ground<'b> {
    pub(crate) fn new(source: &'b LoadedSource, basis: &'b Basis) -> Option<Self> {
        let kind = match basis {
            Basis::Text(text) => GroundKind::Text(text),
            Basis::Proven(proven) => GroundKind::Proven(proven),
            Basis::Nothing(_) => return None,
        };
        let title = source.source.as_ref().and_then(|s| s.title.as_deref());
        Some(Self { id: &source.id, title, kind })
    }

    pub(crate) fn document(&self) -> &'b Document {
        match self.kind {
            GroundKind::Text(text) => &text.document,
            GroundKind::Proven(proven) => &proven.document,
        }
    }

    pub(crate) fn is_proven(&self) -> bool {
        matches!(self.kind, GroundKind::Proven(_))
    }

    /// Whether one of `spans` goes over lines whose order is a guess.
    pub(crate) fn is_order_guessed(&self, spans: &[Span]) -> bool {
        match self.kind {
            GroundKind::Text(text) => text.is_order_guessed(spans),
            GroundKind::Proven(_) => false,
        }
    }

    /// The text with what is known of its places, where it is here.
    pub(crate) fn readable(&self) -> Option<&'b Readable> {
        match self.kind {
            GroundKind::Text(text) => Some(&text.readable),
            GroundKind::Proven(_) => None,
        }
    }

    /// The source's id.
    pub(crate) fn id(&self) -> &'b str {
        self.id
    }

    /// Whether words that are not in the text may be in what could not be read of the document: where no
    /// passage is so near that they are surely made of it.
    pub(crate) fn may_stand_unread(&self, miss: &Miss) -> bool {
        match self.kind {
            GroundKind::Text(text) => {
                let readable = &text.readable;
                !readable.gaps().is_empty()
                    && miss.may_stand_unread(|span| readable.is_unread_beside(span))
            }
            GroundKind::Proven(_) => false,
        }
    }

    /// What could not be read of the document, by its places.
    fn unread(&self) -> Option<String> {
        match self.kind {
            GroundKind::Text(text) => text.readable.unread(),
            GroundKind::Proven(_) => None,
        }
    }

    /// The part of the document that a quote is in, if that is not the running text and the document is
    /// here to tell.
    pub(crate) fn part(&self, spans: &[Span]) -> Option<Part> {
        match self.kind {
            GroundKind::Text(text) => text.part(spans, self.title),
            GroundKind::Proven(_) => None,
        }
    }

    /// The number of the passage in the proofs that a span starts in; `None` where the text is here.
    pub(crate) fn passage(&self, span: Span) -> Option<usize> {
        let GroundKind::Proven(proven) = self.kind else { return None };
        proven.passage_at(span.start).map(|passage| passage.index)
    }

    /// Where a span of the document is shown: in its file, or in the proofs.
    pub(crate) fn place(&self, span: Span) -> (Utf8PathBuf, At) {
        match self.kind {
            GroundKind::Text(text) => {
                (text.file.clone(), At::Span(text.readable.source_span(span)))
            }
            GroundKind::Proven(proven) => {
                let at = proven.passage_at(span.start).map_or(At::File, |p| {
                    let start = span.start.saturating_sub(p.span.start) + p.skipped;
                    let end = span.end.min(p.span.end).saturating_sub(p.span.start) + p.skipped;
                    At::Within(format!("/passages/{}/text", p.index), start..end.max(start))
                });
                (proven.file.clone(), at)
            }
        }
    }

    fn related(&self, finding: Finding, span: Span, message: impl Into<String>) -> Finding {
        let (file, at) = self.place(span);
        finding.related(file, at, message)
    }
}

fn new(citation: &Citation<'_>, code: Code, at: At, message: impl Into<String>) -> Finding {
    Finding::new(code, &*citation.claim.file, at, message)
}

fn whole(citation: &Citation<'_>) -> At {
    At::Value(citation.pointer())
}

fn within(citation: &Citation<'_>, place: &Within) -> At {
    At::Within(citation.part_pointer(place.part), place.range.clone())
}

/// The cited document cannot be read at all.
pub(crate) fn unreadable(citation: &Citation<'_>, reason: &str) -> Finding {
    let id = &citation.evidence.source;
    let message = format!("the quote cannot be checked against `{id}`: {reason}");
    new(citation, Code::QuoteUnreadable, whole(citation), message)
        .help(format!(
            "a quote that cannot be checked does not pass; correct the source first: see the finding on it, or `quoteproof \
             source show {id}`"
        ))
}

/// Nothing to match.
pub(crate) fn empty(citation: &Citation<'_>) -> Finding {
    let bare = citation.quoted().parts.iter().all(|part| part.trim().is_empty());
    let message =
        if bare { "the quote is empty" } else { "the quote has no words outside its marks" };
    new(citation, Code::QuoteEmpty, whole(citation), message)
        .help("quote the document's own words; brackets and ellipses are the editor's")
}

/// The search was given up: what it was and what would make it shorter.
pub(crate) fn gave_up(citation: &Citation<'_>, limit: GaveUp) -> Finding {
    let (code, help) = match limit {
        GaveUp::Marks => (Code::QuoteTooManyMarks, "split it into several quotes"),
        GaveUp::Places => (Code::QuoteTooManyPlaces, "quote more of the words around them"),
        GaveUp::Chains | GaveUp::Steps => {
            (Code::QuoteTooManyPlaces, "quote longer pieces, or fewer of them")
        }
    };
    new(citation, code, whole(citation), why_given_up(&citation.evidence.source, limit))
        .help(format!("quoteproof did not look everywhere, so the quote does not pass: {help}"))
}

/// Why a search in the document `id` was given up, in a sentence.
pub(crate) fn why_given_up(id: &str, limit: GaveUp) -> String {
    match limit {
        GaveUp::Marks => format!("the quote has more than {MAX_MARKS} pieces and brackets"),
        GaveUp::Places => {
            format!(
                "words of the quote occur in `{id}` {MAX_PLACES} times or more, too often to try every combination"
            )
        }
        GaveUp::Chains => {
            format!(
                "the quote's pieces can be combined in `{id}` in more ways than quoteproof tries"
            )
        }
        GaveUp::Steps => {
            format!(
                "comparing what lies between the quote's pieces in `{id}` takes more steps than the limit allows"
            )
        }
    }
}

/// A character that nobody sees.
pub(crate) fn hidden(citation: &Citation<'_>, hidden: &Hidden) -> Finding {
    let code = hidden.character as u32;
    let name = name_of(hidden.character);
    let at = within(citation, &hidden.place);
    let message = match hidden.count {
        1 => format!("the quote has an invisible character: U+{code:04X} {name}"),
        count => format!(
            "the quote has {count} invisible characters in a row, among them U+{code:04X} {name}"
        ),
    };
    let mut finding = new(citation, Code::QuoteHiddenCharacter, at, message)
        .label(format!("U+{code:04X}"))
        .help("remove it; retype the words if you cannot see where it is");
    if hidden.bidi_control {
        finding.severity = Some(Severity::Error);
        finding.message.push_str(", which can make the words read in another order");
    }
    finding
}

const fn name_of(c: char) -> &'static str {
    match c {
        '\u{AD}' => "SOFT HYPHEN",
        '\u{34F}' => "COMBINING GRAPHEME JOINER",
        '\u{61C}' => "ARABIC LETTER MARK",
        '\u{200B}' => "ZERO WIDTH SPACE",
        '\u{200C}' => "ZERO WIDTH NON-JOINER",
        '\u{200D}' => "ZERO WIDTH JOINER",
        '\u{200E}' => "LEFT-TO-RIGHT MARK",
        '\u{200F}' => "RIGHT-TO-LEFT MARK",
        '\u{202A}' => "LEFT-TO-RIGHT EMBEDDING",
        '\u{202B}' => "RIGHT-TO-LEFT EMBEDDING",
        '\u{202C}' => "POP DIRECTIONAL FORMATTING",
        '\u{202D}' => "LEFT-TO-RIGHT OVERRIDE",
        '\u{202E}' => "RIGHT-TO-LEFT OVERRIDE",
        '\u{2060}' => "WORD JOINER",
        '\u{2066}' => "LEFT-TO-RIGHT ISOLATE",
        '\u{2067}' => "RIGHT-TO-LEFT ISOLATE",
        '\u{2068}' => "FIRST STRONG ISOLATE",
        '\u{2069}' => "POP DIRECTIONAL ISOLATE",
        '\u{FEFF}' => "ZERO WIDTH NO-BREAK SPACE",
        '\u{FE00}'..='\u{FE0F}' => "VARIATION SELECTOR",
        _ => "INVISIBLE CHARACTER",
    }
}

/// Whether something of error level is to be said of a quote that matches.
pub(crate) fn has_errors(found: &Found) -> bool {
    found.issues.iter().any(Issue::is_error)
}

/// The code that reports an issue. A test looks whether there is one for each.
pub(crate) fn code_of(kind: IssueKind) -> Code {
    let code = Code::ALL.iter().find(|code| code.name() == kind.code());
    code.copied().unwrap_or(Code::QuoteAltered)
}

/// What is to be said of a quote that matches.
pub(crate) fn issues(citation: &Citation<'_>, ground: &Ground<'_>, found: &Found) -> Vec<Finding> {
    found.issues.iter().map(|issue| one_issue(citation, ground, issue)).collect()
}

fn one_issue(citation: &Citation<'_>, ground: &Ground<'_>, issue: &Issue) -> Finding {
    let at = issue.place.as_ref().map_or_else(|| whole(citation), |p| within(citation, p));
    let finding = |message: String| new(citation, code_of(issue.kind), at.clone(), message);
    let id = ground.id;
    let document = |span: Option<&Span>| span.map_or("", |s| ground.document().slice(*s));
    let mut made = match issue.kind {
        IssueKind::InitialCase => {
            initial_case(&finding, citation, issue, document(issue.spans.first()))
        }
        IssueKind::BracketNegation => {
            finding(bracket_negation(id, document(issue.spans.first()).trim()))
                .label("changes what is said")
                .help("a bracket must not add or remove a negation: quote the document's own words here")
        }
        IssueKind::Ambiguous => {
            let count = issue.spans.len() + issue.more;
            let least = if count >= MAX_ALIKE { "at least " } else { "" };
            finding(format!("these words occur in `{id}` {least}{count} times"))
                .label("which one is meant?")
                .help("add `prefix` or `suffix`: the words right before or after the passage that you mean")
        }
        IssueKind::PrefixMismatch => {
            return context_mismatch(citation, ground, issue, "prefix", "before");
        }
        IssueKind::SuffixMismatch => {
            return context_mismatch(citation, ground, issue, "suffix", "after");
        }
        IssueKind::Short => finding("the quote has fewer than three words".to_owned())
            .label("too short to carry a meaning of its own")
            .help("quote the clause, or add `prefix` or `suffix` if just these words matter"),
        IssueKind::Trivial => finding("the quote is a single word".to_owned())
            .label("occurs in almost any document")
            .help("quote the clause, or add `prefix` or `suffix` if just this word matters"),
        IssueKind::ElisionNegation | IssueKind::ElisionNumber => {
            left_out(&finding, issue, document(issue.spans.first()))
        }
        IssueKind::ElisionLimiter
        | IssueKind::ElisionSpeaker
        | IssueKind::ElisionHeading
        | IssueKind::CrossesBlocks
        | IssueKind::TwoSpeakers => joined(&finding, issue, document(issue.spans.first())),
        IssueKind::BracketNumber | IssueKind::BracketMeaning | IssueKind::BracketInsertion => {
            bracket(&finding, issue, document(issue.spans.first()))
        }
        IssueKind::ClippedSentence => {
            clipped(&finding, citation, issue, document(issue.spans.first()))
        }
        IssueKind::ClippedNumber => {
            let whole = document(issue.spans.first()).split_whitespace().collect::<Vec<_>>();
            finding(format!("the quote is cut inside “{}”", whole.join(" ")))
                .label("cut off from its unit, or from the other end of a range")
                .help("quote the number with its unit, and a range with both its ends")
        }
        IssueKind::OddSpace => odd_space(&finding, citation, issue),
        IssueKind::NoteMark => {
            let mark = document(issue.spans.first()).trim();
            finding(format!("the quote leaves out “{mark}” of `{id}`, which looks like the mark of a note"))
                .label(format!("“{mark}” follows"))
                .help("look at the document: if it is not a note, quote the figure")
        }
        IssueKind::UnseenElision => return unseen_elision(finding(String::new()), id, issue.grave),
        IssueKind::UncheckedEdit => finding(format!(
            "there is no word list for the language of `{id}`: quoteproof cannot tell what this edit changes"
        ))
        .label("may drop or add a negation or a number")
        .help("quote the passage without the edit, or ask someone who knows the language to read it"),
    };
    if issue.grave {
        made.severity = Some(Severity::Error);
    }
    for span in &issue.spans {
        made = ground.related(made, *span, "here");
    }
    if issue.more > 0 {
        let _ = write!(made.message, " ({} of them are shown)", issue.spans.len());
    }
    made
}

/// The first letter has another case than the document.
fn initial_case(
    finding: &dyn Fn(String) -> Finding,
    citation: &Citation<'_>,
    issue: &Issue,
    words: &str,
) -> Finding {
    let id = &citation.evidence.source;
    let first = words.chars().next().unwrap_or(' ');
    finding(format!("in `{id}` these words begin with “{first}”"))
        .label("differs in case from the document")
        .help(format!("write “{first}”, or mark the change: `{}`", marked(citation, issue)))
}

/// An omission that leaves out a negation or a number.
fn left_out(finding: &dyn Fn(String) -> Finding, issue: &Issue, word: &str) -> Finding {
    if issue.kind == IssueKind::ElisionNegation {
        let sense = if issue.grave { ": without it the quote says the opposite" } else { "" };
        return finding(format!("the words left out contain “{word}”{sense}"))
            .label("leaves out a negation")
            .help("keep the negation in the quote, or quote another passage");
    }
    let figure = word.chars().any(char::is_numeric);
    let message = if figure {
        format!("the words left out contain the number “{word}”")
    } else {
        format!("the words left out state or compare a number: “{word}”")
    };
    finding(message)
        .label("leaves out a number in the same clause")
        .help("keep the number in the quote, unless it is truly beside the point")
}

/// A space more or less; the fix writes what the document has.
fn odd_space(
    finding: &dyn Fn(String) -> Finding,
    citation: &Citation<'_>,
    issue: &Issue,
) -> Finding {
    let extra = issue.place.as_ref().is_some_and(|place| !place.range.is_empty());
    let (what, title) = if extra {
        ("the quote has a space where the document has none", "remove the space")
    } else {
        ("the document has a space where the quote has none", "add the space")
    };
    let mut made = finding(what.to_owned())
        .label(if extra { "no space" } else { "a space" })
        .help("write it as the document does");
    made.fix = issue.place.as_ref().and_then(|place| {
        let mut text = citation.evidence.quote.segments().get(place.part)?.to_string();
        text.get(place.range.clone())?;
        text.replace_range(place.range.clone(), if extra { "" } else { " " });
        Some(FindingFix {
            title: title.to_owned(),
            applicability: Applicability::Safe,
            pointer: citation.part_pointer(place.part),
            text,
            key: false,
        })
    });
    made
}

/// What an ellipsis, or the quote itself, runs over; `words` are the document's that tell.
fn joined(finding: &dyn Fn(String) -> Finding, issue: &Issue, words: &str) -> Finding {
    const EACH: &str = "quote each speaker by themselves, with their name in `speaker`";
    let block = shortened(words);
    match issue.kind {
        IssueKind::ElisionSpeaker => {
            let joins = if issue.grave { "joins" } else { "seems to join" };
            finding(format!("the ellipsis {joins} the words of two speakers"))
                .label("goes from one speaker to another")
                .help(EACH)
        }
        IssueKind::ElisionHeading => finding(format!("the ellipsis skips the heading “{block}”"))
            .label("goes from one section into another")
            .help("quote the two passages as two quotes"),
        IssueKind::CrossesBlocks => finding(format!(
            "the quote runs past the end of a heading, caption, list item or cell, into “{block}”"
        ))
        .label("joins what is separate in the document")
        .help("quote each by itself, or mark the break with an ellipsis"),
        IssueKind::TwoSpeakers => finding(format!("the quote runs on into what “{words}” says"))
            .label("holds the words of two speakers")
            .help(EACH),
        _ => finding(format!("the words left out contain “{block}”, which limits what is said"))
            .label("leaves out a limit, a condition or an attribution")
            .help("keep that word in the quote, or quote another passage"),
    }
}

/// What a bracket changes or brings; `words` are the document's that it stands for.
fn bracket(finding: &dyn Fn(String) -> Finding, issue: &Issue, words: &str) -> Finding {
    match issue.kind {
        IssueKind::BracketNumber => bracket_number(finding, words, issue),
        IssueKind::BracketMeaning => finding(if words.is_empty() {
            "the bracket adds a word that changes certainty, quantity or time".to_owned()
        } else {
            format!(
                "the bracket replaces “{words}”: certainty, quantity, time or attribution changes"
            )
        })
        .label("changes the meaning")
        .help("a bracket may explain a word; quote the document's own words here"),
        _ => finding("the bracket adds a statement of its own".to_owned())
            .label("more than the document says")
            .help("put it into the claim's statement, or quote the document's own words"),
    }
}

fn bracket_number(finding: &dyn Fn(String) -> Finding, words: &str, issue: &Issue) -> Finding {
    let what = if words.is_empty() {
        "the bracket adds a number".to_owned()
    } else if issue.grave {
        format!("the bracket replaces “{words}”: a number is added, removed or changed")
    } else {
        format!("the bracket has a number that “{words}” does not have")
    };
    let label = if issue.grave { "changes a number" } else { "the editor's number" };
    finding(what).label(label).help("a bracket must not change a number: quote the document's own")
}

/// What is cut off at a quote's end, in plain words: a full stop of the quote, a question, a word that turns the sense.
fn clipped(
    finding: &dyn Fn(String) -> Finding,
    citation: &Citation<'_>,
    issue: &Issue,
    word: &str,
) -> Finding {
    let rest = issue.place.as_ref().and_then(|place| {
        let segments = citation.evidence.quote.segments();
        segments.get(place.part)?.get(place.range.end..).map(str::to_owned)
    });
    let rest = rest.unwrap_or_default();
    let stopped = rest.len() < 8 && rest.contains(['.', '。', '।', '۔']);
    if matches!(word, "?" | "？" | "؟" | ";") {
        return finding("the quote is cut out of a question".to_owned())
            .label("stops before the question mark")
            .help("quote the whole question");
    }
    finding(if stopped {
        format!("the quote ends with a full stop where the document goes on: “{word}”")
    } else {
        format!("the quote is cut right before or after “{word}” in the same sentence")
    })
    .label("cut where the meaning changes")
    .help("extend the quote past that word, or to the end of the sentence")
}

/// The first words of a text, on one line.
fn shortened(text: &str) -> String {
    const WORDS: usize = 8;
    let words: Vec<&str> = text.split_whitespace().take(WORDS + 1).collect();
    let more = if words.len() > WORDS { " …" } else { "" };
    words.iter().take(WORDS).copied().collect::<Vec<_>>().join(" ") + more
}

fn bracket_negation(id: &str, words: &str) -> String {
    if words.is_empty() {
        return format!("the bracket adds a negation that `{id}` does not have");
    }
    format!("the bracket replaces “{words}” of `{id}`: a negation is added, removed or changed")
}

/// The quote runs over lines of a page whose order is a guess.
pub(crate) fn reading_order(citation: &Citation<'_>) -> Finding {
    let id = &citation.evidence.source;
    let message = format!("the quote runs over lines of `{id}` whose order is a guess");
    new(citation, Code::QuoteReadingOrder, whole(citation), message)
        .label("do these words follow each other on the page?")
        .help("open the page and read on from line to line; if they do not, quote only the part before or after this place")
}

fn context_mismatch(
    citation: &Citation<'_>,
    ground: &Ground<'_>,
    issue: &Issue,
    member: &str,
    side: &str,
) -> Finding {
    let at = At::Value(format!("/evidence/{}/{member}", citation.index));
    let quoted = citation.quoted();
    let context = if member == "prefix" { quoted.prefix } else { quoted.suffix };
    let message = if context.is_some_and(is_too_long) {
        format!(
            "the {member} has more than {MAX_CONTEXT} characters; longer ones are never compared"
        )
    } else if ground.is_proven() {
        format!("no proof of `{}` shows these words {side} the quote", ground.id)
    } else {
        format!("the words are in `{}`, but not with these words {side} them", ground.id)
    };
    let mut finding = new(citation, Code::QuoteContextMismatch, at, message).label("not there");
    if let Some(span) = issue.spans.first() {
        let text = ground.document().text();
        let before = tail(text.get(..span.start).unwrap_or(""), 6);
        let after = head(text.get(span.end..).unwrap_or(""), 6);
        let mut help = String::from("the document has");
        if !before.is_empty() {
            let _ = write!(help, " “{before}” before them");
        }
        if !after.is_empty() {
            let and = if before.is_empty() { "" } else { " and" };
            let _ = write!(help, "{and} “{after}” after them");
        }
        if ground.is_proven() {
            finding = finding.help(
                "the words around the quote in the proof differ; run `quoteproof prove` where the text is",
            );
        } else {
            finding = finding.help(help);
        }
        finding = ground.related(finding, *span, "the words");
    }
    finding
}

/// The quote's first word with its first letter in brackets.
fn marked(citation: &Citation<'_>, issue: &Issue) -> String {
    let place = issue.place.as_ref();
    let rest =
        place.and_then(|p| citation.evidence.quote.segments().get(p.part)?.get(p.range.start..));
    let word = rest.and_then(|r| r.split_whitespace().next()).unwrap_or("");
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| format!("[{first}]{}", letters.as_str()))
}

/// The last `count` words.
fn tail(text: &str, count: usize) -> String {
    let words: Vec<&str> = text.split_whitespace().rev().take(count).collect();
    words.into_iter().rev().collect::<Vec<_>>().join(" ")
}

/// The first `count` words.
fn head(text: &str, count: usize) -> String {
    text.split_whitespace().take(count).collect::<Vec<_>>().join(" ")
}

/// The quote is not in the document (or in what is proven of it).
pub(crate) fn not_found(
    citation: &Citation<'_>,
    ground: &Ground<'_>,
    verdict: Verdict,
    miss: &Miss,
    limits: Limits,
    judge: &dyn Fn(&ReadQuote<'_>) -> Judged,
) -> Finding {
    let id = ground.id;
    if verdict == Verdict::Unreadable {
        return unread(citation, ground, miss);
    }
    let reasons = reasons(ground, citation, miss, limits);
    let code = match verdict {
        Verdict::Unproven => Code::QuoteUnproven,
        Verdict::Altered => Code::QuoteAltered,
        _ => Code::QuoteAbsent,
    };
    let Some(near) = &miss.near else {
        let (message, help) = if ground.is_proven() {
            (
                format!("no proof covers these words, and the text of `{id}` is not here"),
                "run `quoteproof prove` where the text is, and commit the proofs",
            )
        } else {
            (
                format!("no passage of `{id}` is near these words"),
                "check the source, or search all documents for some of the words: `quoteproof find \"some words\"`",
            )
        };
        let mut finding = new(citation, code, whole(citation), message).help(help);
        if let Some(span) = miss.kindred.filter(|_| !ground.is_proven()) {
            let says = ground.document().one_line(span);
            finding = finding.help(format!(
                "{help}; the sentence that shares most of its rare words is: “{says}”"
            ));
            finding = ground.related(finding, span, "shares most of the quote's rare words");
        }
        return finding;
    };
    let message = if ground.is_proven() {
        format!(
            "no proof covers these words of `{id}`; from the nearest proven passage the quote differs: {reasons}"
        )
    } else {
        format!("the quote differs from `{id}`: {reasons}")
    };
    let place = near.changed.first().unwrap_or(&near.compared);
    let mut finding = new(citation, code, within(citation, place), message);
    finding.label = Some(label(miss, near));
    finding.kinds = miss.kinds.iter().copied().collect();
    finding.diff.clone_from(&near.diff);
    finding = related_passages(ground, finding, miss, near);
    if !ground.is_proven() {
        // Of a document that is not here nobody knows whether the quote is wrong.
        finding.fix = fix(citation, miss, near, judge);
    }
    finding.help = Some(help(ground, miss, near, finding.fix.is_some()));
    finding
}

/// The quote is not in what could be read of the document, and not all of it could.
fn unread(citation: &Citation<'_>, ground: &Ground<'_>, miss: &Miss) -> Finding {
    let missing = ground.unread().unwrap_or_default();
    let message = format!(
        "not checked: the readable part of `{}` does not have these words, and {missing}",
        ground.id
    );
    let finding = new(citation, Code::QuoteUnreadable, whole(citation), message)
        .label("may be in the part that cannot be read")
        .help("check that part yourself; run OCR on the file and cite the text it produces, or cite a copy whose text can be read");
    match &miss.near {
        Some(near) => ground.related(finding, near.span, "the nearest passage that can be read"),
        None => finding,
    }
}

/// What is said of a quote that is not checked where another document has its words.
pub(crate) fn also_stands(findings: &mut [Finding], other: Finding) {
    if let Some(finding) = findings.iter_mut().find(|f| f.code == Code::QuoteUnreadable) {
        if let (Some(help), Some(label)) = (&mut finding.help, &other.label) {
            let _ = write!(help, "; or cite the other document: these are {label}");
        }
        finding.related.extend(other.related);
    }
}

fn related_passages(
    ground: &Ground<'_>,
    finding: Finding,
    miss: &Miss,
    near: &NearPassage,
) -> Finding {
    let kind =
        if ground.is_proven() { "the nearest proven passage" } else { "the nearest passage" };
    if miss.pieces.len() > 1
        && (near.pieces_apart || miss.pieces.iter().any(|p| !covers(near.span, *p)))
    {
        let mut finding = finding;
        for (at, piece) in miss.pieces.iter().take(4).enumerate() {
            finding = ground.related(finding, *piece, format!("piece {}", at + 1));
        }
        return finding;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 100")]
    let alike = (near.similarity * 100.0) as usize;
    ground.related(finding, near.span, format!("{kind}, {alike} % alike"))
}

const fn covers(outer: Span, inner: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

fn label(miss: &Miss, near: &NearPassage) -> String {
    let more = match near.changed.len() {
        0 | 1 => String::new(),
        n => format!(" (the first of {n} changes)"),
    };
    let kinds: Vec<&str> = miss.kinds.iter().map(|k| k.name()).collect();
    format!("{}{more}", kinds.join(", "))
}

fn help(ground: &Ground<'_>, miss: &Miss, near: &NearPassage, fixable: bool) -> String {
    if miss.kinds.contains(&Kind::Spliced) {
        return "quote one passage, or two quotes; words left out of one passage are marked with `…`, \
                between pieces of three words or more"
            .to_owned();
    }
    if miss.kinds.contains(&Kind::Reordered) && miss.pieces.len() > 1 {
        return "put the pieces in the document's order".to_owned();
    }
    let words = ground.document().one_line(near.span);
    if ground.is_proven() {
        return format!(
            "the proven passage says: “{words}”; if the quote is right, run `quoteproof prove` where the text is"
        );
    }
    if fixable {
        return "quote the document's own words".to_owned();
    }
    format!("the document says: “{words}”")
}

/// What differs, named: at most three differences.
fn reasons(ground: &Ground<'_>, citation: &Citation<'_>, miss: &Miss, limits: Limits) -> String {
    if let Some(near) = &miss.near
        && let Some((theirs, ours)) = near.lookalike
    {
        return format!(
            "it has “{ours}” U+{:04X} where the document has “{theirs}” U+{:04X}, which looks the same",
            ours as u32, theirs as u32
        );
    }
    if miss.kinds.contains(&Kind::Spliced) {
        return spliced(ground, miss, limits);
    }
    if miss.kinds.len() == 1 && miss.kinds.contains(&Kind::Reordered) {
        return "it has the same words in another order".to_owned();
    }
    let mut named = Vec::new();
    let parts = miss.near.as_ref().map_or(&[][..], |n| n.diff.as_slice());
    let mut at = 0;
    while let Some(part) = parts.get(at) {
        match (part, parts.get(at + 1)) {
            (DiffPart::Delete(theirs), Some(DiffPart::Insert(ours)))
                if let Some(cut) =
                    cut(theirs.trim(), ours.trim(), at == 0, at + 2 == parts.len()) =>
            {
                named.push(cut);
                at += 1;
            }
            (DiffPart::Delete(theirs), Some(DiffPart::Insert(ours))) => {
                named.push(format!("“{}” where the document has “{}”", short(ours), short(theirs)));
                at += 1;
            }
            (DiffPart::Delete(theirs), _) => {
                named.push(format!("it leaves out “{}”", short(theirs)));
            }
            (DiffPart::Insert(ours), _) => {
                named.push(format!("it adds “{}”", short(ours)));
            }
            (DiffPart::Equal(_), _) => {}
        }
        at += 1;
    }
    let more = named.len().saturating_sub(3);
    named.truncate(3);
    let mut text = named.join("; ");
    if more > 0 {
        let _ = write!(text, "; and {more} more");
    }
    match &miss.near {
        Some(near) if text.is_empty() => unseen(ground, citation, near),
        _ => text,
    }
}

/// A quote that begins or ends inside a piece of the document: `5 cm` of `5 cm^2`, `president` of `ex-president`.
fn cut(theirs: &str, ours: &str, first: bool, last: bool) -> Option<String> {
    if let Some(rest) = theirs.strip_prefix(ours).filter(|rest| last && !rest.is_empty()) {
        return Some(format!(
            "it ends inside “{theirs}”: the document goes on with “{}”",
            rest.trim()
        ));
    }
    let rest = theirs.strip_suffix(ours).filter(|rest| first && !rest.is_empty())?;
    Some(format!("it begins inside “{theirs}”, after “{}”", rest.trim()))
}

/// Why pieces do not join: the words between them, and the limit.
fn spliced(ground: &Ground<'_>, miss: &Miss, limits: Limits) -> String {
    let most = limits.elision_max_words;
    let widest = miss.between.iter().enumerate().max_by_key(|(_, words)| **words);
    let joined = "it joins pieces that are apart in the document";
    let Some((at, &words)) = widest else { return joined.to_owned() };
    let piece = |at: usize| miss.pieces.get(at).map_or("", |p| ground.document().slice(*p));
    let (before, after) = (tail(piece(at), 3), head(piece(at + 1), 3));
    if words > most {
        return format!(
            "there are {words} words between “{before}” and “{after}”; one mark may leave out at most {most}"
        );
    }
    let marked = miss.near.as_ref().is_some_and(|near| near.pieces_apart);
    if !marked && words > 0 {
        let (are, noun) = if words == 1 { ("is", "word") } else { ("are", "words") };
        return format!(
            "there {are} {words} {noun} between “{before}” and “{after}”, and no mark shows it"
        );
    }
    if marked {
        return format!(
            "{joined}: a piece of fewer than three words must share a sentence with the next one"
        );
    }
    joined.to_owned()
}

/// What differs where the folded words do not show it: the sentence's last mark, or feet for inches.
fn unseen(ground: &Ground<'_>, citation: &Citation<'_>, near: &NearPassage) -> String {
    let after = ground.document().text().get(near.span.end..).unwrap_or("");
    let next = after
        .chars()
        .take(8)
        .find(|c| !c.is_whitespace() && !matches!(c, '"' | '\u{201D}' | '\u{2019}' | '\''));
    if let Some(mark) = next.filter(|c| matches!(c, '?' | '!')) {
        return format!("the document has “{mark}” where it ends");
    }
    let ours = citation.evidence.quote.segments().get(near.compared.part);
    let ours = ours.and_then(|p| p.get(near.compared.range.clone())).unwrap_or("");
    let theirs = ground.document().one_line(near.span);
    if ours == theirs {
        let next = head(after, 2);
        return format!("it is cut inside a word or a number: the document goes on with “{next}”");
    }
    format!("“{}” where the document has “{}”", short(ours), short(&theirs))
}

fn short(words: &str) -> String {
    let words: Vec<&str> = words.split_whitespace().collect();
    match words.as_slice() {
        [first @ .., _, _, _] if first.len() > 6 => {
            let head = words.get(..4).unwrap_or(&[]).join(" ");
            let tail = words.get(words.len() - 3..).unwrap_or(&[]).join(" ");
            format!("{head} … {tail}")
        }
        all => all.join(" "),
    }
}

/// The words left out are not shown: not at all, or but for the ends.
fn unseen_elision(mut made: Finding, id: &str, blind: bool) -> Finding {
    if blind {
        made.severity = Some(Severity::Error);
        made.message = format!(
            "without the text the words left out cannot be seen: no proof of `{id}` shows them, not even their ends"
        );
        return made.label("a negation may be among them").help(
            "run `quoteproof prove` where the text is: it shows the words left out, or the three at each end",
        );
    }
    made.message = format!(
        "of the words left out only the ends are proven, and the text of `{id}` is not here"
    );
    made.label("the rest cannot be seen here").help(
        "leave out fewer words, so that one proof covers the whole (`seal.max-words`), or split it into two quotes",
    )
}

/// The words are in the text, and what is staged does not prove it. `source` is the `source.json`.
pub(crate) fn not_proven_yet(citation: &Citation<'_>, source: &camino::Utf8Path) -> Finding {
    let message = format!(
        "the words are in the text of `{}`, but no staged proof covers them",
        citation.evidence.source
    );
    let proofs = source.with_file_name("proofs.json");
    new(citation, Code::QuoteUnproven, whole(citation), message)
        .label("without the text nobody can check it")
        .help(format!("run `quoteproof prove`, then `git add {proofs}`"))
}

/// The near passage of the cited document, as it is shown beside the document that has the words.
pub(crate) fn near_passage(
    citation: &Citation<'_>,
    findings: &[Finding],
) -> Option<RelatedFinding> {
    let altered = findings.iter().find(|f| f.code == Code::QuoteAltered)?;
    let mut near = altered.related.first()?.clone();
    let id = &citation.evidence.source;
    near.message = format!("`{id}` has this: {}", near.message);
    Some(near)
}

/// Another document has the words.
pub(crate) fn misattributed(
    citation: &Citation<'_>,
    other: &Ground<'_>,
    span: Span,
    unproven: bool,
) -> Finding {
    let cited = &citation.evidence.source;
    let id = other.id;
    let message = if unproven {
        format!("no proof has these words in `{cited}`, but they are in `{id}`")
    } else {
        format!("these words are not in `{cited}`, but they are in `{id}`")
    };
    let finding = new(citation, Code::QuoteMisattributed, whole(citation), message)
        .label(format!("words of `{id}`"))
        .help(format!("cite the document that has them: `\"source\": \"{id}\"`"));
    other.related(finding, span, format!("they are here, in `{id}`"))
}

/// Why the text that was made of a document elsewhere cannot be used, at the source itself.
fn no_rendition(source: &LoadedSource, fault: &Fault) -> Finding {
    let new = |code, member: &str, message: String| {
        let at = At::Value(format!("/text/rendition/{member}"));
        Finding::new(code, source.file.clone(), at, message)
    };
    match fault {
        Fault::Missing | Fault::Refused => new(
            Code::SourceMissingText,
            "path",
            "the rendition is not here: quotes are checked against it".to_owned(),
        )
        .help("add the file, or name a folder that has it with `--texts`"),
        Fault::Changed(found) => new(
            Code::SourceChanged,
            "sha256",
            format!("the rendition is not the one that was pinned: its SHA-256 is {found}"),
        )
        .help("restore the file; or check its quotes, then remove the source and add it again"),
        Fault::Unreadable(why) => {
            new(Code::SourceUnreadableText, "path", format!("the rendition cannot be read: {why}"))
                .help("make it a text in UTF-8")
        }
    }
}

/// The member of `text` that is to be fixed where a text cannot be read. `stated` is whether there is an `encoding`.
const fn member_to_mend(why: &Unread, stated: bool) -> &'static str {
    match why {
        Unread::Reader(ReadError::Encoding(_)) => "encoding",
        Unread::Reader(ReadError::Malformed(..)) if stated => "encoding",
        Unread::Reader(ReadError::MediaType(_)) => "media_type",
        Unread::Reader(_) | Unread::File(_) => "path",
    }
}

/// What to do about a text that is another than the pinned one: `standing` are its quotes that the new one has, and those
/// that it lacks.
fn another_text(
    source: &LoadedSource,
    standing: Option<(Vec<String>, Vec<String>)>,
    conflict: Option<usize>,
) -> String {
    let mut help = match conflict {
        Some(line) => format!(
            "it has Git's conflict marks, from line {line} on: take one side with `git checkout --ours` or \
             `--theirs`, together with its source.json"
        ),
        None => format!(
            "restore the file, or pin the new one: `quoteproof source update {}` reports what happens to its quotes",
            source.id
        ),
    };
    if let Some((stand, gone)) = standing {
        let stands = match stand.len() {
            1 => "1 still stands in the new text".to_owned(),
            n => format!("{n} still stand in the new text"),
        };
        let _ = match gone.len() {
            0 => write!(help, ": {stands}, none is gone"),
            n => write!(help, ": {stands}, {n} {} not", if n == 1 { "does" } else { "do" }),
        };
        for quote in gone.iter().take(5) {
            let _ = write!(help, "; gone: {quote}");
        }
    }
    help
}

/// Why the document of a source is not here, at the source itself. `conflict` is the line on which Git's conflict marks
/// begin in a changed text.
pub(crate) fn no_document(
    source: &LoadedSource,
    why: &Nothing,
    standing: Option<(Vec<String>, Vec<String>)>,
    conflict: Option<usize>,
) -> Option<Finding> {
    let record = source.source.as_ref()?;
    let at = |pointer: &str| At::Value(format!("/text/{pointer}"));
    let new = |code, at, message: String| Finding::new(code, source.file.clone(), at, message);
    Some(match why {
        Nothing::Refused | Nothing::Rendition(Fault::Refused) => return None,
        Nothing::Rendition(fault) => return Some(no_rendition(source, fault)),
        Nothing::MissingText => new(
            Code::SourceMissingText,
            at("path"),
            format!("there is no `{}` beside it, and the source is not sealed", record.text.path),
        )
        .help("add the file, name a folder that has it with `--texts`, or seal the source where the text is"),
        Nothing::Unreadable(why) => {
            let member = member_to_mend(why, record.text.encoding.is_some());
            new(Code::SourceUnreadableText, at(member), format!("the text cannot be read: {why}"))
                .help("state its `encoding` or `media_type`, or obtain the file again")
        }
        Nothing::Changed(_, Cause::InLfs) => new(
            Code::SourceChanged,
            at("sha256"),
            "the text is not here: Git LFS has it, and `git lfs pull` gets it".to_owned(),
        )
        .help("fetch it with `git lfs pull`; in GitHub's checkout action, `lfs: true`"),
        Nothing::Changed(found, Cause::LineEnds) => new(
            Code::SourceChanged,
            at("sha256"),
            format!("the text is the pinned one but for its line ends: its SHA-256 is {found}"),
        )
        .help(
            "with `corpus/** -text` in .gitattributes Git leaves line ends alone; then delete the file and check it \
             out again with `git checkout`, or stage it with `git add --renormalize` if it is right",
        ),
        Nothing::Changed(found, Cause::Unknown) => {
            let message = format!("the text is not the one that was pinned: its SHA-256 is {found}");
            new(Code::SourceChanged, at("sha256"), message).help(another_text(source, standing, conflict))
        }
    })
}
