"""Pure numerics: numpy arrays in, frozen dataclasses out.

Nothing here reads, writes or knows Django. Every result carries its estimate, interval, number of
observations, method, the parameters really used and warnings; every bad argument raises `InputError`.
"""

from samlad.analysis.aoristic import Aoristic, aoristic
from samlad.analysis.aoristic_darkness import AoristicDarkness, aoristic_darkness
from samlad.analysis.aoristic_sun import sun_altitude
from samlad.analysis.area_effect import AreaEffect, area_effect
from samlad.analysis.baseline import BASELINE_RULES, BaselineRule, baseline_columns
from samlad.analysis.counts import count_cells, week_hour_counts
from samlad.analysis.coverage import (
    Coverage,
    CoverageTrend,
    adjust_for_silence,
    trend_adjusted_for_silence,
)
from samlad.analysis.effect import Effect, effect
from samlad.analysis.errors import InputError
from samlad.analysis.expected import ExpectedRange, SeriesRange, expected_range
from samlad.analysis.intervals import poisson_interval, wilson_interval
from samlad.analysis.pooling import Pooled, pool
from samlad.analysis.ramp_up import RampUp, ramp_up
from samlad.analysis.ranks import Ranks, rank_intervals, rank_rates
from samlad.analysis.rates import binomial_interval, rate
from samlad.analysis.results import Estimate, Interval
from samlad.analysis.scan import bernoulli_scan, permutation_scan, poisson_scan
from samlad.analysis.scan_results import Scan, ScanCluster
from samlad.analysis.smoothing import SmoothedRates, smooth_by_moments, smooth_rates
from samlad.analysis.suppress import SUPPRESSED, SuppressedTable, suppress
from samlad.analysis.survey import SurveyEstimate, survey_mean, survey_proportion
from samlad.analysis.trend import SeriesTrend, Trend, trend

__all__ = [
    "BASELINE_RULES",
    "SUPPRESSED",
    "Aoristic",
    "AoristicDarkness",
    "AreaEffect",
    "BaselineRule",
    "Coverage",
    "CoverageTrend",
    "Effect",
    "Estimate",
    "ExpectedRange",
    "InputError",
    "Interval",
    "Pooled",
    "RampUp",
    "Ranks",
    "Scan",
    "ScanCluster",
    "SeriesRange",
    "SeriesTrend",
    "SmoothedRates",
    "SuppressedTable",
    "SurveyEstimate",
    "Trend",
    "adjust_for_silence",
    "aoristic",
    "aoristic_darkness",
    "area_effect",
    "baseline_columns",
    "bernoulli_scan",
    "binomial_interval",
    "count_cells",
    "effect",
    "expected_range",
    "permutation_scan",
    "poisson_interval",
    "poisson_scan",
    "pool",
    "ramp_up",
    "rank_intervals",
    "rank_rates",
    "rate",
    "smooth_by_moments",
    "smooth_rates",
    "sun_altitude",
    "suppress",
    "survey_mean",
    "survey_proportion",
    "trend",
    "trend_adjusted_for_silence",
    "week_hour_counts",
    "wilson_interval",
]
