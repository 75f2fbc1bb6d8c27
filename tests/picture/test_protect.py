"""Outside the group no count under the threshold is shown, and none can be subtracted out of the others."""

import json
import re

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.collect.files import bring_in, file_of, row
from tests.conftest import World
from tests.picture.documents import minimal

from samlad.people.models import Role
from samlad.picture import actions
from samlad.picture import document as d
from samlad.picture.periods import Period
from samlad.picture.protect import protect

THRESHOLD = 5


def frozen(world: World) -> None:
    """Outside the group nothing is seen before."""
    month = Period.parse("2026-10")
    actions.freeze(actor=world.members[Role.COORDINATOR], period=month, words_revision=0)


def with_areas(counts: list[int], unplaced: int) -> d.PictureDocument:
    rows = tuple(
        d.Row(f"A{n}", f"Area {n}", count, 0, 9, "within", 0.1, sparkline=(count,))
        for n, count in enumerate(counts)
    )
    return minimal(
        areas=rows,
        categories=(),
        unplaced=unplaced,
        totals=d.Totals(sum(counts) + unplaced, 0, 99, 9.0, "within", 20),
    )


@settings(deadline=None)
@given(st.binary(min_size=2, max_size=13))
def test_no_small_area_can_be_computed(drawn: bytes) -> None:
    # Bytes are drawn at once, where a list of numbers is drawn one by one.
    unplaced, counts = drawn[0] % 9, [one % 31 for one in drawn[1:]]
    shown = protect(with_areas(counts, unplaced), THRESHOLD)
    hidden = [n for n, one in enumerate(shown.areas) if one.count is None]
    assert all(one.count is None or one.count >= THRESHOLD for one in shown.areas)
    assert all(one.count in (None, counts[n]) for n, one in enumerate(shown.areas))
    if shown.totals.count is None or not hidden:
        return
    # What the reader can subtract: the hidden areas and the unplaced together.
    rest = shown.totals.count - sum(one.count or 0 for one in shown.areas)
    unknowns = len(hidden) + 1
    if unknowns == 1:
        pytest.fail("one hidden cell alone is given away by the total")
    # Each hidden cell can be anything from 0 to the rest: at least the threshold's width.
    assert rest >= THRESHOLD or all(counts[n] <= rest for n in hidden)


def test_a_readers_picture_has_no_small_count_anywhere(norrby: World, client: Client) -> None:
    """Hertsön-like district with 3 incidents in a month beside districts with many."""
    rows = [row(n, day=f"2026-10-{1 + n % 28:02d}") for n in range(60)]
    rows += [f"x{n};2026-10-0{n + 1};NAR;65.63;22.07;;" for n in range(3)]
    bring_in(norrby.organisations["polisen"], file_of(rows))
    frozen(norrby)
    client.force_login(norrby.members[Role.READER].user)
    answer = client.get(reverse("picture_json", args=["norrby"]), {"period": "2026-10"})
    document = json.loads(answer.content)
    assert document["history"] == []
    for table in ("areas", "categories", "organisations"):
        for one in document[table]:
            assert one["count"] is None or one["count"] >= THRESHOLD, (table, one)
    assert document["standouts"] == []
    assert document["unplaced"] == 0
    assert np.sum(document["weekday_hour"]) == 0
    page = client.get(reverse("picture", args=["norrby"]), {"period": "2026-10"}).content.decode()
    for cell in re.findall(r'<td class="numeric">\s*(\d+)\s*</td>', page):
        assert int(cell) >= THRESHOLD


@pytest.mark.parametrize("period", ["2026-W41", "2026-Q4", "2026"])
def test_a_reader_gets_whole_months_whatever_is_asked(norrby: World, client: Client, period: str) -> None:
    bring_in(norrby.organisations["polisen"], file_of(row(n, day="2026-10-07") for n in range(20)))
    frozen(norrby)
    client.force_login(norrby.members[Role.READER].user)
    answer = client.get(
        reverse("picture_json", args=["norrby"]),
        {"period": period, "area": "D1", "category": "SKA", "map": "hexagons"},
    )
    assert json.loads(answer.content)["period"]["kind"] == "month"
    assert "area=" not in json.loads(answer.content)["recipe"]["parameters"]["query"]
