"""The server under test, and a browser's requests to it over HTTP on loopback."""

from __future__ import annotations

import gzip
import http.client
import http.cookiejar
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bench.bringing_in import EMAIL, PASSWORD, SLUG
from bench.forms import Form, form_of, multipart

Fields = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True, slots=True)
class Served:
    """An answer: how long it took and what it was."""

    milliseconds: float
    content: bytes

    @property
    def page(self) -> bytes:
        """What was sent, unpacked."""
        return gzip.decompress(self.content) if self.content.startswith(b"\x1f\x8b") else self.content


class Client:
    """Signed in, by default as the coordinator, on one connection that is kept open."""

    def __init__(self, port: int, email: str = EMAIL) -> None:
        self._email = email
        self._base = f"http://127.0.0.1:{port}"
        self._headers = {"Cookie": self._signed_in(), "Accept-Encoding": "gzip"}
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def _signed_in(self) -> str:
        jar = http.cookiejar.CookieJar()
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        address = f"{self._base}/"
        with opener.open(address) as page:
            address, form = page.geturl(), page.read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        assert token, f"{address} shows no form to sign in with"
        fields = {"csrfmiddlewaretoken": token[1], "login": self._email, "password": PASSWORD}
        request = urllib.request.Request(  # noqa: S310 - loopback
            address, urllib.parse.urlencode(fields).encode(), {"Referer": address}
        )
        with opener.open(request) as page:
            page.read()
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)

    def get(self, path: str) -> Served:
        """Fetch a page of the collaboration; anything but 200 ends the benchmark."""
        started = time.perf_counter()
        self._connection.request("GET", f"/{SLUG}/{path}", headers=self._headers)
        answer = self._connection.getresponse()
        content = answer.read()
        spent = (time.perf_counter() - started) * 1000
        if answer.status != 200:
            raise RuntimeError(f"{path} was answered with {answer.status}: {content[:200]!r}")
        return Served(spent, content)

    def press(
        self, page: str, ending: str = "", changes: Fields | None = None, file: bytes = b"", **holding: str
    ) -> Served:
        """Fill in a form of the page, send it and fetch what it leads to: all of that is what a person waits for.

        `ending` is how the form's address ends, nothing where it is the page's own; `holding` tells one form of
        several by its fields.
        """
        found = form_of(self.get(page).page, ending, **holding)
        return self.send(page, found, changes or {}, file)

    def send(self, page: str, form: Form, changes: Fields, file: bytes = b"") -> Served:
        """Send the form of a page, and fetch the page that follows."""
        fields = form.filled(changes)
        kind, content = "application/x-www-form-urlencoded", urllib.parse.urlencode(fields).encode()
        if file:
            kind, content = multipart(fields, file)
        address = form.address or f"/{SLUG}/{page}"
        started = time.perf_counter()
        self._connection.request("POST", address, content, self._headers | {"Content-Type": kind})
        answer = self._connection.getresponse()
        told = answer.read()
        if answer.status == 302:
            following = answer.headers["Location"].removeprefix(f"/{SLUG}/").partition("#")[0]
            told = self.get(following).content
        elif answer.status != 200:
            said = re.findall(r'role="alert"[^>]*>(.*?)</div>', Served(0, told).page.decode(), re.DOTALL)
            raise RuntimeError(f"{address} was answered with {answer.status}: {' '.join(said)[:500]!r}")
        return Served((time.perf_counter() - started) * 1000, told)

    def plain(self, path: str) -> bytes:
        """Fetch without compression."""
        self._headers["Accept-Encoding"] = "identity"
        try:
            return self.get(path).content
        finally:
            self._headers["Accept-Encoding"] = "gzip"


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes of the largest web process, now and at its peak, and the most that a press was seen with."""

    web: float
    web_peak: float
    press: float


class Server:
    """`samlad serve`, running. Each press is one of several that come and go, so they are looked at all along."""

    def __init__(self, port: int, process: int) -> None:
        self.port = port
        self._process = process
        self._press = 0.0
        self._stopped = threading.Event()
        self._watch = threading.Thread(target=self._look_at_presses, daemon=True)

    def __enter__(self) -> Server:
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._watch.join()

    def memory(self) -> Memory:
        """What the processes take, once everything has been asked for."""
        web = [_memory(child) for child in _children(self._process)]
        return Memory(max(now for now, _ in web), max(peak for _, peak in web), self._press)

    def processor_seconds(self) -> float:
        """What the web processes have worked so far: not more on a busy machine than on a quiet one."""
        return sum(_worked(child) for child in _children(self._process))

    def _look_at_presses(self) -> None:
        while not self._stopped.wait(0.1):
            # A process may end between being listed and being read.
            with suppress(OSError, KeyError):
                for web in _children(self._process):
                    self._press = max([self._press, *(_memory(press)[1] for press in _children(web))])


@contextmanager
def serving(environment: dict[str, str], workers: int) -> Iterator[Server]:
    """Start the web pages alone, wait until they answer, stop them at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "samlad.cli", "serve", "--port", str(port), "--no-worker"]
    process = subprocess.Popen(
        [*command, "--workers", str(workers)],
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(port, process)
        with Server(port, process.pid) as server:
            yield server
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the server did not start")


def _children(process: int) -> list[int]:
    """The children of all its threads: Linux lists each under the one that started it."""
    tasks = Path(f"/proc/{process}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


def _worked(process: int) -> float:
    # The name, in brackets, may hold blanks; user and system time are the 12th and 13th field after it.
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(process: int) -> tuple[float, float]:
    status = Path(f"/proc/{process}/status").read_text()
    kilobytes = {
        name: int(found[1])
        for name in ("VmRSS", "VmHWM")
        if (found := re.search(rf"{name}:\s+(\d+)", status))
    }
    return kilobytes["VmRSS"] / 1024, kilobytes["VmHWM"] / 1024
