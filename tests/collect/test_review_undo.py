"""The review by two at once, by whoever leaves, and undo."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.collect.incidents import made
from tests.collect.reviewing import show, state_of, step, text_of, undo
from tests.conftest import World

from samlad.collect import review_actions, review_queries, review_undo
from samlad.collect.models import Incident, ReviewEvent
from samlad.collect.review_actions import Redaction
from samlad.collect.workflow import StepRefused
from samlad.people.models import Member, Role

S = Incident.State


def test_the_second_reviewer_is_told_who_was_first_and_keeps_the_words(
    norrby: World, client: Client, reviewer: Member
) -> None:
    incident = made(norrby)
    seen = incident.version
    coordinator = norrby.members[Role.COORDINATOR]
    review_actions.reject(actor=coordinator, incident=incident, reason="scope")
    answer = client.post(
        reverse("review_step", args=["norrby", incident.pk]),
        {"step": "ask", "version": seen, "question": "Vilken sida av huset?"},
    )
    assert answer.status_code == 409
    text = text_of(answer)
    assert "is rejected: the coordinator of Kommunen was first." in text
    assert "Vilken sida av huset?" in text
    assert state_of(incident) == S.REJECTED
    assert ReviewEvent.objects.count() == 1


def test_two_redactions_at_once_lose_no_text(norrby: World, client: Client, reviewer: Member) -> None:
    incident = made(norrby, description="Kalle klottrade")
    seen = incident.version
    theirs = Redaction("En person klottrade", incident.category, None)
    review_actions.redact(actor=norrby.members[Role.COORDINATOR], incident=incident, redaction=theirs)
    fields = {"description": "Någon klottrade", "category": incident.category_id, "place": ""}
    answer = client.post(
        reverse("review_step", args=["norrby", incident.pk]), {"step": "redact", "version": seen, **fields}
    )
    assert answer.status_code == 409
    text = text_of(answer)
    assert "changed while you read it, by the coordinator of Kommunen" in text
    assert "En person klottrade" in text
    assert "Någon klottrade" in text
    incident.refresh_from_db()
    assert incident.description == "En person klottrade"
    # Sent again from the page that shows both, it is meant.
    assert step(client, incident, "redact", **fields).status_code == 302


def test_what_was_not_looked_at_is_not_approved(norrby: World, client: Client, reviewer: Member) -> None:
    incident = made(norrby)
    answer = client.post(
        reverse("review_step", args=["norrby", incident.pk]),
        {"step": "approve", "version": incident.version - 1},
    )
    assert answer.status_code == 409
    assert state_of(incident) == S.SUBMITTED


def test_a_button_pressed_twice_is_one_step(norrby: World, client: Client, reviewer: Member) -> None:
    first, second = made(norrby), made(norrby)
    answers = [step(client, first, "approve") for _ in range(2)]
    assert [answer.headers["Location"] for answer in answers] == [f"/norrby/review/{second.pk}#one"] * 2
    assert ReviewEvent.objects.count() == 1


def test_whoever_leaves_in_the_middle_is_refused_and_the_queue_is_whole(
    norrby: World, client: Client, reviewer: Member
) -> None:
    incident = made(norrby)
    assert show(client, incident).status_code == 200
    reviewer.ended_at = timezone.now()
    reviewer.save()
    assert step(client, incident, "approve").status_code == 403
    assert state_of(incident) == S.SUBMITTED
    client.force_login(norrby.members[Role.COORDINATOR].user)
    assert [entry.id for entry in show(client).context["entries"]] == [incident.pk]


def test_a_reviewer_who_becomes_a_reader_is_refused(norrby: World, client: Client, reviewer: Member) -> None:
    incident = made(norrby)
    reviewer.role = Role.READER
    reviewer.save()
    assert step(client, incident, "approve").status_code == 403
    assert state_of(incident) == S.SUBMITTED


def test_undo_is_refused_when_something_happened_after(
    norrby: World, client: Client, reviewer: Member
) -> None:
    incident = made(norrby, state=S.APPROVED)
    coordinator = norrby.members[Role.COORDINATOR]
    redaction = Redaction("Annat", incident.category, None)
    first = review_actions.redact(actor=reviewer, incident=incident, redaction=redaction).event
    review_actions.reject(actor=coordinator, incident=incident, reason="scope")
    answer = undo(client, first)
    assert answer.status_code == 409
    assert "the coordinator of Kommunen did “reject” after it" in text_of(answer)
    assert state_of(incident) == S.REJECTED


def test_steps_are_undone_one_after_the_other(norrby: World, reviewer: Member) -> None:
    incident = made(norrby, description="Kalle klottrade")
    redaction = Redaction("Klotter", incident.category, None)
    first = review_actions.redact(actor=reviewer, incident=incident, redaction=redaction).event
    second = review_actions.approve(actor=reviewer, incident=incident).event
    review_undo.undo(actor=reviewer, event=second)
    review_undo.undo(actor=reviewer, event=first)
    incident.refresh_from_db()
    assert (incident.state, incident.description) == (S.SUBMITTED, "Kalle klottrade")
    with pytest.raises(StepRefused, match="undone already"):
        review_undo.undo(actor=reviewer, event=first)


def test_undo_is_of_the_same_day(norrby: World, client: Client, reviewer: Member) -> None:
    incident = made(norrby)
    event = review_actions.approve(actor=reviewer, incident=incident).event
    ReviewEvent.objects.filter(pk=event.pk).update(at=timezone.now() - timedelta(days=1, minutes=1))
    answer = undo(client, event)
    assert answer.status_code == 409
    assert "is not of today" in text_of(answer)
    assert review_queries.own_last(reviewer) is None


def test_undo_of_what_was_withdrawn_since_is_refused(norrby: World, reviewer: Member) -> None:
    incident = made(norrby)
    event = review_actions.approve(actor=reviewer, incident=incident).event
    Incident.objects.filter(pk=incident.pk).update(state=S.WITHDRAWN)
    with pytest.raises(StepRefused, match="is taken back"):
        review_undo.undo(actor=reviewer, event=event)


def test_a_step_of_anothers_queue_cannot_be_undone(norrby: World, client: Client, reviewer: Member) -> None:
    incident = made(norrby, "bolaget")
    event = review_actions.approve(actor=norrby.members[Role.COORDINATOR], incident=incident).event
    assert undo(client, event).status_code == 404
    assert state_of(incident) == S.APPROVED


def test_one_step_is_found_without_going_through_all_incidents(norrby: World, reviewer: Member) -> None:
    """A million of them took 200 ms when the step was asked for among those of all that one may review."""
    event = review_actions.approve(actor=reviewer, incident=made(norrby)).event
    with CaptureQueriesContext(connection) as asked:
        assert review_queries.event_of(reviewer, event.pk) == event
    assert len(asked) == 2
    assert all(query["sql"].count("SELECT") == 1 for query in asked.captured_queries)
    assert review_queries.event_of(reviewer, event.pk + 1) is None
