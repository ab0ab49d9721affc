//! What a grapheme cluster is to the tokenizer. The tables here are part of the sealed format:
//! changing one changes every seal, so they are written out in `docs/sealed-sources.md` too.

use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

/// The class of one grapheme cluster, seen alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// White space (Unicode `White_Space`).
    Space(Space),
    /// Brackets and ideographic punctuation: always separate.
    Separator,
    /// A mark that separates or not, by its neighbours.
    Mark(Mark),
    /// Nothing to see: soft hyphens, zero-width characters, stray combining marks.
    Transparent {
        /// U+00AD.
        soft_hyphen: bool,
    },
    /// Has a letter or a digit.
    Word(Word),
    /// Everything else: signs, currency, hyphens, full stops, commas, emoji.
    Other(Other),
}

/// A kind of white space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    /// A tab.
    Tab,
    /// LF, CR, CR LF, VT, FF, NEL, U+2028, U+2029.
    LineBreak,
    /// U+202F, which UAX #29 joins to the words beside it.
    NarrowNoBreak,
    /// Any other.
    Plain,
}

/// A mark whose role its neighbours decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// An em dash or a horizontal bar.
    EmDash,
    /// A single quotation mark, which may be an apostrophe.
    Single,
    /// A double quotation mark, or a guillemet.
    Double,
    /// A full-width comma and its like.
    Wide,
}

/// A cluster with a letter or a digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word {
    /// The first letter or digit is a digit (general category Nd, Nl or No).
    pub(super) digit: bool,
    /// The first letter belongs to a script that writes no spaces.
    pub(super) spaceless: bool,
    /// The first letter is Hebrew.
    pub(super) hebrew: bool,
}

/// A visible cluster that is neither word nor separator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Other {
    /// A hyphen, an en dash or a minus sign.
    pub(super) hyphen: bool,
    /// Punctuation after which a letter of a script without spaces may start a token.
    pub(super) soft: bool,
    /// `.` or `,`: may start a decimal fraction.
    pub(super) point: bool,
}

/// The class of `cluster`, one extended grapheme cluster.
pub(super) fn class(cluster: &str) -> Class {
    let Some(base) = cluster.chars().next() else {
        return Class::Transparent { soft_hyphen: false };
    };
    if base.is_ascii_alphanumeric() {
        return Class::Word(word(base));
    }
    if base.is_whitespace() {
        return Class::Space(space(base));
    }
    if separates(base) {
        return Class::Separator;
    }
    if let Some(mark) = mark(base) {
        return Class::Mark(mark);
    }
    if transparent(base) {
        return Class::Transparent { soft_hyphen: base == '\u{AD}' };
    }
    match cluster.chars().find(|c| c.is_alphanumeric()) {
        Some(_) if number_sign(base) => {
            Class::Word(Word { digit: true, spaceless: false, hebrew: false })
        }
        Some(c) => Class::Word(word(c)),
        None => Class::Other(other(base)),
    }
}

fn space(c: char) -> Space {
    match c {
        '\t' => Space::Tab,
        '\n' | '\u{B}' | '\u{C}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Space::LineBreak,
        '\u{202F}' => Space::NarrowNoBreak,
        _ => Space::Plain,
    }
}

/// The word of which `c` is the first letter or digit.
pub(super) fn word(c: char) -> Word {
    if c.is_ascii() {
        return Word { digit: c.is_ascii_digit(), spaceless: false, hebrew: false };
    }
    let digit = c.is_numeric();
    Word { digit, spaceless: !digit && writes_no_spaces(c), hebrew: c.script() == Script::Hebrew }
}

/// Arabic signs that stand before a number and make one cluster with what follows. They are digits
/// to UAX #29; no token starts with one.
pub(super) fn number_sign(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{605}' | '\u{6DD}' | '\u{890}' | '\u{891}' | '\u{8E2}')
}

fn other(c: char) -> Other {
    Other {
        hyphen: matches!(
            c,
            '-' | '\u{58A}' | '\u{5BE}' | '\u{2010}'
                ..='\u{2013}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}'
        ),
        soft: matches!(
            c,
            '.' | ','
                | ';'
                | ':'
                | '!'
                | '?'
                | '%'
                | '/'
                | '·'
                | '‧'
                | '・'
                | '･'
                | '‥'
                | '…'
                | '‰'
                | '．'
                | '：'
                | '％'
                | '／'
        ),
        point: matches!(c, '.' | ',' | '．'),
    }
}

/// Han, Hiragana, Katakana, Thai, Lao, Khmer, Myanmar, by script or by script extension (`ー`).
fn writes_no_spaces(c: char) -> bool {
    const SCRIPTS: [Script; 7] = [
        Script::Han,
        Script::Hiragana,
        Script::Katakana,
        Script::Thai,
        Script::Lao,
        Script::Khmer,
        Script::Myanmar,
    ];
    let extension = c.script_extension();
    match c.script() {
        Script::Common | Script::Inherited => {
            !extension.is_common()
                && !extension.is_inherited()
                && SCRIPTS.iter().any(|&s| extension.contains_script(s))
        }
        script => SCRIPTS.contains(&script),
    }
}

fn separates(c: char) -> bool {
    matches!(
        c,
        '(' | ')' | '[' | ']' | '{' | '}'
            | '（' | '）' | '［' | '］' | '｛' | '｝' | '｟' | '｠' | '｢' | '｣'
            | '⁅' | '⁆' | '⟦'..='⟯' | '⸨' | '⸩'
            | '〈'..='】' | '〔'..='〛'
            | '、' | '。' | '｡' | '､' | '។' | '៕' | '၊' | '။'
    )
}

fn mark(c: char) -> Option<Mark> {
    Some(match c {
        '—' | '―' | '⸺' | '⸻' | '﹘' => Mark::EmDash,
        '\'' | '`' | '´' | '‘' | '’' | '‛' | '′' | '‵' | '＇' | '｀' => Mark::Single,
        '"' | '“' | '”' | '„' | '‟' | '‚' | '«' | '»' | '‹' | '›' | '″' | '‴' | '‶' | '‷' | '⁗'
        | '＂' | '〝' | '〞' | '〟' => Mark::Double,
        '，' | '；' | '！' | '？' => Mark::Wide,
        _ => return None,
    })
}

fn transparent(c: char) -> bool {
    !c.is_ascii()
        && (is_combining_mark(c)
            || matches!(
                c,
                '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
                    | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'
                    | '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0000}'..='\u{E007F}'
            ))
}
