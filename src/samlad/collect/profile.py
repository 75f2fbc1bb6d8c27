"""A profile: how one sender's files are to be read, in a small TOML file.

crs = "EPSG:3006"
date_format = "DD/MM/YYYY HH:MM"
position_missing = ["0"]

[columns]
external_id = ["Complaint", "Crime"]
occurred_from = "DateOccur"
category = "Crime"

[categories]
default = "OVR"
"14*" = "SKA"

[constants]
precision = "address"
"""

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any
from zoneinfo import ZoneInfo

from samlad.collect.date_rules import checked_date_format
from samlad.collect.reasons import InputError, Reason, gettext_noop
from samlad.collect.words import closest

# What a column of a file can be: name, Swedish, English.
FIELDS: dict[str, tuple[str, str]] = {
    "external_id": ("Avsändarens id", "Sender's id"),
    "occurred_from": ("Hände från", "Occurred from"),
    "occurred_to": ("Hände till", "Occurred to"),
    "occurred_date": ("Hände, datum", "Occurred, date"),
    "occurred_time": ("Hände, klockslag", "Occurred, time of day"),
    "reported_at": ("Rapporterad", "Reported at"),
    "category": ("Kategori", "Category"),
    "subcategory": ("Underkategori", "Sub-category"),
    "latitude": ("Latitud", "Latitude"),
    "longitude": ("Longitud", "Longitude"),
    "x": ("X (öst)", "X (east)"),
    "y": ("Y (nord)", "Y (north)"),
    "place": ("Plats", "Place"),
    "environment": ("Miljö", "Environment"),
    "publicness": ("Offentlighet", "Publicness"),
    "precision": ("Lägets noggrannhet", "Precision"),
    "group_size": ("Antal personer", "Group size"),
    "felt_insecurity": ("Upplevd otrygghet", "Felt insecurity"),
    "description": ("Beskrivning", "Description"),
    "basis": ("Underlag", "Basis"),
    "recurring": ("Återkommande", "Recurring"),
    "police_reported": ("Polisanmält", "Reported to the police"),
    "action_taken": ("Omedelbar åtgärd", "Action taken"),
    "cost": ("Kostnad", "Cost"),
    "role": ("Rapportörens roll", "Reporter's role"),
    "channel": ("Kanal", "Channel"),
}
# Fields whose value may be spread over several columns, and is then read as one.
JOINED = frozenset({"external_id", "occurred_from", "occurred_to", "reported_at"})

DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Profile:
    """What a profile file says; what it leaves out is recognised."""

    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)
    default: str = ""
    constants: Mapping[str, str] = field(default_factory=dict)
    crs: str = ""
    timezone: str = ""
    date_format: str = ""
    decimal: str = ""
    position_missing: tuple[str, ...] = ()
    correction_column: str = ""
    correction_value: str = ""
    # Category codes of digits only are filled with zeros on the left to this width: 91124 is 091124.
    category_width: int = 0
    # What 00:00 means: "day" is a date without a time, "time" is midnight; empty is decided by the file.
    midnight: str = ""
    # Nothing is recognised any more: columns, axes and dates are as written here.
    settled: bool = False

    def __post_init__(self) -> None:
        _check(self)

    @classmethod
    def from_toml(cls, text: str) -> "Profile":
        """Read a profile; an `InputError` names key, value and remedy."""
        try:
            document = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise InputError(
                Reason(
                    gettext_noop(
                        "The profile is not valid TOML: {error}. "
                        "Mend that line; texts stand in quotation marks."
                    ),
                    {"error": str(error)},
                )
            ) from None
        values = {key: _read(key, value) for key, value in document.items()}
        categories = dict(values.pop("categories", {}))
        default = categories.pop(DEFAULT, "")
        return cls(categories=categories, default=default, **values)

    def to_toml(self) -> str:
        """The profile as a file that `from_toml` reads back to the same."""
        lines = []
        for name in _KEYS - _TABLES:
            value = getattr(self, name)
            if value:
                lines.append((name, f"{name} = {_toml(value)}"))
        text = [line for _, line in sorted(lines)]
        categories = ({DEFAULT: self.default} if self.default else {}) | dict(self.categories)
        for name, table in (
            ("columns", self.columns),
            ("categories", categories),
            ("constants", self.constants),
        ):
            if table:
                text += ["", f"[{name}]", *(f"{_toml(key)} = {_toml(value)}" for key, value in table.items())]
        return "\n".join(text).lstrip("\n") + "\n" if text else ""


_TABLES = frozenset({"columns", "categories", "constants"})
_KEYS = frozenset(item.name for item in fields(Profile)) - {DEFAULT}


_NOT_TEXT: dict[str, tuple[type, str]] = {"category_width": (int, "6"), "settled": (bool, "true")}


def _toml(value: object) -> str:
    if isinstance(value, tuple):
        return _toml(value[0]) if len(value) == 1 else f"[{', '.join(_toml(item) for item in value)}]"
    # A JSON string is a TOML string but for one control character.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _error(template: str, **parameters: str | int) -> InputError:
    return InputError(Reason(template, parameters))


def _unknown(unknown: Reason, word: str, known: Iterable[str]) -> InputError:
    """An unknown word, with the one that was probably meant or else all there are."""
    names = sorted(known)
    meant = closest(word, names)
    if meant:
        return InputError(unknown, Reason(gettext_noop("Did you mean “{word}”?"), {"word": meant}))
    return InputError(unknown, Reason(gettext_noop("Write one of {words}."), {"words": ", ".join(names)}))


def _read(key: str, value: Any) -> Any:
    if key not in _KEYS:
        raise _unknown(
            Reason(gettext_noop("The profile has an unknown key “{key}”."), {"key": key}), key, _KEYS
        )
    if key in _TABLES:
        return _read_table(key, value)
    if key == "position_missing":
        return tuple(_text(key, item) for item in (value if isinstance(value, list) else [value]))
    if key in _NOT_TEXT:
        kind, example = _NOT_TEXT[key]
        if type(value) is not kind:
            raise _error(
                gettext_noop("The profile's {key} is {value}. Write it as {key} = {example}."),
                key=key,
                value=json.dumps(value, default=str),
                example=example,
            )
        return value
    return _text(key, value)


def _read_table(key: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _error(
            gettext_noop("The profile's {key} is {value}. Write a section [{key}] with one line for each."),
            key=key,
            value=json.dumps(value, default=str),
        )
    if key != "columns":
        return {name: _text(f"{key}.{name}", item) for name, item in value.items()}
    return {
        name: tuple(_text(f"{key}.{name}", part) for part in (item if isinstance(item, list) else [item]))
        for name, item in value.items()
    }


def _text(key: str, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _error(
            gettext_noop("The profile's {key} is {value}. Write a text in quotation marks."),
            key=key,
            value=json.dumps(value, default=str),
        )
    return str(value).strip()


def _check(profile: Profile) -> None:
    for table in ("columns", "constants"):
        for name in getattr(profile, table):
            if name not in FIELDS:
                unknown = gettext_noop("The profile's [{table}] has an unknown field “{name}”.")
                raise _unknown(Reason(unknown, {"table": table, "name": name}), name, FIELDS)
    for name, columns in profile.columns.items():
        if not columns or not all(columns) or (len(columns) > 1 and name not in JOINED):
            raise _error(
                gettext_noop(
                    "The profile's columns.{name} is {value}. Write the name of one column of the file."
                ),
                name=name,
                value=json.dumps(list(columns), ensure_ascii=False),
            )
    _check_settings(profile)


def _check_settings(profile: Profile) -> None:
    if profile.timezone:
        try:
            ZoneInfo(profile.timezone)
        except (KeyError, ValueError, OSError):
            raise _error(
                gettext_noop(
                    "The profile's timezone is “{value}”, which is not known. Write it as Europe/Stockholm."
                ),
                value=profile.timezone,
            ) from None
    if profile.decimal not in {"", ".", ","}:
        raise _error(
            gettext_noop('The profile\'s decimal is “{value}”. Write decimal = "," or decimal = ".".'),
            value=profile.decimal,
        )
    if profile.midnight not in {"", "day", "time"}:
        raise _error(
            gettext_noop(
                'The profile\'s midnight is “{value}”. Write midnight = "day" or midnight = "time".'
            ),
            value=profile.midnight,
        )
    if not 0 <= profile.category_width <= 20:
        raise _error(
            gettext_noop("The profile's category_width is {value}. Write a whole number from 1 to 20."),
            value=profile.category_width,
        )
    if profile.date_format:
        checked_date_format(profile.date_format)
    _check_correction(profile)
    _check_crs(profile.crs)


def _check_correction(profile: Profile) -> None:
    if bool(profile.correction_column) != bool(profile.correction_value):
        raise _error(
            gettext_noop(
                "The profile has only one of correction_column and correction_value. Write both, as "
                'correction_column = "Count" and correction_value = "-1", or neither.'
            )
        )
    if profile.correction_column and "external_id" not in profile.columns:
        raise _error(
            gettext_noop(
                "The profile's correction_column is “{column}”, but [columns] has no external_id. A "
                "correction finds the row that it takes back by the sender's id: write which column holds it."
            ),
            column=profile.correction_column,
        )


def _check_crs(crs: str) -> None:
    if not crs:
        return
    # Late, because most profiles name no coordinate system and pyproj takes time to load.
    from samlad.collect.positions import checked_crs

    checked_crs(crs)
