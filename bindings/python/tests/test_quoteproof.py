"""The package as its users have it: one document, tables of every kind, streams, bad input."""

import doctest
import json
import pathlib
import random
import threading
import time

import pandas
import polars
import pyarrow
import pytest
import quoteproof

ROOT = pathlib.Path(__file__).resolve().parents[3]
TEXT = "The trial ended in May. It did not reduce the traffic in the old town 😀. Nobody asked why."
OTHER = "Chart datum is the level from which depths on a chart are measured, and tides are given."
DOCUMENTS = [{"id": "report", "text": TEXT}, {"id": "terms", "text": OTHER}]
QUOTES = [
    {"id": "1", "document": "report", "quote": "It did not reduce the traffic"},
    {"id": "2", "document": "report", "quote": "It did reduce the traffic in the old town"},
    {"id": "3", "document": "terms", "quote": "Nobody asked why."},
    {"id": "4", "document": "report", "quote": "the level from which depths on a chart are measured"},
    {"id": "5", "document": "nowhere", "quote": "Nobody asked why."},
    {"id": "6", "document": "report", "quote": None},
    {"id": None, "document": None, "quote": "Nobody asked why."},
]
VERDICTS = ["exact", "altered", "misattributed", "misattributed", "unreadable", "absent", "unreadable"]


def rows(table):
    return pyarrow.table(table).to_pylist()


def test_docstrings():
    assert doctest.testmod(quoteproof).failed == 0


def test_one_document():
    quotes = ["Nobody asked why.", "It did reduce the traffic in the old town"]
    good, bad = quoteproof.verify(TEXT, quotes, language="en")
    assert good and not bad
    place = good.places[0]
    assert TEXT[place.start : place.end] == "Nobody asked why."
    assert TEXT.encode("utf-16-le")[2 * place.utf16[0] : 2 * place.utf16[1]].decode("utf-16-le") == place.text
    assert place.at == "1:74", place.at
    assert bad.kinds == ["negation"] and 0 < bad.similarity < 1
    assert quoteproof.verify(TEXT, [])== []
    segments = {"quote": ["The trial ended", "reduce the traffic"], "prefix": None}
    assert quoteproof.verify(TEXT, [segments])[0].verdict == "edited"
    html = quoteproof.Document(b"<p>Some <b>bold</b> words.</p>", media_type="text/html")
    assert html.text.strip() == "Some bold words." and html.verify(["Some bold words"])[0]


@pytest.mark.parametrize(
    "form",
    [
        list,
        tuple,
        lambda rows: {name: [row.get(name) for row in rows] for name in rows[0]},
        pandas.DataFrame,
        polars.DataFrame,
        pyarrow.Table.from_pylist,
        lambda rows: pyarrow.RecordBatchReader.from_batches(
            (t := pyarrow.Table.from_pylist(rows)).schema, t.to_batches(max_chunksize=2)
        ),
        lambda rows: pyarrow.RecordBatch.from_pylist(rows),
        lambda rows: cast(rows, pyarrow.large_string()),
        lambda rows: cast(rows, pyarrow.string_view()),
        lambda rows: cast(rows, pyarrow.binary()),
        lambda rows: cast(rows, pyarrow.large_binary()),
        lambda rows: cast(rows, pyarrow.binary_view()),
        lambda rows: cast(rows, pyarrow.dictionary(pyarrow.int8(), pyarrow.string())),
        lambda rows: cast(rows, pyarrow.dictionary(pyarrow.uint32(), pyarrow.large_string())),
        lambda rows: pyarrow.concat_tables([pyarrow.Table.from_pylist(rows[:3]), pyarrow.Table.from_pylist(rows[3:], names(rows))]),
        lambda rows: pyarrow.Table.from_pylist(rows[:1] + rows + rows[:1]).slice(1, len(rows)),
        lambda rows: pandas.DataFrame(rows).convert_dtypes(),
        lambda rows: pandas.DataFrame(rows).convert_dtypes(dtype_backend="pyarrow"),
        lambda rows: pandas.DataFrame(rows).astype("category"),
        lambda rows: pandas.DataFrame(rows, index=range(7, 7 + len(rows))),
        lambda rows: polars.DataFrame(rows).with_columns(polars.all().cast(polars.Categorical)),
        lambda rows: polars.DataFrame(rows).lazy().collect(),
        lambda rows: polars.DataFrame(rows).rechunk().to_arrow(),
        lambda rows: duckdb_relation(rows),
        lambda rows: duckdb_relation(rows).arrow(),
        lambda rows: polars.DataFrame(rows).with_columns(more=polars.lit([1.5])),
    ],
)
def test_every_kind_of_table(form):
    made = rows(quoteproof.verify_batch(form(QUOTES), form(DOCUMENTS)))
    assert [row["verdict"] for row in made] == VERDICTS
    assert [row["id"] for row in made] == [row["id"] for row in QUOTES]
    assert list(made[0]) == quoteproof.COLUMNS
    assert made == rows(quoteproof.verify_batch(QUOTES, DOCUMENTS, threads=2))
    assert TEXT[made[0]["start"] : made[0]["end"]] == QUOTES[0]["quote"]
    assert made[2]["nearest_document"] == "report" and made[3]["nearest_document"] == "terms"


def names(rows):
    return pyarrow.Table.from_pylist(rows).schema


def duckdb_relation(rows):
    duckdb = pytest.importorskip("duckdb")
    connection = duckdb.connect()
    return connection.from_arrow(pyarrow.Table.from_pylist(rows))


def cast(rows, kind):
    table = pyarrow.Table.from_pylist(rows)
    columns = {}
    for name in table.column_names:
        column = table[name]
        if pyarrow.types.is_dictionary(kind):
            column = column.cast(kind.value_type).dictionary_encode()
        columns[name] = column.cast(kind)
    return pyarrow.table(columns)


def test_out_into_every_kind():
    table = quoteproof.verify_batch(QUOTES, DOCUMENTS)
    assert len(table) == 7
    assert pyarrow.RecordBatchReader.from_stream(table).read_all()["verdict"].to_pylist() == VERDICTS
    duckdb = pytest.importorskip("duckdb")
    rows = duckdb.connect().from_arrow(pyarrow.table(table)).filter("passed").fetchall()
    assert [row[0] for row in rows] == ["1"]
    assert polars.DataFrame(table)["verdict"].to_list() == VERDICTS
    assert pyarrow.table(table).to_pandas()["verdict"].tolist() == VERDICTS


def test_ids_that_are_numbers():
    quotes = pandas.DataFrame({"id": [1, 2], "document": [7, 7], "quote": ["Nobody asked why.", "No words"]})
    made = rows(quoteproof.verify_batch(quotes, [{"id": 7, "text": TEXT}]))
    assert [(row["id"], row["document"], row["verdict"]) for row in made] == [("1", "7", "exact"), ("2", "7", "absent")]


def test_bad_input_is_named():
    bad = [
        (ValueError, "no column `quote`; there are `document`, `words`", [{"document": "a", "words": "b"}], DOCUMENTS),
        (ValueError, "no column `document` or `source`; there are `quote`", [{"quote": "b"}], DOCUMENTS),
        (ValueError, "no column `text`; there are `id`, `body`", QUOTES, [{"id": "a", "body": "b"}]),
        (ValueError, "two documents have the id `report`", QUOTES, DOCUMENTS + DOCUMENTS[:1]),
        (ValueError, "document 0 has no id", QUOTES, [{"id": None, "text": "b"}]),
        (TypeError, "a table is wanted", 3, DOCUMENTS),
        (TypeError, "row 0 is not a dict", ["a quote"], DOCUMENTS),
        (TypeError, "`quote` has a value that is list", [{"document": "a", "quote": ["b"]}], DOCUMENTS),
        (TypeError, "column `quote` is Float64", pyarrow.table({"document": ["a"], "quote": [1.5]}), DOCUMENTS),
        (
            ValueError,
            "column `quote` is not UTF-8 in row 0",
            pyarrow.table({"document": ["a"], "quote": pyarrow.array([b"\xff"])}),
            DOCUMENTS,
        ),
    ]
    for error, words, quotes, documents in bad:
        with pytest.raises(error) as raised:
            quoteproof.verify_batch(quotes, documents)
        assert words in str(raised.value)
    with pytest.raises(quoteproof.ReadError, match="no reader for the media type"):
        quoteproof.Document("x", media_type="application/x-unknown")
    with pytest.raises(quoteproof.ReadError, match="did you mean `en`"):
        quoteproof.verify(TEXT, ["Nobody asked why."], language="English")
    with pytest.raises(quoteproof.ReadError, match="UTF-8"):
        quoteproof.Document(b"\xff\x00\xfe")
    with pytest.raises(TypeError, match="a list of quotes, not one string"):
        quoteproof.verify(TEXT, "Nobody")
    with pytest.raises(ValueError, match="explain is"):
        quoteproof.verify(TEXT, [], explain="none")


def test_a_folder_of_documents(tmp_path):
    (tmp_path / "2019").mkdir()
    (tmp_path / "2019" / "report.html").write_bytes(f"<p>{TEXT}</p>".encode())
    (tmp_path / "terms.txt").write_text(OTHER, encoding="utf-8")
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "sheet.xyz").write_bytes(b"1")
    assert [row["id"] for row in quoteproof.read_folder(tmp_path)] == ["report", "picture", "terms"]
    paths = quoteproof.read_folder(tmp_path, ids="path", language="en")
    assert [row["id"] for row in paths] == ["2019/report.html", "picture.txt", "terms.txt"]
    assert {row["language"] for row in paths} == {"en"} and paths[0]["media_type"] == "text/html"
    quotes = [{"document": row["id"], "quote": "Nobody asked why."} for row in paths]
    made = quoteproof.verify_batch(quotes, pyarrow.Table.from_pylist(paths), elsewhere=False)
    assert pyarrow.table(made)["verdict"].to_pylist() == ["exact", "unreadable", "absent"]
    (tmp_path / "report.txt").write_text(OTHER, encoding="utf-8")
    with pytest.raises(ValueError, match="report.txt.* are both called 'report'"):
        quoteproof.read_folder(tmp_path)
    with pytest.raises(NotADirectoryError, match="there is no folder"):
        quoteproof.read_folder(tmp_path / "nowhere")
    with pytest.raises(ValueError, match="ids is"):
        quoteproof.read_folder(tmp_path, ids="id")


def test_a_sealed_document():
    folder = ROOT / "corpus" / "frolov-2021"
    source, proofs = ((folder / name).read_text(encoding="utf-8") for name in ("source.json", "proofs.json"))
    document = quoteproof.Document.from_proofs(source, proofs)
    shown = "to alter in its favor the terms on which the Cold War ended"
    outcomes = document.verify([shown, shown.replace("favor", "interest"), "Words that nothing here shows."])
    assert [outcome.verdict for outcome in outcomes] == ["exact", "unproven", "unproven"]
    assert [outcome.passed for outcome in outcomes] == [True, False, False]
    seal = json.dumps(json.loads(source)["seal"])
    assert quoteproof.Document.from_proofs(seal, proofs).verify([shown])[0]
    for seal, proofs, words in [
        (source.replace('"id": "frolov-2021"', '"id": "another"'), proofs, "made for the source `frolov-2021`, not for `another`"),
        (source, proofs.replace("in its favor", "in its favour"), "the lengths of the tokens"),
        (source, "{", "the proofs"),
        ("{", proofs, "the seal is not JSON"),
        ("{}", proofs, "neither a seal nor a source"),
    ]:
        with pytest.raises(quoteproof.ReadError, match=words):
            quoteproof.Document.from_proofs(seal, proofs)


def test_documents_that_cannot_be_read_and_no_text():
    documents = [
        {"id": "null", "text": None},
        {"id": "bytes", "text": b"\xff\xfe\xfd"},
        {"id": "kind", "text": "Words", "media_type": "application/x-unknown"},
    ]
    quotes = [{"document": row["id"], "quote": "Words"} for row in documents]
    assert {row["verdict"] for row in rows(quoteproof.verify_batch(quotes, documents))} == {"unreadable"}


def many(count, seed=7):
    """Sentences of made-up words, and quotes on them: faithful, altered, misattributed."""
    chance = random.Random(seed)
    words = ["".join(chance.choice("aeioubdfgklmnprst") for _ in range(chance.randint(2, 9))) for _ in range(3000)]
    documents = [
        {"id": f"d{number:03}", "text": " ".join(chance.choices(words, k=1500))} for number in range(count // 50)
    ]
    quotes = []
    for number in range(count):
        text = chance.choice(documents)["text"].split()
        at = chance.randrange(len(text) - 20)
        quote = text[at : at + chance.randint(8, 19)]
        if number % 10 == 0:
            quote[3] = "zzyzx"
        quotes.append({"id": str(number), "document": chance.choice(documents)["id"], "quote": " ".join(quote)})
    return quotes, documents


@pytest.mark.parametrize("size", [1, 3, 100, 10_000])
def test_a_stream_gives_the_same_rows(size):
    quotes, documents = many(1000)
    whole = rows(quoteproof.verify_batch(quotes, documents, elsewhere=False))
    union = [{"document": d["id"], "kind": 0, "id": None, "text": d["text"]} for d in documents]
    union += [{"document": q["document"], "kind": 1, "id": q["id"], "text": q["quote"]} for q in quotes]
    union.sort(key=lambda row: (row["document"], row["kind"]))
    table, stream, made = pyarrow.Table.from_pylist(union), quoteproof.Stream(), []
    for batch in table.to_batches(max_chunksize=size):
        made += rows(stream.feed(batch))
    made += rows(stream.finish())
    assert sorted(made, key=lambda row: int(row["id"])) == whole


def test_streams_that_are_not_sorted():
    def feed(*union):
        quoteproof.Stream().feed([{"document": document, "kind": kind, "text": "Words."} for document, kind in union])

    for union, words in [
        ([("a", 0), ("a", 0)], "two documents have the id `a`"),
        ([("a", 1), ("a", 0)], "comes after quotes on it"),
        ([("b", 0), ("a", 1)], "`a` comes after `b`"),
    ]:
        with pytest.raises(quoteproof.StreamError, match=words):
            feed(*union)
    with pytest.raises(ValueError, match="`kind` is neither 0 nor 1"):
        feed(("a", 2))
    texts = pyarrow.table({"document": ["a", "a"], "kind": [0, 1], "text": pyarrow.array([b"\xff", b"\xff"])})
    with pytest.raises(ValueError, match="the quote in row 1 is not UTF-8"):
        quoteproof.Stream().feed(texts)


def test_progress_and_errors_in_it():
    quotes, documents = many(2000)
    counts = []
    quoteproof.verify_batch(quotes, documents, progress=counts.append)
    assert sum(counts) == 2000

    def stop(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        quoteproof.verify_batch(quotes, documents, progress=stop)


def test_other_threads_run_meanwhile():
    quotes, documents = many(5000)
    ticks, done = [], threading.Event()

    def tick():
        while not done.is_set():
            ticks.append(time.monotonic())
            time.sleep(0.001)

    thread = threading.Thread(target=tick)
    thread.start()
    start = time.monotonic()
    quoteproof.verify_batch(quotes, documents)
    end = time.monotonic()
    done.set()
    thread.join()
    assert len([at for at in ticks if start < at < end]) > 5


@pytest.mark.parametrize("file", sorted((ROOT / "tests/conformance").glob("*.json")), ids=lambda file: file.stem)
def test_conformance(file):
    for case in json.loads(file.read_text(encoding="utf-8")):
        try:
            document = quoteproof.Document(
                case["document"], media_type=case["media_type"], language=case.get("language", "en")
            )
        except quoteproof.ReadError:
            assert case["verdict"] == "unreadable", case["id"]
            continue
        quote = {"quote": case["quote"], "prefix": case.get("prefix"), "suffix": case.get("suffix")}
        [outcome] = document.verify([quote])
        assert outcome.verdict == case["verdict"], case["id"]
        if "kinds" in case:
            assert set(outcome.kinds) == set(case["kinds"]), case["id"]
        found = {code.removeprefix("quote/") for code in outcome.findings}
        assert found == set(case.get("findings", [])), case["id"]
