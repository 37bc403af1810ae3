/* A module of Python in C: one function forgets to free what it took, one frees it, one keeps eight buffers; one forgets
 * that the numbers it made are its own, and one does not; one forgets the names that it made, and one its grid. */
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
static __attribute__((noinline)) double add_up(Py_ssize_t count, int lets_go) {
    double sum = 0;
    for (Py_ssize_t at = 0; at < count; at++) {
        PyObject *number = PyFloat_FromDouble((double)at / 3);
        sum += PyFloat_AS_DOUBLE(number);
        if (lets_go) Py_DECREF(number);
    }
    return sum;
}
static PyObject *total(PyObject *self, PyObject *args) {
    Py_ssize_t count;
    if (!PyArg_ParseTuple(args, "n", &count)) return NULL;
    return PyFloat_FromDouble(add_up(count, 0));
}
static PyObject *total_well(PyObject *self, PyObject *args) {
    Py_ssize_t count;
    if (!PyArg_ParseTuple(args, "n", &count)) return NULL;
    return PyFloat_FromDouble(add_up(count, 1));
}
static PyObject *names(PyObject *self, PyObject *args) {
    Py_ssize_t count, length = 0;
    if (!PyArg_ParseTuple(args, "n", &count)) return NULL;
    for (Py_ssize_t at = 0; at < count; at++) length += PyUnicode_GET_LENGTH(PyUnicode_FromFormat("street number %zd", at));
    return PyLong_FromSsize_t(length);
}
static PyObject *grid(PyObject *self, PyObject *args) {
    Py_ssize_t count;
    if (!PyArg_ParseTuple(args, "n", &count)) return NULL;
    double *cells = malloc((size_t)count * sizeof *cells);
    memset(cells, 0, (size_t)count * sizeof *cells);
    return PyFloat_FromDouble(cells[1]);
}
static PyMethodDef methods[] = {{"names", names, METH_VARARGS, ""}, {"grid", grid, METH_VARARGS, ""}, {"total", total, METH_VARARGS, ""}, {"total_well", total_well, METH_VARARGS, ""}, {"parse", parse, METH_VARARGS, ""}, {"parse_well", parse_well, METH_VARARGS, ""}, {"buffered", buffered, METH_VARARGS, ""}, {NULL, NULL, 0, NULL}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "fastkit", NULL, -1, methods};
PyMODINIT_FUNC PyInit_fastkit(void) { return PyModule_Create(&module); }
