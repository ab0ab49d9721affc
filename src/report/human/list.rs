//! What an archive has, for people: two lines each, in words.

use super::{BOLD, CYAN, HumanOptions, MIN_WIDTH, colored, paragraph};
use crate::report::counted;
use crate::report::list_v1::{Claim, Here, Output, Quotes, Source};
use crate::report::visible::visible;
use std::fmt::Write as _;

/// Claims and sources, and how many there are. There is nothing in it that is drawn.
#[must_use]
pub fn render(document: &Output, options: &HumanOptions) -> String {
    let options = &HumanOptions { width: options.width.max(MIN_WIDTH), ..*options };
    let mut out = String::new();
    let mut counts = Vec::new();
    if let Some(claims) = &document.claims {
        for one in claims {
            claim(&mut out, one, options);
        }
        counts.push(counted(claims.len(), "claim"));
    }
    if let Some(sources) = &document.sources {
        if !out.is_empty() && !sources.is_empty() {
            out.push('\n');
        }
        for one in sources {
            source(&mut out, one, options);
        }
        counts.push(counted(sources.len(), "source"));
    }
    if !out.is_empty() {
        out.push('\n');
    }
    let _ = writeln!(out, "{}", counts.join(", "));
    out
}

/// All that is known of one source.
#[must_use]
pub fn render_source(one: &Source, options: &HumanOptions) -> String {
    let options = &HumanOptions { width: options.width.max(MIN_WIDTH), ..*options };
    let mut out = String::new();
    paragraph(&mut out, "", &id(&one.id, options), options.width);
    let mut line = |name: &str, text: &str| {
        if !text.is_empty() {
            let label = colored(&format!("  {name:<13}"), CYAN, options);
            paragraph(&mut out, &label, &visible(text, options.unicode), options.width);
        }
    };
    let known = |text: &Option<String>| text.clone().unwrap_or_default();
    line("title", &known(&one.title));
    line("author", &one.author.join("; "));
    line("publisher", &known(&one.publisher));
    line("issued", &known(&one.issued));
    line("url", &known(&one.url));
    line("accessed", &known(&one.accessed));
    line("language", &known(&one.language));
    line("license", &known(&one.license));
    line("derived from", &known(&one.derived_from));
    line("media type", &known(&one.media_type));
    line("sha256", &known(&one.sha256));
    line("text", here(one));
    line("quotes", &format!("{}{}", one.quotes.quotes, standing(&one.quotes)));
    line("claims", &one.claims.join(", "));
    out
}

fn id(id: &str, options: &HumanOptions) -> String {
    colored(&visible(id, options.unicode), BOLD, options)
}

fn heading(out: &mut String, name: &str, words: &str, options: &HumanOptions) {
    let line = format!("{}: {}", id(name, options), visible(words, options.unicode));
    paragraph(out, "", &line, options.width);
}

fn claim(out: &mut String, claim: &Claim, options: &HumanOptions) {
    let label = claim.label.map_or("cannot be read", crate::claim::Label::name);
    let quotes =
        if claim.readable { format!(", {}", quotes(&claim.quotes)) } else { String::new() };
    heading(out, &claim.id, &format!("{label}{quotes}"), options);
    let text = claim.statement.as_deref().unwrap_or(&claim.file);
    paragraph(out, "  ", &visible(text, options.unicode), options.width);
}

fn source(out: &mut String, source: &Source, options: &HumanOptions) {
    let mut words = match (source.quotes.quotes, source.claims.len()) {
        _ if !source.readable => "cannot be read".to_owned(),
        (0, _) => "not cited".to_owned(),
        (quotes, claims) => format!(
            "{} in {}{}",
            counted(quotes, "quote"),
            counted(claims, "claim"),
            standing(&source.quotes)
        ),
    };
    if source.sealed {
        words.push_str(", sealed");
    }
    if source.readable && source.here == Here::Nothing {
        words.push_str(", its text is not here");
    }
    heading(out, &source.id, &words, options);
    let author = (!source.author.is_empty()).then(|| source.author.join(", "));
    let parts = [&source.title, &author, &source.publisher, &source.issued];
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    for line in [parts.join(". "), source.url.clone().unwrap_or_default()] {
        if !line.is_empty() {
            paragraph(out, "  ", &visible(&line, options.unicode), options.width);
        }
    }
}

fn here(source: &Source) -> &'static str {
    match (source.here, source.sealed) {
        _ if !source.readable => "",
        (Here::Text, false) => "is here",
        (Here::Text, true) => "is here; sealed",
        (Here::Proofs, _) => "is not here; sealed, and passages of it are proven",
        (Here::Nothing, true) => "is not here; sealed, and nothing of it is proven",
        (Here::Nothing, false) => "is not here, or not the one that was pinned",
    }
}

fn quotes(quotes: &Quotes) -> String {
    counted(quotes.quotes, "quote") + &standing(quotes)
}

/// How many of them do not pass or are waived, after a comma.
fn standing(quotes: &Quotes) -> String {
    let mut text = String::new();
    match quotes.failed {
        0 => {}
        1 => text.push_str(", 1 fails"),
        n => {
            let _ = write!(text, ", {n} fail");
        }
    }
    if quotes.waived > 0 {
        let _ = write!(text, ", {} waived", quotes.waived);
    }
    text
}
