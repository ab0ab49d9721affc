use super::sheets::{Import, PageSheet, SheetText, beside, imports, sources};
use super::{MAX_LINKED, MAX_RULES};
use crate::reader::{Readable, html, read};
use std::sync::Arc;

fn shown(html: &str) -> String {
    let read: Readable = read(html.as_bytes(), "text/html", None).expect("readable");
    read.text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_the_page_hides_is_no_text() {
    for (css, wanted) in [
        (".gone{display:none}", "He did see it."),
        ("/* .x{ */ span.gone , nav { color: red; display: none !important }", "He did see it."),
        (".gone{visibility:hidden}", "He did see it."),
        ("#g{display:none}", "He did see it."),
        (".gone{display:none} span.gone{display:inline}", "He did not see it."),
        ("@media print{.gone{display:none}}", "He did not see it."),
        (".menu .gone{display:none}", "He did not see it."),
        ("body{display:none}", "He did not see it."),
        (".gone{color:red}", "He did not see it."),
    ] {
        let html = format!(
            "<style>{css}</style><body><p>He did <span class='a gone' id=g>not</span> see it."
        );
        assert_eq!(shown(&html), wanted, "{css}");
    }
    let printed =
        "<style media=print>.gone{display:none}</style><p>He did <b class=gone>not</b> go.";
    assert_eq!(shown(printed), "He did not go.");
    let noscript = "<noscript><style>.gone{display:none}</style></noscript><p>He did <b class=gone>not</b> go.";
    assert_eq!(shown(noscript), "He did not go.");
}

#[test]
fn what_a_rule_shows_again_is_text() {
    let shown_by = |css: &str, class: &str| {
        let page = format!("<style>{css}</style><p>He did <b class='{class}' id=g>not</b> go.");
        shown(&page) == "He did not go."
    };
    for (css, class) in [
        (".collapse{display:none}.collapse.in{display:block}", "collapse in"),
        (".tabs-panel{display:none}.tabs-panel.is-active{display:block}", "tabs-panel is-active"),
        (".gone{display:none} @media (min-width:700px){.gone{display:block}}", "gone"),
        (
            ".gone{display:none} @supports (display:grid){@media screen{.gone{display:grid}}}",
            "gone",
        ),
        (".gone{display:none}.open .gone{display:block}", "gone"),
        (".gone{display:none}#t:checked ~ .gone{display:block}", "gone"),
        (".gone{display:none}.gone:target{display:block}", "gone"),
        (".gone{display:none}:is(.a, .gone):hover{display:block}", "gone"),
        ("#g{display:none}#g.in{display:block}", "in"),
        ("b{display:none}b.in{display:block}", ""),
        (".gone{display:block !important}.gone{display:none}", "gone"),
        (".gone{display:none}.in{display:inline}", "in gone"),
        (".gone{display:none} @media (min-width:9px){.md\\:in{display:block}}", "gone md:in"),
        (".gone{display:none;&.in{display:block}}", "gone in"),
        (".gone{display:none}.row.visible{display:block}", "gone row visible"),
        (".gone{display:none}.a .visible.x.row{display:block}", "row visible gone x"),
        (".gone{display:none}b.row.visible{display:block}", "gone row visible"),
        (".gone{display:none}.body b{display:block}", "gone body"),
        (".gone{display:none}.x .body > b{display:block}", "gone body"),
        (".gone{display:none}.md\\:body b{display:block}", "gone md:body"),
        (".gone{display:none}.body > *{display:block}", "gone body"),
        (".gone{display:none}:lang(en){display:block}", "gone"),
        (".gone{display:none}[title]{display:block}", "gone"),
        (".gone{display:none}:first-child{display:block}", "gone"),
        (
            ".gone{display:none}.row.visible{display:block}",
            "gone 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 row visible",
        ),
        (
            ".gone{display:none}@media not all and (min-width:9px){.max\\:in{display:inline}}",
            "gone max:in",
        ),
        (
            ".gone{display:none}@media not screen and (color){.max\\:in{display:inline}}",
            "gone max:in",
        ),
        ("@media not all and (min-width:9px){.gone{display:none}}", "gone"),
        ("@media not screen{.gone{display:none}}", "gone"),
        (".x,.gone{display:none;@media (min-width:9px){&{display:block}}}", "gone"),
        (".gone{display:none;@media (min-width:9px){display:block}}", "gone"),
        (".gone{visibility:hidden}.gone.in{visibility:visible}", "gone in"),
        (".gone{display:block}.x::after{content:'}.gone{display:none}'}", "gone"),
        (".gone{display:none}/*x*/.a{content:'/*'}.gone{display:block}/**/", "gone"),
    ] {
        assert!(shown_by(css, class), "{css}");
    }
    for (css, class) in [
        (".gone{display:none}.gone::before{display:block}", "gone"),
        (".gone{display:none}.pane:not(.gone){display:block}", "gone"),
        (".gone{display:none}.gone .x{display:block}", "gone"),
        (".gone{display:none}i.gone{display:block}", "gone"),
        (".gone{display:none}.row.visible{display:block}", "gone row"),
        (".gone{display:none}i.row.visible{display:block}", "gone row visible"),
        (".gone{display:none}.row.visible{visibility:visible}", "gone row visible"),
        (".gone{display:none}", "gone 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 row visible"),
        (".gone{display:none}@media not all{.in{display:inline}}", "gone in"),
        (
            ".gone{display:none}@media  not  screen, print and (color){.in{display:inline}}",
            "gone in",
        ),
        (".gone{display:none}.nav b{display:block}", "gone"),
        (".gone{display:none}.md\\:body b{display:block}", "gone"),
        (".gone{display:none}#nav > *{display:block}", "gone"),
        (".gone{display:none}*{display:block}", "gone"),
        (".gone{display:none}.x{display:none;&:hover{display:block}}", "gone"),
        (".gone{display:none !important}.row.visible{display:block}", "gone row visible"),
        (".gone{display:none}b{display:block}", "gone"),
        (".gone{display:none;&::before{display:block}}", "gone"),
        (".gone{display:none} @media print{.gone{display:block}}", "gone"),
        (".gone{display:none !important}.x .gone{display:block}", "gone"),
        (".gone{display:none}.gone.in{visibility:visible}", "gone"),
        (".a{background:url(data:x;{)}.in{display:block}.gone{display:none}", "in gone"),
        ("<!-- .gone{display:none} -->", "gone"),
        ("@media screen{.gone{display:none}}", "gone"),
        (".gone{display:none", "gone"),
    ] {
        assert!(!shown_by(css, class), "{css}");
    }
}

#[test]
fn a_page_of_too_many_rules_hides_nothing() {
    let page = |rules: usize| {
        let css = ".x{display:block}".repeat(rules);
        format!("<style>.gone{{display:none}}{css}</style><p>He did <b class=gone>not</b> go.")
    };
    assert_eq!(shown(&page(MAX_RULES - 1)), "He did go.");
    assert_eq!(shown(&page(MAX_RULES)), "He did not go.");
}

#[test]
fn linked_sheets_are_read_as_far_as_bytes_are_left() {
    let css: Arc<str> = Arc::from(".gone{display:none}");
    let page = "<link rel=stylesheet href=a><link rel=stylesheet href=b><p class=gone>No.<p>Yes.";
    let (mut left, mut asked) = (css.len(), Vec::new());
    for wanted in ["Yes.", "No.\n\nYes."] {
        let draft = html::read_styled(page, false, &mut left, |address, left| {
            asked.push((address.to_owned(), left));
            Some(css.clone())
        });
        let read = draft.finish("x", Arc::new(page.to_owned()), 0);
        assert_eq!(read.text.trim(), wanted);
    }
    assert_eq!(asked, [("a".to_owned(), css.len())], "nothing is left for the others");
    assert_eq!((left, Arc::strong_count(&css)), (0, 1));
}

#[test]
fn sheets_that_a_sheet_imports_come_before_its_rules() {
    let sheets = |address: &str| {
        Some(Arc::from(match address {
            "css/all.css" => "@charset 'utf-8';@import 'base/gone.css';p{margin:0}",
            "css/base/gone.css" => "/* ; */ @import url(../loop.css); .gone{display:none}",
            "css/loop.css" => "@import 'loop.css'; .gone{display:block}",
            "wide.css" => ".gone{display:block}",
            "print.css" => ".kept{display:none}",
            _ => return None,
        }))
    };
    let shown = |head: &str| {
        let page = format!("{head}<p class=gone>No.<p class=kept>Yes.");
        let draft = html::read_styled(&page, false, &mut 9999, |address, _| sheets(address));
        draft.finish("x", Arc::new(page), 0).text.trim().to_owned()
    };
    assert_eq!(shown("<link rel=stylesheet href=css/all.css>"), "Yes.");
    assert_eq!(
        shown("<style>@import 'css/all.css' screen;@import 'print.css' print;</style>"),
        "Yes."
    );
    for later in [
        "<style>@import 'css/all.css';.gone{display:block}</style>",
        "<style>@import 'css/all.css';@import url('wide.css') (min-width: 9px);</style>",
        "<link rel=stylesheet href=css/all.css><link rel=stylesheet href=wide.css media='(min-width:9px)'>",
        "<style>@import 'css/all.css' (min-width: 9px);</style>",
        "<style>p{}@import 'css/all.css';</style>",
    ] {
        assert_eq!(shown(later), "No.\n\nYes.", "{later}");
    }
}

#[test]
fn imports_stand_before_the_first_rule() {
    let css = "\u{FEFF}<!-- @CHARSET \"x;y\"; /* @import 'a'; */ @Import URL( b.css ) ; @layer x, y;\
        @import url(\"data:text/css;c\") layer(x) screen; @import 'd' print; @import ''; p{} @import 'e';";
    let import = |address: &str, conditional| Import { address: address.to_owned(), conditional };
    assert_eq!(imports(css), [import("b.css", false), import("data:text/css;c", true)]);
    for css in ["@import 'a'", "@media screen{@import 'a';}", "@import url(a", "@"] {
        assert_eq!(imports(css), [], "{css}");
    }
    for (from, address, wanted) in [
        ("", "a.css", "a.css"),
        ("css/b.css", "a.css", "css/a.css"),
        ("https://x.org/css/b.css", "../a.css", "https://x.org/a.css"),
        ("../css/b.css", "../../a.css", "../../a.css"),
        ("css/b.css", "https://x.org/a.css", "https://x.org/a.css"),
        ("css/b.css", "cid:a@x", "cid:a@x"),
        ("css/b.css", "/a.css", "/a.css"),
    ] {
        assert_eq!(beside(from, address), wanted, "{from} {address}");
    }
}

#[test]
fn sheets_for_screens_count_in_the_order_of_the_page() {
    let page = "<LINK href='a.css' rel=stylesheet><style>b{}</style><link rel=\"alternate stylesheet\" href=b.css>\
        <link rel=icon href=c.png><link rel=stylesheet media=print href=d.css><link rel=stylesheet media='screen' href=e.css?x&amp;y>\
        <!-- <link rel=stylesheet href=f.css> --><noscript><link rel=stylesheet href=g.css></noscript>\
        <script>'<link rel=stylesheet href=h.css>'</script><link rel=stylesheet media='screen and (max-width: 600px)' href=i.css>\
        <link rel=stylesheet media='not screen' href=j.css><link rel=stylesheet disabled href=k.css>\
        <template><template></template><style>c{}</style></template><p title='<link rel=stylesheet href=l.css>'>\
        <link rel=stylesheet media=' ALL ' href=m.css><style>d{}";
    let link = |address: &str, conditional| PageSheet {
        sheet: SheetText::There(address.to_owned()),
        conditional,
        shadow: None,
    };
    let style = |css: &str| PageSheet {
        sheet: SheetText::Here(css.to_owned()),
        conditional: false,
        shadow: None,
    };
    assert_eq!(
        sources(page, false),
        [
            link("a.css", false),
            style("b{}"),
            link("e.css?x&y", false),
            link("i.css", true),
            link("m.css", false),
            style("d{}")
        ]
    );
    let xhtml =
        "<script src='x'/><style><![CDATA[a > b{}]]></style><link rel='stylesheet' href='a.css'/>";
    assert_eq!(sources(xhtml, true), [style("a > b{}"), link("a.css", false)]);
    let many: Vec<String> = (0..200).map(|n| format!("<link rel=stylesheet href={n}>")).collect();
    assert_eq!(sources(&many.concat(), false).len(), MAX_LINKED);
}

#[test]
fn elements_are_hidden_by_what_is_around_them() {
    let hidden_by = |css: &str| {
        let page = format!(
            "<html class=no-js><style>{css}</style><body class=wide><div class=card id=card><p>He did \
             <span class='a gone' data-x=y>not</span> see it.</div>"
        );
        shown(&page) == "He did see it."
    };
    for css in [
        ".card .gone{display:none}",
        "#card > p > .gone{display:none}",
        ".card>p span{display:none}",
        "html body .gone{display:none}",
        ":root .gone{display:none}",
        ".card > * .gone{display:none}",
        ".a.gone, .b.gone{display:none}",
        "span[data-x]{display:none}",
        "[data-x=\"y\"]{display:none}",
        ".card{& .gone{display:none} .y{color:red}}",
        ".x, .card{color:red;.y, .gone{display:none}}",
        ".card{p{.gone{visibility:hidden}}}",
        ".card{> p > .gone{display:none}}",
        ".a{&.gone{display:none}}",
        ".gone{&{display:none}}",
        ".gone{@media screen{display:none}}",
        ".gone{@layer x{display:none}}",
        "@layer x{.card{.gone{display:none}}}",
        "@LAYER x{.gone{display:none}}",
        "@layer a,b;@layer b{.gone{display:none}}@layer a{.card .gone{display:inline}}",
        "@layer a{.gone{display:none!important}}.gone{display:inline!important}",
        "@layer a{.card .gone{display:inline}}.gone{display:none}",
        ".card .gone{display:none}.gone{display:inline}",
        ".card .gone{display:none}.gone::before{display:block}",
    ] {
        assert!(hidden_by(css), "{css}");
    }
    for css in [
        ".card > .gone{display:none}",
        ".menu .gone{display:none}",
        ".gone .card{display:none}",
        ".no-js .gone{display:none}",
        ".wide .gone{display:none}",
        ".card + p .gone{display:none}",
        ".card:hover .gone{display:none}",
        ".a.b{display:none}",
        "[data-x=z]{display:none}",
        "[data-x^=y]{display:none}",
        "[data-x=\"y z\"]{display:none}",
        "span[title]{display:none}",
        ".menu{.gone{display:none}}",
        ".card{&.gone{display:none}}",
        ".card{.gone &{display:none}}",
        ".card{@media (min-width:9px){.gone{display:none}}}",
        "@media (min-width:9px){.card{.gone{display:none}}}",
        "@media print{.card{.gone{display:none}}}",
        "@supports (display:grid){.card .gone{display:none}}",
        "@layer a{.card .gone{display:none}}.gone{display:inline}",
        ".gone{display:inline}@layer a{.gone{display:none}}",
        "@layer a,b;@layer b{.gone{display:inline}}@layer a{.gone{display:none}}",
        "@layer a.b.c.d.e{.gone{display:none}}",
        ".card .gone{display:none}.card .gone.open{display:block}",
        ".card .gone{display:none}.open .card .gone{display:block}",
        ".card{.gone{display:none}.gone:hover{display:inline}}",
        ".card{.gone{display:none}&:hover .gone{display:inline}}",
        ".card .gone{display:none}.card .gone{display:inline}",
        ".card .gone{display:none;display:inline}",
        ".gone{content-visibility:hidden}",
    ] {
        assert!(!hidden_by(css), "{css}");
    }
}

#[test]
fn what_is_hidden_by_an_attribute_may_be_displayed_by_a_rule() {
    for (page, wanted) in [
        ("<div hidden>No.</div>Yes.", "Yes."),
        ("<div hidden style='color:red'>No.</div>Yes.", "Yes."),
        ("<style>.a{color:red}</style><div class=a hidden>No.</div>Yes.", "Yes."),
        ("<style>.b{display:block}</style><div class=a hidden>No.</div>Yes.", "Yes."),
        (
            "<style>@media (min-width:9px){.a{display:block}}</style><div class=a hidden>No.</div>Yes.",
            "Yes.",
        ),
        (
            "<style>.a{display:block}[hidden]{display:none!important}</style><div class=a hidden>No.</div>Yes.",
            "Yes.",
        ),
        (
            "<style>[hidden]{display:none}.a{color:red}</style><div class=a hidden>No.</div>Yes.",
            "Yes.",
        ),
        ("<div hidden=until-found>One.</div>Two.", "One. Two."),
        ("<div hidden style='display:block'>One.</div>Two.", "One. Two."),
        ("<style>.a{display:block}</style><div class=a hidden>One.</div>Two.", "One. Two."),
        (
            "<style>.c .a{display:block}</style><p class=c><i class=a hidden>One.</i>Two.",
            "One.Two.",
        ),
        ("<div style='content-visibility:hidden'>No.</div>Yes.", "Yes."),
        ("<style>.a{content-visibility:hidden}</style><div class=a>No.</div>Yes.", "Yes."),
        ("<style>.a{content-visibility:auto}</style><div class=a>One.</div>Two.", "One. Two."),
        ("<p><span style='content-visibility:hidden'>One.</span>Two.", "One.Two."),
    ] {
        assert_eq!(shown(page), wanted, "{page}");
    }
}

#[test]
fn a_shadow_root_has_style_sheets_of_its_own() {
    let root = |inner: &str| format!("<template shadowrootmode=open>{inner}</template>");
    let gone = "<style>.gone{display:none}.c .gone{visibility:hidden}</style>";
    let text = "<p>He did <b class=gone>not</b> go.</p>";
    for (page, wanted) in [
        (
            format!("<div>{}</div>{text}", root(&format!("{gone}{text}"))),
            "He did go. He did not go.",
        ),
        (format!("{gone}<div>{}</div>{text}", root(text)), "He did not go. He did go."),
        (format!("<div>{}{text}</div>", root(gone)), "He did not go."),
        (
            format!("<div>{}</div>", root(&format!("{gone}{}{text}", root(text)))),
            "He did not go. He did go.",
        ),
        (
            format!("<div>{}</div>", root(&format!("{text}<template>{gone}</template>"))),
            "He did not go.",
        ),
        (
            format!(
                "<div class=c>{}</div>",
                root("<style>.c b{display:none}</style><p>So <b>it</b> is.")
            ),
            "So it is.",
        ),
    ] {
        assert_eq!(shown(&page), wanted, "{page}");
    }
}

#[test]
fn selectors_that_are_made_to_be_slow_hide_nothing() {
    let list = |count: usize| (0..count).map(|n| format!(".c{n}")).collect::<Vec<_>>().join(",");
    let nested = format!("{0}{{{0}{{{0}{{display:none}}}}}}", list(500));
    let deep = format!("{}{{display:none}}", ".c0 ".repeat(300));
    let many = ".c0 .c0 .c1{display:none}".repeat(MAX_RULES - 1);
    let around = "<div class=c0>".repeat(100);
    let inside = "<b class=c1>x</b>".repeat(200);
    for css in [nested, deep, many] {
        let page = format!("<style>{css}</style><p>He did not go.</p>{around}{inside}");
        assert!(shown(&page).starts_with("He did not go."), "{css:.30}");
    }
    let nested = "<div class=c0>".repeat(100_000);
    let page = format!("<style>.c0 .c1{{display:none}}</style>{nested}<p class=c1>He did not go.");
    assert_eq!(shown(&page), "He did not go.");
}
