//! Lengths in thousandths of a point, and the matrices that lead to them.
//!
//! Matrices are multiplied in floating point (additions and multiplications, which every machine rounds alike); what
//! comes out is rounded to an integer once, and all that is decided on a page is decided on integers.

/// A length or a place in 1/1000 pt.
pub(super) type Mil = i64;

/// No page is larger: about 35 m.
const FAR: f64 = 1e8;

/// Points as an integer of 1/1000 pt.
#[expect(clippy::cast_possible_truncation, reason = "clamped before")]
pub(super) fn mil(points: f64) -> Mil {
    let mils = (points * 1_000.0).round();
    if mils.is_nan() { 0 } else { mils.clamp(-FAR, FAR) as Mil }
}

/// So many hundredths of a length.
pub(super) const fn percent(length: Mil, hundredths: Mil) -> Mil {
    length * hundredths / 100
}

/// An affine map of the plane, as PDF writes it: `x' = ax + cy + e`, `y' = bx + dy + f`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Matrix([f64; 6]);

impl Matrix {
    pub(super) const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    pub(super) const fn new(coefficients: [f64; 6]) -> Self {
        Self(coefficients)
    }

    pub(super) const fn shift(x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    pub(super) const fn stretch(x: f64, y: f64) -> Self {
        Self([x, 0.0, 0.0, y, 0.0, 0.0])
    }

    /// First `inner`, then this.
    pub(super) fn of(self, inner: Self) -> Self {
        let ([a, b, c, d, e, f], [p, q, r, s, t, u]) = (self.0, inner.0);
        Self([
            a * p + c * q,
            b * p + d * q,
            a * r + c * s,
            b * r + d * s,
            a * t + c * u + e,
            b * t + d * u + f,
        ])
    }

    /// Where a vector leads, wherever it starts.
    pub(super) fn vector(self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, ..] = self.0;
        (a * x + c * y, b * x + d * y)
    }

    /// Where a point comes to lie.
    pub(super) fn point(self, x: f64, y: f64) -> (f64, f64) {
        let ((right, down), [.., e, f]) = (self.vector(x, y), self.0);
        (right + e, down + f)
    }

    /// Where the origin comes to lie.
    pub(super) const fn origin(self) -> (f64, f64) {
        (self.0[4], self.0[5])
    }

    /// The area of the unit square's image.
    pub(super) fn area(self) -> f64 {
        let [a, b, c, d, ..] = self.0;
        (a * d - b * c).abs()
    }
}

/// The length of a vector. A square root is rounded alike everywhere; `hypot` need not be.
pub(super) fn length((x, y): (f64, f64)) -> f64 {
    (x * x + y * y).sqrt()
}
