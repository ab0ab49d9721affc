//! Titles in quotation marks, which are not quotations, and the lists of works that have most of them.

use super::Titled;
use super::prose::{InTextCitation, OBJECT, Prose};
use super::speaker::is_saying;
use super::tie::gives;
use crate::text::Span;

/// A title has fewer words.
const TITLE_WORDS: usize = 20;

/// A title without capitals that stands alone in brackets has no more words.
const PLAIN_WORDS: usize = 6;

/// Whether what brackets quote may be the title of the work that they cite, `(“The Seven Rivers” 34)`, and not words of the work
/// cited before them: `See Smith (2020, 34) (“…”)`.
pub(super) fn may_be_cited(paragraph: &Prose, words: Span) -> bool {
    let text = paragraph.text.get(words.range()).unwrap_or("");
    let holds = |c: &&InTextCitation| c.span.start < words.start && words.end < c.span.end;
    let has_page = paragraph.citations.iter().filter(holds).any(|c| c.page.is_some());
    has_page || has_capitals(text) || text.split_whitespace().count() <= PLAIN_WORDS
}

/// A verb of saying is further away from what is said, in words, where it says it of a book.
const SAYS_WORDS: usize = 12;

/// Words that have small letters in a title, too.
const SMALL: [&str; 44] = [
    "a", "an", "the", "of", "in", "on", "at", "to", "for", "from", "by", "with", "and", "or",
    "but", "nor", "as", "is", "into", "over", "under", "upon", "between", "among", "against", "vs",
    "via", "de", "la", "le", "les", "du", "des", "et", "der", "die", "das", "und", "von", "zu",
    "im", "el", "y", "s",
];

/// Words that are before a title.
const BEFORE: [&str; 54] = [
    "article",
    "articles",
    "essay",
    "book",
    "chapter",
    "paper",
    "poem",
    "novel",
    "film",
    "movie",
    "song",
    "story",
    "play",
    "report",
    "thesis",
    "dissertation",
    "lecture",
    "talk",
    "speech",
    "pamphlet",
    "review",
    "titled",
    "entitled",
    "headed",
    "headlined",
    "title",
    "subtitle",
    "section",
    "series",
    "preface",
    "album",
    "painting",
    "aufsatz",
    "artikel",
    "buch",
    "kapitel",
    "essays",
    "gedicht",
    "roman",
    "film",
    "lied",
    "vortrag",
    "titel",
    "beitrag",
    "überschrift",
    "livre",
    "titre",
    "intitulé",
    "chapitre",
    "poème",
    "libro",
    "artículo",
    "título",
    "titulado",
];

/// Headings over a list of works.
const LISTS: [&str; 58] = [
    "references",
    "bibliography",
    "works cited",
    "literature",
    "literature cited",
    "sources",
    "further reading",
    "reference list",
    "cited works",
    "literatur",
    "literaturverzeichnis",
    "quellen",
    "quellenverzeichnis",
    "bibliographie",
    "bibliografie",
    "bibliografía",
    "bibliografia",
    "références",
    "referencias",
    "referenze",
    "riferimenti bibliografici",
    "literatuur",
    "literature list",
    "list of references",
    "notes and references",
    "quellen- und literaturverzeichnis",
    "literaturangaben",
    "sources citées",
    "ouvrages cités",
    "obras citadas",
    "referências",
    "referências bibliográficas",
    "referencias bibliográficas",
    "opere citate",
    "fonti",
    "bronnen",
    "literatuurlijst",
    "referenties",
    "литература",
    "список литературы",
    "библиография",
    "источники",
    "література",
    "список літератури",
    "literatura",
    "źródła",
    "referenser",
    "källor",
    "litteratur",
    "referanser",
    "kilder",
    "lähteet",
    "kaynakça",
    "irodalom",
    "参考文献",
    "引用文献",
    "참고문헌",
    "βιβλιογραφία",
];

/// By what a quotation is taken for a title; `outer` is the quotation with its marks.
pub(super) fn titled(paragraph: &Prose, outer: Span, words: &str) -> Option<Titled> {
    if words.split_whitespace().count() > TITLE_WORDS {
        return None;
    }
    if has_capitals(words) {
        return Some(Titled::Capitals);
    }
    let head = paragraph.text.get(..outer.start).unwrap_or("");
    let before = head.trim_end_matches(|c: char| !c.is_alphanumeric() && c != OBJECT);
    let last = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("").to_lowercase();
    let parted = head.get(before.len()..).is_some_and(|between| between.contains([',', ':']));
    // `As Smith says of Miller’s book, “…”`: what is said is no title.
    let said = || {
        let sentence = before.rsplit(['.', '!', '?', ';']).next().unwrap_or("");
        let mut near = sentence.split_whitespace().rev().take(SAYS_WORDS);
        near.any(|word| is_saying(word) || gives(word))
    };
    (BEFORE.contains(&&*last) && !(parted && said())).then_some(Titled::Said)
}

/// Whether titles write a word small, too.
pub(super) fn is_small(word: &str) -> bool {
    SMALL.contains(&word)
}

/// Whether each word that a title writes large has a capital, and at least two have one.
pub(super) fn has_capitals(words: &str) -> bool {
    let mut large = 0;
    for word in words.split(|c: char| !c.is_alphanumeric() && c != '’' && c != '\'') {
        let word = word.trim_matches(['’', '\'']);
        if word.starts_with(|c: char| c.is_uppercase()) {
            large += 1;
        } else if word.starts_with(char::is_alphabetic) && !SMALL.contains(&word) {
            return false;
        }
    }
    // In scripts without capitals a word has none.
    large > 1 && words.starts_with(|c: char| !c.is_lowercase())
}

/// Headings over a list of notes.
const NOTES: [&str; 12] = [
    "notes",
    "endnotes",
    "footnotes",
    "anmerkungen",
    "fußnoten",
    "endnoten",
    "einzelnachweise",
    "notas",
    "note",
    "noten",
    "notes et références",
    "примечания",
];

/// A heading without its number, in small letters.
fn heading(text: &str) -> String {
    text.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase()
}

/// Whether a heading is that of a list of works or of notes.
pub(super) fn heads_list(text: &str) -> bool {
    let heading = heading(text);
    LISTS.contains(&&*heading) || NOTES.contains(&&*heading)
}

/// What follows a heading such as “References”, up to the next heading, is a list of works: nothing in it is a quotation.
pub(super) fn leave_out_bibliography(paragraphs: &mut [Prose]) {
    let mut in_list = false;
    for paragraph in paragraphs {
        if paragraph.aside {
            in_list = LISTS.contains(&&*heading(&paragraph.text));
        } else {
            paragraph.aside = in_list && !paragraph.note;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::titled;
    use crate::manuscript::Titled;
    use crate::manuscript::prose::Prose;
    use crate::text::Span;

    #[test]
    fn what_is_a_title() {
        for (before, words, wanted) in [
            ("See Smith, ", "The Night of the Seven Rivers", Some(Titled::Capitals)),
            ("in ", "Rivers of Spring", Some(Titled::Capitals)),
            ("he says ", "The night was long", None),
            ("he says ", "Spring was long", None),
            ("in her essay ", "how we read rivers", Some(Titled::Said)),
            ("in her essay she says ", "how we read rivers", None),
            ("As Smith says of Miller’s book, ", "rivers have no memory", None),
            ("she writes in her essay: ", "Rivers have no memory", None),
            ("as she says, the essay ", "how we read rivers", Some(Titled::Said)),
            ("in her essay, ", "how we read rivers", Some(Titled::Said)),
            ("According to the essay, ", "rivers have no memory", None),
            ("Laut dem Bericht, ", "Flüsse haben kein Gedächtnis", None),
            ("in ", "川の夜", None),
        ] {
            let mut prose = Prose::default();
            prose.verbatim(before, 0);
            let at = prose.text.len();
            assert_eq!(titled(&prose, Span::new(at, at), words), wanted, "{before}{words}");
        }
    }
}
