"""The key to the exercise as a document: expectations, measures, outbreaks, silence, faults on purpose."""

from typing import Any

import numpy as np

from samlad.demo.flaws import Flaws
from samlad.demo.frames import PREFIX
from samlad.demo.measures import OUTBREAKS, SILENT
from samlad.demo.simulate import CATEGORY_WEEK_SHAPE, DISTRICT_WEEK_SHAPE, Simulated
from samlad.demo.truth import MeasureTruth, Truth, truth
from samlad.demo.world import NEAR_REPEAT, NEAR_REPEAT_OTHERS, ORGANISATIONS, REPEAT_DAYS, World


def truth_document(simulated: Simulated, flaws: dict[str, Flaws]) -> dict[str, Any]:
    """Everything a test or a teacher needs to see whether an analysis found what is there."""
    world = simulated.world
    known = truth(world)
    return {
        "simulated": "Simulerade uppgifter / simulated data",
        "seed": simulated.seed,
        "start": world.start.isoformat(),
        "end": world.end.isoformat(),
        "scale": world.scale,
        "incidents": len(simulated),
        "weeks": list(world.weeks()),
        "near_repeats": {"mean_set_off": NEAR_REPEAT, "others": NEAR_REPEAT_OTHERS, "days": REPEAT_DAYS},
        "frailty_shapes": {
            "district_week": DISTRICT_WEEK_SHAPE,
            "category_district_week": CATEGORY_WEEK_SHAPE,
        },
        "measures": [_measure(item) for item in known.measures],
        "outbreaks": [_outbreak_fields(world, number) for number in range(len(OUTBREAKS))],
        "silent_weeks": {
            name: [week for week in SILENT[name] if week in world.weeks()] for name in ORGANISATIONS
        },
        "reporting": {
            name: np.round(world.reporting[number], 3).tolist() for number, name in enumerate(ORGANISATIONS)
        },
        "expected_reported_by_week": _by_district_and_week(world, known),
        "expected_reported_in_all": _by_organisation_category_district(world, known),
        "wrong_on_purpose": {name: _flaw_fields(simulated, name, item) for name, item in flaws.items()},
    }


def _measure(item: MeasureTruth) -> dict[str, Any]:
    measure = item.measure
    return {
        "code": measure.code,
        "type": measure.type,
        "title": measure.title,
        "target": measure.target,
        "radius": measure.radius,
        "categories": measure.categories,
        "organisations": measure.organisations,
        "start": measure.start.isoformat(),
        "end": measure.end.isoformat() if measure.end else None,
        "dose": {"planned": measure.dose_planned, "given": measure.dose_given, "unit": measure.dose_unit},
        "verdict": measure.verdict,
        "rate_ratio": measure.rate_ratio,
        "displacement": measure.displacement,
        "displaced_to": measure.displaced_to,
        "weeks": item.weeks,
        "expected_with": round(item.with_measure, 2),
        "expected_without": round(item.without_measure, 2),
        "elsewhere_with": round(item.elsewhere_with, 2),
        "elsewhere_without": round(item.elsewhere_without, 2),
        "net_prevented": round(item.net, 2),
    }


def _outbreak_fields(world: World, number: int) -> dict[str, Any]:
    outbreak = OUTBREAKS[number]
    return {
        "target": outbreak.target,
        "categories": outbreak.categories,
        "start": outbreak.start.isoformat(),
        "weeks": outbreak.weeks,
        "factor": outbreak.factor,
        "story": outbreak.story,
        "within": world.start <= outbreak.start <= world.end,
    }


def _by_district_and_week(world: World, known: Truth) -> dict[str, list[float]]:
    by_site = known.reported.sum(axis=0)
    district = world.geography.sites.district
    return {
        item.code: np.round(by_site[district == number].sum(axis=0), 3).tolist()
        for number, item in enumerate(world.geography.districts)
    }


def _by_organisation_category_district(world: World, known: Truth) -> dict[str, dict[str, dict[str, float]]]:
    totals = known.reported.sum(axis=2)
    district = world.geography.sites.district
    found: dict[str, dict[str, dict[str, float]]] = {}
    for number, stream in enumerate(world.streams):
        by_district = np.bincount(district, weights=totals[number], minlength=len(world.geography.districts))
        found.setdefault(stream.organisation, {})[stream.category] = {
            item.code: round(float(value), 3)
            for item, value in zip(world.geography.districts, by_district, strict=True)
            if value > 0
        }
    return found


def _flaw_fields(simulated: Simulated, organisation: str, flaws: Flaws) -> dict[str, Any]:
    def own(row: int) -> str:
        return f"{PREFIX[organisation]}-{simulated.number[row]:06d}"

    return {
        "personal_data": sorted(own(row) for row in flaws.personal),
        "cannot_be_used": {
            f"{PREFIX[organisation]}-F{number}": kind for number, kind in enumerate(flaws.unusable, start=1)
        },
        "repeated": sorted(own(row) for row in flaws.repeated),
    }
