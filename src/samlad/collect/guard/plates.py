"""Swedish registration plates of the ordinary form: three letters, two digits, a digit or a letter.

Three letters and a number are also a word and a number: rum 101, HUS 12A, mot 100. So:
- written together or in capitals it is a plate, unless the letters are a common word or abbreviation;
- spaced and not in capitals it is one only where the text speaks of a vehicle;
- a word in capitals is one right after a plate or a vehicle (reg.nr, skylt, Volvo, bil);
- a word in capitals in the midst of running text is one too, if it is a word that hardly stands before a number
  (HAT 271, SKO 12A). Rooms, houses, buses, units and codes do (SAL 101, HUS 12A, BUS 212, SKA 123), and in a text
  all in capitals, or in a cell of its own, any word may. A masked room costs less than a plate that is kept;
- spread out (A B C 1 2 3, ABC/123) it is one where the text speaks of a vehicle.
"""

import re
from collections.abc import Iterator
from importlib.resources import files

from samlad.collect.guard.reading import MASKS

_PLATE = re.compile(
    r"(?<![^\W_])(?P<letters>[A-HJ-PR-UW-Za-hj-pr-uw-z]{3})(?P<between>[ .\-_]{0,2})"
    r"(?P<number>[0-9]{2}[0-9A-HJ-NPR-UW-Za-hj-npr-uw-z])(?![^\W_])"
)
_SPREAD = re.compile(
    r"(?<![^\W_])(?P<letters>[A-HJ-PR-UW-Z] ?[A-HJ-PR-UW-Z] ?[A-HJ-PR-UW-Z])[ .\-_/:]{0,3}"
    r"[0-9] ?[0-9] ?[0-9A-HJ-NPR-UW-Z](?![^\W_])"
)
# A serial or a share follows: ABC123-19, SKA 123:1.
_GOES_ON = re.compile(r"[-:/][0-9]|[.,][0-9]| ?%")
OF_PLATES = re.compile(r"\breg|skylt|plåt", re.IGNORECASE)
# Right before it: reg.nr: SKA 123.
_PLATE_FOLLOWS = re.compile(
    r"(?:\breg(?:istrerings?)?[. -]*(?:nr|nummer|skylt(?:en)?)?|skylt(?:en)?|plåt(?:en)?)[ .:=,(\"']*$",
    re.IGNORECASE,
)
_MAKES = (
    "volvo|saab|bmw|audi|vw|volkswagen|golf|passat|mercedes|toyota|ford|kia|tesla|skoda|opel|renault|"
    "peugeot|citroen|nissan|mazda|honda|hyundai|fiat|seat|subaru|yamaha"
)
OF_VEHICLES = re.compile(
    r"bil(?:en|ar|arna|s)?\b|moped|\bmc\b|motorcykel|crossare|traktor|\bepa\b|fordon|släp|förare|körde|kör\b|"
    rf"\b(?:{_MAKES})",
    re.IGNORECASE,
)
# Right before it: Volvo SKA 123. A telephone (mobil) is no vehicle.
_VEHICLE_BEFORE = re.compile(
    r"(?:(?<!mo)bil(?:en)?|moped(?:en)?|\bmc(?:n)?|motorcykeln?|crossaren?|traktorn?|fordon(?:et)?|släp(?:et)?|"
    rf"\b(?:{_MAKES}))[ :=,(\"']*$",
    re.IGNORECASE,
)
_RUNNING_TEXT = re.compile(r"(?<![^\W_])[a-zåäö]{2,}(?![^\W_])")
# Words, abbreviations, units, model names and category codes that often stand before a number.
WORDS = frozenset(files("samlad.collect.guard").joinpath("three_letter_words.txt").read_text().split())
# Of these, the ones that hardly do.
NOT_BEFORE_NUMBERS = frozenset(
    files("samlad.collect.guard").joinpath("words_not_before_numbers.txt").read_text().split()
)


def spans(plain: str) -> Iterator[tuple[int, int]]:
    """Where registration plates stand."""
    candidates, spread = list(_PLATE.finditer(plain)), list(_SPREAD.finditer(plain))
    if not candidates and not spread:
        return
    context = MASKS.sub(" ", plain)
    of_vehicles = bool(OF_PLATES.search(context) or OF_VEHICLES.search(context))
    running = bool(_RUNNING_TEXT.search(context))
    found = [
        match.span()
        for match in candidates
        if _is_plate(match, plain, of_vehicles=of_vehicles, running=running)
    ]
    if of_vehicles:
        found += [match.span() for match in spread if match["letters"].replace(" ", "").lower() not in WORDS]
    yield from sorted(found)


def _is_plate(match: re.Match[str], plain: str, *, of_vehicles: bool, running: bool) -> bool:
    letters = match["letters"]
    if match["number"] == "000" or letters.lower() == "reg":
        return False
    if _PLATE_FOLLOWS.search(plain, max(0, match.start() - 40), match.start()):
        return True
    in_capitals = letters.isupper() and (match["number"].isdigit() or match["number"].isupper())
    if _GOES_ON.match(plain, match.end()):
        return False
    if letters.lower() in WORDS:
        return in_capitals and _word_is_plate(match, plain, running=running)
    return in_capitals or not match["between"] or of_vehicles


def _word_is_plate(match: re.Match[str], plain: str, *, running: bool) -> bool:
    if _VEHICLE_BEFORE.search(plain, max(0, match.start() - 40), match.start()):
        return True
    return running and match["letters"].lower() in NOT_BEFORE_NUMBERS
