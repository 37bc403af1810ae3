/* The functions that take memory and give it back, and how the library comes to life and ends. */
#define _GNU_SOURCE
#include "native.h"
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>

OF_THREAD int inside;

int enter(void) {
    int was = inside;
    inside = 1;
    return was;
}
void leave(int was) { inside = was; }

#define NEXT(name) (__builtin_expect(next.name == NULL, 0) ? (find_next(), next.name) : next.name)
/* Reserved, not used, is what is mapped without a right to it; small maps are nobody's heap. */
#define LEAST_MAP (256u << 10)

/* How many bytes this thread takes until the next sample. Nearly every call counts down, asks the filter, and is gone:
 * whatever else there is to be asked is asked where that says so, whether anybody records among it. */
__thread int64_t left __attribute__((tls_model("initial-exec")));

static inline int is_due(size_t bytes) {
    return __builtin_expect(bytes >= live.rate || (left -= (int64_t)bytes) <= 0, 0);
}

static void *counted(void *at, size_t bytes) {
    if (at != NULL && !inside && is_recording()) took(at, bytes);
    return at;
}

/* What is seldom needed stands in functions of its own, so that the others need no room on the stack and jump on. */
#define SELDOM __attribute__((noinline, cold)) static

SELDOM void *malloc_due(size_t bytes) { return counted(NEXT(malloc)(bytes), bytes); }
SELDOM void *calloc_due(size_t count, size_t each) { return counted(NEXT(calloc)(count, each), count * each); }
SELDOM void forget(void *at) {
    struct entry entry;
    if (is_recording()) gave(at, &entry);
}
SELDOM void *realloc_due(void *old, size_t bytes, int due) {
    struct entry entry;
    int was_counted = is_recording() && gave(old, &entry);
    void *at = NEXT(realloc)(old, bytes);
    if (at == NULL && was_counted && bytes != 0) {
        int was = enter();
        if (!was) put_back(&entry);
        leave(was);
    }
    return due ? counted(at, bytes) : at;
}

EXPORT void *malloc(size_t bytes) {
    if (is_due(bytes)) return malloc_due(bytes);
    return NEXT(malloc)(bytes);
}

EXPORT void *calloc(size_t count, size_t each) {
    if (is_due(count * each)) return calloc_due(count, each);
    return NEXT(calloc)(count, each);
}

EXPORT void free(void *at) {
    if (may_be_counted(at)) forget(at);
    NEXT(free)(at);
}

EXPORT void *realloc(void *old, size_t bytes) {
    int due = is_due(bytes);
    if (due || may_be_counted(old)) return realloc_due(old, bytes, due);
    return NEXT(realloc)(old, bytes);
}

EXPORT int posix_memalign(void **at, size_t alignment, size_t bytes) {
    int failed = NEXT(posix_memalign)(at, alignment, bytes);
    if (is_due(bytes) && failed == 0) counted(*at, bytes);
    return failed;
}

#define ALIGNED(name)                                                                                                  \
    EXPORT void *name(size_t alignment, size_t bytes) {                                                                \
        void *at = NEXT(name)(alignment, bytes);                                                                       \
        return is_due(bytes) ? counted(at, bytes) : at;                                                                \
    }
ALIGNED(aligned_alloc)
ALIGNED(memalign)

#define PAGED(name)                                                                                                    \
    EXPORT void *name(size_t bytes) {                                                                                  \
        void *at = NEXT(name)(bytes);                                                                                  \
        return is_due(bytes) ? counted(at, bytes) : at;                                                                \
    }
PAGED(valloc)
PAGED(pvalloc)

/* An allocator maps for those who ask it, and they are counted. The C library's own does so without a word to us. */
#define IS_ALLOCATORS() is_of_allocator(__builtin_return_address(0))

static void mapped(void *at, size_t bytes, int rights, int flags) {
    if (at == MAP_FAILED || bytes < LEAST_MAP || rights == PROT_NONE || !(flags & MAP_ANONYMOUS)) return;
    if (inside || !is_recording()) return;
    /* Without a word of `munmap` somebody else lay there. */
    struct entry entry;
    gave(at, &entry);
    took_exactly(at, bytes);
}

#define MAPS(name)                                                                                                     \
    EXPORT void *name(void *wish, size_t bytes, int rights, int flags, int file, long offset) {                        \
        void *at = NEXT(name)(wish, bytes, rights, flags, file, offset);                                               \
        if (!IS_ALLOCATORS()) mapped(at, bytes, rights, flags);                                                        \
        return at;                                                                                                     \
    }
MAPS(mmap)
MAPS(mmap64)

EXPORT int munmap(void *at, size_t bytes) {
    struct entry entry;
    int was_counted = !inside && is_recording() && gave(at, &entry);
    int failed = NEXT(munmap)(at, bytes);
    if (was_counted && (failed || bytes < entry.bytes)) {
        int was = enter();
        if (!failed) {
            entry.at += bytes;
            entry.bytes -= bytes;
        }
        put_back(&entry);
        leave(was);
    }
    return failed;
}

EXPORT void *mremap(void *old, size_t had, size_t bytes, int flags, ...) {
    __builtin_va_list more;
    __builtin_va_start(more, flags);
    void *wish = (flags & MREMAP_FIXED) ? __builtin_va_arg(more, void *) : NULL;
    __builtin_va_end(more);
    struct entry entry;
    int was_counted = !inside && is_recording() && gave(old, &entry);
    void *at = NEXT(mremap)(old, had, bytes, flags, wish);
    if (was_counted && at == MAP_FAILED) {
        int was = enter();
        put_back(&entry);
        leave(was);
    } else if (was_counted) {
        took_exactly(at, bytes);
    }
    return at;
}

/* A process that repeats its tests by itself writes a file after each round: that it opens it is a mark. */
static const char *round_file;
static unsigned long rounds_seen;

#define OPENS(name)                                                                                                    \
    EXPORT void *name(const char *path, const char *mode) {                                                            \
        if (round_file != NULL && path != NULL && is_recording() && is_equal(path, round_file))                        \
            tell_mark(__atomic_add_fetch(&rounds_seen, 1, __ATOMIC_RELAXED));                                          \
        return NEXT(name)(path, mode);                                                                                 \
    }
OPENS(fopen)
OPENS(fopen64)

/* What ends a process without its last words. */
EXPORT __attribute__((noreturn)) void _exit(int code) {
    if (is_recording()) tell_end();
    for (;;) call_kernel(SYS_exit_group, code, 0, 0, 0, 0, 0);
}
EXPORT __attribute__((noreturn)) void _Exit(int code) { _exit(code); }

static unsigned long rate;

/* Says what is alive now, under a number; the first time begins to look, where that was left to whoever marks. */
EXPORT void oomscope_native_mark(unsigned long number) {
    begin_recording(rate);
    if (is_recording()) tell_mark(number);
}
EXPORT int oomscope_native_works(void) {
    return rate != 0;
}
EXPORT void oomscope_native_stop(void) {
    if (is_recording()) tell_end();
    stop_recording();
}

static int is_program(const char *wanted) {
    char program[4096];
    long length = call_kernel(SYS_readlinkat, AT_FDCWD, (long)"/proc/self/exe", (long)program, sizeof program - 1, 0, 0);
    if (length <= 0) return 0;
    program[length] = 0;
    return is_equal(program, wanted);
}

/* glibc hands a constructor what `main` gets, before its own variable is set; musl hands it nothing. */
extern const char *gnu_get_libc_version(void) __attribute__((weak));
extern char **environ __attribute__((weak));

__attribute__((constructor)) static void come_to_life(int argc, char **argv, char **env) {
    (void)argc;
    (void)argv;
    if (gnu_get_libc_version == NULL) env = &environ != NULL ? environ : NULL;
    const char *folder = environment(env, "OOMSCOPE_NATIVE");
    if (folder == NULL || *folder == 0) return;
    const char *program = environment(env, "OOMSCOPE_NATIVE_PROGRAM");
    if (program != NULL && !is_program(program)) return;
    /* These have allocators that watch over every address, and want to be left alone. */
    if (is_there("__asan_init") || is_there("__tsan_init") || is_there("__msan_init") || is_there("__hwasan_init")) {
        tell_state(folder, "sanitizer");
        return;
    }
    if (next.malloc == NULL) find_next();
    if (next.malloc == NULL || next.free == NULL || next.realloc == NULL || next.calloc == NULL) return;
    rate = number_of(environment(env, "OOMSCOPE_NATIVE_RATE"), 64 << 10);
    if (rate == 0) rate = 1;
    tell_state(folder, "here");
    tell_begin(folder);
    unsigned long inner = number_of(environment(env, "OOMSCOPE_NATIVE_MAIN"), 0);
    plan_rounds(number_of(environment(env, "OOMSCOPE_NATIVE_ROUNDS"), 1), inner);
    round_file = environment(env, "OOMSCOPE_NATIVE_ROUND_FILE");
    const char *start = environment(env, "OOMSCOPE_NATIVE_START");
    if (start == NULL || !is_equal(start, "mark")) begin_recording(rate);
}

__attribute__((destructor)) static void end(void) {
    if (!is_recording()) return;
    tell_end();
    stop_recording();
}
