"""What `samlad serve` gives the processes that it starts."""

import os

import pytest

from samlad.web import command_serve


@pytest.mark.parametrize(("said", "given"), [(None, "1"), ("4", "4")])
def test_the_threads_of_a_process_share_one_heap_unless_it_was_said_otherwise(
    monkeypatch: pytest.MonkeyPatch, said: str | None, given: str
) -> None:
    monkeypatch.delenv("MALLOC_ARENA_MAX", raising=False)
    if said:
        monkeypatch.setenv("MALLOC_ARENA_MAX", said)
    seen: list[str | None] = []
    monkeypatch.setattr(command_serve, "_web", lambda *_: seen.append(os.environ.get("MALLOC_ARENA_MAX")))
    command_serve.serve("127.0.0.1", 0, 1, worker=False)
    assert seen == [given]
    monkeypatch.delenv("MALLOC_ARENA_MAX")
