//! From symbolic places to lines and columns, once, for what is reported.

use super::{At, Diagnostic, Edit, Finding, Fix, Location, Related, Severity};
use crate::json;
use crate::text::{LineIndex, Span};
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// A file's decoded text, with what is needed to name places in it.
#[derive(Debug, Clone)]
pub struct SourceText {
    text: Arc<str>,
    lines: OnceLock<LineIndex>,
    /// Where the file is JSON: its tree, parsed when a place in it is asked for.
    tree: Option<OnceLock<Option<Arc<json::Tree>>>>,
}

impl SourceText {
    /// A text that is not JSON, or that could not be parsed.
    #[must_use]
    pub fn plain(text: impl Into<Arc<str>>) -> Self {
        Self { text: text.into(), lines: OnceLock::new(), tree: None }
    }

    /// A JSON file.
    #[must_use]
    pub fn json(text: impl Into<Arc<str>>) -> Self {
        Self { text: text.into(), lines: OnceLock::new(), tree: Some(OnceLock::new()) }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text's lines, indexed at the first call.
    #[must_use]
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    /// None where the file is not JSON, or its errors leave no tree.
    fn tree(&self) -> Option<&json::Tree> {
        let parse = || json::parse(Utf8Path::new(""), &self.text).0.map(Arc::new);
        self.tree.as_ref()?.get_or_init(parse).as_deref()
    }

    /// The value at a JSON pointer, as it is written in the file; `None` where there is none.
    #[must_use]
    pub fn value(&self, pointer: &str) -> Option<&str> {
        self.text.get(self.tree()?.value_span(pointer)?.range())
    }

    fn span(&self, at: &At) -> Span {
        let tree = self.tree();
        let found = match at {
            At::File => None,
            At::Span(span) => Some(*span),
            At::Value(pointer) => tree.and_then(|t| t.value_span(pointer)),
            At::Key(pointer) => {
                tree.and_then(|t| t.key_span(pointer).or_else(|| t.value_span(pointer)))
            }
            At::Within(pointer, range) => tree.and_then(|t| {
                t.string_span(&self.text, pointer, range.clone()).or_else(|| t.value_span(pointer))
            }),
        };
        found.unwrap_or_default()
    }
}

/// The texts of the files that findings name.
#[derive(Debug, Clone, Default)]
pub struct Files(BTreeMap<Utf8PathBuf, SourceText>);

impl Files {
    /// Adds a file, or replaces it.
    pub fn insert(&mut self, file: impl Into<Utf8PathBuf>, text: SourceText) {
        self.0.insert(file.into(), text);
    }

    /// The text of `file`, where it is known.
    #[must_use]
    pub fn get(&self, file: &Utf8Path) -> Option<&SourceText> {
        self.0.get(file)
    }

    /// Gives `at` its line and column. A place that cannot be found is the file's first character.
    #[must_use]
    pub fn locate(&self, file: &Utf8Path, at: &At) -> Location {
        let pointer = match at {
            At::Value(pointer) | At::Key(pointer) | At::Within(pointer, _) => Some(pointer.clone()),
            At::File | At::Span(_) => None,
        };
        let empty = SourceText::plain("");
        let source = self.get(file).unwrap_or(&empty);
        let span = source.span(at);
        let position = |byte| source.lines().position(source.text(), byte);
        Location {
            file: file.to_owned(),
            pointer,
            span,
            start: position(span.start),
            end: position(span.end),
        }
    }

    /// Gives a finding its severity and its places.
    #[must_use]
    pub fn diagnose(&self, finding: Finding, severity: Severity) -> Diagnostic {
        let location = self.locate(&finding.file, &finding.at);
        let fix = finding.fix.and_then(|fix| {
            let source = self.get(&finding.file)?;
            let span = source.tree()?.value_span(&fix.pointer)?;
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
