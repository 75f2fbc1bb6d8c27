"""How well the hint about names does on texts whose names are known: recall and precision, printed for the documentation.

    python -m bench.names            both sets
    python -m bench.names tuning     one, with what was missed and what was asked about without need

The texts are in `tests/data/names`: `tuning` is what the rules were made with, `held_out` was written before them.
"""

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from samlad.collect.names import Known, known_names, likely_spans

TEXTS = Path(__file__).parents[1] / "tests" / "data" / "names"
SETS = ("tuning", "held_out")
_MARKED = re.compile("⟦([^⟧]*)⟧")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and where somebody's name stands in it."""

    text: str
    names: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of a set of texts; the lists are what went wrong, with the text."""

    texts: int
    with_names: int
    named: int
    asked: int
    missed: tuple[tuple[str, str], ...]
    needless: tuple[tuple[str, str], ...]

    @property
    def recall(self) -> float:
        """How many of the names were asked about, at least in part."""
        return 1 - len(self.missed) / self.named

    @property
    def precision(self) -> float:
        """How many of the questions were about a name."""
        return 1 - len(self.needless) / self.asked


def lines(name: str) -> list[str]:
    """The texts of a file, without its remarks."""
    text = (TEXTS / f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.split("\n") if line and not line.startswith("#")]


def known() -> Known:
    """The made-up collaboration's places, areas and organisations."""
    return known_names(lines("known"))


def labelled(line: str) -> Labelled:
    """A line with its marks taken out."""
    names: list[Span] = []
    text, last = "", 0
    for match in _MARKED.finditer(line):
        text += line[last : match.start()]
        names.append((len(text), len(text) + len(match[1])))
        text += match[1]
        last = match.end()
    return Labelled(text + line[last:], tuple(names))


def figures(name: str) -> Figures:
    """A set put to the hint."""
    missed: list[tuple[str, str]] = []
    needless: list[tuple[str, str]] = []
    asked = 0
    texts = [labelled(line) for line in lines(name)]
    here = known()
    for one in texts:
        spans = likely_spans(one.text, here)
        asked += len(spans)
        missed += [(one.text[a:b], one.text) for a, b in one.names if not _touched((a, b), spans)]
        needless += [(one.text[a:b], one.text) for a, b in spans if not _touched((a, b), one.names)]
    return Figures(
        texts=len(texts),
        with_names=sum(bool(one.names) for one in texts),
        named=sum(len(one.names) for one in texts),
        asked=asked,
        missed=tuple(missed),
        needless=tuple(needless),
    )


def _touched(span: Span, others: list[Span] | tuple[Span, ...]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)


def table(wanted: Iterable[str] = SETS) -> str:
    """The figures as the documentation has them."""
    rows = [
        "| texts | with a name / without | names | asked about | recall | precision |",
        "|---|---|---|---|---|---|",
    ]
    for name in wanted:
        found = figures(name)
        counted = f"{found.with_names} / {found.texts - found.with_names} | {found.named} | {found.asked}"
        rows.append(f"| `{name}` | {counted} | {found.recall:.1%} | {found.precision:.1%} |")
    return "\n".join(rows)


def main() -> None:
    """Print the table; for one set, also what went wrong."""
    print(table(sys.argv[1:] or SETS))
    for name in sys.argv[1:]:
        found = figures(name)
        for what, ones in (("missed", found.missed), ("needless", found.needless)):
            print(*(f"{what}: {name} | {text}" for name, text in ones), sep="\n")


if __name__ == "__main__":
    main()
