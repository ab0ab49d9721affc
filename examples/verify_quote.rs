//! Looks for a quote in a document: `cargo run --example verify_quote -- FILE "the words"`.
//!
//! Needs no archive, and builds without the default features.

use quoteproof::{Document, DocumentOptions, Quoted};
use std::error::Error;
use std::process::ExitCode;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(file), Some(words)) = (arguments.next(), arguments.next()) else {
        return Err("usage: verify_quote FILE \"the words\"".into());
    };
    let media_type = match file.rsplit_once('.') {
        Some((_, "html" | "htm")) => "text/html",
        Some((_, "md")) => "text/markdown",
        _ => "text/plain",
    };
    let options = DocumentOptions::default();
    let document = Document::new(&std::fs::read(&file)?, media_type, Some("en"), options)?;
    let outcomes = document.verify(&[Quoted::text(&words)]);
    let Some(outcome) = outcomes.first() else { return Ok(ExitCode::FAILURE) };
    println!("{}", outcome.verdict.name());
    for place in &outcome.places {
        println!("{}: {}", place.at.in_file(&file), place.text);
    }
    if let Some(nearest) = &outcome.nearest {
        let kinds: Vec<&str> = outcome.kinds.iter().map(|kind| kind.name()).collect();
        println!("{}: {}", nearest.place.at.in_file(&file), kinds.join(", "));
        println!("  the document: {}", nearest.place.text);
        println!("  the quote:    {words}");
    }
    for issue in &outcome.issues {
        println!("{}: {}", if issue.is_error { "error" } else { "warning" }, issue.code);
    }
    Ok(if outcome.passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
