"""Columns that name persons are left at the door: the guard finds numbers, not names."""

import dataclasses

from samlad.collect.reasons import gettext_noop
from samlad.collect.tables import Note, RawTable
from samlad.collect.words import squashed

# Headers, squashed, of columns that hold somebody's name or home; whole headers, so that "Platsnamn" is none.
HEADERS = frozenset(
    squashed(word)
    for word in (
        "anmälare", "anmälarens namn", "namn på anmälare", "rapportör", "rapporterad av", "rapporterat av",
        "uppgiftslämnare", "kontaktperson", "handläggare", "förnamn", "efternamn", "fullständigt namn",
        "personnamn", "målsägande", "misstänkt", "gärningsperson", "gärningsman", "vittne", "offer", "brottsoffer",
        "drabbad", "hyresgäst", "vårdnadshavare", "elev", "underskrift", "signatur", "skapad av", "registrerad av",
        "hemadress", "bostadsadress", "lägenhetsnummer", "lgh nr", "alias", "smeknamn", "reporter", "reported by",
        "complainant", "first name", "last name", "surname", "full name", "victim", "suspect", "offender", "witness",
        "tenant", "contact person", "created by", "home address", "nickname",
    )
)  # fmt: skip


def without_persons(table: RawTable) -> RawTable:
    """The table without columns that name persons, and a note of which were left out."""
    left_out = tuple(name for name in table.columns if squashed(name) in HEADERS)
    if not left_out:
        return table
    note = Note(
        gettext_noop("Left out and not kept, since it names persons: {columns}."),
        {"columns": ", ".join(left_out)},
    )
    return dataclasses.replace(
        table,
        frame=table.frame.drop(left_out),
        columns=tuple(name for name in table.columns if name not in left_out),
        warnings=(*table.warnings, note),
    )
