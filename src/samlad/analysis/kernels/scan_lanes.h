/* The largest ratio in each of WIDTH drawn tables at once, a table per lane. scan_maxima.c includes this file for
   each type of count: COUNT, a register-sized ROW of it, and NAMED(…) for its functions. */

typedef COUNT NAMED(Part) __attribute__((vector_size(REGISTER)));
#define PARTS (WIDTH * sizeof(COUNT) / REGISTER)
typedef struct {
    _Alignas(64) NAMED(Part) parts[PARTS];
} NAMED(Row);
#define PART NAMED(Part)
#define ROW NAMED(Row)

typedef struct {
    ROW *counts;      /* cells × periods, cumulative along time */
    ROW *circle;      /* periods + 1: the circle's cumulative counts */
    ROW *high, *low;  /* bins: from where, and up to where, a lane's own best is exceeded */
    double *expected; /* periods + 1: the circle's cumulative expected counts */
    float *roots;     /* (periods + 1) × stride: square roots of shares of time, in units of a bin */
    int32_t *bins;    /* (periods + 1) × stride: the bin of each interval, in bytes from the first */
    int64_t stride;
    double best[WIDTH];
    int64_t level[WIDTH];
} NAMED(Work);
#define WORK NAMED(Work)

/* A lane's critical counts follow its best ratio, in steps. */
static void NAMED(lift)(const Critical *critical, WORK *work, int64_t lane, int force)
{
    int64_t level = work->level[lane];
    while (level + 1 < critical->levels && critical->level[level + 1] <= work->best[lane])
        level++;
    if (level == work->level[lane] && !force)
        return;
    work->level[lane] = level;
    for (int64_t bin = 0; bin < critical->bins; bin++) {
        int32_t high = critical->high[level * critical->bins + bin], low = critical->low[level * critical->bins + bin];
        ((COUNT *)&work->high[bin])[lane] = high > LARGEST ? LARGEST : (COUNT)high;
        ((COUNT *)&work->low[bin])[lane] = low > LARGEST ? LARGEST : (COUNT)low;
    }
}

/* Tables to lanes, cumulative along time; and a cell's most cases in any of them. */
WITHIN int64_t NAMED(fill_cell)(const Setting *s, const Tables *tables, WORK *work, int64_t cell, int64_t lane_step)
{
    int32_t sums[WIDTH] = {0}, most = 0;
    for (int64_t t = 0; t < s->periods; t++) {
        const int64_t place = cell * s->periods + t;
        const int32_t *from = tables->counts + place * tables->place_step;
        COUNT *to = (COUNT *)&work->counts[place];
        for (int64_t lane = 0; lane < WIDTH; lane++) {
            sums[lane] += from[lane * lane_step];
            to[lane] = (COUNT)sums[lane];
        }
    }
    for (int64_t lane = 0; lane < WIDTH; lane++)
        most = sums[lane] > most ? sums[lane] : most;
    return most;
}

/* Returns whether some circle may hold more than a COUNT does. */
LANES static int NAMED(fill)(const Setting *s, const Tables *tables, WORK *work, int64_t *most)
{
    for (int64_t cell = 0; cell < s->cells; cell++)
        most[cell] = tables->lane_step == 1 ? NAMED(fill_cell)(s, tables, work, cell, 1)
                                            : NAMED(fill_cell)(s, tables, work, cell, tables->lane_step);
    for (int64_t centre = 0; centre < s->cells; centre++) {
        int64_t sum = 0;
        for (int64_t member = s->first[centre]; member < s->first[centre + 1]; member++)
            sum += most[s->members[member]];
        if (sum > LARGEST)
            return 1;
    }
    return 0;
}

static inline const ROW *NAMED(critical_row)(const ROW *rows, int32_t bytes)
{
    return (const ROW *)((const char *)rows + bytes);
}

/* Whether any sign is clear. */
WITHIN int NAMED(any_reached)(const ROW *signs)
{
    PART all = signs->parts[0];
    for (size_t part = 1; part < PARTS; part++)
        all &= signs->parts[part];
    Pair pairs[REGISTER / sizeof(Pair)], both = {SIGNS, SIGNS};
    memcpy(pairs, &all, sizeof all);
    for (size_t pair = 0; pair < REGISTER / sizeof(Pair); pair++)
        both &= pairs[pair];
    return (both[0] & both[1]) != SIGNS;
}

/* Some lane exceeds its own best in an interval that ends here: find which, and by how much. */
static void NAMED(settle)(const Setting *s, const Critical *critical, WORK *work, double weight, int64_t end,
                          int64_t number)
{
    const int32_t *bins = work->bins + end * work->stride;
    for (int64_t k = 0; k < number; k++) {
        ROW count, signs;
        for (size_t part = 0; part < PARTS; part++) {
            count.parts[part] = work->circle[end].parts[part] - work->circle[end - 1 - k].parts[part];
            signs.parts[part] = count.parts[part] - NAMED(critical_row)(work->high, bins[k])->parts[part];
        }
        const COUNT *high = (const COUNT *)NAMED(critical_row)(work->high, bins[k]);
        const COUNT *low = (const COUNT *)NAMED(critical_row)(work->low, bins[k]);
        if (s->directions == HIGH && !NAMED(any_reached)(&signs))
            continue;
        double mean = mean_of(s, weight, work->expected, end - 1 - k, end);
        for (int64_t lane = 0; lane < WIDTH; lane++) {
            COUNT one = ((const COUNT *)&count)[lane];
            int above = (s->directions & HIGH) && one >= high[lane] && one > mean && one >= 2;
            int below = (s->directions & LOW) && one <= low[lane] && one < mean;
            if (!(above || below))
                continue;
            double ratio = log_ratio(s, one, mean);
            if (ratio > work->best[lane]) {
                work->best[lane] = ratio;
                NAMED(lift)(critical, work, lane, 0);
            }
        }
    }
}

/* The bin of each interval of a circle, for all ends at once. */
WITHIN void NAMED(find_bins)(const Setting *s, const Critical *critical, WORK *work, double weight)
{
    const int32_t last = (int32_t)critical->bins - 1;
    int32_t *bins = work->bins;
    if (s->separable) {
        const float root = (float)sqrt(weight), *roots = work->roots;
        for (int64_t k = s->first_end * work->stride; k < (s->periods + 1) * work->stride; k++) {
            int32_t bin = (int32_t)(root * roots[k]);
            bins[k] = (bin < last ? bin : last) * (int32_t)sizeof(ROW);
        }
        return;
    }
    const float scale = (float)critical->scale;
    for (int64_t end = s->first_end; end <= s->periods; end++)
        for (int64_t k = 0; k < s->longest && k < end; k++) {
            int32_t bin = (int32_t)(scale * sqrtf((float)(work->expected[end] - work->expected[end - 1 - k])));
            bins[end * work->stride + k] = (bin < last ? bin : last) * (int32_t)sizeof(ROW);
        }
}

/* The sign of each lane stays set as long as no interval reaches what it has to. */
WITHIN void NAMED(scan_circle)(const Setting *s, const Critical *critical, WORK *work, double weight)
{
    const ROW *high = work->high, *low = work->low;
    const int64_t longest = s->longest, periods = s->periods, stride = work->stride, directions = s->directions;
    for (int64_t end = s->first_end; end <= periods; end++) {
        const int64_t number = end < longest ? end : longest;
        const int32_t *bins = work->bins + end * stride;
        const ROW until = work->circle[end], *from = work->circle + end - 1;
        ROW signs;
        for (size_t part = 0; part < PARTS; part++)
            signs.parts[part] = work->circle[0].parts[part] - 1; /* the first row is all zeros */
        if (directions & HIGH)
            for (int64_t k = 0; k < number; k++) {
                const ROW *least = NAMED(critical_row)(high, bins[k]);
                for (size_t part = 0; part < PARTS; part++)
                    signs.parts[part] &= until.parts[part] - from[-k].parts[part] - least->parts[part];
            }
        if (directions & LOW)
            for (int64_t k = 0; k < number; k++) {
                const ROW *most = NAMED(critical_row)(low, bins[k]);
                for (size_t part = 0; part < PARTS; part++)
                    signs.parts[part] &= most->parts[part] - until.parts[part] + from[-k].parts[part];
            }
        if (NAMED(any_reached)(&signs))
            NAMED(settle)(s, critical, work, weight, end, number);
    }
}

LANES static void NAMED(scan_all)(const Setting *s, const Critical *critical, WORK *work)
{
    for (int64_t centre = 0; centre < s->cells; centre++) {
        double weight = 0;
        memset(work->circle, 0, (size_t)(s->periods + 1) * sizeof(ROW));
        memset(work->expected, 0, (size_t)(s->periods + 1) * sizeof(double));
        for (int64_t member = s->first[centre]; member < s->first[centre + 1]; member++) {
            const ROW *own = work->counts + s->members[member] * s->periods;
            take_in(s, s->members[member], &weight, work->expected);
            NAMED(find_bins)(s, critical, work, weight); /* they are ready when the counts are */
            for (int64_t t = 0; t < s->periods; t++)
                for (size_t part = 0; part < PARTS; part++)
                    work->circle[t + 1].parts[part] += own[t].parts[part];
            NAMED(scan_circle)(s, critical, work, weight);
        }
    }
}

static void NAMED(prepare)(const Setting *s, const Critical *critical, WORK *work)
{
    for (int64_t lane = 0; lane < WIDTH; lane++) {
        work->best[lane] = 0;
        work->level[lane] = 0;
        NAMED(lift)(critical, work, lane, 1);
    }
    for (int64_t end = 0; end <= s->periods; end++)
        for (int64_t k = 0; k < work->stride; k++) {
            double share = s->separable && k < end ? s->expected[end] - s->expected[end - 1 - k] : 0;
            work->roots[end * work->stride + k] = (float)(critical->scale * sqrt(share > 0 ? share : 0));
        }
}

static void *NAMED(rows)(int64_t number)
{
    return aligned_alloc(64, ((size_t)number * sizeof(ROW) + 63) / 64 * 64);
}

/* Returns 0, FULL where a count may not fit, or NO_MEMORY. */
static int NAMED(maxima)(const Setting *s, const Critical *critical, const Tables *tables, double *best)
{
    int64_t stride = (s->longest + 15) / 16 * 16, steps = s->periods + 1, answer = NO_MEMORY;
    WORK work = {.stride = stride};
    work.counts = NAMED(rows)(s->cells * s->periods);
    work.circle = NAMED(rows)(steps);
    work.high = NAMED(rows)(critical->bins);
    work.low = NAMED(rows)(critical->bins);
    work.expected = calloc((size_t)steps, sizeof(double));
    work.roots = calloc((size_t)(steps * stride), sizeof(float));
    work.bins = calloc((size_t)(steps * stride), sizeof(int32_t));
    int64_t *most = calloc((size_t)s->cells, sizeof(int64_t));
    if (work.counts && work.circle && work.high && work.low && work.expected && work.roots && work.bins && most) {
        answer = NAMED(fill)(s, tables, &work, most) ? FULL : 0;
        if (answer == 0) {
            NAMED(prepare)(s, critical, &work);
            NAMED(scan_all)(s, critical, &work);
            memcpy(best, work.best, sizeof work.best);
        }
    }
    free(work.counts), free(work.circle), free(work.high), free(work.low);
    free(work.expected), free(work.roots), free(work.bins), free(most);
    return (int)answer;
}

#undef ROW
#undef PART
#undef PARTS
#undef WORK
#undef COUNT
#undef NAMED
#undef LARGEST
#undef SIGNS
