"""Every write of pictures: the coordinator's words, freezing, and computing again. Check, change, audit."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samlad.code_version import code_version
from samlad.collect.guard import mask
from samlad.people.audit import record
from samlad.people.models import Collaboration, Member
from samlad.people.naming import by_role, by_role_first, capitalised
from samlad.people.policy import Right, require
from samlad.picture import check_ins, columns, freezing, frozen_queries, printing, recomputing, wording
from samlad.picture.catalogue import catalogue
from samlad.picture.compose import Subject
from samlad.picture.models import FrozenPicture, PictureCheck, PictureWords
from samlad.picture.periods import Period
from samlad.picture.query import Query

WORDS_LENGTH, REASON_LENGTH = 4_000, 300


class FreezeProblem(ValueError):
    """The picture cannot be frozen, or its words not be kept; the message says why and what to do."""


class FrozenAlready(FreezeProblem):
    """Somebody has frozen the period: a reason is needed, or it was frozen a moment ago."""


class WordsConflict(FreezeProblem):
    """Somebody else has written since; `standing` is what stands now."""

    def __init__(self, standing: PictureWords) -> None:
        super().__init__(
            _("%(who)s has written here since you opened the page. Both texts are below; nothing is lost.")
            % {"who": by_role_first(standing.changed_by)}
        )
        self.standing = standing


@dataclass(frozen=True, slots=True)
class Written:
    """The words as they stand, and how often the guard took out which kind of personal data."""

    words: PictureWords
    masked: dict[str, int]


@transaction.atomic
def write_words(*, actor: Member, label: str, text: str, revision: int) -> Written:
    """Keep the words for a period; whoever began from an older revision is told, and nothing is overwritten."""
    require(actor, Right.FREEZE)
    label = Period.parse(label).label
    text, findings = mask(text.replace("\r\n", "\n").strip())
    if len(text) > WORDS_LENGTH:
        raise FreezeProblem(
            _("The words are %(length)d characters long; write at most %(most)d.")
            % {"length": len(text), "most": WORDS_LENGTH}
        )
    masked = dict(Counter(finding.kind for finding in findings))
    standing = _standing(actor, label)
    if standing.text == text:
        return Written(standing, masked)
    if standing.revision != revision:
        raise WordsConflict(standing)
    standing.text, standing.revision, standing.changed_by = text, revision + 1, actor
    standing.save()
    record(
        "write",
        standing,
        collaboration=actor.collaboration_id,
        actor=actor,
        old={"revision": revision},
        new={"period": label, "revision": revision + 1, "masked": masked},
    )
    return Written(standing, masked)


def _standing(actor: Member, label: str) -> PictureWords:
    """The words as they stand, locked; revision 0 where nobody has written yet."""
    found, _made = (
        PictureWords.objects.select_for_update(of=("self",))
        .select_related("changed_by__organisation")
        .get_or_create(collaboration_id=actor.collaboration_id, label=label)
    )
    return found


@transaction.atomic
def freeze(
    *,
    actor: Member,
    period: Period,
    words_revision: int,
    reason: str = "",
    edition: int | None = None,
    at: datetime | None = None,
) -> FrozenPicture:
    """Freeze the period's picture as it is now, in both languages, with everything it takes to compute it again.

    `edition` is the one that whoever asks believes to make; `at` the moment, where it is not now (the demo's past).
    """
    require(actor, Right.FREEZE)
    # Whoever writes incidents takes this row too: no version comes in between.
    collaboration = Collaboration.objects.select_for_update().get(pk=actor.collaboration_id)
    moment = (at or timezone.now()).replace(microsecond=0)
    reason = mask(reason.strip())[0]
    _check_over(period, moment, collaboration)
    _check_imports(actor)
    number = _next_edition(actor, period, reason, edition)
    words = _words(actor, period, words_revision)
    frozen = _content(collaboration, period, moment)
    frozen.edition, frozen.frozen_by = number, actor
    frozen.words, frozen.reason = words, reason
    frozen.digest = freezing.digest(frozen)
    try:
        with transaction.atomic():
            frozen.save(force_insert=True)
    except IntegrityError as error:
        raise _already(actor, period) from error
    record(
        "freeze",
        frozen,
        collaboration=collaboration,
        actor=actor,
        new={"period": period.label, "edition": number, "version": frozen.data_version},
    )
    return frozen


def _check_over(period: Period, moment: datetime, collaboration: Collaboration) -> None:
    if period.last >= moment.astimezone(ZoneInfo(collaboration.time_zone)).date():
        raise FreezeProblem(
            _("%(period)s is not over; it can be frozen from %(day)s on.")
            % {
                "period": capitalised(wording.period_name(period)),
                "day": (period.last + timedelta(days=1)).isoformat(),
            }
        )


def _check_imports(actor: Member) -> None:
    if running := frozen_queries.running_imports(actor):
        raise FreezeProblem(
            _("A file of %(organisations)s is on its way in. Wait until it is in, or stop it; then freeze.")
            % {"organisations": ", ".join(running)}
        )


def _next_edition(actor: Member, period: Period, reason: str, expected: int | None) -> int:
    last = frozen_queries.latest(actor, period)
    number = last.edition + 1 if last else 1
    if expected is not None and expected != number:
        raise _already(actor, period)
    if last and not reason:
        raise _already(actor, period)
    if len(reason) > REASON_LENGTH:
        raise FreezeProblem(
            _("The reason is %(length)d characters long; write at most %(most)d.")
            % {"length": len(reason), "most": REASON_LENGTH}
        )
    return number


def _already(actor: Member, period: Period) -> FrozenAlready:
    last = frozen_queries.latest(actor, period)
    zone = ZoneInfo(actor.collaboration.time_zone)
    return FrozenAlready(
        _(
            "%(period)s was frozen at %(moment)s by %(who)s. That picture stands; to freeze the period once more, "
            "say why."
        )
        % {
            "period": capitalised(wording.period_name(period)),
            "moment": f"{last.frozen_at.astimezone(zone):%Y-%m-%d %H:%M}" if last else "",
            "who": by_role(last.frozen_by if last else None),
        }
    )


def _words(actor: Member, period: Period, revision: int) -> str:
    standing = frozen_queries.words(actor, period.label)
    if standing is None:
        return ""
    if standing.revision != revision:
        raise WordsConflict(standing)
    return standing.text


def _content(collaboration: Collaboration, period: Period, moment: datetime) -> FrozenPicture:
    """The picture of now, in both languages, and what it was computed from."""
    now, names = columns.current(collaboration), catalogue(collaboration)
    given = freezing.Given(
        query=Query(period=period),
        time_zone=now.time_zone,
        subject=Subject(collaboration.name, collaboration.simulated, tuple(collaboration.attributions)),
        reporting=check_ins.reporting(collaboration, period),
    )
    generated_at = moment.astimezone(ZoneInfo("UTC")).isoformat(timespec="seconds")
    swedish, english = (
        freezing.composed(now, names, given, language, generated_at) for language in freezing.LANGUAGES
    )
    return FrozenPicture(
        collaboration=collaboration,
        label=period.label,
        first_day=period.first,
        last_day=period.last,
        frozen_at=moment,
        data_version=now.version,
        code_version=code_version(),
        parameters=freezing.parameters_of(given),
        catalogue=freezing.packed(freezing.canonical(freezing.snapshot(names, printing.ground_of(names)))),
        swedish=freezing.packed(swedish.to_json()),
        english=freezing.packed(english.to_json()),
    )


@transaction.atomic
def check(*, actor: Member, frozen: FrozenPicture) -> recomputing.Recomputed:
    """Compute the frozen picture again, and keep beside it whether it came out the same."""
    require(actor, Right.SMALL_COUNTS)
    found = recomputing.checked(actor, frozen)
    PictureCheck.objects.create(
        picture=frozen,
        by=actor,
        same=found.same,
        figures_same=found.figures,
        code_version=found.code_version,
    )
    record(
        "check",
        frozen,
        collaboration=actor.collaboration_id,
        actor=actor,
        new={"same": found.same, "figures": found.figures, "code": found.code_version},
    )
    return found
