"""Forms of the import: the upload, and which column is what."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from samlad.people.models import Organisation


class UploadForm(forms.Form):
    """A file for one organisation."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Organisation"), empty_label=None
    )
    file = forms.FileField(
        label=_("File"),
        error_messages={
            "required": _("No file was chosen. Choose a CSV or Excel (.xlsx) file."),
            "empty": _("The file is empty. Choose one with a header and at least one row."),
        },
    )
    profile = forms.FileField(
        label=_("Profile"),
        required=False,
        help_text=_("Only where your system uses codes of its own: a small file that says what they mean."),
    )

    def __init__(self, organisations: QuerySet[Organisation], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["organisation"]
        assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        choice.queryset = organisations


class ColumnsForm(forms.Form):
    """One choice per field: the column of the file that holds it."""

    def __init__(
        self,
        fields: list[tuple[str, str]],
        columns: list[str],
        chosen: dict[str, str],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("– none –")), *((column, column) for column in columns)]
        for name, label in fields:
            # A joined field ("Complaint" + "Crime") from a profile keeps its own entry in the list.
            own = chosen.get(name, "")
            extra = [] if own in {"", *columns} else [(own, own)]
            self.fields[name] = forms.ChoiceField(
                choices=[*choices, *extra], label=label, required=False, initial=own
            )
