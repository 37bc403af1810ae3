from suite.test_walk_forward import *
