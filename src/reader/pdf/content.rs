//! The operators of a page that draw text: from its content stream to glyphs with places.
//!
//! A content stream is a list of operands and operators. `BT /F1 10 Tf 72 700 Td (Tides) Tj ET` takes font `F1` in size
//! 10, goes to a place, and draws five glyphs, each as far after the one before as the font says. Only what moves or draws
//! text is followed, and what may lie over it or under it (`paint`).

use super::face::{Face, Faces, FontCode};
use super::glyph::{Glyph, Letters, Tag, Turn};
use super::hayro::{
    self, Array, Dict, Name, Number, Object, ObjectIdentifier, Page, Resources, Stream,
    TypedInstruction as Op, TypedIter,
};
use super::limits::{Budget, FORM_STEPS, MAX_FORMS, MAX_MARKS, MAX_REPLACED, MAX_STATES};
use super::matrix::{Matrix, Mil, length, mil};
use super::paint::{Brush, Paints, Path, Shown, hide, is_clipped};
use std::collections::BTreeSet;
use std::rc::Rc;

/// A line that goes down by less is straight: a quarter of a point across a page.
const LEAST_LEAN: Mil = 50;
/// A blank that the space between words leaves less of, in parts of its size, is none.
const NO_BLANK: f64 = 0.05;

/// What a page draws.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    pub(super) glyphs: Vec<Glyph>,
    /// The area of its pictures, in square points.
    pub(super) pictures: f64,
    /// What else it paints.
    pub(super) paints: Paints,
    /// The glyphs that have the colour of a box that they lie on.
    barred: Vec<usize>,
}

/// A stretch of content between `BDC` and `EMC`.
struct Mark {
    is_artifact: bool,
    is_off: bool,
    actual: Option<String>,
    is_used: bool,
    tag: Option<Tag>,
}

#[derive(Clone)]
struct State<'a> {
    matrix: Matrix,
    face: Option<Rc<Face<'a>>>,
    size: f64,
    char_space: f64,
    word_space: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
    /// How letters are drawn: filled, with their edges, or not at all.
    mode: i64,
    brush: Brush,
}

/// The matrices of a text object: of the next glyph, and of the line's start.
struct Pen {
    glyph: Matrix,
    line: Matrix,
}

impl Pen {
    const fn new() -> Self {
        Self { glyph: Matrix::IDENTITY, line: Matrix::IDENTITY }
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line = self.line.of(Matrix::shift(x, y));
        self.glyph = self.line;
    }

    fn go(&mut self, matrix: Matrix) {
        self.line = matrix;
        self.glyph = matrix;
    }
}

/// Follows the operators of one page.
pub(super) struct Interpreter<'a, 'r> {
    pub(super) faces: &'r mut Faces<'a>,
    pub(super) budget: &'r mut Budget,
    /// Layers that are off when the document is opened.
    pub(super) off: &'r BTreeSet<ObjectIdentifier>,
    drawn: Drawn,
    marks: Vec<Mark>,
    replaced: usize,
}

impl<'a, 'r> Interpreter<'a, 'r> {
    pub(super) fn new(
        faces: &'r mut Faces<'a>,
        budget: &'r mut Budget,
        off: &'r BTreeSet<ObjectIdentifier>,
    ) -> Self {
        Self { faces, budget, off, drawn: Drawn::default(), marks: Vec::new(), replaced: 0 }
    }

    /// What people see of what the page draws, as far as the limits go.
    pub(super) fn draw(mut self, page: &Page<'a>) -> Drawn {
        self.budget.turn_page();
        let data = self.contents(page);
        let state = State {
            matrix: hayro::page_matrix(page),
            face: None,
            size: 1.0,
            char_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            mode: 0,
            brush: Brush::new(),
        };
        self.run(&data, page.resources(), state, 0, 0);
        let Drawn { glyphs, paints, barred, pictures } = &mut self.drawn;
        let (width, height) = page.render_dimensions();
        let share = *pictures / f64::from(width * height).max(1.0) * 100.0;
        hide(glyphs, paints, barred, share);
        self.drawn
    }

    /// The streams of a page are one, cut anywhere between two operators' parts.
    fn contents(&mut self, page: &Page<'a>) -> Vec<u8> {
        let dict = page.raw();
        if let Some(stream) = dict.get::<Stream<'_>>(b"Contents".as_slice()) {
            return self.budget.decode(&stream).unwrap_or_default();
        }
        let mut all = Vec::new();
        let parts = dict.get::<Array<'_>>(b"Contents".as_slice());
        for stream in parts.iter().flat_map(Array::iter::<Stream<'_>>) {
            if let Some(data) = self.budget.decode(&stream) {
                all.extend_from_slice(&data);
                all.push(b'\n');
            }
            if self.budget.past().is_some() {
                break;
            }
        }
        all
    }

    fn run(
        &mut self,
        data: &[u8],
        resources: &Resources<'a>,
        state: State<'a>,
        depth: usize,
        stream: u32,
    ) {
        let mut operators = TypedIter::new(data);
        let mut state = state;
        let mut states = Vec::new();
        let mut pen = Pen::new();
        let mut path = Path::default();
        let marks = self.marks.len();
        while let Some(op) = operators.next() {
            if !self.budget.step(1) {
                return;
            }
            match op {
                Op::SaveState(_) if states.len() < MAX_STATES => states.push(state.clone()),
                Op::RestoreState(_) => state = states.pop().unwrap_or(state),
                Op::XObject(name) => {
                    if let Some(object) = resources.get_x_object(name.0) {
                        self.object(&object, resources, &state, depth);
                    }
                }
                Op::InlineImage(picture) => self.picture(picture.0, &state),
                Op::BeginMarkedContent(mark) => self.mark(mark.0, None, resources, stream),
                Op::BeginMarkedContentWithProperties(mark) => {
                    self.mark(mark.0, Some(mark.1), resources, stream);
                }
                Op::EndMarkedContent(_) => {
                    if self.marks.len() > marks {
                        self.marks.pop();
                    }
                }
                Op::TextFont(font) => {
                    state.size = font.1.as_f64();
                    let dict = resources.get_font(font.0);
                    state.face = dict.and_then(|dict| self.faces.face(&dict, self.budget));
                }
                other => {
                    let glyphs = self.drawn.glyphs.len();
                    let mut unseen = Paints::default();
                    let is_off = self.marks.iter().any(|mark| mark.is_off);
                    let paints = if is_off { &mut unseen } else { &mut self.drawn.paints };
                    if !path.follow(&other, state.matrix, &mut state.brush, paints, glyphs) {
                        state.brush.choose(&other, resources);
                        self.text(&other, &mut state, &mut pen);
                    }
                }
            }
        }
        self.marks.truncate(marks);
    }

    /// The operators of text, and the matrix.
    fn text(&mut self, op: &Op<'_, '_>, state: &mut State<'a>, pen: &mut Pen) {
        match op {
            Op::Transform(m) => state.matrix = state.matrix.of(six([m.0, m.1, m.2, m.3, m.4, m.5])),
            Op::BeginText(_) => *pen = Pen::new(),
            Op::CharacterSpacing(n) => state.char_space = n.0.as_f64(),
            Op::WordSpacing(n) => state.word_space = n.0.as_f64(),
            Op::HorizontalScaling(n) => state.stretch = n.0.as_f64() / 100.0,
            Op::TextLeading(n) => state.leading = n.0.as_f64(),
            Op::TextRise(n) => state.rise = n.0.as_f64(),
            Op::TextRenderingMode(n) => state.mode = n.0.as_i64(),
            Op::NextLine(n) => pen.next_line(n.0.as_f64(), n.1.as_f64()),
            Op::NextLineAndSetLeading(n) => {
                state.leading = -n.1.as_f64();
                pen.next_line(n.0.as_f64(), n.1.as_f64());
            }
            Op::SetTextMatrix(m) => pen.go(six([m.0, m.1, m.2, m.3, m.4, m.5])),
            Op::NextLineUsingLeading(_) => pen.next_line(0.0, -state.leading),
            Op::ShowText(s) => self.show(state, pen, s.0.as_bytes()),
            Op::NextLineAndShowText(s) => {
                pen.next_line(0.0, -state.leading);
                self.show(state, pen, s.0.as_bytes());
            }
            Op::ShowTextWithParameters(s) => {
                state.word_space = s.0.as_f64();
                state.char_space = s.1.as_f64();
                pen.next_line(0.0, -state.leading);
                self.show(state, pen, s.2.as_bytes());
            }
            Op::ShowTexts(parts) => {
                for part in parts.0.iter::<Object<'_>>() {
                    match part {
                        Object::String(text) => self.show(state, pen, text.as_bytes()),
                        Object::Number(n) => {
                            let by = -n.as_f64() / 1_000.0 * state.size;
                            let is_vertical = state.face.as_ref().is_some_and(|f| f.is_vertical);
                            let (x, y) =
                                if is_vertical { (0.0, by) } else { (by * state.stretch, 0.0) };
                            pen.glyph = pen.glyph.of(Matrix::shift(x, y));
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    /// A form, whose operators are run, or a picture.
    fn object(
        &mut self,
        object: &Stream<'a>,
        parent: &Resources<'a>,
        state: &State<'a>,
        depth: usize,
    ) {
        let dict = object.dict();
        match hayro::name(dict, "Subtype").as_deref() {
            Some("Image") if !self.is_off_layer(dict) => self.picture(object, state),
            Some("Form") if depth < MAX_FORMS && !self.is_off_layer(dict) => {
                if !self.budget.step(FORM_STEPS) {
                    return;
                }
                let Some(data) = self.budget.decode(object) else { return };
                let mut state = state.clone();
                if let Some(matrix) = dict.get::<[f64; 6]>(b"Matrix".as_slice()) {
                    state.matrix = state.matrix.of(Matrix::new(matrix));
                }
                state.brush.enter(dict, state.matrix);
                let own = dict.get::<Dict<'_>>(b"Resources".as_slice());
                let resources = own.map_or_else(|| parent.clone(), Resources::new);
                self.run(&data, &resources, state, depth + 1, object.obj_id().obj_number);
            }
            _ => {}
        }
    }

    fn picture(&mut self, picture: &Stream<'_>, state: &State<'a>) {
        if !self.marks.iter().any(|mark| mark.is_off) {
            self.drawn.pictures += state.matrix.area();
            let glyphs = self.drawn.glyphs.len();
            self.drawn.paints.add_picture(picture, state.matrix, &state.brush, glyphs);
        }
    }

    fn is_off_layer(&self, dict: &Dict<'_>) -> bool {
        !self.off.is_empty()
            && dict
                .get_ref(b"OC".as_slice())
                .is_some_and(|layer| self.off.contains(&ObjectIdentifier::from(layer)))
    }

    fn mark(
        &mut self,
        tag: &Name<'_>,
        properties: Option<&Object<'_>>,
        resources: &Resources<'a>,
        stream: u32,
    ) {
        if self.marks.len() >= MAX_MARKS {
            self.budget.exceed(format!("{MAX_MARKS} marks of content within each other"));
            return;
        }
        let is_layer = tag.as_ref() == b"OC".as_slice();
        let mut mark = Mark {
            is_artifact: tag.as_ref() == b"Artifact".as_slice(),
            is_off: false,
            actual: None,
            is_used: false,
            tag: None,
        };
        if is_layer && let Some(Object::Name(name)) = properties {
            let layer = resources.properties.get_ref(name.as_ref());
            mark.is_off =
                layer.is_some_and(|layer| self.off.contains(&ObjectIdentifier::from(layer)));
        }
        let read = |dict: &Dict<'_>, mark: &mut Mark| {
            mark.actual = hayro::text_string(dict, "ActualText");
            mark.tag = dict.get::<i32>(b"MCID".as_slice()).map(|number| Tag { stream, number });
        };
        match properties {
            Some(Object::Dict(dict)) => read(dict, &mut mark),
            Some(Object::Name(name)) => {
                if let Some(dict) = resources.properties.get::<Dict<'_>>(name.as_ref()) {
                    read(&dict, &mut mark);
                }
            }
            _ => {}
        }
        self.marks.push(mark);
    }

    fn show(&mut self, state: &State<'a>, pen: &mut Pen, bytes: &[u8]) {
        let Some(face) = state.face.clone() else { return };
        let shown = self.shown(state, pen);
        let mut at = 0;
        while at < bytes.len() {
            let (number, taken) = face.next_code(bytes, at);
            at += taken;
            if !self.budget.step(1) {
                return;
            }
            let code = face.code(number);
            let em = Matrix::stretch(state.size * state.stretch, state.size);
            let full = state.matrix.of(pen.glyph).of(Matrix::shift(0.0, state.rise)).of(em);
            let place = full.of(Matrix::shift(code.displacement.0, code.displacement.1));
            let (along, up, advance) = if face.is_vertical {
                ((0.0, -1.0), (1.0, 0.0), (0.0, code.advance.1))
            } else {
                ((1.0, 0.0), (0.0, 1.0), (code.advance.0, 0.0))
            };
            let (along, up) = (full.vector(along.0, along.1), full.vector(up.0, up.1));
            let advance = full.vector(advance.0, advance.1);
            let is_blank = number == 32 && taken == 1;
            let word = if is_blank { state.word_space } else { 0.0 };
            let space = state.char_space + word;
            // Ghostscript writes a step back between two letters of a word as a blank without width.
            let is_nothing =
                word < 0.0 && code.advance.0 * state.size + space < state.size * NO_BLANK;
            if !(is_nothing && code.letters.is_blank()) {
                self.glyph(&code, place.origin(), advance, (along, up), (shown, &state.brush));
            }
            let (x, y) = if face.is_vertical {
                (0.0, code.advance.1 * state.size + space)
            } else {
                ((code.advance.0 * state.size + space) * state.stretch, 0.0)
            };
            pen.glyph = pen.glyph.of(Matrix::shift(x, y));
        }
    }

    /// What people see of the letters that are drawn next.
    fn shown(&mut self, state: &State<'a>, pen: &Pen) -> Shown {
        if matches!(state.mode, 3 | 7) {
            return Shown::Not;
        }
        self.budget.step(self.drawn.paints.len() as u64 / 32);
        // A little up and along, where the first letter has its ink.
        let (x, y) = (state.size * state.stretch * 0.2, state.size * 0.25 + state.rise);
        let (x, y) = pen.glyph.point(x, y);
        self.drawn.paints.shown(&state.brush, state.matrix.point(x, y), matches!(state.mode, 0 | 4))
    }

    fn glyph(
        &mut self,
        code: &FontCode,
        origin: (f64, f64),
        advance: (f64, f64),
        (along, up): ((f64, f64), (f64, f64)),
        (shown, brush): (Shown, &Brush),
    ) {
        let mut letters = code.letters.clone();
        let (mut is_artifact, mut is_off, mut tag) = (false, false, None);
        for mark in &mut self.marks {
            is_artifact |= mark.is_artifact;
            is_off |= mark.is_off;
            tag = mark.tag.or(tag);
            if let Some(actual) = &mark.actual {
                letters = if mark.is_used { Letters::Nothing } else { Letters::new(actual) };
                mark.is_used = true;
            }
        }
        if let Letters::Many(text) = &letters {
            self.replaced += text.len();
            if self.replaced > MAX_REPLACED {
                self.budget.exceed(format!("{MAX_REPLACED} bytes of replaced text on one page"));
                return;
            }
        }
        let size = mil(length(up));
        if is_off || size < 100 {
            return;
        }
        let turn = Turn::of(along);
        let (x, y) = turn.along(mil(origin.0), mil(origin.1));
        let (width, _) = turn.along(mil(advance.0), mil(advance.1));
        let lean = if along.0 == 0.0 || along.1 == 0.0 { 0 } else { lean(turn, along) };
        let glyph = Glyph {
            letters,
            x0: x.min(x + width),
            x1: x.max(x + width).max(x.min(x + width) + 10),
            y,
            size,
            turn,
            lean,
            is_artifact,
            is_hidden: shown == Shown::Not,
            is_high: code.is_high,
            tag,
            table_cell: 0,
        };
        if is_clipped(brush, &glyph) {
            return;
        }
        if shown == Shown::Bar {
            self.drawn.barred.push(self.drawn.glyphs.len());
        }
        self.drawn.glyphs.push(glyph);
    }
}

/// How far a line in this direction goes down to 100,000 along; nothing where it is no more than rounding.
fn lean(turn: Turn, (x, y): (f64, f64)) -> Mil {
    let scale = 1_000.0 / length((x, y)).max(1e-9);
    let (right, down) = turn.along(mil(x * scale), mil(y * scale));
    let lean = (down * 100_000).checked_div(right).unwrap_or(0);
    if turn == Turn::Askew || lean.abs() < LEAST_LEAN { 0 } else { lean }
}

fn six(numbers: [Number; 6]) -> Matrix {
    Matrix::new(numbers.map(|n| n.as_f64()))
}
