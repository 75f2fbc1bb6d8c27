"""The demo's collaboration: made once, its files brought in through the ordinary door."""

import csv
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from samlad.collect import actions as collect_actions
from samlad.collect import imports
from samlad.collect.door import open_door
from samlad.collect.profile import Profile
from samlad.collect.standard import standard_categories
from samlad.demo.history import write_history
from samlad.demo.simulate import simulate
from samlad.demo.world import END, START
from samlad.demo.write import write_files
from samlad.people import actions as people_actions
from samlad.people.models import Collaboration, Organisation, Role, User
from samlad.places import actions as places_actions
from samlad.places.areas_file import read_areas
from samlad.terminal import say

SLUG = "lulea"
PASSWORD = "trygg-i-lulea"  # noqa: S105 - the demo's, printed on its sign-in page
SEED = 2580
ATTRIBUTIONS = (
    "© OpenStreetMap contributors (ODbL)",
    "SCB (CC0)",
    "GTFS Sverige 2, Samtrafiken/Trafiklab (CC0)",
    "Brå",
)


@dataclass(frozen=True, slots=True)
class Person:
    """One of the demo's people."""

    name: str
    email: str
    organisation: str
    role: str


ORGANISATIONS = (
    ("kommunen", "Luleå kommun", "municipality"),
    ("polisen", "Polisen", "police"),
    ("lulebo", "Lulebo", "housing"),
)
PEOPLE = (
    Person("Karin Samordnare", "karin@demo.samlad", "kommunen", Role.COORDINATOR),
    Person("Per Polis", "per@demo.samlad", "polisen", Role.MEMBER),
    Person("Gun Granskare", "gun@demo.samlad", "polisen", Role.REVIEWER),
    Person("Eva Förvaltare", "eva@demo.samlad", "lulebo", Role.MEMBER),
    Person("Bo Fastighetsskötare", "bo@demo.samlad", "lulebo", Role.REPORTER),
    Person("Lena Politiker", "lena@demo.samlad", "kommunen", Role.READER),
    Person("Ali Administratör", "ali@demo.samlad", "kommunen", Role.ADMIN),
)
FILES = (
    ("kommunen", "kommunen.csv", ""),
    ("polisen", "polisen.csv", "polisen.toml"),
    ("lulebo", "lulebo.xlsx", "lulebo.toml"),
)


def load(seed: int = SEED, start: date = START, end: date = END) -> Collaboration:
    """Make the demo where it is not there yet."""
    existing = Collaboration.objects.filter(slug=SLUG).first()
    if existing is not None:
        return existing
    with tempfile.TemporaryDirectory(prefix="samlad-demo-") as name:
        folder = Path(name)
        say("simulating three years of incidents in Luleå …")
        write_files(simulate(seed, start, end), folder)
        collaboration = _collaboration(folder)
        organisations = _organisations(collaboration)
        for slug, file, profile in FILES:
            say(f"bringing in {file} …")
            _bring_in(organisations[slug], folder / file, folder / profile if profile else None)
    write_history(collaboration, start, end)
    return collaboration


def _collaboration(folder: Path) -> Collaboration:
    collaboration = people_actions.create_collaboration(
        actor=None, slug=SLUG, name="Luleå", simulated=True, attributions=ATTRIBUTIONS
    )
    places_actions.create_areas(
        actor=None, collaboration=collaboration, rows=read_areas((folder / "areas.geojson").read_bytes())
    )
    places_actions.create_places(actor=None, collaboration=collaboration, rows=_places(folder / "places.csv"))
    collect_actions.create_categories(actor=None, collaboration=collaboration, rows=standard_categories())
    return collaboration


def _places(path: Path) -> Iterator[tuple[str, float, float, int]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield row["name"], float(row["latitude"]), float(row["longitude"]), int(float(row["radius"]))


def _organisations(collaboration: Collaboration) -> dict[str, Organisation]:
    made = {
        slug: people_actions.create_organisation(
            actor=None, collaboration=collaboration, slug=slug, name=name, kind=kind
        )
        for slug, name, kind in ORGANISATIONS
    }
    for person in PEOPLE:
        user = User.objects.create_user(person.email, PASSWORD, person.name)
        people_actions.add_member(
            actor=None, user=user, organisation=made[person.organisation], role=person.role
        )
    return made


def _bring_in(organisation: Organisation, file: Path, profile: Path | None) -> None:
    with file.open("rb") as content:
        job = imports.receive(actor=None, organisation=organisation, content=content, filename=file.name)
    given = Profile.from_toml(profile.read_text("utf-8") if profile else "")
    mapping = imports.mapping_for(job, open_door(organisation, now=job.created_at), given)
    imports.start(actor=None, job=job, profile=mapping.require_ready().to_profile())
    imports.work(imports.job_to_work(job.pk))
