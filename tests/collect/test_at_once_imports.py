"""Files, check-ins, freezing and weeding at the same moment as others: one answer, nothing lost, nothing twice."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from tests.collect import incidents
from tests.collect.at_once import apart, at_once, check_whole, first_and_late
from tests.collect.files import file_of, row
from tests.collect.test_at_once_review import signed_in
from tests.conftest import World, build_world

from samlad.collect import check_in_actions, imports, merging, report_actions
from samlad.collect.door import open_door
from samlad.collect.models import CheckIn, ImportChunk, ImportJob, Incident, ReportLink
from samlad.collect.profile import Profile
from samlad.collect.report_actions import LINK_KEPT
from samlad.collect.workflow import StepRefused
from samlad.people.models import AuditEntry, Role
from samlad.picture import actions as picture_actions
from samlad.picture import recomputing
from samlad.picture.actions import FreezeProblem, FrozenAlready
from samlad.picture.models import FrozenPicture
from samlad.picture.periods import Period

pytestmark = pytest.mark.django_db(transaction=True)
State = ImportJob.State
ROUNDS = 5
ROWS = 60
CORRECTION = 'correction_column = "antal"\ncorrection_value = "-1"\n\n[columns]\nexternal_id = "id"\n'


@pytest.fixture
def world(transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(imports, "CHUNK_ROWS", 6)
    with apart(tmp_path):
        yield build_world("norrby")


def received(world: World, first: int = 0, content: bytes = b"") -> tuple[ImportJob, Profile]:
    content = content or file_of([row(number) for number in range(first, first + ROWS)])
    owner = world.organisations["polisen"]
    job = imports.receive(actor=None, organisation=owner, content=content, filename="fil.csv")
    mapping = imports.mapping_for(job, open_door(owner, now=job.created_at), None)
    return job, mapping.to_profile()


def started(world: World, first: int = 0) -> ImportJob:
    job, profile = received(world, first)
    assert imports.start(actor=None, job=job, profile=profile)
    return job


def worked(job: ImportJob) -> None:
    imports.work(imports.job_to_work(job.pk))


def audited(action: str) -> int:
    return AuditEntry.objects.filter(action=action).count()


def check_job(job: ImportJob, state: str = State.DONE) -> None:
    job.refresh_from_db()
    assert job.state == state
    assert not ImportChunk.objects.filter(job=job).exists()
    assert job.rows_stored == Incident.objects.filter(import_job=job).count()
    assert job.rows_done == job.rows_stored + job.rows_repeated + job.rows_rejected
    versions = [entry.new["version"] for entry in AuditEntry.objects.filter(action="admit").order_by("id")]
    assert versions == sorted(set(versions))


def test_an_import_confirmed_twice(world: World) -> None:
    for number in range(1, ROUNDS + 1):
        job, profile = received(world, number * ROWS)
        confirm = partial(imports.confirm, actor=None, job=job, profile=profile)
        at_once(confirm, confirm, confirm)
        assert audited("confirm") == DBTaskResult.objects.count() == number


def test_two_workers_on_one_file(world: World) -> None:
    for number in range(1, ROUNDS + 1):
        job = started(world, number * ROWS)
        at_once(partial(worked, job), partial(worked, job))
        check_job(job)
        assert (job.rows_stored, job.rows_read) == (ROWS, ROWS)
        assert (audited("admit"), audited("finish")) == (number * 10, number)
    check_whole(world)


def test_the_same_rows_in_two_files(world: World) -> None:
    jobs = [started(world), started(world)]
    at_once(*(partial(worked, job) for job in jobs))
    for job in jobs:
        check_job(job)
    assert sum(job.rows_stored for job in jobs) == sum(job.rows_repeated for job in jobs) == ROWS
    check_whole(world)


def test_a_file_is_stopped_while_it_goes_in(world: World) -> None:
    for number in range(ROUNDS):
        job = started(world, number * ROWS)
        stop = partial(imports.cancel, actor=None, job=job)
        at_once(partial(worked, job), stop, stop)
        job.refresh_from_db()
        check_job(job, job.state)
        assert job.state in {State.DONE, State.CANCELLED}
        assert AuditEntry.objects.filter(subject_id=job.pk, action__in=["cancel", "finish"]).count() == 1
    check_whole(world)


def test_trying_again_by_two(world: World) -> None:
    job = started(world)
    ImportJob.objects.filter(pk=job.pk).update(state=State.FAILED)
    at_once(*[partial(imports.try_again, actor=None, job=job)] * 2)
    assert audited("try_again") == DBTaskResult.objects.count() == 1


def test_review_while_files_go_in(world: World) -> None:
    """A correction takes back what somebody merges into at that moment; none is left standing for nothing."""
    for number in range(ROUNDS):
        first = number * ROWS
        worked(started(world, first))
        target = Incident.objects.latest("id")
        duplicate = incidents.made(world, "bolaget", Incident.State.APPROVED)
        header = "id;datum;kategori;latitud;longitud;antal"
        back = file_of([f"{first + ROWS - 1};2026-11-02;SKA;65.61;22.01;-1"], header)
        correction, _told = received(world, content=back)
        profile = Profile.from_toml(CORRECTION)
        mapping = imports.mapping_for(
            correction, open_door(correction.organisation, now=timezone.now()), profile
        )
        imports.start(actor=None, job=correction, profile=mapping.require_ready().to_profile())
        at_once(
            partial(worked, correction),
            partial(merging.merge, actor=world.members[Role.COORDINATOR], incident=duplicate, target=target),
            refused=(StepRefused,),
        )
        target.refresh_from_db()
        duplicate.refresh_from_db()
        assert target.state == Incident.State.WITHDRAWN
        assert duplicate.state in {Incident.State.APPROVED, Incident.State.SUBMITTED}
    check_whole(world)


WEEK = Period.parse("2026-W45")


def frozen(world: World, reason: str = "", edition: int | None = None) -> FrozenPicture:
    return picture_actions.freeze(
        actor=world.members[Role.COORDINATOR],
        period=WEEK,
        words_revision=0,
        reason=reason,
        edition=edition,
    )


def test_a_freeze_while_an_import_runs(world: World) -> None:
    """It waits until the file is in or is told to; what is frozen comes out the same ever after."""
    job, profile = received(world)

    def bring_in() -> None:
        imports.start(actor=None, job=job, profile=profile)
        worked(job)

    answers: list[Any] = at_once(
        bring_in, *(partial(frozen, world, f"nr {n}") for n in range(3)), refused=(FreezeProblem,)
    )
    answers.append(frozen(world, "efter filen"))
    made = [answer for answer in answers if isinstance(answer, FrozenPicture)]
    assert FrozenPicture.objects.count() == audited("freeze") == len(made)
    assert sorted(one.edition for one in made) == list(range(1, len(made) + 1))
    for one in made:
        again = recomputing.checked(world.members[Role.COORDINATOR], one)
        assert again.same
        # The whole file, or nothing of it.
        counted = AuditEntry.objects.filter(action="admit", new__version__lte=one.data_version).count()
        assert counted in {0, 10}
    check_whole(world)


def test_a_freeze_by_two_at_once(world: World) -> None:
    worked(started(world))
    answers = at_once(*[partial(frozen, world, edition=1)] * 3, refused=(FrozenAlready,))
    _done, late = first_and_late(answers)
    assert all("frozen" in told and "Kommunen" in told for told in late), late
    assert FrozenPicture.objects.count() == audited("freeze") == 1


@pytest.mark.parametrize("words", [("nothing", "nothing", "nothing"), ("nothing", "reported")])
def test_a_check_in_by_several_at_once(world: World, words: tuple[str, ...]) -> None:
    """One row; each word that changed it has its audit row, which names the word before."""
    roles = (Role.MEMBER, Role.REVIEWER, Role.COORDINATOR)
    for week in range(30, 30 + ROUNDS):
        give = partial(
            check_in_actions.check_in, organisation=world.organisations["polisen"], year=2026, week=week
        )
        at_once(
            *(
                partial(give, actor=world.members[role], word=word)
                for role, word in zip(roles, words, strict=False)
            )
        )
        row = CheckIn.objects.get(week=week)
        rows = AuditEntry.objects.filter(action="check_in", new__week=f"2026-W{week}").order_by("id")
        told = [(entry.old.get("word"), entry.new["word"]) for entry in rows]
        assert [new for _old, new in told][-1] == row.word
        assert [old for old, _new in told] == [None, *(new for _old, new in told[:-1])]
        assert len(told) == len(set(words))


def test_a_check_in_pressed_twice_in_the_pages(world: World) -> None:
    address = reverse("check_in", args=["norrby"])
    form = {"organisation": "", "week": "2026-W40", "word": "nothing", "confirmed": "1"}
    clients = [signed_in(world, role) for role in (Role.MEMBER, Role.REVIEWER)]
    answers = at_once(*(partial(client.post, address, form) for client in clients))
    assert [answer.status_code for answer in answers] == [302, 302]
    assert CheckIn.objects.count() == audited("check_in") == 1


def test_weeding_by_two_workers(world: World) -> None:
    incident = incidents.made(world, "bolaget", reporter=world.members[Role.REPORTER])
    ReportLink.objects.filter(incident=incident).update(created_at=timezone.now() - 2 * LINK_KEPT)
    at_once(*[report_actions.weed_report_links] * 3)
    assert not ReportLink.objects.exists()
    assert audited("weed") == 1
