"""The review: the queue, what it says of each, what may be a name."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.collect.incidents import made
from tests.collect.reviewing import show, text_of
from tests.conftest import World

from samlad.collect import review_queries
from samlad.collect.models import Incident
from samlad.collect.names import known_names, maybe_names
from samlad.people.models import Member, Role

S = Incident.State


def test_the_queue_is_the_own_organisations_oldest_first(
    norrby: World, soderby: World, client: Client, reviewer: Member
) -> None:
    first, second = made(norrby), made(norrby)
    other, foreign = made(norrby, "bolaget"), made(soderby)
    made(norrby, state=S.APPROVED)
    answer = show(client)
    assert [entry.id for entry in answer.context["entries"]] == [first.pk, second.pk]
    assert answer.context["one"]["incident"] == first
    assert show(client, other).status_code == 404
    assert show(client, foreign).status_code == 404
    client.force_login(norrby.members[Role.COORDINATOR].user)
    assert len(show(client).context["entries"]) == 3


def test_an_empty_queue_says_so_and_what_waits_elsewhere(
    norrby: World, client: Client, reviewer: Member
) -> None:
    made(norrby, "bolaget")
    made(norrby, state=S.ASKED)
    text = text_of(show(client))
    assert "Nothing waits for your review." in text
    assert "1 report waits for the reviewers of other organisations." in text
    assert "1 question waits for its answer." in text


def test_a_long_queue_has_pages_of_fifty(norrby: World, client: Client, reviewer: Member) -> None:
    waiting = [made(norrby) for _ in range(53)]
    assert len(show(client).context["entries"]) == 50
    second = show(client, query="?page=2")
    assert [entry.id for entry in second.context["entries"]] == [one.pk for one in waiting[50:]]
    # The page of the queue is the one that holds the open incident.
    assert show(client, waiting[51]).context["page"].number == 2
    assert "53 reports wait for review" in text_of(second)


def test_the_number_of_queries_does_not_grow(norrby: World, client: Client, reviewer: Member) -> None:
    counts = []
    for more in (3, 27):
        for number in range(more):
            made(norrby, code=("SKA.KLO", "SKA.GLA", "BRA")[number % 3])
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert show(client).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_queue_is_found_by_its_index(norrby: World, reviewer: Member) -> None:
    made(norrby)
    plan = review_queries.queue(reviewer).explain()
    assert "incident_waiting" in plan or connection.vendor != "sqlite"


def test_age_is_told_and_what_is_late_says_so(norrby: World, client: Client, reviewer: Member) -> None:
    now = timezone.now()
    made(norrby, reported_at=now - timedelta(days=3, hours=2))
    made(norrby, reported_at=now - timedelta(hours=5))
    entries = show(client).context["entries"]
    assert [(entry.age, entry.late) for entry in entries] == [("3 days", True), ("5 hours", False)]


def test_the_menu_counts_what_waits_for_the_viewer(norrby: World, client: Client, reviewer: Member) -> None:
    made(norrby)
    made(norrby, "bolaget")
    assert review_queries.queue_length(reviewer) == 1
    assert review_queries.queue_length(norrby.members[Role.COORDINATOR]) == 2
    assert review_queries.queue_length(norrby.members[Role.READER]) == 0
    assert re.search(r'class="badge"[^>]*>1<span class="ds-sr-only"> waiting', show(client).content.decode())


def test_what_is_not_in_the_figures_is_told_to_the_group_alone(norrby: World) -> None:
    made(norrby)
    made(norrby, "bolaget", S.ASKED)
    made(norrby, state=S.APPROVED)
    told = {role: review_queries.waiting(member) for role, member in norrby.members.items()}
    group = {Role.REVIEWER, Role.MEMBER, Role.COORDINATOR}
    assert told == {role: 2 if role in group else 0 for role in Role}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Klotter vid Kulturens hus.", []),
        ("En kille som heter kalle sprang.", ["kalle"]),
        ("Vi såg Anna Lindström gå. Sedan gick hon.", ["Anna Lindström"]),
        ("Polisen kom. De tog med en person, kallad Räven", ["Räven"]),
        ("Bråk utanför ICA", []),
        ("Stök. Anna Lindström blev rädd.", ["Anna Lindström"]),
        ("Stök. Xhem sågs igen, sedan Xhem till.", ["Xhem"]),
        ("En Volvo stod där.", []),
        ("Polisen Kulturens", []),
        ("Han heter inte så", []),
        ("Ring [telefon] till Kulturens", []),
        ("", []),
    ],
)
def test_words_that_may_be_names(text: str, names: list[str]) -> None:
    known = known_names(["Kulturens hus", "Polisen"])
    assert [text[start:end] for start, end in maybe_names(text, known)] == names


def test_findings_are_marked_and_told_in_words(norrby: World, client: Client, reviewer: Member) -> None:
    incident = made(norrby, description="Ring [telefon], fråga efter Kalle <b>vid Kulturens hus")
    content = show(client, incident).content.decode()
    assert '<mark data-finding="masked">[telefon]</mark>' in content
    assert '<mark data-finding="name">Kalle</mark>' in content
    assert '<mark data-finding="name">Kulturens</mark>' not in content
    assert "&lt;b&gt;" in content
    assert "Maybe a name: Kalle ." in text_of(show(client, incident))
