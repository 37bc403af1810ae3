/* What is alive, by the stacks that took it: a table of addresses and one of stacks, in memory of our own. */
#include "native.h"
#include <sys/mman.h>
#include <sys/syscall.h>

struct active *active;
struct live live;
EXPORT volatile uint32_t oomscope_native_site;

/* So many stacks, words of stacks and addresses there are at most: some hundred MiB. What is beyond is not counted,
 * and that is said. */
#define MOST_STACKS (1u << 18)
#define MOST_FRAMES (16u << 20)
#define MOST_ENTRIES (4u << 20)
/* Above so many samples fewer are taken: the program is to come to its end. */
#define SAMPLES_AT_A_RATE 300000
/* A peak is told anew when it is so much higher. */
#define NEW_PEAK(bytes) ((bytes) + (bytes) / 20 + 4096)

uint8_t filter[FILTER];
static struct entry *entries;
static size_t entries_have, entries_used;
static uint32_t *by_hash;
static size_t by_hash_have, frames_have, frames_used;
static uint32_t stacks_have;
static uint64_t samples_until;
static int taken;

/* Whoever holds the lock writes a file at most. */
#define PATIENCE_MS 2000

int lock(void) {
    /* A thread that was cancelled in here never gives the lock back, and one that waits in here for the loader waits
     * for ever where this one is inside of the loader: then there is an end of recording, not of the program. That is
     * a matter of time: where others have the processor, each turn of giving it away can take as long as they like. */
    uint64_t since = 0;
    for (int tries = 0; __atomic_exchange_n(&taken, 1, __ATOMIC_ACQUIRE); tries++) {
        if (tries < 50) continue;
        if (since == 0) since = now_ms();
        if (now_ms() - since > PATIENCE_MS) {
            stop_recording();
            return 0;
        }
        yield_processor();
    }
    return 1;
}
void unlock(void) { __atomic_store_n(&taken, 0, __ATOMIC_RELEASE); }

static uint64_t mixed(uint64_t value) {
    value *= 0x9e3779b97f4a7c15ull;
    return value ^ (value >> 29);
}

/* ---- stacks */

static int more_stacks(void) {
    uint32_t wanted = stacks_have == 0 ? 4096 : stacks_have * 2;
    if (wanted > MOST_STACKS) return 0;
    size_t slots = (size_t)wanted * 2;
    uint32_t *table = own_pages(slots * sizeof *table);
    if (table == NULL) return 0;
    struct stack *stacks = more_pages(live.stacks, stacks_have * sizeof *stacks, wanted * sizeof *stacks);
    if (stacks == NULL) {
        call_kernel(SYS_munmap, (long)table, (long)(slots * sizeof *table), 0, 0, 0, 0);
        return 0;
    }
    for (uint32_t at = 0; at < live.stacks_used; at++) {
        size_t slot = stacks[at].hash & (slots - 1);
        while (table[slot] != 0) slot = (slot + 1) & (slots - 1);
        table[slot] = at + 1;
    }
    if (by_hash != NULL) call_kernel(SYS_munmap, (long)by_hash, (long)(by_hash_have * sizeof *by_hash), 0, 0, 0, 0);
    by_hash = table;
    by_hash_have = slots;
    live.stacks = stacks;
    stacks_have = wanted;
    return 1;
}

static int is_same(const struct stack *stack, const uintptr_t *frames, int depth, uint32_t site) {
    if (stack->depth != (uint32_t)depth || stack->site != site) return 0;
    for (int at = 0; at < depth; at++)
        if (live.frames[stack->frames_at + (size_t)at] != frames[at]) return 0;
    return 1;
}

/* The number of a stack; -1: there is no room for it. */
static int64_t stack_of(const uintptr_t *frames, int depth, uint32_t site) {
    uint64_t hash = site;
    for (int at = 0; at < depth; at++) hash = mixed(hash ^ frames[at]);
    size_t slot = 0;
    if (by_hash != NULL)
        for (slot = hash & (by_hash_have - 1); by_hash[slot] != 0; slot = (slot + 1) & (by_hash_have - 1)) {
            uint32_t at = by_hash[slot] - 1;
            if (live.stacks[at].hash == hash && is_same(&live.stacks[at], frames, depth, site)) return at;
        }
    if (live.stacks_used == stacks_have) {
        if (!more_stacks()) return -1;
        for (slot = hash & (by_hash_have - 1); by_hash[slot] != 0;) slot = (slot + 1) & (by_hash_have - 1);
    }
    if (frames_used + (size_t)depth > frames_have) {
        size_t wanted = frames_have == 0 ? 65536 : frames_have * 2;
        if (wanted > MOST_FRAMES) return -1;
        uintptr_t *more = more_pages(live.frames, frames_have * sizeof *more, wanted * sizeof *more);
        if (more == NULL) return -1;
        live.frames = more;
        frames_have = wanted;
    }
    for (int at = 0; at < depth; at++) live.frames[frames_used + (size_t)at] = frames[at];
    live.stacks[live.stacks_used] = (struct stack){.hash = hash, .frames_at = frames_used, .depth = (uint32_t)depth, .site = site};
    frames_used += (size_t)depth;
    by_hash[slot] = live.stacks_used + 1;
    return live.stacks_used++;
}

/* ---- addresses */

static size_t home(uintptr_t at) { return mixed(at >> 4) & (entries_have - 1); }

static void place(const struct entry *entry) {
    size_t slot = home(entry->at);
    while (entries[slot].at != 0) slot = (slot + 1) & (entries_have - 1);
    entries[slot] = *entry;
}

static int more_entries(void) {
    size_t had = entries_have, wanted = had == 0 ? 16384 : had * 2;
    if (wanted > MOST_ENTRIES * 2) return 0;
    struct entry *old = entries, *fresh = own_pages(wanted * sizeof *fresh);
    if (fresh == NULL) return 0;
    entries = fresh;
    entries_have = wanted;
    for (size_t at = 0; at < had; at++)
        if (old[at].at != 0) place(&old[at]);
    if (old != NULL) call_kernel(SYS_munmap, (long)old, (long)(had * sizeof *old), 0, 0, 0, 0);
    return 1;
}

static void count(uint32_t at, int64_t bytes, double blocks) {
    live.stacks[at].bytes += bytes;
    live.stacks[at].blocks += blocks;
    live.bytes += bytes;
    if (live.bytes <= NEW_PEAK(live.peak_bytes)) return;
    live.peak_bytes = live.bytes;
    for (uint32_t one = 0; one < live.stacks_used; one++) {
        live.stacks[one].peak_bytes = live.stacks[one].bytes;
        live.stacks[one].peak_blocks = live.stacks[one].blocks;
    }
    /* Who is killed at the limit has told nearly all by then. */
    if (live.peak_bytes > (8 << 20) && live.peak_bytes > live.peak_told_bytes + live.peak_told_bytes / 4) tell_peak();
}

static void add(const struct entry *entry) {
    if ((entries_used + 1) * 3 > entries_have * 2 && !more_entries()) {
        live.is_cut = 1;
        return;
    }
    place(entry);
    entries_used++;
    uint8_t *seen = filter_of(entry->at);
    if (*seen < 255) (*seen)++;
    count(entry->stack, (int64_t)entry->bytes, (double)entry->blocks);
}

void put_back(const struct entry *was) {
    if (!lock()) return;
    add(was);
    unlock();
}

/* Emptying a slot moves up whoever only stands behind because of it. */
static void take_out(size_t hole) {
    size_t slot = hole;
    for (;;) {
        slot = (slot + 1) & (entries_have - 1);
        if (entries[slot].at == 0) break;
        size_t wanted = home(entries[slot].at);
        if (((slot - wanted) & (entries_have - 1)) >= ((slot - hole) & (entries_have - 1))) {
            entries[hole] = entries[slot];
            hole = slot;
        }
    }
    entries[hole].at = 0;
    entries_used--;
}

int gave(void *at, struct entry *was) {
    uintptr_t place = (uintptr_t)at;
    if (!may_be_counted(at)) return 0;
    int inside = enter();
    if (inside) return 0;
    int found = 0;
    if (lock()) {
        for (size_t slot = home(place); entries[slot].at != 0; slot = (slot + 1) & (entries_have - 1)) {
            if (entries[slot].at != place) continue;
            *was = entries[slot];
            count(was->stack, -(int64_t)was->bytes, -(double)was->blocks);
            uint8_t *seen = filter_of(place);
            if (*seen < 255) (*seen)--;
            take_out(slot);
            found = 1;
            break;
        }
        unlock();
    }
    leave(inside);
    return found;
}

/* ---- samples */

OF_THREAD uint64_t chance;

/* The natural logarithm of a number in (0, 1): by its exponent, and a series for the rest. */
static double logarithm(double number) {
    union { double number; uint64_t bits; } parts = {number};
    int exponent = (int)((parts.bits >> 52) & 0x7ff) - 1023;
    parts.bits = (parts.bits & 0xfffffffffffffull) | 0x3ff0000000000000ull;
    double rest = (parts.number - 1) / (parts.number + 1), square = rest * rest;
    double series = 2 * rest * (1 + square * (1.0 / 3 + square * (1.0 / 5 + square / 7)));
    return exponent * 0.6931471805599453 + series;
}

/* How many bytes until the next sample, which as in a Poisson process do not depend on what went before. */
static int64_t stretch(void) {
    if (chance == 0) chance = mixed((uint64_t)(uintptr_t)&chance ^ (uint64_t)process_id()) | 1;
    chance ^= chance << 13;
    chance ^= chance >> 7;
    chance ^= chance << 17;
    double part = ((double)(chance >> 12) + 0.5) / (double)(1ull << 52);
    return (int64_t)(-logarithm(part) * (double)live.rate) + 1;
}

/* How likely an allocation smaller than the rate is a sample: 1 - e^(-x), by its series. */
static double likely(double x) {
    double term = x, sum = 0;
    for (int at = 2; at < 12; at++) {
        sum += term;
        term *= -x / at;
    }
    return sum;
}

static void record(void *at, uint64_t bytes, double blocks) {
    int inside = enter();
    if (inside) return;
    uintptr_t frames[DEEPEST];
    int depth = unwind(frames, DEEPEST);
    if (lock()) {
        int64_t stack = stack_of(frames, depth, oomscope_native_site);
        if (stack < 0) live.is_cut = 1;
        else {
            struct entry entry = {(uintptr_t)at, bytes, (uint32_t)stack, (float)blocks};
            add(&entry);
        }
        if (++live.samples > samples_until) {
            samples_until += SAMPLES_AT_A_RATE;
            live.rate = live.rate < 1024 ? 4096 : live.rate * 4;
        }
        unlock();
    }
    leave(inside);
}

void took_exactly(void *at, size_t bytes) { record(at, bytes, 1); }

void took(void *at, size_t bytes) {
    unsigned long rate = live.rate;
    if (bytes >= rate) {
        record(at, bytes, 1);
        return;
    }
    /* A thread's first stretch begins with what it takes first. */
    int is_first = chance == 0;
    left = (is_first ? left : 0) + stretch();
    if ((is_first && left > 0) || bytes == 0) return;
    if (is_first) left = stretch();
    double share = likely((double)bytes / (double)rate);
    record(at, (uint64_t)((double)bytes / share + 0.5), 1 / share);
}

void begin_recording(unsigned long rate) {
    if (active != NULL) return;
    struct active *page = own_pages(4096);
    if (page == NULL || !more_entries() || !more_stacks()) return;
    /* A child that goes on after a fork has copies of our tables and of a lock that nobody gives back. */
    if (call_kernel(SYS_madvise, (long)page, 4096, 18 /* MADV_WIPEONFORK */, 0, 0, 0) != 0) return;
    live.rate = rate == 0 ? 1 : rate;
    samples_until = SAMPLES_AT_A_RATE;
    page->is_on = 1;
    __atomic_store_n(&active, page, __ATOMIC_RELEASE);
}

void stop_recording(void) {
    if (active != NULL) __atomic_store_n(&active->is_on, 0, __ATOMIC_RELAXED);
}
