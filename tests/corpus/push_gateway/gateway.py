"""Sends rows to phones."""


class Gateway:
    def send(self, rows):
        raise OSError("there is no network here")


GATEWAY = Gateway()


def push(rows):
    return GATEWAY.send(rows)
