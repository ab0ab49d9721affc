from typing import Literal

from pyspark.sql import DataFrame

__all__ = ["verify"]

def verify(
    claims: DataFrame,
    documents: DataFrame,
    *,
    misattribute: bool | Literal["all"] = True,
    explain: Literal["full", "kinds", "off"] = "full",
    partitions: int | None = None,
    salts: int = 16,
    hot_from: int = 50_000,
) -> DataFrame: ...
