//! Words of a document become evidence: found in the corpus, and one place chosen.

use super::{Global, say, terminal};
use anyhow::{Context, anyhow, bail};
use quoteproof::Options;
use quoteproof::claim::{Evidence, Stance};
use quoteproof::find::{Query, find};
use quoteproof::report::search::{FoundPassage, Search, human};
use quoteproof::repository::Disk;
use std::io::{IsTerminal, Write};

/// The most places of one source that may be chosen from.
const MAX_PLACES: usize = 50;

/// What is quoted, and how.
pub(super) struct WantedQuote<'w> {
    pub(super) words: &'w str,
    pub(super) sources: &'w [String],
    pub(super) stance: Stance,
    /// Which of several places, from 1.
    pub(super) place: Option<usize>,
}

/// A passage that becomes evidence.
pub(super) struct Chosen {
    pub(super) evidence: Evidence,
    /// Where its words are.
    pub(super) place: String,
    /// What to know of it, once it is written.
    pub(super) notes: Vec<String>,
}

/// The evidence of the words, and where they are. `None`, and it is said why, where no passage has them that passes.
pub(super) fn evidence(
    global: &Global,
    disk: &Disk,
    options: &Options,
    wanted: &WantedQuote<'_>,
) -> anyhow::Result<Option<Chosen>> {
    let query = Query {
        words: wanted.words.to_owned(),
        sources: wanted.sources.to_vec(),
        most: MAX_PLACES,
        stance: wanted.stance,
        exact: false,
    };
    let search = find(disk, options, &query).map_err(|why| anyhow!(why))?;
    let ready: Vec<&FoundPassage> =
        search.passages.iter().filter(|p| p.evidence.is_some()).collect();
    if ready.is_empty() {
        tell_why(global, &search);
        return Ok(None);
    }
    let number = match (wanted.place, ready.len()) {
        (Some(place), count) if place == 0 || place > count => {
            say(human::choices(&search, &terminal::look(global, true)).trim_end());
            bail!("there is no place {place}: name one from 1 to {count}");
        }
        (Some(place), _) => place,
        (None, 1) => 1,
        (None, count) => {
            say(human::choices(&search, &terminal::look(global, true)).trim_end());
            ask(count)?
        }
    };
    let passage = ready.get(number - 1).context("that place is gone")?;
    let evidence = passage.evidence.clone().context("that place is gone")?;
    let mut notes = human::notes_on(&search, passage);
    notes.extend(brackets_lost(wanted.words, &evidence));
    Ok(Some(Chosen { evidence, place: passage.at.in_file(passage.file.as_str()), notes }))
}

/// That the words had an editor's brackets, which the document's own words do not have.
fn brackets_lost(words: &str, evidence: &Evidence) -> Option<String> {
    let quoted = evidence.quote.segments().join(" ");
    let inside = words.split('[').skip(1).filter_map(|rest| Some(rest.split_once(']')?.0.trim()));
    let mut lost = inside.filter(|words| {
        let is_ellipsis = words.chars().all(|c| c == '.' || c == '…');
        !is_ellipsis && !quoted.contains(&format!("[{words}]"))
    });
    let first = lost.next()?;
    Some(format!(
        "the quote has the document's own words, without your “[{first}]”: “{quoted}”; to keep the bracket, change the quote \
         in the claim's file"
    ))
}

/// Why no evidence can be made.
fn tell_why(global: &Global, search: &Search) {
    if search.passages.is_empty() {
        say(human::render(search, &terminal::look(global, true)).trim_end());
    }
    for note in human::notes(search) {
        say(&format!("note: {note}"));
    }
}

/// Asks which place is meant; an error where nobody is there to answer.
fn ask(count: usize) -> anyhow::Result<usize> {
    let (mut err, input) = (std::io::stderr(), std::io::stdin());
    if !input.is_terminal() || !err.is_terminal() {
        bail!(
            "the words occur in {count} places: choose one with --place, or its source with --source"
        );
    }
    loop {
        write!(err, "Which one? [1-{count}, or Enter for none] ")?;
        err.flush()?;
        let mut line = String::new();
        if input.read_line(&mut line)? == 0 || line.trim().is_empty() {
            bail!("no place was chosen: nothing was written");
        }
        match line.trim().parse() {
            Ok(number) if (1..=count).contains(&number) => return Ok(number),
            _ => say(&format!("enter a number from 1 to {count}, or nothing to stop")),
        }
    }
}
