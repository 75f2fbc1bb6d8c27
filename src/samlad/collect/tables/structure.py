"""Where the records and fields of a CSV text begin and end, found for all of it at once.

A byte stands inside quotation marks if the number of quotation marks before it is odd; that makes quoted
line breaks and delimiters a matter of counting, which numpy does for a hundred megabytes in a fraction of a
second. It holds where every quotation mark stands at the edge of a field; `regular` says whether it does.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_QUOTE, _NEWLINE = ord('"'), ord("\n")
_PIECE = 8_000_000
_MOST_BLANKS = 2_000


@dataclass(frozen=True, slots=True)
class Structure:
    """One entry per record: where it begins and ends (without its line break), its line, number of fields
    and the bytes of its longest field."""

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    lines: NDArray[np.int64]
    fields: NDArray[np.int64]
    longest: NDArray[np.int64]
    regular: bool
    quoted: bool
    breaks_in_fields: bool


@dataclass(slots=True)
class _Unfinished:
    """The record that runs on into the next piece."""

    fields: int = 0
    longest: int = 0
    last_edge: int = -1


def scan(text: bytes, delimiter: str) -> Structure:
    """Find the structure of UTF-8 text with \\n as line break."""
    buffer = np.frombuffer(text, dtype=np.uint8)
    ends: list[NDArray[np.int64]] = []
    fields: list[NDArray[np.int64]] = []
    longest: list[NDArray[np.int64]] = []
    unfinished = _Unfinished()
    inside, quoted, regular, newlines = 0, False, True, 0
    for start in range(0, len(buffer), _PIECE):
        piece = buffer[start : start + _PIECE]
        is_newline = piece == _NEWLINE
        newlines += int(np.count_nonzero(is_newline))
        edges = is_newline | (piece == ord(delimiter))
        is_quote = piece == _QUOTE
        if is_quote.any() or inside:
            quoted = True
            within = np.bitwise_xor.accumulate(is_quote.view(np.uint8)) ^ np.uint8(inside)
            regular = regular and _quotes_at_edges(
                buffer, np.flatnonzero(is_quote) + start, inside, ord(delimiter)
            )
            inside = int(within[-1])
            edges &= within == 0
        positions = np.flatnonzero(edges) + start
        _finish(positions, buffer[positions] == _NEWLINE, unfinished, ends, fields, longest)
    if unfinished.last_edge < len(buffer) - 1 or unfinished.fields:
        ends.append(np.array([len(buffer)]))
        fields.append(np.array([unfinished.fields + 1]))
        longest.append(np.array([max(unfinished.longest, len(buffer) - unfinished.last_edge - 1)]))
    all_ends = np.concatenate([np.zeros(0, dtype=np.int64), *ends])
    starts = np.concatenate([np.zeros(1, dtype=np.int64), all_ends[:-1] + 1])[: len(all_ends)]
    breaks_in_fields = newlines > np.count_nonzero(all_ends < len(buffer))
    return Structure(
        starts=starts,
        ends=all_ends,
        lines=_lines(buffer, starts) if breaks_in_fields else np.arange(1, len(starts) + 1),
        fields=np.concatenate([np.zeros(0, dtype=np.int64), *fields]),
        longest=np.concatenate([np.zeros(0, dtype=np.int64), *longest]),
        regular=regular and inside == 0,
        quoted=quoted,
        breaks_in_fields=bool(breaks_in_fields),
    )


def without_empty(
    text: bytes, structure: Structure, records: NDArray[np.int64], delimiter: str
) -> NDArray[np.int64]:
    """Of these records, those that hold more than blanks and delimiters, as far as is seen at their beginning."""
    buffer = np.frombuffer(text, dtype=np.uint8)
    nothing = np.zeros(256, dtype=np.bool_)
    nothing[[ord(" "), ord("\t"), ord(delimiter)]] = True
    kept = np.zeros(len(records), dtype=np.bool_)
    # Records of which nothing has been seen yet; fewer with each byte.
    open_ = np.arange(len(records))
    positions, ends = structure.starts[records], structure.ends[records]
    for _ in range(_MOST_BLANKS):
        unread = positions < ends
        open_, positions, ends = open_[unread], positions[unread], ends[unread]
        if not len(open_):
            return records[kept]
        blank = nothing[buffer[positions]]
        kept[open_[~blank]] = True
        open_, positions, ends = open_[blank], positions[blank] + 1, ends[blank]
    kept[open_] = True
    return records[kept]


def _finish(
    positions: NDArray[np.int64],
    is_newline: NDArray[np.bool_],
    unfinished: _Unfinished,
    ends: list[NDArray[np.int64]],
    fields: list[NDArray[np.int64]],
    longest: list[NDArray[np.int64]],
) -> None:
    """Note the records that end in this piece, and keep what runs on."""
    if not len(positions):
        return
    lengths = np.diff(positions, prepend=unfinished.last_edge) - 1
    unfinished.last_edge = int(positions[-1])
    closing = np.flatnonzero(is_newline)
    if not len(closing):
        unfinished.fields += len(positions)
        unfinished.longest = max(unfinished.longest, int(lengths.max()))
        return
    counts = np.diff(closing, prepend=-1)
    counts[0] += unfinished.fields
    firsts = np.concatenate([[0], closing[:-1] + 1])
    most = np.maximum.reduceat(lengths[: closing[-1] + 1], firsts)
    most[0] = max(int(most[0]), unfinished.longest)
    ends.append(positions[closing])
    fields.append(counts)
    longest.append(most)
    unfinished.fields = len(positions) - 1 - int(closing[-1])
    unfinished.longest = int(lengths[closing[-1] + 1 :].max(initial=0))


def _quotes_at_edges(
    buffer: NDArray[np.uint8], quotes: NDArray[np.int64], inside: int, delimiter: int
) -> bool:
    """Whether opening quotation marks follow an edge and closing ones come before one (or before another)."""
    edges = np.array([delimiter, _NEWLINE, _QUOTE], dtype=np.uint8)
    opening, closing = quotes[inside::2], quotes[1 - inside :: 2]
    opening = opening[opening > 0]
    closing = closing[closing < len(buffer) - 1]
    return bool(np.isin(buffer[opening - 1], edges).all() and np.isin(buffer[closing + 1], edges).all())


def _lines(buffer: NDArray[np.uint8], starts: NDArray[np.int64]) -> NDArray[np.int64]:
    pieces = [
        np.flatnonzero(buffer[start : start + _PIECE] == _NEWLINE) + start
        for start in range(0, len(buffer), _PIECE)
    ]
    return np.searchsorted(np.concatenate(pieces), starts, side="left") + 1
