"""A frozen picture comes back from JSON as it was."""

import dataclasses

import pytest
from tests.picture import documents

from samlad.picture.document import PeriodCount, document_from_json


def test_json_and_back_is_the_same_document() -> None:
    document = documents.lulea(
        "en", history=(PeriodCount("2019-W39", None), PeriodCount("2019-W40", 3, 1, 5))
    )
    assert document_from_json(document.to_json()) == document


def test_unknown_field_is_refused_by_name() -> None:
    text = documents.minimal().to_json().replace('"unplaced"', '"unplacedd"')
    with pytest.raises(ValueError, match="unplacedd"):
        document_from_json(text)


def test_a_week_has_seven_days_of_24_hours() -> None:
    with pytest.raises(ValueError, match="7 weekdays of 24 hours"):
        dataclasses.replace(documents.minimal(), weekday_hour=((0,) * 24,) * 6)
