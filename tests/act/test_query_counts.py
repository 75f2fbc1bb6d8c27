"""The number of queries of a page does not grow with its rows."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from samlad.act import actions
from samlad.act.measure_actions import local_today
from samlad.people.models import Role
from tests.act.making import START, a_dose, a_measure, a_problem
from tests.act.sending import to
from tests.conftest import World


def _queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("page", ["problems", "measures", "measures?state=due"])
def test_no_query_for_each_row(norrby: World, signed_in: Client, page: str) -> None:
    address = f"/norrby/{page}"
    today = local_today(norrby.collaboration)
    numbers = []
    for more in (3, 27):
        for _ in range(more):
            a_dose(a_measure(norrby, state="running", follow_up_on=today))
        numbers.append(_queries(signed_in, address))
    assert numbers[0] == numbers[1]


def test_no_query_for_each_measure_of_a_problem(norrby: World, signed_in: Client) -> None:
    problem = a_problem(norrby)
    numbers = []
    for more in (3, 27):
        for _ in range(more):
            a_dose(a_measure(norrby, problem, state="running"))
        numbers.append(_queries(signed_in, to("problem", problem.pk)))
    assert numbers[0] == numbers[1]


def test_no_query_for_each_dose(norrby: World, signed_in: Client) -> None:
    measure = a_measure(norrby, state="running")
    numbers = []
    for more in (3, 27):
        for _ in range(more):
            actions.log_dose(actor=norrby.members[Role.MEMBER], measure=measure, amount=1.0, given_on=START)
        numbers.append(_queries(signed_in, to("measure", measure.pk)))
    assert numbers[0] == numbers[1]
