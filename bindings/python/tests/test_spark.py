"""The small form of `.ci/spark`: one machine, 20,000 quotes, the same rows as in one process."""

import pyarrow
import pytest
import quoteproof
from common import data, sha256

pytest.importorskip("pyspark")
from pyspark.sql import SparkSession  # noqa: E402
from quoteproof.spark import verify  # noqa: E402

QUOTES, DOCUMENTS = data(20_000, 200, hot=0.3)
IN_ONE_PROCESS = sha256(quoteproof.verify_batch(QUOTES, DOCUMENTS))


@pytest.fixture(scope="module")
def spark():
    settings = {
        "spark.sql.execution.arrow.maxRecordsPerBatch": "500",
        "spark.sql.shuffle.partitions": "5",
        "spark.ui.enabled": "false",
        "spark.driver.memory": "1g",
    }
    builder = SparkSession.builder.master("local[2]").appName("quoteproof")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


def frames(spark, tmp_path, quotes=QUOTES, documents=DOCUMENTS):
    import pyarrow.parquet

    for name, table in [("quotes", quotes), ("documents", documents)]:
        pyarrow.parquet.write_table(table, tmp_path / f"{name}.parquet")
    return [spark.read.parquet(str(tmp_path / f"{name}.parquet")) for name in ("quotes", "documents")]


@pytest.mark.parametrize(
    "options",
    [{}, {"misattribute": "all"}, {"hot_from": 1_000}, {"hot_from": 1_000, "salts": 3, "partitions": 2}],
    ids=str,
)
def test_the_rows_are_those_of_one_process(spark, tmp_path, options):
    made = verify(*frames(spark, tmp_path), **options)
    assert made.columns == quoteproof.COLUMNS
    assert sha256(made.toArrow()) == IN_ONE_PROCESS


def test_without_the_search(spark, tmp_path):
    made = verify(*frames(spark, tmp_path), misattribute=False, hot_from=1_000)
    assert sha256(made.toArrow()) == sha256(quoteproof.verify_batch(QUOTES, DOCUMENTS, elsewhere=False))


def test_rows_that_lack_something(spark, tmp_path):
    # A quote without an id, twice; one too short for an anchor; texts as bytes; ids that are numbers.
    texts = [{"id": 7, "text": b"It did not rain."}, {"id": 8, "text": None}, {"id": 9, "text": b"The gauge was moved in May, and nobody asked why."}]
    quotes = [
        {"source": source, "quote": quote, "prefix": None}
        for source, quote in [
            (7, "It did not rain."), (7, None), (8, "It did not rain."), (None, "It did not rain."), (10, "It did not rain."),
            (9, "did not rain"), (7, "was moved in May, and nobody asked why."), (7, "was moved in May, and nobody asked why."),
        ]
    ]
    quotes, texts = pyarrow.Table.from_pylist(quotes), pyarrow.Table.from_pylist(texts)
    quotes = quotes.set_column(2, "prefix", quotes["prefix"].cast("string"))
    wanted = quoteproof.verify_batch(quotes, texts)
    assert pyarrow.table(wanted)["verdict"].to_pylist().count("misattributed") == 3
    for how in (True, "all"):
        made = verify(*frames(spark, tmp_path, quotes, texts), misattribute=how, hot_from=2, salts=4)
        assert sha256(made.toArrow()) == sha256(wanted), how


def test_words_that_stand_there_but_for_the_mark_of_a_note(spark, tmp_path):
    text = "The gauge was moved in May,[3] and nobody asked why."
    quotes = pyarrow.Table.from_pylist([{"id": "1", "document": "a", "quote": "moved in May, and nobody asked why."}])
    texts = pyarrow.Table.from_pylist([{"id": "a", "text": "Words."}, {"id": "b", "text": text}])
    claims, documents = frames(spark, tmp_path, quotes, texts)
    wanted = quoteproof.verify_batch(quotes, texts)
    assert pyarrow.table(wanted)["verdict"].to_pylist() == ["misattributed"]
    assert sha256(verify(claims, documents, misattribute="all").toArrow()) == sha256(wanted)
    # As the documentation says: anchors are of what stands as it is written.
    [row] = verify(claims, documents).toArrow().to_pylist()
    assert row["verdict"] in ("misattributed", "absent") and not row["passed"]


def test_bad_input_is_named(spark, tmp_path):
    claims, documents = frames(spark, tmp_path)
    with pytest.raises(ValueError, match="claims: no column `quote`; there are `id`, `document`"):
        verify(claims.drop("quote"), documents)
    with pytest.raises(ValueError, match="documents: no column `text`"):
        verify(claims, documents.drop("text"))
    with pytest.raises(TypeError, match="claims: column `quote` is array<string>, not text"):
        verify(claims.selectExpr("document", "array(quote) AS quote"), documents)
    with pytest.raises(Exception, match="the quote in row .* is not UTF-8"):
        verify(claims.limit(3).selectExpr("document", "X'FF' AS quote"), documents, misattribute=False).toArrow()
    with pytest.raises(ValueError, match="misattribute is"):
        verify(claims, documents, misattribute="some")
    twice = documents.unionByName(documents.where("id = 'd0000003'"))
    with pytest.raises(Exception, match="two documents have the id `d0000003`"):
        verify(claims, twice, misattribute=False).toArrow()
