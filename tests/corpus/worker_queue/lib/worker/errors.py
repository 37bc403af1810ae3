"""What went wrong lately."""

RECENT = []


def note(error):
    RECENT.append(error)
