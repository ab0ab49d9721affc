//! What commands of LaTeX print: signs, letters with marks, simple formulas.

use super::raised::{subscript, superscript};

/// The sign that a command prints.
pub(crate) fn sign(name: &str) -> Option<&'static str> {
    Some(match name {
        "ldots" | "dots" | "textellipsis" => "…",
        "ss" => "ß",
        "ae" => "æ",
        "AE" => "Æ",
        "oe" => "œ",
        "OE" => "Œ",
        "o" => "ø",
        "O" => "Ø",
        "l" => "ł",
        "L" => "Ł",
        "aa" => "å",
        "AA" => "Å",
        "i" => "ı",
        "j" => "ȷ",
        "dh" => "ð",
        "DH" => "Ð",
        "th" => "þ",
        "TH" => "Þ",
        "textendash" => "–",
        "textemdash" => "—",
        "textquoteleft" | "lq" | "grq" => "‘",
        "textquoteright" | "rq" | "textquotesingle" => "’",
        "textquotedblleft" | "grqq" => "“",
        "textquotedblright" => "”",
        "textquotedbl" => "\"",
        "glqq" | "quotedblbase" => "„",
        "glq" | "quotesinglbase" => "‚",
        "flqq" | "guillemotleft" | "guillemetleft" => "«",
        "frqq" | "guillemotright" | "guillemetright" => "»",
        "og" => "«\u{A0}",
        "fg" => "\u{A0}»",
        "S" | "textsection" => "§",
        "P" | "textparagraph" => "¶",
        "dag" | "textdagger" => "†",
        "ddag" | "textdaggerdbl" => "‡",
        "copyright" | "textcopyright" => "©",
        "textregistered" => "®",
        "texttrademark" => "™",
        "pounds" | "textsterling" => "£",
        "euro" | "texteuro" => "€",
        "textdollar" => "$",
        "textyen" => "¥",
        "textcent" => "¢",
        "textwon" => "₩",
        "textpercent" => "%",
        "textperthousand" => "‰",
        "textpertenthousand" => "‱",
        "textnumero" => "№",
        "textdegree" | "degree" => "°",
        "textcelsius" | "celsius" => "°C",
        "textmu" | "textmicro" => "µ",
        "textohm" => "Ω",
        "textminus" => "−",
        "textpm" => "±",
        "texttimes" => "×",
        "textdiv" => "÷",
        "textonehalf" => "½",
        "textonequarter" => "¼",
        "textthreequarters" => "¾",
        "textonesuperior" => "¹",
        "texttwosuperior" => "²",
        "textthreesuperior" => "³",
        "textasteriskcentered" => "*",
        "guilsinglleft" => "‹",
        "guilsinglright" => "›",
        "textbullet" => "•",
        "textasciitilde" => "~",
        "textasciicircum" => "^",
        "textbackslash" => "\\",
        "textbar" => "|",
        "textless" => "<",
        "textgreater" => ">",
        "textunderscore" => "_",
        "textbraceleft" => "{",
        "textbraceright" => "}",
        "textperiodcentered" => "·",
        "textexclamdown" => "¡",
        "textquestiondown" => "¿",
        "slash" => "/",
        "LaTeX" => "LaTeX",
        "TeX" => "TeX",
        "BibTeX" => "BibTeX",
        "quad" | "qquad" | "enspace" | "space" | "thinspace" | "nobreakspace" => " ",
        _ => return None,
    })
}

/// The combining character of an accent's command.
pub(crate) fn accent(name: &str) -> Option<char> {
    Some(match name {
        "\"" => '\u{308}',
        "'" => '\u{301}',
        "`" => '\u{300}',
        "^" => '\u{302}',
        "~" => '\u{303}',
        "=" => '\u{304}',
        "." => '\u{307}',
        "c" => '\u{327}',
        "v" => '\u{30C}',
        "u" => '\u{306}',
        "H" => '\u{30B}',
        "k" => '\u{328}',
        "r" => '\u{30A}',
        "d" => '\u{323}',
        "b" => '\u{331}',
        _ => return None,
    })
}

/// What a command of a formula prints.
fn math_sign(name: &str) -> Option<&'static str> {
    Some(match name {
        "alpha" => "α",
        "beta" => "β",
        "gamma" => "γ",
        "delta" => "δ",
        "epsilon" | "varepsilon" => "ε",
        "lambda" => "λ",
        "mu" => "μ",
        "pi" => "π",
        "rho" => "ρ",
        "sigma" => "σ",
        "tau" => "τ",
        "phi" | "varphi" => "φ",
        "chi" => "χ",
        "omega" => "ω",
        "theta" => "θ",
        "eta" => "η",
        "kappa" => "κ",
        "nu" => "ν",
        "xi" => "ξ",
        "psi" => "ψ",
        "Delta" => "Δ",
        "Omega" => "Ω",
        "Sigma" => "Σ",
        "times" => "×",
        "pm" => "±",
        "leq" | "le" => "≤",
        "geq" | "ge" => "≥",
        "neq" | "ne" => "≠",
        "approx" => "≈",
        "sim" => "∼",
        "cdot" => "·",
        "infty" => "∞",
        "to" | "rightarrow" => "→",
        "degree" | "circ" => "°",
        "ldots" | "dots" | "cdots" => "…",
        "%" => "%",
        "$" => "$",
        "&" => "&",
        "#" => "#",
        "_" => "_",
        "{" => "{",
        "}" => "}",
        "," | ":" | ";" | " " | "quad" => " ",
        "!" | "mathrm" | "text" | "textrm" | "mathit" | "mathbf" | "mbox" | "operatorname"
        | "left" | "right" => "",
        _ => return None,
    })
}

/// A formula as a line of text; `None` where a line cannot say it.
pub(crate) fn formula(inner: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = inner.trim();
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..)?;
        match c {
            '\\' => {
                let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
                let length = if letters > 0 { letters } else { rest.chars().next()?.len_utf8() };
                out.push_str(math_sign(rest.get(..length)?)?);
                rest = rest.get(length..)?;
                if letters > 0 {
                    rest = rest.trim_start();
                }
            }
            '^' | '_' => {
                let (content, after) = match rest.strip_prefix('{') {
                    Some(group) => group.split_once('}')?,
                    None if rest.starts_with('\\') => {
                        let letters =
                            rest.bytes().skip(1).take_while(u8::is_ascii_alphabetic).count();
                        rest.split_at_checked(1 + letters)?
                    }
                    None => rest.split_at_checked(rest.chars().next()?.len_utf8())?,
                };
                rest = after;
                let content = formula(content)?;
                if c == '^' && content == "°" {
                    out.push('°');
                    continue;
                }
                let other = if c == '^' { superscript } else { subscript };
                let shown: Option<String> = content.chars().map(other).collect();
                if let Some(shown) = shown {
                    out.push_str(&shown);
                } else {
                    out.push(c);
                    out.push_str(&content);
                }
            }
            '{' | '}' => {}
            '~' => out.push(' '),
            '-' => out.push('−'),
            '\'' => out.push('′'),
            c => out.push(c),
        }
    }
    Some(out)
}
