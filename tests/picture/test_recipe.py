"""How a picture was worked out is said in words: the selection, the periods, the method's settings."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from tests.collect.files import bring_in, file_of, row
from tests.conftest import World

from samlad.people.models import Role
from samlad.picture.labels import VERDICT_MARKS, speaking, verdict_words
from samlad.picture.notation import Notation
from samlad.picture.wording import verdict_text


@pytest.mark.parametrize(
    ("language", "name", "value", "words"),
    [
        ("en", "periods", "2023-W40…2026-W46", "w. 40 2023 – w. 46 2026"),
        ("en", "periods", "2023-10…2026-10", "Oct 2023 – Oct 2026"),
        ("en", "periods", "2023…2026", "2023 – 2026"),
        ("en", "query", "period=2026-W46&area=hertson&map=change", "w. 46 2026; hertson"),
        ("en", "query", "period=2026-10&weekday=4&hour=23", "Oct 2026; Friday; 23–00"),
        ("en", "level", 0.95, "95\u00a0%"),
        ("en", "minimum_periods", 5, "5 periods"),
        ("en", "outbreak_residual", 2.58, "2.58 standard deviations"),
        ("en", "outbreak_residual", "none", "none"),
        ("en", "time_zone", "Europe/Stockholm", "Europe/Stockholm"),
        ("sv", "something new", 0.25, "0,25"),
        ("sv", "something new", True, "True"),
    ],
)
def test_a_setting_in_words_with_its_unit(language: str, name: str, value: object, words: str) -> None:
    with speaking(language):
        assert Notation(language).setting(name, value) == words  # type: ignore[arg-type] # as a recipe has them


def _page(world: World, client: Client, **query: str) -> str:
    lines = [row(n, day=f"2026-{9 if n % 2 else 10}-0{1 + n % 9}") for n in range(30)]
    bring_in(world.organisations["polisen"], file_of(lines))
    client.force_login(world.members[Role.MEMBER].user)
    answer = client.get(reverse("picture", args=["norrby"]), query, headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def _recipe(page: str) -> dict[str, str]:
    shown = page[page.index('<section aria-labelledby="recipe"') :]
    return dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", shown, re.DOTALL))


def test_the_pages_recipe_holds_no_codes(norrby: World, client: Client) -> None:
    recipe = _recipe(_page(norrby, client, period="2026-W41", area="D1"))
    assert recipe["Selection"] == "week 41, 2026; D1" or recipe["Selection"].startswith("week 41, 2026; ")
    assert recipe["Method for what is expected"] == "prediction interval of a negative binomial distribution"
    assert recipe["Fewest earlier periods"].endswith(" periods")
    assert recipe["Level of the expected range"] == "95\u00a0%"
    assert not re.search(r"[a-z]_[a-z]|=|\d-W\d", " ".join(recipe.values()))


def test_without_a_choice_the_recipe_says_that_all_is_counted(norrby: World, client: Client) -> None:
    recipe = _recipe(_page(norrby, client, period="2026-W41"))
    assert recipe["Selection"] == "week 41, 2026; everything that is counted"


def test_the_history_names_its_weeks_in_words(norrby: World, client: Client) -> None:
    page = _page(norrby, client, period="2026-W41")
    history = page[page.index('<section aria-labelledby="history"') : page.index('id="categories"')]
    heads = re.findall(r'<th scope="row"><a href="[^"]*">(.*?)</a>', history)
    assert heads[0] == "week 41, 2026"
    assert heads[1] == "week 40, 2026"
    assert not any("W" in head for head in heads)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_page_and_the_print_call_a_verdict_the_same(language: str) -> None:
    with speaking(language):
        for verdict in VERDICT_MARKS:
            assert verdict_text(verdict) == verdict_words()[verdict].lower()
        assert verdict_text("something else") == verdict_text("too_little_data")
