"""At a place means one thing: picture, problem, follow-up and the list of incidents count the same ones."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
from django.test import Client
from django.urls import reverse

from samlad.act import counting
from samlad.collect import placing
from samlad.collect.actions import admit
from samlad.collect.choices import Channel
from samlad.collect.door import open_door
from samlad.collect.mapping import Mapping
from samlad.collect.models import Incident
from samlad.follow.gathering import evidence_of, plan_of
from samlad.people.models import Role
from samlad.picture import columns, held
from samlad.picture.days import Selection
from samlad.picture.periods import Kind, Period
from samlad.picture.tally import tally
from samlad.picture.zones import categories_below
from samlad.places.models import Place
from tests.conftest import World
from tests.follow.making import BEGIN, FOLLOWED_UP, measure, problem

WEEKS = 50
NAMES = ("external_id", "category", "occurred_from", "latitude", "longitude", "precision", "place")


def rows(seed: int, number: int) -> pl.DataFrame:
    """Incidents around the two places, some said to be at one of them, or with an area's point alone."""
    rng = np.random.default_rng(seed)
    days = rng.integers(0, WEEKS * 7, number)
    near = rng.integers(0, 4, number) > 0
    return pl.DataFrame(
        {
            "line": np.arange(number),
            "external_id": [f"{seed}-{one}" for one in range(number)],
            "category": rng.choice(["SKA.KLO", "SKA", "NAR"], number),
            "occurred_from": [f"{BEGIN + timedelta(days=int(day))}T12:00:00+00:00" for day in days],
            "latitude": [f"{65.61 + step:.6f}" if some else None for some, step in
                         zip(near, rng.uniform(-0.002, 0.004, number), strict=True)],
            "longitude": [f"{22.02 + step:.6f}" if some else None for some, step in
                          zip(near, rng.uniform(-0.004, 0.004, number), strict=True)],
            "precision": rng.choice(["exact", "address", "cell", "area", ""], number),
            "place": [str(name) or None for name in rng.choice(["Kulturens hus", "Torget", "", "", ""], number)],
        },
        schema={"line": pl.Int64} | dict.fromkeys(NAMES, pl.Utf8),
    )  # fmt: skip


def let_in(world: World, frame: pl.DataFrame) -> None:
    organisation = world.organisations["polisen"]
    mapping = Mapping(columns={name: (name,) for name in NAMES})
    prepared = open_door(organisation, now=datetime(2026, 12, 23, tzinfo=UTC)).prepare(
        frame, mapping, Channel.FILE
    )
    admit(prepared, actor=None, organisation=organisation)


def weeks() -> tuple[Period, ...]:
    first = Period.holding(BEGIN, Kind.WEEK)
    return tuple(first.shifted(step) for step in range(WEEKS))


def assert_one_meaning(world: World, place: Place, client: Client) -> int:
    """The weekly counts of graffiti and damage at the place, by every way that there is; how many in all."""
    about = measure(world, problem(world, f"Klotter vid {place}", place=place), target_place=place)
    known, names = columns.current(world.collaboration), held.catalogue(world.collaboration)
    kinds = categories_below(names, [category.pk for category in about.outcome.all()])
    counted = tally(
        known, Selection(None, kinds, None), weeks(),
        areas=names.area_axis, categories=names.category_axis, organisations=names.organisation_axis,
        places=names.place_axis,
    )  # fmt: skip
    in_picture = dict(
        zip(
            (week.label for week in weeks()),
            counted.by_place[names.place_axis.line_of[place.pk]],
            strict=True,
        )
    )

    counts = counting.counts(world.collaboration, FOLLOWED_UP)
    scope = counts.scope([category.pk for category in about.outcome.all()], [], place.pk)
    of_problem = dict(zip((week.label for week in counts.weeks), counts.weekly(scope), strict=True))

    evidence, _version = evidence_of(about, FOLLOWED_UP)
    of_follow_up = dict(zip(evidence.weeks, evidence.target, strict=True))
    assert len(of_follow_up) > 40
    for label, number in of_follow_up.items():
        assert number == in_picture[label] == of_problem[label]
    assert plan_of(about, names, FOLLOWED_UP).target.spot is not None

    period = Period.holding(BEGIN, Kind.YEAR)
    listed = client.get(
        reverse("incidents", args=["norrby"]),
        {"period": period.label, "place": place.name, "category": "SKA"},
    )
    assert listed.status_code == 200
    inside = sum(int(number) for number in in_picture.values())
    rows = client.get(
        reverse("incidents_csv", args=["norrby"]),
        {"period": period.label, "place": place.name, "category": "SKA"},
    )
    lines = b"".join(rows.streaming_content).decode().strip().splitlines()[1:]  # type: ignore[attr-defined]
    assert len(lines) == inside
    return inside


def test_every_way_counts_the_same_at_a_place(norrby: World) -> None:
    collaboration = norrby.collaboration
    client = Client(headers={"accept-language": "en"})
    client.force_login(norrby.members[Role.MEMBER].user)
    house = Place.objects.get(collaboration=collaboration)
    # Their circles overlap: half of what lies between them is nearer to the other one.
    square = placing.add_place(
        actor=None, collaboration=collaboration, name="Torget", latitude=65.6115, longitude=22.021, radius=150
    ).place
    let_in(norrby, rows(1, 900))
    both = [assert_one_meaning(norrby, place, client) for place in (house, square)]
    assert min(both) > 30
    at_one = Incident.objects.filter(place__isnull=False, category__code__startswith="SKA").count()
    assert sum(both) == at_one, "nothing is counted twice"
    # And so it is when a place has moved over what is there already.
    placing.change_place(
        actor=None, place=square, name="Torget", latitude=65.6105, longitude=22.0205, radius=300
    )
    moved = [assert_one_meaning(norrby, place, client) for place in (house, square)]
    assert moved != both
