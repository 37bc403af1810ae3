"""A checkout with metrics."""
