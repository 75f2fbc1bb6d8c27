"""What a reader can subtract: months, tables, editions, two looks at different times. Nothing about few comes of it.

Random incidents are frozen, corrected and frozen again. A reader then collects every figure from every address in
every form. None is from 1 to the threshold less one; and for each figure that is hidden, a linear program over all
that is shown leaves an interval at least as wide as the threshold.
"""

import csv
import io
import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from scipy.optimize import linprog
from tests.conftest import World
from tests.picture.documents import minimal

from samlad.collect import revisions
from samlad.collect.actions import next_version
from samlad.collect.models import Category, Incident
from samlad.people.audit import record
from samlad.people.models import Role
from samlad.picture import actions, columns, frozen_queries, held
from samlad.picture import document as d
from samlad.picture.periods import Period
from samlad.picture.protect import may_stand_beside, protect
from samlad.places.grid import cells
from samlad.places.models import Area

THRESHOLD = 5
MONTHS = ("2025-08", "2025-09")
AREAS = ("D1", "D2", "D3", "")
CATEGORIES = ("SKA", "NAR", "BRA")
ORGANISATIONS = ("polisen", "bolaget", "kommunen")
TABLES = ("areas", "categories", "organisations")

Heap = tuple[int, int, int, int, int]  # month, area, category, organisation, how many
Key = tuple[str, str]  # table, code

heaps = st.tuples(
    st.integers(0, 1), st.integers(0, 3), st.integers(0, 2), st.integers(0, 2), st.sampled_from([1, 2, 3, 4, 6, 9])
)  # fmt: skip


def add(world: World, heap: Heap) -> None:
    """So many incidents of one kind, in one place, in the middle of the month."""
    month, area, category, organisation, number = heap
    at = datetime(2025, 8 + month, 15, 12, tzinfo=UTC)
    add_at(world, at, area, number, category, organisation)


def add_at(
    world: World, at: datetime, area: int, number: int, category: int = 0, organisation: int = 0
) -> None:
    where = Area.objects.filter(collaboration=world.collaboration, code=AREAS[area]).first()
    point = {"D1": (65.61, 22.02), "D2": (65.61, 22.06), "D3": (65.63, 22.02)}.get(AREAS[area])
    version = next_version(world.collaboration.pk)
    Incident.objects.bulk_create(
        Incident(
            collaboration=world.collaboration,
            organisation=world.organisations[ORGANISATIONS[organisation]],
            category=Category.objects.get(collaboration=world.collaboration, code=CATEGORIES[category]),
            version=version,
            external_key=uuid.uuid4().bytes,
            area=where,
            latitude=point[0] if point else None,
            longitude=point[1] if point else None,
            cell=cells([point[0]], [point[1]])[0] if point else 0,
            occurred_from=at + timedelta(hours=one),
            occurred_to=at + timedelta(hours=one),
        )
        for one in range(number)
    )


def withdraw(world: World, number: int) -> None:
    """A correction that takes the newest of them back."""
    newest = Incident.objects.filter(collaboration=world.collaboration, state=Incident.State.APPROVED)
    ids = list(newest.order_by("-pk").values_list("pk", flat=True)[:number])
    if ids:
        version = next_version(world.collaboration.pk)
        revisions.change(Incident.objects.filter(pk__in=ids), version, state=Incident.State.WITHDRAWN)


def freeze(world: World, months: list[str], reason: str = "", at: datetime | None = None) -> None:
    columns.forget()
    for label in months:
        actions.freeze(
            actor=world.members[Role.COORDINATOR],
            period=Period.parse(label),
            words_revision=0,
            reason=reason,
            at=at,
        )


@dataclass
class Seen:
    """What a reader has found out of one edition of a month: each shown count, and what is hidden."""

    total: int | None
    counts: dict[Key, int | None] = field(default_factory=dict)

    def of(self, table: str) -> dict[Key, int | None]:
        return {key: count for key, count in self.counts.items() if key[0] == table}


class Reader:
    """Somebody outside the group who opens everything and writes down every figure."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.seen: dict[tuple[str, int], Seen] = {}

    def at(self, name: str, *more: Any, **query: Any) -> Any:
        return self.client.get(reverse(name, args=["norrby", *more]), query)

    def collect(self) -> None:
        listed = self.at("frozen_pictures").content.decode()
        check_words(listed)
        for label in MONTHS:
            for edition in range(1, 5):
                found = self.at("frozen_json", label, edition=edition)
                if found.status_code == 200:
                    self.note(json.loads(found.content))
                    self.note_page(self.at("frozen_picture", label, edition=edition), label, edition)
                    self.note_map(self.at("frozen_geojson", label, edition=edition), label, edition)
            last = max((edition for month, edition in self.seen if month == label), default=None)
            if last is None:
                continue
            assert json.loads(self.at("frozen_json", label).content)["edition"] == last
            self.note_month(label, last)
        self.note_other_questions()

    def note(self, content: dict[str, Any]) -> None:
        picture = content["picture"]
        assert set(content) == {
            "label", "edition", "frozen_at", "data_version", "code_version", "picture",
        }  # fmt: skip
        self.seen[content["label"], content["edition"]] = seen_of(picture)
        check_document(picture)

    def note_month(self, label: str, edition: int) -> None:
        """The addresses of the picture show that month as it was frozen, in each form."""
        picture = json.loads(self.at("picture_json", period=label).content)
        check_document(picture)
        assert picture["period"]["label"] == label
        assert seen_of(picture) == self.seen[label, edition]
        self.note_page(self.at("picture", period=label), label, edition)
        for kind in ("count", "change", "hexagons"):
            self.note_map(self.at("picture_geojson", period=label, map=kind), label, edition)
        for table in ("areas", "categories"):
            self.note_table(self.at("picture_csv", period=label, table=table), label, edition, table)
            self.note_table(self.at("frozen_csv", label, edition=edition, table=table), label, edition, table)
        # What figures were worked out from is for the group alone.
        for table in ("periods", "organisations"):
            assert self.at("picture_csv", period=label, table=table).status_code == 403
        assert self.at("frozen_csv", label, edition=edition, table="periods").status_code == 403

    def note_table(self, answer: Any, label: str, edition: int, table: str) -> None:
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        for row in csv.DictReader(io.StringIO(text, newline=""), delimiter=";"):
            count = int(row["count"]) if row["count"] else None
            assert self.seen[label, edition].counts[table, row["code"]] == count

    def note_other_questions(self) -> None:
        """Other periods and filters show one of the same months, whole."""
        months = {label for label, _edition in self.seen}
        for query in ({"period": "2025-W33"}, {"period": "2025-Q3", "area": "D1"}, {"period": "2025"}, {}):
            found = self.at("picture_json", **query)
            if not months:
                assert found.status_code == 404
                assert self.at("picture", **query).status_code == 200
                continue
            picture = json.loads(found.content)
            label = picture["period"]["label"]
            last = max(edition for month, edition in self.seen if month == label)
            assert seen_of(picture) == self.seen[label, last]

    def note_page(self, answer: Any, label: str, edition: int) -> None:
        html = answer.content.decode()
        check_words(html)
        shown = {count for count in self.seen[label, edition].counts.values() if count is not None}
        for row in re.findall(
            r"<tr[^>]*>(?:(?!</tr>).)*</tr>", html.partition('id="recipe"')[0], flags=re.DOTALL
        ):
            cell = re.search(r'<td class="numeric">(.*?)</td>', row, flags=re.DOTALL)
            number = re.sub(r"<[^>]+>|\s", "", cell[1]) if cell else ""
            assert not number.isdecimal() or int(number) in shown, row
        for figure in re.findall(r'class="figure-value">(.*?)</span>', html, flags=re.DOTALL):
            number = re.sub(r"<[^>]+>|\s", "", figure)
            assert not number.isdecimal() or int(number) in shown, figure

    def note_map(self, answer: Any, label: str, edition: int) -> None:
        content = json.loads(answer.content)
        for feature in content["features"]:
            said = feature["properties"]
            count = self.seen[label, edition].counts["areas", said["code"]]
            assert said["count"] == count
            assert said["label"] == ("…" if count is None else str(count))
            assert said["text"].startswith(said["label"])
            assert "url" not in said
        if content["legend"]["kind"] == "count":
            for one in content["legend"]["classes"]:
                assert all(int(number) >= THRESHOLD for number in re.findall(r"\d+", one["label"]))


def seen_of(picture: dict[str, Any]) -> Seen:
    counts = {(table, row["code"]): row["count"] for table in TABLES for row in picture[table]}
    return Seen(picture["totals"]["count"], counts)


def check_document(picture: dict[str, Any]) -> None:
    """No count is small; what is reckoned from counts is rounded; what is finer than the tables is not there."""
    for table in TABLES:
        for row in picture[table]:
            assert row["count"] is None or row["count"] >= THRESHOLD
            assert not row.get("sparkline")
    totals = picture["totals"]
    assert totals["count"] is None or totals["count"] >= THRESHOLD
    for name in ("expected_low", "expected_high", "expected_mean"):
        assert totals[name] is None or totals[name] == round(totals[name])
    assert not any((picture["history"], picture["standouts"], picture["words"], picture["masked"]))
    assert not any((picture["unplaced"], picture["count_without_hour"], *map(sum, picture["weekday_hour"])))
    assert len(picture["headline"]) == 1
    check_words(" ".join(picture["headline"]))


def check_words(text: str) -> None:
    """A number of incidents in words is none of few; no address leads to a list of incidents by filter."""
    for number in re.findall(
        r"(\d+) (?:incidents?|händelse)", re.sub(r"[Ff]ärre än \d+ händelser", "", text)
    ):
        assert int(number) >= THRESHOLD, text
    assert not re.search(r"incidents\?[^\"]*(?:area|category|organisation|hour)=", text)


def widths(seen: Seen) -> Iterator[tuple[Key, float]]:
    """How wide the interval is that all that is shown leaves for each hidden count.

    The unknowns are every cell of the three tables, what lies in none of their rows, and the total. Whole numbers, not
    negative; each table adds up to the total. A total that is hidden is said to be under the threshold.
    """
    keys = [*seen.counts, *((table, "rest") for table in TABLES), ("", "total")]
    place = {key: number for number, key in enumerate(keys)}
    sums = np.zeros((len(TABLES), len(keys)))
    for line, table in enumerate(TABLES):
        for key in keys:
            sums[line, place[key]] = float(key[0] == table)
        sums[line, place["", "total"]] = -1
    known = {**seen.counts, ("", "total"): seen.total}
    bounds = [
        (known[key], known[key]) if known.get(key) is not None
        else (0, THRESHOLD if key == ("", "total") else None)
        for key in keys
    ]  # fmt: skip
    # Organisations are the whole of it: nobody else reports.
    bounds[place["organisations", "rest"]] = (0, 0)
    for key, count in known.items():
        if count is None:
            goal = np.zeros(len(keys))
            goal[place[key]] = 1
            low = linprog(goal, A_eq=sums, b_eq=np.zeros(len(TABLES)), bounds=bounds)
            high = linprog(-goal, A_eq=sums, b_eq=np.zeros(len(TABLES)), bounds=bounds)
            assert low.status == high.status == 0
            yield key, -high.fun - low.fun


def check_editions(seen: dict[tuple[str, int], Seen]) -> None:
    """Two editions of a month are subtracted: each difference is nothing, or is not of few."""
    for (label, edition), before in seen.items():
        for (other, later), after in seen.items():
            if label != other or edition >= later:
                continue
            assert {key for key, count in before.counts.items() if count is None} == {
                key for key, count in after.counts.items() if count is None
            }
            for table in TABLES:
                rests = []
                for one in (before, after):
                    counts = one.of(table)
                    rests.append((one.total or 0) - sum(count or 0 for count in counts.values()))
                    assert all((counts[key] is None) == (before.counts[key] is None) for key in counts)
                assert rests[0] == rests[1] or abs(rests[0] - rests[1]) >= THRESHOLD
            for key, count in before.counts.items():
                now = after.counts[key]
                assert count is None or now is None or count == now or abs(count - now) >= THRESHOLD


@pytest.fixture
def reader(norrby: World, client: Client) -> Client:
    client.force_login(norrby.members[Role.READER].user)
    return client


@settings(
    max_examples=8, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # fmt: skip
@given(
    first=st.lists(heaps, max_size=9),
    more=st.lists(heaps, max_size=3),
    taken_back=st.integers(0, 12),
    again=st.lists(st.sampled_from(MONTHS), max_size=2, unique=True),
)
def test_nothing_about_few_comes_of_all_that_a_reader_sees(
    norrby: World, reader: Client, first: list[Heap], more: list[Heap], taken_back: int, again: list[str]
) -> None:
    with transaction.atomic():
        for heap in first:
            add(norrby, heap)
        freeze(norrby, list(MONTHS))
        at_first = Reader(reader)
        at_first.collect()
        for heap in more:
            add(norrby, heap)
        withdraw(norrby, taken_back)
        # A look between: what has come in since is not there.
        between = Reader(reader)
        between.collect()
        assert between.seen == at_first.seen
        freeze(norrby, again, reason="sena rapporter")
        last = Reader(reader)
        last.collect()
        assert at_first.seen.items() <= last.seen.items()
        check_editions(last.seen)
        for month, seen in last.seen.items():
            for key, width in widths(seen):
                assert width >= THRESHOLD - 1e-6, (month, key, width, seen)
        transaction.set_rollback(True)
    columns.forget()
    held.forget()


def test_before_a_month_is_frozen_there_is_nothing(norrby: World, reader: Client) -> None:
    for heap in ((0, 0, 0, 0, 9), (1, 1, 1, 1, 9)):
        add(norrby, heap)
    found = Reader(reader)
    found.collect()
    assert found.seen == {}
    assert (
        "Ingen månad" in found.at("picture").content.decode()
        or "No month" in found.at("picture").content.decode()
    )
    for name in ("picture_json", "picture_csv", "picture_geojson", "picture_pdf"):
        assert found.at(name).status_code == 404


def test_the_page_opens_with_the_last_frozen_month_and_leads_to_the_others(
    norrby: World, reader: Client
) -> None:
    add(norrby, (0, 0, 0, 0, 9))
    freeze(norrby, list(MONTHS))
    page = Reader(reader).at("picture")
    assert page.context["query"].period.label == "2025-09"
    assert "?period=2025-08" in page.content.decode()
    assert 'rel="next"' not in page.content.decode()
    assert 'rel="next"' in Reader(reader).at("picture", period="2025-08").content.decode()


def test_a_later_edition_is_seen_where_it_differs_by_much_alone(norrby: World, reader: Client) -> None:
    """57 and then 58 would give one away; 57 and then 77 do not."""
    add(norrby, (0, 0, 0, 0, 30))
    add(norrby, (0, 1, 0, 0, 27))
    freeze(norrby, ["2025-08"])
    add(norrby, (0, 0, 0, 0, 1))
    freeze(norrby, ["2025-08"], reason="en till")
    found = Reader(reader)
    found.collect()
    assert set(found.seen) == {("2025-08", 1)}
    assert found.seen["2025-08", 1].total == 57
    add(norrby, (0, 0, 0, 0, 19))
    freeze(norrby, ["2025-08"], reason="en hel fil")
    found.collect()
    assert {(month, edition): seen.total for (month, edition), seen in found.seen.items()} == {
        ("2025-08", 1): 57,
        ("2025-08", 3): 77,
    }


def test_the_printed_picture_has_no_small_count(norrby: World, reader: Client) -> None:
    for heap in ((0, 0, 0, 0, 33), (0, 1, 0, 1, 27), (0, 2, 2, 2, 3), (0, 3, 1, 0, 2)):
        add(norrby, heap)
    freeze(norrby, ["2025-08"])
    for name, more in (("picture_pdf", ()), ("frozen_pdf", ("2025-08",))):
        answer = Reader(reader).at(name, *more)
        pages = PdfReader(io.BytesIO(answer.content)).pages
        text = " ".join(" ".join(page.extract_text() for page in pages).split())
        check_words(text)
        assert "65 händelser" in text
        for row in ("Distrikt 3", "Anlagd brand och pyroteknik", "Narkotika", "Kommunen"):
            for after in text.split(row)[1:]:
                assert not re.match(r"\s*[1-4]\b", after), (row, after[:40])


@pytest.mark.parametrize(
    ("after", "may"),
    [((40, 30, 70), True), ((41, 30, 71), False), ((45, 30, 75), True), ((45, 25, 70), True),
     ((45, 31, 76), False), ((46, 30, 75), False), ((None, 30, 70), False)],
)  # fmt: skip
def test_editions_stand_beside_each_other_only_where_they_differ_by_nothing_or_much(
    after: tuple[int | None, int | None, int], may: bool
) -> None:
    def edition(first: int | None, second: int | None, total: int) -> d.PictureDocument:
        rows = tuple(
            d.Row(code, code, count, 0, 9, "within", 0.1) for code, count in (("A", first), ("B", second))
        )
        return minimal(
            areas=rows, categories=(), organisations=(), totals=d.Totals(total, 0, 99, 9.0, "within", 20)
        )

    assert may_stand_beside(edition(40, 30, 70), edition(*after), THRESHOLD) is may


def test_a_hidden_total_has_no_range_and_no_verdict() -> None:
    found = protect(minimal(totals=d.Totals(3, 4.2, 9.9, 6.5, "below", 20)), THRESHOLD)
    assert (found.totals.count, found.totals.expected_low, found.totals.verdict) == (
        None,
        None,
        "too_little_data",
    )


def test_an_administrator_cannot_count_by_drawing_borders_or_in_the_audit_trail(
    norrby: World, client: Client
) -> None:
    """Borders around a house, looked at and not used, would say how many incidents lie within them."""
    add(norrby, (0, 0, 0, 0, 4))
    square = {
        "type": "Polygon",
        "coordinates": [
            [[22.01, 65.605], [22.03, 65.605], [22.03, 65.615], [22.01, 65.615], [22.01, 65.605]]
        ],
    }
    feature = {"code": "H1", "name": "Huset", "level": "neighbourhood", "parent": "D1"}
    content = json.dumps(
        {
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "properties": feature, "geometry": square}],
        }
    )
    record(
        "admit",
        norrby.organisations["polisen"],
        collaboration=norrby.collaboration,
        actor=None,
        new={"stored": 4},
    )
    for role, told in ((Role.COORDINATOR, True), (Role.ADMIN, False)):
        client.force_login(norrby.members[role].user)
        file = SimpleUploadedFile("a.geojson", content.encode())
        preview = client.post(reverse("administer_areas", args=["norrby"]), {"file": file}, follow=True)
        assert preview.context["preview"].incidents == 4
        assert ("4 händelser" in preview.content.decode()) is told
        trail = client.get(reverse("audit", args=["norrby"])).content.decode()
        assert bool(re.search(r'class="badge">[^<]*: 4</span>', trail)) is told


def test_readers_read_decisions_without_a_figure(norrby: World, reader: Client) -> None:
    from tests.follow import making

    from samlad.follow import actions as follow_actions

    making.fifty_weeks(norrby)
    made = follow_actions.compute(actor=None, measure=making.measure(norrby), on=making.FOLLOWED_UP)
    follow_actions.decide(
        actor=norrby.members[Role.COORDINATOR],
        follow_up=made,
        choice="continue",
        motive="Det gick från 180 till 57.",
        dissent="",
        next_on=making.FOLLOWED_UP + timedelta(weeks=12),
    )
    html = Reader(reader).at("follow_ups").content.decode()
    (table,) = re.findall(r"<table.*?</table>", html, flags=re.DOTALL)
    said = re.sub(r"<[^>]+>", " ", re.sub(r"\d{4}-\d{2}-\d{2}", "", table))
    assert re.findall(r"\d+", said) == ["1"]  # the name of the district
    assert Reader(reader).at("follow_up", made.pk).status_code == 403
    assert frozen_queries.frozen_pictures(norrby.members[Role.READER]).count() == 0


FIFTEEN = tuple(Period.parse("2024-06").shifted(step) for step in range(15))


def months_of_two_kinds(world: World, hidden: int) -> None:
    """Fifteen months. In the fourth, of two districts one has `hidden` incidents, the other what is left of four."""
    with transaction.atomic():
        for number, month in enumerate(FIFTEEN):
            few = {1: hidden, 2: 4 - hidden} if number == 3 else {}
            at = datetime(month.first.year, month.first.month, 15, 12, tzinfo=UTC)
            for area in range(3):
                add_at(world, at, area, few.get(area, 30 - 10 * area + (3 * number + area) % 5))
    freeze(world, [month.label for month in FIFTEEN], at=datetime(2025, 10, 1, tzinfo=UTC))


def all_that_is_shown(reader: Client) -> dict[str, Any]:
    found: dict[str, Any] = {}
    seen_by = Reader(reader)
    for month in FIFTEEN:
        label = month.label
        picture = json.loads(seen_by.at("frozen_json", label).content)["picture"]
        found[label] = {name: value for name, value in picture.items() if name != "recipe"}
        for kind in ("count", "change"):
            found[f"{label} {kind}"] = json.loads(
                seen_by.at("picture_geojson", period=label, map=kind).content
            )
        for table in ("areas", "categories"):
            answer = seen_by.at("picture_csv", period=label, table=table)
            found[f"{label} {table}"] = b"".join(answer.streaming_content)
        found[f"{label} page"] = re.findall(
            r"<(?:main|table).*?</(?:main|table)>",
            seen_by.at("picture", period=label).content.decode().partition('id="recipe"')[0],
            flags=re.DOTALL,
        )
        pdf = seen_by.at("picture_pdf", period=label).content if month is FIFTEEN[-1] else b""
        found[f"{label} pdf"] = (
            [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages[:2]] if pdf else []
        )
    return found


def test_two_worlds_that_differ_in_what_is_hidden_look_the_same_for_ever_after(
    norrby: World, reader: Client
) -> None:
    """A later month's range or trend of a district, and that of the month after it, would tell which of the two it is."""
    seen = []
    for hidden in (1, 3):
        sid = transaction.savepoint()
        months_of_two_kinds(norrby, hidden)
        seen.append(all_that_is_shown(reader))
        transaction.savepoint_rollback(sid)
        columns.forget()
        held.forget()
    first, second = seen
    for name, said in first.items():
        assert said == second[name], name
    # And yet it says what was to be expected.
    last = {row["code"]: row for row in first["2025-08"]["areas"]}
    assert last["D1"]["verdict"] == "within"
