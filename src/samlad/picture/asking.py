"""From a request to the query that it asks, or the sentence that says what is wrong with it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import wraps
from zoneinfo import ZoneInfo

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language

from samlad.people.access import ViewerRequest
from samlad.people.policy import Right, may
from samlad.picture import queries
from samlad.picture.document import Language
from samlad.picture.periods import Kind
from samlad.picture.query import Query, QueryProblem, read_query

AskingView = Callable[[ViewerRequest, Query], HttpResponseBase]


def asked(view: AskingView) -> Callable[[ViewerRequest], HttpResponseBase]:
    """Give the view the query; a bad address is answered with 400 and a remedy."""

    @wraps(view)
    def reading(request: ViewerRequest) -> HttpResponseBase:
        try:
            query = _read(request)
        except QueryProblem as problem:
            return render(request, "400.html", {"message": str(problem)}, status=400)
        return view(request, query)

    return reading


def language() -> Language:
    """The language of the page."""
    return "en" if (get_language() or "").startswith("en") else "sv"


def _read(request: ViewerRequest) -> Query:
    viewer = request.viewer
    today = datetime.now(ZoneInfo(viewer.collaboration.time_zone)).date()
    query = read_query(request.GET, queries.catalogue(viewer), today=today)
    if request.GET.get("period") or not may(viewer, Right.SMALL_COUNTS):
        # Outside the group the last month that was frozen stands for it.
        return query
    # Where nothing has come in lately, the last week that has anything is a better beginning than an empty one.
    latest = queries.latest_period(viewer, Kind.WEEK)
    if latest is not None and latest < query.period:
        return replace(query, period=latest)
    return query
