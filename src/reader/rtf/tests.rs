use crate::reader::read;

fn text(source: &str) -> String {
    read(source.as_bytes(), "application/rtf", None).expect("readable").text.trim().to_owned()
}

#[test]
fn what_is_shown_is_text() {
    for (source, wanted) in [
        (r"{\rtf1\ansi\ansicpg1252 caf\'e9 {\b bold} \emdash  end\par}", "café bold — end"),
        (r"{\rtf1\ansi{\fonttbl{\f0\fcharset204 Arial;}}\f0 \'ef\'f0\'e8\par}", "при"),
        (r"{\rtf1\ansi\uc1 a\u8211?b \u-10179?\u-8704?\par}", "a–b 😀"),
        (r"{\rtf1 seen{\v hidden} {\deleted gone}text{\*\unknown x}\par}", "seen text"),
        (r"{\rtf1 see {\field{\*\fldinst HYPERLINK x}{\fldrslt the page}}.\par}", "see the page."),
        (r"{\rtf1 one{\super 2}\bin3 }}} two\par}", "one² two"),
        ("{\\rtf1 one\r\n two\\par three\\par}", "one two\n\nthree"),
        (
            r"{\rtf1{\fonttbl{\f2\fcharset2 Symbol;}{\f3\fcharset2 Wingdings;}}{\f2 ab \'a3} ab {\f3\'fc\u-3844?}\plain c\par}",
            "αβ ≤ ab \u{FFFC}\u{FFFC}c",
        ),
        (
            r"{\rtf1{\fonttbl{\f3\fcharset2{\*\panose 05050102010706020507}Symbol{\*\falt Arial};}}{\f3 ab}\par}",
            "αβ",
        ),
    ] {
        assert_eq!(text(source), wanted, "{source}");
    }
}

#[test]
fn a_long_name_of_a_font_is_not_looked_through_for_each_character() {
    let source = format!(
        "{{\\rtf1{{\\fonttbl{{\\f2\\fcharset2 Symbol{};}}}}{{\\f2 {}}}\\par}}",
        "x".repeat(200_000),
        "a\\u98?".repeat(20_000)
    );
    let start = std::time::Instant::now();
    assert_eq!(text(&source), "αβ".repeat(20_000));
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}

#[test]
fn notes_and_heads_stand_behind_the_text() {
    let source =
        r"{\rtf1{\header head\par}The sea{\super\chftn}{\footnote\pard A note.\par} rose.\par}";
    assert_eq!(text(source), "The sea rose.\n\nA note.\n\nhead");
}

#[test]
fn headings_are_known_by_their_style_and_their_level() {
    use crate::reader::ElementKind::{Body, Heading};
    let source = r"{\rtf1{\stylesheet{\s0 Normal;}{\s1\b heading 1;}}\pard\s1 Tides\par\pard Text.\par\pard\outlinelevel1 More\par}";
    let read = read(source.as_bytes(), "application/rtf", None).expect("readable");
    let kinds: Vec<_> = read.blocks().iter().map(|block| block.kind).collect();
    assert_eq!(kinds, [Heading(1), Body, Heading(2)]);
}
