/* A million allocations on eight threads, with children by fork meanwhile: each has to end as it says. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void child(int at) {
    void *one = malloc(100000);
    free(one);
    one = realloc(calloc(10, 10), 1 << 20);
    free(one);
    if (at & 1) _exit(7);
    exit(7);
}

static void *work(void *thread) {
    unsigned chance = (unsigned)(long)thread * 7 + 1;
    void **held = calloc(2000, sizeof *held);
    for (int at = 0; at < 125000; at++) {
        chance = chance * 1103515245 + 12345;
        void **slot = &held[(chance >> 16) % 2000];
        size_t bytes = (chance >> 8) % 3000;
        if (at % 3 == 0) *slot = realloc(*slot, bytes + 1);
        else {
            free(*slot);
            *slot = at % 3 == 1 ? malloc(bytes) : aligned_alloc(64, (bytes + 64) / 64 * 64);
        }
        if (*slot != NULL && bytes > 0) memset(*slot, at, bytes > 64 ? 64 : bytes);
        if (at % 25000 == 100) {
            pid_t pid = at < 50000 ? fork() : vfork();
            if (pid == 0 && at >= 50000) _exit(7);
            if (pid == 0) child(at / 25000);
            int status = 0;
            waitpid(pid, &status, 0);
            if (!WIFEXITED(status) || WEXITSTATUS(status) != 7) abort();
        }
    }
    for (int at = 0; at < 2000; at++) free(held[at]);
    free(held);
    return NULL;
}

int main(void) {
    pthread_t threads[8];
    for (long at = 0; at < 8; at++) pthread_create(&threads[at], NULL, work, (void *)at);
    for (int at = 0; at < 8; at++) pthread_join(threads[at], NULL);
    puts("done");
    return 0;
}
