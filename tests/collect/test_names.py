"""The hint about names: what is asked about, what is not, and how often it is right on texts whose names are known."""

from pathlib import Path

import pytest
from bench import names as bench_names
from tests.collect import incident_texts

from samlad.collect.names import known_names, likely_names
from samlad.collect.names.lists import BRAND, OPENER, WORD, _lines, first_names
from samlad.demo import texts as demo_texts

ROOT = Path(__file__).parents[2]
KNOWN = known_names(["Kulturens hus", "Norra Hamn", "Polisen", "Astrid Lindgrens skola", "Sveagården"])
NAMES = {
    "Kalle Svensson bor i porten": ["Kalle Svensson"],
    "Det var Kalle Svensson som gjorde det.": ["Kalle Svensson"],
    "Han heter kalle": ["kalle"],
    "Grannen, Eva-Lena Åström, såg allt": ["Eva-Lena Åström"],
    "Pojken kallas Nisse.": ["Nisse"],
    # A first name alone, however it is written.
    "Ahmed och hans bror": ["Ahmed"],
    "såg Kevin igen": ["Kevin"],
    "såg kevin igen": ["kevin"],
    "SÅG KEVIN IGEN VID TORGET": ["KEVIN"],
    "Kevins moped": ["Kevins"],
    # What is a word too counts with a capital in mid-sentence, with a surname, or after a cue.
    "Vi såg Björn vid älven": ["Björn"],
    "Björn Lindqvist sprang": ["Björn Lindqvist"],
    "hennes kompis Björn": ["Björn"],
    "Sonen Max är 14": ["Max"],
    "Max Sandberg var med": ["Max Sandberg"],
    # Surnames.
    "familjen Andersson i port 3": ["Andersson"],
    "A. Svensson på skylten": ["A. Svensson"],
    "Rutan krossades av Goran Milošević": ["Goran Milošević"],
    "Vi mötte Sandberg vid bommen": ["Sandberg"],
    # A school's name is no person; the person that it is called after would be.
    "Astrid Lindgren stod utanför": ["Astrid Lindgren"],
    "Lindgrens bil vid porten": [],
    "Det var Lindgrens bil vid porten": ["Lindgrens"],
    'En kille kallad "Räven" var med': ["Räven"],
    "Melker, Sixten och Love rökte": ["Melker", "Sixten", "Love"],
}
NO_NAMES = (
    "Klotter på Kulturens hus, mot Norra Hamn.",
    "Klotter vid Björkskataskolan. Bilen stod på Stora Gatan.",
    "Två ungdomar sprang mot Västra Parken",
    "En Volvo stod vid Kungsgatan",
    "Polisen kom efter en kvart. ICA Nära hade stängt.",
    "Personen hette inte något annat",
    "Se [personnummer] och [telefon].",
    "Bråk vid Burger King och Coop Nära",
    "Norrbottens Teatern är nedklottrad",
    "Fest på Folkets Park",
    "Björn sedd vid älven. Stig och trappa halkar. Per natt två larm. Hans jacka låg kvar.",
    "Inbrott på Astrid Lindgrens skola, rutan i Astrid Lindgrens Skolas entré",
    "Mörkt på Karl Johans gata och Erik Dahlbergsgatan",
    "Rutan hos Salong Maria. Alis kiosk rånad.",
    "Maj var lugn, den 1 Maj också. I Nora hände inget.",
    "SAMLING UTANFÖR KVARNEN",
    "Klotter På Fasaden Mot Parken",
    "Området kallas Gropen. Polis kallades till platsen.",
    "Larm i trappa C, Lindgrensgatan 3",
)
# The hint has to be this good; what it was when this was written stands in docs/guard.md.
FLOORS = {"tuning": (0.99, 0.99), "held_out": (0.95, 0.98)}


@pytest.mark.parametrize("text", NAMES)
def test_a_name_is_asked_about(text: str) -> None:
    assert likely_names(text, KNOWN) == NAMES[text]


@pytest.mark.parametrize("text", NO_NAMES)
def test_a_place_or_a_word_is_not(text: str) -> None:
    assert likely_names(text, KNOWN) == []


@pytest.mark.parametrize("name", FLOORS)
def test_names_are_found_and_nothing_else(name: str) -> None:
    found = bench_names.figures(name)
    print(f"{name}: recall {found.recall:.3f}, precision {found.precision:.3f}")  # noqa: T201 # seen with -s
    recall, precision = FLOORS[name]
    assert found.recall >= recall, found.missed
    assert found.precision >= precision, found.needless


def test_the_documentation_has_the_figures() -> None:
    assert bench_names.table() in (ROOT / "docs" / "guard.md").read_text(encoding="utf-8")


def test_the_texts_are_enough_and_half_of_them_without_a_name() -> None:
    for name, fewest in (("tuning", 200), ("held_out", 100)):
        found = bench_names.figures(name)
        assert found.texts >= fewest
        assert 0.4 < found.with_names / found.texts < 0.6
    both = [set(bench_names.lines(name)) for name in FLOORS]
    assert not both[0] & both[1]


def test_ordinary_reports_are_left_in_peace() -> None:
    openings = [one for ones in demo_texts.OPENINGS.values() for one in ones]
    details = [one for ones in (*demo_texts.DETAILS.values(), *demo_texts.ENDINGS.values()) for one in ones]
    texts = [*incident_texts.WITHOUT_PERSONAL_DATA, *openings, *details]
    assert len(texts) > 150
    asked = {text: likely_names(text, KNOWN) for text in texts}
    assert {text: names for text, names in asked.items() if names} == {}


def test_the_lists_are_in_order_and_each_name_stands_once() -> None:
    lines = _lines("first_names.txt")
    names = [line.rstrip(WORD + OPENER + BRAND) for line in lines]
    assert len(names) == len(set(names)) == len(first_names()) > 1_000
    assert all(
        name == name.lower() and len(line) - len(name) <= 1 for name, line in zip(names, lines, strict=True)
    )
    letters = [name for name in names if name.isascii()]
    assert letters == sorted(letters)


@pytest.mark.parametrize(("name", "sign"), [("björn", OPENER), ("axel", WORD), ("max", BRAND), ("ahmed", "")])
def test_a_name_that_is_something_else_too_is_signed(name: str, sign: str) -> None:
    assert first_names()[name] == sign
