/* Does the same three times, and writes a file after each: the one that it was told, and another one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *kept[3];

__attribute__((noinline)) static void keep(int round) {
    kept[round] = malloc(1 << 20);
    memset(kept[round], 1, 1 << 20);
}

static int write_down(const char *path) {
    FILE *file = fopen(path, "w");
    return file == NULL || fclose(file) != 0;
}

int main(int count, char **words) {
    char other[4096];
    if (count < 2) return 2;
    snprintf(other, sizeof other, "%s.other", words[1]);
    for (int round = 0; round < 3; round++) {
        keep(round);
        if (write_down(other) || write_down(words[1])) return 1;
    }
    puts("done");
    return kept[2] == NULL;
}
