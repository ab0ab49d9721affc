//! Tests of the commands that a LaTeX source defines.

use super::{Macros, write_out};
use crate::text::Span;

#[test]
fn what_is_written_out_leads_back_to_the_source() {
    let source = "\\newcommand{\\rise}[1]{it rose by #1}\nThey say \\rise{a \\emph{foot}}.\n";
    let out = write_out(source, &Macros::default()).expect("it ends").expect("commands");
    assert_eq!(out.text, "They say it rose by a \\emph{foot}.\n");
    for (words, stands) in [
        ("say", "say"),
        ("rose by", "\\rise{a \\emph{foot}}"),
        ("foot", "foot"),
        ("a \\emph", "a \\emph"),
    ] {
        let at = out.text.find(words).expect(words);
        let span = out.origin.span(Span::new(at, at + words.len()));
        assert_eq!(source.get(span.range()), Some(stands), "{words}");
    }
}

#[test]
fn what_is_no_use_stays() {
    for source in ["\\verb|\\a| % \\a\n\\begin{verbatim}\\a\\end{verbatim} \\a@b", "\\ab \\\\a"] {
        let known = Macros::of("\\newcommand{\\a}{words}");
        assert_eq!(write_out(source, &known).map(|out| out.is_none()), Ok(true), "{source}");
    }
}

#[test]
fn what_has_no_end_is_given_up() {
    for source in [
        "\\def\\a{\\a\\a}\\a".to_owned(),
        "\\def\\a#1{#1#1}".to_owned() + &"\\a{".repeat(40) + "x" + &"}".repeat(40),
        "\\def\\a{x}".to_owned() + &"\\a ".repeat(200_000),
    ] {
        let start = std::time::Instant::now();
        assert!(write_out(&source, &Macros::default()).is_err());
        assert!(start.elapsed().as_secs() < 20);
    }
}
