//! Pieces of a page: elements with text in them. The page makes them of nothing but text, so no markup comes of any.

use quoteproof::text::legible;
use serde::{Serialize, Serializer};

/// A piece of a page.
pub(crate) enum Node {
    Text(String),
    Element(Element),
}

/// An element, which the page gets as `[name, attributes, children]`.
#[derive(Serialize)]
pub(crate) struct Element(&'static str, Vec<(&'static str, String)>, Vec<Node>);

/// What is told of one question: a line that is read out, and the pieces below it.
#[derive(Serialize, Default)]
pub(crate) struct View {
    pub(crate) status: String,
    pub(crate) nodes: Vec<Element>,
}

/// An element without anything in it.
pub(crate) fn element(name: &'static str) -> Element {
    Element(name, Vec::new(), Vec::new())
}

impl Element {
    /// With an attribute.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.1.push((name, value.into()));
        self
    }

    /// A document's words, which may run the other way, in its language.
    pub(crate) fn foreign(self, language: Option<&str>) -> Self {
        let auto = self.with("dir", "auto");
        match language.filter(|language| *language != "und") {
            Some(language) => auto.with("lang", language),
            None => auto,
        }
    }

    /// With text behind what it has.
    pub(crate) fn text(mut self, text: &str) -> Self {
        self.2.push(Node::Text(legible(text).into_owned()));
        self
    }

    /// With an element behind what it has.
    pub(crate) fn child(mut self, child: Self) -> Self {
        self.2.push(Node::Element(child));
        self
    }

    /// With elements behind what it has.
    pub(crate) fn children(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        self.2.extend(children.into_iter().map(Node::Element));
        self
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Element(element) => element.serialize(serializer),
        }
    }
}

/// “1 document”, “3 documents”.
pub(crate) fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
