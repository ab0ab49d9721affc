//! Which lines are headings: those that the structure tree or the outline names, and what is in larger letters.

use super::hayro::{self, Dict, Pdf};
use super::limits::{MAX_DEPTH, MAX_ELEMENTS};
use super::matrix::{Mil, percent};
use super::sheet::{Line, LineFlow, Sheet};
use super::tags::Role;
use std::collections::{BTreeMap, BTreeSet};

/// Lines of one size that a heading has at most; more are text.
const MAX_LINES: usize = 3;
/// Characters of a heading's line.
const MAX_CHARS: usize = 120;

/// The titles of the outline, bare, with their depth from 1.
pub(super) fn outline(pdf: &Pdf) -> BTreeMap<String, u8> {
    let mut titles = BTreeMap::new();
    let root =
        hayro::catalog(pdf).and_then(|catalog| catalog.get::<Dict<'_>>(b"Outlines".as_slice()));
    let mut left = MAX_ELEMENTS / 10;
    let mut seen = BTreeSet::new();
    if let Some(root) = root {
        items(&root, 1, &mut titles, &mut seen, &mut left);
    }
    titles
}

fn items(
    parent: &Dict<'_>,
    depth: usize,
    titles: &mut BTreeMap<String, u8>,
    seen: &mut BTreeSet<(u32, i32)>,
    left: &mut usize,
) {
    let mut key: &[u8] = b"First";
    let mut holder = parent.clone();
    while *left > 0 && depth < MAX_DEPTH {
        *left -= 1;
        let is_new =
            holder.get_ref(key).is_none_or(|id| seen.insert((id.obj_number, id.gen_number)));
        let Some(item) = holder.get::<Dict<'_>>(key).filter(|_| is_new) else { return };
        if let Some(title) = hayro::text_string(&item, "Title") {
            let level = u8::try_from(depth.min(6)).unwrap_or(6);
            titles.entry(bare(&title)).or_insert(level);
        }
        items(&item, depth + 1, titles, seen, left);
        holder = item;
        key = b"Next";
    }
}

/// A title without its number, blanks and case.
fn bare(title: &str) -> String {
    let title =
        title.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c.is_whitespace());
    title.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Marks the headings of all pages.
pub(super) fn mark(sheets: &mut [Sheet], body: Mil, outline: &BTreeMap<String, u8>) {
    let large = percent(body, 115);
    let mut sizes: Vec<Mil> = sheets
        .iter()
        .flat_map(|sheet| &sheet.lines)
        .filter(|line| line.flow == LineFlow::Body && line.frame.size >= large)
        .map(|line| line.frame.size / 500)
        .collect();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    sizes.dedup();
    for sheet in sheets {
        let lines = &mut sheet.lines;
        let mut at = 0;
        while let Some(line) = lines.get(at) {
            let same = |other: &Line| {
                other.flow == LineFlow::Body && (other.frame.size - line.frame.size).abs() < 300
            };
            let run = lines.iter().skip(at).take_while(|other| same(other)).count().max(1);
            let is_large =
                line.flow == LineFlow::Body && line.frame.size >= large && run <= MAX_LINES;
            let rank = sizes.iter().position(|&size| size <= line.frame.size / 500).unwrap_or(0);
            let by_size = u8::try_from(rank.min(5) + 1).ok().filter(|_| is_large);
            for line in lines.iter_mut().skip(at).take(run) {
                line.heading = heading(line, by_size, outline);
            }
            at += run;
        }
    }
}

fn heading(line: &Line, by_size: Option<u8>, outline: &BTreeMap<String, u8>) -> Option<u8> {
    if line.flow != LineFlow::Body {
        return None;
    }
    match line.tagged.map(|tagged| tagged.role) {
        Some(Role::Heading(level)) => return Some(level),
        Some(role) if role != Role::Body => return None,
        _ => {}
    }
    let is_short = line.text.chars().count() <= MAX_CHARS;
    let says = line.text.chars().any(char::is_alphabetic);
    let named = || outline.get(&bare(&line.text)).copied().filter(|_| !bare(&line.text).is_empty());
    if is_short && says { named().or(by_size) } else { None }
}
