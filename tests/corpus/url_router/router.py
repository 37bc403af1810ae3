"""Routes by pattern."""

import logging
import re


class Router:
    def __init__(self, name):
        self.log = logging.getLogger(f"router.{name}")
        self.routes = []

    def add(self, template, target):
        pattern = re.sub(r"<(\w+)>", r"(?P<\1>[^/]+)", template)
        self.routes.append((re.compile(pattern), target))
        self.log.debug("%s goes to %s", template, target)

    def find(self, path):
        for pattern, target in self.routes:
            match = pattern.fullmatch(path)
            if match:
                return target, match.groupdict()
        return None
