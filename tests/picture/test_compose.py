"""The composed picture: counts add up, comparisons are with whole periods, standouts are told with their reason."""

from dataclasses import replace

import pytest
from tests.collect.files import bring_in, file_of
from tests.conftest import World

from samlad.picture import columns, compose, held
from samlad.picture.document import PictureDocument
from samlad.picture.periods import Kind, Period, date_of
from samlad.picture.query import Query

LAST = Period.parse("2026-W44")
WEEKS = 60


def steady(extra: int = 0, category: str = "SKA") -> list[str]:
    """Four incidents in each district every week for sixty weeks, and some more in district 4 in the last one."""
    rows = []
    for step in range(WEEKS):
        first = LAST.shifted(-step).first
        for number in range(16):
            day = date_of(LAST.shifted(-step).first_day + number % 7)
            latitude, longitude = 65.61 + 0.02 * (number % 4 > 1), 22.02 + 0.04 * (number % 2)
            rows.append(f"{first}-{number};{day} 12:00;{category};{latitude};{longitude};;")
    rows += [f"x{n};{LAST.last} 21:00;BRA;65.63;22.06;;" for n in range(extra)]
    return rows


def document(world: World, query: Query) -> PictureDocument:
    return compose.compose(
        columns.current(world.collaboration),
        held.catalogue(world.collaboration),
        query,
        compose.Subject("Norrby", simulated=False),
        "en",
    ).document


def test_a_steady_world_is_as_expected_and_nothing_stands_out(norrby: World) -> None:
    bring_in(norrby.organisations["polisen"], file_of(steady()))
    found = document(norrby, Query(LAST))
    assert found.totals.count == 16
    assert found.totals.verdict == "within"
    assert {row.verdict for row in found.areas} == {"within"}
    assert found.standouts == ()
    assert found.headline[0].startswith("16 incidents in week 44, 2026: as expected")


def test_an_outbreak_stands_out_where_it_is_and_says_why(norrby: World) -> None:
    bring_in(norrby.organisations["polisen"], file_of(steady(extra=9)))
    found = document(norrby, Query(LAST))
    assert [one.title for one in found.standouts] == ["Distrikt 4 · Arson and pyrotechnics"]
    assert found.standouts[0].count == 9
    assert "9 incidents, expected 0–" in found.standouts[0].sentence
    assert "area=D4" in (found.standouts[0].incidents_url or "")


def test_rows_and_columns_add_up_to_the_total(norrby: World) -> None:
    bring_in(norrby.organisations["polisen"], file_of([*steady(5), "u;2026-10-28;SKA;;;;"]))
    found = document(norrby, Query(LAST))
    total = found.totals.count
    assert total == 22
    assert sum(row.count or 0 for row in found.areas) + found.unplaced == total
    assert sum(row.count or 0 for row in found.categories) == total
    assert sum(row.count or 0 for row in found.organisations) == total
    assert sum(map(sum, found.weekday_hour)) + found.count_without_hour == total
    assert found.history[-1].count == total


def test_a_period_that_is_not_over_is_not_compared(norrby: World) -> None:
    bring_in(norrby.organisations["polisen"], file_of(steady()))
    found = document(norrby, Query(Period.parse("2026-11")))
    assert found.totals.verdict == "too_little_data"
    assert "where reports end" in found.headline[0]
    assert found.headline[0].startswith("2 incidents")
    later = document(norrby, Query(Period.parse("2027-01")))
    assert later.headline[0].startswith("Nothing has been reported for January 2027 yet")


def test_periods_before_reporting_began_are_no_zeros(norrby: World) -> None:
    old = ["a;2012-05-01;SKA;65.61;22.02;;", "b;2019-05-01;SKA;65.61;22.02;;"]
    bring_in(norrby.organisations["polisen"], file_of([*old, *steady()]))
    found = document(norrby, Query(LAST))
    assert found.recipe.parameters["periods"] == f"{LAST.shifted(1 - WEEKS)}…{LAST}"
    assert found.totals.expected_low == pytest.approx(8, abs=3)


def test_an_organisation_that_has_stopped_is_called_silent(norrby: World) -> None:
    bring_in(norrby.organisations["polisen"], file_of(steady()))
    gone = [row for row in steady(category="ALK") if not row.startswith(str(LAST.first))]
    bring_in(norrby.organisations["bolaget"], file_of(gone))
    found = document(norrby, Query(LAST))
    silent = {row.name: row.silent for row in found.organisations}
    assert silent == {"Kommunen": False, "Polisen": False, "Bostadsbolaget": True}
    assert "Nothing has come from Bostadsbolaget" in found.headline[-1]


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_period_is_composed(norrby: World, kind: Kind) -> None:
    bring_in(norrby.organisations["polisen"], file_of(steady()))
    period = Period.holding(LAST.first, kind).shifted(-1)
    found = document(norrby, Query(period))
    assert found.period.label == period.label


def test_a_filter_narrows_all_of_it(norrby: World) -> None:
    bring_in(norrby.organisations["polisen"], file_of(steady(extra=9)))
    query = Query(LAST, areas=("D4",), categories=("BRA",))
    found = document(norrby, query)
    assert found.totals.count == 9
    assert [row.code for row in found.areas] == ["D4"]
    assert [row.code for row in found.categories] == ["BRA"]
    assert document(norrby, replace(query, organisations=("bolaget",))).totals.count == 0


def test_the_same_columns_give_the_same_picture(norrby: World) -> None:
    bring_in(norrby.organisations["polisen"], file_of(steady(extra=4)))
    first = document(norrby, Query(LAST)).as_dict()
    columns.forget()
    held.forget()
    second = document(norrby, Query(LAST)).as_dict()
    for one in (first, second):
        one["recipe"].pop("generated_at")
    assert first == second


def test_no_incidents_at_all_is_an_answer_too(norrby: World) -> None:
    found = document(norrby, Query(LAST))
    assert found.totals.count == 0
    assert found.totals.verdict == "too_little_data"
    assert len(found.areas) == 4
