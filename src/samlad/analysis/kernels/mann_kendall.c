/* Mann–Kendall scores and order statistics of pairwise slopes: see analysis/trends/mann_kendall.py. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "lanes.h"

#define ROUNDS 10
#define FEW 24 /* so few slopes between two bounds are taken out and sorted */
#define WIDTH 8
#define BELOW_NOTHING (-1e-300)

/* Eight differences at a time. Behind each series lie NaN, of which nothing is larger or smaller: no loop has a rest. */
typedef double Reals __attribute__((vector_size(64), aligned(8), may_alias));
typedef int64_t Whole __attribute__((vector_size(64)));

WITHIN int64_t added(const Whole *lanes)
{
    int64_t sum = 0;
    for (int lane = 0; lane < WIDTH; lane++)
        sum += (*lanes)[lane];
    return sum;
}

/* A copy with a rest of NaN. */
static void pad(const double *series, int64_t n, double *y)
{
    memcpy(y, series, (size_t)n * sizeof *y);
    for (int64_t i = n; i < n + WIDTH; i++)
        y[i] = NAN;
}

/* Rising pairs less falling ones. Pairs of the same distance in time lie side by side. */
LANES static int64_t score_of(const double *y, int64_t n)
{
    Whole falling = {0}, rising = {0};
    for (int64_t lag = 1; lag < n; lag++)
        for (int64_t i = 0; i < n - lag; i += WIDTH) {
            Reals before = *(const Reals *)(y + i), after = *(const Reals *)(y + i + lag);
            rising += after > before; /* −1 in each lane where it holds */
            falling += after < before;
        }
    return added(&falling) - added(&rising);
}

/* Returns 0, or 1 where memory is lacking. */
EXPORT int32_t mann_kendall_scores(int64_t series, int64_t n, const double *values, int64_t *scores)
{
    double *y = malloc((size_t)(n + WIDTH) * sizeof *y);
    for (int64_t one = 0; y && one < series; one++) {
        pad(values + one * n, n, y);
        scores[one] = score_of(y, n);
    }
    int32_t lacking = !y;
    free(y);
    return lacking;
}

/* How many slopes are at most so large. */
LANES static int64_t at_most(const double *y, int64_t n, double slope)
{
    Whole number = {0};
    for (int64_t lag = 1; lag < n; lag++) {
        double bound = slope * (double)lag;
        for (int64_t i = 0; i < n - lag; i += WIDTH)
            number += *(const Reals *)(y + i + lag) - *(const Reals *)(y + i) <= bound;
    }
    return -added(&number);
}

/* Somewhat below the smallest and above the largest slope. These lie between neighbours in time, since other slopes
   are means of such. */
static void around_all(const double *y, int64_t n, double *low, double *high)
{
    double smallest = y[1] - y[0], largest = smallest;
    for (int64_t i = 1; i + 1 < n; i++) {
        double slope = y[i + 1] - y[i];
        smallest = slope < smallest ? slope : smallest;
        largest = slope > largest ? slope : largest;
    }
    double margin = 1e-9 * (fabs(smallest) + fabs(largest)) + 1e-300;
    *low = smallest - margin;
    *high = largest + margin;
}

/* Slopes above `low` and at most `high`, by the same comparison as in at_most. */
LANES static int64_t between(const double *y, int64_t n, double low, double high, double *out)
{
    int64_t number = 0;
    for (int64_t lag = 1; lag < n; lag++) {
        double above = low * (double)lag, until = high * (double)lag;
        Whole outside = {0}, up_to = {0};
        for (int64_t i = 0; i < n - lag; i += WIDTH) {
            Reals rise = *(const Reals *)(y + i + lag) - *(const Reals *)(y + i);
            outside += rise <= above;
            up_to += rise <= until;
        }
        if (added(&outside) == added(&up_to))
            continue;
        for (int64_t i = 0; i < n - lag; i += WIDTH) {
            Reals rise = *(const Reals *)(y + i + lag) - *(const Reals *)(y + i);
            Whole is_outside = rise <= above, is_up_to = rise <= until, inside = is_outside - is_up_to;
            if (!added(&inside))
                continue;
            for (int lane = 0; lane < WIDTH; lane++)
                if (inside[lane])
                    out[number++] = rise[lane] / (double)lag;
        }
    }
    return number;
}

static int compare(const void *one, const void *other)
{
    double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

/* The value of a rank counted from 0, by Hoare's quickselect; the order of `values` is lost. */
static double select_rank(double *values, int64_t number, int64_t rank)
{
    int64_t first = 0, last = number - 1;
    while (first < last) {
        double pivot = values[first + (last - first) / 2];
        int64_t i = first, j = last;
        while (i <= j) {
            while (values[i] < pivot)
                i++;
            while (values[j] > pivot)
                j--;
            if (i <= j) {
                double kept = values[i];
                values[i++] = values[j];
                values[j--] = kept;
            }
        }
        if (rank <= j)
            last = j;
        else if (rank >= i)
            first = i;
        else
            break;
    }
    return values[rank];
}

/* Bounds close in on a rank: `below` slopes are at most `low`, and `until`, more than the rank, at most `high`. */
typedef struct {
    double low, high;
    int64_t below, until;
} Bounds;

/* What is learnt about one rank is told to all. */
static void learn(Bounds *bounds, const int64_t *ranks, int64_t number_of_ranks, double slope, int64_t number)
{
    for (int64_t k = 0; k < number_of_ranks; k++) {
        if (number > ranks[k] && slope < bounds[k].high)
            bounds[k].high = slope, bounds[k].until = number;
        if (number <= ranks[k] && slope > bounds[k].low)
            bounds[k].low = slope, bounds[k].below = number;
    }
}

/* Where to look first: the slope of least squares, and how many more slopes are below a larger one, if the series
   were normal about it. */
static void first_guess(const double *y, int64_t n, double *slope, double *density)
{
    double mean = 0, product = 0, square = 0, pairs = (double)n * ((double)n * (double)n - 1) / 6;
    for (int64_t i = 0; i < n; i++)
        mean += y[i] / (double)n;
    for (int64_t i = 0; i < n; i++) {
        product += (y[i] - mean) * ((double)i - (double)(n - 1) / 2);
        square += (y[i] - mean) * (y[i] - mean);
    }
    *slope = product / (pairs / 2);
    double rest = square - *slope * product;
    *density = pairs / (2 * sqrt(3.14159265358979323846 * (rest > 0 ? rest : 0) / (double)n) + 1e-300);
}

/* From the nearer bound, a little beyond the rank; by halves where that does not lead on. */
static double next_slope(const Bounds *now, int64_t rank, double density, int round)
{
    double middle = now->low + 0.5 * (now->high - now->low), slope;
    if (rank - now->below < now->until - rank)
        slope = now->low + ((double)(rank - now->below) + FEW / 3) / density;
    else
        slope = now->high - ((double)(now->until - rank) + FEW / 3) / density;
    return round < ROUNDS / 2 && slope > now->low && slope < now->high ? slope : middle;
}

/* Where values repeat, as counts do, many slopes are 0. */
static void look_at_nothing(const double *y, int64_t n, const int64_t *ranks, int64_t number_of_ranks, Bounds *bounds)
{
    int repeated = 0;
    for (int64_t i = 0; i + 1 < n; i++)
        repeated |= y[i] == y[i + 1];
    if (!repeated)
        return;
    learn(bounds, ranks, number_of_ranks, BELOW_NOTHING, at_most(y, n, BELOW_NOTHING));
    learn(bounds, ranks, number_of_ranks, 0, at_most(y, n, 0));
}

static void close_in(const double *y, int64_t n, const int64_t *ranks, int64_t number_of_ranks, Bounds *bounds)
{
    double before, density;
    look_at_nothing(y, n, ranks, number_of_ranks, bounds);
    first_guess(y, n, &before, &density);
    int64_t counted = at_most(y, n, before);
    learn(bounds, ranks, number_of_ranks, before, counted);
    for (int64_t k = 0; k < number_of_ranks; k++)
        for (int round = 0; round < ROUNDS && bounds[k].until - bounds[k].below > FEW; round++) {
            double slope = next_slope(bounds + k, ranks[k], density, round);
            if (!(slope > bounds[k].low && slope < bounds[k].high) || bounds[k].low == BELOW_NOTHING)
                break;
            int64_t number = at_most(y, n, slope);
            learn(bounds, ranks, number_of_ranks, slope, number);
            if (number != counted && slope != before)
                density = (double)(number - counted) / (slope - before);
            before = slope, counted = number;
        }
}

/* For each series the slopes of some ranks, counted from 0. `work` holds all slopes of a series. */
static void slopes_of_ranks(const double *y, int64_t n, const int64_t *ranks, int64_t number_of_ranks, Bounds *bounds,
                            double *work, double *slopes)
{
    int64_t all = n * (n - 1) / 2, number = 0;
    double low, high;
    around_all(y, n, &low, &high);
    for (int64_t k = 0; k < number_of_ranks; k++)
        bounds[k] = (Bounds){low, high, 0, all};
    close_in(y, n, ranks, number_of_ranks, bounds);
    for (int64_t k = 0; k < number_of_ranks; k++) {
        if (bounds[k].low == BELOW_NOTHING && bounds[k].high == 0) {
            slopes[k] = 0;
            continue;
        }
        int same = k > 0 && bounds[k].low == bounds[k - 1].low && bounds[k].high == bounds[k - 1].high;
        if (!same) {
            number = between(y, n, bounds[k].low, bounds[k].high, work);
            if (number <= FEW)
                qsort(work, (size_t)number, sizeof *work, compare);
        }
        int64_t place = ranks[k] - bounds[k].below;
        if (place >= number) { /* cannot be but by rounding: then all are taken */
            number = between(y, n, -INFINITY, INFINITY, work);
            slopes[k] = select_rank(work, number, ranks[k]);
            bounds[k] = (Bounds){-INFINITY, INFINITY, 0, all};
            continue;
        }
        slopes[k] = number <= FEW ? work[place] : select_rank(work, number, place);
    }
}

/* Returns 0, or 1 where memory is lacking. */
EXPORT int32_t pairwise_slopes(int64_t series, int64_t n, const double *values, int64_t number_of_ranks,
                               const int64_t *ranks, double *slopes)
{
    double *work = malloc((size_t)(n * (n - 1) / 2) * sizeof *work), *y = malloc((size_t)(n + WIDTH) * sizeof *y);
    Bounds *bounds = malloc((size_t)number_of_ranks * sizeof *bounds);
    int32_t lacking = !(work && bounds && y);
    for (int64_t one = 0; !lacking && one < series; one++) {
        pad(values + one * n, n, y);
        slopes_of_ranks(y, n, ranks + one * number_of_ranks, number_of_ranks, bounds, work,
                        slopes + one * number_of_ranks);
    }
    free(work), free(bounds), free(y);
    return lacking;
}
