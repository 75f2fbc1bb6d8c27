/* Pairs of a series, counted by mann_kendall.c; their slopes are in mann_kendall_slopes.c. */
#ifndef SAMLAD_MANN_KENDALL_H
#define SAMLAD_MANN_KENDALL_H

#include "lanes.h"

#define PADDING ((int64_t)REGISTER) /* entries behind a series, more than a vector has */

/* A copy with a rest that is in no pair: y has n + PADDING entries. */
void pad_series(const double *series, int64_t n, double *y);

/* How many pairs of a padded series fall, and how many rise. */
void count_pairs(const double *y, int64_t n, int64_t *falling, int64_t *rising);

#endif
