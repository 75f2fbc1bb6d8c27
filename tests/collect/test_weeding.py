"""Words are forgotten when the collaboration's time has passed; figures, pictures and everything younger stay."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.collect import incidents
from tests.collect.files import bring_in, file_of, row
from tests.conftest import World

from samlad.collect import review_actions, weeding
from samlad.collect.models import ImportJob, ImportRejection, Incident, ReviewEvent
from samlad.people import actions as people_actions
from samlad.people.models import AuditEntry, Role
from samlad.people.refusals import Refused
from samlad.picture import actions as picture_actions
from samlad.picture import recomputing
from samlad.picture.periods import Period

WORDS = "Klotter vid port tre."
YEARS_LATER = datetime(2029, 1, 1, tzinfo=UTC)


def asked(world: World) -> Incident:
    incident = incidents.made(world, description=WORDS, action_taken="Sanerat")
    review_actions.ask(actor=world.members[Role.REVIEWER], incident=incident, question="Vilken port?")
    return incident


def test_the_words_go_and_the_figures_stay(norrby: World) -> None:
    incident = asked(norrby)
    before = Incident.objects.values().get(pk=incident.pk)
    assert weeding.weed_texts(YEARS_LATER) == 1
    after = Incident.objects.values().get(pk=incident.pk)
    assert (after["description"], after["action_taken"]) == ("", "")
    assert {**before, "description": "", "action_taken": ""} == after
    assert ReviewEvent.objects.get(incident=incident).text == ""
    entry = AuditEntry.objects.get(action="weed_texts")
    assert entry.actor is None
    assert entry.new == {"texts": 1, "answers": 1, "months": 24}
    # Once and no more.
    assert weeding.weed_texts(YEARS_LATER) == 0
    assert AuditEntry.objects.filter(action="weed_texts").count() == 1


@pytest.mark.parametrize(("months", "kept"), [(24, True), (12, False)])
def test_how_long_is_for_the_collaboration_to_say(norrby: World, months: int, kept: bool) -> None:
    incident = asked(norrby)
    people_actions.change_settings(
        actor=norrby.members[Role.ADMIN],
        collaboration=norrby.collaboration,
        name="Norrby",
        small_count_threshold=5,
        time_zone="Europe/Stockholm",
        text_months=months,
    )
    weeding.weed_texts(incidents.WHEN + timedelta(days=500))
    incident.refresh_from_db()
    assert bool(incident.description) == kept


@pytest.mark.parametrize("months", [0, 2, 121])
def test_a_time_that_is_too_short_or_too_long_is_refused(norrby: World, months: int) -> None:
    with pytest.raises(Refused, match=str(months)):
        people_actions.change_settings(
            actor=None,
            collaboration=norrby.collaboration,
            name="Norrby",
            small_count_threshold=5,
            time_zone="Europe/Stockholm",
            text_months=months,
        )


def test_the_other_collaboration_keeps_its_own(norrby: World, soderby: World) -> None:
    asked(norrby)
    other = asked(soderby)
    soderby.collaboration.text_months = 120
    soderby.collaboration.save()
    assert weeding.weed_texts(YEARS_LATER) == 1
    other.refresh_from_db()
    assert other.description == WORDS


def test_an_answer_alone_is_forgotten_too(norrby: World) -> None:
    incident = asked(norrby)
    Incident.objects.update(description="", action_taken="")
    weeding.weed_texts(YEARS_LATER)
    assert ReviewEvent.objects.get(incident=incident).text == ""


def test_more_than_one_part(norrby: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weeding, "AT_ONCE", 2)
    for _one in range(5):
        incidents.made(norrby, description=WORDS)
    assert weeding.weed_texts(YEARS_LATER) == 5
    parts = AuditEntry.objects.filter(action="weed_texts").order_by("id")
    assert [entry.new["texts"] for entry in parts] == [2, 2, 1]


def test_rows_that_never_went_in_are_forgotten(norrby: World) -> None:
    bad = "1;2026-02-30;SKA;65.61;22.01;;Klotter"
    job = bring_in(norrby.organisations["polisen"], file_of([*map(row, range(20, 30)), bad]))
    assert ImportRejection.objects.filter(job=job).count() == 1
    weeding.weed_texts(YEARS_LATER)
    assert not ImportRejection.objects.exists()
    assert AuditEntry.objects.get(action="weed_rejections").new == {"rejections": 1, "months": 24}
    assert ImportJob.objects.get(pk=job.pk).rows_rejected == 1


def test_a_frozen_picture_comes_out_the_same_without_the_words(norrby: World) -> None:
    coordinator = norrby.members[Role.COORDINATOR]
    for number in range(20, 40):
        bring_in(norrby.organisations["polisen"], file_of([row(number)] * 2))
    frozen = picture_actions.freeze(actor=coordinator, period=Period.parse("2026-W45"), words_revision=0)
    assert Incident.objects.exclude(description="").exists()
    weeding.weed_texts(YEARS_LATER)
    assert not Incident.objects.exclude(description="").exists()
    norrby.collaboration.refresh_from_db()
    assert norrby.collaboration.data_version == frozen.data_version
    assert recomputing.checked(coordinator, frozen).same
