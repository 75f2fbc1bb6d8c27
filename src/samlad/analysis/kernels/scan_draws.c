/* Tables drawn under the null hypothesis: see analysis/scan_draws.py, which draws the same in NumPy. */
#include <string.h>
#include "lanes.h"

#define BLOCK 1024 /* words of four numbers of sixteen bits */

/* The number after `step` others of the sequence that starts at `seed`. */
static inline uint64_t number(uint64_t seed, uint64_t step)
{
    uint64_t state = seed + step * UINT64_C(0x9E3779B97F4A7C15);
    return splitmix64(&state);
}

static inline double uniform(uint64_t seed, uint64_t step)
{
    return (double)(number(seed, step) >> 11) * 0x1p-53;
}

LANES static void numbers(uint64_t seed, uint64_t step, int64_t words, uint64_t *out)
{
    for (int64_t word = 0; word < words; word++)
        out[word] = number(seed, step + (uint64_t)word);
}

LANES static int64_t how_many_below(const uint16_t *values, int64_t size, int32_t limit)
{
    int32_t below = 0;
    for (int64_t place = 0; place < size; place++)
        below += values[place] < limit;
    return below;
}

/* How many of a cell's cases fall into the periods. */
static int64_t kept(uint64_t seed, uint64_t step, int64_t cases, int32_t limit)
{
    uint64_t words[BLOCK];
    int64_t sum = 0;
    for (int64_t done = 0; done < cases; done += 4 * BLOCK) {
        int64_t part = cases - done < 4 * BLOCK ? cases - done : 4 * BLOCK;
        numbers(seed, step + (uint64_t)(done / 4), (part + 3) / 4, words);
        sum += how_many_below((const uint16_t *)words, part, limit);
    }
    return sum;
}

/* Gives each of the cases a period by the table of 65,536 entries. */
static void give(uint64_t seed, uint64_t step, int64_t cases, const uint16_t *period_of, uint16_t *periods, int32_t *row)
{
    uint64_t words[BLOCK];
    for (int64_t done = 0; done < cases; done += 4 * BLOCK) {
        int64_t part = cases - done < 4 * BLOCK ? cases - done : 4 * BLOCK;
        numbers(seed, step + (uint64_t)(done / 4), (part + 3) / 4, words);
        const uint16_t *values = (const uint16_t *)words;
        for (int64_t place = 0; place < part; place++) {
            uint16_t period = period_of[values[place]];
            periods[done + place] = period;
            row[period]++;
        }
    }
}

/* While a period has too many cases: one case picked at random of all leaves it, if its own period has too many, for
   the first that has too few. `excess` has an entry for each period, and a last one for all other periods. */
static void balance(uint64_t seed, int64_t periods, int64_t cases, const int32_t *cell_of, int64_t *excess,
                    uint16_t *period_of_case, int32_t *table)
{
    int64_t over = 0, lacking = 0;
    for (int64_t period = 0; period <= periods; period++)
        over += excess[period] > 0 ? excess[period] : 0;
    for (uint64_t step = 0; over > 0; step++) {
        int64_t picked = (int64_t)(uniform(seed, step) * (double)cases);
        int64_t from = period_of_case[picked];
        if (excess[from] <= 0)
            continue;
        while (excess[lacking] >= 0)
            lacking++;
        period_of_case[picked] = (uint16_t)lacking;
        excess[from]--, excess[lacking]++, over--;
        if (from < periods)
            table[cell_of[picked] * periods + from]--;
        if (lacking < periods)
            table[cell_of[picked] * periods + lacking]++;
    }
}

/* Cells' cases given to periods anew, both margins kept. `first` has the number of each cell's first case; `wanted` the
   cases of each period, and of all other periods last; `limit` of 65,536 cases fall into the periods. */
EXPORT void scan_permute(int64_t cells, int64_t periods, const int64_t *first, const int32_t *cell_of,
                         const int64_t *wanted, int32_t limit, const uint16_t *period_of, int64_t tables,
                         const uint64_t *seeds, uint16_t *period_of_case, int64_t *excess, int32_t *out)
{
    int64_t cases = first[cells], size = cells * periods;
    memset(out, 0, (size_t)(tables * size) * sizeof *out);
    for (int64_t table = 0; table < tables; table++) {
        const uint64_t *seed = seeds + 3 * table;
        int32_t *counts = out + table * size;
        int64_t outside = 0;
        for (int64_t cell = 0; cell < cells; cell++) {
            int64_t own = first[cell + 1] - first[cell], inside = own;
            uint64_t step = (uint64_t)(first[cell] / 4 + cell);
            if (limit < 65536)
                inside = kept(seed[0], step, own, limit);
            uint16_t *periods_here = period_of_case + first[cell];
            give(seed[1], step, inside, period_of, periods_here, counts + cell * periods);
            for (int64_t place = inside; place < own; place++)
                periods_here[place] = (uint16_t)periods;
            outside += own - inside;
        }
        for (int64_t period = 0; period < periods; period++)
            excess[period] = -wanted[period];
        for (int64_t cell = 0; cell < cells; cell++)
            for (int64_t period = 0; period < periods; period++)
                excess[period] += counts[cell * periods + period];
        excess[periods] = outside - wanted[periods];
        balance(seed[2], periods, cases, cell_of, excess, period_of_case, counts);
    }
}

/* Cases drawn into categories one by one, by Walker's alias method. Where a category has a capacity (persons, one case
   each), a case that falls on one already taken is drawn again. */
EXPORT void scan_choose(int64_t categories, const double *chance, const int32_t *other, int64_t limited,
                        const double *capacity, const int64_t *cases, int64_t tables, const uint64_t *seeds,
                        int32_t *out)
{
    memset(out, 0, (size_t)(tables * categories) * sizeof *out);
    for (int64_t table = 0; table < tables; table++) {
        uint64_t seed = seeds[3 * table], second = seeds[3 * table + 1], step = 0;
        int32_t *counts = out + table * categories;
        for (int64_t done = 0; done < cases[table]; step++) {
            double place = uniform(seed, step) * (double)categories;
            int64_t category = (int64_t)place;
            if (place - (double)category >= chance[category])
                category = other[category];
            if (limited && uniform(second, step) * capacity[category] < (double)counts[category])
                continue;
            counts[category]++;
            done++;
        }
    }
}
