/* The file: lines of text, each whole or not there. Written when somebody marks a moment, when the peak has grown by a
 * quarter, and at the end; `diagnosis/src/native/file.rs` reads it. */
#define _GNU_SOURCE
#include "native.h"
#include <fcntl.h>
#include <link.h>
#include <sys/syscall.h>

#define MOST_FILE (96u << 20)

static char path[4096];
static int file = -1;
static int owner;
static size_t written;
static char buffer[1 << 14];
static size_t used;
/* How many objects had been loaded when they were told; musl counts from zero. */
static unsigned long long modules_told = ~0ull;

/* The folder with a slash behind it. Returns how long that is; 0: too long. */
static size_t begin_path(const char *folder) {
    size_t at = 0;
    for (; folder[at] != 0 && at < sizeof path - 40; at++) path[at] = folder[at];
    if (folder[at] != 0) return path[0] = 0;
    path[at++] = '/';
    return at;
}

void tell_state(const char *folder, const char *word) {
    size_t at = begin_path(folder);
    if (at == 0) return;
    while (*word != 0) path[at++] = *word++;
    path[at] = 0;
    long opened = call_kernel(SYS_openat, AT_FDCWD, (long)path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600, 0, 0);
    if (opened >= 0) call_kernel(SYS_close, opened, 0, 0, 0, 0, 0);
}

void tell_begin(const char *folder) {
    owner = process_id();
    size_t at = begin_path(folder);
    if (at == 0) return;
    char digits[12];
    int count = 0;
    for (int rest = process_id(); rest > 0; rest /= 10) digits[count++] = (char)('0' + rest % 10);
    while (count > 0) path[at++] = digits[--count];
    const char *ending = ".native";
    while (*ending != 0) path[at++] = *ending++;
    path[at] = 0;
}

static void flush(void) {
    size_t from = 0;
    while (from < used) {
        long went = call_kernel(SYS_write, file, (long)(buffer + from), (long)(used - from), 0, 0, 0);
        if (went == -4 /* EINTR */) continue;
        if (went <= 0) {
            call_kernel(SYS_close, file, 0, 0, 0, 0, 0);
            file = -2;
            break;
        }
        from += (size_t)went;
    }
    written += used;
    used = 0;
    if (written > MOST_FILE) file = -2;
}

static void letter(char one) {
    if (used == sizeof buffer) flush();
    buffer[used++] = one;
}
static void text(const char *words) {
    for (; *words != 0; words++) letter(*words == '\n' ? '?' : *words);
}
static void hex(uint64_t number) {
    int shift = 60;
    while (shift > 0 && (number >> shift) == 0) shift -= 4;
    for (; shift >= 0; shift -= 4) letter("0123456789abcdef"[(number >> shift) & 15]);
}
static void field(uint64_t number) {
    letter(' ');
    hex(number);
}

/* A file is there once there is something to say: programs that tests start and that end at once leave none. */
static int is_open(void) {
    if (path[0] == 0 || file == -2) return 0;
    /* A child of `vfork` has our memory, and descriptors of its own. */
    if (process_id() != owner) return 0;
    if (file == -1) {
        long opened = call_kernel(SYS_openat, AT_FDCWD, (long)path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600, 0, 0);
        /* What a program expects to be its own lies below: 0 to 2, and what tests count. */
        long moved = opened < 0 ? opened : call_kernel(SYS_fcntl, opened, F_DUPFD_CLOEXEC, 900, 0, 0, 0);
        if (moved >= 0) call_kernel(SYS_close, opened, 0, 0, 0, 0, 0);
        file = (int)(moved >= 0 ? moved : opened);
        if (file < 0) {
            file = -2;
            return 0;
        }
        text("oomscope-native 1");
        letter('\n');
    }
    return 1;
}

static int tell_module(struct dl_phdr_info *object, size_t size, void *data) {
    (void)size;
    (void)data;
    uintptr_t low = ~(uintptr_t)0, high = 0;
    const uint8_t *id = NULL;
    size_t id_length = 0;
    for (int at = 0; at < object->dlpi_phnum; at++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[at];
        uintptr_t start = object->dlpi_addr + part->p_vaddr;
        if (part->p_type == PT_LOAD) {
            if (start < low) low = start;
            if (start + part->p_memsz > high) high = start + part->p_memsz;
        }
        if (part->p_type != PT_NOTE) continue;
        for (uintptr_t note = start; note + 12 < start + part->p_memsz;) {
            const uint32_t *head = (const uint32_t *)note;
            uintptr_t content = note + 12 + ((head[0] + 3) & ~3u);
            if (head[2] == 3 && head[0] == 4) {
                id = (const uint8_t *)content;
                id_length = head[1];
            }
            note = content + ((head[1] + 3) & ~3u);
        }
    }
    if (low > high) return 0;
    letter('M');
    field(low);
    field(high);
    field(object->dlpi_addr);
    letter(' ');
    for (size_t at = 0; at < id_length && at < 32; at++) {
        letter("0123456789abcdef"[id[at] >> 4]);
        letter("0123456789abcdef"[id[at] & 15]);
    }
    if (id_length == 0) letter('-');
    letter(' ');
    if (object->dlpi_name != NULL && object->dlpi_name[0] != 0) text(object->dlpi_name);
    else {
        static char program[4096];
        long length = call_kernel(SYS_readlinkat, AT_FDCWD, (long)"/proc/self/exe", (long)program, sizeof program - 1, 0, 0);
        program[length > 0 ? length : 0] = 0;
        text(program);
    }
    letter('\n');
    return 0;
}

static int count_loads(struct dl_phdr_info *object, size_t size, void *data) {
    (void)size;
    *(unsigned long long *)data = object->dlpi_adds;
    return 1;
}

static void tell_stacks(void) {
    for (; live.stacks_told < live.stacks_used; live.stacks_told++) {
        const struct stack *stack = &live.stacks[live.stacks_told];
        letter('S');
        field(live.stacks_told);
        field(stack->site);
        for (uint32_t at = 0; at < stack->depth; at++) field(live.frames[stack->frames_at + at]);
        letter('\n');
    }
}

static void tell_values(char kind, unsigned long number, int is_peak) {
    letter(kind);
    field(number);
    field(live.samples);
    field(live.rate);
    field((uint64_t)live.is_cut);
    for (uint32_t at = 0; at < live.stacks_used; at++) {
        const struct stack *stack = &live.stacks[at];
        int64_t bytes = is_peak ? stack->peak_bytes : stack->bytes;
        double blocks = is_peak ? stack->peak_blocks : stack->blocks;
        if (bytes <= 0) continue;
        field(at);
        field((uint64_t)bytes);
        field((uint64_t)(blocks + 0.5));
    }
    letter('\n');
    flush();
}

/* What values refer to: objects that were loaded since, and stacks that are new. */
static void tell_places(void) {
    unsigned long long loads = 0;
    dl_iterate_phdr(count_loads, &loads);
    if (loads != modules_told) {
        modules_told = loads;
        dl_iterate_phdr(tell_module, NULL);
    }
    tell_stacks();
}

/* With the lock. */
void tell_peak(void) {
    if (!is_open()) return;
    tell_places();
    tell_values('P', (unsigned long)live.peak_bytes, 1);
    live.peak_told_bytes = live.peak_bytes;
}

void tell_mark(unsigned long number) {
    int inside = enter();
    if (!inside && lock()) {
        if (is_open()) {
            tell_places();
            tell_values('K', number, 0);
        }
        unlock();
    }
    leave(inside);
}

void tell_end(void) {
    int inside = enter();
    if (!inside && lock()) {
        /* Who took next to nothing has nothing to say. */
        if (file >= 0 || live.peak_bytes >= (1 << 16)) tell_peak(); /* which asks whose memory it is */
        unlock();
    }
    leave(inside);
}
