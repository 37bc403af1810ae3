from suite.test_inventory import *
