from collections.abc import Callable, Iterable, Mapping
from os import PathLike
from typing import Any, Literal, final

__version__: str
COLUMNS: list[str]

_Explain = Literal["full", "kinds", "off"]
_Quote = str | list[str] | Mapping[str, Any] | None

class QuoteproofError(Exception): ...
class ReadError(QuoteproofError): ...
class StreamError(QuoteproofError): ...

@final
class Place:
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def utf16(self) -> tuple[int, int]: ...
    @property
    def at(self) -> str: ...
    @property
    def text(self) -> str: ...

@final
class Outcome:
    @property
    def verdict(self) -> str: ...
    @property
    def passed(self) -> bool: ...
    @property
    def places(self) -> list[Place]: ...
    @property
    def kinds(self) -> list[str]: ...
    @property
    def findings(self) -> list[str]: ...
    @property
    def similarity(self) -> float | None: ...
    @property
    def nearest(self) -> Place | None: ...
    def __bool__(self) -> bool: ...

@final
class Document:
    def __new__(
        cls,
        text: str | bytes,
        *,
        media_type: str = "text/plain",
        language: str | None = None,
        encoding: str | None = None,
        explain: _Explain = "full",
    ) -> Document: ...
    @staticmethod
    def from_proofs(seal: str, proofs: str, *, explain: _Explain = "full") -> Document: ...
    @property
    def text(self) -> str: ...
    def verify(self, quotes: Iterable[_Quote]) -> list[Outcome]: ...

@final
class Table:
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __len__(self) -> int: ...

@final
class Stream:
    def __new__(cls, *, explain: _Explain = "full", standing: bool = False) -> Stream: ...
    def feed(self, batch: Any) -> Table: ...
    def finish(self) -> Table: ...

def read_folder(
    folder: str | PathLike[str],
    *,
    ids: Literal["path", "name", "stem"] = "stem",
    language: str | None = None,
) -> list[dict[str, Any]]: ...
def verify(
    document: str | bytes,
    quotes: Iterable[_Quote],
    *,
    media_type: str = "text/plain",
    language: str | None = None,
    encoding: str | None = None,
    explain: _Explain = "full",
) -> list[Outcome]: ...
def verify_batch(
    quotes: Any,
    documents: Any,
    *,
    elsewhere: bool = True,
    explain: _Explain = "full",
    threads: int = 1,
    progress: Callable[[int], object] | None = None,
) -> Table: ...
