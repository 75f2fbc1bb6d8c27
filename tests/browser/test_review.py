"""The review in the browser: by keyboard from the first to the undo, by buttons, at both sizes."""

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server
from tests.browser.screen import DESK, PHONE, Screen, new_context
from tests.browser.server import environment, serving

# Six reports of the police wait, each beside an incident that is approved.
SEED = """
import django
django.setup()
import os
from datetime import timedelta
from django.utils import timezone
from samlad.collect.actions import next_version
from samlad.collect.models import Incident
from samlad.people.models import Collaboration
collaboration = Collaboration.objects.get(slug="lulea")
police = collaboration.organisations.get(slug="polisen")
incidents = Incident.objects.filter(collaboration=collaboration)
incidents.filter(state__in=[3, 4]).update(state=5)
known = list(incidents.filter(latitude__isnull=False, state=1).order_by("-occurred_from")[:60:10])
for number, near in enumerate(known):
    Incident.objects.create(
        collaboration=collaboration, organisation=police, version=next_version(collaboration.pk), state=3,
        external_key=os.urandom(16), occurred_from=near.occurred_from, occurred_to=near.occurred_to,
        reported_at=timezone.now() - timedelta(hours=60 - 10 * number), category=near.category,
        latitude=near.latitude, longitude=near.longitude, cell=near.cell, area_id=near.area_id, precision=1,
        description=f"Rapport {number}, en som heter kalle var med.",
    )
"""


@pytest.fixture
def screen(browser: Browser, server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    """The reviewer's window on a server of its own, with six reports in the queue."""
    data = server.fresh_data(tmp_path_factory.mktemp("review") / "data")
    subprocess.run([sys.executable, "-c", SEED], env=environment(data), check=True)
    with serving(data) as address, new_context(browser, "en", DESK) as context:
        window = Screen(context.new_page(), address)
        window.sign_in("gun@demo.samlad")
        window.page.wait_for_url("**/lulea/**")
        window.open("/lulea/review")
        yield window
        window.check_faults()


def check(screen: Screen, what: str) -> None:
    for size in (DESK, PHONE):
        screen.resize(size)
        screen.check_accessible(f"{what} at {size[0]} px")
        screen.check_fits(f"{what} at {size[0]} px")
    screen.resize(DESK)


def text(page: Page, words: str) -> None:
    expect(page.locator(".review-text")).to_contain_text(words)


def test_the_whole_review_by_keyboard(screen: Screen) -> None:
    page = screen.page
    text(page, "Rapport 0")
    expect(page.locator(".answer")).to_contain_text("6 reports wait for review, the oldest for 2 days")
    expect(page.locator(".wheel .badge")).to_contain_text("6")
    check(screen, "the queue")

    page.keyboard.press("j")
    text(page, "Rapport 1")
    page.keyboard.press("k")
    text(page, "Rapport 0")

    page.keyboard.press("a")
    text(page, "Rapport 1")
    expect(page.locator("#one")).to_be_focused()
    expect(page.locator(".review-last")).to_contain_text("Approved")
    expect(page.locator("#live")).to_contain_text("Approved")
    check(screen, "after a step")

    page.keyboard.press("f")
    question = page.locator("#ask_question")
    page.keyboard.type("Når?")
    page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    expect(page.locator("summary", has_text="Ask back")).to_be_focused()
    page.keyboard.press("f")
    expect(question).to_have_value("Når?")
    question.fill("")
    expect(page.locator("#ask_question")).to_be_focused()
    # Letters are letters in a text.
    page.keyboard.type("Var det samma sida av huset?")
    text(page, "Rapport 1")
    check(screen, "a question")
    page.get_by_role("button", name="Send the question").click()
    text(page, "Rapport 2")

    page.keyboard.press("r")
    words = page.locator("#redact_description")
    expect(words).to_be_focused()
    words.fill("Klotter på en vägg.")
    check(screen, "a redaction")
    page.get_by_role("button", name="Save the changes").click()
    text(page, "Klotter på en vägg.")
    page.keyboard.press("u")
    text(page, "Rapport 2")

    page.keyboard.press("s")
    expect(page.locator("[data-shortcut=s]")).to_be_focused()
    page.keyboard.press("Enter")
    text(page, "Rapport 3")
    expect(page.locator(".review-last")).to_contain_text("Merged")

    page.keyboard.press("v")
    expect(page.locator("#reject_reason_1")).to_be_focused()
    # In a form no letter takes a step.
    page.keyboard.press("a")
    text(page, "Rapport 3")
    page.keyboard.press("Space")
    check(screen, "a rejection")
    page.get_by_role("button", name="Reject the report").click()
    text(page, "Rapport 4")

    page.keyboard.press("?")
    expect(page.locator("#keyboard-help")).to_contain_text("approve, ask back, merge")
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    text(page, "Rapport 4")


def test_keys_that_are_switched_off_do_nothing(screen: Screen) -> None:
    page = screen.page
    page.keyboard.press("?")
    page.locator("#shortcuts-on").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.keyboard.press("j")
    page.reload()
    text(page, "Rapport 0")


def test_the_queue_is_worked_to_its_end_on_a_phone_by_buttons(screen: Screen) -> None:
    page = screen.page
    screen.resize(PHONE)
    for number in range(6):
        text(page, f"Rapport {number}")
        page.get_by_role("button", name=re.compile("^Approve")).click()
    expect(page.get_by_role("heading", name="The queue is empty")).to_be_visible()
    check(screen, "the empty queue")
    page.get_by_role("button", name=re.compile("^Undo")).click()
    text(page, "Rapport 5")
    check(screen, "after an undo")
