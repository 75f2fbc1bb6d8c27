"""Personal data in free text: found, and masked before anything is stored or logged.

What is found: personnummer and samordningsnummer, telephone numbers, e-mail addresses and registration
plates of the ordinary form (ABC 123, ABC 12D). What cannot be found by its form, and so is left to the
reviewer: names, addresses, personal plates (free text of 2–7 characters), foreign plates, telephone
numbers without an area code, numbers with a comma or a colon between their digits (a sum, a coordinate and a
clock time are written so).

Where a form is ambiguous, the rule is written beside it: a number that would point out a person is masked
even if mistyped; a moment, a place or a sum is not.
"""

from samlad.collect.guard.columns import mask_column
from samlad.collect.guard.findings import EMAIL, IDENTITY_NUMBER, KINDS, PLATE, TELEPHONE, Finding
from samlad.collect.guard.text import find, mask

__all__ = [
    "EMAIL",
    "IDENTITY_NUMBER",
    "KINDS",
    "PLATE",
    "TELEPHONE",
    "Finding",
    "find",
    "mask",
    "mask_column",
]
