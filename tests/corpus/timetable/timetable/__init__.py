"""Timetables of railways."""
