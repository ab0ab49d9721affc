//! `OpenDocument` text (ODT, and the same as one XML file) as it is shown: no deleted text, no annotations, nothing hidden.
//!
//! What was deleted is kept at the start of the text (`text:tracked-changes`), and only a mark is where it was. White
//! space collapses as in HTML; what is meant to stay is an element: `<text:s text:c="3"/>`, `<text:tab/>`.

#[cfg(feature = "docx")]
use super::assembly::Assembly;
use super::flows::{Flow, Flows};
use super::readable::{ElementKind, Readable};
use super::xml::{self, attribute, child, name, push_text};
#[cfg(feature = "docx")]
use super::zipped::Zip;
use super::{ReadError, raised};
use roxmltree::Node;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What messages call it.
pub(super) const WHAT: &str = "an ODT";

/// The name of this reader, and the version of what it makes of a file.
pub(super) const READER: &str = "odt/3";

/// The longest run of spaces that one element may stand for.
const MAX_SPACES: usize = 64;

/// How many styles may be based on each other.
const MAX_PARENTS: usize = 32;

/// Reads an archive.
#[cfg(feature = "docx")]
pub(super) fn read(bytes: &[u8]) -> Result<Readable, ReadError> {
    let mut zip = Zip::open(bytes, WHAT)?;
    let manifest = zip.text("META-INF/manifest.xml")?.unwrap_or_default();
    if manifest.contains("encryption-data") {
        return Err(ReadError::Locked);
    }
    let content = zip.needed("content.xml")?;
    let styles = zip.text("styles.xml")?.unwrap_or_default();
    let mut known = Styles::default();
    let pages = if styles.is_empty() { None } else { Some(xml::parse(&styles, WHAT)?) };
    if let Some(pages) = &pages {
        known.read(pages.root_element());
    }
    let document = xml::parse(&content, WHAT)?;
    known.read(document.root_element());
    let body = walk(document.root_element(), &content, &known).into_drafts();
    let content = Arc::new(content.clone());
    let mut out = Assembly::new(READER);
    for flow in body {
        out.add("content.xml", &flow.finish(READER, content.clone(), 0));
    }
    if let Some(pages) = &pages {
        let heads = walk_heads(pages.root_element(), &styles, &known).into_draft();
        out.add("styles.xml", &heads.finish(READER, Arc::new(styles.clone()), 0));
    }
    Ok(out.finish())
}

/// Reads the form that is one XML file.
pub(super) fn read_flat(source: Arc<String>, bom: usize) -> Result<Readable, ReadError> {
    let document = xml::parse(&source, WHAT)?;
    let mut known = Styles::default();
    known.read(document.root_element());
    let draft = walk(document.root_element(), &source, &known).into_draft();
    drop(document);
    Ok(draft.finish(READER, source, bom))
}

fn walk(root: Node<'_, '_>, source: &str, styles: &Styles) -> Flows {
    let mut walk = Walk::new(root, source, styles);
    if let Some(body) = xml::descendant(root, "body") {
        walk.blocks(body, None);
    }
    walk.flows
}

/// Running heads and feet, which are in the styles of pages.
#[cfg(feature = "docx")]
fn walk_heads(root: Node<'_, '_>, source: &str, styles: &Styles) -> Flows {
    let mut walk = Walk::new(root, source, styles);
    let masters = root.descendants().filter(|node| name(*node) == "master-page");
    for head in masters.flat_map(|master| master.children()).filter(Node::is_element) {
        let place = head.range();
        let before = walk.flows.enter(Flow::Furniture, place.start);
        walk.blocks(head, None);
        walk.flows.leave(before, place.end);
    }
    walk.flows
}

/// What a style says that matters for reading.
#[derive(Debug, Clone, Default)]
struct Style {
    /// The name that people see, with what stands for other characters in it.
    name: String,
    parent: Option<String>,
    hidden: Option<bool>,
    /// Whether text is over the line, or under it.
    raised: Option<bool>,
    level: Option<u8>,
}

/// The styles, by family and name: `text` and `paragraph` may both have an `Emphasis`.
#[derive(Debug, Default)]
struct Styles(HashMap<(String, String), Style>);

impl Styles {
    fn read(&mut self, root: Node<'_, '_>) {
        for node in root.descendants().filter(|node| name(*node) == "style") {
            let (Some(id), Some(family)) = (attribute(node, "name"), attribute(node, "family"))
            else {
                continue;
            };
            let text = child(node, "text-properties");
            let position = text.and_then(|t| attribute(t, "text-position")).map(|position| {
                let first = position.split_whitespace().next().unwrap_or("");
                match first.trim_end_matches('%').parse::<f64>() {
                    Ok(shift) if shift > 0.0 => Some(true),
                    Ok(shift) if shift < 0.0 => Some(false),
                    Ok(_) => None,
                    Err(_) if first == "super" => Some(true),
                    Err(_) => (first == "sub").then_some(false),
                }
            });
            let style = Style {
                name: attribute(node, "display-name")
                    .unwrap_or(id)
                    .replace("_20_", " ")
                    .to_lowercase(),
                parent: attribute(node, "parent-style-name").map(str::to_owned),
                hidden: text.and_then(|t| attribute(t, "display")).map(|shown| shown == "none"),
                raised: position.flatten(),
                level: attribute(node, "default-outline-level")
                    .and_then(|level| level.parse().ok()),
            };
            self.0.insert((family.to_owned(), id.to_owned()), style);
        }
    }

    /// A style and those that it is based on, itself first.
    fn chain<'s>(&'s self, family: &'s str, id: Option<&str>) -> impl Iterator<Item = &'s Style> {
        let find = move |id: &str| self.0.get(&(family.to_owned(), id.to_owned()));
        let first = id.and_then(find);
        std::iter::successors(first, move |style| style.parent.as_deref().and_then(find))
            .take(MAX_PARENTS)
    }

    fn is_hidden(&self, family: &str, id: Option<&str>) -> bool {
        self.chain(family, id).find_map(|style| style.hidden).unwrap_or(false)
    }

    /// What a paragraph is by its style.
    fn kind(&self, id: Option<&str>) -> ElementKind {
        let kinds = self.chain("paragraph", id).filter_map(|style| {
            if let Some(level @ 1..) = style.level {
                return Some(ElementKind::Heading(level.min(6)));
            }
            Some(match style.name.as_str() {
                "title" | "subtitle" => ElementKind::Title,
                "caption" => ElementKind::Caption,
                "quotations" => ElementKind::Quoted,
                "preformatted text" => ElementKind::Code,
                name if name.starts_with("bibliography") => ElementKind::Reference,
                // LibreOffice states no level in files that it made of web pages.
                name => {
                    let level = name.strip_prefix("heading ")?.parse::<u8>().ok()?;
                    ElementKind::Heading(level.clamp(1, 6))
                }
            })
        });
        let mut kinds = kinds;
        kinds.next().unwrap_or(ElementKind::Body)
    }
}

/// What is known while the text is walked through.
struct Walk<'s> {
    source: &'s str,
    styles: &'s Styles,
    flows: Flows,
    /// The ids of what was deleted. A flat file has it in its place, between two marks.
    deletions: Arc<HashSet<String>>,
    /// The id of the deletion that is open.
    deleted: Option<String>,
}

impl<'s> Walk<'s> {
    fn new(root: Node<'_, '_>, source: &'s str, styles: &'s Styles) -> Self {
        let regions = root.descendants().filter(|node| name(*node) == "changed-region");
        let deletions = regions.filter(|region| child(*region, "deletion").is_some());
        let deletions = deletions.filter_map(|region| attribute(region, "id").map(str::to_owned));
        let deletions = Arc::new(deletions.collect());
        Self { source, styles, flows: Flows::default(), deletions, deleted: None }
    }

    /// Writes what is in lines of its own. `within` is what its paragraphs are, unless their styles say more.
    fn blocks(&mut self, parent: Node<'_, '_>, within: Option<ElementKind>) {
        for node in parent.children().filter(Node::is_element) {
            match name(node) {
                // A table of contents says the headings again.
                "tracked-changes"
                | "annotation"
                | "annotation-end"
                | "sequence-decls"
                | "forms"
                | "table-of-content"
                | "illustration-index"
                | "table-index"
                | "object-index"
                | "user-index"
                | "variable-decls"
                | "user-field-decls"
                | "dde-connection-decls"
                | "index-title-template"
                | "table-of-content-source"
                | "bibliography-source"
                | "alphabetical-index-source"
                | "list-header-source"
                | "covered-table-cell"
                | "table-column"
                | "table-columns"
                | "desc"
                | "title"
                | "event-listeners" => {}
                "p" | "h" => self.paragraph(node, within),
                "list-item" | "list-header" => self.blocks(node, Some(ElementKind::ListItem)),
                "bibliography" => self.blocks(node, Some(ElementKind::Reference)),
                "table-cell" => {
                    let place = node.range();
                    self.flows.out().end_block(place.start);
                    self.flows.cell(place.end, |flows| {
                        let mut inner = Walk {
                            source: self.source,
                            styles: self.styles,
                            flows: std::mem::take(flows),
                            deletions: Arc::clone(&self.deletions),
                            deleted: self.deleted.clone(),
                        };
                        inner.blocks(node, None);
                        *flows = inner.flows;
                    });
                }
                "section" | "hidden-paragraph" if is_hidden(node) => {}
                "change-start" | "change-end" => {
                    self.passes_over(node);
                }
                "frame" | "custom-shape" | "rect" | "text-box" => self.drawing(node),
                _ => self.blocks(node, within),
            }
        }
    }

    fn paragraph(&mut self, node: Node<'_, '_>, within: Option<ElementKind>) {
        let style = attribute(node, "style-name");
        if self.styles.is_hidden("paragraph", style) || hides_itself(node) {
            return;
        }
        let place = node.range();
        let kind = if name(node) == "h" {
            let level = attribute(node, "outline-level").and_then(|level| level.parse().ok());
            ElementKind::Heading(level.unwrap_or(1_u8).clamp(1, 6))
        } else {
            match (self.styles.kind(style), within) {
                (ElementKind::Body, Some(within)) => within,
                (kind, _) => kind,
            }
        };
        self.flows.begin(kind, place.start);
        self.inline(node);
        self.flows.end(place.end);
    }

    fn inline(&mut self, parent: Node<'_, '_>) {
        for node in parent.children() {
            if node.is_text() && self.deleted.is_none() {
                push_text(node, self.source, self.flows.out());
            } else if node.is_element() && !self.passes_over(node) {
                self.element(node);
            }
        }
    }

    /// Looks for the marks around what was deleted; whether a node is one of them, or is deleted.
    fn passes_over(&mut self, node: Node<'_, '_>) -> bool {
        let id = attribute(node, "change-id");
        match name(node) {
            "change-start" if id.is_some_and(|id| self.deletions.contains(id)) => {
                self.deleted = id.map(str::to_owned);
            }
            "change-end" if id.is_some() && id == self.deleted.as_deref() => self.deleted = None,
            "span" | "a" if self.deleted.is_some() => self.inline(node),
            _ => return self.deleted.is_some(),
        }
        true
    }

    fn element(&mut self, node: Node<'_, '_>) {
        let place = node.range();
        match name(node) {
            "s" => {
                let count = attribute(node, "c").and_then(|count| count.parse().ok()).unwrap_or(1);
                self.flows.out().push_other(&" ".repeat(count.min(MAX_SPACES)), place);
            }
            "tab" => self.flows.out().push_other(" ", place),
            "line-break" => self.flows.out().push_other("\n", place),
            "note" => {
                let out = self.flows.out();
                out.leave_out(out.text.len());
                if let Some(body) = child(node, "note-body") {
                    let before = self.flows.enter(Flow::Notes, place.start);
                    self.blocks(body, None);
                    self.flows.leave(before, place.end);
                }
            }
            "annotation" | "annotation-end" | "change" | "change-start" | "change-end"
            | "ruby-text" | "tracked-changes" | "desc" | "title" | "event-listeners" => {}
            "hidden-text" if attribute(node, "is-hidden") != Some("false") => {}
            "span" => self.span(node),
            "frame" | "custom-shape" | "rect" | "ellipse" | "text-box" | "g" | "control" => {
                self.drawing(node);
            }
            _ => self.inline(node),
        }
    }

    fn span(&mut self, node: Node<'_, '_>) {
        let style = attribute(node, "style-name");
        if self.styles.is_hidden("text", style) {
            return;
        }
        let from = self.flows.out().text.len();
        self.inline(node);
        match self.styles.chain("text", style).find_map(|style| style.raised) {
            Some(true) => raised::raise(self.flows.out(), from, false),
            Some(false) => raised::lower(self.flows.out(), from),
            None => {}
        }
    }

    /// What is drawn: the text in it is an aside, a picture in the line a gap.
    fn drawing(&mut self, node: Node<'_, '_>) {
        let place = node.range();
        let has_text = node.descendants().any(|inner| matches!(name(inner), "p" | "h"));
        let formula = node.descendants().any(|inner| name(inner) == "object");
        if has_text {
            let flow = match self.flows.now() {
                Flow::Furniture => Flow::Furniture,
                _ => Flow::Asides,
            };
            let before = self.flows.enter(flow, place.start);
            self.blocks(node, None);
            self.flows.leave(before, place.end);
        } else if attribute(node, "anchor-type") == Some("as-char") {
            self.flows.out().gap(place, formula);
        }
    }
}

/// Whether a field in a paragraph hides it.
fn hides_itself(paragraph: Node<'_, '_>) -> bool {
    let mut fields = paragraph.descendants().filter(|node| name(*node) == "hidden-paragraph");
    fields.any(|field| {
        let of = field.ancestors().find(|node| matches!(name(*node), "p" | "h"));
        is_hidden(field) && of == Some(paragraph)
    })
}

/// Whether a section or a paragraph is hidden.
fn is_hidden(node: Node<'_, '_>) -> bool {
    attribute(node, "display") == Some("none") || attribute(node, "is-hidden") == Some("true")
}

#[cfg(test)]
mod tests {
    use crate::reader::{ElementKind, Readable, read};

    fn odt(styles: &str, body: &str) -> Readable {
        let source = format!(
            "<office:document xmlns:office='o' xmlns:text='t' xmlns:style='s' xmlns:fo='f' xmlns:draw='d' xmlns:table='b'>\
             <office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document>"
        );
        read(source.as_bytes(), "application/vnd.oasis.opendocument.text-flat-xml", None)
            .expect("readable")
    }

    #[test]
    fn only_what_is_shown_is_text() {
        let body = "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion></text:changed-region></text:tracked-changes>\
            <text:p>The  sea<text:change text:change-id='c'/><office:annotation><text:p>a comment</text:p></office:annotation>\n rose<text:s text:c='2'/>by<text:tab/>far\
            <text:note text:note-class='footnote'><text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p></text:note-body></text:note>.\
            <text:ruby><text:ruby-base>漢</text:ruby-base><text:ruby-text>かん</text:ruby-text></text:ruby></text:p>";
        let read = odt("", body);
        let words: Vec<&str> = read.text.split_whitespace().collect();
        assert_eq!(words.join(" "), "The sea rose by far.漢 A note.");
        assert_eq!(read.blocks().last().map(|block| block.kind), Some(ElementKind::Note));
    }

    #[test]
    fn what_is_deleted_in_its_place_is_no_text() {
        let body = "<text:tracked-changes><text:changed-region text:id='a'><text:deletion/></text:changed-region>\
            <text:changed-region text:id='b'><text:insertion/></text:changed-region></text:tracked-changes>\
            <text:p>The del<text:change-start text:change-id='a'/>eted not <text:span>in <text:change-end text:change-id='a'/></text:span>ta was\
            <text:change-start text:change-id='b'/> never<text:change-end text:change-id='b'/> crossed.</text:p>\
            <text:change-start text:change-id='a'/><text:p>gone</text:p><text:change-end text:change-id='a'/><text:p>Here.</text:p>";
        let read = odt("", body);
        let words: Vec<&str> = read.text.split_whitespace().collect();
        assert_eq!(words.join(" "), "The delta was never crossed. Here.");
    }

    #[test]
    fn a_field_hides_its_paragraph() {
        let body = "<text:p><text:span><text:hidden-paragraph text:is-hidden='true'/></text:span>gone</text:p>\
            <text:p><text:hidden-paragraph text:is-hidden='false'/>seen<text:note><text:note-body>\
            <text:p><text:hidden-paragraph text:is-hidden='true'/>gone, too</text:p></text:note-body></text:note></text:p>";
        assert_eq!(odt("", body).text.trim(), "seen");
    }

    #[test]
    fn styles_raise_and_hide() {
        let styles = "<style:style style:name='T1' style:family='text'><style:text-properties style:text-position='super 58%'/></style:style>\
            <style:style style:name='T2' style:family='text'><style:text-properties text:display='none'/></style:style>\
            <style:style style:name='P1' style:family='paragraph' style:parent-style-name='Quotations'/>\
            <style:style style:name='Quotations' style:family='paragraph'/>\
            <style:style style:name='P2' style:family='paragraph' style:parent-style-name='Heading_20_1'/>\
            <style:style style:name='Heading_20_1' style:display-name='Heading 1' style:family='paragraph' style:parent-style-name='Heading'/>\
            <style:style style:name='Heading' style:family='paragraph'/>";
        let body = "<text:h text:outline-level='2'>Head</text:h><text:p>10<text:span text:style-name='T1'>6</text:span><text:span text:style-name='T2'>no</text:span></text:p>\
            <text:p text:style-name='P1'>said</text:p><text:p text:style-name='P2'>Tides</text:p><text:section text:display='none'><text:p>no</text:p></text:section>";
        let read = odt(styles, body);
        assert_eq!(read.text.trim(), "Head\n\n10⁶\n\nsaid\n\nTides");
        let kinds: Vec<ElementKind> = read.blocks().iter().map(|block| block.kind).collect();
        assert_eq!(
            kinds,
            [
                ElementKind::Heading(2),
                ElementKind::Body,
                ElementKind::Quoted,
                ElementKind::Heading(1)
            ]
        );
    }
}
