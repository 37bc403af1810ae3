"""A small matching engine."""
