#!/usr/bin/env python3
"""Compares readers of PDF by one measure: how many true sentences of a document stand in what each of them makes of it.

    benches/documents/compare.py QUOTEPROOF [FOLDER ...]

For each FILE.pdf with a FILE.pdf.truth beside it (a sentence a line, got without reading the PDF), every reader makes a text,
and the same quoteproof looks for the same sentences in it: its own reader's text, and those of pdftotext, PDFium and pdf-extract
as plain texts. So only the readers differ. Of FILE.pdf.absent, the words that nobody can read in the PDF, the last line counts how
many quoteproof lets pass. Default folder: tests/samples/pdf; real.py and made.py make others. `--large FILE.pdf` measures time and memory on
one file instead, the best of five runs each.

Readers that are not installed are left out: pdftotext (poppler-utils), PDFium (pip install pypdfium2), pdf-extract (its
example `extract`: EXTRACT=PATH)."""

import argparse
import collections
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
LANGUAGES = {"ar", "cs", "de", "es", "fa", "fr", "he", "hi", "it", "ja", "ko", "nl", "pt", "ru", "th", "vi", "zh"}
PASSES = {"exact", "typographic", "edited"}
MOST = 300

PDFIUM = """import sys, pypdfium2
for page in pypdfium2.PdfDocument(sys.argv[1]):
    # PDFium writes the hyphen of a line's end as U+FFFE or U+0002.
    text = page.get_textpage().get_text_bounded().replace("\\ufffe", "-\\n").replace("\\x02", "-\\n")
    sys.stdout.write(text.replace("\\r\\n", "\\n") + "\\n\\n")"""


def language(name):
    parts = name.replace(".", "-").replace("_", "-").lower().split("-")
    return next((part for part in parts if part in LANGUAGES), "en")


def has(module):
    return subprocess.run([sys.executable, "-c", f"import {module}"], capture_output=True).returncode == 0


def readers():
    found = {}
    if shutil.which("pdftotext"):
        found["pdftotext"] = lambda pdf: ["pdftotext", "-enc", "UTF-8", pdf, "-"]
    if has("pypdfium2"):
        found["PDFium"] = lambda pdf: [sys.executable, "-c", PDFIUM, pdf]
    extract = os.environ.get("EXTRACT") or shutil.which("pdf-extract")
    if extract:
        found["pdf-extract"] = lambda pdf: [extract, pdf]
    return found


def archive(folder):
    for name in ("claims", "corpus"):
        os.makedirs(os.path.join(folder, name))
    open(os.path.join(folder, "quoteproof.toml"), "w").close()


def passed(binary, document, name, sentences):
    """The numbers of the sentences that stand in a document."""
    with tempfile.TemporaryDirectory() as root:
        archive(root)
        add = [binary, "source", "add", document, "--id", "doc", "--title", "Document", "--language", language(name), "--root", root]
        added = subprocess.run(add, capture_output=True, text=True, timeout=300)
        if added.returncode:
            print(f"  {name}: {added.stderr.strip()[:120]}", file=sys.stderr)
            return set()
        evidence = [{"source": "doc", "quote": sentence, "stance": "context"} for sentence in sentences]
        claim = {"id": "all", "statement": "Sentences of one document.", "label": "not-enough-evidence", "evidence": evidence}
        with open(os.path.join(root, "claims", "all.json"), "w", encoding="utf-8") as file:
            json.dump(claim, file, ensure_ascii=False)
        run = subprocess.run([binary, "validate", "--root", root, "--format", "json"], capture_output=True, text=True, timeout=600)
        quotes = json.loads(run.stdout)["quotes"]
    return {int(quote["pointer"].split("/")[2]) for quote in quotes if quote["verdict"] in PASSES}


def words(path):
    with open(path, encoding="utf-8") as file:
        return [line.strip() for line in file if line.strip()]


def sentences(path):
    lines = [line for line in words(path) if len(line.split()) >= 5 or len(line) >= 20]
    random.Random(1).shuffle(lines)
    return lines[:MOST]


def files(folders):
    for folder in folders:
        for name in sorted(os.listdir(folder)):
            path = os.path.join(folder, name)
            if name.endswith(".pdf") and os.path.exists(path + ".truth"):
                yield path


def compare(binary, folders, show):
    others = readers()
    names = ["quoteproof", *others]
    good, total, spliced, splices = collections.Counter(), 0, 0, 0
    print("| file | sentences | " + " | ".join(names) + " |")
    print("|---|---|" + "---|" * len(names))
    for pdf in files(folders):
        name, wanted = os.path.basename(pdf), sentences(pdf + ".truth")
        row = {"quoteproof": passed(binary, pdf, name, wanted)}
        for reader, command in others.items():
            with tempfile.TemporaryDirectory() as folder:
                text = os.path.join(folder, name[:-4] + ".txt")
                made = subprocess.run(command(pdf), capture_output=True, timeout=300)
                with open(text, "wb") as file:
                    file.write(made.stdout.replace(b"\f", b"\n\n") or b"nothing\n")
                row[reader] = passed(binary, text, name, wanted)
        total += len(wanted)
        if os.path.exists(pdf + ".absent"):
            absent = words(pdf + ".absent")
            wrong = passed(binary, pdf, name, absent)
            splices, spliced = splices + len(absent), spliced + len(wrong)
            for number in sorted(wrong)[:show]:
                print(f"    passed: {absent[number]}", file=sys.stderr)
        for reader in names:
            good[reader] += len(row[reader])
        cells = [f"{100 * len(row[reader]) / max(1, len(wanted)):.1f} %" for reader in names]
        print(f"| {name} | {len(wanted)} | " + " | ".join(cells) + " |", flush=True)
        for missed in [number for number in range(len(wanted)) if number not in row["quoteproof"]][:show]:
            print(f"    missed: {wanted[missed]}", file=sys.stderr)
    cells = [f"{100 * good[reader] / max(1, total):.1f} %" for reader in names]
    print(f"| all | {total} | " + " | ".join(cells) + " |")
    print(f"\n{spliced} of {splices} splices pass")


def measured(command):
    """The least time of five runs, in seconds, and the most memory, in MiB."""
    best, memory = None, 0
    for _ in range(5):
        start = time.monotonic()
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, _, usage = os.wait4(child.pid, 0)
        took = time.monotonic() - start
        best = took if best is None else min(best, took)
        memory = max(memory, usage.ru_maxrss // 1024)
    return best, memory


def large(binary, pdf):
    with tempfile.TemporaryDirectory() as root:
        archive(root)
        add = [binary, "source", "add", pdf, "--id", "doc", "--language", "en", "--root", root]
        subprocess.run(add, check=True, capture_output=True)
        with open(os.path.join(root, "claims", "one.json"), "w", encoding="utf-8") as file:
            evidence = [{"source": "doc", "quote": "words that stand nowhere in it at all", "stance": "context"}]
            json.dump({"id": "one", "statement": "One quote of it.", "label": "not-enough-evidence", "evidence": evidence}, file)
        validate = [binary, "validate", "--root", root, "--threads", "1"]
        if "--no-cache" in subprocess.run([binary, "validate", "--help"], capture_output=True, text=True).stdout:
            validate.append("--no-cache")
        print("| reader | seconds | MiB |\n|---|---|---|")
        for name, command in [("quoteproof validate", validate), *((n, c(pdf)) for n, c in readers().items())]:
            seconds, memory = measured(command)
            print(f"| {name} | {seconds:.2f} | {memory} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", metavar="QUOTEPROOF")
    parser.add_argument("folders", nargs="*", metavar="FOLDER")
    parser.add_argument("--large", metavar="FILE.pdf")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="list N missed sentences a file")
    arguments = parser.parse_intermixed_args()
    binary = os.path.abspath(arguments.binary)
    if arguments.large:
        large(binary, arguments.large)
    else:
        compare(binary, arguments.folders or [os.path.join(HERE, "..", "..", "tests", "samples", "pdf")], arguments.show)


if __name__ == "__main__":
    main()
