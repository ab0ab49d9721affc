#!/usr/bin/env python3
"""How often `quoteproof check` is wrong, on articles in eight languages and in every format that it reads.

    python3 benches/manuscripts/articles.py [--articles 400] [--quoteproof PATH] [--work DIR] [--coverage citations]

Writes articles from the sentences of `phrases.py`, with each format's own citations, which quote the documents of
`tests/manuscripts/articles/sources`; about one quotation in six is changed. A changed one must fail, the others must
pass, and nothing that cites nothing may fail. Each that does not is printed, to be read. Needs Python 3.9 and nothing
else; the same seed makes the same articles. With `--coverage` and the command of citations (PyPI), its `coverage` reads
the articles in LaTeX that have ``…''.
"""

import argparse
import collections
import json
import pathlib
import random
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import formats
from phrases import NOISE, PLAIN, QUOTES

HERE = pathlib.Path(__file__).resolve().parents[2]
SOURCES = HERE / "tests/manuscripts/articles/sources"

# The works: key, language, author, first name, title, year.
WORKS = [
    ("okonkwo2021", "en", "Okonkwo", "Ada", "The Tidal Gate", "2021"),
    ("hargreaves1911", "en", "Hargreaves", "Thomas", "A Harbour Childhood", "1911"),
    ("brandt2018", "de", "Brandt", "Jürgen", "Hinter dem Deich", "2018"),
    ("lefevre2016", "fr", "Lefèvre", "Marie", "Le port sans nom", "2016"),
    ("ibarra2019", "es", "Ibarra", "Luis", "El valle bajo el agua", "2019"),
    ("rossetti2014", "it", "Rossetti", "Paola", "La laguna", "2014"),
    ("vandijk2017", "nl", "van Dijk", "Pieter", "Zout water", "2017"),
    ("almeida2022", "pt", "Almeida", "Rui", "A ilha sem farol", "2022"),
    ("kuznetsova2015", "ru", "Кузнецова", "Ирина", "Вода и город", "2015"),
]
MARKS = {
    "en": ["“”", '""', "“”"], "de": ["„“", "»«", '""'], "fr": ["«»", "“”"], "es": ["«»", "“”"], "it": ["«»", "“”"],
    "nl": ["“”", '""', "„”"], "pt": ["«»", "“”"], "ru": ["«»", "„“"],
}
FORMS = ["md", "tex", "typ", "html", "org", "rst", "wiki", "docx", "odt", "txt", "csv"]
# The ways to cite that a format has; each article keeps to one.
STYLES = {
    "md": ["key", "year", "link", "note", "number", "wiki"],
    "tex": ["biblatex", "natbib", "footcite", "csquotes", "note"],
    "typ": ["key", "attribution", "note"],
    "html": ["link", "cite", "year", "note"],
    "org": ["key", "year", "note"],
    "rst": ["key", "year", "note"],
    "wiki": ["ref", "sfn", "named"],
    "docx": ["year", "zotero", "mendeley", "word", "note"],
    "odt": ["year", "note"],
    "txt": ["year", "number"],
    "csv": ["row"],
}


def flat(text):
    return " ".join(re.findall(r"\w+", text.lower()))


class Works:
    def __init__(self):
        self.by_language = collections.defaultdict(list)
        self.sentences, self.whole = {}, {}
        for work in WORKS:
            text = (SOURCES / f"{work[0]}.txt").read_text(encoding="utf-8")
            self.sentences[work[0]] = [line for line in text.split("\n") if len(line.split()) >= 5]
            self.whole[work[0]] = flat(text)
            self.by_language[work[1]].append(work)


NEGATIONS = re.compile(r" (not|never|nicht|no|non|niet|não|не|нет|nur|Nunca|ninguém|ne) | n’", re.I)


def changed(words, how, rng, whole):
    """The words with one mistake, or None where they have no place for it."""
    found = words.split(" ")
    if how == "negation":
        match = NEGATIONS.search(words)
        return words[:match.start()] + " " + words[match.end():] if match else None
    if how == "word":
        places = [i for i, w in enumerate(found[1:-1], 1) if w.isalpha() and w[0].islower() and len(w) > 3]
        if not places:
            return None
        at = rng.choice(places)
        others = [w for w in whole.split() if len(w) > 3 and w.isalpha() and w != found[at]]
        found[at] = rng.choice(others)
        return " ".join(found)
    if how == "omission" and len(found) > 6:
        at = rng.randrange(2, len(found) - 3)
        return " ".join(found[:at] + found[at + 1:])
    if how == "order" and len(found) > 6:
        at = rng.randrange(1, len(found) - 3)
        if found[at].isalpha() and found[at + 1].isalpha() and found[at].lower() != found[at + 1].lower():
            found[at], found[at + 1] = found[at + 1], found[at]
            return " ".join(found)
    if how == "added" and len(found) > 4:
        at = rng.randrange(2, len(found) - 1)
        found.insert(at, rng.choice([w for w in whole.split() if len(w) > 4]))
        return " ".join(found)
    return None


def elided(words, rng):
    """The words with some left out under an ellipsis, where nothing hangs on them."""
    found = words.split(" ")
    if len(found) < 9 or NEGATIONS.search(words) or "," in words or "fehlt" in words:
        return words
    at = rng.randrange(3, len(found) - 4)
    return " ".join(found[:at] + [rng.choice(["…", "[…]", "[...]"])] + found[at + 1:])


class Article:
    """One article, and what is expected of its quotations."""

    def __init__(self, number, form, style, language, works, rng):
        self.form, self.style, self.language, self.rng, self.works = form, style, language, rng, works
        self.name = f"a{number:03}-{style}-{language}.{form}"
        self.pair = rng.choice(MARKS[language])
        self.blocks, self.notes, self.entries, self.expected, self.rows = [], [], [], [], []
        self.fill()

    def fill(self):
        rng = self.rng
        templates = rng.sample(QUOTES[self.language], min(len(QUOTES[self.language]), rng.randrange(4, 9)))
        noise = rng.sample(NOISE[self.language], min(len(NOISE[self.language]), rng.randrange(1, 5)))
        order = templates + noise
        rng.shuffle(order)
        for template in order:
            work = rng.choice(self.works.by_language[self.language])
            if self.form == "csv":
                if "{Q}" in template or "{q}" in template:
                    self.row(work)
                continue
            self.template(template, work)

    def row(self, work):
        words, _ = self.words(work, whole=self.rng.random() < 0.5)
        self.rows.append((words, self.rng.choice([work[0], f"{work[2]} {work[5]}", work[4]])))

    def words(self, work, whole):
        """Words of a work, perhaps changed, which are expected from now on."""
        rng = self.rng
        sentence = rng.choice(self.works.sentences[work[0]])
        words = sentence
        if not whole:
            parts = sentence.rstrip(".").split(" ")
            start = rng.randrange(1, max(2, len(parts) - 5))
            words = " ".join(parts[start:])
            if parts[start - 1].endswith(",") or rng.random() < 0.2:
                words = f"[{sentence[0].lower()}]{sentence[1:].rstrip('.')}"
        how = rng.choice(["negation", "word", "omission", "order", "added"]) if rng.random() < 0.2 else ""
        other = changed(words, how, rng, self.works.whole[work[0]]) if how else None
        if other and flat(other) in self.works.whole[work[0]]:
            other = None
        if other is None and whole and rng.random() < 0.15:
            words = elided(words, rng)
        words = other or words
        self.expected.append((flat(words), other is not None, how if other else "", work[0], words))
        return words, other is not None

    def template(self, template, work):
        rng = self.rng
        intro, block = None, None
        text = template
        if template.startswith("> "):
            intro, text = template[2:].split("|")
            block = True
        paragraph = []
        if rng.random() < 0.4 and not block:
            paragraph.append(rng.choice(PLAIN[self.language]) + " ")
        # Two blocks after each other are one quotation in some formats.
        if block and not intro and self.blocks and self.blocks[-1][0] == "quote":
            self.blocks.append(("p", [rng.choice(PLAIN[self.language])]))
        for part in [intro] if intro else []:
            self.blocks.append(("p", self.inline(part, work)))
        items = paragraph + self.inline(text, work, block=bool(block), cited="{C}" in text or "{P}" in text)
        item = template.startswith("- ")
        self.blocks.append(("quote" if block else "item" if item else "p", items))

    def inline(self, text, work, block=False, cited=True):
        """The parts of a sentence: text, and what each format writes in its own way."""
        rng = self.rng
        text = text[2:] if text.startswith("- ") else text
        parts = []
        pieces = re.split(r"(\{[^}]*\})", text)
        for at, piece in enumerate(pieces):
            after = "".join(pieces[at + 1:at + 3]).lstrip()
            if piece in ("{Q}", "{q}"):
                words, _ = self.words(work, whole=piece == "{Q}")
                words = words if not after and not block else words.rstrip(".")
                parts.append(("block" if block else "quote", words, work))
            elif piece == "{C}":
                parts.append(("cite", work, None))
            elif piece == "{P}":
                parts.append(("cite", work, rng.randrange(3, 90)))
            elif piece == "{N}":
                parts.append(("narrative", work))
            elif piece == "{F}":
                parts.append(("note", work, rng.randrange(3, 90)))
            elif piece == "{A}":
                parts.append(f"{work[3]} {work[2]}" if rng.random() < 0.4 else work[2])
            elif piece == "{T}":
                parts.append(("emphasis", work[4]))
            elif piece == "{p}":
                parts.append(("page", work, rng.randrange(3, 90)))
            elif piece == "{I}":
                parts.append(("ibid", work))
            elif piece.startswith("{U:"):
                parts.append(("noise", piece[3:-1]))
            elif piece:
                parts.append(piece)
        return parts


def bib():
    entries = []
    for key, _, author, first, title, year in WORKS:
        entries.append(f"@book{{{key}, author={{{author}, {first}}}, title={{{title}}}, year={{{year}}}, "
                       f"file={{sources/{key}.txt}}}}\n")
    return "".join(entries)


def check(quoteproof, work, names):
    command = [quoteproof, "check", *names, "--against", "sources", "--bibliography", "refs.bib", "--format", "json"]
    done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(done.stderr)
    return json.loads(done.stdout)


def coverage(command, work, articles, works):
    """What `citations coverage` (PyPI) says of the articles in LaTeX that have ``…'', with each sentence as a claim."""
    (work / "claims").mkdir(exist_ok=True)
    for key, found in works.sentences.items():
        claims = {f"c{n}": {"statement": "", "quotes": [{"text": text}]} for n, text in enumerate(found)}
        source = {"source": {"local": f"sources/{key}.txt"}, "claims": claims}
        (work / "claims" / f"{key}.yaml").write_text(json.dumps(source, ensure_ascii=False), encoding="utf-8")
    counts, others, read = collections.Counter(), 0, 0
    for article in articles:
        text = (work / article.name).read_text(encoding="utf-8") if article.form == "tex" else ""
        if "``" not in text:
            continue
        read += 1
        seen = {flat(words) for words in re.findall(r"``(.+?)''", text, re.S)}
        done = subprocess.run([command, "coverage", article.name, "--claims", "claims", "--attribute"], cwd=work,
                              capture_output=True, text=True, check=False)
        failed = {flat(words) for words in re.findall(r"UN\w+ +\S+\n +``(.+?)''", done.stdout, re.S)}
        for words, is_changed, *_ in article.expected:
            outcome = "not seen" if words not in seen else "failed" if words in failed else "passed"
            counts["changed" if is_changed else "as it is", outcome] += 1
            failed.discard(words)
        others += len(failed)
    for sort in ("changed", "as it is"):
        rows = {outcome: n for (s, outcome), n in sorted(counts.items()) if s == sort}
        print(f"citations coverage, {read} articles, {sort}: " + ", ".join(f"{n} {o}" for o, n in rows.items()))
    print(f"citations coverage, alarms about what cites nothing: {others}")


def judge(report, articles):
    """Compares what was found with what is expected, and prints each difference."""
    verdicts = collections.defaultdict(list)
    for quote in report["quotes"]:
        verdicts[quote["file"], flat(quote["text"])].append("passed" if quote["passed"] else "failed")
    for kind in ("unchecked", "uncited"):
        for quote in report[kind]:
            verdicts[quote["file"], flat(quote["text"])].append(f"{kind} {quote.get('code') or ''}".strip())
    counts = collections.Counter()
    known = set()
    for article in articles:
        for words, is_changed, how, key, shown in article.expected:
            known.add((article.name, words))
            found = verdicts.get((article.name, words), ["not seen"])
            outcome = found.pop(0) if len(found) > 1 else found[0]
            counts[article.form, is_changed, outcome] += 1
            if outcome != ("failed" if is_changed else "passed"):
                print(f"{article.name}: {outcome}, {how or 'unchanged'}, {key}: {shown}")
    others = [q for q in report["quotes"] if not q["passed"] and (q["file"], flat(q["text"])) not in known]
    for quote in others:
        print(f"{quote['file']}:{quote['line']}: alarm about what is no quotation: {quote['text']}")
    return counts, len(others)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quoteproof", default=str(HERE / "target/release/quoteproof"))
    parser.add_argument("--work", default=str(HERE / "target/articles"))
    parser.add_argument("--coverage", metavar="COMMAND", help="the command of citations, to compare with")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    work = pathlib.Path(options.work)
    (work / "sources").mkdir(parents=True, exist_ok=True)
    for source in SOURCES.iterdir():
        (work / "sources" / source.name).write_bytes(source.read_bytes())
    (work / "refs.bib").write_text(bib(), encoding="utf-8")
    works, articles = Works(), []
    languages = ["en"] * 4 + ["de", "de", "fr", "es", "it", "nl", "pt", "ru"]
    ways = [(form, style) for form in FORMS for style in STYLES[form]]
    for number in range(options.articles):
        form, style = ways[number % len(ways)]
        article = Article(number, form, style, rng.choice(languages), works, rng)
        articles.append(article)
        written = formats.written(article)
        (work / article.name).write_bytes(written if isinstance(written, bytes) else written.encode("utf-8"))
    report = check(options.quoteproof, work, [article.name for article in articles])
    counts, others = judge(report, articles)
    print(f"\n{len(articles)} articles, seed {options.seed}")
    for is_changed in (False, True):
        rows = collections.Counter()
        for (_, c, outcome), n in counts.items():
            rows[outcome] += n if c == is_changed else 0
        said = ", ".join(f"{n} {o}" for o, n in rows.most_common() if n)
        print(f"{'changed' if is_changed else 'as they are'}: {sum(rows.values())}: {said}")
    for form in FORMS:
        rows = {(c, o): n for (f, c, o), n in counts.items() if f == form}
        right = sum(n for (c, o), n in rows.items() if o == ("failed" if c else "passed"))
        print(f"{form}: {right} of {sum(rows.values())} as expected")
    print(f"other alarms: {others}; notes: {len(report['notes'])}")
    if options.coverage:
        coverage(options.coverage, work, articles, works)


if __name__ == "__main__":
    main()
