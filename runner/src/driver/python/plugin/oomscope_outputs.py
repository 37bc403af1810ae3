"""Files that the options of pytest write, where a suite runs in several processes: without this, each of them would
overwrite what the one before has written.

The runner says in the environment whether a process is the `first` one of the suite, a `later` one with its number, or
one that writes `nothing` (a listing, the hunt); `part` says that tests are left for later ones. Reports of JUnit and
logs of reports are written beside the socket, and joined when they are whole. A report that cannot be joined gets a name
of its own in each later process. pytest-cov adds up by itself, once it is told to.
"""

import os

# Workers of pytest-xdist are told as well: pytest-cov begins in them, too.
PASSED = {"OOMSCOPE_OUTPUTS": os.environ.pop("OOMSCOPE_OUTPUTS", "")}
WORDS = PASSED["OOMSCOPE_OUTPUTS"].split()
IS_FIRST = "first" in WORDS
IS_LATER = "later" in WORDS
WRITES_NOTHING = "nothing" in WORDS
NUMBER = WORDS[1] if IS_LATER else "1"

# The options whose files are joined, and under which name their plugins keep the path that they show.
JOINED = {"xmlpath": "logfile", "report_log": "_log_path"}
# Those whose files cannot be.
APART = ("htmlpath", "json_report_file")
# How much of a file is looked through for its first suite.
HEAD = 1 << 16
CLOSING = b"</testsuites>"


def tell_coverage(early_config):
    """pytest-cov begins long before pytest is configured."""
    options = early_config.known_args_namespace
    if not getattr(options, "cov_source", None):
        return
    if WRITES_NOTHING:
        # It would throw away what was measured.
        options.cov_source = []
    elif IS_LATER:
        options.cov_append = True


class Outputs:
    """The files of this process."""

    def __init__(self, config, folder):
        self.config = config
        # Option, path of this process, path that was asked for.
        self.joined = []
        self.told = {"joined": [], "apart": [], "coverage": False}
        if WRITES_NOTHING:
            for name in list(JOINED) + list(APART):
                if getattr(config.option, name, None):
                    setattr(config.option, name, None)
        elif IS_FIRST or IS_LATER:
            self.take(folder)
        if "part" in WORDS:
            self.judge_no_coverage()

    def take(self, folder):
        option = self.config.option
        for name in JOINED:
            asked = getattr(option, name, None)
            if not asked:
                continue
            path = os.path.abspath(os.path.expanduser(os.path.expandvars(str(asked))))
            own = os.path.join(folder, "%s-%d" % (name, os.getpid()))
            if IS_FIRST and os.path.isfile(path):
                # What an earlier run wrote is not to be joined with this one.
                os.remove(path)
            setattr(option, name, own)
            self.joined.append((name, own, path))
            self.told["joined"].append(str(asked))
        for name in APART:
            asked = getattr(option, name, None)
            if asked and IS_LATER:
                root, ending = os.path.splitext(str(asked))
                setattr(option, name, "%s.batch-%s%s" % (root, NUMBER, ending))
                self.told["apart"].append(str(asked))
        self.told["coverage"] = IS_LATER and bool(getattr(option, "cov_source", None))

    def has_any(self):
        return any(self.told.values())

    def judge_no_coverage(self):
        """Whether it is enough is seen where no tests are left."""
        coverage = self.config.pluginmanager.getplugin("_cov")
        if coverage is not None:
            coverage.options.cov_fail_under = None

    def show_names(self):
        """pytest says where it wrote to."""
        shown = {own: (JOINED[name], path) for name, own, path in self.joined}
        for plugin in self.config.pluginmanager.get_plugins():
            for attribute, value in list(getattr(plugin, "__dict__", {}).items()):
                if attribute in JOINED.values() and str(value) in shown:
                    setattr(plugin, attribute, shown[str(value)][1])

    def join(self):
        """All that was written goes behind what earlier processes have written."""
        for name, own, path in self.joined:
            if os.path.isfile(own):
                _join(own, path, is_xml=name == "xmlpath")
        self.joined = []


def _join(own, path, is_xml):
    import fcntl
    import shutil

    folder = os.path.dirname(path)
    if not os.path.isdir(folder):
        os.makedirs(folder, exist_ok=True)
    with open(own, "rb") as new, open(path, "a+b") as whole:
        # Batches can run side by side.
        fcntl.flock(whole, fcntl.LOCK_EX)
        size = whole.seek(0, os.SEEK_END)
        if is_xml and size:
            tail_at = max(0, size - 1024)
            whole.seek(tail_at)
            end = whole.read().rindex(CLOSING)
            new.seek(new.read(HEAD).index(b"<testsuite "))
            whole.truncate(tail_at + end)
        shutil.copyfileobj(new, whole)
