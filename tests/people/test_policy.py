"""Who may do what: the table itself, and the writes that check it."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.conftest import World

from samlad.collect import actions as collect_actions
from samlad.people import actions, queries
from samlad.people.models import AuditEntry, Member, Role, User
from samlad.people.policy import RIGHTS, Denied, Right, may, require


def test_every_role_has_an_entry_and_no_other() -> None:
    assert set(RIGHTS) == set(Role)


def test_what_is_not_in_the_table_is_denied() -> None:
    assert not may(Member(role="visitor"), Right.PICTURE)
    with pytest.raises(Denied):
        require(Member(role=""), Right.PICTURE)


@pytest.mark.parametrize("role", Role)
def test_a_membership_that_has_ended_has_no_right(role: Role) -> None:
    member = Member(role=role, ended_at=timezone.now())
    assert not [right for right in Right if may(member, right)]


def test_whoever_sees_all_sees_the_own_too() -> None:
    for rights in RIGHTS.values():
        assert Right.INCIDENTS_OWN in rights or Right.INCIDENTS_ALL not in rights
        assert Right.IMPORT_OWN in rights or Right.IMPORT_ALL not in rights
        # Small counts are of the group: whoever sees every incident could count them anyway.
        assert (Right.SMALL_COUNTS in rights) == (Right.INCIDENTS_ALL in rights)


def test_nobody_makes_collaborations_in_the_pages(norrby: World) -> None:
    with pytest.raises(PermissionError):
        actions.create_collaboration(actor=norrby.members[Role.ADMIN], slug="x", name="X")


@pytest.mark.parametrize("role", Role)
def test_who_may_administer_makes_organisations_members_and_categories(
    norrby: World, soderby: World, outsider: User, role: Role
) -> None:
    def attempts(actor: Member) -> list[bool]:
        writes: list[Callable[[], object]] = [
            lambda: actions.create_organisation(
                actor=actor, collaboration=norrby.collaboration, name="Ny", kind="other"
            ),
            lambda: actions.add_member(
                actor=actor, user=outsider, organisation=norrby.organisations["polisen"], role=Role.READER
            ),
            lambda: collect_actions.create_categories(
                actor=actor, collaboration=norrby.collaboration, rows=[]
            ),
        ]
        return [_passes(write) for write in writes]

    assert attempts(soderby.members[role]) == [False] * 3
    assert attempts(norrby.members[role]) == [role in {Role.COORDINATOR, Role.ADMIN}] * 3


def _passes(write: Callable[[], object]) -> bool:
    try:
        write()
    except Denied:
        return False
    return True


def test_the_audit_row_is_undone_with_the_write(norrby: World) -> None:
    before = AuditEntry.objects.count()
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.create_organisation(
            actor=None, collaboration=norrby.collaboration, slug="polisen", name="Again", kind="police"
        )
    assert AuditEntry.objects.count() == before


def test_one_membership_at_a_time_in_a_collaboration(norrby: World) -> None:
    member = norrby.members[Role.READER]
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.add_member(
            actor=None, user=member.user, organisation=norrby.organisations["polisen"], role=Role.MEMBER
        )
    Member.objects.filter(pk=member.pk).update(ended_at=timezone.now())
    actions.add_member(
        actor=None, user=member.user, organisation=norrby.organisations["polisen"], role=Role.MEMBER
    )
    found = queries.member_of(member.user, "norrby")
    assert found is not None
    assert found.role == Role.MEMBER


def test_a_role_that_does_not_exist_is_refused_by_the_database(norrby: World, outsider: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.add_member(
            actor=None, user=outsider, organisation=norrby.organisations["polisen"], role="owner"
        )


def test_the_audit_trail_is_of_one_s_own_collaboration(norrby: World, soderby: World) -> None:
    entries = queries.audit_entries(norrby.members[Role.ADMIN])
    assert entries.count() > 5
    assert {entry.collaboration_id for entry in entries} == {norrby.collaboration.pk}
    with pytest.raises(Denied):
        queries.audit_entries(norrby.members[Role.MEMBER])


def test_for_whom_one_may_bring_files_in(norrby: World, soderby: World) -> None:
    def names(role: Role) -> list[str]:
        return [one.slug for one in queries.importable_organisations(norrby.members[role])]

    assert names(Role.COORDINATOR) == ["kommunen", "polisen", "bolaget"]
    assert names(Role.REVIEWER) == ["polisen"]
    for role in (Role.REPORTER, Role.MEMBER, Role.READER, Role.ADMIN):
        assert names(role) == []
