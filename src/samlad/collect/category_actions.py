"""Changing the list of categories: names, what is offered, what it weighs. Codes never change."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from samlad.collect.models import Category
from samlad.people.actions import lock, require_administer
from samlad.people.audit import record
from samlad.people.models import Member
from samlad.people.refusals import Refused, require_unchanged

CATEGORY = ("swedish", "english", "active", "weight")
CODE_LENGTH = 20


@transaction.atomic
def add_category(
    *, actor: Member | None, parent: Category, code: str, swedish: str, english: str, weight: float = 1.0
) -> Category:
    """Add a sub-category under one of the first level; `code` is what follows the parent's and a full stop."""
    require_administer(actor, parent.collaboration_id)
    lock(parent.collaboration_id)
    if parent.parent_id is not None:
        raise Refused(_("Categories have two levels: %(name)s is on the second.") % {"name": parent.swedish})
    whole = f"{parent.code}.{code.upper()}"
    if Category.objects.filter(collaboration=parent.collaboration_id, code=whole).exists():
        raise Refused(
            _("There is a category with the code %(code)s already; choose another.") % {"code": whole}
        )
    _require_own_names(parent.collaboration_id, parent.pk, swedish, english)
    made = Category.objects.create(
        collaboration_id=parent.collaboration_id,
        parent=parent,
        code=whole,
        swedish=swedish,
        english=english,
        statistic=parent.statistic,
        weight=weight,
    )
    record("create", made, collaboration=made.collaboration_id, actor=actor, new={"category": whole})
    return made


@transaction.atomic
def change_category(
    *,
    actor: Member | None,
    category: Category,
    swedish: str,
    english: str,
    active: bool,
    weight: float,
    seen: str | None = None,
) -> Category:
    """Rename, hide or show, weigh. Incidents of a hidden category stay and are counted; new ones cannot have it."""
    require_administer(actor, category.collaboration_id)
    lock(category.collaboration_id)
    row = Category.objects.get(pk=category.pk)
    require_unchanged(row, CATEGORY, seen)
    _require_own_names(row.collaboration_id, row.parent_id, swedish, english, but=row.pk)
    if not active and not row.parent_id and not _others_shown(row):
        raise Refused(_("This is the last category that is shown. Show another one first."))
    old = {"weight": row.weight, "shown": int(row.active)}
    renamed = int((row.swedish, row.english) != (swedish, english))
    row.swedish, row.english, row.active, row.weight = swedish, english, active, weight
    row.save(update_fields=CATEGORY)
    new = {"category": row.code, "weight": weight, "shown": int(active), "renamed": renamed}
    record("change", row, collaboration=row.collaboration_id, actor=actor, old=old, new=new)
    return row


def _others_shown(category: Category) -> bool:
    shown = Category.objects.filter(collaboration=category.collaboration_id, parent=None, active=True)
    return shown.exclude(pk=category.pk).exists()


def _require_own_names(
    collaboration: int, parent: int | None, swedish: str, english: str, but: int = 0
) -> None:
    """Files may name categories by words: two of one name under the same heading could not be told apart."""
    twins = Category.objects.filter(
        Q(swedish__iexact=swedish) | Q(english__iexact=english), collaboration=collaboration, parent=parent
    ).exclude(pk=but)
    if twin := twins.first():
        raise Refused(
            _("%(code)s has the same name already (%(swedish)s, %(english)s); choose another.")
            % {"code": twin.code, "swedish": twin.swedish, "english": twin.english}
        )
