/* What is scanned: circles around centres, intervals of time, expected counts. See analysis/scan/setting.py. */
#ifndef SAMLAD_SCAN_SETTING_H
#define SAMLAD_SCAN_SETTING_H

#include <math.h>
#include "lanes.h"

#define HIGH 1
#define LOW 2

/* The circles of a centre are the first one, two, three … of its members. Intervals end after `first_end` periods or
   later and are at most `longest` long. Where `weights` are given, a cylinder expects the sum of its cells' weights
   times its share of time; else the sum of its cells' own cumulative expected counts. */
typedef struct {
    int64_t cells, periods, longest, first_end, directions, separable;
    double total, population; /* cases; cases and controls, or 0 for Poisson counts */
    const int64_t *first;
    const int32_t *members;
    const double *weights;  /* cells */
    const double *expected; /* cumulative: periods + 1, for each cell where it is not separable */
} Setting;

static inline double part(double counted, double expected)
{
    return counted > 0 ? counted * log(counted / expected) : 0;
}

/* Kulldorff's log likelihood ratio: each of the parts inside and outside, of cases and (Bernoulli) of controls. */
static inline double log_ratio(const Setting *s, double count, double mean)
{
    double ratio = part(count, mean) + part(s->total - count, s->total - mean);
    if (s->population > 0) {
        double inside = mean * s->population / s->total, controls = s->population - s->total;
        double share = controls / s->population;
        ratio += part(inside - count, inside * share);
        ratio += part(controls - (inside - count), controls - inside * share);
    }
    return ratio;
}

/* Adds a member to the circle: its weight, or its expected counts. */
WITHIN void take_in(const Setting *s, int64_t cell, double *weight, double *expected)
{
    if (s->separable) {
        *weight += s->weights[cell];
        return;
    }
    const double *own = s->expected + cell * (s->periods + 1);
    for (int64_t t = 0; t <= s->periods; t++)
        expected[t] += own[t];
}

WITHIN double mean_of(const Setting *s, double weight, const double *expected, int64_t start, int64_t end)
{
    return s->separable ? weight * (s->expected[end] - s->expected[start]) : expected[end] - expected[start];
}

#endif
