"""Every read of pictures: the viewer first, and only what the viewer may see."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from samlad.collect import queries as collect_queries
from samlad.people.models import Collaboration, Member
from samlad.people.policy import Right, may, require
from samlad.picture import check_ins, freezing, frozen_queries, held, mapping, page_chart
from samlad.picture import document as d
from samlad.picture.catalogue import Catalogue
from samlad.picture.columns import EPOCH_WEEKDAY, Columns, current, reported_from, reported_until
from samlad.picture.compose import Composed, Subject, compose
from samlad.picture.models import FrozenPicture
from samlad.picture.periods import Kind, Period, date_of
from samlad.picture.query import Query

# Hexagons are finer than the tables.
OUTSIDE_MAPS = ("count", "change")


def catalogue(viewer: Member) -> Catalogue:
    """The names that the viewer's collaboration uses."""
    require(viewer, Right.PICTURE)
    return held.catalogue(viewer.collaboration)


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as a viewer sees it: the query that it answers, the names it uses, and whether it is a frozen one."""

    document: d.PictureDocument
    query: Query
    names: Catalogue
    frozen: FrozenPicture | None = None


def shown(viewer: Member, query: Query, language: d.Language) -> Shown | None:
    """What the viewer may see of what is asked: of now, or outside the group the month as it was frozen.

    What is known of a month grows by a few from day to day; two looks, two filters or two overlapping periods could
    be subtracted from one another. So whoever stands outside sees a month once and for all. None: nothing is frozen.
    """
    require(viewer, Right.PICTURE)
    if may(viewer, Right.SMALL_COUNTS):
        return Shown(_composed(viewer, query, language).document, query, catalogue(viewer))
    frozen = frozen_queries.month(viewer, query.period)
    if frozen is None:
        return None
    names = freezing.names_of(frozen)
    month = freezing.given_of(frozen.parameters, names).query
    asked = replace(month, map=query.map if query.map in OUTSIDE_MAPS else month.map)
    return Shown(frozen_queries.document(viewer, frozen, language), asked, names, frozen)


def picture(viewer: Member, query: Query, language: d.Language) -> d.PictureDocument:
    """The joint picture, for those inside the group."""
    require(viewer, Right.SMALL_COUNTS)
    return _composed(viewer, query, language).document


def composed(viewer: Member, query: Query, language: d.Language) -> Composed:
    """The joint picture with all counts that it was made of, for those inside the group."""
    require(viewer, Right.SMALL_COUNTS)
    return _composed(viewer, query, language)


def picture_map(
    viewer: Member, query: Query, language: d.Language, incidents_url: str = ""
) -> dict[str, Any] | None:
    """The map of what is shown as GeoJSON: areas, or hexagons for those inside the group."""
    if query.map == "hexagons" and may(viewer, Right.SMALL_COUNTS):
        columns = current(viewer.collaboration)
        return mapping.hexagons(columns, _behind(columns, query, catalogue(viewer)))
    found = shown(viewer, query, language)
    if found is None:
        return None
    # A number of then is not the list of incidents of now.
    visible = "" if found.frozen else incidents_url
    return mapping.areas(found.document, found.names, found.query, visible)


def incident_ids(viewer: Member, query: Query) -> NDArray[np.int64]:
    """The ids of the incidents behind a figure that the viewer may see, newest first."""
    require(viewer, Right.INCIDENTS_OWN)
    columns = current(viewer.collaboration)
    chosen = _behind(columns, query, catalogue(viewer))
    if not may(viewer, Right.INCIDENTS_ALL):
        chosen = chosen[columns.organisation[chosen] == viewer.organisation_id]
    order = np.lexsort((columns.id[chosen], columns.occurred_from[chosen]))[::-1]
    return columns.id[chosen[order]]


def incidents(viewer: Member, ids: Sequence[int]) -> list[collect_queries.IncidentRow]:
    """The incidents with these ids, in this order, as rows for a page or a file."""
    return collect_queries.incident_rows(viewer, ids)


def latest_period(viewer: Member, kind: Kind) -> Period | None:
    """The last period that has an incident, where there is any."""
    day = reported_until(current(viewer.collaboration))
    return None if day is None else Period.holding(date_of(day), kind)


def reported_weeks(viewer: Member) -> tuple[Period | None, Period | None]:
    """The first and the last week that have an incident, where there is any."""
    columns = current(viewer.collaboration)
    first, last = (
        None if day is None else Period.holding(date_of(day), Kind.WEEK)
        for day in (reported_from(columns), reported_until(columns))
    )
    return first, last


def _behind(columns: Columns, query: Query, names: Catalogue) -> NDArray[np.int32]:
    """Where in the columns the incidents behind a figure are."""
    days = columns.days
    first, end = days.edges((query.period,))
    chosen = days.position[first:end][days.chosen(query.selection(names))[first:end]]
    if query.place:
        chosen = chosen[columns.place[chosen] == names.place_of_name[query.place].id]
    if query.weekday is not None:
        chosen = chosen[(columns.day[chosen] + EPOCH_WEEKDAY) % 7 == query.weekday]
    if query.hour is not None:
        hours = columns.hour_of_week[chosen]
        chosen = chosen[(hours >= 0) & (hours % 24 == query.hour)]
    return chosen


def prepare(collaboration: Collaboration) -> None:
    """Hold what the first pages will ask for: the columns, and the picture and chart of the latest week."""
    day = reported_until(current(collaboration))
    if day is not None:
        week = Query(Period.holding(date_of(day), Kind.WEEK))
        for language in get_args(d.Language):
            page_chart.history_spec(_of(collaboration, week, language).document)


def _composed(viewer: Member, query: Query, language: d.Language) -> Composed:
    return _of(viewer.collaboration, query, language)


def _of(collaboration: Collaboration, query: Query, language: d.Language) -> Composed:
    columns, names = current(collaboration), held.catalogue(collaboration)
    plain = replace(query, map="count", weekday=None, hour=None, place="")
    subject = Subject(collaboration.name, collaboration.simulated, tuple(collaboration.attributions))
    reporting = check_ins.reporting(collaboration, plain.period)
    key = (collaboration.pk, columns.version, names, plain, language, reporting)
    return held.remembered(key, lambda: compose(columns, names, plain, subject, language, reporting))
