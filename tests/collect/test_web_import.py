"""The import in the pages: upload → preview → confirm → result, and back with the rows that were rejected."""

import csv
import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.collect.files import file_of, row
from tests.conftest import World

from samlad.collect import imports
from samlad.collect.models import ImportChunk, ImportJob, ImportRejection, Incident
from samlad.people.models import AuditEntry, Role

PERSON = "070-174 06 05"


@pytest.fixture
def coordinator(norrby: World, client: Client) -> Client:
    client.force_login(norrby.members[Role.COORDINATOR].user)
    return client


def upload(client: Client, world: World, content: bytes, name: str = "fil.csv", **more: Any) -> HttpResponse:
    answer: HttpResponse = client.post(
        reverse("imports", args=["norrby"]),
        {
            "organisation": world.organisations["polisen"].pk,
            "file": SimpleUploadedFile(name, content),
            **more,
        },
    )  # type: ignore[assignment] # the test client's answer is one
    return answer


def uploaded(client: Client, world: World, content: bytes, **more: Any) -> ImportJob:
    answer = upload(client, world, content, **more)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    job = ImportJob.objects.latest("id")
    assert answer.headers["Location"] == reverse("import_job", args=["norrby", job.pk])
    return job


def in_english(client: Client, job: ImportJob) -> str:
    return client.get(page(job), headers={"accept-language": "en"}).content.decode()


def page(job: ImportJob, name: str = "import_job") -> str:
    return reverse(name, args=["norrby", job.pk])


def chosen(client: Client, job: ImportJob) -> dict[str, str]:
    """The form of the page as a browser would send it back."""
    html = client.get(page(job)).content.decode()
    found = {}
    for name, options in re.findall(r'<select[^>]* name="([^"]+)">(.*?)</select>', html, flags=re.DOTALL):
        values = re.findall(r'value="([^"]*)" selected', options)
        found[name] = values[0] if values else ""
    return found


def confirm(client: Client, job: ImportJob, **changed: str) -> HttpResponse:
    data = chosen(client, job) | changed | {"confirm": "1"}
    answer: HttpResponse = client.post(page(job), data)  # type: ignore[assignment]
    return answer


def finished(job: ImportJob) -> ImportJob:
    """What the background worker does with what the page has enqueued."""
    imports.run_import.func(job.pk)
    job.refresh_from_db()
    return job


def test_the_whole_way(coordinator: Client, norrby: World) -> None:
    job = uploaded(coordinator, norrby, file_of([*map(row, range(12)), row(12, category="Ufo")]))
    assert (job.state, Incident.objects.count()) == ("uploaded", 0)
    html = coordinator.get(page(job)).content.decode()
    assert "Ufo" in html
    assert "2026-11-02 14:30" in html, "times are shown in the collaboration's own zone"
    assert "Distrikt 1" in html
    answer = confirm(coordinator, job)
    assert answer.status_code == 302
    job.refresh_from_db()
    assert job.state == "running"
    assert "hx-get" in coordinator.get(page(job)).content.decode()
    assert "HX-Refresh" not in coordinator.get(page(job, "import_progress")).headers
    finished(job)
    assert coordinator.get(page(job, "import_progress")).headers["HX-Refresh"] == "true"
    html = coordinator.get(page(job)).content.decode()
    assert (job.rows_stored, job.rows_rejected) == (12, 1)
    assert "Ufo" in html
    assert reverse("import_rejected", args=["norrby", job.pk]) in html


def test_a_preview_stores_nothing(coordinator: Client, norrby: World) -> None:
    job = uploaded(coordinator, norrby, file_of([row(1)]))
    versions = norrby.collaboration.data_version
    answer = coordinator.post(page(job), chosen(coordinator, job) | {"preview": "1"})
    assert answer.status_code == 200
    job.refresh_from_db()
    norrby.collaboration.refresh_from_db()
    assert (job.state, norrby.collaboration.data_version) == ("uploaded", versions)
    assert not Incident.objects.exists()


def test_confirming_with_get_does_nothing(coordinator: Client, norrby: World) -> None:
    job = uploaded(coordinator, norrby, file_of([row(1)]))
    assert coordinator.get(page(job) + "?confirm=1").status_code == 200
    assert coordinator.get(page(job, "import_cancel")).status_code == 405
    job.refresh_from_db()
    assert job.state == "uploaded"


def test_confirming_needs_the_form_s_token(norrby: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(norrby.members[Role.COORDINATOR].user)
    job = imports.receive(
        actor=None, organisation=norrby.organisations["polisen"], content=file_of([row(1)]), filename="a.csv"
    )
    for name in ("import_job", "import_cancel"):
        assert client.post(page(job, name), {"confirm": "1"}).status_code == 403
    assert upload(client, norrby, file_of([row(1)])).status_code == 403
    assert ImportJob.objects.get().state == "uploaded"


def test_confirming_twice_lets_the_rows_in_once(coordinator: Client, norrby: World) -> None:
    job = uploaded(coordinator, norrby, file_of(map(row, range(5))))
    data = chosen(coordinator, job) | {"confirm": "1"}
    assert [coordinator.post(page(job), data).status_code for _ in range(3)] == [302, 302, 302]
    finished(job)
    imports.run_import.func(job.pk)
    job.refresh_from_db()
    assert (job.rows_done, job.rows_stored, Incident.objects.count()) == (5, 5, 5)
    assert AuditEntry.objects.filter(action="confirm").count() == 1
    assert AuditEntry.objects.filter(action="finish").count() == 1


def test_a_preview_says_what_is_in_already(coordinator: Client, norrby: World) -> None:
    first = uploaded(coordinator, norrby, file_of(map(row, range(5))))
    confirm(coordinator, first)
    finished(first)
    again = uploaded(coordinator, norrby, file_of(map(row, range(3, 10))))
    assert "2 of them are in already" in in_english(coordinator, again)
    new = uploaded(coordinator, norrby, file_of(map(row, range(20, 25))))
    assert "in already" not in in_english(coordinator, new)


def test_where_no_row_can_go_in_there_is_nothing_to_confirm(coordinator: Client, norrby: World) -> None:
    job = uploaded(coordinator, norrby, file_of([row(1, category="Ufo"), row(2, category="Ufo")]))
    html = in_english(coordinator, job)
    assert "None can go in as it is." in html
    assert 'name="confirm"' not in html


def test_a_missing_column_is_chosen_on_the_page(coordinator: Client, norrby: World) -> None:
    job = uploaded(coordinator, norrby, b"Nr;Datum;Sort\n1;2026-11-16;Klotter\n")
    html = in_english(coordinator, job)
    assert "No column says where it happened. Choose below" in html
    assert "[columns]" not in html


def test_what_was_masked_is_told_in_the_language_of_the_page(coordinator: Client, norrby: World) -> None:
    job = uploaded(coordinator, norrby, file_of([row(1, text=f"Ring {PERSON}.")]))
    assert "telephone number (1)" in in_english(coordinator, job)


def test_a_file_that_is_not_used_leaves_nothing_waiting(coordinator: Client, norrby: World) -> None:
    job = uploaded(coordinator, norrby, file_of([row(1)]))
    assert coordinator.post(page(job, "import_cancel")).status_code == 302
    job.refresh_from_db()
    assert (job.state, ImportChunk.objects.count()) == ("cancelled", 0)
    assert coordinator.post(page(job), {"confirm": "1"}).status_code == 302
    finished(job)
    assert (job.state, Incident.objects.count()) == ("cancelled", 0)
    assert AuditEntry.objects.filter(action="cancel").count() == 1


def test_columns_chosen_by_hand_are_used(coordinator: Client, norrby: World) -> None:
    job = uploaded(
        coordinator, norrby, b"a;b;c;d;e\n1;2026-11-02;SKA;65.61;22.01\n2;2026-11-03;SKA;65.61;22.01\n"
    )
    refused = coordinator.post(page(job), {"confirm": "1"})
    assert refused.status_code in {302, 422}
    by_hand = {"external_id": "a", "occurred_from": "b", "category": "c", "latitude": "d", "longitude": "e"}
    job.refresh_from_db()
    if job.state == "uploaded":
        assert coordinator.post(page(job), by_hand | {"confirm": "1"}).status_code == 302
    assert finished(job).rows_stored == 2


def test_columns_that_are_not_in_the_file_are_not_taken(coordinator: Client, norrby: World) -> None:
    job = uploaded(coordinator, norrby, file_of([row(1)]))
    answer = confirm(coordinator, job, occurred_from="personnummer", category="")
    job.refresh_from_db()
    assert answer.status_code in {302, 422}
    assert "personnummer" not in job.profile


def test_the_rejected_rows_come_back_can_be_mended_and_sent_in_again(
    coordinator: Client, norrby: World
) -> None:
    rows = [row(1), row(2, category="Ufo"), row(3, day="2026-02-30"), row(4, text=f'Ring "{PERSON}"; snart')]
    job = uploaded(
        coordinator,
        norrby,
        file_of(
            [
                *rows[:3],
                rows[3].replace(";Ring", ';"Ring').replace('"07', '""07').replace('5";', '5"";') + '"',
            ]
        ),
    )
    confirm(coordinator, job)
    finished(job)
    assert (job.rows_stored, job.rows_rejected) == (2, 2)
    answer = coordinator.get(page(job, "import_rejected"))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    found = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    assert [one["id"] for one in found] == ["2", "3"]
    assert ["Ufo" in found[0]["samlad_reason"], "2026-02-30" in found[1]["samlad_reason"]] == [True, True]
    mended = text.replace(";Ufo;", ";SKA;").replace("2026-02-30", "2026-02-28").encode()
    again = uploaded(coordinator, norrby, mended)
    assert confirm(coordinator, again).status_code == 302
    finished(again)
    assert (again.rows_read, again.rows_stored, again.rows_rejected) == (2, 2, 0)
    descriptions = set(Incident.objects.filter(import_job=again).values_list("description", flat=True))
    assert descriptions == {"Klotter"}, "the reason is not a description"
    once_more = uploaded(coordinator, norrby, mended)
    confirm(coordinator, once_more)
    assert finished(once_more).rows_repeated == 2


def test_negative_numbers_survive_the_error_file(coordinator: Client, norrby: World) -> None:
    """A coordinate west of Greenwich is a number, not a formula."""
    job = uploaded(coordinator, norrby, file_of(["1;2026-11-02;SKA;65.61;-22.01;;x", *map(row, range(5))]))
    confirm(coordinator, job)
    finished(job)
    text = b"".join(coordinator.get(page(job, "import_rejected")).streaming_content).decode()  # type: ignore[attr-defined]
    assert ";-22.01;" in text


def test_the_error_file_of_simulated_data_says_so(coordinator: Client, norrby: World) -> None:
    norrby.collaboration.simulated = True
    norrby.collaboration.save()
    job = uploaded(coordinator, norrby, file_of([row(1, category="Ufo"), row(2)]))
    confirm(coordinator, job)
    finished(job)
    answer = coordinator.get(page(job, "import_rejected"))
    assert "simulated" in answer.headers["Content-Disposition"]
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert all("simulated" in line for line in text.splitlines()[1:])
    again = uploaded(coordinator, norrby, text.replace(";Ufo;", ";SKA;").encode())
    assert confirm(coordinator, again).status_code == 302
    assert finished(again).rows_stored == 1


def test_a_profile_comes_along(coordinator: Client, norrby: World) -> None:
    profile = SimpleUploadedFile("p.toml", b'[categories]\n"K7" = "SKA.KLO"\n')
    job = uploaded(coordinator, norrby, file_of([row(1, category="K7")]), profile=profile)
    confirm(coordinator, job)
    assert finished(job).rows_stored == 1


@pytest.mark.parametrize(
    ("profile", "word"),
    [
        (b"crs = sweref", "TOML"),
        ("# för".encode("latin-1"), "UTF-8"),
        (b'colour = "red"', "colour"),
        (b"# " + b"x" * 300_000, "200"),
    ],
)
def test_a_profile_that_cannot_be_read(coordinator: Client, norrby: World, profile: bytes, word: str) -> None:
    answer = upload(coordinator, norrby, file_of([row(1)]), profile=SimpleUploadedFile("p.toml", profile))
    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert not ImportJob.objects.exists()


def test_for_whom_one_brings_in_is_checked(norrby: World, client: Client) -> None:
    """The reviewer of the police cannot choose the housing company, whatever the form says."""
    client.force_login(norrby.members[Role.REVIEWER].user)
    answer = client.post(
        reverse("imports", args=["norrby"]),
        {
            "organisation": norrby.organisations["bolaget"].pk,
            "file": SimpleUploadedFile("a.csv", file_of([row(1)])),
        },
    )
    assert answer.status_code == 422
    assert not ImportJob.objects.exists()


def test_nothing_of_the_content_is_echoed_unmasked(coordinator: Client, norrby: World) -> None:
    job = uploaded(
        coordinator,
        norrby,
        file_of(
            [row(1, text=f"Ring {PERSON}"), row(2, category=f"Ufo {PERSON}"), f"3;{PERSON};SKA;65.61;22.01;;"]
        ),
        name=f"{PERSON}.csv",
    )
    pages = [coordinator.get(page(job)).content.decode()]
    confirm(coordinator, job)
    pages.append(coordinator.get(page(job)).content.decode())
    finished(job)
    pages += [
        coordinator.get(page(job)).content.decode(),
        coordinator.get(reverse("imports", args=["norrby"])).content.decode(),
    ]
    rejected = coordinator.get(page(job, "import_rejected"))
    pages.append(b"".join(rejected.streaming_content).decode())  # type: ignore[attr-defined]
    assert ImportRejection.objects.filter(job=job).count() == 2
    for text in pages:
        assert "174 06" not in text
        assert "1740605" not in text


def test_a_number_too_large_for_a_job_is_not_found(coordinator: Client) -> None:
    assert coordinator.get(f"/norrby/imports/{10**30}").status_code == 404


def test_a_failure_of_ours_is_said_and_nothing_is_lost(
    coordinator: Client, norrby: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault in the middle stops the job; the same file, or the job again, goes in without doubles."""
    monkeypatch.setattr(imports, "CHUNK_ROWS", 10)
    content = file_of(map(row, range(25)))
    job = uploaded(coordinator, norrby, content)
    confirm(coordinator, job)
    real, calls = imports._note_rejected, []

    def failing(*args: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise ZeroDivisionError
        real(*args)

    with monkeypatch.context() as patch:
        patch.setattr(imports, "_note_rejected", failing)
        imports.run_import.func(job.pk)
    job.refresh_from_db()
    assert (job.state, job.rows_done, Incident.objects.count()) == ("failed", 10, 10)
    assert job.finished_at is not None
    imports.resume_lost()
    job.refresh_from_db()
    assert job.state == "failed", "what always fails is not tried for ever"
    assert coordinator.get(page(job)).status_code == 200
    again = uploaded(coordinator, norrby, content)
    confirm(coordinator, again)
    assert (finished(again).rows_stored, again.rows_repeated) == (15, 10)
    imports.try_again(actor=norrby.members[Role.COORDINATOR], job=job)
    assert (finished(job).state, job.rows_done, job.rows_repeated) == ("done", 25, 15)
    assert Incident.objects.count() == 25
