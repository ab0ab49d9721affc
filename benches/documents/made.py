#!/usr/bin/env python3
"""Makes PDFs with the programs that are installed, with what each of them holds and what nobody can read in it.

    benches/documents/made.py FOLDER [MAKER ...]
    benches/documents/compare.py QUOTEPROOF FOLDER

Makers: chromium, weasyprint, libreoffice (through pandoc), typst, lualatex, groff. Pages in eleven languages with columns, tables,
captions, boxes, marginals, sentences pulled out, notes and running heads, of made-up sentences (words.json).

    FILE.pdf.truth   sentences of the text, and two that follow each other; sentences of notes, captions, cells
    FILE.pdf.absent  splices: the end of a line and the beginning of one beside it or under it that it does not go on with

What is true comes from what the page was made of. Where lines lie comes from pdftotext (poppler-utils), which the splices need."""

import argparse
import html
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
WORDS = json.load(open(os.path.join(HERE, "words.json"), encoding="utf-8"))
FONTS = {
    "ar": "Noto Naskh Arabic", "he": "Noto Serif Hebrew", "hi": "Noto Serif Devanagari", "th": "Noto Serif Thai",
    "ja": "Noto Serif CJK JP", "zh": "Noto Serif CJK SC", "ko": "Noto Serif CJK KR",
}  # fmt: skip
UNSPACED = {"ja", "zh", "th"}
RIGHT_TO_LEFT = {"ar", "he"}
TABLES = (
    "table{border-collapse:collapse;margin:.6em 0}td{vertical-align:top;text-align:start;padding:2pt 6pt}"
    ".ruled td{border:.5pt solid}.lines tr{border-bottom:.5pt solid}.middle td{vertical-align:middle}"
)


# The command, or the Python module.
TYPST = ["typst", "compile"] if shutil.which("typst") else [sys.executable, "-c", "import typst; typst.compile('page.typ', output='page.pdf')"]


class Page:
    """What a document is made of: `body` are passages of its text, `others` what is beside it; both are lists of sentences."""

    def __init__(self, name, language="en"):
        self.name, self.language = name, language
        self.random, self.words = random.Random(name), WORDS[language]
        self.body, self.others, self.source = [], [], []
        self.space = "" if language in UNSPACED else " "

    def phrase(self, kind):
        return self.random.choice(self.words[kind]).format(y=self.random.randint(1702, 1899), d=self.random.randint(4, 19))

    def sentence(self):
        who, did, what, when, tail = (self.phrase(kind) for kind in ("who", "did", "what", "when", "tail"))
        match self.language:
            case "ja":
                return f"{when}、{who}は{what}を{did}。"
            case "zh":
                return f"{when}，{who}{did}{what}，{tail}。"
            case "ko" | "hi":
                return f"{when} {who} {what} {did}{'.' if self.language == 'ko' else '।'}"
            case "th":
                return f"{who}{did}{what} {when} {tail}"
        text = f"{who} {did} {what} {when}{'،' if self.language == 'ar' else ','} {tail}."
        return text[0].upper() + text[1:]

    def text(self, count=4):
        self.body.append([self.sentence() for _ in range(count)])
        return self.space.join(self.body[-1])

    def beside(self, count=1):
        self.others.append([self.sentence() for _ in range(count)])
        return self.space.join(self.others[-1])

    def cell(self):
        text = self.phrase("what")
        self.others.append([text[0].upper() + text[1:]])
        return self.others[-1][0]

    def add(self, text):
        self.source.append(text)

    def table(self, css, rows=4, columns=3, whole=False):
        cells = [[html.escape(self.beside() if whole else self.cell()) for _ in range(columns)] for _ in range(rows)]
        rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in cells)
        return f'<table class="{css}">{rows}</table>'


def web_pages():
    """Pages of HTML, with their style sheets."""

    def page(name, language, css, every=None, count=9, length=4):
        made = Page(f"{name}-{language}", language)
        for number in range(count):
            if every and number % 3 == 1:
                made.add(every(made))
            made.add(f"<p>{html.escape(made.text(length))}</p>")
        return made, css

    def block(tag, count=1):
        return lambda made: f'<{tag} class="b">{html.escape(made.beside(count))}</{tag}>'

    figure = lambda made: f"<figure><div></div><figcaption>{html.escape(made.beside())}</figcaption></figure>"
    for language in WORDS:
        yield page("plain", language, "body{line-height:1.6}")
        yield page("columns", language, "body{columns:2;column-gap:16pt;font-size:10pt}", count=16)
        yield page("ruled", language, TABLES, lambda made: made.table("ruled"))
        yield page("cells", language, TABLES, lambda made: made.table("wide"))
    for css in ("ruled", "lines", "wide", "wide middle"):
        yield page("table-" + css.replace(" ", "-"), "en", TABLES, lambda made, css=css: made.table(css, columns=2, whole=True))
    figures = "figure{margin:10pt 0}figure div{height:70pt;background:#ccd;width:60%}figcaption{font-size:SIZE}"
    for size in ("8.5pt", "11pt"):
        yield page(f"caption-{size}", "en", figures.replace("SIZE", size), figure)
    for name, css in (("edges", "border:.7pt solid"), ("ground", "background:#eef"), ("bar", "border-left:2pt solid #888")):
        yield page(f"box-{name}", "en", f".b{{{css};padding:6pt;margin:10pt 0}}", block("div", 3))
        yield page(f"float-{name}", "en", f".b{{{css};padding:6pt;float:right;width:36%;margin:4pt 12pt}}", block("div", 3), length=6)
    margin = "body{margin-right:130pt}.b{float:right;clear:both;margin-right:-125pt;width:110pt;font-size:9pt;text-align:left}"
    yield page("margin", "en", margin, block("div"), length=6)
    yield page("pulled", "en", ".b{font:italic 17pt/1.2 serif;text-align:center;margin:14pt 40pt}", block("div"))


def write_web(made, css, folder):
    font, direction = FONTS.get(made.language, "Liberation Serif"), "rtl" if made.language in RIGHT_TO_LEFT else "ltr"
    style = f'body{{font:11pt/1.35 "{font}",serif;text-align:justify}}p{{margin:0 0 .5em}}{css}'
    path = os.path.join(folder, "page.html")
    with open(path, "w", encoding="utf-8") as file:
        head = f'<meta charset="utf-8"><title>The Harbour</title><style>{style}</style>'
        file.write(f'<!DOCTYPE html><html lang="{made.language}" dir="{direction}"><head>{head}</head><body>{"".join(made.source)}</body></html>')
    return path


def chromium(folder):
    for made, css in web_pages():
        with tempfile.TemporaryDirectory() as scratch:
            page, pdf = write_web(made, css, scratch), os.path.join(folder, f"chromium-{made.name}.pdf")
            run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={pdf}", page])
        save(made, pdf)


def weasyprint(folder):
    notes = Page("notes-en")
    for number in range(16):
        note = f'<span class="n">{html.escape(notes.beside(2))}</span>' if number % 3 == 1 else ""
        notes.add(f"<p>{html.escape(notes.text())}{note}</p>")
    head = '@page{@top-center{content:"The Annals of the Harbour"}@bottom-center{content:counter(page)}}'
    for made, css in [*web_pages(), (notes, head + ".n{float:footnote;font-size:8.5pt}")]:
        with tempfile.TemporaryDirectory() as scratch:
            page, pdf = write_web(made, css, scratch), os.path.join(folder, f"weasyprint-{made.name}.pdf")
            run(["weasyprint", "-q", page, pdf])
        save(made, pdf)


def libreoffice(folder):
    for language in WORDS:
        made = Page(f"letter-{language}", language)
        made.add(f"---\nlang: {language}\ndir: {'rtl' if language in RIGHT_TO_LEFT else 'ltr'}\n---\n\n")
        for number in range(12):
            made.add(made.text() + "\n\n")
            if number % 3 == 1:
                made.add("".join(f"- {made.text(2)}\n" for _ in range(3)) + "\n")
            if number % 4 == 2:
                rows = ["|" + "|".join(made.cell() for _ in range(3)) + "|\n" for _ in range(4)]
                made.add(rows[0] + "|---|---|---|\n" + "".join(rows[1:]) + "\n")
        with tempfile.TemporaryDirectory() as scratch:
            source, name = os.path.join(scratch, "letter.md"), f"libreoffice-{made.name}"
            with open(source, "w", encoding="utf-8") as file:
                file.write("".join(made.source))
            run(["pandoc", "-s", source, "-o", os.path.join(scratch, f"{name}.docx")])
            profile = f"-env:UserInstallation=file://{scratch}/profile"
            run(["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, os.path.join(scratch, f"{name}.docx")])
        save(made, os.path.join(folder, f"{name}.pdf"))


def typst(folder):
    for language in WORDS:
        made = Page(f"columns-{language}", language)
        font = FONTS.get(language, "Liberation Serif")
        made.add(f'#set page(width:150mm,height:210mm,margin:16mm,columns:2,header:[Annals #h(1fr) The Harbour])\n#set text(font:"{font}",size:10pt,lang:"{language}")\n')
        for number in range(16):
            made.add(made.text() + (f"#footnote[{made.beside(2)}]" if number % 3 == 1 else "") + "\n\n")
            if number % 5 == 2:
                made.add("#table(columns:2," + ",".join(f"[{made.cell()}]" for _ in range(6)) + ")\n\n")
        save_source(made, folder, "typst", TYPST, "typ")


def lualatex(folder):
    for language in ("en", "de", "fr", "ru"):
        made = Page(f"columns-{language}", language)
        fonts = "\\usepackage{fontspec}\\setmainfont{Noto Serif}\\usepackage{fancyhdr}\\pagestyle{fancy}\\fancyhead[L]{Annals of the Harbour}"
        made.add(f"\\documentclass[10pt,twocolumn]{{article}}{fonts}\\begin{{document}}\n")
        for number in range(30):
            made.add(made.text() + (f"\\footnote{{{made.beside(2)}}}" if number % 4 == 1 else "") + "\n\n")
            if number % 9 == 4:
                made.add(f"\\begin{{figure}}\\rule{{\\columnwidth}}{{3cm}}\\caption{{{made.beside()}}}\\end{{figure}}\n")
            if number % 11 == 6:
                rows = "".join(f"{made.cell()} & {made.cell()} & {made.cell()}\\\\\n" for _ in range(5))
                made.add(f"\\begin{{table*}}\\caption{{{made.beside()}}}\\begin{{tabular}}{{lll}}\\hline\n{rows}\\hline\\end{{tabular}}\\end{{table*}}\n")
        made.add("\\end{document}\n")
        save_source(made, folder, "lualatex", ["lualatex", "-interaction=nonstopmode"], "tex")


def groff(folder):
    for columns in (1, 2):
        made = Page(f"paper-{columns}")
        made.add(".nr PO 1i\n.ds LH Annals\n.ds RH The Harbour\n" + (".2C\n" if columns == 2 else ""))
        for number in range(24):
            note = f"\\**\n.FS\n{made.beside(2)}\n.FE\n" if number % 4 == 1 else "\n"
            made.add(f".PP\n{made.text()}{note}")
            if number % 6 == 3:
                made.add(".TS\nbox,allbox;\nl l.\n" + "".join(f"{made.cell()}\t{made.cell()}\n" for _ in range(4)) + ".TE\n")
        with open(os.path.join(folder, f"groff-{made.name}.pdf"), "wb") as file:
            command = ["groff", "-Tpdf", "-Kutf8", "-ms", "-t"]
            subprocess.run(command, input="".join(made.source).encode(), stdout=file, stderr=subprocess.DEVNULL, check=False)
        save(made, os.path.join(folder, f"groff-{made.name}.pdf"))


def run(command):
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=600, check=False)


def save_source(made, folder, maker, command, end):
    with tempfile.TemporaryDirectory() as scratch:
        with open(os.path.join(scratch, f"page.{end}"), "w", encoding="utf-8") as file:
            file.write("".join(made.source))
        for _ in range(2):
            subprocess.run([*command, f"page.{end}"], cwd=scratch, capture_output=True, timeout=600, check=False)
        pdf = os.path.join(folder, f"{maker}-{made.name}.pdf")
        if os.path.exists(os.path.join(scratch, "page.pdf")):
            shutil.copy(os.path.join(scratch, "page.pdf"), pdf)
    save(made, pdf)


def save(made, pdf):
    """Writes what is true of a PDF, and what is not."""
    if not os.path.exists(pdf) or not os.path.getsize(pdf):
        print(f"{os.path.basename(pdf)}: not made")
        return
    passages = [*made.body, *made.others]
    pairs = [made.space.join(pair) for passage in made.body for pair in zip(passage, passage[1:])]
    true = [*(sentence for passage in passages for sentence in passage), *pairs]
    for end, sentences in (("truth", true), ("absent", splices(pdf, made))):
        with open(f"{pdf}.{end}", "w", encoding="utf-8") as file:
            file.writelines(f"{sentence}\n" for sentence in dict.fromkeys(sentences))


def letters(text):
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if c.isalnum() or unicodedata.category(c).startswith("M"))


def lines(pdf):
    """The lines of a PDF: page, left, top, right, bottom, words."""
    shown = subprocess.run(["pdftotext", "-bbox-layout", pdf, "-"], capture_output=True, check=False).stdout.decode("utf-8", "replace")
    number = r'="(-?[\d.]+)"'
    page, found = 0, []
    for match in re.finditer(rf"<page |<line xMin{number} yMin{number} xMax{number} yMax{number}>(.*?)</line>", shown, re.DOTALL):
        if match[0].startswith("<page"):
            page += 1
        else:
            words = [html.unescape(word) for word in re.findall(r"<word [^>]*>(.*?)</word>", match[5], re.DOTALL)]
            found.append((page, *(float(side) for side in match.groups()[:4]), words))
    return found


def splices(pdf, made):
    """The end of each line with the beginning of the next one beside it and of the ones under it, where no passage has both."""
    all_lines, wholes = lines(pdf), [letters("".join(passage)) for passage in made.others]
    whole = letters("".join("".join(passage) for passage in made.body))
    known = lambda text: len(text) >= 6 and (text in whole or any(text in other for other in wholes))
    found = []
    if made.language in RIGHT_TO_LEFT:
        return found
    for page, left, top, right, bottom, words in all_lines:
        high = bottom - top
        if words[-1].endswith("-") or not known(letters("".join(words))):
            continue
        beside = [line for line in all_lines if line[0] == page and abs(line[4] - bottom) < high * 0.6 and line[1] >= right - 1]
        under = [line for line in all_lines if line[0] == page and high * 0.5 < line[4] - bottom < high * 4 and line[1] < right and left < line[3]]
        nearest = [min(beside, key=lambda line: line[1])] if beside else []
        for line in [*nearest, *sorted(under, key=lambda line: line[2])[:3]]:
            if not known(letters("".join(line[5]))):
                continue
            tail, head = " ".join(words[-4:]), " ".join(line[5][:4])
            tail, head = (tail[-12:] if len(words) <= 2 else tail), (head[:12] if len(line[5]) <= 2 else head)
            joined = letters(tail + head)
            if len(joined) >= 12 and joined not in whole and not any(joined in other for other in wholes):
                found.append(f"{tail} {head}")
    return found


def main():
    makers = {maker.__name__: maker for maker in (chromium, weasyprint, libreoffice, typst, lualatex, groff)}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", metavar="FOLDER")
    parser.add_argument("makers", nargs="*", metavar="MAKER", choices=[*makers, []])
    arguments = parser.parse_args()
    os.makedirs(arguments.folder, exist_ok=True)
    needs = {"libreoffice": "soffice", "typst": TYPST[0]}
    for name in arguments.makers or makers:
        if shutil.which(needs.get(name, name)):
            makers[name](arguments.folder)
        else:
            print(f"{name} is not installed: left out")


if __name__ == "__main__":
    main()
