"""What the tests of the review do in the pages, and how they read the answer."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from samlad.collect.models import Incident, ReviewEvent


def show(client: Client, incident: Incident | None = None, query: str = "") -> Any:
    if incident is None:
        return client.get(reverse("review", args=["norrby"]) + query)
    return client.get(reverse("review_incident", args=["norrby", incident.pk]))


def step(client: Client, incident: Incident, name: str, **fields: Any) -> Any:
    data = {"step": name, "version": incident.version, **fields}
    return client.post(reverse("review_step", args=["norrby", incident.pk]), data)


def undo(client: Client, event: ReviewEvent) -> Any:
    return client.post(reverse("review_undo", args=["norrby", event.pk]))


def last_event(incident: Incident) -> ReviewEvent:
    return ReviewEvent.objects.filter(incident=incident).latest("id")


def state_of(incident: Incident) -> int:
    incident.refresh_from_db()
    return incident.state


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))
