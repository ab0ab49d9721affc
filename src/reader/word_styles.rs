//! The styles of a DOCX: which are headings, and which hide or raise text.
//!
//! A style's id is localized and its name is not: in a German Word the style `berschrift1` is named `heading 1`.

use super::ReadError;
use super::readable::ElementKind;
use super::xml::{self, attribute, child, name};
use roxmltree::Node;
use std::collections::HashMap;

/// How many styles may be based on each other.
const MAX_BASES: usize = 32;

/// What a style says, what it inherits included.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Style {
    /// What its paragraphs are; none where it says nothing.
    kind: Option<ElementKind>,
    /// Whether its paragraphs are those of a table of contents.
    pub(super) is_contents: bool,
    /// Whether its text is hidden.
    pub(super) hidden: Option<bool>,
    /// `superscript`, `subscript` or `baseline`.
    pub(super) raised: Option<String>,
    based_on: Option<String>,
}

/// Whether a property that is there is on: it is, unless it says that it is off.
pub(super) fn switched_on(property: Node<'_, '_>) -> bool {
    !matches!(attribute(property, "val"), Some("0" | "false" | "off"))
}

/// A heading by its outline level, which counts from 0; from 9 on it is running text. `None` where no level is stated.
fn outline(properties: Option<Node<'_, '_>>) -> Option<ElementKind> {
    let level = child(properties?, "outlineLvl").and_then(|level| attribute(level, "val"))?;
    let level: u8 = level.parse().ok()?;
    Some(if level < 9 { ElementKind::Heading(level.min(5) + 1) } else { ElementKind::Body })
}

/// What the paragraphs of a style are by its name.
fn kind_of(name: &str) -> Option<ElementKind> {
    let name = name.to_lowercase();
    if let Some(level) = name.strip_prefix("heading ").and_then(|level| level.parse::<u8>().ok()) {
        return Some(ElementKind::Heading(level.clamp(1, 6)));
    }
    Some(match name.as_str() {
        "title" | "subtitle" => ElementKind::Title,
        "caption" | "table caption" | "image caption" | "figure caption" => ElementKind::Caption,
        "quote" | "intense quote" | "block text" | "block quote" | "quotations" => {
            ElementKind::Quoted
        }
        "bibliography" => ElementKind::Reference,
        "source code" | "html preformatted" | "preformatted text" | "macro text" => {
            ElementKind::Code
        }
        name if name.starts_with("list ") => ElementKind::ListItem,
        _ => return None,
    })
}

impl Style {
    /// What a paragraph of this style is, with what its own properties say.
    pub(super) fn kind(&self, properties: Option<Node<'_, '_>>) -> ElementKind {
        if let Some(kind) = outline(properties) {
            return kind;
        }
        let is_item = properties.is_some_and(|p| child(p, "numPr").is_some());
        match self.kind {
            Some(kind) => kind,
            None if is_item => ElementKind::ListItem,
            None => ElementKind::Body,
        }
    }
}

/// All styles, by their ids.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
    /// The style of paragraphs that name none.
    default: Style,
}

impl Styles {
    /// Reads the member that has them; an empty one has none.
    pub(super) fn read(text: &str) -> Result<Self, ReadError> {
        let mut styles = Self::default();
        if text.is_empty() {
            return Ok(styles);
        }
        let document = xml::parse(text, super::docx::WHAT)?;
        let mut default = None;
        for node in document.root_element().children().filter(|node| name(*node) == "style") {
            let Some(id) = attribute(node, "styleId") else { continue };
            if attribute(node, "type") == Some("paragraph")
                && attribute(node, "default").is_some_and(|v| !matches!(v, "0" | "false"))
            {
                default = Some(id.to_owned());
            }
            styles.styles.insert(id.to_owned(), style(node));
        }
        let ids: Vec<String> = styles.styles.keys().cloned().collect();
        let resolved = ids.into_iter().map(|id| {
            let style = styles.resolved(&id);
            (id, style)
        });
        styles.styles = resolved.collect();
        styles.default = default.and_then(|id| styles.styles.get(&id)).cloned().unwrap_or_default();
        Ok(styles)
    }

    /// A style with what it inherits.
    fn resolved(&self, id: &str) -> Style {
        let mut style = self.styles.get(id).cloned().unwrap_or_default();
        let mut next = style.based_on.clone();
        for _ in 0..MAX_BASES {
            let Some(base) = next.as_ref().and_then(|id| self.styles.get(id)) else { break };
            style.kind = style.kind.or(base.kind);
            style.hidden = style.hidden.or(base.hidden);
            style.raised = style.raised.or_else(|| base.raised.clone());
            next.clone_from(&base.based_on);
        }
        style
    }

    /// The style of a paragraph.
    pub(super) fn paragraph(&self, id: Option<&str>) -> Style {
        id.and_then(|id| self.styles.get(id)).unwrap_or(&self.default).clone()
    }

    /// The style of a run; one that names none has none.
    pub(super) fn character(&self, id: Option<&str>) -> Style {
        id.and_then(|id| self.styles.get(id)).cloned().unwrap_or_default()
    }
}

fn style(node: Node<'_, '_>) -> Style {
    let value = |parent: Option<Node<'_, '_>>, wanted: &str| {
        let property = child(parent?, wanted)?;
        attribute(property, "val").map(str::to_owned)
    };
    let (paragraph, run) = (child(node, "pPr"), child(node, "rPr"));
    let named = value(Some(node), "name").unwrap_or_default();
    let item = paragraph.is_some_and(|p| child(p, "numPr").is_some());
    let by_outline = outline(paragraph).filter(|kind| *kind != ElementKind::Body);
    Style {
        kind: kind_of(&named).or(by_outline).or(item.then_some(ElementKind::ListItem)),
        is_contents: named
            .to_lowercase()
            .strip_prefix("toc ")
            .is_some_and(|level| !level.is_empty() && level.bytes().all(|b| b.is_ascii_digit())),
        hidden: run.and_then(|run| child(run, "vanish")).map(switched_on),
        raised: value(run, "vertAlign"),
        based_on: value(Some(node), "basedOn"),
    }
}
