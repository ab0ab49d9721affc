//! The words of quote findings: a function for each thing that is said of a quote.
//!
//! Of a quote that is in its document, here (what was found of it: one message for each `IssueKind`); of one that is not,
//! in `missed`; of a source whose document is not here, in `sources`. `Ground` is the document that a finding is about.

mod characters;
mod ground;
mod missed;
mod sources;

use super::matching::Citation;
use crate::claim::evidence_member;
use crate::diagnostic::{Applicability, At, Code, Finding, FindingFix, Severity};
use crate::quote::{
    Found, GaveUp, Hidden, Issue, IssueKind, MAX_ALIKE, MAX_CONTEXT, MAX_MARKS, MAX_PLACES, Within,
    is_too_long, on_one_line,
};
use crate::text::Span;
use characters::unseen_name;
pub(crate) use ground::Ground;
pub(crate) use missed::{also_stands, beside, misattributed, not_found, not_proven_yet};
pub(crate) use sources::no_document;
use std::fmt::Write as _;

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
    let (message, help) = if bare {
        (
            "the quote is empty",
            "copy the words from the document, or remove this entry of `evidence`; `quoteproof find \"some words\"` finds \
             words in all documents",
        )
    } else {
        (
            "the quote has no words outside its marks",
            "quote the document's own words; brackets and ellipses are the editor's",
        )
    };
    new(citation, Code::QuoteEmpty, whole(citation), message).help(help)
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
    let name = unseen_name(hidden.character);
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
    found.issues.iter().map(|issue| one_issue(citation, ground, found, issue)).collect()
}

fn one_issue(
    citation: &Citation<'_>,
    ground: &Ground<'_>,
    found: &Found,
    issue: &Issue,
) -> Finding {
    let at = issue.place.as_ref().map_or_else(|| whole(citation), |p| within(citation, p));
    let finding = |message: String| new(citation, code_of(issue.kind), at.clone(), message);
    let id = ground.id();
    let document = |span: Option<&Span>| span.map_or("", |s| ground.document().slice(*s));
    let mut made = match issue.kind {
        IssueKind::InitialCase => {
            initial_case(&finding, citation, issue, document(issue.spans.first()))
        }
        IssueKind::BracketNegation => finding(bracket_negation(
            id,
            document(issue.spans.first()).trim(),
        ))
        .label("changes what is said")
        .help("a bracket must not add or remove a negation: quote the document's own words here"),
        IssueKind::Ambiguous => ambiguous(&finding, id, issue),
        IssueKind::PrefixMismatch => {
            return context_mismatch(citation, ground, issue, "prefix", "before");
        }
        IssueKind::SuffixMismatch => {
            return context_mismatch(citation, ground, issue, "suffix", "after");
        }
        IssueKind::Short | IssueKind::Trivial => too_little(&finding, issue.kind),
        IssueKind::ElisionNegation | IssueKind::ElisionNumber => {
            left_out(&finding, issue, document(issue.spans.first()))
        }
        IssueKind::ElisionLimiter | IssueKind::ElisionHeading | IssueKind::CrossesBlocks => {
            joined(&finding, issue, document(issue.spans.first()))
        }
        IssueKind::ElisionSpeaker => joins_speakers(&finding, ground, issue),
        IssueKind::TwoSpeakers => two_speakers(&finding, ground, issue),
        IssueKind::BracketNumber | IssueKind::BracketMeaning | IssueKind::BracketInsertion => {
            bracket(&finding, issue, document(issue.spans.first()))
        }
        IssueKind::ClippedSentence => {
            let end = found.spans.last().map_or(0, |last| last.end);
            let behind = issue.spans.first().is_some_and(|span| span.start >= end);
            clipped(&finding, citation, issue, (document(issue.spans.first()), behind))
        }
        IssueKind::ClippedNumber => clipped_number(&finding, document(issue.spans.first())),
        IssueKind::OddSpace => odd_space(&finding, citation, issue),
        IssueKind::NoteMark => {
            let mark = document(issue.spans.first()).trim();
            finding(format!(
                "the quote leaves out “{mark}” of `{id}`, which looks like the mark of a note"
            ))
            .label(format!("“{mark}” follows"))
            .help("look at the document: if it is not a note, quote the figure")
        }
        IssueKind::UnseenElision => return unseen_elision(finding(String::new()), id, issue.grave),
        IssueKind::UncheckedEdit => unchecked_edit(&finding, ground),
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

/// An edit that no word list has looked at: there is none, or nobody knows which one it is.
fn unchecked_edit(finding: &dyn Fn(String) -> Finding, ground: &Ground<'_>) -> Finding {
    let id = ground.id();
    let (why, help) = if ground.is_language_known() {
        (
            format!("there is no word list for the language of `{id}`"),
            "quote the passage without the edit, or ask someone who knows the language to read it",
        )
    } else {
        (
            format!("the language of `{id}` is not known"),
            "state it, and the edit is checked: `--language TAG`, such as `en`; in an archive `language` in `source.json`",
        )
    };
    finding(format!("{why}: quoteproof cannot tell what this edit changes"))
        .label("may drop or add a negation or a number")
        .help(help)
}

/// The words are in the document more than once, and nothing tells which place is meant.
fn ambiguous(finding: &dyn Fn(String) -> Finding, id: &str, issue: &Issue) -> Finding {
    let count = issue.spans.len() + issue.more;
    let least = if count >= MAX_ALIKE { "at least " } else { "" };
    finding(format!("these words occur in `{id}` {least}{count} times"))
        .label("which one is meant?")
        .help("add `prefix` or `suffix`: the words right before or after the passage that you mean")
}

/// One word or two, which say little on their own.
fn too_little(finding: &dyn Fn(String) -> Finding, kind: IssueKind) -> Finding {
    if kind == IssueKind::Trivial {
        return finding("the quote is a single word".to_owned())
            .label("occurs in almost any document")
            .help("quote the clause, or add `prefix` or `suffix` if just this word matters");
    }
    finding("the quote has fewer than three words".to_owned())
        .label("too short to carry a meaning of its own")
        .help("quote the clause, or add `prefix` or `suffix` if just these words matter")
}

/// The quote begins or ends inside a number expression, whose words are `whole`.
fn clipped_number(finding: &dyn Fn(String) -> Finding, whole: &str) -> Finding {
    let whole: Vec<&str> = whole.split_whitespace().collect();
    finding(format!("the quote is cut inside “{}”", whole.join(" ")))
        .label("cut off from its unit, or from the other end of a range")
        .help("quote the number with its unit, and a range with both its ends")
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
    let word = &on_one_line(word);
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

/// The second speaker is named by a label of the text, or by a voice, which has its name beside the text or none.
fn two_speakers(
    finding: &dyn Fn(String) -> Finding,
    ground: &Ground<'_>,
    issue: &Issue,
) -> Finding {
    let document = ground.document();
    let span = issue.spans.first().copied().unwrap_or_default();
    let locus = ground.readable().and_then(|readable| readable.locus_at(span.start));
    let voice = document.is_voice(span);
    let name = match locus.and_then(|locus| locus.speaker.as_deref()) {
        Some(name) if voice => Some(name),
        _ if voice => None,
        _ => Some(document.slice(span)),
    };
    let who = name.map_or_else(|| "another".to_owned(), |name| format!("“{name}”"));
    finding(format!("the quote runs on into what {who} says"))
        .label("holds the words of two speakers")
        .help(EACH)
}

/// An ellipsis that joins two speakers, or two turns of one over what another says between.
fn joins_speakers(
    finding: &dyn Fn(String) -> Finding,
    ground: &Ground<'_>,
    issue: &Issue,
) -> Finding {
    let span = issue.spans.first().copied().unwrap_or_default();
    if !issue.grave && ground.document().is_label(span) {
        let name = ground.document().slice(span);
        return finding(format!("the ellipsis runs over what “{name}” says, inside a sentence"))
            .label("makes one sentence of two turns")
            .help("quote the two turns as two quotes, or keep what is said between");
    }
    let joins = if issue.grave { "joins" } else { "seems to join" };
    finding(format!("the ellipsis {joins} the words of two speakers"))
        .label("goes from one speaker to another")
        .help(EACH)
}

const EACH: &str = "quote each speaker by themselves, with their name in `speaker`";

/// What an ellipsis, or the quote itself, runs over; `words` are the document's that tell.
fn joined(finding: &dyn Fn(String) -> Finding, issue: &Issue, words: &str) -> Finding {
    let block = shortened(&on_one_line(words));
    match issue.kind {
        IssueKind::ElisionHeading => finding(format!("the ellipsis skips the heading “{block}”"))
            .label("goes from one section into another")
            .help("quote the two passages as two quotes"),
        IssueKind::CrossesBlocks => finding(format!(
            "the quote runs past the end of a heading, caption, list item or cell, into “{block}”"
        ))
        .label("joins what is separate in the document")
        .help("quote each by itself, or mark the break with an ellipsis"),
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

/// What is cut off at a quote's end, in plain words: a full stop of the quote, a question, a word that turns the sense and
/// comes after the quote (`behind`) or before it.
fn clipped(
    finding: &dyn Fn(String) -> Finding,
    citation: &Citation<'_>,
    issue: &Issue,
    (word, behind): (&str, bool),
) -> Finding {
    let word = on_one_line(word);
    let rest = issue.place.as_ref().and_then(|place| {
        let segments = citation.evidence.quote.segments();
        segments.get(place.part)?.get(place.range.end..).map(str::to_owned)
    });
    let rest = rest.unwrap_or_default();
    let stopped = rest.len() < 8 && rest.contains(['.', '。', '।', '۔']);
    if matches!(&*word, "?" | "？" | "؟" | ";") {
        return finding("the quote is cut out of a question".to_owned())
            .label("stops before the question mark")
            .help("quote the whole question");
    }
    finding(if stopped {
        format!("the quote ends with a full stop where the document goes on: “{word}”")
    } else if behind {
        format!("the quote stops before “{word}” in the same sentence")
    } else {
        format!("the quote begins after “{word}” in the same sentence")
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

/// The quote is in a running head or foot.
pub(crate) fn furniture(citation: &Citation<'_>) -> Finding {
    let id = &citation.evidence.source;
    let message = format!("the quote is in a running head or foot of `{id}`, not in its text");
    new(citation, Code::QuoteFurniture, whole(citation), message)
        .label("printed on page after page")
        .help("quote the passage that says it: running heads and feet are shortened and often not the author's")
}

fn context_mismatch(
    citation: &Citation<'_>,
    ground: &Ground<'_>,
    issue: &Issue,
    member: &str,
    side: &str,
) -> Finding {
    let at = At::Value(evidence_member(citation.index, member));
    let quoted = citation.quoted();
    let context = if member == "prefix" { quoted.prefix } else { quoted.suffix };
    let message = if context.is_some_and(is_too_long) {
        format!(
            "the {member} has more than {MAX_CONTEXT} characters; longer ones are never compared"
        )
    } else if ground.is_proven() {
        format!("no proof of `{}` shows these words {side} the quote", ground.id())
    } else {
        format!("the words are in `{}`, but not with these words {side} them", ground.id())
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
