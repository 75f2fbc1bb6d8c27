"""What a picture needs besides its figures to be printed: its map."""

from dataclasses import replace

from samlad.picture import document as d
from samlad.picture import mapping
from samlad.picture.catalogue import Catalogue
from samlad.picture.query import Query


def printable(document: d.PictureDocument, catalogue: Catalogue, query: Query) -> d.PictureDocument:
    """The document with the map of its areas."""
    return replace(document, map=mapping.areas(document, catalogue, query))
