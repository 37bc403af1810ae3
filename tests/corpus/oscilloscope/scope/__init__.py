"""A digital oscilloscope."""
