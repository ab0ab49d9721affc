#!/usr/bin/env python3
"""How long an editor waits for `quoteproof lsp`: from a key to what is found, and from a key to completions.

    benches/editor.py QUOTEPROOF [ARCHIVE]
    benches/editor.py --document 1000000000 QUOTEPROOF
    benches/editor.py --keys 20 "valgrind QUOTEPROOF" ARCHIVE

Without ARCHIVE, a folder of 10,000 claims on 1,000 documents is made from a fixed seed, and one document of 1 MB; with
--document, one document of so many bytes and a claim on it. Each time is given by the clock and, where /proc has it, as the
time that the server's threads have run: on a machine that does other work the clock says how busy that is. With --keys so many
keys are typed and nothing is printed: a count of the server's instructions can be told from another one.
"""
import argparse
import hashlib
import json
import pathlib
import random
import shlex
import statistics
import subprocess
import tempfile
import time

KEYS = 60


def words(rng, count):
    letters = "etaoinshrdlu"
    return ["".join(rng.choice(letters) for _ in range(rng.randint(2, 9))) for _ in range(count)]


def made(root):
    rng = random.Random(42)
    known = words(rng, 8000)
    for number in range(1001):
        length = 180_000 if number == 1000 else 1_700
        text = [rng.choice(known) for _ in range(length)]
        for at in range(11, length, 12):
            text[at] += "."
        name = f"document-{number}"
        folder = root / "corpus" / name
        folder.mkdir(parents=True)
        data = (" ".join(text) + "\n").encode()
        (folder / "text.txt").write_bytes(data)
        pin = hashlib.sha256(data).hexdigest()
        record = {"id": name, "title": "Made", "language": "en", "text": {"path": "text.txt", "media_type": "text/plain", "sha256": pin}}
        (folder / "source.json").write_text(json.dumps(record))
        claims = root / "claims" / str(number // 100)
        claims.mkdir(parents=True, exist_ok=True)
        for claim in range(10 if number < 1000 else 1):
            evidence = []
            for _ in range(4):
                start = 12 * rng.randrange(length // 12 - 3)
                quote = " ".join(text[start:start + 24])
                evidence.append({"source": name, "quote": quote, "stance": "supports"})
            name_of = f"claim-{number}-{claim}"
            body = {"id": name_of, "statement": f"Statement {number} {claim}.", "label": "supported", "evidence": evidence}
            (claims / f"{name_of}.json").write_text(json.dumps(body, indent=2) + "\n")
    (root / "quoteproof.toml").write_text("")


class Client:
    def __init__(self, program, root, capabilities=None):
        self.server = subprocess.Popen([*program, "lsp"], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.asked = 0
        uri = root.resolve().as_uri()
        self.ask("initialize", {"processId": None, "rootUri": uri, "capabilities": capabilities or {}})
        self.tell("initialized", {})

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.server.stdin.flush()

    def read(self):
        length = 0
        while line := self.server.stdout.readline().strip():
            name, value = line.split(b": ")
            if name == b"Content-Length":
                length = int(value)
        message = json.loads(self.server.stdout.read(length))
        if "id" in message and "method" in message:
            self.send({"id": message["id"], "result": None})
        return message

    def tell(self, method, params):
        self.send({"method": method, "params": params})

    def ask(self, method, params):
        self.asked += 1
        self.send({"id": self.asked, "method": method, "params": params})
        while (message := self.read()).get("id") != self.asked or "method" in message:
            pass
        return message.get("result")

    def published(self, uri):
        while True:
            message = self.read()
            if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri:
                return message["params"]["diagnostics"]


def ran(client):
    """Seconds that the server's threads have run so far."""
    files = pathlib.Path(f"/proc/{client.server.pid}/task").glob("*/schedstat")
    return sum(int(file.read_text().split()[0]) for file in files) / 1e9


class Watch:
    """Times of one thing done again and again."""

    def __init__(self, client):
        self.client, self.clock, self.threads = client, [], []

    def __enter__(self):
        self.begin = time.perf_counter(), ran(self.client)

    def __exit__(self, *_):
        self.clock.append(time.perf_counter() - self.begin[0])
        self.threads.append(ran(self.client) - self.begin[1])

    def told(self, what, wanted):
        print(f"{what}: {span(self.clock)}; threads: {span(self.threads)} (wanted: {wanted} ms)")


def span(times):
    times = sorted(1000 * t for t in times)
    return f"median {statistics.median(times):.1f} ms, slowest {times[-1]:.1f} ms"


def place(text, at):
    return {"line": text.count("\n", 0, at), "character": at - text.rfind("\n", 0, at) - 1}


def keys(program, root, wanted, count=KEYS):
    claim = next(f for f in sorted((root / "claims").rglob("*.json")) if '"quote": "' in f.read_text())
    text = claim.read_text()
    client = Client(program, root)
    uri = claim.resolve().as_uri()
    start = time.perf_counter()
    client.tell("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "json", "version": 1, "text": text}})
    at = text.index('"quote": "') + len('"quote": "') + 12
    watch = Watch(client)
    for number in range(count):
        here = place(text, at)
        if number % 2 == 0:
            change = {"range": {"start": here, "end": here}, "text": "q"}
        else:
            change = {"range": {"start": here, "end": {**here, "character": here["character"] + 1}}, "text": ""}
        with watch:
            client.tell("textDocument/didChange", {"textDocument": {"uri": uri, "version": number + 2}, "contentChanges": [change]})
            client.published(uri)
        if number == 0 and wanted:
            print(f"first diagnostics after {time.perf_counter() - start:.3f} s")
            watch = Watch(client)
    if wanted:
        watch.told(f"key to diagnostic, {len(list((root / 'claims').rglob('*.json')))} claims", wanted)
    return client


def completions(client, root):
    claim = root / "claims/10/claim-1000-0.json"
    text = claim.read_text()
    quote = json.loads(text)["evidence"][0]["quote"]
    document = {"uri": claim.resolve().as_uri(), "languageId": "json", "version": 1}
    client.tell("textDocument/didOpen", {"textDocument": {**document, "text": text}})
    start = text.index(quote)
    watch = Watch(client)
    for length in range(6, 26):
        typed = text[:start] + quote[:length]
        client.tell("textDocument/didChange", {"textDocument": {"uri": document["uri"], "version": length}, "contentChanges": [{"text": typed}]})
        asked = {"textDocument": {"uri": document["uri"]}, "position": place(typed, len(typed))}
        with watch:
            items = client.ask("textDocument/completion", asked)
        if length == 6:
            watch = Watch(client)
    count = len(items["items"] if isinstance(items, dict) else items or [])
    watch.told(f"completion in 1 MB ({count} offered at last)", 10)


def memory(client, texts=None):
    status = pathlib.Path(f"/proc/{client.server.pid}/status").read_text()
    most = next(line.split(":")[1].strip() for line in status.splitlines() if line.startswith("VmHWM"))
    part = f", {1024 * int(most.split()[0]) / texts:.2f} times the text (wanted: 3)" if texts else ""
    print(f"memory: {most}{part}")
    end(client)


def large(program, root, length):
    """One document of so many bytes: what a key in a claim, a hover and a completion take there."""
    rng = random.Random(42)
    known = words(rng, 8000)

    def sentence():
        return " ".join(rng.choices(known, k=12)) + "."

    pool = [sentence() for _ in range(50_000)]
    folder = root / "corpus/large"
    folder.mkdir(parents=True)
    (root / "claims").mkdir()
    (root / "quoteproof.toml").write_text("")
    pin, left, quotes = hashlib.sha256(), length, []
    with open(folder / "text.txt", "wb") as file:
        while left > 0:
            sentences = [*rng.choices(pool, k=999), sentence()]
            quotes = [*quotes, sentences[-1].removesuffix(".")][:4]
            data = (" ".join(sentences) + "\n\n").encode()[:left]
            left -= len(data)
            pin.update(data)
            file.write(data)
    record = {"id": "large", "title": "Made", "language": "en", "text": {"path": "text.txt", "media_type": "text/plain", "sha256": pin.hexdigest()}}
    (folder / "source.json").write_text(json.dumps(record))
    evidence = [{"source": "large", "quote": quote, "stance": "supports"} for quote in quotes]
    claim = {"id": "one", "statement": "One statement.", "label": "supported", "evidence": evidence}
    (root / "claims/one.json").write_text(json.dumps(claim, indent=2) + "\n")
    client = keys(program, root, 50, 6)
    claim = root / "claims/one.json"
    text = claim.read_text()
    about = {"textDocument": {"uri": claim.resolve().as_uri()}, "position": place(text, text.index(quotes[3]) + 2)}
    for method in ["hover", "completion"]:
        watch = Watch(client)
        for _ in range(3):
            with watch:
                client.ask(f"textDocument/{method}", about)
        watch.told(f"{method} in {length} bytes", "none said")
    memory(client, length)


def end(client):
    client.ask("shutdown", None)
    client.tell("exit", None)
    client.server.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", metavar="QUOTEPROOF")
    parser.add_argument("archive", nargs="?", type=pathlib.Path)
    parser.add_argument("--keys", type=int)
    parser.add_argument("--document", type=int, metavar="BYTES")
    arguments = parser.parse_args()
    # The server is started in the archive's folder.
    program = shlex.split(arguments.program)
    program[-1] = str(pathlib.Path(program[-1]).resolve())
    if arguments.keys:
        end(keys(program, arguments.archive, None, arguments.keys))
        return
    if arguments.archive:
        memory(keys(program, arguments.archive, 20))
        return
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        if arguments.document:
            large(program, root, arguments.document)
            return
        made(root)
        client = keys(program, root, 50)
        completions(client, root)
        memory(client)


if __name__ == "__main__":
    main()
