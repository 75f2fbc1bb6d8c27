"""A small town whose exports `docs/methods/in_r.md` is about, the same for ever: the files, as an analyst gets them.

Numbers are drawn with Python's own generator, which promises the same ones in every version.
"""

import csv
import io
import math
import random
import uuid
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.test import Client
from django.urls import reverse

from samlad.collect.actions import next_version
from samlad.collect.models import Category, CheckIn, Incident
from samlad.follow import actions as follow_actions
from samlad.people.models import Role
from samlad.picture import actions as picture_actions
from samlad.picture.periods import Period
from samlad.places.grid import cells
from samlad.places.models import Area
from tests.conftest import World
from tests.follow import test_all_areas as town
from tests.follow.making import FOLLOWED_UP, MIDDLE

BEGIN, WEEKS = date(2022, 10, 3), 175
WEEK, MONTH, YEAR = "2026-W06", "2026-01", "2025"
MEANS = {"D1": 5.0, "D2": 3.0, "D3": 1.5, "D4": 0.4}
CATEGORIES = {"SKA.KLO": 0.5, "NAR": 0.3, "VAL": 0.2}
POLICE = 0.55
# The housing company said nothing in these weeks; in the last of them it had checked in, with nothing to report.
SILENT, NOTHING = (*range(60, 70), 150), 150
LOUD = 4
Row = dict[str, str]


def poisson(rng: random.Random, mean: float) -> int:
    """By how many uniform numbers it takes for their product to be small (Knuth)."""
    least, product, number = math.exp(-mean), rng.random(), 0
    while product > least:
        product *= rng.random()
        number += 1
    return number


def fill_picture(world: World) -> None:
    """Three years and more of weeks with a season; the last one is loud in district 1."""
    rng, zone = random.Random(20267), ZoneInfo("Europe/Stockholm")
    of = {"collaboration": world.collaboration}
    kinds = {code: Category.objects.get(code=code, **of) for code in CATEGORIES}
    areas = {code: Area.objects.get(code=code, **of) for code in MEANS}
    police, company = world.organisations["polisen"], world.organisations["bolaget"]
    version, rows = next_version(world.collaboration.pk), []
    for week in range(WEEKS):
        season = 1 + 0.3 * math.sin(2 * math.pi * week / 52)
        for code, mean in MEANS.items():
            loud = LOUD if week == WEEKS - 1 and code == "D1" else 1
            for _ in range(poisson(rng, mean * season * loud)):
                kind = rng.choices(list(CATEGORIES), list(CATEGORIES.values()))[0]
                by = police if rng.random() < POLICE else company
                day, minute = rng.randrange(7), rng.randrange(24 * 60)
                if by is company and week in SILENT:
                    continue
                when = datetime.combine(BEGIN + timedelta(weeks=week, days=day), time(), zone)
                at = when + timedelta(minutes=minute)
                rows.append(_incident(of, areas[code], kinds[kind], by, at, version))
    Incident.objects.bulk_create(rows)
    year, number, _day = (BEGIN + timedelta(weeks=NOTHING)).isocalendar()
    CheckIn.objects.create(organisation=company, year=year, week=number, word="nothing", **of)


def _incident(
    of: dict[str, Any], area: Area, kind: Category, by: Any, at: datetime, version: int
) -> Incident:
    latitude, longitude = MIDDLE[area.code]
    return Incident(
        external_key=uuid.uuid4().bytes,
        occurred_from=at,
        occurred_to=at,
        organisation=by,
        category=kind,
        area=area,
        latitude=latitude,
        longitude=longitude,
        cell=cells([latitude], [longitude])[0],
        version=version,
        **of,
    )


def picture_files(world: World, client: Client, folder: Path) -> None:
    """What the group and a reader download."""
    fill_picture(world)
    coordinator = world.members[Role.COORDINATOR]
    picture_actions.freeze(actor=coordinator, period=Period.parse(MONTH), words_revision=0)
    client.force_login(coordinator.user)
    for table in ("", "categories", "periods", "organisations", "recipe"):
        download(client, folder, "picture_csv", period=WEEK, table=table)
    download(client, folder, "incidents_csv", period=YEAR)
    for table in ("", "periods"):
        download(client, folder, "frozen_csv", MONTH, table=table)
    client.force_login(world.members[Role.READER].user)
    (folder / "reader").mkdir()
    download(client, folder / "reader", "frozen_csv", MONTH)


def follow_up_files(world: World, client: Client, folder: Path) -> None:
    """Thirty weeks before and twenty during; the target fell by a third, and the company was silent in three weeks."""
    rng = random.Random(5)
    codes = town.codes()
    weeks = range(town.WEEKS)
    season = [1 + 0.3 * math.sin(2 * math.pi * week / 52) for week in weeks]
    for slug, share in (("polisen", 0.6), ("bolaget", 0.4)):
        counts = np.array(
            [
                [poisson(rng, share * _mean(code, number, week) * season[week]) for week in weeks]
                for number, code in enumerate(codes)
            ]
        )
        if slug == "bolaget":
            counts[:, [8, 9, 40]] = 0
        town.fill(world, counts, organisation=world.organisations[slug])
    follow_up = follow_actions.compute(actor=None, measure=town.measure(world), on=FOLLOWED_UP)
    client.force_login(world.members[Role.COORDINATOR].user)
    for table in ("", "figures"):
        download(client, folder, "follow_up_csv", follow_up.pk, as_name="follow-up", table=table)


def _mean(code: str, number: int, week: int) -> float:
    if code == town.TARGET:
        return 14 * (2 / 3 if week >= town.WEEKS_BEFORE else 1)
    return 4 + number % 7


def download(
    client: Client, folder: Path, name: str, *arguments: Any, as_name: str = "", **parameters: str
) -> None:
    """Under the name that the answer gives the file, or that of the test where it holds a row's number."""
    answer = client.get(reverse(name, args=["norrby", *arguments]), parameters)
    assert answer.status_code == 200
    file = answer.headers["Content-Disposition"].partition('filename="')[2].rstrip('"')
    if as_name:
        file = f"{as_name}-{parameters['table']}.csv" if parameters.get("table") else f"{as_name}.csv"
    (folder / file).write_bytes(b"".join(answer.streaming_content))  # type: ignore[attr-defined]


def read(file: Path) -> list[Row]:
    return list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"), newline=""), delimiter=";"))


def numbers(rows: list[Row], name: str) -> Iterator[float | None]:
    return (float(row[name]) if row[name] else None for row in rows)
