/* The fits of Farrington's methods, one series at a time: see analysis/alarms/farrington_fit.py, whose way in NumPy does the
   same with all series at once. Steps, start and stopping are those of R's glm.fit. */
#include "lanes.h"
#include <math.h>

#define MOST_STEPS 25
#define TOLERANCE 1e-8
#define SLACK 0.1
#define START 0.1
#define SMALLEST 2.220446049250313e-16
#define LOG_SMALLEST (-36.04365338911715)
#define ROUNDING 1e-12
#define TABLE 512

enum { LOG_MEAN, VARIANCE, SLOPE, SLOPE_VARIANCE, DISPERSION, RESIDUAL_DISPERSION, FREE, CONVERGED, DOWN, N, HIGHEST, FIGURES };

/* One regression: its rows, what the last step left, and what does not change. */
typedef struct {
    int64_t n, parts;
    int trend, plain; /* plain: no slope and no offset, so that all rows of a part have one mean */
    const int64_t *block;
    const double *time;
    double *counts, *prior, *offset, *log_start, *fixed, *linear, *means, *working;
    double *sums, *centres, *right, *level, *weight, *weighted_counts;
    double slope, spread, slope_right;
    int converged;
} regression;

/* e^x by 2^k times the series of the rest, in a loop that has lanes; exact to about a unit in the last place. */
LANES static void exponentials(int64_t n, const double *x, double *out)
{
    const double shift = 6755399441055744.0, log2e = 1.4426950408889634;
    const double high = 0.6931471803691238, low = 1.9082149292705877e-10;
    for (int64_t i = 0; i < n; i++) {
        double value = x[i] < -700.0 ? -700.0 : x[i] > 700.0 ? 700.0 : x[i];
        union { double real; uint64_t bits; } moved, scale;
        moved.real = value * log2e + shift;
        double whole = moved.real - shift;
        double r = (value - whole * high) - whole * low;
        double p = 1.0 / 6227020800.0;
        p = p * r + 1.0 / 479001600.0;
        p = p * r + 1.0 / 39916800.0;
        p = p * r + 1.0 / 3628800.0;
        p = p * r + 1.0 / 362880.0;
        p = p * r + 1.0 / 40320.0;
        p = p * r + 1.0 / 5040.0;
        p = p * r + 1.0 / 720.0;
        p = p * r + 1.0 / 120.0;
        p = p * r + 1.0 / 24.0;
        p = p * r + 1.0 / 6.0;
        p = p * r + 0.5;
        p = p * r + 1.0;
        p = p * r + 1.0;
        scale.bits = (moved.bits + 1023) << 52;
        out[i] = p * scale.real;
    }
}

static void clear(double *values, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        values[i] = 0;
}

/* From sums of weights and of weighted working values to a level per part and a slope: an arrow-shaped system. */
static void solve(regression *fit, double square, double slope_right)
{
    fit->slope = 0;
    fit->spread = INFINITY;
    double spread = square;
    for (int64_t part = 0; part < fit->parts; part++) {
        double divisor = fit->sums[part] == 0 ? 1 : fit->sums[part];
        fit->centres[part] /= divisor;
        fit->level[part] = fit->right[part] / divisor;
        spread -= fit->sums[part] * fit->centres[part] * fit->centres[part];
        slope_right -= fit->sums[part] * fit->centres[part] * fit->level[part];
        fit->sums[part] = divisor;
    }
    if (!fit->trend)
        return;
    if (spread > 0)
        fit->spread = spread;
    fit->slope = slope_right / fit->spread;
    for (int64_t part = 0; part < fit->parts; part++)
        fit->level[part] -= fit->centres[part] * fit->slope;
}

static void clear_sums(regression *fit)
{
    clear(fit->sums, fit->parts);
    clear(fit->centres, fit->parts);
    clear(fit->right, fit->parts);
}

static void step_of_rows(regression *fit)
{
    double square = 0, slope_right = 0;
    clear_sums(fit);
    for (int64_t i = 0; i < fit->n; i++) {
        double working = fit->prior[i] * fit->means[i];
        double right = working * (fit->linear[i] - fit->offset[i]) + fit->prior[i] * (fit->counts[i] - fit->means[i]);
        int64_t part = fit->block[i];
        fit->working[i] = working;
        fit->sums[part] += working;
        fit->right[part] += right;
        if (fit->trend) {
            double timed = working * fit->time[i];
            fit->centres[part] += timed;
            square += timed * fit->time[i];
            slope_right += right * fit->time[i];
        }
    }
    solve(fit, square, slope_right);
    for (int64_t i = 0; i < fit->n; i++)
        fit->linear[i] = fit->level[fit->block[i]] + fit->slope * fit->time[i] + fit->offset[i];
    exponentials(fit->n, fit->linear, fit->means);
}

static double deviance_of_rows(const regression *fit, double fixed)
{
    double sum = 0;
    for (int64_t i = 0; i < fit->n; i++) {
        double linear = fit->linear[i] < LOG_SMALLEST ? LOG_SMALLEST : fit->linear[i];
        fit->means[i] = fit->means[i] < SMALLEST ? SMALLEST : fit->means[i];
        sum += fit->prior[i] * (fit->counts[i] * linear - fit->means[i]);
    }
    return 2 * (fixed - sum);
}

/* The same with one mean per part: `linear` and `means` have a place per part, the first step one per row. */
static void step_of_parts(regression *fit, int first)
{
    clear_sums(fit);
    if (first)
        for (int64_t i = 0; i < fit->n; i++)
            fit->right[fit->block[i]] += fit->prior[i] * (fit->counts[i] + START) * fit->log_start[i];
    for (int64_t part = 0; part < fit->parts; part++) {
        double weight = fit->weight[part], counts = fit->weighted_counts[part];
        if (first) {
            fit->sums[part] = counts + START * weight;
            fit->right[part] -= START * weight;
        } else {
            fit->sums[part] = weight * fit->means[part];
            fit->right[part] = fit->sums[part] * fit->linear[part] + counts - fit->sums[part];
        }
    }
    solve(fit, 0, 0);
    for (int64_t part = 0; part < fit->parts; part++)
        fit->linear[part] = fit->level[part];
    exponentials(fit->parts, fit->linear, fit->means);
}

static double deviance_of_parts(const regression *fit, double fixed)
{
    double sum = 0;
    for (int64_t part = 0; part < fit->parts; part++) {
        double linear = fit->linear[part] < LOG_SMALLEST ? LOG_SMALLEST : fit->linear[part];
        fit->means[part] = fit->means[part] < SMALLEST ? SMALLEST : fit->means[part];
        sum += fit->weighted_counts[part] * linear - fit->weight[part] * fit->means[part];
    }
    return 2 * (fixed - sum);
}

/* A part's figures spread over its rows, with the last step's weights: for residuals and leverages. */
static void spread_parts(regression *fit, double *scratch)
{
    for (int64_t part = 0; part < fit->parts; part++)
        scratch[part] = fit->means[part];
    for (int64_t part = 0; part < fit->parts; part++)
        scratch[fit->parts + part] = fit->weight[part] == 0 ? 0 : fit->sums[part] / fit->weight[part];
    for (int64_t i = 0; i < fit->n; i++) {
        fit->means[i] = scratch[fit->block[i]];
        fit->working[i] = fit->prior[i] * scratch[fit->parts + fit->block[i]];
    }
}

static void regress(regression *fit, double *scratch)
{
    double fixed = 0, deviance = 0;
    clear(fit->weight, fit->parts);
    clear(fit->weighted_counts, fit->parts);
    for (int64_t i = 0; i < fit->n; i++) {
        fit->means[i] = fit->counts[i] + START;
        fit->linear[i] = fit->log_start[i];
        fit->weight[fit->block[i]] += fit->prior[i];
        fit->weighted_counts[fit->block[i]] += fit->prior[i] * fit->counts[i];
        fixed += fit->prior[i] * fit->fixed[i];
        deviance += fit->prior[i] * (fit->counts[i] * fit->linear[i] - fit->means[i]);
    }
    deviance = 2 * (fixed - deviance);
    fit->converged = 0;
    for (int step = 0; step < MOST_STEPS && !fit->converged; step++) {
        double now;
        if (fit->plain) {
            step_of_parts(fit, step == 0);
            now = deviance_of_parts(fit, fixed);
        } else {
            step_of_rows(fit);
            now = deviance_of_rows(fit, fixed);
        }
        fit->converged = fabs(now - deviance) / (fabs(now) + SLACK) < TOLERANCE;
        deviance = now;
        if (!isfinite(now))
            break;
    }
    if (fit->plain)
        spread_parts(fit, scratch);
}

static double dispersion(const regression *fit, const double *weights, double free)
{
    double sum = 0;
    for (int64_t i = 0; i < fit->n; i++) {
        double apart = fit->counts[i] / fit->means[i] - 1;
        sum += weights[i] * apart * apart;
    }
    return free > 0 ? sum / free : NAN;
}

static double two_thirds(double count)
{
    double root = cbrt(count);
    return root * root;
}

/* Less weight for rows whose standardised Anscombe residual is above the threshold; returns how many. */
static int64_t reweight(regression *fit, double phi, double threshold, const double *power, double used)
{
    double total = 0;
    int64_t lighter = 0;
    for (int64_t i = 0; i < fit->n; i++) {
        int64_t part = fit->block[i];
        double apart = fit->time[i] - fit->centres[part];
        double leverage = fit->working[i] * (1 / fit->sums[part] + (fit->trend ? apart * apart / fit->spread : 0));
        double scale = (phi > 1 ? phi : 1) * (1 - leverage);
        /* counts at or below their mean have no positive residual, and need no root */
        if (fit->prior[i] > 0 && fit->counts[i] > fit->means[i] && scale > ROUNDING) {
            double sixth = sqrt(cbrt(fit->means[i]));
            double powered = fit->counts[i] < TABLE ? power[(int)fit->counts[i]] : two_thirds(fit->counts[i]);
            double residual = 1.5 * (powered / sixth - sixth * sixth * sixth) / sqrt(scale);
            if (residual > threshold) {
                fit->prior[i] = 1 / (residual * residual);
                lighter++;
            }
        }
        total += fit->prior[i];
    }
    for (int64_t i = 0; i < fit->n; i++)
        fit->prior[i] *= used / (total > SMALLEST ? total : SMALLEST);
    return lighter;
}

/* Rows of one series, and the degrees of freedom that they leave. */
static double prepare(regression *fit, const double *counts, const uint8_t *usable, const double *offset,
                      const int64_t *rows, const double *logs, const double *fixed, double *figures)
{
    double used = 0, highest = 0;
    int shifted = 0;
    clear(fit->weight, fit->parts);
    for (int64_t i = 0; i < fit->n; i++) {
        int64_t row = rows[i];
        double count = counts[row];
        fit->counts[i] = count;
        fit->offset[i] = offset[row];
        shifted |= offset[row] != 0;
        fit->prior[i] = usable[row] ? 1 : 0;
        fit->log_start[i] = count < TABLE ? logs[(int)count] : log(count + START);
        fit->fixed[i] = count < TABLE ? fixed[(int)count] : count * log(count) - count;
        fit->weight[fit->block[i]] += fit->prior[i];
        used += fit->prior[i];
        if (usable[row] && count > highest)
            highest = count;
    }
    double free = used - fit->trend;
    for (int64_t part = 0; part < fit->parts; part++)
        free -= fit->weight[part] > 0;
    fit->plain = !fit->trend && !shifted;
    figures[N] = used;
    figures[HIGHEST] = highest;
    figures[FREE] = free;
    return free;
}

/* `threshold` is infinite for one plain fit. `scratch` has 8·n + 8·parts + 3·TABLE places; `weights` is left alone
   where `keep` is 0. */
EXPORT void farrington_fits(int64_t chosen, const int64_t *which, int64_t periods, int64_t n, int64_t parts, int32_t trend,
                            double threshold, const double *counts, const uint8_t *usable, const double *offset,
                            const int64_t *rows, const int64_t *block, const double *time, double *scratch, int32_t keep,
                            double *weights, double *all_figures)
{
    regression fit = {.n = n, .parts = parts, .trend = trend != 0, .block = block, .time = time};
    double **by_row[] = {&fit.counts, &fit.prior, &fit.offset, &fit.log_start, &fit.fixed, &fit.linear, &fit.means,
                         &fit.working};
    double **by_part[] = {&fit.sums, &fit.centres, &fit.right, &fit.level, &fit.weight, &fit.weighted_counts};
    double *logs = scratch, *fixed = logs + TABLE, *power = fixed + TABLE, *free_place = power + TABLE;
    for (int i = 0; i < 8; i++, free_place += n)
        *by_row[i] = free_place;
    for (int i = 0; i < 6; i++, free_place += parts)
        *by_part[i] = free_place;
    for (int count = 0; count < TABLE; count++) {
        logs[count] = log(count + START);
        fixed[count] = count ? count * log(count) - count : 0;
        power[count] = two_thirds(count);
    }
    for (int64_t place = 0; place < chosen; place++) {
        int64_t start = which[place] * periods;
        double *figures = all_figures + place * FIGURES;
        double free = prepare(&fit, counts + start, usable + start, offset + start, rows, logs, fixed, figures);
        regress(&fit, free_place);
        double phi = dispersion(&fit, fit.working, free);
        figures[CONVERGED] = fit.converged;
        figures[DOWN] = 0;
        if (isfinite(threshold)) {
            figures[DOWN] = (double)reweight(&fit, phi, threshold, power, figures[N]);
            regress(&fit, free_place);
            phi = dispersion(&fit, fit.working, free);
        }
        double centre = fit.centres[parts - 1], slope_variance = 1 / fit.spread;
        figures[LOG_MEAN] = fit.level[parts - 1];
        figures[VARIANCE] = 1 / fit.sums[parts - 1] + centre * centre * slope_variance;
        figures[SLOPE] = fit.slope;
        figures[SLOPE_VARIANCE] = slope_variance;
        figures[DISPERSION] = phi;
        figures[RESIDUAL_DISPERSION] = dispersion(&fit, fit.prior, free);
        if (keep)
            for (int64_t i = 0; i < n; i++)
                weights[place * n + i] = fit.prior[i];
    }
}
