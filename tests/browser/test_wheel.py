"""The wheel turned once, by five people in windows of their own: from a report on a phone to what was decided on it.

Nothing is put into the database by the way: what one of them makes, the next one finds on a page.
"""

import io
import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader

from tests.browser.conftest import Server
from tests.browser.screen import DESK, PHONE, Screen, new_context
from tests.browser.server import serving

People = dict[str, Screen]

SIZES = {"bo": PHONE, "karin": DESK, "per": DESK, "eva": DESK, "lena": DESK}
# The demo has one follow-up that waits for a decision.
WAITING = "Samordnad insats kring Hertsön centrum"
# What is found again further on.
REPORTED = "Ruta krossad vid entrén mot parkeringen."
WORDS = "En ruta på Hertsön. Belysningen vid parkeringen är trasig."
MOTIVE = "Rundvandringarna ger mer än väntat."
PICTURE_NOTE, OTHER_NOTE = "Lugn vecka, men Hertsön.", "Nästa möte hos polisen."
TASK = "Byt låset till miljörummet"


@pytest.fixture
def people(browser: Browser, server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    """Five windows on a server of their own, each with somebody else signed in."""
    data = server.fresh_data(tmp_path_factory.mktemp("wheel") / "data")
    with serving(data) as address, ExitStack() as windows:
        screens = {}
        for person, size in SIZES.items():
            context = windows.enter_context(new_context(browser, "en", size))
            screen = screens[person] = Screen(context.new_page(), address)
            screen.sign_in(f"{person}@demo.samlad")
            screen.page.wait_for_url("**/lulea/**")
        yield screens
        for screen in screens.values():
            screen.check_faults()


def test_the_wheel_turns(people: People) -> None:
    bo, karin, per, eva, lena = (people[name] for name in SIZES)
    today = date.fromisoformat(karin.page.evaluate("new Date().toLocaleDateString('sv')"))
    wednesday = today - timedelta(days=today.weekday() + 5)
    week = "{}-W{:02}".format(*wednesday.isocalendar()[:2])

    report(bo, wednesday)
    approve(karin)
    for one in (per, eva, karin):
        check_in(one)
    freeze(karin, week)
    problem = make_a_problem(karin)
    measure = plan_a_measure(karin, problem)
    log_a_dose(bo, measure)
    decide(karin)
    meet(karin, per)
    settle(eva)
    minutes(karin)
    read_as_an_outsider(lena)
    what_became_of_it(bo)


def wheel(screen: Screen, name: str) -> None:
    """By the menu, as everybody goes."""
    screen.page.locator(".wheel a", has_text=re.compile(rf"^\s*{name}")).click()
    screen.settle()


def more(screen: Screen, name: str) -> None:
    """By the menu behind one's own name."""
    screen.page.locator(".user-button").click()
    screen.page.locator("#user-menu a", has_text=re.compile(rf"^\s*{name}")).click()


def answer(page: Page) -> Locator:
    return page.locator("p.answer")


def report(bo: Screen, day: date) -> None:
    page = bo.page
    wheel(bo, "Report")
    page.get_by_role("radio", name="Vandalism", exact=True).click()
    page.get_by_label("Find a named place").fill("hertson c")
    page.locator("#place-hits").get_by_role("button").first.click()
    page.get_by_role("radio", name="Another time").click()
    page.get_by_label("From", exact=True).fill(f"{day}T21:30")
    page.get_by_label("A few words").press_sequentially(f"{REPORTED} Ring 070-123 45 67.")
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", name="The report is sent")).to_be_visible()
    expect(page.locator(".report-words")).to_have_text(f"{REPORTED} Ring [telefon].")


def approve(karin: Screen) -> None:
    """By keyboard alone: on through the queue to Bo's report, and approve it."""
    page = karin.page
    wheel(karin, "Review")
    waiting = page.locator(".review-queue li")
    for number in range(1, waiting.count()):
        if REPORTED in page.locator(".review-text").inner_text():
            break
        page.keyboard.press("j")
        expect(waiting.nth(number).locator("a")).to_have_attribute("aria-current", "true")
    expect(page.locator(".review-text")).to_contain_text(REPORTED)
    page.keyboard.press("a")
    expect(page.locator(".review-last")).to_contain_text("Approved")
    expect(page.locator("main")).not_to_contain_text(REPORTED)


def check_in(one: Screen) -> None:
    """The word that the page proposes for the own organisation, for the week that is over."""
    page = one.page
    more(one, "Check-ins")
    if "this week" in page.locator("h1").inner_text():
        page.locator("[rel=prev]").click()
    proposed = page.locator(".check-in .ds-button:not([data-variant])")
    expect(proposed).to_have_count(1)
    proposed.click()
    expect(proposed).to_have_count(0)


def freeze(karin: Screen, week: str) -> None:
    page = karin.page
    wheel(karin, "Picture")
    page.get_by_role("link", name="Frozen pictures").click()
    page.get_by_role("link", name="Freeze week").click()
    expect(page).to_have_url(re.compile(f"/pictures/{week}/freeze$"))
    expect(page.locator(".before")).to_contain_text("Every organisation has checked in.")
    page.get_by_label("Your words beside the figures").fill(WORDS)
    page.get_by_role("button", name="Freeze week").click()
    expect(page.locator(".words")).to_contain_text(WORDS)
    expect(answer(page)).to_contain_text("1 incident")
    link = page.locator(".page-head a", has_text="PDF")
    assert WORDS in paper(karin, link)
    # What is known now is a page away, and the same figures.
    page.get_by_role("link", name="The picture as it is now").click()
    expect(answer(page)).to_contain_text("1 incident")


def paper(screen: Screen, link: Locator) -> str:
    """The words of a PDF behind a link."""
    found = screen.page.request.get(screen.address + (link.get_attribute("href") or ""))
    assert found.status == 200
    assert found.headers["content-type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(found.body())).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def make_a_problem(karin: Screen) -> str:
    """In two clicks from the picture, and then why it happens there. Its title."""
    page = karin.page
    page.locator(".filter-choice summary").first.click()
    page.locator("input[name=area][value='2580-hertson']").check()
    expect(page).to_have_url(re.compile("area=2580-hertson"))
    page.keyboard.press("Escape")

    page.get_by_role("link", name="Make a problem of this picture").click()
    page.get_by_role("button", name="Save").first.click()

    expect(page.locator("h1")).to_contain_text("Hertsön")
    expect(page.locator("dl.facts").first).to_contain_text("Vandalism")
    page.get_by_role("link", name="Write it").click()
    for name, text in {
        "offender": "Några få unga, kvällstid.",
        "target": "Entréns rutor.",
        "setting": "Mörkt mot parkeringen, ingen ser dit.",
        "handlers": "Fastighetsskötaren dagtid, ingen på kvällen.",
        "enablers": "Trasig belysning.",
    }.items():
        page.locator(f"[name={name}]").fill(text)
    for name in ("seriousness", "worry", "mandate", "resources", "partners"):
        page.locator(f"select[name={name}]").select_option("3")
    page.get_by_role("button", name="Save").last.click()
    expect(page.locator(".triangle")).to_contain_text("ingen ser dit")
    return page.locator("h1").inner_text()


def plan_a_measure(karin: Screen, problem: str) -> str:
    """One that the library suggests; refused as long as anything is missing, then planned and started. Its title."""
    page = karin.page
    wheel(karin, "Problems")
    page.get_by_role("link", name=problem, exact=True).click()
    page.get_by_role("link", name="Plan a measure").click()
    page.locator(".standout a").first.click()
    page.get_by_role("button", name="Plan the measure").click()
    expect(page.locator("[role=alert]")).to_contain_text("Nothing is saved yet")
    page.locator("#id_owner").select_option(label="Bo Fastighetsskötare")
    page.locator("#id_dose_amount").fill("12")
    page.locator("#id_dose_unit").fill("rundor")
    page.locator("#id_cost").fill("4000")
    title = page.locator("#id_title").input_value()
    page.get_by_role("button", name="Plan the measure").click()
    expect(answer(page)).to_contain_text("Planned to begin")
    page.get_by_role("button", name="Start the measure").click()
    expect(answer(page)).to_contain_text("Running since")
    return title


def log_a_dose(bo: Screen, measure: str) -> None:
    page = bo.page
    wheel(bo, "Measures")
    page.locator(".standout", has_text=measure).get_by_role("link", name="Log what was done").click()
    page.locator("#id_amount").fill("2")
    page.get_by_role("button", name="Log it").click()
    expect(page.locator(".dose-text")).to_have_text(re.compile("^2 of 12 rundor"))


def decide(karin: Screen) -> None:
    """On the evidence as it was computed on its day."""
    page = karin.page
    wheel(karin, "Follow-up")
    page.locator(".standout").get_by_role("link", name=WAITING).click()
    karin.settle()
    expect(answer(page)).to_have_count(1)
    page.locator("input[name=choice][value=continue]").check()
    page.get_by_label("Why", exact=True).fill(MOTIVE)
    page.get_by_label("Next follow-up").fill("2099-06-01")
    page.get_by_role("button", name="Record the decision").click()
    expect(page.locator("section[aria-labelledby=decision]")).to_contain_text(MOTIVE)
    page.get_by_role("link", name="The problem's story").click()
    expect(page.locator(".story")).to_contain_text(MOTIVE)


def meet(karin: Screen, per: Screen) -> None:
    """Two write at once, and see each other's words; a task is given to somebody who is not there."""
    page = karin.page
    wheel(karin, "Meeting")
    page.get_by_role("button", name="Open this week’s meeting").click()
    expect(page).to_have_url(re.compile(r"/lulea/meetings/\d+$"))
    for point, words in {"picture": "1 incident", "problems": "Hertsön", "follow_ups": MOTIVE}.items():
        expect(page.locator(f"#point-{point}")).to_contain_text(words)
    wheel(per, "Meeting")
    per.page.get_by_role("link", name="To the meeting").click()

    ours, theirs = page.locator("#text-picture"), per.page.locator("#text-other")
    ours.press_sequentially(PICTURE_NOTE[:11])
    theirs.press_sequentially(OTHER_NOTE)
    ours.press_sequentially(PICTURE_NOTE[11:])
    expect(page.locator("#text-other")).to_have_value(OTHER_NOTE)
    expect(per.page.locator("#text-picture")).to_have_value(PICTURE_NOTE)

    per.page.locator("#present").get_by_role("button", name="Polisen").click()
    expect(page.get_by_role("button", name="Polisen")).to_have_attribute("aria-pressed", "true")
    form = page.locator("#task-form-problems")
    form.locator("summary").click()
    form.locator("input[name=text]").fill(TASK)
    form.locator("select[name=owner]").select_option(label="Eva Förvaltare, Lulebo")
    form.get_by_role("button").click()
    expect(per.page.locator("#tasks-problems")).to_contain_text(TASK)


def settle(eva: Screen) -> None:
    more(eva, "My tasks")
    line = eva.page.locator(".task", has_text=TASK)
    line.get_by_role("button", name="Done").click()
    expect(line).to_have_attribute("data-state", "done")


def minutes(karin: Screen) -> None:
    page = karin.page
    expect(page.locator("#tasks-problems .task")).to_have_attribute("data-state", "done")
    page.get_by_role("button", name="Close the meeting").click()
    expect(answer(page)).to_contain_text("Closed")
    words = paper(karin, page.get_by_role("link", name="Minutes (PDF)"))
    for text in (PICTURE_NOTE, OTHER_NOTE, TASK, MOTIVE, WAITING, "Polisen"):
        assert text in words, f"“{text}” is not in the minutes"


def read_as_an_outsider(lena: Screen) -> None:
    """The decision and whole months, and no count that could point at anybody."""
    page = lena.page
    wheel(lena, "Follow-up")
    row = page.get_by_role("row", name=re.compile(WAITING)).first
    expect(row).to_contain_text("continue")
    expect(page.locator("main")).not_to_contain_text(MOTIVE)
    expect(page.locator("main a")).to_have_count(0)
    lena.open("/lulea/picture?period=2026-10")
    shown = page.locator("tr[data-feature] td:nth-child(2)").all_inner_texts()
    numbers = [int(text) for text in map(str.strip, shown) if not text.startswith("<")]
    assert len(numbers) < len(shown)
    assert not [number for number in numbers if 0 < number < 5]
    for path in ("problems", "meetings", "tasks", "check-ins", "incidents", "review"):
        assert page.request.get(f"{lena.address}/lulea/{path}").status == 403


def what_became_of_it(bo: Screen) -> None:
    page = bo.page
    more(bo, "My reports")
    line = page.locator(".report-list li", has_text=REPORTED)
    expect(line).to_contain_text("approved")
    expect(line.get_by_role("button")).to_have_count(0)
