//! Pages of PDFs written by hand, one thing each: what people see of them can be quoted, and nothing else.

use quoteproof::reader::{ElementKind, GapReason, read};
use quoteproof::{Document, DocumentOptions, Quoted, Verdict};

const PDF: &str = "application/pdf";
const SENTENCE: &str = "The harbour was frozen for eleven weeks.";

/// A file with a page for each content stream. `F1` is Times, `F2` Courier; `I` a gray picture; the states `M`, `H` and `N` paint what
/// mixes with the page, half of it, and nothing.
fn made(pages: &[String]) -> Vec<u8> {
    let kids: Vec<String> = (0..pages.len()).map(|at| format!("{} 0 R", 5 + at * 2)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Count {} /Kids [{}] >>", pages.len(), kids.join(" ")),
        "<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >> \
         /F2 << /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >> >> \
         /XObject << /I 4 0 R >> /ExtGState << /M << /BM /Multiply >> /H << /ca 0.4 >> /N << /ca 0 >> >> >>"
            .to_owned(),
        "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\n\
         stream\n@\nendstream"
            .to_owned(),
    ];
    for (at, page) in pages.iter().enumerate() {
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources 3 0 R /Contents {} 0 R >>",
            6 + at * 2
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{page}\nendstream", page.len()));
    }
    let mut file = "%PDF-1.7\n".to_owned();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (at, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", at + 1));
    }
    let start = file.len();
    file.push_str(&format!(
        "{table}trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1
    ));
    file.into_bytes()
}

/// What draws a line of words.
fn words(text: &str, x: i32, y: i32) -> String {
    format!("BT /F1 11 Tf {x} {y} Td ({text}) Tj ET\n")
}

/// A page with some lines of text at its top, and something further down.
fn page(rest: &str) -> String {
    let lines = [
        "Nobody in the valley had been told that the water would come",
        "before the morning, and the keeper of the lock was asleep.",
        "He had written in his log that the ice would hold for a week.",
    ];
    let text: String = (0..).zip(lines).map(|(at, line)| words(line, 60, 740 - at * 14)).collect();
    text + rest
}

fn passes(file: &[u8], quote: &str) -> bool {
    let document = Document::new(file, PDF, Some("en"), DocumentOptions::default());
    let outcomes = document.expect("readable").verify(&[Quoted::text(quote)]);
    !matches!(outcomes[0].verdict, Verdict::Altered | Verdict::Absent)
}

/// Lines that hide the sentence at 60, 400, or seem to.
#[test]
fn what_nobody_sees_is_no_text() {
    let line = words(SENTENCE, 60, 400);
    let never = words("The harbour was never frozen for eleven weeks.", 60, 400);
    for (name, content, is_seen) in [
        ("as it is", line.clone(), true),
        ("on white", format!("1 g 0 0 600 800 re f 0 g {line}"), true),
        ("white on white", format!("1 g {line}"), false),
        ("nearly white", format!("0.98 0.98 0.99 rg {line}"), false),
        ("no ink at all", format!("0 0 0 0 k {line}"), false),
        ("white on black", format!("0 g 50 390 400 30 re f 1 g {line}"), true),
        ("white on a curve", format!("0 g 50 390 m 50 450 450 450 450 390 c f 1 g {line}"), true),
        ("white on a picture", format!("q 500 0 0 60 50 380 cm /I Do Q 1 g {line}"), true),
        ("black on black", format!("0 g 50 390 400 30 re f {line}"), false),
        ("below a black bar", format!("{line} 0 g 50 396 400 14 re f"), false),
        ("below a white bar", format!("{line} 1 g 50 396 400 14 re f"), false),
        (
            "below a bar of lines",
            format!("{line} 0 g 50 396 m 450 396 l 450 410 l 50 410 l h f"),
            false,
        ),
        ("below a picture", format!("{line} q 400 0 0 20 50 394 cm /I Do Q"), false),
        ("below the scan of the page", format!("{line} q 600 0 0 800 0 0 cm /I Do Q"), true),
        ("marked", format!("{line} q /M gs 1 1 0 rg 50 396 400 14 re f Q"), true),
        ("below half a colour", format!("{line} q /H gs 1 1 0 rg 50 396 400 14 re f Q"), true),
        ("struck through", format!("{line} 50 402 400 1 re f"), true),
        ("in a box", format!("{line} 50 390 400 30 re S"), true),
        ("in a frame of two boxes", format!("{line} 50 390 400 30 re 52 392 396 26 re f*"), true),
        ("in no colour", format!("/N gs {line}"), false),
        ("without ink", format!("3 Tr {line} 0 Tr"), false),
        (
            "without ink, on a picture",
            format!("q 500 0 0 60 50 380 cm /I Do Q 3 Tr {line} 0 Tr"),
            true,
        ),
        ("clipped away", format!("q 50 500 400 30 re W n {line} Q"), false),
        ("within what is shown", format!("q 50 390 400 30 re W n {line} Q"), true),
        ("beside what was shown", format!("q 50 500 400 30 re W n Q {line}"), true),
        ("outside of the page", words(SENTENCE, 700, 400), false),
        ("a word below a bar", format!("{never} 0 g 132 396 29 14 re f"), false),
    ] {
        assert_eq!(passes(&made(&[page(&content)]), SENTENCE), is_seen, "{name}");
    }
    // What was written over a word takes its place.
    let mended = format!("{never} 1 g 132 396 29 14 re f 0 g {}", words("once", 136, 400));
    let file = made(&[page(&mended)]);
    assert!(passes(&file, "The harbour was once frozen for eleven weeks."));
    assert!(!passes(&file, "The harbour was never frozen for eleven weeks."));
}

/// Lines of letters that are all as wide as each other, 6 pt, with 12 pt from line to line.
fn column(lines: &[String], x: i32) -> String {
    let line = |(at, line): (i32, &String)| {
        format!("BT /F2 10 Tf {x} {} Td ({line}) Tj ET\n", 700 - at * 12)
    };
    (0..).zip(lines).map(line).collect()
}

/// A line that comes as near to the other column as a word to the next is still a line of its own.
#[test]
fn a_line_that_is_too_long_joins_no_other_column() {
    let words = ["tide", "lock", "barge", "keeper", "winter", "rope", "crane", "bridge"];
    let line = |side: &str, at: usize| {
        let (a, b) = (words[at % 8], words[(at / 8 + at) % 8]);
        format!("{side} {a} and the {b} of {at}")
    };
    let mut left: Vec<String> = (0..30).map(|at| line("left", at)).collect();
    let right: Vec<String> = (0..30).map(|at| line("right", at)).collect();
    for at in [4, 11, 12, 20] {
        // 33 letters from 60 on end at 258; the other column begins at 260.
        left[at] = format!("{:<33}", left[at]).replace("  ", " x")[..33].to_owned();
    }
    let file = made(&[column(&left, 60) + &column(&right, 260)]);
    for at in 0..29 {
        for lines in [&left, &right] {
            assert!(passes(&file, &format!("{} {}", lines[at], lines[at + 1])), "{}", lines[at]);
        }
        assert!(!passes(&file, &format!("{} {}", left[at], right[at])), "{}", left[at]);
    }
}

/// Words that begin at the same place in every row behind a wide gap are a cell's, however near the cells are.
#[test]
fn cells_of_a_row_are_no_sentence() {
    let rows = [
        ("120 tons of coal", "the red crane was built again"),
        ("85 tons of rope", "the green crane fell in the storm"),
        ("140 tons of grain", "the blue crane was sold abroad"),
        ("110 tons of salt", "no crane was there at all"),
    ];
    let table: String = (0..)
        .zip(rows)
        .map(|(at, (a, b))| words(a, 60, 500 - at * 14) + &words(b, 143, 500 - at * 14))
        .collect();
    let file = made(&[page(&table)]);
    for (a, b) in rows {
        assert!(passes(&file, a) && passes(&file, b), "{a}, {b}");
        assert!(!passes(&file, &format!("{a} {b}")), "{a}, {b}");
    }
}

/// Marginals as large as the text are beside it; a line that is set to the right is not.
#[test]
fn what_is_in_a_margin_is_beside_the_text() {
    let lines: Vec<String> = (0..20)
        .map(|at| format!("the {at}th line of the text is as long as all of the others are"))
        .collect();
    let note: Vec<String> =
        ["A second", "copy of it", "is in the", "attic"].map(str::to_owned).into();
    let file = made(&[column(&lines, 60) + &column(&note, 470)]);
    assert!(passes(&file, &lines.join(" ")));
    assert!(passes(&file, "A second copy of it is in the attic"));
    assert!(!passes(&file, &format!("{} A second copy", lines[19])));
    let date = words("Amble, 3 May 1998", 200, 740);
    let file = made(&[date + &column(&lines, 60)]);
    let readable = read(&file, PDF, None).expect("readable");
    assert!(readable.blocks().iter().all(|block| block.kind != ElementKind::Aside));
}

/// A scan on which somebody stamped a line is still a scan.
#[test]
fn a_scan_with_a_stamp_is_a_picture() {
    let scan = "q 600 0 0 800 0 0 cm /I Do Q\n";
    let stamp = words("Downloaded from the archive on 3 May 2010", 60, 20);
    let gaps = |pages: &[String]| {
        let readable = read(&made(pages), PDF, None).expect("readable");
        readable.gaps().iter().filter(|gap| gap.reason == GapReason::Picture).count()
    };
    assert_eq!(gaps(&vec![scan.to_owned() + &stamp; 3]), 3);
    assert_eq!(gaps(&[page(scan)]), 0, "the text that is below a picture is OCR's");
    assert_eq!(gaps(&[scan.to_owned() + &page("")]), 0, "text on a ground");
    assert_eq!(gaps(&[stamp]), 0, "a line, and no picture");
}
