"""A meeting as it goes: two who write at once, a task, the big screen, the end and its minutes on paper."""

import io
import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from tests.browser.conftest import OpenScreen
from tests.browser.screen import DESK, PHONE, Screen

PROJECTOR = (1280, 720)
# Each test opens a meeting of its own: a day has one.
DAYS = iter(date(2026, 1, 5) + timedelta(days=7 * number) for number in range(40))


def open_meeting(screen: Screen) -> str:
    """The coordinator opens a meeting; its address."""
    screen.open("/lulea/meetings")
    screen.page.locator("input[name=held_on]").fill(next(DAYS).isoformat())
    screen.page.locator(".meeting-open button").click()
    expect(screen.page).to_have_url(re.compile(r"/lulea/meetings/\d+$"))
    return screen.page.url.removeprefix(screen.address)


def note(page: Page, point: str = "other") -> Locator:
    return page.locator(f"#text-{point}")


def saved(page: Page, point: str = "other") -> Locator:
    return page.locator(f"#note-{point} [data-note-state]")


def test_what_one_writes_the_other_sees_and_their_own_field_is_left_alone(open_screen: OpenScreen) -> None:
    karin, per = open_screen("karin"), open_screen("per")
    path = open_meeting(karin)
    per.open(path)

    note(karin.page).press_sequentially("Nästa möte hos polisen.")
    expect(saved(karin.page)).to_contain_text("Saved")
    # Per is writing under another point meanwhile, and is not disturbed.
    note(per.page, "picture").press_sequentially("Lugn vecka")
    expect(note(per.page)).to_have_value("Nästa möte hos polisen.")
    expect(note(per.page, "picture")).to_be_focused()
    note(per.page, "picture").press_sequentially(", men Centrum")
    expect(note(karin.page, "picture")).to_have_value("Lugn vecka, men Centrum")


def test_two_who_write_in_the_same_field_lose_no_word(open_screen: OpenScreen) -> None:
    karin, per = open_screen("karin"), open_screen("per")
    path = open_meeting(karin)
    per.open(path)
    # Both have begun before either is saved; the field that is being written in is not overwritten.
    per.page.route("**/note", lambda route: route.abort())
    note(per.page).press_sequentially("Polisen tar lördagen")
    note(karin.page).press_sequentially("Kommunen tar fredagen")
    expect(saved(karin.page)).to_contain_text("Saved")
    expect(saved(per.page)).to_contain_text("No connection")
    expect(note(per.page)).to_have_value("Polisen tar lördagen")
    per.page.unroute("**/note")

    form = per.page.locator("#note-other")
    expect(form.locator("[role=alert]")).to_contain_text("Coordinator at Luleå kommun wrote here")
    expect(form.locator("blockquote").nth(0)).to_have_text("Kommunen tar fredagen")
    expect(form.locator("blockquote").nth(1)).to_have_text("Polisen tar lördagen")
    expect(note(per.page)).to_have_value("Kommunen tar fredagen\nPolisen tar lördagen")
    per.check_accessible("two texts to put together")
    per.check_fits("two texts to put together")
    note(per.page).press("End")
    note(per.page).press_sequentially(" kväll")
    form.get_by_role("button").click()
    expect(saved(per.page)).to_contain_text("Saved")
    expect(form.locator("[role=alert]")).to_have_count(0)
    expect(note(karin.page)).to_have_value(
        re.compile("Kommunen tar fredagen.*Polisen tar lördagen", re.DOTALL)
    )
    # A request that was cut off and the 409 are told in the console; that is what was asked for.
    per.faults[:] = [fault for fault in per.faults if "/note" not in fault]


def test_personal_data_are_masked_in_the_field_itself(open_screen: OpenScreen) -> None:
    karin = open_screen("karin")
    open_meeting(karin)
    note(karin.page).fill("Ring 070-123 45 67 i morgon")
    expect(note(karin.page)).to_have_value("Ring [telefon] i morgon")
    expect(saved(karin.page)).to_contain_text("masked")


def test_leaving_waits_for_what_is_being_saved(open_screen: OpenScreen) -> None:
    karin = open_screen("karin")
    path = open_meeting(karin)
    note(karin.page).fill("Sista raden")
    karin.page.locator("main .eyebrow a").click()
    expect(karin.page).to_have_url(re.compile(r"/lulea/meetings$"))
    karin.open(path)
    expect(note(karin.page)).to_have_value("Sista raden")


def test_a_task_is_given_and_comes_to_its_owner(open_screen: OpenScreen) -> None:
    karin, per = open_screen("karin"), open_screen("per")
    path = open_meeting(karin)
    page = karin.page
    form = page.locator("#task-form-other")
    form.locator("summary").click()
    form.locator("input[name=text]").fill("Fråga skolan om nycklarna")
    form.get_by_role("button").click()
    # The browser itself asks for who; the rest is kept.
    assert form.locator("select[name=owner]").evaluate("select => !select.validity.valid")
    form.locator("select[name=owner]").select_option(label="Per Polis, Polisen")
    form.get_by_role("button").click()
    expect(page.locator("#tasks-other")).to_contain_text("Fråga skolan om nycklarna")
    expect(form.locator("input[name=text]")).to_have_value("")
    karin.check_accessible("a task was added")

    per.open("/lulea/tasks")
    line = per.page.locator(".task", has_text="Fråga skolan om nycklarna").first
    line.get_by_role("button", name="Done").click()
    expect(line).to_have_attribute("data-state", "done")
    expect(line.get_by_role("button", name="Open again")).to_be_focused()
    per.check_accessible("tasks")
    # Karin's page hears of it by itself.
    expect(page.locator("#tasks-other .task")).to_have_attribute("data-state", "done")
    assert path in page.url


def test_without_scripts_everything_is_a_form(open_screen: OpenScreen) -> None:
    karin = open_screen("karin")
    path = open_meeting(karin)
    browser = karin.page.context.browser
    assert browser is not None
    plain = browser.new_context(
        java_script_enabled=False, storage_state=karin.page.context.storage_state(), locale="en-GB"
    )
    try:
        page = plain.new_page()
        page.goto(karin.address + path)
        note(page).fill("Skrivet utan skript")
        page.locator("#note-other button").click()
        expect(page).to_have_url(re.compile("#point-other$"))
        expect(note(page)).to_have_value("Skrivet utan skript")
        page.get_by_role("button", name="Polisen").click()
        expect(page.get_by_role("button", name="Polisen")).to_have_attribute("aria-pressed", "true")
    finally:
        plain.close()


def test_the_big_screen_goes_by_arrows_and_fits_a_projector(open_screen: OpenScreen) -> None:
    karin, per = open_screen("karin", size=PROJECTOR), open_screen("per")
    path = open_meeting(karin)
    per.open(path)
    page = karin.page
    karin.open(f"{path}?view=screen")
    expect(page.locator("h1")).to_have_text(re.compile("^1. "))
    expect(page.locator(".site-header")).to_be_hidden()
    for number in range(2, 6):
        page.keyboard.press("ArrowRight")
        expect(page.locator("h1")).to_have_text(re.compile(f"^{number}. "))
        karin.check_fits(f"big screen, point {number}")
        karin.check_accessible(f"big screen, point {number}")
    page.keyboard.press("ArrowRight")
    expect(page.locator("h1")).to_have_text(re.compile("^5. "))
    note(per.page).fill("Det här syns på väggen")
    expect(page.locator("#screen-written")).to_contain_text("Det här syns på väggen")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("h1")).to_have_text(re.compile("^4. "))


def test_closing_tells_the_others_and_gives_minutes(open_screen: OpenScreen) -> None:
    karin, per = open_screen("karin"), open_screen("per")
    path = open_meeting(karin)
    per.open(path)
    karin.page.locator("#present").get_by_role("button", name="Polisen").click()
    expect(per.page.get_by_role("button", name="Polisen")).to_have_attribute("aria-pressed", "true")
    # What was typed just before closing goes with it.
    note(karin.page).fill("Beslut: vi fortsätter")
    karin.page.get_by_role("button", name="Close the meeting").click()
    expect(karin.page.locator(".answer")).to_contain_text("Closed")
    expect(per.page.locator("#meeting-notice")).to_contain_text("The meeting has been closed.")

    note(per.page).fill("För sent")
    expect(per.page.locator("#note-other [role=alert]")).to_contain_text("by coordinator, Luleå kommun")
    expect(note(per.page)).to_have_value("För sent")
    per.check_accessible("too late")
    per.faults[:] = [fault for fault in per.faults if "/note" not in fault]

    karin.check_accessible("closed meeting")
    paper = karin.page.request.get(f"{karin.address}{path}/minutes.pdf", headers={"Accept-Language": "en"})
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.body())).pages)
    assert "Beslut: vi fortsätter" in words
    assert "SIMULATED DATA" in words
    assert "Polisen" in words


@pytest.mark.parametrize("person", ["karin", "per"])
def test_pages_are_accessible_at_both_sizes_light_and_dark(open_screen: OpenScreen, person: str) -> None:
    path = open_meeting(open_screen("karin"))
    screen = open_screen(person, "sv", PHONE)
    for page in ("/lulea/meetings", path, "/lulea/tasks", "/lulea/tasks?of=all"):
        screen.resize(PHONE)
        assert screen.open(page).status == 200
        for form in screen.page.locator(".task-add summary").all():
            form.click()
        screen.check_accessible(f"{page}, phone")
        screen.check_fits(f"{page}, phone")
        screen.resize(DESK)
        screen.check_accessible(f"{page}, desk")
        screen.check_fits(f"{page}, desk")
        screen.darken()
        screen.check_accessible(f"{page}, dark")
        screen.page.emulate_media(color_scheme="light")
