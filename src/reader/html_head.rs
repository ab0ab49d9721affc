//! What a page says of itself in its head: for people (`<title>`), for search engines and social media (Open Graph), for
//! libraries (Dublin Core, the tags of Highwire Press that Google Scholar and Zotero read).

use super::metadata::Metadata;
use html5gum::Tokenizer;
use html5gum::emitters::default::{DefaultEmitter, StartTag, Token};

/// The names of `<meta>` that say the same, the most exact first.
const TITLE: [&str; 4] = ["citation_title", "dc.title", "dcterms.title", "og:title"];
const AUTHOR: [&str; 5] =
    ["citation_author", "dc.creator", "dcterms.creator", "author", "article:author"];
const ISSUED: [&str; 9] = [
    "citation_publication_date",
    "citation_date",
    "dcterms.issued",
    "dc.date.issued",
    "dc.date",
    "dcterms.date",
    "article:published_time",
    "datepublished",
    "date",
];
const PUBLISHER: [&str; 4] =
    ["citation_publisher", "dc.publisher", "dcterms.publisher", "og:site_name"];
const LANGUAGE: [&str; 4] =
    ["citation_language", "dc.language", "dcterms.language", "content-language"];

/// What the head of a page says.
pub(super) fn metadata(page: &str) -> Metadata {
    let head = Head::read(page);
    Metadata {
        title: head.first(&TITLE).or(head.title.clone()),
        author: head.all(&AUTHOR).filter(|name| !is_address(name)).map(str::to_owned).collect(),
        language: head.language.clone().or_else(|| head.first(&LANGUAGE)),
        issued: head.first(&ISSUED).map(|date| date.replace('/', "-")),
        publisher: head.first(&PUBLISHER),
        url: head
            .canonical
            .clone()
            .or_else(|| head.first(&["og:url"]))
            .filter(|url| is_address(url)),
        ..Metadata::default()
    }
}

fn is_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// The head of a page.
#[derive(Default)]
struct Head {
    language: Option<String>,
    title: Option<String>,
    canonical: Option<String>,
    /// The names of `<meta>` in small letters, and what they say.
    meta: Vec<(String, String)>,
}

impl Head {
    fn read(page: &str) -> Self {
        let mut head = Self::default();
        let mut emitter = DefaultEmitter::<()>::default();
        // What is in scripts, styles and titles is no markup.
        emitter.naively_switch_states(true);
        let mut in_title = false;
        for token in Tokenizer::new_with_emitter(page, emitter) {
            let Ok(token) = token;
            match token {
                Token::StartTag(tag) => {
                    let name = String::from_utf8_lossy(&tag.name).to_ascii_lowercase();
                    if name == "body" {
                        break;
                    }
                    in_title = name == "title" && head.title.is_none();
                    head.start(&name, &tag);
                }
                Token::String(text) if in_title => {
                    let title = head.title.get_or_insert_default();
                    title.push_str(&String::from_utf8_lossy(&text));
                }
                Token::EndTag(tag) => {
                    in_title = false;
                    if tag.name.eq_ignore_ascii_case(b"head") {
                        break;
                    }
                }
                _ => {}
            }
        }
        head
    }

    fn start(&mut self, name: &str, tag: &StartTag<()>) {
        let attribute = |key: &[u8]| {
            let value = tag.attributes.get(key)?;
            Some(String::from_utf8_lossy(&value.value).trim().to_owned())
        };
        match name {
            "html" => self.language = attribute(b"lang").or_else(|| attribute(b"xml:lang")),
            "link"
                if attribute(b"rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) =>
            {
                self.canonical = self.canonical.take().or_else(|| attribute(b"href"));
            }
            "meta" => {
                let keys: [&[u8]; 4] = [b"name", b"property", b"itemprop", b"http-equiv"];
                let key = keys.into_iter().find_map(attribute);
                if let (Some(key), Some(content)) = (key, attribute(b"content")) {
                    self.meta.push((key.to_ascii_lowercase(), content));
                }
            }
            _ => {}
        }
    }

    /// What the first of some names says that says anything.
    fn first(&self, names: &[&str]) -> Option<String> {
        self.all(names).next().map(str::to_owned)
    }

    /// All that the first of some names says which says anything.
    fn all(&self, names: &[&str]) -> impl Iterator<Item = &str> {
        let says = |name: &str, (key, text): &(String, String)| key == name && !text.is_empty();
        let name = names.iter().copied().find(|name| self.meta.iter().any(|meta| says(name, meta)));
        let said = self.meta.iter().filter(move |meta| name.is_some_and(|name| says(name, meta)));
        said.map(|(_, text)| text.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::metadata;

    #[test]
    fn a_head_says_what_the_page_is() {
        let page = "<!doctype html><html lang=de-AT><head><title>Of tides &amp; ferries | The Paper</title>\
            <script>var a = '<meta name=author content=No>';</script>\
            <meta property='og:title' content='Of tides &amp; ferries'><meta property=og:site_name content='The Paper'>\
            <meta name=citation_author content='Berg, Anna'><meta name=citation_author content='Lund, Bo'><meta name=author content=Desk>\
            <meta name=citation_date content=2024/05/01><link rel=canonical href='https://example.org/tides'></head>\
            <body><meta name=date content=1999></body></html>";
        let found = metadata(page);
        assert_eq!(found.title.as_deref(), Some("Of tides & ferries"));
        assert_eq!(found.author, ["Berg, Anna", "Lund, Bo"]);
        assert_eq!(found.language.as_deref(), Some("de-AT"));
        assert_eq!(found.issued.as_deref(), Some("2024-05-01"));
        assert_eq!(found.publisher.as_deref(), Some("The Paper"));
        assert_eq!(found.url.as_deref(), Some("https://example.org/tides"));
    }

    #[test]
    fn a_page_without_a_head_has_a_title_at_most() {
        let found = metadata(
            "<title>Tides</title><p>Text <meta property=article:author content=https://example.org/a>",
        );
        assert_eq!((found.title.as_deref(), found.author.len()), (Some("Tides"), 0));
        assert_eq!(metadata("plain"), super::Metadata::default());
    }
}
