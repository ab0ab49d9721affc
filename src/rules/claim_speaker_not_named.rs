//! A speaker whom the document does not name.

use super::{Asked, locked};
use crate::claim::evidence_member;
use crate::diagnostic::{At, Code, Finding};
use crate::model::{Capitals, ClaimEntry, ClaimRecord, folded, is_capital, script_of};
use crate::source::Source;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use unicode_script::Script;
use unicode_segmentation::UnicodeSegmentation;

/// How like two spellings of a name are, from 0 to 1: one letter in five may differ.
const MIN_LIKENESS: f64 = 0.8;
/// Letters of a name from which on a likeness says anything.
const MIN_LETTERS: usize = 5;
/// Consonants of a name from which on they say anything.
const MIN_CONSONANTS: usize = 3;
/// Letters that a declined or possessive form adds to a name.
const MAX_ENDING: usize = 3;

/// Whom the documents name, as far as that was asked before: the same people speak again and again.
#[derive(Default)]
pub(super) struct Speakers<'m>(Mutex<HashMap<&'m str, Arc<Names<'m>>>>);

pub(super) fn check(
    asked: &Asked<'_>,
    entry: &ClaimEntry<'_>,
    claim: &ClaimRecord,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, evidence) in claim.evidence.iter().enumerate() {
        let Some(speaker) = evidence.speaker() else { continue };
        let Some(source) = asked.model.source(&evidence.source) else { continue };
        // Proven passages cannot tell whom the rest of the document names.
        let (Some(document), Some(record)) = (source.capitals, source.source) else { continue };
        let names = || Arc::new(Names::of(document, record));
        let names = locked(&asked.speakers.0).entry(source.id).or_insert_with(names).clone();
        let Some(name) = missing(speaker, &names, || others(claim, at)) else { continue };
        let id = &evidence.source;
        let message = format!("`{id}` names no `{name}`, but the quote's speaker is `{speaker}`");
        let at = At::Value(evidence_member(at, "speaker"));
        findings.push(Finding::new(Code::ClaimSpeakerNotNamed, entry.file, at, message).help(
            "name the speaker as the document does; leave the member out if the document's author is speaking",
        ));
    }
    findings
}

/// The names in a claim's other quotes.
fn others(claim: &ClaimRecord, at: usize) -> Capitals {
    let mut names = Capitals::default();
    for (other, evidence) in claim.evidence.iter().enumerate() {
        for segment in evidence.quote.segments().iter().filter(|_| other != at) {
            names.add(segment);
        }
    }
    names
}

/// The name that neither the document nor the claim's other quotes have. None where one is there, where
/// the speaker is no name (`a spokesman`), or where nobody can tell: the document is in another script.
fn missing<'s>(
    speaker: &'s str,
    names: &Names<'_>,
    others: impl Fn() -> Capitals,
) -> Option<&'s str> {
    let mut first_missing = None;
    let in_others = OnceCell::new();
    let people = speaker.split([',', ';', '&', '/', '(', ')']).flat_map(|s| s.split(" and "));
    for person in people {
        let words: Vec<&str> = person.unicode_words().collect();
        let capitals: Vec<&str> =
            words.iter().copied().filter(|w| is_capital(w) && !is_suffix(w)).collect();
        let Some((last, before)) = capitals.split_last() else { continue };
        if script_of(last) != names.document.script {
            return None;
        }
        let lower = words.iter().any(|w| !is_capital(w) && !is_suffix(w));
        // `Embassy in Belgium`, `Ursula von der Leyen`: which word is the name cannot be told.
        let there = names.has(last)
            || has_alike(in_others.get_or_init(&others), &folded(last))
            || (lower && before.iter().any(|w| names.has(w)))
            // The family name comes first in some languages: then it also stands alone.
            || before.first().is_some_and(|w| names.has_alone(w));
        if there {
            return None;
        }
        first_missing = first_missing.or(Some(*last));
    }
    first_missing
}

/// What follows a name and is none.
fn is_suffix(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "jr" | "sr" | "ii" | "iii" | "iv" | "phd" | "ph.d" | "md" | "esq" | "mp" | "prof" | "dr"
    )
}

/// Whom a document names, in its text or in its record.
struct Names<'d> {
    document: &'d Capitals,
    record: Capitals,
    /// What was asked before.
    known: Mutex<HashMap<String, bool>>,
}

impl<'d> Names<'d> {
    fn of(document: &'d Capitals, source: &Source) -> Self {
        let mut record = Capitals::default();
        let members = source.author.iter().chain(&source.publisher).chain(&source.title);
        members.for_each(|member| record.add(member));
        Self { document, record, known: Mutex::default() }
    }

    fn has(&self, name: &str) -> bool {
        let name = folded(name);
        let all = [self.document, &self.record];
        if all.iter().any(|capitals| capitals.words.contains(&name)) {
            return true;
        }
        let compare = |name: &String| all.iter().any(|capitals| has_alike(capitals, name));
        if let Some(known) = locked(&self.known).get(&name) {
            return *known;
        }
        let is_alike = compare(&name);
        *locked(&self.known).entry(name).or_insert(is_alike)
    }

    fn has_alone(&self, name: &str) -> bool {
        let name = folded(name);
        [self.document, &self.record].iter().any(|capitals| capitals.alone.contains(&name))
    }
}

/// Whether some word may be the folded `name`.
fn has_alike(capitals: &Capitals, name: &str) -> bool {
    capitals.words.contains(name) || capitals.words.iter().any(|word| alike(name, word))
}

/// Whether two folded words may be one name: declined, or in another transliteration.
fn alike(name: &str, word: &str) -> bool {
    let ending = word.strip_prefix(name).map(|rest| rest.chars().count());
    if ending.is_some_and(|letters| letters <= MAX_ENDING) {
        return true;
    }
    if declined(name, word) {
        return true;
    }
    let long = name.chars().count() >= MIN_LETTERS;
    if long && strsim::normalized_damerau_levenshtein(name, word) >= MIN_LIKENESS {
        return true;
    }
    let consonants = consonants(name);
    consonants.len() >= MIN_CONSONANTS && consonants == self::consonants(word)
}

/// `Захарова` and `Захаровой`: the end of a Cyrillic name changes.
fn declined(name: &str, word: &str) -> bool {
    let cyrillic = script_of(name) == Some(Script::Cyrillic);
    let letters = name.chars().count();
    let same = name.chars().zip(word.chars()).take_while(|(a, b)| a == b).count();
    cyrillic
        && same >= MIN_LETTERS - 1
        && same + 2 >= letters
        && word.chars().count() <= same + MAX_ENDING
}

/// What transliterations leave alike: `Yeltsin`, `Eltsine` and `Jelzin` are l, z, n.
fn consonants(name: &str) -> String {
    const SOUNDS: [(&str, &str); 21] = [
        ("schtsch", "s"),
        ("shch", "s"),
        ("tsch", "c"),
        ("tch", "c"),
        ("tsh", "c"),
        ("sch", "s"),
        ("sh", "s"),
        ("ch", "c"),
        ("cz", "c"),
        ("sz", "s"),
        ("zh", "s"),
        ("kh", "h"),
        ("ts", "z"),
        ("tz", "z"),
        ("ck", "k"),
        ("ph", "f"),
        ("ff", "f"),
        ("w", "v"),
        ("f", "v"),
        ("x", "ks"),
        ("q", "k"),
    ];
    let mut out = String::new();
    let mut rest = name;
    while let Some(c) = rest.chars().next() {
        let sound = SOUNDS.iter().find_map(|(from, to)| Some((rest.strip_prefix(from)?, *to)));
        let (after, letter) = sound.unwrap_or_else(|| {
            let (letter, after) = rest.split_at(c.len_utf8());
            (after, letter)
        });
        rest = after;
        if !"aeiouyjh".contains(letter) && !out.ends_with(letter) {
            out.push_str(letter);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Capitals, Names, missing};
    use crate::source::Source;

    fn source() -> Source {
        let text = r#"{"id": "a", "author": ["Jane Austen"], "publisher": "The Daily Post",
            "text": {"path": "t", "media_type": "text/plain", "sha256": ""}}"#;
        serde_json::from_str(text).expect("a source")
    }

    #[test]
    fn named_in_whatever_way() {
        let table = [
            ("Mr. Yeltsin agreed.", "Boris Yeltsin"),
            ("Mr. Yeltsin agreed.", "Boris Eltsine"),
            ("Herr Gorbatschow stimmte zu.", "Mikhail Gorbachev"),
            ("Jelzin stimmte zu.", "Boris Yeltsin"),
            ("M. Poutine a dit non.", "Vladimir Putin"),
            ("Putins Rede wurde gedruckt.", "Vladimir Putin"),
            ("It was Orban\u{2019}s idea.", "Viktor Orbán"),
            ("MR. GORBACHEV: No.", "Mikhail Gorbachev"),
            ("Zelensky spoke.", "Volodymyr Zelenskyy"),
            ("Об этом сказала Марии Захаровой подруга.", "Мария Захарова"),
            ("Xi said so on Monday.", "Xi Jinping"),
            ("The embassy in Belgium said so.", "Russian Embassy in Belgium"),
            ("Von der Leyen said so. Leyen again.", "Ursula von der Leyen"),
            ("The Federation answered.", "Foreign Ministry of the Federation"),
            ("Blanton wrote it.", "Svetlana Savranskaya and Tom Blanton"),
            ("Blinken said no.", "Antony Blinken, Secretary of State"),
            ("King said so.", "Martin Luther King Jr."),
            ("O\u{2019}Brien said no.", "Flann O'Brien"),
            // Nobody can tell.
            ("Президент выступил вчера.", "Vladimir Putin"),
            ("總統昨天發言了。", "Tsai Ing-wen"),
            ("The president spoke.", "a spokesman"),
            ("The president spoke.", "习近平"),
            // The source's own author and publisher.
            ("The president spoke.", "Jane Austen"),
            ("The president spoke.", "The Daily Post"),
        ];
        for (text, speaker) in table {
            let capitals = Capitals::of(text);
            let names = Names::of(&capitals, &source());
            assert_eq!(missing(speaker, &names, Capitals::default), None, "{text} {speaker}");
        }
        let others = || {
            let mut names = Capitals::default();
            names.add("as Lavrov put it");
            names
        };
        let capitals = Capitals::of("The minister spoke.");
        let names = Names::of(&capitals, &source());
        assert_eq!(missing("Sergey Lavrov", &names, others), None);
    }

    #[test]
    fn not_named() {
        let table = [
            ("The minister spoke in Moscow.", "Sergey Lavrov", "Lavrov"),
            ("Mr. Baker met James Monroe.", "James Bond", "Bond"),
            ("Mr. Baker spoke.", "James Bacon", "Bacon"),
            ("Mr. Bush spoke.", "Kate Bishop", "Bishop"),
            ("Об этом сказала Мария Захарова.", "Сергей Лавров", "Лавров"),
            ("Merkel sprach.", "Svetlana Savranskaya and Tom Blanton", "Savranskaya"),
            ("The baker spoke.", "James Baker", "Baker"),
        ];
        for (text, speaker, name) in table {
            let capitals = Capitals::of(text);
            let names = Names::of(&capitals, &source());
            assert_eq!(missing(speaker, &names, Capitals::default), Some(name), "{text} {speaker}");
        }
    }
}
