//! The kinds of a difference: over every listed negation of every language, one that was dropped, added or moved is named.

use crate::laws::{Language, languages};
use quoteproof::diagnostic::{DiffPart, Kind};
use quoteproof::{Document, DocumentOptions, Outcome, Quoted};

/// The lists whose words deny.
const DENYING: [&str; 3] = ["negations", "denials", "exclusions"];

/// Words before what denies, and after it.
const BEFORE: usize = 4;
const AFTER: usize = 6;

/// Ten words of the script that a language is written in, no two the same: of words that repeat, others may have moved.
fn fillers(language: &str) -> [&'static str; BEFORE + AFTER] {
    match language {
        "ru" | "uk" => [
            "лампа",
            "башня",
            "река",
            "камень",
            "сады",
            "лодки",
            "мельница",
            "окно",
            "дорога",
            "поле",
        ],
        "el" => [
            "λάμπα",
            "πύργος",
            "ποτάμι",
            "πέτρα",
            "κήπος",
            "μύλος",
            "παράθυρο",
            "δρόμος",
            "λιμάνι",
            "βουνό",
        ],
        "ar" | "fa" => {
            ["مصباح", "برج", "حجر", "سفن", "بستان", "نهر", "طريق", "نافذة", "ميناء", "جبل"]
        }
        "he" => ["מנורה", "מגדל", "נהר", "אבן", "גנים", "טחנה", "חלון", "דרך", "נמל", "הר"],
        "hi" => ["दीपक", "मीनार", "पत्थर", "बगीचा", "नदी", "खिड़की", "सड़क", "पहाड़", "बंदरगाह", "चक्की"],
        "th" => {
            ["สะพาน", "เมือง", "โคมไฟ", "แม่น้ำ", "ถนน", "ภูเขา", "ท่าเรือ", "หน้าต่าง", "สวน", "หอคอย"]
        }
        "zh" | "ja" => {
            ["桥梁", "市长", "灯塔", "学校", "河流", "道路", "花园", "山脉", "港口", "窗户"]
        }
        "ko" => ["등대", "시장", "다리", "공원", "강물", "도로", "산맥", "항구", "창문", "정원"],
        _ => [
            "lamp", "tower", "boats", "river", "stone", "garden", "mill", "harbour", "orchard",
            "window",
        ],
    }
}

/// What denies in a language: the entries of its lists, with letters for `*` and a figure for `#`. The halves of a pair
/// deny nothing alone.
fn denying(language: &Language) -> Vec<String> {
    let root = env!("CARGO_MANIFEST_DIR");
    let path = format!("{root}/src/quote/words/{}.toml", language.name);
    let lists: toml::Table =
        std::fs::read_to_string(path).expect("a list").parse().expect("lists in TOML");
    let letters = match language.name {
        "ru" | "uk" => "ка",
        "el" => "κα",
        "ar" | "fa" => "کد",
        "he" => "גג",
        "hi" => "कक",
        "ko" => "가가",
        _ => "ka",
    };
    let entries = DENYING.iter().filter_map(|list| lists.get(*list)?.as_array()).flatten();
    let entries = entries.map(|entry| entry.as_str().expect("a string"));
    let whole = entries.filter(|entry| !entry.contains(" … "));
    whole.map(|entry| entry.replace('*', letters).replace('#', "5")).collect()
}

fn verify(language: &str, text: &str, quote: &str) -> Outcome {
    let options = DocumentOptions::default();
    let document = Document::new(text.as_bytes(), "text/plain", Some(language), options);
    document.expect("a text").verify(&[Quoted::text(quote)]).pop().expect("an outcome")
}

/// Why an outcome is not what a quote with another negation must have.
fn fault(outcome: &Outcome) -> Option<String> {
    if outcome.verdict.passes() {
        return Some("it passes".to_owned());
    }
    let Some(nearest) = &outcome.nearest else { return Some("no nearest passage".to_owned()) };
    let changes = nearest.diff.iter().any(|part| match part {
        DiffPart::Equal(_) => false,
        DiffPart::Delete(words) | DiffPart::Insert(words) => !words.trim().is_empty(),
    });
    if !changes {
        return Some("an empty diff".to_owned());
    }
    (!outcome.kinds.contains(&Kind::Negation)).then(|| format!("{:?}", outcome.kinds))
}

/// A text with what denies at a place among its words.
fn text(language: &Language, denial: Option<(usize, &str)>) -> String {
    let mut words = fillers(language.name).to_vec();
    if let Some((at, word)) = denial {
        words.insert(at, word);
    }
    words.join(language.space)
}

#[test]
fn a_negation_that_was_dropped_added_or_moved_is_named() {
    let (mut tried, mut wrong) = (0, Vec::new());
    let mut listed = 0;
    for language in &languages() {
        listed += 1;
        for word in &denying(language) {
            let with = text(language, Some((BEFORE, word)));
            let without = text(language, None);
            let moved = text(language, Some((BEFORE + 2, word)));
            for (how, document, quote) in [
                ("dropped", &with, &without),
                ("added", &without, &with),
                ("moved", &with, &moved),
                ("moved back", &moved, &with),
            ] {
                tried += 1;
                if let Some(fault) = fault(&verify(language.name, document, quote)) {
                    wrong.push(format!("{} {word:?} {how}: {fault}", language.name));
                }
            }
        }
    }
    println!("{tried} changes in {listed} languages, {} of them not named", wrong.len());
    assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.join("\n"));
}

/// Between two words of prose a space is missing, or one more stands in a word: that is no other number.
#[test]
fn spaces_are_called_spaces() {
    for (language, text, quote) in [
        ("en", "It was a part of the old town for years.", "It was apart of the old town"),
        ("en", "They met apart from the others that year.", "They met a part from the others"),
        ("en", "It lasted for more than a week in May.", "It lasted for more than aweek in May"),
        (
            "de",
            "Sie haben sich zu Hause getroffen, nicht dort.",
            "Sie haben sich zuHause getroffen",
        ),
        ("fr", "La tour et le pont sont restés fermés.", "La tour et lepont sont restés fermés"),
        ("ru", "Мост и башня были закрыты весь год.", "Мост и башня былизакрыты весь год"),
    ] {
        let outcome = verify(language, text, quote);
        let kinds: Vec<Kind> = outcome.kinds.iter().copied().collect();
        assert_eq!(kinds, [Kind::Space], "{quote}");
        let nearest = outcome.nearest.expect("a passage");
        let ours: String = nearest
            .diff
            .iter()
            .map(|part| match part {
                DiffPart::Delete(_) => "",
                DiffPart::Equal(words) | DiffPart::Insert(words) => words,
            })
            .collect();
        assert_eq!(ours.split_whitespace().collect::<Vec<_>>().join(" "), quote, "a diff");
    }
}
