//! The environments of LaTeX: `\begin{quote} … \end{quote}`.

use super::Tex;
use crate::reader::ReadError;
use crate::reader::flows::Flow;
use crate::reader::readable::ElementKind;
use crate::reader::tex_words::arguments;
use std::ops::Range;

impl Tex<'_> {
    pub(super) fn block(&mut self, kind: ElementKind, start: usize) -> Result<(), ReadError> {
        let Some(argument) = self.argument() else { return Ok(()) };
        self.flows.begin(kind, start);
        self.within(argument)?;
        self.flows.end(self.at);
        Ok(())
    }

    /// An item begins a block, which the next item or the end of the list ends.
    pub(super) fn item(&mut self, name: &str, start: usize) -> Result<(), ReadError> {
        self.flows.out().end_block(start);
        let is_term = self.rest().starts_with('[');
        let term = if is_term { self.closing('[', ']') } else { None };
        if let Some(end) = term {
            let term = self.at + 1..self.at + end;
            self.at += end + 1;
            if name == "item" {
                self.within(term)?;
                self.write(" ", self.at..self.at);
            }
        }
        if name == "bibitem" {
            self.argument();
        }
        Ok(())
    }

    pub(super) fn verbatim_in_line(&mut self) {
        let rest = self.rest();
        let Some(mark) = rest.chars().next() else { return };
        let close = if mark == '{' { '}' } else { mark };
        let inner = rest.get(mark.len_utf8()..).unwrap_or("");
        let length = inner.find(close).unwrap_or(inner.len());
        let from = self.at + mark.len_utf8();
        self.plain(from..from + length);
        self.at = (from + length + close.len_utf8()).min(self.end);
    }

    pub(super) fn environment(&mut self, start: usize) -> Result<(), ReadError> {
        let Some(name) = self.argument().and_then(|range| self.text.get(range)) else {
            return Ok(());
        };
        let plain = name.trim_end_matches('*');
        let close = format!("\\end{{{name}}}");
        let inner_at = self.at;
        let length = environment_end(self.rest(), name);
        let rest_length = self.rest().len();
        let after = (inner_at + length + close.len()).min(inner_at + rest_length);
        let end = inner_at + length;
        match plain {
            "verbatim" | "lstlisting" | "Verbatim" | "minted" | "alltt" => {
                self.options();
                if plain == "minted" {
                    self.argument();
                }
                self.flows.begin(ElementKind::Code, start);
                self.plain(self.at..end);
                self.flows.end(end);
            }
            "comment" | "filecontents" => {}
            "equation" | "align" | "gather" | "multline" | "eqnarray" | "displaymath" | "math"
            | "alignat" | "flalign" | "tikzpicture" | "picture" | "dmath" | "IEEEeqnarray"
            | "tikzcd" | "forest" | "circuitikz" => {
                let place = self.pin.clone().unwrap_or(start..after);
                self.flows.out().gap(place, true);
            }
            _ => {
                self.at = inner_at;
                self.slides();
                self.options();
                if matches!(plain, "frame" | "block" | "alertblock" | "exampleblock")
                    && self.rest().starts_with('{')
                {
                    self.block(ElementKind::Heading(3), start)?;
                }
                for _ in 0..arguments(name) {
                    self.argument();
                    self.options();
                }
                self.inside(plain, start, self.at..end.max(self.at))?;
            }
        }
        self.at = after;
        Ok(())
    }

    fn inside(&mut self, name: &str, start: usize, inner: Range<usize>) -> Result<(), ReadError> {
        let end = inner.end;
        let is_table = matches!(
            name,
            "tabular"
                | "tabularx"
                | "tabulary"
                | "array"
                | "longtable"
                | "tabu"
                | "tblr"
                | "longtblr"
                | "xltabular"
                | "supertabular"
        );
        let kind = match name {
            "quote" | "quotation" | "verse" | "displayquote" => Some(ElementKind::Quoted),
            "itemize" | "enumerate" | "description" => Some(ElementKind::ListItem),
            "thebibliography" | "CSLReferences" => Some(ElementKind::Reference),
            _ if is_table => Some(ElementKind::Cell),
            _ => None,
        };
        let float = matches!(
            name,
            "figure"
                | "table"
                | "wrapfigure"
                | "wraptable"
                | "sidewaystable"
                | "sidewaysfigure"
                | "marginfigure"
                | "margintable"
                | "SCfigure"
        );
        let before = float.then(|| self.flows.enter(Flow::Asides, start));
        self.flows.out().end_block(start);
        if let Some(kind) = kind {
            self.flows.out().enter(kind);
        }
        self.tables += usize::from(is_table);
        self.within(inner)?;
        self.tables -= usize::from(is_table);
        if is_table {
            self.flows.out().end_passage(end);
        }
        self.flows.out().end_block(end);
        if kind.is_some() {
            self.flows.out().leave();
        }
        if let Some(before) = before {
            self.flows.leave(before, end);
        }
        Ok(())
    }
}

/// The bytes of an environment up to the command that ends it; environments of the same name may be inside it.
fn environment_end(text: &str, name: &str) -> usize {
    let (begin, end) = (format!("\\begin{{{name}}}"), format!("\\end{{{name}}}"));
    let mut depth = 1_usize;
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find(&end)) {
        depth += text.get(at..at + found).unwrap_or("").matches(&begin).count();
        depth -= 1;
        if depth == 0 {
            return at + found;
        }
        at += found + end.len();
    }
    text.len()
}
