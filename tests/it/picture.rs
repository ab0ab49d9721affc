//! The pictures of the terminal that pages show: what the command prints in colour, drawn as SVG.
//!
//! Each picture is compared with the file that a page shows; `QUOTEPROOF_UPDATE=1` draws it anew.

use crate::tool::{quoteproof, root, update};
use std::fmt::Write as _;

/// Width of a character and height of a line, in units of the picture.
const CHAR_WIDTH: f64 = 8.4;
const LINE_HEIGHT: usize = 19;
/// Empty space around the text.
const MARGIN: usize = 16;

/// Columns of the terminal.
const COLUMNS: usize = 80;

#[test]
fn the_picture_of_a_mismatch_is_what_the_command_prints() {
    let output = quoteproof()
        .args(["validate", "--color", "always", "--config", "mistakes.toml"])
        .arg("mistakes/dropped-not.json")
        .current_dir(root().join("examples/tides"))
        .output()
        .expect("it runs");
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    let typed = "\u{1b}[2m$\u{1b}[0m quoteproof validate mistakes/dropped-not.json --config mistakes.toml\n";
    let shown = folded(&printed, COLUMNS);
    let picture = drawn(&format!("{typed}{shown}"), "A report of quoteproof in a terminal");
    let file = root().join("docs/mismatch.svg");
    if update() {
        std::fs::write(&file, &picture).expect("the picture can be written");
    }
    let shown = std::fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
    assert!(shown == picture, "docs/mismatch.svg is old: QUOTEPROOF_UPDATE=1 draws it anew");
    roxmltree::Document::parse(&picture).expect("well-formed XML");
}

/// A report as a terminal shows it: its last line, which has no colours, broken at blanks.
fn folded(printed: &str, columns: usize) -> String {
    let body = printed.trim_end();
    let (before, last) = body.rsplit_once('\n').expect("more than one line");
    let (mut lines, mut line) = (String::new(), String::new());
    for word in last.split(' ') {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > columns {
            lines.push_str(&std::mem::take(&mut line));
            lines.push('\n');
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    format!("{before}\n{lines}{line}\n")
}

/// How a stretch of text looks.
#[derive(Default, Clone, PartialEq)]
struct Look {
    classes: Vec<&'static str>,
}

impl Look {
    /// Takes up the parameters of one SGR sequence (ECMA-48, 8.3.117).
    fn take(&mut self, parameters: &str) {
        for parameter in parameters.split(';') {
            match parameter {
                "" | "0" => self.classes.clear(),
                "1" => self.classes.push("bold"),
                "2" => self.classes.push("dim"),
                "4" => self.classes.push("line"),
                "31" => self.classes.push("red"),
                "32" => self.classes.push("green"),
                "33" => self.classes.push("yellow"),
                "36" => self.classes.push("cyan"),
                other => panic!("the picture knows no SGR parameter {other:?}"),
            }
        }
    }
}

/// Text with SGR sequences as a picture.
fn drawn(text: &str, title: &str) -> String {
    let lines: Vec<Vec<(Look, String)>> = looks(text);
    let length = |line: &[(Look, String)]| line.iter().map(|(_, t)| t.chars().count()).sum();
    let columns: usize = lines.iter().map(|line| length(line)).max().unwrap_or(0);
    let width = f64::from(u32::try_from(columns).expect("a short line")) * CHAR_WIDTH;
    let width = width + f64::from(u32::try_from(2 * MARGIN).expect("a margin"));
    let height = lines.len() * LINE_HEIGHT + 2 * MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.1} {height}\" role=\"img\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n\
         <rect class=\"paper\" width=\"100%\" height=\"100%\" rx=\"8\"/>\n"
    );
    for (number, line) in lines.iter().enumerate().filter(|(_, line)| !line.is_empty()) {
        let y = MARGIN + (number + 1) * LINE_HEIGHT - 5;
        let long = f64::from(u32::try_from(length(line)).expect("a short line")) * CHAR_WIDTH;
        let _ = write!(svg, "<text x=\"{MARGIN}\" y=\"{y}\" textLength=\"{long:.1}\">");
        for (look, text) in line {
            let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            // White space at a line's start is kept in no other way by all browsers.
            let text = text.replace(' ', "\u{a0}");
            if look.classes.is_empty() {
                svg.push_str(&text);
            } else {
                let _ = write!(svg, "<tspan class=\"{}\">{text}</tspan>", look.classes.join(" "));
            }
        }
        svg.push_str("</text>\n");
    }
    svg + "</svg>\n"
}

/// The lines of a text, cut where its looks change.
fn looks(text: &str) -> Vec<Vec<(Look, String)>> {
    let mut look = Look::default();
    let mut lines = Vec::new();
    for line in text.trim_end().lines() {
        let mut pieces: Vec<(Look, String)> = Vec::new();
        let mut rest = line;
        while !rest.is_empty() {
            if let Some(sequence) = rest.strip_prefix("\u{1b}[") {
                let (parameters, more) = sequence.split_once('m').expect("an SGR sequence");
                look.take(parameters);
                rest = more;
                continue;
            }
            let (plain, more) = rest.split_at(rest.find('\u{1b}').unwrap_or(rest.len()));
            pieces.push((look.clone(), plain.to_owned()));
            rest = more;
        }
        lines.push(pieces);
    }
    lines
}

const STYLE: &str = "\
.paper { fill: #fbfaf7; stroke: #d5d2c9 }
text { fill: #24231f; font: 14px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace }
.bold { font-weight: bold }
.dim { fill: #77746a }
.line { text-decoration: underline }
.red { fill: #b3261e }
.green { fill: #1a7f37 }
.yellow { fill: #8a6100 }
.cyan { fill: #0b6e7f }
@media (prefers-color-scheme: dark) {
  .paper { fill: #1b1b1d; stroke: #3a3a3d }
  text { fill: #e6e4de }
  .dim { fill: #97948a }
  .red { fill: #ff8a80 }
  .green { fill: #7ee787 }
  .yellow { fill: #e3b341 }
  .cyan { fill: #76d9e6 }
}
";
