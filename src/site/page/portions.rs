//! What is too long for one page, on several: how they are cut, named and linked.

use crate::site::view::Link;

/// Rows of a list on one page.
pub(super) const MAX_ROWS: usize = 120;

/// Links of one kind on one page.
pub(super) const MAX_LINKS: usize = 400;

/// A list's page, by its number from 0.
pub(super) fn numbered(name: &str, number: usize) -> String {
    if number == 0 { format!("{name}.html") } else { format!("{name}--{}.html", number + 1) }
}

/// What is listed, on as many pages as it needs: `weight` says how much of `most` one thing takes. There is always a first
/// page.
pub(super) fn portions<T>(all: &[T], most: usize, weight: impl Fn(&T) -> usize) -> Vec<&[T]> {
    let (mut pages, mut rest, mut room) = (Vec::new(), all, most);
    let mut at = 0;
    while let Some(one) = rest.get(at) {
        let weight = weight(one);
        if at > 0 && weight > room {
            let (page, more) = rest.split_at(at);
            pages.push(page);
            (rest, at, room) = (more, 0, most);
        }
        room = room.saturating_sub(weight);
        at += 1;
    }
    pages.push(rest);
    pages
}

/// The page before and the page after.
pub(super) fn pager(name: &str, number: usize, count: usize) -> Vec<Link> {
    let before = number.checked_sub(1).map(|at| (at, "Page before"));
    let after = Some((number + 1, "Next page")).filter(|(at, _)| *at < count);
    let link = |(at, text): (usize, &str)| Link { href: numbered(name, at), text: text.to_owned() };
    before.into_iter().chain(after).map(link).collect()
}
