/* A module of Python in C: one function forgets to free what it took, one frees it, one keeps eight buffers. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdlib.h>
#include <string.h>
static __attribute__((noinline)) char *copy_rows(const char *text, Py_ssize_t length) {
    char *rows = malloc((size_t)length * 4);
    for (int at = 0; at < 4; at++) memcpy(rows + at * length, text, (size_t)length);
    return rows;
}
static PyObject *parse(PyObject *self, PyObject *args) {
    const char *text; Py_ssize_t length;
    if (!PyArg_ParseTuple(args, "s#", &text, &length)) return NULL;
    char *rows = copy_rows(text, length);
    return PyLong_FromLong(rows[0]);            /* free(rows) is forgotten */
}
static PyObject *parse_well(PyObject *self, PyObject *args) {
    const char *text; Py_ssize_t length;
    if (!PyArg_ParseTuple(args, "s#", &text, &length)) return NULL;
    char *rows = copy_rows(text, length); long first = rows[0]; free(rows);
    return PyLong_FromLong(first);
}
static char *ring[8]; static int next_one;
static PyObject *buffered(PyObject *self, PyObject *args) {
    for (int i = 0; i < 4; i++) { free(ring[next_one]); ring[next_one] = calloc(1, 500000); next_one = (next_one + 1) % 8; }
    Py_RETURN_NONE;
}
static PyMethodDef methods[] = {{"parse", parse, METH_VARARGS, ""}, {"parse_well", parse_well, METH_VARARGS, ""}, {"buffered", buffered, METH_VARARGS, ""}, {NULL, NULL, 0, NULL}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "fastkit", NULL, -1, methods};
PyMODINIT_FUNC PyInit_fastkit(void) { return PyModule_Create(&module); }
