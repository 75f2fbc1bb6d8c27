"""What a picture was made with, in words and with units, as the page shows it."""

from django.utils.translation import gettext as _

from samlad.picture import wording
from samlad.picture.catalogue import Catalogue
from samlad.picture.document import PictureDocument
from samlad.picture.labels import recipe_words
from samlad.picture.notation import Notation
from samlad.picture.presenting import chosen
from samlad.picture.query import Query


def rows(
    document: PictureDocument, query: Query, catalogue: Catalogue, language: str
) -> list[tuple[str, str]]:
    """Each setting's name and value as a page shows them."""
    notation, names = Notation(language), recipe_words()
    return [
        (
            names.get(name, name),
            selection(query, catalogue, language) if name == "query" else notation.setting(name, value),
        )
        for name, value in document.recipe.parameters.items()
    ]


def selection(query: Query, catalogue: Catalogue, language: str) -> str:
    """The period and what was chosen of it: 'week 46, 2026; Hertsön, Skadegörelse'."""
    named = ", ".join(one["label"] for one in chosen(query, catalogue, language))
    return f"{wording.period_name(query.period)}; {named or _('everything that is counted')}"
