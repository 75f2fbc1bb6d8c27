/* Tables drawn under the null hypothesis: see analysis/scan/draws.py, which draws the same in NumPy. */
#include <string.h>
#include "lanes.h"

#define WIDTH 32        /* tables drawn side by side */
#define CHUNK 32        /* words of random bits for each of them at a time */
#define NOBODY 0xFFFF   /* what stands where there is no case; a case's own number is at most one less */
#define MOVES 128       /* carried out at a time */
#define PICKS 64        /* made at a time, so that what they need is on its way */
#define GOLDEN UINT64_C(0x9E3779B97F4A7C15)

#if defined(__GNUC__)
#define FETCH(place) __builtin_prefetch(place)
#else
#define FETCH(place) ((void)(place))
#endif

/* A word for each table, of four numbers of sixteen bits for four cases in a row. */
typedef int16_t Values __attribute__((vector_size(REGISTER)));
#define REGISTERS ((int64_t)(WIDTH * sizeof(uint64_t) / REGISTER))
#define AT_A_TIME 4 /* edges that are counted with one look at the numbers */
#define SIGNS UINT64_C(0x8000800080008000)
typedef union {
    uint64_t words[WIDTH];
    Values values[REGISTERS];
} Random;

typedef struct {
    int64_t cells, periods, cases;
    const int64_t *first;      /* each cell's first case, and where the last one's end */
    const int32_t *cell_of;    /* of each case */
    const int64_t *wanted;     /* cases of each period, and of all others last */
    const uint16_t *edges;     /* a case whose number is below its period's edge, and not below the one before */
    const uint16_t *period_of; /* the same for each number */
} Margins;

/* The number after `step` others of the sequence that starts at `seed`. */
static inline uint64_t number(uint64_t seed, uint64_t step)
{
    uint64_t state = seed + step * GOLDEN;
    return splitmix64(&state);
}

static inline double uniform(uint64_t seed, uint64_t step)
{
    return (double)(number(seed, step) >> 11) * 0x1p-53;
}

/* Sixteen bits for each of four cases: ones where the case is not one of `from` … `until` − 1. */
static inline uint64_t others(int64_t word, int64_t from, int64_t until)
{
    uint64_t mask = 0;
    for (int64_t part = 0; part < 4; part++)
        if (4 * word + part < from || 4 * word + part >= until)
            mask |= (uint64_t)NOBODY << 16 * part;
    return mask;
}

/* The numbers of some words of cases, in all tables; less half of all numbers, so that they compare as signed ones. */
WITHIN void fill(const uint64_t *seeds, int64_t word, int64_t words, int64_t from, int64_t until, Random *random)
{
    const Values nobody = (Values){0} + INT16_MAX;
    for (int64_t place = 0; place < words; place++) {
        const uint64_t mask = others(word + place, from, until), step = (uint64_t)(word + place) * GOLDEN;
        for (int64_t lane = 0; lane < WIDTH; lane++) {
            uint64_t state = seeds[3 * lane] + step;
            random[place].words[lane] = splitmix64(&state) ^ SIGNS;
        }
        for (int64_t part = 0; part < REGISTERS; part++)
            random[place].values[part] += random[place].values[part] == nobody; /* minus one */
        for (int64_t lane = 0; lane < WIDTH; lane++)
            random[place].words[lane] = (random[place].words[lane] & ~mask) | (~SIGNS & mask);
    }
}

/* Adds to each table how many numbers are below each of some edges. */
WITHIN void count_below(const Random *random, int64_t words, const uint16_t *edges, int64_t number, int32_t *below)
{
    Random sums[AT_A_TIME];
    Values edge[AT_A_TIME] = {{0}};
    for (int64_t one = 0; one < AT_A_TIME; one++)
        for (size_t place = 0; place < REGISTER / sizeof(int16_t); place++)
            edge[one][place] = (int16_t)(edges[one < number ? one : 0] ^ 0x8000);
    for (int64_t part = 0; part < REGISTERS; part++) {
        Values sum[AT_A_TIME] = {{0}};
        for (int64_t place = 0; place < words; place++)
            for (int64_t one = 0; one < AT_A_TIME; one++)
                sum[one] -= random[place].values[part] < edge[one];
        for (int64_t one = 0; one < AT_A_TIME; one++)
            sums[one].values[part] = sum[one];
    }
    for (int64_t one = 0; one < number; one++)
        for (int64_t lane = 0; lane < WIDTH; lane++) {
            uint64_t pairs = sums[one].words[lane] + (sums[one].words[lane] >> 32);
            below[one * WIDTH + lane] += (int32_t)((pairs + (pairs >> 16)) & 0xFFFF);
        }
}

/* A cell's cases by period, in all tables: first how many are below each edge, then the differences. */
WITHIN void give(const Margins *m, const uint64_t *seeds, int64_t cell, int32_t *rows)
{
    Random random[CHUNK];
    const int64_t from = m->first[cell], until = m->first[cell + 1], last = (until + 3) / 4;
    for (int64_t word = from / 4; word < last && from < until; word += CHUNK) {
        const int64_t words = last - word < CHUNK ? last - word : CHUNK;
        fill(seeds, word, words, from, until, random);
        for (int64_t period = 0; period < m->periods; period += AT_A_TIME) {
            const int64_t left = m->periods - period, number = left < AT_A_TIME ? left : AT_A_TIME;
            count_below(random, words, m->edges + period, number, rows + period * WIDTH);
        }
    }
    for (int64_t period = m->periods - 1; period > 0; period--)
        for (int64_t lane = 0; lane < WIDTH; lane++)
            rows[period * WIDTH + lane] -= rows[(period - 1) * WIDTH + lane];
}

/* Every cell's cases, and how many each period has in each table. */
LANES static void give_all(const Margins *m, const uint64_t *seeds, int32_t *out, int32_t *sums)
{
    memset(out, 0, (size_t)(m->cells * m->periods * WIDTH) * sizeof *out);
    memset(sums, 0, (size_t)(m->periods * WIDTH) * sizeof *sums);
    for (int64_t cell = 0; cell < m->cells; cell++) {
        int32_t *rows = out + cell * m->periods * WIDTH;
        give(m, seeds, cell, rows);
        for (int64_t place = 0; place < m->periods * WIDTH; place++)
            sums[place] += rows[place];
    }
}

/* How many too many each period has, and the rest of time last; how many are to move. */
static int64_t find_excess(const Margins *m, const int32_t *sums, int64_t lane, int64_t *excess)
{
    int64_t over = 0;
    excess[m->periods] = m->cases - m->wanted[m->periods];
    for (int64_t period = 0; period < m->periods; period++) {
        excess[period] = sums[period * WIDTH + lane] - m->wanted[period];
        excess[m->periods] -= sums[period * WIDTH + lane];
    }
    for (int64_t period = 0; period <= m->periods; period++)
        over += excess[period] > 0 ? excess[period] : 0;
    return over;
}

/* Entries of a table that lie far apart: they are on their way while others are looked for. */
typedef struct {
    int32_t *less[MOVES], *more[MOVES];
    int64_t number;
} Moves;

static inline void carry_out(Moves *moves)
{
    for (int64_t move = 0; move < moves->number; move++) {
        --*moves->less[move];
        ++*moves->more[move];
    }
    moves->number = 0;
}

static inline void note(Moves *moves, int32_t *less, int32_t *more)
{
    if (moves->number == MOVES)
        carry_out(moves);
    FETCH(less);
    FETCH(more);
    moves->less[moves->number] = less;
    moves->more[moves->number++] = more;
}

/* The cases picked at some steps, and the periods that they had at first. */
typedef struct {
    int64_t cases[PICKS];
    uint16_t periods[PICKS];
} Picks;

static void pick(const Margins *m, const uint64_t *seed, uint64_t step, Picks *picks)
{
    for (uint64_t k = 0; k < PICKS; k++) {
        const int64_t picked = (int64_t)(uniform(seed[1], step + k) * (double)m->cases);
        FETCH(m->cell_of + picked);
        picks->cases[k] = picked;
        picks->periods[k] = m->period_of[(uint16_t)(number(seed[0], (uint64_t)picked / 4) >> 16 * (picked % 4))];
    }
}

/* While a period has too many cases: one case picked at random of all leaves it, if its own period has too many, for
   the first that has too few. One that has moved stays, for where it went there will never be too many. */
static void balance(const Margins *m, const uint64_t *seed, int64_t over, int64_t *excess, uint64_t *moved,
                    int32_t *counts)
{
    int64_t lacking = 0;
    int32_t outside = 0; /* the cases of all other periods are not counted */
    Picks picks;
    Moves moves;
    moves.number = 0;
    memset(moved, 0, (size_t)(m->cases / 64 + 1) * sizeof *moved);
    for (uint64_t step = 0; over > 0; step++) {
        if (step % PICKS == 0)
            pick(m, seed, step, &picks);
        const int64_t picked = picks.cases[step % PICKS];
        const int64_t from = picks.periods[step % PICKS];
        const uint64_t bit = UINT64_C(1) << picked % 64;
        if (excess[from] <= 0 || (moved[picked / 64] & bit))
            continue;
        while (excess[lacking] >= 0)
            lacking++;
        excess[from]--, excess[lacking]++, over--;
        moved[picked / 64] |= bit;
        int32_t *row = counts + (int64_t)m->cell_of[picked] * m->periods * WIDTH;
        note(&moves, from < m->periods ? row + from * WIDTH : &outside,
             lacking < m->periods ? row + lacking * WIDTH : &outside);
    }
    carry_out(&moves);
}

/* Cells' cases given to periods anew, both margins kept: WIDTH tables, as cells × periods × tables. `moved` has a bit
   for each case, `excess` an entry for each period and one more, `sums` one for each period and table: room to work. */
EXPORT void scan_permute(int64_t cells, int64_t periods, const int64_t *first, const int32_t *cell_of,
                         const int64_t *wanted, const uint16_t *edges, const uint16_t *period_of,
                         const uint64_t *seeds, uint64_t *moved, int64_t *excess, int32_t *sums, int32_t *out)
{
    const Margins m = {cells, periods, first[cells], first, cell_of, wanted, edges, period_of};
    give_all(&m, seeds, out, sums);
    for (int64_t lane = 0; lane < WIDTH; lane++) {
        const int64_t over = find_excess(&m, sums, lane, excess);
        balance(&m, seeds + 3 * lane, over, excess, moved, out + lane);
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
