from suite.test_order_book import *
