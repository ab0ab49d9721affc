//! Converts symbolic places to lines and columns, once, for the findings that are reported.

use super::{At, Diagnostic, Edit, Finding, Fix, Location, Related, Severity, SourceText};
use crate::json;
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::BTreeMap;
use std::sync::Arc;

/// So many files are changed in a copy that shares the others, before it is made anew.
const FEW: usize = 64;

/// The texts of the files that findings name. A copy shares what is settled.
#[derive(Debug, Clone, Default)]
pub struct Files {
    /// Those that were added, or taken out, since.
    own: BTreeMap<Arc<Utf8Path>, Option<Arc<SourceText>>>,
    settled: Arc<BTreeMap<Arc<Utf8Path>, Arc<SourceText>>>,
}

impl Files {
    /// Adds a file, or replaces it; what is kept of one text is put together.
    pub fn insert(&mut self, file: impl Into<Utf8PathBuf>, text: SourceText) {
        let file: Arc<Utf8Path> = file.into().into();
        let settled = self.settled.get(&file).cloned();
        let known = self.own.entry(file).or_insert(settled);
        match known {
            Some(known) => Arc::make_mut(known).join(text),
            None => *known = Some(Arc::new(text)),
        }
    }

    /// Takes a file out.
    pub fn remove(&mut self, file: &Utf8Path) {
        if self.settled.contains_key(file) {
            self.own.insert(file.into(), None);
        } else {
            self.own.remove(file);
        }
    }

    /// Keeps some files.
    pub fn retain(&mut self, stays: impl Fn(&Utf8Path) -> bool) {
        self.own.retain(|file, _| stays(file));
        if self.settled.keys().any(|file| !stays(file)) {
            Arc::make_mut(&mut self.settled).retain(|file, _| stays(file));
        }
    }

    /// Makes copies cheap, if many files were added or taken out since the last time.
    pub(crate) fn settle(&mut self) {
        if self.own.len() <= FEW {
            return;
        }
        let settled = Arc::make_mut(&mut self.settled);
        for (file, text) in std::mem::take(&mut self.own) {
            match text {
                Some(text) => settled.insert(file, text),
                None => settled.remove(&file),
            };
        }
    }

    /// The text of `file`, where it is known.
    #[must_use]
    pub fn get(&self, file: &Utf8Path) -> Option<&SourceText> {
        let known = match self.own.get(file) {
            Some(own) => own.as_ref(),
            None => self.settled.get(file),
        };
        known.map(|text| &**text)
    }

    /// Gives `at` its line and column, or its page. A place that cannot be found is the file's first character.
    #[must_use]
    pub fn locate(&self, file: &Utf8Path, at: &At) -> Location {
        let pointer = at.pointer().map(str::to_owned);
        let empty = SourceText::plain("");
        let source = self.get(file).unwrap_or(&empty);
        let span = source.span(at);
        Location { file: file.to_owned(), pointer, span, place: source.place(span) }
    }

    /// Gives a finding its severity and its places.
    #[must_use]
    pub fn diagnose(&self, finding: Finding, severity: Severity) -> Diagnostic {
        let location = self.locate(&finding.file, &finding.at);
        let fix = finding.fix.and_then(|fix| {
            let source = self.get(&finding.file)?;
            let tree = source.tree()?;
            let span =
                if fix.key { tree.key_span(&fix.pointer) } else { tree.value_span(&fix.pointer) }?;
            let edit = Edit { file: finding.file.clone(), span, text: json::quoted(&fix.text) };
            Some(Fix { title: fix.title, applicability: fix.applicability, edits: vec![edit] })
        });
        Diagnostic {
            code: finding.code,
            severity,
            message: finding.message,
            help: finding.help,
            label: finding.label,
            kinds: finding.kinds,
            location,
            related: finding
                .related
                .into_iter()
                .map(|r| Related { location: self.locate(&r.file, &r.at), message: r.message })
                .collect(),
            fix,
            diff: finding.diff,
            fingerprint: String::new(),
            baselined: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FEW, Files};
    use crate::diagnostic::SourceText;
    use camino::Utf8Path;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    /// What is done to the texts: a file gets one, loses it; some lose theirs; they are settled.
    fn steps() -> impl Strategy<Value = Vec<(u8, usize)>> {
        proptest::collection::vec((0_u8..40, 0..2 * FEW), 0..4 * FEW)
    }

    proptest! {
        #[test]
        fn are_those_of_a_plain_map_whatever_is_shared(steps in steps()) {
            let (mut files, mut wanted) = (Files::default(), BTreeMap::new());
            for (number, (step, name)) in steps.into_iter().enumerate() {
                let file = format!("{name}.json");
                match step {
                    0..=25 => {
                        files.insert(file.as_str(), SourceText::json(number.to_string()));
                        wanted.insert(file, number.to_string());
                    }
                    26..=35 => {
                        files.remove(Utf8Path::new(&file));
                        wanted.remove(&file);
                    }
                    36 if number % 5 == 0 => {
                        let stays = |file: &str| file.len() % 2 == name % 2;
                        files.retain(|file| stays(file.as_str()));
                        wanted.retain(|file, _| stays(file));
                    }
                    _ => {
                        let before = files.clone();
                        files.settle();
                        for name in 0..2 * FEW {
                            let file = format!("{name}.json");
                            let text = |files: &'_ Files| {
                                Some(files.get(Utf8Path::new(&file))?.text().to_owned())
                            };
                            prop_assert_eq!(text(&before), text(&files));
                            prop_assert_eq!(text(&files), wanted.get(&file).cloned());
                        }
                    }
                }
            }
        }
    }
}
