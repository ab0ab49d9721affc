//! Formulas of Office as a line of text: `<m:sSup>` is a power, `<m:f>` a fraction, and what a line cannot say a gap.

use super::draft::{Draft, GAP};
use super::raised;
use super::xml::{attribute, child, name, push_text};
use roxmltree::Node;

/// Longer parts of a fraction cannot be said in a line, in bytes.
const MAX_FRACTION: usize = 64;

/// Writes a formula.
pub(super) fn write(node: Node<'_, '_>, source: &str, out: &mut Draft) {
    for node in node.children().filter(Node::is_element) {
        element(node, source, out);
    }
}

fn element(node: Node<'_, '_>, source: &str, out: &mut Draft) {
    let place = node.range();
    let part = |part: &str, out: &mut Draft| {
        if let Some(part) = child(node, part) {
            write(part, source, out);
        }
    };
    match name(node) {
        "t" => {
            for text in node.children().filter(Node::is_text) {
                push_text(text, source, out);
            }
        }
        "sSup" => {
            part("e", out);
            let from = out.text.len();
            part("sup", out);
            raised::raise(out, from, true);
        }
        "sSub" => {
            part("e", out);
            let from = out.text.len();
            part("sub", out);
            raised::lower(out, from);
        }
        "sSubSup" => {
            part("e", out);
            let from = out.text.len();
            part("sub", out);
            raised::lower(out, from);
            let from = out.text.len();
            part("sup", out);
            raised::raise(out, from, true);
        }
        "f" => {
            let from = out.text.len();
            part("num", out);
            out.push_other("/", place.start..place.start);
            part("den", out);
            let simple = |text: &str| {
                !text.is_empty()
                    && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | ','))
            };
            let said = out.tail(from).is_some_and(|text| {
                text.len() <= MAX_FRACTION
                    && text.split_once('/').is_some_and(|(a, b)| simple(a) && simple(b))
            });
            if !said {
                out.take(from);
                out.gap(place, true);
            }
        }
        "d" => delimited(node, source, out),
        "nary" | "rad" | "m" | "eqArr" | "limLow" | "limUpp" | "bar" | "acc" | "groupChr"
        | "sPre" | "borderBox" => out.push_other(GAP.encode_utf8(&mut [0; 4]), place),
        "ctrlPr" | "rPr" | "sSupPr" | "sSubPr" | "fPr" | "del" | "moveFrom" => {}
        _ => write(node, source, out),
    }
}

/// Writes what is in brackets.
fn delimited(node: Node<'_, '_>, source: &str, out: &mut Draft) {
    let place = node.range();
    let properties = child(node, "dPr");
    let sign = |wanted: &str, usual: &str| {
        let stated = properties.and_then(|p| child(p, wanted));
        stated.and_then(|sign| attribute(sign, "val")).unwrap_or(usual).to_owned()
    };
    out.push_other(&sign("begChr", "("), place.start..place.start);
    for (number, inner) in node.children().filter(|c| name(*c) == "e").enumerate() {
        if number > 0 {
            out.push_other(&sign("sepChr", "|"), place.start..place.start);
        }
        write(inner, source, out);
    }
    out.push_other(&sign("endChr", ")"), place.end..place.end);
}
