//! `quoteproof edit`: another label or statement for a claim, another stance for a quote of it, or one quote less.

use super::git::absent::typed;
use super::lock::writing;
use super::named::{claim_file, shown, text_of};
use super::quote::{label, not_json};
use super::write::write;
use super::{Global, Named, options, print, say};
use anyhow::{Context, anyhow, bail};
use camino::Utf8Path;
use quoteproof::author::edit::{remove_item, set_member};
use quoteproof::author::fits;
use quoteproof::claim::{Label, Stance};
use quoteproof::json::{Tree, parse};
use std::process::ExitCode;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The claim's id, or its file
    #[arg(add = super::complete::claims())]
    claim: String,
    /// Its label: supported, refuted, conflicting or not-enough-evidence
    #[arg(long, value_name = "LABEL")]
    label: Option<Named<Label>>,
    /// Its statement
    #[arg(long, value_name = "SENTENCE")]
    statement: Option<String>,
    /// Which of its quotes --stance or --remove is about: some of its words, or its
    /// number in the claim's file, from 1
    #[arg(long, value_name = "WORDS|N", requires = "of_quote")]
    quote: Option<String>,
    /// What the quote does for the claim: supports, refutes or context
    #[arg(long, value_name = "STANCE", requires = "quote", group = "of_quote")]
    stance: Option<Named<Stance>>,
    /// Remove the quote from the claim
    #[arg(long, requires = "quote", group = "of_quote")]
    remove: bool,
}

impl Arguments {
    /// The text of the claim's file with what is wanted, and what that is.
    fn changed(&self, file: &Utf8Path, before: &str) -> anyhow::Result<(String, Vec<String>)> {
        let name = typed(file);
        let not_json = || not_json(&name);
        let label_said = self.label.map(|label| label.0.name());
        let members = [("statement", self.statement.as_deref()), ("label", label_said)];
        let (mut after, mut done) = (before.to_owned(), Vec::new());
        let changed: Vec<(&str, &str)> =
            members.into_iter().filter_map(|(member, value)| Some((member, value?))).collect();
        for (member, value) in &changed {
            after =
                set_member(&after, "", member, &(*value).into(), &["$schema", "id", "statement"])
                    .with_context(not_json)?;
        }
        if !changed.is_empty() {
            let names: Vec<&str> = changed.into_iter().map(|(member, _)| member).collect();
            done.push(format!("{} changed", names.join(", ")));
        }
        let Some(wanted) = &self.quote else { return Ok((after, done)) };
        let tree = parse(&after).0.with_context(not_json)?;
        let at = which(&tree, wanted).map_err(|why| anyhow!("{name} has {why}"))?;
        let number = at + 1;
        if let Some(stance) = &self.stance {
            let pointer = format!("/evidence/{at}");
            let order = ["source", "quote"];
            after = set_member(&after, &pointer, "stance", &stance.0.name().into(), &order)
                .with_context(|| format!("{name}: quote {number} is not an object"))?;
            done.push(format!("quote {number}: stance changed to {}", stance.0.name()));
        }
        if self.remove {
            after = remove_item(&after, "/evidence", at).with_context(not_json)?;
            done.push(format!("quote {number} removed"));
        }
        Ok((after, done))
    }
}

/// Which item of the evidence is meant, from 0; else what a claim has instead.
fn which(tree: &Tree, wanted: &str) -> Result<usize, String> {
    let items = tree.get("/evidence").map_or(0, |list| tree.children(list).count());
    if let Ok(number) = wanted.parse::<usize>() {
        let at = number.checked_sub(1).filter(|at| *at < items);
        return at.ok_or_else(|| match items {
            0 => "no quotes".to_owned(),
            1 => "1 quote: --quote 1".to_owned(),
            items => format!("{items} quotes: --quote takes a number from 1 to {items}"),
        });
    }
    let plain = |text: &str| {
        let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        words.join(" ")
    };
    let words = plain(wanted);
    let has = |at: &usize| {
        let pointer = format!("/evidence/{at}/quote");
        let segments = tree.get(&pointer).map_or(0, |quote| tree.children(quote).count());
        let parts = (0..segments).map(|part| format!("{pointer}/{part}"));
        let all: Vec<&str> =
            parts.chain([pointer.clone()]).filter_map(|part| tree.string(&part)).collect();
        plain(&all.join(" … ")).contains(&words)
    };
    let found: Vec<usize> = (0..items).filter(has).collect();
    match found.as_slice() {
        [] => Err(format!("no quote with the words “{wanted}”")),
        [one] => Ok(*one),
        several => {
            let numbers: Vec<String> = several.iter().map(|at| (at + 1).to_string()).collect();
            Err(format!(
                "several quotes with these words: --quote takes a number, too, here {}",
                numbers.join(" or ")
            ))
        }
    }
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let (disk, options) = options(global, &[])?;
    let file = claim_file(&disk, &options, &arguments.claim, |source| {
        format!("`quoteproof source edit {source} --title \"…\"` changes it")
    })?;
    let name = shown(&file, &options);
    let _writing = writing(&options.root, &options.config);
    let before = text_of(&disk, &file)?;
    let (after, done) = arguments.changed(&file, &before)?;
    if done.is_empty() {
        bail!(
            "say what to change: --label, --statement, or --quote \"some words\" with --stance or --remove"
        );
    }
    fits(name, &before, &after).map_err(|why| anyhow!(why))?;
    if after == before {
        say(&format!("{name}: unchanged; it says this already"));
        return Ok(ExitCode::SUCCESS);
    }
    write(&options.root, &file, after.as_bytes())?;
    print(&format!("{name}: {}\n", done.join(", ")))?;
    if let Some(next) = label(&after) {
        say(&format!("next: {next}"));
    }
    Ok(ExitCode::SUCCESS)
}
