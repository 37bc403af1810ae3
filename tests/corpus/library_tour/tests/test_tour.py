def test_vectors():
    import numpy as np

    assert np.arange(4).sum() == 6


def test_frames():
    import pandas as pd

    assert len(pd.DataFrame({"a": [1, 2]})) == 2


def test_jobs():
    import joblib

    assert joblib.hash([1]) == joblib.hash([1])


def test_masks():
    import numpy.ma as ma

    assert ma.array([1, 2], mask=[0, 1]).sum() == 1


def test_messages():
    import email.message
    import xml.etree.ElementTree as tree

    assert tree.fromstring("<a/>").tag == "a"
    assert email.message.Message().is_multipart() is False


def test_databases():
    import asyncio
    import sqlite3
    import unittest.mock

    assert sqlite3.connect(":memory:").execute("select 1").fetchone() == (1,)
    assert asyncio.run(unittest.mock.AsyncMock(return_value=3)()) == 3


def test_frames_again():
    import pandas as pd

    assert pd.Series([1, 2]).sum() == 3
