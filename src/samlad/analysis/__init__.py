"""Pure numerics: numpy arrays in, frozen dataclasses out.

Nothing here reads, writes or knows Django. Every result carries its estimate, interval, number of
observations, method, the parameters really used and warnings; every bad argument raises `InputError`.
"""

from samlad.analysis.alarms.baseline import BASELINE_RULES, BaselineRule, baseline_columns
from samlad.analysis.alarms.bayes import bayes_alarm, rki_alarm
from samlad.analysis.alarms.cusum import cusum
from samlad.analysis.alarms.ears import ears
from samlad.analysis.alarms.expected_range import ExpectedRange, SeriesRange, expected_range
from samlad.analysis.alarms.farrington import farrington
from samlad.analysis.alarms.farrington_flexible import farrington_flexible
from samlad.analysis.alarms.results import Alarms
from samlad.analysis.aoristic.aoristic import Aoristic, aoristic
from samlad.analysis.aoristic.darkness import AoristicDarkness, aoristic_darkness
from samlad.analysis.aoristic.sun import sun_altitude
from samlad.analysis.area_effect.area_effect import AreaEffect, area_effect
from samlad.analysis.counts import count_cells, week_hour_counts
from samlad.analysis.density.density import Density, density
from samlad.analysis.density.grid import DensityGrid, covered_cells
from samlad.analysis.density.points import density_at
from samlad.analysis.displacement.difference import DisplacementDifference, displacement_difference
from samlad.analysis.displacement.quotient import DisplacementQuotient, displacement_quotient
from samlad.analysis.effects.baseline_adjustment import BaselineAdjustment, baseline_adjustment
from samlad.analysis.effects.effect import Effect, effect
from samlad.analysis.effects.interrupted_series import InterruptedSeries, RatioChange, interrupted_series
from samlad.analysis.effects.matching import Matches, match_areas
from samlad.analysis.effects.pooling import Pooled, pool
from samlad.analysis.effects.rate_change import RateChange, rate_change
from samlad.analysis.effects.rate_change_posterior import RatePosterior, rate_change_posterior
from samlad.analysis.effects.regression import RegressionEffect, effect_regression
from samlad.analysis.effects.staggered import RatioGroup, StaggeredEffect, staggered_effect
from samlad.analysis.errors import InputError
from samlad.analysis.hot_spots.emerging import EmergingHotSpots, classify_emerging, emerging_hot_spots
from samlad.analysis.hot_spots.false_discovery import adjust_p, critical_p
from samlad.analysis.hot_spots.global_statistics import GlobalStatistic, general_g, global_moran
from samlad.analysis.hot_spots.hot_spots import HotSpots, hot_spots
from samlad.analysis.hot_spots.moran import LocalMoran, local_moran
from samlad.analysis.hot_spots.neighbours import Neighbours, grid_neighbours, neighbour_lists
from samlad.analysis.hot_spots.neighbours_near import near_neighbours, nearest_neighbours
from samlad.analysis.near_repeat.chains import NearRepeatChains, near_repeat_chains
from samlad.analysis.near_repeat.knox import Knox, knox
from samlad.analysis.near_repeat.near_repeat import NearRepeat, near_repeat
from samlad.analysis.power.detectable import DetectableEffect, NeededWeeks, detectable_effect, needed_weeks
from samlad.analysis.power.power import DetectableDifference, Power, detectable_difference, rate_ratio_power
from samlad.analysis.power.simulated import SimulatedPower, simulated_power
from samlad.analysis.rates.intervals import binomial_interval, poisson_interval, wilson_interval
from samlad.analysis.rates.ranks import Ranks, rank_intervals, rank_rates
from samlad.analysis.rates.rate import rate
from samlad.analysis.rates.smoothing import SmoothedRates, smooth_by_moments, smooth_rates
from samlad.analysis.rates.suppress import SUPPRESSED, SuppressedTable, suppress
from samlad.analysis.regression.dispersion import count_dispersion
from samlad.analysis.results import Estimate, Interval
from samlad.analysis.scan.results import Scan, ScanCluster
from samlad.analysis.scan.scan import bernoulli_scan, permutation_scan, poisson_scan
from samlad.analysis.survey.survey import SurveyEstimate, survey_mean, survey_proportion
from samlad.analysis.synthetic_did.synthetic_did import SyntheticDid, synthetic_did
from samlad.analysis.trends.coverage import (
    Coverage,
    CoverageTrend,
    adjust_for_silence,
    trend_adjusted_for_silence,
)
from samlad.analysis.trends.mann_kendall import MannKendall, mann_kendall
from samlad.analysis.trends.ramp_up import RampUp, ramp_up
from samlad.analysis.trends.trend import SeriesTrend, Trend, trend

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
    "count_dispersion",
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
