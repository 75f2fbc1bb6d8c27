"""What is known of a measure's effect at a date: weekly counts, doses, ratios. Pure over columns.

Everything that is said of a follow-up is said from an `Evidence`; it is stored as numbers and codes, and put into
words where it is shown.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from samlad.analysis.effect import Effect, effect
from samlad.picture.columns import Columns
from samlad.picture.periods import Kind, Period, date_of
from samlad.picture.zones import Zone, inside

Counts = NDArray[np.int64]

# A whole year before, where there is one: target and comparison then have every season behind them.
WEEKS_BEFORE = 52
LOW_DOSE = 0.7
LOW_DOSE_WARNING, COMPARISON_BESIDE = "low_dose", "comparison_beside"
FEWER, MORE, NO_DIFFERENCE, TOO_LITTLE_DATA = "fewer", "more", "no_difference", "too_little_data"


@dataclass(frozen=True, slots=True)
class Plan:
    """What of a measure the evidence is computed from."""

    starts_on: date
    ends_on: date | None
    categories: frozenset[int]
    target: Zone
    comparison: Zone
    beside: Zone
    # A comparison area touches the target: what moves there makes the comparison worse, and the measure better.
    comparison_beside: bool
    dose_planned: float
    doses: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Ratio:
    """A rate ratio against the comparison areas in plain values; None where there is none."""

    estimate: float | None
    low: float | None
    high: float | None
    expected: float | None
    counted: int
    dispersion: float
    degrees_of_freedom: float
    reasons: tuple[str, ...]
    warnings: tuple[str, ...]

    @classmethod
    def of(cls, found: Effect) -> Self:
        bounded = bool(np.isfinite(found.interval.high))
        return cls(
            estimate=_finite(found.estimate),
            low=_finite(found.interval.low) if bounded else None,
            high=_finite(found.interval.high) if bounded else None,
            expected=_finite(found.expected),
            counted=found.totals[1],
            dispersion=found.dispersion,
            degrees_of_freedom=found.degrees_of_freedom,
            reasons=found.reasons,
            warnings=found.warnings,
        )

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        lists = {name: tuple(values[name]) for name in ("reasons", "warnings")}
        return cls(**{**values, **lists})

    @property
    def verdict(self) -> str:
        """'fewer', 'more', 'no_difference' or 'too_little_data'."""
        if self.reasons or self.low is None or self.high is None:
            return TOO_LITTLE_DATA
        if self.high < 1:
            return FEWER
        return MORE if self.low > 1 else NO_DIFFERENCE


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence at a date. The week in which a measure starts in the middle belongs to neither side."""

    on: str
    weeks: tuple[str, ...]
    before: int  # so many weeks at the beginning are before the measure …
    during: int  # … and so many at the end in the midst of it
    target: tuple[int, ...]
    comparison: tuple[int, ...]
    beside: tuple[int, ...]
    dose: tuple[float, ...]
    dose_given: float
    dose_due: float  # what of the plan should have been given by then
    dose_planned: float
    ratio: Ratio
    beside_ratio: Ratio | None
    warnings: tuple[str, ...]
    parameters: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """What `to_json` gave, after its way through the database."""
        lists = ("weeks", "target", "comparison", "beside", "dose", "warnings")
        beside = values["beside_ratio"]
        return cls(
            **{
                **values,
                **{name: tuple(values[name]) for name in lists},
                "ratio": Ratio.from_json(values["ratio"]),
                "beside_ratio": Ratio.from_json(beside) if beside else None,
            }
        )

    @property
    def all_warnings(self) -> tuple[str, ...]:
        return self.ratio.warnings + self.warnings

    @property
    def during_counts(self) -> tuple[int, ...]:
        """The target's weeks in the midst of the measure."""
        return self.target[len(self.target) - self.during :]


def gather(
    columns: Columns, plan: Plan, on: date, last: Period, parameters: Mapping[str, Any] | None = None
) -> Evidence:
    """The evidence of a measure on a day; `last` is the last week that can be counted by then."""
    weeks, before, during = spans(columns, plan, last)
    target, comparison, beside = _weekly(columns, plan, weeks)
    late = len(weeks) - during
    ratio = effect(target[:before], target[late:], comparison[:before], comparison[late:])
    moved = effect(beside[:before], beside[late:], comparison[:before], comparison[late:])
    given, due = _given(plan, on), _due(plan, on)
    warnings = {
        LOW_DOSE_WARNING: given < LOW_DOSE * due,
        COMPARISON_BESIDE: plan.comparison_beside,
    }
    return Evidence(
        on=on.isoformat(),
        weeks=tuple(week.label for week in weeks),
        before=before,
        during=during,
        target=_plain(target),
        comparison=_plain(comparison),
        beside=_plain(beside),
        dose=tuple(float(plan.doses.get(week.label, 0.0)) for week in weeks),
        dose_given=given,
        dose_due=due,
        dose_planned=plan.dose_planned,
        ratio=Ratio.of(ratio),
        beside_ratio=Ratio.of(moved) if plan.beside else None,
        warnings=tuple(name for name, holds in warnings.items() if holds),
        parameters=dict(ratio.parameters) | {"method": ratio.method} | dict(parameters or {}),
    )


def spans(columns: Columns, plan: Plan, last: Period) -> tuple[list[Period], int, int]:
    """The weeks from a year before the measure to its end, and how many of them are before and during it."""
    starting = Period.holding(plan.starts_on, Kind.WEEK)
    begins = starting if starting.first == plan.starts_on else starting.shifted(1)
    if plan.ends_on is not None:
        last = min(last, Period.holding(plan.ends_on + timedelta(days=1), Kind.WEEK).shifted(-1))
    first = starting.shifted(-WEEKS_BEFORE)
    reported = columns.day[columns.counted]
    if len(reported):
        # Weeks before anything was reported are no weeks without incidents.
        first = max(first, Period.holding(date_of(int(reported.min())), Kind.WEEK))
    end = max(last, starting.shifted(-1))
    weeks = [first.shifted(step) for step in range(max(0, (end.end_day - first.first_day) // 7))]
    before = sum(week < starting for week in weeks)
    during = sum(week >= begins for week in weeks)
    return weeks, before, during


def _weekly(columns: Columns, plan: Plan, weeks: list[Period]) -> tuple[Counts, Counts, Counts]:
    """Incidents per week in the target, the comparison and beside the target; nothing is counted twice."""
    nothing: Counts = np.zeros(0, dtype=np.int64)
    if not weeks:
        return nothing, nothing, nothing
    first, end = weeks[0].first_day, weeks[-1].end_day
    among = columns.counted & (columns.day >= first) & (columns.day < end)
    among &= np.isin(columns.category, list(plan.categories))
    target = inside(columns, plan.target, among)
    comparison = inside(columns, plan.comparison, among) & ~target
    beside = inside(columns, plan.beside, among) & ~target & ~comparison
    week = (columns.day - first) // 7
    number = len(weeks)
    return (
        np.bincount(week[target], minlength=number),
        np.bincount(week[comparison], minlength=number),
        np.bincount(week[beside], minlength=number),
    )


def _given(plan: Plan, on: date) -> float:
    return float(sum(amount for label, amount in plan.doses.items() if Period.parse(label).first < on))


def _due(plan: Plan, on: date) -> float:
    """What lasts is due whole; what is given over a time, in proportion to the days that have gone."""
    if plan.ends_on is None or on >= plan.ends_on:
        return plan.dose_planned
    days, gone = (plan.ends_on - plan.starts_on).days + 1, (on - plan.starts_on).days
    return plan.dose_planned * max(gone, 0) / days


def _plain(counts: Counts) -> tuple[int, ...]:
    return tuple(int(count) for count in counts)


def _finite(value: Any) -> float | None:
    number = float(value)
    return number if np.isfinite(number) else None
