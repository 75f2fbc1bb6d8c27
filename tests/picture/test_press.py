"""The press: the same pages as in one's own process, and nothing of one job in the next, whatever happens."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.picture import documents

from samlad.picture import pdf
from samlad.picture.press import PICTURE, Press, PressProblem

# A press that has jobs of the tests' own besides those of Samlad.
JOBS = """
import os, sys, time, types
from samlad.picture import press
press.JOBS, press.IDLE_SECONDS = {jobs}, {idle}
made = types.ModuleType("samlad.made")
made.echo = lambda text: text.encode()
made.says = lambda text: print(text) or os.write(1, text.encode()) and b"printed"
made.slow = lambda text: time.sleep(float(text)) or b"late"
made.dies = lambda text: os._exit(3)
made.fails = lambda text: [][int(text)]
sys.modules["samlad.made"] = made
press.main()
"""


def command(jobs: int = 50, idle: float = 60) -> list[str]:
    return [sys.executable, "-c", JOBS.format(jobs=jobs, idle=idle)]


@pytest.fixture
def press() -> Iterator[Press]:
    made = Press(command(), job_seconds=20)
    yield made
    made.close()


def _echo(press: Press, text: str) -> bytes:
    return press.print("samlad.made:echo", text)


def _is_gone(process: int, seconds: float = 10) -> bool:
    until = time.monotonic() + seconds
    while Path(f"/proc/{process}").exists():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


@pytest.mark.parametrize("language", ["sv", "en"])
def test_prints_what_is_printed_without_it(language: str) -> None:
    press = Press()
    try:
        document = documents.lulea(language)
        assert press.print(PICTURE, document.to_json()) == pdf.render_pdf(document)
    finally:
        press.close()


def test_one_process_prints_one_job_after_another(press: Press) -> None:
    assert press.process_id is None
    assert _echo(press, "one") == b"one"
    first = press.process_id
    large = "två å " * 500_000
    assert _echo(press, large) == large.encode()
    assert _echo(press, "") == b""
    assert press.process_id == first


def test_jobs_that_come_at_once_each_get_their_own_answer(press: Press) -> None:
    texts = [f"{number}-" * 20_000 for number in range(40)]
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda text: _echo(press, text), texts))
    assert answers == [text.encode() for text in texts]


def test_process_is_replaced_after_its_number_of_jobs() -> None:
    press = Press(command(jobs=2))
    try:
        processes = []
        for number in range(5):
            assert _echo(press, str(number)) == str(number).encode()
            processes.append(press._process.popen.pid if press._process else 0)
        assert len(set(processes)) == 3
        assert _is_gone(processes[0])
    finally:
        press.close()


def test_idle_process_ends_and_the_next_job_starts_another() -> None:
    press = Press(command(idle=0.1))
    try:
        _echo(press, "one")
        process = press._process
        assert process is not None
        assert _is_gone(process.popen.pid)
        assert press.process_id is None
        assert _echo(press, "two") == b"two"
    finally:
        press.close()


def test_killed_process_is_not_noticed_by_the_next_job(press: Press) -> None:
    _echo(press, "one")
    assert press.process_id
    os.kill(press.process_id, signal.SIGKILL)
    assert _echo(press, "two") == b"two"


def test_job_that_ends_the_process_is_told_and_the_next_one_is_printed(press: Press) -> None:
    with pytest.raises(PressProblem, match=r"ended twice while it printed samlad\.made:dies"):
        press.print("samlad.made:dies", "")
    assert _echo(press, "two") == b"two"


def test_job_that_takes_too_long_is_stopped_and_its_answer_goes_to_nobody() -> None:
    press = Press(command(), job_seconds=3)
    try:
        _echo(press, "warm")
        slow = press.process_id
        assert slow
        with pytest.raises(PressProblem, match=r"samlad\.made:slow took longer than 3 seconds"):
            press.print("samlad.made:slow", "30")
        assert _is_gone(slow)
        assert _echo(press, "two") == b"two"
    finally:
        press.close()


def test_interrupted_exchange_leaves_no_answer_for_the_next_job(press: Press) -> None:
    _echo(press, "warm")
    process = press._process
    assert process is not None

    class Interrupted(io.BytesIO):
        def read(self, _length: int | None = None) -> bytes:
            raise KeyboardInterrupt

    press._process = process._replace(answering=Interrupted())
    with pytest.raises(KeyboardInterrupt):
        _echo(press, "somebody's")
    assert _echo(press, "mine") == b"mine"
    assert _is_gone(process.popen.pid)
    process.answering.close()


def test_process_of_before_a_fork_is_left_to_its_owner(press: Press) -> None:
    _echo(press, "one")
    process = press._process
    assert process is not None
    other = Press(command())
    other._process = process._replace(
        owner=os.getppid(), asking=os.fdopen(os.dup(process.asking.fileno()), "wb")
    )
    other._process = other._process._replace(answering=os.fdopen(os.dup(process.answering.fileno()), "rb"))
    assert _echo(other, "theirs") == b"theirs"
    assert other.process_id != process.popen.pid
    other.close()
    assert _echo(press, "two") == b"two"
    assert press.process_id == process.popen.pid


def test_error_of_a_job_is_told_and_the_process_goes_on(press: Press) -> None:
    _echo(press, "one")
    process = press.process_id
    with pytest.raises(PressProblem, match=r"samlad\.made:fails failed: IndexError: list index out of range"):
        press.print("samlad.made:fails", "1")
    assert _echo(press, "two") == b"two"
    assert press.process_id == process


def test_what_a_job_prints_is_no_answer(press: Press) -> None:
    assert press.print("samlad.made:says", "hello") == b"printed"
    assert _echo(press, "two") == b"two"


@pytest.mark.parametrize(
    "path", ["os:system", "samladx.made:echo", "samlad.made:", "samlad.made", "samlad:cli"]
)
def test_only_functions_of_samlad_are_called(press: Press, path: str) -> None:
    with pytest.raises(PressProblem, match="is no function of Samlad"):
        press.print(path, "true")


def test_ctrl_c_is_for_the_parent(press: Press) -> None:
    _echo(press, "one")
    assert press.process_id
    assert os.getsid(press.process_id) != os.getsid(0)


@pytest.mark.parametrize("job", ["", "press.print('samlad.made:slow', '1.5')"])
def test_press_ends_with_its_parent(job: str) -> None:
    script = (
        "import sys, threading, time; from samlad.picture.press import Press\n"
        "press = Press([sys.executable, '-c', sys.argv[1]]); press.print('samlad.made:echo', '')\n"
        f"print(press.process_id, flush=True)\n{job}\ntime.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script, command()[2]], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        process = int(parent.stdout.readline())
        time.sleep(0.3)
        parent.kill()
    assert _is_gone(process)


def test_web_process_loads_nothing_that_prints() -> None:
    script = (
        "import django, sys; django.setup(); import samlad.web.urls\n"
        "print({'typst', 'vl_convert'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert done.stdout.decode().strip() == "set()"
