"""The standard list of categories, two levels, stable codes; shipped as `standard_categories.csv`."""

import csv
from importlib import resources


def standard_categories() -> list[dict[str, str]]:
    """Rows of code, parent, sv, en and statistic ('yes' where counted)."""
    text = (resources.files("samlad.collect") / "standard_categories.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
