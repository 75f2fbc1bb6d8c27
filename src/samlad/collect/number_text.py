"""Numbers as files write them: either decimal sign, and whatever stands between thousands."""

import polars as pl


def decimal_sign(*columns: pl.Series) -> str:
    """The sign before the decimals in these columns of numbers."""
    text = pl.concat([column.cast(pl.Utf8) for column in columns]).drop_nulls()
    dots = int(text.str.contains(r"^[^,]*\.[^.,]*$|,.*\.").sum())
    commas = int(text.str.contains(r"^[^.]*,[^.,]*$|\..*,").sum())
    return "," if commas > dots else "."


def numbers(text: pl.Series, decimal: str) -> pl.Series:
    """Numbers with either decimal sign and with spaces, dots or commas between thousands; null for no number.

    `decimal` decides what can be read in two ways: 894,880.
    """
    quick = text.cast(pl.Float64, strict=False)
    if decimal == "." and quick.null_count() == text.null_count():
        return quick.fill_nan(None)
    plain = (
        pl.col("text")
        .str.replace_all(r"[\s\u00a0\u202f'’°]", "")
        .str.replace("^\u2212", "-")
        .str.replace(r"^\+", "")
    )
    thousands, other = (".", ",") if decimal == "," else (",", ".")
    grouped = rf"^-?\d{{1,3}}(?:\{thousands}\d{{3}})+(?:\{other}\d+)?$"
    # 1.013.908 has more than one sign and no decimals, whatever the file's decimal sign.
    regrouped = rf"^-?\d{{1,3}}(?:\{other}\d{{3}}){{2,}}$"
    mixed = rf"^-?\d{{1,3}}(?:\{other}\d{{3}})+\{thousands}\d+$"
    frame = pl.DataFrame({"text": text}).select(plain.alias("text"))
    cleaned = (
        pl.when(pl.col("text").str.contains(grouped))
        .then(pl.col("text").str.replace_all(thousands, "", literal=True))
        .when(pl.col("text").str.contains(regrouped) | pl.col("text").str.contains(mixed))
        .then(pl.col("text").str.replace_all(other, "", literal=True))
        .otherwise("text")
        .str.replace(",", ".", literal=True)
    )
    return frame.select(cleaned.cast(pl.Float64, strict=False)).to_series().fill_nan(None).alias("number")
