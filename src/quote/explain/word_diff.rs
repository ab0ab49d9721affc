//! How the words of a passage and of a quote differ, and what kinds of difference that is.

use super::confusable::first_lookalike;
use super::pasted::{glued_note, shown};
use super::tokens::{DiffToken, tokens};
use crate::quote::document::FoldedDocument;
use crate::quote::fold::MarkKind;
use crate::quote::fold::char_class::{is_dash, is_line_break, is_superscript, writes_no_spaces};
use crate::quote::found::DiffPart;
use crate::quote::kind::Kind;
use crate::quote::place::note_mark::is_note_mark;
use crate::quote::place::view::View;
use crate::quote::quoted::Limits;
use crate::quote::words::WordLists;
use crate::text::Span;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::collections::BTreeSet;

/// A word diff with its kinds.
#[derive(Debug, Clone, Default)]
pub(crate) struct WordDiff {
    pub(crate) parts: Vec<DiffPart>,
    pub(crate) kinds: BTreeSet<Kind>,
    /// Bytes of the quote's text: what changed, or the two words that something is missing between.
    pub(crate) changed: Vec<Span>,
    /// The document's letter and the quote's that looks the same.
    pub(crate) lookalike: Option<(char, char)>,
    /// Whether the quote's first and last words both have one of the document that answers them.
    pub(crate) answered: bool,
    /// Whether the folded words are the same: what differs is a mark.
    pub(crate) is_unseen: bool,
}

/// Compares a passage of `document` with `quote`, word by word. It always says what differs, for the quote does not
/// are there.
pub(crate) fn word_diff(
    document: &FoldedDocument,
    passage: Span,
    (quote, ours, brackets): (&FoldedDocument, &[DiffToken], &[usize]),
    words: Option<&WordLists>,
) -> WordDiff {
    let mut theirs = tokens(document, passage, words);
    read_hyphens(document, &mut theirs, ours);
    read_notes(document, &mut theirs, ours, words);
    drop_notes(document, &mut theirs, ours, words);
    read_initial(&mut theirs, ours);
    // Figures glued to a sentence's end are the mark of a note, and no word.
    theirs.retain(|token| {
        ours.iter().any(|our| our.folded == token.folded)
            || glued_note(document.text(), token.span.start, words) != Some(token.span.end)
    });
    let folded = |t: &[DiffToken]| t.iter().map(|t| t.folded.clone()).collect::<Vec<_>>();
    let mut ops = capture_diff_slices(Algorithm::Myers, &folded(&theirs), &folded(ours));
    for op in &mut ops {
        stand_for(op, &theirs, ours, brackets);
    }
    let mut diff = WordDiff::default();
    let mut classes = Classes { words, theirs: Vec::new(), ours: Vec::new(), diff: &mut diff };
    for op in &ops {
        classes.take(op, &theirs, ours);
    }
    let moved = classes.moved();
    if denials_moved(&theirs, ours, &moved) {
        diff.kinds.insert(Kind::Negation);
    }
    let alone = |op: Option<&DiffOp>| matches!(op, Some(DiffOp::Insert { .. }));
    diff.answered = !alone(ops.first()) && !alone(ops.last());
    diff.parts = parts(&ops, document, &theirs, quote, ours);
    diff.changed = changed(&ops, ours);
    if diff.parts.iter().all(|part| matches!(part, DiffPart::Equal(_))) {
        diff.is_unseen = true;
        diff.parts = unfolded(document, passage, quote);
        // What the folded words do not show: feet for inches, a mark.
        let measure = quote.folded.marks.iter().any(|m| matches!(m.kind, MarkKind::Measure(..)));
        diff.kinds.insert(if measure { Kind::Number } else { Kind::Punctuation });
    }
    diff
}

/// F9: the first letter of a quote may be a capital or not; that alone is a warning, and no difference here.
fn read_initial(theirs: &mut [DiffToken], ours: &[DiffToken]) {
    let rest = |token: &DiffToken| token.folded.chars().skip(1).collect::<String>();
    let initial =
        |token: &DiffToken| token.folded.chars().next().map(|c| c.to_lowercase().to_string());
    if let Some((first, our)) = theirs.first_mut().zip(ours.first())
        && initial(first) == initial(our)
        && rest(first) == rest(our)
    {
        first.folded.clone_from(&our.folded);
    }
}

/// Words that only the document has are no difference where a bracket of the quote stands for them.
fn stand_for(op: &mut DiffOp, theirs: &[DiffToken], ours: &[DiffToken], brackets: &[usize]) {
    let &mut DiffOp::Delete { old_index, old_len, new_index } = op else { return };
    let before = new_index.checked_sub(1).and_then(|at| ours.get(at)).map_or(0, |t| t.span.end);
    let behind = ours.get(new_index).map_or(usize::MAX, |t| t.span.start);
    let brackets = brackets.iter().filter(|at| (before..=behind).contains(*at)).count();
    let old = theirs.get(old_index..old_index + old_len).unwrap_or(&[]);
    // No bracket may stand for a number or a negation.
    let harmless = !old.iter().any(|t| t.is_number || t.denies);
    if harmless && brackets > 0 && old_len <= Limits::default().bracket_max_words * brackets {
        *op = DiffOp::Equal { old_index, new_index, len: old_len };
    }
}

/// F5: a word that a line end broke is read with its hyphen where the quote has it so.
fn read_hyphens(document: &FoldedDocument, theirs: &mut [DiffToken], ours: &[DiffToken]) {
    for token in theirs {
        let raw = document.slice(token.span);
        if raw.contains(is_line_break) {
            let whole: String = raw.chars().filter(|c| !c.is_whitespace()).collect();
            if ours.iter().any(|o| o.folded == whole) {
                token.folded = whole;
            }
        }
    }
}

/// F11: the raised mark of a note after a word is no difference where the quote has the word without it.
fn read_notes(
    document: &FoldedDocument,
    theirs: &mut [DiffToken],
    ours: &[DiffToken],
    words: Option<&WordLists>,
) {
    for token in theirs.iter_mut().filter(|t| ours.iter().all(|o| o.folded != t.folded)) {
        let raw = document.slice(token.span);
        let at = raw.find(|c| c == '^' || is_superscript(c)).filter(|at| *at > 0);
        let Some(at) = at else { continue };
        if is_note_mark(&View::around(document, token.span.start + at), words)
            && let Some(end) = token.folded.find('^')
        {
            token.folded.truncate(end);
            token.is_number = token.folded.contains(char::is_numeric);
        }
    }
}

/// The same where the mark stands by itself: `trade.⁴ It`.
fn drop_notes(
    document: &FoldedDocument,
    theirs: &mut Vec<DiffToken>,
    ours: &[DiffToken],
    words: Option<&WordLists>,
) {
    theirs.retain(|token| {
        let raw = document.slice(token.span);
        let is_mark = raw.chars().all(is_superscript)
            && ours.iter().all(|o| o.folded != token.folded)
            && is_note_mark(&View::around(document, token.span.start), words);
        !is_mark || raw.is_empty()
    });
}

/// Whether a word that moved went past one that denies: what is denied is another thing then.
fn denials_moved(theirs: &[DiffToken], ours: &[DiffToken], moved: &BTreeSet<String>) -> bool {
    let before = |tokens: &[DiffToken]| -> Vec<Vec<String>> {
        let denials = tokens.iter().enumerate().filter(|(_, t)| t.denies);
        let each = |(at, _)| -> Vec<String> {
            let before = tokens.get(..at).unwrap_or(&[]).iter().map(|t| t.folded.to_lowercase());
            let mut before: Vec<String> = before.filter(|word| moved.contains(word)).collect();
            before.sort_unstable();
            before
        };
        denials.map(each).collect()
    };
    !moved.is_empty() && before(theirs) != before(ours)
}

/// More letters than the ending of a Japanese verb has.
const ENDING: usize = 2;

/// Collects changes, so that words which only moved are told from words that changed.
struct Classes<'a> {
    words: Option<&'a WordLists>,
    theirs: Vec<DiffToken>,
    ours: Vec<DiffToken>,
    diff: &'a mut WordDiff,
}

impl Classes<'_> {
    fn take(&mut self, op: &DiffOp, theirs: &[DiffToken], ours: &[DiffToken]) {
        if matches!(op, DiffOp::Equal { .. }) {
            return;
        }
        let old = parted(theirs.get(op.old_range()).unwrap_or(&[]));
        let new = parted(ours.get(op.new_range()).unwrap_or(&[]));
        let (mut old, mut new): (Vec<&DiffToken>, Vec<&DiffToken>) =
            (old.iter().collect(), new.iter().collect());
        self.respaced(&mut old, &mut new);
        // Pair what stands for what: first the same word in another form, then by order.
        old.retain(|a| {
            let Some(at) = new.iter().position(|b| self.same_but(a, b)) else { return true };
            new.remove(at);
            false
        });
        self.theirs.extend(old.into_iter().cloned());
        self.ours.extend(new.into_iter().cloned());
        self.theirs.push(barrier());
        self.ours.push(barrier());
    }

    /// Takes out what is written as one word here and as two there: `a part`, `apart`; `10 000`, `10000`.
    fn respaced(&mut self, old: &mut Vec<&DiffToken>, new: &mut Vec<&DiffToken>) {
        let mut at = 0;
        while at < old.len() {
            let pairs = [(1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (2, 2)].into_iter();
            let found = pairs
                .flat_map(|(a, b)| (0..new.len()).map(move |from| (a, b, from)))
                .find_map(|(a, b, from)| {
                    let (theirs, ours) = (old.get(at..at + a)?, new.get(from..from + b)?);
                    Some((a, from..from + b, spacing(theirs, ours)?))
                });
            let Some((count, range, kind)) = found else {
                at += 1;
                continue;
            };
            self.diff.kinds.insert(kind);
            old.drain(at..at + count);
            new.drain(range);
        }
    }

    /// Case, a look-alike letter, an opposite: the kinds that say what became of one word.
    fn same_but(&mut self, a: &DiffToken, b: &DiffToken) -> bool {
        if a.folded.to_lowercase() == b.folded.to_lowercase() {
            self.diff.kinds.insert(Kind::Case);
        } else if let Some(pair) = first_lookalike(&a.folded, &b.folded) {
            self.diff.kinds.insert(Kind::Confusable);
            // `1l` for `11` is another number, too.
            if a.is_number != b.is_number || [pair.0, pair.1].iter().any(|c| c.is_numeric()) {
                self.diff.kinds.insert(Kind::Number);
            }
            self.diff.lookalike = self.diff.lookalike.or(Some(pair));
        } else if self.words.is_some_and(|w| w.are_opposites(&a.folded, &b.folded)) {
            self.diff.kinds.extend([Kind::Negation, Kind::WordChanged]);
        } else {
            return false;
        }
        true
    }

    /// Words that are missing here and added there have moved; the others are classed stretch by stretch.
    /// Gives the words that moved, in small letters.
    fn moved(&mut self) -> BTreeSet<String> {
        let mut theirs = std::mem::take(&mut self.theirs);
        let mut ours = std::mem::take(&mut self.ours);
        let mut moved = BTreeSet::new();
        let mut numbers = 0;
        for a in theirs.iter_mut().filter(|t| t.is_word()) {
            let same = |b: &&mut DiffToken| b.folded.to_lowercase() == a.folded.to_lowercase();
            let Some(b) = ours.iter_mut().find(same) else { continue };
            if a.denies || b.denies {
                self.diff.kinds.insert(Kind::Negation);
            }
            numbers += usize::from(a.is_number);
            moved.insert(a.folded.to_lowercase());
            a.folded.clear();
            b.folded.clear();
        }
        if !moved.is_empty() {
            self.diff.kinds.insert(Kind::Reordered);
        }
        if numbers > 1 {
            // They changed places: each place has another number.
            self.diff.kinds.insert(Kind::Number);
        }
        let stretches = |tokens: &[DiffToken]| -> Vec<Vec<DiffToken>> {
            tokens
                .split(|t| t.folded == BARRIER)
                .map(|s| s.iter().filter(|t| !t.folded.is_empty()).cloned().collect())
                .collect()
        };
        for (old, new) in stretches(&theirs).iter().zip(&stretches(&ours)) {
            self.stretch(old, new);
        }
        moved
    }

    /// A number or a negation is always called that; of what else differs, words answer words in their order.
    fn stretch(&mut self, old: &[DiffToken], new: &[DiffToken]) {
        if old.iter().chain(new).any(|t| !t.is_word()) {
            self.diff.kinds.insert(Kind::Punctuation);
        }
        let words = |t: &[DiffToken]| t.iter().filter(|t| t.is_word()).cloned().collect::<Vec<_>>();
        let (mut old, mut new) = (words(old), words(new));
        self.said(&mut old, &mut new, Kind::Number, |t| t.is_number);
        self.said(&mut old, &mut new, Kind::Negation, |t| t.denies);
        let paired = old.len().min(new.len());
        if paired > 0 {
            self.diff.kinds.insert(Kind::WordChanged);
        }
        if old.len() > paired {
            self.diff.kinds.insert(Kind::WordMissing);
        }
        if new.len() > paired {
            self.diff.kinds.insert(Kind::WordAdded);
        }
    }

    /// Names a kind where words of it differ, and takes these out with the words that they stand for.
    fn said(
        &mut self,
        old: &mut Vec<DiffToken>,
        new: &mut Vec<DiffToken>,
        kind: Kind,
        is: impl Fn(&DiffToken) -> bool,
    ) {
        let both = !old.is_empty() && !new.is_empty();
        let (theirs, ours) = (take_all(old, &is), take_all(new, &is));
        if theirs.is_empty() && ours.is_empty() {
            return;
        }
        self.diff.kinds.insert(kind);
        // What was cut off a number (`5 cm` of `5 cm^2`) is no word that was added.
        let part_of = |numbers: &[DiffToken], word: &DiffToken| {
            let mut parts = numbers.iter().flat_map(|n| n.folded.split([' ', '-', '/', '^']));
            let unspaced = word.folded.starts_with(writes_no_spaces);
            parts.any(|part| part == word.folded)
                || (unspaced && numbers.iter().any(|n| n.folded.contains(&word.folded)))
        };
        old.retain(|word| !part_of(&ours, word));
        new.retain(|word| !part_of(&theirs, word));
        let more = theirs.len().saturating_sub(ours.len()).min(new.len());
        new.drain(..more);
        let more = ours.len().saturating_sub(theirs.len()).min(old.len());
        old.drain(..more);
        // 渡らなかった, 渡った: what ends the verb on the side that does not deny.
        let kana = |t: &DiffToken| t.folded.chars().all(|c| matches!(c, 'ぁ'..='ゖ'));
        if both && kind == Kind::Negation && theirs.iter().chain(&ours).any(kana) {
            let ends = |t: &DiffToken| kana(t) && t.folded.chars().nth(ENDING).is_none();
            old.retain(|token| !ends(token));
            new.retain(|token| !ends(token));
        }
    }
}

/// `not`, whose `simply` is on both sides: parted from the rest of its phrase, it denies.
fn parted(tokens: &[DiffToken]) -> Vec<DiffToken> {
    let mut tokens = tokens.to_vec();
    if let Some(last) = tokens.last_mut() {
        last.denies |= last.affirms;
    }
    tokens
}

/// Takes the tokens out that are such.
fn take_all(tokens: &mut Vec<DiffToken>, is: impl Fn(&DiffToken) -> bool) -> Vec<DiffToken> {
    let (taken, rest) = std::mem::take(tokens).into_iter().partition(|t| is(t));
    *tokens = rest;
    taken
}

/// The kind of difference where words differ by the spaces or hyphens in them and between them alone.
fn spacing(theirs: &[&DiffToken], ours: &[&DiffToken]) -> Option<Kind> {
    let all = |tokens: &[&DiffToken], kept: fn(char) -> bool| -> String {
        let chars = tokens.iter().flat_map(|t| t.folded.chars());
        chars.filter(|c| kept(*c)).flat_map(char::to_lowercase).collect()
    };
    let numbers = |tokens: &[&DiffToken]| tokens.iter().filter(|t| t.is_number).count();
    let lower = |t: &&DiffToken| t.folded.to_lowercase();
    let same = theirs.iter().map(lower).eq(ours.iter().map(lower));
    let counts = (numbers(theirs), numbers(ours));
    // `forthirty` has no number any more, and `510` is another one than `5 10`.
    if same || (counts.0 != counts.1 && counts.0.min(counts.1) > 0) {
        return None;
    }
    let unspaced = |c: char| !c.is_whitespace();
    if all(theirs, unspaced) == all(ours, unspaced) {
        let spaces = theirs.len() != ours.len()
            || theirs.iter().chain(ours).any(|t| t.folded.contains(char::is_whitespace));
        return spaces.then_some(Kind::Space);
    }
    let letters = |c: char| !c.is_whitespace() && !is_dash(c);
    let hyphens = numbers(theirs) == 0 && all(theirs, letters) == all(ours, letters);
    (hyphens && !all(theirs, letters).is_empty()).then_some(Kind::Punctuation)
}

const BARRIER: &str = "\n";

fn barrier() -> DiffToken {
    DiffToken { folded: BARRIER.to_owned(), ..DiffToken::default() }
}

fn parts(
    ops: &[DiffOp],
    document: &FoldedDocument,
    theirs: &[DiffToken],
    quote: &FoldedDocument,
    ours: &[DiffToken],
) -> Vec<DiffPart> {
    let span = |tokens: &[DiffToken]| {
        let from = tokens.first().map_or(0, |t| t.full.start);
        Span::new(from, tokens.last().map_or(from, |t| t.full.end))
    };
    let mut out = Vec::new();
    for op in ops {
        let old = theirs.get(op.old_range()).unwrap_or(&[]);
        let new = ours.get(op.new_range()).unwrap_or(&[]);
        if matches!(op, DiffOp::Equal { .. }) {
            let mut same = as_quoted(document, span(old), quote, old.iter().zip(new));
            // The passage ends here, the quote goes on: so does the space before its next word.
            let parted = new.last().is_some_and(|t| t.full.end > t.span.end);
            if op.new_range().end < ours.len() && parted && !same.ends_with(char::is_whitespace) {
                same.push(' ');
            }
            out.push(DiffPart::Equal(same));
            continue;
        }
        if !old.is_empty() {
            out.push(DiffPart::Delete(shown(document, span(old))));
        }
        if !new.is_empty() {
            out.push(DiffPart::Insert(quote.slice(span(new)).to_owned()));
        }
    }
    out
}

/// Words of the document that the quote has as well: a word that a line end broke is whole, and has a hyphen if the quote's has
/// one.
fn as_quoted<'t>(
    document: &FoldedDocument,
    span: Span,
    quote: &FoldedDocument,
    pairs: impl Iterator<Item = (&'t DiffToken, &'t DiffToken)>,
) -> String {
    let (mut out, mut from) = (String::new(), span.start);
    for (old, new) in pairs {
        if old.folded == new.folded
            && document.slice(old.span).contains(is_line_break)
            && let own = quote.slice(new.span)
            && own.contains(is_dash)
            && !own.contains(is_line_break)
        {
            out.push_str(&shown(document, Span::new(from, old.span.start)));
            out.push_str(own);
            from = old.span.end;
        }
    }
    out.push_str(&shown(document, Span::new(from, span.end)));
    out
}

/// The diff of a passage that asks or exclaims where the quote, word for word the same, ends with `edge`.
pub(crate) fn other_end(
    document: &FoldedDocument,
    passage: Span,
    quote: &FoldedDocument,
    edge: &str,
) -> WordDiff {
    let with_edge = format!("{}{edge}", quote.text());
    let parts = unfolded(document, passage, &FoldedDocument::new(with_edge, Vec::new()));
    let last = quote.text().rfind(char::is_whitespace).map_or(0, |at| at + 1);
    WordDiff {
        parts,
        kinds: BTreeSet::from([Kind::Punctuation]),
        changed: vec![Span::new(last, quote.text().len() + edge.len())],
        lookalike: None,
        answered: true,
        is_unseen: true,
    }
}

/// The difference of two texts whose folded words are the same.
fn unfolded(document: &FoldedDocument, passage: Span, quote: &FoldedDocument) -> Vec<DiffPart> {
    let theirs = document.one_line(passage);
    let ours = quote.one_line(Span::new(0, quote.text().len()));
    let common = theirs.char_indices().zip(ours.chars()).take_while(|((_, a), b)| a == b).last();
    let same = common.map_or(0, |((at, _), _)| {
        theirs.get(..at).and_then(|t| t.rfind(' ')).map_or(0, |at| at + 1)
    });
    let (head, theirs) = theirs.split_at(same);
    let mut parts = Vec::new();
    if !head.is_empty() {
        parts.push(DiffPart::Equal(head.to_owned()));
    }
    parts.push(DiffPart::Delete(theirs.to_owned()));
    parts.push(DiffPart::Insert(ours.get(same..).unwrap_or("").to_owned()));
    parts
}

fn changed(ops: &[DiffOp], ours: &[DiffToken]) -> Vec<Span> {
    ops.iter()
        .filter(|op| !matches!(op, DiffOp::Equal { .. }))
        .filter_map(|op| {
            let new = op.new_range();
            let (from, to) = if new.is_empty() {
                // Something is missing: the words on both sides of the gap.
                (new.start.saturating_sub(1), new.start)
            } else {
                (new.start, new.end - 1)
            };
            let last = ours.len().checked_sub(1)?;
            Some(Span::new(ours.get(from.min(last))?.span.start, ours.get(to.min(last))?.span.end))
        })
        .collect()
}
