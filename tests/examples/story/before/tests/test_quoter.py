from suite.test_quoter import *
