//! The nearest passage, chosen by words: of a true span of prose in which words were changed, dropped or added, it is that
//! span, also where the first or the last word is another one.
//!
//! The prose is that of `tests/prose/`, in eleven languages, and the texts in the folder that `QUOTEPROOF_TEXTS` names,
//! where there is one (`de.txt` is in German, a text of another name in English). `QUOTEPROOF_SPANS=10000` tries so many spans
//! instead of a few.

use crate::tool::scratch;
use camino::Utf8Path;
use quoteproof::diagnostic::{Applicability, DiffPart, Kind};
use quoteproof::quote::{List, WordLists};
use quoteproof::repository::Disk;
use quoteproof::{Document, DocumentOptions, Options, Outcome, Quoted};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::ops::Range;

/// Spans that are tried where nobody asks for more.
const SPANS: usize = 600;

/// The same numbers everywhere (D. Knuth's MMIX).
struct Dice(pub u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % u64::try_from(limit.max(1)).expect("a limit"))
            .expect("below it")
    }
}

/// A text with its words, as bytes without the marks beside them.
struct Prose {
    document: Document,
    language: String,
    words: Vec<Range<usize>>,
    /// What stands between two words of a quote.
    space: &'static str,
}

impl Prose {
    fn new(text: &str, language: &str) -> Self {
        let options = DocumentOptions::default();
        let document =
            Document::new(text.as_bytes(), "text/plain", Some(language), options).expect("a text");
        let spaced = !matches!(language, "zh" | "ja");
        let words = if spaced { spaced_words(text) } else { letters(text) };
        Self {
            document,
            language: language.to_owned(),
            words,
            space: if spaced { " " } else { "" },
        }
    }

    fn word(&self, at: usize) -> &str {
        &self.document.text()[self.words[at].clone()]
    }

    fn bytes(&self, words: &Range<usize>) -> Range<usize> {
        self.words[words.start].start..self.words[words.end - 1].end
    }

    /// A span of words that passes as a quote, as numbers of words.
    fn span(&self, dice: &mut Dice) -> Range<usize> {
        loop {
            let count =
                if self.space.is_empty() { 14 + dice.below(20) } else { 7 + dice.below(18) };
            let from = dice.below(self.words.len().saturating_sub(count));
            let words = from..from + count;
            let bytes = self.bytes(&words);
            let text = &self.document.text()[bytes.clone()];
            let outcome = self.verify(text);
            let once = outcome.places.len() == 1 && outcome.places[0].bytes == bytes;
            if outcome.passed
                && once
                && !text.contains("\n\n")
                && !text.contains(['…', '['])
                && !text.contains("..")
                && !text.contains(". .")
            {
                return words;
            }
        }
    }

    /// A word of the text that stands nowhere near `around`.
    fn stranger(&self, dice: &mut Dice, around: &Range<usize>) -> String {
        let near = around.start.saturating_sub(4)..(around.end + 4).min(self.words.len());
        let fold = |word: &str| word.to_lowercase();
        loop {
            let word = self.word(dice.below(self.words.len()));
            let known = near.clone().any(|at| fold(self.word(at)) == fold(word));
            // `etc/apt/sources.list` would be four words.
            let plain = word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '\'' | '’'));
            if !known && plain && word.chars().any(char::is_alphabetic) {
                return word.to_owned();
            }
        }
    }

    fn verify(&self, quote: &str) -> Outcome {
        self.document.verify(&[Quoted::text(quote)]).pop().expect("an outcome")
    }

    /// The text of some words, each of which may be another, and what stands before it.
    fn quote(&self, words: &Range<usize>, edit: impl Fn(usize) -> Vec<String>) -> String {
        let text = self.document.text();
        let mut quote = String::new();
        for at in words.clone() {
            for (number, word) in edit(at).into_iter().enumerate() {
                let between =
                    (at > words.start).then(|| &text[self.words[at - 1].end..self.words[at].start]);
                quote.push_str(match (number, between) {
                    _ if quote.is_empty() => "",
                    (0, Some(between)) => between,
                    _ => self.space,
                });
                quote.push_str(&word);
            }
        }
        quote
    }
}

fn spaced_words(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut at = 0;
    for word in text.split(char::is_whitespace) {
        let head = word.len() - word.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
        let core = word.trim_matches(|c: char| !c.is_alphanumeric());
        if !core.is_empty() {
            words.push(at + head..at + head + core.len());
        }
        at += word.len() + text[at + word.len()..].chars().next().map_or(0, char::len_utf8);
    }
    words
}

/// Each letter, each number, and each run of katakana.
fn letters(text: &str) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
        match words.last_mut() {
            Some(last) if last.end == at && text[last.clone()].ends_with(|l| one_piece(l, c)) => {
                last.end = at + c.len_utf8();
            }
            _ => words.push(at..at + c.len_utf8()),
        }
    }
    words
}

fn one_piece(last: char, next: char) -> bool {
    let katakana = |c: char| matches!(c, 'ァ'..='ヺ' | 'ー');
    (last.is_ascii_digit() && next.is_ascii_digit()) || (katakana(last) && katakana(next))
}

/// The prose of the repository, and the texts that are no part of it.
fn prose() -> Vec<Prose> {
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/prose");
    let mut found = Vec::new();
    let mut folders = vec![(own.to_owned(), true)];
    match std::env::var("QUOTEPROOF_TEXTS").ok().filter(|f| !f.is_empty()) {
        Some(folder) => folders.push((folder, false)),
        None => println!("skipped: the full texts (QUOTEPROOF_TEXTS is not set)"),
    }
    for (folder, own) in folders {
        let entries = std::fs::read_dir(folder).expect("a folder");
        let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
        paths.sort();
        for path in paths.iter().filter(|path| path.extension().is_some_and(|e| e == "txt")) {
            let stem = path.file_stem().and_then(|stem| stem.to_str()).expect("a name");
            let text = std::fs::read_to_string(path).expect("a text");
            // Of the full texts one is in the language that its name is the tag of, the others are in English.
            let is_tag = WordLists::for_language(Some(stem)).is_some();
            found.push(Prose::new(&text, if own || is_tag { stem } else { "en" }));
        }
    }
    found
}

/// How many are tried.
fn count() -> usize {
    let asked = std::env::var("QUOTEPROOF_SPANS").ok();
    asked.map_or(SPANS, |count| count.parse().expect("QUOTEPROOF_SPANS is a number"))
}

/// What is done to one word.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Edit {
    Change,
    Drop,
    Add,
}

/// A word of the span and what is done to it: a tenth of the time the first word, a tenth the last.
fn chosen(dice: &mut Dice, words: &Range<usize>) -> (usize, Edit) {
    let edit = [Edit::Change, Edit::Drop, Edit::Add][dice.below(3)];
    let at = match dice.below(10) {
        0 => words.start,
        1 => words.end - 1,
        _ => words.start + 1 + dice.below(words.len() - 2),
    };
    let end = at == words.start || at + 1 == words.end;
    // Without its first or last word a span is a true one, too.
    (at, if end && edit == Edit::Drop { Edit::Change } else { edit })
}

/// Whether the nearest passage of an outcome is one of `wanted`, or has the very same words elsewhere; or as many of the
/// quote's, where a text says a thing twice.
fn is_one_of(prose: &Prose, outcome: &Outcome, quote: &str, wanted: &[Range<usize>]) -> bool {
    let Some(nearest) = &outcome.nearest else { return false };
    let found = nearest.place.bytes.clone();
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let others = |text: &str| {
        let (text, quote) = (plain(text), plain(quote));
        let pairs = text.split(' ').zip(quote.split(' '));
        (text.split(' ').count() == quote.split(' ').count())
            .then(|| pairs.filter(|(a, b)| a != b).count())
    };
    wanted.iter().any(|words| {
        let bytes = prose.bytes(words);
        let text = &prose.document.text()[bytes.clone()];
        let as_good = others(text).is_some_and(|count| others(&nearest.place.text) == Some(count));
        found == bytes || plain(text) == plain(&nearest.place.text) || as_good
    })
}

/// A text in lower case, for words that may be Turkish: its `ı` is an `i`, as in the lists' folded words.
fn lower_case(text: &str) -> String {
    text.to_lowercase().replace('ı', "i")
}

/// What can make a number of words, by language.
struct Numbers(BTreeMap<String, Vec<String>>);

impl Numbers {
    fn new(prose: &[Prose]) -> Self {
        let lists = [List::Numbers, List::Scales, List::Multiples, List::Units, List::Percent];
        let more = [List::Comparators, List::NumberLabels, List::YearWords, List::Indefinite];
        let words = |language: &str| -> Vec<String> {
            let words = WordLists::for_language(Some(language)).expect("lists");
            let of = |list: &List| words.words(*list).map(str::to_owned).collect::<Vec<_>>();
            lists.iter().chain(&more).flat_map(of).map(|word| lower_case(&word)).collect()
        };
        Self(prose.iter().map(|text| (text.language.clone(), words(&text.language))).collect())
    }

    /// What is wrong with the kinds and the diff of a quote that differs: a number is said where no number differs, or
    /// nothing differs.
    fn fault(&self, language: &str, outcome: &Outcome) -> Option<&'static str> {
        let diff = &outcome.nearest.as_ref()?.diff;
        let changed: String = diff
            .iter()
            .filter_map(|part| match part {
                DiffPart::Equal(_) => None,
                DiffPart::Delete(words) | DiffPart::Insert(words) => Some(format!("{words} ")),
            })
            .collect();
        if changed.trim().is_empty() {
            return Some("an empty diff");
        }
        let lower = lower_case(&changed);
        let listed = &self.0[language];
        let spaced = !matches!(language, "zh" | "ja");
        // A preposition of Arabic is written together with its word.
        let joined = language == "ar";
        let is_number = |word: &str| {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            listed.iter().any(|listed| {
                listed.split(' ').any(|part| part == word || (joined && word.ends_with(part)))
            })
        };
        let mut words = lower.split(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—'));
        let possible = changed.contains(|c: char| c.is_numeric() || "%‰$€£¥°±<>≤≥≈~+^".contains(c))
            || (spaced && words.any(is_number))
            || (!spaced && listed.iter().any(|word| lower.contains(word.as_str())));
        (outcome.kinds.contains(&Kind::Number) && !possible).then_some("no number differs")
    }
}

#[test]
fn one_word_is_another() {
    let prose = prose();
    let numbers = Numbers::new(&prose);
    let mut dice = Dice(2026);
    let (mut tried, mut wrong) = (0, Vec::new());
    while tried < count() {
        let text = &prose[tried % prose.len()];
        let words = text.span(&mut dice);
        let (at, edit) = chosen(&mut dice, &words);
        let new = text.stranger(&mut dice, &words);
        // A word added before the first or behind the last one could as well stand for its neighbour.
        let first = edit == Edit::Add && at == words.start;
        let last = edit == Edit::Add && at + 1 == words.end;
        let quote = text.quote(&words, |number| {
            let old = text.word(number).to_owned();
            match edit {
                _ if number != at => vec![old],
                Edit::Change => vec![new.clone()],
                Edit::Drop => Vec::new(),
                Edit::Add if last => vec![old, new.clone()],
                Edit::Add => vec![new.clone(), old],
            }
        });
        let outcome = text.verify(&quote);
        if !outcome.places.is_empty() {
            continue;
        }
        tried += 1;
        let mut wanted = vec![words.clone()];
        // In scripts without spaces a word has some letters.
        wanted.extend((1..=if text.space.is_empty() { 3 } else { 1 }).map(|more| {
            words.start.saturating_sub(usize::from(first) * more)
                ..(words.end + usize::from(last) * more).min(text.words.len())
        }));
        let fault = numbers.fault(&text.language, &outcome);
        if let Some(fault) = fault {
            wrong.push(format!("{fault}\n  quote {quote:?}\n  {:?}", outcome.kinds));
        } else if !is_one_of(text, &outcome, &quote, &wanted) {
            let span = &text.document.text()[text.bytes(&words)];
            let found = outcome.nearest.map(|n| n.place.text);
            wrong.push(format!("{edit:?}\n  quote {quote:?}\n  span  {span:?}\n  found {found:?}"));
        }
    }
    println!(
        "{} of {tried} spans with one word changed, dropped or added were found",
        tried - wrong.len()
    );
    assert!(
        wrong.is_empty(),
        "{} of {tried}:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(8)].join("\n")
    );
}

#[test]
fn a_word_beside_a_sentence_has_no_answer_in_the_next_one() {
    let sentence = "A year of hourly measurements is enough to separate the main constituents";
    let text = format!("The method has stayed the same. {sentence}. The plane turns once.");
    let prose = Prose::new(&text, "en");
    for added in ["not", "So,", "1", "not 😀", "in"] {
        for quote in [format!("{added} {sentence}."), format!("{sentence} {added}")] {
            let nearest = prose.verify(&quote).nearest.expect("a passage").place.text;
            assert_eq!(nearest.trim_end_matches('.'), sentence, "{quote}");
        }
    }
}

#[test]
fn two_words_are_others() {
    let prose = prose();
    let mut dice = Dice(1997);
    let (mut tried, mut wrong) = (0, Vec::new());
    while tried < count() {
        let text = &prose[tried % prose.len()];
        let words = text.span(&mut dice);
        let (one, _) = chosen(&mut dice, &words);
        let (two, _) = chosen(&mut dice, &words);
        if one == two {
            continue;
        }
        let (first, second) = (text.stranger(&mut dice, &words), text.stranger(&mut dice, &words));
        let quote = text.quote(&words, |number| {
            vec![match number {
                _ if number == one => first.clone(),
                _ if number == two => second.clone(),
                _ => text.word(number).to_owned(),
            }]
        });
        let outcome = text.verify(&quote);
        tried += 1;
        if !is_one_of(text, &outcome, &quote, std::slice::from_ref(&words)) {
            let span = &text.document.text()[text.bytes(&words)];
            let found = outcome.nearest.map(|n| n.place.text);
            wrong.push(format!("quote {quote:?}\n  span  {span:?}\n  found {found:?}"));
        }
    }
    println!("{} of {tried} spans with two words changed were found", tried - wrong.len());
    assert!(
        wrong.len() * 100 <= tried,
        "{} of {tried}:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(8)].join("\n")
    );
}

/// The nearest passage could be quoted itself: it begins and ends at whole words, names, numbers and formulas.
#[test]
fn the_nearest_passage_could_be_quoted() {
    for (text, quote, wanted) in [
        (
            "They had counted the Anglo-\nSaxon graves in the valley twice.",
            "Saxon graves in the valley twice",
            "Anglo-\nSaxon graves in the valley twice",
        ),
        (
            "It was the non-\nsignificant effect of the second trial.",
            "significant effect of the second trial",
            "non-\nsignificant effect of the second trial",
        ),
        (
            "Use \"--ignore-depends\", \"--force-depends\", and other options of the tool here.",
            "force-depends\", and options of the tool here",
            "force-depends\", and other options of the tool here",
        ),
        ("in ₁x they see a new one", "x they see a new one", "in ₁x they see a new one"),
        (
            "It fell by −0.42 in the whole sample of men.",
            "0.42 in the whole sample of men",
            "−0.42 in the whole sample of men",
        ),
        (
            "They spoke of the treaty of NATO-\nRussia.",
            "They spoke of the treaty of NATO",
            "They spoke of the treaty of NATO-\nRussia",
        ),
        (
            "The level was measured in much CO₂ at last.",
            "The level was measured in much CO",
            "The level was measured in much CO₂",
        ),
    ] {
        let options = DocumentOptions::default();
        let document = Document::new(text.as_bytes(), "text/plain", Some("en"), options);
        let document = document.expect("a text");
        let verify = |quote: &str| document.verify(&[Quoted::text(quote)]).pop().expect("one");
        let outcome = verify(quote);
        assert!(!outcome.passed, "{quote}");
        let nearest = outcome.nearest.expect("a passage").place.text;
        assert_eq!(nearest, wanted, "{quote}");
        assert!(verify(&nearest).passed, "{nearest:?} is no quote");
    }
}

/// Quotes of a text with one thing wrong, of the kinds that people make.
fn spoilt(text: &Prose, dice: &mut Dice) -> String {
    let words = text.span(dice);
    let (at, edit) = chosen(dice, &words);
    let new = text.stranger(dice, &words);
    let kind = dice.below(6);
    let quote = text.quote(&words, |number| {
        let old = text.word(number).to_owned();
        match (kind, edit) {
            _ if number != at => vec![old],
            (0, _) => vec![old.to_uppercase()],
            (1, _) => vec![format!("{old},")],
            (2, _) => vec![format!("{old}{}", text.word((number + 1).min(words.end - 1)))],
            (_, Edit::Change) => vec![new.clone()],
            (_, Edit::Drop) => Vec::new(),
            (_, Edit::Add) => vec![new.clone(), old],
        }
    });
    let ends = ["", "", ".", "?", ",", "”"];
    quote + ends[dice.below(ends.len())]
}

/// A repository with one source and claims of fifty quotes each.
fn write_archive(folder: &Utf8Path, text: &Prose, quotes: &[String]) {
    let put = |path: &str, text: String| {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    let sha256 = quoteproof::corpus::sha256_hex(text.document.text().as_bytes());
    let path = json!({"path": "text.txt", "media_type": "text/plain", "sha256": sha256});
    let source = json!({"id": "prose", "language": text.language, "text": path});
    put("corpus/prose/source.json", source.to_string());
    put("corpus/prose/text.txt", text.document.text().to_owned());
    for (number, quotes) in quotes.chunks(50).enumerate() {
        let each =
            |quote: &String| json!({"source": "prose", "quote": quote, "stance": "supports"});
        let evidence: Vec<Value> = quotes.iter().map(each).collect();
        let claim = json!({"id": format!("c{number}"), "statement": "A statement of its own.", "label": "supported", "evidence": evidence});
        put(&format!("claims/c{number}.json"), claim.to_string());
    }
}

#[test]
fn no_fix_fails_its_own_check() {
    let prose = prose();
    let mut dice = Dice(1989);
    let each = count().div_ceil(prose.len());
    let (mut fixes, mut safe) = (0, 0);
    for (number, text) in prose.iter().enumerate() {
        let folder = scratch(&format!("nearest-fixes-{number}"));
        let folder = Utf8Path::from_path(&folder).expect("a path in UTF-8");
        let quotes: Vec<String> = (0..each).map(|_| spoilt(text, &mut dice)).collect();
        write_archive(folder, text, &quotes);
        let options = Options { root: folder.to_owned(), ..Options::default() };
        let report = quoteproof::check(&Disk::new(folder).expect("a folder"), &options);
        for finding in &report.diagnostics {
            let Some(fix) = &finding.fix else { continue };
            let file =
                std::fs::read_to_string(folder.join(&finding.location.file)).expect("a claim");
            let mended = quoteproof::fix::apply(&file, &fix.edits).expect("edits that fit");
            let pointer = finding.location.pointer.as_deref().expect("a pointer");
            let value = |json: &str| -> String {
                let claim: Value = serde_json::from_str(json).expect("JSON");
                let quote = claim.pointer(pointer).expect("a quote");
                quote.as_str().expect("a string").to_owned()
            };
            let (old, new) = (value(&file), value(&mended));
            let outcome = text.verify(&new);
            assert!(outcome.passed && outcome.issues.is_empty(), "{old:?}\n{new:?}\n{outcome:?}");
            for pair in ["()", "[]", "“”", "«»", "「」"] {
                let count =
                    |mark: usize| new.matches(pair.chars().nth(mark).expect("a mark")).count();
                let german = pair == "“”" && new.contains('„');
                assert!(german || count(0) == count(1), "{pair}: {old:?}\n{new:?}");
            }
            assert!(!new.contains(['\n', '\u{AD}', '\u{FFFC}']), "{new:?}");
            fixes += 1;
            if fix.applicability == Applicability::Safe {
                safe += 1;
                let letters = |text: &str| -> String {
                    text.chars()
                        .filter(|c| c.is_alphanumeric())
                        .flat_map(char::to_lowercase)
                        .collect()
                };
                assert_eq!(letters(&old), letters(&new), "a safe fix changes letters");
            }
        }
    }
    println!("{fixes} fixes, {safe} of them safe, none failed its own check");
    assert!(fixes * 3 > count(), "{fixes} fixes of {} quotes", count());
}

/// What a document's file needs and a quote does not is in no fix, and where that cannot be, there is none.
#[test]
fn fixes_have_nothing_that_a_quote_does_not_need() {
    let list = "The council asked for:\n\n1. a new bridge over the river\n2. a ferry for the northern towns\n\nNobody answered.";
    let notes = "The harbour froze over in the field.1 Although the boats were moved² to the south, nobody saw them leave.[12] They came back.";
    let asks = "Who would pay for the new bridge of the town? “We will not,” the mayor said (twice). The rest was silence.";
    let cases = [
        (
            "en",
            "The board found no evid-\nence of a well-\nknown fraud in the ac-\ncounts.",
            "no evidence of a well-known theft in the accounts",
            Some("no evidence of a well-known fraud in the accounts"),
        ),
        (
            "en",
            notes,
            "The harbour froze over in the sea. Although the boats were moved to the south",
            Some("The harbour froze over in the field. Although the boats were moved to the south"),
        ),
        // Without its mark in brackets it would pass with a warning.
        ("en", notes, "nobody saw us leave. They came back.", None),
        ("en", list, "a new tunnel over the river", Some("a new bridge over the river")),
        ("en", list, "a new tunnel over the river a ferry for the northern towns", None),
        (
            "en",
            "The dredger was nev\u{AD}er seen a\u{200B}gain in the har\u{AD}bour of the old town.",
            "The dredger was never seen again in the port of the old town",
            Some("The dredger was never seen again in the harbour of the old town"),
        ),
        (
            "zh",
            "他们在一九九七年五月召开了会议，决定不再\n批准新的桥梁工程，因为费用上涨得太多。",
            "决定不再批准新的隧道工程",
            Some("决定不再批准新的桥梁工程"),
        ),
        (
            "en",
            asks,
            "Who would pay for the new bridge of the town.",
            Some("Who would pay for the new bridge of the town?"),
        ),
        ("en", asks, "“We shall not,” the mayor said", Some("“We will not,” the mayor said")),
        ("en", asks, "the mayor says (twice)", Some("the mayor said (twice)")),
        ("en", asks, "pay for the new bridge of the city", None),
        // A first letter in brackets stays the editor's.
        ("en", asks, "[t]he rest was noise", Some("[t]he rest was silence")),
        (
            "en",
            notes,
            "[t]he harbour froze over in the sea. Although the boats were moved",
            Some("[t]he harbour froze over in the field. Although the boats were moved"),
        ),
        (
            "en",
            "He wrote [in 1902] that the mole of the harbour was sound. She left.",
            "He wrote [in 1903] that the mole of the harbour was weak",
            Some("He wrote [in 1902] that the mole of the harbour was sound"),
        ),
        ("en", notes, "[S]he harbour froze over in the sea. Although the boats were moved", None),
    ];
    for (number, (language, text, quote, wanted)) in cases.into_iter().enumerate() {
        let folder = scratch(&format!("nearest-artefacts-{number}"));
        let folder = Utf8Path::from_path(&folder).expect("a path in UTF-8");
        write_archive(folder, &Prose::new(text, language), &[quote.to_owned()]);
        let options = Options { root: folder.to_owned(), ..Options::default() };
        let report = quoteproof::check(&Disk::new(folder).expect("a folder"), &options);
        let altered = report.diagnostics.iter().find(|f| f.code.name() == "quote/altered");
        let altered = altered.unwrap_or_else(|| panic!("{quote}: {:?}", report.diagnostics));
        let file = std::fs::read_to_string(folder.join("claims/c0.json")).expect("a claim");
        let fixed = altered.fix.as_ref().map(|fix| {
            let file = quoteproof::fix::apply(&file, &fix.edits).expect("edits that fit");
            let claim: Value = serde_json::from_str(&file).expect("JSON");
            claim["evidence"][0]["quote"].as_str().expect("a string").to_owned()
        });
        assert_eq!(fixed.as_deref(), wanted, "{quote}");
        // Nor does the difference show what the quote does not have.
        let unseen = |c: char| matches!(c, '\u{AD}' | '\u{200B}');
        let shown = |part: &DiffPart| match part {
            DiffPart::Equal(words) | DiffPart::Delete(words) | DiffPart::Insert(words) => {
                !(words.contains(unseen) || language == "zh" && words.contains(char::is_whitespace))
            }
        };
        assert!(altered.diff.iter().all(shown), "{quote}: {:?}", altered.diff);
    }
}

/// In a diff, a word that a line end broke is whole, with a hyphen where the quote has one: nobody wrote `evid- ence`.
#[test]
fn words_that_a_line_end_broke_are_shown_whole() {
    let text =
        "The board found no evid-\nence of a well-\nknown fraud in the ac-\ncounts of that year.";
    let options = DocumentOptions::default();
    let document = Document::new(text.as_bytes(), "text/plain", Some("en"), options).expect("read");
    let sides = |quote: &str| {
        let outcome = document.verify(&[Quoted::text(quote)]).remove(0);
        let mut sides = [String::new(), String::new()];
        for part in outcome.nearest.expect("a passage").diff {
            use quoteproof::diagnostic::DiffPart::{Delete, Equal, Insert};
            match part {
                Equal(words) => sides.iter_mut().for_each(|side| side.push_str(&words)),
                Delete(words) => sides[0].push_str(&words),
                Insert(words) => sides[1].push_str(&words),
            }
        }
        sides.map(|side| side.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    let quote = "no evidence of a well-known theft in the accounts";
    assert_eq!(sides(quote), ["no evidence of a well-known fraud in the accounts", quote]);
    let quote = "no evidence of a well-known fraud in the books";
    assert_eq!(sides(quote), ["no evidence of a well-known fraud in the accounts", quote]);
}

/// What numbers the page in the middle of a sentence is no word of it: neither the difference nor the fix has it.
#[test]
fn the_number_of_a_page_is_no_word_of_the_passage() {
    for mark in ["47", "- 47 -", "Page 47", "[p. 47]"] {
        let text = format!(
            "On Monday the council had voted to sell the\n\n{mark}\n\nmill before the first snow.\n\n48\n\nIt did."
        );
        let options = DocumentOptions::default();
        let document = Document::new(text.as_bytes(), "text/plain", Some("en"), options);
        let document = document.expect("a text");
        let verify =
            |quote: &str| document.verify(&[Quoted::text(quote)]).pop().expect("an outcome");
        let right = "the council had voted to sell the mill before the first snow";
        assert!(verify(right).verdict.passes(), "{mark}");
        let outcome = verify("the council had voted to sell the barn before the first snow");
        assert!(!outcome.verdict.passes(), "{mark}");
        let nearest = outcome.nearest.expect("a passage");
        let theirs: String = nearest
            .diff
            .iter()
            .map(|part| match part {
                DiffPart::Equal(words) | DiffPart::Delete(words) => words.as_str(),
                DiffPart::Insert(_) => "",
            })
            .collect();
        assert_eq!(theirs.split_whitespace().collect::<Vec<_>>().join(" "), right, "{mark}");
        assert_eq!(outcome.kinds.iter().collect::<Vec<_>>(), [&Kind::WordChanged], "{mark}");
    }
}
