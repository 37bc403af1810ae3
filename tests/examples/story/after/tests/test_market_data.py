from suite.test_market_data import *
