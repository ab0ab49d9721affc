//! Finds circles of names: claims that support one another, sources derived from one another.

use std::collections::{BTreeMap, BTreeSet};

/// How many names of a circle a message shows.
const MAX_SHOWN: usize = 6;

/// One circle for each group of names that lead to one another: a shortest way from the group's first name
/// back to it. A name that leads to itself alone is no circle here.
///
/// Groups are the strongly connected components, found without recursion by two passes (Kosaraju 1978).
pub(super) fn circles<'n>(edges: &BTreeMap<&'n str, BTreeSet<&'n str>>) -> Vec<Vec<&'n str>> {
    let mut back: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (from, to) in edges {
        for to in to {
            back.entry(to).or_default().insert(from);
        }
    }
    let mut seen = BTreeSet::new();
    let mut order = Vec::new();
    for start in edges.keys() {
        order.extend(finished(edges, start, &mut seen));
    }
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for start in order.into_iter().rev() {
        let group: BTreeSet<&str> = finished(&back, start, &mut seen).into_iter().collect();
        if group.len() > 1
            && let Some(first) = group.first()
        {
            found.push(way_back(edges, first, &group));
        }
    }
    found.sort_unstable();
    found
}

/// All names that are reached from `start` and not seen before, each after those it leads to.
fn finished<'n>(
    edges: &BTreeMap<&'n str, BTreeSet<&'n str>>,
    start: &'n str,
    seen: &mut BTreeSet<&'n str>,
) -> Vec<&'n str> {
    let mut done = Vec::new();
    if !seen.insert(start) {
        return done;
    }
    let next = |name: &str| edges.get(name).into_iter().flatten();
    let mut open = vec![(start, next(start))];
    while let Some((name, rest)) = open.last_mut() {
        if let Some(to) = rest.find(|to| !seen.contains(*to)) {
            seen.insert(to);
            open.push((to, next(to)));
        } else {
            done.push(*name);
            open.pop();
        }
    }
    done
}

/// A shortest way from `first` through `group` back to `first`, breadth first.
fn way_back<'n>(
    edges: &BTreeMap<&'n str, BTreeSet<&'n str>>,
    first: &'n str,
    group: &BTreeSet<&'n str>,
) -> Vec<&'n str> {
    let mut from: BTreeMap<&str, &str> = BTreeMap::new();
    let mut open = std::collections::VecDeque::from([first]);
    while let Some(name) = open.pop_front() {
        for to in edges.get(name).into_iter().flatten().filter(|to| group.contains(*to)) {
            if *to == first {
                let mut way = vec![name];
                while let Some(before) = way.last().and_then(|name| from.get(name)) {
                    way.push(*before);
                }
                way.reverse();
                return way;
            }
            if *to != first && !from.contains_key(to) {
                from.insert(*to, name);
                open.push_back(*to);
            }
        }
    }
    group.iter().copied().collect()
}

/// A circle as a message shows it: `` `a` → `b` → `a` ``, the middle of a long one left out.
pub(super) fn shown(circle: &[&str]) -> String {
    let name = |name: &&str| format!("`{name}`");
    let mut names: Vec<String> = circle.iter().take(MAX_SHOWN).map(name).collect();
    if circle.len() > MAX_SHOWN {
        names.push(format!("… {} more …", circle.len() - MAX_SHOWN));
    }
    names.extend(circle.first().map(name));
    names.join(" → ")
}

#[cfg(test)]
mod tests {
    use super::{circles, shown};
    use std::collections::{BTreeMap, BTreeSet};

    fn found(edges: &[(&'static str, &'static str)]) -> Vec<Vec<&'static str>> {
        let mut all: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (from, to) in edges {
            all.entry(from).or_default().insert(to);
        }
        circles(&all)
    }

    #[test]
    fn one_for_each_group() {
        assert!(found(&[("a", "b"), ("b", "c"), ("a", "c"), ("d", "d")]).is_empty());
        assert_eq!(found(&[("b", "a"), ("a", "b"), ("b", "c")]), [["a", "b"]]);
        // The shortest of two ways; a tail that leads into the circle is not part of it.
        let edges = [("z", "a"), ("a", "b"), ("b", "c"), ("c", "a"), ("b", "a")];
        assert_eq!(found(&edges), [["a", "b"]]);
        let edges = [("a", "b"), ("b", "a"), ("b", "c"), ("c", "d"), ("d", "c")];
        assert_eq!(found(&edges), [["a", "b"], ["c", "d"]]);
    }

    #[test]
    fn a_long_one_is_found_and_shortened() {
        let names: Vec<String> = (0..100_000).map(|at| format!("c{at:06}")).collect();
        let mut all: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (at, name) in names.iter().enumerate() {
            all.entry(name).or_default().insert(&names[(at + 1) % names.len()]);
        }
        let circles = circles(&all);
        assert_eq!(circles.len(), 1);
        assert_eq!(circles[0].len(), 100_000);
        assert!(shown(&circles[0]).ends_with("`c000005` → … 99994 more … → `c000000`"));
        assert_eq!(shown(&["a", "b"]), "`a` → `b` → `a`");
    }
}
