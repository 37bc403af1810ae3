/* Runs what the program does several times in one process, with a mark after each: what a test binary keeps again, and
 * not once, shows only so, and no option of libtest repeats a test.
 *
 * A program of Rust ends itself when the `main` of C comes to its end a second time, so later rounds call the `main` of
 * Rust, whose place whoever started us has read off the program's symbols. */
#define _GNU_SOURCE
#include "native.h"
#include <link.h>

void oomscope_native_mark(unsigned long number);

static unsigned long rounds = 1, inner;
static int (*program)(int, char **, char **);

void plan_rounds(unsigned long wanted, unsigned long inner_main) {
    rounds = wanted;
    inner = inner_main;
}

static int first(struct dl_phdr_info *object, size_t size, void *data) {
    (void)size;
    *(uintptr_t *)data = object->dlpi_addr;
    return 1;
}

static int all_rounds(int argc, char **argv, char **env) {
    int code = program(argc, argv, env);
    if (rounds < 2) return code;
    uintptr_t base = 0;
    dl_iterate_phdr(first, &base);
    oomscope_native_mark(1);
    for (unsigned long round = 2; round <= rounds && code == 0; round++) {
        if (inner != 0) ((void (*)(void))(base + inner))();
        else code = program(argc, argv, env);
        oomscope_native_mark(round);
    }
    return code;
}

EXPORT int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv, void (*init)(void),
                             void (*fini)(void), void (*loader)(void), void *stack) {
    if (next.start_main == NULL) find_next();
    program = main;
    return next.start_main(all_rounds, argc, argv, init, fini, loader, stack);
}
