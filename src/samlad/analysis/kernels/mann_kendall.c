/* Mann–Kendall scores: see analysis/trends/mann_kendall.py. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "mann_kendall.h"

/* Some differences at a time. Behind each series lie NaN, of which nothing is larger or smaller: no loop has a rest. */
#define WIDTH ((int64_t)(REGISTER / sizeof(double)))
typedef double Reals __attribute__((vector_size(REGISTER), aligned(8), may_alias));
typedef int64_t Whole __attribute__((vector_size(REGISTER)));

WITHIN int64_t added(const Whole *lanes)
{
    int64_t sum = 0;
    for (int64_t lane = 0; lane < WIDTH; lane++)
        sum += (*lanes)[lane];
    return sum;
}

void pad_series(const double *series, int64_t n, double *y)
{
    memcpy(y, series, (size_t)n * sizeof *y);
    for (int64_t i = n; i < n + WIDTH; i++)
        y[i] = NAN;
}

/* Pairs of the same distance in time lie side by side. */
LANES void count_pairs(const double *y, int64_t n, int64_t *falling, int64_t *rising)
{
    Whole fall = {0}, rise = {0};
    for (int64_t lag = 1; lag < n; lag++)
        for (int64_t i = 0; i < n - lag; i += WIDTH) {
            Reals before = *(const Reals *)(y + i), after = *(const Reals *)(y + i + lag);
            rise += after > before; /* −1 in each lane where it holds */
            fall += after < before;
        }
    *falling = -added(&fall);
    *rising = -added(&rise);
}

/* Returns 0, or 1 where memory is lacking. */
EXPORT int32_t mann_kendall_scores(int64_t series, int64_t n, const double *values, int64_t *scores)
{
    double *y = malloc((size_t)(n + WIDTH) * sizeof *y);
    for (int64_t one = 0; y && one < series; one++) {
        int64_t falling, rising;
        pad_series(values + one * n, n, y);
        count_pairs(y, n, &falling, &rising);
        scores[one] = rising - falling;
    }
    int32_t lacking = !y;
    free(y);
    return lacking;
}
