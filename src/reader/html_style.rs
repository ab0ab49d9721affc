//! What a web page's own style sheets hide.
//!
//! ```text
//! <style>.gone { display: none }</style> He did <span class="gone">not </span>see it.
//! ```
//!
//! Only what is hidden for every reader counts: rules outside `@media` and the like, with one simple selector (`.gone`, `#menu`,
//! `nav`, `p.gone`). A rule that shows the same again in some state or on some screens (`.gone.open`, `:checked ~ .gone`) is
//! enough to read it. A page that hides itself until a script has run is read all the same.

mod selector;
mod sheets;

use self::selector::{Selector, bare, parts_classes, selectors};
use self::sheets::{SheetText, beside, imports, on_screens, sources};
use super::html_element::declarations;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A page of more rules on one property hides nothing by them.
const MAX_RULES: usize = 10_000;

/// More style sheets that one page links to, or that these import, are not looked at.
const MAX_LINKED: usize = 100;

/// More bytes of style sheets that the pages of one file link to are not looked at.
pub(super) const MAX_LINKED_BYTES: usize = 64 << 20;

/// Where rules show what has two classes, an element of more classes is not hidden: they are not looked at together.
const MAX_CLASSES: usize = 16;

/// Elements that no rule hides: pages hide them until they have loaded.
const SHOWN: [&str; 4] = ["html", "body", "main", "article"];

/// At-rules whose block has rules.
const WITH_RULES: [&str; 6] = ["media", "supports", "layer", "container", "scope", "-moz-document"];

/// The properties that hide: what is said of each stands at its number.
const PROPERTIES: [&str; 2] = ["display", "visibility"];

/// What the rules of a page hide.
#[derive(Debug, Default)]
pub(super) struct StyleSheet {
    properties: [Property; PROPERTIES.len()],
    /// How many rules have been read.
    rules: usize,
}

/// What rules say of one property, by what their selectors end with: `.gone`, `p.gone`, `#menu`, `nav`.
#[derive(Debug, Default)]
struct Property {
    /// Of rules that hold for every reader: whether the strongest hides.
    sure: HashMap<String, (Weight, bool)>,
    /// Of rules that show, perhaps only in some place or on some screens.
    perhaps: HashMap<String, Weight>,
    /// Of rules that show what has this and more: `.gone` of `.gone.open`.
    partly: HashMap<String, Weight>,
    /// Of rules that show elements whatever their name, class and id: `.text > *`.
    any: Option<Weight>,
    /// Of rules that show what has two classes: `.row` of `.row.open`, and `open`.
    both: HashMap<String, HashMap<String, Weight>>,
    /// How many rules there are.
    count: usize,
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

/// What a block says of one property.
#[derive(Debug, Default)]
struct Said {
    declared: Option<Declared>,
    /// The strongest rule in the block that shows the block's own elements.
    again: Option<Weight>,
}

/// What a declaration says of a property.
#[derive(Debug, Clone, Copy)]
struct Declared {
    hides: bool,
    important: bool,
}

/// A block that is open.
#[derive(Debug, Default)]
struct Block {
    /// None in an at-rule.
    selectors: Option<Vec<Selector>>,
    /// Whether it is read at all.
    counts: bool,
    /// Whether it holds only for some readers.
    conditional: bool,
    order: usize,
    said: [Said; PROPERTIES.len()],
}

/// Where the sheets come from that a page links to, or that these import.
struct SheetLoader<'s> {
    /// How many may still be read.
    left: usize,
    /// The addresses of the sheet that is read and of those that import it: none of these is read in itself.
    open: Vec<String>,
    sheet: &'s mut dyn FnMut(&str) -> Option<Arc<str>>,
    /// What may be a class or an id in the page.
    words: HashSet<&'s str>,
}

impl StyleSheet {
    /// The rules of a page's `style` elements and of the sheets that it links to, in the page's order. `sheet` has the text of a
    /// sheet by its address, seen from the page; `xml` if the page is XHTML.
    pub(super) fn of(
        page: &str,
        xml: bool,
        mut sheet: impl FnMut(&str) -> Option<Arc<str>>,
    ) -> Self {
        let mut rules = Self::default();
        let sources = sources(page, xml);
        let text = if sources.is_empty() { "" } else { page };
        let words = text.split(parts_classes).collect();
        let mut loader =
            SheetLoader { left: MAX_LINKED, open: Vec::new(), sheet: &mut sheet, words };
        for source in sources {
            match source.sheet {
                SheetText::Here(css) => rules.add_all(&css, source.conditional, &mut loader),
                SheetText::There(address) => rules.link(address, source.conditional, &mut loader),
            }
        }
        rules
    }

    /// Adds the rules of a sheet that is beside the page, if it is there.
    fn link(&mut self, address: String, conditional: bool, loader: &mut SheetLoader<'_>) {
        if loader.open.contains(&address) {
            return;
        }
        let Some(left) = loader.left.checked_sub(1) else { return };
        loader.left = left;
        if let Some(css) = (loader.sheet)(&address) {
            loader.open.push(address);
            self.add_all(&css, conditional, loader);
            loader.open.pop();
        }
    }

    /// Adds the rules of a sheet, after those of the sheets that it imports.
    fn add_all(&mut self, css: &str, conditional: bool, loader: &mut SheetLoader<'_>) {
        for import in imports(css) {
            let from = loader.open.last().map_or("", String::as_str);
            let address = beside(from, &import.address);
            self.link(address, conditional || import.conditional, loader);
        }
        self.add(css, conditional, &loader.words);
    }

    fn add(&mut self, css: &str, conditional: bool, words: &HashSet<&str>) {
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
                let mut block = Block::new(said.trim(), open.last(), self.rules);
                block.conditional |= conditional;
                block.selectors.iter_mut().flatten().for_each(|s| s.look_around(words));
                open.push(block);
                continue;
            }
            if let Some(block) = open.last_mut() {
                block.declare(said);
            }
            if byte == b'}' {
                self.close(&mut open);
            }
            if self.properties.iter().any(Property::is_full) {
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

    /// Closes the last block: what it says is a rule for each of its selectors.
    fn close(&mut self, open: &mut Vec<Block>) {
        let Some(block) = open.pop() else { return };
        for (number, (property, said)) in self.properties.iter_mut().zip(&block.said).enumerate() {
            let again = property.take(&block, said);
            if let Some(around) = open.last_mut().and_then(|around| around.said.get_mut(number)) {
                around.again = around.again.max(again);
            }
        }
    }

    /// Whether the rules hide an element of a name, with such a list of classes and such an id.
    pub(super) fn hides(&self, name: &str, classes: Option<&str>, id: Option<&str>) -> bool {
        !SHOWN.contains(&name)
            && !self.properties.iter().any(Property::is_full)
            && self.properties.iter().any(|property| property.hides(name, classes, id))
    }
}

impl Property {
    const fn is_full(&self) -> bool {
        self.count > MAX_RULES
    }

    /// Takes what a block says; the strongest rule in it that shows the elements of the block around it.
    fn take(&mut self, block: &Block, said: &Said) -> Option<Weight> {
        let own = said.declared.map(|Declared { hides, important }| {
            (Weight { important, order: block.order, ..Weight::default() }, hides)
        });
        let shown = said.again.max(own.filter(|(_, hides)| !hides).map(|(weight, _)| weight));
        let Some(selectors) = &block.selectors else {
            // An at-rule in a rule is of that rule.
            return shown;
        };
        let mut again = None;
        for selector in selectors {
            if self.is_full() {
                break;
            }
            let key = selector.key().filter(|_| !block.conditional && own.is_some());
            self.count += usize::from(shown.is_some() || key.is_some());
            if let Some((weight, hides)) = own
                && let Some(key) = key
            {
                self.rule(key, weight.with(&selector.weight), hides);
            }
            if let Some(weight) = shown.map(|weight| weight.with(&selector.weight)) {
                self.shows(selector, weight);
                again = again.max(Some(weight).filter(|_| selector.nests));
            }
        }
        again
    }

    fn rule(&mut self, key: String, weight: Weight, hides: bool) {
        let strongest = self.sure.entry(key).or_insert((weight, hides));
        if strongest.0 <= weight {
            *strongest = (weight, hides);
        }
    }

    /// Adds a rule that shows what a selector names, at least sometimes.
    fn shows(&mut self, selector: &Selector, weight: Weight) {
        let Selector { name, ids, classes, .. } = selector;
        let add = |into: &mut HashMap<String, Weight>, key: String| {
            let strongest = into.entry(key).or_insert(weight);
            *strongest = weight.max(*strongest);
        };
        for id in ids {
            add(&mut self.perhaps, format!("#{id}"));
        }
        match (ids.as_slice(), classes.as_slice()) {
            ([], []) if selector.is_elsewhere => return,
            ([], []) if !name.is_empty() => add(&mut self.perhaps, name.clone()),
            // `&` is the rule around it.
            ([], []) if !selector.nests => self.any = self.any.max(Some(weight)),
            ([], [class]) => add(&mut self.perhaps, format!("{name}.{class}")),
            ([], [one, other, ..]) => {
                let into = self.both.entry(format!("{name}.{one}")).or_default();
                add(into, other.clone());
            }
            _ => {}
        }
        for class in classes {
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
        let classes = || classes.unwrap_or("").split_ascii_whitespace();
        let mut keys: Vec<String> = classes().flat_map(of_class).collect();
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
        let has_both = |one: &str| {
            let others = self.both.get(one);
            others.is_some_and(|others| classes().any(|class| wins(others.get(class))))
        };
        let is_too_long = || !self.both.is_empty() && classes().nth(MAX_CLASSES).is_some();
        !wins(self.any.as_ref())
            && !keys.iter().any(|key| wins(self.perhaps.get(key)))
            && !parts.iter().any(|key| wins(self.partly.get(key)))
            && !is_too_long()
            && !classes().flat_map(of_class).any(|one| has_both(&one))
    }
}

impl Weight {
    /// That of a rule which stands in another one and names its selector.
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
            around.is_some_and(|around| around.conditional || around.selectors.is_some());
        let mut block = Self { counts, conditional, order, ..Self::default() };
        let prelude = prelude.trim_start_matches("<!--").trim_start_matches("-->").trim_start();
        if let Some(rule) = prelude.strip_prefix('@') {
            let end = rule.find(|c: char| c.is_ascii_whitespace() || c == '(');
            let (name, asked) = rule.split_at(end.unwrap_or(rule.len()));
            let name = name.to_ascii_lowercase();
            let on_screens = if name == "media" { on_screens(asked) } else { Some(true) };
            block.counts &= WITH_RULES.contains(&name.as_str()) && on_screens.is_some();
            block.conditional |= on_screens.unwrap_or(true);
        } else {
            let selectors = if counts { selectors(prelude) } else { Vec::new() };
            block.selectors = Some(selectors);
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
            let hides = match (name.as_str(), value.as_str()) {
                ("display", value) => value == "none",
                ("visibility", value) => matches!(value, "hidden" | "collapse"),
                _ => continue,
            };
            let number = PROPERTIES.iter().position(|property| *property == name);
            let Some(said) = number.and_then(|number| self.said.get_mut(number)) else { continue };
            if important || said.declared.is_none_or(|declared| !declared.important) {
                said.declared = Some(Declared { hides, important });
            }
        }
    }
}

#[cfg(test)]
mod tests;
