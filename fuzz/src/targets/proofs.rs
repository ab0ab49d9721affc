//! Proofs that were tampered with: what is accepted is the sealed text's own, at its very place.
//!
//! Fields: which text (`0` …), changes to honest proofs of it, and a proofs file; where that is empty, the honest one.

use super::{Choices, bound, fields, within};
use quoteproof::seal::{Passage, ProofError, Proofs, Sealed, parse, render};

/// The sealed texts: figures, signs, scripts without spaces, and one that is longer than a tree's first branches.
pub const TEXTS: [&str; 4] = [
    "The gauge read 4.2 metres at noon, not 2.4; nobody saw it fall by −0.5 m.",
    "½ percent of the 12 000 boats (≥ 10 m) were non-compliant — “so far”, she said.",
    "水位は三メートルではなかった。The harbour never froze.",
    "One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen \
     seventeen eighteen nineteen twenty twenty-one twenty-two twenty-three twenty-four twenty-five.",
];

/// Honest proofs of a text: some passages of it, in order.
#[must_use]
pub fn honest(sealed: &Sealed<'_>) -> Proofs {
    let all = sealed.token_count();
    let ranges = [0..2, 1..4, 5..all.min(9), all.saturating_sub(2)..all];
    let mut passages: Vec<Passage> = Vec::new();
    for range in ranges {
        let after =
            passages.last().is_none_or(|last| range.start > last.start && range.end > last.end);
        passages.extend(sealed.passage(range).filter(|_| after));
    }
    Proofs { schema: None, source: "note".to_owned(), root: sealed.seal().root, passages }
}

/// Runs the target.
///
/// # Panics
/// Where a law is broken.
pub fn run(data: &[u8]) {
    let [which, changes, file] = fields(data);
    let which = which.bytes().next().unwrap_or_default();
    let text = TEXTS[usize::from(which) % TEXTS.len()];
    within("verifying", bound(data.len()), || judge(text, &changes, &file));
}

fn judge(text: &str, changes: &str, file: &str) {
    let sealed = Sealed::new(text, "en");
    let proofs = if file.is_empty() { Ok(honest(&sealed)) } else { parse(file) };
    let Ok(mut proofs) = proofs else { return };
    let mut choices = Choices::new(changes);
    for _ in changes.chars().take(8) {
        tamper(&mut proofs, &mut choices);
    }
    // What is written is read again, or refused.
    if let Ok(read) = parse(&render(&proofs)) {
        assert_eq!(read, proofs, "read otherwise than written");
    }
    let wrong = planted(proofs.check("note", &sealed.seal()));
    if wrong.iter().any(|(index, _)| index.is_none()) {
        return;
    }
    for (index, passage) in proofs.passages.iter().enumerate() {
        if wrong.iter().any(|(at, _)| *at == Some(index)) {
            continue;
        }
        let own = sealed.passage(passage.start..passage.end);
        assert_eq!(own.as_ref(), Some(passage), "accepted, and not the text's own");
    }
}

/// The planted fault: more hashes than are needed do no harm.
fn planted(mut wrong: Vec<(Option<usize>, ProofError)>) -> Vec<(Option<usize>, ProofError)> {
    if super::super::planted() {
        wrong.retain(|(_, error)| !matches!(error, ProofError::TooManySiblings { .. }));
    }
    wrong
}

/// One change to one passage.
fn tamper(proofs: &mut Proofs, choices: &mut Choices<'_>) {
    let what = choices.below(15);
    let which = choices.below(proofs.passages.len().max(1));
    let other = proofs.passages.get(choices.below(proofs.passages.len().max(1))).cloned();
    let (Some(passage), Some(other)) = (proofs.passages.get_mut(which), other) else { return };
    let at = |choices: &mut Choices<'_>, length: usize| choices.below(length.max(1));
    match what {
        0 => passage.start = passage.start.wrapping_add(1),
        1 => passage.start = passage.start.saturating_sub(1),
        2 => passage.end = passage.end.wrapping_add(1),
        3 => passage.end = passage.end.saturating_sub(1),
        4 => passage.siblings.truncate(passage.siblings.len().saturating_sub(1)),
        5 => passage.siblings.extend(other.siblings.first().copied()),
        6 => passage.salts.extend(other.salts.first().copied()),
        7 => passage.salts.truncate(passage.salts.len().saturating_sub(1)),
        8 => {
            let (one, two) =
                (at(choices, passage.siblings.len()), at(choices, passage.siblings.len()));
            if !passage.siblings.is_empty() {
                passage.siblings.swap(one, two);
            }
        }
        9 => passage.text.push_str(&other.text),
        12 => passage.word = passage.word.wrapping_add(1),
        13 => {
            if let Some(words) = passage.words.last_mut() {
                *words = words.wrapping_add(1);
            }
        }
        14 => {
            if let [first, second, ..] = passage.lengths.as_mut_slice() {
                (*first, *second) = (first.wrapping_add(1), second.wrapping_sub(1));
            }
        }
        10 => {
            // Letters, figures and signs for others.
            let with = ["0", "1", " ", "not ", "½", "−", "%", "-", "\u{200d}", ".", "水"];
            let place = at(choices, passage.text.len() + 1);
            let place = passage.text.floor_char_boundary(place);
            passage.text.insert_str(place, with[at(choices, with.len())]);
        }
        _ => {
            let place = passage.text.floor_char_boundary(at(choices, passage.text.len()));
            if place < passage.text.len() {
                passage.text.remove(place);
            }
        }
    }
}
