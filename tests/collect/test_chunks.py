"""A file's chunks go through the door one ahead of the one that is being stored, in their order, by one map."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from tests.collect.files import file_of, row
from tests.conftest import World

from samlad.collect import imports
from samlad.collect.chunks import Line
from samlad.collect.door import Door, open_door
from samlad.collect.models import ImportJob
from samlad.collect.profile import Profile

CHUNK_ROWS, ROWS = 10, 45


@pytest.fixture
def job(norrby: World, monkeypatch: pytest.MonkeyPatch) -> ImportJob:
    """Five chunks that wait."""
    monkeypatch.setattr(imports, "CHUNK_ROWS", CHUNK_ROWS)
    organisation = norrby.organisations["polisen"]
    content = file_of(row(number) for number in range(ROWS))
    made = imports.receive(actor=None, organisation=organisation, content=content, filename="a.csv")
    mapping = imports.mapping_for(made, open_door(organisation, now=made.created_at), Profile())
    imports.start(actor=None, job=made, profile=mapping.to_profile())
    return imports.job_to_work(made.pk)


def test_every_chunk_goes_through_the_door_once_and_in_order(
    job: ImportJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each goes through the door once, in order, and is stored with what the door made of it."""
    given, seen = [], []
    real_prepare, real_store = Door.prepare, imports._store

    def prepare(door: Door, frame: Any, *rest: Any) -> Any:
        given.append(frame["line"][0])
        return real_prepare(door, frame, *rest)

    def store(of: ImportJob, chunk: Any, frame: Any, prepared: Any) -> bool:
        assert len(prepared.rows) == len(frame)
        seen.append(chunk.number)
        return real_store(of, chunk, frame, prepared)

    monkeypatch.setattr(Door, "prepare", prepare)
    monkeypatch.setattr(imports, "_store", store)
    imports.work(job)
    job.refresh_from_db()
    assert (job.state, job.rows_stored, seen) == ("done", ROWS, [0, 1, 2, 3, 4])
    assert given == sorted(given)
    assert len(given) == len(seen)


def test_the_second_is_begun_when_the_first_is_asked_for(job: ImportJob) -> None:
    with ThreadPoolExecutor(1) as ahead:
        line = Line(job, ahead)
        first = line.next()
        assert first is not None
        assert line._begun is not None
        assert line._begun.chunk.number == first.chunk.number + 1
        # Another worker has stored the first two meanwhile: the rest comes all the same, and what it left last.
        job.chunks.filter(number__in=[first.chunk.number, line._begun.chunk.number]).delete()
        numbers = []
        while (part := line.next()) is not None:
            numbers.append(part.chunk.number)
            job.chunks.filter(pk=part.chunk.pk).delete()
    assert numbers == [1, 2, 3, 4]


def test_a_chunk_that_was_passed_over_is_taken_in_the_end(job: ImportJob) -> None:
    with ThreadPoolExecutor(1) as ahead:
        line = Line(job, ahead)
        numbers = []
        for _ in range(5):
            part = line.next()
            assert part is not None
            numbers.append(part.chunk.number)
            if part.chunk.number:
                job.chunks.filter(pk=part.chunk.pk).delete()
        again = line.next()
    assert numbers == [0, 1, 2, 3, 4]
    assert again is not None
    assert again.chunk.number == 0
