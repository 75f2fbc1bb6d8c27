"""Forms of meetings."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from samlad.meet.models import Meeting
from samlad.meet.points import Point

A_WEEK = timedelta(days=7)


def _date_input() -> forms.DateInput:
    widget = forms.DateInput(format="%Y-%m-%d")
    widget.input_type = "date"
    return widget


class OpenForm(forms.Form):
    """The day of a meeting."""

    held_on = forms.DateField(
        label=_("Day"),
        widget=_date_input(),
        error_messages={
            "invalid": _("The day cannot be read; write it as 2026-11-23."),
            "required": _("No day was given; write it as 2026-11-23."),
        },
    )


class GiveForm(forms.Form):
    """To whom a task goes."""

    receiver = forms.TypedChoiceField(
        label=_("To whom"),
        coerce=int,
        error_messages={
            "required": _("Nobody was chosen; a task needs somebody who does it."),
            "invalid_choice": _(
                "The member chosen as owner has left or cannot have tasks; choose somebody else."
            ),
        },
    )

    def __init__(self, receivers: list[tuple[int, str]], data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        receiver = self.fields["receiver"]
        assert isinstance(receiver, forms.ChoiceField)  # noqa: S101 - for the type checker
        receiver.choices = [("", _("– choose –")), *receivers]


class TaskForm(forms.Form):
    """A task: what, who, by when, about which problem."""

    text = forms.CharField(
        label=_("What is to be done"),
        widget=forms.TextInput(attrs={"maxlength": 300, "autocomplete": "off"}),
        error_messages={"required": _("The task has no words; write what is to be done.")},
    )
    owner = forms.TypedChoiceField(
        label=_("Who"),
        coerce=int,
        error_messages={
            "required": _("Nobody was chosen; a task needs somebody who does it."),
            "invalid_choice": _(
                "The member chosen as owner has left or cannot have tasks; choose somebody else."
            ),
        },
    )
    due_on = forms.DateField(
        label=_("By when"),
        widget=_date_input(),
        error_messages={
            "invalid": _("The day cannot be read; write it as 2026-11-23."),
            "required": _("No day was given; write it as 2026-11-23."),
        },
    )
    problem = forms.TypedChoiceField(
        label=_("About which problem"),
        required=False,
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": _("The problem is not open any more; choose another or none.")},
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    point = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self,
        owners: list[tuple[int, str]],
        problems: list[tuple[int, str]],
        point: Point,
        meeting: Meeting,
        data: Any = None,
    ) -> None:
        initial = {"due_on": meeting.held_on + A_WEEK, "key": uuid4(), "point": str(point)}
        super().__init__(data, auto_id=f"task-{point}-%s", initial=initial)
        owner, problem = self.fields["owner"], self.fields["problem"]
        assert isinstance(owner, forms.ChoiceField)  # noqa: S101 - for the type checker
        assert isinstance(problem, forms.ChoiceField)  # noqa: S101
        owner.choices = [("", _("– choose –")), *owners]
        problem.choices = [("", _("– none –")), *problems]
        self.fields["due_on"].widget.attrs["min"] = meeting.held_on.isoformat()
