//! A font of the file: from the bytes of a string to letters and widths.

use super::glyph::{Letters, is_rtl};
use super::hayro::{
    self, Array, BfString, CMap, CMapName, CMapResolverFn, CidFamily, Dict, Font, FontCache,
    FontGlyph, FontResolverFn, Object, ObjectIdentifier, Stream,
};
use super::limits::{Budget, FONT_STEPS};
use super::own_map::OwnMap;
use super::tex::TexEncoding;
use super::words::is_combining;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// One code of a font.
#[derive(Debug, Clone)]
pub(super) struct FontCode {
    pub(super) letters: Letters,
    /// How far the next glyph is, in em.
    pub(super) advance: (f64, f64),
    /// Where the glyph's origin lies, in em.
    pub(super) displacement: (f64, f64),
    /// A figure that is drawn high over the baseline.
    pub(super) is_high: bool,
}

/// A font, with what is known of the codes that were met.
pub(super) struct Face<'a> {
    font: Font<'a>,
    pub(super) is_vertical: bool,
    collection: Option<Collection>,
    /// The map to characters that hayro takes for broken.
    map: Option<CMap>,
    /// What the font itself calls its glyphs, where that map gives some the text of others.
    own: Option<OwnMap>,
    tex: Option<TexEncoding>,
    codes: RefCell<HashMap<u32, FontCode>>,
}

/// The way from a code to a character of a font that is embedded without saying it: its collection of glyphs has numbers
/// that all readers know.
struct Collection {
    /// From code to the glyph's number in the collection; none where the code is that number.
    encoding: Option<CMap>,
    characters: CMap,
}

impl Face<'_> {
    /// The next code of a string, and how many bytes it takes.
    pub(super) fn next_code(&self, bytes: &[u8], at: usize) -> (u32, usize) {
        let (code, length) = self.font.read_code(bytes, at);
        (code, length.max(1))
    }

    /// What a code draws.
    pub(super) fn code(&self, code: u32) -> FontCode {
        if let Some(known) = self.codes.borrow().get(&code) {
            return known.clone();
        }
        let made = self.make(code);
        self.codes.borrow_mut().insert(code, made.clone());
        made
    }

    fn make(&self, code: u32) -> FontCode {
        let glyph = self.font.glyph(self.font.map_code(code), code);
        let letters = self.letters(&glyph, code);
        let is_figure = letters.first().is_some_and(|c| c.is_ascii_digit());
        let is_high = is_figure
            && hayro::outline_height(&glyph).is_some_and(|(y0, y1)| y0 > 200.0 && y1 - y0 < 560.0);
        let (advance, origin) = (self.font.code_advance(code), self.font.origin_displacement(code));
        // A vowel without width is where it is drawn, which may be far from where the pen is.
        let is_vowel = !self.is_vertical
            && advance.x.abs() < 1.0
            && letters.first().is_some_and(is_rtl)
            && is_combining(&letters);
        let drawn = if is_vowel { hayro::outline_middle(&glyph) } else { None };
        FontCode {
            letters,
            advance: (advance.x / 1_000.0, advance.y / 1_000.0),
            displacement: (drawn.unwrap_or(origin.x) / 1_000.0, origin.y / 1_000.0),
            is_high,
        }
    }

    fn letters(&self, glyph: &FontGlyph<'_>, code: u32) -> Letters {
        if let Some(letters) = self.own.as_ref().and_then(|own| own.letters(code)) {
            return letters;
        }
        match self.map.as_ref().and_then(|map| map.lookup_bf_string(code)) {
            Some(BfString::Char('\0')) => return Letters::Nothing,
            Some(BfString::Char(c)) => return Letters::One(c),
            Some(BfString::String(text)) => {
                let own = self.own.as_ref().map(|own| own.without_marks(&text));
                return Letters::new(&own.unwrap_or(text));
            }
            None => {}
        }
        let said = match hayro::unicode(glyph) {
            Some(BfString::Char(c)) => Some(Letters::One(c)),
            Some(BfString::String(text)) => Some(Letters::new(&unswapped(text))),
            None => None,
        };
        let said =
            said.filter(|letters| letters.chars().all(|c| !is_private(c)) && !letters.is_nothing());
        said.or_else(|| self.tex.and_then(|tex| tex.letters(code)).map(Letters::new))
            .or_else(|| self.collection.as_ref()?.letters(code))
            .unwrap_or(Letters::One('\u{FFFD}'))
    }
}

/// The letters of a ligature whose units have their two bytes in the wrong order, as Ghostscript writes them: 昀椀 for `fi`.
fn unswapped(text: String) -> String {
    let letter = |c: char| {
        let code = u32::from(c);
        let high = char::from_u32(code >> 8).filter(char::is_ascii_alphabetic);
        high.filter(|_| code.trailing_zeros() >= 8)
    };
    let letters: Option<String> = text.chars().map(letter).collect();
    letters.filter(|letters| letters.len() > 1).unwrap_or(text)
}

/// Whether a character says nothing to anybody: private use, a control code.
fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..) || (c.is_control() && !c.is_whitespace())
}

impl Collection {
    /// The collection of a composite font, where its glyphs have numbers of Adobe's.
    fn of(dict: &Dict<'_>, resolver: &CMapResolverFn) -> Option<Self> {
        let descendants = dict.get::<Array<'_>>(b"DescendantFonts".as_slice())?;
        let font = descendants.iter::<Dict<'_>>().next()?;
        let info = font.get::<Dict<'_>>(b"CIDSystemInfo".as_slice())?;
        let registry = hayro::string_bytes(&info, "Registry")?;
        let ordering = hayro::string_bytes(&info, "Ordering")?;
        let family = CidFamily::from_registry_ordering(&registry, &ordering);
        let parse = |name: CMapName<'_>| {
            let inner = resolver.clone();
            CMap::parse(resolver(name)?, move |name| inner(name))
        };
        let characters = parse(family.ucs2_cmap()?)?;
        let encoding = match hayro::name(dict, "Encoding").as_deref() {
            None => return None,
            Some("Identity-H" | "Identity-V") => None,
            Some(name) => Some(parse(CMapName::from_bytes(name.as_bytes()))?),
        };
        Some(Self { encoding, characters })
    }

    fn letters(&self, code: u32) -> Option<Letters> {
        let number = match &self.encoding {
            None => code,
            Some(map) => (1..=4).find_map(|length| map.lookup_cid_code(code, length))?,
        };
        match self.characters.lookup_bf_string(number)? {
            BfString::Char('\0') => None,
            BfString::Char(c) => Some(Letters::One(c)),
            BfString::String(text) => Some(Letters::new(&text)),
        }
    }
}

/// The fonts of a file, each loaded once.
pub(super) struct Faces<'a> {
    cache: FontCache<'a>,
    fonts: FontResolverFn,
    cmaps: CMapResolverFn,
    known: HashMap<ObjectIdentifier, Option<Rc<Face<'a>>>>,
}

impl<'a> Faces<'a> {
    pub(super) fn new() -> Self {
        Self {
            cache: FontCache::new(),
            fonts: hayro::font_resolver(),
            cmaps: hayro::cmap_resolver(),
            known: HashMap::new(),
        }
    }

    /// The font of a dictionary; none where it cannot be read, or would cost too much.
    pub(super) fn face(&mut self, dict: &Dict<'a>, budget: &mut Budget) -> Option<Rc<Face<'a>>> {
        let id = dict.obj_id();
        if let Some(known) = id.and_then(|id| self.known.get(&id)) {
            return known.clone();
        }
        let face = self.load(dict, budget).map(Rc::new);
        if let Some(id) = id {
            self.known.insert(id, face.clone());
        }
        face
    }

    fn load(&self, dict: &Dict<'a>, budget: &mut Budget) -> Option<Face<'a>> {
        if !budget.step(FONT_STEPS) || !admit(dict, budget) {
            return None;
        }
        let font = self.cache.font(dict, &self.fonts, &self.cmaps)?;
        let is_type3 = hayro::name(dict, "Subtype").as_deref() == Some("Type3");
        let has_map = dict.contains_key("ToUnicode");
        let map = map_with_nothing(dict, &self.cmaps, budget);
        Some(Face {
            is_vertical: !font.is_horizontal(),
            own: map.as_ref().and_then(|_| own_map(dict, budget)),
            map,
            collection: if has_map { None } else { Collection::of(dict, &self.cmaps) },
            tex: (is_type3 && !has_map).then(|| tex_encoding(dict, &font)),
            font,
            codes: RefCell::new(HashMap::new()),
        })
    }
}

/// The map to characters of a font, where hayro reads it in another way than it is meant. Some glyphs may stand for nothing: their
/// text is that of another glyph of the same cluster. hayro takes no map with an empty string, so they are given a character that
/// stands for nothing. And what stands behind the end of a map, left over from another one, is not of it.
fn map_with_nothing(
    dict: &Dict<'_>,
    resolver: &CMapResolverFn,
    budget: &mut Budget,
) -> Option<CMap> {
    let data = budget.decode(&dict.get::<Stream<'_>>(b"ToUnicode".as_slice())?)?;
    let end = memchr::memmem::find(&data, MAP_END).map(|at| at + MAP_END.len());
    let (own, left_over) = data.split_at_checked(end.unwrap_or(data.len()))?;
    let parts: Vec<&[u8]> = split(own, b"<>").collect();
    let resolver = resolver.clone();
    (parts.len() > 1 || memchr::memmem::find(left_over, b"beginbf").is_some())
        .then(|| CMap::parse(&parts.join(b"<0000>".as_slice()), move |name| resolver(name)))
        .flatten()
}

/// The operator that ends a map to characters.
const MAP_END: &[u8] = b"endcmap";

/// What an embedded font says of its glyphs itself, where their numbers are the codes of the file.
fn own_map(dict: &Dict<'_>, budget: &mut Budget) -> Option<OwnMap> {
    if hayro::name(dict, "Encoding").as_deref() != Some("Identity-H") {
        return None;
    }
    let descendants = dict.get::<Array<'_>>(b"DescendantFonts".as_slice())?;
    let font = descendants.iter::<Dict<'_>>().next()?;
    let numbers = hayro::name(&font, "CIDToGIDMap");
    if font.contains_key("CIDToGIDMap") && numbers.as_deref() != Some("Identity") {
        return None;
    }
    let descriptor = font.get::<Dict<'_>>(b"FontDescriptor".as_slice())?;
    let program = descriptor.get::<Stream<'_>>(b"FontFile2".as_slice())?;
    OwnMap::of(&budget.decode(&program)?)
}

/// The pieces of some bytes between a separator.
fn split<'d>(data: &'d [u8], separator: &'static [u8]) -> impl Iterator<Item = &'d [u8]> {
    let mut from = 0;
    let ends = memchr::memmem::find_iter(data, separator).chain(std::iter::once(data.len()));
    ends.map(move |end| {
        let piece = data.get(from..end).unwrap_or_default();
        from = end + separator.len();
        piece
    })
}

/// Whether the streams of a font may be decoded.
fn admit(dict: &Dict<'_>, budget: &mut Budget) -> bool {
    let mut fonts = vec![dict.clone()];
    if let Some(descendants) = dict.get::<Array<'_>>(b"DescendantFonts".as_slice()) {
        fonts.extend(descendants.iter::<Dict<'_>>().take(1));
    }
    let descriptors: Vec<Dict<'_>> =
        fonts.iter().filter_map(|f| f.get::<Dict<'_>>(b"FontDescriptor".as_slice())).collect();
    let keys: [&[u8]; 6] =
        [b"FontFile", b"FontFile2", b"FontFile3", b"ToUnicode", b"Encoding", b"CIDToGIDMap"];
    fonts.iter().chain(&descriptors).all(|dict| {
        keys.iter().all(|&key| dict.get::<Stream<'_>>(key).is_none_or(|s| budget.admit(&s)))
    })
}

fn tex_encoding(dict: &Dict<'_>, font: &Font<'_>) -> TexEncoding {
    let differences = dict
        .get::<Dict<'_>>(b"Encoding".as_slice())
        .and_then(|encoding| encoding.get::<Array<'_>>(b"Differences".as_slice()));
    let mut codes = Vec::new();
    let mut next = 0_u32;
    for item in differences.iter().flat_map(Array::iter::<Object<'_>>) {
        match item {
            Object::Number(number) => next = u32::try_from(number.as_i64()).unwrap_or(0),
            Object::Name(name) if name.as_ref() != b".notdef".as_slice() => {
                codes.push(next);
                next = next.saturating_add(1);
            }
            _ => next = next.saturating_add(1),
        }
    }
    codes.retain(|&code| code < 256);
    let mut widths = codes.iter().map(|&code| super::matrix::mil(font.code_advance(code).x));
    let first = widths.next();
    let one_width = codes.len() > 4 && widths.all(|width| Some(width) == first);
    TexEncoding::of(&codes, one_width)
}

#[cfg(test)]
mod tests {
    use super::unswapped;

    #[test]
    fn ligatures_of_ghostscript() {
        for (said, letters) in [
            ("\u{6600}\u{6900}", "fi"),
            ("\u{6600}\u{6600}\u{6C00}", "ffl"),
            ("昀", "昀"),
            ("昨日", "昨日"),
            ("fi", "fi"),
        ] {
            assert_eq!(unswapped(said.to_owned()), letters);
        }
    }
}
