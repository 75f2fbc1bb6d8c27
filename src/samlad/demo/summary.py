"""`python -m samlad.demo.simulate`: write the files, or print what the simulation comes to."""

import argparse
import sys
from datetime import date
from pathlib import Path

import numpy as np

from samlad.demo.seasons import hours_of_sun
from samlad.demo.simulate import Simulated, simulate
from samlad.demo.truth import truth
from samlad.demo.world import ARSON_SHARES, END, ORGANISATIONS, START, World, expected_in_august, streams_of
from samlad.demo.write import write_files


def main(arguments: list[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m samlad.demo.simulate", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="same seed, same incidents (default 1)")
    parser.add_argument("--start", type=date.fromisoformat, default=START, help=f"a Monday (default {START})")
    parser.add_argument("--end", type=date.fromisoformat, default=END, help=f"a Sunday (default {END})")
    parser.add_argument(
        "--scale", type=float, default=1.0, help="1 is Luleå; 60 is about a million incidents"
    )
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="write the organisations' files there")
    parser.add_argument("--summary", action="store_true", help="print the figures of docs/simulation.md")
    chosen = parser.parse_args(arguments)
    if not (chosen.write or chosen.summary):
        parser.error("nothing to do; give --summary or --write FOLDER")
    try:
        simulated = simulate(chosen.seed, chosen.start, chosen.end, chosen.scale)
        written = write_files(simulated, chosen.write) if chosen.write else []
    except ValueError as error:
        parser.error(str(error))
    for path in written:
        sys.stdout.write(f"{path}\n")
    if chosen.summary:
        sys.stdout.write(summary(simulated))


def summary(simulated: Simulated) -> str:
    """The figures as Markdown."""
    world = simulated.world
    parts = [
        f"SIMULATED: {len(simulated)} incidents, seed {simulated.seed}, {world.start} to {world.end}",
        _by_organisation(simulated),
        _august(world),
        _arson(simulated),
        _chance(simulated),
        _measures(world),
    ]
    return "\n\n".join(parts) + "\n"


def _table(head: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def _by_organisation(simulated: Simulated) -> str:
    reported = truth(simulated.world).reported.sum(axis=(1, 2))
    organisation = simulated.world.stream_organisation
    rows: list[tuple[object, ...]] = []
    for number, name in enumerate(ORGANISATIONS):
        count = int((simulated.organisation == number).sum())
        expectation = reported[organisation == number].sum()
        rows.append((name, count, f"{expectation:.0f}", f"{count / simulated.world.clock.weeks:.1f}"))
    return _table(("organisation", "incidents", "expected", "a week"), rows)


def _august(world: World) -> str:
    rows: list[tuple[object, ...]] = [
        (what, counted, f"{expectation:.1f}")
        for what, (counted, expectation) in expected_in_august(world).items()
    ]
    return _table(("the police in August 2026", "Brå's count", "share simulated, expected"), rows)


def _arson(simulated: Simulated) -> str:
    fires = np.isin(simulated.stream, streams_of(simulated.world, ("BRA",)))
    rows: list[tuple[object, ...]] = []
    for name, share in ARSON_SHARES.items():
        there = simulated.district[fires] == simulated.world.geography.district_number(name)
        rows.append((name, f"{share:.1%}", f"{there.mean():.1%} of {fires.sum()}"))
    return _table(("arson and pyrotechnics", "share to meet", "simulated"), rows)


def _chance(simulated: Simulated) -> str:
    rows: list[tuple[object, ...]] = [
        ("variance over mean of a district's week, beyond its expectation", f"{dispersion(simulated):.2f}"),
        ("share set off by an incident nearby", f"{(simulated.generation > 0).mean():.1%}"),
        ("hours of sun on 21 December 2025", f"{hours_of_sun(date(2025, 12, 21)):.1f}"),
        ("hours of sun on 21 June 2026", f"{hours_of_sun(date(2026, 6, 21)):.1f}"),
    ]
    return _table(("what", "value"), rows)


def _measures(world: World) -> str:
    rows: list[tuple[object, ...]] = [
        (
            item.measure.code,
            item.measure.type,
            item.measure.target,
            f"{item.without_measure:.0f}",
            f"{item.with_measure:.0f}",
            f"{item.net:.0f}",
            item.measure.verdict,
        )
        for item in truth(world).measures
    ]
    head = ("measure", "type", "where", "expected without", "expected with", "net prevented", "truth")
    return _table(head, rows)


def dispersion(simulated: Simulated) -> float:
    """Pearson's statistic over its cells, districts by weeks, against the truth; 1 is pure chance."""
    world = simulated.world
    districts = len(world.geography.districts)
    counts = np.bincount(
        simulated.district * world.clock.weeks + simulated.week, minlength=districts * world.clock.weeks
    ).reshape(districts, world.clock.weeks)
    expectation = np.zeros(counts.shape)
    np.add.at(expectation, world.geography.sites.district, truth(world).reported.sum(axis=0))
    enough = expectation > 0
    return float(((counts - expectation)[enough] ** 2 / expectation[enough]).mean())
