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


@pytest.mark.skipif(os.name != "posix", reason="a signal is sent")
def test_ctrl_c_in_the_middle():
    run = subprocess.Popen([sys.executable, "-c", SLOW, str(HERE)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert run.stdout.readline() == "begins\n"
    time.sleep(0.5)
    began = time.monotonic()
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=60)
    assert "KeyboardInterrupt" in said and run.returncode != 0
    assert time.monotonic() - began < 20


def test_a_full_disk(tmp_path):
    duckdb = pytest.importorskip("quoteproof.duckdb")
    import pyarrow.parquet

    for name, table in [("quotes", QUOTES), ("documents", DOCUMENTS)]:
        pyarrow.parquet.write_table(table, tmp_path / f"{name}.parquet")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        # No file may have more than this.
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
        with pytest.raises(Exception, match="(?i)file too large|could not write"):
            duckdb.verify_parquet(tmp_path / "quotes.parquet", tmp_path / "documents.parquet", tmp_path / "out.parquet")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert sorted(os.listdir(tmp_path)) == ["documents.parquet", "quotes.parquet"]


LARGE = pytest.mark.skipif("QUOTEPROOF_LARGE" not in os.environ, reason="takes 10 GB of memory: QUOTEPROOF_LARGE=1")


@LARGE
def test_a_document_of_a_gigabyte():
    words = "The gauge was moved in May, and nobody asked why. "
    text = words * ((1 << 30) // len(words)) + "It did not rain."
    quotes = [{"document": "a", "quote": "It did not rain."}, {"document": "a", "quote": "It did rain."}]
    made = pyarrow.table(quoteproof.verify_batch(quotes, [{"id": "a", "text": text, "language": "en"}]))
    assert made["verdict"].to_pylist() == ["exact", "altered"]
    assert made["start"][0].as_py() == len(text) - len("It did not rain.")


@LARGE
def test_a_column_of_more_than_two_gibibytes():
    text = "The gauge was moved in May, and nobody asked why. " * 420_000
    rows = 110
    texts = pyarrow.array([text] * rows, pyarrow.large_string())
    assert texts.nbytes > 1 << 31
    documents = pyarrow.table({"id": [str(number) for number in range(rows)], "text": texts})
    quotes = pyarrow.table({"document": ["0", str(rows - 1)], "quote": ["nobody asked why", "somebody asked why"]})
    made = pyarrow.table(quoteproof.verify_batch(quotes, documents, elsewhere=False))
    assert made["verdict"].to_pylist() == ["exact", "altered"]
