"""The closed lists of an incident's fields: code, number in the database, Swedish, English, other words.

The number is what the database holds: it never changes its meaning, and a new choice takes a new number.
Zero is always "unknown", so that a row that says nothing needs no decision.
"""

from enum import StrEnum
from functools import cache
from typing import Self

from samlad.collect.words import squashed


class Choice(StrEnum):
    """One of a closed list: `Precision("exact")`, `Precision.of(1)` and `Precision.read("exakt")` are one."""

    number: int
    swedish: str
    english: str
    synonyms: tuple[str, ...]

    def __new__(cls, code: str, number: int, swedish: str, english: str, *synonyms: str) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.number = number
        member.swedish = swedish
        member.english = english
        member.synonyms = synonyms
        return member

    @property
    def code(self) -> str:
        """The code, as files and the API write it."""
        return str(self.value)

    def label(self, language: str) -> str:
        """The choice in words, in Swedish for "sv" and else in English."""
        return self.swedish if language == "sv" else self.english

    @classmethod
    def of(cls, number: int) -> Self:
        """The choice that the database holds as `number`."""
        return _by_number(cls)[number]  # type: ignore[return-value] # the cache forgets the subclass

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The choice that a file means by `text`: its code, a label or another word for it."""
        return cls.words().get(squashed(text))

    @classmethod
    def words(cls) -> dict[str, Self]:
        """Every accepted word, squashed, with its choice."""
        return _by_word(cls)  # type: ignore[return-value] # the cache forgets the subclass


@cache
def _by_number(kind: type[Choice]) -> dict[int, Choice]:
    return {choice.number: choice for choice in kind}


@cache
def _by_word(kind: type[Choice]) -> dict[str, Choice]:
    words: dict[str, Choice] = {}
    for choice in kind:
        for word in (choice.code, choice.swedish, choice.english, *choice.synonyms):
            words.setdefault(squashed(word), choice)
    return words


_UNKNOWN = ("okänt", "vet ej", "vet inte", "uppgift saknas", "ej angivet", "not known", "n/a", "?", "-")


class Precision(Choice):
    """How near the point is to where it happened."""

    UNKNOWN = "unknown", 0, "okänd", "unknown", *_UNKNOWN
    EXACT = "exact", 1, "exakt", "exact", "gps", "punkt", "point", "koordinat"
    ADDRESS = "address", 2, "adress", "address", "gatuadress", "street address"
    CELL = "cell", 3, "ruta", "cell", "rutnät", "grid", "grid cell"
    PLACE = "place", 4, "plats", "place", "namngiven plats", "named place"
    AREA = "area", 5, "område", "area", "stadsdel", "district", "neighbourhood", "neighborhood"


class GroupSize(Choice):
    """How many were there, in classes that two observers agree on."""

    UNKNOWN = "unknown", 0, "okänt", "unknown", *_UNKNOWN
    NONE = "0", 1, "ingen", "nobody", "inga", "none", "zero"
    FEW = "1-3", 2, "1–3", "1–3", "1 - 3", "1 till 3", "1 to 3", "1", "2", "3", "enstaka", "few"
    SOME = "4-6", 3, "4–6", "4–6", "4 till 6", "4 to 6", "4", "5", "6"
    MANY = (
        "7+",
        4,
        "7 eller fler",
        "7 or more",
        "7-",
        "7 -",
        "fler än 6",
        "more than 6",
        "över 6",
        ">6",
        "många",
    )


class Environment(Choice):
    """The kind of environment."""

    UNKNOWN = "unknown", 0, "okänd", "unknown", *_UNKNOWN
    SQUARE = "square", 1, "torg", "square", "gågata", "torgyta", "plaza"
    PARK = "park", 2, "park", "park", "grönområde", "skog", "green space", "forest"
    PATH = "path", 3, "gång- och cykelväg", "path", "gc-väg", "gångväg", "cykelväg", "stig", "footpath"
    TUNNEL = "tunnel", 4, "tunnel", "tunnel", "gångtunnel", "underpass", "passage"
    STAIRWELL = "stairwell", 5, "trapphus", "stairwell", "trappuppgång", "entré", "port", "staircase"
    CELLAR = "cellar", 6, "källare", "cellar", "förråd", "källarförråd", "basement", "storage"
    GARAGE = "garage", 7, "garage", "garage", "parkeringshus", "parking garage"
    PLAYGROUND = "playground", 8, "lekplats", "playground", "lekpark"
    SCHOOL_YARD = "school_yard", 9, "skolgård", "school yard", "skola", "school", "förskolegård"
    CAR_PARK = "car_park", 10, "parkering", "car park", "parkeringsplats", "p-plats", "parking lot", "parking"
    BUS_STOP = (
        "bus_stop",
        11,
        "busshållplats",
        "bus stop",
        "hållplats",
        "busstation",
        "resecentrum",
        "station",
    )
    SHOPPING_CENTRE = (
        "shopping_centre", 12, "köpcentrum", "shopping centre", "galleria", "centrum", "butik",
        "shopping center", "mall", "shop", "store",
    )  # fmt: skip
    LIBRARY_OR_CULTURE = (
        "library_or_culture", 13, "bibliotek eller kulturhus", "library or culture", "bibliotek", "kulturhus",
        "library", "fritidsgård", "youth centre",
    )  # fmt: skip
    SPORTS = (
        "sports",
        14,
        "idrottsanläggning",
        "sports facility",
        "idrottsplats",
        "ishall",
        "sporthall",
        "sport",
    )
    SWIMMING_HALL = "swimming_hall", 15, "badhus", "swimming hall", "simhall", "bad", "swimming pool"
    STREET = "street", 16, "gata", "street", "väg", "trottoar", "road", "pavement", "sidewalk"
    OTHER = "other", 17, "annan", "other", "annat", "övrigt", "övrig"


class Publicness(Choice):
    """Who may be there."""

    UNKNOWN = "unknown", 0, "okänt", "unknown", *_UNKNOWN
    PUBLIC = "public", 1, "offentlig", "public", "allmän", "allmän plats", "offentligt"
    SEMI_PUBLIC = "semi_public", 2, "halvoffentlig", "semi-public", "halvoffentligt", "semi public"
    PRIVATE = "private", 3, "privat", "private", "enskild"


class Basis(Choice):
    """What the report rests on."""

    UNKNOWN = "unknown", 0, "okänt", "unknown", *_UNKNOWN
    SEEN = "seen", 1, "sett själv", "seen", "egen iakttagelse", "iakttagelse", "sedd", "sett", "observed"
    TRACES = "traces", 2, "spår", "traces", "skada", "evidence", "found"
    SECOND_HAND = (
        "second_hand",
        3,
        "andrahandsuppgift",
        "second-hand",
        "andrahand",
        "berättat",
        "hörsägen",
        "tips",
        "hearsay",
    )
    ALARM = "alarm", 4, "larm", "alarm", "kamera", "camera", "sensor"


class Answer(Choice):
    """Yes, no or not known: recurring, police reported."""

    UNKNOWN = "unknown", 0, "okänt", "unknown", *_UNKNOWN
    YES = "yes", 1, "ja", "yes", "j", "y", "true", "sant", "1", "x"
    NO = "no", 2, "nej", "no", "n", "false", "falskt", "0"


class Channel(Choice):
    """Which way the report came."""

    APP = "app", 1, "app", "app", "mobilapp", "mobile"
    WEB = "web", 2, "webb", "web", "webbformulär", "formulär", "e-tjänst", "form"
    FILE = "file", 3, "fil", "file", "import"
    API = "api", 4, "api", "API", "integration", "system"
    PHONE = "phone", 5, "telefon", "phone", "samtal", "ring", "call"
    MEETING = "meeting", 6, "möte", "meeting", "på plats", "in person"
