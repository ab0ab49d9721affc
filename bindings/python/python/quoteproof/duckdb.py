"""More quotes than fit into memory, on one machine: they are parted on disk, DuckDB sorts part after part, and a stream verifies
them.

    from quoteproof.duckdb import verify_parquet
    counts = verify_parquet("quotes/*.parquet", "documents.parquet", "verdicts.parquet")

Needs the packages duckdb and pyarrow: pip install "quoteproof[duckdb]".
"""

import collections
import concurrent.futures
import contextlib
import itertools
import os
import tempfile

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ._engine import NAMES, Rows, column, missed, packed, resolved
from ._native import COLUMNS, Anchors, Elsewhere, Stream, anchors

__all__ = ["verify_parquet"]

# Rows of a sorted batch.
_BATCH = 2_000
# Rows of a group of a file between the stages.
_GROUP = 50_000
# Rows that are sorted at a time: a sort of all would need memory in proportion, whatever may be spilled.
_SORTED = 250_000
# Quotes that are looked for in one pass over all documents: what they take of memory is about 1 kB each.
_PORTION = 100_000
# Documents that are read at a time.
_DOCUMENTS = 200
# Bytes of texts between two looks at what is verified.
_TEXT = 16 << 20

_NO_QUOTES = pa.table({name: pa.array([], pa.string()) for name in ("document", "text", "id", "prefix", "suffix")}).add_column(
    0, "row", pa.array([], pa.int64())
)
_NO_TEXTS = pa.schema(
    [("id", pa.string()), ("at", pa.int64()), ("length", pa.int64()), ("media_type", pa.string()), ("language", pa.string())]
).empty_table()
# The columns of all results.
_RESULTS = pa.table(Stream().finish()).schema


def _text(words):
    return "'" + str(words).replace("'", "''") + "'"


def _name(name):
    return '"' + name.replace('"', '""') + '"'


def _files(con, files):
    """The files that patterns mean, in the order in which they are given."""
    files = [files] if isinstance(files, (str, os.PathLike)) else list(files)
    found = []
    for file in map(os.fspath, files):
        inside = [row[0] for row in con.execute(f"SELECT file FROM glob({_text(file)}) ORDER BY file").fetchall()]
        if not inside:
            raise FileNotFoundError(f"there is no file {file}")
        found += inside
    return list(dict.fromkeys(found))


def _read(files):
    return f"read_parquet([{', '.join(map(_text, files))}], filename = true, file_row_number = true)"


def _reader(relation, rows):
    # Older versions have another name for it.
    read = getattr(relation, "to_arrow_reader", None) or relation.fetch_record_batch
    return read(rows)


class _Input:
    """Both tables, as SQL."""

    def __init__(self, con, quotes, documents):
        files = _files(con, quotes)
        self.quotes, self.texts = _read(files), _files(con, documents)
        # The number of a row among those of all files.
        lengths = [con.execute(f"SELECT count(*) FROM read_parquet({_text(file)})").fetchone()[0] for file in files]
        starts = list(itertools.accumulate(lengths, initial=0))
        self.parts = max(1, -(-starts[-1] // _SORTED))
        self.row = f"{starts}[list_position([{', '.join(map(_text, files))}], filename)] + file_row_number"
        there = [self._types(con, table) for table in (self.quotes, _read(self.texts))]
        self.cited = column(["document", "source"], there[0], "quotes")
        self.quote = column(["quote"], there[0], "quotes")
        self.id = column(["id", "document"], there[1], "documents")
        self.text = column(["text"], there[1], "documents")
        self.has = there
        self._check("quotes", 0, [self.cited, self.quote, "id", "prefix", "suffix"])
        self._check("documents", 1, [self.id, self.text, "media_type", "language"])

    @staticmethod
    def _types(con, table):
        found = con.execute(f"DESCRIBE SELECT * EXCLUDE (filename, file_row_number) FROM {table}").fetchall()
        return {row[0]: row[1] for row in found}

    def _check(self, what, table, names):
        """Lists and fractions are no texts, though DuckDB would write them as one."""
        for name in names:
            kind = self.has[table].get(name, "VARCHAR")
            if kind.endswith("]") or kind.startswith(("STRUCT", "MAP", "UNION", "FLOAT", "DOUBLE", "DECIMAL")):
                raise TypeError(f"{what}: column `{name}` is {kind}, not text")

    def _words(self, table, name):
        """A column as text: bytes are UTF-8, which a cast would spell out."""
        if name not in self.has[table]:
            return "NULL::VARCHAR"
        return f"decode({_name(name)})" if self.has[table][name] == "BLOB" else f"{_name(name)}::VARCHAR"

    def documents(self):
        """All documents, some at a time. DuckDB would hold many more."""
        there = [name for name in ("media_type", "language") if name in self.has[1]]
        for file in self.texts:
            with pq.ParquetFile(file, memory_map=True) as opened:
                for batch in opened.iter_batches(_DOCUMENTS, columns=[self.id, self.text, *there], use_threads=False):
                    more = {name: batch[name].cast(pa.string()) for name in there}
                    yield pa.table({"id": batch[self.id].cast(pa.string()), "text": batch[self.text], **more})

    def asked(self):
        """The quotes, each with the number of its part: all of a document are in one."""
        more = ", ".join(f"{self._words(0, name)} AS {name}" for name in ("id", "prefix", "suffix"))
        cited, quote = self._words(0, self.cited), self._words(0, self.quote)
        return f"""
            SELECT "row", document, text, id, prefix, suffix, coalesce(hash(document) % {self.parts}, 0)::BIGINT AS part FROM (
                SELECT {cited} AS document, ({self.row})::BIGINT AS "row", {quote} AS text, {more}
                FROM {self.quotes})"""

    def sorted(self, index, part, number):
        """Documents and quotes of a part; of a document's text only where it was put."""
        return f"""
            SELECT id AS document, 0::TINYINT AS kind, "at" AS "row", length, NULL::VARCHAR AS id, NULL::VARCHAR AS text,
                NULL::VARCHAR AS prefix, NULL::VARCHAR AS suffix, media_type, language FROM read_parquet({_text(index)})
            WHERE id IS NULL OR hash(id) % {self.parts} = {number}
            UNION ALL
            SELECT document, 1, "row", NULL, id, text, prefix, suffix, NULL, NULL FROM read_parquet({_text(part)})
            ORDER BY document, kind"""


class _Texts:
    """The texts of all documents, one after the other in a file: a sort that carried them would need memory for them."""

    def __init__(self, tables, folder):
        self.index, self.file = os.path.join(folder, "index.parquet"), open(os.path.join(folder, "texts"), "w+b")
        written, at = _Written(self.index), 0
        for batch in tables.documents():
            texts = batch["text"].cast(pa.large_binary()).to_pylist()
            lengths = [None if text is None else len(text) for text in texts]
            starts = list(itertools.accumulate((length or 0 for length in lengths), initial=at))
            self.file.writelines(text for text in texts if text)
            at = starts.pop()
            none = pa.nulls(len(batch), pa.string())
            more = {name: batch[name] if name in batch.column_names else none for name in ("media_type", "language")}
            places = {"at": pa.array(starts, pa.int64()), "length": pa.array(lengths, pa.int64())}
            written.add(pa.table({"id": batch["id"], **places, **more}))
        if at == 0 and not written.rows and written.writer is None:
            written.add(_NO_TEXTS)
        written.close()
        self.file.flush()

    def put_into(self, batch):
        """The rows of a sorted batch with the texts of their documents, in parts with no more text than memory is for."""
        kinds, names = batch["kind"].to_pylist(), batch["document"].to_pylist()
        places, lengths, words = (batch[name].to_pylist() for name in ("row", "length", "text"))
        start, held = 0, 0
        for row, kind in enumerate(kinds):
            if kind == 0:
                is_cited = row + 1 == len(kinds) or names[row + 1] == names[row]
                # Nobody asks for the others.
                words[row] = self._read(places[row], lengths[row]) if is_cited else None
                held += len(words[row] or "")
                if held > _TEXT:
                    yield self._part(batch, words, start, row + 1)
                    start, held = row + 1, 0
        yield self._part(batch, words, start, len(kinds))

    def _read(self, at, length):
        if length is None:
            return None
        self.file.seek(at)
        return self.file.read(length)

    @staticmethod
    def _part(batch, words, start, end):
        texts = [word.encode() if isinstance(word, str) else word for word in words[start:end]]
        words[start:end] = [None] * (end - start)
        part = batch.slice(start, end - start)
        at = part.schema.get_field_index("text")
        return pa.Table.from_batches([part]).set_column(at, "text", pa.array(texts, pa.large_binary()))


class _Written:
    """A Parquet file, in groups of many rows."""

    def __init__(self, file, group=None):
        self.file, self.group, self.writer, self.held, self.rows = file, group or _GROUP, None, [], 0

    def add(self, table):
        self.held.append(table)
        self.rows += len(table)
        if self.rows >= self.group:
            self._flush()

    def _flush(self):
        table = pa.concat_tables(self.held)
        if self.writer is None:
            self.writer = pq.ParquetWriter(self.file, table.schema, compression="zstd")
        self.writer.write_table(table)
        self.held, self.rows = [], 0

    def close(self):
        if self.held:
            self._flush()
        if self.writer is not None:
            self.writer.close()


class _Parted:
    """Rows on their way into several files, each into the one that a number names."""

    def __init__(self, folder, name, parts, number):
        self.files = [os.path.join(folder, f"{name}-{part}.parquet") for part in range(parts)]
        # All parts are held at once, so each in smaller groups.
        self.written = [_Written(file, max(1, _GROUP // 5)) for file in self.files]
        self.number, self.held, self.rows = number, [], 0

    def add(self, table):
        self.held.append(table)
        self.rows += len(table)
        if self.rows >= _GROUP:
            self._part()

    def _part(self):
        table = pa.concat_tables(self.held)
        numbers = self.number(table)
        for part in pc.unique(numbers).to_pylist():
            self.written[part].add(table.filter(pc.equal(numbers, part)))
        self.held, self.rows = [], 0

    def close(self):
        if self.held:
            self._part()
        for written in self.written:
            written.close()


def verify_parquet(
    quotes,
    documents,
    out,
    *,
    elsewhere=True,
    explain="full",
    memory="500MB",
    threads=1,
    temporary=None,
    progress=None,
):
    """Verifies every row of the Parquet files `quotes` (document, quote; id, prefix, suffix) against `documents` (id, text;
    media_type, language), and writes the file `out`, in the order of the quotes. Gives how many quotes have each verdict.

    `quotes` and `documents` are a path, a pattern, or a list of these. `memory` is what DuckDB may use before it spills to the
    folder `temporary`; a few hundred MB come on top. `elsewhere`: look whether another document has the quotes that fail. True
    finds those that are there as they are written, by an exact join of anchors; "all" also those that are there but for the
    mark of a note, as `verify_batch` does, and takes much longer. The other options are those of `verify_batch`.
    """
    if elsewhere not in (True, False, "all"):
        raise ValueError(f'elsewhere is True, False or "all", not {elsewhere!r}')
    with _stoppable(), tempfile.TemporaryDirectory(prefix="quoteproof-", dir=temporary) as folder:
        settings = {
            "memory_limit": memory,
            "threads": threads,
            "temp_directory": os.path.join(folder, "spilled"),
            # Rows are sorted anyway, and an order that is kept costs memory.
            "preserve_insertion_order": False,
        }
        with duckdb.connect(config=settings) as con:
            # It would write to standard output, which is the caller's.
            con.execute("SET enable_progress_bar = false")
            tables = _Input(con, quotes, documents)
            lost, hits = os.path.join(folder, "missed.parquet"), os.path.join(folder, "hits.parquet")
            # By the rows' numbers: what is written at the end is sorted part after part, too.
            done = _Parted(folder, "stage", tables.parts, lambda made: pc.divide(made["_row"], _SORTED))
            texts = _Texts(tables, folder)
            with texts.file:
                counts = _stage(con, tables, texts, done, lost, explain, progress)
                if elsewhere and os.path.exists(lost):
                    found = _Written(hits)
                    for before, number in _look(con, tables, texts, lost, found, elsewhere, threads):
                        counts.subtract({before: number})
                        counts["misattributed"] += number
                    found.close()
            os.remove(texts.file.name)
            _write(con, done.files, hits, os.fspath(out))
    return {verdict: count for verdict, count in sorted(counts.items()) if count}


@contextlib.contextmanager
def _stoppable():
    """Ctrl-C in the middle of a query is an error of DuckDB's own: it becomes what Python raises elsewhere."""
    try:
        yield
    except (RuntimeError, duckdb.Error) as error:
        if "interrupted" not in str(error).lower():
            raise
        raise KeyboardInterrupt from error


def _stage(con, tables, texts, done, lost, explain, progress):
    counts, failed = collections.Counter(), _Written(lost)
    parted = _Parted(os.path.dirname(lost), "quotes", tables.parts, lambda table: table["part"])
    try:
        for batch in _reader(con.sql(tables.asked()), _BATCH):
            parted.add(pa.Table.from_batches([batch]))
    except Exception as error:
        # It does not say which column.
        if "decode" not in str(error):
            raise
        names = [f"`{name}`" for name, kind in tables.has[0].items() if kind == "BLOB"]
        raise ValueError(f"quotes: a row is not UTF-8 in {' or '.join(names)}") from error
    parted.close()

    def take(made):
        counts.update(made["verdict"].to_pylist())
        done.add(made.drop_columns(["_text"]))
        may = made.filter(missed(made))
        failed.add(may.select(["_row", "document", "verdict", "_text"]).rename_columns(["row", "document", "verdict", "quote"]))
        if progress is not None:
            progress(len(made))

    for number, file in enumerate(parted.files):
        # Documents that nobody cites are looked at, too: two of them may have one id.
        if not os.path.exists(file):
            pq.write_table(_NO_QUOTES, file)
        rows = Rows(["row", "text"], explain=explain)
        for batch in _reader(con.sql(tables.sorted(texts.index, file, number)), _BATCH):
            for part in texts.put_into(batch):
                made = rows.feed(part)
                if len(made):
                    take(made)
        made = rows.finish()
        if len(made):
            take(made)
        os.remove(file)
    done.close()
    failed.close()
    return counts


def _look(con, tables, texts, lost, found, elsewhere, threads):
    """Searches all other documents for quotes that their own document lacks. Gives the outdated verdicts and their number."""
    folder = os.path.dirname(lost)
    short, keys = os.path.join(folder, "short.parquet"), os.path.join(folder, "keys.parquet")
    if elsewhere != "all":
        _split(lost, short, keys)
        if os.path.exists(keys):
            yield from _look_by_anchors(con, tables, texts, (lost, keys), found)
        lost = short
    with concurrent.futures.ThreadPoolExecutor(threads) as pool:
        for portion in pq.ParquetFile(lost).iter_batches(_PORTION) if os.path.exists(lost) else ():
            best = {}
            for table in _each(pool, Elsewhere(portion).look, tables.documents(), threads):
                for number, document, *place in zip(*(one.to_pylist() for one in table.columns)):
                    if number not in best or document < best[number][0]:
                        best[number] = (document, *place)
            numbers = pa.array(list(best), pa.int64())
            yield from _found(found, portion["row"].take(numbers), portion["verdict"].take(numbers), best.values())


def _found(found, rows, before, places):
    names = list(zip(*places)) or [[]] * len(NAMES)
    kinds = [pa.string(), pa.int64(), pa.int64(), pa.string()]
    columns = [pa.array(values, kind) for values, kind in zip(names, kinds)]
    found.add(pa.table([rows, *columns], names=["row", *NAMES]))
    return collections.Counter(before.to_pylist()).items()


def _split(lost, short, keys):
    """The quotes that are too short to have an anchor; and of the others the anchors."""
    kept, keyed = _Written(short), _Written(keys)
    for portion in pq.ParquetFile(lost).iter_batches(_PORTION):
        table, own = pa.Table.from_batches([portion]), anchors(portion)
        kept.add(table.filter(pa.array([keys is None for keys in own])))
        rows = [row for row, keys in zip(portion["row"].to_pylist(), own) for _ in keys or ()]
        flat = pa.array([key for keys in own for key in keys or ()], pa.int64())
        keyed.add(pa.table({"row": pa.array(rows, pa.int64()), "anchor": flat}))
    kept.close()
    keyed.close()


def _look_by_anchors(con, tables, texts, files, found):
    """An exact join: only documents that have an anchor of a quote are asked for it."""
    lost, keys = map(_text, files)
    each = con.sql(f"SELECT DISTINCT anchor FROM read_parquet({keys}) WHERE anchor IS NOT NULL")
    sought = Anchors(packed(_reader(each, _GROUP).read_all()["anchor"]))
    pairs = os.path.join(os.path.dirname(files[0]), "pairs.parquet")
    written = _Written(pairs)
    for batch in tables.documents():
        written.add(pa.table(sought.look(batch)))
    written.close()
    if not os.path.exists(pairs):
        return
    con.execute(f"""CREATE TEMPORARY TABLE pairs AS SELECT DISTINCT p.document, k."row" FROM read_parquet({_text(pairs)}) p
        JOIN read_parquet({keys}) k USING (anchor)""")
    both = f"""
        SELECT id AS document, 0::TINYINT AS kind, "at" AS "row", length, NULL::BLOB AS text, NULL::VARCHAR AS verdict,
            media_type, language
        FROM read_parquet({_text(texts.index)}) WHERE id IN (SELECT document FROM pairs)
        UNION ALL
        SELECT pairs.document, 1, l."row", NULL, l.quote, l.verdict, NULL, NULL
        FROM pairs JOIN read_parquet({lost}) l USING ("row") WHERE pairs.document != l.document
        ORDER BY document, kind"""
    # Documents come in the order of their ids, so the first that has a quote is the one.
    rows, seen = Rows(["row", "verdict"], standing=True), set()

    def take(made):
        made = made.filter(pc.equal(made["verdict"], "misattributed"))
        is_first = [not (row in seen or seen.add(row)) for row in made.column("_row").to_pylist()] if len(made) else []
        made = made.filter(pa.array(is_first, pa.bool_()))
        if len(made):
            places = zip(*(made[name].to_pylist() for name in NAMES))
            yield from _found(found, made["_row"], made["_verdict"], list(places))

    for batch in _reader(con.sql(both), _BATCH):
        for part in texts.put_into(batch):
            yield from take(rows.feed(part))
    yield from take(rows.finish())


def _each(pool, look, batches, threads):
    """The tables of all batches, in any order, with no more batches in memory than threads that look."""
    running = set()
    for batch in batches:
        running.add(pool.submit(lambda batch=batch: pa.table(look(batch))))
        if len(running) >= threads:
            done, running = concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED)
            yield from (one.result() for one in done)
    yield from (one.result() for one in running)


def _write(con, stages, hits, out):
    joined, columns = "", [f"s.{_name(name)}" for name in COLUMNS]
    if os.path.exists(hits):
        joined = f"LEFT JOIN read_parquet({_text(hits)}) h ON s._row = h.row"
        columns = resolved(_name, "[]::VARCHAR[]", "['{}']")
    # Whatever happens, there is no half of a file by that name.
    part = f"{out}.part"
    try:
        with pq.ParquetWriter(part, _RESULTS, compression="zstd") as written:
            for stage in filter(os.path.exists, stages):
                rows = f"SELECT {', '.join(columns)} FROM read_parquet({_text(stage)}) s {joined} ORDER BY s._row"
                for batch in _reader(con.sql(rows), _GROUP):
                    written.write_table(pa.Table.from_batches([batch]).cast(_RESULTS))
        os.replace(part, out)
    finally:
        if os.path.exists(part):
            os.remove(part)
