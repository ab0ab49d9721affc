//! What a web page's own style sheets hide.
//!
//! ```text
//! <style>.gone { display: none }</style> He did <span class="gone">not </span>see it.
//! ```
//!
//! Only what is hidden for every reader counts: rules outside `@media` and the like, with one simple selector (`.gone`, `#menu`,
//! `nav`, `p.gone`). A page that hides itself until a script has run is read all the same.

use std::collections::HashMap;

/// More rules of one page are not looked at.
const MAX_RULES: usize = 10_000;

/// More style sheets that one page links to are not looked at.
const MAX_LINKED: usize = 100;

/// More bytes of style sheets that the pages of one file link to are not looked at.
pub(super) const MAX_LINKED_BYTES: usize = 64 << 20;

/// Elements that no rule hides: pages hide them until they have loaded.
const SHOWN: [&str; 4] = ["html", "body", "main", "article"];

/// What selectors say: whether they hide, by what is written.
#[derive(Debug, Default)]
pub(super) struct StyleSheet(HashMap<String, bool>);

impl StyleSheet {
    /// The rules of the `style` elements of a page.
    pub(super) fn of(page: &str) -> Self {
        let mut sheet = Self::default();
        let lower = page.to_ascii_lowercase();
        let mut at = 0;
        while let Some(found) = lower.get(at..).and_then(|rest| rest.find("<style")) {
            let open = at + found;
            let Some(begin) = lower.get(open..).and_then(|rest| rest.find('>')) else { break };
            let head = lower.get(open..open + begin).unwrap_or("");
            let begin = open + begin + 1;
            let rest = lower.get(begin..).unwrap_or("");
            let end = begin + rest.find("</style").unwrap_or(rest.len());
            let before = lower.get(..open).unwrap_or("");
            let without_scripts = before.rfind("<noscript") > before.rfind("</noscript");
            if !without_scripts && (!head.contains("media") || head.contains("screen")) {
                sheet.add(&uncommented(page.get(begin..end).unwrap_or("")));
            }
            at = end;
        }
        sheet
    }

    /// Adds the rules of a style sheet that the page links to.
    pub(super) fn add_linked(&mut self, css: &str) {
        self.add(&uncommented(css));
    }

    fn add(&mut self, css: &str) {
        let mut rest = css;
        while let Some((prelude, behind)) = rest.split_once('{') {
            if self.0.len() > MAX_RULES {
                return;
            }
            let prelude = prelude.rsplit([';', '}']).next().unwrap_or("").trim();
            if prelude.starts_with('@') {
                rest = behind_block(behind);
                continue;
            }
            let (body, after) = behind.split_once('}').unwrap_or((behind, ""));
            if let Some(hides) = hides(body) {
                for selector in prelude.split(',').map(str::trim).filter(|s| is_simple(s)) {
                    self.0.insert(selector.to_owned(), hides);
                }
            }
            rest = after;
        }
    }

    /// Whether the rules hide an element of a name, with such a list of classes and such an id. The closer rule wins.
    pub(super) fn hides(&self, name: &str, classes: Option<&str>, id: Option<&str>) -> bool {
        if self.0.is_empty() || SHOWN.contains(&name) {
            return false;
        }
        let classes = || classes.unwrap_or("").split_ascii_whitespace();
        let of = |selector: String| self.0.get(&selector).copied();
        let by_id = id.and_then(|id| of(format!("#{id}")));
        let by_class = || {
            let both = classes().find_map(|class| of(format!("{name}.{class}")));
            both.or_else(|| classes().find_map(|class| of(format!(".{class}"))))
        };
        by_id.or_else(by_class).or_else(|| of(name.to_owned())).unwrap_or(false)
    }
}

/// The addresses of the style sheets that a page links to for reading on a screen, as they are written, each once.
pub(super) fn linked(page: &str) -> Vec<String> {
    let lower = page.to_ascii_lowercase();
    let mut found: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(open) = lower.get(at..).and_then(|rest| rest.find("<link")).map(|o| at + o) {
        let Some(length) = lower.get(open..).and_then(|rest| rest.find('>')) else { break };
        at = open + length;
        let tag = page.get(open..at).unwrap_or("");
        let rel = value(tag, "rel").unwrap_or("").to_ascii_lowercase();
        let is_sheet = rel.split_ascii_whitespace().any(|kind| kind == "stylesheet");
        let for_screens = value(tag, "media").is_none_or(|media| {
            let media = media.trim().to_ascii_lowercase();
            media.is_empty() || media.contains("screen") || media.contains("all")
        });
        if !is_sheet || rel.contains("alternate") || !for_screens {
            continue;
        }
        let address = value(tag, "href").map(|href| href.trim().replace("&amp;", "&"));
        found.extend(address.filter(|address| !found.contains(address)));
        if found.len() == MAX_LINKED {
            break;
        }
    }
    found
}

/// The value of an attribute in a tag, as it is written.
fn value<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let lower = tag.to_ascii_lowercase();
    let start = lower.match_indices(name).find_map(|(start, _)| {
        let before = lower.as_bytes().get(start.checked_sub(1)?)?;
        let after = lower.get(start + name.len()..)?.trim_start();
        let value = after.strip_prefix('=')?.trim_start();
        before.is_ascii_whitespace().then_some(tag.len() - value.len())
    })?;
    let value = tag.get(start..)?;
    match value.chars().next()? {
        quote @ ('"' | '\'') => value.get(1..)?.split(quote).next(),
        _ => value.split(|c: char| c.is_ascii_whitespace()).next(),
    }
}

/// A style sheet without its comments.
fn uncommented(css: &str) -> String {
    let mut kept = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, behind)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = behind.split_once("*/").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    kept
}

/// What stands behind a block whose `{` has been read.
fn behind_block(css: &str) -> &str {
    let mut depth = 1_usize;
    for (at, c) in css.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return css.get(at + 1..).unwrap_or("");
        }
    }
    ""
}

/// Whether declarations hide an element or show it; `None` where they do neither.
fn hides(body: &str) -> Option<bool> {
    let mut found = None;
    for (name, value) in super::html_element::declarations(body) {
        found = match (name.as_str(), value.as_str()) {
            ("display", value) => Some(value == "none"),
            ("visibility", "hidden" | "collapse") => Some(true),
            _ => found,
        };
    }
    found
}

/// `.gone`, `#menu`, `nav`, `p.gone`.
fn is_simple(selector: &str) -> bool {
    let name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let body = selector.strip_prefix(['.', '#']).unwrap_or(selector);
    let (first, second) = body.split_once('.').unwrap_or((body, "x"));
    let plain = |part: &str| !part.is_empty() && part.chars().all(name);
    plain(first) && plain(second) && (body == selector || !body.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::{MAX_LINKED, linked};
    use crate::reader::{Readable, read};

    fn shown(html: &str) -> String {
        let read: Readable = read(html.as_bytes(), "text/html", None).expect("readable");
        read.text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_the_page_hides_is_no_text() {
        for (css, wanted) in [
            (".gone{display:none}", "He did see it."),
            (
                "/* .x{ */ span.gone , nav { color: red; display: none !important }",
                "He did see it.",
            ),
            (".gone{visibility:hidden}", "He did see it."),
            ("#g{display:none}", "He did see it."),
            (".gone{display:none} span.gone{display:inline}", "He did not see it."),
            ("@media print{.gone{display:none}}", "He did not see it."),
            (".menu .gone{display:none}", "He did not see it."),
            ("body{display:none}", "He did not see it."),
            (".gone{color:red}", "He did not see it."),
        ] {
            let html = format!(
                "<style>{css}</style><body><p>He did <span class='a gone' id=g>not</span> see it."
            );
            assert_eq!(shown(&html), wanted, "{css}");
        }
        let printed =
            "<style media=print>.gone{display:none}</style><p>He did <b class=gone>not</b> go.";
        assert_eq!(shown(printed), "He did not go.");
        let noscript = "<noscript><style>.gone{display:none}</style></noscript><p>He did <b class=gone>not</b> go.";
        assert_eq!(shown(noscript), "He did not go.");
    }

    #[test]
    fn links_to_sheets_for_screens_count() {
        let page = "<LINK href='a.css' rel=stylesheet><link rel=\"alternate stylesheet\" href=b.css><link rel=icon href=c.png>\
            <link rel=stylesheet media=print href=d.css><link rel=stylesheet media='screen' href=e.css?x&amp;y><link rel=stylesheet href='a.css'><link rel=stylesheet";
        assert_eq!(linked(page), ["a.css", "e.css?x&y"]);
        let many: Vec<String> =
            (0..200).map(|n| format!("<link rel=stylesheet href={n}>")).collect();
        assert_eq!(linked(&many.concat()).len(), MAX_LINKED);
    }
}
