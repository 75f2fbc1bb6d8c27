"""The pages of freezing: the draft, its words, the frozen picture and its files."""

import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader
from tests.collect.files import bring_in, file_of
from tests.conftest import World
from tests.picture.test_compose import LAST, steady

from samlad.code_version import code_version
from samlad.collect.models import ImportJob
from samlad.people.models import AuditEntry, Role
from samlad.picture import actions
from samlad.picture.models import FrozenPicture, PictureWords
from samlad.picture.periods import Kind, Period

DRAFT = "/norrby/pictures/2026-W44/freeze"
WORDS = "/norrby/pictures/2026-W44/words"
FROZEN = "/norrby/pictures/2026-W44"
SCRIPT: dict[str, Any] = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def reported(norrby: World) -> World:
    bring_in(norrby.organisations["polisen"], file_of(steady(extra=9)))
    return norrby


@pytest.fixture
def karin(norrby: World, client: Client) -> Client:
    client.force_login(norrby.members[Role.COORDINATOR].user)
    return client


def form(text: str = "", revision: int = 0, edition: int = 1, **more: Any) -> dict[str, Any]:
    return {"text": text, "revision": revision, "edition": edition, **more}


def test_from_the_picture_to_a_frozen_one_with_words(reported: World, karin: Client) -> None:
    assert DRAFT in karin.get("/norrby/picture?period=2026-W44").content.decode()
    draft = karin.get(DRAFT)
    assert draft.context["missing"][0]["names"] == "Kommunen, Polisen, Bostadsbolaget"
    answer = karin.post(DRAFT, form("Skolbränderna är uppklarade.\n\nRing 070-123 45 67."), follow=True)
    assert answer.redirect_chain == [(FROZEN, 302)]
    page = answer.content.decode()
    frozen = FrozenPicture.objects.get()
    for said in (
        "Skolbränderna är uppklarade.",
        "Ring [telefon].",
        frozen.digest,
        f"<dd>{frozen.data_version}</dd>",
    ):
        assert said in page
    assert "telefon" in str(next(iter(answer.context["messages"])))
    # The picture of now says that there is a frozen one.
    assert FROZEN in karin.get("/norrby/picture?period=2026-W44").content.decode()
    assert DRAFT not in karin.get("/norrby/picture?period=2026-W44").content.decode()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COORDINATOR])
def test_others_are_not_offered_to_freeze(reported: World, client: Client, role: Role) -> None:
    client.force_login(reported.members[role].user)
    assert "/freeze" not in client.get("/norrby/picture?period=2026-10").content.decode()
    assert "/freeze" not in client.get("/norrby/pictures").content.decode()


def test_a_filtered_picture_or_one_that_is_not_over_is_not_offered(reported: World, karin: Client) -> None:
    now = Period.holding(timezone.localdate(), Kind.MONTH).label
    for address in ("?period=2026-W44&area=D1", f"?period={now}"):
        assert "/freeze" not in karin.get(f"/norrby/picture{address}").content.decode()
    draft = karin.get(f"/norrby/pictures/{now}/freeze")
    assert draft.status_code == 200
    assert not draft.context["over"]
    answer = karin.post(f"/norrby/pictures/{now}/freeze", form("Ännu inte."))
    assert answer.status_code == 422
    assert not FrozenPicture.objects.exists()
    # What was written is kept all the same.
    assert PictureWords.objects.get().text == "Ännu inte."
    assert "Ännu inte." in answer.content.decode()


def test_a_running_import_is_said_and_holds_the_freezing_back(reported: World, karin: Client) -> None:
    ImportJob.objects.create(
        collaboration=reported.collaboration,
        organisation=reported.organisations["bolaget"],
        filename="hemlig.csv",
        state=ImportJob.State.RUNNING,
    )
    assert karin.get(DRAFT).context["running"] == ["Bostadsbolaget"]
    answer = karin.post(DRAFT, form())
    assert answer.status_code == 422
    assert "Bostadsbolaget" in answer.context["problem"]
    assert "hemlig" not in answer.content.decode()


def test_whoever_is_second_is_told_who_was_first(reported: World, karin: Client) -> None:
    karin.post(DRAFT, form())
    answer = karin.post(DRAFT, form("Min text"))
    assert answer.status_code == 409
    assert "Kommunen" in answer.context["problem"]
    assert "Min text" in answer.content.decode()
    assert FrozenPicture.objects.count() == 1
    again = karin.post(DRAFT, form("Min text", revision=1, edition=2, reason="sena rapporter"))
    assert again.status_code == 302
    page = karin.get(FROZEN).content.decode()
    assert "sena rapporter" in page
    assert "?edition=1" in page
    assert karin.get(FROZEN, {"edition": 1}).context["frozen"].edition == 1
    for edition in ("3", "x", "99999999999999999999"):
        assert karin.get(FROZEN, {"edition": edition}).status_code == 404


def test_words_are_kept_while_they_are_written(reported: World, karin: Client) -> None:
    first = karin.post(WORDS, form("En början"), **SCRIPT)
    assert first.json()["revision"] == 1
    second = karin.post(WORDS, form("En början, tel 070-123 45 67", revision=1), **SCRIPT).json()
    assert second["revision"] == 2
    assert second["text"] == "En början, tel [telefon]"
    assert "En början, tel [telefon]" in karin.get(DRAFT).content.decode()
    assert karin.post(WORDS, form("Slut", revision=2)).status_code == 302
    assert PictureWords.objects.get().text == "Slut"


def test_two_who_write_see_both_texts(reported: World, karin: Client) -> None:
    karin.post(WORDS, form("Den ena texten"), **SCRIPT)
    told = karin.post(WORDS, form("Den andra texten"), **SCRIPT)
    assert told.status_code == 409
    assert "Kommunen" in told.json()["message"]
    for address in (WORDS, DRAFT):
        both = karin.post(address, form("Den andra texten"))
        assert both.status_code == 409
        assert "Den ena texten" in both.content.decode()
        assert "Den andra texten" in both.content.decode()
        assert 'name="revision" value="1"' in both.content.decode()
    assert not FrozenPicture.objects.exists()
    # Whoever has seen both may put the other in its place.
    assert karin.post(WORDS, form("Den andra texten", revision=1)).status_code == 302


@pytest.mark.parametrize("address", [DRAFT, WORDS])
def test_too_long_a_text_is_shown_again(reported: World, karin: Client, address: str) -> None:
    answer = karin.post(address, form("x" * 4_001))
    assert answer.status_code == 422
    assert "4001" in answer.context["problem"]
    assert "x" * 4_001 in answer.content.decode()
    assert not PictureWords.objects.exists()


@pytest.mark.parametrize("label", ["2026-W54", "x", "1850", "2026-W44x"])
def test_what_is_no_period_is_not_found(norrby: World, karin: Client, label: str) -> None:
    for address in (f"/norrby/pictures/{label}", f"/norrby/pictures/{label}/freeze"):
        assert karin.get(address).status_code == 404


def test_computing_again_says_how_it_came_out(reported: World, karin: Client) -> None:
    karin.post(DRAFT, form(), follow=True)
    bring_in(reported.organisations["polisen"], file_of([f"sen;{LAST.first} 10:00;SKA;65.61;22.02;;"]))
    answer = karin.post(f"{FROZEN}/check", {"edition": 1}, follow=True)
    assert answer.context["check"].same
    assert [message.level_tag for message in answer.context["messages"]] == ["success"]
    assert AuditEntry.objects.filter(action="check").count() == 1


@pytest.mark.parametrize(
    ("wording", "level", "said"),
    [
        (("samlad.picture.wording.count_text", str), "success", "bara ord skiljer"),
        (("samlad.picture.compose.SPARKLINE", 9), "warning", "siffror skiljer sig"),
    ],
    ids=["words", "figures"],
)
def test_what_another_code_version_did_otherwise_is_said(
    reported: World, karin: Client, monkeypatch: pytest.MonkeyPatch, wording: Any, level: str, said: str
) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr("samlad.picture.actions.code_version", lambda: "0.1.0")
        earlier.setattr(*wording)
        karin.post(DRAFT, form(), follow=True)
    answer = karin.post(f"{FROZEN}/check", {"edition": 1}, follow=True)
    (message,) = answer.context["messages"]
    assert message.level_tag == level
    assert said in str(message)
    assert f"(0.1.0; nu {code_version()})" in str(message)
    assert ("bara ord skiljer" in answer.content.decode()) is (level == "success")


def test_its_files_have_the_words_for_the_group_alone(reported: World, karin: Client) -> None:
    month = Period.parse("2026-10")
    coordinator = reported.members[Role.COORDINATOR]
    actions.write_words(actor=coordinator, label=month.label, text="Två bråk vid D2.", revision=0)
    actions.freeze(actor=coordinator, period=month, words_revision=1)
    address = "/norrby/pictures/2026-10"

    def printed() -> str:
        reader = PdfReader(io.BytesIO(karin.get(f"{address}.pdf").content))
        return " ".join(page.extract_text() for page in reader.pages)

    assert "Två bråk vid D2." in printed()
    found = karin.get(f"{address}.json").json()
    assert found["picture"]["words"] == ["Två bråk vid D2."]
    assert found["parameters"]["query"] == "period=2026-10"
    assert [one["properties"]["code"] for one in karin.get(f"{address}.geojson").json()["features"]] == [
        "D1",
        "D2",
        "D3",
        "D4",
    ]
    karin.force_login(reported.members[Role.READER].user)
    found = karin.get(f"{address}.json").json()
    assert found["picture"]["words"] == []
    assert "parameters" not in found
    assert "bråk" not in printed()
    assert "bråk" not in karin.get(address).content.decode()


def test_outside_the_group_weeks_are_not_found(reported: World, karin: Client) -> None:
    karin.post(DRAFT, form())
    karin.force_login(reported.members[Role.READER].user)
    for address in (FROZEN, f"{FROZEN}.pdf", f"{FROZEN}.json", f"{FROZEN}.geojson"):
        assert karin.get(address).status_code == 404
    assert karin.get("/norrby/pictures").context["rows"] == []


def test_the_frozen_page_stays_when_everything_around_it_goes(reported: World, karin: Client) -> None:
    karin.post(DRAFT, form("Ord"))
    before = karin.get(f"{FROZEN}.json").json()
    drawn = karin.get(f"{FROZEN}.geojson").json()
    bring_in(reported.organisations["polisen"], file_of([f"sen;{LAST.first} 10:00;SKA;65.61;22.02;;"]))
    for area in reported.collaboration.areas.filter(code__startswith="D"):
        area.name, area.code = "Borta", f"X{area.code}"
        area.save()
    assert karin.get(f"{FROZEN}.json").json() == before
    assert karin.get(f"{FROZEN}.geojson").json() == drawn
    assert "Borta" not in karin.get(FROZEN).content.decode()


def test_the_list_takes_as_many_queries_for_a_full_page_as_for_three(norrby: World, karin: Client) -> None:
    coordinator = norrby.members[Role.COORDINATOR]
    found = []
    for number in (3, 20):
        while FrozenPicture.objects.count() < number:
            week = LAST.shifted(-FrozenPicture.objects.count())
            actions.freeze(actor=coordinator, period=week, words_revision=0)
        karin.get("/norrby/pictures")
        with CaptureQueriesContext(connection) as queries:
            assert len(karin.get("/norrby/pictures").context["rows"]) == number
        found.append(len(queries))
    assert found[0] == found[1]


def test_a_collaboration_without_anything_can_be_frozen_and_shown(norrby: World, karin: Client) -> None:
    assert karin.get("/norrby/pictures").status_code == 200
    assert karin.post(DRAFT, form(), follow=True).status_code == 200
    assert karin.post(f"{FROZEN}/check", {}, follow=True).context["check"].same
