"""How many quotes a CPU second: generated documents and quotes, through the Python package and through the command.

    python benches/data-sets.py 100000 1000                          # quotes, documents
    python benches/data-sets.py 1000000 10000 --command target/release/quoteproof

Of the quotes 90 % stand, 3 % are altered, 1 % are from another document, the rest have other typography, an ellipsis or
words that stand nowhere. CPU seconds are of the whole process and its children, so that other work on the machine does not count.
"""

import argparse
import json
import os
import pathlib
import random
import resource
import subprocess
import tempfile
import time


KINDS = [(0.03, "altered"), (0.04, "of another document"), (0.06, "ellipsis"), (0.07, "invented")]


def made(quotes, documents, words=2800, hot=0.0, labelled=False):
    """Rows and documents. A share of the quotes, `hot`, is of the first document; `labelled` rows say what they are."""
    chance = random.Random(7)
    stems = ["".join(chance.choices("aeioubdfgklmnprst", k=chance.randint(2, 9))) for _ in range(20_000)]
    weights = [1 / (rank + 3) for rank in range(len(stems))]
    texts = []
    for number in range(documents):
        text = chance.choices(stems, weights, k=words)
        for at in range(9, words, chance.randint(11, 17)):
            text[at] += chance.choice([".", ".", ",", ";", "’s"])
        texts.append(text)
    rows = []
    for number in range(quotes):
        document = 0 if hot and chance.random() < hot else chance.randrange(documents)
        text = texts[document]
        at = chance.randrange(words - 40)
        quote = text[at : at + chance.randint(8, 25)]
        kind = chance.random()
        if kind < 0.03:
            quote[len(quote) // 2] = chance.choice(stems)
        elif kind < 0.04:
            document = (document + 1 + chance.randrange(documents - 1)) % documents
        elif kind < 0.06:
            quote[3:5] = ["…"]
        elif kind < 0.07:
            quote = chance.choices(stems, k=12)
        row = {"id": str(number), "document": f"d{document:07}", "quote": " ".join(quote).replace("’", "'")}
        if labelled:
            row["is"] = next((name for limit, name in KINDS if kind < limit), "typography" if "’" in " ".join(quote) else "verbatim")
        rows.append(row)
    return rows, [{"id": f"d{number:07}", "text": " ".join(text)} for number, text in enumerate(texts)]


def spent(who=resource.RUSAGE_SELF):
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def tell(what, quotes, cpu, wall, peak):
    print(f"{what}: {quotes / cpu:,.0f} quotes a CPU second ({cpu:.1f} CPU s, {wall:.1f} s, {peak / 1024:,.0f} MB)", flush=True)


def package(rows, documents, counts):
    import pyarrow
    import quoteproof

    quotes, texts = pyarrow.Table.from_pylist(rows), pyarrow.Table.from_pylist(documents)
    for what, options in [("verify_batch", {"elsewhere": False}), ("verify_batch, misattribution too", {})]:
        cpu, wall = spent(), time.monotonic()
        table = pyarrow.table(quoteproof.verify_batch(quotes, texts, **options))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        tell(what, len(rows), spent() - cpu, time.monotonic() - wall, peak)
    for verdict in table["verdict"].to_pylist():
        counts[verdict] = counts.get(verdict, 0) + 1
    print("verdicts:", dict(sorted(counts.items())))


def command(program, rows, documents):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name, values in [("quotes", rows), ("documents", documents)]:
            with open(folder / f"{name}.jsonl", "w", encoding="utf-8") as file:
                file.writelines(json.dumps(value) + "\n" for value in values)
        run = [program, "verify", "quotes.jsonl", "--documents", "documents.jsonl", "--threads", "1"]
        for what, more in [("the command", ["--no-elsewhere"]), ("the command, misattribution too", [])]:
            cpu, wall = spent(resource.RUSAGE_CHILDREN), time.monotonic()
            with open(folder / "verdicts.jsonl", "w", encoding="utf-8") as out:
                subprocess.run(run + more, cwd=folder, stdout=out, check=False)
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
            tell(what, len(rows), spent(resource.RUSAGE_CHILDREN) - cpu, time.monotonic() - wall, peak)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("quotes", type=int)
    parser.add_argument("documents", type=int)
    parser.add_argument("--command", metavar="PROGRAM")
    arguments = parser.parse_args()
    rows, documents = made(arguments.quotes, arguments.documents)
    if arguments.command:
        command(os.path.abspath(arguments.command), rows, documents)
    else:
        package(rows, documents, {})
