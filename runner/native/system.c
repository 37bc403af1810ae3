/* What the library asks the kernel for, without the C library's words: no errno of the program changes. */
#define _GNU_SOURCE
#include "native.h"
#include <sys/mman.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
long call_kernel(long number, long a, long b, long c, long d, long e, long f) {
    long result;
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}
#elif defined(__aarch64__)
long call_kernel(long number, long a, long b, long c, long d, long e, long f) {
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    register long x4 __asm__("x4") = e;
    register long x5 __asm__("x5") = f;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
    return x0;
}
#else
#error "the native profiler knows x86-64 and aarch64"
#endif

static int is_error(long result) { return result < 0 && result > -4096; }

void *own_pages(size_t bytes) {
    long at = call_kernel(SYS_mmap, 0, (long)bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return is_error(at) ? NULL : (void *)at;
}

void *more_pages(void *old, size_t old_bytes, size_t new_bytes) {
    if (old == NULL) return own_pages(new_bytes);
    long at = call_kernel(SYS_mremap, (long)old, (long)old_bytes, (long)new_bytes, MREMAP_MAYMOVE, 0, 0);
    return is_error(at) ? NULL : (void *)at;
}

const char *environment(char **env, const char *name) {
    for (; env != NULL && *env != NULL; env++) {
        const char *one = *env, *wanted = name;
        while (*wanted != 0 && *one == *wanted) one++, wanted++;
        if (*wanted == 0 && *one == '=') return one + 1;
    }
    return NULL;
}

unsigned long number_of(const char *text, unsigned long otherwise) {
    if (text == NULL || *text == 0) return otherwise;
    unsigned long number = 0;
    for (; *text >= '0' && *text <= '9'; text++) number = number * 10 + (unsigned long)(*text - '0');
    return *text == 0 ? number : otherwise;
}

int is_equal(const char *one, const char *other) {
    while (*one != 0 && *one == *other) one++, other++;
    return *one == *other;
}

int process_id(void) { return (int)call_kernel(SYS_getpid, 0, 0, 0, 0, 0, 0); }
uint64_t now_ms(void) {
    int64_t now[2] = {0, 0};
    call_kernel(SYS_clock_gettime, 1 /* CLOCK_MONOTONIC */, (long)now, 0, 0, 0, 0);
    return (uint64_t)now[0] * 1000 + (uint64_t)now[1] / 1000000;
}
void yield_processor(void) { call_kernel(SYS_sched_yield, 0, 0, 0, 0, 0, 0); }
