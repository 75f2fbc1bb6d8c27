"""Whatever comes through the door and is wrong gets a sentence; of its row nothing is stored, nothing else is lost."""

import io
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.collect.files import HEADER, bring_in, file_of, row
from tests.conftest import World

from samlad.collect import imports, problems
from samlad.collect.models import ImportChunk, ImportJob, ImportRejection, Incident
from samlad.collect.reasons import InputError
from samlad.collect.tables import FileProblem
from samlad.people.models import AuditEntry, Role

PERSON = "070-174 06 05"
GOOD = [row(number) for number in range(20, 30)]


def zipped(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def bomb() -> bytes:
    """A workbook of 60 kB that unpacks to 60 MB of one sheet."""
    start = (
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    )
    return zipped(
        {
            "[Content_Types].xml": b"<Types/>",
            "xl/workbook.xml": b"<workbook/>",
            "xl/worksheets/sheet1.xml": start + b" " * 60_000_000,
        }
    )


NO_FILES: dict[str, tuple[str, bytes]] = {
    "nothing": ("a.csv", b""),
    "white space": ("a.csv", b"\n  \n\n"),
    "only a header": ("a.csv", HEADER.encode() + b"\n"),
    "a picture": ("a.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40),
    "a page": ("a.csv", b"<!doctype html><html><body>Sign in</body></html>"),
    "a zip": ("a.csv", zipped({"a.csv": file_of(GOOD)})),
    "a document called .xlsx": ("a.xlsx", zipped({"word/document.xml": b"<document/>"})),
    "text called .xlsx": ("a.xlsx", file_of(GOOD)[:0] + b"\x00\x01 not a zip"),
    "a cut-off workbook": ("a.xlsx", zipped({"xl/workbook.xml": b"<workbook/>"})[:60]),
    "a zip bomb": ("a.xlsx", bomb()),
    "no columns of ours": ("a.csv", b"namn;farg\nAda;blue\nEva;red\n"),
    "positions elsewhere": ("a.csv", file_of([f"{n};2026-11-02;SKA;-33.9;151.2;;" for n in range(9)])),
}


@pytest.mark.parametrize("what", NO_FILES)
def test_a_file_that_cannot_be_used_at_all(norrby: World, what: str) -> None:
    name, content = NO_FILES[what]
    with pytest.raises((FileProblem, InputError)) as caught:
        bring_in(norrby.organisations["polisen"], content, name=name)
    sentence = problems.file_problem(caught.value)
    assert len(sentence) > 40
    assert "{" not in sentence
    assert not Incident.objects.exists()


@pytest.mark.parametrize(
    "what", [what for what in NO_FILES if what not in {"no columns of ours", "positions elsewhere"}]
)
def test_such_a_file_in_the_pages(norrby: World, client: Client, what: str) -> None:
    """422 and the sentence; nothing of it is kept, not even the note that something came."""
    name, content = NO_FILES[what]
    client.force_login(norrby.members[Role.COORDINATOR].user)
    audited = AuditEntry.objects.count()
    answer = client.post(
        reverse("imports", args=["norrby"]),
        {"organisation": norrby.organisations["polisen"].pk, "file": SimpleUploadedFile(name, content)},
    )
    assert answer.status_code == 422
    html = answer.content.decode()
    assert html.count('role="alert"') == 1
    alert = html.split('role="alert">')[1].split("</div>")[0]
    assert len(alert) > 30
    assert "{" not in alert
    assert (ImportJob.objects.count(), ImportChunk.objects.count()) == (0, 0)
    assert AuditEntry.objects.count() == audited


def test_a_file_over_the_limit(norrby: World, client: Client, settings: object) -> None:
    client.force_login(norrby.members[Role.COORDINATOR].user)
    settings.UPLOAD_LIMIT = 100_000  # type: ignore[attr-defined] # pytest-django's
    for size, status in ((99_000, 302), (100_001, 413), (3_000_000, 413)):
        content = (file_of(GOOD) + f"1;2026-11-02;SKA;65.61;22.01;;{PERSON}".encode()).ljust(size, b"\n")
        answer = client.post(
            reverse("imports", args=["norrby"]),
            {
                "organisation": norrby.organisations["polisen"].pk,
                "file": SimpleUploadedFile("a.csv", content),
            },
        )
        assert answer.status_code == status, size
        if status == 413:
            alert = answer.content.decode().split('role="alert">')[1].split("</div>")[0]
            assert "0.1" in alert
            assert "MB" in alert
    assert ImportJob.objects.count() == 1


def test_the_form_without_a_file(norrby: World, client: Client) -> None:
    client.force_login(norrby.members[Role.COORDINATOR].user)
    for data in ({}, {"organisation": "9999"}, {"organisation": "x", "file": "text"}):
        assert client.post(reverse("imports", args=["norrby"]), data).status_code == 422
    assert not ImportJob.objects.exists()


# ── encodings ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "iso-8859-1"])
@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_encodings_are_recognised(norrby: World, encoding: str, line_break: str) -> None:
    text = file_of(
        [row(n, category="Skadegörelse", text="Målat på skåpet, två åar") for n in range(10)]
    ).decode()
    job = bring_in(norrby.organisations["polisen"], text.replace("\n", line_break).encode(encoding))
    assert (job.rows_stored, job.rows_rejected) == (10, 0)
    assert set(Incident.objects.values_list("description", flat=True)) == {"Målat på skåpet, två åar"}


# ── rows ───────────────────────────────────────────────────────────────────────────────────────────────────────


def tomorrow() -> str:
    return (datetime.now(UTC) + timedelta(days=3)).strftime("%Y-%m-%d")


BAD_ROWS: dict[str, tuple[str, str]] = {
    "an impossible day": ("1;2026-02-30;SKA;65.61;22.01;;x", "2026-02-30"),
    "an impossible hour": ("1;2026-11-02 25:61;SKA;65.61;22.01;;x", "2026-11-02 25:61"),
    "no date": ("1;;SKA;65.61;22.01;;x", ""),
    "no date at all": ("1;i förrgår;SKA;65.61;22.01;;x", "i förrgår"),
    "the year 12": ("1;0012-11-02;SKA;65.61;22.01;;x", "0012-11-02"),
    "an unknown category": ("1;2026-11-02;Ufo;65.61;22.01;;x", "Ufo"),
    "no category": ("1;2026-11-02;;65.61;22.01;;x", ""),
    "a latitude of 91": ("1;2026-11-02;SKA;91.61;22.01;;x", "91.61"),
    "half a position": ("1;2026-11-02;SKA;65.61;;;x", ""),
    "swapped coordinates": ("1;2026-11-02;SKA;22.01;65.61;;x", "22.01"),
    "another system": ("1;2026-11-02;SKA;7294488;822937;;x", "7294488"),
    "words for a position": ("1;2026-11-02;SKA;norr;öst;;x", "öst"),
}


@pytest.mark.parametrize("what", [*BAD_ROWS, "the future"])
def test_a_bad_row_is_rejected_and_the_others_go_in(norrby: World, what: str) -> None:
    bad, value = BAD_ROWS.get(what) or (f"1;{tomorrow()};SKA;65.61;22.01;;x", tomorrow())
    job = bring_in(norrby.organisations["polisen"], file_of([*GOOD[:5], bad, *GOOD[5:]]))
    assert (job.rows_read, job.rows_stored, job.rows_rejected) == (11, 10, 1)
    rejection = ImportRejection.objects.get(job=job)
    assert rejection.line == 7
    assert value in rejection.value
    assert rejection.field
    assert rejection.template
    assert rejection.remedy
    assert "{" not in problems.reason_text(rejection)
    stored = Incident.objects.values_list("description", "occurred_from__date", "category__code").distinct()
    # The rows after the bad one keep their own values: nothing slides up into its place.
    assert list(stored) == [("Klotter", date(2026, 11, 2), "SKA.KLO")]


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-02",
        "2026-11-02T14:30",
        "2026-11-02 14:30:00",
        "02/11/2026",
        "2.11.2026",
        "20261102",
        "2 november 2026",
    ],
)
def test_dates_in_many_formats_are_the_same_day(norrby: World, written: str) -> None:
    # The thirteenth and later say which of two numbers is the month.
    others = {"02/11/2026": "13/10/2026", "2.11.2026": "13.10.2026"}.get(written, written)
    rows = [row(n, day=others if n else written) for n in range(10)]
    job = bring_in(norrby.organisations["polisen"], file_of(rows))
    assert (job.rows_stored, job.rows_rejected) == (10, 0), ImportRejection.objects.first()
    first = Incident.objects.order_by("id")[0]
    local = first.occurred_from + timedelta(hours=1)
    assert (local.year, local.month, local.day) == (2026, 11, 2)


def test_the_same_id_twice_is_one_incident(norrby: World) -> None:
    profile = '[columns]\nexternal_id = "id"\ndescription = "beskrivning"\n'
    rows = [row(1, text="först"), row(2), row(1, text="sedan"), row(1, text="sist")]
    job = bring_in(norrby.organisations["polisen"], file_of(rows), profile)
    assert (job.rows_read, job.rows_stored, job.rows_repeated) == (4, 2, 2)
    assert set(Incident.objects.values_list("description", flat=True)) == {"först", "Klotter"}


def test_the_header_twice(norrby: World) -> None:
    """Two exports one after the other, as people paste them."""
    job = bring_in(norrby.organisations["polisen"], file_of([*GOOD[:5], HEADER, *GOOD[5:]]))
    assert job.rows_stored == 10
    assert job.rows_read - job.rows_rejected == 10
    found = ImportRejection.objects.filter(job=job)
    assert found.count() == job.rows_rejected <= 1


def test_rows_that_are_too_short_or_too_long(norrby: World) -> None:
    rows = [*GOOD, "1;2026-11-02", "2;2026-11-02;SKA;65.61;22.01;;x;y;z;" + PERSON]
    job = bring_in(norrby.organisations["polisen"], file_of(rows))
    assert (job.rows_stored, job.rows_read) == (10, 12)
    assert job.rows_rejected == ImportRejection.objects.filter(job=job).count() == 2
    everything = str([(one.value, one.row, one.parameters) for one in ImportRejection.objects.all()])
    assert "174 06" not in everything


@pytest.mark.parametrize("size", [5_000_000, pytest.param(200_000_000, marks=pytest.mark.slow)])
def test_a_field_of_many_megabytes(norrby: World, size: int) -> None:
    """It is refused as a row, with an excerpt; the rows around it go in."""
    huge = f"1;2026-11-02;SKA;65.61;22.01;;{PERSON} " + "x" * size
    job = bring_in(norrby.organisations["polisen"], file_of([*GOOD[:5], huge, *GOOD[5:]]))
    assert (job.rows_read, job.rows_stored, job.rows_rejected) == (11, 10, 1)
    rejection = ImportRejection.objects.get(job=job)
    assert len(rejection.value) <= 80
    assert "174 06" not in rejection.value
    assert len(str(rejection.row)) < 10_000
    assert rejection.remedy


def test_an_open_quotation_mark_does_not_swallow_the_file(norrby: World) -> None:
    rows = [*GOOD[:5], '1;2026-11-02;SKA;65.61;22.01;;"Klotter på', *GOOD[5:]]
    job = bring_in(norrby.organisations["polisen"], file_of(rows))
    assert job.rows_read >= 10
    assert job.rows_stored >= 10
    assert job.rows_stored + job.rows_repeated + job.rows_rejected == job.rows_read


def test_characters_that_a_database_cannot_hold(norrby: World) -> None:
    """A NUL among the letters; PostgreSQL refuses it."""
    rows = [*GOOD, "1;2026-11-02;SKA;65.61;22.01;;a\x00b", "2;2026-11-02;U\x00fo;65.61;22.01;;x"]
    job = bring_in(norrby.organisations["polisen"], file_of(rows), name="a\x00b.csv")
    assert job.rows_stored + job.rows_rejected == 12
    assert job.rows_stored >= 10
    assert not Incident.objects.filter(description__contains="\ufffd\ufffd").exists()


def test_names_of_columns_as_long_as_they_like(norrby: World) -> None:
    long = "k" * 300
    header = f"id;{long};kategori;latitud;longitud;plats;beskrivning"
    profile = f'[columns]\noccurred_from = "{long}"\n'
    job = bring_in(
        norrby.organisations["polisen"],
        file_of([*GOOD, BAD_ROWS["an impossible day"][0], "1;2"], header),
        profile,
    )
    assert (job.rows_stored, job.rows_rejected) == (10, 2)


def test_positions_in_another_system_are_recognised_or_stop_the_file(norrby: World) -> None:
    header = "id;datum;kategori;x;y;plats;beskrivning"
    rows = [f"{n};2026-11-02;SKA;{822937 + n};{7294488 + n};;x" for n in range(10)]
    job = bring_in(norrby.organisations["polisen"], file_of(rows, header))
    assert job.rows_stored == 10
    assert {incident.area.code for incident in Incident.objects.all() if incident.area} == {"D1"}
    with pytest.raises(InputError) as caught:
        bring_in(norrby.organisations["bolaget"], file_of(rows, header), 'crs = "EPSG:4326"\n')
    assert "EPSG:3006" in problems.file_problem(caught.value)


def test_a_swapped_file_is_mended_and_says_so(norrby: World) -> None:
    rows = [f"{n};2026-11-02;SKA;{22.01 + n / 1000};65.61;;x" for n in range(10)]
    job = imports.receive(
        actor=None, organisation=norrby.organisations["polisen"], content=file_of(rows), filename="a.csv"
    )
    from samlad.collect.preview import preview
    from samlad.collect.profile import Profile

    shown = preview(job, Profile())
    assert shown.ready
    assert (shown.good, len(shown.rejected)) == (10, 0)
    assert shown.notes
    assert {one.where for one in shown.rows} == {"Distrikt 1"}
