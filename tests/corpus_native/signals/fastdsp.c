/* Signals: two functions that forget what they took, by different ways, and one that gives it back with a capsule. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdlib.h>
#include <string.h>
static __attribute__((noinline)) double *window_of(Py_ssize_t n) {
    double *window = malloc(n * sizeof *window);
    for (Py_ssize_t i = 0; i < n; i++) window[i] = i;
    return window;
}
static PyObject *energy(PyObject *self, PyObject *args) {
    Py_ssize_t n;
    if (!PyArg_ParseTuple(args, "n", &n)) return NULL;
    double *window = window_of(n);
    if (n % 2) { PyErr_SetString(PyExc_ValueError, "odd"); return NULL; }   /* not freed on the way out */
    double sum = window[n - 1];
    free(window);
    return PyFloat_FromDouble(sum);
}
static PyObject *spectrum(PyObject *self, PyObject *args) {
    Py_ssize_t n;
    if (!PyArg_ParseTuple(args, "n", &n)) return NULL;
    PyObject *bands = PyDict_New();
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *key = PyLong_FromSsize_t(i + 100000), *value = PyFloat_FromDouble(i);
        PyDict_SetItem(bands, key, value);     /* the dictionary has its own references; the value's is forgotten */
        Py_DECREF(key);
    }
    return bands;
}
static void let_go(PyObject *capsule) { free(PyCapsule_GetPointer(capsule, "w")); }
static PyObject *window(PyObject *self, PyObject *args) {
    Py_ssize_t n;
    if (!PyArg_ParseTuple(args, "n", &n)) return NULL;
    return PyCapsule_New(window_of(n), "w", let_go);
}
static PyMethodDef methods[] = {{"energy", energy, METH_VARARGS, ""}, {"spectrum", spectrum, METH_VARARGS, ""}, {"window", window, METH_VARARGS, ""}, {NULL}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "fastdsp", NULL, -1, methods};
PyMODINIT_FUNC PyInit_fastdsp(void) { return PyModule_Create(&module); }
