"""Mixes voices."""
