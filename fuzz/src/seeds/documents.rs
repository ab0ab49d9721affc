//! Small documents of each format, with what its reader has to tell apart.

/// The kind's letter, and the file or its parts.
pub const DOCUMENTS: &[(&str, &[&str])] = &[
    (
        "d",
        &[
            r#"<w:document xmlns:w="w"><w:body><w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>The harbour wall</w:t></w:r></w:p><w:p><w:r><w:t xml:space="preserve">The ferry never sailed </w:t></w:r><w:r><w:t>again</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>.</w:t></w:r><w:del><w:r><w:delText>not</w:delText></w:r></w:del><w:ins><w:r><w:t xml:space="preserve"> So they say.</w:t></w:r></w:ins></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>Boats in the bay</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>12 000</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:sectPr/></w:body></w:document>"#,
            r#"<w:footnotes xmlns:w="w"><w:footnote w:id="2"><w:p><w:r><w:t>A note on the winter of that year.</w:t></w:r></w:p></w:footnote></w:footnotes>"#,
            r#"<w:styles xmlns:w="w"><w:style w:styleId="Heading1" w:type="paragraph"><w:name w:val="heading 1"/></w:style><w:style w:styleId="a"><w:basedOn w:val="b"/></w:style><w:style w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>"#,
        ],
    ),
    (
        "d",
        &[
            r#"<w:document xmlns:w="w" xmlns:m="m" xmlns:mc="mc"><w:body><w:p><w:pPr><w:numPr><w:ilvl w:val="0"/></w:numPr><w:pStyle w:val="a"/></w:pPr><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>2</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>seven men</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f></m:oMath><w:r><w:sym w:font="Symbol" w:char="F061"/><w:tab/><w:br/><w:noBreakHyphen/><w:softHyphen/></w:r></w:p><w:sdt><w:sdtContent><w:p><w:r><w:t>Eight boats came back &amp; two</w:t></w:r></w:p></w:sdtContent></w:sdt><mc:AlternateContent><mc:Choice><w:p/></mc:Choice><mc:Fallback><w:p/></mc:Fallback></mc:AlternateContent></w:body></w:document>"#,
            "",
            r#"<w:styles xmlns:w="w"><w:style w:styleId="a"><w:basedOn w:val="a"/></w:style></w:styles>"#,
            r#"<Relationships><Relationship Id="a" Type="x/header" Target="../../../etc/passwd"/><Relationship Id="b" Type="x/header" Target="header1.xml"/></Relationships>"#,
            r#"<w:hdr xmlns:w="w"><w:p><w:r><w:t>Harbour news</w:t></w:r></w:p></w:hdr>"#,
        ],
    ),
    (
        "o",
        &[
            r#"<o xmlns:text="t" xmlns:table="b" xmlns:office="f"><office:body><office:text><text:h text:outline-level="1">The harbour</text:h><text:p>The ferry<text:s text:c="3"/>never sailed<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>A note of that year.</text:p></text:note-body></text:note> again<text:tab/>so<text:line-break/>far.</text:p><text:tracked-changes/><table:table><table:table-row><table:table-cell><text:p>Boats in the bay</text:p></table:table-cell></table:table-row></table:table><text:list><text:list-item><text:p>One of the men</text:p></text:list-item></text:list></office:text></office:body></o>"#,
            r#"<o xmlns:text="t" xmlns:style="s"><style:master-page><style:header><text:p>Harbour news</text:p></style:header></style:master-page></o>"#,
        ],
    ),
    (
        "e",
        &[
            r#"<package><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/><item id="b" href="../o/b.xhtml" media-type="application/xhtml+xml"/><item id="n" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/><itemref idref="b" linear="no"/><itemref idref="a"/></spine></package>"#,
            "<html><body><h1>One</h1><p>The ferry never sailed again, they say.</p><table><tr><td>Boats in the bay</td><td>12</td></tr></table></body></html>",
            "<html><body><p>It was a cold winter&#x2e; Nobody came.</p><aside>Beside it all</aside></body></html>",
            r#"<html><body><nav><ol><li><a href="a.xhtml">The first chapter</a></li></ol></nav></body></html>"#,
        ],
    ),
    (
        "f",
        &[
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>>>",
            "<<>>streamBT /F 12 Tf 50 700 Td (The ferry never sailed again.) Tj 0 -14 Td (It was a cold win-) Tj 0 -14 Td (ter that year.) Tj ET /X Do",
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 7 0 R>>",
            "<</Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>>>streamBT /F 9 Tf 50 500 Td [(A)-80(n)20(ote)] TJ ET /X Do",
            "<<>>streambeginbfchar <41> <0042> endbfchar beginbfrange <61> <7a> <0061> endbfrange",
        ],
    ),
    (
        "f",
        &[
            "<</Type/Catalog/Pages 2 0 R/StructTreeRoot 6 0 R/MarkInfo<</Marked true>>/PageLabels<</Nums[0<</S/r>>]>>>>",
            "<</Type/Pages/Kids[3 0 R 2 0 R]/Count 9999999>>",
            "<</Type/Page/Parent 2 0 R/Rotate 90/MediaBox[0 0 600 800]/Contents[4 0 R 4 0 R]/Resources<</Font<</F 5 0 R>>>>>>",
            "<<>>stream/P <</MCID 0>> BDC BT /F 12 Tf 1 0 0 1 50 700 Tm (The left column of) Tj 250 0 Td (the right column) Tj ET EMC /Span <</ActualText (fi)>> BDC BT /F 12 Tf 9 600 Td <0102> Tj ET EMC q q q",
            "<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[5 0 R]>>",
            "<</Type/StructTreeRoot/K 7 0 R>>",
            "<</Type/StructElem/S/P/P 6 0 R/Pg 3 0 R/K[0 7 0 R]>>",
        ],
    ),
    (
        "j",
        &[
            r#"<article><front><article-meta><title-group><article-title>The harbour</article-title></title-group></article-meta></front><body><sec><title>One</title><p>The ferry never sailed<xref ref-type="fn">1</xref> again &amp; again, H<sub>2</sub>O and 10<sup>3</sup>.</p><table-wrap><table><tr><td>Boats in the bay</td></tr></table></table-wrap><disp-formula><mml:math xmlns:mml="m"><mml:mfrac><mml:mn>1</mml:mn><mml:mn>2</mml:mn></mml:mfrac></mml:math></disp-formula></sec></body><back><ref-list><ref><mixed-citation>A. Man, 1912</mixed-citation></ref></ref-list></back></article>"#,
        ],
    ),
    (
        "j",
        &[
            r#"<!DOCTYPE a [<!ENTITY x "never"><!ENTITY y "&x;&x;"><!ENTITY f SYSTEM "file:///etc/passwd">]><article><body><p>The ferry &y; sailed again so far.</p></body></article>"#,
        ],
    ),
    (
        "t",
        &[
            r#"<TEI><text><body><div><head>Letters</head><p>It was the <choice><sic>begining</sic><corr>beginning</corr></choice> of a weari-<lb break="no"/>some winter.</p><pb n="12"/><note place="foot">A note of the editor.</note><lg><l>The curfew tolls the knell</l></lg><sp><speaker>Hamlet</speaker><p>The rest of it is silence.</p></sp></div></body></text></TEI>"#,
        ],
    ),
    (
        "x",
        &[
            r#"<office:document xmlns:office="o" xmlns:text="t"><office:body><office:text><text:p>The ferry never<text:span> sailed</text:span> again.</text:p></office:text></office:body></office:document>"#,
        ],
    ),
    (
        "s",
        &[
            "1\n00:00:01,000 --> 00:00:02,500\nThe ferry never\nsailed again.\n\n2\n00:00:02,500 --> 00:00:04,000\n- <i>So</i> they say.\n- Nobody came.\n\n",
        ],
    ),
    (
        "v",
        &[
            "WEBVTT\n\nNOTE made by hand\n\nSTYLE\n::cue {}\n\nid\n00:01.000 --> 00:02.500 align:start\n<v Hamlet>The rest of it is silence.</v>\n\n00:02.500 --> 00:04.000\nThe rest of it is silence.\nand &amp; no<00:03.000> more\n",
        ],
    ),
    (
        "r",
        &[
            r"{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0 Times;}}{\*\generator x;}\pard The ferry never sailed\'92s \u8217? again\par {\footnote\pard A note of that year.}\b bold\b0  words\~here\_and\line there{\field{\*\fldinst HYPERLINK}{\fldrslt a link of words}}\trowd\intbl Boats in the bay\cell 12\cell\row{\deleted gone}{\v hidden}{\super 2}\par}",
        ],
    ),
    (
        "l",
        &[
            "\\documentclass{article}\\newcommand{\\ferry}[1]{the #1 ferry}\\newcommand{\\a}{\\b\\b}\\newcommand{\\b}{\\a}\n\\begin{document}\n\\section{The harbour}\n``The \\ferry{old} never --- sailed'' again\\footnote{A note of that year.}, caf\\'e, \\alpha{} $x^2$ 10\\,\\% % not this\nso far.\\cite{a}\n\\begin{tabular}{ll}Boats in the bay & 12\\\\\\end{tabular}\n\\begin{verbatim}\\a b\\end{verbatim}\\input{/etc/passwd}\n\\end{document}\n",
        ],
    ),
    (
        "m",
        &[
            "From: A <a@example.org>\nSubject: =?utf-8?q?The_h=C3=A4rbour?=\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b\"\n\n--b\nContent-Type: text/plain; charset=utf-8; format=flowed\nContent-Transfer-Encoding: quoted-printable\n\nThe ferry never sailed again, =\nthey =C3=A4nd we say. \nSo it was.\n> Somebody wrote this\n-- \nA. Man\n--b\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\nPHA+VGhlIGZlcnJ5IG5ldmVyIHNhaWxlZCBhZ2Fpbi48L3A+\n--b\nContent-Type: message/rfc822\n\nSubject: inside\n\nIt was a cold winter that year.\n--b--\n",
        ],
    ),
    (
        "m",
        &[
            "From a@example.org Mon Jan  1 00:00:00 2024\nSubject: one\n\nThe ferry never sailed again.\n\nFrom b@example.org Mon Jan  1 00:00:00 2024\nSubject: two\n\nIt was a cold winter that year.\n>From here on\n",
        ],
    ),
    (
        "M",
        &[
            "MIME-Version: 1.0\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"b\"\n\n--b\nContent-Type: text/html; charset=windows-1252\nContent-Location: https://example.org/\n\n<p>The ferry never sailed again.</p><p>So far.\n--b--\n",
        ],
    ),
    (
        "w",
        &[
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: 117\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>The ferry never sailed again, they say.</p>\r\n123456789\r\n\r\n",
        ],
    ),
];

/// A manuscript's form, a bibliography, the document, the manuscript.
pub const MANUSCRIPTS: [[&str; 4]; 9] = [
    [
        "m",
        "@book{noise, author={Smith, Ann and Jones, B.}, year=2020, title={The {Noise} of it}, file={:files/note.txt:text}}",
        "The ferry never sailed again. It was a cold winter that year.",
        "She says that “the ferry never sailed again” [@note, p. 3]. “It was a warm winter” [@note; @other].\n\n> It was a cold winter\n> that year.\n> [@note]\n\nHe called it ‘a *cold* winter’ (Smith, 2020, p. 4).\n",
    ],
    [
        "m",
        "[{\"id\": \"note\", \"type\": \"book\", \"title\": \"Note\", \"DOI\": \"10.1/2\", \"issued\": {\"date-parts\": [[2020]]}, \"author\": [{\"family\": \"Smith\"}]}]",
        "The ferry never sailed again.",
        "Smith (2020) writes: «the ferry never sailed». „Nobody came again“ [-@note]. \"The ferry &mdash; never\\* sailed\"[^1].\n\n[^1]: @note, p. iv. \"The ferry never sailed again.\" `\"code\"`\n",
    ],
    [
        "p",
        "",
        "The ferry never sailed again.",
        "\"The ferry never sailed again\" (note). It's the 'ferry' of the '90s. \"The ferry [never] sailed … again.\" (Note, 1998)\n",
    ],
    [
        "l",
        "@misc{note, title = \"The note\" # jan, year = {1998}, doi = {https://doi.org/10.1/2}}\n@string{jan = \"January\"}\n@comment{x}",
        "The ferry never sailed again. It was a cold winter that year.",
        "\\documentclass{article}\\begin{document}\n``The ferry never sailed again'' \\cite[p.~3]{note}. \\textcquote[4]{note}{It was a \\emph{cold} winter}\\begin{displaycquote}{note}The ferry never --- sailed\\end{displaycquote}\n\\enquote{cold \\enquote{winter} of it} \\parencite{note} % ``not this''\n\\begin{quote}It was a warm winter that year\\end{quote} \\citep{note}\\input{../../etc/passwd}\\bibliography{/etc/passwd}\n\\end{document}\n",
    ],
    [
        "c",
        "",
        "The ferry never sailed again.",
        "quote,source,page,prefix,suffix\n\"The ferry never sailed again\",note,3,,\n\"The \"\"ferry\"\" never\nsailed\",note,,,again\n=cmd(),note,,,\n",
    ],
    [
        "t",
        "",
        "The ferry never sailed again.",
        "source\tquote\nnote\tThe ferry never sailed\nother\tnothing of it here\n",
    ],
    [
        "m",
        "",
        "A b \u{1b}[2J c never\u{202e} d e\r\n::error::x",
        "“A b \u{1b}[2J c never d e\n::error::x” [@note]\n\n“\u{202e}A b c \u{7} d ]]> ##[group]” [@::error::]\n",
    ],
    [
        "l",
        "",
        "The men of the ferry did not come back to the bay.",
        "``The men of the \\'ecole'' did \\cite{note}. \\def\\a{\\a} \\begin{quotation}[12] The men \\dots{} of the ferry did\\footnote{``come back'' \\autocite{note}} \\end{quotation} \\blockquote[{\\cite{note}}]{The men \\textelp{} of the bay}",
    ],
    [
        "p",
        "@article{,author={\\\"Ozg\\\"ur, {van der} Berg},title={{{{},year=}\n@x(y,z=1)",
        "Nobody came again.",
        "Özgür (n.d.) says ”nobody came again” ibid., p. 3–4; ‹nobody came› 「誰も来なかった」 (Note 3:12).\r\rThe end",
    ],
];
