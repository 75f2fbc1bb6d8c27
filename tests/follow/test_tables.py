"""A follow-up's figures as a file: unrounded, each way with what it rests on, and what is not there is told of."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from samlad.follow import actions, queries
from samlad.follow.models import FollowUp
from samlad.people.models import Role
from tests.conftest import World
from tests.follow import making
from tests.follow.making import FOLLOWED_UP

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def follow_up(norrby: World) -> FollowUp:
    making.fifty_weeks(norrby)
    return actions.compute(actor=None, measure=making.measure(norrby), on=FOLLOWED_UP)


def test_the_figures_are_those_that_were_kept(norrby: World, client: Client, follow_up: FollowUp) -> None:
    client.force_login(norrby.members[Role.MEMBER].user)
    address = reverse("follow_up_csv", args=["norrby", follow_up.pk])
    page = client.get(reverse("follow_up", args=["norrby", follow_up.pk]), headers=ENGLISH).content.decode()
    assert f'<a href="{address}?table=figures">' in page
    assert "docs/methods/in_r.md" in page
    answer = client.get(address, {"table": "figures"})
    assert "-figures.csv" in answer.headers["Content-Disposition"]
    text = b"".join(answer).decode("utf-8-sig")  # type: ignore[arg-type]
    found = {
        (row["way"], row["name"]): row["value"] for row in csv.DictReader(io.StringIO(text), delimiter=";")
    }
    evidence = queries.evidence(follow_up)
    assert {way for way, _name in found} == {"follow_up", "chosen", "beside"}
    assert float(found["chosen", "estimate"]) == evidence.ratio.estimate
    assert float(found["chosen", "low"]) == evidence.ratio.low
    assert found["chosen", "warnings"] == " ".join(evidence.ratio.warnings)
    assert found["chosen", "page"] == "docs/methods.md#effect-of-a-measure"
    assert found["follow_up", "answered_by"] == "chosen"
    assert found["follow_up", "verdict"] == evidence.judged.verdict == "fewer"
    assert found["follow_up", "comparison_areas"] == "D4"
    assert found["follow_up", "warnings"] == "low_dose comparison_beside"
    assert found["follow_up", "data_version"] == str(follow_up.data_version)
    assert evidence.beside_ratio is not None
    assert float(found["beside", "estimate"]) == evidence.beside_ratio.estimate


def test_another_table_is_refused_with_those_that_there_are(
    norrby: World, client: Client, follow_up: FollowUp
) -> None:
    client.force_login(norrby.members[Role.MEMBER].user)
    address = reverse("follow_up_csv", args=["norrby", follow_up.pk])
    answer = client.get(address, {"table": "areas"}, headers=ENGLISH)
    assert answer.status_code == 400
    assert "The table is “areas”; it must be one of weeks, figures." in answer.content.decode()
