//! The words of findings on quotes that are not in their document: what differs, and where they are instead.

use super::characters::named as character;
use super::{Ground, head, new, tail, whole, within};
use crate::check::matching::Citation;
use crate::check::quote_fix::{FixJudge, fix};
use crate::diagnostic::{Code, DiffPart, Finding, Kind};
use crate::quote::{CRUMB_MIN_WORDS, Limits, Miss, NearPassage, first_alike, quote_mark};
use crate::report::Verdict;
use crate::text::{Span, shell_word};
use std::fmt::Write as _;

/// The quote is not in the document (or in what is proven of it).
pub(crate) fn not_found(
    citation: &Citation<'_>,
    ground: &Ground<'_>,
    verdict: Verdict,
    miss: &Miss,
    judge: &FixJudge<'_>,
) -> Finding {
    let id = ground.id();
    if verdict == Verdict::Unreadable {
        return unread(citation, ground, miss);
    }
    let reasons = reasons(ground, citation, miss, judge.limits);
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
        ground.id()
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
    let more = if near.mended.is_some() {
        "; those words alone would have a finding of their own: quote more of the sentence"
    } else {
        ""
    };
    format!("the document says: “{words}”{more}")
}

/// What differs, named: at most three differences.
fn reasons(ground: &Ground<'_>, citation: &Citation<'_>, miss: &Miss, limits: Limits) -> String {
    if miss.kinds.contains(&Kind::Spliced) {
        return spliced(ground, miss, limits);
    }
    if miss.kinds.len() == 1 && miss.kinds.contains(&Kind::Reordered) {
        return "it has the same words in another order".to_owned();
    }
    let mut named = named_parts(miss.near.as_ref().map_or(&[][..], |n| n.diff.as_slice()));
    if let Some(near) = &miss.near {
        name_beyond(ground, near, &mut named);
    }
    let pair = miss.near.as_ref().and_then(|near| near.lookalike);
    if let Some(pair) = pair.map(alike).filter(|pair| !named.contains(pair)) {
        named.insert(0, pair);
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

/// Each difference of a diff, in words.
fn named_parts(parts: &[DiffPart]) -> Vec<String> {
    let mut named = Vec::new();
    let mut at = 0;
    while let Some(part) = parts.get(at) {
        match (part, parts.get(at + 1)) {
            (DiffPart::Delete(theirs), Some(DiffPart::Insert(ours))) => {
                let (theirs, ours) = (theirs.trim(), ours.trim());
                let said = cut(theirs, ours, at == 0, at + 2 == parts.len())
                    .or_else(|| first_alike(theirs, ours).map(alike));
                named.push(said.unwrap_or_else(|| {
                    format!("“{}” where the document has “{}”", short(ours), short(theirs))
                }));
                at += 1;
            }
            (DiffPart::Delete(theirs), _) => {
                named.push(format!("it leaves out {}", quoted(theirs)));
            }
            (DiffPart::Insert(ours), _) => {
                named.push(format!("it adds {}", quoted(ours)));
            }
            (DiffPart::Equal(_), _) => {}
        }
        at += 1;
    }
    named
}

/// Says of added words that the document has right before or after the passage, in another cell or paragraph, that they are
/// there.
fn name_beyond(ground: &Ground<'_>, near: &NearPassage, named: &mut [String]) {
    let said = |words: &str, side: &str| {
        format!(
            "{} is right {side}, in another cell or paragraph: a quote stays within one",
            quoted(words.trim())
        )
    };
    if let Some(DiffPart::Insert(words)) = near.diff.first()
        && is_beyond(ground, near.span, words, Side::Before)
        && let Some(first) = named.first_mut()
    {
        *first = said(words, "before");
    }
    if let [_, .., DiffPart::Insert(words)] = near.diff.as_slice()
        && is_beyond(ground, near.span, words, Side::After)
        && let Some(last) = named.last_mut()
    {
        *last = said(words, "after");
    }
}

/// A side of a passage.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

/// Whether the document has words right beside a passage, where something ends between them.
fn is_beyond(ground: &Ground<'_>, passage: Span, words: &str, side: Side) -> bool {
    let document = ground.document();
    let letters = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let tokens = |text: &'_ str| -> Vec<String> {
        text.split_whitespace().map(letters).filter(|word| !word.is_empty()).collect()
    };
    let wanted = tokens(words);
    if wanted.is_empty() {
        return false;
    }
    let (start, end) = (passage.start, passage.end);
    let beside = match side {
        Side::Before => {
            let text = document.slice(Span::new(0, start));
            let back = text.split_whitespace().rev().map(letters).filter(|word| !word.is_empty());
            let mut found: Vec<String> = back.take(wanted.len()).collect();
            found.reverse();
            found
        }
        Side::After => {
            let text = document.slice(Span::new(end, document.text().len()));
            let on = text.split_whitespace().map(letters).filter(|word| !word.is_empty());
            on.take(wanted.len()).collect()
        }
    };
    let edge = match side {
        Side::Before => Span::new(start.saturating_sub(EDGE), start + 1),
        Side::After => Span::new(end.saturating_sub(1), end + EDGE),
    };
    beside == wanted && document.breaks_in(edge).next().is_some()
}

/// Bytes beside a passage in which a cell or paragraph ends where the passage ends with it: punctuation, white space.
const EDGE: usize = 4;

/// Two characters that nobody can tell apart by looking at them: the document's and the quote's.
fn alike((theirs, ours): (char, char)) -> String {
    format!(
        "it has {} where the document has {}, which looks the same",
        character(ours),
        character(theirs)
    )
}

/// A quote that begins or ends inside a piece of the document: `5 cm` of `5 cm^2`, `president` of `ex-president`.
fn cut(theirs: &str, ours: &str, first: bool, last: bool) -> Option<String> {
    if let Some(rest) = theirs.strip_prefix(ours).filter(|rest| last && !rest.is_empty()) {
        return Some(format!(
            "it ends inside “{}”: the document goes on with “{}”",
            short(theirs),
            short(rest)
        ));
    }
    let rest = theirs.strip_suffix(ours).filter(|rest| first && !rest.is_empty())?;
    Some(format!("it begins inside “{}”, after “{}”", short(theirs), short(rest)))
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
        let long = |piece: &Span| ground.document().words_in(*piece) >= CRUMB_MIN_WORDS;
        let why = if miss.pieces.iter().any(long) {
            "a piece of fewer than three words must share a sentence with the next one"
        } else {
            "at least one of them must have three words"
        };
        return format!("{joined}: {why}");
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

/// Words in quotation marks; what is nothing but such a mark is named.
fn quoted(words: &str) -> String {
    let words = short(words);
    let mut chars = words.chars();
    if let (Some(mark), None) = (chars.next(), chars.next())
        && quote_mark(mark).is_some()
    {
        return format!("a quotation mark ({words})");
    }
    format!("“{words}”")
}

/// The words are in the text, and what is staged does not prove it. `source` is the `source.json`.
pub(crate) fn not_proven_yet(citation: &Citation<'_>, source: &camino::Utf8Path) -> Finding {
    let message = format!(
        "the words are in the text of `{}`, but no staged proof covers them",
        citation.evidence.source
    );
    let proofs = source.with_file_name("proofs.json");
    let proofs = shell_word(proofs.as_str());
    new(citation, Code::QuoteUnproven, whole(citation), message)
        .label("without the text nobody can check it")
        .help(format!("run `quoteproof prove`, then `git add {proofs}`"))
}

/// Says in `finding`, by which another document has the words, what the cited one has: its near passage.
pub(crate) fn beside(citation: &Citation<'_>, findings: &[Finding], finding: &mut Finding) {
    let altered = findings.iter().find(|f| f.code == Code::QuoteAltered);
    let Some((altered, near)) = altered.and_then(|f| Some((f, f.related.first()?))) else { return };
    let id = &citation.evidence.source;
    let mut near = near.clone();
    near.message = format!("`{id}` has this: {}", near.message);
    finding.related.push(near);
    let theirs = altered.diff.iter().map(|part| match part {
        DiffPart::Equal(words) | DiffPart::Delete(words) => words.as_str(),
        DiffPart::Insert(_) => "",
    });
    let words: String = theirs.collect();
    // On one line, wherever the document breaks its own.
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if let (Some(help), false) = (&mut finding.help, words.is_empty()) {
        let _ = write!(help, "; or quote `{id}`, which says: “{words}”");
    }
}

/// Another document has the words.
pub(crate) fn misattributed(
    citation: &Citation<'_>,
    other: &Ground<'_>,
    span: Span,
    unproven: bool,
) -> Finding {
    let cited = &citation.evidence.source;
    let id = other.id();
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
