"""Categories: by code, by name, by a sender's own codes."""

import polars as pl
import pytest

from samlad.collect.categories import CategoryList, CategoryRow, Crosswalk, read_categories
from samlad.collect.profile import Profile
from samlad.collect.reasons import InputError, rejected_rows
from samlad.collect.standard import standard_categories

STANDARD = CategoryList(
    tuple(CategoryRow(row["code"], row["parent"], row["sv"], row["en"]) for row in standard_categories())
)


def read(
    *values: str | None,
    profile: Profile | None = None,
    sub: list[str | None] | None = None,
    categories: CategoryList = STANDARD,
) -> tuple[list[str | None], list[tuple[int, str, str, str]]]:
    text = pl.Series(values, dtype=pl.Utf8)
    subtext = None if sub is None else pl.Series(sub, dtype=pl.Utf8)
    found = read_categories(text, subtext, Crosswalk.of(profile, categories), categories)
    lines = pl.int_range(len(text), dtype=pl.Int64, eager=True)
    rows = rejected_rows(lines, found.failures).select("line", "value", "reason", "remedy").rows()
    return found.codes.to_list(), rows


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("SKA", "SKA"),
        ("ska", "SKA"),
        ("SKA.KLO", "SKA.KLO"),
        ("Skadegörelse", "SKA"),
        ("SKADEGORELSE", "SKA"),
        ("vandalism", "SKA"),
        ("Skadegörelse / Klotter", "SKA.KLO"),
        ("Klotter", "SKA.KLO"),
        ("Graffiti", "SKA.KLO"),
        ("buskörning och olovlig  trafik", "TRA"),
        ("TRA – Bil", "TRA.BIL"),
        ("Narkotika", "NAR"),
    ],
)
def test_a_category_goes_by_code_or_name_in_either_language(text: str, code: str) -> None:
    assert read(text) == ([code], [])


def test_a_name_of_several_is_refused_with_their_codes() -> None:
    codes, ((_, value, reason, remedy),) = read("Bil")
    assert codes == [None]
    assert value == "Bil"
    assert "the name of several" in reason
    assert "BRA.BIL (Bil), TRA.BIL (Bil)" in remedy


def test_a_sub_category_is_looked_for_within_its_category() -> None:
    codes, rejected = read(
        "Anlagd brand och pyroteknik", "TRA", "SKA", "SKA", None, sub=["Bil", "Bil", None, "okänd", "Klotter"]
    )
    assert codes == ["BRA.BIL", "TRA.BIL", "SKA", "SKA", "SKA.KLO"]
    assert rejected == []


def test_an_unknown_category_is_refused_with_the_closest() -> None:
    _, rows = read("Skadegörels", "Narkotka", "xyzzy", None)
    remedies = [remedy for *_, remedy in rows]
    assert "Did you mean SKA (Skadegörelse)" in remedies[0]
    assert "NAR (Narkotika)" in remedies[1]
    assert "Did you mean" not in remedies[2]
    assert "[categories]" in remedies[2]
    assert rows[3][2] == "The row has no category."


def test_personal_data_in_the_wrong_column_is_masked_in_the_reason() -> None:
    _, ((_, value, reason, _),) = read("ring 070-174 06 35")
    assert "174" not in value + reason


def test_an_inactive_category_is_refused() -> None:
    categories = CategoryList((CategoryRow("SKA", "", "Skadegörelse", "Vandalism", active=False),))
    _, ((_, _, reason, _),) = read("SKA", categories=categories)
    assert "no longer used" in reason


def test_a_crosswalk_takes_exact_codes_then_the_longest_prefix_then_the_default() -> None:
    profile = Profile(categories={"14*": "SKA", "1420*": "SKA.GLA", "142099": "BRA"}, default="OVR")
    values = ("140000", "142001", "142099", "200000", None)
    assert read(*values, profile=profile) == (["SKA", "SKA.GLA", "BRA", "OVR", "OVR"], [])


def test_codes_are_filled_with_zeros_where_the_profile_says_so() -> None:
    profile = Profile(categories={"09*": "VAL", "10*": "STO"}, category_width=6)
    assert read("91124", "091124", "101000", profile=profile)[0] == ["VAL", "VAL", "STO"]
    assert read("91124", profile=Profile(categories={"09*": "VAL"}))[0] == [None]


def test_words_can_be_crossed_and_the_list_holds_for_the_rest() -> None:
    profile = Profile(categories={"Bråk": "VAL.BRA", "Fordon*": "STO.FRD"})
    assert read("bråk", "Fordonsstöld", "NAR", profile=profile)[0] == ["VAL.BRA", "STO.FRD", "NAR"]


def test_a_crosswalk_to_nowhere_is_refused() -> None:
    with pytest.raises(InputError, match=r"categories\.14\* is “SKX”.*Did you mean “SK."):
        Crosswalk.of(Profile(categories={"14*": "SKX"}), STANDARD)
    with pytest.raises(InputError, match=r"categories\.default is “X9”.*Write one of SKA, BRA"):
        Crosswalk.of(Profile(default="X9"), STANDARD)
