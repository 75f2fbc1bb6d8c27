"""What a measure did, reckoned against every other area of the target's level, each with its own trend.

The second judgement of a measure. It needs no areas that somebody chose, and predicts each of the others as if it had
been the target, so that it is known how far off it would have been there. Only weeks are counted in which everybody
was heard from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from samlad.analysis import AreaEffect, InputError, area_effect
from samlad.follow.plan import BESIDE, BUSY, OTHER, TARGET, Ground, Plan, spans
from samlad.follow.ratio import Ratio
from samlad.follow.silence import Organisation, Reports, audible
from samlad.picture.columns import Columns
from samlad.picture.periods import Period
from samlad.picture.reporting import week_counts

Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]

# Two years, where they are there: a trend of the target's own can then be told from a season.
MOST_BEFORE = 104
# As few weeks as the comparison with chosen areas asks for.
LEAST_WEEKS = 8
# With six areas, target included, the intervals held what they promise; with fewer nobody has looked.
LEAST_AREAS = 5


@dataclass(frozen=True, slots=True)
class AllAreas:
    """The judgement against all other areas of the level, and which weeks and areas it was made from.

    `beside` and `busy` count before the measure and not during it: what happened there may be the measure's doing, or
    another one's. `held` of the `tried` other groups of areas, where nothing was done, lay within what was predicted
    for them in the same way.
    """

    ratio: Ratio
    areas: tuple[str, ...]
    beside: tuple[str, ...]
    busy: tuple[str, ...]
    first: str
    before: int
    during: int
    silent_weeks: int
    left_out: tuple[str, ...]  # organisations that were silent too often to be counted
    tried: int
    held: int
    parameters: Mapping[str, Any]

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        lists = {name: tuple(values[name]) for name in ("areas", "beside", "busy", "left_out")}
        return cls(**{**values, **lists, "ratio": Ratio.from_json(values["ratio"])})


def against_all(
    columns: Columns, plan: Plan, last: Period, organisations: Sequence[Organisation] = ()
) -> AllAreas | None:
    """The judgement up to the week `last`; None where there are too few areas or weeks for one."""
    if sum(ground.part == OTHER for ground in plan.grounds) < LEAST_AREAS:
        return None
    weeks, before, during = spans(columns, plan, last, MOST_BEFORE)
    if min(before, during) < LEAST_WEEKS:
        return None
    table = _table(columns, plan, organisations, weeks)
    # An area in which nothing of the kind was ever reported says nothing, and would be predicted all too well.
    some = np.array([bool(own.any()) for own in table])
    grounds = [ground for ground, any_of_it in zip(plan.grounds, some.tolist(), strict=True) if any_of_it]
    table = table[some]
    parts = np.array([ground.part for ground in grounds])
    if np.count_nonzero(parts == OTHER) < LEAST_AREAS or TARGET not in parts:
        return None
    kept, counted = _heard(columns, organisations, table, parts, weeks, before, during)
    late = len(weeks) - during
    early = int(kept[:before].sum())
    if min(early, int(kept[late:].sum())) < LEAST_WEEKS:
        return None
    compared = kept.copy()
    compared[before:late] = False
    counts = table[:, counted].sum(axis=1)[:, compared]
    middles = np.array([ground.middle for ground in grounds])
    touched = (parts == BESIDE) | (parts == BUSY)
    try:
        found = area_effect(counts, parts == TARGET, early, *middles.T, buffer=touched)
    except InputError:
        # The other areas have nothing before or nothing during: there is nothing to reckon against.
        return None
    return _told(found, grounds, weeks[0].label, kept, early, [
        one.slug for one, stays in zip(organisations, counted.tolist(), strict=False) if not stays
    ])  # fmt: skip


def _told(
    found: AreaEffect, grounds: Sequence[Ground], first: str, kept: Flags, early: int, left_out: Sequence[str]
) -> AllAreas:
    parameters = dict(found.parameters)
    codes = {
        part: tuple(ground.code for ground in grounds if ground.part == part)
        for part in (OTHER, BESIDE, BUSY)
    }
    return AllAreas(
        ratio=_ratio(found),
        areas=codes[OTHER],
        beside=codes[BESIDE],
        busy=codes[BUSY],
        first=first,
        before=early,
        during=int(parameters["during"]),
        silent_weeks=int((~kept).sum()),
        left_out=tuple(left_out),
        tried=found.comparisons,
        held=round(float(parameters["placebos_covered"]) * found.comparisons),
        parameters={"method": found.method, "widening": found.widening} | parameters,
    )


def _ratio(found: AreaEffect) -> Ratio:
    return Ratio(
        estimate=float(found.estimate),
        low=float(found.interval.low),
        high=float(found.interval.high),
        expected=float(found.expected),
        counted=found.observed,
        dispersion=float(found.parameters["dispersion"]),
        degrees_of_freedom=float(found.comparisons - 1),
        reasons=found.reasons,
        warnings=found.warnings,
    )


def _table(
    columns: Columns, plan: Plan, organisations: Sequence[Organisation], weeks: Sequence[Period]
) -> Counts:
    """Incidents per area, organisation (one more for all others) and week; the columns are gone through once."""
    among = columns.counted & (columns.day >= weeks[0].first_day) & (columns.day < weeks[-1].end_day)
    among &= np.isin(columns.category, list(plan.categories))
    chosen = np.flatnonzero(among)
    line = _lines(
        columns.area[chosen], {pk: at for at, one in enumerate(plan.grounds) for pk in one.area_ids}
    )
    voice = _lines(columns.organisation[chosen], {one.id: at for at, one in enumerate(organisations)})
    week = (columns.day[chosen] - weeks[0].first_day) // 7
    shape = (len(plan.grounds) + 1, len(organisations) + 1, len(weeks))
    code = np.ravel_multi_index((line, voice, week), shape)
    counts: Counts = np.bincount(code, minlength=int(np.prod(shape))).reshape(shape)
    return counts[:-1]


def _lines(ids: NDArray[Any], line_of: Mapping[int, int]) -> NDArray[np.intp]:
    """The line of each id; one after the last where it has none."""
    known, nth = np.unique(ids, return_inverse=True)
    end = max(line_of.values(), default=-1) + 1
    lines = np.array([line_of.get(pk, end) for pk in known.tolist()], dtype=np.intp)
    return lines[nth]


def _heard(
    columns: Columns,
    organisations: Sequence[Organisation],
    table: Counts,
    parts: NDArray[np.str_],
    weeks: Sequence[Period],
    before: int,
    during: int,
) -> tuple[Flags, Flags]:
    """The weeks in which everybody was heard from, and the organisations (and all others) that are counted."""
    if not organisations:
        return np.ones(len(weeks), dtype=bool), np.ones(1, dtype=bool)
    everything = week_counts(columns, [one.id for one in organisations], tuple(weeks))
    by_side = (table[parts == part, :-1].sum(axis=0) for part in (TARGET, OTHER))
    found = audible(
        organisations, Reports(everything, *by_side), [week.label for week in weeks], before, during
    )
    return found.kept, np.append(found.counted, True)
