"""The picture page as one uses it: by keyboard alone, going back, and from every figure to what is behind it."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenScreen
from tests.browser.screen import PHONE

WEEK = "/lulea/picture?period=2026-W44"
ANNOUNCED = re.compile(r"data-announce>\s*(\d+) ")
# Every link to incidents: where it leads, and the words it stands in.
LINKS = """
(links) => links.map((link) => {
  const words = /\\d/.test(link.textContent) ? link.textContent : link.closest("p").textContent;
  return [link.getAttribute("href"), Number(words.match(/\\d+/)[0])];
})
"""


def press_until(page: Page, key: str, selector: str, most: int = 60) -> None:
    """Press a key until the focus is on what the selector names."""
    for _ in range(most):
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{selector} was not reached with {most} presses of {key}")


def test_skip_link_is_first_and_leads_to_the_content(open_screen: OpenScreen) -> None:
    screen = open_screen("karin")
    screen.open(WEEK)
    screen.page.keyboard.press("Tab")
    expect(screen.page.locator(".ds-skip-link")).to_be_focused()
    expect(screen.page.locator(".ds-skip-link")).to_be_in_viewport()
    screen.page.keyboard.press("Enter")
    expect(screen.page.locator("#main")).to_be_focused()


def test_filtering_by_keyboard_keeps_focus_and_is_announced(open_screen: OpenScreen) -> None:
    screen = open_screen("karin")
    page = screen.page
    screen.open(WEEK)
    before = page.locator("[data-announce]").inner_text()
    expect(page.locator("#live")).to_be_empty()

    press_until(page, "Tab", "#filter-period")
    press_until(page, "Tab", ".filter-choice summary")
    page.keyboard.press("Enter")
    press_until(page, "Tab", "input[name=area][value='2580-hertson']")
    page.keyboard.press("Space")

    expect(page).to_have_url(re.compile(r"area=2580-hertson"))
    expect(page.locator("#live")).to_contain_text(re.compile(r"\d+ incidents? in "))
    expect(page.locator("#live")).not_to_have_text(before)
    assert page.locator("#live").inner_text() in " ".join(
        page.locator("[data-announce]").inner_text().split()
    )
    chosen = page.locator("input[name=area][value='2580-hertson']")
    expect(chosen).to_be_focused()
    expect(chosen).to_be_checked()
    expect(page.locator(".chosen")).to_contain_text("Hertsön")
    screen.settle()


def test_the_heading_follows_the_period_that_is_chosen(open_screen: OpenScreen) -> None:
    screen = open_screen("karin")
    page = screen.page
    screen.open(WEEK)
    page.locator("#filter-period").focus()
    page.locator("#filter-period").select_option("2026-W43")
    expect(page.locator("[data-announce]")).to_contain_text("week 43")
    expect(page.get_by_role("heading", level=1)).to_have_text("Joint picture, week 43, 2026")
    expect(page).to_have_title(re.compile("week 43"))
    expect(page.locator("#filter-period")).to_be_focused()
    screen.settle()


def test_a_reader_goes_from_month_to_month_by_name(open_screen: OpenScreen) -> None:
    screen = open_screen("lena", size=PHONE)
    page = screen.page
    screen.open("/lulea/picture?period=2026-10")
    page.get_by_role("link", name="← September 2026").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Joint picture, September 2026")
    expect(page.get_by_role("link", name="October 2026 →")).to_be_visible()
    # What one reads a row for is in view: the name, the number, the verdict and the range.
    for cell in page.locator("tr[data-feature]").first.locator("th, td:nth-child(2), td:nth-child(4)").all():
        box = cell.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= PHONE[0]
    screen.settle()


def test_going_back_brings_back_what_was_there(open_screen: OpenScreen) -> None:
    screen = open_screen("karin")
    page = screen.page
    screen.open(WEEK)
    before = page.locator("[data-announce]").inner_text()
    page.locator(".filter-choice summary").nth(1).click()
    page.locator("input[name=category][value=SKA]").check()
    expect(page).to_have_url(re.compile(r"category=SKA"))
    expect(page.locator("[data-announce]")).not_to_have_text(before)

    page.go_back()
    expect(page).to_have_url(re.compile(r"period=2026-W44$"))
    expect(page.locator("[data-announce]")).to_have_text(" ".join(before.split()))
    expect(page.locator("input[name=category][value=SKA]")).not_to_be_checked()
    expect(page.locator(".chosen")).to_have_count(0)
    screen.settle()


def test_escape_closes_a_list_of_choices(open_screen: OpenScreen) -> None:
    screen = open_screen("karin", size=PHONE)
    screen.open(WEEK)
    summary = screen.page.locator(".filter-choice summary").first
    summary.focus()
    screen.page.keyboard.press("Enter")
    first = screen.page.locator("input[name=area]").first
    expect(first).to_be_visible()
    screen.check_fits("an open list of choices")
    screen.page.keyboard.press("Tab")
    screen.page.keyboard.press("Escape")
    expect(first).to_be_hidden()
    expect(summary).to_be_focused()


def test_every_number_leads_to_as_many_incidents(open_screen: OpenScreen) -> None:
    screen = open_screen("karin")
    screen.open(f"{WEEK}&area=2580-hertson&area=2580-centrum")
    found = screen.page.locator("main a[href*='/incidents?']").evaluate_all(LINKS)
    links = {(href, number) for href, number in found}
    # The headline, both areas, several kinds, and the cells of weekday and hour.
    assert len(links) > 12
    wrong = []
    for href, number in sorted(links):
        answer = screen.page.request.get(screen.address + href)
        told = ANNOUNCED.search(answer.text())
        if told is None or int(told[1]) != number:
            wrong.append(f"{href}: {number} on the picture, {told and told[1]} in the list")
    assert not wrong, "\n".join(wrong)


def test_a_number_opens_its_incidents(open_screen: OpenScreen) -> None:
    screen = open_screen("karin")
    page = screen.page
    screen.open(WEEK)
    row = page.locator("tr[data-feature='2580-hertson']")
    number = int(row.locator("a").inner_text())
    row.locator("a").click()
    expect(page).to_have_url(re.compile(r"/lulea/incidents\?.*area=2580-hertson"))
    expect(page.locator("[data-announce]")).to_contain_text(f"{number} incident")
    assert page.locator("tbody tr").count() == min(number, 50)
    page.go_back()
    expect(page).to_have_url(re.compile(r"/lulea/picture"))
    screen.settle()


def test_a_reader_gets_no_small_counts_and_no_way_to_incidents(open_screen: OpenScreen) -> None:
    screen = open_screen("lena")
    screen.open("/lulea/picture?period=2026-10")
    assert screen.page.locator("main a[href*='/incidents']").count() == 0
    shown = screen.page.locator("tr[data-feature] td:nth-child(2)").all_inner_texts()
    assert shown
    numbers = [text.strip() for text in shown if not text.strip().startswith("<")]
    assert all(int(text) == 0 or int(text) >= 5 for text in numbers), numbers
    assert len(numbers) < len(shown)


def test_without_javascript_the_filter_is_a_form_with_a_button(open_screen: OpenScreen) -> None:
    signed_in = open_screen("karin")
    context = signed_in.page.context.browser.new_context(  # type: ignore[union-attr]
        java_script_enabled=False, storage_state=signed_in.page.context.storage_state(), locale="en-GB"
    )
    try:
        page = context.new_page()
        page.goto(signed_in.address + WEEK)
        page.locator(".filter-choice summary").first.click()
        page.locator("input[name=area][value='2580-hertson']").check()
        page.locator(".filter-submit").click()
        expect(page).to_have_url(re.compile(r"area=2580-hertson"))
        expect(page.locator(".chosen")).to_contain_text("Hertsön")
    finally:
        context.close()
