//! The rules between the cells of a table, and the boxes around words that are no part of the text around them.
//!
//! Where a rule runs down between two words of a row, they are of two cells. What rules enclose on all sides is a cell,
//! where another one lies beside it; one that lies alone is a box, and so is a coloured ground.

use super::frame::MIDDLE;
use super::glyph::{Glyph, Turn};
use super::limits::{MAX_LOOKS, MAX_PAINTS};
use super::matrix::{Mil, percent};
use std::collections::BTreeMap;

/// Shorter lines, in 1/1000 pt, are parts of letters or signs.
const LEAST: Mil = 4_000;
/// How far a rule may end before the corner of a cell.
const SLACK: Mil = 3_000;
/// A single rule that parts columns is at least as high as two lines, in 1/1000 pt.
const HIGH: Mil = 24_000;
/// How far from each other rules are that go on in one line.
const ALIGNED: Mil = 300;
/// Edges of cells that are as near to each other are one.
const ALIKE: Mil = 1_500;
/// A cell takes at most one in so many parts of the page's height: what is higher is a column of text between rules.
const PARTS: Mil = 3;

/// A box on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Area {
    pub(super) left: Mil,
    pub(super) top: Mil,
    pub(super) right: Mil,
    pub(super) bottom: Mil,
}

impl Area {
    pub(super) const fn has(&self, (x, y): (Mil, Mil)) -> bool {
        self.left <= x && x <= self.right && self.top <= y && y <= self.bottom
    }

    const fn width(&self) -> Mil {
        self.right.saturating_sub(self.left)
    }

    const fn height(&self) -> Mil {
        self.bottom.saturating_sub(self.top)
    }

    /// As lines see it that run this way.
    pub(super) fn seen(&self, turn: Turn) -> Self {
        let ((a, b), (c, d)) =
            (turn.along(self.left, self.top), turn.along(self.right, self.bottom));
        Self { left: a.min(c), top: b.min(d), right: a.max(c), bottom: b.max(d) }
    }
}

/// The rules and the boxes of a page.
#[derive(Debug, Clone, Default)]
pub(super) struct Ruled {
    upright: Vec<Area>,
    level: Vec<Area>,
    /// Boxes that something may lie in.
    pub(super) boxes: Vec<Area>,
}

impl Ruled {
    /// Takes a line that was drawn, or a box that is as thin as one.
    pub(super) fn add(&mut self, area: Area) {
        let is_upright = area.height() > area.width();
        let rules = if is_upright { &mut self.upright } else { &mut self.level };
        if area.height().max(area.width()) >= LEAST && rules.len() < MAX_PAINTS {
            rules.push(area);
        }
    }

    /// How many rules there are.
    pub(super) fn count(&self) -> u64 {
        (self.upright.len() + self.level.len()) as u64
    }

    /// Takes a box with edges, or of a colour.
    pub(super) fn add_box(&mut self, area: Area) {
        if area.height().min(area.width()) >= LEAST && self.boxes.len() < MAX_PAINTS {
            self.boxes.push(area);
        }
    }

    /// Takes a box with edges, which are rules, too.
    pub(super) fn add_sides(&mut self, area: Area) {
        let Area { left, top, right, bottom } = area;
        for side in [
            Area { bottom: top, ..area },
            Area { top: bottom, ..area },
            Area { right: left, ..area },
            Area { left: right, ..area },
        ] {
            self.add(side);
        }
        self.add_box(area);
    }

    /// The rules that run down the page between columns, as lines see them that run this way: high ones, and those that go on
    /// over or under each other. The sides of a frame around a word do not count.
    pub(super) fn between_columns(&self, turn: Turn) -> Vec<Area> {
        let rules = match turn {
            Turn::Right | Turn::Left | Turn::Askew => &self.upright,
            Turn::Down | Turn::Up => &self.level,
        };
        let mut rules: Vec<Area> = rules.iter().map(|rule| rule.seen(turn)).collect();
        rules.sort_unstable();
        let goes_on = |a: Option<&Area>, b: Option<&Area>| {
            a.zip(b).is_some_and(|(a, b)| {
                b.left - a.left <= ALIGNED && b.top > a.top && b.top - a.bottom <= HIGH
            })
        };
        let keeps = |&at: &usize| {
            let rule = rules.get(at);
            rule.is_some_and(|rule| rule.height() >= HIGH)
                || goes_on(at.checked_sub(1).and_then(|at| rules.get(at)), rule)
                || goes_on(rule, rules.get(at + 1))
        };
        let kept = (0..rules.len()).filter(keeps);
        kept.filter_map(|at| rules.get(at)).copied().collect()
    }

    /// Numbers the cells that glyphs are in, where the structure tree does not.
    pub(super) fn mark(&mut self, glyphs: &mut [Glyph], height: Mil) {
        if self.upright.len() < 2 || self.level.len() < 2 {
            return;
        }
        let mut left = MAX_LOOKS;
        let mut cells: BTreeMap<Area, Vec<usize>> = BTreeMap::new();
        let mut last: Option<Area> = None;
        for (at, glyph) in glyphs.iter().enumerate().filter(|(_, glyph)| glyph.table_cell == 0) {
            let middle = Mil::midpoint(glyph.x0, glyph.x1);
            let place = glyph.turn.on_page(middle, glyph.y - percent(glyph.size, MIDDLE));
            if !last.is_some_and(|cell| cell.has(place)) {
                left = left.saturating_sub(self.count());
                if left == 0 {
                    return;
                }
                last = self.around(place).filter(|cell| cell.height() <= height / PARTS);
            }
            if let Some(cell) = last {
                cells.entry(cell).or_default().push(at);
            }
        }
        let row = |cell: &Area| (cell.top.div_euclid(ALIKE), cell.bottom.div_euclid(ALIKE));
        let mut rows: BTreeMap<(Mil, Mil), usize> = BTreeMap::new();
        for cell in cells.keys() {
            *rows.entry(row(cell)).or_default() += 1;
        }
        // The structure tree counts its own from 1 up.
        let mut number = u32::MAX;
        for (cell, inside) in cells {
            if rows.get(&row(&cell)).is_none_or(|&cells| cells < 2) {
                self.add_box(cell);
                continue;
            }
            for glyph in inside {
                if let Some(glyph) = glyphs.get_mut(glyph) {
                    glyph.table_cell = number;
                }
            }
            number -= 1;
        }
    }

    /// What the rules next to a place enclose.
    fn around(&self, (x, y): (Mil, Mil)) -> Option<Area> {
        let beside = self.upright.iter().filter(|rule| rule.top <= y && y <= rule.bottom);
        let left = beside.clone().filter(|rule| rule.right <= x).max_by_key(|rule| rule.right)?;
        let right = beside.filter(|rule| rule.left >= x).min_by_key(|rule| rule.left)?;
        let spans =
            |rule: &&Area| rule.left <= left.right + SLACK && rule.right >= right.left - SLACK;
        let across = self.level.iter().filter(spans);
        let top = across.clone().map(|rule| rule.bottom).filter(|&top| top <= y).max()?;
        let bottom = across.map(|rule| rule.top).filter(|&bottom| bottom >= y).min()?;
        Some(Area {
            left: left.right,
            top: top.max(left.top).max(right.top),
            right: right.left,
            bottom: bottom.min(left.bottom).min(right.bottom),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Area, Glyph, Ruled};
    use crate::reader::pdf::glyph::Letters;

    fn glyph(x: i64, y: i64) -> Glyph {
        Glyph::sample(Letters::One('a'), x * 1_000, x * 1_000 + 5_000, y * 1_000)
    }

    fn ruled(rules: &[[i64; 4]]) -> Ruled {
        let mut ruled = Ruled::default();
        for sides in rules {
            let [left, top, right, bottom] = sides.map(|side| side * 1_000);
            ruled.add(Area { left, top, right, bottom });
        }
        ruled
    }

    #[test]
    fn rules_part_cells_where_one_lies_beside_another() {
        let (top, foot) = ([50, 100, 250, 100], [50, 130, 250, 130]);
        let sides = [[50, 100, 50, 130], [150, 100, 150, 130], [250, 100, 250, 130]];
        let [first, middle, last] = sides;
        let cells = |rules: &[[i64; 4]]| {
            let mut glyphs = [glyph(60, 112), glyph(60, 124), glyph(160, 112), glyph(60, 160)];
            let mut ruled = ruled(rules);
            ruled.mark(&mut glyphs, 800_000);
            let [a, b, c, d] = glyphs.map(|glyph| glyph.table_cell);
            assert!(
                a == b && d == 0,
                "lines of a cell are together, and what is outside is in none"
            );
            (a > 0, c > 0 && a != c, ruled.boxes.len())
        };
        assert_eq!(cells(&[top, foot, first, middle, last]), (true, true, 0));
        assert_eq!(cells(&[top, foot, first, last]), (false, false, 1), "a box");
        assert_eq!(cells(&[foot, first, middle, last]), (false, false, 0), "open above");
        // A word that is underlined is in one cell with the line below.
        let underlined = [60, 113, 90, 113];
        assert_eq!(cells(&[top, foot, first, middle, last, underlined]), (true, true, 0));
    }
}
