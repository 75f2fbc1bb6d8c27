"""The check-ins as the page shows them: organisation × week, and the week in a sentence."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from samlad.collect import check_in_queries
from samlad.people.models import Member, Organisation
from samlad.picture.columns import current
from samlad.picture.periods import Period
from samlad.picture.reporting import week_counts


@dataclass(frozen=True, slots=True)
class Cell:
    """An organisation's week: `state` is its word, "silent", "unsaid" (incidents but no word), "open" or "absent"."""

    week: str
    state: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Row:
    organisation: Organisation
    cells: tuple[Cell, ...]


def state_labels() -> dict[str, str]:
    return {
        "reported": _("reported"),
        "nothing": _("nothing"),
        "silent": _("silent"),
        "unsaid": _("no word"),
        "open": _("not over"),
        "absent": "",
    }


def grid(viewer: Member, weeks: list[Period], today: date) -> list[Row]:
    """One row per organisation that checks in; the weeks are given newest first."""
    found: dict[int, dict[date, str | None]] = {}
    organisations: dict[int, Organisation] = {}
    mondays = [week.first for week in weeks]
    for organisation, monday, word in check_in_queries.words(viewer.collaboration, mondays):
        organisations[organisation.pk] = organisation
        found.setdefault(organisation.pk, {})[monday] = word
    oldest_first = tuple(reversed(weeks))
    counts = week_counts(current(viewer.collaboration), list(organisations), oldest_first)[:, ::-1]
    return [
        Row(
            organisation,
            tuple(
                _cell(week, found[pk], int(counts[line, number]), over=week.last < today)
                for number, week in enumerate(weeks)
            ),
        )
        for line, (pk, organisation) in enumerate(organisations.items())
    ]


def _cell(week: Period, words: dict[date, str | None], count: int, *, over: bool) -> Cell:
    if week.first not in words:
        state = "absent"
    elif not over:
        state = "open"
    else:
        state = words[week.first] or ("unsaid" if count else "silent")
    return Cell(week.label, state, state_labels()[state], count)


def summary(status: list[tuple[Organisation, str | None]], week: int) -> str:
    """Who has not checked in for the week, in a sentence."""
    missing = [organisation.name for organisation, word in status if word is None]
    if not status:
        return _("No organisation checks in; an administrator can change that.")
    if not missing:
        return _("Every organisation has checked in for week %(week)d.") % {"week": week}
    return _("Not checked in for week %(week)d: %(names)s.") % {"week": week, "names": ", ".join(missing)}
