#!/usr/bin/env python3
"""How long archives of many sizes take: `validate`, `site`, a key in an editor. The table and the plot of docs/performance.md.

    benches/sizes.py QUOTEPROOF [--most 10000] [--runs 3] [--plot docs/sizes.svg]

Makes archives from a fixed seed, with four quotes a claim, one in fifty of them edited, and ten claims a document of 11 kB.
Prints seconds of the processor, the least of the runs: other work on the machine hardly counts in them. Needs Python 3.9, and
Linux for the keys.
"""
import argparse
import hashlib
import importlib.util
import json
import math
import os
import pathlib
import random
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SIZES = [10, 100, 1_000, 10_000, 100_000]
LETTERS = "etaoinshrdlu"
# Larger ones are only validated.
MOST_WRITTEN = 10_000


def editor():
    spec = importlib.util.spec_from_file_location("editor", HERE / "editor.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def made(root, claims):
    rng = random.Random(7)
    known = ["".join(rng.choice(LETTERS) for _ in range(rng.randint(3, 9))) for _ in range(8_000)]
    for number in range(math.ceil(claims / 10)):
        sentences = [" ".join(rng.choice(known) for _ in range(rng.randint(8, 16))).capitalize() + "." for _ in range(140)]
        data = (" ".join(sentences) + "\n").encode()
        name = f"document-{number}"
        folder = root / "corpus" / name
        folder.mkdir(parents=True)
        (folder / "text.txt").write_bytes(data)
        text = {"path": "text.txt", "media_type": "text/plain", "sha256": hashlib.sha256(data).hexdigest()}
        (folder / "source.json").write_text(json.dumps({"id": name, "title": "Made", "language": "en", "text": text}))
        folder = root / "claims" / str(number // 100)
        folder.mkdir(parents=True, exist_ok=True)
        for claim in range(min(10, claims - 10 * number)):
            quotes = rng.sample(sentences, 4)
            if rng.random() < 0.08:
                words = quotes[0].split()
                words[len(words) // 2] = "edited"
                quotes[0] = " ".join(words)
            evidence = [{"source": name, "quote": quote, "stance": "supports"} for quote in quotes]
            body = {"id": f"claim-{number}-{claim}", "statement": rng.choice(sentences), "label": "supported", "evidence": evidence}
            (folder / f"claim-{number}-{claim}.json").write_text(json.dumps(body, indent=2) + "\n")
    (root / "quoteproof.toml").write_text("")


def least(command, folder, runs):
    """Seconds of the processor, the least of some runs, and the most memory in MB."""
    best, memory = math.inf, 0
    for _ in range(runs):
        child = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        if os.waitstatus_to_exitcode(status) not in (0, 1):
            raise SystemExit(f"{command} failed")
        best = min(best, usage.ru_utime + usage.ru_stime)
        memory = max(memory, usage.ru_maxrss // 1024)
    return best, memory


def spent(process):
    """Seconds of the processor of all threads of a process (Linux)."""
    threads = pathlib.Path(f"/proc/{process}/task").iterdir()
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9


def keys(program, root):
    """Seconds of a key, the mean of forty."""
    module, times = editor(), []
    published = module.Client.published

    def told(client, uri):
        found = published(client, uri)
        times.append(spent(client.server.pid))
        return found

    module.Client.published = told
    # The first ones wait for the archive to be read.
    client = module.keys([program], root, None, 44)
    module.end(client)
    return (times[-1] - times[3]) / 40


def plot(lines, path):
    """Lines on logarithmic axes."""
    width, height, left, bottom = 520, 320, 70, 50
    x = lambda n: left + (math.log10(n) - 1) / 4 * (width - left - 20)
    y = lambda s: height - bottom - (math.log10(max(s, 1e-3)) + 3) / 5 * (height - bottom - 20)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="11">',
           '<rect width="100%" height="100%" fill="white"/>']
    for n in SIZES:
        out.append(f'<line x1="{x(n):.1f}" x2="{x(n):.1f}" y1="20" y2="{height - bottom}" stroke="#ddd"/>'
                   f'<text x="{x(n):.1f}" y="{height - bottom + 15}" text-anchor="middle">{n:,}</text>')
    for s, name in [(1e-3, "1 ms"), (1e-2, "10 ms"), (0.1, "0.1 s"), (1, "1 s"), (10, "10 s"), (100, "100 s")]:
        out.append(f'<line x1="{left}" x2="{width - 20}" y1="{y(s):.1f}" y2="{y(s):.1f}" stroke="#ddd"/>'
                   f'<text x="{left - 6}" y="{y(s) + 4:.1f}" text-anchor="end">{name}</text>')
    for (name, points), color in zip(lines.items(), ["#1f5fa8", "#b3471d", "#3b7a3b"]):
        line = " ".join(f"{x(n):.1f},{y(s):.1f}" for n, s in points)
        out.append(f'<polyline points="{line}" fill="none" stroke="{color}" stroke-width="2"/>')
        n, s = points[-1]
        out.append(f'<text x="{x(n) - 6:.1f}" y="{y(s) - 8:.1f}" text-anchor="end" fill="{color}">{name}</text>')
    out.append(f'<text x="{(width + left) / 2}" y="{height - 10}" text-anchor="middle">claims, four quotes each</text>')
    path.write_text("\n".join(out) + "\n</svg>\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", metavar="QUOTEPROOF")
    parser.add_argument("--most", type=int, default=MOST_WRITTEN)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--plot", type=pathlib.Path)
    arguments = parser.parse_args()
    program = str(pathlib.Path(arguments.program).resolve())
    lines = {"validate": [], "site": [], "a key in an editor": []}
    print("| claims | quotes | documents | validate | memory | site | a key |\n|---|---|---|---|---|---|---|")
    for size in [size for size in SIZES if size <= arguments.most]:
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder) / "archive"
            root.mkdir()
            made(root, size)
            checked, memory = least([program, "validate"], root, arguments.runs)
            lines["validate"].append((size, checked))
            cells = [f"{size:,}", f"{4 * size:,}", f"{math.ceil(size / 10):,}", f"{checked:.3f} s", f"{memory} MB"]
            if size <= MOST_WRITTEN:
                site, _ = least([program, "site", f"{folder}/site"], root, arguments.runs)
                key = keys(program, root)
                lines["site"].append((size, site))
                lines["a key in an editor"].append((size, key))
                cells += [f"{site:.2f} s", f"{1000 * key:.1f} ms"]
            print("| " + " | ".join(cells + ["–"] * (7 - len(cells))) + " |", flush=True)
    if arguments.plot:
        plot(lines, arguments.plot)


if __name__ == "__main__":
    main()
