//! What a footnote cites: by a key, by author and year, by “ibid.”, or written out, as historians do.
//!
//! ```text
//! [^1]: John Smith, *Rivers* (London: Penguin, 2020), 3.     its text, page 3: the library knows who is meant
//! [^2]: Ibid., p. 4.                                        what the note before it cites, page 4
//! [^3]: I thank Anna for this.                              nothing
//! ```

use super::SourceKey;
use super::author_year::{PAGES, add, is_against, is_same, page_of, second_hand};
use super::prose::{CitedBefore, InTextCitation, NOTE, OBJECT, Prose};
use super::works::{add_decisions, work_in};
use crate::text::is_year;
use std::collections::HashMap;

/// What begins the key of a note's mark, until it is known what the note cites.
pub(super) const NOTE_KEY: &str = "\u{1}note:";

/// A note of more bytes tells, it does not cite.
const NOTE_BYTES: usize = 600;

/// What a note names: works, and a page.
type Cited = (Vec<SourceKey>, Option<String>);

/// The notes of a manuscript, in the order in which their marks are.
#[derive(Default)]
pub(super) struct Notes {
    last: Option<Cited>,
    /// What each note cites.
    all: Vec<Option<Cited>>,
    seen: CitedBefore,
}

impl Notes {
    /// What the next note cites. `None` where it is no citation.
    pub(super) fn cited<'p>(&mut self, note: impl Iterator<Item = &'p Prose>) -> Option<Cited> {
        let cited = self.read(note);
        self.all.push(cited.clone());
        cited
    }

    fn read<'p>(&mut self, note: impl Iterator<Item = &'p Prose>) -> Option<Cited> {
        let mut paragraphs: Vec<Prose> = note.cloned().collect();
        for paragraph in &mut paragraphs {
            paragraph.citations.sort_by_key(|c| c.span);
            add_decisions(paragraph, &mut self.seen);
            add(paragraph);
            paragraph.citations.sort_by_key(|c| c.span);
        }
        let text = paragraphs.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join(" ");
        let text = text.replace([OBJECT, NOTE], "");
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = text.trim();
        if is_same(text) {
            let (keys, page) = self.last.clone().unwrap_or_default();
            if keys.is_empty() {
                return Some((vec![SourceKey::Note { text: text.to_owned(), first: None }], None));
            }
            let page = page_in(text).or(page);
            self.last = Some((keys.clone(), page.clone()));
            return Some((keys, page));
        }
        if let Some((number, rest)) = earlier_note(text) {
            let (keys, _) = number.checked_sub(1).and_then(|at| self.all.get(at))?.clone()?;
            self.last = Some((keys.clone(), page_in(rest)));
            return self.last.clone();
        }
        if is_against(text) || tells(&paragraphs) {
            return None;
        }
        // `Miller, Letters (1950), quoted in Smith, Rivers (2020), 3`
        let read_in = second_hand(text);
        if read_in.len() < text.len() {
            let first = first_named(read_in).map(Box::new);
            let key = SourceKey::Note { text: read_in.to_owned(), first };
            self.last = Some((vec![key], page_in(read_in)));
            return self.last.clone();
        }
        let by_key =
            |c: &InTextCitation| c.keys.iter().any(|key| matches!(key, SourceKey::Name(_)));
        let keyed = paragraphs.iter().flat_map(|p| &p.citations).any(by_key);
        if let Some(cited) = several(text).filter(|_| !keyed) {
            self.last = Some(cited.clone());
            return Some(cited);
        }
        let named = paragraphs.iter().flat_map(|p| &p.citations).find(|c| !c.keys.is_empty());
        let cited = match named {
            Some(citation) => {
                let page = citation.page.clone();
                match citation.keys.as_slice() {
                    [first @ (SourceKey::AuthorYear { .. } | SourceKey::Dated { .. })] => {
                        let first = Some(Box::new(first.clone()));
                        let key = SourceKey::Note { text: text.to_owned(), first };
                        (vec![key], page.or_else(|| page_in(text)))
                    }
                    keys => (keys.to_vec(), page),
                }
            }
            None if is_reference(text) => {
                let first = first_named(text).map(Box::new);
                (vec![SourceKey::Note { text: text.to_owned(), first }], page_in(text))
            }
            None => return None,
        };
        self.last = Some(cited.clone());
        Some(cited)
    }
}

/// The works of a note that has several parts: `Smith, Rivers, London 2020, p. 5; and Wu, Tides (2018).`, `Smith 2020, 3. See also …`
fn several(text: &str) -> Option<Cited> {
    let mut parts = Vec::new();
    let (mut depth, mut from) = (0_usize, 0);
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            ';' | '.' if depth == 0 && (c == ';' || refers_on(text.get(at..).unwrap_or(""))) => {
                parts.extend(text.get(from..at));
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.extend(text.get(from..));
    if parts.len() < 2 {
        return None;
    }
    let cites = |part: &&str| is_reference(part) && !is_against(part);
    let parts: Vec<&str> = parts.into_iter().map(str::trim).filter(cites).collect();
    let first = parts.first()?;
    let key = |part: &&str| {
        let first = first_named(part).map(Box::new);
        SourceKey::Note { text: (*part).to_owned(), first }
    };
    Some((parts.iter().map(key).collect(), page_in(first)))
}

/// Whether a new sentence of a note begins with another reference.
fn refers_on(rest: &str) -> bool {
    [". See ", ". But see ", ". Cf. ", ". Compare ", ". Vgl. ", ". Siehe ", ". Voir ", ". Véase "]
        .iter()
        .any(|sign| rest.starts_with(sign))
}

/// What a reference names by its first words: an author and a year, or an author and the beginning of a title.
pub(super) fn first_named(text: &str) -> Option<SourceKey> {
    let mut prose = Prose::default();
    prose.verbatim(text, 0);
    add(&mut prose);
    let dated = prose.citations.iter().flat_map(|c| &c.keys).next().cloned();
    dated.or_else(|| work_in(text.split(';').next().unwrap_or(text)))
}

/// The note to which a note refers, by its number, and what follows: `Miller (n 3) 12`, `Smith, supra note 3, at 12`.
fn earlier_note(text: &str) -> Option<(usize, &str)> {
    const SIGNS: [&str; 10] = [
        "(n ",
        "(n. ",
        "supra note ",
        "supra n. ",
        "above n ",
        "above, n. ",
        "wie Anm. ",
        "(Anm. ",
        "(Fn. ",
        "(fn. ",
    ];
    SIGNS.iter().find_map(|sign| {
        let rest = text.split_once(sign)?.1;
        let length = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (number, rest) = rest.split_at(length);
        Some((number.parse().ok()?, rest))
    })
}

/// Whether a note tells of somebody, and cites nobody for the words: `Smith (2020) disagrees.`
fn tells(paragraphs: &[Prose]) -> bool {
    let first = paragraphs.iter().find_map(|p| Some((p, p.citations.first()?)));
    let Some((paragraph, citation)) = first.filter(|(_, c)| c.narrative) else { return false };
    let rest = paragraph.text.get(citation.span.end..).unwrap_or("").trim_start();
    rest.starts_with(char::is_lowercase) && page_of(rest).is_none()
}

/// Gives each mark of a note what its note cites; one whose note cites nothing is none. `notes` has the numbers of each
/// note's paragraphs; until now a mark's key is `mark` and the note's name.
pub(super) fn resolve(paragraphs: &mut [Prose], notes: &HashMap<String, Vec<usize>>, mark: &str) {
    let name = |citation: &InTextCitation| match citation.keys.first() {
        Some(SourceKey::Name(name)) => name.strip_prefix(mark).map(str::to_owned),
        _ => None,
    };
    let names: Vec<String> =
        paragraphs.iter().flat_map(|p| &p.citations).filter_map(name).collect();
    if names.is_empty() {
        return;
    }
    let mut read = Notes::default();
    let mut cited: HashMap<String, Option<Cited>> = HashMap::new();
    for name in names {
        let numbers = notes.get(&name).into_iter().flatten();
        let of_note = numbers.filter_map(|n| paragraphs.get(*n));
        cited.entry(name).or_insert_with(|| read.cited(of_note));
    }
    for number in cited.keys().filter_map(|name| notes.get(name)).flatten() {
        if let Some(paragraph) = paragraphs.get_mut(*number) {
            paragraph.note = true;
        }
    }
    for paragraph in paragraphs {
        paragraph.citations.retain_mut(|citation| {
            let Some(name) = name(citation) else { return true };
            let Some(Some((keys, page))) = cited.get(&name) else { return false };
            citation.keys.clone_from(keys);
            // A page beside the mark counts, not the note's.
            citation.page = citation.page.take().or_else(|| page.clone());
            true
        });
    }
}

/// Whether the text of a note may be a citation: a name, and a page or a year.
fn is_reference(text: &str) -> bool {
    text.len() <= NOTE_BYTES
        && text.contains(|c: char| c.is_ascii_digit())
        && text.contains(char::is_uppercase)
}

/// The page that a note names: after “p.”, or the number at its end.
fn page_in(text: &str) -> Option<String> {
    let first = text.split(';').next().unwrap_or(text);
    let said = PAGES.iter().find_map(|word| {
        first.match_indices(word).find_map(|(at, _)| {
            let free = first.get(..at)?.ends_with(|c: char| !c.is_alphanumeric());
            let rest = first.get(at + word.len()..)?;
            let number = rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
            (free && number).then(|| page_of(first.get(at..)?))?
        })
    });
    said.or_else(|| {
        let (_, last) = first.trim_end_matches(['.', ' ', ')']).rsplit_once([',', ':'])?;
        let last = last.trim();
        let number = last.starts_with(|c: char| c.is_ascii_digit());
        (number && !is_year(last)).then(|| page_of(last))?
    })
}

#[cfg(test)]
mod tests {
    use super::Notes;
    use crate::manuscript::prose::Prose;

    #[test]
    fn what_notes_cite() {
        let mut notes = Notes::default();
        for (text, wanted) in [
            ("Ibid., p. 4.", "Ibid., p. 4. -"),
            ("I thank Anna for this.", "none"),
            ("Smith (2020), p. 3.", "Smith (2020), p. 3. 3"),
            ("Ibid., p. 4.", "Smith (2020), p. 3. 4"),
            ("Ebd.", "Smith (2020), p. 3. 4"),
            (
                "John Smith, Rivers (London: Penguin, 2020), 3.",
                "John Smith, Rivers (London: Penguin, 2020), 3. 3",
            ),
            (
                "John Smith, “Title,” Water 3 (2020): 4.",
                "John Smith, “Title,” Water 3 (2020): 4. 4",
            ),
            ("Smith, Rivers, S. 5 f.", "Smith, Rivers, S. 5 f. 5f"),
            ("a. a. O., S. 7", "Smith, Rivers, S. 5 f. 7"),
            ("Anna Berg, Of Tides, London 1999.", "Anna Berg, Of Tides, London 1999. -"),
            ("Smith, supra note 3, at 12.", "Smith (2020), p. 3. -"),
            ("Smith (n 3) p. 9.", "Smith (2020), p. 3. 9"),
            ("Ibid.", "Smith (2020), p. 3. 9"),
            ("Miller v. Board, 410 U.S. 113, 120 (1973).", "Miller v. Board -"),
            ("410 U.S. at 121.", "Miller v. Board -"),
        ] {
            let mut prose = Prose::default();
            prose.verbatim(text, 0);
            let said =
                notes.cited(std::iter::once(&prose)).map_or("none".to_owned(), |(keys, page)| {
                    let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
                    format!("{} {}", keys.join(", "), page.as_deref().unwrap_or("-"))
                });
            assert_eq!(said, wanted, "{text}");
        }
    }
}
