"""Personal data in one text."""

from collections.abc import Callable, Iterator

from samlad.collect.guard import emails, identity_numbers, plates, telephones
from samlad.collect.guard.findings import EMAIL, IDENTITY_NUMBER, PLATE, TELEPHONE, Finding, mask_of
from samlad.collect.guard.reading import Reading, read

_NUMBERS: tuple[tuple[str, Callable[[str], Iterator[tuple[int, int]]]], ...] = (
    (EMAIL, emails.spans),
    (IDENTITY_NUMBER, identity_numbers.spans),
    (TELEPHONE, telephones.spans),
)


def find(text: str) -> tuple[Finding, ...]:
    """Personal data in the text, in the order it stands there; findings do not overlap."""
    reading = read(text)
    found: list[Finding] = []
    # What is taken out can let a neighbour that hung on it stand free, so look until nothing more is found.
    while True:
        before = len(found)
        for kind, spans in _NUMBERS:
            reading = _take(kind, spans, reading, found)
        if len(found) == before:
            break
    # Plates last: whether the text speaks of a vehicle is asked of what remains of it.
    _take(PLATE, plates.spans, reading, found)
    return tuple(sorted(found, key=lambda finding: finding.start))


def mask(text: str) -> tuple[str, tuple[Finding, ...]]:
    """The text with a visible word in the place of each finding, and the findings (in the given text)."""
    findings = find(text)
    if not findings:
        return text, findings
    parts: list[str] = []
    last = 0
    for finding in findings:
        parts += [text[last : finding.start], mask_of(finding.kind)]
        last = finding.end
    return "".join([*parts, text[last:]]), findings


def _take(
    kind: str, spans: Callable[[str], Iterator[tuple[int, int]]], reading: Reading, found: list[Finding]
) -> Reading:
    last = 0
    for start, end in list(spans(reading.plain)):
        if start < last:
            continue
        found.append(Finding(kind, *reading.span(start, end)))
        reading = reading.without(start, end)
        last = end
    return reading
