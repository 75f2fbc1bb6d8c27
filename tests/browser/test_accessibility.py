"""Every page, at phone and desk size, in both languages, light and dark: for everybody's eyes and hands."""

from dataclasses import dataclass

import pytest

from tests.browser.conftest import OpenScreen
from tests.browser.screen import DESK, PHONE, Screen

FILTERED = "period=2026-W44&area=2580-hertson&area=2580-centrum&category=SKA&organisation=polisen"


@dataclass(frozen=True)
class Case:
    """A page: who looks at it, where it is and what it answers."""

    name: str
    path: str
    person: str = "karin"
    status: int = 200


CASES = (
    Case("sign-in", "/account/sign-in/", ""),
    Case("password reset", "/account/password/reset/", ""),
    Case("password reset sent", "/account/password/reset/sent/", ""),
    Case("sign-up is closed", "/account/closed/", ""),
    Case("picture of a week", "/lulea/picture"),
    Case("picture of a month", "/lulea/picture?period=2026-10"),
    Case("picture with filters", f"/lulea/picture?{FILTERED}"),
    Case("hexagons", "/lulea/picture?period=2026-W44&map=hexagons"),
    Case("picture of nothing", "/lulea/picture?period=2031-W10"),
    Case("reader's picture", "/lulea/picture", "lena"),
    Case("incidents", "/lulea/incidents?period=2026-W44"),
    Case("no incidents", "/lulea/incidents?period=2031-W10"),
    Case("own incidents", "/lulea/incidents?period=2026-W44", "bo"),
    Case("imports", "/lulea/imports"),
    Case("imports, none", "/lulea/imports", "gun"),
    Case("import result", "/lulea/imports/1"),
    Case("report", "/lulea/report", "bo"),
    Case("report sent, none", "/lulea/report/sent", "gun"),
    Case("my reports, none", "/lulea/reports", "gun"),
    Case("audit", "/lulea/audit/"),
    Case("two-step sign-in", "/account/two-factor/"),
    Case("change password", "/account/password/"),
    Case("sign out", "/account/sign-out/"),
    Case("not allowed", "/lulea/imports", "lena", 403),
    Case("not there", "/norrby/picture", status=404),
    Case("bad address", "/lulea/picture?period=snart", status=400),
)
# The pages of the wheel, on the demo's own history; their own tests try them in English.
WHEEL = (
    Case("my reports", "/lulea/reports", "bo"),
    Case("report sent", "/lulea/report/sent", "bo"),
    Case("review", "/lulea/review"),
    Case("review, asked", "/lulea/review?state=asked"),
    Case("review of the own organisation", "/lulea/review", "gun"),
    Case("check-ins", "/lulea/check-ins?week=2026-W46"),
    Case("check-ins of this week", "/lulea/check-ins", "per"),
    Case("frozen pictures", "/lulea/pictures"),
    Case("reader's frozen pictures", "/lulea/pictures", "lena"),
    Case("frozen picture", "/lulea/pictures/2026-W46"),
    Case("reader's frozen picture", "/lulea/pictures/2026-10", "lena"),
    Case("freeze", "/lulea/pictures/2026-W46/freeze"),
    Case("freeze, not over", "/lulea/pictures/2031-W10/freeze"),
    Case("problems", "/lulea/problems"),
    Case("problems in the group's order", "/lulea/problems?sort=rank"),
    Case("problem", "/lulea/problems/1"),
    Case("new problem", "/lulea/problems/new?period=2026-W46&area=2580-hertson"),
    Case("change a problem", "/lulea/problems/1/edit"),
    Case("story", "/lulea/problems/1/story"),
    Case("suggested measures", "/lulea/problems/1/measures/new"),
    Case("new measure", "/lulea/problems/1/measures/new?type=LJU"),
    Case("measures", "/lulea/measures"),
    Case("measures due", "/lulea/measures?state=due"),
    Case("own measures", "/lulea/measures", "bo"),
    Case("measure", "/lulea/measures/1"),
    Case("change a measure", "/lulea/measures/1/edit"),
    Case("dose", "/lulea/measures/1/dose"),
    Case("measure library", "/lulea/measures/library"),
    Case("follow-ups", "/lulea/follow-ups"),
    Case("follow-up", "/lulea/follow-ups/1"),
    Case("reader's decisions", "/lulea/follow-ups", "lena"),
    Case("meetings", "/lulea/meetings", "per"),
    Case("meeting", "/lulea/meetings/1"),
    Case("tasks", "/lulea/tasks"),
    Case("everybody's tasks", "/lulea/tasks?of=all", "eva"),
    Case("administration", "/lulea/administer"),
)


def check(screen: Screen, what: str) -> None:
    screen.check_accessible(what)
    screen.check_fits(what)


@pytest.mark.parametrize("case", CASES + WHEEL, ids=lambda case: case.name)
def test_page_in_swedish(open_screen: OpenScreen, case: Case) -> None:
    screen = open_screen(case.person, "sv", PHONE)
    assert screen.open(case.path).status == case.status
    assert screen.page.locator("html").get_attribute("lang") == "sv"
    assert screen.page.locator("h1").count() == 1
    check(screen, f"{case.name}, phone")
    screen.resize(DESK)
    check(screen, f"{case.name}, desk")
    # In the dark nothing but the colours is another.
    screen.darken()
    screen.check_accessible(f"{case.name}, desk, dark", "color-contrast")
    screen.resize(PHONE)
    screen.check_accessible(f"{case.name}, phone, dark", "color-contrast")


# The same page with other figures has the same English words: once is enough.
VARIANTS = {"picture of a month", "picture of nothing", "hexagons", "own incidents"}
IN_ENGLISH = [case for case in CASES if case.name not in VARIANTS]


@pytest.mark.parametrize("case", IN_ENGLISH, ids=lambda case: case.name)
def test_page_in_english(open_screen: OpenScreen, case: Case) -> None:
    screen = open_screen(case.person, "en", PHONE)
    assert screen.open(case.path).status == case.status
    assert screen.page.locator("html").get_attribute("lang") == "en"
    check(screen, f"{case.name}, phone, English")
