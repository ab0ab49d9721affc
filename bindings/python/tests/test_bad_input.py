"""What bad input gets, beside wrong columns and ids: failures in the middle, large columns, a document that many quotes cite."""

import os
import pathlib
import resource
import signal
import subprocess
import sys
import time

import pyarrow
import pytest
import quoteproof
from common import data, sha256

QUOTES, DOCUMENTS = data(4_000, 30, hot=0.35)
HERE = pathlib.Path(__file__).parent


def test_a_document_that_a_third_of_all_quotes_cite():
    assert pyarrow.compute.sum(pyarrow.compute.equal(QUOTES["document"], "d0000000")).as_py() > 4_000 / 3
    assert sha256(quoteproof.verify_batch(QUOTES, DOCUMENTS)) == sha256(quoteproof.verify_batch(QUOTES, DOCUMENTS, threads=2))


def test_an_exception_in_a_batch_comes_out():
    def batches():
        yield from QUOTES.to_batches(max_chunksize=1_000)[:2]
        raise OSError("the network is gone")

    reader = pyarrow.RecordBatchReader.from_batches(QUOTES.schema, batches())
    with pytest.raises(Exception, match="the network is gone"):
        quoteproof.verify_batch(reader, DOCUMENTS)

    def progress(_):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        quoteproof.verify_batch(QUOTES, DOCUMENTS, progress=progress)


def test_a_stream_goes_on_after_a_batch_that_it_cannot_read():
    stream = quoteproof.Stream()
    stream.feed([{"document": "a", "kind": 0, "text": "It did not rain all day."}])
    with pytest.raises(ValueError, match="no column `kind`"):
        stream.feed([{"document": "a", "text": "It did not rain"}])
    with pytest.raises(ValueError, match="the document in row 0 has no id"):
        stream.feed([{"document": None, "kind": 0, "text": "Words."}])
    stream.feed([{"document": "a", "kind": 1, "text": "It did not rain"}])
    assert pyarrow.table(stream.finish())["verdict"].to_pylist() == ["exact"]


SLOW = """
import sys
sys.path.insert(0, sys.argv[1])
from common import data
import quoteproof
quotes, documents = data(20_000, 2_000)
print("begins", flush=True)
while True:
    quoteproof.verify_batch(quotes, documents)
"""
SLOW_ON_DISK = """
import sys
from quoteproof.duckdb import verify_parquet
print("begins", flush=True)
while True:
    verify_parquet(sys.argv[2] + "/quotes.parquet", sys.argv[2] + "/documents.parquet", sys.argv[2] + "/out.parquet", temporary=sys.argv[2])
"""


def written(folder):
    """Both tables as files."""
    import pyarrow.parquet

    for name, table in [("quotes", QUOTES), ("documents", DOCUMENTS)]:
        pyarrow.parquet.write_table(table, folder / f"{name}.parquet")
    return folder / "quotes.parquet", folder / "documents.parquet"


@pytest.mark.skipif(os.name != "posix", reason="a signal is sent")
@pytest.mark.parametrize("script", [SLOW, SLOW_ON_DISK], ids=["verify_batch", "verify_parquet"])
def test_ctrl_c_in_the_middle(script, tmp_path):
    if script is SLOW_ON_DISK:
        pytest.importorskip("duckdb")
        written(tmp_path)
    run = subprocess.Popen(
        [sys.executable, "-c", script, str(HERE), str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert run.stdout.readline() == "begins\n"
    time.sleep(0.5)
    began = time.monotonic()
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=60)
    assert "KeyboardInterrupt" in said and run.returncode != 0
    assert time.monotonic() - began < 20
    # At most the rows of a round that had ended; nothing half, nothing temporary.
    assert set(os.listdir(tmp_path)) <= {"quotes.parquet", "documents.parquet", "out.parquet"}


def test_a_file_that_may_not_grow(tmp_path):
    duckdb = pytest.importorskip("quoteproof.duckdb")
    quotes, documents = written(tmp_path)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        # No file may have more than this.
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
        with pytest.raises(Exception, match="(?i)file too large|could not write"):
            duckdb.verify_parquet(quotes, documents, tmp_path / "out.parquet")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert sorted(os.listdir(tmp_path)) == ["documents.parquet", "quotes.parquet"]


FULL = """
import os, sys
from quoteproof.duckdb import verify_parquet
folder, small, where = sys.argv[1:]
out, temporary = (small, folder) if where == "out" else (folder, small)
try:
    verify_parquet(folder + "/quotes.parquet", folder + "/documents.parquet", out + "/out.parquet", temporary=temporary)
except Exception as error:
    print(type(error).__name__, error)
print(os.listdir(small), sorted(os.listdir(folder)))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="a file system of its own is mounted")
@pytest.mark.parametrize("where", ["out", "temporary"])
def test_a_full_disk(tmp_path, where):
    pytest.importorskip("duckdb")
    folder, small = tmp_path / "large", tmp_path / "small"
    folder.mkdir()
    small.mkdir()
    written(folder)
    # In a namespace of its own, so that nothing stays mounted.
    mount = 'mount -t tmpfs -o size=16k tmpfs "$1" && shift && exec "$@"'
    unshare = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--user", "--map-root-user"]), "sh", "-c", mount, "sh", str(small)]
    try:
        subprocess.run([*unshare, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"nothing can be mounted here: {error}")
    run = subprocess.run([*unshare, sys.executable, "-c", FULL, str(folder), str(small), where], capture_output=True, text=True)
    said, left = run.stdout.splitlines()
    assert "No space left on device" in said, run.stdout + run.stderr
    assert left == "[] ['documents.parquet', 'quotes.parquet']"


def large(gigabytes):
    """Skips, and says so, where it is not asked for or the machine has less memory."""
    if "QUOTEPROOF_LARGE" not in os.environ:
        return pytest.mark.skip(reason=f"takes {gigabytes} GB of memory and some minutes: QUOTEPROOF_LARGE=1")
    memory = pathlib.Path("/proc/meminfo")
    there = dict(line.split(":") for line in memory.read_text().splitlines()) if memory.exists() else {}
    free = int(there.get("MemAvailable", "0 kB").split()[0]) / 1e6
    return pytest.mark.skipif(free < gigabytes, reason=f"takes {gigabytes} GB of memory; {free:.1f} GB are free")


@large(10)
def test_a_document_of_a_gigabyte():
    words = "The gauge was moved in May, and nobody asked why. "
    text = words * ((1 << 30) // len(words)) + "It did not rain."
    quotes = [{"document": "a", "quote": "It did not rain."}, {"document": "a", "quote": "It did rain."}]
    made = pyarrow.table(quoteproof.verify_batch(quotes, [{"id": "a", "text": text, "language": "en"}]))
    assert made["verdict"].to_pylist() == ["exact", "altered"]
    assert made["start"][0].as_py() == len(text) - len("It did not rain.")


@large(6)
def test_a_column_of_more_than_two_gibibytes():
    text = "The gauge was moved in May, and nobody asked why. " * 420_000
    rows = 110
    texts = pyarrow.array([text] * rows, pyarrow.large_string())
    assert texts.nbytes > 1 << 31
    documents = pyarrow.table({"id": [str(number) for number in range(rows)], "text": texts})
    quotes = pyarrow.table({"document": ["0", str(rows - 1)], "quote": ["nobody asked why", "somebody asked why"]})
    made = pyarrow.table(quoteproof.verify_batch(quotes, documents, elsewhere=False))
    assert made["verdict"].to_pylist() == ["exact", "altered"]
