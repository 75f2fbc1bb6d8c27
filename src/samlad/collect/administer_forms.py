"""Forms of the administration of areas, places and categories."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from samlad.collect.guard import find
from samlad.people.forms import MarkedForm
from samlad.places.queries import AreaMap

# Beyond the areas by more than this many degrees, a position is taken for a mistake.
FAR = 0.5


def no_personal_data(text: str) -> None:
    """A name of a place or a category says nothing about a person."""
    if find(text):
        raise ValidationError(_("There are personal data in the name; take them out."))


class DecimalField(forms.FloatField):
    """A number with a decimal point or comma, shown with the one that the page's language has."""

    widget = forms.TextInput

    def __init__(self, *, low: float, high: float, **kwargs: Any) -> None:
        self.low, self.high = low, high
        attributes = {"inputmode": "decimal", "autocomplete": "off", "class": "ds-input number"}
        super().__init__(widget=forms.TextInput(attrs=attributes), **kwargs)

    def to_python(self, value: Any) -> Any:
        text = value.replace(",", ".").replace("−", "-") if isinstance(value, str) else value
        try:
            return super().to_python(text)
        except ValidationError as error:
            sentence = gettext("“%(value)s” is not a number. Write figures, with a comma or a point between.")
            raise ValidationError(sentence % {"value": value}) from error

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and not self.low <= value <= self.high:
            sentence = gettext(
                "%(value)s is outside what it can be. Write a number from %(low)s to %(high)s."
            )
            told = {"value": value, "low": self.low, "high": self.high}
            raise ValidationError(sentence % {name: self.prepare_value(one) for name, one in told.items()})

    def prepare_value(self, value: Any) -> Any:
        return number_format(f"{value:.6f}".rstrip("0").rstrip(".")) if isinstance(value, float) else value


class AreasFileForm(forms.Form):
    """A file of areas."""

    file = forms.FileField(
        label=_("GeoJSON file"),
        error_messages={
            "required": _("No file was chosen. Choose a GeoJSON file with the areas."),
            "empty": _("The file is empty. Choose a GeoJSON file with at least one area."),
        },
    )


class AreaForm(MarkedForm):
    """An area's name."""

    name = forms.CharField(label=_("Name"), max_length=120, validators=[no_personal_data])


class PlaceForm(MarkedForm):
    """A named place: where it is, and how far around it people mean."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        validators=[no_personal_data],
        help_text=_("As people say it: “Kulturens hus”. Never the name of a person, and no flat."),
    )
    latitude = DecimalField(
        label=_("Latitude"),
        low=-90.0,
        high=90.0,
        help_text=_("Degrees north, such as 65.584."),
    )
    longitude = DecimalField(
        label=_("Longitude"),
        low=-180.0,
        high=180.0,
        help_text=_("Degrees east, such as 22.154."),
    )
    radius = forms.IntegerField(
        label=_("Radius in metres"),
        min_value=10,
        max_value=2000,
        initial=150,
        widget=forms.NumberInput(attrs={"class": "ds-input number"}),
        help_text=_(
            "How far from the point it is still the place. Between two places, the nearer one counts."
        ),
    )

    def __init__(self, *args: Any, areas: AreaMap, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = areas

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        latitude, longitude = data.get("latitude"), data.get("longitude")
        if latitude is not None and longitude is not None and self.areas.bounds:
            west, south, east, north = self.areas.bounds
            if not (south - FAR < latitude < north + FAR and west - 2 * FAR < longitude < east + 2 * FAR):
                self.add_error(
                    "latitude",
                    _(
                        "The position is far outside the areas, which reach from %(south)s to %(north)s north and from "
                        "%(west)s to %(east)s east. Check that latitude and longitude are not swapped."
                    )
                    % {
                        "south": number_format(south, 2),
                        "north": number_format(north, 2),
                        "west": number_format(west, 2),
                        "east": number_format(east, 2),
                    },
                )
        return data


class CategoryForm(MarkedForm):
    """A category's names, whether it is offered, and its weight."""

    swedish = forms.CharField(label=_("Name in Swedish"), max_length=80, validators=[no_personal_data])
    english = forms.CharField(label=_("Name in English"), max_length=80, validators=[no_personal_data])
    weight = DecimalField(
        label=_("Weight"),
        initial=1.0,
        low=0.1,
        high=100.0,
        help_text=_("How much one incident counts where harm is compared: 2 is twice as much as 1."),
    )
    active = forms.BooleanField(
        label=_("Offered when somebody reports"),
        required=False,
        initial=True,
        help_text=_("Hidden, its incidents stay and are counted; new ones cannot have it."),
    )


class NewCategoryForm(CategoryForm):
    """A sub-category to add."""

    code = forms.CharField(
        label=_("Code"),
        max_length=8,
        validators=[
            RegexValidator(
                r"^[A-Za-z0-9]{2,8}$", _("The code is two to eight letters a–z or digits, such as KLO.")
            )
        ],
        help_text=_(
            "Two to eight letters or digits, put after the code of the category above. It never changes."
        ),
    )
    active = None  # type: ignore[assignment] # what is added is offered
    field_order = ("code", "swedish", "english", "weight")
