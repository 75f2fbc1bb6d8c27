"""Who may open what: every address × every member of the cast has an expected answer.

The table is compared with the URL table itself, so an address without an entry here fails.
"""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.conftest import World

from samlad.collect.models import ImportJob
from samlad.people.models import Role, User

ALL = frozenset(Role)
GROUP = frozenset({Role.REVIEWER, Role.MEMBER, Role.COORDINATOR})
IMPORTERS = frozenset({Role.REVIEWER, Role.COORDINATOR})
AUDITORS = frozenset({Role.COORDINATOR, Role.ADMIN})
REPORTING = GROUP | {Role.REPORTER}

# Address name → who in the collaboration may open it with GET. Everybody else in it is answered 403, and whoever
# is not a member 404: to them the collaboration does not exist.
OPEN_TO: dict[str, frozenset[Role]] = {
    "picture": ALL,
    "picture_json": ALL,
    "picture_csv": ALL,
    "picture_geojson": ALL,
    "picture_pdf": ALL,
    "incidents": REPORTING,
    "incidents_json": REPORTING,
    "incidents_csv": REPORTING,
    "incidents_geojson": REPORTING,
    "imports": IMPORTERS,
    "import_job": IMPORTERS,
    "import_progress": IMPORTERS,
    "import_rejected": IMPORTERS,
    "import_cancel": IMPORTERS,
    "audit": AUDITORS,
}
POST_ONLY = {"import_cancel"}
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


def address(name: str, collaboration: str, job: ImportJob) -> str:
    arguments: list[str | int] = [collaboration]
    if name.startswith("import_"):
        arguments.append(job.pk)
    return reverse(name, args=arguments)


@pytest.fixture
def job(norrby: World) -> ImportJob:
    """A file of the police in Norrby: the reviewer there is of the police, the coordinator may all."""
    return ImportJob.objects.create(
        collaboration=norrby.collaboration, organisation=norrby.organisations["polisen"], filename="a.csv"
    )


def test_every_address_has_an_expected_answer() -> None:
    names = {pattern.name for _, pattern in patterns(get_resolver())}
    assert names == set(OPEN_TO) | FOR_USERS | FOR_ALL


def test_every_address_with_a_collaboration_is_in_the_table_of_roles() -> None:
    inside = {pattern.name for route, pattern in patterns(get_resolver()) if "collaboration" in route}
    assert inside == set(OPEN_TO)


@pytest.mark.parametrize("role", Role)
def test_members_are_let_in_by_their_role(norrby: World, job: ImportJob, client: Client, role: Role) -> None:
    client.force_login(norrby.members[role].user)
    for name, allowed in OPEN_TO.items():
        status = client.get(address(name, "norrby", job)).status_code
        if role not in allowed:
            assert status == (405 if name in POST_ONLY else 403), name
        else:
            assert status == (405 if name in POST_ONLY else 200), name


@pytest.mark.parametrize("role", Role)
def test_a_refused_role_is_refused_with_post_too(
    norrby: World, job: ImportJob, client: Client, role: Role
) -> None:
    client.force_login(norrby.members[role].user)
    for name in ("imports", "import_job", "import_cancel"):
        if role not in OPEN_TO[name]:
            assert client.post(address(name, "norrby", job)).status_code == 403, name


@pytest.mark.parametrize("role", Role)
def test_members_of_another_collaboration_find_nothing(
    norrby: World, soderby: World, job: ImportJob, client: Client, role: Role
) -> None:
    client.force_login(soderby.members[role].user)
    for name in OPEN_TO:
        method = client.post if name in POST_ONLY else client.get
        assert method(address(name, "norrby", job)).status_code == 404, name


@pytest.mark.parametrize("role", IMPORTERS)
def test_a_job_of_another_collaboration_is_not_found_under_ones_own(
    norrby: World, soderby: World, job: ImportJob, client: Client, role: Role
) -> None:
    client.force_login(soderby.members[role].user)
    for name in ("import_job", "import_progress", "import_rejected"):
        assert client.get(address(name, "soderby", job)).status_code == 404, name
    assert client.post(address("import_cancel", "soderby", job)).status_code == 404


def test_an_outsider_finds_nothing(norrby: World, job: ImportJob, client: Client, outsider: User) -> None:
    client.force_login(outsider)
    for name in OPEN_TO:
        method = client.post if name in POST_ONLY else client.get
        assert method(address(name, "norrby", job)).status_code == 404, name
    assert client.get(reverse("home")).status_code == 200


def test_whoever_is_not_signed_in_is_asked_to(norrby: World, job: ImportJob, client: Client) -> None:
    for name in OPEN_TO:
        method = client.post if name in POST_ONLY else client.get
        answer = method(address(name, "norrby", job))
        assert answer.status_code == 302, name
        assert answer.headers["Location"].startswith(reverse("account_login")), name
    for name in FOR_USERS - {"home"}:
        assert client.get(reverse(name)).status_code in {302, 405}, name


def test_a_membership_that_has_ended_opens_nothing(norrby: World, job: ImportJob, client: Client) -> None:
    member = norrby.members[Role.COORDINATOR]
    client.force_login(member.user)
    assert client.get(address("picture", "norrby", job)).status_code == 200
    member.ended_at = norrby.collaboration.audit_entries.latest("at").at
    member.save()
    assert client.get(address("picture", "norrby", job)).status_code == 404


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
