"""What a file is, judged by its content: kind, encoding, delimiter."""

import codecs
import math
import re
from collections import Counter

from samlad.collect.reasons import gettext_noop
from samlad.collect.tables.results import FileProblem, Note
from samlad.collect.tables.structure import scan

_SAVE_AS = "Open it in the program it comes from and save it as CSV or as an Excel workbook (.xlsx)."
_SIGNATURES = (
    (b"%PDF", gettext_noop("a PDF document")),
    (b"\x89PNG", gettext_noop("an image")),
    (b"\xff\xd8\xff", gettext_noop("an image")),
    (b"GIF8", gettext_noop("an image")),
    (b"BM\x00", gettext_noop("an image")),
    (b"II*\x00", gettext_noop("an image")),
    (b"MM\x00*", gettext_noop("an image")),
    (b"\x1f\x8b", gettext_noop("a compressed file (gzip)")),
    (b"7z\xbc\xaf", gettext_noop("a compressed file (7z)")),
    (b"Rar!", gettext_noop("a compressed file (rar)")),
    (b"SQLite format 3", gettext_noop("a database (SQLite)")),
    (b"PAR1", gettext_noop("a Parquet file")),
    (b"{\\rtf", gettext_noop("a text document (RTF)")),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DELIMITERS = (";", ",", "\t", "|")
_SWEDISH = {
    "cp1252": b"\xe5\xe4\xf6\xc5\xc4\xd6\xe9",
    "cp850": b"\x86\x84\x94\x8f\x8e\x99\x82",
    "mac_roman": b"\x8c\x8a\x9a\x81\x80\x85\x8e",
}


def is_workbook(content: bytes, filename: str) -> bool:
    """Whether the file is an Excel workbook; `FileProblem` if it is neither that nor text."""
    if not content[:1_000].removeprefix(codecs.BOM_UTF8).strip(b"\0 \t\r\n") and not content.strip(
        b"\0 \t\r\n\xef\xbb\xbf"
    ):
        raise FileProblem("The file is empty.", "Choose the file that has the rows, or export it again.")
    if content.startswith(_OLE):
        raise FileProblem(
            "The file is an old (.xls) or password-protected Excel workbook.",
            "Save it as an Excel workbook (.xlsx) without a password.",
        )
    if content.startswith(b"PK"):
        return True
    if filename.lower().endswith((".xlsx", ".xlsm")) and not _is_text(content):
        raise FileProblem("The file is called .xlsx but is not an Excel workbook.", _SAVE_AS)
    _refuse_other_kinds(content)
    return False


def _refuse_other_kinds(content: bytes) -> None:
    for signature, what in _SIGNATURES:
        if content.startswith(signature):
            raise FileProblem("The file is {what}, not a table.", _SAVE_AS, what=what)
    if not _is_text(content):
        raise FileProblem("The file is not text.", _SAVE_AS)
    start = content[:2_000].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if re.match(rb"<(?:!doctype|!--|html|head|body|table)", start):
        raise FileProblem("The file is a web page (HTML), even if it is called something else.", _SAVE_AS)
    if start.startswith(b"<"):
        raise FileProblem("The file is {what}, not a table.", _SAVE_AS, what="XML")
    if re.match(rb"[{\[]\s*[{\[\"}\]]", start):
        raise FileProblem("The file is {what}, not a table.", _SAVE_AS, what="JSON")


def _is_text(content: bytes) -> bool:
    sample = content[:65_536]
    if _utf_16(sample):
        return True
    strange = len(sample) - len(sample.translate(None, bytes([*range(9), *range(14, 32), 127])))
    return strange <= len(sample) * 0.01 + 2


def _utf_16(sample: bytes) -> str:
    if sample.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    # Without a mark: Latin letters have every second byte zero.
    even, odd = sample[0::2], sample[1::2]
    if len(sample) >= 8 and odd.count(0) > 0.4 * len(odd) and even.count(0) < 0.05 * len(even):
        return "utf-16-le"
    if len(sample) >= 8 and even.count(0) > 0.4 * len(even) and odd.count(0) < 0.05 * len(odd):
        return "utf-16-be"
    return ""


def to_utf_8(content: bytes) -> tuple[bytes, str, tuple[Note, ...]]:
    """The text as UTF-8 without a mark, the encoding it had, and what had to be guessed."""
    if encoding := _utf_16(content[:65_536]):
        text = content.decode(encoding, errors="replace").removeprefix("\ufeff")
        return text.encode(), encoding, ()
    if content.startswith(codecs.BOM_UTF8):
        content = content[3:]
    mistake = _first_mistake(content)
    if mistake is None:
        return content, "utf-8", ()
    part = content[max(0, mistake - 500_000) : mistake + 500_000]
    strange = len(part) - len(part.translate(None, bytes(range(128, 256))))
    in_utf_8 = sum(len(sequence) for sequence in re.findall(rb"[\xc3-\xf4][\x80-\xbf]+", part))
    if in_utf_8 * 2 > strange and _mistakes(content) <= _MOST_MISTAKES:
        note = Note("Most of the file is UTF-8 but some characters are not; these were read as Windows-1252.")
        return content.decode("utf-8", errors=_AS_WINDOWS).encode(), "utf-8", (note,)
    counts = Counter(part)
    encoding = max(_SWEDISH, key=lambda name: sum(counts[letter] for letter in _SWEDISH[name]))
    note = Note(
        "The file is not UTF-8 and was read as {encoding}: check that å, ä and ö look right.",
        {"encoding": encoding.replace("cp1252", "Windows-1252")},
    )
    return _decoded(content, encoding).encode(), encoding, (note,)


def _mistakes(content: bytes) -> int:
    # A character that says "replaced" may stand in the file itself; then there seem to be more than there are.
    return content.decode(errors="replace").count("\ufffd")


def _decoded(content: bytes, encoding: str) -> str:
    if encoding != "cp1252":
        return content.decode(encoding)
    # Five bytes have no meaning in Windows-1252; they are read as Latin-1 has them.
    return codecs.charmap_decode(content, "strict", _WINDOWS)[0]


def _first_mistake(content: bytes) -> int | None:
    """Where the content stops being UTF-8; read in pieces, so that a large file is not held twice."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    size = 4_000_000
    for start in range(0, len(content), size):
        try:
            decoder.decode(content[start : start + size], final=start + size >= len(content))
        except UnicodeDecodeError as error:
            return start + error.start
    return None


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return _decoded(error.object[error.start : error.end], "cp1252"), error.end


_WINDOWS = "".join(
    bytes([byte]).decode("cp1252", errors="ignore") or bytes([byte]).decode("latin-1") for byte in range(256)
)
_AS_WINDOWS = "samlad-as-windows"
codecs.register_error(_AS_WINDOWS, _as_windows)
# Each mistake costs a call; a file with more is not UTF-8 with some mistakes.
_MOST_MISTAKES = 1_000_000


def delimiter_of(text: bytes) -> str:
    """The sign between fields: the one that cuts most lines into the same number, the more the better."""
    sample = text[:200_000]
    if len(text) > len(sample) and b"\n" in sample:
        sample = sample[: sample.rindex(b"\n") + 1]
    scores: dict[str, float] = {}
    for delimiter in _DELIMITERS:
        fields = scan(sample, delimiter).fields[:200].tolist()
        cut = Counter(number for number in fields if number > 1)
        # The header of a file whose every line is too long or too short still tells the delimiter.
        header_counts = 0.5 if fields and fields[0] > 1 else 0.0
        most, times = max(cut.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
        scores[delimiter] = (times / len(fields) + header_counts) * math.log(most) if fields else 0.0
    best = max(scores, key=lambda delimiter: scores[delimiter])
    if scores[best] == 0:
        raise FileProblem(
            "No delimiter was found: the lines are not cut into fields by comma, semicolon, tab or |.",
            "Save the file as CSV with a header and at least two columns.",
        )
    return best
