"""Forms of the administration of people."""

from collections.abc import Callable
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from samlad.people.actions import (
    HIGHEST_THRESHOLD,
    LONGEST_TEXT_MONTHS,
    LOWEST_THRESHOLD,
    SHORTEST_TEXT_MONTHS,
)
from samlad.people.holdings import Held, divided
from samlad.people.models import Member, Organisation, Role, User
from samlad.people.refusals import Changed, Refused, mark

# An organisation has a name, and no number to call or address to write to in it.
no_numbers = RegexValidator(
    r"@|\d([\s-]*\d){5}|\b[A-Za-z]{3}[\s-]?\d\d[0-9A-Za-z]\b",
    _(
        "A name has no telephone number, personal number, registration plate or e-mail address in it; take it out."
    ),
    inverse_match=True,
)


class MarkedForm(forms.Form):
    """A form that remembers what stood there when its page was made."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    @classmethod
    def of(cls, row: models.Model, fields: tuple[str, ...], data: Any = None, **more: Any) -> Any:
        """The form filled in with the row's values, or with what was sent."""
        initial = {
            name: getattr(row, f"{name}_id", None) or getattr(row, name)
            for name in cls.base_fields
            if name != "seen"
        }
        return cls(data or None, initial=initial | {"seen": mark(row, fields)}, **more)


def attempt(form: forms.Form, write: Callable[[dict[str, Any]], object]) -> int:
    """Write where the form is good: 200 when done, else the status to answer with, and the form holds the sentence."""
    if not form.is_valid():
        return 422
    try:
        write(form.cleaned_data)
    except Changed as changed:
        form.add_error(None, str(changed))
        # Sent once more, it is sent with knowledge of what stands now.
        form.data = {**form.data.dict(), "seen": changed.now}  # type: ignore[attr-defined] # it is a QueryDict
        return 409
    except Refused as refused:
        form.add_error(None, str(refused))
        return 422
    return 200


class OrganisationForm(MarkedForm):
    """One of the organisations."""

    name = forms.CharField(label=_("Name"), max_length=120, validators=[no_numbers])
    kind = forms.ChoiceField(label=_("Kind"), choices=Organisation.Kind.choices)
    checks_in = forms.BooleanField(
        label=_("Checks in every week"),
        required=False,
        initial=True,
        help_text=_("Says each week that it has reported, or that there is nothing to report."),
    )


class MemberForm(MarkedForm):
    """What a member is, and where."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Organisation"), empty_label=None
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["organisation"]
        assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        choice.queryset = organisations


class InviteForm(MemberForm):
    """Whom to invite, as what."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("It is erased when the invitation is used, withdrawn or two weeks old."),
    )
    field_order = ("email", "organisation", "role")


class EndForm(forms.Form):
    """To whom goes what hangs on a member who leaves."""

    receiver = forms.TypedChoiceField(
        label=_("Who takes it over"),
        required=False,
        coerce=int,
        empty_value=None,
        error_messages={
            "invalid_choice": _(
                "The member chosen to take over has left or may not do what is to be taken over; choose "
                "somebody else."
            )
        },
    )

    def __init__(
        self, *args: Any, member: Member, others: list[Member], held: list[Held], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["receiver"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 - for the type checker
        stays = gettext("Nobody: it stays with %(organisation)s") % {"organisation": member.organisation.name}
        choice.choices = [("", stays), *((one.pk, _receiver(one, held)) for one in others)]


def _receiver(member: Member, held: list[Held]) -> str:
    """Who it is, and what stays with the organisation all the same."""
    named = f"{member.user}, {member.get_role_display()}"
    left = divided(member, held)[1]
    if not left:
        return named
    return gettext("%(name)s (stays: %(what)s)") % {"name": named, "what": ", ".join(map(str, left))}


class SettingsForm(MarkedForm):
    """What holds for the whole collaboration."""

    name = forms.CharField(label=_("Name"), max_length=120, validators=[no_numbers])
    small_count_threshold = forms.IntegerField(
        label=_("Smallest count that is shown outside the group"),
        min_value=LOWEST_THRESHOLD,
        max_value=HIGHEST_THRESHOLD,
        widget=forms.NumberInput(attrs={"class": "ds-input number"}),
        help_text=_(
            "Readers, reporters and administrators see no smaller count than this. A lower number shows more, and "
            "says more about single persons. Never lower than 3."
        ),
    )
    text_months = forms.IntegerField(
        label=_("Months that the words of incidents are kept"),
        min_value=SHORTEST_TEXT_MONTHS,
        max_value=LONGEST_TEXT_MONTHS,
        widget=forms.NumberInput(attrs={"class": "ds-input number"}),
        help_text=_(
            "After that many months descriptions, questions and answers are forgotten, for good. The figures stay, "
            "and frozen pictures stay as they were frozen."
        ),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("The days, weeks and hours of every picture are counted in it.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = sorted(zone for zone in available_timezones() if zone.startswith(("Europe/", "Atlantic/")))
        standing = str(self.initial.get("time_zone", ""))
        choice = self.fields["time_zone"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 - for the type checker
        choice.choices = [(zone, zone) for zone in dict.fromkeys([standing, *zones]) if zone]


class AcceptForm(forms.Form):
    """Name and password of somebody new."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        validators=[no_numbers],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("As your colleagues know you."),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. A few words in a row are easy to remember and hard to guess."),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if password := data.get("password"):
            try:
                validate_password(password, User(email=self.email, name=data.get("name", "")))
            except forms.ValidationError as problem:
                self.add_error("password", problem)
        return data


class AuditFilterForm(forms.Form):
    """What of the audit trail to show."""

    subject = forms.ChoiceField(label=_("About"), required=False)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("By"), required=False, empty_label=_("Everybody")
    )
    first = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(
        self,
        *args: Any,
        subjects: list[tuple[str, str]],
        organisations: QuerySet[Organisation],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        about, by = self.fields["subject"], self.fields["organisation"]
        assert isinstance(about, forms.ChoiceField)  # noqa: S101 - for the type checker
        assert isinstance(by, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        about.choices = [("", _("Everything")), *subjects]
        by.queryset = organisations
