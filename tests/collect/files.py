"""Small files for tests, and the short way of bringing one in."""

from collections.abc import Iterable

from samlad.collect import imports
from samlad.collect.door import open_door
from samlad.collect.models import ImportJob
from samlad.collect.profile import Profile
from samlad.people.models import Organisation

HEADER = "id;datum;kategori;latitud;longitud;plats;beskrivning"


def file_of(rows: Iterable[str], header: str = HEADER) -> bytes:
    return "\n".join([header, *rows, ""]).encode()


def row(number: int, day: str = "2026-11-02 14:30", category: str = "SKA.KLO", text: str = "Klotter") -> str:
    """One good row; the position moves with the number over the four districts."""
    latitude = 65.601 + 0.038 * (number % 7) / 7
    longitude = 22.001 + 0.078 * (number % 11) / 11
    return f"{number};{day};{category};{latitude:.5f};{longitude:.5f};;{text}"


def bring_in(
    organisation: Organisation, content: bytes, profile: str = "", name: str = "fil.csv"
) -> ImportJob:
    """A file all the way in, as the background worker would."""
    job = imports.receive(actor=None, organisation=organisation, content=content, filename=name)
    door = open_door(organisation, now=job.created_at)
    mapping = imports.mapping_for(job, door, Profile.from_toml(profile)).require_ready()
    imports.start(actor=None, job=job, profile=mapping.to_profile())
    imports.work(imports.job_to_work(job.pk))
    job.refresh_from_db()
    return job
