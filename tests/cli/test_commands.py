"""The command line as a whole: every sub-command can be asked, and a wrong word is answered with status 2."""

import subprocess
import sys

import pytest

import samlad
from samlad import cli


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], *([name, "--help"] for name in cli.COMMANDS)]
)
def test_each_command_says_what_it_does(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(arguments)
    assert left.value.code == 0
    said = capsys.readouterr().out
    assert said.startswith(f"samlad {samlad.__version__}" if "--version" in arguments else "usage: samlad")


@pytest.mark.parametrize("arguments", [[], ["pictures"], ["picture"], ["--nothing"]])
def test_a_wrong_word(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(arguments)
    assert left.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_every_command_has_a_summary() -> None:
    assert set(cli.COMMANDS) == set(cli.SUMMARIES)


def test_an_interrupt_in_the_midst_of_a_library_ends_with_our_status() -> None:
    """Inside `exec` of a text, as dataclasses and numba do it, CPython would end itself by the signal instead."""
    script = (
        "import sys; from samlad import cli; "
        "cli._run = lambda given: exec('raise KeyboardInterrupt'); sys.exit(cli.main([]))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (cli.INTERRUPTED, "\nInterrupted: nothing was written.\n")
