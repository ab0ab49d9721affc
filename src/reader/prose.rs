//! Documents in XML, read by a table of what their elements are: JATS (journal articles) and TEI (editions).
//!
//! A table says of each element what becomes of it ([`Action`]); the walk through the document is the same for both. What
//! is beside the sentence that it is written in, as a note does, goes to its own flow.

use super::draft::GAP;
use super::elements::{Math, math};
use super::flows::{Flow, Flows};
use super::readable::{ElementKind, Locus, Readable};
use super::xml::{self, attribute, name, push_text};
use super::{ReadError, jats, raised, tei};
use crate::text::Page;
use roxmltree::Node;
use std::sync::Arc;

/// How many nodes of an element are looked through for its first text or its last, at most.
const NEAR: usize = 64;

/// Longer parts of a fraction cannot be said in a line, in bytes.
const MAX_FRACTION: usize = 64;

/// What becomes of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    /// Nobody reads it here.
    Skip,
    /// Its content, as if it were not there.
    Inline,
    /// Its content, in lines of its own.
    Group,
    /// A paragraph of this kind.
    Block(ElementKind),
    /// What is in another flow.
    Beside(Flow),
    /// A cell of a table.
    Cell,
    /// Raised text.
    Raised,
    /// Lowered text.
    Lowered,
    /// The mark of a note, of which nothing is left.
    Mark,
    /// A line break; what is before it and after it is one word only where it says so.
    Line,
    /// A line break inside of a word.
    LineInWord,
    /// The start of a page.
    Page,
    /// The start of what somebody says; who it is.
    Speech,
    /// Something that a text cannot hold.
    Gap,
    /// A formula in MathML.
    Math,
    /// What somebody said, in a line: the file has the element where people see marks.
    Quoted,
    /// Its children, each a word by itself.
    Words,
    /// Of its children only one is read.
    Choice,
}

/// The table of a format.
pub(super) struct Rules {
    /// The name of the reader, and the version of what it makes of a file.
    reader: &'static str,
    /// What messages call it.
    what: &'static str,
    /// What becomes of an element.
    action: fn(Node<'_, '_>) -> Action,
    /// Which child of an element with [`Action::Choice`] is read.
    choice: for<'d, 't> fn(Node<'d, 't>) -> Option<Node<'d, 't>>,
    /// Who speaks in an element with [`Action::Speech`].
    speaker: fn(Node<'_, '_>) -> Option<String>,
}

/// JATS.
pub(super) const JATS: Rules = Rules {
    reader: "jats/2",
    what: "a JATS article",
    action: jats::action,
    choice: jats::choice,
    speaker: jats::speaker,
};

/// TEI.
pub(super) const TEI: Rules = Rules {
    reader: "tei/2",
    what: "a TEI document",
    action: tei::action,
    choice: tei::choice,
    speaker: tei::speaker,
};

/// Reads a file by a table.
pub(super) fn read(source: Arc<String>, bom: usize, rules: &Rules) -> Result<Readable, ReadError> {
    let document = xml::parse(&source, rules.what)?;
    let mut walk =
        Walk { source: &source, rules, flows: Flows::default(), pages: 0, locus: Locus::default() };
    walk.children(document.root_element());
    let draft = walk.flows.into_draft();
    drop(document);
    Ok(draft.finish(rules.reader, source, bom))
}

struct Walk<'s> {
    source: &'s str,
    rules: &'s Rules,
    flows: Flows,
    /// How many pages have begun.
    pages: u32,
    /// Where the text that is written now is.
    locus: Locus,
}

impl Walk<'_> {
    fn children(&mut self, parent: Node<'_, '_>) {
        for node in parent.children() {
            if node.is_text() {
                push_text(node, self.source, self.flows.out());
            } else if node.is_element() {
                self.element(node);
            }
        }
    }

    fn element(&mut self, node: Node<'_, '_>) {
        let place = node.range();
        match (self.rules.action)(node) {
            Action::Skip => {}
            Action::Inline => self.children(node),
            Action::Group => {
                self.flows.out().end_block(place.start);
                self.children(node);
                self.flows.out().end_block(place.end);
            }
            Action::Block(kind) => {
                self.flows.begin(kind, place.start);
                self.children(node);
                self.flows.end(place.end);
            }
            Action::Beside(flow) => {
                let before = self.flows.enter(flow, place.start);
                self.locate();
                self.children(node);
                self.flows.leave(before, place.end);
            }
            Action::Cell => self.cell(node),
            Action::Raised => {
                let from = self.flows.out().text.len();
                self.children(node);
                raised::raise(self.flows.out(), from, false);
            }
            Action::Lowered => {
                let from = self.flows.out().text.len();
                self.children(node);
                raised::lower(self.flows.out(), from);
            }
            Action::Mark => {
                let out = self.flows.out();
                out.leave_out(out.text.len());
            }
            Action::Line => self.line(place.start, false),
            Action::LineInWord => self.line(place.start, true),
            Action::Page => self.page(node),
            Action::Speech => self.speech(node),
            Action::Gap => self.flows.out().push_other(GAP.encode_utf8(&mut [0; 4]), place),
            Action::Math => self.math(node),
            Action::Words => self.words(node),
            Action::Quoted => self.quoted(node),
            Action::Choice => {
                if let Some(chosen) = (self.rules.choice)(node) {
                    self.element(chosen);
                }
            }
        }
    }

    /// Writes what somebody said. Where the file has no marks of its own, a quote may have some.
    fn quoted(&mut self, node: Node<'_, '_>) {
        let has_marks = opens_quotation(&self.flows.out().text) || self.is_marked(node);
        let place = node.range();
        if !has_marks {
            self.flows.out().push_optional("\u{201C}", place.start..place.start);
        }
        self.children(node);
        if !has_marks {
            self.flows.out().push_optional("\u{201D}", place.end..place.end);
        }
    }

    /// Whether the text of an element begins with a quotation mark and ends with the one that closes it, or there is none.
    fn is_marked(&self, node: Node<'_, '_>) -> bool {
        let is_sign =
            |c: char| c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '…');
        let beside = |above: Node<'_, '_>| {
            above.is_element()
                && matches!(
                    (self.rules.action)(above),
                    Action::Skip | Action::Beside(_) | Action::Mark
                )
        };
        let is_read =
            |text: &Node<'_, '_>| !text.ancestors().take_while(|above| *above != node).any(beside);
        let opening = |node: Node<'_, '_>| {
            let text = node.text().filter(|_| node.is_text())?;
            text.trim_start().chars().next().filter(|_| is_read(&node))
        };
        let closing = |node: Node<'_, '_>| {
            let text = node.text().filter(|_| node.is_text())?;
            text.trim_end_matches(is_sign).chars().next_back().filter(|_| is_read(&node))
        };
        let Some(open) = node.descendants().take(NEAR).find_map(opening) else { return true };
        let close = node.descendants().rev().take(NEAR).find_map(closing);
        close.is_some_and(|close| is_pair(open, close))
    }

    fn cell(&mut self, node: Node<'_, '_>) {
        let place = node.range();
        self.flows.out().enter(ElementKind::Cell);
        self.children(node);
        self.flows.out().end_passage(place.end);
        self.flows.out().leave();
    }

    /// A line's end. Where the file itself has one there already, it is that one.
    fn line(&mut self, at: usize, in_word: bool) {
        let out = self.flows.out();
        let ends_line = out.text.ends_with('\n');
        let hyphen = out.text.trim_end().ends_with(['-', '\u{AD}', '\u{2010}', '¬', '⸗']);
        if in_word && !hyphen {
            // The word goes on, and only the file has white space here.
            out.trim_end();
        } else if !ends_line && !out.text.is_empty() {
            out.push_other("\n", at..at);
        }
    }

    /// A page begins; the paragraph goes on.
    fn page(&mut self, node: Node<'_, '_>) {
        self.pages += 1;
        let folio = attribute(node, "n").map(str::trim).filter(|n| !n.is_empty());
        self.locus.page =
            Some(Page { index: self.pages, folio: folio.map(Arc::from), ..Page::default() });
        self.locate();
    }

    fn speech(&mut self, node: Node<'_, '_>) {
        let before = self.locus.speaker.take();
        self.locus.speaker = (self.rules.speaker)(node).map(Arc::from);
        self.flows.out().end_block(node.range().start);
        self.locate();
        self.children(node);
        self.flows.out().end_block(node.range().end);
        self.locus.speaker = before;
        self.locate();
    }

    fn locate(&mut self) {
        let locus = self.locus.clone();
        self.flows.out().locus(locus);
    }

    /// Elements that are words by themselves, though no space stands between them in the file.
    fn words(&mut self, parent: Node<'_, '_>) {
        for node in parent.children() {
            if node.is_text() {
                push_text(node, self.source, self.flows.out());
            } else if node.is_element() {
                let out = self.flows.out();
                if !out.begins_line() && !out.text.ends_with(char::is_whitespace) {
                    out.push_other(" ", node.range().start..node.range().start);
                }
                match (self.rules.action)(node) {
                    Action::Inline | Action::Words => self.words(node),
                    _ => self.element(node),
                }
            }
        }
    }

    fn math(&mut self, node: Node<'_, '_>) {
        let from = self.flows.out().text.len();
        self.math_children(node);
        if self.flows.out().text.len() == from {
            self.flows.out().gap(node.range(), true);
        }
    }

    fn math_children(&mut self, parent: Node<'_, '_>) {
        for node in parent.children().filter(Node::is_element) {
            self.math_element(node);
        }
    }

    fn math_element(&mut self, node: Node<'_, '_>) {
        let place = node.range();
        let from = self.flows.out().text.len();
        let what = math(name(node));
        match what {
            Math::Unread => {}
            Math::Gap => self.flows.out().gap(place, true),
            Math::Row => self.math_children(node),
            Math::Token => {
                for text in node.children().filter(Node::is_text) {
                    let shown = text.text().unwrap_or("").trim();
                    if !shown.chars().all(|c| matches!(c, '\u{2061}'..='\u{2064}')) {
                        self.flows.out().push_other(shown, text.range());
                    }
                }
            }
            Math::Raised | Math::Lowered | Math::Both | Math::Fraction => {
                for (number, part) in node.children().filter(Node::is_element).enumerate() {
                    if what == Math::Fraction && number == 1 {
                        self.flows.out().push_other("/", place.start..place.start);
                    }
                    let from = self.flows.out().text.len();
                    self.math_element(part);
                    match (what, number) {
                        (Math::Raised, 1) | (Math::Both, 2) => {
                            raised::raise(self.flows.out(), from, true);
                        }
                        (Math::Lowered | Math::Both, 1) => raised::lower(self.flows.out(), from),
                        _ => {}
                    }
                }
                if what == Math::Fraction {
                    self.fraction(from, node);
                }
            }
        }
    }

    /// A fraction that a line cannot say leaves a gap.
    fn fraction(&mut self, from: usize, node: Node<'_, '_>) {
        let simple = |part: &str| {
            !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | ','))
        };
        let out = self.flows.out();
        let said = out.tail(from).is_some_and(|text| {
            text.len() <= MAX_FRACTION
                && text.split_once('/').is_some_and(|(a, b)| simple(a) && simple(b))
        });
        if !said {
            out.take(from);
            out.gap(node.range(), true);
        }
    }
}

/// Whether a quotation opens right behind `before`. A mark that may close one, or be an apostrophe, opens one only where a
/// word may begin.
fn opens_quotation(before: &str) -> bool {
    let mut chars = before.chars().rev();
    let mark = chars.next();
    let begins = |c: char| {
        c.is_whitespace() || matches!(c, '(' | '[' | '-' | '\u{2010}'..='\u{2015}') || is_opening(c)
    };
    match mark {
        Some('"' | '\'' | '’' | '”' | '»' | '›') => chars.next().is_none_or(begins),
        other => other.is_some_and(is_opening),
    }
}

/// Marks that open a quotation wherever they are.
const fn is_opening(c: char) -> bool {
    matches!(c, '“' | '„' | '‟' | '‘' | '‚' | '‛' | '«' | '‹' | '「' | '『')
}

/// Whether the one mark opens a quotation that the other one closes. An apostrophe opens none.
const fn is_pair(open: char, close: char) -> bool {
    matches!(
        (open, close),
        ('"', '"')
            | ('\'', '\'')
            | ('“' | '„' | '‟' | '”', '”')
            | ('„', '“')
            | ('‘' | '‚' | '‛', '’')
            | ('‚', '‘')
            | ('«' | '»', '»')
            | ('»', '«')
            | ('‹' | '›', '›')
            | ('›', '‹')
            | ('「', '」')
            | ('『', '』')
    )
}

#[cfg(test)]
mod tests {
    use crate::reader::{ElementKind, Readable, read};

    fn jats(body: &str) -> Readable {
        let source = format!("<!DOCTYPE article PUBLIC 'x' 'y'>\n<article>{body}</article>");
        read(source.as_bytes(), "application/jats+xml", None).expect("readable")
    }

    fn tei(body: &str) -> Readable {
        let source = format!(
            "<TEI><teiHeader><title>no text</title></teiHeader><text><body>{body}</body></text></TEI>"
        );
        read(source.as_bytes(), "application/tei+xml", None).expect("readable")
    }

    fn words(read: &Readable) -> String {
        read.text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn marks_of_notes_in_journals_are_no_text() {
        let read = jats(
            "<body><p>It rose<xref ref-type='bibr'><sup>1</sup></xref><sup>,</sup><xref ref-type='bibr'><sup>2</sup></xref> in May\
            <sup><xref ref-type='bibr'>3</xref></sup> by 10<sup>6</sup> [<xref ref-type='bibr'>4</xref>]<xref ref-type='fn'>a</xref>.</p></body>",
        );
        assert_eq!(words(&read), "It rose in May by 10⁶ [4].");
    }

    #[test]
    fn what_floats_cuts_no_sentence() {
        let read = jats(
            "<body><p>Words before it are here <fig><label>Figure 1</label><caption><p>The mole.</p></caption></fig> and words \
            after it go on<xref ref-type='bibr'>1</xref> here<xref ref-type='bibr'>Berg</xref>.</p></body>",
        );
        assert_eq!(
            words(&read),
            "Words before it are here and words after it go on hereBerg. Figure 1 The mole."
        );
    }

    #[test]
    fn articles_have_titles_headings_notes_and_references() {
        let read = jats(
            "<front><article-meta><article-id>x</article-id><title-group><article-title>Tides</article-title></title-group>\
            <permissions><p>no</p></permissions></article-meta></front><body><sec><label>1</label><title>Rise</title>\
            <p>It<fn><p>A note.</p></fn> rose <inline-formula><alternatives><tex-math>x</tex-math><mml:math xmlns:mml='m'><mml:msup><mml:mi>x</mml:mi>\
            <mml:mn>2</mml:mn></mml:msup></mml:math></alternatives></inline-formula>.</p></sec></body>\
            <back><ref-list><title>References</title><ref><element-citation><name><surname>Berg</surname><given-names>A</given-names></name><year>1990</year></element-citation></ref></ref-list></back>",
        );
        assert_eq!(words(&read), "Tides 1 Rise It rose x². References Berg A 1990 A note.");
        let kinds: Vec<ElementKind> = read.blocks().iter().map(|block| block.kind).collect();
        assert_eq!(
            kinds,
            [
                ElementKind::Title,
                ElementKind::Heading(1),
                ElementKind::Heading(1),
                ElementKind::Body,
                ElementKind::Heading(1),
                ElementKind::Reference,
                ElementKind::Note
            ]
        );
    }

    #[test]
    fn editions_keep_the_documents_own_letters() {
        let read = tei(
            "<div><head>Of tides</head><p>The <choice><sic>harbor</sic><corr>harbour</corr></choice> ne<lb break='no'/>ver <del>not</del>ran-\n<lb break='no'/>ning\
            <note>An editor.</note> <gap/> <fw>head</fw>dry.<pb n='12'/> More.</p></div>",
        );
        assert_eq!(
            words(&read),
            "Of tides The harbor never ran- ning \u{FFFC} dry. More. An editor. head"
        );
        let page = read
            .locus_at(read.text.find("More").expect("words"))
            .and_then(|locus| locus.page.clone());
        assert_eq!(page.and_then(|page| page.folio).as_deref(), Some("12"));
    }

    #[test]
    fn what_is_said_has_marks_once() {
        for (body, shown) in [
            ("<q>No</q>", "“No”"),
            ("said—<q>no</q>", "said—“no”"),
            ("<q>A.</q><q>B.</q> <q>C.</q>", "“A.”“B.” “C.”"),
            ("dogs’<q>bark</q> dogs' <q>bark</q>", "dogs’“bark” dogs' “bark”"),
            ("<q>’Tis the dogs’</q>", "“’Tis the dogs’”"),
            ("<q>“Yes” and no</q>", "““Yes” and no”"),
            ("<q>No<note>“A note.”</note></q>", "“No” “A note.”"),
            ("“<q>No</q>” «<q>no</q>» \"<q>no</q>\"", "“No” «no» \"no\""),
            ("Han ”<q>nej</q>” (’<q>nej</q>’)", "Han ”nej” (’nej’)"),
            ("他说「<q>不</q>」", "他说「不」"),
            ("<q>“No<hi>”</hi>.<note>A note.</note></q>", "“No”. A note."),
            ("<q> <hi>»No«</hi>, </q>", "»No«,"),
            ("<q/><q> <hi/></q>", ""),
            ("<q><q>No</q></q>", "“No”"),
        ] {
            assert_eq!(words(&tei(&format!("<p>{body}</p>"))), shown, "{body}");
        }
    }

    #[test]
    fn who_speaks_is_known() {
        let read =
            tei("<sp who='#anna'><speaker>Anna.</speaker><p>It rose.</p></sp><p>Then silence.</p>");
        let speaker = |words: &str| {
            read.locus_at(read.text.find(words).expect("words")).and_then(|l| l.speaker.clone())
        };
        assert_eq!(speaker("rose").as_deref(), Some("Anna"));
        assert_eq!(speaker("silence"), None);
    }

    #[test]
    fn the_declared_encoding_counts() {
        let source = b"<?xml version='1.0' encoding='ISO-8859-1'?><TEI><text><body><p>caf\xE9</p></body></text></TEI>";
        assert_eq!(
            read(source, "application/tei+xml", None).expect("readable").text.trim(),
            "café"
        );
    }
}
