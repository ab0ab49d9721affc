//! What a document says of itself: title, authors, language, date, publisher, address.
//!
//! Only what the file states is taken. A document that cannot be read, or that is broken where it would say something,
//! says nothing.

use super::xml::{self, attribute, child, descendant, name, text_of};
use super::{Format, front_matter, html_head, mail};
use roxmltree::Node;

/// What a document says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// Its title.
    pub title: Option<String>,
    /// Who wrote it, one name an item.
    pub author: Vec<String>,
    /// Its language, as the file writes it: nearly always a BCP 47 tag.
    pub language: Option<String>,
    /// When it was issued: `2024`, `2024-05` or `2024-05-01`.
    pub issued: Option<String>,
    /// When the file was made. A scan is made long after its document was issued, a draft long before.
    pub made: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Where it can be found: an absolute URL.
    pub url: Option<String>,
}

/// What a file of a format says of itself; `None` for formats that have no place for it, or whose place is not read.
#[must_use]
pub fn metadata(bytes: &[u8], format: &Format) -> Option<Metadata> {
    match format.name {
        #[cfg(feature = "docx")]
        "DOCX" => packed::docx(bytes),
        #[cfg(feature = "docx")]
        "ODT" => packed::odt(bytes),
        #[cfg(feature = "docx")]
        "EPUB" => packed::epub(bytes),
        #[cfg(feature = "pdf")]
        "PDF" => Some(super::pdf::about::metadata(bytes)),
        "ODT in one XML file" => tree(bytes, "an ODT", opendocument),
        "JATS" => tree(bytes, "a JATS article", jats),
        "TEI" => tree(bytes, "a TEI document", tei),
        "e-mail" | "MHTML" => message(bytes),
        "HTML" | "XHTML" => Some(html_head::metadata(&super::decode::guessed(bytes)))
            .filter(|found| *found != Metadata::default()),
        "Markdown" => front_matter::metadata(&super::decode::guessed(bytes)),
        "RTF" => Some(rtf(bytes)),
        "LaTeX" => Some(tex(&String::from_utf8_lossy(bytes))),
        _ => None,
    }
    .map(tidied)
}

/// Without what is empty.
fn tidied(found: Metadata) -> Metadata {
    let filled = |text: Option<String>| {
        let words = text.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
        words.filter(|text| !text.is_empty())
    };
    Metadata {
        title: filled(found.title),
        author: found.author.into_iter().filter_map(|name| filled(Some(name))).collect(),
        language: filled(found.language),
        issued: found.issued.as_deref().and_then(day),
        made: found.made.as_deref().and_then(day),
        publisher: filled(found.publisher),
        url: filled(found.url),
    }
}

/// The date at the start of a text, as far as it goes: `2024-05-01T10:00:00Z` is `2024-05-01`.
fn day(text: &str) -> Option<String> {
    let text = text.trim();
    let digits = |range: std::ops::Range<usize>| {
        text.get(range).is_some_and(|part| part.bytes().all(|b| b.is_ascii_digit()))
    };
    let dash = |at: usize| text.get(at..=at) == Some("-");
    let length = match () {
        () if digits(0..4) && dash(4) && digits(5..7) && dash(7) && digits(8..10) => 10,
        () if digits(0..4) && dash(4) && digits(5..7) => 7,
        () if digits(0..4) => 4,
        () => return None,
    };
    let is_number = |c: char| c.is_ascii_digit();
    text.get(length..).filter(|rest| !rest.starts_with(is_number))?;
    text.get(..length).map(str::to_owned)
}

fn tree(bytes: &[u8], what: &'static str, read: fn(Node<'_, '_>) -> Metadata) -> Option<Metadata> {
    let declared = xml::declared_encoding(bytes);
    let (text, _) = super::decode(bytes, declared.as_deref()).ok()?;
    Some(read(xml::parse(&text, what).ok()?.root_element()))
}

/// The texts of all elements of a name.
fn all(root: Node<'_, '_>, wanted: &str) -> Vec<String> {
    root.descendants().filter(|node| name(*node) == wanted).filter_map(text_of).collect()
}

fn first(root: Node<'_, '_>, wanted: &[&str]) -> Option<String> {
    wanted.iter().find_map(|wanted| descendant(root, wanted).and_then(text_of))
}

/// Dublin Core, as EPUB, ODT and DOCX have it.
fn dublin_core(root: Node<'_, '_>) -> Metadata {
    Metadata {
        title: first(root, &["title"]),
        author: all(root, "creator"),
        language: first(root, &["language"]),
        issued: first(root, &["date"]),
        publisher: first(root, &["publisher"]),
        ..Metadata::default()
    }
}

fn opendocument(root: Node<'_, '_>) -> Metadata {
    let Some(meta) = descendant(root, "meta") else { return Metadata::default() };
    let first_author = first(meta, &["initial-creator", "creator"]);
    Metadata {
        author: first_author.into_iter().collect(),
        // The date of Dublin Core is that of the last change there.
        issued: None,
        made: first(meta, &["creation-date", "date"]),
        ..dublin_core(meta)
    }
}

fn jats(root: Node<'_, '_>) -> Metadata {
    let article = descendant(root, "article").unwrap_or(root);
    let Some(meta) = descendant(article, "article-meta") else { return Metadata::default() };
    let authors = meta.descendants().filter(|node| {
        name(*node) == "contrib"
            && attribute(*node, "contrib-type").is_none_or(|kind| kind == "author")
    });
    let named = |contributor: Node<'_, '_>| {
        let part = |wanted: &str| descendant(contributor, wanted).and_then(text_of);
        match (part("given-names"), part("surname")) {
            (Some(given), Some(surname)) => Some(format!("{given} {surname}")),
            (given, surname) => {
                surname.or(given).or_else(|| part("collab")).or_else(|| part("string-name"))
            }
        }
    };
    let dates = meta.children().filter(|node| name(*node) == "pub-date");
    let date = |node: Node<'_, '_>| {
        let part = |wanted: &str| child(node, wanted).and_then(text_of);
        let two = |text: String| text.parse::<u8>().ok().map(|number| format!("-{number:02}"));
        let (year, month) = (part("year")?, part("month").and_then(two));
        let day = part("day").and_then(two).filter(|_| month.is_some());
        Some(format!("{year}{}{}", month.unwrap_or_default(), day.unwrap_or_default()))
    };
    let doi = meta
        .children()
        .find(|node| name(*node) == "article-id" && attribute(*node, "pub-id-type") == Some("doi"));
    Metadata {
        title: child(meta, "title-group")
            .and_then(|group| child(group, "article-title"))
            .and_then(text_of),
        author: authors.filter_map(named).collect(),
        language: attribute(article, "lang").map(str::to_owned),
        // The most exact date that is given.
        issued: dates.filter_map(date).max_by_key(String::len),
        publisher: first(article, &["publisher-name"]),
        url: doi.and_then(text_of).map(|doi| format!("https://doi.org/{doi}")),
        ..Metadata::default()
    }
}

fn tei(root: Node<'_, '_>) -> Metadata {
    let header = descendant(root, "teiHeader").unwrap_or(root);
    let titles = descendant(header, "titleStmt");
    let published = descendant(header, "publicationStmt");
    let date = published.and_then(|published| descendant(published, "date"));
    let when =
        date.and_then(|date| attribute(date, "when").map(str::to_owned).or_else(|| text_of(date)));
    let used = descendant(header, "langUsage").and_then(|usage| descendant(usage, "language"));
    let text = descendant(root, "text").and_then(|text| attribute(text, "lang"));
    let language =
        text.or(attribute(root, "lang")).or(used.and_then(|used| attribute(used, "ident")));
    Metadata {
        title: titles.and_then(|titles| first(titles, &["title"])),
        author: titles.map(|titles| all(titles, "author")).unwrap_or_default(),
        language: language.map(str::to_owned),
        issued: when,
        publisher: published.and_then(|published| first(published, &["publisher"])),
        ..Metadata::default()
    }
}

fn message(bytes: &[u8]) -> Option<Metadata> {
    let message = mail::message(bytes).ok()?;
    let from = message.words("from").filter(|from| !from.contains("Saved by"));
    Some(Metadata {
        title: message.words("subject"),
        author: from.as_deref().and_then(mail::name_of).into_iter().collect(),
        language: message.header("content-language").map(str::to_owned),
        issued: message.header("date").and_then(mail_day),
        url: message.header("snapshot-content-location").map(str::to_owned),
        ..Metadata::default()
    })
}

/// The day of a message's date: `Mon, 3 Feb 2025 10:00:00 +0100`.
fn mail_day(date: &str) -> Option<String> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let mut words = date.split([' ', ',']).filter(|word| !word.is_empty());
    let day = words.find_map(|word| word.parse::<u8>().ok())?;
    let month = words.next()?.get(..3)?.to_ascii_lowercase();
    let month = MONTHS.iter().position(|known| *known == month)? + 1;
    let year: u16 = words.next()?.parse().ok().filter(|year| *year > 999)?;
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

/// The `\info` group of an RTF file.
fn rtf(bytes: &[u8]) -> Metadata {
    let text = String::from_utf8_lossy(bytes);
    let Some((_, info)) = text.split_once("{\\info") else { return Metadata::default() };
    let field = |wanted: &str| {
        let (_, after) = info.split_once(&format!("{{\\{wanted} "))?;
        let group = after.split('}').next()?;
        let small = format!("{{\\rtf1\\ansi {group}}}");
        super::rtf::read(small.as_bytes()).ok().map(|read| read.text.trim().to_owned())
    };
    let made = info.split_once("{\\creatim").and_then(|(_, made)| made.split('}').next());
    let part = |wanted: &str| -> Option<u16> {
        let (_, after) = made?.split_once(wanted)?;
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        after.get(..digits)?.parse().ok()
    };
    let date = match (part("\\yr"), part("\\mo"), part("\\dy")) {
        (Some(year), Some(month), Some(day)) => Some(format!("{year:04}-{month:02}-{day:02}")),
        _ => None,
    };
    Metadata {
        title: field("title"),
        author: field("author").into_iter().collect(),
        made: date,
        ..Metadata::default()
    }
}

/// `\title`, `\author` and `\date`.
fn tex(source: &str) -> Metadata {
    let argument = |wanted: &str| {
        let (_, after) = source.split_once(&format!("\\{wanted}{{"))?;
        let mut depth = 1_usize;
        let end = after.find(|c| {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            depth == 0
        })?;
        after.get(..end)
    };
    let plain = |text: &str| {
        let read = super::tex::read(std::sync::Arc::new(text.to_owned()), 0).ok()?;
        Some(read.text.trim().to_owned()).filter(|text| !text.contains('\u{FFFC}'))
    };
    let authors = argument("author").unwrap_or("");
    Metadata {
        title: argument("title").and_then(plain),
        author: authors
            .split("\\and")
            .filter_map(|name| plain(name.split("\\\\").next().unwrap_or(name)))
            .collect(),
        issued: argument("date").map(str::to_owned),
        ..Metadata::default()
    }
}

#[cfg(feature = "docx")]
mod packed {
    use super::{Metadata, attribute, child, descendant, dublin_core, first, opendocument};
    use crate::reader::package::{main_part, related, related_or_usual};
    use crate::reader::zipped::Zip;
    use crate::reader::{docx::WHAT, epub, xml};

    pub(super) fn docx(bytes: &[u8]) -> Option<Metadata> {
        let mut zip = Zip::open(bytes, WHAT).ok()?;
        let core = related(&mut zip, "", "/core-properties", WHAT).ok()?.into_iter().next();
        let core =
            core.and_then(|path| zip.text(&path).ok()?).unwrap_or_else(|| "<none/>".to_owned());
        let core = xml::parse(&core, WHAT).ok()?;
        let root = core.root_element();
        let main = main_part(&mut zip, WHAT).ok()?;
        let styles = related_or_usual(&mut zip, &main, "/styles", WHAT).ok()?.into_iter().next();
        let styles =
            styles.and_then(|path| zip.text(&path).ok()?).unwrap_or_else(|| "<none/>".to_owned());
        let styles = xml::parse(&styles, WHAT).ok()?;
        // What Word checks the spelling by.
        let usual = descendant(styles.root_element(), "docDefaults")
            .and_then(|usual| descendant(usual, "lang"));
        let usual = usual.and_then(|lang| attribute(lang, "val")).map(str::to_owned);
        let found = dublin_core(root);
        let names = found.author.iter().flat_map(|names| names.split(';')).map(str::to_owned);
        Some(Metadata {
            author: names.collect(),
            language: found.language.or(usual),
            made: first(root, &["created"]),
            ..found
        })
    }

    pub(super) fn odt(bytes: &[u8]) -> Option<Metadata> {
        let mut zip = Zip::open(bytes, "an ODT").ok()?;
        let meta = zip.text("meta.xml").ok()?.unwrap_or_else(|| "<none/>".to_owned());
        Some(opendocument(xml::parse(&meta, "an ODT").ok()?.root_element()))
    }

    pub(super) fn epub(bytes: &[u8]) -> Option<Metadata> {
        let mut zip = Zip::open(bytes, epub::WHAT).ok()?;
        let path = epub::package_path(&mut zip).ok()?;
        let package = zip.text(&path).ok()??;
        let package = xml::parse(&package, epub::WHAT).ok()?;
        Some(dublin_core(child(package.root_element(), "metadata")?))
    }
}

#[cfg(test)]
mod tests {
    use super::{Metadata, metadata};
    use crate::reader::Format;

    fn found(bytes: &str, media_type: &str) -> Metadata {
        metadata(bytes.as_bytes(), Format::of(media_type).expect("a format"))
            .expect("a place for it")
    }

    #[test]
    fn files_say_what_they_are() {
        let jats = "<article xml:lang='de'><front><journal-meta><publisher><publisher-name>P</publisher-name></publisher></journal-meta>\
            <article-meta><article-id pub-id-type='doi'>10.1/x</article-id><title-group><article-title>Of <i>tides</i></article-title></title-group>\
            <contrib-group><contrib contrib-type='author'><name><surname>Berg</surname><given-names>Anna</given-names></name></contrib></contrib-group>\
            <pub-date><year>2020</year></pub-date><pub-date><day>3</day><month>5</month><year>2020</year></pub-date></article-meta></front></article>";
        let wanted = Metadata {
            title: Some("Of tides".to_owned()),
            author: vec!["Anna Berg".to_owned()],
            language: Some("de".to_owned()),
            issued: Some("2020-05-03".to_owned()),
            publisher: Some("P".to_owned()),
            url: Some("https://doi.org/10.1/x".to_owned()),
            ..Metadata::default()
        };
        assert_eq!(found(jats, "application/jats+xml"), wanted);
        let tei = "<TEI><teiHeader><fileDesc><titleStmt><title>Tides</title><author>A. Berg</author></titleStmt><publicationStmt>\
            <publisher>P</publisher><date when='1911-02'/></publicationStmt></fileDesc></teiHeader><text xml:lang='en'/></TEI>";
        let read = found(tei, "application/tei+xml");
        assert_eq!(
            (read.title.as_deref(), read.issued.as_deref(), read.language.as_deref()),
            (Some("Tides"), Some("1911-02"), Some("en"))
        );
        let mail = "From: =?utf-8?Q?Anna_Bj=C3=B6rk?= <a@b.example>\nSubject: Tides\nDate: Mon, 3 Feb 2025 10:00:00 +0100\n\nText";
        let read = found(mail, "message/rfc822");
        assert_eq!(
            (read.author, read.issued.as_deref()),
            (vec!["Anna Björk".to_owned()], Some("2025-02-03"))
        );
        let rtf = r"{\rtf1{\info{\title Of tides}{\author Anna}{\creatim\yr2020\mo5\dy3\hr1}}x}";
        let read = found(rtf, "application/rtf");
        assert_eq!(
            (read.title.as_deref(), read.issued, read.made.as_deref()),
            (Some("Of tides"), None, Some("2020-05-03"))
        );
        let tex = "\\title{Of {\\em tides}}\\author{Anna Berg\\\\ Kiel \\and Bo}\\date{\\today}\\begin{document}x\\end{document}";
        let read = found(tex, "application/x-tex");
        assert_eq!(
            (read.title.as_deref(), read.author, read.issued),
            (Some("Of tides"), vec!["Anna Berg".to_owned(), "Bo".to_owned()], None)
        );
    }

    #[test]
    fn what_is_broken_says_nothing() {
        for media_type in
            ["application/tei+xml", "message/rfc822", "application/rtf", "application/x-tex"]
        {
            let format = Format::of(media_type).expect("a format");
            assert!(
                metadata(b"<a", format).is_none_or(|found| found == Metadata::default()),
                "{media_type}"
            );
        }
    }
}
