#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdlib.h>
#include <string.h>
static PyObject *points(PyObject *self, PyObject *args) {
    Py_ssize_t n; double sum = 0;
    if (!PyArg_ParseTuple(args, "n", &n)) return NULL;
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *x = PyFloat_FromDouble(i * 0.5);
        sum += PyFloat_AS_DOUBLE(x);           /* no Py_DECREF */
    }
    return PyFloat_FromDouble(sum);
}
static PyObject *points_well(PyObject *self, PyObject *args) {
    Py_ssize_t n; double sum = 0;
    if (!PyArg_ParseTuple(args, "n", &n)) return NULL;
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *x = PyFloat_FromDouble(i * 0.5);
        sum += PyFloat_AS_DOUBLE(x);
        Py_DECREF(x);
    }
    return PyFloat_FromDouble(sum);
}
static PyObject *pairs(PyObject *self, PyObject *args) {
    Py_ssize_t n;
    if (!PyArg_ParseTuple(args, "n", &n)) return NULL;
    PyObject *list = PyList_New(0);
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *pair = Py_BuildValue("(nn)", i, i + 1);
        PyList_Append(list, pair);             /* the list has its own reference; ours stays */
    }
    return list;
}
static PyObject *names(PyObject *self, PyObject *args) {
    Py_ssize_t n; Py_ssize_t length = 0;
    if (!PyArg_ParseTuple(args, "n", &n)) return NULL;
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *name = PyUnicode_FromFormat("street number %zd", i);
        length += PyUnicode_GET_LENGTH(name);
    }
    return PyLong_FromSsize_t(length);
}
static PyObject *blob(PyObject *self, PyObject *args) {
    Py_ssize_t n;
    if (!PyArg_ParseTuple(args, "n", &n)) return NULL;
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, n);
    memset(PyBytes_AS_STRING(bytes), 7, n);
    return PyLong_FromLong(PyBytes_AS_STRING(bytes)[0]);
}
struct node { struct node *next; double at[6]; };
static struct node *add_node(struct node *first, double at) {
    struct node *node = malloc(sizeof *node);
    node->next = first; node->at[0] = at;
    return node;
}
static PyObject *index_points(PyObject *self, PyObject *args) {
    Py_ssize_t n; struct node *first = NULL;
    if (!PyArg_ParseTuple(args, "n", &n)) return NULL;
    for (Py_ssize_t i = 0; i < n; i++) first = add_node(first, (double)i);
    return PyFloat_FromDouble(first->at[0]);
}
static PyObject *grid(PyObject *self, PyObject *args) {
    Py_ssize_t n;
    if (!PyArg_ParseTuple(args, "n", &n)) return NULL;
    double *cells = calloc(n, sizeof *cells);
    memset(cells, 1, n * sizeof *cells);
    return PyFloat_FromDouble(cells[1]);
}
static double *table;
static PyObject *lookup(PyObject *self, PyObject *args) {
    Py_ssize_t n;
    if (!PyArg_ParseTuple(args, "n", &n)) return NULL;
    if (table == NULL) { table = malloc(20 << 20); memset(table, 2, 20 << 20); }
    return PyFloat_FromDouble(table[n]);
}
static char *ring[4]; static int turn;
static PyObject *buffered(PyObject *self, PyObject *args) {
    free(ring[turn]); ring[turn] = malloc(1 << 20); memset(ring[turn], 1, 1 << 20); turn = (turn + 1) % 4;
    Py_RETURN_NONE;
}
static PyMethodDef methods[] = {{"points", points, METH_VARARGS, ""}, {"points_well", points_well, METH_VARARGS, ""}, {"pairs", pairs, METH_VARARGS, ""}, {"names", names, METH_VARARGS, ""}, {"blob", blob, METH_VARARGS, ""}, {"index_points", index_points, METH_VARARGS, ""}, {"grid", grid, METH_VARARGS, ""}, {"lookup", lookup, METH_VARARGS, ""}, {"buffered", buffered, METH_VARARGS, ""}, {NULL}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "fastgeo", NULL, -1, methods};
PyMODINIT_FUNC PyInit_fastgeo(void) { return PyModule_Create(&module); }
