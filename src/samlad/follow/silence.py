"""Which organisations were heard from in the weeks that are compared, and what their silence does to the answer.

An organisation that falls silent makes incidents fewer on paper. Where it stands for as much in the target as in the
comparison areas, both lose the same share and the ratio stays; otherwise it moves.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from samlad.analysis.effects.effect import effect
from samlad.follow.ratio import Ratio
from samlad.picture.silence import silent_weeks

Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]

# Whose silence matters: who stands for a twentieth of the target's incidents, or of the comparison's.
LEAST_SHARE = 0.05
# Who is silent in more than a quarter of the weeks on a side is left out as a whole, rather than those weeks.
OFTEN = 0.25
# Silence that moves the ratio by a twentieth is warned of.
PULL = 0.05


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation by its id and slug, and the labels of the weeks for which it has ever checked in."""

    id: int
    slug: str
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reports:
    """Incidents by organisation (lines) and week: everything that it reported, and what of it is compared."""

    everything: Counts
    target: Counts
    comparison: Counts


@dataclass(frozen=True, slots=True)
class Voice:
    """What an organisation reported on each side, and the weeks in which it was silent."""

    organisation: str
    target: tuple[int, int]  # before and during
    comparison: tuple[int, int]
    silent: tuple[str, ...]
    silent_before: int
    silent_during: int
    left_out: bool  # silent too often to be counted where everybody is to be heard

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        pairs = {name: (values[name][0], values[name][1]) for name in ("target", "comparison")}
        return cls(**{**values, **pairs, "silent": tuple(values["silent"])})


@dataclass(frozen=True, slots=True)
class Heard:
    """The voices that matter, the weeks in which all of them were heard, and the ratio over these weeks alone.

    `target` and `comparison` are the weekly counts of these organisations; None in a week that is left out. `ratio` is
    None where nobody was silent: it is the main one then. `pull` is the ratio that silence alone would make of a
    measure that did nothing: 0.9 is ten per cent fewer.
    """

    voices: tuple[Voice, ...]
    target: tuple[int | None, ...]
    comparison: tuple[int | None, ...]
    before: int
    during: int
    pull: float
    ratio: Ratio | None

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        ratio = values["ratio"]
        return cls(
            **{
                **values,
                "voices": tuple(Voice.from_json(one) for one in values["voices"]),
                "target": tuple(values["target"]),
                "comparison": tuple(values["comparison"]),
                "ratio": Ratio.from_json(ratio) if ratio else None,
            }
        )

    @property
    def unequal(self) -> bool:
        """Whether silence alone would move the ratio so much that the reader should know."""
        return abs(math.log(self.pull)) >= math.log1p(PULL)


@dataclass(frozen=True, slots=True, eq=False)
class Audible:
    """Who was silent when (lines of organisations, columns of weeks), who is counted, and over which weeks."""

    silent: Flags
    shares: tuple[Floats, Floats]
    matters: Flags
    often: Flags
    counted: Flags
    kept: Flags


def audible(
    organisations: Sequence[Organisation], reports: Reports, weeks: Sequence[str], before: int, during: int
) -> Audible:
    """The weeks in which everybody whose silence matters was heard from."""
    silent = np.array(
        [silent_weeks(one.words, reports.everything[line], weeks) for line, one in enumerate(organisations)],
        dtype=bool,
    ).reshape(len(organisations), len(weeks))
    sides = silent[:, :before], silent[:, len(weeks) - during :]
    shares = _share(reports.target, ~silent), _share(reports.comparison, ~silent)
    matters = np.maximum(*shares) >= LEAST_SHARE
    often = np.maximum(_mean(sides[0]), _mean(sides[1])) > OFTEN
    return Audible(
        silent=silent,
        shares=shares,
        matters=matters,
        often=often,
        # Who hardly reports is no reason to drop a week; its own few incidents are dropped where it was ever silent.
        counted=~often & (matters | ~silent.any(axis=1)),
        kept=np.logical_not(silent[matters & ~often].any(axis=0)),
    )


def listen(
    organisations: Sequence[Organisation], reports: Reports, weeks: Sequence[str], before: int, during: int
) -> Heard:
    """Who was heard from when, and the comparison over the weeks in which everybody was."""
    found, late = audible(organisations, reports, weeks, before, during), len(weeks) - during
    silent, kept, counted = found.silent, found.kept, found.counted
    everybody = bool(kept.all()) and not (found.often & found.matters).any()
    target, comparison = reports.target[counted].sum(axis=0), reports.comparison[counted].sum(axis=0)
    return Heard(
        voices=tuple(
            _voice(
                organisations[line], reports, line, silent[line], weeks, before, late, bool(found.often[line])
            )
            for line in np.flatnonzero(found.matters).tolist()
        ),
        target=_with_gaps(target, kept),
        comparison=_with_gaps(comparison, kept),
        before=int(kept[:before].sum()),
        during=int(kept[late:].sum()),
        pull=_pull(found.shares, (silent[:, :before], silent[:, late:])),
        ratio=None if everybody else _ratio(target, comparison, kept, before, late),
    )


def _share(counts: Counts, heard: Flags) -> Floats:
    """Each organisation's share of the incidents, had all been heard from in all weeks."""
    weekly: Floats = (counts * heard).sum(axis=1) / np.maximum(heard.sum(axis=1), 1)
    total = float(weekly.sum())
    return weekly / (total or 1.0)


def _pull(shares: tuple[Floats, Floats], sides: tuple[Flags, Flags]) -> float:
    """(what is left of the target during / before) over the same of the comparison."""
    left = [[1 - float((share * _mean(side)).sum()) for side in sides] for share in shares]
    (target_before, target_during), (other_before, other_during) = left
    parts = (target_before, target_during, other_before, other_during)
    if min(parts) <= 0:
        return 1.0
    return target_during / target_before / (other_during / other_before)


def _mean(flags: Flags) -> Floats:
    means: Floats = flags.sum(axis=1) / max(flags.shape[1], 1)
    return means


def _ratio(target: Counts, comparison: Counts, kept: Flags, before: int, late: int) -> Ratio:
    early, during = kept.copy(), kept.copy()
    early[before:] = during[:late] = False
    return Ratio.of(effect(target[early], target[during], comparison[early], comparison[during]))


def _voice(
    organisation: Organisation,
    reports: Reports,
    line: int,
    silent: Flags,
    weeks: Sequence[str],
    before: int,
    late: int,
    often: bool,
) -> Voice:
    target, comparison = reports.target[line], reports.comparison[line]
    return Voice(
        organisation=organisation.slug,
        target=(int(target[:before].sum()), int(target[late:].sum())),
        comparison=(int(comparison[:before].sum()), int(comparison[late:].sum())),
        silent=tuple(label for label, quiet in zip(weeks, silent.tolist(), strict=True) if quiet),
        silent_before=int(silent[:before].sum()),
        silent_during=int(silent[late:].sum()),
        left_out=often,
    )


def _with_gaps(counts: Counts, kept: Flags) -> tuple[int | None, ...]:
    return tuple(
        count if stays else None for count, stays in zip(counts.tolist(), kept.tolist(), strict=True)
    )
