//! Complex selectors: elements that are known by more than one thing, or by those around them (`.menu > li.gone`).

use super::Weight;
use super::selector::identifier;
use std::rc::Rc;

/// Bytes of a selector in one rule; of a longer one nothing is known.
const BYTES: usize = 256;

/// Compound selectors of one selector, and what each may ask for; of one with more nothing is known.
const PARTS: usize = 16;

/// What is known of an element of the page.
#[derive(Debug, Default)]
pub(in crate::reader) struct NamedElement {
    /// In lower case.
    pub(in crate::reader) name: String,
    pub(in crate::reader) classes: Vec<String>,
    pub(in crate::reader) id: Option<String>,
    /// The names in lower case.
    pub(in crate::reader) attributes: Vec<(String, String)>,
}

/// A compound selector: what it asks of one element.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Compound {
    name: String,
    ids: Vec<String>,
    classes: Vec<String>,
    /// With the value that they must have, if any.
    attributes: Vec<(String, Option<String>)>,
}

/// What stands between two compound selectors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Combinator {
    Descendant,
    Child,
}

/// A selector of compound selectors. It asks for no state, no place among siblings, and nothing else that is not known here.
#[derive(Debug, Default, Clone)]
pub(super) struct Complex {
    /// That of the element itself.
    last: Rc<Compound>,
    /// Those of elements around it, from the outside, each with what stands behind it.
    around: Vec<(Rc<Compound>, Combinator)>,
    pub(super) weight: Weight,
}

impl Compound {
    const fn is_empty(&self) -> bool {
        self.name.is_empty() && self.asked() == 0
    }

    /// How much it asks for beside the name.
    const fn asked(&self) -> usize {
        self.ids.len() + self.classes.len() + self.attributes.len()
    }

    /// Whether it asks for the page's own element and for nothing that a script may have changed there.
    fn is_root(&self) -> bool {
        matches!(self.name.as_str(), "html" | "body") && self.asked() == 0
    }

    fn matches(&self, element: &NamedElement) -> bool {
        let has = |(name, value): &(String, Option<String>)| {
            element
                .attributes
                .iter()
                .any(|(known, is)| known == name && value.as_ref().is_none_or(|value| value == is))
        };
        (self.name.is_empty() || self.name == element.name)
            && self.ids.iter().all(|id| element.id.as_ref() == Some(id))
            && self.classes.iter().all(|class| element.classes.contains(class))
            && self.attributes.iter().all(has)
    }

    /// Reads the simple selector at the start of a text; what is behind it, `None` if it asks for what is not known here.
    fn read<'t>(&mut self, text: &'t str, weight: &mut Weight) -> Option<&'t str> {
        let mut chars = text.chars();
        let first = chars.next()?;
        let behind = chars.as_str();
        match first {
            '*' => Some(behind),
            '.' => {
                let (class, behind) = identifier(behind);
                weight.classes += 1;
                self.classes.push(class);
                Some(behind)
            }
            '#' => {
                let (id, behind) = identifier(behind);
                weight.ids += 1;
                self.ids.push(id);
                Some(behind)
            }
            '[' => {
                let (asked, behind) = behind.split_once(']')?;
                weight.classes += 1;
                self.attributes.push(attribute_of(asked)?);
                Some(behind)
            }
            ':' => {
                let behind = behind.strip_prefix("root")?;
                if behind.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '('))
                {
                    return None;
                }
                weight.classes += 1;
                "html".clone_into(&mut self.name);
                Some(behind)
            }
            _ => {
                let (name, behind) = identifier(text);
                if name.is_empty() {
                    return None;
                }
                weight.names += 1;
                self.name = name.to_ascii_lowercase();
                Some(behind)
            }
        }
    }
}

/// What an attribute selector asks for: `hidden`, `type=a`, `type="a"`.
fn attribute_of(asked: &str) -> Option<(String, Option<String>)> {
    let is_name = |text: &str| {
        let of_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        !text.is_empty() && text.chars().all(of_name)
    };
    let (name, value) = match asked.split_once('=') {
        Some((name, value)) => (name, Some(value.trim().trim_matches(['"', '\'']))),
        None => (asked, None),
    };
    let name = name.trim();
    // What stood in a string may have been taken out of it: the value is empty then.
    let is_known = is_name(name) && value.is_none_or(is_name);
    is_known.then(|| (name.to_ascii_lowercase(), value.map(str::to_owned)))
}

impl Complex {
    /// Reads a selector; in a rule that stands in another one, of `parent`. `None` if it asks for what is not known here.
    pub(super) fn read(text: &str, parent: Option<&Self>) -> Option<Self> {
        if text.len() > BYTES {
            return None;
        }
        let mut found = parent.cloned().unwrap_or_default();
        let mut rest = text.trim();
        let mut combinator = None;
        if parent.is_some() {
            let own = rest.strip_prefix('&');
            // `.a { b {…} }` is `.a { & b {…} }`.
            combinator = own.is_none().then_some(Combinator::Descendant);
            rest = own.unwrap_or(rest);
        }
        let mut is_first = parent.is_none();
        while let Some(c) = rest.chars().next() {
            if c.is_ascii_whitespace() || c == '>' {
                let child = c == '>' || combinator == Some(Combinator::Child);
                combinator = Some(if child { Combinator::Child } else { Combinator::Descendant });
                rest = rest.get(1..)?;
                continue;
            }
            if let Some(combinator) = combinator.take() {
                if is_first {
                    return None;
                }
                let outer = std::mem::take(&mut found.last);
                let is_all = combinator == Combinator::Descendant && found.around.is_empty();
                if !(is_all && outer.is_root()) {
                    found.around.push((outer, combinator));
                }
            }
            is_first = false;
            let last = Rc::make_mut(&mut found.last);
            rest = last.read(rest, &mut found.weight)?;
            if last.asked() > PARTS || found.around.len() >= PARTS {
                return None;
            }
        }
        // A combinator at the end has nothing behind it.
        (combinator != Some(Combinator::Child) && !is_first).then_some(found)
    }

    /// Whether [`super::Selector::key`] says it all.
    pub(super) fn is_simple(&self) -> bool {
        let Compound { name, ids, classes, attributes } = &*self.last;
        let is_named = |all: usize| if all == 0 { !name.is_empty() } else { all == 1 };
        // What was asked of the page's own element is no longer in it, but in its weight.
        let is_all = self.weight.names == usize::from(!name.is_empty())
            && self.weight.classes == classes.len();
        self.around.is_empty()
            && is_all
            && attributes.is_empty()
            && is_named(ids.len() + classes.len())
            && (ids.is_empty() || name.is_empty())
    }

    /// What the elements are found by that it may match; each has one of its [`NamedElement::keys`].
    pub(super) fn key(&self) -> String {
        let Compound { name, ids, classes, attributes } = &*self.last;
        if let Some(id) = ids.first() {
            return format!("#{id}");
        }
        if let Some(class) = classes.first() {
            return format!(".{class}");
        }
        match attributes.first() {
            Some((attribute, _)) => format!("[{attribute}"),
            None if name.is_empty() => "*".to_owned(),
            None => name.clone(),
        }
    }

    /// What a rule that shows some of its elements may have in its selector: `.gone`, `li.gone`, `li`.
    pub(super) fn parts(&self, name: &str) -> Vec<String> {
        let Compound { name: own, ids, classes, .. } = &*self.last;
        let of_class = |class: &String| [format!(".{class}"), format!("{name}.{class}")];
        let ids = ids.iter().map(|id| format!("#{id}"));
        let own = Some(own).filter(|own| !own.is_empty()).cloned();
        classes.iter().flat_map(of_class).chain(ids).chain(own).collect()
    }

    /// How many elements it looks at, at most, where so many are open.
    pub(super) fn cost(&self, open: usize) -> usize {
        1 + self.around.len().saturating_mul(open)
    }

    /// Whether it matches an element in others, which come from the outside. What it asks of a page's `html` and `body` but
    /// their names may be a state that a script ends (`.no-js`): it is not met.
    pub(super) fn matches(&self, element: &NamedElement, around: &[&NamedElement]) -> bool {
        if !self.last.matches(element) {
            return false;
        }
        let is_met = |compound: &Compound, element: &NamedElement| {
            let is_page = matches!(element.name.as_str(), "html" | "body");
            (!is_page || compound.is_root() || compound.is_empty()) && compound.matches(element)
        };
        // Where the compound selector matches that was looked at last.
        let mut places = vec![around.len()];
        for (compound, combinator) in self.around.iter().rev() {
            places = match combinator {
                Combinator::Child => places.iter().filter_map(|at| at.checked_sub(1)).collect(),
                Combinator::Descendant => (0..places.last().copied().unwrap_or(0)).collect(),
            };
            places.retain(|at| around.get(*at).is_some_and(|element| is_met(compound, element)));
        }
        !places.is_empty()
    }
}

impl NamedElement {
    /// A class as simple selectors name it: `.gone`, `p.gone`.
    pub(super) fn keys_of_class(&self, class: &str) -> [String; 2] {
        [format!(".{class}"), format!("{}.{class}", self.name)]
    }

    /// The simple selectors that match it: `.gone`, `p.gone`, `#menu`, `nav`.
    pub(super) fn simple_keys(&self) -> Vec<String> {
        let mut keys: Vec<String> =
            self.classes.iter().flat_map(|class| self.keys_of_class(class)).collect();
        keys.extend(self.id.iter().map(|id| format!("#{id}")));
        keys.push(self.name.clone());
        keys
    }

    /// What rules on it may be found by, see [`Complex::key`].
    pub(super) fn keys(&self) -> impl Iterator<Item = String> {
        let classes = self.classes.iter().map(|class| format!(".{class}"));
        let id = self.id.iter().map(|id| format!("#{id}"));
        let attributes = self.attributes.iter().map(|(name, _)| format!("[{name}"));
        let name = [self.name.clone(), "*".to_owned()];
        classes.chain(id).chain(attributes).chain(name)
    }
}
