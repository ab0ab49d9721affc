//! What a page shows of its letters. A letter is not seen where it lies outside of what is shown, where it has the colour
//! of its ground, or where a box or a picture was painted over it.
//!
//! Only what is sure hides: boxes in one opaque colour and pictures without a mask. Anything else that is painted (curves,
//! shadings, patterns, half transparent colours) may be a ground on which letters of any colour are seen.

use super::glyph::{Glyph, Letters, Turn};
use super::hayro::{Dict, Name, Number, Object, Resources, Stream, TypedInstruction as Op};
use super::limits::{MAX_LOOKS, MAX_PAINTS};
use super::matrix::{Matrix, Mil, length, mil, percent};
use super::ruled::{Area, Ruled};
use std::collections::BTreeMap;

/// A box or a stroke that is thinner is a rule, and no ground of letters.
const LEAST: Mil = 2_500;
/// Boxes of one path that are compared with each other.
const MAX_BOXES: usize = 32;
/// Colours that differ by less, of 255, are one to the eye.
const ALIKE: u8 = 10;
/// The colour of paper.
const PAPER: [u8; 3] = [255; 3];
/// How much of the edges of a box with round corners, in hundredths, is straight.
const STRAIGHT: Mil = 70;
/// How opaque a colour is that hides, and that can be seen.
const OPAQUE: f64 = 0.99;
const SEEN: f64 = 0.05;
/// Glyphs are looked up by their height, in steps of this.
const BAND: Mil = 8_000;
/// Pictures are a page's scan where they cover so much of it, in hundredths.
const SCAN: f64 = 25.0;

impl Area {
    const ALL: Self = Self { left: Mil::MIN, top: Mil::MIN, right: Mil::MAX, bottom: Mil::MAX };

    /// The box around points.
    fn around(points: &[(f64, f64)]) -> Option<Self> {
        let mut points = points.iter().map(|&(x, y)| (mil(x), mil(y)));
        let (x, y) = points.next()?;
        let first = Self { left: x, top: y, right: x, bottom: y };
        Some(points.fold(first, |area, (x, y)| Self {
            left: area.left.min(x),
            top: area.top.min(y),
            right: area.right.max(x),
            bottom: area.bottom.max(y),
        }))
    }

    fn with(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    fn meet(self, other: Self) -> Self {
        Self {
            left: self.left.max(other.left),
            top: self.top.max(other.top),
            right: self.right.min(other.right),
            bottom: self.bottom.min(other.bottom),
        }
    }

    const fn holds(&self, other: &Self) -> bool {
        self.has((other.left, other.top)) && self.has((other.right, other.bottom))
    }

    fn touches(&self, other: &Self) -> bool {
        let both = self.meet(*other);
        both.left < both.right && both.top < both.bottom
    }

    /// Whether it is large enough for a letter to lie on it.
    fn is_ground(&self) -> bool {
        self.right.saturating_sub(self.left).min(self.bottom.saturating_sub(self.top)) >= LEAST
    }
}

/// How letters and boxes are painted at the moment.
#[derive(Debug, Clone)]
pub(super) struct Brush {
    /// Red, green and blue, where that is known.
    colour: Option<[u8; 3]>,
    /// How many numbers a colour has; 0 where they say nothing of what is seen.
    numbers: usize,
    alpha: f64,
    /// It mixes with what is below: not one of the colours is what is seen.
    mixes: bool,
    /// A form around it mixes with what is below.
    is_within_mixed: bool,
    width: f64,
    clip: Area,
}

impl Brush {
    pub(super) const fn new() -> Self {
        Self {
            colour: Some([0; 3]),
            numbers: 1,
            alpha: 1.0,
            mixes: false,
            is_within_mixed: false,
            width: 1.0,
            clip: Area::ALL,
        }
    }

    fn hides(&self) -> bool {
        self.alpha >= OPAQUE && !self.mixes && !self.is_within_mixed
    }

    /// Follows an operator that chooses how to paint.
    pub(super) fn choose(&mut self, op: &Op<'_, '_>, resources: &Resources<'_>) {
        match op {
            Op::LineWidth(n) => self.width = n.0.as_f64(),
            Op::NonStrokeColorDeviceGray(n) => self.set(&[n.0]),
            Op::NonStrokeColorDeviceRgb(n) => self.set(&[n.0, n.1, n.2]),
            Op::NonStrokeColorCmyk(n) => self.set(&[n.0, n.1, n.2, n.3]),
            Op::NonStrokeColor(n) if n.0.len() == self.numbers => self.set(&n.0),
            Op::NonStrokeColorNamed(n) if n.1.is_none() && n.0.len() == self.numbers => {
                self.set(&n.0);
            }
            Op::NonStrokeColor(_) | Op::NonStrokeColorNamed(_) => self.colour = None,
            Op::ColorSpaceNonStroke(name) => {
                self.numbers = numbers_of(name.0, resources);
                self.colour = (self.numbers > 0).then_some([0; 3]);
            }
            Op::SetGraphicsState(name) => {
                if let Some(dict) = resources.get_ext_g_state(name.0) {
                    self.take(&dict);
                }
            }
            _ => {}
        }
    }

    fn set(&mut self, numbers: &[Number]) {
        let part = |n: f64| u8::try_from(mil(n.clamp(0.0, 1.0)) * 255 / 1_000).unwrap_or(u8::MAX);
        let part_of = |n: &Number| part(n.as_f64());
        self.numbers = numbers.len();
        self.colour = match numbers {
            [gray] => Some([part_of(gray); 3]),
            [red, green, blue] => Some([red, green, blue].map(part_of)),
            [inks @ .., black] if inks.len() == 3 => {
                let mut colour = [0; 3];
                for (part_of_it, ink) in colour.iter_mut().zip(inks) {
                    *part_of_it = part((1.0 - ink.as_f64()) * (1.0 - black.as_f64()));
                }
                Some(colour)
            }
            _ => None,
        };
    }

    /// Takes over what a dictionary of graphics states says.
    fn take(&mut self, dict: &Dict<'_>) {
        if let Some(alpha) = dict.get::<Number>(b"ca".as_slice()) {
            self.alpha = alpha.as_f64();
        }
        let mode = match dict.get::<Object<'_>>(b"BM".as_slice()) {
            Some(Object::Array(modes)) => modes.iter::<Name<'_>>().next(),
            Some(Object::Name(mode)) => Some(mode),
            _ => None,
        };
        let mask = dict.get::<Object<'_>>(b"SMask".as_slice());
        if mode.is_some() || mask.is_some() {
            let is_plain = |mode: &Name<'_>| matches!(mode.as_ref(), b"Normal" | b"Compatible");
            self.mixes = mode.is_some_and(|mode| !is_plain(&mode))
                || matches!(mask, Some(Object::Dict(_) | Object::Stream(_)));
        }
    }

    /// Begins a form: what lies outside of its box is not shown.
    pub(super) fn enter(&mut self, form: &Dict<'_>, matrix: Matrix) {
        self.is_within_mixed |= !self.hides();
        if form.contains_key(b"Group".as_slice()) {
            self.mixes = false;
            if self.alpha >= SEEN {
                self.alpha = 1.0;
            }
        }
        if let Some([a, b, c, d]) = form.get::<[f64; 4]>(b"BBox".as_slice()) {
            let corners = [(a, b), (c, b), (a, d), (c, d)].map(|(x, y)| matrix.point(x, y));
            self.clip = Area::around(&corners).map_or(self.clip, |area| self.clip.meet(area));
        }
    }
}

/// How many numbers a colour of a space has, where they are gray, red, green and blue, or inks.
fn numbers_of(space: &Name<'_>, resources: &Resources<'_>) -> usize {
    let by_name = |name: &[u8]| match name {
        b"DeviceGray" | b"G" | b"CalGray" => 1,
        b"DeviceRGB" | b"RGB" | b"CalRGB" => 3,
        b"DeviceCMYK" | b"CMYK" => 4,
        _ => 0,
    };
    match resources.get_color_space(space) {
        Some(Object::Name(name)) => by_name(name.as_ref()),
        Some(Object::Array(parts)) => match parts.iter::<Name<'_>>().next() {
            Some(kind) if kind.as_ref() == b"ICCBased".as_slice() => {
                let profile = parts.iter::<Object<'_>>().nth(1);
                let Some(Object::Stream(profile)) = profile else { return 0 };
                let count = profile.dict().get::<i32>(b"N".as_slice());
                count.and_then(|count| usize::try_from(count).ok()).unwrap_or(0)
            }
            Some(kind) => by_name(kind.as_ref()),
            None => 0,
        },
        Some(_) => 0,
        None => by_name(space.as_ref()),
    }
}

/// A path that is being drawn.
#[derive(Debug, Default)]
pub(super) struct Path {
    boxes: Vec<Area>,
    /// Its lines that run along the page's edges, and the sides of its boxes.
    sides: Vec<Area>,
    /// The points of its last line.
    line: Vec<(f64, f64)>,
    bounds: Option<Area>,
    /// It is not made of boxes alone.
    is_odd: bool,
    clips: bool,
}

impl Path {
    /// Follows an operator that draws a path or paints it; false where it is none.
    pub(super) fn follow(
        &mut self,
        op: &Op<'_, '_>,
        matrix: Matrix,
        brush: &mut Brush,
        paints: &mut Paints,
        glyphs: usize,
    ) -> bool {
        let at = |x: &Number, y: &Number| matrix.point(x.as_f64(), y.as_f64());
        match op {
            Op::MoveTo(p) => {
                self.end_line();
                self.line.push(at(&p.0, &p.1));
            }
            Op::LineTo(p) => self.line.push(at(&p.0, &p.1)),
            Op::CubicTo(p) => self.curve(&[at(&p.0, &p.1), at(&p.2, &p.3), at(&p.4, &p.5)]),
            Op::CubicStartTo(p) => self.curve(&[at(&p.0, &p.1), at(&p.2, &p.3)]),
            Op::CubicEndTo(p) => self.curve(&[at(&p.0, &p.1), at(&p.2, &p.3)]),
            Op::RectPath(p) => {
                self.end_line();
                let [x, y, w, h] = [&p.0, &p.1, &p.2, &p.3].map(Number::as_f64);
                let corners = [(x, y), (x + w, y), (x + w, y + h), (x, y + h)];
                self.line.extend(corners.map(|(x, y)| matrix.point(x, y)));
                self.end_line();
            }
            Op::ClosePath(_) => {}
            Op::ClipNonZero(_) | Op::ClipEvenOdd(_) => self.clips = true,
            Op::EndPath(_) => self.end(brush),
            Op::StrokePath(_) | Op::CloseAndStrokePath(_) => {
                self.end_line();
                let width = mil(brush.width * length(matrix.vector(1.0, 0.0)));
                if let Some(area) = self.bounds.filter(|_| width >= LEAST) {
                    let area = Area {
                        left: area.left - width / 2,
                        top: area.top - width / 2,
                        right: area.right + width / 2,
                        bottom: area.bottom + width / 2,
                    };
                    paints.add(area.meet(brush.clip), None, glyphs);
                }
                self.rule(brush, paints);
                self.end(brush);
            }
            Op::FillPathNonZero(_)
            | Op::FillPathNonZeroCompatibility(_)
            | Op::FillPathEvenOdd(_)
            | Op::FillAndStrokeNonZero(_)
            | Op::FillAndStrokeEvenOdd(_)
            | Op::CloseFillAndStrokeNonZero(_)
            | Op::CloseFillAndStrokeEvenOdd(_) => {
                self.fill(brush, paints, glyphs);
                self.end(brush);
            }
            Op::Shading(_) => paints.add(brush.clip, None, glyphs),
            _ => return false,
        }
        true
    }

    fn curve(&mut self, points: &[(f64, f64)]) {
        self.is_odd = true;
        self.line.extend_from_slice(points);
    }

    /// Ends a line: it is a box, or the path is odd.
    fn end_line(&mut self) {
        let Some(area) = Area::around(&self.line) else { return };
        self.bounds = Some(self.bounds.map_or(area, |bounds| bounds.with(area)));
        if self.line.len() > 2 {
            if is_box(&self.line, &area) {
                self.boxes.push(area);
            } else {
                self.is_odd = true;
            }
        }
        let sides = self.line.windows(2).filter_map(Area::around);
        self.sides.extend(sides.filter(|side| !side.is_ground()));
        self.line.clear();
    }

    /// Notes the lines of a path whose edges are drawn.
    fn rule(&self, brush: &Brush, paints: &mut Paints) {
        for side in &self.sides {
            paints.ruled.add(side.meet(brush.clip));
        }
        for area in &self.boxes {
            paints.ruled.add_sides(area.meet(brush.clip));
        }
        if let Some(area) = self.bounds.filter(|_| self.is_rounded()) {
            paints.ruled.add_box(area.meet(brush.clip));
        }
    }

    /// Whether a path is a box with round corners: most of its bounds are straight lines of it.
    fn is_rounded(&self) -> bool {
        let Some(bounds) = self.bounds.filter(|_| self.is_odd) else { return false };
        let is_edge = |side: &&Area| {
            [side.left, side.right].iter().all(|&x| x == bounds.left || x == bounds.right)
                || [side.top, side.bottom].iter().all(|&y| y == bounds.top || y == bounds.bottom)
        };
        let length = |area: &Area| area.right - area.left + area.bottom - area.top;
        let straight: Mil = self.sides.iter().filter(is_edge).map(length).sum();
        straight * 100 >= length(&bounds) * 2 * STRAIGHT
    }

    fn fill(&mut self, brush: &Brush, paints: &mut Paints, glyphs: usize) {
        self.end_line();
        let boxes = &self.boxes;
        // Boxes within each other may be a frame.
        let is_plain = !self.is_odd
            && boxes.len() <= MAX_BOXES
            && boxes.iter().enumerate().all(|(at, area)| {
                boxes.get(at + 1..).unwrap_or_default().iter().all(|other| !area.touches(other))
            });
        if let [a, b] = boxes.as_slice()
            && (a.holds(b) || b.holds(a))
        {
            paints.ruled.add_sides(a.with(*b).meet(brush.clip));
        }
        if is_plain {
            for area in boxes {
                if !area.is_ground() {
                    paints.ruled.add(area.meet(brush.clip));
                } else if brush.colour.is_none_or(|colour| !is_alike(colour, PAPER)) {
                    paints.ruled.add_box(area.meet(brush.clip));
                }
                paints.add(area.meet(brush.clip), brush.colour.filter(|_| brush.hides()), glyphs);
            }
        } else if let Some(area) = self.bounds {
            paints.add(area.meet(brush.clip), None, glyphs);
            let is_seen = brush.colour.is_none_or(|colour| !is_alike(colour, PAPER));
            if is_seen && self.is_rounded() {
                paints.ruled.add_box(area.meet(brush.clip));
            }
        }
    }

    fn end(&mut self, brush: &mut Brush) {
        self.end_line();
        if let Some(area) = self.bounds.filter(|_| self.clips) {
            brush.clip = brush.clip.meet(area);
        }
        self.boxes.clear();
        self.sides.clear();
        (self.bounds, self.is_odd, self.clips) = (None, false, false);
    }
}

/// Whether a line goes once around a box.
fn is_box(line: &[(f64, f64)], area: &Area) -> bool {
    let near = |a: Mil, b: Mil| (a - b).abs() <= 20;
    let corner = |&(x, y): &(f64, f64)| {
        let (x, y) = (mil(x), mil(y));
        let (left, top) = (near(x, area.left), near(y, area.top));
        ((left || near(x, area.right)) && (top || near(y, area.bottom))).then_some((left, top))
    };
    let corners: Option<Vec<(bool, bool)>> = line.iter().map(corner).collect();
    let Some(corners) = corners.filter(|corners| matches!(corners.len(), 4 | 5)) else {
        return false;
    };
    let around = corners.iter().zip(corners.iter().cycle().skip(1)).take(3);
    let is_side = |(a, b): (&(bool, bool), &(bool, bool))| (a.0 == b.0) != (a.1 == b.1);
    around.into_iter().all(is_side) && corners.first() != corners.get(2)
}

/// What was painted on an area.
#[derive(Debug, Clone, Copy)]
struct Paint {
    area: Area,
    /// Its one colour, which hides what is below.
    colour: Option<[u8; 3]>,
    /// It is a picture; true where that hides what is below.
    picture: Option<bool>,
    /// How many glyphs were drawn before.
    glyphs: usize,
}

/// What a page paints besides letters, from the ground up.
#[derive(Debug, Default)]
pub(super) struct Paints {
    paints: Vec<Paint>,
    pub(super) ruled: Ruled,
}

impl Paints {
    fn add(&mut self, area: Area, colour: Option<[u8; 3]>, glyphs: usize) {
        self.push(Paint { area, colour, picture: None, glyphs });
    }

    /// A picture fills the unit square.
    pub(super) fn add_picture(
        &mut self,
        picture: &Stream<'_>,
        matrix: Matrix,
        brush: &Brush,
        glyphs: usize,
    ) {
        let corners = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)];
        let corners = corners.map(|(x, y)| matrix.point(x, y));
        let Some(area) = Area::around(&corners) else { return };
        let dict = picture.dict();
        let has_mask = [b"SMask".as_slice(), b"Mask", b"ImageMask", b"IM"]
            .iter()
            .any(|key| dict.contains_key(key) && dict.get::<bool>(key) != Some(false));
        let hides = !has_mask && brush.hides() && is_box_of(&corners, &area);
        self.push(Paint {
            area: area.meet(brush.clip),
            colour: None,
            picture: Some(hides),
            glyphs,
        });
    }

    fn push(&mut self, paint: Paint) {
        if paint.area.is_ground() && self.paints.len() < MAX_PAINTS {
            self.paints.push(paint);
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.paints.len()
    }

    /// What people see of letters that are painted now at a place. Letters that have edges of their own are always seen.
    pub(super) fn shown(&self, brush: &Brush, place: (f64, f64), is_filled: bool) -> Shown {
        let place = (mil(place.0), mil(place.1));
        if brush.alpha < SEEN {
            return Shown::Not;
        }
        let is_known = is_filled && !brush.mixes && self.paints.len() < MAX_PAINTS;
        let Some(colour) = brush.colour.filter(|_| is_known) else { return Shown::Letters };
        let ground = self.paints.iter().rev().find(|paint| paint.area.has(place));
        match ground.map_or(Some(PAPER), |ground| ground.colour) {
            Some(ground) if !is_alike(colour, ground) => Shown::Letters,
            Some(ground) if is_alike(ground, PAPER) => Shown::Not,
            Some(_) => Shown::Bar,
            None => Shown::Letters,
        }
    }
}

/// What people see of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    Letters,
    /// Nothing but paper.
    Not,
    /// That something is there.
    Bar,
}

fn is_box_of(corners: &[(f64, f64); 4], area: &Area) -> bool {
    let [a, b, c, d] = *corners;
    is_box(&[a, b, d, c], area)
}

fn is_alike(a: [u8; 3], b: [u8; 3]) -> bool {
    a.iter().zip(b).all(|(a, b)| a.abs_diff(b) <= ALIKE)
}

/// Whether a glyph lies outside of what is shown.
pub(super) fn is_clipped(brush: &Brush, glyph: &Glyph) -> bool {
    brush.clip != Area::ALL && !brush.clip.touches(&core_of(glyph))
}

/// The middle of a glyph: hidden with it, a letter cannot be read.
fn core_of(glyph: &Glyph) -> Area {
    let (width, size) = (glyph.x1 - glyph.x0, glyph.size);
    let (x, y) = (glyph.x0 + percent(width, 20), glyph.y - percent(size, 10));
    let (right, top) = (glyph.x1 - percent(width, 20), glyph.y - percent(size, 45));
    let ((ax, ay), (bx, by)) = (glyph.turn.on_page(x, y), glyph.turn.on_page(right, top));
    Area { left: ax.min(bx), top: ay.min(by), right: ax.max(bx) + 1, bottom: ay.max(by) + 1 }
}

/// What hides a glyph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Seen,
    /// A box as white as paper: nothing is seen.
    Blank,
    /// A box of another colour, or a picture.
    Bar,
    /// A picture that is the page's scan.
    Scan,
}

/// Takes away what nobody sees: what has no ink and no picture that it may be the text of, and what was painted over. Where
/// people see that something is covered, a gap says so.
/// `barred` are glyphs with the colour of what is below them; `pictures` says how many hundredths of the page are pictures.
pub(super) fn hide(glyphs: &mut Vec<Glyph>, paints: &Paints, barred: &[usize], pictures: f64) {
    let mut left = MAX_LOOKS;
    let fates = fates(glyphs, paints, barred, (pictures >= SCAN, &mut left));
    let has_picture = |glyph: &Glyph, left: &mut u64| {
        let core = core_of(glyph);
        let mut pictures = paints.paints.iter().filter(|paint| paint.picture.is_some());
        *left = left.saturating_sub(1 + paints.paints.len() as u64);
        *left == 0 || pictures.any(|paint| paint.area.touches(&core))
    };
    let mut at = 0;
    let mut bar: Option<(Turn, Mil, Mil)> = None;
    glyphs.retain_mut(|glyph| {
        let fate = fates.get(at).copied().unwrap_or(Fate::Seen);
        at += 1;
        if fate == Fate::Bar {
            let goes_on = bar.is_some_and(|(turn, y, x1)| {
                turn == glyph.turn && y == glyph.y && (glyph.x0 - x1).abs() < glyph.size
            });
            bar = Some((glyph.turn, glyph.y, glyph.x1));
            glyph.letters = if goes_on { Letters::Nothing } else { Letters::One('\u{FFFC}') };
            return true;
        }
        bar = None;
        glyph.is_hidden |= fate == Fate::Scan;
        fate != Fate::Blank && (!glyph.is_hidden || has_picture(glyph, &mut left))
    });
}

/// What was painted over each glyph.
fn fates(
    glyphs: &[Glyph],
    paints: &Paints,
    barred: &[usize],
    (is_scan, left): (bool, &mut u64),
) -> Vec<Fate> {
    let covers = |paint: &&Paint| {
        paint.glyphs > 0 && (paint.colour.is_some() || paint.picture == Some(true))
    };
    let covers: Vec<&Paint> = paints.paints.iter().filter(covers).collect();
    let mut fates = vec![Fate::Seen; glyphs.len()];
    for &at in barred {
        if let Some(fate) = fates.get_mut(at) {
            *fate = Fate::Bar;
        }
    }
    if covers.is_empty() && barred.is_empty() {
        return fates;
    }
    let mut bands: BTreeMap<Mil, Vec<usize>> = BTreeMap::new();
    for (at, glyph) in glyphs.iter().enumerate() {
        bands.entry(core_of(glyph).top.div_euclid(BAND)).or_default().push(at);
    }
    for paint in covers {
        let Area { top, bottom, .. } = paint.area;
        let near = bands.range(top.div_euclid(BAND)..=bottom.div_euclid(BAND));
        for &at in near.flat_map(|(_, band)| band) {
            *left = left.saturating_sub(1);
            if *left == 0 {
                return fates;
            }
            let (Some(glyph), Some(fate)) = (glyphs.get(at), fates.get_mut(at)) else { continue };
            if at < paint.glyphs && paint.area.holds(&core_of(glyph)) {
                *fate = match paint.colour {
                    Some(colour) if is_alike(colour, PAPER) => Fate::Blank,
                    None if is_scan => Fate::Scan,
                    _ => Fate::Bar,
                };
            }
        }
    }
    written_over(glyphs, &bands, &mut fates, left);
    fates
}

/// Letters that are covered, and over which others were written: those are seen, and nothing is missing.
fn written_over(
    glyphs: &[Glyph],
    bands: &BTreeMap<Mil, Vec<usize>>,
    fates: &mut [Fate],
    left: &mut u64,
) {
    let covered: Vec<usize> =
        (0..fates.len()).filter(|&at| fates.get(at) == Some(&Fate::Bar)).collect();
    for at in covered {
        let Some(glyph) = glyphs.get(at) else { continue };
        let core = core_of(glyph);
        let band = core.top.div_euclid(BAND);
        let near = bands.range(band - 1..=band + 1).flat_map(|(_, band)| band);
        let is_over = |&&other: &&usize| {
            other > at
                && fates.get(other) == Some(&Fate::Seen)
                && glyphs.get(other).is_some_and(|glyph| core_of(glyph).touches(&core))
        };
        *left = left.saturating_sub(near.clone().count() as u64);
        if *left > 0
            && near.clone().any(|other| is_over(&other))
            && let Some(fate) = fates.get_mut(at)
        {
            *fate = Fate::Blank;
        }
    }
}
