#!/usr/bin/env python3
"""How long `quoteproof check` takes on a large table, and on a thesis.

    python3 benches/manuscripts/thesis.py [--quoteproof PATH] [--work DIR] [--runs 5]

Makes 40 documents and a table of 3,000 of their sentences, and a thesis in LaTeX of 300 pages (20 chapters that `\\input`
takes in, with commands of its own) with 400 quotations and a bibliography of 60 documents: plain texts, and then PDFs of
2,000 pages. About one quotation in ten is changed. Prints the time of the first run, which finds no kept texts, and the
least of the others, by the clock and the processor's (user and system), and whether each changed quotation fails and no
other does. Needs Python 3.9 and nothing else; the same seed makes the same files.
"""

import argparse
import json
import os
import pathlib
import random
import resource
import shutil
import subprocess
import sys
import time
import zlib

SYLLABLES = "ta ri mo len kas vor di shu ber nal o pel gri su fen mar ti dol ka ven".split()
JOINS = "the of and in that with from by for as is was which their on at".split()


class Prose:
    """Sentences of made words, none twice."""

    def __init__(self, rng):
        self.rng = rng
        self.words = sorted({"".join(rng.choice(SYLLABLES) for _ in range(rng.randrange(2, 4))) for _ in range(4_000)})

    def sentence(self):
        rng = self.rng
        count = rng.randrange(9, 24)
        words = [rng.choice(JOINS) if i % 3 == 1 else rng.choice(self.words) for i in range(count)]
        words[rng.randrange(2, count - 1)] = str(rng.randrange(2, 2_000))
        return " ".join(words).capitalize() + "."

    def document(self, sentences):
        lines, made = [], []
        for number in range(sentences):
            sentence = self.sentence()
            made.append(sentence)
            # Lines are broken as a mail program would do it.
            line = ""
            for word in sentence.split():
                if len(line) + len(word) > 72:
                    lines.append(line.rstrip())
                    line = ""
                line += word + " "
            lines.append(line.rstrip())
            if number % 6 == 5:
                lines.append("")
        return "\n".join(lines) + "\n", made


def changed(sentence, rng):
    """The sentence with another number in it."""
    words = sentence.split()
    at = next(i for i, word in enumerate(words) if word.isdigit())
    words[at] = str(int(words[at]) + rng.randrange(1, 9))
    return " ".join(words)


def pdf(text):
    """The text as a PDF, in lines of Helvetica, 40 a page."""
    lines = text.split("\n")
    pages = [lines[at:at + 40] for at in range(0, len(lines), 40)]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = ["<< /Type /Catalog /Pages 2 0 R >>".encode(),
               f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} /MediaBox [0 0 595 842] >>".encode(),
               b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    for number, page in enumerate(pages):
        shown = "".join(f"({line}) Tj T*\n" for line in page)
        stream = zlib.compress(f"BT /F1 11 Tf 15 TL 60 770 Td\n{shown}ET".encode())
        objects.append(f"<< /Type /Page /Parent 2 0 R /Contents {5 + 2 * number} 0 R "
                       "/Resources << /Font << /F1 3 0 R >> >> >>".encode())
        objects.append(f"<< /Length {len(stream)} /Filter /FlateDecode >>\nstream\n".encode() + stream + b"\nendstream")
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{at:010} 00000 n \n" for at in places)
    end = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{end}".encode(), len(pages)


def documents(folder, count, sentences, prose, suffix="txt"):
    folder.mkdir(parents=True, exist_ok=True)
    made, pages = {}, 0
    for number in range(count):
        text, made[f"doc{number:02}"] = prose.document(sentences)
        file = folder / f"doc{number:02}.{suffix}"
        if suffix == "txt":
            file.write_text(text)
            continue
        data, own = pdf(text)
        file.write_bytes(data)
        pages += own
    if pages:
        print(f"{count} PDFs of {pages} pages")
    return made


def quotations(made, count, rng):
    """Pairs of a document and words, and the words that are changed."""
    chosen, wrong = [], set()
    for _ in range(count):
        name = rng.choice(sorted(made))
        words = rng.choice(made[name])
        if rng.random() < 0.1:
            words = changed(words, rng)
            wrong.add(words)
        chosen.append((name, words))
    return chosen, wrong


def table(work, prose, rng):
    made = documents(work / "table/sources", 40, 400, prose)
    chosen, wrong = quotations(made, 3_000, rng)
    rows = ["quote,source"] + [f'"{words}",{name}' for name, words in chosen]
    (work / "table/quotes.csv").write_text("\n".join(rows) + "\n")
    return work / "table", ["quotes.csv", "--against", "sources"], wrong


def thesis_of_pdfs(work, prose, rng):
    return thesis(work, prose, rng, "pdf")


def thesis(work, prose, rng, suffix="txt"):
    folder = work / f"thesis-{suffix}"
    made = documents(folder / "sources", 60, 400 if suffix == "txt" else 720, prose, suffix)
    chosen, wrong = quotations(made, 400, rng)
    entries = [f"@book{{{name}, title = {{{name}}}, file = {{sources/{name}.{suffix}}}}}\n" for name in made]
    (folder / "refs.bib").write_text("".join(entries))
    inputs = []
    for chapter in range(20):
        parts = [f"\\chapter{{Chapter {chapter + 1}}}\n"]
        for name, words in chosen[chapter * 20:chapter * 20 + 20]:
            # A page has about 2,500 characters: 15 pages a chapter.
            plain = " ".join(prose.sentence() for _ in range(16))
            said = rng.choice([f"\\enquote{{{words}}} \\autocite{{{name}}}", f"\\said{{{words}}}{{{name}}}",
                               f"``{words}'' \\cite{{{name}}}", f"\\textcquote{{{name}}}{{{words}}}"])
            parts.append(f"{plain} Of this, it is said that {said}.\n")
        (folder / f"chapter{chapter:02}.tex").write_text("\n".join(parts))
        inputs.append(f"\\input{{chapter{chapter:02}}}\n")
    (folder / "thesis.tex").write_text(
        "\\documentclass{book}\n\\addbibresource{refs.bib}\n\\newcommand{\\said}[2]{\\enquote{#1} \\parencite{#2}}\n"
        "\\begin{document}\n" + "".join(inputs) + "\\end{document}\n")
    return folder, ["thesis.tex", "--against", "sources"], wrong


def spent():
    """The seconds of the processor, user and system, of all commands that were run."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measured(name, quoteproof, folder, arguments, wrong, runs):
    command = [quoteproof, "check", *arguments, "--format", "json"]
    shutil.rmtree(folder / "cache", ignore_errors=True)
    environment = {**os.environ, "XDG_CACHE_HOME": str((folder / "cache").resolve())}
    times, cpu = [], []
    for _ in range(runs):
        start, before = time.perf_counter(), spent()
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        times.append(time.perf_counter() - start)
        cpu.append(spent() - before)
        if done.returncode not in (0, 1):
            sys.exit(done.stderr)
    report = json.loads(done.stdout)
    failed = {" ".join(q["text"].split()) for q in report["quotes"] if not q["passed"]}
    right = failed == wrong and not report["unchecked"]
    summary = report["summary"]
    print(f"{name}: {summary['quotes']} quotations, {summary['documents']} documents, {summary['failed']} failed: first run "
          f"{times[0]:.2f} s ({cpu[0]:.2f} s of the processor), least {min(times[1:] or times):.2f} s "
          f"({min(cpu[1:] or cpu):.2f} s); {'as planted' if right else 'NOT as planted'}")
    return right


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    here = pathlib.Path(__file__).resolve().parents[2]
    parser.add_argument("--quoteproof", default=str(here / "target/release/quoteproof"))
    parser.add_argument("--work", default=str(here / "target/thesis"))
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    prose = Prose(rng)
    work = pathlib.Path(options.work)
    right = True
    for name, make in (("3,000 rows × 40 documents", table), ("a thesis of 300 pages × 60 documents", thesis),
                       ("a thesis of 300 pages × 60 PDFs", thesis_of_pdfs)):
        folder, arguments, wrong = make(work, prose, rng)
        right &= measured(name, options.quoteproof, folder, arguments, wrong, options.runs)
    sys.exit(0 if right else 1)


if __name__ == "__main__":
    main()
