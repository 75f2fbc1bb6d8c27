"""The picture's use of the numerics: what was to be expected of a period, and how counts change per year."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import cast

import numpy as np
from numpy.typing import NDArray

from samlad.analysis.alarms.baseline import BASELINE_RULES, baseline_columns
from samlad.analysis.alarms.expected_range import ExpectedRange, expected_range
from samlad.analysis.trends.trend import Trend, trend
from samlad.picture.document import Verdict
from samlad.picture.periods import PER_YEAR, Kind

TREND_YEARS = 3


@dataclass(frozen=True, slots=True)
class Expectation:
    """What was to be expected of the last period of each line."""

    result: ExpectedRange
    verdicts: tuple[Verdict, ...]

    def so_far(self) -> "Expectation":
        """For a period that is not over: what is above already stays so, of the rest nothing can be said yet."""
        words: tuple[Verdict, ...] = tuple(
            "above" if verdict == "above" else "too_little_data" for verdict in self.verdicts
        )
        return replace(self, verdicts=words)

    @property
    def means(self) -> NDArray[np.float64]:
        return np.nan_to_num(self.result.estimate)

    @property
    def periods_used(self) -> int:
        return int(self.result.n.max(initial=0))

    @property
    def parameters(self) -> dict[str, str | int | float | bool | None]:
        return {"expected_range": self.result.method, **self.result.parameters}

    def low_of(self, line: int) -> float | None:
        return self.result.one(line).low

    def high_of(self, line: int) -> float | None:
        return self.result.one(line).high

    def mean_of(self, line: int) -> float | None:
        return self.result.one(line).expected


def history_length(kind: Kind) -> int:
    """How many periods before its own a picture looks back upon."""
    rule = BASELINE_RULES[kind.value]
    seasons = round(rule.years_back * rule.periods_per_year) + rule.half_window
    return max(rule.recent, seasons, round(TREND_YEARS * rule.periods_per_year))


def expectations(
    counts: NDArray[np.int64],
    kind: Kind,
    *,
    level: float = 0.95,
    usable: NDArray[np.bool_] | None = None,
) -> Expectation:
    """Compare the last period of each line (lines × periods, oldest first) with comparable earlier ones.

    `usable` is false for the earlier periods (lines × periods before the last) whose count is not known.
    """
    last = counts.shape[1] - 1
    chosen = _baseline(last + 1, last, kind)
    known = None if usable is None else usable[:, chosen]
    result = expected_range(counts[:, chosen], level=level, usable=known)
    return Expectation(result, _verdicts(result, counts[:, last]))


def rolling_expectations(series: NDArray[np.int64], first: int, kind: Kind) -> Expectation:
    """For one series: what was to be expected of each period from number `first` on, from those before it."""
    length = len(series)
    baselines = [_baseline(length, number, kind) for number in range(first, length)]
    width = max((len(chosen) for chosen in baselines), default=0)
    history = np.zeros((len(baselines), width), dtype=np.int64)
    usable = np.zeros(history.shape, dtype=bool)
    for number, chosen in enumerate(baselines):
        history[number, : len(chosen)] = series[chosen]
        usable[number, : len(chosen)] = True
    result = expected_range(history, usable=usable)
    return Expectation(result, _verdicts(result, series[first:]))


@lru_cache(maxsize=1_000)
def _baseline(length: int, index: int, kind: Kind) -> NDArray[np.int64]:
    rule = BASELINE_RULES[kind.value]
    chosen = baseline_columns(
        length,
        index,
        periods_per_year=rule.periods_per_year,
        recent=rule.recent,
        years_back=rule.years_back,
        half_window=rule.half_window,
    )
    # The same one for every picture.
    chosen.flags.writeable = False
    return chosen


def _verdicts(result: ExpectedRange, current: NDArray[np.int64]) -> tuple[Verdict, ...]:
    return tuple(cast("Verdict", str(word)) for word in result.verdict(current))


@dataclass(frozen=True, slots=True)
class Change:
    """Change per year of each line, as a share (0.12 is 12 % more), with its interval; None: too little data."""

    result: Trend | None

    def of(self, line: int) -> tuple[float | None, float | None, float | None]:
        if self.result is None:
            return None, None, None
        one = self.result.one(line)
        if one.change_per_year is None or one.low is None or one.high is None:
            return None, None, None
        return one.change_per_year - 1, one.low - 1, one.high - 1


def changes(counts: NDArray[np.int64], kind: Kind) -> Change:
    """The trend of each line over the last three years (all there are, of years), seasons taken out.

    The picture's own period is left out: it is being compared, and may have been chosen for being high.
    """
    used = _of_trend(counts.shape[1], kind)
    return Change(trend(counts[:, used], periods_per_year=PER_YEAR[kind])) if used.any() else Change(None)


def _of_trend(length: int, kind: Kind) -> NDArray[np.bool_]:
    """Which of the periods a trend is taken from; none where they are too few for one."""
    used = np.zeros(length, dtype=bool)
    most = round(TREND_YEARS * PER_YEAR[kind]) if kind is not Kind.YEAR else length
    used[max(0, length - 1 - most) : max(0, length - 1)] = True
    # Under one year there is no telling a trend from a season.
    return used if np.count_nonzero(used) >= max(PER_YEAR[kind], 4) else np.zeros(length, dtype=bool)


def periods_used(length: int, kind: Kind) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which of so many periods, the picture's own the last, its expected range and its trends are taken from."""
    expected = np.zeros(length, dtype=bool)
    expected[_baseline(length, length - 1, kind)] = True
    return expected, _of_trend(length, kind)
