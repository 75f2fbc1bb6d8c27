"""The Chromium that the tests and the photographer of the documents use, and how it is started."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Asks nothing of the network by itself.
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def executable() -> str | None:
    """The one that SAMLAD_BROWSER names, or the first on the PATH."""
    return os.environ.get("SAMLAD_BROWSER") or next(filter(None, map(shutil.which, NAMES)), None)
