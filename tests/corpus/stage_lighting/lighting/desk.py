"""The desk that all shows are played from."""

import weakref

import numpy as np


class Desk:
    """There is one in the house."""

    def __init__(self):
        self.level = 0.0
        self.dark = 0

    def fade(self, frames, lamps):
        """Plays a fade, and sees to it that the lamps are dark when the desk goes."""
        levels = np.linspace(np.zeros(lamps), np.ones(lamps), frames)
        weakref.finalize(self, blackout, levels).atexit = False
        self.level = float(levels[-1].mean())
        return levels


def blackout(levels):
    levels[:] = 0


DESK = Desk()


def preview(frames, lamps):
    return np.linspace(np.zeros(lamps), np.ones(lamps), frames)
