"""What tests register with `atexit`: since Python 3.10 the interpreter keeps it where no collector can see it.

Part of the hunt's `explain` pass, see `oomscope_heap.py`.
"""

import atexit
import functools


def watch():
    """The calls that are registered from now on and not taken back, as the interpreter has them: a list that grows."""
    registered = []
    register, unregister = atexit.register, atexit.unregister

    @functools.wraps(register)
    def noting(function, /, *arguments, **keywords):
        register(function, *arguments, **keywords)
        registered.append((function, arguments, keywords))
        return function

    @functools.wraps(unregister)
    def taking_back(function):
        unregister(function)
        registered[:] = [call for call in registered if call[0] != function]

    atexit.register, atexit.unregister = noting, taking_back
    return registered
