"""The steps of the review: what they change, what is masked and what is never kept."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.collect.incidents import made
from tests.collect.reviewing import last_event, show, state_of, step, text_of, undo
from tests.conftest import World

from samlad.collect import review_actions, review_undo
from samlad.collect.models import Category, Incident, ReviewEvent
from samlad.collect.reject_reasons import reason_text
from samlad.collect.review_actions import Redaction
from samlad.people.models import AuditEntry, Member

S = Incident.State
SECRET = "811228-9874"  # the tax agency's example of a personal identity number


def test_after_a_step_the_next_opens_and_offers_undo(norrby: World, client: Client, reviewer: Member) -> None:
    first, second = made(norrby), made(norrby)
    answer = step(client, first, "approve")
    assert answer.headers["Location"] == f"/norrby/review/{second.pk}#one"
    assert state_of(first) == S.APPROVED
    page = text_of(client.get(answer.headers["Location"]))
    assert "Approved: Graffiti. It is in the figures now." in page
    event = last_event(first)
    assert event.actor == reviewer
    assert undo(client, event).headers["Location"] == f"/norrby/review/{first.pk}#one"
    assert state_of(first) == S.SUBMITTED
    event.refresh_from_db()
    assert event.undone_at is not None
    assert "Approved:" not in text_of(show(client))


def test_the_last_of_the_queue_leads_to_the_empty_one(
    norrby: World, client: Client, reviewer: Member
) -> None:
    answer = step(client, made(norrby), "approve")
    assert answer.headers["Location"] == "/norrby/review"


def test_each_step_is_counted_dated_and_audited(norrby: World, client: Client, reviewer: Member) -> None:
    approved, asked, rejected = made(norrby), made(norrby), made(norrby)
    before = [approved.version, asked.version, rejected.version]
    step(client, approved, "approve")
    step(client, asked, "ask", question="Which side of the house?")
    step(client, rejected, "reject", reason="scope", words="It is a noise complaint")
    states = [state_of(one) for one in (approved, asked, rejected)]
    assert states == [S.APPROVED, S.ASKED, S.REJECTED]
    for incident, version in zip((approved, asked, rejected), before, strict=True):
        assert incident.version > version
        revision = incident.revisions.get()
        assert (revision.version, revision.until, revision.state) == (version, incident.version, S.SUBMITTED)
        assert last_event(incident).old_state == S.SUBMITTED
    assert last_event(asked).text == "Which side of the house?"
    assert reason_text(last_event(rejected)) == (
        "Not within what the collaboration works with. It is a noise complaint."
    )
    entries = AuditEntry.objects.filter(subject="incident").order_by("id")
    assert [(entry.action, entry.subject_id) for entry in entries] == [
        ("approve", approved.pk), ("ask", asked.pk), ("reject", rejected.pk),
    ]  # fmt: skip
    assert "noise" not in str([entry.new for entry in entries])


@pytest.mark.parametrize(
    ("name", "fields", "told"),
    [
        ("ask", {"question": "  "}, "There is no question."),
        ("reject", {}, "No reason was chosen."),
        ("reject", {"reason": "because"}, "is no reason"),
        ("reject", {"reason": "other"}, "Another reason needs words."),
        ("merge", {}, "No incident was chosen."),
        ("merge", {"target": 10**9}, "There is no such incident here."),
        ("fly", {}, "The step is missing or unknown."),
    ],
)
def test_bad_input_is_told_and_changes_nothing(
    norrby: World, client: Client, reviewer: Member, name: str, fields: dict[str, Any], told: str
) -> None:
    incident = made(norrby)
    answer = step(client, incident, name, **fields)
    assert answer.status_code == 422
    assert told in text_of(answer)
    assert state_of(incident) == S.SUBMITTED
    assert not ReviewEvent.objects.exists()


def test_redact_changes_words_kind_and_place_and_stays(
    norrby: World, client: Client, reviewer: Member
) -> None:
    incident = made(norrby, description="Kalle Svensson klottrade")
    place = norrby.collaboration.places.get()
    glass = Category.objects.get(collaboration=norrby.collaboration, code="SKA.GLA")
    answer = step(
        client, incident, "redact", description="En person klottrade", category=glass.pk, place=place.pk
    )
    assert answer.headers["Location"] == f"/norrby/review/{incident.pk}#one"
    assert state_of(incident) == S.SUBMITTED
    assert (incident.description, incident.category, incident.place) == ("En person klottrade", glass, place)
    assert (incident.latitude, incident.longitude) == (place.latitude, place.longitude)
    assert incident.area is not None
    assert incident.area.code == "D1"
    undo(client, last_event(incident))
    incident.refresh_from_db()
    assert (incident.description, incident.category.code) == ("Kalle Svensson klottrade", "SKA.KLO")
    assert (incident.place, incident.latitude) == (None, 65.61)


def test_redact_can_take_the_point_away(norrby: World, reviewer: Member) -> None:
    incident = made(norrby)
    redaction = Redaction("", incident.category, None, area_only=True)
    event = review_actions.redact(actor=reviewer, incident=incident, redaction=redaction).event
    incident.refresh_from_db()
    assert (incident.latitude, incident.longitude, incident.cell) == (None, None, 0)
    assert incident.area is not None
    review_undo.undo(actor=reviewer, event=event)
    incident.refresh_from_db()
    assert (incident.latitude, incident.longitude) == (65.61, 22.01)
    assert incident.cell != 0


def test_a_redaction_that_changes_nothing_is_refused(norrby: World, client: Client, reviewer: Member) -> None:
    incident = made(norrby, description="Klotter")
    answer = step(client, incident, "redact", description="Klotter", category=incident.category_id, place="")
    assert answer.status_code == 409
    assert "Nothing is different" in text_of(answer)


def test_personal_data_in_the_reviewers_words_are_masked_and_told(
    norrby: World, client: Client, reviewer: Member
) -> None:
    asked, rejected, redacted = made(norrby), made(norrby), made(norrby)
    made(norrby)
    first = step(client, asked, "ask", question=f"Was it {SECRET}?")
    assert "Personal data were masked before anything was saved: personnummer." in text_of(
        client.get(first["Location"])
    )
    step(client, rejected, "reject", reason="other", words=f"It was {SECRET}")
    step(client, redacted, "redact", description=f"By {SECRET}", category=redacted.category_id, place="")
    redacted.refresh_from_db()
    kept = [last_event(asked).text, last_event(rejected).text, redacted.description]
    assert all("[personnummer]" in text for text in kept)
    everything = str(list(ReviewEvent.objects.values())) + str(list(AuditEntry.objects.values()))
    assert SECRET not in everything


def test_a_masked_text_that_grows_too_long_is_told(norrby: World, client: Client, reviewer: Member) -> None:
    incident = made(norrby)
    plates = "bil med regnr ABC 123, " * 20
    answer = step(client, incident, "redact", description=plates, category=incident.category_id, place="")
    assert answer.status_code == 422
    assert "500 is the most" in text_of(answer)


def test_a_personal_matter_is_rejected_without_its_text(
    norrby: World, client: Client, reviewer: Member
) -> None:
    incident = made(norrby, description="Grannen Kalle mår dåligt")
    step(client, incident, "reject", reason="personal")
    assert state_of(incident) == S.REJECTED
    assert incident.description == ""
    undo(client, last_event(incident))
    incident.refresh_from_db()
    assert incident.description == "Grannen Kalle mår dåligt"


def test_what_a_redaction_took_out_is_forgotten_after_a_day(norrby: World, reviewer: Member) -> None:
    incident = made(norrby, description="Kalle Svensson klottrade")
    redaction = Redaction("Klotter", incident.category, None)
    event = review_actions.redact(actor=reviewer, incident=incident, redaction=redaction).event
    assert review_actions.forget_redacted() == 0
    ReviewEvent.objects.filter(pk=event.pk).update(at=timezone.now() - timedelta(hours=25))
    assert review_actions.forget_redacted() == 1
    assert "Kalle" not in str(list(ReviewEvent.objects.values()))
    assert review_actions.forget_redacted() == 0


def test_approved_by_undoing_a_rejection_or_anew(norrby: World, client: Client, reviewer: Member) -> None:
    incident = made(norrby, state=S.APPROVED)
    step(client, incident, "reject", reason="duplicate")
    assert state_of(incident) == S.REJECTED
    step(client, incident, "approve")
    assert state_of(incident) == S.APPROVED
