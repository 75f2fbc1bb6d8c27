"""Forms of act. They read; what is missing or wrong is said by the actions, in one place for every door."""

import uuid
from collections.abc import Container, Iterable, Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from samlad.act import queries
from samlad.act.actions import ProblemPlan
from samlad.act.problem_actions import ASSESSED, CAUSES
from samlad.collect.models import Category
from samlad.people.models import Member
from samlad.places.models import Area, Place


def day_field(label: Any, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, required=False, widget=widget)


def text_field(label: Any, help_text: Any = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=False, widget=forms.Textarea(attrs={"rows": rows})
    )


def category_name(category: Category) -> str:
    """In the page's language."""
    return category.swedish if (get_language() or "sv").startswith("sv") else category.english


class _Rows:
    """A choice of rows, each by its name in the page's language."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)  # type: ignore[misc] # of the field beside it
        except OverflowError:
            # A number that no id can be; the database does not even look for it.
            raise ValidationError(_("Choose from the list.")) from None

    def label_from_instance(self, obj: Any) -> str:
        return category_name(obj) if isinstance(obj, Category) else str(obj)


class RowsField(_Rows, forms.ModelMultipleChoiceField):  # type: ignore[type-arg] # no type at run time
    """Several rows, as boxes to tick."""

    widget = forms.CheckboxSelectMultiple


class RowField(_Rows, forms.ModelChoiceField):  # type: ignore[type-arg] # no type at run time
    """One row, or none."""


def _belongs_under(row: Category | Area) -> str:
    """What a box is found under: a category's main category, an area's level."""
    if isinstance(row, Category):
        return category_name(row.parent) if row.parent else ""
    return str(Area.Level(row.level).label)


class PageForm(forms.Form):
    """A form with the key that makes a second sending harmless, and what the page lays beside its boxes."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, viewer: Member, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid.uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        # What stands now, where somebody else wrote at the same time: the name of each field, and its text.
        self.stands: list[tuple[str, str]] = []

    def rows_of(self, name: str) -> "forms.ModelMultipleChoiceField[Any]":
        field = self.fields[name]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 - for the type checker
        return field

    def boxes(
        self, name: str, first: Container[int], notes: Mapping[int, str] | None = None
    ) -> dict[str, Any]:
        """The boxes of a field: what is likely to be chosen, and the rest by what it belongs under."""
        ticked = {str(value) for value in (self[name].value() or [])}
        likely: list[dict[str, Any]] = []
        rest: dict[str, list[dict[str, Any]]] = {}
        for number, (value, label) in enumerate(
            cast("Iterable[tuple[Any, Any]]", self.rows_of(name).choices)
        ):
            pk = int(str(value))
            box = {
                "id": f"id_{name}_{number}",
                "name": name,
                "value": pk,
                "label": label,
                "checked": str(pk) in ticked,
                "note": (notes or {}).get(pk, ""),
            }
            if pk in first or box["checked"]:
                likely.append(box)
            else:
                rest.setdefault(_belongs_under(value.instance), []).append(box)
        return {"first": likely, "rest": rest}

    def go_on_from(self, current: Mapping[str, Any]) -> None:
        """After a conflict: the next sending is of what stands now, which is laid beside what was written."""
        assert isinstance(self.data, QueryDict)  # noqa: S101 - what a page sends
        posted = self.data.copy()
        posted["revision"] = str(current["revision"])
        self.data = posted
        for name, value in current.items():
            if (
                name in self.fields
                and isinstance(value, str)
                and value != (self.cleaned_data.get(name) or "")
            ):
                self.stands.append((str(self.fields[name].label), value or "–"))

    def refuse(self, sentences: Mapping[str, str]) -> None:
        """Lay the sentences at their fields; those of no field above the form."""
        for name, sentence in sentences.items():
            self.add_error(name if name in self.fields else None, sentence)


def where_choices(areas: Iterable[Area], places: Iterable[Place]) -> list[Any]:
    """Areas and named places in one list, for who thinks of a spot and not of a table."""
    return [
        ("", _("– choose –")),
        (_("Areas"), [(f"area:{area.pk}", area.name) for area in areas]),
        (_("Named places"), [(f"place:{place.pk}", place.name) for place in places]),
    ]


class WhereForm(PageForm):
    """A form with a spot: an area or a named place."""

    where = forms.ChoiceField(label=_("Where"), required=False)

    def __init__(self, viewer: Member, *args: Any, **kwargs: Any) -> None:
        super().__init__(viewer, *args, **kwargs)
        self.area_rows = {area.pk: area for area in queries.areas(viewer)}
        self.place_rows = {place.pk: place for place in queries.places(viewer)}
        where = self.fields["where"]
        assert isinstance(where, forms.ChoiceField)  # noqa: S101 - for the type checker
        where.choices = where_choices(self.area_rows.values(), self.place_rows.values())

    def spot(self) -> tuple[Area | None, Place | None]:
        kind, _colon, pk = (self.cleaned_data.get("where") or "").partition(":")
        if kind == "place":
            return None, self.place_rows.get(int(pk))
        return (self.area_rows.get(int(pk)) if kind == "area" else None), None


SCALE = [("", _("not assessed")), *((str(number), str(number)) for number in range(1, 6))]


class ProblemForm(WhereForm):
    """A problem: what, where, when, why there, and how the group sees it."""

    title = forms.CharField(
        label=_("Title"), required=False, help_text=_("What happens and where, in a few words.")
    )
    categories = RowsField(Category.objects.none(), label=_("Kinds of incident"), required=False)
    first_day = day_field(_("Seen from"))
    last_day = day_field(_("Seen until"))
    offender = text_field(
        _("Those who do it"),
        _(
            "What kind of groups, when, how do they come there? Never who: no names, no descriptions of persons."
        ),
    )
    target = text_field(_("What or whom it hits"), _("What is damaged, taken or disturbed? Why just that?"))
    setting = text_field(_("The place"), _("What about the place makes it happen there and not elsewhere?"))
    handlers = text_field(
        _("Those who could act"), _("Who watches over the place, and when is nobody there?")
    )
    enablers = text_field(
        _("What makes it possible"), _("What would have to be away for it to become harder?")
    )
    seriousness = forms.ChoiceField(label=_("Seriousness"), choices=SCALE, required=False)
    worry = forms.ChoiceField(label=_("Worry it causes"), choices=SCALE, required=False)
    mandate = forms.ChoiceField(label=_("Our mandate to act"), choices=SCALE, required=False)
    resources = forms.ChoiceField(label=_("Our resources"), choices=SCALE, required=False)
    partners = forms.ChoiceField(label=_("Partners who take part"), choices=SCALE, required=False)

    def __init__(self, viewer: Member, *args: Any, **kwargs: Any) -> None:
        super().__init__(viewer, *args, **kwargs)
        self.rows_of("categories").queryset = queries.categories(viewer)

    def plan(self) -> ProblemPlan:
        data = self.cleaned_data
        area, place = self.spot()
        said: dict[str, Any] = {name: int(data[name]) if data.get(name) else None for name in ASSESSED}
        return ProblemPlan(
            title=data.get("title", ""),
            categories=list(data.get("categories") or ()),
            area=area,
            place=place,
            first_day=data.get("first_day"),
            last_day=data.get("last_day"),
            **{name: data.get(name, "") for name in CAUSES},
            **said,
        )

    def texts(self) -> list[str]:
        return [self.cleaned_data.get(name, "") for name in ("title", *CAUSES)]
