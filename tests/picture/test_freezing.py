"""A frozen picture stays what it was, and can be computed again whatever has come in since."""

import json
from datetime import UTC, datetime

import pytest
from django.db import transaction
from tests.collect.files import bring_in, file_of
from tests.conftest import World
from tests.picture.test_compose import LAST, steady

from samlad.code_version import code_version
from samlad.collect import check_in_actions, placing, revisions
from samlad.collect.actions import next_version
from samlad.collect.models import Category, ImportJob, Incident
from samlad.people.models import AuditEntry, Collaboration, Member, Organisation, Role
from samlad.people.policy import Denied
from samlad.picture import actions, columns, freezing, frozen_queries, held, recomputing
from samlad.picture.models import FrozenPicture, PictureCheck, PictureWords
from samlad.picture.periods import Period
from samlad.places.models import Area, Place

MONTH = Period.parse("2026-10")


@pytest.fixture
def coordinator(norrby: World) -> Member:
    return norrby.members[Role.COORDINATOR]


@pytest.fixture
def reported(norrby: World) -> World:
    bring_in(norrby.organisations["polisen"], file_of(steady(extra=9)))
    return norrby


def say(world: World, organisation: str, week: Period, word: str = "reported") -> None:
    year, number, _day = week.first.isocalendar()
    check_in_actions.check_in(
        actor=None, organisation=world.organisations[organisation], year=year, week=number, word=word
    )


def freeze(coordinator: Member, period: Period = LAST, **more: object) -> FrozenPicture:
    frozen = actions.freeze(actor=coordinator, period=period, words_revision=0, **more)  # type: ignore[arg-type]
    return FrozenPicture.objects.get(pk=frozen.pk)


def everything_changes(world: World) -> None:
    """Late reports, a correction, a merge, other categories, areas, names, places, time zone, and check-ins."""
    police = world.organisations["polisen"]
    late = [f"late{number};{LAST.first} 20:00;SKA;65.61;22.02;;" for number in range(7)]
    bring_in(police, file_of(late))
    profile = 'correction_column = "antal"\ncorrection_value = "-1"\n\n[columns]\nexternal_id = "id"\n'
    back = [f"x{number};{LAST.last} 21:00;BRA;65.63;22.06;-1" for number in range(3)]
    bring_in(police, file_of(back, "id;datum;kategori;latitud;longitud;antal"), profile)
    standing = list(Incident.objects.filter(state=Incident.State.APPROVED).order_by("-id")[:4])
    with transaction.atomic():
        version = next_version(world.collaboration.pk)
        merged = Incident.objects.filter(pk=standing[0].pk)
        revisions.change(merged, version, state=Incident.State.MERGED, merged_into=standing[1])
        other = Category.objects.get(collaboration=world.collaboration, code="ALK")
        revisions.change(Incident.objects.filter(pk=standing[2].pk), version, category=other)
        revisions.change(Incident.objects.filter(pk=standing[3].pk), version, area=None)
    Category.objects.filter(code="SKA").update(swedish="Sönderslaget", english="Broken things")
    Category.objects.filter(code="BRA").update(statistic=False)
    Area.objects.filter(code="D4").update(name="Nya namnet")
    Area.objects.filter(code="D1").update(level=3)
    # A place is removed, and another takes what lay there and more.
    placing.remove_place(actor=None, place=Place.objects.get(collaboration=world.collaboration))
    park = placing.add_place(
        actor=None,
        collaboration=world.collaboration,
        name="Nya parken",
        latitude=65.611,
        longitude=22.021,
        radius=2000,
    )
    assert park.incidents
    Organisation.objects.filter(pk=police.pk).update(name="Polismyndigheten", slug="myndigheten")
    Collaboration.objects.filter(pk=world.collaboration.pk).update(
        name="Stora Norrby", time_zone="UTC", attributions=["another"]
    )
    say(world, "bolaget", LAST, "nothing")
    columns.forget()
    held.forget()


@pytest.mark.parametrize("period", [LAST, MONTH], ids=str)
def test_it_computes_to_the_same_after_everything_has_changed(
    reported: World, coordinator: Member, period: Period
) -> None:
    say(reported, "polisen", LAST)
    say(reported, "kommunen", LAST, "nothing")
    frozen = freeze(coordinator, period)
    stored = {language: freezing.document_of(frozen, language) for language in freezing.LANGUAGES}
    everything_changes(reported)
    for language, document in stored.items():
        assert recomputing.recompute(frozen, language) == document
    again = FrozenPicture.objects.get(pk=frozen.pk)
    assert freezing.document_of(again, "sv") == stored["sv"]
    assert freezing.digest(again) == again.digest == frozen.digest
    assert recomputing.checked(coordinator, again).same
    # What has changed is seen in the picture of now.
    second = freeze(coordinator, period, reason="late reports")
    assert second.edition == 2
    assert freezing.document_of(second, "en").totals.count != stored["en"].totals.count


def test_it_knows_what_it_was_made_of(reported: World, coordinator: Member) -> None:
    say(reported, "polisen", LAST)
    frozen = freeze(coordinator)
    assert frozen.parameters["query"] == "period=2026-W44"
    assert sorted(frozen.parameters["check_ins"]) == [
        ["bolaget", "2026-W44", ""],
        ["kommunen", "2026-W44", ""],
        ["polisen", "2026-W44", "reported"],
    ]
    found = freezing.document_of(frozen, "en")
    assert found.recipe.data_version == str(frozen.data_version)
    assert [(row.word, row.silent) for row in found.organisations] == [
        (None, True),
        ("reported", False),
        (None, True),
    ]
    names = freezing.names_of(frozen)
    assert vars(names.area_axis) == vars(held.catalogue(reported.collaboration).area_axis)
    assert set(names.map.codes) == {"D1", "D2", "D3", "D4"}


def test_what_was_tampered_with_does_not_come_out_the_same(reported: World, coordinator: Member) -> None:
    frozen = freeze(coordinator)
    frozen.words = "It was all fine."
    assert not recomputing.checked(coordinator, frozen).same
    frozen.refresh_from_db()
    document = freezing.document_of(frozen, "sv")
    frozen.swedish = freezing.packed(document.to_json().replace('"count": 25', '"count": 24'))
    frozen.digest = freezing.digest(frozen)
    assert not recomputing.checked(coordinator, frozen).same


def test_a_lost_incident_is_noticed(reported: World, coordinator: Member) -> None:
    frozen = freeze(coordinator)
    Incident.objects.order_by("-id").first().delete()  # type: ignore[union-attr] # there are many
    columns.forget()
    assert not recomputing.checked(coordinator, frozen).same


def test_computing_again_is_kept_beside_it(reported: World, coordinator: Member) -> None:
    frozen = freeze(coordinator)
    assert actions.check(actor=coordinator, frozen=frozen).same
    kept = PictureCheck.objects.get()
    assert (kept.picture, kept.same, kept.by) == (frozen, True, coordinator)
    audit = AuditEntry.objects.first()
    assert audit is not None
    assert (audit.action, audit.new["same"]) == ("check", True)


@pytest.mark.parametrize("then", ["0.1.0", "0.1.0+00000000"], ids=["before fingerprints", "other code"])
def test_another_code_version_is_said_and_is_no_difference(
    reported: World, coordinator: Member, monkeypatch: pytest.MonkeyPatch, then: str
) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr("samlad.picture.actions.code_version", lambda: then)
        earlier.setattr("samlad.picture.compose.code_version", lambda: then)
        frozen = freeze(coordinator)
    assert (frozen.code_version, freezing.document_of(frozen, "sv").recipe.code_version) == (then, then)
    found = recomputing.checked(coordinator, frozen)
    assert (found.same, found.same_code, found.code_version) == (True, False, code_version())


def test_words_that_differ_are_told_from_figures_that_do(
    reported: World, coordinator: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr("samlad.picture.actions.code_version", lambda: "0.1.0+00000000")
        earlier.setattr("samlad.picture.wording.count_text", lambda count: f"{count} happenings")
        frozen = freeze(coordinator)
    found = actions.check(actor=coordinator, frozen=frozen)
    assert (found.untouched, found.figures, found.words, found.same_code) == (True, True, False, False)
    kept = PictureCheck.objects.get()
    assert (kept.same, kept.figures_same) == (False, True)
    with monkeypatch.context() as now:
        now.setattr("samlad.picture.compose.SPARKLINE", 9)
        assert not recomputing.checked(coordinator, frozen).figures


def test_what_later_code_knows_besides_is_no_difference(reported: World, coordinator: Member) -> None:
    frozen = freeze(coordinator)
    for language in ("swedish", "english"):
        stored = json.loads(freezing.unpacked(getattr(frozen, language)))
        del stored["unplaced"]
        setattr(frozen, language, freezing.packed(json.dumps(stored)))
    frozen.digest = freezing.digest(frozen)
    assert recomputing.checked(coordinator, frozen).same


def test_a_period_that_is_not_over_is_refused(reported: World, coordinator: Member) -> None:
    moment = datetime(2026, 11, 1, 22, 59, tzinfo=UTC)  # Sunday, 23.59 in Sweden
    with pytest.raises(actions.FreezeProblem, match="2026-11-02"):
        freeze(coordinator, at=moment)
    assert freeze(coordinator, at=datetime(2026, 11, 1, 23, 0, tzinfo=UTC)).edition == 1


def test_a_running_import_is_waited_for(reported: World, coordinator: Member, soderby: World) -> None:
    job = ImportJob.objects.create(
        collaboration=soderby.collaboration,
        organisation=soderby.organisations["polisen"],
        filename="a.csv",
        state=ImportJob.State.RUNNING,
    )
    freeze(coordinator)  # of another collaboration: no matter
    job.collaboration, job.organisation = reported.collaboration, reported.organisations["bolaget"]
    job.save()
    with pytest.raises(actions.FreezeProblem, match="Bostadsbolaget"):
        freeze(coordinator, MONTH)
    assert FrozenPicture.objects.count() == 1


def test_twice_needs_a_reason_and_says_who_was_first(reported: World, coordinator: Member) -> None:
    first = freeze(coordinator)
    with pytest.raises(actions.FrozenAlready, match="Kommunen") as told:
        freeze(coordinator)
    assert "44" in str(told.value)
    second = freeze(coordinator, reason="the police file came late, call 070-123 45 67")
    assert (second.edition, first.edition) == (2, 1)
    assert "070" not in second.reason
    with pytest.raises(actions.FrozenAlready):
        freeze(coordinator, reason="again", edition=2)
    assert freeze(coordinator, reason="again", edition=3).edition == 3


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COORDINATOR])
def test_only_the_coordinator_freezes_and_writes(reported: World, role: Role) -> None:
    member = reported.members[role]
    with pytest.raises(Denied):
        actions.freeze(actor=member, period=LAST, words_revision=0)
    with pytest.raises(Denied):
        actions.write_words(actor=member, label="2026-W44", text="x", revision=0)
    assert not FrozenPicture.objects.exists()


def test_the_words_are_guarded_kept_and_frozen(reported: World, coordinator: Member) -> None:
    written = actions.write_words(
        actor=coordinator, label="2026-W44", text="Ring 070-123 45 67.\r\n\r\nLugnt annars.", revision=0
    )
    assert written.masked == {"telefon": 1}
    assert written.words.revision == 1
    frozen = actions.freeze(actor=coordinator, period=LAST, words_revision=1)
    assert freezing.document_of(frozen, "sv").words == ("Ring [telefon].", "Lugnt annars.")
    assert "Ring" not in str(list(AuditEntry.objects.values_list("old", "new")))


def test_two_who_write_at_once_lose_nothing(reported: World, coordinator: Member) -> None:
    actions.write_words(actor=coordinator, label="2026-W44", text="Den ena", revision=0)
    with pytest.raises(actions.WordsConflict) as told:
        actions.write_words(actor=coordinator, label="2026-W44", text="Den andra", revision=0)
    assert told.value.standing.text == "Den ena"
    assert "Kommunen" in str(told.value)
    # The same text twice, a back button, is no conflict.
    again = actions.write_words(actor=coordinator, label="2026-W44", text="Den ena", revision=0)
    assert again.words.revision == 1
    with pytest.raises(actions.WordsConflict):
        actions.freeze(actor=coordinator, period=LAST, words_revision=0)
    assert PictureWords.objects.get().text == "Den ena"


def test_outside_the_group_only_months_are_seen_and_protected(reported: World, coordinator: Member) -> None:
    reader = reported.members[Role.READER]
    actions.write_words(actor=coordinator, label="2026-10", text="Två slagsmål.", revision=0)
    freeze(coordinator)
    freeze(coordinator, Period.parse("2026-Q3"))
    actions.freeze(actor=coordinator, period=MONTH, words_revision=1)
    actions.freeze(actor=coordinator, period=MONTH, words_revision=1, reason="again")
    assert frozen_queries.frozen_pictures(coordinator).count() == 4
    seen = list(frozen_queries.frozen_pictures(reader))
    # The second says the same as the first; what `test_differencing` adds is when it does not.
    assert [(one.label, one.edition) for one in seen] == [("2026-10", 2), ("2026-10", 1)]
    document = frozen_queries.document(reader, seen[0], "sv")
    assert document.words == ()
    assert document.standouts == ()
    assert {row.count for row in document.organisations} & set(range(1, 5)) == set()
