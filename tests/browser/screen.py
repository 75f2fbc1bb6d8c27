"""A page in a browser that notices what a user would not be told: faults in scripts, refusals of the policy."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, expect

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PASSWORD = "trygg-i-lulea"
PHONE, DESK = (390, 844), (1440, 900)
LOCALES = {"sv": "sv-SE", "en": "en-GB"}
# The policy's refusals become errors of the console, where they are collected with the others.
LISTEN = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`refused by the policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));
"""
RUN_AXE = """
async (rules) => {
  const found = await axe.run(document, rules.length ? { runOnly: rules } : {
    runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
    rules: { "target-size": { enabled: true }, "heading-order": { enabled: true } },
  });
  return found.violations.map((violation) => ({
    rule: violation.id,
    help: violation.help,
    nodes: violation.nodes.slice(0, 5).map((node) => `${node.target.join(" ")}: ${node.failureSummary}`),
  }));
}
"""
# The widths of document and screen, and the elements that reach beyond it without anything to scroll them in.
MEASURE = """
() => {
  const screen = document.documentElement.clientWidth;
  const clipped = (element) => {
    for (let above = element.parentElement; above && above !== document.body; above = above.parentElement)
      if (getComputedStyle(above).overflowX !== "visible") return true;
    return false;
  };
  const beyond = [...document.body.querySelectorAll("*")]
    .filter((element) => element.getBoundingClientRect().right > screen + 1 && !clipped(element))
    .slice(0, 5).map((element) => element.outerHTML.slice(0, 120));
  return [document.documentElement.scrollWidth, screen, beyond];
}
"""


@dataclass
class Screen:
    """One page of one user, with what went wrong in it."""

    page: Page
    address: str
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.add_init_script(LISTEN)
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))

    def _listen(self, message: ConsoleMessage) -> None:
        # A page that answers 403, 404 or 422 is told so in the console; that answer is what was asked for.
        own_answer = (
            message.text.startswith("Failed to load resource") and message.location["url"] == self.page.url
        )
        if message.type == "error" and not own_answer:
            self.faults.append(f"console: {message.text} ({message.location['url']})")

    def open(self, path: str) -> Response:
        """Go to an address of the product; maps and charts on it are waited for."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        self.settle()
        return answer

    def settle(self) -> None:
        """Wait until what scripts draw has been drawn."""
        for drawn in ("[data-map]", "[data-chart]"):
            if self.page.locator(drawn).count():
                expect(self.page.locator(f"{drawn} :is(canvas, svg)").first).to_be_visible(timeout=20_000)
        if self.page.locator("[data-map]").count():
            expect(self.page.locator(".map-legend > *").first).to_be_attached(timeout=20_000)

    def resize(self, size: tuple[int, int]) -> None:
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        self._two_frames()

    def darken(self) -> None:
        self.page.emulate_media(color_scheme="dark")
        self._two_frames()

    def _two_frames(self) -> None:
        # One in which the page notices, one in which scripts have drawn anew.
        self.page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        """By the form, as anybody does; the demo's people stand beside it, for one press."""
        self.open("/account/sign-in/")
        form = self.page.locator("form.form")
        form.locator("input[name=login]").fill(email)
        form.locator("input[name=password]").fill(password)
        form.locator("button[type=submit]").click()

    def check_faults(self) -> None:
        assert self.faults == []

    def check_accessible(self, what: str, *rules: str) -> None:
        """WCAG 2.2 A and AA as far as axe can tell, the order of headings included; or the rules that are named."""
        if not self.page.evaluate("typeof axe !== 'undefined'"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: list[dict[str, Any]] = self.page.evaluate(RUN_AXE, list(rules))
        told = "\n".join(f"{one['rule']}: {one['help']}\n  " + "\n  ".join(one["nodes"]) for one in found)
        assert not found, f"{what}:\n{told}"

    def check_fits(self, what: str) -> None:
        """Nothing makes the document wider than the screen."""
        wide, screen, beyond = self.page.evaluate(MEASURE)
        assert wide <= screen + 1, (
            f"{what}: the document is {wide} px wide on a screen of {screen} px: {beyond}"
        )


def new_context(browser: Browser, language: str, size: tuple[int, int], state: Any = None) -> BrowserContext:
    """A browser window of its own, with the policy in force; `state` holds the cookies of somebody signed in."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale=LOCALES[language],
        storage_state=state,
        reduced_motion="reduce",
    )
    context.set_default_timeout(15_000)
    return context
