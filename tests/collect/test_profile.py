"""Profiles: read, written back, and refused with key, value and remedy."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samlad.collect.date_rules import DateRules, checked_date_format
from samlad.collect.profile import FIELDS, Profile
from samlad.collect.reasons import InputError

TEXT = """
crs = "ESRI:102696"
timezone = "America/Chicago"
date_format = "MM/DD/YYYY HH:MM"
decimal = "."
position_missing = ["0"]
correction_column = "Count"
correction_value = "-1"
category_width = 6

[columns]
external_id = ["Complaint", "Crime"]
occurred_from = "DateOccur"
category = "Crime"

[categories]
default = "OVR"
"14*" = "SKA"

[constants]
precision = "address"
"""


def test_a_profile_says_what_its_file_says() -> None:
    profile = Profile.from_toml(TEXT)
    assert profile.columns == {
        "external_id": ("Complaint", "Crime"),
        "occurred_from": ("DateOccur",),
        "category": ("Crime",),
    }
    assert profile.categories == {"14*": "SKA"}
    assert profile.default == "OVR"
    assert profile.constants == {"precision": "address"}
    assert (profile.crs, profile.timezone) == ("ESRI:102696", "America/Chicago")
    assert profile.position_missing == ("0",)
    assert (profile.correction_column, profile.correction_value) == ("Count", "-1")
    assert profile.category_width == 6


def test_an_empty_profile_is_an_empty_file() -> None:
    assert Profile.from_toml("") == Profile()
    assert Profile().to_toml() == ""


words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).map(str.strip).filter(bool)


@settings(deadline=None, max_examples=60)
@given(
    columns=st.dictionaries(
        st.sampled_from([name for name in FIELDS if name != "external_id"]), words.map(lambda w: (w,))
    ),
    ids=st.lists(words, min_size=1, max_size=3),
    categories=st.dictionaries(words.filter(lambda word: word != "default"), words),
    default=st.sampled_from(["", "OVR"]),
    missing=st.lists(words, max_size=3),
    settled=st.booleans(),
)
def test_what_is_written_is_read_back_the_same(
    columns: dict[str, tuple[str, ...]],
    ids: list[str],
    categories: dict[str, str],
    default: str,
    missing: list[str],
    settled: bool,
) -> None:
    profile = Profile(
        columns=columns | {"external_id": tuple(ids)},
        categories=categories,
        default=default,
        position_missing=tuple(missing),
        correction_column="Count",
        correction_value="-1",
        decimal=",",
        settled=settled,
    )
    assert Profile.from_toml(profile.to_toml()) == profile


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ('timezon = "Europe/Stockholm"', ["timezon", "Did you mean “timezone”?"]),
        ('[columns]\nlattitude = "Lat"', ["[columns]", "lattitude", "Did you mean “latitude”?"]),
        ('[columns]\nqqq = "Lat"', ["qqq", "Write one of", "occurred_from"]),
        ('[constants]\nprecison = "exact"', ["[constants]", "Did you mean “precision”?"]),
        ('timezone = "Luleå"', ["Luleå", "Europe/Stockholm"]),
        ('crs = "EPSG:99999"', ["EPSG:99999", "EPSG:3006"]),
        ('decimal = ";"', [";", 'decimal = ","']),
        ('date_format = "in spring"', ["in spring", "YYYY-MM-DD"]),
        ('category_width = "six"', ["category_width", "six", "category_width = 6"]),
        ("category_width = -3", ["-3", "1 to 20"]),
        ('midnight = "noon"', ["noon", 'midnight = "day"']),
        ('columns = "Lat"', ["columns", "Lat", "[columns]"]),
        ("[columns]\nplace = [1, true]", ["columns.place", "true", "quotation marks"]),
        ('[columns]\nplace = ["A", "B"]', ["columns.place", "one column"]),
        ("[columns]\nplace = []", ["columns.place", "one column"]),
        ('correction_column = "Count"', ["correction_value", "Write both"]),
        ('correction_column = "Count"\ncorrection_value = "-1"', ["Count", "external_id"]),
        ("crs = EPSG:3006", ["not valid TOML", "quotation marks"]),
    ],
)
def test_a_wrong_profile_is_refused_with_key_value_and_remedy(text: str, sentences: list[str]) -> None:
    with pytest.raises(InputError) as refused:
        Profile.from_toml(text)
    for sentence in sentences:
        assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("MM/DD/YYYY HH:MM", DateRules("month", "%m/%d/%Y %H:%M")),
        ("DD.MM.YYYY", DateRules("day", "%d.%m.%Y")),
        ("ÅÅÅÅ-MM-DD TT:MM:SS", DateRules("day", "%Y-%m-%d %H:%M:%S")),
        ("YYYY-MM-DDTHH:MM", DateRules("day", "%Y-%m-%dT%H:%M")),
        ("YY-MM-DD", DateRules("day", "%y-%m-%d")),
        ("%d/%m/%y", DateRules("day", "%d/%m/%y")),
        ("day/month", DateRules("day")),
        ("month/day", DateRules("month")),
        ("mixed", DateRules("mixed")),
    ],
)
def test_a_date_format_is_understood(text: str, rules: DateRules) -> None:
    assert checked_date_format(text) == rules
