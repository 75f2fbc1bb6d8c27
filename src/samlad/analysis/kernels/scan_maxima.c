/* The largest log likelihood ratio in each of many drawn tables: see analysis/scan/maxima.py. */
#include <stdlib.h>
#include <string.h>
#include "scan_setting.h"

#define WIDTH 32
#define FULL 1
#define NO_MEMORY 2

/* The smallest (largest) count whose ratio reaches a level, for expected counts at the lower (upper) edge of a bin.
   Bins are equal steps of the square root of the expected count: so many per unit as `scale` says. */
typedef struct {
    int64_t levels, bins;
    double scale;
    const double *level;
    const int32_t *high, *low; /* levels × bins */
} Critical;

/* Drawn tables of cells × periods: how far it is from one to the next, and from one place to the next in it. */
typedef struct {
    const int32_t *counts;
    int64_t lane_step, place_step;
} Tables;

typedef uint64_t Pair __attribute__((vector_size(16)));

#define COUNT int16_t
#define NAMED(name) name##16
#define LARGEST INT16_MAX
#define SIGNS UINT64_C(0x8000800080008000)
#include "scan_lanes.h"

#define COUNT int32_t
#define NAMED(name) name##32
#define LARGEST INT32_MAX
#define SIGNS UINT64_C(0x8000000080000000)
#include "scan_lanes.h"

/* `counts` holds WIDTH tables; `best` takes as many ratios. Returns 0, or NO_MEMORY. */
EXPORT int32_t scan_maxima(int64_t cells, int64_t periods, int64_t longest, int64_t first_end, int64_t directions,
                           int64_t separable, double total, double population, const int64_t *first,
                           const int32_t *members, const double *weights, const double *expected, int64_t levels,
                           int64_t bins, double scale, const double *level, const int32_t *high, const int32_t *low,
                           int64_t lane_step, int64_t place_step, const int32_t *counts, double *best)
{
    const Setting s = {cells,      periods, longest, first_end, directions, separable,
                       total, population, first,   members,   weights,    expected};
    const Critical critical = {levels, bins, scale, level, high, low};
    const Tables tables = {counts, lane_step, place_step};
    int answer = maxima16(&s, &critical, &tables, best);
    return answer == FULL ? maxima32(&s, &critical, &tables, best) : answer;
}
