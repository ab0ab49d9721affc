"""Writes an article of `articles.py` in its format: the text of it, or the bytes of a file of a word processor."""

import csv
import html
import io
import json
import zipfile

PAGE = {"en": "p.", "de": "S.", "fr": "p.", "es": "p.", "it": "p.", "nl": "p.", "pt": "p.", "ru": "с."}
IBID = {"en": "ibid.", "de": "ebd.", "fr": "ibid.", "es": "ibíd.", "it": "ivi", "nl": "ibid.", "pt": "ibid.",
        "ru": "там же"}
LISTS = {"en": "References", "de": "Literatur", "fr": "Bibliographie", "es": "Bibliografía", "it": "Bibliografia",
         "nl": "Literatuur", "pt": "Referências", "ru": "Литература"}


class Writer:
    """What formats of text have in common; `article` says the style and the language."""

    def __init__(self, article):
        self.article, self.style, self.language = article, article.style, article.language
        self.notes, self.numbers = [], {}

    def escaped(self, text):
        return text

    def quote(self, words, work, noise=False):
        left, right = self.article.pair
        inner = "\u00a0" if self.language == "fr" and left == "«" else ""
        return left + inner + self.escaped(words) + inner + right

    def number(self, work):
        return self.numbers.setdefault(work[0], len(self.numbers) + 1)

    def pages(self, page):
        return f"{PAGE[self.language]} {page}" if page else ""

    def written_out(self, work, page):
        key, _, author, first, title, year = work
        tail = f", {self.pages(page)}" if page else ""
        return f"{first} {author}, {self.emphasis(title)} (Selmouth: Quay Press, {year}){tail}."

    def bracketed(self, work, page):
        tail = f", {self.pages(page)}" if page else ""
        return f"({work[2]} {work[5]}{tail})"

    def narrated(self, work):
        return f"{work[2]} ({work[5]})"

    def emphasis(self, text):
        return f"*{text}*"

    def cite(self, work, page):
        return " " + self.bracketed(work, page)

    def narrative(self, work):
        return self.narrated(work)

    def note(self, work, page):
        return self.bracketed(work, page)

    def page(self, work, page):
        return f"({self.pages(page)})"

    def ibid(self, work):
        return f"({IBID[self.language]})"

    def item(self, text):
        return f"- {text}"

    def block(self, words, rest):
        return "> " + self.escaped(words) + rest

    def part(self, part):
        if isinstance(part, str):
            return self.escaped(part)
        kind, *rest = part
        if kind == "noise":
            return self.quote(rest[0], None, noise=True)
        if kind == "emphasis":
            return self.emphasis(rest[0])
        return {"quote": self.quote, "cite": self.cite, "narrative": self.narrative, "note": self.note, "page": self.page,
                "ibid": self.ibid}[kind](*rest)

    def joined(self, parts):
        text = ""
        for part in parts:
            if isinstance(part, tuple) and part[0] in ("cite", "note"):
                text = text.rstrip(" ")
            text += self.part(part)
        return text

    def paragraphs(self):
        found = []
        for kind, parts in self.article.blocks:
            if kind == "quote":
                at = next(i for i, part in enumerate(parts) if part[0] == "block")
                found.append(self.block(parts[at][1], self.joined(parts[at + 1:])))
            else:
                text = self.joined(parts)
                found.append(self.item(text) if kind == "item" else text)
        return found

    def head(self):
        return ""

    def tail(self):
        return ""

    def text(self):
        body = "\n\n".join(self.paragraphs())
        return self.head() + body + "\n" + self.tail()


class Markdown(Writer):
    def cite(self, work, page):
        tail = f", {self.pages(page)}" if page else ""
        if self.style == "key":
            return f" [@{work[0]}{tail}]"
        if self.style == "link":
            return f" ([source](sources/{work[0]}.txt){tail})"
        if self.style == "wiki":
            return f" [[{work[0]}]]" if not page else f" [[{work[0]}#page={page}|{work[2]}]]"
        if self.style == "number":
            return f" [{self.number(work)}{tail}]"
        if self.style == "note":
            return self.note(work, page)
        return super().cite(work, page)

    def narrative(self, work):
        return {"key": f"@{work[0]}", "link": f"[{work[2]}](sources/{work[0]}.txt)", "wiki": f"[[{work[0]}]]",
                "number": f"{work[2]} [{self.number(work)}]", "note": f"{work[2]}{self.mark(work, None)}"
                if self.style == "note" else "", "year": self.narrated(work)}[self.style]

    def mark(self, work, page):
        self.notes.append(self.written_out(work, page))
        return f"[^{len(self.notes)}]"

    def note(self, work, page):
        return self.mark(work, page)

    def ibid(self, work):
        if self.style != "note":
            return super().ibid(work)
        self.notes.append(f"{IBID[self.language].capitalize()}, 12.")
        return f"[^{len(self.notes)}]"

    def head(self):
        return "---\ntitle: Notes\nbibliography: refs.bib\n---\n\n" if self.style == "key" else "# Notes on water\n\n"

    def tail(self):
        text = "".join(f"\n[^{n}]: {note}\n" for n, note in enumerate(self.notes, 1))
        if self.style == "number":
            from articles import WORKS
            text += f"\n# {LISTS[self.language]}\n"
            for work in WORKS:
                if work[0] in self.numbers:
                    text += f"\n[{self.numbers[work[0]]}] {work[3][0]}. {work[2]}, {work[4]}. Selmouth: Quay Press, {work[5]}.\n"
        if self.style == "year":
            from articles import WORKS
            text += f"\n## {LISTS[self.language]}\n"
            for work in WORKS:
                if work[1] == self.language:
                    text += f"\n{work[2]}, {work[3]}. *{work[4]}*. Selmouth: Quay Press, {work[5]}.\n"
        return text


class Latex(Writer):
    def escaped(self, text):
        return text.replace("&", "\\&").replace("%", "\\%").replace("#", "\\#").replace("[…]", "\\textelp{}").replace("…", "\\dots{}")

    def emphasis(self, text):
        return f"\\emph{{{text}}}"

    def quote(self, words, work, noise=False):
        if self.style == "csquotes" and work and self.article.rng.random() < 0.4:
            return f"\\textcquote{{{work[0]}}}{{{self.escaped(words)}}}"
        if self.style in ("biblatex", "csquotes"):
            return f"\\enquote{{{self.escaped(words)}}}"
        if self.language == "en" and self.article.pair[0] in "“\"":
            return f"``{self.escaped(words)}''"
        if self.language == "de":
            return f"\"`{self.escaped(words)}\"'"
        return super().quote(words, work)

    def cite(self, work, page):
        option = f"[{page}]" if page else ""
        name = {"biblatex": "autocite", "natbib": "citep", "footcite": "footcite", "csquotes": "parencite", "note": ""}[self.style]
        if not name:
            return self.note(work, page)
        return ("" if name == "footcite" else "~") + f"\\{name}{option}{{{work[0]}}}"

    def narrative(self, work):
        if self.style in ("footcite", "note"):
            return f"{work[2]}\\footcite{{{work[0]}}}"
        return f"\\{'citet' if self.style == 'natbib' else 'textcite'}{{{work[0]}}}"

    def note(self, work, page):
        if self.style == "note":
            return f"\\footnote{{{self.written_out(work, page)}}}"
        return f"\\footcite[{page}]{{{work[0]}}}" if page else f"\\footcite{{{work[0]}}}"

    def page(self, work, page):
        return f"({PAGE[self.language]}~{page})"

    def item(self, text):
        return f"\\begin{{itemize}}\n\\item {text}\n\\end{{itemize}}"

    def block(self, words, rest):
        if self.style == "csquotes":
            return f"\\begin{{displayquote}}\n{self.escaped(words)}{rest}\n\\end{{displayquote}}"
        return f"\\begin{{quote}}\n{self.escaped(words)}{rest}\n\\end{{quote}}"

    def head(self):
        lines = ["\\documentclass{article}", "\\usepackage{csquotes}"]
        lines.append("\\usepackage{natbib}" if self.style == "natbib" else "\\usepackage{biblatex}\n\\addbibresource{refs.bib}")
        return "\n".join(lines) + "\n\\begin{document}\n"

    def tail(self):
        return "\n\\printbibliography\n\\end{document}\n"


class Typst(Writer):
    def escaped(self, text):
        return text.replace("#", "\\#").replace("[", "\\[").replace("]", "\\]").replace("@", "\\@").replace("*", "\\*")

    def emphasis(self, text):
        return f"_{text}_"

    def quote(self, words, work, noise=False):
        if self.style == "attribution" and work and self.article.rng.random() < 0.5:
            return f"#quote(attribution: <{work[0]}>)[{self.escaped(words)}]"
        return super().quote(words, work)

    def cite(self, work, page):
        if self.style == "note":
            return self.note(work, page)
        return f" @{work[0]}" + (f"[{self.pages(page)}]" if page else "")

    def narrative(self, work):
        return f"#cite(<{work[0]}>, form: \"prose\")"

    def note(self, work, page):
        return f"#footnote[{self.written_out(work, page)}]"

    def block(self, words, rest):
        return f"#quote(block: true)[{self.escaped(words)}{rest}]"

    def head(self):
        return "#set page(width: 12cm)\n\n"

    def tail(self):
        return "\n#bibliography(\"refs.bib\")\n"


class Html(Writer):
    def escaped(self, text):
        return html.escape(text, quote=False)

    def emphasis(self, text):
        return f"<em>{text}</em>"

    def quote(self, words, work, noise=False):
        if self.style == "cite" and work:
            return f"<q cite=\"sources/{work[0]}.txt\">{self.escaped(words)}</q>"
        if self.style == "link" and self.article.rng.random() < 0.3:
            return f"<q>{self.escaped(words)}</q>"
        return super().quote(words, work)

    def cite(self, work, page):
        if self.style in ("link", "cite"):
            return f" (<a href=\"sources/{work[0]}.txt\">{work[2]}</a>)"
        return self.note(work, page) if self.style == "note" else super().cite(work, page)

    def narrative(self, work):
        if self.style in ("link", "cite"):
            return f"<a href=\"sources/{work[0]}.txt\">{work[2]}</a>"
        return self.narrated(work)

    def note(self, work, page):
        if self.style != "note":
            return self.cite(work, page)
        self.notes.append(self.written_out(work, page))
        number = len(self.notes)
        return f"<sup><a href=\"#fn{number}\" id=\"ref{number}\">{number}</a></sup>"

    def item(self, text):
        return f"<ul><li>{text}</li></ul>"

    def block(self, words, rest):
        return f"<blockquote><p>{self.escaped(words)}{rest}</p></blockquote>"

    def paragraphs(self):
        return [p if p.startswith("<ul>") or p.startswith("<blockquote") else f"<p>{p}</p>" for p in super().paragraphs()]

    def head(self):
        return f"<!DOCTYPE html>\n<html lang=\"{self.language}\"><head><title>Notes</title></head><body>\n"

    def tail(self):
        notes = "".join(f"<li id=\"fn{n}\">{note} <a href=\"#ref{n}\">↩</a></li>\n" for n, note in enumerate(self.notes, 1))
        return (f"<section class=\"footnotes\"><ol>\n{notes}</ol></section>\n" if notes else "") + "</body></html>\n"


class Org(Writer):
    def emphasis(self, text):
        return f"/{text}/"

    def cite(self, work, page):
        if self.style == "note":
            return self.note(work, page)
        tail = f" {self.pages(page)}" if page else ""
        return f" [cite:@{work[0]}{tail}]" if self.style == "key" else super().cite(work, page)

    def narrative(self, work):
        return f"[cite/t:@{work[0]}]" if self.style == "key" else self.narrated(work)

    def note(self, work, page):
        if self.style != "note":
            return self.cite(work, page)
        self.notes.append(self.written_out(work, page))
        return f"[fn:{len(self.notes)}]"

    def block(self, words, rest):
        return f"#+begin_quote\n{words}{rest}\n#+end_quote"

    def head(self):
        return "#+title: Notes\n#+bibliography: refs.bib\n\n"

    def tail(self):
        return "".join(f"\n[fn:{n}] {note}\n" for n, note in enumerate(self.notes, 1))


class Rst(Writer):
    def cite(self, work, page):
        if self.style == "note":
            return self.note(work, page)
        return f" :cite:p:`{work[0]}`" if self.style == "key" else super().cite(work, page)

    def narrative(self, work):
        return f":cite:t:`{work[0]}`" if self.style == "key" else self.narrated(work)

    def note(self, work, page):
        if self.style != "note":
            return self.cite(work, page)
        self.notes.append(self.written_out(work, page))
        return f" [#n{len(self.notes)}]_"

    def block(self, words, rest):
        return f"    {words}{rest}"

    def head(self):
        return "Notes\n=====\n\n"

    def tail(self):
        return "".join(f"\n.. [#n{n}] {note}\n" for n, note in enumerate(self.notes, 1))


class Wiki(Writer):
    def emphasis(self, text):
        return f"''{text}''"

    def cite(self, work, page):
        key, _, author, first, title, year = work
        if self.style == "sfn":
            return f"{{{{sfn|{author}|{year}" + (f"|p={page}" if page else "") + "}}"
        if self.style == "named" and key in self.numbers:
            return f"<ref name=\"{key}\" />"
        name = f" name=\"{key}\"" if self.style == "named" else ""
        self.number(work)
        pages = f" |page={page}" if page else ""
        return f"<ref{name}>{{{{cite book |last={author} |first={first} |title={title} |year={year}{pages}}}}}</ref>"

    def narrative(self, work):
        return f"{work[3]} {work[2]}{self.cite(work, None)}"

    def note(self, work, page):
        return self.cite(work, page)

    def item(self, text):
        return f"* {text}"

    def block(self, words, rest):
        return f"<blockquote>{words}{rest}</blockquote>"

    def head(self):
        return "== Notes ==\n\n"

    def tail(self):
        return "\n== References ==\n{{reflist}}\n"


class Text(Writer):
    def cite(self, work, page):
        if self.style == "number":
            return f" [{self.number(work)}" + (f", {self.pages(page)}]" if page else "]")
        return super().cite(work, page)

    def note(self, work, page):
        return self.cite(work, page)

    def narrative(self, work):
        return f"{work[2]} [{self.number(work)}]" if self.style == "number" else self.narrated(work)

    def emphasis(self, text):
        return text

    def block(self, words, rest):
        return self.quote(words, None) + rest

    def tail(self):
        if self.style != "number":
            return ""
        from articles import WORKS
        listed = [w for w in WORKS if w[0] in self.numbers]
        listed.sort(key=lambda w: self.numbers[w[0]])
        return f"\n{LISTS[self.language]}\n\n" + "\n".join(
            f"[{self.numbers[w[0]]}] {w[3][0]}. {w[2]}, {w[4]}. Selmouth: Quay Press, {w[5]}." for w in listed) + "\n"


# Marks of parts that are no text, until the file is made.
OPEN, CLOSE = "\ue000", "\ue001"


class Docx(Writer):
    """Word: runs, fields and notes are put into the text between marks, and become XML at the end."""

    def escaped(self, text):
        return html.escape(text, quote=False)

    def emphasis(self, text):
        return text

    def xml(self, text):
        return OPEN + text + CLOSE

    def cite(self, work, page):
        if self.style == "year":
            return " " + self.escaped(self.bracketed(work, page))
        return self.note(work, page) if self.style == "note" else " " + self.field(work, page, self.bracketed(work, page), False)

    def narrative(self, work):
        if self.style == "year":
            return self.narrated(work)
        if self.style == "note":
            return work[2] + self.note(work, None)
        return work[2] + " " + self.field(work, None, f"({work[5]})", True)

    def note(self, work, page):
        if self.style != "note":
            return self.cite(work, page)
        self.notes.append(self.written_out(work, page))
        return self.mark(len(self.notes))

    def mark(self, number):
        return self.xml(f"<w:r><w:footnoteReference w:id=\"{number + 1}\"/></w:r>")

    def field(self, work, page, shown, narrative):
        key, _, author, first, title, year = work
        item = {"id": key, "itemData": {"id": key, "type": "book", "title": title, "author": [{"family": author, "given": first}],
                                        "issued": {"date-parts": [[int(year)]]}}}
        if page:
            item.update(locator=str(page), label="page")
        if narrative:
            item["suppress-author"] = True
        data = json.dumps({"citationID": "x1", "citationItems": [item], "properties": {"formattedCitation": shown}})
        code = {"zotero": f"ADDIN ZOTERO_ITEM CSL_CITATION {data}", "mendeley": f"ADDIN CSL_CITATION {data}",
                "word": f"CITATION {key}" + (" \\n" if narrative else "") + (f" \\p {page}" if page else "") + " \\l 1033"}[self.style]
        run = "<w:r><w:fldChar w:fldCharType=\"{}\"/></w:r>"
        half = len(code) // 2
        instructions = "".join(f"<w:r><w:instrText xml:space=\"preserve\">{html.escape(part, quote=False)}</w:instrText></w:r>"
                               for part in (" " + code[:half], code[half:] + " "))
        return self.xml(run.format("begin") + instructions + run.format("separate") + self.run(self.escaped(shown)) + run.format("end"))

    def run(self, text):
        return f"<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>" if text else ""

    def runs(self, text):
        found = []
        for at, part in enumerate(text.replace(CLOSE, OPEN).split(OPEN)):
            if at % 2:
                found.append(part)
            else:
                # Word cuts its runs anywhere.
                cut = len(part) // 2
                while cut < len(part) and part[cut - 1:cut] in "&;#abcdefghijklmnopqrstuvwxyz":
                    cut += 1
                found.append(self.run(part[:cut]) + self.run(part[cut:]))
        return "".join(found)

    def block(self, words, rest):
        return "\ue002" + self.escaped(words) + rest

    def item(self, text):
        return text

    def text(self):
        body = ""
        for paragraph in self.paragraphs():
            style = "<w:pPr><w:pStyle w:val=\"Quote\"/></w:pPr>" if paragraph.startswith("\ue002") else ""
            body += f"<w:p>{style}{self.runs(paragraph.lstrip(chr(0xe002)))}</w:p>"
        name = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
        start = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>"
        kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        type_of = "application/vnd.openxmlformats-officedocument.wordprocessingml"
        notes = "".join(f"<w:footnote w:id=\"{n + 1}\"><w:p>{self.run(' ' + self.escaped(note))}</w:p></w:footnote>"
                        for n, note in enumerate(self.notes, 1))
        files = {
            "[Content_Types].xml": f"{start}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"{type_of}.document.main+xml\"/><Override PartName=\"/word/footnotes.xml\" ContentType=\"{type_of}.footnotes+xml\"/><Override PartName=\"/word/styles.xml\" ContentType=\"{type_of}.styles+xml\"/></Types>",
            "_rels/.rels": f"{start}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"{kinds}/officeDocument\" Target=\"word/document.xml\"/></Relationships>",
            "word/_rels/document.xml.rels": f"{start}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"{kinds}/footnotes\" Target=\"footnotes.xml\"/><Relationship Id=\"rId2\" Type=\"{kinds}/styles\" Target=\"styles.xml\"/></Relationships>",
            "word/styles.xml": f"{start}<w:styles {name}><w:style w:type=\"paragraph\" w:styleId=\"Quote\"><w:name w:val=\"Quote\"/></w:style></w:styles>",
            "word/footnotes.xml": f"{start}<w:footnotes {name}>{notes}</w:footnotes>",
            "word/document.xml": f"{start}<w:document {name}><w:body>{body}</w:body></w:document>",
        }
        return packed(files)


class Odt(Docx):
    def mark(self, number):
        note = self.escaped(self.notes[-1])
        return self.xml(f"<text:note text:id=\"ftn{number}\" text:note-class=\"footnote\"><text:note-citation>{number}</text:note-citation>"
                        f"<text:note-body><text:p>{note}</text:p></text:note-body></text:note>")

    def runs(self, text):
        return text.replace(OPEN, "").replace(CLOSE, "")

    def text(self):
        body = ""
        for paragraph in self.paragraphs():
            style = "Quotations" if paragraph.startswith("\ue002") else "Standard"
            body += f"<text:p text:style-name=\"{style}\">{self.runs(paragraph.lstrip(chr(0xe002)))}</text:p>"
        space = "urn:oasis:names:tc:opendocument:xmlns"
        content = (f"<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content xmlns:office=\"{space}:office:1.0\" "
                   f"xmlns:text=\"{space}:text:1.0\" office:version=\"1.3\"><office:body><office:text>{body}</office:text></office:body></office:document-content>")
        manifest = (f"<?xml version=\"1.0\" encoding=\"UTF-8\"?><manifest:manifest xmlns:manifest=\"{space}:manifest:1.0\">"
                    "<manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"application/vnd.oasis.opendocument.text\"/>"
                    "<manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>")
        return packed({"mimetype": "application/vnd.oasis.opendocument.text", "META-INF/manifest.xml": manifest, "content.xml": content})


def packed(files):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in files.items():
            how = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            out.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text, compress_type=how)
    return data.getvalue()


class Table:
    def __init__(self, article):
        self.article = article

    def text(self):
        out = io.StringIO()
        rows = csv.writer(out, delimiter=self.article.rng.choice([",", ";"]), lineterminator="\n")
        rows.writerow(["quote", "source"])
        rows.writerows(self.article.rows)
        return out.getvalue()


WRITERS = {"md": Markdown, "tex": Latex, "typ": Typst, "html": Html, "org": Org, "rst": Rst, "wiki": Wiki, "docx": Docx, "odt": Odt,
           "txt": Text, "csv": Table}


def written(article):
    return WRITERS[article.form](article).text()
