from suite.test_risk import *
