"""A job's chunks as they wait, and their way through the door one ahead of the one that is being stored."""

import io
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

import polars as pl

from samlad.collect.choices import Channel
from samlad.collect.door import Prepared, open_door
from samlad.collect.mapping import Mapping
from samlad.collect.models import ImportChunk, ImportJob
from samlad.collect.profile import Profile
from samlad.collect.recognise import recognise

SAMPLE_ROWS = 2_000


def packed(frame: pl.DataFrame) -> bytes:
    """The rows as a chunk keeps them."""
    buffer = io.BytesIO()
    frame.write_ipc(buffer, compression="zstd")
    return buffer.getvalue()


def unpacked(chunk: ImportChunk) -> pl.DataFrame:
    """The rows of a chunk."""
    return pl.read_ipc(io.BytesIO(bytes(chunk.rows)))


class Part(NamedTuple):
    """A chunk, its rows as they came, and what the door makes of them."""

    chunk: ImportChunk
    frame: pl.DataFrame
    prepared: Future[Prepared]


class Line:
    """The job's chunks in their order, each through the door by one map, and the next one begun."""

    def __init__(self, job: ImportJob, ahead: ThreadPoolExecutor) -> None:
        self._job, self._ahead = job, ahead
        self._door = open_door(job.organisation, now=job.created_at)
        self._mapping: Mapping | None = None
        self._begun: Part | None = None

    def next(self) -> Part | None:
        """The next one; None where none is left. Where another worker has taken what came next, it begins anew."""
        part = self._begun or self._begin(-1)
        self._begun = self._begin(part.chunk.number) if part else None
        return part

    def _begin(self, after: int) -> Part | None:
        chunk = self._job.chunks.filter(number__gt=after).order_by("number").first()
        if chunk is None:
            return None
        frame = unpacked(chunk)
        if self._mapping is None:
            profile, columns = Profile.from_toml(self._job.profile), tuple(self._job.columns)
            self._mapping = recognise(frame.head(SAMPLE_ROWS), columns, self._door.context, profile)
        return Part(chunk, frame, self._ahead.submit(self._door.prepare, frame, self._mapping, Channel.FILE))
