"""Parquet files through DuckDB: the same rows as in one process, in the same order; bad input."""

import os
import subprocess
import sys

import pyarrow
import pyarrow.parquet
import pytest
import quoteproof
from common import data

duckdb = pytest.importorskip("duckdb")
from quoteproof.duckdb import verify_parquet  # noqa: E402

QUOTES, DOCUMENTS = data(3_000, 60)


def write(folder, quotes=QUOTES, documents=DOCUMENTS):
    for name, table in [("quotes", quotes), ("documents", documents)]:
        pyarrow.parquet.write_table(table, folder / f"{name}.parquet", row_group_size=500)
    return folder / "quotes.parquet", folder / "documents.parquet", folder / "out.parquet"


def rows(table):
    return pyarrow.table(table).to_pylist()


@pytest.mark.parametrize(
    "options",
    [{}, {"elsewhere": "all"}, {"elsewhere": False}, {"explain": "off"}, {"explain": "kinds", "threads": 2}],
    ids=str,
)
def test_the_rows_are_those_of_one_process(tmp_path, options):
    quotes, documents, out = write(tmp_path)
    counts = verify_parquet(quotes, documents, out, **options)
    made = pyarrow.parquet.read_table(out)
    assert made.column_names == quoteproof.COLUMNS
    wanted = rows(quoteproof.verify_batch(QUOTES, DOCUMENTS, **options | {"elsewhere": bool(options.get("elsewhere", True))}))
    assert made.to_pylist() == wanted
    verdicts = [row["verdict"] for row in wanted]
    assert counts == {verdict: verdicts.count(verdict) for verdict in sorted(set(verdicts))}
    assert bool(options.get("elsewhere", True)) == ("misattributed" in counts)


def test_what_a_pass_does_not_look_for_the_next_one_does(tmp_path, monkeypatch):
    monkeypatch.setattr("quoteproof.duckdb._PORTION", 7)
    monkeypatch.setattr("quoteproof.duckdb._GROUP", 11)
    monkeypatch.setattr("quoteproof.duckdb._DOCUMENTS", 5)
    monkeypatch.setattr("quoteproof.duckdb._SORTED", 101)
    quotes, documents, out = write(tmp_path)
    for elsewhere in (True, "all"):
        verify_parquet(quotes, documents, out, threads=2, elsewhere=elsewhere)
        assert pyarrow.parquet.read_table(out).to_pylist() == rows(quoteproof.verify_batch(QUOTES, DOCUMENTS))


def test_files_of_other_shapes(tmp_path):
    # A pattern, bytes, another name, numbers as ids, contexts, and rows that lack something.
    texts = [{"id": 7, "text": b"It did not rain.\n\nIt did not rain.", "language": "en"}, {"id": 8, "text": None, "language": None}]
    texts += [{"id": 10, "text": b"Words.", "language": "en"}]
    texts += [{"id": 11 + at, "text": b"The gauge was moved in May, and nobody asked why.", "language": "en"} for at in (1, 0)]
    quotes = [
        {"source": 7, "quote": "It did not rain.", "prefix": "It did not rain. "},
        {"source": 7, "quote": "It did rain.", "prefix": None},
        {"source": 7, "quote": None, "prefix": None},
        {"source": 8, "quote": "It did not rain.", "prefix": None},
        {"source": None, "quote": "It did not rain.", "prefix": None},
        {"source": 9, "quote": "It did not rain.", "prefix": None},
        {"source": 10, "quote": "did not rain", "prefix": None},
        {"source": 10, "quote": "was moved in May, and nobody asked why", "prefix": None},
        {"source": 7, "quote": "was moved in May, and nobody asked why", "prefix": None},
    ]
    quotes, texts = pyarrow.Table.from_pylist(quotes), pyarrow.Table.from_pylist(texts)
    _, documents, out = write(tmp_path, quotes, texts)
    pyarrow.parquet.write_table(quotes.slice(0, 2), tmp_path / "part-1.parquet")
    pyarrow.parquet.write_table(quotes.slice(2), tmp_path / "part-2.parquet")
    wanted = rows(quoteproof.verify_batch(quotes, texts))
    assert [row["nearest_document"] for row in wanted[-3:]] == ["7", "11", "11"]
    for files in [tmp_path / "part-*.parquet", [tmp_path / "part-1.parquet", tmp_path / "part-2.parquet"]]:
        verify_parquet(files, documents, out)
        assert pyarrow.parquet.read_table(out).to_pylist() == wanted


def test_columns_of_bytes(tmp_path):
    # A cast would spell out what is not ASCII.
    texts = pyarrow.table({"id": pyarrow.array([b"r\xc3\xa9sum\xc3\xa9"]), "text": ["Nobody’s café was open. It did not rain."]})
    quotes = ["Nobody’s café was open.", "It did rain.", None]
    quotes = pyarrow.table({"document": pyarrow.array(["résumé".encode()] * 3), "quote": pyarrow.array(quotes).cast(pyarrow.binary())})
    quotes_file, documents, out = write(tmp_path, quotes, texts)
    verify_parquet(quotes_file, documents, out)
    assert pyarrow.parquet.read_table(out).to_pylist() == rows(quoteproof.verify_batch(quotes, texts))
    assert pyarrow.parquet.read_table(out)["verdict"].to_pylist() == ["exact", "altered", "absent"]


def test_no_documents(tmp_path):
    quotes, documents, out = write(tmp_path, QUOTES.slice(0, 3), DOCUMENTS.slice(0, 0))
    assert verify_parquet(quotes, documents, out) == {"unreadable": 3}


def test_nothing_at_all(tmp_path):
    quotes, documents, out = write(tmp_path, QUOTES.slice(0, 0))
    assert verify_parquet(quotes, documents, out) == {}
    assert pyarrow.parquet.read_table(out).num_rows == 0


def test_bad_input_is_named_and_no_file_is_left(tmp_path):
    def fails(error, words, quotes=QUOTES, documents=DOCUMENTS, **options):
        quotes, documents, out = write(tmp_path, quotes, documents)
        with pytest.raises(error, match=words):
            verify_parquet(quotes, documents, out, **options)
        assert sorted(os.listdir(tmp_path)) == ["documents.parquet", "quotes.parquet"]

    fails(ValueError, "quotes: no column `quote`; there are `id`, `document`", QUOTES.drop_columns(["quote"]))
    fails(ValueError, "documents: no column `text`; there are `id`", documents=DOCUMENTS.drop_columns(["text"]))
    twice = pyarrow.concat_tables([DOCUMENTS, DOCUMENTS.slice(3, 1)])
    fails(quoteproof.StreamError, "two documents have the id `d0000003`", documents=twice)
    nameless = pyarrow.Table.from_pylist([{"id": None, "text": "Words."}], DOCUMENTS.schema)
    fails(ValueError, "has no id", documents=nameless)
    fails(ValueError, "explain is", explain="none")
    one = {"document": ["d0000003"]}
    fails(TypeError, "quotes: column `quote` is VARCHAR\\[\\], not text", pyarrow.table(one | {"quote": [["a", "list"]]}))
    fails(TypeError, "quotes: column `quote` is DOUBLE, not text", pyarrow.table(one | {"quote": [1.5]}))
    bytes_ = pyarrow.table(one | {"quote": pyarrow.array([b"\xff"])})
    fails(ValueError, "quotes: a row is not UTF-8 in `quote`", bytes_)

    def stop(_):
        raise KeyboardInterrupt("stopped")

    fails(KeyboardInterrupt, "^stopped$", progress=stop)
    quotes, documents, _ = write(tmp_path)
    with pytest.raises(Exception, match="nowhere"):
        verify_parquet(quotes, documents, tmp_path / "nowhere" / "out.parquet")
    with pytest.raises(FileNotFoundError, match="there is no file .*none.parquet"):
        verify_parquet(tmp_path / "none.parquet", documents, tmp_path / "out.parquet")


def test_progress_counts_all_rows(tmp_path):
    counts = []
    verify_parquet(*write(tmp_path), progress=counts.append)
    assert sum(counts) == len(QUOTES)


def test_standard_output_is_the_callers(tmp_path, monkeypatch, capfd):
    connect = duckdb.connect

    def impatient(**options):
        # DuckDB shows its progress from the first millisecond on, not after two seconds.
        connection = connect(**options)
        connection.execute("SET progress_bar_time = 1")
        return connection

    with impatient() as connection:
        connection.sql("SELECT sum(a.range * b.range) FROM range(30000) a, range(10000) b").fetchall()
    assert capfd.readouterr().out, "this DuckDB shows no progress, and nothing is tested"
    monkeypatch.setattr("quoteproof.duckdb.duckdb.connect", impatient)
    verify_parquet(*write(tmp_path))
    assert capfd.readouterr().out == ""


WITHOUT_NUMPY = """
import sys
sys.modules["numpy"] = None
from quoteproof.duckdb import verify_parquet
print(verify_parquet(*sys.argv[1:])["misattributed"])
"""


def test_numpy_is_not_needed(tmp_path):
    # Neither duckdb nor pyarrow brings it along.
    files = write(tmp_path)
    run = subprocess.run([sys.executable, "-c", WITHOUT_NUMPY, *files], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    verdicts = [row["verdict"] for row in rows(quoteproof.verify_batch(QUOTES, DOCUMENTS))]
    assert int(run.stdout) == verdicts.count("misattributed") > 0


@pytest.mark.parametrize(
    ("raised", "is_told"),
    [
        (RuntimeError("Query interrupted"), KeyboardInterrupt),
        (duckdb.InterruptException("INTERRUPT Error: Interrupted!"), KeyboardInterrupt),
        (RuntimeError("no space left"), RuntimeError),
    ],
    ids=["runtime", "duckdb", "other"],
)
def test_ctrl_c_in_a_query_is_a_keyboard_interrupt(tmp_path, monkeypatch, raised, is_told):
    def stage(*_):
        raise raised

    monkeypatch.setattr("quoteproof.duckdb._stage", stage)
    with pytest.raises(is_told):
        verify_parquet(*write(tmp_path))
