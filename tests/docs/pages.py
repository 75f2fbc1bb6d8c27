"""Reading the documents: their tables, links and the paths that they mention."""

import re
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_CODE = re.compile(r"`([^`\n]+)`")
_FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)


@cache
def tracked() -> tuple[str, ...]:
    """The files of the repository that are there, new ones included that nothing ignores."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return tuple(sorted(name for name in set(listed.split("\0")) if name and (ROOT / name).is_file()))


def documents() -> list[Path]:
    """Every Markdown file of the repository."""
    return [ROOT / name for name in tracked() if name.endswith(".md")]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def without_fences(markdown: str) -> str:
    return _FENCE.sub("", markdown)


def section(markdown: str, heading: str) -> str:
    """What stands under a heading, up to the next of the same or a higher level."""
    level = len(heading) - len(heading.lstrip("#"))
    start = markdown.index(f"\n{heading}\n") + len(heading) + 2
    end = re.search(rf"^#{{1,{level}}} ", markdown[start:], re.MULTILINE)
    return markdown[start : start + end.start() if end else None]


def rows(markdown: str) -> list[list[str]]:
    """The cells of every table row, header rows and rulers left out."""
    lines = without_fences(markdown).splitlines()
    found = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if line.startswith("|") and not line.startswith("|---") and not following.startswith("|---"):
            found.append([cell.strip() for cell in line.strip("|").split(" |")])
    return found


def codes(markdown: str) -> list[str]:
    """What stands in `code`."""
    return _CODE.findall(without_fences(markdown))


def links(markdown: str) -> list[str]:
    """The targets of links and pictures."""
    return re.findall(r"\]\(([^)\s]+)\)", without_fences(markdown))


def anchors(markdown: str) -> set[str]:
    """The anchors that a repository's web page gives to headings."""
    headings = re.findall(r"^#+ (.+)$", without_fences(markdown), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
