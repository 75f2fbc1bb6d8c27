"""In a process of its own: a file through the full door, and how long each part of the way took.

`python -m bench.bringing_in FILE` prints one line of JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

SLUG, ORGANISATION = "prov", "kommunen"
EMAIL, PASSWORD = "karin@bench.samlad", "korrekt häst batteri klammer"
# Somebody outside the group, with the same password.
READER = "rut@bench.samlad"


def main(path: Path) -> None:
    """Import the file and say what it took."""
    django.setup()
    from samlad.people.models import Organisation

    organisation = Organisation.objects.filter(slug=ORGANISATION).first() or _world()
    spent = _watched()
    started, worked = time.perf_counter(), time.process_time()
    job = _bring_in(organisation, path, spent)
    job.refresh_from_db()
    answer = {
        "rows": job.rows_read,
        "stored": job.rows_stored,
        "rejected": job.rows_rejected,
        "seconds": time.perf_counter() - started,
        "processor_seconds": time.process_time() - worked,
        "committed": time.time(),
        "parts": dict(spent),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    sys.stdout.write(json.dumps(answer) + "\n")


def _bring_in(organisation: Any, path: Path, spent: dict[str, float]) -> Any:
    from samlad.collect import imports
    from samlad.collect.door import open_door
    from samlad.collect.profile import Profile

    started = time.perf_counter()
    with path.open("rb") as content:
        job = imports.receive(actor=None, organisation=organisation, content=content, filename=path.name)
    spent["read and guard"] = time.perf_counter() - started
    door = open_door(organisation, now=job.created_at)
    mapping = imports.mapping_for(job, door, Profile.from_toml("")).require_ready()
    imports.start(actor=None, job=job, profile=mapping.to_profile())
    imports.work(imports.job_to_work(job.pk))
    return job


def _watched() -> dict[str, float]:
    """Watch the parts of the work from outside: seconds spent in each, by its name."""
    from samlad.collect import actions, door

    spent: dict[str, float] = defaultdict(float)

    def watch(owner: Any, name: str, part: str) -> None:
        function: Callable[..., Any] = getattr(owner, name)

        def watched(*arguments: Any, **named: Any) -> Any:
            started = time.perf_counter()
            try:
                return function(*arguments, **named)
            finally:
                spent[part] += time.perf_counter() - started

        setattr(owner, name, watched)

    watch(door, "normalise", "normalise")
    watch(door.Door, "_locate", "locate")
    watch(actions, "admit", "store")
    return spent


def _world() -> Any:
    from samlad.collect import actions as collect_actions
    from samlad.collect.standard import standard_categories
    from samlad.demo.basemap import areas_document
    from samlad.demo.geography import geography
    from samlad.people import actions as people_actions
    from samlad.people.models import Role, User
    from samlad.places import actions as places_actions
    from samlad.places.areas_file import read_areas

    collaboration = people_actions.create_collaboration(
        actor=None, slug=SLUG, name="Luleå", simulated=True, attributions=()
    )
    areas = read_areas(json.dumps(areas_document()).encode())
    places_actions.create_areas(actor=None, collaboration=collaboration, rows=areas)
    places = [(one.name, one.latitude, one.longitude, int(one.radius)) for one in geography().places]
    places_actions.create_places(actor=None, collaboration=collaboration, rows=places)
    collect_actions.create_categories(actor=None, collaboration=collaboration, rows=standard_categories())
    organisation = people_actions.create_organisation(
        actor=None, collaboration=collaboration, slug=ORGANISATION, name="Kommunen", kind="municipality"
    )
    user = User.objects.create_user(EMAIL, PASSWORD, "Karin Samordnare")
    people_actions.add_member(actor=None, user=user, organisation=organisation, role=Role.COORDINATOR)
    user = User.objects.create_user(READER, PASSWORD, "Rut Läsare")
    people_actions.add_member(actor=None, user=user, organisation=organisation, role=Role.READER)
    return organisation


if __name__ == "__main__":
    main(Path(sys.argv[1]))
