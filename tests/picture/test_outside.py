"""Ranges and trends outside the group: of what is shown, with what is hidden unknown."""

from tests.picture.documents import minimal

from samlad.picture import document as d
from samlad.picture.outside import Counts, reckoned
from samlad.picture.periods import Kind, Period

OWN = Period.parse("2026-10")


def month(count: int | None) -> d.PictureDocument:
    row = d.Row("D1", "D1", count, None, None, "too_little_data", None)
    period = d.Period(Kind.MONTH.value, OWN.label, OWN.first, OWN.last)
    return minimal(period=period, areas=(row,), categories=())


def before(counts: list[int | None]) -> dict[str, Counts]:
    """The months before, the latest last."""
    return {
        OWN.shifted(number - len(counts)).label: {("areas", "D1"): count}
        for number, count in enumerate(counts)
    }


def test_it_is_compared_with_the_months_that_are_shown() -> None:
    (row,) = reckoned(month(40), before([20] * 24)).areas
    assert (row.verdict, row.count) == ("above", 40)
    assert row.expected_low is not None
    assert row.expected_low < 20 < (row.expected_high or 0) < 40
    assert row.change_low is not None


def test_a_hidden_month_is_unknown_and_makes_a_hole_in_the_trend() -> None:
    (row,) = reckoned(month(20), before([20] * 12 + [None] + [20] * 11)).areas
    assert row.verdict == "within"
    assert row.change_per_year is None


def test_of_little_or_mostly_hidden_nothing_is_said() -> None:
    for counts in ([20] * 5, [20, None] * 12, [None] * 24):
        (row,) = reckoned(month(20), before(counts)).areas
        assert (row.verdict, row.expected_low) == ("too_little_data", None)
    (row,) = reckoned(month(None), before([20] * 24)).areas
    assert (row.verdict, row.expected_low, row.count) == ("too_little_data", None, None)
