"""How often counts and trends adjusted for silence hold the truth: the figures of docs/methods/coverage.md.

Run with `python -m bench.truth_coverage`; some minutes. Seeded: the same figures each time.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bench.promises import Answer, Promise, outside, told
from bench.worlds import KINDS, Kind, scattered
from samlad.analysis import adjust_for_silence, ramp_up, trend_adjusted_for_silence

PAGE = "methods/coverage.md"
WORLDS = 400
TRUE_CHANGE = 1.05
LEVELS = np.array([0.6, 0.3, 0.15, 0.05])
SILENT, YEAR = 0.1, 52


def silence(rng: np.random.Generator, dispersion: float, mean: float, share: float) -> str:
    """Four organisations, three years, silence at random."""
    weeks = np.arange(156)
    season = np.exp(0.3 * np.sin(weeks * 2 * np.pi / 52)) * TRUE_CHANGE ** (weeks / 52)
    rate = np.array([6, 3, 1.5, 0.5])[:, np.newaxis] * mean * season
    held: list[float] = []
    right: list[bool] = []
    raw: list[bool] = []
    for _ in range(WORLDS):
        counts, heard = scattered(rng, rate, dispersion), rng.random(rate.shape) > share
        reported, total = np.where(heard, counts, 0), counts.sum(axis=0)
        interval = adjust_for_silence(reported, heard).interval
        asked = ~heard.all(axis=0) & heard.any(axis=0)
        held.append(((interval.low <= total) & (total <= interval.high))[asked].mean())
        # One organisation stays away in the first year altogether: the raw trend is wrong by that.
        heard[1, :52] = False
        found = trend_adjusted_for_silence(np.where(heard, counts, 0), heard, periods_per_year=52)
        for results, one in ((right, found.adjusted), (raw, found.raw)):
            results.append(bool(one.interval.low[0] <= TRUE_CHANGE <= one.interval.high[0]))
    named = f"{10 * mean + mean:g} | {dispersion:g} | {100 * share:g} %"
    shares = (100 * np.mean(held), 100 * np.mean(right), 100 * np.mean(raw))
    return f"| {named} | " + " | ".join(f"{value:.1f}" for value in shares) + " |"


def beginning(rng: np.random.Generator, dispersion: float, mean: float) -> str:
    """Three organisations, two years; one begins after 40 weeks, steadily, or with a quarter for eight weeks."""
    false, seen = 0, 0
    for _ in range(WORLDS):
        counts = scattered(rng, np.full((3, 104), mean), dispersion)
        counts[1, :40] = 0
        false += bool(ramp_up(counts, rng=rng, replications=199).length[1])
        counts[1, 40:48] = rng.binomial(counts[1, 40:48].astype(np.int64), 0.25)
        seen += bool(ramp_up(counts, rng=rng, replications=199).length[1])
    return f"| {mean:g} | {dispersion:g} | {100 * false / WORLDS:.1f} | {100 * seen / WORLDS:.1f} |"


def promises(worlds: int, rng: np.random.Generator) -> Iterator[Promise]:
    """Counts and trends where a tenth of the weeks is silent and one joins after a year; beginnings where none is."""
    for kind in KINDS:
        yield from told(kind.name, (adjusted(rng, kind) for _ in range(worlds)))
        yield from told(kind.name, (begun(rng, kind) for _ in range(worlds)), covers=False)


def adjusted(rng: np.random.Generator, kind: Kind) -> dict[str, Answer | None]:
    """What `adjust_for_silence` and `trend_adjusted_for_silence` miss in one world of a kind."""
    growth = TRUE_CHANGE ** (np.arange(156) / YEAR)
    counts = kind.draw(rng, kind.expected(rng, LEVELS, 156, YEAR) * growth)
    heard, total = rng.random(counts.shape) > SILENT, counts.sum(axis=0)
    result = adjust_for_silence(np.where(heard, counts, 0), heard)
    asked = ~heard.all(axis=0) & heard.any(axis=0)
    missed = ((total < result.interval.low) | (total > result.interval.high))[asked]
    heard[1, :YEAR] = False
    found = trend_adjusted_for_silence(np.where(heard, counts, 0), heard, periods_per_year=YEAR)
    interval, known = found.adjusted.interval, not found.adjusted.too_little_data[0]
    trend = Answer(
        outside(interval.low[0], interval.high[0], TRUE_CHANGE),
        (*found.adjusted.warnings, *found.coverage.warnings),
    )
    return {
        "`adjust_for_silence`": Answer(float(missed.mean()), result.warnings),
        "`trend_adjusted_for_silence`": trend if known else None,
    }


def begun(rng: np.random.Generator, kind: Kind) -> dict[str, Answer]:
    """Whether one that begins steadily after forty weeks is said to ramp up."""
    counts = kind.draw(rng, kind.expected(rng, np.ones(3), 104, YEAR))
    counts[1, :40] = 0
    found = ramp_up(counts, rng=rng, replications=199)
    return {"`ramp_up`": Answer(bool(found.length[1]), found.warnings)}


def main() -> None:
    """Silence, then beginnings."""
    rng = np.random.default_rng(20267)
    print(
        "| mean a week | dispersion | silent | counts held, % | adjusted trend held, % | raw trend held, % |"
    )
    print("|---" * 6 + "|")
    for mean in (0.3, 1.0, 4.0):
        for dispersion in (1.0, 2.0):
            for share in (0.1, 0.4):
                print(silence(rng, dispersion, mean, share), flush=True)
    print("\n| mean a week | dispersion | false alarms, % | beginnings seen, % |")
    print("|---" * 4 + "|")
    for mean in (1.0, 5.0, 20.0):
        for dispersion in (1.0, 2.0, 3.0):
            print(beginning(rng, dispersion, mean), flush=True)


if __name__ == "__main__":
    main()
