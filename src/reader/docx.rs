//! DOCX (Office Open XML) as Word shows it with all changes accepted: no deleted, hidden or comment text.
//!
//! The text of a paragraph is in runs, which split words anywhere: `<w:r><w:t>har</w:t></w:r><w:r><w:t>bour</w:t></w:r>`.
//! Around and between them is what is not text: what was deleted (`w:del`), what a field is computed from
//! (`w:instrText`), what was written twice for older programs (`mc:Fallback`).

use super::assembly::Assembly;
use super::flows::{Flow, Flows};
use super::package::{main_part, related_or_usual};
use super::readable::{ElementKind, Readable};
use super::symbol::{PictureFont, is_private};
use super::word_styles::{Style, Styles, switched_on};
use super::xml::{self, attribute, child, name, push_text};
use super::zipped::Zip;
use super::{ReadError, omml, raised};
use roxmltree::Node;
use std::ops::Range;
use std::sync::Arc;

/// What messages call it.
pub(super) const WHAT: &str = "a DOCX";

/// The name of this reader, and the version of what it makes of a file.
pub(super) const READER: &str = "docx/2";

/// Reads a file.
pub(super) fn read(bytes: &[u8]) -> Result<Readable, ReadError> {
    let mut zip = Zip::open(bytes, WHAT)?;
    let main = main_part(&mut zip, WHAT)?;
    let styles = match related_or_usual(&mut zip, &main, "/styles", WHAT)?.first() {
        Some(path) => zip.text(path)?.unwrap_or_default(),
        None => String::new(),
    };
    let styles = Styles::read(&styles)?;
    let mut members = vec![(main.clone(), Flow::Body)];
    for (kind, flow) in [
        ("/footnotes", Flow::Notes),
        ("/endnotes", Flow::Notes),
        ("/header", Flow::Furniture),
        ("/footer", Flow::Furniture),
    ] {
        let paths = related_or_usual(&mut zip, &main, kind, WHAT)?;
        members.extend(paths.into_iter().map(|path| (path, flow)));
    }
    let mut read: Vec<(String, [Readable; 4])> = Vec::new();
    for (path, flow) in members {
        let text = if flow == Flow::Body { Some(zip.needed(&path)?) } else { zip.text(&path)? };
        let Some(text) = text else { continue };
        let flows = member(&text, &styles, flow)?;
        let text = Arc::new(text);
        read.push((path, flows.into_drafts().map(|draft| draft.finish(READER, text.clone(), 0))));
    }
    let mut out = Assembly::new(READER);
    for flow in 0..4 {
        for (path, flows) in &read {
            if let Some(flow) = flows.get(flow) {
                out.add(path, flow);
            }
        }
    }
    Ok(out.finish())
}

fn member(text: &str, styles: &Styles, flow: Flow) -> Result<Flows, ReadError> {
    let document = xml::parse(text, WHAT)?;
    let mut walk =
        Walk { source: text, styles, flows: Flows::default(), fields: Vec::new(), shift: None };
    let root = document.root_element();
    if flow == Flow::Body {
        walk.blocks(root);
    } else {
        // Each note, or all of a header, stands by itself.
        let notes: Vec<Node<'_, '_>> = match name(root) {
            "footnotes" | "endnotes" => root.children().filter(Node::is_element).collect(),
            _ => vec![root],
        };
        for note in notes {
            if attribute(note, "type").is_some_and(|kind| kind != "normal") {
                continue;
            }
            let place = note.range();
            let before = walk.flows.enter(flow, place.start);
            walk.blocks(note);
            walk.flows.leave(before, place.end);
        }
    }
    Ok(walk.flows)
}

/// Text that is not on the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shift {
    Raised,
    Lowered,
}

/// What is known while a member is walked through.
struct Walk<'s> {
    source: &'s str,
    styles: &'s Styles,
    flows: Flows,
    /// The fields that are open: whether what comes now is the result of each.
    fields: Vec<bool>,
    /// The byte of the text from which on runs are raised or lowered, and which.
    shift: Option<(usize, Shift)>,
}

/// Whether a paragraph goes on in the next one: the mark that ends it was deleted or moved away, or it is an initial over
/// several lines, which is a paragraph of its own in the file.
fn goes_on(paragraph: Node<'_, '_>) -> bool {
    let frame = child(paragraph, "pPr").and_then(|p| child(p, "framePr"));
    if frame.and_then(|frame| attribute(frame, "dropCap")).is_some_and(|kind| kind != "none") {
        return true;
    }
    let mark = child(paragraph, "pPr").and_then(|p| child(p, "rPr"));
    mark.is_some_and(|mark| child(mark, "del").is_some() || child(mark, "moveFrom").is_some())
}

/// Whether a paragraph is in a frame of its own, which the text flows around.
fn is_framed(paragraph: Node<'_, '_>) -> bool {
    let frame = child(paragraph, "pPr").and_then(|p| child(p, "framePr"));
    frame.is_some_and(|frame| attribute(frame, "dropCap").is_none_or(|kind| kind == "none"))
}

/// Of what was written in several ways the first, which newer programs show.
fn chosen<'d, 't>(alternatives: Node<'d, 't>) -> Option<Node<'d, 't>> {
    child(alternatives, "Choice").or_else(|| child(alternatives, "Fallback"))
}

impl Walk<'_> {
    /// Writes what is in lines of its own.
    fn blocks(&mut self, parent: Node<'_, '_>) {
        let mut paragraphs: Vec<Node<'_, '_>> = Vec::new();
        // The flow around the frame that is open: paragraphs in frames that follow each other are in one.
        let mut around: Option<Flow> = None;
        for node in parent.children().filter(Node::is_element) {
            let framed =
                name(node) == "p" && self.flows.now() != Flow::Furniture && is_framed(node);
            if framed != around.is_some() {
                self.paragraph(&std::mem::take(&mut paragraphs));
                around = self.frame(around, node.range().start);
            }
            if name(node) == "p" {
                paragraphs.push(node);
                if !goes_on(node) {
                    self.paragraph(&std::mem::take(&mut paragraphs));
                }
                continue;
            }
            if !matches!(
                name(node),
                "bookmarkStart" | "bookmarkEnd" | "commentRangeStart" | "commentRangeEnd"
            ) {
                self.paragraph(&std::mem::take(&mut paragraphs));
            }
            match name(node) {
                "tbl" => self.table(node),
                "del" | "moveFrom" | "pPr" | "sectPr" | "tblPr" | "tblGrid" | "tcPr" | "trPr"
                | "sdtPr" | "sdtEndPr" => {}
                "AlternateContent" => {
                    if let Some(chosen) = chosen(node) {
                        self.blocks(chosen);
                    }
                }
                // A document of another format, which Word puts in its place.
                "altChunk" => {
                    self.flows.begin(ElementKind::Body, node.range().start);
                    self.flows.out().gap(node.range(), true);
                    self.flows.end(node.range().end);
                }
                "oMathPara" | "oMath" => {
                    self.flows.begin(ElementKind::Body, node.range().start);
                    self.inline(node);
                    self.flows.end(node.range().end);
                }
                _ => self.blocks(node),
            }
        }
        self.paragraph(&paragraphs);
        if around.is_some() {
            self.frame(around, parent.range().end);
        }
    }

    /// Begins a frame at byte `at`, or ends the one that is open; the flow around it.
    fn frame(&mut self, around: Option<Flow>, at: usize) -> Option<Flow> {
        match around {
            Some(before) => {
                self.flows.leave(before, at);
                None
            }
            None => Some(self.flows.enter(Flow::Asides, at)),
        }
    }

    /// Writes a paragraph: several in the file, where the marks between them were deleted.
    fn paragraph(&mut self, parts: &[Node<'_, '_>]) {
        let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return };
        let properties = child(*last, "pPr");
        let stated = properties.and_then(|p| child(p, "pStyle")).and_then(|s| attribute(s, "val"));
        let style = self.styles.paragraph(stated);
        if style.is_contents {
            // A table of contents says the headings again; fields in it may end in it.
            for part in parts {
                self.fields_only(*part);
            }
            return;
        }
        let kind = style.kind(properties);
        self.flows.begin(kind, first.range().start);
        for part in parts {
            self.inline_in(*part, &style);
        }
        self.settle();
        self.flows.end(last.range().end);
    }

    /// Keeps count of the fields that begin and end in what is not shown.
    fn fields_only(&mut self, node: Node<'_, '_>) {
        for field in node.descendants().filter(|node| name(*node) == "fldChar") {
            self.field(field);
        }
    }

    fn table(&mut self, table: Node<'_, '_>) {
        if self.flows.out().kind() == ElementKind::Cell {
            // A table in a cell: its cells are none of the words around them.
            self.flows.out().end_passage(table.range().start);
        }
        for row in table.children().filter(Node::is_element) {
            match name(row) {
                "tr" => {
                    let properties = child(row, "trPr");
                    if properties.is_some_and(|p| child(p, "del").is_some()) {
                        continue;
                    }
                    self.cells(row);
                }
                "del" | "moveFrom" | "tblPr" | "tblGrid" | "sdtPr" | "sdtEndPr" => {}
                // Rows may be in content controls and in marks of changes.
                _ => self.table(row),
            }
        }
    }

    fn cells(&mut self, row: Node<'_, '_>) {
        for cell in row.children().filter(Node::is_element) {
            match name(cell) {
                "tc" if child(cell, "tcPr").is_some_and(|p| child(p, "cellDel").is_some()) => {}
                "tc" => {
                    let at = cell.range();
                    self.flows.out().end_block(at.start);
                    let before = self.shift.take();
                    self.flows.out().enter(ElementKind::Cell);
                    self.blocks(cell);
                    self.flows.out().end_passage(at.end);
                    self.flows.out().leave();
                    self.shift = before;
                }
                "trPr" | "tblPrEx" | "sdtPr" | "sdtEndPr" | "del" | "moveFrom" => {}
                _ => self.cells(cell),
            }
        }
    }

    fn inline(&mut self, parent: Node<'_, '_>) {
        self.inline_in(parent, &Style::default());
    }

    /// Writes what is in a line, in a paragraph of this style.
    fn inline_in(&mut self, parent: Node<'_, '_>, style: &Style) {
        for node in parent.children().filter(Node::is_element) {
            match name(node) {
                "pPr" | "del" | "moveFrom" | "rt" | "sdtPr" | "sdtEndPr" | "rubyPr" | "fldData" => {
                }
                "r" if !xml::is_math(node) => self.run(node, style),
                "oMath" => self.formula(node),
                "AlternateContent" => {
                    if let Some(chosen) = chosen(node) {
                        self.inline_in(chosen, style);
                    }
                }
                "txbxContent" => self.text_box(node),
                _ => self.inline_in(node, style),
            }
        }
    }

    fn formula(&mut self, node: Node<'_, '_>) {
        if self.fields.iter().all(|result| *result) {
            self.settle();
            omml::write(node, self.source, self.flows.out());
        }
    }

    /// Writes a run: text with one look.
    fn run(&mut self, run: Node<'_, '_>, paragraph: &Style) {
        let properties = child(run, "rPr");
        let named = properties.and_then(|p| child(p, "rStyle")).and_then(|s| attribute(s, "val"));
        let style = self.styles.character(named);
        let own = properties.and_then(|p| child(p, "vanish")).map(switched_on);
        let hidden = own.or(style.hidden).or(paragraph.hidden).unwrap_or(false);
        let raised =
            properties.and_then(|p| child(p, "vertAlign")).and_then(|v| attribute(v, "val"));
        let shift = match raised.or(style.raised.as_deref()) {
            Some("superscript") => Some(Shift::Raised),
            Some("subscript") => Some(Shift::Lowered),
            _ => None,
        };
        let font = properties.and_then(|p| child(p, "rFonts"));
        let font = font.and_then(|f| attribute(f, "ascii").or(attribute(f, "hAnsi"))).unwrap_or("");
        let mut custom_mark = false;
        for node in run.children().filter(Node::is_element) {
            if name(node) == "fldChar" {
                self.field(node);
                continue;
            }
            if hidden || custom_mark || !self.fields.iter().all(|result| *result) {
                continue;
            }
            if name(node) != "rPr" {
                self.shift_to(shift);
            }
            custom_mark |= self.piece(node, font);
        }
    }

    /// Writes an element of a run that is shown; whether the rest of the run is the mark of a note.
    fn piece(&mut self, node: Node<'_, '_>, font: &str) -> bool {
        let place = node.range();
        match name(node) {
            "t" => self.text(node, font),
            "tab" | "ptab" => self.write(" ", place),
            "br" | "cr" => self.write("\n", place),
            "noBreakHyphen" => self.write("\u{2011}", place),
            "softHyphen" => self.write("\u{AD}", place),
            "sym" => {
                let font = attribute(node, "font").unwrap_or(font);
                let code = attribute(node, "char").and_then(|c| u32::from_str_radix(c, 16).ok());
                if let Some(c) = code.and_then(char::from_u32) {
                    self.write(PictureFont::of(font).shown(c).encode_utf8(&mut [0; 4]), place);
                }
            }
            "footnoteReference" | "endnoteReference" => {
                let out = self.flows.out();
                out.leave_out(out.text.len());
                return attribute(node, "customMarkFollows")
                    .is_some_and(|v| !matches!(v, "0" | "false"));
            }
            "drawing" => self.drawing(node),
            "pict" | "object" => self.picture(node),
            "AlternateContent" => {
                for node in chosen(node).iter().flat_map(Node::children).filter(Node::is_element) {
                    self.piece(node, font);
                }
            }
            "ruby" => {
                if let Some(base) = child(node, "rubyBase") {
                    self.inline(base);
                }
            }
            _ => {}
        }
        false
    }

    fn write(&mut self, text: &str, place: Range<usize>) {
        self.flows.out().push_other(text, place);
    }

    fn text(&mut self, node: Node<'_, '_>, font: &str) {
        for text in node.children().filter(Node::is_text) {
            let words = text.text().unwrap_or("");
            if words.contains(is_private) {
                let place = text.range();
                let face = PictureFont::of(font);
                let shown: String = words.chars().map(|c| face.shown(c)).collect();
                self.write(&shown, place);
            } else {
                push_text(text, self.source, self.flows.out());
            }
        }
    }

    /// A field's result is text; what it is computed from is not.
    fn field(&mut self, node: Node<'_, '_>) {
        match attribute(node, "fldCharType") {
            Some("begin") => self.fields.push(false),
            Some("separate") => {
                if let Some(field) = self.fields.last_mut() {
                    *field = true;
                }
            }
            Some("end") => {
                self.fields.pop();
            }
            _ => {}
        }
    }

    /// Text boxes in a drawing are asides; a picture in a line leaves a gap.
    fn drawing(&mut self, node: Node<'_, '_>) {
        let boxes = self.text_boxes(node);
        let Some(inline) = child(node, "inline").filter(|_| !boxes) else { return };
        let decorative = inline.descendants().any(|node| {
            (name(node) == "decorative" && switched_on(node))
                || (name(node) == "docPr" && attribute(node, "hidden") == Some("1"))
        });
        if !decorative {
            self.flows.out().gap(node.range(), false);
        }
    }

    fn picture(&mut self, node: Node<'_, '_>) {
        if self.text_boxes(node) {
            return;
        }
        let floats = node.descendants().any(|shape| {
            attribute(shape, "style").is_some_and(|style| style.contains("position:absolute"))
        });
        let shown = node.descendants().any(|part| matches!(name(part), "imagedata" | "OLEObject"));
        if shown && !floats {
            self.flows.out().gap(node.range(), name(node) == "object");
        }
    }

    /// Writes the text boxes in `node`, those of the first alternative only; whether there are any.
    fn text_boxes(&mut self, node: Node<'_, '_>) -> bool {
        let mut found = false;
        for node in node.children().filter(Node::is_element) {
            found |= match name(node) {
                "txbxContent" => {
                    self.text_box(node);
                    true
                }
                "AlternateContent" => chosen(node).is_some_and(|chosen| self.text_boxes(chosen)),
                _ => self.text_boxes(node),
            };
        }
        found
    }

    fn text_box(&mut self, node: Node<'_, '_>) {
        let place = node.range();
        let (fields, shift) = (std::mem::take(&mut self.fields), self.shift.take());
        let flow = if self.flows.now() == Flow::Furniture { Flow::Furniture } else { Flow::Asides };
        let before = self.flows.enter(flow, place.start);
        self.blocks(node);
        self.flows.leave(before, place.end);
        (self.fields, self.shift) = (fields, shift);
    }

    /// From here on text is shifted so; what was shifted otherwise before is written now.
    fn shift_to(&mut self, shift: Option<Shift>) {
        if self.shift.map(|(_, shift)| shift) != shift {
            self.settle();
            self.shift = shift.map(|shift| (self.flows.out().text.len(), shift));
        }
    }

    fn settle(&mut self) {
        match self.shift.take() {
            Some((from, Shift::Raised)) => raised::raise(self.flows.out(), from, false),
            Some((from, Shift::Lowered)) => raised::lower(self.flows.out(), from),
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::reader::zipped::tests::packed;
    use crate::reader::{ElementKind, ReadError, Readable, read};

    const MAIN: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    fn docx(body: &str, others: &[(&str, &str)]) -> Result<Readable, ReadError> {
        // The main part has another name than most have.
        let rels = "<Relationships><Relationship Type=\"x/officeDocument\" Target=\"/doc/main.xml\"/></Relationships>";
        let document = format!(
            "<w:document xmlns:w='w' xmlns:mc='mc' xmlns:m='o/math'><w:body>{body}</w:body></w:document>"
        );
        let mut members =
            vec![("_rels/.rels", rels.as_bytes()), ("doc/main.xml", document.as_bytes())];
        members.extend(others.iter().map(|(name, text)| (*name, text.as_bytes())));
        read(&packed(&members), MAIN, None)
    }

    fn text(body: &str) -> String {
        docx(body, &[]).expect("readable").text.trim().to_owned()
    }

    fn p(inner: &str) -> String {
        format!("<w:p>{inner}</w:p>")
    }

    fn t(text: &str) -> String {
        format!("<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>")
    }

    #[test]
    fn changes_are_accepted() {
        let body = p(&[
            &t("It was "),
            "<w:ins>",
            &t("surely "),
            "</w:ins><w:del><w:r><w:delText>never </w:delText></w:r></w:del>",
            "<w:moveFrom>",
            &t("gone "),
            "</w:moveFrom><w:moveTo>",
            &t("here"),
            "</w:moveTo>.",
        ]
        .concat());
        assert_eq!(text(&body), "It was surely here");
        let body = p(&format!("<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{}", t("One sentence ")));
        assert_eq!(text(&(body + &p(&t("in two paragraphs.")))), "One sentence in two paragraphs.");
    }

    #[test]
    fn a_field_is_its_result() {
        let body = p(&["<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>REF a</w:instrText></w:r>",
            &t("not this"), "<w:r><w:fldChar w:fldCharType='separate'/></w:r>", &t("page 7"),
            "<w:r><w:fldChar w:fldCharType='end'/></w:r>", &t(" it says")].concat());
        assert_eq!(text(&body), "page 7 it says");
    }

    #[test]
    fn what_is_written_twice_is_read_once_and_beside_the_sentence() {
        let inner = |words: &str| format!("<w:txbxContent>{}</w:txbxContent>", p(&t(words)));
        let boxes = format!(
            "<w:r><mc:AlternateContent><mc:Choice><w:drawing>{}</w:drawing></mc:Choice>\
                             <mc:Fallback><w:pict>{}</w:pict></mc:Fallback></mc:AlternateContent></w:r>",
            inner("In a box."),
            inner("In a box.")
        );
        assert_eq!(
            text(&p(&[t("The sea "), boxes, t("rose.")].concat())),
            "The sea rose.\n\nIn a box."
        );
    }

    #[test]
    fn hidden_text_is_none() {
        let styles = "<w:styles xmlns:w='w'><w:style w:type='character' w:styleId='H'><w:rPr><w:vanish/></w:rPr></w:style></w:styles>";
        let run = |properties: &str, words: &str| {
            format!("<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{words}</w:t></w:r>")
        };
        let body = p(&[
            run("<w:vanish/>", "a "),
            run("<w:vanish w:val='0'/>", "b "),
            run("<w:rStyle w:val='H'/>", "c "),
            run("", "d"),
        ]
        .concat());
        assert_eq!(
            docx(&body, &[("doc/styles.xml", styles)]).expect("readable").text.trim(),
            "b d"
        );
    }

    #[test]
    fn headings_are_known_by_the_name_of_their_style() {
        let styles = "<w:styles xmlns:w='w'><w:style w:type='paragraph' w:styleId='berschrift1'><w:name w:val='heading 1'/></w:style>\
            <w:style w:type='paragraph' w:styleId='Eigene'><w:name w:val='Own'/><w:basedOn w:val='berschrift1'/></w:style>\
            <w:style w:type='paragraph' w:styleId='TOC1'><w:name w:val='toc 1'/></w:style></w:styles>";
        let styled = |style: &str, words: &str| {
            p(&format!("<w:pPr><w:pStyle w:val='{style}'/></w:pPr>{}", t(words)))
        };
        let body = [
            styled("TOC1", "Tides 7"),
            styled("berschrift1", "Tides"),
            p(&t("Text.")),
            styled("Eigene", "More"),
            "<w:p><w:pPr><w:outlineLvl w:val='1'/></w:pPr><w:r><w:t>Deeper</w:t></w:r></w:p>"
                .to_owned(),
        ]
        .concat();
        let read = docx(&body, &[("doc/styles.xml", styles)]).expect("readable");
        let kinds: Vec<ElementKind> = read.blocks().iter().map(|block| block.kind).collect();
        assert_eq!(
            kinds,
            [
                ElementKind::Heading(1),
                ElementKind::Body,
                ElementKind::Heading(1),
                ElementKind::Heading(2)
            ]
        );
        assert_eq!(
            read.locus_at(read.text.find("Text").expect("text")).and_then(|l| l.paragraph),
            Some(1)
        );
    }

    #[test]
    fn notes_stand_behind_the_text() {
        let notes = "<w:footnotes xmlns:w='w'><w:footnote w:type='separator'><w:p><w:r><w:t>---</w:t></w:r></w:p></w:footnote>\
            <w:footnote w:id='2'><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>A note.</w:t></w:r></w:p></w:footnote></w:footnotes>";
        let body = p(&[
            t("In May"),
            "<w:r><w:footnoteReference w:id='2'/></w:r>".to_owned(),
            t(" it rose."),
        ]
        .concat());
        let read = docx(&body, &[("doc/footnotes.xml", notes)]).expect("readable");
        assert_eq!(read.text.trim(), "In May it rose.\n\nA note.");
        assert_eq!(read.blocks().last().map(|block| block.kind), Some(ElementKind::Note));
        assert!(!read.breaks.is_empty());
    }

    #[test]
    fn runs_split_anywhere_and_figures_are_raised() {
        let raised = |words: &str| {
            format!(
                "<w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>{words}</w:t></w:r>"
            )
        };
        let body = p(&[
            t("a har"),
            t("bour of 10"),
            raised("-"),
            raised("6"),
            t(" m&amp;s"),
            "<w:r><w:noBreakHyphen/><w:t>x</w:t><w:br/></w:r>".to_owned(),
            "<w:r><w:sym w:font='Symbol' w:char='F061'/></w:r>".to_owned(),
        ]
        .concat());
        assert_eq!(text(&body), "a harbour of 10⁻⁶ m&s\u{2011}x\nα");
    }

    #[test]
    fn cells_are_passages_and_deleted_rows_are_none() {
        let cell = |words: &str| format!("<w:tc>{}</w:tc>", p(&t(words)));
        let body = format!(
            "<w:tbl><w:tr>{}{}</w:tr><w:tr><w:trPr><w:del/></w:trPr>{}</w:tr></w:tbl>",
            cell("one"),
            cell("two"),
            cell("gone")
        );
        let read = docx(&body, &[]).expect("readable");
        assert_eq!(read.text.split_whitespace().collect::<Vec<_>>(), ["one", "two"]);
        assert!(
            read.breaks.len() >= 2
                && read.blocks().iter().all(|block| block.kind == ElementKind::Cell)
        );
    }

    #[test]
    fn initials_are_of_their_word_and_frames_beside_the_text() {
        let framed = |frame: &str, words: &str| {
            p(&format!("<w:pPr><w:framePr {frame}/></w:pPr>{}", t(words)))
        };
        let body = framed("w:dropCap='drop' w:lines='3'", "T") + &p(&t("he sea rose and"));
        let frames = framed("w:w='9'", "One frame") + &framed("w:w='9'", "has two lines.");
        let all = body + &frames + &p(&t("fell."));
        assert_eq!(text(&all), "The sea rose and\n\nfell.\n\nOne frame\n\nhas two lines.");
    }

    #[test]
    fn a_table_in_a_cell_is_none_of_its_words() {
        let cell = |inner: &str| format!("<w:tc>{inner}</w:tc>");
        let table = |cells: &str| format!("<w:tbl><w:tr>{cells}</w:tr></w:tbl>");
        let gone = cell(&format!("<w:tcPr><w:cellDel/></w:tcPr>{}", p(&t("gone"))));
        let inner = cell(&(p(&t("outer")) + &table(&cell(&p(&t("inner"))))));
        let read = docx(&table(&(gone + &inner)), &[]).expect("readable");
        assert_eq!(read.text.trim(), "outer\n\ninner");
        let at = read.text.find("inner").expect("there");
        assert!(read.breaks.iter().any(|each| each.at > 0 && each.at <= at));
    }

    #[test]
    fn a_document_in_another_format_is_a_gap() {
        let body = p(&t("Before")) + "<w:altChunk/>" + &p(&t("after."));
        assert_eq!(text(&body), "Before\n\n\u{FFFC}\n\nafter.");
    }

    #[test]
    fn what_is_no_docx_is_refused() {
        assert!(matches!(read(b"PK\x03\x04broken", MAIN, None), Err(ReadError::Damaged(..))));
        assert!(matches!(
            read(&packed(&[("mimetype", b"application/epub+zip")]), MAIN, None),
            Err(ReadError::Damaged(..))
        ));
        let deep = format!("{}{}", "<w:sdt>".repeat(600), "</w:sdt>".repeat(600));
        assert!(matches!(docx(&deep, &[]), Err(ReadError::Limit(_))));
    }

    /// The deepest that is allowed, on a small stack.
    #[test]
    fn depth_does_not_overflow() {
        let deep = format!("{}{}{}", "<w:sdt>".repeat(500), p(&t("x")), "</w:sdt>".repeat(500));
        let read = std::thread::Builder::new()
            .stack_size(2 << 20)
            .spawn(move || docx(&deep, &[]).map(|read| read.text.len()));
        assert!(read.expect("a thread").join().expect("no overflow").is_ok());
    }
}
