//! Proofs that surely fit their schema, checked and decoded in one pass: they are most of what an archive reads.
//!
//! As a [`Shape`](super::shape::Shape) it only ever says yes. What it is not sure of, the parser, the validator and the
//! decoder look at, and every error is theirs.

use super::shape::{is_base64, is_hash};
use crate::json::Scanner;
use crate::seal::{PassageEntry, ProofsFile};

/// The proofs in `text`, if they surely fit their schema.
pub(super) fn read(text: &str) -> Option<ProofsFile> {
    let scanner = &mut Scanner::new(text);
    let (mut schema, mut source, mut root, mut passages) = (None, None, None, None);
    members(scanner, |scanner, name| match name {
        "$schema" => once(&mut schema, string(scanner, |_| true)?),
        "source" => once(&mut source, string(scanner, |_| true)?),
        "root" => once(&mut root, string(scanner, is_hash)?),
        "passages" => once(&mut passages, list(scanner, passage)?),
        _ => None,
    })?;
    let file = ProofsFile { schema, source: source?, root: root?, passages: passages? };
    scanner.is_at_end().then_some(file)
}

fn passage(scanner: &mut Scanner<'_>) -> Option<PassageEntry> {
    let (mut tokens, mut word, mut text, mut lengths) = (None, None, None, None);
    let (mut words, mut salts, mut siblings) = (None, None, None);
    members(scanner, |scanner, name| match name {
        "tokens" => once(&mut tokens, list(scanner, Scanner::whole_number)?.try_into().ok()?),
        "word" => once(&mut word, scanner.whole_number()?),
        "text" => once(&mut text, string(scanner, |_| true)?),
        "lengths" => once(&mut lengths, numbers(scanner)?),
        "words" => once(&mut words, numbers(scanner)?),
        "salts" => {
            once(&mut salts, string(scanner, |salts| !salts.is_empty() && is_base64(salts))?)
        }
        "siblings" => once(&mut siblings, string(scanner, is_base64)?),
        _ => None,
    })?;
    Some(PassageEntry {
        tokens: tokens?,
        word: word?,
        text: text?,
        lengths: lengths?,
        words: words?,
        salts: salts?,
        siblings: siblings?,
    })
}

/// Keeps the value of a member that was not there before.
fn once<T>(place: &mut Option<T>, value: T) -> Option<()> {
    place.replace(value).is_none().then_some(())
}

fn string(scanner: &mut Scanner<'_>, is_right: fn(&str) -> bool) -> Option<String> {
    scanner.string().filter(|text| is_right(text)).map(String::from)
}

/// One number or more, each of 32 bits.
fn numbers(scanner: &mut Scanner<'_>) -> Option<Vec<u32>> {
    let number = |scanner: &mut Scanner<'_>| u32::try_from(scanner.whole_number()?).ok();
    list(scanner, number).filter(|all| !all.is_empty())
}

fn list<'t, T>(
    scanner: &mut Scanner<'t>,
    item: impl Fn(&mut Scanner<'t>) -> Option<T>,
) -> Option<Vec<T>> {
    let mut all = Vec::new();
    (scanner.peek()? == b'[').then_some(())?;
    scanner.items(b']', |scanner| {
        all.push(item(scanner)?);
        Some(())
    })?;
    Some(all)
}

fn members(
    scanner: &mut Scanner<'_>,
    mut member: impl FnMut(&mut Scanner<'_>, &str) -> Option<()>,
) -> Option<()> {
    (scanner.peek()? == b'{').then_some(())?;
    scanner.items(b'}', |scanner| {
        let name = scanner.string()?;
        scanner.take(b':').then_some(())?;
        member(scanner, &name)
    })
}
