//! The speaker of a quotation: the name that is the subject of the verb of saying beside it.
//!
//! ```text
//! Smith (2020) recalls that Miller said “never”.      Miller
//! “Never”, Miller said, and Smith (2020) agrees.      Miller
//! ```

use super::prose::CLOSES;

/// Verbs of saying, in the forms that go with a name.
const SAYING: [&str; 102] = [
    "said",
    "says",
    "saying",
    "wrote",
    "writes",
    "notes",
    "noted",
    "states",
    "stated",
    "argues",
    "argued",
    "claims",
    "claimed",
    "asks",
    "asked",
    "answers",
    "answered",
    "replies",
    "replied",
    "explains",
    "explained",
    "observes",
    "observed",
    "reports",
    "reported",
    "adds",
    "added",
    "remarks",
    "remarked",
    "insists",
    "insisted",
    "believes",
    "believed",
    "tells",
    "told",
    "recalls",
    "recalled",
    "declares",
    "declared",
    "concludes",
    "concluded",
    "warns",
    "warned",
    "complains",
    "complained",
    "announces",
    "announced",
    "puts",
    "calls",
    "called",
    "schreibt",
    "schrieb",
    "sagt",
    "sagte",
    "meint",
    "meinte",
    "nennt",
    "nannte",
    "behauptet",
    "behauptete",
    "erklärt",
    "erklärte",
    "écrit",
    "dit",
    "affirme",
    "explique",
    "escribe",
    "escribió",
    "dice",
    "dijo",
    "afirma",
    "scrive",
    "speaks",
    "spoke",
    "describes",
    "described",
    "holds",
    "held",
    "maintains",
    "maintained",
    "contends",
    "contended",
    "suggests",
    "suggested",
    "admits",
    "admitted",
    "finds",
    "found",
    "shows",
    "emphasizes",
    "emphasises",
    "asserts",
    "asserted",
    "comments",
    "commented",
    "summarizes",
    "summarises",
    "spricht",
    "formuliert",
    "betont",
    "dichiara",
    "sostiene",
];

/// Words between the verb and the words that are said.
const BETWEEN: usize = 4;

/// Words with a capital at the start of a sentence that are no names.
const NO_NAMES: [&str; 43] = [
    "The",
    "A",
    "An",
    "He",
    "She",
    "It",
    "They",
    "We",
    "I",
    "You",
    "This",
    "That",
    "These",
    "Those",
    "As",
    "One",
    "Who",
    "What",
    "There",
    "Here",
    "And",
    "But",
    "So",
    "Er",
    "Sie",
    "Es",
    "Der",
    "Die",
    "Das",
    "Man",
    "Il",
    "Elle",
    "On",
    "Le",
    "La",
    "El",
    "Ella",
    "Another",
    "Some",
    "Others",
    "Court",
    "Tribunal",
    "Commission",
];

/// The name that is said to speak, in the text right before a quotation, or right after it.
pub(super) fn speaker(before: &str, after: &str) -> Option<String> {
    before_it(before).or_else(|| after_it(after))
}

/// The one to whom a sentence gives a quotation: who speaks, or who is named right before it (`According to Miller, “…”`). Where two
/// are said to speak, neither is the one.
pub(super) fn giver(before: &str, after: &str) -> Option<String> {
    const GIVES: [&str; 13] = [
        "to", "for", "laut", "nach", "für", "selon", "pour", "según", "para", "secondo", "per",
        "volgens", "segundo",
    ];
    if let Some(named) = before_it(before) {
        let head = words(before);
        let at = head.iter().rposition(|word| name(word) == Some(&*named));
        return Some(named).filter(|_| !at.is_some_and(|at| is_one_of_two(&head, at)));
    }
    // What brackets hold is a citation: `“…,” wrote Miller (Wu 2020; Miller 2019)`.
    let after = after.split(['(', '[']).next().unwrap_or("");
    if let Some(named) = after_it(after) {
        let rest = words(after);
        let at = rest.iter().position(|word| name(word) == Some(&*named));
        return Some(named).filter(|_| !at.is_some_and(|at| is_one_of_two(&rest, at)));
    }
    let head = words(before);
    let last = head.iter().rposition(|word| name(word).is_some())?;
    let gives = |word: &&str| GIVES.contains(&&*bare(word).to_lowercase());
    // `According to Anna Miller, “…”`
    let mut before = head.get(..last)?.iter().rev();
    let given = before.find(|word| name(word).is_none() || gives(word)).is_some_and(gives);
    let is_last = last + 1 == head.len();
    name(head.get(last)?).filter(|_| is_last && given).map(str::to_owned)
}

/// Whether another name is joined to the one that ends at a word, as in `Anna Wu and Ben Miller argue` and `wrote Wu and Miller`.
/// None is in `Wu says “No”, and Miller says`.
fn is_one_of_two(words: &[&str], at: usize) -> bool {
    const JOINTS: [&str; 6] = ["and", "&", "und", "et", "y", "with"];
    let is_joint = |at: usize| words.get(at).is_some_and(|word| JOINTS.contains(word));
    let is_initial = |word: &str| word.len() == 2 && word.ends_with('.');
    let is_part = |word: &&&str| {
        is_initial(word) || name(word).is_some() && word.ends_with(char::is_alphanumeric)
    };
    let first_names = words.get(..at).unwrap_or(&[]).iter().rev().take_while(is_part).count();
    let start = at - first_names;
    let is_other = |word: &&str| {
        name(word).is_some() && !word.contains(['”', '"', '»', '“', ')', ']', CLOSES])
    };
    let before = start.checked_sub(2).and_then(|at| words.get(at)).is_some_and(is_other);
    let after = words.get(at + 2).is_some_and(|word| is_initial(word) || name(word).is_some());
    let goes_on = words.get(at).is_some_and(|word| word.ends_with(char::is_alphanumeric));
    // `said Wu with Chinese modesty`
    let is_with = words.get(at + 1) == Some(&"with");
    before && is_joint(start - 1) || goes_on && after && is_joint(at + 1) && !is_with
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Whether a word is a verb of saying.
pub(super) fn is_saying(word: &str) -> bool {
    SAYING.contains(&&*bare(word).to_lowercase())
}

/// A family name by its form: a capital, then small letters, or a name with a hyphen or an apostrophe.
pub(super) fn name(word: &str) -> Option<&str> {
    let word = bare(word);
    let word = ["’s", "'s"].iter().find_map(|s| word.strip_suffix(s)).unwrap_or(word);
    let capital = word.starts_with(char::is_uppercase);
    let small = word.chars().skip(1).any(char::is_lowercase);
    (capital && small && !NO_NAMES.contains(&word)).then_some(word)
}

/// `Miller said that`, and then the quotation.
fn before_it(before: &str) -> Option<String> {
    let words = words(before);
    let verb = words.iter().rposition(|w| is_saying(w))?;
    if words.len() - verb - 1 > BETWEEN {
        return None;
    }
    let head = words.get(..verb)?;
    let last = head.iter().rev().find(|w| !is_filler(w))?;
    // `Miller, he said`: whose words they are is not told by the word before.
    if last.ends_with([',', ';', ':', '.', ')', '”', '"']) {
        return None;
    }
    name(last).map(str::to_owned)
}

/// Words for somebody, or something, of which was spoken before.
const AGAIN: [&str; 24] = [
    "he", "she", "it", "they", "the", "this", "its", "er", "sie", "es", "der", "die", "das", "il",
    "elle", "ils", "elles", "le", "la", "él", "ella", "el", "hij", "zij",
];

/// Whether a quotation is said to be words of whom the text has just spoken of: `“…,” it adds`, `The report says that “…”`.
pub(super) fn goes_on_speaking(before: &str, after: &str) -> bool {
    let again = |words: &[&str]| match words {
        [one] => AGAIN.contains(&&*bare(one).to_lowercase()),
        [article, noun] => {
            AGAIN.contains(&&*bare(article).to_lowercase())
                && noun.starts_with(|c: char| c.is_lowercase())
        }
        _ => false,
    };
    let head = words(before);
    let verb = head.iter().rposition(|word| is_saying(word));
    let verb = verb.filter(|verb| head.len() - verb <= BETWEEN);
    if let Some(said) = verb.and_then(|verb| head.get(..verb)) {
        return said.len() <= 2 && again(said);
    }
    let tail = words(after.trim_start_matches([',', '.', '!', '?', ' ', '\n']));
    let Some(verb) = tail.iter().take(BETWEEN).position(|word| is_saying(word)) else {
        return false;
    };
    let subject = tail.get(..verb).unwrap_or(&[]);
    let behind = tail.get(verb + 1..).unwrap_or(&[]);
    again(subject)
        || subject.is_empty()
            && (again(behind.get(..1).unwrap_or(&[])) || again(behind.get(..2).unwrap_or(&[])))
}

/// `Miller has often said`: what may be between the name and the verb.
fn is_filler(word: &str) -> bool {
    let word = bare(word);
    matches!(
        word,
        "has" | "had" | "also" | "once" | "then" | "never" | "often" | "hat" | "auch" | "a"
    ) || (word.ends_with("ly") && word.starts_with(char::is_lowercase))
}

/// `said Miller`, or `Miller said`, right after the quotation.
fn after_it(after: &str) -> Option<String> {
    let words = words(after.trim_start_matches([',', '.', '!', '?', ' ', '\n']));
    let first = *words.first()?;
    if is_saying(first) {
        // The name goes on to its last part: `said Anna Miller`.
        let names: Vec<&str> = words.iter().skip(1).map_while(|w| name(w)).collect();
        return names.last().map(|n| (*n).to_owned());
    }
    let verb = words.iter().take(BETWEEN).position(|w| is_saying(w))?;
    let head = words.get(..verb)?;
    let all = head.iter().all(|w| name(w).is_some() || is_filler(w));
    let last = head.iter().rev().find_map(|w| name(w));
    last.filter(|_| all).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::{giver, goes_on_speaking, speaker};

    #[test]
    fn whose_words_go_on() {
        for (before, after, wanted) in [
            ("", ", it adds.", true),
            ("", ", the review says.", true),
            ("", ", said the paper on Tuesday.", true),
            ("It says that ", ".", true),
            ("The report adds: ", ".", true),
            ("", ", said Moira Teague.", false),
            ("The old mayor of the town said ", ".", false),
            ("", ", and so on.", false),
        ] {
            assert_eq!(goes_on_speaking(before, after), wanted, "{before}|{after}");
        }
    }

    #[test]
    fn to_whom_words_are_given() {
        for (before, after, wanted) in [
            ("Miller says that ", "", Some("Miller")),
            ("Wu says “no”, while Anna Miller finds that ", "", Some("Miller")),
            ("According to Anna Miller, ", ".", Some("Miller")),
            ("Für Miller ", ".", Some("Miller")),
            ("", ", Miller writes.", Some("Miller")),
            ("Wu says “no”, and Miller finds that ", ".", Some("Miller")),
            ("Wu says “the Nile”, and Miller finds that ", ".", Some("Miller")),
            ("Wu and Miller disagree, but Miller finds that ", ".", Some("Miller")),
            ("", ", wrote Miller (Wu and Miller).", Some("Miller")),
            ("", ", wrote Miller with Prussian pride.", Some("Miller")),
            ("Miller finds that ", ", but Miller and Wu differ.", Some("Miller")),
            ("Wu and Miller argued that ", ".", None),
            ("Anna Wu and B. Miller argued that ", ".", None),
            ("", ", wrote Wu and Miller.", None),
            ("", ", wrote Anna Wu and Ben Miller.", None),
            ("They built it for Miller, and ", ".", None),
            ("Against Miller, the paper insists that ", ".", None),
            ("Historians agree that ", ".", None),
        ] {
            assert_eq!(giver(before, after).as_deref(), wanted, "{before}|{after}");
        }
    }

    #[test]
    fn whose_words_they_are() {
        for (before, after, wanted) in [
            ("Smith (2020) recalls that Miller said ", "", Some("Miller")),
            ("As Anna Miller has often written, she wrote ", ".", None),
            ("Miller clearly says that ", ".", Some("Miller")),
            ("The minister said ", ".", None),
            ("He said ", "", None),
            ("", ", said Anna Miller in June", Some("Miller")),
            ("", ", Miller said", Some("Miller")),
            ("", ", and Smith agrees", None),
            ("Miller said much about the moon and the sea and then it is ", "", None),
            ("Müller schreibt: ", "", Some("Müller")),
        ] {
            assert_eq!(speaker(before, after).as_deref(), wanted, "{before}|{after}");
        }
    }
}
