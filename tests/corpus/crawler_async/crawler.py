"""A crawler on a loop of its own."""

import asyncio

LOOP = asyncio.new_event_loop()


async def fetch(site, count):
    await asyncio.sleep(0)
    return [f"<html>{site} page {n}</html>" * 3 for n in range(count)]


async def watch(site, count, ready):
    """Fetches all pages and waits for news about them."""
    pages = await fetch(site, count)
    ready.set_result(len(pages))
    while True:
        await asyncio.sleep(3600)
        pages = await fetch(site, len(pages))


def run(coroutine):
    return LOOP.run_until_complete(coroutine)


async def start_watching(site, count):
    ready = LOOP.create_future()
    LOOP.create_task(watch(site, count, ready))
    return await ready
