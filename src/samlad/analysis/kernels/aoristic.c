/* Intervals summed over the hours of the week: see analysis/aoristic/week.py. */
#include "lanes.h"

#define HOUR 3600
#define WEEK 604800
#define MONDAY 259200
#define COLUMNS 337

/* Adds the intervals first … end − 1: what lies in their first and last hour to `ends`, whole hours as a step up and
   a step down to `steps`, whole weeks to `weeks`. */
EXPORT void aoristic_week(int64_t first, int64_t end, const int64_t *start, const int64_t *length, const double *rate,
                          const int64_t *groups, double *ends, double *steps, double *weeks)
{
    for (int64_t i = first; i < end; i++) {
        if (groups[i] < 0)
            continue;
        double *row = ends + groups[i] * COLUMNS, *step = steps + groups[i] * COLUMNS;
        int64_t whole = length[i] / WEEK;
        weeks[groups[i]] += (double)whole * rate[i];
        int64_t since = (start[i] + MONDAY) % WEEK;
        since += since < 0 ? WEEK : 0;
        int64_t until = since + length[i] - whole * WEEK;
        int64_t hour = since / HOUR, last = until / HOUR;
        if (last == hour) {
            row[hour] += rate[i] * (double)(until - since);
            continue;
        }
        row[hour] += rate[i] * (double)((hour + 1) * HOUR - since);
        row[last] += rate[i] * (double)(until - last * HOUR);
        if (last > hour + 1) {
            step[hour + 1] += rate[i];
            step[last] -= rate[i];
        }
    }
}
