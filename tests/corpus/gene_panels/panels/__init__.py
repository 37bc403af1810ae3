"""Panels of genes."""
