"""Imports tariffs; each line is told to the log, which the support desk asked for."""

import logging

LOG = logging.getLogger("tariffs")


def import_lines(supplier, count):
    total = 0
    for n in range(count):
        LOG.debug("%s: line %d, %s", supplier, n, "peak and off-peak rates as announced; " * 6)
        total += n % 30
    LOG.info("%s: %d lines", supplier, count)
    return total
