"""Marked personal data are sent through every door, and looked for everywhere: they are nowhere.

The doors are the addresses that take a POST, as the URL table has them: one without an entry here fails. Each is
sent what it takes, with marks in its texts, and then marks in every field. The marks are looked for in every table
of the database, in the log, in every answer, error pages among them, and on every page and in every file after.
"""

import io
import logging
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import orjson
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver, reverse
from tests.collect.files import HEADER, file_of, row
from tests.conftest import PASSWORD, World
from tests.web.marks import Marks, columns_of_database, content_of
from tests.web.test_access import FOLDERS, FOR_ALL, FOR_USERS, OPEN_TO, POST_ONLY, Arguments, patterns

from samlad.act.models import Measure, Problem
from samlad.collect import imports
from samlad.collect.models import Category, ImportJob, Incident
from samlad.meet.models import Meeting, Task
from samlad.people import member_actions
from samlad.people.models import Invitation, Role
from samlad.picture.models import FrozenPicture
from samlad.places.models import Area, Place
from samlad.web.guarding import GuardedFormatter

Form = Mapping[str, Any]
# Where an address is asked for itself: that of somebody invited, or of whoever signs in. In these columns alone.
ALLOWED = {
    ("people_invitation", "email"): ("ACCOUNT",),
    ("people_user", "email"): ("ACCOUNT",),
    ("axes_accessattempt", "username"): ("ACCOUNT",),
    ("django_session", "session_data"): ("WAITING", "ACCOUNT mfa"),
}
# Addresses that read their query; each of its parameters is tried.
QUERY = ("period", "area", "category", "organisation", "place", "weekday", "hour", "map")
# What other pages read of their address.
OF_PAGES = (
    "after", "edition", "first", "follows", "last", "of", "organisation", "page", "point", "report", "seen", "sort",
    "state", "subject", "table", "type", "view", "week",
)  # fmt: skip
MONTH = "2026-10"


class Walk:
    """Somebody going through the doors, with a note of each answer in which a mark came back."""

    def __init__(self, world: World, arguments: Arguments, client: Client) -> None:
        self.world, self.arguments, self.client = world, arguments, client
        self.marks = Marks()
        self.echoed: set[str] = set()
        self.be(Role.COORDINATOR)

    def be(self, role: Role) -> None:
        self.client.force_login(self.world.members[role].user)

    def at(self, name: str, *more: Any) -> str:
        return reverse(name, args=["norrby", *(more or self.arguments.get(name, []))])

    def look(self, address: str, form: Form | None = None, **more: Any) -> Any:
        """The answer to GET, or to POST of a form; marks in it are noted."""
        answer = (
            self.client.get(address, follow=True)
            if form is None
            else self.client.post(address, form, follow=True, **more)
        )
        told = f"{content_of(answer)} {answer.redirect_chain}"
        page = address.partition("?")[0]
        allowed = ("ACCOUNT",) if page.startswith("/norrby/administer/") else ("-",)
        found = {mark for mark in self.marks.found(told) if not mark.startswith(allowed)}
        self.echoed |= {f"{page} answers with {mark}" for mark in found}
        return answer

    def send(self, name: str, form: Form, *texts: str, more: tuple[Any, ...] = (), status: int = 200) -> Any:
        """The form with marks in these fields; then with marks in every field, which nothing can be made of."""
        address = self.at(name, *more)
        self.look(address, {field: self.marks.text(f"{name}, all wrong, {field}") for field in form})
        said = {field: self.marks.text(f"{name}, {field}") for field in texts}
        if texts:
            # Something missing beside it: the page shows the texts again.
            wrong = dict.fromkeys(form, "") | said
            self.look(address, wrong)
        answer = self.look(address, {**form, **said})
        # With one field alone, what was all wrong was right, and this is the second.
        assert answer.status_code in {status, 409}, (
            name,
            answer.status_code,
            answer.content.decode()[-3000:],
        )
        return answer


def world_rows(walk: Walk, model: Any) -> Any:
    return model.objects.filter(collaboration=walk.world.collaboration).latest("id")


def category(walk: Walk, code: str = "SKA") -> Category:
    return Category.objects.get(collaboration=walk.world.collaboration, code=code)


def area(walk: Walk, code: str) -> Area:
    return Area.objects.get(collaboration=walk.world.collaboration, code=code)


def file_import(walk: Walk) -> None:
    """Header, unknown column, ids, free text, place, role, category, file name, and a line that cannot be read."""
    said = {
        part: walk.marks.text(f"imports, {part}") for part in ("header", "unknown", "text", "place", "role")
    }
    number = walk.marks.parts("imports, id")["number"]
    columns = f"{HEADER};roll;anteckning;{said['header']}"
    rows = [f"{row(n)};granne;{said['unknown']};x" for n in range(20)]
    rows.append(f"{number};2026-11-02 14:30;SKA;65.61;22.01;;{said['text']};{said['role']};y;x")
    rows.append(f"21;2026-11-02 14:30;SKA;65.61;22.01;{said['place']};;granne;y;x")
    bad = (
        walk.marks.text("imports, category"),
        walk.marks.text("imports, moment"),
        walk.marks.text("imports, latitude"),
    )
    rows.append(f"22;2026-11-02 14:30;{bad[0]};65.61;22.01;;;granne;y;x")
    rows.append(f"23;{bad[1]};SKA;65.61;22.01;;;granne;y;x")
    rows.append(f"24;2026-11-02 14:30;SKA;{bad[2]};22.01;;;granne;y;x")
    rows.append(f'25;"{walk.marks.text("imports, broken line")}')
    name = f"{walk.marks.text('imports, file name')}.csv"
    upload = {"organisation": walk.world.organisations["polisen"].pk}
    for profile in (
        f"[columns\n{walk.marks.text('imports, profile')}",
        f'crs = "{walk.marks.text("imports, crs")}"',
    ):
        toml = SimpleUploadedFile("p.toml", profile.encode())
        walk.look(
            walk.at("imports"),
            {**upload, "file": SimpleUploadedFile(name, file_of(rows, columns)), "profile": toml},
        )
    walk.look(
        walk.at("imports"), {**upload, "file": SimpleUploadedFile(name, walk.marks.text("no table").encode())}
    )
    told = walk.look(walk.at("imports"), {**upload, "file": SimpleUploadedFile(name, file_of(rows, columns))})
    assert told.status_code == 200, told.content.decode()[-3000:]


def import_job(walk: Walk) -> None:
    job = world_rows(walk, ImportJob)
    page = walk.look(walk.at("import_job", job.pk))
    chosen = {bound.name: bound.value() or "" for bound in page.context["form"]}
    walk.look(
        walk.at("import_job", job.pk),
        {name: walk.marks.text(f"import_job, {name}") for name in ("category", "role")} | {"confirm": "1"},
    )
    walk.look(walk.at("import_job", job.pk), {**chosen, "confirm": "1"})
    imports.run_import.func(job.pk)
    job.refresh_from_db()
    assert job.state == ImportJob.State.DONE
    assert job.rows_rejected >= 3
    for name in ("import_job", "import_progress", "import_rejected"):
        walk.look(walk.at(name, job.pk))


def import_cancel(walk: Walk) -> None:
    walk.send("import_cancel", {"again": ""})


def report(walk: Walk) -> None:
    walk.be(Role.REPORTER)
    place = Place.objects.get(collaboration=walk.world.collaboration).pk
    form = {
        "key": uuid.uuid4(), "category": "SKA", "subcategory": "", "where": "place", "place": place, "latitude": "",
        "longitude": "", "accuracy": "", "when": "now", "pressed_at": "", "clock": "", "begun": "", "ended": "",
        "description": "", "felt_insecurity": "3",
    }  # fmt: skip
    walk.send("report", form, "description")
    walk.look(walk.at("report_sent"))
    walk.be(Role.COORDINATOR)


def reviewed(walk: Walk) -> None:
    """Each step on a report of its own; the reporter answers, and takes one back."""
    first = world_rows(walk, Incident)
    assert "[personnummer]" in first.description
    asked = walk.marks.text("review_step, question")
    step = {"version": first.version, "step": "ask", "question": asked}
    walk.look(walk.at("review_step", first.pk), {**step, "version": "x"})
    walk.look(walk.at("review_step", first.pk), step)
    walk.be(Role.REPORTER)
    walk.send("report_answer", {"text": ""}, "text", more=(first.pk,))
    walk.send("report_retract", {"why": ""}, more=(first.pk,))
    walk.be(Role.COORDINATOR)
    waiting = walk.arguments["review_step"][0]
    for name, form, text in (
        ("redact", {"category": category(walk).pk, "place": "", "description": ""}, "description"),
        ("merge", {"target": walk.marks.text("review_step, target")}, "target"),
        ("reject", {"reason": "OTHER", "words": ""}, "words"),
        ("reject", {"reason": walk.marks.text("review_step, reason"), "words": ""}, "words"),
        ("reject", {"reason": "not_incident", "words": ""}, "words"),
    ):
        incident = Incident.objects.get(pk=waiting)
        said = {**form, text: walk.marks.text(f"review_step, {name}, {text}")}
        walk.look(walk.at("review_step", waiting), {"version": incident.version, "step": name, **said})
    walk.look(walk.at("review_step", waiting), {"step": walk.marks.text("review_step, step")})


def review_undo(walk: Walk) -> None:
    walk.look(walk.at("review_undo"), {"why": walk.marks.text("review_undo")})


def check_in(walk: Walk) -> None:
    walk.send("check_in", {"organisation": "", "week": "2026-W40", "word": "nothing", "confirmed": "1"})


def picture_words(walk: Walk) -> None:
    walk.send("picture_words", {"text": "", "revision": 0, "edition": 1, "reason": ""}, "text", more=(MONTH,))
    scripted = {"text": walk.marks.text("picture_words, script"), "revision": 1}
    walk.look(walk.at("picture_words", MONTH), scripted, HTTP_ACCEPT="application/json")


def picture_freeze(walk: Walk) -> None:
    first = {"text": "", "revision": 2, "edition": 1, "reason": ""}
    walk.send("picture_freeze", first, "text", more=(MONTH,))
    walk.send("picture_freeze", {**first, "revision": 3, "edition": 2}, "text", "reason", more=(MONTH,))
    assert FrozenPicture.objects.filter(label=MONTH).count() >= 2
    for name in ("frozen_picture", "frozen_pdf", "frozen_json", "frozen_geojson"):
        walk.look(walk.at(name, MONTH))


def frozen_check(walk: Walk) -> None:
    walk.send("frozen_check", {"edition": 1}, more=(MONTH,))


CAUSES = ("offender", "target", "setting", "handlers", "enablers")


def problem_form(walk: Walk) -> dict[str, Any]:
    return {
        "key": uuid.uuid4(), "revision": "", "title": "", "where": f"area:{area(walk, 'D1').pk}",
        "categories": category(walk).pk, "first_day": "2026-08-01", "last_day": "2026-08-31", "seriousness": "3",
        "worry": "", "mandate": "", "resources": "", "partners": "", **dict.fromkeys(CAUSES, ""),
    }  # fmt: skip


def problem_new(walk: Walk) -> None:
    walk.send("problem_new", problem_form(walk), "title", *CAUSES)


def problem_edit(walk: Walk) -> None:
    problem = world_rows(walk, Problem)
    assert "[personnummer]" in problem.title
    form = {**problem_form(walk), "revision": problem.revision}
    walk.send("problem_edit", form, "title", *CAUSES, more=(problem.pk,))
    # Too late: both texts are shown.
    assert walk.send("problem_edit", form, "title", more=(problem.pk,), status=409).context["form"].stands


def problem_state(walk: Walk) -> None:
    problem = world_rows(walk, Problem)
    walk.send("problem_state", {"step": "close", "reason": ""}, "reason", more=(problem.pk,))
    walk.look(walk.at("problem_state", problem.pk), {"step": "reopen"})


def problem_order(walk: Walk) -> None:
    problem = world_rows(walk, Problem)
    walk.send("problem_order", {f"rank-{problem.pk}": "1", "up": ""})


def measure_form(walk: Walk) -> dict[str, Any]:
    return {
        "key": uuid.uuid4(), "revision": "", "type": "SAN", "title": "", "mechanism": "", "dose_amount": "10",
        "dose_unit": "timmar", "starts_on": "2026-09-07", "ends_on": "", "cost": "100",
        "outcome": category(walk).pk, "comparison_areas": area(walk, "D4").pk, "follow_up_on": "2027-01-11",
        "target_areas": area(walk, "D1").pk, "owner": walk.world.members[Role.REPORTER].pk,
    }  # fmt: skip


def measure_new(walk: Walk) -> None:
    problem = world_rows(walk, Problem)
    # A unit is short: a text of marks alone would not fit.
    unit = f"tim {walk.marks.parts('measure_new, unit')['telephone']}"
    walk.send(
        "measure_new", {**measure_form(walk), "dose_unit": unit}, "title", "mechanism", more=(problem.pk,)
    )


def measure_edit(walk: Walk) -> None:
    measure = world_rows(walk, Measure)
    assert "[personnummer]" in measure.mechanism
    form = {**measure_form(walk), "revision": measure.revision}
    walk.send("measure_edit", form, "title", "mechanism", more=(measure.pk,))
    running = Measure.objects.get(pk=walk.arguments["measure_edit"][0])
    form = {
        "revision": running.revision,
        "owner": form["owner"],
        "ends_on": "",
        "cost": "200",
        "follow_up_on": "2027-01-11",
    }
    walk.send("measure_edit", form)


def measure_step(walk: Walk) -> None:
    walk.send("measure_step", {"step": "start", "on": "2026-09-07"}, more=(world_rows(walk, Measure).pk,))


def dose_log(walk: Walk) -> None:
    form = {"key": uuid.uuid4(), "amount": "2", "given_on": "2026-09-09", "note": ""}
    walk.send("dose_log", form, "note")


def dose_undo(walk: Walk) -> None:
    walk.send("dose_undo", {"why": ""})


def follow_up_compute(walk: Walk) -> None:
    walk.send("follow_up_compute", {"on": ""})


def follow_up_decide(walk: Walk) -> None:
    form = {"choice": "continue", "motive": "", "dissent": "", "next_on": "2027-06-01"}
    walk.send("follow_up_decide", form, "motive", "dissent")
    walk.look(walk.at("follow_up"))


def meeting_open(walk: Walk) -> None:
    walk.send("meeting_open", {"held_on": "2026-11-16"})


def meeting_note(walk: Walk) -> None:
    walk.send("meeting_note", {"point": "other", "text": "", "revision": 0}, "text")
    # Somebody else, too late: both texts come back, with a script and without.
    walk.be(Role.MEMBER)
    for headers in ({}, {"HTTP_HX_REQUEST": "true"}):
        late = {"point": "other", "text": f"Sent: {walk.marks.text('meeting_note, late')}", "revision": 0}
        assert walk.look(walk.at("meeting_note"), late, **headers).status_code == 409
    walk.be(Role.COORDINATOR)


def meeting_task(walk: Walk) -> None:
    owner = walk.world.members[Role.MEMBER].pk
    form = {
        "point": "other",
        "text": "",
        "owner": owner,
        "due_on": "2026-11-20",
        "problem": "",
        "key": uuid.uuid4(),
    }
    walk.send("meeting_task", form, "text")
    assert "[personnummer]" in world_rows(walk, Task).text


def meeting_present(walk: Walk) -> None:
    walk.send("meeting_present", {"add": walk.world.organisations["polisen"].pk})


def meeting_close(walk: Walk) -> None:
    walk.look(walk.at("minutes_pdf"))
    walk.send("meeting_close", {"why": ""})
    assert Meeting.objects.get(pk=walk.arguments["meeting_close"][0]).state == Meeting.State.CLOSED
    walk.look(walk.at("minutes_pdf"))


def task_give(walk: Walk) -> None:
    walk.be(Role.COORDINATOR)
    walk.send("task_give", {"receiver": ""}, status=422)


def task_settle(walk: Walk) -> None:
    walk.send("task_settle", {"step": "finish", "meeting": ""})


def names_of_areas(walk: Walk) -> None:
    """A file of areas, as it lies between being read and being used, and what is wrong with one."""
    square = {"type": "Polygon", "coordinates": [[[22, 65], [22.1, 65], [22.1, 65.1], [22, 65.1], [22, 65]]]}

    def file(**said: str) -> dict[str, Any]:
        properties = {"code": "N1", "name": "Ny", "level": "district", "parent": "M", **said}
        feature = {"type": "Feature", "properties": properties, "geometry": square}
        content = orjson.dumps({"type": "FeatureCollection", "features": [feature]})
        return {"file": SimpleUploadedFile(f"{walk.marks.text('areas, file name')}.geojson", content)}

    for field in ("name", "code", "level", "parent", "remark"):
        walk.look(walk.at("administer_areas"), file(**{field: walk.marks.text(f"areas, {field}")}))
        if field == "remark":
            continue
        walk.look(walk.at("administer_areas_preview"), {"confirm": "1", "seen": ""})
    broken = SimpleUploadedFile("a.geojson", f"{{{walk.marks.text('areas, no JSON')}".encode())
    walk.look(walk.at("administer_areas"), {"file": broken})
    walk.look(walk.at("administer_areas"), file())


def areas_preview(walk: Walk) -> None:
    walk.send("administer_areas_preview", {"confirm": "1", "seen": ""}, status=422)


def administer_area(walk: Walk) -> None:
    walk.send("administer_area", {"name": "", "seen": ""}, "name", status=422)


def place_form() -> dict[str, Any]:
    return {"name": "", "latitude": "65.61", "longitude": "22.01", "radius": "100", "seen": ""}


def administer_place(walk: Walk) -> None:
    walk.send("administer_place", place_form(), "name", status=422)


def administer_place_add(walk: Walk) -> None:
    walk.send("administer_place_add", place_form(), "name", status=422)


def administer_place_remove(walk: Walk) -> None:
    walk.send("administer_place_remove", {"why": ""})


def administer_category(walk: Walk) -> None:
    walk.send(
        "administer_category",
        {"swedish": "", "english": "", "weight": "1", "active": "on"},
        "swedish",
        status=422,
    )


def administer_category_add(walk: Walk) -> None:
    form = {"code": "KLU", "swedish": "Klubb", "english": "", "weight": "1"}
    walk.send("administer_category_add", form, "english", status=422)


def organisations(walk: Walk) -> None:
    walk.send(
        "administer_organisations", {"name": "", "kind": "other", "checks_in": "on"}, "name", status=422
    )
    plate = walk.marks.parts("administer_organisations, plate")["plate"]
    walk.look(walk.at("administer_organisations"), {"name": f"Bil med reg.nr {plate}", "kind": "other"})


def organisation(walk: Walk) -> None:
    walk.send("administer_organisation", {"name": "", "kind": "other"}, "name", status=422)


def organisation_end(walk: Walk) -> None:
    walk.look(walk.at("administer_organisation_end"), {"why": walk.marks.text("administer_organisation_end")})


def organisation_resume(walk: Walk) -> None:
    walk.look(
        walk.at("administer_organisation_resume"), {"why": walk.marks.text("administer_organisation_resume")}
    )


def members(walk: Walk) -> None:
    form = {
        "email": "ny@example.test",
        "organisation": walk.world.organisations["polisen"].pk,
        "role": "member",
    }
    texts = {name: walk.marks.text(f"administer_members, {name}") for name in form if name != "email"}
    walk.look(walk.at("administer_members"), form | texts)
    # An address is what is asked for here, and shown to those who administer.
    walk.look(walk.at("administer_members"), {**form, "email": walk.marks.text("ACCOUNT wrong")})
    invited = walk.marks.parts("ACCOUNT invited")["email"]
    walk.client.post(walk.at("administer_members"), {**form, "email": invited}, follow=True)
    assert Invitation.objects.filter(email=invited).exists()


def member(walk: Walk) -> None:
    walk.send("administer_member", {"role": "reviewer", "organisation": "", "seen": ""}, status=422)


def member_end(walk: Walk) -> None:
    walk.look(walk.at("administer_member_end"), {"why": walk.marks.text("administer_member_end")})


def member_resume(walk: Walk) -> None:
    walk.look(walk.at("administer_member_resume"), {"why": walk.marks.text("administer_member_resume")})


def administer_invitation(walk: Walk) -> None:
    walk.send("administer_invitation", {"renew": ""})


def settings_of(walk: Walk) -> None:
    walk.send(
        "administer_settings",
        {
            "name": "",
            "small_count_threshold": "5",
            "text_months": "24",
            "time_zone": "Europe/Stockholm",
            "seen": "",
        },
        "name",
        status=422,
    )


def invitation(walk: Walk) -> None:
    """The name of somebody invited, and the link with marks in it."""
    made, token = member_actions.invite(
        actor=None,
        organisation=walk.world.organisations["polisen"],
        email=walk.marks.parts("ACCOUNT accepted")["email"],
        role=Role.MEMBER,
    )
    stranger = Client()
    address = reverse("invitation", args=[token])
    stranger.post(address, {"name": walk.marks.text("invitation, name"), "password": PASSWORD})
    stranger.post(address, {"name": "Ny Medlem", "password": PASSWORD})
    made.refresh_from_db()
    assert made.accepted_at is not None
    assert made.email == ""
    stranger.post(reverse("invitation", args=["x" + walk.marks.parts("invitation, link")["email"]]))


def set_language(walk: Walk) -> None:
    walk.look(reverse("set_language"), {"language": walk.marks.text("set_language"), "next": "/"})


def of_account(name: str) -> Callable[[Walk], None]:
    """Signing in, passwords, two factors: what is typed is the account's own, and is stored hashed or not at all."""

    def door(walk: Walk) -> None:
        # A form that waits until the password is given again lies in one's own session for as long.
        kind = "WAITING" if name.startswith("mfa_") else "account:"
        account = walk.marks.parts(f"ACCOUNT {name}")
        fields = ("email", "password", "password1", "password2", "oldpassword", "code", "next", "name")
        form = {field: walk.marks.text(f"{kind} {name}, {field}") for field in fields}
        address = reverse(name, kwargs={"uidb36": "x", "key": "y"} if name.endswith("from_key") else None)
        Client().post(address, {**form, "login": account["email"]})
        walk.client.post(address, form)
        walk.be(Role.COORDINATOR)

    return door


# In the order in which a row is made before it is used, and ended last.
DOORS: dict[str, Callable[[Walk], None]] = {
    "imports": file_import,
    "import_job": import_job,
    "import_cancel": import_cancel,
    "report": report,
    "review_step": reviewed,
    "report_answer": lambda walk: None,  # within the step above
    "report_retract": lambda walk: None,  # within the step above
    "review_undo": review_undo,
    "check_in": check_in,
    "picture_words": picture_words,
    "picture_freeze": picture_freeze,
    "frozen_check": frozen_check,
    "problem_new": problem_new,
    "problem_edit": problem_edit,
    "problem_state": problem_state,
    "problem_order": problem_order,
    "measure_new": measure_new,
    "measure_edit": measure_edit,
    "measure_step": measure_step,
    "dose_log": dose_log,
    "dose_undo": dose_undo,
    "follow_up_compute": follow_up_compute,
    "follow_up_decide": follow_up_decide,
    "meeting_open": meeting_open,
    "meeting_note": meeting_note,
    "meeting_task": meeting_task,
    "meeting_present": meeting_present,
    "meeting_close": meeting_close,
    "task_give": task_give,
    "task_settle": task_settle,
    "administer_areas": names_of_areas,
    "administer_areas_preview": areas_preview,
    "administer_area": administer_area,
    "administer_place": administer_place,
    "administer_place_add": administer_place_add,
    "administer_place_remove": administer_place_remove,
    "administer_category": administer_category,
    "administer_category_add": administer_category_add,
    "administer_organisations": organisations,
    "administer_organisation": organisation,
    "administer_organisation_end": organisation_end,
    "administer_organisation_resume": organisation_resume,
    "administer_members": members,
    "administer_member": member,
    "administer_member_end": member_end,
    "administer_member_resume": member_resume,
    "administer_invitation": administer_invitation,
    "administer_settings": settings_of,
    "invitation": invitation,
    "set_language": set_language,
    **{
        name: of_account(name)
        for name in (
            "account_change_password",
            "account_set_password",
            "account_reauthenticate",
            "account_login",
            "account_signup",
            "account_reset_password",
            "account_reset_password_from_key",
            "mfa_authenticate",
            "mfa_reauthenticate",
            "mfa_activate_totp",
            "mfa_deactivate_totp",
            "mfa_generate_recovery_codes",
            "account_logout",
        )
    },
}  # fmt: skip


@pytest.fixture
def arguments(norrby: World) -> Arguments:
    return {name: value for folder in FOLDERS for name, value in folder.arguments(norrby).items()}


@pytest.fixture
def walk(norrby: World, arguments: Arguments, client: Client) -> Walk:
    return Walk(norrby, arguments, client)


def test_every_address_that_takes_a_form_is_a_door_of_this_test(walk: Walk) -> None:
    takes = set()
    for _route, pattern in patterns(get_resolver()):
        name = str(pattern.name)
        if name in OPEN_TO:
            walk.be(Role.COORDINATOR)
            address = walk.at(name)
        else:
            address = _address(name)
        # A form of the wrong kind is enough to see whether any is taken.
        if name in POST_ONLY or walk.client.post(address, {"x": "x"}).status_code not in {403, 405}:
            takes.add(name)
    assert takes - _WITHOUT_FORM == set(DOORS)


# They answer a POST as they do a GET, and read nothing of it.
_WITHOUT_FORM: set[str] = {
    "mfa_index", "mfa_view_recovery_codes", "mfa_download_recovery_codes", "account_inactive",
    "account_reset_password_done", "account_reset_password_from_key_done",
}  # fmt: skip


def _address(name: str) -> str:
    values = {"account_reset_password_from_key": {"uidb36": "x", "key": "y"}, "invitation": {"token": "x"}}
    return reverse(name, kwargs=values.get(name))


def test_no_door_lets_personal_data_in(walk: Walk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for logger in ("samlad", "django", "django.request"):
        caplog.set_level(logging.DEBUG, logger=logger)
    for door in DOORS.values():
        door(walk)
    walk.be(Role.COORDINATOR)
    for address in _everything(walk):
        walk.look(address)
    assert _leaks(walk, "\n".join(map(logging.Formatter().format, caplog.records))) == []


def test_what_comes_beside_a_form_is_kept_nowhere(walk: Walk, caplog: pytest.LogCaptureFixture) -> None:
    """Headers, cookies, bodies that are no form, methods that are refused, sheets, a fault's own text."""
    for logger in ("", "samlad", "django", "django.request"):
        caplog.set_level(logging.DEBUG, logger=logger or None)
    said = walk.marks.text
    headers = {
        f"HTTP_{name}": said(f"header {name}")
        for name in ("REFERER", "USER_AGENT", "ACCEPT", "ACCEPT_LANGUAGE", "X_FORWARDED_FOR", "X_REQUESTED_WITH",
                     "HX_CURRENT_URL", "HX_REQUEST", "HX_TARGET", "IF_NONE_MATCH", "RANGE", "ORIGIN")
    }  # fmt: skip
    walk.client.cookies["samlad_note"] = said("cookie").replace(" ", "_").replace(",", "")
    pages = [walk.at(name) for name in ("picture", "incidents", "report", "review", "imports", "problems")]
    for address in [*pages, walk.at("report") + "/" + walk.marks.parts("no page")["number"]]:
        _note(walk, address, walk.client.get(address, **headers))
        body = orjson.dumps({said(f"key {address}"): [said(f"value {address}")], "text": said("text")})
        for kind in ("application/json", "text/plain", "multipart/form-data; boundary=x"):
            for method in ("post", "put", "delete"):
                answer = getattr(walk.client, method)(address, body, content_type=kind, **headers)
                _note(walk, address, answer)
    _note(walk, "imports", walk.client.post(walk.at("imports"), {
        "organisation": walk.world.organisations["polisen"].pk,
        "file": SimpleUploadedFile(f"{said('workbook name')}.xlsx", _workbook(walk)),
    }, follow=True))  # fmt: skip
    assert ImportJob.objects.exists()
    walk.look(walk.at("import_job", world_rows(walk, ImportJob).pk))
    logging.getLogger("samlad.collect").error("a fault: %s", ValueError(said("exception")))
    # A fault's own text is masked where the line is written.
    assert _leaks(walk, "\n".join(map(GuardedFormatter().format, caplog.records))) == []


def _workbook(walk: Walk) -> bytes:
    """Marks in the names of its sheets, its properties, a header, a comment and a cell."""
    content = io.BytesIO()
    number = walk.marks.parts("sheet")["number"]
    with xlsxwriter.Workbook(content) as book:
        book.set_properties({"title": walk.marks.text("title"), "author": walk.marks.text("author")})
        sheet = book.add_worksheet(number)
        book.add_worksheet(walk.marks.parts("sheet of nothing")["telephone"])
        header = [*HEADER.split(";"), walk.marks.text("header of a workbook")]
        for line, values in enumerate([header, *(row(n).split(";") for n in range(12))]):
            sheet.write_row(line, 0, values)
        sheet.write(3, 6, walk.marks.text("cell"))
        sheet.write_comment(3, 6, walk.marks.text("comment"))
    return content.getvalue()


def _note(walk: Walk, address: str, answer: Any) -> None:
    found = walk.marks.found(f"{content_of(answer)} {dict(answer.headers)}")
    walk.echoed |= {f"{address} answers with {mark}" for mark in found}


def _leaks(walk: Walk, written: str) -> list[str]:
    """Every mark in the log, in an answer or in the database, where it is not allowed."""
    leaks = {f"the log: {mark}" for mark in walk.marks.found(written)} | walk.echoed
    for table, column, content in columns_of_database():
        found = walk.marks.found(content)
        found = {mark for mark in found if not mark.startswith(ALLOWED.get((table, column), ("-",)))}
        leaks |= {f"{table}.{column}: {mark}" for mark in found}
    return sorted(leaks)


def _everything(walk: Walk) -> Iterator[str]:
    """Every page and file; then each with marks in what it reads of its address."""
    asked = ("picture", "incidents", "problem_new")
    for name in OPEN_TO:
        if name in POST_ONLY:
            continue
        address = walk.at(name)
        yield address
        if name.startswith(asked) and not walk.arguments.get(name):
            yield from (f"{address}?{one}={_quoted(walk, name, one)}" for one in QUERY)
        said = _quoted(walk, name, "of pages")
        every = "&".join(f"{one}={said}" for one in OF_PAGES)
        yield f"{address}?{every}"
    words = walk.marks.parts("an address that is none")
    yield f"/norrby/pictures/{words['number']}"
    yield f"/norrby/{words['telephone']}/{words['number']}"
    yield f"/{words['plate'].replace(' ', '-')}/picture"


def _quoted(walk: Walk, name: str, parameter: str) -> str:
    return walk.marks.text(f"{name}?{parameter}").replace(" ", "%20").replace(",", "%2C")


def test_what_is_left_over_is_in_no_list() -> None:
    assert set(DOORS) <= set(OPEN_TO) | FOR_ALL | FOR_USERS
