"""Blocks for samples. Blocks that are given back are used again; the arena is never made smaller."""


class Arena:
    BLOCK = 256 * 1024

    def __init__(self):
        self._free = []
        self.blocks = 0

    def take(self, count):
        while len(self._free) < count:
            self._free.append(bytearray(b"\1" * self.BLOCK))
            self.blocks += 1
        return [self._free.pop() for _ in range(count)]

    def give_back(self, blocks):
        self._free.extend(blocks)


ARENA = Arena()


def mix(voices, seconds):
    """Mixes so many voices; each needs a block for a second."""
    blocks = ARENA.take(voices * seconds)
    try:
        for number, block in enumerate(blocks):
            block[0] = number % 256
        return sum(block[0] for block in blocks)
    finally:
        ARENA.give_back(blocks)
