//! What a PDF says of itself: its XMP packet goes first, then its Info dictionary and its catalog.

use super::hayro::{self, Dict, Stream};
use super::limits::Budget;
use crate::reader::metadata::Metadata;
use crate::reader::xml::{self, descendant, name, text_of};
use roxmltree::Node;

/// The longest packet of XMP that is looked at, in bytes: a packet of a kilobyte or two has all that is read.
const MAX_XMP: usize = 4 << 20;

/// What a file says of itself; nothing where it cannot be read.
pub(in crate::reader) fn metadata(bytes: &[u8]) -> Metadata {
    // As for the text: a panic of the syntax crate is a file that says nothing.
    std::panic::catch_unwind(|| read(bytes)).ok().flatten().unwrap_or_default()
}

fn read(bytes: &[u8]) -> Option<Metadata> {
    let mut budget = Budget::default();
    budget.admit_object_streams(bytes);
    if budget.past().is_some() {
        return None;
    }
    let pdf = hayro::open(bytes).ok()?;
    let info = pdf.metadata();
    let text = |bytes: &Option<Box<[u8]>>| bytes.as_deref().map(hayro::text);
    let made = info.creation_date.as_ref().filter(|made| made.year > 1900);
    let made = made.map(|made| format!("{:04}-{:02}-{:02}", made.year, made.month, made.day));
    let catalog = hayro::catalog(&pdf);
    let language = catalog.as_ref().and_then(|catalog| hayro::text_string(catalog, "Lang"));
    let stated = catalog.and_then(|catalog| xmp(&catalog, &mut budget)).unwrap_or_default();
    let authors = || text(&info.author).map(|names| split(&names)).unwrap_or_default();
    Some(Metadata {
        title: stated.title.or_else(|| text(&info.title)).filter(|title| is_title(title)),
        author: if stated.author.is_empty() { authors() } else { stated.author },
        // The catalog has the language that the text is read aloud in.
        language: language.filter(|tag| !tag.trim().is_empty()).or(stated.language),
        made: stated.made.or(made),
        ..stated
    })
}

/// Names in one string: `A. Berg; B. Crane`. A comma may be between the parts of one name.
fn split(names: &str) -> Vec<String> {
    names.split(';').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// Whether a title is more than the name of the file that somebody printed.
fn is_title(title: &str) -> bool {
    const FILES: [&str; 16] = [
        ".doc", ".docx", ".odt", ".rtf", ".tex", ".dvi", ".ps", ".pdf", ".indd", ".qxd", ".qxp",
        ".htm", ".html", ".txt", ".md", ".fm",
    ];
    let title = title.trim().to_lowercase();
    let is_file = !title.contains(' ') && FILES.iter().any(|end| title.ends_with(end));
    !(title.is_empty()
        || is_file
        || title.starts_with("microsoft word - ")
        || matches!(
            title.as_str(),
            "untitled" | "untitled document" | "unknown" | "document1" | "title"
        ))
}

/// The Dublin Core of the XMP packet.
fn xmp(catalog: &Dict<'_>, budget: &mut Budget) -> Option<Metadata> {
    let packet = budget.decode(&catalog.get::<Stream<'_>>(b"Metadata".as_slice())?)?;
    let packet = String::from_utf8(packet).ok().filter(|packet| packet.len() <= MAX_XMP)?;
    let packet = packet.trim_start_matches('\u{FEFF}').trim_matches(['\0', ' ', '\n', '\r']);
    let packet = xml::parse(packet, "XMP").ok()?;
    let root = packet.root_element();
    let items = |wanted: &str| -> Vec<String> {
        let Some(found) = descendant(root, wanted) else { return Vec::new() };
        let items: Vec<Node<'_, '_>> =
            found.descendants().filter(|node| name(*node) == "li").collect();
        if items.is_empty() {
            text_of(found).into_iter().collect()
        } else {
            items.into_iter().filter_map(text_of).collect()
        }
    };
    let first = |wanted: &str| items(wanted).into_iter().next();
    // Short packets have them as attributes.
    let attribute = |wanted: &str| {
        let with = |node: Node<'_, '_>| {
            node.attributes().find(|a| a.name() == wanted).map(|a| a.value().to_owned())
        };
        root.descendants().find_map(with)
    };
    Some(Metadata {
        title: first("title"),
        author: items("creator"),
        language: first("language"),
        issued: first("publicationDate").or_else(|| first("coverDate")).or_else(|| first("date")),
        made: first("CreateDate").or_else(|| attribute("CreateDate")),
        publisher: first("publisher"),
        url: first("doi").or_else(|| attribute("doi")).map(|doi| {
            let doi = doi.trim().trim_start_matches("doi:");
            if doi.starts_with("http") { doi.to_owned() } else { format!("https://doi.org/{doi}") }
        }),
    })
}

#[cfg(test)]
mod tests {
    use super::{is_title, metadata, split};

    fn file(info: &str, packet: &str) -> String {
        format!(
            "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R/Lang(de-AT)/Metadata 4 0 R>> endobj\n\
             2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n\
             3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>> endobj\n\
             4 0 obj <</Length {}>> stream\n{packet}\nendstream endobj\n\
             5 0 obj <<{info}>> endobj\ntrailer <</Root 1 0 R/Info 5 0 R>>\n%%EOF\n",
            packet.len()
        )
    }

    #[test]
    fn both_places_are_read() {
        let info = "/Title(Of tides)/Author(Anna Berg; Bo Crane)/CreationDate(D:20200503101112Z)";
        let found = metadata(file(info, "<x/>").as_bytes());
        assert_eq!(found.title.as_deref(), Some("Of tides"));
        assert_eq!(found.author, ["Anna Berg", "Bo Crane"]);
        assert_eq!(
            (found.language.as_deref(), found.issued, found.made.as_deref()),
            (Some("de-AT"), None, Some("2020-05-03"))
        );
        let packet = "<x:xmpmeta xmlns:x='x' xmlns:rdf='r' xmlns:dc='d' xmlns:p='p'><rdf:RDF><rdf:Description>\
            <dc:title><rdf:Alt><rdf:li>Of ebbs</rdf:li></rdf:Alt></dc:title>\
            <dc:creator><rdf:Seq><rdf:li>A. Berg</rdf:li><rdf:li>C. Dahl</rdf:li></rdf:Seq></dc:creator>\
            <dc:publisher><rdf:Bag><rdf:li>Quay</rdf:li></rdf:Bag></dc:publisher><p:doi>10.1/x</p:doi>\
            </rdf:Description></rdf:RDF></x:xmpmeta>";
        let found = metadata(file(info, packet).as_bytes());
        assert_eq!(
            (found.title.as_deref(), found.publisher.as_deref()),
            (Some("Of ebbs"), Some("Quay"))
        );
        assert_eq!(found.author, ["A. Berg", "C. Dahl"]);
        assert_eq!(found.url.as_deref(), Some("https://doi.org/10.1/x"));
        assert_eq!(metadata(b"%PDF-1.4 broken"), super::Metadata::default());
    }

    #[test]
    fn names_of_files_are_no_titles() {
        for (title, wanted) in [
            ("Microsoft Word - report.doc", false),
            ("report_final2.docx", false),
            ("untitled", false),
            ("Notes on report.doc", true),
            ("Of tides", true),
        ] {
            assert_eq!(is_title(title), wanted, "{title}");
        }
        assert_eq!(split("Berg, Anna"), ["Berg, Anna"]);
    }
}
