//! EPUB 2 and 3: the chapters in the order of the spine, each read as XHTML.
//!
//! `META-INF/container.xml` names the package file; its manifest has all members, its spine those that are read, in their
//! order, which is not that of the archive. Tables of contents (`nav`, NCX) are not text, but they name the chapters.

use super::assembly::Assembly;
use super::html_style::MAX_LINKED_BYTES;
use super::readable::{GapReason, Readable};
use super::xml::{self, attribute, child, descendant, name, text_of};
use super::zipped::{Zip, resolve};
use super::{ReadError, html};
use roxmltree::{Document, Node};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What messages call it.
pub(super) const WHAT: &str = "an EPUB";

/// The name of this reader, and the version of what it makes of a file.
pub(super) const READER: &str = "epub/3";

/// How many steps lead from a member to the page in its place, at most. Books have one or two; a circle has no end.
const FALLBACKS: usize = 8;

/// A member that is read, as the manifest has it.
struct Item {
    path: String,
    media_type: String,
    is_nav: bool,
    is_linear: bool,
}

/// Reads a file.
pub(super) fn read(bytes: &[u8]) -> Result<Readable, ReadError> {
    let mut zip = Zip::open(bytes, WHAT)?;
    let opf = package_path(&mut zip)?;
    let text = zip.needed(&opf)?;
    let package = xml::parse(&text, WHAT)?;
    let (spine, contents) = spine(&package, &opf);
    if spine.is_empty() {
        return Err(ReadError::Damaged(WHAT, "its spine is empty".to_owned()));
    }
    let locked = locked(&mut zip)?;
    let titles = match contents {
        Some(path) => chapters(&zip.text(&path)?.unwrap_or_default(), &path),
        None => HashMap::new(),
    };
    let mut out = Assembly::new(READER);
    // What is not of the linear order (answers, large tables) is read after it.
    let (linear, others): (Vec<&Item>, Vec<&Item>) = spine.iter().partition(|item| item.is_linear);
    let mut last: Option<Arc<str>> = None;
    let mut sheets: HashMap<String, Option<Arc<str>>> = HashMap::new();
    let mut styles_left = MAX_LINKED_BYTES;
    for item in linear.into_iter().chain(others) {
        if item.is_nav {
            continue;
        }
        let is_locked = locked.contains(&item.path);
        if is_locked || item.media_type.starts_with("image/") {
            let reason = if is_locked { GapReason::Locked } else { GapReason::Picture };
            let file = || Arc::from(item.path.rsplit('/').next().unwrap_or(&item.path));
            out.leave_out(titles.get(&item.path).cloned().unwrap_or_else(file), reason);
            continue;
        }
        let Some(text) = zip.text(&item.path)? else {
            let why = format!("it has no {}, which its spine names", item.path);
            return Err(ReadError::Damaged(WHAT, why));
        };
        let named = titles.get(&item.path).cloned();
        // A chapter that goes on in another member has its title once.
        let part = named
            .or(last)
            .or_else(|| Some(Arc::from(item.path.rsplit('/').next().unwrap_or(&item.path))));
        let draft = html::read_styled(&text, true, &mut styles_left, |address, left| {
            let path = resolve(&item.path, &decoded(address));
            // What is too long now is too long for the chapters that follow, too: it is not kept.
            let mut read = |path: &str| {
                zip.text(path).ok().flatten().filter(|css| css.len() <= left).map(Arc::from)
            };
            sheets.entry(path).or_insert_with_key(|path| read(path)).clone()
        });
        out.add_part(&item.path, part.as_ref(), &draft.finish(READER, Arc::new(text), 0));
        last = part;
    }
    if out.is_all_left_out() {
        return Err(if locked.is_empty() {
            ReadError::NoText(
                "its chapters are pictures; run OCR on it, and cite the file that this makes"
                    .to_owned(),
            )
        } else {
            ReadError::Locked
        });
    }
    Ok(out.finish())
}

/// The path of the package file.
pub(super) fn package_path(zip: &mut Zip<'_>) -> Result<String, ReadError> {
    let container = zip.needed("META-INF/container.xml")?;
    let container = xml::parse(&container, WHAT)?;
    let root = descendant(container.root_element(), "rootfile");
    let path = root.and_then(|root| attribute(root, "full-path"));
    path.map(|path| path.trim_start_matches('/').to_owned())
        .ok_or_else(|| ReadError::Damaged(WHAT, "its container names no package".to_owned()))
}

/// The members of the spine in their order, and the table of contents.
fn spine(package: &Document<'_>, opf: &str) -> (Vec<Item>, Option<String>) {
    let root = package.root_element();
    let mut manifest = HashMap::new();
    let (mut nav, mut ncx) = (None, None);
    for item in
        child(root, "manifest").iter().flat_map(Node::children).filter(|n| name(*n) == "item")
    {
        let (Some(id), Some(href)) = (attribute(item, "id"), attribute(item, "href")) else {
            continue;
        };
        let path = resolve(opf, &decoded(href));
        let media_type = attribute(item, "media-type").unwrap_or("").to_owned();
        let properties = attribute(item, "properties").unwrap_or("");
        let is_nav = properties.split_whitespace().any(|property| property == "nav");
        if is_nav {
            nav = Some(path.clone());
        } else if media_type == "application/x-dtbncx+xml" {
            ncx = Some(path.clone());
        }
        manifest.insert(id, (path, media_type, is_nav, attribute(item, "fallback")));
    }
    let spine = child(root, "spine");
    let items = spine.iter().flat_map(Node::children).filter(|n| name(*n) == "itemref");
    let items = items.filter_map(|item| {
        let named = manifest.get(attribute(item, "idref")?)?;
        // What only some programs show (a PDF, a script) has a page in its place, or something else that has one.
        let chain = || {
            std::iter::successors(Some(named), |(.., other)| manifest.get((*other)?))
                .take(FALLBACKS + 1)
        };
        let page = chain().find(|(_, kind, ..)| is_page(kind));
        let shown = page.or_else(|| chain().find(|(_, kind, ..)| kind.starts_with("image/")));
        let (path, media_type, is_nav, _) = shown.unwrap_or(named).clone();
        let is_linear = attribute(item, "linear") != Some("no");
        Some(Item { path, media_type, is_nav, is_linear })
    });
    (items.collect(), nav.or(ncx))
}

/// Whether a member of this type is a page that every program shows.
fn is_page(media_type: &str) -> bool {
    ["html", "oeb1", "dtbook"].iter().any(|kind| media_type.contains(kind))
}

/// The members that are locked. Fonts that are obfuscated are among them, and lock nothing.
fn locked(zip: &mut Zip<'_>) -> Result<HashSet<String>, ReadError> {
    let Some(list) = zip.text("META-INF/encryption.xml")? else { return Ok(HashSet::new()) };
    let list = xml::parse(&list, WHAT)?;
    let locked = list.descendants().filter(|node| name(*node) == "CipherReference");
    let paths = locked.filter_map(|node| attribute(node, "URI"));
    Ok(paths.map(|uri| resolve("", &decoded(uri))).collect())
}

/// The titles of chapters by the members that they begin in, from either form of the table of contents.
fn chapters(text: &str, path: &str) -> HashMap<String, Arc<str>> {
    let mut titles = HashMap::new();
    let Ok(contents) = xml::parse(text, WHAT) else { return titles };
    let target = |href: &str| resolve(path, &decoded(href.split('#').next().unwrap_or("")));
    let mut add = |href: Option<&str>, title: Option<String>| {
        if let (Some(href), Some(title)) = (href, title) {
            titles.entry(target(href)).or_insert_with(|| Arc::from(title));
        }
    };
    let is_nav = |node: &roxmltree::Node<'_, '_>| name(*node) == "nav";
    let is_toc = |node: &roxmltree::Node<'_, '_>| {
        is_nav(node)
            && attribute(*node, "type")
                .is_some_and(|kind| kind.split_whitespace().any(|k| k == "toc"))
    };
    let nav = contents.descendants().find(is_toc).or_else(|| contents.descendants().find(is_nav));
    if let Some(nav) = nav {
        for link in nav.descendants().filter(|node| name(*node) == "a") {
            add(attribute(link, "href"), text_of(link));
        }
    }
    for point in contents.descendants().filter(|node| name(*node) == "navPoint") {
        let source = child(point, "content").and_then(|content| attribute(content, "src"));
        add(source, child(point, "navLabel").and_then(text_of));
    }
    titles
}

/// A reference with its percent-encoded bytes decoded; as it is where they are no UTF-8.
fn decoded(href: &str) -> String {
    let bytes = href.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = href.get(at + 1..at + 3).filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
        let hex = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        if let Some(decoded) = hex.filter(|_| byte == b'%') {
            out.push(decoded);
            at += 3;
        } else {
            out.push(byte);
            at += 1;
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| href.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{decoded, spine};
    use crate::reader::zipped::tests::packed;
    use crate::reader::{ReadError, read};

    fn book(locks: Option<&str>) -> Vec<u8> {
        let container =
            "<container><rootfiles><rootfile full-path='OEBPS/book.opf'/></rootfiles></container>";
        let opf = "<package><manifest><item id='n' href='nav.xhtml' properties='nav' media-type='application/xhtml+xml'/>\
            <item id='b' href='b%201.xhtml' media-type='application/xhtml+xml'/><item id='a' href='a.xhtml' media-type='application/xhtml+xml'/>\
            <item id='x' href='x.xhtml' media-type='application/xhtml+xml'/>\
            <item id='p' href='p.pdf' media-type='application/pdf' fallback='x'/></manifest>\
            <spine><itemref idref='n'/><itemref idref='p' linear='no'/><itemref idref='b'/><itemref idref='a'/></spine></package>";
        let nav = "<html xmlns:epub='e'><body><nav epub:type='toc'><a href='b%201.xhtml'>The Rise</a><a href='a.xhtml#x'>The Fall</a></nav></body></html>";
        let page = |body: &str| {
            format!(
                "<html xmlns='x' xmlns:epub='e'><head><title>no</title></head><body>{body}</body></html>"
            )
        };
        let (a, b) = (
            page("<p>A caf&eacute; fell.</p>"),
            page(
                "<link rel='stylesheet' href='css/a.css'/><p>The sea<a epub:type='noteref' href='#n'>1</a> <i class='gone'>not </i><span epub:type='pagebreak' title='12'/>rose.</p>",
            ),
        );
        let (x, locks) = (page("<p>Answers.</p>"), locks.unwrap_or("<encryption/>"));
        packed(&[
            ("mimetype", b"application/epub+zip"),
            ("META-INF/container.xml", container.as_bytes()),
            ("META-INF/encryption.xml", locks.as_bytes()),
            ("OEBPS/a.xhtml", a.as_bytes()),
            ("OEBPS/book.opf", opf.as_bytes()),
            ("OEBPS/nav.xhtml", nav.as_bytes()),
            ("OEBPS/b 1.xhtml", b.as_bytes()),
            ("OEBPS/css/a.css", b".gone { display: none }"),
            ("OEBPS/x.xhtml", x.as_bytes()),
        ])
    }

    #[test]
    fn chapters_come_in_the_order_of_the_spine() {
        let read = read(&book(None), "application/epub+zip", None).expect("readable");
        assert_eq!(
            read.text.split_whitespace().collect::<Vec<_>>().join(" "),
            "The sea rose. A café fell. Answers."
        );
        let locus = |words: &str| {
            read.locus_at(read.text.find(words).expect("words")).cloned().expect("a locus")
        };
        assert_eq!(locus("sea").part.as_deref(), Some("The Rise"));
        assert_eq!(locus("fell").part.as_deref(), Some("The Fall"));
        assert_eq!(
            (locus("sea").page, locus("fell").page.and_then(|p| p.folio).as_deref()),
            (None, Some("12"))
        );
    }

    #[test]
    fn a_locked_book_is_refused_and_a_locked_chapter_is_missed() {
        let lock = |names: &[&str]| -> String {
            let each = |name: &&str| format!("<CipherReference URI='OEBPS/{name}.xhtml'/>");
            format!("<encryption>{}</encryption>", names.iter().map(each).collect::<String>())
        };
        assert_eq!(
            read(&book(Some(&lock(&["a", "b%201", "x"]))), "application/epub+zip", None).err(),
            Some(ReadError::Locked)
        );
        let one = read(&book(Some(&lock(&["a"]))), "application/epub+zip", None).expect("readable");
        assert!(one.text.contains("rose") && !one.text.contains("fell"));
        assert_eq!(one.unread().as_deref(), Some("“The Fall” is locked"));
        let font = "<encryption><CipherReference URI='OEBPS/font.otf'/></encryption>";
        assert!(read(&book(Some(font)), "application/epub+zip", None).is_ok());
    }

    #[test]
    fn a_member_that_no_program_shows_has_a_page_in_its_place() {
        let first = |items: &[(&str, &str, &str)]| {
            let each = |(id, kind, other): &(&str, &str, &str)| {
                format!("<item id='{id}' href='{id}' media-type='{kind}' fallback='{other}'/>")
            };
            let items: String = items.iter().map(each).collect();
            let opf = format!(
                "<package><manifest>{items}</manifest><spine><itemref idref='a'/></spine></package>"
            );
            let package = crate::reader::xml::parse(&opf, super::WHAT).expect("XML");
            spine(&package, "book.opf")
                .0
                .into_iter()
                .map(|item| item.path)
                .next()
                .expect("a member")
        };
        let (pdf, image, page) = ("application/pdf", "image/png", "application/xhtml+xml");
        assert_eq!(first(&[("a", pdf, "b"), ("b", page, "c"), ("c", page, "")]), "b");
        assert_eq!(first(&[("a", pdf, "b"), ("b", image, "c"), ("c", page, "")]), "c");
        assert_eq!(first(&[("a", page, "b"), ("b", page, "")]), "a", "it is shown itself");
        assert_eq!(first(&[("a", pdf, "b"), ("b", image, "a")]), "b", "a circle");
        assert_eq!(first(&[("a", image, "b"), ("b", pdf, "nowhere")]), "a");
        let ids: Vec<String> = ('a'..='k').map(String::from).collect();
        for (steps, wanted) in [(super::FALLBACKS, "i"), (super::FALLBACKS + 1, "a")] {
            let kind = |at: usize| if at == steps { page } else { pdf };
            let items = ids.iter().zip(ids.iter().skip(1)).enumerate();
            let items: Vec<_> =
                items.map(|(at, (id, other))| (id.as_str(), kind(at), other.as_str())).collect();
            assert_eq!(first(&items), wanted, "{steps} steps");
        }
    }

    #[test]
    fn references_are_decoded() {
        for (href, wanted) in [
            ("a%20b.xhtml", "a b.xhtml"),
            ("caf%C3%A9", "café"),
            ("50%", "50%"),
            ("%FF", "%FF"),
            ("%+1", "%+1"),
        ] {
            assert_eq!(decoded(href), wanted);
        }
    }
}
