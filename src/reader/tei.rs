//! What the elements of TEI are: editions of texts, with the editor's hand in them.
//!
//! Where the editor corrected or expanded, the document's own letters are kept: they are what is quoted.

use super::flows::Flow;
use super::prose::Action;
use super::readable::ElementKind;
use super::xml::{attribute, child, name, text_of};
use roxmltree::Node;

/// How deep the division of a heading is.
fn level(node: Node<'_, '_>) -> u8 {
    let depth = node.ancestors().filter(|above| name(*above).starts_with("div")).count();
    u8::try_from(depth.clamp(1, 6)).unwrap_or(6)
}

/// Whether an element is where paragraphs are, or holds some.
fn in_lines_of_its_own(node: Node<'_, '_>) -> bool {
    let parent = node.parent().map_or("", |parent| name(parent));
    let above = matches!(parent, "body" | "front" | "back" | "epigraph" | "cit" | "argument")
        || parent.starts_with("div");
    above || node.children().any(|inner| matches!(name(inner), "p" | "lg" | "l" | "ab"))
}

fn look(node: Node<'_, '_>) -> Option<Action> {
    let look = attribute(node, "rend").or_else(|| attribute(node, "rendition"))?.to_lowercase();
    if ["sup", "superscript", "super", "#sup"]
        .iter()
        .any(|word| look.split_whitespace().any(|l| l == *word))
    {
        return Some(Action::Raised);
    }
    let lowered = ["sub", "subscript", "#sub"];
    lowered
        .iter()
        .any(|word| look.split_whitespace().any(|l| l == *word))
        .then_some(Action::Lowered)
}

/// What becomes of an element.
pub(super) fn action(node: Node<'_, '_>) -> Action {
    let parent = node.parent().map_or("", |parent| name(parent));
    match name(node) {
        "teiHeader" | "facsimile" | "standOff" | "sourceDoc" | "del" | "figDesc" | "graphic"
        | "rdg" | "wit" | "interp" | "interpGrp" | "spanGrp" | "metamark" | "cb" | "gb"
        | "milestone" | "anchor" | "index" | "rt" | "xenoData" | "listChange" | "certainty"
        | "listApp" => Action::Skip,
        "span" if attribute(node, "from").is_some() || attribute(node, "target").is_some() => {
            Action::Skip
        }
        "fw" => Action::Beside(Flow::Furniture),
        "note" => Action::Beside(Flow::Notes),
        "head" if matches!(parent, "figure" | "table") => Action::Block(ElementKind::Caption),
        "head" => Action::Block(ElementKind::Heading(level(node))),
        "titlePart" | "docTitle" => Action::Block(ElementKind::Title),
        "p" | "ab" if node.ancestors().any(|a| name(a) == "quote") => {
            Action::Block(ElementKind::Quoted)
        }
        "p" | "ab" | "l" | "speaker" | "stage" | "byline" | "docAuthor" | "docImprint"
        | "docDate" | "docEdition" | "salute" | "signed" | "opener" | "closer" | "dateline"
        | "trailer" | "imprimatur" | "castItem" | "u"
            if !is_inline(node, parent) =>
        {
            if name(node) == "u" {
                Action::Speech
            } else {
                Action::Block(ElementKind::Body)
            }
        }
        "item" => Action::Block(ElementKind::ListItem),
        "label" if parent == "list" => Action::Block(ElementKind::ListItem),
        "quote" | "q" if in_lines_of_its_own(node) => Action::Block(ElementKind::Quoted),
        "quote" | "q" | "said" | "soCalled" => Action::Quoted,
        "cell" => Action::Cell,
        "eg" => Action::Block(ElementKind::Code),
        "biblStruct" => Action::Block(ElementKind::Reference),
        "bibl" | "biblFull" if parent == "listBibl" => Action::Block(ElementKind::Reference),
        "sp" => Action::Speech,
        "ref"
            if attribute(node, "type")
                .is_some_and(|kind| matches!(kind, "noteAnchor" | "note" | "fn")) =>
        {
            Action::Mark
        }
        "lb" if attribute(node, "break") == Some("no") => Action::LineInWord,
        "lb" => Action::Line,
        "pb" => Action::Page,
        "gap" => Action::Gap,
        "formula" if child(node, "math").is_none() => Action::Gap,
        "math" => Action::Math,
        "choice" | "app" => Action::Choice,
        "hi" => look(node).unwrap_or(Action::Inline),
        "text" | "group" | "front" | "body" | "back" | "div" | "div1" | "div2" | "div3"
        | "div4" | "div5" | "div6" | "div7" | "lg" | "list" | "table" | "row" | "figure"
        | "titlePage" | "epigraph" | "argument" | "castList" | "castGroup" | "listBibl" | "cit"
        | "floatingText" | "postscript" | "performance" | "prologue" | "epilogue" | "set"
        | "TEI" | "annotationBlock" => Action::Group,
        _ => Action::Inline,
    }
}

/// A direction or a signature may be in the middle of a line.
fn is_inline(node: Node<'_, '_>, parent: &str) -> bool {
    matches!(name(node), "stage" | "signed" | "docDate" | "docAuthor" | "salute")
        && matches!(parent, "p" | "l" | "ab" | "head")
}

/// The document's own reading.
pub(super) fn choice<'d, 't>(node: Node<'d, 't>) -> Option<Node<'d, 't>> {
    let own = ["sic", "orig", "abbr", "lem"];
    own.iter().find_map(|wanted| child(node, wanted)).or_else(|| node.first_element_child())
}

/// Who speaks: by name, or as the edition's list of persons calls them.
pub(super) fn speaker(node: Node<'_, '_>) -> Option<String> {
    let named = child(node, "speaker")
        .and_then(text_of)
        .map(|name| name.trim_end_matches(['.', ':']).to_owned());
    named.or_else(|| attribute(node, "who").map(|who| who.trim_start_matches('#').to_owned()))
}
