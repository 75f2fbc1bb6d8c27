/* Order statistics of the slopes of all pairs: see analysis/trends/mann_kendall_slopes.py. They are never sorted: how
   many are at most so large is counted in steps, a few such counts close in on a rank, and the few slopes that may have
   it are taken out. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "mann_kendall.h"
#include "mann_kendall_steps.h"

#define ROUNDS 10
#define TRIES 3
#define FEW 24   /* so few slopes between two bounds are taken out */
#define MANY 500 /* so many are not taken out again and again: then all are */

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
static void look_at_nothing(const Series *s, const int64_t *ranks, int64_t number_of_ranks, Bounds *bounds)
{
    int64_t falling, rising, all = s->n * (s->n - 1) / 2;
    int repeated = 0;
    for (int64_t i = 0; i + 1 < s->n; i++)
        repeated |= s->y[i] == s->y[i + 1];
    if (!repeated)
        return;
    count_pairs(s->y, s->n, &falling, &rising);
    learn(bounds, ranks, number_of_ranks, BELOW_NOTHING, falling);
    learn(bounds, ranks, number_of_ranks, 0, all - rising);
}

static void close_in(const Series *s, const int64_t *ranks, int64_t number_of_ranks, Bounds *bounds)
{
    double before, density;
    look_at_nothing(s, ranks, number_of_ranks, bounds);
    first_guess(s->y, s->n, &before, &density);
    int64_t counted = at_most(s, before);
    learn(bounds, ranks, number_of_ranks, before, counted);
    for (int64_t k = 0; k < number_of_ranks; k++)
        for (int round = 0; round < ROUNDS && bounds[k].until - bounds[k].below > FEW; round++) {
            double slope = next_slope(bounds + k, ranks[k], density, round);
            if (!(slope > bounds[k].low && slope < bounds[k].high) || bounds[k].low == BELOW_NOTHING)
                break;
            int64_t number = at_most(s, slope);
            learn(bounds, ranks, number_of_ranks, slope, number);
            if (number != counted && slope != before)
                density = (double)(number - counted) / (slope - before);
            before = slope, counted = number;
        }
}

/* What lies between two bounds: `below` slopes are at most `low`, and `number` are in `work`; from the one at
   `selected` on, none is smaller than it. */
typedef struct {
    double low, high;
    int64_t below, number, selected;
} Taken;

static Taken take(const Series *s, double low, double high, double *work)
{
    const Limit least = limit_of(s, low, -1), most = limit_of(s, high, 1);
    return (Taken){low, high, within(s, least), between(s, least, most, work), 0};
}

/* The slope of a rank, if it is certain to be among those taken; else NaN. Ranks come in rising order. */
static double among(Taken *taken, int64_t rank, double *work)
{
    const int64_t place = rank - taken->below;
    if (place < 0 || place >= taken->number)
        return NAN;
    const int64_t from = taken->selected;
    double slope = select_rank(work + from, taken->number - from, place - from);
    taken->selected = place;
    return (slope > taken->low && slope <= taken->high) || taken->high == INFINITY ? slope : NAN;
}

/* A rank was between two bounds by the count in steps; they are widened until it is so by the slopes themselves. */
static double slope_between(const Series *s, int64_t rank, const Bounds *bounds, Taken *taken, double *work)
{
    double slope = among(taken, rank, work), width = bounds->high - bounds->low;
    for (int tries = 0; isnan(slope); tries++) {
        double more = tries < TRIES && taken->number < MANY ? tries * width : INFINITY;
        *taken = take(s, bounds->low - more, bounds->high + more, work);
        slope = among(taken, rank, work);
    }
    return slope;
}

/* The slopes of some ranks, counted from 0, in rising order. `work` has room for all slopes of a series. */
static void slopes_of_ranks(const Series *s, const int64_t *ranks, int64_t number_of_ranks, Bounds *bounds,
                            double *work, double *slopes)
{
    double low, high;
    around_all(s->y, s->n, &low, &high);
    for (int64_t k = 0; k < number_of_ranks; k++)
        bounds[k] = (Bounds){low, high, 0, s->n * (s->n - 1) / 2};
    close_in(s, ranks, number_of_ranks, bounds);
    Taken taken = {0, 0, 0, 0, 0};
    for (int64_t k = 0; k < number_of_ranks; k++) {
        if (bounds[k].low == BELOW_NOTHING && bounds[k].high == 0)
            slopes[k] = 0;
        else
            slopes[k] = slope_between(s, ranks[k], bounds + k, &taken, work);
    }
}

/* Returns 0, or 1 where memory is lacking. */
EXPORT int32_t pairwise_slopes(int64_t series, int64_t n, const double *values, int64_t number_of_ranks,
                               const int64_t *ranks, double *slopes)
{
    const size_t size = (size_t)(n + PADDING);
    double *work = malloc((size_t)(n * (n - 1) / 2) * sizeof *work);
    Series s = {.n = n, .y = malloc(size * sizeof *s.y), .steps = malloc(size * sizeof *s.steps)};
    s.later = malloc(size * sizeof *s.later);
    Bounds *bounds = malloc((size_t)number_of_ranks * sizeof *bounds);
    int32_t lacking = !(work && bounds && s.y && s.steps && s.later);
    for (int64_t one = 0; !lacking && one < series; one++) {
        pad_series(values + one * n, n, s.y);
        count_in_steps(s.y, &s);
        slopes_of_ranks(&s, ranks + one * number_of_ranks, number_of_ranks, bounds, work,
                        slopes + one * number_of_ranks);
    }
    free(work), free(bounds), free(s.y), free(s.steps), free(s.later);
    return lacking;
}
