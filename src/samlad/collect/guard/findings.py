"""What the guard reports: a kind and a span, never the text itself."""

from dataclasses import dataclass

# The kinds are also the words inside the masks that people read, hence Swedish.
IDENTITY_NUMBER = "personnummer"
TELEPHONE = "telefon"
EMAIL = "e-post"
PLATE = "registreringsnummer"
KINDS = (IDENTITY_NUMBER, TELEPHONE, EMAIL, PLATE)


@dataclass(frozen=True, slots=True)
class Finding:
    """Personal data at `text[start:end]`. Holds no text, so that it can be logged."""

    kind: str
    start: int
    end: int


def mask_of(kind: str) -> str:
    """The visible word that stands where something was taken out."""
    return f"[{kind}]"
