"""What a process does to itself so that no hook of pytest is called any more, told in the instant before.

A signal does not say who sent it. This says it for the one case that only the process knows: it aims at
itself, by a function of Python, with a signal that it does not handle. An audit hook (`sys.addaudithook`)
would see the same, but is called for every audited event of the suite, some twenty for each test of
pytest; these stand-ins cost nothing until one is called.

They are heard to the very end, and what they refer to lives as long. `os` outlives nearly everything: the
standard library registers functions with it that are called at a fork. So they refer to the connection, which
has numbers and text, and not to what runs the tests: the first full collections at the interpreter's end
would find no test's object to be garbage, and go through all of them for nothing.
"""

import json
import os
import signal

# These end no process.
_HARMLESS = frozenset(
    getattr(signal, name)
    for name in ("SIGCHLD", "SIGURG", "SIGWINCH", "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU")
)


class _Told:
    """Stands in for a built-in function. An object and not a function, for built-in functions are no
    methods either where somebody keeps one in a class.
    """

    def __init__(self, function, name, word, wire):
        self.__wrapped__ = function
        self.__name__ = self.__qualname__ = function.__name__
        self.__module__ = function.__module__
        self.__doc__ = function.__doc__
        self._name = name
        self._word = word
        self._wire = wire

    def __call__(self, *args, **kwargs):
        __tracebackhide__ = True
        told = False
        try:
            word = self._word(*args, **kwargs)
            if word is not None:
                word["function"] = self._name
                told = self._wire.say("X " + json.dumps(word))
        except Exception:
            # Whatever is wrong with the arguments, the function itself says it better.
            pass
        try:
            return self.__wrapped__(*args, **kwargs)
        finally:
            if told:
                # It came back: this was not the end.
                self._wire.say("X null")

    def __repr__(self):
        return repr(self.__wrapped__)


def install(wire):
    """`wire` is the connection of this process to the runner."""
    # Tests replace these; here they must stay what they are.
    getpid, getpgrp, getsignal, default = os.getpid, os.getpgrp, signal.getsignal, signal.SIG_DFL
    basename, fsdecode, kill = os.path.basename, os.fsdecode, signal.SIGKILL
    home = getpid()

    def sent(number):
        # A forked child must not speak for its parent.
        if getpid() != home or not number or number in _HARMLESS:
            return None
        if number != kill and getsignal(number) != default:
            return None
        return {"signal": int(number)}

    def killed(pid, number):
        return sent(number) if pid in (home, 0, -getpgrp()) else None

    def group_killed(group, number):
        return sent(number) if group in (0, getpgrp()) else None

    def left(code):
        return {"code": int(code) & 0xFF} if getpid() == home else None

    def replaced(path, *_):
        return {"program": basename(fsdecode(path))} if getpid() == home else None

    for module, name, word in (
        (os, "kill", killed),
        (os, "killpg", group_killed),
        (os, "_exit", left),
        (os, "abort", lambda: {"signal": int(signal.SIGABRT)} if getpid() == home else None),
        (os, "execv", replaced),
        (os, "execve", replaced),
        (signal, "raise_signal", sent),
        (signal, "pthread_kill", lambda thread, number: sent(number)),
    ):
        function = getattr(module, name, None)
        if function is not None:
            setattr(module, name, _Told(function, "%s.%s" % (module.__name__, name), word, wire))
