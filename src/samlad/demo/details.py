"""What a report says besides where and when: surroundings, size of the group, unease, costs, words."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from samlad.demo.seasons import Floats
from samlad.demo.texts import descriptions
from samlad.demo.world import ORGANISATIONS, Stream, World

Integers = NDArray[np.int64]

# Kinds of environment: what it is here, the word that the form offers for it, and who may be there.
ENVIRONMENTS: tuple[tuple[str, str, str], ...] = (
    ("torg", "torg", "offentlig"),
    ("park", "park", "offentlig"),
    ("gångväg", "gångväg", "offentlig"),
    ("tunnel", "tunnel", "offentlig"),
    ("gata", "gata", "offentlig"),
    ("skolgård", "skolgård", "halvoffentlig"),
    ("lekplats", "lekplats", "offentlig"),
    ("hållplats", "hållplats", "offentlig"),
    ("parkering", "parkering", "offentlig"),
    ("butik", "butik", "halvoffentlig"),
    ("bostadsgård", "annan", "halvoffentlig"),
    ("trapphus", "trapphus", "privat"),
    ("källare", "källare", "privat"),
    ("garage", "garage", "privat"),
    ("tvättstuga", "källare", "privat"),
    ("miljörum", "annan", "privat"),
    ("på nätet", "annan", "offentlig"),
)
_WHERE: dict[str, dict[str, float]] = {
    "kommunen": {
        "park": 3,
        "torg": 3,
        "gångväg": 3,
        "skolgård": 3,
        "lekplats": 1.5,
        "tunnel": 1,
        "hållplats": 1.5,
        "parkering": 1,
        "gata": 1,
    },
    "polisen": {
        "gata": 4,
        "torg": 2.5,
        "parkering": 2.5,
        "gångväg": 1.5,
        "park": 1.5,
        "butik": 1,
        "hållplats": 1,
        "bostadsgård": 1.5,
    },
    "lulebo": {
        "trapphus": 4,
        "källare": 2.5,
        "garage": 1,
        "tvättstuga": 1,
        "miljörum": 2,
        "bostadsgård": 3,
        "parkering": 1.5,
    },
}
# Categories that happen in one kind of place, whoever sees them.
_ONLY: dict[str, tuple[str, ...]] = {
    "SAM.TRA": ("trapphus", "källare"),
    "SAM.GAR": ("garage",),
    "SAM.KOP": ("butik",),
    "STO.BUT": ("butik",),
    "STO.FOR": ("källare",),
    "STO.OLO": ("trapphus", "källare"),
    "BRA.CON": ("miljörum",),
    "PLA.TUN": ("tunnel",),
    "PLA.POR": ("trapphus",),
    "TRA.MOP": ("gångväg", "gata"),
    "TRA.BIL": ("gata", "parkering"),
    "TRA.ELS": ("gångväg", "gata"),
    "TRA.SKO": ("gångväg", "park"),
    "BRA.BIL": ("parkering",),
    "SKA.FOR": ("parkering", "gata"),
    "ORO.SOC": ("på nätet",),
    "BRA.MAR": ("park",),
    "SAM.UTE": ("torg", "park", "bostadsgård", "hållplats"),
}
ROLES: dict[str, tuple[str, ...]] = {
    "kommunen": ("fältare", "skolpersonal", "parkförvaltning", "fritidsledare", "trygghetssamordnare"),
    "polisen": ("områdespolis", "ingripandeverksamhet", "kommunpolis"),
    "lulebo": ("fastighetsskötare", "trygghetsvärd", "kundtjänst"),
}
ACTIONS = (
    "",
    "samtal på plats",
    "avlägsnade sig",
    "sanering beställd",
    "felanmält",
    "polis tillkallad",
    "avspärrat",
)
_GROUPS_OF_PEOPLE = ("SAM", "TRA", "ALK", "VAL", "HOT", "NAR.BRU", "NAR.FOR", "BRA.PYR")
_COSTLY = ("SKA", "SKR.DUM", "BRA", "PLA.POR", "STO.FOR")
# Mean unease on a scale 1–5.
_UNEASE = {
    "VAL": 4.2,
    "HOT": 4.1,
    "BRA": 3.9,
    "NAR": 3.5,
    "SAM": 3.2,
    "ORO": 3.4,
    "ALK": 3.0,
    "TRA": 3.0,
    "POS": 1.3,
}
# Share that is reported to the police as well, by those who are not the police.
_TO_POLICE = {"SKA": 0.5, "BRA": 0.8, "STO": 0.7, "VAL": 0.7, "HOT": 0.5, "NAR": 0.4}


@dataclass(frozen=True, slots=True)
class Details:
    """Columns of numbers; what they stand for is beside them in this module. `text` numbers the stream's own
    descriptions; zero means unknown or not said."""

    environment: Integers
    role: Integers
    group_size: Integers
    felt_insecurity: Integers
    basis: Integers
    recurring: NDArray[np.bool_]
    police_reported: NDArray[np.bool_]
    action: Integers
    cost: Integers
    precision: Integers
    text: Integers


def draw_details(world: World, stream: Integers, generation: Integers, rng: np.random.Generator) -> Details:
    """Draw the details of each incident from its stream."""
    size = len(stream)
    streams = world.streams
    organisation = world.stream_organisation[stream]
    police = organisation == ORGANISATIONS.index("polisen")
    housing = organisation == ORGANISATIONS.index("lulebo")
    people = np.array([item.category.startswith(_GROUPS_OF_PEOPLE) for item in streams])[stream]
    found = np.array([item.group in ("SKA", "SKR", "STO") for item in streams])[stream]
    unease = np.array([_UNEASE.get(item.group, 2.3) for item in streams])[stream]
    to_police = np.array([_TO_POLICE.get(item.group, 0.05) for item in streams])[stream]
    roles = np.array([len(ROLES[item.organisation]) for item in streams])[stream]
    texts = np.array([len(descriptions(item)) for item in streams])[stream]
    return Details(
        environment=_environments(world, stream, rng),
        role=rng.integers(0, roles),
        group_size=np.where(
            people, rng.choice(5, size, p=(0.05, 0.35, 0.3, 0.15, 0.15)), np.where(found, 0, 4)
        ),
        felt_insecurity=np.where(
            police | (rng.random(size) < 0.3), 0, 1 + rng.binomial(4, np.clip((unease - 1) / 4, 0, 1))
        ),
        basis=np.where(found, 2, rng.choice((1, 1, 1, 3, 4), size)),
        recurring=rng.random(size) < np.where(generation > 0, 0.6, 0.12),
        police_reported=police | (rng.random(size) < to_police),
        action=np.where(rng.random(size) < 0.5, 0, rng.integers(1, len(ACTIONS), size)),
        cost=_costs(world, stream, housing, rng),
        precision=np.where(rng.random(size) < 0.05, 1, 0),
        text=rng.integers(0, texts),
    )


def _environments(world: World, stream: Integers, rng: np.random.Generator) -> Integers:
    running = np.array([np.cumsum(_environment_shares(item)) for item in world.streams])
    # One row a stream, each lifted by its number: one search finds the stream's own environment.
    lifted = (running + np.arange(len(running))[:, None]).ravel()
    drawn = np.searchsorted(lifted, stream + rng.random(len(stream)) * (1 - 1e-9), side="right")
    chosen: Integers = np.minimum(drawn - stream * len(ENVIRONMENTS), len(ENVIRONMENTS) - 1)
    return chosen


@cache
def _environment_shares(stream: Stream) -> Floats:
    names = [name for name, _, _ in ENVIRONMENTS]
    share = np.array([_WHERE[stream.organisation].get(name, 0.0) for name in names])
    if stream.category in _ONLY:
        share = np.array([1.0 if name in _ONLY[stream.category] else 0.0 for name in names])
    shares: Floats = share / share.sum()
    return shares


def _costs(world: World, stream: Integers, housing: NDArray[np.bool_], rng: np.random.Generator) -> Integers:
    costly = np.array([item.category.startswith(_COSTLY) for item in world.streams])[stream] & housing
    drawn = np.round(rng.lognormal(np.log(2800), 0.8, len(stream)), -2).astype(np.int64)
    return np.where(costly, drawn, 0)
