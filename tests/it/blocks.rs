//! Fenced blocks of a Markdown page: what the pages of `docs/`, of `explain` and of `tests/cases/` are run by.

use std::ops::Range;

/// A fenced block.
pub(crate) struct Block {
    /// What stands behind the opening fence, without white space at its ends.
    pub(crate) info: String,
    /// Bytes of the page between the fences, the last line break included.
    pub(crate) range: Range<usize>,
}

impl Block {
    /// The first word of the info string: a language, `console`, `expect` …
    pub(crate) fn kind(&self) -> &str {
        self.info.split_whitespace().next().unwrap_or_default()
    }

    /// The second word of the info string: a file or a folder.
    pub(crate) fn of(&self) -> Option<&str> {
        self.info.split_whitespace().nth(1)
    }

    /// The text of the file that it shows: what stands between the fences, so many times as the info string says
    /// (`text corpus/report/text.txt 20000 times`).
    pub(crate) fn text(&self, page: &str) -> String {
        let words: Vec<&str> = self.info.split_whitespace().collect();
        let times = match words.as_slice() {
            [.., times, "times"] => times.parse().expect("a number of times"),
            _ => 1,
        };
        self.body(page).repeat(times)
    }

    /// What stands between the fences of this page.
    pub(crate) fn body<'a>(&self, page: &'a str) -> &'a str {
        &page[self.range.clone()]
    }
}

/// Output as a page shows it: of more lines than a page has room for the first three and the last two, `…` between them.
pub(crate) fn shortened(output: &str) -> String {
    let lines: Vec<&str> = output.split_inclusive('\n').collect();
    match lines.as_slice() {
        [first @ .., a, b] if first.len() > 500 => {
            format!("{}…\n{a}{b}", first.iter().take(3).copied().collect::<String>())
        }
        _ => output.to_owned(),
    }
}

/// All blocks of a page, in order. A block ends at a fence of as many backticks as it began with, so that a
/// longer one can hold a page with fences of its own.
pub(crate) fn blocks(page: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut open: Option<(&str, String, usize)> = None;
    let mut at = 0;
    for line in page.split_inclusive('\n') {
        let rest = line.trim_start_matches('`');
        let fence = &line[..line.len() - rest.len()];
        if let Some((opened, info, start)) = open.take() {
            if fence == opened && rest.trim().is_empty() {
                found.push(Block { info, range: start..at });
            } else {
                open = Some((opened, info, start));
            }
        } else if fence.len() >= 3 {
            open = Some((fence, rest.trim().to_owned(), at + line.len()));
        }
        at += line.len();
    }
    assert!(open.is_none(), "a block has no end");
    found
}
