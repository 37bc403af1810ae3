"""Tax returns."""
