//! E-mail and pages that a browser saved as one (MHTML): the text that is shown first, without headers and attachments.
//!
//! Of a message in two forms the plain text is read, and HTML only where there is no other. Lines that were wrapped on
//! the way (`format=flowed`) are joined; lines that quote an earlier message (`>`) are others' words.

use super::ReadError;
use super::assembly::Assembly;
use super::draft::Draft;
use super::html;
use super::html_style::MAX_LINKED_BYTES;
use super::mime::{self, LinkedSheets, MimePart};
use super::readable::{ElementKind, GapReason, Locus, Readable};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What messages call it.
const WHAT: &str = "a message";

/// The name of this reader, and the version of what it makes of a file.
pub(super) const READER: &str = "mail/3";

/// Reads a message, several in one file (mbox), or a saved page.
pub(super) fn read(bytes: &[u8]) -> Result<Readable, ReadError> {
    let mut out = Assembly::new(READER);
    let messages = messages(bytes);
    let several = messages.len() > 1;
    let mut styles_left = MAX_LINKED_BYTES;
    for (number, message) in messages.into_iter().enumerate() {
        let message = mime::parse(message)?;
        let mut texts = Vec::new();
        let mut sheets: HashMap<*const MimePart<'_>, LinkedSheets<'_>> = HashMap::new();
        match chosen(&message, &message, &mut texts) {
            Err(ReadError::Locked) if several => {
                out.leave_out(Arc::from(format!("message {}", number + 1)), GapReason::Locked);
                continue;
            }
            other => other?,
        }
        for Shown { part, message } in texts {
            let speaker = message.words("from").as_deref().and_then(name_of).map(Arc::from);
            let place = part.header("content-location").map(Arc::from);
            let place =
                place.or_else(|| several.then(|| Arc::from(format!("message {}", number + 1))));
            let text = part.text();
            let draft = match part.media_type.as_str() {
                "text/html" | "application/xhtml+xml" => {
                    let is_xml = part.media_type == "application/xhtml+xml";
                    html::read_styled(&text, is_xml, &mut styles_left, |address, left| {
                        let sheets =
                            sheets.entry(message).or_insert_with(|| LinkedSheets::of(message));
                        sheets.text(address, left)
                    })
                }
                _ => plain(&text, part, speaker.as_ref()),
            };
            out.add_part(
                &part.media_type,
                place.as_ref(),
                &draft.finish(READER, Arc::new(text), 0),
            );
        }
    }
    if out.is_all_left_out() {
        return Err(ReadError::Locked);
    }
    Ok(out.finish())
}

/// The messages of a file; several where each begins with a line `From `, as in an mbox.
fn messages(bytes: &[u8]) -> Vec<&[u8]> {
    if !bytes.starts_with(b"From ") {
        return vec![bytes];
    }
    let starts = memchr::memmem::find_iter(bytes, b"\nFrom ").filter(|at| {
        // Only an empty line before it makes it a new message.
        matches!(bytes.get(at.saturating_sub(2)..*at), Some([_, b'\n'] | [b'\n', b'\r']))
    });
    let mut messages = Vec::new();
    let mut start = 0;
    for next in starts.map(|at| at + 1).chain([bytes.len()]) {
        messages.extend(bytes.get(start..next));
        start = next;
    }
    messages
}

/// The name in an address: `Anna Berg <anna@example.org>`.
pub(super) fn name_of(from: &str) -> Option<String> {
    let name = from.split('<').next().unwrap_or("").trim().trim_matches('"').trim();
    let name = if name.is_empty() { from.trim().trim_matches(['<', '>']) } else { name };
    (!name.is_empty()).then(|| name.to_owned())
}

/// A part that is shown, and the message that it is of: a message may hold another one.
#[derive(Debug, Clone, Copy)]
struct Shown<'m> {
    part: &'m MimePart<'m>,
    message: &'m MimePart<'m>,
}

/// The parts that are shown, in their order.
fn chosen<'m>(
    part: &'m MimePart<'m>,
    message: &'m MimePart<'m>,
    texts: &mut Vec<Shown<'m>>,
) -> Result<(), ReadError> {
    if part.is_attached() {
        return Ok(());
    }
    match part.media_type.as_str() {
        "multipart/encrypted" | "application/pkcs7-mime" | "application/x-pkcs7-mime" => {
            return Err(ReadError::Locked);
        }
        "multipart/alternative" => {
            let mut all: Vec<Vec<Shown<'_>>> = Vec::new();
            for inner in &part.parts {
                let mut found = Vec::new();
                chosen(inner, message, &mut found)?;
                all.push(found);
            }
            let has_text = |found: &&Vec<Shown<'_>>| {
                found.iter().any(|Shown { part, .. }| {
                    part.media_type == "text/plain" && !part.text().trim().is_empty()
                })
            };
            let plain =
                all.iter().find(has_text).or_else(|| all.iter().rfind(|found| !found.is_empty()));
            texts.extend(plain.into_iter().flatten().copied());
        }
        "multipart/related" => {
            let start = part.parameter("start");
            let named = start.and_then(|id| {
                part.parts
                    .iter()
                    .find(|inner| inner.header("content-id").map(str::trim) == Some(id.trim()))
            });
            let kind = part.parameter("type");
            let kind =
                kind.and_then(|kind| part.parts.iter().find(|inner| inner.media_type == kind));
            let is_text = |inner: &&MimePart<'_>| {
                inner.media_type.starts_with("text/html") || !inner.parts.is_empty()
            };
            let root =
                named.or(kind).or_else(|| part.parts.iter().find(is_text)).or(part.parts.first());
            if let Some(root) = root {
                chosen(root, message, texts)?;
            }
        }
        "multipart/signed" => {
            if let Some(first) = part.parts.first() {
                chosen(first, message, texts)?;
            }
        }
        // One that was forwarded, or one of a digest.
        "message/rfc822" => {
            for inner in &part.parts {
                chosen(inner, inner, texts)?;
            }
        }
        kind if kind.starts_with("multipart/") => {
            for inner in &part.parts {
                chosen(inner, message, texts)?;
            }
        }
        "text/plain" | "text/html" | "application/xhtml+xml" | "text/enriched" | "" => {
            texts.push(Shown { part, message });
        }
        _ => {}
    }
    Ok(())
}

/// A shorter line was not broken by a program, in characters.
const BROKEN_LINE: usize = 50;

/// A line of a plain text: how deep it is quoted, its own text, and its first byte.
struct Line<'t> {
    depth: usize,
    text: &'t str,
    at: usize,
    /// Whether it goes on in the next one.
    flows: bool,
}

fn lines(text: &str, flowed: bool) -> Vec<Line<'_>> {
    let mut at = 0;
    let mut lines = Vec::new();
    for whole in text.split_inclusive('\n') {
        let line = whole.trim_end_matches(['\n', '\r']);
        let mut rest = line;
        let mut depth = 0;
        // `>>` and `> >` are both two deep; an arrow in the text (`->`) is no mark.
        while let Some(after) = rest.strip_prefix('>') {
            depth += 1;
            rest = if flowed { after } else { after.strip_prefix(' ').unwrap_or(after) };
        }
        if flowed {
            // A space was put before lines that would be taken for something else.
            rest = rest.strip_prefix(' ').unwrap_or(rest);
        }
        let is_signature = rest == "-- ";
        lines.push(Line {
            depth,
            text: rest,
            at: at + (line.len() - rest.len()),
            flows: flowed && rest.ends_with(' ') && !is_signature,
        });
        at += whole.len();
    }
    if !flowed {
        rejoin(&mut lines);
    }
    lines
}

/// Gives the tail of a quoted line its depth again, where a program broke the line and put no `>` before the rest. The
/// sentence goes on in it and in the line after it.
fn rejoin(lines: &mut [Line<'_>]) {
    let is_long = |text: &str| text.chars().nth(BROKEN_LINE - 1).is_some();
    for at in 1..lines.len().saturating_sub(1) {
        let Some([before, line, after]) = lines.get_mut(at - 1..=at + 1) else { return };
        let is_tail = line.depth < before.depth
            && before.depth == after.depth
            && is_long(before.text.trim_end())
            && !is_long(line.text)
            && !before.text.trim_end().ends_with(['.', '?', '!', ':', '…', '"', ')'])
            && line.text.starts_with(char::is_lowercase)
            && after.text.starts_with(char::is_lowercase);
        if is_tail {
            line.depth = before.depth;
        }
    }
}

fn plain(text: &str, part: &MimePart<'_>, speaker: Option<&Arc<str>>) -> Draft {
    let is = |name: &str, value: &str| {
        part.parameter(name).is_some_and(|v| v.eq_ignore_ascii_case(value))
    };
    let (flowed, no_space) = (is("format", "flowed"), is("delsp", "yes"));
    let mut out = Draft::default();
    let mut depth = 0;
    let mut joined = false;
    // Whose words the lines of each depth are.
    let mut names: BTreeMap<usize, Arc<str>> =
        speaker.map(|name| (0, name.clone())).into_iter().collect();
    let locate = |out: &mut Draft, depth: usize, names: &BTreeMap<usize, Arc<str>>| {
        // Two deep, they may be the sender's again.
        let is_quoted = depth == 1 && speaker.is_some();
        out.locus(Locus { speaker: names.get(&depth).cloned(), is_quoted, ..Locus::default() });
    };
    locate(&mut out, 0, &names);
    out.enter(ElementKind::Body);
    let (mut before, mut last) = ("", "");
    for line in lines(text, flowed) {
        let is_blank = line.text.trim().is_empty();
        // An empty line ends no letter, however many marks it has.
        if line.depth != depth && !is_blank {
            if line.depth > depth
                && let Some(name) = attributed(&format!("{before} {last}"))
            {
                names.insert(line.depth, name.into());
                // Whom another letter quoted, this one need not quote.
                names.retain(|depth, _| *depth <= line.depth);
            }
            (before, last) = ("", "");
            out.end_block(line.at);
            if depth > 0 && line.depth > 0 {
                // Other letters, of other people.
                out.end_passage(line.at);
            }
            out.leave();
            out.enter(if line.depth > 0 { ElementKind::Quoted } else { ElementKind::Body });
            locate(&mut out, line.depth, &names);
            (depth, joined) = (line.depth, false);
        }
        if is_blank {
            out.end_block(line.at);
            joined = false;
            continue;
        }
        (before, last) = (last, line.text);
        if !joined && !out.begins_line() {
            out.push_other("\n", line.at..line.at);
        }
        let shown = if line.flows && no_space {
            line.text.strip_suffix(' ').unwrap_or(line.text)
        } else {
            line.text
        };
        let start = if out.begins_line() { shown.len() - shown.trim_start().len() } else { 0 };
        out.push_same(shown.get(start..).unwrap_or(""), line.at + start);
        joined = line.flows;
    }
    out.end_block(text.len());
    out.leave();
    out
}

/// The verb of the line that mail programs write above quoted lines: between the date and the name, or after both.
const WROTE: [&str; 10] = [
    "wrote",
    "writes",
    "schrieb",
    "a écrit",
    "escribió",
    "ha scritto",
    "schreef",
    "escreveu",
    "skrev",
    "napisał(a)",
];

/// Words with a capital that are not part of a name.
const NO_NAMES: [&str; 14] =
    ["AM", "PM", "UTC", "GMT", "On", "Am", "Le", "Il", "El", "Em", "Op", "I", "He", "She"];

/// The most words of a name.
const NAME_WORDS: usize = 4;

/// Who wrote the lines that follow: `On 11 June 2024 at 9:12, Anna Berg <anna@example.org> wrote:`.
fn attributed(line: &str) -> Option<String> {
    let line = line.trim().strip_suffix(':')?.trim_end();
    let (start, verb) = WROTE.iter().filter_map(|verb| Some((line.rfind(verb)?, verb))).max()?;
    let behind = line.get(start + verb.len()..)?.trim();
    let who = if behind.is_empty() { line.get(..start)? } else { behind };
    let name = who.split('<').next()?;
    let is_name = |word: &&str| {
        let starts = word.trim_start_matches(['"', '(']).starts_with(char::is_uppercase);
        starts && !word.contains(|c: char| c.is_ascii_digit()) && !NO_NAMES.contains(word)
    };
    let words: Vec<&str> = name
        .split_whitespace()
        .rev()
        .take_while(|word| !word.ends_with(','))
        .take_while(is_name)
        .collect();
    let words: Vec<&str> = words.into_iter().rev().collect();
    let name = words.join(" ");
    (!words.is_empty() && words.len() <= NAME_WORDS).then(|| name.trim_matches('"').to_owned())
}

/// The headers that name a message, for its metadata.
pub(super) fn message(bytes: &[u8]) -> Result<MimePart<'_>, ReadError> {
    let first = messages(bytes).into_iter().next().unwrap_or(bytes);
    let message = mime::parse(first)?;
    if message.header("from").is_none() && message.header("content-type").is_none() {
        return Err(ReadError::Damaged(WHAT, "it has no header of a message".to_owned()));
    }
    Ok(message)
}

#[cfg(test)]
mod tests {
    use crate::reader::{ElementKind, read};

    fn text(source: &str) -> String {
        read(source.as_bytes(), "message/rfc822", None).expect("readable").text.trim().to_owned()
    }

    #[test]
    fn the_plain_text_is_read_and_no_attachment() {
        let message = "From: Anna Berg <a@b.example>\nSubject: no text\nContent-Type: multipart/mixed; boundary=m\n\n\
            --m\nContent-Type: multipart/alternative; boundary=a\n\n--a\nContent-Type: text/plain; charset=iso-8859-1\n\
            Content-Transfer-Encoding: quoted-printable\n\nThe caf=E9 clos=\ned.\n--a\nContent-Type: text/html\n\n\
            <p>The other way.</p>\n--a--\n--m\nContent-Disposition: attachment\n\nattached\n--m--\n";
        assert_eq!(text(message), "The café closed.");
        let html = "From: a\nContent-Type: text/html\n\n<p>Only <b>this</b>.</p>";
        assert_eq!(text(html), "Only this.");
    }

    #[test]
    fn quoted_lines_are_others_words() {
        let message = "From: Anna Berg <a@b.example>\nContent-Type: text/plain; format=flowed\n\n\
            > They said so \n> at the quay.\nI was there \nand heard nothing.\n-- \nAnna\n";
        let read = read(message.as_bytes(), "message/rfc822", None).expect("readable");
        assert!(
            read.text
                .contains("They said so at the quay.\n\nI was there and heard nothing.\n-- \nAnna")
        );
        let kinds: Vec<_> = read.blocks().iter().map(|block| block.kind).collect();
        assert_eq!(kinds, [ElementKind::Quoted, ElementKind::Body]);
        let speaker = |at: usize| read.locus_at(at).and_then(|locus| locus.speaker.clone());
        assert_eq!(speaker(0), None);
        assert_eq!(speaker(read.text.len() - 2).as_deref(), Some("Anna Berg"));
    }

    #[test]
    fn letters_name_whom_they_quote() {
        for (line, name) in [
            ("On Tue, Jun 11, 2024 at 9:12 AM Eva Kern <eva@c.example> wrote:", Some("Eva Kern")),
            ("On 11 June 2024, Eva Kern wrote:", Some("Eva Kern")),
            ("Am 11.06.24 um 09:12 schrieb Eva Kern:", Some("Eva Kern")),
            ("Le 11 juin 2024 à 09:12, \"Eva Kern\" <e@c.example> a écrit :", Some("Eva Kern")),
            ("As the mayor wrote:", None),
            ("He wrote:", None),
            ("On the quay, nobody wrote that.", None),
        ] {
            assert_eq!(super::attributed(line).as_deref(), name, "{line}");
        }
        let message = "From: Rosa Brandt <r@v.example>\nContent-Type: text/plain\n\n\
            On 11 June 2024, Eva Kern\n<eva@c.example> wrote:\n> Did you know?\n\nNo.\n> Never?\n> > I asked.\n";
        let read = read(message.as_bytes(), "message/rfc822", None).expect("readable");
        let who = |words: &str| {
            let locus = read.locus_at(read.text.find(words).expect("there")).expect("a place");
            (locus.speaker.clone(), locus.is_quoted)
        };
        assert_eq!(who("Did you"), (Some("Eva Kern".into()), true));
        assert_eq!(who("No."), (Some("Rosa Brandt".into()), false));
        assert_eq!(who("Never?"), (Some("Eva Kern".into()), true));
        assert_eq!(who("I asked."), (None, false));
    }

    #[test]
    fn letters_in_a_letter_are_apart() {
        let letter = |body: &str| format!("From: a\nContent-Type: text/plain\n\n{body}");
        let read = |body: &str| read(letter(body).as_bytes(), "message/rfc822", None).expect("ok");
        let apart = read(">> The ship was\n>> lost at sea.\n> I do not\n> think so.\n");
        assert_eq!(apart.text.trim(), "The ship was\nlost at sea.\n\nI do not\nthink so.");
        let parted = apart.text.find("I do").expect("there");
        assert!(apart.breaks.iter().any(|b| b.at <= parted && b.at + 2 >= parted));
        let long = ">> It is quite true that the harbour was never dry in";
        let tail = read(&format!("{long}\n> winter, as it is\n>> said.\n> No.\n"));
        assert!(tail.text.starts_with(long.get(3..).expect("a line")), "{}", tail.text);
        assert!(tail.text.contains("dry in\nwinter, as it is\nsaid.\n\nNo."), "{}", tail.text);
        for (own, after) in [
            ("No, it is not", "said."),
            ("winter, as it is\n> it was", "said."),
            ("winter, as it is", "Said who?"),
            ("winter, as it is", ""),
        ] {
            let kept = read(&format!("{long}\n> {own}\n>> {after}\n"));
            assert!(kept.text.contains("dry in\n\n"), "{}", kept.text);
        }
        let flowed = format!("{long}\n> winter, as it is\n>> said.\n");
        let flowed = letter(&flowed).replace("plain\n", "plain; format=flowed\n");
        assert!(text(&flowed).contains("dry in\n\n"), "{}", text(&flowed));
    }

    #[test]
    fn lines_are_measured_in_characters() {
        let letter = |body: &str| {
            text(&format!("From: a\nContent-Type: text/plain; charset=utf-8\n\n{body}"))
        };
        // Fewer than 50 characters, more than 50 bytes.
        let short = letter("> Лампа в гавани никогда не гасла ночью,\nи как\n> говорят\n");
        assert!(short.contains("ночью,\n\nи как\n\nговорят"), "{short}");
        let long = "> Лампа в гавани никогда не гасла ночью, и её видели с";
        let tail = letter(&format!("{long}\nкораблей, которые шли мимо, как\n> говорят\n"));
        assert!(tail.contains("видели с\nкораблей, которые шли мимо, как\nговорят"), "{tail}");
    }

    #[test]
    fn an_empty_line_ends_no_letter() {
        let read = |body: &str| {
            let letter = format!("From: Anna Berg\nContent-Type: text/plain\n\n{body}");
            read(letter.as_bytes(), "message/rfc822", None).expect("readable")
        };
        for blank in [">", "", ">>", ">>>", "> "] {
            let one = read(&format!(">> The lamp was lit.\n{blank}\n>> It was seen.\n"));
            let second = one.text.find("It was").expect("there");
            assert!(!one.breaks.iter().any(|b| b.at > 0 && b.at <= second), "{blank:?}");
            let two = read(&format!(">> The lamp was lit.\n{blank}\n> It was seen.\n"));
            let second = two.text.find("It was").expect("there");
            assert!(two.breaks.iter().any(|b| b.at > 0 && b.at <= second), "{blank:?}");
            let own = read(&format!("> The lamp was lit.\n{blank}\nIt was seen.\n"));
            let second = own.text.find("It was").expect("there");
            let speaker = |at: usize| own.locus_at(at).and_then(|locus| locus.speaker.clone());
            assert_eq!(
                (speaker(0), speaker(second).as_deref()),
                (None, Some("Anna Berg")),
                "{blank:?}"
            );
        }
    }

    #[test]
    fn messages_in_a_message_are_read() {
        let digest = "From: Anna Berg <a@b.example>\nContent-Type: multipart/digest; boundary=d\n\n\
            --d\n\nFrom: Eva Kern <e@k.example>\nSubject: no text\n\nThe first.\n--d\n\nFrom: c\n\nThe second.\n--d--\n";
        let read = read(digest.as_bytes(), "message/rfc822", None).expect("readable");
        assert_eq!(read.text.trim(), "The first.\n\nThe second.");
        let speaker = |at: usize| read.locus_at(at).and_then(|locus| locus.speaker.clone());
        assert_eq!(speaker(0).as_deref(), Some("Eva Kern"));
        assert_eq!(speaker(read.text.len() - 2).as_deref(), Some("c"));
        let attached = "From: a\nContent-Type: multipart/mixed; boundary=m\n\n--m\n\nSee this.\n--m\n\
            Content-Type: message/rfc822\nContent-Disposition: attachment\n\nFrom: b\n\nattached\n--m--\n";
        assert_eq!(text(attached), "See this.");
        let nowhere = "From: a\nContent-Type: multipart/mixed; boundary=never\n\nNo boundary.\n";
        assert_eq!(text(nowhere), "No boundary.");
        for only in ["--never--", "--never"] {
            let empty = nowhere.replace("No boundary.", &format!("In MIME format.\n{only}"));
            assert!(!text(&empty).contains("MIME"), "{only}");
        }
        for (encoding, inner) in [
            (
                "base64",
                "RnJvbTogYgpDb250ZW50LVRyYW5zZmVyLUVuY29kaW5nOiBiYXNlNjQKCllXNWtJSE52\r\nTGc9PQo=",
            ),
            ("quoted-printable", "From: b=0A\nand s=\no."),
            ("base64", "From: b\n\nand so."),
        ] {
            let within = format!(
                "From: a\nContent-Type: multipart/mixed; boundary=m\n\n--m\n\nSee this\n--m\n\
                Content-Type: message/rfc822\nContent-Transfer-Encoding: {encoding}\n\n{inner}\n--m--\n"
            );
            assert_eq!(text(&within), "See this\n\nand so.", "{encoding} {inner}");
        }
    }

    #[test]
    fn a_saved_page_hides_what_its_own_sheets_hide() {
        let page = "From: <Saved by Blink>\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"b\"\n\n\
            --b\nContent-Type: text/html\n\n<link rel=stylesheet href=\"cid:one@b\"><link rel=stylesheet href='cid:two@b' media=print>\
            <p>The <i class=gone>not </i>mole <i class=kept>settled</i>.</p>\n\
            --b\nContent-Type: text/css\nContent-Location: cid:one@b\n\n@charset \"utf-8\";\n.gone { display: none }\n\
            --b\nContent-Type: text/css\nContent-ID: <two@b>\n\n.kept { display: none }\n--b--\n";
        assert_eq!(text(page), "The mole settled.");
        let shown =
            page.replace(".gone { display: none }", ".gone{display:none}.gone.in{display:block}");
        let shown = shown.replace("class=gone", "class='gone in'");
        assert_eq!(text(&shown), "The not mole settled.");
        let style = "<link rel=stylesheet href=\"cid:one@b\"><style>.gone{display:inline}</style>";
        let later = page.replace("<link rel=stylesheet href=\"cid:one@b\">", style);
        assert_eq!(text(&later), "The not mole settled.");
    }

    #[test]
    fn of_a_saved_page_the_root_is_read() {
        let page = "From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"b\"\n\n\
            --b\nContent-Type: text/css\n\np { color: red }\n--b\nContent-Type: text/html\nContent-Location: https://example.org/tides\n\n\
            <title>x</title><p>The mole settled.</p>\n--b--\n";
        let read = read(page.as_bytes(), "multipart/related", None).expect("readable");
        assert_eq!(read.text.trim(), "The mole settled.");
        assert_eq!(
            read.locus_at(1).and_then(|locus| locus.part.clone()).as_deref(),
            Some("https://example.org/tides")
        );
    }
}
