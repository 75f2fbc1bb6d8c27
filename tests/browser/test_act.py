"""From the picture to a problem in two presses, to a measure, to the dose that was given, on a phone."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import OpenScreen
from tests.browser.screen import DESK, PHONE, Screen

PERIODS = [f"2026-W{week}" for week in range(46, 39, -1)] + [
    f"2026-{month:02d}" for month in range(10, 0, -1)
]


def check(screen: Screen, what: str) -> None:
    screen.check_accessible(what)
    screen.check_fits(what)


def open_a_week_with_a_standout(screen: Screen) -> None:
    """In which week of the demo anything stands out is not for this test to say."""
    for period in PERIODS:
        screen.page.goto(f"{screen.address}/lulea/picture?period={period}")
        if screen.page.locator(".standout").count():
            screen.settle()
            return
    raise AssertionError("nothing stands out in any period of the demo")


def test_from_the_picture_to_the_dose(open_screen: OpenScreen) -> None:
    desk = open_screen("karin", "en", DESK)
    page = desk.page
    open_a_week_with_a_standout(desk)
    title = page.locator(".standout h3").first.inner_text()

    page.locator(".standout").first.get_by_role("link", name="Make a problem").click()
    check(desk, "new problem")
    page.get_by_role("button", name="Save").first.click()

    expect(page.locator("h1")).to_contain_text(title.split(" · ")[0])
    check(desk, "problem")
    problem = page.url

    page.get_by_role("link", name="Plan a measure").click()
    expect(page.locator(".standout").last).to_contain_text("found none")
    check(desk, "measure library for a problem")
    page.locator(".standout a").first.click()
    check(desk, "measure form")
    page.get_by_role("button", name="Plan the measure").click()
    expect(page.locator("[role=alert]")).to_contain_text("Nothing is saved yet")
    check(desk, "measure form with what is missing")
    page.locator("#id_owner").select_option(label="Bo Fastighetsskötare")
    page.locator("#id_dose_amount").fill("12")
    page.locator("#id_dose_unit").fill("besök")
    page.locator("#id_cost").fill("0")
    name = page.locator("#id_title").input_value()
    page.get_by_role("button", name="Plan the measure").click()
    expect(page.locator(".answer")).to_contain_text("Planned to begin")
    check(desk, "planned measure")
    page.get_by_role("button", name="Start the measure").click()
    expect(page.locator(".answer")).to_contain_text("Running since")
    desk.resize(PHONE)
    check(desk, "running measure, phone")
    desk.darken()
    check(desk, "running measure, phone, dark")

    phone = open_screen("bo", "sv", PHONE)
    mobile = phone.page
    phone.open("/lulea/measures")
    check(phone, "own measures, phone")
    mobile.locator(".standout", has_text=name).locator("a.ds-button").click()
    check(phone, "dose, phone")
    for _ in range(3):
        mobile.locator(".stepped button").last.click()
    mobile.locator(".stepped button").first.click()
    expect(mobile.locator("#id_amount")).to_have_value("2")
    mobile.locator(".dose-form > .actions button").click()
    expect(mobile.locator(".dose-text")).to_contain_text(re.compile(r"^2 .* 12 besök"))
    check(phone, "dose logged, phone")
    mobile.locator(".dose-list button").click()
    expect(mobile.locator(".dose-text")).to_contain_text(re.compile(r"^0 .* 12 besök"))

    desk.resize(DESK)
    desk.open(problem.removeprefix(desk.address))
    expect(page.locator(".data-table", has_text=name)).to_contain_text("0 of 12 besök")


def test_lists_are_for_everybodys_eyes_and_hands(open_screen: OpenScreen) -> None:
    for path in (
        "problems",
        "problems?state=closed",
        "measures",
        "measures?state=planned",
        "measures/library",
    ):
        for language, size in (("sv", PHONE), ("en", DESK)):
            screen = open_screen("karin", language, size)
            screen.open(f"/lulea/{path}")
            check(screen, f"{path}, {language}")
            screen.darken()
            check(screen, f"{path}, {language}, dark")


def test_what_a_measure_is_compared_with_follows_what_is_chosen(open_screen: OpenScreen) -> None:
    screen = open_screen("karin", "en", PHONE)
    page = screen.page
    screen.open("/lulea/problems")
    page.locator(".problem-table tbody a").first.click()
    page.get_by_role("link", name="Plan a measure").click()
    page.locator(".standout a").first.click()
    comparison = page.locator("#comparison")
    ticked = comparison.locator("input:checked")
    before = ticked.evaluate_all("boxes => boxes.map((box) => box.value)")
    assert before
    proposed = comparison.locator(".boxes-field > .boxes input:not(:checked)").first.get_attribute("value")

    # The other areas are folded away by level, and stay within the screen when they are unfolded.
    targets = page.locator("#id_target_areas")
    box = targets.locator(f"input[value='{proposed}']")
    expect(box).to_be_hidden()
    targets.get_by_text("Other areas").click()
    own = page.locator(f"input[value='{proposed}']")
    targets.locator(".boxes-under", has=own).locator("summary").click()
    box.check()
    expect(comparison.locator(f".boxes-field > .boxes input[value='{proposed}']")).to_have_count(0)
    expect(box).to_be_checked()
    assert ticked.evaluate_all("boxes => boxes.map((box) => box.value)") == before
    comparison.get_by_text("Other areas").click()
    for under in comparison.locator(".boxes-under > summary").all():
        under.click()
    check(screen, "measure form with the other areas unfolded, phone")


def test_a_table_of_words_is_read_without_moving_it_on_a_phone(open_screen: OpenScreen) -> None:
    screen = open_screen("karin", "en", PHONE)
    for path in ("problems", "measures", "measures/library", "pictures", "follow-ups"):
        screen.open(f"/lulea/{path}")
        for region in screen.page.locator(".table-region:has(> .stacking)").all():
            wide, seen = region.evaluate("(region) => [region.scrollWidth, region.clientWidth]")
            assert wide <= seen, f"{path}: a table of {wide} px in {seen}"
    screen.open("/lulea/problems")
    expect(screen.page.locator(".problem-table .reasons").first).to_be_in_viewport()
