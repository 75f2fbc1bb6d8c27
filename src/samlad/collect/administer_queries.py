"""What is set in a collaboration, and what is missing before it can begin."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samlad.collect.models import Category, Incident
from samlad.people import queries as people_queries
from samlad.people.models import Member, Role
from samlad.people.policy import Right, require
from samlad.places import queries as places_queries

# Two, so that one can be away, and so that a lost password is no lost collaboration.
ADMINISTRATORS = 2


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the list: what it is about, what is so, where to change it, and whether that is enough."""

    label: str
    words: str
    url: str
    done: bool


def overview(viewer: Member) -> list[Item]:
    """The list, in the order in which a new collaboration goes about it."""
    require(viewer, Right.ADMINISTER)
    return [*_people(viewer), *_map(viewer), *_content(viewer)]


def _people(viewer: Member) -> list[Item]:
    found = people_queries.staffing(viewer)
    empty = ", ".join(found.without_members)
    members = sum(found.by_role.values())
    reviewers = found.by_role[Role.REVIEWER] + found.by_role[Role.COORDINATOR]
    return [
        _item(
            viewer,
            "administer_organisations",
            _("Organisations"),
            ngettext("%(number)s organisation.", "%(number)s organisations.", found.organisations)
            % {"number": found.organisations}
            + (" " + _("Nobody yet in %(names)s.") % {"names": empty} if empty else ""),
            found.organisations > 1 and not empty,
        ),
        _item(
            viewer,
            "administer_members",
            _("Members"),
            ngettext("%(number)s member.", "%(number)s members.", members) % {"number": members}
            + (
                " "
                + ngettext("%(number)s invitation waits.", "%(number)s invitations wait.", found.waiting)
                % {"number": found.waiting}
                if found.waiting
                else ""
            )
            + ("" if reviewers else " " + _("Nobody who can review yet.")),
            members > 1 and reviewers > 0,
        ),
        _item(
            viewer,
            "administer_members",
            _("Who may administer"),
            _administrators(found),
            found.administrators >= ADMINISTRATORS and not found.without_two_step,
        ),
    ]


def _administrators(found: people_queries.Staffing) -> str:
    words = ngettext("%(number)s person.", "%(number)s persons.", found.administrators) % {
        "number": found.administrators
    }
    if found.administrators < ADMINISTRATORS:
        words += " " + _("Let there be two, so that one can be away.")
    if found.without_two_step:
        words += " " + ngettext(
            "%(number)s of them signs in with a password alone.",
            "%(number)s of them sign in with a password alone.",
            found.without_two_step,
        ) % {"number": found.without_two_step}
    return words


def _map(viewer: Member) -> list[Item]:
    areas, places = places_queries.areas(viewer), places_queries.places(viewer).count()
    number, approximate = areas.count(), areas.filter(approximate=True).count()
    words = ngettext("%(number)s area.", "%(number)s areas.", number) % {"number": number}
    if approximate:
        words += " " + ngettext(
            "The border of %(number)s is approximate.",
            "The borders of %(number)s are approximate.",
            approximate,
        ) % {"number": approximate}
    return [
        _item(viewer, "administer_areas", _("Areas"), words, number > 1),
        _item(
            viewer,
            "administer_places",
            _("Named places"),
            ngettext("%(number)s place.", "%(number)s places.", places) % {"number": places},
            places > 0,
        ),
    ]


def _content(viewer: Member) -> list[Item]:
    collaboration = viewer.collaboration
    rows = Category.objects.filter(collaboration=collaboration).values_list("active", flat=True)
    shown = sum(rows)
    items = [
        _item(
            viewer,
            "administer_categories",
            _("Categories"),
            _("%(shown)s shown, %(hidden)s hidden.") % {"shown": shown, "hidden": len(rows) - shown},
            shown > 0,
        ),
        _item(
            viewer,
            "administer_settings",
            _("Small counts"),
            _("Outside the group no count below %(number)s is shown.")
            % {"number": collaboration.small_count_threshold},
            True,
        ),
    ]
    if not Incident.objects.filter(collaboration=collaboration).exists():
        words = _("None yet: report one, or let a coordinator bring a file in.")
        items.append(Item(_("Incidents"), words, reverse("picture", args=[collaboration.slug]), False))
    return items


def _item(viewer: Member, name: str, label: str, words: str, done: bool) -> Item:
    return Item(label, words, reverse(name, args=[viewer.collaboration.slug]), done)
