/* Nobody is at fault: a free list, a pool that grows to what is needed most, a table that is built once, a cache of
 * sixteen entries, and statics of each function. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdlib.h>
#include <string.h>
struct block { struct block *next; char bytes[1 << 16]; };
static struct block *spare;
static PyObject *work(PyObject *self, PyObject *args) {
    Py_ssize_t n; struct block *taken = NULL;
    if (!PyArg_ParseTuple(args, "n", &n)) return NULL;
    for (Py_ssize_t i = 0; i < n; i++) {
        struct block *one = spare;
        if (one) spare = one->next; else one = malloc(sizeof *one);
        memset(one->bytes, (int)i, sizeof one->bytes);
        one->next = taken; taken = one;
    }
    while (taken) { struct block *one = taken; taken = one->next; one->next = spare; spare = one; }
    Py_RETURN_NONE;
}
static char *cache[16]; static unsigned long asked[16];
static PyObject *lookup(PyObject *self, PyObject *args) {
    unsigned long key;
    if (!PyArg_ParseTuple(args, "k", &key)) return NULL;
    unsigned at = key % 16;
    if (cache[at] == NULL || asked[at] != key) { free(cache[at]); cache[at] = malloc(300000); memset(cache[at], 1, 300000); asked[at] = key; }
    return PyLong_FromLong(cache[at][7]);
}
static PyObject *scratch(PyObject *self, PyObject *args) {
    static char *buffer; static size_t room; Py_ssize_t n;
    if (!PyArg_ParseTuple(args, "n", &n)) return NULL;
    if ((size_t)n > room) { buffer = realloc(buffer, n); memset(buffer, 2, n); room = n; }
    return PyLong_FromLong(buffer[n - 1]);
}
static PyMethodDef methods[] = {{"work", work, METH_VARARGS, ""}, {"lookup", lookup, METH_VARARGS, ""}, {"scratch", scratch, METH_VARARGS, ""}, {NULL}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "fastpool", NULL, -1, methods};
PyMODINIT_FUNC PyInit_fastpool(void) { return PyModule_Create(&module); }
