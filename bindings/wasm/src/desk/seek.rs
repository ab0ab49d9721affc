//! A quote that somebody pastes: where in the archive it stands.

use super::{Desk, json};
use crate::archive::{Archive, Source};
use crate::outcome::{Shown, kind, short};
use crate::view::{Element, View, counted, element};
use quoteproof::document::Outcome;
use quoteproof::quote::Quoted;

/// Passages that are shown where the words stand in no document.
const MAX_NEAR: usize = 3;

/// A document, and what became of the quote in it.
type Found<'a> = (&'a Source, Outcome);

impl Desk {
    pub(super) fn seek(&mut self, quote: &str, only: Option<&str>) -> Result<String, String> {
        if Quoted::text(quote).is_empty() {
            let status = "It has no word to search for.".to_owned();
            return Ok(json(&View { status, nodes: Vec::new() }));
        }
        let chosen: Vec<usize> = (self.archive()?.documents.iter().enumerate())
            .filter(|(_, source)| only.is_none_or(|only| source.id == only))
            .map(|(number, _)| number)
            .collect();
        for number in &chosen {
            self.prepare(*number);
        }
        let archive = self.archive()?;
        let (mut found, mut lost, mut broken) = (Vec::new(), Vec::new(), Vec::new());
        for number in chosen {
            let Some(source) = archive.documents.get(number) else { continue };
            match self.documents.get(&number) {
                Some(Some(Ok(document))) => {
                    found
                        .extend(document.verify(&[Quoted::text(quote)]).pop().map(|o| (source, o)));
                }
                Some(Some(Err(why))) => broken.push(format!("{}: {why}", source.title)),
                _ => lost.push(source.title.as_str()),
            }
        }
        found.sort_by(|(_, one), (_, other)| rank(other).total_cmp(&rank(one)));
        let mut status = summed_up(&found);
        if !lost.is_empty() {
            let lost = lost.join("; ");
            status.push(format!("Not searched, since its text is not in these pages: {lost}."));
        }
        if !broken.is_empty() {
            status.push(format!("These could not be read: {}.", broken.join("; ")));
        }
        let stand = found.iter().filter(|(_, outcome)| outcome.passed).count();
        let shown = found.iter().filter(|(_, outcome)| rank(outcome) > 0.0);
        let shown = shown.take(if stand > 0 { stand } else { MAX_NEAR });
        let nodes = shown.map(|(source, outcome)| shown_in(archive, source, outcome)).collect();
        Ok(json(&View { status: status.join(" "), nodes }))
    }
}

/// What stands comes first, then what nearly does.
fn rank(outcome: &Outcome) -> f64 {
    match &outcome.nearest {
        _ if outcome.passed => 3.0,
        _ if !outcome.places.is_empty() => 2.0,
        Some(near) => near.similarity,
        None => 0.0,
    }
}

fn summed_up(found: &[Found<'_>]) -> Vec<String> {
    let stand = found.iter().filter(|(_, outcome)| outcome.passed).count();
    if stand > 0 {
        return vec![format!("These words are in {}.", counted(stand, "document"))];
    }
    if found.iter().any(|(_, outcome)| !outcome.places.is_empty()) {
        return vec![
            "The words are there, but something is wrong with how they are quoted.".to_owned(),
        ];
    }
    let looked = counted(found.len(), "document");
    let mut said = vec![format!("Not found in these words; {looked} searched.")];
    let sealed = found.iter().filter(|(source, _)| !source.is_open()).count();
    if sealed > 0 {
        let (has, them) = (counted(sealed, "document"), if sealed == 1 { "it" } else { "them" });
        said.push(format!(
            "Of {has} only the proven passages are here: the words may be elsewhere in {them}. Whoever has a copy can \
             open it below."
        ));
    }
    said
}

fn shown_in(archive: &Archive, source: &Source, outcome: &Outcome) -> Element {
    let has_text = source.is_open();
    let shown = Shown { archive, source, on_page: true, has_text };
    let heading = element("h3").child(short(archive, outcome)).text(" · ");
    let heading = heading.child(element("bdi").text(&source.title));
    element("article")
        .with("class", format!("result {}", kind(outcome)))
        .child(heading)
        .children(shown.of(outcome))
}
