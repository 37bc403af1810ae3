/* One thread is inside of the loader's list of objects and takes memory there, while another marks a moment, for which
 * that list is read: each waits for the other. Others have the processor meanwhile. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <link.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void (*mark)(unsigned long);
static int is_inside, is_over;

static void *busy(void *nothing) {
    while (!__atomic_load_n(&is_over, __ATOMIC_RELAXED)) continue;
    return nothing;
}

static void *marks(void *nothing) {
    while (!__atomic_load_n(&is_inside, __ATOMIC_ACQUIRE)) sched_yield();
    mark(1);
    return nothing;
}

static int inside(struct dl_phdr_info *object, size_t size, void *data) {
    (void)object;
    (void)size;
    (void)data;
    __atomic_store_n(&is_inside, 1, __ATOMIC_RELEASE);
    for (int at = 0; at < 300; at++) {
        void *volatile taken = malloc(1 << 20);
        free(taken);
        usleep(1000);
    }
    return 1;
}

int main(void) {
    /* Who waits for ever is ended. */
    alarm(60);
    mark = (void (*)(unsigned long))dlsym(RTLD_DEFAULT, "oomscope_native_mark");
    if (mark == NULL) return 1;
    pthread_t others[8], marker;
    for (int at = 0; at < 8; at++) pthread_create(&others[at], NULL, busy, NULL);
    pthread_create(&marker, NULL, marks, NULL);
    dl_iterate_phdr(inside, NULL);
    pthread_join(marker, NULL);
    __atomic_store_n(&is_over, 1, __ATOMIC_RELAXED);
    for (int at = 0; at < 8; at++) pthread_join(others[at], NULL);
    puts("done");
    return 0;
}
