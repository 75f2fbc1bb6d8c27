"""The order of the problems by need and influence. All are ranked by light rows; those shown are read whole."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from samlad.act import counting, facts, queries, ranking
from samlad.act.models import Measure, Problem
from samlad.act.problem_actions import ASSESSED, CAUSES
from samlad.collect.models import Category
from samlad.people.models import Member
from samlad.people.policy import Right, require
from samlad.picture import held


@dataclass(frozen=True, slots=True)
class About:
    """What a problem is about, as ids: what the data say of it hangs on this alone."""

    categories: frozenset[int]
    area: int | None
    place: int | None

    @classmethod
    def of(cls, problem: Problem) -> "About":
        kinds = frozenset(category.pk for category in problem.categories.all())
        return cls(kinds, problem.area_id, problem.place_id)

    def scope(self, counted: counting.Counts) -> counting.Scope:
        return counted.scope(self.categories, [self.area] if self.area else [], self.place)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A problem with what the data and the group say of it; `place` is its position by need and influence."""

    pk: int
    title: str
    rank: int | None
    facts: ranking.Facts
    need: ranking.Score
    influence: ranking.Score
    place: int

    @property
    def priority(self) -> float | None:
        return ranking.priority(self.need, self.influence)


@dataclass(frozen=True, slots=True)
class RankedProblem:
    """A problem as it stands in the order, with its row and how many of its measures run."""

    ranked: Ranked
    problem: Problem
    running: int = 0


def ranking_of(viewer: Member, state: str) -> list[Ranked]:
    """The problems in a state, those first where need and influence together are greatest."""
    require(viewer, Right.WORK)
    found = Problem.objects.filter(collaboration=viewer.collaboration_id, state=state)
    rows = list(found.values_list("id", "title", "rank", "area_id", "place_id", *ASSESSED))
    kinds = _categories(found)
    about = [About(frozenset(kinds[pk]), area, place) for pk, _title, _rank, area, place, *_said in rows]
    known = facts_about(viewer, about)
    scores = [_scores(fact, ranking.Assessment(*row[5:])) for fact, row in zip(known, rows, strict=True)]
    return [
        Ranked(rows[line][0], rows[line][1], rows[line][2], known[line], *scores[line], place)
        for place, line in enumerate(ranking.ranked(scores), start=1)
    ]


def ranked_problems(viewer: Member, chosen: Sequence[Ranked]) -> list[RankedProblem]:
    """The rows of those that are shown, in the order in which they come."""
    running = Measure.objects.filter(problem=OuterRef("pk"), state=Measure.State.RUNNING).order_by()
    counted = Coalesce(Subquery(running.values("problem").annotate(number=Count("id")).values("number")), 0)
    shown = queries.problems(viewer).defer(*CAUSES).prefetch_related(None).annotate(running=counted)
    rows = shown.in_bulk([one.pk for one in chosen])
    # Who takes one away between the two questions takes its line away.
    return [RankedProblem(one, rows[one.pk], rows[one.pk].running) for one in chosen if one.pk in rows]


def ranked_problem(viewer: Member, problem: Problem) -> RankedProblem:
    """One problem with what the data and the group say of it, without its place among the others."""
    said = ranking.Assessment(*(getattr(problem, name) for name in ASSESSED))
    (fact,) = facts_about(viewer, [About.of(problem)])
    return RankedProblem(
        Ranked(problem.pk, problem.title, problem.rank, fact, *_scores(fact, said), place=0), problem
    )


def facts_about(viewer: Member, about: Sequence[About]) -> list[ranking.Facts]:
    """What the data say of the problems: worked out together, and kept until the data change."""
    counted, names = queries.counts(viewer), held.catalogue(viewer.collaboration)
    weights = dict(Category.objects.filter(collaboration=viewer.collaboration_id).values_list("id", "weight"))
    key = ("act.facts", counted, tuple(sorted(weights.items())))
    known: dict[About, ranking.Facts] = held.remembered(key, dict)
    # A new or changed problem has only its own figures computed.
    missing = [one for one in dict.fromkeys(about) if one not in known]
    scopes = [one.scope(counted) for one in missing]
    known.update(zip(missing, facts.facts(counted, names, scopes, weights), strict=True))
    return [known[one] for one in about]


def _scores(fact: ranking.Facts, said: ranking.Assessment) -> tuple[ranking.Score, ranking.Score]:
    return ranking.need(fact, said), ranking.influence(said)


def _categories(found: QuerySet[Problem]) -> dict[int, list[int]]:
    """The categories of each of the problems."""
    linked = Problem.categories.through.objects.filter(problem__in=found.order_by().values("pk"))
    kinds: defaultdict[int, list[int]] = defaultdict(list)
    for problem, category in linked.values_list("problem_id", "category_id"):
        kinds[problem].append(category)
    return kinds
