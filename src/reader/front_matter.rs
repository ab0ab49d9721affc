//! What the front matter of a Markdown file says of it: the block of YAML (`---`) or TOML (`+++`) that it begins with.
//!
//! Read are members of the outermost level whose values are a word, a line or a list of these; what is deeper is skipped,
//! but for the names in a list of authors (`- name: Anna Berg`).

use super::metadata::Metadata;

/// The longest front matter that is read, in lines.
const MAX_LINES: usize = 1_000;

/// What the front matter says; `None` where a file has none.
pub(super) fn metadata(source: &str) -> Option<Metadata> {
    let mut lines = source.trim_start_matches('\u{FEFF}').lines();
    let (separator, ends): (char, &[&str]) = match lines.next()?.trim_end() {
        "---" => (':', &["---", "..."]),
        "+++" => ('=', &["+++"]),
        _ => return None,
    };
    let mut block: Vec<&str> = Vec::new();
    let is_end = |line: &str| ends.contains(&line.trim_end());
    for line in lines.by_ref().take(MAX_LINES) {
        if is_end(line) {
            let mut found = Metadata::default();
            members(&block, separator).for_each(|(name, values)| take(&mut found, &name, values));
            return Some(found);
        }
        block.push(line);
    }
    None
}

/// The members of the outermost level, with their values.
fn members(block: &[&str], separator: char) -> impl Iterator<Item = (String, Vec<String>)> {
    let is_member = |line: &str| line.starts_with(|c: char| c.is_alphanumeric() || c == '"');
    let starts: Vec<usize> = (0..block.len()).filter(|at| is_member(block[*at])).collect();
    let ends: Vec<usize> = starts.iter().copied().skip(1).chain([block.len()]).collect();
    let member = move |(start, end): (usize, usize)| {
        let (name, value) = block.get(start)?.split_once(separator)?;
        let name = name.trim().trim_matches('"').to_lowercase();
        let rest = block.get(start + 1..end)?;
        Some((name, values(value.trim(), rest)))
    };
    starts.into_iter().zip(ends).filter_map(member).collect::<Vec<_>>().into_iter()
}

/// The values of a member: what is after its name, and the lines below.
fn values(first: &str, below: &[&str]) -> Vec<String> {
    let first = without_comment(first);
    if let Some(list) = first.strip_prefix('[') {
        let inside = below.iter().fold(list.to_owned(), |all, line| all + " " + line.trim());
        let inside = inside.rsplit_once(']').map_or(inside.as_str(), |(inside, _)| inside);
        return inside.split(',').map(scalar).filter(|value| !value.is_empty()).collect();
    }
    if matches!(first, "|" | ">" | "|-" | ">-" | "|+" | ">+") {
        let lines: Vec<&str> = below.iter().map(|line| line.trim()).collect();
        return vec![lines.join(" ").trim().to_owned()];
    }
    if !first.is_empty() {
        return vec![scalar(first)];
    }
    let item = |line: &&str| {
        let item = without_comment(line.trim().strip_prefix('-')?.trim());
        let named = item.split_once(':').filter(|(key, _)| key.trim() == "name");
        let is_other = named.is_none() && item.contains(": ");
        Some(scalar(named.map_or(item, |(_, name)| name))).filter(|_| !is_other)
    };
    below.iter().filter_map(item).collect()
}

/// A line without the comment at its end: `#` behind a space, outside quotation marks.
fn without_comment(line: &str) -> &str {
    if line.starts_with(['"', '\'']) || line.starts_with('#') {
        return if line.starts_with('#') { "" } else { line };
    }
    line.split_once(" #").map_or(line, |(value, _)| value.trim_end())
}

/// A word or a line, without the quotation marks around it.
fn scalar(text: &str) -> String {
    let text = text.trim();
    let mark = text.chars().next().filter(|c| matches!(c, '"' | '\''));
    let inside = mark.and_then(|mark| text.get(1..)?.rsplit_once(mark)).map(|(inside, _)| inside);
    match (mark, inside) {
        (Some('"'), Some(inside)) => inside.replace("\\\"", "\"").replace("\\\\", "\\"),
        (Some(_), Some(inside)) => inside.replace("''", "'"),
        _ => text.to_owned(),
    }
}

fn take(found: &mut Metadata, name: &str, mut values: Vec<String>) {
    let place = match name {
        "author" | "authors" if found.author.is_empty() => {
            found.author = values;
            return;
        }
        "title" => &mut found.title,
        "lang" | "language" => &mut found.language,
        "date" | "published" | "issued" => &mut found.issued,
        "publisher" => &mut found.publisher,
        "url" | "canonical" | "canonical_url" => &mut found.url,
        _ => return,
    };
    if place.is_none() && values.len() == 1 {
        *place = values.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::metadata;

    #[test]
    fn both_kinds_say_what_they_say() {
        let yaml = "---\ntitle: \"Of \\\"tides\\\"\" \nauthors:\n  - name: Anna Berg\n    role: clerk\n  - Bo Lund # later\n\
            date: 2024-05-01 # first\nlang: en-GB\nnested:\n  title: no\n---\n# Text\n";
        let found = metadata(yaml).expect("front matter");
        assert_eq!(found.title.as_deref(), Some("Of \"tides\""));
        assert_eq!(found.author, ["Anna Berg", "Bo Lund"]);
        assert_eq!(found.issued.as_deref(), Some("2024-05-01"));
        assert_eq!(found.language.as_deref(), Some("en-GB"));
        let toml = "+++\ntitle = 'Tides'\nauthor = [\"Anna Berg\", \"Bo Lund\"]\n+++\nText";
        let found = metadata(toml).expect("front matter");
        assert_eq!((found.title.as_deref(), found.author.len()), (Some("Tides"), 2));
        let folded = "---\ntitle: >-\n  Of\n  tides\nauthor: O'Neil\n...\n";
        let found = metadata(folded).expect("front matter");
        assert_eq!(
            (found.title.as_deref(), &*found.author),
            (Some("Of tides"), &["O'Neil".to_owned()][..])
        );
    }

    #[test]
    fn what_is_no_front_matter_says_nothing() {
        for text in ["", "Text", "---\ntitle: x\n", "\n---\ntitle: x\n---\n", "- - -\n"] {
            assert_eq!(metadata(text), None, "{text}");
        }
        let odd = metadata("---\n:\n: x\ntitle\n\"\": '\ntitle: [\n---\n").expect("front matter");
        assert_eq!(odd, super::Metadata::default());
    }
}
