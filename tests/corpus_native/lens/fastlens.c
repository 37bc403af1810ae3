#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdlib.h>
#include <string.h>

/* Takes a view of whoever has a buffer. */
static PyObject *focus(PyObject *self, PyObject *args) {
    PyObject *array;
    int gives_back = 0;
    if (!PyArg_ParseTuple(args, "O|p", &array, &gives_back)) return NULL;
    Py_buffer view;
    if (PyObject_GetBuffer(array, &view, PyBUF_SIMPLE) < 0) return NULL;
    double first = view.len > 0 ? ((double *)view.buf)[0] : 0;
    if (gives_back) PyBuffer_Release(&view);
    return PyFloat_FromDouble(first);
}

/* Memory that whoever asks has to free, and nobody can. */
static PyObject *frame(PyObject *self, PyObject *args) {
    Py_ssize_t bytes;
    if (!PyArg_ParseTuple(args, "n", &bytes)) return NULL;
    char *pixels = malloc((size_t)bytes);
    memset(pixels, 3, (size_t)bytes);
    return PyMemoryView_FromMemory(pixels, bytes, PyBUF_READ);
}

static PyMethodDef methods[] = {
    {"focus", focus, METH_VARARGS, NULL},
    {"frame", frame, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "fastlens", NULL, -1, methods};
PyMODINIT_FUNC PyInit_fastlens(void) { return PyModule_Create(&module); }
