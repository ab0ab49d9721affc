#!/usr/bin/env python3
"""Makes a set of PDFs that other people wrote, with sentences that each of them holds.

    benches/documents/real.py FOLDER
    benches/documents/compare.py QUOTEPROOF FOLDER

Debian packages have many manuals both as PDF and as HTML, or with their LaTeX source. This fetches them (`apt-get download`;
nothing is installed), and takes the sentences from the HTML or the source: FOLDER/NAME.pdf and FOLDER/NAME.pdf.truth, a sentence
a line. No reader of PDF is asked.

The two are not the same everywhere. Links are printed in other words (`see Section 3.5 [Tides], page 12`), code in other signs;
sentences that have a link, or a quotation mark of code, are left out, and of a source all that have a command. Of each manual,
150 sentences are drawn.

Needs apt, dpkg-deb, and lxml (`pip install lxml`)."""

import argparse
import glob
import gzip
import os
import random
import re
import subprocess
import sys
import tarfile

from lxml import html

DOC = "usr/share/doc"
IG = f"{DOC}/installation-guide-amd64"
MOST = 150
TEX = f"{DOC}/texlive-doc"
LATEX_PACKAGES = {"ar": "arabic", "fa": "arabic", "ko": "korean"}
# Manuals with their LaTeX source: name, language, file, the source where it has another name. Not `kotex-doc`, whose file calls
# its full stops 줮.
LATEX = [
    ("novel", "ar", "latex/arabi/samplebook", None),
    ("exams", "ar", "xelatex/sexam/sexam_wexam_doc_ar", None),
    ("book", "ar", "xelatex/arabic-book/arabic-book", None),
    ("lshort", "fa", "latex/lshort-persian/lshort", "latex/lshort-persian/*.tex*"),
    ("lshort", "ko", "latex/lshort-korean/lshort-ko", "latex/lshort-korean/*.tar.gz"),
    ("jamo", "ko", "latex/pmhanguljamo/pmhanguljamo-kdoc", None),
    ("oblivoir", "ko", "latex/kotex-oblivoir/oblivoir-simpledoc", None),
    ("kotex-utf", "ko", "latex/kotex-utf/kotex-utf-doc", None),
    ("cjk", "ko", "latex/cjk-ko/cjk-ko-doc", None),
]
CJK = {"ja", "zh"}
RIGHT_TO_LEFT = {"ar", "fa", "he"}
# What stands for a link.
LINK = "\ue000"
NO_TEXT = (
    "//script|//style|//pre|//sup|//nav|//*[@class='sphinxsidebar' or @class='headerlink']"
    "|//*[contains(@class,'toc') or contains(@class,'related') or contains(@class,'footer') or contains(@class,'navheader')]"
)


def manuals():
    """The manuals: name, language, packages, PDF, and the pages of HTML."""
    for tag in ["de", "en", "es", "ja", "zh-cn", "zh-tw"]:
        base = "usr/share/debian-reference"
        yield f"reference-{tag}", [f"debian-reference-{tag}"], f"{base}/debian-reference.{tag}.pdf", f"{base}/*.{tag}.html"
    # Those in Italian and Russian are placeholders, and so is the Korean FAQ.
    for tag in ["en", "de", "fr", "ja"]:
        name, folder = ("", "") if tag == "en" else (f"-{tag}", f"{tag}/")
        base = "usr/share/developers-reference"
        yield f"developers-{tag}", [f"developers-reference{name}"], f"{base}/{folder}developers-reference.pdf", f"{base}/{folder}*.html"
    for tag in ["en", "de", "fr", "it", "nl", "pt", "ru"]:
        name = "debian-faq" if tag == "en" else f"debian-faq-{tag}"
        yield f"faq-{tag}", [name], f"{DOC}/debian/FAQ/debian-faq.{tag}.pdf.gz", f"{DOC}/debian/FAQ/**/*.{tag}.html*"
    for tag in ["de", "en", "ja", "ru", "zh-cn", "zh-tw"]:
        yield f"debmake-{tag}", ["debmake-doc"], f"{DOC}/debmake-doc/debmake-doc.{tag}.pdf", f"{DOC}/debmake-doc/**/*.{tag}.html"
    for tag in ["de", "en", "es", "fr", "it", "ja", "ko", "pt", "ru", "zh_CN", "vi", "cs", "nl"]:
        yield f"installation-{tag}", ["installation-guide-amd64"], f"{IG}/{tag}/install.{tag}.pdf.gz", f"{IG}/{tag}/*.html"
    # The Korean one is printed without spaces.
    for tag in ["de", "es", "ja", "lt", "pt", "ru"]:
        base = f"{DOC}/debian-history/docs"
        yield f"history-{tag}", ["debian-history"], f"{base}/project-history.{tag}.pdf", f"{base}/*.{tag}.html"
    for name, tag, part, source in LATEX:
        yield f"{name}-{tag}", [f"texlive-lang-{LATEX_PACKAGES[tag]}"], f"{TEX}/{part}.pdf", f"{TEX}/{source or part + '.tex*'}"
    for name in ["R-intro", "R-exts", "R-lang", "R-admin", "R-data", "R-ints"]:
        yield name, ["r-doc-pdf", "r-doc-html"], f"{DOC}/r-doc-pdf/manual/{name}.pdf", f"usr/share/R/doc/manual/{name}.html"
    yield "policy-en", ["debian-policy"], f"{DOC}/debian-policy/policy.pdf.gz", f"{DOC}/debian-policy/policy.html/*.html"
    yield "hierarchy-en", ["debian-policy"], f"{DOC}/debian-policy/fhs/fhs-3.0.pdf.gz", f"{DOC}/debian-policy/fhs/*.html*"
    yield "bash-en", ["bash-doc"], f"{DOC}/bash/bashref.pdf", f"{DOC}/bash/**/bashref.html*"
    yield "valgrind-en", ["valgrind"], f"{DOC}/valgrind/valgrind_manual.pdf.gz", f"{DOC}/valgrind/**/*.html"
    yield "mime-en", ["shared-mime-info"], f"{DOC}/shared-mime-info/*.pdf*", f"{DOC}/shared-mime-info/**/*.html"


def fetch(packages, folder):
    """Fetches and unpacks packages that are not there yet."""
    for package in packages:
        if glob.glob(f"{folder}/{package}_*.deb"):
            continue
        if subprocess.run(["apt-get", "download", "-qq", package], cwd=folder).returncode:
            print(f"{package}: cannot be fetched", file=sys.stderr)
            continue
        for deb in glob.glob(f"{folder}/{package}_*.deb"):
            subprocess.run(["dpkg-deb", "-x", deb, folder], check=True)


def content(path):
    with gzip.open(path) if path.endswith(".gz") else open(path, "rb") as file:
        return file.read()


def sources(path):
    """The LaTeX sources in a file, which may be an archive of them."""
    if path.endswith(".tar.gz"):
        with tarfile.open(path) as archive:
            members = [member for member in archive if member.name.endswith(".tex") and "/._" not in member.name]
            contents = [archive.extractfile(member).read() for member in members]
    else:
        contents = [content(path)]
    for source in contents:
        stated = b"cp1256" in source[:4000]
        yield source.decode("cp1256" if stated else "utf-8", "replace").replace("\r\n", "\n")


def passages(source):
    """The paragraphs of a LaTeX source; what a command is in is marked."""
    source = re.sub(r"(?<!\\)%.*\n?[ \t]*", "", source)
    source = source.split("\\begin{document}")[-1]
    source = re.sub(r"\\begin\{(verbatim|lstlisting|tabular|tikzpicture|exampleside|jamotext)\*?\}.*?\\end\{\1\*?\}", "\n\n", source, flags=re.DOTALL)
    for text in re.split(r"\n[ \t]*\n|\\(?:section|chapter|subsection|item|par|begin|end|caption)\b(?:\[[^]]*\]|\{[^}]*\})*|\\\\", source):
        text = text.replace("``", "“").replace("''", "”").replace("---", "—").replace("--", "–")
        text = re.sub(r"[\\${}~&_^`]", LINK, text)
        yield re.sub(r"\s+", " ", text).strip()


def paragraphs(paths):
    """The text of each paragraph of some pages; links are marked."""
    for path in paths:
        if ".tex" in path or path.endswith(".tar.gz"):
            for source in sources(path):
                yield from passages(source)
            continue
        page = content(path).decode("utf-8", "replace") if os.path.isfile(path) else ""
        if "<html" not in page[:3000].lower():
            continue
        tree = html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8"))
        for hidden in tree.xpath(NO_TEXT):
            hidden.drop_tree()
        for link in tree.xpath("//a[@href]"):
            link.text = LINK + (link.text or "")
        for paragraph in tree.xpath("//p|//li[not(.//p)]|//dd[not(.//p)]"):
            if not paragraph.xpath(".//p|.//ul|.//table|.//br|.//img"):
                yield re.sub(r"\s+", " ", paragraph.text_content()).strip()


def sentences(paths, language):
    found = {}
    for text in paragraphs(paths):
        for sentence in re.split(r"(?<=[.!?؟])\s+(?=[^\W\d_a-zа-я])|(?<=[。！？])", text):
            sentence = sentence.strip()
            length = len(sentence) if language in CJK else len(sentence.split())
            least, most = (20, 120) if language in CJK else (5, 40) if language in RIGHT_TO_LEFT else (7, 40)
            ends = re.search(r"[.!?؟。！？]$", sentence) or (text == sentence and language in RIGHT_TO_LEFT)
            is_whole = ends and not re.search(LINK + r"|https?://|`|\[\d+\]|\(\)", sentence)
            if least <= length <= most and is_whole:
                found[sentence] = None
    found = list(found)
    random.Random(1).shuffle(found)
    return found[:MOST]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", metavar="FOLDER")
    folder = parser.parse_args().folder
    packages = os.path.join(folder, "packages")
    os.makedirs(packages, exist_ok=True)
    for name, wanted, pdf, pages in manuals():
        fetch(wanted, packages)
        parts = re.split(r"[-_]", name.lower())
        language = "en" if name.startswith("R-") else next(part for part in parts[1:] if len(part) == 2)
        pdfs = glob.glob(f"{packages}/{pdf}")
        found = sentences(sorted(glob.glob(f"{packages}/{pages}", recursive=True)), language)
        if not pdfs or len(found) < 5:
            print(f"{name}: left out, {len(pdfs)} PDFs, {len(found)} sentences", file=sys.stderr)
            continue
        with open(f"{folder}/{name}.pdf", "wb") as file:
            file.write(content(pdfs[0]))
        with open(f"{folder}/{name}.pdf.truth", "w", encoding="utf-8") as file:
            file.writelines(f"{sentence}\n" for sentence in found)


if __name__ == "__main__":
    main()
