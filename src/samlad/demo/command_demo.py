"""`samlad demo`: Luleå, simulated, on one's own machine."""

import argparse
import os

from samlad.terminal import say


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "Set up the demo (Luleå, three simulated years) where it is missing, and start it."
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: %(default)s)")
    parser.add_argument("--load-only", action="store_true", help="set up the demo and stop")


def run(options: argparse.Namespace) -> int:
    # The demo is on this machine alone: no TLS in front, its people on the sign-in page, its own base map.
    os.environ.setdefault("SAMLAD_HTTPS", "no")
    os.environ.setdefault("SAMLAD_DEMO", "yes")
    os.environ.setdefault("SAMLAD_BASEMAP", "/static/demo/basemap.geojson")
    from samlad.web import command_serve, command_setup

    command_setup.prepare()
    from samlad.demo.load import PASSWORD, PEOPLE, load

    load()
    if options.load_only:
        return 0
    say(f"the demo is on http://{options.host}:{options.port}/ — all incidents in it are simulated")
    for person in PEOPLE:
        say(f"  {person.email:24} {PASSWORD}   {person.name} ({person.role}, {person.organisation})")
    command_serve.serve(options.host, options.port, workers=2)
    return 0
