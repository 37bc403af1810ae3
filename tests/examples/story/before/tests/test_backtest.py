from suite.test_backtest import *
