//! What an editor's desk says after any edits is what a run from the files says, to the letter.

use crate::tool::root;
use camino::{Utf8Path, Utf8PathBuf};
use quoteproof::check::{Options, Since, check};
use quoteproof::config::Config;
use quoteproof::desk::Desk;
use quoteproof::report::Report;
use quoteproof::repository::{Disk, EntryKind, Overlay, World};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Edits of each archive where `QUOTEPROOF_EDITS` does not say how many.
const FEW: usize = 150;

/// A small generator, the same on every run.
struct Dice(Cell<u64>);

impl Dice {
    fn roll(&self, sides: usize) -> usize {
        let next = self.0.get().wrapping_mul(6_364_136_223_846_793_005);
        self.0.set(next.wrapping_add(1_442_695_040_888_963_407));
        usize::try_from(self.0.get() >> 33).expect("31 bits") % sides.max(1)
    }

    fn one<'t, T>(&self, of: &'t [T]) -> &'t T {
        &of[self.roll(of.len())]
    }
}

/// An archive whose files are edited in memory.
struct Edited {
    disk: Disk,
    root: Utf8PathBuf,
    options: Options,
    /// All files that can be edited, as they are on the disk.
    files: BTreeMap<Utf8PathBuf, String>,
    /// Those that are other now; nothing where a file is gone.
    now: BTreeMap<Utf8PathBuf, Option<String>>,
}

impl Edited {
    fn open(folder: &str) -> Self {
        let root = Utf8PathBuf::from_path_buf(root().join(folder)).expect("a path");
        let disk = Disk::new(&root).expect("a folder");
        let config = std::fs::read_to_string(root.join("quoteproof.toml")).unwrap_or_default();
        let config: Config = Config::parse(&config).expect("a configuration");
        let mut files = BTreeMap::new();
        for part in [&config.claims, &config.corpus] {
            for entry in disk.walk(&root.join(part)) {
                let text = || String::from_utf8(disk.read(&entry.path).ok()?).ok();
                if entry.kind == EntryKind::File
                    && let Some(text) = text()
                {
                    files.insert(entry.path, text);
                }
            }
        }
        let options = Options { root: root.clone(), config, brief: true, ..Options::default() };
        Self { disk, root, options, files, now: BTreeMap::new() }
    }

    fn world(&self) -> Overlay<'_> {
        let mut world = Overlay::new(&self.disk);
        for (file, text) in &self.now {
            match text {
                Some(text) => world.put(file.clone(), text.as_bytes()),
                None => world.hide(file.clone()),
            }
        }
        world
    }

    fn text(&self, file: &Utf8Path) -> String {
        let own = self.now.get(file).cloned().flatten();
        own.or_else(|| self.files.get(file).cloned()).unwrap_or_default()
    }

    /// Changes one file. Whether only its text is another.
    fn edit(&mut self, dice: &Dice) -> (Utf8PathBuf, bool) {
        let names: Vec<Utf8PathBuf> = self.files.keys().cloned().collect();
        let file = dice.one::<Utf8PathBuf>(&names).clone();
        let was_there = self.now.get(&file).is_none_or(Option::is_some);
        let text = self.text(&file);
        let other = self.text(dice.one::<Utf8PathBuf>(&names));
        match dice.roll(12) {
            0 | 1 => {
                self.now.remove(&file);
                return (file, was_there);
            }
            2 if dice.roll(3) == 0 => {
                self.now.insert(file.clone(), None);
                return (file, false);
            }
            3 => {
                // Another claim's text in a new file.
                let new = self.root.join(&self.options.config.claims).join("new/copy.json");
                let known = self.now.get(&new).is_some_and(Option::is_some);
                self.now.insert(new.clone(), Some(other));
                return (new, known);
            }
            4 | 5 => {
                // A quote of one claim in another, a source instead of another.
                let member = *dice.one::<&str>(&[
                    "\"source\": ",
                    "\"quote\": ",
                    "\"id\": ",
                    "\"speaker\": ",
                ]);
                self.now.insert(file.clone(), Some(exchanged(&text, &other, member)));
            }
            _ => {
                let pieces = [
                    "", "x", "\"", " ", ",", "é", "😀", "not ", "}", "\n", "…", "[a] ", "tide", "1",
                ];
                let places: Vec<usize> =
                    text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
                let from = dice.roll(places.len());
                let to = (from + dice.roll(6)).min(places.len() - 1);
                let mut text = text;
                text.replace_range(places[from]..places[to], dice.one::<&str>(&pieces));
                self.now.insert(file.clone(), Some(text));
            }
        }
        (file, was_there)
    }
}

/// A text with the value of a member that another text has.
fn exchanged(text: &str, other: &str, member: &str) -> String {
    let value = |text: &'_ str| {
        let start = text.find(member)? + member.len();
        let end = text[start..].find('\n')? + start;
        Some(start..end)
    };
    match (value(text), value(other)) {
        (Some(own), Some(new)) => {
            format!("{}{}{}", &text[..own.start], &other[new], &text[own.end..])
        }
        _ => text.to_owned(),
    }
}

/// All that a report says, and what is shown of the places.
fn said(report: &Report) -> String {
    let mut said = format!("{:#?}\n{:#?}\n{:#?}\n", report.summary, report.notes, report.quotes);
    for diagnostic in &report.diagnostics {
        let related = diagnostic.related.iter().map(|related| &related.location);
        for at in std::iter::once(&diagnostic.location).chain(related) {
            let shown = report.files.get(&at.file).and_then(|text| text.slice(at.span.range()));
            said += &format!("{shown:?} ");
        }
        said += &format!("{diagnostic:#?}\n");
    }
    said
}

fn edits() -> Option<usize> {
    std::env::var("QUOTEPROOF_EDITS").ok()?.parse().ok()
}

/// Edits an archive, and compares after each few edits.
fn compare(folder: &str, count: usize) {
    let mut archive = Edited::open(folder);
    let dice = Dice(Cell::new(7));
    let mut desk = Desk::default();
    let mut since = Since::Anything;
    for round in 0..count {
        for _ in 0..=dice.roll(3) {
            let (file, only_text) = archive.edit(&dice);
            if only_text { since.add(&file) } else { since = Since::Anything }
        }
        if dice.roll(20) == 0 {
            archive.options.need_proofs ^= true;
        }
        if dice.roll(10) == 0 {
            since = Since::Anything;
        }
        let world = archive.world();
        // Now and then a check is stopped: what it has done counts for the next.
        if dice.roll(4) == 0 {
            let asked = AtomicUsize::new(0);
            let most = dice.roll(12);
            let stop = || asked.fetch_add(1, Relaxed) >= most;
            if desk.check(&world, &archive.options, &since, &stop).is_none() {
                since = Since::Files(BTreeSet::new());
            }
        }
        let report = desk.check(&world, &archive.options, &since, &|| false).expect("a report");
        let (told, wanted) = (said(&report), said(&check(&world, &archive.options)));
        let differs = told.lines().zip(wanted.lines()).find(|(one, other)| one != other);
        assert!(told == wanted, "{folder}, round {round}: {differs:#?}");
        since = Since::Files(BTreeSet::new());
    }
}

#[test]
fn a_small_archive_says_the_same_after_any_edits() {
    compare("examples/tides", edits().unwrap_or(FEW));
}

#[test]
fn a_sealed_archive_says_the_same_after_any_edits() {
    compare("tests/docs/example", edits().unwrap_or(FEW));
}

#[test]
fn an_odd_archive_says_the_same_after_any_edits() {
    compare("tests/views/odd", edits().unwrap_or(FEW));
}

/// Its proofs take long to check without optimization.
#[test]
fn this_archive_says_the_same_after_any_edits() {
    compare("", edits().map_or(2, |count| count / 100));
}
