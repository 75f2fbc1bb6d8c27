"""Every read of pictures: the viewer first, and only what the viewer may see."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samlad.collect import queries as collect_queries
from samlad.people.models import Member
from samlad.people.policy import Right, may, require
from samlad.picture import document as d
from samlad.picture import held, mapping
from samlad.picture.catalogue import Catalogue
from samlad.picture.columns import EPOCH_WEEKDAY, Columns, current, reported_until
from samlad.picture.compose import Composed, Subject, compose
from samlad.picture.periods import Kind, Period, date_of
from samlad.picture.protect import protect
from samlad.picture.query import Query
from samlad.picture.tally import in_days, selected


def catalogue(viewer: Member) -> Catalogue:
    """The names that the viewer's collaboration uses."""
    require(viewer, Right.PICTURE)
    return held.catalogue(viewer.collaboration)


def allowed(viewer: Member, query: Query) -> Query:
    """The query, or what of it the viewer may see.

    Outside the group the picture is the whole month, unfiltered: two pictures with different filters or
    overlapping periods could otherwise be subtracted from one another.
    """
    if may(viewer, Right.SMALL_COUNTS):
        return query
    period = query.period
    if period.kind is not Kind.MONTH:
        # The last month that is over when the asked period is: a half one cannot be compared.
        month = Period.holding(period.last, Kind.MONTH)
        period = month if month.last <= period.last else month.shifted(-1)
    return Query(period=period, map="count" if query.map == "hexagons" else query.map)


def picture(viewer: Member, query: Query, language: d.Language) -> d.PictureDocument:
    """The joint picture that the viewer may see."""
    require(viewer, Right.PICTURE)
    document = _composed(viewer, allowed(viewer, query), language).document
    if may(viewer, Right.SMALL_COUNTS):
        return document
    return protect(document, viewer.collaboration.small_count_threshold)


def picture_map(
    viewer: Member, query: Query, language: d.Language, incidents_url: str = ""
) -> dict[str, Any]:
    """The map of the same picture as GeoJSON: areas, or hexagons for those inside the group."""
    names = catalogue(viewer)
    query = allowed(viewer, query)
    if query.map == "hexagons":
        require(viewer, Right.SMALL_COUNTS)
        columns = current(viewer.collaboration)
        return mapping.hexagons(columns, np.flatnonzero(_chosen(columns, query, names)))
    visible = incidents_url if may(viewer, Right.INCIDENTS_OWN) else ""
    return mapping.areas(picture(viewer, query, language), names, query, visible)


def incident_ids(viewer: Member, query: Query) -> NDArray[np.int64]:
    """The ids of the incidents behind a figure that the viewer may see, newest first."""
    require(viewer, Right.INCIDENTS_OWN)
    columns = current(viewer.collaboration)
    mask = _chosen(columns, query, catalogue(viewer))
    if not may(viewer, Right.INCIDENTS_ALL):
        mask &= columns.organisation == viewer.organisation_id
    chosen = np.flatnonzero(mask)
    order = np.lexsort((columns.id[chosen], columns.occurred_from[chosen]))[::-1]
    return columns.id[chosen[order]]


def incidents(viewer: Member, ids: Sequence[int]) -> list[collect_queries.IncidentRow]:
    """The incidents with these ids, in this order, as rows for a page or a file."""
    return collect_queries.incident_rows(viewer, ids)


def latest_period(viewer: Member, kind: Kind) -> Period | None:
    """The last period that has an incident, where there is any."""
    day = reported_until(current(viewer.collaboration))
    return None if day is None else Period.holding(date_of(day), kind)


def _chosen(columns: Columns, query: Query, names: Catalogue) -> NDArray[np.bool_]:
    mask = selected(columns, query.selection(names)) & in_days(
        columns, query.period.first_day, query.period.end_day
    )
    if query.place:
        mask &= columns.place == names.place_of_name[query.place].id
    if query.weekday is not None:
        mask &= (columns.day + EPOCH_WEEKDAY) % 7 == query.weekday
    if query.hour is not None:
        mask &= (columns.hour_of_week >= 0) & (columns.hour_of_week % 24 == query.hour)
    return mask


def _composed(viewer: Member, query: Query, language: d.Language) -> Composed:
    collaboration = viewer.collaboration
    columns, names = current(collaboration), catalogue(viewer)
    plain = replace(query, map="count", weekday=None, hour=None, place="")
    subject = Subject(collaboration.name, collaboration.simulated, tuple(collaboration.attributions))
    key = (collaboration.pk, columns.version, names, plain, language)
    return held.remembered(key, lambda: compose(columns, names, plain, subject, language))
