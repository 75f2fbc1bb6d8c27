"""Alarms of weekly counts: ours against R's `surveillance`. Rows of the table of `bench/racing.py`."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.racing import Race, Work
from samlad.analysis import farrington, farrington_flexible

SERIES, WEEKS, JUDGED = 500, 364, 52
# measured on two cores (AMD Genoa) with surveillance 1.20.3
FLEXIBLE_SECONDS = 262.0
# R is timed on a part of the series, since it takes minutes for all; its time grows with their number
SHARE = 50

SESSION = """
suppressMessages(library(surveillance))
x <- as.matrix(read.csv("{file}", header=FALSE))
S <- sts(observed=x, frequency=52, start=c(2000, 1))
control <- list(range={first}:{last}, b=5, w=3, {rest})
seconds <- system.time(suppressWarnings({call}))[["elapsed"]]
cat("SECONDS", seconds, "\\n")
"""
NOUFAILY = 'noPeriods=10, pastWeeksNotIncluded=26, thresholdMethod="nbPlugin", glmWarnings=FALSE'


def counts() -> NDArray[np.int64]:
    """Seven years of weeks, over-dispersed, with season and trend; from one incident in four weeks to 20 a week."""
    rng, weeks = np.random.default_rng(20265), np.arange(WEEKS)
    level = np.geomspace(0.25, 20, SERIES)[:, np.newaxis] * np.exp(rng.normal(0, 0.001, (SERIES, 1)) * weeks)
    mean = level * (1 + 0.4 * np.sin(2 * np.pi * weeks / 52))
    return rng.negative_binomial(mean / 0.8, 1 / 1.8)


def in_r(values: NDArray[np.int64], call: str, rest: str) -> float:
    """Seconds that R says it took, without its start and the reading of the file."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "counts.csv"
        np.savetxt(file, values.T, fmt="%d", delimiter=",")
        session = SESSION.format(file=file, first=WEEKS - JUDGED + 1, last=WEEKS, call=call, rest=rest)
        done = subprocess.run(["Rscript", "-e", session], capture_output=True, text=True, check=True)
    return float(done.stdout.split("SECONDS")[1].split()[0])


def has_surveillance() -> bool:
    """Whether R and the package are here."""
    if shutil.which("Rscript") is None:
        return False
    look = 'quit(status = !requireNamespace("surveillance", quietly = TRUE))'
    return subprocess.run(["Rscript", "-e", look], capture_output=True, check=False).returncode == 0


def flexible() -> tuple[Work, Work | None]:
    values = counts()
    judged = np.arange(WEEKS - JUDGED, WEEKS)
    return (
        lambda: farrington_flexible(values, periods=judged, block_count=10, left_out=26, method="nbPlugin"),
        None,
    )


def classic() -> tuple[Work, Work | None]:
    values = counts()
    judged = np.arange(WEEKS - JUDGED, WEEKS)
    return lambda: farrington(values, periods=judged), None


RACES = (
    Race(
        "Farrington flexible, 500 series × 52 weeks",
        "surveillance 1.20.3",
        100,
        flexible,
        cited=FLEXIBLE_SECONDS,
    ),
    Race("Farrington, 500 series × 52 weeks", "surveillance 1.20.3", 100, classic),
)


def main() -> None:
    """Ours on all series, R on every fiftieth of the same ones and its time multiplied."""
    from bench.racing import seconds

    part = counts()[::SHARE]
    print("| work | R, s (of 10 series, × 50) | ours, s | ratio |\n|---|---|---|---|")
    for race, call, rest in (
        (RACES[0], "farringtonFlexible(S, control)", NOUFAILY),
        (RACES[1], "farrington(S, control, verbose=FALSE)", "alpha=0.05"),
    ):
        ours, _ = race.make()
        ours()
        own = min(seconds(ours) for _ in range(3))
        theirs = SHARE * in_r(part, call, rest) if has_surveillance() else float("nan")
        print(f"| {race.work} | {theirs:.1f} | {own:.3f} | {theirs / own:.0f} |")


if __name__ == "__main__":
    main()
