"""The areas that a measure is reckoned against: all of the target's level, and what each is to the measure."""

import math
from datetime import date, timedelta

from samlad.act import queries as act_queries
from samlad.act.models import Measure
from samlad.follow.all_areas import MOST_BEFORE
from samlad.follow.plan import BESIDE, BUSY, OTHER, TARGET, Ground
from samlad.picture.catalogue import Catalogue
from samlad.picture.zones import areas_below, categories_below
from samlad.places.nearest import METRES_PER_DEGREE


def grounds(
    measure: Measure,
    names: Catalogue,
    targets: list[int],
    around: frozenset[int],
    categories: frozenset[int],
    on: date,
) -> tuple[Ground, ...]:
    """Every area of the target's level; none where the target is a place, or areas of several levels."""
    if measure.target_place is not None or not targets:
        return ()
    inside = areas_below(names, targets)
    level_of = dict(zip((entry.id for entry in names.areas), names.area_levels, strict=True))
    levels = {
        level_of[entry.id] for entry in names.areas if entry.id in inside and entry.parent not in inside
    }
    if len(levels) != 1:
        return ()
    entries = [entry for entry in names.areas if level_of[entry.id] in levels]
    busy = _busy(measure, names, categories, on)
    middles = _middles(names)
    found = []
    for entry in entries:
        below = areas_below(names, [entry.id])
        part = (
            TARGET if entry.id in inside
            else BESIDE if entry.id in around
            else BUSY if below & busy
            else OTHER
        )  # fmt: skip
        found.append(Ground(entry.code, below, middles[entry.id], part))
    return tuple(found)


def _busy(measure: Measure, names: Catalogue, categories: frozenset[int], on: date) -> frozenset[int]:
    """Areas in which another measure against the same was begun, or went on and was not old, during this one."""
    found: set[int] = set()
    for other in act_queries.others_at_work(
        measure, on, begun_after=measure.starts_on - timedelta(weeks=MOST_BEFORE)
    ):
        if categories & categories_below(names, [category.pk for category in other.outcome.all()]):
            found |= _where(other, names)
    return frozenset(found)


def _where(measure: Measure, names: Catalogue) -> frozenset[int]:
    """The areas of a measure with all below them; of a place, the area that it lies in."""
    areas = [area.pk for area in measure.target_areas.all()]
    place = measure.target_place
    home = [place.area_id] if place is not None and place.area_id else []
    return areas_below(names, areas) | frozenset(home)


def _middles(names: Catalogue) -> dict[int, tuple[float, float]]:
    """The middle of each area, in kilometres on a plane."""
    shapes = names.map.shapes
    if not shapes:
        return {}
    middles = [shape.centroid for shape in shapes]
    north = METRES_PER_DEGREE / 1_000
    east = north * math.cos(math.radians(sum(point.y for point in middles) / len(middles)))
    return {
        pk: (point.x * east, point.y * north)
        for pk, point in zip(names.map.ids.tolist(), middles, strict=True)
    }
