"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
import re
from datetime import UTC, datetime
from pathlib import Path

import samlad


def described(database: str, workers: int) -> str:
    """One line: processor, cores, memory, versions, and how busy the machine was with other work."""
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"Measured {datetime.now(UTC):%Y-%m-%d %H:%M} UTC: {_processor()}, {os.cpu_count()} cores, "
        f"{gigabytes:.0f} GB, Python {platform.python_version()}, Samlad {samlad.__version__}, {database}, "
        f"{workers} web process{'es' if workers > 1 else ''}; load average at the start {os.getloadavg()[0]:.1f}."
    )


def _processor() -> str:
    found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    return found[1] if found else platform.machine()
