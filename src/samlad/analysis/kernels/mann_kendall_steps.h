/* Slopes counted in steps, small enough for sixteen bits: what that leaves in doubt, mann_kendall_slopes.c settles. */
#ifndef SAMLAD_MANN_KENDALL_STEPS_H
#define SAMLAD_MANN_KENDALL_STEPS_H

#include <math.h>
#include <string.h>
#include "mann_kendall.h"

#define STEPS 16383              /* from the smallest value to the largest, at most */
#define PARTS ((int64_t)1 << 30) /* of a step */
#define LEAST_EXPONENT (-1000)   /* of two: of smaller steps, too many would be in one */
#define BELOW_NOTHING (-1e-300)  /* as a slope: less than 0, and more than any below it */

#define WIDTH ((int64_t)(REGISTER / sizeof(int16_t)))
typedef int16_t Steps __attribute__((vector_size(REGISTER), aligned(2), may_alias));

typedef struct {
    int64_t n;
    double *y;
    int16_t *steps, *later; /* the same; behind the one lie 0, behind the other what is too much larger to count */
    int exact;              /* all values are whole steps */
    double scale;           /* steps in one */
} Series;

WITHIN int64_t added(const Steps *lanes)
{
    int64_t sum = 0;
    for (int64_t lane = 0; lane < WIDTH; lane++)
        sum += (*lanes)[lane];
    return sum;
}

WITHIN int any(const Steps *lanes)
{
    uint64_t words[REGISTER / sizeof(uint64_t)], all = 0;
    memcpy(words, lanes, sizeof *lanes);
    for (size_t word = 0; word < REGISTER / sizeof(uint64_t); word++)
        all |= words[word];
    return all != 0;
}

/* A step is a power of two: counts, and what are multiples of it otherwise, are whole steps. */
static void count_in_steps(const double *values, Series *s)
{
    double least = values[0], most = values[0];
    for (int64_t i = 1; i < s->n; i++) {
        least = values[i] < least ? values[i] : least;
        most = values[i] > most ? values[i] : most;
    }
    int exponent;
    frexp(most / STEPS - least / STEPS, &exponent);
    exponent = exponent < LEAST_EXPONENT ? LEAST_EXPONENT : exponent;
    s->scale = ldexp(1, -exponent);
    s->exact = 1;
    for (int64_t i = 0; i < s->n; i++) {
        s->steps[i] = (int16_t)(values[i] * s->scale - least * s->scale + 0.5);
        s->exact &= least + s->steps[i] / s->scale == values[i];
    }
    memcpy(s->later, s->steps, (size_t)s->n * sizeof *s->later);
    for (int64_t i = s->n; i < s->n + PADDING; i++)
        s->steps[i] = 0, s->later[i] = INT16_MAX;
}

/* The differences that make a slope, in parts of a step: for each unit of time apart, and however far. */
typedef struct {
    int64_t each, all;
} Limit;

/* Less (`side` −1) or more (1) by what may be wrong with it. Nothing is wrong with 0 where values are whole steps. */
static Limit limit_of(const Series *s, double slope, int side)
{
    const double steps = slope * s->scale, most = STEPS + 2;
    Limit limit = {(int64_t)floor((steps < -most ? -most : steps > most ? most : steps) * PARTS), 0};
    if (!(s->exact && (slope == 0 || slope == BELOW_NOTHING)))
        limit.each += 2 * side;
    if (!s->exact)
        limit.all = side * (int64_t)(1.001 * PARTS); /* half a step for each of two values */
    return limit;
}

WITHIN int16_t steps_of(Limit limit, int64_t lag)
{
    const int64_t steps = (limit.each * lag + limit.all) / PARTS - ((limit.each * lag + limit.all) % PARTS < 0);
    return (int16_t)(steps < -STEPS - 1 ? -STEPS - 1 : steps > STEPS ? STEPS : steps);
}

/* How many differences are at most as large. */
LANES static int64_t within(const Series *s, Limit most)
{
    Steps number = {0};
    int64_t sum = 0, room = INT16_MAX;
    for (int64_t lag = 1; lag < s->n; lag++) {
        const Steps limit = (Steps){0} + (int16_t)(steps_of(most, lag) + 1);
        const int16_t *before = s->steps, *after = s->later + lag;
        for (int64_t i = 0; i < s->n - lag; i += WIDTH)
            number -= *(const Steps *)(after + i) - *(const Steps *)(before + i) < limit;
        room -= s->n / WIDTH + 1; /* the most that a lane has counted */
        if (room < s->n / WIDTH + 1) {
            sum += added(&number);
            number = (Steps){0};
            room = INT16_MAX;
        }
    }
    return sum + added(&number);
}

/* About how many slopes are at most so large. */
static int64_t at_most(const Series *s, double slope)
{
    return within(s, limit_of(s, slope, 0));
}

/* The slopes of a vector's pairs that are between their limits. No processor could guess which ones are. */
WITHIN int64_t take_out(const Series *s, int64_t lag, int64_t first, int16_t least, int16_t most, double *out)
{
    int64_t places[WIDTH], number = 0;
    for (int64_t i = first; i < first + WIDTH; i++) {
        const int difference = s->later[i + lag] - s->steps[i];
        places[number] = i;
        number += (difference > least) & (difference <= most);
    }
    for (int64_t k = 0; k < number; k++)
        out[k] = (s->y[places[k] + lag] - s->y[places[k]]) / (double)lag;
    return number;
}

/* −1 for each pair of a vector that is between its limits: as a difference, since compilers make detours of an AND. */
WITHIN void add_inside(const int16_t *before, const int16_t *after, const Steps *least, const Steps *most, Steps *some)
{
    const Steps difference = *(const Steps *)after - *(const Steps *)before;
    *some |= (difference > *least) - (difference > *most);
}

/* The slopes that may be above `low` and at most `high`. All others that are at most `high` are at most `low`. */
LANES static int64_t between(const Series *s, Limit low, Limit high, double *out)
{
    int64_t number = 0;
    for (int64_t lag = 1; lag < s->n; lag++) {
        const int16_t lowest = steps_of(low, lag), highest = steps_of(high, lag);
        const Steps least = (Steps){0} + lowest, most = (Steps){0} + highest;
        const int16_t *before = s->steps, *after = s->later + lag;
        Steps some = {0};
        for (int64_t i = 0; i < s->n - lag; i += WIDTH)
            add_inside(before + i, after + i, &least, &most, &some);
        if (!any(&some))
            continue;
        for (int64_t i = 0; i < s->n - lag; i += WIDTH) {
            some = (Steps){0};
            add_inside(before + i, after + i, &least, &most, &some);
            if (any(&some))
                number += take_out(s, lag, i, lowest, highest, out + number);
        }
    }
    return number;
}

#endif
