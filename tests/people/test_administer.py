"""Organisations, members and settings: who may, the last administrator, two at once, what stays and what goes."""

from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from tests.conftest import World, build_world

from samlad.people import actions, leaving, member_actions, queries
from samlad.people.models import AuditEntry, Invitation, Member, Organisation, Role, User
from samlad.people.policy import Denied, Right, may
from samlad.people.refusals import Changed, Refused, mark


def address(name: str, *arguments: int) -> str:
    return reverse(name, args=["norrby", *arguments])


@pytest.fixture
def admin(norrby: World, client: Client) -> Client:
    """A browser of Norrby's administrator."""
    client.force_login(norrby.members[Role.ADMIN].user)
    return client


def without(world: World, role: Role) -> None:
    Member.objects.filter(pk=world.members[role].pk).update(ended_at=timezone.now())


@pytest.mark.parametrize("role", Role)
def test_every_write_asks_for_the_right(norrby: World, soderby: World, role: Role) -> None:
    organisation, member = norrby.organisations["polisen"], norrby.members[Role.MEMBER]
    for actor in (norrby.members[role], soderby.members[role]):
        right = actor.collaboration_id == norrby.collaboration.pk and may(actor, Right.ADMINISTER)
        for write in (
            partial(
                actions.change_organisation,
                organisation=organisation,
                name="P",
                kind="police",
                checks_in=True,
            ),
            partial(
                actions.change_settings,
                collaboration=norrby.collaboration,
                name="N",
                small_count_threshold=5,
                time_zone="Europe/Stockholm",
            ),
            partial(member_actions.change_member, member=member, role=Role.MEMBER, organisation=organisation),
            partial(member_actions.invite, organisation=organisation, email="a@b.test", role=Role.READER),
        ):
            if right:
                write(actor=actor)
            else:
                with pytest.raises(Denied):
                    write(actor=actor)


def test_an_organisation_is_added_and_changed(norrby: World, admin: Client) -> None:
    data = {"name": "Skolan", "kind": "other", "checks_in": "on"}
    assert admin.post(address("administer_organisations"), data).status_code == 302
    made = Organisation.objects.get(collaboration=norrby.collaboration, slug="skolan")
    assert made.checks_in
    page = admin.post(address("administer_organisations"), data)
    assert page.status_code == 422
    assert "Skolan" in page.content.decode()
    answer = admin.post(address("administer_organisation", made.pk), {"name": "Skolorna", "kind": "other"})
    assert answer.status_code == 302
    made.refresh_from_db()
    assert (made.name, made.slug, made.checks_in) == ("Skolorna", "skolan", False)
    entry = AuditEntry.objects.filter(subject="organisation", action="change").latest("id")
    assert entry.old["checks_in"] == 1
    assert entry.new == {"kind": "other", "checks_in": 0, "renamed": 1}


@pytest.mark.parametrize("name", ["", "Ring 070-123 45 67", "anna@skolan.test", "x" * 121])
def test_a_bad_name_is_refused_with_the_form(norrby: World, admin: Client, name: str) -> None:
    answer = admin.post(address("administer_organisations"), {"name": name, "kind": "other"})
    assert answer.status_code == 422
    assert norrby.collaboration.organisations.count() == 3


def test_ending_an_organisation_ends_its_members_and_invitations_and_keeps_the_rest(
    norrby: World, admin: Client
) -> None:
    police = norrby.organisations["polisen"]
    member_actions.invite(actor=None, organisation=police, email="ny@polisen.test", role=Role.MEMBER)
    asked = admin.get(address("administer_organisation_end", police.pk)).content.decode()
    assert "2" in asked
    assert police.members.filter(ended_at=None).count() == 2
    assert admin.post(address("administer_organisation_end", police.pk)).status_code == 302
    assert not police.members.filter(ended_at=None).exists()
    assert Invitation.objects.get().email == ""
    assert queries.member_of(norrby.members[Role.REVIEWER].user, "norrby") is None
    assert admin.post(address("administer_organisation_end", police.pk)).status_code == 409
    assert admin.post(address("administer_organisation_resume", police.pk)).status_code == 302
    police.refresh_from_db()
    assert police.ended_at is None
    assert not police.members.filter(ended_at=None).exists()


def test_the_organisation_of_all_administrators_cannot_end(norrby: World) -> None:
    with pytest.raises(Refused):
        actions.end_organisation(
            actor=norrby.members[Role.ADMIN], organisation=norrby.organisations["kommunen"]
        )
    assert norrby.organisations["kommunen"].members.filter(ended_at=None).count() == 3


def test_the_last_administrator_stays(norrby: World) -> None:
    admin = norrby.members[Role.ADMIN]
    without(norrby, Role.COORDINATOR)
    with pytest.raises(Refused):
        leaving.end_member(actor=admin, member=admin)
    with pytest.raises(Refused):
        member_actions.change_member(
            actor=admin, member=admin, role=Role.READER, organisation=admin.organisation
        )
    admin.refresh_from_db()
    assert (admin.role, admin.ended_at) == (Role.ADMIN, None)
    # Another role that may administer is no loss.
    member_actions.change_member(
        actor=admin, member=admin, role=Role.COORDINATOR, organisation=admin.organisation
    )


def test_a_new_role_counts_at_the_next_request(norrby: World, client: Client) -> None:
    member = norrby.members[Role.READER]
    client.force_login(member.user)
    assert client.get(address("administer")).status_code == 403
    member_actions.change_member(
        actor=norrby.members[Role.ADMIN], member=member, role=Role.ADMIN, organisation=member.organisation
    )
    assert client.get(address("administer")).status_code == 200
    leaving.end_member(actor=None, member=member)
    assert client.get(address("administer")).status_code == 403
    assert client.get(address("administer")).status_code == 302


def test_one_is_asked_before_one_ends_oneself(norrby: World, admin: Client) -> None:
    own = norrby.members[Role.ADMIN]
    assert (
        "your own"
        in admin.get(
            address("administer_member_end", own.pk), headers={"accept-language": "en"}
        ).content.decode()
    )
    own.refresh_from_db()
    assert own.ended_at is None
    assert admin.post(address("administer_member_end", own.pk)).headers["Location"] == "/"
    own.refresh_from_db()
    assert own.ended_at is not None


def test_whoever_has_left_keeps_their_rows_and_not_their_name(norrby: World, client: Client) -> None:
    left = norrby.members[Role.ADMIN]
    actions.create_organisation(actor=left, collaboration=norrby.collaboration, name="Ny", kind="other")
    client.force_login(norrby.members[Role.COORDINATOR].user)
    trail = address("audit") + "?subject=organisation"
    assert left.user.name in client.get(trail).content.decode()
    leaving.end_member(actor=None, member=left)
    page = client.get(trail, headers={"accept-language": "en"}).content.decode()
    assert "former member" in page
    assert left.user.name not in page


def test_the_second_of_two_is_told_who_was_first_and_loses_no_words(norrby: World, admin: Client) -> None:
    police = norrby.organisations["polisen"]
    seen = mark(police, actions.ORGANISATION)
    actions.change_organisation(
        actor=norrby.members[Role.COORDINATOR],
        organisation=police,
        name="Polisen Norr",
        kind="police",
        checks_in=True,
    )
    data = {"name": "Polisen i norr", "kind": "police", "checks_in": "on", "seen": seen}
    answer = admin.post(
        address("administer_organisation", police.pk), data, headers={"accept-language": "en"}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "coordinator of Kommunen" in page
    assert "Polisen Norr" in page
    assert 'value="Polisen i norr"' in page
    police.refresh_from_db()
    assert police.name == "Polisen Norr"
    # Sent again, with the mark that the page has now, it is what they want.
    data["seen"] = mark(police, actions.ORGANISATION)
    assert data["seen"] in page
    assert admin.post(address("administer_organisation", police.pk), data).status_code == 302
    with pytest.raises(Changed):
        actions.change_organisation(
            actor=None, organisation=police, name="X", kind="police", checks_in=True, seen=seen
        )


@pytest.mark.parametrize(("threshold", "status"), [(2, 422), (3, 302), (100, 302), (101, 422), ("", 422)])
def test_the_threshold_is_never_under_three_and_its_change_is_on_record(
    norrby: World, admin: Client, threshold: int, status: int
) -> None:
    data = {
        "name": "Norrby",
        "small_count_threshold": threshold,
        "text_months": 24,
        "time_zone": "Europe/Helsinki",
    }
    assert admin.post(address("administer_settings"), data).status_code == status
    norrby.collaboration.refresh_from_db()
    if status == 302:
        assert norrby.collaboration.small_count_threshold == threshold
        entry = AuditEntry.objects.filter(subject="collaboration", action="change").latest("id")
        assert (entry.old["threshold"], entry.new["threshold"]) == (5, threshold)
        assert entry.old["time_zone"] == "Europe/Stockholm"
    else:
        assert norrby.collaboration.small_count_threshold == 5
        with pytest.raises(Refused):
            actions.change_settings(
                actor=None,
                collaboration=norrby.collaboration,
                name="N",
                small_count_threshold=int(threshold or 0),
                time_zone="Europe/Stockholm",
            )


def test_a_member_of_another_collaboration_is_not_found(norrby: World, soderby: World, admin: Client) -> None:
    strange = soderby.members[Role.MEMBER].pk
    for name in ("administer_member", "administer_member_end"):
        assert admin.get(address(name, strange)).status_code == 404
    data = {"role": Role.MEMBER, "organisation": soderby.organisations["polisen"].pk}
    own = norrby.members[Role.MEMBER].pk
    assert admin.post(address("administer_member", own), data).status_code == 422


def test_nobody_moves_to_an_organisation_that_has_ended(norrby: World) -> None:
    stale = norrby.organisations["bolaget"]
    actions.end_organisation(actor=None, organisation=stale)
    with pytest.raises(Refused):
        member_actions.change_member(
            actor=None, member=norrby.members[Role.MEMBER], role=Role.MEMBER, organisation=stale
        )
    with pytest.raises(Refused):
        member_actions.invite(actor=None, organisation=stale, email="a@b.test", role=Role.READER)


@pytest.mark.parametrize("name", ["administer_members", "administer_organisations", "administer", "audit"])
def test_more_rows_are_no_more_queries(
    norrby: World, admin: Client, django_assert_max_num_queries: DjangoAssertNumQueries, name: str
) -> None:
    admin.get(address(name))
    with django_assert_max_num_queries(100) as few:
        admin.get(address(name))
    for number in range(30):
        user = User.objects.create_user(f"m{number}@norrby.test", None, f"M {number}")
        organisation = actions.create_organisation(
            actor=None, collaboration=norrby.collaboration, name=f"O {number}", kind="other"
        )
        actions.add_member(actor=None, user=user, organisation=organisation, role=Role.MEMBER)
        member_actions.invite(
            actor=None, organisation=organisation, email=f"i{number}@b.test", role=Role.READER
        )
    with django_assert_max_num_queries(len(few.captured_queries)):
        admin.get(address(name))


def test_the_overview_says_what_is_missing(db: None, client: Client) -> None:
    world = build_world("norrby")
    client.force_login(world.members[Role.ADMIN].user)
    Member.objects.filter(organisation=world.organisations["bolaget"]).update(ended_at=timezone.now())
    page = client.get(address("administer"), headers={"accept-language": "en"}).content.decode()
    assert "Nobody yet in Bostadsbolaget" in page
    assert "2 of them sign in with a password alone" in page
