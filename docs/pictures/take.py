"""Photograph every page of a fresh demo, in the repository's folder: `make pictures`.

The Swedish messages must be compiled, and Chromium is found as the tests find it. `--address` photographs a demo
that is running; `--out` and `--whole` (the whole length of a page) are for looking at what has changed.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from docs.pictures.palette import smaller
from docs.pictures.shots import SHOTS, Shot
from playwright.sync_api import Browser, Page, sync_playwright
from tests.browser.chromium import FLAGS, executable
from tests.browser.screen import Screen, new_context
from tests.browser.server import environment, serving

from samlad.terminal import say

HERE = Path(__file__).parent
SIZES = {"": (1280, 900), "-phone": (390, 844)}
# The README shows the page of the picture down to the end of its areas.
OF_README = "picture"
MARGIN = 24
# A map draws a moment after its data have come, and has no other sign of being done; neither has a font.
SETTLES, MAP_DRAWS = 300, 2_000


def main() -> None:
    """Every page at both sizes, or those that are named."""
    options = _options()
    options.out.mkdir(parents=True, exist_ok=True)
    chosen = [shot for shot in SHOTS if not options.only or shot.name in options.only]
    number = 0
    with _demo(options.address) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable(), args=[*FLAGS, "--lang=sv-SE"], env={"LANGUAGE": "sv"}
        )
        blank = browser.new_page()
        states: dict[str, Any] = {}
        for shot in chosen:
            if shot.person not in states:
                states[shot.person] = _signed_in(browser, address, shot.person)
            for name, picture in _pictures(browser, address, states[shot.person], shot, options.whole):
                (options.out / f"{name}.png").write_bytes(smaller(blank, picture))
                number += 1
        browser.close()
    say(f"{number} pictures are in {options.out}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m docs.pictures.take", description=__doc__)
    parser.add_argument("only", nargs="*", help="names of pictures (default: all)")
    parser.add_argument("--address", default="", help="a demo that is running (default: a fresh one)")
    parser.add_argument(
        "--out", type=Path, default=HERE, help="folder for the pictures (default: docs/pictures)"
    )
    parser.add_argument("--whole", action="store_true", help="the whole length of each page")
    return parser.parse_args()


@contextmanager
def _demo(address: str) -> Iterator[str]:
    """The address of a demo: the one that is given, or one of three years in a temporary folder."""
    if address:
        yield address.rstrip("/")
        return
    with tempfile.TemporaryDirectory(prefix="samlad-pictures-") as name:
        data = Path(name) / "data"
        loading = [sys.executable, "-m", "samlad.cli", "demo", "--load-only"]
        subprocess.run(loading, env=environment(data), check=True)  # noqa: S603 - our own command
        with serving(data) as served:
            yield served


def _signed_in(browser: Browser, address: str, person: str) -> Any:
    """The cookies of one of the demo's people; the greeting after sign-in is no part of a picture."""
    with new_context(browser, "sv", SIZES[""]) as context:
        if person:
            screen = Screen(context.new_page(), address)
            screen.sign_in(f"{person}@demo.samlad")
            screen.page.wait_for_url("**/lulea/**")
            screen.page.reload()
        return context.storage_state()


def _pictures(
    browser: Browser, address: str, state: Any, shot: Shot, whole: bool
) -> Iterator[tuple[str, bytes]]:
    """The page at both sizes, and at desk size dark where that is asked for."""
    for suffix, size in SIZES.items():
        with new_context(browser, "sv", size, state) as context:
            screen = Screen(context.new_page(), address)
            _go(screen, shot)
            of_readme = shot.name == OF_README and not suffix
            yield shot.name + suffix, _areas(screen.page) if of_readme else _page(screen.page, whole)
            if shot.dark and not suffix:
                screen.darken()
                _wait(screen.page)
                yield f"{shot.name}-dark", _page(screen.page, whole)
            for fault in screen.faults:
                say(f"{shot.name}{suffix}: {fault}")


def _go(screen: Screen, shot: Shot) -> None:
    screen.open(shot.path)
    for selector in shot.follow:
        screen.page.locator(selector).first.click()
        screen.page.wait_for_load_state()
        screen.settle()
    _wait(screen.page)


def _wait(page: Page) -> None:
    page.evaluate("document.fonts.ready.then(() => true)")
    page.wait_for_timeout(MAP_DRAWS if page.locator("[data-map]").count() else SETTLES)


def _page(page: Page, whole: bool) -> bytes:
    return page.screenshot(full_page=whole)


def _areas(page: Page) -> bytes:
    """The page from its top to the end of the areas."""
    box = page.locator("section[aria-labelledby=areas]").bounding_box()
    if box is None:
        sys.exit("The page of the picture has no section of areas to photograph.")
    height = box["y"] + box["height"] + MARGIN
    return page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": SIZES[""][0], "height": height})


if __name__ == "__main__":
    main()
