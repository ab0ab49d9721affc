#!/usr/bin/env python3
"""Makes a set of PDFs that other people wrote, with sentences that each of them holds.

    benches/documents/real.py FOLDER
    benches/documents/compare.py QUOTEPROOF FOLDER

Debian packages have many manuals both as PDF and as HTML. This fetches them (`apt-get download`; nothing is installed), and takes
the sentences from the HTML: FOLDER/NAME.pdf and FOLDER/NAME.pdf.truth, a sentence a line. No reader of PDF is asked.

The two are not the same everywhere. Links are printed in other words (`see Section 3.5 [Tides], page 12`), code in other signs;
sentences that have a link, or a quotation mark of code, are left out. Of each manual, 150 sentences are drawn.

Needs apt, dpkg-deb, and lxml (`pip install lxml`)."""

import argparse
import glob
import gzip
import os
import random
import re
import subprocess
import sys

from lxml import html

DOC = "usr/share/doc"
IG = f"{DOC}/installation-guide-amd64"
MOST = 150
CJK = {"ja", "zh"}
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
    # Those in Italian and Russian are placeholders.
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


def paragraphs(paths):
    """The text of each paragraph of some pages; links are marked."""
    for path in paths:
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
        for sentence in re.split(r"(?<=[.!?])\s+(?=[^\W\d_a-zа-я])|(?<=[。！？])", text):
            sentence = sentence.strip()
            length = len(sentence) if language in CJK else len(sentence.split())
            least, most = (20, 120) if language in CJK else (7, 40)
            is_whole = re.search(r"[.!?。！？]$", sentence) and not re.search(LINK + r"|https?://|`|\[\d+\]|\(\)", sentence)
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
        language = re.split(r"[-_]", name)[1].lower() if not name.startswith("R-") else "en"
        pdfs = glob.glob(f"{packages}/{pdf}")
        found = sentences(sorted(glob.glob(f"{packages}/{pages}", recursive=True)), language)
        if not pdfs or len(found) < 20:
            print(f"{name}: left out, {len(pdfs)} PDFs, {len(found)} sentences", file=sys.stderr)
            continue
        with open(f"{folder}/{name}.pdf", "wb") as file:
            file.write(content(pdfs[0]))
        with open(f"{folder}/{name}.pdf.truth", "w", encoding="utf-8") as file:
            file.writelines(f"{sentence}\n" for sentence in found)


if __name__ == "__main__":
    main()
