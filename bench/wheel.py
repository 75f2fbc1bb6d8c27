"""In a process of its own: fill the wheel around the incidents that there are, and name the pages to ask for.

`python -m bench.wheel SLUG` prints one line of JSON: each kind of page with its addresses.
"""

from __future__ import annotations

import json
import random
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import django

from bench import wheel_asking

if TYPE_CHECKING:
    from samlad.people.models import Member

SEED = 2580
# So many rows of a kind are asked for in turn, where a page shows one.
OF_EACH = 60


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many rows of each kind."""

    organisations: int = 8
    members: int = 60
    weeks: int = 156
    problems: int = 500
    measures: int = 2_000
    doses: int = 10  # of each measure that has begun
    follow_ups: int = 2  # likewise
    pictures: int = 300
    meetings: int = 150
    tasks: int = 8  # of each meeting
    reports: int = 1_000
    jobs: int = 100
    audit: int = 50_000


def main(slug: str) -> None:
    """Fill, and print the addresses."""
    django.setup()
    from samlad.demo.world import END
    from samlad.people.models import Member

    coordinator = Member.objects.select_related("collaboration", "organisation").get(
        collaboration__slug=slug, role="coordinator"
    )
    sys.stdout.write(json.dumps(fill(coordinator, Numbers(), END)) + "\n")


def fill(coordinator: Member, numbers: Numbers, last: date) -> dict[str, list[str]]:
    """Rows of everything, by the seed; the addresses of the pages that show them."""
    from bench import rows_around as around
    from bench import rows_told as told
    from bench import rows_wheel as wheel
    from samlad.act.models import Measure

    draw = random.Random(SEED)  # noqa: S311 - nothing secret
    collaboration = coordinator.collaboration
    organisations = [coordinator.organisation, *around.organisations(collaboration, numbers.organisations)]
    members = [coordinator, *around.members(organisations, numbers.members, draw)]
    around.invitations(organisations, 20, draw)
    around.check_ins(organisations, last, numbers.weeks, draw)
    reports = around.reports(coordinator, numbers.reports, last, draw)
    jobs = around.import_jobs(coordinator.organisation, numbers.jobs, 20)
    around.audit(members, numbers.audit, draw)
    problems = wheel.problems(collaboration, numbers.problems, last, draw)
    measures = wheel.measures(problems, members, numbers.measures, last, draw)
    planned = Measure.State.PLANNED
    begun = [one for one in measures if one.state != planned]
    wheel.doses(begun, numbers.doses, coordinator)
    # Every fortieth runs, has its day of follow-up behind it and no evidence yet.
    judged = [one for count, one in enumerate(measures) if count % 40 and one.state != planned]
    follow_ups = wheel.follow_ups(judged, numbers.follow_ups, coordinator, last, draw)
    labels = _pictures(coordinator, numbers.pictures, last)
    meetings = told.meetings(coordinator, numbers.meetings, last)
    for meeting in meetings:
        told.tasks(meeting, members[:6], problems, numbers.tasks, draw)
    return _pages() | {
        "a review": [f"review/{one.pk}" for one in reports[:OF_EACH]],
        "an import": [f"imports/{one.pk}" for one in jobs[:OF_EACH]],
        "a frozen picture": [f"pictures/{label}" for label in labels[:OF_EACH]],
        "freezing": [f"pictures/{label}/freeze" for label in labels[:OF_EACH]],
        **_outside([label for label in labels if "W" not in label][:OF_EACH]),
        "a problem": [f"problems/{one.pk}" for one in problems[:OF_EACH]],
        "changing a problem": [f"problems/{one.pk}/edit" for one in problems[:OF_EACH]],
        "the story of a problem": [f"problems/{one.pk}/story" for one in problems[:OF_EACH]],
        "choosing a measure": [f"problems/{one.pk}/measures/new" for one in problems[:OF_EACH]],
        "planning a measure, with areas to compare": [
            f"problems/{one.pk}/measures/new?type=SAN" for one in problems[:OF_EACH]
        ],
        "a measure": [f"measures/{one.pk}" for one in begun[:OF_EACH]],
        "logging a dose": [f"measures/{one.pk}/dose" for one in begun[:OF_EACH]],
        "a follow-up": [f"follow-ups/{one.pk}" for one in follow_ups[:OF_EACH]],
        "an open meeting": [f"meetings/{meetings[0].pk}"],
        "an open meeting, what others wrote": [f"meetings/{meetings[0].pk}/live"],
        "a closed meeting": [f"meetings/{one.pk}" for one in meetings[1:OF_EACH]],
        "an organisation": [f"administer/organisations/{one.pk}" for one in organisations],
        "a member": [f"administer/members/{one.pk}" for one in members[:OF_EACH]],
    }


def _pictures(coordinator: Member, number: int, last: date) -> list[str]:
    """Freeze two weeks for each month, backwards from the last."""
    from bench import rows_told as told
    from samlad.picture.periods import Kind, Period

    week, month = (Period.holding(last - timedelta(weeks=5), kind) for kind in (Kind.WEEK, Kind.MONTH))
    periods = [
        month.shifted(-(step // 3) - 1) if step % 3 == 2 else week.shifted(-(step - step // 3))
        for step in range(number)
    ]
    told.pictures(coordinator, periods)
    return [one.label for one in periods]


def _outside(months: list[str]) -> dict[str, list[str]]:
    """What somebody outside the group sees: the months, as they were frozen."""
    addresses = {
        "the picture": [f"picture?period={label}" for label in months],
        "its map": [f"picture.geojson?period={label}" for label in months],
        "a frozen picture": [f"pictures/{label}" for label in months],
        "frozen pictures": ["pictures"],
        "frozen pictures, last page": ["pictures?page=99"],
    }
    return {f"{name}{wheel_asking.OUTSIDE}": pages for name, pages in addresses.items()}


def _pages() -> dict[str, list[str]]:
    return {
        "review queue": ["review"],
        "review queue, asked back": ["review?state=asked"],
        "report form": ["report"],
        "my reports": ["reports"],
        "imports": ["imports"],
        "check-ins": ["check-ins"],
        "frozen pictures": ["pictures"],
        "problems": ["problems"],
        "problems, last page": ["problems?page=99"],
        "a new problem": ["problems/new"],
        "measures": ["measures"],
        "measures, follow-up due": ["measures?state=due"],
        "measure library": ["measures/library"],
        "follow-ups": ["follow-ups"],
        "follow-ups, last page": ["follow-ups?page=999"],
        "meetings": ["meetings"],
        "my tasks": ["tasks"],
        "everybody's tasks": ["tasks?of=all"],
        "administration": ["administer"],
        "organisations": ["administer/organisations"],
        "members": ["administer/members"],
        "settings": ["administer/settings"],
        "areas": ["administer/areas"],
        "places": ["administer/places"],
        "categories": ["administer/categories"],
        "audit trail": ["audit/"],
        "audit trail, one kind": ["audit/?subject=dose"],
        "audit trail, last page": ["audit/?page=9999"],
    }


if __name__ == "__main__":
    main(sys.argv[1])
