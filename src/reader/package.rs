//! The kind of document that a ZIP archive is, going by its members.

use super::ReadError;
use super::sniff::{DOCX, EPUB, ODT};
use super::xml::{self, attribute, name};
use super::zipped::{Zip, resolve};

/// What is said of an archive before it is known what it is.
const ARCHIVE: &str = "an archive (ZIP)";

/// The media type of an archive that is a document.
///
/// # Errors
/// A broken archive, and one that is no document that is read: a sentence that says what it is.
pub(super) fn media_type(bytes: &[u8]) -> Result<&'static str, ReadError> {
    let mut zip = Zip::open(bytes, ARCHIVE)?;
    let no = |what: &str, then: &str| {
        Err(ReadError::Damaged("a document", format!("it is {what}: {then}")))
    };
    if let Some(stated) = zip.bytes("mimetype")? {
        let stated = String::from_utf8_lossy(&stated);
        let stated = stated.trim();
        match stated {
            EPUB => return Ok(EPUB),
            "application/vnd.oasis.opendocument.text"
            | "application/vnd.oasis.opendocument.text-template"
            | "application/vnd.oasis.opendocument.text-master"
            | "application/vnd.oasis.opendocument.text-web"
            | "application/vnd.sun.xml.writer" => return Ok(ODT),
            "application/vnd.oasis.opendocument.spreadsheet" => {
                return no("a spreadsheet (ODS)", "export the table that is quoted");
            }
            "application/vnd.oasis.opendocument.presentation" => {
                return no("a presentation (ODP)", "export it as PDF, and cite that file");
            }
            _ => {}
        }
    }
    if zip.has("META-INF/container.xml") {
        return Ok(EPUB);
    }
    if zip.has("[Content_Types].xml") || zip.has("_rels/.rels") {
        return office(&mut zip);
    }
    if zip.has("content.xml") && zip.has("META-INF/manifest.xml") {
        return Ok(ODT);
    }
    no(ARCHIVE, "unpack it, and cite the document in it")
}

/// The media type of a package of Office Open XML, by that of its main part.
fn office(zip: &mut Zip<'_>) -> Result<&'static str, ReadError> {
    let main = main_part(zip, ARCHIVE)?;
    let types = zip.text("[Content_Types].xml")?.unwrap_or_else(|| "<Types/>".to_owned());
    let types = xml::parse(&types, ARCHIVE)?;
    let part = format!("/{main}");
    let stated = types.descendants().find(|node| {
        name(*node) == "Override"
            && attribute(*node, "PartName").is_some_and(|path| path.eq_ignore_ascii_case(&part))
    });
    let stated = stated.and_then(|node| attribute(node, "ContentType")).unwrap_or("");
    let no = |what: &str, then: &str| {
        Err(ReadError::Damaged("a document", format!("it is {what}: {then}")))
    };
    if stated.contains("spreadsheetml") || stated.contains("ms-excel") {
        no("a spreadsheet (XLSX)", "export the table that is quoted")
    } else if stated.contains("presentationml") || stated.contains("ms-powerpoint") {
        no("a presentation (PPTX)", "export it as PDF, and cite that file")
    } else if stated.contains("visio") || stated.contains("fixeddocument") {
        no("a drawing or a fixed page", "export it as PDF, and cite that file")
    } else {
        Ok(DOCX)
    }
}

/// The main part of a package: the one that its own relationships name, whatever it is called.
///
/// # Errors
/// A package without one, or a broken one.
pub(super) fn main_part(zip: &mut Zip<'_>, what: &'static str) -> Result<String, ReadError> {
    related(zip, "", "/officeDocument", what)?
        .into_iter()
        .next()
        .ok_or_else(|| ReadError::Damaged(what, "its relationships name no main part".to_owned()))
}

/// The members that `part` is related to by a relationship whose type ends in `kind`, in their order.
///
/// # Errors
/// A broken list of relationships.
pub(super) fn related(
    zip: &mut Zip<'_>,
    part: &str,
    kind: &str,
    what: &'static str,
) -> Result<Vec<String>, ReadError> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let slash = if folder.is_empty() { "" } else { "/" };
    let list = format!("{folder}{slash}_rels/{file}.rels");
    let Some(list) = zip.text(&list)? else { return Ok(Vec::new()) };
    let list = xml::parse(&list, what)?;
    let wanted = list.descendants().filter(|node| {
        name(*node) == "Relationship"
            && attribute(*node, "TargetMode") != Some("External")
            && attribute(*node, "Type").is_some_and(|stated| stated.ends_with(kind))
    });
    Ok(wanted.filter_map(|node| Some(resolve(part, attribute(node, "Target")?))).collect())
}

/// The same, or the member of the usual name beside `part` where its relationships name none.
///
/// # Errors
/// A broken list of relationships.
pub(super) fn related_or_usual(
    zip: &mut Zip<'_>,
    part: &str,
    kind: &str,
    what: &'static str,
) -> Result<Vec<String>, ReadError> {
    let mut found = related(zip, part, kind, what)?;
    if found.is_empty() {
        let usual = resolve(part, &format!("{}.xml", kind.trim_start_matches('/')));
        found.extend(Some(usual).filter(|usual| zip.has(usual)));
    }
    Ok(found)
}
