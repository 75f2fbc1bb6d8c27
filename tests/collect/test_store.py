"""What goes in is what was there, on either database: every character, every digit, and nothing as nothing."""

from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import World

from samlad.collect import store
from samlad.collect.models import Category, Correction, Incident

MOMENT = datetime(2026, 11, 2, 13, 30, tzinfo=UTC)
SCHEMA = {
    "external_key": pl.Binary, "channel": pl.Int64, "role": pl.String, "reported_at": pl.Datetime("us", "UTC"),
    "occurred_from": pl.Datetime("us", "UTC"), "occurred_to": pl.Datetime("us", "UTC"), "category_id": pl.Int64,
    "felt_insecurity": pl.Int64, "group_size": pl.Int64, "latitude": pl.Float64, "longitude": pl.Float64,
    "precision": pl.Int64, "cell": pl.Int64, "area_id": pl.Int64, "place_id": pl.Int64, "place_said": pl.Boolean,
    "environment": pl.Int64, "publicness": pl.Int64, "description": pl.String, "basis": pl.Int64,
    "recurring": pl.Int64, "police_reported": pl.Int64, "action_taken": pl.String, "cost": pl.Int64,
}  # fmt: skip
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40)


def row(world: World, key: bytes, **values: Any) -> dict[str, Any]:
    category = Category.objects.filter(collaboration=world.collaboration).order_by("id")[0]
    zero = dict.fromkeys(("channel", "group_size", "precision", "cell", "environment", "publicness"), 0)
    zero |= dict.fromkeys(("basis", "recurring", "police_reported"), 0)
    nothing: dict[str, Any] = dict.fromkeys(SCHEMA)
    texts = {"role": "", "description": "", "action_taken": ""}
    moments = {"occurred_from": MOMENT, "occurred_to": MOMENT}
    return (
        nothing
        | zero
        | texts
        | moments
        | {"external_key": key, "category_id": category.pk, "place_said": False}
        | values
    )


def put_in(world: World, *rows: dict[str, Any]) -> int:
    organisation = world.organisations["polisen"]
    constants = {
        "collaboration_id": world.collaboration.pk,
        "organisation_id": organisation.pk,
        "import_job_id": None,
        "version": 1,
        "state": Incident.State.APPROVED,
    }
    return store.insert_incidents(pl.DataFrame(rows, schema=SCHEMA, orient="row"), constants)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(
    texts=st.tuples(TEXTS, TEXTS),
    at=st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
    felt=st.none() | st.integers(1, 5),
    reported=st.none() | st.just(MOMENT),
    key=st.binary(min_size=16, max_size=16),
)
def test_every_value_comes_back(
    norrby: World,
    texts: tuple[str, str],
    at: tuple[float, float],
    felt: int | None,
    reported: datetime | None,
    key: bytes,
) -> None:
    Incident.objects.all().delete()
    values: dict[str, Any] = {
        "description": texts[0],
        "action_taken": texts[1],
        "latitude": at[0],
        "longitude": at[1],
        "felt_insecurity": felt,
        "reported_at": reported,
        "cost": -(2**40),
    }
    assert put_in(norrby, row(norrby, key, **values)) == 1
    found = Incident.objects.get()
    assert {name: getattr(found, name) for name in values} == values
    assert (bytes(found.external_key), found.occurred_from, found.area_id) == (key, MOMENT, None)


@pytest.mark.parametrize("text", ["", '"', '""', ",", "\\.", "\n\\.\n", "\\N", "NULL", "a\r\nb", "\t", "å'ö"])
def test_texts_that_mean_something_to_a_database_are_only_texts(norrby: World, text: str) -> None:
    # The second row shows that the first has ended where it should.
    rows = [row(norrby, bytes([n]) * 16, description=text, role=text[:40]) for n in range(2)]
    assert put_in(norrby, *rows) == 2
    found = Incident.objects.values_list("description", "role")
    assert list(found) == [(text, text)] * 2


def test_a_key_goes_in_once_whether_from_this_file_or_another(norrby: World) -> None:
    first = [row(norrby, bytes([n]) * 16, cost=n) for n in (1, 2, 2, 3)]
    first[2]["cost"] = 99
    assert put_in(norrby, *first) == 3
    assert put_in(norrby, *(row(norrby, bytes([n]) * 16, cost=50) for n in (4, 3, 1, 4))) == 1
    assert list(Incident.objects.order_by("id").values_list("cost", flat=True)) == [1, 2, 3, 50]


def test_the_key_of_another_organisation_is_another_key(norrby: World) -> None:
    put_in(norrby, row(norrby, b"k" * 16))
    Incident.objects.update(organisation=norrby.organisations["bolaget"])
    assert put_in(norrby, row(norrby, b"k" * 16)) == 1
    assert Incident.objects.count() == 2


def test_a_correction_goes_in_once(norrby: World) -> None:
    organisation = norrby.organisations["polisen"].pk
    assert store.insert_corrections([b"a" * 16, b"b" * 16, b"a" * 16], organisation, None) == 2
    assert store.insert_corrections([b"b" * 16, b"c" * 16], organisation, None) == 1
    assert store.insert_corrections([], organisation, None) == 0
    assert {bytes(one.external_key) for one in Correction.objects.all()} == {b"a" * 16, b"b" * 16, b"c" * 16}
