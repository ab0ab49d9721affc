"""Is a quote in the document it cites, word for word?

>>> import quoteproof
>>> text = "The trial ended in May. It did not reduce the traffic in the old town."
>>> quotes = ["It did not reduce the traffic", "It did reduce the traffic in the old town."]
>>> good, bad = quoteproof.verify(text, quotes, language="en")
>>> good.verdict, text[good.places[0].start:good.places[0].end]
('exact', 'It did not reduce the traffic')
>>> bad.passed, bad.kinds, bad.nearest.text
(False, ['negation'], 'It did not reduce the traffic in the old town')

Without a language the words of the text tell which it is, which takes twenty of them.

Tables of any size that fits into memory, from pandas, Polars, pyarrow, DuckDB or plain dicts:

>>> quotes = [{"id": "q1", "document": "report", "quote": "It did reduce the traffic in the old town."}]
>>> documents = [{"id": "report", "text": text, "language": "en"}]
>>> import pyarrow
>>> table = pyarrow.table(quoteproof.verify_batch(quotes, documents))
>>> table.select(["id", "verdict", "kinds"]).to_pylist()
[{'id': 'q1', 'verdict': 'altered', 'kinds': ['negation']}]
"""

from ._folder import read_folder
from ._native import (
    COLUMNS,
    Document,
    Outcome,
    Place,
    QuoteproofError,
    ReadError,
    Stream,
    StreamError,
    Table,
    __version__,
    verify,
)
from ._native import verify_batch as _verify_batch

__all__ = [
    "COLUMNS",
    "Document",
    "Outcome",
    "Place",
    "QuoteproofError",
    "ReadError",
    "Stream",
    "StreamError",
    "Table",
    "__version__",
    "read_folder",
    "verify",
    "verify_batch",
]


def _table(table):
    """pandas before 3 without pyarrow has no Arrow interface: its columns as lists."""
    is_arrow = hasattr(table, "__arrow_c_stream__") or hasattr(table, "__arrow_c_array__")
    if type(table).__module__.startswith("pandas.") and hasattr(table, "columns"):
        try:
            import pyarrow  # noqa: F401
        except ImportError:
            is_arrow = False
        if not is_arrow:
            return {name: table[name].tolist() for name in table.columns}
    return table


def verify_batch(quotes, documents, *, elsewhere=True, explain="full", threads=1, progress=None):
    """Verifies every row of `quotes` (document, quote; id, prefix, suffix) against `documents` (id, text; media_type,
    language), in the order of the quotes.

    `elsewhere`: look whether another document has the quotes that fail. `explain`: "full", "kinds", or "off". `threads`: how
    many, 0 for one a core. `progress`: called with the number of quotes that were just done.
    """
    return _verify_batch(
        _table(quotes),
        _table(documents),
        elsewhere=elsewhere,
        explain=explain,
        threads=threads,
        progress=progress,
    )
