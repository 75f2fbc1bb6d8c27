"""The names of the columns."""

from collections.abc import Sequence

from samlad.collect.tables.results import FileProblem, Limits, Note, excerpt

# The frame's own column.
_RESERVED = "line"


def column_names(cells: Sequence[str], limits: Limits) -> tuple[tuple[str, ...], list[Note]]:
    """The header's names, each once; nameless columns are named by their position."""
    if len(cells) > limits.columns:
        raise FileProblem(
            "The file has {number} columns; at most {limit} are read.",
            "Check the delimiter, and leave out columns that are not needed.",
            number=len(cells),
            limit=limits.columns,
        )
    names: list[str] = []
    notes: list[Note] = []
    for position, cell in enumerate(cells, start=1):
        name = " ".join(cell.replace("\ufeff", "").split())
        # Polars would take these for a choice of columns.
        if name == "*" or (name.startswith("^") and name.endswith("$")):
            name = f"“{name}”"
        if name in names:
            raise FileProblem(
                "Columns {first} and {second} are both called “{name}”.",
                "Give each column its own name.",
                first=names.index(name) + 1,
                second=position,
                name=excerpt(name),
            )
        if name in {"", _RESERVED}:
            named = _free(f"{name or 'column'} ({position})", [*names, *cells])
            if name:
                notes.append(
                    Note(
                        "Column {position}, “line”, is called “{name}” here.",
                        {"position": position, "name": named},
                    )
                )
            name = named
        names.append(name)
    return tuple(names), notes


def _free(name: str, taken: Sequence[str]) -> str:
    while name in taken:
        name += "*"
    return name


def without_nameless_empty(
    columns: tuple[str, ...], cells: Sequence[str], has_values: Sequence[bool]
) -> tuple[tuple[str, ...], list[Note]]:
    """The columns to keep: one with neither name nor value is the trailing delimiter of some program."""
    kept: list[str] = []
    notes: list[Note] = []
    for position, (column, cell, filled) in enumerate(zip(columns, cells, has_values, strict=True), start=1):
        if cell.strip():
            kept.append(column)
        elif filled:
            kept.append(column)
            notes.append(
                Note(
                    "Column {position} has values but no name; it is called “{name}” here.",
                    {"position": position, "name": column},
                )
            )
    return tuple(kept), notes
