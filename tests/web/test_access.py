"""Who may open what: every address × every member of the cast has an expected answer.

The table is compared with the URL table itself, so an address without an entry here fails.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from tests.act import access as act
from tests.collect import access as collect
from tests.conftest import World
from tests.follow import access as follow
from tests.meet import access as meet
from tests.people import access as people
from tests.picture import access as picture

from samlad.people.models import Role, User
from samlad.people.policy import Right, may

FOLDERS = (picture, collect, act, follow, meet, people)
# Address name → who in the collaboration may open it. Everybody else in it is answered 403, and whoever is not a
# member 404: to them the collaboration does not exist.
OPEN_TO: dict[str, frozenset[Role]] = {}
POST_ONLY: frozenset[str] = frozenset()
for folder in FOLDERS:
    OPEN_TO |= folder.OPEN_TO
    POST_ONLY |= folder.POST_ONLY
# The same for everybody who is signed in.
FOR_USERS = {
    "home",
    "account_change_password",
    "account_set_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
}
# Open to the whole world.
FOR_ALL = {
    "health",
    "invitation",
    "set_language",
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
}


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route)
        else:
            yield route, entry


Arguments = dict[str, list[Any]]


@pytest.fixture
def arguments(norrby: World) -> Arguments:
    """What every address takes, with the rows of Norrby that it opens."""
    return {name: value for folder in FOLDERS for name, value in folder.arguments(norrby).items()}


def address(name: str, collaboration: str, arguments: Arguments) -> str:
    return reverse(name, args=[collaboration, *arguments.get(name, [])])


def answer(client: Client, name: str, collaboration: str, arguments: Arguments) -> Any:
    method = client.post if name in POST_ONLY else client.get
    return method(address(name, collaboration, arguments))


def test_every_address_has_an_expected_answer() -> None:
    names = {pattern.name for _, pattern in patterns(get_resolver())}
    assert names == set(OPEN_TO) | FOR_USERS | FOR_ALL


def test_every_address_with_a_collaboration_is_in_the_table_of_roles() -> None:
    inside = {pattern.name for route, pattern in patterns(get_resolver()) if "collaboration" in route}
    assert inside == set(OPEN_TO)


@pytest.mark.parametrize("role", Role)
def test_members_are_let_in_by_their_role(
    norrby: World, arguments: Arguments, client: Client, role: Role
) -> None:
    client.force_login(norrby.members[role].user)
    for name, allowed in OPEN_TO.items():
        status = client.get(address(name, "norrby", arguments)).status_code
        assert status == (405 if name in POST_ONLY else 200 if role in allowed else 403), name


@pytest.mark.parametrize("role", Role)
def test_a_refused_role_is_refused_with_post_too(
    norrby: World, arguments: Arguments, client: Client, role: Role
) -> None:
    client.force_login(norrby.members[role].user)
    for name, allowed in OPEN_TO.items():
        if role not in allowed:
            assert client.post(address(name, "norrby", arguments)).status_code in {403, 405}, name
            assert name not in POST_ONLY or answer(client, name, "norrby", arguments).status_code == 403, name


@pytest.mark.parametrize("role", Role)
def test_members_of_another_collaboration_find_nothing(
    norrby: World, soderby: World, arguments: Arguments, client: Client, role: Role
) -> None:
    client.force_login(soderby.members[role].user)
    for name in OPEN_TO:
        assert answer(client, name, "norrby", arguments).status_code == 404, name


@pytest.mark.parametrize("role", Role)
def test_rows_of_another_collaboration_are_not_found_under_ones_own(
    norrby: World, soderby: World, arguments: Arguments, client: Client, role: Role
) -> None:
    client.force_login(soderby.members[role].user)
    for name, values in arguments.items():
        # A word such as a period is the same everywhere; an id is of one collaboration alone.
        if role in OPEN_TO[name] and any(isinstance(value, int) for value in values):
            assert answer(client, name, "soderby", arguments).status_code == 404, name


def test_an_outsider_finds_nothing(
    norrby: World, arguments: Arguments, client: Client, outsider: User
) -> None:
    client.force_login(outsider)
    for name in OPEN_TO:
        assert answer(client, name, "norrby", arguments).status_code == 404, name
    assert client.get(reverse("home")).status_code == 200


def test_whoever_is_not_signed_in_is_asked_to(norrby: World, arguments: Arguments, client: Client) -> None:
    for name in OPEN_TO:
        refused = answer(client, name, "norrby", arguments)
        assert refused.status_code == 302, name
        assert refused.headers["Location"].startswith(reverse("account_login")), name
    for name in FOR_USERS - {"home"}:
        assert client.get(reverse(name)).status_code in {302, 405}, name


def test_a_membership_that_has_ended_opens_nothing(norrby: World, client: Client) -> None:
    member = norrby.members[Role.COORDINATOR]
    client.force_login(member.user)
    assert client.get(address("picture", "norrby", {})).status_code == 200
    member.ended_at = timezone.now() - timedelta(days=29)
    member.save()
    assert client.get(address("picture", "norrby", {})).status_code == 403
    # When the end cannot be taken back any more, the collaboration is as if it were not there.
    member.ended_at = timezone.now() - timedelta(days=31)
    member.save()
    assert client.get(address("picture", "norrby", {})).status_code == 404


@pytest.mark.parametrize(
    ("role", "name", "more", "status"),
    [(Role.REPORTER, "administer", [], 403), (Role.COORDINATOR, "frozen_picture", ["2031-W01"], 404)],
)
def test_the_page_that_says_no_has_the_way_on(
    norrby: World, client: Client, role: Role, name: str, more: list[str], status: int
) -> None:
    client.force_login(norrby.members[role].user)
    refused = client.get(reverse(name, args=["norrby", *more]))
    assert refused.status_code == status
    page = refused.content.decode()
    assert f'href="{reverse("report", args=["norrby"])}"' in page
    assert (f'href="{reverse("administer", args=["norrby"])}"' in page) is may(
        norrby.members[role], Right.ADMINISTER
    )


def test_nobody_signs_up_by_themselves(client: Client, db: None) -> None:
    answer = client.post(
        reverse("account_signup"),
        {
            "email": "ny@example.test",
            "password1": "en lång fras till dig",
            "password2": "en lång fras till dig",
        },
    )
    assert answer.status_code in {200, 403}
    assert not User.objects.exists()
