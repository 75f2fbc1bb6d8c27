/* The most likely cluster around each centre in the observed counts: see analysis/scan/observed.py. */
#include <stdlib.h>
#include "scan_setting.h"

typedef struct {
    double ratio;
    int64_t size, start, end;
} Found;

/* The ratio is at most chi-square, so most cylinders need no logarithm. */
static inline int may_exceed(const Setting *s, double count, double mean, double ratio)
{
    double spread = s->population > 0 ? 1 - s->total / s->population : 1;
    return (count - mean) * (count - mean) > ratio * mean * (1 - mean / s->total) * spread * (1 - 1e-9);
}

static inline void look(const Setting *s, const double *counts, double weight, const double *expected, int64_t size,
                        int64_t end, Found *found)
{
    for (int64_t start = end > s->longest ? end - s->longest : 0; start < end; start++) {
        double count = counts[end] - counts[start], mean = mean_of(s, weight, expected, start, end);
        int high = (s->directions & HIGH) && count > mean && count >= 2;
        int low = (s->directions & LOW) && count < mean;
        if (!(high || low) || !may_exceed(s, count, mean, found->ratio))
            continue;
        double ratio = log_ratio(s, count, mean);
        if (ratio > found->ratio)
            *found = (Found){ratio, size, start, end};
    }
}

/* `cumulative` counts and `work` have periods + 1 entries (for each cell; twice). */
EXPORT void scan_observed(int64_t cells, int64_t periods, int64_t longest, int64_t first_end, int64_t directions,
                          int64_t separable, double total, double population, const int64_t *first,
                          const int32_t *members, const double *weights, const double *expected,
                          const double *cumulative, int64_t from, int64_t until, double *work, double *ratios,
                          int64_t *places)
{
    const Setting s = {cells,      periods, longest, first_end, directions, separable,
                       total, population, first,   members,   weights,    expected};
    double *counts = work, *means = work + periods + 1;
    for (int64_t centre = from; centre < until; centre++) {
        Found found = {0, 0, 0, 0};
        double weight = 0;
        for (int64_t t = 0; t < 2 * (periods + 1); t++)
            work[t] = 0;
        for (int64_t member = first[centre]; member < first[centre + 1]; member++) {
            const double *own = cumulative + members[member] * (periods + 1);
            for (int64_t t = 0; t <= periods; t++)
                counts[t] += own[t];
            take_in(&s, members[member], &weight, means);
            for (int64_t end = first_end; end <= periods; end++)
                look(&s, counts, weight, means, member - first[centre] + 1, end, &found);
        }
        ratios[centre] = found.ratio;
        places[3 * centre] = found.size;
        places[3 * centre + 1] = found.start;
        places[3 * centre + 2] = found.end;
    }
}
