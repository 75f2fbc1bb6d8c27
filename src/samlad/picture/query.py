"""What is asked for: the filter bar's state, which is the address.

Bad values are answered by `QueryProblem`, a sentence with the value and what would be right.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from samlad.picture.catalogue import Catalogue
from samlad.picture.days import Selection
from samlad.picture.periods import Kind, Period, PeriodProblem

MAPS = ("count", "change", "hexagons")
# No incident is from before; periods before and after each of these can still be named.
YEARS = range(1970, 2101)


class QueryProblem(ValueError):
    """An address asks for something that does not exist."""


@dataclass(frozen=True, slots=True)
class Query:
    """A period and, for each of areas, categories and organisations, the chosen codes (none = all)."""

    period: Period
    areas: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    map: str = "count"
    weekday: int | None = None
    hour: int | None = None
    place: str = ""

    def parameters(self, **changes: Any) -> str:
        """The query string of this query, with some parts changed; without what is the default."""
        query = replace(self, **changes) if changes else self
        pairs: list[tuple[str, str]] = [("period", query.period.label)]
        pairs += [("area", code) for code in query.areas]
        pairs += [("category", code) for code in query.categories]
        pairs += [("organisation", slug) for slug in query.organisations]
        if query.place:
            pairs.append(("place", query.place))
        if query.weekday is not None:
            pairs.append(("weekday", str(query.weekday)))
        if query.hour is not None:
            pairs.append(("hour", str(query.hour)))
        if query.map != MAPS[0]:
            pairs.append(("map", query.map))
        return urlencode(pairs)

    def selection(self, catalogue: Catalogue) -> Selection:
        """The database ids that the codes stand for, with everything below them."""
        return Selection(
            area_ids=catalogue.area_ids(self.areas) if self.areas else None,
            category_ids=(
                catalogue.category_ids(self.categories) if self.categories else catalogue.statistic_ids
            ),
            organisation_ids=(
                frozenset(catalogue.organisation_of_slug[slug].id for slug in self.organisations)
                if self.organisations
                else None
            ),
        )


def read_query(values: QueryDict, catalogue: Catalogue, *, today: date) -> Query:
    """Read the address; the last whole week stands where no period is named."""
    period = (
        _period(str(values["period"]))
        if values.get("period")
        else Period.holding(today, Kind.WEEK).shifted(-1)
    )
    chosen_map = values.get("map") or MAPS[0]
    if chosen_map not in MAPS:
        raise QueryProblem(_unknown(_("map"), chosen_map, MAPS))
    return Query(
        period=period,
        areas=_codes(values, "area", _("area"), catalogue.area_of_code),
        categories=_codes(values, "category", _("category"), catalogue.category_of_code),
        organisations=_codes(values, "organisation", _("organisation"), catalogue.organisation_of_slug),
        place=_place(values, catalogue),
        map=chosen_map,
        weekday=_number(values, "weekday", 6),
        hour=_number(values, "hour", 23),
    )


def _period(text: str) -> Period:
    try:
        period = Period.parse(text)
    except PeriodProblem as problem:
        raise _no_period(text) from problem
    if period.first.year not in YEARS:
        raise _no_period(text)
    return period


def _no_period(text: str) -> QueryProblem:
    return QueryProblem(
        _("The period is “%(value)s”; write a week as 2026-W07, a month as 2026-02, a quarter as 2026-Q1 "
          "or a year as 2026.") % {"value": text[:40]}
    )  # fmt: skip


def _codes(values: QueryDict, key: str, what: str, known: Iterable[str]) -> tuple[str, ...]:
    known = set(known)
    chosen = tuple(dict.fromkeys(code for code in values.getlist(key) if code))
    for code in chosen:
        if code not in known:
            raise QueryProblem(_unknown(what, code, sorted(known)))
    return chosen


def _place(values: QueryDict, catalogue: Catalogue) -> str:
    name = values.get("place", "")
    if name and name not in catalogue.place_of_name:
        raise QueryProblem(_unknown(_("place"), name, sorted(catalogue.place_of_name)))
    return name


def _number(values: QueryDict, key: str, largest: int) -> int | None:
    text = values.get(key, "")
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,4}", text) or int(text) > largest:
        raise QueryProblem(
            _("%(field)s is “%(value)s”; write a whole number from 0 to %(largest)s.")
            % {"field": key, "value": text[:40], "largest": largest}
        )
    return int(text)


def _unknown(what: str, value: str, known: Iterable[str]) -> str:
    examples = ", ".join(list(known)[:5])
    return _("There is no %(what)s “%(value)s” here; choose for example %(examples)s.") % {
        "what": what,
        "value": value[:40],
        "examples": examples,
    }
