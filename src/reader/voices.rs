//! Who speaks where, as far as a document's format says.
//!
//! ```text
//! <v Anna>It is sold.          Anna
//! - Is it sold?                one
//! - It is, my dear.            another
//! >> GOOD EVENING.             another than before
//! **Anna** It is sold.         Anna, in Markdown
//! ```

use super::readable::{ElementKind, Readable};
use crate::text::{Span, Time, Voice};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Words of who speaks of himself, and to another, in a few languages. English `I` has a capital: `i` is a word of others.
const FIRST_PERSON: [&str; 48] = [
    "I", "I'm", "I’m", "I've", "I’ve", "my", "we", "we're", "we’re", "we've", "we’ve", "our", "us",
    "ich", "wir", "uns", "mein", "meine", "unser", "unsere", "je", "j'ai", "j’ai", "nous", "mon",
    "notre", "nos", "yo", "nosotros", "nuestro", "nuestra", "io", "noi", "nostro", "nostra", "eu",
    "nós", "ik", "wij", "ons", "jag", "jeg", "я", "мы", "мой", "наш", "нас", "мне",
];
const SECOND_PERSON: [&str; 26] = [
    "you", "you're", "you’re", "your", "yours", "du", "dich", "dir", "euch", "vous", "votre",
    "vos", "tu", "usted", "ustedes", "vosotros", "você", "vocês", "jij", "jullie", "ty", "ты",
    "вы", "вам", "вас", "ваш",
];

/// The longest ending of a noun in the plural, in bytes.
const ENDING: usize = 2;

/// What a letter quotes of another one.
const QUOTED: &str = "\0quoted";

/// The voices of a document in their order; none where its format names nobody.
pub(crate) fn voices(readable: &Readable) -> Vec<Voice> {
    let named = readable.loci().iter().any(|locus| locus.speaker.is_some());
    let blocks = readable.blocks();
    if !named && !blocks.iter().any(|block| block.kind == ElementKind::Cue) {
        return run_in_names(readable);
    }
    let mut names: HashMap<&str, u32> = HashMap::new();
    let mut voices: Vec<Voice> = Vec::new();
    let letters = readable.reader().starts_with("mail/");
    let dashes = dashed_cues(readable);
    let (mut count, mut unnamed, mut time) = (0, None, None);
    for block in blocks {
        let locus = readable.locus_at(block.span.start);
        let text = readable.text.get(block.span.range()).unwrap_or("");
        let mut another = || {
            count += 1;
            Some(count)
        };
        let speaker = locus.and_then(|locus| locus.speaker.as_deref());
        let quoted = (letters && block.kind == ElementKind::Quoted).then_some(QUOTED);
        if block.kind == ElementKind::Cue {
            let now = locus.and_then(|locus| locus.time);
            if now != time && dashes.contains_key(&key(time)) {
                unnamed = None;
            }
            time = now;
            if text.starts_with(">>") || (begins_with_dash(text) && dashes.contains_key(&key(now)))
            {
                unnamed = another();
            }
        }
        let who = match speaker.or(quoted) {
            Some(name) => names.get(name).copied().or_else(|| {
                let made = another();
                names.extend(made.map(|made| (name, made)));
                made
            }),
            None => unnamed,
        };
        if voices.last().is_none_or(|last| last.who != who) {
            voices.push(Voice { at: block.span.start, who });
        }
    }
    if voices.iter().all(|voice| voice.who.is_none()) { Vec::new() } else { voices }
}

/// `**Anna** We sold it.`: whose name in heavy type the paragraphs of a Markdown text begin with. They are names where two of them
/// take turns, each comes back, they talk to each other, and the text has none of them in small letters: `Note`.
fn run_in_names(readable: &Readable) -> Vec<Voice> {
    if !readable.reader().starts_with("md/") || !readable.source.contains("**") {
        return Vec::new();
    }
    let mut ids: HashMap<&str, (u32, usize)> = HashMap::new();
    let mut voices: Vec<Voice> = Vec::new();
    for block in readable.blocks() {
        let Some(name) = run_in_name(readable, block.span) else { continue };
        let next = u32::try_from(ids.len()).unwrap_or(u32::MAX);
        let (who, count) = ids.entry(name).or_insert((next, 0));
        *count += 1;
        voices.push(Voice { at: block.span.start, who: Some(*who) });
    }
    let turns =
        voices.windows(2).all(|pair| pair.first().map(|v| v.who) != pair.last().map(|v| v.who));
    let come_back = ids.len() > 1 && ids.values().all(|(_, count)| *count > 1);
    if !turns || !come_back || !converse(readable, &voices) {
        return Vec::new();
    }
    // `a note`, `notes`.
    let small: BTreeSet<&str> =
        words(&readable.text).filter(|w| w.starts_with(char::is_lowercase)).collect();
    let is_plain = |name: &str| {
        name.to_lowercase().split(' ').all(|word| {
            let mut found = small.range(word..).take_while(|found| found.starts_with(word));
            found.any(|found| found.len() <= word.len() + ENDING)
        })
    };
    if ids.keys().any(|name| is_plain(name)) { Vec::new() } else { voices }
}

/// Whether one of the voices speaks of himself and another one to somebody, or one does nothing but ask. Paragraphs with titles
/// (`**Berlin** …`, `**Pro** …`) do neither.
fn converse(readable: &Readable, voices: &[Voice]) -> bool {
    let mut first: HashSet<Option<u32>> = HashSet::new();
    let mut second: HashSet<Option<u32>> = HashSet::new();
    let mut tells: HashSet<Option<u32>> = HashSet::new();
    let ends = voices.iter().skip(1).map(|next| next.at).chain([readable.text.len()]);
    for (voice, end) in voices.iter().zip(ends) {
        let turn = readable.text.get(voice.at..end).unwrap_or("");
        let has = |list: &[&str]| {
            words(turn).any(|word| list.contains(&word) || list.contains(&&*word.to_lowercase()))
        };
        if has(&FIRST_PERSON) {
            first.insert(voice.who);
        }
        if has(&SECOND_PERSON) {
            second.insert(voice.who);
        }
        if !turn.trim_end().ends_with(['?', '？', '؟']) {
            tells.insert(voice.who);
        }
    }
    let talk = first.iter().any(|who| second.iter().any(|other| other != who));
    talk || (!tells.is_empty() && voices.iter().any(|voice| !tells.contains(&voice.who)))
}

/// The words of a text, with their apostrophes.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let parts = |c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’');
    text.split(parts).filter(|word| !word.is_empty())
}

/// The name that a paragraph begins with in heavy type, with words after it.
fn run_in_name(readable: &Readable, block: Span) -> Option<&str> {
    const NAME: usize = 48;
    let text = readable.text.get(block.range())?;
    let source = |at: usize| readable.source_byte(block.start + at);
    let before = readable.source.get(..source(0))?;
    if !before.ends_with("**") {
        return None;
    }
    let run = readable.source.get(source(0)..)?;
    let end = run.find("**").filter(|end| (1..=NAME).contains(end))?;
    let name = text.get(..end).filter(|name| run.get(..end) == Some(*name))?;
    let capital = |word: &str| word.starts_with(char::is_uppercase);
    let letters = |c: char| c.is_alphabetic() || matches!(c, ' ' | '.' | '-' | '\'' | '’');
    let after = text.get(end..)?.strip_prefix(' ')?;
    (name.split(' ').all(capital)
        && name.chars().all(letters)
        && !name.ends_with('.')
        && after.starts_with(|c: char| c.is_alphanumeric() || c.is_ascii_punctuation()))
    .then_some(name)
}

/// The cues of which two lines or more begin with a dash, by their time: one line of one may be a list, or an aside.
fn dashed_cues(readable: &Readable) -> HashMap<(u64, u64), usize> {
    let mut dashed: HashMap<(u64, u64), usize> = HashMap::new();
    for block in readable.blocks().iter().filter(|block| block.kind == ElementKind::Cue) {
        let text = readable.text.get(block.span.range()).unwrap_or("");
        if begins_with_dash(text) {
            let time = readable.locus_at(block.span.start).and_then(|locus| locus.time);
            *dashed.entry(key(time)).or_default() += 1;
        }
    }
    dashed.retain(|_, lines| *lines > 1);
    dashed
}

fn key(time: Option<Time>) -> (u64, u64) {
    time.map_or((0, 0), |time| (time.start, time.end))
}

fn begins_with_dash(line: &str) -> bool {
    line.starts_with(['-', '\u{2010}', '–', '—'])
}

#[cfg(test)]
mod tests {
    use super::voices;
    use crate::reader::read;

    /// Who speaks, for each voice in its order.
    fn who(source: &str, media_type: &str) -> Vec<Option<u32>> {
        let read = read(source.as_bytes(), media_type, None).expect("readable");
        voices(&read).iter().map(|voice| voice.who).collect()
    }

    #[test]
    fn formats_that_say_who_speaks() {
        let cue = |n: u32, lines: &str| format!("00:0{n}.000 --> 00:0{n}.500\n{lines}\n\n");
        let named = format!(
            "WEBVTT\n\n{}{}{}{}",
            cue(1, "<v Ann>It is sold."),
            cue(2, "<v Ben>No!\n<v Ben>Never!"),
            cue(3, "(music)"),
            cue(4, "<v Ann>It is.")
        );
        assert_eq!(who(&named, "text/vtt"), [Some(1), Some(2), None, Some(1)]);
        let dashed = format!(
            "WEBVTT\n\n{}{}{}",
            cue(1, "- Is it sold?\n- It is,\nmy dear."),
            cue(2, "I see."),
            cue(3, "- A list\nof one.")
        );
        assert_eq!(who(&dashed, "text/vtt"), [Some(1), Some(2), None]);
        let arrows = format!(
            "WEBVTT\n\n{}{}{}",
            cue(1, ">> Is it\nsold?"),
            cue(2, "At last?"),
            cue(3, ">> It is.")
        );
        assert_eq!(who(&arrows, "text/vtt"), [Some(1), Some(2)]);
        let plain = format!("WEBVTT\n\n{}", cue(1, "It is sold."));
        assert_eq!(who(&plain, "text/vtt"), []);
        let letter =
            "From: Ann <a@b.example>\nContent-Type: text/plain\n\nIt is.\n\n> Is it?\n\nIt is.\n";
        assert_eq!(who(letter, "message/rfc822"), [Some(1), Some(2), Some(1)]);
        assert_eq!(who("Ann: It is.\n", "text/plain"), []);
        let turn = "**Ann** We sold it.\n\n**Ben** You did?\n\n";
        assert_eq!(who(&turn.repeat(2), "text/markdown").len(), 4);
        assert_eq!(who(turn, "text/markdown"), []);
        let parts = "**Pro** It is cheap.\n\n**Con** We lose it.\n\n";
        assert_eq!(who(&parts.repeat(2), "text/markdown"), []);
        let asked = "**Ann** Is it sold?\n\n**Ben** It is.\n\n";
        assert_eq!(who(&asked.repeat(2), "text/markdown").len(), 4);
        let notes = "**Note** A note.\n\n**Warning** A warning.\n\n";
        assert_eq!(who(&notes.repeat(2), "text/markdown"), []);
    }
}
