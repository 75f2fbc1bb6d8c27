"""What the tests of killed processes run in processes of their own: `python -m tests.collect.kill_child …`.

prepare ROWS   makes the tables, a collaboration and a confirmed job of so many rows
work [WHERE N] works on the job once a line comes in; dies by SIGKILL at the N-th call of WHERE
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

CHUNK_ROWS = 2_500
HEADER = "id;datum;kategori;latitud;longitud;antal;beskrivning"
PROFILE = 'correction_column = "antal"\ncorrection_value = "-1"\n[columns]\nexternal_id = "id"\n'
# Of a hundred rows (places in it): two corrections, three repeats, one of no known category.
CORRECTION, REPEATED, BAD = (40, 80), (10, 20, 30), 55


def say(text: object) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def line(number: int) -> str:
    """Row of that number; corrections and repeats name a row some chunks before."""
    place = number % 100
    day = (date(2026, 1, 1) + timedelta(days=number % 300)).isoformat()
    latitude = 65.601 + 0.038 * (number % 7) / 7
    longitude = 22.001 + 0.078 * (number % 11) / 11
    name, count = number, 1
    if place in CORRECTION and number > 7_000:
        name, count = number - 7_001, -1
    elif place in REPEATED and number > 7_000:
        name = number - 7_002
    kind = "Ufo" if place == BAD else "SKA.KLO"
    return f"{name};{day} 14:30;{kind};{latitude:.5f};{longitude:.5f};{count};Klotter {number}"


def prepare(rows: int) -> None:
    from django.conf import settings
    from django.core.management import call_command

    settings.MIGRATION_MODULES = {app.split(".")[-1]: None for app in settings.INSTALLED_APPS}
    call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)
    from tests.conftest import build_world

    from samlad.collect import imports
    from samlad.collect.door import open_door
    from samlad.collect.profile import Profile

    imports.CHUNK_ROWS = CHUNK_ROWS
    organisation = build_world("norrby").organisations["polisen"]
    content = "\n".join([HEADER, *map(line, range(rows)), ""]).encode()
    job = imports.receive(actor=None, organisation=organisation, content=content, filename="a.csv")
    mapping = imports.mapping_for(
        job, open_door(organisation, now=job.created_at), Profile.from_toml(PROFILE)
    ).require_ready()
    imports.start(actor=None, job=job, profile=mapping.to_profile())
    say(job.pk)


def work(where: str = "", calls: int = 0) -> None:
    from samlad.collect import actions, imports, store
    from samlad.collect.models import ImportJob
    from samlad.people.models import Collaboration
    from samlad.picture import columns

    def dying(real: Callable[..., Any]) -> Callable[..., Any]:
        left = [calls]

        def call(*args: Any, **kwargs: Any) -> Any:
            left[0] -= 1
            result = real(*args, **kwargs)
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        return call

    points: dict[str, tuple[object, str]] = {
        "insert": (store, "insert_incidents"),
        "withdraw": (actions, "_withdraw_corrected"),
        "audit": (actions, "record"),
        "rejections": (imports, "_note_rejected"),
        "store": (imports, "_store"),
    }
    if where:
        module, name = points[where]
        setattr(module, name, dying(getattr(module, name)))
    collaboration = Collaboration.objects.get()
    before = columns.current(collaboration)
    say("ready")
    sys.stdin.readline()
    job = imports.job_to_work(ImportJob.objects.latest("pk").pk)
    imports.work(job)
    after = columns.current(collaboration)
    say(
        json.dumps(
            {
                "version_before": before.version,
                "version_after": after.version,
                "ids": len(set(after.id.tolist())),
                "rows": len(after.id),
                "counted": int(after.counted.sum()),
            }
        )
    )


if __name__ == "__main__":
    import django

    django.setup()
    if sys.argv[1] == "prepare":
        prepare(int(sys.argv[2]))
    elif len(sys.argv) > 2:
        work(sys.argv[2], int(sys.argv[3]))
    else:
        work()
