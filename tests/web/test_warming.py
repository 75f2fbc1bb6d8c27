"""What the first pages of a new process would wait for is made ready beside its start."""

import pytest
from django.db import DatabaseError
from django.utils import translation
from tests.collect.files import bring_in, file_of, row
from tests.conftest import World

from samlad.follow import charts
from samlad.people.models import Collaboration
from samlad.picture import columns, held, page_chart, press
from samlad.web import warming


@pytest.fixture(autouse=True)
def _nothing_held() -> None:
    columns.forget()
    held.forget()
    page_chart._shape.cache_clear()
    charts._shape.cache_clear()


def test_columns_picture_and_charts_are_there_before_anybody_asks(
    norrby: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_in(norrby.organisations["polisen"], file_of(row(number) for number in range(20)))
    with translation.override("sv"):
        warming.make_ready()
        assert translation.get_language() == "sv"
    assert len(columns._held[norrby.collaboration.pk]) == 20
    # The press is no longer needed for any chart, in either language.
    monkeypatch.setattr(press.Press, "print", lambda *_: pytest.fail("a chart was compiled again"))
    for language in ("sv", "en"):
        with translation.override(language):
            charts.prepare()
    assert charts._shape.cache_info().currsize == 6
    assert page_chart._shape.cache_info().currsize == 2


def test_a_collaboration_without_incidents_is_nothing_to_make_ready(norrby: World) -> None:
    warming.make_ready()
    assert page_chart._shape.cache_info().currsize == 0


def test_where_there_are_many_only_those_that_most_has_come_in_to(
    norrby: World, soderby: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    Collaboration.objects.filter(pk=norrby.collaboration.pk).update(data_version=5)
    Collaboration.objects.filter(pk=soderby.collaboration.pk).update(data_version=9)
    monkeypatch.setattr(warming, "MOST", 1)
    warming.make_ready()
    assert list(columns._held) == [soderby.collaboration.pk]


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_not_there_ends_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def gone() -> None:
        raise DatabaseError("no such table")

    monkeypatch.setattr(warming, "make_ready", gone)
    warming.begin().join(timeout=10)
    assert "the first pages take longer" in caplog.text
