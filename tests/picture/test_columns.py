"""Columns are the database's rows, whatever was written in whatever order."""

import numpy as np
import pytest
from django.db import connection
from tests.collect.files import bring_in, file_of, row
from tests.conftest import World

from samlad.collect.models import Incident
from samlad.picture import columns


def test_columns_hold_what_the_database_holds(norrby: World) -> None:
    bring_in(norrby.organisations["polisen"], file_of(row(number) for number in range(30)))
    found = columns.current(norrby.collaboration)
    rows = list(
        Incident.objects.order_by("id").values_list("id", "area_id", "category_id", "organisation_id")
    )
    assert found.id.tolist() == [pk for pk, *_ in rows]
    assert found.area.tolist() == [area for _, area, *_ in rows]
    assert found.category.tolist() == [category for *_, category, _ in rows]
    # Monday 2 November 2026, 14.30 local time.
    assert set(found.hour_of_week.tolist()) == {14}


def test_a_new_row_is_read_alone(norrby: World, monkeypatch: pytest.MonkeyPatch) -> None:
    bring_in(norrby.organisations["polisen"], file_of(row(number) for number in range(30)))
    before = columns.current(norrby.collaboration)
    read: list[int] = []
    real = columns._read

    def counting(*arguments: int) -> dict[str, np.ndarray]:
        found = real(*arguments)
        read.append(len(found["id"]))
        return found

    monkeypatch.setattr(columns, "_read", counting)
    bring_in(norrby.organisations["bolaget"], file_of([row(99)]))
    after = columns.current(norrby.collaboration)
    assert read == [1]
    assert len(after) == len(before) + 1
    assert len(before) == 30, "whoever held the earlier columns still holds them"


def test_nothing_is_read_where_nothing_has_changed(norrby: World, django_assert_num_queries: object) -> None:
    bring_in(norrby.organisations["polisen"], file_of([row(1)]))
    columns.current(norrby.collaboration)
    with django_assert_num_queries(1):  # type: ignore[operator] # the fixture is untyped
        columns.current(norrby.collaboration)


def test_withdrawn_rows_stay_in_place_uncounted(norrby: World) -> None:
    header = "id;datum;kategori;latitud;longitud;antal"
    profile = 'correction_column = "antal"\ncorrection_value = "-1"\n\n[columns]\nexternal_id = "id"\n'
    police = norrby.organisations["polisen"]
    bring_in(police, file_of([f"{n};2026-11-02;SKA;65.61;22.01;1" for n in range(4)], header), profile)
    assert columns.current(norrby.collaboration).counted.sum() == 4
    bring_in(police, file_of(["2;2026-11-02;SKA;65.61;22.01;-1"], header), profile)
    assert columns.current(norrby.collaboration).counted.tolist() == [True, True, False, True]


def test_one_collaboration_sees_nothing_of_another(norrby: World, soderby: World) -> None:
    bring_in(norrby.organisations["polisen"], file_of([row(1)]))
    assert len(columns.current(soderby.collaboration)) == 0


def test_local_days_and_hours_follow_the_clock_change() -> None:
    """The night of 25 October 2026 the clock goes from 03.00 back to 02.00 in Sweden."""
    utc = np.array([1792886400, 1792890000, 1792893600])  # 00.00, 01.00 and 02.00 UTC
    assert columns.utc_offsets(utc, "Europe/Stockholm").tolist() == [7200, 3600, 3600]
    derived = columns._derived(utc, utc, "Europe/Stockholm")
    assert derived["hour_of_week"].tolist() == [6 * 24 + 2, 6 * 24 + 2, 6 * 24 + 3]


def test_an_interval_of_days_tells_no_hour(norrby: World) -> None:
    header = "id;datum från;datum till;kategori;latitud;longitud"
    profile = '[columns]\nexternal_id = "id"\noccurred_from = "datum från"\noccurred_to = "datum till"\n'
    bring_in(
        norrby.organisations["bolaget"],
        file_of(["1;2026-10-30 16:00;2026-11-02 07:00;SKA;65.61;22.01"], header),
        profile,
    )
    assert columns.current(norrby.collaboration).hour_of_week.tolist() == [columns.HOUR_UNKNOWN]


def test_current_is_exact_on_this_database(norrby: World) -> None:
    """The seconds read in SQL are those that Django reads, on either database."""
    bring_in(
        norrby.organisations["polisen"],
        file_of(row(n, day=f"2026-0{1 + n % 9}-11 0{n % 9}:15") for n in range(20)),
    )
    found = columns.current(norrby.collaboration)
    stored = [
        int(moment.timestamp())
        for moment in Incident.objects.order_by("id").values_list("occurred_from", flat=True)
    ]
    assert found.occurred_from.tolist() == stored, connection.vendor


def test_a_database_restored_from_a_copy_is_read_anew(norrby: World) -> None:
    police = norrby.organisations["polisen"]
    bring_in(police, file_of([row(1)]))
    bring_in(police, file_of([row(2)]))
    assert len(columns.current(norrby.collaboration)) == 2
    Incident.objects.order_by("id").last().delete()  # type: ignore[union-attr] # two are there
    norrby.collaboration.refresh_from_db()
    norrby.collaboration.data_version -= 1
    norrby.collaboration.save()
    Incident.objects.update(version=norrby.collaboration.data_version)
    assert len(columns.current(norrby.collaboration)) == 1
