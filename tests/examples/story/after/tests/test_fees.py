from suite.test_fees import *
