#!/usr/bin/env python3
"""The table of what data sets should reach, from one run: one process, the command, DuckDB and Spark, beside what others use.

    python3 benches/data-sets-table.py [--quotes 1000000] [--documents 10000] [--rivals 20000] [--wheel FILE] [--without-spark]

Makes an environment of its own in Cargo's target folder and installs there the wheel (of `.ci/wheel`, unless one is named) and
what it is compared with. Needs python3 (3.10 or later), the network, and Java 17 or later for Spark. CPU seconds and memory
are of the measured process alone. Prints each figure as it comes, and at the end the table. Exit status 1: rows differ.
"""

import argparse
import hashlib
import json
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
WORK = TARGET / "data-sets"
TESTS = ROOT / "bindings" / "python" / "tests"
NEEDED = ["duckdb", "linkml-reference-validator", "pandas<3", "pyarrow", "pyspark>=4,<5", "rapidfuzz"]
# Quotes whose verdicts are compared with those of `validate`, each in a claim of its own.
VALIDATED = 20_000


def environment(wheel):
    """The Python of an environment with the wheel and all that is compared."""
    python = WORK / "venv" / "bin" / "python"
    quiet = ["--quiet", "--disable-pip-version-check"]
    if not (WORK / "venv" / "complete").exists():
        subprocess.run([sys.executable, "-m", "venv", WORK / "venv"], check=True)
        subprocess.run([python, "-m", "pip", "install", *quiet, *NEEDED], check=True)
        (WORK / "venv" / "complete").touch()
    if wheel is None:
        wheel = subprocess.run([ROOT / ".ci" / "wheel"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    own = ["--force-reinstall", "--no-deps", "--no-index"]
    subprocess.run([python, "-m", "pip", "install", *quiet, *own, wheel], check=True)
    return python, wheel


# What a process of its own measures: the way, and a folder with the tables. It writes the rows to `<way>.parquet`.

def spent():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def one_process(folder, out, **options):
    import pyarrow.parquet
    import quoteproof

    quotes, documents = (pyarrow.parquet.read_table(folder / f"{name}.parquet") for name in ("quotes", "documents"))
    cpu, wall = spent(), time.monotonic()
    made = quoteproof.verify_batch(quotes, documents, **options)
    cpu, wall = spent() - cpu, time.monotonic() - wall
    pyarrow.parquet.write_table(pyarrow.table(made), out)
    return cpu, wall


def duck(folder, out):
    from quoteproof.duckdb import verify_parquet

    cpu, wall = spent(), time.monotonic()
    verify_parquet(folder / "quotes.parquet", folder / "documents.parquet", out, temporary=folder)
    return spent() - cpu, time.monotonic() - wall


WAYS = {
    "verify_batch": one_process,
    "verify_batch-no-search": lambda folder, out: one_process(folder, out, elsewhere=False),
    "duckdb": duck,
}


def measured(way, folder):
    """The figures of one way: CPU seconds, seconds, MB."""
    run = [sys.executable, __file__, "--measure", way, folder]
    return json.loads(subprocess.run(run, stdout=subprocess.PIPE, text=True, check=True).stdout)


def measured_command(folder, *options):
    """The same of the command of the wheel, whose rows are JSON Lines."""
    command = pathlib.Path(sys.executable).with_name("quoteproof")
    run = [command, "verify", folder / "quotes.jsonl", "--documents", folder / "documents.jsonl", "--threads", "1", "--quiet"]
    with open(folder / "command.jsonl", "wb") as out:
        began = time.monotonic()
        started = subprocess.Popen([*run, "--exit-zero", *options], stdout=out)
        _, status, usage = os.wait4(started.pid, 0)
        wall = time.monotonic() - began
    if status:
        raise SystemExit(f"quoteproof verify ended with the status {status}")
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024


# Whether all say the same.

def rows_of_command(folder):
    import pyarrow
    import quoteproof

    with open(folder / "command.jsonl", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return pyarrow.Table.from_pylist(rows, pyarrow.table(quoteproof.Stream().finish()).schema)


def as_validated(folder, rows, documents, made):
    """How many of the first rows `validate` judges as they were judged, in an archive that is made of them."""
    archive = folder / "archive"
    (archive / "claims").mkdir(parents=True)
    (archive / "quoteproof.toml").write_text("")
    for document in documents:
        source = archive / "corpus" / document["id"]
        source.mkdir(parents=True)
        text = document["text"].encode()
        (source / "text.txt").write_bytes(text)
        file = {"path": "text.txt", "media_type": "text/plain", "sha256": hashlib.sha256(text).hexdigest()}
        (source / "source.json").write_text(json.dumps({"id": document["id"], "text": file}))
    for row in rows:
        evidence = [{"source": row["document"], "stance": "supports", "quote": row["quote"]}]
        claim = {"id": f"q{row['id']}", "statement": f"Row {row['id']} says so.", "label": "supported", "topics": []}
        (archive / "claims" / f"q{row['id']}.json").write_text(json.dumps(claim | {"evidence": evidence}))
    command = pathlib.Path(sys.executable).with_name("quoteproof")
    run = [command, "validate", "--format", "json", "--quiet"]
    report = subprocess.run(run, cwd=archive, stdout=subprocess.PIPE, check=False).stdout
    judged = {quote["claim"]: quote for quote in json.loads(report)["quotes"]}
    same = 0
    for row in made:
        quote = judged[f"q{row['id']}"]
        start = (quote.get("matches") or [{}])[0].get("start")
        same += (row["verdict"], row["kinds"], row["start"]) == (quote["verdict"], quote.get("kinds", []), start)
    return same


class Table:
    """Lines of the table, said as they come."""

    def __init__(self):
        self.lines, self.differs = [], False

    def add(self, what, wanted, measured, is_reached=None):
        reached = {None: "", True: "yes", False: "no"}[is_reached]
        self.lines.append(f"| {what} | {wanted} | {measured} | {reached} |")
        print(f"{what}: {measured}" + (f" (wanted: {wanted}: {reached})" if wanted else ""), flush=True)

    def same(self, what, rows, wanted):
        from common import sha256

        made = sha256(rows)
        self.is_same(what, made, wanted or made)
        return made

    def is_same(self, what, made, wanted):
        self.differs |= made != wanted
        self.add(f"rows of {what}", "SHA-256 of one process", f"{made[0]:,} rows, `{made[1]}`", made == wanted)


def tables(folder, quotes, documents, hot):
    """Writes the data set as Parquet and as JSON Lines, and gives both lists."""
    import pyarrow
    import pyarrow.parquet
    from common import module

    rows, texts = module().made(quotes, documents, 2800, hot)
    for name, values in [("quotes", rows), ("documents", texts)]:
        table = pyarrow.Table.from_pylist(values)
        pyarrow.parquet.write_table(table, folder / f"{name}.parquet", row_group_size=max(1, len(table) // 8))
        with open(folder / f"{name}.jsonl", "w", encoding="utf-8") as file:
            file.writelines(json.dumps(value) + "\n" for value in values)
    return rows, texts


def speed(table, folder, quotes, documents):
    """One process and DuckDB, on quotes that are spread over all documents."""
    import pyarrow.parquet

    rows, texts = tables(folder, quotes, documents, 0.0)
    size = f"{quotes:,} quotes on {documents:,} documents"

    def say(what, figures, wanted="", reached=None):
        cpu, wall, peak = figures
        said = f"{quotes / cpu:,.0f} quotes a CPU second ({cpu:.1f} CPU s, {wall:.1f} s), {peak:,.0f} MB"
        table.add(f"{what}, {size}", wanted, said, reached(quotes / cpu, peak) if reached else None)

    quick = "80,000 quotes a CPU second", lambda rate, _: rate >= 80_000
    say("`verify_batch`, `elsewhere=False`", measured("verify_batch-no-search", folder), *quick)
    say("`verify_batch`, with the search in other documents", measured("verify_batch", folder))
    say("`quoteproof verify --no-elsewhere`, one thread", measured_command(folder, "--no-elsewhere"), *quick)
    say("`quoteproof verify`, one thread", measured_command(folder))
    # Fewer quotes than are wanted say little of memory.
    fits = (lambda _, peak: peak <= 1_200) if quotes >= 10_000_000 else None
    say("`verify_parquet` (DuckDB)", measured("duckdb", folder), "1.2 GB for 10,000,000 quotes", fits)
    made = pyarrow.parquet.read_table(folder / "verify_batch.parquet").slice(0, VALIDATED).to_pylist()
    if documents > VALIDATED:
        return
    same = as_validated(folder, rows[:VALIDATED], texts, made)
    table.differs |= same != len(made)
    table.add("verdicts, kinds and places equal to those of `validate`", f"all of {len(made):,}", f"{same:,}", same == len(made))


def engines(table, folder, quotes, documents, with_spark):
    """All engines on the same quotes, of which a fifth cites one document."""
    import pyarrow.parquet

    tables(folder, quotes, documents, 0.2)
    measured("verify_batch", folder)
    wanted = table.same("one process", pyarrow.parquet.read_table(folder / "verify_batch.parquet"), None)
    measured_command(folder)
    table.same("the command", rows_of_command(folder), wanted)
    measured("duckdb", folder)
    table.same("DuckDB", pyarrow.parquet.read_table(folder / "duckdb.parquet"), wanted)
    if with_spark:
        from spark_cluster import compare

        for name, _, made in compare(folder, wanted, quotes // 50):
            table.is_same(f"Spark, two workers, {name}", made, wanted)


def beside(table, quotes, documents):
    """The rivals: how quick each is, and what it gets wrong."""
    import importlib.util

    spec = importlib.util.spec_from_file_location("rivals", ROOT / "benches" / "data-sets-rivals.py")
    rivals = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(rivals)
    wanted = {"rapidfuzz": 5, "linkml": 90}
    first, wrong = None, []
    for name, rate, counts in rivals.compared(quotes, documents):
        if not counts:
            table.add(name, "", f"not installed: {rate}")
            continue
        first = first or rate
        factor = next((factor for start, factor in wanted.items() if name.startswith(start)), None)
        said = f"{rate:,.0f} quotes a CPU second" + (f"; quoteproof has {first / rate:.3g} times as many" if wrong else "")
        goal = (f"quoteproof has {factor} times as many", first / rate >= factor) if factor else ("", None)
        table.add(name, goal[0], said, goal[1])
        wrong.append(f"| {name} | " + " | ".join(f"{found:,} of {number:,}" for found, number in counts.values()) + " |")
    kinds = rivals.GOOD + rivals.BAD
    heads = [f"{kind}, accepted" if kind in rivals.BAD else f"{kind}, found" for kind in kinds]
    return [f"| {' | '.join(['way', *heads])} |", "|---" * (len(heads) + 1) + "|", *wrong]


def sizes(table, wheel):
    """What size.py says, whose own limits are wider."""
    run = subprocess.run([sys.executable, TESTS / "size.py", wheel], capture_output=True, text=True, check=False)
    found = re.match(r"wheel ([\d.]+) MiB, module ([\d.]+) MiB, .* imported in (\d+) ms", run.stdout)
    if not found:
        raise SystemExit(f"size.py fails:\n{run.stdout}{run.stderr}")
    is_reached = all(float(figure) <= most for figure, most in zip(found.groups(), (15, 3, 50)))
    table.add("the wheel", "wheel 15 MiB, module 3 MiB, imported in 50 ms", run.stdout.strip(), is_reached)


def main(arguments):
    sys.path.insert(0, str(TESTS))
    folder = WORK / "run"
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("speed", "engines"):
        (folder / name).mkdir(parents=True)
    table = Table()
    speed(table, folder / "speed", arguments.quotes, arguments.documents)
    wrong = beside(table, arguments.rivals, max(2, arguments.rivals // 100))
    engines(table, folder / "engines", arguments.quotes, arguments.documents, not arguments.without_spark)
    sizes(table, arguments.wheel)
    shutil.rmtree(folder)
    print("\n| what | wanted | measured | reached |\n|---|---|---|---|", *table.lines, "", *wrong, sep="\n")
    return 1 if table.differs else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--quotes", type=int, default=1_000_000, help="quotes of the data set (%(default)s)")
    parser.add_argument("--documents", type=int, default=10_000, help="its documents (%(default)s)")
    parser.add_argument("--rivals", type=int, default=20_000, help="quotes for the comparison with others (%(default)s)")
    parser.add_argument("--wheel", metavar="FILE", help="a wheel that is built already")
    parser.add_argument("--without-spark", action="store_true", help="leave Spark out, which needs Java")
    parser.add_argument("--measure", nargs=2, metavar=("WAY", "FOLDER"), help=argparse.SUPPRESS)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        way, folder = arguments.measure[0], pathlib.Path(arguments.measure[1])
        cpu, wall = WAYS[way](folder, folder / f"{way}.parquet")
        print(json.dumps([cpu, wall, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
    elif arguments.inside:
        sys.exit(main(arguments))
    else:
        python, wheel = environment(arguments.wheel)
        os.environ["PYSPARK_PYTHON"] = str(python)
        rest = [argument for argument in sys.argv[1:] if argument != arguments.wheel and argument != "--wheel"]
        sys.exit(subprocess.run([python, __file__, "--inside", "--wheel", wheel, *rest]).returncode)
