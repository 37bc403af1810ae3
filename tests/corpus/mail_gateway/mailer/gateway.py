"""Sends messages by a transport."""


class Smtp:
    """The real thing."""

    def deliver(self, to, message):
        raise ConnectionError("no network here")


transport = Smtp()


def send(to, subject, body, attachments=()):
    message = {"subject": subject, "body": body, "attachments": list(attachments)}
    transport.deliver(to, message)
    return len(body) + sum(map(len, attachments))
