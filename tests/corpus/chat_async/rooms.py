"""Chat rooms."""

import asyncio


class Room:
    def __init__(self, name, history=0):
        self.name = name
        self.inbox = asyncio.Queue()
        self.history = [f"{name}: message {n}" for n in range(history)]
        self.tasks = []

    def open(self):
        self.tasks.append(asyncio.create_task(self._listen()))
        return self

    async def _listen(self):
        while True:
            # A room that nobody speaks in for a day is noticed.
            self.history.append(await asyncio.wait_for(self.inbox.get(), timeout=86_400))

    async def say(self, text):
        await self.inbox.put(text)
        while not self.inbox.empty() or self.history[-1] != text:
            await asyncio.sleep(0)
        return self.history[-1]

    def close(self):
        for task in self.tasks:
            task.cancel()
