"""What only passes through is guarded too: the query of an address, a form shown again, lines of the log."""

import logging

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import ResolverMatch
from tests.conftest import World

from samlad.people.models import Role
from samlad.web.guarding import GuardedFilter, GuardedFormatter, nothing_personal

TELEPHONE = "070-174 06 05"
KEY = "0701740605-1234-4321-8765-070174060512"


def answered(request: HttpRequest, content: str) -> str:
    """What the middleware makes of a page with that content."""
    request.resolver_match = ResolverMatch(lambda: None, (), {"collaboration": "norrby"})
    return nothing_personal(lambda _request: HttpResponse(content))(request).content.decode()


def test_a_form_shown_again_has_the_masks_in_it_and_the_rest_as_it_was() -> None:
    request = RequestFactory().post("/norrby/report", {"text": f"Ring {TELEPHONE} å"})
    assert answered(request, f"<p>Ring {TELEPHONE} å</p>") == "<p>Ring [telefon] å</p>"
    assert answered(request, "<p>“Ring 070-174 0…” finns inte</p>") == "<p>“Ring [telefon]…” finns inte</p>"
    assert answered(request, "<p>Ring 070</p>") == "<p>Ring 070</p>"


@pytest.mark.parametrize(
    ("sent", "written"),
    [("kalle&co@example.se", "kalle&amp;co@example.se"), ("anna@example.se", "anna%40example.se")],
)
def test_what_is_escaped_is_found_too(sent: str, written: str) -> None:
    request = RequestFactory().post("/norrby/report", {"text": sent})
    assert "example" not in answered(request, f"<p>{written}</p>")


def test_what_the_page_made_itself_and_who_is_invited_stay() -> None:
    request = RequestFactory().post("/norrby/report", {"key": KEY, "email": "anna@example.se"})
    assert answered(request, f"{KEY} anna@example.se") == f"{KEY} anna@example.se"


def test_a_query_is_masked_before_it_is_read(norrby: World, client: Client) -> None:
    client.force_login(norrby.members[Role.MEMBER].user)
    answer = client.get("/norrby/picture", {"area": TELEPHONE})
    assert answer.status_code == 400
    assert "[telefon]" in answer.content.decode()
    plain = client.get("/norrby/incidents?period=2026-W44&area=D1&area=D2")
    assert plain.context["query"].areas == ("D1", "D2")


def test_log_lines_are_masked_with_their_tracebacks() -> None:
    error = ValueError(TELEPHONE)
    fault = (ValueError, error, None)
    record = logging.LogRecord("samlad", logging.ERROR, "x", 1, "%s", (TELEPHONE,), fault)
    assert "070" not in GuardedFormatter("{asctime} {message}", style="{").format(record)
    asked = logging.LogRecord("django.request", 30, "x", 1, "Not Found: %s", ("/norrby/19811218-9876",), None)
    assert GuardedFilter().filter(asked)
    assert asked.getMessage() == "Not Found: /norrby/[personnummer]"
