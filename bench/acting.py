"""How long one waits for what one does: from the button to the page that follows it.

Each action is taken several times, on another row each time or with what takes it back.
"""

from __future__ import annotations

import json
import re
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely import affinity

from bench.client import Client, Server
from bench.forms import Form, form_of
from samlad.demo.basemap import areas_document
from samlad.demo.world import END
from samlad.picture.periods import Kind, Period

TIMES = 10
# Degrees that a border is moved by, some 50 m; and metres that a circle is made wider by.
MOVED, WIDER = 0.001, 150
AGAIN = "En fil kom sent."
PLACE = "Kulturens hus"
CENTRE = shapely.Point(22.1547, 65.5848)
TENTH = 10


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of one kind of action, in the order they were taken."""

    name: str
    milliseconds: tuple[float, ...]

    def row(self) -> list[str]:
        first, *_others = self.milliseconds
        spent = (first, statistics.median(self.milliseconds), max(self.milliseconds))
        return [self.name, str(len(self.milliseconds)), *(f"{one:.0f}" for one in spent)]


def timings(server: Server, pages: Mapping[str, Sequence[str]], times: int = TIMES) -> list[Timing]:
    """Take every kind of action so many times, as the coordinator."""
    client = Client(server.port)
    client.get("picture")
    spent: dict[str, list[float]] = {}
    for part in (_reviewed, _worked, _told, _mapped):
        for name, milliseconds in part(client, pages, times):
            spent.setdefault(name, []).append(milliseconds)
    return [Timing(name, tuple(found)) for name, found in spent.items()]


def _reviewed(client: Client, pages: Mapping[str, Sequence[str]], times: int) -> Iterator[tuple[str, float]]:
    """Each step of the review on reports of its own; each last one is taken back."""
    # Every tenth is asked back already.
    reports = iter([page for number, page in enumerate(pages["a review"]) if number % TENTH])
    steps: dict[str, dict[str, str]] = {
        "ask": {"question": "Var det inne i trapphuset?"},
        "redact": {"description": "Några hade samlats vid entrén."},
        "reject": {},
    }
    for step, changes in ({"approve": {}} | steps).items():
        for _ in range(times):
            page = next(reports)
            if step == "reject":
                reason = re.search(rb'name="reason" value="([^"]+)"', client.get(page).page)
                assert reason, f"{page} has no reason to reject for"
                changes = {"reason": reason[1].decode()}
            done = client.press(page, "/step", changes, step=step)
            yield f"a review: {step}", done.milliseconds
            if step in {"approve", "redact"}:
                yield f"a review: undo {step}", client.send(page, _undo(done.page), {}).milliseconds
    for _ in range(times):
        page = next(reports)
        if b'name="step" value="merge"' in client.get(page).page:
            yield "a review: merge", client.press(page, "/step", step="merge").milliseconds


def _undo(page: bytes) -> Form:
    address = re.search(rb'action="([^"]+/review/undo/\d+)"', page)
    assert address, "the page has nothing to take back"
    return form_of(page, address[1].decode())


def _worked(client: Client, pages: Mapping[str, Sequence[str]], times: int) -> Iterator[tuple[str, float]]:
    """Problems out of the picture, evidence, decisions and doses."""
    week = Period.holding(END, Kind.WEEK)
    codes = [row["properties"]["code"] for row in areas_document()["features"]]
    for count in range(times):
        page = (
            f"problems/new?period={week.shifted(-count).label}&area={codes[count % len(codes)]}&category=SKA"
        )
        title = {"title": f"Nytt problem {count}"}
        yield "making a problem", client.press(page, "/problems/new", title).milliseconds
    for page in pages["logging a dose"][:times]:
        # On the day of an earlier one: some of the measures have ended.
        given = re.search(r"(\d{4}-\d\d-\d\d) ·", client.get(page).page.decode())
        assert given, f"{page} shows no dose"
        dose = {"amount": "4", "given_on": given[1]}
        yield "logging a dose", client.press(page, "/dose", dose).milliseconds
    for _ in range(times):
        done = client.press("follow-ups", "/follow-up")
        yield "computing a follow-up", done.milliseconds
        decision = {"choice": "continue", "motive": "Det gör nytta.", "next_on": f"{week.shifted(20).first}"}
        found = form_of(done.page, "/decide")
        yield "deciding on a follow-up", client.send("", found, decision).milliseconds


def _told(client: Client, pages: Mapping[str, Sequence[str]], times: int) -> Iterator[tuple[str, float]]:
    """Check-ins, frozen pictures and meetings."""
    week = Period.holding(END, Kind.WEEK)
    for count in range(times):
        page = f"check-ins?week={week.shifted(-count).label}"
        yield "checking in", client.press(page, "/check-ins/word", {"word": "reported"}).milliseconds
    for page in pages["freezing"][:times]:
        yield "freezing again", client.press(page, "/freeze", {"reason": AGAIN}).milliseconds
    for page in pages["an open meeting"]:
        yield "closing a meeting", client.press(page, "/close").milliseconds
    for count in range(1, times):
        done = client.press("meetings", "/meetings/open", {"held_on": f"{week.shifted(count).last}"})
        yield "opening a meeting", done.milliseconds
        yield "closing a meeting", client.send("", form_of(done.page, "/close"), {}).milliseconds


def _mapped(client: Client, pages: Mapping[str, Sequence[str]], times: int) -> Iterator[tuple[str, float]]:
    """A border in the middle of the town and the circle of a place there, each moved and moved back."""
    district = next(
        one
        for one in areas_document()["features"]
        if one["properties"]["level"] == "district"
        and shapely.geometry.shape(one["geometry"]).contains(CENTRE)
    )
    for count in range(times):
        upload = client.press("administer/areas", file=_moved(district, 0.0 if count % 2 else MOVED))
        yield "looking at a border before it is moved", upload.milliseconds
        page = "administer/areas/file"
        moved = client.send(page, form_of(upload.page, ""), {"confirm": "1"})
        yield "moving a border", moved.milliseconds
        yield "the picture after a moved border", client.get("picture").milliseconds
    place = re.search(
        rf'/(administer/places/\d+)"[^>]*>{PLACE}<', client.get("administer/places").page.decode()
    )
    assert place, f"there is no place {PLACE}"
    radius = int(dict(form_of(client.get(place[1]).page, "").fields)["radius"])
    for count in range(times):
        looked = client.press(place[1], changes={"radius": str(radius + (0 if count % 2 else WIDER))})
        yield "looking at a circle before it is made wider", looked.milliseconds
        if b'name="foreseen"' in looked.page:
            widened = client.send(place[1], form_of(looked.page, ""), {})
            yield "making a circle wider", widened.milliseconds
        yield "the picture after a wider circle", client.get("picture").milliseconds


def _moved(area: Mapping[str, Any], by: float) -> bytes:
    """A file of the area alone, moved so many degrees to the east."""
    shape = affinity.translate(shapely.geometry.shape(area["geometry"]), by, 0)
    feature = {**area, "geometry": json.loads(shapely.to_geojson(shape))}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
