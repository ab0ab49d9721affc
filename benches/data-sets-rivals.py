"""quoteproof beside what people use to find quotes in documents: how many quotes a CPU second, and what each takes for found.

    python benches/data-sets-rivals.py [QUOTES] [DOCUMENTS]

Needs the package, pyarrow, rapidfuzz and linkml-reference-validator. All get the same quotes; the slow ones get fewer of them.
Of a tool that finds text, what it calls found is compared with what was made: quotes with other typography or a marked ellipsis
should be found, altered and invented ones and those of another document should not.
"""

import importlib.util
import pathlib
import re
import sys
import time
import unicodedata

import pyarrow
import quoteproof

spec = importlib.util.spec_from_file_location("data_sets", pathlib.Path(__file__).with_name("data-sets.py"))
data_sets = importlib.util.module_from_spec(spec)
spec.loader.exec_module(data_sets)

GOOD = ["verbatim", "typography", "ellipsis"]
BAD = ["altered", "of another document", "invented"]


def plain(text):
    text = unicodedata.normalize("NFKC", text).lower()
    return " ".join(re.sub(r"[^a-z0-9 ]", "", text).split())


def rivals(texts, documents):
    def find(rows):
        return [texts[row["document"]].find(row["quote"]) >= 0 for row in rows]

    def find_plain(rows):
        known = {}
        for row in rows:
            if row["document"] not in known:
                known[row["document"]] = plain(texts[row["document"]])
        return [known[row["document"]].find(plain(row["quote"])) >= 0 for row in rows]

    def package(rows):
        table = pyarrow.Table.from_pylist([{name: row[name] for name in ("id", "document", "quote")} for row in rows])
        return pyarrow.table(quoteproof.verify_batch(table, documents, elsewhere=False))["passed"].to_pylist()

    def fuzzy(rows):
        from rapidfuzz import fuzz

        return [fuzz.partial_ratio(row["quote"], texts[row["document"]], score_cutoff=90) > 0 for row in rows]

    def linkml(rows):
        from linkml_reference_validator.models import ReferenceContent, ReferenceValidationConfig
        from linkml_reference_validator.validation.supporting_text_validator import SupportingTextValidator

        validator = SupportingTextValidator(ReferenceValidationConfig())
        references = {name: ReferenceContent(reference_id=name, content=text) for name, text in texts.items()}
        return [validator.find_text_in_reference(row["quote"], references[row["document"]]).found for row in rows]

    return [
        ("quoteproof.verify_batch", package, 1.0),
        ("str.find", find, 1.0),
        ("str.find, letters and digits only", find_plain, 1.0),
        ("rapidfuzz partial_ratio >= 90", fuzzy, 0.1),
        ("linkml-reference-validator", linkml, 0.1),
    ]


def compared(quotes, documents):
    """Of each way its name, how many quotes a CPU second, and of each kind of quote how many it takes for found, and how many
    there are. Of a way that is not installed, what is missing."""
    rows, made = data_sets.made(quotes, documents, labelled=True)
    texts = {document["id"]: document["text"] for document in made}
    for name, look, share in rivals(texts, pyarrow.Table.from_pylist(made)):
        some = rows[: int(len(rows) * share)]
        try:
            look(some[:1])
        except ImportError as missing:
            yield name, str(missing), {}
            continue
        began = time.process_time()
        found = look(some)
        rate = len(some) / (time.process_time() - began)
        counts = {kind: [0, 0] for kind in GOOD + BAD}
        for row, is_found in zip(some, found):
            counts[row["is"]][0] += bool(is_found)
            counts[row["is"]][1] += 1
        yield name, rate, counts


def main(quotes=20_000, documents=200):
    print(f"{documents} documents, {quotes} quotes; found of those that stand, then of those that do not")
    first = None
    for name, rate, counts in compared(int(quotes), int(documents)):
        if not counts:
            print(f"{name}: {rate}")
            continue
        first = first or rate
        said = ", ".join(f"{kind} {found}/{number}" for kind, (found, number) in counts.items() if number)
        print(f"{name}: {rate:,.0f} quotes a CPU second (1/{first / rate:.1f}); {said}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
