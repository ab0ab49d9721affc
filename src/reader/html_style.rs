//! What a web page's own style sheets hide.
//!
//! ```text
//! <style>.gone { display: none }</style> He did <span class="gone">not </span>see it.
//! ```
//!
//! Only what is hidden for every reader counts: rules outside `@media` and the like, with one simple selector (`.gone`, `#menu`,
//! `nav`, `p.gone`). A rule that shows the same again in some state or on some screens (`.gone.open`, `:checked ~ .gone`) is
//! enough to read it. A page that hides itself until a script has run is read all the same.

use super::html::Tokens;
use super::html_element::{attribute, declarations, name_of};
use html5gum::Tokenizer;
use html5gum::emitters::default::{StartTag, Token};
use std::collections::HashMap;
use std::sync::Arc;

/// More rules of one page are not looked at.
const MAX_RULES: usize = 10_000;

/// More style sheets that one page links to are not looked at.
const MAX_LINKED: usize = 100;

/// More bytes of style sheets that the pages of one file link to are not looked at.
pub(super) const MAX_LINKED_BYTES: usize = 64 << 20;

/// Elements that no rule hides: pages hide them until they have loaded.
const SHOWN: [&str; 4] = ["html", "body", "main", "article"];

/// Pseudo-elements that were once written with one colon.
const PSEUDO_ELEMENTS: [&str; 4] = ["before", "after", "first-line", "first-letter"];

/// At-rules whose block has rules.
const WITH_RULES: [&str; 6] = ["media", "supports", "layer", "container", "scope", "-moz-document"];

/// What the rules of a page hide.
#[derive(Debug, Default)]
pub(super) struct StyleSheet {
    display: Property,
    visibility: Property,
    /// How many rules have been read.
    rules: usize,
}

/// What rules say of `display` or of `visibility`, by what their selectors end with: `.gone`, `p.gone`, `#menu`, `nav`.
#[derive(Debug, Default)]
struct Property {
    /// Of rules that hold for every reader: whether the strongest hides.
    sure: HashMap<String, (Weight, bool)>,
    /// Of rules that show, perhaps only in some place or on some screens.
    perhaps: HashMap<String, Weight>,
    /// Of rules that show what has this and more: `.gone` of `.gone.open`.
    partly: HashMap<String, Weight>,
}

/// What decides which of two rules wins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Weight {
    important: bool,
    ids: usize,
    classes: usize,
    names: usize,
    order: usize,
}

/// A selector.
#[derive(Debug, Default)]
struct Selector {
    /// What it says of the element itself.
    name: String,
    ids: Vec<String>,
    classes: Vec<String>,
    weight: Weight,
    /// Whether it asks for what is not known here: a state, another element, an attribute.
    asks_more: bool,
    /// Whether it names the rule around it (`&`).
    nests: bool,
}

/// A block that is open.
#[derive(Debug, Default)]
struct Block {
    /// None in an at-rule.
    selectors: Vec<Selector>,
    /// Whether it is read at all.
    counts: bool,
    /// Whether it holds only for some readers.
    conditional: bool,
    order: usize,
    /// Whether its declarations hide, and whether they are important.
    display: Option<(bool, bool)>,
    visibility: Option<(bool, bool)>,
    /// The strongest rule in it that shows its own elements.
    display_again: Option<Weight>,
    visibility_again: Option<Weight>,
}

impl StyleSheet {
    /// The rules of a page's `style` elements and of the sheets that it links to, in the page's order. `sheet` has the text of a
    /// sheet by its address; `xml` if the page is XHTML.
    pub(super) fn of(
        page: &str,
        xml: bool,
        mut sheet: impl FnMut(&str) -> Option<Arc<str>>,
    ) -> Self {
        let mut rules = Self::default();
        for source in sources(page, xml) {
            match source {
                Source::Written(css) => rules.add(&css),
                Source::Linked(address) => {
                    if let Some(css) = sheet(&address) {
                        rules.add(&css);
                    }
                }
            }
        }
        rules
    }

    fn add(&mut self, css: &str) {
        let css = bare(css);
        let mut open: Vec<Block> = Vec::new();
        let (mut start, mut escaped) = (0, false);
        for (at, byte) in css.bytes().enumerate() {
            if std::mem::take(&mut escaped) {
                continue;
            }
            escaped = byte == b'\\';
            if !matches!(byte, b'{' | b'}' | b';') {
                continue;
            }
            let said = css.get(start..at).unwrap_or("");
            start = at + 1;
            if byte == b'{' {
                self.rules += 1;
                let block = Block::new(said.trim(), open.last(), self.rules);
                open.push(block);
                continue;
            }
            if let Some(block) = open.last_mut() {
                block.declare(said);
            }
            if byte == b'}' {
                self.close(&mut open);
            }
            if self.is_full() {
                return;
            }
        }
        if let Some(block) = open.last_mut() {
            block.declare(css.get(start..).unwrap_or(""));
        }
        while !open.is_empty() {
            self.close(&mut open);
        }
    }

    fn is_full(&self) -> bool {
        self.display.len() + self.visibility.len() > MAX_RULES
    }

    /// Closes the last block: what it says is a rule for each of its selectors.
    fn close(&mut self, open: &mut Vec<Block>) {
        let Some(block) = open.pop() else { return };
        let mut around = open.last_mut();
        for selector in &block.selectors {
            if self.is_full() {
                return;
            }
            let property =
                |into: &mut Property, said: Option<(bool, bool)>, again: Option<Weight>| {
                    let mut shown = again.map(|again| again.with(&selector.weight));
                    if let Some((hides, important)) = said {
                        let weight = Weight { important, order: block.order, ..selector.weight };
                        if !hides {
                            shown = shown.max(Some(weight));
                        }
                        if !block.conditional
                            && let Some(key) = selector.key()
                        {
                            into.rule(key, weight, hides);
                        }
                    }
                    if let Some(weight) = shown {
                        into.shows(selector, weight);
                    }
                    shown.filter(|_| selector.nests)
                };
            let display = property(&mut self.display, block.display, block.display_again);
            let visibility =
                property(&mut self.visibility, block.visibility, block.visibility_again);
            if let Some(around) = around.as_deref_mut() {
                around.display_again = around.display_again.max(display);
                around.visibility_again = around.visibility_again.max(visibility);
            }
        }
        if let Some(around) = around.filter(|_| block.selectors.is_empty()) {
            // An at-rule in a rule is of that rule.
            let shows = |said: Option<(bool, bool)>| {
                let (_, important) = said.filter(|(hides, _)| !hides)?;
                Some(Weight { important, order: block.order, ..Weight::default() })
            };
            let (display, visibility) = (shows(block.display), shows(block.visibility));
            around.display_again = around.display_again.max(block.display_again).max(display);
            around.visibility_again =
                around.visibility_again.max(block.visibility_again).max(visibility);
        }
    }

    /// Whether the rules hide an element of a name, with such a list of classes and such an id.
    pub(super) fn hides(&self, name: &str, classes: Option<&str>, id: Option<&str>) -> bool {
        !SHOWN.contains(&name)
            && [&self.display, &self.visibility].iter().any(|said| said.hides(name, classes, id))
    }
}

impl Property {
    fn len(&self) -> usize {
        self.sure.len() + self.perhaps.len() + self.partly.len()
    }

    fn rule(&mut self, key: String, weight: Weight, hides: bool) {
        let strongest = self.sure.entry(key).or_insert((weight, hides));
        if strongest.0 <= weight {
            *strongest = (weight, hides);
        }
    }

    /// Adds a rule that shows what a selector names, at least sometimes.
    fn shows(&mut self, selector: &Selector, weight: Weight) {
        let name = &selector.name;
        let add = |into: &mut HashMap<String, Weight>, key: String| {
            let strongest = into.entry(key).or_insert(weight);
            *strongest = weight.max(*strongest);
        };
        for id in &selector.ids {
            add(&mut self.perhaps, format!("#{id}"));
        }
        if let ([], [class]) = (selector.ids.as_slice(), selector.classes.as_slice()) {
            add(&mut self.perhaps, format!("{name}.{class}"));
        }
        for class in &selector.classes {
            add(&mut self.partly, format!("{name}.{class}"));
        }
        if !name.is_empty() {
            add(&mut self.partly, name.clone());
        }
    }

    fn hides(&self, name: &str, classes: Option<&str>, id: Option<&str>) -> bool {
        if self.sure.is_empty() {
            return false;
        }
        let of_class = |class: &str| [format!(".{class}"), format!("{name}.{class}")];
        let mut keys: Vec<String> =
            classes.unwrap_or("").split_ascii_whitespace().flat_map(of_class).collect();
        keys.extend(id.map(|id| format!("#{id}")));
        keys.push(name.to_owned());
        let rules = keys.iter().filter_map(|key| Some((key, self.sure.get(key)?)));
        let Some((key, (weight, true))) = rules.max_by_key(|(_, (weight, _))| *weight) else {
            return false;
        };
        let wins = |shown: Option<&Weight>| shown.is_some_and(|shown| shown > weight);
        let parts = match key.split_once('.').filter(|_| !key.starts_with('#')) {
            Some((_, class)) => of_class(class).to_vec(),
            None => vec![key.clone()],
        };
        !keys.iter().any(|key| wins(self.perhaps.get(key)))
            && !parts.iter().any(|key| wins(self.partly.get(key)))
    }
}

impl Weight {
    /// That of a rule which is in another one and names its selector.
    const fn with(self, around: &Self) -> Self {
        Self {
            ids: self.ids + around.ids,
            classes: self.classes + around.classes,
            names: self.names + around.names,
            ..self
        }
    }
}

impl Block {
    /// The block behind a prelude, in another one.
    fn new(prelude: &str, around: Option<&Self>, order: usize) -> Self {
        let counts = around.is_none_or(|around| around.counts);
        let conditional =
            around.is_some_and(|around| around.conditional || !around.selectors.is_empty());
        let mut block = Self { counts, conditional, order, ..Self::default() };
        let prelude = prelude.trim_start_matches("<!--").trim_start_matches("-->").trim_start();
        if let Some(rule) = prelude.strip_prefix('@') {
            let end = rule.find(|c: char| c.is_ascii_whitespace() || c == '(');
            let (name, asked) = rule.split_at(end.unwrap_or(rule.len()));
            let name = name.to_ascii_lowercase();
            let asked = asked.trim().to_ascii_lowercase();
            let printed = name == "media"
                && asked.split(',').all(|medium| {
                    let medium = medium.trim().trim_start_matches("only ").trim_start();
                    medium.starts_with("print") || medium.starts_with("speech")
                });
            block.counts &= WITH_RULES.contains(&name.as_str()) && !printed;
            block.conditional |= name != "media" || !is_for_screens(&asked);
        } else if counts {
            block.selectors = selectors(prelude);
        }
        block
    }

    /// Takes a declaration.
    fn declare(&mut self, said: &str) {
        if !self.counts {
            return;
        }
        let important = said.contains('!');
        for (name, value) in declarations(said) {
            let (property, hides) = match (name.as_str(), value.as_str()) {
                ("display", value) => (&mut self.display, value == "none"),
                ("visibility", "hidden" | "collapse") => (&mut self.visibility, true),
                ("visibility", _) => (&mut self.visibility, false),
                _ => continue,
            };
            if important || property.is_none_or(|(_, important)| !important) {
                *property = Some((hides, important));
            }
        }
    }
}

impl Selector {
    /// `.gone`, `p.gone`, `#menu`, `nav`: how the elements that it is of are found, if it asks no more than that.
    fn key(&self) -> Option<String> {
        match (self.ids.as_slice(), self.classes.as_slice()) {
            _ if self.asks_more => None,
            ([], []) => Some(self.name.clone()).filter(|name| !name.is_empty()),
            ([], [class]) => Some(format!("{}.{class}", self.name)),
            ([id], []) if self.name.is_empty() => Some(format!("#{id}")),
            _ => None,
        }
    }

    /// Forgets what stood before a combinator.
    fn step(&mut self) {
        self.name.clear();
        self.ids.clear();
        self.classes.clear();
        self.asks_more = true;
    }
}

/// The selectors of a list.
fn selectors(list: &str) -> Vec<Selector> {
    let mut found = Vec::new();
    let (mut start, mut depth, mut escaped) = (0, 0_usize, false);
    for (at, c) in list.char_indices() {
        match c {
            _ if std::mem::take(&mut escaped) => {}
            '\\' => escaped = true,
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                found.extend(selector(list.get(start..at).unwrap_or("").trim()));
                start = at + 1;
            }
            _ => {}
        }
    }
    found.extend(selector(list.get(start..).unwrap_or("").trim()));
    found
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

/// The name at the start of a text, its escapes undone, and what is after it.
fn identifier(text: &str) -> (String, &str) {
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

/// What is after an argument whose `(` has been read.
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

/// A style sheet without its comments, and without what is in its strings and addresses.
fn bare(css: &str) -> String {
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

/// What is after a string whose first quotation mark has been read. A line's end ends it, too.
fn behind_string(text: &str, mark: char) -> &str {
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

/// A style sheet of a page.
#[derive(Debug, PartialEq, Eq)]
enum Source {
    /// The text of a `style` element.
    Written(String),
    /// The address of a `link`, as it is written.
    Linked(String),
}

/// The style sheets of a page for reading on a screen, in its order. What is in a comment, a script, `noscript` or `template`
/// is none.
fn sources(page: &str, xml: bool) -> Vec<Source> {
    let lower = page.to_ascii_lowercase();
    let Some(last) = lower.rfind("<style").max(lower.rfind("<link")) else { return Vec::new() };
    let mut found = Vec::new();
    let mut links = 0;
    let mut style: Option<String> = None;
    let mut idle: Option<(String, usize)> = None;
    for token in Tokenizer::new_with_emitter(page, Tokens::new(!xml)) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) if tag.span.start > last => break,
            Token::StartTag(tag) if xml && tag.self_closing && tag.name.as_slice() != b"link" => {}
            Token::StartTag(tag) => match (name_of(&tag.name), &mut idle) {
                (name, Some((inside, depth))) => {
                    *depth += usize::from(name == *inside && name == "template");
                }
                (name, None) => match name.as_str() {
                    "noscript" | "template" | "script" => idle = Some((name, 1)),
                    "style" if counts(&tag) => style = Some(String::new()),
                    "link" if links < MAX_LINKED => {
                        let address = linked(&tag);
                        links += usize::from(address.is_some());
                        found.extend(address.map(Source::Linked));
                    }
                    _ => {}
                },
            },
            Token::String(text) => {
                if let Some(style) = &mut style {
                    style.push_str(&String::from_utf8_lossy(&text.value));
                }
            }
            Token::EndTag(tag) => {
                let name = name_of(&tag.name);
                if name == "style" {
                    found.extend(style.take().map(Source::Written));
                }
                if let Some((_, depth)) = idle.as_mut().filter(|(inside, _)| *inside == name) {
                    *depth -= 1;
                    idle = idle.filter(|(_, depth)| *depth > 0);
                }
            }
            _ => {}
        }
    }
    found.extend(style.map(Source::Written));
    found
}

/// Whether a `style` or `link` is of CSS and for screens.
fn counts(tag: &StartTag<usize>) -> bool {
    let is_css = |kind: String| kind.is_empty() || kind.trim().eq_ignore_ascii_case("text/css");
    attribute(tag, b"type").is_none_or(is_css)
        && attribute(tag, b"media").is_none_or(|media| is_for_screens(&media.to_ascii_lowercase()))
}

/// The address of the style sheet that a `link` loads.
fn linked(tag: &StartTag<usize>) -> Option<String> {
    let rel = attribute(tag, b"rel")?.to_ascii_lowercase();
    let is = |wanted: &str| rel.split_ascii_whitespace().any(|kind| kind == wanted);
    let loads =
        is("stylesheet") && !is("alternate") && !tag.attributes.contains_key(&b"disabled"[..]);
    let address = attribute(tag, b"href").filter(|_| loads && counts(tag))?;
    Some(address.trim().to_owned()).filter(|address| !address.is_empty())
}

/// Whether a list of media, in lower case, has every screen.
fn is_for_screens(media: &str) -> bool {
    media
        .split(',')
        .any(|medium| matches!(medium.trim(), "" | "all" | "screen" | "only screen" | "only all"))
}

#[cfg(test)]
mod tests {
    use super::{MAX_LINKED, Source, sources};
    use crate::reader::{Readable, html, read};
    use std::sync::Arc;

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
    fn what_a_rule_shows_again_is_text() {
        let shown_by = |css: &str, class: &str| {
            let page = format!("<style>{css}</style><p>He did <b class='{class}' id=g>not</b> go.");
            shown(&page) == "He did not go."
        };
        for (css, class) in [
            (".collapse{display:none}.collapse.in{display:block}", "collapse in"),
            (
                ".tabs-panel{display:none}.tabs-panel.is-active{display:block}",
                "tabs-panel is-active",
            ),
            (".gone{display:none} @media (min-width:700px){.gone{display:block}}", "gone"),
            (
                ".gone{display:none} @supports (display:grid){@media screen{.gone{display:grid}}}",
                "gone",
            ),
            (".gone{display:none}.open .gone{display:block}", "gone"),
            (".gone{display:none}#t:checked ~ .gone{display:block}", "gone"),
            (".gone{display:none}.gone:target{display:block}", "gone"),
            (".gone{display:none}:is(.a, .gone):hover{display:block}", "gone"),
            ("#g{display:none}#g.in{display:block}", "in"),
            ("b{display:none}b.in{display:block}", ""),
            (".gone{display:block !important}.gone{display:none}", "gone"),
            (".gone{display:none}.in{display:inline}", "in gone"),
            (".gone{display:none} @media (min-width:9px){.md\\:in{display:block}}", "gone md:in"),
            (".gone{display:none;&.in{display:block}}", "gone in"),
            (".x,.gone{display:none;@media (min-width:9px){&{display:block}}}", "gone"),
            (".gone{display:none;@media (min-width:9px){display:block}}", "gone"),
            (".gone{visibility:hidden}.gone.in{visibility:visible}", "gone in"),
            (".gone{display:block}.x::after{content:'}.gone{display:none}'}", "gone"),
            (".gone{display:none}/*x*/.a{content:'/*'}.gone{display:block}/**/", "gone"),
        ] {
            assert!(shown_by(css, class), "{css}");
        }
        for (css, class) in [
            (".gone{display:none}.gone::before{display:block}", "gone"),
            (".gone{display:none}.pane:not(.gone){display:block}", "gone"),
            (".gone{display:none}.gone .x{display:block}", "gone"),
            (".gone{display:none}i.gone{display:block}", "gone"),
            (".gone{display:none} @media print{.gone{display:block}}", "gone"),
            (".gone{display:none !important}.x .gone{display:block}", "gone"),
            (".gone{display:none}.gone.in{visibility:visible}", "gone"),
            (".a{background:url(data:x;{)}.in{display:block}.gone{display:none}", "in gone"),
            ("<!-- .gone{display:none} -->", "gone"),
            ("@media screen{.gone{display:none}}", "gone"),
            (".gone{display:none", "gone"),
        ] {
            assert!(!shown_by(css, class), "{css}");
        }
    }

    #[test]
    fn linked_sheets_are_read_as_far_as_bytes_are_left() {
        let css: Arc<str> = Arc::from(".gone{display:none}");
        let page =
            "<link rel=stylesheet href=a><link rel=stylesheet href=b><p class=gone>No.<p>Yes.";
        let (mut left, mut asked) = (css.len(), Vec::new());
        for wanted in ["Yes.", "No.\n\nYes."] {
            let draft = html::read_styled(page, false, &mut left, |address, left| {
                asked.push((address.to_owned(), left));
                Some(css.clone())
            });
            let read = draft.finish("x", Arc::new(page.to_owned()), 0);
            assert_eq!(read.text.trim(), wanted);
        }
        assert_eq!(asked, [("a".to_owned(), css.len())], "nothing is left for the others");
        assert_eq!((left, Arc::strong_count(&css)), (0, 1));
    }

    #[test]
    fn sheets_for_screens_count_in_the_order_of_the_page() {
        let page = "<LINK href='a.css' rel=stylesheet><style>b{}</style><link rel=\"alternate stylesheet\" href=b.css>\
            <link rel=icon href=c.png><link rel=stylesheet media=print href=d.css><link rel=stylesheet media='screen' href=e.css?x&amp;y>\
            <!-- <link rel=stylesheet href=f.css> --><noscript><link rel=stylesheet href=g.css></noscript>\
            <script>'<link rel=stylesheet href=h.css>'</script><link rel=stylesheet media='screen and (max-width: 600px)' href=i.css>\
            <link rel=stylesheet media='not screen' href=j.css><link rel=stylesheet disabled href=k.css>\
            <template><template></template><style>c{}</style></template><p title='<link rel=stylesheet href=l.css>'>\
            <link rel=stylesheet media=' ALL ' href=m.css><style>d{}";
        let link = |address: &str| Source::Linked(address.to_owned());
        let style = |css: &str| Source::Written(css.to_owned());
        assert_eq!(
            sources(page, false),
            [link("a.css"), style("b{}"), link("e.css?x&y"), link("m.css"), style("d{}")]
        );
        let xhtml = "<script src='x'/><style><![CDATA[a > b{}]]></style><link rel='stylesheet' href='a.css'/>";
        assert_eq!(sources(xhtml, true), [style("a > b{}"), link("a.css")]);
        let many: Vec<String> =
            (0..200).map(|n| format!("<link rel=stylesheet href={n}>")).collect();
        assert_eq!(sources(&many.concat(), false).len(), MAX_LINKED);
    }
}
