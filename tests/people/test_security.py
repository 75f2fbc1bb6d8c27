"""What every answer carries, and what an address, a header or a form from elsewhere cannot do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from tests.collect.files import bring_in, file_of, row
from tests.conftest import PASSWORD, World

from samlad.people.models import Role, User
from samlad.picture import actions as picture_actions
from samlad.picture.periods import Period

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import django; django.setup()
from django.conf import settings
from django.test import Client
from django.urls import reverse
# The names without a digest: nothing has been collected in this folder.
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
address = reverse("account_login")
answer = Client(headers={"host": "samlad.example"}).get(address, secure=True)
assert answer.status_code == 200, answer.status_code
assert answer.cookies["csrftoken"]["secure"] and answer.cookies["csrftoken"]["httponly"]
assert settings.SESSION_COOKIE_SECURE and settings.SESSION_COOKIE_HTTPONLY and settings.LANGUAGE_COOKIE_SECURE
assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
plain = Client(headers={"host": "samlad.example"}).get(address)
assert plain.status_code == 301 and plain.headers["Location"] == "https://samlad.example" + address
print("ok")
"""


def _plain_environment() -> dict[str, str]:
    """Without what the tests themselves set."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("SAMLAD_", "DJANGO_"))}


def run(tmp_path: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "SAMLAD_DATA": str(tmp_path),
        "SAMLAD_HTTPS": "yes",
        "SAMLAD_HOSTS": "samlad.example",
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "samlad.web.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    return subprocess.run(
        [sys.executable, *command],
        env=_plain_environment() | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_deployment_check_is_clean(tmp_path: Path) -> None:
    done = run(tmp_path, "-m", "django", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_cookies_and_transport_with_https(tmp_path: Path) -> None:
    assert run(tmp_path, "-m", "django", "migrate", "-v", "0").returncode == 0
    done = run(tmp_path, "-c", SCRIPT)
    assert done.stdout == "ok\n", done.stderr


@pytest.mark.parametrize(
    "address", ["/", "/norrby/picture", "/nowhere", "/norrby/picture?period=x", "/health"]
)
def test_every_answer_has_the_headers(norrby: World, client: Client, address: str) -> None:
    client.force_login(norrby.members[Role.MEMBER].user)
    headers = client.get(address).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_host_that_is_not_ours_is_refused(norrby: World, client: Client) -> None:
    for host in ("evil.example", "testserver.evil.example", "testserver:80@evil.example"):
        answer = client.get(reverse("account_login"), headers={"host": host})
        assert answer.status_code == 400, host
        assert b"evil" not in answer.content


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_nowhere_else(norrby: World, client: Client, target: str) -> None:
    user = norrby.members[Role.MEMBER].user
    user.set_password(PASSWORD)
    user.save()
    answer = client.post(
        f"{reverse('account_login')}", {"login": user.email, "password": PASSWORD, "next": target}
    )
    assert answer.status_code == 302
    assert answer.headers["Location"] == reverse("home")
    for name in ("set_language", "account_logout"):
        answer = client.post(reverse(name), {"language": "en", "next": target}, headers={"referer": target})
        assert "evil" not in answer.headers.get("Location", ""), name
        assert "javascript" not in answer.headers.get("Location", ""), name


def test_the_same_answer_whether_an_account_exists_or_not(norrby: World, client: Client) -> None:
    answers = [
        client.post(reverse("account_login"), {"login": login, "password": "fel lösenord här"})
        for login in (norrby.members[Role.MEMBER].user.email, "nobody@norrby.test")
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    alerts = [answer.context["form"].errors.as_text() for answer in answers]
    assert alerts[0] == alerts[1] != ""


def test_a_form_from_elsewhere_does_nothing(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    User.objects.create_user("a@b.test", PASSWORD)
    answer = client.post(reverse("account_login"), {"login": "a@b.test", "password": PASSWORD})
    assert answer.status_code == 403


# ── addresses ──────────────────────────────────────────────────────────────────────────────────────────────────

BAD_QUERIES = [
    ("period=2026-W60", "2026-W60"),
    ("period=yesterday", "yesterday"),
    ("period=9999", "9999"),
    ("period=1900-W01", "1900-W01"),
    ("period=2200", "2200"),
    ("period=2026-13", "2026-13"),
    ("area=D99", "D99"),
    ("area=D1&area=%00", ""),
    ("category=UFO", "UFO"),
    ("organisation=militären", "militären"),
    ("place=Ingenstans", "Ingenstans"),
    ("map=globe", "globe"),
    ("weekday=7", "7"),
    ("weekday=-1", "-1"),
    ("hour=24", "24"),
    ("hour=²", "²"),
    ("hour=٣", "٣"),
    (f"hour={'1' * 5000}", "1111"),
]
NAMES = (
    "picture",
    "picture_json",
    "picture_csv",
    "picture_geojson",
    "picture_pdf",
    "incidents",
    "incidents_json",
)


@pytest.mark.parametrize(("query", "value"), BAD_QUERIES)
def test_an_address_that_asks_for_what_does_not_exist(norrby: World, query: str, value: str) -> None:
    client = Client()
    client.force_login(norrby.members[Role.MEMBER].user)
    for name in NAMES:
        answer = client.get(f"{reverse(name, args=['norrby'])}?{query}")
        assert answer.status_code == 400, name
        text = answer.content.decode()
        assert value in text
        assert answer.context["message"] in text.replace("&quot;", '"').replace("&#x27;", "'").replace(
            "\x00", "\x00"
        )


def test_a_value_in_an_address_is_shown_as_text(norrby: World, client: Client) -> None:
    client.force_login(norrby.members[Role.MEMBER].user)
    text = client.get("/norrby/picture?area=<script>alert(1)</script>").content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


@pytest.mark.parametrize("label", ["2026-W45", "2026-11", "2026-Q4", "2026", "1970-W02", "2100", "2026-w45"])
@pytest.mark.parametrize("role", [Role.MEMBER, Role.READER])
def test_every_kind_of_period(norrby: World, client: Client, label: str, role: Role) -> None:
    bring_in(norrby.organisations["polisen"], file_of(map(row, range(12))))
    # Outside the group it is a frozen month, whatever is asked.
    picture_actions.freeze(
        actor=norrby.members[Role.COORDINATOR], period=Period.parse("2025-10"), words_revision=0
    )
    client.force_login(norrby.members[role].user)
    for name in ("picture", "picture_json", "picture_csv", "picture_geojson"):
        answer = client.get(f"{reverse(name, args=['norrby'])}?period={label}")
        assert answer.status_code == 200, name
    found = client.get(f"{reverse('picture_json', args=['norrby'])}?period={label}").json()
    if role == Role.MEMBER:
        assert found["period"]["label"] == label.upper()
        assert found["totals"]["count"] == (
            12 if label.upper() in {"2026-W45", "2026-11", "2026-Q4", "2026"} else 0
        )
    else:
        assert found["period"]["label"] == "2025-10"


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 5000, "1.5"])
def test_a_page_that_does_not_exist_is_another_one(norrby: World, client: Client, page: str) -> None:
    client.force_login(norrby.members[Role.COORDINATOR].user)
    for name in ("incidents", "imports"):
        assert client.get(f"{reverse(name, args=['norrby'])}?page={page}").status_code == 200
