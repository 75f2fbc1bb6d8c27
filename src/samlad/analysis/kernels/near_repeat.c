/* Permuted times of incidents, and how many close pairs are then near in time: see analysis/near_repeat/simulated.py. */
#include <math.h>
#include "lanes.h"

#define WIDTH 8
#define BLOCK 256

/* Shuffles the times of one replication (Fisher and Yates) and lays them into its lane. */
static void shuffle(int64_t incidents, const double *times, uint64_t seed, double *mixed, double *lane)
{
    for (int64_t i = 0; i < incidents; i++)
        mixed[i] = times[i];
    for (int64_t i = incidents - 1; i > 0; i--) {
        uint32_t other = below(&seed, (uint32_t)(i + 1));
        double kept = mixed[i];
        mixed[i] = mixed[other];
        mixed[other] = kept;
    }
    for (int64_t i = 0; i < incidents; i++)
        lane[i * WIDTH] = mixed[i];
}

/* How far apart in time some pairs are, in all lanes. */
LANES static void apart(int64_t pairs, const int32_t *first, const int32_t *second, const double *lanes, double *gap)
{
    for (int64_t pair = 0; pair < pairs; pair++) {
        const double *one = lanes + (int64_t)first[pair] * WIDTH, *other = lanes + (int64_t)second[pair] * WIDTH;
        for (int lane = 0; lane < WIDTH; lane++)
            gap[pair * WIDTH + lane] = fabs(one[lane] - other[lane]);
    }
}

/* Adds the pairs that are less than the limit apart, each lane by itself. */
LANES static void nearer(int64_t pairs, const double *gap, double limit, int64_t *count)
{
    int64_t sum[WIDTH] = {0};
    for (int64_t pair = 0; pair < pairs; pair++)
        for (int lane = 0; lane < WIDTH; lane++)
            sum[lane] += gap[pair * WIDTH + lane] < limit;
    for (int lane = 0; lane < WIDTH; lane++)
        count[lane] += sum[lane];
}

/* Pairs lie band after band; band b is starts[b] … starts[b + 1] − 1. Counts are replications × bands × limits.
   `mixed` has room for the incidents, `lanes` for WIDTH times as many. */
EXPORT void near_repeat(int64_t incidents, const double *times, int64_t bands, const int64_t *starts,
                        const int32_t *first, const int32_t *second, int64_t limits, const double *limit,
                        int64_t replications, const uint64_t *seeds, double *mixed, double *lanes, int64_t *counts)
{
    double gap[BLOCK * WIDTH];
    for (int64_t begun = 0; begun < replications; begun += WIDTH) {
        int64_t width = replications - begun < WIDTH ? replications - begun : WIDTH;
        for (int64_t lane = 0; lane < WIDTH; lane++)
            shuffle(incidents, times, seeds[begun + (lane < width ? lane : 0)], mixed, lanes + lane);
        for (int64_t band = 0; band < bands; band++)
            for (int64_t start = starts[band]; start < starts[band + 1]; start += BLOCK) {
                int64_t pairs = starts[band + 1] - start < BLOCK ? starts[band + 1] - start : BLOCK;
                apart(pairs, first + start, second + start, lanes, gap);
                for (int64_t place = 0; place < limits; place++) {
                    int64_t count[WIDTH] = {0};
                    nearer(pairs, gap, limit[place], count);
                    for (int64_t lane = 0; lane < width; lane++)
                        counts[((begun + lane) * bands + band) * limits + place] += count[lane];
                }
            }
    }
}
