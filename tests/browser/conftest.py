"""One server and one browser for each test process; a window of its own for each test."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import FLAGS, executable
from tests.browser.screen import AXE, DESK, Screen, new_context
from tests.browser.server import loaded_data, serving

# Opens a window for one of the demo's people (nobody: signed out) in a language and a size.
OpenScreen = Callable[..., Screen]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def _missing(what: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(f"With CI=true nothing may be left out: {what}", pytrace=False)
    pytest.skip(what)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = executable()
    if path is None:
        _missing("there is no Chromium on PATH, and SAMLAD_BROWSER names none")
    if not AXE.is_file():
        _missing("axe-core is not installed; run `npm ci`")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield launched
        launched.close()


@dataclass(frozen=True)
class Server:
    """Where the server of this test process answers, and what it began with."""

    address: str
    base: Path

    def fresh_data(self, folder: Path) -> Path:
        """Data for another server, as they were at the beginning."""
        return loaded_data(self.base, folder)


@pytest.fixture(scope="session")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    own = tmp_path_factory.getbasetemp()
    # Test processes side by side share the folder above their own.
    base = own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own
    with serving(loaded_data(base, own / "browser-data")) as address:
        yield Server(address, base)


@pytest.fixture(scope="session")
def states() -> dict[str, Any]:
    """Person → the cookies with which they are signed in, so that each signs in once."""
    return {}


@pytest.fixture
def open_screen(browser: Browser, server: Server, states: dict[str, Any]) -> Iterator[OpenScreen]:
    """Windows of the demo's people; at the end none of them may have had a fault."""
    opened: list[Screen] = []

    def window(person: str = "", language: str = "en", size: tuple[int, int] = DESK) -> Screen:
        if person and person not in states:
            with new_context(browser, "sv", DESK) as context:
                entering = Screen(context.new_page(), server.address)
                entering.sign_in(f"{person}@demo.samlad")
                entering.page.wait_for_url("**/lulea/**")
                states[person] = context.storage_state()
        context = new_context(browser, language, size, states.get(person))
        screen = Screen(context.new_page(), server.address)
        opened.append(screen)
        return screen

    yield window
    for screen in opened:
        screen.page.context.close()
    for screen in opened:
        screen.check_faults()
