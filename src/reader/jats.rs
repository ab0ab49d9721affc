//! What the elements of JATS are: articles of journals, as `PubMed` Central gives them out.

use super::flows::Flow;
use super::prose::Action;
use super::readable::ElementKind;
use super::xml::{attribute, child, name, text_of};
use roxmltree::Node;

/// How deep the section of a heading is: `sec` in `sec`.
fn level(node: Node<'_, '_>) -> u8 {
    let sections =
        ["sec", "app", "ref-list", "ack", "abstract", "notes", "glossary", "fn-group", "bio"];
    let depth = node.ancestors().filter(|above| sections.contains(&name(*above))).count();
    u8::try_from(depth.clamp(1, 6)).unwrap_or(6)
}

/// Whether all text of an element is what is between the marks of notes.
fn is_separator(node: Node<'_, '_>) -> bool {
    let mut texts = node.descendants().filter(Node::is_text).filter_map(|text| text.text());
    texts.all(|text| {
        text.chars()
            .all(|c| matches!(c, ',' | ';' | '–' | '−' | '-' | '\u{A0}') || c.is_whitespace())
    })
}

fn is_mark(node: Node<'_, '_>) -> bool {
    let kind = attribute(node, "ref-type").unwrap_or("");
    let raised = node.ancestors().any(|above| name(above) == "sup")
        || node.children().any(|inner| name(inner) == "sup");
    match kind {
        "fn" | "table-fn" | "author-notes" | "corresp" | "aff" => true,
        "bibr" | "" => raised || is_glued_figure(node),
        _ => false,
    }
}

/// Whether a reference is a figure right behind a word: nobody writes it so but as a mark.
fn is_glued_figure(node: Node<'_, '_>) -> bool {
    let figures = |text: String| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '–' | '-'))
    };
    let before = node.prev_sibling().filter(Node::is_text).and_then(|text| text.text());
    let is_glued = before.is_some_and(|text| {
        text.ends_with(|c: char| {
            c.is_alphabetic() || matches!(c, '.' | ',' | ';' | ':' | '”' | '"')
        })
    });
    is_glued && text_of(node).is_some_and(figures)
}

/// Raised text between the marks of notes: `<xref/><sup>,</sup><xref/>`.
fn separates_marks(node: Node<'_, '_>) -> bool {
    let beside = [node.prev_sibling_element(), node.next_sibling_element()];
    is_separator(node) && beside.iter().flatten().any(|near| name(*near) == "xref")
}

/// What is data about the article, and not read.
#[rustfmt::skip]
fn is_unread(name: &str) -> bool {
    matches!(
        name,
        "journal-meta" | "processing-meta" | "custom-meta-group" | "custom-meta-wrap" | "article-id" |
        "article-version" | "article-version-alternatives" | "contrib-id" | "alt-text" | "long-desc" |
        "object-id" | "permissions" | "pub-date" | "pub-date-not-available" | "pub-history" | "history" |
        "counts" | "kwd-group" | "article-categories" | "elocation-id" | "volume" | "issue" | "volume-id" |
        "issue-id" | "issue-title" | "self-uri" | "related-article" | "related-object" | "funding-group" |
        "support-group" | "conference" | "isbn" | "product" | "alt-title" | "def-head" | "term-head" | "col"
        | "colgroup" | "institution-id" | "pub-id" | "processing-instruction" | "hr"
    )
}

/// What is in lines of its own and holds others.
#[rustfmt::skip]
fn is_group(name: &str) -> bool {
    matches!(
        name,
        "article" | "sub-article" | "response" | "front" | "front-stub" | "article-meta" | "body" | "back" |
        "title-group" | "trans-title-group" | "abstract" | "trans-abstract" | "sec" | "app" | "app-group" |
        "ack" | "notes" | "note" | "bio" | "glossary" | "ref-list" | "fn-group" | "list" | "def-list" |
        "def" | "disp-quote" | "disp-formula" | "disp-formula-group" | "verse-group" | "table-wrap" |
        "table-wrap-group" | "table-wrap-foot" | "table" | "thead" | "tbody" | "tfoot" | "tr" | "fig" |
        "fig-group" | "caption" | "contrib" | "floats-group" | "floats-wrap" | "array" | "speaker" |
        "graphic" | "media" | "pmc-articleset"
    )
}

/// What becomes of an element.
pub(super) fn action(node: Node<'_, '_>) -> Action {
    let parent = node.parent().map_or("", |parent| name(parent));
    match name(node) {
        name if is_unread(name) => Action::Skip,
        // In references these are what people read; in the article's own data they are not.
        "fpage" | "lpage" if parent == "article-meta" || parent == "front-stub" => Action::Skip,
        "article-title" | "subtitle" | "trans-title" | "trans-subtitle"
            if matches!(parent, "title-group" | "trans-title-group") =>
        {
            Action::Block(ElementKind::Title)
        }
        "title" if matches!(parent, "caption") => Action::Block(ElementKind::Caption),
        "title" => Action::Block(ElementKind::Heading(level(node))),
        "label" => label(node, parent),
        "p" if parent == "caption" => Action::Block(ElementKind::Caption),
        "p" if node.ancestors().any(|a| name(a) == "disp-quote") => {
            Action::Block(ElementKind::Quoted)
        }
        "p" | "verse-line" | "attrib" | "statement" | "term" | "award-id" => {
            Action::Block(ElementKind::Body)
        }
        "list-item" | "def-item" => Action::Block(ElementKind::ListItem),
        "preformat" | "code" if parent != "p" => Action::Block(ElementKind::Code),
        "ref" => Action::Block(ElementKind::Reference),
        "element-citation" | "nlm-citation" | "citation" | "name" | "string-name"
        | "person-group" | "name-alternatives" | "collab" => Action::Words,
        "fn" | "author-notes" | "corresp" => Action::Beside(Flow::Notes),
        "contrib-group" | "aff" | "boxed-text" | "supplementary-material" => {
            Action::Beside(Flow::Asides)
        }
        // What floats is anchored in a paragraph, and shown elsewhere.
        "fig" | "fig-group" | "table-wrap" | "table-wrap-group"
            if node.ancestors().skip(1).any(|above| name(above) == "p") =>
        {
            Action::Beside(Flow::Asides)
        }
        "td" | "th" => Action::Cell,
        "xref" if is_mark(node) => Action::Mark,
        "sup" if separates_marks(node) => Action::Mark,
        "sup" => Action::Raised,
        "sub" => Action::Lowered,
        "break" => Action::Line,
        "tex-math" if child_of_alternatives(node) => Action::Skip,
        "inline-graphic" | "private-char" | "chem-struct" | "tex-math" => Action::Gap,
        "math" => Action::Math,
        "alternatives" => Action::Choice,
        "speech" => Action::Speech,
        "rt" | "rp" => Action::Skip,
        name if is_group(name) => Action::Group,
        _ => Action::Inline,
    }
}

/// A label is before what it names, as it is printed; that of a note is its mark.
fn label(node: Node<'_, '_>, parent: &str) -> Action {
    match parent {
        "fig" | "table-wrap" | "fig-group" | "boxed-text" => Action::Block(ElementKind::Caption),
        "sec" | "app" => Action::Block(ElementKind::Heading(level(node))),
        "ref" | "list-item" | "fn" | "aff" | "corresp" | "disp-formula" | "def-item" => {
            Action::Skip
        }
        _ => Action::Inline,
    }
}

fn child_of_alternatives(node: Node<'_, '_>) -> bool {
    node.parent().is_some_and(|parent| {
        matches!(name(parent), "alternatives" | "disp-formula" | "inline-formula")
            && child(parent, "math").is_some()
    })
}

/// Of what says the same in several ways, the one that has text.
pub(super) fn choice<'d, 't>(node: Node<'d, 't>) -> Option<Node<'d, 't>> {
    let order = [
        "math",
        "table",
        "textual-form",
        "code",
        "preformat",
        "mixed-citation",
        "inline-graphic",
        "tex-math",
    ];
    order.iter().find_map(|wanted| child(node, wanted)).or_else(|| node.first_element_child())
}

/// Who speaks.
pub(super) fn speaker(node: Node<'_, '_>) -> Option<String> {
    child(node, "speaker").and_then(text_of)
}
