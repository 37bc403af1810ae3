/* The native profiler: what its parts know of each other. See docs/design/native.md.
 *
 * This library is preloaded into processes of somebody else. It links against no C library: the few functions that it
 * needs are those that every one has, without versions, so that it loads beside glibc and musl, old and new. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define EXPORT __attribute__((visibility("default")))
/* What the parts have of each other is reached without the loader's tables. */
#pragma GCC visibility push(hidden)
/* What threads have of their own is in the block that the loader made ready: reaching it allocates nothing. */
#define OF_THREAD static __thread __attribute__((tls_model("initial-exec")))

/* ---- system.c: the kernel, without errno, without hooks */
long call_kernel(long number, long a, long b, long c, long d, long e, long f);
/* Memory of our own; NULL where there is none. */
void *own_pages(size_t bytes);
void *more_pages(void *old, size_t old_bytes, size_t new_bytes);
const char *environment(char **env, const char *name);
unsigned long number_of(const char *text, unsigned long otherwise);
int is_equal(const char *one, const char *other);
int process_id(void);
void yield_processor(void);
uint64_t now_ms(void);

/* ---- next.c: the functions that would have been called without us */
struct next {
    void *(*malloc)(size_t);
    void *(*calloc)(size_t, size_t);
    void *(*realloc)(void *, size_t);
    void (*free)(void *);
    int (*posix_memalign)(void **, size_t, size_t);
    void *(*aligned_alloc)(size_t, size_t);
    void *(*memalign)(size_t, size_t);
    void *(*valloc)(size_t);
    void *(*pvalloc)(size_t);
    void *(*mmap)(void *, size_t, int, int, int, long);
    void *(*mmap64)(void *, size_t, int, int, int, long);
    int (*munmap)(void *, size_t);
    void *(*mremap)(void *, size_t, size_t, int, void *);
    void *(*fopen)(const char *, const char *);
    void *(*fopen64)(const char *, const char *);
    int (*find_object)(void *, void *);
    int (*start_main)(int (*)(int, char **, char **), int, char **, void (*)(void), void (*)(void), void (*)(void), void *);
};
extern struct next next;
void find_next(void);
/* Whether a place is in the object whose `malloc` is the next one, and which is not the C library. */
int is_of_allocator(const void *place);
/* Whether a function of this name is anywhere in the process. */
int is_there(const char *name);

/* ---- stacks.c: where something was taken */
/* Frames of the caller, the innermost first. Returns how many. */
#define DEEPEST 96
int unwind(uintptr_t *frames, int most);

/* ---- live.c: what is alive, and by whom */
/* Zero in a child after a fork, which then is left alone: the kernel wipes this page. */
struct active { int is_on; };
extern struct active *active;
static inline int is_recording(void) {
    struct active *page = __atomic_load_n(&active, __ATOMIC_ACQUIRE);
    return page != NULL && __atomic_load_n(&page->is_on, __ATOMIC_RELAXED);
}
void begin_recording(unsigned long rate);
void stop_recording(void);
/* How many bytes a thread takes until the next sample. */
extern __thread int64_t left __attribute__((tls_model("initial-exec")));
/* One that its thread's countdown, or its size, has made due. */
void took(void *at, size_t bytes);
void took_exactly(void *at, size_t bytes);
/* How many counted addresses there are of each kind; neighbours are neighbours in it as well, for the processor's sake. */
#define FILTER (1u << 20)
extern uint8_t filter[FILTER];
static inline uint8_t *filter_of(uintptr_t at) { return &filter[((at >> 4) ^ (at >> 24)) & (FILTER - 1)]; }
static inline int may_be_counted(const void *at) {
    return __builtin_expect(__atomic_load_n(filter_of((uintptr_t)at), __ATOMIC_RELAXED) != 0, 0);
}
/* Before the memory goes back: nobody else can have the address yet. Returns whether it was counted. */
struct entry { uintptr_t at; uint64_t bytes; uint32_t stack; float blocks; };
int gave(void *at, struct entry *was);
void put_back(const struct entry *was);

struct stack {
    uint64_t hash;
    size_t frames_at;
    uint32_t depth, site;
    int64_t bytes, peak_bytes;
    double blocks, peak_blocks;
};
struct live {
    struct stack *stacks;
    uintptr_t *frames;
    uint32_t stacks_used, stacks_told;
    int64_t bytes, peak_bytes, peak_told_bytes;
    uint64_t samples;
    unsigned long rate;
    int is_cut;
};
extern struct live live;
int lock(void);
void unlock(void);

/* ---- tell.c: the file */
/* Leaves a word beside the files, once: that the library is here, or why it leaves the process alone. */
void tell_state(const char *folder, const char *word);
void tell_begin(const char *folder);
void tell_mark(unsigned long number);
void tell_peak(void);
void tell_end(void);

/* ---- hooks.c */
/* Whether this thread is inside of an allocator, or of us. */
int enter(void);
void leave(int was);

/* ---- rounds.c */
void plan_rounds(unsigned long wanted, unsigned long inner_main);
#pragma GCC visibility pop

extern volatile uint32_t oomscope_native_site;
