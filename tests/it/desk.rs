//! What an editor's desk says after any edits is what a run from the files says, to the letter.

use crate::tool::root;
use camino::{Utf8Path, Utf8PathBuf};
use quoteproof::check::{Options, Since, check};
use quoteproof::config::Config;
use quoteproof::corpus::sha256_hex;
use quoteproof::desk::Desk;
use quoteproof::report::Report;
use quoteproof::repository::{Disk, EntryKind, Nowhere, Overlay, World};
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
    base: Box<dyn World>,
    root: Utf8PathBuf,
    options: Options,
    /// All files that can be edited, as they were at first.
    files: BTreeMap<Utf8PathBuf, String>,
    /// Those that are other now; nothing where a file is gone.
    now: BTreeMap<Utf8PathBuf, Option<String>>,
}

/// Members whose values go from one file to another. Some lead to other files.
const MEMBERS: [&str; 14] = [
    "\"source\": ",
    "\"quote\": ",
    "\"id\": ",
    "\"speaker\": ",
    "\"statement\": ",
    "\"label\": ",
    "\"stance\": ",
    "\"date\": ",
    "\"topics\": ",
    "\"claim\": ",
    "\"type\": ",
    "\"derived_from\": ",
    "\"language\": ",
    "\"title\": ",
];

/// Configurations that an archive gets one after the other.
const CONFIGURATIONS: [&str; 5] = [
    "",
    "[topics]\ntopic-0 = \"The first.\"\ntopic-1 = \"The second.\"\nidle = \"Nobody has it.\"\n",
    "[topics]\n\ntopic-1 = \"The second.\"\n",
    "[severity]\n\"claim/repeated-quote\" = \"error\"\n\"source/unused-source\" = \"off\"\n",
    "[elision]\nmax-words = 3\n",
];

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
        Self { base: Box::new(disk), root, options, files, now: BTreeMap::new() }
    }

    /// An archive that is nowhere but here, of so many sources and claims.
    fn made(sources: usize, claims: usize) -> Self {
        let root = Utf8PathBuf::from("/made");
        let options = Options { root: root.clone(), brief: true, ..Options::default() };
        let files = made(&root, sources, claims);
        Self { base: Box::new(Nowhere), root, options, files, now: BTreeMap::new() }
    }

    fn world(&self) -> Overlay<'_> {
        let mut world = Overlay::new(&*self.base);
        for (file, text) in &self.files {
            world.put(file.clone(), text.as_bytes());
        }
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

    /// Gives files other texts; which these are.
    fn put(&mut self, files: impl IntoIterator<Item = (Utf8PathBuf, String)>) -> Vec<Utf8PathBuf> {
        let mut changed = Vec::new();
        for (file, text) in files {
            self.now.insert(file.clone(), Some(text));
            changed.push(file);
        }
        changed
    }

    /// Changes, adds or removes a file or two, or a folder; which these are.
    fn edit(&mut self, dice: &Dice) -> Vec<Utf8PathBuf> {
        let names: Vec<Utf8PathBuf> = self.files.keys().cloned().collect();
        let file = dice.one::<Utf8PathBuf>(&names).clone();
        let text = self.text(&file);
        let other = self.text(dice.one::<Utf8PathBuf>(&names));
        match dice.roll(14) {
            0 | 1 => {
                let folder = file.parent().expect("a folder").to_owned();
                self.now.remove(&file);
                self.now.remove(&folder);
                vec![file, folder]
            }
            2 if dice.roll(3) == 0 => {
                let folder = file.parent().expect("a folder");
                let is_inner = folder.parent() != Some(&self.root);
                let gone = if is_inner && dice.roll(3) == 0 { folder.to_owned() } else { file };
                self.now.insert(gone.clone(), None);
                vec![gone]
            }
            3 => {
                // Another claim's text in a new file.
                let new = self.root.join(&self.options.config.claims).join("new/copy.json");
                self.put([(new, other)])
            }
            4..=7 => {
                // A quote of one claim in another, a source instead of another.
                let member = *dice.one::<&str>(&MEMBERS);
                let new = exchanged(&text, &other, member);
                self.put([(file, new)])
            }
            8 => self.pin(dice, &names),
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
                self.put([(file, text)])
            }
        }
    }

    /// Puts sentences of one document into another, and pins it as it is then.
    fn pin(&mut self, dice: &Dice, names: &[Utf8PathBuf]) -> Vec<Utf8PathBuf> {
        let is_text = |file: &&Utf8PathBuf| file.extension() == Some("txt");
        let texts: Vec<&Utf8PathBuf> = names.iter().filter(is_text).collect();
        if texts.is_empty() {
            return Vec::new();
        }
        let (one, other) = (*dice.one(&texts), *dice.one(&texts));
        let (text, other) = (self.text(one), self.text(other));
        let half = |text: &str| text.split_inclusive(". ").count() / 2;
        let head: String = text.split_inclusive(". ").take(half(&text)).collect();
        let tail: String = other.split_inclusive(". ").skip(half(&other)).collect();
        let new = head + &tail;
        let record = one.with_file_name("source.json");
        let known = self.text(&record);
        let pin = format!("\"sha256\": \"{}\"", sha256_hex(new.as_bytes()));
        let pinned = exchanged(&known, &format!("{pin}\n"), "\"sha256\": ");
        self.put([(one.clone(), new), (record, pinned)])
    }

    /// Gives the archive another configuration.
    fn configure(&mut self, dice: &Dice) {
        let text = *dice.one::<&str>(&CONFIGURATIONS);
        let own = Config::parse(text).expect("a configuration");
        let config = &self.options.config;
        let folders = (config.claims.clone(), config.corpus.clone(), config.texts.clone());
        self.options.config =
            Config { claims: folders.0, corpus: folders.1, texts: folders.2, ..own };
        self.now.insert(self.root.join("quoteproof.toml"), Some(text.to_owned()));
    }
}

/// An archive whose claims have to do with one another: they quote the same sentences, name each other, share topics,
/// speakers and ids.
fn made(root: &Utf8Path, sources: usize, claims: usize) -> BTreeMap<Utf8PathBuf, String> {
    const WORDS: [&str; 24] = [
        "harbour", "tide", "moon", "keeper", "north", "stone", "water", "never", "seven", "bridge",
        "letter", "winter", "captain", "quiet", "market", "window", "twelve", "garden", "signal",
        "river", "paper", "morning", "ferry", "lantern",
    ];
    let dice = Dice(Cell::new(23));
    let sentence = || {
        let words: Vec<&str> = (0..6 + dice.roll(8)).map(|_| *dice.one::<&str>(&WORDS)).collect();
        let (first, rest) = words[0].split_at(1);
        format!("{}{rest} {}.", first.to_uppercase(), words[1..].join(" "))
    };
    let mut files = BTreeMap::new();
    let texts: Vec<Vec<String>> =
        (0..sources).map(|_| (0..40).map(|_| sentence()).collect()).collect();
    for (number, sentences) in texts.iter().enumerate() {
        let folder = root.join(format!("corpus/source-{number}"));
        let named = format!("The speaker was Person{}. ", ['a', 'b', 'c', 'd', 'e'][number % 5]);
        let text = named + &sentences.join(" ") + "\n";
        let more = match number % 6 {
            1 => format!(",\n  \"derived_from\": \"source-{}\"", dice.roll(sources)),
            2 => ",\n  \"issued\": \"1990-02\"".to_owned(),
            _ => String::new(),
        };
        let record = format!(
            "{{\n  \"id\": \"source-{number}\",\n  \"title\": \"{}\",\n  \"language\": \"en\",\n  \"text\": {{\n    \"path\": \
             \"text.txt\",\n    \"media_type\": \"text/plain\",\n    \"sha256\": \"{}\"\n  }}{more}\n}}\n",
            sentences[0].trim_end_matches('.'),
            sha256_hex(text.as_bytes()),
        );
        files.insert(folder.join("text.txt"), text);
        files.insert(folder.join("source.json"), record);
    }
    for number in 0..claims {
        let evidence = |_| {
            let source = dice.roll(sources);
            let quote = dice.one::<String>(&texts[source]);
            let stance = *dice.one::<&str>(&["supports", "supports", "refutes", "context"]);
            let speaker = match dice.roll(4) {
                0 => format!(
                    ",\n      \"speaker\": \"Person{}\"",
                    *dice.one::<char>(&['a', 'b', 'q'])
                ),
                _ => String::new(),
            };
            format!(
                "    {{\n      \"source\": \"source-{source}\",\n      \"quote\": \"{quote}\",\n      \"date\": \"1991\",\n      \
                 \"stance\": \"{stance}\"{speaker}\n    }}"
            )
        };
        let evidence: Vec<String> = (0..=dice.roll(2)).map(evidence).collect();
        let kind = *dice.one::<&str>(&["contradicts", "supports", "refines", "duplicates"]);
        let relation = format!(
            "    {{\n      \"type\": \"{kind}\",\n      \"claim\": \"claim-{}\"\n    }}",
            dice.roll(claims + 3)
        );
        let label = *dice.one::<&str>(&["supported", "supported", "refuted", "conflicting"]);
        let claim = format!(
            "{{\n  \"id\": \"claim-{number}\",\n  \"statement\": \"Statement {}.\",\n  \"label\": \"{label}\",\n  \"topics\": \
             [\"topic-{}\"],\n  \"evidence\": [\n{}\n  ],\n  \"relations\": [\n{relation}\n  ]\n}}\n",
            dice.roll(claims / 2),
            dice.roll(3),
            evidence.join(",\n"),
        );
        files.insert(root.join(format!("claims/{}/claim-{number}.json", number % 7)), claim);
    }
    files
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
fn compare(name: &str, mut archive: Edited, count: usize) {
    let dice = Dice(Cell::new(7));
    let mut desk = Desk::default();
    let mut since = Since::Anything;
    for round in 0..count {
        for _ in 0..=dice.roll(3) {
            for file in archive.edit(&dice) {
                since.add(&file);
            }
        }
        if dice.roll(15) == 0 {
            archive.configure(&dice);
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
        let (told, wanted) = (said(report), said(&check(&world, &archive.options)));
        let differs = told.lines().zip(wanted.lines()).find(|(one, other)| one != other);
        assert!(told == wanted, "{name}, round {round}: {differs:#?}");
        since = Since::Files(BTreeSet::new());
    }
}

#[test]
fn a_small_archive_says_the_same_after_any_edits() {
    compare("examples/tides", Edited::open("examples/tides"), edits().unwrap_or(FEW));
}

#[test]
fn a_sealed_archive_says_the_same_after_any_edits() {
    compare("tests/docs/example", Edited::open("tests/docs/example"), edits().unwrap_or(FEW));
}

#[test]
fn an_odd_archive_says_the_same_after_any_edits() {
    compare("tests/views/odd", Edited::open("tests/views/odd"), edits().unwrap_or(FEW));
}

/// Its proofs take long to check without optimization.
#[test]
fn this_archive_says_the_same_after_any_edits() {
    compare("this archive", Edited::open(""), edits().map_or(2, |count| count / 100));
}

/// Claims that have to do with one another by the hundred.
#[test]
fn a_large_archive_says_the_same_after_any_edits() {
    compare("a large archive", Edited::made(12, 120), edits().unwrap_or(FEW / 3));
}

/// Sources that few of the claims cite: these are found without a look at the others.
#[test]
fn a_wide_archive_says_the_same_after_any_edits() {
    compare("a wide archive", Edited::made(160, 160), edits().map_or(FEW / 10, |count| count / 3));
}
