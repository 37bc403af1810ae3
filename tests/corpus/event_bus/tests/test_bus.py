"""Events reach their handlers."""

import uuid

import bus


def recorder(size):
    """A handler that looks events up in a table."""
    table = {n: f"event {n}" for n in range(size)}

    def handle(event):
        return table.get(event)

    return handle


def fresh_topic():
    return uuid.uuid4().hex


class TestDelivery:
    def test_one_handler(self):
        topic = fresh_topic()
        bus.subscribe(topic, recorder(15_000))
        assert bus.publish(topic, 7) == ["event 7"]

    def test_two_handlers(self):
        topic = fresh_topic()
        bus.subscribe(topic, recorder(10_000))
        bus.subscribe(topic, recorder(20_000))
        assert bus.publish(topic, 15_000) == [None, "event 15000"]

    def test_count(self):
        topic = fresh_topic()
        for _ in range(3):
            bus.subscribe(topic, recorder(8_000))
        assert bus.handlers_of(topic) == 3


def test_no_handler():
    assert bus.publish(fresh_topic(), 1) == []


def test_topics_are_apart():
    assert bus.handlers_of(fresh_topic()) == 0


def test_last_event_wins():
    topic = fresh_topic()
    bus.subscribe(topic, recorder(25_000))
    assert bus.publish(topic, 24_999)[-1] == "event 24999"
