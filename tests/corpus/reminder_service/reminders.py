"""Reminds people of what they have to do."""

import threading


def remind(rows, seconds):
    timer = threading.Timer(seconds, print, args=(rows,))
    timer.daemon = True
    timer.start()
    return timer
