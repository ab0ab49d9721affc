//! What passes on proofs passes on the text, whatever passages are proven; and what passes on the text passes on the
//! proofs that are made for it.
//!
//! Fields: the language, choices, the quote's segments, the document, a plain text.

use super::world::{ROOT, SOURCE, claim, record, repository};
use super::{BETWEEN_ITEMS, Choices, bound, fields, stated, within};
use quoteproof::prove::{Sealable, prove};
use quoteproof::report::QuoteResult;
use quoteproof::repository::Overlay;
use quoteproof::seal::{Proofs, Sealed, parse, render, verify};
use quoteproof::{Options, check};

/// The most passages that are proven by choice.
const MAX_PASSAGES: usize = 6;

/// Runs the target.
///
/// # Panics
/// Where a law is broken.
pub fn run(data: &[u8]) {
    let [language, choices, quote, document] = fields(data);
    within("sealing", bound(data.len()) * 4, || judge(&language, &choices, &quote, &document));
}

fn judge(language: &str, choices: &str, quote: &str, document: &str) {
    let sealed = Sealed::new(document, stated(language).unwrap_or("und"));
    if sealed.token_count() == 0 {
        return;
    }
    let mut record = record(document, "text/plain", stated(language));
    record["seal"] = serde_json::to_value(sealed.seal()).expect("JSON");
    let parts: Vec<&str> = quote.split(BETWEEN_ITEMS).collect();
    let with_text = repository(&record, document, &claim(&parts, None, None));
    let options = Options { root: ROOT.into(), ..Options::default() };
    let on_text = the_quote(&with_text, &options);
    let chosen = chosen(&sealed, choices);
    let text = render(&chosen);
    assert_eq!(parse(&text).as_ref(), Ok(&chosen), "proofs are read as they were written");
    for passage in &chosen.passages {
        assert_eq!(verify(&sealed.seal(), passage), Ok(()), "an honest passage");
    }
    agree(&with_text, &options, &text, on_text.as_ref());
    let made = prove(&with_text, &options);
    let Some(Sealable::Write(made)) = made.first() else { return };
    let on_proofs = agree(&with_text, &options, &made.content, on_text.as_ref());
    if let (Some(on_text), Some(on_proofs), true) = (on_text, on_proofs, made.complete) {
        let (text, proofs) = (on_text.verdict, on_proofs.verdict);
        assert!(
            !text.passes() || proofs.passes(),
            "{} on the text, and {} on its proofs",
            text.name(),
            proofs.name()
        );
    }
}

/// What passes on these proofs passes on the text, too.
fn agree(
    with_text: &Overlay<'_>,
    options: &Options,
    proofs: &str,
    on_text: Option<&QuoteResult>,
) -> Option<QuoteResult> {
    let mut world = with_text.clone();
    world.hide(SOURCE[1]);
    world.put(SOURCE[2], proofs.as_bytes());
    let on_proofs = the_quote(&world, options)?;
    let on_text = on_text.expect("the same claim has the same quote");
    let stands = planted(on_proofs.verdict.passes(), on_text);
    let (text, proofs) = (on_text.verdict.name(), on_proofs.verdict.name());
    assert!(!stands || on_text.verdict.passes(), "{proofs} on the proofs, and {text} on the text");
    Some(on_proofs)
}

/// The planted fault: a quote that is spliced together stands.
fn planted(stands: bool, on_text: &QuoteResult) -> bool {
    let spliced = |q: &QuoteResult| q.kinds.iter().any(|kind| kind.name() == "spliced");
    stands || (super::super::planted() && spliced(on_text))
}

fn the_quote(world: &Overlay<'_>, options: &Options) -> Option<QuoteResult> {
    check(world, options).quotes.into_iter().next()
}

/// Honest proofs of passages anywhere.
fn chosen(sealed: &Sealed<'_>, choices: &str) -> Proofs {
    let mut choices = Choices::new(choices);
    let all = sealed.token_count();
    let number = |n: usize| u64::try_from(n).unwrap_or_default();
    let mut passages = Vec::new();
    let (mut start, mut end) = (0, 0);
    for _ in 0..choices.below(MAX_PASSAGES + 1) {
        start += number(choices.below(40));
        end = (start + 1 + number(choices.below(30))).max(end + 1);
        passages.extend(sealed.passage(start..end.min(all)).filter(|_| end <= all));
        start += 1;
    }
    Proofs { schema: None, source: "note".to_owned(), root: sealed.seal().root, passages }
}
