"""Shapes and meshes."""
