"""The form of a report, and of an answer to what the review asks back."""

import uuid
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samlad.collect import guard
from samlad.collect.categories import UPCOMING
from samlad.collect.choices import Precision
from samlad.collect.models import Incident
from samlad.collect.report_actions import Report
from samlad.collect.report_queries import Choices, Kind

LONGEST = 500
LONGEST_ANSWER = 300
# Clocks differ a little; more than this ahead is a mistake.
AHEAD = timedelta(minutes=10)
# A report that could not be sent at once says when it was meant; longer ago is not believed.
WAITED = timedelta(days=7)
# A position that is less sure than this (metres) is that of an address rather than of a spot.
SURE = 30


class LocalMomentField(forms.Field):
    """A date and a time as the clock on the wall shows them."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"})

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        try:
            return datetime.fromisoformat(str(value)).replace(tzinfo=timezone.get_current_timezone())
        except ValueError as error:
            told = _("“%(value)s” is not a date and a time. Write it as 2026-03-01T14:30.")
            raise forms.ValidationError(told % {"value": str(value)[:30]}) from error


class ReportForm(forms.Form):
    """One incident: what, where, when, a few words."""

    key = forms.UUIDField(required=False)
    category = forms.CharField(
        error_messages={"required": gettext_lazy("Choose what it is about.")}, max_length=20
    )
    subcategory = forms.CharField(required=False, max_length=20)
    where = forms.ChoiceField(
        choices=[("place", ""), ("here", ""), ("pin", "")],
        error_messages={"required": gettext_lazy("Say where it was: choose a place, or point at the map.")},
    )
    place = forms.IntegerField(required=False)
    latitude = forms.FloatField(required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(required=False, min_value=-180, max_value=180)
    accuracy = forms.FloatField(required=False)
    when = forms.ChoiceField(
        choices=[
            ("now", gettext_lazy("Just now")),
            ("going", gettext_lazy("It is going on now")),
            ("today", gettext_lazy("Earlier today")),
            ("exact", gettext_lazy("Another time")),
        ],
        error_messages={"required": gettext_lazy("Say when it was.")},
    )
    pressed_at = forms.CharField(required=False, max_length=40)
    clock = forms.TimeField(
        required=False,
        error_messages={"invalid": gettext_lazy("Write the time as 14:30, or leave it empty.")},
    )
    begun = LocalMomentField(required=False)
    ended = LocalMomentField(required=False)
    description = forms.CharField(required=False)
    felt_insecurity = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, choices=[(number, number) for number in range(1, 6)]
    )

    def __init__(self, choices: Choices, *args: Any, **kwargs: Any) -> None:
        self.choices = choices
        super().__init__(*args, **kwargs)

    def clean_key(self) -> uuid.UUID:
        return self.cleaned_data.get("key") or uuid.uuid4()

    def clean_category(self) -> Kind:
        kind = self.choices.kinds.get(self.cleaned_data["category"])
        if kind is None:
            told = _("The category “%(value)s” is not in the list any more. Choose another.")
            raise forms.ValidationError(told % {"value": self.cleaned_data["category"][:20]})
        return kind

    def clean_description(self) -> str:
        text: str = self.cleaned_data["description"].replace("\r\n", "\n")
        length = len(guard.mask(text)[0])
        if length > LONGEST:
            told = _(
                "The text has %(length)s characters; %(longest)s is the most. Shorten it to what happened."
            )
            raise forms.ValidationError(told % {"length": length, "longest": LONGEST})
        return text

    def clean(self) -> None:
        self._check_subcategory()
        self._check_where()
        if "when" in self.cleaned_data:
            self._check_when()

    def _check_subcategory(self) -> None:
        kind, code = self.cleaned_data.get("category"), self.cleaned_data.get("subcategory")
        if kind is not None and code and code not in dict(kind.children):
            told = _("That does not belong under “%(category)s”. Choose another, or leave it empty.")
            self.add_error("subcategory", told % {"category": kind.name})

    def _check_where(self) -> None:
        where = self.cleaned_data.get("where")
        if where == "place":
            place = self.choices.places.get(self.cleaned_data.get("place") or 0)
            if place is None:
                self.add_error("where", _("Say where it was: choose a place, or point at the map."))
            self.cleaned_data["place_name"] = place.name if place else ""
        elif where and None in (self.cleaned_data.get("latitude"), self.cleaned_data.get("longitude")):
            self.add_error(
                "where", _("The position did not come along. Choose a place, or point at the map.")
            )

    def _check_when(self) -> None:
        reported = self._reported_at()
        begun, ended, field = self._interval(reported)
        category = self.cleaned_data.get("category")
        announced = category is not None and category.code == UPCOMING
        if begun is None or ended is None:
            if not {"begun", "ended", "clock"} & set(self.errors):
                self.add_error("begun", _("Say when it was: write a date and a time."))
        elif ended < begun:
            told = _("The end %(ended)s is before the beginning %(begun)s. Correct the one or the other.")
            self.add_error("ended", told % {"ended": _shown(ended), "begun": _shown(begun)})
        elif not announced and max(begun, ended) > timezone.now() + AHEAD:
            later = begun if begun > timezone.now() + AHEAD else ended
            told = _("%(moment)s is in the future. Correct the date or the time.")
            self.add_error(field if later == begun else "ended", told % {"moment": _shown(later)})
        else:
            self.cleaned_data |= {"reported": reported, "from": begun, "to": ended}

    def _reported_at(self) -> datetime:
        """When "send" was pressed, where the network let the report wait; else now."""
        now = timezone.now().replace(microsecond=0)
        try:
            pressed = datetime.fromisoformat(self.cleaned_data.get("pressed_at") or "").astimezone(UTC)
        except (ValueError, OverflowError):
            return now
        return pressed.replace(microsecond=0) if now - WAITED < pressed < now else now

    def _interval(self, reported: datetime) -> tuple[datetime | None, datetime | None, str]:
        """Beginning and end, nothing where they are not said, and the field that says the beginning."""
        when, data = self.cleaned_data["when"], self.cleaned_data
        if when == "exact":
            begun, ended = data.get("begun"), data.get("ended")
            return begun, ended if ended or "ended" in self.errors else begun, "begun"
        if when == "today":
            today = timezone.localtime(reported)
            if "clock" in self.errors:
                return None, None, "clock"
            if data.get("clock") is None:
                return datetime.combine(today, time.min, today.tzinfo), reported, "clock"
            moment = datetime.combine(today, data["clock"], today.tzinfo)
            return moment, moment, "clock"
        return reported, reported, "when"

    def report(self) -> Report:
        """What the form says; for a form that is valid."""
        data = self.cleaned_data
        pointed = data["where"] != "place"
        sure = data["where"] == "pin" or (data.get("accuracy") or 0) <= SURE
        return Report(
            category=data["subcategory"] or data["category"].code,
            begun=data["from"],
            ended=data["to"],
            reported_at=data["reported"],
            place="" if pointed else data["place_name"],
            latitude=data["latitude"] if pointed else None,
            longitude=data["longitude"] if pointed else None,
            precision=(Precision.EXACT if sure else Precision.ADDRESS).code if pointed else "",
            description=data["description"],
            felt_insecurity=data["felt_insecurity"],
        )


class AnswerForm(forms.Form):
    """A member's answer to a question of the review."""

    text = forms.CharField(
        error_messages={"required": gettext_lazy("Write an answer, or take the report back.")}
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        length = len(guard.mask(text)[0])
        if length > LONGEST_ANSWER:
            told = _("The answer has %(length)s characters; %(longest)s is the most. Shorten it.")
            raise forms.ValidationError(told % {"length": length, "longest": LONGEST_ANSWER})
        return text


def beginning(after: Incident | None) -> dict[str, Any]:
    """What a fresh form begins with; after an incident of the same visit, its place and time."""
    fresh: dict[str, Any] = {"key": uuid.uuid4(), "where": "place", "when": "now"}
    if after is None:
        return fresh
    begun, ended = timezone.localtime(after.occurred_from), timezone.localtime(after.occurred_to)
    fresh |= {"when": "exact", "begun": _typed(begun), "ended": _typed(ended) if ended != begun else ""}
    if after.place_said and after.place_id:
        return fresh | {"place": after.place_id}
    if after.latitude is None:
        return fresh
    return fresh | {"where": "pin", "latitude": after.latitude, "longitude": after.longitude}


def _typed(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M}"


def _shown(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
