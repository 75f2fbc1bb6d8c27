/* Tables drawn under the null hypothesis: see analysis/scan_draws.py, which draws the same in NumPy. */
#include <string.h>
#include "lanes.h"

#define BLOCK 512 /* words of random bits at a time */

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

WITHIN void numbers(uint64_t seed, int64_t step, int64_t words, uint64_t *out)
{
    uint64_t state = seed + (uint64_t)step * UINT64_C(0x9E3779B97F4A7C15);
    for (int64_t word = 0; word < words; word++)
        out[word] = splitmix64(&state);
}

/* The place of the lowest bit that is set. */
static inline int64_t lowest_bit(uint64_t word)
{
#if defined(__GNUC__)
    return __builtin_ctzll(word);
#else
    int64_t place = 0;
    for (; !(word & 1); word >>= 1)
        place++;
    return place;
#endif
}

typedef union {
    uint64_t words[BLOCK];
    uint16_t pairs[4 * BLOCK];
} Bits;

typedef struct {
    int64_t cells, periods, cases;
    const int64_t *first;      /* each cell's first case, and where the last one's end */
    const int32_t *cell_of;    /* of each case */
    const int64_t *wanted;     /* cases of each period, and of all others last */
    int32_t limit;             /* so many of 256 cases fall into the periods */
    int32_t shift;             /* of sixteen random bits, what is left over after so many … */
    const uint16_t *period_of; /* … says the period */
} Margins;

/* A bit for each case, 64 in a word: set for `limit` of 256, by eight random bits each. */
WITHIN void choose_cases(uint64_t seed, int64_t blocks, int32_t limit, uint64_t *chosen)
{
    for (int64_t block = 0; block < blocks; block++)
        chosen[block] = 0;
    for (int64_t bit = 0; bit < 8; bit++) {
        const uint64_t set = (limit >> bit) & 1 ? ~UINT64_C(0) : 0;
        uint64_t state = seed + (uint64_t)(bit * blocks) * UINT64_C(0x9E3779B97F4A7C15);
        for (int64_t block = 0; block < blocks; block++) {
            uint64_t random = splitmix64(&state);
            chosen[block] = (chosen[block] & random) | ((chosen[block] | random) & set);
        }
    }
}

/* Gives the case a period at random, by the next sixteen bits. Cases come in the order of their cells, so that `cell`
   follows them. */
WITHIN void give(const Margins *m, uint64_t seed, int64_t place, int64_t given, Bits *bits, int64_t *cell,
                 uint16_t *period_of_case, int32_t *table)
{
    if (given % (4 * BLOCK) == 0)
        numbers(seed, given / 4, BLOCK, bits->words);
    while (place >= m->first[*cell + 1])
        ++*cell;
    uint16_t period = m->period_of[bits->pairs[given % (4 * BLOCK)] >> m->shift];
    period_of_case[place] = period;
    table[*cell * m->periods + period]++;
}

/* Each case that falls into the periods is given one of them. */
LANES static void give_all(const Margins *m, const uint64_t *seed, uint64_t *chosen, uint16_t *period_of_case,
                           int32_t *table)
{
    Bits bits;
    int64_t blocks = (m->cases + 63) / 64, given = 0, cell = 0;
    if (m->limit >= 256) {
        memset(chosen, 0xFF, (size_t)blocks * sizeof *chosen);
        for (; given < m->cases; given++)
            give(m, seed[1], given, given, &bits, &cell, period_of_case, table);
        return;
    }
    choose_cases(seed[0], blocks, m->limit, chosen);
    if (m->cases % 64)
        chosen[blocks - 1] &= (UINT64_C(1) << m->cases % 64) - 1;
    for (int64_t block = 0; block < blocks; block++)
        for (uint64_t left = chosen[block]; left; left &= left - 1, given++)
            give(m, seed[1], 64 * block + lowest_bit(left), given, &bits, &cell, period_of_case, table);
}

/* How many too many each period has, and the rest of time last. */
LANES static void count_excess(const Margins *m, const int32_t *table, int64_t *excess)
{
    excess[m->periods] = m->cases - m->wanted[m->periods];
    for (int64_t period = 0; period < m->periods; period++)
        excess[period] = -m->wanted[period];
    for (int64_t cell = 0; cell < m->cells; cell++)
        for (int64_t period = 0; period < m->periods; period++)
            excess[period] += table[cell * m->periods + period];
    for (int64_t period = 0; period < m->periods; period++)
        excess[m->periods] -= excess[period] + m->wanted[period];
}

/* While a period has too many cases: one case picked at random of all leaves it, if its own period has too many, for
   the first that has too few. `excess` has an entry for each period, and a last one for all other periods. */
static void balance(const Margins *m, uint64_t seed, int64_t *excess, uint64_t *chosen, uint16_t *period_of_case,
                    int32_t *table)
{
    int64_t over = 0, lacking = 0;
    for (int64_t period = 0; period <= m->periods; period++)
        over += excess[period] > 0 ? excess[period] : 0;
    for (uint64_t step = 0; over > 0; step++) {
        int64_t picked = (int64_t)(uniform(seed, step) * (double)m->cases);
        const uint64_t bit = UINT64_C(1) << picked % 64;
        int64_t from = chosen[picked / 64] & bit ? period_of_case[picked] : m->periods;
        if (excess[from] <= 0)
            continue;
        while (excess[lacking] >= 0)
            lacking++;
        excess[from]--, excess[lacking]++, over--;
        int32_t *row = table + m->cell_of[picked] * m->periods;
        if (from < m->periods)
            row[from]--;
        chosen[picked / 64] &= ~bit;
        if (lacking < m->periods) {
            row[lacking]++;
            chosen[picked / 64] |= bit;
            period_of_case[picked] = (uint16_t)lacking;
        }
    }
}

/* Cells' cases given to periods anew, both margins kept. `chosen` has a bit for each case, `period_of_case` an entry,
   `excess` one for each period and one more: they are room to work in. */
EXPORT void scan_permute(int64_t cells, int64_t periods, const int64_t *first, const int32_t *cell_of,
                         const int64_t *wanted, int32_t limit, int32_t shift, const uint16_t *period_of, int64_t tables,
                         const uint64_t *seeds, uint64_t *chosen, uint16_t *period_of_case, int64_t *excess,
                         int32_t *out)
{
    const Margins m = {cells, periods, first[cells], first, cell_of, wanted, limit, shift, period_of};
    memset(out, 0, (size_t)(tables * cells * periods) * sizeof *out);
    for (int64_t table = 0; table < tables; table++) {
        const uint64_t *seed = seeds + 3 * table;
        int32_t *counts = out + table * cells * periods;
        give_all(&m, seed, chosen, period_of_case, counts);
        count_excess(&m, counts, excess);
        balance(&m, seed[2], excess, chosen, period_of_case, counts);
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
