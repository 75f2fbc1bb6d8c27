"""`samlad serve`: the web pages and the background worker in one command."""

import argparse
import multiprocessing
import os
import subprocess
import sys
import threading

from samlad.web import command_setup


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "Run the web pages and the background worker until interrupted."
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: %(default)s)")
    parser.add_argument("--workers", type=int, default=2, help="web processes (default: %(default)s)")
    parser.add_argument(
        "--no-worker", action="store_true", help="web pages only; run `samlad worker` somewhere else"
    )


def run(options: argparse.Namespace) -> int:
    command_setup.prepare()
    serve(options.host, options.port, options.workers, worker=not options.no_worker)
    return 0


def serve(host: str, port: int, workers: int, *, worker: bool = True) -> None:
    """Serve until interrupted; the worker is a process of its own and is started again should it die."""
    # Where each thread has a heap of its own, what one has freed is not there for the others: a web process grew to
    # 570 MB where it needs 400. Read when a process starts, so that it is for those that are started here.
    os.environ.setdefault("MALLOC_ARENA_MAX", "1")
    stop = threading.Event()
    keeper = threading.Thread(target=_keep_worker, args=(stop,), daemon=True)
    if worker:
        keeper.start()
    try:
        _web(host, port, workers)
    finally:
        stop.set()
        if worker:
            keeper.join(timeout=15)


def _web(host: str, port: int, workers: int) -> None:
    from django.db import connections
    from granian.constants import Interfaces
    from granian.server import Server

    # The processes that serve must not share a connection with this one, nor be forked from it: a fork takes
    # along the locks of threads that it leaves behind (Polars has such), and waits for them for ever.
    connections.close_all()
    multiprocessing.set_start_method("spawn", force=True)
    Server(
        "samlad.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=2,
        respawn_failed_workers=True,
        log_access=False,
    ).serve()


def _keep_worker(stop: threading.Event) -> None:
    while not stop.is_set():
        process = subprocess.Popen([sys.executable, "-m", "samlad.cli", "worker"], env=os.environ)
        while process.poll() is None and not stop.wait(0.5):
            pass
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
