"""A queue of jobs."""
