//! Classes of characters that folding and boundaries speak of.

use unicode_script::{Script, UnicodeScript};

/// F6: characters that nobody sees. The soft hyphen is one of them, and so is the stroke that makes Arabic words longer.
pub(crate) const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{34F}'
            | '\u{61C}'
            | '\u{640}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0001}'
            | '\u{E0020}'..='\u{E007F}'
            | '\u{E0100}'..='\u{E01EF}'
    )
}

/// The bidirectional controls that can make a text read as another: embeddings, overrides, isolates.
pub(crate) const fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// F1 and F10 for single characters: full-width ASCII to ASCII, long s, micro sign; one sign of several code points.
pub(crate) const fn canonical(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5D}' => match char::from_u32(c as u32 - 0xFEE0) {
            Some(ascii) => ascii,
            None => c,
        },
        'ſ' => 's',
        '\u{B5}' => '\u{3BC}',
        // Windows punctuation that was read as Latin-1.
        '\u{91}' | '\u{92}' => '\'',
        '\u{93}' | '\u{94}' => '"',
        '\u{96}' => '\u{2013}',
        '\u{97}' => '\u{2014}',
        // A ring that stands by itself is taken for a degree.
        '\u{2DA}' => '°',
        '\u{2126}' => 'Ω',
        '\u{2206}' => 'Δ',
        '\u{223C}' => '~',
        '\u{2A7D}' => '≤',
        '\u{2A7E}' => '≥',
        '\u{2044}' | '\u{2215}' => '/',
        '\u{FFE0}' => '¢',
        '\u{FFE1}' => '£',
        '\u{FFE5}' => '¥',
        '\u{FFE6}' => '₩',
        '\u{66A}' => '%',
        '\u{30FB}' | '\u{FF65}' | '\u{2027}' | '\u{387}' => '\u{B7}',
        '\u{22EF}' => '\u{2026}',
        // The comma, semicolon and question mark of Arabic are those of Latin, the other way round.
        '\u{60C}' => ',',
        '\u{61B}' => ';',
        '\u{61F}' => '?',
        _ => c,
    }
}

/// F1, F10: what stands for several characters, or is a form of one that only a font should choose: ligatures,
/// half-width kana, Arabic letters by their place in a word, CJK radicals and squared signs.
pub(crate) const fn is_presentation(c: char) -> bool {
    matches!(
        c,
        '\u{132}' | '\u{133}' | '\u{1C4}'..='\u{1CC}' | '\u{1F1}'..='\u{1F3}'
            | '\u{E33}' | '\u{EB3}' | '\u{2103}' | '\u{2109}'
            | '\u{2E9F}' | '\u{2EF3}' | '\u{2F00}'..='\u{2FD5}'
            | '\u{FB00}'..='\u{FB06}' | '\u{FB13}'..='\u{FB17}' | '\u{FB20}'..='\u{FB28}'
            | '\u{FB4F}'..='\u{FDFC}' | '\u{FE70}'..='\u{FEFC}'
            | '\u{FF66}'..='\u{FF9F}'
    )
}

/// What is written in two ways, and has no decomposition: CJK radicals that PDF fonts give instead of the characters, and
/// letters of Malayalam that end a syllable (once a letter, a virama and a joiner).
pub(crate) const fn radical(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{D7A}' => "\u{D23}\u{D4D}",
        '\u{D7B}' => "\u{D28}\u{D4D}",
        '\u{D7C}' => "\u{D30}\u{D4D}",
        '\u{D7D}' => "\u{D32}\u{D4D}",
        '\u{D7E}' => "\u{D33}\u{D4D}",
        '\u{D7F}' => "\u{D15}\u{D4D}",
        '\u{2E81}' => "厂",
        '\u{2E85}' => "亻",
        '\u{2E8B}' => "卩",
        '\u{2E97}' => "心",
        '\u{2EA0}' => "民",
        '\u{2EA9}' => "王",
        '\u{2EAB}' => "目",
        '\u{2EB0}' => "纟",
        '\u{2EB4}' => "网",
        '\u{2EBC}' => "肉",
        '\u{2EC1}' => "虎",
        '\u{2EC4}' => "西",
        '\u{2EC5}' => "见",
        '\u{2EC6}' => "角",
        '\u{2EC8}' => "讠",
        '\u{2EC9}' => "贝",
        '\u{2ECB}' => "车",
        '\u{2ED1}' => "長",
        '\u{2ED3}' => "长",
        '\u{2ED4}' => "门",
        '\u{2ED8}' => "青",
        '\u{2ED9}' => "韦",
        '\u{2EDA}' => "页",
        '\u{2EDB}' => "风",
        '\u{2EDC}' => "飞",
        '\u{2EDD}' | '\u{2EDE}' => "食",
        '\u{2EE0}' => "饣",
        '\u{2EE2}' => "马",
        '\u{2EE4}' => "鬼",
        '\u{2EE5}' => "鱼",
        '\u{2EE6}' => "鸟",
        '\u{2EE9}' => "黄",
        '\u{2EEC}' => "齐",
        '\u{2EEE}' => "齿",
        '\u{2EEF}' => "竜",
        '\u{2EF0}' => "龙",
        '\u{2EF2}' => "亀",
        _ => return None,
    })
}

/// F2: single or double.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum QuoteMark {
    /// One stroke: apostrophes, primes, single guillemets, corner brackets.
    Single,
    /// Two strokes.
    Double,
}

/// F2: quotation marks, guillemets, backticks and primes.
pub(crate) const fn quote_mark(c: char) -> Option<QuoteMark> {
    Some(match c {
        '\''
        | '`'
        | '\u{B4}'
        | '\u{2B9}'
        | '\u{2BB}'..='\u{2BD}'
        | '\u{91}'
        | '\u{92}'
        | '\u{2018}'..='\u{201B}'
        | '\u{2032}'
        | '\u{2035}'
        | '\u{2039}'
        | '\u{203A}'
        | '\u{275B}'
        | '\u{275C}'
        | '\u{300C}'
        | '\u{300D}'
        | '\u{FE41}'
        | '\u{FE42}'
        | '\u{5F3}'
        | '\u{FF62}'
        | '\u{FF63}' => QuoteMark::Single,
        '"'
        | '\u{93}'
        | '\u{94}'
        | '\u{5F4}'
        | '\u{AB}'
        | '\u{BB}'
        | '\u{2BA}'
        | '\u{201C}'..='\u{201F}'
        | '\u{2033}'
        | '\u{2034}'
        | '\u{2036}'
        | '\u{2037}'
        | '\u{275D}'
        | '\u{275E}'
        | '\u{2E42}'
        | '\u{300A}'
        | '\u{300B}'
        | '\u{300E}'
        | '\u{300F}'
        | '\u{301D}'..='\u{301F}'
        | '\u{FE43}'
        | '\u{FE44}' => QuoteMark::Double,
        _ => return None,
    })
}

/// Any quotation mark.
pub(crate) const fn is_quotation(c: char) -> bool {
    quote_mark(c).is_some()
}

/// Single marks that may be an apostrophe. The other marks of quotations part the words beside them, with a space or without:
/// `“일한다”고`.
pub(crate) const fn is_apostrophe(c: char) -> bool {
    matches!(
        canonical(c),
        '\'' | '`' | '\u{B4}' | '\u{2B9}' | '\u{2BB}'..='\u{2BD}' | '\u{2018}'..='\u{201B}' | '\u{2032}'
            | '\u{2035}' | '\u{275B}' | '\u{275C}' | '\u{5F3}'
    )
}

/// Guillemets, which French sets with spaces inside.
pub(crate) const fn is_guillemet(c: char) -> bool {
    matches!(c, '\u{AB}' | '\u{BB}' | '\u{2039}' | '\u{203A}')
}

/// F3: hyphens, dashes and the minus sign.
pub(crate) const fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{58A}' | '\u{5BE}' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2043}'
                | '\u{2212}'
                | '\u{2E3A}'
                | '\u{2E3B}'
                | '\u{FE58}'
                | '\u{FE63}'
                | '\u{FF0D}'
                | '\u{96}'
                | '\u{97}'
    )
}

/// Dashes that join two words when no space is beside them: all but the em dash and the bar.
pub(crate) const fn joins_words(c: char) -> bool {
    is_dash(c)
        && !matches!(c, '\u{2014}' | '\u{2015}' | '\u{2E3A}' | '\u{2E3B}' | '\u{FE58}' | '\u{97}')
}

/// F3: wave dash and full-width tilde.
pub(crate) const fn is_wave(c: char) -> bool {
    matches!(c, '\u{301C}' | '\u{FF5E}' | '\u{3030}')
}

/// F5: a hyphen that a typesetter may have put at a line's end.
pub(crate) const fn is_line_end_hyphen(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{58A}'
            | '\u{2010}'
            | '\u{2011}'
            | '\u{FE63}'
            | '\u{FF0D}'
            | '\u{AD}'
            | '\u{AC}'
            | '\u{2E17}'
    ) || breaks_word(c)
}

/// F5: what text extractors write for a hyphen and the line break after it.
pub(crate) const fn breaks_word(c: char) -> bool {
    matches!(c, '\u{FFFE}' | '\u{2}')
}

/// Characters that end a line.
pub(crate) const fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Full stops, commas, colons and semicolons of all scripts.
pub(crate) const fn is_stop(c: char) -> bool {
    matches!(canonical(c), '.' | ',' | ';' | ':' | '。' | '、' | '｡' | '،' | '؛' | '۔' | '।')
}

/// F10: Romanian writes each of these letters with a comma, and with the cedilla that old fonts had for it. What a text
/// is searched for has none of them.
pub(crate) const fn has_two_forms(c: char) -> bool {
    matches!(c, 'ş' | 'ţ' | 'Ş' | 'Ţ' | 'ș' | 'ț' | 'Ș' | 'Ț')
}

/// Scripts that write no spaces: every character is a word of its own.
pub(crate) fn writes_no_spaces(c: char) -> bool {
    if c < '\u{E00}' {
        return false;
    }
    matches!(
        c.script(),
        Script::Han
            | Script::Hiragana
            | Script::Katakana
            | Script::Bopomofo
            | Script::Thai
            | Script::Lao
            | Script::Khmer
            | Script::Myanmar
            | Script::Tai_Tham
            | Script::New_Tai_Lue
    ) || matches!(c, 'ー' | '々' | '〆')
}

/// F4: signs that may have a space on each side or none.
pub(crate) const fn is_spaced_sign(c: char) -> bool {
    matches!(c, '=' | '<' | '>' | '≤' | '≥' | '±' | '×' | '≈' | '~')
}

/// F4: scripts in which a line break inside a word may leave no trace, though they write spaces, or between words.
pub(crate) fn breaks_anywhere(c: char) -> bool {
    c >= '\u{E00}'
        && matches!(
            c.script(),
            Script::Hangul | Script::Thai | Script::Lao | Script::Khmer | Script::Myanmar
        )
}

/// Chinese and Japanese numerals.
pub(crate) const fn is_han_numeral(c: char) -> bool {
    matches!(
        c,
        '〇' | '零'
            | '一'
            | '二'
            | '三'
            | '四'
            | '五'
            | '六'
            | '七'
            | '八'
            | '九'
            | '十'
            | '百'
            | '千'
            | '万'
            | '萬'
            | '億'
            | '亿'
            | '兆'
            | '两'
            | '兩'
            | '壱'
            | '弐'
            | '参'
            | '拾'
            | '佰'
            | '仟'
            | '壹'
            | '贰'
            | '叁'
            | '肆'
            | '伍'
            | '陆'
            | '柒'
            | '捌'
            | '玖'
            | '廿'
            | '卅'
    )
}

/// Commas of all scripts.
pub(crate) const fn is_comma(c: char) -> bool {
    matches!(canonical(c), ',' | '\u{60C}' | '\u{3001}' | '\u{FF64}')
}

/// Brackets of any form.
pub(crate) const fn is_bracket(c: char) -> bool {
    matches!(c, '(' | ')' | '[' | ']' | '{' | '}' | '〔' | '〕' | '【' | '】')
}

/// F4: characters between which a line break is nothing (Chinese and Japanese with their punctuation).
pub(crate) fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{303F}' | '\u{FF61}'..='\u{FF9F}' | 'ー')
        || matches!(
            c.script(),
            Script::Han | Script::Hiragana | Script::Katakana | Script::Bopomofo
        )
}

/// Korean letters and syllables.
pub(crate) fn is_hangul(c: char) -> bool {
    c >= '\u{1100}' && c.script() == Script::Hangul
}

/// Signs in front of a number.
pub(crate) const fn is_sign(c: char) -> bool {
    matches!(c, '+' | '-' | '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{B1}' | '\u{2213}')
}

/// Comparators. Equality is none: it changes nothing of the number after it.
pub(crate) const fn is_comparator(c: char) -> bool {
    matches!(
        c,
        '<' | '>' | '~' | '\u{2248}' | '\u{223C}' | '\u{2260}' | '\u{2264}'
            ..='\u{226B}' | '\u{2272}' | '\u{2273}' | '\u{2A7D}' | '\u{2A7E}'
    )
}

/// Currency marks (Unicode category Sc).
pub(crate) const fn is_currency(c: char) -> bool {
    matches!(
        c,
        '$' | '\u{A2}'..='\u{A5}' | '\u{58F}' | '\u{60B}' | '\u{9F2}' | '\u{9F3}' | '\u{E3F}'
            | '\u{17DB}' | '\u{20A0}'..='\u{20CF}' | '\u{FDFC}' | '\u{FE69}' | '\u{FF04}'
            | '\u{FFE0}' | '\u{FFE1}' | '\u{FFE5}' | '\u{FFE6}'
    )
}

/// What may be after a number and belong to it: per cent, per mille.
pub(crate) const fn is_percent(c: char) -> bool {
    matches!(c, '%' | '\u{2030}' | '\u{2031}' | '\u{66A}' | '\u{609}' | '\u{60A}' | '\u{FF05}')
}

/// Raised digits and signs: an exponent.
pub(crate) const fn is_superscript(c: char) -> bool {
    matches!(c, '\u{B2}' | '\u{B3}' | '\u{B9}' | '\u{2070}'..='\u{207F}')
}

/// Small letters that are raised: `ⁿᵈ`, `ᵉʳ`.
pub(crate) const fn is_raised_letter(c: char) -> bool {
    matches!(
        c,
        '\u{207F}' | '\u{2071}' | '\u{2B0}'..='\u{2B8}' | '\u{2E1}'..='\u{2E3}'
            | '\u{1D43}'..='\u{1D5B}' | '\u{1DA0}' | '\u{1DBB}'
    )
}

/// Lowered digits and signs.
pub(crate) const fn is_subscript(c: char) -> bool {
    matches!(c, '\u{2080}'..='\u{208E}' | '\u{2090}'..='\u{209C}')
}

/// The character that a raised or lowered one is of: `⁶` and `₆` are 6.
pub(crate) fn plain_of(c: char) -> char {
    unicode_normalization::UnicodeNormalization::nfkc(std::iter::once(c)).next().unwrap_or(c)
}

/// Fractions in one character: `½`.
pub(crate) const fn is_fraction(c: char) -> bool {
    matches!(c, '\u{BC}'..='\u{BE}' | '\u{2150}'..='\u{215E}')
}

/// A decimal digit of any script.
pub(crate) fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || (!c.is_ascii() && digit_like(c) && c.is_numeric())
}

/// Numerals that are decimal digits (general category Nd, in the scripts that documents use).
const fn digit_like(c: char) -> bool {
    matches!(
        c,
        '\u{660}'..='\u{669}' | '\u{6F0}'..='\u{6F9}' | '\u{7C0}'..='\u{7C9}'
            | '\u{966}'..='\u{96F}' | '\u{9E6}'..='\u{9EF}' | '\u{A66}'..='\u{A6F}'
            | '\u{AE6}'..='\u{AEF}' | '\u{B66}'..='\u{B6F}' | '\u{BE6}'..='\u{BEF}'
            | '\u{C66}'..='\u{C6F}' | '\u{CE6}'..='\u{CEF}' | '\u{D66}'..='\u{D6F}'
            | '\u{E50}'..='\u{E59}' | '\u{ED0}'..='\u{ED9}' | '\u{F20}'..='\u{F29}'
            | '\u{1040}'..='\u{1049}' | '\u{17E0}'..='\u{17E9}' | '\u{FF10}'..='\u{FF19}'
    )
}

/// A mark on the character before it (general category M).
pub(crate) fn is_combining(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}
