from suite.test_bot import *
