"""Administration in the browser: somebody is invited in one window and comes in through another."""

import json
import re
from pathlib import Path

import pytest
import shapely
from playwright.sync_api import expect

from tests.browser.conftest import OpenScreen
from tests.browser.screen import DESK, PHONE, Screen

EMAIL = "nya.nils@lulebo.example"
PASSWORD = "korrekt häst batteri klammer"
PAGES = (
    "",
    "/organisations",
    "/organisations/1",
    "/organisations/2/end",
    "/members",
    "/members/2",
    "/members/2/end",
    "/areas",
    "/areas/1",
    "/areas/file",
    "/places",
    "/places/add",
    "/places/1",
    "/categories",
    "/categories/1",
    "/categories/1/add",
    "/settings",
)


def check(screen: Screen, what: str) -> None:
    screen.check_accessible(what)
    screen.check_fits(what)


@pytest.mark.parametrize("path", PAGES)
def test_page(open_screen: OpenScreen, path: str) -> None:
    screen = open_screen("ali", "sv", PHONE)
    assert screen.open(f"/lulea/administer{path}").status == 200
    assert screen.page.locator("h1").count() == 1
    check(screen, f"{path}, phone")
    screen.resize(DESK)
    check(screen, f"{path}, desk")
    screen.darken()
    check(screen, f"{path}, desk, dark")


def test_from_the_invitation_to_the_first_page(open_screen: OpenScreen) -> None:
    admin = open_screen("ali")
    admin.open("/lulea/administer/members")
    admin.page.get_by_label("E-mail address").fill(EMAIL)
    admin.page.get_by_label("Organisation", exact=True).select_option(label="Lulebo")
    admin.page.get_by_label("Role", exact=True).select_option("reporter")
    admin.page.get_by_role("button", name="Invite").click()
    link = admin.page.locator("#invitation-link").input_value()
    check(admin, "with the link")
    admin.page.reload()
    expect(admin.page.locator("#invitation-link")).to_have_count(0)

    guest = open_screen(size=PHONE)
    guest.open(link.removeprefix(guest.address))
    check(guest, "invitation")
    guest.page.get_by_label("Your name").fill("Nils Ny")
    guest.page.get_by_label("Password").fill("kort")
    guest.page.get_by_role("button", name="Begin").click()
    expect(guest.page.get_by_text("This password is too short")).to_be_visible()
    check(guest, "a password that is too short")
    expect(guest.page.get_by_label("Your name")).to_have_value("Nils Ny")
    guest.page.get_by_label("Password").fill(PASSWORD)
    guest.page.get_by_role("button", name="Begin").click()
    guest.page.wait_for_url("**/lulea/picture")
    expect(guest.page.get_by_text("You are reporter of Lulebo")).to_be_visible()

    late = open_screen()
    assert late.open(link.removeprefix(late.address)).status == 410
    check(late, "an invitation that is used")

    admin.page.reload()
    row = admin.page.get_by_role("row", name=re.compile("Nils Ny"))
    row.get_by_role("link", name="End Nils Ny").click()
    check(admin, "asked before a membership ends")
    admin.page.get_by_role("button", name="End the membership").click()
    expect(admin.page.get_by_role("link", name="End Nils Ny")).to_have_count(0)
    check(admin, "what can be taken back")
    assert guest.open("/lulea/picture").status == 403
    admin.page.get_by_role("button", name="Take the end back Nils Ny").click()
    expect(admin.page.get_by_role("link", name="End Nils Ny")).to_be_visible()
    assert guest.open("/lulea/picture").status == 200


def test_new_borders_are_looked_at_first(open_screen: OpenScreen, tmp_path: Path) -> None:
    square = json.loads(shapely.to_geojson(shapely.box(22.1, 65.56, 22.15, 65.6)))
    properties = {"name": "Provområdet", "code": "prov", "level": "place", "parent": "2580"}
    feature = {"type": "Feature", "properties": properties, "geometry": square}
    file = tmp_path / "areas.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    screen = open_screen("karin")
    screen.open("/lulea/administer/areas")
    screen.page.locator("input[type=file]").set_input_files(file)
    screen.page.get_by_role("button", name="See what would change").click()
    expect(screen.page.locator(".answer")).to_contain_text("1 area is added")
    check(screen, "what would change")
    screen.page.get_by_role("button", name="Do not use the file").click()
    expect(screen.page.get_by_text("Nothing has changed")).to_be_visible()
    expect(screen.page.get_by_text("Provområdet")).to_have_count(0)


def test_a_place_is_pointed_out_on_the_map(open_screen: OpenScreen) -> None:
    screen = open_screen("karin")
    screen.open("/lulea/administer/places/add")
    screen.page.get_by_label("Name", exact=True).fill("Provtorget")
    screen.page.get_by_role("button", name="Point at the map").click()
    expect(screen.page.locator("[data-pin-map] canvas")).to_be_visible(timeout=20_000)
    expect(screen.page.locator("[data-pin-map]")).to_have_attribute("data-latitude", re.compile("65"))
    check(screen, "with the map")
    screen.page.get_by_role("button", name="It is here").click()
    assert screen.page.get_by_label("Latitude").input_value().startswith("65.")
    screen.page.get_by_role("button", name="Add", exact=True).click()
    expect(screen.page.get_by_text("Provtorget is added.")).to_be_visible()
    screen.page.get_by_role("link", name="Provtorget").click()
    screen.page.get_by_role("button", name="Remove the place").click()
    expect(screen.page.get_by_text("Provtorget is removed.")).to_be_visible()
