"""No page asks the database more often because there is more in it: every address, few rows and ten times as many.

The rows come from the benchmark's own maker. They are added to what each address shows, too: doses to its measure,
measures to its problem, tasks to its meeting.
"""

import random
from datetime import date

import pytest
from bench import rows_around as around
from bench import rows_told as told
from bench import rows_wheel as wheel
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.conftest import World
from tests.web.test_access import FOLDERS, OPEN_TO, POST_ONLY, Arguments, address

from samlad.act.models import Measure, Problem
from samlad.collect.models import ImportJob, Incident
from samlad.meet.models import Meeting, Task
from samlad.people.models import Role
from samlad.picture import columns, held
from samlad.picture.models import FrozenPicture
from samlad.picture.periods import Kind, Period

FEW, TIMES = 3, 10
LAST = date(2026, 11, 15)
# Pages with something to choose by, beside the address alone.
ASKED = {
    "measures": ("?state=due", "?state=ended"),
    "measure_new": ("?type=SAN",),
    "problems": ("?state=closed", "?sort=rank"),
    "review": ("?state=asked",),
    "tasks": ("?of=all",),
    "meeting": ("?view=screen",),
    "picture": ("?period=2026-W44",),
    "incidents": ("?period=2026",),
}


class Filling:
    """Adds rows of everything to a world, more at every call."""

    def __init__(self, world: World) -> None:
        self._world, self._draw, self._past = world, random.Random(7), 0

    def add(self, number: int, arguments: Arguments) -> None:
        draw, collaboration = self._draw, self._world.collaboration
        coordinator = self._world.members[Role.COORDINATOR]
        around.geography(collaboration, number)
        organisations = around.organisations(collaboration, number)
        members = [coordinator, *around.members(organisations, number, draw)]
        around.invitations(organisations, number, draw)
        around.check_ins(organisations, LAST, 8, draw)
        around.reports(coordinator, number, LAST, draw)
        around.audit(members, number, draw)
        around.import_jobs(coordinator.organisation, number, number)
        problems = wheel.problems(collaboration, number * 5, LAST, draw)
        measures = wheel.measures(problems, members, number * 10, LAST, draw)
        shown = Problem.objects.filter(
            pk__in=[arguments["problem"][0], arguments["problem_story"][0]], collaboration=collaboration
        )
        measures += wheel.measures(list(shown), members, number * 10, LAST, draw)
        self._judge([one for one in measures if one.state != Measure.State.PLANNED])
        self._meet(number, problems, arguments)
        self._show(number, arguments)
        self._freeze(number, arguments)

    def _judge(self, begun: list[Measure]) -> None:
        coordinator = self._world.members[Role.COORDINATOR]
        wheel.doses(begun, 2, coordinator)
        # Of some the evidence has not been computed, of some that have it nothing has been decided.
        wheel.follow_ups(begun[: len(begun) * 3 // 4], 2, coordinator, LAST, self._draw, waiting=3)

    def _meet(self, number: int, problems: list[Problem], arguments: Arguments) -> None:
        owners = [self._world.members[role] for role in (Role.COORDINATOR, Role.MEMBER)]
        meetings = told.meetings(owners[0], number, LAST)
        for meeting in (*meetings, Meeting.objects.get(pk=arguments["meeting"][0])):
            told.tasks(meeting, owners, problems, number, self._draw, still_open=0.5)
        assert Task.objects.filter(state=Task.State.OPEN).exists()

    def _show(self, number: int, arguments: Arguments) -> None:
        """More of what the addresses of one row show."""
        coordinator = self._world.members[Role.COORDINATOR]
        measure = Measure.objects.get(pk=arguments["measure"][0])
        wheel.doses([measure], number, coordinator)
        around.rejected(ImportJob.objects.get(pk=arguments["import_job"][0]), number)
        around.review_events(
            Incident.objects.get(pk=arguments["review_incident"][0]), ["submit", "ask"] * number
        )

    def _freeze(self, number: int, arguments: Arguments) -> None:
        newest = Period.holding(LAST, Kind.WEEK)
        periods = [newest.shifted(-step) for step in range(self._past + 1, self._past + number + 1)]
        self._past += number
        told.pictures(self._world.members[Role.COORDINATOR], periods, really=1)
        told.editions(FrozenPicture.objects.get(label=arguments["frozen_picture"][0], edition=1), number)


def _counted(client: Client, arguments: Arguments) -> dict[str, list[str]]:
    """The queries of each page, when what a process holds is held."""
    found = {}
    for name in sorted(set(OPEN_TO) - POST_ONLY):
        if Role.COORDINATOR not in OPEN_TO[name]:
            continue
        for asked in ("", *ASKED.get(name, ())):
            page = address(name, "norrby", arguments) + asked
            _whole(client, page)
            with CaptureQueriesContext(connection) as captured:
                _whole(client, page)
            found[name + asked] = [query["sql"] for query in captured]
    return found


def _whole(client: Client, page: str) -> None:
    answer = client.get(page)
    assert answer.status_code == 200, page
    assert b"".join(answer) if answer.streaming else answer.content


@pytest.mark.slow
def test_no_page_asks_more_often_for_more_rows(norrby: World, client: Client) -> None:
    arguments: Arguments = {}
    for folder in FOLDERS:
        arguments |= folder.arguments(norrby)
    client.force_login(norrby.members[Role.COORDINATOR].user)
    filling = Filling(norrby)
    filling.add(FEW, arguments)
    few = _counted(client, arguments)
    filling.add(FEW * (TIMES - 1), arguments)
    columns.forget()
    held.forget()
    many = _counted(client, arguments)
    grown = {
        page: (len(few[page]), len(many[page]), [sql for sql in many[page] if many[page].count(sql) > 1][:1])
        for page in few
        if len(few[page]) != len(many[page])
    }
    assert grown == {}
