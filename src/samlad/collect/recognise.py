"""Which column of a file is what: by a profile, by the headers, and by what stands in the columns."""

from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from samlad.collect.axes import Axes, settle_axes
from samlad.collect.categories import CategoryList, Crosswalk
from samlad.collect.column_search import MOMENTS, Search, as_written
from samlad.collect.content import only_midnights
from samlad.collect.date_rules import DateRules, Order, checked_date_format
from samlad.collect.date_text import evidence_of_order
from samlad.collect.mapping import Context, Mapping
from samlad.collect.normalise import CHOICES
from samlad.collect.positions import DEGREES, checked_crs
from samlad.collect.profile import FIELDS, Profile
from samlad.collect.reasons import InputError, Reason, gettext_noop
from samlad.collect.values import choice_of

__all__ = ["Context", "Mapping", "recognise"]

# Short times of day must be found before moments, because both are called "Tid".
_ORDER = ("occurred_time", *(name for name in FIELDS if name != "occurred_time"))


def recognise(
    frame: pl.DataFrame, columns: Iterable[str], context: Context, profile: Profile | None = None
) -> Mapping:
    """Decide what each column is and how it is written; give it the whole file, or as much as there is."""
    names = tuple(columns)
    given = profile or Profile()
    crosswalk = Crosswalk.of(given, context.categories)
    search = Search(frame, names, context.categories, crosswalk)
    search.take_profile(given)
    if not given.settled:
        if not given.columns:
            search.take_headers(_ORDER)
        search.take_required(given)
        search.settle_time_of_day()
        search.take_coordinates(given, context.bounds)
    axes = _axes(search, given, context)
    return Mapping(
        columns=search.found,
        constants=_constants(given, context.categories),
        dates=_dates(search, given),
        crosswalk=crosswalk,
        crs=axes.crs,
        timezone=given.timezone,
        decimal=axes.decimal,
        position_missing=given.position_missing,
        correction=_correction(given, names),
        unmapped=tuple(name for name in names if name not in search.claimed),
        missing=search.missing(given),
        confidence=search.confidence,
        reasons=search.reasons,
        warnings=(*dict.fromkeys(search.warnings), *axes.warnings),
        problems=axes.problems,
        profile=given,
    )


def _correction(profile: Profile, names: tuple[str, ...]) -> tuple[str, str] | None:
    if not profile.correction_column:
        return None
    return as_written("correction_column", profile.correction_column, names), profile.correction_value


def _constants(profile: Profile, categories: CategoryList) -> dict[str, str]:
    """The profile's constants; an `InputError` for a choice or a category that does not exist."""
    for name, value in profile.constants.items():
        kind = CHOICES.get(name)
        if kind and choice_of(kind, value) is None:
            unknown = gettext_noop(
                "The profile's constants.{name} is “{value}”, which is none of the choices."
            )
            words = ", ".join(choice.code for choice in kind)
            raise InputError(
                Reason(unknown, {"name": name, "value": value}),
                Reason(gettext_noop("Write one of {words}."), {"words": words}),
            )
        if name == "category" and len(categories.find(value)) != 1:
            unknown = gettext_noop(
                "The profile's constants.category is “{value}”, which is no category of the list."
            )
            words = ", ".join(row.code for row in categories.rows if not row.parent)
            raise InputError(
                Reason(unknown, {"value": value}),
                Reason(gettext_noop("Write one of {words}."), {"words": words}),
            )
    return dict(profile.constants)


def _axes(search: Search, profile: Profile, context: Context) -> Axes:
    """Settle the coordinates; where a file has its axes the other way round, the columns are exchanged."""
    for east, north in (("longitude", "latitude"), ("x", "y")):
        if east in search.found and north in search.found and not profile.settled:
            columns = search.found[east], search.found[north]
            x, y = (search.frame[name] for (name,) in columns)
            axes = settle_axes(x, y, profile, context.bounds)
            if axes.exchanged:
                search.found[east], search.found[north] = columns[::-1]
            return axes
    return Axes(crs=checked_crs(profile.crs) if profile.crs else DEGREES, decimal=profile.decimal or ".")


def _dates(search: Search, profile: Profile) -> DateRules:
    """How dates are written in all of the file's columns of dates together."""
    given = checked_date_format(profile.date_format) if profile.date_format else None
    columns = [name for key in (*MOMENTS, "occurred_date") for name in search.found.get(key, ())]
    if profile.settled or not columns:
        return replace(given or DateRules("day"), midnight_is_day=profile.midnight == "day")
    text = pl.concat([search.frame[name].alias("date") for name in columns]).drop_nulls()
    midnight = only_midnights(text) if not profile.midnight else profile.midnight == "day"
    return replace(given or DateRules(_order(search, text)), midnight_is_day=midnight)


def _order(search: Search, text: pl.Series) -> Order:
    """Whether the day or the month stands first, with a word of warning where the dates do not tell."""
    day, month, either = evidence_of_order(text)
    if day and month:
        search.warnings.append(Reason(_MIXED))
        return "mixed"
    if either and not day and not month:
        search.warnings.append(Reason(_AMBIGUOUS))
    return "month" if month else "day"


_MIXED = gettext_noop(
    "Some dates are written day/month and some month/day. Those that can be read either way are rejected; to "
    "read "
    "them, set date_format in the profile to day/month or month/day."
)
_AMBIGUOUS = gettext_noop(
    "Every date can be read as day/month and as month/day; they are read as day/month. If that is wrong, "
    "write "
    'date_format = "month/day" in the profile.'
)
