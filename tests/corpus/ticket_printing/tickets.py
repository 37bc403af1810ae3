"""Tickets are printed by a process of its own, so they have to be pickled."""

import copyreg
import io
import pickle


class Ticket:
    def __init__(self, number):
        self.number = number


def layout(venue, seats):
    """A kind of ticket for a venue: the plan of the hall is part of the class."""
    plan = {seat: f"{venue}, row {seat // 40 + 1}, seat {seat % 40 + 1}" for seat in range(seats)}
    kind = type("TicketOf" + venue.title().replace(" ", ""), (Ticket,), {"plan": plan})
    copyreg.pickle(kind, lambda ticket: (Ticket, (ticket.number,)))
    return kind


def sent(ticket):
    """What arrives on the other side."""
    buffer = io.BytesIO()
    pickle.Pickler(buffer).dump(ticket)
    return pickle.loads(buffer.getvalue())
