"""Take the README's picture from a running demo: `.venv/bin/python docs/pictures/take.py http://127.0.0.1:8000`.

The demo must have been started with Swedish messages compiled. Chromium is found on the PATH.
"""

import re
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

OUT = Path(__file__).with_name("picture.png")
WIDTH = 1440
MARGIN = 24
SWITCHES = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def main(address: str) -> None:
    """Sign in as the coordinator and photograph the page down to the end of the areas."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=SWITCHES)
        page = browser.new_page(
            viewport={"width": WIDTH, "height": 1000}, locale="sv-SE", color_scheme="light"
        )
        _sign_in(page, address)
        section = page.locator("section[aria-labelledby=areas]")
        expect(section.locator("canvas")).to_be_visible()
        page.wait_for_load_state("networkidle")
        # The map draws a moment after its data have come, and has no other sign of being done.
        page.wait_for_timeout(2_000)
        box = section.bounding_box()
        if box is None:
            sys.exit("The page has no section of areas to photograph.")
        clip = {"x": 0, "y": 0, "width": WIDTH, "height": box["y"] + box["height"] + MARGIN}
        page.screenshot(path=OUT, full_page=True, clip=clip)  # type: ignore[arg-type] # four floats
        browser.close()


def _sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/account/sign-in/")
    # The demo's people are on its sign-in page; the coordinator is the first.
    page.get_by_text("Karin Samordnare").click()
    page.wait_for_url(re.compile("/picture"))
    # Once more: the greeting after sign-in is no part of the picture.
    page.goto(page.url)


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
