"""A file's coordinates as a whole: which system, which column is east, which sign before the decimals."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl

from samlad.collect.number_text import decimal_sign
from samlad.collect.positions import (
    DEGREES,
    Bounds,
    Fit,
    checked_crs,
    crs_name,
    fits,
    in_degree_range,
    present,
)
from samlad.collect.profile import Profile
from samlad.collect.reasons import Reason, gettext_noop


@dataclass(frozen=True, slots=True)
class Axes:
    """How a file writes its coordinates; `exchanged` where the columns are the other way round."""

    crs: str = DEGREES
    decimal: str = "."
    exchanged: bool = False
    warnings: tuple[Reason, ...] = ()
    problems: tuple[Reason, ...] = ()


def settle_axes(x: pl.Series, y: pl.Series, profile: Profile, bounds: Bounds | None) -> Axes:
    """Decide by where most of the points of the file would lie."""
    decimal = profile.decimal or decimal_sign(x, y)
    x_number, y_number, said = present(x, y, profile.position_missing, decimal)
    usable = said & x_number.is_not_null() & y_number.is_not_null()
    east, north = x_number.filter(usable).to_numpy(), y_number.filter(usable).to_numpy()
    given = checked_crs(profile.crs) if profile.crs else ""
    if not len(east):
        return Axes(crs=given or DEGREES, decimal=decimal)
    found = fits(east, north, bounds, given)
    best = found[0]
    if best.most:
        return _settled(best, found, decimal, bounds)
    if given and bounds is None:
        return Axes(crs=given, decimal=decimal)
    if bounds is None:
        return _without_map(east, north, decimal)
    others = fits(east, north, bounds)
    if given and others[0].most:
        return Axes(crs=given, decimal=decimal, problems=(_other_system(given, best, others[0]),))
    if not best.inside:
        return Axes(crs=given or DEGREES, decimal=decimal, problems=(_nowhere(given, best),))
    return Axes(crs=best.crs, decimal=decimal, exchanged=best.swapped, warnings=(_few(best),))


def _settled(best: Fit, found: list[Fit], decimal: str, bounds: Bounds | None) -> Axes:
    # Systems that put the points in the same place differ by name only.
    rivals = [
        fit for fit in found[1:] if fit.inside == best.inside and abs(fit.distance - best.distance) > 0.001
    ]
    if rivals and bounds is None:
        return Axes(crs=best.crs, decimal=decimal, problems=(_undecided(best, rivals[0]),))
    warnings = [EXCHANGED] if best.swapped else []
    if rivals:
        warnings.append(_undecided(best, rivals[0]))
    return Axes(crs=best.crs, decimal=decimal, exchanged=best.swapped, warnings=tuple(warnings))


def _without_map(east: np.ndarray, north: np.ndarray, decimal: str) -> Axes:
    if in_degree_range(east, north):
        return Axes(crs=DEGREES, decimal=decimal)
    template = gettext_noop(
        'The coordinate system is not recognised. Name it in the profile, as crs = "EPSG:3006".'
    )
    return Axes(decimal=decimal, problems=(Reason(template),))


def coordinate_columns(
    frame: pl.DataFrame, names: list[str], bounds: Bounds | None
) -> tuple[str, str] | None:
    """Two columns side by side that are coordinates by what stands in them."""
    best: tuple[int, tuple[str, str]] | None = None
    for pair in pairwise(names):
        x, y = (frame[name] for name in pair)
        decimal = decimal_sign(x, y)
        x_number, y_number, said = present(x, y, (), decimal)
        usable = said & x_number.is_not_null() & y_number.is_not_null()
        if int(usable.sum()) * 2 <= len(frame):
            continue
        fit = fits(x_number.filter(usable).to_numpy(), y_number.filter(usable).to_numpy(), bounds)[0]
        if fit.inside >= 0.8 * fit.total and (best is None or fit.inside > best[0]):
            best = fit.inside, pair[::-1] if fit.swapped else pair
    return best[1] if best else None


EXCHANGED = Reason(
    gettext_noop(
        "The two columns of coordinates are the other way round in this file: they were exchanged, because "
        "only "
        "then do the positions lie on the map."
    )
)


def _undecided(best: Fit, rival: Fit) -> Reason:
    template = gettext_noop(
        "The coordinates fit {best} as well as {rival}; {best} is taken. If that is wrong, name the right "
        "one in the "
        'profile, as crs = "{code}".'
    )
    return Reason(template, {"best": crs_name(best.crs), "rival": crs_name(rival.crs), "code": rival.crs})


def _other_system(given: str, best: Fit, other: Fit) -> Reason:
    template = gettext_noop(
        "Read as {given}, {inside} of {total} positions lie on the map; read as {other}, {number} do. "
        'Write crs = "{code}" instead.'
    )
    return Reason(
        template,
        {
            "given": crs_name(given),
            "inside": best.inside,
            "total": best.total,
            "other": crs_name(other.crs),
            "number": other.inside,
            "code": other.crs,
        },
    )


def _nowhere(given: str, best: Fit) -> Reason:
    if given:
        template = gettext_noop(
            "Read as {given}, none of {total} positions lies on the map. Write the coordinate system that "
            "the file "
            'uses, as crs = "EPSG:3006" for SWEREF 99 TM, or check that the file is of this place.'
        )
        return Reason(template, {"given": crs_name(given), "total": best.total})
    template = gettext_noop(
        "None of {total} positions lies on the map in any coordinate system that is known here. Name the "
        "file's own, "
        'as crs = "EPSG:3006", or check that the file is of this place.'
    )
    return Reason(template, {"total": best.total})


def _few(best: Fit) -> Reason:
    template = gettext_noop(
        "Only {inside} of {total} positions lie on the map (read as {crs}); the others will be rejected."
    )
    return Reason(template, {"inside": best.inside, "total": best.total, "crs": crs_name(best.crs)})
