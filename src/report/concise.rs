//! One line a finding, for logs, editors and `grep`.

use super::Report;
use super::visible::visible;
use crate::diagnostic::Diagnostic;
use std::fmt::Write as _;

/// `path:line:column: severity[code]: message`, one line a finding, in the report's order. Where a file has no lines its
/// name is followed by the place: `report.pdf, page 7: …`.
#[must_use]
pub fn render(report: &Report) -> String {
    let mut out = String::new();
    for diagnostic in report.standing() {
        line(&mut out, diagnostic);
    }
    out
}

fn line(out: &mut String, diagnostic: &Diagnostic) {
    let _ = writeln!(
        out,
        "{}: {}[{}]: {}",
        visible(&diagnostic.location.name(), true),
        diagnostic.severity.name(),
        diagnostic.code,
        visible(&diagnostic.message, true),
    );
}

#[cfg(test)]
mod tests {
    use super::render;
    use crate::diagnostic::{At, Code, Files, Finding, Severity, SourceText};
    use crate::report::Report;
    use crate::text::Span;

    #[test]
    fn is_always_one_line_a_finding() {
        let mut files = Files::default();
        files.insert("claims/a\nb.json", SourceText::plain("{\r\n  \"où\": 1\r\n}"));
        let finding = |severity, message: &str| {
            let at = At::Span(Span::new(5, 10));
            let finding = Finding::new(Code::SchemaType, "claims/a\nb.json", at, message);
            files.diagnose(finding, severity)
        };
        let diagnostics = vec![
            finding(Severity::Error, "not\ra\nstring \u{1b}[2J"),
            finding(Severity::Warning, "plain"),
            finding(Severity::Off, "not shown"),
        ];
        let report = Report { diagnostics, files: files.clone(), ..Report::default() };
        assert_eq!(
            render(&report),
            "claims/a⟨U+000A⟩b.json:2:3: error[schema/type]: not⟨U+000D⟩a⟨U+000A⟩string \
             ⟨U+001B⟩[2J\nclaims/a⟨U+000A⟩b.json:2:3: warning[schema/type]: plain\n"
        );
    }
}
