"""A valid call of every public function, by what its arguments are: what `test_bad_input` spoils."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from samlad.analysis import DensityGrid, grid_neighbours

DRAW = np.random.default_rng(1)
ROW = DRAW.poisson(8, 60)
SERIES = DRAW.poisson(8, (3, 120))
CELLS = DRAW.poisson(4, (12, 10))
ACROSS, UP = np.arange(12) % 4 * 100.0, np.arange(12) // 4 * 100.0
AREA = np.arange(12) == 5
GRID = grid_neighbours((3, 4))
DAYS = np.array([0.0, 1, 1, 3, 40, 41, 80, 120, 121, 200, 260, 300])
HOURS = np.array(["2026-11-02T22:00", "2026-11-07T01:30", "2026-11-08T05:00"], "M8[s]")
LATER = HOURS + np.array([3600, 7200, 60], "m8[s]")
ANSWERS = np.array([1, 0, 1, 1, 0, 1, 0, 1])


@dataclasses.dataclass(frozen=True)
class Valid:
    """The arguments of a call that works; each kind of array has its own ways of being spoilt."""

    counts: dict[str, Any] = dataclasses.field(default_factory=dict)
    numbers: dict[str, Any] = dataclasses.field(default_factory=dict)
    masks: dict[str, Any] = dataclasses.field(default_factory=dict)
    codes: dict[str, Any] = dataclasses.field(default_factory=dict)
    moments: dict[str, Any] = dataclasses.field(default_factory=dict)
    rows: dict[str, Any] = dataclasses.field(default_factory=dict)
    settings: dict[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def arrays(self) -> dict[str, Any]:
        return self.counts | self.numbers | self.masks | self.codes | self.moments | self.rows

    @property
    def arguments(self) -> dict[str, Any]:
        return self.arrays | self.settings


CALLS = {
    "adjust_for_silence": Valid(counts={"counts": CELLS}, masks={"heard": CELLS >= 0}),
    "adjust_p": Valid(numbers={"p": [0.01, 0.2, 0.5]}),
    "aoristic": Valid(moments={"start": HOURS, "end": LATER}, codes={"groups": [0, 1, 1]}),
    "aoristic_darkness": Valid(
        moments={"start": HOURS, "end": LATER},
        numbers={"utc_offset": [1.0, 1, 1]},
        settings={"latitude": 65.6, "longitude": 22.1},
    ),
    "area_effect": Valid(
        counts={"counts": CELLS[:5, :6]},
        numbers={"x": ACROSS[:5], "y": UP[:5]},
        masks={"target": np.arange(5) == 1, "buffer": np.arange(5) == 2},
        settings={"start": 4},
    ),
    "baseline_adjustment": Valid(counts={"before": [9, 8], "during": [4, 5], "reference": ROW}),
    "baseline_columns": Valid(settings={"n_periods": 70, "index": 60}),
    "bayes_alarm": Valid(
        counts={"counts": SERIES}, codes={"periods": [118, 119]}, masks={"usable": SERIES >= 0}
    ),
    "bernoulli_scan": Valid(counts={"cases": CELLS, "controls": CELLS + 5}, numbers={"x": ACROSS, "y": UP}),
    "binomial_interval": Valid(counts={"successes": [3, 5], "n": [10, 10]}),
    "classify_emerging": Valid(
        codes={"significant": (CELLS > 6).astype(int)},
        numbers={"trend_z": np.ones(12), "trend_p": np.full(12, 0.3)},
    ),
    "count_dispersion": Valid(counts={"counts": SERIES}),
    "count_cells": Valid(
        rows={"codes": [[0, 1, 1], [2, 0, 0]]}, numbers={"weights": [1.0, 2, 1]}, settings={"sizes": (2, 3)}
    ),
    "covered_cells": Valid(
        rows={"rings": [[[0.0, 0], [300, 0], [300, 300]]]},
        settings={"grid": DensityGrid(0, 0, 50, 10, 10)},
    ),
    "critical_p": Valid(numbers={"p": [0.01, 0.2, 0.5]}),
    "cusum": Valid(counts={"counts": SERIES}, codes={"periods": [118, 119]}, numbers={"mean": [8.0, 8, 8]}),
    "density": Valid(
        numbers={"x": ACROSS, "y": UP, "weights": np.ones(12)},
        masks={"covered": np.ones((10, 10), dtype=bool)},
        codes={"slices": np.arange(12) % 2},
        settings={"grid": DensityGrid(0, 0, 50, 10, 10), "bandwidth": 80.0, "standard_error": True},
    ),
    "density_at": Valid(
        numbers={"x": ACROSS, "y": UP, "at_x": [50.0, 80], "at_y": [50.0, 80], "weights": np.ones(12)},
        settings={"bandwidth": 80.0},
    ),
    "detectable_difference": Valid(
        counts={"before": 207, "comparison_before": 308, "comparison_during": 318}
    ),
    "detectable_effect": Valid(
        counts={"weeks_during": [12, 26]}, settings={"target": 8, "comparison": 24, "weeks_before": 52}
    ),
    "displacement_difference": Valid(
        rows={
            "target": (ROW[:20], ROW[20:40]),
            "comparison": (ROW[20:40], ROW[40:]),
            "buffer": (ROW[40:], ROW[:20]),
            "buffer_comparison": (ROW[:20], ROW[40:]),
        }
    ),
    "displacement_quotient": Valid(
        counts={"target": [207, 110], "buffer": [178, 157], "comparison": [308, 318]}
    ),
    "ears": Valid(counts={"counts": SERIES}, codes={"periods": [118, 119]}, masks={"usable": SERIES >= 0}),
    "effect": Valid(
        counts={
            "target_before": ROW[:30],
            "target_during": ROW[30:],
            "comparison_before": ROW[30:],
            "comparison_during": ROW[:30],
        }
    ),
    "effect_regression": Valid(
        counts={
            "target_before": ROW[:30],
            "target_during": ROW[30:],
            "comparison_before": ROW[30:],
            "comparison_during": ROW[:30],
        }
    ),
    "emerging_hot_spots": Valid(numbers={"counts": CELLS}, settings={"neighbours": GRID}),
    "expected_range": Valid(counts={"history": SERIES}, masks={"usable": SERIES >= 0}),
    "farrington": Valid(
        counts={"counts": SERIES},
        numbers={"exposure": np.ones(120)},
        codes={"periods": [118, 119]},
        masks={"usable": SERIES >= 0},
        moments={"dates": np.arange("2024-01-01", "2026-04-20", 7, dtype="M8[D]")},
        settings={"years_back": 2},
    ),
    "farrington_flexible": Valid(
        counts={"counts": SERIES},
        numbers={"exposure": np.ones(120)},
        codes={"periods": [118, 119]},
        masks={"usable": SERIES >= 0},
        moments={"dates": np.arange("2024-01-01", "2026-04-20", 7, dtype="M8[D]")},
        settings={"years_back": 2, "block_count": 5},
    ),
    "general_g": Valid(numbers={"values": CELLS[:, 0]}, settings={"neighbours": GRID}),
    "global_moran": Valid(numbers={"values": CELLS[:, 0]}, settings={"neighbours": GRID}),
    "grid_neighbours": Valid(masks={"present": np.ones((3, 4), dtype=bool)}, settings={"shape": (3, 4)}),
    "hot_spots": Valid(numbers={"values": CELLS[:, 0]}, settings={"neighbours": GRID}),
    "interrupted_series": Valid(
        counts={"counts": ROW},
        numbers={"exposure": np.ones(60)},
        settings={"start": 40, "periods_per_year": 12.0},
    ),
    "knox": Valid(numbers={"x": ACROSS, "y": UP, "time": DAYS}, settings={"distance": 150.0, "days": 3.0}),
    "local_moran": Valid(numbers={"values": CELLS[:, 0]}, settings={"neighbours": GRID}),
    "mann_kendall": Valid(numbers={"values": SERIES[:, :20]}),
    "match_areas": Valid(
        counts={"target": ROW, "candidates": SERIES[:, :60]},
        numbers={"populations": [500.0, 600, 700]},
        settings={"periods_per_year": 12.0, "target_population": 500.0},
    ),
    "near_neighbours": Valid(numbers={"x": ACROSS, "y": UP}, settings={"distance": 100.0}),
    "near_repeat": Valid(
        numbers={
            "x": ACROSS,
            "y": UP,
            "time": DAYS,
            "distance_bands": [0.0, 150, 300],
            "time_bands": [0.0, 8, 100],
        }
    ),
    "near_repeat_chains": Valid(
        numbers={"x": ACROSS, "y": UP, "time": DAYS}, settings={"distance": 150.0, "days": 3.0}
    ),
    "nearest_neighbours": Valid(numbers={"x": ACROSS, "y": UP}, settings={"number": 3}),
    "needed_weeks": Valid(settings={"ratio": 0.7, "target": 8, "comparison": 24, "weeks_before": 52}),
    "neighbour_lists": Valid(rows={"lists": [[1], [0, 2], [1]], "weights": [[1.0], [1.0, 2.0], [2.0]]}),
    "permutation_scan": Valid(counts={"counts": CELLS}, numbers={"x": ACROSS, "y": UP}),
    "poisson_interval": Valid(counts={"counts": ROW}),
    "poisson_scan": Valid(
        counts={"counts": CELLS}, numbers={"population": np.full(12, 50.0), "x": ACROSS, "y": UP}
    ),
    "pool": Valid(numbers={"estimates": [-0.3, 0.1, -0.2, 0.0], "variances": [0.02, 0.03, 0.05, 0.01]}),
    "ramp_up": Valid(counts={"counts": SERIES}),
    "rank_intervals": Valid(numbers={"estimates": [9.0, 5, 1], "standard_errors": [0.5, 0.5, 0.5]}),
    "rank_rates": Valid(counts={"counts": [90, 41, 2]}, numbers={"exposure": [1000.0, 900, 800]}),
    "rate": Valid(counts={"counts": [90, 41, 2]}, numbers={"exposure": [1000.0, 900, 800]}),
    "rate_change": Valid(counts={"during": 86, "before": 169}),
    "rate_change_posterior": Valid(
        counts={"target": [169, 86], "comparison": [184, 192]}, numbers={"exposure": [1.0, 2.0]}
    ),
    "rate_ratio_power": Valid(settings={"rate_during": 10.0, "rate_before": 7.0, "periods_during": 12}),
    "rki_alarm": Valid(
        counts={"counts": SERIES}, codes={"periods": [118, 119]}, masks={"usable": SERIES >= 0}
    ),
    "simulated_power": Valid(
        settings={"ratio": 0.7, "target": 8, "comparison": 24, "weeks_before": 20, "weeks_during": 10}
    ),
    "smooth_by_moments": Valid(
        counts={"counts": [9, 4, 2]},
        numbers={"exposure": [100.0, 90, 80]},
        rows={"neighbours": [[1], [0, 2], [1]]},
    ),
    "smooth_rates": Valid(counts={"counts": [9, 4, 2]}, numbers={"exposure": [100.0, 90, 80]}),
    "staggered_effect": Valid(counts={"counts": CELLS}, codes={"starts": [5, 7] + [-1] * 10}),
    "sun_altitude": Valid(moments={"moments": HOURS}, settings={"latitude": 65.6, "longitude": 22.1}),
    "suppress": Valid(counts={"counts": CELLS}, masks={"structural_zeros": CELLS < 0}),
    "survey_mean": Valid(
        numbers={"values": np.arange(8.0), "weights": np.ones(8), "population": np.full(8, 50.0)},
        codes={"strata": np.arange(8) // 4, "clusters": np.arange(8) // 2},
        masks={"domain": np.arange(8) > 2},
    ),
    "survey_proportion": Valid(
        counts={"answers": ANSWERS},
        numbers={"weights": np.ones(8), "population": np.full(8, 50.0)},
        codes={"strata": np.arange(8) // 4, "clusters": np.arange(8) // 2},
        masks={"domain": np.arange(8) > 2},
    ),
    "synthetic_did": Valid(
        numbers={"outcomes": CELLS.astype(float)}, masks={"target": AREA}, settings={"start": 7}
    ),
    "trend": Valid(
        counts={"counts": SERIES},
        numbers={"exposure": np.ones(120)},
        masks={"usable": SERIES >= 0},
        settings={"periods_per_year": 52.0},
    ),
    "trend_adjusted_for_silence": Valid(
        counts={"counts": CELLS}, masks={"heard": CELLS >= 0}, settings={"periods_per_year": 4.0}
    ),
    "week_hour_counts": Valid(codes={"hour_of_week": [0, 25, 167]}, numbers={"weights": [1.0, 2, 1]}),
    "wilson_interval": Valid(counts={"successes": [3, 5], "n": [10, 10]}),
}
