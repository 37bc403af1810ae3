"""Lights of a stage."""
