"""Forms of the review, one for each step. Each carries the data version of the row that was looked at."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samlad.collect.guard import mask
from samlad.collect.models import Category, Incident
from samlad.collect.reject_reasons import OTHER, REASONS
from samlad.collect.review_actions import Redaction
from samlad.collect.review_words import category_name
from samlad.people.models import Member
from samlad.places.queries import places

LONGEST_DESCRIPTION = 500
LONGEST_WORDS = 300


class StepForm(forms.Form):
    """What every step has: the step itself, and which version of the incident was on the screen."""

    step = ""
    # The field that holds a text of the reviewer's, which must not be lost.
    text = ""
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, viewer: Member, incident: Incident, data: Any = None) -> None:
        self.viewer, self.incident = viewer, incident
        # Kinds of personal data that were masked in what was written.
        self.masked: list[str] = []
        initial = {"version": incident.version, **self.now()}
        super().__init__(data, auto_id=f"{self.step}_%s", initial=initial)

    def now(self) -> dict[str, Any]:
        """What the fields say before they are changed."""
        return {}

    def guarded(self, name: str, longest: int) -> str:
        """A text with the masks in it, which can make it longer than it was written."""
        text, found = mask(str(self.cleaned_data[name]).strip())
        self.masked += [finding.kind for finding in found]
        if found and len(text) > longest:
            raise forms.ValidationError(
                _(
                    "With personal data masked the text has %(length)s characters; %(longest)s is the most. "
                    "Shorten it."
                )
                % {"length": len(text), "longest": longest}
            )
        return text


class ApproveForm(StepForm):
    """Nothing to say."""

    step = "approve"


class AskForm(StepForm):
    """A question to whoever reported."""

    step = "ask"
    text = "question"
    question = forms.CharField(
        label=gettext_lazy("Question to whoever reported"),
        help_text=gettext_lazy("Shown in their reports, where they can answer. No names."),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("There is no question. Write what you need to know.")},
    )

    def clean_question(self) -> str:
        return self.guarded("question", LONGEST_WORDS)


class MergeForm(StepForm):
    """The incident that is to stand for this one too."""

    step = "merge"
    target = forms.ModelChoiceField(
        Incident.objects.none(),
        error_messages={
            "required": gettext_lazy("No incident was chosen. Choose the one to merge with."),
            "invalid_choice": gettext_lazy("There is no such incident here. Choose one of the list."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["target"]
        assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        choice.queryset = Incident.objects.filter(collaboration=self.viewer.collaboration_id)


class RedactForm(StepForm):
    """The report's words, kind and place."""

    step = "redact"
    text = "description"
    description = forms.CharField(
        label=gettext_lazy("Description"),
        required=False,
        max_length=LONGEST_DESCRIPTION,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    category = forms.ChoiceField(label=gettext_lazy("Category"))
    place = forms.ChoiceField(
        label=gettext_lazy("Named place"),
        required=False,
        help_text=gettext_lazy("A chosen place puts the incident on its point."),
    )
    area_only = forms.BooleanField(
        label=gettext_lazy("Take the exact point away, keep the area"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._places = {str(place.pk): place for place in places(self.viewer)}
        self._categories = {
            str(one.pk): one
            for one in Category.objects.filter(collaboration=self.viewer.collaboration_id)
            if one.active or one.pk == self.incident.category_id
        }
        place, category = self.fields["place"], self.fields["category"]
        assert isinstance(place, forms.ChoiceField) and isinstance(category, forms.ChoiceField)  # noqa: S101, PT018
        place.choices = [
            ("", _("– no named place –")),
            *((pk, one.name) for pk, one in self._places.items()),
        ]
        category.choices = self._families()

    def now(self) -> dict[str, Any]:
        return {
            "description": self.incident.description,
            "category": str(self.incident.category_id),
            "place": str(self.incident.place_id or ""),
        }

    def clean_description(self) -> str:
        return self.guarded("description", LONGEST_DESCRIPTION)

    def redaction(self) -> Redaction:
        """What the valid form asks for."""
        data = self.cleaned_data
        return Redaction(
            description=data["description"],
            category=self._categories[data["category"]],
            place=self._places.get(data["place"]),
            area_only=data["area_only"],
        )

    def _families(self) -> list[tuple[str, str]]:
        children: dict[int | None, list[Category]] = {}
        for one in self._categories.values():
            children.setdefault(one.parent_id, []).append(one)
        found: list[tuple[str, str]] = []
        hidden = [one.pk for one in self._categories.values() if str(one.parent_id) not in self._categories]
        for parent in (self._categories[str(pk)] for pk in hidden):
            found.append((str(parent.pk), category_name(parent)))
            found += [(str(one.pk), f"\u2003{category_name(one)}") for one in children.get(parent.pk, [])]
        return found


class RejectForm(StepForm):
    """A reason of the list, and words where they help."""

    step = "reject"
    text = "words"
    reason = forms.ChoiceField(
        label=gettext_lazy("Why is it rejected?"),
        choices=list(REASONS.items()),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("No reason was chosen. Choose the one that fits best."),
            "invalid_choice": gettext_lazy("“%(value)s” is no reason. Choose one of the list."),
        },
    )
    words = forms.CharField(
        label=gettext_lazy("In words"),
        required=False,
        max_length=LONGEST_WORDS,
        help_text=gettext_lazy("Whoever reported reads the reason and these words. No names."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_words(self) -> str:
        return self.guarded("words", LONGEST_WORDS)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("reason") == OTHER and not data.get("words") and "words" not in self.errors:
            self.add_error("words", _("Another reason needs words. Write why it is rejected."))
        return data


FORMS: dict[str, type[StepForm]] = {
    form.step: form for form in (ApproveForm, AskForm, MergeForm, RedactForm, RejectForm)
}
