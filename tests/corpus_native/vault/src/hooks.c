#include <stddef.h>

typedef void (*hook)(void *, int);
static hook hooks[64];
static void *datas[64];
static int next;

void set_hook(hook function, void *data) {
    hooks[next % 64] = function;
    datas[next % 64] = data;
    next++;
}

void fire(int event) {
    int at = (next + 63) % 64;
    if (hooks[at] != NULL) hooks[at](datas[at], event);
}
