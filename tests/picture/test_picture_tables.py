"""The files of what a picture was worked out from hold what the picture was worked out from."""

import csv
import io
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from tests.collect.files import bring_in, file_of
from tests.conftest import World
from tests.picture.test_compose import LAST, steady

from samlad.people.models import Role
from samlad.picture import actions, queries
from samlad.picture.expectation import changes, expectations, periods_used
from samlad.picture.periods import Kind
from samlad.picture.query import Query


def table(client: Client, name: str, *arguments: Any, **parameters: str) -> list[dict[str, str]]:
    answer = client.get(reverse(name, args=["norrby", *arguments]), parameters)
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_the_periods_that_are_marked_give_the_range_and_the_trend(norrby: World, client: Client) -> None:
    bring_in(norrby.organisations["polisen"], file_of(steady(extra=9)))
    member = norrby.members[Role.MEMBER]
    client.force_login(member.user)
    rows = table(client, "picture_csv", period=LAST.label, table="periods")
    document = queries.picture(member, Query(LAST), "en")
    for row in document.areas:
        own = [one for one in rows if (one["line"], one["code"]) == ("area", row.code)]
        counts = np.array([[int(one["count"]) for one in own]])
        assert own[-1]["period"] == LAST.label
        assert counts[0, -1] == row.count
        assert [int(one["for_expected"]) for one in own] == periods_used(len(own), Kind.WEEK)[0].tolist()
        assert sum(int(one["for_trend"]) for one in own) == 59
        assert expectations(counts, Kind.WEEK).high_of(0) == row.expected_high
        assert changes(counts, Kind.WEEK).of(0)[0] == pytest.approx(row.change_per_year, abs=1e-12)
    total = [int(one["count"]) for one in rows if one["line"] == "total"]
    assert total[-len(document.history) :] == [one.count for one in document.history]


def test_a_filter_narrows_the_periods_too(norrby: World, client: Client) -> None:
    bring_in(norrby.organisations["polisen"], file_of(steady(extra=9)))
    client.force_login(norrby.members[Role.MEMBER].user)
    rows = table(client, "picture_csv", period=LAST.label, table="periods", area="D4", category="BRA")
    assert {(row["line"], row["code"]) for row in rows} == {
        ("total", ""),
        ("area", "D4"),
        ("category", "BRA"),
    }
    assert {row["count"] for row in rows if row["period"] == LAST.label} == {"9"}


def test_a_frozen_picture_keeps_its_counts(norrby: World, client: Client) -> None:
    bring_in(norrby.organisations["polisen"], file_of(steady()))
    coordinator = norrby.members[Role.COORDINATOR]
    actions.freeze(actor=coordinator, period=LAST, words_revision=0)
    client.force_login(coordinator.user)
    frozen = table(client, "frozen_csv", LAST.label, table="periods")
    bring_in(norrby.organisations["bolaget"], file_of([f"late;{LAST.first} 12:00;SKA;65.61;22.02;;"]))
    assert table(client, "frozen_csv", LAST.label, table="periods") == frozen
    now = table(client, "picture_csv", period=LAST.label, table="periods")
    changed = [(one["line"], one["code"]) for one, was in zip(now, frozen, strict=True) if one != was]
    assert changed == [("total", ""), ("area", "D1"), ("category", "SKA")]
    settings = {row["name"]: row["value"] for row in table(client, "frozen_csv", LAST.label, table="recipe")}
    assert settings["comparable_recent"] == "13"
    assert settings["trend_harmonics"] == "0"
    assert settings["expected_page"] == "docs/methods.md#the-expected-range"
    page = client.get(reverse("frozen_picture", args=["norrby", LAST.label])).content.decode()
    for name in ("periods", "recipe"):
        assert f"/pictures/{LAST.label}.csv?edition=1&amp;table={name}" in page


def test_the_local_day_of_an_incident_is_its_day_in_the_files(norrby: World, client: Client) -> None:
    """Half past midnight on a Monday in Sweden is Sunday in UTC, in another week."""
    rows = [*steady(), f"night;{LAST.first} 00:30;NAR;65.61;22.02;;"]
    bring_in(norrby.organisations["polisen"], file_of(rows))
    client.force_login(norrby.members[Role.MEMBER].user)
    (night,) = table(client, "incidents_csv", period=LAST.label, category="NAR")
    assert night["occurred_from"].startswith(str(LAST.shifted(-1).last))
    assert night["day"] == str(LAST.first)
    assert (night["area_code"], night["organisation_code"]) == ("D1", "polisen")
