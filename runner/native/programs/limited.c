/* A program whose memory ends: `malloc` says no, and what it holds then stays usable. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

int main(void) {
    struct rlimit limit = {120 << 20, 120 << 20};
    setrlimit(RLIMIT_AS, &limit);
    static void *kept[100000];
    int count = 0, refused = 0;
    for (int at = 0; at < 90000; at++) {
        errno = 0;
        char *one = malloc(3000 + (size_t)at % 777);
        if (one != NULL) {
            memset(one, 1, 100);
            kept[count++] = one;
            continue;
        }
        if (errno != ENOMEM) return 1;
        refused++;
        if (realloc(kept[0], 200 << 20) != NULL) return 2;
        if (((char *)kept[0])[99] != 1) return 3;
        for (int half = 0; half < count / 2; half++) free(kept[half]);
        memmove(kept, kept + count / 2, (size_t)(count - count / 2) * sizeof *kept);
        count -= count / 2;
    }
    for (int at = 0; at < count; at++) free(kept[at]);
    puts(refused > 0 ? "done" : "never refused");
    return 0;
}
