//! What a web page's own style sheets hide.
//!
//! ```text
//! <style>.gone { display: none }</style> He did <span class="gone">not </span>see it.
//! ```
//!
//! Only what is hidden for every reader counts: rules outside `@media` and the like, by names, classes, ids and attributes of the
//! element and of those around it (`.gone`, `#menu`, `.card > p.gone`, `[hidden]`), also in other rules and in layers. A rule that shows the same again in some state or on some screens (`.gone.open`, `:checked ~ .gone`) is
//! enough to read it. A page that hides itself until a script has run is read all the same.

mod complex;
mod layers;
mod selector;
mod sheets;

use self::complex::Complex;
pub(super) use self::complex::NamedElement;
use self::layers::{Layer, Layers};
use self::selector::{Selector, bare, listed, parts_classes, selectors};
use self::sheets::{PageSheet, SheetText, beside, imports, on_screens, sources};
use super::html_element::declarations;
use std::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

/// A page of more rules on one property hides nothing by them.
const MAX_RULES: usize = 10_000;

/// More style sheets that one page links to, or that these import, are not looked at.
const MAX_LINKED: usize = 100;

/// More bytes of style sheets that the pages of one file link to are not looked at.
pub(super) const MAX_LINKED_BYTES: usize = 64 << 20;

/// Where rules show what has two classes, an element of more classes is not hidden: they are not looked at together.
const MAX_CLASSES: usize = 16;

/// Complex selectors look at no more elements of a page: after that, they hide nothing.
const MAX_LOOKS: usize = 10_000_000;

/// Elements that no rule hides: pages hide them until they have loaded.
const SHOWN: [&str; 4] = ["html", "body", "main", "article"];

/// At-rules whose block has rules.
const WITH_RULES: [&str; 6] = ["media", "supports", "layer", "container", "scope", "-moz-document"];

/// The properties that hide: what is said of each stands at its number.
const PROPERTIES: [&str; 3] = ["display", "visibility", "content-visibility"];

/// What the rules of a page hide.
#[derive(Debug, Default)]
pub(super) struct StyleSheet {
    properties: [Property; PROPERTIES.len()],
    /// How many rules have been read.
    rules: usize,
    layers: Layers,
    /// How many complex selectors rules have that stand in others.
    nested: usize,
    /// How many elements complex selectors have been compared with.
    looks: Cell<usize>,
}

/// A rule with a complex selector.
#[derive(Debug)]
struct ComplexRule {
    selector: Complex,
    weight: Weight,
    hides: bool,
}

/// What rules say of one property, by what their selectors end with: `.gone`, `p.gone`, `#menu`, `nav`.
#[derive(Debug, Default)]
struct Property {
    /// Of rules that hold for every reader: whether the strongest hides.
    sure: HashMap<String, (Weight, bool)>,
    /// The same of rules with complex selectors, by [`Complex::key`].
    complex: HashMap<String, Vec<ComplexRule>>,
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
    layer: Layer,
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
    /// Whether it stands in a rule.
    nested: bool,
    /// The strongest that the selectors of the rules around it are, together.
    around: Weight,
    layer: Layer,
    /// What stands before its rules, and the complex selectors of that, once they have been asked for.
    prelude: String,
    complex: Option<Rc<Vec<Complex>>>,
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

/// What the rules of a page hide, and those of its shadow roots, which reach no further.
#[derive(Debug, Default)]
pub(super) struct PageStyles {
    pub(super) page: StyleSheet,
    /// By the byte of the page at which the `template` of a shadow root begins.
    pub(super) shadows: HashMap<usize, StyleSheet>,
}

impl PageStyles {
    /// The rules of a page's `style` elements and of the sheets that it links to, in the page's order. `sheet` has the text of a
    /// sheet by its address, seen from the page; `xml` if the page is XHTML.
    pub(super) fn of(
        page: &str,
        xml: bool,
        mut sheet: impl FnMut(&str) -> Option<Arc<str>>,
    ) -> Self {
        let mut styles = Self::default();
        let sources = sources(page, xml);
        let text = if sources.is_empty() { "" } else { page };
        let words = text.split(parts_classes).collect();
        let mut loader =
            SheetLoader { left: MAX_LINKED, open: Vec::new(), sheet: &mut sheet, words };
        for PageSheet { sheet, conditional, shadow } in sources {
            let rules = match shadow {
                Some(at) => styles.shadows.entry(at).or_default(),
                None => &mut styles.page,
            };
            match sheet {
                SheetText::Here(css) => rules.add_all(&css, conditional, &mut loader),
                SheetText::There(address) => rules.link(address, conditional, &mut loader),
            }
        }
        styles
    }
}

impl StyleSheet {
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
                if let Some(name) = layer_of(&block.prelude) {
                    let layer = self.layers.named(name, block.layer);
                    // Among too many, what it hides may be shown by another.
                    block.conditional |= layer.is_none();
                    block.layer = layer.unwrap_or(block.layer);
                }
                block.selectors.iter_mut().flatten().for_each(|s| s.look_around(words));
                open.push(block);
                continue;
            }
            if let Some(names) = layer_of(said.trim()) {
                let inside = open.last().map(|block| block.layer).unwrap_or_default();
                for name in names.split(',') {
                    let _ = self.layers.named(name, inside);
                }
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
        let is_sure = |block: &Block| {
            !block.conditional && block.said.iter().any(|said| said.declared.is_some())
        };
        if open.last().is_some_and(is_sure) {
            self.resolve(open);
        }
        let Some(block) = open.pop() else { return };
        for (number, (property, said)) in self.properties.iter_mut().zip(&block.said).enumerate() {
            let again = property.take(&block, said);
            if let Some(around) = open.last_mut().and_then(|around| around.said.get_mut(number)) {
                around.again = around.again.max(again);
            }
        }
    }

    /// Reads the complex selectors of the blocks that are open.
    fn resolve(&mut self, open: &mut [Block]) {
        let known = open.iter().rposition(|block| block.complex.is_some());
        let mut around = None;
        for block in open.iter_mut().skip(known.unwrap_or(0)) {
            let complex = block.complex.take();
            let complex = complex.unwrap_or_else(|| self.complex(block, around.as_ref()));
            // An at-rule that stands in no rule has no selectors, and gives none.
            around = (block.selectors.is_some() || block.nested).then(|| Rc::clone(&complex));
            block.complex = Some(complex);
        }
    }

    /// The complex selectors of a block that stands in a rule of others.
    fn complex(&mut self, block: &Block, around: Option<&Rc<Vec<Complex>>>) -> Rc<Vec<Complex>> {
        if block.selectors.is_none() || !block.counts {
            return around.map(Rc::clone).unwrap_or_default();
        }
        let own = listed(&block.prelude);
        let Some(parents) = around.filter(|_| block.nested) else {
            return Rc::new(own.iter().filter_map(|text| Complex::read(text, None)).collect());
        };
        let mut found = Vec::new();
        for parent in parents.iter() {
            for text in &own {
                if self.nested >= MAX_RULES {
                    return Rc::new(found);
                }
                self.nested += 1;
                found.extend(Complex::read(text, Some(parent)));
            }
        }
        Rc::new(found)
    }

    /// Whether the rules hide an element that is in others, which come from the outside; `is_box` if it is more than a piece of
    /// a line, which has no content to be left out.
    pub(super) fn hides(
        &self,
        element: &NamedElement,
        around: &[&NamedElement],
        is_box: bool,
    ) -> bool {
        !SHOWN.contains(&element.name.as_str())
            && !self.properties.iter().any(Property::is_full)
            && self.properties.iter().zip(PROPERTIES).any(|(property, name)| {
                (is_box || name != "content-visibility")
                    && property.hides(element, around, &self.looks)
            })
    }

    /// Whether a rule for every reader displays an element.
    pub(super) fn displays(&self, element: &NamedElement, around: &[&NamedElement]) -> bool {
        let [display, ..] = &self.properties;
        !display.is_full()
            && display.strongest(element, around, &self.looks).is_some_and(|rule| !rule.hides)
    }

    /// Whether what stands around an element decides whether it is hidden.
    pub(super) fn looks_around(&self) -> bool {
        self.properties.iter().any(|property| !property.complex.is_empty())
    }
}

/// The names of a rule `@layer`, without the keyword.
fn layer_of(rule: &str) -> Option<&str> {
    let start = rule.get(..6).filter(|start| start.eq_ignore_ascii_case("@layer"))?;
    let names = rule.get(start.len()..)?;
    (names.is_empty() || names.starts_with(|c: char| c.is_ascii_whitespace())).then(|| names.trim())
}

/// The strongest rule on an element.
struct Strongest {
    weight: Weight,
    hides: bool,
    /// What a rule that shows some of its elements may have in its selector.
    parts: Vec<String>,
}

impl Property {
    const fn is_full(&self) -> bool {
        self.count > MAX_RULES
    }

    /// Takes what a block says; the strongest rule in it that shows the elements of the block around it.
    fn take(&mut self, block: &Block, said: &Said) -> Option<Weight> {
        let own = said.declared.map(|Declared { hides, important }| {
            let layer = if important { block.layer.of_important() } else { block.layer };
            (Weight { important, layer, order: block.order, ..Weight::default() }, hides)
        });
        if let Some((weight, hides)) = own.filter(|_| !block.conditional) {
            self.add_complex(block, weight, hides);
        }
        let shown = said.again.max(own.filter(|(_, hides)| !hides).map(|(weight, _)| weight));
        let Some(selectors) = &block.selectors else {
            // An at-rule in a rule is of that rule.
            return shown;
        };
        let is_sure = !block.conditional && !block.nested;
        let mut again = None;
        for selector in selectors {
            if self.is_full() {
                break;
            }
            let key = selector.key().filter(|_| is_sure && own.is_some());
            self.count += usize::from(shown.is_some() || key.is_some());
            if let Some((weight, hides)) = own
                && let Some(key) = key
            {
                self.rule(key, weight.with(&selector.weight), hides);
            }
            if let Some(weight) = shown.map(|weight| weight.with(&selector.weight)) {
                self.shows(selector, weight.with(&block.around));
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

    /// Adds the rules of a block with complex selectors.
    fn add_complex(&mut self, block: &Block, weight: Weight, hides: bool) {
        let selectors = block.complex.iter().flat_map(|selectors| selectors.iter());
        for selector in selectors.filter(|selector| block.nested || !selector.is_simple()) {
            if self.is_full() {
                return;
            }
            self.count += 1;
            let weight = weight.with(&selector.weight);
            let rule = ComplexRule { selector: selector.clone(), weight, hides };
            self.complex.entry(selector.key()).or_default().push(rule);
        }
    }

    /// The strongest rule for every reader on an element.
    fn strongest(
        &self,
        element: &NamedElement,
        around: &[&NamedElement],
        looks: &Cell<usize>,
    ) -> Option<Strongest> {
        let keys = element.simple_keys();
        let rules = keys.into_iter().filter_map(|key| Some((*self.sure.get(&key)?, key)));
        let simple = rules.max_by_key(|((weight, _), _)| *weight);
        let is_met = |rule: &&ComplexRule| {
            let cost = rule.selector.cost(around.len());
            looks.set(looks.get().saturating_add(cost));
            looks.get() <= MAX_LOOKS && rule.selector.matches(element, around)
        };
        let keys = element.keys().take_while(|_| looks.get() <= MAX_LOOKS);
        let rules = keys.filter_map(|key| self.complex.get(&key)).flatten();
        let complex = rules.filter(is_met).max_by_key(|rule| rule.weight);
        if let Some(ComplexRule { selector, weight, hides }) = complex
            .filter(|rule| simple.as_ref().is_none_or(|((weight, _), _)| *weight < rule.weight))
        {
            let parts = selector.parts(&element.name);
            return Some(Strongest { weight: *weight, hides: *hides, parts });
        }
        let ((weight, hides), key) = simple?;
        let parts = match key.split_once('.').filter(|_| !key.starts_with('#')) {
            Some((_, class)) => element.keys_of_class(class).to_vec(),
            None => vec![key],
        };
        Some(Strongest { weight, hides, parts })
    }

    fn hides(&self, element: &NamedElement, around: &[&NamedElement], looks: &Cell<usize>) -> bool {
        if self.sure.is_empty() && self.complex.is_empty() {
            return false;
        }
        let strongest = self.strongest(element, around, looks);
        let Some(Strongest { weight, parts, .. }) = strongest.filter(|rule| rule.hides) else {
            return false;
        };
        let classes = &element.classes;
        let wins = |shown: Option<&Weight>| shown.is_some_and(|shown| *shown > weight);
        let has_both = |one: &str| {
            let others = self.both.get(one);
            others.is_some_and(|others| classes.iter().any(|class| wins(others.get(class))))
        };
        let is_too_long = !self.both.is_empty() && classes.len() > MAX_CLASSES;
        !wins(self.any.as_ref())
            && !element.simple_keys().iter().any(|key| wins(self.perhaps.get(key)))
            && !parts.iter().any(|key| wins(self.partly.get(key)))
            && !is_too_long
            && !classes.iter().flat_map(|c| element.keys_of_class(c)).any(|one| has_both(&one))
    }
}

impl Weight {
    /// With what a selector adds.
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
        let nested = |around: &Self| around.nested || around.selectors.is_some();
        let mut block = Self {
            counts,
            conditional: around.is_some_and(|around| around.conditional),
            nested: around.is_some_and(nested),
            around: around.map(Self::strength).unwrap_or_default(),
            layer: around.map(|around| around.layer).unwrap_or_default(),
            order,
            ..Self::default()
        };
        let prelude = prelude.trim_start_matches("<!--").trim_start_matches("-->").trim_start();
        if let Some(rule) = prelude.strip_prefix('@') {
            let end = rule.find(|c: char| c.is_ascii_whitespace() || c == '(');
            let (name, asked) = rule.split_at(end.unwrap_or(rule.len()));
            let name = name.to_ascii_lowercase();
            let on_screens = match name.as_str() {
                "media" => on_screens(asked),
                "layer" => Some(false),
                _ => Some(true),
            };
            block.counts &= WITH_RULES.contains(&name.as_str()) && on_screens.is_some();
            block.conditional |= on_screens.unwrap_or(true);
        } else {
            let selectors = if counts { selectors(prelude) } else { Vec::new() };
            block.selectors = Some(selectors);
        }
        prelude.clone_into(&mut block.prelude);
        block
    }

    /// How strong its selectors are with those around them, at most.
    fn strength(&self) -> Weight {
        let own = self.selectors.iter().flatten().map(|selector| selector.weight).max();
        own.unwrap_or_default().with(&self.around)
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
                ("content-visibility", value) => value == "hidden",
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
