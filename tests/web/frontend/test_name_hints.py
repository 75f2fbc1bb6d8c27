"""Whoever writes is asked about what is probably a name, and not about places; server and browser ask the same."""

import pytest
from tests.collect import incident_texts
from tests.web.frontend.test_guard import CASES, in_browser

from samlad.collect.name_hints import known_words, likely_names

KNOWN = known_words(["Kulturens hus", "Norra Hamn", "Polisen"])
NAMES = {
    "Kalle Svensson bor i porten": ["Kalle Svensson"],
    "Det var Kalle Svensson som gjorde det.": ["Kalle Svensson"],
    "Han heter kalle": ["kalle"],
    "Grannen, Eva-Lena Åström, såg allt": ["Eva-Lena Åström"],
    "Pojken kallas Nisse.": ["Nisse"],
}
NO_NAMES = (
    "Klotter på Kulturens hus, mot Norra Hamn.",
    "Klotter vid Björkskataskolan. Bilen stod på Stora Gatan.",
    "Två ungdomar sprang mot Västra Parken",
    "En Volvo stod vid Kungsgatan",
    "Polisen kom efter en kvart. ICA Nära hade stängt.",
    "Personen hette inte något annat",
    "Se [personnummer] och [telefon].",
)


@pytest.mark.parametrize("text", NAMES)
def test_a_name_is_asked_about(text: str) -> None:
    assert likely_names(text, KNOWN) == NAMES[text]


@pytest.mark.parametrize("text", NO_NAMES)
def test_a_place_is_not(text: str) -> None:
    assert likely_names(text, KNOWN) == []


def test_the_browser_asks_about_the_same() -> None:
    cases = (case["text"] for case in CASES)
    texts = [
        *NAMES,
        *NO_NAMES,
        *cases,
        *incident_texts.WITH_PERSONAL_DATA,
        *incident_texts.WITHOUT_PERSONAL_DATA,
    ]
    told = in_browser(texts, "names", *sorted(KNOWN))
    assert told == ["|".join(likely_names(text, KNOWN)) for text in texts]


def test_ordinary_reports_are_left_in_peace() -> None:
    asked = {text: likely_names(text, KNOWN) for text in incident_texts.WITHOUT_PERSONAL_DATA}
    assert {text: names for text, names in asked.items() if names} == {}
