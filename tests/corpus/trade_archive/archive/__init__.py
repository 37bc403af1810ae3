"""Trades of past months."""
