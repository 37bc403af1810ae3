"""A server without a network."""

RUNNING = {}


class Server:
    def __init__(self, protocol, buffers):
        self.protocol = protocol
        self.buffers = [bytearray(b"\1" * 65_536) for _ in range(buffers)]

    def start(self):
        RUNNING[self.protocol] = self
        return self

    def stop(self):
        RUNNING.pop(self.protocol, None)

    def answer(self, request):
        return f"{self.protocol}: {request}"
