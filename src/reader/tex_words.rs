//! What commands of LaTeX print: signs, letters with marks, simple formulas.

use super::raised::{subscript, superscript};
use super::tex_macros::closing;

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
        "LaTeXe" => "LaTeX2ε",
        "XeLaTeX" => "XeLaTeX",
        "LuaLaTeX" => "LuaLaTeX",
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

/// Commands that print their argument, or nothing: looks, spaces and breaks.
const SHOWN: [&str; 162] = [
    "emph",
    "textit",
    "textbf",
    "textsc",
    "textsl",
    "texttt",
    "textrm",
    "textsf",
    "textup",
    "textmd",
    "textnormal",
    "underline",
    "uline",
    "uuline",
    "uwave",
    "dashuline",
    "dotuline",
    "sout",
    "xout",
    "ul",
    "st",
    "mbox",
    "hbox",
    "vbox",
    "fbox",
    "makebox",
    "framebox",
    "text",
    "ensuremath",
    "textls",
    "MakeUppercase",
    "MakeLowercase",
    "uppercase",
    "lowercase",
    "em",
    "it",
    "bf",
    "sl",
    "sc",
    "tt",
    "rm",
    "sf",
    "normalfont",
    "rmfamily",
    "sffamily",
    "ttfamily",
    "bfseries",
    "mdseries",
    "itshape",
    "slshape",
    "scshape",
    "upshape",
    "lsstyle",
    "tiny",
    "scriptsize",
    "footnotesize",
    "small",
    "normalsize",
    "large",
    "Large",
    "LARGE",
    "huge",
    "Huge",
    "selectfont",
    "boldmath",
    "unboldmath",
    "noindent",
    "indent",
    "centering",
    "raggedright",
    "raggedleft",
    "RaggedRight",
    "justifying",
    "flushbottom",
    "raggedbottom",
    "sloppy",
    "fussy",
    "frenchspacing",
    "nonfrenchspacing",
    "onehalfspacing",
    "doublespacing",
    "singlespacing",
    "hfill",
    "hfil",
    "vfill",
    "vfil",
    "hss",
    "vss",
    "hrulefill",
    "dotfill",
    "allowbreak",
    "nobreak",
    "break",
    "goodbreak",
    "filbreak",
    "relax",
    "protect",
    "unskip",
    "ignorespaces",
    "leavevmode",
    "null",
    "strut",
    "xspace",
    "displaystyle",
    "textstyle",
    "limits",
    "nolimits",
    "begingroup",
    "endgroup",
    "bgroup",
    "egroup",
    "makeatletter",
    "makeatother",
    "smallbreak",
    "medbreak",
    "bigbreak",
    "cleardoublepage",
    "columnbreak",
    "samepage",
    "eject",
    "newblock",
    "tableofcontents",
    "listoffigures",
    "listoftables",
    "appendix",
    "frontmatter",
    "mainmatter",
    "backmatter",
    "makeindex",
    "maketitle",
    "hline",
    "toprule",
    "midrule",
    "bottomrule",
    "endfirsthead",
    "endhead",
    "endfoot",
    "endlastfoot",
    "balance",
    "and",
    "phantomsection",
    "linenumbers",
    "nolinenumbers",
    "FloatBarrier",
    "centerline",
    "leftline",
    "rightline",
    "hl",
    "so",
    "MakeTextUppercase",
    "textarabic",
    "texthebrew",
    "textgreek",
    "textlatin",
    "textcyrillic",
    "alert",
    "only",
    "uncover",
    "onslide",
    "visible",
    "structure",
    "pause",
];

/// What a known command does.
pub(crate) enum Does {
    /// Prints a sign.
    Sign(&'static str),
    /// A heading of a level.
    Heading(u8),
    /// A note, or text in the margin: it is beside the sentence.
    Note,
    Margin,
    /// Prints nothing; so many arguments are of it.
    Nothing(usize),
    /// Prints what the source does not say; so many arguments are of it.
    Unknown(usize),
    /// A reference in brackets, that people leave out as they do the marks of notes.
    Cited,
    /// Its first arguments are no text, the last is.
    Last(usize),
    /// Prints its argument, if it has one, in another look.
    Shown,
    /// Prints nothing, and a length follows: `\vskip 2pt`.
    Length,
}

/// The most digits, on either side of the decimal point, that siunitx prints without groups.
const UNGROUPED: usize = 4;

/// What a command of siunitx prints, where its options change nothing but the decimal sign, which `sign` finds in the source:
/// `12.5 kg`, `30 %`, `5 °C`; or of mhchem: `CO₂`.
pub(crate) fn measure(
    name: &str,
    first: &str,
    second: Option<&str>,
    sign: impl Fn() -> Option<char>,
) -> Option<String> {
    let number = |text: &str| {
        let text = text.trim();
        let bare = text.strip_prefix('-').unwrap_or(text);
        let minus = if bare.len() < text.len() { "\u{2212}" } else { "" };
        // Either sign may be typed before decimals.
        let parts = bare.split_once(['.', ',']);
        let (whole, decimals) = parts.unwrap_or((bare, "0"));
        let figures = |text: &str| {
            (1..=UNGROUPED).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
        };
        if !figures(whole) || !figures(decimals) {
            return None;
        }
        Some(match parts {
            None => format!("{minus}{whole}"),
            Some(_) => format!("{minus}{whole}{}{decimals}", sign()?),
        })
    };
    match name {
        "num" => number(first),
        "ang" => Some(format!("{}°", number(first)?)),
        "si" | "unit" => unit(first),
        "ce" => chemical(first),
        "SI" | "qty" => Some(format!("{}\u{A0}{}", number(first)?, unit(second?)?)),
        _ => None,
    }
}

/// A formula of chemistry as mhchem prints it, `CO₂`, `NO₃⁻`; none where it has more than elements, figures and a charge.
fn chemical(text: &str) -> Option<String> {
    let text = text.trim();
    let (formula, charge) = match text.split_once('^') {
        Some((formula, charge)) => {
            (formula, charge.strip_prefix('{').and_then(|c| c.strip_suffix('}')).unwrap_or(charge))
        }
        None => text.split_at(text.trim_end_matches(['+', '-']).len()),
    };
    let is_charge = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-');
    if !formula.starts_with(|c: char| c.is_ascii_uppercase()) || !charge.chars().all(is_charge) {
        return None;
    }
    let mut shown = String::new();
    for c in formula.chars() {
        match c {
            '0'..='9' => shown.push(subscript(c)?),
            'A'..='Z' | 'a'..='z' | '(' | ')' => shown.push(c),
            _ => return None,
        }
    }
    charge.chars().map(superscript).try_for_each(|c| c.map(|c| shown.push(c)))?;
    Some(shown)
}

/// The sign that siunitx prints before decimals: a point, or what `\sisetup` sets, by itself or by a country. None where the
/// options say that the figures themselves may be others, or the package is loaded with options. It looks through the whole
/// source: who reads many numbers asks once.
pub(crate) fn decimal_sign(source: &str) -> Option<char> {
    const SETUP: &str = "\\sisetup";
    if source.contains("]{siunitx}") {
        return None;
    }
    let mut setups = source.match_indices(SETUP);
    let Some((at, _)) = setups.next() else { return Some('.') };
    let options = source.get(at + SETUP.len()..)?;
    let options = options.get(..closing(options, '{', '}')?)?;
    let has = |word: &str| options.contains(word);
    if setups.next().is_some() || has("round") || has("exponent") || has("scientific") {
        return None;
    }
    let value = |name: &str| {
        let rest = options.split_once(name)?.1.trim_start().strip_prefix('=')?;
        Some(rest.trim_start().trim_start_matches('{'))
    };
    if let Some(sign) = value("output-decimal-marker") {
        return sign.chars().next().filter(|c| matches!(c, '.' | ','));
    }
    match value("locale").map(|country| country.get(..2).unwrap_or("")) {
        Some("DE" | "FR" | "PL" | "ZA") => Some(','),
        Some("UK" | "US") => Some('.'),
        Some(_) => None,
        None => Some('.').filter(|_| !has("decimal-marker")),
    }
}

/// A unit of siunitx: `kg`, `\kilo\gram`, `\percent`. None where it depends on options how it is printed, as in `\per`.
fn unit(text: &str) -> Option<String> {
    const NAMES: [(&str, &str); 28] = [
        ("percent", "%"),
        ("degreeCelsius", "°C"),
        ("celsius", "°C"),
        ("degree", "°"),
        ("metre", "m"),
        ("meter", "m"),
        ("gram", "g"),
        ("kilogram", "kg"),
        ("second", "s"),
        ("minute", "min"),
        ("hour", "h"),
        ("day", "d"),
        ("litre", "L"),
        ("liter", "L"),
        ("tonne", "t"),
        ("hectare", "ha"),
        ("ampere", "A"),
        ("volt", "V"),
        ("watt", "W"),
        ("joule", "J"),
        ("newton", "N"),
        ("pascal", "Pa"),
        ("hertz", "Hz"),
        ("kelvin", "K"),
        ("mole", "mol"),
        ("bar", "bar"),
        ("byte", "B"),
        ("decibel", "dB"),
    ];
    const PREFIXES: [(&str, &str); 10] = [
        ("giga", "G"),
        ("mega", "M"),
        ("kilo", "k"),
        ("hecto", "h"),
        ("deci", "d"),
        ("centi", "c"),
        ("milli", "m"),
        ("micro", "µ"),
        ("nano", "n"),
        ("tera", "T"),
    ];
    let text = text.trim();
    if text == "\\%" {
        return Some("%".to_owned());
    }
    if !text.is_empty() && text.chars().all(|c| c.is_ascii_alphabetic() || c == '°') {
        return Some(text.to_owned());
    }
    let names: Vec<&str> = text.strip_prefix('\\')?.split('\\').map(str::trim).collect();
    let sign = |signs: &[(&str, &'static str)], name: &str| {
        signs.iter().find(|(one, _)| *one == name).map(|(_, sign)| *sign)
    };
    // An option says what is printed between two units.
    match names.as_slice() {
        [name] => sign(&NAMES, name).map(str::to_owned),
        [prefix, name] => Some(sign(&PREFIXES, prefix)?.to_owned() + sign(&NAMES, name)?),
        _ => None,
    }
}

pub(crate) fn does(name: &str) -> Option<Does> {
    if let Some(sign) = sign(name) {
        return Some(Does::Sign(sign));
    }
    if SHOWN.contains(&name) {
        return Some(Does::Shown);
    }
    Some(match name {
        "part" | "chapter" => Does::Heading(1),
        "section" => Does::Heading(2),
        "subsection" => Does::Heading(3),
        "subsubsection" => Does::Heading(4),
        "paragraph" => Does::Heading(5),
        "subparagraph" => Does::Heading(6),
        "footnote" | "thanks" | "footnotetext" | "endnote" | "sidenote" => {
            Does::Note
        }
        "marginpar" | "marginnote" => Does::Margin,
        "label" | "index" | "input" | "include" | "bibliography" | "bibliographystyle"
        | "vspace" | "hspace" | "pagestyle" | "thispagestyle" | "pagenumbering" | "usepackage"
        | "hypersetup" | "color" | "todo" | "phantom" | "hphantom" | "vphantom" | "nocite"
        | "selectlanguage" | "title" | "author" | "date" | "cline" | "graphicspath"
        | "addbibresource" | "setmainfont" | "glossary" | "markright" | "tikzset"
        | "hyphenation" | "captionsetup" | "counterwithin" | "stepcounter" | "refstepcounter"
        | "cmidrule" | "fancyhead" | "fancyfoot" | "lhead" | "chead" | "rhead" | "lfoot" | "cfoot"
        | "rfoot" | "geometry" | "setlist" | "microtypesetup" | "setstretch" | "linespread"
        | "sisetup" | "lstset" | "newlength" | "newcounter" | "enlargethispage" | "usetikzlibrary"
        | "pagecolor" | "documentclass" | "theoremstyle" | "RequirePackage" | "setmainlanguage"
        | "setotherlanguage" | "setsansfont" | "setmonofont" | "printglossary"
        | "usetheme" | "usecolortheme" | "institute" | "logo"
        | "defbibheading" | "subfile" | "markleft" | "glsadd" | "acused" => {
            Does::Nothing(1)
        }
        "setlength"
        | "addtolength"
        | "setcounter"
        | "addtocounter"
        | "rule"
        | "fontsize"
        | "markboth"
        | "DeclareMathOperator"
        | "pdfbookmark"
        | "currentpdfbookmark"
        | "numberwithin"
        | "newtheorem" => Does::Nothing(2),
        "definecolor" | "addcontentsline" => Does::Nothing(3),
        "ref" | "pageref" | "eqref" | "autoref" | "cref" | "Cref" | "nameref" | "vref" | "subref"
        | "labelcref" | "fref" | "Fref" | "vpageref" | "zcref"
        | "citet" | "Citet" | "citealt" | "textcite" | "Textcite" | "citeauthor" | "Citeauthor"
        | "citeyear" | "citeyearpar" | "citetitle" | "fullcite" | "includegraphics" | "value"
        | "arabic" | "roman" | "Roman" | "alph" | "Alph" | "gls" | "Gls" | "glspl" | "Glspl" | "ac"
        | "acp" | "acs" | "acl" | "acf" | "acrshort" | "acrlong" | "acrfull" | "ce"
        // siunitx: figures and units, as the preamble wants them.
        | "num" | "ang" | "si" | "unit" | "numlist" => Does::Unknown(1),
        "printbibliography" | "printindex" | "nolinebreak" | "nopagebreak" => Does::Nothing(0),
        "today" => Does::Unknown(0),
        "SI" | "qty" | "numrange" | "SIlist" | "qtylist" => Does::Unknown(2),
        "SIrange" | "qtyrange" => Does::Unknown(3),
        "cite" | "citep" | "Citep" | "parencite" | "Parencite" | "autocite" | "Autocite"
        | "smartcite" | "footcite" | "footfullcite" | "footnotemark" | "supercite" | "citealp" => {
            Does::Cited
        }
        "href" | "hypertarget" | "hyperlink" | "textcolor" | "colorbox" | "foreignlanguage"
        | "raisebox" | "parbox" | "scalebox" | "captionof" | "rotatebox" | "fcolorbox" => {
            Does::Last(1)
        }
        "multicolumn" | "multirow" | "resizebox" => Does::Last(2),
        "vskip" | "hskip" | "kern" | "penalty" | "parindent" | "parskip" | "baselineskip"
        | "hangindent" | "leftskip" | "rightskip" | "mskip" | "tolerance" | "looseness"
        | "clubpenalty" | "widowpenalty" | "hyphenpenalty" => Does::Length,
        _ => return None,
    })
}

/// Arguments of an environment that are no text.
pub(crate) fn arguments(environment: &str) -> usize {
    match environment {
        "minipage" | "multicols" | "tabular" | "array" | "thebibliography" | "longtable"
        | "spacing" | "otherlanguage" | "subfigure" | "subtable" | "column" | "supertabular"
        | "tblr" | "longtblr" | "paracol" | "adjustbox" => 1,
        "tabularx" | "tabular*" | "wrapfigure" | "adjustwidth" | "list" | "CSLReferences"
        | "wraptable" | "xltabular" | "tabulary" | "CJK" | "CJK*" => 2,
        _ => 0,
    }
}

/// The bytes of the length that a text begins with: `2pt plus 1fil`, `=-1.5em`.
pub(crate) fn length(text: &str) -> usize {
    let mut rest = text;
    loop {
        let blank = rest.trim_start_matches([' ', '=']);
        let number =
            blank.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-'));
        if number.len() == blank.len() {
            return text.len() - rest.len();
        }
        let unit = UNITS.iter().find_map(|unit| number.strip_prefix(unit));
        rest = unit.unwrap_or(number);
        let more = rest.trim_start();
        let Some(more) = ["plus", "minus"].iter().find_map(|word| more.strip_prefix(word)) else {
            return text.len() - rest.len();
        };
        rest = more;
    }
}

/// Units of lengths; the longer of two that begin alike comes first.
const UNITS: [&str; 14] =
    ["filll", "fill", "fil", "pt", "pc", "in", "bp", "cm", "mm", "dd", "cc", "sp", "em", "ex"];

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
        "zeta" => "ζ",
        "iota" => "ι",
        "upsilon" => "υ",
        "Gamma" => "Γ",
        "Theta" => "Θ",
        "Lambda" => "Λ",
        "Phi" => "Φ",
        "Psi" => "Ψ",
        "Pi" => "Π",
        "Xi" => "Ξ",
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
        "mp" => "∓",
        "ll" => "≪",
        "gg" => "≫",
        "lt" => "<",
        "gt" => ">",
        "equiv" => "≡",
        "propto" => "∝",
        "in" => "∈",
        "cup" => "∪",
        "cap" => "∩",
        "subset" => "⊂",
        "forall" => "∀",
        "exists" => "∃",
        "partial" => "∂",
        "nabla" => "∇",
        "ell" => "ℓ",
        "div" => "÷",
        "prime" => "′",
        "leftarrow" => "←",
        "Rightarrow" => "⇒",
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

/// Signs between two terms, which LaTeX sets with a space on each side. A quote may have one beside `=`, `≤` and `≈` or none.
const RELATIONS: [&str; 13] = ["∈", "∪", "∩", "⊂", "≪", "≫", "≡", "∝", "÷", "≠", "←", "→", "⇒"];

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
                let sign = math_sign(rest.get(..length)?)?;
                let spaced = RELATIONS.contains(&sign) && !out.is_empty();
                if spaced && !out.ends_with(' ') {
                    out.push(' ');
                }
                out.push_str(sign);
                if spaced {
                    out.push(' ');
                }
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
                if c == '^' && matches!(content.as_str(), "°" | "′") {
                    out.push_str(&content);
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
