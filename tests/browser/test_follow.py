"""Following up in a browser: the evidence, the decision, the story."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenScreen
from tests.browser.screen import DESK, PHONE

# The demo has one follow-up that waits for a decision; who decides on it does so for all tests of this process.
WAITING = "Samordnad insats kring Hertsön centrum"


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_the_pages_fit_and_are_accessible(open_screen: OpenScreen, size: tuple[int, int]) -> None:
    screen = open_screen("karin", size=size)
    screen.open("/lulea/follow-ups")
    screen.check_fits("follow-ups")
    screen.check_accessible("follow-ups")
    address = screen.page.locator("#decided ~ .table-region tbody a").first.get_attribute("href")
    assert address is not None
    screen.open(address)
    screen.check_fits("a follow-up")
    screen.check_accessible("a follow-up")
    story = screen.page.locator(".page-head .actions a").last.get_attribute("href")
    assert story is not None
    assert story.endswith("/story")
    screen.open(story)
    screen.check_fits("a story")
    screen.check_accessible("a story")
    screen.darken()
    screen.check_accessible("a story in the dark")


def test_the_chart_has_the_measure_shaded_and_a_table_of_the_same(open_screen: OpenScreen) -> None:
    screen = open_screen("karin")
    screen.open("/lulea/follow-ups")
    screen.page.locator("#decided ~ .table-region tbody a").first.click()
    screen.settle()
    page = screen.page
    expect(page.locator("[data-chart] svg").first).to_be_visible(timeout=20_000)
    expect(page.locator("p.answer")).to_have_count(1)
    page.get_by_text("The figures as a table").click()
    expect(page.locator("details[open] tbody tr").first).to_be_visible()
    weeks = page.locator("details[open] tbody tr").count()
    assert weeks > 8


def test_a_decision_is_taken_by_keyboard_and_stands(open_screen: OpenScreen) -> None:
    screen = open_screen("karin")
    page = screen.page
    screen.open("/lulea/follow-ups")
    page.get_by_role("link", name=WAITING).first.click()
    screen.settle()
    address = re.sub(r"^https?://[^/]+", "", page.url)
    page.get_by_role("button", name="Record the decision").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The motive is missing")).to_be_visible()
    screen.check_accessible("a form with errors")
    page.locator("input[name=choice]").first.focus()
    page.keyboard.press("Space")
    page.get_by_label("Why", exact=True).fill("It helps. Call 070-123 45 67 about it.")
    page.get_by_label("Next follow-up").fill("2099-06-01")
    page.get_by_role("button", name="Record the decision").click()
    expect(page.locator("#decision")).to_contain_text("continue")
    expect(page.get_by_text("070-123")).to_have_count(0)
    expect(page.get_by_text("[telefon]")).to_be_visible()
    screen.check_accessible("a decision")
    other = open_screen("per")
    other.open(address)
    expect(other.page.get_by_role("button", name="Record the decision")).to_have_count(0)


def test_a_reader_sees_decisions_and_no_figures(open_screen: OpenScreen) -> None:
    screen = open_screen("lena")
    screen.open("/lulea/follow-ups")
    screen.check_accessible("decisions")
    expect(screen.page.locator("tbody tr").first).to_be_visible()
    expect(screen.page.locator("main a")).to_have_count(0)
    assert screen.open("/lulea/follow-ups/1").status in {403, 404}
