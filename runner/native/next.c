/* Which functions would have been called without us: the first of their name in an object that was loaded behind.
 *
 * `dlsym(RTLD_NEXT)` would say the same. But it allocates, lies in another library before glibc 2.34, and is versioned;
 * tables of symbols are read as easily. */
#define _GNU_SOURCE
#include "native.h"
#include <elf.h>
#include <link.h>

struct next next;

struct wanted { const char *name; void **found; };
struct walk { const struct wanted *wanted; size_t count; int is_behind; int is_anywhere; };

static uint32_t hash_of(const char *name) {
    uint32_t hash = 5381;
    for (; *name != 0; name++) hash = hash * 33 + (uint8_t)*name;
    return hash;
}

/* glibc writes addresses into the dynamic section when it loads, musl and the vDSO leave offsets. */
static const void *address(ElfW(Addr) base, ElfW(Addr) value) {
    return (const void *)(value < base ? base + value : value);
}

/* What an object says of its functions; what it does not have is NULL. */
struct tables {
    const ElfW(Sym) *symbols;
    const char *names;
    const uint32_t *hashes, *old_hashes;
    const uint16_t *versions;
};

static struct tables tables_of(const struct dl_phdr_info *object) {
    struct tables tables = {0};
    const ElfW(Dyn) *dynamic = NULL;
    for (int at = 0; at < object->dlpi_phnum; at++)
        if (object->dlpi_phdr[at].p_type == PT_DYNAMIC)
            dynamic = (const void *)(object->dlpi_addr + object->dlpi_phdr[at].p_vaddr);
    for (; dynamic != NULL && dynamic->d_tag != DT_NULL; dynamic++) {
        const void *there = address(object->dlpi_addr, dynamic->d_un.d_ptr);
        if (dynamic->d_tag == DT_SYMTAB) tables.symbols = there;
        if (dynamic->d_tag == DT_STRTAB) tables.names = there;
        if (dynamic->d_tag == DT_GNU_HASH) tables.hashes = there;
        if (dynamic->d_tag == DT_HASH) tables.old_hashes = there;
        if (dynamic->d_tag == DT_VERSYM) tables.versions = there;
    }
    return tables;
}

static int is_function(const struct tables *tables, uint32_t at, const char *name) {
    const ElfW(Sym) *symbol = &tables->symbols[at];
    return symbol->st_shndx != SHN_UNDEF && ELF64_ST_TYPE(symbol->st_info) == STT_FUNC &&
           is_equal(tables->names + symbol->st_name, name);
}

/* The number of the symbol, or 0, which is nobody's. */
static uint32_t by_hash(const struct tables *tables, const char *name) {
    uint32_t buckets = tables->hashes[0], first = tables->hashes[1], words = tables->hashes[2];
    const uint32_t *bucket = (const uint32_t *)((const ElfW(Addr) *)(tables->hashes + 4) + words);
    const uint32_t *chain = bucket + buckets;
    uint32_t hash = hash_of(name);
    if (buckets == 0) return 0;
    uint32_t at = bucket[hash % buckets];
    if (at < first) return 0;
    for (;; at++) {
        uint32_t there = chain[at - first];
        int is_hidden = tables->versions != NULL && (tables->versions[at] & 0x8000) != 0;
        if ((there | 1) == (hash | 1) && !is_hidden && is_function(tables, at, name)) return at;
        if (there & 1) return 0;
    }
}

/* The old table (`DT_HASH` alone) has been nobody's choice for fifteen years but that of musl's own libc. Its number of
 * chains is the number of symbols. */
static uint32_t by_old_hash(const struct tables *tables, const char *name) {
    for (uint32_t at = 1; at < tables->old_hashes[1]; at++)
        if (is_function(tables, at, name)) return at;
    return 0;
}

static void *function_in(const struct dl_phdr_info *object, const char *name) {
    struct tables tables = tables_of(object);
    if (tables.symbols == NULL || tables.names == NULL) return NULL;
    uint32_t at = 0;
    if (tables.hashes != NULL) at = by_hash(&tables, name);
    else if (tables.old_hashes != NULL) at = by_old_hash(&tables, name);
    return at == 0 ? NULL : (void *)(object->dlpi_addr + tables.symbols[at].st_value);
}

static int has(const struct dl_phdr_info *object, const void *place) {
    for (int at = 0; at < object->dlpi_phnum; at++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[at];
        uintptr_t start = object->dlpi_addr + part->p_vaddr;
        if (part->p_type == PT_LOAD && (uintptr_t)place - start < part->p_memsz) return 1;
    }
    return 0;
}

static int look(struct dl_phdr_info *object, size_t size, void *data) {
    (void)size;
    struct walk *walk = data;
    if (!walk->is_anywhere && has(object, (const void *)&look)) {
        walk->is_behind = 1;
        return 0;
    }
    if (!walk->is_anywhere && !walk->is_behind) return 0;
    /* The vDSO's functions are nobody's allocator, and its tables are written otherwise. */
    if (object->dlpi_name != NULL && object->dlpi_name[0] == 'l' && object->dlpi_name[5] == '-') return 0;
    for (size_t at = 0; at < walk->count; at++) {
        const struct wanted *wanted = &walk->wanted[at];
        if (*wanted->found != NULL) continue;
        *wanted->found = function_in(object, wanted->name);
    }
    return 0;
}

/* Where the object with the next `malloc` lies, unless it is the C library. */
static uintptr_t allocator_from, allocator_to;

static int look_for_allocator(struct dl_phdr_info *object, size_t size, void *data) {
    (void)size;
    if (!has(object, data)) return 0;
    if (function_in(object, "__libc_start_main") != NULL) return 1;
    for (int at = 0; at < object->dlpi_phnum; at++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[at];
        if (part->p_type != PT_LOAD || !(part->p_flags & PF_X)) continue;
        allocator_from = object->dlpi_addr + part->p_vaddr;
        allocator_to = allocator_from + part->p_memsz;
    }
    return 1;
}

int is_of_allocator(const void *place) {
    return (uintptr_t)place - allocator_from < allocator_to - allocator_from;
}

void find_next(void) {
    static struct next found;
    const struct wanted wanted[] = {
        {"malloc", (void **)&found.malloc},
        {"calloc", (void **)&found.calloc},
        {"realloc", (void **)&found.realloc},
        {"free", (void **)&found.free},
        {"posix_memalign", (void **)&found.posix_memalign},
        {"aligned_alloc", (void **)&found.aligned_alloc},
        {"memalign", (void **)&found.memalign},
        {"valloc", (void **)&found.valloc},
        {"pvalloc", (void **)&found.pvalloc},
        {"mmap", (void **)&found.mmap},
        {"mmap64", (void **)&found.mmap64},
        {"munmap", (void **)&found.munmap},
        {"mremap", (void **)&found.mremap},
        {"fopen", (void **)&found.fopen},
        {"fopen64", (void **)&found.fopen64},
        {"_dl_find_object", (void **)&found.find_object},
        {"__libc_start_main", (void **)&found.start_main},
    };
    struct walk walk = {wanted, sizeof wanted / sizeof wanted[0], 0, 0};
    dl_iterate_phdr(look, &walk);
    dl_iterate_phdr(look_for_allocator, (void *)found.malloc);
    /* Two threads that come here both find the same. */
    next = found;
}

int is_there(const char *name) {
    void *found = NULL;
    const struct wanted wanted[] = {{name, &found}};
    struct walk walk = {wanted, 1, 0, 1};
    dl_iterate_phdr(look, &walk);
    return found != NULL;
}
