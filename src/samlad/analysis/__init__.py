"""Pure numerics: numpy arrays in, frozen dataclasses out.

Nothing here reads, writes or knows Django. Every result carries its estimate, interval, number of
observations, method, the parameters really used and warnings; every bad argument raises `InputError`.
"""

from samlad.analysis.baseline import BASELINE_RULES, BaselineRule, baseline_columns
from samlad.analysis.counts import count_cells, week_hour_counts
from samlad.analysis.effect import Effect, effect
from samlad.analysis.errors import InputError
from samlad.analysis.expected import ExpectedRange, SeriesRange, expected_range
from samlad.analysis.intervals import poisson_interval, wilson_interval
from samlad.analysis.pooling import Pooled, pool
from samlad.analysis.results import Estimate, Interval
from samlad.analysis.suppress import SUPPRESSED, SuppressedTable, suppress
from samlad.analysis.survey import SurveyEstimate, survey_mean, survey_proportion
from samlad.analysis.trend import SeriesTrend, Trend, trend

__all__ = [
    "BASELINE_RULES",
    "SUPPRESSED",
    "BaselineRule",
    "Effect",
    "Estimate",
    "ExpectedRange",
    "InputError",
    "Interval",
    "Pooled",
    "SeriesRange",
    "SeriesTrend",
    "SuppressedTable",
    "SurveyEstimate",
    "Trend",
    "baseline_columns",
    "count_cells",
    "effect",
    "expected_range",
    "poisson_interval",
    "pool",
    "suppress",
    "survey_mean",
    "survey_proportion",
    "trend",
    "week_hour_counts",
    "wilson_interval",
]
