#!/usr/bin/env python3
"""How often `quoteproof check` is wrong, on articles made of real prose.

    python3 benches/manuscripts/alarms.py [--articles 240] [--from DIR …] [--quoteproof PATH] [--work DIR]

Takes documents that are at hand (/usr/share/doc, and the pages of this book), writes articles in seven forms that quote
their sentences by every rule, among sentences, terms, titles and dialogue that cite nothing, and changes about a fifth
of the quotations. A changed one must fail, the others must pass. Each that does not is printed, to be read. Needs
Python 3.9 and nothing else; with `--citefact PYTHON` citefact 0.3 (PyPI) reads the same plain texts; the same seed makes the same articles of the same documents.
"""

import argparse
import collections
import gzip
import json
import pathlib
import random
import re
import subprocess
import sys

FORMS = ["md", "tex", "typ", "html", "org", "rst", "txt"]
CHANGES = ["word", "number", "negation", "omission", "order"]
NUMBER = re.compile(r"\b\d+\b")
WORD = re.compile(r"[A-Za-z]+")
NEGATION = re.compile(r" (not|never|no)\b")
# Sentences that each form writes as they are: what escapes do is tried elsewhere.
PLAIN = re.compile(r"[A-Z][A-Za-z0-9 ,;:'()-]+[a-z0-9)]\.")
OTHERS = {"small": "great", "new": "old", "first": "last", "all": "few", "may": "must", "can": "cannot", "only": "also",
          "before": "after", "more": "less", "same": "other", "most": "least", "many": "few"}


def texts(folders, wanted, rng):
    """Documents that have prose: their names and texts."""
    files = []
    for folder in folders:
        root = pathlib.Path(folder)
        found = [root] if root.is_file() else sorted(root.rglob("*"))
        files += [f for f in found if f.is_file() and (
            f.suffix in {".txt", ".md", ".rst"} or f.name.lower().startswith("readme") or f.name.endswith((".txt.gz", ".md.gz")))]
    rng.shuffle(files)
    chosen = {}
    for file in files:
        try:
            data = gzip.open(file).read(400_000) if file.suffix == ".gz" else file.read_bytes()[:400_000]
            text = data.decode("utf-8")
        except (OSError, UnicodeDecodeError, EOFError):
            continue
        found = sentences(text)
        if len(found) >= 12:
            name = f"doc{len(chosen):02}"
            chosen[name] = (file, text.replace("\r\n", "\n"), found)
        if len(chosen) == wanted:
            break
    return chosen


def sentences(text):
    """Sentences of its paragraphs, on one line each; none from lists, tables or code."""
    found = []
    for paragraph in re.split(r"\n\s*\n", text):
        lines = paragraph.split("\n")
        if len(lines) < 2 or any(re.match(r"\s*([-*+#|>$%=.]|\d+[.)]|\s{4})", line) for line in lines):
            continue
        # A hyphen at a line's end is read in two ways.
        if any(line.rstrip().endswith("-") for line in lines):
            continue
        flat = " ".join(paragraph.split())
        for sentence in re.split(r"(?<=[.!?]) +(?=[A-Z])", flat):
            words = sentence.split()
            if 7 <= len(words) <= 30 and PLAIN.fullmatch(sentence) and "--" not in sentence and " - " not in sentence:
                found.append(sentence)
    return sorted(set(found))


def changed(sentence, how, rng):
    """The sentence with one mistake, or None where it has no place for it."""
    words = sentence.split()
    if how == "number":
        numbers = list(NUMBER.finditer(sentence))
        if numbers:
            at = rng.choice(numbers)
            return sentence[:at.start()] + str(int(at.group()) + 1) + sentence[at.end():]
    if how == "negation":
        found = NEGATION.search(sentence)
        if found:
            return sentence[:found.start()] + sentence[found.end():]
    if how == "word":
        places = [i for i, w in enumerate(words[1:-1], 1) if w.lower() in OTHERS]
        if places:
            at = rng.choice(places)
            words[at] = OTHERS[words[at].lower()]
            return " ".join(words)
    if how == "omission" and len(words) > 9:
        at = rng.randrange(3, len(words) - 4)
        return " ".join(words[:at] + words[at + 2:])
    if how == "order" and len(words) > 9:
        at = rng.randrange(2, len(words) - 3)
        if words[at].lower() != words[at + 1].lower() and not set(words[at] + words[at + 1]) & set(",;:()"):
            words[at], words[at + 1] = words[at + 1], words[at]
            return " ".join(words)
    return None


def flat(text):
    return " ".join(WORD.findall(text.lower()) + NUMBER.findall(text))


class Article:
    """One article in one form, and what is expected of its quotations."""

    def __init__(self, form, single, rng):
        self.form, self.single, self.rng = form, single, rng
        self.parts = []
        self.expected = []

    def marks(self, words):
        """The words in quotation marks, and the words as they stand between them."""
        rng = self.rng
        if rng.random() < 0.3 and self.form != "org":
            pieces = words.split(" ")
            at = rng.randrange(1, len(pieces))
            words = " ".join(pieces[:at]) + "\n" + " ".join(pieces[at:])
        if self.single:
            # What is quoted inside stands in the other marks.
            words = re.sub(r"(^|[\s(])'([^']+)'", r'\1"\2"', words)
            if self.form == "tex":
                return "`" + re.sub(r'"([^"]+)"', r"``\1''", words) + "'"
            if self.form == "html" and rng.random() < 0.5:
                return "&lsquo;" + words.replace("'", "&rsquo;") + "&rsquo;"
            if self.form == "typ" or rng.random() < 0.3:
                return f"'{words}'"
            return "‘" + words.replace("'", "’") + "’"
        if self.form == "tex":
            return rng.choice([f"``{words}''", f"\\enquote{{{words}}}"])
        if self.form == "html" and rng.random() < 0.3:
            return f"<q>{words}</q>"
        return rng.choice([f"“{words}”", f'"{words}"', f"„{words}“", f"«{words}»"])

    def cite(self, key, narrative):
        year, author = key[3:], f"Author{key[3:]}"
        year = f"20{year}"
        forms = {
            "md": (f"[@{key}]", f"@{key}"),
            "tex": (f"\\autocite{{{key}}}", f"\\textcite{{{key}}}"),
            "typ": (f"@{key}", f'#cite(<{key}>, form: "prose")'),
            "html": (f'(<a href="sources/{key}.txt">source</a>)', f'<a href="sources/{key}.txt">Author</a>'),
            "org": (f"[cite:@{key}]", f"[cite/t:@{key}]"),
            "rst": (f":cite:p:`{key}`", f":cite:t:`{key}`"),
            "txt": (f"({author}, {year})", f"{author} ({year})"),
        }
        return forms[self.form][int(narrative)]

    def paragraph(self, text):
        self.parts.append(f"<p>{text}</p>" if self.form == "html" else text)

    def quote(self, key, words, is_changed, how):
        rng = self.rng
        words = words.rstrip(".") if rng.random() < 0.7 else words
        self.expected.append((flat(words), is_changed, how, words))
        marked = self.marks(words)
        self.paragraph(rng.choice([
            f"It is told that {marked} {self.cite(key, False)}.",
            f"{self.cite(key, True)} writes that {marked}, and more.",
            f"The page says {marked}, as one can read {self.cite(key, False)}.",
            f"There, {marked} {self.cite(key, False)}; but we go on.",
        ]))

    def noise(self, sentence):
        """What cites nothing, and apostrophes."""
        inner = self.marks(sentence.rstrip(".")) if self.rng.random() < 0.4 else None
        quoted = self.marks("so to speak")
        self.paragraph(self.rng.choice([
            f"The {quoted} method isn't ours; 'tis the others' way, from the '90s on.",
            f"She asked me: {self.marks('Did you sleep well or did the storm keep you awake')}? And left.",
            f"We know the book {self.marks('How to Read the Sea in Seven Days')} by heart.",
            f"A board 6 feet long, rock 'n' roll, the users' manuals and the kernel's modules.",
            f"Once we read {inner} somewhere." if inner else "Nothing is quoted here, and the dogs' bowls are full.",
        ]))

    def text(self):
        head = {"tex": "\\documentclass{article}\n\\begin{document}\n", "html": "<html><body>\n"}.get(self.form, "")
        tail = {"tex": "\n\\end{document}\n", "html": "\n</body></html>\n"}.get(self.form, "\n")
        return head + "\n\n".join(self.parts) + tail


def make(work, documents, count, rng):
    (work / "sources").mkdir(parents=True, exist_ok=True)
    entries = []
    for name, (_, text, _) in documents.items():
        (work / "sources" / f"{name}.txt").write_text(text, encoding="utf-8")
        entries.append(f"@book{{{name}, author = {{Author{name[3:]}, A.}}, year = {{20{name[3:]}}}, file = {{sources/{name}.txt}}}}\n")
    (work / "refs.bib").write_text("".join(entries), encoding="utf-8")
    whole = {name: flat(text) for name, (_, text, _) in documents.items()}
    articles = {}
    for number in range(count):
        form = FORMS[number % len(FORMS)]
        article = Article(form, single=number // len(FORMS) % 2 == 1, rng=rng)
        used = set()
        for _ in range(rng.randrange(8, 17)):
            name = rng.choice(list(documents))
            sentence = rng.choice(documents[name][2])
            if flat(sentence) in used:
                continue
            used.add(flat(sentence))
            how = rng.choice(CHANGES) if rng.random() < 0.25 else None
            words = changed(sentence, how, rng) if how else None
            # What stands elsewhere in the document, too, is no mistake.
            if words is not None and (flat(words) in whole[name] or flat(words) in used):
                words = None
            article.quote(name, words or sentence, words is not None, how if words else "")
            if rng.random() < 0.6:
                article.noise(rng.choice(documents[rng.choice(list(documents))][2]))
        file = f"article{number:03}.{form}"
        (work / file).write_text(article.text(), encoding="utf-8")
        articles[file] = article
    return articles


# What citefact's own check of quotations says, by the words. It reads Markdown with authors and years: the plain texts.
CITEFACT = """
import json, pathlib, sys
from citefact.checks.quotes import check_quotes
from citefact.citations import pick_parser, resolve_to_catalog
from citefact.ingest.bibliography import load_bibtex, to_catalog
sources = load_bibtex(pathlib.Path("refs.bib"))
for key, source in sources.items():
    source.text = pathlib.Path(f"sources/{key}.txt").read_text()
said = []
for file in sys.argv[1:]:
    text = pathlib.Path(file).read_text()
    parser = pick_parser(text)
    cited = resolve_to_catalog(parser.extract(parser.preprocess(text)), to_catalog(sources))
    for finding in check_quotes(text, cited, sources):
        said.append([file, finding.details.get("quote") or "", finding.type])
print(json.dumps(said))
"""


def citefact(python, work, articles):
    """How citefact does on the articles that it reads: those with authors and years, in double marks."""
    files = [file for file, article in articles.items() if article.form == "txt" and not article.single]
    done = subprocess.run([python, "-c", CITEFACT, *files], cwd=work, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print(f"citefact: {done.stderr.strip().splitlines()[-1]}")
        return
    said = {(file, flat(quote)): sort for file, quote, sort in json.loads(done.stdout)}
    counts = collections.Counter()
    for file in files:
        for key, is_changed, *_ in articles[file].expected:
            sort = said.pop((file, key), "not seen")
            counts["changed" if is_changed else "as it is", sort] += 1
    alarms = sum(sort in ("quote_modified", "quote_not_found") for sort in said.values())
    for sort in ("changed", "as it is"):
        rows = {found: n for (s, found), n in sorted(counts.items()) if s == sort}
        print(f"citefact, {len(files)} articles, {sort}: {sum(rows.values())}: " + ", ".join(f"{n} {o}" for o, n in rows.items()))
    print(f"citefact, alarms about what cites nothing: {alarms}")


def check(quoteproof, work, articles):
    command = [quoteproof, "check", *articles, "--against", "sources", "--bibliography", "refs.bib", "--format", "json"]
    done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(done.stderr)
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    here = pathlib.Path(__file__).resolve().parents[2]
    parser.add_argument("--articles", type=int, default=240)
    parser.add_argument("--documents", type=int, default=60)
    parser.add_argument("--from", dest="folders", nargs="+", default=["/usr/share/doc", str(here / "docs")])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quoteproof", default=str(here / "target/release/quoteproof"))
    parser.add_argument("--work", default=str(here / "target/alarms"))
    parser.add_argument("--citefact", metavar="PYTHON", help="the Python of an environment that has citefact, to compare with")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    documents = texts(options.folders, min(options.documents, 99), rng)
    if len(documents) < 2:
        sys.exit("there is too little prose: name folders of documents with --from")
    work = pathlib.Path(options.work)
    articles = make(work, documents, options.articles, rng)
    report = check(options.quoteproof, work, list(articles))
    verdicts = collections.defaultdict(list)
    for quote in report["quotes"]:
        verdicts[quote["file"], flat(quote["text"])].append("passed" if quote["passed"] else "failed")
    for kind in ("unchecked", "uncited"):
        for quote in report[kind]:
            verdicts[quote["file"], flat(quote["text"])].append(kind)
    counts = collections.Counter()
    for file, article in articles.items():
        marks = "single" if article.single else "double"
        for key, is_changed, how, words in article.expected:
            found = verdicts.get((file, key), ["not seen"])
            outcome = found.pop(0) if len(found) > 1 else found[0]
            counts[marks, "changed" if is_changed else "as it is", outcome] += 1
            if (outcome == "failed") != is_changed or outcome not in ("failed", "passed"):
                print(f"{file}: {outcome}, {how or 'unchanged'}: {words}")
    expected = {(file, key) for file, article in articles.items() for key, *_ in article.expected}
    others = [q for q in report["quotes"] if not q["passed"] and (q["file"], flat(q["text"])) not in expected]
    for quote in others:
        print(f"{quote['file']}:{quote['line']}: alarm about what is no quotation: {quote['text']}")
    print(f"\n{len(articles)} articles, {len(documents)} documents, seed {options.seed}")
    for marks in ("double", "single"):
        for sort in ("changed", "as it is"):
            rows = {outcome: n for (m, s, outcome), n in sorted(counts.items()) if m == marks and s == sort}
            print(f"{marks} marks, {sort}: {sum(rows.values())}: " + ", ".join(f"{n} {o}" for o, n in rows.items()))
    if options.citefact:
        citefact(options.citefact, work, articles)
    print(f"other alarms: {len(others)}; notes: {len(report['notes'])}")


if __name__ == "__main__":
    main()
