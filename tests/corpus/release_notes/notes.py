"""Release notes."""

PUBLISHED = []


def title(version):
    """
    >>> title("1.2")
    'Version 1.2'
    """
    return f"Version {version}"


def publish(version, changes):
    """
    >>> publish("2.0", [f"change {n}" for n in range(40_000)])
    40000
    """
    PUBLISHED.append((title(version), changes))
    return len(changes)
