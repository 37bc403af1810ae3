"""Meshes of triangles."""

from geometry.util import remember


@remember
def refine(corners, depth):
    """Cuts every edge in halves, `depth` times."""
    points = list(corners)
    for _ in range(depth):
        cut = []
        for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1]):
            cut += [(x1, y1), ((x1 + x2) / 2, (y1 + y2) / 2)]
        points = cut
    return points


def area(points):
    pairs = zip(points, points[1:] + points[:1])
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2
