/* Where something was taken, by the tables that every program carries for its exceptions.
 *
 * The unwinder is that of libgcc, linked into this library: nothing has to be loaded into the program for it. */
#define _GNU_SOURCE
#include "native.h"
/* glibc declares it with a type of its own, older ones and musl do not. */
#define _dl_find_object declared_elsewhere
#include <link.h>
#undef _dl_find_object
#include <unwind.h>

/* What libgcc asks the C library, if that is glibc 2.35 or newer; here it is answered for all. */
struct found_object {
    unsigned long long flags;
    void *start, *end;
    struct link_map *map;
    void *eh_frame;
    void *reserved[7];
};
struct asked { uintptr_t place; struct found_object *found; };

static int find(struct dl_phdr_info *object, size_t size, void *data) {
    (void)size;
    struct asked *asked = data;
    int is_here = 0;
    void *eh_frame = NULL;
    for (int at = 0; at < object->dlpi_phnum; at++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[at];
        uintptr_t start = object->dlpi_addr + part->p_vaddr;
        if (part->p_type == PT_GNU_EH_FRAME) eh_frame = (void *)start;
        if (part->p_type == PT_LOAD && asked->place - start < part->p_memsz) {
            is_here = 1;
            asked->found->start = (void *)start;
            asked->found->end = (void *)(start + part->p_memsz);
        }
    }
    if (!is_here || eh_frame == NULL) return is_here;
    asked->found->eh_frame = eh_frame;
    return 1;
}

__attribute__((visibility("hidden"))) int _dl_find_object(void *place, void *result) {
    if (next.find_object != NULL) return next.find_object(place, result);
    struct found_object *found = result;
    found->eh_frame = NULL;
    struct asked asked = {(uintptr_t)place, found};
    dl_iterate_phdr(find, &asked);
    return found->eh_frame == NULL ? -1 : 0;
}

struct going { uintptr_t *frames; int count, most, skip; uintptr_t last; };

static _Unwind_Reason_Code step(struct _Unwind_Context *context, void *data) {
    struct going *going = data;
    uintptr_t at = _Unwind_GetIP(context);
    uintptr_t frame = _Unwind_GetCFA(context);
    /* A stack that does not grow is none. */
    if (at == 0 || (frame == going->last && going->count > 0)) return _URC_END_OF_STACK;
    going->last = frame;
    if (going->skip > 0) {
        going->skip--;
        return _URC_NO_REASON;
    }
    going->frames[going->count++] = at;
    return going->count < going->most ? _URC_NO_REASON : _URC_END_OF_STACK;
}

int unwind(uintptr_t *frames, int most) {
    struct going going = {frames, 0, most, 0, 0};
    _Unwind_Backtrace(step, &going);
    return going.count;
}
