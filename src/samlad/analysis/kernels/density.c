/* Kernel density on a grid: points spread over a fine lattice, or kernels summed directly: see analysis/density/density.py. */
#include <math.h>
#include "lanes.h"

enum { GAUSSIAN, QUARTIC, EPANECHNIKOV, TRIANGULAR, UNIFORM, QUARTIC_SQUARED, TRIANGULAR_SQUARED };

/* Lagrange's cubic through the four lattice points around: what is added to each stands for a weight in between. */
static void cubic(double u, double *w)
{
    double a = u + 1, b = u - 1, c = u - 2;
    w[0] = -u * b * c / 6;
    w[1] = a * b * c / 2;
    w[2] = -a * u * c / 2;
    w[3] = a * u * b / 6;
}

LANES static void spread(int64_t first, int64_t end, const double *x, const double *y, const double *weights,
                         int64_t weighted, const int64_t *slices, int64_t sliced, double left, double low,
                         double spacing, int64_t columns, int64_t rows, double *lattice)
{
    for (int64_t i = first; i < end; i++) {
        double u = (x[i] - left) / spacing, v = (y[i] - low) / spacing, weight = weights[i * weighted];
        int64_t slice = slices[i * sliced];
        if (slice < 0 || !(u >= 1 && v >= 1 && u < (double)(columns - 2) && v < (double)(rows - 2)))
            continue;
        int64_t column = (int64_t)u, row = (int64_t)v;
        double across[4], up[4];
        cubic(u - (double)column, across);
        cubic(v - (double)row, up);
        double *corner = lattice + (slice * rows + row - 1) * columns + column - 1;
        for (int r = 0; r < 4; r++)
            for (int c = 0; c < 4; c++)
                corner[r * columns + c] += weight * up[r] * across[c];
    }
}

/* Adds the points first … end − 1 to a lattice of slices × rows × columns; `left`, `low` is its first point. Points
   without four lattice points around are left out. `weighted` and `sliced` are 1, or 0 where all points have the
   first weight or slice. */
EXPORT void density_spread(int64_t first, int64_t end, const double *x, const double *y, const double *weights,
                           int64_t weighted, const int64_t *slices, int64_t sliced, double left, double low,
                           double spacing, int64_t columns, int64_t rows, double *lattice)
{
    spread(first, end, x, y, weights, weighted, slices, sliced, left, low, spacing, columns, rows, lattice);
}

/* Sums of rows with weights: row a of `out` is the sum of weights[a][b] × row first[a] + b of `values`, b below `band`. */
LANES static void smooth(int64_t places, int64_t band, const int64_t *first, const double *weights, int64_t width,
                         const double *values, double *out)
{
    for (int64_t a = 0; a < places; a++) {
        double *sum = out + a * width;
        const double *weight = weights + a * band, *row = values + first[a] * width;
        int64_t b = 0;
        for (; b + 4 <= band; b += 4, row += 4 * width)
            for (int64_t c = 0; c < width; c++)
                sum[c] += (weight[b] * row[c] + weight[b + 1] * row[c + width])
                          + (weight[b + 2] * row[c + 2 * width] + weight[b + 3] * row[c + 3 * width]);
        for (; b < band; b++, row += width)
            for (int64_t c = 0; c < width; c++)
                sum[c] += weight[b] * row[c];
    }
}

EXPORT void density_smooth(int64_t places, int64_t band, const int64_t *first, const double *weights, int64_t width,
                           const double *values, double *out)
{
    smooth(places, band, first, weights, width, values, out);
}

/* One row of one point's kernel, from the first column to below the last; `q` is what the row is away, in radii squared. */
LANES static void add_row(int kind, double weight, double away, double scale, int64_t from, int64_t to, double q,
                          double *out)
{
    switch (kind) {
    case QUARTIC:
        for (int64_t c = from; c < to; c++) {
            double d = ((double)c - away) * scale, left = 1 - q - d * d;
            left = left > 0 ? left : 0;
            out[c] += weight * left * left;
        }
        break;
    case EPANECHNIKOV:
        for (int64_t c = from; c < to; c++) {
            double d = ((double)c - away) * scale, left = 1 - q - d * d;
            out[c] += weight * (left > 0 ? left : 0);
        }
        break;
    case TRIANGULAR:
        for (int64_t c = from; c < to; c++) {
            double d = ((double)c - away) * scale, left = 1 - sqrt(q + d * d);
            out[c] += weight * (left > 0 ? left : 0);
        }
        break;
    case QUARTIC_SQUARED:
        for (int64_t c = from; c < to; c++) {
            double d = ((double)c - away) * scale, left = 1 - q - d * d;
            left = left > 0 ? left * left : 0;
            out[c] += weight * left * left;
        }
        break;
    case TRIANGULAR_SQUARED:
        for (int64_t c = from; c < to; c++) {
            double d = ((double)c - away) * scale, left = 1 - sqrt(q + d * d);
            left = left > 0 ? left : 0;
            out[c] += weight * left * left;
        }
        break;
    default:
        for (int64_t c = from; c < to; c++) {
            double d = ((double)c - away) * scale;
            out[c] += q + d * d <= 1 ? weight : 0;
        }
    }
}

LANES static void add_product(double weight, const double *across, int64_t from, int64_t to, double *out)
{
    for (int64_t c = from; c < to; c++)
        out[c] += weight * across[c];
}

/* First cell within the reach of a place, and the first beyond it. */
static void span(double place, double reach, int64_t cells, int64_t *from, int64_t *to)
{
    double low = ceil(place - reach), high = floor(place + reach) + 1;
    *from = low < 0 ? 0 : low > (double)cells ? cells : (int64_t)low;
    *to = high < 0 ? 0 : high > (double)cells ? cells : (int64_t)high;
}

/* Adds the kernels of the points first … end − 1 to a grid of slices × rows × columns, not yet normed. `left`, `low` is the
   middle of its first cell. `size` is the deviation of a Gaussian or the radius of another kernel, `reach` where it
   ends, both in cells. `across` has room for the columns. */
EXPORT void density_direct(int64_t kind, int64_t first, int64_t end, const double *x, const double *y,
                           const double *weights, int64_t weighted, const int64_t *slices, int64_t sliced, double left,
                           double low, double cell, double size, double reach, int64_t columns, int64_t rows,
                           double *across, double *grid)
{
    double scale = 1 / size;
    for (int64_t i = first; i < end; i++) {
        int64_t from, to, bottom, top;
        double u = (x[i] - left) / cell, v = (y[i] - low) / cell, weight = weights[i * weighted];
        int64_t slice = slices[i * sliced];
        span(u, reach, columns, &from, &to);
        span(v, reach, rows, &bottom, &top);
        if (slice < 0 || from >= to)
            continue;
        double *out = grid + slice * rows * columns;
        if (kind == GAUSSIAN)
            for (int64_t c = from; c < to; c++)
                across[c] = exp(-0.5 * ((double)c - u) * ((double)c - u) * scale * scale);
        for (int64_t r = bottom; r < top; r++) {
            double d = ((double)r - v) * scale;
            if (kind == GAUSSIAN)
                add_product(weight * exp(-0.5 * d * d), across, from, to, out + r * columns);
            else
                add_row((int)kind, weight, u, scale, from, to, d * d, out + r * columns);
        }
    }
}
