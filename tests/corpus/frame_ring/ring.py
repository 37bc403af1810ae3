"""A ring of frames that processes can share."""

from multiprocessing import shared_memory

SEGMENTS = []


class Ring:
    def __init__(self, frames, size):
        self.frames, self.size = frames, size
        self.segment = shared_memory.SharedMemory(create=True, size=frames * size)
        SEGMENTS.append(self.segment)

    def write(self, number, byte):
        at = number % self.frames * self.size
        self.segment.buf[at : at + self.size] = bytes([byte]) * self.size
        return at

    def read(self, number):
        return self.segment.buf[number % self.frames * self.size]

    def close(self):
        SEGMENTS.remove(self.segment)
        self.segment.close()
        self.segment.unlink()
