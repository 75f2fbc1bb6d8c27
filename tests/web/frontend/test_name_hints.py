"""Whoever writes is asked about what is probably a name, and not about places; server and browser ask the same."""

from bench.names import SETS, labelled, lines
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.collect import incident_texts
from tests.web.frontend.test_guard import CASES, in_browser

from samlad.collect.names import known_names, likely_names
from samlad.collect.names.lists import endings, first_names, surnames, words

NAMES_HERE = lines("known")
KNOWN = known_names(NAMES_HERE)
# What the rules look at, in any order: names of every sign, cues, places, brands, and what parts them.
_PIECES = (
    "Ahmed", "ahmed", "AHMED", "Ahmeds", "Björn", "björn", "Linda", "linda", "Max", "Britt-Marie", "hans",
    "Xhem", "S", "A.", "Svensson", "svensson", "Sandberg", "Haddad", "Yılmaz", "Ström", "von", "al-Sayed",
    "Lundqvists", "ICA", "Coop", "Nära", "Kulturens", "hus", "Norra", "Hamn", "Astrid", "Lindgrens", "skola",
    "Storgatan", "kyrka", "Salong", "Burger", "King", "Louis", "Vuitton-väska", "familjen", "Killen", "heter",
    "kallas", "vid", "namn", "tydligen", "inte", "området", "hos", "i", "på", "och", "port", "1", "såg", "Det",
    "en", "[telefon]", '"Räven"', "”", ",", ".", ":", "/", "&", "\n", "²", "’s",
)  # fmt: skip


def both(texts: list[str]) -> tuple[dict[str, str], dict[str, str]]:
    """What the browser and what the server ask about."""
    told = in_browser(texts, "names", *NAMES_HERE)
    asked = ["|".join(likely_names(text, KNOWN)) for text in texts]
    return dict(zip(texts, told, strict=True)), dict(zip(texts, asked, strict=True))


def test_the_browser_asks_about_the_same() -> None:
    texts = [labelled(line).text for name in SETS for line in lines(name)]
    texts += [case["text"] for case in CASES]
    texts += [*incident_texts.WITH_PERSONAL_DATA, *incident_texts.WITHOUT_PERSONAL_DATA]
    texts += [change(text) for text in texts for change in (str.upper, str.lower, str.title)]
    told, asked = both(texts)
    assert told == asked
    assert sum(map(bool, asked.values())) > 200


@given(st.lists(st.lists(st.sampled_from(_PIECES), max_size=12), min_size=400, max_size=400))
@settings(max_examples=3, deadline=None)
def test_the_browser_asks_about_the_same_in_any_text(rows: list[list[str]]) -> None:
    told, asked = both([" ".join(row).replace(" ,", ",").replace(" .", ".") for row in rows])
    assert told == asked


def test_the_browser_goes_by_every_name_of_the_lists() -> None:
    texts = [f"Sedan kom {name.title()} dit." for name in (*first_names(), *surnames())]
    texts += [
        f"Vi såg Xhem{ending} där." for ending in (*endings("strong endings"), *endings("weak endings"))
    ]
    texts += [
        f"Det gäller {phrase.title()} Xhem nu." for phrase in sorted(words("ordinary") | words("houses"))
    ]
    told, asked = both(texts)
    assert told == asked
