"""Quotes and documents on a Spark cluster (4.0 or later).

    from quoteproof.spark import verify
    verdicts = verify(claims, documents)     # DataFrames: document, quote (id, prefix, suffix); id, text (media_type, language)

The text of a document is shuffled once and never joined onto its quotes: documents and quotes are sorted together, and each
partition is a stream. Every worker needs the package, and pyarrow. Batches of 2,000 rows are enough
(`spark.sql.execution.arrow.maxRecordsPerBatch`); a partition with 2 GiB of text in a batch needs
`spark.sql.execution.arrow.useLargeVarTypes`.
"""

import pyarrow as pa
import pyarrow.compute as pc
from pyspark import StorageLevel
from pyspark.sql import functions as F
from pyspark.sql.types import ArrayType, BinaryType, FractionalType, MapType, StructType

from ._engine import NAMES, Rows, column, missed, packed, resolved
from ._native import COLUMNS, Anchors, Elsewhere, anchors

__all__ = ["verify"]

_RESULT = (
    "id string, document string, verdict string, passed boolean, start bigint, end bigint, kinds array<string>, "
    "findings array<string>, similarity double, nearest string, nearest_start bigint, nearest_end bigint, "
    "nearest_document string"
)
_STAGE = f"{_RESULT}, _missed boolean, _quote string, _anchors array<bigint>"
_PLACE = "nearest_document string, nearest_start bigint, nearest_end bigint, nearest string"
# Quotes that one pass over all documents looks for without anchors.
_PORTION = 100_000


def verify(
    claims, documents, *, misattribute=True, explain="full", partitions=None, salts=16, hot_from=50_000
):
    """A DataFrame with a row of results for each row of `claims`, in no order.

    `misattribute`: search other documents for quotes that fail. True finds those that are there as they are
    written, by an exact join of anchors, and needs one more pass over the documents. "all" also finds those that are there
    but for the mark of a note, as `verify_batch` does: the quotes that fail are sent to all workers. False leaves the search
    out. Either search runs the verification when this function is called, and keeps its rows on the workers' disks.

    `partitions`: of the shuffle; else `spark.sql.shuffle.partitions`. A document that more than `hot_from` quotes cite is copied
    to as many as `salts` partitions, which share its quotes.
    """
    if misattribute not in (True, False, "all"):
        raise ValueError(f'misattribute is True, False or "all", not {misattribute!r}')
    partitions = int(partitions or claims.sparkSession.conf.get("spark.sql.shuffle.partitions"))
    texts = _texts(documents)
    both = _sorted(_salted(*_union(claims, texts), hot_from, salts), partitions)
    if not misattribute:
        return both.mapInArrow(lambda batches: _verified(batches, explain, False), _RESULT)
    stage = both.mapInArrow(lambda batches: _verified(batches, explain, True), _STAGE)
    # Retried tasks give the same rows, so rows that are lost with a worker's disk are made again.
    stage = stage.persist(StorageLevel.DISK_ONLY)
    sought = stage.where("_missed").select(F.col("document").alias("cited"), "_quote", "_anchors").distinct()
    found = _found_by_quotes(sought if misattribute == "all" else sought.where("_anchors IS NULL"), texts)
    if misattribute is True:
        found = found.unionByName(_found_by_anchors(sought.where("_anchors IS NOT NULL"), texts, partitions))
    # The first document by its id, whatever the order.
    best = found.groupBy("cited", "quote").agg(F.min(F.struct(*NAMES)).alias("place"))
    h = best.select("cited", "quote", *(F.col(f"place.{name}") for name in NAMES)).alias("h")
    failed = stage.where("_missed").alias("s")
    joined = failed.join(h, (F.col("s.document") == F.col("h.cited")) & (F.col("s._quote") == F.col("h.quote")), "left")
    columns = resolved(lambda name: f"`{name}`", "CAST(array() AS array<string>)", "array('{}')")
    joined = joined.selectExpr(*columns)
    return stage.where("NOT _missed").select(*COLUMNS).unionByName(joined)


def _check(frame, names, what):
    """Lists and fractions are no texts, though Spark would write them as one."""
    for name in filter(frame.columns.__contains__, names):
        kind = frame.schema[name].dataType
        if isinstance(kind, (ArrayType, FractionalType, MapType, StructType)):
            raise TypeError(f"{what}: column `{name}` is {kind.simpleString()}, not text")


def _texts(documents):
    there = documents.columns
    name = column(["id", "document"], there, "documents")
    column(["text"], there, "documents")
    _check(documents, [name, "text", "media_type", "language"], "documents")
    return documents.select(
        F.col(name).cast("string").alias("id"), "text", *(_optional(there, name) for name in ("media_type", "language"))
    )


def _optional(there, name):
    return (F.col(name) if name in there else F.lit(None)).cast("string").alias(name)


def _union(claims, texts):
    """Documents and quotes, with the same columns."""
    there = claims.columns
    cited = column(["document", "source"], there, "claims")
    quote = column(["quote"], there, "claims")
    _check(claims, [cited, quote, "id", "prefix", "suffix"], "claims")
    # As bytes where one of both is: the cast of what is not UTF-8 to a string would be no string.
    is_bytes = isinstance(claims.schema[quote].dataType, BinaryType)
    is_binary = is_bytes or isinstance(texts.schema["text"].dataType, BinaryType)
    quote = F.col(quote) if is_bytes else F.col(quote).cast("string")
    names = ("id", "prefix", "suffix", "media_type", "language")
    documents = texts.select(
        F.col("id").alias("document"),
        F.lit(0).cast("tinyint").alias("kind"),
        F.col("text").cast("binary" if is_binary else "string").alias("text"),
        *(F.col(name) if name in texts.columns and name != "id" else F.lit(None).cast("string").alias(name) for name in names),
    )
    quotes = claims.select(
        F.col(cited).cast("string").alias("document"),
        F.lit(1).cast("tinyint").alias("kind"),
        quote.cast("binary" if is_binary else "string").alias("text"),
        *(_optional(there if name in ("id", "prefix", "suffix") else [], name) for name in names),
    )
    return documents, quotes


def _salted(documents, quotes, hot_from, salts):
    """Both, with a key: the document, and for one that many quotes cite also which of its copies."""
    key = F.col("document")
    if not salts or salts < 2:
        return documents.withColumn("key", key).unionByName(quotes.withColumn("key", key))
    counted = quotes.groupBy("document").count().where(F.col("count") > hot_from)
    many = F.least(F.ceil(F.col("count") / hot_from), F.lit(salts)).cast("int")
    hot = F.broadcast(counted.select("document", many.alias("copies")))
    copies = F.coalesce(F.col("copies"), F.lit(1))
    documents = documents.join(hot, "document", "left").withColumn("salt", F.explode(F.sequence(F.lit(0), copies - 1)))
    quotes = quotes.join(hot, "document", "left").withColumn("salt", F.pmod(F.xxhash64("id", "text"), copies).cast("int"))
    # Nothing sorts between a document and its copies.
    key = F.when(F.col("salt") == 0, key).otherwise(F.concat_ws("\0", key, F.lpad(F.col("salt").cast("string"), 6, "0")))
    both = documents.unionByName(quotes)
    return both.withColumn("key", F.when(F.col("document").isNotNull(), key)).drop("salt", "copies")


def _sorted(both, partitions):
    return both.repartition(partitions, "key").sortWithinPartitions("key", "kind")


def _renamed(batch):
    """A batch as a stream knows it: what it calls a document is the key."""
    table = pa.Table.from_batches([batch])
    names = {"document": "cited", "key": "document"}
    return table.rename_columns([names.get(name, name) for name in table.column_names])


def _verified(batches, explain, with_missed):
    rows = Rows(["cited", "text"], explain=explain)
    for batch in batches:
        yield from _stage(rows.feed(_renamed(batch)), with_missed)
    yield from _stage(rows.finish(), with_missed)


def _stage(made, with_missed):
    if not len(made):
        return
    # As the quotes have it, without the copy's number.
    cited = made["_cited"]
    made = made.set_column(made.column_names.index("document"), "document", cited)
    at = made.column_names.index("nearest_document")
    own = [c if near is not None else None for c, near in zip(cited.to_pylist(), made["nearest_document"].to_pylist())]
    made = made.set_column(at, "nearest_document", pa.array(own, pa.string()))
    table = made.select(COLUMNS)
    if with_missed:
        may, quotes = missed(made).to_pylist(), made["_text"].cast(pa.string()).to_pylist()
        words = [quote if one else None for one, quote in zip(may, quotes)]
        lost = pa.table({"document": pa.array([""] * sum(may)), "quote": pa.array([w for w in words if w is not None])})
        keys = iter(anchors(lost))
        table = table.append_column("_missed", pa.array(may, pa.bool_()))
        table = table.append_column("_quote", pa.array(words, pa.string()))
        keys = [next(keys) if word is not None else None for word in words]
        table = table.append_column("_anchors", pa.array(keys, pa.list_(pa.int64())))
    yield from table.combine_chunks().to_batches()


def _found_by_quotes(sought, texts):
    """What documents have of quotes that every worker gets, in portions."""
    spark = texts.sparkSession
    found = spark.createDataFrame([], f"cited string, quote string, {_PLACE}")
    table = sought.select("cited", F.col("_quote").alias("quote")).toArrow()
    for start in range(0, len(table), _PORTION):
        portion = table.slice(start, _PORTION).rename_columns(["document", "quote"])
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, portion.schema) as writer:
            writer.write_table(portion)
        sent = spark.sparkContext.broadcast(sink.getvalue().to_pybytes())
        found = found.unionByName(
            texts.mapInArrow(lambda batches, sent=sent: _quotes_in(batches, sent.value), found.schema)
        )
    return found


def _quotes_in(batches, sent):
    quotes = pa.ipc.open_stream(sent).read_all()
    sought = Elsewhere(quotes)
    for batch in batches:
        hits = pa.table(sought.look(batch))
        if len(hits):
            of = quotes.take(hits["quote"]).rename_columns(["cited", "quote"])
            columns = [*of.columns, hits["document"], hits["start"], hits["end"], hits["text"]]
            yield from pa.table(columns, names=["cited", "quote", *NAMES]).combine_chunks().to_batches()


def _found_by_anchors(sought, texts, partitions):
    """What documents have of quotes, by an exact join: only numbers are sent to the workers."""
    spark = texts.sparkSession
    each = sought.select("cited", F.col("_quote").alias("quote"), F.explode("_anchors").alias("anchor"))
    anchor = each.select("anchor").where("anchor IS NOT NULL").distinct().toArrow()["anchor"]
    sent = spark.sparkContext.broadcast(packed(anchor))
    hits = texts.mapInArrow(lambda batches: _anchors_in(batches, sent.value), "document string, anchor bigint")
    pairs = hits.join(each, "anchor").where("document != cited").select("document", "cited", "quote").distinct()
    kind = F.lit(0).cast("tinyint")
    needed = texts.join(pairs.select(F.col("document").alias("id")).distinct(), "id", "left_semi")
    none = F.lit(None).cast("string")
    needed = needed.select(
        F.col("id").alias("key"), kind.alias("kind"), "text", none.alias("cited"), none.alias("quote"), "media_type", "language"
    )
    is_binary = isinstance(texts.schema["text"].dataType, BinaryType)
    words = F.encode("quote", "UTF-8") if is_binary else F.col("quote")
    pairs = pairs.select(
        F.col("document").alias("key"), (kind + 1).cast("tinyint").alias("kind"), words.alias("text"), "cited", "quote",
        none.alias("media_type"), none.alias("language"),
    )
    both = _sorted(needed.unionByName(pairs), partitions)
    return both.mapInArrow(_standing, f"cited string, quote string, {_PLACE}")


def _anchors_in(batches, sent):
    sought = Anchors(sent)
    for batch in batches:
        yield from pa.table(sought.look(batch)).to_batches()


def _standing(batches):
    rows = Rows(["cited", "quote"], standing=True)

    def standing(made):
        made = made.filter(pc.equal(made["verdict"], "misattributed"))
        return made.select(["_cited", "_quote", *NAMES]).rename_columns(["cited", "quote", *NAMES]).combine_chunks().to_batches()

    for batch in batches:
        yield from standing(rows.feed(_renamed(batch)))
    made = rows.finish()
    if len(made):
        yield from standing(made)
