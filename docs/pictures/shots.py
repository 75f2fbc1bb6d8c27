"""The pages that are photographed: who looks at them, where they are, and what is pressed before."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shot:
    """A page by the name of its picture.

    `follow` are links or buttons that are pressed one after the other, for pages whose address holds a number.
    """

    name: str
    path: str
    person: str = "karin"
    follow: tuple[str, ...] = ()
    dark: bool = False


FIRST_IN_TABLE = ".data-table tbody th a"
# The first picture of a meeting opens it, those after it find it open.
SHOTS = (
    Shot("sign-in", "/account/sign-in/", ""),
    Shot("report", "/lulea/report", "bo"),
    Shot("report-where", "/lulea/report", "bo", (".report-choice:first-child input",)),
    Shot("report-sent", "/lulea/report/sent", "bo"),
    Shot("my-reports", "/lulea/reports", "bo"),
    Shot("review", "/lulea/review", dark=True),
    Shot("check-ins", "/lulea/check-ins?week=2026-W46"),
    Shot("picture", "/lulea/picture", dark=True),
    Shot("picture-reader", "/lulea/picture", "lena"),
    Shot("incidents", "/lulea/incidents?period=2026-W46"),
    Shot("freeze", "/lulea/pictures/2026-W46/freeze"),
    Shot("frozen-pictures", "/lulea/pictures"),
    Shot("frozen-picture", "/lulea/pictures/2026-W46"),
    Shot("problems", "/lulea/problems"),
    Shot("problem", "/lulea/problems", follow=(FIRST_IN_TABLE,)),
    Shot("problem-new", "/lulea/problems/new?period=2026-W46&area=2580-hertson"),
    Shot("measure-suggestions", "/lulea/problems", follow=(FIRST_IN_TABLE, "a[href$='/measures/new']")),
    Shot(
        "measure-new",
        "/lulea/problems",
        follow=(FIRST_IN_TABLE, "a[href$='/measures/new']", ".standout a"),
    ),
    Shot("measures", "/lulea/measures"),
    Shot("measure", "/lulea/measures?state=running", follow=(FIRST_IN_TABLE,)),
    Shot("measures-own", "/lulea/measures", "bo"),
    Shot("dose", "/lulea/measures", "bo", (".standout a.ds-button",)),
    Shot("measure-library", "/lulea/measures/library"),
    Shot("follow-ups", "/lulea/follow-ups"),
    Shot("follow-up", "/lulea/follow-ups", follow=(".standout h3 a",)),
    Shot("follow-up-decided", "/lulea/follow-ups", follow=("#decided ~ .table-region tbody a",)),
    Shot("story", "/lulea/follow-ups", follow=(".standout h3 a", "a[href$='/story']")),
    Shot("decisions", "/lulea/follow-ups", "lena"),
    Shot("meeting", "/lulea/meetings", follow=(".page-head a.ds-button, .meeting-open button",), dark=True),
    Shot("meetings", "/lulea/meetings"),
    Shot(
        "meeting-screen",
        "/lulea/meetings",
        follow=(".page-head a.ds-button", "a[href$='view=screen']", "[rel=next]"),
    ),
    Shot("tasks", "/lulea/tasks"),
    Shot("task-hand-over", "/lulea/tasks", follow=("a[href$='/hand-over']",)),
    Shot("imports", "/lulea/imports"),
    Shot("import", "/lulea/imports/1"),
    Shot("audit", "/lulea/audit/"),
    Shot("administer", "/lulea/administer", "ali"),
    Shot("administer-organisations", "/lulea/administer/organisations", "ali"),
    Shot("administer-members", "/lulea/administer/members", "ali"),
    Shot("administer-member-end", "/lulea/administer/members", "ali", ("tbody a[href$='/end']",)),
    Shot("administer-areas", "/lulea/administer/areas", "ali"),
    Shot("administer-places", "/lulea/administer/places", "ali"),
    Shot("administer-categories", "/lulea/administer/categories", "ali"),
    Shot("administer-settings", "/lulea/administer/settings", "ali"),
)
