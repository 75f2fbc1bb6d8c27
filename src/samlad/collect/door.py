"""The one door: rows of any channel become incidents here, and nowhere else.

`Door.prepare` guards, checks and locates without touching the database; `actions.admit` stores what it
returns in one transaction. Where the map has changed in between, `MapChanged` says so, and nothing is stored: the
door is opened anew, and the rows are prepared by it.
"""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl

from samlad.collect.categories import CategoryList, CategoryRow
from samlad.collect.choices import Channel, Precision
from samlad.collect.guard import mask_column
from samlad.collect.mapping import Context, Mapping
from samlad.collect.models import Category
from samlad.collect.normalise import normalise
from samlad.people.models import Organisation
from samlad.places import grid
from samlad.places.models import Place
from samlad.places.nearest import Spot, nearest
from samlad.places.queries import AreaMap, area_map, map_version, spots

# Around the areas: what lies this far outside (degrees) is still taken for a position of this map.
MARGIN = 0.25
# The free text of an incident, and how many characters of each are stored.
LONGEST = {"description": 500, "role": 40, "action_taken": 80}


class MapChanged(Exception):
    """Borders or places have changed since the door was opened that prepared these rows."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Rows ready to store (`rows` has the incident's database columns), and what could not be."""

    rows: pl.DataFrame
    lines: pl.Series
    corrections: pl.DataFrame
    rejected: pl.DataFrame
    masked: dict[str, int]
    collaboration: int
    map_version: int

    def require_same_map(self) -> None:
        """Raise `MapChanged` where the rows were located by an earlier map; the collaboration's row is locked."""
        if map_version(self.collaboration) != self.map_version:
            raise MapChanged


@dataclass(frozen=True, slots=True)
class Door:
    """What is needed to let rows of one organisation in; opened once per file, used for each chunk."""

    map_version: int
    organisation: Organisation
    context: Context
    area_map: AreaMap
    category_ids: dict[str, int]
    places: pl.DataFrame
    spots: tuple[Spot, ...]

    def prepare(self, frame: pl.DataFrame, mapping: Mapping, channel: Channel) -> Prepared:
        """Guard, check and locate the rows of one chunk."""
        normalised = normalise(frame, mapping, self.context)
        rows = normalised.rows
        masked: dict[str, int] = {}
        for name, longest in LONGEST.items():
            column, found = mask_column(rows[name])
            # A mask may be longer than what it hides.
            rows = rows.with_columns(column.str.slice(0, longest))
            for kind, count in found.items():
                masked[kind] = masked.get(kind, 0) + count
        return Prepared(
            rows=self._stored_columns(self._locate(rows), channel),
            lines=rows["line"],
            corrections=normalised.corrections,
            rejected=normalised.rejected,
            masked=masked,
            collaboration=self.organisation.collaboration_id,
            map_version=self.map_version,
        )

    def _locate(self, rows: pl.DataFrame) -> pl.DataFrame:
        rows = (
            rows.with_columns(pl.col("place").str.strip_chars().str.to_lowercase().alias("place_name"))
            .join(self.places, on="place_name", how="left", maintain_order="left")
            .with_columns(
                pl.coalesce("latitude", "place_latitude").alias("latitude"),
                pl.coalesce("longitude", "place_longitude").alias("longitude"),
                pl.when(pl.col("latitude").is_null() & pl.col("place_id").is_not_null())
                .then(pl.lit(Precision.PLACE.number))
                .otherwise(pl.col("precision"))
                .alias("precision"),
            )
        )
        latitudes = rows["latitude"].fill_null(np.nan).to_numpy()
        longitudes = rows["longitude"].fill_null(np.nan).to_numpy()
        known = ~np.isnan(latitudes)
        cells = np.zeros(len(rows), dtype=np.int64)
        cells[known] = grid.cells(latitudes[known].tolist(), longitudes[known].tolist())
        # What was said stands. A position that stands for a whole area is at no place of it.
        near = pl.Series(nearest(self.spots, latitudes, longitudes))
        found = pl.when((near > 0) & (pl.col("precision") != Precision.AREA.number)).then(near)
        return rows.with_columns(
            pl.Series("cell", cells),
            pl.Series("area_id", self.area_map.locate(latitudes, longitudes)),
            pl.coalesce("place_id", found).alias("place_id"),
            pl.col("place_id").is_not_null().alias("place_said"),
        )

    def _stored_columns(self, rows: pl.DataFrame, channel: Channel) -> pl.DataFrame:
        return rows.select(
            "external_key",
            pl.lit(channel.number).alias("channel"),
            "role",
            "reported_at",
            "occurred_from",
            "occurred_to",
            pl.col("category").replace_strict(self.category_ids, return_dtype=pl.Int64).alias("category_id"),
            "felt_insecurity",
            "group_size",
            "latitude",
            "longitude",
            "precision",
            "cell",
            pl.when(pl.col("area_id") > 0).then("area_id").alias("area_id"),
            "place_id",
            "place_said",
            "environment",
            "publicness",
            "description",
            "basis",
            "recurring",
            "police_reported",
            "action_taken",
            "cost",
        )


def open_door(organisation: Organisation, *, now: datetime) -> Door:
    """Read once what every chunk of a file needs: categories, areas, named places."""
    collaboration = organisation.collaboration
    version = map_version(collaboration)
    categories = list(Category.objects.filter(collaboration=collaboration).select_related("parent"))
    areas = area_map(collaboration)
    context = Context(
        categories=CategoryList(
            tuple(
                CategoryRow(
                    code=row.code,
                    parent=row.parent.code if row.parent else "",
                    swedish=row.swedish,
                    english=row.english,
                    active=row.active,
                )
                for row in categories
            )
        ),
        timezone=collaboration.time_zone,
        now=now,
        bounds=_with_margin(areas.bounds),
        organisation=organisation.slug,
        secret=bytes(collaboration.key_secret),
    )
    places = Place.objects.filter(collaboration=collaboration).values_list(
        "id", "name", "latitude", "longitude"
    )
    return Door(
        map_version=version,
        organisation=organisation,
        context=context,
        area_map=areas,
        category_ids={row.code: row.pk for row in categories},
        places=pl.DataFrame(
            [(pk, name.strip().lower(), lat, lon) for pk, name, lat, lon in places],
            schema={
                "place_id": pl.Int64,
                "place_name": pl.Utf8,
                "place_latitude": pl.Float64,
                "place_longitude": pl.Float64,
            },
            orient="row",
        ).unique("place_name", keep="first", maintain_order=True),
        spots=spots(collaboration),
    )


def _with_margin(
    bounds: tuple[float, float, float, float] | None,
) -> tuple[float, float, float, float] | None:
    if bounds is None:
        return None
    west, south, east, north = bounds
    return west - 2 * MARGIN, south - MARGIN, east + 2 * MARGIN, north + MARGIN
