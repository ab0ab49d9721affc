//! The seeds of all targets: what the tests and the pages have, in the form that each target reads.

mod documents;

use crate::targets::packed::part_names as package;
use crate::targets::proofs::{TEXTS, honest};
use crate::targets::{BETWEEN_FIELDS, BETWEEN_ITEMS, TARGETS};
use camino::{Utf8Path, Utf8PathBuf};
use quoteproof::conformance::Case;
use quoteproof::seal::{Sealed, render};
use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Result};

/// The longest seed, in bytes: a longer document is cut there, where that leaves a document.
const MAX_SEED: usize = 4_096;

type Seeds = BTreeMap<&'static str, Vec<Vec<u8>>>;

/// Writes the seeds and ends, where the environment asks for that: `QUOTEPROOF_SEEDS` names the folder, and the
/// working folder is `fuzz/`. It is each target that does so, since only they are linked with what counts steps.
///
/// # Panics
/// Where the files of the repository are not as they should be.
pub fn write_if_asked() {
    let Some(folder) = std::env::var_os("QUOTEPROOF_SEEDS") else { return };
    let folder =
        Utf8PathBuf::try_from(std::path::PathBuf::from(folder)).expect("a folder in UTF-8");
    write("..".into(), &folder).expect("the seeds are written");
    std::process::exit(0);
}

fn write(root: &Utf8Path, folder: &Utf8Path) -> Result<()> {
    let mut seeds = Seeds::new();
    conformance(root, &mut seeds)?;
    records(root, &mut seeds)?;
    proofs(&mut seeds);
    made_by_hand(&mut seeds);
    containers(root, &mut seeds)?;
    for target in TARGETS {
        let folder = folder.join(target.name);
        fs::create_dir_all(&folder)?;
        let own = seeds.remove(target.name).unwrap_or_default();
        for (number, seed) in own.iter().filter(|seed| seed.len() <= MAX_SEED).enumerate() {
            fs::write(folder.join(format!("seed-{number:04}")), seed)?;
        }
    }
    Ok(())
}

/// Fields as an input has them.
fn input<const N: usize>(fields: [&str; N]) -> Vec<u8> {
    fields.join(&BETWEEN_FIELDS.to_string()).into_bytes()
}

/// The files below a folder of the repository, sorted.
fn files(folder: &Utf8Path) -> Result<Vec<Utf8PathBuf>> {
    let mut found = Vec::new();
    for entry in folder.read_dir_utf8()? {
        let path = entry?.into_path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The claims, sources and configurations of the tests, and the pages of the documentation.
fn records(root: &Utf8Path, seeds: &mut Seeds) -> Result<()> {
    let folders = ["tests/cases", "tests/docs", "tests/views", "examples", "docs"];
    for folder in folders {
        for file in files(&root.join(folder))? {
            let Ok(text) = fs::read_to_string(&file) else { continue };
            let name = file.file_name().unwrap_or_default();
            match (name, file.extension().unwrap_or_default()) {
                ("source.json", _) => push(seeds, "config", ["s", &text]),
                ("quoteproof.toml", _) => push(seeds, "config", ["c", &text]),
                ("quoteproof-baseline.json", _) => push(seeds, "config", ["b", &text]),
                ("proofs.json", _) => push(seeds, "proofs", ["0", "", &text]),
                (_, "json") => {
                    push(seeds, "claim", ["cp", &text, "", "", "The ferry never sailed again."]);
                }
                (_, "md") => push(seeds, "reader", ["m", &text]),
                (_, "html") => push(seeds, "reader", ["h", &text]),
                (_, "txt") => push(seeds, "reader", ["p", &text]),
                _ => {}
            }
        }
    }
    for dates in DATES {
        push(seeds, "config", ["d", dates]);
    }
    Ok(())
}

/// Dates of each form.
const DATES: [&str; 6] = [
    "1990 1990-02 1990-02-28 2024-02-29",
    "1990/1991 1990/.. ../1990 1990/ /1990",
    "199X 19XX 1990-XX 1990-02-XX 1990-21 1990-24",
    "2022~ 2022? 2022% 2022-02~/2023?",
    "2022-02-03T10:20:30Z 2022-02-03T10:20:30+02:00",
    "Y170000002 Y-170000002 -0001 0000 -0001/0001",
];

fn push<const N: usize>(seeds: &mut Seeds, target: &'static str, fields: [&str; N]) {
    seeds.entry(target).or_default().push(input(fields));
}

/// The small documents and manuscripts.
fn made_by_hand(seeds: &mut Seeds) {
    for (kind, parts) in documents::DOCUMENTS {
        push(seeds, "documents", [kind, &parts.join(&BETWEEN_ITEMS.to_string())]);
    }
    for fields in documents::MANUSCRIPTS {
        push(seeds, "manuscript", fields);
    }
}

/// The documents of the tests that are small: as they are, and the members of the packages.
fn containers(root: &Utf8Path, seeds: &mut Seeds) -> Result<()> {
    for folder in ["tests/documents", "tests/samples/pdf"] {
        for file in files(&root.join(folder))? {
            let bytes = fs::read(&file)?;
            let extension = file.extension().unwrap_or_default();
            let letter = match extension {
                "docx" => 'D',
                "odt" => 'O',
                "epub" => 'E',
                "pdf" => 'F',
                "jats" => 'j',
                "tei" => 't',
                "srt" => 's',
                "vtt" => 'v',
                "rtf" => 'r',
                "tex" => 'l',
                "eml" => 'm',
                _ => continue,
            };
            let own = seeds.entry("documents").or_default();
            let head = format!("{letter}{BETWEEN_FIELDS}");
            own.push([head.as_bytes(), &bytes].concat());
            let names = package(letter);
            let mut members = Vec::new();
            if !names.is_empty() {
                let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&bytes))?;
                for name in names {
                    let mut text = String::new();
                    if let Ok(mut member) = archive.by_name(name) {
                        member.read_to_string(&mut text)?;
                    }
                    members.push(text);
                }
                let members = members.join(&BETWEEN_ITEMS.to_string());
                own.push(input([&letter.to_ascii_lowercase().to_string(), &members]));
            }
        }
    }
    Ok(())
}

/// Honest proofs of the sealed texts, to be tampered with.
fn proofs(seeds: &mut Seeds) {
    for (number, text) in TEXTS.iter().enumerate() {
        let file = render(&honest(&Sealed::new(text, "en")));
        push(seeds, "proofs", [&number.to_string(), "", &file]);
        for change in '0'..'@' {
            push(seeds, "proofs", [&number.to_string(), &format!("{change}012"), ""]);
        }
    }
}

/// The cases of the matching contract.
fn conformance(root: &Utf8Path, seeds: &mut Seeds) -> Result<()> {
    for file in files(&root.join("tests/conformance"))? {
        if file.extension() != Some("json") {
            continue;
        }
        let cases: Vec<Case> = serde_json::from_slice(&fs::read(&file)?)?;
        for (number, case) in cases.iter().enumerate() {
            let letter = case.media_type.strip_prefix("text/").and_then(|name| name.get(..1));
            let language = case.language.as_deref().unwrap_or_default();
            let form = format!("{}{language}", letter.unwrap_or("p"));
            let quote = case.quote.segments().join(&BETWEEN_ITEMS.to_string());
            let (prefix, suffix) = (case.prefix.as_deref(), case.suffix.as_deref());
            let (prefix, suffix) = (prefix.unwrap_or_default(), suffix.unwrap_or_default());
            let document = case.document.as_str();
            let own = seeds.entry("quote").or_default();
            own.push(input([&form, &quote, prefix, suffix, document]));
            // Any choices will do: they change as the fuzzer goes on.
            let choice = char::from(b'0' + u8::try_from(number % 64).unwrap_or_default());
            let choices = format!("0{choice}0{choice}123");
            seeds.entry("oracle").or_default().push(input([language, &choices, document]));
            let claim = seeds.entry("claim").or_default();
            claim.push(input([&format!("q{form}"), &quote, prefix, suffix, document]));
            seeds.entry("seal").or_default().push(input([language, &choices, &quote, document]));
            seeds.entry("reader").or_default().push(input([letter.unwrap_or("p"), document]));
        }
    }
    Ok(())
}
