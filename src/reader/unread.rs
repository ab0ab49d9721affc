//! Describes the parts of a document that cannot be read: a quote that is not found may be there.

use super::readable::{Gap, GapReason, Locus, Readable};
use crate::text::Span;

/// Places of one kind that are named.
const MAX_NAMED: usize = 6;

impl Readable {
    /// What could not be read of the document, and why, by its places: `pages 3 and 7 are pictures`. `None` where all of it was.
    #[must_use]
    pub fn unread(&self) -> Option<String> {
        let all = [
            GapReason::Picture,
            GapReason::Unmapped,
            GapReason::Locked,
            GapReason::Packed,
            GapReason::Damaged,
        ];
        let said: Vec<String> = all.iter().filter_map(|reason| self.unread_by(*reason)).collect();
        (!said.is_empty()).then(|| said.join("; "))
    }

    /// Whether something could not be read right before or right after a span of the text.
    #[must_use]
    pub fn is_unread_beside(&self, span: Span) -> (bool, bool) {
        let only_space = |from: usize, to: usize| {
            self.text.get(from..to).is_some_and(|between| between.trim().is_empty())
        };
        let gaps = self.gaps().iter();
        gaps.fold((false, false), |(before, after), gap| {
            (before || only_space(gap.at, span.start), after || only_space(span.end, gap.at))
        })
    }

    fn unread_by(&self, reason: GapReason) -> Option<String> {
        let gaps: Vec<&Gap> = self.gaps().iter().filter(|gap| gap.reason == reason).collect();
        let locus = |gap: &&Gap| self.loci.get(usize::try_from(gap.locus).ok()?);
        let loci: Vec<Option<&Locus>> = gaps.iter().map(locus).collect();
        let pages: Vec<String> =
            loci.iter().filter_map(|l| Some(l.as_ref()?.page.as_ref()?.name())).collect();
        let (one, names) = if !pages.is_empty() && pages.len() == gaps.len() {
            let noun = if pages.len() == 1 { "page " } else { "pages " };
            (noun, pages)
        } else {
            let name = |locus: Option<&Locus>| match locus.and_then(|l| l.part.as_deref()) {
                Some(part) => format!("“{part}”"),
                None => "a part of it".to_owned(),
            };
            ("", loci.iter().copied().map(name).collect())
        };
        let is_one = names.len() == 1;
        let what = match (reason, is_one) {
            (GapReason::Picture, true) => "is a picture",
            (GapReason::Picture, false) => "are pictures",
            (GapReason::Unmapped, true) => "has characters that the file does not identify",
            (GapReason::Unmapped, false) => "have characters that the file does not identify",
            (GapReason::Locked, true) => "is locked",
            (GapReason::Locked, false) => "are locked",
            (GapReason::Packed, true) => "is compressed in a way that quoteproof cannot read",
            (GapReason::Packed, false) => "are compressed in a way that quoteproof cannot read",
            (GapReason::Damaged, true) => "is damaged",
            (GapReason::Damaged, false) => "are damaged",
        };
        (!names.is_empty()).then(|| format!("{one}{} {what}", listed(&names)))
    }
}

/// `1, 2 and 3`; `1, 2, 3 and 20 more`.
fn listed(names: &[String]) -> String {
    let (shown, more) = if names.len() > MAX_NAMED + 1 {
        (names.get(..MAX_NAMED).unwrap_or(names), Some(names.len() - MAX_NAMED))
    } else {
        (names, None)
    };
    let (rest, last) = match (more, shown) {
        (Some(more), all) => (all, format!("{more} more")),
        (None, [one]) => return one.clone(),
        (None, [rest @ .., last]) => (rest, last.clone()),
        (None, []) => return String::new(),
    };
    format!("{} and {last}", rest.join(", "))
}

#[cfg(test)]
mod tests {
    use super::listed;

    #[test]
    fn lists() {
        let names = |count: usize| (1..=count).map(|n| n.to_string()).collect::<Vec<_>>();
        for (count, wanted) in [
            (1, "1"),
            (2, "1 and 2"),
            (7, "1, 2, 3, 4, 5, 6 and 7"),
            (9, "1, 2, 3, 4, 5, 6 and 3 more"),
        ] {
            assert_eq!(listed(&names(count)), wanted);
        }
    }
}
