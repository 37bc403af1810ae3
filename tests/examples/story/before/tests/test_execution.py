from suite.test_execution import *
