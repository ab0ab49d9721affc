//! Cuts a document's text into the tokens that a seal commits to.
//!
//! A token is a word with all that follows it up to the next place where a quote may start. Two
//! properties carry the whole construction:
//!
//! - *A token starts only where a quote may start.* A run of whole tokens therefore never hides
//!   that its first word is the tail of `non-significant`, or that its last one goes on (`62%`).
//! - *Cutting is local.* A run of whole tokens, cut again, gives the same tokens: the scan looks
//!   behind no further than the start of the current token, and ahead no further than the token
//!   that would start next. A verifier who has only a passage cuts it as its author did.
//!
//! The rules are written out in `docs/sealed-sources.md`, and are part of the sealed format.

use super::class::{Class, Mark, Other, Space, Word, class, number_sign, word};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// Cuts `text` into tokens: byte ranges that follow each other and cover the whole text.
///
/// An empty text has no token. Every token has a word, but for one at the very start that has the
/// separators before the first word. Linear in the bytes of the text.
///
/// ```
/// use quoteproof::seal::tokenize;
///
/// let text = "“Of the non-significant, 62% (≥ 10 000) won—some don’t.";
/// let tokens: Vec<_> = tokenize(text).into_iter().filter_map(|t| text.get(t)).collect();
/// assert_eq!(
///     tokens,
///     ["“", "Of ", "the ", "non-significant, ", "62% (≥ ", "10 000) ", "won—", "some ", "don’t."]
/// );
/// ```
#[must_use]
pub fn tokenize(text: &str) -> Vec<Range<usize>> {
    cut(text, true)
}

/// [`tokenize`], with or without its short way for plain words: a test compares the two.
pub(super) fn cut(text: &str, quick: bool) -> Vec<Range<usize>> {
    let mut tokens = Vec::new();
    let mut token = Token::at(0);
    let mut at = 0;
    while let Some(cluster) = cluster_at(text, at) {
        // A word of letters after another one, and a third: most tokens are so.
        if quick
            && at == token.start
            && let Some(bytes) = plain_word(text.as_bytes(), at)
        {
            tokens.push(at..at + bytes);
            at += bytes;
            token = Token::at(at);
            continue;
        }
        let rest = text.get(at..).unwrap_or_default();
        let after = rest.get(cluster.len()..).unwrap_or_default();
        let role = token.role(class(cluster), after);
        let joined = text.get(token.start..at).unwrap_or_default().ends_with('\u{200D}')
            || cluster.starts_with(number_sign);
        if at > token.start && !joined && token.ends_before(role, rest) {
            tokens.push(token.start..at);
            token = Token::at(at);
        }
        token.push(role);
        at += cluster.len();
        // No token ends between letters and digits of ASCII, and the last one says what the word is.
        let run = if cluster.len() == 1 && matches!(role, Role::Word(_)) {
            plain_run(text.as_bytes().get(at..).unwrap_or(&[]))
        } else {
            0
        };
        if let Some(last) = text.get(at..at + run).and_then(|run| run.chars().next_back()) {
            token.push(Role::Word(word(last)));
            at += run;
            // After a letter and a single space another word starts: most tokens end so.
            if quick && last.is_ascii_alphabetic() && next_is_plain_word(text.as_bytes(), at) {
                at += 1;
                tokens.push(token.start..at);
                token = Token::at(at);
            }
        }
    }
    if !text.is_empty() {
        tokens.push(token.start..text.len());
    }
    tokens
}

/// The extended grapheme clusters of `text` (UAX #29) with their places. Between two ASCII characters
/// there always is a boundary, but for CR LF, and most text is ASCII.
pub(super) fn clusters(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut next = 0;
    std::iter::from_fn(move || {
        let at = next;
        let cluster = cluster_at(text, at)?;
        next += cluster.len();
        Some((at, cluster))
    })
}

fn cluster_at(text: &str, at: usize) -> Option<&str> {
    let bytes = text.as_bytes();
    let first = *bytes.get(at)?;
    let alone = first.is_ascii() && first != b'\r';
    if alone && bytes.get(at + 1).is_none_or(u8::is_ascii) {
        text.get(at..=at)
    } else {
        text.get(at..)?.graphemes(true).next()
    }
}

/// How many letters and digits of ASCII come first, each a cluster of its own.
fn plain_run(text: &[u8]) -> usize {
    let run = text.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
    let extended = text.get(run).is_some_and(|b| !b.is_ascii());
    run.saturating_sub(usize::from(extended))
}

/// The bytes of a word of ASCII at `at` that ends in a letter, and of the space after it, where a word follows.
fn plain_word(text: &[u8], at: usize) -> Option<usize> {
    let run = plain_run(text.get(at..)?);
    let last = at + run.checked_sub(1)?;
    let ends = text.get(last)?.is_ascii_alphabetic() && next_is_plain_word(text, at + run);
    ends.then_some(run + 1)
}

/// Whether a space follows at `at`, and after it a letter or digit of ASCII that is a cluster of its own.
fn next_is_plain_word(text: &[u8], at: usize) -> bool {
    matches!(text.get(at..), Some([b' ', first, rest @ ..])
        if first.is_ascii_alphanumeric() && rest.first().is_none_or(u8::is_ascii))
}

/// Whether `token` has a word; only the first token of a text may have none.
pub(super) fn has_word(token: &str) -> bool {
    clusters(token).any(|(_, cluster)| matches!(class(cluster), Class::Word(_)))
}

/// What a cluster is in its place: [`Class`] with the marks decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Space(Space),
    Separator,
    Transparent { soft_hyphen: bool },
    Word(Word),
    Other(Other),
}

/// The last visible cluster before the separators.
#[derive(Debug, Clone, Copy)]
enum Last {
    Word { word: Word, soft_hyphen: bool },
    Other { other: Other, after_word: bool },
}

/// The separators since the last visible cluster.
#[derive(Debug, Clone, Copy)]
enum Gap {
    /// One white-space cluster.
    One(Space),
    /// Several white-space clusters, and whether a line break is one of them.
    Several { line_break: bool },
    /// Other separators, too.
    Mixed,
}

/// The token under construction: all that the scan remembers.
#[derive(Debug)]
struct Token {
    start: usize,
    has_word: bool,
    last: Option<Last>,
    gap: Option<Gap>,
}

impl Token {
    const fn at(start: usize) -> Self {
        Self { start, has_word: false, last: None, gap: None }
    }

    /// The word that stands directly before, with nothing visible between.
    const fn word_before(&self) -> Option<Word> {
        match (self.last, self.gap) {
            (Some(Last::Word { word, .. }), None) => Some(word),
            _ => None,
        }
    }

    fn role(&self, class: Class, after: &str) -> Role {
        match class {
            Class::Space(space) => Role::Space(space),
            Class::Separator => Role::Separator,
            Class::Transparent { soft_hyphen } => Role::Transparent { soft_hyphen },
            Class::Word(word) => Role::Word(word),
            Class::Other(other) => Role::Other(other),
            Class::Mark(mark) if mark_separates(mark, self.word_before(), after) => Role::Separator,
            Class::Mark(_) => Role::Other(Other { hyphen: false, soft: false, point: false }),
        }
    }

    /// Whether the next token starts at `rest`, whose first cluster has `role`.
    fn ends_before(&self, role: Role, rest: &str) -> bool {
        match (role, self.gap) {
            (Role::Word(word), None) => self.ends_between_words(word),
            (Role::Word(word), Some(gap)) => !self.goes_on(gap, word, rest),
            (Role::Other(_), Some(_)) => reaches_word(rest),
            _ => false,
        }
    }

    /// Without a separator between: only where a script without spaces is on one side.
    fn ends_between_words(&self, next: Word) -> bool {
        match self.last {
            Some(Last::Word { word, .. }) => word.spaceless || next.spaceless,
            Some(Last::Other { other, .. }) => self.has_word && other.soft && next.spaceless,
            None => false,
        }
    }

    /// Whether the word before the white space goes on after it.
    fn goes_on(&self, gap: Gap, next: Word, rest: &str) -> bool {
        let line_break = match gap {
            Gap::Mixed => return false,
            Gap::One(space) => space == Space::LineBreak,
            Gap::Several { line_break } => line_break,
        };
        match self.last {
            Some(Last::Other { other, after_word }) => line_break && other.hyphen && after_word,
            Some(Last::Word { word, soft_hyphen }) => {
                (line_break && soft_hyphen)
                    || match gap {
                        Gap::One(Space::NarrowNoBreak) if !next.spaceless => true,
                        Gap::One(Space::Tab) => false,
                        Gap::One(_) => word.digit && has_three_digits(rest),
                        _ => false,
                    }
            }
            None => false,
        }
    }

    fn push(&mut self, role: Role) {
        match role {
            Role::Transparent { soft_hyphen: true } => {
                if let (Some(Last::Word { soft_hyphen, .. }), None) = (&mut self.last, self.gap) {
                    *soft_hyphen = true;
                }
            }
            Role::Transparent { .. } => {}
            Role::Space(space) => self.gap = Some(widen(self.gap, space)),
            Role::Separator => self.gap = Some(Gap::Mixed),
            Role::Word(word) => {
                self.has_word = true;
                self.last = Some(Last::Word { word, soft_hyphen: false });
                self.gap = None;
            }
            Role::Other(other) => {
                let after_word = self.word_before().is_some();
                self.last = Some(Last::Other { other, after_word });
                self.gap = None;
            }
        }
    }
}

fn widen(gap: Option<Gap>, space: Space) -> Gap {
    let breaks = space == Space::LineBreak;
    match gap {
        None => Gap::One(space),
        Some(Gap::One(first)) => Gap::Several { line_break: breaks || first == Space::LineBreak },
        Some(Gap::Several { line_break }) => Gap::Several { line_break: breaks || line_break },
        Some(Gap::Mixed) => Gap::Mixed,
    }
}

/// The class of the first cluster of `text` that can be seen.
fn first_visible(text: &str) -> Option<Class> {
    clusters(text).map(|(_, c)| class(c)).find(|c| !matches!(c, Class::Transparent { .. }))
}

/// Whether `mark` separates, between the word `before` (if one is glued to it) and `after`.
fn mark_separates(mark: Mark, before: Option<Word>, after: &str) -> bool {
    let next = || first_visible(after);
    if mark == Mark::EmDash {
        return !matches!(
            next(),
            Some(Class::Word(Word { digit: true, .. }) | Class::Other(Other { point: true, .. }))
        );
    }
    let (Some(before), Some(Class::Word(after))) = (before, next()) else {
        return true;
    };
    match mark {
        Mark::EmDash => true,
        Mark::Single => false,
        Mark::Double => !(before.digit || after.digit || (before.hebrew && after.hebrew)),
        Mark::Wide => !(before.digit && after.digit),
    }
}

/// Whether a letter or digit comes before the next separator.
fn reaches_word(rest: &str) -> bool {
    for (at, cluster) in clusters(rest) {
        match class(cluster) {
            Class::Word(_) => return true,
            Class::Other(_) | Class::Transparent { .. } => {}
            Class::Mark(mark) => {
                if mark_separates(mark, None, rest.get(at + cluster.len()..).unwrap_or_default()) {
                    return false;
                }
            }
            Class::Space(_) | Class::Separator => return false,
        }
    }
    false
}

/// Whether `rest` starts with three digits and no fourth. Only `0` to `9` count as a fourth: after
/// `10 000⁶` comes a note, not a longer number.
fn has_three_digits(rest: &str) -> bool {
    let transparent = |cluster: &&str| matches!(class(cluster), Class::Transparent { .. });
    let digit = |cluster: &&str| matches!(class(cluster), Class::Word(Word { digit: true, .. }));
    let mut visible = clusters(rest).map(|(_, c)| c).filter(|cluster| !transparent(cluster));
    visible.by_ref().take(3).filter(digit).count() == 3
        && !visible.next().is_some_and(|c| c.starts_with(|c: char| c.is_ascii_digit()))
}
