/* Counting rows into the cells of a table: see analysis/counts.py. */
#include "lanes.h"

#define BLOCK 2048
#define OUTSIDE (-1)

/* place = place * size + code, for a block of rows; what is negative is outside, what is too large is a fault. */
#define FOLD(TYPE)                                                                     \
    LANES static int fold_##TYPE(const TYPE *codes, int64_t size, int64_t rows, int64_t *place) \
    {                                                                                  \
        int fault = 0;                                                                 \
        for (int64_t row = 0; row < rows; row++) {                                     \
            int64_t code = codes[row];                                                 \
            fault |= code >= size;                                                     \
            int64_t next = place[row] * size + code;                                   \
            place[row] = (code < 0) | (place[row] < 0) ? OUTSIDE : next;               \
        }                                                                              \
        return fault;                                                                  \
    }
FOLD(int8_t)
FOLD(int16_t)
FOLD(int32_t)
FOLD(int64_t)

static int fold(const char *codes, int64_t width, int64_t size, int64_t first, int64_t rows, int64_t *place)
{
    switch (width) {
    case 1: return fold_int8_t((const int8_t *)codes + first, size, rows, place);
    case 2: return fold_int16_t((const int16_t *)codes + first, size, rows, place);
    case 4: return fold_int32_t((const int32_t *)codes + first, size, rows, place);
    default: return fold_int64_t((const int64_t *)codes + first, size, rows, place);
    }
}

/* Adds the rows first … end − 1 to the table. Returns −1, or the number of the column that has a code too large. */
EXPORT int64_t count_cells(int64_t columns, const int64_t *codes, const int64_t *widths, const int64_t *sizes,
                           int64_t first, int64_t end, int64_t *table)
{
    int64_t place[BLOCK];
    for (int64_t start = first; start < end; start += BLOCK) {
        int64_t rows = end - start < BLOCK ? end - start : BLOCK;
        for (int64_t row = 0; row < rows; row++)
            place[row] = 0;
        for (int64_t column = 0; column < columns; column++)
            if (fold((const char *)(intptr_t)codes[column], widths[column], sizes[column], start, rows, place))
                return column;
        for (int64_t row = 0; row < rows; row++)
            if (place[row] >= 0)
                table[place[row]]++;
    }
    return -1;
}
