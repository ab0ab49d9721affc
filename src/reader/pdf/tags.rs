//! The structure tree of a tagged file: which pieces of content are paragraphs, headings, notes, cells, and in which order
//! they are read. The tree names pieces of content by a page and a number; the content stream has that number around
//! the glyphs (`/P <</MCID 7>> BDC … EMC`).

use super::glyph::Tag;
use super::hayro::{self, Array, Dict, MaybeRef, Object, ObjectIdentifier, Pdf};
use super::limits::{MAX_DEPTH, MAX_ELEMENTS};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What the tree says of a piece of content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tagged {
    /// Its place in the order of reading.
    pub(super) order: u32,
    /// The paragraph, cell or heading that it is a part of.
    pub(super) element: u32,
    pub(super) role: Role,
    /// The table's cell that it is in; 0 where it is in none.
    pub(super) table_cell: u32,
}

/// What an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Body,
    Title,
    Heading(u8),
    Caption,
    Note,
    Cell,
    ListItem,
    Quoted,
    Code,
    Reference,
    Figure,
    Artifact,
}

/// The pieces of content that the tree names, by page and number.
#[derive(Debug, Default)]
pub(super) struct Tags(HashMap<(ObjectIdentifier, Tag), Tagged>);

impl Tags {
    /// What the tree says of a piece of a page.
    pub(super) fn get(&self, page: Option<ObjectIdentifier>, tag: Tag) -> Option<Tagged> {
        self.0.get(&(page?, tag)).copied()
    }

    /// The tree of a file; empty where there is none, or where the file itself does not trust it.
    pub(super) fn read(pdf: &Pdf) -> Self {
        let root = hayro::catalog(pdf).and_then(|catalog| {
            let marks = catalog.get::<Dict<'_>>(b"MarkInfo".as_slice());
            let doubted = marks.and_then(|marks| marks.get::<bool>(b"Suspects".as_slice()));
            let root = catalog.get::<Dict<'_>>(b"StructTreeRoot".as_slice())?;
            (doubted != Some(true)).then_some(root)
        });
        let Some(root) = root else { return Self::default() };
        let roles = root.get::<Dict<'_>>(b"RoleMap".as_slice()).unwrap_or_else(Dict::empty);
        let mut walk = Walk {
            roles: role_map(&roles),
            seen: BTreeSet::new(),
            tags: HashMap::new(),
            order: 0,
            element: 0,
            elements: 0,
        };
        walk.kids(&root, Within { page: None, role: Role::Body, element: 0, table_cell: 0 }, 0);
        Self(walk.tags)
    }
}

fn role_map(dict: &Dict<'_>) -> BTreeMap<String, String> {
    let names = dict.keys().filter_map(|key| {
        let from = String::from_utf8_lossy(key.as_ref()).into_owned();
        Some((from.clone(), hayro::name(dict, &from)?))
    });
    names.collect()
}

/// What holds for the pieces below an element.
#[derive(Clone, Copy)]
struct Within {
    page: Option<ObjectIdentifier>,
    role: Role,
    element: u32,
    table_cell: u32,
}

struct Walk {
    roles: BTreeMap<String, String>,
    seen: BTreeSet<ObjectIdentifier>,
    tags: HashMap<(ObjectIdentifier, Tag), Tagged>,
    order: u32,
    element: u32,
    elements: usize,
}

impl Walk {
    fn kids(&mut self, element: &Dict<'_>, within: Within, depth: usize) {
        match element.get::<Object<'_>>(b"K".as_slice()) {
            Some(Object::Array(kids)) => self.all(&kids, within, depth),
            Some(kid) => {
                let id = element.get_ref(b"K".as_slice()).map(ObjectIdentifier::from);
                self.kid(kid, id, within, depth);
            }
            None => {}
        }
    }

    fn all(&mut self, kids: &Array<'_>, within: Within, depth: usize) {
        let ids: Vec<Option<ObjectIdentifier>> = kids
            .raw_iter()
            .map(|kid| match kid {
                MaybeRef::Ref(id) => Some(ObjectIdentifier::from(id)),
                MaybeRef::NotRef(_) => None,
            })
            .collect();
        for (kid, id) in kids.iter::<Object<'_>>().zip(ids) {
            self.kid(kid, id, within, depth);
        }
    }

    fn kid(&mut self, kid: Object<'_>, id: Option<ObjectIdentifier>, within: Within, depth: usize) {
        self.elements += 1;
        if depth > MAX_DEPTH || self.elements > MAX_ELEMENTS {
            return;
        }
        match kid {
            Object::Number(number) => {
                if let (Some(page), Ok(number)) = (within.page, i32::try_from(number.as_i64())) {
                    self.content(page, Tag { stream: 0, number }, within);
                }
            }
            Object::Dict(dict) => {
                let page = dict.get_ref(b"Pg".as_slice()).map(ObjectIdentifier::from);
                let page = page.or(within.page);
                match (dict.get::<i32>(b"MCID".as_slice()), page) {
                    (Some(number), Some(page)) => {
                        let stream = dict.get_ref(b"Stm".as_slice()).map_or(0, |s| s.obj_number);
                        self.content(page, Tag { stream, number }, within);
                    }
                    (Some(_), None) => {}
                    (None, page) => {
                        if id.is_none_or(|id| self.seen.insert(id)) {
                            self.element(&dict, Within { page, ..within }, depth);
                        }
                    }
                }
            }
            _ => {}
        }
    }

    fn content(&mut self, page: ObjectIdentifier, tag: Tag, within: Within) {
        self.order += 1;
        let Within { role, element, table_cell, .. } = within;
        let tagged = Tagged { order: self.order, element, role, table_cell };
        self.tags.entry((page, tag)).or_insert(tagged);
    }

    fn element(&mut self, dict: &Dict<'_>, within: Within, depth: usize) {
        let mut name = hayro::name(dict, "S").unwrap_or_default();
        for _ in 0..4 {
            match self.roles.get(&name) {
                Some(other) if role(&name).is_none() => name.clone_from(other),
                _ => break,
            }
        }
        let mut inner = within;
        if let Some(role) = role(&name) {
            let kept =
                matches!(within.role, Role::Note | Role::Caption | Role::Cell | Role::Artifact)
                    && !matches!(role, Role::Note | Role::Artifact);
            if !kept {
                inner.role = role;
            }
            self.element += 1;
            inner.element = self.element;
            if role == Role::Cell {
                inner.table_cell = self.element;
            }
        } else if matches!(name.as_str(), "P" | "Lbl" | "LBody") && within.role != Role::ListItem {
            self.element += 1;
            inner.element = self.element;
        }
        self.kids(dict, inner, depth + 1);
    }
}

/// What a standard structure type is; none for those that only group, and for parts of a paragraph.
fn role(name: &str) -> Option<Role> {
    Some(match name {
        "Title" => Role::Title,
        "H" | "H1" => Role::Heading(1),
        "H2" => Role::Heading(2),
        "H3" => Role::Heading(3),
        "H4" => Role::Heading(4),
        "H5" => Role::Heading(5),
        "H6" => Role::Heading(6),
        "Caption" => Role::Caption,
        "Note" | "FENote" => Role::Note,
        "TD" | "TH" => Role::Cell,
        "LI" => Role::ListItem,
        "BlockQuote" => Role::Quoted,
        "Code" => Role::Code,
        "BibEntry" => Role::Reference,
        "Figure" => Role::Figure,
        "Artifact" => Role::Artifact,
        _ => return None,
    })
}
