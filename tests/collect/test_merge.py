"""Merging: chains, cycles, what stands for nothing, undo."""

from collections.abc import Iterator
from datetime import timedelta

import polars as pl
import pytest
from django.utils import translation
from tests.collect.incidents import POINT, WHEN, made
from tests.conftest import World

from samlad.collect import actions, merging, report_actions, review_actions, review_undo, similar
from samlad.collect.choices import Channel
from samlad.collect.door import Prepared, open_door
from samlad.collect.mapping import Mapping
from samlad.collect.models import Correction, Incident, ReviewEvent
from samlad.collect.releasing import release
from samlad.collect.workflow import StepRefused
from samlad.people.models import Member, Role

S = Incident.State


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def reviewer(norrby: World) -> Member:
    return norrby.members[Role.REVIEWER]


def merge(actor: Member, incident: Incident, target: Incident) -> ReviewEvent:
    return merging.merge(actor=actor, incident=incident, target=target).event


def standing(*incidents: Incident) -> list[tuple[int, int | None]]:
    for incident in incidents:
        incident.refresh_from_db()
    return [(incident.state, incident.merged_into_id) for incident in incidents]


def test_the_other_stands_for_both(norrby: World, reviewer: Member) -> None:
    one, other = made(norrby), made(norrby, "bolaget", S.APPROVED)
    event = merge(reviewer, one, other)
    assert standing(one, other) == [(S.MERGED, other.pk), (S.APPROVED, None)]
    assert (event.old_state, event.new_state) == (S.SUBMITTED, S.MERGED)
    audit = norrby.collaboration.audit_entries.latest("id")
    assert (audit.action, audit.subject_id, audit.new["into"]) == ("merge", one.pk, other.pk)
    # It was not counted before, and the revision says so.
    assert [revision.state for revision in one.revisions.all()] == [S.SUBMITTED]


def test_a_merged_target_resolves_to_its_root(norrby: World, reviewer: Member) -> None:
    one, middle, root = made(norrby), made(norrby), made(norrby, state=S.APPROVED)
    merge(reviewer, middle, root)
    event = merge(reviewer, one, middle)
    assert event.before["into"] == root.pk
    assert standing(one, middle) == [(S.MERGED, root.pk), (S.MERGED, root.pk)]


def test_what_was_merged_into_it_comes_along_and_goes_back(norrby: World, reviewer: Member) -> None:
    follower, middle, root = made(norrby), made(norrby), made(norrby, state=S.APPROVED)
    merge(reviewer, follower, middle)
    event = merge(reviewer, middle, root)
    assert standing(follower, middle) == [(S.MERGED, root.pk), (S.MERGED, root.pk)]
    review_undo.undo(actor=reviewer, event=event)
    assert standing(follower, middle, root) == [
        (S.MERGED, middle.pk),
        (S.SUBMITTED, None),
        (S.APPROVED, None),
    ]


def test_no_merge_with_itself_or_in_a_circle(norrby: World, reviewer: Member) -> None:
    one, other = made(norrby, state=S.APPROVED), made(norrby)
    with pytest.raises(StepRefused, match="with itself"):
        merge(reviewer, one, one)
    merge(reviewer, other, one)
    with pytest.raises(StepRefused, match="stand for each other"):
        merge(reviewer, one, other)
    assert standing(one, other) == [(S.APPROVED, None), (S.MERGED, one.pk)]


@pytest.mark.parametrize("state", [S.REJECTED, S.WITHDRAWN])
def test_no_merge_into_what_is_not_counted(norrby: World, reviewer: Member, state: S) -> None:
    one, other = made(norrby), made(norrby, state=state)
    version = norrby.collaboration.__class__.objects.get(pk=norrby.collaboration.pk).data_version
    with pytest.raises(StepRefused, match="is not in the figures"):
        merge(reviewer, one, other)
    norrby.collaboration.refresh_from_db()
    assert standing(one) == [(S.SUBMITTED, None)]
    assert norrby.collaboration.data_version == version, "a refused step leaves nothing behind"


def test_no_merge_across_collaborations(norrby: World, soderby: World, reviewer: Member) -> None:
    with pytest.raises(StepRefused, match="not in this collaboration"):
        merge(reviewer, made(norrby), made(soderby))


def test_rejecting_the_one_that_stands_leaves_the_merged_with_it(norrby: World, reviewer: Member) -> None:
    one, root = made(norrby), made(norrby, state=S.APPROVED)
    merge(reviewer, one, root)
    review_actions.reject(actor=reviewer, incident=root, reason="scope")
    assert standing(one, root) == [(S.MERGED, root.pk), (S.REJECTED, None)]


def test_release_lets_the_merged_wait_again(norrby: World, reviewer: Member) -> None:
    one, root = made(norrby), made(norrby, state=S.APPROVED)
    event = merge(reviewer, one, root)
    assert release([root.pk], norrby.collaboration.data_version + 100) == 1
    assert standing(one) == [(S.SUBMITTED, None)]
    with pytest.raises(StepRefused):
        review_undo.undo(actor=reviewer, event=event)


def test_a_report_taken_back_leaves_the_others_that_stood_behind_it(norrby: World, reviewer: Member) -> None:
    reporter = norrby.members[Role.REPORTER]
    one, root = made(norrby), made(norrby, "bolaget", reporter=reporter)
    merge(reviewer, one, root)
    report_actions.retract(actor=reporter, incident=root.pk)
    assert standing(one, root) == [(S.SUBMITTED, None), (S.WITHDRAWN, None)]


def test_a_correction_leaves_the_others_too(norrby: World, reviewer: Member) -> None:
    one, root = made(norrby), made(norrby, state=S.APPROVED)
    merge(reviewer, one, root)
    Correction.objects.create(organisation=root.organisation, external_key=root.external_key)
    nothing = no_rows(norrby)
    actions.admit(nothing, actor=None, organisation=root.organisation)
    assert standing(one, root) == [(S.SUBMITTED, None), (S.WITHDRAWN, None)]


def no_rows(norrby: World) -> Prepared:
    """What the door makes of a file without a row."""
    door = open_door(norrby.organisations["polisen"], now=WHEN)
    columns = {"line": pl.Int64, "external_id": pl.Utf8, "category": pl.Utf8, "occurred_from": pl.Utf8}
    mapping = Mapping(columns={name: (name,) for name in columns if name != "line"})
    return door.prepare(pl.DataFrame(schema=columns), mapping, Channel.FILE)


def test_candidates_are_near_in_place_time_and_kind(norrby: World, reviewer: Member) -> None:
    latitude, longitude = POINT
    one = made(norrby)
    near = made(norrby, "bolaget", S.APPROVED, code="SKA.GLA", point=(latitude + 0.001, longitude))
    later = made(norrby, occurred_from=WHEN + timedelta(hours=20))
    made(norrby, point=(latitude + 0.0028, longitude))  # 312 m
    made(norrby, occurred_from=WHEN + timedelta(hours=25))
    made(norrby, code="BRA")
    made(norrby, state=S.REJECTED)
    found = similar.candidates(reviewer, one)
    assert [candidate.incident.pk for candidate in found] == [near.pk, later.pk]
    assert found[0].metres == 111
    assert [candidate.apart for candidate in found] == [timedelta(0), timedelta(hours=20)]


def test_at_most_five_candidates_each_standing_for_its_merged(norrby: World, reviewer: Member) -> None:
    one, root = made(norrby), made(norrby, state=S.APPROVED, point=(POINT[0] + 0.0005, POINT[1]))
    for _ in range(3):
        merge(reviewer, made(norrby), root)
    assert [candidate.incident.pk for candidate in similar.candidates(reviewer, one)] == [root.pk]
    for _ in range(8):
        made(norrby)
    assert len(similar.candidates(reviewer, one)) == 5


def test_candidates_without_a_point_share_the_place_or_the_area(norrby: World, reviewer: Member) -> None:
    one = made(norrby, point=(None, None))
    same = made(norrby)
    made(norrby, area=norrby.collaboration.areas.get(code="D2"))
    found = similar.candidates(reviewer, one)
    assert [(candidate.incident.pk, candidate.metres) for candidate in found] == [(same.pk, None)]


def test_candidates_are_of_the_own_collaboration(norrby: World, soderby: World, reviewer: Member) -> None:
    made(soderby)
    assert similar.candidates(reviewer, made(norrby)) == []
