"""The way in and out: who may see what, wrong passwords, language, and the second step."""

import base64
import hashlib
import hmac
import re
import struct
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import OpenScreen, Server
from tests.browser.screen import PASSWORD, PHONE, Screen, new_context
from tests.browser.server import serving

# What stands in the main menu of each of the demo's people: the wheel, as far as it is theirs.
MENUS = {
    "karin": ["report", "review", "picture", "problems", "measures", "follow-ups", "meetings"],
    "per": ["report", "picture", "problems", "measures", "follow-ups", "meetings"],
    "gun": ["report", "review", "picture", "problems", "measures", "follow-ups", "meetings"],
    "bo": ["report", "picture", "measures"],
    "lena": ["picture", "follow-ups"],
    "ali": ["picture"],
}
# And under their own name: what is needed now and then.
MORE = {
    "karin": {"incidents", "imports", "audit/"},
    "per": {"incidents"},
    "gun": {"incidents", "imports"},
    "bo": {"incidents"},
    "lena": set(),
    "ali": {"audit/"},
}
FAILURES_ALLOWED = 8


def totp(secret: str, at: float) -> str:
    """The six digits that an authenticator app shows for a secret at a moment (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(at) // 30), hashlib.sha1).digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def settled_time() -> float:
    """Now, once the digits of now hold for some seconds more."""
    left = 30 - time.time() % 30
    if left < 5:
        time.sleep(left + 0.1)
    return time.time()


def test_totp_matches_rfc_6238() -> None:
    secret = base64.b32encode(b"12345678901234567890").decode()
    assert [totp(secret, at) for at in (59, 1111111109, 2000000000)] == ["287082", "081804", "279037"]


@pytest.mark.parametrize("person", MENUS)
def test_each_role_sees_its_own_menu(open_screen: OpenScreen, person: str) -> None:
    screen = open_screen(person)
    screen.open("/")
    expect(screen.page).to_have_url(re.compile(r"/lulea/picture"))
    entries = screen.page.locator("nav.wheel a").evaluate_all("(all) => all.map((one) => one.pathname)")
    assert entries == [f"/lulea/{name}" for name in MENUS[person]]
    expect(screen.page.locator("nav.wheel a[aria-current=page]")).to_have_count(1)
    for path in entries:
        assert screen.page.request.get(screen.address + path).status == 200
    more = screen.page.locator("#user-menu nav a").evaluate_all("(all) => all.map((one) => one.pathname)")
    for path in more:
        assert screen.page.request.get(screen.address + path).status == 200
    for path in ("incidents", "imports", "audit/"):
        assert (f"/lulea/{path}" in more) == (path in MORE[person])
    everything = {name for menu in MENUS.values() for name in menu} | MORE["karin"]
    for path in everything - set(MENUS[person]) - MORE[person]:
        assert screen.page.request.get(f"{screen.address}/lulea/{path}").status == 403
    screen.settle()


def test_one_press_signs_in_as_one_of_the_demos_people(open_screen: OpenScreen) -> None:
    screen = open_screen("")
    screen.open("/account/sign-in/")
    screen.page.get_by_role("button", name=re.compile("Lena Politiker")).press("Enter")
    expect(screen.page).to_have_url(re.compile(r"/lulea/picture"))
    expect(screen.page.locator(".user-name")).to_have_text("Lena Politiker")
    screen.settle()


def test_signing_out_closes_every_page(open_screen: OpenScreen) -> None:
    screen = open_screen("")
    page = screen.page
    screen.sign_in("per@demo.samlad")
    expect(page).to_have_url(re.compile(r"/lulea/picture"))
    screen.settle()
    page.locator(".user-button").press("Enter")
    page.get_by_role("button", name="Sign out").press("Enter")
    page.wait_for_url(lambda url: "/lulea/" not in url)
    screen.open("/lulea/picture")
    expect(page).to_have_url(re.compile(r"/account/sign-in/\?next=/lulea/picture"))


def test_a_wrong_password_is_said_and_nobody_gets_in(open_screen: OpenScreen) -> None:
    screen = open_screen("", size=PHONE)
    screen.sign_in("karin@demo.samlad", "inte-detta-lösenord")
    expect(
        screen.page.locator("form.form [role=alert], form.form .ds-validation-message").first
    ).to_be_visible()
    expect(screen.page).to_have_url(re.compile(r"/account/sign-in/"))
    screen.check_accessible("a wrong password")
    screen.check_fits("a wrong password")
    screen.open("/lulea/picture")
    expect(screen.page).to_have_url(re.compile(r"/account/sign-in/"))


def test_the_language_is_switched_and_stays(open_screen: OpenScreen) -> None:
    screen = open_screen("", language="sv")
    page = screen.page
    screen.open("/account/sign-in/")
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    page.locator(".user-button").click()
    page.locator("button[name=language][value=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    screen.open("/account/password/reset/")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_colour_scheme_is_chosen_and_stays(open_screen: OpenScreen) -> None:
    screen = open_screen("")
    page = screen.page
    screen.open("/account/sign-in/")
    background = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(background)
    page.locator(".user-button").click()
    page.locator("[data-scheme-choice] button[value=dark]").click()
    expect(page.locator("[data-scheme-choice] button[value=dark]")).to_have_attribute("aria-pressed", "true")
    screen.open("/account/sign-in/")
    assert page.evaluate(background) != light


def confirm_password(screen: Screen, path: str) -> None:
    """Open a page that asks for the password once more before it shows itself."""
    screen.open(path)
    expect(screen.page).to_have_url(re.compile(r"/account/reauthenticate/"))
    screen.check_accessible("the password once more")
    screen.page.locator("main input[name=password]").fill(PASSWORD)
    submit(screen)
    expect(screen.page).to_have_url(re.compile(path))


def submit(screen: Screen) -> None:
    screen.page.locator("main form button[type=submit]").first.click()


def test_two_step_sign_in_is_set_up_used_and_taken_away(open_screen: OpenScreen) -> None:
    screen = open_screen("", size=PHONE)
    page = screen.page
    screen.sign_in("ali@demo.samlad")
    page.wait_for_url("**/lulea/picture")
    screen.settle()
    confirm_password(screen, "/account/two-factor/app/activate/")
    screen.check_accessible("setting up the second step")
    screen.check_fits("setting up the second step")
    secret = page.locator("#authenticator_secret").input_value()
    page.locator("input[name=code]").fill(totp(secret, settled_time()))
    submit(screen)
    page.wait_for_url("**/two-factor/codes/**")
    screen.check_accessible("recovery codes")
    screen.check_fits("recovery codes")
    recovery = page.locator("#recovery_codes").input_value().split()

    page.context.clear_cookies()
    screen.sign_in("ali@demo.samlad")
    expect(page).to_have_url(re.compile(r"/two-factor/sign-in/"))
    screen.check_accessible("the second step")
    # Between the two steps nothing else is open.
    screen.open("/lulea/picture")
    expect(page).to_have_url(re.compile(r"/two-factor/sign-in/"))
    page.locator("input[name=code]").fill(recovery[0])
    submit(screen)
    page.wait_for_url("**/lulea/picture")
    screen.settle()

    screen.open("/account/two-factor/")
    screen.check_accessible("two-step sign-in in use")
    confirm_password(screen, "/account/two-factor/app/deactivate/")
    screen.check_accessible("taking the second step away")
    submit(screen)
    page.wait_for_url("**/account/two-factor/")


def test_too_many_wrong_passwords_lock_the_account_for_a_while(
    browser: Browser, server: Server, tmp_path: Path
) -> None:
    # On a server of its own: the address is slowed down as well, and the other tests come from the same one.
    with (
        serving(server.fresh_data(tmp_path / "data")) as address,
        new_context(browser, "en", PHONE) as context,
    ):
        screen = Screen(context.new_page(), address)
        answers: list[int] = []
        screen.page.on("response", lambda answer: answers.append(answer.status))
        for _ in range(FAILURES_ALLOWED):
            assert 429 not in answers
            screen.sign_in("bo@demo.samlad", "fel-fel-fel-fel")
            screen.page.wait_for_load_state()
        assert 429 in answers
        expect(screen.page.locator("header .brand")).to_be_visible()
        screen.check_accessible("locked out")
        screen.check_fits("locked out")
        # Not even with the right password, for now.
        screen.sign_in("bo@demo.samlad")
        screen.open("/lulea/picture")
        expect(screen.page).to_have_url(re.compile(r"/account/sign-in/"))
        screen.check_faults()
