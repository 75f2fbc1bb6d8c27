"""An organisation's incidents as a table with plain columns, faults included, before its own format."""

from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pyproj import Transformer

from samlad.demo.details import ACTIONS, ENVIRONMENTS, ROLES
from samlad.demo.flaws import Flaws
from samlad.demo.simulate import Simulated
from samlad.demo.texts import DIRTY_CATEGORY, descriptions
from samlad.demo.world import ORGANISATIONS

GROUP_SIZES = ("", "1–3", "4–6", "7+", "okänt")
BASES = ("", "sett", "spår", "andrahand", "larm")
YES_NO = ("nej", "ja")
PREFIX = {"kommunen": "K", "polisen": "P", "lulebo": "L"}


def organisation_frame(
    simulated: Simulated, organisation: str, flaws: Flaws, words: dict[str, str]
) -> pl.DataFrame:
    """The rows of one organisation, as they were reported; `words` are its names of the categories."""
    rows = np.flatnonzero(simulated.organisation == ORGANISATIONS.index(organisation))
    frame = _plain_frame(simulated, organisation, rows, words)
    # Row numbers of the simulation become positions in this frame.
    personal = {int(np.searchsorted(rows, row)): text for row, text in flaws.personal.items()}
    description = frame["description"].scatter(list(personal), list(personal.values()))
    frame = frame.with_columns(description)
    added = [frame[np.searchsorted(rows, np.array(flaws.repeated, dtype=np.int64))]]
    for number, (kind, row) in enumerate(flaws.unusable.items(), start=1):
        faulty = frame[int(np.searchsorted(rows, row))].with_columns(
            pl.lit(f"{PREFIX[organisation]}-F{number}").alias("external_id")
        )
        added.append(_spoil(faulty, kind))
    return pl.concat([frame, *added])


def in_crs(frame: pl.DataFrame, crs: str) -> pl.DataFrame:
    """Add the columns `north` and `east`, whole metres in a Swedish grid; what has no position has none."""
    known = frame["latitude"].is_not_null().to_numpy()
    inside = known & (frame["latitude"].fill_null(0).to_numpy() <= 90)
    latitude, longitude = frame["latitude"].to_numpy(), frame["longitude"].to_numpy()
    east, north = np.full(len(frame), np.nan), np.full(len(frame), np.nan)
    east[inside], north[inside] = _transformer(crs).transform(longitude[inside], latitude[inside])
    # The row with swapped coordinates is swapped in the organisation's own grid.
    swapped = known & (latitude < longitude)
    east[swapped], north[swapped] = _transformer(crs).transform(latitude[swapped], longitude[swapped])[::-1]
    return frame.with_columns(
        pl.Series("north", np.round(north)).fill_nan(None).cast(pl.Int64, strict=False),
        pl.Series("east", np.round(east)).fill_nan(None).cast(pl.Int64, strict=False),
    )


@cache
def _transformer(crs: str) -> Transformer:
    return Transformer.from_crs("EPSG:4326", crs, always_xy=True)


def _plain_frame(
    simulated: Simulated, organisation: str, rows: NDArray[np.int64], words: dict[str, str]
) -> pl.DataFrame:
    details, reports = simulated.details, simulated.reports
    streams = simulated.world.streams
    stream = simulated.stream[rows]
    category = np.array([words.get(item.category, "") for item in streams], dtype=object)
    place = np.array([*(item.name for item in simulated.world.geography.places), ""], dtype=object)
    columns = {
        "external_id": pl.Series(np.char.mod(f"{PREFIX[organisation]}-%06d", simulated.number[rows])),
        "occurred_from": _moments(reports.occurred_from[rows]),
        "occurred_to": _moments(reports.occurred_to[rows]),
        "reported_at": _moments(reports.reported_at[rows]),
        "category": _words(category, stream),
        "latitude": pl.Series(simulated.latitude[rows]),
        "longitude": pl.Series(simulated.longitude[rows]),
        "place": _words(place, simulated.place[rows]),
        "environment": _words([word for _, word, _ in ENVIRONMENTS], details.environment[rows]),
        "publicness": _words([who for _, _, who in ENVIRONMENTS], details.environment[rows]),
        "group_size": _words(GROUP_SIZES, details.group_size[rows]),
        "felt_insecurity": pl.Series(details.felt_insecurity[rows]),
        "description": _descriptions(simulated, rows),
        "basis": _words(BASES, details.basis[rows]),
        "recurring": _words(YES_NO, details.recurring[rows].astype(np.int64)),
        "police_reported": _words(YES_NO, details.police_reported[rows].astype(np.int64)),
        "action_taken": _words(ACTIONS, details.action[rows]),
        "cost": pl.Series(details.cost[rows]),
        "role": _words(ROLES[organisation], details.role[rows]),
        "place_only": pl.Series((details.precision[rows] == 1) & (simulated.place[rows] >= 0)),
    }
    return pl.DataFrame(columns).with_columns(
        pl.when(pl.col("felt_insecurity") > 0).then("felt_insecurity"),
        pl.when(pl.col("cost") > 0).then("cost"),
        *(pl.when(pl.col(name) != "").then(name) for name in ("place", "group_size", "action_taken")),
    )


def _moments(moments: NDArray[np.datetime64]) -> pl.Series:
    return pl.Series(moments.astype("datetime64[ms]")).dt.strftime("%Y-%m-%d %H:%M")


def _words(
    words: "NDArray[np.object_] | list[str] | tuple[str, ...]", numbers: NDArray[np.int64]
) -> pl.Series:
    return pl.Series(list(words), dtype=pl.String).gather(np.where(numbers < 0, len(words) - 1, numbers))


def _descriptions(simulated: Simulated, rows: NDArray[np.int64]) -> pl.Series:
    texts = [descriptions(stream) for stream in simulated.world.streams]
    first = np.cumsum([0, *(len(own) for own in texts)])[:-1]
    every = [text for own in texts for text in own]
    return _words(every, first[simulated.stream[rows]] + simulated.details.text[rows])


def _spoil(row: pl.DataFrame, kind: str) -> pl.DataFrame:
    if kind == "swapped coordinates":
        return row.with_columns(pl.col("longitude").alias("latitude"), pl.col("latitude").alias("longitude"))
    if kind == "impossible date":
        return row.with_columns(pl.lit("2025-02-30 12:00").alias("occurred_from"))
    if kind == "unknown category":
        return row.with_columns(pl.lit(DIRTY_CATEGORY).alias("category"))
    if kind == "date in the future":
        return row.with_columns(
            pl.lit("2062-05-03 18:00").alias(name) for name in ("occurred_from", "occurred_to")
        )
    # Stockholm's Sergels torg: a real position, but not of this municipality.
    return row.with_columns(pl.lit(59.3324).alias("latitude"), pl.lit(18.0646).alias("longitude"))
