"""Every read of frozen pictures: the viewer first, and only what the viewer may see.

Outside the group only whole months are seen, protected, and of each month the first edition; a later one only where
it differs from those before it by nothing or by much: two editions could be subtracted from one another.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from samlad.collect.models import ImportJob
from samlad.people.models import Member
from samlad.people.policy import Right, may, require
from samlad.picture import document as d
from samlad.picture import freezing, held, mapping, outside
from samlad.picture.models import FrozenPicture, PictureCheck, PictureWords
from samlad.picture.periods import Period
from samlad.picture.protect import may_stand_beside, protect

MONTH = r"^[0-9]{4}-[0-9]{2}$"
BLOBS = ("catalogue", "swedish", "english")


def frozen_pictures(viewer: Member) -> QuerySet[FrozenPicture]:
    """The frozen pictures that the viewer may see, the latest period first."""
    require(viewer, Right.PICTURE)
    found = FrozenPicture.objects.filter(collaboration=viewer.collaboration_id)
    if not may(viewer, Right.SMALL_COUNTS):
        found = found.filter(Q(edition=1) | Q(pk__in=_later_editions(viewer)), label__regex=MONTH)
    return found.select_related("frozen_by__organisation")


def _later_editions(viewer: Member) -> list[int]:
    """The ids of the months' later editions that may be seen outside the group."""
    every = FrozenPicture.objects.filter(collaboration=viewer.collaboration_id, label__regex=MONTH)
    again = every.filter(edition__gt=1).values("label")
    rows = tuple(every.filter(label__in=again).order_by("edition").values_list("id", "frozen_at", "label"))
    threshold = viewer.collaboration.small_count_threshold
    # None is ever changed: its id and moment stand for what it says.
    return held.remembered(("later editions", rows, threshold), lambda: _seen_too(rows, threshold))


def _seen_too(rows: tuple[tuple[int, datetime, str], ...], threshold: int) -> list[int]:
    """Of editions, the earlier first, those that may be seen beside what is seen before them, and are not the first."""
    pictures = FrozenPicture.objects.filter(pk__in=[row[0] for row in rows])
    stored = dict(pictures.values_list("id", "swedish"))
    seen: dict[str, list[d.PictureDocument]] = {}
    found = []
    for pk, _frozen_at, label in rows:
        beside = seen.setdefault(label, [])
        shown = protect(d.document_from_json(freezing.unpacked(stored[pk])), threshold)
        if all(may_stand_beside(earlier, shown, threshold) for earlier in beside):
            if beside:
                found.append(pk)
            beside.append(shown)
    return found


def month(viewer: Member, period: Period) -> FrozenPicture | None:
    """What is shown outside the group for a period: the last frozen month that has begun by its end, else the first."""
    found = frozen_pictures(viewer).filter(label__regex=MONTH)
    begun = found.filter(first_day__lte=period.last).order_by("-first_day", "-edition").first()
    return begun or found.order_by("first_day", "-edition").first()


def neighbours(viewer: Member, frozen: FrozenPicture) -> tuple[str | None, str | None]:
    """The labels of the frozen months before and after."""
    found = frozen_pictures(viewer).filter(label__regex=MONTH).values_list("label", flat=True)
    before = found.filter(first_day__lt=frozen.first_day).order_by("-first_day").first()
    return before, found.filter(first_day__gt=frozen.first_day).order_by("first_day").first()


def frozen_picture(viewer: Member, label: str, edition: int | None = None) -> FrozenPicture | None:
    """That edition of the period's frozen picture, or the last one."""
    found = frozen_pictures(viewer).filter(label=label)
    if edition is not None:
        found = found.filter(edition=edition)
    return found.order_by("-edition").first()


def editions(viewer: Member, label: str) -> list[FrozenPicture]:
    """All editions of the period, the last first, without what they hold."""
    return list(frozen_pictures(viewer).filter(label=label).order_by("-edition").defer(*BLOBS))


def latest(viewer: Member, period: Period) -> FrozenPicture | None:
    """The period's last edition without what it holds."""
    return next(iter(editions(viewer, period.label)), None)


def document(viewer: Member, frozen: FrozenPicture, language: d.Language) -> d.PictureDocument:
    """The frozen picture as the viewer may see it."""
    found = freezing.document_of(frozen, language)
    if may(viewer, Right.SMALL_COUNTS):
        return found
    threshold, before = viewer.collaboration.small_count_threshold, _editions_before(viewer, frozen)
    key = (frozen.digest, language, threshold, before)
    return held.remembered(
        key, lambda: outside.reckoned(protect(found, threshold), _shown_before(before, threshold))
    )


def _editions_before(viewer: Member, frozen: FrozenPicture) -> tuple[tuple[int, datetime], ...]:
    """Of each month that its own is held against, the last edition that the viewer may see, by id and moment."""
    oldest = outside.months_before(Period.parse(frozen.label))[0]
    months = frozen_pictures(viewer).filter(
        label__regex=MONTH, first_day__lt=frozen.first_day, first_day__gte=oldest.first
    )
    rows = months.order_by("first_day", "edition").values_list("label", "id", "frozen_at")
    return tuple({label: (pk, frozen_at) for label, pk, frozen_at in rows}.values())


def _shown_before(editions: tuple[tuple[int, datetime], ...], threshold: int) -> dict[str, outside.Counts]:
    """The counts of these months that may be seen outside the group."""
    pictures = FrozenPicture.objects.filter(pk__in=[pk for pk, _frozen_at in editions])
    return {
        label: _seen_outside(bytes(stored), threshold).counts
        for label, stored in pictures.values_list("label", "swedish")
    }


@dataclass(frozen=True, slots=True)
class _Seen:
    """What outlasts the page that a month was read for: a few hundred numbers and a sentence."""

    headline: str
    counts: outside.Counts


@lru_cache(maxsize=500)
def _seen_outside(stored: bytes, threshold: int) -> _Seen:
    """By what is stored, which never changes."""
    shown = protect(d.document_from_json(freezing.unpacked(stored)), threshold)
    return _Seen(shown.headline[0], outside.shown_counts(shown))


def forget() -> None:
    """Drop what this process holds of the months."""
    _seen_outside.cache_clear()


def headline(viewer: Member, frozen: FrozenPicture, language: d.Language) -> str:
    """Its first sentence."""
    stored = bytes(frozen.swedish if language == "sv" else frozen.english)
    if not may(viewer, Right.SMALL_COUNTS):
        return _seen_outside(stored, viewer.collaboration.small_count_threshold).headline
    return str(json.loads(freezing.unpacked(stored))["headline"][0])


def frozen_map(viewer: Member, frozen: FrozenPicture, language: d.Language) -> dict[str, Any]:
    """Its map, drawn with the outlines of that day."""
    names = freezing.names_of(frozen)
    query = freezing.given_of(frozen.parameters, names).query
    return mapping.areas(document(viewer, frozen, language), names, query)


def last_check(viewer: Member, frozen: FrozenPicture) -> PictureCheck | None:
    """When it was last computed again, and how that came out."""
    require(viewer, Right.SMALL_COUNTS)
    return PictureCheck.objects.filter(picture=frozen).first()


def words(viewer: Member, label: str) -> PictureWords | None:
    """The words that are being written for a period."""
    require(viewer, Right.FREEZE)
    return (
        PictureWords.objects.filter(collaboration=viewer.collaboration_id, label=label)
        .select_related("changed_by__organisation")
        .first()
    )


def running_imports(viewer: Member) -> list[str]:
    """The names of the organisations whose files are on their way in."""
    require(viewer, Right.FREEZE)
    return list(
        ImportJob.objects.filter(collaboration=viewer.collaboration_id, state=ImportJob.State.RUNNING)
        .order_by("organisation__name")
        .values_list("organisation__name", flat=True)
        .distinct()
    )
