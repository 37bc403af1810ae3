"""Reports about sales."""
