#!/usr/bin/env python3
"""Whether two builds say the same: compares their output byte for byte, for a change that may change no verdict and no word.

    benches/same.py BEFORE AFTER [--texts DIR] [--quotes 6000] [--claims 100000] [--only NAME …]

Runs both on this repository, on `examples/tides`, on an archive of random quotes (true, changed, spliced) of the
repository's documents, and on one of generated claims. On the first two: every report format of `validate`, and `stats`,
`list`, `find`, `show`, `export`; on the others `validate`. Standard output, standard error and the exit status must be
equal. `--texts` names a folder with the texts of the sealed sources; without it, quotes are made of the passages that are
proven. Prints a line for each archive and each difference; the exit status is 1 if there is one. Needs Python 3.9.
"""
import argparse
import collections
import hashlib
import itertools
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
REPOSITORY = HERE.parent
ARCHIVES = ["repository", "tides", "quotes", "claims"]
LETTERS = "etaoinshrdlu"
INSERTED = ["not", "never", "only", "allegedly", "about 40", "2019", "the", "if", "more than", "unless", "he said"]
TYPOGRAPHY = [("'", "’"), ("’", "'"), ('"', "“"), ("-", "–"), ("–", "-"), (" ", "\u00a0"), (" ", "  "), ("...", "…"), ("fi", "ﬁ")]


def choices(program, *command):
    """The values of the last argument, as the error on a wrong one lists them."""
    wrong = subprocess.run([program, *command, "no-such-value"], cwd=REPOSITORY, capture_output=True, text=True).stderr
    listed = re.search(r"\[possible values: ([^\]]*)\]", wrong)
    if not listed:
        raise SystemExit(f"{' '.join(command)}: no values are listed: {wrong}")
    return re.split(r",\s*", listed[1])


def ids(root):
    """The ids of some claims, spread over the archive."""
    files = sorted((root / "claims").rglob("*.json"))
    return [file.stem for file in files[:: max(1, len(files) // 12)]]


def commands(program, root, everything):
    """What both programs are asked about an archive."""
    if not everything:
        return [["validate", "--format", form] for form in ["json", "plain"]]
    every = [["validate", "--format", form] for form in choices(program, "validate", "--format")]
    every += [["validate"], ["validate", "--verbose"]]
    for name in ["stats", "list"]:
        every += [[name]] + [[name, "--format", form] for form in choices(program, name, "--format")]
    shows = choices(program, "show", "x", "--format")
    for claim in ids(root):
        every += [["show", claim]] + [["show", claim, "--format", form] for form in shows]
    words = ["the", "not", "NATO", "high water comes later", "expansion of the alliance", "no such words at all"]
    for form, text in itertools.product([None, *choices(program, "find", "x", "--format")], words):
        every.append(["find", text] + (["--format", form] if form else []))
    every += [["export", form] for form in choices(program, "export")]
    return every


def answer(program, root, command, texts):
    """What a program answers; its own name is none of it."""
    options = ["--texts", texts] if texts and command[0] in ("validate", "find", "show", "stats") else []
    done = subprocess.run([program, *command, *options], cwd=root, capture_output=True, env={**os.environ, "NO_COLOR": "1"})
    return done.returncode, done.stdout, done.stderr


def first_difference(one, other):
    """The first line that differs."""
    pairs = itertools.zip_longest(one.decode(errors="replace").splitlines(), other.decode(errors="replace").splitlines())
    for number, (left, right) in enumerate(pairs, 1):
        if left != right:
            at = next((i for i, (a, b) in enumerate(zip(left or "", right or "")) if a != b), 0)
            cut = slice(max(0, at - 60), at + 120)
            return f"line {number}:\n    - {(left or '')[cut]}\n    + {(right or '')[cut]}"
    return "line ends differ"


def compared(programs, name, root, everything, texts):
    """The number of differences of an archive."""
    wrong = size = count = 0
    for given in [None, texts] if texts else [None]:
        for command in commands(programs[0], root, everything):
            one, other = (answer(program, root, command, given) for program in programs)
            count += 1
            size += len(one[1]) + len(one[2])
            for part, left, right in zip(["exit status", "output", "errors"], one, other):
                if left != right:
                    wrong += 1
                    said = f"{left} and {right}" if part == "exit status" else first_difference(left, right)
                    print(f"{name}: {' '.join(command)}{' --texts' if given else ''}: {part}: {said}")
            if one[0] not in (0, 1):
                wrong += 1
                print(f"{name}: {' '.join(command)}: exit status {one[0]}: {one[2].decode(errors='replace')[:300]}")
    print(f"{name}: {count} commands, {size:,} bytes, {wrong} differences", flush=True)
    return wrong


def documents(texts):
    """The readable texts of the repository's sources by id: the whole text where it is here, else what is proven of it."""
    by_hash = {}
    for file in pathlib.Path(texts).iterdir() if texts else []:
        data = file.read_bytes()
        by_hash[hashlib.sha256(data).hexdigest()] = data.decode(errors="replace")
    found = {}
    for source in sorted((REPOSITORY / "corpus").glob("*/source.json")):
        record = json.loads(source.read_text())
        text = by_hash.get(record["text"]["sha256"])
        if text is None:
            proofs = json.loads((source.parent / "proofs.json").read_text())
            text = "\n\n".join(passage["text"] for passage in proofs["passages"])
        found[record["id"]] = text
    for file in sorted((REPOSITORY / "examples/tides/corpus").glob("*/text.*")):
        found[file.parent.name] = file.read_text()
    return found


def quoted(chance, texts, source):
    """A quote of a document: true, changed or spliced."""
    words = texts[source].split()
    length = chance.randint(3, 28)
    at = chance.randrange(max(1, len(words) - length))
    quote = words[at : at + length]
    kind = chance.random()
    if kind < 0.30:
        pass
    elif kind < 0.40:
        old, new = chance.choice(TYPOGRAPHY)
        return " ".join(quote).replace(old, new)
    elif kind < 0.50:
        del quote[chance.randrange(len(quote))]
    elif kind < 0.60:
        quote.insert(chance.randrange(len(quote)), chance.choice(INSERTED))
    elif kind < 0.66:
        quote[chance.randrange(len(quote))] = chance.choice(words)
    elif kind < 0.76:
        cut = chance.randrange(1, len(quote))
        quote[cut : cut + chance.randint(1, 6)] = [chance.choice(["…", "...", "[…]", "[...]"])]
    elif kind < 0.84:
        cut = chance.randrange(len(quote))
        quote[cut : cut + chance.randint(0, 3)] = [f"[{chance.choice(INSERTED + quote)}]"]
    elif kind < 0.94:
        other = texts[chance.choice(list(texts))].split() if chance.random() < 0.3 else words
        start = chance.randrange(max(1, len(other) - 12))
        quote = quote[: chance.randint(2, len(quote))] + ["…"] * chance.randint(0, 1) + other[start : start + chance.randint(2, 12)]
    else:
        quote[0] = quote[0].swapcase()
        quote[-1] = quote[-1].rstrip(".,;") + chance.choice([".", ",", "", "!"])
    return " ".join(quote)


def claim(number, evidence):
    return {"id": f"claim-{number}", "statement": f"The claim with the number {number} is made for a test.",
            "label": "supported", "evidence": evidence}


def written(root, number, evidence):
    folder = root / "claims" / f"{number // 1000:03}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"claim-{number}.json").write_text(json.dumps(claim(number, evidence), indent=2, ensure_ascii=False) + "\n")


def random_quotes(root, count, texts):
    """An archive of the repository's sources and those of the tides, with random quotes of them."""
    shutil.copytree(REPOSITORY / "corpus", root / "corpus")
    for folder in (REPOSITORY / "examples/tides/corpus").iterdir():
        shutil.copytree(folder, root / "corpus" / folder.name)
    (root / "quoteproof.toml").write_text("")
    known = documents(texts)
    chance = random.Random(13)
    for number in range(count // 10):
        evidence = []
        for _ in range(10):
            source = chance.choice(list(known))
            quote = quoted(chance, known, source)
            cited = chance.choice(list(known)) if chance.random() < 0.04 else source
            evidence.append({"source": cited, "quote": quote, "stance": chance.choice(["supports", "refutes"])})
        written(root, number, evidence)


def generated_claims(root, count):
    """An archive of generated documents, one quote a claim."""
    chance = random.Random(7)
    known = ["".join(chance.choices(LETTERS, k=chance.randint(2, 9))) for _ in range(4_000)] + INSERTED
    texts = {}
    for number in range(200):
        sentences = [" ".join(chance.choices(known, k=chance.randint(8, 16))).capitalize() + "." for _ in range(60)]
        name, data = f"document-{number}", (" ".join(sentences) + "\n").encode()
        folder = root / "corpus" / name
        folder.mkdir(parents=True)
        (folder / "text.txt").write_bytes(data)
        text = {"path": "text.txt", "media_type": "text/plain", "sha256": hashlib.sha256(data).hexdigest()}
        (folder / "source.json").write_text(json.dumps({"id": name, "title": "Made", "language": "en", "text": text}))
        texts[name] = data.decode()
    (root / "quoteproof.toml").write_text("")
    names = list(texts)
    for number in range(count):
        source = chance.choice(names)
        words = texts[source].split()
        at = chance.randrange(len(words) - 20)
        quote = " ".join(words[at : at + chance.randint(6, 18)])
        if chance.random() < 0.05:
            quote = quoted(chance, {source: texts[source]}, source)
        written(root, number, [{"source": source, "quote": quote, "stance": "supports"}])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before", metavar="BEFORE")
    parser.add_argument("after", metavar="AFTER")
    parser.add_argument("--texts", metavar="DIR")
    parser.add_argument("--quotes", type=int, default=6_000)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--only", nargs="+", choices=ARCHIVES, default=ARCHIVES)
    arguments = parser.parse_args()
    programs = [str(pathlib.Path(program).resolve()) for program in (arguments.before, arguments.after)]
    texts = str(pathlib.Path(arguments.texts).resolve()) if arguments.texts else None
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name in arguments.only:
            root = folder / name
            if name == "repository":
                wrong += compared(programs, name, REPOSITORY, True, texts)
            elif name == "tides":
                wrong += compared(programs, name, REPOSITORY / "examples/tides", True, None)
            elif name == "quotes":
                root.mkdir()
                random_quotes(root, arguments.quotes, texts)
                wrong += compared(programs, name, root, False, texts)
            else:
                root.mkdir()
                generated_claims(root, arguments.claims)
                one, other = (answer(program, root, ["validate", "--format", "json"], None) for program in programs)
                same = one == other
                wrong += not same
                verdicts = collections.Counter(re.findall(rb'"verdict":\s*"(\w+)"', one[1]))
                print(f"claims: {arguments.claims:,} claims, {len(one[1]):,} bytes, {'the same' if same else first_difference(one[1], other[1])}")
                print("   ", ", ".join(f"{count:,} {verdict.decode()}" for verdict, count in verdicts.most_common()))
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
