"""The form of a decision."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samlad.follow.actions import LONGEST_TEXT
from samlad.follow.models import Decision


class DecisionForm(forms.Form):
    """What the group decided; what is missing or wrong the action says, in its own words."""

    choice = forms.ChoiceField(
        label=_("Decision"), choices=Decision.Choice.choices, widget=forms.RadioSelect, required=False
    )
    motive = forms.CharField(
        label=_("Why"),
        help_text=_("A sentence or two. No names or other personal data."),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_TEXT}),
        required=False,
    )
    dissent = forms.CharField(
        label=_("Who thought otherwise, and why"),
        help_text=_("The organisation, not the person. Leave it empty where all agreed."),
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": LONGEST_TEXT}),
        required=False,
    )
    next_on = forms.DateField(
        label=_("Next follow-up"),
        help_text=_("Needed for everything but “end”."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )

    def choices(self) -> list[dict[str, Any]]:
        """The four decisions, each with what it leads to."""
        leads_to = {
            Decision.Choice.CONTINUE: _("It goes on as it is, and is followed up again."),
            Decision.Choice.EXPAND: _("It goes on, and more of it is planned."),
            Decision.Choice.CHANGE: _("It ends, and another measure is planned in its place."),
            Decision.Choice.END: _("It ends, and nothing takes its place."),
        }
        chosen = self["choice"].value()
        return [
            {"value": one.value, "label": one.label, "hint": hint, "chosen": one.value == chosen}
            for one, hint in leads_to.items()
        ]

    def decision(self) -> dict[str, Any]:
        """The arguments of `actions.decide`."""
        data = self.cleaned_data
        return {name: data.get(name) for name in ("choice", "motive", "dissent", "next_on")}
