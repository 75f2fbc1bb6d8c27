"""Reporting in the browser, at phone size: five taps at most, nothing lost, nothing personal sent."""

import re

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

from tests.browser.conftest import OpenScreen
from tests.browser.screen import DESK, PHONE, Screen

PATH = "/lulea/report"
# Kulturens hus in Luleå.
HERE = {"latitude": 65.5848, "longitude": 22.1567, "accuracy": 14}
COUNT_TAPS = """
sessionStorage.taps ??= 0;
document.addEventListener("pointerdown", () => { sessionStorage.taps = Number(sessionStorage.taps) + 1; }, true);
"""


@pytest.fixture
def phone(open_screen: OpenScreen) -> Screen:
    screen = open_screen("bo", "en", PHONE)
    screen.page.context.grant_permissions(["geolocation"], origin=screen.address)
    screen.page.context.set_geolocation(HERE)
    screen.page.add_init_script(COUNT_TAPS)
    screen.open(PATH)
    return screen


def taps(page: Page) -> int:
    return int(page.evaluate("Number(sessionStorage.taps)"))


def kind(page: Page, name: str = "Vandalism") -> None:
    page.get_by_role("radio", name=name, exact=True).click()


def here(page: Page) -> None:
    page.get_by_role("button", name="Where I am").click()


def words(page: Page) -> Locator:
    return page.get_by_label("A few words")


def when_is_asked(page: Page) -> None:
    expect(page.get_by_role("heading", name="When was it?")).to_be_focused()


def send(page: Page) -> None:
    page.get_by_role("button", name="Send the report").click()


def sent(page: Page) -> int:
    """The number of the report whose page has come up."""
    expect(page.get_by_role("heading", name="The report is sent")).to_be_visible()
    found = re.search(r"/lulea/report/sent\?report=(\d+)$", page.url)
    assert found
    return int(found[1])


def check(screen: Screen, what: str) -> None:
    screen.check_accessible(what)
    screen.check_fits(what)


def test_a_report_from_where_one_stands_takes_three_taps(phone: Screen) -> None:
    page = phone.page
    check(phone, "what")
    kind(page)
    check(phone, "where")
    here(page)
    when_is_asked(page)
    expect(page.locator("[data-report-summary]")).to_contain_text("Vandalism · Where you are")
    words(page).press_sequentially("Klotter på väggen.")
    check(phone, "when and words")
    send(page)
    sent(page)
    assert taps(page) == 3
    expect(page.locator(".report-words")).to_have_text("Klotter på väggen.")
    check(phone, "sent")
    page.get_by_role("link", name="What became of my reports").click()
    expect(page.locator(".report-list li").first).to_contain_text("waiting for review")
    check(phone, "my reports")


def test_a_report_by_the_map_takes_five_taps(phone: Screen) -> None:
    page = phone.page
    kind(page, "Drugs")
    page.get_by_role("button", name="Point at the map").click()
    canvas = page.locator("[data-pin-map] canvas")
    expect(canvas).to_be_visible()
    expect(page.locator("[data-pin-map]")).to_have_attribute("data-latitude", re.compile(r"^65\."))
    before = page.locator("[data-pin-map]").get_attribute("data-longitude")
    canvas.click(position={"x": 60, "y": 120})
    expect(page.locator("[data-pin-map]")).not_to_have_attribute("data-longitude", before or "")
    check(phone, "map")
    page.get_by_role("button", name="It was here").click()
    when_is_asked(page)
    send(page)
    sent(page)
    assert taps(page) == 5


def test_without_the_map_a_place_is_chosen_by_name_and_the_map_can_be_asked_for_again(phone: Screen) -> None:
    page = phone.page
    page.context.set_offline(True)
    kind(page, "Drugs")
    point = page.get_by_role("button", name="Point at the map")
    point.click()
    expect(page.locator("[data-pin-map] .map-message")).to_contain_text("cannot be fetched now")
    page.context.set_offline(False)
    point.click()
    point.click()
    expect(page.locator("[data-pin-map] canvas")).to_be_visible()
    # What could not be fetched is told in the console; that was asked for.
    phone.faults.clear()


def test_a_device_that_does_not_say_how_sure_it_is_gets_no_figure(phone: Screen) -> None:
    page = phone.page
    page.context.set_geolocation(HERE | {"accuracy": 0})
    kind(page)
    here(page)
    when_is_asked(page)
    expect(page.locator("[data-report-summary]")).to_have_text(
        re.compile(r"^Vandalism · Where you are, near [^,]+\.$")
    )


def test_what_is_going_on_now_shows_whom_to_ring_and_can_still_be_sent(phone: Screen) -> None:
    page = phone.page
    kind(page, "Drugs")
    here(page)
    when_is_asked(page)
    ring = page.locator(".report-emergency a")
    expect(ring.first).to_be_hidden()
    page.get_by_role("radio", name="It is going on now").click()
    expect(ring.first).to_be_visible()
    expect(ring.first).to_have_attribute("href", "tel:112")
    expect(ring.last).to_have_attribute("href", "tel:11414")
    check(phone, "going on now")
    send(page)
    sent(page)
    assert taps(page) == 4


def test_a_named_place_is_found_by_its_name_and_offered_first_the_next_time(phone: Screen) -> None:
    page = phone.page
    kind(page)
    page.get_by_label("Find a named place").fill("hertson c")
    page.locator("#place-hits").get_by_role("button").first.click()
    when_is_asked(page)
    expect(page.locator("[data-report-summary]")).to_contain_text("Hertsön centrum")
    send(page)
    sent(page)
    # One more on the same visit: the place is known, so after what it was come the words.
    page.get_by_role("link", name="Report one more here").click()
    kind(page, "Positive observation")
    when_is_asked(page)
    expect(page.locator("[data-report-summary]")).to_contain_text("Hertsön centrum")
    expect(page.get_by_role("radio", name="Another time")).to_be_checked()
    send(page)
    sent(page)
    phone.open(PATH)
    kind(page)
    expect(page.locator("#place-hits").get_by_role("button").first).to_have_text("Hertsön centrum")


def test_what_is_begun_survives_a_reload_and_is_gone_once_it_is_sent(phone: Screen) -> None:
    page = phone.page
    kind(page)
    here(page)
    words(page).fill("Halvfärdigt, ring 070-123 45 67")
    page.reload()
    expect(page.locator("[data-report-status]")).to_contain_text("Here is what you had begun to write")
    expect(page.get_by_role("radio", name="Vandalism", exact=True)).to_be_checked()
    expect(page.locator("#id_description")).to_have_value("Halvfärdigt, ring [telefon]")
    check(phone, "draft")
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "070" not in kept
    kind(page)
    send(page)
    sent(page)
    phone.open(PATH)
    expect(page.locator("#id_description")).to_have_value("")
    # Thrown away by hand.
    kind(page)
    page.reload()
    page.get_by_role("button", name="Throw it away and begin anew").click()
    expect(page.get_by_role("radio", name="Vandalism", exact=True)).not_to_be_checked()
    expect(page.locator("[data-report-status]")).to_be_hidden()


def test_now_in_an_old_draft_is_the_time_at_which_it_was_begun(phone: Screen) -> None:
    page = phone.page
    kind(page)
    here(page)
    when_is_asked(page)
    page.evaluate(
        """() => {
          const name = document.querySelector("form[data-report]").dataset.draft;
          const draft = JSON.parse(localStorage.getItem(name));
          localStorage.setItem(name, JSON.stringify({ ...draft, begun: new Date(2026, 9, 5, 14, 30).getTime() }));
        }"""
    )
    page.reload()
    expect(page.locator("[name=when][value=exact]")).to_be_checked()
    expect(page.locator("#id_begun")).to_have_value("2026-10-05T14:30")


def test_personal_data_are_pointed_out_and_never_leave_the_device(phone: Screen) -> None:
    page = phone.page
    bodies: list[str] = []

    def listen(request: Request) -> None:
        bodies.append(request.post_data or "")

    page.on("request", listen)
    kind(page)
    here(page)
    words(page).press_sequentially("Ring 070-123 45 67 om bilen ABC 123")
    note = page.locator("[data-guard-note]")
    expect(note).to_contain_text("telephone number, registration plate")
    expect(note).to_have_attribute("aria-live", "polite")
    send(page)
    sent(page)
    expect(page.locator(".report-words")).to_have_text("Ring [telefon] om bilen [registreringsnummer]")
    assert any("[telefon]" in body for body in bodies)
    assert not any("123" in body.split('name="description"')[-1].split("------")[0] for body in bodies)


def test_a_name_is_asked_about_and_a_place_or_a_brand_is_not(phone: Screen) -> None:
    page = phone.page
    kind(page)
    here(page)
    note = page.locator("[data-guard-note]")
    words(page).press_sequentially("Vid Kulturens hus och Burger King slog Ahmed")
    expect(note).to_contain_text("Is this somebody’s name: Ahmed?")
    words(page).fill("Vid Kulturens hus och Burger King slogs en ruta sönder")
    expect(note).to_be_empty()
    # Asked, never taken out.
    words(page).fill("Vid Kulturens hus slog Ahmed")
    send(page)
    sent(page)
    expect(page.locator(".report-words")).to_have_text("Vid Kulturens hus slog Ahmed")


def test_the_lists_of_names_come_after_the_form_and_it_is_sent_without_them(phone: Screen) -> None:
    page = phone.page
    asked: list[tuple[str, bool]] = []

    def refuse(route: Route) -> None:
        loaded = page.evaluate("() => document.readyState === 'complete'")
        asked.append((route.request.resource_type, loaded))
        route.abort()

    page.route("**/names*.js", refuse)
    with page.expect_request("**/names*.js"):
        phone.open(PATH)
    kind(page)
    here(page)
    words(page).fill("Ahmed slog sönder en ruta.")
    expect(page.locator("[data-guard-note]")).to_be_empty()
    send(page)
    sent(page)
    assert asked
    assert all(kind == "script" and loaded for kind, loaded in asked)
    # That they could not be fetched is told in the console; that was asked for.
    phone.faults.clear()


def test_without_network_nothing_is_lost_and_it_is_sent_once_when_it_is_back(phone: Screen) -> None:
    page = phone.page
    kind(page, "Other")
    here(page)
    words(page).fill("Utan nät.")
    page.context.set_offline(True)
    send(page)
    expect(page.locator("[data-report-status]")).to_contain_text("No network")
    # Whoever pressed the button at the end of the page sees it.
    expect(page.locator("[data-report-status] span")).to_be_in_viewport()
    expect(words(page)).to_have_value("Utan nät.")
    # What is added meanwhile is guarded too.
    words(page).fill("Utan nät. Ring 070-123 45 67.")
    page.context.set_offline(False)
    number = sent(page)
    expect(page.locator(".report-words")).to_have_text("Utan nät. Ring [telefon].")
    phone.open("/lulea/reports")
    expect(page.locator(".report-list li").first).to_have_id(f"report-{number}")
    expect(page.locator(".report-list li", has_text="Utan nät.")).to_have_count(1)


def test_the_back_button_after_sending_sends_nothing_twice(phone: Screen) -> None:
    page = phone.page
    kind(page)
    here(page)
    words(page).fill("En gång räcker.")
    form = page.locator("input[name=key]").input_value()
    send(page)
    number = sent(page)
    page.go_back()
    expect(page.get_by_role("heading", name="Report", exact=True)).to_be_visible()
    again = page.evaluate(
        """async (key) => {
          const form = document.querySelector("form[data-report]");
          const body = new FormData(form);
          for (const [name, value] of Object.entries({ key, category: "SKA", where: "here", latitude: "65.584800",
            longitude: "22.156700", accuracy: "14", when: "now", description: "En gång räcker." })) body.set(name, value);
          const answer = await fetch(form.action, { method: "POST", body, headers: { accept: "application/json" } });
          return (await answer.json()).next;
        }""",
        form,
    )
    assert again == f"/lulea/report/sent?report={number}"


def test_undo_takes_the_report_back(phone: Screen) -> None:
    page = phone.page
    kind(page)
    here(page)
    send(page)
    number = sent(page)
    page.get_by_role("button", name="Undo: take the report back").click()
    expect(page.locator(f"#report-{number}")).to_contain_text("withdrawn")
    expect(page.locator(f"#report-{number}").get_by_role("button")).to_have_count(0)


def test_by_keyboard_and_back_step_by_step(open_screen: OpenScreen) -> None:
    screen = open_screen("bo", "en", DESK)
    page = screen.page
    screen.open(PATH)
    page.get_by_role("radio", name="Vandalism", exact=True).focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    # Walking among the choices leads nowhere by itself.
    expect(page.get_by_role("heading", name="What is it about?")).to_be_visible()
    page.get_by_role("button", name="Next: where").press("Enter")
    expect(page.get_by_role("heading", name="Where was it?")).to_be_focused()
    page.get_by_role("button", name="Next: when").press("Enter")
    expect(page.locator("[data-report-status]")).to_contain_text("Say where it was")
    page.get_by_label("Find a named place").fill("Kulturens")
    page.get_by_label("Find a named place").press("Enter")
    when_is_asked(page)
    check(screen, "desk")
    screen.darken()
    check(screen, "desk, dark")
    page.go_back()
    expect(page.get_by_role("heading", name="Where was it?")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="What is it about?")).to_be_visible()


def test_enter_on_a_choice_chooses_it_and_sends_nothing(open_screen: OpenScreen) -> None:
    screen = open_screen("bo", "en", DESK)
    page = screen.page
    screen.open(PATH)
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.get_by_role("radio", name="Vandalism", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Where was it?")).to_be_focused()
    page.get_by_label("Find a named place").fill("herts")
    page.keyboard.press("Enter")
    when_is_asked(page)
    page.get_by_role("radio", name="Earlier today").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="Earlier today")).to_be_checked()
    expect(page.get_by_label("A few words")).to_be_visible()
    assert posts == []


def test_what_the_server_does_not_take_is_told_and_kept(phone: Screen) -> None:
    page = phone.page
    kind(page)
    here(page)
    words(page).fill("I framtiden.")
    page.get_by_role("radio", name="Another time").click()
    page.get_by_label("From").fill("2099-01-01T10:00")
    send(page)
    expect(page.locator("[data-report-errors]")).to_contain_text("2099-01-01 10:00 is in the future")
    expect(words(page)).to_have_value("I framtiden.")
    check(phone, "errors")
    page.get_by_role("radio", name="Just now").click()
    send(page)
    sent(page)


def test_without_scripts_it_is_one_form_that_works(open_screen: OpenScreen, phone: Screen) -> None:
    browser = phone.page.context.browser
    assert browser is not None
    state = phone.page.context.storage_state()
    context = browser.new_context(
        java_script_enabled=False, storage_state=state, locale="en-GB", viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(phone.address + PATH)
    page.get_by_role("radio", name="Vandalism", exact=True).check()
    page.get_by_label("Named place", exact=True).select_option(index=1)
    words(page).fill("Utan skript, ring 070-123 45 67.")
    send(page)
    sent(page)
    expect(page.locator(".report-words")).to_have_text("Utan skript, ring [telefon].")
    expect(page.locator(".messages")).to_contain_text("telephone number")
    context.close()
