"""How often the trend's interval covers the true change: the figures of docs/methods.md.

Run with `python bench/truth_trend.py`; some seconds. Seeded: the same figures each time.
"""

from __future__ import annotations

import numpy as np

from samlad.analysis import trend

SERIES, WEEKS, WEEKS_PER_YEAR = 3_000, 156, 365.2425 / 7
TRUE_CHANGE = 0.9


def main() -> None:
    """Twelve worlds with a season and ten per cent less each year."""
    rng = np.random.default_rng(20264)
    years = (np.arange(WEEKS) - (WEEKS - 1) / 2) / WEEKS_PER_YEAR
    shape = TRUE_CHANGE**years * np.exp(0.5 * np.sin(2 * np.pi * years))
    print(
        "| mean | dispersion | answered, % | covered, % | above the truth, % | below, % |\n"
        + "|---" * 6
        + "|"
    )
    for mean in (0.1, 0.3, 1.0, 10.0):
        for dispersion in (1.0, 1.5, 3.0):
            expected, size = mean * shape, (SERIES, WEEKS)
            if dispersion == 1:
                counts = rng.poisson(expected, size)
            else:
                counts = rng.negative_binomial(expected / (dispersion - 1), 1 / dispersion, size)
            result = trend(counts, periods_per_year=WEEKS_PER_YEAR)
            answered = ~result.too_little_data
            above = 100 * np.mean(result.interval.low[answered] > TRUE_CHANGE)
            below = 100 * np.mean(result.interval.high[answered] < TRUE_CHANGE)
            share = f"{100 * answered.mean():.1f} | {100 - above - below:.1f} | {above:.1f} | {below:.1f}"
            print(f"| {mean:g} | {dispersion:g} | {share} |")


if __name__ == "__main__":
    main()
