"""What the tests of engines share: generated data sets, and a hash of results."""

import hashlib
import importlib.util
import pathlib

import pyarrow
import quoteproof

ROOT = pathlib.Path(__file__).resolve().parents[3]


def module():
    """The benchmark that makes them."""
    spec = importlib.util.spec_from_file_location("data_sets", ROOT / "benches" / "data-sets.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def data(quotes, documents, words=600, hot=0.0):
    """Quotes and documents as tables. Of the quotes a share cites the first document."""
    rows, texts = module().made(quotes, documents, words, hot)
    return pyarrow.Table.from_pylist(rows), pyarrow.Table.from_pylist(texts)


def sha256(table):
    """Of the rows, sorted by their ids."""
    table = pyarrow.table(table).select(quoteproof.COLUMNS)
    rows = sorted(map(repr, table.to_pylist()))
    return len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()
