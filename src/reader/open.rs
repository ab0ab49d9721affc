//! The stack of open elements: which ones a closing tag closes.
//!
//! `<ul><li>a<li>b</ul>` has two items, though no end tag says so. For each name the places of its open elements in
//! the stack are kept, and so are those of the elements that no end tag reaches over: whether `</li>` closes anything
//! is known without a walk down the stack, however deep it is.

use super::ElementKind;
use super::elements::{FORMATTING, Math, SCOPE, SPECIAL, traits};
use std::collections::HashMap;

/// The number of an element's name.
pub(super) type NameNumber = usize;

/// Names that rules speak of, each at its number.
const KNOWN: [&str; 21] = [
    "p", "li", "dd", "dt", "tr", "td", "th", "table", "head", "button", "ol", "ul", "dl", "html",
    "a", "select", "template", "rt", "rp", "rb", "rtc",
];
pub(super) const P: NameNumber = 0;
pub(super) const LI: NameNumber = 1;
pub(super) const DD: NameNumber = 2;
pub(super) const DT: NameNumber = 3;
pub(super) const TR: NameNumber = 4;
pub(super) const TD: NameNumber = 5;
pub(super) const TH: NameNumber = 6;
pub(super) const TABLE: NameNumber = 7;
pub(super) const HEAD: NameNumber = 8;
const BUTTON: NameNumber = 9;
pub(super) const OL: NameNumber = 10;
pub(super) const UL: NameNumber = 11;
const DL: NameNumber = 12;
const HTML: NameNumber = 13;
pub(super) const A: NameNumber = 14;
pub(super) const SELECT: NameNumber = 15;
pub(super) const TEMPLATE: NameNumber = 16;
/// The parts of `ruby`: `rt`, `rp`, `rb`, `rtc`.
/// The reading beside a character.
pub(super) const RT: NameNumber = 17;
pub(super) const READINGS: std::ops::RangeInclusive<NameNumber> = 17..=20;

/// What an open element does to the text inside of it, or needs at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ElementRole {
    /// Nothing.
    Inline,
    /// It is in lines of its own.
    Block,
    /// The same, and `Draft` knows of its kind.
    Kind(ElementKind),
    /// A part of the page that is put together from other parts: no quote runs into it, or out of it.
    Apart,
    /// A heading or a caption.
    Part(ElementKind),
    /// A cell of a table.
    Cell,
    /// White space in it is kept.
    Pre,
    /// Raised; `true` once the mark of a note was left out in it.
    Raised(bool),
    /// Lowered.
    Lowered,
    /// A link; whether it leads to another place of the document, and whether to a note by its name.
    Link { within: bool, note: bool },
    /// Quotation marks are around it.
    Quoted,
    /// A formula.
    Formula,
    /// An element in a formula.
    Math(Math),
}

impl ElementRole {
    /// Whether an element is beside the running text: no quote runs into it, or out of it.
    pub(super) const fn is_beside(self) -> bool {
        matches!(self, Self::Apart | Self::Kind(ElementKind::Note | ElementKind::Aside))
    }
}

/// An open element.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "independent properties of one element")]
pub(super) struct Element {
    pub(super) name: NameNumber,
    pub(super) role: ElementRole,
    /// Whether nobody sees what is in it.
    pub(super) hidden: bool,
    /// Whether it is of SVG or MathML.
    pub(super) foreign: bool,
    /// Whether HTML is in it, though it is of SVG or MathML itself.
    pub(super) holds_html: bool,
    /// The byte of the text where its content begins.
    pub(super) from: usize,
    /// How many of its children have ended, up to 255.
    pub(super) children: u8,
    /// Whether its end tag was read, though elements in it are open still.
    pub(super) ended: bool,
}

impl Element {
    /// One of HTML that people see.
    pub(super) const fn new(name: NameNumber, role: ElementRole) -> Self {
        Self {
            name,
            role,
            hidden: false,
            foreign: false,
            holds_html: false,
            from: 0,
            children: 0,
            ended: false,
        }
    }
}

/// The open elements.
#[derive(Debug)]
pub(super) struct Stack {
    numbers: HashMap<Box<str>, NameNumber>,
    traits: Vec<u16>,
    /// For each name the places of its open elements.
    places: Vec<Vec<usize>>,
    elements: Vec<Element>,
    specials: Vec<usize>,
    scopes: Vec<usize>,
}

impl Default for Stack {
    fn default() -> Self {
        let mut stack = Self {
            numbers: HashMap::new(),
            traits: Vec::new(),
            places: Vec::new(),
            elements: Vec::new(),
            specials: Vec::new(),
            scopes: Vec::new(),
        };
        for name in KNOWN {
            stack.name(name);
        }
        stack
    }
}

impl Stack {
    /// The number of a name in lower case.
    pub(super) fn name(&mut self, name: &str) -> NameNumber {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let number = self.traits.len();
        self.numbers.insert(name.into(), number);
        self.traits.push(traits(name));
        self.places.push(Vec::new());
        number
    }

    /// What is known of a name.
    pub(super) fn traits(&self, name: NameNumber) -> u16 {
        self.traits.get(name).copied().unwrap_or(0)
    }

    pub(super) fn len(&self) -> usize {
        self.elements.len()
    }

    /// Whether no end tag has been read of the element at a place.
    pub(super) fn is_open(&self, at: usize) -> bool {
        self.elements.get(at).is_some_and(|element| !element.ended)
    }

    pub(super) fn last(&self) -> Option<&Element> {
        self.elements.last()
    }

    pub(super) fn last_mut(&mut self) -> Option<&mut Element> {
        self.elements.last_mut()
    }

    pub(super) fn get_mut(&mut self, at: usize) -> Option<&mut Element> {
        self.elements.get_mut(at)
    }

    pub(super) fn push(&mut self, element: Element) {
        let at = self.elements.len();
        if let Some(places) = self.places.get_mut(element.name) {
            places.push(at);
        }
        let traits = if element.foreign { 0 } else { self.traits(element.name) };
        if traits & SPECIAL != 0 {
            self.specials.push(at);
        }
        if traits & SCOPE != 0 {
            self.scopes.push(at);
        }
        self.elements.push(element);
    }

    pub(super) fn pop(&mut self) -> Option<Element> {
        let element = self.elements.pop()?;
        let at = self.elements.len();
        if let Some(places) = self.places.get_mut(element.name) {
            places.pop_if(|place| *place == at);
        }
        self.specials.pop_if(|place| *place == at);
        self.scopes.pop_if(|place| *place == at);
        Some(element)
    }

    /// The place of the last open element of a name.
    pub(super) fn place(&self, name: NameNumber) -> Option<usize> {
        self.places.get(name)?.last().copied()
    }

    /// The place of the last open element of a name that an end tag reaches, as HTML's standard says.
    pub(super) fn in_scope(&self, name: NameNumber) -> Option<usize> {
        let scope = self.scopes.last().copied();
        let table = || self.place(TABLE).max(self.place(HTML)).max(self.place(TEMPLATE));
        let limit = match name {
            P => scope.max(self.place(BUTTON)),
            LI => scope.max(self.place(OL)).max(self.place(UL)),
            DD | DT => scope.max(self.place(DL)),
            TR | TD | TH => table(),
            // These bound a scope themselves.
            _ if self.traits(name) & SCOPE != 0 => {
                table().filter(|_| !matches!(name, TABLE | HTML | TEMPLATE))
            }
            _ => scope,
        };
        self.place(name)
            .filter(|&place| Some(place) >= limit && (Some(place) > limit || name == TABLE))
    }

    /// What an end tag closes: all from a place on; or the one element at a place, which stays in the stack; or
    /// nothing.
    pub(super) fn end(&mut self, name: NameNumber) -> Ended {
        let foreign = self.last().is_some_and(|e| e.foreign);
        let traits = if foreign { 0 } else { self.traits(name) };
        let reached = if traits & SPECIAL != 0 { self.in_scope(name) } else { self.place(name) };
        let Some(place) = reached else { return Ended::Nothing };
        if traits & SPECIAL != 0 || self.specials.last().is_none_or(|&special| special < place) {
            return Ended::From(place);
        }
        if traits & FORMATTING != 0 && self.scopes.last().is_none_or(|&scope| scope < place) {
            if let Some(places) = self.places.get_mut(name) {
                places.pop();
            }
            return Ended::One(place);
        }
        Ended::Nothing
    }
}

/// What an end tag closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// Nothing.
    Nothing,
    /// All from a place of the stack on.
    From(usize),
    /// The element at a place, and none of those after it.
    One(usize),
}
