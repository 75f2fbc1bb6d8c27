"""Swedish registration plates of the ordinary form: three letters, two digits, a digit or a letter.

Three letters and a number are also a word and a number: rum 101, HUS 12A, mot 100. So:
- written together or in capitals it is a plate, unless the letters are a common word or abbreviation;
- spaced and not in capitals it is one only where the text speaks of a vehicle;
- a word is one only right after the plate is spoken of (reg.nr, skylt).
"""

import re
from collections.abc import Iterator
from importlib.resources import files

from samlad.collect.guard.reading import MASKS

_PLATE = re.compile(
    r"(?<![^\W_])(?P<letters>[A-HJ-PR-UW-Za-hj-pr-uw-z]{3})(?P<between>[ .\-_]{0,2})"
    r"(?P<number>[0-9]{2}[0-9A-HJ-NPR-UW-Za-hj-npr-uw-z])(?![^\W_])"
)
# A serial or a share follows: ABC123-19, SKA 123:1.
_GOES_ON = re.compile(r"[-:/][0-9]|[.,][0-9]| ?%")
OF_PLATES = re.compile(r"\breg|skylt|plåt", re.IGNORECASE)
# Right before it: reg.nr: SKA 123.
_PLATE_FOLLOWS = re.compile(
    r"(?:\breg(?:istrerings?)?[. -]*(?:nr|nummer|skylt(?:en)?)?|skylt(?:en)?|plåt(?:en)?)[ .:=,(\"']*$",
    re.IGNORECASE,
)
OF_VEHICLES = re.compile(
    r"bil(?:en|ar|arna|s)?\b|moped|\bmc\b|motorcykel|crossare|traktor|\bepa\b|fordon|släp|förare|körde|kör\b|"
    r"\b(?:volvo|saab|bmw|audi|vw|volkswagen|golf|passat|mercedes|toyota|ford|kia|tesla|skoda|opel|renault|"
    r"peugeot|citroen|nissan|mazda|honda|hyundai|fiat|seat|subaru|yamaha)",
    re.IGNORECASE,
)
# Words, abbreviations, units, model names and category codes that often stand before a number.
WORDS = frozenset(files("samlad.collect.guard").joinpath("three_letter_words.txt").read_text().split())


def spans(plain: str) -> Iterator[tuple[int, int]]:
    """Where registration plates stand."""
    candidates = list(_PLATE.finditer(plain))
    if not candidates:
        return
    context = MASKS.sub(" ", plain)
    of_vehicles = bool(OF_PLATES.search(context) or OF_VEHICLES.search(context))
    for match in candidates:
        if _is_plate(match, plain, of_vehicles=of_vehicles):
            yield match.start(), match.end()


def _is_plate(match: re.Match[str], plain: str, *, of_vehicles: bool) -> bool:
    letters = match["letters"]
    if match["number"] == "000" or letters.lower() == "reg":
        return False
    if _PLATE_FOLLOWS.search(plain, max(0, match.start() - 40), match.start()):
        return True
    if letters.lower() in WORDS or _GOES_ON.match(plain, match.end()):
        return False
    in_capitals = letters.isupper() and (match["number"].isdigit() or match["number"].isupper())
    return in_capitals or not match["between"] or of_vehicles
