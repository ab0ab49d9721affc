from collections.abc import Callable, Iterable
from os import PathLike
from typing import Literal

__all__ = ["verify_parquet"]

_Files = str | PathLike[str] | Iterable[str | PathLike[str]]

def verify_parquet(
    quotes: _Files,
    documents: _Files,
    out: str | PathLike[str],
    *,
    elsewhere: bool | Literal["all"] = True,
    explain: Literal["full", "kinds", "off"] = "full",
    memory: str = "500MB",
    threads: int = 1,
    temporary: str | PathLike[str] | None = None,
    progress: Callable[[int], object] | None = None,
) -> dict[str, int]: ...
