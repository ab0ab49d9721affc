"""Quotes and documents that are in Ray Data already: an example, not an engine that is promised.

    python ray_data.py QUOTES.parquet DOCUMENTS.parquet OUT-FOLDER

Its limits: while a node is lost, Ray Data may hang (in trials of 2.60 it did so each time), so write to a fresh folder, and start again
where it does not end. Give each node two CPUs at least, for readers and shuffle wait for each other. There is no search for
misattribution, and no copy of a document that many quotes cite. Take Spark (quoteproof.spark) where the run must outlive its
machines.
"""

import sys

import pyarrow as pa
import ray
from quoteproof import Stream

PARTITIONS = 16


def document_rows(table):
    """As a stream wants them: documents have the kind 0."""
    count = len(table)
    return pa.table(
        {
            "document": table["id"].cast(pa.string()),
            "kind": pa.array([0] * count, pa.int8()),
            "id": pa.nulls(count, pa.string()),
            "text": table["text"].cast(pa.string()),
        }
    )


def quote_rows(table):
    return pa.table(
        {
            "document": table["document"].cast(pa.string()),
            "kind": pa.array([1] * len(table), pa.int8()),
            "id": table["id"].cast(pa.string()),
            "text": table["quote"].cast(pa.string()),
        }
    )


def verified(partition):
    """A partition has all quotes of its documents."""
    stream = Stream()
    rows = pa.table(stream.feed(partition.sort_by([("document", "ascending"), ("kind", "ascending")])))
    return pa.concat_tables([rows, pa.table(stream.finish())])


def main(quotes, documents, out):
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    texts = ray.data.read_parquet(documents, columns=["id", "text"]).map_batches(document_rows, batch_format="pyarrow")
    rows = ray.data.read_parquet(quotes, columns=["id", "document", "quote"]).map_batches(quote_rows, batch_format="pyarrow")
    both = texts.union(rows).repartition(PARTITIONS, keys=["document"])
    both.map_batches(verified, batch_format="pyarrow", batch_size=None).write_parquet(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
