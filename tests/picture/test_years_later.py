"""A frozen picture computed again years later: whatever the actions of the house can change in between.

Each change is made as people make it, by its action, and shows in the picture of now; what was frozen computes to
the same, figure by figure and word by word.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest
import shapely
from tests.collect.files import bring_in, file_of
from tests.conftest import World, squares
from tests.picture.test_compose import LAST, steady
from tests.picture.test_freezing import say

from samlad.collect import category_actions, merging, placing, relocating, review_actions
from samlad.collect.models import Category, Incident
from samlad.people import actions as people_actions
from samlad.people.models import Member, Role
from samlad.picture import actions, columns, freezing, held, recomputing
from samlad.picture import document as d
from samlad.picture.models import FrozenPicture
from samlad.picture.periods import Period
from samlad.places import actions as places_actions
from samlad.places.models import Area, Place

PERIODS = (LAST, Period.parse("2026-10"), Period.parse("2026-Q3"), Period.parse("2025"))
Change = Callable[[World], object]


def standing(world: World, number: int) -> list[Incident]:
    """The newest of the last week, as they stand."""
    found = Incident.objects.filter(collaboration=world.collaboration, state=Incident.State.APPROVED)
    return list(found.order_by("-occurred_from", "-id")[:number])


def late_reports(world: World) -> None:
    rows = [f"late{number};{LAST.first} 20:00;SKA;65.61;22.02;;" for number in range(7)]
    rows += [f"before{number};2025-11-0{number + 1} 20:00;SKA;65.61;22.02;;" for number in range(7)]
    bring_in(world.organisations["bolaget"], file_of(rows))


def corrections(world: World) -> None:
    profile = 'correction_column = "antal"\ncorrection_value = "-1"\n\n[columns]\nexternal_id = "id"\n'
    rows = [f"x{number};{LAST.last} 21:00;BRA;65.63;22.06;-1" for number in range(3)]
    bring_in(
        world.organisations["polisen"], file_of(rows, "id;datum;kategori;latitud;longitud;antal"), profile
    )


def merges(world: World) -> None:
    first, second, third = standing(world, 3)
    reviewer = world.members[Role.REVIEWER]
    merging.merge(actor=reviewer, incident=first, target=second)
    merging.merge(actor=reviewer, incident=second, target=third)


def redactions(world: World) -> None:
    one, other = standing(world, 2)
    category = Category.objects.get(collaboration=world.collaboration, code="ALK")
    reviewer = world.members[Role.REVIEWER]
    for incident, area_only in ((one, False), (other, True)):
        redaction = review_actions.Redaction("annat", category, None, area_only)
        review_actions.redact(actor=reviewer, incident=incident, redaction=redaction)


def moved_borders(world: World) -> None:
    """District 4 takes half of district 3, and a fifth district the rest of it."""
    west, middle, east = 22.0, 22.03, 22.08
    rows = {row.code: row for row in squares()}
    third = replace(rows["D3"], boundary=shapely.box(west, 65.62, 22.01, 65.64))
    fifth = replace(
        rows["D3"], code="D5", name="Distrikt 5", boundary=shapely.box(22.01, 65.62, middle, 65.64)
    )
    fourth = replace(rows["D4"], boundary=shapely.box(middle, 65.62, east, 65.64))
    relocating.load_areas(actor=None, collaboration=world.collaboration, rows=[third, fifth, fourth])


def renamed_areas(world: World) -> None:
    for area in Area.objects.filter(collaboration=world.collaboration):
        places_actions.rename_area(actor=None, area=area, name=f"Nya {area.name}")


def hidden_and_renamed_categories(world: World) -> None:
    for code, active in (("SKA", True), ("BRA", False)):
        category = Category.objects.get(collaboration=world.collaboration, code=code)
        category_actions.change_category(
            actor=None,
            category=category,
            swedish=f"Nya {code}",
            english=f"New {code}",
            active=active,
            weight=3,
        )
    vandalism = Category.objects.get(collaboration=world.collaboration, code="SKA")
    category_actions.add_category(
        actor=None, parent=vandalism, code="NY", swedish="Nytt slag", english="New kind"
    )


def renamed_and_ended_organisations(world: World) -> None:
    police, housing = world.organisations["polisen"], world.organisations["bolaget"]
    people_actions.change_organisation(
        actor=None, organisation=police, name="Polismyndigheten", kind=police.kind, checks_in=False
    )
    people_actions.end_organisation(actor=None, organisation=housing)
    people_actions.create_organisation(
        actor=None, collaboration=world.collaboration, slug="skolan", name="Skolan", kind="municipality"
    )


def moved_places(world: World) -> None:
    place = Place.objects.get(collaboration=world.collaboration)
    placing.change_place(actor=None, place=place, name="Parken", latitude=65.63, longitude=22.06, radius=400)


def removed_places(world: World) -> None:
    placing.remove_place(actor=None, place=Place.objects.get(collaboration=world.collaboration))


def settings_of_the_collaboration(world: World) -> None:
    people_actions.change_settings(
        actor=None,
        collaboration=world.collaboration,
        name="Stora Norrby",
        small_count_threshold=9,
        time_zone="Pacific/Auckland",
    )


def words_of_weeks(world: World) -> None:
    say(world, "bolaget", LAST, "nothing")
    say(world, "kommunen", LAST, "reported")


CHANGES: tuple[Change, ...] = (
    late_reports, corrections, merges, redactions, moved_borders, renamed_areas, hidden_and_renamed_categories,
    moved_places, removed_places, words_of_weeks, renamed_and_ended_organisations, settings_of_the_collaboration,
)  # fmt: skip


def everything(world: World) -> None:
    for change in CHANGES:
        change(world)


@pytest.fixture
def reported(norrby: World) -> World:
    bring_in(norrby.organisations["polisen"], file_of(steady(extra=9)))
    say(norrby, "polisen", LAST)
    return norrby


def frozen_of(coordinator: Member, period: Period, reason: str = "") -> FrozenPicture:
    made = actions.freeze(actor=coordinator, period=period, words_revision=0, reason=reason)
    return FrozenPicture.objects.get(pk=made.pk)


def plain(document: d.PictureDocument) -> dict[str, object]:
    """Without what says when and from which data it was made."""
    return document.as_dict() | {"recipe": None}


@pytest.mark.parametrize("change", [*CHANGES, everything], ids=lambda change: change.__name__)
def test_it_computes_to_the_same(reported: World, change: Change) -> None:
    coordinator = reported.members[Role.COORDINATOR]
    frozen = [frozen_of(coordinator, period) for period in PERIODS]
    drawn = {one.pk: shapely.to_wkt(list(freezing.names_of(one).map.shapes)).tolist() for one in frozen}
    change(reported)
    columns.forget()
    held.forget()
    for one in FrozenPicture.objects.all():
        found = recomputing.checked(coordinator, one)
        assert (found.untouched, found.figures, found.words) == (True, True, True), one.label
        assert shapely.to_wkt(list(freezing.names_of(one).map.shapes)).tolist() == drawn[one.pk]
    # The change was one: the picture of now is another.
    reported.collaboration.refresh_from_db()
    now = frozen_of(coordinator, LAST, reason="igen")
    assert plain(freezing.document_of(now, "sv")) != plain(freezing.document_of(frozen[0], "sv"))
