"""What the engines share: a stream whose rows keep the columns that the stream knows nothing of, and what becomes of a row whose
words another document has."""

import pyarrow as pa
import pyarrow.compute as pc

from ._native import COLUMNS, UNANSWERED, Stream

NAMES = ["nearest_document", "nearest_start", "nearest_end", "nearest"]


def column(names, there, what):
    """The first of `names` that a table has."""
    for name in names:
        if name in there:
            return name
    wanted = " or ".join(f"`{name}`" for name in names)
    listed = ", ".join(f"`{name}`" for name in there) or "none"
    raise ValueError(f"{what}: no column {wanted}; there are {listed}")


def packed(numbers):
    """A column of 64-bit integers as bytes, which takes no numpy."""
    views = [(memoryview(chunk.buffers()[1]), chunk.offset, len(chunk)) for chunk in numbers.chunks if len(chunk)]
    return b"".join(bytes(view[8 * start : 8 * (start + length)]) for view, start, length in views)


class Rows:
    """A stream, with the columns `keep` of each quote beside its row of results."""

    def __init__(self, keep, **options):
        self.stream = Stream(**options)
        self.keep = keep
        self.waiting = None

    def feed(self, batch):
        table = pa.Table.from_batches([batch]) if isinstance(batch, pa.RecordBatch) else batch
        quotes = table.filter(pc.equal(table["kind"], 1)).select(self.keep)
        self.waiting = quotes if self.waiting is None else pa.concat_tables([self.waiting, quotes])
        return self._beside(self.stream.feed(table))

    def finish(self):
        return self._beside(self.stream.finish())

    def _beside(self, made):
        made = pa.table(made)
        if self.waiting is None:
            return made
        kept, self.waiting = self.waiting.slice(0, len(made)), self.waiting.slice(len(made))
        for name in self.keep:
            made = made.append_column(f"_{name}", kept[name])
        return made


def missed(rows):
    """Which rows may be in another document: a mask."""
    may = pc.is_in(rows["verdict"], pa.array(["altered", "absent"]))
    is_answered = [not any(code in UNANSWERED for code in codes) for codes in rows["findings"].to_pylist()]
    return pc.and_(may, pa.array(is_answered, pa.bool_()))


def resolved(quoted, no_text, one_text):
    """The columns of results, each as SQL, from rows `s` beside what another document has of them, `h`, if it has anything.

    `quoted` names a column, `no_text` and `one_text` are lists of no text and of the text `{}`.
    """
    hidden = "quote/hidden-character"
    instead = {
        "verdict": "'misattributed'",
        "kinds": no_text,
        "findings": f"CASE WHEN array_contains(s.findings, '{hidden}') THEN {one_text.format(hidden)} ELSE {no_text} END",
        "similarity": "1.0",
    } | {name: f"h.{quoted(name)}" for name in NAMES}
    has = f"h.{quoted('nearest_document')} IS NOT NULL"

    def one(name):
        own = f"s.{quoted(name)}"
        value = f"CASE WHEN {has} THEN {instead[name]} ELSE {own} END" if name in instead else own
        return f"{value} AS {quoted(name)}"

    return [one(name) for name in COLUMNS]
