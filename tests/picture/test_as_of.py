"""What the columns were at an earlier data version comes back as it was, whatever has been done since."""

import random
from dataclasses import fields

import numpy as np
import pytest
from django.db import transaction
from tests.collect.files import bring_in, file_of, row
from tests.conftest import World

from samlad.collect import revisions
from samlad.collect.actions import next_version
from samlad.collect.models import Category, Incident
from samlad.people.models import Collaboration
from samlad.picture import columns
from samlad.places.models import Area

STEPS = 25
CORRECTING = (
    'correction_column = "antal"\ncorrection_value = "-1"\n\n[columns]\nexternal_id = "id"\n'
    'occurred_from = "datum"\ncategory = "kategori"\nlatitude = "latitud"\nlongitude = "longitud"\n'
)


def assert_same(found: columns.Columns, expected: columns.Columns) -> None:
    for one in fields(columns.Columns):
        got, wanted = getattr(found, one.name), getattr(expected, one.name)
        if isinstance(wanted, np.ndarray):
            assert got.dtype == wanted.dtype, one.name
            assert got.tolist() == wanted.tolist(), one.name
        else:
            assert got == wanted, one.name


class History:
    """Random imports, corrections, merges, changes and undoings, each in a data version of its own."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.choose = random.Random(seed)
        self.number = 0

    def step(self) -> None:
        self.choose.choice([self.bring_in, self.correct, self.merge, self.undo, self.change, self.twice])()

    def bring_in(self) -> None:
        police = self.world.organisations[self.choose.choice(["polisen", "bolaget"])]
        rows = [
            row(self.number + step, day=f"2026-10-{self.choose.randint(1, 28):02d} 14:30")
            for step in range(self.choose.randint(1, 6))
        ]
        self.number += len(rows)
        bring_in(police, file_of(rows))

    def correct(self) -> None:
        taken_back = self.choose.randrange(self.number + 3)
        content = file_of(
            [f"{taken_back};2026-10-02;SKA;65.61;22.01;-1"], "id;datum;kategori;latitud;longitud;antal"
        )
        bring_in(self.world.organisations["polisen"], content, CORRECTING)

    def merge(self) -> None:
        standing = self._some(Incident.State.APPROVED)
        if len(standing) > 1:
            self._change(standing[:1], state=Incident.State.MERGED, merged_into_id=standing[1])

    def undo(self) -> None:
        merged = self._some(Incident.State.MERGED)
        if merged:
            self._change(merged[:1], state=Incident.State.APPROVED, merged_into=None)

    def change(self) -> None:
        values = {
            "category_id": self.choose.choice(list(Category.objects.values_list("id", flat=True))),
            "area_id": self.choose.choice([None, *Area.objects.values_list("id", flat=True)]),
            "felt_insecurity": self.choose.choice([None, 1, 5]),
        }
        name = self.choose.choice(sorted(values))
        self._change(self._some(Incident.State.APPROVED)[: self.choose.randint(1, 4)], **{name: values[name]})

    def twice(self) -> None:
        """Two changes of the same incident in one version: what lay between was never seen."""
        chosen = self._some(Incident.State.APPROVED)[:1]
        with transaction.atomic():
            version = next_version(self.world.collaboration.pk)
            for felt in (2, 3):
                revisions.change(Incident.objects.filter(pk__in=chosen), version, felt_insecurity=felt)

    def _some(self, state: Incident.State) -> list[int]:
        found = list(Incident.objects.filter(state=state).order_by("id").values_list("id", flat=True))
        self.choose.shuffle(found)
        return found

    def _change(self, ids: list[int], **values: object) -> None:
        with transaction.atomic():
            version = next_version(self.world.collaboration.pk)
            revisions.change(Incident.objects.filter(pk__in=ids), version, **values)


@pytest.mark.parametrize("seed", range(5))
def test_every_earlier_version_comes_back_as_it_was(norrby: World, soderby: World, seed: int) -> None:
    history = History(norrby, seed)
    bring_in(soderby.organisations["polisen"], file_of(row(number) for number in range(5)))
    seen = {}
    for _ in range(STEPS):
        history.step()
        then = columns.current(norrby.collaboration)
        seen[then.version] = then
    # A step may find nothing to do.
    assert len(seen) > STEPS // 2
    # In a process that has seen it all, and in one that begins now.
    for version, then in seen.items():
        assert_same(columns.as_of(norrby.collaboration, version), then)
    columns.forget()
    for version in history.choose.sample(sorted(seen), 8):
        assert_same(columns.as_of(norrby.collaboration, version), seen[version])


def test_what_is_changed_while_it_is_read_is_neither_lost_nor_counted_twice(
    norrby: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_in(norrby.organisations["polisen"], file_of(row(number) for number in range(10)))
    then = columns.current(norrby.collaboration)
    real = columns._of_revisions

    def meanwhile(collaboration: int, version: int) -> str:
        History(norrby, 1).change()
        return real(collaboration, version)

    History(norrby, 2).change()
    monkeypatch.setattr(columns, "_of_revisions", meanwhile)
    assert_same(columns.as_of(norrby.collaboration, then.version), then)


def test_the_time_zone_of_then_tells_the_days_of_then(norrby: World) -> None:
    bring_in(norrby.organisations["polisen"], file_of([row(1, day="2026-10-01 00:30")]))
    then = columns.current(norrby.collaboration)
    Collaboration.objects.filter(pk=norrby.collaboration.pk).update(time_zone="UTC")
    assert columns.current(norrby.collaboration).day.tolist() == [then.day[0] - 1]
    assert_same(columns.as_of(norrby.collaboration, then.version, "Europe/Stockholm"), then)


def test_a_version_that_has_not_been_is_refused(norrby: World) -> None:
    with pytest.raises(ValueError, match="The data version is 7; it must be from 0 to 0"):
        columns.as_of(norrby.collaboration, 7)
