/* Frank and Wolfe's steps for many least-squares problems on a simplex: see analysis/synthetic_did/solver.py. */
#include "lanes.h"

#define WIDTH 8

/* One step of a problem of `size` places (a multiple of WIDTH): the gradient and the weights move towards the corner
   of the simplex by `share`, and the new least gradient is returned. */
LANES static double move(int64_t size, double share, const double *restrict row, const double *restrict linear,
                         double *restrict gradient, double *restrict weights)
{
    double least[WIDTH], kept = 1 - share;
    for (int64_t place = 0; place < size; place++)
        gradient[place] = kept * gradient[place] + share * (row[place] - linear[place]);
    for (int64_t place = 0; place < size; place++)
        weights[place] = kept * weights[place];
    for (int64_t lane = 0; lane < WIDTH; lane++)
        least[lane] = gradient[lane];
    for (int64_t first = WIDTH; first < size; first += WIDTH)
        for (int64_t lane = 0; lane < WIDTH; lane++)
            least[lane] = gradient[first + lane] < least[lane] ? gradient[first + lane] : least[lane];
    for (int64_t lane = 1; lane < WIDTH; lane++)
        least[0] = least[lane] < least[0] ? least[lane] : least[0];
    return least[0];
}

/* The first place that has this value, a whole register at a time. */
LANES static int64_t where(int64_t size, const double *values, double wanted)
{
    int64_t first = 0;
    for (int found = 0; first < size; first += WIDTH) {
        for (int64_t lane = 0; lane < WIDTH; lane++)
            found |= values[first + lane] == wanted;
        if (found)
            break;
    }
    for (int64_t place = first; place < size; place++)
        if (values[place] == wanted)
            return place;
    return 0;
}

/* Steps of one problem, until one lowers the objective by at most `enough`. Returns the number of steps. */
static int64_t solve(int64_t size, const double *matrix, const double *linear, double *gradient, double *weights,
                     double square, double cross, double enough, int64_t most)
{
    double lowest = move(size, 0.0, matrix, linear, gradient, weights);
    for (int64_t step = 1; step <= most; step++) {
        int64_t corner = where(size, gradient, lowest);
        const double *row = matrix + corner * size;
        double product = gradient[corner] + linear[corner];
        double slope = (square - cross) - gradient[corner];
        double curve = (row[corner] - 2 * product) + square;
        double share = curve > 0 ? slope / curve : 0.0;
        share = share < 0 ? 0.0 : share > 1 ? 1.0 : share;
        double kept = 1 - share;
        double fall = share * (2 * slope - share * curve);
        square = (kept * kept) * square + (2 * share * kept) * product + (share * share) * row[corner];
        cross = kept * cross + share * linear[corner];
        lowest = move(size, share, row, linear, gradient, weights);
        weights[corner] += share;
        if (step > 1 && fall <= enough)
            return step;
    }
    return most;
}

/* All problems, one after the other; all arrays are [problem][place], the matrices [problem][place][place]. */
EXPORT void frank_wolfe(int64_t problems, int64_t size, const double *matrices, const double *linear,
                        double *gradients, double *weights, const double *squares, const double *crosses,
                        double enough, int64_t most, int64_t *steps)
{
    for (int64_t problem = 0; problem < problems; problem++) {
        int64_t first = problem * size;
        steps[problem] = solve(size, matrices + first * size, linear + first, gradients + first, weights + first,
                               squares[problem], crosses[problem], enough, most);
    }
}
