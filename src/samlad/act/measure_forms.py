"""Forms of measures and of what was done in them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samlad.act import queries
from samlad.act.actions import MeasurePlan, RunningChange
from samlad.act.forms import PageForm, RowField, RowsField, day_field, text_field
from samlad.act.models import Measure
from samlad.collect.models import Category
from samlad.people.models import Member
from samlad.places.models import Area, Place


def owner_choices(members: Iterable[Member]) -> list[Any]:
    """The members who can own a measure, under their organisations."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for member in members:
        groups.setdefault(member.organisation.name, []).append((str(member.pk), str(member.user)))
    return [("", _("– choose –")), *groups.items()]


class OwnerForm(PageForm):
    """A form with an owner."""

    owner = forms.ChoiceField(
        label=_("Owner"), required=False, help_text=_("Sees to it that it is done, and that it is logged.")
    )

    def __init__(self, viewer: Member, *args: Any, **kwargs: Any) -> None:
        super().__init__(viewer, *args, **kwargs)
        self.owner_rows = {str(member.pk): member for member in queries.owners(viewer)}
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ChoiceField)  # noqa: S101 - for the type checker
        owner.choices = owner_choices(self.owner_rows.values())

    def chosen_owner(self) -> Member | None:
        return self.owner_rows.get(self.cleaned_data.get("owner") or "")


class MeasureForm(OwnerForm):
    """A measure: what is done, by whom, how much, when, and how it will be judged."""

    type = forms.CharField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("What is to be done"), required=False)
    mechanism = text_field(
        _("Why it should work here"), _("How will it make this happen less often, at this place?")
    )
    dose_amount = forms.FloatField(label=_("How much"), required=False, help_text=_("Such as 300."))
    dose_unit = forms.CharField(label=_("Of what"), required=False, help_text=_("Hours, lamps, visits …"))
    starts_on = day_field(_("First day"))
    ends_on = day_field(_("Last day"), _("Empty for what lasts, as new lamps do."))
    cost = forms.IntegerField(
        label=_("Cost, kr"), required=False, help_text=_("0 where it costs nothing more.")
    )
    target_areas = RowsField(
        Area.objects.none(),
        label=_("Areas where it is done"),
        required=False,
        help_text=_("One or several. For a named place leave them empty."),
    )
    target_place = RowField(
        Place.objects.none(), label=_("Or a named place"), required=False, empty_label=_("– none –")
    )
    outcome = RowsField(Category.objects.none(), label=_("What should become fewer"), required=False)
    comparison_areas = RowsField(
        Area.objects.none(),
        label=_("Compared with"),
        required=False,
        help_text=_(
            "Areas where nothing of the kind is done. Without them nobody can say what it was that changed."
        ),
    )
    follow_up_on = day_field(
        _("Day of follow-up"), _("Then the group decides: continue, expand, change or end.")
    )

    def __init__(self, viewer: Member, *args: Any, **kwargs: Any) -> None:
        super().__init__(viewer, *args, **kwargs)
        self.rows_of("outcome").queryset = queries.categories(viewer)
        for name in ("target_areas", "comparison_areas"):
            self.rows_of(name).queryset = queries.areas(viewer)
        place = self.fields["target_place"]
        assert isinstance(place, RowField)  # noqa: S101 - for the type checker
        place.queryset = queries.places(viewer)

    def chosen(self, name: str) -> list[int]:
        """The ids that the page says are chosen, before anything is sent or checked."""
        values = self[name].value() or []
        found = values if isinstance(values, (list, tuple)) else [values]
        # An address may say anything; no id is longer than this.
        return [int(value) for value in found if str(value).isdecimal() and len(str(value)) < 19]

    def plan(self, follows: Measure | None = None) -> MeasurePlan:
        data, owner = self.cleaned_data, self.chosen_owner()
        values: dict[str, Any] = {
            name: data.get(name) for name in ("dose_amount", "starts_on", "ends_on", "cost", "follow_up_on")
        }
        return MeasurePlan(
            owner_organisation=owner.organisation if owner else None,
            owner=owner,
            outcome=list(data.get("outcome") or ()),
            target_areas=list(data.get("target_areas") or ()),
            target_place=data.get("target_place"),
            comparison_areas=list(data.get("comparison_areas") or ()),
            follows=follows,
            **{name: data.get(name, "") for name in ("type", "title", "mechanism", "dose_unit")},
            **values,
        )

    def refuse(self, sentences: Mapping[str, str]) -> None:
        """The page has one field for who answers for it."""
        kept = {name: text for name, text in sentences.items() if name != "owner_organisation"}
        if "owner_organisation" in sentences and "owner" not in kept:
            kept["owner"] = sentences["owner_organisation"]
        super().refuse(kept)

    def texts(self) -> list[str]:
        return [self.cleaned_data.get(name, "") for name in ("title", "mechanism", "dose_unit")]


class RunningForm(OwnerForm):
    """What of a running measure can still be changed."""

    ends_on = day_field(_("Last day"), _("Empty for what lasts, as new lamps do."))
    cost = forms.IntegerField(label=_("Cost, kr"), required=False)
    follow_up_on = day_field(_("Day of follow-up"))

    field_order = ("owner", "ends_on", "cost", "follow_up_on")

    def change(self) -> RunningChange:
        data = self.cleaned_data
        return RunningChange(
            ends_on=data.get("ends_on"),
            cost=data.get("cost"),
            follow_up_on=data.get("follow_up_on"),
            owner=self.chosen_owner(),
        )


class DoseForm(PageForm):
    """What was done: how much, when, and a few words."""

    amount = forms.FloatField(
        label=_("How much was done"),
        required=False,
        widget=forms.NumberInput(
            attrs={
                "step": "any",
                "inputmode": "decimal",
                "data-stepped": "",
                "data-text-less": _("One less"),
                "data-text-more": _("One more"),
            }
        ),
    )
    given_on = day_field(_("Day"))
    note = forms.CharField(
        label=_("Note"),
        required=False,
        help_text=_("If anything should be remembered. No names, no personal data."),
        widget=forms.TextInput(attrs={"maxlength": 200}),
    )


class StepForm(forms.Form):
    """A step of a measure, and the day on which it happened."""

    step = forms.CharField(widget=forms.HiddenInput)
    on = day_field(_("Day"))
