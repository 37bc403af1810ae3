"""Shapes of drawings."""
