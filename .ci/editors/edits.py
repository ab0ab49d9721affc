#!/usr/bin/env python3
"""Random edits in each encoding of positions: what the server finds must be what `quoteproof validate` finds in the same text.

    .ci/editors/edits.py [EDITS]

SERVER and ROOT, from the environment, name the program and a copy of an archive, as `.ci/lsp` sets them. After each hundredth
of the EDITS (500 where none are given) the text that they should have made is written to its file, and both are asked. A
document's finding names the hash of its text, so there the server's copy is compared to the last byte.
"""
import json
import os
import pathlib
import random
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "benches"))
from editor import Client, end  # noqa: E402

PIECES = ["", "", "x", '"', " ", ",", "é", "e\u0301", "😀", "not ", "}", "\n", "\r\n", "\r", "…", "[a] ", "tide", "1", "\t"]
UNITS = {
    "utf-8": lambda text: len(text.encode()),
    "utf-16": lambda text: len(text.encode("utf-16-le")) // 2,
    "utf-32": len,
}


def position(text, at, units):
    """Where the character `at` is, in lines as the protocol counts them: they end at LF, CR and both together."""
    lines = text[:at].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return {"line": len(lines) - 1, "character": units(lines[-1])}


def place(text, at):
    """`at`, but in the text, and not between CR and LF, where no cursor can be."""
    at = min(at, len(text))
    return at + 1 if text[at - 1:at + 1] == "\r\n" and at else at


def validated(server, root):
    """Each finding of `validate`: file, line, column in code points, code, the first line of the message."""
    out = subprocess.run([server, "validate", "--format", "json", "--allow-empty"], cwd=root, capture_output=True)
    places = ((d, d["location"]) for d in json.loads(out.stdout)["diagnostics"])
    return sorted((p["file"], p["start"]["line"] - 1, p["start"]["column"] - 1, d["code"], d["message"]) for d, p in places)


def found(client, root, open_files, texts, units):
    """The same from the server, which is asked for it."""
    base = root.resolve().as_uri() + "/"
    reports = [(base + name, client.ask("textDocument/diagnostic", {"textDocument": {"uri": base + name}})) for name in open_files]
    others = client.ask("workspace/diagnostic", {"previousResultIds": []})["items"]
    reports += [(report["uri"], report) for report in others if report["uri"].removeprefix(base) not in open_files]
    findings = []
    for uri, report in reports:
        name = uri.removeprefix(base)
        lines = (texts.get(name) or (root / name).read_bytes().decode()).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for item in report["items"]:
            start = item["range"]["start"]
            line = lines[start["line"]] if start["line"] < len(lines) else ""
            column = next((n for n in range(len(line) + 1) if units(line[:n]) >= start["character"]), len(line))
            findings.append((name, start["line"], column, item["code"], item["message"].split("\n")[0]))
    return sorted(findings)


def edited(encoding, server, root, count, rng):
    """Makes `count` edits, compares after each hundredth, and leaves the files as they were."""
    units = UNITS[encoding]
    names = [str(f.relative_to(root)) for f in sorted((root / "claims").glob("*.json"))]
    names += ["corpus/prediction/text.md", "corpus/terms/text.txt", "corpus/terms/source.json"]
    originals = {name: (root / name).read_bytes().decode() for name in names}
    texts = dict(originals)
    client = Client([server], root, {"general": {"positionEncodings": [encoding]}, "textDocument": {"diagnostic": {}}})
    base = root.resolve().as_uri() + "/"
    for name, text in texts.items():
        document = {"uri": base + name, "languageId": "json", "version": 0, "text": text}
        client.tell("textDocument/didOpen", {"textDocument": document})
    for number in range(1, count + 1):
        name = rng.choice(names)
        text = texts[name]
        if rng.randrange(30) == 0:
            change, texts[name] = {"text": originals[name]}, originals[name]
        else:
            start = place(text, rng.randrange(len(text) + 1))
            stop = place(text, start + rng.choice([0, 0, 0, 1, 2, 5]))
            new = rng.choice(PIECES)
            change = {"range": {"start": position(text, start, units), "end": position(text, stop, units)}, "text": new}
            texts[name] = text[:start] + new + text[stop:]
        document = {"uri": base + name, "version": number}
        client.tell("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})
        if number % 100 == 0 or number == count:
            for each, text in texts.items():
                (root / each).write_bytes(text.encode())
            wanted, got = validated(server, root), found(client, root, names, texts, units)
            if wanted != got:
                only = [f for f in wanted if f not in got], [f for f in got if f not in wanted]
                sys.exit(f"{encoding}, edit {number}: only validate: {only[0]}\nonly the server: {only[1]}")
    for name, text in originals.items():
        (root / name).write_bytes(text.encode())
    end(client)


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    for encoding in UNITS:
        edited(encoding, os.environ["SERVER"], pathlib.Path(os.environ["ROOT"]), count, random.Random(encoding))
        print(f"OK: {count} edits in {encoding}", flush=True)


if __name__ == "__main__":
    main()
