"""Pure numerics: numpy arrays in, frozen dataclasses out.

Nothing here reads, writes or knows Django. Every result carries its estimate, interval, number of
observations, method, the parameters really used and warnings; every bad argument raises `InputError`.
"""

from samlad.analysis.alarm_results import Alarms
from samlad.analysis.aoristic import Aoristic, aoristic
from samlad.analysis.aoristic_darkness import AoristicDarkness, aoristic_darkness
from samlad.analysis.aoristic_sun import sun_altitude
from samlad.analysis.area_effect import AreaEffect, area_effect
from samlad.analysis.baseline import BASELINE_RULES, BaselineRule, baseline_columns
from samlad.analysis.baseline_adjustment import BaselineAdjustment, baseline_adjustment
from samlad.analysis.bayes_alarm import bayes_alarm, rki_alarm
from samlad.analysis.counts import count_cells, week_hour_counts
from samlad.analysis.coverage import (
    Coverage,
    CoverageTrend,
    adjust_for_silence,
    trend_adjusted_for_silence,
)
from samlad.analysis.cusum import cusum
from samlad.analysis.density import Density, density
from samlad.analysis.density_grid import DensityGrid, covered_cells
from samlad.analysis.density_points import density_at
from samlad.analysis.displacement import DisplacementDifference, displacement_difference
from samlad.analysis.displacement_quotient import DisplacementQuotient, displacement_quotient
from samlad.analysis.ears import ears
from samlad.analysis.effect import Effect, effect
from samlad.analysis.effect_regression import RegressionEffect, effect_regression
from samlad.analysis.emerging import EmergingHotSpots, classify_emerging, emerging_hot_spots
from samlad.analysis.errors import InputError
from samlad.analysis.expected import ExpectedRange, SeriesRange, expected_range
from samlad.analysis.false_discovery import adjust_p, critical_p
from samlad.analysis.farrington import farrington
from samlad.analysis.farrington_flexible import farrington_flexible
from samlad.analysis.hot_spots import HotSpots, hot_spots
from samlad.analysis.hot_spots_global import GlobalStatistic, general_g, global_moran
from samlad.analysis.hot_spots_moran import LocalMoran, local_moran
from samlad.analysis.interrupted_series import InterruptedSeries, RatioChange, interrupted_series
from samlad.analysis.intervals import binomial_interval, poisson_interval, wilson_interval
from samlad.analysis.mann_kendall import MannKendall, mann_kendall
from samlad.analysis.matching import Matches, match_areas
from samlad.analysis.near_repeat import NearRepeat, near_repeat
from samlad.analysis.near_repeat_chains import NearRepeatChains, near_repeat_chains
from samlad.analysis.near_repeat_knox import Knox, knox
from samlad.analysis.neighbours import Neighbours, grid_neighbours, neighbour_lists
from samlad.analysis.neighbours_near import near_neighbours, nearest_neighbours
from samlad.analysis.pooling import Pooled, pool
from samlad.analysis.power import DetectableDifference, Power, detectable_difference, rate_ratio_power
from samlad.analysis.power_detectable import DetectableEffect, NeededWeeks, detectable_effect, needed_weeks
from samlad.analysis.power_simulated import SimulatedPower, simulated_power
from samlad.analysis.ramp_up import RampUp, ramp_up
from samlad.analysis.ranks import Ranks, rank_intervals, rank_rates
from samlad.analysis.rate_change import RateChange, rate_change
from samlad.analysis.rate_change_posterior import RatePosterior, rate_change_posterior
from samlad.analysis.rates import rate
from samlad.analysis.results import Estimate, Interval
from samlad.analysis.scan import bernoulli_scan, permutation_scan, poisson_scan
from samlad.analysis.scan_results import Scan, ScanCluster
from samlad.analysis.smoothing import SmoothedRates, smooth_by_moments, smooth_rates
from samlad.analysis.staggered import RatioGroup, StaggeredEffect, staggered_effect
from samlad.analysis.suppress import SUPPRESSED, SuppressedTable, suppress
from samlad.analysis.survey import SurveyEstimate, survey_mean, survey_proportion
from samlad.analysis.synthetic_did import SyntheticDid, synthetic_did
from samlad.analysis.trend import SeriesTrend, Trend, trend

__all__ = [
    "BASELINE_RULES",
    "SUPPRESSED",
    "Alarms",
    "Aoristic",
    "AoristicDarkness",
    "AreaEffect",
    "BaselineAdjustment",
    "BaselineRule",
    "Coverage",
    "CoverageTrend",
    "Density",
    "DensityGrid",
    "DetectableDifference",
    "DetectableEffect",
    "DisplacementDifference",
    "DisplacementQuotient",
    "Effect",
    "EmergingHotSpots",
    "Estimate",
    "ExpectedRange",
    "GlobalStatistic",
    "HotSpots",
    "InputError",
    "InterruptedSeries",
    "Interval",
    "Knox",
    "LocalMoran",
    "MannKendall",
    "Matches",
    "NearRepeat",
    "NearRepeatChains",
    "NeededWeeks",
    "Neighbours",
    "Pooled",
    "Power",
    "RampUp",
    "Ranks",
    "RateChange",
    "RatePosterior",
    "RatioChange",
    "RatioGroup",
    "RegressionEffect",
    "Scan",
    "ScanCluster",
    "SeriesRange",
    "SeriesTrend",
    "SimulatedPower",
    "SmoothedRates",
    "StaggeredEffect",
    "SuppressedTable",
    "SurveyEstimate",
    "SyntheticDid",
    "Trend",
    "adjust_for_silence",
    "adjust_p",
    "aoristic",
    "aoristic_darkness",
    "area_effect",
    "baseline_adjustment",
    "baseline_columns",
    "bayes_alarm",
    "bernoulli_scan",
    "binomial_interval",
    "classify_emerging",
    "count_cells",
    "covered_cells",
    "critical_p",
    "cusum",
    "density",
    "density_at",
    "detectable_difference",
    "detectable_effect",
    "displacement_difference",
    "displacement_quotient",
    "ears",
    "effect",
    "effect_regression",
    "emerging_hot_spots",
    "expected_range",
    "farrington",
    "farrington_flexible",
    "general_g",
    "global_moran",
    "grid_neighbours",
    "hot_spots",
    "interrupted_series",
    "knox",
    "local_moran",
    "mann_kendall",
    "match_areas",
    "near_neighbours",
    "near_repeat",
    "near_repeat_chains",
    "nearest_neighbours",
    "needed_weeks",
    "neighbour_lists",
    "permutation_scan",
    "poisson_interval",
    "poisson_scan",
    "pool",
    "ramp_up",
    "rank_intervals",
    "rank_rates",
    "rate",
    "rate_change",
    "rate_change_posterior",
    "rate_ratio_power",
    "rki_alarm",
    "simulated_power",
    "smooth_by_moments",
    "smooth_rates",
    "staggered_effect",
    "sun_altitude",
    "suppress",
    "survey_mean",
    "survey_proportion",
    "synthetic_did",
    "trend",
    "trend_adjusted_for_silence",
    "week_hour_counts",
    "wilson_interval",
]
