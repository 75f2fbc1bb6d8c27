"""A file's way in: once, whole, guarded, resumable, and every row accounted for."""

import pytest
from django.db import connection
from tests.collect.files import bring_in, file_of, row
from tests.conftest import World

from samlad.collect import actions, chunks, imports
from samlad.collect.door import open_door
from samlad.collect.models import ImportChunk, ImportJob, ImportRejection, Incident
from samlad.collect.profile import Profile
from samlad.people.models import AuditEntry, Role
from samlad.people.policy import Denied

PERSONAL = ("19121212-1212", "070-174 06 05", "sven.svensson@example.se", "ABC 123")


def accounted(job: ImportJob) -> int:
    return job.rows_stored + job.rows_repeated + job.rows_corrections + job.rows_rejected


def test_a_file_goes_in_and_lies_in_its_areas(norrby: World) -> None:
    job = bring_in(norrby.organisations["polisen"], file_of(row(number) for number in range(20)))
    assert (job.state, job.rows_read, job.rows_stored, job.rows_rejected) == ("done", 20, 20, 0)
    first = Incident.objects.order_by("id").first()
    assert first is not None
    assert first.area is not None
    assert first.area.code == "D1"
    assert first.category.code == "SKA.KLO"
    assert first.cell > 0
    # 14.30 in Luleå in November is 13.30 in UTC.
    assert first.occurred_from.strftime("%Y-%m-%d %H:%M %Z") == "2026-11-02 13:30 UTC"


def test_the_same_file_again_changes_nothing(norrby: World) -> None:
    content = file_of(row(number) for number in range(20))
    bring_in(norrby.organisations["polisen"], content)
    before = list(Incident.objects.order_by("id").values_list("id", "version", "external_key"))
    again = bring_in(norrby.organisations["polisen"], content)
    assert (again.rows_stored, again.rows_repeated) == (0, 20)
    assert list(Incident.objects.order_by("id").values_list("id", "version", "external_key")) == before


def test_two_organisations_may_use_the_same_ids(norrby: World) -> None:
    content = file_of(row(number) for number in range(5))
    bring_in(norrby.organisations["polisen"], content)
    assert bring_in(norrby.organisations["bolaget"], content).rows_stored == 5


@pytest.mark.parametrize("order", [("rows", "correction"), ("correction", "rows")])
def test_a_correction_takes_back_whichever_file_comes_first(norrby: World, order: tuple[str, str]) -> None:
    header = "id;datum;kategori;latitud;longitud;antal"
    files = {
        "rows": file_of(["1;2026-11-02;SKA;65.61;22.01;1", "2;2026-11-02;SKA;65.61;22.01;1"], header),
        "correction": file_of(["2;2026-11-02;SKA;65.61;22.01;-1"], header),
    }
    profile = 'correction_column = "antal"\ncorrection_value = "-1"\n\n[columns]\nexternal_id = "id"\n'
    for name in order:
        job = bring_in(norrby.organisations["polisen"], files[name], profile)
        assert accounted(job) == job.rows_read
    states = dict(Incident.objects.values_list("state").annotate(number=_count()))
    assert states == {Incident.State.APPROVED: 1, Incident.State.WITHDRAWN: 1}


def _count() -> object:
    from django.db.models import Count

    return Count("id")


def test_rejected_rows_come_back_as_they_were_with_field_value_and_remedy(norrby: World) -> None:
    rows = [row(1), row(2, category="Ufo"), row(3, day="2026-02-30"), row(4)]
    job = bring_in(norrby.organisations["polisen"], file_of(rows))
    assert (job.rows_stored, job.rows_rejected) == (2, 2)
    found = {rejection.line: rejection for rejection in ImportRejection.objects.filter(job=job)}
    assert (found[3].field, found[3].value) == ("category", "Ufo") or found[3].value == "Ufo"
    assert found[4].value == "2026-02-30"
    assert found[3].row["kategori"] == "Ufo"
    assert all(rejection.remedy for rejection in found.values())


def test_personal_data_never_reach_the_database(norrby: World) -> None:
    """Through description, place, an unmapped column, a rejected row and the file's name."""
    rows = [row(number, text=f"Ring {mark} om klottret") for number, mark in enumerate(PERSONAL)]
    rows += [f"9;2026-11-02;Ufo;65.61;22.01;Hos {mark};{mark}" for mark in PERSONAL]
    job = bring_in(norrby.organisations["polisen"], file_of(rows), name=f"{PERSONAL[0]} {PERSONAL[2]}.csv")
    assert accounted(job) == job.rows_read
    everything = _whole_database()
    for mark in PERSONAL:
        assert mark not in everything, mark
        assert mark.replace("-", "").replace(" ", "") not in everything, mark
    assert sum(job.masked.values()) >= len(PERSONAL) * 3


def _whole_database() -> str:
    """Every value of every table, chunks waiting to go in unpacked too."""
    texts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names from the database itself
            texts += [str(value) for row in cursor.fetchall() for value in row]
    texts += [str(chunks.unpacked(chunk).to_dicts()) for chunk in ImportChunk.objects.all()]
    return "\n".join(texts)


def test_a_text_that_grows_by_its_masks_still_fits_its_column(norrby: World) -> None:
    """PostgreSQL refuses a text that is longer than its column; SQLite would keep it."""
    text = ("ring 070-1740605 " * 29).ljust(500, ".")
    job = bring_in(norrby.organisations["polisen"], file_of([row(1, text=text)]))
    incident = Incident.objects.get(import_job=job)
    assert len(incident.description) <= 500
    assert "1740605" not in incident.description


def test_waiting_chunks_are_guarded_too(norrby: World) -> None:
    rows = [row(number, text=f"Ring {mark}") for number, mark in enumerate(PERSONAL)]
    imports.receive(
        actor=None, organisation=norrby.organisations["polisen"], content=file_of(rows), filename="a.csv"
    )
    everything = _whole_database()
    assert ImportChunk.objects.exists()
    assert not [mark for mark in PERSONAL if mark in everything]


def test_a_job_goes_on_where_it_was_stopped(norrby: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault in the middle of the third chunk undoes that chunk whole; going on loses and doubles nothing."""
    monkeypatch.setattr(imports, "CHUNK_ROWS", 10)
    organisation = norrby.organisations["polisen"]
    job = imports.receive(
        actor=None, organisation=organisation, content=file_of(row(n) for n in range(45)), filename="a.csv"
    )
    mapping = imports.mapping_for(job, open_door(organisation, now=job.created_at), Profile())
    imports.start(actor=None, job=job, profile=mapping.to_profile())
    real, calls = actions.admit, []

    def failing(*args: object, **kwargs: object) -> object:
        calls.append(1)
        result = real(*args, **kwargs)  # type: ignore[arg-type]
        if len(calls) == 3:
            raise RuntimeError
        return result

    monkeypatch.setattr(actions, "admit", failing)
    with pytest.raises(RuntimeError):
        imports.work(imports.job_to_work(job.pk))
    assert Incident.objects.count() == 20
    imports.work(imports.job_to_work(job.pk))
    job.refresh_from_db()
    assert (job.state, job.rows_done, job.rows_stored, Incident.objects.count()) == ("done", 45, 45, 45)
    assert not job.chunks.exists()


def test_every_write_leaves_its_audit_row(norrby: World) -> None:
    before = AuditEntry.objects.count()
    bring_in(norrby.organisations["polisen"], file_of([row(1)]))
    actions_done = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))[before:]
    assert actions_done == ["receive", "confirm", "admit", "finish"]


@pytest.mark.parametrize(
    ("role", "organisation", "allowed"),
    [
        (Role.COORDINATOR, "polisen", True),
        (Role.REVIEWER, "polisen", True),
        (Role.REVIEWER, "bolaget", False),
        (Role.MEMBER, "polisen", False),
        (Role.REPORTER, "bolaget", False),
        (Role.READER, "kommunen", False),
        (Role.ADMIN, "kommunen", False),
    ],
)
def test_only_those_who_may_bring_files_in(
    norrby: World, role: Role, organisation: str, allowed: bool
) -> None:
    def receive() -> ImportJob:
        return imports.receive(
            actor=norrby.members[role],
            organisation=norrby.organisations[organisation],
            content=file_of([row(1)]),
            filename="a.csv",
        )

    if allowed:
        assert receive().created_by == norrby.members[role]
    else:
        with pytest.raises(Denied):
            receive()
        assert not ImportJob.objects.exists()


def test_nobody_brings_in_for_another_collaboration(norrby: World, soderby: World) -> None:
    with pytest.raises(Denied):
        imports.receive(
            actor=soderby.members[Role.COORDINATOR],
            organisation=norrby.organisations["polisen"],
            content=file_of([row(1)]),
            filename="a.csv",
        )


def test_a_cancelled_job_stops_and_keeps_what_was_whole(norrby: World) -> None:
    organisation = norrby.organisations["polisen"]
    job = imports.receive(actor=None, organisation=organisation, content=file_of([row(1)]), filename="a.csv")
    imports.cancel(actor=None, job=job)
    imports.work(imports.job_to_work(job.pk))
    job.refresh_from_db()
    assert (job.state, Incident.objects.count(), job.chunks.count()) == ("cancelled", 0, 0)
