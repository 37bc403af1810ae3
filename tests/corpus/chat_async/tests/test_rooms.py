"""Rooms listen in the background."""

import asyncio

import pytest

from rooms import Room


@pytest.mark.parametrize("who", ["ada", "bob", "eve"])
async def test_join(who):
    room = Room(who, history=35_000).open()
    await asyncio.sleep(0)
    assert await room.say("hello") == "hello"


class TestHistory:
    async def test_long_history(self):
        room = Room("long", history=60_000).open()
        await asyncio.sleep(0)
        assert len(room.history) == 60_000

    async def test_closed_room(self):
        room = Room("closed", history=30_000).open()
        await asyncio.sleep(0)
        room.close()
        await asyncio.sleep(0)
        assert len(room.history) == 30_000


async def test_no_history():
    assert Room("new").history == []


def test_names():
    assert "ada" < "bob"
