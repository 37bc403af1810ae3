"""Messages are counted."""

import pytest

from broker import Broker


@pytest.mark.parametrize("size_kib", [6_000, 9_000])
def test_publish(size_kib):
    broker = Broker()
    assert broker.publish("hello", size_kib) == 1
    assert broker.publish("last", size_kib) == 2


class TestTopics:
    def test_many_topics(self):
        broker = Broker()
        for number in range(1, 5):
            assert broker.publish(f"topic{number}", 3_000) == number
        broker.publish("last", 1)

    def test_stop(self):
        broker = Broker()
        broker.publish("hello", 8_000)
        broker.stop()
        assert broker.process.returncode == -9


def test_server_is_python():
    import ast

    import broker

    assert ast.parse(broker.SERVER)
