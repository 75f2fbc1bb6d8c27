"""A file's way in, in the browser: upload, preview, confirm, progress, result, and the mended rows once more."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenScreen
from tests.browser.screen import PHONE, Screen
from tests.collect.files import file_of

GOOD = (
    "w1;2026-11-09 21:15;Klotter;65.5848;22.1567;;Klotter på en vägg",
    "w2;2026-11-10 07:40;Glaskross;65.5853;22.1571;;En krossad ruta",
    "w3;2026-11-11 18:05;Klotter;65.5861;22.1560;;Klotter i en tunnel",
)
BAD = "w4;2026-13-45 10:00;Klotter;65.5850;22.1565;;Datumet finns inte"
MENDED = BAD.replace("2026-13-45", "2026-11-12")


def upload(screen: Screen, content: bytes, name: str = "kommunen.csv") -> None:
    screen.open("/lulea/imports")
    screen.page.locator("input[name=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )
    screen.page.get_by_role("button", name="Read the file").click()


def confirm(page: Page) -> dict[str, int]:
    """Let the rows in, wait for the worker, and return the figures of the result."""
    page.get_by_role("button", name="Let the rows in").click()
    # The progress asks every second, and the page loads anew once the work is done.
    expect(page.locator(".figures")).to_be_visible(timeout=45_000)
    words = page.locator(".figures .figure-label").all_inner_texts()
    numbers = page.locator(".figures .figure-value").all_inner_texts()
    return {word.split(",")[0]: int(number) for word, number in zip(words, numbers, strict=True)}


def figures(read: int, new: int, repeats: int, rejected: int) -> dict[str, int]:
    return {
        "rows read": read,
        "new incidents": new,
        "repeats": repeats,
        "corrections of other rows": 0,
        "rejected": rejected,
    }


def test_a_file_with_a_bad_row_goes_in_is_mended_and_sent_again(open_screen: OpenScreen) -> None:
    screen = open_screen("karin", size=PHONE)
    page = screen.page
    content = file_of([*GOOD, BAD])
    upload(screen, content)

    expect(page).to_have_url(re.compile(r"/lulea/imports/\d+$"))
    preview = page.get_by_role("region", name="This is how the first rows are read").locator("tbody tr")
    expect(preview).to_have_count(3)
    rejected = page.get_by_role("region", name="These rows cannot go in as they are").locator("tbody tr")
    expect(rejected).to_have_count(1)
    expect(rejected).to_contain_text("2026-13-45")
    screen.check_accessible("confirmation of an import")
    screen.check_fits("confirmation of an import")

    assert confirm(page) == figures(read=4, new=3, repeats=0, rejected=1)
    screen.check_accessible("result of an import")
    screen.check_fits("result of an import")

    with page.expect_download() as downloading:
        page.get_by_role("link", name="Download them, mend them and send them in again").click()
    errors = Path(downloading.value.path()).read_text(encoding="utf-8-sig")
    assert "2026-13-45" in errors
    assert "w1" not in errors
    upload(screen, errors.replace("2026-13-45", "2026-11-12").encode(), "rejected.csv")
    assert confirm(page) == figures(read=1, new=1, repeats=0, rejected=0)

    upload(screen, file_of([*GOOD, MENDED]))
    assert confirm(page) == figures(read=4, new=0, repeats=4, rejected=0)


def test_progress_is_shown_while_the_rows_go_in(open_screen: OpenScreen) -> None:
    screen = open_screen("karin")
    page = screen.page
    rows = [
        f"p{number};2026-11-0{1 + number % 8} 12:00;Klotter;{65.58 + number % 50 / 10_000:.4f};22.1567;;Klotter"
        for number in range(3_000)
    ]
    upload(screen, file_of(rows))
    page.get_by_role("button", name="Let the rows in").click()
    expect(page.locator("#progress progress, .figures").first).to_be_visible()
    page.goto(screen.address + "/lulea/imports")
    row = page.locator("section tbody tr").first
    for _ in range(40):
        if "3,000" in row.locator("td").nth(4).inner_text():
            break
        page.wait_for_timeout(500)
        page.reload()
    # Left alone the work went on.
    assert row.locator("td").nth(4).inner_text() == "3,000"


def test_columns_can_be_chosen_where_they_are_not_recognised(open_screen: OpenScreen) -> None:
    screen = open_screen("karin")
    page = screen.page
    header = "a;b;c;d;e;f;g"
    upload(screen, "\n".join([header, *(row.replace("w", "c") for row in GOOD), ""]).encode(), "utan.csv")
    expect(page.get_by_role("button", name="Let the rows in")).to_have_count(0)
    expect(page.locator("[role=alert]").first).to_be_visible()
    screen.check_accessible("columns that are not recognised")
    names = ("external_id", "occurred_from", "category", "latitude", "longitude", "place", "description")
    for column, name in zip("abcdefg", names, strict=True):
        page.locator(f"select[name={name}]").select_option(column)
    page.get_by_role("button", name="Show again with these columns").click()
    expect(page.get_by_role("button", name="Let the rows in")).to_be_visible()
    preview = page.get_by_role("region", name="This is how the first rows are read").locator("tbody tr")
    expect(preview).to_have_count(3)
    page.get_by_role("button", name="Do not use this file").click()
    expect(page).to_have_url(re.compile(r"/lulea/imports$"))
    expect(page.get_by_role("status").first).to_contain_text("Nothing of it has gone in")


def test_what_is_no_table_is_answered_in_words(open_screen: OpenScreen) -> None:
    screen = open_screen("karin", size=PHONE)
    page = screen.page
    upload(screen, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "bild.csv")
    expect(page).to_have_url(re.compile(r"/lulea/imports$"))
    expect(page.locator("form [role=alert]")).to_be_visible()
    screen.check_accessible("a file that is no table")
    screen.check_fits("a file that is no table")
    upload(screen, b"", "tom.csv")
    expect(page.locator("form [role=alert]")).to_contain_text("empty")


def test_a_reviewer_brings_files_in_for_the_own_organisation_alone(open_screen: OpenScreen) -> None:
    screen = open_screen("gun")
    screen.open("/lulea/imports")
    expect(screen.page.locator("select[name=organisation] option")).to_have_text(["Polisen"])
