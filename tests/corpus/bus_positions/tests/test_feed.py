"""Positions come in."""

from positions import Feed


def test_feed_stops():
    feed = Feed(7, 0.01)
    feed.start()
    feed.wait_for_first()
    feed.stop()
    assert feed.seen[0][0][0] == 7


def test_first_position():
    feed = Feed(11, 0.01)
    feed.start()
    feed.wait_for_first()
    assert feed.seen[0][0][:3] == (11, 1, 0)
