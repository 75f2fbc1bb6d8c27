"""What a frozen picture holds: made, packed, digested, and taken out again. Pure: no database.

The incidents themselves are not copied: the data version says which they were (`columns.as_of`). Everything else
that a picture is computed from is: names and hierarchies, check-ins, the query, the time zone.
"""

import hashlib
import json
import zlib
from dataclasses import dataclass, replace
from datetime import UTC, date
from typing import Any

import numpy as np
import shapely
from django.http import QueryDict

from samlad.picture import document as d
from samlad.picture.catalogue import Catalogue, Entry
from samlad.picture.columns import Columns
from samlad.picture.compose import Subject, compose
from samlad.picture.mapping import TOLERANCE
from samlad.picture.models import FrozenPicture
from samlad.picture.printing import Ground
from samlad.picture.query import Query, read_query
from samlad.picture.reporting import Reporting
from samlad.places.queries import AreaMap

LANGUAGES: tuple[d.Language, ...] = ("sv", "en")
_NAMED = ("areas", "categories", "organisations", "places")


@dataclass(frozen=True, slots=True)
class Given:
    """What a picture was computed from, besides incidents and names."""

    query: Query
    time_zone: str
    subject: Subject
    reporting: Reporting


def composed(
    columns: Columns, names: Catalogue, given: Given, language: d.Language, generated_at: str
) -> d.PictureDocument:
    """The picture of that moment in one language."""
    document = compose(columns, names, given.query, given.subject, language, given.reporting).document
    return replace(document, recipe=replace(document.recipe, generated_at=generated_at))


def parameters_of(given: Given) -> dict[str, Any]:
    """As plain values."""
    return {
        "query": given.query.parameters(),
        "time_zone": given.time_zone,
        "subject": {
            "name": given.subject.name,
            "simulated": given.subject.simulated,
            "attributions": list(given.subject.attributions),
        },
        "check_ins": [list(word) for word in given.reporting.words],
        "waiting": given.reporting.waiting,
    }


def given_of(parameters: dict[str, Any], names: Catalogue) -> Given:
    """What `parameters_of` wrote."""
    subject = parameters["subject"]
    return Given(
        query=read_query(QueryDict(parameters["query"]), names, today=date.min),
        time_zone=parameters["time_zone"],
        subject=Subject(subject["name"], subject["simulated"], tuple(subject["attributions"])),
        reporting=Reporting(
            words=tuple((slug, week, word) for slug, week, word in parameters["check_ins"]),
            waiting=parameters["waiting"],
        ),
    )


def snapshot(names: Catalogue, ground: Ground) -> dict[str, Any]:
    """The catalogue as plain values; of the geometry only what is drawn, as it is drawn: outlines, and land."""
    drawn = {entry.code for entry in names.rows_of_area}
    return {
        **{kind: [list(entry) for entry in getattr(names, kind)] for kind in _NAMED},
        "area_levels": list(names.area_levels),
        "statistic_ids": sorted(names.statistic_ids),
        "approximate": names.map.approximate,
        "ground": ground.plain(),
        "outlines": {
            code: json.loads(
                shapely.to_geojson(shapely.set_precision(shapely.simplify(shape, TOLERANCE), 0.00001))
            )
            for code, shape in zip(names.map.codes, names.map.shapes, strict=True)
            if code in drawn
        },
    }


def catalogue_of(snapshot: dict[str, Any]) -> Catalogue:
    """The catalogue that `snapshot` wrote down, with the outlines in the place of the boundaries."""
    areas = {entry[1]: Entry(*entry) for entry in snapshot["areas"]}
    codes = tuple(snapshot["outlines"])
    shapes = tuple(shapely.from_geojson(json.dumps(snapshot["outlines"][code])) for code in codes)
    levels = {
        entry[1]: level for entry, level in zip(snapshot["areas"], snapshot["area_levels"], strict=True)
    }
    return Catalogue(
        areas=tuple(areas.values()),
        area_levels=tuple(snapshot["area_levels"]),
        categories=tuple(Entry(*entry) for entry in snapshot["categories"]),
        statistic_ids=frozenset(snapshot["statistic_ids"]),
        organisations=tuple(Entry(*entry) for entry in snapshot["organisations"]),
        places=tuple(Entry(*entry) for entry in snapshot["places"]),
        map=AreaMap(
            ids=np.array([areas[code].id for code in codes], dtype=np.int64),
            parents=np.array([areas[code].parent for code in codes], dtype=np.int64),
            levels=np.array([levels[code] for code in codes], dtype=np.int64),
            codes=codes,
            names=tuple(areas[code].swedish for code in codes),
            approximate=snapshot["approximate"],
            shapes=shapes,
            tree=shapely.STRtree(shapes),
            bounds=tuple(shapely.total_bounds(shapes)) if shapes else None,
        ),
    )


def names_of(frozen: FrozenPicture) -> Catalogue:
    """The names of the day it was frozen."""
    return catalogue_of(json.loads(unpacked(frozen.catalogue)))


def ground_of(frozen: FrozenPicture) -> Ground | None:
    """The land that lay beneath the map that day; None where it was not kept yet."""
    plain = json.loads(unpacked(frozen.catalogue)).get("ground")
    return None if plain is None else Ground.of(plain)


def document_of(frozen: FrozenPicture, language: d.Language) -> d.PictureDocument:
    """The picture as it was frozen, with the coordinator's words."""
    return replace(d.document_from_json(_text(frozen, language)), words=paragraphs(frozen.words))


def stored(frozen: FrozenPicture, language: d.Language) -> dict[str, Any]:
    """The picture just as it is stored: without the fields that later code has come to know."""
    plain: dict[str, Any] = json.loads(_text(frozen, language))
    return plain


def _text(frozen: FrozenPicture, language: d.Language) -> bytes:
    return unpacked(frozen.swedish if language == "sv" else frozen.english)


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text, without the empty ones."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def packed(text: str) -> bytes:
    return zlib.compress(text.encode(), 9)


def unpacked(content: bytes | memoryview) -> bytes:
    # PostgreSQL gives a memoryview.
    return zlib.decompress(bytes(content))


def canonical(value: Any) -> str:
    """JSON that is the same for the same value, whatever a database has done to the order of its keys."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(frozen: FrozenPicture) -> str:
    """SHA-256 of everything that was frozen: each part with its length before it."""
    whole = hashlib.sha256()
    for part in (
        frozen.label.encode(),
        str(frozen.edition).encode(),
        frozen.first_day.isoformat().encode(),
        frozen.last_day.isoformat().encode(),
        frozen.frozen_at.astimezone(UTC).isoformat(timespec="microseconds").encode(),
        str(frozen.data_version).encode(),
        frozen.code_version.encode(),
        canonical(frozen.parameters).encode(),
        unpacked(frozen.catalogue),
        unpacked(frozen.swedish),
        unpacked(frozen.english),
        frozen.words.encode(),
        frozen.reason.encode(),
    ):
        whole.update(len(part).to_bytes(8, "big"))
        whole.update(part)
    return whole.hexdigest()
