use crate::reader::read;

fn text(source: &str) -> String {
    read(source.as_bytes(), "application/x-tex", None).expect("readable").text.trim().to_owned()
}

#[test]
fn what_is_printed_is_text() {
    for (source, wanted) in [
        ("A \\emph{very} old ``port''---it's % not this\n  dry.", "A very old “port”—it’s dry."),
        ("Stra\\ss e, caf\\'e, na\\\"{\\i}ve, \\v{s}, \\c c", "Straße, café, naïve, š, ç"),
        ("Sea\\footnote{A note.} level~rose.", "Sea level\u{A0}rose.\n\nA note."),
        ("One\n\ntwo\\par three", "One\n\ntwo\n\nthree"),
        ("It rose $10^6$ times, by $x_1 \\times 2$.", "It rose 10⁶ times, by x₁ ×2."),
        ("See Section~\\ref{a} of \\cite{b}.", "See Section\u{A0}\u{FFFC} of."),
        ("\\newcommand{\\eg}{for example}\\eg{} this", "for example this"),
        ("\\newcommand{\\strong}[1]{\\textbf{#1}}\\strong{this}", "this"),
        ("\\newcommand{\\half}[1]{half of #1}\\half{it}", "half of it"),
        ("\\begin{verbatim}\na_b {c}\n\\end{verbatim}", "a_b {c}"),
        ("100\\% of 10\\,000\\,m", "100% of 10\u{202F}000\u{202F}m"),
        ("\\pounds 4, \\textminus{}3\\textdegree{} \\textonehalf", "£4, −3° ½"),
        ("A\\name{} B, \\name C", "A\u{FFFC} B, \u{FFFC}C"),
        ("A \\name{never} B, \\name{one}{two}", "A never B, one\u{FFFC}two"),
        ("\\small A\\vskip 2pt plus 1fil{} B\\noindent{} C", "A B C"),
        ("\\newcommand{\\a}[1][two]{#1 waves}\\a{} and \\a[three]", "two waves and three waves"),
        ("\\def\\a#1{not #1}\\a{here}, \\a x", "not here, not x"),
        ("\\def\\a#1.{not #1}\\a x.", "\u{FFFC}x."),
        ("\\let\\old\\emph\\renewcommand{\\emph}[1]{\\old{#1}}\\old{this} \\emph{too}", "this too"),
        (
            "\\NewDocumentCommand{\\w}{s O{sea} m}{#2 #3\\IfBooleanTF{#1}{!}{}}\\w{rise} \\w*[tide]{fall}",
            "sea rise tide fall!",
        ),
        ("\\newenvironment{said}{He said }{ again}\\begin{said}no\\end{said}", "He said no again"),
        ("\\newcommand{\\ie}{that is\\xspace}\\ie so, \\ie, so", "that is so, that is, so"),
        ("{\\em[sic] so}, \\makebox[1em]{so}\\nopagebreak[2]", "[sic] so, so"),
        ("A\\pdfbookmark[1]{x}{y} B\\fancyhead[L]{x}", "A B"),
        ("It took \\SI{4}{\\percent} of \\num{12}.", "It took 4\u{A0}% of 12."),
        ("\\SI{12,5}{\\kilo\\metre}, \\num{-3.25}", "12.5\u{A0}km, \u{2212}3.25"),
        ("\\qty[round-mode=places]{12.51}{m} \\num{12345}", "\u{FFFC} \u{FFFC}"),
        ("\\sisetup{locale = DE}\\SI{12.5}{\\percent}", "12,5\u{A0}%"),
        ("\\sisetup{output-decimal-marker={,}}\\num{12.5}", "12,5"),
        ("A\\iffalse no \\ifx\\a\\b x\\else y\\fi \\file \\else{} b\\fi{} c", "A b c"),
        ("\\newif\\ifa A \\ifa no\\else b\\fi{} \\atrue\\ifa c\\else no\\fi", "A b c"),
        ("A \\ifnum1=1 b\\else c\\fi{} d", "A \u{FFFC}1=1 b\u{FFFC}c\u{FFFC} d"),
        ("\\lettrine[lines=2]{T}{he sea} rose.", "The sea rose."),
        ("\\sisetup{round-precision=1}\\num{12.5} \\num{12}", "\u{FFFC} 12"),
        (
            "He said \\textquote[{\\cite{a}}][.]{so} and \\foreignquote*{french}{non}.",
            "He said “so.” and “non”.",
        ),
        (
            "As \\textcquote[see][4]{berg2020}[.]{it was} then, \\blockquote{so}.",
            "As “it was.” then, “so”.",
        ),
        ("\\textquote[Berg, S.~4][!]{so}[.] \\blockquote[\\cite[4]{a}]{so}[.]", "“so!”. “so”."),
        ("\\textquote[the \\emph{Tides}]{so} then", "“so”\u{FFFC} then"),
        ("\\enquote{so}[sic] \\foreignquote{french}{non}[sic]", "“so”[sic] “non”[sic]"),
        ("The \\sout{}\\ul{old} gate, \\sout{the new}", "The old gate, the new"),
        (
            "Of \\ce{CO2}, \\ce{Ca^2+}, \\ce{NO3-} and \\ce{Fe(OH)3}",
            "Of CO₂, Ca²⁺, NO₃⁻ and Fe(OH)₃",
        ),
        ("Of \\ce{A -> B} and \\ce{^{227}_{90}Th}", "Of \u{FFFC} and \u{FFFC}"),
        ("As \\citealt{a} has it \\citeyearpar[4]{b}", "As \u{FFFC} has it \u{FFFC}"),
        ("If $x \\in \\Gamma$ and $a\\ll b$", "If x ∈ Γ and a ≪ b"),
        ("$\\nabla f$, $x^\\prime$, $x\\to y$, $\\to y$", "∇f, x′, x → y, →y"),
        ("\\begin{CJK}{UTF8}{gbsn}海\\end{CJK}", "海"),
        ("They \\deleted{never}", "They never"),
        ("{\\quote So it was.\\endquote}", "\u{FFFC}So it was.\u{FFFC}"),
        ("Stra\"se \"`nie\"'", "Stra\"se \"‘nie\"’"),
    ] {
        assert_eq!(text(source), wanted, "{source}");
    }
}

#[test]
fn what_only_looks_like_a_conditional_has_no_end() {
    for inner in [
        "\\iflanguage{a}{b}{c}",
        "\\ifbool{a}{b}{c}",
        "\\ifdefstring\\a{b}{c}{d}",
        "\\ifpackageloaded{a}{b}{c}",
        "\\iftoggle {a}{b}{c}",
        "\\ifundef{\\a}{b}{c}",
        "\\ifcsdef{a}{b}{c}",
        "\\newif\\iffoo",
        "\\ifdef \\a{b}{c}",
        "\\ifpackage a\\else b\\fi",
        "\\ifpdf\\a\\else b\\fi",
    ] {
        for behind in ["", " \\ifx\\a\\b\\fi"] {
            let source = format!("\\iffalse {inner} \\fi\nThen it ends here.{behind}");
            assert!(text(&source).starts_with("Then it ends here."), "{source}");
        }
    }
    let shown =
        text("\\newif\\ifa\\atrue\\ifa \\iflanguage{x}{y}{z} Shown. \\else Never.\\fi{} So");
    assert_eq!(shown, "x\u{FFFC}y\u{FFFC}z Shown.  So");
}

#[test]
fn a_flag_is_known_only_where_it_is_certain_that_it_is_set() {
    let read = |preamble: &str, body: &str| {
        let shown = text(&format!(
            "\\documentclass{{a}}\\newif\\ifa {preamble}\\begin{{document}}{body}\\ifa Yes\\else No\\fi\\end{{document}}"
        ));
        (shown.contains("Yes"), shown.contains("No"))
    };
    for preamble in [
        "\\ifdefined\\X \\atrue \\fi",
        "\\DeclareOption{short}{\\atrue}",
        "\\AtBeginDocument{\\atrue}\\afalse",
        "\\begingroup\\atrue\\endgroup",
    ] {
        assert_eq!(read(preamble, ""), (true, true), "{preamble}");
    }
    assert_eq!(read("\\usepackage{b}\\ifx\\X\\Y\\fi\\atrue", ""), (true, false));
    assert_eq!(read("\\newif\\if@b", "\\if xx x\\fi"), (false, true));
    for body in [
        "{\\afalse x}",
        "\\emph{\\afalse x}",
        "\\begingroup\\afalse\\endgroup ",
        "\\ifx\\X\\Y\\afalse\\fi ",
    ] {
        assert_eq!(read("\\atrue", body), (true, true), "{body}");
    }
    assert_eq!(read("\\atrue", "{x}\\afalse "), (false, true));
}

#[test]
fn only_the_document_is_read() {
    let source = "\\documentclass{article}\n\\title{Tides}\n\\begin{document}\n\\maketitle\n\\section{Rise}\nIt rose.\n\
                  \\begin{figure}\\caption{A gauge.}\\end{figure}\nStill.\n\\end{document}\nnot this";
    assert_eq!(text(source), "Tides\n\nRise\n\nIt rose.\nStill.\n\nA gauge.");
}

#[test]
fn slides_have_titles_and_say_where_they_hold() {
    let source = "\\documentclass{beamer}\\begin{document}\\begin{frame}<1->{The Rise}\\item<+-> It \\alert<2>{rose}.\\pause\n\
        \\begin{block}{Why}It did.\\end{block}\\note{for the speaker}\\end{frame}\\end{document}";
    assert_eq!(text(source), "The Rise\n\nIt rose.\n\nWhy\n\nIt did.");
}

#[test]
fn nothing_is_endless() {
    let deep = "{".repeat(5_000) + "x" + &"}".repeat(5_000);
    assert!(read(deep.as_bytes(), "application/x-tex", None).is_err());
    for open in [
        "{\\emph",
        "\\item[",
        "\\cite[{",
        "\\def\\a",
        "\\newcommand\\a[",
        "{}",
        "[]",
        "\\iffalse",
        "\\iffalse\\ifx\\fi",
    ] {
        let start = std::time::Instant::now();
        let _ = read(open.repeat(100_000).as_bytes(), "application/x-tex", None);
        assert!(start.elapsed().as_secs() < 20, "{open}: {:?}", start.elapsed());
    }
    let circle = "\\def\\a{\\a\\a}\\a";
    assert!(read(circle.as_bytes(), "application/x-tex", None).is_err());
    for cut in [
        "\\begin{a",
        "\\emph{x",
        "$x",
        "\\footnote",
        "\\'",
        "\\",
        "\\verb|x",
        "\\newcommand{\\a",
        "%",
    ] {
        let _ = read(cut.as_bytes(), "application/x-tex", None);
    }
}

#[test]
fn german_marks_are_read_where_babel_makes_them() {
    let body = "\\begin{document}Das Stra\"sen\"-netz \"`nie\"', \"Ubel, Dru\"cker, ein \"= \"\"x\"<y\">.\\end{document}";
    let read = "Das Straßennetz „nie“, Übel, Drucker, ein - x«y».";
    for (preamble, is_read) in [
        ("\\usepackage[ngerman]{babel}\n", true),
        ("\\usepackage[english, german]{babel}\n", true),
        ("\\documentclass[11pt,ngerman]{article}\n\\usepackage{babel}\n", true),
        ("\\usepackage[main=ngerman,english]{babel}\n", true),
        ("\\usepackage{ngerman}\n", true),
        ("\\usepackage[ngerman,english]{babel}\n", false),
        ("%\\usepackage[ngerman]{babel}\n", false),
        ("\\usepackage{babel}\n", false),
        ("", false),
    ] {
        let shown = text(&format!("{preamble}{body}"));
        assert_eq!(shown == read, is_read, "{preamble}: {shown}");
    }
    let shown = |preamble: &str, body: &str| {
        text(&format!(
            "\\usepackage[ngerman]{{babel}}{preamble}\n\\begin{{document}}{body}\\end{{document}}"
        ))
    };
    assert_eq!(shown("", "%\\selectlanguage{english}\nA \"a\"o"), "A äö");
    assert!(shown("\\shorthandoff{\"}", "A \"a\"o").ends_with("\"a\"o"));
    for change in [
        "\\selectlanguage{english}",
        "\\foreignlanguage{english}{x}",
        "\\begin{otherlanguage}{english}x\\end{otherlanguage}",
        "\\begin{otherlanguage*}{english}x\\end{otherlanguage*}",
        "\\shorthandoff{\"}",
    ] {
        let shown = shown("", &format!("{change} the \"old\" sea"));
        assert!(shown.contains("the \"old\" sea"), "{change}: {shown}");
    }
}

#[test]
fn what_the_package_changes_deletes_is_no_text() {
    let body = "They \\deleted[id=A]{never }\\added{always }counted in \\replaced[id=A]{winter}{summer}.\\comment{Why?}";
    let with = |package: &str| {
        text(&format!("\\usepackage{{{package}}}\\begin{{document}}{body}\\end{{document}}"))
    };
    assert_eq!(with("changes"), "They always counted in winter.");
    assert_eq!(with("soul,\n changes, csquotes"), "They always counted in winter.");
    assert_eq!(with("soul, % and so on\n changes% too\n"), "They always counted in winter.");
    assert_eq!(
        with("soul} % \\usepackage{changes}\n\\usepackage{csquotes"),
        "They never always counted in winter\u{FFFC}summer.Why?"
    );
    assert_eq!(with("soul"), "They never always counted in winter\u{FFFC}summer.Why?");
}
