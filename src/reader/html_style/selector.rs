//! Selectors of style sheets: what they say of an element itself, and how strong they are.

use super::Weight;
use std::collections::HashSet;

/// Pseudo-elements that were once written with one colon.
const PSEUDO_ELEMENTS: [&str; 4] = ["before", "after", "first-line", "first-letter"];

/// A selector.
#[derive(Debug, Default)]
pub(super) struct Selector {
    /// What it says of the element itself.
    pub(super) name: String,
    pub(super) ids: Vec<String>,
    pub(super) classes: Vec<String>,
    /// The classes and ids that it asks for in elements around or before it.
    around: Vec<String>,
    /// Whether the page has none of them.
    pub(super) is_elsewhere: bool,
    pub(super) weight: Weight,
    /// Whether it asks for what is not known here: a state, another element, an attribute.
    asks_more: bool,
    /// Whether it names the rule around it (`&`).
    pub(super) nests: bool,
}

impl Selector {
    /// `.gone`, `p.gone`, `#menu`, `nav`: how the elements that it is of are found, if it asks no more than that.
    pub(super) fn key(&self) -> Option<String> {
        match (self.ids.as_slice(), self.classes.as_slice()) {
            _ if self.asks_more => None,
            ([], []) => Some(self.name.clone()).filter(|name| !name.is_empty()),
            ([], [class]) => Some(format!("{}.{class}", self.name)),
            ([id], []) if self.name.is_empty() => Some(format!("#{id}")),
            _ => None,
        }
    }

    /// Notes whether the page has any of the elements around that it asks for, as far as words of the page tell.
    pub(super) fn look_around(&mut self, words: &HashSet<&str>) {
        let is_absent = |word: &String| !word.contains(parts_classes) && !words.contains(&**word);
        self.is_elsewhere = !self.around.is_empty() && self.around.iter().all(is_absent);
    }

    /// Forgets what stood before a combinator.
    fn step(&mut self) {
        self.name.clear();
        self.around.append(&mut self.ids);
        self.around.append(&mut self.classes);
        self.asks_more = true;
    }
}

/// Whether a character stands between two classes or ids, or around one, in a page.
pub(super) const fn parts_classes(c: char) -> bool {
    c.is_ascii_whitespace() || matches!(c, '"' | '\'' | '=' | '<' | '>')
}

/// The parts of a list between its commas.
pub(super) fn listed(list: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut start, mut depth, mut escaped) = (0, 0_usize, false);
    for (at, c) in list.char_indices() {
        match c {
            _ if std::mem::take(&mut escaped) => {}
            '\\' => escaped = true,
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                found.push(list.get(start..at).unwrap_or("").trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(list.get(start..).unwrap_or("").trim());
    found
}

/// The selectors of a list.
pub(super) fn selectors(list: &str) -> Vec<Selector> {
    listed(list).into_iter().filter_map(selector).collect()
}

/// A selector; `None` where it is not of elements.
fn selector(text: &str) -> Option<Selector> {
    let mut found = Selector::default();
    let (mut rest, mut depth, mut steps) = (text, 0_usize, false);
    while let Some(c) = rest.chars().next() {
        let behind = rest.get(c.len_utf8()..).unwrap_or("");
        if c.is_ascii_whitespace() || matches!(c, '>' | '+' | '~') {
            (rest, steps) = (behind, depth == 0);
            continue;
        }
        if std::mem::take(&mut steps) {
            found.step();
        }
        rest = match c {
            '.' => {
                let (class, behind) = identifier(behind);
                found.weight.classes += 1;
                found.classes.push(class);
                behind
            }
            '#' => {
                let (id, behind) = identifier(behind);
                found.weight.ids += 1;
                found.ids.push(id);
                behind
            }
            '[' => {
                found.weight.classes += 1;
                found.asks_more = true;
                behind.split_once(']').map_or("", |(_, behind)| behind)
            }
            ':' => {
                let (name, behind) = identifier(behind.strip_prefix(':').unwrap_or(behind));
                if rest.starts_with("::") || PSEUDO_ELEMENTS.contains(&name.as_str()) {
                    return None;
                }
                found.weight.classes += 1;
                found.asks_more = true;
                match behind.strip_prefix('(') {
                    Some(behind) if matches!(name.as_str(), "is" | "where") => {
                        depth += 1;
                        behind
                    }
                    Some(behind) => behind_argument(behind),
                    None => behind,
                }
            }
            c if is_of_name(c) || c == '\\' => {
                let (name, behind) = identifier(rest);
                found.weight.names += 1;
                found.name = if depth == 0 { name.to_ascii_lowercase() } else { String::new() };
                behind
            }
            other => {
                found.nests |= other == '&';
                found.asks_more |= other != '*';
                depth = depth.saturating_sub(usize::from(other == ')'));
                behind
            }
        };
    }
    Some(found)
}

const fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_') || !c.is_ascii()
}

/// The name at the start of a text, its escapes undone, and what stands behind it.
pub(super) fn identifier(text: &str) -> (String, &str) {
    let mut name = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let behind = rest.get(c.len_utf8()..).unwrap_or("");
        if is_of_name(c) {
            name.push(c);
            rest = behind;
            continue;
        }
        if c != '\\' {
            break;
        }
        let digits = behind.bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
        let (hex, after) = behind.split_at(digits);
        if let Ok(number) = u32::from_str_radix(hex, 16) {
            name.push(char::from_u32(number).unwrap_or('\u{FFFD}'));
            rest = after.strip_prefix(' ').unwrap_or(after);
        } else {
            let escaped = behind.chars().next();
            name.extend(escaped);
            rest = behind.get(escaped.map_or(0, char::len_utf8)..).unwrap_or("");
        }
    }
    (name, rest)
}

/// What stands behind an argument whose `(` has been read.
fn behind_argument(text: &str) -> &str {
    let mut depth = 1_usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return text.get(at + 1..).unwrap_or("");
        }
    }
    ""
}

/// A style sheet without its comments, and without what stands in its strings and addresses, but for strings of one word.
pub(super) fn bare(css: &str) -> String {
    let mut kept = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(at) = rest.find(['/', '"', '\'', '(', '\\']) {
        let (before, here) = rest.split_at(at);
        kept.push_str(before);
        if let Some(comment) = here.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
            continue;
        }
        let mut chars = here.chars();
        let Some(c) = chars.next() else { break };
        kept.push(c);
        rest = chars.as_str();
        match c {
            '"' | '\'' => {
                // The value of an attribute.
                let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
                let word = rest.len() - rest.trim_start_matches(is_word).len();
                let after = rest.get(word..).filter(|after| after.starts_with(c));
                kept.push_str(after.and_then(|_| rest.get(..word)).unwrap_or(""));
                rest = behind_string(rest, c);
                kept.push(c);
            }
            '\\' => {
                kept.extend(chars.next());
                rest = chars.as_str();
            }
            '(' if before
                .get(before.len().saturating_sub(3)..)
                .is_some_and(|name| name.eq_ignore_ascii_case("url"))
                && !rest.trim_start().starts_with(['"', '\'']) =>
            {
                let end = rest.find(')').unwrap_or(rest.len());
                rest = rest.get(end..).unwrap_or("");
            }
            _ => {}
        }
    }
    kept.push_str(rest);
    kept
}

/// What stands behind a string whose first quotation mark has been read. A line's end ends it, too.
pub(super) fn behind_string(text: &str, mark: char) -> &str {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if std::mem::take(&mut escaped) => {}
            '\\' => escaped = true,
            '\n' => return text.get(at..).unwrap_or(""),
            c if c == mark => return text.get(at + 1..).unwrap_or(""),
            _ => {}
        }
    }
    ""
}
