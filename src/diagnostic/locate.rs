//! Converts symbolic places to lines and columns, once, for the findings that are reported.

use super::{At, Diagnostic, Edit, Finding, Fix, Location, Related, Severity, SourceText};
use crate::json;
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

/// The texts of the files that findings name.
#[derive(Debug, Clone, Default)]
pub struct Files(BTreeMap<Arc<Utf8Path>, Arc<SourceText>>);

impl Files {
    /// Adds a file, or replaces it; what is kept of one text is put together.
    pub fn insert(&mut self, file: impl Into<Utf8PathBuf>, text: SourceText) {
        match self.0.entry(file.into().into()) {
            Entry::Vacant(vacant) => {
                vacant.insert(Arc::new(text));
            }
            Entry::Occupied(mut known) => Arc::make_mut(known.get_mut()).join(text),
        }
    }

    /// Takes a file out.
    pub fn remove(&mut self, file: &Utf8Path) {
        self.0.remove(file);
    }

    /// Keeps some files.
    pub fn retain(&mut self, stays: impl Fn(&Utf8Path) -> bool) {
        self.0.retain(|file, _| stays(file));
    }

    /// The text of `file`, where it is known.
    #[must_use]
    pub fn get(&self, file: &Utf8Path) -> Option<&SourceText> {
        self.0.get(file).map(|text| &**text)
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
