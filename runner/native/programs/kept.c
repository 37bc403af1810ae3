/* Keeps 20 MB in small blocks and 3 MiB in large ones, each by a function of its own, and gives other memory back. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static void *volatile kept;

__attribute__((noinline)) static void many_small(void) {
    for (int at = 0; at < 200000; at++) kept = malloc(100);
}
__attribute__((noinline)) static void three_large(void) {
    for (int at = 0; at < 3; at++) kept = malloc(1 << 20); /* the line */
}
__attribute__((noinline)) static void comes_and_goes(void) {
    for (int at = 0; at < 200000; at++) {
        kept = malloc(100);
        free(kept);
    }
}

int main(int argc, char **argv) {
    (void)argv;
    comes_and_goes();
    three_large();
    many_small();
    puts("done");
    fflush(stdout);
    if (argc > 1) raise(SIGKILL);
    return 0;
}
