"""Reports of single incidents: sent, stored once, taken back, answered, followed, forgotten."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.conftest import World

from samlad.collect import report_actions, review_actions
from samlad.collect.choices import Channel, Precision
from samlad.collect.models import Category, Incident, IncidentRevision, ReportLink, ReviewEvent
from samlad.collect.report_actions import Report
from samlad.people.models import AuditEntry, Member, Role
from samlad.people.policy import Denied
from samlad.picture import columns
from samlad.places.models import Place

REPORTERS = (Role.REPORTER, Role.REVIEWER, Role.MEMBER, Role.COORDINATOR)
State = Incident.State
Send = Callable[..., HttpResponse]


@pytest.fixture
def client() -> Client:
    """A browser that asks for English."""
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def reporter(norrby: World, client: Client) -> Member:
    client.force_login(norrby.members[Role.REPORTER].user)
    return norrby.members[Role.REPORTER]


@pytest.fixture
def send(norrby: World, client: Client) -> Send:
    """Send a form that is right but for what is given; None leaves a field out."""

    def sending(accept: str = "text/html", **changes: Any) -> HttpResponse:
        form = {
            "key": str(uuid4()),
            "category": "SKA",
            "where": "place",
            "place": Place.objects.get(collaboration=norrby.collaboration).pk,
            "when": "now",
            "description": "Klotter på väggen.",
        } | changes
        data = {name: value for name, value in form.items() if value is not None}
        answer: HttpResponse = client.post(
            reverse("report", args=["norrby"]), data, headers={"accept": accept}
        )  # type: ignore[assignment]
        return answer

    return sending


def report_of(world: World, **changes: Any) -> Report:
    now = timezone.now()
    return Report(
        **{"category": "SKA", "begun": now, "ended": now, "reported_at": now, "place": "Kulturens hus"}
        | changes
    )


def submitted(world: World, role: Role = Role.REPORTER, **changes: Any) -> Incident:
    sent = report_actions.submit(actor=world.members[role], report=report_of(world, **changes), key=uuid4())
    return Incident.objects.get(pk=sent.incident)


def ask(world: World, incident: Incident, question: str = "Vilken port?") -> None:
    """What the review does when it asks back."""
    Incident.objects.filter(pk=incident.pk).update(state=State.ASKED)
    ReviewEvent.objects.create(
        incident=incident,
        actor=world.members[Role.COORDINATOR],
        step="ask",
        old_state=State.SUBMITTED,
        new_state=State.ASKED,
        text=question,
    )


def errors(answer: HttpResponse) -> str:
    found = re.search(r"data-report-errors>(.*?)</ul>", answer.content.decode(), re.DOTALL)
    assert found, answer.content.decode()[:2000]
    return found[1]


ZONE = ZoneInfo("Europe/Stockholm")


def local(moment: datetime) -> str:
    return f"{timezone.localtime(moment, ZONE):%Y-%m-%dT%H:%M}"


# What is sent


def test_a_report_waits_for_review_and_is_not_counted(norrby: World, reporter: Member, send: Send) -> None:
    answer = send(category="SKA", subcategory="SKA.KLO", felt_insecurity="4")
    incident = Incident.objects.get()
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/norrby/report/sent?report={incident.pk}"
    assert incident.state == State.SUBMITTED
    assert incident.organisation == reporter.organisation
    assert incident.category.code == "SKA.KLO"
    assert incident.place is not None
    assert incident.place.name == "Kulturens hus"
    assert incident.area is not None
    assert incident.area.code == "D1"
    assert Precision.of(incident.precision) == Precision.PLACE
    assert Channel.of(incident.channel) == Channel.WEB
    assert incident.felt_insecurity == 4
    assert abs(incident.occurred_from - timezone.now()) < timedelta(minutes=1)
    assert incident.occurred_to == incident.occurred_from
    assert incident.reported_at is not None
    assert columns.current(norrby.collaboration).counted.tolist() == [False]


@pytest.mark.parametrize(
    ("role", "state"),
    [
        (Role.REPORTER, State.SUBMITTED),
        (Role.MEMBER, State.SUBMITTED),
        (Role.REVIEWER, State.APPROVED),
        (Role.COORDINATOR, State.APPROVED),
    ],
)
def test_whoever_reviews_need_not_wait_for_a_review(norrby: World, role: Role, state: State) -> None:
    assert submitted(norrby, role).state == state


@pytest.mark.parametrize("role", [Role.READER, Role.ADMIN])
def test_who_may_not_report(norrby: World, role: Role) -> None:
    with pytest.raises(Denied):
        submitted(norrby, role)
    assert not Incident.objects.exists()


def test_a_position_is_kept_as_sure_as_it_is(norrby: World, reporter: Member, send: Send) -> None:
    for where, accuracy, precision in (
        ("pin", "", Precision.EXACT),
        ("here", "12", Precision.EXACT),
        ("here", "180", Precision.ADDRESS),
    ):
        send(where=where, latitude="65.605", longitude="22.05", accuracy=accuracy, place="")
        incident = Incident.objects.latest("id")
        assert (incident.latitude, incident.longitude) == (65.605, 22.05)
        assert incident.place is None
        assert incident.area is not None
        assert incident.area.code == "D2"
        assert Precision.of(incident.precision) == precision


def test_earlier_today_is_from_midnight_until_now_or_the_time_that_is_said(
    norrby: World, reporter: Member, send: Send
) -> None:
    send(when="today")
    incident = Incident.objects.latest("id")
    assert f"{timezone.localtime(incident.occurred_from, ZONE):%H:%M:%S}" == "00:00:00"
    assert timezone.now() - incident.occurred_to < timedelta(minutes=1)
    send(when="today", clock="00:00")
    incident = Incident.objects.latest("id")
    assert incident.occurred_from == incident.occurred_to
    assert f"{timezone.localtime(incident.occurred_from, ZONE):%H:%M}" == "00:00"


def test_another_time_is_by_the_clock_of_the_collaboration(
    norrby: World, reporter: Member, send: Send
) -> None:
    # The second of these hours comes twice: the night when the clock goes back.
    send(when="exact", begun="2026-07-01T21:15", ended="2026-07-01T22:00")
    send(when="exact", begun="2026-10-25T02:30")
    moments = [(row.occurred_from, row.occurred_to) for row in Incident.objects.order_by("id")]
    assert moments[0] == (datetime(2026, 7, 1, 19, 15, tzinfo=UTC), datetime(2026, 7, 1, 20, 0, tzinfo=UTC))
    assert moments[1] == (datetime(2026, 10, 25, 0, 30, tzinfo=UTC),) * 2


def test_now_is_when_send_was_pressed_although_the_network_was_away(
    norrby: World, reporter: Member, send: Send
) -> None:
    pressed = (timezone.now() - timedelta(hours=3)).replace(microsecond=0)
    send(pressed_at=pressed.isoformat().replace("+00:00", "Z"))
    assert Incident.objects.latest("id").occurred_from == pressed
    for unbelievable in ("2019-01-01T10:00:00Z", "2099-01-01T10:00:00Z", "9999-12-31T23:59:59-23:00", "igår"):
        send(pressed_at=unbelievable)
        assert timezone.now() - Incident.objects.latest("id").occurred_from < timedelta(minutes=1)


def test_what_is_announced_may_lie_ahead(norrby: World, reporter: Member, send: Send) -> None:
    ahead = timezone.now() + timedelta(days=10)
    assert send(category="ARR", when="exact", begun=local(ahead)).status_code == 302


def test_a_script_is_told_where_to_go_next(norrby: World, reporter: Member, send: Send) -> None:
    answer = send(accept="application/json")
    assert answer.status_code == 200
    assert answer.json() == {"next": f"/norrby/report/sent?report={Incident.objects.get().pk}"}  # type: ignore[attr-defined]


# Bad input


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"category": None}, "Välj vad det gäller|Choose what it is about"),
        ({"category": "XYZ"}, "XYZ"),
        ({"category": "SKA.KLO"}, "SKA.KLO"),
        ({"subcategory": "NAR.KAN"}, "Skadegörelse|Vandalism"),
        ({"place": ""}, "karta|map"),
        ({"place": "987654"}, "karta|map"),
        ({"where": "pin", "place": ""}, "karta|map"),
        ({"where": "pin", "latitude": "59.33", "longitude": "18.07"}, "Norrby"),
        ({"where": "pin", "latitude": "nan", "longitude": "18.07"}, "."),
        ({"where": "elsewhere"}, "."),
        ({"when": "exact"}, "date and a time|datum"),
        ({"when": "exact", "begun": "i lördags"}, "i lördags"),
        ({"when": "exact", "begun": "2999-01-01T10:00"}, "2999-01-01 10:00"),
        ({"when": "exact", "begun": "1950-01-01T10:00"}, "1950-01-01"),
        ({"when": "exact", "begun": "0001-01-01T00:00"}, "."),
        ({"when": "exact", "begun": "9999-12-31T23:59"}, "."),
        ({"when": "exact", "begun": "2026-07-02T10:00", "ended": "2026-07-01T10:00"}, "2026-07-01 10:00"),
        ({"when": "exact", "begun": "2026-07-01T10:00", "ended": "2999-01-01T10:00"}, "2999-01-01 10:00"),
        ({"when": "today", "clock": "25:00"}, "14:30"),
        ({"description": "a" * 501}, "501"),
        ({"felt_insecurity": "9"}, "9"),
        ({"key": "inte ett uuid"}, "."),
    ],
)
def test_bad_input_is_told_and_nothing_is_lost(
    norrby: World, reporter: Member, send: Send, changes: dict[str, str | None], told: str
) -> None:
    answer = send(**{"description": "Mina ord."} | changes)
    assert answer.status_code == 422
    assert re.search(told, errors(answer)), errors(answer)
    words = changes.get("description") or "Mina ord."
    assert words in answer.content.decode()
    assert not Incident.objects.exists()


def test_a_hidden_category_is_no_choice(norrby: World, reporter: Member, send: Send, client: Client) -> None:
    Category.objects.filter(code="SKA").update(active=False)
    assert 'value="SKA"' not in client.get(reverse("report", args=["norrby"])).content.decode()
    assert send(category="SKA").status_code == 422


# Personal data


def test_personal_data_are_taken_out_and_the_kinds_are_told(
    norrby: World, reporter: Member, send: Send, client: Client
) -> None:
    answer = send(description="Ring 070-123 45 67 om 811218-9876.")
    assert Incident.objects.get().description == "Ring [telefon] om [personnummer]."
    page = client.get(answer.headers["Location"]).content.decode()
    assert "070-123" not in page
    assert re.search("telefonnummer|telephone number", page)
    assert re.search("personnummer|personal identity number", page)
    entries = " ".join(f"{entry.old} {entry.new}" for entry in AuditEntry.objects.all())
    assert "070" not in entries


def test_a_text_that_masks_make_longer_still_has_room_or_is_told(
    norrby: World, reporter: Member, send: Send
) -> None:
    answer = send(description="ABC 123 " * 60)
    assert answer.status_code == 422
    assert "500" in errors(answer)


def test_nothing_but_the_link_says_who_reported(
    norrby: World, reporter: Member, send: Send, client: Client
) -> None:
    send()
    incident = Incident.objects.get()
    ask(norrby, incident)
    client.post(reverse("report_answer", args=["norrby", incident.pk]), {"text": "Port 3."})
    client.post(reverse("report_retract", args=["norrby", incident.pk]))
    assert ReportLink.objects.get().member == reporter
    assert not AuditEntry.objects.filter(actor=reporter).exists()
    own = AuditEntry.objects.filter(action__in=["report", "answer", "retract"])
    assert [entry.action for entry in own.order_by("id")] == ["report", "answer", "retract"]
    assert {entry.subject for entry in own} == {"organisation"}
    # Neither the number of the incident nor its data version, by which it could be found again.
    assert all(not {"incident", "version"} & set(entry.new) for entry in own)
    assert not ReviewEvent.objects.filter(actor=reporter).exists()


# Once and no more


def test_the_same_form_sent_twice_is_stored_once(
    norrby: World, reporter: Member, send: Send, client: Client
) -> None:
    key = str(uuid4())
    first = send(key=key)
    again = send(key=key)
    assert first.headers["Location"] == again.headers["Location"]
    assert Incident.objects.count() == ReportLink.objects.count() == 1
    assert AuditEntry.objects.filter(action="report").count() == 1
    assert (
        "stored once"
        in client.get(again.headers["Location"], headers={"accept-language": "en"}).content.decode()
    )


def test_a_form_changed_after_sending_is_another_report_with_another_key(
    norrby: World, reporter: Member, send: Send
) -> None:
    key = str(uuid4())
    send(key=key)
    answer = send(key=key, description="Något annat.")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Något annat." in page
    fresh = re.search(r'name="key" value="([^"]+)"', page)
    assert fresh
    assert fresh[1] != key
    assert Incident.objects.count() == 1
    assert send(key=fresh[1], description="Något annat.").status_code == 302
    assert Incident.objects.count() == 2


def test_a_report_that_was_taken_back_is_not_sent_anew_by_the_back_button(
    norrby: World, reporter: Member, send: Send, client: Client
) -> None:
    key = str(uuid4())
    send(key=key)
    client.post(reverse("report_retract", args=["norrby", Incident.objects.get().pk]))
    assert send(key=key).status_code == 409


def test_the_key_of_one_member_is_not_that_of_another(norrby: World, client: Client) -> None:
    key = uuid4()
    for role in (Role.MEMBER, Role.REVIEWER):
        sent = report_actions.submit(actor=norrby.members[role], report=report_of(norrby), key=key)
        assert not sent.again
    assert Incident.objects.count() == 2


# More on the same visit


def test_one_more_on_the_same_visit_keeps_place_and_time(
    norrby: World, reporter: Member, send: Send, client: Client
) -> None:
    send(when="exact", begun="2026-07-01T21:15")
    incident = Incident.objects.get()
    page = client.get(reverse("report", args=["norrby"]), {"after": incident.pk}).content.decode()
    assert f'value="{incident.place_id}" ' in page
    assert re.search(rf'<option value="{incident.place_id}"[^>]* selected', page)
    assert 'value="2026-07-01T21:15"' in page
    assert re.search(r'name="when" value="exact" checked', page)
    send(where="pin", latitude="65.605", longitude="22.05", place="")
    page = client.get(
        reverse("report", args=["norrby"]), {"after": Incident.objects.latest("id").pk}
    ).content.decode()
    assert 'name="latitude" value="65.605"' in page
    assert 'name="where" value="pin"' in page


@pytest.mark.parametrize("after", ["", "0", "99999", "x", "9" * 40])
def test_a_visit_that_is_not_there_gives_an_empty_form(
    norrby: World, reporter: Member, client: Client, after: str
) -> None:
    assert client.get(reverse("report", args=["norrby"]), {"after": after}).status_code == 200


def test_the_reports_of_others_are_not_there(norrby: World, reporter: Member, client: Client) -> None:
    other = submitted(norrby, Role.MEMBER, description="Någon annans ord")
    ask(norrby, other)
    assert client.get(reverse("report_sent", args=["norrby"]), {"report": other.pk}).status_code == 404
    assert client.post(reverse("report_retract", args=["norrby", other.pk])).status_code == 404
    assert client.post(reverse("report_answer", args=["norrby", other.pk]), {"text": "x"}).status_code == 404
    assert "Någon annans ord" not in client.get(reverse("my_reports", args=["norrby"])).content.decode()
    page = client.get(reverse("report", args=["norrby"]), {"after": other.pk}).content.decode()
    assert not re.search(r"<option [^>]* selected", page)
    other.refresh_from_db()
    assert other.state == State.ASKED


# Taking back, answering


@pytest.mark.parametrize("state", State)
def test_taking_back_is_possible_while_nobody_has_decided(
    norrby: World, reporter: Member, client: Client, state: State
) -> None:
    incident = submitted(norrby)
    root = submitted(norrby, Role.COORDINATOR) if state == State.MERGED else None
    Incident.objects.filter(pk=incident.pk).update(state=state, merged_into=root)
    version = Incident.objects.get(pk=incident.pk).version
    answer = client.post(reverse("report_retract", args=["norrby", incident.pk]))
    incident.refresh_from_db()
    if state in {State.SUBMITTED, State.ASKED}:
        assert answer.status_code == 302
        assert incident.state == State.WITHDRAWN
        assert incident.version > version
        assert IncidentRevision.objects.get(incident=incident).state == state
        assert ReviewEvent.objects.get(incident=incident).step == "retract"
    else:
        assert answer.status_code == 409
        assert incident.state == state


def test_who_is_too_late_is_told_who_was_first_and_keeps_the_words(
    norrby: World, reporter: Member, client: Client
) -> None:
    incident = submitted(norrby)
    ask(norrby, incident)
    Incident.objects.filter(pk=incident.pk).update(state=State.APPROVED)
    ReviewEvent.objects.create(
        incident=incident,
        actor=norrby.members[Role.COORDINATOR],
        step="approve",
        old_state=State.ASKED,
        new_state=State.APPROVED,
    )
    answer = client.post(
        reverse("report_answer", args=["norrby", incident.pk]), {"text": "Port 3, tror jag."}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Port 3, tror jag." in page
    assert "Kommunen" in page


def test_an_answer_puts_the_report_back_in_the_queue(norrby: World, reporter: Member, client: Client) -> None:
    incident = submitted(norrby)
    ask(norrby, incident, "Vilken port var det?")
    assert "Vilken port var det?" in client.get(reverse("my_reports", args=["norrby"])).content.decode()
    answer = client.post(
        reverse("report_answer", args=["norrby", incident.pk]), {"text": "Port 3, ring 070-123 45 67."}
    )
    assert answer.status_code == 302
    incident.refresh_from_db()
    assert incident.state == State.SUBMITTED
    event = ReviewEvent.objects.get(step="answer")
    assert (event.text, event.old_state, event.new_state) == (
        "Port 3, ring [telefon].",
        State.ASKED,
        State.SUBMITTED,
    )


@pytest.mark.parametrize("text", ["", "  ", "a" * 301])
def test_an_answer_must_say_something_that_has_room(
    norrby: World, reporter: Member, client: Client, text: str
) -> None:
    incident = submitted(norrby)
    ask(norrby, incident)
    answer = client.post(reverse("report_answer", args=["norrby", incident.pk]), {"text": text})
    assert answer.status_code == 422
    assert text.strip() in answer.content.decode()
    assert not ReviewEvent.objects.filter(step="answer").exists()


# What became of it


def test_what_became_of_each_report_is_told(norrby: World, reporter: Member, client: Client) -> None:
    incident = submitted(norrby)
    reviewer = norrby.members[Role.COORDINATOR]
    review_actions.ask(actor=reviewer, incident=incident, question="Var det en övning?")

    def page() -> str:
        return client.get(
            reverse("my_reports", args=["norrby"]), headers={"accept-language": "en"}
        ).content.decode()

    assert "Var det en övning?" in page()
    client.post(reverse("report_answer", args=["norrby", incident.pk]), {"text": "Ja, en övning."})
    incident.refresh_from_db()
    assert "Var det en övning?" not in page()
    review_actions.reject(actor=reviewer, incident=incident, reason="scope", words="Övningar räknas inte.")
    first = page()
    assert "Not within what the collaboration works with" in first
    assert "Övningar räknas inte." in first
    assert ">news<" in first
    assert ">news<" not in page()


def test_what_is_asked_stands_first_and_the_newest_is_what_was_sent(
    norrby: World, reporter: Member, client: Client
) -> None:
    asked, newest = submitted(norrby), submitted(norrby)
    ask(norrby, asked)
    page = client.get(reverse("my_reports", args=["norrby"])).content.decode()
    assert page.index(f"report-{asked.pk}") < page.index(f"report-{newest.pk}")
    page = client.get(reverse("report_sent", args=["norrby"])).content.decode()
    assert f"after={newest.pk}" in page


def test_without_reports_the_pages_say_what_to_do(norrby: World, reporter: Member, client: Client) -> None:
    for name in ("my_reports", "report_sent"):
        page = client.get(reverse(name, args=["norrby"])).content.decode()
        assert f'href="{reverse("report", args=["norrby"])}"' in page


def test_the_list_asks_no_more_of_the_database_for_more_rows(
    norrby: World, reporter: Member, client: Client
) -> None:
    def queries(number: int) -> int:
        for _ in range(number):
            ask(norrby, submitted(norrby))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("my_reports", args=["norrby"])).status_code == 200
        return len(captured)

    assert queries(3) == queries(22)


def test_the_form_asks_no_more_of_the_database_for_more_places(
    norrby: World, reporter: Member, client: Client
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("report", args=["norrby"])).status_code == 200
        return len(captured)

    before = queries()
    Place.objects.bulk_create(
        Place(collaboration=norrby.collaboration, name=f"Plats {number}", latitude=65.61, longitude=22.02)
        for number in range(30)
    )
    assert queries() == before


# Forgetting


def test_who_reported_is_forgotten_after_a_year_and_the_incident_stays(norrby: World) -> None:
    assert report_actions.weed_report_links() == 0
    old, young = submitted(norrby), submitted(norrby)
    ReportLink.objects.filter(incident=old).update(created_at=timezone.now() - timedelta(days=366))
    assert report_actions.weed_report_links() == 1
    assert [link.incident for link in ReportLink.objects.all()] == [young]
    assert Incident.objects.count() == 2
    entry = AuditEntry.objects.get(action="weed")
    assert (entry.actor, entry.collaboration, entry.new) == (None, norrby.collaboration, {"links": 1})


@pytest.mark.parametrize("role", REPORTERS)
def test_whoever_may_report_has_the_way_to_it_in_the_menu(norrby: World, client: Client, role: Role) -> None:
    client.force_login(norrby.members[role].user)
    page = client.get(reverse("picture", args=["norrby"])).content.decode()
    assert f'href="{reverse("report", args=["norrby"])}"' in page
    assert f'href="{reverse("my_reports", args=["norrby"])}"' in page
