//! The properties of HTML's elements.

/// Stands in lines of its own.
pub(super) const BLOCK: u16 = 1;
/// Its start ends an open `p`.
pub(super) const CLOSES_P: u16 = 2;
/// Has no content.
pub(super) const VOID: u16 = 4;
/// Nobody reads its content, and nothing is shown in its place.
pub(super) const UNREAD: u16 = 8;
/// Something is shown in its place that a text cannot hold.
pub(super) const GAP: u16 = 16;
/// An end tag of an element that is not special never reaches beyond it.
pub(super) const SPECIAL: u16 = 32;
/// Its end tag may be inside of what was opened later (`<b><p></b>`).
pub(super) const FORMATTING: u16 = 64;
/// End tags inside of it close nothing outside of it.
pub(super) const SCOPE: u16 = 128;
/// The tokenizer reads its content as raw text.
pub(super) const RAW: u16 = 256;
/// May be in the head.
pub(super) const METADATA: u16 = 512;
/// A part of a table.
pub(super) const TABLE_PART: u16 = 1024;

/// What is known of an element of HTML. Of MathML and SVG nothing is.
#[rustfmt::skip]
pub(super) fn traits(name: &str) -> u16 {
    match name {
        "address" | "article" | "aside" | "blockquote" | "center" | "details" | "dir" | "div" | "dl" | "fieldset"
        | "figcaption" | "figure" | "footer" | "form" | "header" | "hgroup" | "main" | "menu" | "nav" | "ol" | "p"
        | "search" | "section" | "summary" | "ul" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "pre" | "listing"
        | "li" | "dd" | "dt" | "table" | "dialog" => {
            BLOCK | CLOSES_P | SPECIAL | if name == "table" { SCOPE } else { 0 }
        }
        "hr" => BLOCK | CLOSES_P | VOID | SPECIAL,
        "body" => BLOCK | SPECIAL,
        "legend" => BLOCK,
        "caption" => BLOCK | SPECIAL | SCOPE | TABLE_PART,
        "td" | "th" => SPECIAL | SCOPE | TABLE_PART,
        "tr" | "tbody" | "thead" | "tfoot" | "colgroup" => SPECIAL | TABLE_PART,
        "html" | "marquee" | "applet" => SPECIAL | SCOPE,
        "head" | "button" => SPECIAL,
        "a" | "b" | "big" | "code" | "em" | "font" | "i" | "nobr" | "s" | "small" | "strike" | "strong" | "tt"
        | "u" => FORMATTING,
        "script" | "style" | "title" | "noscript" => UNREAD | SPECIAL | RAW | METADATA,
        "template" => UNREAD | SPECIAL | SCOPE | METADATA,
        "noframes" => UNREAD | SPECIAL | METADATA,
        "noembed" | "xmp" => UNREAD | SPECIAL | RAW,
        "datalist" | "rt" | "rp" | "rtc" | "optgroup" | "option" => UNREAD,
        "base" | "link" | "meta" | "basefont" | "bgsound" => VOID | SPECIAL | METADATA,
        "area" | "br" | "col" | "frame" | "keygen" | "param" | "source" | "track" | "wbr" => {
            VOID | SPECIAL
        }
        "img" | "embed" | "input" => VOID | SPECIAL | GAP,
        "object" => SPECIAL | SCOPE | GAP,
        "iframe" | "textarea" => SPECIAL | GAP | RAW,
        "select" => SPECIAL | GAP,
        "audio" | "video" | "canvas" | "svg" => GAP,
        _ => 0,
    }
}

/// Whether the start of an HTML element ends the SVG or MathML around it.
#[rustfmt::skip]
pub(super) fn breaks_out(name: &str) -> bool {
    matches!(
        name,
        "b" | "big" | "blockquote" | "body" | "br" | "center" | "code" | "dd" | "div" | "dl" | "dt" | "em" | "embed"
        | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "head" | "hr" | "i" | "img" | "li" | "listing" | "menu" | "meta"
        | "nobr" | "ol" | "p" | "pre" | "ruby" | "s" | "small" | "span" | "strong" | "strike" | "sub" | "sup"
        | "table" | "tt" | "u" | "ul" | "var"
    )
}

/// Whether HTML is in an element of SVG or MathML.
pub(super) fn holds_html(name: &str) -> bool {
    matches!(name, "foreignobject" | "desc" | "title" | "mi" | "mo" | "mn" | "ms" | "mtext")
}

/// What an element of MathML stands for in a line of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Math {
    /// Its children, one after the other.
    Row,
    /// A token: its text.
    Token,
    /// A base and what is raised.
    Raised,
    /// A base and what is lowered.
    Lowered,
    /// A base, what is lowered and what is raised.
    Both,
    /// A fraction.
    Fraction,
    /// Nothing.
    Unread,
    /// What a line cannot say.
    Gap,
}

/// What an element of MathML stands for.
pub(super) fn math(name: &str) -> Math {
    match name {
        "mi" | "mo" | "mn" | "ms" | "mtext" => Math::Token,
        "msup" => Math::Raised,
        "msub" => Math::Lowered,
        "msubsup" => Math::Both,
        "mfrac" => Math::Fraction,
        "annotation" | "annotation-xml" | "mphantom" | "none" | "mprescripts" => Math::Unread,
        "mtable" | "munder" | "mover" | "munderover" | "msqrt" | "mroot" | "menclose"
        | "mfenced" | "mmultiscripts" | "mlongdiv" | "mstack" | "mglyph" => Math::Gap,
        _ => Math::Row,
    }
}
