"""What is known of a measure's effect at a date: weekly counts, doses, ratios. Pure over columns.

Everything that is said of a follow-up is said from an `Evidence`; it is stored as numbers and codes, and put into
words where it is shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from samlad.analysis.effects.effect import effect
from samlad.analysis.effects.peak import peak
from samlad.follow.all_areas import AllAreas, against_all
from samlad.follow.plan import Plan, spans
from samlad.follow.ratio import Ratio, more_careful
from samlad.follow.silence import Heard, Organisation, Reports, listen
from samlad.picture.columns import Columns
from samlad.picture.periods import Period
from samlad.picture.reporting import week_counts
from samlad.picture.zones import inside

Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]

LOW_DOSE = 0.7
LOW_DOSE_WARNING, COMPARISON_BESIDE = "low_dose", "comparison_beside"
UNEQUAL_SILENCE = "unequal_silence"


@dataclass(frozen=True, slots=True)
class Run:
    """The run of weeks before the measure that stands out, and the estimate where it is left out."""

    first: str
    last: str
    weeks: int
    count: int
    expected: float
    estimate_without: float | None


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
    # Not known of evidence from before these were looked for.
    heard: Heard | None = None
    peak: Run | None = None
    # None besides where there are too few areas like the target, or the target is a place.
    all_areas: AllAreas | None = None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """What `to_json` gave, after its way through the database."""
        lists = ("weeks", "target", "comparison", "beside", "dose", "warnings")
        beside, heard, run = values["beside_ratio"], values.get("heard"), values.get("peak")
        every = values.get("all_areas")
        return cls(
            **{
                **values,
                **{name: tuple(values[name]) for name in lists},
                "ratio": Ratio.from_json(values["ratio"]),
                "beside_ratio": Ratio.from_json(beside) if beside else None,
                "heard": Heard.from_json(heard) if heard else None,
                "peak": Run(**run) if run else None,
                "all_areas": AllAreas.from_json(every) if every else None,
            }
        )

    @property
    def all_warnings(self) -> tuple[str, ...]:
        return self.ratio.warnings + self.warnings

    @property
    def during_counts(self) -> tuple[int, ...]:
        """The target's weeks in the midst of the measure."""
        return self.target[len(self.target) - self.during :]

    @property
    def judged(self) -> Ratio:
        """The ratio that is answered with: of the two ways of counting the one that claims less."""
        return self.ratio if self.all_areas is None else more_careful(self.ratio, self.all_areas.ratio)

    @property
    def by_all_areas(self) -> AllAreas | None:
        """The judgement against all areas, where it is the one that is answered with."""
        return self.all_areas if self.judged is not self.ratio else None

    @property
    def ways_disagree(self) -> bool:
        """Whether the two ways of counting would be answered differently."""
        every = self.all_areas
        return every is not None and every.ratio.disagrees(self.ratio)

    @property
    def silence_decides(self) -> bool:
        """Whether the answer is another one where only weeks are counted in which everybody was heard from.

        Against all areas only such weeks are counted anyway.
        """
        other = self.heard.ratio if self.heard else None
        return self.by_all_areas is None and other is not None and other.verdict != self.ratio.verdict


def gather(
    columns: Columns,
    plan: Plan,
    on: date,
    last: Period,
    parameters: Mapping[str, Any] | None = None,
    organisations: Sequence[Organisation] = (),
) -> Evidence:
    """The evidence of a measure on a day; `last` is the last week that can be counted by then."""
    weeks, before, during = spans(columns, plan, last)
    labels = tuple(week.label for week in weeks)
    sides = _sides(columns, plan, weeks)
    target, comparison, beside = (_weekly(columns, side, weeks) for side in sides)
    late = len(weeks) - during
    ratio = effect(target[:before], target[late:], comparison[:before], comparison[late:])
    moved = effect(beside[:before], beside[late:], comparison[:before], comparison[late:])
    heard = listen(organisations, _reports(columns, organisations, sides, weeks), labels, before, during)
    given, due = _given(plan, on), _due(plan, on)
    warnings = {
        UNEQUAL_SILENCE: heard.unequal,
        LOW_DOSE_WARNING: given < LOW_DOSE * due,
        COMPARISON_BESIDE: plan.comparison_beside,
    }
    return Evidence(
        on=on.isoformat(),
        weeks=labels,
        before=before,
        during=during,
        target=_plain(target),
        comparison=_plain(comparison),
        beside=_plain(beside),
        dose=tuple(float(plan.doses.get(label, 0.0)) for label in labels),
        dose_given=given,
        dose_due=due,
        dose_planned=plan.dose_planned,
        ratio=Ratio.of(ratio),
        beside_ratio=Ratio.of(moved) if plan.beside else None,
        warnings=tuple(name for name, holds in warnings.items() if holds),
        parameters=dict(ratio.parameters) | {"method": ratio.method} | dict(parameters or {}),
        heard=heard if organisations else None,
        peak=_run(target, comparison, labels, before, during),
        all_areas=against_all(columns, plan, last, organisations),
    )


def _sides(columns: Columns, plan: Plan, weeks: list[Period]) -> tuple[Flags, Flags, Flags]:
    """Which incidents are the target's, the comparison's, and beside the target; nothing is counted twice."""
    if not weeks:
        nothing = np.zeros(len(columns), dtype=bool)
        return nothing, nothing, nothing
    among = columns.counted & (columns.day >= weeks[0].first_day) & (columns.day < weeks[-1].end_day)
    among &= np.isin(columns.category, list(plan.categories))
    target = inside(columns, plan.target, among)
    comparison = inside(columns, plan.comparison, among) & ~target
    beside = inside(columns, plan.beside, among) & ~target & ~comparison
    return target, comparison, beside


def _weekly(columns: Columns, chosen: Flags, weeks: list[Period]) -> Counts:
    """The chosen incidents in each week."""
    if not weeks:
        return np.zeros(0, dtype=np.int64)
    return np.bincount((columns.day[chosen] - weeks[0].first_day) // 7, minlength=len(weeks))


def _reports(
    columns: Columns,
    organisations: Sequence[Organisation],
    sides: tuple[Flags, Flags, Flags],
    weeks: list[Period],
) -> Reports:
    ids = [one.id for one in organisations]
    target, comparison = (
        np.array(
            [_weekly(columns, side & (columns.organisation == pk), weeks) for pk in ids], dtype=np.int64
        ).reshape(len(ids), len(weeks))
        for side in sides[:2]
    )
    return Reports(week_counts(columns, ids, tuple(weeks)), target, comparison)


def _run(target: Counts, comparison: Counts, labels: Sequence[str], before: int, during: int) -> Run | None:
    """The peak before the measure, and what the estimate would be without its weeks."""
    found = peak(target[:before], comparison[:before])
    if found is None:
        return None
    end, late = found.start + found.length, len(labels) - during
    others = np.ones(before, dtype=bool)
    others[found.start : end] = False
    without = effect(target[:before][others], target[late:], comparison[:before][others], comparison[late:])
    return Run(
        first=labels[found.start],
        last=labels[end - 1],
        weeks=found.length,
        count=found.count,
        expected=found.expected,
        estimate_without=Ratio.of(without).estimate,
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
